"""Forms of labels and values side by side: in, a sheet; out, where its pairs stand, if it is one.

`收入预算合计 | 1,000.00 | 支出预算合计 | 1,000.00`: no head tells what a column holds, each label
tells it of the value to its right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mingzhang.model import Cell, Source
from mingzhang.parse.tables.columns import Column
from mingzhang.parse.tables.numerals import is_numeral
from mingzhang.parse.tables.sheets import CODE, Sheet, begun_in, is_blank

LEAST_ROWS = 2
"""Rows with a value that make a form."""

Places = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Index of the first row of pairs, and the columns of the labels, each with its value's."""

    first: int
    columns: tuple[tuple[int, int], ...]


def pairs_of(sheet: Sheet) -> Pairs | None:
    """Find two or more pairs of label and value in each row, in the same columns of all rows."""
    rows = [begun_in(number, row) for number, row in sheet.rows]
    valued = [
        index for index, row in enumerate(rows) if any(is_numeral(sheet.text(cell)) for cell in row)
    ]
    if len(valued) < LEAST_ROWS:
        return None
    wide = max((rows[index] for index in valued), key=len)
    places = tuple(cell.column for cell in wide)
    if len(places) < 4 or len(places) % 2:
        return None
    if not all(_is_row_of_pairs(sheet, rows[index], places) for index in valued):
        return None
    return Pairs(valued[0], tuple(zip(places[::2], places[1::2], strict=True)))


def _is_row_of_pairs(sheet: Sheet, row: Sequence[Cell], places: Places) -> bool:
    at = {cell.column: sheet.text(cell) for cell in row}
    if set(at) - set(places):
        return False
    labels = [at.get(place, "") for place in places[::2]]
    values = [at.get(place, "") for place in places[1::2]]
    return not any(is_numeral(label) or CODE.fullmatch(label) for label in labels) and all(
        is_blank(value) or bool(label) for label, value in zip(labels, values, strict=True)
    )


def paired(columns: Sequence[Column], pairs: Pairs, source: Source) -> tuple[Column, ...]:
    """Let each column be of labels or of their values; what stands above it is no head."""
    labels = {label for label, _ in pairs.columns}
    values = {value for _, value in pairs.columns}
    return tuple(
        replace(
            column,
            role="label" if column.index in labels else "total" if column.index in values else "",
            head="",
            concept="",
            measure="amount" if column.index in values else "",
            stage=source.stage,
            year=source.fiscal_year,
            year_printed=None,
            unit="",
        )
        for column in columns
    )


def are_headed(columns: Sequence[Column], pairs: Pairs) -> bool:
    """Tell whether the labels stand below heads that say so: then it is a table of two blocks."""
    return any(columns[label].role == "label" for label, _ in pairs.columns)
