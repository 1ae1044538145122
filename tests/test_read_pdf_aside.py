"""What stands beside the text of a PDF: margins, drawings, pictures that the text goes around."""

from __future__ import annotations

import pytest

from mingzhang.model import Document
from mingzhang.read import pdf as reader
from pdf_maker import PdfPage, pdf
from pdf_maker import width as width_of
from read_sources import matrix, source

EM = 12
TEXT = (
    "某局2024年度预算绩效管理工作开展情况如下：编报绩效目标的项目20个，涉及预算金额409.62万元；"
    "绩效跟踪评价的项目18个，涉及预算金额364.10万元，平均得分86.59分。其中，绩效评级为优的项目"
    "17个，绩效评级为良的项目3个，绩效评级为合格的项目0个，正在整改的项目2个，均已公开。"
)


def read(*pages: PdfPage) -> Document:
    return reader.read(source("account.pdf", pdf(list(pages))))


def put(page: PdfPage, y: float, narrow: int = 0, left: float = 80, right: float = 515) -> float:
    """Set the paragraph; its first lines end, or begin, beside a drawing 160 points wide."""
    line, number = "　　", 0
    for character in TEXT + "\n":
        aside = 170 if number < abs(narrow) else 0
        room = right - left - aside
        if character == "\n" or width_of(line + character, EM) > room + 0.1:
            page.text(left + (aside if narrow < 0 else 0), y, line, EM)
            line, number, y = "", number + 1, y + 21
        line += character
    return y


@pytest.mark.parametrize("narrow", [4, 5, -4, -5])
def test_text_goes_past_a_drawing_and_what_it_says(narrow: int) -> None:
    page = PdfPage()
    y = put(page, 100)
    x = 370 if narrow > 0 else 90
    for step, said in enumerate(("近年支出（万元）", "24.53", "66.0", "2023年2024年")):
        page.text(x + 9 * step, y + 4 + 17 * step, said, 7)
    put(page, put(page, y, narrow))
    lines = read(page).text.splitlines()
    assert [line for line in lines if len(line) > 20] == [TEXT] * 3
    assert {"24.53", "66.0"} <= set(lines)


def test_a_number_and_a_turned_name_in_the_margins_are_no_text() -> None:
    pages = []
    for number in range(1, 5):
        page = PdfPage()
        put(page, put(page, put(page, 100)))
        page.text(572, 247, str(number), 10)
        for step, letter in enumerate("某局部门公开"):
            page.text(14, 340 - 9 * step, letter, 8)
        pages.append(page)
    assert read(*pages).text.splitlines() == [TEXT] * 12


def test_digits_of_a_table_in_the_margin_stay() -> None:
    page = PdfPage(width=595)
    page.text(200, 60, "收入支出决算表").text(520, 80, "单位：万元")
    page.table([20, 300, 590], 100, [["项目", "决算数"], ["一、教育支出", "12.57"]])
    assert matrix(read(page).grids[0])[1] == ["一、教育支出", "12.57"]
    plain = PdfPage()
    plain.text(200, 60, "收入支出决算表").text(520, 80, "单位：万元")
    for row, figure in enumerate(("决算数", "12.57", "13.58", "14.59")):
        plain.text(60, 100 + 20 * row, f"{'项教农水'[row]}目").right(594, 100 + 20 * row, figure)
    assert [row[1] for row in matrix(read(plain).grids[0])[1:]] == ["12.57", "13.58", "14.59"]


def test_level_lines_with_uprights_in_the_heads_alone_leave_the_columns_to_the_texts() -> None:
    page = PdfPage()
    page.text(200, 60, "收入决算表").text(480, 80, "单位：万元")
    names = ("教育支出", "农业支出", "水利支出", "住房支出", "交通支出", "合计")
    rows = [["科目", "合计", "财政拨款", "其他收入"]]
    rows += [[name, "12.50", "10.25", "2.25"] for name in names]
    for number, row in enumerate(rows):
        y = 100 + 20 * number
        page.line(60, y, 540, y)
        page.text(64, y + 10, row[0])
        for x, cell in zip((280, 400, 536), row[1:], strict=True):
            page.right(x, y + 10, cell)
    page.line(60, 240, 540, 240).line(180, 100, 180, 120)
    assert matrix(read(page).grids[0])[1:] == rows[1:]


def test_the_last_letter_of_a_heading_that_the_page_cuts_stays_above_the_text() -> None:
    page = PdfPage()
    page.text(570, 60, "表", 17)
    put(page, 100)
    assert read(page).text.splitlines() == ["表", TEXT]
