"""Lists of both sides: 收支总预算…。收入包括：…；支出包括：… (family: sums)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import takewhile

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.rules import PHRASES, RULES
from mingzhang.check.tells import compared, unknown
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Measure, Severity

_TERMS = RULES["lists_of_both_sides"].terms
_LIST = re.compile(_TERMS["list"])
_END = re.compile("。")
SIDES = {words.zh: words for words in (PHRASES["revenue"], PHRASES["expenditure"])}
REACH = 60
"""Characters between the total (or the list before) and the words that begin a list."""


@check("lists_of_both_sides")
def lists_of_both_sides(case: Case) -> Iterator[Verdict]:
    """What both sides consist of adds up to their one total."""
    for name in _TERMS["totals"]:
        for whole in case.by_concept.get(name, ()):
            if whole.table is None and whole.end is not None:
                for side, start, end in _lists(case, whole.end):
                    listed = takewhile(partial(_below, whole), case.between(start, end))
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


def _sum(case: Case, whole: Fact, side: str, listed: list[Fact]) -> Iterator[Verdict]:
    amounts = [fact for fact in listed if fact.measure is Measure.AMOUNT]
    parts = [fact for fact in amounts if not fact.parent_fact]
    if not parts:
        return
    if any(not fact.concept or fact.unit != whole.unit for fact in amounts):
        yield unknown(case, "lists_of_both_sides.unknown", facts=(whole, *parts))
        return
    result = evaluated("lists_of_both_sides.sum", whole=whole, parts=parts)
    short = result.implied.high < result.stated.low
    severity = Severity.WARNING if short else Severity.ERROR
    yield compared(case, "lists_of_both_sides.compare", result, side=SIDES[side], severity=severity)
