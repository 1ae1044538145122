"""Both sides of an account: their totals in a table, and all spending where all money is fiscal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.identity_terms import first, quantities
from mingzhang.check.rules import RULES
from mingzhang.check.tells import compared
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Measure, Severity


@check("two_sides")
def two_sides(case: Case) -> Iterator[Verdict]:
    """Both sides of an account have one total."""
    for revenue_name, spent_name in RULES["two_sides"].terms:
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
    totals = "总" in spent.label and "总" in revenue.label
    return compared(
        case,
        "two_sides.compare",
        evaluated("two_sides.equal", spent=spent, revenue=revenue),
        severity=Severity.ERROR if totals else Severity.WARNING,
    )


@check("fiscal_only")
def fiscal_only(case: Case) -> Iterator[Verdict]:
    """With fiscal money only, all spending is fiscal."""
    for revenue in quantities(case, "total_revenue"):
        fiscal = first(case, "fiscal_appropriation_revenue", revenue)
        spent = first(case, "total_expenditure", revenue)
        fiscal_spent = first(case, "fiscal_appropriation_expenditure", revenue)
        kept = (first(case, side, revenue) for side in ("opening_carryover", "closing_carryover"))
        if fiscal is None or spent is None or fiscal_spent is None:
            continue
        if fiscal.value != revenue.value or any(fact and fact.value for fact in kept):
            continue
        yield compared(
            case,
            "fiscal_only.compare",
            evaluated("fiscal_only.equal", fiscal=fiscal_spent, spent=spent),
            revenue=revenue,
            facts=(fiscal_spent, spent, fiscal, revenue),
        )
