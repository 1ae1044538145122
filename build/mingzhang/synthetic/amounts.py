"""Amounts and rates as disclosures print them, and ways to split a whole.

In: whole numbers of ticks (a tick is 0.01 of the document's unit); out: printed numerals, parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of money as printed, and how many yuan it is."""

    word: str
    factor: int

    def value(self, ticks: int) -> Decimal:
        """Turn ticks into yuan."""
        return Decimal(ticks) * self.factor / 100


UNITS = {
    word: Unit(word, factor) for word, factor in (("万元", 10_000), ("元", 1), ("亿元", 10**8))
}


@dataclass(frozen=True, slots=True)
class Printing:
    """How one document prints numbers. `drop_zeros`: 12.50 is printed as 12.5 and 12.00 as 12."""

    unit: Unit
    thousands: bool = False
    drop_zeros: bool = False
    rate_decimals: int = 2

    def amount(self, ticks: int) -> str:
        """Print an amount without its sign."""
        whole, cents = divmod(abs(ticks), 100)
        printed = f"{whole:,}" if self.thousands else str(whole)
        decimals = f"{cents:02d}"
        if self.drop_zeros or ticks == 0:
            decimals = decimals.rstrip("0")
        return f"{printed}.{decimals}" if decimals else printed

    def rate(self, rate: Decimal) -> str:
        """Print a percentage without its sign, rounded half up."""
        rounded = abs(rate).quantize(Decimal(1).scaleb(-self.rate_decimals), ROUND_HALF_UP)
        if rounded == rounded.to_integral() and (self.drop_zeros or rounded in (0, 100)):
            return str(int(rounded))
        return str(rounded)


def percent(part: int, whole: int) -> Decimal:
    """Express `part` in percent of `whole`; raises ZeroDivisionError on an empty whole."""
    if whole == 0:
        raise ZeroDivisionError
    return Decimal(part) * 100 / Decimal(whole)


def split(rng: Random, whole: int, count: int) -> list[int]:
    """Split a whole into `count` parts that are all positive (if the whole allows it)."""
    if whole < count:
        return [whole, *[0] * (count - 1)]
    weights = [rng.uniform(0.3, 1.7) for _ in range(count)]
    spare = whole - count
    parts = [1 + int(spare * weight / sum(weights)) for weight in weights]
    parts[0] += whole - sum(parts)
    return parts


def near(rng: Random, ticks: int, low: float = 0.75, high: float = 1.3) -> int:
    """Pick an amount around another one; 0 stays 0."""
    return max(1, round(ticks * rng.uniform(low, high))) if ticks else 0


def total(parts: Sequence[int]) -> int:
    """Add up parts."""
    return sum(parts)
