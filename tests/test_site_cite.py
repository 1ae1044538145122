"""A reader cites a single figure: the button fills in the form that the page and the API give."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

import site_built
from mingzhang.cli import server
from mingzhang.common import citation
from mingzhang.common.citation import Publisher

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with server.open_server(site_built.real_site().html, 0, "/base/") as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running.address
        running.shutdown()


@pytest.mark.parametrize("is_allowed", [True, False])
def test_the_citation_of_a_figure_is_copied(browser, address: str, is_allowed: bool) -> None:
    """Where the browser refuses the clipboard, the citation is shown."""
    site = site_built.real_site().html
    content = json.loads(next(site.glob("disclosures/*-final.json")).read_text(encoding="utf-8"))
    fact = next(one for one in content["facts"]
                if one["measure"] == "amount" and one.get("concept_zh") and "start" in one
                and one["origin"] == "printed")  # fmt: skip
    local = fact["fact"].rpartition("-f")[2]
    place = f"{content['page']}#f-{local}"
    context = browser.new_context()
    if is_allowed:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    if not is_allowed:
        page.add_init_script("navigator.clipboard.writeText = () => Promise.reject()")
    page.goto(address + place)
    whole = page.locator(".mz-cite:not([data-mz-cite])").all_text_contents()
    assert whole and all(address + content["page"] in each for each in whole)
    button = page.get_by_role("button", name="复制引用")
    button.click()
    if is_allowed:
        page.get_by_text("已复制").wait_for()
        told = page.evaluate("navigator.clipboard.readText()")
    else:
        page.get_by_text("请选中复制").wait_for()
        told = page.locator("[data-mz-detail] .mz-cite").inner_text()
    context.close()
    # The settings of the project know no address; the reader's browser does.
    printed = f"{fact['concept_zh']}{fact['value_printed']}{fact['unit_printed']}"
    row = content["disclosure"]
    expected = citation.of_figure(
        Publisher("明账"), fact["fact"], content_author(content), row["title"], printed, place
    ).gbt7714
    assert told == f"{expected} {address}{place}"


@pytest.mark.parametrize(
    ("target", "told"),
    [("", None), ("mailto:open@example.org", "mailto:open@example.org?subject="),
     ("https://gitee.com/a/b/issues/new", "https://gitee.com/a/b/issues/new?title=")],
)  # fmt: skip
def test_a_misread_figure_is_reported_with_its_place(browser, address, target, told) -> None:
    """To whom the site names; where it names nobody, the report is there to be copied."""
    page = browser.new_page()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject()")
    page.add_init_script("window.open = (address) => { window.opened = address }")
    site = site_built.real_site().html
    content = json.loads(next(site.glob("disclosures/*-final.json")).read_text(encoding="utf-8"))
    page.goto(address + content["page"])
    if target:
        page.evaluate(
            "target => document.head.insertAdjacentHTML('beforeend',"
            " `<meta name='mz-report' content='${target}'>`)",
            target,
        )
    mark = page.locator("mark[id]").first
    mark.click()
    page.get_by_role("button", name="这个数读错了？").click()
    if told:
        opened = page.evaluate("window.opened")
        assert opened.startswith(told)
        text = unquote(opened)
    else:
        text = page.locator("[data-mz-detail] .mz-cite").inner_text()
    assert mark.inner_text() in text
    assert f"#{mark.get_attribute('id')}" in text
    page.close()


def content_author(content: dict[str, object]) -> str:
    """The body, as the citation of the whole document names it."""
    cite = content["cite"]
    assert isinstance(cite, dict)
    return str(cite["gbt7714"]).partition(". ")[0]
