"""The fork: a site for another city from nothing, by the commands that a republisher types.

`init`, settings, `add` of one invented disclosure, `build` with the copied code, a server below a
sub-path, a browser.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import frictionless
import pytest

import factories
import offhost
import site_html
from mingzhang.cli import server
from mingzhang.model import Stage
from mingzhang.synthetic import Generated, Generator, Options

ROOT = Path(__file__).resolve().parent.parent
BASE = "/open/accounts/"
CITY, PROVINCE, CODE = "绍兴市", "浙江省", "330600"
PUBLISHER, ADDRESS = "绍兴看账小组", "https://example.org/open/accounts/"
RED = "#8a1c1c"
FIRST_SITE = re.compile(r"盘锦|Panjin|辽宁|Liaoning|大洼|双台子|兴隆台", re.I)
REGIONS = re.compile(r"data/[^/]+/(data/)?regions\.csv")
AGENCY = "shaoxing-body"
COMPILED = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": os.environ["MINGZHANG_TEST_FOLDER"] + "/compiled",
}
"""What Python compiles is compiled once for all commands, and not beside the copied code."""
PAGES = (
    "", "agencies/", f"agencies/{AGENCY}/", "disclosures/", f"disclosures/{AGENCY}/2023-final/",
    "compare/", "glossary/", "data/", "data/all/", f"data/{AGENCY}/",
    "data/dictionary/", "checks/", "coverage/", "methods/", "about/", "search/", "en/",
    f"en/agencies/{AGENCY}/", "en/data/", "en/about/",
)  # fmt: skip


@dataclass(frozen=True)
class Fork:
    """A finished fork: its folder, the body in it, and what the commands said."""

    root: Path
    body: str
    said: str

    @property
    def site(self) -> Path:
        """The built site."""
        return self.root / "site"


def invented() -> tuple[Generated, str, str]:
    """Make a disclosure of an office of the city; return it with its text and the body's name."""
    generator = Generator(factories.vocabulary())
    options = Options(stage=Stage.FINAL, fiscal_year=2023)
    for seed in range(200):
        made = generator.generate(Random(seed), options)
        place = re.fullmatch(r"(芦汀市)(.+局)", made.body.name)
        if place:
            return made, made.text.replace(place[1], CITY), f"{CITY}{place[2]}"
    raise AssertionError("no seed gives an office of that place")


@pytest.fixture(scope="module")
def fork(tmp_path_factory) -> Fork:
    folder = tmp_path_factory.mktemp("fork")
    root = folder / "site of another city"
    _, text, body = invented()
    file = folder / "决算.txt"
    file.write_text(text, encoding="utf-8")
    said = run(folder, ROOT, "init", str(root), "--region", CODE, "--publisher", PUBLISHER)
    settings = root / "content/editorial/site.yml"
    filled = settings.read_text(encoding="utf-8")
    for key, value in (
        ("address", ADDRESS),
        ("colour_primary", f'"{RED}"'),
        ("colour_accent", '"#0b6b3a"'),
        ("licence", "CC BY-SA 4.0"),
        ("title_en", "Accounts of Shaoxing"),
    ):
        filled, times = re.subn(rf"^{key}:.*$", f"{key}: {value}", filled, flags=re.M)
        assert times == 1
    settings.write_text(filled, encoding="utf-8")
    said += run(root, root, "add", str(file), "--agency", AGENCY, "--name", body)
    said += run(root, root, "build")
    return Fork(root, body, said)


def run(folder: Path, code: Path, *words: str) -> str:
    """Run the command line of the code in a clone, as `python3 build` there would."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "mingzhang", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(code / "build"), **COMPILED},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def texts(fork: Fork) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of all that is published and can be read."""
    readable = {".html", ".json", ".csv", ".md", ".txt", ".xml", ".svg", ".jsonld", ".ttl", ".bib",
                ".js", ".css"}  # fmt: skip
    for path in sorted(fork.site.rglob("*")):
        name = path.relative_to(fork.site).as_posix()
        if path.suffix in readable and not name.startswith("pagefind/"):
            yield name, path.read_text(encoding="utf-8-sig")


def test_the_copied_code_ran_and_read_everything(fork):
    code = "import mingzhang; print(mingzhang.__file__)"
    env = {**os.environ, "PYTHONPATH": str(fork.root / "build")}
    done = subprocess.run([sys.executable, "-P", "-c", code], env=env, capture_output=True)
    assert Path(done.stdout.decode().strip()).is_relative_to(fork.root)
    assert "公开文件 1 份" in fork.said and "未能归类 0 个" in fork.said
    row = (fork.root / "content/vocab/agencies.csv").read_text(encoding="utf-8").splitlines()[1]
    assert row.startswith(f"{AGENCY},{fork.body},,{CODE},")


def test_nothing_of_the_first_site_is_left(fork):
    found = {name: FIRST_SITE.search(text) for name, text in texts(fork)}
    left = {name: match[0] for name, match in found.items() if match and not REGIONS.match(name)}
    assert left == {}
    assert len(found) > 100 and FIRST_SITE.search(dict(texts(fork))["data/all/data/regions.csv"])


def test_the_settings_take_effect_everywhere(fork):
    published = dict(texts(fork))
    home = published["index.html"]
    title = f"{CITY}部门预决算公开"
    assert (
        f"<title>{title}：" in home and f'<meta property="og:site_name" content="{title}">' in home
    )
    assert f'name="description" content="{PROVINCE}{CITY}部门预算、决算公开数据。' in home
    assert f"本站把{PROVINCE}{CITY}公共部门" in home and f"发布者：{PUBLISHER}" in home
    assert "数据许可：CC BY-SA 4.0" in home and fork.body in home
    assert f"--mz-blue: {RED};" in published["assets/colours.css"]
    assert RED in published["assets/mark.svg"] and RED in published["assets/favicon.svg"]
    assert f"--link:{RED}" in published["404.html"]
    assert "署名—相同方式共享 4.0" in published["about/index.html"]
    assert "<title>Accounts of Shaoxing</title>" in published["en/index.html"]
    assert not [name for name, text in published.items() if "<title>Mingzhang" in text]
    assert published["citation.txt"].startswith(f"GB/T 7714\n{PUBLISHER}. {title}")
    described = json.loads(published["data/all/datapackage.json"])
    assert [one["name"] for one in described["licenses"]] == ["CC-BY-SA-4.0"]
    catalogue = published["catalog.ttl"]
    assert f'"{PUBLISHER}"' in catalogue and f'"{PROVINCE}{CITY}"@zh' in catalogue
    assert ADDRESS in catalogue and ADDRESS in published["sitemap.xml"]


def test_every_link_and_anchor_resolves_and_no_other_host_is_asked(fork):
    assert list(site_html.broken_links(fork.site)) == []
    assert list(offhost.scan(fork.site)) == []


def test_the_licences_of_what_the_site_carries_go_along(fork):
    text = (fork.site / "assets/licences.txt").read_text(encoding="utf-8")
    for part, words in (
        ("assets/stylesheets", "Martin Donath"), ("pagefind/", "CloudCannon"),
        ("drawings within pages", "Pictogrammers"), ("assets/, pages", "Mingzhang"),
    ):  # fmt: skip
        assert part in text and words in text, part
    assert text.count("Permission is hereby granted") == 3
    about = (fork.site / "about/index.html").read_text(encoding="utf-8")
    assert "../assets/licences.txt" in about
    # Whatever else lies among the assets is ours, or has to be told of.
    carried = {p.name for p in (fork.site / "assets").iterdir()} - {
        p.name for p in (ROOT / "site_src/assets").iterdir()
    }
    assert carried <= {"licences.txt", "colours.css", "stylesheets", "javascripts", "cards"}


@pytest.mark.parametrize("package", ["all", AGENCY])
def test_the_data_packages_are_valid(fork, package):
    report = frictionless.validate(str(fork.site / "data" / package / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]


@pytest.mark.browser
def test_it_is_browsed_below_a_sub_path(fork, browser):
    wrong: list[str] = []
    with server.open_server(fork.site, 0, BASE) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        here = urlsplit(running.address).netloc
        context = browser.new_context()
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text)
                if said.type in {"error", "warning"} else None)  # fmt: skip
        page.on("request", lambda asked: None if urlsplit(asked.url).netloc in {here, ""}
                else wrong.append(asked.url))  # fmt: skip
        page.on("response", lambda got: wrong.append(got.url) if got.status >= 400 else None)
        for address in PAGES:
            page.goto(running.address + address)
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 844})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert page.locator("h1").count() == 1, address
        page.goto(running.address)
        assert CITY in page.locator("main").inner_text()
        button = page.locator(".mz-hero__search button")
        assert button.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(138, 28, 28)"
        page.locator("#mz-home-q").fill(fork.body)
        button.click()
        page.locator(".mz-hit a").get_by_text(fork.body, exact=True).first.click()
        page.wait_for_url(f"**{BASE}agencies/{AGENCY}/**")
        page.goto(running.address + "compare/?concept=running_costs")
        page.locator("[data-mz-compare][data-mz-state='ready']").wait_for()
        assert fork.body in page.locator("[data-mz-part='rows']").inner_text()
        page.locator("#common ~ ul a").first.click()
        assert fork.body in page.locator("table").first.inner_text()
        context.close()
        running.shutdown()
    assert wrong == []
