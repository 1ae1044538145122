"""Files told by what they hold, whatever their name says: the same table in every container."""

from __future__ import annotations

import csv
import io
import quopri
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
import xlsxwriter
import xlwt

import pdf_maker
from mingzhang.model import Document, UserError
from mingzhang.read import read
from read_sources import assert_offsets, matrix, source

ROWS = [
    ["收入决算表", ""],
    ["部门：某市乙局", "单位：万元"],
    ["项目", "决算数"],
    ["一、财政拨款收入", "1,234.50"],
    ["二、其他收入", "-65.50"],
    ["本年收入合计", "1,169.00"],
]
NUMBERS = {"1,234.50": 1234.5, "-65.50": -65.5, "1,169.00": 1169.0}


def page(charset: str = "utf-8") -> str:
    rows = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>\n" for row in ROWS)
    return f"<html><head><meta charset={charset}></head><body><table>{rows}</table></body></html>"


def mhtml(*pages: str) -> bytes:
    parts = "".join(
        "--edge\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{quopri.encodestring(one.encode()).decode()}\r\n"
        for one in pages
    )
    head = "From: <Saved by a browser>\r\nMIME-Version: 1.0"
    kind = 'Content-Type: multipart/related; boundary="edge"'
    return f"{head}\r\n{kind}\r\n\r\n{parts}--edge--\r\n".encode()


def delimited(mark: str, encoding: str) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=mark).writerows(ROWS)
    return buffer.getvalue().encode(encoding)


def sheetml() -> bytes:
    def cell(text: str) -> str:
        if text in NUMBERS:
            return f'<Cell ss:StyleID="n"><Data ss:Type="Number">{NUMBERS[text]}</Data></Cell>'
        return f'<Cell><Data ss:Type="String">{text}</Data></Cell>' if text else "<Cell/>"

    rows = "".join(f"<Row>{''.join(map(cell, row))}</Row>" for row in ROWS)
    space = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    styles = '<Styles><Style ss:ID="n"><NumberFormat ss:Format="Standard"/></Style></Styles>'
    return (
        f'<?xml version="1.0"?><Workbook {space} {space.replace("xmlns", "xmlns:ss")}>{styles}'
        f'<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def ods(rows: str = "", manifest: str = "<m/>") -> bytes:
    def cell(text: str) -> str:
        value = (
            f' office:value-type="float" office:value="{NUMBERS[text]}"' if text in NUMBERS else ""
        )
        return (
            f"<table:table-cell{value}><text:p>{text}</text:p></table:table-cell>"
            if text
            else ("<table:table-cell/>")
        )

    made = rows or "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in ROWS
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{made}<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    for number, row in enumerate(ROWS, 1):
        for column, text in enumerate(row, 1):
            cell = book.worksheets[0].cell(number, column, NUMBERS.get(text, text or None))
            cell.number_format = "#,##0.00"
    return _saved(book.save)


def xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    style = xlwt.easyxf(num_format_str="#,##0.00")
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            sheet.write(number, column, NUMBERS.get(text, text), style)
    return _saved(book.save)


def word() -> bytes:
    document = docx.Document()
    table = document.add_table(len(ROWS), 2)
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    return _saved(document.save)


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


CONTAINERS = {
    "page.doc": page().encode(),
    "page.xls": page("gb2312").encode("gb18030"),
    "page.xlsx": b"\xff\xfe" + page().encode("utf-16-le"),
    "page.txt": page().encode(),
    "archive.mht": mhtml(page()),
    "archive.doc": mhtml("<html><body><p>广告</p></body></html>", page()),
    "tabs.xls": delimited("\t", "gb18030"),
    "tabs.xlsx": b"\xff\xfe" + delimited("\t", "utf-16-le"),
    "commas.csv": delimited(",", "utf-8-sig"),
    "commas.xls": delimited(",", "gb18030"),
    "semicolons.csv": delimited(";", "gb18030"),
    "xml2003.xls": sheetml(),
    "xml2003.xml": sheetml(),
    "open.ods": ods(),
    "open.xls": ods(),
    "new.xls": xlsx(),
    "new.et": xlsx(),
    "new.doc": xlsx(),
    "old.xlsx": xls(),
    "old.et": xls(),
    "word.doc": word(),
    "word.wps": word(),
    "word.xls": word(),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_the_same_table_in_every_container(name: str) -> None:
    document = read(source(name, CONTAINERS[name]))
    assert_offsets(document)
    (grid,) = document.grids
    assert (grid.title, grid.unit) == ("收入决算表", "万元")
    assert [row for row in matrix(grid) if any(row)] == ROWS[2:]
    assert document.source.path == Path(name)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", page().encode(), "内容却是网页"),
        ("a.txt", word(), "Word、Excel 或 ZIP"),
        ("a.txt", pdf_maker.pdf([pdf_maker.PdfPage().text(60, 60, "决算")]), "PDF"),
        ("a.mht", mhtml(), "没有网页"),
        ("a.xls", sheetml()[:-40], "已损坏"),
        ("a.xls", sheetml().replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1), "实体"),
        ("a.ods", ods(manifest="<m:encryption-data/>"), "密码"),
        ("a.ods", ods()[:-200], "损坏"),
        ("a.doc", bytes(range(256)) * 20, "无法识别"),
        ("a.csv", b"\x81\x30\xff" * 50, "不是 UTF-8"),
        ("a.xls", b"PK\x03\x04 OFD.xml", "OFD"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(name: str, data: bytes, words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        read(source(name, data))
    assert caught.value.remedy


def _scaled(unit: str, number_format: str) -> Document:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["收入决算表"], [None, unit], ["项目", "决算数"], ["合计", 12345000]):
        sheet.append(row)
    sheet["B4"].number_format = number_format
    other = book.create_sheet("另一张表")
    other.append(["说明"])
    return read(source("a.xlsx", _saved(book.save)))


@pytest.mark.parametrize(
    ("unit", "number_format", "shown"),
    [
        ("单位：万元", "0!.0,", "1234.5"),
        ("单位：千元", "#,##0.00,", "12,345.00"),
        ("金额（万元）", '0"."0000', "1234.5000"),
        ("单位：元", "#,##0.00", "12,345,000.00"),
        ("单位：元", '0!.0,"万元"', "1234.5万元"),
    ],
)
def test_formats_that_scale(unit: str, number_format: str, shown: str) -> None:
    document = _scaled(unit, number_format)
    assert document.grids[0].cells[-1].text == shown
    assert not document.notes


@pytest.mark.parametrize(
    ("unit", "number_format"),
    [("单位：万元", "#,##0.00,"), ("单位：元", "0!.0,"), ("", "0.00,,")],
)
def test_formats_that_scale_to_another_unit_are_not_read(unit: str, number_format: str) -> None:
    document = _scaled(unit, number_format)
    assert [note.kind for note in document.notes] == ["scaled_numbers"]
    assert "12" not in document.text


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        ("1234.5", "1,234.50", "1,234.50"),
        ("1234.56", "1,234.6", "1234.56"),
        ("-12.5", "(12.50)", "-12.50"),
        ("0.125", "12.5%", "12.5%"),
        ("0", "-", "-"),
    ],
)
def test_numbers_of_ods(value: str, shown: str, text: str) -> None:
    row = (
        "<table:table-row><table:table-cell><text:p>项<text:s/>目</text:p></table:table-cell>"
        f'<table:table-cell office:value="{value}"><text:p>{shown}</text:p></table:table-cell>'
        "</table:table-row>"
    )
    (grid,) = read(source("a.ods", ods(row))).grids
    assert [cell.text for cell in grid.cells] == ["项 目", text]


def test_marks_and_hidden_rows_of_workbooks_are_told() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["项目", "决算数"])
        sheet.write(1, 0, "合计")
        above = book.add_format({"font_script": 1})
        sheet.write_rich_string(1, 1, "1300.00", above, "1")
        sheet.set_row(1, options={"hidden": True})
        sheet.set_column(1, 1, options={"hidden": True})
    document = read(source("a.xlsx", buffer.getvalue()))
    assert document.grids[0].cells[-1].text == "1300.00"
    assert [note.kind for note in document.notes] == ["hidden_cells", "note_marks"]
    assert "1 行、1 列" in document.notes[0].message_zh


def test_marks_of_old_workbooks_are_told() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    plain, above = xlwt.Font(), xlwt.Font()
    above.escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    sheet.write(0, 0, "项目")
    sheet.write_rich_text(1, 0, (("1300.00", plain), ("1", above)))
    document = read(source("a.xls", _saved(book.save)))
    assert document.grids[0].cells[-1].text == "1300.00"
    assert [note.kind for note in document.notes] == ["note_marks"]


def test_prose_written_into_a_sheet_is_prose() -> None:
    """One cell a row: headings and sentences; the title and the table below them stay a table."""
    said = "2024年度收入总计1169.00万元，支出总计1169.00万元，与上年相比，各增加20.00万元。"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["某市乙局2024年度部门决算"], ["一、收支情况"], [said], [], *ROWS, [said[:30]]):
        sheet.append([None if text == "" else text for text in row])
    other = book.create_sheet("说明")
    for text in ("二、其他说明", said, "（一）概况"):
        other.append([text])
    document = read(source("a.xlsx", _saved(book.save)))
    assert_offsets(document)
    (grid,) = document.grids
    assert (grid.title, grid.unit) == ("收入决算表", "万元")
    lines = document.text.splitlines()
    assert lines[:3] == ["某市乙局2024年度部门决算", "一、收支情况", said]
    assert lines[-3:] == ["二、其他说明", said, "（一）概况"]


def test_an_error_of_ours_is_not_called_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, data in (("docx", "_style", word()), ("xlsx", "_put", xlsx())):
        monkeypatch.setattr(f"mingzhang.read.{module}.{name}", None)
        with pytest.raises(TypeError, match="not callable"):
            read(source(f"a.{module}", data))
