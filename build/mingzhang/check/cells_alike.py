"""Tables whose rows keep one relation: in, rows of numbers; out, the one row that does not.

Where one column is the sum of two others (or a rate of them) in several rows and in all but one,
that row is off, whatever the columns are called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.rules import RULES
from mingzhang.check.table_cells import Number, Row, Table, gap, tables
from mingzhang.check.tells import passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Outcome

ENOUGH = 3
"""So many rows in which a relation holds, each with other figures, tell that it is one."""
MOST = 12
"""So many columns are compared with each other; lists by body have hundreds."""
LEAST = 200
"""Smaller figures, in halves of their last digit, may add up by chance."""
_TERMS = {name: re.compile(term) for name, term in RULES["cells_alike"].terms.items()}

Relation = Callable[[Number, Number, Number], Fraction]
"""How far the first number is from what follows by two others; 0 within rounding."""


def _sum(whole: Number, one: Number, other: Number) -> Fraction:
    return gap(whole, (one, other))


def _rate(rate: Number, part: Number, whole: Number) -> Fraction:
    quotient = 100 * part.value / whole.value
    most = rate.half + (100 * part.half + abs(quotient) * whole.half) / abs(whole.value)
    return rate.value - quotient if abs(rate.value - quotient) > most else Fraction(0)


@check("cells_alike")
def cells_alike(case: Case) -> Iterator[Verdict]:
    """Each table of plain rows keeps the relation that nearly all of its rows keep."""
    for table in tables(case):
        if not (table.is_doubtful or table.codes):
            told = [verdict for block in table.blocks() for verdict in _in_rows(table, block)]
            yield from sorted(told, key=lambda verdict: verdict.outcome is Outcome.PASS)[:1]


def _in_rows(table: Table, rows: Mapping[int, Row]) -> Iterator[Verdict]:
    printed = Counter(column for row in rows.values() for column in row)
    columns = [column for column, count in sorted(printed.items()) if count >= ENOUGH][:MOST]
    heads = {column: table.head(column) for column in columns}
    rates = [column for column in columns if _TERMS["rate"].search(heads[column])]
    amounts = [column for column in columns if column not in rates]
    sums = ((_sum, (c, *two)) for c in amounts for two in combinations(amounts, 2) if c not in two)
    quotients = ((_rate, (c, *two)) for c in rates for two in permutations(amounts, 2))
    for relation, three in (*sums, *quotients):
        off, holding = _apart(relation, three, rows.values())
        if len(off) > 1 or len(holding) < ENOUGH:
            continue
        if not off:
            yield passed(table.case, "cells_alike.pass", count=len(holding))
        elif relation is _rate or _always([heads[column] for column in three]):
            here, *by = (off[0][column] for column in three)
            gap_here = relation(here, *by)
            if not _is_explained(table, off[0], holding, (here, *by), here.value - gap_here):
                how = "cells_alike.sum" if relation is _sum else "cells_alike.rate"
                yield table.told(how, here, gap_here, by, len(holding))


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
    table: Table, row: Row, holding: Iterable[Row], three: Sequence[Number], follows: Fraction
) -> bool:
    """Tell that something else in a row may be why it is off, or that other checks compare it."""
    places = {(number.cell.row, number.cell.column) for number in three}
    place = three[0].cell.row
    words = [(column, text) for (r, column), text in table.words.items() if r == place]
    others = {column for one in holding for column, number in one.items() if number.value}
    return (
        places <= table.facts.keys()
        or any((n.value and c not in others) or n.value == follows for c, n in row.items())
        or any(_TERMS["amount"].search(text) for _, text in words)
        or any(re.search(r"\d", text) for column, text in words[1:])
        or ("%" in three[0].cell.text and three[0].value == 100 < follows)
    )


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
        if relation is _rate and min(number.value for number in numbers) < 0:
            continue  # of what was negative there is no rate
        if relation(*numbers):
            off.append(row)
        elif all(abs(number.value) >= LEAST * number.half for number in numbers[1:]):
            holding[tuple(number.value for number in numbers)] = row
    return off, list(holding.values())
