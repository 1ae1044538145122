"""Margins of pages: in, the lines of each page; out, where its lines begin and where full ones end.

Pages of one layout are measured together; another section of the file may be set narrower.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mingzhang.read.pdf_text import Line

SAME_MARGIN = 10.0
"""Points within which the margins of two pages are those of one layout."""
EDGE = 8.0
"""Points within which lines begin or end at the same place."""
FULL_LINES = 3
"""So many lines that end at one place show the right margin."""
LEAST_WIDTH = 0.5
"""Share of a page's width that full lines take."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of a page begin, and where full lines end."""

    left: float
    right: float


@dataclass(slots=True)
class _Layout:
    """Pages set alike: their margins as first seen, all their lines, and where these begin."""

    seen: Margins
    pages: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    begins: list[float] = field(default_factory=list)

    def add(self, lines: Sequence[Line], width: float) -> None:
        self.lines.extend(lines)
        self.begins.extend(_begins(lines, width))

    def holds(self, margins: Margins) -> bool:
        left, right = margins.left - self.seen.left, margins.right - self.seen.right
        return max(abs(left), abs(right)) < SAME_MARGIN


Pages = Sequence[tuple[int, float, Sequence[Line]]]
"""Number, width and lines of each page."""


def margins_of(pages: Pages) -> dict[int, Margins]:
    """Measure the margins of each page, by its number."""
    by_page: dict[int, Margins] = {}
    for width in {round(width) for _, width, _ in pages}:
        alike = [(number, lines) for number, wide, lines in pages if round(wide) == width]
        for layout in _layouts(alike, width):
            left = _left_edge(layout.begins, layout.lines)
            margins = Margins(left, _right_edge(layout.lines, left, width))
            by_page.update(dict.fromkeys(layout.pages, margins))
    return by_page


def _layouts(pages: Sequence[tuple[int, Sequence[Line]]], width: float) -> Iterable[_Layout]:
    """Part pages of one size into layouts; pages of few lines go with the nearest that holds them.

    These do not tell where its lines begin: titles and notes of tables stand where the tables do.
    """
    layouts: list[_Layout] = []
    unsure: list[tuple[int, Sequence[Line]]] = []
    for number, lines in pages:
        margins = _own_margins(lines, width)
        if margins is None:
            unsure.append((number, lines))
            continue
        layout = next((known for known in layouts if known.holds(margins)), None)
        if layout is None:
            layout = _Layout(margins)
            layouts.append(layout)
        layout.pages.append(number)
        layout.add(lines, width)
    layouts = layouts or [_Layout(Margins(0, width))]
    sure = [(layout, list(layout.pages)) for layout in layouts]
    for number, lines in unsure:
        layout, known = min(
            sure, key=lambda candidate: _distance(candidate[0], candidate[1], number, lines)
        )
        layout.pages.append(number)
        layout.lines.extend(lines)
        if not known:
            layout.begins.extend(_begins(lines, width))
    return layouts


def _begins(lines: Sequence[Line], width: float) -> list[float]:
    """Return where lines begin that follow a long one: names and notes of tables tell nothing."""
    return [line.x0 for above, line in pairwise(lines) if above.x1 - above.x0 > LEAST_WIDTH * width]


def _left_edge(begins: Sequence[float], lines: Sequence[Line]) -> float:
    return common_edge(begins if len(begins) > 1 else [line.x0 for line in lines], 1)


def _own_margins(lines: Sequence[Line], width: float) -> Margins | None:
    """Return the margins that a page shows by itself, if enough of its lines are full."""
    if len(lines) < FULL_LINES:
        return None
    left = _left_edge(_begins(lines, width), lines)
    long = [line.x1 for line in lines if line.x1 - line.x0 > LEAST_WIDTH * width]
    right = common_edge(long, -1)
    full = [place for place in long if abs(place - right) < EDGE]
    return Margins(left, right) if len(full) >= FULL_LINES else None


def _distance(
    layout: _Layout, pages: Sequence[int], number: int, lines: Sequence[Line]
) -> tuple[bool, float]:
    """Return how far a page is from a layout: first whether it would burst it, then in pages."""
    burst = any(
        line.x0 < layout.seen.left - EDGE or line.x1 > layout.seen.right + EDGE for line in lines
    )
    # Of two that are as near, the page before is more likely of the same section.
    return burst, min((abs(page - number) + 0.1 * (page > number) for page in pages), default=0)


def common_edge(places: Sequence[float], side: int) -> float:
    """Return the outermost place where several lines begin (side 1) or end (side -1)."""
    ordered = sorted(places, reverse=side < 0)
    for place in ordered:
        near = sum(abs(other - place) < EDGE for other in ordered)
        if near >= max(2, len(ordered) // 25):
            return place
    return ordered[0] if ordered else 0.0


def _right_edge(lines: Sequence[Line], left: float, width: float) -> float:
    """Return where full lines end; with few of them, where they would by equal margins.

    Only long lines tell: units and form numbers end where the tables do that they stand over.
    """
    long = [line.x1 for line in lines if line.x1 - line.x0 > LEAST_WIDTH * width]
    edge = common_edge(long, -1)
    sure = sum(abs(place - edge) < EDGE for place in long) >= FULL_LINES
    return edge if sure else max(edge, width - left)
