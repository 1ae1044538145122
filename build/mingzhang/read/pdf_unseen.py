"""Text that nobody sees: in, the objects of a page; out, those of white or unpainted letters.

White letters on a filled ground are seen, and unpainted ones over a picture are what was recognised
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
SAMPLED = 3
"""Of so many objects of one letter each one is asked: hidden text is longer."""


def unseen(drawn: Sequence[Drawn], letters: int) -> set[int]:
    """Return the addresses of the text objects that show nothing, of a page of so many letters.

    Where each letter is an object of its own, some of them tell whether any is asked.
    """
    texts = [(handle, matrix) for handle, kind, matrix in drawn if kind == raw.FPDF_PAGEOBJ_TEXT]
    step = SAMPLED if letters < 2 * len(texts) else 1
    if all(_is_painted(handle) for handle, _ in texts[::step]):
        return set()
    grounds = [box for each in drawn for box in _ground(*each)]
    return {
        address(handle)
        for handle, matrix in texts
        if not _is_painted(handle)
        if not any(_is_on(bounds(handle, matrix), ground) for ground in grounds)
    }


def is_layer(drawn: Sequence[Drawn]) -> bool:
    """Tell that a page's letters are not painted, as over a picture in which they are seen."""
    texts = [handle for handle, kind, _ in drawn if kind == raw.FPDF_PAGEOBJ_TEXT]
    mode = raw.FPDFTextObj_GetTextRenderMode
    return any(mode(handle) == raw.FPDF_TEXTRENDERMODE_INVISIBLE for handle in texts[:SAMPLED])


def _is_painted(handle: Any) -> bool:
    mode = raw.FPDFTextObj_GetTextRenderMode(handle)
    return mode != raw.FPDF_TEXTRENDERMODE_INVISIBLE and not (
        mode == raw.FPDF_TEXTRENDERMODE_FILL and _is_paper(handle)
    )


_COLOUR = [ctypes.c_uint() for _ in range(4)]
_POINTERS = [ctypes.pointer(part) for part in _COLOUR]


def _is_paper(handle: Any) -> bool:
    """Tell an object that is filled with white, or with nothing."""
    if not raw.FPDFPageObj_GetFillColor(handle, *_POINTERS):
        return False
    red, green, blue, alpha = _COLOUR
    return alpha.value == 0 or (red.value >= WHITE <= green.value and blue.value >= WHITE)


def _ground(handle: Any, kind: int, matrix: Matrix) -> Iterator[Box]:
    """Yield the box of an object on which white letters are seen."""
    if kind == raw.FPDF_PAGEOBJ_PATH:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(handle, ctypes.byref(fill), ctypes.byref(stroke))
        if fill.value and not _is_paper(handle):
            yield bounds(handle, matrix)
    elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
        yield bounds(handle, matrix)


def _is_on(text: Box, ground: Box) -> bool:
    x, y = (text[0] + text[2]) / 2, (text[1] + text[3]) / 2
    return ground[0] < x < ground[2] and ground[1] < y < ground[3]
