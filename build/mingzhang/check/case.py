"""One disclosure made ready for checking: in, a `Disclosure`; out, look-ups made once, in one pass.

Every look-up here is a dictionary, so a check costs what it touches and not the whole disclosure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from mingzhang.check.change_statements import BOTH_SIDES, Change, one_of_both, statements
from mingzhang.check.disclosed import Disclosed, grouped
from mingzhang.common.years import before_year
from mingzhang.model import Fact, Fund, Measure, Stage
from mingzhang.vocab.short_names import names_itself, related

NARROW = frozenset(fund for fund in Fund if fund.is_narrow)
ALL_MONEY = {
    "fiscal_appropriation_expenditure": "total_expenditure",
    "fiscal_appropriation_revenue": "total_revenue",
}
"""Where all money is fiscal, a text often prints the total and then speaks of 财政拨款支出."""


class Key(NamedTuple):
    """What makes two figures figures of the same quantity."""

    concept: str
    label: str
    scope: str
    fund: str
    stage: str
    year: int
    code: str = ""
    """The classified item that the figure is a part of: 基本支出 of 2010301 in a table."""


@dataclass(frozen=True)
class Case(Disclosed):
    """A disclosure with its look-ups. `earlier` are other disclosures of the same body."""

    earlier: tuple[Case, ...] = field(default=(), compare=False)

    @cached_property
    def parents(self) -> Mapping[str, Fact]:
        """The figure that each level is a part of, by the id of the part.

        After 预算为…，决算为…，其中 parts belong to the one of the two that is of their account.
        """
        result: dict[str, Fact] = {}
        for fact in self.levels:
            parent = self.by_id.get(fact.parent_fact)
            if parent is not None:
                result[fact.fact] = self._of_account(parent, fact)
        return result

    def _of_account(self, parent: Fact, part: Fact) -> Fact:
        if (parent.stage, parent.fiscal_year) == (part.stage, part.fiscal_year):
            return parent
        key = self.key(parent)._replace(stage=_account(part.stage), year=part.fiscal_year)
        here, end = self.order[parent.fact], self.order[part.fact]
        beside = [f for f in self.by_key.get(key, ()) if here < self.order[f.fact] < end]
        return beside[0] if beside and parent.concept else parent

    @cached_property
    def children(self) -> Mapping[str, list[Fact]]:
        """The printed levels under each printed parent."""
        parts = (fact for fact in self.levels if fact.fact in self.parents)
        return grouped(parts, lambda fact: self.parents[fact.fact].fact)

    @cached_property
    def lists(self) -> Mapping[str, str]:
        """How the parts of each figure are introduced: `all` or `some`."""
        result = {fact.fact: fact.list_kind for fact in self.levels if fact.list_kind}
        for part, parent in self.parents.items():
            printed = self.by_id[self.by_id[part].parent_fact]
            if printed.list_kind:
                result[parent.fact] = printed.list_kind
        return result

    @cached_property
    def by_key(self) -> Mapping[Key, list[Fact]]:
        """Levels of each quantity."""
        return grouped((f for f in self.levels if f.concept), self.key)

    def key(self, fact: Fact) -> Key:
        """Tell which quantity a figure (a level or a rate of one) is about."""
        concept = self.vocab.concepts.get(fact.concept)
        unique = concept is not None and fact.concept not in self.lexicon.items
        return Key(
            fact.concept,
            "" if unique else fact.label,
            self.body(fact),
            _fund(fact, concept.fund if concept else ""),
            _account(fact.stage),
            fact.fiscal_year,
            self.within(fact),
        )

    def within(self, fact: Fact) -> str:
        """Name the classified item within which a figure is stated, "" where it is the whole.

        A cell of a table carries the codes of its row. A figure of the text has the codes of its
        own concept, and the functional code of the item under which it is a part. What a row of
        both codes says of the function is within the economic class.
        """
        concept = self.vocab.concepts.get(fact.concept)
        if concept is None or concept.group in ("function", "economic"):
            crossed = concept is not None and concept.group == "function" and fact.table is not None
            return fact.economic_code if crossed else ""
        if fact.table is None:
            return fact.function_code if fact.function_code != concept.function_code else ""
        economic = fact.economic_code if fact.economic_code != concept.economic_code else ""
        return " ".join(filter(None, (fact.function_code, economic)))

    def body(self, fact: Fact) -> str:
        """Name the body that a figure covers.

        A text that gives figures for several bodies by name means the whole department where it
        names none, even if one of the names is a short form of the department's.
        """
        scope = fact.scope_id or fact.scope
        if not fact.scope_id and self._own_name and scope.endswith(self._own_name):
            return self.disclosure.source.agency  # 甲省乙县丙镇人民政府 of 丙镇人民政府's account
        return f"{scope} {fact.scope_printed}" if fact.scope_printed in self._apart else scope

    @cached_property
    def _own_name(self) -> str:
        """The body's own name in the title, where it is a full one."""
        name = before_year(self.disclosure.source.title)
        return name if re.search(rf".{{2}}{self.vocab.bodies.tail}$", name) else ""

    @cached_property
    def _apart(self) -> frozenset[str]:
        """Printed names of bodies that the vocabulary does not know, where there are several."""
        names = {
            fact.scope_printed
            for fact in self.facts
            if fact.scope_printed and not names_itself(fact.scope_printed, self.vocab.bodies)
        }
        unknown = {name for name in names if name not in self.lexicon.bodies}
        several = any(
            not related(name, other, self.vocab.bodies) for name in names for other in names
        )
        return frozenset(unknown) if several else frozenset()

    def level_of(self, rate: Fact) -> Fact | None:
        """Find the level that a share, rate or change belongs to, or `None`.

        The figure it hangs on where the parser says so, else the nearest of the same quantity.
        """
        level = self.by_id.get(rate.of_fact)
        if level is not None and level.measure.is_level and _alike(level, rate):
            return level
        if rate.table is not None:
            same = [f for f in self.by_key.get(self.key(rate), ()) if f.table == rate.table]
            return self.nearest(rate, same)
        return self._before(rate)

    def _before(self, rate: Fact) -> Fact | None:
        """Find the nearest level of the same quantity before a rate of the text.

        A rate that names no body right after a level of a named body is about that body.
        """
        key = self.key(rate)
        here = self.order[rate.fact]
        whoever = self._levels_of_text.get(key._replace(scope=""), ())
        last = self._last_before(whoever, here)
        if last is not None and not rate.scope_printed and self._adjacent(last, rate):
            return last
        in_prose = [fact for fact in self.by_key.get(key, ()) if fact.table is None]
        nearest = self._last_before(in_prose, here)
        if (
            nearest is None
            and last is None
            and rate.concept in ALL_MONEY
            and self._only_fiscal(rate)
        ):
            return self._last_before(self.find(ALL_MONEY[rate.concept], rate), here)
        return nearest or self._either_side(rate)

    def _either_side(self, rate: Fact) -> Fact | None:
        here = self.order[rate.fact]
        names = BOTH_SIDES.get(rate.concept, ())
        sides = [self._last_before(self.find(name, rate), here) for name in names]
        return one_of_both(rate, sides, self.text)

    @cached_property
    def _levels_of_text(self) -> Mapping[Key, list[Fact]]:
        """Levels of the text by quantity, whatever the body."""
        text = (fact for fact in self.levels if fact.concept and fact.table is None)
        return grouped(text, lambda fact: self.key(fact)._replace(scope=""))

    def around(self, anchor: Fact, facts: Sequence[Fact], count: int) -> Sequence[Fact]:
        """Choose up to `count` of `facts`, in source order, on either side of a figure."""
        here = self.order[anchor.fact]
        index = bisect_left(facts, here, key=lambda fact: self.order[fact.fact])
        return facts[max(0, index - count) : index + count]

    def _last_before(self, facts: Sequence[Fact], place: int) -> Fact | None:
        """Choose the last of `facts`, which are in source order, before a place of that order."""
        index = bisect_left(facts, place, key=lambda fact: self.order[fact.fact])
        return facts[index - 1] if index else None

    def _only_fiscal(self, like: Fact) -> bool:
        """Tell whether fiscal appropriation is all the revenue of a body in a year."""
        fiscal = self.find("fiscal_appropriation_revenue", like)
        return bool(fiscal) and all(
            whole.value == fiscal[0].value for whole in self.find("total_revenue", like)
        )

    def _adjacent(self, level: Fact, rate: Fact) -> bool:
        """Tell whether no other level stands between a level and a rate."""
        if (level.scope_id or level.scope) != (rate.scope_id or rate.scope):
            return False
        between = self.facts[self.order[level.fact] + 1 : self.order[rate.fact]]
        return not any(fact.measure.is_level for fact in between)

    def nearest(self, anchor: Fact, facts: Sequence[Fact]) -> Fact | None:
        """Choose the last of `facts` before `anchor`, else the first after it."""
        before = self._last_before(facts, self.order[anchor.fact])
        return before or next(iter(facts), None)

    def budgets_of(self, level: Fact) -> list[Fact]:
        """Give the budget figures of every stage that are printed for a figure of an account."""
        key = self.key(level)
        return [
            fact
            for stage in Stage
            if stage.is_budget
            for fact in self.by_key.get(key._replace(stage=str(stage)), ())
            if fact.unit == level.unit
        ]

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Statements of change: each amount with the rate of the same sentence."""
        stated = statements(
            self.by_measure.get(Measure.CHANGE, ()),
            self.by_measure.get(Measure.CHANGE_RATE, ()),
            lambda fact: (self.key(fact), fact.base_year),
            self.level_of,
        )
        return tuple(sorted(stated, key=lambda change: self.order[change.main.fact]))

    @cached_property
    def _amounts(self) -> Mapping[tuple[str, int | None], set[Decimal]]:
        result: dict[tuple[str, int | None], set[Decimal]] = {}
        for change in self.changes:
            if change.level is not None and change.amount is not None:
                key = (change.level.fact, change.amount.base_year)
                result.setdefault(key, set()).add(change.amount.value)
        return result

    def ambiguous(self, change: Change) -> bool:
        """Tell whether one level carries several different changes against one year.

        Then the text speaks of several bodies, and which change is whose is not certain.
        """
        if change.level is None or change.amount is None:
            return False
        return len(self._amounts[change.level.fact, change.amount.base_year]) > 1

    def find(self, concept: str, like: Fact, stage: Stage | None = None) -> list[Fact]:
        """Find levels of `concept` of the same body, stage and year as `like`, in source order."""
        key = (concept, self.body(like), _account(stage or like.stage), like.fiscal_year)
        return self._by_account.get(key, [])

    @cached_property
    def _by_account(self) -> Mapping[tuple[str, str, str, int], list[Fact]]:
        whole = (fact for fact in self.levels if fact.concept and not self.within(fact))
        return grouped(whole, lambda f: (f.concept, self.body(f), _account(f.stage), f.fiscal_year))

    def plain(self, fact: Fact) -> bool:
        """Tell whether a figure is its concept whole: not of one fund only, not part of an item."""
        concept = self.vocab.concepts.get(fact.concept)
        if concept is None or fact.concept in self.lexicon.items or self.within(fact):
            return False
        parent = self.by_id.get(fact.parent_fact)
        items = ("", *self.lexicon.items)  # parts of what nobody knows are not all of their kind
        if parent is not None and (self.classified(parent) or parent.concept in items):
            return False
        if parent is not None and parent.concept == fact.concept and fact.fund != parent.fund:
            return False  # 一般公共预算 of the procurement that stands beside it
        if fact.table is not None and fact.fund not in ("", concept.fund):
            cells = self.find(fact.concept, fact)  # so it is where 单位资金 beside it is not read
            if any((f.table, f.row, f.fund) == (fact.table, fact.row, "") for f in cells):
                return False
        narrow = {fact.fund, fact.section_kind} & NARROW
        carried = fact.concept.endswith("_fiscal_carryover") and fact.fund != concept.fund
        return not carried and (not narrow or concept.fund in narrow)


def _alike(level: Fact, rate: Fact) -> bool:
    """Tell whether a rate says of itself the quantity, account and year of a level."""
    return (level.concept, level.stage, level.fiscal_year) == (
        rate.concept,
        rate.stage,
        rate.fiscal_year,
    )


def _account(stage: Stage) -> str:
    """Name an account; what a year leaves (`年末保有5辆`) is of its final account."""
    return str(Stage.FINAL if stage is Stage.POINT_IN_TIME else stage)


def _fund(fact: Fact, fund: str) -> str:
    """Name the money of a figure: that of its concept, unless the text restricts it further."""
    return fact.fund if fact.fund in NARROW or not fund else fund
