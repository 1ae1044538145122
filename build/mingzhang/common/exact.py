"""Decimals of any length: in, numbers; out, quotients, products and rounded numbers, no digit lost.

Digits run together where columns lost their borders; a default context keeps 28 of them, and raises
where a number to be rounded has more.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, Rounded
from fractions import Fraction
from functools import lru_cache

_SPARE = 60
"""Digits beyond those of a number itself that a result is computed to."""
_ZERO = Decimal(0)
_EXACT = Context(prec=2 * _SPARE, rounding=ROUND_HALF_UP, traps=[Rounded])
"""Wide enough for what anyone prints."""


def quotient(value: Fraction) -> Decimal:
    """Write a fraction as a decimal, to more digits than any print asks for."""
    numerator = Decimal(value.numerator)
    return _wide(numerator.adjusted()).divide(numerator, Decimal(value.denominator))


def quantised(value: Decimal, place: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Round to a place, however long the number is."""
    return value.quantize(place, rounding, _wide(value.adjusted() - place.adjusted()))


def times(value: Decimal, factor: Decimal) -> Decimal:
    """Multiply without losing a digit."""
    try:
        return _EXACT.multiply(value, factor)
    except Rounded:
        return _wide(len(value.as_tuple().digits)).multiply(value, factor)


def shortest(value: Decimal) -> Decimal:
    """Drop trailing zeros without exponents: 311.6900 gives 311.69, 2E+4 gives 20000."""
    try:
        whole = value.to_integral_value()
        return _EXACT.add(whole, _ZERO) if whole == value else _EXACT.normalize(value)
    except Rounded:
        plain = format(value, "f")
        return Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)


@lru_cache(maxsize=64)
def _wide(digits: int) -> Context:
    return Context(prec=max(digits, 0) + _SPARE, rounding=ROUND_HALF_UP)
