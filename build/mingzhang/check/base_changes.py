"""Changes against a printed base: 43.00万元，比2024年度的40.00万元增长7.50% (family: changes)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction

from mingzhang.check.case import LEVELS, Case
from mingzhang.check.change_statements import Change
from mingzhang.check.digits import percent, rate_places
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared, failed, like, passed, printed
from mingzhang.check.wording_en import percent_en, said, said_like
from mingzhang.model import Fact, Measure, Severity, Stage

NEAR = 120
"""Characters before a change within which its figure and its base stand."""

MAY_BE_NEGATIVE = ("carryover", "balance", "surplus")
"""Parts of the names of concepts that may lie below zero."""


@check(
    "change_of_printed_base",
    "changes",
    Severity.ERROR,
    titles=("增减与所列上期数相符", "A change agrees with the earlier figure printed beside it"),
    rule_en="Where a paragraph prints a figure, the one earlier figure of the same item and a rate "
    "(or an amount) of change, the rate is (figure − earlier figure) ÷ earlier figure, and the "
    "amount the difference, for some unrounded values. Several earlier figures are not judged.",
    absent=("没有与增减同列的上期数", "no earlier figure stands beside a change"),
)
def change_of_printed_base(case: Case) -> Iterator[Verdict]:
    """同一段中列示了本期数、唯一的上期数和增减率（增减额）的，增减率应等于两数之差除以上期数，
    增减额应等于两数之差；舍入误差都计入容差。列有几个上期数的，不作判断。
    """
    for change in case.changes:
        level, stated = change.level, change.amount or change.rate
        if level is None or stated is None or level.table is not None:
            continue
        base = _base(case, level, stated)
        if base is None:
            continue
        if change.rate is not None and not Interval.of(base).contains(0):
            yield _rate(case, change.rate, level, base)
        if change.amount is not None:
            yield _amount(case, change.amount, level, base)


def _base(case: Case, level: Fact, stated: Fact) -> Fact | None:
    """Find the one level of the year before that the paragraph of a change prints."""
    if stated.start is None or level.start is None:
        return None
    if stated.base_year != level.fiscal_year - 1:
        return None
    begin = max(case.disclosure.text.rfind("\n", 0, stated.start), stated.start - NEAR)
    if level.start < begin:
        return None
    key = case.key(level)
    found = [
        fact
        for fact in _between(case, begin, stated.start)
        if fact.measure in LEVELS
        and case.key(fact)._replace(stage="", year=0) == key._replace(stage="", year=0)
    ]
    earlier = [fact for fact in found if fact.fiscal_year == level.fiscal_year - 1]
    now = {(fact.value, fact.stage) for fact in found if fact.fiscal_year == level.fiscal_year}
    if len(earlier) != 1 or len(now) != 1 or not level.concept:
        return None
    return earlier[0] if _is_named(stated.base_printed, earlier[0]) else None


def _is_named(words: str, base: Fact) -> bool:
    """Tell whether an earlier figure is of the account that a change says it is against."""
    if "决算" in words or "执行" in words:
        return base.stage is Stage.FINAL
    return "预算" not in words or base.stage is not Stage.FINAL


def _between(case: Case, begin: int, end: int) -> list[Fact]:
    text = case.once("facts of the text", lambda: [f for f in case.facts if f.start is not None])
    first = bisect_left(text, begin, key=lambda fact: fact.start or 0)
    last = bisect_left(text, end, key=lambda fact: fact.start or 0)
    return [fact for fact in text[first:last] if fact.table is None]


def _rate(case: Case, rate: Fact, level: Fact, base: Fact) -> Verdict:
    stated = Interval.of(rate)
    quotient = (Interval.of(level) / Interval.of(base)).scaled(100)
    implied = quotient - Interval.exact(100)
    exact = Fraction(level.value) * 100 / Fraction(base.value) - 100
    digits = rate_places(rate)
    return compared(
        case,
        implied.meets(stated),
        (rate, level, base),
        stated,
        implied,
        f"“{case.name(level)}”{printed(level)}，上期{printed(base)}，"
        f"增减率为{percent(exact, digits)}",
        f"{case.name_en(level)} of {said(case, level)} after {said(case, base)} is a change of "
        f"{percent_en(exact, digits)}",
        exact=exact,
    )


def _amount(case: Case, amount: Fact, level: Fact, base: Fact) -> Verdict:
    implied = Interval.of(level) - Interval.of(base)
    stated = Interval.of(amount)
    return compared(
        case,
        implied.meets(stated),
        (amount, level, base),
        stated,
        implied,
        f"“{case.name(level)}”{printed(level)}，上期{printed(base)}，"
        f"增减额为{like(case, implied.middle, amount)}",
        f"{case.name_en(level)} of {said(case, level)} after {said(case, base)} is a change of "
        f"{said_like(case, implied.middle, amount)}",
    )


@check(
    "change_exceeds_level",
    "changes",
    Severity.WARNING,
    titles=("增加额大于本期数", "An increase is larger than the figure itself"),
    rule_en="An increase larger than the figure itself would make the earlier figure negative; for "
    "revenue, expenditure and costs that is doubtful. Balances may be negative.",
    absent=("没有与本期数同列的增加额", "no increase is printed with its figure"),
)
def change_exceeds_level(case: Case) -> Iterator[Verdict]:
    """增加额大于本期数的，推算的上期数为负数；收入、支出、费用的上期数不应为负，列为“存疑”。结余类除外。"""
    for change in case.changes:
        level, amount = change.level, change.amount
        if level is None or amount is None or not _judged(change):
            continue
        before = Interval.of(level) - Interval.of(amount)
        if before.high >= 0:
            yield passed(
                (amount, level),
                f"“{case.name(level)}”{printed(level)}不小于增加额{printed(amount)}。",
                f"{case.name_en(level)} of {said(case, level)} is not below its increase.",
            )
            continue
        yield failed(
            (amount, level),
            Severity.WARNING,
            f"“{case.name(level)}”{printed(level)}，却比上期增加{printed(amount)}，"
            f"推算上期数为{like(case, before.middle, level)}。",
            f"{case.name_en(level)} is {said(case, level)} after an increase of "
            f"{said(case, amount)}, which makes the earlier figure negative.",
            shown=printed(amount),
            expected=f"≤{printed(level)}",
        )


def _judged(change: Change) -> bool:
    """Tell whether an increase stands with its figure; with a rate another check asks already."""
    level, amount = change.level, change.amount
    if level is None or amount is None or change.rate is not None or amount.value <= 0:
        return False
    if level.measure is not Measure.AMOUNT or level.value < 0 or level.unit != amount.unit:
        return False
    return bool(level.concept) and not any(one in level.concept for one in MAY_BE_NEGATIVE)
