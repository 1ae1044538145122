"""Every kind of page in a real browser: it fits, nothing shifts, axe and fingers are content."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

import pytest

import accessibility
import site_built
import site_html
import test_site_browser_more as more
from mingzhang.site import charts
from site_visit import AGENCY, DISCLOSURE, PHONE, options

pytestmark = pytest.mark.browser

SHARED = f"{more.COMPARE}?concept=running_costs&agencies={more.GRID}&stage=final"
ALL_KINDS = (
    "",
    "agencies/",
    AGENCY,
    "disclosures/",
    DISCLOSURE,
    "glossary/",
    "glossary/by-sound/",
    "glossary/basic-expenditure/",
    more.COMPARE,
    "compare/total-expenditure/",
    SHARED,
    "data/",
    "data/all/",
    "data/dictionary/",
    "checks/",
    "checks/sum-full-list/",
    "coverage/",
    "methods/",
    "about/",
    "search/?q=机关运行经费",
    "en/",
    "en/agencies/",
    f"en/{AGENCY}",
    "en/compare/",
    "en/glossary/",
    "en/checks/",
    "en/data/",
    "en/data/dictionary/",
    "en/methods/",
    "en/about/",
    "en/search/?q=assets",
)
MOST_SHIFT = 0.02
FINGER = 44
PRESSED = "button, select, summary, input, nav a, header a"
"""What stands alone and is pressed; links within sentences are exempt."""
LOW = """([pressed, finger]) => [...document.querySelectorAll(pressed)]
.filter((each) => each.getClientRects().length && !each.closest(".mz-crumbs, .mz-hidden"))
.map((each) => each.closest("label") ?? each)
.map((each) => [each.outerHTML.slice(0, 120), each.getBoundingClientRect().height])
.filter(([, height]) => height < finger)"""
ROOM = 24
"""Pixels that every target has in height, but for links within sentences."""
NARROW = """room => [...document.querySelectorAll("a[href], button, summary, select, input")]
.filter((each) => each.getClientRects().length)
.filter((each) => !each.closest(".mz-crumbs, .mz-hidden, .headerlink"))
.filter((each) => getComputedStyle(each).display !== "inline"
  || ![...each.parentElement.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
.map((each) => each.closest("label") ?? each)
.filter((each) => [...each.getClientRects()].some(({ height }) => height < room))
.map((each) => each.outerHTML.slice(0, 120))"""
SEEN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const words = [];
  while (walker.nextNode()) {
    range.selectNodeContents(walker.currentNode);
    const { top, bottom, width } = range.getBoundingClientRect();
    if (width && top >= 0 && bottom <= innerHeight) words.push(walker.currentNode.data.trim());
  }
  return words.join(" ");
}"""
WATCH = """
window.mzShift = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.mzShift += one.value;
}).observe({ type: "layout-shift", buffered: true });
"""


UNMARKED = """
() => {
  const unmarked = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (!/[\\u3400-\\u9fff]/.test(data) || parentElement.closest("script, style")) continue;
    if (!parentElement.closest("[lang]").lang.startsWith("zh")) unmarked.push(data);
  }
  for (const each of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      const said = each.getAttribute(name) ?? "";
      if (/[\\u3400-\\u9fff]/.test(said) && !each.closest("[lang]").lang.startsWith("zh")) {
        unmarked.push(said);
      }
    }
  }
  return unmarked;
}
"""
"""Chinese words of a page, outside what is marked as Chinese."""


def settled(visit) -> None:
    """Wait until nothing is under way: requests, fonts, two more frames."""
    visit.page.wait_for_load_state("networkidle")
    visit.page.evaluate(
        "document.fonts.ready.then(() => new Promise(done =>"
        " requestAnimationFrame(() => requestAnimationFrame(done))))"
    )


def is_light(visit) -> bool:
    background = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", background)[:3])) > 384


def faults(visit, kind: str, looks: set[str]) -> list[object]:
    """Open one page and tell what is wrong with it, as it arrives and with all of it open."""
    visit.go(kind)
    if "compare/?" in kind or kind.endswith(more.COMPARE):
        visit.page.locator("[data-mz-compare][data-mz-state='ready']").wait_for()
    if "?q=" in kind:
        visit.page.locator(".mz-hit").first.wait_for()
    settled(visit)
    width, ask = visit.page.viewport_size["width"], visit.page.evaluate
    wrong: list[object] = []
    if (shift := ask("window.mzShift")) >= MOST_SHIFT:
        wrong.append(f"it shifts by {shift}")
    wrong += ask(NARROW, ROOM)[:3]
    if width == PHONE:
        wrong += ask(LOW, [PRESSED, FINGER])[:3]
    ask("document.querySelectorAll('#content details').forEach(each => { each.open = true })")
    if ask("document.documentElement.scrollWidth") > width:
        wrong.append("it is wider than the screen")
    if ask("document.querySelectorAll('h1').length") != 1:
        wrong.append("it has not one heading")
    if ask("document.documentElement.lang") != ("en" if kind.startswith("en/") else "zh"):
        wrong.append("it is in another language")
    if kind.startswith("en/") and "?q=" not in kind:  # an excerpt of a page may quote its Chinese
        wrong += ask(UNMARKED)[:3]
    if ask("matchMedia('(prefers-color-scheme: light)').matches") != is_light(visit):
        wrong.append("it is not in the scheme that was asked for")
    # The English pages have the colours of the Chinese ones.
    if width == PHONE:
        same = ["color-contrast"] if kind.startswith("en/") else []
        wrong += accessibility.violations(visit.page, without=same, looks=looks)
    elif not kind.startswith("en/"):
        rules = ("color-contrast", "target-size")
        wrong += accessibility.violations(visit.page, *rules, looks=looks)
    return wrong


@pytest.mark.parametrize(
    "visit",
    [options(PHONE, "light"), options(1280, "dark")],
    indirect=True,
    ids=["phone-light", "desktop-dark"],
)
def test_each_kind_of_page_keeps_to_the_rules(visit):
    """All rules of axe once, those of colours also in the dark; fingers need more room."""
    visit.run_first(WATCH)
    looks: set[str] = set()
    assert {kind: wrong for kind in ALL_KINDS if (wrong := faults(visit, kind, looks))} == {}


def test_colours_are_asked_of_each_look_once(visit):
    """What is passed by on later pages was judged on an earlier one."""
    pale = "document.querySelector('h1').style.color = '#bbb'"
    looks: set[str] = set()
    for script, told in (("0", []), (pale, ["color-contrast"]), (pale, [])):
        visit.go("about/")
        visit.page.evaluate(script)
        found = accessibility.violations(visit.page, "color-contrast", looks=looks)
        assert [rule for rule, _ in found] == told


@pytest.mark.parametrize("visit", [options(PHONE)], indirect=True)
def test_bars_lead_to_their_words_and_a_chart_is_taken_along(visit):
    visit.go(AGENCY)
    chart = visit.page.locator("[data-mz-name$='-flow']")
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chart.locator("[data-mz-embed]").click()
    chart.get_by_text("代码已复制").wait_for()
    code = visit.page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(
        r'<a href="(http[^"]+)"><img src="\1[^"]+-flow.svg" alt="[^"]+"[^>]*></a>', code
    )
    bars = chart.locator("svg a")
    assert chart.evaluate("each => each.getBoundingClientRect().width") <= PHONE
    assert min(box["height"] for box in (each.bounding_box() for each in bars.all())) >= 24
    name = bars.nth(3).get_attribute("aria-label")
    bars.nth(3).focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/disclosures/**#f-*")
    number = re.search(r"[\d.]+(?=万元)", name)[0]
    assert number in visit.page.locator("[data-mz-detail]").inner_text()


@pytest.mark.parametrize("visit", [options(PHONE)], indirect=True)
def test_the_first_screen_of_an_agency_tells_what_matters(visit):
    """What it spent, how much of the plan that is, how it changed, whether it adds up."""
    visit.go(AGENCY)
    said = visit.page.evaluate(SEEN)
    body = visit.page.locator(".mz-now").inner_text()
    for part in ("2018年", "138.84", "基本支出", "一般公共服务支出", "做什么"):
        assert part in body, part
    for part in ("盘锦市大洼区网格管理中心", "138.84", "63.89", "2.77", "137.87", "处对不上"):
        assert part in said, part
    changed = visit.page.locator(".mz-told", has_text="比2017年增加29.51万元").first
    assert changed.locator(".mz-fig").all_inner_texts() == ["29.51万元", "22.68%"]
    assert changed.locator(".mz-verdict--error").inner_text() == "对不上"
    assert "6-12月" in changed.inner_text()
    first = visit.page.locator(".mz-head__number a").first
    first.click()
    visit.page.wait_for_url("**/disclosures/**#f-*")
    mark = visit.page.locator(f"[id='{unquote(urlsplit(visit.page.url).fragment)}']")
    assert mark.inner_text() == "138.84"


POINTS = """(table) => [...table.tHead.rows[0].cells].slice(1).map((_, column) =>
  [...table.tBodies].flatMap((body) => [...body.rows]).map((row) => {
    const figures = row.cells[column + 1]?.querySelectorAll(".mz-fig") ?? [];
    const figure = figures[figures.length - 1];
    if (!figure) return null;
    const text = figure.firstChild;
    const at = text.data.indexOf(".");
    const range = document.createRange();
    range.setStart(text, at < 0 ? text.length - 1 : at - 1);
    range.setEnd(text, at < 0 ? text.length : at);
    return Math.round(range.getBoundingClientRect().right * 2) / 2;
  }).filter((each) => each !== null))"""


def test_decimal_points_stand_below_one_another(visit):
    visit.go(AGENCY)
    columns = 0
    for table in visit.page.locator("section .mz-table--figures").all():
        if table.locator("thead th").all_inner_texts()[1] == "增减额":
            continue
        units = set(table.locator(".mz-fig small").all_inner_texts())
        if units != {"万元"}:
            continue
        for places in table.evaluate(POINTS):
            columns += len(places) > 2
            assert not places or max(places) - min(places) <= 1.5, places
    assert columns >= 3


def test_charts_of_an_agency_draw_what_is_printed(visit):
    visit.go(AGENCY)
    drawn = visit.page.locator("[data-mz-chart]").all()
    for chart in drawn:
        assert chart.locator(f"svg [fill='{charts.BLUE}']:not([fill-opacity])").count() > 1
        assert not chart.locator("svg [fill-opacity='0']").count()
        assert chart.locator(".mz-chart__key span").all_inner_texts() == ["决算"]
    assert drawn


@pytest.mark.parametrize("visit", [options(PHONE)], indirect=True)
def test_a_permanent_link_opens_the_figure_on_a_phone(visit):
    visit.go(DISCLOSURE)
    assert visit.page.locator(".mz-outline details[open]").count() == 0
    ids = visit.page.locator("mark[id]").evaluate_all("marks => marks.map(mark => mark.id)")
    name = ids[len(ids) // 2]
    visit.go("")
    visit.go(f"{DISCLOSURE}#{name}")
    visit.page.locator("[data-mz-detail].is-open").wait_for()
    settled(visit)
    mark = visit.page.locator(f"[id='{name}']")
    assert "is-here" in mark.get_attribute("class")
    sheet = visit.page.locator("[data-mz-detail]").bounding_box()
    box = mark.bounding_box()
    assert box["y"] >= 40 and box["y"] + box["height"] <= sheet["y"]


def test_the_original_file_is_one_click_away(visit):
    visit.go(DISCLOSURE)
    link = visit.page.locator(".mz-facts a", has_text="原始文件")
    address = link.evaluate("link => link.href")
    answer = visit.page.request.get(address)
    assert answer.ok and len(answer.body()) > 1000


@pytest.mark.parametrize("visit", [options(java_script_enabled=False)], indirect=True)
def test_every_kind_of_page_works_without_script(visit):
    """English pages come from the same templates; `test_site_english_browser` asks some of them."""
    for kind in (kind for kind in ALL_KINDS if not kind.startswith("en/")):
        visit.go(kind)
        words = visit.page.locator("#content").inner_text()
        assert len(words) > 60, kind
        hidden = "#content figure:not(:visible), #content table:not(:visible)"
        folded = visit.page.locator(hidden).filter(visible=False)
        assert folded.evaluate_all("all => all.every(e => e.closest('details'))"), kind


def test_a_shared_view_shows_nothing_else_first(visit):
    """What stands on the page before the script is not shown to someone who asked for another."""
    visit.run_first(
        """new MutationObserver(() => {
          const rows = document.querySelector("[data-mz-part='rows']");
          if (!rows?.children.length || !rows.getClientRects().length) return;
          const caption = document.querySelector("[data-mz-part='caption']");
          (window.mzSeen ??= []).push(caption.textContent);
        }).observe(document, { childList: true, subtree: true, attributes: true })"""
    )
    visit.go(SHARED)
    visit.page.locator("[data-mz-compare][data-mz-state='ready']").wait_for()
    seen = visit.page.evaluate("window.mzSeen")
    assert seen and all(re.match("机关运行经费", caption) for caption in seen)


def test_each_kind_of_page_is_visited():
    """A new kind of page (a new template) has to be added to the lists above."""
    folders = {kind.split("?")[0].split("/")[0] for kind in ALL_KINDS}
    root = site_built.real_site().html
    built = {
        path.relative_to(root).parts[0] for path in site_html.pages(root) if path.parent != root
    }
    assert built - {"404.html"} <= folders
