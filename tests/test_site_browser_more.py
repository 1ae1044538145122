"""Comparing, the English twin, searching official names and print work in a real browser."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from mingzhang.site import addresses
from site_visit import AGENCY, DISCLOSURE, PHONE, options

pytestmark = pytest.mark.browser

COMPARE = "compare/"
GRID, BUREAU = "panjin-dawa-grid-management-center", "panjin-business-environment-bureau"


def compare(visit, asked: str = "") -> None:
    visit.go(COMPARE + asked)
    visit.page.locator("[data-mz-compare][data-mz-state='ready']").wait_for()


def shown(visit) -> list[list[str]]:
    """Read the table: body without what it is a part of, year, stage, amount with its unit."""
    rows = visit.page.locator("[data-mz-part='rows'] tr").evaluate_all(
        "rows => rows.map(row => [row.cells[0].firstChild.textContent, row.cells[1].textContent,"
        " row.querySelector('.mz-fig').textContent, row.querySelector('.mz-fig').href])"
    )
    return [[body, *period.split(), amount, href] for body, period, amount, href in rows]


def query(visit) -> dict[str, str]:
    return {key: value[0] for key, value in parse_qs(urlsplit(visit.page.url).query).items()}


def test_the_csv_holds_exactly_what_is_shown(visit):
    compare(visit, f"?concept=total_expenditure&agencies={GRID},{BUREAU}")
    rows = shown(visit)
    assert {row[0] for row in rows} == {"盘锦市大洼区网格管理中心", "盘锦市营商环境建设局"}
    with visit.page.expect_download() as saved:
        visit.page.locator("[data-mz-part='csv']").click()
    assert saved.value.suggested_filename == "compare-total_expenditure.csv"
    text = Path(saved.value.path()).read_bytes().decode("utf-8")
    assert text.startswith(
        "\ufeff机构,年度,预算或决算,项目,数值,计量单位,误差,来源,数字编号,原文位置\r\n"
    )
    listed = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    assert len(listed) == len(rows)
    for row, line in zip(rows, listed, strict=True):
        body, year, stage, amount, href = row
        assert (body, year, stage) == (line["机构"], line["年度"], line["预算或决算"])
        assert float(
            amount.replace(",", "").removesuffix("万元").removeprefix("约")
        ) * 10_000 == pytest.approx(float(line["数值"]))
        assert line["计量单位"] == "元" and line["项目"] == "支出总计"
        assert href.endswith(addresses.fact_place(line["数字编号"])) and line["原文位置"] == href


def test_a_view_is_restored_from_its_address(visit):
    compare(visit)
    visit.page.locator("[data-mz-part='concept']").select_option("running_costs")
    visit.page.locator("[data-mz-part='sort']").select_option("value")
    visit.page.locator("[data-mz-part='stages']").get_by_label("决算", exact=True).uncheck()
    visit.page.wait_for_url("**stage=budget**")
    visit.page.locator("[data-mz-part='years']").get_by_label("2022").uncheck()
    rows, title = shown(visit), visit.page.locator("[data-mz-part='title']").inner_text()
    asked = query(visit)
    assert asked["concept"] == "running_costs" and asked["sort"] == "value"
    assert "2022" not in asked["year"] and asked["stage"] == "budget"
    assert rows and {row[2] for row in rows} == {"预算"} and "2022" not in {r[1] for r in rows}
    amounts = [
        float(row[3].replace(",", "").removesuffix("万元").removeprefix("约")) for row in rows
    ]
    assert amounts == sorted(amounts, reverse=True)
    visit.page.reload()
    visit.page.locator("[data-mz-compare][data-mz-state='ready']").wait_for()
    assert (shown(visit), visit.page.locator("[data-mz-part='title']").inner_text()) == (
        rows,
        title,
    )
    assert not visit.page.locator("[data-mz-part='stages']").get_by_label("决算").is_checked()
    assert visit.page.locator("[data-mz-part='sort']").input_value() == "value"


def test_budget_and_final_account_differ_without_colour(visit):
    compare(visit, "?concept=total_expenditure")
    stages = [row[2] for row in shown(visit)]
    bars = visit.page.locator("[data-mz-part='picture'] .mz-mark").evaluate_all(
        "bars => bars.map(bar => { const { backgroundImage, backgroundColor, borderTopStyle }"
        " = getComputedStyle(bar); return [bar.classList.contains('is-derived'),"
        " backgroundImage !== 'none', backgroundColor, borderTopStyle] })"
    )
    assert len(bars) == len(stages) and {"预算", "决算"} <= set(stages)
    clear = "rgba(0, 0, 0, 0)"
    assert {bar[0] for bar in bars} == {True, False}
    pale = {colour for derived, _, colour, edge in bars if edge == "dashed" and not derived}
    solid = {colour for derived, _, colour, edge in bars if edge == "solid" and not derived}
    assert len(pale) == len(solid) == 1 and not pale & solid
    for stage, (derived, hatched, colour, edge) in zip(stages, bars, strict=True):
        assert not hatched and (colour == clear) == derived, stage
        assert edge == ("solid" if stage == "决算" else "dashed")
    labels = visit.page.locator("[data-mz-part='picture'] span").all_text_contents()
    assert sum("决算" in label or "预算" in label for label in labels) == len(stages)
    assert sum("（推）" in label for label in labels) == sum(bar[0] for bar in bars)
    said = visit.page.locator("[data-mz-part='picture']").get_attribute("aria-label")
    assert said.startswith("条形图：支出总计") and said.endswith("数据见下表。")
    keys = visit.page.locator("[data-mz-part='key'] span").all_inner_texts()
    assert [key.strip() for key in keys] == ["预算", "决算", "推算数（原文没有直接写）"]


def test_agencies_are_found_and_chosen_by_keyboard(visit):
    compare(visit)
    before = len(shown(visit))
    keyboard = visit.page.keyboard
    visit.page.locator("[data-mz-part='picker'] summary").focus()
    keyboard.press("Enter")
    keyboard.press("Tab")
    keyboard.type("大洼 网格")
    only = "document.querySelectorAll(\"[data-mz-part='bodies'] label\").length === 1"
    visit.page.wait_for_function(only)
    within = "document.activeElement.closest(\"[data-mz-part='bodies'] label\") !== null"
    for _ in range(4):
        keyboard.press("Tab")
        if visit.page.evaluate(within):
            break
    keyboard.press("Space")
    visit.page.wait_for_url("**agencies=*")
    assert query(visit)["agencies"] == GRID
    rows = shown(visit)
    assert 0 < len(rows) < before and {row[0] for row in rows} == {"盘锦市大洼区网格管理中心"}
    visit.page.locator("[data-mz-part='clear']").focus()
    keyboard.press("Enter")
    assert len(shown(visit)) == before and "agencies" not in query(visit)


def test_a_compared_figure_leads_to_its_characters(visit):
    compare(visit, f"?concept=total_expenditure&agencies={GRID}&year=2018")
    (row,) = shown(visit)
    visit.page.locator("[data-mz-part='rows'] .mz-fig").click()
    visit.page.wait_for_url("**/disclosures/**#f-*")
    mark = visit.page.locator(f"[id='{unquote(urlsplit(visit.page.url).fragment)}']")
    assert mark.inner_text() == row[3].removesuffix("万元")


def test_an_agency_that_does_not_state_the_concept_is_named(visit):
    visit.go(f"{COMPARE}?concept=service_purchase&agencies={GRID}")
    state = visit.page.locator("[data-mz-part='state']")
    state.get_by_text("没有列出这一项").wait_for()
    assert "盘锦市大洼区网格管理中心" in state.inner_text()
    assert not visit.page.locator("[data-mz-part='csv']").is_visible()


def test_an_unknown_concept_is_told(visit):
    compare(visit, "?concept=no_such_thing&agencies=nobody&stage=x&year=twenty")
    assert (
        "没有“no_such_thing”这个项目" in visit.page.locator("[data-mz-part='state']").inner_text()
    )


def test_the_chart_is_saved_as_pictures(visit):
    compare(visit)
    with visit.page.expect_download() as saved:
        visit.page.locator("[data-mz-part='svg']").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert text.startswith("<svg") and "支出总计" in text and "currentColor" in text
    with visit.page.expect_download() as saved:
        visit.page.locator("[data-mz-part='png']").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")


def test_bars_are_as_long_as_their_numbers_say_at_any_width(visit):
    compare(visit, "?concept=total_expenditure&stage=budget")
    for width in (1280, PHONE):
        visit.page.set_viewport_size({"width": width, "height": 844})
        bars = visit.page.locator(".mz-bar").evaluate_all(
            "bars => bars.map(bar => [bar.querySelector('.mz-mark').offsetWidth,"
            " bar.lastElementChild.textContent])"
        )
        lefts = visit.page.locator(".mz-bar .mz-mark").evaluate_all(
            "marks => marks.map(mark => Math.round(mark.getBoundingClientRect().left))"
        )
        assert len(set(lefts)) == 1, (width, lefts)
        amounts = [
            float(text.replace(",", "").removeprefix("约").removesuffix("万元")) for _, text in bars
        ]
        longest, most = max(size for size, _ in bars), max(amounts)
        assert longest > 0.4 * width
        for (size, _), amount in zip(bars, amounts, strict=True):
            assert abs(size - max(longest * amount / most, 2)) <= 1.5
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


RESULT = (
    "[...document.querySelectorAll('[data-mz-compare] > :not(form, script, noscript)')]"
    ".map(each => each.innerText.replace(/\\s+/g, ' ')).join('|') + '|' +"
    "[...document.querySelectorAll('.mz-bar .mz-mark')].map(each => each.className +"
    " each.style.getPropertyValue('--w')).join()"
)


def test_what_stands_on_the_page_is_what_the_script_shows(visit):
    """The static comparison and the script's are one: words, rows, bars, links and alt text."""
    links = "[...document.querySelectorAll(\"[data-mz-part='rows'] a\")].map(each => each.href)"
    alt = "document.querySelector(\"[data-mz-part='picture']\").ariaLabel"
    visit.page.route("**/compare/data/*.json", lambda route: route.abort())
    visit.go(COMPARE)
    visit.page.locator("[data-mz-part='state']", has_text="数据没有载入").wait_for()
    visit.problems.clear()
    hide = "document.querySelectorAll('.mz-compare__tools, .mz-compare__state').forEach("
    visit.page.evaluate(hide + "each => each.remove())")
    static = [visit.page.evaluate(each) for each in (RESULT, links, alt)]
    visit.page.unroute("**/compare/data/*.json")
    compare(visit)
    visit.page.evaluate(hide + "each => each.remove())")
    assert [visit.page.evaluate(each) for each in (RESULT, links, alt)] == static
    assert "约" in static[0] and len(static[1]) >= 5


@pytest.mark.parametrize("visit", [options(PHONE, java_script_enabled=False)], indirect=True)
def test_comparing_needs_no_script_for_key_concepts(visit):
    visit.go(COMPARE)
    assert not visit.page.locator("[data-mz-part='form']").is_visible()
    assert visit.page.locator(".mz-bar").first.is_visible()
    assert visit.page.locator("[data-mz-part='rows'] .mz-fig").first.is_visible()
    visit.page.locator(".mz-terms").get_by_text("支出总计", exact=True).click()
    visit.page.wait_for_url("**/compare/total-expenditure/")
    assert visit.page.locator(".mz-chart svg").is_visible()
    table = visit.page.locator(".mz-table")
    assert table.is_visible() and table.locator(".mz-badge--final").count() > 0
    assert visit.page.locator("a[download]", has_text="下载 CSV").is_visible()


def test_a_reader_changes_the_language_and_back(visit):
    visit.go(AGENCY)
    visit.page.locator(".md-header .mz-lang").click()
    visit.page.wait_for_url(f"**/en/{AGENCY}")
    assert visit.page.evaluate("document.documentElement.lang") == "en"
    assert visit.page.locator("h1").inner_text().startswith("Grid Management Centre")
    row = visit.page.locator("tr", has=visit.page.get_by_text("Total expenditure", exact=True))
    assert "1,388,400" in row.first.inner_text()
    visit.page.locator(".md-header .mz-lang").click()
    visit.page.wait_for_url(lambda url: url.endswith(AGENCY) and "/en/" not in url)


@pytest.mark.parametrize("visit", [options(PHONE)], indirect=True)
def test_the_english_navigation_opens_by_keyboard(visit):
    visit.go("en/")
    visit.page.locator("[data-mz-menu]").focus()
    visit.page.keyboard.press("Enter")
    visit.page.locator(".mz-drawer").get_by_text("Methods").focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/en/methods/")


def test_official_names_are_found_by_the_search(visit):
    """Names which the browser cuts otherwise than the index does; each finds its own page first."""
    for asked, page in {
        "公务用车购置及运行维护费": "glossary/official-vehicles/",
        "三公经费": "glossary/three-public-expenses/",
        "机关运行经费": "glossary/running-costs/",
        "政府采购支出": "glossary/government-procurement/",
        "一般公共预算财政拨款支出": "glossary/general-public-budget-expenditure/",
        "盘锦市大洼区网格管理中心": AGENCY,
    }.items():
        visit.go(f"search/?q={asked}")
        first = visit.page.locator(":not(.mz-search__figures) > .mz-hit a").first
        first.wait_for()
        assert first.get_attribute("href").endswith(page), asked
    visit.page.locator(".mz-search__state", has_text="找到").wait_for()
    # The page that was asked for may stand there before the other kinds are known.
    visit.page.locator(".mz-search__results h2").nth(1).wait_for()
    heads = visit.page.locator(".mz-search__results h2").all_inner_texts()
    assert len(heads) >= 2 and set(heads) <= {
        "数字",
        "机构",
        "公开文件",
        "术语",
        "核对",
        "数据",
        "说明",
        "其他",
    }


@pytest.mark.parametrize("visit", [options(800, "dark")], indirect=True)
def test_pages_print_black_on_white_and_whole(visit):
    for kind in (AGENCY, DISCLOSURE, "compare/total-expenditure/"):
        visit.go(kind)
        visit.page.emulate_media(media="print", color_scheme="dark")
        assert not visit.page.locator(".md-header").is_visible(), kind
        assert not visit.page.locator(".mz-footer").is_visible(), kind
        colour = visit.page.evaluate("getComputedStyle(document.querySelector('h1')).color")
        assert max(map(int, re.findall(r"\d+", colour)[:3])) < 60, (kind, colour)
        cut = visit.page.evaluate(
            "[...document.querySelectorAll('.mz-scroll')].filter(each =>"
            " getComputedStyle(each).overflowX !== 'visible').length"
        )
        assert cut == 0, kind
        visit.page.emulate_media(media="screen")
