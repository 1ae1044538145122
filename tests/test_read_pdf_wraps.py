"""Wrapped cells of PDF tables without lines come together again, or stay apart: never guessed."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mingzhang.model import Document
from mingzhang.read import pdf as reader
from mingzhang.read.pdf_head_wraps import whole_heads
from mingzhang.read.pdf_text import Line
from mingzhang.read.pdf_wraps import Words, owners
from pdf_maker import PdfPage, pdf
from read_sources import matrix, source


def words(*lines: tuple[int, float]) -> list[Words]:
    return [Words(row, middle, 10.0, begins=False, wide=8.0) for row, middle in lines]


def test_lines_around_the_middle_of_a_row_are_its_cell() -> None:
    column = words((0, 93), (2, 107), (3, 125))
    assert owners([column], {1: 100.0, 3: 125.0}) == [{0: 1, 2: 1, 3: 3}]


def test_lines_from_the_top_or_down_to_the_bottom() -> None:
    top = words((0, 100), (1, 113), (2, 140))
    assert owners([top], {0: 100.0, 2: 140.0}) == [{0: 0, 1: 0, 2: 2}]
    bottom = words((0, 87), (1, 100), (2, 140))
    assert owners([bottom], {1: 100.0, 2: 140.0}) == [{0: 1, 1: 1, 2: 2}]


def test_rows_as_close_as_lines_are_rows() -> None:
    column = words((0, 100), (1, 113), (2, 126))
    assert owners([column], {0: 100.0, 1: 113.0, 2: 126.0}) == [{0: 0, 1: 1, 2: 2}]


def test_words_that_fit_two_ways_are_nobodys() -> None:
    """The line between two rows ends the cell above from its top, or begins the one below."""
    column = words((1, 113.0))
    assert owners([column], {0: 100.0, 2: 126.0}) == [{}]
    two = [words((0, 100.0), (1, 113.0)), words((1, 113.0), (2, 126.0))]
    assert owners(two, {0: 100.0, 2: 126.0}) is None


def line(text: str, x: float, middle: float) -> Line:
    return Line(text, x, middle - 5, x + 10 * len(text), middle + 5, 10.0)


def rows(*lines: Line) -> list[list[str]]:
    return [[head.text for head in row] for row in whole_heads(lines)]


def test_the_lines_of_a_head_beside_one_of_one_line() -> None:
    heads = [line("政府性基", 0, 93), line("金预算", 0, 107), line("合计", 60, 100)]
    assert rows(*heads) == [["政府性基金预算", "合计"]]


def test_a_head_over_several_is_no_line_of_the_first() -> None:
    heads = [line("本年支出", 0, 100), line("小计", 0, 114), line("基本支出", 60, 114)]
    assert rows(*heads) == [["本年支出"], ["小计", "基本支出"]]


@pytest.mark.parametrize("gap", [6.0, 12.0])
def test_a_table_without_lines_with_wrapped_labels_and_narrow_gaps(gap: float) -> None:
    page = PdfPage().text(200, 60, "支出决算表").text(400, 80, "单位：万元")
    for column, text in enumerate(["科目编码", "科目名称", "合计", "基本支出", "项目支出"]):
        page.text([60, 110, 230, 300, 370][column], 110, text)
    for column, text in enumerate(["1", "2", "3"]):
        page.text([230, 300, 370][column], 128, text)
    body = [
        ("20103", ["政府办公厅（室）及", "相关机构事务"], ("700.00", "450.00", "250.00")),
        ("2010301", ["行政运行"], ("540.00", "450.00", "90.00")),
        ("2010302", ["一般行政管理事务"], ("160.00", "", "160.00")),
    ]
    top = 150.0
    for code, label, figures in body:
        middle = top + 7 * (len(label) - 1)
        page.right(110 - gap, middle, code)
        for number, text in enumerate(label):
            page.text(110, top + 14 * number, text)
        for column, text in enumerate(figures):
            page.right(290 - gap + 70 * column, middle, text)
        top += 14 * len(label) + 6
    (grid,) = read(page).grids
    assert matrix(grid) == [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["", "", "1", "2", "3"],
        ["20103", "政府办公厅（室）及相关机构事务", "700.00", "450.00", "250.00"],
        ["2010301", "行政运行", "540.00", "450.00", "90.00"],
        ["2010302", "一般行政管理事务", "160.00", "", "160.00"],
    ]


def read(page: PdfPage) -> Document:
    return reader.read(source("account.pdf", pdf([page])))


def test_a_table_of_one_row_below_its_title() -> None:
    page = PdfPage().text(200, 60, "“三公”经费支出表").text(400, 80, "单位：万元")
    heads = ["合计", "因公出国（境）费", "公务接待费"]
    for column, text in enumerate(heads):
        page.text(60 + 130 * column, 110, text)
        page.right(150 + 130 * column, 130, ["3.00", "1.00", "2.00"][column])
    (grid,) = read(page).grids
    assert matrix(grid) == [heads, ["3.00", "1.00", "2.00"]]


def test_heads_above_the_first_of_lines_drawn_below_each_row_are_heads() -> None:
    """The first line is the lower edge of the uppermost row of heads."""
    page = PdfPage().text(240, 60, "支出决算表").text(400, 78, "单位：万元")
    edges = [60.0, 200.0, 300.0, 400.0]
    rows = [
        ["项目", "2023年", "2024年"],
        ["教育支出", "100.00", "150.00"],
        ["住房保障支出", "30.00", "40.00"],
        ["合计", "130.00", "190.00"],
    ]
    y = 105.0
    for row in rows:
        page.text(edges[0] + 4, y, row[0])
        for column in (1, 2):
            page.right(edges[column + 1] - 4, y, row[column])
        for left, right in pairwise(edges):
            page.line(left, y + 6, right - 0.4, y + 6)
        y += 22
    (grid,) = read(page).grids
    assert matrix(grid) == rows


@pytest.mark.parametrize("ruled", [True, False])
def test_heads_over_gaps_of_a_three_line_table_are_unclear_and_not_lost(ruled: bool) -> None:
    """Whose figures are budget and whose final is not guessed; the lines are drawn in pieces."""
    page = PdfPage().text(200, 60, "“三公”经费支出决算表").text(400, 78, "单位：万元")
    edges = [60.0, 170.0, 280.0, 390.0, 500.0]
    rows = [["合计", "公务接待费"] * 2, ["3.00", "1.00", "2.00", "0.50"]]
    for y in (90.0, 134.0, 160.0) if ruled else ():
        for left, right in pairwise(edges):
            page.line(left, y, right - 0.4, y)
    page.text(125, 103, "预算数").text(345, 103, "决算数")
    for y, row in zip((121.0, 147.0), rows, strict=True):
        for column, text in enumerate(row):
            page.text(edges[column] + 30, y, text)
    (grid,) = read(page).grids
    assert matrix(grid) == [["？合计", "？公务接待费"] * 2, rows[1]]


def test_heads_over_counts_span_what_they_stand_over() -> None:
    """A table of persons shows no decimals: its first row of whole numbers ends the heads."""
    page = PdfPage().text(240, 60, "人员编制情况表").text(400, 78, "单位：人")
    edges = [60.0, 160.0, 220.0, 280.0, 340.0, 400.0, 460.0, 520.0]
    rows = [["单位名称", "合计", "行政", "事业", "合计", "行政", "事业"]]
    rows += [["合计", "30", "20", "10", "27", "18", "9"]]
    rows += [["某局", "30", "20", "10", "27", "18", "9"]]
    page.text(236, 103, "编制数").text(412, 103, "实有人数")
    for y in (90.0, 110.0, 130.0, 170.0):
        for left, right in pairwise(edges[y == 110 :]):
            page.line(left, y, right - 0.4, y)
    for y, row in zip((123.0, 143.0, 163.0), rows, strict=True):
        page.text(edges[0] + 4, y - 10 * (y == 123), row[0])
        for column in range(1, 7):
            page.text(edges[column] + 20, y, row[column])
    (grid,) = read(page).grids
    spans = [(cell.text, cell.column, cell.column_span) for cell in grid.cells if cell.row == 0]
    assert spans == [("单位名称", 0, 1), ("编制数", 1, 3), ("实有人数", 4, 3)]
    assert matrix(grid)[2:] == rows[1:]


def test_a_line_below_one_head_alone_ends_the_heads_beside_it_nowhere() -> None:
    """Level lines drawn cell by cell, no uprights: 本年支出 stands over three columns."""
    page = PdfPage().text(240, 60, "政府性基金收支表").text(400, 78, "单位：万元")
    xs = [60.0, 140, 210, 280, 350, 420, 500]
    spans = {90.0: [0, 1, 2, 5, 6], 110.0: [2, 3, 4, 5], 130.0: range(7)}
    spans |= {150.0: range(7), 170.0: range(7)}
    for y, edges in spans.items():
        for left, right in pairwise(edges):
            page.line(xs[left], y, xs[right], y)
    for x, y, text in ((64, 110, "项目"), (150, 110, "年初结转"), (290, 100, "本年支出")):
        page.text(x, y, text)
    page.text(430, 103, "年末结转").text(430, 116, "和结余")
    for x, text in ((220, "小计"), (290, "基本支出"), (355, "项目支出")):
        page.text(x, 120, text)
    body = [
        ["合计", "0.00", "2.00", "0.00", "2.00", "0.00"],
        ["彩票", "0.00", "2.00"] + ["0.00"] * 3,
    ]
    for y, row in zip((140, 160), body, strict=True):
        page.text(64, y, row[0])
        for column in range(1, 6):
            page.right(xs[column + 1] - 4, y, row[column])
    (grid,) = read(page).grids
    heads = [(cell.text, cell.column_span) for cell in grid.cells if cell.row == 0]
    assert heads == [("项目", 1), ("年初结转", 1), ("本年支出", 3), ("年末结转和结余", 1)]
    assert matrix(grid)[2:] == body


def three_lines(body: list[tuple[float, list[str]]], bottom: float) -> PdfPage:
    """Return a table with a line above and below its heads and one at its end."""
    page = PdfPage().text(240, 60, "收入预算表").text(400, 78, "单位：万元")
    edges = [60.0, 160.0, 280.0, 400.0, 520.0]
    for y in (90.0, 110.0, bottom):
        for left, right in pairwise(edges):
            page.line(left, y, right - 0.4, y)
    for y, row in [(103.0, ["名称", "合计", "事业收入", "其他收入"]), *body]:
        for left, right, text in zip(edges, edges[1:], row, strict=False):
            if "." in text:
                page.right(right - 4, y, text)
            elif text:
                page.text(left + 4, y, text)
    return page


def test_rows_between_two_lines_keep_the_wrapped_names_beside_them() -> None:
    """Nothing but the middle of the names tells whose their lines are."""
    body = [(124.0, ["合计", "70.00", "45.00", "25.00"])]
    body += [
        (143.0 + 11 * line, [part])
        for line, part in enumerate(["某省", "乙局", "信息", "化服", "务中", "心"])
    ]
    body += [(170.5, ["", "30.00", "20.00", "10.00"])]
    body += [(217.0, ["档案馆", "40.00", "25.00", "15.00"])]
    (grid,) = read(three_lines(sorted(body), 228.0)).grids
    assert matrix(grid)[1:] == [
        ["合计", "70.00", "45.00", "25.00"],
        ["某省乙局信息化服务中心", "30.00", "20.00", "10.00"],
        ["档案馆", "40.00", "25.00", "15.00"],
    ]


def test_a_row_without_figures_between_two_lines_is_a_row() -> None:
    page = PdfPage().text(240, 80, "收支总表").text(400, 100, "单位：万元")
    rows = [["项目", "行次", "金额"], ["财政收入", "1", "5.00"], ["事业收入", "2", "3.00"]]
    rows += [["本年收入合计", "25", "8.00"], ["使用专用结余", "26", ""], ["总计", "27", "8.00"]]
    for number, row in enumerate(rows):
        y = 120 + 13 * number
        page.line(90, y + 6.5, 500, y + 6.5)
        for x, text in zip((94, 260, 400), row, strict=True):
            page.text(x, y, text)
    (grid,) = read(page).grids
    assert matrix(grid) == rows


def test_a_row_that_shows_its_number_is_a_row_without_lines_and_figures_too() -> None:
    page = PdfPage().text(240, 60, "收支总表").text(400, 80, "单位：万元")
    rows = [["项目", "行次", "金额"], ["上级补助收入", "1", ""], ["财政收入", "2", "5.00"]]
    rows += [["本年收入合计", "25", "8.00"], ["使用非财政拨款结余（含专用结余）", "26", ""]]
    rows += [["总计", "27", "8.00"]]
    y = 110.0
    for row in rows:
        high = 28 if len(row[0]) > 12 else 16
        page.text(94, y - (high > 16) * 0.5, row[0][:12]).text(94, y + 12.5, row[0][12:])
        for x, text in zip((260, 400), row[1:], strict=True):
            page.text(x, y + (high - 16) / 2, text)
        y += high
    (grid,) = read(page).grids
    assert matrix(grid) == rows


def test_heads_above_a_table_that_goes_on_are_no_rest_of_its_first_label() -> None:
    page = PdfPage().text(240, 60, "支出决算表").text(400, 80, "单位：万元")
    rows = [["项目", "合计", "基本支出"], ["栏次", "1", "2"], ["职业教育", "3.00", "1.00"]]
    rows += [["中等职业教育", "2.00", "1.00"], ["高等职业教育", "1.00", "0.00"]]
    for number, row in enumerate(rows):
        for x, text in zip((94, 260, 400), row, strict=True):
            page.text(x, 110 + 15 * number, text)
    (grid,) = read(page).grids
    assert matrix(grid) == rows


@pytest.mark.parametrize("numbered", [True, False])
def test_heads_of_two_levels_in_one_band_are_read_without_its_lines(numbered: bool) -> None:
    """Uprights between columns, level lines around the heads and the body only."""
    page = PdfPage().text(200, 60, "“三公”经费支出决算表").text(400, 80, "单位：万元")
    xs = [60.0, 130, 200, 270, 340]
    body = [["113.00", "111.00", "112.00", "110.50"]] + [["2.00", "1.00", "1.00", "0.25"]] * 2
    page.text(114, 103, "预算数").text(254, 103, "决算数")
    for y in (90.0, 150, 215):
        page.line(60, y, 340, y)
    for number, x in enumerate(xs):
        page.line(x, 110.0 if number % 2 else 90.0, x, 215)
    for column, head in enumerate(["合计", "公务接待费"] * 2):
        page.text(xs[column] + 35 - 5.25 * len(head), 121, head)
        page.text(xs[column] + 33, 139, str(column + 1) if numbered else "")
        for number, row in enumerate(body):
            page.right(xs[column + 1] - 4, 160 + 18 * number, row[column])
    (grid,) = read(page).grids
    assert matrix(grid)[-3:] == body
    spans = [(cell.text, cell.column_span) for cell in grid.cells if cell.row == 0]
    assert spans == [("预算数", 2), ("决算数", 2)]


def test_a_page_of_totals_alone_has_the_columns_of_their_names() -> None:
    page = PdfPage().text(240, 60, "收支决算总表").text(400, 80, "单位：万元")
    rows = [["项目", "行次", "金额", "项目", "行次", "金额"]]
    rows += [["本年收入合计", "25", "8.00", "本年支出合计", "55", "8.00"]]
    rows += [["年初结转", "26", "1.00", "年末结转", "56", "1.00"]]
    rows += [["总计", "27", "9.00", "总计", "57", "9.00"]]
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            left = [60, 150, 180, 252, 360, 400][column]
            page.text(left, 110 + 18 * number, text)
    (grid,) = read(page).grids
    assert matrix(grid) == rows


def test_numbers_of_columns_are_no_digits_of_figures_between_two_lines() -> None:
    """The numbers 1, 2, 3 of columns stand above figures; some columns have no figure."""
    body = [
        (124.0, ["栏次", "1", "2", "3"]),
        (144.0, ["合计", "30.00", "", "30.00"]),
        (164.0, ["教育支出", "20.00", "", "20.00"]),
        (184.0, ["住房保障支出", "10.00", "", "10.00"]),
    ]
    (grid,) = read(three_lines(body, 196.0)).grids
    assert matrix(grid)[1:] == [row for _, row in body]
