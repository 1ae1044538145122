"""Tables whose rows keep one relation: in, rows of numbers; out, the one row that does not.

Where one column is the sum of two others (or a rate of them) in several rows and in all but one,
that row is off, whatever the columns are called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations
from math import log10

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.rules import RULES, WORDS
from mingzhang.check.table_cells import Number, Place, Row, Table, gap, tables
from mingzhang.check.tells import passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Outcome

ENOUGH = 3
"""So many rows in which a relation holds, each with other figures, tell that it is one."""
DECLARED = 2
"""So many are enough where the heads of the columns say what the relation is."""
MOST = 12
"""So many columns are compared with each other; lists by body have hundreds."""
LONGEST = 6
"""So many columns side by side may make up the one before or behind them."""
UNIT = 3
"""Half units by which a rate may miss what it is rounded from by a unit of its last digit."""
LEAST, SURE = 20, 200
"""Smaller figures, in halves of their last digit, add up by chance; sure ones do not."""
EVIDENCE = 5
"""So many digits must the figures of the holding rows that are not sure have together."""
SCALES = (1, Fraction(1, 10_000))
"""What a number times its price is printed in: 元, or 万元."""
_TERMS = {name: re.compile(term) for name, term in RULES["cells_alike"].terms.items()}

Told = tuple[Verdict, Sequence[Number]]
"""What is told of a row, and the numbers of it that were compared."""
Relation = Callable[..., Fraction]
"""How far the first number is from what follows by the others; 0 within rounding."""


@dataclass(frozen=True)
class _Claim:
    """A relation that rows may keep, its columns, and the row of the whole that a share is of."""

    how: str
    relation: Relation
    columns: tuple[int, ...]
    heads: tuple[str, ...]
    total: Number | None = None

    def numbers(self, row: Row, words: Mapping[Place, str], place: int) -> list[Number]:
        """Give the numbers of a row that the relation is of; none where one is not there."""
        found = [row[column] for column in self.columns if column in row and row[column].value]
        blank = any((place, column) in words for column in self.columns)
        lacks = len(found) < len(self.columns)
        few = self.columns[0] not in row or not row[self.columns[0]].value or len(found) < ENOUGH
        if blank or (lacks and (len(self.columns) <= ENOUGH or few)):
            return []
        return [*found, self.total] if self.total else found

    @property
    def is_declared(self) -> bool:
        """Tell whether the heads say what the relation is: 增减额, 占比."""
        return self.total is not None or any(map(_TERMS["change"].search, self.heads[1:]))


def _sum(whole: Number, *parts: Number) -> Fraction:
    return gap(whole, parts)


def _rate(rate: Number, part: Number, whole: Number) -> Fraction:
    quotient = 100 * part.value / whole.value
    most = rate.half + (100 * part.half + abs(quotient) * whole.half) / abs(whole.value)
    return rate.value - quotient if abs(rate.value - quotient) > most else Fraction(0)


def _product(scale: Fraction | int) -> Relation:
    def off(whole: Number, one: Number, other: Number) -> Fraction:
        more = whole.value - scale * one.value * other.value
        most = scale * (abs(one.value) * other.half + abs(other.value) * one.half) + whole.half
        return more if abs(more) > most else Fraction(0)

    return off


@check("cells_alike")
def cells_alike(case: Case) -> Iterator[Verdict]:
    """Each table of plain rows keeps the relation that nearly all of its rows keep."""
    for table in tables(case):
        yield from (verdict for verdict, _ in told_of_rows(table))


def told_of_rows(table: Table) -> Sequence[Told]:
    """Give what is told of the rows of a table: one that is off, or that none is."""

    def make() -> Sequence[Told]:
        if table.is_doubtful or table.codes:
            return ()
        told = [told for block in table.blocks() for told in _in_rows(table, block)]
        return sorted(told, key=lambda one: one[0].outcome is Outcome.PASS)[:1]

    return table.case.once(f"rows of {table.grid.page} {table.grid.table}", make)


def _claims(table: Table, rows: Mapping[int, Row]) -> Iterator[_Claim]:
    """Give what the columns of a table may be to each other."""
    printed = Counter(column for row in rows.values() for column in row)
    columns = [column for column, count in sorted(printed.items()) if count >= ENOUGH][:MOST]
    heads = {column: table.head(column) for column in columns}
    if any(WORDS["comparable_basis"].search(head) for head in heads.values()):
        return
    rates = [column for column in columns if _TERMS["rate"].search(heads[column])]
    amounts = [column for column in columns if column not in rates]

    def claim(how: str, relation: Relation, *of: int, total: Number | None = None) -> _Claim:
        return _Claim(how, relation, of, tuple(heads[column] for column in of), total)

    for whole in amounts:
        for two in combinations(amounts, 2):
            if whole not in two:
                yield claim("sum", _sum, whole, *two)
        for many in range(ENOUGH, LONGEST + 1):
            for first in (whole + 1, whole - many):
                side = range(first, first + many)
                if set(side) <= set(amounts):
                    yield claim("sum", _sum, whole, *side)
    for whole, one, other in permutations(amounts, 3):
        if one < other and any(_TERMS["price"].search(heads[c]) for c in (one, other)):
            for scale in SCALES:
                yield claim("product", _product(scale), whole, one, other)
    for rate in rates:
        for two in permutations(amounts, 2):
            yield claim("rate", _rate, rate, *two)
        for part in amounts:
            for total in table.totals(rows, part):
                yield claim("rate", _rate, rate, part, total=total)


def _in_rows(table: Table, rows: Mapping[int, Row]) -> Iterator[Told]:
    for claim in _claims(table, rows):
        off, holding = _apart(table, claim, rows)
        enough = DECLARED if claim.is_declared else ENOUGH
        if len(off) > 1 or len(holding) < enough or (not claim.is_declared and not _sure(holding)):
            continue
        if not off:
            yield passed(table.case, "cells_alike.pass", count=len(holding)), ()
        elif claim.how != "sum" or _always(claim.heads):
            here, *by = off[0]
            more = claim.relation(here, *by)
            if claim.relation is _rate and abs(more) <= UNIT * here.half:
                continue  # adjusted so that all make up 100%
            if not _is_explained(table, off[0], holding, rows, here.value - more):
                sentence, place = f"cells_alike.{claim.how}", (here, more, by)
                if claim.how == "sum" and (found := _crossing(table, rows, off[0], more)):
                    sentence, place = "columns_of_items.part", found
                yield table.told(sentence, *place, len(holding)), off[0]


def _crossing(
    table: Table, rows: Mapping[int, Row], numbers: Sequence[Number], more: Fraction
) -> tuple[Number, Fraction, list[Number]] | None:
    """Find the number by which its column, too, is off, by how much, and the total that tells."""
    found = []
    for number in numbers:
        column, off = number.cell.column, more if number is numbers[0] else -more
        for total in table.totals(rows, column):
            parts = (row[column] for row in rows.values() if column in row)
            if gap(total, (n for n in parts if n is not total)) == -off and number is not total:
                found.append((number, off, [total]))
    return found[0] if len(found) == 1 else None


def _sure(holding: Sequence[Sequence[Number]]) -> bool:
    """Tell whether the figures of the rows are too large to hold by chance."""
    least = [min(abs(n.value) / n.half if n.half else SURE for n in row[1:]) for row in holding]
    return all(each >= SURE for each in least) or sum(log10(each / 2) for each in least) >= EVIDENCE


def _always(heads: Sequence[str]) -> bool:
    """Tell a sum that no row may miss: what is spent is not all that was planned, or received."""
    spent = [_TERMS["spent"].search(head) is not None for head in heads]
    planned = [not s and _TERMS["planned"].search(h) for s, h in zip(spent, heads, strict=True)]
    flows = (spent[0] and any(planned[1:])) or (planned[0] and all(spent[1:]))
    sides = _TERMS["income"].search(heads[0]) and _TERMS["outlay"].search("".join(heads[1:]))
    stocks = all(
        any(_TERMS[name].search(head) for head in heads) for name in ("opening", "closing")
    )
    return not (flows or sides or stocks)


def _is_explained(
    table: Table,
    three: Sequence[Number],
    holding: Iterable[Sequence[Number]],
    rows: Mapping[int, Row],
    follows: Fraction,
) -> bool:
    """Tell that something else in a row may be why it is off."""
    place = three[0].cell.row
    words = [(column, text) for (r, column), text in table.words.items() if r == place]
    alike = [rows[numbers[0].cell.row] for numbers in holding]
    others = {column for one in alike for column, number in one.items() if number.value}
    row = rows[place]
    return (
        any((n.value and c not in others) or n.value == follows for c, n in row.items())
        or any(_TERMS["amount"].search(text) for _, text in words)
        or any(_TERMS["falls"].fullmatch(text) for _, text in words)
        or any(re.search(r"\d", text) for column, text in words[1:])
        or ("%" in three[0].cell.text and three[0].value == 100 < follows)
    )


def _apart(
    table: Table, claim: _Claim, rows: Mapping[int, Row]
) -> tuple[list[list[Number]], list[list[Number]]]:
    """Part the rows in which a relation is broken from those that show that it is one."""
    off: list[list[Number]] = []
    holding: dict[object, list[Number]] = {}
    for place, row in rows.items():
        numbers = claim.numbers(row, table.words, place)
        if not numbers or len(off) > 1:
            continue
        if claim.relation is _rate and min(number.value for number in numbers) < 0:
            continue  # of what was negative there is no rate
        if claim.relation(*numbers):
            off.append(numbers)
        elif all(abs(number.value) >= LEAST * number.half for number in numbers[1:]):
            holding[tuple(number.value for number in numbers)] = numbers
    shown = {number.cell.column for numbers in holding.values() for number in numbers}
    return off, [*holding.values()] if set(claim.columns) <= shown else []
