"""Identities: what the accounts require of revenue, expenditure, carry-over and their kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.equations import same_base
from mingzhang.check.formulas import evaluated
from mingzhang.check.identity_terms import adds_up, first, quantities
from mingzhang.check.rules import RULES, WORDS
from mingzhang.check.tells import compared
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Outcome, Stage


@check("opening_carryover")
def opening_carryover(case: Case) -> Iterator[Verdict]:
    """The change of the carry-over leads back to its opening."""
    pairs = RULES["opening_carryover"].terms
    for change in case.changes:
        level, amount = change.level, change.amount
        if level is None or amount is None or level.concept not in pairs:
            continue
        opening = first(case, pairs[level.concept], level)
        if opening is None or amount.base_year != level.fiscal_year - 1:
            continue
        result = evaluated("opening_carryover.opening", opening=opening, level=level, amount=amount)
        yield compared(case, "opening_carryover.compare", result)
    yield from _left_by_last_year(case)


def _left_by_last_year(case: Case) -> Iterator[Verdict]:
    """Compare the opening with the closing of the account of the year before."""
    source = case.disclosure.source
    for other in case.earlier:
        last = other.disclosure.source
        before = (last.stage, last.fiscal_year) == (source.stage, source.fiscal_year - 1)
        if not before or source.stage is not Stage.FINAL:
            continue
        for left, taken_over in RULES["opening_carryover"].terms.items():
            opening, closing = _one(case, taken_over), _one(other, left)
            if opening is not None and closing is not None:
                result = evaluated("opening_carryover.equal", opening=opening, closing=closing)
                verdict = compared(
                    case,
                    "opening_carryover.last_year",
                    result,
                    opening=opening,
                    closing=closing,
                    file=last.title,
                    year=last.fiscal_year,
                )
                yield replace(verdict, other=last.disclosure)
                if verdict.outcome is Outcome.FAIL:
                    return  # what fiscal appropriation left is part of it


def _one(case: Case, concept: str) -> Fact | None:
    """Find the one value that an account prints of its own year and body, of all money."""
    source = case.disclosure.source
    facts = [
        fact
        for fact in case.by_concept.get(concept, ())
        if (fact.fiscal_year, case.body(fact)) == (source.fiscal_year, source.agency)
        if fact.stage is Stage.FINAL and case.plain(fact)
    ]
    return facts[0] if len({fact.value for fact in facts}) == 1 else None


@check("budget_balance")
def budgetbalance(case: Case) -> Iterator[Verdict]:
    """Both sides balance."""
    for revenue in quantities(case, "total_revenue"):
        spent = first(case, "total_expenditure", revenue)
        if spent is not None and _both_are_grand_totals(case, revenue, spent):
            yield _equal(case, "totals", spent, revenue)
        elif revenue.stage == Stage.BUDGET and spent is not None:
            if spent.value < revenue.value and _carries_on(case, revenue):
                continue
            yield _equal(case, "budgets", spent, revenue)
    yield from _with_both(case)
    changes = [change for change in case.changes if change.amount is not None]
    for change in changes:
        amount = change.amount
        if amount is None or amount.concept != "total_expenditure" or amount.stage != Stage.BUDGET:
            continue
        for other in changes:
            base = other.amount
            if base is None or case.ambiguous(change) or case.ambiguous(other):
                continue
            if base.concept == "total_revenue" and same_base(base, amount):
                yield _equal(case, "changes", amount, base)
                break


def _with_both(case: Case) -> Iterator[Verdict]:
    """Compare 收支预算总数 with either side, which may leave its carry-over out."""
    for concept, sides in RULES["budget_balance"].terms.items():
        totals = (fact for fact in quantities(case, concept) if fact.table is None)
        for both, (name, carried) in product(totals, sides.items()):
            side, kept = first(case, name, both), first(case, carried, both)
            if both.stage != Stage.BUDGET or side is None or side.table is not None:
                continue
            apart = kept is not None and adds_up(both, [side, kept], [])
            if not apart and not _carries_on(case, both):
                result = evaluated("budget_balance.equal", one=side, other=both)
                yield compared(case, "budget_balance.side", result, side=side)


def _carries_on(case: Case, revenue: Fact) -> bool:
    """`支出包括：…、结转下年`, the amount of which is printed nowhere, is left of the revenue."""
    places = (match.start() for match in WORDS["carried_on"].finditer(case.text))
    of_text = (
        place
        for place in places
        if not any(grid.start <= place < grid.end for grid in case.disclosure.grids)
    )
    return not case.find("closing_carryover", revenue) and next(of_text, None) is not None


def _both_are_grand_totals(case: Case, revenue: Fact, spent: Fact) -> bool:
    """Tell 收入总计 and 支出总计 of an account, which hold the carry-over on both sides.

    Where what is left is printed as the carry-over, the text calls something else by that name.
    """
    if revenue.stage != Stage.FINAL or not all(
        WORDS["ends_in_grand_total"].search(fact.label) for fact in (revenue, spent)
    ):
        return False
    closing = case.find("closing_carryover", revenue)
    return not any(adds_up(fact, [revenue], [spent]) for fact in closing)


def _equal(case: Case, how: str, fact: Fact, other: Fact) -> Verdict:
    result = evaluated("budget_balance.equal", one=fact, other=other)
    return compared(case, f"budget_balance.{how}", result)
