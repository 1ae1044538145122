"""The search finds names, codes and amounts in both languages, by keyboard and on a phone."""

from __future__ import annotations

import csv
import gzip
import json
import re
import threading
from collections.abc import Iterator

import pytest

import accessibility
import site_built
from factories import Story
from mingzhang.cli import server
from mingzhang.site import searchwords
from site_visit import AGENCY, PHONE, options

browsed = pytest.mark.browser
HITS = ".mz-search__results"
PLACE = "#:~:text="


def ask(visit, question: str, page: str = "search/") -> None:
    """Ask by the address, and where the page of the search is open already, by typing."""
    if visit.page.url.partition("?")[0] == visit.root + page:
        field = visit.page.locator("#mz-q")
        field.fill(question)
        field.press("Enter")
    else:
        visit.go(f"{page}?q={question}")
    state = visit.page.locator(".mz-search__state")
    state.filter(has_text=re.compile("找到|found|没有找到|Nothing")).wait_for()


def hits(visit) -> dict[str, list[str]]:
    """Read the addresses of the results of each kind, in their order."""
    return dict(
        visit.page.locator(".mz-search__group").evaluate_all(
            "groups => groups.map(group => [group.querySelector('h2').textContent,"
            " [...group.querySelectorAll('h3 a')].map(link => link.href)])"
        )
    )


def test_amounts_are_searched_by_their_digits():
    story = Story()
    story.figure("支出总计", "1,550.17", "total_expenditure")
    story.figure("公务用车保有量", "12", "vehicles_held", unit="辆")
    story.figure("资产总额", "688772.50", "total_assets", unit="元")
    found = searchwords.amounts(story.disclosure().facts)
    assert set(found) == {"155017", "15501700", "68877250", "6887725"}


def test_each_language_has_an_index_of_its_own():
    site = site_built.real_site().html
    entry = json.loads((site / "pagefind/pagefind-entry.json").read_text("utf-8"))
    assert set(entry["languages"]) == {"zh", "en"}
    agencies = len(list((site / "agencies").glob("*/index.html")))
    assert entry["languages"]["en"]["page_count"] >= agencies + 6
    assert entry["languages"]["zh"]["page_count"] > entry["languages"]["en"]["page_count"]


ASKED = (
    ("2010350", "术语", "glossary/function-2010350/"),
    ("301", "术语", "glossary/economic-301/"),
    ("营商局", "机构", "agencies/panjin-business-environment-department/"),
    ("1550.17", "公开文件", "disclosures/panjin-xinglongtai-smart-city-center/2021-final/"),
    ("1,550.17", "公开文件", "disclosures/panjin-xinglongtai-smart-city-center/2021-final/"),
    ("15501700", "公开文件", "disclosures/panjin-xinglongtai-smart-city-center/2021-final/"),
    ("三公经费", "术语", "glossary/three-public-expenses/"),
    ("同一数字前后一致", "核对", "checks/repeated-figure/"),
    ("数据字典", "数据", "data/dictionary/"),
    ("四舍五入怎么处理", "方法", "methods/"),
    ("三公经费是多少", "术语", "glossary/three-public-expenses/"),
    ("公务接待花了多少", "术语", "glossary/official-reception/"),
    ("机关运行经费", "术语", "glossary/running-costs/"),
)
"""Questions, with the kind and the address of the first result."""


@browsed
def test_what_is_asked_by_name_code_or_amount_is_found(visit):
    for question, kind, page in ASKED:
        ask(visit, question)
        found = hits(visit)
        found.pop("数字", None)
        assert next(iter(found)) == kind, question
        assert found[kind][0].endswith(page), found


ASKED_IN_ENGLISH = (
    ("2010350", "Terms", "en/glossary/"),
    ("running costs of government bodies", "Terms", "en/glossary/"),
    ("Grid Management Centre of Dawa District", "Agencies", f"en/{AGENCY}"),
    ("盘锦市大洼区网格管理中心", "Agencies", f"en/{AGENCY}"),
    ("1,388,400", "Agencies", f"en/{AGENCY}"),
    ("A figure equals the sum of its parts", "Checks", "en/checks/"),
    ("tolerance", "Data", "en/data/dictionary/"),
    ("five kinds of nothing", "Pages", "en/methods/"),
)


@browsed
def test_english_pages_are_searched_in_english(visit):
    for question, kind, page in ASKED_IN_ENGLISH:
        ask(visit, question, "en/search/")
        found = hits(visit)
        found.pop("Figures", None)  # their words are in Chinese documents
        assert set(found) <= {"Agencies", "Terms", "Checks", "Data", "Pages"}
        assert any(each.endswith(page) for each in found[kind]), found
        assert not any("/en/" not in each for group in found.values() for each in group)
        said = visit.page.locator(".mz-search__state").inner_text()
        assert re.fullmatch(r"\d+ results? found", said)


@browsed
def test_an_entry_of_the_english_glossary_is_led_to(visit):
    ask(visit, "2010350", "en/search/")
    visit.page.locator(".mz-hit__parts a", has_text="2010350").first.click()
    visit.page.wait_for_url("**/en/glossary/#function-2010350")


@browsed
def test_an_amount_leads_to_its_place_in_the_document(visit):
    ask(visit, "158.61")
    hit = visit.page.locator(".mz-search__group", has_text="公开文件").locator(".mz-hit").first
    assert hit.locator("mark").inner_text() == "158.61"
    place = hit.locator("p a").get_attribute("href")
    assert place.endswith(f"/2018-final/{PLACE}158.61")


@browsed
def test_nothing_found_is_told_with_hints(visit):
    ask(visit, "不存在的词语组合")
    assert "没有找到" in visit.page.locator(".mz-search__state").inner_text()
    links = visit.page.locator(".mz-search__hints a")
    assert links.count() == 4
    ask(visit, "xylophones", "en/search/")
    assert "Nothing found" in visit.page.locator(".mz-search__state").inner_text()
    visit.page.locator(".mz-search__hints a", has_text="Glossary").click()
    visit.page.wait_for_url("**/en/glossary/")


@pytest.fixture
def sample(browser) -> Iterator[tuple[object, str]]:
    """Open a page of the site of the hand-written packages, whose agency has a former name."""
    with server.open_server(site_built.sample_site().html, 0, "/") as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        context = browser.new_context()
        context.set_default_timeout(30_000)
        yield context.new_page(), running.address
        context.close()
        running.shutdown()


@browsed
@pytest.mark.parametrize("search", ["search/", "en/search/"])
def test_a_former_name_finds_the_agency(sample, search):
    page, root = sample
    rows = csv.DictReader(
        (site_built.sample_site().packages / "all/data/agencies.csv").open(encoding="utf-8")
    )
    row = next(row for row in rows if row["former_names"])
    page.goto(f"{root}{search}?q={row['former_names'].split('|')[0]}")
    first = page.locator(".mz-hit h3 a").first
    first.wait_for()
    kind = page.locator(".mz-search__group h2").first.inner_text()
    assert kind in {"机构", "Agencies"}
    assert first.get_attribute("href").endswith(f"/agencies/{row['agency']}/")


@browsed
@pytest.mark.parametrize(
    ("visit", "page"),
    [(options(PHONE, "dark"), "agencies/"), (options(1280, "light"), "en/agencies/")],
    indirect=["visit"],
    ids=["phone-dark", "desktop-light"],
)
def test_the_search_works_by_keyboard_alone(visit, page):
    is_english = page.startswith("en/")
    visit.go(page)
    keyboard = visit.page.keyboard
    visit.page.locator(".mz-card a").first.focus()
    keyboard.press("/")
    focused = "document.activeElement"
    dialog = visit.page.locator("dialog.mz-dialog")
    visit.page.wait_for_function(f"{focused}.id === 'mz-dialog-q'")
    assert dialog.get_attribute("aria-label") == ("Search" if is_english else "搜索")
    keyboard.type("assets" if is_english else "资产")
    dialog.locator(".mz-search__state", has_text=re.compile("找到|found")).wait_for()
    keyboard.press("ArrowDown")
    first = visit.page.evaluate(f"{focused}.href")
    assert first == dialog.locator(".mz-hit a").first.evaluate("link => link.href")
    keyboard.press("ArrowDown")
    assert visit.page.evaluate(f"{focused}.href") != first
    keyboard.press("ArrowUp")
    keyboard.press("ArrowUp")
    assert visit.page.evaluate(f"{focused}.id") == "mz-dialog-q"
    width = visit.page.viewport_size["width"]
    assert dialog.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert dialog.bounding_box()["width"] <= width
    keyboard.press("Escape")
    assert not dialog.is_visible()
    assert visit.page.evaluate(f"{focused}.closest('.mz-card') !== null")
    keyboard.press("/")
    visit.page.wait_for_function(f"{focused}.id === 'mz-dialog-q'")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    visit.page.wait_for_url(first)


@browsed
@pytest.mark.parametrize(
    ("visit", "asked"),
    [
        (options(PHONE, "dark"), {"": "机关运行经费", "en/": "running costs"}),
        (options(1280, "light"), {"": "不存在的词语组合", "en/": "running costs"}),
    ],
    indirect=["visit"],
    ids=["phone-dark", "desktop-light"],
)
def test_the_dialog_and_the_results_violate_nothing(visit, asked):
    for page, question in asked.items():
        visit.go(page)
        visit.page.locator("[data-mz-search]").click()
        visit.page.locator("dialog input").fill(question)
        visit.page.locator(f"dialog {HITS} > *").first.wait_for()
        visit.page.wait_for_load_state("networkidle")
        assert accessibility.violations(visit.page, within="dialog") == [], question


@browsed
def test_nothing_of_the_search_is_loaded_until_somebody_asks(visit):
    visit.go(AGENCY)
    visit.page.wait_for_load_state("networkidle")
    asked = [each for each in visit.requests if "pagefind" in each or "search." in each]
    assert asked == []
    with visit.page.expect_response(re.compile("pf_filter")):
        visit.page.locator("[data-mz-search]").click()
    visit.page.wait_for_load_state("networkidle")
    before = len(visit.requests)
    # Names are answered at once; the texts of the pages that are shown come last.
    with visit.page.expect_response(re.compile("/pagefind/fragment/")):
        visit.page.locator("dialog input").fill("机关运行经费")
    visit.page.locator("dialog .mz-hit").first.wait_for()
    # Small files only: figures, words, and those texts.
    small = re.compile(r"/search/figures\.json|/pagefind/(index|fragment)/")
    later = visit.requests[before:]
    assert later and all(small.search(each) for each in later)


@browsed
@pytest.mark.parametrize(
    ("page", "question", "ending"),
    [
        (AGENCY, "机关运行经费", "/glossary/running-costs/"),
        (AGENCY, "2010350", "/glossary/function-2010350/"),
        (AGENCY, "网格管理", AGENCY),
        ("en/", "running costs of gov", "/en/glossary/#running-costs"),
    ],
)
def test_a_name_is_answered_by_two_small_files(visit, page, question, ending):
    """The index need not be there yet: it is held back until the first result is shown."""
    held = []
    visit.page.route("**/pagefind/**", lambda route: held.append(route))
    visit.go(page)
    visit.page.locator("[data-mz-search]").click()
    visit.page.locator("dialog input").fill(question)
    first = visit.page.locator("dialog :not(.mz-search__figures) > .mz-hit a").first
    first.wait_for()
    assert first.evaluate("link => link.href").endswith(ending)
    asked = [each for each in visit.requests if each.endswith(("search.js", "names.json"))]
    assert len(asked) == 2 and held
    first.focus()
    for route in held:
        route.continue_()
    visit.page.unroute("**/pagefind/**")
    visit.page.locator(".mz-search__state", has_text=re.compile("找到|found")).wait_for()
    assert visit.page.evaluate("document.activeElement.closest('.mz-search__results') !== null")


def test_the_files_of_names_are_small_and_lead_somewhere():
    site = site_built.real_site().html
    for path in ("search/names.json", "en/search/names.json"):
        rows = json.loads((site / path).read_text("utf-8"))
        assert len(rows) > 20
        for _, name, place, *_ in rows:
            page, _, anchor = place.partition("#")
            text = (site / page / "index.html").read_text("utf-8")
            assert name and (not anchor or f'id="{anchor}"' in text), place
        assert len(gzip.compress((site / path).read_bytes())) < 12_000
    many = [searchwords.Named("机构", f"某局{n}", f"agencies/{n}/") for n in range(9000)]
    assert len(json.loads(searchwords.names_file(many))) == searchwords.MOST_NAMES


@browsed
def test_more_results_of_a_kind_are_listed_on_demand(visit):
    ask(visit, "支出")
    group = visit.page.locator(".mz-search__group", has=visit.page.locator("h2", has_text="术语"))
    before = group.locator(".mz-hit").count()
    assert before == 5
    group.locator(".mz-search__more").click()
    visit.page.wait_for_function(
        "number => document.activeElement.closest('.mz-search__group')"
        "?.querySelectorAll('.mz-hit').length > number",
        arg=before,
    )


@browsed
def test_the_address_of_the_search_page_follows_the_question(visit):
    visit.go("search/")
    visit.page.wait_for_load_state("networkidle")
    visit.page.locator("#mz-q").fill("公务接待费")
    visit.page.wait_for_url("**/search/?q=*")
    visit.page.reload()
    visit.page.locator(".mz-hit").first.wait_for()
    assert visit.page.locator("#mz-q").input_value() == "公务接待费"


ANSWERED = (
    (
        "大洼网格三公经费花了多少",
        "“三公”经费",
        "0.88万元",
        "盘锦市大洼区网格管理中心 · 2018年决算",
    ),
    ("2021年支出总计", "支出总计", "1,550.17万元", "盘锦市兴隆台区智慧城市运行管理中心"),
    ("dawaquwangge sangongjingfei", "“三公”经费", "0.88万元", "盘锦市大洼区网格管理中心"),
    ("大洼网格 sgjf", "“三公”经费", "0.88万元", "盘锦市大洼区网格管理中心"),
)


def test_a_question_is_answered_with_the_figure_and_its_words(visit):
    for question, item, amount, body in ANSWERED:
        ask(visit, question)
        group = visit.page.locator(".mz-search__group", has_text="数字").first
        assert group.locator("h2").inner_text() == "数字"
        first = group.locator(".mz-hit").first
        assert first.locator("a").inner_text() == f"{item} {amount}"
        assert body in first.inner_text()
        assert re.search(r"/disclosures/.+#f-", first.locator("a").get_attribute("href"))
    first.locator("a").click()
    visit.page.wait_for_url("**/disclosures/**#f-*")


def test_a_question_in_english_is_answered_in_english(visit):
    ask(visit, "how much was spent on three public expenses in 2018", "en/search/")
    group = visit.page.locator(".mz-search__figures")
    assert group.locator("h2").inner_text() == "Figures"
    assert group.locator("a").first.inner_text() == "Three public expenses CNY 8,800"
    assert "2018 final account" in group.locator(".mz-hit").first.inner_text()


def test_names_are_found_by_their_sound(visit):
    for question, page in (("jgyxjf", "/glossary/running-costs/"), ("dawaquwangge", AGENCY)):
        ask(visit, question)
        assert any(link.endswith(page) for links in hits(visit).values() for link in links)


def test_letters_that_no_page_has_find_no_page(visit):
    """Pagefind would answer them with pages that have the first of them."""
    ask(visit, "sangong")
    found = hits(visit)
    assert "数据" not in found and found["术语"][0].endswith("/glossary/three-public-expenses/")


def test_a_term_is_shown_with_its_meaning_in_plain_words(visit):
    ask(visit, "机关运行经费")
    term = visit.page.locator(".mz-search__group", has_text="术语").locator(".mz-hit").first
    assert term.locator("p").first.inner_text().startswith("机关日常运转买东西、买服务的钱")


def test_a_place_alone_is_no_question_for_a_figure(visit):
    ask(visit, "兴隆台")
    assert "数字" not in visit.page.locator(".mz-search__group h2").all_inner_texts()
