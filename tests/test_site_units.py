"""Each part of the site stage by itself: wording, tables, marks, figures, charts are right."""

from __future__ import annotations

import doctest
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.common.kept import Kept
from mingzhang.model import Fact, Finding, Measure, Origin, Section, Stage, Unit
from mingzhang.site import (
    addresses,
    agency_data,
    agency_summary,
    charts,
    drawings,
    figures,
    glossary_terms,
    markup,
    opening,
    paging,
    translations,
    vega,
    wording,
)
from mingzhang.site.disputes import Disputes
from mingzhang.site.highlights import Highlights
from mingzhang.site.language import CHINESE, ENGLISH
from mingzhang.site.names import Names
from mingzhang.site.page_files import front_matter
from mingzhang.site.pages import agency, glossary_by_sound
from mingzhang.site.pages.disclosure import original_file, published_name

NASTY = (
    "*a* _b_ `c` [d](e) <script>x</script> & \\ # | {{ f }} ~g~ ![h](i) 1. $j$ :k: ^l^ =m= "
    "\"n\" 'o'"
)


def fact(**more) -> Fact:
    given = {
        "fact": "a-2019-budget-f0",
        "disclosure": "a-2019-budget",
        "agency": "a",
        "fiscal_year": 2019,
        "stage": Stage.BUDGET,
        "scope": "甲局",
        "scope_id": "a",
        "measure": Measure.AMOUNT,
        "value": Decimal(10_000),
        "unit": "CNY",
        "origin": Origin.PRINTED,
        "concept": "total",
        "concept_zh": "支出总计",
        "value_printed": "1",
        "unit_printed": "万元",
    }
    return Fact(**{**given, **more, "label": more.get("label_printed", "")})


CONCEPTS = {
    name: {"concept": name, "name_zh": zh, "parent": parent, "concept_group": "g"}
    for name, zh, parent in (
        ("total", "支出总计", ""),
        ("basic", "基本支出", "total"),
        ("project", "项目支出", "total"),
        ("office", "办公费（基本支出）", "basic"),
        ("purchase", "采购项目", ""),
    )
}
CONCEPTS["project"]["items"] = "purchase"
NAMES = Names(CHINESE, SimpleNamespace(concepts=CONCEPTS), {})


@pytest.mark.parametrize("module", [wording, glossary_terms, translations, glossary_by_sound])
def test_the_examples_in_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


# Wording ------------------------------------------------------------------------------------


def test_markdown_reads_nothing_into_escaped_text():
    shown = markdown.markdown(f"# {wording.markdown_text(NASTY)}", extensions=["attr_list"])
    inner = shown.removeprefix("<h1>").removesuffix("</h1>")
    assert "<" not in inner
    assert unescape(inner) == NASTY


@given(st.text())
def test_html_text_loses_no_character(text):
    shown = str(wording.html_text(text))
    assert "<" not in shown and "\t" not in shown
    assert unescape(shown) == text


def test_front_matter_is_one_escaped_line_a_key():
    head = front_matter({"title": 'a: "b"\n---\n<i>', "description": "", "outline": True})
    assert head.splitlines() == [
        "---",
        'title: "a: &#34;b&#34; --- &lt;i&gt;"',
        "outline: true",
        "---",
        "",
    ]


def test_amounts_are_never_rounded():
    assert wording.quantity(Decimal("31162788.13"), "CNY") == "3,116.278813万元"
    assert wording.quantity(Decimal("-9999.99"), "CNY") == "-9,999.99元"
    assert wording.quantity(Decimal("0E+3"), "CNY") == "0元"


def test_a_change_is_told_as_its_source_writes_it():
    less = {"measure": Measure.CHANGE, "value": Decimal(-4300), "value_printed": "0.430"}
    assert wording.signed(fact(**less, unit_printed="万元")) == "−0.430万元"
    assert wording.signed(fact(**less | {"value_printed": "持平"}, unit_printed="")) == "−4,300元"
    rate = fact(measure=Measure.CHANGE_RATE, value=Decimal("2.5"), unit="percent")
    assert wording.signed(rate) == "+2.5%"


def test_an_item_of_many_classes_stands_below_the_whole_of_its_source():
    rows = {
        name: {"parent": above, "concept_group": group, "name_zh": name}
        for name, above, group in (("all", "", "e"), ("item", "all", "f"), ("class", "all", "f"))
    }
    whole, part = fact(fact="f1", concept="class"), fact(fact="f2", concept="item")
    for above, depths in (("f1", [("class", 0), ("item", 1)]), ("", [("item", 0), ("class", 0)])):
        known = figures.Figures("a", [whole, replace(part, parent_fact=above)], rows)
        lines = known.table(["item", "class"]).lines
        assert [(line.concept, line.depth) for line in lines] == depths


def test_a_measure_names_what_it_is_compared_to():
    share = fact(measure=Measure.SHARE, base_printed="支出总计")
    change = fact(measure=Measure.CHANGE, base_year=2018)
    assert wording.measure(share) == "占支出总计的比重"
    assert wording.measure(change) == "比2018年增减"
    assert wording.measure(fact(measure=Measure.SHARE)) == "占比"


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("上年", "2018年"),
        ("同比", "2018年"),
        ("上年数", "2018年"),
        ("上年执行数", "2018年执行数"),
        ("上年决算", "2018年决算"),
        ("上预算", "2018年预算"),
        ("年初预算数", "2018年年初预算数"),
        ("2018年预算", "2018年预算"),
    ],
)
def test_a_comparison_keeps_the_account_that_its_source_names(printed, told):
    assert wording.base(fact(base_year=2018, base_printed=printed)) == told


# Addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("x-bureau-2019-budget-f12", "disclosures/x-bureau/2019-budget/#f-12"),
        ("x-bureau-2019-budget-f12-2", "disclosures/x-bureau/2019-budget/#f-12-2"),
        ("x-2019-final-p3t0r5c2", "disclosures/x/2019-final/#f-p3t0r5c2"),
        ("x-2019-final-d-total-budget-2018", "disclosures/x/2019-final/#f-d-total-budget-2018"),
    ],
)
def test_a_fact_knows_its_place(name, place):
    assert addresses.fact_place(name) == place


def test_terms_without_code_have_lasting_names():
    key = addresses.term_key("", "", "怪词/../<b>")
    assert key == addresses.term_key("", "", "怪词/../<b>") and key.startswith("term-")
    assert addresses.term_key("basic_expenditure", "201", "x") == "basic-expenditure"
    assert addresses.term_key("", "2010350", "x") == "function-2010350"


def test_a_malformed_id_is_refused():
    with pytest.raises(ValueError, match="nonsense"):
        addresses.fact_place("nonsense")


# Tables -------------------------------------------------------------------------------------


def test_a_row_becomes_a_typed_record():
    row = {
        "finding": "f",
        "check_id": "c",
        "family": "sums",
        "disclosure": "d",
        "outcome": "fail",
        "severity": "error",
        "message_zh": "甲",
        "message_en": "a",
        "start": "",
        "stop": "7",
        "a column of tomorrow": "ignored",
    }
    found = agency_data.record(row, Finding)
    assert (found.check, found.start, found.end, found.facts) == ("c", None, 7, ())


def test_a_missing_column_is_named():
    with pytest.raises(KeyError, match="Finding: check"):
        agency_data.record({"finding": "f"}, Finding)


# Marks --------------------------------------------------------------------------------------


def passages(text: str) -> list[agency_data.Passage]:
    found, position = [], 0
    for number, line in enumerate(text.split("\n")):
        found.append(agency_data.Passage(number, position, position + len(line), line))
        position += len(line) + 1
    return found


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def rendered(text, facts=(), sections=(), findings=(), anchored=()):
    marked = markup.places(facts, sections, findings, anchored)
    return list(markup.lines(passages(text), marked))


def test_a_mark_holds_exactly_the_numeral():
    text = "支出总计138.84万元"
    (line,) = rendered(text, [fact(fact="a-2019-budget-f4", start=4, end=10)])
    mark = '<mark id="f-4" class="amount"><a href="#r-4">138.84</a></mark>'
    assert str(line.html) == f"支出总计{mark}万元"


def test_a_second_fact_of_a_numeral_has_its_anchor():
    both = [
        fact(fact="a-2019-budget-f0", start=0, end=1),
        fact(fact="a-2019-budget-f0-2", start=0, end=1),
    ]
    (line,) = rendered("1", both)
    assert 'id="f-0-2"' in line.html and line.html.count("<mark") == 1


def test_an_unmapped_figure_is_marked_as_such():
    (line,) = rendered("1", [fact(concept="", start=0, end=1)])
    assert 'class="unmapped"' in line.html


def test_places_in_line_breaks_and_at_the_end_are_kept():
    found = rendered("甲\n乙", anchored=[1, 3, 9])
    html = "".join(str(line.html) for line in found)
    assert [f'id="t-{n}"' in html for n in (1, 3, 9)] == [True, True, True]
    assert [plain(line.html) for line in found] == ["甲", "乙", ""]


@given(st.data())
def test_no_character_is_lost_wherever_things_stand(data):
    text = data.draw(st.text(alphabet='甲1<&>"\t \n*_#', max_size=60))
    offsets = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(offsets, offsets), max_size=6))
    facts, done = [], 0
    for start, end in sorted(spans):
        if done <= start < end:
            facts.append(fact(fact=f"a-2019-budget-f{start}", start=start, end=end))
            done = end
    anchored = data.draw(st.lists(offsets, max_size=6))
    found = rendered(text, facts, anchored=anchored)
    shown = [plain(str(line.html)) for line in found]
    lines = text.split("\n")
    assert shown[: len(lines)] == lines
    html = "".join(str(line.html) for line in found)
    assert all(f'id="t-{offset}"' in html for offset in anchored)


def row(text: str, start: int = 0, page: int | None = None) -> agency_data.Passage:
    return agency_data.Passage(0, start, start + len(text), text, page=page, kind="table")


def test_a_row_of_a_table_becomes_cells_with_their_figures():
    text = "行政运行\t51.32\t\t备注"
    marked = markup.places([fact(fact="a-2019-budget-f5", start=5, end=10)], (), (), [4, 12])
    (line,) = markup.lines([row(text)], marked)
    assert line.tag == "tr"
    cells = re.findall(r"<td[^>]*>(.*?)</td>", str(line.html))
    assert [plain(cell) for cell in cells] == ["行政运行", "51.32", "", "备注"]
    assert '<td class="n"><mark id="f-5"' in line.html
    assert 'id="t-4"' in cells[0] and 'id="t-12"' in cells[3]


@given(st.data())
def test_no_character_of_a_table_is_lost(data):
    text = data.draw(st.text(alphabet="甲1<&\t ", max_size=30))
    anchored = data.draw(st.lists(st.integers(0, len(text)), max_size=6))
    marked = markup.places((), (), (), anchored)
    html = "".join(str(line.html) for line in markup.lines([row(text)], marked))
    cells = re.findall(r"<td[^>]*>(.*?)</td>", html)
    assert "\t".join(plain(cell) for cell in cells) == text
    # What stands at the very end of the text has a line of its own, without cells.
    assert all(f'id="t-{offset}"' in html for offset in anchored)


def test_rows_are_grouped_into_tables_page_by_page():
    lines = [
        row("甲\t乙", 0, 1),
        row("丙", 4, 1),
        row("丁", 6, 2),
        agency_data.Passage(3, 8, 9, "文", 2),
    ]
    found = list(markup.blocks(markup.lines(lines, markup.places((), (), (), ()))))
    shape = [(block.is_table, block.page, len(block.lines), block.columns) for block in found]
    assert shape == [(True, 1, 2, 2), (True, 2, 1, 1), (False, 2, 1, 0)]


def test_headings_never_skip_a_level():
    text = "第一部分\n（一）深\n一、浅"
    found = [
        (0, 4, 1),
        (5, 9, 4),
        (10, 13, 2),
    ]
    sections = [
        Section(n, level, "", "", "", start, end, end, -1, "")
        for n, (start, end, level) in enumerate(found)
    ]
    lines = [
        agency_data.Passage(p.passage, p.start, p.end, p.text, kind="heading")
        for p in passages(text)
    ]
    tags = [line.tag for line in markup.lines(lines, markup.places((), sections, (), ()))]
    assert tags == ["h3", "h4", "h4"]


def test_findings_stand_after_the_line_they_are_about():
    finding = Finding("f", "c", "sums", "d", "fail", "error", "甲", "a", start=2, end=3)
    found = rendered("甲\n乙", findings=[finding])
    assert [line.findings for line in found] == [(), (finding,)]


# Figures ------------------------------------------------------------------------------------


def test_budget_and_final_account_never_share_a_column():
    both = [fact(), fact(fact="b", stage=Stage.FINAL, value=Decimal(20_000))]
    table = figures.Figures("a", both, CONCEPTS).table(["total"])
    assert [period.title for period in table.periods] == ["2019年决算", "2019年预算"]
    assert [[f.value for f in cell.facts] for cell in table.lines[0].cells] == [[20_000], [10_000]]


def test_equal_repeats_are_one_and_different_ones_are_both_shown():
    three = [
        fact(fact="a-2019-budget-f1", start=1, end=2),
        fact(fact="a-2019-budget-f5", start=5, end=6),
        fact(fact="a-2019-budget-f9", start=9, end=10, value=Decimal(5)),
    ]
    (line,) = figures.Figures("a", three, CONCEPTS).table(["total"]).lines
    (cell,) = line.cells
    assert [f.fact for f in cell.facts] == ["a-2019-budget-f1", "a-2019-budget-f9"]
    assert cell.is_contradictory


def test_the_widest_kind_of_money_stands_for_a_quantity():
    both = [fact(fund="general_public_budget", value=Decimal(1)), fact(fact="b", value=Decimal(2))]
    (line,) = figures.Figures("a", both, CONCEPTS).table(["total"]).lines
    assert [f.value for f in line.cells[0].facts] == [2]


def test_what_is_derived_does_not_contradict_what_is_printed():
    derived = fact(fact="b", origin=Origin.DERIVED, value=Decimal(10_001), start=None)
    (line,) = figures.Figures("a", [derived, fact()], CONCEPTS).table(["total"]).lines
    assert [f.origin for f in line.cells[0].facts] == [Origin.PRINTED]
    (line,) = figures.Figures("a", [derived], CONCEPTS).table(["total"]).lines
    assert [f.origin for f in line.cells[0].facts] == [Origin.DERIVED]


def test_what_one_code_has_of_a_concept_is_not_the_concept():
    cells = [fact(), fact(fact="b", function_code="2013901", value=Decimal(5))]
    (line,) = figures.Figures("a", cells, CONCEPTS).table(["total"]).lines
    assert [f.value for f in line.cells[0].facts] == [10_000]


def test_other_measures_are_no_amounts():
    share = fact(measure=Measure.SHARE, unit="percent", value=Decimal(50))
    assert figures.Figures("a", [share], CONCEPTS).table(["total"]).lines == ()


def test_lines_are_indented_below_what_is_shown_and_named_shortly():
    facts = [fact(), fact(fact="b", concept="office")]
    table = figures.Figures("a", facts, CONCEPTS).table(["total", "basic", "office"])
    assert [(line.label, line.depth) for line in table.lines] == [("支出总计", 0), ("办公费", 1)]


def test_parts_follow_their_whole():
    facts = [fact(fact=name, concept=name) for name in ("office", "project", "basic", "total")]
    table = figures.Figures("a", facts, CONCEPTS).table(["total", "project", "basic", "office"])
    assert [(line.concept, line.depth) for line in table.lines] == [
        ("total", 0),
        ("project", 1),
        ("basic", 1),
        ("office", 2),
    ]


def test_entries_of_a_list_are_not_contradictions():
    facts = [
        fact(fact="a", concept="purchase", label_printed="热线经费"),
        fact(fact="b", concept="purchase", label_printed="专线租金", value=Decimal(5)),
    ]
    table = figures.Figures("a", facts, CONCEPTS).table(["purchase"])
    assert [line.label for line in table.lines] == ["热线经费", "专线租金"]
    assert not any(cell.is_contradictory for line in table.lines for cell in line.cells)


def unit(name: str, parent: str) -> Unit:
    return Unit(name, "d", "a", "甲局", "", name, "internal", "", parent, "", 0, 1)


def test_the_organisation_is_a_tree():
    found = agency.organisation(
        [unit("办公室", "甲局"), unit("中心", "甲局"), unit("一科", "中心")]
    )
    (top,) = found
    assert (top.name, [node.name for node in top.below]) == ("甲局", ["办公室", "中心"])
    assert [node.name for node in top.below[1].below] == ["一科"]


def test_bodies_that_name_each_other_are_no_endless_tree():
    (top,) = agency.organisation([unit("甲", "乙"), unit("乙", "甲")])
    (first,) = top.below
    (second,) = first.below
    assert (top.name, first.name, second.name, second.below) == ("乙", "甲", "乙", ())


def test_lines_of_nothing_but_zero_are_told_apart():
    facts = [fact(), fact(fact="b", concept="basic", value=Decimal(0))]
    table = figures.Figures("a", facts, CONCEPTS).table(["total", "basic"])
    assert [line.concept for line in table.busy] == ["total"]
    assert [line.concept for line in table.zero] == ["basic"]


def test_amount_and_rate_of_one_change_are_paired():
    given = [
        fact(fact="a", measure=Measure.CHANGE, value=Decimal(-1), reason_printed="人员减少"),
        fact(fact="b", measure=Measure.CHANGE_RATE, unit="percent", value=Decimal(-2)),
    ]
    (change,) = figures.changes(given)
    assert change.amount is given[0] and change.rate is given[1] and change.reason == "人员减少"


def test_changes_of_parts_are_not_told_as_that_of_the_whole():
    def stated(name, measure, value, body=""):
        unit = "CNY" if measure is Measure.CHANGE else "percent"
        more = {"measure": measure, "unit": unit, "scope_printed": body, "base_year": 2018}
        return fact(fact=f"a-2019-budget-{name}", value=Decimal(value), **more)

    given = [
        fact(),
        stated("b", Measure.CHANGE, 80, "教育局"),
        stated("c", Measure.CHANGE_RATE, 2, "教育局"),
        stated("d", Measure.CHANGE, -10),
        stated("e", Measure.CHANGE_RATE, -4),
        stated("f", Measure.CHANGE, 80, "教育局"),
    ]
    found = figures.changes(given)
    assert [(c.scope, c.amount.value, c.rate.value) for c in found] == [
        ("教育局", 80, 2),
        ("甲局", -10, -4),
    ]
    row = {"disclosure": "a-2019-budget", "agency": "a", "fiscal_year": "2019", "stage": "budget"}
    one = agency_data.DisclosureData(row, tuple(given), *[()] * 9)
    settings = Highlights(("total",), (), (), ())
    (head,) = opening.headlines((one,), figures.Figures("a", given, CONCEPTS), settings, found)
    assert head.figure.change is None
    (head,) = opening.headlines((one,), figures.Figures("a", given, CONCEPTS), settings, found[:0])
    assert head.figure.fact is given[0]


def test_no_headline_is_what_other_documents_imply():
    given = (
        fact(stage=Stage.FINAL, origin=Origin.DERIVED, value=Decimal(7)),
        fact(fact="b", stage=Stage.FINAL, concept="basic", value=Decimal(3)),
    )
    row = {"disclosure": "a-2019-final", "agency": "a", "fiscal_year": "2019", "stage": "final"}
    one = agency_data.DisclosureData(row, given, *[()] * 9)
    settings = Highlights(("total", "basic"), (), (), ())
    (head,) = opening.headlines((one,), figures.Figures("a", given, CONCEPTS), settings, ())
    assert head.figure.fact is given[1]
    settings = Highlights(("total",), (), (), ())
    assert not opening.headlines((one,), figures.Figures("a", given, CONCEPTS), settings, ())


def test_the_history_prefers_what_both_accounts_state():
    given = [
        fact(fact="a-2018-final-a", fiscal_year=2018),
        fact(fact="a-2018-final-b", fiscal_year=2019),
        fact(fact="a-2018-final-c", fiscal_year=2018, concept="basic", concept_zh="基本支出"),
        fact(fact="a-2018-final-d", fiscal_year=2018, concept="basic", stage=Stage.FINAL),
    ]
    spending = ("total", "basic")

    def over_time(facts):
        own = figures.Figures("a", facts, CONCEPTS)
        return drawings.history("a", own, spending, Disputes(), ())

    assert drawings.drawn(over_time(given), NAMES).keys == ("final", "budget")
    assert "支出总计" in drawings.drawn(over_time(given[:3]), NAMES).title


def test_the_first_figure_shown_stands_in_a_sentence_where_one_does():
    row, sentence = (
        SimpleNamespace(proof=agency_summary.Proof(fact(), None, "总计", "1", "", is_row))
        for is_row in (True, False)
    )
    none = SimpleNamespace(proof=None)
    assert agency_summary.best_proof([none, row, sentence]) is sentence.proof
    assert (
        agency_summary.best_proof([none, row]) is row.proof
        and agency_summary.best_proof([none]) is None
    )


# Charts -------------------------------------------------------------------------------------

BARS = [
    charts.Bar("一般公共服务支出", Decimal("1048800"), "final", 2018),
    charts.Bar("<b>很长的名称" * 6, Decimal("31162788.13"), "budget", 2019),
]


def asset(name: str) -> str:
    return (Path(__file__).parent.parent / "site_src/assets" / name).read_text("utf-8")


def chart() -> charts.Chart:
    return charts.bar_chart("name", "标题", "单位：元", BARS)


def test_a_chart_is_sound_xml_and_speaks_chinese():
    made = chart()
    tree = ET.fromstring(made.svg)
    words = "".join(tree.itertext())
    assert "一般公共服务支出" in words and "3,116.278813万元" in words and "<b>很长" in words
    assert "aria-roledescription" not in made.svg
    assert made.alt.startswith("条形图：标题，共2项（决算、预算）。最大的是")


@pytest.mark.parametrize("stage", Stage)
def test_what_was_planned_is_dashed_wherever_it_is_drawn(stage: Stage) -> None:
    bar = charts.Bar("甲", Decimal(10000), stage, 2024)
    drawn = charts.bar_chart("name", "标题", "单位：元", [bar]).svg
    assert ("stroke-dasharray" in drawn) == stage.is_budget
    for sheet, mark in (("mingzhang.css", "badge"), ("compare.css", "mark")):
        rule = re.search(rf"\.mz-{mark}--{stage}\b[^{{]*\{{ border-style: dashed", asset(sheet))
        assert (rule is not None) == stage.is_budget


def test_a_chart_is_drawn_once_whichever_page_shows_it(tmp_path, monkeypatch):
    """Its name, title and links are those of the page; the drawing is that of its bars."""
    known = Kept(tmp_path)
    made = charts.bar_chart("name", "标题", "单位：元", BARS, kept=known)
    assert made == chart()
    monkeypatch.setattr(vega, "_drawn", None)
    again = charts.bar_chart("other", "别的标题", "单位：元", BARS, kept=known)
    assert again.svg == made.svg and again.title == "别的标题"
    with pytest.raises(TypeError):
        charts.bar_chart("name", "标题", "单位：元", BARS[:1], kept=known)


def test_axes_count_in_wan_and_yi():
    words = "".join(ET.fromstring(chart().svg).itertext())
    assert "1,000万" in words
    billions = [charts.Bar("甲", Decimal("250000000"), "final", 2018)]
    assert "2亿" in "".join(ET.fromstring(charts.bar_chart("n", "t", "", billions).svg).itertext())


def test_axes_never_count_with_exponents():
    trillions = [charts.Bar("甲", Decimal("2100000000000"), "final", 2018)]
    words = "".join(ET.fromstring(charts.bar_chart("n", "t", "", trillions).svg).itertext())
    assert "20,000亿元" in words and "e+" not in words


def test_a_chart_in_english_says_nothing_in_chinese():
    bars = [
        charts.Bar("General public services", Decimal("1048800"), "final", 2018),
        charts.Bar("Housing", Decimal("24000000"), "budget", 2019, derived=True, rough=True),
        charts.Bar("Health", Decimal("700"), "budget", 2019),
    ]
    made = charts.bar_chart("n", "Uses: 2018", "in CNY", bars, language=ENGLISH)
    words = "".join(ET.fromstring(made.svg).itertext())
    assert "1,048,800" in words and "20 million" in words and "≈ 24,000,000" in words
    small = charts.bar_chart("n", "t", "", bars[:1], language=ENGLISH)
    assert "500,000" in "".join(ET.fromstring(small.svg).itertext())
    assert made.alt == (
        "Bar chart: Uses: 2018, 3 figures (final account, budget), 1 of them derived."
        " The largest is Housing: CNY ≈ 24,000,000. The data is in the table below."
    )
    assert made.csv.removeprefix("\ufeff").splitlines()[1:3] == [
        "General public services,2018,Final account,1048800,printed,Uses: 2018,in CNY,",
        "Housing,2019,Budget,24000000,derived,Uses: 2018,in CNY,",
    ]
    assert not re.search(r"[\u3000-\u9fff]", made.alt + made.csv + words)


def test_budget_and_final_account_differ_without_colour():
    bars = [e for e in ET.fromstring(chart().svg).iter() if e.get("fill") == charts.BLUE]
    dashes = [bar.get("stroke-dasharray") for bar in bars]
    assert sorted(map(bool, dashes)) == [False, True]


def test_derived_bars_differ_without_colour_and_say_so():
    bars = [
        charts.Bar("2017年决算（推算）", Decimal(900), "final", 2017, derived=True, rough=True),
        charts.Bar("2018年预算（推算）", Decimal(1200), "budget", 2018, derived=True),
        charts.Bar("2018年决算", Decimal(1000), "final", 2018),
    ]
    made = charts.bar_chart("n", "历年支出", "", bars, over_time=True)
    assert made.keys == ("final", "derived") and chart().keys == ("final", "budget")
    drawn = [e for e in ET.fromstring(made.svg).iter() if e.get("fill") == charts.BLUE]
    looks = sorted((e.get("fill-opacity", "1"), bool(e.get("stroke-dasharray"))) for e in drawn)
    assert looks == [("0", False), ("0", True), ("1", False)]
    assert "约0.09万元" in made.svg
    assert "其中2项是推算的" in made.alt and "从2017年决算（推算）的约0.09万元" in made.alt
    rows = made.csv.removeprefix("\ufeff").splitlines()
    assert [row.split(",")[5] for row in rows] == ["来源", "推算", "推算", "原文"]


def test_text_keeps_within_the_picture_without_any_font():
    svg = ET.fromstring(chart().svg)
    width = float(svg.get("width"))
    for label in charts.shortened(BARS[1].label), "3,116.278813万元":
        assert charts.breadth(label) * charts.LABEL_SIZE <= width
    assert charts.shortened("短") == "短" and charts.shortened("长" * 40).endswith("…")


def test_long_labels_take_two_lines_and_push_nothing_over_another():
    name = "2022年预算（推算） 盘锦市智慧城市运行管理中心（大数据管理中心）"
    assert charts.wrapped(name) == ["2022年预算（推算）", name.split()[1]]
    assert charts.wrapped("短") == ["短"]
    assert [len(line) for line in charts.wrapped("长" * 60)] == [24, 24]
    bars = [charts.Bar(name, Decimal(50_000), "budget", 2022)] * 3
    svg = ET.fromstring(charts.bar_chart("n", "t", "", bars).svg)
    words = "".join(svg.itertext())
    assert words.count("盘锦市智慧城市运行管理中心（大数据管理中心）") == 3 and "…" not in words
    assert float(svg.get("height")) >= 3 * (charts.STEP + charts.LINE)


def test_the_data_of_a_chart_is_what_it_shows():
    made = chart()
    lines = made.csv.removeprefix("\ufeff").splitlines()
    assert lines[1] == "一般公共服务支出,2018,决算,1048800,104.88,原文,标题,单位：元,"
    assert lines[2].endswith(",2019,预算,31162788.13,3116.278813,原文,标题,单位：元,")


def test_each_bar_leads_to_its_words_and_shows_the_number_as_they_write_it():
    place = "disclosures/jia/2018-final/#f-7"
    bar = charts.Bar("住房保障支出", Decimal("659000"), "final", 2018, severity="warning")
    bars = [replace(bar, places=2, place=place), *BARS]
    made = charts.bar_chart("n", "标题", "单位", bars, address="https://example.org/")
    html = charts.with_links(made.svg, lambda to: f'href="../../{to}"')
    links = [e for e in ET.fromstring(html).iter() if e.tag.endswith("}a")]
    assert [(e.get("href"), e.get("aria-label")) for e in links] == [
        (f"../../{place}", "住房保障支出 65.90万元（存疑），看原文")
    ]
    assert "65.90万元" in html and "https" not in html.replace("http://www.w3.org", "")
    area = links[0][0]
    assert float(area.get("height")) >= 24 and float(area.get("width")) > 200
    assert made.csv.splitlines()[1].endswith(f",https://example.org/{place}")
    file = charts.standalone(made, (), "https://example.org/")
    assert f'href="https://example.org/{place}"' in file
    assert "<a " not in charts.standalone(made, ()) and ET.fromstring(file) is not None


def test_a_downloaded_picture_says_whose_it_is_and_needs_no_page_around_it():
    address = "https://example.org/mingzhang/agencies/jia/"
    alone = charts.standalone(chart(), ("明账据原文整理；数据许可 CC BY 4.0", address, ""))
    drawn = ET.fromstring(alone)
    said = [text for text in drawn.itertext() if text.strip()]
    told = "".join(said)
    assert "currentColor" not in alone and 'fill="#fff"' in alone
    for part in ("标题", "单位：元", "实心：决算、虚线框：预算", "数据许可 CC BY 4.0", address):
        assert part in told
    width, height = float(drawn.get("width")), float(drawn.get("height"))
    texts = [e for e in drawn if e.tag.endswith("text")]
    assert len(texts) >= 5
    for each in texts:
        assert float(each.get("y")) < height
        assert charts.breadth(each.text) * float(each.get("font-size")) <= width


def test_a_long_title_is_broken_and_loses_nothing():
    title = "2022年预算：" + "盘锦市智慧城市运行管理中心（大数据管理中心）" * 3
    made = charts.bar_chart("n", title, "单位", BARS[:1])
    drawn = ET.fromstring(charts.standalone(made, ()))
    bold = [e.text for e in drawn if e.get("font-weight") == "bold"]
    assert len(bold) > 2 and "".join(bold) == title


# Other --------------------------------------------------------------------------------------


def test_differences_lose_no_word_and_escape():
    shown = str(glossary_terms.differences("指<单位>的钱", "指<财政>的钱"))
    assert shown == "指&lt;<del>单位</del><ins>财政</ins>&gt;的钱"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"valid_from": "2007", "valid_to": "2018"}, "2007—2018年使用"),
        ({"valid_to": "2018"}, "2018年及以前使用"),
        ({"valid_from": "2019"}, "2019年起使用"),
        ({}, ""),
    ],
)
def test_the_years_of_a_code_are_said(row, said):
    assert glossary_terms.validity(row) == said


def test_what_would_run_is_published_as_text():
    assert published_name("a.html") == "a.html.txt"
    assert published_name("a.PDF") == "a.PDF"
    for name in ("xss.shtml", "xss.svgz", "a.PHP", "a", ".htaccess"):
        assert published_name(name).endswith(".txt")
        assert not published_name(name).startswith(".")
    row = {"disclosure": "x-2019-final", "agency": "x", "source_file": "a.htm"}
    data = agency_data.DisclosureData(row, *[()] * 10)
    assert original_file(data) == "data/x/sources/x-2019-final/a.htm.txt"


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, [0]), (1, [1]), (10, [10]), (11, [10, 1]), (30, [10, 10, 10])]
)
def test_long_lists_are_split_and_nothing_is_lost(count, sizes):
    found = list(paging.parts(range(count), "list/", size=10))
    assert [len(part.items) for part in found] == sizes
    assert [item for part in found for item in part.items] == list(range(count))
    assert found[0].address == "list/" and all(part.pages == found[0].pages for part in found)
    assert [part.pages[part.number - 1] for part in found] == [part.address for part in found]


@pytest.mark.parametrize(
    ("value", "unit", "printed", "unit_printed", "told"),
    [
        ("8800", "CNY", "0.88", "万元", "0.88万元"),
        ("15501700", "CNY", "1,550.170", "万元", "1,550.170万元"),
        ("0", "CNY", "0.00", "万元", "0.00万元"),
        ("1388400.5", "CNY", "1388400.50", "元", "1,388,400.50元"),
        ("138849900", "CNY", "13.9", "万元", "13,884.99万元"),  # corrected: the value is told
        ("8800", "CNY", "8800", "", ""),
        ("24.51", "percent", "24.51", "%", ""),
    ],
)
def test_an_answer_has_the_unit_and_decimals_of_its_source(
    value, unit, printed, unit_printed, told
):
    assert wording.in_unit_printed(Decimal(value), unit, printed, unit_printed) == told
