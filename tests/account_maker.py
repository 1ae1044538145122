"""Makes one invented account in every format: HTML, DOCX, XLSX, a PDF set by hand, pasted text.

A table is rows of cells `text`, `text>3` (three columns wide), `text^2` (two rows high) or
`text>3^2`; a cell that another one covers is left out.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import docx
import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from pdf_maker import PdfPage, pdf

_CELL = re.compile(r"(?P<text>.*?)(?:>(?P<wide>\d+))?(?:\^(?P<high>\d+))?")


@dataclass(frozen=True)
class Placed:
    row: int
    column: int
    text: str
    high: int
    wide: int


@dataclass(frozen=True)
class MadeTable:
    title: str
    unit: str
    rows: list[list[str]]
    note: str = ""

    def cells(self) -> list[Placed]:
        taken: set[tuple[int, int]] = set()
        placed = []
        for row, texts in enumerate(self.rows):
            column = 0
            for written in texts:
                while (row, column) in taken:
                    column += 1
                match = _CELL.fullmatch(written)
                assert match
                wide, high = int(match["wide"] or 1), int(match["high"] or 1)
                placed.append(Placed(row, column, match["text"], high, wide))
                taken |= {(row + r, column + c) for r in range(high) for c in range(wide)}
                column += wide
        return placed

    @property
    def width(self) -> int:
        return max(cell.column + cell.wide for cell in self.cells())


def from_sheet(table: MadeTable) -> list[str]:
    """The lines that a sheet leaves on the clipboard: what a merged cell covers is empty."""
    filled = {(cell.row, cell.column): cell.text for cell in table.cells()}
    return [
        "\t".join(filled.get((row, column), "") for column in range(table.width))
        for row in range(len(table.rows))
    ]


def from_page(table: MadeTable) -> list[str]:
    """The lines that a browser leaves on the clipboard: of a merged cell there is one."""
    return [
        "\t".join(cell.text for cell in table.cells() if cell.row == row)
        for row in range(len(table.rows))
    ]


def to_text(paragraphs: list[str], table: MadeTable, lines: list[str]) -> bytes:
    """A text with a table pasted into it, its title and unit above it."""
    head = [*paragraphs, "", table.title, f"单位：{table.unit}"]
    return "\n".join([*head, *lines, "", table.note, ""]).encode()


def to_html(paragraphs: list[str], tables: list[MadeTable]) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    for table in tables:
        body += f"<p>{table.title}</p><p>单位：{table.unit}</p><table border='1'>"
        cells = table.cells()
        for row in range(len(table.rows)):
            body += "<tr>" + "".join(
                f'<td rowspan="{c.high}" colspan="{c.wide}">{c.text}</td>'
                for c in cells
                if c.row == row
            )
            body += "</tr>"
        body += f"</table><p>{table.note}</p>"
    style = "<style>td{border:1px solid #000;font-size:8pt}table{border-collapse:collapse}</style>"
    head = f"<head><meta charset='utf-8'><title>决算</title>{style}</head>"
    return f"<html>{head}<body>{body}</body></html>".encode()


def to_docx(paragraphs: list[str], tables: list[MadeTable]) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    for made in tables:
        document.add_paragraph(made.title)
        document.add_paragraph(f"单位：{made.unit}")
        table = document.add_table(len(made.rows), made.width, style="Table Grid")
        for cell in made.cells():
            first = table.cell(cell.row, cell.column)
            last = table.cell(cell.row + cell.high - 1, cell.column + cell.wide - 1)
            if first._tc is not last._tc:
                first.merge(last)
            first.text = cell.text
        document.add_paragraph(made.note)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def to_xlsx(tables: list[MadeTable]) -> bytes:
    """One sheet a table; numbers are stored as numbers, codes as text."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, made in enumerate(tables):
        sheet: Worksheet = book.create_sheet(f"表{number + 1}")
        sheet["A1"] = made.title
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=made.width)
        sheet.cell(2, made.width, f"单位：{made.unit}")
        for cell in made.cells():
            written = sheet.cell(cell.row + 3, cell.column + 1)
            if re.fullmatch(r"-?[\d,]+\.\d+", cell.text):
                written.value = float(cell.text.replace(",", ""))
                written.number_format = "#,##0.00" if "," in cell.text else "0.00"
            else:
                written.value = cell.text or None
            if cell.wide * cell.high > 1:
                sheet.merge_cells(
                    start_row=cell.row + 3,
                    end_row=cell.row + 2 + cell.high,
                    start_column=cell.column + 1,
                    end_column=cell.column + cell.wide,
                )
        if made.note:
            sheet.cell(len(made.rows) + 3, 1, made.note)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def to_pdf(paragraphs: list[str], tables: list[MadeTable]) -> bytes:
    """One page a table, each cell with its four edges; long labels wrap within their cell."""
    cover = PdfPage()
    for number, text in enumerate(paragraphs):
        cover.text(111, 100 + 20 * number, text)
    return pdf([cover, *(_page(table) for table in tables)])


def _page(made: MadeTable, size: float = 7.5, high: float = 26) -> PdfPage:
    page = PdfPage(width=842, height=max(595, high * (len(made.rows) + 8)))
    page.text(330, 40, made.title).text(700, 60, f"单位：{made.unit}")
    step = 740 / made.width
    for cell in made.cells():
        x, y = 50 + step * cell.column, 75 + high * cell.row
        right, foot = x + step * cell.wide, y + high * cell.high
        for x0, y0, x1, y1 in [
            (x, y, right, y), (x, foot, right, foot), (x, y, x, foot), (right, y, right, foot),
        ]:  # fmt: skip
            page.line(x0, y0, x1, y1)
        room = max(1, int((right - x - 6) / size))
        wide = [cell.text[i : i + room] for i in range(0, len(cell.text), room)]
        lines = wide if not re.fullmatch(r"[\d.,%-]*", cell.text) else [cell.text]
        for index, line in enumerate(lines):
            page.text(x + 3, (y + foot) / 2 + (index - (len(lines) - 1) / 2) * 8.2, line, size)
    page.text(60, 75 + high * (len(made.rows) + 1), made.note)
    return page
