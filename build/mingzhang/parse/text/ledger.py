"""The ledger: in, the text, facts and other numerals; out, every run of digits exactly once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter

from mingzhang.model import UNPLACED, Fact, Numeral, Role
from mingzhang.parse.text.compact import Compact
from mingzhang.parse.tokens.quantities import OtherNumeral, Quantity

_RUN = re.compile(r"\d[\d,]*(\.\d+)?")

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

    A run that overlaps a fact is that fact's; else the role of the numeral that covers it; a run
    that nothing covers (a figure without a known label in a part that is not read) is `other`.
    """
    spans = [*_spans(view, facts, quantities, others), *cells]
    spans.sort(key=itemgetter(0))  # a fact stays before what begins where it does
    spans.append((len(text), len(text) + 1, Role.OTHER, "", ""))
    first, result = 0, []
    for match in _RUN.finditer(text):
        start, end = match.span()
        while spans[first][1] <= start:
            first += 1
        _, _, role, fact, rule = _covering(spans, first, start, end)
        result.append(Numeral(disclosure, start, end, match[0], role, fact, rule))
    return tuple(result)


def _spans(
    view: Compact,
    facts: Sequence[Fact],
    quantities: Sequence[Quantity],
    others: Sequence[OtherNumeral],
) -> list[Span]:
    spans: list[Span] = []
    for fact in facts:
        if fact.start is not None and fact.end is not None:
            spans.append((fact.start, fact.end, Role.FACT, fact.fact, fact.rule))
    known = {span[0] for span in spans}
    at = view.offsets
    for quantity in quantities:
        if at[quantity.start] not in known:
            end = at[quantity.end - 1] + 1
            spans.append((at[quantity.start], end, Role.OTHER, "", "quantity_in_prose"))
    for other in others:
        spans.append((at[other.start], at[other.end - 1] + 1, other.role, "", other.rule))
    return spans


def _covering(spans: Sequence[Span], first: int, start: int, end: int) -> Span:
    """The span that covers a run: of those from the `first` on that begin before it ends, a fact's
    or the last.
    """
    covering = _NONE
    while spans[first][0] < end:
        if spans[first][1] > start:
            covering = spans[first]
            if covering[2] is Role.FACT:
                break
        first += 1
    return covering


_NONE: Span = (0, 0, Role.OTHER, "", UNPLACED)
