"""Tables of plain text whose cells are parted by pipes or stand on lines of their own."""

from __future__ import annotations

import pytest

from mingzhang.read import text_tables
from read_sources import matrix

HEADS = ["项 目", "预算数", "决算数"]
DATA = [["合 计", "12.00", "9.50"], ["公务接待费", "2.00", "1.50"], ["公务用车费", "10.00", "8.00"]]
TITLE = ["某馆2021年“三公”经费决算表", "单位：万元"]


def _lined(ending: str = "", blank: str = "") -> str:
    cells = [cell for row in (HEADS, *DATA) for cell in row]
    return "\n".join([*TITLE, *(f"{cell}{ending}{blank}" for cell in cells), "注：无。"])


PASTED = {
    "pipes behind": "\n".join([*TITLE, *(" | ".join(row) + " |" for row in (HEADS, *DATA))]),
    "frame in pipes": "\n".join(
        [f"{TITLE[0]} | ||", f" | {TITLE[1]} | |", *(" | ".join(r) + " |" for r in (HEADS, *DATA))]
    ),
    "wide pipes": "\n".join([*TITLE, *("｜".join(row) for row in (HEADS, *DATA))]),
    "Markdown": "\n".join(
        [
            *TITLE,
            "",
            f"| {' | '.join(HEADS)} |",
            "|---|:---:|---:|",
            *(f"| {' | '.join(row)} |" for row in DATA),
        ]
    ),
    "one cell a line": _lined(),
    "one cell a line, pipes behind": _lined(" |"),
    "one cell a line, blank lines between": _lined("", "\n"),
    "one cell a line, pipes below": _lined("", "\n|"),
    "CRLF": _lined().replace("\n", "\r\n"),
}


@pytest.mark.parametrize("how", PASTED)
def test_tables_in_every_shape_of_plain_text(how: str) -> None:
    text = PASTED[how]
    (grid,) = text_tables.grids(text)
    assert (grid.title, grid.unit) == ("某馆2021年“三公”经费决算表", "万元")
    assert [row for row in matrix(grid) if any(row)] == [HEADS, *DATA]
    assert all(text[cell.start : cell.end] == cell.text for cell in grid.cells)
    assert all(grid.start <= cell.start <= cell.end <= grid.end for cell in grid.cells)


@pytest.mark.parametrize("pipe", [" |", "\n|"])
def test_a_pipe_without_words_is_a_blank_cell(pipe: str) -> None:
    rows = [HEADS, ["合 计", "", "9.50"], ["公务接待费", "2.00", ""], ["公务用车费", "", ""]]
    lines = [f"{cell}{pipe}".lstrip() for row in rows for cell in row]
    (grid,) = text_tables.grids("\n".join([*TITLE, *lines, "二、情况说明。"]))
    assert matrix(grid) == rows


@pytest.mark.parametrize(
    "lines",
    [
        [*HEADS, *DATA[0], "公务接待费", "2.00", *DATA[2]],
        [*HEADS, *DATA[0], *DATA[1], "3.00", *DATA[2]],
        [*HEADS[:2], *DATA[0], *DATA[1]],
        [*HEADS, *DATA[0]],
        ["项目", "页码", "一、概况", "1", "二、收支", "2"],
        ["首页 | 政务公开 | 部门预算", "收入总计 | 12.00", "支出总计 | 9.50"],
        ["其他文字", "预算数", "合计", "12.00", "公务接待费", "2.00"],
    ],
)
def test_lines_whose_columns_are_in_doubt_stay_lines(lines: list[str]) -> None:
    assert text_tables.grids("\n".join([*TITLE, *lines, "以上。"])) == ()


NUMBERED = {
    "one row of heads": (
        "项目¦预算数¦决算数", "栏次¦1¦2¦合计¦9.00¦8.00¦会议费¦¦8.00", 3,
        ["项目", "预算数", "决算数"],
    ),
    "two sides": (
        "收入¦支出¦项目¦行次¦金额¦项目¦行次¦金额",
        "栏次¦¦1¦栏次¦¦2¦一、事业收入¦1¦9.00¦一、教育支出¦31¦8.00¦二、其他收入¦2¦¦总计¦32¦9.00", 6,
        ["项目", "行次", "金额", "项目", "行次", "金额"],
    ),
    "codes below 项目": (
        "项目¦合计¦基本支出¦科目编码¦科目名称", "栏次¦¦1¦2¦205¦教育支出¦9.00¦8.00", 4,
        ["科目编码", "科目名称", "合计", "基本支出"],
    ),
    "one more head above": (
        "项目¦本年支出¦科目编码¦科目名称¦合计¦基本支出", "栏次¦¦1¦2¦205¦教育支出¦9.00¦", 4,
        ["科目编码", "科目名称", "合计", "基本支出"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", NUMBERED)
def test_numbers_of_columns_tell_the_rows_of_one_cell_a_line(how: str) -> None:
    heads, rows, width, lowest = NUMBERED[how]
    text = "\n".join([*TITLE, *heads.split("¦"), *rows.split("¦"), "注：无。", ""])
    (grid,) = text_tables.grids(text)
    assert (grid.title, grid.unit) == ("某馆2021年“三公”经费决算表", "万元")
    numbered = next(cell.row for cell in grid.cells if cell.text == "栏次")
    made = dict.fromkeys(range(width), "")
    made |= {
        cell.column: cell.text
        for cell in grid.cells
        if cell.row + cell.row_span == numbered and cell.column_span == 1
    }
    assert list(made.values()) == lowest
    body = [cell.text for cell in grid.cells if cell.row >= numbered]
    assert body == rows.split("¦")


@pytest.mark.parametrize(
    "lines",
    [
        "项目¦年初结转¦本年支出¦科目编码¦科目名称¦小计¦基本支出¦栏次¦¦1¦2¦3¦205¦教育支出¦9.00¦8.00¦1.00",
        "项目¦预算数¦决算数¦栏次¦1¦2¦合计¦9.00¦会议费¦8.00",
    ],
    ids=["nothing tells which head is wide", "a cell is lost"],
)
def test_numbered_columns_that_leave_a_doubt_are_no_table(lines: str) -> None:
    assert text_tables.grids("\n".join([*TITLE, *lines.split("¦"), "注：无。"])) == ()


PROVEN = {
    "a head over several": (
        "科目编码¦科目名称¦2021年预算数¦小计¦基本支出¦项目支出",
        "205¦教育支出¦9.00¦6.00¦3.00¦20502¦普通教育¦9.00¦6.00¦3.00¦208¦社会保障和就业支出¦2.00¦2.00¦¦合计¦11.00¦8.00¦3.00",
        [
            "科目编码",
            "科目名称",
            "2021年预算数/小计",
            "2021年预算数/基本支出",
            "2021年预算数/项目支出",
        ],
    ),
    "the sum of a side": (
        "单位名称¦合计¦本年收入¦上年结转¦小计¦事业收入¦其他收入",
        "合计¦9.00¦8.00¦6.00¦2.00¦1.00¦甲馆¦5.00¦4.00¦3.00¦1.00¦1.00¦乙馆¦4.00¦4.00¦3.00¦1.00¦",
        ["单位名称", "合计", "本年收入/小计", "本年收入/事业收入", "本年收入/其他收入", "上年结转"],
    ),
    "two sides": (
        "收入¦支出¦项目¦金额¦项目¦金额",
        "一、事业收入¦9.00¦一、教育支出¦8.00¦二、其他收入¦1.00¦二、其他支出¦1.00¦¦¦三、结余¦1.00¦总计¦10.00¦总计¦10.00",
        ["收入/项目", "收入/金额", "支出/项目", "支出/金额"],
    ),
}


def _one_a_line(heads: str, rows: str) -> str:
    return "\n".join([*TITLE, *heads.split("¦"), *rows.split("¦"), "", "注：无。", ""])


@pytest.mark.parametrize("how", PROVEN)
def test_sums_tell_the_columns_of_one_cell_a_line(how: str) -> None:
    heads, rows, paths = PROVEN[how]
    (grid,) = text_tables.grids(_one_a_line(heads, rows))
    first = min(cell.row for cell in grid.cells if ".00" in cell.text)
    above = [cell for cell in grid.cells if cell.row < first]
    made = [
        "/".join(c.text for c in above if c.column <= column < c.column + c.column_span)
        for column in range(len(paths))
    ]
    assert made == paths
    body = [cell.text for cell in grid.cells if cell.row >= first]
    assert body == rows.split("¦")


@pytest.mark.parametrize("how", PROVEN)
def test_one_cell_a_line_with_a_cell_lost_is_no_table(how: str) -> None:
    heads, rows, _ = PROVEN[how]
    cells = rows.split("¦")
    for lost in range(len(cells)):
        shorter = "¦".join(cells[:lost] + cells[lost + 1 :])
        assert text_tables.grids(_one_a_line(heads, shorter)) == (), cells[lost]


def test_sums_that_do_not_hold_prove_no_columns() -> None:
    heads, rows, _ = PROVEN["the sum of a side"]
    wrong = rows.replace("9.00", "8.50").replace("5.00", "5.50")
    assert text_tables.grids(_one_a_line(heads, wrong)) == ()
