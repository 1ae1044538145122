"""Changes and completions in tables: what they are of, and what they are measured against."""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
import test_forms
from mingzhang import parse, read
from mingzhang.model import Disclosure, Fact, Source, Stage

VOCAB = factories.vocabulary()


def _links(found: Disclosure, row: int) -> list[tuple[str, int, str, str, str]]:
    """Of each relation of a row: as printed, its year, and what is printed at its links."""
    by_id = {fact.fact: fact.value_printed for fact in found.facts}
    return [
        (fact.value_printed, fact.fiscal_year,
         *(by_id.get(link, "") for link in (fact.of_fact, fact.base_fact, fact.pair_fact)))
        for fact in found.facts
        if fact.row == row and not fact.measure.is_level
    ]  # fmt: skip


FORMS = {
    "c11_public_revenue_draft": [
        ("99.02", 2024, "276,188.99", "278,923.52", ""),
        ("1.00", 2024, "276,188.99", "273,454.44", ""),
        ("3.96", 2025, "287,127.15", "276,188.99", ""),
    ],
    "c10_public_revenue": [
        ("99.02", 2024, "248,331.99", "250,790.71", ""),
        ("4.12", 2024, "248,331.99", "", ""),  # the year before has no column
    ],
    "c04_transfers_yoy": [
        ("10.00", 2024, "90.00", "80.00", "12.50"),
        ("12.50", 2024, "90.00", "80.00", "10.00"),
    ],
}


@pytest.mark.parametrize("form", FORMS)
def test_relations_are_tied_within_their_row(form: str) -> None:
    assert _links(test_forms.parsed(form), 1) == FORMS[form]


def _table(rates: tuple[str, str, str]) -> Disclosure:
    rows = "".join(
        f"<tr><td>{name}</td><td>{budget}</td><td>{final}</td><td>{rate}</td></tr>"
        for (name, budget, final), rate in zip(
            (("财政拨款收入", "800.00", "810.00"), ("事业收入", "50.00", "60.00"),
             ("其他收入", "10.00", "11.00")), rates, strict=True)
    )  # fmt: skip
    text = (
        "<h1>某局2024年度部门决算</h1><p>收入完成情况</p><p>单位：万元</p><table>"
        "<tr><td>收入项目</td><td>年初预算</td><td>实际完成</td><td>完成率</td></tr>"
        f"{rows}</table>"
    )
    source = Source("某局-2024-final", "某局", 2024, Stage.FINAL, "某局2024年度部门决算",
                    Path("a.html"), text.encode(), "")  # fmt: skip
    return parse.parse(read.read(source), VOCAB)


def _bases(rates: tuple[str, str, str]) -> list[str]:
    facts: tuple[Fact, ...] = _table(rates).facts
    by_id = {fact.fact: fact.value_printed for fact in facts}
    return [by_id.get(fact.base_fact, "") for fact in facts if not fact.measure.is_level]


def test_a_misprinted_rate_is_tied_as_its_column() -> None:
    assert _bases(("101.25", "120.00", "100.00")) == ["800.00", "50.00", "10.00"]


def test_rates_that_come_from_other_columns_are_tied_to_none() -> None:
    assert _bases(("90.00", "80.00", "70.00")) == ["", "", ""]


@pytest.mark.parametrize(
    ("cells", "bases"),
    [
        ("基本支出|60|75 项目支出|20|25 支出合计|80|100", ["80", "80", ""]),
        ("合计|10|100 教育支出|4|40 住房保障支出|6|60 其他支出|0|0", ["", "10", "10", "10"]),
        ("合计|10|100 教育支出|4|50 住房保障支出|6|60", ["", "", ""]),  # one of them is misprinted
        ("合计|10|100 教育支出|10|100 其他支出|0|0", ["", "", ""]),
    ],
)
def test_shares_are_tied_to_the_total_that_all_of_them_come_out_of(
    cells: str, bases: list[str]
) -> None:
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>"
        for row in ("项目|预算数|占比（%）", *cells.split())
    )
    text = f"<h1>某局2024年度部门预算</h1><p>支出预算表</p><p>单位：万元</p><table>{rows}</table>"
    source = Source("某局-2024-budget", "某局", 2024, Stage.BUDGET, "某局2024年度部门预算",
                    Path("a.html"), text.encode(), "")  # fmt: skip
    facts = parse.parse(read.read(source), VOCAB).facts
    by_id = {fact.fact: fact.value_printed for fact in facts}
    assert [by_id.get(f.base_fact, "") for f in facts if not f.measure.is_level] == bases
