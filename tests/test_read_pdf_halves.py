"""A sheet printed over pages side by side is one table; what may belong to several is not read."""

from __future__ import annotations

import pytest

from mingzhang.model import UNCLEAR_HEAD, Document
from mingzhang.read import pdf as reader
from pdf_maker import PdfPage, pdf
from read_sources import assert_offsets, matrix, source

TITLE = "部门收入总体情况表"
LEFT = [
    ["单位名称", "合计", "财"],
    ["", "", "小计"],
    ["合计", "9.00", "8.00"],
    ["甲局", "9.00", "8.00"],
]
RIGHT = [["政拨款收入", "其他收入"], ["公共预算", ""], ["8.00", "1.00"], ["8.00", "1.00"]]
WHOLE = [
    ["单位名称", "合计", "财政拨款收入", "", "其他收入"],
    ["", "", "小计", "公共预算", ""],
    ["合计", "9.00", "8.00", "8.00", "1.00"],
    ["甲局", "9.00", "8.00", "8.00", "1.00"],
]
LEFT_XS, RIGHT_XS = [50.0, 200.0, 350.0, 500.0], [50.0, 200.0, 350.0]
TOP, STEP = 100.0, 20.0


def page(
    rows: list[list[str]], xs: list[float], *, title: str = TITLE, cut: str = "", at: float = 60
) -> PdfPage:
    """A ruled table; at its `cut` edge (left, right) the line beside the first head is left out."""
    made = PdfPage().text(at, 60, title).text(60, 80, "单位：万元" if title else "")
    bottom = TOP + STEP * len(rows)
    for index in range(len(rows) + 1):
        made.line(xs[0], TOP + index * STEP, xs[-1], TOP + index * STEP)
    edge = {"left": xs[0], "right": xs[-1]}.get(cut)
    for x in xs:
        made.line(x, TOP + STEP if x == edge else TOP, x, bottom)
    for index, row in enumerate(rows):
        for column, text in enumerate(row):
            made.text(xs[column] + 4, TOP + (index + 0.5) * STEP, text)
    return made


def read(*pages: PdfPage) -> Document:
    document = reader.read(source("account.pdf", pdf(list(pages))))
    assert_offsets(document)
    return document


def kinds(document: Document) -> list[str]:
    return [note.kind for note in document.notes]


def test_the_right_part_stands_beside_the_left_and_a_cut_head_is_whole() -> None:
    document = read(page(LEFT, LEFT_XS, cut="right"), page(RIGHT, RIGHT_XS, cut="left"))
    (grid,) = document.grids
    assert matrix(grid) == WHOLE
    assert (grid.title, grid.unit) == (TITLE, "万元")
    assert kinds(document) == ["halves_joined"]


def test_labels_alone_on_a_page_are_the_first_column() -> None:
    labels = [["科目名称"], ["合计"], *([name] for name in ("工资", "津贴", "办公费", "补助"))]
    figures = [["合计", "基本支出"], *([f"{n}.00", f"{n - 1}.00"] for n in range(9, 4, -1))]
    document = read(
        page(labels, [50.0, 400.0]), page(figures, [50.0, 200.0, 350.0], title="", at=60)
    )
    (grid,) = document.grids
    assert matrix(grid)[0] == ["科目名称", "合计", "基本支出"]
    assert matrix(grid)[4] == ["办公费", "6.00", "5.00"]


@pytest.mark.parametrize("columns", [1, 3])
def test_a_title_that_moves_from_page_to_page_stands_over_one_sheet(columns: int) -> None:
    """The right part may have names of rows of its own, or one column of figures alone."""
    left = [["编码", "名称"], ["301", "工资"], ["302", "办公费"], ["303", "补助"]]
    right = [["决算数", "名称", "数额"], *([f"{n}.00", "利息", "9.00"] for n in "123")]
    right = [row[:columns] for row in right]
    notes = PdfPage().text(60, 60, "注：本表为决算数。")
    east = page(right, [50.0, 200.0, 350.0, 420.0][: columns + 1], at=-40)
    east.text(-90, 80, "部门：某局")
    document = read(page(left, [50.0, 200.0, 400.0], at=360), notes, east)
    (grid,) = document.grids
    assert matrix(grid) == [a + b for a, b in zip(left, right, strict=True)]
    assert "某局" not in document.text
    assert kinds(document) == ["halves_joined"]


def test_pages_down_first_find_their_right_parts_in_order() -> None:
    more = [["乙中心", "7.00", "6.00"]] * 4
    rest = [["6.00", "1.00"]] * 4
    document = read(
        page(LEFT, LEFT_XS, cut="right"),
        page(more, LEFT_XS, title=""),
        page(RIGHT, RIGHT_XS, cut="left"),
        page(rest, RIGHT_XS, title=""),
    )
    (grid,) = document.grids
    assert matrix(grid) == [*WHOLE, *[["乙中心", "7.00", "6.00", "6.00", "1.00"]] * 4]
    assert kinds(document) == ["halves_joined"] * 2


def test_a_table_with_a_title_of_its_own_is_no_right_part() -> None:
    document = read(
        page(LEFT, LEFT_XS), page(RIGHT, RIGHT_XS, title="一般公共预算“三公”经费支出表")
    )
    assert [len(matrix(grid)[0]) for grid in document.grids] == [3, 2]
    assert kinds(document) == []


def test_rows_of_other_heights_are_no_right_part() -> None:
    document = read(page(LEFT, LEFT_XS), page(RIGHT[:3], RIGHT_XS))
    assert [len(matrix(grid)[0]) for grid in document.grids] == [3, 2]


def test_a_part_that_fits_two_tables_is_not_read() -> None:
    rest = page(RIGHT, RIGHT_XS)
    document = read(page(LEFT, LEFT_XS), page(LEFT, LEFT_XS), rest, page(RIGHT, RIGHT_XS))
    assert "halves_unclear" in kinds(document)
    unclear = [matrix(grid)[0] for grid in document.grids if UNCLEAR_HEAD in matrix(grid)[0]]
    assert unclear == [[UNCLEAR_HEAD, UNCLEAR_HEAD]]


NAMED = [["编码", "单位名称", "合计"], ["201", "甲局", "9.00"], ["202", "乙局", "7.00"]]
NAMED_XS = [50.0, 120.0, 270.0, 350.0]


def again(heads: list[str], figures: list[list[str]]) -> list[list[str]]:
    """The first two columns of `NAMED`, beside others."""
    rows = [row[:2] for row in NAMED]
    return [a + b for a, b in zip(rows, [heads, *figures], strict=True)]


def test_names_of_rows_that_each_page_repeats_are_read_once() -> None:
    """So print programs that repeat columns; the title then stands there twice."""
    rows = again(["其他收入"], [["2.00"], ["1.00"]])
    east = page(rows, NAMED_XS, title="")
    east.text(40, 60, TITLE).text(70, 60, TITLE).text(60, 80, "单位：万元")
    document = read(page(NAMED, NAMED_XS), east)
    (grid,) = document.grids
    assert matrix(grid) == [
        ["编码", "单位名称", "合计", "其他收入"],
        ["201", "甲局", "9.00", "2.00"],
        ["202", "乙局", "7.00", "1.00"],
    ]
    assert (grid.title, document.text.count("甲局")) == (TITLE, 1)


@pytest.mark.parametrize("title", ["部门支出总体情况表", TITLE])
def test_another_table_of_the_same_rows_is_no_right_part(title: str) -> None:
    """It has a title of its own; with the same heads it goes on below, whatever its rows say."""
    heads = "合计" if title == TITLE else "支出合计"
    rows = again([heads], [["2.00"], ["1.00"]])
    document = read(page(NAMED, NAMED_XS), page(rows, NAMED_XS, title=title))
    assert {len(matrix(grid)[0]) for grid in document.grids} == {3}
    assert kinds(document) == []


def test_a_form_filled_in_again_is_no_right_part() -> None:
    """Only the name above and the figures differ; the words stand in the same cells."""
    forms = [
        [["项目名称", "", name], ["类别", "预算数", figure], ["目标", "指标值", "备注"]]
        for name, figure in (("甲项目", "9.00"), ("乙项目", "8.00"))
    ]
    document = read(*(page(form, NAMED_XS, title="绩效目标表") for form in forms))
    assert [matrix(grid)[1] for grid in document.grids] == [form[1] for form in forms]


def test_the_last_page_of_a_sheet_may_show_one_row() -> None:
    """A single figure, to the right."""
    document = read(
        page(LEFT, LEFT_XS, cut="right"),
        page([["乙局", "7.00", "6.00"]], LEFT_XS, title=""),
        page([["政拨款收入"], ["公共预算"], ["8.00"], ["8.00"]], RIGHT_XS[:2], cut="left"),
        page([["6.00"]], RIGHT_XS[:2], title=""),
    )
    (grid,) = document.grids
    assert matrix(grid) == [*(row[:4] for row in WHOLE), ["乙局", "7.00", "6.00", "6.00"]]
    assert kinds(document) == ["halves_joined"] * 2


def test_a_frame_around_a_figure_is_no_table_beside_others() -> None:
    made = page(LEFT, LEFT_XS)
    made.line(50, 300, 120, 300).line(50, 320, 120, 320).line(50, 300, 50, 320)
    document = read(made.line(120, 300, 120, 320).text(60, 310, "12.00"))
    assert len(document.grids) == 1
