"""How much a source may ask of this machine, and what its first bytes say it is.

In: the bytes of a source. Out: nothing, or a `UserError` in the reader's language.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from mingzhang.model import Source, UserError

MAX_FILE_BYTES = 200_000_000
"""The largest disclosures are scanned PDFs of some tens of megabytes; ten times that is not one."""
MAX_UNZIPPED_BYTES = 400_000_000
"""All parts of a DOCX or XLSX together. A province's budget tables unzip to less than 50 MB."""
MAX_XML_BYTES = 80_000_000
"""One XML part: parsed, it takes five to ten times its size in memory."""
MAX_ZIP_RATIO = 400
"""XML of tables packs 10 to 40 to one, a long run of blanks 1,000 to one."""
RATIO_FREE_BYTES = 4_000_000
"""Below this a part cannot hurt, whatever its ratio."""
MAX_ZIP_PARTS = 20_000
"""Word makes one part for each picture; the limit keeps a directory of millions out."""
MAX_PAGES = 1_500
"""All departments of a province in one file is below 1,000 pages; a longer file is a book."""
MAX_CELLS = 400_000
"""Cells of one source. The tables of a department have some thousands, of a province 100,000."""
MAX_TEXT = 20_000_000
"""Characters of one source: five times the annual budget of a province with every annex."""
MAX_ROWS = 100_000
MAX_COLUMNS = 512
"""Rows and columns of one table. The widest statutory layout has about 40 columns."""
MAX_RULES = 30_000
"""Ruling lines of one PDF page. A dense table drawn cell by cell has 3,000; beyond is a drawing."""
MAX_OBJECTS = 100_000
"""Drawn objects of one PDF page; above, its lines are not looked at: it is a map or a drawing."""
MAX_PDF_OBJECTS = 10_000_000
"""Drawn objects of a whole PDF: 1,000 pages of dense tables have 3 million."""
MAX_PDF_TEXT = 5_000_000
"""Characters of a whole PDF: 1,000 pages of dense text have 1.5 million."""
MAX_PAGE_TABLES = 60
"""Ruled tables of one page; more are the boxes of a form or a drawing, the largest are kept."""
MAX_STREAM_BYTES = 8_000_000
"""One unpacked PDF stream that is neither picture nor font; the densest page has 1 MB."""
MAX_PAGE_CHARS = 60_000
"""Characters of one PDF page. The densest table in small print has 8,000."""
MAX_NESTING = 2_000
"""Open HTML elements at one time: real pages stay below 100, parsers take quadratic time."""
CONVERT_SECONDS = 120
"""LibreOffice needs 5 to 20 seconds for a Word file with tables; then it is stuck."""
CONVERT_MEMORY = 1_500_000_000
"""Bytes of LibreOffice; it needs 200 million for a Word file with tables."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_KINDS_ZH = {
    "pdf": "PDF",
    "docx": "Word（DOCX）",
    "xlsx": "Excel（XLSX）",
    "ole": "旧版 Office（DOC、XLS 或 WPS）",
    "encrypted": "加了密码的 Office 文件",
    "zip": "ZIP 压缩包",
    "rtf": "RTF",
    "html": "网页（HTML）",
    "mhtml": "网页归档（MHTML）",
    "sheetml": "Excel（XML 2003）",
    "wordml": "Word（XML）",
    "ods": "ODS 工作簿",
    "odt": "ODT 文档",
    "image": "图片",
    "empty": "空文件",
    "ofd": "OFD",
    "binary": "无法识别的二进制文件",
    "text": "纯文本",
}
_SUFFIXES = {"pdf": ".pdf", "docx": ".docx", "xlsx": ".xlsx", "ole": ".doc 或 .xls", "rtf": ".rtf"}
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")


def kind(data: bytes) -> str:
    """Tell what bytes are.

    One of: pdf docx xlsx ods odt ofd zip ole encrypted rtf mhtml sheetml wordml html image empty
    binary text.
    """
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "empty"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "encrypted" if _ENCRYPTED in data else "ole"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_IMAGES):
        return "image"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _text_kind(data[:8192].decode("utf-16", "ignore").encode())
    return "binary" if b"\0" in data[:8192] else _text_kind(data[:4096])


_MHTML = re.compile(rb"^content-type:\s*multipart/related", re.MULTILINE)
_HTML = (b"<html", b"<!doctype html", b"<head", b"<body", b"<table", b"<div", b"<meta", b"<p>")


def _text_kind(head: bytes) -> str:
    lowered = head.lower()
    if _MHTML.search(lowered):
        return "mhtml"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in lowered and b"<workbook" in lowered:
        return "sheetml"
    if b"<w:worddocument" in lowered or b"<pkg:package" in lowered:
        return "wordml"
    return "html" if any(mark in lowered for mark in _HTML) else "text"


def is_workbook(data: bytes) -> bool:
    """Tell whether an old Office file holds a workbook rather than a document."""
    names = ("Workbook", "Book")
    return any(f"{name}\0".encode("utf-16-le") in data for name in names) and (
        "WordDocument".encode("utf-16-le") not in data
    )


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename for info in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        # The directory stands at the end: without it, the names in the local headers tell the kind.
        names = {name for name in ("word/", "xl/", "OFD.xml") if name.encode() in data}
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if b"vnd.oasis.opendocument." in data[:200]:
        return "ods" if b"opendocument.spreadsheet" in data[:200] else "odt"
    return "ofd" if "OFD.xml" in names else "zip"


def expect(source: Source, *wanted: str) -> None:
    """Refuse a source that is too large, or whose content is not one of the kinds wanted."""
    name = source.path.name
    if len(source.data) > MAX_FILE_BYTES:
        size = f"{len(source.data) / 1e6:.0f} MB"
        remedy = f"上限为 {MAX_FILE_BYTES // 1_000_000} MB，请拆分文件后再加入"
        raise UserError(source.path, f"文件太大（{size}）", remedy)
    actual = kind(source.data)
    if actual in wanted:
        return
    if actual == "encrypted":
        raise UserError(
            source.path, "文件加了密码，无法读取", "请用 Office 或 WPS 去掉密码后另存，再加入"
        )
    if actual == "empty":
        raise UserError(source.path, "文件是空的", "请重新下载原文件")
    if actual == "ofd":
        raise UserError(source.path, "暂不支持 OFD 版式文件", "请用 OFD 阅读器另存为 PDF 后再加入")
    suffix = PurePosixPath(name).suffix or "（无）"
    remedy = (
        f"请把扩展名改为 {_SUFFIXES[actual]} 后再加入"
        if actual in _SUFFIXES
        else "请核对文件是否下载完整、扩展名是否正确"
    )
    raise UserError(source.path, f"扩展名是 {suffix}，内容却是{_KINDS_ZH[actual]}", remedy)


def check_zip(source: Source) -> None:
    """Refuse a DOCX or XLSX that is cut off, encrypted, or unpacks to more than memory holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UserError(
            source.path, "文件不完整或已损坏", "请重新下载原文件，或用 Office 打开后另存"
        ) from error
    if any(info.flag_bits & 1 for info in infos):
        raise UserError(source.path, "压缩包加了密码，无法读取", "请去掉密码后另存，再加入")
    total = sum(info.file_size for info in infos)
    if len(infos) > MAX_ZIP_PARTS or total > MAX_UNZIPPED_BYTES or any(map(_bomb, infos)):
        problem = f"解压后过大（{total / 1e6:.0f} MB，{len(infos)} 个部件），疑似压缩炸弹"
        raise UserError(source.path, problem, "请确认文件来源；如确为公开文件，请拆分后再加入")


def _bomb(info: zipfile.ZipInfo) -> bool:
    if info.filename.endswith((".xml", ".rels")) and info.file_size > MAX_XML_BYTES:
        return True
    ratio = info.file_size / max(info.compress_size, 1)
    return info.file_size > RATIO_FREE_BYTES and ratio > MAX_ZIP_RATIO


def too_large(source: Source, what: str, limit: int) -> UserError:
    """Make the error of a source with more of something than `limit`."""
    return UserError(source.path, f"{what}超过上限 {limit:,}", "请拆分文件，或只保留公开的表格")


def damaged(source: Source, what: str) -> UserError:
    """Make the error of a source that its library cannot read."""
    return UserError(source.path, what, "请重新下载原文件，或用原软件打开后另存再加入")


def xml(source: Source, data: bytes, what: str) -> ElementTree.Element:
    """Parse XML of a source. Raises `UserError` where it is broken, too large, or has entities."""
    if len(data) > MAX_XML_BYTES:
        raise too_large(source, f"{what}的字节数", MAX_XML_BYTES)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise damaged(source, f"{what}含有不该有的实体定义")
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise damaged(source, f"{what}已损坏，无法读取") from error


def is_ours(error: Exception) -> bool:
    """Tell whether an error arose in a line of our own, not in a library at a broken file."""
    if isinstance(error, _BROKEN):
        return False
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and Path(trace.tb_frame.f_code.co_filename).is_relative_to(_OURS)


_BROKEN = (ElementTree.ParseError, zipfile.BadZipFile, zlib.error, struct.error, UnicodeError)
"""What libraries without Python lines of their own raise at broken bytes."""
_OURS = Path(__file__).parents[1]


class TooMany(Exception):
    """More of something than a limit allows; the reader turns it into a `UserError`."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(str(limit))
