"""Reading: in, a `Source`; out, a `Document` (text, grids, pages), by what the file holds.

Each format is one module with a function `read(source) -> Document`, imported when it is needed.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import cast

from mingzhang.model import Document, Source, UserError
from mingzhang.read import limits
from mingzhang.read.attached import attach, separators, unread
from mingzhang.read.encodable import encodable
from mingzhang.read.soundness import told

__all__ = ["check_size", "join", "read", "read_whole", "reader_of", "separators", "supported"]

Reader = Callable[[Source], Document]

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "text",
        ".text": "text",
        ".md": "text",
        ".html": "html",
        ".htm": "html",
        ".xhtml": "html",
        ".docx": "docx",
        ".doc": "doc",
        ".wps": "doc",
        ".xlsx": "xlsx",
        ".xlsm": "xlsx",
        ".xls": "xls",
        ".et": "xls",
        ".pdf": "pdf",
        ".csv": "delimited",
        ".tsv": "delimited",
        ".mht": "mhtml",
        ".mhtml": "mhtml",
        ".ods": "ods",
        ".odt": "doc",
        ".rtf": "doc",
        ".xml": "sheetml",
    }
)
"""Suffix (lower case) → the module of this package that reads it."""
ARCHIVES = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"})
CONTENTS: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "pdf",
        "docx": "docx",
        "xlsx": "xlsx",
        "ods": "ods",
        "odt": "doc",
        "rtf": "doc",
        "wordml": "doc",
        "html": "html",
        "mhtml": "mhtml",
        "sheetml": "sheetml",
    }
)
"""Kind of content → the module that reads it, whatever the name of the file says."""
MAX_PROSE = 1_000_000
"""Characters outside of tables. A department's disclosure has 5,000 to 60,000 of them."""
MAX_LINE = 50_000
"""Characters of one line: a whole disclosure that lost its line breaks, and no more."""


def read(source: Source) -> Document:
    """Read one source with the reader of its content.

    Raises UserError when no reader knows the suffix, when the reader cannot read the file, and for
    prose that no disclosure is as long as.
    """
    name = _module_for(source)
    is_text = name == "text"
    if is_text and len(source.data) > 4 * MAX_PROSE:  # no character takes more bytes
        problem = (
            f"文字文件有 {len(source.data) / 1e6:.0f} MB，超过上限 {4 * MAX_PROSE / 1e6:.0f} MB"
        )
        raise UserError(source.path, problem, "请核对是否给错了文件；几份公开合成的文件请拆开")
    document = _of_a_length(encodable(_reader(name)(source)))
    # The lines of a text file are its own; elsewhere they are the reader's work.
    return document if is_text else told(document)


def _module_for(source: Source) -> str:
    """Name the module that reads a source: by its content, which names often belie.

    A name decides between kinds of plain text. Raises UserError when no reader knows the name.
    """
    reader_of(source.path)
    named, kind = FORMATS[source.path.suffix.lower()], limits.kind(source.data)
    if named == "text" and kind not in ("text", "html", "mhtml", "sheetml"):
        return named  # refused: its characters are those of a program
    if kind == "ole":
        return "xls" if limits.is_workbook(source.data) else "doc"
    if named == "pdf" and kind in ("text", "html"):
        return named  # refused: what was downloaded is a page that says why there is no file
    if kind == "text":
        plain = named in ("text", "html", "delimited")
        return named if plain else "delimited" if named in ("xls", "xlsx", "ods") else "text"
    if kind == "html" and named == "text" and not source.data.lstrip(_BEFORE).startswith(_OPENS):
        problem = f"扩展名是 {source.path.suffix}，内容却混有网页（HTML）标记"
        raise UserError(source.path, problem, "请去掉标记，或另存为 .html 后再加入")
    return CONTENTS.get(kind, named)


_BEFORE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
_OPENS = b"<"


def _of_a_length(document: Document) -> Document:
    path = document.source.path
    prose = len(document.text) - sum(grid.end - grid.start for grid in document.grids)
    if prose > MAX_PROSE:
        problem = f"表格以外的文字有 {prose:,} 字，超过上限 {MAX_PROSE:,}"
        raise UserError(path, problem, "请核对是否给错了文件；几份公开合成的文件请拆开")
    longest = max(map(len, document.text.splitlines()), default=0)
    if longest > MAX_LINE:
        problem = f"有一行长达 {longest:,} 字，超过上限 {MAX_LINE:,}"
        raise UserError(path, problem, "请核对文件是否完好；换行丢失的请取得原文件")
    return document


def check_size(path: Path) -> None:
    """Refuse a file that is too large before its bytes are read. Raises UserError."""
    size = path.stat().st_size
    if size > limits.MAX_FILE_BYTES:
        remedy = f"上限为 {limits.MAX_FILE_BYTES // 1_000_000} MB，请拆分文件后再加入"
        raise UserError(path, f"文件太大（{size / 1e6:.0f} MB）", remedy)


def read_whole(source: Source) -> Document:
    """Read one source and its attachments, which lie beside it, as one document.

    An attachment in a format without a reader gets a note. Raises UserError like `read`, for the
    source and for each attachment.
    """
    main = read(source)
    if not source.attachments:
        return main
    attached: list[Document] = []
    skipped: list[tuple[str, str]] = []
    for path in source.attachments:
        try:
            reader_of(path)
        except UserError as error:
            skipped.append((path.name, error.problem))
            continue
        check_size(path)
        attached.append(read(replace(source, path=path, data=path.read_bytes(), attachments=())))
    return join(source, main, attached, skipped)


def join(
    source: Source,
    main: Document,
    attached: Sequence[Document],
    skipped: Sequence[tuple[str, str]] = (),
) -> Document:
    """Join a document with those of its attachments; `skipped`: names of others, and why."""
    whole = attach(source, main, attached)
    for name, reason in skipped:
        whole = unread(whole, name, reason)
    return whole


def reader_of(path: Path) -> Reader:
    """Return the reader for a file name. Raises UserError when there is none."""
    suffix = path.suffix.lower()
    name = FORMATS.get(suffix, "")
    if not name or importlib.util.find_spec(f"{__name__}.{name}") is None:
        shown = suffix or "没有扩展名的文件"
        if suffix in ARCHIVES:
            raise UserError(path, f"这是压缩包（{shown}）", "请先解压，再给出里面的文件")
        problem = f"暂不支持这种格式（{shown}）"
        raise UserError(path, problem, f"请另存为以下格式之一：{'、'.join(supported())}")
    return _reader(name)


def _reader(name: str) -> Reader:
    return cast(Reader, importlib.import_module(f"{__name__}.{name}").read)


def supported() -> tuple[str, ...]:
    """Return the suffixes that have a reader."""
    return tuple(
        suffix
        for suffix, name in FORMATS.items()
        if importlib.util.find_spec(f"{__name__}.{name}") is not None
    )
