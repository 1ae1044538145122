"""The English twin: whole, in English throughout, and joined to the Chinese pages both ways."""

from __future__ import annotations

import csv
import doctest
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

import site_built
import site_html
from mingzhang.site import figures, generate, language
from mingzhang.site.agency_data import Row
from mingzhang.site.language import ENGLISH
from mingzhang.site.names import Names

ROOT = Path(__file__).resolve().parent.parent
BOTH = pytest.mark.parametrize("built", [site_built.sample_site, site_built.real_site])
CHINESE = re.compile(r"[\u3400-\u9fff]")


class Unmarked(HTMLParser):
    """Collects Chinese text that stands in no element marked as Chinese."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.languages = [""]
        self.silent = 0
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in site_html.VOID:
            return
        self.languages.append(dict(attrs).get("lang") or self.languages[-1])
        self.silent += tag in {"script", "style", "title"}

    def handle_endtag(self, tag):
        if tag in site_html.VOID:
            return
        self.languages.pop()
        self.silent -= tag in {"script", "style", "title"}

    def handle_data(self, data):
        if not self.silent and CHINESE.search(data) and not self.languages[-1].startswith("zh"):
            self.found.append(data.strip())


def english_pages(built: site_built.Built) -> list[Path]:
    return sorted((built.html / "en").rglob("index.html"))


def rows(built: site_built.Built, table: str) -> list[dict[str, str]]:
    path = built.packages / "all" / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_examples_in_the_documentation_hold():
    result = doctest.testmod(language)
    assert result.attempted and not result.failed


@BOTH
def test_there_is_a_page_for_each_agency_and_each_fixed_page(built):
    site = built()
    agencies = {row["agency"] for row in rows(site, "disclosures")}
    expected = {f"agencies/{agency}" for agency in agencies}
    expected |= {"", "agencies", "checks", "data", "data/dictionary", "methods", "about"}
    expected |= {"glossary", "search", "compare"}
    found = {path.parent.relative_to(site.html / "en").as_posix() for path in english_pages(site)}
    assert {"" if each == "." else each for each in found} == expected


@BOTH
def test_the_pages_are_in_english_and_mark_what_is_chinese(built):
    for path in english_pages(built()):
        text = path.read_text(encoding="utf-8")
        assert re.search(r'<html lang="en"', text), path
        reader = Unmarked()
        reader.feed(text)
        # The names of a site and of sources stay as they are given; all else is marked.
        assert [each for each in reader.found if each] == [], path


@BOTH
def test_every_page_leads_to_the_other_language(built):
    site = built()
    for path in site_html.pages(site.html):
        is_english = path.relative_to(site.html).parts[0] == "en"
        wanted = "zh-CN" if is_english else "en"
        switches = [
            given["href"]
            for tag, given in site_html.read(path).tags
            if tag == "a" and given.get("class") == "mz-lang"
        ]
        assert len(set(switches)) == 1, path
        to = (path.parent / urlsplit(switches[0]).path).resolve() / "index.html"
        assert to.is_file()
        assert (to.relative_to(site.html.resolve()).parts[0] == "en") == (wanted == "en"), path


@BOTH
def test_every_figure_leads_to_its_evidence(built):
    """Each amount on an English page stands, in yuan, at the fact that it links."""
    site = built()
    facts = {row["fact"]: row for row in rows(site, "facts")}
    checked = 0
    for path in (site.html / "en/agencies").glob("*/index.html"):
        agency = path.parent.name
        text = path.read_text(encoding="utf-8")
        for link, shown in re.findall(
            r'class="mz-fig[^"]*" href="([^"]+)"[^>]*>(?:≈ )?([^<]+)</a>', text
        ):
            page, _, place = link.partition("#f-")
            period = page.rstrip("/").rpartition("/")[2]
            local = f"f{place}" if re.fullmatch(r"\d+(-\d+)?", place) else place
            row = facts[f"{agency}-{period}-{local}"]
            number = shown.split()[0].replace(",", "").replace("−", "-").rstrip("%")
            number = "0" if number == "unchanged" else number
            assert float(number) == pytest.approx(float(row["value"])), (path, shown)
            checked += 1
    assert checked


@BOTH
def test_each_chart_of_an_agency_has_an_english_twin(built):
    site = built()
    drawn = 0
    for path in sorted((site.html / "agencies").glob("*/index.html")):
        here, there = path, site.html / "en" / path.relative_to(site.html)
        names = []
        for each in (here, there):
            tags = site_html.read(each).tags
            names.append(
                sorted(given["data-mz-name"] for _, given in tags if "data-mz-name" in given)
            )
        assert names[1] == sorted(f"{name}-en" for name in names[0]), path
        for name in names[1]:
            values = [
                [row[3] for row in list(csv.reader(text.splitlines()))[1:]]
                for text in (
                    (here.parent / f"{name.removesuffix('-en')}.csv").read_text("utf-8"),
                    (there.parent / f"{name}.csv").read_text("utf-8"),
                )
            ]
            assert values[0] == values[1] and len(values[0]) >= 2
            drawn += 1
    assert drawn


def test_findings_are_told_in_english():
    site = site_built.real_site()
    failures = [
        row
        for row in rows(site, "findings")
        if row["outcome"] == "fail" and row["severity"] == "error"
    ]
    assert failures
    for row in failures:
        agency = next(
            d["agency"] for d in rows(site, "disclosures") if d["disclosure"] == row["disclosure"]
        )
        page = site.html / "en/agencies" / agency / "index.html"
        text = re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8"))
        start = row["message_en"][:40]
        assert start.replace("&", "&amp;").replace("<", "&lt;") in text, row["finding"]


def test_an_agency_without_english_name_keeps_its_chinese_one():
    def named(row: Row | None, name: str) -> str:
        agencies = {"a": row} if row else {}
        return str(Names(ENGLISH, SimpleNamespace(agencies=agencies), {}).body("a", name))

    assert named({"name_en": ""}, "甲局") == '<span lang="zh-CN">甲局</span>'
    assert named(None, "<b>") == '<span lang="zh-CN">&lt;b&gt;</span>'
    assert named({"name_en": "Bureau & Co"}, "甲局") == "Bureau &amp; Co"


def test_an_item_is_named_without_its_whole_as_in_chinese():
    named = {
        "concept": "meals",
        "name_zh": "餐费（机关运行经费）",
        "name_en": "Meals (running costs)",
    }
    library = SimpleNamespace(concepts={"meals": named})
    names = Names(ENGLISH, library, {})
    for label, name in (("餐费", "Meals"), (named["name_zh"], named["name_en"])):
        line = figures.Line("meals", label, "a", "甲局", 0, ())
        assert str(names.line(line)) == names.line_text(line) == name


def test_messages_have_their_chinese_marked():
    said = str(ENGLISH.text("A heading has <no> ordinal: 第一部分"))
    assert said == 'A heading has &lt;no&gt; ordinal: <span lang="zh-CN">第一部分</span>'


def test_without_english_texts_there_is_no_twin(tmp_path):
    editorial = tmp_path / "editorial"
    shutil.copytree(ROOT / "content/editorial", editorial)
    shutil.rmtree(editorial / "en")
    docs = tmp_path / "docs"
    generate(
        site_built.sample_site().packages, editorial, ROOT / "site_src", docs, kept=site_built.KEPT
    )
    assert not (docs / "en").exists() and (docs / "about/index.md").is_file()
    assert 'lang="en"' not in (docs / "index.md").read_text(encoding="utf-8")
