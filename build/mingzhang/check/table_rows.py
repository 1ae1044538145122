"""Rows of tables with codes: one printed twice, an amount that stands in the wrong column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.check.case import Case
from mingzhang.check.disclosed import CLASS, GROUP
from mingzhang.check.engine import check
from mingzhang.check.formulas import Result, evaluated
from mingzhang.check.rules import PHRASES
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import printed
from mingzhang.model import Fact, Grid

LEVELS = (GROUP, CLASS)
"""Digits of the codes under which an item may stand, the nearest first."""
FEW = 2
"""More rows than these whose columns do not add up are the layout of the table."""


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One row of a table with its code and its figures by column."""

    code: str
    figures: dict[int, Fact]
    texts: tuple[str, ...]

    def is_blank(self, column: int) -> bool:
        """Tell whether nothing stands in a column."""
        return column < len(self.texts) and not self.texts[column]

    @property
    def first(self) -> Fact:
        """Its first figure."""
        return next(iter(self.figures.values()))


def _tables(case: Case) -> list[list[CodedRow]]:
    """Give the tables that list codes, row by row."""

    def make() -> list[list[CodedRow]]:
        grids = {(grid.page or None, grid.table): grid for grid in case.disclosure.grids}
        rows: dict[tuple[int | None, int], dict[int, dict[int, Fact]]] = {}
        for fact in case.levels:
            if fact.table is None or fact.row is None or fact.column is None:
                continue
            if _code(fact) and (fact.page, fact.table) in grids:
                of_table = rows.setdefault((fact.page, fact.table), {})
                of_table.setdefault(fact.row, {})[fact.column] = fact
        return [_rows(grids[place], of_table) for place, of_table in rows.items()]

    return case.once("coded rows", make)


def _rows(grid: Grid, figures: dict[int, dict[int, Fact]]) -> list[CodedRow]:
    texts: dict[int, dict[int, str]] = {}
    for cell in grid.cells:
        texts.setdefault(cell.row, {})[cell.column] = cell.text.strip()
    return [
        CodedRow(_code(next(iter(of_row.values()))), of_row, _in_order(texts.get(row, {})))
        for row, of_row in sorted(figures.items())
        if len(set(map(_code, of_row.values()))) == 1  # else blocks stand side by side
    ]


def _in_order(texts: dict[int, str]) -> tuple[str, ...]:
    return tuple(texts.get(column, "") for column in range(max(texts, default=-1) + 1))


def _code(fact: Fact) -> str:
    return fact.function_code or fact.economic_code


@check("row_doubled")
def row_doubled(case: Case) -> Iterator[Verdict]:
    """A table prints no row twice."""
    for rows in _tables(case):
        again = [two for one, two in pairwise(rows) if one.texts == two.texts and one.first.value]
        codes = Counter(row.code for row in rows)
        if len(again) == 1 and sum(count > 1 for count in codes.values()) == 1:
            if _is_held_once(again[0], rows):
                row = again[0].first
                yield failed(case, "row_doubled.fail", row=row)
        elif rows and not again:
            yield passed(case, "row_doubled.pass", facts=(rows[0].first,))


def _is_held_once(row: CodedRow, rows: Sequence[CodedRow]) -> bool:
    """Tell whether the whole of a row that stands twice holds it once."""
    wholes = {other.code: other for other in rows}
    whole, column = _above(row, wholes), row.first.column or 0
    if whole is None or column not in whole.figures:
        return False
    parts = [
        other.figures[column]
        for other in rows
        if other is not row and column in other.figures and _above(other, wholes) is whole
    ]
    return evaluated("row_doubled.sum", whole=whole.figures[column], parts=parts).holds


@check("columns_of_items")
def columns_of_items(case: Case) -> Iterator[Verdict]:
    """Items that make up their class in one column make it up in every column."""
    for rows in _tables(case):
        codes = Counter(row.code for row in rows)
        wholes = {row.code: row for row in rows if codes[row.code] == 1}
        below: dict[str, list[CodedRow]] = {}
        for row in rows:
            if (whole := _above(row, wholes)) is not None:
                below.setdefault(whole.code, []).append(row)
        complete = [(wholes[code], parts) for code, parts in below.items()]
        complete = [(whole, parts) for whole, parts in complete if _holds_first(whole, parts)]
        off = [(whole, parts) for whole, parts in complete if _off(whole, parts)]
        off = [pair for pair in off if all(_row_holds(case, row) for row in (pair[0], *pair[1]))]
        if off and len(off) <= FEW and 2 * len(off) <= len(complete):
            for whole, parts in off:
                yield _column_verdict(case, whole, parts, _off(whole, parts)[0])
        elif complete and not off:
            yield passed(case, "columns_of_items.pass", facts=(rows[0].first,))


def _above(row: CodedRow, wholes: dict[str, CodedRow]) -> CodedRow | None:
    codes = (row.code[:level] for level in LEVELS if level < len(row.code))
    return next((wholes[code] for code in codes if code in wholes), None)


def _holds_first(whole: CodedRow, parts: Sequence[CodedRow]) -> bool:
    """Tell whether rows are all the parts of their whole: so says its first column."""
    firsts = [part.figures.get(whole.first.column or 0) for part in parts]
    found = [fact for fact in firsts if fact is not None]
    split = len(whole.figures) > 1  # some tables split the items alone
    return split and len(found) == len(parts) and _sum(whole.first, found).holds


def _row_holds(case: Case, row: CodedRow) -> bool:
    """Tell whether a row adds up by itself; where it does not, that is told."""
    parts = [part for part in row.figures.values() if case.parents.get(part.fact) is row.first]
    return not parts or _sum(row.first, parts).holds


def _off(whole: CodedRow, parts: Sequence[CodedRow]) -> list[int]:
    """Find the columns that do not add up; a blank is nothing, and one not read is not judged."""
    columns = sorted({column for row in (whole, *parts) for column in row.figures})
    return [
        column
        for column in columns
        if all(column in row.figures or row.is_blank(column) for row in (whole, *parts))
        if not _adds_up(whole, parts, column)
    ]


def _adds_up(whole: CodedRow, parts: Sequence[CodedRow], column: int) -> bool:
    found = _in_column(parts, column)
    if column not in whole.figures:
        return all(not fact.value for fact in found)
    if not found:
        return not whole.figures[column].value
    return _sum(whole.figures[column], found).holds


def _in_column(parts: Sequence[CodedRow], column: int) -> list[Fact]:
    return [part.figures[column] for part in parts if column in part.figures]


def _sum(whole: Fact, parts: Sequence[Fact]) -> Result:
    return evaluated("columns_of_items.sum", whole=whole, parts=parts)


def _column_verdict(case: Case, whole: CodedRow, parts: Sequence[CodedRow], column: int) -> Verdict:
    found, head = _in_column(parts, column), whole.figures.get(column)
    terms = "、".join(map(printed, found)) or PHRASES["nothing"].zh
    shown = printed(head) if head is not None else PHRASES["nothing"].zh
    facts = (*((head,) if head is not None else ()), whole.first, *found)
    return failed(
        case, "columns_of_items.fail", row=whole.first, words=shown, names=terms, facts=facts
    )
