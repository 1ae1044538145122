"""Simple tables within the prose: heads tell the columns, the words of the rows tell the rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal

import pytest

from account_maker import MadeTable, to_docx, to_html, to_pdf
from mingzhang.model import UNPLACED, Disclosure, Role, Stage
from mingzhang.parse import parse
from mingzhang.read import reader_of
from read_sources import source
from test_tables import vocabulary

SECTIONS = ["甲县乙局2024年度部门决算", "第三部分 2024年度部门决算情况说明", "三、支出决算情况说明"]


def parsed(
    table: MadeTable,
    heading: str = SECTIONS[2],
    make: Callable[[list[str], list[MadeTable]], bytes] = to_html,
    suffix: str = ".html",
    stage: Stage = Stage.FINAL,
) -> Disclosure:
    data = make([*SECTIONS[:2], heading], [table])
    made = dataclasses.replace(source(f"account{suffix}", data), stage=stage)
    disclosure = parse(reader_of(made.path)(made), vocabulary())
    for fact in disclosure.facts:
        assert disclosure.text[fact.start : fact.end] == fact.value_printed
    return disclosure


def said(disclosure: Disclosure) -> list[tuple[str, str, int, str, Decimal]]:
    return [
        (f.concept, f.measure.value, f.fiscal_year, f.stage.value, f.value)
        for f in disclosure.facts
        if f.table is not None
    ]


def unplaced(disclosure: Disclosure) -> list[str]:
    return [numeral.token for numeral in disclosure.numerals if numeral.rule == UNPLACED]


COMPOSITION = MadeTable(
    "支出构成情况",
    "万元",
    [
        ["支出类别", "金额", "占比（%）"],
        ["基本支出", "1,843.20", "72.48"],
        ["项目支出", "700.00", "27.52"],
        ["某种没听说过的开销", "12.34", "0.48"],
        ["合计", "2,555.54", "100"],
    ],
)


@pytest.mark.parametrize(
    ("make", "suffix"), [(to_html, ".html"), (to_docx, ".docx"), (to_pdf, ".pdf")]
)
def test_the_same_from_each_format(
    make: Callable[[list[str], list[MadeTable]], bytes], suffix: str
) -> None:
    disclosure = parsed(COMPOSITION, make=make, suffix=suffix)
    assert said(disclosure) == [
        ("basic_expenditure", "amount", 2024, "final", Decimal(18432000)),
        ("basic_expenditure", "share", 2024, "final", Decimal("72.48")),
        ("project_expenditure", "amount", 2024, "final", Decimal(7000000)),
        ("project_expenditure", "share", 2024, "final", Decimal("27.52")),
        ("total_expenditure", "amount", 2024, "final", Decimal(25555400)),
        ("total_expenditure", "share", 2024, "final", Decimal(100)),
    ]
    assert unplaced(disclosure) == ["12.34", "0.48"], "a row of unknown words stays in the ledger"
    assert {fact.rule for fact in disclosure.facts} == {"table:plain"}


def test_two_years_side_by_side() -> None:
    rows = [
        ["序号", "项目", "2023年决算数", "2024年决算数", "增减额", "增减率（%）"],
        ["1", "会议费", "3.00", "2.00", "-1.00", "-33.33"],
        ["2", "一般公共服务支出（类）", "30.00", "20.00", "-10.00", "-33.33"],
    ]
    disclosure = parsed(MadeTable("主要变动", "万元", rows))
    assert said(disclosure)[:4] == [
        ("conference_expenses", "amount", 2023, "final", Decimal(30000)),
        ("conference_expenses", "amount", 2024, "final", Decimal(20000)),
        ("conference_expenses", "change", 2024, "final", Decimal(-10000)),
        ("conference_expenses", "change_rate", 2024, "final", Decimal("-33.33")),
    ]
    assert {one[0] for one in said(disclosure)[4:]} == {"function_201"}
    ordinals = [n.token for n in disclosure.numerals if n.rule == "line_number"]
    assert ordinals == ["1", "2"]


def test_a_column_with_a_unit_of_its_own() -> None:
    rows = [["项目", "预算金额（元）"], ["培训费", "12345.60"]]
    assert said(parsed(MadeTable("附", "万元", rows), stage=Stage.BUDGET)) == [
        ("training_expenses", "amount", 2024, "budget", Decimal("12345.60")),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["项目", "分值", "全年执行数", "得分"], ["项目支出", "10", "12.50", "9.8"]],
        [["项目", "数量"], ["项目支出", "12.50"]],
        [["项目", "金额", "项目", "金额"], ["基本支出", "1.50", "项目支出", "2.50"]],
        [["基本支出", "1.50"], ["项目支出", "2.50"]],
    ],
    ids=["scores", "no-money", "two-sides", "no-head"],
)
def test_what_the_heads_do_not_tell_is_not_read(rows: list[list[str]]) -> None:
    disclosure = parsed(MadeTable("附", "万元", rows))
    assert said(disclosure) == []
    decimals = [n for n in disclosure.numerals if "." in n.token]
    assert decimals
    assert {numeral.role for numeral in decimals} == {Role.OTHER}


def test_without_a_unit_no_money() -> None:
    data = parsed(dataclasses.replace(COMPOSITION, unit=""))
    assert {fact.measure.value for fact in data.facts} == {"share"}
    assert "table_without_unit" in {note.kind for note in data.notes}


def test_under_a_heading_of_one_money_the_rows_are_of_it() -> None:
    rows = [["项目", "金额"], ["基本支出", "1.50"], ["项目支出", "2.50"], ["合计", "4.00"]]
    heading = "（二）一般公共预算财政拨款支出决算结构情况"
    named = ["general_public_budget_basic_expenditure", "general_public_budget_project_expenditure"]
    loose = parsed(MadeTable("附", "万元", rows), heading)
    assert [one[0] for one in said(loose)] == named
    assert unplaced(loose) == ["4.00"], "nothing says what the total is of"
    titled = parsed(MadeTable(heading, "万元", rows))
    assert [one[0] for one in said(titled)] == [*named, "general_public_budget_expenditure"]
