"""`deploy`: what would change is told first, nothing of others is deleted, failures are explained.

With rsync where it is installed, into folders of this machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from mingzhang.cli import deploy, main
from mingzhang.model import UserError

needs_rsync = pytest.mark.skipif(shutil.which("rsync") is None, reason="no rsync on this machine")


@pytest.fixture
def site(tmp_path) -> Path:
    folder = tmp_path / "clone/site"
    (folder / "data").mkdir(parents=True)
    (tmp_path / "clone/content/disclosures").mkdir(parents=True)
    for name in ("index.html", "index.json", "catalog.jsonld", "data/a b.csv"):
        (folder / name).write_text(name)
    return folder


@pytest.mark.parametrize(
    "target",
    ["", "/", "host:", "host:/", "user@host:/var", "/var", "~", "host:~", "a/..", "host:/a/../b",
     "-e sh", "--rsh=sh", "host:/a:b/c"],
)  # fmt: skip
def test_a_target_that_is_too_wide_or_none_is_refused(target):
    with pytest.raises(UserError, match="请写明网站自己的文件夹"):
        deploy.check_target(target)


@pytest.mark.parametrize(
    "target", ["user@host:/var/www/mz", "host:site", "host:~/site/", "/srv/web/mz", "out"]
)
def test_a_folder_of_its_own_is_taken(target):
    assert deploy.check_target(target) == f"{target.rstrip('/')}/"


def test_without_a_built_site_nothing_is_asked_of_rsync(tmp_path):
    with pytest.raises(UserError, match="还没有做好的网站"):
        deploy.plan(tmp_path, "/srv/web/mz")


def test_without_rsync_the_way_out_is_told(site, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(UserError, match=r"没有安装.*site/ 里的全部文件"):
        deploy.plan(site, "user@host:/srv/web/mz")


@pytest.fixture(params=[pytest.param("rsync", marks=needs_rsync), "by ourselves"])
def way(request, monkeypatch) -> str:
    if request.param != "rsync":
        monkeypatch.setattr(shutil, "which", lambda _name: None)
    return request.param


def test_first_and_second_upload(site, tmp_path, way):
    target = tmp_path / "web"
    first = deploy.plan(site, str(target))
    assert (len(first.new), first.changed, first.deleted) == (4, (), ())
    assert not target.exists()
    deploy.upload(site, str(target))
    assert (target / "data/a b.csv").read_text() == "data/a b.csv"
    assert deploy.plan(site, str(target)).is_empty
    (target / ".well-known").mkdir()
    (target / ".well-known/token").write_text("of the server")
    (site / "index.html").write_text("new words")
    (site / "more.html").write_text("x")
    (site / "data/a b.csv").unlink()
    second = deploy.plan(site, str(target))
    assert second.new == ("more.html",) and second.changed == ("index.html",)
    assert second.deleted == ("data/a b.csv",)
    assert any("删除 data/a b.csv" in line for line in deploy.told(second))
    assert (target / "data/a b.csv").exists()
    deploy.upload(site, str(target))
    assert not (target / "data/a b.csv").exists()
    assert (target / ".well-known/token").read_text() == "of the server"
    # A site rebuilt with the same bytes is not sent again.
    (site / "index.html").write_text("new words")
    assert deploy.plan(site, str(target)).is_empty


def test_a_folder_with_something_else_is_left_alone(site, tmp_path, way):
    target = tmp_path / "home"
    target.mkdir()
    (target / "thesis.docx").write_text("years of work")
    with pytest.raises(UserError, match=r"thesis\.docx.*--adopt"):
        deploy.plan(site, str(target))
    assert deploy.plan(site, str(target), adopt=True).deleted == ("thesis.docx",)
    assert (target / "thesis.docx").exists()


def test_a_copy_that_fails_leaves_no_litter_and_the_old_site(site, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    target = tmp_path / "web"
    deploy.upload(site, str(target))
    before = {p: p.read_bytes() for p in target.rglob("*") if p.is_file()}
    for name in ("index.html", "index.json"):
        (site / name).write_text("new words")
    copyfile = shutil.copyfile

    def full_disk(source: Path, to: Path) -> None:
        copyfile(source, to)
        if source.name == "index.json":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full_disk)
    with pytest.raises(OSError, match="No space"):
        deploy.upload(site, str(target))
    assert {p: p.read_bytes() for p in target.rglob("*") if p.is_file()} == before


def test_folders_of_this_machine_are_told_from_servers():
    is_folder = deploy.deploy_folder.is_folder
    assert is_folder("/mnt/web/") and is_folder("web/") and not is_folder("host:/web/")
    assert is_folder("D:/web/", "nt") and is_folder(r"D:\web", "nt") and not is_folder("D:/web/")
    assert not is_folder("d:web", "nt")


@needs_rsync
def test_a_target_that_cannot_be_written_is_explained(site, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="rsync 没有成功"):
        deploy.plan(site, str(tmp_path / "file/web"))


def test_the_command_asks_before_it_uploads(site, tmp_path, way, capsys, monkeypatch):
    target = tmp_path / "web"
    words = ["deploy", "--no-build", "--root", str(site.parent)]
    assert main.main([*words, str(target)]) == 1
    assert "没有人可以确认" in capsys.readouterr().err and not target.exists()
    assert main.main([*words, "--dry-run", str(target)]) == 0
    assert "新增 4 个文件" in capsys.readouterr().out and not target.exists()
    monkeypatch.setenv("MINGZHANG_DEPLOY_TO", str(target))
    assert main.main([*words, "--yes"]) == 0
    assert "传好了" in capsys.readouterr().out and (target / "index.html").is_file()
    assert main.main([*words, "--yes"]) == 0
    assert "已经是最新的" in capsys.readouterr().out


ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_take_official_actions_by_commit_and_few_rights(path):
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.+)", text)
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in used)
    described = yaml.safe_load(text)
    assert described["permissions"] == {"contents": "read"}
    rights = {name: job.get("permissions", {}) for name, job in described["jobs"].items()}
    assert rights.pop("deploy", {}) in ({}, {"pages": "write", "id-token": "write"})
    # Only the data are written: their branch or release, or the commit that brings them.
    assert rights.pop("data", {}) in ({}, {"contents": "write"})
    assert not any(rights.values())
    # Beside the site, the one that writes runs nothing but git.
    assert path.name != "pages.yml" or "python" not in str(described["jobs"]["data"])


def test_dependabot_looks_after_actions_and_pins():
    described = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text(encoding="utf-8"))
    assert [one["package-ecosystem"] for one in described["updates"]] == ["github-actions", "pip"]


@pytest.mark.parametrize(
    "said", ["错误：site.yml：第 3 行 不对。请改", "something else broke", None]
)
def test_a_failed_build_is_explained_and_nothing_is_published(tmp_path, said):
    jobs = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))[
        "jobs"
    ]
    assert jobs["deploy"]["needs"] == "build"
    steps = {step.get("name", ""): step for step in jobs["build"]["steps"]}
    told = steps["没有做成时，说明原因"]
    assert told["if"] == "failure()"
    if said is not None:
        (tmp_path / "build.log").write_text(f"{said}\n", encoding="utf-8")
    summary = tmp_path / "summary.md"
    env = {**os.environ, "RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(summary)}
    subprocess.run(["bash", "-e", "-c", told["run"]], env=env, check=True, capture_output=True)
    text = summary.read_text(encoding="utf-8")
    assert "已经发布的网站不受影响" in text and (said or "构建没有开始") in text


def test_the_examples_for_other_hosts_are_sound():
    gitlab = yaml.safe_load((ROOT / "build/deploy/gitlab-ci.yml").read_text(encoding="utf-8"))
    assert gitlab["pages"]["artifacts"]["paths"] == ["public"]
    forgejo = yaml.safe_load((ROOT / "build/deploy/forgejo.yml").read_text(encoding="utf-8"))
    (step,) = forgejo["jobs"]["publish"]["steps"]
    subprocess.run(["bash", "-n", "-c", step["run"]], check=True)
    guide = (ROOT / "build/deploy/README.md").read_text(encoding="utf-8")
    heads = {head.lower().replace(" ", "-") for head in re.findall(r"^## (.+)$", guide, re.M)}
    for link in re.findall(r"\]\(([^)]+)\)", guide):
        if link.startswith("#"):
            assert re.sub(r"[、（）]", "", link[1:]) in {re.sub(r"[、（）]", "", h) for h in heads}
        else:
            assert (ROOT / "build/deploy" / link).exists()
