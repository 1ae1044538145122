"""No list is judged short whose table goes on under the same title on the next page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories import vocabulary
from mingzhang import parse
from mingzhang.check import check
from mingzhang.model import Outcome
from mingzhang.read import html
from read_sources import source

TITLE = "<p>支出决算表</p><p>单位：万元</p>"
FIRST = ["科目编码|科目名称|本年支出合计", "205|教育支出|30.00", "20502|普通教育|30.00"]
ITEMS = ["2050201|学前教育|4.00", "2050202|小学教育|6.00"]
SECOND = ["科目编码|科目名称|支出合计", "2050203|初中教育|20.00", "|合计|30.00"]


def table(rows: list[str]) -> str:
    cells = "".join(f"<tr><td>{row.replace('|', '</td><td>')}</td></tr>" for row in rows)
    return f"{TITLE}<table>{cells}</table>"


@pytest.mark.parametrize(
    ("pages", "outcome"),
    [((1, 2), Outcome.NOT_EVALUABLE), ((1, 5), Outcome.FAIL), ((1, 1), Outcome.FAIL)],
)
def test_a_list_that_may_go_on_is_not_judged_short(
    pages: tuple[int, int], outcome: Outcome
) -> None:
    data = (table(FIRST + ITEMS) + table(SECOND)).encode()
    document = html.read(source("某市乙局2024年度部门决算.html", data))
    disclosure = parse.parse(document, vocabulary())
    grids = tuple(
        replace(grid, page=page) for grid, page in zip(disclosure.grids, pages, strict=True)
    )
    findings = check([replace(disclosure, grids=grids)], vocabulary())
    of_class = [f.outcome for f in findings if f.check == "sum_full_list" and len(f.facts) > 2]
    assert outcome in of_class
    assert (Outcome.FAIL in of_class) == (outcome is Outcome.FAIL)
