"""Cells of tables without uprights: in, the texts of rows and the edges of columns; out, cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from mingzhang.read.blocks import BlockCell
from mingzhang.read.pdf_head_wraps import Placed
from mingzhang.read.pdf_heads import RIVER, Row
from mingzhang.read.pdf_text import glued

FIGURE = re.compile(r"-?[\d,]+\.\d+%?|-?\d{1,3}(,\d{3})+|0")
TOTAL = re.compile("[合总]计$")


def placed_in(row: Row, edges: Sequence[float]) -> Iterable[Placed]:
    """Give each text of a row its columns; heads may span several."""
    last = len(edges) - 2
    texts: dict[int, Placed] = {}
    lowest: dict[int, float] = {}
    for line in row[1]:
        inside = [
            column
            for column in range(last + 1)
            if line.x0 < edges[column + 1] - RIVER and line.x1 > edges[column] + RIVER
        ]
        outside = 0 if line.x1 < edges[1] else last
        column = inside[0] if inside else outside
        wide = len(inside) or 1
        below = column in texts and line.middle > lowest[column] + 0.5 * line.em
        if wide > 1 and column in texts and not below and FIGURE.fullmatch(texts[column][2]):
            column, wide = column + 1, wide - 1  # words begin behind the figure of another column
        if column in texts:
            old = texts[column]
            text = glued(old[2], line.text) if below else f"{old[2]} {line.text}"
            texts[column] = (column, max(old[1], wide), text)
        else:
            texts[column] = (column, wide, line.text)
        lowest[column] = line.middle
    return texts.values()


def _spread_totals(row: Sequence[Placed]) -> Iterable[Placed]:
    """Let the words of a total reach to its figure, over the blank columns between."""
    for (column, wide, text), after in pairwise((*row, (0, 0, ""))):
        reaches = TOTAL.search(text) and FIGURE.fullmatch(after[2])
        yield column, max(wide, after[0] - column) if reaches else wide, text


def cells(
    rows: Sequence[Sequence[Placed]], first: int, columns: int, page: int
) -> Iterable[BlockCell]:
    """Yield the cells of rows, the first of which is row `first`; blank ones between texts too."""
    for number, row in enumerate(rows, first):
        column = 0
        for begin, wide, text in _spread_totals(sorted(row)):
            yield from (BlockCell(number, blank, "", page=page) for blank in range(column, begin))
            yield BlockCell(number, begin, text, 1, wide, page)
            column = begin + wide
        yield from (BlockCell(number, blank, "", page=page) for blank in range(column, columns))
