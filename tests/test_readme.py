"""The README: each command in it is run, here where that is cheap, else by the test named here."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import docx
import openpyxl
import pytest

import pdf_maker
from mingzhang import paths
from mingzhang.cli import main

ROOT = Path(__file__).resolve().parent.parent
ACCOUNT = (
    "绍兴市财政局2024年度部门决算",
    "一、收入支出决算总体情况说明",
    "绍兴市财政局2024年度收入总计100.00万元，支出总计100.00万元。",
    "二、支出决算情况说明",
    "本年支出合计100.00万元，其中：基本支出60.00万元，项目支出40.00万元。",
)
ELSEWHERE = {
    "python3 -m pip install mingzhang-0.1.0-py3-none-any.whl": "test_package_wheel.py::built",
    "pipx run --spec mingzhang-0.1.0-py3-none-any.whl mingzhang check 决算.pdf":
        "test_package_wheel.py::test_a_file_in_an_empty_folder_is_checked",
    "uvx --from mingzhang-0.1.0-py3-none-any.whl mingzhang check 决算.pdf":
        "test_package_wheel.py::test_a_file_in_an_empty_folder_is_checked",
    "python3 build": "test_fork.py::fork",
    "python3 build --region 河北省": "test_front.py::test_a_region_is_built_by_itself",
    "python3 build front --whole": "test_front.py::project",
    "python3 build serve": "test_cli.py::test_the_site_is_served_on_loopback_under_a_base_path",
    "python3 build serve --watch": "test_watch.py::test_each_edit_is_built_when_it_has_settled",
    "python3 build deploy 用户名@服务器:/var/www/mingzhang/":
        "test_deploy.py::test_the_command_asks_before_it_uploads",
    "python3 build deploy /mnt/web/mingzhang --dry-run":
        "test_deploy.py::test_the_command_asks_before_it_uploads",
    "python3 ../明账/build upgrade":
        "test_upgrade.py::test_the_project_keeps_its_own_and_has_the_new_program",
    'eval "$(_MINGZHANG_COMPLETE=bash_source mingzhang)"': "test_doctor.py::_MINGZHANG_COMPLETE",
    'eval "$(_MINGZHANG_COMPLETE=zsh_source mingzhang)"': "test_doctor.py::_MINGZHANG_COMPLETE",
    "_MINGZHANG_COMPLETE=fish_source mingzhang | source": "test_doctor.py::_MINGZHANG_COMPLETE",
    "python3 build test": "test_bootstrap.py::test_words_for_developers",
    "python3 build lint": "test_bootstrap.py::test_words_for_developers",
    "uv run --extra site mingzhang build": "test_fork.py::fork",
    ".venv/bin/pip install -c constraints.txt zensical": "test_site_zensical.py::pressed",
    "python3 build site --builder zensical": "test_site_zensical.py::pressed",
}  # fmt: skip
"""Commands that are dear, ask the network or install: the module that runs them, and where."""


def commands() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = (line for block in re.findall(r"```sh\n(.*?)```", text, re.S)
             for line in block.splitlines())  # fmt: skip
    return [re.sub(r"\s+#.*", "", line) for line in lines]


@pytest.mark.build
def test_every_command_does_what_it_says(tmp_path, monkeypatch, capsys):
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv(paths.HOME, "")
    for command in commands():
        if command in ELSEWHERE:
            continue
        words = shlex.split(command)
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
            continue
        put_files()
        # `python3 build` and `mingzhang` are the same program; the new one lies beside a project.
        start = 1 if words[0] == "mingzhang" else 2
        assert words[0] == "mingzhang" or (words[0], words[1].split("/")[-1]) == (
            "python3",
            "build",
        )
        code = main.main(words[start:])
        said = capsys.readouterr()
        assert code == 0, (command, said)
    assert (work / "核对.xlsx").stat().st_size > 1000
    (row,) = Path("content/vocab/agencies.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert "绍兴市财政局" in row and ",330600," in row


def put_files() -> None:
    """Put the account into the folder where we stand, in the formats that the README names."""
    page = pdf_maker.PdfPage()
    written = docx.Document()
    for number, line in enumerate(ACCOUNT):
        page.text(60, 80 + 30 * number, line)
        written.add_paragraph(line)
    Path("2024年度部门决算.pdf").write_bytes(pdf_maker.pdf([page]))
    written.save("2024年度部门决算.docx")
    written.paragraphs[0].text = ACCOUNT[0].replace("财政", "统计")
    written.paragraphs[2].text = ACCOUNT[2].replace("财政", "统计")
    written.save("情况说明.docx")
    book = openpyxl.Workbook()
    for row in (["支出决算表"], ["单位：万元"], ["项目", "合计"], ["合计", 100], ["基本支出", 60]):
        book.active.append(row)
    book.save("公开表.xlsx")


def test_what_is_run_elsewhere_is_in_the_readme_and_run_there():
    assert set(ELSEWHERE) <= set(commands())
    for command, place in ELSEWHERE.items():
        name, _, what = place.partition("::")
        assert what in (ROOT / "tests" / name).read_text(encoding="utf-8"), command
