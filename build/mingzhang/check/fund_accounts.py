"""The account of one budget: in, a case; out, whether each row or section of a fund adds up.

What was carried over and what came in, less what was spent, is what is carried on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mingzhang.check.case import Case
from mingzhang.check.formulas import evaluated
from mingzhang.check.identity_terms import balance
from mingzhang.check.rules import WORDS
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Fund, Severity

HEADER = 4
"""Rows of a table among which its header stands."""

TOTAL, ALL = "fiscal_appropriation_total_expenditure", "fiscal_appropriation"

Account = Mapping[str, Fact]
"""Figures of one account by what they are: opening, revenue, expenditure, closing."""


def fund_accounts(case: Case) -> Iterator[Verdict]:
    """Ask every row of a table of a fund, and every section of the text, whether it adds up."""
    for place, account in _accounts(case).items():
        if {"revenue", "expenditure"} <= account.keys() and _is_whole(case, place, account):
            yield _balance(case, account)


def totals_of_funds(case: Case) -> Iterator[Verdict]:
    """Ask the total in the column of each budget as that of all money: both are made up alike."""
    for whole in case.by_concept.get(TOTAL, ()):
        if whole.table is None or whole.fund not in tuple(Fund):
            continue
        alike = [f for f in case.by_concept[TOTAL] if f.fund == ALL and _row(f) == _row(whole)]
        of_all = _made_up(case, alike[0]) if len(alike) == 1 else []
        parts = _made_up(case, whole)
        same_rows = len(of_all) > 1 and list(map(_row, parts)) == list(map(_row, of_all))
        if same_rows and evaluated("carryover.balance", left=alike[0], plus=of_all, minus=[]).holds:
            yield balance(case, whole, parts, [])


def _row(fact: Fact) -> tuple[object, ...]:
    return fact.page, fact.table, fact.row


def _made_up(case: Case, whole: Fact) -> list[Fact]:
    """Give the expenditure of the year and what is carried on, in the column of a total."""
    return [
        fact
        for name in (f"{whole.fund}_expenditure", "closing_fiscal_carryover")
        for fact in case.by_concept.get(name, ())
        if (fact.page, fact.table, fact.column) == (whole.page, whole.table, whole.column)
        if not fact.function_code and not fact.economic_code
    ]


def _accounts(case: Case) -> Mapping[tuple[object, ...], Account]:
    accounts: dict[tuple[object, ...], dict[str, Fact]] = {}
    for fact in case.levels:
        role = _role(fact) if fact.fund in tuple(Fund) else ""
        if role and fact.section_kind == fact.fund:
            table = (fact.page or 0, fact.table, fact.row)
            place = (*table, fact.section, case.body(fact), fact.stage, fact.fiscal_year)
            accounts.setdefault(place, {}).setdefault(role, fact)
    return accounts


def _role(fact: Fact) -> str:
    if fact.concept in ("opening_fiscal_carryover", "closing_fiscal_carryover"):
        return fact.concept.partition("_")[0]
    if fact.concept == f"{fact.fund}_revenue":
        return "revenue"
    return "expenditure" if fact.concept == f"{fact.fund}_expenditure" else ""


def _is_whole(case: Case, place: tuple[object, ...], account: Account) -> bool:
    """Tell whether both carry-overs are printed, or a table has the column of a blank one."""
    if {"opening", "closing"} <= account.keys():
        return True
    table = account["revenue"].table
    if table is None or not {"opening", "closing"} & account.keys():
        return False
    head = "".join(
        case.text[cell.start : cell.end]
        for grid in case.disclosure.grids
        if (grid.page, grid.table) == place[:2]
        for cell in grid.cells
        if cell.row < HEADER
    )
    return bool(WORDS["opening_column"].search(head) and WORDS["closing_column"].search(head))


def _balance(case: Case, account: Account) -> Verdict:
    opening = [account["opening"]] if "opening" in account else []
    revenue, spent = account["revenue"], account["expenditure"]
    if "closing" in account:
        return balance(case, account["closing"], [*opening, revenue], [spent])
    return balance(case, spent, [*opening, revenue], [], Severity.WARNING)
