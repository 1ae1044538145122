"""Lines missing between cells: in, a cell over columns and its characters; out, its parts.

Word leaves out the lines beside the lower halves of cells that are merged downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from mingzhang.read import titles
from mingzhang.read.pdf_lattice import Lattice
from mingzhang.read.pdf_page import Char
from mingzhang.read.pdf_text import cell_text, em_of, rows_of

APART = 0.5
"""Ems between texts of two columns that no line parts."""

Place = tuple[int, int]
"""Row and column."""


def parted(
    places: Sequence[Place], chars: Sequence[Char], lattice: Lattice
) -> list[tuple[list[Place], list[Char]]]:
    """Part a cell between whose columns a line is missing: several texts, each in one column.

    [] where the cell is one.
    """
    columns = sorted({column for _, column in places})
    if len(columns) < 2 or lattice.implied:
        return []
    by_column: dict[int, list[Char]] = {column: [] for column in columns}
    for char in chars:
        by_column[lattice.field((char.x0 + char.x1) / 2, char.y0)[1]].append(char)
    filled = [inside for inside in by_column.values() if inside]
    is_box = len({row for row, _ in places}) * len(columns) == len(places)
    if len(filled) < 2 or (is_box and min(map(len, filled)) < 2) or _runs_over(chars, lattice):
        return []
    if titles.is_header_line(text := cell_text(chars)) or titles.unit_of((text,)):
        return []
    return [([place for place in places if place[1] == at], by_column[at]) for at in columns]


def _runs_over(chars: Iterable[Char], lattice: Lattice) -> bool:
    """Tell whether a text stands across the edge of a column."""
    for row in rows_of(chars):
        gap = APART * em_of(row)
        for before, char in pairwise(row):
            if any(before.x1 - gap < x < char.x0 + gap for x in lattice.xs) and (
                char.x0 - before.x1 < gap
            ):
                return True
        if any(char.x0 + 1 < x < char.x1 - 1 for char in row for x in lattice.xs):
            return True
    return False
