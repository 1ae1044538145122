"""The site over regional ones is made of what they publish, and its search asks their indexes."""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import site_visit
from mingzhang import pipeline
from mingzhang.cli import main, server
from mingzhang.common.progress import Silent
from mingzhang.export import headers
from mingzhang.model import UserError
from mingzhang.paths import Paths
from mingzhang.site.search_index import index as make_index

ROOT = Path(__file__).resolve().parent.parent
PAGE = """<!doctype html><html lang="zh-CN"><title>{title}</title><body>
<a href="../../">首页</a><article data-pagefind-body><span hidden data-pagefind-filter="kind"
 data-pagefind-ignore>机构</span><span hidden data-pagefind-meta="title"
 data-pagefind-ignore>{title}</span><h1>{title}</h1><p>{text}</p></article></body></html>"""
COUNTS = {"figures": 1200, "agreeing": 30, "errors": 2, "warnings": 1}


def regional_site(folder: Path, name: str, bodies: int, text: str) -> None:
    """Write as much of a regional site as the front reads, with an index of its pages."""
    agencies = []
    for number in range(bodies):
        agency = f"{folder.parent.name}-bureau-{number}"
        page = f"agencies/{agency}/"
        title = f"{name}某局{number}"
        agencies.append({"agency": agency, "name_zh": title, "name_en": "", "region": "",
                         "page": page, "json": ""})  # fmt: skip
        (folder / page).mkdir(parents=True)
        html = PAGE.format(title=title, text=text if number == 0 else "没有什么")
        (folder / page / "index.html").write_text(html, encoding="utf-8")
    told = {"counts": COUNTS, "languages": ["zh"], "agencies": agencies,
             "disclosures": [{"fiscal_year": 2020}, {"fiscal_year": 2023}]}  # fmt: skip
    (folder / "index.json").write_text(json.dumps(told), encoding="utf-8")
    make_index(folder)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """Two regions, built and whole."""
    root = tmp_path_factory.mktemp("front")
    shutil.copytree(ROOT / "content/editorial", root / "content/editorial")
    rows = "region,folder,name,name_en,address\n河北省,hebei,,,\n河南省,henan,,,\n"
    (root / "content/editorial/sites.csv").write_text(rows, encoding="utf-8")
    paths = Paths(root, vocab=ROOT / "content/vocab", whole=ROOT)
    regional_site(root / "regions/hebei/site", "河北", 2, "修桥铺路，疏浚运河。")
    regional_site(root / "regions/henan/site", "河南", 1, "修桥铺路，种树养花。")
    assert pipeline.build_front(paths, Silent(), whole=True) == 8
    return paths


def test_the_front_counts_and_leads_to_the_regions(project):
    home = (project.site / "index.html").read_text("utf-8")
    assert 'href="hebei/"' in home and 'href="henan/"' in home and "2,400" in home
    assert "2020—2023年度" in home and "核对 33 处" in home
    english = (project.site / "en/index.html").read_text("utf-8")
    assert 'href="../hebei/"' in english and "Hebei" in english
    listed = (project.site / "agencies/index.html").read_text("utf-8")
    assert listed.count("某局") == 3 and 'href="../henan/agencies/henan-bureau-0/"' in listed
    assert (project.site / "henan/agencies/henan-bureau-0/index.html").is_file()
    for page in project.site.glob("**/index.html"):
        text = page.read_text("utf-8")
        assert "feed.xml" not in text and 'coverage/"' not in text, page
    sites = json.loads((project.site / "sites.json").read_text("utf-8"))
    assert [site["index"] for site in sites] == ["hebei/index.json", "henan/index.json"]
    assert sites[0]["counts"] == {"agencies": 2, "disclosures": 2, **COUNTS}


def test_the_search_asks_all_regions_or_one(project, browser: Any):
    with server.open_server(project.site, 0, site_visit.BASE) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        page = browser.new_page()
        asked, wrong = set(), []
        page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        hits = page.locator(".mz-hit h3 a")
        page.goto(f"{running.address}search/?q=修桥铺路")
        page.wait_for_function("document.querySelectorAll('.mz-hit').length === 2")
        assert set(page.locator(".mz-hit small").all_inner_texts()) == {"河北省", "河南省"}
        page.select_option("select", "henan/")
        page.wait_for_function("document.querySelectorAll('.mz-hit').length === 1")
        assert hits.first.get_attribute("href").endswith("/henan/agencies/henan-bureau-0/")
        page.close()
        running.shutdown()
    assert asked == {urlsplit(running.address).netloc} and wrong == []


def test_a_region_is_built_by_itself(clone, monkeypatch):
    """Up to its packages here: what pages are made of them is the same for any project."""
    rows = "region,folder,name,name_en,address\n盘锦市,panjin,,,\n大洼区,dawa,,,\n"
    (clone / "content/editorial/sites.csv").write_text(rows, encoding="utf-8")
    sources = clone / "sources"
    (clone / "content/disclosures").rename(sources)  # they may lie elsewhere: here an address
    (clone / "content/disclosures").mkdir()
    before = {path: path.stat().st_mtime_ns for path in (clone / "content").rglob("*")}
    command = ["package", "-q", "--root", str(clone), "--region", "大洼区"]
    assert main.main([*command, "--sources", f"file://{sources}"]) == 0
    made = clone / "regions/dawa/datapackages"
    bodies = {"panjin-dawa-grid-management-center", "panjin-dawa-smart-city-center"}
    assert {path.parent.name for path in made.glob("*/datapackage.json")} == {"all", *bodies}
    assert {path: path.stat().st_mtime_ns for path in (clone / "content").rglob("*")} == before
    assert not (clone / "datapackages").exists()


def test_a_region_that_publishes_nothing_is_named(project, tmp_path):
    shutil.copytree(project.root / "content", tmp_path / "content")
    listed = tmp_path / "content/editorial/sites.csv"
    paths = replace(project, root=tmp_path, docs=tmp_path / ".docs", site=tmp_path / "site")
    with pytest.raises(UserError, match="河北省"):
        pipeline.build_front(paths, Silent())
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(project.root / "regions/hebei/site", elsewhere)
    (elsewhere / "index.html").touch()
    with server.open_server(elsewhere, 0, "/") as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        row = f"河北省,hebei,,,{running.address}\n"
        listed.write_text(f"region,folder,name,name_en,address\n{row}", encoding="utf-8")
        pipeline.build_front(paths, Silent())
        running.shutdown()
    assert f'href="{running.address}"' in (paths.site / "index.html").read_text("utf-8")
    origin = running.address.rstrip("/")
    assert f"connect-src 'self' {origin}" in headers.read(paths.site)["Content-Security-Policy"]
