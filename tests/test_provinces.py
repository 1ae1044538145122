"""Budget tables as several provinces lay them out, from HTML and from XLSX."""

from __future__ import annotations

import dataclasses

import pytest

from account_maker import MadeTable, to_html, to_xlsx
from factories import vocabulary
from mingzhang import check
from mingzhang.model import Disclosure, Fact, Outcome, Stage
from mingzhang.parse import parse
from mingzhang.read import reader_of
from provinces import ALL, Expected, Province
from read_sources import source


def parsed(table: MadeTable, suffix: str) -> Disclosure:
    data = to_html(["某局2024年部门预算"], [table]) if suffix == ".html" else to_xlsx([table])
    made = dataclasses.replace(source(f"budget{suffix}", data), stage=Stage.BUDGET)
    return parse(reader_of(made.path)(made), vocabulary())


@pytest.mark.parametrize("suffix", [".html", ".xlsx"])
@pytest.mark.parametrize("province", ALL, ids=lambda province: province.name)
def test_tables_of_other_provinces(province: Province, suffix: str) -> None:
    disclosure = parsed(province.table, suffix)
    facts = [fact for fact in disclosure.facts if fact.table is not None]
    found = [
        Expected(
            fact.concept, _row_code(fact), fact.fund, fact.fiscal_year, fact.measure.value,
        )
        for fact in facts
    ]  # fmt: skip
    told = "\n".join(
        f"{fact.label_printed} {fact.value_printed} {one}"
        for fact, one in zip(facts, found, strict=True)
    )
    assert found == list(province.says), told
    assert {fact.unit_printed for fact in facts if fact.unit == "CNY"} == {province.table.unit}


@pytest.mark.parametrize("province", ALL, ids=lambda province: province.name)
def test_right_tables_have_no_failures(province: Province) -> None:
    found = check.check((parsed(province.table, ".html"),), vocabulary())
    failed = [one.message_zh for one in found if one.outcome is Outcome.FAIL]
    assert [words for words in failed if "未见以下部分" not in words] == []


def _row_code(fact: Fact) -> str:
    """The code of the fact's row: not the one that its concept has by itself (会议费: 30215)."""
    concept = vocabulary().concepts.get(fact.concept)
    by_itself = concept is not None and not fact.concept.startswith("economic_")
    code = fact.economic_code
    return fact.function_code or ("" if by_itself and code == concept.economic_code else code)
