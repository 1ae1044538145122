"""What every command is made of: in, a name, its help, a function; out, a command of Click.

Also what commands share: options, printing, asking.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from mingzhang.cli.invocation import as_typed
from mingzhang.model import UserError
from mingzhang.paths import Paths, find

F = TypeVar("F", bound=Callable[..., Any])
HELP = {"help_option_names": ["-h", "--help"]}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FILE_OR_FOLDER = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def common(command: F) -> F:
    """Add the options that every command has."""
    root = click.option(
        "--root", type=FOLDER, metavar="文件夹", help="项目所在的文件夹（默认：当前位置）"
    )
    quiet = click.option("-q", "--quiet", is_flag=True, help="不显示进度和小结")
    return root(quiet(command))


def of_region(command: F) -> F:
    """Add the option of commands that can work on one region's site alone."""
    return click.option(
        "--region",
        default="",
        metavar="地区",
        help="只做这个地区的网站（content/editorial/sites.csv 里的一行），放在 regions/ 里",
    )(command)


def of_sources(command: F) -> F:
    """Add the option of commands whose sources may lie elsewhere."""
    return click.option(
        "--sources",
        default="",
        metavar="位置",
        help="原文在哪里（默认 content/disclosures）：文件夹，或 fsspec 认识的地址，如 s3://…",
    )(command)


def command(name: str, text: str) -> Callable[[F], click.Command]:
    """Declare a command; `text` is its help, line by line."""

    def declare(function: F) -> click.Command:
        first, _, rest = as_typed(text).partition("\n")
        # \b keeps click from joining our lines: it breaks lines between words only.
        body = "\n\n".join(f"\b\n{part}" for part in [first, *rest.strip().split("\n\n")] if part)
        make = click.command(
            name, help=body, short_help=first, options_metavar="[选项]", context_settings=HELP
        )
        return make(function)

    return declare


def tell(lines: Iterable[str], quiet: bool = False) -> None:
    """Print lines on standard output, unless quiet."""
    if not quiet:
        for line in lines:
            click.echo(line)


def tell_errors(problems: Iterable[str]) -> None:
    """Print what went wrong on standard error, from where the person stands, as they would type."""
    for problem in problems:
        shown = as_typed(problem).replace(f"{Path.cwd()}{os.sep}", "")
        click.echo(f"错误：{shown}", err=True)


def project(root: Path | None, region: str = "", sources: str = "") -> Paths:
    """Find the project that is meant, and tell where it lies if that is not where we stand.

    `region`: the project of that region's site within it. `sources`: where its sources lie if not
    in it; they are fetched. Raises UserError when there is none.
    """
    paths = find(root)
    if root is None and not Path.cwd().resolve().is_relative_to(paths.root):
        message = f"这里不是明账项目，做的是 {paths.root}（要换一个，请先进入它，或加 --root）"
        click.echo(message, err=True)
    if not region and not sources:
        return paths
    from mingzhang.common import storage
    from mingzhang.content import regional

    there = storage.store(sources) if sources else None
    if region:
        paths = regional.project(paths, region, there.names() if there else None)
    if there:
        folder = paths.cache / "sources"
        storage.fetch_all(there, folder, paths.bodies)
        paths = replace(paths, disclosures=folder)
    return paths


def confirm(question: str, place: str | Path) -> None:
    """Ask before a change; stops the command at a no, raises UserError where nobody can answer."""
    if not someone_is_there():
        raise UserError(place, "没有人可以确认", "请加 --yes，或先用 --dry-run 看一看")
    click.confirm(question, abort=True, err=True)


def someone_is_there() -> bool:
    """Tell whether questions can be asked: standard input and error are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_person(question: str, offered: str) -> str:
    """Ask on the terminal; an empty answer takes what is offered."""
    answer = click.prompt(question, default=offered, show_default=bool(offered), err=True)
    return str(answer)
