"""How well a file was read: in, its `Document`; out, a measure, and a note when it is too low.

A file whose characters were misplaced or not mapped leaves stray marks, torn sentences and signs
without a meaning. The parser's part of the measure is what it could not place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mingzhang.model import Document, Note

LEAST_ODD = 3
"""So many odd lines may stand in any account."""
ODD_LINES = 0.04
"""Share of odd lines from which the text cannot be trusted."""
UNKNOWN = 0.01
"""Share of characters without a meaning, likewise."""

_STRAY = re.compile(r"[\s，。、；：！？“”‘’（）()《》,.;:%％\-—·]{1,3}")
_TORN = re.compile(r"^[，。、；：！？）”’》%％]|[（“‘《]$")
_NO_MEANING = re.compile("[\ue000-\uf8ff\ufffd]")


@dataclass(frozen=True, slots=True)
class Soundness:
    """Lines of prose, of marks alone, torn at an end; all characters, those without a meaning."""

    lines: int
    stray: int
    torn: int
    characters: int
    unknown: int

    @property
    def is_sound(self) -> bool:
        """Tell whether the text can be trusted."""
        odd = self.stray + self.torn
        return (
            odd <= max(LEAST_ODD, ODD_LINES * self.lines)
            and self.unknown <= UNKNOWN * self.characters
        )


def soundness(document: Document) -> Soundness:
    """Measure the prose of a document, and the characters of all of it."""
    lines = [line for line in _prose(document).splitlines() if line.strip()]
    stray = [line for line in lines if _STRAY.fullmatch(line)]
    torn = [line for line in lines if _TORN.search(line.strip()) and not _STRAY.fullmatch(line)]
    unknown = len(_NO_MEANING.findall(document.text))
    return Soundness(len(lines), len(stray), len(torn), len(document.text), unknown)


def _prose(document: Document) -> str:
    edges = [0, *(edge for grid in document.grids for edge in (grid.start, grid.end))]
    starts, ends = edges[::2], [*edges[1::2], len(document.text)]
    return "\n".join(document.text[a:b] for a, b in zip(starts, ends, strict=True))


def told(document: Document) -> Document:
    """Return the document, with a note when it was not read well enough to be published."""
    sound = soundness(document)
    if sound.is_sound:
        return document
    note = Note(
        "poorly_read",
        0,
        0,
        f"这份文件没有读好，不宜直接公布：{sound.lines} 行文字中，只有标点的 {sound.stray} 行、"
        f"首尾断开的 {sound.torn} 行；{sound.characters} 个字符中，无法识别的 {sound.unknown} 个。"
        "请换一份原文件（如 Word 或网页）。",
        f"This file was not read well enough to publish: of {sound.lines} lines, {sound.stray} "
        f"are marks alone and {sound.torn} are torn; of {sound.characters} characters "
        f"{sound.unknown} have no meaning. Another original (Word, a web page) would help.",
    )
    return replace(document, notes=(*document.notes, note))
