"""Numbers as disclosures print them: in, a printed numeral; out, a decimal and its tolerance."""

from __future__ import annotations

from decimal import Decimal

CENT_OF_WAN = Decimal("0.005")
"""Amounts in 万元 are printed to two decimals with trailing zeros dropped: known to ±0.005."""


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
