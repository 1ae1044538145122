"""Tables whose rows and columns keep one relation: in, grids; out, the one place that does not.

What the columns are called does not matter. Where one is the sum of two others (or a rate of them)
in several rows and in all but one, that row is off; where the rows add up to their total in other
columns, they do in each. So tables are checked whose figures nobody could name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from typing import NamedTuple

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.read_in_part import tables_read_in_part
from mingzhang.check.rules import RULES
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Cell, Fact, Grid, Outcome

_NUMBER = re.compile(r"(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?)%?")
ENOUGH = 3
"""So many rows in which a relation holds, each with other figures, tell that it is one."""
MOST = 12
"""So many columns are compared with each other; lists by body have hundreds."""
LEAST = 200
"""Smaller figures, in halves of their last digit, may add up by chance."""
TERMS: Mapping[str, str] = RULES["cells_alike"].terms
_TOTAL, _RATE, _NOT_ADDED = (re.compile(TERMS[n]) for n in ("total", "rate", "not_added"))


class Number(NamedTuple):
    """A cell that holds nothing but a number, known to half a unit of its last digit."""

    value: Fraction
    half: Fraction
    cell: Cell


Row = dict[int, Number]
Relation = Callable[[Number, Number, Number], tuple[Fraction, Fraction]]
"""What the first number should be, judged by two others, and how far off it may be."""


def _sum(whole: Number, one: Number, other: Number) -> tuple[Fraction, Fraction]:
    return one.value + other.value, whole.half + one.half + other.half


def _rate(rate: Number, part: Number, whole: Number) -> tuple[Fraction, Fraction]:
    quotient = 100 * part.value / whole.value
    return quotient, rate.half + (100 * part.half + abs(quotient) * whole.half) / abs(whole.value)


@dataclass(frozen=True)
class Table:
    """A grid with its rows of numbers, the row of totals, and the figures that were read of it."""

    case: Case
    grid: Grid
    rows: Mapping[int, Row]
    facts: Sequence[Fact]

    def label(self, row: int) -> str:
        """Give the first words of a row."""
        texts = (cell.text.strip() for cell in self.grid.cells if cell.row == row)
        return next((text for text in texts if text and not _NUMBER.fullmatch(text)), "")

    def head(self, column: int) -> str:
        """Give the words above the first number of a column, and that number with its sign."""
        first = min(row for row, numbers in self.rows.items() if column in numbers)
        above = (
            cell.text
            for cell in self.grid.cells
            if cell.row < first and cell.column <= column < cell.column + cell.column_span
        )
        return "".join((*above, self.rows[first][column].cell.text))

    def told(
        self, how: str, here: Number, follows: Fraction, by: Sequence[Number], count: int
    ) -> Verdict:
        """Tell that another number follows for a cell by others."""
        digits = len(here.cell.text.strip("%").partition(".")[2])
        places = {(number.cell.row, number.cell.column) for number in (here, *by)}
        return failed(
            self.case,
            f"cells_alike.{how}",
            name=self.label(here.cell.row),
            words="、".join(number.cell.text.strip() for number in by),
            follows=f"{float(follows):,.{digits}f}",
            count=count,
            facts=tuple(fact for fact in self.facts if (fact.row, fact.column) in places),
            shown=here.cell.text.strip(),
            span=(here.cell.start, here.cell.end),
        )


@check("cells_alike")
def cells_alike(case: Case) -> Iterator[Verdict]:
    """Each table of plain rows keeps the relation that nearly all of its rows keep."""
    facts: dict[object, list[Fact]] = {}
    for fact in case.facts:
        facts.setdefault((fact.page or 0, fact.table), []).append(fact)
    for grid in case.disclosure.grids:
        of_table = facts.get((grid.page, grid.table), [])
        seen = any(str(fact.origin) == "ocr" for fact in of_table)
        coded = any(fact.function_code or fact.economic_code for fact in of_table)
        if not (seen or coded or grid.table in tables_read_in_part(case)):
            table = Table(case, grid, _rows(grid), of_table)
            told = (*_in_rows(table), *_in_columns(table))
            yield from sorted(told, key=lambda verdict: verdict.outcome is Outcome.PASS)[:1]


def _rows(grid: Grid) -> dict[int, Row]:
    """Read the numbers of each row; noughts that end all numbers of a column are no digits."""
    found = [(cell, _NUMBER.fullmatch(cell.text.strip())) for cell in grid.cells]
    digits: Counter[int] = Counter()
    rows: dict[int, Row] = {}
    for cell, match in found:
        if match:
            digits[cell.column] = max(digits[cell.column], len((match[2] or "").rstrip("0")))
    for cell, match in found:
        if match and cell.row_span == cell.column_span == 1:
            half = Fraction(1, 2 * 10 ** digits[cell.column])
            value = Fraction(match[1].replace(",", ""))
            rows.setdefault(cell.row, {})[cell.column] = Number(value, half, cell)
    return {place: row for place, row in rows.items() if not _counts(row)}


def _counts(row: Row) -> bool:
    """Tell a row that only counts the columns."""
    values = [number.value for number in row.values()]
    return len(values) > 1 and all(after == one + 1 for one, after in pairwise(values))


def _in_rows(table: Table) -> Iterator[Verdict]:
    printed = Counter(column for row in table.rows.values() for column in row)
    columns = [column for column, count in sorted(printed.items()) if count >= ENOUGH][:MOST]
    rates = [column for column in columns if _RATE.search(table.head(column))]
    amounts = [column for column in columns if column not in rates]
    sums = ((_sum, (c, *two)) for c in amounts for two in combinations(amounts, 2) if c not in two)
    quotients = ((_rate, (c, *two)) for c in rates for two in permutations(amounts, 2))
    read = {(fact.row, fact.column) for fact in table.facts}
    for relation, three in (*sums, *quotients):
        off, holding = _apart(relation, three, table.rows.values())
        if len(off) > 1 or len(holding) < ENOUGH:
            continue
        if not off:
            yield passed(table.case, "cells_alike.pass", count=len(holding))
            continue
        here, *by = (off[0][column] for column in three)
        is_read = all((number.cell.row, number.cell.column) in read for number in (here, *by))
        others = {column for row in holding for column, number in row.items() if number.value}
        more = any(number.value and column not in others for column, number in off[0].items())
        if not is_read and not more:
            how = "sum" if relation is _sum else "rate"
            yield table.told(how, here, relation(here, *by)[0], by, len(holding))


def _apart(
    relation: Relation, three: Sequence[int], rows: Iterable[Row]
) -> tuple[list[Row], list[Row]]:
    """Part the rows in which a relation is broken from those that show that it is one."""
    off: list[Row] = []
    holding: dict[object, Row] = {}
    for row in rows:
        numbers = [row[column] for column in three if column in row and row[column].value]
        if len(numbers) < len(three) or len(off) > 1:
            continue
        follows, most = relation(*numbers)
        if abs(numbers[0].value - follows) > most:
            off.append(row)
        elif all(abs(number.value) >= LEAST * number.half for number in numbers[1:]):
            holding[tuple(number.value for number in numbers)] = row
    return off, list(holding.values())


def _in_columns(table: Table) -> Iterator[Verdict]:
    rows = table.rows
    cells = (cell for cell in table.grid.cells if cell.row in rows)
    totals = [cell.row for cell in cells if _TOTAL.search(cell.text.strip())]
    if len(totals) != 1 or totals[0] not in (min(rows), max(rows)):
        return
    whole, parts = rows[totals[0]], [row for place, row in rows.items() if place != totals[0]]
    found = {column: [row[column] for row in parts if column in row] for column in whole}
    judged = [
        c for c, several in found.items() if len(several) > 1 and any(n.value for n in several)
    ]
    gaps = {column: whole[column].value - sum(n.value for n in found[column]) for column in judged}
    off = [c for c in judged if abs(gaps[c]) > whole[c].half * (len(found[c]) + 1)]
    if len(off) != 1 or len(judged) < 2 or _NOT_ADDED.search(table.head(off[0])):
        return
    total, gap = whole[off[0]], gaps[off[0]]
    proven = [
        row[off[0]]
        for row in parts
        if off[0] in row and row[off[0]].value + gap in [row[c].value for c in row if c != off[0]]
    ]
    if len(proven) == 1:
        yield table.told("part", proven[0], proven[0].value + gap, [total], 1)
    else:
        yield table.told("column", total, total.value - gap, found[off[0]], len(judged) - 1)
