"""Identities: what the accounts require of revenue, expenditure, carry-over and their kinds."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval, Relation, total
from mingzhang.check.terms import alike, balance, first, listed, quantities
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared, like, printed, unknown
from mingzhang.check.wording_en import said, said_like
from mingzhang.model import Fact, Severity, Stage

CARRYOVER_SETS = (
    {
        "closing": "closing_carryover",
        "opening": "opening_carryover",
        "revenue": "total_revenue",
        "expenditure": "total_expenditure",
        "year_revenue": "current_year_revenue",
        "year_expenditure": "current_year_expenditure",
        "both": "revenue_and_expenditure",
        "distributed": "surplus_distribution",
    },
    {
        "closing": "closing_fiscal_carryover",
        "opening": "opening_fiscal_carryover",
        "revenue": "fiscal_appropriation_total_revenue",
        "expenditure": "fiscal_appropriation_total_expenditure",
        "year_revenue": "fiscal_appropriation_revenue",
        "year_expenditure": "fiscal_appropriation_expenditure",
        "both": "fiscal_appropriation_revenue_and_expenditure",
        "distributed": "",
    },
)
"""The figures of the carry-over identity, for all money and for fiscal appropriation."""

FUNDS_USED = ("institutional_fund_used", "non_fiscal_surplus_used")


@check(
    "carryover",
    "identities",
    Severity.ERROR,
    titles=("收入减支出等于年末结转和结余", "Revenue less expenditure equals the carry-over"),
    rule_en="Total revenue − total expenditure (− distributed surplus) = closing carry-over, where "
    "the totals leave the carry-over out; opening carry-over + revenue of the year (+ funds used) "
    "− expenditure of the year (− distributed surplus) = closing carry-over, where those are "
    "printed. Totals that are equal hold the carry-over already and are not compared.",
    absent=("没有列示年末结转和结余", "no closing carry-over is printed"),
)
def carryover(case: Case) -> Iterator[Verdict]:
    """收入总计减支出总计（再减结余分配）应等于年末结转和结余；列示了本年收入、本年支出和年初结转的，
    年初结转加本年收入（加动用的基金、结余）减本年支出（减结余分配）应等于年末结转和结余。
    收支总计相等、已包含年末结转的，不用前一关系。舍入误差都计入容差。
    """
    for names in CARRYOVER_SETS:
        for closing in quantities(case, names["closing"]):
            verdicts = list(_carryover(case, closing, names))
            yield from verdicts or [
                unknown((closing,), "收支数列示不全，无法推算年末结转", "the terms are not printed")
            ]


def _carryover(case: Case, closing: Fact, names: dict[str, str]) -> Iterator[Verdict]:
    found = {role: first(case, concept, closing) for role, concept in names.items() if concept}
    distributed = [fact for fact in (found.get("distributed"),) if fact]
    revenue, spent = found["revenue"], found["expenditure"]
    if revenue and spent and not alike(revenue, spent):
        opening = found["opening"]
        plus = (
            [revenue, opening]
            if opening and _reaches(closing, revenue, opening, spent)
            else [revenue]
        )
        yield balance(case, closing, plus, [spent, *distributed])
    elif revenue and spent and closing.value == 0:
        yield balance(case, closing, [revenue], [spent])
    opening, year, year_spent = found["opening"], found["year_revenue"], found["year_expenditure"]
    if opening and year and year_spent:
        used = [fact for name in FUNDS_USED if (fact := first(case, name, closing))]
        fund = [] if names["closing"] == "closing_fiscal_carryover" else used
        yield balance(case, closing, [opening, year, *fund], [year_spent, *distributed])
    elif found["both"] and year_spent and not alike(found["both"], year_spent):
        yield balance(case, closing, [found["both"]], [year_spent, *distributed])


def _reaches(closing: Fact, revenue: Fact, opening: Fact, spent: Fact) -> bool:
    """Tell whether the totals are of the year alone, so that the opening comes on top."""
    sums = Interval.of(revenue) + Interval.of(opening) - Interval.of(spent)
    return sums.meets(Interval.of(closing)) is not Relation.BROKEN


@check(
    "opening_carryover",
    "identities",
    Severity.WARNING,
    titles=(
        "年末结转的变动与年初结转衔接",
        "The change of the carry-over leads back to its opening",
    ),
    rule_en="The closing carry-over less its change against last year is last year's closing, that "
    "is, this year's opening carry-over. Opening balances may be adjusted: a warning.",
    absent=(
        "没有同时列示年末结转的增减额和年初结转",
        "the change of the closing carry-over and the opening one are not both printed",
    ),
)
def opening_carryover(case: Case) -> Iterator[Verdict]:
    """年末结转和结余减去其比上年的增减额，即上年末数，应等于本年年初结转和结余。年初数可能经过调整，不符的列为“存疑”。"""
    pairs = {names["closing"]: names["opening"] for names in CARRYOVER_SETS}
    for change in case.changes:
        level, amount = change.level, change.amount
        if level is None or amount is None or level.concept not in pairs:
            continue
        opening = first(case, pairs[level.concept], level)
        if opening is None or amount.base_year != level.fiscal_year - 1:
            continue
        implied = Interval.of(level) - Interval.of(amount)
        stated = Interval.of(opening)
        result, result_en = (write(case, implied.middle, opening) for write in (like, said_like))
        yield compared(
            case,
            implied.meets(stated),
            (opening, level, amount),
            stated,
            implied,
            f"“{case.name(level)}”{printed(level)}、增减额{printed(amount)}，推算上年末为{result}",
            f"{case.name_en(level)} of {said(case, level)} after a change of "
            f"{said(case, amount)} was {result_en} a year before, which is this year's opening",
            Severity.WARNING,
        )


@check(
    "revenue_composition",
    "identities",
    Severity.ERROR,
    titles=(
        "收入总计等于本年收入加年初结转",
        "Total revenue is the year's revenue plus the opening",
    ),
    rule_en="Total revenue (or the common total of revenue and expenditure) = revenue of the "
    "year + "
    "funds used + opening carry-over, where all are printed. A sum that falls short may lack terms "
    "that are not printed: a warning.",
    absent=("没有同时列示收入总计、本年收入和年初结转", "the three figures are not all printed"),
)
def revenue_composition(case: Case) -> Iterator[Verdict]:
    """收入总计（或收支总计）应等于本年收入合计加年初结转和结余（加动用的基金、结余）；舍入误差计入容差。
    合计小于总计的可能有未列示的项目，只列为“存疑”。
    """
    for names in CARRYOVER_SETS:
        for role in ("revenue", "both"):
            for whole in quantities(case, names[role]):
                year = first(case, names["year_revenue"], whole)
                opening = first(case, names["opening"], whole)
                if year is None or opening is None or listed(whole, (year, opening)):
                    continue
                if role == "revenue" and alike(whole, year) and opening.value:
                    continue
                used = [fact for name in FUNDS_USED if (fact := first(case, name, whole))]
                fund = [] if names["closing"] == "closing_fiscal_carryover" else used
                terms = [year, opening, *fund]
                sums = total([Interval.of(fact) for fact in terms])
                short = sums.high < Interval.of(whole).low
                severity = Severity.WARNING if short else Severity.ERROR
                yield balance(case, whole, terms, [], severity)


@check(
    "budget_balance",
    "identities",
    Severity.WARNING,
    titles=("收支平衡", "Both sides balance"),
    rule_en="In a budget total revenue equals total expenditure (in a final account the grand "
    "totals 总计 do), and so do their changes against "
    "the same earlier budget of the same body. A difference is doubtful: a carry-over may be left "
    "out.",
    absent=("没有成对列示的预算收入和支出", "revenue and expenditure are not both printed"),
)
def budgetbalance(case: Case) -> Iterator[Verdict]:
    """部门预算收支平衡：收入预算总数应等于支出预算总数（决算的收入总计应等于支出总计），两者与同一上年预算相比的增减额也应相等。
    不等的列为“存疑”（可能未列结转）。舍入误差计入容差。
    """
    for revenue in quantities(case, "total_revenue"):
        spent = first(case, "total_expenditure", revenue)
        if spent is not None and _both_are_grand_totals(case, revenue, spent):
            yield _equal(case, spent, revenue, "收入总计", "The grand total of revenue")
        elif revenue.stage == Stage.BUDGET and spent is not None:
            yield _equal(case, spent, revenue, "收入预算", "The budget of revenue")
    changes = [change for change in case.changes if change.amount is not None]
    for change in changes:
        amount = change.amount
        if amount is None or amount.concept != "total_expenditure" or amount.stage != Stage.BUDGET:
            continue
        for other in changes:
            base = other.amount
            if base is None or case.ambiguous(change) or case.ambiguous(other):
                continue
            if base.concept == "total_revenue" and _same_base(base, amount):
                yield _equal(case, amount, base, "收入的增减额", "The change of revenue")
                break


def _both_are_grand_totals(case: Case, revenue: Fact, spent: Fact) -> bool:
    """Tell 收入总计 and 支出总计 of an account, which hold the carry-over on both sides.

    Where what is left is printed as the carry-over, the text calls something else by that name.
    """
    if revenue.stage != Stage.FINAL or not all(
        fact.label_printed.endswith("总计") for fact in (revenue, spent)
    ):
        return False
    closing = case.find("closing_carryover", revenue)
    return not any(
        (Interval.of(revenue) - Interval.of(spent)).meets(Interval.of(fact)) is not Relation.BROKEN
        for fact in closing
    )


def _same_base(one: Fact, other: Fact) -> bool:
    return (one.scope, one.stage, one.fiscal_year, one.base_year) == (
        other.scope,
        other.stage,
        other.fiscal_year,
        other.base_year,
    )


def _equal(case: Case, fact: Fact, other: Fact, words_zh: str, words_en: str) -> Verdict:
    return compared(
        case,
        Interval.of(fact).meets(Interval.of(other)),
        (fact, other),
        Interval.of(fact),
        Interval.of(other),
        f"{words_zh}为{printed(other)}，支出应与之相等",
        f"{words_en} is {said(case, other)}, and that of expenditure should be equal to it",
        Severity.WARNING,
    )
