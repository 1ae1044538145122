"""What a project begins with: `init`, and disclosures put into it: `add`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mingzhang.cli.command import (
    FILE,
    FILE_OR_FOLDER,
    ask_person,
    command,
    common,
    project,
    someone_is_there,
    tell,
)
from mingzhang.model import UserErrors


@command(
    "add",
    "把公开文件和它的附件放进 content/，写好 source.yml\n\n"
    "几个文件是一份公开：有正文说明的是主文件，其余是附件（例如附表）。\n"
    "按内容认出单位、年度、阶段，先说明读出了什么，再逐字节复制原文。\n"
    "认不准时在终端里会询问；认得不对时用选项指定；不知道的网址和日期留空。\n\n"
    "给一个文件夹，或用 --list 给一张清单（列：文件、网址、单位、年度、阶段），就是许多份：\n"
    "同一单位、年度、阶段的文件算一份；有把握的放入，其余说明原因；再运行一次会接着做。\n\n"
    "例：\n  mingzhang add 2023年度部门决算.pdf --url https://…\n"
    "  mingzhang add 说明.docx 附表.xlsx --dry-run\n"
    "  mingzhang add 下载的文件/ --stage final\n"
    "  mingzhang add --list 清单.csv",
)
@click.argument("files", type=FILE_OR_FOLDER, metavar="[文件或文件夹…]", nargs=-1)
@click.option("--list", "table", type=FILE, metavar="清单", help="许多份：文件或网址的清单")
@click.option("--agency", default="", metavar="编号",
              help="机构编号，见 content/vocab/agencies.csv；新机构则是给它的编号")  # fmt: skip
@click.option("--year", type=click.IntRange(1950, 2099), metavar="年度", help="预算或决算的年度")
@click.option(
    "--stage",
    type=click.Choice(["budget", "final"]),
    metavar="budget|final",
    help="budget 预算，final 决算",
)
@click.option("--title", default="", metavar="标题", help="公开文件上写的标题")
@click.option("--url", default="", metavar="网址", help="原文的网址")
@click.option("--date", default="", metavar="日期", help="公开的日期，如 2024-01-31")
@click.option("--name", default="", metavar="全称", help="新机构的官方全称（默认：原文所写）")
@click.option("--name-en", default="", metavar="英文名", help="新机构的官方英文名（不知道就不写）")
@click.option("--region", default="", metavar="区划",
              help="新机构的行政区划：GB/T 2260 代码或全称")  # fmt: skip
@click.option("--replace", is_flag=True, help="已有这份公开时，整个换掉原来的文件夹")
@click.option("--force", is_flag=True, help="看来是空白模板、或没有读出数字时，仍然放入")
@click.option("--dry-run", is_flag=True, help="只说明读出了什么，什么也不写")
@common
def add(
    files: tuple[Path, ...],
    table: Path | None,
    root: Path | None,
    quiet: bool,
    dry_run: bool,
    **given: Any,
) -> int | None:
    """Put files into the content as one disclosure, or many files as many."""
    from mingzhang.cli import addition_summary
    from mingzhang.intake import prepare
    from mingzhang.intake.decide import Given

    if not files and table is None:
        raise click.UsageError("缺少参数：请给出文件、文件夹，或用 --list 给一张清单")
    paths = project(root)
    if table is not None or any(file.is_dir() for file in files):
        from mingzhang.cli import add_many

        outcomes = add_many.run(files, table, paths, Given(**given), quiet=quiet, dry_run=dry_run)
        tell(add_many.told(outcomes, quiet=quiet))
        return int(add_many.leaves_open(outcomes))
    ask = ask_person if someone_is_there() and not quiet else None
    prepared = prepare.prepare_addition(files, paths, Given(**given), ask)
    tell(addition_summary.understood(prepared, paths), quiet)
    if dry_run:
        if prepared.objections:
            raise UserErrors(prepared.objections)
        tell(["--dry-run：什么也没有写"], quiet)
        return None
    folder = prepare.put_addition(prepared, paths)
    tell(addition_summary.added(prepared, paths.shown(folder)), quiet)
    return None


@command(
    "init",
    "为另一个地区新建一个项目文件夹：程序、模板、词表齐全，内容是空的\n\n"
    "没有写明的名称、地区、发布者，在终端里会询问，以后也可以在 site.yml 里改。\n"
    "文件夹要是空的，或者还没有；中途出了问题，什么也不会留下。\n\n"
    "例：\n  mingzhang init ../绍兴 --region 330600\n"
    "  mingzhang init ../某市 --title 某市的账本 --region 某省某市",
)
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.option(
    "--title", default="", metavar="名称", help="网站名称（默认：地区加“部门预决算公开”）"
)
@click.option("--region", default="", metavar="地区", help="地区全称，或 GB/T 2260 代码")
@click.option("--publisher", default="", metavar="发布者", help="谁维护这个网站")
@click.option("--address", default="", metavar="网址", help="网站将来的地址（不知道就不写）")
@click.option("-q", "--quiet", is_flag=True, help="不询问，不显示小结")
def init(folder: Path, quiet: bool, **given: str) -> None:
    """Make a project folder for another site."""
    from mingzhang import starter

    ask = ask_person if someone_is_there() and not quiet else None
    starter.check_place(folder)
    wanted = starter.settled(given, ask)
    starter.start(folder, wanted)
    tell(starter.told(folder, wanted), quiet)
