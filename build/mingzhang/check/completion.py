"""Completion and coverage rates: 完成年初预算的…%, 绩效目标覆盖率 (family: shares and rates)."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import printed, quotient, unknown
from mingzhang.check.wording_en import said
from mingzhang.model import Fact, Measure, Severity, Stage

ZERO_BUDGET = ("预算数为0，无法计算完成率", "the budget is zero")

COVERED = {
    "performance_target_coverage": ("performance_projects_set", "performance_projects_due"),
}
"""Coverage rates and the two counts that they are the quotient of."""


@check(
    "completion_rate",
    "shares",
    Severity.ERROR,
    titles=("完成率等于决算数除以预算数", "Completion equals final account divided by budget"),
    rule_en="“Completed …% of the (initial) budget” equals the final figure divided by that "
    "budget, for some unrounded values of all three. Where the budget is not printed, the figure "
    "that it implies is published as a derived figure and compared elsewhere.",
    absent=("没有列示完成预算的百分比", "no completion rate is printed"),
)
def completion(case: Case) -> Iterator[Verdict]:
    """“完成（年初）预算的百分之几”应等于决算数除以预算数；三个数的舍入误差都计入容差。
    没有列示预算数的，推算的预算数作为推算数公布，并与其他表述比较。
    """
    for rate in case.by_measure.get(Measure.COMPLETION_RATE, ()):
        level = case.level_of(rate)
        budgets = [] if level is None else budgets_of(case, level, rate.base_printed)
        if level is None:
            yield unknown((rate,), "完成率没有可对应的决算数", "no final figure for the rate")
        elif not budgets:
            yield unknown((rate, level), "没有列示预算数", "the budget is not printed")
        elif Interval.of(budgets[0]).contains(0):
            yield unknown((rate, level, budgets[0]), *ZERO_BUDGET)
        else:
            yield _quotient(case, rate, level, budgets[0])


def budgets_of(case: Case, level: Fact, base: str) -> list[Fact]:
    """Find the printed budget figures that a completion rate of `level` may refer to.

    The initial budget and the budget as adjusted in the year are two figures: only where the
    sentence just says 预算 may it be either.
    """
    if "年初" in base:
        stages = [Stage.INITIAL_BUDGET]
    elif "全年" in base or "调整" in base:
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


def _quotient(case: Case, rate: Fact, part: Fact, whole: Fact) -> Verdict:
    return quotient(
        case,
        rate,
        part,
        whole,
        lambda follows: f"“{case.name(part)}”{printed(part)}除以{printed(whole)}为{follows}",
        lambda follows: (
            f"{case.name_en(part)} of {said(case, part)} divided by {said(case, whole)} is "
            f"{follows}"
        ),
    )


@check(
    "coverage_rate",
    "shares",
    Severity.ERROR,
    titles=("覆盖率等于两数之商", "Coverage equals the quotient of its two counts"),
    rule_en="A coverage rate equals the projects that set targets divided by the projects that "
    "must. Of zero projects there is no rate; see the check of rates computed from nothing.",
    absent=("没有列示覆盖率", "no coverage rate is printed"),
)
def coverage(case: Case) -> Iterator[Verdict]:
    """绩效目标覆盖率应等于实际编制绩效目标的项目数除以应编制的项目数。
    应编制项目数为0的，另见“由0个项目计算的比率”。
    """
    for rate, part, whole in covered(case):
        if part is None or whole is None:
            yield unknown((rate,), "没有列示计算覆盖率的两个项目数", "the counts are not printed")
        elif whole.value != 0:
            yield _quotient(case, rate, part, whole)


def covered(case: Case) -> Iterator[tuple[Fact, Fact | None, Fact | None]]:
    """Yield each coverage rate with the two counts it is computed from, where they are printed."""
    for rate in case.by_measure.get(Measure.COVERAGE_RATE, ()):
        if rate.concept in COVERED:
            part, whole = (
                case.nearest(rate, case.find(concept, rate)) for concept in COVERED[rate.concept]
            )
            yield rate, part, whole
