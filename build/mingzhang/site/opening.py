"""The opening of an agency's page: in, its disclosures; out, planned, spent, on what, how changed.

All that it says are figures of the sources, each a link to its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.model import Fact, Measure, Stage
from mingzhang.site import drawings
from mingzhang.site.agency_data import DisclosureData
from mingzhang.site.execution import Execution, execution, scale
from mingzhang.site.figures import STAGE_ORDER, Cell, Change, Figures, Line, Period, by_period
from mingzhang.site.highlights import Highlights
from mingzhang.site.overview import first_cell, first_fact

PARTS = ("basic_expenditure", "project_expenditure")
TOP_USES = 3
"""Uses of money that the summary names."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of the big numbers at the top."""

    fact: Fact
    contradicted: bool
    change: Change | None


@dataclass(frozen=True, slots=True)
class PerHead:
    """What an amount is for each of the people that the same document counts."""

    money: Fact
    people: Fact

    @property
    def value(self) -> Decimal:
        """The quotient in yuan, to the hundred: both figures are rounded."""
        return (self.money.value / self.people.value).quantize(Decimal("1E2"))


@dataclass(frozen=True, slots=True)
class Headline:
    """How much was planned or spent in the latest year of an account, and what it consists of.

    `parts` are basic and project spending where both are stated and go into the whole, `uses` the
    largest classes of the functional classification. `executed` sets the plan beside what was
    spent. `is_open` marks a budget whose final account is not here.
    """

    disclosure: DisclosureData
    figure: KeyFigure
    parts: tuple[Fact, ...]
    uses: tuple[tuple[Line, Fact], ...]
    executed: tuple[Execution, ...]
    spending: tuple[str, ...]
    implied: Fact | None
    is_open: bool
    per_head: tuple[PerHead, ...] = ()

    @property
    def whole(self) -> Execution | None:
        """Plan and outcome of all that was spent."""
        return next((each for each in self.executed if each.concept in self.spending), None)

    @property
    def rated_parts(self) -> tuple[tuple[str, Execution], ...]:
        """Plan and outcome of basic and project spending, where rates of both are stated.

        Beside the whole each is called by its plain concept, whatever the kind of money.
        """
        rated = [each for each in self.executed if each.rate]
        parts = tuple((p, each) for p in PARTS for each in rated if each.concept.endswith(p))
        return parts if [part for part, _ in parts] == list(PARTS) else ()

    @property
    def scale(self) -> Decimal:
        """How many percent of a plan the breadth of its bars stands for."""
        return scale(self.executed)


def headlines(
    data: Sequence[DisclosureData],
    figures: Figures,
    highlights: Highlights,
    compared: Sequence[Change],
) -> tuple[Headline, ...]:
    """Give the latest budget and the latest final account, the later of them first."""
    latest = {document.stage: document for document in data}
    settled = {document.fiscal_year for document in data if document.stage == Stage.FINAL}
    oldest_first = []
    for disclosure in sorted(latest.values(), key=lambda each: (each.fiscal_year, each.stage)):
        figure = _key_figure(disclosure, figures, highlights.spending, compared)
        if figure:
            executed = execution(disclosure, figures, highlights.spending)
            oldest_first.append(
                Headline(
                    disclosure,
                    figure,
                    _parts(disclosure, figures, highlights, figure.fact),
                    _uses(disclosure, figures, highlights),
                    executed,
                    highlights.spending,
                    _implied(disclosure, figures, executed[:1]),
                    disclosure.fiscal_year not in settled,
                    _per_head(disclosure, figures, highlights),
                )
            )
    return tuple(reversed(oldest_first))


def _implied(
    disclosure: DisclosureData, figures: Figures, first: Sequence[Execution]
) -> Fact | None:
    """Give the plan that follows from the stated rate of the whole, where no source states it."""
    if not first or first[0].planned or not first[0].rate:
        return None
    period = Period(
        disclosure.fiscal_year, STAGE_ORDER.index(Stage.INITIAL_BUDGET), Stage.INITIAL_BUDGET
    )
    cell = figures.cell(disclosure.agency, first[0].concept, period)
    return cell.facts[0] if cell.is_derived and not cell.is_contradictory else None


def _per_head(
    disclosure: DisclosureData, figures: Figures, highlights: Highlights
) -> tuple[PerHead, ...]:
    """Divide amounts by the people that the document counts, where each is stated in one way."""
    counted = _only(first_cell(figures, disclosure, highlights.people), Measure.COUNT)
    amounts = (first_cell(figures, disclosure, [concept]) for concept in highlights.per_head)
    stated = (_only(cell, Measure.AMOUNT) for cell in amounts)
    return tuple(PerHead(money, counted) for money in stated if money and counted)


def _only(cell: Cell, measure: Measure) -> Fact | None:
    fact = cell.facts[0] if len(cell.facts) == 1 else None
    return fact if fact and fact.measure is measure and fact.value > 0 else None


def _parts(
    disclosure: DisclosureData, figures: Figures, highlights: Highlights, whole: Fact
) -> tuple[Fact, ...]:
    """Take basic and project spending, if together they are not too much."""
    facts = [first_fact(figures, disclosure, concepts) for concepts in highlights.parts]
    stated = tuple(fact for fact in facts if fact and fact.value > 0 and fact.fund == whole.fund)
    total = sum((fact.value for fact in stated), Decimal(0))
    is_too_much = total > whole.value + whole.tolerance
    return () if len(stated) < len(facts) or is_too_much else stated


def _uses(
    disclosure: DisclosureData, figures: Figures, highlights: Highlights
) -> tuple[tuple[Line, Fact], ...]:
    block = next((each for each in highlights.blocks if "function" in each.groups), None)
    if block is None:
        return ()
    table = figures.table([c for group in block.groups for c in figures.in_group(group)])
    period = Period(disclosure.fiscal_year, STAGE_ORDER.index(disclosure.stage), disclosure.stage)
    if period not in table.periods:
        return ()
    uses = [
        (line, fact)
        for line, fact in by_period(table, period, disclosure.agency)
        if drawings.is_drawn(line.depth, block, fact)
    ]
    return tuple(sorted(uses, key=lambda pair: -pair[1].value)[:TOP_USES])


def key_figures(
    latest: DisclosureData,
    figures: Figures,
    highlights: Highlights,
    compared: Sequence[Change],
) -> list[KeyFigure]:
    """Take the first figure that is stated for each line of the highlights."""
    candidates = (_key_figure(latest, figures, each, compared) for each in highlights.key_figures)
    return [figure for figure in candidates if figure]


def _key_figure(
    disclosure: DisclosureData,
    figures: Figures,
    concepts: Sequence[str],
    compared: Sequence[Change],
) -> KeyFigure | None:
    cell = first_cell(figures, disclosure, concepts)
    if not cell.facts:
        return None
    fact = cell.facts[0]
    same = (change for change in compared if _is_change_of(change, fact))
    return KeyFigure(fact, cell.is_contradictory, next(same, None))


def _is_change_of(change: Change, fact: Fact) -> bool:
    other = change.fact
    return not change.contested and (other.disclosure, other.concept, other.scope) == (
        fact.disclosure,
        fact.concept,
        fact.scope,
    )
