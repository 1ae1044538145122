"""Tables without ruling lines: in, the rows of text of a page; out, tables told by their columns.

Only below a title or a unit of money (单位：万元), where several rows show figures in columns;
three-line tables are among them. Columns part where no row of figures has ink.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from mingzhang.model import CUT_OFF
from mingzhang.read import pdf_heads, titles
from mingzhang.read.pdf_blank_rows import OTHER_SIZE, blank_rows, items_above
from mingzhang.read.pdf_cells import FIGURE, TOTAL, cells, placed_in
from mingzhang.read.pdf_edges import between, edges_of, outer_of
from mingzhang.read.pdf_head_columns import columns_of
from mingzhang.read.pdf_head_wraps import counting, is_number, whole_heads
from mingzhang.read.pdf_heads import FINE_GAP, GAP, RIVER, SEAM, Row
from mingzhang.read.pdf_page import Char, Rule
from mingzhang.read.pdf_rows import coded, is_item, numbered, settled
from mingzhang.read.pdf_spread import Extent
from mingzhang.read.pdf_table import PageTable
from mingzhang.read.pdf_text import Line, em_of, segments
from mingzhang.read.pdf_wraps import WRAP

LEAST_ROWS = 3
"""Rows of figures that make a table."""
REST_FIGURES = 2
"""Figures in each row of a table of one or two rows that goes on from the page before."""
MOST_WORDS = 30
"""A row of one text longer than this is prose and ends the table."""
LEAST_NUMBERS = 2
"""Numbers of columns that stand in one row below the heads."""
RUNNING_GAP = 2.5
"""Ems between a running head and the text; rows of a head stand nearer."""
RUNNING_HEADS = 3
"""A table that goes on begins within so many lines from the top."""
MOST_LINES = 6
"""Lines of the longest label in one row of a table."""
BETWEEN = 1.0
"""Ems from a figure to the lines of its words above and below it at most."""
MOST_ROWS = 2 * MOST_LINES
"""Heights at which the lines of one row stand: those of one cell between those of another."""

_DECIMAL = re.compile(r"-?\d[\d,]*\.\d+%?")
_PROSE = re.compile(r"。|^(注|说明|备注)[:：]|；|\d(万?元|%)[，、]")


@dataclass(frozen=True, slots=True)
class Found:
    """A table and the rows (from `first` up to `end`) that it consists of."""

    table: PageTable
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is drawn: the level lines of a page, and the rows that stand alone between two."""

    level: Sequence[Rule]
    closed: frozenset[int]
    below_heads: Sequence[Rule] = ()
    """All level lines, also those that are drawn below some heads only."""


def tables_of(
    rows: Sequence[list[Char]], page: int, flat: Sequence[Rule], wide: float, *, begun: bool
) -> list[Found]:
    """Find the tables among the rows of characters of one page, from top to bottom.

    `flat` are the level lines on the page: what stands between two that are longer than `wide` is
    one row of a table, even if its label wraps, and a table is as wide as they are. `begun` tells
    that the page before ends in a table or its title.
    """
    if not begun and not any(_may_open(row) for row in rows):
        return []
    level = [rule for rule in flat if rule.x1 - rule.x0 > wide]
    single: list[Row] = [(row, _texts(row)) for row in rows]
    groups = _between_lines(single, sorted(rule.y0 for rule in level))
    parted = [_as_one(single[start:end]) for start, end, _ in groups]
    drawn = _Drawn(level, frozenset(at for at, group in enumerate(groups) if group[2]), flat)
    return [
        Found(placed.table, groups[placed.first][0], groups[placed.end - 1][1])
        for placed in _found(parted, page, begun, drawn)
    ]


def _between_lines(rows: Sequence[Row], heights: Sequence[float]) -> list[tuple[int, int, bool]]:
    """Group rows that stand between the same two level lines, unless figures are below figures.

    Tell of each group whether lines part it from all others.
    """
    bands = [bisect(heights, (row[0][0].y0 + row[0][0].y1) / 2) for row in rows]
    groups: list[tuple[int, int, bool]] = []
    for band, indexes in groupby(range(len(rows)), key=lambda index: bands[index]):
        inside = list(indexes)
        enclosed = 0 < band < len(heights) and _is_one(rows[inside[0] : inside[-1] + 1])
        if enclosed and not any(_PROSE.search(_text(rows[index])) for index in inside):
            groups.append((inside[0], inside[-1] + 1, True))
        else:
            groups.extend((index, index + 1, False) for index in inside)
    return groups


def _is_one(rows: Sequence[Row]) -> bool:
    """Tell that no figure stands below another, and few lines below each other.

    The lines of the cells of one row stand between each other, its figures in their middles.
    """
    if not 1 < len(rows) <= MOST_ROWS:
        return len(rows) == 1
    figures = [line for row in rows for line in _figures(row)]
    texts = [line for row in rows for line in row[1]]
    return all(sum(map(line.is_over, figures)) == 1 for line in figures) and all(
        sum(map(line.is_over, texts)) <= MOST_LINES for line in texts
    )


def _as_one(rows: Sequence[Row]) -> Row:
    return [char for row in rows for char in row[0]], [line for row in rows for line in row[1]]


def _found(parted: Sequence[Row], page: int, begun: bool, drawn: _Drawn) -> list[Found]:
    tables: list[Found] = []
    start = 0
    if begun and (rest := _rest(parted, page, drawn)) is not None:
        tables.append(rest)
        start = rest.end
    while start < len(parted):
        if _opens(parted[start]):
            # Below a title that is printed on each page a table may go on with one row.
            least = REST_FIGURES if begun and not tables else LEAST_ROWS
            table = _table(parted, start + 1, page, drawn, least)
            if table is not None:
                tables.append(table)
                start = table.end
                continue
        start += 1
    return tables


def _rest(parted: Sequence[Row], page: int, drawn: _Drawn) -> Found | None:
    """Read the table that a page begins with, below its running head."""
    first = next((at for at in range(RUNNING_HEADS) if not _is_running_head(parted, at)), 0)
    if any(map(_opens, parted[: first + 1])):
        return None
    return _table(parted, first, page, drawn, least=REST_FIGURES)


def _is_running_head(parted: Sequence[Row], at: int) -> bool:
    """Tell that one text stands well above what is below it, less so if its letters differ."""
    if len(parted) < at + 2 or len(parted[at][1]) > 1 or is_item(parted[at][1][0].text):
        return False
    line, below = parted[at][1][0], parted[at + 1][1][0]
    alike = abs(line.em - below.em) < OTHER_SIZE * below.em
    gap = RUNNING_GAP * max(line.em, below.em) if alike else WRAP * min(line.em, below.em)
    return below.middle - line.middle > gap


def _texts(row: list[Char]) -> list[Line]:
    """Part a row at its gaps, and around figures with decimals: labels hold none."""
    cuts = {0, len(row), *pdf_heads.behind_amounts(row)}
    em = em_of(row)
    cuts.update(i for i in range(1, len(row)) if _is_gap(row[i - 1], row[i], em))
    for start, end in pairwise(sorted(cuts)):
        for match in _DECIMAL.finditer("".join(char.text for char in row[start:end])):
            cuts.update((start + match.start(), start + match.end()))
    return [
        line
        for start, end in pairwise(sorted(cuts))
        for line in segments(row[start:end])
        if line.text
    ]


def _is_gap(before: Char, char: Char, em: float) -> bool:
    """Tell a gap between columns: a narrow one will do between two numbers."""
    numbers = before.text.isdigit() and char.text.isdigit()
    return char.x0 - before.x1 > (FINE_GAP if numbers else GAP) * em


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
    return [line for line in row[1] if FIGURE.fullmatch(line.text.replace(" ", ""))]


def _is_data(rows: Sequence[Row], index: int) -> bool:
    """Tell a row of figures and words, or of a figure between the two lines of its words."""
    row = rows[index]
    if not _figures(row):
        return False
    beside = [*rows[max(index - 1, 0) : index], *rows[index + 1 : index + 2]]
    middle, near = row[1][0].middle, BETWEEN * row[1][0].em
    return len(row[1]) > 1 or (
        len(beside) > 1
        and all(not _figures(other) for other in beside)
        and all(abs(other[1][0].middle - middle) < near for other in beside)
    )


def _table(
    rows: Sequence[Row], first: int, page: int, drawn: _Drawn, least: int = LEAST_ROWS
) -> Found | None:
    """Read a table, which may have one row of so many figures (`least`)."""
    extent = _extent(rows, first, least)
    if extent is None:
        return None
    first, body, end = extent
    blank, end = blank_rows(rows, body, end, _is_over, drawn.closed)
    lines = {index: rows[index] for index in range(first, _tail_end(rows, end))}
    data = [index for index in range(body, end) if _is_data(rows, index)]
    figures = _columns_of_data([rows[index] for index in data])
    lines = {index: pdf_heads.recut(row, figures) for index, row in lines.items()}
    figures = _grown(figures, [row for index, row in lines.items() if index > data[0]])
    heads, numbers = _heads(lines, first, body, drawn.below_heads)
    columns = columns_of(figures, heads)
    edges = between(columns)
    if len(edges) < 3:
        return None
    placed = {index: list(placed_in(row, edges)) for index, row in lines.items()}
    own_numbers = numbered(placed, data) | coded(placed, data)
    alone = {index for index in drawn.closed if len(rows[index][1]) > 1} | own_numbers | blank
    items = items_above(rows, first, body)
    alone |= items
    while body - 1 in own_numbers or (items and body > min(items)):
        body -= 1
    apart = [index for index in alone if body <= index < end]
    body, end, below = settled(placed, lines, sorted({*data, *apart}), body, drawn.closed)
    if body != data[0]:
        heads, numbers = _heads(lines, first, body, drawn.below_heads)
    chars = [char for row in rows[first:end] for char in row[0]]
    top, bottom = min(char.y0 for char in chars), max(char.y1 for char in chars)
    outer = outer_of(drawn.level, top, bottom, columns)
    texts = [line for index in range(body, end) for line in lines[index][1] if index in lines]
    cell_edges = edges_of(columns, texts, [line for row in heads for line in row[1]], outer)
    upper = pdf_heads.heads_of(heads, cell_edges, columns)
    lower = [counting(numbers, columns), *(below[index] for index in sorted(below))]
    table_cells = (
        *pdf_heads.head_cells(upper, len(edges) - 1, page),
        *cells([row for row in lower if row], len(upper), len(edges) - 1, page),
    )
    table = PageTable(table_cells, cell_edges, top, bottom, inks=tuple(columns))
    return Found(table, first, end)


def _extent(rows: Sequence[Row], first: int, least: int) -> tuple[int, int, int] | None:
    """Return the first row of the head, the first and the end of the rows of figures."""
    data: list[int] = []
    for index in range(first, len(rows)):
        row, text = rows[index], _text(rows[index])
        if _is_end(row, text) or _is_new_head(row, [rows[at] for at in data]):
            break
        if titles.is_header_line(text):
            if data:
                break
            first = index + 1
        elif _is_data(rows, index):
            data.append(index)
    if len(data) < LEAST_ROWS and not _is_short(rows, data, least):
        return None
    return first, data[0], data[-1] + 1


def _is_new_head(row: Row, data: Sequence[Row]) -> bool:
    """Tell that words stand over the figures above them: the head of another table."""
    if len(row[1]) < LEAST_ROWS or any(char.text.isdigit() for char in row[0]):
        return False
    figures = [line for below in data for line in _figures(below)]
    over = [line for line in row[1] if any(line.is_over(figure) for figure in figures)]
    return len(over) > 1


def _is_end(row: Row, text: str) -> bool:
    """Tell rows that end a table: prose, and the title of another one."""
    alone = len(row[1]) == 1 and len(text) > MOST_WORDS
    title = titles.is_title(text) and not _figures(row)
    return alone or title or bool(_PROSE.search(text))


def _is_over(row: Row) -> bool:
    return bool(_figures(row)) or _is_end(row, _text(row))


def _is_short(rows: Sequence[Row], data: Sequence[int], least: int) -> bool:
    """Tell a table of one or two rows (三公经费): each shows figures in several columns.

    Of what goes on from the page before one row does.
    """
    several = [len(_figures(rows[index])) >= least for index in data]
    return any(several) if least == REST_FIGURES else bool(data) and all(several)


def _tail_end(rows: Sequence[Row], end: int) -> int:
    """Return the end of the lines close below the last row of figures, which may be its label's."""
    for index in range(end, min(end + MOST_LINES, len(rows))):
        line, above = rows[index][1][0], rows[index - 1][1][0]
        close = line.middle - above.middle < WRAP * line.em
        if not close or _figures(rows[index]) or _is_end(rows[index], _text(rows[index])):
            return index
    return min(end + MOST_LINES, len(rows))


def _columns_of_data(data: Sequence[Row]) -> list[Extent]:
    """Return where rows of figures have ink: what no row has parts columns, however narrow.

    The words of a total may stand in several (人员经费合计 below codes and names), or beside all
    that is said of other rows: they make no column of their own there.
    """
    rows = [pdf_heads.finely(row[0]) for row in data]
    # Figures that are printed across each other would make one column of theirs.
    lines = [line for row in rows for line in row if CUT_OFF not in line.text]
    seams = _seams(rows)
    columns = pdf_heads.merged(((line.x0, line.x1) for line in lines if not _is_total(line)), seams)
    first = min((line.x0 for line in lines if FIGURE.fullmatch(line.text)), default=0.0)
    named = any(line.x1 < first for line in lines if not _is_total(line))
    totals = [
        (line.x0, line.x1)
        for line in filter(_is_total, lines)
        for over in [sum(line.x0 < x1 + RIVER and x0 < line.x1 + RIVER for x0, x1 in columns)]
        if over == 1 or (not over and not (named and line.x1 < first))
    ]
    return pdf_heads.merged((*columns, *totals), seams)


def _seams(rows: Sequence[Sequence[Line]]) -> list[float]:
    """Return where words of several rows begin that figures touch: in several, or none of them.

    Two figures of one row are of two columns however close they stand.
    """
    lines = [line for row in rows for line in row]
    ends = sorted(line.x1 for line in lines if FIGURE.fullmatch(line.text))
    begins = [line.x0 for line in lines if not FIGURE.fullmatch(line.text)]
    seams: list[float] = []
    for end in ends:
        near = [x for x in begins if end - SEAM < x < end + RIVER]
        if len(near) < LEAST_ROWS or (seams and min(near) <= seams[-1]):
            continue
        many = sum(abs(other - end) < SEAM for other in ends) >= LEAST_ROWS
        if many or min(near) > end:
            seams.append(min(near))
    for line, after in (pair for row in rows for pair in pairwise(row)):
        figures = FIGURE.fullmatch(line.text) and FIGURE.fullmatch(after.text)
        if figures and line.x1 <= after.x0 < line.x1 + RIVER:
            seams.append(after.x0)
    return seams


def _is_total(line: Line) -> bool:
    return bool(TOTAL.search(titles.squeezed(line.text)))


def _grown(columns: Sequence[Extent], rows: Sequence[Row]) -> list[Extent]:
    """Let columns grow by the words of rows without figures that stand in one of them only."""
    grown = list(columns)
    for line in (line for row in rows for line in row[1]):
        over = [c for c in grown if line.x0 < c[1] + RIVER and c[0] < line.x1 + RIVER]
        if len(over) == 1:
            grown[grown.index(over[0])] = min(line.x0, over[0][0]), max(line.x1, over[0][1])
    return grown


def _heads(
    lines: dict[int, Row], first: int, body: int, drawn: Sequence[Rule]
) -> tuple[list[Row], list[Line]]:
    """Return the rows of heads, wrapped ones whole, and the numbers of columns below them."""
    head_lines = [line for index in range(first, body) for line in lines[index][1]]
    numbers = [line for line in head_lines if is_number(line)]
    if sum(line.text.isdigit() for line in numbers) < LEAST_NUMBERS:
        numbers = []
    heads = whole_heads((line for line in head_lines if line not in numbers), drawn)
    return [([], row) for row in heads], numbers
