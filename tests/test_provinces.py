"""Budget tables as several provinces lay them out, from HTML and from XLSX; figures invented.

A case of `provinces.txt`: what it is about, its title and unit, its rows (`account_maker.py`). What
is read is marked as in the corpus: concept, code of the row, kind of money, measure, year.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from account_maker import MadeTable, to_html, to_xlsx
from corpus.marks import MARK, MEASURES
from factories import vocabulary
from mingzhang import check
from mingzhang.model import Disclosure, Fact, Outcome, Stage
from mingzhang.parse import parse
from mingzhang.read import reader_of
from read_sources import source

TABLES = Path(__file__).with_suffix(".txt").with_stem("provinces")
FUNDS = {
    "general": "general_public_budget",
    "fund": "government_fund",
    "state": "state_capital",
    "fiscal": "fiscal_appropriation",
}


@dataclasses.dataclass(frozen=True)
class Expected:
    """What one cell says."""

    printed: str
    concept: str
    code: str = ""
    fund: str = ""
    year: int = 2024
    measure: str = "amount"


@dataclasses.dataclass(frozen=True)
class Province:
    """A table and, for its figures in order of rows and columns, what each says."""

    name: str
    table: MadeTable
    says: tuple[Expected, ...]


def expected(mark: re.Match[str]) -> Expected:
    concept, *words = mark["words"].split()
    said = Expected(mark["printed"], concept.removeprefix("?"))
    for word in words:
        if word.isdigit():
            said = dataclasses.replace(said, code=word)
        elif word in FUNDS:
            said = dataclasses.replace(said, fund=FUNDS[word])
        elif word in MEASURES:
            said = dataclasses.replace(said, measure=MEASURES[word])
        else:
            said = dataclasses.replace(said, year=int(word.removeprefix("y")))
    return said


def provinces() -> Iterator[Province]:
    for drawn in TABLES.read_text(encoding="utf-8").strip("\n").split("\n\n"):
        name, head, *rows = MARK.sub(lambda mark: mark["printed"], drawn).split("\n")
        table = MadeTable(*head.split("|"), [row.split("|") for row in rows])
        yield Province(name.removeprefix("# "), table, tuple(map(expected, MARK.finditer(drawn))))


ALL = tuple(provinces())
BY_NAME = pytest.mark.parametrize("province", ALL, ids=lambda province: province.name)


def parsed(table: MadeTable, suffix: str) -> Disclosure:
    data = to_html(["某局2024年部门预算"], [table]) if suffix == ".html" else to_xlsx([table])
    made = dataclasses.replace(source(f"budget{suffix}", data), stage=Stage.BUDGET)
    return parse(reader_of(made.path)(made), vocabulary())


@pytest.mark.parametrize("suffix", [".html", ".xlsx"])
@BY_NAME
def test_tables_of_other_provinces(province: Province, suffix: str) -> None:
    facts = [fact for fact in parsed(province.table, suffix).facts if fact.table is not None]
    found = [
        Expected(
            fact.value_printed, fact.concept, _row_code(fact), fact.fund, fact.fiscal_year,
            fact.measure.value,
        )
        for fact in facts
    ]  # fmt: skip
    assert found == list(province.says)
    assert {fact.unit_printed for fact in facts if fact.unit == "CNY"} == {province.table.unit}


@BY_NAME
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
