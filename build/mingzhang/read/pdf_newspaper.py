"""Prose set in two columns: in, the rows of characters of a page; out, them in reading order.

The right column is put below the left one, so that what follows sees one column.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from statistics import median

from mingzhang.read.pdf_margins import EDGE, FULL_LINES, common_edge
from mingzhang.read.pdf_page import Char
from mingzhang.read.pdf_text import em_of

GUTTER = 1.2
"""Ems between two columns of prose."""
LEAST_ROWS = 6
"""Rows that no text crosses the middle of; a title, a heading or a table's row soon does."""
LONG = 10.0
"""Ems of a full line; cells of tables are shorter, or hold no sentences."""

Row = list[Char]


def in_reading_order(rows: list[Row]) -> list[Row]:
    """Put the right column of prose below the left one; [] where there are no two."""
    if len(rows) < LEAST_ROWS:
        return []
    middle = (min(row[0].x0 for row in rows) + max(row[-1].x1 for row in rows)) / 2
    first, end = _longest(rows, middle)
    if end - first < LEAST_ROWS:
        return []
    parts = [(row[: (at := _at(row, middle))], row[at:]) for row in rows[first:end]]
    left, right = [part[0] for part in parts if part[0]], [part[1] for part in parts if part[1]]
    if not (_is_prose(left) and _is_prose(right)):
        return []
    aside = min(row[0].x0 for row in right) - min(row[0].x0 for row in left)
    pitch = median(below[0].y0 - above[0].y0 for above, below in pairwise(left))
    down = left[-1][0].y0 + pitch - right[0][0].y0
    moved = [list(_moved(row, -aside, down)) for row in right]
    return [*rows[:first], *left, *moved, *(list(_moved(row, 0, down)) for row in rows[end:])]


def _longest(rows: Sequence[Row], middle: float) -> tuple[int, int]:
    """Return the longest run of rows without text across the middle of the page."""
    runs = [(0, 0)]
    places = range(len(rows))
    for parted, group in groupby(places, key=lambda at: _is_parted(rows[at], middle)):
        inside = list(group)
        if parted:
            runs.append((inside[0], inside[-1] + 1))
    return max(runs, key=lambda run: run[1] - run[0])


def _is_parted(row: Row, middle: float) -> bool:
    at = _at(row, middle)
    before, after = row[at - 1 : at], row[at : at + 1]
    if before and after:
        return after[0].x0 - before[0].x1 > GUTTER * em_of(row)
    return not before or before[0].x1 < middle


def _at(row: Row, middle: float) -> int:
    return bisect(row, middle, key=attrgetter("x0"))


def _is_prose(column: Sequence[Row]) -> bool:
    """Tell that several lines of a column are full, and sentences stand in it."""
    if len(column) < FULL_LINES:
        return False
    ends = [row[-1].x1 for row in column if row[-1].x1 - row[0].x0 > LONG * em_of(row)]
    full = sum(abs(end - common_edge(ends, -1)) < EDGE for end in ends)
    return full >= FULL_LINES and any(char.text == "。" for row in column for char in row)


def _moved(row: Row, aside: float, down: float) -> Iterator[Char]:
    for char in row:
        yield Char(char.text, char.x0 + aside, char.y0 + down, char.x1 + aside, char.y1 + down)
