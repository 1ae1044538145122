"""Comparison: the column files hold what the packages state, the pages show what the files hold."""

from __future__ import annotations

import csv
import doctest
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import site_built
import site_html
from mingzhang.model import Fact, Measure, Origin, Stage, UserError
from mingzhang.site import (
    addresses,
    comparison_data,
    decimal_alignment,
)
from mingzhang.site.figures import Figures
from mingzhang.site.language import CHINESE
from mingzhang.site.library import Library
from mingzhang.site.names import Names
from mingzhang.site.pages import compare_concept

ROOT = Path(__file__).resolve().parent.parent
BOTH = pytest.mark.parametrize("built", [site_built.sample_site, site_built.real_site])
CONCEPTS = {
    "spending": {
        "name_zh": "支出",
        "parent": "",
        "concept_group": "expenditure",
        "items": "project",
    },
    "project": {
        "name_zh": "项目",
        "parent": "spending",
        "concept_group": "expenditure",
        "items": "",
    },
}
for row in CONCEPTS.values():
    row["concept_group"] = "expenditure"
LIBRARY = Library(
    concepts=CONCEPTS,
    functions={},
    economics={},
    agencies={"a": {"name_zh": "甲局", "region": "1", "parent": "", "same_body_as": ""}},
    regions={"1": {"name_zh": "某市", "parent": ""}},
    checks={},
)


def fact(number: int, **more: object) -> Fact:
    given = Fact(
        fact=f"a-2019-budget-f{number}",
        disclosure="a-2019-budget",
        agency="a",
        fiscal_year=2019,
        stage=Stage.BUDGET,
        scope="甲局",
        scope_id="a",
        measure=Measure.AMOUNT,
        value=Decimal(number),
        unit="CNY",
        origin=Origin.PRINTED,
        concept="spending",
    )
    return replace(given, **more)


def compared(*facts: Fact) -> comparison_data.Comparison:
    made = comparison_data.Comparison()
    made.add("a", Figures("a", facts, CONCEPTS), LIBRARY)
    return made


def rows(built: site_built.Built, table: str) -> list[dict[str, str]]:
    path = built.packages / "all" / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(built: site_built.Built, name: str) -> dict:
    return json.loads((built.html / "compare/data" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", [comparison_data, decimal_alignment])
def test_the_examples_in_the_documentation_hold(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


@BOTH
def test_the_files_state_what_the_packages_state(built):
    """Every value of every file is a fact of the tables, with its own year, stage and body."""
    site = built()
    index = load(site, "index")
    facts = {row["fact"]: row for row in rows(site, "facts")}
    names = dict(zip(index["bodies"]["key"], index["bodies"]["name"], strict=True))
    seen = 0
    for concept in index["concepts"]:
        data = load(site, concept["id"])
        columns = (
            "body",
            "document",
            "unit",
            "year",
            "stage",
            "value",
            "origin",
            "fact",
            "tolerance",
        )
        assert len({len(data[name]) for name in columns}) == 1
        for at in range(len(data["value"])):
            name = f"{data['documents'][data['document'][at]]}-{data['fact'][at]}"
            row = facts[name]
            body = data["bodies"][data["body"][at]]
            assert row["concept"] == concept["id"]
            assert Decimal(row["value"]) == Decimal(data["value"][at])
            off = Decimal(row["tolerance"]) if row["origin"] == "derived" else 0
            assert off == Decimal(data["tolerance"][at])
            assert row["unit"] == data["units"][data["unit"][at]]
            assert int(row["fiscal_year"]) == data["year"][at]
            assert row["stage"] == index["stages"][data["stage"][at]]
            assert row["origin"] == index["origins"][data["origin"][at]]
            assert body == row["scope_id"] or names[body] == row["scope"]
            seen += 1
        assert concept["bodies"] == len(data["bodies"])
    assert seen


@BOTH
def test_every_level_figure_can_be_compared(built):
    """Of each quantity, year and stage that the tables state as a level, one value is there."""
    site = built()
    items = {row["items"] for row in rows(site, "concepts")}
    wanted = {
        (row["concept"], row["fiscal_year"], row["stage"], row["scope"])
        for row in rows(site, "facts")
        if row["measure"] in {"amount", "balance", "count"}
        and row["concept"]
        and row["concept"] not in items
    }
    index = load(site, "index")
    official = {row["agency"]: row["name_zh"] for row in rows(site, "agencies")}
    names = dict(zip(index["bodies"]["key"], index["bodies"]["name"], strict=True))
    found = set()
    for concept in index["concepts"]:
        data = load(site, concept["id"])
        for body, year, stage in zip(data["body"], data["year"], data["stage"], strict=True):
            key = data["bodies"][body]
            name = official.get(key, names[key])
            found.add((concept["id"], str(year), index["stages"][stage], name))
    assert wanted and wanted == found


@BOTH
def test_the_table_of_a_page_and_its_csv_say_the_same(built):
    site = built()
    pages = list((site.html / "compare").glob("*/index.html"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        shown = [
            re.search(r'href="([^"]+)">约?([\d,.\-]+)<small>([^<]+)</small>', line).groups()
            for line in text.splitlines()
            if 'class="mz-fig' in line
        ]
        (name,) = (p for p in page.parent.glob("*.csv") if not p.name.startswith("compare-"))
        content = name.read_text(encoding="utf-8")
        assert content.startswith("\ufeff")
        listed = list(csv.DictReader(io.StringIO(content[1:], newline="")))
        assert tuple(listed[0]) == compare_concept.CSV_HEAD
        assert len(shown) == len(listed)
        for (link, number, unit), row in zip(shown, listed, strict=True):
            assert link.endswith(row["原文位置"]) and link.endswith(
                addresses.fact_place(row["数字编号"])
            )
            factor = {"万元": 10_000, "亿元": 100_000_000}.get(unit, 1)
            assert Decimal(number.replace(",", "")) * factor == Decimal(row["数值"])
            assert row["预算或决算"] in text and row["机构"]


def test_a_part_of_a_body_is_told_from_the_body():
    table = {
        "ju": {"name_zh": "某局", "name_en": "Bureau", "parent": "", "region": ""},
        "zx": {"name_zh": "某中心", "name_en": "", "parent": "ju", "region": ""},
    }
    library = Library({}, {}, {}, table, {}, {})
    compared = comparison_data.Comparison()
    for agency, scope, name in (("ju", "ju", "某局"), ("zx", "zx", "某中心"), ("ju", "", "某站")):
        body = compared._body(agency, scope, name, library)
        told = Names(CHINESE, library, {}).compared(body).striptags()
        said = {"某局": "某局", "某中心": "某中心 属于某局", "某站": "某站 写在某局的文件里"}
        assert told == said[name]
    index = json.loads(comparison_data.index_file(compared, library))["bodies"]
    assert sorted(index["related_en"]) == ["", "named in the documents of Bureau", "part of Bureau"]


def test_no_page_mixes_stages_without_a_mark():
    for page in (site_built.real_site().html / "compare").glob("*/index.html"):
        lines = page.read_text(encoding="utf-8").splitlines()
        figures = [line for line in lines if 'class="mz-fig' in line]
        assert figures and all('class="mz-badge mz-badge--' in line for line in figures)


def test_both_values_of_a_contradiction_are_kept():
    site = site_built.sample_site()
    page = (site.html / "compare/total-expenditure/index.html").read_text(encoding="utf-8")
    assert "138.84" in page and "138.94" in page
    assert page.count(">另</abbr>") == 2


def test_entries_of_lists_are_not_compared():
    made = compared(fact(1), fact(2, concept="project", label_printed="某项目"))
    assert set(made.points) == {"spending"}


def test_a_body_without_id_keeps_its_own_name_and_a_lasting_key():
    made = compared(fact(1), fact(2, scope="下属中心", scope_id=""))
    assert [body.name for body in made.bodies.values()] == ["甲局", "下属中心"]
    keys = list(made.bodies)
    assert keys[0] == "a" and re.fullmatch(r"a\.[0-9a-f]{6}", keys[1])
    assert list(compared(fact(2, scope="下属中心", scope_id="")).bodies) == keys[1:]


def test_points_come_body_by_body_the_latest_first():
    made = compared(
        fact(1, fiscal_year=2018),
        fact(2, stage=Stage.FINAL),
        fact(3),
        fact(4, scope="下属中心", scope_id=""),
    )
    assert [int(point.value) for point in made.of("spending")] == [2, 3, 1, 4]


def test_column_files_are_the_same_each_time():
    facts = [fact(n, fiscal_year=2010 + n % 5) for n in range(1, 20)]
    forward, backward = compared(*facts), compared(*reversed(facts))
    files = [comparison_data.column_file(made.of("spending")) for made in (forward, backward)]
    assert files[0] == files[1]


def test_of_many_points_the_largest_are_drawn_in_their_order():
    made = compared(*(fact(n, fiscal_year=2000 + n) for n in range(1, 9)))
    drawn = comparison_data.largest(made.of("spending"), 3)
    assert [int(point.value) for point in drawn] == [8, 7, 6]
    assert comparison_data.largest(drawn, 3) == drawn


def test_the_chosen_concepts_must_be_known(tmp_path):
    (tmp_path / "compare.yml").write_text("pages: [spending, spendign]\n", encoding="utf-8")
    with pytest.raises(UserError, match="spendign"):
        comparison_data.chosen_concepts(tmp_path, LIBRARY)
    (tmp_path / "compare.yml").write_text("- spending\n", encoding="utf-8")
    with pytest.raises(UserError, match="不完整"):
        comparison_data.chosen_concepts(tmp_path, LIBRARY)


def test_the_files_stay_small():
    """A reader loads the index and one file: both light, also for the concept stated most often."""
    folder = site_built.real_site().html / "compare/data"
    points = {
        path.name: len(json.loads(path.read_text("utf-8")).get("value", []))
        for path in folder.glob("*.json")
    }
    largest = max(points, key=points.get)
    assert (folder / largest).stat().st_size < 1_000 + 150 * points[largest]


def test_every_page_of_comparison_is_offered():
    site = site_built.real_site()
    links = site_html.read(site.html / "compare/index.html").links
    for page in (site.html / "compare").glob("*/index.html"):
        assert f"../compare/{page.parent.name}/" in links
