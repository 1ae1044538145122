"""The 单位构成 as a table: in, grids and sections of a document; out, a unit for each row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mingzhang.model import Cell, Document, Grid, Section, Unit
from mingzhang.parse.bodies.finder import Body
from mingzhang.parse.tables.sheets import level
from mingzhang.vocab.layouts import Layouts

_NUMBER = re.compile(r"\d{1,3}")


def unit_tables(
    document: Document, sections: Sequence[Section], whole: Body, layouts: Layouts
) -> Iterator[Unit]:
    """Yield the budget units that tables in the part on the organisation list."""
    for grid in document.grids:
        before = [section for section in sections if section.start <= grid.start]
        if before and before[-1].kind in ("composition", "organisation"):
            yield from _units(document, grid, whole, layouts)


def _units(document: Document, grid: Grid, whole: Body, layouts: Layouts) -> Iterator[Unit]:
    heads = [cell for cell in grid.cells if layouts["units_head"].fullmatch(level(cell.text))]
    if len(heads) != 1 or any(re.search(r"\d\.\d", cell.text) for cell in grid.cells):
        return
    head = heads[0]
    left = (cell for cell in grid.cells if cell.column < head.column)
    numbers = {cell.row: cell.text for cell in left if _NUMBER.fullmatch(cell.text.strip())}
    for cell in grid.cells:
        named = cell.column == head.column and cell.row > head.row
        name = level(cell.text)
        if named and layouts["unit_cell"].fullmatch(name) and not layouts["sums_up"].search(name):
            yield _unit(document, grid, whole, cell, numbers.get(cell.row, ""))


def _unit(document: Document, grid: Grid, whole: Body, cell: Cell, number: str) -> Unit:
    source, name = document.source, level(cell.text)
    unit = f"{source.disclosure}-u{grid.table}r{cell.row}"
    told = (whole.name, number, name, "budget_unit", "", "", "", cell.start, cell.end)
    return Unit(unit, source.disclosure, source.agency, *told)
