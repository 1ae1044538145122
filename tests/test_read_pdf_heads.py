"""Heads of PDF tables whose lines are not drawn, or drawn as dots: right, or told to be unclear."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mingzhang.model import UNCLEAR_HEAD, Document
from mingzhang.read import pdf as reader
from mingzhang.read.pdf_head_wraps import whole_heads
from mingzhang.read.pdf_text import Line
from pdf_maker import PdfPage, pdf, width
from read_sources import matrix, source

XS = [90.0, 190, 260, 330, 400, 470]
BODY = [
    ["一般公共服务支出", "300.00", "200.00", "100.00", "40.00"],
    ["教育支出", "200.00", "150.00", "50.00", "30.00"],
    ["合计", "500.00", "350.00", "150.00", "70.00"],
]


def read(page: PdfPage) -> Document:
    return reader.read(source("account.pdf", pdf([page])))


def titled() -> PdfPage:
    return PdfPage().text(240, 80, "支出决算表").text(400, 100, "单位：万元")


def centred(page: PdfPage, left: float, right: float, y: float, text: str) -> None:
    page.text((left + right - width(text, 10.5)) / 2, y, text)


def body(page: PdfPage, top: float) -> None:
    for number, row in enumerate(BODY):
        y = top + 22 * number
        page.text(XS[0] + 4, y, row[0])
        for column, text in enumerate(row[1:], 1):
            page.right(XS[column + 1] - 4, y, text)


def test_a_head_over_the_middle_of_its_columns() -> None:
    page = titled()
    centred(page, XS[0], XS[1], 141, "项目")
    centred(page, XS[1], XS[4], 130, "本年支出")
    centred(page, XS[4], XS[5], 141, "年末结转")
    for column, text in enumerate(["合计", "基本支出", "项目支出"], 1):
        centred(page, XS[column], XS[column + 1], 152, text)
    body(page, 174)
    (grid,) = read(page).grids
    spans = {(cell.text, cell.column, cell.column_span) for cell in grid.cells if cell.row < 3}
    assert ("本年支出", 1, 3) in spans
    assert ("年末结转", 4, 1) in spans
    assert ("项目支出", 3, 1) in spans
    assert matrix(grid)[-1] == BODY[-1]


def test_heads_to_the_left_over_figures_to_the_right() -> None:
    page = titled()
    heads = ["项目", "合计", "基本支出", "项目支出", "年末结转"]
    for column, text in enumerate(heads):
        page.text(XS[column] + 4, 130, text)
    body(page, 152)
    (grid,) = read(page).grids
    assert matrix(grid) == [heads, *BODY]


def in_one_band(first: list[str]) -> PdfPage:
    """A table whose first band holds other texts above its first row of figures."""
    page = titled()
    for y in (120.0, 164, 186, 208, 230):
        page.line(XS[0], y, XS[-1], y)
    for x in XS:
        page.line(x, 120, x, 230)
    for column, text in enumerate(first):
        page.text(XS[column] + 4, 131, text)
    body(page, 153)
    return page


def test_heads_and_the_first_row_in_one_band() -> None:
    heads = ["项目", "合计", "基本支出", "项目支出", "年末结转"]
    (grid,) = read(in_one_band(heads)).grids
    assert matrix(grid)[:4] == [heads, *BODY]


def test_amounts_that_wrap_in_the_first_band_are_no_heads() -> None:
    (grid,) = read(in_one_band(["", "1,", "2,", "3,", "4,"])).grids
    assert [row[1] for row in matrix(grid)[:2]] == ["1,300.00", "200.00"]


def test_a_column_without_figures_keeps_its_head() -> None:
    page = titled()
    heads = ["项目", "合计", "基本支出", "", "项目支出"]
    for column, text in enumerate(heads):
        centred(page, XS[column], XS[column + 1], 130, text or "上缴上级支出")
    for number, row in enumerate(BODY):
        page.text(XS[0] + 4, 152 + 22 * number, row[0])
        for column in (1, 2, 4):
            page.right(XS[column + 1] - 4, 152 + 22 * number, row[column])
    (grid,) = read(page).grids
    assert matrix(grid)[0] == ["项目", "合计", "基本支出", "上缴上级支出", "项目支出"]
    assert matrix(grid)[1] == ["一般公共服务支出", "300.00", "200.00", "", "40.00"]


def test_a_head_that_stands_over_no_middle_is_unclear() -> None:
    page = titled()
    centred(page, XS[0], XS[1], 130, "项目")
    page.text(XS[2] + 20, 130, "本年支出")
    for column, text in enumerate(["合计", "基本支出", "项目支出", "其他支出"], 1):
        centred(page, XS[column], XS[column + 1], 152, text)
    body(page, 174)
    (grid,) = read(page).grids
    assert {cell.text for cell in grid.cells if cell.row == 0 and cell.column} == {UNCLEAR_HEAD}


def test_borders_of_dots() -> None:
    page = titled()
    for y in (120.0, 142, 164, 186, 208):
        for step in range(int((XS[-1] - XS[0]) / 1.5)):
            page.line(XS[0] + step * 1.5, y, XS[0] + step * 1.5 + 0.75, y + 0.75, box=True)
    for x in XS:
        for step in range(int(88 / 1.5)):
            page.line(x, 120 + step * 1.5, x + 0.75, 120.75 + step * 1.5, box=True)
    heads = ["项目", "合计", "基本支出", "项目支出", "年末结转"]
    for column, text in enumerate(heads):
        centred(page, XS[column], XS[column + 1], 131, text)
    body(page, 153)
    (grid,) = read(page).grids
    assert matrix(grid) == [heads, *BODY]


def pieces(page: PdfPage, y: float) -> None:
    """Draw a level line cell by cell, as browsers do: no upright is drawn."""
    for left, right in pairwise(XS):
        page.line(left + 0.5, y, right - 0.5, y)


def test_numbers_of_columns_are_no_digits_of_the_figures() -> None:
    page = titled()
    for y in (120.0, 142, 230):
        pieces(page, y)
    heads = ["项目", "合计", "基本支出", "项目支出", "年末结转"]
    for column, text in enumerate(heads):
        centred(page, XS[column], XS[column + 1], 131, text)
        page.right(XS[column + 1] - 4, 153, str(column or "栏次"))
    page.text(XS[0] + 4, 175, "合计")
    for column, text in enumerate(BODY[2][1:], 1):
        page.right(XS[column + 1] - 4, 175, text)
    (grid,) = read(page).grids
    assert matrix(grid)[-1] == BODY[2]
    assert matrix(grid)[1] == ["栏次", "1", "2", "3", "4"]


def test_no_column_reaches_over_the_next_title() -> None:
    page = titled()
    for y in (120.0, 142, 208, 268, 290, 356):
        pieces(page, y)
    heads = ["项目", "合计", "基本支出", "项目支出", "年末结转"]
    for top in (131, 279):
        for column, text in enumerate(heads):
            centred(page, XS[column], XS[column + 1], top, text)
        body(page, top + 22)
    page.text(240, 228, "财政拨款支出决算表").text(400, 248, "单位：万元")
    first, second = read(page).grids
    assert (first.title, second.title) == ("支出决算表", "财政拨款支出决算表")
    assert matrix(first) == matrix(second) == [heads, *BODY]


def test_a_year_over_columns_that_may_end_above_the_last_row_is_unclear_or_right() -> None:
    """合计 in the middle of three rows of heads is as high as all of them, or below 2023年."""
    page = titled()
    centred(page, XS[0], XS[1], 141, "项目")
    centred(page, XS[1], XS[3], 124, "2023年")
    centred(page, XS[3], XS[5], 124, "2024年")
    for column, text in enumerate(["合计", "基本支出", "合计", "基本支出"], 1):
        centred(page, XS[column], XS[column + 1], 141, text)
    page.text(XS[0] + 4, 158, "科目名称")
    body(page, 180)
    (grid,) = read(page).grids
    years = {
        column: "/".join(
            cell.text
            for cell in grid.cells
            if cell.row < 3 and cell.column <= column < cell.column + cell.column_span and cell.text
        )
        for column in range(1, 5)
    }
    for column, year in ((1, "2023年"), (2, "2023年"), (3, "2024年"), (4, "2024年")):
        assert year in years[column] or UNCLEAR_HEAD in years[column]


def test_heads_as_high_as_several_rows_stand_beside_those_over_columns() -> None:
    page = titled()
    centred(page, XS[0], XS[1], 147, "项目")
    centred(page, XS[1], XS[5], 130, "本年支出")
    for column, text in ((1, "合计"), (4, "经营支出")):
        centred(page, XS[column], XS[column + 1], 155.5, text)
    centred(page, XS[2], XS[4], 147, "财政拨款")
    for column, text in ((2, "基本支出"), (3, "项目支出")):
        centred(page, XS[column], XS[column + 1], 164, text)
    body(page, 186)
    (grid,) = read(page).grids
    spans = {(cell.text, cell.column, cell.column_span) for cell in grid.cells if cell.row < 3}
    assert {("本年支出", 1, 4), ("财政拨款", 2, 2), ("合计", 1, 1), ("经营支出", 4, 1)} <= spans


def test_heads_without_lines_between_them_part_where_columns_do() -> None:
    """Word leaves out the uprights beside the lower halves of cells merged downwards."""
    xs = [90.0, 130, 170, 280, 360, 440]
    page = PdfPage().text(230, 80, "支出决算表").text(400, 96, "单位：万元")
    for y in (110.0, 150, 170, 190):
        page.line(90, y, 440, y)
    page.line(90, 130, 170, 130)
    for x in xs[2:-1]:
        page.line(x, 110, x, 130).line(x, 150, x, 190)
    page.line(130, 130, 130, 150).line(130, 150, 130, 190)
    page.text(107, 120, "编码").text(105, 140, "类").text(145, 140, "款")
    page.text(204, 130, "名称").text(290, 130, "本年支出")
    page.text(380, 124, "项目支").text(380, 136, "出")
    rows = [["201", "03", "政府", "7.50", "0.00"], ["201", "", "服务", "1", "2"]]
    for y, row in zip((160, 180), rows, strict=True):
        for x, text in zip(xs, row, strict=False):
            page.text(x + 4, y, text)
    (grid,) = read(page).grids
    assert matrix(grid)[1:] == [["类", "款", "", "", ""], *rows]
    heads = {cell.text: (cell.column, cell.row_span) for cell in grid.cells if not cell.row}
    assert heads == {"编码": (0, 1), "名称": (2, 2), "本年支出": (3, 2), "项目支出": (4, 2)}


@pytest.mark.parametrize("side", ["right", "centre"])
@pytest.mark.parametrize("ruled", [True, False])
def test_narrow_texts_in_wide_columns_tell_where_their_heads_part(side: str, ruled: bool) -> None:
    """Ink leaves the edges open; figures, names and heads tell them together."""
    edges = [90.0, 150, 300, 370, 440, 510]
    page = titled()
    for y in (112.0, 150, 242) if ruled else ():
        page.line(90, y, 510, y)
    centred(page, 90, 300, 122, "项目")
    centred(page, 300, 510, 122, "本年支出")
    for at, text in enumerate(["科目编码", "科目名称", "小计", "基本支出", "项目支出"]):
        centred(page, edges[at], edges[at + 1], 140, text)
    rows = [
        ["合计", "", "2.50", "1.00", "1.50"],
        ["223", "国有资本经营支出", "2.50", "1.00", "1.50"],
    ]
    rows += [
        ["22301", "改革成本支出", "2.50", "1.00", "1.50"],
        ["2230105", "补助", "2.50", "1", "1.50"],
    ]
    for y, row in zip(range(160, 250, 22), rows, strict=False):
        for at, text in enumerate(row):
            if side == "centre":
                centred(page, edges[at], edges[at + 1], y, text)
            elif at > 1:
                page.right(edges[at + 1] - 3, y, text)
            else:
                page.text(edges[at] + 3, y, text)
    (grid,) = read(page).grids
    spans = {cell.text: (cell.column, cell.column_span) for cell in grid.cells if not cell.row}
    assert spans == {"项目": (0, 2), "本年支出": (2, 3)}
    assert matrix(grid)[2:] == rows


def test_a_wrapped_head_beside_heads_of_a_lower_row_is_whole() -> None:
    page = titled()
    centred(page, 90, 190, 132, "科目名称")
    centred(page, 190, 260, 126, "年初结转")
    centred(page, 190, 260, 138, "和结余")
    centred(page, 260, 470, 119, "本年支出")
    for at, text in enumerate(["小计", "基本支出", "项目支出"], 2):
        centred(page, XS[at], XS[at + 1], 140, text)
    body(page, 160)
    (grid,) = read(page).grids
    heads = {cell.text: (cell.column, cell.column_span) for cell in grid.cells if cell.row < 2}
    assert heads["年初结转和结余"] == (1, 1)
    assert heads["本年支出"] == (2, 3)


def test_a_total_reaches_to_its_figure_and_parts_no_codes_from_names() -> None:
    page = titled()
    edges = [90.0, 130, 250, 320, 360, 440, 510]
    heads = ["编码", "名称", "决算数", "编码", "名称", "决算数"]
    rows = [["301", "工资福利支出", "8.00", "302", "商品服务", "3.00"]]
    rows += [["30101", "基本工资", "5.00", "30201", "办公费", "1.00"]]
    rows += [["30102", "津贴补贴", "3.00", "30202", "印刷费", "2.00"]]
    for y, row in zip((120, 140, 160, 180), [heads, *rows], strict=True):
        for at, text in enumerate(row):
            page.text(edges[at] + 2, y, text)
    centred(page, 90, 250, 200, "人员经费合计")
    page.text(322, 200, "合计")
    page.text(252, 200, "8.00").text(442, 200, "3.00")
    (grid,) = read(page).grids
    assert matrix(grid)[1:4] == rows
    assert ("合计", 3, 2) in {(c.text, c.column, c.column_span) for c in grid.cells}


@pytest.mark.parametrize("between", [True, False])
def test_uprights_between_heads_only(between: bool) -> None:
    """The texts of each row tell its columns: a number ends where the next column's words begin."""
    page = titled()
    edges = [90.0, 200, 270, 385, 455]
    heads = ["项目", "决算数", "项目", "决算数"]
    rows = [["一、财政拨款收入", "9,154,330.88", "一、一般公共服务支出", "5.00"]]
    rows += [["二、事业收入", "0.00", "二、国防支出", "1,154,333.00"]]
    rows += [["总计", "9,154,330.88", "总计", "9,154,330.88"]]
    bottom = 130.0 + 20 * len(rows)
    for y in (110.0, 130.0, *((150.0, 170.0) if between else ()), bottom):
        page.line(90, y, 455, y)
    for x in edges:
        page.line(x, 110, x, 130)
    for y, row in zip(range(120, 190, 20), [heads, *rows], strict=True):
        for at, text in enumerate(row):
            if at % 2:
                page.right(edges[at + 1] - 1, y, text)
            else:
                page.text(edges[at] + 1, y, text)
    (grid,) = read(page).grids
    assert matrix(grid) == [heads, *rows]


def test_the_letters_of_an_upper_head_printed_spaced_out_are_one_head() -> None:
    page = titled()
    edges = [90.0, 200, 235, 300, 410, 445, 510]
    for left, right, letters in ((90, 300, "收入"), (300, 510, "支出")):
        for aside, letter in zip((-16, 16), letters, strict=True):
            centred(page, left + aside, right + aside, 120, letter)
    rows = [["项目", "行次", "金额"] * 2]
    rows += [["一、财政拨款", "1", "5.00", "一、国防支出", "4", "3.00"]]
    rows += [["二、事业收入", "2", "0.00", "二、教育支出", "5", "2.00"]]
    rows += [["总计", "3", "5.00", "总计", "6", "5.00"]]
    for y, row in zip(range(142, 230, 22), rows, strict=True):
        for at, text in enumerate(row):
            centred(page, edges[at], edges[at + 1], y, text)
    (grid,) = read(page).grids
    spans = {(cell.text, cell.column, cell.column_span) for cell in grid.cells if not cell.row}
    assert spans == {("收入", 0, 3), ("支出", 3, 3)}
    assert matrix(grid)[1:] == rows


def test_single_letters_over_columns_are_heads_of_their_own() -> None:
    page = titled()
    edges = [90.0, 114, 138, 162, 300, 370, 440, 510]
    centred(page, 90, 300, 120, "项目")
    centred(page, 300, 510, 120, "本年支出")
    rows = [["类", "款", "项", "名称", "小计", "基本支出", "项目支出"]]
    rows += [["205", "02", "01", name, "2.50", "1.00", "1.50"] for name in ("学前", "小学", "中学")]
    for y, row in zip(range(140, 228, 22), rows, strict=True):
        for at, text in enumerate(row):
            centred(page, edges[at], edges[at + 1], y, text)
    (grid,) = read(page).grids
    assert matrix(grid)[1:] == rows


@pytest.mark.parametrize("aside", [0, 20])
def test_a_table_without_lines_goes_on_where_all_texts_are_set_as_before(aside: int) -> None:
    """Shorter texts move the edges that ink tells; their ends stay in place."""
    first = titled()
    heads = ["项目", "合计", "基本支出", "项目支出", "年末结转"]
    for column, text in enumerate(heads):
        centred(first, XS[column], XS[column + 1], 130, text)
    body(first, 152)
    rest = [["其他支出", "3.00", "2.00", "1.00", "4.00"]] * 3
    second = PdfPage()
    for number, row in enumerate(rest):
        second.text(XS[0] + 4, 80 + 22 * number, row[0])
        for column, text in enumerate(row[1:], 1):
            second.right(XS[column + 1] - 4 - aside * (column == 3), 80 + 22 * number, text)
    grids = reader.read(source("account.pdf", pdf([first, second]))).grids
    assert matrix(grids[0]) == [heads, *BODY, *([] if aside else rest)]


def test_the_last_rows_of_a_table_without_lines_may_show_fewer_columns() -> None:
    """Each begins or ends where a column above it does; elsewhere it is another table's."""
    for aside in (0, 12):
        first = titled()
        heads = ["项目", "合计", "基本支出", "项目支出", "年末结转"]
        for column, text in enumerate(heads):
            centred(first, XS[column], XS[column + 1], 130, text)
        body(first, 152)
        second = PdfPage()
        for number in range(3):
            y = 80 + 22 * number
            second.text(XS[0] + 4, y, "其他支出").right(XS[2] - 4, y, "3.00")
            second.right(XS[4] - 4 - aside, y, "1.00")
        grids = reader.read(source("account.pdf", pdf([first, second]))).grids
        rest = [["其他支出", "3.00", "", "1.00", ""]] * 3
        assert matrix(grids[0]) == [heads, *BODY, *([] if aside else rest)]


@pytest.mark.parametrize("blank", [False, True])
def test_heads_that_stand_over_nothing_are_those_of_the_columns_in_order(blank: bool) -> None:
    """Heads in the middle, texts at the sides of wide columns; one more head leaves it open."""
    page, edges = titled(), [40.0, 100, 260, 350, 430, 510]
    heads = ["编码", "名称", "合计", "项目支出", *(["结转"] if blank else [])]
    for column, text in enumerate(heads):
        centred(page, edges[column], edges[column + 1], 130, text)
    rows = [["205", "教育", "2.50", "1.00"], ["206", "科学", "3.50", "1.20"]]
    rows += [["208", "社会", "4.50", "1.30"]]
    for number, row in enumerate(rows):
        y = 152 + 22 * number
        page.text(40, y, row[0], 8).text(100, y, row[1], 8)
        page.right(348, y, row[2], 8).right(428, y, row[3], 8)
    (grid,) = read(page).grids
    assert (matrix(grid)[0] == heads) is not blank
    assert blank or matrix(grid)[1:] == rows


def test_a_head_over_several_is_no_first_line_of_the_one_in_their_middle() -> None:
    """Heads of one line stand beside the lower lines alone: they are below it too."""
    page = titled()
    edges = [90.0, 170, 250, 330, 410, 490]
    heads = ["名称", "小计", "政府性基金", "单位资金", "结转"]
    for column, text in enumerate(heads):
        y = 133.0 if column in (0, 4) else 140.0
        if column == 2:
            centred(page, edges[2], edges[3], y - 7, text[:4])
            centred(page, edges[2], edges[3], y + 7, text[4:])
        else:
            centred(page, edges[column], edges[column + 1], y, text)
    centred(page, edges[1], edges[4], 119, "本年收入")
    for number in range(3):
        y = 172 + 22 * number
        page.text(edges[0], y, "教育支出")
        for right in edges[2:]:
            page.right(right - 10, y, "1,000.00")
    (grid,) = read(page).grids
    assert matrix(grid)[:2] == [["名称", "本年收入", "", "", "结转"], ["", *heads[1:4], ""]]


ROWS = [["项目", "合计", "基本支出", "项目支出", "年末结转"], *BODY]


def drawn(page: PdfPage, top: float, rows: list[list[str]]) -> PdfPage:
    for number, row in enumerate(rows):
        y = top + 22 * (number + 0.5)
        for column, text in enumerate(row):
            if "." in text:
                page.right(XS[column + 1] - 4, y, text)
            else:
                page.text(XS[column] + 4, y, text)
    return page


def test_a_table_of_uprights_and_a_frame_is_read_by_its_columns() -> None:
    """Between the lines all rows are one; they are no single cells."""
    page = drawn(titled(), 120, ROWS)
    bottom = 120 + 22 * len(ROWS)
    page.line(XS[0], 120, XS[-1], 120).line(XS[0], bottom, XS[-1], bottom)
    for x in XS:
        page.line(x, 120, x, bottom)
    assert matrix(read(page).grids[0]) == ROWS


def test_two_rows_between_level_lines_go_on_with_the_table_before() -> None:
    """Lines drawn cell by cell tell the columns; figures in the first row are no heads."""
    pages = [drawn(titled(), 120, ROWS), drawn(PdfPage(), 60, BODY[1:])]
    for page, top, count in (pages[0], 120, len(ROWS)), (pages[1], 60, 2):
        for number in range(count + 1):
            y = top + 22 * number
            for left, right in pairwise(XS):
                page.line(left + 0.5, y, right - 0.5, y)
    (grid,) = reader.read(source("account.pdf", pdf(pages))).grids
    assert matrix(grid) == [*ROWS, *BODY[1:]]


def test_a_head_over_several_that_begins_where_the_next_one_does_is_no_line_of_it() -> None:
    """The rest of a line set to the left would have had room beside it."""
    places = [
        ("预算数", 222, 114), ("公务用车购置及运行费", 221, 129), ("合计", 72, 142),
        ("购置费", 252, 150), ("运行费", 314, 150), ("小计", 196, 150), ("接待费", 377, 142),
    ]  # fmt: skip
    lines = [
        Line(text, x + side, y - 4.5, x + side + 9.0 * len(text), y + 4.5, 9)
        for side in (0, 371)
        for text, x, y in places
    ]
    assert [[line.text for line in row] for row in whole_heads(lines)] == [
        ["预算数"] * 2, ["公务用车购置及运行费"] * 2,
        ["合计", "接待费"] * 2, ["小计", "购置费", "运行费"] * 2,
    ]  # fmt: skip
