"""How far the work has got, shown to a person.

In: the names and sizes of the steps. Out: bars on a terminal, one line a step in a log, or nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import Progress as RichProgress

T = TypeVar("T")
Advance = Callable[[int], None]


class Progress(Protocol):
    """What a stage may do with progress: open a step, and advance it by a number of things done."""

    def step(self, label: str, total: int | None = None) -> AbstractContextManager[Advance]:
        """Open a step of `total` things (None: unknown); the value advances it."""
        ...


class Silent:
    """Shows nothing."""

    @contextmanager
    def step(self, label: str, total: int | None = None) -> Iterator[Advance]:
        """Open a step that nobody sees."""
        yield lambda _count: None


class Lines:
    """One line for each finished step: for logs and pipes."""

    @contextmanager
    def step(self, label: str, total: int | None = None) -> Iterator[Advance]:
        """Open a step; its line is printed when it ends well."""
        began = time.perf_counter()
        yield lambda _count: None
        size = "" if total is None else f" {total:,}"
        print(f"{label}{size} · {time.perf_counter() - began:.1f} 秒", file=sys.stderr, flush=True)


class Bars:
    """A bar for each step, on a terminal."""

    def __init__(self, bars: RichProgress) -> None:
        self._bars = bars

    @contextmanager
    def step(self, label: str, total: int | None = None) -> Iterator[Advance]:
        """Open a step with its own bar."""
        task = self._bars.add_task(label, total=total)
        yield lambda count: self._bars.advance(task, count)
        # An unknown size becomes known at the end, so that the bar comes to rest.
        done = self._bars.tasks[task].completed if total is None else total
        self._bars.update(task, total=max(done, 1), completed=max(done, 1))


@contextmanager
def shown(quiet: bool) -> Iterator[Progress]:
    """Give the kind of progress that fits: none, bars on a terminal, lines elsewhere."""
    console = Console(stderr=True)
    if quiet:
        yield Silent()
    elif console.is_terminal:
        columns = (
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with RichProgress(*columns, console=console) as bars:
            yield Bars(bars)
    else:
        yield Lines()


def each(things: Iterable[T], advance: Advance) -> Iterator[T]:
    """Pass things through, advancing by one after each has been worked on."""
    for thing in things:
        yield thing
        advance(1)
