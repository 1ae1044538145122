"""Tables pasted into text: read like the same table of a page, or, where in doubt, not at all."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import test_tables as tables
import test_tables_plain as plain
from account_maker import MadeTable, from_page, from_sheet, to_html, to_text
from mingzhang.model import Disclosure, Document, Stage
from mingzhang.parse import parse
from mingzhang.read import reader_of, text_tables
from read_sources import assert_offsets, source
from test_tables import vocabulary

FUND = MadeTable(
    "政府性基金预算财政拨款收入支出决算表",
    "万元",
    [
        ["项目>2", "年初结转和结余^2", "本年收入^2", "本年支出>3", "年末结转和结余^2"],
        ["科目编码", "科目名称", "小计", "基本支出", "项目支出"],
        ["合计>2", "1.00", "9.00", "8.00", "0.00", "8.00", "2.00"],
        ["212", "城乡社区支出", "1.00", "9.00", "8.00", "", "8.00", "2.00"],
    ],
)
TWO_SIDES = MadeTable(
    "财政拨款收入支出决算总表",
    "万元",
    [
        ["收入>2", "支出>3"],
        ["项目", "决算数", "项目", "合计", "一般公共预算财政拨款"],
        ["一、一般公共预算财政拨款", "307.82", "一、一般公共服务支出", "264.87", "264.87"],
        ["", "", "二、外交支出", "", ""],
        ["", "", "八、社会保障和就业支出", "42.95", "42.95"],
        ["本年收入合计", "307.82", "本年支出合计", "307.82", "307.82"],
    ],
)
TWO_YEARS = MadeTable(
    "支出决算表",
    "万元",
    [
        ["", "2024年度>2", "2023年度>2"],
        ["项目", "基本支出", "项目支出", "基本支出", "项目支出"],
        ["合计", "10.00", "9.00", "8.00", "7.00"],
        ["教育支出", "10.00", "9.00", "8.00", "7.00"],
    ],
)
LEVELS = MadeTable(
    "收入决算表",
    "万元",
    [
        ["项目>4", "本年收入合计^2", "财政拨款收入^2", "事业收入>2", "其他收入^2"],
        ["支出功能分类科目编码>3", "科目名称", "小计", "其中：教育收费"],
        ["类", "款", "项", "栏次", "1", "2", "3", "4", "5"],
        ["合计>4", "30.00", "20.00", "9.00", "4.00", "1.00"],
        ["205>3", "教育支出", "30.00", "20.00", "9.00", "4.00", "1.00"],
        ["20502>3", "普通教育", "30.00", "20.00", "9.00", "", "1.00"],
    ],
)
UNITS = MadeTable(
    "部门收入总表",
    "万元",
    [
        ["部门（单位）名称^2", "合计^2", "本年收入>3", "上年结转结余^2"],
        ["小计", "一般公共预算", "政府性基金预算"],
        ["合计", "37.00", "30.00", "21.00", "9.00", "7.00"],
        ["某馆", "37.00", "30.00", "21.00", "9.00", "7.00"],
    ],
)
KINDS_OF_SPENDING = ["合计^2", "因公出国（境）费^2", "公务用车购置及运行费>3", "公务接待费^2"]
SPENT = ["6.00", "0.00", "5.00", "4.00", "1.00", "1.00"]
THREE_PUBLIC = MadeTable(
    "财政拨款“三公”经费支出决算表",
    "万元",
    [
        ["预算数>6", "决算数>6"],
        KINDS_OF_SPENDING * 2,
        ["小计", "公务用车购置费", "公务用车运行费"] * 2,
        ["9.00", "0.00", "7.00", "4.00", "3.00", "2.00", *SPENT],
    ],
)
DETAILS = MadeTable(
    "一般公共预算财政拨款基本支出决算表",
    "万元",
    [
        ["人员经费>3", "公用经费>3"],
        ["科目编码", "科目名称", "决算数"] * 2,
        ["301", "工资福利支出", "40.00", "302", "商品和服务支出", "9.00"],
        ["30101", "基本工资", "40.00", "30201", "办公费", "9.00"],
        ["人员经费合计>2", "40.00", "公用经费合计>2", "9.00"],
    ],
)
NUMBERED = MadeTable(
    "机构运行信息表",
    "万元",
    [
        ["项目", "栏次", "预算数", "决算数", "项目", "决算数"],
        ["一、“三公”经费支出", "1", "9.00", "8.00", "二、政府采购支出", "30.00"],
        ["1.公务用车运行维护费", "2", "6.00", "5.00", "1.政府采购货物支出", "20.00"],
        ["2.公务接待费", "3", "3.00", "3.00", "2.政府采购服务支出", "10.00"],
    ],
)
TABLES = {
    "numbered": NUMBERED,
    "levels": LEVELS,
    "units": UNITS,
    "three public": THREE_PUBLIC,
    "details": DETAILS,
    "expenditure": tables.EXPENDITURE,
    "totals": tables.TOTALS,
    "composition": plain.COMPOSITION,
    "fund": FUND,
    "two sides": TWO_SIDES,
}
PASTED = {"sheet": from_sheet, "page": from_page}


def document(data: bytes, suffix: str = ".txt") -> Document:
    made = dataclasses.replace(source(f"account{suffix}", data), stage=Stage.FINAL)
    return reader_of(made.path)(made)


def parsed(data: bytes, suffix: str = ".txt") -> Disclosure:
    return parse(document(data, suffix), vocabulary())


def said(disclosure: Disclosure) -> set[tuple[object, ...]]:
    return {
        (f.concept, f.function_code, f.fund, f.stage, f.fiscal_year, f.measure, f.value, f.scope)
        for f in disclosure.facts
        if f.table is not None
    }


def pasted(table: MadeTable, lines: list[str]) -> Disclosure:
    return parsed(to_text(plain.SECTIONS, table, lines))


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("how", PASTED)
def test_a_pasted_table_says_what_the_page_says(name: str, how: str) -> None:
    table = TABLES[name]
    there = said(parsed(to_html(plain.SECTIONS, [table]), ".html"))
    here = said(pasted(table, PASTED[how](table)))
    if how == "page" and name == "levels":
        # Its codes are merged over 类, 款 and 项: rows have fewer cells than the lowest heads.
        assert here == set()
    else:
        assert here == there != set()


def worn(lines: list[str]) -> Iterator[list[str]]:
    """Yield what programs make of a table on its way: tabs lost, run together, or added."""
    yield [re.sub("\t+", "\t", line) for line in lines]
    yield [line.rstrip("\t") for line in lines]
    yield [f"{line}\t" for line in lines]
    yield [line + "\t" * (number % 3) for number, line in enumerate(lines)]
    for number, line in enumerate(lines):
        for match in re.finditer("\t", line):
            shorter = line[: match.start()] + line[match.end() :]
            yield [*lines[:number], shorter, *lines[number + 1 :]]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("how", PASTED)
def test_a_worn_table_never_says_another_thing(name: str, how: str) -> None:
    table = TABLES[name]
    there = said(parsed(to_html(plain.SECTIONS, [table]), ".html"))
    counted = 0
    for lines in worn(PASTED[how](table)):
        # What is only a figure without a concept accuses nobody.
        here = {fact for fact in said(pasted(table, lines)) if fact[0]}
        counted += 1
        assert here <= there, lines
    assert counted > 10


@pytest.mark.parametrize(
    ("at", "text"),
    [(("37.00", "21.00", "9.00", "7.00"), ("21.00", "21.00", "", "")), (("30.00",), ("29.00",))],
    ids=["one part alone", "sums that do not add up"],
)
def test_sums_that_prove_nothing_place_no_heads(at: tuple[str, ...], text: tuple[str, ...]) -> None:
    given = dict(zip(at, text, strict=True))
    rows = [[given.get(cell, cell) for cell in row] for row in UNITS.rows]
    table = dataclasses.replace(UNITS, rows=rows)
    assert said(pasted(table, from_page(table))) == set()
    assert said(pasted(UNITS, from_page(UNITS))) != set()


def test_the_text_stays_and_every_cell_says_where_it_is() -> None:
    data = to_text(plain.SECTIONS, TWO_SIDES, from_sheet(TWO_SIDES))
    read = document(data)
    assert read.text.encode() == data
    [grid] = read.grids
    assert (grid.title, grid.unit) == ("财政拨款收入支出决算总表", "万元")
    assert read.text[grid.start : grid.end].split("\n") == from_sheet(TWO_SIDES)
    assert_offsets(read)
    heads = [(cell.text, cell.column, cell.column_span) for cell in grid.cells if cell.row == 0]
    assert heads == [("收入", 0, 2), ("支出", 2, 3)]


@pytest.mark.parametrize(
    "text",
    [
        "一、概况\t本单位2024年收入100万元。\n\t二、支出\t支出90万元。\n",
        "目\t录\n一、概况\t1\n二、预算表\t3\n",
        "\t\t某局2024年度部门决算\n\t\t2025年8月\n",
        "项目\t金额\n办公费\t10\n",
        "联系人：张三\t电话：0427-1234567\n传真\t0427-1234568\n",
    ],
)
def test_prose_with_tabs_is_no_table(text: str) -> None:
    assert document(text.encode()).grids == ()


@pytest.mark.parametrize(("above", "grids"), [("单位：万元", 1), ("购买服务目录", 1), ("目 录", 0)])
def test_whole_numbers_in_rows_are_a_table_but_of_contents(above: str, grids: int) -> None:
    text = f"某局收支表\n{above}\n项目\t本年\n公用经费\t12\n人员经费\t34\n"
    assert len(text_tables.grids(text)) == grids


def test_numbers_of_people_make_a_table_though_nothing_in_it_is_money() -> None:
    rows = ["单位名称\t编制人数\t在职人数\t离退休人数\t车辆编制数", "某局\t22\t20\t18\t1"]
    data = "\n".join(["2024年某局部门预算", "单位基本情况表", *rows, "某中心\t8\t7\t3\t1"])
    [grid] = document(data.encode()).grids
    assert grid.title == "单位基本情况表"


LOST = {
    # The first code of the next row is taken for the figure that this one has not.
    "a column of codes": """科目编码 科目名称 年初预算数 决算数 合计 基本支出 合计 16.00 14.00 10.00
        201 公共服务 9.00 8.00 6.00 208 社会保障 7.00 6.00 4.00""",
    # Two columns hold nothing, and their heads are left over.
    "columns of nothing": """科目编码 科目名称 合计 基本支出 项目支出 经营支出 上缴上级支出
        补助支出 合计 16.00 9.00 7.00 201 公共服务 9.00 6.00 3.00 20101 机关服务 9.00 6.00 3.00
        208 社会保障 7.00 3.00 4.00""",
}


@pytest.mark.parametrize("words", LOST.values(), ids=LOST)
def test_cells_that_were_lost_leave_no_table_of_one_cell_a_line(words: str) -> None:
    lines = ["2024年某局支出总表", "单位：万元", *words.split(), "", ""]
    assert document("\n".join(lines).encode()).grids == ()


def test_figures_of_two_years_stay_apart() -> None:
    there = said(parsed(to_html(plain.SECTIONS, [TWO_YEARS]), ".html"))
    assert said(pasted(TWO_YEARS, from_sheet(TWO_YEARS))) == there
    assert {(fact[4], fact[6]) for fact in there} == {
        (2024, 100_000),
        (2024, 90_000),
        (2023, 80_000),
        (2023, 70_000),
    }


@pytest.mark.parametrize("how", PASTED)
def test_without_the_heads_that_tell_columns_apart_nothing_is_read(how: str) -> None:
    lines = PASTED[how](TWO_YEARS)
    for above in ([], [""], ["2024年度 2023年度"], [lines[0].replace("\t", "")]):
        assert said(pasted(TWO_YEARS, [*above, *lines[1:]])) == set()


def test_whole_rows_of_a_sheet_are_as_good_as_its_cells() -> None:
    lines = [line + "\t" * 16_000 for line in from_sheet(FUND)]
    assert said(pasted(FUND, lines)) == said(pasted(FUND, from_sheet(FUND)))


def test_blanks_around_the_words_of_cells_are_none_of_theirs() -> None:
    lines = ["\t".join(f" {text} " for text in line.split("\t")) for line in from_sheet(FUND)]
    assert said(pasted(FUND, lines)) == said(pasted(FUND, from_sheet(FUND)))


def test_each_table_has_the_title_and_the_unit_above_it() -> None:
    one, two = tables.TOTALS, dataclasses.replace(tables.EXPENDITURE, unit="元")
    data = to_text([], one, from_sheet(one)) + to_text([], two, from_sheet(two))
    found = document(data.replace(b"\n", b"\r\n")).grids
    assert [(grid.table, grid.title, grid.unit) for grid in found] == [
        (0, one.title, one.unit),
        (1, two.title, "元"),
    ]


CELL = st.sampled_from(["项目", "合计", "栏次", "收入", "", " ", "1,234.50", "9.00", "201", "-"])
ROW = st.lists(CELL, min_size=2, max_size=4).map("\t".join)
HEADS = st.sampled_from(
    ["项目\t合计\t收入", "项目\t\t收入", "收入\t支出", "科目编码\t科目名称", "表"]
)
TEXT = st.tuples(st.lists(HEADS, max_size=3), st.lists(ROW, max_size=6), st.lists(ROW, max_size=2))


@given(TEXT.map(lambda parts: "\r\n".join([*parts[0], *parts[1], "", *parts[2]])))
def test_any_text_with_tabs_is_read_and_cells_never_overlap(text: str) -> None:
    last = 0
    for grid in text_tables.grids(text):
        assert last <= grid.start < grid.end <= len(text)
        last = grid.end
        places = set()
        for cell in grid.cells:
            assert text[cell.start : cell.end] == cell.text
            covered = {
                (row, column)
                for row in range(cell.row, cell.row + cell.row_span)
                for column in range(cell.column, cell.column + cell.column_span)
            }
            assert not covered & places
            places |= covered
