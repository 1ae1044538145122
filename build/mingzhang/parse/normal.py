"""A source as the grammar wants to see it: in, text as published; out, a compact text and the way back.

Widths, brackets, quotes and Traditional characters are levelled one for one; blanks inside a line
and line breaks inside a sentence are dropped. `Compact.offsets` leads every character back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import opencc

_PUNCTUATION = {
    "(": "（",
    ")": "）",
    "﹙": "（",
    "﹚": "）",
    "❨": "（",
    "❩": "）",
    ":": "：",
    "︰": "：",
    "∶": "：",
    ";": "；",
    "﹔": "；",
    "?": "？",
    "!": "！",
    "„": "“",
    "‟": "“",
    "「": "“",
    "」": "”",
    "『": "“",
    "』": "”",
    "‘": "“",
    "’": "”",
    "〝": "“",
    "〞": "”",
    "．": ".",
    "｡": "。",
    "､": "、",
    "﹑": "、",
    "／": "/",
    "％": "%",
    "﹪": "%",
    "－": "-",
    "−": "-",
    "\u2012": "-",
    "\u2010": "-",
    "\u2011": "-",
    "〜": "～",
    "~": "～",
    "\r": " ",
    "\t": " ",
    "\f": " ",
    "\v": " ",
    "\u200b": " ",
    "\u200c": " ",
    "\u200d": " ",
    "\u2060": " ",
    "\ufeff": " ",
    "\u3000": " ",
}
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_KEPT_WIDE = "，（）：；？！＂"


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Build the one-for-one table; Traditional characters from OpenCC, character by character."""
    table = {code: char for code, char in _FULL_WIDTH.items() if chr(code) not in _KEPT_WIDE}
    han = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    simple = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    table.update({ord(a): b for a, b in zip(han, simple, strict=True) if a != b and len(b) == 1})
    table.update({ord(a): b for a, b in _PUNCTUATION.items()})
    return table


_OTHER_DIGIT = re.compile(r"[^\x00-\x7f０-９]", re.ASCII)


def normalise(text: str) -> str:
    """Level widths, brackets, quotes, digits and Traditional characters; the length stays the same."""
    levelled = text.translate(_table())
    strange = {c for c in set(levelled) if c > "\x7f" and c.isdecimal()}
    if strange:
        levelled = levelled.translate({ord(c): str(unicodedata.decimal(c)) for c in strange})
    # A comma between digits in threes is a thousands separator; any other is a Chinese comma.
    return _COMMA.sub("，", levelled)


_COMMA = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),")


@dataclass(frozen=True, slots=True)
class Compact:
    """A compact text. `offsets[i]` is where character `i` stands in the source text."""

    text: str
    offsets: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Lead a span of the compact text back to the source text."""
        if end <= start:
            place = self.offsets[start] if start < len(self.offsets) else self._last
            return place, place
        return self.offsets[start], self.offsets[end - 1] + 1

    @property
    def _last(self) -> int:
        return self.offsets[-1] + 1 if self.offsets else 0


_BLANKS = re.compile(r"[^\S\n]+")
_GLUE = re.compile(r"[0-9A-Za-z.,%]")


def compact(text: str, hidden: Iterable[tuple[int, int]] = ()) -> Compact:
    """Drop blanks within lines, line breaks within sentences, and the `hidden` ranges.

    One blank stays between two characters of which both are digits or Latin, so that two numbers
    never become one.
    """
    levelled = list(normalise(text))
    for start, end in hidden:
        levelled[start:end] = "\n" * (end - start)
    source = "".join(levelled)
    dropped = bytearray(len(source))
    for match in _BLANKS.finditer(source):
        start, end = match.span()
        before, after = source[start - 1 : start], source[end : end + 1]
        keep = bool(_GLUE.match(before) and _GLUE.match(after)) if before and after else False
        for position in range(start + keep, end):
            dropped[position] = 1
    for position in _soft_breaks(source):
        dropped[position] = 1
    offsets = [i for i, gone in enumerate(dropped) if not gone]
    return Compact("".join([source[i] for i in offsets]), offsets)


_STOPS = "。；：！？;:!?…"
_LINE_START = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+(?:部分|章|篇)|[一二三四五六七八九十]{1,3}[、.．]|（?[一二三四五六七八九十\d]{1,3}）"
    r"|\d{1,2}[、.．]|[①-⑳]|表\d|注[：:]|附[件表])"
)
_OPEN_END = "，、（"
_LONGEST_WRAP = 60
_SHORTEST_WRAP = 16


def _soft_breaks(source: str) -> list[int]:
    """Find the line breaks that cut a sentence: after a comma, or where the whole text is wrapped."""
    lines = source.split("\n")
    widths = sorted(len(line.strip()) for line in lines if line.strip())
    if not widths:
        return []
    wide = widths[int(len(widths) * 0.95)] if len(widths) > 1 else widths[0]
    near = sum(1 for width in widths if width >= wide * 0.9)
    wrapped = _SHORTEST_WRAP <= wide <= _LONGEST_WRAP and near >= max(5, len(widths) * 0.25)
    breaks = []
    position = 0
    for line, following in zip(lines, lines[1:], strict=False):
        position += len(line)
        body = line.strip()
        full = wrapped and len(body) >= wide * 0.8
        joins = body and following.strip() and body[-1] not in _STOPS
        if joins and (full or body[-1] in _OPEN_END) and not _LINE_START.match(following):
            breaks.append(position)
        position += 1
    return breaks
