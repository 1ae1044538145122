"""Labels and sides of a table: in, its columns and rows; out, what the rows tell of the columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mingzhang.parse.tables.columns import Column
from mingzhang.parse.tables.numerals import is_numeral
from mingzhang.parse.tables.sheets import Sheet
from mingzhang.vocab.layouts import Layouts

_SIDES = {"revenue": "revenue_word", "expenditure": "spending_word"}


def sided(
    sheet: Sheet, heads: int, columns: Sequence[Column], layouts: Layouts, title: str
) -> tuple[Column, ...]:
    """Tell revenue and expenditure apart by the labels of two blocks whose heads name neither.

    A table of one block is of the side that its title names alone.
    """
    labels = [column for column in columns if column.is_label and column.role == "label"]
    if len(labels) == 1 and not any(column.side for column in columns):
        named = [side for side, word in _SIDES.items() if layouts[word].search(title)]
        return tuple(
            replace(column, side=named[0]) if len(named) == 1 else column for column in columns
        )
    if len(labels) != 2 or any(column.side for column in columns):
        return tuple(columns)
    texts = [
        "".join(sheet.text(row[column.index]) for _, row in sheet.rows[heads:]) for column in labels
    ]
    counts = [tuple(len(layouts[side].findall(word)) for side in _SIDES.values()) for word in texts]
    if not (counts[0][0] > counts[0][1] and counts[1][1] > counts[1][0]):
        return tuple(columns)
    return tuple(
        replace(column, side="expenditure" if column.index >= labels[1].index else "revenue")
        for column in columns
    )


def with_label(sheet: Sheet, heads: int, columns: Sequence[Column]) -> tuple[Column, ...]:
    """Let the first column of words be the labels, whatever its head says (类别, 支出)."""
    made = list(columns)
    for number, column in enumerate(columns):
        cells = [row[column.index] for _, row in sheet.rows[heads:]]
        texts = [sheet.text(cell) for cell in cells if cell is not None and cell.text]
        if column.is_label or any(map(is_numeral, texts)):
            break
        if texts and column.role != "line_number":
            made[number] = replace(column, role="label")
            break
    return tuple(made)
