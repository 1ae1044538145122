"""XLS (and WPS ET): in, an Excel 97 workbook; out, each visible sheet as a grid."""

from __future__ import annotations

import itertools
from pathlib import PurePosixPath

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell, Sheet

from mingzhang.model import Document, Source, UserError
from mingzhang.read import limits, raised
from mingzhang.read.assemble import assemble
from mingzhang.read.blocks import Block, Remark
from mingzhang.read.numberformat import printed
from mingzhang.read.sheets import SheetCells, date_text, hidden_sheet, nothing_read


def read(source: Source) -> Document:
    """Read an old workbook: one grid a sheet, merged cells kept, numbers as the sheet shows them.

    Raises `UserError` for files that are encrypted, damaged, too large or no XLS.
    """
    limits.expect(source, "ole")
    try:
        with xlrd.open_workbook(
            file_contents=source.data, formatting_info=True, logfile=_Silent(), ragged_rows=True
        ) as book:
            blocks, remarks = _sheets(source, book)
    except UserError:
        raise
    except Exception as error:
        if limits.is_ours(error):
            raise
        if "encrypted" in str(error).lower():
            remedy = "请用 Office 或 WPS 去掉密码后另存，再加入"
            raise UserError(source.path, "文件加了密码，无法读取", remedy) from error
        kind = PurePosixPath(source.path.name).suffix
        problem = f"文件已损坏，或不是 {kind} 格式的工作簿"
        raise limits.damaged(source, problem) from error
    if not blocks:
        raise nothing_read(source, "Excel", remarks)
    return assemble(source, blocks, remarks=remarks)


class _Silent:
    """Takes the warnings that xlrd prints."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return


def _sheets(source: Source, book: Book) -> tuple[list[Block], list[Remark]]:
    blocks: list[Block] = []
    remarks: list[Remark] = []
    marks = 0
    for sheet in book.sheets():
        if sheet.visibility:
            remarks.append(hidden_sheet(sheet.name))
            continue
        zeros = bool(sheet.show_zero_values)  # type: ignore[attr-defined]
        cells = SheetCells(source, sheet.name, shows_zeros=zeros)
        cells.check_place(sheet.nrows - 1, sheet.ncols - 1)
        cells.areas = [(top, left, below, after) for top, below, left, after in sheet.merged_cells]
        cells.hidden_rows = sum(bool(row.hidden) for row in sheet.rowinfo_map.values())
        cells.hidden_columns = sum(bool(info.hidden) for info in sheet.colinfo_map.values())
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                if kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                    marks += _put(cells, book, sheet, row, column)
        blocks.extend(cells.blocks())
        remarks.extend(cells.remarks(len(blocks) - 1))
    return blocks, [*remarks, *raised.told(marks)]


def _put(cells: SheetCells, book: Book, sheet: Sheet, row: int, column: int) -> int:
    """Set what a cell shows; return how many note marks were left out of it."""
    cell = sheet.cell(row, column)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        cells.number((row, column), cell.value, _format(book, cell))
        return 0
    if cell.ctype != xlrd.XL_CELL_TEXT:
        if text := _other(book, cell):
            cells.put((row, column), text)
        return 0
    text, marks = _without_marks(
        book, str(cell.value), sheet.rich_text_runlist_map.get((row, column))
    )
    if text:
        cells.put((row, column), text)
    return marks


def _without_marks(book: Book, text: str, runs: list[tuple[int, int]] | None) -> tuple[str, int]:
    """Leave note marks set above the line out of a text; its runs are (offset, number of font)."""
    starts = [(0, -1), *(runs or ()), (len(text), -1)]
    said, marks = "", 0
    for (start, font), (end, _) in itertools.pairwise(starts):
        piece = text[start:end]
        above = font >= 0 and book.font_list[font].escapement == 1
        kept = raised.kept(piece, said) if above else piece
        marks += bool(piece) and not kept
        said += kept
    return said, marks


def _other(book: Book, cell: Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return date_text(xlrd.xldate_as_datetime(float(cell.value), book.datemode))
        except (ValueError, OverflowError, xlrd.xldate.XLDateError):
            return printed(float(cell.value), "")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(int(cell.value), "#ERR")
    return ""


def _format(book: Book, cell: Cell) -> str:
    xf = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
    number_format = book.format_map.get(xf.format_key) if xf is not None else None
    return number_format.format_str if number_format is not None else ""
