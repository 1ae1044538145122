"""The engine: what it registers, in which order it tells, and what it leaves alone."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

import check_examples_accounts
from factories import Story, stated, vocabulary
from mingzhang.check import CHECKS, check, derive
from mingzhang.check.case import Case
from mingzhang.check.doubt import in_doubt
from mingzhang.check.engine import check as register
from mingzhang.check.estimates import derived_facts
from mingzhang.check.lexicon import Lexicon
from mingzhang.check.once import each_fault_once
from mingzhang.check.read_in_part import is_read_in_part
from mingzhang.check.rules import FAMILIES, RULES
from mingzhang.check.verdict import Verdict
from mingzhang.model import Grid, Measure, Note, Numeral, Origin, Outcome, Role, Severity, Stage


def test_every_rule_says_what_it_is_in_both_languages() -> None:
    for one in RULES.values():
        for words in (one.title, one.rule, one.absent, *one.says.values()):
            assert words.zh and words.en and "\n" not in words.zh + words.en, one.check
        assert any("\u4e00" <= character <= "\u9fff" for character in one.rule.zh)


def test_every_family_has_rules_and_every_rule_is_asked() -> None:
    assert {one.family for one in CHECKS} == set(FAMILIES)
    assert [one.check for one in CHECKS] == list(RULES)
    assert {f.check for f in check([Story().disclosure()], vocabulary())} == set(RULES)


@pytest.mark.parametrize("name", ["sum_full_list", "no rule of the table"])
def test_a_check_that_is_not_declared_or_is_taken_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        register(name)(lambda case: iter(()))


def test_findings_come_in_the_order_of_the_disclosures_given() -> None:
    stories = check_examples_accounts.years("3.5")
    disclosures = [story.disclosure() for story in stories]
    forward = check(disclosures, vocabulary())
    backward = check(disclosures[::-1], vocabulary())
    assert forward[0].disclosure == disclosures[0].source.disclosure
    assert backward[0].disclosure == disclosures[1].source.disclosure
    assert set(forward) == set(backward)


def test_the_order_of_many_disclosures_changes_nothing() -> None:
    stories = []
    for number in range(6):
        story = Story(agency=f"body-{number % 2}", year=2018 + number)
        story.figure("支出总计", str(100 + number), "total_expenditure")
        story.change("增加", "1", "total_expenditure", "1.01")
        stories.append(story.disclosure())
    shuffled = stories[:]
    random.Random(7).shuffle(shuffled)
    assert set(check(stories, vocabulary())) == set(check(shuffled, vocabulary()))


def test_what_cannot_be_evaluated_for_one_reason_is_told_once() -> None:
    story = Story()
    for concept in ("total_revenue", "total_expenditure", "running_costs"):
        story.change("增加", "13.96", concept, "1.7")
    found = [
        finding
        for finding in check([story.disclosure()], vocabulary())
        if finding.check == "change_amount_and_rate"
    ]
    assert [finding.outcome for finding in found] == [Outcome.NOT_EVALUABLE]
    assert len(found[0].facts) == 6


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_figure_recognised_in_an_image_makes_no_error(family: str) -> None:
    story = Story()
    story.change("增加", "13.96", "total_revenue", "1.7")
    disclosure = story.disclosure()
    fact = replace(disclosure.facts[0], origin=Origin.OCR)
    case = Case(disclosure, Lexicon(vocabulary()))
    failed = Verdict(Outcome.FAIL, "不对", "wrong", (fact,), Severity.ERROR)
    assert in_doubt(case, family, failed).outcome is Outcome.NOT_EVALUABLE


@pytest.mark.parametrize("severity", [Severity.ERROR, Severity.WARNING])
def test_a_file_that_was_not_read_well_proves_no_slip(severity: Severity) -> None:
    story = Story()
    story.change("增加", "13.96", "total_revenue", "1.7")
    disclosure = story.disclosure()
    failed = Verdict(Outcome.FAIL, "不对", "wrong", disclosure.facts[:1], severity)
    poor = replace(disclosure, notes=(Note("figures_poorly_read", 0, 0, "没有读好", "poor"),))
    judged = [
        in_doubt(Case(made, Lexicon(vocabulary())), "structure", failed).outcome
        for made in (disclosure, poor)
    ]
    assert judged == [Outcome.FAIL, Outcome.NOT_EVALUABLE]


@pytest.mark.parametrize(("grid", "outcome"), [(0, "not_evaluable"), (90, "fail")])
def test_what_is_told_of_a_table_by_prose_needs_tables_that_were_read(
    grid: int, outcome: str
) -> None:
    story = Story()
    story.change("增加", "13.96", "total_revenue", "1.7")
    disclosure = replace(
        story.disclosure(),
        notes=(Note("figures_poorly_read", 0, 0, "没有读好", "poor"),),
        grids=(Grid(1, 0, "支出决算表", "万元", (), grid, grid + 5),),
        numerals=(Numeral("", 0, 1, "1", Role.OTHER, "", "unplaced"),),
    )
    fact = disclosure.facts[0]
    failed = Verdict(Outcome.FAIL, "不对", "wrong", (fact,), Severity.WARNING, span=(0, 3))
    case = Case(replace(disclosure, text="\t" + disclosure.text), Lexicon(vocabulary()))
    assert in_doubt(case, "structure", failed).outcome == outcome


@pytest.mark.parametrize(
    ("kind", "start", "end", "in_part"),
    [
        ("pages_skipped", 20, 30, True),
        ("pages_skipped", 25, 30, False),
        ("pages_skipped", 0, 30, False),
        ("formula_without_value", 0, 18, True),
        ("formula_without_value", 0, 5, False),
        ("blank_page", 12, 12, False),
    ],
)
def test_a_table_that_lacks_a_figure_or_what_is_behind_it_is_read_in_part(
    kind: str, start: int, end: int, *, in_part: bool
) -> None:
    story = Story()
    story.change("增加", "13.96", "total_revenue", "1.7")
    disclosure = story.disclosure()
    notes = (Note(kind, start, end, "没有读到", "not read"),)
    grids = (Grid(1, 0, "支出决算表", "万元", (), 10, 20),)
    made = Case(replace(disclosure, notes=notes, grids=grids), Lexicon(vocabulary()))
    assert is_read_in_part(made, replace(disclosure.facts[0], table=0)) is in_part


def test_ids_stay_when_text_is_added_behind() -> None:
    story = check_examples_accounts.twice("1088.8", "958.8")
    before = {f.finding for f in check([story.disclosure()], vocabulary()) if f.start is not None}
    story.say("以上说明。\n")
    after = {f.finding for f in check([story.disclosure()], vocabulary()) if f.start is not None}
    assert before <= after


def case(story: Story) -> Case:
    return Case(story.disclosure(), Lexicon(vocabulary()))


def test_a_budget_follows_from_a_completion_rate() -> None:
    story = Story()
    story.figure("三公", "0.88", "three_public_expenses")
    story.rate(
        "完成年初预算的", "35.2", "three_public_expenses", Measure.COMPLETION_RATE,
        base_printed="年初预算",
    )  # fmt: skip
    (fact,) = derived_facts(case(story))
    assert (fact.stage, fact.fiscal_year) == (Stage.INITIAL_BUDGET, 2023)
    assert fact.value == 25000
    # 0.875 ÷ 35.25% … 0.885 ÷ 35.15%, in yuan
    assert fact.value - fact.tolerance <= 24823 and fact.value + fact.tolerance >= 25177
    assert fact.tolerance < 200


def test_a_base_follows_from_a_change_and_from_a_rate_alone() -> None:
    story = Story()
    story.figure("支出总计", "138.84", "total_expenditure")
    story.change("增加", "29.51", "total_expenditure")
    story.figure("收入总计", "110", "total_revenue")
    story.rate("增长", "10", "total_revenue", Measure.CHANGE_RATE, base_year=2022)
    first, second = derived_facts(case(story))
    assert (first.concept, first.fiscal_year, first.value) == ("total_expenditure", 2022, 1093300)
    assert (second.concept, second.fiscal_year, second.value) == ("total_revenue", 2022, 1000000)


@pytest.mark.parametrize(
    ("base", "stage"),
    [
        ("上年", Stage.BUDGET),
        ("上年预算", Stage.BUDGET),
        ("上年执行数", Stage.FINAL),
        ("上年预算执行数", Stage.FINAL),
        ("上年决算数", Stage.FINAL),
    ],
)
def test_the_account_of_a_base_is_the_one_that_its_words_name(base: str, stage: Stage) -> None:
    story = Story(stage=Stage.BUDGET)
    story.figure("支出总计", "138.84", "total_expenditure")
    story.change("增加", "29.51", "total_expenditure", base_printed=base)
    (fact,) = derived_facts(case(story))
    assert (fact.stage, fact.fiscal_year) == (stage, 2022)


def test_amount_and_rate_alone_tell_base_and_figure() -> None:
    story = Story(stage=Stage.BUDGET)
    story.change("收入增加", "13.96", "total_revenue", "1.7")
    base, now = derived_facts(case(story))
    assert (base.fiscal_year, now.fiscal_year) == (2022, 2023)
    assert (base.value, now.value) == (8200000, 8400000)


def test_nothing_follows_from_a_rate_of_zero_base_or_total_loss() -> None:
    story = Story()
    story.figure("支出总计", "0", "total_expenditure")
    story.rate("下降", "-100", "total_expenditure", Measure.CHANGE_RATE, base_year=2022)
    story.rate("完成", "0", "total_expenditure", Measure.COMPLETION_RATE, base_printed="年初预算")
    assert list(derived_facts(case(story))) == []


def test_derived_facts_come_in_the_order_of_the_disclosures() -> None:
    disclosures = [story.disclosure() for story in check_examples_accounts.years("2.5")]
    facts = derive(disclosures, vocabulary())
    assert [fact.disclosure for fact in facts] == [d.source.disclosure for d in disclosures]


def test_a_failure_that_stands_for_its_table_is_told_though_it_has_a_figure_of_another() -> None:
    one, other, third = (stated(f"f{n}", "1", table=n % 2, row=n, column=0) for n in range(3))
    told = [
        ("sum_full_list", Verdict(Outcome.FAIL, "甲", "A", (one,), Severity.ERROR, more=4)),
        (
            "text_against_table",
            Verdict(Outcome.FAIL, "乙", "B", (other, third), Severity.ERROR, more=4),
        ),
        ("item_against_table", Verdict(Outcome.FAIL, "丙", "C", (other,), Severity.ERROR)),
    ]
    kept = each_fault_once(told)
    assert [(check, verdict.more) for check, verdict in kept] == [
        ("sum_full_list", 4),
        ("text_against_table", 5),
    ]
