"""Budgets as adjusted in the year: in, an initial budget and what was added; out, verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.rules import WORDS
from mingzhang.check.tells import compared
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Measure, Stage


@check("adjusted_budget")
def adjusted_budget(case: Case) -> Iterator[Verdict]:
    """What was spent is the initial budget and what was added, where all of it is spent."""
    for initial in case.levels:
        if initial.stage is not Stage.INITIAL_BUDGET or initial.table is not None:
            continue
        sentence = _sentence(case, initial)
        adjusted = list(takewhile(lambda fact: fact.rule.startswith("adjustment"), sentence))
        final, rate = [*sentence[len(adjusted) :], None, None][:2]
        if adjusted and final and rate and _of_one_budget(initial, final, rate):
            signs = {fact: _is_cut(case, fact) for fact in adjusted}
            result = evaluated(
                "adjusted_budget.rate",
                rate=rate,
                level=final,
                initial=initial,
                added=[fact for fact, cut in signs.items() if not cut],
                cut=[fact for fact, cut in signs.items() if cut],
            )
            yield compared(case, "adjusted_budget.compare", result)


def _sentence(case: Case, fact: Fact) -> list[Fact]:
    """Give the figures of the text behind one in its sentence."""
    _, end = case.sentence(fact.start or 0)
    behind = case.facts[case.order[fact.fact] + 1 :]
    return list(takewhile(lambda each: each.start is not None and each.start < end, behind))


def _of_one_budget(initial: Fact, final: Fact, rate: Fact) -> bool:
    """Tell a final figure of the item that has the budget, and a rate of the one as adjusted."""
    of_item = (final.concept or final.label) == (initial.concept or initial.label)
    spent = final.stage is Stage.FINAL and final.measure is Measure.AMOUNT
    completed = rate.measure is Measure.COMPLETION_RATE and rate.of_fact == final.fact
    return of_item and spent and completed and bool(WORDS["adjusted"].search(rate.base_printed))


def _is_cut(case: Case, adjustment: Fact) -> bool:
    start = adjustment.start or 0
    begin = max(case.text.rfind(mark, 0, start) for mark in "，、")
    return WORDS["cut_in_year"].search(case.text, begin, start) is not None
