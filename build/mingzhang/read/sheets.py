"""What XLSX and XLS share: in, the cells of a sheet as printed; out, a table block."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from mingzhang.model import Source
from mingzhang.read import limits
from mingzhang.read.blocks import BlockCell, Remark, Table, unwrapped

Area = tuple[int, int, int, int]
"""A merged area: first row, first column, row after the last, column after the last."""


def sheet_table(
    source: Source, name: str, values: Mapping[tuple[int, int], str], areas: Iterable[Area]
) -> Table:
    """Make the table of one sheet; rows and columns keep the sheet's own numbers (from 0).

    Cells without text are kept inside the used rectangle, so that rows and columns stay whole.
    Raises `UserError` when the rectangle passes `limits.MAX_CELLS`.
    """
    filled = {place: unwrapped(text) for place, text in values.items()}
    filled = {place: text for place, text in filled.items() if text}
    if not filled:
        return Table((), name=name)
    rows = range(min(r for r, _ in filled), max(r for r, _ in filled) + 1)
    columns = range(min(c for _, c in filled), max(c for _, c in filled) + 1)
    used_rows = sorted({row for row, _ in filled})
    if len(used_rows) * len(columns) > limits.MAX_CELLS:
        raise limits.too_large(source, f"工作表“{name}”的单元格数", limits.MAX_CELLS)
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in areas:
        bottom, right = min(bottom, rows.stop), min(right, columns.stop)
        if top not in rows or left not in columns or bottom <= top or right <= left:
            continue
        if (bottom - top) * (right - left) + len(covered) > limits.MAX_CELLS:
            raise limits.too_large(source, f"工作表“{name}”的合并单元格数", limits.MAX_CELLS)
        spans[top, left] = (bottom - top, right - left)
        covered.update((row, column) for row in range(top, bottom) for column in range(left, right))
        covered.discard((top, left))
    cells = tuple(
        BlockCell(row, column, filled.get((row, column), ""), *spans.get((row, column), (1, 1)))
        for row in used_rows
        for column in columns
        if (row, column) not in covered
    )
    return Table(cells, name=name)


def date_text(value: datetime.datetime | datetime.date | datetime.time) -> str:
    """Write a date cell as ISO; a time of midnight is left out."""
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return value.isoformat()


def hidden_sheet(name: str) -> Remark:
    """Tell that a hidden sheet was not read."""
    return Remark(
        "hidden_sheet",
        f"工作表“{name}”是隐藏的，没有读取。",
        f"The sheet “{name}” is hidden; it was not read.",
    )
