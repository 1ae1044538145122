"""`upgrade`: a project of a version before gets the new program, keeps its own, and can go back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mingzhang import pipeline, starter
from mingzhang.cli import main
from mingzhang.common.progress import Silent
from mingzhang.model import UserError
from mingzhang.paths import Paths
from mingzhang.starter import upgrade

pytestmark = pytest.mark.build
ACCOUNT = """甲市财政局2023年度部门决算

一、收入支出决算总体情况说明
甲市财政局2023年度收入总计100.00万元，支出总计100.00万元。

二、支出决算情况说明
本年支出合计100.00万元，其中：基本支出60.00万元，占60%；自有支出40.00万元，占40%。
"""


def published(place: Path) -> Path:
    """A project of today with one account, whose published figures are those of its own words."""
    starter.start(place, starter.Wanted("甲市"))
    file = place.parent / "决算.txt"
    file.write_text(ACCOUNT, encoding="utf-8")
    words = ["--agency", "jia-finance", "--name", "甲市财政局", "--root", str(place), "-q"]
    assert main.main(["add", str(file), *words]) == 0
    put(place, "labels.csv", "label,concept,context,unit,stage", "基本支出,project_expenditure,,,")
    pipeline.build_packages(Paths(place), Silent())
    return place


def put(place: Path, name: str, *rows: str) -> None:
    text = "\n".join(rows) + "\n"
    (place / "content/vocab" / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as the version before laid it out: templates at the root, all vocabularies copied.

    Of its vocabularies, one label leads elsewhere, some words were not known yet, and a label is
    the person's own.
    """
    place = published(tmp_path_factory.mktemp("former") / "project")
    knowledge = place / "build/mingzhang/knowledge"
    for name in upgrade.FORMER:
        (knowledge / name).rename(place / name)
    bodies = (place / "content/vocab/agencies.csv").read_bytes()
    shutil.rmtree(place / "content/vocab")
    (knowledge / "content/vocab").rename(place / "content/vocab")
    shutil.rmtree(knowledge)
    (place / "content/vocab/agencies.csv").write_bytes(bodies)
    labels = place / "content/vocab/labels.csv"
    text = labels.read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.startswith("基本支出,basic_expenditure,,,"))
    text = (
        text.replace(line, line.replace("basic", "project")) + "自有支出,project_expenditure,,,\n"
    )
    labels.write_text(text, encoding="utf-8")
    words = place / "content/vocab/grammar/words.csv"
    rows = words.read_text(encoding="utf-8").splitlines(keepends=True)
    words.write_text("".join(one for one in rows if not one.startswith("counted,")), "utf-8")
    (place / "build/mingzhang/__init__.py").write_text('__version__ = "0.0.9"\n', encoding="utf-8")
    (place / "content/editorial/about.md").write_text("# 关于\n\n自己写的。\n", encoding="utf-8")
    return place


@pytest.fixture
def project(former: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(former, tmp_path / "project"))


def files(place: Path) -> dict[str, bytes]:
    found = (path for path in place.rglob("*") if path.is_file())
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in found}


def test_what_would_change_is_told_and_nothing_is_changed(project, capsys):
    before = files(project)
    assert main.main(["upgrade", "--root", str(project), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "jia-finance-2023-final：改动 4\n" in told
    assert (
        "2023年决算 基本支出（甲市财政局" in told
        and "改为“基本支出”（`basic_expenditure`）" in told
    )
    assert "labels.csv：1 行与程序不同（基本支出），改用程序的" in told
    assert "labels.csv：留下您自己的 1 行（自有支出）" in told
    assert files(project) == before


def test_the_project_keeps_its_own_and_has_the_new_program(project, capsys):
    before = files(project)
    assert main.main(["build", "--root", str(project)]) == 1
    assert "mingzhang upgrade" in capsys.readouterr().err
    assert main.main(["upgrade", "--root", str(project), "--yes", "-q"]) == 0
    now = files(project)
    for name, data in before.items():
        if name.startswith(("content/disclosures", "content/editorial", "datapackages")):
            assert now[name] == data, name
    assert now["content/vocab/agencies.csv"] == before["content/vocab/agencies.csv"]
    assert now["content/vocab/labels.csv"].decode() == (
        "label,concept,context,unit,stage\n自有支出,project_expenditure,,,\n"
    )
    vocabularies = {name for name in now if name.startswith("content/vocab/")}
    assert vocabularies == {"content/vocab/agencies.csv", "content/vocab/labels.csv"}
    assert not any((project / name).exists() for name in upgrade.FORMER)
    starter.put_program(project.parent / "new")
    program = {n: d for n, d in files(project.parent / "new").items() if n.startswith("build/")}
    assert {name: data for name, data in now.items() if name.startswith("build/")} == program
    pipeline.build_packages(Paths(project), Silent())
    facts = (project / "datapackages/jia-finance/data/facts.csv").read_text(encoding="utf-8")
    assert ",basic_expenditure," in facts and ",project_expenditure," in facts


def test_it_goes_back_to_the_byte_but_for_bodies_added_since(project):
    before = files(project)
    assert main.main(["upgrade", "--root", str(project), "--yes", "-q"]) == 0
    bodies = project / "content/vocab/agencies.csv"
    bodies.write_text(bodies.read_text(encoding="utf-8") + "yi,乙" + "," * 11 + "\n", "utf-8")
    assert main.main(["upgrade", "--root", str(project), "--undo", "-q"]) == 0
    now = files(project)
    assert now.pop("content/vocab/agencies.csv").endswith("yi,乙,,,,,,,,,,,\n".encode())
    before.pop("content/vocab/agencies.csv")
    assert now == before
    assert main.main(["upgrade", "--root", str(project), "--undo"]) == 1


def test_a_failure_leaves_the_project_as_it_was(project, monkeypatch):
    before = files(project)
    rename = Path.rename

    def full_disk(self: Path, target: Path) -> Path:
        if "fresh" in self.parts and self.name == "vocab":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full_disk)
    assert main.main(["upgrade", "--root", str(project), "--yes", "-q"]) == 1
    assert files(project) == before


def test_the_repository_of_the_program_is_not_upgraded(repo_root):
    with pytest.raises(UserError, match="git pull"), upgrade.prepared(Paths(repo_root), Silent()):
        pass
