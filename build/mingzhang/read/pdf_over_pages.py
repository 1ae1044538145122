"""Tables over pages: in, the tables of each page in order; out, one table of what is one.

Head, title and unit may stand again on each page, and a row may be cut by the page's end.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from mingzhang.model import CUT_OFF
from mingzhang.read import titles
from mingzhang.read.blocks import Block, BlockCell, Paragraph, Table
from mingzhang.read.pdf_cuts import is_cut, is_cut_code
from mingzhang.read.pdf_edges import places_below
from mingzhang.read.pdf_rows import is_item
from mingzhang.read.pdf_table import PageTable
from mingzhang.read.pdf_text import glued

SAME_EDGE = 6.0
"""Points by which the columns of a table may move from page to page."""
MOST_COUNT = 2
"""Digits of the number of a row (行次)."""
MAX_HEAD_ROWS = 6
"""Rows of a head that a table may repeat on its next page."""

_ROW_START = re.compile(
    r"^\d|^[一二三四五六七八九十]{1,4}、|^（[一二三四五六七八九十]+）|合计|总计|小计|结转|结余|其中|收入$|^注"
)
"""Words that begin a row of their own, even where it shows no figures."""
_ORDINAL_ROW = re.compile(r"^\s*([一二三四五六七八九十]{1,4}、|（[一二三四五六七八九十]+）)")
_FIGURE = re.compile(r"-?[\d,]+(\.\d+)?%?")
_CODE = re.compile(r"\d{3}(\d{2}){0,2}")
_STATES = re.compile(rf"-?[\d,]+\.\d+%?|{_CODE.pattern}")
_CONTINUED = re.compile(r"[（(]?(续表?|接上表|续上表)[）)]?")


@dataclass(slots=True)
class OpenTable:
    """A table that may go on on the next page: its rows so far and how its last page was set."""

    block: int
    page: int
    xs: tuple[float, ...]
    rows: int
    head: list[list[str]]
    frame: list[str]
    inks: tuple[tuple[float, float], ...]


def add_table(
    blocks: list[Block], tables: list[OpenTable], item: PageTable, page: int, through: int
) -> None:
    """Add a table of the pages from `page` to `through`: to the last one where it goes on."""
    last = tables[-1] if tables else None
    item = _below(item, last) if last else item
    if last and _continues(blocks, last, item, page):
        table = blocks[last.block]
        assert isinstance(table, Table)
        del blocks[last.block + 1 :]
        if len(item.xs) > len(last.xs):  # a head that the page break cut
            table = Table(_in_columns(table.cells, last.xs, item.xs), table.page, table.name)
            last.xs = item.xs
        cells = _in_columns(item.cells, item.xs, last.xs)
        skip = _repeated_rows(last.head, _texts(cells))
        kept = table.cells
        if _is_rest_of_row(kept, last.rows - 1, cells, skip):
            kept = _with_rest(kept, last.rows - 1, cells, skip)
            skip += 1
        added = tuple(_shifted(cells, skip, last.rows - skip))
        blocks[last.block] = Table((*kept, *added), table.page, table.name)
        last.rows += _row_count(cells) - skip
        last.page = through
        if len(item.xs) == len(last.xs):
            last.xs = item.xs
        return
    frame = [block.text for block in blocks[-titles.LOOK_BACK :] if isinstance(block, Paragraph)]
    head = _texts(item.cells)[:MAX_HEAD_ROWS]
    blocks.append(Table(item.cells, page))
    rows = _row_count(item.cells)
    tables.append(OpenTable(len(blocks) - 1, through, item.xs, rows, head, frame, item.inks))


def _below(item: PageTable, last: OpenTable) -> PageTable:
    """Give a table without uprights, which begins with figures, the columns above it.

    The last rows of a table may show fewer of them; these begin with amounts, a code or an ordinal.
    """
    places = places_below(item.inks, last.inks)
    stated = _FIGURE if len(places) == len(last.inks) else _STATES
    first = list(chain(*_texts(item.cells)[:1]))
    if not places or not (any(map(stated.fullmatch, first)) or any(map(is_item, first))):
        return item
    cells = tuple(
        dataclasses.replace(
            cell,
            column=places[cell.column],
            column_span=places[cell.column + cell.column_span - 1] - places[cell.column] + 1,
        )
        for cell in item.cells
    )
    return dataclasses.replace(item, cells=cells, xs=last.xs)


def _continues(blocks: list[Block], last: OpenTable, item: PageTable, page: int) -> bool:
    """Tell whether a table goes on with one of the page before: same columns, no title of its own.

    Title, unit and head may stand again, or “续表”. Rows of merged cells show fewer columns; they
    go on when they begin with figures under the columns' edges.
    """
    if page != last.page + 1:
        return False
    between = blocks[last.block + 1 :]
    if any(isinstance(block, Table) for block in between):
        return False
    lines = [block.text for block in between if isinstance(block, Paragraph)]
    if any(block.page != page for block in between):
        return False
    edges = _edge_indexes(item.xs, last.xs)
    if len(item.xs) > len(last.xs):
        return not lines and _is_upper_head(blocks[last.block], last.xs, item)
    if len(item.xs) < len(last.xs):
        return edges is not None and not lines and _begins_with_figures(item)
    repeated = _repeated_rows(last.head, _texts(item.cells)) > 0
    states = any(map(_FIGURE.fullmatch, chain(*_texts(item.cells)[:1])))
    if not lines:
        return edges is not None or repeated or (states and item.xs == last.xs)
    known = {titles.squeezed(line) for line in last.frame}
    marked = any(map(titles.goes_on, lines))
    return (repeated or (marked and states and edges is not None)) and all(
        titles.squeezed(_CONTINUED.sub("", line)) in known
        or titles.is_header_line(line)
        or _CONTINUED.fullmatch(titles.squeezed(line))
        for line in lines
    )


def _edge_indexes(xs: Sequence[float], whole: Sequence[float]) -> list[int] | None:
    """Find the edges of a table among those of the page before; None when one is none of them."""
    shift = xs[0] - whole[0]
    nearest = [
        min(range(len(whole)), key=lambda at: abs(whole[at] + shift - place)) for place in xs
    ]
    near = all(abs(whole[at] + shift - x) < SAME_EDGE for at, x in zip(nearest, xs, strict=True))
    ascending = all(before < after for before, after in pairwise(nearest))
    return nearest if near and ascending and nearest[-1] == len(whole) - 1 else None


def _begins_with_figures(item: PageTable) -> bool:
    first = [cell for cell in item.cells if cell.row == 0]
    figures = [cell for cell in first if _FIGURE.fullmatch(titles.squeezed(cell.text))]
    return len(figures) >= 2 and not _FIGURE.fullmatch(titles.squeezed(first[0].text))


def _is_upper_head(table: Block, xs: Sequence[float], item: PageTable) -> bool:
    """Tell that a table is words alone, each over columns of the next page's: its upper heads."""
    assert isinstance(table, Table)
    rows = _texts(table.cells)
    is_text_only = len(rows) < MAX_HEAD_ROWS and not any(map(_FIGURE.fullmatch, chain(*rows)))
    return is_text_only and _edge_indexes(xs, item.xs) is not None


def _in_columns(
    cells: tuple[BlockCell, ...], own_edges: Sequence[float], xs: Sequence[float]
) -> tuple[BlockCell, ...]:
    """Give cells that have edges of their own (`own_edges`) of columns those of the whole table."""
    edges = _edge_indexes(own_edges, xs)
    if edges is None or len(own_edges) == len(xs):
        return cells
    return tuple(
        dataclasses.replace(
            cell,
            column=edges[cell.column],
            column_span=edges[cell.column + cell.column_span] - edges[cell.column],
        )
        for cell in cells
    )


def _texts(cells: Iterable[BlockCell]) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(titles.squeezed(cell.text))
    return [rows[row] for row in sorted(rows)]


def _row_count(cells: Iterable[BlockCell]) -> int:
    return max((cell.row + cell.row_span for cell in cells), default=0)


def _repeated_rows(head: list[list[str]], rows: list[list[str]]) -> int:
    """Count the leading rows that repeat the head: words alone, no figures."""
    count = 0
    for old, new in zip(head, rows, strict=False):
        text = "".join(new)
        if old != new or not text or re.search(r"\d\.\d", text):
            break
        count += 1
    return count


def _is_rest_of_row(
    before: Sequence[BlockCell], last: int, cells: Sequence[BlockCell], first: int
) -> bool:
    """Tell whether the first row on a page is the rest of the one that the page break cut.

    It has no code or ordinal of its own, where the row above has one; figures stand in one of the
    two parts only.
    """
    above = {cell.column: titles.squeezed(_begun(cell)) for cell in before if cell.row == last}
    rest = {cell.column: titles.squeezed(cell.text) for cell in cells if cell.row == first}
    texts = {column: text for column, text in rest.items() if text and not _FIGURE.fullmatch(text)}
    figures = [column for column, text in rest.items() if text and column not in texts]
    parts = [(above.get(column, ""), rest[column]) for column in figures]
    if any(_ends(*part) for part in parts):
        return all(above.get(column) for column in texts)
    coded = any(_CODE.fullmatch(text) for text in above.values())
    stated = any("." in text and _FIGURE.fullmatch(text) for text in above.values())
    if not all(_is_cut_count(*part) for part in parts) and (
        stated or not coded or any(begun for begun, _ in parts)
    ):
        return False
    return bool(texts) and all(
        above.get(column)
        and not _ROW_START.search(text)
        and (coded or _ORDINAL_ROW.match(above[column]))
        for column, text in texts.items()
    )


def _begun(cell: BlockCell) -> str:
    """Return what a cell says whose last digits may stand on the next page."""
    return cell.text.removesuffix(CUT_OFF)


def _ends(above: str, rest: str) -> bool:
    """Tell that digits are the end of a number or code that is none without them."""
    return is_cut((above, rest)) or is_cut_code((above, rest))


def _is_cut_count(above: str, rest: str) -> bool:
    """Tell that a small number (行次) may stand in two parts: the second is not the next one."""
    counts = above.isdigit() and rest.isdigit() and len(above + rest) <= MOST_COUNT
    return counts and int(rest) != int(above) + 1


def _with_rest(
    before: Sequence[BlockCell], last: int, cells: Sequence[BlockCell], first: int
) -> tuple[BlockCell, ...]:
    """Put the rest of a cut row back to its cells."""
    rest = {cell.column: cell.text for cell in cells if cell.row == first and cell.text}
    return tuple(
        dataclasses.replace(cell, text=glued(_begun(cell), rest[cell.column]))
        if cell.row == last and cell.column in rest
        else cell
        for cell in before
    )


def _shifted(cells: Iterable[BlockCell], skip: int, shift: int) -> Iterator[BlockCell]:
    for cell in cells:
        if cell.row >= skip:
            yield dataclasses.replace(cell, row=cell.row + shift)
