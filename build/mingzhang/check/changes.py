"""Changes against an earlier year: amount, rate, direction, reason, copied sentences."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Any

from mingzhang.check.case import Case
from mingzhang.check.change_statements import Change
from mingzhang.check.engine import check
from mingzhang.check.formulas import change_of, evaluate, evaluated
from mingzhang.check.interval import Interval
from mingzhang.check.rules import WORDS
from mingzhang.check.says import Amount
from mingzhang.check.tells import compared, failed, passed, unknown
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Origin, Severity, Stage


@check("change_amount_and_rate")
def amount_and_rate(case: Case) -> Iterator[Verdict]:
    """Amount and rate of a change agree."""
    for change in case.changes:
        if change.amount is None or change.rate is None:
            continue
        if change.level is None:
            yield unknown(case, "change_amount_and_rate.unknown", facts=change.facts)
            continue
        if case.ambiguous(change):
            yield unknown(case, "change_amount_and_rate.unknown_2", facts=change.facts)
            continue
        level, figures = change.level, {"amount": change.amount, "level": change.level}
        result = evaluate("change_amount_and_rate.rate", rate=change.rate, **figures)
        if result is None:
            yield unknown(case, "change_amount_and_rate.unknown_3", facts=change.facts)
            continue
        before = Amount(evaluated("change_exceeds_level.base", **figures).exact, level)
        yield compared(case, "change_amount_and_rate.rate", result, before=before)


@check("change_signs")
def signs(case: Case) -> Iterator[Verdict]:
    """Amount and rate of a change point the same way."""
    for change in case.changes:
        if change.amount is None or change.rate is None:
            continue
        amount, rate = change.amount, change.rate
        facts = (rate, amount)
        result = evaluated("change_signs.alike", rate=rate, amount=amount)
        if result.holds:
            yield passed(case, "change_signs.pass", amount=amount, rate=rate, facts=facts)
        else:
            yield failed(case, "change_signs.fail", result=result)

    yield from _level_and_changed(case)


def _level_and_changed(case: Case) -> Iterator[Verdict]:
    """较2023年度增加3万元，与上年持平: one sentence says both of one figure against one year."""
    changes = [change for change in case.changes if change.level and change.amount]
    for level, told in groupby(changes, key=lambda change: change.level):
        amounts = [change.amount for change in told if change.amount is not None]
        for one, other in pairwise(amounts):
            same = level is not None and _against_one_base(one, other)
            stated = [fact for fact in (one, other) if fact.origin is Origin.STATED]
            moved = [fact for fact in (one, other) if fact.value]
            if same and len(stated) == len(moved) == 1 and _in_one_sentence(case, one, other):
                words = stated[0].value_printed
                facts = (moved[0], stated[0], level)
                yield failed(
                    case,
                    "change_signs.level",
                    amount=moved[0],
                    level=level,
                    words=words,
                    facts=facts,
                )


def _against_one_base(fact: Fact, other: Fact) -> bool:
    of_budget = _names(fact, "budget"), _names(other, "budget")
    return fact.base_year == other.base_year and of_budget[0] == of_budget[1]


def _in_one_sentence(case: Case, fact: Fact, other: Fact) -> bool:
    places = sorted(one.start for one in (fact, other) if one.start is not None)
    return len(places) > 1 and not set("。；、\n") & set(case.text[places[0] : places[1]])


ALL_BUT_GONE = -99
"""A rate of less may be that of what rounding made nothing of."""


@check("change_rate_of_zero_base")
def zero_base(case: Case) -> Iterator[Verdict]:
    """A rate against a zero base."""
    for change in case.changes:
        level, amount, rate = change.level, change.amount, change.rate
        if level is None or rate is None or rate.value == 0:
            continue
        if level.value == 0 and level.measure.is_money and rate.value > ALL_BUT_GONE:
            yield failed(
                case, "change_rate_of_zero_base.nothing", level=level, rate=rate, facts=change.facts
            )
        elif amount is None:
            continue
        elif level.value != amount.value or level.unit != amount.unit:
            base = Fraction(level.value) - Fraction(amount.value)
            yield passed(
                case,
                "change_rate_of_zero_base.pass",
                level=level,
                base=Amount(base, level),
                facts=change.facts,
            )
        elif not _base_rounded_away(level, amount, rate):
            yield failed(
                case, "change_rate_of_zero_base.fail", rate=rate, amount=amount, level=level
            )


def _base_rounded_away(level: Fact, amount: Fact, rate: Fact) -> bool:
    """Tell whether a base that rounding hides gives the rate: 1万元, 增加1万元, 增长63.87%."""
    most = Interval.of(level).half_width + Interval.of(amount).half_width
    least_change = abs(Fraction(amount.value)) - Interval.of(amount).half_width
    return most > 0 and least_change * 100 <= abs(Fraction(rate.value)) * most


@check("change_against_printed_base")
def printed_base(case: Case) -> Iterator[Verdict]:
    """Level minus printed base equals the change."""
    for change in case.changes:
        level, amount = change.level, change.amount
        if level is None or amount is None or not level.concept or case.ambiguous(change):
            continue
        base = _printed_base(case, level, amount)
        if base is not None:
            yield _from_base(case, level, amount, base)


def _names(amount: Fact, word: str) -> bool:
    """Tell whether the words for what a change is against hold one of some words."""
    return WORDS[word].search(amount.base_printed) is not None


def _printed_base(case: Case, level: Fact, amount: Fact) -> Fact | None:
    """Find the figure that a change is measured against: the initial budget, or an earlier year."""
    key = case.key(level)
    if _names(amount, "initial") and _names(amount, "budget"):
        key = key._replace(stage=str(Stage.INITIAL_BUDGET))
    elif amount.base_year is not None and amount.base_year < level.fiscal_year:
        key = key._replace(year=amount.base_year)
    elif _names(amount, "budget") and amount.base_year == level.fiscal_year:
        return _one_budget(case, level, amount)
    else:
        return _linked_base(case, level, amount)
    bases = [f for f in case.by_key.get(key, ()) if f.unit == level.unit and f.fact != level.fact]
    return case.nearest(level, bases)


def _linked_base(case: Case, level: Fact, amount: Fact) -> Fact | None:
    """`支出20万元，2025年为15万元，增加5万元`: the figure of the year before, between."""
    base = case.by_id.get(amount.base_fact)
    if base is None or not base.measure.is_level or base.unit != level.unit:
        return None
    of_year = case.key(level)._replace(year=level.fiscal_year - 1)
    return base if case.key(base) == of_year else None


def _one_budget(case: Case, level: Fact, amount: Fact) -> Fact | None:
    """Find the budget of the year that a final figure is compared with, where only one is printed.

    The initial budget and the budget as adjusted are two figures; which is meant is not said.
    """
    budgets = case.budgets_of(level)
    is_single = len({fact.value for fact in budgets}) == 1 and level.stage is Stage.FINAL
    # `决算数大于预算数` is asked by the check of words
    stated = amount.origin == "stated"
    names_account = stated and WORDS["account_figure"].search(amount.quote)
    return case.nearest(level, budgets) if is_single and not names_account else None


def _from_base(case: Case, level: Fact, amount: Fact, base: Fact) -> Verdict:
    stated = change_of(level, amount)
    same_year = base.fiscal_year == level.fiscal_year
    result = evaluated("change_against_printed_base.gap", amount=stated, level=level, base=base)
    return compared(
        case,
        "change_against_printed_base." + ("budget" if same_year else "compare"),
        result,
        gap=Amount(result.exact, level),
        facts=(amount, level, base),
        severity=Severity.WARNING if same_year and not _names(amount, "initial") else None,
    )


@check("change_repeated")
def repeated(case: Case) -> Iterator[Verdict]:
    """Identical changes of different figures."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in case.changes:
        if change.level and change.amount and change.rate and change.rate.value:
            rate, amount = change.rate, change.amount
            signature = (amount.value, amount.unit, rate.value, rate.value_printed, rate.base_year)
            groups.setdefault(signature, []).append(change)
    for members in groups.values():
        first = members[0]
        for other in members[1:]:
            if other.level is not None and other.level.concept != first.main.concept:
                yield _copied(case, first, other)


def _copied(case: Case, first: Change, other: Change) -> Verdict:
    assert first.level and other.level and other.amount and other.rate
    facts = (*other.facts, *first.facts)
    bases = {"amount": other.amount, "rate": other.rate}
    again = {f"{name}_again": fact for name, fact in bases.items()}
    values: dict[str, Any] = {"one": first.level, "two": other.level, **bases}
    result = evaluated("change_repeated.bases", **values, **again)
    if result.holds:
        return passed(case, "change_repeated.pass", facts=facts, **values)
    return failed(case, "change_repeated.fail", facts=facts, result=result)
