"""Columns of a Word table: in, its cells by grid columns; out, the same without those too narrow.

Rows whose edges miss each other by a hair have a column of the grid between: no text fits there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from mingzhang.read.blocks import BlockCell

NARROW = 113
"""Twentieths of a point: two millimetres, less than one digit with its margins."""


def without_narrow(cells: list[BlockCell], widths: Sequence[int]) -> list[BlockCell]:
    """Leave the narrow columns out, unless a cell with text lies in them alone."""
    if all(width >= NARROW for width in widths):
        return cells
    at = list(accumulate((width >= NARROW for width in widths), initial=0))
    if any(cell.column + cell.column_span > len(widths) for cell in cells):
        return cells  # the grid is not that of these rows
    spans = [at[cell.column + cell.column_span] - at[cell.column] for cell in cells]
    if any(cell.text and not span for cell, span in zip(cells, spans, strict=True)):
        return cells
    return [
        replace(cell, column=at[cell.column], column_span=span)
        for cell, span in zip(cells, spans, strict=True)
        if span
    ]
