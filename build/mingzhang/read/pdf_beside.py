"""Lines around figures alone: in, a lattice and a page's characters; out, it with names and codes.

The names of its rows stand to the left of the lines, each at the height of its row.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

from mingzhang.read.blocks import CJK_LETTER
from mingzhang.read.pdf_lattice import Lattice
from mingzhang.read.pdf_page import Char
from mingzhang.read.pdf_text import Line, rows_of, segments

MOST = 0.8
"""Share of the rows that begin with a figure which have words to the left of the lines."""
_RIGHT = itemgetter(3)
"""The right end of a character."""
TWO = 2
"""Columns of codes and names."""


def with_names(lattice: Lattice, chars: Sequence[Char]) -> Lattice | None:
    """Add the columns to the left in which the names of the rows stand.

    None where it is open which columns these are: such a table is read without its lines.
    """
    if min(map(_RIGHT, chars), default=0.0) > lattice.xs[0]:
        return lattice
    rows = range(1, len(lattice.ys))
    beside = [c for c in chars if c.x1 <= lattice.xs[0] and _row(c, lattice) in rows]
    said = {char.text for char in beside}
    if lattice.implied or "。" in said or not any(map(CJK_LETTER.match, said)):
        return lattice
    first = [c for c in chars if lattice.xs[0] <= c.x0 < lattice.xs[1] and _row(c, lattice) in rows]
    begun = _begun(lattice, first)
    named = {_row(char, lattice) for char in beside if CJK_LETTER.match(char.text)}
    if not begun or len(begun & named) < MOST * len(begun):
        return lattice
    body = [char for char in beside if _row(char, lattice) >= min(begun)]
    edges = _edges([segments(row) for row in rows_of(body)])
    if edges is None:
        return None
    return _widened(lattice, [min(char.x0 for char in beside) - 1, *edges])


def _begun(lattice: Lattice, first: Sequence[Char]) -> set[int]:
    """Return the rows whose first field holds a figure."""
    figures = {_row(char, lattice) for char in first if char.text.isdigit()}
    return figures - {_row(char, lattice) for char in first if CJK_LETTER.match(char.text)}


def _row(char: Char, lattice: Lattice) -> int:
    return bisect(lattice.ys, (char.y0 + char.y1) / 2)


def _edges(rows: Sequence[Sequence[Line]]) -> list[float] | None:
    """Return the edge between codes and names, none where all is one column; None if it is open."""
    if all(len(row) == 1 for row in rows):
        return []
    pairs = [(row[0].x1, row[1].x0) for row in rows if len(row) == TWO]
    left, right = max((x for x, _ in pairs), default=0), min((x for _, x in pairs), default=0)
    return [(left + right) / 2] if left < right and len(pairs) >= MOST * len(rows) else None


def _widened(lattice: Lattice, xs: Sequence[float]) -> Lattice:
    count = len(xs)
    new = 1 + max(cell for row in lattice.cell_of for cell in row)
    cell_of = tuple(
        (*(new + row * count + at for at in range(count)), *cells)
        for row, cells in enumerate(lattice.cell_of)
    )
    return replace(lattice, xs=(*xs, *lattice.xs), cell_of=cell_of)
