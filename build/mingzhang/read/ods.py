"""ODS: in, an OpenDocument workbook; out, each visible sheet as a grid, numbers as shown."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from mingzhang.model import Document, Source, UserError
from mingzhang.read import limits
from mingzhang.read.assemble import assemble
from mingzhang.read.blocks import Block, Remark
from mingzhang.read.numberformat import as_shown
from mingzhang.read.sheets import SheetCells, hidden_sheet, nothing_read

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _TEXT = f"{_OASIS}table:1.0}}", f"{_OASIS}text:1.0}}"
_OFFICE, _STYLE = f"{_OASIS}office:1.0}}", f"{_OASIS}style:1.0}}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_REMARK = f"{_OFFICE}annotation"


def read(source: Source) -> Document:
    """Read a workbook of LibreOffice, or one that WPS saved so.

    Raises `UserError` for files that are encrypted, damaged, bombs or too large.
    """
    limits.expect(source, "ods")
    limits.check_zip(source)
    root = limits.xml(source, _content(source), "ODS 文件")
    hidden = {name for name, shown in _shown(root) if not shown}
    blocks: list[Block] = []
    remarks: list[Remark] = []
    for sheet in root.iter(f"{_TABLE}table"):
        name = sheet.get(f"{_TABLE}name", "")
        if sheet.get(f"{_TABLE}style-name") in hidden:
            remarks.append(hidden_sheet(name))
            continue
        cells = SheetCells(source, name)
        _fill(cells, sheet)
        blocks.extend(cells.blocks())
        remarks.extend(cells.remarks(len(blocks) - 1))
    if not blocks:
        raise nothing_read(source, "ODS", remarks)
    return assemble(source, blocks, remarks=remarks)


def _content(source: Source) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                remedy = "请用原软件去掉密码后另存，再加入"
                raise UserError(source.path, "文件加了密码，无法读取", remedy)
            return archive.read("content.xml")
    except (KeyError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise limits.damaged(source, "ODS 文件已损坏，无法读取") from error


def _shown(root: Element) -> Iterator[tuple[str, bool]]:
    for style in root.iter(f"{_STYLE}style"):
        for properties in style.iter(f"{_STYLE}table-properties"):
            yield style.get(f"{_STYLE}name", ""), properties.get(f"{_TABLE}display") != "false"


def _fill(cells: SheetCells, sheet: Element) -> None:
    row = 0
    for line in sheet.iter(f"{_TABLE}table-row"):
        repeated = _number(line, "number-rows-repeated")
        filled = _row(cells, line, row)
        hidden = line.get(f"{_TABLE}visibility", "visible") != "visible"
        cells.hidden_rows += hidden and filled
        for copy in range(row + 1, row + repeated if filled else 0):
            _row(cells, line, copy)
        row += repeated


def _row(cells: SheetCells, line: Element, row: int) -> bool:
    """Read one row; tell whether anything stands in it."""
    column, filled = 0, False
    for cell in (child for child in line if child.tag in _CELLS):
        repeated = _number(cell, "number-columns-repeated")
        text = _text(cell)
        if text:
            filled = True
            cells.check_place(row, column + repeated - 1)
            for place in range(column, column + repeated):
                _put(cells, (row, place), cell, text)
        down, across = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            cells.areas.append((row, column, row + down, column + across))
        column += repeated
    return filled


def _put(cells: SheetCells, place: tuple[int, int], cell: Element, shown: str) -> None:
    value = cell.get(f"{_OFFICE}value", "")
    try:
        text, scale = as_shown(Decimal(value), shown) if value else (shown, 0)
    except InvalidOperation:
        text, scale = shown, 0
    cells.put(place, text)
    if scale:
        cells.scales.add(scale)


def _text(cell: Element) -> str:
    """Return what the cell shows, line by line, without the remarks pinned to it."""
    lines = [child for child in cell if child.tag == f"{_TEXT}p"]
    return "\n".join("".join(_pieces(line)) for line in lines)


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s" or child.tag == f"{_TEXT}tab":
            yield " "
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag != _REMARK:
            yield from _pieces(child)
        yield child.tail or ""


def _number(element: Element, name: str) -> int:
    value = element.get(f"{_TABLE}{name}", "1")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 8 else 1
