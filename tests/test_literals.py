"""Chinese words in the code of the parser: their number may fall, never grow.

What the parser knows of the language stands in `content/vocab/`; what is left in the code is
counted for each room, and whoever moves words out lowers the number.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "build" / "mingzhang" / "parse"
HAN = re.compile("[\u3400-\u9fff]")
MOST = {"figures": 8, "grammar": 5, "concepts": 3, ".": 51, "../check": 16}
"""Literals with Chinese characters in a room, in all of `parse/`, in `check/`; no documentation."""


def _literals(code: str) -> Iterator[str]:
    tree = ast.parse(code)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield from [node.value] if HAN.search(node.value) else []


@pytest.mark.parametrize("room", MOST)
def test_words_do_not_go_back_into_the_code(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    found = [word for file in files for word in _literals(file.read_text(encoding="utf-8"))]
    assert files
    assert len(found) <= MOST[room], found


def test_documentation_is_not_counted_and_words_are() -> None:
    assert list(_literals('"""文"""\nX = "字"\ndef f():\n    """说明"""\n    return "a"\n')) == [
        "字"
    ]
