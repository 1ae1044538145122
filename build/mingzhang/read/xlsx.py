"""XLSX: in, an Excel workbook; out, each visible sheet as a grid, numbers as it shows them."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from mingzhang.model import Document, Source, UserError
from mingzhang.read import limits, raised
from mingzhang.read.assemble import assemble
from mingzhang.read.blocks import Block, Remark
from mingzhang.read.sheets import SheetCells, date_text, hidden_sheet, nothing_read

_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_NO_ZEROS = re.compile(rb"<(?:\w+:)?sheetView\s[^>]*\bshowZeros=[\"'](?:0|false)[\"']")
VIEW_BYTES = 1 << 14
"""How a sheet is shown stands before its cells, within so many bytes."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
MAX_FORMULA_NOTES = 50
"""Beyond this many, one note tells the number of further formulas without a value."""


def read(source: Source) -> Document:
    """Read a workbook: one grid a sheet, merged cells kept, nothing computed, no link followed.

    A formula is read by the value that Excel last stored; one without gets a note. Raises
    `UserError` for files that are encrypted, damaged, bombs, too large or no XLSX.
    """
    limits.expect(source, "xlsx")
    limits.check_zip(source)
    try:
        _check_parts(source)
        book = openpyxl.load_workbook(
            io.BytesIO(source.data), read_only=True, data_only=True, rich_text=True
        )
        blocks: list[Block] = []
        marks = 0
        remarks: list[Remark] = []
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                remarks.append(hidden_sheet(sheet.title))
                continue
            cells, missing, dropped = _sheet(source, sheet)
            marks += dropped
            blocks.extend(cells.blocks())
            remarks.extend(cells.remarks(len(blocks) - 1))
            remarks.extend(_formula_remarks(sheet.title, missing, len(blocks) - 1))
        remarks.extend(raised.told(marks))
        remarks.extend(_link_remarks(source))
    except UserError:
        raise
    except Exception as error:
        # openpyxl lets through whatever it met in a broken part; all mean the same to the user.
        if limits.is_ours(error):
            raise
        raise limits.damaged(source, "Excel 文件已损坏，无法读取") from error
    if not blocks:
        raise nothing_read(source, "Excel", remarks)
    return assemble(source, blocks, remarks=remarks)


def _check_parts(source: Source) -> None:
    """Refuse a workbook whose sheets are not all in the file: openpyxl would pass over them."""
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        present = set(archive.namelist())
        root = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    for relation in root:
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if relation.get("Type", "").endswith("/worksheet") and path not in present:
            raise limits.damaged(source, f"Excel 文件已损坏：缺少工作表部件 {path}")


def _sheet(source: Source, sheet: ReadOnlyWorksheet) -> tuple[SheetCells, list[str], int]:
    """Return a sheet's cells, the addresses of its formulas without a stored value, and how many
    note marks were left out.
    """
    path = sheet._worksheet_path  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive, archive.open(path) as part:
        zeros = _NO_ZEROS.search(part.read(VIEW_BYTES)) is None
    cells, marks = SheetCells(source, sheet.title, shows_zeros=zeros), 0
    # The declared extent may be a whole empty sheet, or too small.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows()):  # type: ignore[misc]
        cells.check_place(number, 0)
        for cell in row:
            if cell.value is None:
                continue
            place = (cell.row - 1, cell.column - 1)
            cells.check_place(*place)
            marks += _put(cells, place, cell.value, cell.number_format)
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        _shape(cells, archive, path)
        formulas = _FORMULA.search(archive.read(path)) is not None
        missing = list(_formulas(archive, path, cells.values)) if formulas else []
    return cells, missing, marks


def _put(cells: SheetCells, place: tuple[int, int], value: object, number_format: str) -> int:
    """Set what a cell shows; return how many note marks were left out of it."""
    marks = 0
    if isinstance(value, bool):
        cells.put(place, "TRUE" if value else "FALSE")
    elif isinstance(value, int | float):
        cells.number(place, value, number_format)
    elif isinstance(value, datetime.datetime | datetime.date | datetime.time):
        cells.put(place, date_text(value))
    elif isinstance(value, CellRichText):
        text, marks = _without_marks(value)
        cells.put(place, text)
    else:
        cells.put(place, str(value))
    return marks


def _without_marks(value: CellRichText) -> tuple[str, int]:
    """Leave note marks set above the line out of a text."""
    said, marks = "", 0
    for piece in value:
        text = str(piece)
        above = isinstance(piece, TextBlock) and piece.font.vertAlign == "superscript"
        kept = raised.kept(text, said) if above else text
        marks += bool(text) and not kept
        said += kept
    return said, marks


def _elements(archive: zipfile.ZipFile, path: str, *names: str) -> Iterator[ElementTree.Element]:
    """Stream the elements of a sheet by name; memory stays with one element."""
    wanted = {space + name for space in (_NAMESPACE, _STRICT) for name in names}
    with archive.open(path) as part:
        for _, element in ElementTree.iterparse(part):
            if element.tag in wanted:
                yield element
            if element.tag.endswith(("}row", "}mergeCell")):
                element.clear()


def _shape(cells: SheetCells, archive: zipfile.ZipFile, path: str) -> None:
    """Note merged areas, and how many rows and columns are hidden."""
    for element in _elements(archive, path, "mergeCell", "row", "col"):
        if element.tag.endswith("}mergeCell"):
            left, top, right, bottom = range_boundaries(element.get("ref", ""))
            if left and top and right and bottom:
                cells.areas.append((top - 1, left - 1, bottom, right))
        elif element.get("hidden") in ("1", "true"):
            is_row = element.tag.endswith("}row")
            cells.hidden_rows += is_row
            cells.hidden_columns += not is_row


def _formulas(
    archive: zipfile.ZipFile, path: str, values: Mapping[tuple[int, int], str]
) -> Iterator[str]:
    """Yield the addresses of cells that hold a formula and show no value."""
    for cell in _elements(archive, path, "c"):
        if not any(child.tag in (f"{_NAMESPACE}f", f"{_STRICT}f") for child in cell):
            continue
        address = cell.get("r", "")
        left, top, _, _ = range_boundaries(address) if address else (None, None, None, None)
        if left and top and (top - 1, left - 1) not in values:
            yield address


def _formula_remarks(sheet: str, missing: list[str], block: int) -> Iterator[Remark]:
    for address in missing[:MAX_FORMULA_NOTES]:
        yield Remark(
            "formula_without_value",
            f"工作表“{sheet}”的 {address} 是公式，文件里没有存它的值，按空白处理。",
            f"{address} of sheet “{sheet}” is a formula without a stored value; read as blank.",
            block=block,
        )
    rest = len(missing) - MAX_FORMULA_NOTES
    if rest > 0:
        yield Remark(
            "formula_without_value",
            f"工作表“{sheet}”另有 {rest} 个公式没有存值，按空白处理。",
            f"Sheet “{sheet}” has {rest} more formulas without a stored value; read as blank.",
            block=block,
        )


def _link_remarks(source: Source) -> Iterator[Remark]:
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        links = [n for n in archive.namelist() if re.match(r"xl/externalLinks/[^/]+\.xml$", n)]
    if links:
        yield Remark(
            "external_link",
            f"工作簿引用了 {len(links)} 个外部文件；没有打开它们，只用文件里已存的值。",
            f"The workbook links {len(links)} other file(s); only values stored in it were used.",
        )
