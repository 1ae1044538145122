"""An invented disclosure as a file of each format: in, paragraphs and a table; out, bytes.

Only what the readers need to find text and cells; nothing is set nicely.
"""

from __future__ import annotations

import html
import io
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from mingzhang.model import UserError
from mingzhang.read import doc

_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
    b"/DescendantFonts[4 0 R]>>"
)
_LETTERS = (
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>"
)
Rows = Sequence[Sequence[str]]
Writer = Callable[[Sequence[str], Rows], bytes]
_FIGURE = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LINES = 40
"""Lines of a page of a PDF."""
_WIDE = 36
"""Characters of a line of a PDF."""


def text(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """Paragraphs, and the table as it leaves the clipboard."""
    return "\n".join([*paragraphs, *("\t".join(row) for row in rows), ""]).encode()


def delimited(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """The table alone, below its title."""
    del paragraphs
    lines = (",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def web_page(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """A page with an article and a table."""
    prose = "".join(f"<p>{html.escape(paragraph)}</p>\n" for paragraph in paragraphs)
    cells = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
    table = "".join(f"<tr>{row}</tr>\n" for row in cells)
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>'
    return f"{head}<article>{prose}<table>{table}</table></article></body></html>".encode()


def web_archive(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """The page as browsers keep it: one part of a MIME message."""
    from email.mime.multipart import MIMEMultipart
    from email.mime.text import MIMEText

    whole = MIMEMultipart("related", boundary="----part")
    whole.attach(MIMEText(web_page(paragraphs, rows).decode(), "html", "utf-8"))
    return whole.as_bytes()


def sheet_xml(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """A workbook as one XML file."""
    del paragraphs
    cells = (
        "".join(f'<Cell><Data ss:Type="String">{html.escape(cell)}</Data></Cell>' for cell in row)
        for row in rows
    )
    table = "".join(f"<Row>{row}</Row>" for row in cells)
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="表">'
        f"<Table>{table}</Table></Worksheet></Workbook>"
    ).encode()


def word(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """A Word file."""
    import docx

    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(len(rows), max(map(len, rows)))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.cell(number, column).text = cell
    return _saved(document.save)


def workbook(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """A workbook of one sheet."""
    import openpyxl

    del paragraphs
    book = openpyxl.Workbook()
    sheet = book.create_sheet("表", 0)
    for row in rows:
        sheet.append(list(row))
    return _saved(book.save)


def old_workbook(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """The workbook as Excel 97 kept it: figures are numbers."""
    import xlwt

    del paragraphs
    book = xlwt.Workbook()
    sheet, shown = book.add_sheet("表"), xlwt.easyxf(num_format_str="#,##0.00")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            plain = cell.replace(",", "")
            sheet.write(number, column, float(plain) if _FIGURE.fullmatch(plain) else cell, shown)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def open_workbook(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """The workbook as LibreOffice keeps it."""
    del paragraphs
    table = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell>{_paragraph(cell)}</table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    body = f'<office:spreadsheet><table:table table:name="表">{table}</table:table>'
    return _open_document("spreadsheet", f"{body}</office:spreadsheet>")


def open_text(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """The text as LibreOffice keeps it, the table as lines."""
    lines = [*paragraphs, *("\t".join(row) for row in rows)]
    return _open_document("text", f"<office:text>{''.join(map(_paragraph, lines))}</office:text>")


def _paragraph(paragraph_text: str) -> str:
    return f"<text:p>{html.escape(paragraph_text)}</text:p>"


def _open_document(kind: str, body: str) -> bytes:
    oasis, made = (
        "urn:oasis:names:tc:opendocument:xmlns",
        f"application/vnd.oasis.opendocument.{kind}",
    )
    spaces = " ".join(f'xmlns:{name}="{oasis}:{name}:1.0"' for name in ("office", "table", "text"))
    files = "".join(
        f'<m:file-entry m:full-path="{path}" m:media-type="{media}"/>'
        for path, media in (("/", made), ("content.xml", "text/xml"))
    )
    parts = {
        "mimetype": made,
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{oasis}:manifest:1.0">{files}</m:manifest>',
        "content.xml": f'<office:document-content {spaces} office:version="1.2"><office:body>{body}'
        "</office:body></office:document-content>",
    }
    return packed({name: part.encode() for name, part in parts.items()}, packs=False)


def rich_text(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """The text as RTF, the table as lines; characters are numbers of UTF-16 in it."""
    lines = [*paragraphs, *("\t".join(row) for row in rows)]
    body = "".join(f"{''.join(map(_escaped, line))}\\par\n" for line in lines)
    return f"{{\\rtf1\\ansi\\ansicpg936\\uc1\n{body}}}".encode()


def old_word(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """The text as Word of 1997 to 2003, the table as lines: RTF that LibreOffice converts.

    Raises `UserError` where there is no LibreOffice.
    """
    program = next(filter(None, map(shutil.which, doc.PROGRAMS)), None)
    if program is None:
        raise UserError("fuzz", "写旧版 Word 文件需要 LibreOffice", "请安装 LibreOffice 后重试")
    return doc.convert(program, rich_text(paragraphs, rows), "rtf", "doc:MS Word 97")[1]


def _escaped(char: str) -> str:
    if char.isascii() and (char.isalnum() or char in " ,."):
        return char
    units = char.encode("utf-16-le")
    pairs = (units[at : at + 2] for at in range(0, len(units), 2))
    return "".join(f"\\u{int.from_bytes(pair, 'little', signed=True)}?" for pair in pairs)


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    with zipfile.ZipFile(buffer) as package:
        return packed({name: package.read(name) for name in package.namelist()})


def packed(parts: Mapping[str, bytes], packs: bool = True) -> bytes:
    """Put parts into a ZIP without the time of now; `packs`: made smaller."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
            package.writestr(entry, _TIME.sub(b"2024-01-01T00:00:00Z", part))
    return buffer.getvalue()


def pdf(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """Lines of text on pages, in a standard font that needs no embedding."""
    lines = [
        paragraph[at : at + _WIDE]
        for paragraph in paragraphs
        for at in range(0, max(1, len(paragraph)), _WIDE)
    ]
    lines += ["  ".join(row) for row in rows]
    pages = [lines[at : at + _LINES] for at in range(0, len(lines), _LINES)]
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        _FONT,
        _LETTERS,
    ]
    for number, page in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            + f"/Contents {6 + 2 * number} 0 R>>".encode()
        )
        drawn = "".join(
            f"BT /F1 11 Tf 60 {780 - 18 * line} Td <{line_text.encode('utf-16-be').hex()}> Tj ET\n"
            for line, line_text in enumerate(page)
        )
        packed = zlib.compress(drawn.encode())
        head = f"<</Length {len(packed)}/Filter/FlateDecode>>\nstream\n".encode()
        objects.append(head + packed + b"\nendstream")
    return _numbered(objects)


def _numbered(objects: Sequence[bytes]) -> bytes:
    """Put objects into a PDF file with its table of places."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    tail = f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + (head + tail).encode()


CONTAINERS: Mapping[str, Writer] = MappingProxyType(
    {
        "txt": text,
        "csv": delimited,
        "html": web_page,
        "mht": web_archive,
        "xml": sheet_xml,
        "docx": word,
        "xlsx": workbook,
        "xls": old_workbook,
        "ods": open_workbook,
        "pdf": pdf,
    }
)
"""Formats with their writers."""
OFFICE: Mapping[str, Writer] = MappingProxyType(
    {"odt": open_text, "rtf": rich_text, "doc": old_word}
)
"""Formats that LibreOffice converts for the reader: seconds for each file."""
