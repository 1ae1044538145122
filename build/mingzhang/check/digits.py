"""Digits of verdicts: in, exact numbers; out, rates, amounts and tolerances rounded for print."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from mingzhang.common.exact import quantised, quotient
from mingzhang.common.money import decimals
from mingzhang.model import Fact


def percent(value: Fraction, places: int = 2) -> str:
    """Write a rate."""
    return f"{rounded(value, places)}%"


def rate_places(fact: Fact) -> int:
    """Tell how many decimals a computed rate needs to be compared with a printed one."""
    return max(2, decimals(fact.value_printed))


def rounded(value: Fraction, places: int) -> str:
    """Round half up to a number of decimals."""
    text = f"{quantised(quotient(value), Decimal(1).scaleb(-places)):f}"
    return text.lstrip("-") if not text.strip("-0.") else text


def places(fact: Fact) -> int:
    """Tell how many decimals a number compared with a figure gets, in the unit of the figure."""
    if fact.unit == "CNY" or fact.unit == "percent":
        return max(2, decimals(fact.value_printed))
    return decimals(fact.value_printed)


def short(value: Fraction) -> str:
    """Write a tolerance with two significant digits, without trailing zeros."""
    exact = quotient(value)
    if exact == 0:
        return "0"
    places = max(-exact.adjusted() + 1, 3)
    text = f"{quantised(exact, Decimal(1).scaleb(-places)):f}"
    return text.rstrip("0").rstrip(".")
