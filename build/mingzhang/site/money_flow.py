"""Where money comes from and goes: in, a disclosure's figures; out, wholes and their parts, placed.

Only stated figures take part, and nothing is added up to be shown: parts that are more than their
whole are left out, and what they leave of it is said to be left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.model import Fact, Measure
from mingzhang.site.agency_data import DisclosureData
from mingzhang.site.figures import STAGE_ORDER, Cell, Figures, Period
from mingzhang.site.highlights import Branch, Highlights

SLACK = Decimal("0.001")
"""Share of a whole by which its parts may miss it: each of them is rounded."""
FEWEST_PARTS = 2
DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a whole at its place: it begins where the parts before it end.

    `within` is the figure that it is a part of. The source writes more than one value of a part
    that `is_contested`; such a part has no place.
    """

    fact: Fact
    depth: int
    start: Decimal
    within: Fact
    is_contested: bool = False

    @property
    def stop(self) -> Decimal:
        """Where it ends."""
        return self.start if self.is_contested else self.start + self.fact.value


@dataclass(frozen=True, slots=True)
class Strand:
    """One whole, split one way. `has_rest` tells that its parts leave something of it."""

    id: str
    whole: Fact
    pieces: tuple[Piece, ...]
    has_rest: bool


def money_flow(
    data: DisclosureData, figures: Figures, highlights: Highlights
) -> tuple[Strand, ...]:
    """Split what came in and what went out as far as the body states it; () if nothing is split."""
    below: dict[str, list[str]] = {}
    for concept, row in figures.concepts.items():
        below.setdefault(row["parent"], []).append(concept)
    reading = _Reading(data, figures, highlights, below)
    strands = tuple(filter(None, map(reading.strand, highlights.flow)))
    most = max((len(strand.pieces) for strand in strands), default=0)
    return strands if most >= FEWEST_PARTS else ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """The figures of one body, year and account."""

    data: DisclosureData
    figures: Figures
    highlights: Highlights
    below: Mapping[str, Sequence[str]]
    """The concepts right below each."""

    def strand(self, branch: Branch) -> Strand | None:
        """Split a whole; None where it or its parts are not stated or do not go into it."""
        whole = next(iter(self._first(branch.whole).facts), None)
        if whole is None or whole.value <= 0:
            return None
        stated = tuple(self._parts(branch, whole))
        more = tuple(self._fitting(branch.more, whole, branch.whole))
        if more and _is_all(whole, _sum(stated + more)):
            stated += more
        if not stated or _is_too_much(whole, _sum(stated)):
            return None
        is_split = not branch.digits
        pieces = tuple(self._placed(stated, whole, Decimal(0), 1, is_split))
        return Strand(branch.id, whole, pieces, _leaves_rest(whole, stated))

    def _parts(self, branch: Branch, whole: Fact) -> Iterator[Cell]:
        if branch.digits:
            listed = [c for group in branch.groups for c in self.figures.in_group(group)]
            cells = self._fitting([[concept] for concept in listed], whole, branch.whole)
            yield from (c for c in cells if len(c.facts[0].function_code) == branch.digits)
        else:
            parts = [self._called(each) for each in self._nearest(branch.under, whole.concept)]
            yield from self._fitting(parts, whole, branch.whole)

    def _placed(
        self, cells: Sequence[Cell], whole: Fact, start: Decimal, depth: int, is_split: bool
    ) -> Iterator[Piece]:
        for cell in cells:
            piece = Piece(cell.facts[0], depth, start, whole, cell.is_contradictory)
            yield piece
            if is_split and not piece.is_contested:
                below = self._below(piece.fact)
                yield from self._placed(below, piece.fact, start, depth + 1, depth < DEEPEST)
            start = piece.stop

    def _below(self, fact: Fact) -> tuple[Cell, ...]:
        """Split a part once more, where at least two parts of it are stated and go into it.

        One amount may be split several ways, each in a group of its own; the first that is stated.
        """
        names = self._called(fact.concept)
        ways: dict[str, list[tuple[str, ...]]] = {}
        for each in self._nearest(names[0]):
            group = self.figures.concepts[each].get("concept_group", "")
            ways.setdefault(group, []).append(self._called(each))
        for parts in ways.values():
            stated = tuple(self._fitting(parts, fact, names))
            if len(stated) >= FEWEST_PARTS and not _is_too_much(fact, _sum(stated)):
                return stated
        return ()

    def _called(self, concept: str) -> tuple[str, ...]:
        """List the concepts that say the same of several kinds of money, the widest first."""
        lines = self.highlights.parts
        return next((tuple(line) for line in lines if concept in line), (concept,))

    def _nearest(self, concept: str, whole: str = "") -> Iterator[str]:
        """Yield the concepts right below one, or below those of them that are not stated.

        The `whole` is no part of itself.
        """
        for part in self.below.get(concept, ()):
            if part not in self.figures.item_concepts:
                is_stated = any(self._cell(name).facts for name in self._called(part))
                if is_stated and part != whole:
                    yield part
                else:
                    yield from self._nearest(part, whole)

    def _fitting(
        self, parts: Sequence[Sequence[str]], whole: Fact, called: Sequence[str]
    ) -> Iterator[Cell]:
        """Yield what is stated of each part, if it is of the money that the whole is of."""
        for names in parts:
            stated = (self._cell(name) for name in names)
            fit = (c for c in stated if c.facts and self._is_of(c.facts[0], whole, called))
            cell = next(fit, None)
            if cell and cell.facts[0].value > 0:
                yield cell

    def _is_of(self, part: Fact, whole: Fact, called: Sequence[str]) -> bool:
        """Tell whether a part is of the same money as its whole.

        It is so by its kind of money; or because no other part could have that kind, such as
        revenue from taxes; or because all of the whole is stated to be of that kind.
        """
        own_fund = self.figures.concepts.get(part.concept, {}).get("fund", "")
        is_by_nature = (
            bool(own_fund) and own_fund == part.fund and self._is_under(part.concept, called)
        )
        stated = (fact for name in called for fact in self._cell(name).facts)
        same = (each.fund == part.fund and each.value == whole.value for each in stated)
        return part.fund == whole.fund or is_by_nature or any(same)

    def _is_under(self, concept: str, called: Sequence[str]) -> bool:
        above = self.figures.concepts.get(concept, {}).get("parent", "")
        return bool(above) and (above in called or self._is_under(above, called))

    def _first(self, concepts: Sequence[str]) -> Cell:
        cells = map(self._cell, concepts)
        return next((c for c in cells if c.facts and not c.is_contradictory), Cell(()))

    def _cell(self, concept: str) -> Cell:
        """Look up the stated amounts of the body."""
        stage = self.data.stage
        period = Period(self.data.fiscal_year, STAGE_ORDER.index(stage), stage)
        cell = self.figures.cell(self.data.agency, concept, period)
        is_amount = all(fact.measure is Measure.AMOUNT for fact in cell.facts)
        return Cell(()) if cell.is_derived or not is_amount else cell


def _sum(cells: Sequence[Cell]) -> Decimal:
    return sum((c.facts[0].value for c in cells if not c.is_contradictory), Decimal(0))


def _is_too_much(whole: Fact, parts: Decimal) -> bool:
    return parts > whole.value * (1 + SLACK)


def _is_all(whole: Fact, parts: Decimal) -> bool:
    return abs(parts - whole.value) <= whole.value * SLACK


def _leaves_rest(whole: Fact, cells: Sequence[Cell]) -> bool:
    is_known = not any(cell.is_contradictory for cell in cells)
    return is_known and not _is_all(whole, _sum(cells))
