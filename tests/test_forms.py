"""Forms of statutory tables of the whole country: each numeral is read as a person read it.

`forms/` holds invented disclosures of one table each, `forms/gold/` a row for each numeral. What is
not read yet is counted, so that a form may only get better; nothing may be read wrongly.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from mingzhang import check, parse, read, vocab
from mingzhang.model import Disclosure, Fact, Outcome, Severity, Source, Stage

FORMS = Path(__file__).parent / "forms"
VOCABULARY = vocab.load(Path(__file__).parent.parent / "content/vocab")
NOT_READ_YET = {
    "b12_guangdong_admin": 4,  # 行政经费 is not the running costs of government bodies
    "b15_fourside": 3,  # the government's economic classification (5xx) is not listed
    "b19_perf_project": 2,  # a form filled in, not a table
    "b22_yunnan_basic": 6,  # rows with a functional and an economic code
    "b29_hunan_general": 2,
    "f13_jiangxi_assets": 1,
}
FUNDS = {"general_public_budget", "government_fund", "state_capital"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


INDEX = {row["form"]: row for row in rows(FORMS / "index.csv")}


@cache
def parsed(form: str) -> Disclosure:
    row = INDEX[form]
    path = FORMS / row["file"]
    stage = Stage(row["stage"])
    source = Source(
        disclosure=f"{form}-{row['year']}-{stage}",
        agency=form,
        fiscal_year=int(row["year"]),
        stage=stage,
        title=f"{row['body']}{row['year']}年度部门{'预算' if stage == 'budget' else '决算'}",
        path=path,
        data=path.read_bytes(),
        sha256="",
    )
    return parse.parse(read.read(source), VOCABULARY)


def question(concept: str, fund: str) -> tuple[str, str]:
    """Name what is asked: a concept of one money is the concept with that money."""
    for (general, money), narrow in VOCABULARY.layouts.funds.items():
        if narrow == concept:
            return general, fund if fund in FUNDS else money
    known = VOCABULARY.concepts.get(concept)
    return concept, fund if fund in FUNDS else (known.fund if known and known.fund else fund)


def faults(form: str) -> Iterator[tuple[str, str]]:
    """Yield what differs from the reading of a person, as kind and words."""
    at: dict[tuple[int | None, int | None], Fact] = {
        (fact.row, fact.column): fact for fact in parsed(form).facts
    }
    for gold in rows(FORMS / "gold" / f"{form}.csv"):
        fact = at.get((int(gold["row"]), int(gold["column"])))
        place = f"row {gold['row']} column {gold['column']} {gold['text']}"
        if gold["kind"] != "fact":
            if fact is not None and gold["kind"] == "other":
                yield "wrong", f"{place}: no figure, read as {fact.concept}"
        elif fact is None or not fact.concept:
            yield "not read", f"{place}: {gold['concept']}"
        else:
            differing = dict(differences(fact, gold, INDEX[form]["body"], form))
            if differing:
                yield "wrong", f"{place}: {differing}"


def differences(
    fact: Fact, gold: dict[str, str], body: str, agency: str
) -> Iterator[tuple[str, object]]:
    asked = question(gold["concept"], gold["fund"])
    told = question(fact.concept, fact.fund)
    if fact.concept != gold["concept"] and told[0] != asked[0]:
        yield "concept", fact.concept
    if asked[1] and told[1] != asked[1]:
        yield "fund", fact.fund
    if fact.function_code != gold["function_code"]:
        yield "function_code", fact.function_code
    if gold["economic_code"] and fact.economic_code != gold["economic_code"]:
        yield "economic_code", fact.economic_code
    for column in ("measure", "stage"):
        if getattr(fact, column) != gold[column]:
            yield column, getattr(fact, column)
    if str(fact.fiscal_year) != gold["year"]:
        yield "year", fact.fiscal_year
    own = fact.scope in (agency, body)
    if gold["body"] != fact.scope and not (own and gold["body"] == body):
        yield "body", fact.scope


@pytest.mark.parametrize("form", INDEX)
def test_a_form_is_read_as_a_person_reads_it(form: str) -> None:
    found = list(faults(form))
    kinds = Counter(kind for kind, _ in found)
    allowed = NOT_READ_YET.get(form, 0)
    assert kinds["wrong"] == 0, found
    assert kinds["not read"] == allowed, found


@pytest.mark.parametrize("form", INDEX)
def test_a_form_that_adds_up_raises_no_doubt(form: str) -> None:
    doubts = [
        finding.message_zh
        for finding in check.check([parsed(form)], VOCABULARY)
        if finding.outcome is Outcome.FAIL and finding.severity is not Severity.NOTE
    ]
    assert doubts == []
