"""Costs for each vehicle, visitor, trip: in, a case and the declared figures; out, verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product

from mingzhang.check.case import Case
from mingzhang.check.formulas import Result, evaluate
from mingzhang.check.identity_terms import quantities
from mingzhang.check.interval import Interval
from mingzhang.check.tells import compared
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Stage

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
        result = evaluate("cost_and_count.average", average=rounded, cost=cost, count=count)
        if result is not None:
            yield cost, count, result


def _verdict(case: Case, average: Fact, cost: Fact, count: Fact, result: Result) -> Verdict:
    return compared(case, "cost_and_count.average", result, facts=(average, cost, count))
