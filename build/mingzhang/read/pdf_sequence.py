"""Texts higher than their fixed rows: in, runs of a lattice in the order of the file; out, cells.

Programs write cell after cell and each cell line after line: lines of one column between texts of
one row are all of that row, wherever they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.read.pdf_lattice import Lattice
from mingzhang.read.pdf_overflow import box_of, crosses
from mingzhang.read.pdf_page import Char

PITCH = (0.7, 1.6)
"""Heights of letters between two lines of one cell."""
LEVEL = 0.3
"""Heights of letters within which two runs are of one line."""
ASIDE = 1.5
"""Points within which lines of one cell begin, end or have their middles."""
LEAST_STEPS = 6
"""Steps from a cell to the next in its row that tell that a table is written row by row."""
FEWER = 4
"""Times as many as there are steps down a column."""

Run = Sequence[Char]


@dataclass(frozen=True, slots=True)
class _Stack:
    """Runs `first` up to `end` in one column, line below line; the rows that they stand in."""

    first: int
    end: int
    column: int
    rows: tuple[int, ...]

    @property
    def is_sure(self) -> bool:
        """Tell that all lines stand in one row."""
        return len(set(self.rows)) == 1


def in_sequence(runs: Sequence[Run], lattice: Lattice) -> dict[int, int]:
    """Return the cell of each run (by its place) of texts that stand across rows."""
    if lattice.parted_rows is not None or not _goes_up(runs):
        return {}  # without uprights a row is one cell, in which many texts stand
    stacks = list(_stacks(runs, lattice))
    if all(stack.is_sure for stack in stacks) or not _is_by_rows(stacks):
        return {}
    cells: dict[int, int] = {}
    others = Counter(cell for stack in stacks for cell in _cells(stack, lattice))
    for at, stack in enumerate(stacks):
        crossed = _cells(stack, lattice)
        if len(crossed) < 2 or not _is_off(stack, runs, others, lattice):
            continue
        before = next((s for s in reversed(stacks[:at]) if s.is_sure), None)
        after = next((s for s in stacks[at + 1 :] if s.is_sure), None)
        told = {
            lattice.cell_of[other.rows[0]][stack.column]
            for other, aside in ((before, -1), (after, 1))
            if other and (other.column - stack.column) * aside > 0
        }
        if len(told) == 1 and told <= crossed:
            cells.update(dict.fromkeys(range(stack.first, stack.end), told.pop()))
    return cells


def _goes_up(runs: Sequence[Run]) -> bool:
    """Tell that some text stands higher than the one before it: the page is not written by lines.

    A program that writes cell after cell goes up again behind each cell of several lines.
    """
    return any(
        run[0].y0 < above[0].y0 - LEVEL * (above[0].y1 - above[0].y0)
        for above, run in pairwise(runs)
    )


def _cells(stack: _Stack, lattice: Lattice) -> set[int]:
    return {lattice.cell_of[row][stack.column] for row in stack.rows}


def _is_off(stack: _Stack, runs: Sequence[Run], texts: Mapping[int, int], lattice: Lattice) -> bool:
    """Tell that a line stands across a ruling line, or in a cell where another text stands."""
    shared = any(texts[cell] > 1 for cell in _cells(stack, lattice))
    return shared or any(crosses(box_of(run), lattice) for run in runs[stack.first : stack.end])


def _is_by_rows(stacks: Sequence[_Stack]) -> bool:
    steps = [(a, b) for a, b in pairwise(stacks) if a.is_sure and b.is_sure]
    along = sum(a.rows == b.rows and a.column < b.column for a, b in steps)
    down = sum(a.column == b.column and a.rows < b.rows for a, b in steps)
    return along >= LEAST_STEPS and along > FEWER * down


def _stacks(runs: Sequence[Run], lattice: Lattice) -> Iterator[_Stack]:
    first, column = 0, -1
    rows: list[int] = []
    for at, run in enumerate(runs):
        middle = (run[0].x0 + run[-1].x1) / 2
        row, own = lattice.field(middle, (run[0].y0 + run[0].y1) / 2)
        if rows and (own != column or not _goes_on(runs[at - 1], run)):
            yield _Stack(first, at, column, tuple(rows))
            first, rows = at, []
        rows.append(row)
        column = own
    if rows:
        yield _Stack(first, len(runs), column, tuple(rows))


def _goes_on(above: Run, run: Run) -> bool:
    tall = above[0].y1 - above[0].y0
    down = (run[0].y0 - above[0].y0) / max(tall, 1.0)
    if abs(down) < LEVEL:
        return True
    left, right = run[0].x0 - above[0].x0, run[-1].x1 - above[-1].x1
    aligned = min(abs(left), abs(right), abs(left + right) / 2) < ASIDE
    return aligned and PITCH[0] < down < PITCH[1]
