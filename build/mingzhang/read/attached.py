"""Attachments: in, the document of a file and those of its attachments; out, one document.

The text of the file stays where it is, so that its offsets hold; each attachment follows behind a
line 附件, and a note says which file it is. Tables and pages go on counting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mingzhang.model import Document, Grid, Note, Page, Source
from mingzhang.read import limits

SEPARATOR = "附件\n"
"""The line before an attachment. It is a heading to the parser, so that no part goes on over it;
it holds no digits, since every numeral of the text must be one of a source."""


def attach(source: Source, main: Document, attached: Sequence[Document]) -> Document:
    """Join a document with its attachments. `source` is the record of the whole disclosure.

    Raises `UserError` when the text as a whole passes `limits.MAX_TEXT`.
    """
    whole = replace(main, source=source)
    for document in attached:
        whole = _joined(whole, document)
        if len(whole.text) > limits.MAX_TEXT:
            raise limits.too_large(source, "正文和附件的全文字数", limits.MAX_TEXT)
    return whole


def separators(document: Document) -> frozenset[tuple[int, int]]:
    """Return the spans of the lines that were put before the attachments."""
    width = len(SEPARATOR)
    starts = (note.start for note in document.notes if note.kind == "attachment")
    return frozenset((start - width, start - 1) for start in starts)


def unread(document: Document, name: str, reason: str) -> Document:
    """Return the document with a note that an attachment is kept but was not read."""
    end = len(document.text)
    note = Note(
        "attachment_not_read",
        end,
        end,
        f"附件“{name}”没有读取：{reason}；原件照样保存和公开。",
        f"The attachment “{name}” was not read; the original is kept and published.",
    )
    return replace(document, notes=(*document.notes, note))


def _joined(main: Document, other: Document) -> Document:
    before = main.text if main.text.endswith("\n") else main.text + "\n"
    start = len(before) + len(SEPARATOR)
    pages, tables = len(main.pages), len(main.grids)
    name = other.source.path.name
    note = Note(
        "attachment",
        start,
        start + len(other.text),
        f"以下是附件“{name}”的内容。{_numbering_zh(other, pages, tables)}",
        f"The attachment “{name}” begins here.{_numbering_en(other, pages, tables)}",
    )
    return replace(
        main,
        text=before + SEPARATOR + other.text,
        grids=(*main.grids, *(_moved(grid, start, pages, tables) for grid in other.grids)),
        pages=(
            *main.pages,
            *(Page(p.number + pages, p.start + start, p.end + start) for p in other.pages),
        ),
        notes=(
            *main.notes,
            note,
            *(_placed(remark, start, name) for remark in other.notes),
        ),
    )


def _placed(remark: Note, start: int, name: str) -> Note:
    """Move a note, and say which file its page or sheet is of."""
    return replace(
        remark,
        start=remark.start + start,
        end=remark.end + start,
        message_zh=f"附件“{name}”：{remark.message_zh}",
        message_en=f"Attachment “{name}”: {remark.message_en}",
    )


def _moved(grid: Grid, start: int, pages: int, tables: int) -> Grid:
    return replace(
        grid,
        page=grid.page + pages if grid.page else 0,
        table=grid.table + tables,
        start=grid.start + start,
        end=grid.end + start,
        cells=tuple(
            replace(cell, start=cell.start + start, end=cell.end + start) for cell in grid.cells
        ),
    )


def _numbering_zh(other: Document, pages: int, tables: int) -> str:
    parts = []
    if other.pages:
        parts.append(f"它的第 1 页在本文件中编为第 {pages + 1} 页")
    if other.grids:
        parts.append(f"它的第 1 张表编为第 {tables + 1} 张表")
    return "，".join(parts) + "。" if parts else ""


def _numbering_en(other: Document, pages: int, tables: int) -> str:
    parts = []
    if other.pages:
        parts.append(f"its page 1 is page {pages + 1} here")
    if other.grids:
        parts.append(f"its table 1 is table {tables + 1} here")
    return f" {'; '.join(parts)}.".replace(" its", " Its", 1) if parts else ""
