"""Residual items: what 其他收入 is depends on the items that its own list names beside it."""

from __future__ import annotations

from itertools import combinations

from mingzhang.check.case import Case
from mingzhang.check.formulas import evaluated
from mingzhang.check.rules import WORDS
from mingzhang.model import Fact

MOST = 6
"""Items beside a residual one; of more than these no sum is tried."""


def of_longer_list(case: Case, fact: Fact, other: Fact) -> bool:
    """Tell a residual item that holds items which the list of the other printing names apart.

    Its own list names none of them: `拨款80万元，其他来源收入【9】万元` beside a table with
    事业收入 5万元 and 其他收入 4万元.
    """
    concept = case.vocab.concepts.get(fact.concept)
    if concept is None or not WORDS["residual"].match(concept.name_zh):
        return False
    less, more = sorted((fact, other), key=lambda each: each.value)
    named = {each.concept for each in _beside(case, more, concept.parent)}
    apart = [f for f in _beside(case, less, concept.parent) if f.concept not in named and f.value]
    return len(apart) <= MOST and any(
        evaluated("repeated_figure.carried", whole=more, parts=(less, *some)).holds
        for size in range(1, len(apart) + 1)
        for some in combinations(apart, size)
    )


def _beside(case: Case, fact: Fact, parent: str) -> list[Fact]:
    """Give the items printed in the table, or in the section, of a figure: one of each concept."""
    found: dict[str, Fact] = {}
    for other in case.levels:
        concept = case.vocab.concepts.get(other.concept)
        same_list = (other.page, other.table) == (fact.page, fact.table)
        same_list = same_list and (fact.table is not None or other.section == fact.section)
        alike = (case.body(other), other.stage, other.fiscal_year, other.unit) == (
            case.body(fact),
            fact.stage,
            fact.fiscal_year,
            fact.unit,
        )
        if concept and concept.parent == parent and same_list and alike and other is not fact:
            found.setdefault(other.concept, other)
    found.pop(fact.concept, None)
    return list(found.values())
