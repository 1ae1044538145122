"""Changes against an earlier year: amount, rate, direction, reason, copied sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import groupby, pairwise

from mingzhang.check.case import Case
from mingzhang.check.change_statements import Change
from mingzhang.check.digits import rate_places
from mingzhang.check.engine import check
from mingzhang.check.formulas import Result, evaluate, evaluated
from mingzhang.check.interval import Interval
from mingzhang.check.rules import PHRASES, WORDS
from mingzhang.check.says import Amount, Rate, says
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared, failed, passed, printed, unknown
from mingzhang.model import Fact, Origin, Outcome, Severity, Stage

REACH = 200
"""Characters of a sentence within which the figure of a change stands."""


@check("change_amount_and_rate")
def amount_and_rate(case: Case) -> Iterator[Verdict]:
    """Amount and rate of a change agree."""
    for change in case.changes:
        if change.amount is None or change.rate is None:
            continue
        if change.level is None:
            yield unknown(change.facts, *says(case, "change_amount_and_rate.unknown"))
            continue
        if case.ambiguous(change):
            yield unknown(
                change.facts,
                *says(case, "change_amount_and_rate.unknown_2"),
            )
            continue
        result = _growth(change.level, change.amount, change.rate)
        if result is None:
            yield unknown(change.facts, *says(case, "change_amount_and_rate.unknown_3"))
            continue
        follows = partial(_growth, amount=change.amount, rate=change.rate)
        yield unless_of_whole(case, change.level, _rate(case, change, result), follows)


def unless_of_whole(
    case: Case, level: Fact, verdict: Verdict, follows: Callable[[Fact], Result | None]
) -> Verdict:
    """Doubt a failure where a figure before in the sentence is the one that changed.

    总预算…，其中：…，项目支出…，同比增加…，增长…%: what follows the parts may be of the whole.
    """
    stated = verdict.facts[0]
    if verdict.outcome is not Outcome.FAIL or stated.start is None:
        return verdict
    begin = max(case.text.rfind("。", 0, stated.start), stated.start - REACH)
    for fact in reversed(case.facts[: case.order[level.fact]]):
        if fact.start is None or fact.start < begin:
            return verdict
        if fact.measure.is_level and fact.unit == level.unit and fact.table is None:
            result = follows(fact)
            if result is not None and result.holds:
                sentence = says(case, "change_amount_and_rate.of_whole", whole=fact)
                return unknown((*verdict.facts, fact), *sentence)
    return verdict


def _growth(level: Fact, amount: Fact, rate: Fact) -> Result | None:
    return evaluate("change_amount_and_rate.rate", level=level, amount=amount, rate=rate)


def _rate(case: Case, change: Change, result: Result) -> Verdict:
    level, amount, rate = change.level, change.amount, change.rate
    assert level and amount and rate
    before = evaluated("change_exceeds_level.base", level=level, amount=amount)
    return compared(
        case,
        result,
        (rate, amount, level),
        *says(
            case,
            "change_amount_and_rate.compare",
            level=level,
            amount=amount,
            before=Amount(before.exact, level),
            rate_follows=Rate(result.exact, rate_places(rate)),
        ),
    )


@check("change_signs")
def signs(case: Case) -> Iterator[Verdict]:
    """Amount and rate of a change point the same way."""
    for change in case.changes:
        if change.amount is None or change.rate is None:
            continue
        amount, rate = change.amount, change.rate
        facts = (rate, amount)
        result = evaluated("change_signs.alike", amount=amount, rate=rate)
        if result.holds:
            yield passed(
                facts,
                *says(case, "change_signs.pass", amount=amount, rate=rate),
            )
        else:
            yield failed(
                facts,
                Severity.ERROR,
                *says(case, "change_signs.fail", amount=amount, rate=rate),
                shown=printed(rate),
                expected=PHRASES["same_way"].zh.format(amount=printed(amount)),
                result=result,
            )

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
                words = {"amount": moved[0], "words": stated[0].value_printed}
                sentence = says(case, "change_signs.level", level=level, **words)
                facts = (moved[0], stated[0], level)
                yield failed(facts, Severity.WARNING, *sentence, shown=printed(moved[0]))


def _against_one_base(fact: Fact, other: Fact) -> bool:
    of_budget = _names(fact, "budget"), _names(other, "budget")
    return fact.base_year == other.base_year and of_budget[0] == of_budget[1]


def _in_one_sentence(case: Case, fact: Fact, other: Fact) -> bool:
    places = sorted(one.start for one in (fact, other) if one.start is not None)
    return len(places) > 1 and not set("。；\n") & set(case.text[places[0] : places[1]])


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
            sentence = says(case, "change_rate_of_zero_base.nothing", level=level, rate=rate)
            shown, expected = printed(rate), PHRASES["base_of_nought"].zh
            yield failed(change.facts, Severity.WARNING, *sentence, shown=shown, expected=expected)
        elif amount is None:
            continue
        elif level.value != amount.value or level.unit != amount.unit:
            base = Fraction(level.value) - Fraction(amount.value)
            yield passed(
                change.facts,
                *says(
                    case,
                    "change_rate_of_zero_base.pass",
                    level=level,
                    base_amount=Amount(base, level),
                ),
            )
        elif not _base_rounded_away(level, amount, rate):
            yield failed(
                change.facts,
                Severity.WARNING,
                *says(case, "change_rate_of_zero_base.fail", level=level, amount=amount, rate=rate),
                shown=printed(rate),
                expected=PHRASES["base_of_nought"].zh,
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
    names_account = "决算数" in amount.quote and amount.origin == "stated"  # see the check of words
    return case.nearest(level, budgets) if is_single and not names_account else None


def _from_base(case: Case, level: Fact, amount: Fact, base: Fact) -> Verdict:
    stated: Fact | Interval = amount
    gap = "change_against_printed_base.gap"
    if amount.origin == "stated":
        stated = Interval.around(amount.value, max(amount.tolerance, level.tolerance))
    same_year = base.fiscal_year == level.fiscal_year
    of_year = same_year and not _names(amount, "initial")
    result = evaluated(gap, amount=stated, level=level, base=base)
    verdict = compared(
        case,
        result,
        (amount, level, base),
        *says(
            case,
            "change_against_printed_base." + ("budget" if same_year else "compare"),
            level=level,
            base=base,
            gap=Amount(result.exact, level),
        ),
        Severity.WARNING if of_year else Severity.ERROR,
    )
    return unless_of_whole(
        case, level, verdict, lambda fact: evaluate(gap, amount=stated, level=fact, base=base)
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
    level, two = first.level, other.level
    values = {"one": level, "two": two, "amount": other.amount, "rate": other.rate}
    bases = {"amount": other.amount, "rate": other.rate}
    again = {f"{name}_again": fact for name, fact in bases.items()}
    result = evaluated("change_repeated.bases", one=level, two=two, **bases, **again)
    if result.holds:
        return passed(
            facts,
            *says(case, "change_repeated.pass", **values),
        )
    return failed(
        facts,
        Severity.ERROR,
        *says(case, "change_repeated.fail", **values),
        shown=f"{printed(other.amount)}、{printed(other.rate)}",
        expected=PHRASES["two_bases"].zh,
        result=result,
    )
