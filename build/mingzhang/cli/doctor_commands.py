"""How this machine and project stand: `doctor`."""

from __future__ import annotations

from pathlib import Path

from mingzhang.cli.command import command, common, tell
from mingzhang.cli.invocation import as_typed


@command(
    "doctor",
    "看看这台电脑和这个项目缺什么、怎样补\n\n"
    "每项一行：正常、提醒（用得到时再补）或缺少（不补做不成）。什么也不改。\n"
    "退出码：0 没有“缺少”；1 有。--quiet 只说缺少和提醒。\n\n例：mingzhang doctor",
)
@common
def doctor(root: Path | None, quiet: bool) -> int:
    """Tell how each thing stands; the exit code is 1 where one is missing that is needed."""
    from mingzhang.cli import doctor as examination

    conditions = tuple(examination.examine(root))
    well = examination.State.WELL
    tell(
        as_typed(str(condition))
        for condition in conditions
        if not (quiet and condition.state is well)
    )
    return int(examination.essential_missing(conditions))
