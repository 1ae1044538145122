"""Identities: what the accounts require of revenue, expenditure, carry-over and their kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.identity_terms import first
from mingzhang.check.rules import RULES
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
