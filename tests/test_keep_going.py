"""`--keep-going`: what a file or body breaks is left out and told; by default nothing is built."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from mingzhang import package, parsing, pipeline
from mingzhang.cli import build_commands, main
from mingzhang.common import defects
from mingzhang.common.progress import Silent
from mingzhang.model import UserErrors
from mingzhang.paths import Paths
from test_pipeline import folders


def spoiled(clone: Path) -> tuple[Paths, list[str]]:
    """Break the metadata of the first disclosure and register the second under another year."""
    first, second, *others = folders(clone)
    (first / "source.yml").write_text("file: [", "utf-8")
    described = second / "source.yml"
    described.write_text(described.read_text("utf-8").replace("final", "budget"), "utf-8")
    return Paths(clone), [f"{one.parent.name}-{one.name}" for one in others]


def test_one_bad_disclosure_stops_all_unless_a_person_says_to_go_on(clone):
    paths, sound = spoiled(clone)
    with pytest.raises(UserErrors):
        pipeline.parse_all(paths, Silent())
    work = pipeline.parse_all(paths, Silent(), keep_going=True)
    assert [one.source.disclosure for one in work.disclosures] == sound
    assert {Path(error.file).parent for error in work.left_out} == set(folders(clone)[:2])
    told = pipeline.summarise(work)
    assert (told.disclosures, told.left_out) == (len(sound), work.left_out)


def test_nothing_is_built_of_nothing(clone):
    for folder in folders(clone):
        (folder / "source.yml").write_text("file: [", "utf-8")
    with pytest.raises(UserErrors):
        pipeline.parse_all(Paths(clone), Silent(), keep_going=True)


STAGES = {
    "读取登记": (pipeline.content, "load_folder"),
    "读取": (parsing.read, "read_whole"),
    "解析": (parsing.parse, "parse"),
    "核对登记": (parsing.registered, "unconfirmed"),
}
"""Stages at which one disclosure may fail, with what does the work."""
FAULTS = {
    "ours": (ZeroDivisionError("ours"), "程序内部出错（ZeroDivisionError: ours"),
    "no permission": (
        PermissionError(13, "Permission denied", "附表.xlsx"),
        "没有权限（附表.xlsx）",
    ),
    "disk full": (OSError(28, "No space left on device"), "磁盘满了"),
    "no memory": (MemoryError(), "内存不够"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_failed_is_named_and_no_fault_of_the_machine_is_called_ours(fault):
    error, words = FAULTS[fault]
    told = defects.defect("原文.txt", "读取", error)
    assert words in told.problem and told.file == "原文.txt" and told.remedy
    assert ("缺陷" in told.remedy) == (fault == "ours")


@pytest.mark.parametrize("stage", STAGES)
def test_a_disclosure_at_which_a_stage_fails_is_named(clone, monkeypatch, stage):
    owner, name = STAGES[stage]
    error, words = FAULTS["ours"]
    failing, _, *others = folders(clone)
    for folder in others:
        shutil.rmtree(folder)
    real = getattr(owner, name)

    def fails(one, *rest):
        if failing.parent.name in repr(one)[:2000]:
            raise error
        return real(one, *rest)

    monkeypatch.setattr(owner, name, fails)
    work = pipeline.parse_all(Paths(clone), Silent(), keep_going=True)
    (left,) = work.left_out
    assert failing.parent.name in left.file and words in left.problem
    assert stage in left.problem or stage in ("读取", "解析")  # told from the frames of the fault
    assert len(work.disclosures) == 1
    with pytest.raises(UserErrors) as told:
        pipeline.parse_all(Paths(clone), Silent())
    assert [str(one) for one in told.value.errors] == [str(left)]


def test_an_answer_to_no_finding_leaves_its_body_out(clone):
    first, _, *others = folders(clone)
    for folder in others:
        shutil.rmtree(folder)
    (first / "errata.yml").write_text("- finding: none-1\n  status: asked\n", "utf-8")
    work = pipeline.parse_all(Paths(clone), Silent())
    with pytest.raises(UserErrors, match="none-1"):
        pipeline.check_all(work, Silent())
    done = pipeline.check_all(work, Silent(), keep_going=True)
    assert first.parent.name not in {one.source.agency for one in done.disclosures}
    assert len(done.left_out) == 1 and done.findings


@pytest.mark.parametrize("place", ["vocab/linked.csv", "editorial/about.md"])
def test_links_out_of_the_project_are_refused(clone, tmp_path, place):
    (tmp_path / "secret").write_text("secret", "utf-8")
    (clone / "content" / place).unlink(missing_ok=True)
    (clone / "content" / place).symlink_to(tmp_path / "secret")
    with pytest.raises(UserErrors, match="文件夹之外的链接"):
        pipeline.parse_all(Paths(clone), Silent(), keep_going=True)


@pytest.mark.parametrize("stage", ["check", "derive"])
def test_a_body_that_our_checks_fail_at_is_left_out(clone, monkeypatch, stage):
    work = pipeline.parse_all(Paths(clone), Silent())
    failing = work.disclosures[0].source.agency
    real = getattr(pipeline.check, stage)

    def fails(body, vocabulary):
        assert body[0].source.agency != failing, "ours"
        return real(body, vocabulary)

    monkeypatch.setattr(pipeline.check, stage, fails)
    with pytest.raises(defects.BodyError, match="核对时程序内部出错（AssertionError: ours"):
        pipeline.check_all(work, Silent())
    done = pipeline.check_all(work, Silent(), keep_going=True)
    assert {one.source.agency for one in work.disclosures} - {failing} == {
        one.source.agency for one in done.disclosures
    }
    assert [error.file for error in done.left_out] == [failing]
    assert done.findings and not any(one.disclosure.startswith(failing) for one in done.findings)


@pytest.fixture
def checked(clone):
    """All that is to be published, the place for it, and a body that will fail."""
    work = pipeline.check_all(pipeline.parse_all(Paths(clone), Silent()), Silent())
    places = {name: clone / name for name in ("datapackages", "docs", "site")}
    for folder in places.values():
        folder.mkdir(exist_ok=True)
    return work, replace(Paths(clone), **places), work.disclosures[0].source.agency


def published_without(failing, work, paths):
    done, pages = pipeline._publish(work, paths, Silent(), keep_going=True)
    assert pages == 7 and [error.file for error in done.left_out] == [failing]
    bodies = {one.source.agency for one in done.disclosures}
    assert {one.parent.name for one in paths.datapackages.glob("*/data")} == {*bodies, "all"}


def test_a_body_whose_package_fails_is_left_out(checked, monkeypatch):
    work, paths, failing = checked
    real = package._write_agency

    def fails(agency, *rest):
        assert agency != failing, "ours"
        real(agency, *rest)

    monkeypatch.setattr(package, "_write_agency", fails)
    monkeypatch.setattr(pipeline, "make_site", lambda *_: 7)
    published_without(failing, work, paths)
    with pytest.raises(defects.BodyError, match=failing):
        pipeline._publish(work, paths, Silent(), keep_going=False)


def test_a_body_whose_pages_fail_is_left_out_of_the_packages_too(checked, monkeypatch):
    work, paths, failing = checked

    def fails(*_):
        if (paths.datapackages / failing).exists():
            (paths.site / "half.html").write_text("", "utf-8")
            raise defects.BodyError(failing, "ours", "ours")
        return 7

    monkeypatch.setattr(pipeline, "make_site", fails)
    published_without(failing, work, paths)
    assert not any(paths.site.iterdir())


def test_what_was_left_out_is_told_with_its_own_exit_code(clone, monkeypatch, capsys):
    spoiled(clone)
    monkeypatch.setattr(pipeline, "make_site", lambda *_: 7)
    words = ["build", "-q", "--keep-going", "--root", str(clone)]
    assert main.main(words) == build_commands.LEFT_OUT == 3
    said = capsys.readouterr().err
    assert "有 2 处出错" in said and said.count("错误：") == 2
    assert main.main(["build", "-q", "--root", str(clone)]) == 1
