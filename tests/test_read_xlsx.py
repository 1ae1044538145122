"""Workbooks: numbers as the sheet shows them, merged cells, and what must not be followed."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from functools import partial

import openpyxl
import pytest
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from mingzhang.model import Document, UserError
from mingzhang.read import sheetml, xls, xlsx
from mingzhang.read.numberformat import printed
from read_sources import assert_offsets, matrix, source, zip_bomb

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


def workbook(fill: Callable[[Worksheet], None]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(data: bytes) -> Document:
    document = xlsx.read(source("tables.xlsx", data))
    assert_offsets(document)
    return document


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The same zip with the parts that `change` returns."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (307.82, "0.00", "307.82"),
        (17.7, "0.00", "17.70"),
        (17.7, "General", "17.7"),
        (307.82000000000005, "General", "307.82"),
        (0.1 + 0.2, "0.00", "0.30"),
        (5.5e-17, "0.00", "0.00"),
        (1234567.8900000001, "#,##0.00", "1,234,567.89"),
        (-3.5, "#,##0.00_);(#,##0.00)", "-3.50"),
        (307.824, "0.00", "307.824"),
        (3078245.6, "#,##0", "3078245.6"),
        (0, "0.00", "0.00"),
        (0, "General", "0"),
        (0, ACCOUNTING, "-"),
        (1234.5, ACCOUNTING, "1,234.50"),
        (0, "0.00;-0.00;;@", ""),
        (8.5, ";;;", "8.5"),
        (2010350.0, "General", "2010350"),
        (5, "000", "005"),
        (0.9589, "0.00%", "95.89%"),
        (12.5, '#,##0.00"万元"', "12.50万元"),
        (12.5, '0.0"辆"', "12.5"),
        (12345000, "0!.0,", "1234.5"),
        (12345000, '0"."0,', "1234.5"),
        (12345000, "0!.0000", "1234.5000"),
        (12345000, "#,##0.00,", "12,345.00"),
        (12345000, "0.00,,", "12.345"),
        (12345000, "#,##0,.00", "12,345.00"),
        (12345678, "0!.0,", "1234.5678"),
        (-12345000, '0!.0,"万元"', "-1234.5万元"),
        (20240101, "0000-00-00", "20240101"),
        (12, '0"年"0"月"', "12"),
        (1e300, "0.00", "1" + "0" * 300),
        (3.25, "#,##0.##", "3.25"),
        (123456789012345.0, "General", "123456789012345"),
    ],
)
def test_printed_numbers(value: float, number_format: str, text: str) -> None:
    assert printed(value, number_format) == text


def statutory(sheet: Worksheet) -> None:
    sheet.title = "收入支出决算总表"
    sheet["A1"] = "收 入 支 出 决 算 总 表"
    sheet["D2"] = "公开01表"
    sheet["A3"], sheet["D3"] = "部门：某局", "金额单位：万元"
    rows = [
        ["收入", None, "支出", None],
        ["项目", "决算数", "项目", "决算数"],
        ["一、财政拨款收入", 307.8, "一、一般公共\n服务支出", 264.87],
        ["本年收入合计", 1307.8, "本年支出合计", 0],
        ["注：本表反映部门本年度的总收支情况。"],
    ]
    for number, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value).number_format = "#,##0.00"
    for area in ("A1:D1", "A4:B4", "C4:D4", "A8:D8"):
        sheet.merge_cells(area)


def test_sheet_with_its_frame() -> None:
    document = read(workbook(statutory))
    (grid,) = document.grids
    assert (grid.title, grid.unit) == ("收入支出决算总表", "万元")
    assert matrix(grid)[3:] == [
        ["收入", "", "支出", ""],
        ["项目", "决算数", "项目", "决算数"],
        ["一、财政拨款收入", "307.80", "一、一般公共服务支出", "264.87"],
        ["本年收入合计", "1,307.80", "本年支出合计", "0.00"],
    ], "rows keep the numbers of the sheet"
    assert document.text.splitlines()[-1] == "注：本表反映部门本年度的总收支情况。"
    assert {(c.row, c.column): c.column_span for c in grid.cells}[3, 0] == 2


def test_a_zero_is_read_as_it_is_seen() -> None:
    def fill(sheet: Worksheet, *, zeros: bool) -> None:
        sheet.append(["合计", 17.5, 0, 0])
        sheet["C1"].number_format = "0.00"
        sheet["D1"].number_format = ACCOUNTING
        sheet.views.sheetView[0].showZeros = zeros

    assert read(workbook(partial(fill, zeros=True))).text == "合计\t17.5\t0.00\t-\n"
    assert read(workbook(partial(fill, zeros=False))).text == "合计\t17.5\n"

    book = xlwt.Workbook()
    sheet = book.add_sheet("表3")
    sheet.show_zero_values = False
    for column, value in enumerate(("合计", 0, 17.5)):
        sheet.write(0, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    assert xls.read(source("tables.xls", buffer.getvalue())).text == "合计\t\t17.5\n"


@pytest.mark.parametrize(
    ("option", "text"),
    [("<x:DoNotDisplayZeros/>", "合计\t\t17.5\n"), ("", "合计\t0\t17.5\n")],
)
def test_a_zero_of_a_sheet_in_xml_is_read_as_it_is_seen(option: str, text: str) -> None:
    cells = "".join(
        f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>'
        for kind, value in (("String", "合计"), ("Number", 0), ("Number", 17.5))
    )
    office = "urn:schemas-microsoft-com:office:"
    names = f'xmlns="{office}spreadsheet" xmlns:ss="{office}spreadsheet" xmlns:x="{office}excel"'
    sheet = f'<Worksheet ss:Name="表3"><Table><Row>{cells}</Row></Table>'
    options = f"<x:WorksheetOptions>{option}</x:WorksheetOptions>"
    book = f'<?xml version="1.0"?><Workbook {names}>{sheet}{options}</Worksheet></Workbook>'
    assert sheetml.read(source("tables.xml", book.encode())).text == text


@pytest.mark.parametrize("number", ["第 3 页", "第3页，共12页", "— 3 —", "-3-", "3/12"])
def test_the_number_of_a_page_hides_no_note(number: str) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in ("收入决算表", number):
            sheet.append([row])
        sheet.append([None, None, "单位：万元"])
        sheet.append(["项目", "决算数", "备注"])
        sheet.append(["合计", "", ""])
        sheet.append(["注：本表无数据。"])
        sheet.append([None, number])

    document = read(workbook(fill))
    (grid,) = document.grids
    assert (grid.title, matrix(grid)[3:]) == (
        "收入决算表",
        [["项目", "决算数", "备注"], ["合计", "", ""]],
    )
    assert document.text.splitlines()[-2:] == ["注：本表无数据。", number]


def test_a_figure_alone_in_its_row_stays_in_the_table() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["收入决算表"], ["项目", "决算数"], ["合计", 3.5], ["", -3]):
            sheet.append(row)

    (grid,) = read(workbook(fill)).grids
    assert matrix(grid)[-1] == ["", "-3"]


def test_tables_below_each_other_on_one_sheet() -> None:
    def fill(sheet: Worksheet) -> None:
        for title, unit in (("收入决算表", "万元"), ("支出决算表", "元")):
            sheet.append([title])
            sheet.append([None, f"单位：{unit}"])
            sheet.append(["项目", "决算数"])
            sheet.append(["合计", 17.5])
            sheet.append(["注：本表反映情况。"])
            sheet.append([])

    document = read(workbook(fill))
    assert [(g.title, g.unit, g.table) for g in document.grids] == [
        ("收入决算表", "万元", 0),
        ("支出决算表", "元", 1),
    ]
    assert [cell.row for cell in document.grids[1].cells] == [8, 8, 9, 9]
    assert document.text.splitlines().count("注：本表反映情况。") == 2


def test_tables_beside_one_another_and_mere_figures_behind_a_blank_column() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["收入决算表", "", "", "支出决算表"])
        sheet.append(["单位：万元", "", "", "单位：元"])
        sheet.append(["项目", "决算数", "", "项目", "决算数"])
        sheet.append(["合计", 17.5, "", "合计", 16.5, "", 1234.5])

    document = read(workbook(fill))
    assert [(g.title, g.unit, matrix(g)[-1]) for g in document.grids] == [
        ("收入决算表", "万元", ["合计", "17.5"]),
        ("支出决算表", "元", ["合计", "16.5"]),
        ("Sheet", "", ["1234.5"]),
    ]


@pytest.mark.parametrize("title", [["收支决算表"], ["附件", "", "", "收支决算表"]])
def test_a_blank_column_within_a_table_parts_nothing(title: list[str]) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (title, ["收入", "决算数", "", "支出", "决算数"], ["甲", 1, "", "乙", 2]):
            sheet.append(row)

    (grid,) = read(workbook(fill)).grids
    assert matrix(grid)[-1] == ["甲", "1", "", "乙", "2"]


PAGE = [["支出决算表", "返回"], ["", "", "单位：万元"], ["编码", "名称", "合计"]]


@pytest.mark.parametrize(
    ("first", "tables"),
    [(["208", "社会保障和就业支出", 2], 1), (["合计", "", 5], 2)],
    ids=["the table goes on", "another body's table begins"],
)
def test_heads_printed_again_for_each_page(first: list[str | int], tables: int) -> None:
    def fill(sheet: Worksheet) -> None:
        rows = [*PAGE, ["合计", "", 5], ["201", "一般公共服务支出", 3], *PAGE, first]
        for row in [
            *rows,
            ["公开02表"],
            ["财政拨款收入支出决算总表"],
            list("甲乙丙丁"),
            [1, 2, 3, 4],
        ]:
            sheet.append(row)

    *grids, wider = read(workbook(fill)).grids
    assert wider.title == "财政拨款收入支出决算总表"
    assert [grid.title for grid in grids] == ["支出决算表"] * tables
    assert [cell.text for cell in grids[-1].cells[-4:]] == [*map(str, first), ""]
    assert sum(cell.text == "编码" for cell in grids[0].cells) == 1


def test_a_sheet_of_lines_is_prose_and_no_title_of_the_next() -> None:
    book = openpyxl.Workbook()
    lines = ["目录", "一、收入决算表", "二、支出决算表"]
    for line in lines:
        book.active.append([line])
    sheet = book.create_sheet("收入总表")
    for row in [["项目", "决算数"], ["事业收入", 3.5]]:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    document = read(buffer.getvalue())
    assert document.text.splitlines()[:3] == lines
    assert [grid.title for grid in document.grids] == ["收入总表"]


def test_formula_uses_the_stored_value_or_is_told() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"], sheet["C1"] = "合计", "=1+2", "=3+4"

    def store(name: str, part: bytes) -> bytes:
        return part.replace(b"<f>1+2</f><v />", b"<f>1+2</f><v>3.5</v>").replace(
            b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3.5</v>"
        )

    document = read(rewritten(workbook(fill), store))
    assert document.text == "合计\t3.5\n"
    (note,) = [note for note in document.notes if note.kind == "formula_without_value"]
    assert "C1" in note.message_zh


def test_hidden_sheets_and_external_links_are_told_not_read() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "合计"
        hidden = sheet.parent.create_sheet("草稿")
        hidden["A1"] = 424242
        hidden.sheet_state = "hidden"

    data = workbook(fill)
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    document = read(buffer.getvalue())
    assert "424242" not in document.text
    assert {note.kind for note in document.notes} == {"hidden_sheet", "external_link"}


def test_dates_codes_and_booleans() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["2010350", 2010350, datetime.date(2024, 12, 31), True])

    assert read(workbook(fill)).text == "2010350\t2010350\t2024-12-31\tTRUE\n"


def test_old_workbook() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表3")
    two = xlwt.easyxf(num_format_str="#,##0.00")
    sheet.write_merge(0, 0, 0, 1, "支出决算表")
    sheet.write(1, 1, "单位：元")
    sheet.write_merge(2, 2, 0, 1, "项目")
    sheet.write(3, 0, "合计")
    sheet.write(3, 1, 1017.7, two)
    book.add_sheet("草稿").visibility = 1
    buffer = io.BytesIO()
    book.save(buffer)
    document = xls.read(source("tables.xls", buffer.getvalue()))
    assert_offsets(document)
    (grid,) = document.grids
    assert (grid.title, grid.unit) == ("支出决算表", "元")
    assert matrix(grid)[2:] == [["项目", ""], ["合计", "1,017.70"]]
    assert [note.kind for note in document.notes] == ["hidden_sheet"]


def sized(dimension: str) -> bytes:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b'ref="A1:D8"', f'ref="{dimension}"'.encode())

    return rewritten(workbook(statutory), change)


def test_a_false_extent_does_no_harm() -> None:
    assert read(sized("A1:XFD1048576")).grids[0].title == "收入支出决算总表"
    assert len(read(sized("A1")).grids[0].cells) == 14


def far(sheet: Worksheet) -> None:
    sheet["A1"] = "合计"
    sheet["A1048576"] = 1


def wide(sheet: Worksheet) -> None:
    sheet["A1"] = "合计"
    sheet["XFD1"] = 1


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (workbook(statutory)[:-1_500], "不完整"),
        (zip_bomb("xl/worksheets/sheet1.xml"), "压缩炸弹"),
        (workbook(far), "行数"),
        (workbook(wide), "列数"),
        (workbook(lambda sheet: None), "没有内容"),
        (rewritten(workbook(statutory), lambda n, p: None if "sheet1" in n else p), "损坏"),
        (rewritten(workbook(statutory), lambda n, p: p[:300] if "sheet1" in n else p), "损坏"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "内容却是网页"),
    ],
)
def test_hostile_workbooks(data: bytes, problem: str) -> None:
    with pytest.raises(UserError, match=problem):
        xlsx.read(source("tables.xlsx", data))


@pytest.mark.parametrize("name", ["tables.xls", "tables.et"])
def test_hostile_old_workbooks(name: str) -> None:
    with pytest.raises(UserError, match="损坏"):
        xls.read(source(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000))
