"""The ledger: in, the text, facts and other numerals; out, every run of digits exactly once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

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
    spans = _spans(view, facts, quantities, others)
    spans.extend(cells)
    spans.sort(key=lambda span: (span[0], span[2] is not Role.FACT))
    starts = [span[0] for span in spans]
    result = []
    for match in _RUN.finditer(text):
        start, end = match.span()
        role, fact, rule = _covering(spans, starts, start, end)
        result.append(Numeral(disclosure, start, end, match.group(), role, fact, rule))
    return tuple(result)


def _spans(
    view: Compact,
    facts: Sequence[Fact],
    quantities: Sequence[Quantity],
    others: Sequence[OtherNumeral],
) -> list[Span]:
    spans: list[Span] = []
    known: dict[int, Fact] = {}
    for fact in facts:
        if fact.start is not None and fact.end is not None:
            known.setdefault(fact.start, fact)
            spans.append((fact.start, fact.end, Role.FACT, fact.fact, fact.rule))
    for quantity in quantities:
        start, end = view.original(quantity.start, quantity.end)
        if start not in known:
            spans.append((start, end, Role.OTHER, "", "quantity_in_prose"))
    for other in others:
        start, end = view.original(other.start, other.end)
        spans.append((start, end, other.role, "", other.rule))
    return spans


def _covering(
    spans: Sequence[Span], starts: Sequence[int], start: int, end: int
) -> tuple[Role, str, str]:
    at = bisect_right(starts, max(start, end - 1))
    best: Span | None = None
    for span in reversed(spans[max(0, at - 4) : at]):
        if span[1] > start and (best is None or span[2] is Role.FACT):
            best = span
    if best is None:
        return Role.OTHER, "", UNPLACED
    return best[2], best[3], best[4]
