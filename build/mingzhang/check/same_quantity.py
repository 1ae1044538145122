"""Which figures are printings of one quantity: in, a case; out, groups of figures to compare.

A quantity is its concept, body, account and year. A figure that is printed as part of something
else than its concept is a part of (基本支出 within a functional item) is another quantity; items of
a classification belong to the breakdown in which they are printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mingzhang.check.case import Case
from mingzhang.check.disclosed import CLASS, GROUP, ITEM
from mingzhang.check.rules import CONCEPTS, WORDS
from mingzhang.model import Fact

_DIGITS = {"class": CLASS, "group": GROUP, "item": ITEM}
"""Digits of the code of each level of the functional classification."""

YEARS: Mapping[str, str] = CONCEPTS["years"]
"""The totals of either side and what they are without the carry-over."""

TWINS = {**YEARS, **{year: total for total, year in YEARS.items()}}
"""Each total of a side and the other one of it, with or without what was carried over."""

_APPROPRIATIONS = ("fiscal_appropriation_total_expenditure", "fiscal_appropriation_expenditure")
_OF_SOME_PROJECTS = "table:special_funds"
"""专项资金 in all may be but some of the expenditure on projects."""


def printings(case: Case) -> Iterator[list[Fact]]:
    """Yield groups of two or more figures that state one quantity, in the order of the source."""
    for key, of_key in case.by_key.items():
        whole = (fact for fact in of_key if fact.rule != _OF_SOME_PROJECTS)
        facts = [fact for fact in whole if at_its_level(fact)]
        if len(facts) > 1 and key.concept not in case.lexicon.items:
            for group in _contexts(case, facts).values():
                if len(group) > 1:
                    yield group


def at_its_level(fact: Fact) -> bool:
    """Tell whether a label marked 类, 款 or 项 was read as an item of that level.

    统计信息事务（项） is called like a group (款) and is not that group.
    """
    marked = [match.lastgroup for match in WORDS["marked_level"].finditer(fact.label)]
    if not fact.function_code or not marked:
        return True
    return _DIGITS[str(marked[-1])] == len(fact.function_code)


def _contexts(case: Case, facts: list[Fact]) -> dict[tuple[str, str], list[Fact]]:
    """Split printings by what they are printed as part of.

    A functional class without a parent that lists its items heads a part of the breakdown before
    it in its section; other classified items without a parent may be of any breakdown.
    """
    classified = case.classified(facts[0])
    groups: dict[tuple[str, str], list[Fact]] = {}
    last: dict[str, tuple[str, str]] = {}
    for fact in facts:
        parent = case.parents.get(fact.fact)
        if parent is None and classified and fact.table is None:
            alone = (f"in {fact.section_kind}", fact.unit)
            heads = case.functional(fact) and fact.fact in case.children
            context = last.get(fact.section_kind, alone) if heads else alone
        else:
            context = (_context(case, fact, parent, classified), fact.unit)
        groups.setdefault(context, []).append(fact)
        last[fact.section_kind] = context
    return groups


def _context(case: Case, fact: Fact, parent: Fact | None, classified: bool) -> str:
    if parent is None:
        return "a list of items" if fact.economic_code and _among_items(case, fact) else ""
    if not parent.concept:
        return f"? {parent.label}"
    if classified:
        return _root(case, fact, parent)
    apart = case.classified(parent) or parent.concept in case.lexicon.items
    money = case.key(parent).fund
    return parent.concept if apart or money not in ("", case.key(fact).fund) else ""


def _among_items(case: Case, fact: Fact) -> bool:
    """Tell whether a figure without a parent continues a list of running costs or of classes."""
    for place in range(case.order[fact.fact] - 1, -1, -1):
        other = case.facts[place]
        concept = case.vocab.concepts.get(other.concept)
        if concept is None or other.section_kind != fact.section_kind:
            return False
        if concept.group in ("running_costs", "economic"):
            return True
        if not concept.economic_code or other.parent_fact:
            return False
    return False


def _root(case: Case, fact: Fact, parent: Fact) -> str:
    """Climb from a class of the classification to the figure that is broken down.

    The column of one fund in the table of all appropriations breaks down what that fund's own
    table does, where their totals are one.
    """
    current = parent
    seen = {parent.fact}
    while case.classified(current):
        above = case.parents.get(current.fact)
        if above is None or above.fact in seen:
            return ""
        seen.add(above.fact)
        current = above
    own = f"{current.fund}_expenditure"
    is_total = fact.table is not None and current.concept in _APPROPRIATIONS
    of_fund = case.find(own, current) if is_total else ()
    return own if any(total.value == current.value for total in of_fund) else current.concept
