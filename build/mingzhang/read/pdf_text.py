"""Characters to lines: in, the characters of a page or cell; out, text with its blanks found again.

Blanks come from the gaps between characters alone: PDF files keep, lose and invent blanks at will.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from mingzhang.model import CUT_OFF
from mingzhang.read.blocks import one_line
from mingzhang.read.pdf_page import Char
from mingzhang.read.pdf_place import ACROSS, DIGITS, is_across

SAME_LINE = 0.45
"""Characters whose middles differ by less than this share of their height stand on one line."""
WORD_GAP = 0.28
"""Ems between two Latin words or two numbers; digits of one number stand nearer."""
WIDE_GAP = 1.6
"""Ems between two ideographs from which a blank was meant (第一部分 概况), not a stretched line."""
PART_GAP = 0.15
"""Ems after the ordinal of a part (第一部分 概况), where any gap is a blank."""
COLUMN_GAP = 5.0
"""Ems from which two texts on one line are two (部门：… on the left, 单位：万元 on the right)."""
SMALL, SIZE_GAP = 0.75, 1.2
"""Times the height of letters below which others are smaller; ems between these and a text."""
OVERPRINT = 0.45
"""The same character again within this share of its width was printed twice to look bold."""
TWINS = 3
"""Characters back among which the twin of one stands."""

UPRIGHT = 1.7
"""Heights of letters from one to the next in a text that is written upright, at most."""
LEVEL = 0.3
"""Share of a letter's width by which it may stand aside of the one above."""

_WIDE = frozenset("“”‘’…—·")
_PART = re.compile("第[一二三四五六七八九十]{1,3}部分")
_NUMBER_END = re.compile(r"[\d.,%-]$")
_NUMBER_START = re.compile(r"^[\d.,%]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text and its box; `em` is the size of its letters."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    em: float

    @property
    def middle(self) -> float:
        """Height of the line's middle on the page."""
        return (self.y0 + self.y1) / 2

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies within its box."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def is_over(self, other: Line) -> bool:
        """Tell whether some of both stands at one place from left to right."""
        return self.x0 < other.x1 and other.x0 < self.x1


@cache
def is_square(character: str) -> bool:
    """Tell whether a character fills the square of an ideograph; half-width kana do not."""
    return character in _WIDE or (character >= "\u2e80" and not "\uff61" <= character <= "\uffdc")


def ems_of(text: str) -> float:
    """Return how many ems the letters of a text take."""
    return sum(1.0 if is_square(character) else 0.5 for character in text)


def rows_of(chars: Iterable[Char]) -> list[list[Char]]:
    """Part characters into lines from top to bottom, each from left to right."""
    rows: list[list[Char]] = []
    middle = height = 0.0
    for char in sorted(chars, key=lambda c: c.y0 + c.y1):
        _, _, top, _, foot = char
        char_middle, tall = (top + foot) / 2, foot - top
        lower = tall if tall < height else height
        if rows and char_middle - middle <= SAME_LINE * (lower if lower > 1.0 else 1.0):
            row = rows[-1]
            row.append(char)
            middle += (char_middle - middle) / len(row)
            if tall > height:
                height = tall
        else:
            rows.append([char])
            middle, height = char_middle, tall
    return [_ordered(row) for row in rows]


def _ordered(row: list[Char]) -> list[Char]:
    row.sort(key=lambda char: char.x0)
    kept: list[Char] = []
    for char in row:
        if kept and char.x0 - kept[-1].x0 <= ACROSS * max(char.x1 - char.x0, 0.1):
            if _is_twin(char, kept):
                continue
            if char.text in DIGITS and is_across(char, kept[-1]):
                kept[-1] = char = char._replace(text=CUT_OFF)
        kept.append(char)
    return kept


def _is_twin(char: Char, kept: Sequence[Char]) -> bool:
    """Tell a character that is printed a second time, to look bold."""
    least = char.x0 - OVERPRINT * max(char.x1 - char.x0, 0.1)
    return any(other.text == char.text and other.x0 >= least for other in kept[-TWINS:])


def em_of(row: Sequence[Char]) -> float:
    """Estimate the size of the letters: the advance of ideographs, else what the height says."""
    squares = [char.x1 - char.x0 for char in row if is_square(char.text)]
    if squares:
        return max(_middle(squares), 1.0)
    return max(_middle([char.y1 - char.y0 for char in row]) * 0.8, 1.0)


def _middle(values: list[float]) -> float:
    values.sort()
    return values[len(values) // 2]


def segments(row: Sequence[Char], gap: float = COLUMN_GAP) -> list[Line]:
    """Turn one row of characters into lines, parted where the gap is a column's."""
    em = em_of(row)
    parts: list[list[Char]] = [[row[0]]]
    for before, char in pairwise(row):
        wide = char.x0 - before.x1
        if wide > gap * em or (wide > SIZE_GAP * em and not _are_alike(before, char)):
            parts.append([])
        parts[-1].append(char)
    return [_line(part, em) for part in parts]


def _are_alike(char: Char, other: Char) -> bool:
    """Tell letters of one size from those of a text and of a drawing beside it."""
    low, high = sorted((char.y1 - char.y0, other.y1 - other.y0))
    return low > SMALL * high


def _line(row: Sequence[Char], em: float) -> Line:
    return Line(
        text=one_line(joined(row, em)),
        x0=row[0].x0,
        y0=min(char.y0 for char in row),
        x1=max(char.x1 for char in row),
        y1=max(char.y1 for char in row),
        em=em,
    )


def joined(row: Sequence[Char], em: float) -> str:
    """Join the characters of a row, with a blank where the gap means one."""
    gaps = [char.x0 - before.x1 for before, char in pairwise(row)]
    spaced_out = bool(gaps) and len(row) <= 12 and min(gaps) > 0.5 * em
    parts = [row[0].text]
    for before, char, gap in zip(row, row[1:], gaps, strict=False):
        square = is_square(before.text) or is_square(char.text)
        least = WIDE_GAP if square else WORD_GAP
        if before.text == "分" and _PART.fullmatch("".join(parts)):
            least = PART_GAP
        if not spaced_out and gap > least * em:
            parts.append(" ")
        parts.append(char.text)
    return "".join(parts)


def cell_text(chars: Iterable[Char]) -> str:
    """Return the text of one cell: its lines joined, wrapped words and numbers whole again.

    `chars` are in the order of the file, which alone tells how upright heads are read.
    """
    chars = list(chars)
    if is_upright(chars):
        return "".join(char.text for char in chars)
    text = ""
    above: list[Char] = []
    for row in rows_of(chars):
        line = one_line(joined(row, em_of(row)))
        text = f"{text} {line}" if above and _are_two(above, row) else glued(text, line)
        above = row
    return text


def _are_two(above: Sequence[Char], below: Sequence[Char]) -> bool:
    """Tell two numbers from one that wraps: below stands more than had room above."""
    digits = above[-1].text.isdigit() and below[0].text.isdigit()
    if not digits or len({char.text for char in above} | NUMERIC) > len(NUMERIC):
        return False
    room = above[-1].x1 - above[0].x0 + below[0].x1 - below[0].x0
    return below[-1].x1 - below[0].x0 > room + EDGES


NUMERIC = frozenset("0123456789.,-%")
EDGES = 0.5
"""Points by which the widths of letters are not sure."""


def is_upright(chars: Sequence[Char]) -> bool:
    """Tell a text that is written from letter to letter down or, turned, up the page.

    Fonts that do not tell how high their letters are draw them over each other.
    """
    down = 0
    for before, char in pairwise(chars):
        step = abs(char.y0 - before.y0) / max(char.y1 - char.y0, 1.0)
        aside = abs(char.x0 + char.x1 - before.x0 - before.x1) / 2
        is_below = step < UPRIGHT and aside < LEVEL * (char.x1 - char.x0)
        down += is_below and char.text != before.text
    return 2 * down > len(chars) - 1


def glued(before: str, after: str) -> str:
    """Join two lines of one paragraph or cell: a blank only between two Latin words."""
    if not before or not after:
        return before + after
    if is_square(before[-1]) or is_square(after[0]):
        return before + after
    if _NUMBER_END.search(before) and _NUMBER_START.search(after):
        return before + after
    return f"{before} {after}"
