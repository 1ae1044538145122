"""Scans that stand askew below their text: in, the characters of the layer; out, how to level them.

Recognisers that write level words put each where the picture shows it: the rows of a table climb
or fall from word to word, though each word is level.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import fmean

from mingzhang.read.pdf_place import Char
from mingzhang.read.pdf_turn import IDENTITY, LEAST_SKEW, MOST_SKEW, Matrix, point

STEP = 0.001
"""From one slope that is tried to the next."""
FITS = 4
"""Times that the slope is fitted to the rows that it makes."""
BAND = 2.0
"""Points that the middles of the words of one row may differ by once the page is level."""
COMPANY = 1.4
"""Words that stand at one height, seen from each word: from so many on they tell a slope."""
APART = 0.05
"""Points between the heights of two letters of one word at most."""
TOUCHES = 1.0
"""Heights of letters between two of one run at most."""


def turning(slope: float, x: float, y: float) -> Matrix:
    """Return the rotation about a point that sets level what falls to the right (y grows down)."""
    cos, sin = 1 / math.hypot(1, slope), slope / math.hypot(1, slope)
    return cos, -sin, sin, cos, x - cos * x - sin * y, y + sin * x - cos * y


def levelling(chars: Sequence[Char], wide: float, high: float) -> Matrix:
    """Return the rotation about the middle of a page that sets the rows of its words level.

    Of a page whose lines are one word each there is none: it is level as it is.
    """
    middles = [_middle(run) for run in _runs(chars)]
    steps = round(MOST_SKEW / STEP)
    slopes = sorted((STEP * n for n in range(-steps, steps + 1)), key=abs)
    firm = {slope: _firmness(middles, slope) for slope in slopes}
    best = max(slopes, key=firm.__getitem__)
    slope = _fitted(middles, best) if firm[best] > COMPANY * 2 * len(middles) else 0.0
    return turning(slope, wide / 2, high / 2) if abs(slope) > LEAST_SKEW else IDENTITY


def _fitted(middles: Sequence[tuple[float, float]], slope: float) -> float:
    """Fit the slope to the words that stand in one row: the least squares of all rows at once."""
    for _ in range(FITS):
        rows: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
        for x, y in middles:
            rows[round((y - slope * x) / BAND)].append((x, y))
        along = across = 0.0
        for row in rows.values():
            x0, y0 = fmean(x for x, _ in row), fmean(y for _, y in row)
            along += sum((x - x0) ** 2 for x, _ in row)
            across += sum((x - x0) * (y - y0) for x, y in row)
        slope = across / along if along else 0.0
    return slope


def levelled(chars: Sequence[Char], level: Matrix) -> list[Char]:
    """Move each run of characters by what a rotation moves its middle."""
    moved: list[Char] = []
    for run in _runs(chars):
        x, y = _middle(run)
        to_x, to_y = point(x, y, level)
        right, down = to_x - x, to_y - y
        moved.extend(
            Char(text, x0 + right, y0 + down, x1 + right, y1 + down) for text, x0, y0, x1, y1 in run
        )
    return moved


def _runs(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """Part characters into runs that stand at one height, each beside the one before."""
    number = 0
    numbers = [0]
    for before, char in pairwise(chars):
        high = max(before.y1 - before.y0, char.y1 - char.y0)
        level = abs(before.y1 - char.y1) < APART
        number += not (level and -high < char.x0 - before.x1 < TOUCHES * high)
        numbers.append(number)
    for _, run in groupby(zip(numbers, chars, strict=False), key=lambda item: item[0]):
        yield [char for _, char in run]


def _middle(run: Sequence[Char]) -> tuple[float, float]:
    return (run[0].x0 + run[-1].x1) / 2, (run[0].y0 + run[0].y1) / 2


def _firmness(middles: Sequence[tuple[float, float]], slope: float) -> int:
    """Count the words at the height of each word, in two kinds of bands, after levelling."""
    heights = [(y - slope * x) / BAND for x, y in middles]
    bands = Counter(part for at in heights for part in ((0, round(at)), (1, round(at + 0.5))))
    return sum(count * count for count in bands.values())
