"""Either builder makes the same pages: what they say, where they link, what is beside them."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

import site_built
import site_html
from mingzhang.cli.main import main
from mingzhang.common.site_settings import settings
from mingzhang.model import UserError
from mingzhang.paths import Paths
from mingzhang.site import press_zensical
from mingzhang.site.build import typeset

ROOT = Path(__file__).resolve().parent.parent
UNSEEN = "script, style, template, head, [data-bytes]"
"""What is not read, and the sizes of files, which the exports write in when all is finished."""
SKIP = "a.md-skip"
"""The link past the menu, which belongs to the frame of each theme."""


@pytest.fixture(scope="module")
def installed() -> None:
    if find_spec("zensical") is None:
        if os.environ.get("MINGZHANG_REQUIRE_ZENSICAL") == "1":
            pytest.fail("MINGZHANG_REQUIRE_ZENSICAL=1, yet Zensical is not installed")
        pytest.skip("Zensical is not installed: pip install 'mingzhang[zensical]'")


@pytest.fixture(scope="module")
def pressed(installed: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the small site from Zensical, beside the data of the other one."""
    site = site_built.sample_site()
    html = tmp_path_factory.mktemp("zensical") / "site"
    shutil.copytree(site.html, html, copy_function=os.link)
    paths = replace(Paths(ROOT), docs=site.docs, site=html)
    typeset(paths, settings(paths.editorial), builder="zensical")
    return html


def pairs(pressed: Path) -> Iterator[tuple[Path, LexborHTMLParser, LexborHTMLParser]]:
    """Yield each page as both builders made it."""
    usual = site_built.sample_site().html
    for path in sorted(pressed.rglob("*.html")):
        texts = (usual / path.relative_to(pressed), path)
        yield (path.relative_to(pressed), *(LexborHTMLParser(t.read_text("utf-8")) for t in texts))


def lines(page: LexborHTMLParser) -> list[str]:
    for node in page.css(UNSEEN):
        node.decompose()
    assert page.body is not None
    return page.body.text(separator="\n").split()


def shown_elsewhere(page: LexborHTMLParser) -> list[str | None]:
    """What tabs, results of searches and previews show of a page."""
    described = page.css("meta[name=description], meta[property]")
    return [page.css_first("title").text(), *(node.attributes["content"] for node in described)]


def links(page: LexborHTMLParser, here: Path) -> list[str]:
    """Where the links of a page lead, however they are spelt."""
    for node in page.css(SKIP):
        node.decompose()
    found = [node.attributes.get("href") or "" for node in page.css("a[href]")]
    return [os.path.normpath(here.parent / link) for link in found]


def test_every_page_was_made_anew(pressed):
    made = [path for path in pressed.rglob("*.html") if "zensical" in path.read_text("utf-8")]
    assert len(made) == site_built.sample_site().pages


def test_all_pages_say_the_same(pressed):
    for path, usual, other in pairs(pressed):
        assert shown_elsewhere(usual) == shown_elsewhere(other), path
        assert lines(usual) == lines(other), path


def test_all_links_lead_to_the_same_places(pressed):
    for path, usual, other in pairs(pressed):
        assert links(usual, path) == links(other, path), path
    assert list(site_html.broken_links(pressed)) == []


def test_nothing_else_is_left_beside_the_pages(pressed):
    usual = site_built.sample_site().html
    extra = {p.relative_to(pressed) for p in pressed.rglob("*")} - {
        p.relative_to(usual) for p in usual.rglob("*")
    }
    assert {path.parts[:2] for path in extra} == {("assets", "stylesheets")}


def test_overrides_call_no_method_of_python():
    """The other engine of templates has none; this holds where Zensical is not installed, too."""
    called = set()
    for path in (ROOT / "site_src/overrides").rglob("*.*ml"):
        code = re.findall(r"\{[{%].*?[%}]\}", path.read_text("utf-8"), re.DOTALL)
        called |= set(re.findall(r"[\w\])]+\.\w+\(", " ".join(code)))
    assert called == {"lang.t(", "fallback.t("}  # macros of the theme


def test_a_broken_link_is_an_error_of_the_page(installed, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("# 首页\n\n[方法](methodz.md)\n", encoding="utf-8")
    paths = replace(Paths(ROOT), docs=docs, site=tmp_path / "site")
    with pytest.raises(UserError, match=r"Zensical 没有完成(?s:.*)index\.md:3") as told:
        press_zensical.press(paths, settings(paths.editorial))
    assert "Traceback" not in str(told.value)
    assert not paths.site.exists()


def test_without_zensical_the_way_to_it_is_told(monkeypatch, capsys):
    monkeypatch.setattr(press_zensical, "find_spec", lambda _name: None)
    assert main(["site", "--builder", "zensical", "--root", str(ROOT)]) == 1
    assert "pip install 'mingzhang[zensical]'" in capsys.readouterr().err
