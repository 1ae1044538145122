"""Figures that follow from printed ones: budgets from completion rates, bases from changes.

In: a case; out: `Estimate`s, each an interval for a quantity, and the derived facts made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from mingzhang.check.case import Case, Key
from mingzhang.check.change_statements import Change
from mingzhang.check.formulas import Figure, change_of, follows
from mingzhang.check.interval import Interval
from mingzhang.check.rules import PHRASES, WORDS, Words
from mingzhang.check.wording import like
from mingzhang.check.wording_en import said_like
from mingzhang.common.exact import quantised, quotient, times
from mingzhang.model import Fact, Measure, Origin, Stage


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a quantity must be, and the printed figures that it follows from.

    `main` is the rate or change that makes the statement: it lends concept, body and place;
    `level` lends the unit.
    `middle` is computed from the printed values alone, `interval` from all they may stand for.
    """

    key: Key
    middle: Fraction
    interval: Interval
    stage: Stage
    year: int
    level: Fact
    main: Fact
    facts: tuple[Fact, ...]
    rule: str


def estimates(case: Case) -> tuple[Estimate, ...]:
    """Give every figure that follows from one statement of the disclosure, in its order."""
    return case.once(
        "estimates",
        lambda: (*_budgets(case), *(e for change in case.changes for e in _bases(case, change))),
    )


def _budgets(case: Case) -> Iterator[Estimate]:
    for rate in case.by_measure.get(Measure.COMPLETION_RATE, ()):
        level = case.level_of(rate)
        if level is not None and rate.value > 0:
            account = _budget_stage(rate.base_printed), level.fiscal_year
            yield from _estimate(case, "by_completion", level, account, rate=rate, level=level)


def _budget_stage(base: str) -> Stage:
    """Say which budget a completion rate is measured against, in the words of its base."""
    if WORDS["initial"].search(base):
        return Stage.INITIAL_BUDGET
    return Stage.REVISED_BUDGET if WORDS["adjusted"].search(base) else Stage.BUDGET


def _bases(case: Case, change: Change) -> Iterator[Estimate]:
    level, amount, rate = change.level, change.amount, change.rate
    year = change.main.base_year
    if year is None or year >= change.main.fiscal_year or case.ambiguous(change):
        return
    account = _base_stage(change.main), year
    if level is not None and amount is not None and level.unit == amount.unit:
        figures = {"amount": amount, "level": level}
        yield from _estimate(case, "less_change", level, account, **figures)
    elif level is not None and rate is not None and rate.value > -100:
        yield from _estimate(case, "by_growth", level, account, rate=rate, level=level)
    elif level is None and amount and rate and amount.value * rate.value > 0:
        yield from _estimate(case, "from_change", amount, account, rate=rate, amount=amount)
        if Interval.of(rate).low <= -100:
            return
        now = Stage(amount.stage), amount.fiscal_year  # the figure itself follows, too
        yield from _estimate(case, "both_from_change", amount, now, rate=rate, amount=amount)


def _base_stage(fact: Fact) -> Stage:
    """Tell which account of the earlier year a change is measured against.

    A budget that is set against what was carried out (上年执行数) says nothing of the last budget.
    """
    if WORDS["carried_out"].search(fact.base_printed):
        return Stage.FINAL
    if WORDS["budget"].search(fact.base_printed):
        return Stage.BUDGET
    return Stage(fact.stage)


def _estimate(
    case: Case, name: str, level: Fact, account: tuple[Stage, int], /, **printed: Fact
) -> Iterator[Estimate]:
    figures: dict[str, Figure] = dict(printed)
    if "amount" in printed and level is not printed["amount"]:
        figures["amount"] = change_of(level, printed["amount"])
    found = follows(name, **figures)
    if found is not None:
        facts = tuple(printed.values())
        stage, year = account
        key = case.key(facts[0])._replace(stage=str(stage), year=year)
        yield Estimate(key, *found, stage, year, level, facts[0], facts, PHRASES[name].zh)


def derived_facts(case: Case) -> Iterator[Fact]:
    """Turn the estimates of a disclosure into facts of origin `derived`.

    The value is rounded to a hundredth of the printed unit, or as coarsely as the printed figures
    leave it open: one that is known to ±24 keeps no digit below the tens. The tolerance covers what
    they leave open, and that rounding.
    """
    taken: dict[str, int] = {}
    for estimate in estimates(case):
        if estimate.main.concept:
            yield _fact(case, estimate, taken)


def _fact(case: Case, estimate: Estimate, taken: dict[str, int]) -> Fact:
    level, main = estimate.level, estimate.main
    value = _known_digits(_quantised(estimate.middle, case.factor(level)), estimate.interval)
    exact = Fraction(value)
    open_ended = max(estimate.interval.high - exact, exact - estimate.interval.low, Fraction(0))
    disclosure = case.disclosure.source.disclosure
    name = f"{disclosure}-d-{main.concept}-{estimate.stage}-{estimate.year}"
    taken[name] = taken.get(name, 0) + 1
    return Fact(
        fact=name if taken[name] == 1 else f"{name}-{taken[name]}",
        disclosure=disclosure,
        agency=main.agency,
        fiscal_year=estimate.year,
        stage=estimate.stage,
        scope=main.scope,
        measure=level.measure if level.measure != Measure.CHANGE else Measure.AMOUNT,
        value=value,
        unit=level.unit,
        origin=Origin.DERIVED,
        concept=main.concept,
        concept_zh=main.concept_zh,
        concept_en=main.concept_en,
        label_printed=main.label_printed,
        label=main.label,
        function_code=main.function_code,
        economic_code=main.economic_code,
        fund=main.fund,
        tolerance=_ceiling(open_ended),
        scope_id=main.scope_id,
        scope_printed=main.scope_printed,
        section=main.section,
        section_kind=main.section_kind,
        quote=main.quote,
        derived_from=tuple(fact.fact for fact in estimate.facts),
        rule=estimate.rule,
    )


def _known_digits(value: Decimal, interval: Interval) -> Decimal:
    """Drop the digits below the first digit of what is left open; `value` where all are known."""
    half = quotient((interval.high - interval.low) / 2)
    place = Decimal(1).scaleb(half.adjusted()) if half else Decimal(0)
    exponent = value.as_tuple().exponent
    if not place or not isinstance(exponent, int) or place <= Decimal(1).scaleb(exponent):
        return value
    return Decimal(format(quantised(value, place), "f"))


def _quantised(value: Fraction, factor: Decimal) -> Decimal:
    in_unit = quantised(quotient(value / Fraction(factor)), Decimal("0.01"))
    return times(in_unit, factor)


def _ceiling(value: Fraction) -> Decimal:
    return quantised(quotient(value), Decimal("0.01"), ROUND_CEILING)


def implied_words(case: Case, estimate: Estimate) -> Words:
    """Tell what an estimate comes to, in Chinese and in English, marked as derived."""
    value, level = estimate.middle, estimate.level
    derived = PHRASES["derived"]
    zh, en = like(case, value, level), said_like(case, value, level)
    return Words(zh + derived.zh, en + derived.en)


def by_key(items: Iterable[Estimate]) -> dict[Key, list[Estimate]]:
    """Group estimates by quantity."""
    groups: dict[Key, list[Estimate]] = {}
    for item in items:
        groups.setdefault(item.key, []).append(item)
    return groups


def facts_of(items: Sequence[Estimate]) -> tuple[Fact, ...]:
    """Collect the printed figures behind estimates, each once."""
    return tuple({fact.fact: fact for item in items for fact in item.facts}.values())
