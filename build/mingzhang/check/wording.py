"""Words for verdicts: in, exact numbers and figures; out, amounts, rates and neutral sentences.

Every message says what is printed, what follows from the other figures, and the difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from mingzhang.check.case import Case
from mingzhang.check.digits import places, rounded, short
from mingzhang.check.rules import PHRASES
from mingzhang.check.wording_en import PERCENT_SIGNS
from mingzhang.common.money import decimals, unbroken
from mingzhang.model import Fact

_BASE_UNITS = {"CNY": PHRASES["yuan"].zh, "percent": "%"}


def printed(fact: Fact) -> str:
    """Give a figure as the source prints it, else in its base unit."""
    if fact.value_printed:
        sign = "-" if fact.value < 0 and not fact.value_printed.startswith("-") else ""
        return f"{sign}{unbroken(fact.value_printed)}{fact.unit_printed}"
    return f"{rounded(Fraction(fact.value), 2)}{_BASE_UNITS.get(fact.unit, fact.unit)}"


def like(case: Case, value: Fraction, fact: Fact) -> str:
    """Write an exact number in the unit and with the decimals of a printed figure.

    Money gets two decimals at least.
    """
    factor = Fraction(case.factor(fact))
    return f"{rounded(value / factor, places(fact))}{_unit(fact)}"


def summed(terms: Iterable[str]) -> str:
    """Write terms as a sum: those below zero are taken away."""
    return " + ".join(terms).replace(" + -", " − ")


def margin(case: Case, half_width: Fraction, fact: Fact) -> str:
    """Write a tolerance in the unit of a figure: `±0.015万元`; exact comparisons give `±0`."""
    factor = Fraction(case.factor(fact))
    return f"±{short(half_width / factor)}{_unit(fact)}"


def _unit(fact: Fact) -> str:
    if fact.unit_printed and fact.unit_printed not in PERCENT_SIGNS:
        return fact.unit_printed
    return _BASE_UNITS.get(fact.unit, fact.unit)


def cut_off(case: Case, fact: Fact, exact: Fraction) -> bool:
    """Tell whether an amount in whole 万元 or 亿元 is another without its tail, not rounded."""
    unit = Fraction(case.factor(fact))
    if not fact.measure.is_money or unit == 1 or decimals(fact.value_printed):
        return False
    value = Fraction(fact.value)
    return value * exact > 0 and 0 < abs(exact) - abs(value) < unit
