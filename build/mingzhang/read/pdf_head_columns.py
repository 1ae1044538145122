"""Columns of tables without ruling lines: in, where figures stand, and heads; out, the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mingzhang.read.pdf_heads import RIVER, Row
from mingzhang.read.pdf_spread import Extent
from mingzhang.read.pdf_text import Line

LEVEL = 1.1
"""Ems that a head over others stands above them; one as high as two rows stands half a line off."""


def columns_of(figures: Sequence[Extent], heads: Sequence[Row]) -> list[Extent]:
    """Return the columns: where figures stand, and heads of columns that hold none.

    Heads are regarded from the lowest up; one that reaches over two columns is none of its own, nor
    one that stands a line above the heads on both its sides: over the gap between two of its own.
    """
    if heads and (paired := _in_order(figures, heads[-1][1])):
        upper = [line for row in heads[:-1] for line in row[1]]
        if all(any(line.x0 < x1 and x0 < line.x1 for x0, x1 in paired) for line in upper):
            return paired
    lower = [line for row in heads for line in row[1]]
    headed: dict[Extent, bool] = dict.fromkeys(figures, False)
    lone: set[Extent] = set()
    for line in (line for row in reversed(heads) for line in row[1]):
        over = [c for c in headed if line.x0 < c[1] + RIVER and c[0] < line.x1 + RIVER]
        if len(over) > 1 or (is_upper(line, lower) and not _is_own(over, headed, lone)):
            continue
        grown = (line.x0, line.x1)
        if over:
            grown = min(line.x0, over[0][0]), max(line.x1, over[0][1])
            del headed[over[0]]
        headed[grown] = True
        if not over or over[0] in lone:
            lone.add(grown)
    return list(_paired(sorted(headed), {c for c, known in headed.items() if known}, lone))


def _is_own(over: Sequence[Extent], headed: dict[Extent, bool], lone: set[Extent]) -> bool:
    """Tell that an upper head may be that of the column that it is over.

    It is not where the head to the left stands over nothing, so that the figures are its own.
    """
    left = max((column for column in headed if over and column < over[0]), default=None)
    return bool(over) and (headed[over[0]] or left not in lone)


def _in_order(figures: Sequence[Extent], lines: Sequence[Line]) -> list[Extent]:
    """Give each column its head where the lowest row has as many, none of them over another's."""
    heads = sorted(lines, key=lambda line: line.x0)
    columns = [
        (min(column[0], head.x0), max(column[1], head.x1))
        for column, head in zip(figures, heads, strict=False)
    ]
    apart = all(left[1] + RIVER < right[0] for left, right in pairwise(columns))
    return columns if len(heads) == len(figures) and apart else []


def is_upper(line: Line, heads: Sequence[Line]) -> bool:
    """Tell that the nearest heads on both sides stand a line below."""
    left = max((head for head in heads if head.x1 <= line.x0), key=lambda h: h.x1, default=None)
    right = min((head for head in heads if head.x0 >= line.x1), key=lambda h: h.x0, default=None)
    return (
        left is not None
        and right is not None
        and min(left.middle, right.middle) - line.middle > LEVEL * line.em
    )


def _paired(columns: Sequence[Extent], headed: set[Extent], lone: set[Extent]) -> Iterator[Extent]:
    """Join a head over nothing and what has no head beside it, first of all to its right.

    Figures end at the right of their column, words begin at its left, heads stand in the middle.
    """
    bare = [column not in headed for column in columns]
    at = 0
    while at < len(columns):
        beside = at + 1 < len(columns)
        figures = beside and columns[at] in lone and bare[at + 1]
        further = at + 2 < len(columns) and bare[at + 2]
        words = beside and bare[at] and columns[at + 1] in lone and not further
        if figures or words:
            yield columns[at][0], columns[at + 1][1]
            at += 1
        else:
            yield columns[at]
        at += 1
