"""Blocks to a document: in, paragraphs and tables in order; out, one text with grids and pages.

Paragraphs become one line each, table rows lines of cells parted by tabs; a table's frame (title,
unit, notes within its ruled area) becomes lines of its own, so that the grid holds heads and data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from mingzhang.model import Cell, Document, Grid, Note, Page, Source
from mingzhang.read import continued, limits, titles
from mingzhang.read.blocks import Block, BlockCell, Paragraph, Remark, Table

NOTE_LENGTH = 30
"""A lone cell longer than this in a last row is a remark, not a row label."""


@dataclass(slots=True)
class _Writer:
    """Collects the text, and where things stand in it."""

    source: Source
    parts: list[str] = field(default_factory=list)
    length: int = 0
    grids: list[Grid] = field(default_factory=list)
    page_starts: dict[int, int] = field(default_factory=dict)
    spans: list[tuple[int, int]] = field(default_factory=list)
    frame: list[str] = field(default_factory=list)
    """The lines since the last table: title and unit of the next one are among them."""

    def write(self, text: str) -> tuple[int, int]:
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        if self.length > limits.MAX_TEXT:
            raise limits.too_large(self.source, "全文字数", limits.MAX_TEXT)
        return start, self.length

    def at_page(self, page: int, offset: int) -> None:
        if page:
            self.page_starts.setdefault(page, offset)

    def paragraph(self, paragraph: Paragraph) -> None:
        self.at_page(paragraph.page, self.length)
        start, _ = self.write(paragraph.text)
        for offset, page in paragraph.breaks:
            self.at_page(page, start + offset)
        self.write("\n")
        self.frame.append(paragraph.text)

    def table(self, table: Table) -> None:
        if table.caption:
            self.paragraph(Paragraph(table.caption, table.page))
        if table.name:
            self.frame.clear()  # a sheet has its title within
        for rows in _stacked(_rows(table.cells)):
            self._one(table, rows)

    def _one(self, table: Table, cell_rows: list[list[BlockCell]]) -> None:
        before, rows, after = _peel(cell_rows)
        told = (*self.frame[-titles.LOOK_BACK :], *(text for text, _ in before))
        if rows and _is_banner(rows) and not any(map(titles.is_title, told)):
            below, left, _ = _peel(rows[1:])
            before, rows = [*before, *_lines(rows[:1]), *below], left
        for text, page in before:
            self.paragraph(Paragraph(text, page))
        if rows:
            self._grid(table, rows)
        for text, page in after:
            self.paragraph(Paragraph(text, page))

    def _grid(self, table: Table, rows: list[list[BlockCell]]) -> None:
        start = self.length
        cells = [cell for row in rows for cell in self._row(row)]
        heads = [cell.text for row in rows[: titles.HEAD_ROWS] for cell in row]
        title, unit = titles.around(self.frame, heads)
        self.grids.append(
            Grid(
                page=rows[0][0].page or table.page,
                table=len(self.grids),
                title=titles.of_caption(table.caption) or title or titles.squeezed(table.name),
                unit=unit,
                cells=tuple(cells),
                start=start,
                end=self.length,
            )
        )
        self.frame.clear()

    def _row(self, row: list[BlockCell]) -> Iterable[Cell]:
        for index, cell in enumerate(row):
            if index:
                self.write("\t")
            self.at_page(cell.page, self.length)
            start, end = self.write(cell.text)
            yield Cell(
                cell.row, cell.column, cell.text, start, end, cell.row_span, cell.column_span
            )
        self.write("\n")


def assemble(
    source: Source,
    blocks: Sequence[Block],
    *,
    encoding: str = "utf-8",
    page_count: int = 0,
    remarks: Sequence[Remark] = (),
) -> Document:
    """Make the document of a source from its blocks.

    `page_count` is the number of pages of the source (0: none); pages without text get an empty
    span where they would stand. Raises `UserError` when the text passes `limits.MAX_TEXT`.
    """
    writer = _Writer(source)
    for block in continued.whole(blocks):
        start = writer.length
        if isinstance(block, Paragraph):
            writer.paragraph(block)
        else:
            writer.table(block)
        writer.spans.append((start, max(start, writer.length - 1)))
    text = "".join(writer.parts)
    pages = _pages(writer.page_starts, page_count, len(text))
    return Document(
        source=source,
        text=text,
        encoding=encoding,
        grids=tuple(writer.grids),
        pages=pages,
        notes=tuple(_note(remark, pages, writer.spans) for remark in remarks),
    )


def _rows(cells: Iterable[BlockCell]) -> list[list[BlockCell]]:
    ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
    return [list(row) for _, row in groupby(ordered, key=lambda cell: cell.row)]


def _stacked(rows: list[list[BlockCell]]) -> list[list[list[BlockCell]]]:
    """Part tables that stand below each other on one sheet, each under its title."""
    tables: list[list[list[BlockCell]]] = [[]]
    filled = False
    for row in rows:
        cells = _printed(row)
        if filled and titles.is_title_row([cell.text for cell in cells]):
            tables.append(_form_numbers(tables[-1]))
            filled = False
        tables[-1].append(row)
        filled = filled or (bool(cells) and not _is_frame(cells))
    return continued.on_pages(tables)


def _form_numbers(rows: list[list[BlockCell]]) -> list[list[BlockCell]]:
    """Take away the last rows of a table that stand above the title of the next (公开02表)."""
    taken: list[list[BlockCell]] = []
    while rows and all(titles.is_header_line(cell.text) for cell in _printed(rows[-1])):
        taken.insert(0, rows.pop())
    return taken


def _is_banner(rows: Sequence[Sequence[BlockCell]]) -> bool:
    """Tell that the first row is one cell as wide as the table: its title."""
    width = max(cell.column + cell.column_span for row in rows for cell in row)
    cells = _printed(rows[0])
    is_wide = len(cells) == 1 and cells[0].column_span >= width >= 3
    return is_wide and bool(titles.title_before([cells[0].text]))


Lines = list[tuple[str, int]]


def _peel(rows: list[list[BlockCell]]) -> tuple[Lines, list[list[BlockCell]], Lines]:
    """Part the frame (title, unit, body, notes) printed inside a table from its heads and data."""
    first, last = 0, len(rows)
    while first < last and _is_frame(_printed(rows[first])):
        first += 1
    while last > first and _is_remark(_printed(rows[last - 1])):
        last -= 1
    return _lines(rows[:first]), rows[first:last], _lines(rows[last:])


def _printed(row: Sequence[BlockCell]) -> list[BlockCell]:
    return [cell for cell in row if cell.text]


def _lines(rows: Iterable[Sequence[BlockCell]]) -> Lines:
    return [(cell.text, cell.page) for row in rows for cell in _printed(row)]


def _is_frame(cells: Sequence[BlockCell]) -> bool:
    texts = [cell.text for cell in cells]
    return titles.is_frame(texts) or titles.is_page_number(texts)


def _is_remark(cells: Sequence[BlockCell]) -> bool:
    if not cells:
        return True
    texts = [cell.text for cell in cells]
    if titles.is_signed(texts) or titles.is_page_number(texts):
        return True
    return len(texts) == 1 and bool(titles.NOTE_ROW.search(texts[0]) or len(texts[0]) > NOTE_LENGTH)


def _pages(starts: dict[int, int], count: int, length: int) -> tuple[Page, ...]:
    pages: list[Page] = []
    end = length
    for number in range(count, 0, -1):
        start = min(starts.get(number, end), end)
        pages.append(Page(number, start, end))
        end = start
    return tuple(reversed(pages))


def _note(remark: Remark, pages: Sequence[Page], spans: Sequence[tuple[int, int]]) -> Note:
    start = end = 0
    if remark.block >= 0:
        start, end = spans[remark.block]
    elif remark.page:
        page = pages[remark.page - 1]
        start, end = page.start, page.end
    return Note(remark.kind, start, end, remark.message_zh, remark.message_en)
