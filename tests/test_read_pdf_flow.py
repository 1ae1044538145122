"""Lines of a PDF to paragraphs and tables: narrow sections, cuts in numbers, merged rows."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mingzhang.model import Document
from mingzhang.read import pdf as reader
from pdf_maker import PdfPage, pdf
from pdf_maker import width as width_of
from read_sources import assert_offsets, matrix, source

EM = 10.5
LONG = (
    "2025年，某局收入预算950.12万元，其中：财政拨款收入688.12万元，比2024年预算增加0.46万元；"
    "事业收入262.00万元；事业单位经营收入0.00万元；其他收入0.00万元。财政拨款支出预算中，按照规定，"
    "一般公共预算拨款支出预算688.12万元，比2024年预算增加0.46万元；政府性基金拨款支出预算0.00万元。"
)


def read(*pages: PdfPage) -> Document:
    document = reader.read(source("account.pdf", pdf(list(pages))))
    assert_offsets(document)
    return document


def set_text(page: PdfPage, y: float, text: str, left: float, right: float) -> float:
    """Set a paragraph between two margins, its first line two ems further right."""
    line, x = "", left + 2 * EM
    for character in text:
        if x + width_of(line + character, EM) > right + 0.1:
            page.text(x, y, line)
            line, x, y = "", left, y + 18
        line += character
    page.text(x, y, line)
    return y + 18


@pytest.mark.parametrize(("left", "right"), [(90, 505), (135, 460), (60, 420), (135, 455.3)])
@pytest.mark.parametrize("times", [1, 2])
def test_pages_set_narrower_are_measured_by_themselves(
    left: float, right: float, times: int
) -> None:
    wide, narrow = PdfPage(), PdfPage()
    y = 100.0
    for _ in range(3):
        y = set_text(wide, y, LONG, 90, 505)
    y = 100.0
    for _ in range(times):
        y = set_text(narrow, y, LONG, left, right)
    assert read(wide, narrow, wide).text.splitlines() == [LONG] * (6 + times)


def test_a_short_page_of_a_narrow_section_goes_with_its_neighbour() -> None:
    wide, narrow, short = PdfPage(), PdfPage(), PdfPage()
    y = set_text(wide, 100, LONG, 90, 505)
    set_text(wide, y, LONG, 90, 505)
    y = set_text(narrow, 100, LONG, 135, 460)
    set_text(narrow, y, LONG, 135, 460)
    text = "财政拨款支出预算中，按照规定，一般公共预算拨款支出预算688.12万元"
    set_text(short, 100, text, 135, 460)
    assert read(wide, narrow, short).text.splitlines()[-1] == text


def test_units_over_tables_wider_than_the_text_do_not_move_its_margin() -> None:
    page = PdfPage()
    y = set_text(page, 100, LONG, 90, 505)
    y = set_text(page, y, LONG, 90, 505)
    for _ in range(6):
        y += 30
        page.text(50, y, "部门：某市乙局").right(545, y, "金额单位：万元")
    sheet = PdfPage().text(250, 60, "支出决算表").text(50, 80, "部门：某市乙局")
    sheet.table([50, 250, 400, 545], 100, [["项目", "合计", "项目支出"], ["合计", "1.00", "1.00"]])
    sheet.text(50, 160, "注：1.本表反映支出。").text(50, 175, "2.本表金额转换为万元时有尾差。")
    for pages in ([page], [page, sheet, sheet], [sheet, sheet, page]):
        assert read(*pages).text.count(LONG + "\n") == 2


@pytest.mark.parametrize(
    ("rest", "together"),
    [
        ("（项）。年初预算为1.00万元。", 3),
        ("（含）以上的设备0台。", 3),
        ("“三公”经费。", 2),
        ("（项）2024年预算数为1.00万元。", 5),
        ("入-1,939.52元，占-0.05%。", 5),
    ],
)
def test_brackets_stay_together_at_the_end_of_a_line(rest: str, together: int) -> None:
    """A typesetter moves “（项）。” to the next line as a whole."""
    page = PdfPage()
    y = set_text(page, 100, LONG, 90, 510)
    y = set_text(page, y, LONG, 90, 510)
    room = together * EM - 1
    first = "科" * int((510 - room - 90 - 2 * EM) / EM)
    page.text(510 - room - width_of(first, EM), y, first).text(90, y + 18, rest)
    assert read(page).text.splitlines()[2:] == [first + rest]


def test_numbered_items_at_the_margin_of_an_indented_document_stay_items() -> None:
    page = PdfPage()
    y = 100.0
    for _ in range(2):
        y = set_text(page, y, LONG, 90, 510)
    items = [f"{n}．" + "职责" * 18 + "工作。" for n in range(1, 4)]
    for item in items:
        page.text(90, y, item)
        y += 18
    set_text(page, y, LONG, 90, 510)
    assert read(page).text.splitlines() == [LONG, LONG, *items, LONG]


XS = [60.0, 100, 140, 180, 330, 400, 470, 540]
HEAD = ["类", "款", "项", "科目名称", "合计", "基本支出", "项目支出"]
ROWS = [["201", "03", f"0{n}", "行政运行", "5.00", "5.00", "0.00"] for n in range(1, 6)]
MERGED_XS = [60.0, 330, 400, 470, 540]
TOTAL = ["合计", "25.00", "25.00", "0.00"]


def table_pages(rows: list[list[str]], xs: list[float], between: str = "") -> Document:
    first = PdfPage().text(240, 80, "支出预算总表").text(430, 100, "单位：万元")
    first.table(XS, 120, [HEAD, *ROWS])
    second = PdfPage()
    if between:
        second.text(240, 60, between)
    second.table(xs, 80, rows)
    return read(first, second)


def test_a_total_row_of_merged_cells_belongs_to_the_table_of_the_page_before() -> None:
    (grid,) = table_pages([TOTAL], MERGED_XS).grids
    assert matrix(grid)[-1] == ["合计", "", "", "", "25.00", "25.00", "0.00"]
    total = [cell for cell in grid.cells if cell.text == "合计"][-1]
    assert (total.row, total.column_span) == (len(ROWS) + 1, 4)


@pytest.mark.parametrize(
    ("rows", "xs", "between"),
    [
        ([["项目", "金额", "上年", "增减"], TOTAL], MERGED_XS, ""),
        ([TOTAL], MERGED_XS, "财政拨款支出表"),
        ([TOTAL], [60.0, 300, 380, 450, 540], ""),
        ([["合计", "25.00"]], [60.0, 330, 400], ""),
    ],
)
def test_another_table_of_fewer_columns_stays_another(
    rows: list[list[str]], xs: list[float], between: str
) -> None:
    assert len(table_pages(rows, xs, between).grids) == 2


def test_a_head_that_the_page_break_cuts_is_one_with_its_table() -> None:
    first = PdfPage().text(240, 80, "收入支出决算总表").text(430, 100, "单位：万元")
    first.table([60, 250, 440], 740, [["收入", "支出"]])
    rows = [["项目", "决算数", "项目", "2023年"], ["其他收入", "5.00", "其他支出", "6.00"]]
    second = PdfPage()
    second.table([60, 160, 250, 350, 440], 60, rows)
    (grid,) = read(first, second).grids
    assert matrix(grid) == [["收入", "", "支出", ""], *rows]
    assert (grid.title, grid.unit) == ("收入支出决算总表", "万元")


def test_a_table_without_lines_goes_on_where_its_head_stands_again() -> None:
    pages = []
    for number in range(2):
        page = PdfPage()
        if number == 0:
            page.text(240, 60, "支出预算总表").text(430, 80, "单位：万元")
        y = 60 if number else 110
        for row in [
            ["科目编码", "科目名称", "合计", "基本支出"],
            *(
                [f"20{n}", "支出", f"{n}00.00", f"{n}0.00"]
                for n in range(1 + 4 * number, 5 + 4 * number)
            ),
        ]:
            page.text(60, y, row[0]).text(150, y, row[1])
            page.right(380, y, row[2]).right(480, y, row[3])
            y += 20
        pages.append(page)
    (grid,) = read(*pages).grids
    assert [row[0] for row in matrix(grid)] == ["科目编码", *(f"20{n}" for n in range(1, 9))]
    assert matrix(grid)[-1] == ["208", "支出", "800.00", "80.00"]


COLUMNS = [60.0, 110, 200, 290, 380]
TABLE = [
    ["编码", "科目名称", "合计", "基本支出"],
    ["201", "一般公共服务支出", "1,200.00", "700.00"],
    ["2080505", "机关事业单位基本养老保险缴费支出", "6.18", "6.18"],
    ["221", "住房保障支出", "", "0.00"],
    ["合计", "", "1,206.18", "706.18"],
]


def level_lines(pieces: bool) -> PdfPage:
    """A table without uprights, labels wrapped to seven letters; lines whole or cell by cell."""
    page = PdfPage().text(200, 80, "支出决算表").text(330, 100, "单位：万元")
    y = 112.0
    for row in [*TABLE, None]:
        for x0, x1 in pairwise(COLUMNS if pieces else [COLUMNS[0], COLUMNS[-1]]):
            page.line(x0, y, x1 - (0.4 if pieces else 0), y)
        if row is None:
            break
        label = [row[1][at : at + 7] for at in range(0, len(row[1]), 7)]
        high = 14.0 * max(len(label), 1) + 8
        page.text(COLUMNS[0] + 4, y + high / 2, row[0])
        for line, words in enumerate(label):
            page.text(COLUMNS[1] + 4, y + 11 + 14 * line, words)
        for column in (2, 3):
            if row[column]:
                page.right(COLUMNS[column + 1] - 4, y + high / 2, row[column])
        y += high
    return page


@pytest.mark.parametrize("pieces", [True, False])
def test_level_lines_alone_make_rows_whose_labels_may_wrap(pieces: bool) -> None:
    (grid,) = read(level_lines(pieces)).grids
    assert matrix(grid) == TABLE
    assert (grid.title, grid.unit) == ("支出决算表", "万元")


def test_two_tables_of_level_lines_below_each_other_stay_two() -> None:
    page = level_lines(pieces=True)
    page.text(200, 280, "收入决算表").text(330, 296, "单位：万元")
    for y in (310.0, 330, 350, 370, 390):
        for x0, x1 in pairwise([60.0, 150, 220, 380]):
            page.line(x0, y, x1 - 0.4, y)
    for index, name in enumerate(("项目", "财政拨款", "其他收入", "合计")):
        page.text(64, 320 + 20 * index, name)
        page.text(154, 320 + 20 * index, "1.00" if index else "本年")
        page.text(224, 320 + 20 * index, "2.00" if index else "上年")
    assert [grid.title for grid in read(page).grids] == ["支出决算表", "收入决算表"]


def test_a_sentence_that_names_its_unit_goes_on() -> None:
    page = PdfPage()
    y = set_text(page, 100, LONG, 90, 505)
    words = (
        "2024年收支情况如下（单位：万元），其中财政拨款收入100.00，事业收入20.00，其他收入3.00。"
    )
    set_text(page, y, words, 90, 505)
    assert read(page).text.splitlines() == [LONG, words]


def test_the_number_of_a_form_set_to_the_right_takes_nothing_of_the_next_line() -> None:
    page = PdfPage()
    y = set_text(page, 100, LONG, 90, 505)
    page.text(220, y, "收入支出决算总表").right(505, y + 18, "公开01表")
    page.text(90, y + 36, "部门：某省某市甲局").right(505, y + 36, "金额单位：万元")
    assert read(page).text.splitlines()[1:] == [
        "收入支出决算总表",
        "公开01表",
        "部门：某省某市甲局",
        "金额单位：万元",
    ]


def test_the_number_of_a_page_that_a_table_stands_around_is_none_of_its_words() -> None:
    page = PdfPage()
    rows = [
        ["项目", "决算数"],
        *[[f"{n}、支出", f"{n}.50"] for n in range(1, 9)],
        ["总计", "36.00"],
    ]
    page.table([200, 350, 400], 840 - 20 * len(rows), rows)
    page.text(285, 829, "— 8 —")
    (grid,) = read(page).grids
    assert matrix(grid) == rows
