"""Tables with nothing between them, or parted for a new page, are one; others stay apart."""

from __future__ import annotations

import io

import docx
import pytest

from mingzhang.read import reader_of
from read_sources import assert_offsets, matrix, source

HEAD = ["科目编码", "科目名称", "合计"]
ROWS = [
    ["", "合计", "9.00"],
    ["201", "一般公共服务支出", "5.00"],
    ["208", "社会保障和就业支出", "4.00"],
]


def grids(*parts: list[list[str]] | str) -> list[list[list[str]]]:
    """The tables of a Word document of such tables and lines."""
    document = docx.Document()
    document.add_paragraph("部门支出决算表")
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        for row, texts in enumerate(part):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    made = source("account.docx", buffer.getvalue())
    read = reader_of(made.path)(made)
    assert_offsets(read)
    return [matrix(grid) for grid in read.grids]


@pytest.mark.parametrize(
    "parts",
    [
        ([HEAD, *ROWS[:2]], ROWS[2:]),
        ([HEAD, *ROWS[:2]], "", ROWS[2:]),
        ([HEAD, *ROWS[:2]], "", [HEAD, *ROWS[2:]]),
        ([HEAD], ROWS[:1], ROWS[1:]),
        ([HEAD, *ROWS[:2]], "（续表）", [HEAD, *ROWS[2:]]),
        ([HEAD, *ROWS[:2]], "部门支出决算表", [HEAD, *ROWS[2:]]),
        ([HEAD, ["", "外交支出", ""], *ROWS], "", [HEAD, ["", "国防支出", ""], *ROWS[1:]]),
    ],
    ids=[
        "nothing between",
        "a blank line between",
        "the head again",
        "heads apart, three parts",
        "a line that says so",
        "title and head again",
        "rows without amounts behind both heads",
    ],
)
def test_parts_of_one_table_are_joined(parts: tuple[list[list[str]] | str, ...]) -> None:
    rows = [row for part in parts if part and not isinstance(part, str) for row in part]
    assert grids(*parts) == [[HEAD, *(row for row in rows if row != HEAD)]]


@pytest.mark.parametrize(
    "parts",
    [
        ([HEAD, *ROWS[:2]], "部门收入决算表", ROWS[2:]),
        ([HEAD, *ROWS[:2]], [["单位名称", "资产", "合计"], *ROWS[2:]]),
        ([HEAD, *ROWS[:2]], [[*row, "1.00"] for row in ROWS[2:]]),
        ([["名称", "金额"], ["甲", "1.00"]], [["乙", "2.00"]]),
        ([HEAD, *ROWS], "部门支出决算表", [HEAD, *ROWS]),
        ([HEAD, *ROWS[:2]], "单位：乙局", "部门支出决算表", [HEAD, *ROWS[2:]]),
    ],
    ids=[
        "a title between",
        "another head",
        "more columns",
        "too narrow",
        "from its first row",
        "another body's",
    ],
)
def test_other_tables_stay_apart(parts: tuple[list[list[str]] | str, ...]) -> None:
    assert grids(*parts) == [part for part in parts if isinstance(part, list)]
