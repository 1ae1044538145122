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
        quotient = Interval.of(rate)
        if level is None or rate.value <= 0 or quotient.contains(0):
            continue
        stage = _budget_stage(rate.base_printed)
        yield _estimate(
            case,
            level,
            stage,
            level.fiscal_year,
            Fraction(level.value) * 100 / Fraction(rate.value),
            Interval.of(level).scaled(100) / quotient,
            (rate, level),
            PHRASES["by_completion"].zh,
        )


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
    stage = _base_stage(change.main)
    if level is not None and amount is not None and level.unit == amount.unit:
        yield _estimate(
            case,
            level,
            stage,
            year,
            Fraction(level.value) - Fraction(amount.value),
            Interval.of(level) - _change_of(level, amount),
            (amount, level),
            PHRASES["less_change"].zh,
        )
    elif level is not None and rate is not None and rate.value > -100:
        growth = Interval.of(rate).scaled(Fraction(1, 100)) + Interval.exact(1)
        if growth.low > 0:
            yield _estimate(
                case,
                level,
                stage,
                year,
                Fraction(level.value) / (1 + Fraction(rate.value) / 100),
                Interval.of(level) / growth,
                (rate, level),
                PHRASES["by_growth"].zh,
            )
    elif level is None and amount is not None and rate is not None:
        yield from _both(case, amount, rate, stage, year)


def _both(case: Case, amount: Fact, rate: Fact, stage: Stage, year: int) -> Iterator[Estimate]:
    """Where only amount and rate are printed, both the base and the figure itself follow."""
    if Interval.of(rate).contains(0) or amount.value * rate.value <= 0:
        return
    base = Interval.of(amount).scaled(100) / Interval.of(rate)
    middle = Fraction(amount.value) * 100 / Fraction(rate.value)
    facts = (rate, amount)
    yield _estimate(case, amount, stage, year, middle, base, facts, PHRASES["from_change"].zh)
    growth = Interval.of(rate).scaled(Fraction(1, 100)) + Interval.exact(1)
    if growth.low > 0:
        now = base + Interval.of(amount)
        current = middle + Fraction(amount.value)
        own_stage = Stage(amount.stage)
        year = amount.fiscal_year
        yield _estimate(
            case, amount, own_stage, year, current, now, facts, PHRASES["both_from_change"].zh
        )


def _change_of(level: Fact, amount: Fact) -> Interval:
    """Give a change its rounding: 持平 says that both years are printed alike."""
    if amount.origin == Origin.STATED:
        return Interval.around(amount.value, max(amount.tolerance, level.tolerance))
    return Interval.of(amount)


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
    case: Case,
    level: Fact,
    stage: Stage,
    year: int,
    middle: Fraction,
    interval: Interval,
    facts: tuple[Fact, ...],
    rule: str,
) -> Estimate:
    key = case.key(facts[0])._replace(stage=str(stage), year=year)
    return Estimate(key, middle, interval, stage, year, level, facts[0], facts, rule)


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
