"""Identities: what the accounts require of revenue, expenditure, carry-over and their kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.equations import same_base
from mingzhang.check.formulas import evaluated
from mingzhang.check.fund_accounts import fund_accounts, totals_of_funds
from mingzhang.check.identity_terms import alike, balance, first, quantities
from mingzhang.check.rules import RULES, WORDS
from mingzhang.check.tells import compared, unknown
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Outcome, Stage

ACCOUNTS = RULES["carryover"].terms
"""The figures of the carry-over identity, for all money and for fiscal appropriation."""


@check("carryover")
def carryover(case: Case) -> Iterator[Verdict]:
    """Revenue less expenditure equals the carry-over."""
    for names in ACCOUNTS:
        for closing in quantities(case, names["closing"]):
            verdicts = list(_carryover(case, closing, names))
            yield from verdicts or [unknown(case, "carryover.unknown", facts=(closing,))]
    yield from fund_accounts(case)
    yield from totals_of_funds(case)


def _carryover(case: Case, closing: Fact, names: Mapping[str, Any]) -> Iterator[Verdict]:
    terms = {role: first(case, name, closing) for role, name in names.items() if role != "used"}
    distributed = [fact for fact in (terms.get("distributed"),) if fact]
    used = [fact for name in names["used"] if (fact := first(case, name, closing))]
    revenue, spent = terms["revenue"], terms["expenditure"]
    if revenue and spent and _grown_by(case, closing, revenue, spent):
        pass  # the totals are of the year alone, and its surplus was added to the carry-over
    elif revenue and spent and spent.value > revenue.value and not terms["opening"]:
        pass  # more was spent than came in: a deficit, or an opening that nobody printed
    elif revenue and spent and not terms["opening"] and _bare(revenue, spent, closing):
        pass  # 总收入 and 总支出 may be of the year alone: an opening that nobody printed
    elif revenue and spent and not alike(revenue, spent):
        minus = [spent, *distributed]
        plus = _of_the_year([revenue, *used], terms["opening"], closing, minus) or [revenue]
        yield balance(case, closing, plus, minus)
    elif revenue and spent and closing.value == 0:
        yield balance(case, closing, [revenue], [spent])
    opening, year, year_spent = terms["opening"], terms["year_revenue"], terms["year_expenditure"]
    if opening and year and year_spent:
        if any(_unread(case, whole) for whole in (revenue, spent) if whole):
            return  # `收入总计…，其中：本年收入…，某某结余【20】万元`: one more term, perhaps
        if _holds(case, year, opening) or _holds(case, year_spent, closing):
            return  # `收入合计20万元，其中：…上年结转5万元`: no totals of the year alone
        yield balance(case, closing, [opening, year, *used], [year_spent, *distributed])
    elif terms["both"] and year_spent and not alike(terms["both"], year_spent):
        yield balance(case, closing, [terms["both"]], [year_spent, *distributed])


def _unread(case: Case, whole: Fact) -> bool:
    """Tell whether a figure of no known concept is listed under the total."""
    return any(
        not part.concept and part.measure.is_money
        for printing in case.by_key.get(case.key(whole), ())
        for part in case.children.get(printing.fact, ())
    )


def _holds(case: Case, whole: Fact, carried: Fact) -> bool:
    """Tell whether the parts listed under a total make it up together with the carry-over only."""
    for printing in case.by_key.get(case.key(whole), ()):
        listed = case.children.get(printing.fact, ())
        parts = [f for f in listed if f.concept != carried.concept and f.measure.is_money]
        sums = (
            evaluated("sum_full_list.sum", whole=whole, parts=[*parts, *more]).holds
            for more in ((carried,), ())
        )
        if parts and carried.value and next(sums) and not next(sums):
            return True
    return False


def _bare(revenue: Fact, spent: Fact, closing: Fact) -> bool:
    """Tell totals that need not hold the carry-over (no 总计), and more left than they leave."""
    named = any(WORDS["any_total"].search(fact.label) for fact in (revenue, spent))
    return not named and closing.value > revenue.value - spent.value


def _grown_by(case: Case, closing: Fact, revenue: Fact, spent: Fact) -> bool:
    """Tell whether the carry-over is said to have grown by just what the year left."""
    if _adds_up(closing, [revenue], [spent]):
        return False  # nothing was carried over before
    grown = (c.amount for c in case.changes if c.level is closing and c.amount is not None)
    return closing.value != 0 and any(
        amount.value and _adds_up(amount, [revenue], [spent]) for amount in grown
    )


def _adds_up(left: Fact, plus: Sequence[Fact], minus: Sequence[Fact]) -> bool:
    return evaluated("carryover.balance", left=left, plus=plus, minus=minus).holds


def _of_the_year(
    plus: Sequence[Fact], opening: Fact | None, closing: Fact, minus: Sequence[Fact]
) -> list[Fact]:
    """Give what a year's totals and the opening make; nothing where the totals hold it."""
    terms = [opening, *plus] if opening else []
    return terms if terms and _adds_up(closing, terms, minus) else []


@check("opening_carryover")
def opening_carryover(case: Case) -> Iterator[Verdict]:
    """The change of the carry-over leads back to its opening."""
    pairs = {names["closing"]: names["opening"] for names in ACCOUNTS}
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
        for names in ACCOUNTS:
            opening, closing = _one(case, names["opening"]), _one(other, names["closing"])
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
            apart = kept is not None and _adds_up(both, [side, kept], [])
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
    return not any(_adds_up(fact, [revenue], [spent]) for fact in closing)


def _equal(case: Case, how: str, fact: Fact, other: Fact) -> Verdict:
    result = evaluated("budget_balance.equal", one=fact, other=other)
    return compared(case, f"budget_balance.{how}", result)
