"""PDF: in, a file with a text layer; out, its text, tables and pages as a `Document`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from mingzhang.common.gaps import PICTURE
from mingzhang.model import Document, Source, UserError
from mingzhang.read import (
    limits,
    page_numbers,
    pdf_aside,
    pdf_child,
    pdf_double,
    pdf_furniture,
    pdf_ocr,
    pdf_streams,
    pdf_strokes,
    titles,
)
from mingzhang.read.assemble import assemble
from mingzhang.read.pdf_beside import with_names
from mingzhang.read.pdf_columns import tables_of
from mingzhang.read.pdf_cuts import rejoined
from mingzhang.read.pdf_doubts import has_heads_in_one, is_heap, is_unclear
from mingzhang.read.pdf_flow import FlowPage, blocks_of
from mingzhang.read.pdf_frame import without_frame
from mingzhang.read.pdf_furniture import PageLines
from mingzhang.read.pdf_halves import joined
from mingzhang.read.pdf_lattice import Lattice, lattices
from mingzhang.read.pdf_newspaper import in_reading_order
from mingzhang.read.pdf_overflow import beyond
from mingzhang.read.pdf_page import Char, PageGeometry, geometry
from mingzhang.read.pdf_printed_headings import without_headings
from mingzhang.read.pdf_remarks import PageContent, behind_unread, page_remarks
from mingzhang.read.pdf_rests import is_labels, is_rest
from mingzhang.read.pdf_table import PageTable, page_table, with_edges
from mingzhang.read.pdf_text import Line, rows_of, segments

TAIL = 65_536
"""Bytes at a file's end where the end mark must stand; without it the file was cut off."""

LEVEL_LINE = 0.4
"""Share of the page's width that a line takes which parts the rows of a table."""
NUMBER_GAP = 1.0
"""Ems between the number of a page and the dashes around it at most."""


def read(source: Source) -> Document:
    """Read a PDF: paragraphs made whole, tables by their ruling lines, page numbers dropped.

    Each page without a text layer gets a note of kind `page_without_text`; a wholly scanned file
    is a document of such pages, published as not read. Raises `UserError` for files that need a
    password, are cut off or damaged, have too many pages, or none, or ask for too much.
    """
    limits.expect(source, "pdf")
    if b"%%EOF" not in source.data[-TAIL:]:
        raise limits.damaged(source, "PDF 不完整（缺少文件结尾）")
    if pdf_streams.has_bomb(source.data):
        raise limits.damaged(source, "PDF 的页面内容解压后过大，疑似压缩炸弹")
    return pdf_child.read(source)


Begins = Callable[[bool], None]
"""Called before a page is read; with True before its picture is."""


def read_here(source: Source, begins: Begins = lambda _picture: None) -> Document:
    """Read a PDF in this process, without limits."""
    pages, doubled = _contents(_geometries(source, begins))
    if doubled:
        sheets = _geometries(source, begins)
        pages, _ = _contents(page for sheet in sheets for page in pdf_double.halves(sheet))
    lines = pdf_furniture.loosened([page.lines for page in pages])
    dropped = pdf_furniture.furniture(lines)
    skips = {*pdf_furniture.skips(lines, dropped), *behind_unread(pages)}
    flow_pages = [
        replace(_flow_page(page, dropped.get(page.number, set())), skips=page.number in skips)
        for page in lines
    ]
    flow, parts = (flow_pages, []) if doubled else joined(flow_pages)
    blocks = blocks_of(flow)
    if doubled:
        blocks = [pdf_double.on_sheets(block) for block in blocks]
        pages = _sheets(pages)
    recognised = [
        remark for page in pages for remark in pdf_ocr.remarks(page.lines.number, page.shown.seen)
    ]
    sheet_of = pdf_double.sheet_of if doubled else int
    left_out = pdf_furniture.remarks(lines, dropped, sheet_of)
    remarks = [*left_out, *parts, *page_remarks(pages), *recognised]
    document = assemble(source, blocks, page_count=len(pages), remarks=remarks)
    return replace(document, seen=tuple(line for page in pages for line in page.shown.seen))


def _contents(geometries: Iterable[PageGeometry]) -> tuple[list[PageContent], bool]:
    """Take the content of each page, and tell whether two pages stand on each sheet."""
    pages: list[PageContent] = []
    parted, doubled = 0, True
    said: set[str] = set()
    for page in geometries:
        begun = bool(pages) and _is_open(pages[-1].lines)
        pages.append(_content(page, said, begun=begun))
        said |= pdf_furniture.said_above(pages[-1].lines)
        doubled = doubled and pdf_double.is_double(page)
        parted += doubled and pdf_double.is_parted(page)
    return pages, doubled and parted > 1


def _sheets(pages: Sequence[PageContent]) -> list[PageContent]:
    """Let one page of each sheet tell what was not read of it: its left one."""
    lefts = zip(pages[::2], pages[1::2], strict=True)
    return [
        replace(
            left,
            lines=replace(left.lines, number=pdf_double.sheet_of(left.lines.number)),
            has_text=left.has_text or right.has_text,
        )
        for left, right in lefts
    ]


HEAD_ABOVE = 1.5
"""Ems above the first line of a table within which its heads stand."""


def _is_open(page: PageLines) -> bool:
    """Tell that a page ends in a table, or in the title, body or unit of one, but for its foot."""
    bottom = max((table.bottom for table in page.tables), default=0.0)
    below = [line for line in page.lines if line.middle > bottom]
    foot = 1 - pdf_furniture.MARGIN / 2
    body = [
        line.text
        for line in below
        if line.middle < foot * page.height and not pdf_furniture.is_number(line, page.height)
    ]
    frame = bool(body) and (titles.is_title(body[-1]) or titles.is_header_line(body[-1]))
    return frame or (bottom > 0 and not body)


def _content(page: PageGeometry, said: set[str], *, begun: bool) -> PageContent:
    """Take the lines and tables of a page; `said` are the heads of the pages before."""
    page = without_frame(page)
    found = lattices(page.rules, lambda: _title_heights(page))
    aside = list(pdf_aside.in_margins(page, found))
    if aside:
        apart = {char for side in aside for char in side}
        page = replace(page, chars=[char for char in page.chars if char not in apart])
    page, found = without_headings(page, found)
    lines = _page_lines(page, _tables(page, found), said, begun=begun)
    if aside:
        lines = replace(lines, lines=(*lines.lines, *map(pdf_aside.line_of, aside)))
    return PageContent(lines, bool(page.chars), replace(page, chars=[], rules=[]))


def _geometries(source: Source, begins: Begins) -> Iterator[PageGeometry]:
    """Yield the geometry of each page; one page is open at a time."""
    try:
        document = pdfium.PdfDocument(source.data)
    except pdfium.PdfiumError as error:
        # The library's last error may be that of an earlier file: the file itself must agree.
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        if locked and b"/Encrypt" in source.data:
            remedy = "请用密码打开后另存为不加密的 PDF，再加入"
            raise UserError(source.path, "PDF 加了密码，无法读取", remedy) from error
        raise limits.damaged(source, "PDF 已损坏，无法打开") from error
    try:
        count = len(document)
        if not count:
            raise limits.damaged(source, "PDF 已损坏，里面没有页面")
        if count > limits.MAX_PAGES:
            raise limits.too_large(source, f"页数（{count:,} 页）", limits.MAX_PAGES)
        total = objects = 0
        for index in range(count):
            page = _one(document, index, source, begins)
            total += len(page.chars)
            objects += page.objects
            if total > limits.MAX_PDF_TEXT:
                raise limits.too_large(source, "全文字数", limits.MAX_PDF_TEXT)
            if objects > limits.MAX_PDF_OBJECTS:
                raise limits.too_large(source, "图形对象数", limits.MAX_PDF_OBJECTS)
            yield page
    finally:
        document.close()


def _one(document: pdfium.PdfDocument, index: int, source: Source, begins: Begins) -> PageGeometry:
    """Take the geometry of one page; of a picture what is recognised in it, where that can be."""
    begins(False)
    try:
        page = document[index]
    except pdfium.PdfiumError as error:
        raise limits.damaged(source, f"PDF 第 {index + 1} 页已损坏") from error
    try:
        page_geometry = geometry(page, index + 1)
        is_picture = page_geometry.images or page_geometry.unmapped
        if not page_geometry.chars and is_picture and pdf_ocr.available():
            begins(True)
            page_geometry = pdf_ocr.recognised(page, page_geometry)
        elif page_geometry.layered and not page_geometry.rules:
            page_geometry = replace(page_geometry, rules=pdf_strokes.ruled(page, page_geometry))
        return page_geometry
    except limits.TooMany as error:
        raise limits.too_large(source, f"第 {index + 1} 页的字数", error.limit) from error
    finally:
        page.close()


Placed = list[tuple[Lattice, PageTable]]


def _tables(page: PageGeometry, found: Sequence[Lattice]) -> Placed:
    """Fill the page's lattices; of nested ones the inner gets the characters first."""
    placed: Placed = []
    taken = _page_number(page)
    tables = sorted(found, key=lambda lattice: lattice.area)
    for ruled in tables[-limits.MAX_PAGE_TABLES :]:
        lattice = with_names(ruled, page.chars)
        if lattice is None or (lattice.implied and _head_above(page, lattice)):
            continue
        inside = [
            index
            for index, char in enumerate(page.chars)
            if index not in taken and lattice.contains(*_middle(char))
        ]
        chars = [page.chars[index] for index in inside]
        if has_heads_in_one(lattice, chars) or (lattice.implied and is_unclear(lattice, chars)):
            continue
        further = [
            at
            for at in beyond(lattice, page.chars)
            if at not in taken and not any(t.contains(*_middle(page.chars[at])) for t in tables)
        ]
        chars += [page.chars[at] for at in further]
        table = page_table(lattice, chars, page.number)
        filled = sum(bool(cell.text) for cell in table.cells)
        if is_heap(table):
            continue
        # The rest of a broken row may be one word alone, in a grid that is a table all the same.
        is_small = table.columns < 2 or filled < (1 if table.columns > 2 else 2)
        if is_small and not is_rest(table) and not is_labels(table):
            continue
        taken.update(inside, further)
        right = max((page.chars[at].x1 for at in further), default=lattice.xs[-1])
        whole = replace(lattice, xs=(*lattice.xs[:-1], right))
        placed.append((whole, with_edges(table, lattice, page.rules)))
    return placed


def _page_number(page: PageGeometry) -> set[int]:
    """Return the characters of the page's number at its foot, which a table may stand around.

    It stands in the middle of the page, and its marks are no further apart than a blank.
    """
    top = (1 - pdf_furniture.MARGIN / 2) * page.height
    foot = [index for index, char in enumerate(page.chars) if char.y0 > top]
    middle = page.width / 2
    for row in rows_of(page.chars[index] for index in foot):
        for line in segments(row, NUMBER_GAP):
            if page_numbers.is_dressed(line.text) and line.x0 < middle < line.x1:
                return {
                    index
                    for index in foot
                    if line.x0 <= page.chars[index].x0 < line.x1
                    and line.y0 <= page.chars[index].y0 < line.y1
                }
    return set()


def _head_above(page: PageGeometry, lattice: Lattice) -> bool:
    """Tell that heads stand above the first of level lines, which is the lower edge of a row.

    Such a table is read without its lines: these leave out what the first row of heads says.
    """
    top = lattice.ys[0]
    lines = [line for row in rows_of(page.chars) for line in segments(row) if line.middle < top]
    nearest = max(lines, key=lambda line: line.middle, default=None)
    if nearest is None or top - nearest.middle > HEAD_ABOVE * nearest.em:
        return False
    text = nearest.text
    frame = titles.is_title(text) or titles.is_header_line(text) or titles.unit_of((text,))
    return not frame and "。" not in text


def _title_heights(page: PageGeometry) -> list[float]:
    """Return the heights of the lines that are a title, or the unit of a table."""
    lines = [line for row in rows_of(page.chars) for line in segments(row)]
    return [
        line.middle for line in lines if titles.is_title(line.text) or titles.unit_of((line.text,))
    ]


def _middle(char: Char) -> tuple[float, float]:
    return (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2


def _page_lines(page: PageGeometry, placed: Placed, said: set[str], *, begun: bool) -> PageLines:
    """Set the characters outside of ruled tables as lines; tables without rules are taken out."""
    outside = list(page.chars)
    for lattice, _ in placed:
        outside = [char for char in outside if not lattice.contains(*_middle(char))]
    rows = rows_of(outside)
    if aside := pdf_aside.labels(rows):
        rows = rows_of(
            char for char in outside if not any(line.holds(*_middle(char)) for line in aside)
        )
    rows = rejoined(rows)
    foot = max((lattice.ys[-1] for lattice, _ in placed), default=0.0)
    upper = sum(row[0].y0 < foot for row in rows)
    ordered = in_reading_order(rows[upper:])
    rows[upper:] = ordered or rows[upper:]
    flat = [rule for rule in page.rules if rule.y0 == rule.y1]
    first = next((at for at, row in enumerate(rows) if not pdf_furniture.repeats(row, said)), 0)
    wide = LEVEL_LINE * page.width
    parts = tables_of(rows[first:], page.number, flat, wide, begun=begun)
    taken = {first + index for part in parts for index in range(part.first, part.end)}
    lines = tuple(
        line
        for index, row in enumerate(rows)
        if index not in taken
        for line in segments(row)
        if line.text and line.x1 > 0 and line.x0 < page.width
    )
    lines += tuple(Line(PICTURE, *box, box[3] - box[1]) for box in page.pictures)
    tables = (*(table for _, table in placed), *(part.table for part in parts))
    wide = page.width / 2 if ordered else page.width
    return PageLines(page.number, page.height, wide, lines, tables, tuple(aside))


def _flow_page(page: PageLines, dropped: set[int]) -> FlowPage:
    kept = [line for index, line in enumerate(page.lines) if index not in dropped]
    aside = [line for line in kept if pdf_aside.is_in_margin(line, page.width)]
    items: list[Line | PageTable] = [*(line for line in kept if line not in aside), *page.tables]
    items.sort(key=lambda item: item.top if isinstance(item, PageTable) else item.middle)
    middle = page.width / 2
    if pdf_double.has_tables_beside(items, middle):
        items.sort(key=lambda item: pdf_double.extent(item)[0] > middle)
    return FlowPage(page.number, page.width, tuple(items), aside=(*page.aside, *aside))
