"""Functional items as the text explains them: amounts and reasons, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from mingzhang.check.case import Case
from mingzhang.check.disclosed import CLASS, GROUP, ITEM, item_digits
from mingzhang.check.doubt import carried_over
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.interval import Interval, Relation
from mingzhang.check.repeated_figures import differs
from mingzhang.check.rules import WORDS
from mingzhang.check.tells import compared, failed, judged, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Fund, Measure, Outcome, Severity, Stage

LISTED = 3
"""So many classes in one paragraph, all but one of which a table has, are a list of them."""


def items_of_text(case: Case) -> list[Fact]:
    """Give the amounts of the text that are a functional item (项) whole."""

    def make() -> list[Fact]:
        return [
            fact
            for fact in case.levels
            if fact.table is None and fact.measure is Measure.AMOUNT and item_digits(fact) == ITEM
        ]

    return case.once("items of the text", make)


@check("item_told_twice")
def item_told_twice(case: Case) -> Iterator[Verdict]:
    """An item's amount is its final figure."""
    items = items_of_text(case)
    for first, budget, final in zip(items, items[1:], items[2:], strict=False):
        if not _is_retold(case, first, budget, final):
            continue
        is_budget = evaluated("item_told_twice.equal", one=first, other=budget).holds
        other = first if is_budget else final
        result = evaluated("item_told_twice.equal", one=first, other=other)
        verdict = compared(
            case, "item_told_twice.compare", result, first=first, final=final, facts=(first, final)
        )
        is_off = differs(result, first, other)
        yield replace(verdict, outcome=Outcome.FAIL) if is_off else verdict


def _is_retold(case: Case, first: Fact, budget: Fact, final: Fact) -> bool:
    begin, end = case.line(first.start or 0)
    stages = (first.stage, budget.stage, final.stage)
    return (
        first.function_code == budget.function_code == final.function_code
        and stages == (Stage.FINAL, Stage.INITIAL_BUDGET, Stage.FINAL)
        and first.fiscal_year == final.fiscal_year
        and not carried_over(first)
        and begin <= (first.start or 0) < (final.start or 0) < end
        and case.body(first) == case.body(final)
    )


@check("item_against_table")
def item_against_table(case: Case) -> Iterator[Verdict]:
    """Items of the text agree with the tables, and so do their groups."""
    groups = (fact for fact in case.levels if _is_group_of_text(case, fact))
    for fact in (*items_of_text(case), *groups):
        cells = _cells(case, fact)
        if not cells or (carried_over(fact) and not _behind_budget(case, fact)):
            continue
        fund = _fund(fact)
        same = [cell for cell in cells if fund and _fund(cell) == fund] or cells
        agrees = any(_agree(fact, cell) for cell in cells)
        nearest = min(same, key=lambda cell: abs(cell.value - fact.value))
        known = bool(fund) and _fund(nearest) == fund
        if not agrees and not known and fact.value <= max(cell.value for cell in cells):
            continue
        shown = fact if agrees else nearest
        yield compared(
            case,
            "item_against_table.equal",
            evaluated("item_against_table.equal", fact=fact, other=shown),
            facts=(fact, nearest),
        )


def _behind_budget(case: Case, fact: Fact) -> bool:
    """Tell the final figure right behind the budget of the same item, whose name stands there.

    `X（项）。年初预算为20万元，支出决算为【30】万元`.
    """
    before = case.facts[case.order[fact.fact] - 1]
    return (
        (before.stage, fact.stage) == (Stage.INITIAL_BUDGET, Stage.FINAL)
        and before.concept == fact.concept
        and before.label == fact.label
        and not carried_over(before)
        and case.line(before.start or 0) == case.line(fact.start or 0)
    )


@check("class_against_tables")
def class_against_tables(case: Case) -> Iterator[Verdict]:
    """Classes listed under no total agree with a table: of each list one may be a misprint."""
    lists: dict[tuple[int, int], list[tuple[Fact, list[Fact]]]] = {}
    for fact in case.levels:
        alone = fact.table is None and fact.fact not in case.parents
        cells = _cells(case, fact) if alone and item_digits(fact) == CLASS else []
        if cells:
            lists.setdefault(case.line(fact.start or 0), []).append((fact, cells))
    for rows in lists.values():
        facts = [fact for fact, _ in rows]
        odd = [row for row in rows if not any(_agree(row[0], cell) for cell in row[1])]
        if len(facts) < LISTED or len({f.function_code for f in facts}) < len(facts):
            continue
        if not odd:
            yield passed(case, "class_against_tables.pass", count=len(facts), facts=facts)
        elif len(odd) == 1:
            ((fact, cells),) = odd
            nearest = min(cells, key=lambda cell: abs(cell.value - fact.value))
            name, severity = "item_against_table.equal", Severity.WARNING
            yield judged(case, name, severity=severity, fact=fact, other=nearest)


def _is_group_of_text(case: Case, fact: Fact) -> bool:
    """Tell the amount of a group (款) that the text lists under its class."""
    above = case.parents.get(fact.fact)
    return (
        fact.table is None
        and item_digits(fact) == GROUP
        and above is not None
        and fact.function_code.startswith(above.function_code or fact.concept)
    )


def _agree(fact: Fact, cell: Fact) -> bool:
    """Tell whether a figure of the text is that of a cell, rounded or cut off."""
    if evaluated("item_against_table.equal", fact=fact, other=cell).holds:
        return True
    return 0 <= cell.value - fact.value < 2 * fact.tolerance


def _cells(case: Case, fact: Fact) -> list[Fact]:
    return [
        cell
        for cell in case.by_concept.get(fact.concept, ())
        if cell.table is not None
        and (cell.stage, cell.fiscal_year) == (fact.stage, fact.fiscal_year)
        and case.body(cell) == case.body(fact)
    ]


def _fund(fact: Fact) -> str:
    """Name the money of a figure: its own, or that of the section it stands in."""
    known = (fund for fund in Fund if fact.fund == fund or fact.section_kind == fund)
    return next(known, "")


_REASON = WORDS["explained"]


@check("difference_unexplained")
def difference_unexplained(case: Case) -> Iterator[Verdict]:
    """A deviation from the budget without a reason."""
    items = items_of_text(case)
    pairs = [
        (budget, final)
        for budget, final in pairwise(items)
        if budget.function_code == final.function_code
        and (budget.stage, final.stage) == (Stage.INITIAL_BUDGET, Stage.FINAL)
        and case.line(budget.start or 0) == case.line(final.start or 0)
    ]
    unexplained = [
        final
        for budget, final in pairs
        if Interval.of(budget).meets(Interval.of(final)) is Relation.BROKEN
        and not _explained(case, final)
    ]
    if unexplained:
        names = "、".join(case.name(fact) for fact in unexplained)
        yield failed(case, "difference_unexplained.fail", bare=unexplained, names=names)
    elif pairs:
        yield passed(
            case, "difference_unexplained.pass", facts=tuple((final for _, final in pairs))
        )


def _explained(case: Case, fact: Fact) -> bool:
    """Tell whether the paragraph of a figure, or the one after it, gives a reason."""
    text = case.text
    begin, end = case.line(fact.start or 0)
    following = text[end:].lstrip()[:20]
    return bool(_REASON.search(text, begin, end) or _REASON.search(following))
