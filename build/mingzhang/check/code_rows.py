"""Codes of a table from top to bottom: each group (款) has its items (项) below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from mingzhang.check.case import Case
from mingzhang.check.disclosed import CLASS, GROUP, ITEM
from mingzhang.check.engine import check
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Cell, Grid

_CODE = re.compile(r"2\d\d(?:\d\d){0,2}")
_AMOUNT = re.compile(r"-?[\d,，]*[1-9][\d,，]*(?:\.\d+)?|-?0?\.\d*[1-9]\d*")
ENOUGH = 3
"""So many groups or items in order tell that a table lists all items below their groups."""


@check("items_in_groups")
def items_in_groups(case: Case) -> Iterator[Verdict]:
    """A table that lists groups and items has each item below its group."""
    for grid in case.disclosure.grids:
        columns: dict[int, list[Cell]] = {}
        for cell in sorted(grid.cells, key=lambda cell: cell.row):
            if _CODE.fullmatch(cell.text.strip()):
                columns.setdefault(cell.column, []).append(cell)
        for codes in columns.values():
            yield from _column(case, grid, codes)


def _column(case: Case, grid: Grid, cells: Sequence[Cell]) -> Iterator[Verdict]:
    codes = [cell.text.strip() for cell in cells]
    groups = [cell for cell, code in zip(cells, codes, strict=True) if len(code) == GROUP]
    items = [code for code in codes if len(code) == ITEM]
    strays = [cell for cell in _strays(cells) if cell.text.strip()[:GROUP] not in codes]
    empty = [
        cell
        for cell in groups
        if cell is not cells[-1] and not any(item.startswith(cell.text.strip()) for item in items)
    ]
    texts = {(cell.row, cell.column): cell.text.strip() for cell in grid.cells}
    if len(strays) == 1 and len(items) > ENOUGH:
        yield _told(case, grid, strays[0], "stray")
    elif len(empty) == 1 and len(groups) > ENOUGH and not strays and _is_paid(empty[0], texts):
        yield _told(case, grid, empty[0], "empty")
    elif len(groups) >= ENOUGH and len(items) >= ENOUGH and not (strays or empty):
        yield passed(case, "items_in_groups.pass", count=len(items))


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


def _is_paid(cell: Cell, texts: Mapping[tuple[int, int], str]) -> bool:
    of_row = (text for (row, column), text in texts.items() if row == cell.row)
    return any(_AMOUNT.fullmatch(text) for text in of_row if not _CODE.fullmatch(text))


def _told(case: Case, grid: Grid, cell: Cell, how: str) -> Verdict:
    code = cell.text.strip()
    beside = (other.text.strip() for other in grid.cells if other.row == cell.row)
    name = next((text for text in beside if text and not text[0].isdigit()), "")
    of_table = (f for f in case.levels if (f.page or 0, f.table) == (grid.page, grid.table))
    figures = tuple(fact for fact in of_table if fact.row == cell.row)[:1]
    span = cell.start, cell.end
    return failed(
        case, f"items_in_groups.{how}", code=code, name=name, facts=figures, shown=code, span=span
    )
