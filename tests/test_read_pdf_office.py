"""PDF files of office programs: titles in two lines, wrapped codes, rows cut by a page's end."""

from __future__ import annotations

import pytest

from mingzhang.model import Document
from mingzhang.read import pdf as reader
from mingzhang.read.pdf_place import Char, is_inked
from pdf_maker import PdfPage, pdf
from pdf_maker import width as width_of
from read_sources import assert_offsets, matrix, source

HEADS = ["编码", "名称", "合计", "基本支出"]
XS = [60.0, 84.0, 200.0, 260.0, 320.0]


def read(*pages: PdfPage) -> Document:
    document = reader.read(source("account.pdf", pdf(list(pages))))
    assert_offsets(document)
    return document


def in_middle(page: PdfPage, x: float, y: float, text: str, size: float = 10.5) -> None:
    page.text(x - width_of(text, size) / 2, y, text, size)


def lines(page: PdfPage, x: float, y: float, *texts: str) -> None:
    """Set the lines of a cell around its middle."""
    for at, text in enumerate(texts):
        page.text(x, y + 12 * (at - (len(texts) - 1) / 2), text)


@pytest.mark.parametrize("second", ["财政拨款支出表", "表", "决算表"])
def test_a_title_in_two_lines_is_one(second: str) -> None:
    page = PdfPage()
    in_middle(page, 300, 60, "某局2024年度一般公共预算", 18)
    in_middle(page, 300, 86, second, 18)
    page.text(400, 110, "单位：万元")
    page.table([60, 200, 320], 130, [["项目", "决算数"], ["基本支出", "12.50"], ["合计", "12.50"]])
    assert read(page).grids[0].title == f"某局2024年度一般公共预算{second}"


def test_the_title_of_a_body_above_that_of_a_table_is_none_of_it() -> None:
    page = PdfPage()
    in_middle(page, 300, 60, "某局2024年部门决算公开表", 18)
    in_middle(page, 300, 86, "支出决算表", 18)
    page.table([60, 200, 320], 130, [["项目", "决算数"], ["基本支出", "12.50"], ["合计", "12.50"]])
    assert read(page).grids[0].title == "支出决算表"


def test_codes_that_wrap_beside_figures_of_one_line_are_no_rows() -> None:
    page = PdfPage()
    page.table([*XS, 344, 460, 520], 100, [[*HEADS[:3], "", "编码", "名称", "合计"]], step=30)
    page.table([*XS, 344, 460, 520], 130, [[""] * 7] * 3, step=30)
    for row, (code, name, amount) in enumerate(
        [("301", "工资福利支出", "35.00"), ("30101", "基本工资", "20.00"), ("30102", "补贴", "")]
    ):
        y = 145 + 30 * row
        for left in (XS[0], 320.0):
            lines(page, left + 2, y, *(part for part in (code[:3], code[3:]) if part))
            lines(page, left + 28, y, name)
        page.right(256, y, amount).right(316, y, amount).right(516, y, amount)
    row = ["30101", "基本工资", "20.00"]
    assert matrix(read(page).grids[0])[2:] == [
        [*row[:3], "20.00", *row],
        ["30102", "补贴", "", "", "30102", "补贴", ""],
    ]


def test_codes_that_wrap_without_rules_are_whole() -> None:
    page = PdfPage()
    page.text(220, 60, "支出决算表").text(400, 80, "单位：万元")
    for x, head in zip((60, 120, 300, 400), HEADS, strict=True):
        page.text(x, 100, head)
    rows = [("201", "一般公共服务支出", "30.00"), ("20103", "政府事务", "20.00"),
            ("2010301", "行政运行", "15.00"), ("2010302", "其他事务", "5.00")]  # fmt: skip
    for at, (code, name, amount) in enumerate(rows):
        y = 130 + 34 * at
        parts = (code[:5], code[5:]) if code[5:] else (code,)
        lines(page, 60, y, *parts)
        page.text(120, y, name).right(340, y, amount).right(440, y, amount)
    assert matrix(read(page).grids[0])[1:] == [[*row, row[2]] for row in rows]


def test_amounts_that_touch_the_names_beside_them_without_rules_are_columns() -> None:
    page = PdfPage()
    page.text(220, 60, "收支总表").text(400, 80, "单位：万元")
    for x, head in zip((60, 190, 240, 400), ("项目", "决算数", "项目", "决算数"), strict=True):
        page.text(x, 100, head)
    rows = [("一、财政拨款收入", "1,200.00", "一、一般公共服务支出", "1,000.00"),
            ("二、事业收入", "111.55", "二、住房保障支出", "300.00"),
            ("三、其他收入", "11.50", "三、卫生健康支出", "23.05")]  # fmt: skip
    for at, (left, income, right, spent) in enumerate(rows):
        y = 130 + 20 * at
        page.text(60, y, left).right(240, y, income).text(241, y, right).right(440, y, spent)
    assert matrix(read(page).grids[0])[1:] == [list(row) for row in rows]


TWO_SIDES = [
    ["301", "工资福利支出", "3,297.84", "302", "商品和服务支出", "934.47"],
    ["30101", "基本工资", "35.15", "30201", "办公费", "94.48"],
    ["30102", "津贴补贴", "0.76", "30202", "印刷费", "568.34"],
    ["30103", "奖金", "12.00", "30203", "咨询费", "66.00"],
]


def two_sides(page: PdfPage, y: float, row: list[str]) -> None:
    """The amounts of the left side touch the codes of the right one."""
    page.text(60, y, row[0]).text(100, y, row[1]).right(240, y, row[2])
    page.text(240.4, y, row[3]).text(280, y, row[4]).right(440, y, row[5])


def test_amounts_that_touch_the_codes_beside_them_without_rules_are_columns() -> None:
    page = PdfPage()
    page.text(220, 60, "基本支出决算表").text(400, 80, "单位：万元")
    for x, head in zip((60, 110, 205, 240, 310, 410), ("编码", "名称", "金额") * 2, strict=True):
        page.text(x, 100, head)
    for at, row in enumerate(TWO_SIDES):
        two_sides(page, 120 + 20 * at, row)
    assert matrix(read(page).grids[0])[1:] == TWO_SIDES


def test_a_table_without_rules_goes_on_with_one_row() -> None:
    page, rest = PdfPage(), PdfPage()
    page.text(220, 60, "收支总表").text(400, 80, "单位：万元")
    row = ["总计", "1,200.00", "总计", "1,000.00"]
    for y, (left, income, right, spent) in [(100, ["项目", "决算数"] * 2), (130, row), (150, row)]:
        page.text(60, y, left).right(240, y, income).text(261, y, right).right(440, y, spent)
    for made, y in (page, 170), (rest, 60):
        made.text(60, y, row[0]).right(240, y, row[1]).text(261, y, row[2]).right(440, y, row[3])
    assert matrix(read(page, rest).grids[0])[1:] == [row] * 4


def test_counts_in_the_first_column_are_no_codes() -> None:
    page = PdfPage()
    page.text(220, 60, "人员情况表").text(400, 80, "单位：万元")
    for x, head in zip((60, 120, 300, 400), ("人数", "类别", "合计", "其中"), strict=True):
        page.text(x, 100, head)
    rows = [("201", "在职", "30.00"), ("12", "离休", "20.00"), ("35", "退休", "15.00")]
    for at, (count, name, amount) in enumerate(rows):
        y = 130 + 16 * at
        page.text(60, y, count).text(120, y, name).right(340, y, amount).right(440, y, amount)
    assert matrix(read(page).grids[0])[1:] == [[*row, row[2]] for row in rows]


def cut(first: list[str], rest: list[str]) -> list[list[str]]:
    """Read a table whose last row a page's end cuts in two; return its rows from there."""
    above, below = PdfPage(), PdfPage()
    above.text(220, 60, "支出决算表").text(280, 80, "单位：万元")
    above.table(XS, 100, [HEADS, ["201", "一般公共服务支出", "9,000.00", "1.50"], first])
    below.table(XS, 60, [rest, ["210", "卫生健康支出", "2.50", "2.50"]])
    return matrix(read(above, below).grids[0])[2:]


LAST = ["210", "卫生健康支出", "2.50", "2.50"]


@pytest.mark.parametrize(
    ("first", "rest", "whole"),
    [
        (["205", "高等", "8,035.", "4.25"], ["02", "教育", "39", ""],
         ["20502", "高等教育", "8,035.39", "4.25"]),
        (["205", "高等", "", ""], ["02", "教育", "", ""], ["20502", "高等教育", "", ""]),
        (["2", "二十、粮油物资", "", "50.26"], ["0", "储备支出", "", ""],
         ["20", "二十、粮油物资储备支出", "", "50.26"]),
    ],
)  # fmt: skip
def test_a_row_cut_by_the_end_of_a_page_is_whole(
    first: list[str], rest: list[str], whole: list[str]
) -> None:
    assert cut(first, rest) == [whole, LAST]


def test_the_next_row_on_the_next_page_is_none_of_the_last() -> None:
    first, rest = ["8", "八、其他", "", "50.26"], ["9", "人员经费", "7.50", ""]
    assert cut(first, rest) == [first, rest, LAST]


@pytest.mark.parametrize("turned", [False, True])
def test_upright_heads_are_read_letter_by_letter(turned: bool) -> None:
    page, xs = PdfPage(), [60, 200, 260, 320]
    page.table(xs, 100, [[""] * 3], step=60)
    page.table(xs, 160, [["行政运行", "12.50", "7.25"], ["合计", "12.50", "7.25"]])
    page.text(70, 130, "科目名称")
    for left, text in ((200, "本年支出合计"), (260, "基本支出")):
        for at, letter in enumerate(text):
            column, row = divmod(at, 4)
            x, y = left + 36 - 12 * column, 112 + 12 * row
            page.text(left + 20 + 12 * column if turned else x, 260 - y if turned else y, letter)
    assert matrix(read(page).grids[0])[0] == ["科目名称", "本年支出合计", "基本支出"]


def test_heads_wider_than_their_cells_are_in_the_one_they_stand_in_the_middle_of() -> None:
    page, xs = PdfPage(), [60, 160, 220, 280, 340, 400]
    heads = ["项目", "合计", "", "", "备注"]
    rows = [["教育支出", "30.00", "12.50", "17.50", ""], ["合计", "30.00", "12.50", "17.50", ""]]
    page.table([float(x) for x in xs], 100, [heads, *rows])
    in_middle(page, 250, 110, "一般公共预算", 10.5)
    in_middle(page, 310, 110, "政府性基金款", 10.5)
    assert matrix(read(page).grids[0])[0] == [
        "项目",
        "合计",
        "一般公共预算",
        "政府性基金款",
        "备注",
    ]


def test_boxes_from_the_inks_top_to_the_foot_of_the_line_are_of_ink() -> None:
    tops = list(zip("预算收入一般", (1.5, 1.9, 1.2, 1.6, 3.0, 1.4), strict=True))
    inked = [Char(text, 10.0 * at, top, 10.0 * at + 10, 10) for at, (text, top) in enumerate(tops)]
    assert is_inked(inked)
    assert not is_inked([char._replace(y0=1.5) for char in inked])
