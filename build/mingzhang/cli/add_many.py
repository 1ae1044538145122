"""`add` of many files: in, files, folders, a list; out, one table, the reasons, what comes next."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from mingzhang import vocab
from mingzhang.cli.invocation import as_typed
from mingzhang.common import progress
from mingzhang.intake import batch, batch_list
from mingzhang.intake.batch import Item, Outcome, State
from mingzhang.intake.decide import Given
from mingzhang.intake.fetch import Fetcher
from mingzhang.paths import Paths

_WIDTH = 110


def run(
    files: Sequence[Path],
    table: Path | None,
    paths: Paths,
    given: Given,
    *,
    quiet: bool,
    dry_run: bool,
) -> list[Outcome]:
    """Put many files into the content, as far as it is sure what they are."""
    wanted: list[Item | Outcome] = [
        Item(str(path), path, given)
        for file in files
        for path in (batch.files_below(file) if file.is_dir() else (file,))
    ]
    with progress.shown(quiet) as bars:
        if table is not None:
            with bars.step("取清单里的文件"):
                known, today = vocab.load(paths.vocab), _today()
                wanted.extend(batch_list.items(table, known, given, Fetcher(), today))
        items = [entry for entry in wanted if isinstance(entry, Item)]
        with bars.step("读取", len(items)) as advance:
            done = list(batch.add_all(items, paths, dry_run=dry_run, told=lambda: advance(1)))
    return [*(entry for entry in wanted if isinstance(entry, Outcome)), *done]


def _today() -> datetime.date:
    """The day by the clock of whoever fetches."""
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()


def leaves_open(outcomes: Sequence[Outcome]) -> bool:
    """Tell whether a person has to decide something."""
    return any(outcome.state is State.OPEN for outcome in outcomes)


def told(outcomes: Sequence[Outcome], *, quiet: bool) -> Iterator[str]:
    """All that is shown; when quiet, only what was left and why."""
    if not quiet:
        yield shown(outcomes)
    yield from reasons(outcomes)
    if not quiet:
        yield from summed(outcomes)


def shown(outcomes: Sequence[Outcome]) -> str:
    """The table of all files: what was understood, and what needs a decision."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for head in ("结果", "单位", "年度", "阶段", "文件"):
        table.add_column(head, overflow="fold")
    for outcome in sorted(outcomes, key=lambda entry: list(State).index(entry.state)):
        files = "\n".join(outcome.places)
        table.add_row(outcome.state.value, outcome.body, outcome.year, outcome.stage, files)
    console = Console(width=_WIDTH, color_system=None, markup=False, highlight=False)
    with console.capture() as captured:
        console.print(table)
    return captured.get().rstrip()


def reasons(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Why files were left, each with what to do."""
    for outcome in outcomes:
        if outcome.reasons:
            files = f"（共 {len(outcome.places)} 个文件）" if outcome.places[1:] else ""
            yield f"{outcome.places[0]}{files}："
            yield from (f"  {reason}" for reason in outcome.reasons)


def summed(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """How many became what, and what comes next."""
    counts = Counter(outcome.state for outcome in outcomes)
    yield " · ".join(f"{state.value} {counts[state]}" for state in State if counts[state])
    if counts[State.OPEN]:
        yield "需要决定的：按原因写进清单（单位、年度、阶段各一列）或用选项逐份加入，再运行一次"
    if counts[State.ADDED]:
        yield f"请核对各份的 source.yml，再运行 {as_typed('mingzhang build')}"
