"""What completion and coverage rates are rates of: in, a rate; out, budgets, or two counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.check.case import Case
from mingzhang.check.rules import RULES, WORDS
from mingzhang.model import Fact, Measure, Stage

COVERED = RULES["coverage_rate"].terms
"""Coverage rates and the two counts that they are the quotient of."""


def budgets_of(case: Case, level: Fact, rate: Fact) -> list[Fact]:
    """Find the printed budget figures that a completion rate of `level` may refer to.

    The initial budget and the budget as adjusted in the year are two figures: only where the
    sentence just says 预算 may it be either.
    """
    linked, base = case.by_id.get(rate.base_fact), rate.base_printed
    adjusted = WORDS["adjusted"].search(base)
    of_unit = linked is not None and linked.unit == level.unit and linked.stage.is_budget
    if linked and of_unit and not (adjusted and linked.stage is Stage.INITIAL_BUDGET):
        return [linked]
    if WORDS["initial"].search(base):
        stages = [Stage.INITIAL_BUDGET]
    elif adjusted:
        stages = [Stage.REVISED_BUDGET, Stage.BUDGET]
    else:
        stages = [Stage.REVISED_BUDGET, Stage.BUDGET, Stage.INITIAL_BUDGET]
    key = case.key(level)
    if not level.concept:
        return _beside(case, level, stages)
    for stage in stages:
        same = [
            fact
            for fact in case.by_key.get(key._replace(stage=str(stage)), ())
            if fact.unit == level.unit and fact.table == level.table
        ]
        chosen = case.nearest(level, same)
        if chosen is not None:
            clear = len(stages) == 1 or stage is not Stage.INITIAL_BUDGET
            return [chosen] if clear or not _adjusted_beside(case, level) else []
    cells = [
        fact
        for stage in stages
        for fact in case.by_key.get(key._replace(stage=str(stage)), ())
        if fact.unit == level.unit and fact.table is not None
    ]
    return cells[:1] if len({fact.value for fact in cells}) == 1 else []


def _adjusted_beside(case: Case, level: Fact) -> bool:
    """Tell whether the section prints an adjusted budget, too, which an 执行率 may be a rate of."""
    near = (fact for fact in case.levels if fact.section == level.section)
    return any(fact.stage is Stage.REVISED_BUDGET for fact in near)


def _beside(case: Case, level: Fact, stages: Sequence[Stage]) -> list[Fact]:
    """`某某项目：全年预算8万元，执行6万元，执行率75%`: the budget right before it."""
    before = case.facts[case.order[level.fact] - 1] if case.order[level.fact] else level
    of_name = before.label == level.label and before.unit == level.unit
    return [before] if of_name and level.table is None and before.stage in stages else []


def covered(case: Case) -> Iterator[tuple[Fact, Fact | None, Fact | None]]:
    """Yield each coverage rate with the two counts it is computed from, where they are printed."""
    for rate in case.by_measure.get(Measure.COVERAGE_RATE, ()):
        if rate.concept in COVERED:
            found = (
                case.find(concept, rate) or case.find(concept, rate, Stage.POINT_IN_TIME)
                for concept in COVERED[rate.concept]
            )
            part, whole = (case.nearest(rate, facts) for facts in found)
            yield rate, part, whole
