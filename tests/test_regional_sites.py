"""A project is cut by region: each body is in one site, and each site is a project of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mingzhang import content, vocab
from mingzhang.common.progress import Silent
from mingzhang.common.site_settings import settings
from mingzhang.content import regional
from mingzhang.export.headers import policy
from mingzhang.model import UserError, UserErrors
from mingzhang.paths import Paths
from mingzhang.pipeline import parse_all
from mingzhang.vocab import regional_sites

ROOT = Path(__file__).resolve().parent.parent
HEAD = "region,folder,name,name_en,address\n"
CITY, DISTRICT = "panjin-business-environment-department", "panjin-dawa-smart-city-center"


@pytest.fixture(scope="module")
def vocabulary() -> vocab.Vocabulary:
    return vocab.load(ROOT / "content/vocab")


@pytest.fixture
def project(tmp_path: Path) -> Paths:
    """The project's own sources, with an empty list of sites."""
    shutil.copytree(ROOT / "content/editorial", tmp_path / "content/editorial")
    shutil.copytree(ROOT / "content/disclosures", tmp_path / "content/disclosures")
    return Paths(tmp_path, vocab=ROOT / "content/vocab")


def listed(project: Paths, rows: str) -> None:
    (project.editorial / regional_sites.FILE).write_text(HEAD + rows, encoding="utf-8")


def test_a_body_belongs_to_the_narrowest_region_around_it(project, vocabulary):
    listed(project, "辽宁,liaoning,,,\n211104,dawa,,,\n,others,其他,,https://b.example.org/x\n")
    sites = regional_sites.read(project.editorial, vocabulary.regions)
    assert [(site.name, site.place) for site in sites] == [
        ("辽宁省", "liaoning/"),
        ("辽宁省盘锦市大洼区", "dawa/"),
        ("其他", "https://b.example.org/x/"),
    ]
    agencies = vocabulary.agencies.values()
    belongs = regional_sites.of_bodies(agencies, sites, vocabulary.regions)
    assert belongs[CITY] == sites[0] and belongs[DISTRICT] == sites[1]
    assert regional_sites.chosen("大洼区", sites, vocabulary.regions) == sites[1]
    with pytest.raises(UserError, match="辽宁省（liaoning）"):
        regional_sites.chosen("河南", sites, vocabulary.regions)


def test_all_that_is_wrong_with_the_list_is_told(project, vocabulary):
    first = "某省,a,,,\n朝阳区,b,,,\n盘锦市,agencies,,,\n大洼区,A B,,,\n"
    others = "盘锦市,c,,,\n盘锦,d,,,\n北京市,c,,,\n,e,,,\n天津市,f,,,b.example.org\n"
    listed(project, first + others)
    with pytest.raises(UserErrors) as caught:
        regional_sites.read(project.editorial, vocabulary.regions)
    lines = [error.problem for error in caught.value.errors]
    assert [line.split("：")[0] for line in lines] == [
        f"第 {number} 行" for number in (2, 3, 4, 5, 7, 8, 9, 10)
    ]


def test_a_regional_site_has_its_own_bodies_and_settings(project, vocabulary):
    listed(project, "盘锦市,panjin,,,\n大洼区,dawa,,,\n")
    written = project.editorial / "site.yml"
    text = written.read_text("utf-8").replace('address: ""', "address: https://a.example.org/m", 1)
    written.write_text(text, encoding="utf-8")
    own = project.editorial / "regions/dawa"
    own.mkdir(parents=True)
    (own / "site.yml").write_text("contact: a@example.org\n", encoding="utf-8")
    (own / "about.md").write_text("---\ntitle: 关于大洼\n---\n", encoding="utf-8")
    (project.editorial / "redirects.csv").write_text(
        f"old,new,reason\nold-dawa,older-dawa,\nolder-dawa,{DISTRICT},\n"
        f"old-city-2018-final,{CITY}-2018-final,\n", "utf-8",
    )  # fmt: skip
    made = regional.project(project, "大洼区")
    chosen = settings(made.editorial)
    assert chosen.title == "明账·辽宁省盘锦市大洼区" and chosen.contact == "a@example.org"
    assert chosen.address == "https://a.example.org/m/dawa/"
    assert chosen.front == "https://a.example.org/m"
    assert "关于大洼" in (made.editorial / "about.md").read_text("utf-8")
    assert not (made.editorial / regional_sites.FILE).exists()
    moved = (made.editorial / "redirects.csv").read_text("utf-8").splitlines()
    assert [row.split(",")[0] for row in moved] == ["old", "old-dawa", "older-dawa"]
    assert made.site == project.root / "regions/dawa/site" and made.cache != project.cache
    found = {one.source.agency for one in parse_all(made, Silent()).disclosures}
    assert found == {DISTRICT, "panjin-dawa-grid-management-center"}
    city = regional.project(project, "panjin")
    other, _ = content.load_sound(city.disclosures, vocabulary, city.bodies)
    assert not found & {source.agency for source in other}
    assert len({source.agency for source in other} | found) == 5


def test_no_body_is_forgotten_and_no_site_is_empty(project):
    listed(project, "大洼区,dawa,,,\n")
    with pytest.raises(UserError, match=CITY):
        regional.project(project, "dawa")
    listed(project, "盘锦市,panjin,,,\n北京市,beijing,,,\n")
    with pytest.raises(UserError, match="北京市"):
        regional.project(project, "北京")


def test_only_hosts_of_regional_sites_may_be_asked():
    assert "connect-src" not in policy([])
    assert "connect-src 'self' https://b.example.org;" in policy([], ["https://b.example.org"])


def test_a_title_too_long_for_its_region_is_the_region_alone(project):
    listed(project, "双台子区,shuangtaizi,,,\n,others,其他,Others,\n")
    told = settings(regional.project(project, "双台子区").editorial)
    assert told.title == "明账·辽宁省盘锦市双台子区"
    assert told.title_en == "Shuangtaizi District, Panjin City, Liaoning Province"
