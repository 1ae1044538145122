"""Parts that may not exceed their whole: partial lists, and parts that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.identity_terms import first, quantities
from mingzhang.check.interval import Relation
from mingzhang.check.part_lists import Breakdown, breakdowns
from mingzhang.check.rules import RULES, WORDS
from mingzhang.check.says import Amount, says
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared, like, passed, printed
from mingzhang.model import Fact, Severity


@check("sum_partial_list")
def partial_list(case: Case) -> Iterator[Verdict]:
    """A partial list does not exceed its whole."""
    for breakdown in breakdowns(case, "some"):
        if not _taken_apart_twice(case, breakdown):
            yield _partial(case, breakdown)


def _taken_apart_twice(case: Case, breakdown: Breakdown) -> bool:
    """`按资金来源：…；按年度：…`: two lists of one whole, whose parts are not added together."""
    starts = [part.start for part in breakdown.parts if part.start is not None]
    between = min(starts, default=0), max(starts, default=0)
    return WORDS["divided_again"].search(case.text, *between) is not None


def _partial(case: Case, breakdown: Breakdown) -> Verdict:
    parent, parts = breakdown.parent, breakdown.parts
    result = evaluated("sum_partial_list.at_most", whole=parent, parts=parts)
    sum_text, follows = like(case, result.exact, parent), Amount(result.exact, parent)
    if result.relation is Relation.HOLDS:
        sentence = says(case, "sum_partial_list.pass", parent=parent, follows=follows)
        verdict = passed(breakdown.facts, *sentence)
        return replace(verdict, printed=printed(parent), expected=f"≥{sum_text}")
    sentence = says(case, "sum_partial_list.compare", parent=parent, follows=follows)
    return compared(case, result, breakdown.facts, *sentence)


@check("parts_together_exceed")
def parts_together(case: Case) -> Iterator[Verdict]:
    """Parts that exclude each other do not exceed their whole together."""
    for term in RULES["parts_together_exceed"].terms:
        for whole in quantities(case, term["whole"]):
            parts = [fact for name in term["parts"] if (fact := first(case, name, whole))]
            if len(parts) == len(term["parts"]):
                yield _together(case, whole, parts)


def _together(case: Case, whole: Fact, parts: Sequence[Fact]) -> Verdict:
    result = evaluated("parts_together_exceed.at_most", whole=whole, parts=parts)
    follows = Amount(result.exact, whole)
    if result.relation is Relation.HOLDS:
        sentence = says(case, "parts_together_exceed.pass", whole=whole, follows=follows)
        return passed((whole, *parts), *sentence)
    sentence = says(
        case,
        "parts_together_exceed.compare",
        whole=whole,
        parts=parts,
        names="、".join(f"“{case.name(part)}”" for part in parts),
        follows=follows,
    )
    facts = (whole, *parts)
    return compared(case, result, facts, *sentence, Severity.WARNING)
