"""Terms are explained where they stand and nowhere else; figures lead to their checks."""

from __future__ import annotations

import doctest
import re
import time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import accessibility
import site_built
import site_html
from mingzhang.model import GlossaryEntry
from mingzhang.site import glossary_terms, markup, mentions
from mingzhang.site.agency_data import Passage
from mingzhang.site.overview import TermSummary
from site_visit import AGENCY, DESKTOP, DISCLOSURE, PHONE, options

SIZES = pytest.mark.parametrize(
    "visit",
    [options(PHONE, "dark"), options(DESKTOP, "light")],
    indirect=True,
    ids=["phone-dark", "desktop-light"],
)


def known(plain: dict[str, str], names: dict[str, str] | None = None) -> mentions.Terms:
    found = {**{name: f"k-{name}" for name in plain}, **(names or {})}
    told = {f"k-{name}": text for name, text in plain.items()}
    return mentions.Terms(found, told, {key: key[2:] for key in told}, mentions.any_of(found))


def entry(term: str, start: int, end: int, definition: str = "指甲。") -> GlossaryEntry:
    return GlossaryEntry("e", "a-2019-budget", "1", term, definition, start, end, concept="basic")


def marked(text, terms, entries=(), sections=(), figures=(), offsets=()):
    passages, at = [], 0
    for number, line in enumerate(text.split("\n")):
        passages.append(Passage(number, at, at + len(line), line))
        at += len(line) + 1
    told = mentions.explanations(entries, terms)
    taken = mentions.Taken(figures, offsets)
    found = mentions.mentions(passages, list(sections), entries, taken, terms, told, "../")
    return [(start, text[start : mention.end], mention.key) for start, mention in found.items()]


# Which words are marked --------------------------------------------------------------------------


def test_the_examples_in_docstrings_hold():
    result = doctest.testmod(mentions)
    assert result.attempted and not result.failed


WORDS = st.text("支出基本.*(", min_size=1, max_size=4)


@given(st.sets(WORDS, min_size=1), st.text("支出基本.*(", max_size=30))
def test_the_longest_word_is_found_like_by_trying_each(words, text):
    longest = sorted(words, key=len, reverse=True)
    expected, at = [], 0
    while at < len(text):
        word = next((word for word in longest if text.startswith(word, at)), "")
        expected += [word] if word else []
        at += len(word) or 1
    assert mentions.any_of(words).findall(text) == expected


def test_no_word_is_found_where_none_is_known():
    assert mentions.any_of([]).findall("支出") == []


def test_a_concept_has_no_code_of_one_of_its_figures():
    row = {"name_zh": "基本支出", "function_code": "", "parent": ""}
    library = SimpleNamespace(concepts={"basic_expenditure": row}, functions={}, economics={})
    used = TermSummary("basic-expenditure", "basic_expenditure", "201", "基本支出")
    (term,) = glossary_terms.terms({used.key: used}, library)
    assert term.codes == ()
    unknown = TermSummary("function-2010302", "", "2010302", "一般行政管理事务")
    (term,) = glossary_terms.terms({unknown.key: unknown}, library)
    assert [code for _, code, _ in term.codes] == ["2010302"]


def test_a_term_is_marked_once_in_each_section():
    text = "基本支出与基本支出\n又基本支出"
    terms = known({"基本支出": "甲"})
    assert [start for start, _, _ in marked(text, terms)] == [0]
    assert [start for start, _, _ in marked(text, terms, sections=[0, 10])] == [0, 11]


def test_part_of_a_longer_name_is_no_mention():
    terms = known({"基本支出": "甲"}, {"基本支出拨款": "k-other"})
    assert marked("基本支出拨款。", terms) == []
    assert marked("基本支出拨款，基本支出。", terms)[0][0] == 7


def test_figures_and_places_are_left_alone():
    terms = known({"基本支出": "甲"})
    assert marked("基本支出", terms, figures=[(1, 2)]) == []
    assert marked("基本支出", terms, figures=[(0, 5)]) == []
    assert marked("基本支出", terms, offsets=[2]) == []
    assert len(marked("基本支出", terms, figures=[(4, 5)], offsets=[0, 4])) == 1


def test_a_term_is_not_marked_within_its_own_definition():
    terms = known({"基本支出": "甲"}, {"项目支出": "basic"})
    text = "项目支出，指项目支出。另有项目支出"
    found = marked(text, terms, [entry("项目支出", 0, 11)])
    assert [start for start, _, _ in found] == [text.rindex("项目支出")]


def test_plain_words_come_first_and_the_documents_own_with_them():
    terms = mentions.Terms({}, {"basic": "通俗"}, {"basic": "基本支出"}, mentions.any_of([]))
    told = mentions.explanations([], terms)["basic"]
    assert (told.term, told.plain, told.text, told.start) == ("基本支出", "通俗", "", None)
    told = mentions.explanations([entry("基本支出费", 7, 20)], terms)["basic"]
    assert (told.term, told.plain, told.text) == ("基本支出费", "通俗", "指甲。")
    assert told.start == 7
    told = mentions.explanations([entry("基本支出费", 7, 20, " ")], terms)["basic"]
    assert (told.plain, told.text) == ("通俗", "")


@given(st.text("基本支出\t 甲<&", min_size=1, max_size=40), st.sets(st.integers(0, 40), max_size=5))
def test_marks_lose_no_character(text, offsets):
    terms = known({"基本支": "甲", "支出": "乙"})
    passage = Passage(0, 0, len(text), text)
    told = mentions.explanations([], terms)
    taken = mentions.Taken([], offsets)
    found = mentions.mentions([passage], [], [], taken, terms, told, "../")
    places = markup.Places({}, {}, frozenset(offsets), mentions=found)
    shown = next(iter(markup.lines([passage], places))).html
    assert shown.count("<a ") == len(found)
    assert re.sub("<[^>]*>", "", shown) == re.sub("<[^>]*>", "", str(markup.html_text(text)))


def test_many_terms_and_a_long_text_are_read_in_linear_time():
    names = {
        f"{a}{b}经费支出": "甲"
        for a in "甲乙丙丁戊己庚辛壬癸"
        for b in map(chr, range(0x4E00, 0x4E64))
    }
    terms = known(names)
    line = "本年甲一经费、丙丁的经费支出与癸丂经费支出共计。"
    times = []
    for size in (500, 4000):
        began = time.process_time()
        marked("\n".join([line] * size), terms)
        times.append(time.process_time() - began)
    assert times[1] < 30 * max(times[0], 0.005)


# The pages as built ------------------------------------------------------------------------------


@pytest.mark.parametrize("built", [site_built.sample_site, site_built.real_site])
def test_each_explanation_belongs_to_a_link_of_its_page(built):
    pages = 0
    for path in site_html.pages(built().html):
        tags = site_html.read(path).tags
        keys = [given["data-mz-key"] for _, given in tags if "data-mz-key" in given]
        assert len(keys) == len(set(keys)), path
        links = {given["href"] for _, given in tags if given.get("class") == "mz-term"}
        assert set(keys) <= {link.rstrip("/").rsplit("/", 1)[-1] for link in links}
        pages += bool(keys)
    assert pages


def test_terms_are_no_links_within_headings_or_figures():
    site = site_built.real_site()
    for path in (site.html / "disclosures").glob("*/*/index.html"):
        text = path.read_text(encoding="utf-8")
        text = text[text.index('class="mz-text"') : text.index("<template")]
        assert 'class="mz-term"' in text
        assert not re.search(r"<(h\d|mark)\b(?:(?!</\1>).)*mz-term", text, re.DOTALL), path
        assert not re.search(r"<a\b[^>]*>(?:(?!</a>).)*<a\b", text, re.DOTALL), path


# In a browser ------------------------------------------------------------------------------------

in_browser = pytest.mark.browser


@in_browser
@SIZES
def test_a_term_is_explained_by_click(visit):
    visit.go(DISCLOSURE)
    term = visit.page.locator(".mz-text .is-explained", has_text="公用经费").first
    box = visit.page.locator(".mz-pop")
    assert not box.is_visible()
    term.click()
    assert box.is_visible() and term.get_attribute("aria-expanded") == "true"
    said = box.inner_text()
    assert "公用经费" in said and "通俗地说" in said
    place = box.bounding_box()
    width = visit.page.viewport_size["width"]
    assert place["x"] >= 0 and place["x"] + place["width"] <= width
    term.click()
    assert not box.is_visible() and term.get_attribute("aria-expanded") == "false"
    term.click()
    visit.page.locator(".mz-text p.lead, .mz-text p").first.click(position={"x": 2, "y": 2})
    assert not box.is_visible()


@in_browser
@SIZES
@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_term_is_explained_by_keyboard(visit, key):
    visit.go(DISCLOSURE)
    term = visit.page.locator(".mz-text .is-explained").first
    term.focus()
    visit.page.keyboard.press(key)
    box = visit.page.locator(".mz-pop")
    assert box.is_visible()
    assert box.evaluate("box => box.contains(document.activeElement)")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "关闭"
    visit.page.keyboard.press("Escape")
    assert not box.is_visible()
    assert term.evaluate("term => term === document.activeElement")
    assert DISCLOSURE in visit.page.url


@in_browser
def test_escape_closes_the_explanation_before_the_figure(visit):
    visit.go(DISCLOSURE)
    visit.page.locator(".mz-text mark[id]").first.click()
    visit.page.locator(".mz-text .is-explained").first.click()
    visit.page.keyboard.press("Escape")
    assert not visit.page.locator(".mz-pop").is_visible()
    assert visit.page.locator("mark.is-here").count() == 1
    visit.page.keyboard.press("Escape")
    assert visit.page.locator("mark.is-here").count() == 0


@in_browser
@SIZES
def test_a_definition_leads_to_its_place(visit):
    visit.go(DISCLOSURE)
    terms = visit.page.locator(".mz-text .is-explained")
    box = visit.page.locator(".mz-pop")
    for number in range(terms.count()):
        terms.nth(number).click()
        if "本文件的解释" in box.inner_text():
            break
        visit.page.keyboard.press("Escape")
    said = box.inner_text()
    assert "通俗地说" not in said or said.index("通俗地说") < said.index("本文件的解释")
    definition = box.locator("p:not([class])").last.inner_text()
    box.get_by_text("在原文中查看").click()
    assert not box.is_visible() and "#t-" in visit.page.url
    anchor = visit.page.locator(f"[id='{visit.page.url.partition('#')[2]}']")
    assert definition[:10] in anchor.locator("..").inner_text()
    visit.page.wait_for_function(
        "document.querySelector(':target').getBoundingClientRect().y < 900"
    )


@in_browser
@SIZES
def test_terms_of_an_agency_are_explained_and_accessible(visit):
    """The page itself is asked elsewhere, with all rules and at both sizes."""
    visit.go(AGENCY)
    visit.page.locator(".is-explained").first.click()
    assert visit.page.locator(".mz-pop").is_visible()
    wide = visit.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= visit.page.viewport_size["width"]
    assert accessibility.violations(visit.page, within=".mz-pop") == []


@in_browser
def test_the_text_stays_the_source_with_explanations_open(visit):
    text = "document.querySelector('.mz-text').textContent"
    visit.go(DISCLOSURE)
    before = visit.page.evaluate(text)
    visit.page.locator(".mz-text .is-explained").first.click()
    assert visit.page.evaluate(text) == before


@in_browser
@pytest.mark.parametrize("visit", [options(java_script_enabled=False)], indirect=True)
def test_without_script_a_term_is_a_link(visit):
    visit.go(DISCLOSURE)
    visit.page.locator(".mz-text .mz-term").first.click()
    visit.page.wait_for_url("**/glossary/**")


# Figures of the reader ---------------------------------------------------------------------------


@in_browser
@pytest.mark.parametrize("visit", [options(PHONE)], indirect=True)
def test_a_derived_figure_opens_the_same_panel_on_a_phone(visit):
    visit.go(AGENCY)
    derived = visit.page.locator("a[href*='#f-d-total_expenditure']").first
    visit.go(DISCLOSURE + "#" + derived.get_attribute("href").partition("#")[2])
    panel = visit.page.locator("[data-mz-detail]")
    assert panel.is_visible() and "109.33万元" in panel.inner_text()
    assert "由其他数字推算" in panel.inner_text() and "误差不超过" in panel.inner_text()
    assert panel.get_by_role("button", name="这个数读错了？").is_visible()
    visit.page.keyboard.press("Escape")
    assert "109.33" not in panel.inner_text()


@in_browser
def test_a_figure_tells_the_checks_that_it_takes_part_in(visit):
    visit.go(DISCLOSURE)
    visit.page.locator("mark[id]", has_text="137.87").first.click()
    checks = visit.page.locator("[data-mz-detail] li")
    said = checks.all_inner_texts()
    assert said and any(line.startswith("对得上") for line in said)
    name = visit.page.locator("mark.is-here").get_attribute("id")
    expected = visit.page.locator(f"#r-{name[2:]} td:last-child a").count()
    for outcome in ("pass", "not_evaluable", "not_applicable"):
        items = visit.page.locator(f"[data-mz-outcome='{outcome}'] li:has(.mz-ev[href$='#{name}'])")
        titles = items.evaluate_all("all => all.map((li) => li.querySelector('a').textContent)")
        expected += len(set(titles))
    assert checks.count() == expected


@in_browser
def test_a_permanent_link_restores_each_figure_of_the_text(visit):
    """Also the second figure that one numeral states, and for one chosen at load."""
    visit.go(DISCLOSURE)
    ids = visit.page.locator(".mz-text [id^='f-']").evaluate_all("all => all.map((e) => e.id)")
    seconds = [name for name in ids if visit.page.locator(f"span[id='{name}']").count()]
    for name in [ids[0], ids[-1], *seconds[:1]]:
        visit.page.goto("about:blank")
        visit.go(f"{DISCLOSURE}#{name}")
        visit.page.locator("mark.is-here").wait_for()
        printed = visit.page.locator(f"#r-{name[2:]} th").inner_text()
        assert printed in visit.page.locator("[data-mz-detail]").inner_text()


@in_browser
@SIZES
def test_the_filters_work_by_keyboard_and_say_what_they_did(visit):
    visit.go(DISCLOSURE)
    state = visit.page.locator("[data-mz-state]")
    assert state.get_attribute("role") == "status"
    figures = visit.page.locator("[data-mz-toggle='figures']")
    figures.focus()
    visit.page.keyboard.press("Space")
    assert not figures.is_checked() and state.inner_text() == "不标数字"
    visit.page.keyboard.press("Space")
    count = visit.page.locator("mark[id]").count()
    assert state.inner_text() == f"标出 {count} 个数字"
    visit.page.locator("[data-mz-toggle='findings']").focus()
    visit.page.keyboard.press("Space")
    assert state.inner_text() == "不显示核对结果"
    unmapped = visit.page.locator("[data-mz-toggle='only-unmapped']")
    # It is offered only where there is something to show.
    assert unmapped.count() == bool(visit.page.locator("mark.unmapped").count())
    if unmapped.count():
        unmapped.focus()
        visit.page.keyboard.press("Space")
        count = visit.page.locator("mark.unmapped").count()
        assert state.inner_text() == f"只标 {count} 个没认出的数字"
