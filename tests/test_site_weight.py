"""No page weighs more than its kind may, and each says of itself what machines need."""

from __future__ import annotations

import gzip
import random
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import site_built
import site_html
from mingzhang.bench import page_weights
from mingzhang.cli import main
from mingzhang.model import UserError
from mingzhang.site import paging, stylesheets
from mingzhang.site.language import CHINESE
from site_visit import AGENCY, BASE, DISCLOSURE

LIMIT = 70 * 1024
LOADED = (
    '<link rel="stylesheet" href="../../assets/a.css"><link rel="canonical" href="../../b.css">'
    '<script src="../../assets/a.js?v=1"></script><script src="../../assets/a.js"></script>'
    '<img src="data:image/png;base64,AA"><a href="../../b.css">b</a>'
)


@pytest.fixture
def site(tmp_path):
    """A site of a light and a heavy agency; the bytes of its files cannot be compressed."""
    chance = random.Random(1)
    root = tmp_path / "weighed"
    for name, size in (("assets/a.css", 500), ("assets/a.js", 700), ("b.css", 90_000)):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(size))
    (root / "index.html").write_text("")
    for name, text in (("light", LOADED), ("heavy", LOADED + chance.randbytes(4000).hex())):
        path = root / "agencies" / name / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return root


def test_the_heaviest_page_is_weighed_with_what_it_loads_once(site):
    found = {one.kind: one for one in page_weights.weights(site)}
    assert set(found) == {"首页", "机构"}
    heavy = found["机构"]
    page = len(gzip.compress((site / "agencies/heavy/index.html").read_bytes(), 6))
    assert (heavy.address, heavy.pages, heavy.page_bytes) == ("agencies/heavy/", 2, page)
    assert page + 1200 < heavy.total_bytes < page + 1300


def test_without_a_site_there_is_one_clear_line(tmp_path):
    with pytest.raises(UserError, match="还没有网站"):
        list(page_weights.told(tmp_path))


def test_no_kind_of_page_is_heavy():
    """Every kind, not only agencies; charts and search wait until someone asks."""
    site = site_built.real_site().html
    found = page_weights.weights(site)
    assert {one.kind for one in found} == set(page_weights.PLACES)
    assert max(one.total_bytes for one in found) <= LIMIT, found
    assert all(page_weights.by_script(site).values())
    asked = {path.relative_to(site).parts[0] for path in page_weights.loaded(site / "index.html")}
    assert asked == {"assets"}


def test_the_command_prints_each_kind(clone, site, capsys):
    site.rename(clone / "site")
    assert main.main(["bench", "--weight", "--root", str(clone)]) == 0
    told = capsys.readouterr().out
    assert "机构：" in told and "/agencies/heavy/" in told


@pytest.mark.parametrize("built", [site_built.sample_site, site_built.real_site])
def test_each_page_describes_itself_in_words_of_its_own(built):
    seen: dict[str, object] = {}
    for path in site_html.pages(built().html):
        metas = [given for tag, given in site_html.read(path).tags if tag == "meta"]
        said = [given["content"] for given in metas if given.get("name") == "description"]
        shared = [given["content"] for given in metas if given.get("property") == "og:description"]
        assert len(said) == 1 and said == shared and said[0].strip(), path
        assert seen.setdefault(said[0], path) is path, said[0]


STYLE = (
    '@charset "UTF-8";.a>b,.gone{top:0}.gone,.gone .a{top:1px}.a:not(.gone):hover{top:2px}'
    ':root{--asked:url("a;{}.svg");--unasked:1}b{color:var(--asked)}.only{--unasked:2}'
    "@media print{.gone{top:3px}}@media print{.a.script{top:4px}.gone{top:5px}}"
    "@keyframes k{to{top:0}}[data-scheme=slate] .a{top:6px}[data-scheme=red] .a{top:7px}"
)
LIGHT_STYLE = (
    '@charset "UTF-8";.a>b{top:0}.a:not(.gone):hover{top:2px}'
    ':root{--asked:url("a;{}.svg");}b{color:var(--asked)}'
    "@media print{.a.script{top:4px}}@keyframes k{to{top:0}}[data-scheme=slate] .a{top:6px}"
)


def test_of_the_style_of_the_theme_stays_what_some_page_can_use(tmp_path):
    sheet = tmp_path / stylesheets.THEME / "main.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text(STYLE)
    sheet.with_name("colours.css").write_text("b{--asked:none;--unasked:3}")
    (tmp_path / "index.html").write_text('<p class="a only" data-scheme="default"><b>1</b></p>')
    (tmp_path / "assets/own.js").write_text('p.classList.add("script"); p.scheme = "slate"')
    stylesheets.lighten(tmp_path)
    assert sheet.read_text() == LIGHT_STYLE
    assert sheet.with_name("colours.css").read_text() == "b{--asked:none;}"


def test_further_pages_of_a_list_are_told_apart():
    marks = [part.mark(CHINESE) for part in paging.parts(range(5), "x/", 2)]
    assert marks == ["", "（第2页）", "（第3页）"]


SHIFT = """new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => { sum += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


def asked(visit, folder: Path) -> set[Path]:
    """Return the files of the site that the browser has asked for up to now."""
    return {
        (folder / urlsplit(url).path.removeprefix(BASE)).resolve()
        for url in visit.requests
        if url.startswith("http")
    }


@pytest.mark.browser
@pytest.mark.parametrize(
    "address_", ["", AGENCY, DISCLOSURE, "glossary/", "glossary/basic-expenditure/", "data/"]
)
def test_a_browser_loads_what_is_weighed_and_nothing_shifts(visit, address_):
    visit.go(address_)
    visit.page.wait_for_load_state("networkidle")
    folder = site_built.real_site().html.resolve()
    page = folder / address_ / "index.html"
    expected = page_weights.loaded(page) | {page.parent}
    # A busy browser asks for the icon when it has time.
    for _ in range(100):
        if expected <= asked(visit, folder):
            break
        visit.page.wait_for_timeout(100)
    assert asked(visit, folder) == expected
    assert visit.page.evaluate(SHIFT) < 0.01
