"""The account of one budget: in, a case; out, whether each row or section of a fund adds up.

What was carried over and what came in, less what was spent, is what is carried on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mingzhang.check.case import Case
from mingzhang.check.identity_terms import balance
from mingzhang.check.rules import WORDS
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Fund, Severity

HEADER = 4
"""Rows of a table among which its header stands."""

Account = Mapping[str, Fact]
"""Figures of one account by what they are: opening, revenue, expenditure, closing."""


def fund_accounts(case: Case) -> Iterator[Verdict]:
    """Ask every row of a table of a fund, and every section of the text, whether it adds up."""
    for place, account in _accounts(case).items():
        if {"revenue", "expenditure"} <= account.keys() and _is_whole(case, place, account):
            yield _balance(case, account)


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
