"""Figures by body, concept, year and stage: in, the facts of an agency; out, tables for its page.

Budget and final account never share a column, and two different values for one quantity are both
shown: the site prefers neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mingzhang.common.figure_index import Figure, figures, item_concepts
from mingzhang.common.published import Row
from mingzhang.model import Fact, Measure, Origin
from mingzhang.site.wording import STAGES

STAGE_ORDER = tuple(STAGES)
FUND_ORDER = ("", "fiscal_appropriation", "general_public_budget")
"""Where one quantity is stated for several kinds of money, the widest comes first."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A column of a table: a fiscal year and an account."""

    year: int
    rank: int
    stage: str

    @property
    def title(self) -> str:
        """Name it: `2018年决算`."""
        return f"{self.year}年{STAGES[self.stage]}"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is stated of one quantity: one fact for each different value, none when nothing is."""

    facts: tuple[Fact, ...]

    @property
    def is_contradictory(self) -> bool:
        """Tell whether the sources state more than one value."""
        return len(self.facts) > 1

    @property
    def is_derived(self) -> bool:
        """Tell whether no source prints it: it follows from other figures."""
        return bool(self.facts) and all(fact.origin is Origin.DERIVED for fact in self.facts)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: a concept of a body, with one cell for each period.

    `scope` is the body's id where it has one, else its name.
    """

    concept: str
    label: str
    scope: str
    scope_name: str
    depth: int
    cells: tuple[Cell, ...]

    @property
    def is_zero(self) -> bool:
        """Tell whether all that is stated of it is zero."""
        return all(fact.value == 0 for cell in self.cells for fact in cell.facts)


@dataclass(frozen=True, slots=True)
class Table:
    """Concepts by periods, the latest first. `scopes` names the bodies whose figures it shows.

    `implied` are the lines of the periods of which no source states anything: what follows from
    other figures is told below the table and fills no column.
    """

    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    implied: tuple[Line, ...] = ()

    @property
    def scopes(self) -> tuple[str, ...]:
        """The bodies, in the order of the lines."""
        return tuple(dict.fromkeys(line.scope for line in self.lines))

    @property
    def busy(self) -> tuple[Line, ...]:
        """The lines to show at once: those that are not zero everywhere, or all if none is."""
        return tuple(line for line in self.lines if not line.is_zero) or self.lines

    @property
    def zero(self) -> tuple[Line, ...]:
        """The lines to mention only: zero in every period."""
        busy = set(self.busy)
        return tuple(line for line in self.lines if line not in busy)


def period_of(fact: Fact) -> Period:
    """Say which column a fact belongs to."""
    return Period(fact.fiscal_year, STAGE_ORDER.index(fact.stage), fact.stage)


def is_part(fact: Fact, concepts: Mapping[str, Row]) -> bool:
    """Tell whether a figure is what one official code has of a concept, not the concept's own.

    A cell that crosses 基本支出 with 行政运行 is neither all of the one nor of the other.
    """
    row = concepts.get(fact.concept, {})
    pairs = (("function_code", fact.function_code), ("economic_code", fact.economic_code))
    return any(code and row.get(column, "") != code for column, code in pairs)


@dataclass(frozen=True, slots=True)
class _Quantity:
    """What makes two figures statements of the same thing, whatever the period.

    `item` is the printed label of a concept that stands for each entry of a list (a project, a
    purchase): those are many things under one concept.
    """

    scope: str
    concept: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """What is stated of one concept of a body for one period. `scope` is an id, else a name."""

    scope: str
    scope_name: str
    concept: str
    period: Period
    cell: Cell


class Figures:
    """The level figures (amounts, balances, counts) of one agency, found by key.

    `concepts` is the vocabulary table, keyed and in its own order. Everything is grouped once.
    """

    def __init__(self, agency: str, facts: Iterable[Fact], concepts: Mapping[str, Row]) -> None:
        self.agency = agency
        self.concepts = concepts
        facts = tuple(facts)
        self._wholes = dict(_wholes(facts, concepts))
        self._cells: defaultdict[_Quantity, dict[Period, list[Figure]]] = defaultdict(dict)
        self._names: dict[str, str] = {}
        for figure in figures(agency, facts, self.item_concepts):
            fact, key = figure.best, figure.key
            if fact.measure.is_level and not is_part(fact, concepts):
                periods = self._cells[_Quantity(key.body, key.concept, key.item)]
                periods.setdefault(period_of(fact), []).append(figure)
                self._names.setdefault(key.body, figure.scope)

    @cached_property
    def item_concepts(self) -> frozenset[str]:
        """The concepts that stand for each entry of a list."""
        return item_concepts(row.get("items", "") for row in self.concepts.values())

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each concept in the vocabulary."""
        return {concept: place for place, concept in enumerate(self.concepts)}

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """The bodies that have figures; the agency itself first."""
        return tuple(sorted(self._names, key=lambda scope: (scope != self.agency, scope)))

    def in_group(self, group: str) -> tuple[str, ...]:
        """List the stated concepts of a group, in the order of the vocabulary."""
        stated = {quantity.concept for quantity in self._cells}
        members = (c for c in stated if self.concepts.get(c, {}).get("concept_group") == group)
        return tuple(sorted(members, key=lambda c: self.order[c]))

    def cell(self, scope: str, concept: str, period: Period) -> Cell:
        """Look up what is stated of one quantity: distinct values, of the widest kind of money."""
        return _cell(self._cells.get(_Quantity(scope, concept), {}).get(period, []))

    def levels(self) -> Iterator[Level]:
        """Yield every quantity of every period, but for the entries of lists, in no fixed order."""
        for quantity, periods in self._cells.items():
            if quantity.concept not in self.item_concepts:
                name = self._names[quantity.scope]
                for period, of_period in periods.items():
                    yield Level(quantity.scope, name, quantity.concept, period, _cell(of_period))

    def table(self, concepts: Sequence[str]) -> Table:
        """Make a table of some concepts: all bodies, only periods and lines that have figures.

        Parts follow what they are parts of; otherwise the given order stands.
        """
        wanted = set(concepts)
        quantities = {q: periods for q, periods in self._cells.items() if q.concept in wanted}
        stated = {
            p for periods in quantities.values() for p, each in periods.items() if _stated(each)
        }
        implied = {p for periods in quantities.values() for p in periods} - stated
        columns = tuple(sorted(stated or implied, reverse=True))
        others = tuple(sorted(implied, reverse=True)) if stated else ()
        return Table(
            columns,
            self._lines(concepts, quantities, columns),
            self._lines(concepts, quantities, others),
        )

    def _lines(
        self,
        concepts: Sequence[str],
        quantities: Mapping[_Quantity, Mapping[Period, Sequence[Figure]]],
        columns: Sequence[Period],
    ) -> tuple[Line, ...]:
        """Make the lines that have a figure in one of the columns."""
        lines = []
        for scope in self.scopes:
            of_scope = [quantity for quantity in quantities if quantity.scope == scope]
            stated = {quantity.concept for quantity in of_scope}
            for concept, depth in self._as_tree([c for c in concepts if c in stated]):
                for quantity in of_scope:
                    if quantity.concept == concept and quantities[quantity].keys() & set(columns):
                        cells = tuple(_cell(quantities[quantity].get(p, [])) for p in columns)
                        label = quantity.item or self.short_name(concept)
                        lines.append(Line(concept, label, scope, self._names[scope], depth, cells))
        return tuple(lines)

    def short_name(self, concept: str) -> str:
        """Name a concept officially, without the name of its parent behind it in brackets."""
        row = self.concepts.get(concept)
        if row is None:
            return concept
        parent = self.concepts.get(row["parent"], {}).get("name_zh", "")
        return row["name_zh"].removesuffix(f"（{parent}）") or row["name_zh"]

    def _as_tree(self, stated: Sequence[str]) -> Iterator[tuple[str, int]]:
        """Yield concepts with their depth below the others, each part after its whole."""
        below: defaultdict[str, list[str]] = defaultdict(list)
        known = set(stated)
        for concept in stated:
            above = next((a for a in self._ancestors(concept) if a in known), "")
            below[above].append(concept)
        waiting = [(concept, 0) for concept in reversed(below[""])]
        while waiting:
            concept, depth = waiting.pop()
            yield concept, depth
            waiting += [(part, depth + 1) for part in reversed(below[concept])]

    def _ancestors(self, concept: str) -> Iterator[str]:
        current = self._wholes.get(concept) or self.concepts.get(concept, {}).get("parent", "")
        seen = {concept}
        while current and current not in seen:
            yield current
            seen.add(current)
            current = self.concepts.get(current, {}).get("parent", "")


def _wholes(facts: Sequence[Fact], concepts: Mapping[str, Row]) -> Iterator[tuple[str, str]]:
    """Yield concepts of which only the source says where they belong, each with its one whole.

    `事业运行` is an item of many classes; the vocabulary has it below all spending.
    """
    by_id = {fact.fact: fact.concept for fact in facts}
    wholes: defaultdict[str, set[str]] = defaultdict(set)
    for fact in facts:
        whole = by_id.get(fact.parent_fact, "")
        group = concepts.get(fact.concept, {}).get("concept_group")
        above = concepts.get(fact.concept, {}).get("parent", "")
        is_elsewhere = concepts.get(above, {}).get("concept_group") != group
        if is_elsewhere and whole and concepts.get(whole, {}).get("concept_group") == group:
            wholes[fact.concept].add(whole)
    for concept, named in wholes.items():
        if len(named) == 1 and not named & wholes.keys():
            yield concept, named.pop()


def _stated(candidates: Iterable[Figure]) -> bool:
    return any(figure.best.origin is not Origin.DERIVED for figure in candidates)


def _cell(candidates: Sequence[Figure]) -> Cell:
    """Take the figure of the widest kind of money; a derived one only where nothing is stated."""
    stated = [
        figure for figure in candidates if figure.best.origin is not Origin.DERIVED
    ] or candidates
    widest = min((_fund_rank(figure.best) for figure in stated), default=None)
    chosen = [figure for figure in stated if _fund_rank(figure.best) == widest]
    return Cell(tuple(fact for figure in chosen for fact in figure.distinct))


def _fund_rank(fact: Fact) -> int:
    return FUND_ORDER.index(fact.fund) if fact.fund in FUND_ORDER else len(FUND_ORDER)


@dataclass(frozen=True, slots=True)
class Change:
    """A comparison with an earlier year as the source states it."""

    label: str
    scope: str
    period: Period
    amount: Fact | None
    rate: Fact | None
    reason: str
    contested: bool = False
    """The source states other values of the same change."""

    @property
    def fact(self) -> Fact:
        """The figure to point at."""
        fact = self.amount or self.rate
        assert fact is not None
        return fact


def changes(facts: Iterable[Fact]) -> tuple[Change, ...]:
    """Pair the amounts and rates of change that one sentence states of one quantity.

    Different values of one quantity stay apart, with the body as the text names it: they may be
    those of its parts. Those of a body that nobody knows are left out.
    """
    groups: defaultdict[tuple[object, ...], list[dict[str, Fact]]] = defaultdict(list)
    for fact in facts:
        known = fact.concept and fact.scope
        if fact.measure.is_change and known and fact.origin is not Origin.DERIVED:
            base = fact.base_year or fact.base_printed
            key = (fact.disclosure, fact.scope, fact.concept, period_of(fact), base)
            _pair(groups[key], fact)
    return tuple(_change(pair, len(pairs) > 1) for pairs in groups.values() for pair in pairs)


def _pair(pairs: list[dict[str, Fact]], fact: Fact) -> None:
    """Put a change beside its other half, unless the same is stated already."""
    stated = [pair[fact.measure].value for pair in pairs if fact.measure in pair]
    if not pairs or (fact.measure in pairs[-1] and fact.value not in stated):
        pairs.append({fact.measure: fact})
    elif fact.value not in stated:
        pairs[-1][fact.measure] = fact


def _change(pair: Mapping[str, Fact], contested: bool) -> Change:
    first = next(iter(pair.values()))
    reason = next((fact.reason_printed for fact in pair.values() if fact.reason_printed), "")
    return Change(
        first.concept_zh or first.label_printed,
        (first.scope_printed if contested else "") or first.scope,
        period_of(first),
        pair.get(Measure.CHANGE),
        pair.get(Measure.CHANGE_RATE),
        reason,
        contested,
    )


def by_period(table: Table, period: Period, scope: str) -> list[tuple[Line, Fact]]:
    """List the lines of a table that state something for one period and body."""
    column = table.periods.index(period)
    return [
        (line, line.cells[column].facts[0])
        for line in table.lines
        if line.scope == scope and line.cells[column].facts
    ]
