"""PDF tables without uprights: labels without figures, heads over heads, ends of pages."""

from __future__ import annotations

from itertools import pairwise

from mingzhang.model import CUT_OFF, Document
from mingzhang.read import pdf as reader
from mingzhang.read.pdf_head_tree import tree_of
from mingzhang.read.pdf_text import Line
from pdf_maker import PdfPage, pdf, width
from read_sources import assert_offsets, matrix, source

TWO_SIDES = [60.0, 220.0, 290.0, 450.0, 520.0]
HEADS = ["项目", "决算数", "项目", "决算数"]


def read(*pages: PdfPage) -> Document:
    document = reader.read(source("account.pdf", pdf(list(pages))))
    assert_offsets(document)
    return document


def centred(page: PdfPage, left: float, right: float, y: float, text: str, size: float) -> None:
    page.text((left + right - width(text, size)) / 2, y, text, size)


def rows_at(page: PdfPage, y: float, rows: list[list[str]], edges: list[float]) -> float:
    """Set words to the left and figures to the right of their columns; return where they end."""
    for row in rows:
        for column, text in enumerate(row):
            if "." in text:
                page.right(edges[column + 1] - 3, y, text, 9)
            elif text:
                page.text(edges[column] + 3, y, text, 9)
        y += 15
    return y


def titled(title: str) -> PdfPage:
    return PdfPage().text(220, 60, title).text(460, 80, "单位：万元")


def two_sides(rows: list[list[str]]) -> PdfPage:
    page = titled("收入支出决算总表")
    for left, right, text in ((60, 290, "收入"), (290, 520, "支出")):
        centred(page, left, right, 98, text, 9)
    for at, text in enumerate(HEADS):
        centred(page, TWO_SIDES[at], TWO_SIDES[at + 1], 113, text, 9)
    rows_at(page, 130, rows, TWO_SIDES)
    return page


BODY = [
    ["一、一般公共预算财政拨款收入", "162.88", "一、一般公共服务支出", "41.20"],
    ["二、政府性基金预算财政拨款收入", "", "二、外交支出", ""],
    ["三、事业收入", "2.77", "三、教育支出", "103.00"],
    ["", "", "四、住房保障支出", "21.45"],
    ["本年收入合计", "165.65", "本年支出合计", "165.65"],
    ["使用非财政拨款结余", "", "结余分配", ""],
    ["年初结转和结余", "0.05", "年末结转和结余", "0.05"],
    ["总计", "165.70", "总计", "165.70"],
]


def test_labels_without_figures_are_no_rest_of_those_above_them() -> None:
    (grid,) = read(two_sides(BODY)).grids
    assert matrix(grid) == [["收入", "", "支出", ""], HEADS, *BODY]


def test_a_page_ends_in_labels_and_the_table_goes_on_below_its_heads() -> None:
    first, second = two_sides(BODY[:6]), PdfPage()
    for page in (first, second):
        page.text(220, 36, "某局部门公开", 14)
    centred(second, 60, 290, 60, "收入", 9)
    centred(second, 290, 520, 60, "支出", 9)
    for at, text in enumerate(HEADS):
        centred(second, TWO_SIDES[at], TWO_SIDES[at + 1], 75, text, 9)
    rows_at(second, 90, BODY[6:], TWO_SIDES)
    (grid,) = read(first, second).grids
    assert [row for row in matrix(grid) if row[0] not in ("收入", "项目")] == BODY


def test_a_code_without_figures_is_no_rest_of_another_row() -> None:
    edges = [60.0, 100.0, 220.0, 280.0, 320.0, 450.0, 520.0]
    rows = [
        ["301", "工资福利支出", "30.00", "302", "商品和服务支出", "9.00"],
        ["30101", "基本工资", "20.00", "30211", "差旅费", "6.00"],
        ["30102", "津贴补贴", "", "30212", "因公出国（境）费用", ""],
        ["30103", "奖金", "10.00", "30213", "维修（护）费", "3.00"],
        ["", "", "", "31007", "信息网络及软件", ""],
    ]
    page = titled("一般公共预算财政拨款基本支出决算表")
    for at, text in enumerate(["编码", "科目名称", "决算数"] * 2):
        centred(page, edges[at], edges[at + 1], 110, text, 9)
    y = rows_at(page, 130, rows, edges)
    page.text(63, y, "人员经费合计", 9).right(277, y, "30.00", 9)
    page.text(283, y, "公用经费合计", 9).right(517, y, "9.00", 9)
    (grid,) = read(page).grids
    total = ["人员经费合计", "", "30.00", "公用经费合计", "", "9.00"]
    assert matrix(grid)[1:] == [*rows, total]


def test_heads_as_high_as_heads_over_others_are_told_by_their_middles() -> None:
    page = titled("“三公”经费支出决算表")
    at = [60.0 + 38 * column for column in range(13)]
    for first, last, y, text in (
        (0, 2, 106, "合计"), (2, 4, 106, "因公出国费"), (4, 10, 100, "公务用车费"),
        (4, 6, 112, "小计"), (6, 8, 112, "购置费"), (8, 10, 112, "运行维护费"),
        (10, 12, 106, "公务接待费"),
    ):  # fmt: skip
        centred(page, at[first], at[last], y, text, 7)
    figures = ["9.89", "7.14", "", "", "6.07", "4.86", "3.50", "3.43", "2.57", "1.43", "3.2", "2.2"]
    for column in range(12):
        centred(page, at[column], at[column + 1], 125, ("预算数", "决算数")[column % 2], 7)
        page.right(at[column + 1] - 2, 138, figures[column], 7)
    (grid,) = read(page).grids
    spans = [(c.text, c.column, c.column_span) for c in grid.cells if c.column_span > 1]
    assert spans == [
        ("合计", 0, 2), ("因公出国费", 2, 2), ("公务用车费", 4, 6), ("公务接待费", 10, 2),
        ("小计", 4, 2), ("购置费", 6, 2), ("运行维护费", 8, 2),
    ]  # fmt: skip
    assert matrix(grid)[-1] == figures


def test_of_several_trees_of_heads_none_is_taken() -> None:
    def head(text: str, x: float, y: float) -> Line:
        return Line(text, x - 10, y - 5, x + 10, y + 5, 10)

    lower = [head("小计", x, 130) for x in (25, 75, 125)]
    assert tree_of([head("合计", 75, 100), *lower], [0, 50, 100, 150])
    assert not tree_of([head("合计", 62, 100), *lower], [0, 50, 100, 150])
    assert not tree_of([head("甲", 75, 100), head("乙", 75, 115), *lower], [0, 50, 100, 150])


def test_heads_beside_narrow_figures_and_short_names_are_theirs() -> None:
    edges = [60.0, 180.0, 240.0, 380.0, 450.0, 520.0]
    page = titled("财政拨款收入支出决算总表")
    centred(page, 60, 240, 98, "收入", 9)
    centred(page, 240, 520, 98, "支出", 9)
    for at, text in enumerate(["项目", "决算数", "项目", "合计", "公共预算"]):
        centred(page, edges[at], edges[at + 1], 113, text, 9)
    rows = [
        ["一、公共预算财政拨款", "62.88", "一、公共服务", "6.20", "6.20"],
        ["二、政府性基金", "", "二、教育", "9.10", "9.10"],
        ["本年收入合计", "62.88", "合计", "15.30", "15.30"],
    ]
    rows_at(page, 130, rows, edges)
    (grid,) = read(page).grids
    assert matrix(grid)[1:] == [["项目", "决算数", "项目", "合计", "公共预算"], *rows]


def test_a_line_below_one_head_is_not_as_wide_as_the_table() -> None:
    edges = [28.0, 102.0, 313.0, 398.0, 482.0, 567.0]
    page = titled("一般公共预算财政拨款支出预算表")
    page.line(28, 105, 313, 105)
    centred(page, 28, 313, 98, "项目", 9)
    for at, text in enumerate(["功能分类科目编码", "科目名称"]):
        centred(page, edges[at], edges[at + 1], 118, text, 9)
    for at, text in enumerate(["合计", "基本支出", "项目支出"], 2):
        centred(page, edges[at], edges[at + 1], 111, text, 9)
    rows = [
        ["208", "社会保障和就业支出", "12.80", "12.80", ""],
        ["20805", "行政事业单位养老支出", "12.80", "12.80", ""],
        ["213", "农林水支出", "20.00", "5.00", "15.00"],
    ]
    rows_at(page, 134, rows, edges)
    assert matrix(read(page).grids[0])[0] == ["项目", "", "合计", "基本支出", "项目支出"]


def test_the_words_of_a_total_that_touch_the_figure_before_them_are_of_the_next_column() -> None:
    edges = [60.0, 110.0, 220.0, 290.0, 340.0, 450.0, 520.0]
    page = titled("一般公共预算财政拨款基本支出决算表")
    for at, text in enumerate(["编码", "科目名称", "决算数"] * 2):
        centred(page, edges[at], edges[at + 1], 109, text, 9)
    for y, codes in ((127, ("301", "302")), (142, ("30101", "30202")), (157, ("30103", "30203"))):
        page.right(107, y, codes[0], 9).right(337, y, codes[1], 9)
        rows_at(page, y, [["", "奖金", "97.00", "", "咨询费", "1.00"]], edges)
    rows_at(page, 172, [["人员经费合计", "", "97.00", "公用经费合计", "", "1.00"]], edges)
    last = matrix(read(page).grids[0])[-1]
    assert [text for text in last if text] == ["人员经费合计", "97.00", "公用经费合计", "1.00"]


def test_rows_within_a_frame_that_has_no_inner_uprights_are_parted_by_their_columns() -> None:
    edges = [60.0, 110.0, 220.0, 290.0, 340.0, 450.0, 520.0]
    page = titled("一般公共预算财政拨款基本支出决算表")
    for at, text in enumerate(["编码", "科目名称", "决算数"] * 2):
        centred(page, edges[at], edges[at + 1], 107, text, 9)
    rows = [[f"3010{n}", "奖金", f"9{n}.00", f"3020{n}", "咨询费", f"{n}.00"] for n in range(1, 6)]
    rows_at(page, 122, rows, edges)
    for y in range(100, 191, 15):
        page.line(60, y, 520, y)
    page.line(60, 100, 60, 190).line(520, 100, 520, 190)
    assert matrix(read(page).grids[0])[1:] == rows


def test_amounts_across_each_other_leave_the_columns_of_all_other_rows() -> None:
    edges = [60.0, 110.0, 230.0, 290.0, 330.0]
    page = titled("支出决算表")
    for at, text in enumerate(["编码", "科目名称", "合计", "基本支出"]):
        centred(page, edges[at], edges[at + 1], 107, text, 9)
    rows = [[f"20{n}", "教育支出", f"9{n}.00", f"8{n}.00"] for n in range(1, 6)]
    y = rows_at(page, 122, rows, edges)
    page.text(63, y, "合计", 9)
    for left, amount in ((233, "1,317,601.75"), (273.2, "2,466,857.72")):
        for at, letter in enumerate(amount):
            page.text(left + 4.5 * at, y, letter, 9)
    read_rows = matrix(read(page).grids[0])
    assert read_rows[1:-1] == rows
    assert any(CUT_OFF in text for text in read_rows[-1])


def test_digits_printed_across_each_other_are_not_read() -> None:
    page = PdfPage()
    page.text(220, 60, "支出决算表").text(460, 80, "单位：万元")
    page.table([60, 200, 300, 400], 100, [["项目", "基本支出", "项目支出"], ["教育", "", "7.25"]])
    page.text(250, 130, "12.50").text(261, 130, "93.00")
    (row,) = (row for row in matrix(read(page).grids[0]) if row[0] == "教育")
    assert CUT_OFF in row[1] and row[2] == "7.25"


def test_a_digit_at_the_place_of_a_comma_leaves_both_numbers_open() -> None:
    page = titled("支出决算表")
    page.table([60, 200, 280, 400], 100, [["项目", "基本支出", "项目支出"], ["教育", "", ""]])
    for x, text in ((238, "8,415.17"), (274.6, ","), (277.2, "516.25")):
        for at, letter in enumerate(text):
            page.text(x + 5.25 * at, 130, letter)
    assert "516.25" not in matrix(read(page).grids[0])[1]


def test_digits_that_the_file_itself_mixes_are_told() -> None:
    page = PdfPage().text(60, 100, "支出12.50万元，其中人员经费7.25万元。")
    page.text(300, 100, "9").text(301, 100, "5").text(305.2, 100, "0")
    (note,) = read(page).notes
    assert (note.kind, "重叠" in note.message_zh) == ("digits_crossed", True)


def test_amounts_that_touch_between_level_lines_stay_in_their_columns() -> None:
    edges = [60.0, 110.0, 220.0, 290.0, 340.0, 450.0, 520.0]
    rows = [
        ["301", "工资福利支出", "8,425,697.00", "302", "商品和服务支出", "3,001.00"],
        ["30101", "基本工资", "1,038,107.00", "30202", "印刷费", "1,290.00"],
        ["30103", "奖金", "1,092,018.00", "30203", "咨询费", "1,711.00"],
    ]
    page = titled("一般公共预算财政拨款基本支出决算表")
    for at in range(5):
        for left, right in pairwise(edges):
            page.line(left, 100 + 18 * at, right - 0.2, 100 + 18 * at)
    for at, text in enumerate(["编码", "科目名称", "决算数"] * 2):
        centred(page, edges[at], edges[at + 1], 109, text, 9)
    for at, row in enumerate(rows):
        y = 127 + 18 * at
        page.text(62, y, row[0], 9).text(112, y, row[1], 9).right(291, y, row[2], 9)
        page.text(291.4, y, row[3], 9).text(342, y, row[4], 9).right(518, y, row[5], 9)
    (grid,) = read(page).grids
    assert matrix(grid)[1:] == rows


def test_amounts_that_nearly_touch_amounts_are_of_two_columns() -> None:
    edges = [60.0, 160.0, 204.0, 248.0, 320.0]
    rows = [
        ["教育支出", "21,625.03", "16,722.58", "4,902.45"],
        ["农林水支出", "11,314.22", "11,314.22", ""],
        ["住房支出", "12,820.92", "12,820.92", ""],
    ]
    page = titled("支出决算表")
    for at, text in enumerate(["项目", "合计", "基本支出", "项目支出"]):
        centred(page, edges[at], edges[at + 1], 110, text, 9)
    y = rows_at(page, 130, rows, edges)
    page.text(63, y, "合计", 9).right(203, y, "145,760.17", 9)
    page.right(249.5, y, "140,857.72", 9).right(317, y, "4,902.45", 9)
    (grid,) = read(page).grids
    assert matrix(grid)[1:] == [*rows, ["合计", "145,760.17", "140,857.72", "4,902.45"]]


def test_a_page_begins_with_labels_and_no_heads() -> None:
    first, second = two_sides([*BODY[:3], *BODY[:1]]), PdfPage()
    rest = [["", "", "五、其他支出", ""], ["", "", "六、债务支出", ""], *BODY[3:]]
    rows_at(second, 60, rest, TWO_SIDES)
    (grid,) = read(first, second).grids
    assert matrix(grid)[6:] == rest


def in_pieces(page: PdfPage, heights: list[float], edges: list[float]) -> None:
    """Draw level lines cell by cell around the heads, and those below in two pieces."""
    for at, y in enumerate(heights):
        for x0, x1 in pairwise(edges if at < 2 else [edges[0], edges[3], edges[-1]]):
            page.line(x0, y, x1 - 0.4, y)


def test_heads_over_heads_between_two_lines_in_pieces_are_told_by_the_texts() -> None:
    edges = [60.0, 130.0, 250.0, 320.0, 390.0, 460.0]
    page = titled("支出预算总表")
    in_pieces(page, [90, 124, *range(139, 200, 15)], edges)
    centred(page, 60, 250, 99, "项目", 9)
    centred(page, 250, 460, 99, "支出预算", 9)
    for at, text in enumerate(["科目编码", "科目名称", "合计", "基本支出", "项目支出"]):
        centred(page, edges[at], edges[at + 1], 115, text, 9)
    rows = [
        ["208", "社会保障支出", "12.80", "12.80", ""],
        ["20805", "养老支出", "12.80", "12.80", ""],
        ["213", "农林水支出", "1,020.00", "1,005.00", "15.00"],
        ["合计", "", "1,032.80", "1,017.80", "15.00"],
    ]
    rows_at(page, 131.5, rows, edges)
    heads = [["项目", "", "支出预算", "", ""]]
    heads.append(["科目编码", "科目名称", "合计", "基本支出", "项目支出"])
    assert matrix(read(page).grids[0]) == [*heads, *rows]


def test_a_head_over_no_figures_leaves_the_figures_beside_it_to_their_own_heads() -> None:
    """There are as many columns of figures as heads in the lowest row, but they are others."""
    edges = [51.0, 142.0, 234.0, 325.0, 415.0, 506.0, 598.0, 689.0, 780.0]
    page = PdfPage(842, 595).text(300, 60, "政府性基金预算收支表").text(730, 80, "单位：万元")
    for left, right, text in (
        (0, 2, "项目"), (2, 3, "年初结转"), (3, 4, "本年收入"), (4, 7, "本年支出"),
        (7, 8, "年末结转"),
    ):  # fmt: skip
        centred(page, edges[left], edges[right], 98, text, 9)
    lower = {0: "科目编码", 1: "科目名称", 4: "合计", 5: "基本支出", 6: "项目支出"}
    for at, text in lower.items():
        centred(page, edges[at], edges[at + 1], 113, text, 9)
    rows = [
        ["212", "城乡社区支出", "", "15.90", "15.90", "", "15.90", ""],
        ["21208", "土地出让支出", "", "15.90", "15.90", "", "15.90", ""],
        ["229", "其他支出", "", "7.95", "7.95", "", "7.95", ""],
    ]
    rows_at(page, 130, rows, edges)
    assert matrix(read(page).grids[0])[2:] == rows


def test_a_wrapped_head_over_others_does_not_go_on_in_that_of_its_middle_column() -> None:
    edges = [60.0, 84.0, 104.0, 124.0, 260.0, 340.0, 420.0, 500.0]
    page = titled("支出预算总表")
    for y, text in ((96, "功能分类"), (108, "编码")):
        centred(page, 60, 124, y, text, 9)
    for at, text in enumerate(["类", "款", "项"]):
        centred(page, edges[at], edges[at + 1], 121, text, 9)
    for at, text in enumerate(["科目名称", "合计", "基本支出", "项目支出"], 3):
        centred(page, edges[at], edges[at + 1], 108.5, text, 9)
    rows = [
        ["205", "", "", "教育支出", "30.00", "20.00", "10.00"],
        ["205", "02", "", "普通教育支出", "30.00", "20.00", "10.00"],
        ["205", "02", "01", "学前教育支出", "30.00", "20.00", "10.00"],
    ]
    rows_at(page, 140, rows, edges)
    heads = [["功能分类编码", "", "", "科目名称", "合计", "基本支出", "项目支出"]]
    heads.append(["类", "款", "项", "", "", "", ""])
    made = matrix(read(page).grids[0])
    assert (made[:2], made[-3:]) == (heads, rows)


def test_a_line_below_a_head_parts_it_from_the_one_in_its_middle() -> None:
    edges = [73 + 64.0 * column for column in range(8)]
    page = titled("三公经费预算表")
    lines = ((0, 7, 91.0), (0, 6, 107.0), (3, 6, 122.5), (0, 7, 138.0), (0, 7, 154.0))
    for left, right, y in lines:
        page.line(edges[left], y, edges[right], y)
    for left, right, y, text in (
        (0, 6, 99.5, "三公经费预算数"), (3, 6, 115, "公务用车购置及运行费"),
        (6, 7, 108.5, "机关运行经费"), (6, 7, 121, "预算数"), (0, 1, 122.5, "合计"),
        (1, 2, 116.5, "因公出国"), (1, 2, 128.5, "（境）费"), (2, 3, 122.5, "公务接待费"),
        (3, 4, 130.5, "小计"), (4, 5, 130.5, "购置费"), (5, 6, 130.5, "运行费"),
    ):  # fmt: skip
        centred(page, edges[left], edges[right], y, text, 9.5)
    rows = [["77.06", "18.95", "6.03", "52.08", "0.00", "52.08", "179.91"]]
    rows_at(page, 146, rows, edges)
    made = matrix(read(page).grids[0])
    assert made[0] == ["三公经费预算数", "", "", "", "", "", "机关运行经费预算数"]
    heads = ["合计", "因公出国（境）费", "公务接待费", "公务用车购置及运行费", "", "", ""]
    assert made[1:3] == [heads, ["", "", "", "小计", "购置费", "运行费", ""]]
    assert made[-1] == rows[0]
