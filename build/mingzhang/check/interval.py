"""Exact interval arithmetic on printed figures: in, values with their rounding; out, intervals.

A printed figure stands for every value that would be printed like it. A relation between figures
holds if some choice of such values satisfies it, so no tolerance is ever chosen by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from mingzhang.model import Fact

Number = int | Decimal | Fraction


class Relation(Enum):
    """How two intervals that should meet stand to each other."""

    HOLDS = "holds"
    EDGE = "edge"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of exact numbers; `low` never exceeds `high`."""

    low: Fraction
    high: Fraction

    @classmethod
    def exact(cls, value: Number) -> Interval:
        """Make the interval of one number."""
        return cls(Fraction(value), Fraction(value))

    @classmethod
    def around(cls, value: Number, tolerance: Number) -> Interval:
        """Make the interval `value` ± `tolerance` (not negative)."""
        middle, half = Fraction(value), Fraction(tolerance)
        return cls(middle - half, middle + half)

    @classmethod
    def of(cls, fact: Fact) -> Interval:
        """Make the interval of a printed figure, in the figure's base unit (percent for rates)."""
        return _printed(fact.value, fact.tolerance)

    @classmethod
    def hull(cls, values: list[Fraction]) -> Interval:
        """Make the smallest interval that holds all `values` (at least one)."""
        return cls(min(values), max(values))

    @property
    def middle(self) -> Fraction:
        """The number half-way between the ends."""
        return (self.low + self.high) / 2

    @property
    def half_width(self) -> Fraction:
        """Half the length: the tolerance."""
        return (self.high - self.low) / 2

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        return Interval.hull([a * b for a in self._ends() for b in other._ends()])

    def __truediv__(self, other: Interval) -> Interval:
        """Divide; raises `ZeroDivisionError` when the divisor may be zero."""
        if other.contains(0):
            raise ZeroDivisionError("the divisor may be zero")
        return Interval.hull([a / b for a in self._ends() for b in other._ends()])

    def scaled(self, factor: Number) -> Interval:
        """Multiply by an exact number."""
        return self * Interval.exact(factor)

    def contains(self, value: Number) -> bool:
        """Tell whether a number lies within, ends included."""
        return self.low <= value <= self.high

    def meets(self, other: Interval) -> Relation:
        """Tell whether the two can be the same number.

        EDGE: they share one single point at the end of one of them, that is, only if both figures
        were rounded as far as rounding goes. Two equal exact numbers simply hold.
        """
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low > high:
            return Relation.BROKEN
        if low == high and self != other and not (self._inside(low) or other._inside(low)):
            return Relation.EDGE
        return Relation.HOLDS

    def may_reach(self, other: Interval) -> Relation:
        """Tell whether this can be at most the other (`self <= other` for some choice)."""
        if self.low < other.high:
            return Relation.HOLDS
        if self.low > other.high:
            return Relation.BROKEN
        both_exact = self.low == self.high and other.low == other.high
        return Relation.HOLDS if both_exact else Relation.EDGE

    def _ends(self) -> tuple[Fraction, Fraction]:
        return self.low, self.high

    def _inside(self, value: Fraction) -> bool:
        return self.low < value < self.high


@lru_cache(maxsize=1 << 14)
def _printed(value: Decimal, tolerance: Decimal) -> Interval:
    """Make an interval once for all the checks that ask for the same figure."""
    return Interval.around(value, tolerance)


def total(parts: list[Interval]) -> Interval:
    """Add intervals up; of none, zero."""
    return Interval(
        sum((part.low for part in parts), Fraction(0)),
        sum((part.high for part in parts), Fraction(0)),
    )
