"""What CONTRIBUTING tells to add is read as it says there, and was not read before.

In: the code blocks of its examples, a row of a vocabulary followed by a marked text; out, facts.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import factories
from corpus.marks import Expected, unmark
from mingzhang import parse, read, vocab
from read_sources import source

ROOT = Path(__file__).parent.parent
EXAMPLES = re.findall(
    r"^```csv (\S+)\n(.+?)\n```\n.*?^```text\n(.+?)^```",
    (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)
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
