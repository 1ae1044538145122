"""The opening of an agency's page says stated figures only, each linked, marked where doubted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from markupsafe import Markup

import factories
from mingzhang.model import Fact, Finding, Measure, Origin, Outcome, Severity, Stage
from mingzhang.site import decimal_alignment, drawings, execution, figures, opening
from mingzhang.site.agency_data import DisclosureData
from mingzhang.site.disputes import Disputes, disputes
from mingzhang.site.highlights import Highlights
from mingzhang.site.language import CHINESE, ENGLISH, Language
from mingzhang.site.names import Names
from mingzhang.site.page_files import Renderer
from mingzhang.site.pages import disclosure

TEMPLATES = Path(__file__).resolve().parent.parent / "site_src" / "templates"
ID = "a-2018-final"
ROW = {"disclosure": ID, "agency": "a", "fiscal_year": "2018", "stage": "final"}
CONCEPTS: dict[str, dict[str, str]] = {
    name: {"name_zh": zh, "name_en": en, "parent": "", "concept_group": "expenditure"}
    for name, zh, en in (
        ("total", "支出总计", "Total expenditure"),
        ("fiscal", "财政拨款支出", "Fiscal"),
        ("basic_expenditure", "基本支出", "Basic"),
        ("project_expenditure", "项目支出", "Project"),
        ("revenue", "收入总计", "Revenue"),
    )
}
CONCEPTS["revenue"]["concept_group"] = "revenue"
LIBRARY: Any = SimpleNamespace(concepts=CONCEPTS, checks={}, families={})
SPENDING = ("total", "fiscal")


def fact(name: str, value: str, **more: Any) -> Fact:
    given = {"concept": "total"} | more
    given.setdefault("concept_zh", CONCEPTS[given["concept"]]["name_zh"])
    return factories.stated(f"{ID}-{name}", value, **given)


def rate(name: str, value: str, **more: Any) -> Fact:
    given = {"measure": Measure.COMPLETION_RATE, "unit": "percent", "base_printed": "年初预算"}
    return fact(name, value, **{**given, **more})


def finding(*facts: Fact, **more: Any) -> Finding:
    given: dict[str, Any] = {
        "finding": f"{ID}-x",
        "check": "change_amount_and_rate",
        "family": "changes",
        "disclosure": ID,
        "outcome": Outcome.FAIL,
        "severity": Severity.ERROR,
        "message_zh": "这里写的是22.68%，按其他数字算是26.99%",
        "message_en": "22.68% is stated, 26.99% follows",
        "start": 7,
        "facts": tuple(each.fact for each in facts),
    }
    return Finding(**{**given, **more})


TOTAL = fact("f1", "1388400")
MORE = fact(
    "f2",
    "295100",
    measure=Measure.CHANGE,
    base_year=2017,
    base_printed="上年",
    quote="增加29.51万元",
    reason_printed="2017年为6-12月统计数",
)
UP = fact(
    "f3",
    "22.68",
    measure=Measure.CHANGE_RATE,
    unit="percent",
    base_year=2017,
    base_printed="上年",
    quote="增加29.51万元，增长22.68%",
)
ODD = finding(
    check="odd_wording",
    family="names",
    severity=Severity.NOTE,
    quote="与上年相比，增加29.51万元，增长22.68%，原因：2017年为6-12月统计数",
    printed="2017年为6-12月",
)


def data(*facts: Fact) -> DisclosureData:
    return DisclosureData(ROW, facts, *[()] * 9)


def heads(*facts: Fact) -> opening.Headline:
    own = figures.Figures("a", facts, CONCEPTS)
    compared = figures.changes(facts)
    chosen = Highlights(SPENDING, (), ())
    return opening.headlines([data(*facts)], own, chosen, compared)[0]


def said(macro: str, disputed: Disputes, language: Language = CHINESE, **shown: Any) -> str:
    """Render one macro of the pages as a page of the language does."""
    names = Names(language, LIBRARY, {})
    renderer = Renderer(TEMPLATES, Path(), (names,))
    renderer.share({"reader": disclosure, "library": LIBRARY})
    template = renderer._environment.from_string(
        f'{{% import "macros.j2" as m with context %}}{{{{ m.{macro} }}}}'
    )
    html: str = template.render(
        t=language.words.bound(root="", home=""),
        say=names,
        lang=language,
        to=lambda place: Markup('href="{}"').format(place),
        disputes=disputed,
        **shown,
    )
    return html


def unlinked(html: str) -> str:
    """Give the words outside links."""
    return re.sub(r"<[^>]+>", "", re.sub(r"<a .*?</a>", "", html))


@pytest.mark.parametrize(
    ("language", "told"),
    [(CHINESE, "比2017年增加29.51万元，增长22.68%"), (ENGLISH, "Against 2017: +295,100 (+22.68%)")],
)
def test_a_change_is_a_link_to_its_words_and_carries_the_mark(language, told):
    (change,) = figures.changes((MORE, UP))
    html = said("changed_by(change)", disputes([finding(UP, MORE, TOTAL)]), language, change=change)
    assert told in re.sub(r"<[^>]+>", "", html)
    assert f"#f-{2}" in html and f"#f-{3}" in html
    assert "29.51" not in unlinked(html) and "22.68" not in unlinked(html)
    assert "mz-verdict--error" in html
    assert "mz-verdict" not in said("changed_by(change)", Disputes(), language, change=change)


def test_a_change_downwards_and_none_at_all_are_said_in_words():
    less = fact("f2", "-5033700", measure=Measure.CHANGE, base_year=2017, base_printed="上年")
    (change,) = figures.changes([less])
    assert "比2017年减少503.37万元" in re.sub(
        r"<[^>]+>", "", said("changed_by(change)", Disputes(), change=change)
    )
    same = fact("f2", "0", measure=Measure.CHANGE, base_year=2017, base_printed="上年")
    (change,) = figures.changes([same])
    html = said("changed_by(change)", Disputes(), change=change)
    assert re.sub(r"<[^>]+>", "", html) == "与2017年持平" and "#f-2" in html


def test_the_months_that_an_earlier_year_covers_are_said_with_the_change():
    (change,) = figures.changes((MORE, UP))
    told = said("reason_of(change)", disputes([ODD]), change=change)
    assert "2017年为6-12月统计数" in told and "mz-verdict--note" in told
    without = figures.changes((fact("f9", "1", measure=Measure.CHANGE, quote=MORE.quote),))[0]
    assert "2017年为6-12月" in said("reason_of(change)", disputes([ODD]), change=without)
    assert not said("reason_of(change)", Disputes(), change=without).strip()


def test_a_check_of_a_change_does_not_doubt_the_amount_that_it_starts_from():
    found = disputes([finding(UP, MORE, TOTAL)])
    assert found.of(TOTAL) is None and found.of(MORE, UP) is not None


def test_of_two_printings_that_differ_both_are_doubtful_and_withdrawn_findings_doubt_none():
    other = fact("f8", "1388500")
    both = finding(TOTAL, other, family="repeats", severity=Severity.WARNING)
    assert disputes([both]).of(other) is both
    graver = finding(TOTAL)
    assert disputes([both, graver]).of(TOTAL) is graver
    assert disputes([finding(TOTAL, answer_status="withdrawn")]).of(TOTAL) is None
    assert disputes([finding(TOTAL, outcome=Outcome.PASS)]).of(TOTAL) is None
    assert disputes([finding(TOTAL, severity=Severity.NOTE)]).of(TOTAL) is None


def test_stated_rates_of_the_plan_are_told_with_what_was_spent():
    spent = fact("f4", "9700", concept="project_expenditure")
    head = heads(
        TOTAL,
        fact("f5", "1388400", concept="fiscal"),
        rate("f6", "63.89", concept="fiscal"),
        spent,
        rate("f7", "2.77", concept="project_expenditure", of_fact=spent.fact),
        rate("f8", "75.63", concept="basic_expenditure"),
        rate("f9", "99", concept="revenue"),
    )
    assert [each.concept for each in head.executed] == [
        "fiscal",
        "basic_expenditure",
        "project_expenditure",
    ]
    assert head.whole and head.whole.rate and head.whole.rate.value == Decimal("63.89")
    assert [part for part, _ in head.rated_parts] == list(opening.PARTS)
    assert head.executed[2].spent is spent and head.executed[2].percent == Decimal("2.77")


def planned(value: str, **more: Any) -> Fact:
    return fact("f5", value, stage=Stage.INITIAL_BUDGET, **more)


def test_plan_and_outcome_stand_side_by_side_where_both_are_stated():
    (line,) = heads(TOTAL, planned("2776800")).executed
    assert (line.planned and line.planned.value, line.rate) == (Decimal("2776800"), None)
    assert line.percent == 50


@pytest.mark.parametrize(
    "other",
    [
        planned("2776800", fund="fiscal_appropriation"),
        planned("2776800", origin=Origin.DERIVED),
        planned("0"),
        planned("2776800", fiscal_year=2017),
    ],
)
def test_what_is_of_other_money_or_implied_is_no_plan(other):
    assert heads(TOTAL, other).executed == ()


def test_a_plan_that_only_follows_from_the_rate_is_told_as_such():
    head = heads(TOTAL, rate("f6", "50"), planned("2776800", origin=Origin.DERIVED))
    assert head.whole and head.whole.planned is None
    assert head.implied and head.implied.value == Decimal("2776800")


def test_two_rates_of_one_plan_are_said_to_differ():
    (line,) = heads(TOTAL, rate("f6", "50"), rate("f7", "60")).executed
    assert line.is_contested and "原文前后写得不一样" in said("rate(line)", Disputes(), line=line)


def test_money_per_head_is_marked_as_reckoned_and_links_both_figures():
    CONCEPTS["staff"] = {"name_zh": "实有人数", "parent": "", "concept_group": "organisation"}
    people = fact("f8", "12", concept="staff", measure=Measure.COUNT, unit="人")
    money = fact("f9", "700000", concept="basic_expenditure")
    chosen = Highlights(SPENDING, (), (), per_head=("basic_expenditure",), people=("staff",))

    def told(*facts: Fact, disputed: Disputes = Disputes()) -> str:  # noqa: B008
        own = figures.Figures("a", facts, CONCEPTS)
        (head,) = opening.headlines([data(*facts)], own, chosen, ())
        return said("per_head(each)", disputed, each=head.per_head)

    html = told(TOTAL, money, people)
    assert "人均基本支出推约5.83万元（70万元÷12人）" in re.sub(r"<[^>]+>", "", html)
    assert "#f-8" in html and "#f-9" in html
    assert not told(TOTAL, money).strip()
    assert not told(
        TOTAL, money, people, replace(people, fact=f"{ID}-f7", value=Decimal(13))
    ).strip()
    assert not told(TOTAL, money, replace(people, fiscal_year=2017)).strip()
    assert not told(TOTAL, money, people, disputed=disputes([finding(money)])).strip()


def test_bars_share_one_scale_and_end_somewhere():
    lines = heads(TOTAL, rate("f6", "150")).executed
    assert execution.scale(lines) == 150 and execution.scale(()) == 100
    over = heads(TOTAL, rate("f6", "1500")).executed
    html = said("bullet(line, scale)", Disputes(), line=over[0], scale=execution.scale(over))
    assert "mz-bullet--over" in html and "width:100.0%" in html and "width:50.0%" in html


def drawn(facts: Sequence[Fact], disputed: Disputes) -> drawings.Drawing | None:
    own = figures.Figures("a", facts, CONCEPTS)
    return drawings.history("a", own, SPENDING, disputed, figures.changes(facts))


def test_the_course_of_years_shows_printed_ones_and_says_what_they_cover():
    names = Names(CHINESE, LIBRARY, {})
    before = fact("f4", "1093300", fiscal_year=2017)
    found = drawn((TOTAL, before, MORE, UP), disputes([ODD, finding(TOTAL)]))
    assert found is not None
    chart = drawings.drawn(found, names)
    assert "2017年决算（2017年为6-12月）" in chart.alt and "2018年决算经核对对不上" in chart.alt
    implied = fact("f4", "1093300", fiscal_year=2017, origin=Origin.DERIVED)
    assert drawn((TOTAL, implied), Disputes()) is None


def test_what_only_follows_from_other_figures_fills_no_column():
    implied = fact("f4", "1093300", fiscal_year=2017, origin=Origin.DERIVED)
    beside = fact("f5", "500", concept="basic_expenditure", origin=Origin.DERIVED)
    table = figures.Figures("a", (TOTAL, implied, beside), CONCEPTS).table(list(CONCEPTS))
    assert [period.year for period in table.periods] == [2018]
    assert [(line.concept, line.cells[0].facts) for line in table.lines] == [
        ("total", (TOTAL,)),
        ("basic_expenditure", (beside,)),
    ]
    assert [line.cells[0].facts for line in table.implied] == [(implied,)]
    alone = figures.Figures("a", (implied,), CONCEPTS).table(list(CONCEPTS))
    assert [period.year for period in alone.periods] == [2017] and not alone.implied


def test_a_figure_says_how_it_is_printed_where_that_is_not_what_is_shown():
    names = Names(CHINESE, LIBRARY, {})
    same = fact("f1", "1388400", value_printed="138.84", unit_printed="万元")
    other = fact("f1", "1388400", value_printed="1388400", unit_printed="元")
    assert names.how(same) == "" and names.how(other) == "原文：1388400元"
    assert names.how(fact("f1", "1", origin=Origin.DERIVED))


def test_a_title_of_another_year_says_so_wherever_it_stands():
    item = SimpleNamespace(
        page="d/", title="甲局2017年度决算", year_in_title="2017", fiscal_year=2018
    )
    told = re.sub(r"<[^>]+>", "", said("document(item)", Disputes(), item=item))
    assert told == "甲局2017年度决算 标题写的是2017年，正文是2018年"
    item.year_in_title = ""
    assert re.sub(r"<[^>]+>", "", said("document(item)", Disputes(), item=item)) == item.title


@pytest.mark.parametrize(
    ("value", "printed", "unit", "shown"),
    [
        ("659000", "65.90", "万元", "65.90万元"),
        ("659000", "659000.00", "元", "65.9万元"),
        ("15501700", "1,550.17", "万元", "1,550.17万元"),
        ("0", "0.00", "万元", "0.00万元"),
    ],
)
def test_figures_keep_the_zeros_that_their_source_writes(value, printed, unit, shown):
    written = fact("f1", value, value_printed=printed, unit_printed=unit)
    assert Names(CHINESE, LIBRARY, {}).value(written).striptags() == shown
    point = shown.removesuffix("万元").partition(".")[2]
    assert decimal_alignment.most([written]) == len(point)
    assert decimal_alignment.inset(written, len(point)) == ""
    assert "." not in Names(ENGLISH, LIBRARY, {}).value(written)
