"""Tables as rows of plain numbers: in, a case; out, what stands in each cell, and what adds up.

What the columns are called does not matter, and whether anybody could name the figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from mingzhang.check.case import Case
from mingzhang.check.read_in_part import tables_read_in_part
from mingzhang.check.rules import RULES
from mingzhang.check.tells import failed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Cell, Fact, Grid

_NUMBER = re.compile(r"(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?)%?")
_TOTAL = re.compile(RULES["columns_of_items"].terms["total"])
_COUNTED = re.compile(RULES["columns_of_items"].terms["counted"])
_MONEY = re.compile(RULES["columns_of_items"].terms["money"])
_NOTHING = re.compile(r"[-—－–]*")
Place = tuple[int, int]
"""A row and a column."""


class Number(NamedTuple):
    """A cell that holds nothing but a number, known to half a unit of its last digit."""

    value: Fraction
    half: Fraction
    cell: Cell


Row = Mapping[int, Number]


def gap(whole: Number | None, parts: Iterable[Number]) -> Fraction:
    """Tell by how much a number is more than its parts; nothing where rounding explains it."""
    found = [*parts]
    more = (whole.value if whole else 0) - sum((part.value for part in found), Fraction(0))
    most = sum(number.half for number in (*found, *((whole,) if whole else ())))
    return more if abs(more) > most else Fraction(0)


@dataclass(frozen=True)
class Table:
    """A grid with its rows of numbers, its other words, and the levels that were read of it."""

    case: Case
    grid: Grid
    rows: Mapping[int, Row]
    words: Mapping[Place, str]
    facts: Mapping[Place, Fact]

    @cached_property
    def codes(self) -> Mapping[int, str]:
        """The code of each row; blocks that stand side by side have several in a row."""
        found: dict[int, set[str]] = {}
        for (row, _), fact in sorted(self.facts.items()):
            if code := fact.function_code or fact.economic_code:
                found.setdefault(row, set()).add(code)
        return {row: codes.pop() for row, codes in found.items() if len(codes) == 1}

    @property
    def is_doubtful(self) -> bool:
        """Tell a table that was not read as a whole, or seen in a picture."""
        seen = any(str(fact.origin) == "ocr" for fact in self.facts.values())
        return seen or self.grid.table in tables_read_in_part(self.case)

    def texts(self, row: int) -> list[tuple[int, str]]:
        """Give what stands in each column of a row."""
        return [(c.column, c.text.strip()) for c in self.grid.cells if c.row == row]

    def label(self, row: int) -> str:
        """Give the first words of a row that are no code."""
        found = (words for (place, _), words in self.words.items() if place == row)
        return next((words for words in found if not words.isdecimal()), "")

    def head(self, column: int) -> str:
        """Give the words above the first number of a column, and that number with its sign."""
        first = min(row for row, numbers in self.rows.items() if column in numbers)
        above = (words for (r, c), words in self.words.items() if c == column and r < first)
        return "".join((*above, self.rows[first][column].cell.text))

    def gaps(self, whole: int, parts: Iterable[int]) -> dict[int, Fraction]:
        """Tell by how much a row is more than others, in each column that was read as a whole."""
        places = (whole, *parts)
        head, *below = (self.rows.get(place, {}) for place in places)
        columns = sorted({column for row in (head, *below) for column in row})
        return {
            column: gap(head.get(column), (row[column] for row in below if column in row))
            for column in columns
            if not any((place, column) in self.words for place in places)
        }

    def totals(self, rows: Mapping[int, Row], column: int) -> list[Number]:
        """Give the number of the one row that is the total of a block, in a column."""
        places = {r for (r, _), text in self.words.items() if r in rows and _TOTAL.search(text)}
        found = [rows[place].get(column) for place in places]
        return [number for number in found if number and number.value] if len(found) == 1 else []

    def told(
        self, sentence: str, here: Number, off: Fraction, by: Sequence[Number], count: int
    ) -> Verdict:
        """Tell that a number is off from what follows by others."""
        digits = len(here.cell.text.strip("%").partition(".")[2])
        places = [(number.cell.row, number.cell.column) for number in (here, *by)]
        cells = _of_tables(self.case.facts).get((self.grid.page or 0, self.grid.table), {})
        verdict = failed(
            self.case,
            sentence,
            name=self.label(here.cell.row),
            words="、".join(number.cell.text.strip() for number in by),
            follows=f"{float(here.value - off):,.{digits}f}",
            count=count,
            facts=tuple(cells[place] for place in places if place in cells),
            shown=here.cell.text.strip(),
            span=(here.cell.start, here.cell.end),
        )
        return replace(verdict, of_cells=True)

    def blocks(self) -> list[dict[int, Row]]:
        """Part the rows where a row of several words stands above numbers: it is another head."""
        columns = {column for row in self.rows.values() for column in row}
        words = Counter(row for row, column in self.words if column in columns)
        heads = [row for row, count in words.items() if count > 1 and row not in self.rows]
        blocks: dict[int, dict[int, Row]] = {}
        for place, row in sorted(self.rows.items()):
            blocks.setdefault(sum(head < place for head in heads), {})[place] = row
        return list(blocks.values())


def _of_tables(found: Iterable[Fact]) -> dict[object, dict[Place, Fact]]:
    """Give the figures of each table by their places."""
    facts: dict[object, dict[Place, Fact]] = {}
    for fact in found:
        if fact.table is not None and fact.row is not None and fact.column is not None:
            of_table = facts.setdefault((fact.page or 0, fact.table), {})
            of_table[fact.row, fact.column] = fact
    return facts


def tables(case: Case) -> list[Table]:
    """Give the tables of a disclosure, in their order."""

    def make() -> list[Table]:
        facts = _of_tables(case.levels)
        return [_table(case, g, facts.get((g.page or 0, g.table), {})) for g in case.grids]

    return case.once("tables of numbers", make)


def _table(case: Case, grid: Grid, facts: Mapping[Place, Fact]) -> Table:
    """Read a grid; noughts that end all numbers of a column are no digits.

    Numbers that are no figures of a table with codes (its codes, for example) are words. What
    counts people or things is exact.
    """
    coded = any(fact.function_code or fact.economic_code for fact in facts.values())
    digits: Counter[int] = Counter()
    rows: dict[int, dict[int, Number]] = {}
    words: dict[Place, str] = {}
    for cell in grid.cells:
        if match := _NUMBER.fullmatch(cell.text.strip()):
            digits[cell.column] = max(digits[cell.column], len((match[2] or "").rstrip("0")))
    for cell in grid.cells:
        text = cell.text.strip()
        match = _NUMBER.fullmatch(text)
        known = not coded or (cell.row, cell.column) in facts
        if match and known and cell.row_span == cell.column_span == 1:
            half = Fraction(1, 2 * 10 ** min(digits[cell.column], len(match[2] or "")))
            value = Fraction(match[1].replace(",", ""))
            rows.setdefault(cell.row, {})[cell.column] = Number(value, half, cell)
        elif not _NOTHING.fullmatch(text):
            words |= {
                (cell.row + down, cell.column + across): text
                for down in range(cell.row_span)
                for across in range(cell.column_span)
            }
    kept = {place: row for place, row in rows.items() if not _counts(row)}
    table = Table(case, grid, kept, words, facts)
    exact = {c: n for c, n in digits.items() if any(c in row for row in kept.values())}
    heads = {column: table.head(column) for column in exact}
    counted = {c for c, n in exact.items() if not n and _COUNTED.search(heads[c])}
    if counted and not any(exact.values()) and not any(map(_MONEY.search, heads.values())):
        counted = {*exact}  # 在职人数, 其中：行政, 事业
    kept = {
        place: {c: n._replace(half=Fraction(0)) if c in counted else n for c, n in row.items()}
        for place, row in kept.items()
    }
    return replace(table, rows=kept)


def _counts(row: Row) -> bool:
    """Tell a row that only counts the columns."""
    values = [number.value for number in row.values()]
    return len(values) > 1 and all(after == one + 1 for one, after in pairwise(values))
