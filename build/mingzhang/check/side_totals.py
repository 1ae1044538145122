"""The two sides of an account: in a table of revenue beside expenditure the totals are equal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared, printed
from mingzhang.check.wording_en import said
from mingzhang.model import Fact, Measure, Severity

SIDES = (
    ("total_revenue", "total_expenditure"),
    ("fiscal_appropriation_total_revenue", "fiscal_appropriation_total_expenditure"),
)
"""The totals of the two sides, for all money and for fiscal appropriation."""


@check(
    "two_sides",
    "identities",
    Severity.ERROR,
    titles=("收支总表两方总计相等", "Both sides of an account have one total"),
    rule_en="In a table of revenue beside expenditure the totals of the two sides, which hold the "
    "carry-overs, are equal for each year and account. Where the rows are not called totals but "
    "sums, a carry-over may be left out: a warning.",
    absent=("没有收入方、支出方并列的总表", "no table shows revenue beside expenditure"),
)
def two_sides(case: Case) -> Iterator[Verdict]:
    """收支总表中，收入方的总计（含年初结转等）应等于支出方的总计（含年末结转等），各年度、各口径分别比较；
    行名只写“合计”的可能未含结转，不等的只列为“存疑”。舍入误差计入容差。
    """
    for revenue_name, spent_name in SIDES:
        sides: dict[object, list[Fact]] = defaultdict(list)
        for fact in case.by_concept.get(revenue_name, ()):
            if _is_total(fact):
                sides[_column(fact)].append(fact)
        for spent in case.by_concept.get(spent_name, ()):
            for revenue in sides.get(_column(spent), ())[:1] if _is_total(spent) else ():
                yield _compare(case, spent, revenue)


def _is_total(fact: Fact) -> bool:
    return (
        fact.table is not None
        and fact.measure is Measure.AMOUNT
        and not fact.function_code
        and not fact.economic_code
    )


def _column(fact: Fact) -> object:
    return fact.table, fact.fiscal_year, fact.stage, fact.fund, fact.scope, fact.unit


def _compare(case: Case, spent: Fact, revenue: Fact) -> Verdict:
    one, other = Interval.of(spent), Interval.of(revenue)
    totals = "总" in spent.label_printed and "总" in revenue.label_printed
    return compared(
        case,
        one.meets(other),
        (spent, revenue),
        one,
        other,
        f"同一张表中收入方“{case.name(revenue)}”为{printed(revenue)}，支出方“{case.name(spent)}”应与之相等",
        f"In one table {case.name_en(revenue)} is {said(case, revenue)}, and "
        f"{case.name_en(spent)} should be equal to it",
        Severity.ERROR if totals else Severity.WARNING,
    )
