"""Documents that the parser was not written for are read as a person reads (corpus/README.md)."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from corpus import score
from corpus.marks import read_expected
from mingzhang.model import Origin, Outcome, Severity

NAMES = score.names()
NUMERAL = re.compile(r"\d[\d,]*(\.\d+)?")


def test_there_are_documents_of_many_styles() -> None:
    assert len(NAMES) >= 12
    assert {score.settings(name)["stage"] for name in NAMES} == {"budget", "final"}
    assert {score.settings(name)["format"] for name in NAMES} == {"txt", "html"}


@pytest.mark.parametrize("name", NAMES)
def test_annotations_stand_where_they_say(name: str) -> None:
    path = score.FOLDER / f"{name}.{score.settings(name)['format']}"
    text = path.read_text(encoding="utf-8")
    rows = read_expected(score.FOLDER / f"{name}.csv")
    assert rows == sorted(rows, key=lambda row: row.start)
    for row in rows:
        assert text[row.start :].startswith(row.printed), row
        if row.role == "fact" and row.origin == "printed":
            found = NUMERAL.match(text, row.start)
            assert found is not None, row
            assert found[0] == row.printed, row


@pytest.mark.parametrize("name", NAMES)
def test_annotations_use_the_vocabulary(name: str) -> None:
    concepts = score.vocabulary(score.settings(name)).concepts
    for row in read_expected(score.FOLDER / f"{name}.csv"):
        for concept in (*row.concept.split("|"), *row.parent.split("|")):
            assert concept in ("", "*") or concept in concepts, row


@pytest.mark.parametrize("name", NAMES)
def test_every_annotated_figure_is_found_and_no_other(name: str) -> None:
    found = score.score(name)
    print(f"{name}: recall {found.recall:.1%}, precision {found.precision:.1%}")
    problems = [
        *(f"missing: {told}" for told in found.missing),
        *(f"extra:   {told}" for told in found.extra),
        *(f"wrong:   {told}" for told in found.wrong),
    ]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("name", NAMES)
def test_the_ledger_covers_every_numeral_once(name: str) -> None:
    disclosure = score.parsed(name)
    starts = Counter(one.start for one in disclosure.numerals)
    assert set(starts) == {match.start() for match in NUMERAL.finditer(disclosure.text)}
    assert set(starts.values()) <= {1}


@pytest.mark.parametrize("name", NAMES)
def test_spans_slice_out_what_is_printed(name: str) -> None:
    disclosure = score.parsed(name)
    for fact in disclosure.facts:
        if fact.start is not None and fact.origin is Origin.PRINTED:
            assert disclosure.text[fact.start : fact.end] == fact.value_printed


@pytest.mark.parametrize("name", NAMES)
def test_no_error_and_no_warning_that_an_accountant_would_not_give(name: str) -> None:
    settings = score.settings(name)
    failed = [one for one in score.findings(name) if one.outcome is Outcome.FAIL]
    assert [one.message_zh for one in failed if one.severity is Severity.ERROR] == []
    warned = [one for one in failed if one.severity is Severity.WARNING]
    expected = settings.get("warnings", "").split()
    assert [one.check for one in warned] == expected, [one.message_zh for one in warned]
