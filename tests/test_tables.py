"""Statutory tables: row by column gives concept, code, money, account, year, whole and parts."""

from __future__ import annotations

import dataclasses
import re
import time
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from account_maker import MadeTable, to_docx, to_html, to_pdf, to_xlsx
from factories import vocabulary
from mingzhang.model import UNPLACED, Document, Fact, Measure, Note, Role, Stage
from mingzhang.parse.figures.facts import facts_of
from mingzhang.parse.tables import reader
from mingzhang.parse.text.compact import compact
from mingzhang.read import reader_of
from read_sources import assert_offsets, source

ROOT = Path(__file__).resolve().parent.parent


class Said(NamedTuple):
    """What a fact says, without its place."""

    concept: str
    code: str
    fund: str
    stage: str
    year: int
    measure: str
    value: Decimal
    label: str
    whole: str


class TableFacts(NamedTuple):
    """What the tables of a document state."""

    facts: tuple[Fact, ...]
    spans: tuple[reader.Span, ...]
    notes: tuple[Note, ...]


def facts(document: Document) -> TableFacts:
    tables = reader.read(document, vocabulary())
    return TableFacts(facts_of(tables.figures, document, vocabulary()), tables.spans, tables.notes)


def said(found: tuple[Fact, ...]) -> list[Said]:
    by_id = {fact.fact: fact for fact in found}
    assert len(by_id) == len(found), "ids are unique"
    result = []
    for fact in found:
        parent = by_id.get(fact.parent_fact)
        whole = f"{parent.concept} {parent.function_code}{parent.economic_code}" if parent else ""
        code = fact.function_code or fact.economic_code
        result.append(
            Said(
                fact.concept, code, fact.fund, fact.stage.value, fact.fiscal_year,
                fact.measure.value, fact.value, fact.label_printed.replace(" ", ""), whole.strip(),
            )
        )  # fmt: skip
    return result


def read(table: MadeTable, stage: Stage = Stage.FINAL) -> tuple[Document, TableFacts]:
    data = to_html(["某单位2024年度公开。"], [table])
    made = dataclasses.replace(source("account.html", data), stage=stage)
    document = reader_of(made.path)(made)
    assert_offsets(document)
    found = facts(document)
    check_spans(document, found)
    return document, found


def check_spans(document: Document, found: TableFacts) -> None:
    """Every run of digits in a grid has a role, and every fact its numeral."""
    for grid in document.grids:
        for run in re.finditer(r"\d[\d,]*(?:\.\d+)?", document.text[grid.start : grid.end]):
            start, end = grid.start + run.start(), grid.start + run.end()
            assert any(s[0] <= start and end <= s[1] for s in found.spans), run.group()
    for fact in found.facts:
        assert fact.start is not None
        assert fact.end is not None
        assert document.text[fact.start : fact.end] == fact.value_printed
        assert any(s[:2] == (fact.start, fact.end) and s[3] == fact.fact for s in found.spans)
        assert fact.value_printed in fact.quote


EXPENDITURE = MadeTable(
    "支出决算表",
    "万元",
    [
        ["项目>2", "本年支出合计^2", "基本支出^2", "项目支出^2", "上缴上级支出^2"],
        ["功能分类科目编码", "科目名称"],
        ["栏次>2", "1", "2", "3", "4"],
        ["合计>2", "1,307.82", "105.58", "1,202.24", ""],
        ["201", "一般公共服务支出", "1,264.87", "62.63", "1,202.24", ""],
        ["20103", "政府办公厅（室）及相关机构事务", "1,264.87", "62.63", "1,202.24", ""],
        ["2010301", "行政运行", "62.63", "62.63", "0.00", ""],
        ["2010302", "一般行政管理事务", "1,202.24", "", "1,202.24", "-"],
        ["221", "住房保障支出", "42.95", "42.95", "", ""],
    ],
    "注：本表反映部门本年度各项支出情况。",
)


def test_expenditure_by_function() -> None:
    document, found = read(EXPENDITURE)
    everything = said(found.facts)
    assert len(everything) == 16, "blank cells and dashes state nothing, 0.00 does"
    assert everything[0] == Said(
        "current_year_expenditure", "", "", "final", 2024, "amount", Decimal(13078200), "合计", ""
    )
    assert everything[1][0::8] == ("basic_expenditure", "current_year_expenditure")
    assert everything[3] == Said(
        "function_201", "201", "", "final", 2024, "amount", Decimal(12648700),
        "一般公共服务支出", "current_year_expenditure",
    )  # fmt: skip
    zero = next(fact for fact in found.facts if fact.value == 0)
    assert (zero.concept, zero.function_code, zero.value_printed) == (
        "project_expenditure", "2010301", "0.00",
    )  # fmt: skip
    item = next(fact for fact in found.facts if fact.concept == "function_2010302")
    parent = {fact.fact: fact for fact in found.facts}[item.parent_fact]
    assert (parent.concept, parent.list_kind) == ("function_20103", "all")
    assert item.quote == "2010302 一般行政管理事务 1,202.24"
    assert (item.table, item.row, item.column, item.page) == (0, 7, 2, None)
    assert item.tolerance == Decimal(50)
    roles = {(document.text[a:b], role) for a, b, role, _, _ in found.spans}
    assert ("2010301", Role.NAME) in roles
    assert ("4", Role.ORDINAL) in roles, "numbers of columns are no figures"


def test_codes_in_three_columns_and_in_the_label() -> None:
    rows = [
        ["支出功能分类科目编码>3", "科目名称^2", "合计^2", "基本支出>3", "项目支出^2"],
        ["类", "款", "项", "小计", "人员经费", "公用经费"],
        ["合计>4", "100.00", "60.00", "50.00", "10.00", "40.00"],
        ["208", "", "", "社会保障和就业支出", "100.00", "60.00", "50.00", "10.00", "40.00"],
        ["208", "05", "", "行政事业单位养老支出", "100.00", "60.00", "50.00", "10.00", "40.00"],
        ["208", "05", "01", "行政单位离退休", "100.00", "60.00", "50.00", "10.00", "40.00"],
    ]
    _, found = read(MadeTable("部门支出总体情况表", "万元", rows), Stage.BUDGET)
    everything = said(found.facts)
    assert [s.concept for s in everything if s.code == "2080501"] == [
        "function_2080501", "basic_expenditure", "personnel_funds", "public_funds",
        "project_expenditure",
    ]  # fmt: skip
    assert everything[2].whole == "basic_expenditure", "personnel funds are part of basic spending"
    assert {s.stage for s in everything} == {"budget"}
    labels = [
        ["科目", "2024年预算数"],
        ["总计", "100.00"],
        ["208社会保障和就业支出", "100.00"],
        ["20805-行政事业单位养老支出", "100.00"],
        ["[2080501]行政单位离退休", "60.00"],
        ["行政单位离退休（2080502）", "40.00"],
    ]
    _, found = read(MadeTable("一般公共预算支出表", "元", labels), Stage.BUDGET)
    assert [s.concept for s in said(found.facts)] == [
        "general_public_budget_expenditure", "function_208", "function_20805",
        "function_2080501", "function_2080502",
    ]  # fmt: skip
    assert found.facts[0].value == Decimal(100)
    assert said(found.facts)[4].whole == "function_20805 20805"


TOTALS = MadeTable(
    "收入支出决算总表",
    "元",
    [
        ["收入>3", "支出>3"],
        ["项目", "行次", "决算数", "项目（按功能分类）", "行次", "决算数"],
        ["栏次", "", "1", "栏次", "", "2"],
        ["一、一般公共预算财政拨款收入", "1", "900.00", "一、一般公共服务支出", "31", "800.50"],
        ["二、政府性基金预算财政拨款收入", "2", "50.00", "二、外交支出", "32", ""],
        ["三、事业收入", "3", "0.00", "三、某种不存在的支出", "33", "1.50"],
        ["本年收入合计", "4", "950.00", "本年支出合计", "34", "802.00"],
        ["年初结转和结余", "5", "30.00", "年末结转和结余", "35", "178.00"],
        ["总计", "6", "980.00", "总计", "36", "980.00"],
    ],
)


def test_two_sides_in_one_table() -> None:
    document, found = read(TOTALS)
    everything = {(s.concept, s.label): s for s in said(found.facts)}
    assert everything["total_revenue", "总计"].value == Decimal(980)
    assert everything["total_expenditure", "总计"].value == Decimal(980)
    assert everything["opening_carryover", "年初结转和结余"].whole == "total_revenue"
    assert everything["current_year_revenue", "本年收入合计"].whole == "total_revenue"
    revenue = everything["general_public_budget_revenue", "一、一般公共预算财政拨款收入"]
    assert (revenue.whole, revenue.fund) == ("current_year_revenue", "general_public_budget")
    service = everything["function_201", "一、一般公共服务支出"]
    assert service.whole == "current_year_expenditure"
    assert everything["", "三、某种不存在的支出"].value == Decimal("1.5"), "unknown words stay"
    roles = {document.text[a:b]: (role, rule) for a, b, role, _, rule in found.spans}
    assert roles["31"] == (Role.ORDINAL, "line_number")


def test_fiscal_totals_with_funds_in_columns() -> None:
    table = MadeTable(
        "财政拨款收入支出决算总表",
        "万元",
        [
            ["收入>2", "支出>4"],
            ["项目", "金额", "项目", "合计", "一般公共预算财政拨款", "政府性基金预算财政拨款"],
            [
                "一、一般公共预算财政拨款",
                "90.00",
                "一、一般公共服务支出",
                "95.00",
                "85.00",
                "10.00",
            ],
            ["二、政府性基金预算财政拨款", "10.00", "二、外交支出", "", "", ""],
            ["本年收入合计", "100.00", "本年支出合计", "95.00", "85.00", "10.00"],
            ["年初财政拨款结转和结余", "5.00", "年末财政拨款结转和结余", "10.00", "10.00", ""],
            ["一、一般公共预算财政拨款", "3.00", "", "", "", ""],
            ["二、政府性基金预算财政拨款", "2.00", "", "", "", ""],
            ["总计", "105.00", "总计", "105.00", "95.00", "10.00"],
        ],
    )
    _, found = read(table)
    everything = said(found.facts)
    carried = [s for s in everything if s.concept == "opening_fiscal_carryover"]
    assert [(s.fund, s.value, s.whole) for s in carried] == [
        ("fiscal_appropriation", Decimal(50000), "fiscal_appropriation_total_revenue"),
        ("general_public_budget", Decimal(30000), "opening_fiscal_carryover"),
        ("government_fund", Decimal(20000), "opening_fiscal_carryover"),
    ]
    service = {s.fund: s for s in everything if s.concept == "function_201"}
    assert service["fiscal_appropriation"].whole == "fiscal_appropriation_expenditure"
    assert service["government_fund"].whole == "government_fund_expenditure"
    gov = next(s for s in everything if s.concept == "government_fund_expenditure")
    assert gov.whole == "fiscal_appropriation_expenditure"
    assert {s.stage for s in everything} == {"final"}, "预算 in the name of the money is no account"


def test_basic_expenditure_by_economic_code() -> None:
    two = MadeTable(
        "一般公共预算财政拨款基本支出决算表",
        "万元",
        [
            ["人员经费>3", "公用经费>3"],
            ["科目编码", "科目名称", "决算数", "科目编码", "科目名称", "决算数"],
            ["301", "工资福利支出", "90.00", "302", "商品和服务支出", "10.00"],
            ["30101", "基本工资", "90.00", "30201", "办公费", "10.00"],
            ["人员经费合计>2", "90.00", "公用经费合计>2", "10.00"],
        ],
    )
    _, found = read(two)
    assert sorted((s.concept, s.whole) for s in said(found.facts)) == [
        ("economic_301", "personnel_funds"),
        ("economic_30101", "economic_301 301"),
        ("economic_302", "public_funds"),
        ("economic_30201", "economic_302 302"),
        ("personnel_funds", ""),
        ("public_funds", ""),
    ]
    one = MadeTable(
        "一般公共预算基本支出表",
        "万元",
        [
            ["部门预算支出经济分类科目>2", "2024年基本支出>3"],
            ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
            ["合计>2", "100.00", "90.00", "10.00"],
            ["301", "工资福利支出", "90.00", "90.00", ""],
            ["302", "商品和服务支出", "10.00", "", "10.00"],
        ],
    )
    _, found = read(one, Stage.BUDGET)
    everything = said(found.facts)
    assert everything[0].concept == "general_public_budget_basic_expenditure"
    assert (everything[1].concept, everything[1].whole) == (
        "personnel_funds", "general_public_budget_basic_expenditure",
    )  # fmt: skip
    assert (everything[4].concept, everything[4].code, everything[4].whole) == (
        "personnel_funds", "301", "economic_301 301",
    )  # fmt: skip


def test_three_public_expenses_in_a_row() -> None:
    table = MadeTable(
        "财政拨款“三公”经费支出决算表",
        "万元",
        [
            ["预算数>6", "决算数>6"],
            ["合计^2", "因公出国（境）费^2", "公务用车购置及运行费>3", "公务接待费^2",
             "合计^2", "因公出国（境）费^2", "公务用车购置及运行费>3", "公务接待费^2"],
            ["小计", "购置费", "公务用车运行费", "小计", "公务用车购置费", "公务用车运行费"],
            ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"],
            ["9.00", "0.00", "8.00", "0.00", "8.00", "1.00",
             "7.50", "0.00", "7.00", "0.00", "7.00", "0.50"],
        ],
    )  # fmt: skip
    _, found = read(table)
    everything = said(found.facts)
    assert [s.concept for s in everything[:6]] == [
        "three_public_expenses", "overseas_travel", "official_vehicles", "vehicle_purchase",
        "vehicle_operation", "official_reception",
    ]  # fmt: skip
    assert [s.stage for s in everything] == ["budget"] * 6 + ["final"] * 6
    assert everything[10].whole == "official_vehicles"
    assert everything[8].whole == "three_public_expenses"
    assert {s.fund for s in everything} == {"fiscal_appropriation"}


def test_three_public_expenses_in_a_column_with_last_year() -> None:
    table = MadeTable(
        "一般公共预算“三公”经费支出表",
        "万元",
        [
            ["项目", "2023年预算数", "2024年预算数", "增减额", "增减率（%）"],
            ["“三公”经费合计", "10.00", "8.00", "-2.00", "-20.00"],
            ["1.因公出国（境）费用", "0", "0", "0", ""],
            ["2.公务接待费", "2.00", "1.00", "-1.00", "-50.00%"],
            ["3.公务用车购置及运行维护费", "8.00", "7.00", "-1.00", "-12.50"],
            ["其中：（1）公务用车运行维护费", "8.00", "7.00", "-1.00", "-12.50"],
            ["（2）公务用车购置费", "0", "0", "", ""],
        ],
    )
    _, found = read(table, Stage.BUDGET)
    by = {(f.concept, f.measure, f.fiscal_year): f for f in found.facts}
    assert by["three_public_expenses", Measure.AMOUNT, 2023].value == Decimal(100000)
    assert by["three_public_expenses", Measure.AMOUNT, 2024].value == Decimal(80000)
    change = by["official_reception", Measure.CHANGE, 2024]
    assert (change.value, change.base_year, change.unit) == (Decimal(-10000), 2023, "CNY")
    assert change.of_fact == by["official_reception", Measure.AMOUNT, 2024].fact
    rate = by["official_reception", Measure.CHANGE_RATE, 2024]
    assert (rate.value, rate.unit) == (Decimal(-50), "percent")
    assert rate.value_printed == "-50.00"
    assert by["vehicle_operation", Measure.AMOUNT, 2024].parent_fact == (
        by["official_vehicles", Measure.AMOUNT, 2024].fact
    )


def test_account_of_a_fund() -> None:
    table = MadeTable(
        "政府性基金预算财政拨款收入支出决算表",
        "万元",
        [
            ["项目>2", "年初结转和结余^2", "本年收入^2", "本年支出>3", "年末结转和结余^2"],
            ["科目编码", "科目名称", "小计", "基本支出", "项目支出"],
            ["合计>2", "1.00", "9.00", "8.00", "0.00", "8.00", "2.00"],
            ["212", "城乡社区支出", "1.00", "9.00", "8.00", "", "8.00", "2.00"],
        ],
    )
    _, found = read(table)
    everything = said(found.facts)
    assert [s.concept for s in everything if not s.code] == [
        "opening_fiscal_carryover", "government_fund_revenue", "government_fund_expenditure",
        "basic_expenditure", "project_expenditure", "closing_fiscal_carryover",
    ]  # fmt: skip
    assert {s.fund for s in everything} == {"government_fund"}
    spent = next(s for s in everything if s.concept == "function_212")
    assert spent.whole == "government_fund_expenditure"


def test_revenue_by_function_is_no_expenditure() -> None:
    table = MadeTable(
        "收入决算表",
        "万元",
        [
            ["科目编码", "科目名称", "本年收入合计", "财政拨款收入", "事业收入", "其他收入"],
            ["合计>2", "10.00", "8.00", "1.00", "1.00"],
            ["201", "一般公共服务支出", "10.00", "8.00", "1.00", "1.00"],
        ],
    )
    _, found = read(table)
    everything = said(found.facts)
    assert not any(s.concept.startswith("function_") for s in everything)
    assert [(s.concept, s.code) for s in everything[4:6]] == [
        ("current_year_revenue", "201"),
        ("fiscal_appropriation_revenue", "201"),
    ]
    assert everything[4].whole == "current_year_revenue"


def test_projects_and_procurement_keep_their_names() -> None:
    projects = MadeTable(
        "项目支出表",
        "万元",
        [
            ["单位名称", "项目名称", "合计", "一般公共预算", "政府性基金", "备注"],
            ["合计", "", "30.00", "25.00", "5.00", ""],
            ["某中心", "智慧城市平台运维费", "30.00", "25.00", "5.00", "2023年结转"],
        ],
    )
    _, found = read(projects, Stage.BUDGET)
    items = [s for s in said(found.facts) if s.concept == "project_item"]
    assert [(s.label, s.fund, s.value) for s in items] == [
        ("智慧城市平台运维费", "", Decimal(300000)),
        ("智慧城市平台运维费", "general_public_budget", Decimal(250000)),
        ("智慧城市平台运维费", "government_fund", Decimal(50000)),
    ]
    bought = MadeTable(
        "政府采购预算表",
        "万元",
        [
            ["采购项目", "合计", "货物类", "工程类", "服务类"],
            ["合计", "30.00", "10.00", "0.00", "20.00"],
            ["办公设备", "10.00", "10.00", "", ""],
        ],
    )
    _, found = read(bought, Stage.BUDGET)
    assert [s.concept for s in said(found.facts)][:5] == [
        "government_procurement", "procurement_goods", "procurement_works",
        "procurement_services", "procurement_item",
    ]  # fmt: skip


def test_rows_of_bodies_have_their_scope() -> None:
    table = MadeTable(
        "部门支出总表",
        "万元",
        [
            ["单位名称", "科目编码", "科目名称", "合计", "基本支出"],
            ["合计", "", "", "30.00", "20.00"],
            ["某某市本级", "", "", "20.00", "20.00"],
            ["", "201", "一般公共服务支出", "20.00", "20.00"],
            ["某某市服务中心", "", "", "10.00", ""],
            ["", "201", "一般公共服务支出", "10.00", ""],
        ],
    )
    _, found = read(table, Stage.BUDGET)
    by_id = {fact.fact: fact for fact in found.facts}
    rows = [
        (f.scope_printed, f.concept, f.value, by_id[f.parent_fact].scope_printed)
        for f in found.facts
        if f.parent_fact and f.column == 3
    ]
    assert rows == [
        ("某某市本级", "current_year_expenditure", Decimal(200000), ""),
        ("某某市本级", "function_201", Decimal(200000), "某某市本级"),
        ("某某市服务中心", "current_year_expenditure", Decimal(100000), ""),
        ("某某市服务中心", "function_201", Decimal(100000), "某某市服务中心"),
    ]


def test_rows_of_codes_name_their_body_in_a_column_of_its_own() -> None:
    """The same codes in two bodies are different figures, each below its own body or the total."""
    head = ["单位代码", "单位名称", "科目编码", "科目名称", "合计", "基本支出"]
    rows = [
        ["", "", "", "合计", "60.00", "60.00"],
        ["201001", "某某市水务局本级", "208", "社会保障和就业支出", "20.00", "20.00"],
        ["201001", "某某市水务局本级", "2080505", "养老保险缴费支出", "20.00", "20.00"],
        ["201002", "某某市水文站", "2080505", "养老保险缴费支出", "40.00", "40.00"],
    ]
    _, found = read(MadeTable("部门支出总表", "万元", [head, *rows]), Stage.BUDGET)
    by_id = {fact.fact: fact for fact in found.facts}
    assert [
        (f.scope_printed, f.concept, by_id[f.parent_fact].concept)
        for f in found.facts
        if f.parent_fact and f.column == 4
    ] == [
        ("某某市水务局本级", "function_208", "current_year_expenditure"),
        ("某某市水务局本级", "function_2080505", "function_208"),
        ("某某市水文站", "function_2080505", "current_year_expenditure"),
    ]


def test_one_body_in_all_rows_is_the_body_of_the_table() -> None:
    head = ["单位名称", "科目编码", "科目名称", "合计", "基本支出"]
    rows = [
        ["合计", "", "", "60.00", "60.00"],
        ["水务局", "208", "社会保障和就业支出", "20.00", "20.00"],
        ["水务局", "213", "农林水支出", "40.00", "40.00"],
    ]
    _, found = read(MadeTable("部门支出总表", "万元", [head, *rows]), Stage.BUDGET)
    assert len(found.facts) == 6
    assert {fact.scope_printed for fact in found.facts} == {""}


def test_rows_that_an_unknown_column_tells_apart_are_no_totals() -> None:
    rows = [["甲", "69.60", "69.60"], ["乙", "86.40", "86.40"], ["合计", "156.00", "156.00"]]
    head = ["没听说过的表头", "总计", "一般公共预算"]
    _, found = read(MadeTable("政府采购预算表", "万元", [head, *rows]), Stage.BUDGET)
    assert {(f.concept, f.value) for f in found.facts} == {
        ("government_procurement", Decimal(1560000))
    }


def test_counts_have_no_money() -> None:
    table = MadeTable(
        "机构运行信息表",
        "万元",
        [
            ["项目", "行次", "统计数"],
            ["一、“三公”经费支出", "1", "—"],
            ["（一）支出合计", "2", "7.50"],
            ["1.因公出国（境）费", "3", "0.00"],
            ["2.公务用车购置及运行维护费", "4", "7.00"],
            ["（1）公务用车购置费", "5", "0.00"],
            ["（2）公务用车运行维护费", "6", "7.00"],
            ["3.公务接待费", "7", "0.50"],
            ["（二）相关统计数", "8", "—"],
            ["4.公务用车保有量（辆）", "9", "3"],
            ["5.国内公务接待批次（个）", "10", "12"],
            ["三、国有资产占用情况", "11", "—"],
            ["（一）车辆数合计（辆）", "12", "3"],
            ["1.副部（省）级及以上领导用车", "13", "0"],
            ["7.其他用车", "14", "3"],
        ],
    )
    _, found = read(table)
    by = {f.concept: f for f in found.facts}
    held = by["vehicles_held"]
    assert (held.value, held.unit, held.measure) == (Decimal(3), "辆", Measure.COUNT)
    assert by["domestic_reception_batches"].value == Decimal(12)
    assert by["vehicles"].stage is Stage.POINT_IN_TIME
    assert by["vehicle_operation"].value == Decimal(70000)


def test_the_running_information_adds_like_with_like() -> None:
    table = MadeTable(
        "机构运行信息表",
        "万元",
        [
            ["项目", "统计数", "项目", "统计数"],
            ["一、“三公”经费支出", "—", "二、机关运行经费", "156.30"],
            ["（一）支出合计", "21.50", "（一）车辆数合计（辆）", "5"],
            ["1.公务用车购置及运行维护费", "20.00", "（一）政府采购支出合计", "88.80"],
            ["2.公务接待费", "1.50", "1.政府采购货物支出", "48.80"],
            ["（二）国内公务接待批次（个）", "20", "2.政府采购服务支出", "40.00"],
        ],
    )
    _, found = read(table)
    wholes = {s.concept: s.whole for s in said(found.facts)}
    assert wholes["three_public_expenses"] == ""
    assert wholes["official_reception"] == "three_public_expenses"
    assert wholes["procurement_goods"] == wholes["procurement_services"] == "government_procurement"
    assert wholes["vehicles"] == "", "vehicles are no part of money"
    assert "current_year_expenditure" not in wholes


def test_a_change_beside_two_accounts_is_of_the_final_one() -> None:
    table = MadeTable(
        "“三公”经费支出表",
        "万元",
        [
            ["项目", "2023年决算", "2024年预算", "2024年决算", "比上年增减"],
            ["“三公”经费合计", "5.50", "6.00", "4.80", "-0.70"],
        ],
    )
    _, found = read(table)
    by_id = {fact.fact: fact for fact in found.facts}
    (change,) = (fact for fact in found.facts if fact.measure is Measure.CHANGE)
    assert by_id[change.of_fact].value == Decimal(48000)


def test_columns_of_two_years_and_their_change() -> None:
    table = MadeTable(
        "一般公共预算支出表",
        "万元",
        [
            ["功能分类科目>2", "2023年执行数^2", "2024年预算数>3", "2024年预算数比2023年执行数>2"],
            ["科目编码", "科目名称", "小计", "基本支出", "项目支出", "增减额", "增减%"],
            ["合计>2", "80.00", "100.00", "60.00", "40.00", "20.00", "25.00"],
            ["201", "一般公共服务支出", "80.00", "100.00", "60.00", "40.00", "20.00", "25.00"],
        ],
    )
    _, found = read(table, Stage.BUDGET)
    rows = [s for s in said(found.facts) if s.code == "201"]
    assert [(s.concept, s.year, s.stage, s.measure) for s in rows] == [
        ("function_201", 2023, "final", "amount"),
        ("function_201", 2024, "budget", "amount"),
        ("general_public_budget_basic_expenditure", 2024, "budget", "amount"),
        ("general_public_budget_project_expenditure", 2024, "budget", "amount"),
        ("function_201", 2024, "budget", "change"),
        ("function_201", 2024, "budget", "change_rate"),
    ]


def test_codes_merged_over_three_columns_with_numbered_columns() -> None:
    rows = [
        ["项目>4", "本年支出合计^2", "基本支出^2", "项目支出^2"],
        ["功能分类科目编码>3", "科目名称"],
        ["类", "款", "项", "栏次", "1", "2", "3"],
        ["合计>4", "10.00", "6.00", "4.00"],
        ["201>3", "一般公共服务支出", "10.00", "6.00", "4.00"],
        ["2010301>3", "行政运行", "10.00", "6.00", "4.00"],
    ]
    _, found = read(MadeTable("支出决算表", "万元", rows))
    everything = said(found.facts)
    assert [s.concept for s in everything][3::3] == ["function_201", "function_2010301"]
    assert everything[6].whole == "function_201 201"


def test_three_blocks_of_economic_codes() -> None:
    rows = [
        ["人员经费>3", "公用经费>6"],
        [
            "科目编码",
            "科目名称",
            "金额",
            "科目编码",
            "科目名称",
            "金额",
            "科目编码",
            "科目名称",
            "金额",
        ],
        [
            "301",
            "工资福利支出",
            "9.00",
            "302",
            "商品和服务支出",
            "3.00",
            "310",
            "资本性支出",
            "1.00",
        ],
        ["30101", "基本工资", "9.00", "30201", "办公费", "3.00", "31002", "办公设备购置", "1.00"],
        ["人员经费合计>2", "9.00", "公用经费合计>5", "4.00"],
    ]
    _, found = read(MadeTable("一般公共预算财政拨款基本支出决算表", "万元", rows))
    wholes = {s.concept: s.whole for s in said(found.facts)}
    assert wholes["economic_302"] == wholes["economic_310"] == "public_funds"
    assert wholes["economic_301"] == "personnel_funds"
    assert next(f.value for f in found.facts if f.concept == "public_funds") == Decimal(40000)


def test_revenue_and_expenditure_of_one_money_by_code() -> None:
    rows = [
        ["科目编码", "科目名称", "年初结转和结余", "本年收入", "本年支出", "年末结转和结余"],
        ["合计>2", "1.00", "9.00", "8.00", "2.00"],
        ["201", "一般公共服务支出", "1.00", "9.00", "8.00", "2.00"],
    ]
    _, found = read(MadeTable("一般公共预算财政拨款收入支出决算表", "万元", rows))
    assert [s.concept for s in said(found.facts)] == [
        "opening_fiscal_carryover", "general_public_budget_revenue",
        "general_public_budget_expenditure", "closing_fiscal_carryover",
        "opening_fiscal_carryover", "general_public_budget_revenue", "function_201",
        "closing_fiscal_carryover",
    ]  # fmt: skip


def test_expenditure_by_function_and_by_nature_side_by_side() -> None:
    rows = [
        ["收入>2", "支出>4"],
        [
            "项目",
            "预算数",
            "项目（按功能分类）",
            "预算数",
            "项目（按支出性质和经济分类）",
            "预算数",
        ],
        ["一、财政拨款收入", "10.00", "一、一般公共服务支出", "10.00", "一、基本支出", "6.00"],
        ["二、上级补助收入", "", "二、外交支出", "", "人员经费", "5.00"],
        ["", "", "", "", "日常公用经费", "1.00"],
        ["", "", "", "", "二、项目支出", "4.00"],
        ["", "", "", "", "工资福利支出", "5.00"],
        ["收入总计", "10.00", "支出总计", "10.00", "支出总计", "10.00"],
    ]
    _, found = read(MadeTable("部门收支总体情况表", "万元", rows), Stage.BUDGET)
    wholes = {(s.concept, s.label): s.whole for s in said(found.facts)}
    assert wholes["basic_expenditure", "一、基本支出"] == "total_expenditure"
    assert wholes["personnel_funds", "人员经费"] == "basic_expenditure"
    assert wholes["function_201", "一、一般公共服务支出"] == "total_expenditure"
    assert ("economic_301", "工资福利支出") in wholes
    assert wholes["fiscal_appropriation_revenue", "一、财政拨款收入"] == "total_revenue"


def test_codes_of_bodies_are_no_functions() -> None:
    rows = [
        ["部门（单位）代码", "部门（单位）名称", "合计", "本年收入>2", "上年结转结余"],
        ["", "", "", "小计", "一般公共预算", ""],
        ["合计>2", "30.00", "28.00", "28.00", "2.00"],
        ["105", "某某局", "30.00", "28.00", "28.00", "2.00"],
        ["105001", "某某局（本级）", "30.00", "28.00", "28.00", "2.00"],
    ]
    document, found = read(MadeTable("部门收入总表", "万元", rows), Stage.BUDGET)
    assert {f.scope_printed for f in found.facts} == {"", "某某局", "某某局（本级）"}
    assert {f.concept for f in found.facts} == {
        "total_revenue", "current_year_revenue", "general_public_budget_revenue",
        "opening_carryover",
    }  # fmt: skip
    assert not any(f.function_code for f in found.facts)
    roles = {document.text[a:b]: role for a, b, role, _, _ in found.spans}
    assert roles["105001"] is Role.NAME


def test_a_table_that_no_layout_knows_is_told() -> None:
    table = MadeTable("学生人数统计表", "人", [["学校", "人数"], ["第一小学", "1,234.50"]])
    _, found = read(table)
    assert not found.facts
    assert [note.kind for note in found.notes] == ["table_not_mapped"]
    assert {span[4] for span in found.spans} == {UNPLACED}


def test_a_table_without_a_unit_states_no_money() -> None:
    data = to_html([], [EXPENDITURE]).replace("单位：万元".encode(), b"")
    made = source("account.html", data)
    found = facts(reader_of(made.path)(made))
    assert not found.facts
    assert [note.kind for note in found.notes] == ["table_without_unit"]


def test_negative_figures() -> None:
    rows = [["科目编码", "科目名称", "合计"], ["合计>2", "-1.50"], ["201", "服务", "（2.50）"]]
    _, found = read(MadeTable("支出决算表", "万元", rows))
    assert [f.value for f in found.facts] == [Decimal(-15000), Decimal(-25000)]
    assert found.facts[0].value_printed == "-1.50"


def test_an_unknown_code_keeps_its_words() -> None:
    rows = [["科目编码", "科目名称", "合计"], ["合计>2", "1.50"], ["2990001", "新设科目", "1.50"]]
    _, found = read(MadeTable("支出决算表", "万元", rows))
    last = found.facts[-1]
    assert (last.concept, last.function_code, last.label_printed) == ("", "", "新设科目")


def test_a_rate_beside_a_figure_is_no_part_of_it() -> None:
    rows = [
        ["科目编码", "科目名称", "2023年", "2024年", "增减%"],
        ["合计>2", "20.00", "30.00", "50.00"],
        ["201", "服务", "20.00", "30.00", "50.00"],
    ]
    _, found = read(MadeTable("支出决算表", "万元", rows))
    total, part = (f for f in found.facts if f.measure is Measure.AMOUNT and f.fiscal_year == 2024)
    rates = [f.of_fact for f in found.facts if f.measure is Measure.CHANGE_RATE]
    assert rates == [total.fact, part.fact]
    assert (total.list_kind, part.list_kind) == ("all", "")


FORMATS = {
    "account.html": to_html,
    "account.docx": to_docx,
    "account.xlsx": lambda paragraphs, tables: to_xlsx(tables),
    "account.pdf": to_pdf,
}
ACCOUNT = [TOTALS, EXPENDITURE]


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "account.html"])
def test_the_same_facts_from_every_format(name: str) -> None:
    results = []
    for file in ("account.html", name):
        made = source(file, FORMATS[file](["某单位2024年度决算。"], ACCOUNT))
        document = reader_of(made.path)(made)
        assert_offsets(document)
        found = facts(document)
        check_spans(document, found)
        results.append(said(found.facts))
    assert len(results[0]) == 27
    assert sorted(results[1]) == sorted(results[0])


@pytest.mark.parametrize(
    "text",
    ["\n" * 200_000, " \n" * 100_000 + "1", "- 1 -\n" * 30_000, "12\n\n" * 40_000],
    ids=["blank lines where tables stood", "blanks", "page numbers", "bare numbers"],
)
def test_blank_and_numbered_lines_take_linear_time(text: str) -> None:
    began = time.process_time()
    view = compact(text, vocabulary().grammar.patterns)
    assert time.process_time() - began < 5
    assert len(view.text) <= len(text)
