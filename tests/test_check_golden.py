"""The findings on the five first disclosures are those that a person has read and agreed with."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from factories import vocabulary
from mingzhang import content, parse, read
from mingzhang.check import check, derive
from mingzhang.model import Disclosure, Finding, Outcome

ROOT = Path(__file__).parent.parent
REVIEWED = ROOT / "tests" / "golden" / "findings.csv"
COLUMNS = ("disclosure", "check", "severity", "start", "printed", "expected", "quote")


@pytest.fixture(scope="module")
def disclosures() -> list[Disclosure]:
    vocab = vocabulary()
    folder = ROOT / "content" / "disclosures"
    reviewed = {row["disclosure"] for row in rows()}
    sources = [s for s in content.load(folder, vocab) if s.disclosure in reviewed]
    return [parse.parse(read.read(source), vocab) for source in sources]


def rows() -> list[dict[str, str]]:
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(finding: Finding) -> tuple[str, ...]:
    return tuple(
        "" if (value := getattr(finding, column)) is None else str(value) for column in COLUMNS
    )


def test_every_failure_was_reviewed_and_every_reviewed_failure_is_found(
    disclosures: list[Disclosure],
) -> None:
    found = {told(f) for f in check(disclosures, vocabulary()) if f.outcome == Outcome.FAIL}
    reviewed = {tuple(row[column] for column in COLUMNS) for row in rows()}
    assert found == reviewed


def test_every_review_says_why() -> None:
    assert all(row["comment"] for row in rows())


def test_the_budget_of_2018_is_told_alike_by_two_disclosures(disclosures: list[Disclosure]) -> None:
    """2019: 311.69 − 94.37 = 217.32; 2018: 138.84 ÷ 63.89% = 217.31; the rounding explains 0.01."""
    facts = derive(disclosures, vocabulary())
    found = {
        fact.disclosure: fact
        for fact in facts
        if fact.concept == "fiscal_appropriation_expenditure"
        and fact.fiscal_year == 2018
        and fact.stage in ("budget", "initial_budget")
    }
    assert {str(f.value.normalize()) for f in found.values()} == {"2.1732E+6", "2.1731E+6"}
    compared = [
        f
        for f in check(disclosures, vocabulary())
        if f.check == "across_disclosures" and f.other_disclosure in found
    ]
    assert compared
    assert {f.outcome for f in compared} == {Outcome.PASS}


def test_derived_facts_name_the_printed_figures_they_follow_from(
    disclosures: list[Disclosure],
) -> None:
    known = {fact.fact for disclosure in disclosures for fact in disclosure.facts}
    facts = derive(disclosures, vocabulary())
    assert facts
    assert len({fact.fact for fact in facts}) == len(facts)
    for fact in facts:
        assert fact.origin == "derived"
        assert fact.derived_from and set(fact.derived_from) <= known
        assert fact.rule
        assert fact.tolerance >= 0
