"""Rows that add up to another: one printed twice, and columns that alone do not add up.

The parts of a row are the items below its code; in a table without codes, the rows of its total.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain, combinations, pairwise

from mingzhang.check.case import Case
from mingzhang.check.cells_alike import told_of_rows
from mingzhang.check.disclosed import CLASS, GROUP
from mingzhang.check.engine import check
from mingzhang.check.rules import RULES
from mingzhang.check.table_cells import Table, gap, tables
from mingzhang.check.tells import passed
from mingzhang.check.verdict import Verdict
from mingzhang.common.years import years_in

LEVELS = (GROUP, CLASS)
"""Digits of the codes under which an item may stand, the nearest first."""
FEW = 2
"""More sums than these whose columns do not add up are the layout of the table."""
_TERMS = {name: re.compile(term) for name, term in RULES["columns_of_items"].terms.items()}


def _sums(table: Table) -> Iterator[tuple[int, list[int]]]:
    """Give the rows that are the sum of others, with these."""
    count = Counter(table.codes.values())
    once = {code: row for row, code in table.codes.items() if count[code] == 1}
    below: dict[int, list[int]] = {}
    for row, code in table.codes.items():
        above = [code[:level] for level in LEVELS if level < len(code) and code[:level] in once]
        if above:
            below.setdefault(once[above[0]], []).append(row)
    yield from below.items()
    words = [(row, text) for (row, _), text in table.words.items() if row in table.rows]
    totals = [row for row, text in words if _TERMS["total"].search(text)]
    if not table.codes and len(totals) == 1 == len(table.blocks()):
        parts = [row for row in table.rows if row not in totals]
        inner = any(_TERMS["inner"].match(table.label(row)) for row in parts)
        if not inner and totals[0] in (min(table.rows), max(table.rows)):
            yield totals[0], sorted(parts)


@check("row_doubled")
def row_doubled(case: Case) -> Iterator[Verdict]:
    """A table prints no row twice."""
    for table in tables(case):
        again = [
            (whole, parts, two)
            for whole, parts in _sums(table)
            for one, two in pairwise(parts)
            if table.texts(one) == table.texts(two) and table.rows.get(two)
        ]
        if not again and table.codes:
            yield passed(case, "row_doubled.pass", facts=tuple(table.facts.values())[:1])
        for whole, parts, two in again if len(again) == 1 else ():
            gaps = table.gaps(whole, [row for row in parts if row != two])
            if gaps and not any(gaps.values()):
                number = next(iter(table.rows[two].values()))
                yield table.told("row_doubled.fail", number, Fraction(0), (), 2)


@check("columns_of_items")
def columns_of_items(case: Case) -> Iterator[Verdict]:
    """Rows that make up another in one column make it up in every column."""
    for table in tables(case):
        sums = [] if table.is_doubtful else [(*pair, _off(table, *pair)) for pair in _sums(table)]
        known = [(whole, parts, off) for whole, parts, off in sums if off is not None]
        off = [one for one in known if one[2]]
        if known and not off:
            yield passed(case, "columns_of_items.pass", facts=tuple(table.facts.values())[:1])
        elif len(off) <= max(1, min(FEW, len(known) // 2)):
            for whole, parts, columns in off:
                yield from _told(table, whole, parts, columns)


def _off(table: Table, whole: int, parts: Sequence[int]) -> list[int] | None:
    """Find the one column that does not add up, or two that an amount was put into by mistake.

    Gives nothing where no other column tells that the rows are all the parts, and none is within
    another.
    """
    numbers = {row: table.rows.get(row, {}) for row in (whole, *parts)}
    gaps = table.gaps(whole, parts)
    paid = {c: {r for r in parts if c in numbers[r] and numbers[r][c].value} for c in gaps}
    off = [column for column, more in gaps.items() if more]
    if not table.codes:
        off = [c for c in off if not _TERMS["not_added"].search(table.head(c))]
    moved = len(off) == FEW and not sum(gaps[column] for column in off)
    off = off if moved else [column for column in off if paid[column]]
    first = [*numbers[whole]][:1] if table.codes else [*gaps]
    kept = [paid[column] for column in first if not gaps.get(column, True)]
    all_of_them = len(parts) > (not table.codes) and set().union(*paid.values()) in kept
    if not all_of_them or (len(off) > 1 and not moved):
        return None
    split = len(numbers[whole]) > 1  # some tables split the items alone
    if table.codes:
        sure = split and all(_holds(table, row) for row in numbers)
    else:
        sure = all(
            _is_added(table, whole, paid[c], c, Fraction(0) if moved else gaps[c]) for c in off
        )
    return off if sure or not off else None


def _holds(table: Table, row: int) -> bool:
    """Tell whether a row adds up by itself; where it does not, that is told."""
    facts = {c: table.facts[row, c] for c in table.rows.get(row, ()) if (row, c) in table.facts}
    first = min(facts, default=0)
    parents = table.case.parents
    parts = [table.rows[row][c] for c, f in facts.items() if parents.get(f.fact) is facts[first]]
    return not parts or not gap(table.rows[row][first], parts)


def _is_added(table: Table, whole: int, parts: Iterable[int], column: int, more: Fraction) -> bool:
    """Tell a column whose rows are added up, none of them within another."""
    values = [table.rows[row][column].value for row in parts]
    few = chain.from_iterable(combinations(values, count) for count in (1, 2, 3))
    headed = any((row, column) in table.words for row in range(min(table.rows)))
    added = headed and column in table.rows[whole] and all(-more != sum(some) for some in few)
    return (
        added
        and not _TERMS["not_added"].search(table.head(column))
        and not _may_be_rates(table, whole, values, column)
    )


def _may_be_rates(table: Table, whole: int, values: Sequence[Fraction], column: int) -> bool:
    """Tell a column that nobody knows whose sum is less than one of its rows, as shares are."""
    known = any(fact.concept for (_, place), fact in table.facts.items() if place == column)
    known = known or _TERMS["money"].search(table.head(column)) is not None
    return not known and min(values) <= table.rows[whole][column].value < max(values)


def _told(table: Table, whole: int, parts: Sequence[int], off: Sequence[int]) -> Iterator[Verdict]:
    """Tell the column that does not add up, or the part that another column shows to be wrong."""
    column, gaps = off[0], table.gaps(whole, parts)
    places = ((n.cell.row, n.cell.column) for _, row in told_of_rows(table) for n in row)
    if any(place[0] in (whole, *parts) and place[1] == column for place in places):
        return  # the row of that figure is off, too, and is told
    more, here = gaps[column], table.rows[whole].get(column)
    found = [table.rows[row][column] for row in parts if column in table.rows.get(row, ())]
    proven = [
        number
        for number in found
        for other, same in table.rows[number.cell.row].items()
        if other != column and number.value + more == same.value != 0
        if _is_repeated(table, parts, column, other)
    ]
    if here and len(proven) == 1:
        yield table.told("columns_of_items.part", proven[0], -more, [here], 1)
    elif here and not (more > 0 and _is_earlier(table, column)):
        yield table.told("columns_of_items.column", here, more, found, len(gaps) - len(off))
    elif not here:
        first = next(iter(table.rows[whole].values()))
        yield table.told("columns_of_items.blank", first, Fraction(0), found, 1)


def _is_repeated(table: Table, parts: Sequence[int], column: int, other: int) -> bool:
    """Tell columns of which other rows, too, print the same figure."""
    rows = (table.rows.get(row, {}) for row in parts)
    return any(
        column in row and other in row and row[column].value == row[other].value != 0
        for row in rows
    )


def _is_earlier(table: Table, column: int) -> bool:
    """Tell a column of an earlier time: its total holds what has ended and is not listed."""
    head, year = table.head(column), table.case.disclosure.source.fiscal_year
    early = any(found < year for found in years_in(head))
    return early or _TERMS["earlier"].search(head) is not None
