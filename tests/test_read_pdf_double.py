"""Two pages on one sheet are two pages; a title belongs to the table that it stands over."""

from __future__ import annotations

import pytest

from mingzhang.model import Document
from mingzhang.read import pdf as reader
from pdf_maker import PdfPage, pdf
from read_sources import assert_offsets, matrix, source

REVENUE, EXPENDITURE = "部门收入总表", "部门支出总表"
ROWS = {
    REVENUE: [["科目名称", "收入合计"], ["教育收入", "12.00"], ["其他收入", "3.50"]],
    EXPENDITURE: [["科目名称", "支出合计"], ["教育支出", "9.00"], ["住房支出", "6.50"]],
}
PROSE = "本单位负责全区教育工作，贯彻执行国家教育方针和法律法规，拟订"


def put(sheet: PdfPage, title: str, x: float, y: float) -> None:
    sheet.text(x + 100, y, title).text(x + 210, y + 20, "单位：万元")
    sheet.table([x + 30, x + 200, x + 340], y + 35, ROWS[title])


def sheet(left: float, right: float) -> PdfPage:
    """Two pages side by side, each with a table at its own height."""
    made = PdfPage(width=842, height=595)
    put(made, REVENUE, 20, left)
    put(made, EXPENDITURE, 441, right)
    return made


def prose_sheet() -> PdfPage:
    made = PdfPage(width=842, height=595)
    for side in (0, 421):
        made.text(side + 60, 100, PROSE).text(side + 40, 118, "教育规划并组织实施。")
    return made.text(630, 560, "— 2 —")


def read(*pages: PdfPage) -> Document:
    document = reader.read(source("account.pdf", pdf(list(pages))))
    assert_offsets(document)
    return document


@pytest.mark.parametrize(("left", "right"), [(80, 80), (80, 200), (200, 80)])
@pytest.mark.parametrize("before", [prose_sheet(), PdfPage().text(90, 100, PROSE)])
def test_each_title_is_that_of_the_table_below_it(
    before: PdfPage, left: float, right: float
) -> None:
    document = read(before, sheet(left, right))
    assert {grid.title: matrix(grid) for grid in document.grids} == ROWS
    assert {grid.page for grid in document.grids} == {2}
    assert len(document.pages) == 2


def test_prose_of_two_pages_on_a_sheet_is_read_page_by_page() -> None:
    document = read(prose_sheet(), sheet(80, 80))
    assert document.text.splitlines()[:2] == [PROSE + "教育规划并组织实施。"] * 2
    first = document.pages[0]
    assert document.text[first.start : first.end].count(PROSE) == 2
    assert [note.kind for note in document.notes] == ["page_furniture_dropped"]


def test_a_landscape_page_fills_the_middle_of_its_half_with_its_number_at_its_own_foot() -> None:
    made = PdfPage(width=842, height=595)
    put(made, REVENUE, 20, 170)
    made.text(200, 425, "- 7 -").text(621, 425, "- 8 -")
    made.table([471, 641, 781], 180, [ROWS[REVENUE][0], ["经营收入", "1.00"], ["租金收入", "2.00"]])
    document = read(prose_sheet(), made)
    (grid,) = document.grids
    assert matrix(grid) == [*ROWS[REVENUE], ["经营收入", "1.00"], ["租金收入", "2.00"]]
    assert "- 7 -" not in document.text
