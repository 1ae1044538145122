"""The offline copy: complete without a server, the same bytes each time."""

from __future__ import annotations

import json
import posixpath
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import site_built
import site_html
from mingzhang.common.site_settings import Settings
from mingzhang.export import offline

ONLINE = "https://example.org/b/"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("offline 离线")  # a path as people have it
    with zipfile.ZipFile(site_built.real_site().html / offline.NAME) as archive:
        archive.extractall(folder)
    return folder / offline.FOLDER


def test_it_opens_with_one_folder_and_says_what_it_is(unpacked):
    told = (unpacked / "README.txt").read_text(encoding="utf-8")
    assert "双击" in told and "index.html" in told and "CC BY 4.0" in told
    assert [path.name for path in unpacked.parent.iterdir()] == [offline.FOLDER]


def test_the_same_site_gives_the_same_bytes(tmp_path):
    site = site_built.real_site().html
    before = (site / offline.NAME).read_bytes()
    from mingzhang.common.site_settings import settings

    offline.write(site, settings(site_built.ROOT / "content/editorial"))
    assert (site / offline.NAME).read_bytes() == before


def test_every_page_is_in_it_and_no_archive_is():
    site = site_built.real_site().html
    with zipfile.ZipFile(site / offline.NAME) as archive:
        names = {name.removeprefix(f"{offline.FOLDER}/") for name in archive.namelist()}
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert pages - names == {"404.html"}
    assert not [name for name in names if name.endswith(".zip") or name.startswith("pagefind/")]
    data = {name for name in names if re.match(r"data/(?!.*(\.html|/citation\.\w+)$)", name)}
    originals = {name for name in data if "/sources/" in name}
    assert originals
    told = {f"data/all/{name}" for name in ("all.xlsx", "CHANGELOG.md", "README.md")}
    assert data - originals == told, "the tables are in the workbook"


def test_every_link_leads_to_a_file(unpacked):
    broken = []
    for path in unpacked.rglob("*.html"):
        page = site_html.read(path)
        for tag, given in page.tags:
            for name in ("href", "src", "action"):
                link = given.get(name)
                if not link or urlsplit(link).scheme or link.startswith("#"):
                    continue
                target = path.parent / unquote(urlsplit(link).path)
                if not target.is_file():
                    broken.append(f"{path.relative_to(unpacked)}: {tag} {link}")
    assert broken == []


def test_what_is_left_out_is_no_dead_link(unpacked):
    text = (unpacked / "data/index.html").read_text(encoding="utf-8")
    left = re.findall(r"<a ([^>]*aria-disabled[^>]*)>([^<]*)", text)
    assert "整包 ZIP" in {words for _, words in left} and "整个网站的离线版" not in text
    assert all("href" not in given for given, _ in left)
    online = (site_built.real_site().html / "data/index.html").read_text(encoding="utf-8")
    assert re.search(rf'{offline.NAME}" download>整个网站的离线版</a>.*?>[0-9.]+ MB</span>', online)


@pytest.mark.parametrize(
    ("link", "becomes"),
    [
        ("", ""),
        ("#a", "#a"),
        (".", "./index.html"),
        ("./", "./index.html"),
        ("..", "../index.html"),
        ("../checks/", "../checks/index.html"),
        ("../checks/#x", "../checks/index.html#x"),
        ("../checks/?q=1#x", "../checks/index.html?q=1#x"),
        ("x.csv", "x.csv"),
        ("mailto:a@b.org", "mailto:a@b.org"),
        (ONLINE, ONLINE),
        ("../data/all/all.zip", f"{ONLINE}data/all/all.zip"),
    ],
)
def test_addresses_are_those_of_files(link, becomes):
    made = offline.page("about/index.html", f'<a href="{link}">', ONLINE)
    assert made.startswith(f'<a href="{becomes}">')


def test_titles_of_pages_are_listed_for_the_search(unpacked):
    text = (unpacked / offline.LIST).read_text(encoding="utf-8")
    listed = json.loads(text.removeprefix("window.mzOffline = ").removesuffix(";\n"))
    assert all((unpacked / path).is_file() for _, _, path in listed)
    assert ["机关运行经费", "术语", "glossary/running-costs/index.html"] in listed


def test_an_address_is_told_where_it_is_known():
    told = offline._about(Settings("甲", address=ONLINE))
    assert ONLINE in told and "甲（离线版）" in told


@pytest.mark.browser
def test_it_is_read_in_a_browser_without_a_server(browser, unpacked):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(30_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    # A download, or leaving a page early, ends a request too.
    page.on("requestfailed", lambda asked: None if "ABORTED" in (asked.failure or "")
            else wrong.append(asked.url))  # fmt: skip
    page.on("request", lambda asked: None if asked.url.startswith(("file:", "data:"))
            else wrong.append(asked.url))  # fmt: skip
    root = unpacked.as_uri()

    def by_click(selector: str) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state()

    page.goto(f"{root}/index.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 247)"
    by_click(".mz-card h3 a")
    assert "/agencies/" in page.url and page.url.endswith("/index.html")
    assert page.locator("[data-mz-chart] svg").first.is_visible()
    assert page.locator("[data-mz-png]:visible").count() == 0
    by_click("table a.mz-fig")
    assert "/disclosures/" in page.url and "index.html#f-" in page.url
    by_click("[data-mz-search]")
    assert page.url.endswith("/search/index.html")
    assert "离线版只能按标题查找" in page.locator("article").inner_text()
    page.locator("#mz-q").fill("机关运行经费")
    assert "找到" in page.locator("[role=status]").inner_text()
    by_click("article .mz-terms a")
    assert page.url.endswith("/glossary/running-costs/index.html")
    page.goto(f"{root}/index.html")
    page.locator("#mz-home-q").fill("没有这样的标题")
    by_click(".mz-hero__search button")
    assert "全文搜索要在网站上用" in page.locator("[role=status]").inner_text()
    page.goto(f"{root}/en/index.html")
    by_click("[data-mz-search]")
    assert page.url.endswith("/en/search/index.html")
    page.locator("#mz-q").fill("no such title")
    assert "No title has these words" in page.locator("[role=status]").inner_text()
    page.locator("#mz-q").fill("agencies")
    assert re.match(r"\d+ pages? found", page.locator("[role=status]").inner_text())
    by_click("article .mz-terms a")
    assert "/en/" in page.url and page.url.endswith("/index.html")
    page.goto(f"{root}/compare/index.html")
    assert "离线版不能自选" in page.locator("[data-mz-compare]").inner_text()
    assert page.locator("[data-mz-compare] form:visible").count() == 0
    by_click("#common ~ ul a")
    assert page.locator("table").first.is_visible()
    for address in ("data/index.html", "checks/index.html", "coverage/index.html", "en/index.html"):
        page.goto(f"{root}/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    page.goto(f"{root}/data/index.html")
    zip_link = page.locator("a[aria-disabled]", has_text=re.compile("^整包 ZIP$"))
    said = zip_link.evaluate("e => getComputedStyle(e, '::after').content")
    assert "离线版里没有" in said
    with page.expect_download() as saved:
        page.locator("a[download]", has_text="Excel").first.click()
    assert Path(saved.value.path()).read_bytes().startswith(b"PK")
    context.close()
    assert wrong == []
    assert posixpath.basename(page.url) == "index.html"
