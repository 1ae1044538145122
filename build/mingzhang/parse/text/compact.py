"""A source as the grammar wants it: in, text as published; out, a compact text and the way back.

Widths, brackets, quotes and Traditional characters are levelled one for one; blanks inside a line
and line breaks inside a sentence are dropped. `Compact.offsets` leads every character back.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, count
from operator import add

from mingzhang.common.simplified import one_for_one
from mingzhang.parse.text.wraps import STOPS, Wraps, columns
from mingzhang.vocab.grammar import Patterns

_SPELLED = {
    "（": "(﹙❨", "）": ")﹚❩", "：": ":︰∶", "；": ";﹔", "？": "?", "！": "!", "。": "｡",
    "、": "､﹑", "“": "„‟「『‘〝", "”": "」』’〞", ".": "．", "/": "／", "%": "％﹪", "～": "〜~",
    "-": "－−\u2012\u2010\u2011",
    " ": "\r\t\f\v\u200b\u200c\u200d\u2060\ufeff\u3000●■◆▪►➢",
}  # fmt: skip
_PUNCTUATION = {other: mark for mark, others in _SPELLED.items() for other in others}
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_KEPT_WIDE = "，（）：；？！＂"


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Build the one-for-one table; Traditional characters from OpenCC, character by character."""
    table = {code: char for code, char in _FULL_WIDTH.items() if chr(code) not in _KEPT_WIDE}
    han = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    table.update(one_for_one(han))
    radicals = [chr(code) for code in range(0x2E80, 0x2FE0)]
    table.update({ord(a): b for a in radicals if (b := unicodedata.normalize("NFKC", a)) != a})
    table.update({ord(a): b for a, b in _PUNCTUATION.items()})
    digits = (code for code in range(0x80, _DIGITS_END) if chr(code).isdecimal())
    table.update({code: str(unicodedata.decimal(chr(code))) for code in digits})
    return table


@lru_cache(maxsize=1)
def _levelled_ones() -> str:
    """The characters that are levelled, few of those that a text is made of, for a pattern.

    All of the supplementary planes as one span: one by one they would be searched so.
    """
    plain = "".join(chr(code) for code in _table() if code < _ASTRAL_FIRST)
    return re.escape(plain) + "\U00010000-\U0010ffff"


_odd = lru_cache(maxsize=1)(lambda: re.compile(f"[{_levelled_ones()}]"))
_touched = lru_cache(maxsize=1)(lambda: re.compile(f"[{touched_characters()}]"))
_MARKS = r'"＂_,，（\[〔【'
_FIGURE = re.compile(r"[0-9.,-]*")


def touched_characters() -> str:
    """The characters that any of the steps of levelling may change, for a pattern."""
    return _levelled_ones() + _MARKS


_DIGITS_END = 0x20000
"""Behind the last digits of any script."""
_ASTRAL_FIRST = 0x10000


def normalise(text: str) -> str:
    """Level widths, brackets, quotes, digits, Traditional characters; the length stays the same."""
    if _touched().search(text) is None:
        return text
    if _FIGURE.fullmatch(text):
        return _COMMA.sub("，", text)
    levelled, levels = text, _table()
    if odd := set(_odd().findall(text)):
        levelled = _replaced(text, {c: levels[ord(c)] for c in odd if ord(c) in levels})
    if '"' in levelled or "＂" in levelled:
        levelled = _STRAIGHT_QUOTES.sub(_curled, levelled)
    for class_mark in _CLASS_MARKS:
        levelled = class_mark.sub(_class_mark, levelled)
    if "_" in levelled:
        levelled = _FILLED.sub(lambda match: " " * len(match[0]), levelled)
    # A comma between digits in threes is a thousands separator; any other is a Chinese comma.
    levelled = _COMMA.sub("，", levelled)
    return _WIDE_COMMAS.sub(_narrowed, levelled) if _THREES.search(levelled) else levelled


def _class_mark(match: re.Match[str]) -> str:
    return f"（{match[1]}）".ljust(len(match[0]))


def _curled(match: re.Match[str]) -> str:
    return f"“{match[1]}”"


def _narrowed(match: re.Match[str]) -> str:
    return match[0].replace("，", ",")


def _replaced(text: str, table: Mapping[str, str]) -> str:
    """Replace characters one for one; few kinds of them are replaced fastest one kind at a time."""
    if len(table) > _FEW or not table.keys().isdisjoint(table.values()):
        return text.translate({ord(old): new for old, new in table.items()})
    for old, new in table.items():
        text = text.replace(old, new)
    return text


_FEW = 40
_STRAIGHT_QUOTES = re.compile(r'["＂]([^"＂\n]{1,20})["＂]')
_CLASS_MARKS = [
    re.compile(f"{re.escape(opens)}([类款项])(?:级|级科目|科目)?[）\\]〕】](?<!（[类款项]）)")
    for opens in "（[〔【"
]
"""`普通教育[款]`, `小学教育（项级）`: levels of the classification not marked as （款） is.

One for each bracket: a search skips to one character much quicker than to one of several.
"""
_CUT = r"(?:[^\S\n]*\n[^\S\n]*\d{3}(?:\.\d+)?|\d\n\d\d|\d\d\n\d)(?!\d)"
"""A line ends before or within the three digits."""
_COMMA = re.compile(rf",(?:(?!\d{{3}}(?!\d)|{_CUT})|(?<!\d,)(?<!\d\n,)|(?<=\.\d,)|(?<=\.\d\d,))")
_FILLED = re.compile(r"(?<![A-Za-z\d_])_+(?=\d)|(?<=\d)_+(?![A-Za-z\d_])")
"""The line that a figure is filled in on: `在职人数小计__17__`."""
_THREES = re.compile(r"，(?:(?<=\d，)|(?<=\d ，)) ?\d{3}(?!\d)")
_WIDE_COMMAS = re.compile(
    r"(?<![\d.,，表图件第号注/、（-])\d{1,3}(?: ?[,，] ?\d{3})+"
    r"(?:\.\d+|(?=[ \u3000]?(?:[百千万亿]*元|平方米|㎡|[人名辆台套户亩])))"
)
"""`6，871，820.12`, `1, 537.4`: they separate thousands where decimals or a unit say so."""


@dataclass(frozen=True, slots=True)
class Compact:
    """A compact text. `offsets[i]` is where character `i` stands in the source text.

    `pages` are the spans of the source that only number a page; the compact text lacks them.
    """

    text: str
    offsets: Sequence[int]
    pages: tuple[tuple[int, int], ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Lead a span of the compact text back to the source text."""
        if end <= start:
            place = self.offsets[start] if start < len(self.offsets) else self._last
            return place, place
        return self.offsets[start], self.offsets[end - 1] + 1

    def breaks(self, source: str) -> Iterator[tuple[int, int]]:
        """Yield the spans of the source that part two lines of one sentence."""
        kept = set(map(self.offsets.__getitem__, _line_ends(self.text)))
        for end in _line_ends(source):
            at = bisect_left(self.offsets, end) if end not in kept else 0
            if 0 < at < len(self.offsets) and self.offsets[at] != end:
                yield self.offsets[at - 1] + 1, self.offsets[at]

    @property
    def _last(self) -> int:
        return self.offsets[-1] + 1 if self.offsets else 0


def _line_ends(text: str) -> Iterator[int]:
    """Where the line breaks of a text stand."""
    return map(add, accumulate(map(len, text.split("\n")[:-1])), count())


_BLANK = "".join(char for char in map(chr, range(0x3001)) if char.isspace() and char != "\n")
_BLANKS = re.compile(f"[{_BLANK}][{_BLANK}]*")
"""Each spelled out, and the first one apart: so the search skips to it at once."""
_GLUED = frozenset("0123456789.,%ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def compact(text: str, grammar: Patterns, hidden: Iterable[tuple[int, int]] = ()) -> Compact:
    """Drop blanks within lines, line breaks within sentences, and the `hidden` ranges.

    One blank stays between two characters of which both are digits or Latin, so that two numbers
    never become one.
    """
    source = _blanked(normalise(text), hidden)
    if "**" in source or "【" in source or "# " in source:
        source = _MARKED_LINE.sub(_unmarked, source)
    wraps = Wraps(grammar)
    pages = tuple(_page_lines(source, wraps))
    if pages:
        visible = _without(source, pages)
        gone = accumulate((end - start for start, end in pages), initial=0)
        turns = {start - before for (start, _), before in zip(pages, gone, strict=False)}
        view = _compacted(visible.text, wraps, turns)
        return Compact(view.text, [visible.offsets[at] for at in view.offsets], pages)
    return _compacted(source, wraps)


_MARKED_LINE = re.compile(
    r"^[^\S\n]*(?:\*\*[^*\n]+\*\*|【[^【】，。；：“\n]{2,30}】)[^\S\n]*$|^#{1,6} ", re.MULTILINE
)
"""`**（一）县本级**`, `【全县】`, `## 二、支出`: a heading that is only printed so."""


def _unmarked(line: re.Match[str]) -> str:
    return re.sub(r"[*#【】]", " ", line[0])


def _blanked(source: str, hidden: Iterable[tuple[int, int]]) -> str:
    """Put one blank line, as long as they are, in the place of ranges (of tables)."""
    pieces: list[str] = []
    position = 0
    for start, end in sorted(hidden):
        begin = max(start, position)
        if end > begin:
            blank = "\n" + " " * (end - begin - 2) + "\n"
            pieces.extend((source[position:begin], blank[: end - begin]))
            position = end
    return "".join((*pieces, source[position:]))


_PAGE_LINE = re.compile(
    r"\n[^\S\n]*(?:[-—–―·]{1,2}[^\S\n]*\d{1,3}[^\S\n]*[-—–―·]{1,2}"
    r"|第[^\S\n]*\d{1,3}[^\S\n]*页(?:[^\S\n]*[，/]?[^\S\n]*共[^\S\n]*\d{1,3}[^\S\n]*页)?"
    r"|(?P<bare>\d{1,3}))[^\S\n]*$",
    re.MULTILINE,
)
"""The number of a page on a line of its own, behind another line."""


def _page_lines(source: str, wraps: Wraps) -> Iterator[tuple[int, int]]:
    """Find the lines that only number a page, with the blank lines around them.

    They stand in the middle of sentences. A bare number is one only where it cuts a wrapped line:
    it may else be a cell of a table. The break before a line goes with it, that behind it stays.
    """
    full, last = math.nan, 0
    for match in _PAGE_LINE.finditer(source):
        start, end = match.span()
        while start > last and source[start - 1].isspace():
            start -= 1
        if start == last or source[start] != "\n":
            continue
        if match["bare"]:
            if math.isnan(full):
                full = wraps.full_width([line.strip() for line in source.split("\n")])
            before = source[source.rfind("\n", 0, start) + 1 : start].strip()
            if before[-1] in STOPS or columns(before) < full:
                continue
        blank = _BLANK_LINES.match(source, end)
        last = blank.end() if blank else end
        yield start, last


_BLANK_LINES = re.compile(r"(?:\n[^\S\n]*(?=\n))*")


def _compacted(source: str, wraps: Wraps, turns: Container[int] = ()) -> Compact:
    """Compact a levelled text; `turns` are the line breaks at which a page was turned."""
    dropped = [(position, position + 1) for position in wraps.soft_breaks(source, turns)]
    for match in _BLANKS.finditer(source):
        start, end = match.span()
        before, after = source[start - 1 : start], source[end : end + 1]
        keep = before in _GLUED and after in _GLUED and before and after not in ("", "%", ",")
        keep = keep and before != ","  # a comma that is left separates thousands
        keep = keep and not (after == "." and _torn_decimals(source, start, end))
        dropped.append((start + 1 if keep else start, end))
    dropped.sort()
    return _without(source, dropped)


def _torn_decimals(source: str, start: int, end: int) -> bool:
    """Tell `支出7583 .63万元`, a blank within a number; `3 .15个` begins a line."""
    ordinal = source[source.rfind("\n", 0, start) + 1 : start].strip().isdigit()
    return not ordinal and _DECIMALS.match(source, end) is not None


_DECIMALS = re.compile(r"(?<=\d[^\S\n])\.\d\d(?!\d)")


def _without(source: str, dropped: Sequence[tuple[int, int]]) -> Compact:
    """The text without the dropped spans (sorted, none within another), and the way back."""
    pieces: list[str] = []
    offsets: list[int] = []
    position, end_of_text = 0, len(source)
    places = _places() if end_of_text < _SHORT else range(end_of_text)
    for start, end in (*dropped, (end_of_text, end_of_text)):
        pieces.append(source[position:start])
        offsets += places[position:start]
        position = end
    return Compact("".join(pieces), offsets)


_SHORT = 1 << 16


@lru_cache(maxsize=1)
def _places() -> Sequence[int]:
    """The places of any short text: to count them anew for each takes ten times as long."""
    return list(range(_SHORT))
