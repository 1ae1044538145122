"""Files damaged at random are read exactly or refused, and what once broke stays mended.

`mingzhang fuzz --count N` tries more. What it finds goes to `tests/fuzz/`, made as
small as it still breaks the program that it was found with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import factories
from mingzhang import parse, read
from mingzhang.bench import fuzz, fuzz_files
from mingzhang.model import Disclosure
from mingzhang.read import pdf_child
from read_sources import source

PAST = sorted((Path(__file__).parent / "fuzz").iterdir())
COUNTS = {style: 2 if "vocab" in style else 10 for style in fuzz.STYLES} | {"txt": 50}
"""Mutants of each format: some seconds of a run. The thousands are the command's."""


@pytest.fixture
def child_without_recogniser(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages that lost their text are not read as pictures: that takes seconds for each mutant."""
    bare = "from mingzhang.read import pdf_ocr\npdf_ocr.available = lambda: False\n"
    monkeypatch.setattr(pdf_child, "_SERVE", bare + pdf_child._SERVE)
    monkeypatch.setattr(pdf_child, "_child", child := pdf_child._Child())
    yield
    child.stop()


@pytest.mark.usefixtures("child_without_recogniser")
@pytest.mark.parametrize("style", fuzz.STYLES)
def test_damaged_files_are_read_exactly_or_refused(style: str) -> None:
    found = list(fuzz.run(factories.vocabulary(), COUNTS[style], 1, (style,)))
    assert len(found) == COUNTS[style]
    failed = [(one.number, one.outcome, one.why) for one in found if one.failed]
    assert not failed
    # A mutant that no reader opens tells nothing of what lies behind the readers.
    assert sum(one.outcome == fuzz.READ for one in found) > len(found) // 20 or "." in style


@pytest.mark.parametrize("name", fuzz_files.FILES)
def test_files_beside_documents_are_read_when_they_are_whole(name: str) -> None:
    words = factories.vocabulary()
    assert not fuzz_files.refusals(name, fuzz_files.well_made(name, words), words)
    (told,) = fuzz_files.refusals(name, b"\xff\xfe\xff", words)
    assert told.remedy


@pytest.mark.parametrize("path", PAST, ids=lambda path: path.name)
def test_past_failures_stay_mended(path: Path) -> None:
    original = fuzz.originals(factories.vocabulary(), 0, 1)[0]
    outcome, why = fuzz.tried(original, path.suffix[1:], path.read_bytes())
    assert outcome in (fuzz.READ, fuzz.REFUSED), why


def test_the_same_seed_makes_the_same_mutants() -> None:
    styles = ("txt", "docx", "xls")
    first, again = (fuzz.originals(factories.vocabulary(), 5, 1, styles)[0].files for _ in range(2))
    assert first == again
    original = fuzz.originals(factories.vocabulary(), 5, 1, styles)[0]
    for style in styles:
        made = [fuzz.damaged(original, style, seed, 0) for seed in (5, 5, 6)]
        assert made[0] == made[1] != made[2]


@pytest.fixture
def read_well() -> Disclosure:
    text = "一、收入总计\n2024年度收入总计12.50万元，支出总计12.50万元。\n"
    return parse.parse(read.read(source("a.txt", text.encode())), factories.vocabulary())


def test_what_is_not_exact_is_seen(read_well: Disclosure) -> None:
    assert len(read_well.facts) == 2 and not list(fuzz.faults(read_well))
    first, second = read_well.facts
    moved = replace(first, start=(first.start or 0) + 1)
    for facts in (
        (moved, second),
        (replace(first, quote="没有这句"), second),
        (replace(first, parent_fact=first.fact), second),
        (first, first),
        (first,),
    ):
        assert list(fuzz.faults(replace(read_well, facts=facts)))
    assert list(fuzz.faults(replace(read_well, numerals=read_well.numerals[1:])))


def test_crashes_and_hangs_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    original = fuzz.originals(factories.vocabulary(), 0, 1)[0]

    def crash(*given: object) -> None:
        raise IndexError("list index out of range")

    def hang(*given: object) -> None:
        while True:
            pass

    assert fuzz.tried(original, "txt", original.files["txt"]) == (fuzz.READ, "")
    monkeypatch.setattr(fuzz, "SECONDS", 0.2)
    for broken, outcome in ((crash, fuzz.CRASHED), (hang, fuzz.HUNG)):
        monkeypatch.setattr(fuzz.parse, "parse", broken)
        assert fuzz.tried(original, "txt", original.files["txt"])[0] == outcome
    monkeypatch.undo()
    assert fuzz.tried(original, "pdf", b"%PDF-1.4 nothing")[0] == fuzz.REFUSED


def test_counts_are_told_and_failures_kept(tmp_path: Path) -> None:
    lines: list[str] = []
    found = [
        fuzz.Tried("txt", 0, fuzz.READ, "", b"a"),
        fuzz.Tried("txt", 1, fuzz.CRASHED, "IndexError: x (a.py:1)", b"b"),
    ]
    assert fuzz.told(iter(found), lines.append, tmp_path / "kept") == 1
    assert (tmp_path / "kept/crashed-1.txt").read_bytes() == b"b"
    assert "崩溃 1" in lines[-1] and "读出 1" in lines[-1] and "第 1 个" in lines[0]
