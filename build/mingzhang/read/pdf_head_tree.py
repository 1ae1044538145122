"""Heads over heads of tables without ruling lines: in, their texts and edges; out, one tree.

Beside a head with others below it may stand one as high as all of these (合计 beside 三公经费 over
小计 …): rows tell nothing then. Each head stands over the middle of its columns, and the heads
below it share these among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import islice, pairwise

from mingzhang.read.pdf_spread import ASIDE, Head, head_of
from mingzhang.read.pdf_text import Line

BELOW = 0.5
"""Ems that a head stands at least below the one over it."""
MOST_COLUMNS = 40
"""Columns of a table that fits a page."""
RIVER = 1.0
"""Points that a head may stand out of its columns."""

_Tree = tuple[tuple[int, Head], ...]
"""Heads, each with its level; the uppermost is 0."""


def tree_of(lines: Sequence[Line], edges: Sequence[float]) -> list[list[Head]]:
    """Return the levels of heads, the uppermost first; [] unless one tree alone fits them all."""
    if len(edges) > MOST_COLUMNS:
        return []

    def is_crossed(edge: float, above: float) -> bool:
        return any(line.x0 < edge - RIVER and edge + RIVER < line.x1 and line.middle > above
                   for line in lines)  # fmt: skip

    @cache
    def forests(first: int, last: int, above: float) -> tuple[_Tree, ...]:
        """Return how heads below a height share columns; of several ways two are enough."""
        if first > last:
            return ((),)
        made = (
            (*tree, *others)
            for end in range(first, last + 1)
            if end == last or not is_crossed(edges[end + 1], above)
            for tree in trees(first, end, above)
            for others in forests(end + 1, last, above)
        )
        return tuple(islice(filter(_are_level, made), 2))

    @cache
    def trees(first: int, last: int, above: float) -> tuple[_Tree, ...]:
        """Return how one head stands over columns, and others below it."""
        left, right = edges[first], edges[last + 1]
        inside = [line for line in lines if left < _centre(line) < right and line.middle > above]
        top = min(inside, key=lambda line: line.middle, default=None)
        if top is None or abs(left + right - top.x0 - top.x1) / 2 >= ASIDE * top.em:
            return ()
        if top.x0 < left - RIVER or top.x1 > right + RIVER:
            return ()
        head = (0, head_of(first, last, top))
        if len(inside) == 1:
            return ((head,),) if first == last else ()
        if sum(line.middle < top.middle + BELOW * top.em for line in inside) > 1:
            return ()
        return tuple(
            (head, *((level + 1, lower) for level, lower in below))
            for below in forests(first, last, top.middle)
            if first == last or below[0][1].wide <= last - first
        )

    found = forests(0, len(edges) - 2, float("-inf"))
    if len(found) != 1:
        return []
    deepest = max(level for level, _ in found[0])
    return [[head for at, head in found[0] if at == level] for level in range(deepest + 1)]


def _are_level(heads: _Tree) -> bool:
    """Tell that heads beside each other, with as many levels below each, are equally high.

    One with none below it stands in the middle of the whole height, above the lowest of the others.
    """
    tops = [at for at, (level, _) in enumerate(heads) if not level]
    lowest = max((head.middle for level, head in heads if level), default=float("inf"))
    middles: dict[int, float] = {}
    for start, end in pairwise((*tops, len(heads))):
        depth, head = max(level for level, _ in heads[start:end]), heads[start][1]
        aside = abs(middles.setdefault(depth, head.middle) - head.middle)
        if aside > BELOW * head.em or (not depth and lowest - head.middle < BELOW * head.em):
            return False
    return True


def _centre(line: Line) -> float:
    return (line.x0 + line.x1) / 2
