"""Declared corrections: applied where the source says what is expected, refused everywhere else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import factories
from mingzhang.model import Correction, Disclosure, Document, Origin, Role, Source, Stage, UserError
from mingzhang.parse import parse

TEXT = (
    "第二部分 2030年度部门决算情况说明\n一、收入支出决算总体情况\n"
    "收入总计10.5万元。\n支出总计9万元。\n"
)
START = TEXT.index("10.5")
VOCABULARY = factories.vocabulary()


def parsed(*corrections: Correction) -> Disclosure:
    source = Source(
        disclosure="town-2030-final",
        agency="town",
        fiscal_year=2030,
        stage=Stage.FINAL,
        title="",
        path=Path("content/disclosures/town/2030-final/a.txt"),
        data=TEXT.encode(),
        sha256="",
        corrections=corrections,
    )
    return parse(Document(source, TEXT), VOCABULARY)


def correction(
    action: str, replacement: str = "", start: int = START, expect: str = "10.5"
) -> Correction:
    return Correction(start, expect, action, replacement, "抄录有误，见附表")


def test_without_corrections_the_text_counts() -> None:
    first = parsed().facts[0]
    assert (first.value, first.origin) == (Decimal(105000), Origin.PRINTED)


def test_a_value_is_read_in_the_printed_unit_and_keeps_the_printed_words() -> None:
    first = parsed(correction("value", "1,150")).facts[0]
    assert first.value == Decimal(11500000)
    assert (first.value_printed, first.origin) == ("10.5", Origin.CORRECTED)


@pytest.mark.parametrize(
    ("action", "replacement", "column", "expected"),
    [
        ("concept", "total_expenditure", "concept", "total_expenditure"),
        ("concept", "function_201", "function_code", "201"),
        ("year", "2029", "fiscal_year", 2029),
        ("scope", "某镇", "scope", "某镇"),
    ],
)
def test_a_column_is_replaced(action: str, replacement: str, column: str, expected: object) -> None:
    assert getattr(parsed(correction(action, replacement)).facts[0], column) == expected


def test_an_ignored_figure_is_no_fact_but_stays_in_the_ledger() -> None:
    disclosure = parsed(correction("ignore"))
    assert all(fact.start != START for fact in disclosure.facts)
    [numeral] = [n for n in disclosure.numerals if n.start == START]
    assert (numeral.role, numeral.rule) == (Role.OTHER, "correction")


def test_every_correction_is_noted_with_its_reason() -> None:
    [note] = [n for n in parsed(correction("year", "2029")).notes if n.kind == "correction"]
    assert "抄录有误，见附表" in note.message_zh


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (lambda: correction("value", "1", expect="10.6"), "应为“10.6”，原文现为“10.5”"),
        (lambda: correction("value", "1", TEXT.index("总体"), "总体"), "不是已识别的数字"),
        (lambda: correction("concept", "no_such_concept"), "无效"),
        (lambda: correction("value", "很多"), "不是数字"),
    ],
)
def test_a_correction_that_does_not_fit_fails_the_build(
    wrong: Callable[[], Correction], problem: str
) -> None:
    with pytest.raises(UserError, match=problem) as error:
        parsed(wrong())
    assert "corrections.yml" in error.value.file
