"""`init`: a project folder from nothing, whole or not at all, empty yet friendly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import site_html
from mingzhang import paths, pipeline, starter
from mingzhang.cli import main
from mingzhang.common.progress import Silent
from mingzhang.common.site_settings import Settings, settings
from mingzhang.model import UserError, UserErrors
from mingzhang.paths import Paths

ROOT = Path(__file__).resolve().parent.parent
OF_THE_FIRST_SITE = re.compile(r"盘锦|辽宁|Panjin|Liaoning|大洼|双台子|兴隆台")


def make(folder: Path, *words: str) -> int:
    return main.main(["init", str(folder), *words])


def test_a_code_names_the_region_and_the_site(tmp_path, capsys):
    assert make(tmp_path / "new", "--region", "330600", "--publisher", '甲"乙\\') == 0
    chosen = settings(tmp_path / "new/content/editorial")
    assert chosen == Settings(
        title="绍兴市部门预决算公开",
        tagline=settings(ROOT / "content/editorial").tagline,
        region="浙江省绍兴市",
        publisher='甲"乙\\',
    )
    assert "python3 build add" in capsys.readouterr().out


def test_all_that_a_build_needs_is_there_and_nothing_of_the_first_site(tmp_path):
    place = tmp_path / "new"
    starter.start(place, starter.Wanted("甲市的账", region="甲市"))
    for name in ("build/__main__.py", *starter.FILES, "README.md", "CONTRIBUTING.md"):
        assert (place / name).exists(), name
    assert not (place / "build/__init__.py").exists() and not list(place.rglob("__pycache__"))
    assert [p.name for p in (place / "content/disclosures").iterdir()] == ["README.md"]
    assert len((place / "content/vocab/agencies.csv").read_text().splitlines()) == 1
    assert {p.name for p in (place / "content/vocab").iterdir()} == {"README.md", "agencies.csv"}
    assert {p.name for p in place.iterdir()} == {
        "build", "content", ".github", "README.md", "CONTRIBUTING.md",
        *(name for name in starter.FILES if "/" not in name),
    }  # fmt: skip
    for name in starter.KNOWLEDGE:
        assert (place / "build/mingzhang/knowledge" / name).exists(), name
    for file in (
        p
        for p in place.rglob("*")
        if p.suffix in {".md", ".yml", ".j2", ".js", ".html", ".R", ".sql"}
    ):
        assert not OF_THE_FIRST_SITE.search(file.read_text(encoding="utf-8")), file
    assert "甲市的账" in (place / "README.md").read_text(encoding="utf-8")


def test_the_links_of_its_readme_lead_somewhere(tmp_path, monkeypatch):
    place = tmp_path / "new"
    starter.start(place, starter.Wanted("甲"))
    for page in ("README.md", "CONTRIBUTING.md", "content/disclosures/README.md"):
        text = (place / page).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            if not link.startswith("http"):
                assert ((place / page).parent / link).exists(), (page, link)


@pytest.mark.parametrize("given", ["full", "a file", "inside"])
def test_a_place_that_is_not_free_is_left_alone(tmp_path, given, capsys):
    place = ROOT / "content" / "new" if given == "inside" else tmp_path / "new"
    if given == "full":
        place.mkdir()
        (place / "mine.txt").write_text("x")
    if given == "a file":
        place.write_text("x")
    assert make(place, "--title", "甲") == 1
    told = capsys.readouterr().err
    assert told.startswith("错误：") and "。请" in told
    assert sorted(p.name for p in tmp_path.rglob("*")) in ([], ["new"], ["mine.txt", "new"])
    assert not (ROOT / "content/new").exists()


def test_an_empty_folder_in_which_somebody_stands_is_filled(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert make(Path(), "--title", "甲") == 0
    assert (Path.cwd() / "content/editorial/site.yml").is_file()
    assert not list(tmp_path.glob(".*.new-*"))


@pytest.mark.parametrize("there", [False, True])
def test_a_failure_leaves_nothing(tmp_path, monkeypatch, there):
    place = tmp_path / "new"
    if there:
        place.mkdir()
    rename = Path.rename

    def full_disk(self: Path, target: Path) -> Path:
        if self.name == "content" or Path(target).name == "new":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full_disk)
    with pytest.raises(OSError, match="No space"):
        starter.start(place, starter.Wanted("甲"))
    assert [p.name for p in tmp_path.iterdir()] == (["new"] if there else [])
    assert not there or list(place.iterdir()) == []


def test_wrong_texts_are_told_without_a_file_that_is_gone(tmp_path, capsys):
    assert make(tmp_path / "new", "--title", "长" * 50, "--address", "example.org") == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2 and all(line.startswith("错误：网站设置：") for line in told)
    assert list(tmp_path.iterdir()) == []


def test_a_code_that_is_none_is_refused(tmp_path):
    with pytest.raises(UserError, match="没有行政区划代码 999999"):
        starter.region_names("999999", ROOT / "content/vocab/regions.csv")


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("绍兴", ("浙江省", "绍兴市")),
        ("绍兴市", ("浙江省", "绍兴市")),
        ("浙江省绍兴市", ("浙江省", "绍兴市")),
        ("广西", ("广西壮族自治区",)),
        ("甲市", ("甲市",)),
        ("", ("",)),
    ],
)
def test_a_region_is_understood_by_its_name(given, names):
    assert starter.region_names(given, ROOT / "content/vocab/regions.csv") == names


def test_a_name_of_several_regions_is_asked_back():
    with pytest.raises(UserError, match="不止一处"):
        starter.region_names("城区", ROOT / "content/vocab/regions.csv")


def test_what_was_not_given_is_asked():
    asked = []

    def ask(question: str, offered: str) -> str:
        asked.append((question, offered))
        return "440300" if "地区" in question else offered

    wanted = starter.settled({"title": "", "region": "", "publisher": "", "address": ""}, ask)
    assert wanted == starter.Wanted("深圳市部门预决算公开", region="广东省深圳市")
    assert [offered for _, offered in asked] == ["", "深圳市部门预决算公开", ""]


def test_code_without_its_knowledge_says_what_is_needed(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "site-packages/mingzhang")
    with pytest.raises(UserError, match=r"安装得不完整.*下载明账的整个项目"):
        starter.start(tmp_path / "new", starter.Wanted("甲"))


def test_the_guide_keeps_what_concerns_content():
    guide = starter.content_guide((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert "corrections.yml" in guide and "labels.csv" in guide
    assert "pytest" not in guide and "python3 build test" not in guide
    with pytest.raises(ValueError, match="lacks"):
        starter.content_guide("# 参与\n\n## 别的\n")


def test_a_site_without_any_disclosure_is_built_and_says_so(tmp_path):
    place = tmp_path / "new"
    starter.start(place, starter.Wanted("甲市的账", region="甲市"))
    summary = pipeline.build(Paths(place), Silent())
    assert summary.disclosures == 0 and summary.pages
    for page in ("", "agencies/", "disclosures/", "compare/", "glossary/", "checks/", "data/"):
        text = (place / "site" / page / "index.html").read_text(encoding="utf-8")
        assert "还没有收录公开文件" in text, page
    home = (place / "site/index.html").read_text(encoding="utf-8")
    assert "本站把甲市公共部门" in home and "NaN" not in home
    assert "No documents yet" in (place / "site/en/index.html").read_text(encoding="utf-8")
    assert list(site_html.broken_links(place / "site")) == []


def test_settings_that_are_wrong_stop_the_build_with_every_problem(tmp_path):
    place = tmp_path / "new"
    starter.start(place, starter.Wanted("甲"))
    (place / "content/editorial/site.yml").write_text("titel: 甲\nlicence: x\n")
    with pytest.raises(UserErrors) as caught:
        pipeline.build(Paths(place), Silent())
    assert len(caught.value.errors) == 2
    assert not (place / "site").exists() and not (place / "datapackages").exists()
