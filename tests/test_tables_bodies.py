"""Tables whose rows are bodies: each figure is of the body of its row, the total of the whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from account_maker import MadeTable, to_html
from mingzhang.intake.new_agency import new_body, with_body
from mingzhang.model import Stage
from mingzhang.parse import parse
from mingzhang.read import reader_of
from read_sources import source
from test_tables import vocabulary

OWN, LIBRARY, MUSEUM = "青河县文化和旅游局", "青河县图书馆", "青河县文化馆"
HEADS = ["单位", "预算单位", "单位名称", "部门名称", "部门（单位）", "机构名称", "项目", "科目名称"]


def scopes(head: str, *rows: tuple[str, str, str, str]) -> list[tuple[str, str, Decimal]]:
    """Scope, id and amount of the first column of amounts."""
    table = MadeTable(
        "一般公共预算财政拨款“三公”经费支出决算表",
        "万元",
        [[head, "合计", "公务接待费", "公务用车运行维护费"], *map(list, rows)],
    )
    data = to_html([f"{OWN}2023年度部门决算", "第四部分 2023年度部门决算表"], [table])
    known = with_body(vocabulary(), new_body(OWN, vocabulary(), agency="own"))
    made = replace(source("account.html", data), agency="own", stage=Stage.FINAL, fiscal_year=2023)
    facts = parse(reader_of(made.path)(made), known).facts
    return [
        (f.scope, f.scope_id, f.value / 10000)
        for f in facts
        if f.concept == "three_public_expenses"
    ]


TOTAL = ("合计", "30.00", "28.00", "2.00")
ROWS = ((LIBRARY, "12.00", "12.00", "0.00"), (MUSEUM, "8.00", "7.00", "1.00"))


@pytest.mark.parametrize("head", HEADS)
def test_the_rows_of_bodies_are_theirs_and_the_total_is_the_whole(head: str) -> None:
    found = scopes(head, TOTAL, (OWN, "10.00", "9.00", "1.00"), *ROWS)
    assert found == [
        (OWN, "own", 30),
        (f"{OWN}本级", "", 10),
        (LIBRARY, "", 12),
        (MUSEUM, "", 8),
    ]


def test_a_row_of_the_department_that_repeats_the_total_is_the_whole() -> None:
    found = scopes("单位名称", TOTAL, (OWN, *TOTAL[1:]), *ROWS)
    assert found == [(OWN, "own", 30), (OWN, "own", 30), (LIBRARY, "", 12), (MUSEUM, "", 8)]


def test_a_row_of_the_department_beside_its_office_is_the_whole() -> None:
    office = (f"{OWN}（本级）", "10.00", "9.00", "1.00")
    found = scopes("单位名称", (OWN, *TOTAL[1:]), office, *ROWS)
    assert found == [(OWN, "own", 30), (office[0], "", 10), (LIBRARY, "", 12), (MUSEUM, "", 8)]


def test_one_body_in_a_table_is_whom_the_table_is_about() -> None:
    assert scopes("项目", (OWN, *TOTAL[1:])) == [(OWN, "own", 30)]


def test_running_numbers_glued_to_the_names_are_no_part_of_them() -> None:
    numbered = [(f"{number}{row[0]}", *row[1:]) for number, row in enumerate(ROWS, start=1)]
    assert scopes("单位名称", TOTAL, *numbered) == [
        (OWN, "own", 30),
        (LIBRARY, "", 12),
        (MUSEUM, "", 8),
    ]


def test_names_torn_over_rows_name_nobody() -> None:
    """A PDF table without lines between its rows gives a wrapped name as two rows."""
    rest = ("书馆", "", "", "")
    found = scopes("单位名称", TOTAL, ("青河县图", *ROWS[0][1:]), rest, ROWS[1])
    assert found == [(OWN, "own", 30)]


def of_units(*rows: list[str], title: str = "部门收支总表") -> list[tuple[str, str, str, str]]:
    """Scope, concept, value and value of the whole, of a table with units side by side."""
    data = to_html([f"{OWN}2023年度部门决算"], [MadeTable(title, "万元", [*rows])])
    known = with_body(vocabulary(), new_body(OWN, vocabulary(), agency="own"))
    made = replace(source("account.html", data), agency="own", stage=Stage.FINAL, fiscal_year=2023)
    facts = parse(reader_of(made.path)(made), known).facts
    printed = {f.fact: f.value_printed for f in facts}
    return [(f.scope, f.concept, f.value_printed, printed.get(f.parent_fact, "")) for f in facts]


def test_units_side_by_side_stay_apart_from_each_other_and_from_their_total() -> None:
    found = of_units(
        ["项目", "合计", f"{OWN}本级", LIBRARY],
        ["一、一般公共预算拨款收入", "9.00", "4.00", "5.00"],
        ["本年收入合计", "12.00", "6.00", "6.00"],
    )
    assert found == [
        (OWN, "general_public_budget_revenue", "9.00", "12.00"),
        (f"{OWN}本级", "general_public_budget_revenue", "4.00", "6.00"),
        (LIBRARY, "general_public_budget_revenue", "5.00", "6.00"),
        (OWN, "current_year_revenue", "12.00", ""),
        (f"{OWN}本级", "current_year_revenue", "6.00", ""),
        (LIBRARY, "current_year_revenue", "6.00", ""),
    ]


def test_heads_below_the_names_of_units_are_parts_of_what_their_unit_has() -> None:
    found = of_units(
        ["科目编码", "科目名称", "合计", OWN, OWN, MUSEUM, MUSEUM],
        ["", "", "", "小计", "基本支出", "小计", "基本支出"],
        ["", "合计", "9.00", "5.00", "4.00", "4.00", "3.00"],
        title="支出决算表",
    )
    office, spending = f"{OWN}本级", "current_year_expenditure"
    assert found == [
        (OWN, spending, "9.00", ""),
        (office, spending, "5.00", ""),
        (office, "basic_expenditure", "4.00", "5.00"),
        (MUSEUM, spending, "4.00", ""),
        (MUSEUM, "basic_expenditure", "3.00", "4.00"),
    ]
