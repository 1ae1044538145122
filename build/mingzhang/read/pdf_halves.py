"""Sheets printed over pages side by side: in, the pages; out, the right parts beside the left ones.

A part without names of rows has the very rows of a page before it, and no title of its own. Where
it may belong to several pages, its heads are not clear, so that its figures are not read. A part
may repeat the columns that name the rows, or all that stands above the table: it is read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from mingzhang.model import UNCLEAR_HEAD
from mingzhang.read import titles
from mingzhang.read.blocks import BlockCell, Remark
from mingzhang.read.pdf_flow import FlowPage
from mingzhang.read.pdf_table import PageTable
from mingzhang.read.pdf_text import Line

LEAST_ROWS = 1
"""A part has so many rows: the last page of a sheet may show one."""
NEAR = 1.0
"""Points by which one row may stand higher on one page than on the other."""
SHIFT = 100.0
"""Points by which a title over both stands further left on the right page."""
FEW_LINES = 3
"""A page of a sheet without rows of its table shows no more: its notes."""

_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?")
_HAN = re.compile("[一-鿿]")
_TELLING = re.compile(r"[一-鿿]|\d\.\d")
"""What two tables do not both say in the same place: names and amounts, but for numbers of rows."""


def joined(pages: Sequence[FlowPage]) -> tuple[list[FlowPage], list[Remark]]:
    """Put right parts beside their left ones, for pages down first or across first."""
    made = list(pages)
    remarks: list[Remark] = []
    lefts: list[int] = []
    joins = False
    at = 0
    while at < len(pages):
        if _table(pages[at]) is None:
            lefts, at = lefts if _are_notes(pages[at]) else [], at + 1
            continue
        ways = [
            parts
            for size in range(1, min(len(lefts), len(pages) - at) + 1)
            if (parts := _parts([made[left] for left in lefts[-size:]], pages[at:]))
        ]
        if len(ways) == 1:
            (parts,) = ways
            lefts = lefts[-len(parts) :]
            for right, (left, part) in enumerate(zip(lefts, parts, strict=True), at):
                made[left], made[right] = _beside(made[left], part, last=len(lefts) == 1)
                remarks.append(_remark(pages[left].number, pages[right].number))
            at, joins = at + len(parts), True
            continue
        if ways:
            made[at] = _unclear(pages[at])
            remarks.append(_doubt(pages[at].number))
        else:
            lefts = [at] if joins else [*lefts, at]
            joins = False
        at += 1
    return made, remarks


def _parts(lefts: Sequence[FlowPage], pages: Sequence[FlowPage]) -> list[FlowPage]:
    """Return the right part of each left page on the pages that follow; none where one is none."""
    parts: list[FlowPage] = []
    for left, page in zip(lefts, pages, strict=False):
        part = _right_part(left, page, follows=bool(parts))
        if part is None:
            return []
        parts.append(part)
    return parts


def _table(page: FlowPage) -> PageTable | None:
    """The only table of a page, if lines tell the heights of its rows."""
    tables = [item for item in page.items if isinstance(item, PageTable)]
    return tables[0] if len(tables) == 1 and len(tables[0].ys) > LEAST_ROWS else None


def _are_notes(page: FlowPage) -> bool:
    lines = [item.text for item in page.items if isinstance(item, Line)]
    few = len(lines) == len(page.items) <= FEW_LINES
    return few and not any(titles.is_title(line) for line in lines)


def _above(page: FlowPage, table: PageTable) -> list[Line]:
    lines = (item for item in page.items if isinstance(item, Line))
    return [line for line in lines if line.middle < table.top]


def _part(left: FlowPage, right: FlowPage) -> FlowPage:
    """Return a page without the columns and titles that it repeats of a page before it.

    Where it has nothing else, it is another table with the same rows.
    """
    west, east = _table(left), _table(right)
    if west is None or east is None or not (count := _repeated(west, east)):
        return right
    known, lines = (
        [item for item in page.items if isinstance(item, Line)] for page in (left, right)
    )
    again = [line for line in lines if _says_again(line.text, known)]
    cut = _level_rows(west, east)
    heads = [cell.text for cell in west.cells if cell.column < count]
    kept = replace(
        east,
        cells=tuple(_without(east.cells, count, cut, heads)),
        xs=east.xs[count:],
        open_left=cut,
    )
    items = [kept if item is east else item for item in right.items if item not in again]
    return replace(right, items=tuple(items))


def _level_rows(west: PageTable, east: PageTable) -> frozenset[int]:
    """Return the rows of a table that stand where those of the one before are open to the right."""
    middles = [(west.ys[row] + west.ys[row + 1]) / 2 for row in west.open_right]
    return frozenset(
        row
        for row, (upper, lower) in enumerate(pairwise(east.ys))
        if any(upper < middle < lower for middle in middles)
    )


def _repeated(west: PageTable, east: PageTable) -> int:
    """Count the first columns that two pages both show below their heads."""
    body = _body(west, east)
    edges = _common(west.ys, east.ys, below=west.ys[body])
    if not edges:
        return 0
    first = _rows(west.ys[body : body + 1], edges)[0]
    wests, easts = (
        [cell for cell in _mapped(table, edges)[2] if cell.row >= first] for table in (west, east)
    )
    count = 0
    while count < east.columns and _column(wests, count) == _column(easts, count):
        count += 1
    if _words_beyond(wests, count) & _words_beyond(easts, count):
        return 0  # the same form filled in again
    named = any(cell.column < count and _TELLING.search(cell.text) for cell in easts)
    heads, others = (
        {cell.text for cell in table.cells if cell.row < body and cell.column >= count}
        for table in (west, east)
    )
    return count if named and count < east.columns and heads != others else 0


def _column(cells: Sequence[BlockCell], column: int) -> set[tuple[int, int, int, str]]:
    return {(c.row, c.row_span, c.column_span, c.text) for c in cells if c.column == column}


def _words_beyond(cells: Sequence[BlockCell], column: int) -> set[tuple[int, int, str]]:
    return {(c.row, c.column, c.text) for c in cells if c.column >= column and _HAN.search(c.text)}


def _without(
    cells: Sequence[BlockCell], count: int, cut: frozenset[int], heads: Sequence[str]
) -> Iterator[BlockCell]:
    """Yield cells without the first columns; a head over both is the rest of one that is cut."""
    for cell in cells:
        end = cell.column + cell.column_span
        if cell.column >= count:
            yield replace(cell, column=cell.column - count)
        elif end > count:
            rests = [_rest(cell.text, head) for head in heads if head]
            text = next(filter(None, rests), cell.text) if cell.row in cut else UNCLEAR_HEAD
            yield replace(cell, column=0, column_span=end - count, text=text)


def _rest(text: str, head: str) -> str:
    """Return a text without another that is printed across it; "" where it is not."""
    rest = list(titles.squeezed(text))
    for character in head:
        if character not in rest:
            return ""
        rest.remove(character)
    return "".join(rest)


def _says_again(text: str, known: Sequence[Line]) -> bool:
    """Tell a line that the page before shows too, perhaps twice, one across the other."""
    said = sorted(titles.squeezed(text))
    known_texts = (titles.squeezed(line.text) for line in known)
    return any(said in (sorted(line), sorted(line * 2)) for line in known_texts)


def _body(west: PageTable, east: PageTable) -> int:
    """Return the first row of a left part that holds a figure, here or in the right part."""
    rows, other = (
        [cell.row for cell in table.cells if _FIGURE.fullmatch(cell.text)] for table in (west, east)
    )
    if rows or not other:
        return min(rows, default=0)
    first = east.ys[min(other)]
    return next((row for row, y in enumerate(west.ys[:-1]) if abs(y - first) < NEAR), 0)


def _right_part(left: FlowPage, page: FlowPage, *, follows: bool) -> FlowPage | None:
    """Return what a page shows of the right part of the rows of another; None where it does not.

    Only pages that follow the first of a sheet may have no heads.
    """
    right = _part(left, page)
    west, east = _table(left), _table(right)
    if west is None or east is None:
        return None
    body = _body(west, east)
    edges = _common(west.ys, east.ys, below=west.ys[body])
    if not (body or follows) or not edges or _mapped(west, edges)[1] != _mapped(east, edges)[0]:
        return None
    named = any(cell.row >= body and _HAN.search(cell.text) for cell in west.cells)
    has_text = any(
        east.ys[cell.row] > west.ys[body] - NEAR and _HAN.search(cell.text) for cell in east.cells
    )
    known = _above(left, west)
    unknown_lines = [line for line in _above(right, east) if not _is_known(line, known)]
    untitled = bool(west.open_right) and not any(titles.is_title(line.text) for line in known)
    is_rest = (named and not has_text) or right is not page
    fits = (is_rest or _is_shifted(known, _above(right, east))) and all(
        untitled or titles.is_header_line(x.text) for x in unknown_lines
    )
    return right if fits else None


def _common(west: Sequence[float], east: Sequence[float], below: float) -> tuple[float, ...]:
    """Return the edges of the rows of both, () where rows of figures are not the same.

    Heads that span several rows in one part leave out edges that the other part has.
    """
    edges: list[float] = []
    for y in sorted((*west, *east)):
        if not edges or y - edges[-1] > NEAR:
            edges.append(y)
    for y in edges:
        missing = [ys for ys in (west, east) if all(abs(y - other_y) > NEAR for other_y in ys)]
        if missing and (y > below - NEAR or y == edges[0]):
            return ()
    return tuple(edges)


def _rows(ys: Sequence[float], edges: Sequence[float]) -> list[int]:
    return [min(range(len(edges)), key=lambda at: abs(edges[at] - y)) for y in ys]


def _mapped(
    table: PageTable, edges: Sequence[float]
) -> tuple[frozenset[int], frozenset[int], tuple[BlockCell, ...]]:
    """Give open edges and cells of a table the rows that `edges` part."""
    at = _rows(table.ys, edges)
    left, right = (
        frozenset(row for edge in rows for row in range(at[edge], at[edge + 1]))
        for rows in (table.open_left, table.open_right)
    )
    cells = tuple(
        replace(cell, row=at[cell.row], row_span=at[cell.row + cell.row_span] - at[cell.row])
        for cell in table.cells
    )
    return left, right, cells


def _is_known(line: Line, known: Sequence[Line]) -> bool:
    """Tell that the page to the left shows a line at the same height: a title over both."""
    return any(line.text in x.text and abs(line.middle - x.middle) < NEAR for x in known)


def _is_shifted(known: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Tell that a title in the middle of both pages together stands elsewhere on each of them."""
    return any(
        line.text == title.text
        and abs(line.middle - title.middle) < NEAR
        and title.x0 - line.x0 > SHIFT
        for title in known
        if titles.is_title(title.text)
        for line in lines
    )


def _beside(left: FlowPage, right: FlowPage, *, last: bool) -> tuple[FlowPage, FlowPage]:
    """Put the table of a page beside that of another, with what stands above it alone."""
    west, east = _table(left), _table(right)
    assert west is not None and east is not None
    shift = west.xs[-1] - east.xs[0]
    edges = _common(west.ys, east.ys, below=west.bottom)
    (outer, inner, left_rows), (_, after, others) = _mapped(west, edges), _mapped(east, edges)
    added = [replace(c, column=c.column + west.columns, page=left_rows[0].page) for c in others]
    whole = PageTable(
        tuple(_over_the_edge([*left_rows, *added], west.columns, inner)),
        (*west.xs, *(x + shift for x in east.xs[1:])),
        west.top, west.bottom, edges, outer, after,
    )  # fmt: skip
    above = _above(right, east)
    known = _above(left, west)
    frame = [line for line in above if not _is_known(line, known)]
    heads = [cell.text for cell in whole.cells if cell.row in inner]
    items = [
        whole if item is west else item
        for item in left.items
        if not (isinstance(item, Line) and _is_beyond(item, west, heads))
    ]
    items.sort(key=lambda item: item.top if isinstance(item, PageTable) else item.middle)
    at = items.index(whole)
    kept = tuple(item for item in right.items if item is not east and item not in above)
    through = right.number if last else left.through
    return (
        replace(left, items=(*items[:at], *frame, *items[at:]), through=through),
        replace(right, items=kept),
    )


def _is_beyond(line: Line, table: PageTable, heads: Sequence[str]) -> bool:
    """Tell the end of a cut head that is printed past the edge of its table."""
    beside = line.x1 > table.xs[-1] and table.top < line.middle < table.bottom
    return beside and any(line.text in head for head in heads)


def _over_the_edge(
    cells: Sequence[BlockCell], columns: int, rows: frozenset[int]
) -> Iterator[BlockCell]:
    """Make one cell of two that no line parts: a head that the page's edge cut."""
    ends = {c.row: c for c in cells if c.column < columns == c.column + c.column_span}
    begins = {c.row: c for c in cells if c.column == columns}
    cut = {
        row: (ends[row], begins[row])
        for row in rows & ends.keys() & begins.keys()
        if ends[row].row_span == begins[row].row_span
    }
    for cell in cells:
        end, begin = cut.get(cell.row, (None, None))
        if cell is end and begin is not None:
            text = begin.text if cell.text in begin.text else cell.text + begin.text
            wide = cell.column_span + begin.column_span
            yield replace(cell, text=text, column_span=wide)
        elif cell is not begin or begin is None:
            yield cell


def _unclear(page: FlowPage) -> FlowPage:
    table = _table(page)
    assert table is not None
    cells = tuple(
        replace(cell, text=UNCLEAR_HEAD) if _HAN.search(cell.text) else cell for cell in table.cells
    )
    return replace(
        page, items=tuple(replace(table, cells=cells) if i is table else i for i in page.items)
    )


def _remark(left: int, right: int) -> Remark:
    return Remark(
        "halves_joined",
        f"第 {right} 页是第 {left} 页的表的右半部分，已按行合并，数字的页码写第 {left} 页。",
        f"Page {right} shows the right part of the table on page {left}; they were joined, and "
        f"the page of its figures is given as {left}.",
        page=right,
    )


def _doubt(page: int) -> Remark:
    return Remark(
        "halves_unclear",
        f"第 {page} 页像是一张表的右半部分，不能确定接在哪一页，其中的数字没有归类。",
        f"Page {page} looks like the right part of a table, but of which is not clear; "
        "its figures were not mapped.",
        page=page,
    )
