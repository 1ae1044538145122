"""Pages to blocks: in, the lines and tables of each page; out, paragraphs and tables made whole.

A paragraph that was broken into lines and over pages is one again, a table over pages too.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from statistics import median

from mingzhang.read import titles
from mingzhang.read.blocks import Block, BlockCell, Paragraph, Table
from mingzhang.read.pdf_cuts import is_cut
from mingzhang.read.pdf_edges import are_below
from mingzhang.read.pdf_margins import Margins, margins_of
from mingzhang.read.pdf_table import PageTable
from mingzhang.read.pdf_text import Line, glued

INDENT = 1.2
"""Ems from the margin: a line that starts further right begins a paragraph (usually two ems)."""
CENTRED = 4.0
"""Ems from the margin: a line that starts further right is centred or set to the right."""
PARAGRAPH_GAP = 1.35
"""Times the usual distance of lines, where paragraphs are parted by distance."""
SECTION_GAP = 2.6
"""Times the usual distance of lines: nothing goes on across such a gap."""
SAME_EDGE = 6.0
"""Points by which the columns of a table may move from page to page."""
LONG = 15.0
"""Ems of a line that is running text, not a heading."""
SAME_SIZE = 0.12
"""Share by which the letters of one paragraph may differ."""
MAX_HEAD_ROWS = 6
"""Rows of a head that a table may repeat on its next page."""

_HEADING = re.compile(
    r"^(第[一二三四五六七八九十百]+(部分|章|节|篇)|[一二三四五六七八九十]{1,4}[、.．]"
    r"|[（(][一二三四五六七八九十]{1,4}[)）]|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[（(]\d{1,2}[)）]"
    r"|[①-⑳]|附件|附表|表\s*\d+[:：\s]|注[:：]|说明[:：]|备注[:：]|单位[:：])"
)
_ROW_START = re.compile(
    r"^\d|^[一二三四五六七八九十]{1,4}、|^（[一二三四五六七八九十]+）|合计|总计|小计|结转|结余|其中|收入$|^注"
)
"""Words that begin a row of their own, even where it shows no figures."""
_ORDINAL_ROW = re.compile(r"^\s*([一二三四五六七八九十]{1,4}、|（[一二三四五六七八九十]+）)")
_FIGURE = re.compile(r"-?[\d,]+(\.\d+)?%?")
_CODE = re.compile(r"\d{3}(\d{2}){0,2}")
_CONTENTS = re.compile(r"[.…·．⋯]{3,}\s*-?\s*\d{1,4}\s*-?$")
_TOKEN = re.compile(
    r"^[（(“‘《「『【〔]*([A-Za-z0-9.,%+\-]+|.(?:-[\d.,]+%?)?)[，。、；：？！）)》”’」』】〕%％]*(?:(?<=[）)])[\d.,]+)?"
)
"""What may not be parted at a line's end: （项）。 stays together, （项）2024 and 入-1.25."""
_STOPS = "。；：！？"
_CLAUSES = re.compile("[，；。]")
_CUT_NUMBER = re.compile(
    r"[^\s\d.,][\d,]*\d(?:\.\n\d+(?=[万亿]?元|%)|,\n\d{3}(?!\d)|\n(?:\.\d|,\d{3}|[万亿]?元|%)"
    r"|\n\d[\d,]*\.\d+(?:[万亿]?元|%)|\.\d+\n\d+(?:[万亿]?元|%))"
    r"|\d[万亿]\n元|\w-\n\d"
)
_CONTINUED = re.compile(r"[（(]?(续表?|接上表|续上表)[）)]?")


@dataclass(frozen=True, slots=True)
class FlowPage:
    """One page without its furniture: lines and tables in order from top to bottom."""

    number: int
    width: float
    items: tuple[Line | PageTable, ...]
    through: int = 0
    """The last page that parts of its table stand on, if not this one."""


@dataclass(frozen=True, slots=True)
class _Style:
    """How the lines of a document are set: margins by page, distance of lines, indents."""

    margins: dict[int, Margins]
    pitch: float
    indented: bool


@dataclass(slots=True)
class _Open:
    """A paragraph that may go on: its text so far, the last line, where new pages begin."""

    text: str
    page: int
    last: Line
    last_page: FlowPage
    breaks: list[tuple[int, int]] = field(default_factory=list)


def blocks_of(pages: Sequence[FlowPage]) -> list[Block]:
    """Join the lines and tables of all pages to paragraphs and tables, in reading order."""
    style = _style(pages)
    blocks: list[Block] = []
    tables: list[_OpenTable] = []
    paragraph: _Open | None = None
    for page in pages:
        for item in page.items:
            if isinstance(item, PageTable):
                blocks.extend(_closed(paragraph))
                paragraph = None
                _add_table(blocks, tables, item, page)
            elif paragraph and _goes_on(paragraph, item, page, style):
                joined = glued(paragraph.text, item.text)
                if page.number != paragraph.last_page.number:
                    paragraph.breaks.append((len(joined) - len(item.text), page.number))
                paragraph.text, paragraph.last, paragraph.last_page = joined, item, page
            else:
                blocks.extend(_closed(paragraph))
                paragraph = _Open(item.text, page.number, item, page)
    blocks.extend(_closed(paragraph))
    return blocks


def _closed(paragraph: _Open | None) -> Iterator[Paragraph]:
    if paragraph:
        yield Paragraph(paragraph.text, paragraph.page, tuple(paragraph.breaks))


def _style(pages: Sequence[FlowPage]) -> _Style:
    sizes = [
        (page.number, page.width, [item for item in page.items if isinstance(item, Line)])
        for page in pages
    ]
    pitches = [
        below.middle - above.middle
        for *_, lines in sizes
        for above, below in pairwise(lines)
        if 0 < below.middle - above.middle < 5 * above.em
    ]
    margins = margins_of(sizes)
    body = [(line, margins[number].left) for number, _, lines in sizes for line in lines]
    indents = sum(INDENT < (line.x0 - edge) / line.em < CENTRED for line, edge in body)
    full = sum(abs(line.x0 - edge) < INDENT * line.em for line, edge in body)
    return _Style(margins, median(pitches) if pitches else 0.0, 8 * indents >= full > 0)


def _goes_on(paragraph: _Open, line: Line, page: FlowPage, style: _Style) -> bool:
    """Tell whether a line continues the paragraph above it."""
    last = paragraph.last
    same_page = page.number == paragraph.last_page.number
    if abs(last.em - line.em) > SAME_SIZE * max(last.em, line.em) or _CONTENTS.search(last.text):
        return False
    if _HEADING.match(line.text) and (_is_heading(paragraph) or last.text[-1] in _STOPS):
        return False
    if titles.is_header_line(paragraph.text) and not _CLAUSES.search(paragraph.text):
        return False  # 公开01表, set to the right: what follows is no rest of it
    gap = line.middle - last.middle
    if same_page and (gap <= 0.5 * last.em or (style.pitch and gap > SECTION_GAP * style.pitch)):
        return False
    margins = style.margins[page.number]
    indent = (line.x0 - margins.left) / line.em
    if same_page and _is_heading(paragraph) and indent > CENTRED:
        return _is_rest_of_heading(last, line, margins)
    if same_page and indent <= INDENT and _is_cut(paragraph, line):
        return True
    token = _TOKEN.match(line.text)
    room = style.margins[paragraph.last_page.number].right - last.x1
    if room > _width(token[0] if token else "", line.em) + 0.7 * line.em or indent > INDENT:
        return False
    if style.indented:
        return not line.text.startswith(("注：", "说明："))
    near = not same_page or not style.pitch or gap <= PARAGRAPH_GAP * style.pitch
    return near and not _HEADING.match(line.text)


def _is_cut(paragraph: _Open, line: Line) -> bool:
    """Tell that a line goes on however narrow the page is: inside a number, or an open sentence.

    The sentence began with an indent, did not end, and this line stands further left.
    """
    last = paragraph.last
    if _CUT_NUMBER.search(f"{last.text}\n{line.text}"):
        return True
    if paragraph.text != last.text or last.text[-1] in _STOPS or _HEADING.match(line.text):
        return False
    outdent = (last.x0 - line.x0) / line.em
    long = last.x1 - last.x0 > LONG * last.em and "，" in last.text
    return long and INDENT < outdent < CENTRED


def _is_rest_of_heading(last: Line, line: Line, margins: Margins) -> bool:
    """Tell whether a short centred line ends the long heading above it."""
    left, right = margins.left, margins.right
    centred = abs((line.x0 + line.x1) - (left + right)) / 2 < 2 * line.em
    return centred and len(line.text) < 20 and last.x1 - last.x0 > 0.7 * (right - left)


def _is_heading(paragraph: _Open) -> bool:
    """Tell whether a paragraph is one line so far and begins as headings do."""
    one_line = paragraph.text == paragraph.last.text
    return one_line and bool(_HEADING.match(paragraph.text)) and "。" not in paragraph.text


def _width(text: str, em: float) -> float:
    return sum(0.55 * em if character < "\u2000" else em for character in text)


@dataclass(slots=True)
class _OpenTable:
    """A table that may go on on the next page: its rows so far and how its last page was set."""

    block: int
    page: int
    xs: tuple[float, ...]
    rows: int
    head: list[list[str]]
    frame: list[str]
    inks: tuple[tuple[float, float], ...]


def _add_table(
    blocks: list[Block], tables: list[_OpenTable], item: PageTable, page: FlowPage
) -> None:
    last = tables[-1] if tables else None
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
        last.page = page.through or page.number
        if len(item.xs) == len(last.xs):
            last.xs = item.xs
        return
    frame = [block.text for block in blocks[-titles.LOOK_BACK :] if isinstance(block, Paragraph)]
    head = _texts(item.cells)[:MAX_HEAD_ROWS]
    blocks.append(Table(item.cells, page.number))
    tables.append(
        _OpenTable(
            len(blocks) - 1,
            page.through or page.number,
            item.xs,
            _row_count(item.cells),
            head,
            frame,
            item.inks,
        )
    )


def _continues(blocks: list[Block], last: _OpenTable, item: PageTable, page: FlowPage) -> bool:
    """Tell whether a table goes on with one of the page before: same columns, no title of its own.

    Title, unit and head may stand again, or “续表”. Rows of merged cells show fewer columns; they
    go on when they begin with figures under the columns' edges.
    """
    if page.number != last.page + 1:
        return False
    between = blocks[last.block + 1 :]
    if any(isinstance(block, Table) for block in between):
        return False
    lines = [block.text for block in between if isinstance(block, Paragraph)]
    if any(block.page != page.number for block in between):
        return False
    edges = _edge_indexes(item.xs, last.xs)
    if len(item.xs) > len(last.xs):
        return not lines and _is_upper_head(blocks[last.block], last.xs, item)
    if len(item.xs) < len(last.xs):
        return edges is not None and not lines and _begins_with_figures(item)
    repeated = _repeated_rows(last.head, _texts(item.cells)) > 0
    if not lines:
        states = any(map(_FIGURE.fullmatch, chain(*_texts(item.cells)[:1])))
        return edges is not None or repeated or (states and are_below(item.inks, last.inks))
    known = {titles.squeezed(line) for line in last.frame}
    return repeated and all(
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
    above = {cell.column: titles.squeezed(cell.text) for cell in before if cell.row == last}
    rest = {cell.column: titles.squeezed(cell.text) for cell in cells if cell.row == first}
    texts = {column: text for column, text in rest.items() if text and not _FIGURE.fullmatch(text)}
    figures = [column for column, text in rest.items() if text and column not in texts]
    if figures and all(is_cut((above.get(column, ""), rest[column])) for column in figures):
        return all(above.get(column) for column in texts)
    coded = any(_CODE.fullmatch(text) for text in above.values())
    stated = any("." in text and _FIGURE.fullmatch(text) for text in above.values())
    if figures and (stated or not coded or any(above.get(column) for column in figures)):
        return False
    return bool(texts) and all(
        above.get(column)
        and not _ROW_START.search(text)
        and (coded or _ORDINAL_ROW.match(above[column]))
        for column, text in texts.items()
    )


def _with_rest(
    before: Sequence[BlockCell], last: int, cells: Sequence[BlockCell], first: int
) -> tuple[BlockCell, ...]:
    """Put the rest of a cut row back to its cells."""
    rest = {cell.column: cell.text for cell in cells if cell.row == first and cell.text}
    return tuple(
        dataclasses.replace(cell, text=glued(cell.text, rest[cell.column]))
        if cell.row == last and cell.column in rest
        else cell
        for cell in before
    )


def _shifted(cells: Iterable[BlockCell], skip: int, shift: int) -> Iterator[BlockCell]:
    for cell in cells:
        if cell.row >= skip:
            yield dataclasses.replace(cell, row=cell.row + shift)
