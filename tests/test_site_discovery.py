"""Machines and paper get what they need: feed, sitemap, names for the search, style of print."""

from __future__ import annotations

import doctest
import re
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

import site_built
import site_html
from mingzhang.common.progress import Silent
from mingzhang.common.site_settings import Settings
from mingzhang.paths import Paths
from mingzhang.site import build, discovery, searchwords
from mingzhang.site.overview import DisclosureSummary

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "https://example.org/accounts/"


def summary(year: int, published_on: str = "", title: str = "某局部门决算") -> DisclosureSummary:
    return DisclosureSummary(
        id=f"a-{year}-final",
        agency="a",
        agency_name="某局",
        fiscal_year=year,
        stage="final",
        title=title,
        published_on=published_on,
        spending=None,
        facts=3,
        unmapped=0,
        notes=0,
        numerals={},
        outcomes={"fail": 3},
        severities={"error": 1, "warning": 1, "note": 1},
    )


def items(text: str) -> list[ET.Element]:
    return list(ET.fromstring(text).iter("item"))


def test_no_date_is_invented():
    plain, dated = items(
        discovery.feed([summary(2018, "2019-09-02"), summary(2020)], Settings("明账"))
    )[::-1]
    assert plain.find("pubDate") is None
    assert dated.find("pubDate") is not None
    assert (
        parsedate_to_datetime(dated.find("pubDate").text).isoformat() == "2019-09-02T00:00:00+08:00"
    )
    text = discovery.feed([summary(2018)], Settings("明账"))
    assert "pubDate" not in text and "lastBuildDate" not in text


def test_known_dates_come_first_then_years():
    ordered = discovery.newest(
        [summary(2018), summary(2016, "2017-08-01"), summary(2020), summary(2015, "2018-01-01")]
    )
    assert [each.fiscal_year for each in ordered] == [2015, 2016, 2020, 2018]


def test_addresses_are_absolute_only_where_the_site_knows_its_own():
    (near,) = items(discovery.feed([summary(2018)], Settings("明账")))
    assert near.findtext("link") == "disclosures/a/2018-final/"
    far = discovery.feed([summary(2018)], Settings("明账", address=ADDRESS))
    (item,) = items(far)
    assert item.findtext("link") == f"{ADDRESS}disclosures/a/2018-final/"
    assert f'href="{ADDRESS}feed.xml"' in far
    assert (
        item.find("guid").get("isPermaLink") == "false" and item.findtext("guid") == "a-2018-final"
    )


def test_any_title_makes_a_sound_feed():
    (item,) = items(
        discovery.feed([summary(2018, title="甲 & <b>乙</b>\x0b\ufffe丙")], Settings("明账"))
    )
    assert item.findtext("title") == "甲 & <b>乙</b>丙"
    assert "1处对不上，1处存疑" in item.findtext("description")


def test_the_feed_of_the_site_lists_its_disclosures_and_is_announced():
    site = site_built.real_site()
    links = [item.findtext("link") for item in items((site.html / "feed.xml").read_text("utf-8"))]
    readers = {
        f"{path.parent.relative_to(site.html).as_posix()}/"
        for path in (site.html / "disclosures").glob("*/*/index.html")
    }
    assert set(links) == readers
    for path in site_html.pages(site.html):
        feeds = [
            given["href"]
            for tag, given in site_html.read(path).tags
            if tag == "link" and given.get("type") == "application/rss+xml"
        ]
        assert (
            len(feeds) == 1
            and (path.parent / feeds[0]).resolve() == site.html.resolve() / "feed.xml"
        )


def test_a_site_that_knows_no_address_has_no_sitemap():
    site = site_built.sample_site()
    assert not (site.html / "sitemap.xml").exists() and not (site.html / "sitemap.xml.gz").exists()


@pytest.fixture(scope="module")
def addressed(tmp_path_factory) -> Path:
    """Build the small site once more, for an address."""
    folder = tmp_path_factory.mktemp("addressed")
    content = folder / "content" / "editorial"
    content.parent.mkdir()
    shutil.copytree(ROOT / "content/editorial", content)
    for name in ("site_src", "mkdocs.yml"):
        (folder / name).symlink_to(ROOT / name)
    paths = replace(Paths(folder), datapackages=site_built.sample_site().packages)
    text = (ROOT / "content/editorial/site.yml").read_text(encoding="utf-8")
    changed = re.sub(r"^address: .*$", f"address: {ADDRESS}", text, flags=re.M)
    assert changed != text
    (content / "site.yml").write_text(changed, encoding="utf-8")
    build(paths, Silent(), site_built.KEPT)
    return paths.site


def test_the_sitemap_lists_every_page_without_a_date(addressed):
    text = (addressed / "sitemap.xml").read_text(encoding="utf-8")
    listed = [
        each.text
        for each in ET.fromstring(text).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    pages = {path.parent.relative_to(addressed).as_posix() for path in site_html.pages(addressed)}
    assert set(listed) == {ADDRESS if page == "." else f"{ADDRESS}{page}/" for page in pages}
    assert len(listed) == len(set(listed))
    assert "lastmod" not in text and not (addressed / "sitemap.xml.gz").exists()
    assert f'hreflang="en" href="{ADDRESS}en/about/"' in text


def alternates(page: Path) -> dict[str, str]:
    """Return the address that a page names for each language."""
    return {
        given["hreflang"]: given["href"]
        for tag, given in site_html.read(page).tags
        if tag == "link" and "hreflang" in given
    }


def test_alternates_lead_both_ways_by_whole_addresses(addressed):
    """A search engine takes no other; without an address of the site there are none."""
    named = {path: alternates(path) for path in site_html.pages(addressed)}
    pairs = {path: links for path, links in named.items() if links}
    for path, links in pairs.items():
        own, other = ("en", "zh-CN") if (addressed / "en") in path.parents else ("zh-CN", "en")
        assert set(links) == {"en", "zh-CN"}, path
        assert addressed / links[own].removeprefix(ADDRESS) / "index.html" == path
        assert pairs[addressed / links[other].removeprefix(ADDRESS) / "index.html"] == links, path
    assert len(pairs) == 2 * len(list(site_html.pages(addressed / "en")))
    assert not alternates(site_built.sample_site().html / "en/index.html")


def test_previews_name_the_whole_address(addressed):
    tags = site_html.read(addressed / "en/about/index.html").tags
    told = [given["content"] for _, given in tags if given.get("property") == "og:url"]
    assert told == [f"{ADDRESS}en/about/"]


def test_every_page_has_what_a_preview_needs():
    for path in site_html.pages(site_built.real_site().html):
        given = {
            g["property"]: g["content"]
            for tag, g in site_html.read(path).tags
            if tag == "meta" and "property" in g
        }
        assert given["og:title"] and given["og:description"] and given["og:site_name"], path
        is_english = path.relative_to(site_built.real_site().html).parts[0] == "en"
        assert given["og:locale"] == ("en" if is_english else "zh_CN"), path


def test_a_name_is_found_by_any_piece_of_it():
    result = doctest.testmod(searchwords)
    assert result.attempted and not result.failed
    name = "公务用车购置及运行维护费"
    pieces = searchwords.words([name]).split()
    assert name in pieces and {
        "公务",
        "用车",
        "公务用车",
        "购置",
        "及",
        "运行",
        "维护费",
        "费",
    } <= set(pieces)
    assert len(pieces) == len(set(pieces))
    assert searchwords.words(["“三公”经费<b>", "panjin-x"]).isprintable()
    assert "<" not in searchwords.words(["<b>甲"])


def test_other_names_of_an_agency_are_searched():
    page = site_built.sample_site().html / "agencies/sample-centre/index.html"
    assert re.search(
        r'data-pagefind-meta="words"[^>]*>[^<]*样例市信息中心', page.read_text("utf-8")
    )


def test_the_style_of_print_is_loaded_for_print_only():
    for path in site_html.pages(site_built.sample_site().html):
        sheets = [
            g
            for tag, g in site_html.read(path).tags
            if tag == "link" and "print.css" in g.get("href", "")
        ]
        assert [sheet.get("media") for sheet in sheets] == ["print"], path
