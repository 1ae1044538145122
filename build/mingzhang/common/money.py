"""Numbers as disclosures print them: in, a printed numeral; out, a decimal and its tolerance."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

CENT_OF_WAN = Decimal("0.005")
"""Amounts in 万元 are printed to two decimals with trailing zeros dropped: known to ±0.005."""

_SPARE = 30
"""Digits beyond those of a number itself that a result is computed to."""


def parse_number(printed: str) -> Decimal:
    """Turn `1,234.50` (any digits that Python calls decimal) into an exact decimal.

    Raises `decimal.InvalidOperation` on anything else.
    """
    return Decimal(printed.replace(",", "").replace("，", ""))


def decimals(printed: str) -> int:
    """Count the digits after the decimal point."""
    return len(printed.partition(".")[2])


def half_last_digit(printed: str) -> Decimal:
    """Half a unit of the last printed digit: `22.68` gives 0.005, `43` gives 0.5."""
    return Decimal(5).scaleb(-decimals(printed) - 1)


def amount_tolerance(printed: str, factor: Decimal) -> Decimal:
    """The rounding that an amount may hide, in the base unit.

    In multiples of the yuan trailing zeros are dropped, so at least two decimals are known
    (`33.5` 万元 is ±0.005 万元); in yuan an amount with cents is exact, one without is to ±0.5.
    """
    if factor == 1:
        return Decimal(0) if decimals(printed) >= 2 else Decimal("0.005")
    return min(half_last_digit(printed), CENT_OF_WAN) * factor


def quotient(value: Fraction) -> Decimal:
    """Write a fraction as a decimal, to more digits than any print asks for."""
    numerator = Decimal(value.numerator)
    return _wide(numerator.adjusted()).divide(numerator, Decimal(value.denominator))


def quantised(value: Decimal, place: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Round to a place, however long the number is."""
    return value.quantize(place, rounding, _wide(value.adjusted() - place.adjusted()))


def times(value: Decimal, factor: Decimal) -> Decimal:
    """Multiply without losing a digit."""
    return _wide(len(value.as_tuple().digits)).multiply(value, factor)


def shortest(value: Decimal) -> Decimal:
    """Drop trailing zeros without exponents: 311.6900 gives 311.69, 2E+4 gives 20000."""
    plain = format(value, "f") if value else "0"
    return Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)


def _wide(digits: int) -> Context:
    # Digits run together where columns lost their borders: no length of a numeral is an error.
    return Context(prec=max(digits, 0) + 2 * _SPARE, rounding=ROUND_HALF_UP)
