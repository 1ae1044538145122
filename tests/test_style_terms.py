"""One word for one thing: what pages, tables and messages say keeps to the sheet of terms."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from mingzhang.common.yaml_file import LOADER

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "build" / "mingzhang"
SHEET = ROOT / "content" / "vocab" / "terms_of_style.csv"
TELLING = ("cli", "common", "content", "export", "history", "intake", "package", "site", "starter")
"""Rooms whose Chinese strings are messages; in the others they are what sources say."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MARKUP = re.compile(r"<code>.*?</code>|<[^>]+>|`[^`]*`")
COMMENT = re.compile(r"\{##.*?##\}|/\*.*?\*/|^\s*//[^\n]*$", re.S | re.M)


def rows() -> list[dict[str, str]]:
    with SHEET.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts(tree: Any) -> Iterator[str]:
    """Yield every text of a YAML file but for what stands in another language."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for value in tree.values():
            yield from texts(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from texts(value)


def of_yaml(*paths: Path) -> Iterator[tuple[str, str]]:
    for path in paths:
        for text in texts(yaml.load(path.read_text(encoding="utf-8"), LOADER)):
            yield path.name, MARKUP.sub("", text)


def of_lines(*paths: Path) -> Iterator[tuple[str, str]]:
    for path in paths:
        for line in COMMENT.sub("", path.read_text(encoding="utf-8")).splitlines():
            yield path.name, line if path.suffix == ".js" else MARKUP.sub("", line)


def strings(path: Path) -> Iterator[str]:
    """Yield the strings of a module that are no documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.Expr)
    told = {
        id(node.value if isinstance(node, ast.Expr) else node.body[0])
        for node in ast.walk(tree)
        if isinstance(node, documented) and (isinstance(node, ast.Expr) or node.body)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@cache
def said() -> dict[str, list[tuple[str, str]]]:
    """Gather what is said to readers, by where it stands."""
    modules = [path for room in TELLING for path in (CODE / room).rglob("*.py")]
    assets = (ROOT / "site_src" / "assets").glob("*.js")
    overrides = (ROOT / "site_src" / "overrides").rglob("*.html")
    templates = (ROOT / "site_src" / "templates").glob("*.j2")
    found = {
        "pages": [
            *of_yaml(CODE / "site" / "words" / "zh.yml"),
            *of_lines(*templates, *overrides, *assets),
        ],
        "prose": [*of_lines(*(ROOT / "content" / "editorial").glob("*.md"))],
        "schemas": [
            *of_yaml(*(CODE / "package" / "schemas").glob("*.yml")),
            *of_lines(*(CODE / "package" / "templates").glob("*.j2")),
        ],
        "checks": [*of_yaml(CODE / "check" / "rules.yml")],
        "messages": [
            (path.name, text) for path in modules for text in strings(path) if CHINESE.search(text)
        ],
    }
    assert all(len(each) > 20 for each in found.values())
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["term"])
def test_no_other_word_is_used(row):
    allowed = re.compile(row["allowed"] or "(?!)")
    wrong = re.compile(row["instead_of"])
    places = said() if row["where"] == "everywhere" else row["where"].split("|")
    found = [
        f"{name}: {text.strip()[:80]}"
        for place in places
        for name, text in said()[place]
        if wrong.search(allowed.sub("", text))
    ]
    assert not found, (row["term"], found)


def test_the_sheet_contradicts_nothing_that_it_says_itself():
    sheet = rows()
    others = {word for row in sheet for word in row["instead_of"].split("|")}
    assert len({row["term"] for row in sheet}) == len(sheet)
    assert not others & {row["term"] for row in sheet}
    assert all(row["meaning"] and row["where"] for row in sheet)
