"""What CONTRIBUTING tells to add works as it says there, in three files at most.

Rows of vocabularies are each followed by a marked text, which is read with them and not without.
Everything else is added to a copy of the project, which is then run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import factories
from corpus.marks import Expected, unmark
from mingzhang import parse, read, vocab
from read_sources import source

ROOT = Path(__file__).parent.parent
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(
    r"^```csv (\S+)\n(.+?)\n```\n.*?^```text\n(.+?)^```", CONTRIBUTING, re.MULTILINE | re.DOTALL
)
BLOCK = re.compile(r"^```(diff|python|yaml|jinja) (\S+)\n(.+?)^```$", re.MULTILINE | re.DOTALL)
COPIED = ("build/mingzhang", "content/editorial", "content/vocab", "site_src")
DEFAULTS = {"stage": "final", "fiscal_year": "2024", "scope": ""}
SAID = ("concept", "measure", "value")


def with_row(folder: Path, file: str, row: str) -> vocab.Vocabulary:
    """The vocabularies with a row more, the first of its file: where order decides, it counts."""
    copied = shutil.copytree(ROOT / "content/vocab", folder / "vocab")
    path = copied / file
    head, _, rows = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(f"{head}\n{row}\n{rows}", encoding="utf-8")
    return vocab.load(copied)


def right(plain: str, expected: list[Expected], words: vocab.Vocabulary) -> list[bool]:
    """Tell of each marked figure whether it is read as marked."""
    suffix = "html" if plain.startswith("<") else "txt"
    plain = plain if suffix == "html" else f"一、收支决算情况说明\n{plain}"
    disclosure = parse.parse(read.read(source(f"a.{suffix}", plain.encode())), words)
    found = [
        (fact.value_printed, fact.concept, fact.measure.value, format(fact.value.normalize(), "f"))
        for fact in disclosure.facts
    ]
    return [(one.printed, *(getattr(one, name) for name in SAID)) in found for one in expected]


def test_the_examples_are_there() -> None:
    files = [file for file, _, _ in EXAMPLES]
    assert files == ["labels.csv", "grammar/words.csv", "layouts/tables.csv"]


@pytest.mark.parametrize(("file", "row", "text"), EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_one_row_is_enough(tmp_path: Path, file: str, row: str, text: str) -> None:
    plain, expected = unmark(text, DEFAULTS)
    assert expected
    assert not all(right(plain, expected, factories.vocabulary()))
    assert all(right(plain, expected, with_row(tmp_path, file, row)))


def add(root: Path, language: str, file: str, block: str) -> None:
    """Do what a block says to a file of a copy of the project."""
    path = root / file
    path.parent.mkdir(exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    after = patched(before, block) if language == "diff" else f"{before}{block}"
    path.write_text(after, encoding="utf-8")


def patched(text: str, block: str) -> str:
    """Insert the lines with a plus behind the lines with a blank, which are there in this order."""
    lines = text.splitlines(keepends=True)
    place = 0
    for line in block.splitlines(keepends=True):
        if line.startswith("+"):
            lines.insert(place, line[1:])
            place += 1
        else:
            place = lines.index(line[1:], place) + 1
    return "".join(lines)


def translate(root: Path) -> None:
    """Add a language: the English words, one of them French, and the English prose."""
    folder = root / "build/mingzhang/site/words"
    words = yaml.safe_load((folder / "en.yml").read_text(encoding="utf-8"))
    words["data"]["title"] = "Données"
    of_kind = yaml.safe_load((folder / "kinds/regions.yml").read_text(encoding="utf-8"))
    text = yaml.safe_dump({**words, "regions": of_kind["en"]}, allow_unicode=True, sort_keys=False)
    (folder / "fr.yml").write_text(text, encoding="utf-8")
    shutil.copytree(root / "content/editorial/en", root / "content/editorial/fr")


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with everything added."""
    root = tmp_path_factory.mktemp("changed")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "LICENSE", root)
    for block in BLOCK.findall(CONTRIBUTING):
        add(root, *block)
    translate(root)
    return root


def run(changed: Path, *command: str | Path) -> str:
    """Run Python with the changed code."""
    path = os.pathsep.join((str(changed / "build"), str(ROOT / "tests")))
    done = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def made(changed: Path) -> dict[str, Any]:
    """What came of the kind of pages, the format and the language."""
    made: dict[str, Any] = json.loads(run(changed, ROOT / "tests/added_things.py", changed))
    return made


def test_nothing_touches_more_than_three_files() -> None:
    told = CONTRIBUTING.partition("\n## 加一样东西")[2].partition("\n## ")[0]
    files = {
        section.partition("\n")[0]: {file for _, file, _ in BLOCK.findall(section)}
        for section in told.split("\n### ")[1:]
    }
    assert [len(touched) for touched in files.values()] == [0, 0, 0, 3, 2, 3, 3, 0], files


@pytest.mark.parametrize("check", ["whole_numbers", "vehicle_costs"])
def test_a_check_is_added(changed: Path, check: str) -> None:
    names = [f"test_the_examples_beside_the_rules[{check}-{kind}]"
             for kind in ("pass", "fail", "edge")]  # fmt: skip
    tests = [f"{ROOT / 'tests/test_check_texts.py'}::{name}" for name in names]
    assert "3 passed" in run(changed, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)


def test_a_kind_of_pages_is_added(made: dict[str, Any]) -> None:
    pages = made["pages"]
    assert "# 收录的地区" in pages["regions"] and "<li>辽宁省盘锦市" in pages["regions"]
    assert "# Regions" in pages["en/regions"] and "<li>" in pages["en/regions"]


def test_a_format_is_added(made: dict[str, Any]) -> None:
    assert {row["agency"] for row in made["exported"]} >= {"sample-bureau"}
    assert "jsonl/facts.jsonl" in made["pages"]["data"] and "JSON Lines" in made["pages"]["data"]


def test_a_language_is_added(made: dict[str, Any]) -> None:
    pages = made["pages"]
    assert "# Données" in pages["fr/data"] and 'href="../../fr/' in pages["fr/data"]
    assert 'lang: "fr"' in pages["fr/regions"]
