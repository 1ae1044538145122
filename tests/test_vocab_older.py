"""Vocabularies older than the program are told once, with what they lack and where it lies."""

from __future__ import annotations

import csv
import pickle
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mingzhang import vocab
from mingzhang.model import UserError, UserErrors
from mingzhang.vocab import this_version


@pytest.fixture
def folder(tmp_path: Path, repo_root: Path) -> Path:
    return Path(shutil.copytree(repo_root / "content/vocab", tmp_path / "content/vocab"))


def without_pattern(path: Path, name: str) -> None:
    """Take a pattern out of a file: its key and the lines that belong to it."""
    text = path.read_text(encoding="utf-8")
    shorter, times = re.subn(rf"^  {name}:.*\n(?:(?: {{3,}}.*)?\n)*", "", text, flags=re.M)
    assert times == 1
    path.write_text(shorter, encoding="utf-8")


def without_rows(path: Path, column: str, value: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    at = rows[0].index(column)
    kept = [row for row in rows if not row or row[at] != value]
    assert len(kept) < len(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(kept)


def without_column(path: Path, column: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    at = rows[0].index(column)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(row[:at] + row[at + 1 :] for row in rows)


OLDER: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "a pattern": ("grammar/rules.yml", lambda p: without_pattern(p, "treasury_opens"),
                  "缺少句式 treasury_opens"),
    "a class of words": ("grammar/words.csv", lambda p: without_rows(p, "class", "counted"),
                         "缺少词类 counted"),
    "a class of names": ("grammar/bodies.csv", lambda p: without_rows(p, "class", "own.level"),
                         "缺少词类 own.level"),
    "a concept": ("concepts.csv", lambda p: without_rows(p, "concept", "total_revenue"),
                  "缺少概念 total_revenue"),
    "a kind of table": ("layouts/kinds.csv", lambda p: without_rows(p, "layout", "plain"),
                        "缺少版式 plain"),
    "a column": ("layouts/rows.csv", lambda p: without_column(p, "after"), "缺少列 after"),
    "a column of words": ("grammar/words.csv", lambda p: without_column(p, "effect"),
                          "缺少列 effect"),
    "a file of patterns": ("grammar/numerals.yml", Path.unlink, "没有这个文件"),
    "a table of words": ("units.csv", Path.unlink, "缺少词表文件"),
}  # fmt: skip


@pytest.mark.parametrize("what", OLDER)
def test_what_is_lacking_is_told_in_one_line(folder: Path, what: str) -> None:
    name, take, told = OLDER[what]
    take(folder / name)
    with pytest.raises(UserError) as caught:
        vocab.load(folder)
    assert caught.value.file == str(folder / name)
    assert told in caught.value.problem
    # The remedy names the file to take, and it is there.
    assert str(this_version.brought() / name) in caught.value.remedy
    assert "\n" not in str(caught.value)


def test_many_gaps_are_a_line_for_each_file(folder: Path) -> None:
    rows = (folder / "concepts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "concepts.csv").write_text("".join(rows[:20]), encoding="utf-8")
    without_rows(folder / "grammar/words.csv", "class", "counted")
    with pytest.raises(UserErrors) as caught:
        vocab.load(folder)
    concepts, words = caught.value.errors
    assert f"等 {len(rows) - 20} 项" in concepts.problem
    assert words.problem.endswith("counted")


def test_more_than_the_program_has_is_welcome(folder: Path) -> None:
    with (folder / "concepts.csv").open("a", encoding="utf-8") as file:
        file.write("own_concept,自己的,Own,,amount,CNY,,,,,\n")
    (folder / "grammar/own.yml").write_text(
        "patterns:\n  own:\n    pattern: 某\n", encoding="utf-8"
    )
    loaded = vocab.load(folder)
    assert "own_concept" in loaded.concepts
    assert loaded.grammar["own"].match("某")


def test_a_pattern_asked_for_in_vain_is_told_once(folder: Path) -> None:
    """Where program and vocabularies lie in one project nothing else tells that they differ."""
    patterns = pickle.loads(pickle.dumps(vocab.load(folder).grammar.patterns))
    errors = []
    for _ in range(3):
        with pytest.raises(UserError) as caught:
            patterns["of_tomorrow"]
        errors.append(caught.value)
    (once,) = UserErrors(tuple(errors)).errors
    assert once.file == str(folder / "grammar")
    assert "of_tomorrow" in once.problem
