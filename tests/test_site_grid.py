"""The reader shows tables as the source lays them out, findings below their rows."""

from __future__ import annotations

import re
from types import SimpleNamespace

from mingzhang.model import Finding, Note, Outcome, Severity
from mingzhang.site import agency_data, markup
from mingzhang.site.pages import disclosure
from test_site_units import passages, plain, row


def finding(start: int) -> Finding:
    return Finding(
        f"a-2019-budget-sums-{start}", "sums", "sums", "a-2019-budget", Outcome.FAIL,
        Severity.ERROR, "不等", "differs", start=start, end=start + 1,
    )  # fmt: skip


def texts(line: markup.Line) -> list[str]:
    return [plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", str(line.html))]


def grid_of(written: list[str], *spans: tuple[int, int, int, int]) -> list[markup.Block]:
    """Blocks of one table; `spans` are (line, cell, rows, columns) of the merged cells."""
    wide = {(line, cell): (down, right) for line, cell, down, right in spans}
    lines, cells, start = [], [], 0
    taken: set[tuple[int, int]] = set()
    for number, text in enumerate(written):
        lines.append(row(text, start, 1 if number < 3 else 2))
        column, at = 0, start
        for index, part in enumerate(text.split("\t")):
            while (number, column) in taken:
                column += 1
            down, right = wide.get((number, index), (1, 1))
            cells.append(agency_data.GridCell(0, number, column, down, right, at))
            taken |= {(number + d, column + r) for d in range(down) for r in range(right)}
            column += right
            at += len(part) + 1
        start += len(text) + 1
    failing = [finding(lines[0].start), finding(lines[2].start)]
    return list(markup.blocks(markup.lines(lines, markup.places((), (), failing, (), cells))))


def test_merged_cells_are_merged_and_figures_stand_under_their_heads():
    first, second = grid_of(
        ["项目\t本年", "编码\t名称\t甲\t乙", "类\t1\t2", "201\t3\t4"],
        (0, 0, 1, 2), (0, 1, 1, 2), (1, 1, 3, 1),
    )  # fmt: skip
    assert (first.columns, len(first.lines)) == (4, 3)
    assert re.findall("<td[^>]*>", str(first.lines[0].html)) == ['<td colspan="2">'] * 2
    assert '<td rowspan="3">名称</td>' in first.lines[1].html
    assert texts(first.lines[2]) == ["类", "1", "2"]
    assert texts(second.lines[0]) == ["201", "", "3", "4"], (
        "on the next page nothing covers the place"
    )


def test_codes_and_ordinals_are_no_numbers():
    (block,) = grid_of(["201\t行政运行\t62.63", "20103\t政府办公厅及相关机构事务\t1,202", "合计"])
    found = [re.findall("<td([^>]*)>", str(line.html)) for line in block.lines]
    code, number, long = (f' class="{name}"' for name in "cnw")
    assert found == [[code, "", number], [code, long, number], [""]]


def test_a_finding_stands_below_the_cells_that_reach_down():
    (block,) = grid_of(["甲\t1", "2", "乙\t3"], (0, 0, 2, 1))
    assert [len(line.findings) for line in block.lines] == [0, 1, 1]


def test_pages_that_were_not_read_are_lines_of_their_own():
    notes = [
        Note("page_without_text", start, start, f"第 {number} 页是图片，没有读取。", "")
        for number, start in ((2, 3), (3, 3), (5, 6))
    ]
    other = Note("heading_cut", 0, 1, "别的", "")
    data = SimpleNamespace(notes=(other, *notes), passages=passages("甲甲\n乙乙"))
    shown = markup.lines(disclosure.with_unread(data), markup.places((), (), (), [2]))
    unread = [("unread", f"第 {number} 页是图片，没有读取。") for number in (2, 3, 5)]
    assert [(line.css, plain(line.html)) for line in shown] == [
        ("", "甲甲"), *unread[:2], ("", "乙乙"), unread[2],
    ]  # fmt: skip
