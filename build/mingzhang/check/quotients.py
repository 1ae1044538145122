"""The one evaluator of declared quotients: in, a rule's `quotient`; out, its verdicts.

A share, a completion and a coverage are one figure divided by another, printed as a rate. The
table names how the two are found; everything else is the same, the sentences aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from mingzhang.check.case import Case
from mingzhang.check.completion import budgets_of, covered
from mingzhang.check.digits import rate_places
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.interval import Interval
from mingzhang.check.rules import RULES
from mingzhang.check.says import Rate
from mingzhang.check.share_wholes import whole_of
from mingzhang.check.tells import compared, passed, unknown
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Measure, Severity

Found = tuple[Fact, Fact | None, Sequence[Fact]]
"""A rate, the figure divided, and the figures that it may be divided by."""


def _shares(case: Case) -> Iterator[Found]:
    for share in case.by_measure.get(Measure.SHARE, ()):
        part = case.level_of(share)
        yield share, part, whole_of(case, share, part)


def _completions(case: Case) -> Iterator[Found]:
    for rate in case.by_measure.get(Measure.COMPLETION_RATE, ()):
        level = case.level_of(rate)
        yield rate, level, [] if level is None else budgets_of(case, level, rate)


def _coverages(case: Case) -> Iterator[Found]:
    """Find the counts of each coverage; of zero projects there is no rate."""
    for rate, part, whole in covered(case):
        if part is None or whole is None:
            yield rate, None, ()
        elif whole.value:
            yield rate, part, [whole]


FOUND: Mapping[str, Callable[[Case], Iterator[Found]]] = {
    "shares": _shares,
    "completions": _completions,
    "coverages": _coverages,
}
"""How rates and their figures are found, by the word that the table uses for it."""


DOUBTFUL = frozenset(RULES["share_of_whole"].terms["doubtful"])
"""Money of which a text may mean the budget where it names no account."""

FULL = 100
"""Per cent of a budget that was spent as planned."""


def _register(name: str, found: Callable[[Case], Iterator[Found]]) -> None:
    @check(name)
    def ask(case: Case) -> Iterator[Verdict]:
        for rate, part, wholes in found(case):
            if part is None:
                yield unknown(case, f"{name}.unknown", facts=(rate,))
            elif not wholes:
                yield unknown(case, f"{name}.unknown_2", facts=(rate, part))
            else:
                verdicts = [_quotient(case, name, rate, part, whole) for whole in wholes]
                yield min(verdicts, key=lambda v: (v.outcome == "fail", -v.severity.rank))


def _quotient(case: Case, name: str, rate: Fact, part: Fact, whole: Fact) -> Verdict:
    """Compare a rate with what follows; where a whole is printed twice, with the one that suits."""
    facts = (rate, part, whole)
    nameless = not (part.concept and whole.concept)
    if nameless and rate.measure is Measure.SHARE and part.value > whole.value:
        return unknown(case, f"{name}.unknown_2", facts=facts)  # part of another of that name
    if Interval.of(whole).contains(0):
        if "pass" in RULES[name].says and whole.value == part.value == rate.value == 0:
            return passed(case, f"{name}.pass", part=part, rate=rate, facts=facts)
        return unknown(case, f"{name}.unknown_3", facts=facts)
    result = evaluated(f"{name}.rate", rate=rate, part=part, whole=whole)
    follows = Rate(result.exact, rate_places(rate))
    apart = (whole.table is None) != (part.table is None)
    # The budget of a table may be another than the one that a text means.
    # What projects with targets cost may be counted from their budgets.
    # Some forms print no completion above 100%.
    capped = rate.measure is Measure.COMPLETION_RATE and rate.value == FULL < result.exact
    doubtful = (apart and whole.stage.is_budget) or part.concept in DOUBTFUL or nameless or capped
    severity = Severity.WARNING if doubtful else Severity.ERROR
    return compared(
        case, f"{name}.compare", result, follows=follows, facts=facts, severity=severity
    )


for _rule in RULES.values():
    if _rule.quotient:
        _register(_rule.check, FOUND[_rule.quotient])
