"""Which way a page stands: in, the angles of its characters; out, the way to place what it shows.

Landscape tables are drawn turned, scanned and drawn pages stand a little askew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as raw

SAMPLE = 40
"""Characters looked at to tell which way a page's text runs."""
QUARTER = math.pi / 2
LEAST_SKEW, MOST_SKEW = 0.0005, 0.03
"""Radians: a page that stands less askew is level, one that stands more is a drawing."""

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
Box = tuple[float, float, float, float]
Place = Callable[[float, float, float, float], Box]


def placing(
    turn: int, left: float, bottom: float, right: float, top: float
) -> tuple[Place, float, float]:
    """Return the way from PDF coordinates to points from the shown top left, and the shown size."""
    if turn == 1:
        return (
            lambda x0, y0, x1, y1: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
            (top - bottom),
            right - left,
        )
    if turn == 2:
        return (
            lambda x0, y0, x1, y1: (right - x1, y0 - bottom, right - x0, y1 - bottom),
            right - left,
            top - bottom,
        )
    if turn == 3:
        return (
            lambda x0, y0, x1, y1: (top - y1, right - x1, top - y0, right - x0),
            (top - bottom),
            right - left,
        )
    return (
        lambda x0, y0, x1, y1: (x0 - left, top - y1, x1 - left, top - y0),
        right - left,
        top - bottom,
    )


def angles(text_page: pdfium.PdfTextPage) -> list[float]:
    """Return the angles at which some of the characters stand, clockwise."""
    count = text_page.count_chars()
    return [
        raw.FPDFText_GetCharAngle(text_page, index)
        for index in range(0, count, max(1, count // SAMPLE))
        if raw.FPDFText_IsGenerated(text_page, index) != 1
    ]


def text_turn(angles: Sequence[float], declared: int) -> int:
    """Quarter turns (clockwise, of the page) that set most of the text upright.

    `declared` is what the page itself asks for; it decides when the text runs in several ways.
    """
    turns = [0, 0, 0, 0]
    for angle in angles:
        # PDFium measures clockwise: text that climbs the paper has three quarters.
        turns[-round(angle / QUARTER) % 4 if angle >= 0 else 0] += 1
    best = max(range(4), key=lambda turn: turns[turn])
    return best if turns[best] > 0.8 * sum(turns) else declared


def levelling(angles: Sequence[float]) -> Matrix:
    """Return the rotation that sets the text of a page level that was scanned or drawn askew."""
    askew = [angle - QUARTER * round(angle / QUARTER) for angle in angles if angle >= 0]
    angle = median(askew) if askew else 0.0
    alike = sum(abs(other - angle) < LEAST_SKEW for other in askew)
    if not LEAST_SKEW < abs(angle) < MOST_SKEW or alike < 0.8 * len(askew):
        return IDENTITY
    return math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle), 0.0, 0.0


def levelled(place: Place, level: Matrix) -> Place:
    """Return the way of placing boxes (of characters) whose middles are turned first."""
    if level is IDENTITY:
        return place

    def turned(x0: float, y0: float, x1: float, y1: float) -> Box:
        x, y = point((x0 + x1) / 2, (y0 + y1) / 2, level)
        wide, high = (x1 - x0) / 2, (y1 - y0) / 2
        return place(x - wide, y - high, x + wide, y + high)

    return turned


def point(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    """Return where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
