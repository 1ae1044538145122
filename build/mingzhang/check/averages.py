"""Costs for each vehicle, visitor, trip: in, a case and the declared figures; out, verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product

from mingzhang.check.case import Case
from mingzhang.check.formulas import Result, evaluate
from mingzhang.check.identity_terms import quantities
from mingzhang.check.interval import Interval
from mingzhang.check.rules import RULES
from mingzhang.check.tells import compared
from mingzhang.check.verdict import Verdict
from mingzhang.common.clause_begins import behind_last
from mingzhang.model import Fact, Stage

_EACH, _ABOUT = (re.compile(RULES["cost_and_count"].terms[name]) for name in ("each", "about"))
UNIT = 4
"""Characters behind an average that may tell what else it is for: 元/天."""
CLAUSE = 8
"""So many figures before an average may be those of its clause."""

Names = tuple[str, Sequence[str], Sequence[str]]
"""An average, the costs and the counts that it may be of."""


HALF_A_CENT = Decimal("0.005")
"""What is divided is rounded, even where it is printed to the last cent."""


def averages(case: Case, terms: Iterable[Names]) -> Iterator[Verdict]:
    """Compare each average with a cost and a count; of several, with the one that suits best."""
    for name, costs, counts in terms:
        for average in quantities(case, name):
            found = list(_quotients(case, average, costs, counts))
            if found:
                yield _verdict(case, average, *max(found, key=lambda each: each[2].holds))


def told_beside(case: Case) -> Iterator[Verdict]:
    """Compare what a clause calls 人均, 平均每辆 … with its only cost and the counts before it."""
    for average in case.levels:
        named = _EACH.fullmatch(average.label) if not average.concept else None
        if named is None or average.start is None or average.table is not None:
            continue
        start = behind_last("。；\n", case.text, 0, average.start)
        clause = _clause(case, average, start)
        costs = [f for f in clause if f.measure.is_money and f.unit == average.unit]
        about = _ABOUT.search(case.text, start, (average.end or start) + UNIT)
        if about or len(costs) != 1 or not average.value:
            continue
        # cut off as often as rounded
        rounded = Interval.around(average.value, 2 * max(average.tolerance, HALF_A_CENT))
        unit = next(filter(None, named.groups()))
        counts = (f for f in reversed(clause) if f.unit.startswith(unit) and f.value)
        asked = ((count, _average(rounded, costs[0], count)) for count in counts)
        found = [(count, result) for count, result in asked if result is not None]
        if found:
            count, result = max(found, key=lambda each: each[1].holds)
            yield _verdict(case, average, costs[0], count, result)


def _clause(case: Case, average: Fact, start: int) -> list[Fact]:
    """Give the other figures between a place and the end of the clause of an average."""
    place, here = average.start or 0, case.order[average.fact]
    _, end = case.sentence(place)
    end = place + len(case.text[place:end].partition("；")[0])
    near = case.facts[max(0, here - CLAUSE) : here + CLAUSE]
    return [f for f in near if f is not average and start <= (f.start or 0) < end]


def _average(rounded: Interval, cost: Fact, count: Fact) -> Result | None:
    return evaluate("cost_and_count.average", average=rounded, cost=cost, count=count)


def _quotients(
    case: Case, average: Fact, costs: Sequence[str], counts: Sequence[str]
) -> Iterator[tuple[Fact, Fact, Result]]:
    """Yield every cost and count of an average's own year, and what they make."""
    of = [fact for name in costs for fact in case.find(name, average)]
    by = [
        fact
        for name in counts
        for stage in (average.stage, Stage.POINT_IN_TIME)
        for fact in case.find(name, average, stage=stage)
    ]
    rounded = Interval.around(average.value, max(average.tolerance, HALF_A_CENT))
    for cost, count in product(of, by):
        result = _average(rounded, cost, count)
        if result is not None:
            yield cost, count, result


def _verdict(case: Case, average: Fact, cost: Fact, count: Fact, result: Result) -> Verdict:
    return compared(case, "cost_and_count.average", result, facts=(average, cost, count))
