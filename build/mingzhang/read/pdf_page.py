"""One PDF page as geometry: in, a page that PDFium holds; out, its characters and ruling lines.

All coordinates are points from the page's top left corner as it is shown (rotation applied).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from mingzhang.model import Seen
from mingzhang.read import limits, pdf_dots, pdf_skew
from mingzhang.read.pdf_objects import Drawn, address, bounds, matrix_of, objects, times
from mingzhang.read.pdf_place import (
    NO_MEANING,
    Advances,
    Char,
    has_unknown_digit,
    is_inked,
    watermark,
    without_crossed,
    without_marks,
)
from mingzhang.read.pdf_turn import (
    IDENTITY,
    Box,
    Matrix,
    Place,
    angles,
    levelled,
    levelling,
    placing,
    point,
    text_turn,
)
from mingzhang.read.pdf_unseen import is_layer, unseen

__all__ = ["Char", "PageGeometry", "Rule", "geometry"]

THIN = 3.0
"""A drawn box no thicker than this is a line; rules have 0.2 to 2 points, rows of text 6."""
SHORT = 1.5
"""Shorter strokes are dots; dashes of a dashed line are 2 points and more, and get joined later."""
MAX_SEGMENTS = 4_000
"""A path of more strokes is a drawing, not a table."""
HIGH, LONG, WIDEST = (8, 40), 3, 0.8
"""Points, heights and shares of the page's width of a picture that may be a heading."""
LARGE = 0.2
"""Share of a page that a picture covers which may hold a table."""
SAMPLED = 3
"""Of so many characters one is asked whether its font tells what it means."""
MEANINGLESS = 0.05
"""Share of a page's characters without a meaning from which none of them is read."""


class Rule(NamedTuple):
    """One ruling line, horizontal or vertical, as a box without thickness."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """What one page shows. `images` counts large pictures, all of them where there is no text."""

    number: int
    width: float
    height: float
    chars: list[Char]
    rules: list[Rule]
    images: int
    unmapped: int
    """Characters that the font does not tell the meaning of."""
    objects: int
    veiled: int = 0
    """Letters of a watermark, which lies over the page and is no part of it."""
    marks: int = 0
    """Small raised marks of notes, which are no part of the numbers that they stand behind."""
    crossed: int = 0
    """Digits of numbers that are printed across each other."""
    hidden: int = 0
    """Letters that are white on white, or not painted at all."""
    layered: bool = False
    """Its text is not painted: what was recognised in the picture below."""
    seen: tuple[Seen, ...] = ()
    """The lines of a page that is a picture."""
    pictures: tuple[Box, ...] = ()
    """Pictures without text that have the shape of a line: headings."""
    level: Matrix = IDENTITY
    """How the characters were turned that stood askew, and the picture below them is."""


def geometry(page: pdfium.PdfPage, number: int) -> PageGeometry:
    """Take the characters and ruling lines of a page. `number` counts from 1."""
    left, bottom, right, top = page.get_bbox()
    text_page = page.get_textpage()
    try:
        askew = angles(text_page)
        turn = text_turn(askew, page.get_rotation() // 90)
        place, width, height = placing(turn, left, bottom, right, top)
        level = levelling(askew)
        drawn = list(objects(page, level))
        faint = unseen(drawn, text_page.count_chars())
        way = levelled(place, level)
        chars, unmapped, veiled, hidden = _chars(text_page, way, *faint)
        # A title may reach over the page's side; what stands above or below it is a printer's mark.
        chars = [char for char in chars if char.y1 > 0 and char.y0 < height]
        if unmapped > MEANINGLESS * len(chars) or (unmapped and has_unknown_digit(chars)):
            chars = []
        chars, marks = without_marks(chars)
        chars, crossed = without_crossed(chars)
    finally:
        text_page.close()
    # On a page without text any picture may hold some; beside text only large ones are told.
    share = LARGE if chars else 0.0
    rules, images, pictures = _drawn(drawn, place, share * width * height)
    count = raw.FPDFPage_CountObjects(page)
    layered = bool(images and chars) and is_layer(drawn)
    shown = level
    if level is not IDENTITY:
        shown = pdf_skew.turning(level[1] / level[0], *place(0, 0, 0, 0)[:2])
    elif layered:
        shown = pdf_skew.levelling(chars, width, height)
        chars = pdf_skew.levelled(chars, shown)
    dropped = veiled, marks, crossed, hidden
    lines = () if layered else _lines_drawn(pictures, chars, width)
    return PageGeometry(
        number, width, height, chars, rules, images, unmapped, count, *dropped, layered,
        pictures=tuple(lines), level=shown,
    )  # fmt: skip


def _chars(
    text_page: pdfium.PdfTextPage, place: Place, hidden: set[int], pale: set[int]
) -> tuple[list[Char], int, int, int]:
    count = text_page.count_chars()
    if count > limits.MAX_PAGE_CHARS:
        raise limits.TooMany(limits.MAX_PAGE_CHARS)
    box = raw.FS_RECTF()
    pointer = ctypes.byref(box)
    new = tuple.__new__
    box_of, handle = raw.FPDFText_GetLooseCharBox, text_page.raw
    chars: list[Char] = []
    where: list[tuple[int, int]] = []
    unmapped = 0
    for index, code in _codes(handle, count):
        if 32 < code < 0xE000 and code not in _BLANK:
            if box_of(handle, index, pointer):
                where_to = place(box.left, box.bottom, box.right, box.top)
                chars.append(new(Char, (chr(code), *where_to)))
                where.append((index, code))
            continue
        is_hyphen = code == LINE_END_HYPHEN or (
            code == _HYPHEN_MARK and raw.FPDFText_IsHyphen(handle, index) == 1
        )
        if (not is_hyphen and not 32 < code < 0xE000) or code in _BLANK:
            # Blanks and line ends are found again from the gaps; PDFium makes up many of them.
            if code in _BLANK or (code <= 32 and not _has_ink(handle, index)):
                continue
            unmapped += code <= 32 or code in _UNKNOWN or 0xE000 <= code <= 0xF8FF
            if code <= 32 or code > 0x10FFFF:
                code = ord(NO_MEANING)
        if box_of(handle, index, pointer):
            text = "-" if is_hyphen else chr(code)
            chars.append(Char(text, *place(box.left, box.bottom, box.right, box.top)))
            where.append((index, code))
    for at in _guessed(handle, where):
        chars[at] = chars[at]._replace(text=NO_MEANING)
        unmapped += 1
    veiled = watermark(handle, chars, [index for index, _ in where])
    veiled |= _of_objects(handle, where, pale)
    unseen_chars = _of_objects(handle, where, hidden) - veiled
    if gone := veiled | unseen_chars:
        chars = [char for at, char in enumerate(chars) if at not in gone]
        where = [shown for at, shown in enumerate(where) if at not in gone]
    if is_inked(chars):
        advances = Advances(handle)
        chars = [
            Char(char.text, *place(*advances.box(index, code)))
            for char, (index, code) in zip(chars, where, strict=True)
        ]
    return chars, unmapped, len(veiled), len(unseen_chars)


def _guessed(handle: Any, where: Sequence[tuple[int, int]]) -> list[int]:
    """Return the places of the characters that PDFium takes from the numbers of their glyphs.

    Their font does not tell what they mean; some characters tell whether any is such.
    """
    has_error = raw.FPDFText_HasUnicodeMapError
    if all(has_error(handle, index) != 1 for index, _ in where[::SAMPLED]):
        return []
    return [at for at, (index, _) in enumerate(where) if has_error(handle, index) == 1]


def _of_objects(handle: Any, where: Sequence[tuple[int, int]], faint: set[int]) -> set[int]:
    """Return the places of the characters of faint objects; of a page that is mostly so, none."""
    if not faint:
        return set()
    places = {
        at
        for at, (index, _) in enumerate(where)
        if address(raw.FPDFText_GetTextObject(handle, index)) in faint
    }
    return places if 2 * len(places) < len(where) else set()


LINE_END_HYPHEN, _HYPHEN_MARK = 2, 0xFFFE
"""PDFium puts one of these in place of a hyphen that it takes for the break of a word."""
_BLANK = frozenset((9, 10, 13, 32, 0xA0, 0x3000, 0xFEFF, 0xAD))
_UNKNOWN = frozenset((0xFFFD, 0xFFFE, 0xFFFF))


def _has_ink(handle: Any, index: int) -> bool:
    """Tell a glyph without a meaning from a blank or the end of a line."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if raw.FPDFText_IsGenerated(handle, index) == 1:
        return False
    raw.FPDFText_GetCharBox(handle, index, *map(ctypes.byref, (left, right, bottom, top)))
    return right.value > left.value and top.value > bottom.value


def _codes(handle: Any, count: int) -> Iterable[tuple[int, int]]:
    """Return the places and code points of the characters: in one call where they map one to one.

    PDFium tells UTF-16: two halves are one character, and a half alone is none.
    """
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(handle, 0, count, buffer)
    codes = buffer[:count]
    if written == count + 1 and not any(0xD800 <= code < 0xE000 for code in codes):
        return enumerate(codes)
    return _paired([raw.FPDFText_GetUnicode(handle, index) for index in range(count)])


def _paired(codes: Sequence[int]) -> Iterator[tuple[int, int]]:
    half = 0
    for index, code in enumerate((*codes, 0x20)):
        if half and 0xDC00 <= code < 0xE000:
            yield index - 1, 0x10000 + ((half - 0xD800) << 10) + code - 0xDC00
            half = 0
            continue
        if half:
            yield index - 1, 0xFFFD
        half = code if 0xD800 <= code < 0xDC00 else 0
        if not half and index < len(codes):
            yield index, 0xFFFD if 0xDC00 <= code < 0xE000 else code


def _lines_drawn(pictures: Sequence[Box], chars: Sequence[Char], width: float) -> Iterator[Box]:
    """Yield the pictures that have the shape of a line, and no text over them."""
    for x0, y0, x1, y1 in pictures:
        shaped = HIGH[0] < y1 - y0 < HIGH[1] and LONG * (y1 - y0) < x1 - x0 < WIDEST * width
        if shaped and not any(
            2 * x0 < c.x0 + c.x1 < 2 * x1 and 2 * y0 < c.y0 + c.y1 < 2 * y1 for c in chars
        ):
            yield x0, y0, x1, y1


def _drawn(drawn: Sequence[Drawn], place: Place, least: float) -> tuple[list[Rule], int, list[Box]]:
    rules: list[Rule] = []
    dots: list[Box] = []
    pictures: list[Box] = []
    images = 0
    for handle, kind, matrix in drawn:
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = bounds(handle, matrix)
            images += (x1 - x0) * (y1 - y0) > least
            pictures.append(place(x0, y0, x1, y1))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            if len(rules) > limits.MAX_RULES:
                break
            path_rules = list(_path_rules(handle, matrix, place))
            rules.extend(path_rules)
            dots.extend([] if path_rules else _dot(handle, matrix, place))
    rules.extend(rule for line in pdf_dots.lines_of(dots) for rule in _rule(*line))
    return rules, images, pictures


def _dot(handle: Any, matrix: Matrix, place: Place) -> Iterator[Box]:
    x0, y0, x1, y1 = place(*bounds(handle, matrix))
    if max(x1 - x0, y1 - y0) < SHORT:
        yield x0, y0, x1, y1


def _path_rules(handle: Any, matrix: Matrix, place: Place) -> Iterator[Rule]:
    """Yield the lines of one path: thin boxes as a whole, else its straight strokes."""
    box = bounds(handle, matrix)
    if min(box[2] - box[0], box[3] - box[1]) <= THIN:
        yield from _rule(*place(*box))
        return
    count = raw.FPDFPath_CountSegments(handle)
    if count < 2 or count > MAX_SEGMENTS:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(handle, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    own_matrix = times(matrix_of(handle), matrix)
    for points in _subpaths(handle, count, own_matrix):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = min(xs), min(ys), max(xs), max(ys)
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            yield from _rule(*place(*box))
        elif stroke.value:
            for (xa, ya), (xb, yb) in pairwise(points):
                if min(abs(xa - xb), abs(ya - yb)) <= 0.5:
                    yield from _rule(*place(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)))


def _subpaths(handle: Any, count: int, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """Yield the corner points of each part of a path; parts with curves are left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    curved = False
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(handle, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved |= kind == raw.FPDF_SEGMENT_BEZIERTO
        points.append(point(x.value, y.value, matrix))
        if raw.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _rule(x0: float, y0: float, x1: float, y1: float) -> Iterator[Rule]:
    """Make a rule of a thin box along its middle; boxes too short for one give none."""
    if x1 - x0 >= y1 - y0:
        if x1 - x0 >= SHORT:
            middle = (y0 + y1) / 2
            yield Rule(x0, middle, x1, middle)
    elif y1 - y0 >= SHORT:
        middle = (x0 + x1) / 2
        yield Rule(middle, y0, middle, y1)
