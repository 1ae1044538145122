"""XML Spreadsheet 2003, mostly named `.xls`: in, its XML; out, each visible sheet as a grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from mingzhang.model import Document, Source
from mingzhang.read import limits
from mingzhang.read.assemble import assemble
from mingzhang.read.blocks import Block, Remark
from mingzhang.read.sheets import SheetCells, hidden_sheet, nothing_read

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_NAMED = {
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Currency": "#,##0.00",
}
"""Names that the format gives to common number formats."""


def read(source: Source) -> Document:
    """Read a workbook in XML, numbers as their formats show them.

    Raises `UserError` for broken XML, for one with a document type, and when it is too large.
    """
    limits.expect(source, "sheetml")
    root = limits.xml(source, source.data, "Excel（XML 2003）文件")
    formats = dict(_formats(root))
    blocks: list[Block] = []
    remarks: list[Remark] = []
    for sheet in root.iter(f"{_SS}Worksheet"):
        name = sheet.get(f"{_SS}Name", "")
        if _is_hidden(sheet):
            remarks.append(hidden_sheet(name))
            continue
        zeros = next(sheet.iter(f"{_EXCEL}DoNotDisplayZeros"), None) is None
        cells = SheetCells(source, name, shows_zeros=zeros)
        _fill(cells, sheet, formats)
        blocks.extend(cells.blocks())
        remarks.extend(cells.remarks(len(blocks) - 1))
    if not blocks:
        raise nothing_read(source, "Excel", remarks)
    return assemble(source, blocks, remarks=remarks)


def _formats(root: Element) -> Iterator[tuple[str, str]]:
    for style in root.iter(f"{_SS}Style"):
        for item in style.iter(f"{_SS}NumberFormat"):
            written = item.get(f"{_SS}Format", "")
            yield style.get(f"{_SS}ID", ""), _NAMED.get(written, written)


def _is_hidden(sheet: Element) -> bool:
    return any(visibility.text != "SheetVisible" for visibility in sheet.iter(f"{_EXCEL}Visible"))


def _fill(cells: SheetCells, sheet: Element, formats: Mapping[str, str]) -> None:
    row = -1
    for line in sheet.iter(f"{_SS}Row"):
        row = _index(line, row)
        cells.hidden_rows += line.get(f"{_SS}Hidden") == "1"
        column = -1
        for cell in line.iter(f"{_SS}Cell"):
            column = _index(cell, column)
            cells.check_place(row, column)
            across, down = _number(cell, "MergeAcross"), _number(cell, "MergeDown")
            if across or down:
                cells.areas.append((row, column, row + down + 1, column + across + 1))
            style = cell.get(f"{_SS}StyleID", line.get(f"{_SS}StyleID", ""))
            _put(cells, (row, column), cell, formats.get(style, ""))
            column += across


def _put(cells: SheetCells, place: tuple[int, int], cell: Element, number_format: str) -> None:
    for data in cell.iter(f"{_SS}Data"):
        text = "".join(data.itertext())
        if data.get(f"{_SS}Type") == "Number":
            cells.number(place, text, number_format)
        else:
            cells.put(place, text.removesuffix("T00:00:00.000"))


def _index(element: Element, before: int) -> int:
    return _number(element, "Index") - 1 if element.get(f"{_SS}Index") else before + 1


def _number(element: Element, name: str) -> int:
    value = element.get(f"{_SS}{name}", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 0
