"""XLS (and WPS ET): in, an Excel 97 workbook; out, each visible sheet as a grid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell, Sheet

from mingzhang.model import Document, Source, UserError
from mingzhang.read import limits, xlsx
from mingzhang.read.assemble import assemble
from mingzhang.read.blocks import Paragraph, Remark, Table
from mingzhang.read.numberformat import printed
from mingzhang.read.sheets import date_text, hidden_sheet, sheet_table


def read(source: Source) -> Document:
    """Read an old workbook: one grid a sheet, merged cells kept, numbers as the sheet shows them.

    An `.et` file that WPS saved as XLSX inside is read as one. Raises `UserError` for files that
    are encrypted, damaged, too large or no XLS.
    """
    if source.path.suffix.lower() == ".et" and limits.kind(source.data) == "xlsx":
        return xlsx.read(source)
    limits.expect(source, "ole")
    try:
        with xlrd.open_workbook(
            file_contents=source.data, formatting_info=True, logfile=_Silent()
        ) as book:
            blocks, remarks = _sheets(source, book)
    except UserError:
        raise
    except Exception as error:
        if "encrypted" in str(error).lower():
            remedy = "请用 Office 或 WPS 去掉密码后另存，再加入"
            raise UserError(source.path, "文件加了密码，无法读取", remedy) from error
        kind = PurePosixPath(source.path.name).suffix
        problem = f"文件已损坏，或不是 {kind} 格式的工作簿"
        raise limits.damaged(source, problem) from error
    if not blocks:
        raise limits.damaged(source, "Excel 文件里没有内容")
    return assemble(source, blocks, remarks=remarks)


class _Silent:
    """Takes the warnings that xlrd prints."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return


def _sheets(source: Source, book: Book) -> tuple[list[Paragraph | Table], list[Remark]]:
    blocks: list[Paragraph | Table] = []
    remarks: list[Remark] = []
    for sheet in book.sheets():
        if sheet.visibility:
            remarks.append(hidden_sheet(sheet.name))
            continue
        if sheet.ncols > limits.MAX_COLUMNS:
            raise limits.too_large(source, f"工作表“{sheet.name}”的列数", limits.MAX_COLUMNS)
        values = dict(_values(book, sheet))
        if len(values) > limits.MAX_CELLS:
            raise limits.too_large(source, "单元格数", limits.MAX_CELLS)
        areas = [(top, left, bottom, right) for top, bottom, left, right in sheet.merged_cells]
        table = sheet_table(source, sheet.name, values, areas)
        if table.cells:
            blocks.append(table)
    return blocks, remarks


def _values(book: Book, sheet: Sheet) -> Iterator[tuple[tuple[int, int], str]]:
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            text = _text(book, sheet.cell(row, column))
            if text:
                yield (row, column), text


def _text(book: Book, cell: Cell) -> str:
    value = cell.value
    if isinstance(value, str):
        return value
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return printed(value, _format(book, cell))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return date_text(xlrd.xldate_as_datetime(value, book.datemode))
        except (ValueError, OverflowError, xlrd.xldate.XLDateError):
            return printed(value, "")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(int(value), "#ERR")
    return ""


def _format(book: Book, cell: Cell) -> str:
    xf = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
    found = book.format_map.get(xf.format_key) if xf is not None else None
    return found.format_str if found is not None else ""
