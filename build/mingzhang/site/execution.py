"""Planned against spent: in, a final account and its body's figures; out, one line an item.

Rates are those that the source states; none is computed to be printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.common.figure_index import figures as figures_of
from mingzhang.model import Fact, Measure, Origin, Stage
from mingzhang.site.agency_data import DisclosureData
from mingzhang.site.figures import STAGE_ORDER, Figures, Period

GROUPS = ("expenditure", "three_public", "running_costs", "function")
"""Groups of concepts that are money spent."""
WHOLE = Decimal(100)
BROADEST = Decimal(200)
"""Percent at which a bar ends, however much more was spent."""


@dataclass(frozen=True, slots=True)
class Execution:
    """What was planned and spent for one concept, as far as it is stated, and the stated rate.

    `is_contested` says that the source states another rate of the same.
    """

    concept: str
    planned: Fact | None
    revised: Fact | None
    spent: Fact | None
    rate: Fact | None
    is_contested: bool = False

    @property
    def fact(self) -> Fact:
        """The figure that names the line."""
        fact = self.rate or self.spent
        assert fact is not None
        return fact

    @property
    def percent(self) -> Decimal:
        """How much of the plan a bar shows as spent: the stated rate, else the amounts' ratio."""
        if self.rate:
            return self.rate.value
        assert self.spent and self.planned
        return self.spent.value / self.planned.value * WHOLE

    @property
    def reason(self) -> str:
        """Why more or less was spent, in the words of the source."""
        return self.rate.reason_printed if self.rate else ""


def execution(
    disclosure: DisclosureData, figures: Figures, spending: Sequence[str]
) -> tuple[Execution, ...]:
    """List what a final account's body planned and spent: the total first, then the vocabulary's.

    `spending` names the concepts of all that is spent, the first preferred.
    """
    if disclosure.stage != Stage.FINAL:
        return ()
    stated = {each.concept: each for each in _rated(disclosure, figures)}
    for each in _both_stated(disclosure, figures):
        stated.setdefault(each.concept, each)
    kept = (each for each in stated.values() if _is_spending(each, figures, spending))

    def place(each: Execution) -> tuple[int, int]:
        whole = spending.index(each.concept) if each.concept in spending else len(spending)
        return whole, figures.order.get(each.concept, len(figures.order))

    return tuple(sorted(kept, key=place))


def scale(lines: Iterable[Execution]) -> Decimal:
    """Say how many percent the breadth of the bars stands for."""
    return min(BROADEST, max((each.percent for each in lines), default=WHOLE).max(WHOLE))


def _is_spending(each: Execution, figures: Figures, spending: Sequence[str]) -> bool:
    group = figures.concepts.get(each.concept, {}).get("concept_group")
    return each.concept in spending or group in GROUPS


def _rated(disclosure: DisclosureData, figures: Figures) -> Iterator[Execution]:
    """Yield what has a stated rate; of several bases the first that the text names."""
    facts = {fact.fact: fact for fact in disclosure.facts}
    rates = [fact for fact in disclosure.facts if _is_rate_of(fact, disclosure)]
    seen: set[str] = set()
    for each in figures_of(disclosure.agency, rates, figures.item_concepts):
        rate = each.best
        if rate.concept in seen or rate.concept in figures.item_concepts:
            continue
        seen.add(rate.concept)
        at = _amounts(disclosure, figures, rate.concept, rate.fund)
        spent = facts.get(rate.of_fact) or at[2]
        yield Execution(rate.concept, at[0], at[1], spent, rate, not each.agree)


def _is_rate_of(fact: Fact, disclosure: DisclosureData) -> bool:
    is_own = fact.scope_id == disclosure.agency and fact.fiscal_year == disclosure.fiscal_year
    is_stated = fact.measure is Measure.COMPLETION_RATE and fact.origin is not Origin.DERIVED
    return is_own and is_stated and bool(fact.concept) and fact.stage is Stage.FINAL


def _both_stated(disclosure: DisclosureData, figures: Figures) -> Iterator[Execution]:
    """Yield what has a stated plan and a stated outcome of the same kind of money."""
    for level in figures.levels():
        facts = level.cell.facts
        if (
            level.scope == disclosure.agency
            and level.period == _period(disclosure, Stage.FINAL)
            and facts
        ):
            planned, revised, spent = _amounts(disclosure, figures, level.concept, facts[0].fund)
            if planned and spent and planned.value > 0:
                yield Execution(level.concept, planned, revised, spent, None)


def _amounts(
    disclosure: DisclosureData, figures: Figures, concept: str, fund: str
) -> tuple[Fact | None, Fact | None, Fact | None]:
    """Look up plan, revised plan and outcome: stated ones of one kind of money, uncontradicted."""

    def stated(*stages: Stage) -> Fact | None:
        for stage in stages:
            cell = figures.cell(disclosure.agency, concept, _period(disclosure, stage))
            if len(cell.facts) == 1 and not cell.is_derived and _is_of(cell.facts[0], fund):
                return cell.facts[0]
        return None

    planned = stated(Stage.INITIAL_BUDGET, Stage.BUDGET)
    return planned, stated(Stage.REVISED_BUDGET), stated(Stage.FINAL)


def _is_of(fact: Fact, fund: str) -> bool:
    return fact.measure is Measure.AMOUNT and fact.fund == fund


def _period(disclosure: DisclosureData, stage: Stage) -> Period:
    return Period(disclosure.fiscal_year, STAGE_ORDER.index(stage), stage)
