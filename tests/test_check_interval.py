"""Interval arithmetic: nothing that printed figures may stand for is left out, nothing is added."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.check import formulas, rules
from mingzhang.check.interval import Interval, Relation, total
from mingzhang.check.rules import RULES

NUMBERS = st.decimals(-10_000, 10_000, places=2)
TOLERANCES = st.sampled_from([Decimal(0), Decimal("0.005"), Decimal("0.5"), Decimal(50)])
PLACES = st.fractions(0, 1)


def growth(level: Interval, change: Interval) -> Interval | None:
    figures = {"rate": Interval.exact(0), "level": level, "amount": change}
    result = formulas.evaluate("change_amount_and_rate.rate", **figures)
    return result.implied if result else None


def within(interval: Interval, place: Fraction) -> Fraction:
    return interval.low + (interval.high - interval.low) * place


@given(NUMBERS, TOLERANCES, NUMBERS, TOLERANCES, PLACES, PLACES)
def test_every_choice_of_values_lies_within_the_result(a, s, b, t, p, q) -> None:
    one, two = Interval.around(a, s), Interval.around(b, t)
    x, y = within(one, p), within(two, q)
    assert (one + two).contains(x + y)
    assert (one - two).contains(x - y)
    assert (one * two).contains(x * y)
    if not two.contains(0):
        assert (one / two).contains(x / y)


@given(st.decimals(0, 10_000, places=2), TOLERANCES, NUMBERS, TOLERANCES, PLACES, PLACES)
def test_growth_holds_every_rate_that_level_and_change_allow(v, s, c, t, p, q) -> None:
    level, change = Interval.around(v, s), Interval.around(c, t)
    rates = growth(level, change)
    if rates is None:
        assert (level - change).contains(0)
        return
    x, y = within(level, p), within(change, q)
    assert rates.contains(100 * y / (x - y))


@given(st.decimals(1, 10_000, places=2), TOLERANCES, NUMBERS, TOLERANCES)
def test_growth_is_no_wider_than_its_corners(v, s, c, t) -> None:
    level, change = Interval.around(v, s), Interval.around(c, t)
    rates = growth(level, change)
    if rates is not None:
        ends = [
            100 * y / (x - y) for x in (level.low, level.high) for y in (change.low, change.high)
        ]
        assert (rates.low, rates.high) == (min(ends), max(ends))


@given(NUMBERS, TOLERANCES, NUMBERS, TOLERANCES)
def test_meeting_is_mutual(a, s, b, t) -> None:
    one, two = Interval.around(a, s), Interval.around(b, t)
    assert one.meets(two) is two.meets(one)


@pytest.mark.parametrize(
    ("one", "two", "relation"),
    [
        (("65.91", "0.005"), ("65.90", "0.005"), Relation.EDGE),
        (("65.91", "0.005"), ("65.89", "0.005"), Relation.BROKEN),
        (("65.91", "0.005"), ("65.91", "0.005"), Relation.HOLDS),
        (("65.9", "0.05"), ("65.91", "0.005"), Relation.HOLDS),
        (("5", "0"), ("5", "0"), Relation.HOLDS),
        (("5", "0"), ("5.5", "0.5"), Relation.EDGE),
        (("5", "0"), ("5.4", "0.5"), Relation.HOLDS),
        (("5", "0"), ("6", "0"), Relation.BROKEN),
    ],
)
def test_how_two_printings_meet(one, two, relation) -> None:
    first, second = (Interval.around(Decimal(v), Decimal(t)) for v, t in (one, two))
    assert first.meets(second) is relation


@pytest.mark.parametrize(
    ("part", "whole", "relation"),
    [
        (("77.57", "0.005"), ("77.57", "0.005"), Relation.HOLDS),
        (("77.58", "0.005"), ("77.57", "0.005"), Relation.EDGE),
        (("77.59", "0.005"), ("77.57", "0.005"), Relation.BROKEN),
        (("2", "0"), ("2", "0"), Relation.HOLDS),
        (("3", "0"), ("2", "0"), Relation.BROKEN),
    ],
)
def test_whether_a_part_may_be_within_its_whole(part, whole, relation) -> None:
    first, second = (Interval.around(Decimal(v), Decimal(t)) for v, t in (part, whole))
    assert first.may_reach(second) is relation


def test_nothing_adds_up_to_zero() -> None:
    assert total([]) == Interval.exact(0)


def test_division_by_what_may_be_zero_is_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        Interval.exact(1) / Interval.around(0, Decimal("0.005"))


# the arithmetic of the rules


def test_every_formula_is_evaluated_somewhere():
    code = "".join(path.read_text("utf-8") for path in Path(rules.__file__).parent.glob("*.py"))
    declared = {f"{rule.check}.{name}" for rule in RULES.values() for name in rule.formulas}
    asked = {f"{rule.check}.sum" for rule in RULES.values() if rule.equations}
    asked |= {f"{rule.check}.rate" for rule in RULES.values() if rule.quotient}
    assert {name for name in declared if f'"{name}"' not in code} == asked
    assert {formulas.formula(name).sign for name in declared} == {"=", "<=", ">="}


def test_a_rate_follows_from_every_rounding_of_its_figures():
    level, amount = Interval.around(103, 1), Interval.around(3, 1)
    rate = Interval.exact(3)
    result = formulas.evaluated(
        "change_amount_and_rate.rate", rate=rate, level=level, amount=amount
    )
    assert (result.implied.low, result.implied.high) == (Fraction(200, 102), Fraction(400, 98))
    assert result.exact == 3 and result.relation is Relation.HOLDS


def test_nothing_follows_where_a_divisor_may_be_zero():
    figures = {"rate": Interval.exact(1), "level": Interval.exact(2)}
    assert (
        formulas.evaluate("change_amount_and_rate.rate", **figures, amount=Interval.around(2, 1))
        is None
    )
    with pytest.raises(ZeroDivisionError):
        formulas.evaluated(
            "completion_rate.rate",
            rate=Interval.exact(1),
            part=Interval.exact(1),
            whole=Interval.exact(0),
        )


def test_a_whole_is_at_least_its_parts():
    whole, parts = Interval.exact(10), Interval.exact
    told = [
        formulas.evaluated("sum_partial_list.at_most", whole=whole, parts=parts(n))
        for n in (9, 10, 11)
    ]
    assert [one.holds for one in told] == [True, True, False]


def test_what_is_no_arithmetic_is_refused():
    with pytest.raises(TypeError, match="no arithmetic"):
        formulas._value(formulas._side("a ** 2"), {"a": Fraction(1)})
