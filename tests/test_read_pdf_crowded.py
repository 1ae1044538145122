"""Crowded PDF pages: numbers that touch, texts higher than their rows, cut digits, two columns."""

from __future__ import annotations

import pytest

from mingzhang.model import Document
from mingzhang.parse.tables.numerals import is_numeral
from mingzhang.read import pdf as reader
from mingzhang.read.pdf_cuts import rejoined
from mingzhang.read.pdf_lattice import lattices
from mingzhang.read.pdf_page import Rule
from mingzhang.read.pdf_place import Char
from mingzhang.read.pdf_sequence import in_sequence
from mingzhang.read.pdf_text import rows_of
from pdf_maker import PdfPage, pdf
from pdf_maker import width as width_of
from read_sources import assert_offsets, matrix, source


def read(page: PdfPage) -> Document:
    document = reader.read(source("account.pdf", pdf([page])))
    assert_offsets(document)
    return document


def test_an_amount_that_touches_the_code_beside_it_is_no_part_of_it() -> None:
    page, xs = PdfPage(), [60, 100, 180, 240, 280, 360, 420]
    page.table(xs, 100, [["编码", "名称", "决算数", "编码", "名称", "决算数"], *[[""] * 6] * 2])
    for row, cells in enumerate(
        [("301", "工资福利支出", "30900.78", "302", "商品支出", "5319.07"),
         ("30101", "基本工资", "2247.96", "30201", "办公费", "644.08")], 1,
    ):  # fmt: skip
        y = 110 + 20 * row
        for at, text in enumerate(cells):
            if "." in text:
                page.right(xs[at + 1] - 0.2, y, text)
            else:
                page.text(xs[at] + 0.2, y, text)
    assert matrix(read(page).grids[0])[1:] == [
        ["301", "工资福利支出", "30900.78", "302", "商品支出", "5319.07"],
        ["30101", "基本工资", "2247.96", "30201", "办公费", "644.08"],
    ]


ROWS = [
    ("201", "一般公共服务支出", "800.00", "700.00"),
    ("20103", "政府办公厅（室）及相关机构事务", "500.00", "450.00"),
    ("2010301", "行政运行", "300.00", "250.00"),
    ("2010302", "一般行政管理事务", "200.00", "200.00"),
    ("205", "教育支出", "100.00", "90.00"),
]


@pytest.mark.parametrize("from_top", [True, False])
def test_labels_higher_than_their_rows_stand_across_the_rows_beside(*, from_top: bool) -> None:
    """Five letters to the line and rows as high as one: the lines lie over those of other rows."""
    page, xs, step = PdfPage(), [60, 110, 166, 230, 300], 13
    page.table(xs, 100, [["编码", "名称", "合计", "基本支出"], *[[""] * 4] * 5], step=step)
    for row, (code, label, *figures) in enumerate(ROWS, 1):
        y = 100 + (row + 0.5) * step
        page.text(62, y, code)
        lines = [label[at : at + 5] for at in range(0, len(label), 5)]
        first = y if from_top else y - 12 * (len(lines) - 1)
        for number, line in enumerate(lines):
            page.text(112, first + 12 * number, line)
        for right, figure in zip(xs[3:], figures, strict=True):
            page.right(right - 2, y, figure)
    assert matrix(read(page).grids[0])[1:] == [list(row) for row in ROWS]


def set_row(text: str, x: float, y: float) -> list[Char]:
    return [Char(c, x + 5 * at, y, x + 5 * at + 5, y + 10) for at, c in enumerate(text)]


def test_the_order_of_a_file_written_line_by_line_tells_no_cells() -> None:
    """The last line of a wrapped name is followed by the first one of the row below."""
    xs, ys = [0, 40, 80, 120, 160, 200], [22 * row for row in range(9)]
    rules = [*(Rule(0, y, 200, y) for y in ys), *(Rule(x, 0, x, ys[-1]) for x in xs)]
    runs: list[list[Char]] = []
    for y in ys[:-1]:
        runs += [set_row("一般公共", 42, y + 1), set_row("8.00", 82, y + 1)]
        runs += [set_row("201", 2, y + 6), set_row("7.00", 122, y + 7)]
        runs += [set_row("1.00", 162, y + 7), set_row("服务支出", 42, y + 11)]
    (lattice,) = lattices(rules)
    assert not in_sequence(runs, lattice)


def said(rows: list[list[Char]]) -> list[str]:
    return ["".join(char.text for char in row) for row in rows]


def test_a_cent_below_its_number_is_put_behind_it() -> None:
    rows = [
        set_row("80350.0", 100, 100),
        set_row("201", 20, 106) + set_row("12.00", 200, 106),
        set_row("8", 100, 112),
    ]
    assert said(rejoined(rows)) == ["20180350.0812.00"]
    level = [set_row("80350.0", 100, 100), set_row("201", 20, 112) + set_row("8", 100, 112)]
    assert sorted(said(rejoined(level))) == ["201", "80350.08"]


def test_a_whole_number_below_a_figure_of_a_row_of_its_own_is_none_of_it() -> None:
    rows = [set_row("12.5", 100, 100), set_row("8", 100, 120)]
    assert rejoined(rows) == rows
    rows = [set_row("12.5", 100, 100) + set_row("3.00", 200, 100), set_row("8", 100, 112)]
    rows[1] += set_row("7.50", 200, 112)
    assert rejoined(rows) == rows


SENTENCES = (
    "2024年度本年收入合计1500.00万元，其中：财政拨款收入1200.00万元，事业收入300.00万元。",
    "2024年度本年支出合计1400.00万元，其中：基本支出900.00万元，项目支出500.00万元。",
    "2024年度机关运行经费支出80.00万元，比上年减少20.00万元，下降20.00%，主要是厉行节约。",
    "2024年度政府采购支出总额60.00万元，其中：政府采购货物支出60.00万元。",
)


def test_prose_in_two_columns_is_read_column_by_column() -> None:
    page, size, wide = PdfPage(), 10.5, 220.5
    page.text(200, 70, "某局2024年度部门决算情况说明", 14)
    for column in range(2):
        y = 100.0
        for sentence in SENTENCES[2 * column : 2 * column + 2] * 2:
            line, indent = "", 2 * size
            for letter in [*sentence, ""]:
                if not letter or width_of(line + letter, size) > wide - indent:
                    page.text(60 + 250 * column + indent, y, line, size)
                    line, indent, y = "", 0, y + 18
                line += letter
    assert read(page).text.splitlines()[1:] == [*SENTENCES[:2] * 2, *SENTENCES[2:] * 2]


@pytest.mark.parametrize(
    ("line", "after"),
    [("支出决算为161.7", "7万元，下降5%"), ("支出决算为1", "61.77万元，下降5%")],
)
def test_a_number_parted_anywhere_at_a_lines_end_is_whole(line: str, after: str) -> None:
    """The lines are shorter than others of the page, and the paragraph begins as a heading does."""
    page = PdfPage()
    for number in range(4):
        page.text(
            60,
            60 + 18 * number,
            "本部门按照规定使用资金，加强管理，提高效益，没有结转资金。" * 2,
            8,
        )
    page.text(81, 150, f"1.教育支出（类）教育管理事务（款）行政运行（项）：{line}")
    page.text(60, 168, f"{after}。")
    assert read(page).text.splitlines()[-1].endswith(f"{line}{after}。")


def test_the_words_of_a_total_beside_codes_and_names_make_no_column() -> None:
    page = PdfPage().text(200, 60, "支出决算表").text(400, 80, "单位：万元")
    for x, head in zip(
        (70, 150, 260, 340, 420), ("编码", "名称", "合计", "基本支出", "项目支出"), strict=True
    ):
        page.text(x, 110, head)
    rows = [
        ("201", "教育支出", "800.00", "700.00", "100.00"),
        ("20103", "教育管理事务", "500.00", "450.00", "50.00"),
    ]
    for row, (code, name, *figures) in enumerate([("", "", "800.00", "700.00", "100.00"), *rows]):
        y = 130 + 20 * row
        page.text(75, y, code).text(140, y, name)
        for right, figure in zip((290, 380, 460), figures, strict=True):
            page.right(right, y, figure)
    page.text(45, 130, "合计")
    assert matrix(read(page).grids[0])[1:] == [
        ["合计", "", "800.00", "700.00", "100.00"],
        *map(list, rows),
    ]


@pytest.mark.parametrize("displaced", [True, False])
def test_upright_heads_printed_on_one_spot_are_unclear_beside_others(*, displaced: bool) -> None:
    page, xs = PdfPage(), [60, 160, 260, 360]
    page.table(xs, 100, [["项目", "预算数", "决算数"], ["教育支出", "30.00", "20.00"]])
    for letter in "购置费":
        page.text(215 if displaced else 20, 110, letter)
    heads = matrix(read(page).grids[0])[0]
    assert heads == (["？"] * 3 if displaced else ["项目", "预算数", "决算数"])


@pytest.mark.parametrize("level", [True, False])
def test_an_amount_wrapped_anywhere_is_whole_beside_what_its_row_says(*, level: bool) -> None:
    """It stands level with the code of its row, or around it."""
    code = 100 if level else 106
    amounts = (("663,12", 200, 100), ("6.45", 210, 112), ("16,541", 300, 100), (".20", 315, 112))
    rows = rows_of(char for line in (("205", 60, code), *amounts) for char in set_row(*line))
    assert said(rejoined(rows)) == ["205663,126.4516,541.20"]


def test_yuan_as_high_as_its_words_stands_in_the_middle_where_others_of_the_page_do() -> None:
    lines = [("教育", 60, 100), ("71,31", 200, 106), ("支出", 60, 112), ("5", 210, 118)]
    lines += [("文化", 60, 124)]  # the middle of three lines is between two of its words
    level = [("卫生", 60, 200), ("04,32", 200, 200), ("健康", 60, 212), ("6", 210, 212)]
    rows = rows_of(char for line in (*lines, *level) for char in set_row(*line))
    assert said(rejoined(rows)) == ["教育", "支出71,315", "文化", "卫生", "04,326", "健康"]
    assert said(rejoined(rows_of(c for line in level for c in set_row(*line)))) == [
        "卫生04,326",
        "健康",
    ]


def test_whole_numbers_below_one_another_are_two() -> None:
    rows = [set_row("16,541", 200, 100), set_row("126.45", 200, 112)]
    assert said(rejoined(rows)) == ["16,541", "126.45"]


@pytest.mark.parametrize(
    ("one", "other"), [("8,288,500.00", "5,588,500.00"), ("1,140,764,443", "1,135,755,788")]
)
def test_amounts_wider_than_their_columns_that_touch_stay_whole(one: str, other: str) -> None:
    page = PdfPage()
    page.table([50, 120, 165, 240], 100, [["项目", "合计", "基本支出"], ["教育支出", "", ""]])
    page.right(168, 130, one).text(168, 130, other)
    (grid,) = read(page).grids
    assert matrix(grid)[1] == ["教育支出", one, other]


def test_an_amount_whose_first_digit_is_printed_on_the_same_one_is_not_read() -> None:
    """PDFium shows one of both: what is left begins with a comma."""
    page = PdfPage()
    page.table([50, 120, 140, 215], 100, [["项目", "行次", "合计"], ["支出", "", ""]])
    page.text(124, 130, "27").text(124.3, 130, "2,209,665.10")
    (grid,) = read(page).grids
    assert not any(is_numeral(text) and "." in text for text in matrix(grid)[1])
