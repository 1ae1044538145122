"""The English twin in a real browser: every kind of page, comparing in English, the language."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from site_visit import AGENCY, PHONE, options

pytestmark = pytest.mark.browser

CHINESE = re.compile(r"[\u3400-\u9fff]")
READY = "[data-mz-compare][data-mz-state='ready']"


SHOWN = (
    "[...document.querySelectorAll('[data-mz-part=picture], [data-mz-part=key],"
    " [data-mz-part=rows]')].map(each => each.innerText.replace(/\\s+/g, ' ').trim())"
)
LINKS = "[...document.querySelectorAll('[data-mz-part=rows] a')].map(each => each.href)"


def test_comparing_in_english_shows_what_stands_on_the_page(visit):
    visit.page.route("**/compare/data/*.json", lambda route: route.abort())
    visit.go("en/compare/")
    visit.page.locator("[data-mz-part='state']", has_text="did not load").wait_for()
    visit.problems.clear()
    static = [visit.page.evaluate(SHOWN), visit.page.evaluate(LINKS)]
    visit.page.unroute("**/compare/data/*.json")
    visit.go("en/compare/")
    visit.page.locator(READY).wait_for()
    assert [visit.page.evaluate(SHOWN), visit.page.evaluate(LINKS)] == static
    assert "Total expenditure" in visit.page.locator("[data-mz-part='title']").inner_text()
    assert len(static[1]) >= 5


def test_a_view_in_english_is_shared_and_taken_away(visit):
    visit.go("en/compare/?concept=running_costs&stage=budget&sort=value")
    visit.page.locator(READY).wait_for()
    chosen = visit.page.locator("[data-mz-part='concept'] option:checked")
    assert chosen.inner_text() == "Running costs of government bodies"
    groups = visit.page.locator("[data-mz-part='concept'] optgroup").evaluate_all(
        "groups => groups.map(group => group.label)"
    )
    assert groups and not any(CHINESE.search(group) for group in groups)
    rows = visit.page.locator("[data-mz-part='rows'] tr")
    values = [
        float(text.strip("≈ ").replace(",", ""))
        for text in rows.locator(".mz-fig").all_inner_texts()
    ]
    assert values == sorted(values, reverse=True) and len(values) >= 2
    with visit.page.expect_download() as saved:
        visit.page.locator("[data-mz-part='csv']").click()
    text = Path(saved.value.path()).read_bytes().decode("utf-8-sig")
    listed = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [float(line["value"]) for line in listed] == values
    assert {line["unit"] for line in listed} == {"CNY"}
    assert {line["stage"] for line in listed} == {"Budget"}
    said = visit.page.locator("[data-mz-part='picture']").get_attribute("aria-label")
    assert said.startswith("Bar chart: Running costs of government bodies")
    assert "CNY " in said and not CHINESE.search(said)


def test_an_unknown_item_is_told_in_english(visit):
    visit.go("en/compare/?concept=nothing_of_the_kind")
    visit.page.locator(READY).wait_for()
    said = visit.page.locator("[data-mz-part='state']").inner_text()
    assert "There is no item “nothing_of_the_kind”" in said


def test_the_switch_leads_to_the_twin_and_back(visit):
    for kind in ("compare/", "glossary/", "checks/", "search/", AGENCY):
        visit.go(f"en/{kind}")
        visit.page.locator(".md-header .mz-lang").click()
        visit.page.wait_for_url(lambda url, kind=kind: url.endswith(kind) and "/en/" not in url)
        assert visit.page.evaluate("document.documentElement.lang") == "zh"
        visit.page.locator(".md-header .mz-lang").focus()
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(f"**/en/{kind}")


@pytest.mark.parametrize("visit", [options(PHONE, java_script_enabled=False)], indirect=True)
def test_english_pages_need_no_script(visit):
    visit.go("en/compare/")
    assert visit.page.locator("[data-mz-part='rows'] .mz-fig").first.is_visible()
    assert not visit.page.locator("[data-mz-part='form']").is_visible()
    visit.go(f"en/{AGENCY}")
    assert visit.page.locator("#findings").is_visible()
    visit.go("en/search/")
    assert "browse" in visit.page.locator("noscript").first.inner_text()


def test_the_english_hint_of_a_missing_page_leads_home(visit):
    visit.go("en/no/such/page/")
    visit.problems.clear()
    visit.page.locator("#home-en").click()
    visit.page.wait_for_url("**/mingzhang/en/")
    visit.problems.clear()
