"""Budget or final account: headings and figures that name the other of the two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.label_names import NEAR
from mingzhang.check.rules import RULES, WORDS
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Stage

TERMS = RULES["account_named"].terms


@check("account_named")
def account_named(case: Case) -> Iterator[Verdict]:
    """A budget is called a budget, a final account a final account."""
    stage, title = str(case.disclosure.source.stage), case.disclosure.source.title
    right = TERMS["names"].get(stage)
    if right is None or any(name in title for name in TERMS["names"].values() if name != right):
        return
    headings = list(re.finditer(TERMS["part"], case.text, re.M))
    odd = [heading for heading in headings if heading["account"] != right]
    words = {"right": right, "right_en": TERMS["names_en"][stage]}
    if len(odd) <= len(headings) - len(odd):
        for heading in odd:
            span = heading.span("account")
            yield failed(
                case,
                "account_named.heading",
                words=heading[0].strip(),
                span=span,
                shown=heading["account"],
                **words,
            )
    figures = [fact for fact in case.levels if _of_an_open_year(case, fact)]
    for fact in figures[:1]:
        yield failed(
            case,
            "account_named.figure",
            fact=fact,
            year=fact.fiscal_year,
            facts=figures,
            right=right,
        )
    if headings and not odd and not figures:
        yield passed(case, "account_named.pass", facts=(), **words)


def _of_an_open_year(case: Case, fact: Fact) -> bool:
    """Tell a figure of a budget that is said to be a final one of the very year of the budget."""
    source = case.disclosure.source
    if source.stage is not Stage.BUDGET or fact.table is not None or fact.start is None:
        return False
    of_year = fact.fiscal_year == fact.year_printed == source.fiscal_year
    if fact.stage is not Stage.FINAL or not of_year or not fact.measure.is_money:
        return False
    before = case.text[max(0, fact.start - NEAR) : fact.start]
    return WORDS["account"].search(re.split("[。；，\n]", before)[-1]) is not None
