"""A real final account: its nine tables cell by cell and figure by figure, against golden data."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

import factories
from mingzhang import parse
from mingzhang.model import Disclosure, Document, Role
from mingzhang.read import pdf
from read_sources import assert_offsets, source

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).parent / "golden" / "putuo_tables"
SAMPLES = ROOT.parent / "shared" / "samples"


def sample(name: str) -> Document:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip("the sample file is not here; it may not be committed")
    return pdf.read(source(name, path.read_bytes()))


@cache
def putuo() -> Document:
    return sample("shanghai-putuo-social-work-2024-final.pdf")


@cache
def parsed(name: str) -> Disclosure:
    document = putuo() if "putuo" in name else sample(name)
    return parse.parse(document, factories.vocabulary())


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_cell() -> None:
    document = putuo()
    assert_offsets(document)
    found = [
        {
            "table": str(grid.table), "page": str(grid.page), "title": grid.title,
            "unit": grid.unit, "row": str(cell.row), "column": str(cell.column),
            "row_span": str(cell.row_span), "column_span": str(cell.column_span),
            "text": cell.text,
        }
        for grid in document.grids
        for cell in grid.cells
    ]  # fmt: skip
    assert found == rows("cells.csv")


def test_every_figure() -> None:
    facts = [fact for fact in parsed("putuo").facts if fact.table is not None]
    place = {f.fact: f"p{f.page}t{f.table}r{f.row}c{f.column}" for f in facts}
    found = [
        {
            "page": str(f.page), "table": str(f.table), "row": str(f.row),
            "column": str(f.column), "label": f.label_printed, "printed": f.value_printed,
            "value": str(f.value), "concept": f.concept, "function_code": f.function_code,
            "economic_code": f.economic_code, "fund": f.fund,
            "parent": place.get(f.parent_fact, ""),
        }
        for f in facts
    ]  # fmt: skip
    key = ("table", "row", "column")
    wanted = sorted(rows("facts.csv"), key=lambda row: [int(row[name]) for name in key])
    assert sorted(found, key=lambda row: [int(row[name]) for name in key]) == wanted


def test_each_page_and_paragraph_stands_where_it_should() -> None:
    document = putuo()
    assert len(document.pages) == 24
    lines = document.text.splitlines()
    assert "第三部分 中共上海市普陀区委社会工作部2024年度部门决算情况说明" in lines
    assert "本年收入合计307.82万元，其中：财政拨款收入307.82万元，占100.00%。" in lines, (
        "lines broken by layout are whole again"
    )
    assert sum(line.startswith(("9、", "10、")) for line in lines) == 1


def test_no_numeral_of_the_tables_is_left_behind() -> None:
    disclosure = parsed("putuo")
    inside = [
        numeral
        for numeral in disclosure.numerals
        if any(grid.start <= numeral.start < grid.end for grid in disclosure.grids)
    ]
    assert len(inside) == 323
    assert {numeral.role for numeral in inside} == {Role.FACT, Role.NAME, Role.ORDINAL}


def test_the_empty_template_states_nothing() -> None:
    disclosure = parsed("shanghai-final-account-template.pdf")
    assert [grid.title for grid in disclosure.grids][1:] == [
        "收入支出决算总表", "收入决算表", "支出决算表", "财政拨款收入支出决算总表",
        "一般公共预算财政拨款支出决算表", "一般公共预算财政拨款基本支出决算表",
        "财政拨款“三公”经费支出决算表", "政府性基金预算财政拨款收入支出决算表",
        "国有资本经营预算财政拨款收入支出决算表",
    ]  # fmt: skip
    assert disclosure.facts == ()
