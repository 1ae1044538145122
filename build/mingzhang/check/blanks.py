"""A text without the blanks beside its figures: in, a disclosure; out, the same, and the way back.

Word writes `支出 12.00 万元` where others write `支出12.00万元`, and PDF breaks lines in sentences.
Patterns look for words and figures that stand together, so checks see texts without those blanks
and breaks; tables keep theirs.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TypeVar

from mingzhang.model import Cell, Disclosure, Fact, GlossaryEntry, Grid, Note, Numeral, Unit

Spanned = TypeVar("Spanned", Cell, Grid, GlossaryEntry, Note, Numeral, Unit)

_BLANKS = re.compile(
    r"(?<=[^\sA-Za-z])[ \u3000\xa0]+(?=\d)|(?<=[\d%％])[ \u3000\xa0]+(?=[^\sA-Za-z\d])"
)


@dataclass(frozen=True, slots=True)
class Blanks:
    """The blanks taken out of a text, and how much had gone before each, and in all."""

    source: str = ""
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    gone: tuple[int, ...] = (0,)

    def without(self, place: int) -> int:
        """Give the place in the text without blanks; a place in a blank is where it was."""
        index = bisect_left(self.starts, place)
        inside = max(0, self.ends[index - 1] - place) if index else 0
        return place - self.gone[index] + inside

    def back(self, place: int, at_end: bool = False) -> int:
        """Give the place in the source; one at a blank lies behind it, or before it at an end."""
        kept = [start - gone for start, gone in zip(self.starts, self.gone, strict=False)]
        index = (bisect_left if at_end else bisect_right)(kept, place)
        return place + self.gone[index]


def without_blanks(disclosure: Disclosure) -> tuple[Disclosure, Blanks]:
    """Take the blanks beside figures out of a text, and move everything to its new place."""
    text = disclosure.text
    blank = (match.span() for match in _BLANKS.finditer(text))
    spans = list(_outside(sorted({*blank, *disclosure.breaks}), disclosure.grids))
    if not spans:
        return disclosure, Blanks()
    starts, ends = zip(*spans, strict=True)
    gone = tuple(accumulate((end - start for start, end in spans), initial=0))
    blanks = Blanks(text, starts, ends, gone)
    pieces = zip((0, *ends), (*starts, len(text)), strict=True)
    moved = replace(
        disclosure,
        text="".join(text[start:end] for start, end in pieces),
        sections=tuple(
            replace(
                section,
                start=blanks.without(section.start),
                heading_end=blanks.without(section.heading_end),
                end=blanks.without(section.end),
            )
            for section in disclosure.sections
        ),
        facts=tuple(_fact(fact, blanks) for fact in disclosure.facts),
        numerals=_moved(disclosure.numerals, blanks),
        glossary=_moved(disclosure.glossary, blanks),
        notes=_moved(disclosure.notes, blanks),
        units=_moved(disclosure.units, blanks),
        grids=tuple(
            replace(grid, cells=_moved(grid.cells, blanks))
            for grid in _moved(disclosure.grids, blanks)
        ),
    )
    return moved, blanks


def _outside(spans: Iterable[tuple[int, int]], grids: Iterable[Grid]) -> Iterator[tuple[int, int]]:
    """Yield the spans (sorted) that touch no table, and none that lies within the one before."""
    tables = sorted((grid.start, grid.end) for grid in grids)
    last = 0
    for start, end in spans:
        index = bisect_right(tables, (start, start)) - 1
        is_in_table = index >= 0 and start < tables[index][1]
        holds_table = index + 1 < len(tables) and tables[index + 1][0] < end
        if start >= last and not is_in_table and not holds_table:
            yield start, end
            last = end


def _moved(items: Iterable[Spanned], blanks: Blanks) -> tuple[Spanned, ...]:
    return tuple(
        replace(item, start=blanks.without(item.start), end=blanks.without(item.end))
        for item in items
    )


def _fact(fact: Fact, blanks: Blanks) -> Fact:
    if fact.start is None or fact.end is None:
        return fact
    return replace(fact, start=blanks.without(fact.start), end=blanks.without(fact.end))
