"""Statements of change: in, amounts and rates of change; out, each amount with its rate.

A sentence of this genre prints both: 比上年增加6.85万元，增长4.6%.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mingzhang.check.rules import CONCEPTS
from mingzhang.model import Fact

REACH = 90
"""Characters between a rate and the amount it belongs to: they share a sentence in this genre."""

BOTH_SIDES: Mapping[str, Sequence[str]] = CONCEPTS["both_sides"]
"""What is said of both totals: 收入总计…，支出总计…，与上年相比，各增加…."""


@dataclass(frozen=True, slots=True)
class Change:
    """One statement of change: the level it belongs to, the amount and the rate, where printed."""

    level: Fact | None
    amount: Fact | None
    rate: Fact | None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The printed figures of the statement, the most telling one first."""
        return tuple(fact for fact in (self.rate, self.amount, self.level) if fact is not None)

    @property
    def main(self) -> Fact:
        """The figure that the statement stands at."""
        return self.facts[0]


def statements(
    amounts: Iterable[Fact],
    rates: Iterable[Fact],
    subject: Callable[[Fact], Hashable],
    level_of: Callable[[Fact], Fact | None],
) -> Iterator[Change]:
    """Pair each amount with the nearest rate of its sentence; what finds no partner stands alone.

    `subject` tells what a figure is about: only figures of one subject are a pair.
    """
    free: dict[Hashable, list[Fact]] = {}
    for rate in rates:
        free.setdefault(subject(rate), []).append(rate)
    for amount in amounts:
        pairs = free.get(subject(amount), ())
        near = [rate for rate in pairs if rate.pair_fact == amount.fact] or [
            rate for rate in pairs if _distance(rate, amount) < REACH
        ]
        partner = min(near, key=lambda rate: _distance(rate, amount), default=None)
        if partner is not None:
            free[subject(amount)].remove(partner)
        yield Change(level_of(amount), amount, partner)
    for rate in (rate for left in free.values() for rate in left):
        yield Change(level_of(rate), None, rate)


def one_of_both(rate: Fact, sides: Sequence[Fact | None], text: str) -> Fact | None:
    """Give the total of both sides, where the line of a rate prints each, as one number."""
    begin = text.rfind("\n", 0, rate.start or 0)
    in_prose = [side for side in sides if side and side.table is None and (side.start or 0) > begin]
    same = len(in_prose) == len(sides) and len({side.value for side in in_prose}) == 1
    return in_prose[-1] if same else None


def _distance(fact: Fact, other: Fact) -> int:
    """Count the characters between two figures of the text; cells of one row are no way apart."""
    if fact.start is None or other.start is None:
        return 0 if (fact.table, fact.row) == (other.table, other.row) else REACH
    return abs(fact.start - other.start)
