"""Tables without ruling lines: in, the rows of text of a page; out, tables told by their columns.

Only below a title or a unit of money (单位：万元), where several rows show figures in columns;
three-line tables are among them. Columns part where no row of figures has ink.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from mingzhang.read import pdf_heads, titles
from mingzhang.read.blocks import BlockCell
from mingzhang.read.pdf_heads import GAP, RIVER
from mingzhang.read.pdf_page import Char
from mingzhang.read.pdf_table import PageTable
from mingzhang.read.pdf_text import Line, em_of, glued, segments

LEAST_ROWS = 3
"""Rows of figures that make a table."""
MOST_WORDS = 30
"""A row of one text longer than this is prose and ends the table."""
TAIL = 1.2
"""Ems below the last row of figures within which the rest of its label stands."""
MOST_LINES = 6
"""Lines of the longest label in one row of a table."""
NEAR = 0.75
"""Share of the usual distance of rows within which a lone word is the rest of a wrapped label."""

_FIGURE = re.compile(r"-?[\d,]+\.\d+%?|-?\d{1,3}(,\d{3})+|0")
_DECIMAL = re.compile(r"-?\d[\d,]*\.\d+%?")
_PROSE = re.compile(r"。|^(注|说明|备注)[:：]|；")
_OWN_ROW = re.compile(
    r"^(\d{3}|[一二三四五六七八九十]{1,4}、|（|合计|总计|其中|本年|年初|年末|结转|上年)"
)

Row = tuple[list[Char], list[Line]]


@dataclass(frozen=True, slots=True)
class Found:
    """A table and the rows (from `first` up to `end`) that it consists of."""

    table: PageTable
    first: int
    end: int


def tables_of(rows: Sequence[list[Char]], page: int, heights: Sequence[float] = ()) -> list[Found]:
    """Find the tables among the rows of characters of one page, from top to bottom.

    `heights` are those of level lines on the page: what stands between two is one row of a table,
    even if its label wraps.
    """
    if not any(_may_open(row) for row in rows):
        return []
    single: list[Row] = [(row, _texts(row)) for row in rows]
    groups = _between_lines(single, sorted(heights))
    parted = [_as_one(single[start:end]) for start, end in groups]
    return [
        Found(one.table, groups[one.first][0], groups[one.end - 1][1])
        for one in _found(parted, page)
    ]


def _between_lines(rows: Sequence[Row], heights: Sequence[float]) -> list[tuple[int, int]]:
    """Group rows that stand between the same two level lines, unless several show figures."""
    bands = [bisect(heights, (row[0][0].y0 + row[0][0].y1) / 2) for row in rows]
    groups: list[tuple[int, int]] = []
    for band, found in groupby(range(len(rows)), key=lambda index: bands[index]):
        inside = list(found)
        figures = sum(bool(_figures(rows[index])) for index in inside)
        enclosed = 0 < band < len(heights) and figures <= 1 and len(inside) <= MOST_LINES
        if enclosed and not any(_PROSE.search(_text(rows[index])) for index in inside):
            groups.append((inside[0], inside[-1] + 1))
        else:
            groups.extend((index, index + 1) for index in inside)
    return groups


def _as_one(rows: Sequence[Row]) -> Row:
    return [char for row in rows for char in row[0]], [line for row in rows for line in row[1]]


def _found(parted: Sequence[Row], page: int) -> list[Found]:
    found: list[Found] = []
    start = 0
    while start < len(parted):
        if _opens(parted[start]):
            table = _table(parted, start + 1, page)
            if table is not None:
                found.append(table)
                start = table.end
                continue
        start += 1
    return found


def _texts(row: list[Char]) -> list[Line]:
    """Part a row at its gaps, and around figures with decimals: labels hold none."""
    cuts = {0, len(row)}
    em = em_of(row)
    starts = [i for i in range(1, len(row)) if row[i].x0 - row[i - 1].x1 > GAP * em]
    cuts.update(starts)
    for start, end in pairwise(sorted(cuts)):
        for match in _DECIMAL.finditer("".join(char.text for char in row[start:end])):
            cuts.update((start + match.start(), start + match.end()))
    return [
        line
        for start, end in pairwise(sorted(cuts))
        for line in segments(row[start:end])
        if line.text
    ]


def _text(row: Row) -> str:
    return titles.squeezed("".join(line.text for line in row[1]))


def _may_open(row: Sequence[Char]) -> bool:
    """Tell quickly whether a row could be a title or a unit: most pages have none."""
    letters = {char.text for char in row}
    return "表" in letters or {"单", "位", "元"} <= letters


def _opens(row: Row) -> bool:
    """Tell whether a table may follow: a line of title or unit, without figures of its own."""
    text = _text(row)
    return not _figures(row) and bool(titles.unit_of((text,)) or titles.is_title(text))


def _figures(row: Row) -> list[Line]:
    return [line for line in row[1] if _FIGURE.fullmatch(line.text.replace(" ", ""))]


def _is_data(row: Row) -> bool:
    return len(row[1]) > 1 and bool(_figures(row))


def _table(rows: Sequence[Row], first: int, page: int) -> Found | None:
    end = first
    data: list[Row] = []
    for index in range(first, len(rows)):
        row = rows[index]
        text = _text(row)
        alone = len(row[1]) == 1 and len(text) > MOST_WORDS
        new_head = data and len(row[1]) >= LEAST_ROWS and not any(c.isdigit() for c in text)
        if (
            alone
            or new_head
            or _PROSE.search(text)
            or (titles.is_title(text) and not _figures(row))
        ):
            break
        if titles.is_header_line(text) and not data:
            first = index + 1
        elif _is_data(row):
            data.append(row)
            end = index + 1
        elif end == index and len(row[1]) == 1 and _is_tail(row, rows[index - 1]):
            end = index + 1
    if len(data) < LEAST_ROWS:
        return None
    figures = pdf_heads.merged((line.x0, line.x1) for row in data for line in row[1])
    body = next(index for index in range(first, end) if rows[index] is data[0])
    heads = [pdf_heads.recut(row, figures) for row in rows[first:body]]
    columns = pdf_heads.columns_of(figures, heads)
    edges = _edges(columns)
    if len(edges) < 3:
        return None
    upper = [
        [(head.column, head.wide, head.text) for head in level]
        for level in pdf_heads.heads_of(heads, edges, columns)
    ]
    lower = _rewrapped([list(_placed(row, edges)) for row in rows[body:end]], rows[body:end])
    cells = tuple(_cells([*upper, *lower], len(edges) - 1, page))
    chars = [char for row in rows[first:end] for char in row[0]]
    top, bottom = min(char.y0 for char in chars), max(char.y1 for char in chars)
    return Found(PageTable(cells, edges, top, bottom), first, end)


def _is_tail(row: Row, above: Row) -> bool:
    """Tell whether a lone word below the last row of figures is the rest of its label."""
    line, last = row[1][0], above[1][0]
    close = line.middle - last.middle < TAIL * line.em
    return close and _is_data(above) and not _OWN_ROW.match(titles.squeezed(line.text))


def _edges(columns: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """Return where columns part: the middles of the gaps between them."""
    inner = [(left[1] + right[0]) / 2 for left, right in pairwise(columns)]
    return (columns[0][0], *inner, columns[-1][1])


Placed = tuple[int, int, str]
"""First column, number of columns, text."""


def _placed(row: Row, edges: Sequence[float]) -> Iterable[Placed]:
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
        column = min(inside[0] if inside else last, last)
        wide = len(inside) or 1
        if column in texts:
            old = texts[column]
            below = line.middle > lowest[column] + 0.5 * line.em
            text = glued(old[2], line.text) if below else f"{old[2]} {line.text}"
            texts[column] = (column, max(old[1], wide), text)
        else:
            texts[column] = (column, wide, line.text)
        lowest[column] = line.middle
    return texts.values()


def _rewrapped(placed: list[list[Placed]], rows: Sequence[Row]) -> list[list[Placed]]:
    """Put lone words that wrapped out of a label back to the row that they stand nearest to."""
    middles = [median((char.y0 + char.y1) / 2 for char in row[0]) for row in rows]
    data = [middle for middle, row in zip(middles, rows, strict=True) if _is_data(row)]
    pitch = median(below - above for above, below in pairwise(data)) if len(data) > 1 else 0
    result = [list(row) for row in placed]
    for index, row in enumerate(placed):
        if len(row) != 1 or _OWN_ROW.match(row[0][2]) or _is_data(rows[index]):
            continue
        near = [
            other
            for other in (index - 1, index + 1)
            if 0 <= other < len(rows)
            and _is_data(rows[other])
            and abs(middles[other] - middles[index]) < NEAR * pitch
        ]
        if near:
            target = min(near, key=lambda other: abs(middles[other] - middles[index]))
            result[target] = _merged(result[target], row[0], before=index < target)
            result[index] = []
    return [row for row in result if row]


def _merged(row: list[Placed], word: Placed, *, before: bool) -> list[Placed]:
    column, wide, text = word
    merged = []
    done = False
    for cell in row:
        if cell[0] == column and not done:
            joined = glued(text, cell[2]) if before else glued(cell[2], text)
            merged.append((cell[0], cell[1], joined))
            done = True
        else:
            merged.append(cell)
    return merged if done else sorted([*merged, (column, wide, text)])


def _cells(rows: Sequence[Sequence[Placed]], columns: int, page: int) -> Iterable[BlockCell]:
    for number, row in enumerate(rows):
        column = 0
        for first, wide, text in sorted(row):
            yield from (BlockCell(number, blank, "", page=page) for blank in range(column, first))
            yield BlockCell(number, first, text, 1, wide, page)
            column = first + wide
        yield from (BlockCell(number, blank, "", page=page) for blank in range(column, columns))
