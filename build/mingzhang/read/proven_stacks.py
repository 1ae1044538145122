"""Tables of one cell a line whose figures prove their grid: in, lines; out, rows and cells.

Below the title and unit of a table nothing tells how many columns it has. Each number of columns is
tried: labels must stand below labels and figures below figures in every row, and all heads must
find a place over the columns. Where one grid alone is left, and 合计 and 小计 are the sum of what
stands beside them in row after row, or its two sides begin alike, it is the table's; else the lines
stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingzhang.model import Cell
from mingzhang.read import pasted_heads, titles
from mingzhang.read.figure_words import FIGURE, MONEY, NOTHING, SENTENCE, amount_of
from mingzhang.read.text_rows import Text, cell_of

_SUMMED = re.compile(r".{0,6}(?:合计|总计)")
_WIDEST = 16
_DEEPEST = 3
"""Rows of heads at most."""
_MOST_HEADS = 24
_LONGEST = 3000
"""Lines of a table at most."""
FEWEST = 3
"""Rows of figures at least."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """A way to read the lines: so many heads, so many columns, the rows below."""

    heads: int
    rows: tuple[tuple[int, ...], ...]
    columns: pasted_heads.Columns


def proven(lines: Sequence[Text], first: int) -> tuple[int, int, tuple[Cell, ...]] | None:
    """Read the table whose heads begin at line `first`, behind title or unit: its lines, cells."""
    if not first or not _opens(lines[first - 1][0]) or not lines[first][0]:
        return None
    last = _end(lines, first)
    if last - first > _LONGEST:
        return None
    texts = [text for text, _ in lines[first:last]]
    figure = next((n for n, text in enumerate(texts) if not text or FIGURE.fullmatch(text)), 0)
    if not 2 < figure <= _MOST_HEADS:
        return None
    found = []
    for grid in _grids(texts, figure):
        heads = texts[: grid.heads]
        ways = pasted_heads.unrefuted(_split(heads), grid.columns)
        found += [(grid, way, sure) for way, sure in ways]
    if len(found) != 1 or not found[0][2]:
        return None
    grid, way, _ = found[0]
    return first, last, tuple(sorted(_cells(lines, first, grid, way), key=lambda cell: cell.start))


def _opens(text: str) -> bool:
    return bool(titles.unit_of([text])) or titles.is_title(text)


def _end(lines: Sequence[Text], first: int) -> int:
    """Return where the table ends: at the frame of the next, or at a sentence."""
    last = first
    while last < len(lines) and not _closes(lines[last][0]):
        last += 1
    return last


def _closes(text: str) -> bool:
    return bool(text) and (titles.is_frame([text]) or SENTENCE.search(text) is not None)


def _grids(texts: Sequence[str], figure: int) -> Iterator[_Grid]:
    """Yield the grids in which all rows are alike; the first figure stands in the first row."""
    filled = max((n + 1 for n, text in enumerate(texts) if text), default=0)
    for heads in range(max(2, figure - 4), figure + 1):
        for width in range(2, min(_WIDEST, heads) + 1):
            made: set[tuple[tuple[int, ...], ...]] = set()
            for labels in range(1, min(4, width)):
                places = _rows(texts, heads, width, labels, filled)
                if len(places) < FEWEST or places in made:
                    continue
                made.add(places)
                rows = [[texts[n] if n >= 0 else "" for n in row] for row in places]
                columns = _columns(rows)
                if columns and _covers_labels(places, labels, columns):
                    yield _Grid(heads, places, columns)


def _rows(
    texts: Sequence[str], first: int, width: int, labels: int, filled: int
) -> tuple[tuple[int, ...], ...]:
    """Return for each row where its cells are among the texts, -1 below a label that covers more.

    The label of a sum may cover all columns of labels; its figures follow it.
    """
    rows: list[tuple[int, ...]] = []
    at = first
    while at < filled:
        covers = labels > 1 and _SUMMED.fullmatch(texts[at]) and _is_money(texts[at + 1 : at + 2])
        left = width - labels if covers else width - 1
        # A line left blank behind the table is no cell: there must be one more than cells to fill.
        if at + left >= (filled if at + left < filled else len(texts) - 1):
            return ()
        hidden = (-1,) * (labels - 1) if covers else ()
        rows.append((at, *hidden, *range(at + 1, at + 1 + left)))
        at += 1 + left
    return tuple(rows)


def _covers_labels(
    rows: Sequence[Sequence[int]], labels: int, columns: pasted_heads.Columns
) -> bool:
    """Tell that labels said to cover others cover all there are, up to the first figures."""
    covered = any(n < 0 for row in rows for n in row)
    return not covered or (set(range(labels)) <= columns.labels and labels in columns.figures)


def _is_money(texts: Sequence[str]) -> bool:
    return any(MONEY.fullmatch(text) for text in texts)


def _columns(rows: Sequence[Sequence[str]]) -> pasted_heads.Columns | None:
    """Tell which columns hold labels and which figures; `None` where one holds both."""
    labels: set[int] = set()
    figures: set[int] = set()
    for number, column in enumerate(zip(*rows, strict=True)):
        said = [text for text in column if not NOTHING.fullmatch(text)]
        if any(MONEY.fullmatch(text) and not text.isdecimal() for text in said):
            if not all(map(FIGURE.fullmatch, said)):
                return None
            figures.add(number)
        elif said:
            labels.add(number)
    named = any(all(row[n] for row in rows) for n in labels)
    begun = sum(bool(row[0]) for row in rows)
    if not figures or 0 not in labels or not named or 2 * begun < len(rows):
        return None
    values = [{n: v for n in figures if (v := amount_of(row[n])) is not None} for row in rows]
    return pasted_heads.Columns(frozenset(labels), frozenset(figures), values, len(rows[0]))


def _split(heads: Sequence[str], depth: int = _DEEPEST) -> Iterator[list[Sequence[str]]]:
    """Yield the ways to part heads into rows, each at least as long as it takes."""
    yield [heads]
    if depth > 1:
        for at in range(1, len(heads) - 1):
            for rest in _split(heads[at:], depth - 1):
                yield [heads[:at], *rest]


def _cells(
    lines: Sequence[Text], first: int, grid: _Grid, way: Sequence[pasted_heads.Placed]
) -> Iterator[Cell]:
    placed = list(pasted_heads.flat(way))
    deep = max(head.row + head.height for head in placed)
    before = [sum(head.row < row for head in placed) for row in range(deep)]
    for head in placed:
        line = lines[first + before[head.row] + head.number]
        yield cell_of(line, head.row, head.column, head.height, head.width)
    for number, row in enumerate(grid.rows, deep):
        for column, at in enumerate(row):
            if at >= 0:
                wide = 1 + sum(n < 0 for n in row) if not column else 1
                yield cell_of(lines[first + at], number, column, 1, wide)
