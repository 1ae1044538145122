"""Notes in words: in, a kind of `notes.yml`, its place and what it tells of; out, the note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from mingzhang.common.yaml_file import LOADER
from mingzhang.model import UNPLACED, Note, Numeral, Role

MANY = 40
"""So many figures without a place are no oddities of a text."""
MOST = 0.5
"""For each figure that was read, so many may be left without a place."""


def note(kind: str, start: int, end: int, **details: object) -> Note:
    """Make a note; behind a slash, `kind` tells one of several ways to word it."""
    templates = _words()[kind]
    zh, en = (templates[language].format_map(details) for language in ("zh", "en"))
    return Note(kind.partition("/")[0], start, end, zh, en)


def poorly_read(numerals: Sequence[Numeral]) -> Iterator[Note]:
    """Tell that more figures of a document were left unplaced than may be odd ones of its own."""
    missed = [numeral.rule for numeral in numerals].count(UNPLACED)
    read = [numeral.role for numeral in numerals].count(Role.FACT) if missed >= MANY else 0
    if missed >= MANY and missed > MOST * read:
        yield note("figures_poorly_read", 0, 0, unplaced=missed, read=read)


def untitled() -> str:
    """What stands for the title of a table that has none."""
    return _words()["table_without_title"]["zh"]


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    written = Path(__file__).with_name("notes.yml").read_text(encoding="utf-8")
    templates: dict[str, dict[str, str]] = yaml.load(written, LOADER)
    return templates
