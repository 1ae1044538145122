"""Text that nobody sees: in, the objects of a page; out, those of white or unpainted letters.

Letters of a pale grey are a watermark's, which lies over the page and is to be read past. White
letters on a filled ground are seen, and unpainted ones over a picture are what was recognised
in it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2.raw as raw

from mingzhang.read.pdf_objects import Drawn, address, bounds
from mingzhang.read.pdf_turn import Box, Matrix

WHITE = 250
"""Of 255: a colour of which each part is so bright is that of the paper."""
SILVER = 190
"""From so bright a grey on letters are those of a watermark."""
GONE, PALE = 1, 2
SAMPLED = 3
"""Of so many objects of one letter each one is asked: hidden text is longer."""


def unseen(drawn: Sequence[Drawn], letters: int) -> tuple[set[int], set[int]]:
    """Return the addresses of the text objects that show nothing, and of the pale ones.

    Where each letter is an object of its own, some of them tell whether any is asked.
    """
    texts = [(handle, matrix) for handle, kind, matrix in drawn if kind == raw.FPDF_PAGEOBJ_TEXT]
    step = SAMPLED if letters < 2 * len(texts) else 1
    if not any(_faintness(handle) for handle, _ in texts[::step]):
        return set(), set()
    grounds = [box for each in drawn for box in _ground(*each)]
    faint = {
        address(handle): how
        for handle, matrix in texts
        if (how := _faintness(handle))
        if not any(_is_on(bounds(handle, matrix), ground) for ground in grounds)
    }
    gone, pale = ({at for at, how in faint.items() if how == kind} for kind in (GONE, PALE))
    return gone, pale


def is_layer(drawn: Sequence[Drawn]) -> bool:
    """Tell that a page's letters are not painted, as over a picture in which they are seen."""
    texts = [handle for handle, kind, _ in drawn if kind == raw.FPDF_PAGEOBJ_TEXT]
    mode = raw.FPDFTextObj_GetTextRenderMode
    return any(mode(handle) == raw.FPDF_TEXTRENDERMODE_INVISIBLE for handle in texts[:SAMPLED])


def _faintness(handle: Any) -> int:
    """Tell how little is seen of a text object: 0 if its letters are painted as print is."""
    mode = raw.FPDFTextObj_GetTextRenderMode(handle)
    if mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
        return GONE
    shade = _shade(handle) if mode == raw.FPDF_TEXTRENDERMODE_FILL else 0
    return GONE if shade >= WHITE else PALE if shade >= SILVER else 0


_COLOUR = [ctypes.c_uint() for _ in range(4)]
_POINTERS = [ctypes.pointer(part) for part in _COLOUR]


def _shade(handle: Any) -> int:
    """Return how bright an object is on white paper, of 255: its darkest part of colour."""
    if not raw.FPDFPageObj_GetFillColor(handle, *_POINTERS):
        return 0
    *colour, alpha = (part.value for part in _COLOUR)
    return 255 - (255 - min(colour)) * alpha // 255


def _ground(handle: Any, kind: int, matrix: Matrix) -> Iterator[Box]:
    """Yield the box of an object on which white letters are seen."""
    if kind == raw.FPDF_PAGEOBJ_PATH:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(handle, ctypes.byref(fill), ctypes.byref(stroke))
        if fill.value and _shade(handle) < WHITE:
            yield bounds(handle, matrix)
    elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
        yield bounds(handle, matrix)


def _is_on(text: Box, ground: Box) -> bool:
    x, y = (text[0] + text[2]) / 2, (text[1] + text[3]) / 2
    return ground[0] < x < ground[2] and ground[1] < y < ground[3]
