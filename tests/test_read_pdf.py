"""PDF files: text broken by layout is joined, ruled tables are read, hostile files do no harm."""

from __future__ import annotations

import tracemalloc
import zlib

import pytest

from factories import vocabulary
from mingzhang.model import Document, UserError
from mingzhang.parse import parse
from mingzhang.read import pdf as reader
from pdf_maker import PdfPage, file, many_pages, pdf, scanned
from read_sources import assert_offsets, matrix, source

LEFT, RIGHT = 90.0, 90 + 10.5 * 40
"""Margins of a page whose lines hold forty ideographs."""


def read(*pages: PdfPage) -> Document:
    document = reader.read(source("account.pdf", pdf(list(pages))))
    assert_offsets(document)
    return document


def set_text(page: PdfPage, y: float, text: str, indent: float = 2, step: float = 18) -> float:
    """Set a paragraph in lines as a word processor would; returns the next line's y."""
    for index, line in enumerate(wrapped(text, indent)):
        page.text(LEFT + (indent * 10.5 if index == 0 else 0), y, line)
        y += step
    return y


def wrapped(text: str, indent: float = 2) -> list[str]:
    """Break a text into lines of forty ems, the first one shorter, even within numbers."""
    lines, room = [""], 40 - indent
    for character in text:
        wide = 0.5 if character < "\x7f" else 1
        if wide > room:
            lines.append("")
            room = 40
        lines[-1] += character
        room -= wide
    return lines


LONG = (
    "本年收入合计1,307.82万元，其中：财政拨款收入307.82万元，占23.53%；事业收入1,000.00万元，占"
    "76.47%。与2023年度相比，收入总计增加12.50万元，主要原因是单位新增人员较多，公用经费相应增加。"
)


def test_paragraphs_are_whole_again_with_their_numbers() -> None:
    page = PdfPage()
    y = set_text(page, 100, "一、收入决算情况说明")
    y = set_text(page, y, LONG)
    set_text(page, y, "二、支出决算情况说明")
    assert read(page).text.splitlines() == ["一、收入决算情况说明", LONG, "二、支出决算情况说明"]


def test_paragraphs_parted_by_distance_alone() -> None:
    page = PdfPage()
    y = set_text(page, 100, LONG, indent=0) + 14
    y = set_text(page, y, LONG, indent=0) + 14
    set_text(page, y, "完", indent=0)
    assert read(page).text.splitlines() == [LONG, LONG, "完"]


def test_a_paragraph_runs_over_a_page() -> None:
    first, second = PdfPage(), PdfPage()
    set_text(first, 100, LONG)
    begin = "".join(wrapped(LONG)[:2])
    set_text(first, 700, begin)
    set_text(second, 80, LONG.removeprefix(begin), indent=0)
    document = read(first, second)
    assert document.text.splitlines() == [LONG, LONG]
    start = document.pages[1].start
    assert document.text[start:] == LONG.removeprefix(begin) + "\n"


def test_a_long_heading_goes_on_in_the_middle() -> None:
    page = PdfPage()
    page.text(LEFT, 100, "第三部分  " + "某某市人民代表大会常务委员会" * 2 + "决算情况")
    page.text(290, 118, "说明")
    set_text(page, 140, LONG)
    lines = read(page).text.splitlines()
    assert lines[0] == "第三部分 " + "某某市人民代表大会常务委员会" * 2 + "决算情况说明"


def test_blanks_come_from_gaps_not_from_the_file() -> None:
    page = PdfPage()
    page.text(90, 100, "2024 年度收入")
    for index, digit in enumerate("1,307.82"):
        page.text(90 + 5.25 * index, 130, digit)
    page.text(90 + 5.25 * 8, 130, "万元")
    for index, letter in enumerate("目录"):
        page.text(250 + 60 * index, 160, letter, 16)
    page.text(90, 190, "收入 Total Revenue 2024")
    assert read(page).text.splitlines() == [
        "2024年度收入", "1,307.82万元", "目录", "收入Total Revenue 2024",
    ]  # fmt: skip


def test_bold_by_printing_twice() -> None:
    page = PdfPage()
    page.text(90, 100, "支出总计11.00万元").text(90.3, 100, "支出总计11.00万元")
    assert read(page).text == "支出总计11.00万元\n"


@pytest.mark.parametrize(("rotate", "turn"), [(90, 1), (0, 1)])
def test_landscape_content_on_portrait_paper(rotate: int, turn: int) -> None:
    page = PdfPage(rotate=rotate, turn=turn)
    page.text(90, 100, "第一行307.82").text(90, 130, "第二行")
    assert read(page).text.splitlines() == ["第一行307.82", "第二行"]


def test_the_number_of_a_turned_page_stands_at_its_side() -> None:
    page = PdfPage(width=842, height=595).text(90, 100, "第一行307.82")
    for at, letter in enumerate("—12—"):
        page.text(30, 290 + 10 * at, letter)
    assert read(page).text.splitlines() == ["第一行307.82"]
    assert read(page.text(20, 350, "元")).text.splitlines()[0] == "第一行307.82"
    assert "元" in read(page).text


def test_page_numbers_and_running_heads_are_dropped_and_told() -> None:
    pages = []
    for number in range(1, 6):
        page = (
            PdfPage().text(200, 40, "某局2024年度部门决算公开").text(290, 810, f"- {number + 3} -")
        )
        page.text(90, 100, f"第{number}段共有{number}个项目。")
        pages.append(page)
    document = read(*pages)
    assert document.text.splitlines() == [f"第{n}段共有{n}个项目。" for n in range(1, 6)]
    (note,) = document.notes
    assert note.kind == "page_furniture_dropped"
    assert "某局#年度部门决算公开" in note.message_zh
    assert "5 次" in note.message_zh


def test_running_heads_within_lines_and_the_time_of_printing_are_dropped() -> None:
    pages = []
    for number in range(3):
        page = table_page("支出决算表" if not number else "", [] if number else HEAD, BODY[:5])
        page.table([90, 300, XS[-1]], 40, [["某市某局", "2024年度"]])
        page.table([90, 300, XS[-1]], 790, [["某市某局", f"第{number + 1}页"]])
        pages.append(page.text(60, 20, "2025/9/1 10:23"))
    document = read(*pages)
    (grid,) = document.grids
    assert matrix(grid) == HEAD + BODY[:5] * 3
    assert document.text.startswith("支出决算表")
    (note,) = document.notes
    assert "某市某局 第#页" in note.message_zh


@pytest.mark.parametrize("lines", [1, 2])
def test_running_heads_of_a_section_of_pages_of_another_size_are_dropped(lines: int) -> None:
    """The tables between, on landscape pages, have other heads, or none."""
    heads = [(90, 40, "某市某局　依法公开"), (90, 60, "接受监督")][:lines]
    prose, wide = [], []
    for number in range(4):
        page = PdfPage()
        for head in heads:
            page.text(*head)
        prose.append(page.text(90, 110, f"第{number}段共有{number}个项目。"))
        wide.append(PdfPage(842, 595))
        title = ("支出决算表", "收入决算表")[number % 2]
        wide[-1].text(300, 60, title).text(600, 80, "单位：万元")
        wide[-1].table([90, 300, 500], 100, [["项目", "决算数"], ["合计", f"{number}.00"]])
    document = read(*prose[:3], *wide, *wide, prose[3])
    assert "依法公开" not in document.text
    assert "接受监督" not in document.text
    assert "支出决算表" in document.text


def test_a_running_head_over_a_table_that_goes_on_without_lines_is_none_of_its_heads() -> None:
    pages = []
    for number in range(4):
        page = PdfPage().text(90, 40, "某市某局").text(200, 40, "依法公开")
        if number == 0:
            page.text(240, 70, "支出预算总表").text(430, 90, "单位：万元")
        y = 62 if number else 110
        for row in [
            ["科目编码", "科目名称", "合计", "基本支出"],
            *([f"20{at}", "支出", f"{at}1.00", f"{at}0.00"] for at in range(number, number + 3)),
        ]:
            page.text(60, y, row[0]).text(150, y, row[1])
            page.right(380, y, row[2]).right(480, y, row[3])
            y += 20
        pages.append(page)
    document = read(*pages)
    (grid,) = document.grids
    assert [row[0] for row in matrix(grid)] == [
        "科目编码", *(f"20{at}" for first in range(4) for at in range(first, first + 3))
    ]  # fmt: skip
    assert "依法公开" not in document.text


def test_pages_that_their_numbers_tell_to_be_missing_part_sentences_and_are_told() -> None:
    begin = "".join(wrapped(LONG)[:2])

    def account(*numbers: int) -> Document:
        pages = [PdfPage().text(290, 810, f"- {number} -") for number in numbers]
        set_text(pages[0], 100, LONG)
        set_text(pages[0], 700, begin)
        set_text(pages[1], 80, LONG.removeprefix(begin), indent=0)
        return read(*pages)

    assert [note.kind for note in account(4, 5, 6).notes] == ["page_furniture_dropped"]
    assert account(4, 5, 6).text.splitlines() == [LONG, LONG]
    missing = account(4, 7, 8)
    assert missing.text.splitlines() == [LONG, begin, LONG.removeprefix(begin)]
    (note,) = (note for note in missing.notes if note.kind == "pages_skipped")
    assert "第 2 页印的页码是 7" in note.message_zh


def test_a_lone_figure_at_the_foot_is_no_page_number() -> None:
    page = PdfPage().text(90, 100, "收入总计").text(90, 800, "307")
    assert "307" in read(page).text


def test_contents_lines_stay_apart() -> None:
    page = PdfPage()
    for index in range(3):
        page.text(
            LEFT, 100 + 18 * index, f"第{'一二三'[index]}部分 概况" + "…" * 30 + f"{index + 1}"
        )
    assert len(read(page).text.splitlines()) == 3


HEAD = [["项目", "", "合计", "基本支出"], ["编码", "名称", "", ""]]
BODY = [[f"20{n}", f"科目{n}支出", f"{n}01.50", f"{n}.25"] for n in range(1, 30)]
XS: list[float] = [90, 150, 300, 400, 500]


def table_page(
    title: str, head: list[list[str]], rows: list[list[str]], top: float = 120
) -> PdfPage:
    page = PdfPage()
    if title:
        page.text(240, top - 40, title).text(430, top - 20, "单位：万元")
    page.table(XS, top, head + rows)
    return page


@pytest.mark.parametrize("lines", ["all", "open", "rows"])
def test_ruled_tables(lines: str) -> None:
    page = PdfPage().text(240, 80, "支出决算表").text(430, 100, "单位：万元")
    page.table(XS, 120, [["编码", "名称", "合计", "基本支出"], *BODY[:5]], lines=lines)
    page.text(90, 260, "注：本表反映支出情况。")
    document = read(page)
    (grid,) = document.grids
    assert (grid.title, grid.unit, grid.page) == ("支出决算表", "万元", 1)
    assert matrix(grid) == [["编码", "名称", "合计", "基本支出"], *BODY[:5]]
    assert document.text.splitlines()[-1] == "注：本表反映支出情况。"


@pytest.mark.parametrize("numbers", [["1", "2", "3", "4", "5"], ["4", "5", "22", "23", "24"]])
def test_letters_of_columns_and_numbers_of_rows_are_no_part_of_a_printed_sheet(
    numbers: list[str],
) -> None:
    page = PdfPage().text(240, 80, "支出决算表").text(430, 100, "单位：万元")
    rows = [["编码", "名称", "合计", "基本支出"], *BODY[:4]]
    printed = [["", "B", "C", "D", "E"]]
    printed += [[number, *row] for number, row in zip(numbers, rows, strict=True)]
    page.table([60, *XS], 120, printed)
    document = read(page)
    assert matrix(document.grids[0]) == rows
    assert "\nB\n" not in document.text


def test_titles_within_the_letters_and_numbers_of_a_printed_sheet_stand_above_its_table() -> None:
    rows = [["编码", "名称", "合计", "基本支出"], *BODY[:4]]
    page = PdfPage().text(240, 130, "支出决算表").text(430, 150, "单位：万元")
    page.table([60, *XS], 100, [["", "A", "B", "C", "D"]])
    page.table([60, XS[0]], 120, [["1"], ["2"]])
    page.line(XS[-1], 120, XS[-1], 160)
    page.table([60, *XS], 160, [[str(number), *row] for number, row in enumerate(rows, 3)])
    document = read(page)
    (grid,) = document.grids
    assert (grid.title, grid.unit, matrix(grid)) == ("支出决算表", "万元", rows)
    assert document.text.startswith("支出决算表\n单位：万元\n编码")


@pytest.mark.parametrize("first", [["", "A", "B", "D", "E"], ["", "A", "B", "C", "级"]])
def test_letters_that_do_not_count_columns_stay(first: list[str]) -> None:
    rows = [["1", "208", "教育", "5.00", "1.00"], ["2", "209", "养老", "6.00", "2.00"]]
    page = PdfPage().text(240, 80, "支出决算表").text(430, 100, "单位：万元")
    page.table([60, *XS], 120, [first, *rows])
    assert matrix(read(page).grids[0]) == [first, *rows]


def test_tables_without_uprights_or_without_any_line() -> None:
    for ruled in (True, False):
        page = PdfPage().text(240, 80, "支出决算表").text(430, 100, "单位：万元")
        rows = [["编码", "名称", "合计", "基本支出"], *BODY[:4], ["209", "没有数的支出", "", ""]]
        for number, row in enumerate([*rows, *BODY[4:6]]):
            y = 130 + 22 * number
            page.text(90, y, row[0]).text(150, y, row[1])
            page.right(396, y, row[2]) if number else page.text(340, y, row[2])
            page.right(496, y, row[3]) if number else page.text(440, y, row[3])
        # A label that wraps: its rest stands alone, near to its row.
        page.text(90, 306, "2080505").text(150, 301, "机关事业单位基本养").text(
            150, 311, "老保险缴费支出"
        )
        page.right(396, 306, "6.18").right(496, 306, "6.18")
        if ruled:
            for y in (118.0, 141, 322):
                page.line(88, y, 500, y)
        page.text(90, 340, "注：本表反映支出情况，共307.82万元。")
        document = read(page)
        (grid,) = document.grids
        assert (grid.title, grid.unit) == ("支出决算表", "万元")
        wrapped_row = ["2080505", "机关事业单位基本养老保险缴费支出", "6.18", "6.18"]
        assert matrix(grid) == [*rows, *BODY[4:6], wrapped_row]
        assert document.text.splitlines()[-1].startswith("注：")


def test_prose_below_a_title_is_no_table() -> None:
    page = PdfPage().text(240, 80, "第二部分 部门决算表").text(430, 100, "单位：万元")
    y = set_text(page, 130, LONG)
    set_text(page, y, LONG)
    document = read(page)
    assert not document.grids
    assert document.text.splitlines()[-2:] == [LONG, LONG]


def test_merged_heads() -> None:
    page = PdfPage()
    xs, ys = [90.0, 150, 300, 400, 500], [100.0, 120, 140, 160]
    for y in ys:
        page.line(90, y, 300 if y == 120 else 500, y)
    for x in xs:
        page.line(x, 120 if x == 150 else 100, x, 160)
    page.text(170, 110, "项目").text(95, 130, "编码").text(160, 130, "名称")
    page.text(310, 115, "本年支出").text(310, 128, "合计").text(410, 120, "基本支出")
    page.text(95, 150, "201").text(160, 150, "服务").right(396, 150, "7.50").right(496, 150, "0.00")
    (grid,) = read(page).grids
    assert matrix(grid) == [
        ["项目", "", "本年支出合计", "基本支出"],
        ["编码", "名称", "", ""],
        ["201", "服务", "7.50", "0.00"],
    ]
    spans = {(c.row, c.column): (c.row_span, c.column_span) for c in grid.cells}
    assert (spans[0, 0], spans[0, 2]) == ((1, 2), (2, 1))


def test_cells_that_wrap_and_overflow() -> None:
    page = PdfPage()
    page.table([90, 200, 262, 330], 100, [["项目", "年初", "决算"], ["", "", ""]], step=40)
    page.text(94, 154, "机关事业单位基本养").text(94, 167, "老保险缴费支出")
    page.text(206, 154, "12,345,6").text(206, 167, "78.90")
    page.text(258, 160, "9,876,543.21")
    (grid,) = read(page).grids
    assert matrix(grid)[1] == ["机关事业单位基本养老保险缴费支出", "12,345,678.90", "9,876,543.21"]


def test_a_head_higher_than_its_row_is_whole() -> None:
    """Rows of a fixed height: the lines of a head stand across the lines above and below it."""
    page = PdfPage().text(240, 80, "财政拨款收入支出决算总表").text(430, 100, "单位：万元")
    xs = [90.0, 200, 290, 380]
    page.table(xs, 120, [[""] * 3] * 4, step=13, size=9)
    for y, row in ((126.5, ["项目"]), (139.5, ["", "合计"]), (152.5, ["栏次", "1", "2"])):
        for column, text in enumerate(row):
            page.text(xs[column] + 30, y, text, 9)
    page.text(305, 132.7, "一般公共预算财", 9).text(323, 144.7, "政拨款", 9)
    page.text(92, 165.5, "教育支出", 9).right(286, 165.5, "2.00", 9).right(376, 165.5, "1.00", 9)
    (grid,) = read(page).grids
    assert matrix(grid)[1][-1] == "一般公共预算财政拨款"
    assert matrix(grid)[2:] == [["栏次", "1", "2"], ["教育支出", "2.00", "1.00"]]


@pytest.mark.parametrize("middle", [160, 154])
def test_a_code_that_a_narrow_column_cuts_is_one_beside_a_wrapped_name(middle: float) -> None:
    page = PdfPage()
    page.table([90, 106, 122, 240, 320], 100, [["类", "款", "名称", "决算"], [""] * 4], step=40)
    page.text(93, 154, "21").text(93, 167, "2").text(107, middle, "08")
    page.text(126, 154, "国有土地使用权出让").text(126, 167, "收入安排的支出")
    page.right(316, middle, "611.35")
    (grid,) = read(page).grids
    assert matrix(grid)[1:] == [["212", "08", "国有土地使用权出让收入安排的支出", "611.35"]]


def test_the_last_digit_of_amounts_that_narrow_columns_cut_is_theirs() -> None:
    page = PdfPage()
    page.table([90, 200, 260, 320], 100, [["名称", "收入", "支出"], [""] * 3], step=40)
    page.text(94, 154, "国有土地使用权出让").text(94, 167, "收入安排的支出")
    for x in (204, 264):
        page.text(x, 154, "85,611.3").text(x, 167, "5")
    (grid,) = read(page).grids
    assert matrix(grid)[1:] == [["国有土地使用权出让收入安排的支出", "85,611.35", "85,611.35"]]


def test_lines_as_thin_boxes_and_in_pieces() -> None:
    page = PdfPage()
    for y in (100.0, 120, 140):
        for x in range(90, 300, 10):
            page.line(x, y, x + 10, y, box=True)
    for x in (90.0, 200, 300):
        page.line(x, 100, x, 120, box=True).line(x, 120.4, x, 140, box=True)
    page.text(94, 110, "项目").text(204, 110, "决算数").text(94, 130, "合计").right(
        296, 130, "0.00"
    )
    (grid,) = read(page).grids
    assert matrix(grid) == [["项目", "决算数"], ["合计", "0.00"]]


def test_a_table_over_pages_without_a_head() -> None:
    document = read(
        table_page("支出决算表", HEAD, BODY[:10]),
        table_page("", [], BODY[10:20], top=80),
        table_page("", [], BODY[20:], top=80),
    )
    (grid,) = document.grids
    assert matrix(grid) == HEAD + BODY
    last = grid.cells[-1]
    (page,) = [p.number for p in document.pages if p.start <= last.start < p.end]
    assert page == 3, "each cell knows its page"


def test_a_row_that_a_page_break_cuts() -> None:
    cut = ["2080505", "机关事业单位基本养老", "", ""]
    rest = ["", "保险缴费支出", "6.18", "6.18"]
    document = read(
        table_page("支出决算表", HEAD, [*BODY[:3], cut]), table_page("", [], [rest, *BODY[3:6]], 80)
    )
    (grid,) = document.grids
    whole = ["2080505", "机关事业单位基本养老保险缴费支出", "6.18", "6.18"]
    assert matrix(grid) == [*HEAD, *BODY[:3], whole, *BODY[3:6]]
    named = ["", "结余分配", "", ""]
    document = read(
        table_page("支出决算表", HEAD, BODY[:3]), table_page("", [], [named, *BODY[3:6]], 80)
    )
    assert matrix(document.grids[0])[5] == named, "a row without figures is a row"


def test_a_table_over_pages_with_head_and_title_again() -> None:
    document = read(
        table_page("支出决算表", HEAD, BODY[:10]),
        table_page("支出决算表（续表）", HEAD, BODY[10:20]),
        table_page("", HEAD, BODY[20:]),
    )
    (grid,) = document.grids
    assert matrix(grid) == HEAD + BODY


def test_a_table_over_pages_marked_as_going_on_without_its_head() -> None:
    """A head that stands below such a mark is that of another table."""
    document = read(
        table_page("支出决算表", HEAD, BODY[:10]), table_page("（续上表）", [], BODY[10:20])
    )
    assert matrix(document.grids[0]) == HEAD + BODY[:20]
    other = [["科目编码", "科目名称", "年初结转", "年末结转"]]
    document = read(
        table_page("支出决算表", HEAD, BODY[:10]), table_page("续表", other, BODY[10:20])
    )
    assert len(document.grids) == 2


def test_the_next_table_of_the_same_shape_is_another() -> None:
    document = read(
        table_page("收入决算表", HEAD, BODY[:3]), table_page("支出决算表", HEAD, BODY[3:6])
    )
    assert [grid.title for grid in document.grids] == ["收入决算表", "支出决算表"]


def test_a_title_at_the_foot_of_the_page_before() -> None:
    first = PdfPage().text(90, 100, "某单位决算。").text(240, 760, "支出决算表")
    first.text(430, 780, "单位：元")
    second = PdfPage()
    second.table(XS, 80, HEAD + BODY[:2])
    (grid,) = read(first, second).grids
    assert (grid.title, grid.unit, grid.page) == ("支出决算表", "元", 2)


def test_a_title_behind_the_note_of_the_table_above() -> None:
    page = PdfPage()
    set_text(page, 60, LONG)
    page.table(XS, 120, HEAD + BODY[:2])
    note = "注：本表反映部门本年度取得的各项收入情况，金额单位转换时或有尾数误差"
    set_text(page, 210, f"{note}。支出决算表", indent=0)
    page.text(LEFT, 228, "部门：某市某局").text(430, 228, "单位：元").table(
        XS, 240, HEAD + BODY[:5]
    )
    grid = read(page).grids[-1]
    assert (grid.title, grid.unit) == ("支出决算表", "元")
    assert "支出决算表\n单位：元\n" in read(page).text


def test_an_empty_table_with_its_note() -> None:
    page = table_page("国有资本经营预算支出表", HEAD, [["合计", "", "", ""], ["", "", "", ""]])
    page.text(90, 260, "说明：本单位本年度没有国有资本经营预算支出，故本表无数据。")
    document = read(page)
    (grid,) = document.grids
    assert grid.title == "国有资本经营预算支出表"
    assert document.text.splitlines()[-1].startswith("说明：")


def test_totals_of_both_sides_in_one_row() -> None:
    page = PdfPage().text(240, 80, "收入支出决算总表")
    rows = [["项目", "决算数", "项目", "决算数"], ["总计", "307.82", "总计", "307.82"]]
    page.table(XS, 100, rows)
    (grid,) = read(page).grids
    assert matrix(grid) == rows


def test_a_frame_around_text_is_no_table() -> None:
    page = PdfPage()
    page.table([40, 555], 60, [[""]], step=700)
    set_text(page, 100, LONG)
    page.table([100, 200, 300], 300, [["项目", "决算数"], ["合计", "1.00"]])
    document = read(page)
    assert document.text.splitlines()[0] == LONG
    assert [matrix(grid) for grid in document.grids] == [[["项目", "决算数"], ["合计", "1.00"]]]


@pytest.mark.parametrize("twice", [False, True])
def test_a_frame_around_the_page_near_to_a_table_is_none_of_its_lines(*, twice: bool) -> None:
    page = PdfPage().text(240, 80, "支出决算表").text(420, 95, "单位：万元")
    rows = [["项目", "决算数"], ["合计", "1.00"], ["教育支出", "1.00"]]
    bottom = page.table([LEFT, 300, RIGHT], 110, rows)
    page.text(LEFT, bottom + 20, LONG[:30])
    for out in (3.5, 5)[: 1 + twice]:
        page.table([LEFT - out, RIGHT + out], 60 - out, [[""]], step=700 + 2 * out)
    document = read(page)
    (grid,) = document.grids
    assert matrix(grid) == rows
    assert (grid.title, grid.unit) == ("支出决算表", "万元")
    assert document.text.splitlines()[-1] == LONG[:30]


def test_pages_without_a_text_layer_are_named() -> None:
    blank = PdfPage()
    for y in range(10, 200, 10):
        blank.line(10, y, 500, y)
    document = read(PdfPage().text(90, 100, "收入总计"), blank, PdfPage().text(90, 100, "支出总计"))
    (note,) = document.notes
    assert note.kind == "page_without_text"
    assert "第 2 页" in note.message_zh
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.pages[1].start == document.pages[1].end


@pytest.mark.usefixtures("no_recogniser")
def test_a_wholly_scanned_file_is_a_document_of_pages_not_read() -> None:
    document = reader.read(source("scan.pdf", scanned(3)))
    assert document.text == ""
    assert document.grids == ()
    assert [(page.number, page.start, page.end) for page in document.pages] == [
        (1, 0, 0), (2, 0, 0), (3, 0, 0),
    ]  # fmt: skip
    assert [note.kind for note in document.notes] == ["page_without_text"] * 3
    assert ["是图片" in note.message_zh for note in document.notes] == [True] * 3
    disclosure = parse(document, vocabulary())
    assert (disclosure.facts, disclosure.numerals, disclosure.sections) == ((), (), ())
    assert len(disclosure.notes) >= 3


GOOD = pdf([PdfPage().text(90, 100, "收入总计307.82万元")] * 3)
LOCKED = pdf(
    [PdfPage().text(90, 100, "收入总计")],
    f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>"
    f"/ID[<{'43' * 16}><{'43' * 16}>]",
)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (GOOD[: len(GOOD) // 2], "不完整"),
        (GOOD[:20] + b"%%EOF", "损坏"),
        (LOCKED, "密码"),
        (many_pages(10_000), "页数"),
        (pdf([]), "损坏"),
        (b"PK\x03\x04 word/document.xml", "内容却是Word"),
        ("<html><body>决算</body></html>".encode(), "内容却是网页"),
        (b"\x89PNG\r\n", "内容却是图片"),
        (b"", "空的"),
    ],
)
def test_hostile_files(data: bytes, problem: str) -> None:
    with pytest.raises(UserError, match=problem) as caught:
        reader.read(source("account.pdf", data))
    assert caught.value.remedy


def test_a_page_of_endless_lines_and_letters() -> None:
    drawing = PdfPage()
    for index in range(40_000):
        drawing.line(index % 500, index % 800, index % 500 + 9, index % 800)
    drawing.text(90, 100, "收入总计")
    assert read(drawing).text == "收入总计\n"
    crowd = PdfPage()
    for index in range(800):
        crowd.text(10, index, f"{index:04d}" * 25, 3)
    with pytest.raises(UserError, match="字数"):
        read(crowd)


def stream_bomb(stream: bytes, times: int) -> bytes:
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(stream) for _ in range(times)) + packer.flush()
    return file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
            b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R>>",
        ]
    )


@pytest.mark.parametrize("stream", [b" " * 1_000_000, b"0 0 m 9 9 l S " * 70_000])
def test_packed_streams_are_bounded(stream: bytes) -> None:
    with pytest.raises(UserError, match="页面内容解压后过大"):  # before any page is read
        reader.read(source("account.pdf", stream_bomb(stream, 100)))


@pytest.mark.build
def test_memory_does_not_grow_with_pages() -> None:
    """One page is open at a time: what stays of one is text, fifty kilobytes."""
    peaks = {}
    for count in (1, 8):
        data = pdf([table_page("支出决算表", HEAD, BODY)] * count)
        tracemalloc.start()
        document = reader.read_here(source("account.pdf", data))
        peaks[count] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(document.pages) == count
    assert peaks[8] - peaks[1] < 7 * 150_000
