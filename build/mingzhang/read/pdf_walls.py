"""Lines missing between cells: in, a cell over columns and its characters; out, its parts.

Word leaves out the lines beside the lower halves of cells that are merged downwards, and people
draw uprights between heads only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from mingzhang.read import titles
from mingzhang.read.pdf_lattice import Lattice
from mingzhang.read.pdf_page import Char
from mingzhang.read.pdf_text import cell_text, em_of, rows_of

APART = 0.5
"""Ems between words of two columns that no line parts."""
AMOUNTS_APART = 0.3
"""Ems between amounts of two columns."""
AMOUNT_BESIDE = 0.08
"""Ems between an amount and a word of two columns."""

_AMOUNT = re.compile(r"-?[\d,]+\.\d+%?")

Place = tuple[int, int]
"""Row and column."""


def parted(
    places: Sequence[Place], chars: Sequence[Char], lattice: Lattice
) -> list[tuple[list[Place], list[Char]]]:
    """Part a cell between whose columns a line is missing: texts stand each in columns of its own.

    [] where the cell is one.
    """
    columns = sorted({column for _, column in places})
    if len(columns) < 2 or lattice.implied:
        return []
    crossed = _crossed(chars, lattice)
    parts: list[list[int]] = [[columns[0]]]
    for column in columns[1:]:
        if column in crossed:
            parts[-1].append(column)
        else:
            parts.append([column])
    inside: list[list[Char]] = [[] for _ in parts]
    part_of = {column: at for at, part in enumerate(parts) for column in part}
    for char in chars:
        column = lattice.field((char.x0 + char.x1) / 2, char.y0)[1]
        inside[part_of.get(column, 0)].append(char)
    filled = [part_chars for part_chars in inside if part_chars]
    is_box = len({row for row, _ in places}) * len(columns) == len(places)
    spaced = is_box and min(map(len, filled), default=0) < 2 and not _states(chars)
    is_open = lattice.parted_rows is not None and places[0][0] >= lattice.parted_rows
    alone = len(filled) < 2 and (not is_open or bool(inside[0]))
    if alone or (spaced and not is_open):
        return []
    if titles.is_header_line(text := cell_text(chars)) or titles.unit_of((text,)):
        return []
    return [
        ([place for place in places if place[1] in part], part_chars)
        for part, part_chars in zip(parts, inside, strict=True)
    ]


def _states(chars: Iterable[Char]) -> bool:
    """Tell that figures stand among the texts: one of single letters (收 入) is spaced out."""
    return any(char.text.isdigit() for char in chars)


def _crossed(chars: Iterable[Char], lattice: Lattice) -> set[int]:
    """Return the columns whose left edge a text stands across."""
    crossed: set[int] = set()
    for row in rows_of(chars):
        em = em_of(row)
        amounts = _amounts("".join(char.text for char in row))
        for at, (before, char) in enumerate(pairwise(row)):
            if char.x0 - before.x1 < _apart(amounts[at : at + 2]) * em:
                crossed.update(
                    edge
                    for edge, x in enumerate(lattice.xs)
                    if (before.x0 + before.x1) / 2 < x < (char.x0 + char.x1) / 2
                )
        crossed.update(
            at for char in row for at, x in enumerate(lattice.xs) if char.x0 + 1 < x < char.x1 - 1
        )
    return crossed


def _amounts(text: str) -> list[bool]:
    """Tell of each character whether it is one of an amount (not of a year, an ordinal)."""
    amounts = [False] * len(text)
    for amount in _AMOUNT.finditer(text):
        amounts[slice(*amount.span())] = [True] * len(amount[0])
    return amounts


def _apart(amounts: Sequence[bool]) -> float:
    return (APART, AMOUNT_BESIDE, AMOUNTS_APART)[sum(amounts)]
