"""Each class of wording is read as an accountant reads it: an invented phrase for each.

A case of `parse_phrases.txt`: what it is about, then the stage and the phrase with its figures
marked as those of the corpus are (`corpus/README.md`; ⏎ breaks the line).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

import factories
from corpus.marks import Expected, unmark
from mingzhang import parse, read
from mingzhang.model import Fact, Origin, Role, Source, Stage

HERE = Path(__file__).resolve().parent
VOCAB = factories.vocabulary()
YEAR = 2023
PHRASES = HERE / "parse_phrases.txt"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase without its marks, and what its figures are."""

    why: str
    stage: Stage
    text: str
    figures: tuple[Expected, ...]


def phrases() -> list[Phrase]:
    """Read the file of phrases."""
    found, why = [], ""
    for line in filter(str.strip, PHRASES.read_text(encoding="utf-8").splitlines()):
        if line.startswith("# "):
            why = line[2:]
            continue
        stage, _, marked = line.partition(": ")
        defaults = {"stage": stage, "fiscal_year": str(YEAR), "scope": ""}
        text, figures = unmark(marked.replace("⏎", "\n"), defaults)
        found.append(Phrase(why, Stage(stage), text, tuple(figures)))
    return found


CASES = phrases()


def _parse(phrase: Phrase) -> tuple[Fact, ...]:
    source = Source(
        disclosure=f"x-{YEAR}-{phrase.stage.value}",
        agency="x",
        fiscal_year=YEAR,
        stage=phrase.stage,
        title="说明",
        path=Path("phrase.txt"),
        data=phrase.text.encode(),
        sha256="",
    )
    disclosure = parse.parse(read.read(source), VOCAB)
    assert all(n.role is not Role.FACT or n.fact for n in disclosure.numerals)
    return disclosure.facts


@pytest.mark.parametrize("phrase", CASES, ids=[f"{i}-{c.text[:14]}" for i, c in enumerate(CASES)])
def test_a_phrase_is_read_as_an_accountant_reads_it(phrase: Phrase) -> None:
    facts = _parse(phrase)
    by_id = {fact.fact: fact for fact in facts}
    asked = [one.start for one in phrase.figures]  # of words that state a figure, only some
    printed = {f.start: f for f in facts if f.origin is Origin.PRINTED or f.start in asked}
    assert sorted(printed) == asked, "every figure, and no other"
    for wanted in phrase.figures:
        fact = printed[wanted.start]
        told = (fact.concept, fact.measure.value, fact.value, fact.stage.value, fact.fiscal_year)
        expected = (wanted.concept, wanted.measure, Decimal(wanted.value), wanted.stage,
                    int(wanted.fiscal_year))  # fmt: skip
        place = f"{phrase.why}: {wanted.before}⟦{wanted.printed}⟧"
        assert told == expected, place
        assert str(fact.base_year or "") == wanted.base_year, place
        assert wanted.scope in ("", fact.scope), place
        if wanted.parent == "-":
            assert not fact.parent_fact, place
        elif wanted.parent:
            parent = by_id.get(fact.parent_fact)
            assert parent is not None, place
            assert parent.concept == wanted.parent, place
            assert wanted.parent_value in ("", str(parent.value)), place


def test_a_code_of_the_row_marks_expenditure_by_nature_within_a_function() -> None:
    phrase = next(case for case in CASES if "初中教育" in case.text)
    basic = _parse(phrase)[1]
    assert (basic.concept, basic.function_code) == ("basic_expenditure", "2050203")


def test_a_class_behind_expenditure_by_nature_is_part_of_no_whole() -> None:
    phrase = next(case for case in CASES if "水库除险项目" in case.text)
    health = next(fact for fact in _parse(phrase) if fact.concept == "function_210")
    assert not health.parent_fact


def test_words_said_once_more_are_no_part_of_themselves() -> None:
    phrase = next(case for case in CASES if "前11个月" in case.text)
    first, *_, again = _parse(phrase)
    assert again.label_printed == first.label_printed
    assert not again.parent_fact


def test_words_that_say_little_are_the_label_of_what_nothing_else_names() -> None:
    phrase = next(case for case in CASES if "年末人数" in case.text and "决算编制单位" in case.text)
    assert _parse(phrase)[-1].label_printed == "年末人数"


def test_funds_within_a_bracket_are_told_apart() -> None:
    phrase = next(case for case in CASES if case.why == "from one fund only")
    assert [fact.fund for fact in _parse(phrase)] == [
        "fiscal_appropriation",
        "general_public_budget",
        "government_fund",
    ]


def test_two_bases_in_one_clause_are_two_changes_of_nought() -> None:
    phrase = next(case for case in CASES if case.why == "two bases in one clause")
    _, *changes = _parse(phrase)
    assert [(c.value, c.base_year, c.concept) for c in changes] == [
        (0, 2023, "official_reception"),
        (0, 2022, "official_reception"),
    ]


def test_words_in_a_reason_state_no_change() -> None:
    phrase = next(case for case in CASES if case.why.startswith("figures of a reason"))
    assert all(fact.origin is Origin.PRINTED for fact in _parse(phrase))


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (
            "支出预算90万元，比上年减少10万元，下降10%，主要是一次性项目减少。",
            ["一次性项目减少"] * 2,
        ),
        ("支出预算90万元，比上年减少10万元，主要原因是人员减少。", ["人员减少"]),
        ("支出预算90万元，比上年减少10万元。主要是基本支出。", [""]),
        ("支出预算90万元，比上年减少10万元。主要原因：人员减少。", ["人员减少"]),
        ("支出预算90万元，比上年减少10万元。增减变化的主要原因是：人员减少。", ["人员减少"]),
        ("支出预算90万元，比上年减少10万元。决算数小于预算数的主要原因是人员减少。", [""]),
        ("支出预算90万元，比上年减少10万元。公务接待费减少的主要原因是节约。", [""]),
        ("支出预算90万元，比上年减少10万元；项目支出50万元，主要是购置设备。", [""]),
        ("基本支出40万元，占本年支出的44%，主要是人员经费。", []),
    ],
)
def test_the_reason_of_a_change_is_what_the_sentence_gives(text: str, reasons: list[str]) -> None:
    facts = _parse(Phrase("", Stage.BUDGET, text, ()))
    changes = [fact for fact in facts if fact.measure.startswith("change")]
    assert [fact.reason_printed for fact in changes] == reasons
    assert not any(fact.reason_printed for fact in facts if fact not in changes)


def test_a_reason_against_the_budget_is_of_the_completion() -> None:
    text = "支出总计年初预算为200万元，支出决算为100万元，完成年初预算的50%。"
    text += "决算数小于预算数的主要原因：项目推迟。"
    facts = _parse(Phrase("", Stage.FINAL, text, ()))
    assert [fact.reason_printed for fact in facts] == ["", "", "项目推迟"]


def test_a_functional_class_has_the_name_of_its_year() -> None:
    names = {year: VOCAB.name_zh("function_210", year) for year in (2013, 2018, 2019)}
    assert names == {2013: "医疗卫生支出", 2018: "医疗卫生与计划生育支出", 2019: "卫生健康支出"}
    text = "卫生健康支出20万元。"
    source = Source(
        disclosure="x-2018-final",
        agency="x",
        fiscal_year=2018,
        stage=Stage.FINAL,
        title="说明",
        path=Path("phrase.txt"),
        data=text.encode(),
        sha256="",
    )
    (fact,) = parse.parse(read.read(source), VOCAB).facts
    assert (fact.concept, fact.concept_zh) == ("function_210", "医疗卫生与计划生育支出")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "公务接待费、会议费预算均为0万元，支出都为2万元，与上年持平。",
            "budget 0, final 2, change 0",
        ),
        ("公务接待费和会议费支出均无。", "final 0"),
        ("本年未安排公务接待费、会议费。", "final 0"),
        ("没有发生公务接待费及会议费。", "final 0"),
    ],
)
def test_what_several_things_share_is_said_of_each(text: str, said: str) -> None:
    facts = _parse(Phrase("", Stage.FINAL, text, ()))
    for concept in ("official_reception", "conference_expenses"):
        mine = [f for f in facts if f.concept == concept]
        told = (f"{f.measure if f.measure.is_change else f.stage} {f.value / 10000}" for f in mine)
        assert ", ".join(told) == said, concept
