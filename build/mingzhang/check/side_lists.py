"""Lists of both sides: 收支总预算…。收入包括：…；支出包括：… (family: sums)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import partial
from itertools import takewhile

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.rules import PHRASES, RULES
from mingzhang.check.says import Amount, says
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared, printed, summed, unknown
from mingzhang.check.wording_en import added, said
from mingzhang.model import Fact, Measure, Severity

_TERMS = RULES["lists_of_both_sides"].terms
_LIST = re.compile(_TERMS["list"])
_END = re.compile("。")
SIDES_EN = dict(PHRASES[side] for side in ("revenue", "expenditure"))
REACH = 60
"""Characters between the total (or the list before) and the words that begin a list."""


@check("lists_of_both_sides")
def lists_of_both_sides(case: Case) -> Iterator[Verdict]:
    """What both sides consist of adds up to their one total."""
    for name in _TERMS["totals"]:
        for whole in case.by_concept.get(name, ()):
            if whole.table is None and whole.end is not None:
                for side, start, end in _lists(case, whole.end):
                    listed = takewhile(partial(_below, whole), _within(case, start, end))
                    yield from _sum(case, whole, side, list(listed))


def _lists(case: Case, place: int) -> Iterator[tuple[str, int, int]]:
    """Yield the lists behind a total: the side, and where its items stand."""
    text = case.text
    match = _LIST.search(text, place, place + REACH)
    while match:
        stop = _END.search(text, match.end())
        following = _LIST.search(text, match.end(), (stop.end() if stop else len(text)) + REACH)
        end = stop.start() if stop else len(text)
        yield match["side"], match.end(), min(end, following.start() if following else end)
        match = following


def _below(whole: Fact, part: Fact) -> bool:
    """Tell whether a figure stands in the section of its total: a list ends with that at least."""
    return part.section.startswith(whole.section)


def _within(case: Case, start: int, end: int) -> list[Fact]:
    text = case.once("figures of the text", lambda: [f for f in case.facts if f.table is None])
    places = [bisect_left(text, at, key=lambda fact: fact.start or 0) for at in (start, end)]
    return text[slice(*places)]


def _sum(case: Case, whole: Fact, side: str, listed: list[Fact]) -> Iterator[Verdict]:
    amounts = [fact for fact in listed if fact.measure is Measure.AMOUNT]
    parts = [fact for fact in amounts if not fact.parent_fact]
    if not parts:
        return
    if any(not fact.concept or fact.unit != whole.unit for fact in amounts):
        yield unknown((whole, *parts), *says(case, "lists_of_both_sides.unknown"))
        return
    result = evaluated("lists_of_both_sides.sum", whole=whole, parts=parts)
    yield compared(
        case,
        result,
        (whole, *parts),
        *says(
            case,
            "lists_of_both_sides.compare",
            whole=whole,
            side=side,
            side_en=SIDES_EN[side],
            follows=Amount(result.exact, whole),
            terms=summed(map(printed, parts)),
            terms_en=added([said(case, part) for part in parts]),
        ),
        Severity.WARNING if result.implied.high < result.stated.low else Severity.ERROR,
    )
