"""Completion and coverage rates: 完成年初预算的…%, 绩效目标覆盖率 (family: shares and rates)."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval
from mingzhang.check.rules import PHRASES, RULES, WORDS
from mingzhang.check.says import says
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import printed, quotient, unknown
from mingzhang.check.wording_en import said
from mingzhang.model import Fact, Measure, Stage

ZERO_BUDGET = PHRASES["budget_of_nought"]

COVERED = RULES["coverage_rate"].terms
"""Coverage rates and the two counts that they are the quotient of."""


@check("completion_rate")
def completion(case: Case) -> Iterator[Verdict]:
    """Completion equals final account divided by budget."""
    for rate in case.by_measure.get(Measure.COMPLETION_RATE, ()):
        level = case.level_of(rate)
        budgets = [] if level is None else budgets_of(case, level, rate)
        if level is None:
            yield unknown((rate,), *says(case, "completion_rate.unknown"))
        elif not budgets:
            yield unknown((rate, level), *says(case, "completion_rate.unknown_2"))
        elif Interval.of(budgets[0]).contains(0):
            yield unknown((rate, level, budgets[0]), *ZERO_BUDGET)
        else:
            yield _quotient(case, "completion_rate.rate", (rate, level, budgets[0]))


def budgets_of(case: Case, level: Fact, rate: Fact) -> list[Fact]:
    """Find the printed budget figures that a completion rate of `level` may refer to.

    The initial budget and the budget as adjusted in the year are two figures: only where the
    sentence just says 预算 may it be either.
    """
    told, base = case.by_id.get(rate.base_fact), rate.base_printed
    if told is not None and told.unit == level.unit and told.stage.is_budget:
        return [told]
    if WORDS["initial"].search(base):
        stages = [Stage.INITIAL_BUDGET]
    elif WORDS["adjusted"].search(base):
        stages = [Stage.REVISED_BUDGET, Stage.BUDGET]
    else:
        stages = [Stage.REVISED_BUDGET, Stage.BUDGET, Stage.INITIAL_BUDGET]
    key = case.key(level)
    for stage in stages:
        same = [
            fact
            for fact in case.by_key.get(key._replace(stage=str(stage)), ())
            if fact.unit == level.unit and fact.table == level.table
        ]
        chosen = case.nearest(level, same)
        if chosen is not None:
            return [chosen]
    return []


def _quotient(case: Case, formula: str, facts: tuple[Fact, Fact, Fact]) -> Verdict:
    _, part, whole = facts
    return quotient(
        case,
        formula,
        facts,
        lambda follows: f"“{case.name(part)}”{printed(part)}除以{printed(whole)}为{follows}",
        lambda follows: (
            f"{case.name_en(part)} of {said(case, part)} divided by {said(case, whole)} is "
            f"{follows}"
        ),
    )


@check("coverage_rate")
def coverage(case: Case) -> Iterator[Verdict]:
    """Coverage equals the quotient of its two counts."""
    for rate, part, whole in covered(case):
        if part is None or whole is None:
            yield unknown((rate,), *says(case, "coverage_rate.unknown"))
        elif whole.value != 0:
            yield _quotient(case, "coverage_rate.rate", (rate, part, whole))


def covered(case: Case) -> Iterator[tuple[Fact, Fact | None, Fact | None]]:
    """Yield each coverage rate with the two counts it is computed from, where they are printed."""
    for rate in case.by_measure.get(Measure.COVERAGE_RATE, ()):
        if rate.concept in COVERED:
            part, whole = (
                case.nearest(rate, case.find(concept, rate)) for concept in COVERED[rate.concept]
            )
            yield rate, part, whole
