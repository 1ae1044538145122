"""The ledger: in, the text, facts and other numerals; out, every run of digits exactly once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter

from mingzhang.model import UNPLACED, Fact, Numeral, Role
from mingzhang.parse.text.compact import Compact
from mingzhang.parse.tokens.quantities import OtherNumeral, Quantity

_DIGITS = "".join(filter(str.isdecimal, map(chr, range(0x10000))))
_RUN = re.compile(rf"[{_DIGITS}\U00010000-\U0010ffff](?<=\d)[\d,]*(?:\.\d+)?")
"""A run of digits of any script, found by a set of characters: `\\d` takes four times as long."""

Span = tuple[int, int, Role, str, str]
"""start, end (of the source text), role, fact id, rule."""


def ledger(
    disclosure: str,
    text: str,
    view: Compact,
    facts: Sequence[Fact],
    quantities: Sequence[Quantity],
    others: Sequence[OtherNumeral],
    cells: Sequence[Span] = (),
) -> tuple[Numeral, ...]:
    """Give every run of digits of the source text one role.

    A run that overlaps a fact is that fact's, else of the last numeral that covers it; a run that
    that nothing covers (a figure without a known label in a part that is not read) is `other`.
    """
    spans = [*_spans(view, facts, quantities, others), *cells]
    spans.sort(key=itemgetter(0))  # a fact stays before what begins where it does
    spans.append((len(text), len(text) + 1, Role.OTHER, "", ""))
    first, result, stated = 0, [], Role.FACT
    for match in _RUN.finditer(text):
        start, end = match.span()
        while spans[first][1] <= start:
            first += 1
        at, covering = first, _NONE
        while (span := spans[at])[0] < end:
            if span[1] > start:
                covering = span
                if span[2] is stated:
                    break
            at += 1
        _, _, role, fact, rule = covering
        result.append(Numeral(disclosure, start, end, match[0], role, fact, rule))
    return tuple(result)


def _spans(
    view: Compact,
    facts: Sequence[Fact],
    quantities: Sequence[Quantity],
    others: Sequence[OtherNumeral],
) -> list[Span]:
    at, is_fact, is_other = view.offsets, Role.FACT, Role.OTHER
    stated = [
        (fact.start, fact.end, is_fact, fact.fact, fact.rule)
        for fact in facts
        if fact.start is not None and fact.end is not None
    ]
    known = {span[0] for span in stated}
    left = [
        (at[q.start], at[q.end - 1] + 1, is_other, "", "quantity_in_prose")
        for q in quantities
        if at[q.start] not in known
    ]
    told = [(at[o.start], at[o.end - 1] + 1, o.role, "", o.rule) for o in others]
    return [*stated, *left, *told]


_NONE: Span = (0, 0, Role.OTHER, "", UNPLACED)
