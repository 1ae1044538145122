"""Parts that may not exceed their whole: partial lists, and parts that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.identity_terms import first, quantities
from mingzhang.check.interval import Relation
from mingzhang.check.part_lists import Breakdown, breakdowns
from mingzhang.check.rules import RULES, WORDS
from mingzhang.check.says import Amount
from mingzhang.check.tells import compared, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact


@check("sum_partial_list")
def partial_list(case: Case) -> Iterator[Verdict]:
    """A partial list does not exceed its whole."""
    for breakdown in breakdowns(case, "some"):
        if not _taken_apart_twice(case, breakdown):
            yield _at_most(case, "sum_partial_list.at_most", breakdown.parent, breakdown.parts)


def _taken_apart_twice(case: Case, breakdown: Breakdown) -> bool:
    """`按资金来源：…；按年度：…`: two lists of one whole, whose parts are not added together."""
    listed = case.children[breakdown.parent.fact]
    starts = [part.start for part in listed if part.start is not None]
    between = min(starts, default=0), max(starts, default=0)
    return WORDS["divided_again"].search(case.text, *between) is not None


@check("parts_together_exceed")
def parts_together(case: Case) -> Iterator[Verdict]:
    """Parts that exclude each other do not exceed their whole together."""
    for term in RULES["parts_together_exceed"].terms:
        for whole in quantities(case, term["whole"]):
            parts = [fact for name in term["parts"] if (fact := first(case, name, whole))]
            if len(parts) == len(term["parts"]):
                yield _at_most(case, "parts_together_exceed.at_most", whole, parts)


def _at_most(case: Case, name: str, whole: Fact, parts: Sequence[Fact]) -> Verdict:
    result = evaluated(name, whole=whole, parts=parts)
    if result.relation is not Relation.HOLDS:
        return compared(case, name, result)
    follows = Amount(result.exact, whole)
    sentence = name.replace("at_most", "pass")
    return passed(case, sentence, whole=whole, follows=follows, facts=(whole, *parts))
