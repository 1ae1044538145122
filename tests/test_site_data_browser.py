"""The pages of the data in a real browser: columns on demand, copying, and without script."""

from __future__ import annotations

import pytest

from site_visit import PHONE, options

pytestmark = pytest.mark.browser

PACKAGE = "data/all/"


@pytest.mark.parametrize(
    "visit", [options(permissions=["clipboard-read", "clipboard-write"])], indirect=True
)
def test_programmes_and_citations_are_copied_whole(visit):
    for page, word, done in ((PACKAGE, "复制", "已复制"), ("en/data/", "Copy", "Copied")):
        visit.go(page)
        boxes = visit.page.locator("[data-mz-copy]")
        assert boxes.count() >= 4
        for number in range(boxes.count()):
            box = boxes.nth(number)
            button = box.get_by_role("button")
            assert button.inner_text() == word
            button.focus()
            visit.page.keyboard.press("Enter")
            visit.page.wait_for_function(
                "([button, done]) => button.textContent === done",
                arg=[button.element_handle(), done],
            )
            copied = visit.page.evaluate("navigator.clipboard.readText()")
            assert copied == box.locator("code").text_content()


@pytest.mark.parametrize("visit", [options(PHONE, java_script_enabled=False)], indirect=True)
def test_without_script_everything_is_there(visit):
    visit.go(PACKAGE)
    visit.page.locator("#table-headline > summary").click()
    columns = visit.page.locator("#table-headline tbody th")
    assert columns.first.is_visible() and columns.count() > 20
    assert visit.page.locator("[data-mz-copy] button").count() == 0
    assert visit.page.locator("#code-pandas").is_visible()
    with visit.page.expect_download() as waiting:
        visit.page.locator(".is-best a").click()
    assert waiting.value.suggested_filename == "headline.csv"


@pytest.mark.parametrize("visit", [options(PHONE)], indirect=True)
def test_wide_previews_scroll_in_their_own_box(visit):
    visit.go(PACKAGE)
    boxes = visit.page.locator("#preview ~ .mz-scroll")
    assert boxes.first.evaluate("box => box.scrollWidth > box.clientWidth")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_a_limit_leads_to_its_place(visit):
    visit.go(PACKAGE)
    link = visit.page.locator("#limits ~ .mz-limits .mz-where a[href*='/#']").first
    with visit.page.expect_navigation():
        link.click()
    assert "#" in visit.page.url
    visit.page.wait_for_function("document.querySelector(':target') !== null")
