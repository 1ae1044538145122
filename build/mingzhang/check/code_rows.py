"""Codes of a table from top to bottom: each group (款) has its items (项) below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mingzhang.check.case import Case
from mingzhang.check.disclosed import CLASS, GROUP, ITEM
from mingzhang.check.engine import check
from mingzhang.check.table_cells import Table, tables
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Cell

_CODE = re.compile(r"2\d\d(?:\d\d){0,2}")
ENOUGH = 3
"""So many groups or items in order tell that a table lists all items below their groups."""


@check("items_in_groups")
def items_in_groups(case: Case) -> Iterator[Verdict]:
    """A table that lists groups and items has each item below its group."""
    for table in tables(case):
        columns: dict[int, list[Cell]] = {}
        for cell in sorted(table.grid.cells, key=lambda cell: cell.row):
            if _CODE.fullmatch(cell.text.strip()):
                columns.setdefault(cell.column, []).append(cell)
        for codes in columns.values():
            yield from _column(table, codes)


def _column(table: Table, cells: Sequence[Cell]) -> Iterator[Verdict]:
    codes = [cell.text.strip() for cell in cells]
    groups = [cell for cell, code in zip(cells, codes, strict=True) if len(code) == GROUP]
    items = [code for code in codes if len(code) == ITEM]
    strays = [cell for cell in _strays(cells) if cell.text.strip()[:GROUP] not in codes]
    empty = [
        cell
        for cell in groups
        if cell is not cells[-1] and not any(item.startswith(cell.text.strip()) for item in items)
    ]
    if len(strays) == 1 and len(items) > ENOUGH:
        yield _told(table, strays[0], "stray")
    elif len(empty) == 1 and len(groups) > ENOUGH and not strays and _is_paid(table, empty[0].row):
        yield _told(table, empty[0], "empty")
    elif len(groups) >= ENOUGH and len(items) >= ENOUGH and not (strays or empty):
        yield passed(table.case, "items_in_groups.pass", count=len(items))


def _strays(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Yield the items that stand below a group of another code."""
    group = ""
    for cell in cells:
        code = cell.text.strip()
        if len(code) == CLASS:
            group = ""
        elif len(code) == GROUP:
            group = code
        elif group and not code.startswith(group):
            yield cell


def _is_paid(table: Table, row: int) -> bool:
    numbers = (number for number in table.rows.get(row, {}).values() if number.value)
    return any(not _CODE.fullmatch(number.cell.text.strip()) for number in numbers)


def _told(table: Table, cell: Cell, how: str) -> Verdict:
    code, of_row = cell.text.strip(), sorted(table.facts.items())
    names = (text for _, text in table.texts(cell.row) if text and not text[0].isdigit())
    return failed(
        table.case,
        f"items_in_groups.{how}",
        code=code,
        name=next(names, ""),
        facts=tuple(fact for (row, _), fact in of_row if row == cell.row)[:1],
        shown=code,
        span=(cell.start, cell.end),
    )
