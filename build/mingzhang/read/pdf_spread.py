"""Heads over columns: in, the heads of one row and edges; out, how many columns each spans.

A head over several columns stands over their middle, or begins where the first of them begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.model import UNCLEAR_HEAD
from mingzhang.read.pdf_text import Line

LEFT, CENTRE = "left", "centre"
Extent = tuple[float, float]
ASIDE = 0.6
"""Ems that the middle of a head may stand beside the middle of its columns."""
BESIDE = 0.3
"""Ems that the left of a head may stand beside the left of its first column."""


@dataclass(frozen=True, slots=True)
class Head:
    """A head: its first column, how many it spans, its text and the height of its last line."""

    column: int
    wide: int
    text: str
    middle: float
    em: float


def spread(
    lines: Sequence[Line],
    first: int,
    last: int,
    edges: Sequence[float],
    columns: Sequence[Extent],
    *,
    side: str = "",
) -> Iterable[Head]:
    """Spread heads over the columns from `first` to `last`; unclear where several ways fit.

    `side`: where all heads of the table stand in their columns, if they do so alike.
    """
    centred = set(_centred(lines, first, last, edges))
    on_the_left = set(_on_the_left(lines, first, last, columns))
    ways = {LEFT: on_the_left, CENTRE: centred}.get(side) or centred | on_the_left
    if len(ways) == 1:
        return ways.pop()
    return [head_of(column, column, lines[0], clear=False) for column in range(first, last + 1)]


def head_of(first: int, last: int, line: Line, *, clear: bool = True) -> Head:
    """Return the head of some columns; one that is not clear says so instead of its words."""
    text = line.text if clear else UNCLEAR_HEAD
    return Head(first, last - first + 1, text, line.middle, line.em)


def runs(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each run of columns that stand side by side."""
    start = None
    for column, after in pairwise((*columns, -9)):
        start = column if start is None else start
        if after != column + 1:
            yield start, column
            start = None


def _on_the_left(
    lines: Sequence[Line], first: int, last: int, columns: Sequence[Extent]
) -> Iterator[tuple[Head, ...]]:
    """Yield how heads spread over columns if each begins where its first column begins."""
    begins = [
        column
        for line in lines
        for column in range(first, last + 1)
        if abs(columns[column][0] - line.x0) < BESIDE * line.em
    ]
    if lines and len(begins) == len(lines) == len(set(begins)) and begins[0] == first:
        ends = [column - 1 for column in (*begins[1:], last + 1)]
        yield tuple(map(head_of, begins, ends, lines))


def _centred(
    lines: Sequence[Line], first: int, last: int, edges: Sequence[float]
) -> Iterator[tuple[Head, ...]]:
    """Yield the ways to spread heads over all columns, each over the middle of its own."""
    if not lines:
        if first > last:
            yield ()
        return
    line, rest = lines[0], lines[1:]
    for end in range(first, last + 1):
        aside = abs((edges[first] + edges[end + 1]) - (line.x0 + line.x1)) / 2
        if aside < ASIDE * line.em:
            for others in _centred(rest, end + 1, last, edges):
                yield (head_of(first, end, line), *others)
