"""The web-only route: every edit on GitHub's pages is built, kept, and its change log is right.

The workflow's steps run here in order, on a bare repository. Its actions are played: a checkout is
a clone, artifacts lie in the runner's folder. `python3 build` is the code that runs the tests and
stops at the packages: copied code, environments and sites are made by other tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from mingzhang import starter

pytestmark = pytest.mark.build
ROOT = Path(__file__).resolve().parent.parent
BODY = "jia-finance,甲市财政局" + "," * 11 + "\n"
SOURCE = """file: 决算.txt
agency: jia-finance
fiscal_year: {year}
stage: final
language: zh-CN
title: 甲市财政局{year}年度部门决算
source_url: ""
published_on: ""
"""
ACCOUNT = """甲市财政局{year}年度部门决算

一、收入支出决算总体情况说明
甲市财政局{year}年度收入总计100.00万元，支出总计100.00万元。
"""
GIT = ("-c", "user.name=甲", "-c", "user.email=jia@localhost")


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", folder, *GIT, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Run:
    """A run of the workflow: what each job came to, and what its summary says."""

    results: dict[str, str] = field(default_factory=dict)
    summary: str = ""


class Hub:
    """A bare repository with its web page and its runners."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bare = folder / "site.git"
        self.runs = 0
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", self.bare], check=True)
        shim = folder / "bin/python3"
        shim.parent.mkdir()
        shim.write_text(
            "#!/bin/sh\n"
            '[ "$*" = build ] || exit 9\n'
            f'PYTHONPATH="{ROOT / "build"}" exec "{sys.executable}" -P -m mingzhang package\n'
        )
        shim.chmod(0o755)

    def edit(self, files: dict[str, str]) -> None:
        """Commit files as the web page does."""
        clone = self.clone("web")
        for name, text in files.items():
            path = clone / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        git(clone, "add", "--all")
        git(clone, "commit", "-qm", "Add files via upload")
        git(clone, "push", "-q", "origin", "HEAD:main")

    def clone(self, name: str) -> Path:
        place = self.folder / f"{name}-{len(list(self.folder.iterdir()))}"
        subprocess.run(["git", "clone", "-q", self.bare, place], check=True, capture_output=True)
        return place

    def read(self, name: str) -> str:
        return git(self.bare, "show", f"main:{name}")

    def run(self, *, pages: bool = True) -> Run:
        """Run the workflow on the newest commit; without `pages` they were never switched on."""
        self.runs += 1
        told = Run()
        temp = self.folder / f"temp-{self.runs}"
        temp.mkdir()
        workflow = yaml.safe_load(self.read(".github/workflows/pages.yml"))
        outputs: dict[str, str] = {}
        for name, job in workflow["jobs"].items():
            needed = job.get("needs", [])
            needed = [needed] if isinstance(needed, str) else needed
            met = all(told.results[other] == "success" for other in needed)
            changed = outputs.get("changed") == "true"
            if not met or not self._holds(job.get("if", ""), changed, failed=False):
                told.results[name] = "skipped"
                continue
            told.results[name] = "success"
            place = self.folder
            for step in job["steps"]:
                failed = told.results[name] == "failure"
                if failed and step.get("if") != "failure()":
                    continue
                if not self._holds(step.get("if", ""), changed, failed=failed):
                    continue
                uses = step.get("uses", "")
                if uses.startswith("actions/checkout@"):
                    place = self.clone("runner")
                elif uses.startswith("actions/configure-pages@"):
                    told.results[name] = "success" if pages else "failure"
                elif "run" in step and self._step(step["run"], place, temp):
                    told.results[name] = "failure"
            output = temp / "output"
            lines = output.read_text("utf-8").splitlines() if output.exists() else []
            outputs |= dict(line.split("=", 1) for line in lines)
        summary = temp / "summary.md"
        told.summary = summary.read_text(encoding="utf-8") if summary.exists() else ""
        return told

    def _holds(self, condition: str, changed: bool, *, failed: bool) -> bool:
        """Decide a condition; one that nobody thought of here fails the test."""
        return {
            "": True,
            "failure()": failed,
            "steps.data.outputs.changed == 'true'": changed,
            "needs.build.outputs.changed == 'true'": changed,
        }[condition]

    def _step(self, script: str, place: Path, temp: Path) -> int:
        known = {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(temp),
            "GITHUB_STEP_SUMMARY": str(temp / "summary.md"),
            "GITHUB_OUTPUT": str(temp / "output"),
            "GITHUB_SHA": git(self.bare, "rev-parse", "main").strip(),
            "GITHUB_REF_NAME": "main",
        }
        command = ["bash", "-e", "-c", script]
        done = subprocess.run(command, cwd=place, env={**os.environ, **known}, capture_output=True)
        return done.returncode


def test_each_edit_is_built_and_kept_and_a_slip_changes_nothing(tmp_path):
    hub = Hub(tmp_path)
    start = tmp_path / "start"
    starter.start(start, starter.Wanted("甲市"))
    git(start, "init", "-q", "-b", "main")
    git(start, "add", "--all")
    git(start, "commit", "-qm", "开始")
    git(start, "push", "-q", str(hub.bare), "main")

    folder = "content/disclosures/jia-finance/2023-final"
    bodies = hub.read("content/vocab/agencies.csv") + BODY
    hub.edit({
        "content/vocab/agencies.csv": bodies,
        f"{folder}/决算.txt": ACCOUNT.format(year=2023),
        f"{folder}/source.yml": SOURCE.format(year=2023),
    })  # fmt: skip
    # Pages were not switched on: the site is made, and it is told in Chinese what to do.
    first = hub.run(pages=False)
    assert first.results == {"build": "success", "deploy": "failure", "data": "skipped"}
    assert "没有发布出去" in first.summary and "Settings → Pages" in first.summary
    again = hub.run()
    assert set(again.results.values()) == {"success"}
    assert "已在 jia-finance/2023-final 的 source.yml 补上 sha256" in again.summary
    assert "\nsha256: " in hub.read(f"{folder}/source.yml")
    log = hub.read("datapackages/all/CHANGELOG.md")
    assert "## 第 1 版" in log and "首次收录 1 份公开文件" in log and "第 2 版" not in log
    assert "盘锦" not in log and "不再收录" not in log

    # Nothing new: nothing is committed. Then another year, and a slip.
    head = git(hub.bare, "rev-parse", "main")
    assert hub.run().results["data"] == "skipped" and git(hub.bare, "rev-parse", "main") == head
    other = folder.replace("2023", "2024")
    slipped = SOURCE.format(year=2024).replace("fiscal_year: 2024", "fiscal_year:")
    hub.edit({
        f"{other}/决算.txt": ACCOUNT.format(year=2024),
        f"{other}/source.yml": slipped,
    })  # fmt: skip
    head = git(hub.bare, "rev-parse", "main")
    slip = hub.run()
    assert slip.results == {"build": "failure", "deploy": "skipped", "data": "skipped"}
    assert "网站没有更新" in slip.summary and "2024-final/source.yml" in slip.summary
    assert git(hub.bare, "rev-parse", "main") == head
    hub.edit({f"{other}/source.yml": SOURCE.format(year=2024)})
    assert set(hub.run().results.values()) == {"success"}
    log = hub.read("datapackages/jia-finance/CHANGELOG.md")
    newest, oldest = log.split("## 第 1 版")
    assert "## 第 2 版" in newest and "新收录" in newest and "2024" in newest
    assert "2024" not in oldest
