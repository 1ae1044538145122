"""Built pages: links lead somewhere, all is escaped, the source stands character by character."""

from __future__ import annotations

import csv
import filecmp
import gzip
import itertools
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import offhost
import site_built
import site_html
import site_packages
from mingzhang.common import urls
from mingzhang.model import Finding, Outcome, Severity, UserError, UserErrors
from mingzhang.site import addresses, generate
from mingzhang.site.agency_data import package_names
from mingzhang.site.build import copy_packages
from mingzhang.site.pages.agency import unjudged

ROOT = Path(__file__).resolve().parent.parent
AGENCY_PAGE_LIMIT = 150 * 1024
BOTH = pytest.mark.parametrize("built", [site_built.sample_site, site_built.real_site])


def _rows(built: site_built.Built, table: str) -> list[dict[str, str]]:
    path = built.packages / "all" / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _page(built: site_built.Built, address: str) -> Path:
    return built.html / address / "index.html"


@BOTH
def test_no_link_or_anchor_is_broken(built):
    assert list(site_html.broken_links(built().html)) == []


@BOTH
def test_no_request_to_another_host(built):
    assert list(offhost.scan(built().html)) == []


@BOTH
def test_every_page_is_reachable_from_home(built):
    folder = built().html
    seen: set[Path] = set()
    waiting = [folder / "index.html"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for link in site_html.read(path).links:
            parts = urlsplit(link)
            if parts.scheme or not parts.path:
                continue
            to = (path.parent / parts.path).resolve()
            to = to / "index.html" if to.is_dir() else to
            if to.suffix == ".html" and to.is_file():
                waiting.append(to)
    assert {path.resolve() for path in site_html.pages(folder)} == seen


@BOTH
def test_pages_are_sound_html(built):
    folder = built().html
    for path in site_html.pages(folder):
        page = site_html.read(path)
        assert page.unclosed == [], path
        doubled = {name for name in page.ids if page.ids.count(name) > 1}
        assert doubled == set(), path


@BOTH
def test_headings_come_in_order(built):
    for path in site_html.pages(built().html):
        levels = site_html.read(path).headings
        assert levels[:1] == [1] and levels.count(1) == 1, path
        steps = itertools.pairwise(levels)
        assert all(after <= before + 1 for before, after in steps), (path, levels)


@BOTH
def test_every_fact_and_finding_has_its_place(built):
    site = built()
    facts = _rows(site, "facts")
    assert facts
    for fact in facts:
        page, _, anchor = addresses.fact_place(fact["fact"]).partition("#")
        assert anchor in site_html.read(_page(site, page)).ids, fact["fact"]
    for finding in _rows(site, "findings"):
        if finding["outcome"] == "fail":
            page = _page(site, urls.disclosure_page(finding["disclosure"]))
            own = finding["finding"].removeprefix(f"{finding['disclosure']}-")
            assert f"c-{addresses.slug(own)}" in site_html.read(page).ids, finding["finding"]


@BOTH
def test_the_reader_shows_the_source_character_by_character(built):
    site = built()
    for row in _rows(site, "disclosures"):
        printed = [
            p["text"] for p in _rows(site, "passages") if p["disclosure"] == row["disclosure"]
        ]
        shown = site_html.source_lines(_page(site, urls.disclosure_page(row["disclosure"])))
        assert shown[: len(printed)] == printed
        assert "".join(shown[len(printed) :]) == ""


def test_the_reader_shows_the_original_file():
    """Against the bytes of the source itself, not only against the table made from it."""
    site = site_built.real_site()
    for row in _rows(site, "disclosures"):
        folder = site.packages / row["agency"] / "sources" / row["disclosure"]
        text = (folder / row["source_file"]).read_bytes().decode(row["encoding"])
        shown = site_html.source_lines(_page(site, urls.disclosure_page(row["disclosure"])))
        expected = text.removeprefix("\ufeff").splitlines()
        assert [line for line in shown if line.strip()] == [x for x in expected if x.strip()]


def test_hostile_text_stays_text():
    site = site_built.sample_site()
    for path in site_html.pages(site.html):
        for tag, given in site_html.read(path).tags:
            assert not any(name.startswith("on") for name in given), (path, tag, given)
            assert "elsewhere.example" not in given.get("src", ""), path
            assert "elsewhere.example" not in given.get("href", ""), path
        assert site_packages.HOSTILE not in path.read_text(encoding="utf-8"), path
    home = (site.html / "index.html").read_text(encoding="utf-8")
    assert "样例市*统计局*&lt;script&gt;" in home


def test_titles_and_descriptions_are_escaped():
    page = _page(site_built.sample_site(), "agencies/sample-bureau/")
    text = page.read_text(encoding="utf-8")
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    assert title and "&lt;script&gt;alert(1)&lt;/script&gt;" in title[1]
    metas = [given for tag, given in site_html.read(page).tags if tag == "meta"]
    described = [given["content"] for given in metas if given.get("property") == "og:description"]
    assert len(described) == 1 and "样例市" in described[0]


def test_links_between_bodies_are_marked_as_inferred():
    text = _page(site_built.sample_site(), "agencies/sample-centre/").read_text(encoding="utf-8")
    assert "推断" in text and "两份文件职责相同。&lt;script&gt;" in text
    assert "曾用名：样例市信息中心" in text


def test_both_values_of_a_contradiction_are_shown():
    text = _page(site_built.sample_site(), "agencies/sample-centre/").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if ">支出总计</a></th>" in line)
    assert "138.84" in row and "138.94" in row and "／" in row


def test_the_method_of_a_check_is_printed():
    text = _page(site_built.sample_site(), "checks/share-of-whole/").read_text(encoding="utf-8")
    assert "占比等于部分除以整体，舍入误差计入容差。" in text and "±0.01个百分点" in text


def test_all_outcomes_are_counted_and_notes_apart():
    text = _page(site_built.sample_site(), "checks/").read_text(encoding="utf-8")
    counts = re.findall(r'class="mz-o mz-o--(\w+)"><b>(\d+)</b>', text)
    assert dict(counts) == {
        "pass": "1",
        "fail": "1",
        "warning": "0",
        "note": "1",
        "not_evaluable": "1",
        "not_applicable": "1",
    }


def test_the_glossary_sets_wordings_side_by_side():
    page = _page(site_built.sample_site(), "glossary/basic-expenditure/")
    text = page.read_text(encoding="utf-8")
    assert "写法有 2 种" in text
    assert "<del>正</del><ins>日</ins>常" in text


def test_unmapped_figures_are_listed():
    text = _page(site_built.sample_site(), "disclosures/sample-bureau/2019-budget/").read_text(
        encoding="utf-8"
    )
    assert "没认出的名称" in text and 'class="unmapped"' in text


def test_originals_are_one_click_away_and_unchanged():
    site = site_built.real_site()
    for row in _rows(site, "disclosures"):
        page = site_html.read(_page(site, urls.disclosure_page(row["disclosure"])))
        link = next(link for link in page.links if "/sources/" in link)
        here = _page(site, urls.disclosure_page(row["disclosure"])).parent
        original = (
            site.packages / row["agency"] / "sources" / row["disclosure"] / row["source_file"]
        )
        assert filecmp.cmp(here / link, original, shallow=False)


def test_a_source_that_a_browser_would_run_is_published_as_text(tmp_path):
    package = tmp_path / "packages" / "a"
    (package / "sources").mkdir(parents=True)
    (package / "datapackage.json").write_text('{"resources": []}')
    (package / "README.md").write_text("")
    (package / "sources" / "page.HTML").write_text(site_packages.HOSTILE)
    copy_packages(tmp_path / "packages", tmp_path / "site")
    assert not (tmp_path / "site/a/sources/page.HTML").exists()
    assert (tmp_path / "site/a/sources/page.HTML.txt").read_text() == site_packages.HOSTILE


def test_an_agency_page_is_light():
    """First load of the heaviest agency page: the page, its styles and scripts, compressed."""
    site = site_built.real_site()
    weights = {}
    for path in (site.html / "agencies").glob("*/index.html"):
        page = site_html.read(path)
        files = {path}
        for tag, given in page.tags:
            link = given.get("src", "") if tag in {"script", "img"} else ""
            if tag == "link" and given.get("rel") in {"stylesheet", "icon"}:
                link = given["href"]
            if link and not link.startswith("data:"):
                files.add((path.parent / link).resolve())
        weights[path.parent.name] = sum(len(gzip.compress(f.read_bytes())) for f in files)
    assert weights and max(weights.values()) <= AGENCY_PAGE_LIMIT, weights


def test_charts_have_words_tables_and_downloads():
    site = site_built.real_site()
    charts = 0
    for path in site_html.pages(site.html):
        page = site_html.read(path)
        pictures = [g for _, g in page.tags if g.get("class") == "mz-chart__picture"]
        names = [given["data-mz-name"] for _, given in page.tags if "data-mz-name" in given]
        assert len(names) == len(pictures)
        for name in names:
            charts += 1
            for suffix in (".svg", ".csv"):
                assert (path.parent / f"{name}{suffix}").is_file(), (path, name)
        is_english = "en" in path.relative_to(site.html).parts
        told = "The data is in the table below" if is_english else "数据见下表"
        assert all(p["role"] == "group" and told in p["aria-label"] for p in pictures)
        leads = [
            g["href"] for t, g in page.tags if t == "a" and "看原文" in g.get("aria-label", "")
        ]
        assert is_english or not pictures or len(leads) >= 2 * len(pictures), path
        assert not names or any(tag == "table" for tag, _ in page.tags), path
    assert charts


def test_tables_say_what_their_heads_stand_for():
    for path in site_html.pages(site_built.real_site().html):
        for tag, given in site_html.read(path).tags:
            if tag == "th" and "agencies" in path.parts:
                assert given.get("scope") in {"col", "row", "colgroup", "rowgroup"}, path


def test_the_page_for_missing_pages_needs_no_other_file():
    text = (site_built.sample_site().html / "404.html").read_text(encoding="utf-8")
    assert "找不到这个页面" in text
    assert not re.search(r'<link[^>]+href="(?!data:)', text) and "<script src" not in text


def test_the_same_packages_give_the_same_pages(tmp_path):
    """Nothing is kept this time, and what lay in the folder before is taken away."""
    site = site_built.sample_site()
    (tmp_path / "agencies").mkdir()
    (tmp_path / "agencies/gone.md").write_text("gone")
    generate(site.packages, ROOT / "content/editorial", ROOT / "site_src", tmp_path)
    again, first = (
        {
            path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*.*")
            if path.is_file()
        }
        for folder in (tmp_path, site.docs)
    )
    assert again.keys() == first.keys()
    assert [path for path in first if again[path] != first[path]] == []


def _edited(
    packages: Path, table: str, given: dict[str, str], most: int | None = None
) -> list[dict[str, str]]:
    """Write the same cells into the rows of a table of the sample bureau, or the first of them."""
    path = packages / f"sample-bureau/data/{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows[:most]:
        row.update(given)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return rows


def _page_of(packages: Path, docs: Path) -> str:
    generate(packages, ROOT / "content/editorial", ROOT / "site_src", docs)
    return (docs / "disclosures/sample-bureau/2019-budget/index.md").read_text(encoding="utf-8")


def test_figures_of_a_pdf_lead_to_their_page_and_that_to_the_original(tmp_path):
    packages = site_packages.write(tmp_path / "packages", site_packages.sample())
    _edited(packages, "disclosures", {"source_file": "a.pdf"})
    _edited(packages, "passages", {"page": "3"})
    rows = _edited(packages, "facts", {"page": "3"})
    page = _page_of(packages, tmp_path / "docs")
    of_document = [row for row in rows if row["disclosure"] == "sample-bureau-2019-budget"]
    assert page.count('<p class="mz-pageno" id="p-3"><a href="') == page.count("#page=3") == 1
    assert page.count('<a href="#p-3">') == len(of_document) > 1


def test_a_figure_of_nobody_known_says_so_with_the_words_printed(tmp_path):
    packages = site_packages.write(tmp_path / "packages", site_packages.sample())
    _edited(packages, "facts", {"scope": "", "scope_id": "", "scope_printed": "其他单位"}, most=1)
    cell = '<td class="w"><span class="mz-warn">单位不明</span><br><small>'
    assert re.findall(re.escape(cell) + "[^<]*", _page_of(packages, tmp_path / "docs")) == [
        f"{cell}原文：其他单位"
    ]


def test_no_package_is_one_clear_line(tmp_path):
    with pytest.raises(UserError, match="没有任何数据包"):
        package_names(tmp_path)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("title: ''\n", "缺少网站名称"),
        ("title: a\nadress: x\n", "第 2 行 不认识的键 adress.*最接近的是 address"),
        ("title: a\naddress: example.org\n", "第 2 行 address：.*不是完整的网址"),
        ("- a\n", "名称: 值"),
        ("title: [\n", "合法的 YAML"),
    ],
)
def test_wrong_settings_are_one_clear_line(tmp_path, settings, told):
    editorial = tmp_path / "editorial"
    shutil.copytree(ROOT / "content/editorial", editorial)
    (editorial / "site.yml").write_text(settings, encoding="utf-8")
    packages = site_built.sample_site().packages
    with pytest.raises(UserErrors, match=told):
        generate(packages, editorial, ROOT / "site_src", tmp_path / "docs")


def test_every_term_is_explained_in_plain_words_or_by_a_document():
    site = site_built.real_site()
    pages = [
        p for p in (site.html / "glossary").glob("*/index.html") if p.parent.name != "by-sound"
    ]
    texts = {page.parent.name: page.read_text(encoding="utf-8") for page in pages}
    bare = [name for name, text in texts.items() if "mz-plainly" not in text]
    assert len(texts) > 100 and len(bare) < len(texts) / 2
    assert not [name for name in bare if 'id="wordings"' not in texts[name]]
    whole = (site.html / "glossary" / "index.html").read_text(encoding="utf-8")
    assert "出差的路费、住宿费" in whole


def test_what_could_not_be_evaluated_is_counted_by_its_reason():
    def finding(outcome: Outcome, why: str) -> Finding:
        return Finding("f", "share_of_whole", "shares", "d", outcome, Severity.NOTE, why, why)

    left = Outcome.NOT_EVALUABLE
    told = [
        finding(left, "甲"),
        finding(Outcome.PASS, "乙"),
        finding(left, "丙"),
        finding(left, "丙"),
    ]
    assert [(one.message_zh, times) for one, times in unjudged(told)] == [("丙", 2), ("甲", 1)]
