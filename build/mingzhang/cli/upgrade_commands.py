"""A project on the way to another version of the program: `upgrade`."""

from __future__ import annotations

from pathlib import Path

import click

from mingzhang.cli.command import command, common, confirm, project, tell


@command(
    "upgrade",
    "把项目换成正在运行的这一版程序\n\n"
    "先列出数字会有什么变化，确认之后才换；不动公开文件、机构和网站设置，也不发布。\n"
    "词表只留下您自己的行。换下来的放在 .mingzhang-before/，--undo 退回。\n\n"
    "在项目文件夹里运行新版的程序，例如新版在 ../明账 时。例：\n"
    "  python3 ../明账/build upgrade --dry-run\n  python3 ../明账/build upgrade",
)
@click.option("--dry-run", is_flag=True, help="只列出会有什么变化，什么也不改")
@click.option("--yes", is_flag=True, help="不再询问")
@click.option("--undo", is_flag=True, help="退回上次升级之前")
@common
def upgrade(root: Path | None, quiet: bool, dry_run: bool, yes: bool, undo: bool) -> None:
    """Tell what a new version changes, ask, and put it in."""
    from mingzhang import __version__
    from mingzhang.common import progress
    from mingzhang.starter import upgrade as upgrades

    paths = project(root)
    if undo:
        upgrades.undo(paths)
        tell(["已退回上次升级之前。请运行 python3 build，重做数据包和网站"], quiet)
        return
    with progress.shown(quiet) as bars, upgrades.prepared(paths, bars) as ready:
        tell(("词表：", *(f"  {line}" for line in ready.vocabulary or ("没有变化",))), quiet)
        tell(("数字（与已发布的比较）：", *(f"  {line}" for line in ready.figures)), quiet)
        if dry_run:
            return
        if not yes:
            confirm("升级吗", paths.root)
        upgrades.apply(ready)
    tell(
        [
            f"已换成明账 {__version__}，还没有发布。请运行 python3 build 看一看，再提交",
            "不满意：mingzhang upgrade --undo",
        ],
        quiet,
    )
