"""A wrong figure in any cell of the tables is found: by its column, its row, or another table."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest

from account_maker import MadeTable, to_html
from factories import vocabulary
from mingzhang import check
from mingzhang.model import Disclosure, Fact, Measure, Outcome
from mingzhang.parse import parse
from mingzhang.read import reader_of
from read_sources import source

SAMPLE = Path(__file__).resolve().parents[2] / (
    "shared/samples/shanghai-putuo-social-work-2024-final.pdf"
)
WRONG = Decimal(30_000)

SIDES = MadeTable(
    "收入支出决算总表",
    "万元",
    [
        ["收入>2", "支出>2"],
        ["项目", "决算数", "项目", "决算数"],
        ["一、一般公共预算财政拨款收入", "1,300.00", "一、一般公共服务支出", "1,264.87"],
        ["二、其他收入", "7.82", "二、住房保障支出", "42.95"],
        ["本年收入合计", "1,307.82", "本年支出合计", "1,307.82"],
        ["年初结转和结余", "2.00", "年末结转和结余", "2.00"],
        ["总计", "1,309.82", "总计", "1,309.82"],
    ],
)
EXPENDITURE = MadeTable(
    "支出决算表",
    "万元",
    [
        ["项目>2", "本年支出合计^2", "基本支出^2", "项目支出^2"],
        ["功能分类科目编码", "科目名称"],
        ["合计>2", "1,307.82", "105.58", "1,202.24"],
        ["201", "一般公共服务支出", "1,264.87", "62.63", "1,202.24"],
        ["20103", "政府办公厅（室）及相关机构事务", "1,264.87", "62.63", "1,202.24"],
        ["2010301", "行政运行", "62.63", "62.63", ""],
        ["2010302", "一般行政管理事务", "1,202.24", "", "1,202.24"],
        ["221", "住房保障支出", "42.95", "42.95", ""],
        ["22102", "住房改革支出", "42.95", "42.95", ""],
        ["2210201", "住房公积金", "42.95", "42.95", ""],
    ],
)


def parsed(name: str, data: bytes) -> Disclosure:
    made = source(name, data)
    return parse(reader_of(made.path)(made), vocabulary())


def failures(disclosure: Disclosure) -> set[tuple[str, tuple[str, ...]]]:
    found = check.check((disclosure,), vocabulary())
    return {
        (one.check, one.facts)
        for one in found
        if one.outcome is Outcome.FAIL and one.check != "statutory_parts"
    }


def with_wrong(disclosure: Disclosure, fact: Fact) -> Disclosure:
    value = fact.value + WRONG
    wrong = dataclasses.replace(fact, value=value, value_printed=format(value / 10_000, "f"))
    facts = tuple(wrong if one is fact else one for one in disclosure.facts)
    return dataclasses.replace(disclosure, facts=facts)


def missed(disclosure: Disclosure, step: int = 1) -> list[tuple[object, ...]]:
    """The cells whose wrong figure no failure names."""
    before = failures(disclosure)
    cells = [
        fact
        for fact in disclosure.facts
        if fact.table is not None and fact.unit == "CNY" and fact.measure is Measure.AMOUNT
    ]
    assert len(cells) > 20
    return [
        (fact.section, fact.row, fact.column, fact.label_printed)
        for fact in cells[::step]
        if not any(
            fact.fact in facts for _, facts in failures(with_wrong(disclosure, fact)) - before
        )
    ]


def test_no_wrong_cell_of_an_account_stays_hidden() -> None:
    data = to_html(["甲县乙局2024年度部门决算"], [SIDES, EXPENDITURE])
    disclosure = parsed("account.html", data)
    assert not failures(disclosure)
    assert missed(disclosure) == []


def test_the_text_against_the_tables() -> None:
    def account(printed: str) -> Disclosure:
        words = f"2024年度支出总计{printed}万元，其中：本年支出合计1307.82万元。"
        headings = ["甲县乙局2024年度部门决算", "一、收入支出决算总体情况说明", words]
        return parsed("account.html", to_html(headings, [SIDES, EXPENDITURE]))

    assert not failures(account("1309.82"))
    found = {name for name, _ in failures(account("1390.82"))}
    assert "text_against_table" in found


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the samples are not part of the repository")
def test_no_wrong_cell_of_the_sample_stays_hidden() -> None:
    assert missed(parsed(SAMPLE.name, SAMPLE.read_bytes()), step=10) == []
