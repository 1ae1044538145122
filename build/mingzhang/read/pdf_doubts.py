"""Lattices that do not tell what their texts are of: in, one with its characters; out, the doubt.

Such a table is read without its lines, by its columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from mingzhang.read.pdf_bands import NUMBER, are_counting, is_number, unruled_rows
from mingzhang.read.pdf_cuts import AMOUNT
from mingzhang.read.pdf_lattice import Lattice
from mingzhang.read.pdf_page import Char
from mingzhang.read.pdf_spread import ASIDE
from mingzhang.read.pdf_table import Field, PageTable, body_of, fields_of
from mingzhang.read.pdf_text import em_of, ems_of, rows_of, segments
from mingzhang.read.pdf_wraps import Words, owners

APART = 1.0
"""Ems between the texts of two columns."""
BANDS = 3
"""A ruled table of so few bands has one for its heads, one for its body."""
FULL = 2.0
"""Ems that a line which goes on leaves free in its column at most."""
HEAP = 5
"""So many amounts in one cell are no number that wraps, nor two."""

_PROSE = re.compile("[。，；]")


def is_heap(table: PageTable) -> bool:
    """Tell that a cell holds the figures of many rows: the body of a table ruled around it only.

    So do the cells of a table of one row, or one column, that each hold words and amounts. Such a
    table is read without its lines, by its columns.
    """
    texts = [cell.text for cell in table.cells if not _PROSE.search(cell.text)]
    mixed = [t for t in texts if AMOUNT.search(t) and not NUMBER.fullmatch(t)]
    amounts = [len(AMOUNT.findall(text)) for text in texts]
    in_one = table.columns == 1 or all(cell.row == 0 for cell in table.cells)
    abreast = sum(count > 1 for count in amounts)
    return (
        ((in_one or 2 * len(mixed) > len(texts)) and len(mixed) >= BANDS)
        or (abreast >= BANDS and 2 * abreast > sum(count > 0 for count in amounts))
        or max(amounts, default=0) >= HEAP
    )


def is_unclear(lattice: Lattice, chars: Sequence[Char]) -> bool:
    """Tell that figures stand below each other in a field, and whose the words beside are is open.

    Level lines alone do not tell the rows of such a table; its text is asked instead.
    """
    fields = fields_of(lattice, chars)
    heads = [field for field in fields if field.chars and not field.row]
    if any(_has_columns(field) for field in fields if field.row and field.column_span > 1):
        return True  # its lines are in pieces between the heads alone
    one_band = len(lattice.ys) - 1 <= BANDS or all(head.row_span == 1 for head in heads)
    if one_band and not all(_is_one_text(head, lattice) and _is_aligned(head) for head in heads):
        return True  # one band for all heads: they are rows of their own, some over several
    if len(lattice.ys) - 1 < BANDS and body_of(fields) is None:
        return True  # heads alone: their rows of figures stand below, without lines
    for row in range(len(lattice.ys) - 1):
        lines_of_fields = [rows_of(field.chars) for field in fields if field.row == row]
        if any(sum(map(is_number, lines)) > 1 for lines in lines_of_fields):
            parts = unruled_rows(field.chars for field in fields if field.row == row)
            if not parts or not _words_settled(lines_of_fields, parts):
                return True
    return False


def has_heads_in_one(lattice: Lattice, chars: Sequence[Char]) -> bool:
    """Tell that all rows of heads stand in one band, and all of figures in another.

    Such a table is read without its lines: these do not tell which head is over which.
    """
    if lattice.implied or len(lattice.ys) - 1 > BANDS:
        return False
    fields = fields_of(lattice, chars)
    body = [field for field in fields if field.row]
    heads = [field for field in fields if field.chars and not field.row]
    last = ("".join(char.text for char in rows_of(head.chars)[-1]) for head in heads)
    heaped = are_counting(last) or bool(unruled_rows(field.chars for field in body))
    return heaped and not all(_is_one_text(head, lattice) for head in heads)


def _is_one_text(field: Field, lattice: Lattice) -> bool:
    """Tell that each line but the last is as wide as its column lets it be."""
    wide = lattice.xs[field.column + field.column_span] - lattice.xs[field.column]
    *lines, _ = rows_of(field.chars)
    return all(wide - (line[-1].x1 - line[0].x0) < FULL * em_of(line) for line in lines)


def _is_aligned(field: Field) -> bool:
    """Tell that the lines of a head begin, end or have their middle below each other."""
    lines = [(line[0].x0, line[-1].x1, em_of(line)) for line in rows_of(field.chars)]
    return all(
        min(abs(a[0] - b[0]), abs(a[1] - b[1]), abs(a[0] + a[1] - b[0] - b[1]) / 2) < ASIDE * a[2]
        for a, b in pairwise(lines)
    )


def _has_columns(field: Field) -> bool:
    """Tell that a figure stands apart beside other texts of a field."""
    for line in rows_of(field.chars):
        parts = segments(line, APART)
        if len(parts) > 1 and any(NUMBER.fullmatch(part.text) for part in parts):
            return True
    return False


def _words_settled(
    columns: Sequence[Sequence[list[Char]]], parts: Sequence[tuple[float, float]]
) -> bool:
    """Tell whether each line of words, in whichever column, is of the row that it stands in."""
    figures: dict[int, list[float]] = {}
    settled: list[list[Words]] = []
    for lines in columns:
        settled.append([])
        for line in lines:
            middle = sum(char.y0 + char.y1 for char in line) / len(line) / 2
            if is_number(line):
                figures.setdefault(_part_at(parts, middle), []).append(middle)
            else:
                text = "".join(char.text for char in line)
                row = len(settled[-1])
                settled[-1].append(Words(row, middle, em_of(line), begins=False, wide=ems_of(text)))
    rows = {part: sum(figures[part]) / len(figures[part]) for part in sorted(figures)}
    made = owners(settled, rows)
    return made is not None and all(
        partition.get(word.row) == _part_at(parts, word.middle)
        for column, partition in zip(settled, made, strict=True)
        for word in column
    )


def _part_at(parts: Sequence[tuple[float, float]], middle: float) -> int:
    return next(number for number, (_, lower) in enumerate(parts) if middle < lower)
