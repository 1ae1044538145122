"""Readers reach what they came for in a real browser, in both schemes, on phone and desktop."""

from __future__ import annotations

import struct
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from site_visit import AGENCY, BASE, DESKTOP, DISCLOSURE, PHONE, options

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")


def test_the_scheme_can_be_chosen_and_is_kept(visit):
    visit.go("")
    visit.page.locator("[data-mz-scheme]").click()
    scheme = "document.body.dataset.mdColorScheme"
    assert visit.page.evaluate(scheme) == "slate"
    visit.go(AGENCY)
    assert visit.page.evaluate(scheme) == "slate"


def test_the_search_finds_chinese_words(visit):
    visit.go(DISCLOSURE)
    visit.page.locator("[data-mz-search]").click()
    visit.page.locator("dialog input").fill("机关运行经费")
    first = visit.page.locator("dialog .mz-hit a").first
    first.wait_for()
    assert first.inner_text().startswith("机关运行经费 ") and first.inner_text().endswith("万元")
    visit.page.locator("dialog .mz-hit a").get_by_text("机关运行经费", exact=True).first.click()
    visit.page.wait_for_url(f"**{BASE}glossary/running-costs/**")
    assert visit.page.locator("h1").inner_text().startswith("机关运行经费")


def test_the_home_page_asks_the_search_page(visit):
    visit.go("")
    visit.page.locator("#mz-home-q").fill("统计调查 不存在的词语组合")
    visit.page.locator(".mz-hero__search button").click()
    visit.page.wait_for_url("**/search/?q=*")
    visit.go("search/?q=三公")
    visit.page.locator(".mz-hit").first.wait_for()


def test_a_chart_is_saved_as_a_picture_by_the_browser(visit):
    visit.go(AGENCY)
    with visit.page.expect_download() as saved:
        visit.page.locator("[data-mz-png]").first.click()
    data = Path(saved.value.path()).read_bytes()
    assert data.startswith(b"\x89PNG") and saved.value.suggested_filename.endswith(".png")
    name = saved.value.suggested_filename.removesuffix(".png")
    drawn = visit.page.evaluate("async name => (await fetch(name + '.svg')).text()", name)
    width, height = struct.unpack(">II", data[16:24])
    assert f'width="{width // 3}" height="{height // 3}"' in drawn


def test_choosing_a_figure_tells_what_it_is(visit):
    visit.go(DISCLOSURE)
    visit.page.locator("mark[id]", has_text="137.87").first.click()
    detail = visit.page.locator("[data-mz-detail]")
    said = detail.inner_text()
    for part in ("137.87万元", "基本支出", "1,378,700 元", "2018", "决算"):
        assert part in said
    assert "#f-" in visit.page.url
    visit.page.reload()
    assert "137.87万元" in detail.inner_text()
    detail.get_by_text("下一个").click()
    assert "137.87万元" not in detail.inner_text()
    visit.page.keyboard.press("Escape")
    assert "点原文里的任一数字" in detail.inner_text()


def test_figures_are_chosen_by_keyboard(visit):
    visit.go(DISCLOSURE)
    visit.page.locator("mark[id] a").first.focus()
    visit.page.keyboard.press("Enter")
    assert visit.page.locator("mark.is-here").count() == 1
    assert visit.page.evaluate("document.activeElement.matches('[data-mz-detail]')")
    visit.page.keyboard.press("Escape")
    assert visit.page.evaluate("document.activeElement.closest('mark') !== null")


def test_a_figure_of_a_table_leads_to_its_characters(visit):
    visit.go(AGENCY)
    figure = visit.page.locator(".mz-table .mz-fig").first
    printed = figure.inner_text()
    figure.click()
    visit.page.wait_for_url(f"**{BASE}disclosures/**#f-*")
    mark = visit.page.locator(f"[id='{urlsplit(visit.page.url).fragment}']")
    assert printed.startswith(mark.inner_text())
    box = mark.bounding_box()
    assert box and 0 <= box["y"] < 900


def test_filters_of_the_reader(visit):
    visit.go(DISCLOSURE)
    asides = visit.page.locator(".mz-aside")
    assert asides.first.is_visible()
    visit.page.locator("[data-mz-toggle='findings']").uncheck()
    assert not asides.first.is_visible()


def test_the_figures_of_a_disclosure_sort_as_numbers_and_filter(visit):
    visit.go(DISCLOSURE)
    rows, head = visit.page.locator(".mz-rows tbody tr"), visit.page.locator(".mz-rows thead th")
    read = "rows => rows.map(row => row.cells[3].textContent)"
    before = rows.evaluate_all(read)
    head.nth(3).locator("button").focus()
    for way in ("ascending", "descending"):
        visit.page.keyboard.press("Enter")
        assert head.nth(3).get_attribute("aria-sort") == way
    after = rows.evaluate_all(read)
    yuan = [Decimal(each[:-2].replace(",", "")) for each in after if each.endswith(" 元")]
    assert len(yuan) > 20 and yuan == sorted(yuan, reverse=True) and sorted(after) == sorted(before)
    visit.page.keyboard.press("Enter")
    assert rows.evaluate_all(read) == before and not head.nth(3).get_attribute("aria-sort")
    visit.page.locator(".mz-find input").fill("1388400 决算")
    left = [each for each in rows.all() if each.is_visible()]
    assert 0 < len(left) < len(before)
    assert all("1,388,400" in each.inner_text() for each in left)
    told = visit.page.locator(".mz-find [role='status']").inner_text()
    assert told == f"显示 {len(left)} 行，共 {len(before)} 行"
    assert visit.page.evaluate("document.querySelector('.mz-rows th button').offsetHeight") >= 24


def test_checks_that_found_something_come_first_and_sort_by_how_often(visit):
    visit.go("checks/")
    counts = "rows => rows.map(row => Number(row.cells[1].innerText.match(/\\d+/)))"
    rows = visit.page.locator("table >> nth=0").locator("tbody tr:not(.mz-scope, .mz-rule)")
    told = rows.evaluate_all(counts)
    assert told[0] == max(told) > 0 and 0 in told
    visit.page.locator("table >> nth=0").locator("thead button").nth(1).click()
    assert rows.evaluate_all(counts) == sorted(told)


def test_the_first_key_leads_past_the_navigation(visit):
    visit.go(AGENCY)
    visit.page.keyboard.press("Tab")
    assert "md-skip" in visit.page.evaluate("document.activeElement.className")


@pytest.mark.parametrize("visit", [options(PHONE)], indirect=True)
def test_the_navigation_opens_on_a_phone(visit):
    visit.go(AGENCY)
    visit.page.locator("[data-mz-menu]").click()
    visit.page.locator(".mz-drawer").get_by_text("术语").click()
    visit.page.wait_for_url(f"**{BASE}glossary/")


@pytest.mark.parametrize("visit", [options(PHONE)], indirect=True)
def test_the_navigation_opens_by_keyboard(visit):
    visit.go("")
    assert not visit.page.locator(".mz-drawer a").first.is_visible()
    visit.page.locator("[data-mz-menu]").focus()
    visit.page.keyboard.press("Enter")
    visit.page.locator(".mz-drawer").get_by_text("机构").focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(f"**{BASE}agencies/")


@pytest.mark.parametrize("visit", [options(PHONE)], indirect=True)
def test_whatever_has_the_focus_is_outlined(visit):
    focused = "document.activeElement"
    asked = f"[{focused}.outerHTML, getComputedStyle({focused}).outlineStyle]"
    visit.go("")
    passed = ""
    while "data-mz-scheme" not in passed:
        visit.page.keyboard.press("Tab")
        html, outline = visit.page.evaluate(asked)
        assert outline == "solid" and html not in passed, html
        passed += html
    assert "data-mz-menu" in passed


@pytest.mark.parametrize(
    "visit",
    [options(width, java_script_enabled=False) for width in (PHONE, DESKTOP)],
    indirect=True,
    ids=("phone", "desktop"),
)
def test_reading_and_downloads_need_no_script(visit):
    visit.go(AGENCY)
    chart = visit.page.locator("[data-mz-chart]").first
    assert chart.locator("svg").is_visible()
    assert not chart.locator("[data-mz-png]").is_visible()
    assert visit.page.locator(".mz-table").first.is_visible()
    visit.page.locator(".mz-formats a").first.wait_for()
    visit.go(DISCLOSURE)
    mark = visit.page.locator("mark[id]").first
    mark.locator("a").click()
    name = mark.get_attribute("id").removeprefix("f-")
    assert visit.page.url.endswith(f"#r-{name}")
    visit.page.locator(f"#r-{name} th a").click()
    assert visit.page.url.endswith(f"#f-{name}")


def test_a_missing_page_leads_home(browser, address):
    page = browser.new_page()
    answer = page.goto(f"{address}no/such/page/")
    assert answer.status == 404
    page.locator("#home").click()
    page.wait_for_url(address)
    page.close()
