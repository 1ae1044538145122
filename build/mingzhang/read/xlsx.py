"""XLSX: in, an Excel workbook; out, each visible sheet as a grid, numbers as it shows them."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from mingzhang.model import Document, Source, UserError
from mingzhang.read import limits
from mingzhang.read.assemble import assemble
from mingzhang.read.blocks import Paragraph, Remark, Table
from mingzhang.read.numberformat import printed
from mingzhang.read.sheets import Area, date_text, hidden_sheet, sheet_table

_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
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
        book = openpyxl.load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
        blocks: list[Paragraph | Table] = []
        remarks: list[Remark] = []
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                remarks.append(hidden_sheet(sheet.title))
                continue
            table, missing = _sheet(source, book, sheet)
            if table.cells:
                blocks.append(table)
            remarks.extend(_formula_remarks(sheet.title, missing, len(blocks) - 1))
        remarks.extend(_link_remarks(source))
    except UserError:
        raise
    except Exception as error:
        # openpyxl lets through whatever it met in a broken part; all mean the same to the user.
        raise limits.damaged(source, "Excel 文件已损坏，无法读取") from error
    if not blocks:
        raise limits.damaged(source, "Excel 文件里没有内容")
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


def _sheet(
    source: Source, book: openpyxl.Workbook, sheet: ReadOnlyWorksheet
) -> tuple[Table, list[str]]:
    """Return the table of one sheet and the addresses of its formulas without a stored value."""
    values: dict[tuple[int, int], str] = {}
    # The declared extent may be a whole empty sheet, or too small.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows()):  # type: ignore[misc]
        if number >= limits.MAX_ROWS:
            raise limits.too_large(source, f"工作表“{sheet.title}”的行数", limits.MAX_ROWS)
        for cell in row:
            if cell.value is None:
                continue
            column = cell.column - 1
            if column >= limits.MAX_COLUMNS:
                raise limits.too_large(source, f"工作表“{sheet.title}”的列数", limits.MAX_COLUMNS)
            values[cell.row - 1, column] = _text(cell.value, cell.number_format)
            if len(values) > limits.MAX_CELLS:
                raise limits.too_large(source, "单元格数", limits.MAX_CELLS)
    path = sheet._worksheet_path  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        areas = list(_merged(archive, path))
        missing = list(_formulas(archive, path, values)) if _has_formula(archive, path) else []
    return sheet_table(source, sheet.title, values, areas), missing


def _text(value: object, number_format: str) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return printed(value, number_format)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return date_text(value)
    return str(value)


def _elements(archive: zipfile.ZipFile, path: str, *names: str) -> Iterator[ElementTree.Element]:
    """Stream the elements of a sheet by name; memory stays with one element."""
    wanted = {space + name for space in (_NAMESPACE, _STRICT) for name in names}
    with archive.open(path) as part:
        for _, element in ElementTree.iterparse(part):
            if element.tag in wanted:
                yield element
            if element.tag.endswith(("}row", "}mergeCell")):
                element.clear()


def _merged(archive: zipfile.ZipFile, path: str) -> Iterator[Area]:
    for element in _elements(archive, path, "mergeCell"):
        left, top, right, bottom = range_boundaries(element.get("ref", ""))
        if left and top and right and bottom:
            yield top - 1, left - 1, bottom, right


def _has_formula(archive: zipfile.ZipFile, path: str) -> bool:
    return _FORMULA.search(archive.read(path)) is not None


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
