"""Numerals of cells: every spelling that accounts use, and those that leave open which number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from factories import vocabulary
from mingzhang import parse
from mingzhang.check import check, derive
from mingzhang.common.money import decimals, parse_number
from mingzhang.model import Disclosure, Outcome
from mingzhang.parse.tables.numerals import is_doubtful, numeral
from mingzhang.read import html, text
from read_sources import source


@pytest.mark.parametrize(
    ("printed", "value", "unit", "shown"),
    [
        ("1,234.50", "1234.50", "", "1,234.50"),
        ("1，234.50", "1234.50", "", "1，234.50"),
        ("１，２３４．５０", "1234.50", "", "１，２３４．５０"),
        ("1 234.50", "1234.50", "", "1 234.50"),
        ("（12.50）", "-12.50", "", "12.50"),
        ("(12.50)", "-12.50", "", "12.50"),
        ("△12.50", "-12.50", "", "△12.50"),
        ("▲ 12.50", "-12.50", "", "▲ 12.50"),
        ("－12.50", "-12.50", "", "－12.50"),
        ("￥-3", "-3", "", "-3"),
        ("+3.2", "3.2", "", "3.2"),
        ("△0", "0", "", "△0"),
        ("1,234.50万元", "1234.50", "万元", "1,234.50"),
        ("1,234.50 万", "1234.50", "万元", "1,234.50"),
        ("1300②", "1300", "", "1300"),
        ("1300.00¹", "1300.00", "", "1300.00"),
        ("12.5％", "12.5", "", "12.5"),
        ("189,767,5 51", "189767551", "", "189,767,5 51"),
        ("1234567. 89", "1234567.89", "", "1234567. 89"),
        ("1 2 3 4 . 5 0", "1234.50", "", "1 2 3 4 . 5 0"),
        ("9" * 60, "9" * 60, "", "9" * 60),
    ],
)
def test_what_is_a_number(printed: str, value: str, unit: str, shown: str) -> None:
    found = numeral(printed)
    assert found is not None
    assert (found.value, found.unit) == (Decimal(value), unit)
    assert printed[found.start : found.end] == shown
    assert abs(parse_number(shown)) == abs(found.value)
    assert decimals(shown) == decimals(found.digits)


@pytest.mark.parametrize(
    "printed", ["1234。50", "12 34.50", "1 234", "100 200", "12,34.50", "12.34.56", "12345,678"]
)
def test_what_leaves_open_which_number(printed: str) -> None:
    assert numeral(printed) is None
    assert is_doubtful(printed)


@pytest.mark.parametrize(
    "printed", ["", "——", "1-2", "2024年", "1、2", "(12.5", "合计", "0501-0503"]
)
def test_what_is_no_number(printed: str) -> None:
    assert numeral(printed) is None
    assert not is_doubtful(printed)


def _read(first: str, second: str, total: str, unit: str = "万元", *, more: str = "") -> Disclosure:
    table = (
        f"收入支出决算总表\n单位：{unit}\n项目\t决算数\t项目\t决算数\n"
        f"一、财政拨款收入\t{first}\t一、一般公共服务支出\t1,234.50\n"
        f"二、其他收入\t{second}\t二、住房保障支出\t65.50\n"
        f"{more}本年收入合计\t{total}\t本年支出合计\t1,300.00\n"
    )
    document = text.read(source("某市乙局2024年度部门决算.txt", table.encode()))
    return parse.parse(document, vocabulary())


@pytest.mark.parametrize(
    ("first", "second", "total", "values"),
    [
        ("1,312.50", "△12.50", "1,300.00", (13125000, -125000, 13000000)),
        ("1,312.50", "（12.50）", "1,300.00", (13125000, -125000, 13000000)),
        ("1，234.50", "６５．５０", "1，300.00", (12345000, 655000, 13000000)),
        ("1,234.50", "655,000元", "1,300.00", (12345000, 655000, 13000000)),
        ("1 234.50", "65.50", "1 300.00", (12345000, 655000, 13000000)),
    ],
)
def test_revenue_of_a_table(first: str, second: str, total: str, values: tuple[int, ...]) -> None:
    disclosure = _read(first, second, total)
    revenue = [fact for fact in disclosure.facts if fact.concept.endswith("revenue")]
    assert tuple(int(fact.value) for fact in revenue) == values
    sums = [f for f in check([disclosure], vocabulary()) if f.check.startswith("sum")]
    assert not [f for f in sums if f.outcome is Outcome.FAIL]


def test_a_slip_is_told_and_no_sum_is_judged_without_it() -> None:
    disclosure = _read("1234。50", "65.50", "1,300.00")
    assert [n.message_zh for n in disclosure.notes if n.kind == "doubtful_numeral"] == [
        "表“收入支出决算总表”中的“1234。50”写法有疑，是哪个数不能确定，没有读取。"
    ]
    (total,) = (f for f in disclosure.facts if f.concept == "current_year_revenue")
    assert total.list_kind == ""
    assert not [
        f
        for f in check([disclosure], vocabulary())
        if f.check == "sum_full_list" and f.outcome is Outcome.FAIL
    ]


def test_figures_printed_as_hashes_are_told_and_no_sum_is_judged() -> None:
    disclosure = _read(
        "10.00", "65.50", "1,300.00", more="三、上级补助收入\t#####\t三、其他支出\t###\n"
    )
    assert [n.message_zh for n in disclosure.notes if n.kind == "figures_hidden"] == [
        "表“收入支出决算总表”有 2 个格子因列太窄印成“###”，是什么数看不见，没有读取。"
    ]
    sums = [f for f in check([disclosure], vocabulary()) if f.check == "sum_full_list"]
    assert {finding.outcome for finding in sums} == {Outcome.NOT_EVALUABLE, Outcome.PASS}


@pytest.mark.parametrize(("printed", "is_told"), [("####", False), ("", True)])
def test_a_table_of_hashes_alone_is_not_blank(printed: str, is_told: bool) -> None:
    rows = ["项目||年初结转和结余|本年收入|本年支出", f"合计|||{printed}|{printed}"]
    cells = "".join(f"<tr><td>{row.replace('|', '</td><td>')}</td></tr>" for row in rows)
    page = (
        f"<p>政府性基金预算财政拨款收入支出决算表</p><p>单位：万元</p><table>{cells}</table>"
        "<p>八、政府性基金预算财政拨款收入支出决算情况说明</p>"
        "<p>政府性基金预算财政拨款支出31.00万元，用于村道硬化。</p>"
    )
    document = html.read(source("某市乙局2024年度部门决算.html", page.encode()))
    findings = check([parse.parse(document, vocabulary())], vocabulary())
    told = [f for f in findings if f.check == "blank_table" and f.outcome is Outcome.FAIL]
    assert bool(told) == is_told


def test_a_row_read_as_a_table_of_its_own_does_not_part_a_blank_table_from_its_note() -> None:
    page = (
        "<p>政府性基金预算财政拨款收入支出决算表</p><p>单位：万元</p>"
        "<table><tr><td>项目</td><td>本年收入</td><td>本年支出</td></tr></table>"
        "<table><tr><td>合计</td><td></td></tr></table>"
        "<p>说明：本单位没有政府性基金预算财政拨款收入和支出，故本表无数据。</p>"
    )
    document = html.read(source("某市乙局2024年度部门决算.html", page.encode()))
    findings = check([parse.parse(document, vocabulary())], vocabulary())
    outcomes = [finding.outcome for finding in findings if finding.check == "blank_table"]
    assert outcomes == [Outcome.PASS]


@pytest.mark.parametrize("digits", [26, 60, 500, 4400])
def test_no_numeral_is_too_long(digits: int) -> None:
    long = "9" * digits
    words = (
        f"某市乙局2024年度部门决算\n支出总计100万元，其中：基本支出{long}万元，项目支出1万元。"
        f"收入总计{long}.5万元，比上年增加{long}万元，增长{long}%，完成预算的{long}%。\n"
    )
    document = text.read(source("某市乙局2024年度部门决算.txt", words.encode()))
    disclosure = parse.parse(document, vocabulary())
    assert Decimal(long + "0000") in {fact.value for fact in disclosure.facts}
    check([disclosure], vocabulary())
    derive([disclosure], vocabulary())
