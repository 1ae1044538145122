"""The command doctor says what is missing with its remedy, and fails only for the essential."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mingzhang.cli import doctor, main
from mingzhang.cli.doctor import State
from mingzhang.common.file_sizes import GB, MB, Weight
from mingzhang.common.site_settings import Settings
from mingzhang.paths import Paths

WELL, ADVICE, MISSING = State.WELL, State.ADVICE, State.MISSING


@pytest.fixture
def project(tmp_path: Path, repo_root: Path) -> Path:
    """A project that has all that a build needs, and no body of its own."""
    shutil.copytree(repo_root / "content/editorial", tmp_path / "content/editorial")
    (tmp_path / "content/vocab").mkdir()
    shutil.copy(repo_root / "content/vocab/agencies.csv", tmp_path / "content/vocab")
    (tmp_path / "content/disclosures").mkdir()
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
    code = main.main(["doctor", *words])
    return code, capsys.readouterr().out.splitlines()


def of(thing: str, lines: list[str]) -> list[str]:
    return [line for line in lines if line.split("  ", 1)[1].startswith(f"{thing}：")]


def test_a_whole_project_lacks_nothing(project, capsys):
    code, lines = run(capsys, "--root", str(project))
    assert code == 0
    assert all(re.fullmatch(rf"({WELL}|{ADVICE})  [^：]+：.+", line) for line in lines), lines
    for thing in ("Python", "中文字体", "LibreOffice", "Chromium", "rsync", "扫描件识别",
                  "磁盘", "项目", "网站设置", "词表"):  # fmt: skip
        assert len(of(thing, lines)) == 1, thing
    (said,) = of("网站设置", lines)
    assert all(key in said for key in ("contact", "address", "publisher", "site.yml"))


def test_an_older_vocabulary_is_missing_something(project, repo_root, capsys):
    words = project / "content/vocab/grammar/words.csv"
    shutil.copytree(repo_root / "content/vocab/grammar", words.parent)
    rows = words.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith("counted,")]
    assert len(kept) < len(rows)
    words.write_text("".join(kept), encoding="utf-8")
    code, lines = run(capsys, "--root", str(project))
    assert code == 1
    (said,) = of("词表", lines)
    assert said.startswith(MISSING)
    assert "words.csv" in said
    assert "counted" in said


def test_quiet_tells_only_what_is_not_well(project, capsys):
    shutil.rmtree(project / "content/vocab")
    (project / "content/editorial/site.yml").write_text("title:\ncontact: 某人\n", encoding="utf-8")
    code, lines = run(capsys, "-q", "--root", str(project))
    assert code == 1
    assert not [line for line in lines if line.startswith(WELL)]
    assert "没有 content/vocab" in of("项目", lines)[0]
    assert len(of("网站设置", lines)) == 2


def test_without_a_project_files_can_still_be_checked(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MINGZHANG_HOME", raising=False)
    code, lines = run(capsys)
    assert code == 0
    assert of("项目", lines)[0].startswith(ADVICE)
    assert main.main(["doctor", "--root", str(tmp_path)]) == 1


@pytest.mark.parametrize(
    ("condition", "state", "words"),
    [
        (doctor.python((3, 11)), WELL, "3.11"),
        (doctor.python((3, 9)), MISSING, "3.11 或更新"),
        (doctor.fonts(2), WELL, "2 种"),
        (doctor.fonts(None), WELL, "未检查"),
        (doctor.fonts(0), ADVICE, "fonts-noto-cjk"),
        (doctor.program("rsync", "", "deploy 用不了", "请安装"), ADVICE, "请安装"),
        (doctor.program("rsync", "/usr/bin/rsync", "", ""), WELL, "/usr/bin/rsync"),
        (doctor.ocr(False), ADVICE, "mingzhang[ocr]"),
        (doctor.ocr(True), WELL, "已安装"),
        (doctor.disk(2 * GB), WELL, "剩余"),
        (doctor.disk(500 * MB), ADVICE, "0.5 GB"),
        (doctor.disk(10 * MB), MISSING, "请腾出"),
        (doctor.project(Paths(Path("/nowhere"))), MISSING, "content/vocab、content/editorial"),
        *((one, ADVICE, "publisher（发布者） 没有填")
          for one in doctor.empty_settings(Settings("某", contact="a@b.cn", address="https://b.cn"))),
    ],
)  # fmt: skip
def test_each_thing_is_judged(condition, state, words):
    assert condition.state is state
    assert words in str(condition)
    assert state is WELL or condition.remedy


def test_what_is_built_is_held_against_the_limits():
    assert [one.state for one in doctor.sizes(Weight(MB, "site/a", MB), None)] == [WELL]
    assert not list(doctor.sizes(None, Weight(9 * GB, "data/a", MB)))
    heavy = list(doctor.sizes(Weight(GB, "site/a", 90 * MB), Weight(GB, "data/b", 101 * MB)))
    assert [one.state for one in heavy] == [ADVICE] * 3
    assert "site/a" in str(heavy[1])
    assert "data/b" in str(heavy[2])


COMPLETING = """
import sys
from mingzhang.cli.main import main
try:
    main()
except SystemExit:
    pass
print("loaded", *(name.partition(".")[0] for name in sys.modules))
"""
HEAVY = {"altair", "docx", "jinja2", "markdown", "openpyxl", "pandas", "pypdfium2", "yaml"}


def completed(words: str, position: int) -> list[str]:
    """Ask as bash does on Tab, the words given in its variables."""
    asked = {"_MINGZHANG_COMPLETE": "bash_complete", "COMP_WORDS": words,
             "COMP_CWORD": str(position)}  # fmt: skip
    environment = {k: v for k, v in os.environ.items() if k != "MINGZHANG_CALLED"} | asked
    done = subprocess.run(
        [sys.executable, "-c", COMPLETING],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    *offered, loaded = done.stdout.splitlines()
    assert not HEAVY & set(loaded.split())
    return [line.removeprefix("plain,") for line in offered]


def test_the_shell_completes_commands_and_options_without_heavy_imports():
    assert completed("mingzhang do", 1) == ["doctor"]
    assert completed("mingzhang de", 1) == ["deploy"]
    assert completed("mingzhang check --fo", 2) == ["--format"]
    assert completed("mingzhang site --builder z", 3) == ["zensical"]


def test_the_readme_shows_how_completion_is_switched_on(repo_root):
    readme = (repo_root / "README.md").read_text(encoding="utf-8")
    for shell in ("bash", "zsh", "fish"):
        line = next(
            one for one in readme.splitlines() if f"_MINGZHANG_COMPLETE={shell}_source" in one
        )
        done = subprocess.run(
            [sys.executable, "-c", "from mingzhang.cli.main import main; main()"],
            env={**os.environ, "_MINGZHANG_COMPLETE": f"{shell}_source"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "mingzhang" in line
        # Bash of old is told so on standard error; the script comes all the same.
        assert f"{shell}_complete" in done.stdout
