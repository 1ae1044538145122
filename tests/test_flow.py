"""The bar of where money comes from and goes claims nothing: parts of one money, or no bar."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import factories
from mingzhang.model import Fact, Measure, Origin
from mingzhang.site import charts, drawings, figures
from mingzhang.site.agency_data import DisclosureData
from mingzhang.site.disputes import Disputes
from mingzhang.site.highlights import highlights
from mingzhang.site.language import CHINESE, ENGLISH
from mingzhang.site.money_flow import Strand, money_flow
from mingzhang.site.names import Names

SHOWN = highlights(Path(__file__).resolve().parent.parent / "site_src")
ID = "a-2018-final"
ROW = {"disclosure": ID, "agency": "a", "fiscal_year": "2018", "stage": "final"}
CONCEPTS: dict[str, dict[str, str]] = {
    name: {"name_zh": zh, "name_en": zh, "parent": parent, "fund": fund, "concept_group": group}
    for name, zh, parent, fund, group in (
        ("total_revenue", "收入总计", "", "", "revenue"),
        ("current_year_revenue", "本年收入合计", "total_revenue", "", "revenue"),
        ("fiscal_appropriation_revenue", "财政拨款", "current_year_revenue", "fiscal", "revenue"),
        ("other_revenue", "其他收入", "current_year_revenue", "", "revenue"),
        ("opening_carryover", "年初结转和结余", "total_revenue", "", "revenue"),
        ("total_expenditure", "支出总计", "", "", "expenditure"),
        ("current_year_expenditure", "本年支出合计", "total_expenditure", "", "expenditure"),
        ("basic_expenditure", "基本支出", "current_year_expenditure", "", "expenditure"),
        ("personnel_funds", "人员经费", "basic_expenditure", "", "expenditure"),
        ("public_funds", "公用经费", "basic_expenditure", "", "expenditure"),
        ("wages", "工资福利支出", "basic_expenditure", "", "economic"),
        ("project_expenditure", "项目支出", "current_year_expenditure", "", "expenditure"),
        ("closing_carryover", "年末结转和结余", "total_expenditure", "", "expenditure"),
        ("fiscal_appropriation_basic_expenditure", "财政拨款基本支出", "", "fiscal", "expenditure"),
        ("function_201", "一般公共服务支出", "", "", "function"),
        ("function_208", "社会保障和就业支出", "", "", "function"),
    )
}  # fmt: skip
CONCEPTS["function_201"]["function_code"] = "201"
CONCEPTS["function_208"]["function_code"] = "208"
LIBRARY: Any = SimpleNamespace(concepts=CONCEPTS, agencies={})


def fact(concept: str, value: str, fund: str = "", **more: Any) -> Fact:
    given = {"concept": concept, "concept_zh": CONCEPTS[concept]["name_zh"], "fund": fund}
    return factories.stated(f"{ID}-{concept}{value}", value, **{**given, **more})


def flow(*facts: Fact) -> dict[str, Strand]:
    own = figures.Figures("a", facts, CONCEPTS)
    made = money_flow(DisclosureData(ROW, facts, *[()] * 9), own, SHOWN)
    return {strand.id: strand for strand in made}


def pieces(strand: Strand) -> list[tuple[str, int, Decimal]]:
    return [(each.fact.concept, each.depth, each.start) for each in strand.pieces]


SPENT = (
    fact("total_expenditure", "100"),
    fact("basic_expenditure", "70"),
    fact("project_expenditure", "30"),
)
PEOPLE = (fact("personnel_funds", "60", "fiscal"), fact("public_funds", "10", "fiscal"))


def test_parts_lie_below_their_whole_where_those_before_them_end():
    people = (fact("personnel_funds", "60"), fact("public_funds", "10"), fact("wages", "58"))
    (strand,) = flow(*SPENT, *people).values()
    assert pieces(strand) == [
        ("basic_expenditure", 1, 0),
        ("personnel_funds", 2, 0),
        ("public_funds", 2, 60),
        ("project_expenditure", 1, 70),
    ]
    assert not strand.has_rest and strand.pieces[1].within.concept == "basic_expenditure"


def test_parts_of_another_kind_of_money_go_in_only_where_it_is_all_of_their_whole():
    assert [concept for concept, *_ in pieces(flow(*SPENT, *PEOPLE)["to"])] == [
        "basic_expenditure",
        "project_expenditure",
    ]
    same = fact("fiscal_appropriation_basic_expenditure", "70", "fiscal")
    assert len(flow(*SPENT, *PEOPLE, same)["to"].pieces) == 4
    less = fact("fiscal_appropriation_basic_expenditure", "69", "fiscal")
    assert len(flow(*SPENT, *PEOPLE, less)["to"].pieces) == 2


def test_parts_that_are_more_than_their_whole_are_not_drawn():
    over = (fact("personnel_funds", "60"), fact("public_funds", "11"))
    assert len(flow(*SPENT, *over)["to"].pieces) == 2
    assert not flow(SPENT[0], fact("basic_expenditure", "71"), SPENT[2])


def test_what_the_parts_leave_is_said_and_never_reckoned():
    strand = flow(SPENT[0], SPENT[1], fact("project_expenditure", "20"))["to"]
    assert strand.has_rest
    names = Names(CHINESE, LIBRARY, {})
    chart = drawings.drawn_flow("a", [strand], Disputes(), names)
    assert "其余（原文没有逐项列出）" in chart.svg and "其余（原文没有逐项列出）" in chart.alt
    assert "其余" not in chart.csv and "10元" not in chart.svg


def test_what_is_carried_over_goes_in_only_where_nothing_else_fills_the_whole():
    income = (fact("total_revenue", "100"), fact("fiscal_appropriation_revenue", "80", "fiscal"))
    other, carried = fact("other_revenue", "5"), fact("opening_carryover", "15")
    assert len(flow(*income, other, carried)["from"].pieces) == 3
    assert len(flow(*income, other, fact("opening_carryover", "14"))["from"].pieces) == 2
    assert flow(*income, other, fact("opening_carryover", "14"))["from"].has_rest


def test_derived_figures_and_other_measures_take_no_part():
    implied = fact("project_expenditure", "30", origin=Origin.DERIVED)
    assert not flow(SPENT[0], SPENT[1], implied)
    share = fact("project_expenditure", "30", measure=Measure.SHARE)
    assert not flow(SPENT[0], SPENT[1], share)


def test_a_part_that_is_written_in_two_ways_is_named_and_has_no_bar():
    again = fact("project_expenditure", "29")
    strand = flow(*SPENT, again)["to"]
    assert strand.pieces[-1].is_contested and not strand.has_rest
    chart = drawings.drawn_flow("a", [strand], Disputes(), Names(CHINESE, LIBRARY, {}))
    assert "原文前后写得不一样" in chart.svg
    ends = [e.get("d") for e in ET.fromstring(chart.svg).iter() if e.get("fill") == charts.BLUE]
    assert len(ends) == 3


def test_the_bar_fits_a_phone_and_each_figure_leads_to_its_words():
    kinds = (
        fact("function_201", "60", function_code="201"),
        fact("function_208", "40", function_code="208"),
    )
    strands = list(flow(*SPENT, *kinds).values())
    for language in (CHINESE, ENGLISH):
        chart = drawings.drawn_flow("a", strands, Disputes(), Names(language, LIBRARY, {}))
        drawn = ET.fromstring(charts.with_links(chart.svg, lambda to: f'href="../{to}"'))
        assert float(drawn.get("width")) <= 350
        links = [e for e in drawn.iter() if e.tag.endswith("}a")]
        assert [e.get("href").partition("#")[2] for e in links] == [
            f"f-{each.fact.removeprefix(f'{ID}-')}" for each in (*SPENT, *kinds)
        ]
        assert all(float(e[0].get("height")) >= 24 for e in links)
    assert (
        "用来办什么事"
        in drawings.drawn_flow("a", strands, Disputes(), Names(CHINESE, LIBRARY, {})).svg
    )
