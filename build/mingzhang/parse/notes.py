"""Notes in words: in, a kind of `notes.yml`, its place and what it tells of; out, the note."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from mingzhang.model import Note


def note(kind: str, start: int, end: int, **told: object) -> Note:
    """Make a note; behind a slash, `kind` tells one of several ways to word it."""
    words = _words()[kind]
    zh, en = (words[language].format_map(told) for language in ("zh", "en"))
    return Note(kind.partition("/")[0], start, end, zh, en)


def untitled() -> str:
    """What stands for the title of a table that has none."""
    return _words()["table_without_title"]["zh"]


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    written = Path(__file__).with_name("notes.yml").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = yaml.safe_load(written)
    return words
