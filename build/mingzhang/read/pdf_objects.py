"""What a PDF page draws: in, a page that PDFium holds; out, its objects, each with its matrix."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from mingzhang.read import limits
from mingzhang.read.pdf_turn import IDENTITY, Box, Matrix, point

MAX_FORM_DEPTH = 6
"""Forms within forms; programs nest two or three."""


Drawn = tuple[Any, int, Matrix]
"""One object of a page, what kind it is and the matrix of what it stands in."""


def objects(page: pdfium.PdfPage, level: Matrix) -> Iterator[Drawn]:
    """Yield the page's objects, those within forms too."""
    stack: list[tuple[Any, Matrix, int]] = []
    shown, object_at, kind_of = page.raw, raw.FPDFPage_GetObject, raw.FPDFPageObj_GetType
    count = raw.FPDFPage_CountObjects(shown)
    for index in range(count if count <= limits.MAX_OBJECTS else 0):
        handle = object_at(shown, index)
        kind = kind_of(handle)
        if kind != raw.FPDF_PAGEOBJ_FORM:
            yield handle, kind, level
            continue
        stack.append((handle, level, 1))
        while stack:
            form, outer, depth = stack.pop()
            matrix = times(matrix_of(form), outer)
            for inner in range(raw.FPDFFormObj_CountObjects(form)):
                child = raw.FPDFFormObj_GetObject(form, inner)
                kind = kind_of(child)
                if kind != raw.FPDF_PAGEOBJ_FORM:
                    yield child, kind, matrix
                elif depth < MAX_FORM_DEPTH:
                    stack.append((child, matrix, depth + 1))


def matrix_of(handle: Any) -> Matrix:
    """Return the matrix of an object."""
    raw_matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, ctypes.byref(raw_matrix)):
        return IDENTITY
    return raw_matrix.a, raw_matrix.b, raw_matrix.c, raw_matrix.d, raw_matrix.e, raw_matrix.f


def times(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that applies one and then another."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j,
        c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def bounds(handle: Any, matrix: Matrix) -> Box:
    """Return the box of an object where a matrix puts it."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(
        handle, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top)
    )
    box = (left.value, bottom.value, right.value, top.value)
    return box if matrix is IDENTITY else _moved(box, matrix)


def _moved(box: Box, matrix: Matrix) -> Box:
    xa, ya = point(box[0], box[1], matrix)
    xb, yb = point(box[2], box[3], matrix)
    return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def address(handle: Any) -> int:
    """Return what tells one object from another."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
