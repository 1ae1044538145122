"""Where characters stand: in, a page's characters as PDFium tells them; out, boxes without ink.

PDFium's loose box is the advance by the font's ascent and descent. For a font that states neither
it is the box of the ink, and commas, dashes and “一” fall out of their lines.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from mingzhang.model import CUT_OFF

ASCENT, DESCENT = 0.88, -0.12
"""Ems above and below the base line that a square glyph takes."""
SLIGHT = frozenset("，。、：；,.:;一—-–·“”‘’_")
"""Characters of little ink: their boxes are as high as their neighbours' unless they are of ink."""
FLAT = 0.6
"""Share of a neighbour's height below which a slight character's box is one of ink."""
UNEVEN = 0.02
"""Share of its width by which the box of an ideograph is higher than its neighbour's, of ink."""
MANY = 0.3
"""Share of neighbours of one width whose boxes differ in height if boxes are of ink."""
RAISED, SMALL = 0.2, 0.8
"""A mark stands so much of a letter's height above its foot, and is so much smaller."""

SLANT = 0.03
"""Share of the advance by which a line may climb: scanned and skewed pages are nearly level."""
SAMPLE = 100
"""Letters looked at to tell the usual height."""
HUGE = 2.5
"""Times the usual height of letters: a letter so large that lies over others is a watermark's."""

ACROSS = 0.5
"""Share of its width by which a digit stands beside another at least."""

TWIN = 12
"""Characters back among which stands the digit that another one is printed across."""

NO_MEANING = "\ufffd"
"""Stands for a character that its font does not tell the meaning of."""
DIGITS = frozenset("0123456789")
_OF_NUMBERS = DIGITS | {".", ","}
_MARKS = frozenset("0123456789*[]①②③④⑤⑥⑦⑧⑨⑩")


class Char(NamedTuple):
    """One character and its box (left, top, right, bottom)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


def is_inked(chars: Sequence[Char]) -> bool:
    """Tell whether a page's boxes are those of ink: a comma is flatter than what is beside it.

    Some boxes reach from the ink's top to the foot of the line: ideographs of one font and size,
    which touch, then differ in height.
    """
    return _are_uneven(chars) or any(
        (char.text in SLIGHT and char.y1 - char.y0 < FLAT * (beside.y1 - beside.y0))
        or (beside.text in SLIGHT and beside.y1 - beside.y0 < FLAT * (char.y1 - char.y0))
        for char, beside in pairwise(chars)
    )


def _are_uneven(chars: Sequence[Char]) -> bool:
    step = 1 + len(chars) // SAMPLE
    alike = [
        (char.x1 - char.x0, abs((char.y1 - char.y0) - (beside.y1 - beside.y0)))
        for char, beside in zip(chars[::step], chars[1::step], strict=False)
        if char.text >= "\u4e00" and beside.text >= "\u4e00"
        if abs(beside.x0 - char.x1) < UNEVEN * (char.x1 - char.x0)
    ]
    uneven = sum(higher > UNEVEN * wide for wide, higher in alike)
    return uneven > MANY * len(alike)


def has_unknown_digit(chars: Sequence[Char]) -> bool:
    """Tell whether a character without a meaning is part of a number: none of them can be trusted.

    A number without one of its digits is another, and what follows it would be its neighbour's.
    """
    return any(
        NO_MEANING in (char.text, beside.text)
        and (char.text + beside.text).strip(NO_MEANING).isdigit()
        and -1.0 < beside.x0 - char.x1 < 1.0
        and abs(char.y1 - beside.y1) < 0.5 * (char.y1 - char.y0)
        for char, beside in pairwise(chars)
    )


class _Set(NamedTuple):
    """How one text object sets its characters: its font, an em along its lines, and about them."""

    font: Any
    key: int
    along: tuple[float, float]
    about: tuple[float, float, float, float]


class Advances:
    """Boxes by origin and advance, for the characters of one page of text."""

    def __init__(self, text_page: Any) -> None:
        self.page = text_page
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.origin = ctypes.byref(self.x), ctypes.byref(self.y)
        self.sets: dict[int, _Set] = {}
        self.widths: dict[tuple[int, int], float] = {}

    def box(self, index: int, code: int) -> tuple[float, float, float, float]:
        """Return left, bottom, right, top of a character in the page's own coordinates."""
        raw.FPDFText_GetCharOrigin(self.page, index, *self.origin)
        held = raw.FPDFText_GetTextObject(self.page, index)
        address = ctypes.cast(held, ctypes.c_void_p).value or 0
        if address not in self.sets:
            self.sets[address] = self._set(held, index)
        font, key, (across, up), (left, bottom, right, top) = self.sets[address]
        wide = self._width(font, key, code)
        x0, y0 = self.x.value, self.y.value
        x1, y1 = x0 + wide * across, y0 + wide * up
        return min(x0, x1) + left, min(y0, y1) + bottom, max(x0, x1) + right, max(y0, y1) + top

    def _set(self, held: Any, index: int) -> _Set:
        m = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self.page, index, ctypes.byref(m))
        size = raw.FPDFText_GetFontSize(self.page, index)
        font = raw.FPDFTextObj_GetFont(held)
        key = ctypes.cast(font, ctypes.c_void_p).value or 0
        (left, right), (bottom, top) = (
            sorted((DESCENT * size * way, ASCENT * size * way)) for way in (m.c, m.d)
        )
        return _Set(font, key, (size * m.a, size * m.b), (left, bottom, right, top))

    def _width(self, font: Any, key: int, code: int) -> float:
        """Return a character's advance in ems: what its font says, else what is usual."""
        if (key, code) not in self.widths:
            width = ctypes.c_float()
            known = raw.FPDFFont_GetGlyphWidth(font, code, 1.0, ctypes.byref(width))
            usual = 0.5 if code < 0x2000 else 1.0
            self.widths[key, code] = width.value if known and width.value > 0 else usual
        return self.widths[key, code]


def watermark(text_page: Any, chars: Sequence[Char], indexes: Sequence[int]) -> set[int]:
    """Return the places among `chars` of a watermark's: they slant, or lie large over others.

    Letters of one line stand level; only one that is level with neither neighbour is asked.
    """
    matrix = raw.FS_MATRIX()
    pointer = ctypes.byref(matrix)
    veiled = set()
    tops = [-1.0, *[char.y0 for char in chars], -1.0]
    uneven = [above != below for above, below in pairwise(tops)]
    for at in (at for at, (left, right) in enumerate(pairwise(uneven)) if left and right):
        if raw.FPDFText_GetMatrix(text_page, indexes[at], pointer):
            small, large = sorted((abs(matrix.a), abs(matrix.b)))
            if small > SLANT * large:
                veiled.add(at)
    return veiled | _huge(chars)


def _huge(chars: Sequence[Char]) -> set[int]:
    heights = [char.y1 - char.y0 for char in chars]
    least = HUGE * median(heights[:: 1 + len(heights) // SAMPLE]) if heights else 0.0
    huge = {at for at, height in enumerate(heights) if height > least}
    rest = [char for at, char in enumerate(chars) if at not in huge] if huge else []
    over = [chars[at] for at in huge if _covers(chars[at], rest)]
    return {at for at in huge if any(_are_level(chars[at], other) for other in over)}


def _are_level(char: Char, other: Char) -> bool:
    tall = SLANT * (char.y1 - char.y0)
    return max(abs(char.y0 - other.y0), abs(char.y1 - other.y1)) < tall


def _covers(char: Char, others: Iterable[Char]) -> bool:
    return any(
        char.x0 < (other.x0 + other.x1) / 2 < char.x1
        and char.y0 < (other.y0 + other.y1) / 2 < char.y1
        for other in others
    )


def without_marks(chars: Sequence[Char]) -> tuple[list[Char], int]:
    """Take out the small raised marks (of notes) behind numbers and words; tell how many.

    What is raised behind a Latin letter is an exponent (m²) and put on the letter's line.
    """
    kept: list[Char] = []
    base: Char | None = None
    before: Char | None = None
    for char in chars:
        if base and before and char.text in _MARKS and _raised(char, base, before):
            if base.text.isascii() and base.text.isalpha():
                kept.append(char._replace(y0=base.y0, y1=base.y1))
        else:
            base = char
            kept.append(char)
        before = char
    return kept, len(chars) - len(kept)


def without_crossed(chars: Sequence[Char]) -> tuple[list[Char], int]:
    """Put a mark for digits of numbers that are printed across each other; tell how many.

    Where one number does not end before the other begins, which digit is of which is open.
    """
    crossed = {
        index
        for at, (char, other) in enumerate(pairwise(chars))
        if other.x0 < char.x1 and char.text in _OF_NUMBERS and is_across(char, other)
        if at + 2 < len(chars) and _goes_on(char, other, chars[at + 2])
        for index in (at, at + 1)
    }
    crossed.update(at for at, char in enumerate(chars) if char[0] == "," and _lost(chars, at))
    made = list(chars)
    for at in crossed:
        made[at] = made[at]._replace(text=CUT_OFF)
    return made, len(crossed)


def _lost(chars: Sequence[Char], at: int) -> bool:
    """Tell a comma whose first digit is the same as one of a number printed before it there.

    PDFium takes the second of two like characters in one place for a shadow.
    """
    comma = chars[at]
    tall = comma.y1 - comma.y0
    before = [char for char in chars[max(0, at - TWIN) : at] if abs(char.y1 - comma.y1) < tall / 2]
    slight = ACROSS * (comma.x1 - comma.x0)
    if not before or before[-1].x1 < comma.x0 + slight:
        return False
    if any(char.text == "," and abs(char.x0 - comma.x0) < slight for char in before):
        return False  # all of the number is printed twice
    return any(
        char.text in DIGITS and abs(char.x1 - comma.x0) < ACROSS * (char.x1 - char.x0)
        for char in before
    )


def is_across(char: Char, other: Char) -> bool:
    """Tell a digit or mark at the place of another; one that is printed twice looks bold."""
    if other.text not in _OF_NUMBERS or char.text == other.text:
        return False
    wide = min(char.x1 - char.x0, other.x1 - other.x0)
    level = abs(char.y1 - other.y1) < ACROSS * (char.y1 - char.y0)
    return level and abs(char.x0 - other.x0) < ACROSS * wide


def _goes_on(char: Char, other: Char, after: Char) -> bool:
    """Tell that what is behind two characters at one place goes on behind the first of them."""
    return abs(after.x0 - char.x1) < abs(after.x0 - other.x1)


def _raised(char: Char, base: Char, before: Char) -> bool:
    tall = base.y1 - base.y0
    small = char.y1 - char.y0 < SMALL * tall
    lifted = base.y1 - char.y1 > RAISED * tall and char.y1 > base.y0
    near = abs(char.x0 - before.x1) < 0.4 * tall
    return small and lifted and near and char.y0 > base.y0 - 0.5 * tall
