"""Rows of PDF tables that level lines part: what wraps in a cell, and where uprights end."""

from __future__ import annotations

from mingzhang.model import Document
from mingzhang.read import pdf as reader
from pdf_maker import PdfPage, pdf
from read_sources import matrix, source

XS = [60.0, 110, 170, 250, 330]


def read(*pages: PdfPage) -> Document:
    return reader.read(source("account.pdf", pdf(list(pages))))


def titled(title: str) -> PdfPage:
    return PdfPage().text(220, 60, title).text(460, 80, "单位：万元")


def cell(page: PdfPage, column: int, middle: float, lines: list[str], pitch: float = 16) -> None:
    """Set the lines of a cell around its middle, figures to the right."""
    for number, text in enumerate(lines):
        y = middle + pitch * (number - (len(lines) - 1) / 2)
        if text[0].isdigit() and column:
            page.right(XS[column + 1] - 4, y, text)
        else:
            page.text(XS[column] + 3, y, text)


def test_labels_alone_in_rows_without_uprights_stay_in_their_columns() -> None:
    """Uprights end with the heads: the rows below them are parted by level lines alone."""
    page = titled("收入支出决算总表")
    xs = [60.0, 200, 280, 420, 500]
    body = [["一、财政拨款收入", "8.00", "一、教育支出", "5.00"]]
    body += [["二、事业收入", "1.00", "二、科学技术支出", ""], ["", "", "三、卫生健康支出", ""]]
    body += [["", "", "四、节能环保支出", ""], ["", "", "五、住房保障支出", "4.00"]]
    body += [["", "", "六、其他支出", ""], ["本年收入合计", "9.00", "本年支出合计", "9.00"]]
    rows = [["项目", "决算数", "项目", "决算数"], *body]
    for number, row in enumerate(rows):
        page.line(60, 90 + 16 * number, 500, 90 + 16 * number)
        for x, text in zip(xs, row, strict=False):
            page.text(x + 4, 98 + 16 * number, text, 9)
    page.line(60, 90 + 16 * len(rows), 500, 90 + 16 * len(rows))
    for x in xs:
        page.line(x, 90, x, 106)
    (grid,) = read(page).grids
    assert matrix(grid) == rows


def staggered() -> PdfPage:
    """A table whose rows stand between level lines; codes, names and amounts wrap in them."""
    page = titled("支出决算表")
    body = [
        (24, [["208"], ["社保支出"], ["20.00"], ["20.00"]]),
        (44, [["208010", "9"], ["社会保险", "经办机构"], ["75,623.", "46"], ["695.83"]]),
        (84, [["2080199"], ["其他人", "力资源", "管理", "支出"], ["1.00"], ["1.00"]]),
        (44, [["21011"], ["行政事业", "单位医疗"], ["3.00"], ["2.00"]]),
    ]
    y = 110.0
    page.line(60, 90, 330, 90)
    for column, head in enumerate(["编码", "名称", "合计", "基本支出"]):
        page.text(XS[column] + 6, 100, head)
    for high, cells in body:
        page.line(60, y, 330, y)
        for column, lines in enumerate(cells):
            cell(page, column, y + high / 2, lines)
        y += high
    return page.line(60, y, 330, y)


def test_what_wraps_between_two_lines_is_one_row_wherever_its_lines_stand() -> None:
    (grid,) = read(staggered()).grids
    assert matrix(grid) == [
        ["编码", "名称", "合计", "基本支出"],
        ["208", "社保支出", "20.00", "20.00"],
        ["2080109", "社会保险经办机构", "75,623.46", "695.83"],
        ["2080199", "其他人力资源管理支出", "1.00", "1.00"],
        ["21011", "行政事业单位医疗", "3.00", "2.00"],
    ]


def test_names_around_a_level_with_codes_that_are_smaller_are_whole() -> None:
    """The middle line of a name stands beside a code and amounts in smaller letters."""
    page = titled("支出决算表")
    for column, head in enumerate(["编码", "名称", "合计", "基本支出"]):
        page.text(XS[column] + 6, 100, head)
    names = [["合计"], ["社会保", "障和就", "业支出"], ["行政运", "行"], ["卫生健", "康支", "出"]]
    y = 120.0
    for number, name in enumerate(names):
        middle = y + 8 * len(name)
        cell(page, 1 if number else 0, middle, name)
        for column, text in ((0, "20801"), (2, "3.00"), (3, "3.00")):
            if column or number:
                page.text(XS[column] + 3, middle, text, 8)
        y += 16 * len(name) + 1
    (grid,) = read(page).grids
    assert [row[1] for row in matrix(grid)[2:]] == ["".join(name) for name in names[1:]]


def test_a_figure_between_the_two_lines_of_its_name_is_a_row() -> None:
    """A page ends in such a row."""
    page = titled("收支总表")
    for x, head in ((60, "项目"), (200, "决算数")):
        page.text(x, 100, head)
    for number, (text, figure) in enumerate([("总收入", "9.00"), ("事业收入", "1.00")] * 2):
        page.text(60, 120 + 16 * number, text).right(240, 120 + 16 * number, figure)
    page.text(60, 186, "一、一般公共预算").right(240, 194, "13.09").text(60, 202, "财政拨款")
    (grid,) = read(page).grids
    assert matrix(grid)[-1] == ["一、一般公共预算财政拨款", "13.09"]


def test_a_table_goes_on_below_a_row_between_lines_that_has_no_figure() -> None:
    """The page shows one row of figures; the label below it wraps in a row of its own."""
    xs = [60.0, 150, 240, 330, 390]
    first, second = titled("收入支出决算总表"), PdfPage()
    for page, ys in ((first, [90.0, 110, 142, 190]), (second, [90.0, 110, 130, 150])):
        for y in ys:
            page.line(60, y, 450, y)
        for x, head in zip(xs, ["收入", "决算数", "支出", "合计", "其中"], strict=True):
            page.text(x, 100, head)
    for x, text in zip(xs, ["一、财政", "9.00", "一、教育", "9.00", "9.00"], strict=True):
        first.text(x, 126, text)
    for number, text in enumerate(["二、粮油", "物资储备", "支出"]):
        first.text(240, 150 + 15 * number, text)
    totals = [[name, "9.00", name, "9.00", "9.00"] for name in ("本年合计", "总计")]
    for number, row in enumerate(totals):
        for x, text in zip(xs, row, strict=True):
            second.text(x, 120 + 20 * number, text)
    (grid,) = read(first, second).grids
    assert matrix(grid)[1:] == [
        ["一、财政", "9.00", "一、教育", "9.00", "9.00"],
        ["", "", "二、粮油物资储备支出", "", ""],
        *totals,
    ]


def test_the_last_digit_of_an_amount_beside_two_of_others_is_its_own() -> None:
    """Of three amounts that wrap, one is a number without its last digit too."""
    page = titled("支出决算表")
    for column, head in enumerate(["合计", "基本支出", "项目支出"]):
        page.text([150, 230, 310][column], 100, head)
    wrapped = [("230,57", "5.34"), ("226,17", "8.81"), ("4,394.0", "6")]
    for number, name in enumerate(["合计", "教育支出", "其他支出"]):
        y = 130 + 40 * number
        page.text(60, y, name)
        for column, lines in enumerate(wrapped):
            for at, text in enumerate(lines):
                page.right(190 + 80 * column, y - 8 + 16 * at, text)
    (grid,) = read(page).grids
    amounts = ["230,575.34", "226,178.81", "4,394.06"]
    names = ["合计", "教育支出", "其他支出"]
    assert matrix(grid)[1:] == [[name, *amounts] for name in names]


def test_words_below_where_a_figure_begins_end_the_table() -> None:
    page = titled("收支总表")
    rows = [["项目", "决算数"], ["财政收入", "5.00"], ["事业收入", "3.00"], ["合计", "8.00"]]
    for number, row in enumerate(rows):
        for x, text in zip((60, 200), row, strict=True):
            page.text(x, 110 + 16 * number, text)
    (grid,) = read(page.text(200, 174, "制表人")).grids
    assert matrix(grid) == rows


def test_amounts_that_wrap_beside_whole_ones_stand_level_with_them() -> None:
    """The only row of a table set from its top; its first text is a number that wraps."""
    page = titled("“三公”经费支出决算表")
    xs = [60.0, 140, 220, 300]
    for x, head in zip(xs, ["合计", "小计", "公务接待费", "会议费"], strict=True):
        page.text(x, 100, head)
    for x, text in zip(xs, ["2,970.2", "1,276.7", "938.55", "765.24"], strict=True):
        page.text(x, 120, text)
    page.text(60, 132, "3").text(140, 132, "2")
    (grid,) = read(page).grids
    assert matrix(grid)[-1] == ["2,970.23", "1,276.72", "938.55", "765.24"]


def test_who_printed_a_page_and_when_is_no_text_of_it() -> None:
    """Pages lie and stand; the foot has one distance from the edge of each."""
    pages = [PdfPage(width=842, height=595) if n % 2 else PdfPage() for n in range(4)]
    for number, page in enumerate(pages):
        page.text(60, 200, f"第{number}段正文说明支出情况。")
        foot = f"打印时间：2025-08-1{number} 10:22　第{number + 1}页"
        page.text(200, page.height - 40, foot)
    document = read(*pages)
    assert "打印时间" not in document.text
    assert "第3段正文" in document.text


def test_few_figures_that_touch_words_beside_them_end_where_these_begin() -> None:
    page = titled("收支总表")
    xs = [60.0, 150, 241, 380]
    rows = [["项目", "金额", "项目", "金额"], ["财政收入", "9.00", "一、教育支出", "4.00"]]
    rows += [["", "", "二、科技支出", "3.00"], ["", "", "三、其他支出", "2.00"]]
    for number, row in enumerate(rows):
        for column, (x, text) in enumerate(zip(xs, row, strict=True)):
            if column == 1:
                page.right(239.5 if number else 200, 110 + 16 * number, text)
            else:
                page.text(x, 110 + 16 * number, text)
    (grid,) = read(page).grids
    assert matrix(grid) == rows


def test_a_table_goes_on_with_one_row_below_its_title_printed_again() -> None:
    first, second = titled("支出决算表"), titled("支出决算表")
    body = [[f"208050{n}", "3.00", "3.00"] for n in range(1, 4)]
    for page, rows in ((first, body), (second, [["2210203", "3.00", "3.00"]])):
        for number, row in enumerate([["科目编码", "合计", "项目支出"], *rows]):
            for x, text in zip((60, 200, 300), row, strict=True):
                page.text(x, 110 + 16 * number, text)
    grids = read(first, second).grids
    texts = [row for grid in grids for row in matrix(grid)]
    assert texts[-1] == ["2210203", "3.00", "3.00"]
