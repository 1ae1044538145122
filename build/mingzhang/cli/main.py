"""The command line: in, the words a person types; out, an exit code and words in Chinese.

Thin on purpose: a command calls `pipeline.py` (`prepare.py`, …) and prints with `summary.py`.
"""

from __future__ import annotations

import gettext
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from mingzhang import __version__
from mingzhang.cli import (
    add_commands,
    bench_commands,
    build_commands,
    doctor_commands,
    publish_commands,
    read_commands,
    upgrade_commands,
)
from mingzhang.cli.command import HELP, tell_errors
from mingzhang.cli.help_format import Commands, WideFormatter, columns
from mingzhang.cli.invocation import as_typed, program
from mingzhang.common import defects, os_errors
from mingzhang.model import UserError, UserErrors

EXAMPLES = (
    (as_typed("mingzhang build"), "从 content/ 做出 datapackages/ 和 site/"),
    (as_typed("mingzhang serve"), "在本机预览网站"),
    (as_typed("mingzhang check 决算.txt"), "发布之前先查一份文件"),
)

click.Context.formatter_class = WideFormatter


def speak_chinese() -> None:
    """Let Click's own words (headings, errors) come from our catalogue, whatever the locale."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("mingzhang", Path(__file__).parents[1] / "locale")
    gettext.textdomain("mingzhang")


@click.group(
    cls=Commands,
    context_settings=HELP,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]",
    help="\b\n明账：把公共部门的预算、决算公开文件变成可追溯的开放数据与网站。\n\n"
    "\b\n例：\n" + "\n".join(f"  {line}" for line in columns(EXAMPLES)),
)
@click.version_option(
    __version__, "--version", message="明账 mingzhang %(version)s", help="显示版本号"
)
def mingzhang() -> None:
    """Hold the commands together."""


for _command in (
    build_commands.build,
    read_commands.parse,
    read_commands.check,
    add_commands.add,
    add_commands.init,
    build_commands.package,
    build_commands.site,
    build_commands.front,
    publish_commands.serve,
    publish_commands.deploy,
    publish_commands.publish_data,
    doctor_commands.doctor,
    upgrade_commands.upgrade,
    bench_commands.bench,
    bench_commands.fuzz,
):
    mingzhang.add_command(_command)


def main(command_line: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code: 0 well, 1 bad input or findings, 2 wrong words.

    Problems are told in one line each on standard error; `MINGZHANG_DEBUG=1` adds the traceback.
    """
    speak_chinese()
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that cannot show Chinese must not make us fail.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        arguments = None if command_line is None else list(command_line)
        result = mingzhang.main(args=arguments, prog_name=program(), standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中止", err=True)
        return 130
    except BrokenPipeError:
        # The reader of a pipe (head, less) has seen enough.
        sys.stdout = None
        return 0
    except Exception as error:
        return explain_failure(error)


def explain_failure(error: Exception) -> int:
    """Tell what went wrong in one line each; return the exit code."""
    if os.environ.get("MINGZHANG_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, UserErrors):
        problems: list[str] = [str(problem) for problem in error.errors]
    elif isinstance(error, UserError):
        problems = [str(error)]
    elif isinstance(error, OSError) and (error.filename is not None or os_errors.usual(error)):
        problems = [os_errors.told(error)]
    elif isinstance(error, MemoryError):
        problems = [f"内存不够。{defects.NO_MEMORY}"]
    else:
        kind = f"{type(error).__name__}: {error}".replace("\n", " ")
        problems = [
            f"程序内部出错：{kind}。这是明账的缺陷，请设置 MINGZHANG_DEBUG=1 重跑并报告完整输出"
        ]
    tell_errors(problems)
    return 1
