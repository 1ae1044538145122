"""Ruling lines of a picture under a layer of text: in, the page as dots; out, its long strokes.

A scan that was recognised elsewhere has its text as characters and its tables as a picture only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import pypdfium2 as pdfium

from mingzhang.read.pdf_page import PageGeometry, Rule
from mingzhang.read.pdf_turn import IDENTITY, Matrix

SCALE = 2.0
"""Dots a point that a page is drawn with; a hair line is one dot then."""
MOST_DOTS = 4_000
"""Dots of a page's longer side: a poster is drawn coarser."""
DARK = 190
"""Grey below this is ink; shades of heads are lighter, as is the dirt of a scan."""
LEVEL, UPRIGHT = 30.0, 12.0
"""Points from which a level stroke is a line, and an upright one between two of these."""
THICK = 3.0
"""Points; what is thicker is no line."""
SLOPE = 2.5
"""Points that a level line may rise or fall from end to end."""
MEETS = 1.5
"""Points between the end of an upright and the level line that it meets at most."""

_INK = bytes(value < DARK for value in range(256))
_RUN = re.compile(rb"(?:\x01{10,}\x00?)+")
"""Dark dots, with specks of light between them."""


class _Stroke(NamedTuple):
    """Where a stroke is across, where it begins and ends along, and how far it slopes."""

    at: float
    start: float
    end: float
    slope: float


class _Chain(NamedTuple):
    """Dark runs in lines that follow each other: the first line, the last run, what all cover."""

    first: int
    left: int
    right: int
    start: int = 0
    end: int = 0
    dots: int = 0

    def goes_on(self, run: _Chain) -> bool:
        """Tell that a run of the next line touches the last one."""
        return self.left < run.right and run.left < self.right

    def behind(self, above: Sequence[_Chain]) -> _Chain:
        """Return the chain of a run and those that it goes on."""
        return _Chain(
            min((chain.first for chain in above), default=self.first),
            self.left,
            self.right,
            min((self.left, *(chain.start for chain in above))),
            max((self.right, *(chain.end for chain in above))),
            self.right - self.left + sum(chain.dots for chain in above),
        )

    def stroke(self, until: int, scale: float) -> Iterator[_Stroke]:
        """Yield the stroke that ends before a line, if it is thin."""
        thick = self.dots / (self.end - self.start)
        if thick <= THICK * scale + 1:
            middle, slope = (self.first + until) / 2, until - self.first - thick
            yield _Stroke(middle / scale, self.start / scale, self.end / scale, slope / scale)


def ruled(page: pdfium.PdfPage, layered: PageGeometry) -> list[Rule]:
    """Return the ruling lines that the picture of a page shows; [] where it lies on its side.

    Of a picture that slopes there are none: half of its lines would be found.
    """
    scale = min(SCALE, MOST_DOTS / max(layered.width, layered.height))
    bitmap = page.render(scale=scale, grayscale=True)
    wide, stride = bitmap.width, bitmap.stride
    if abs(wide / scale - layered.width) > 1:
        return []
    dots = bytes(bitmap.buffer).translate(_INK)
    rows = [dots[at : at + wide] for at in range(0, len(dots), stride)]
    if layered.level != IDENTITY:
        rows = _level(rows, layered.level, scale)
    strokes = _whole(_strokes(rows, scale, LEVEL))
    level = [stroke for stroke in strokes if stroke.slope < SLOPE]
    if 2 * len(level) < len(strokes):
        return []
    columns = _turned(rows) if level else []
    upright = [
        stroke for stroke in _whole(_strokes(columns, scale, UPRIGHT)) if _ends_on(stroke, level)
    ]
    return [
        *(Rule(line.start, line.at, line.end, line.at) for line in level),
        *(Rule(line.at, line.start, line.at, line.end) for line in upright),
    ]


def _level(rows: Sequence[bytes], level: Matrix, scale: float) -> list[bytes]:
    """Turn a picture by a small angle: move its columns up or down, then its rows aside."""
    _, down, right, _, start_right, start_down = level
    columns = _turned(rows)
    columns = [_moved(dots, round(down * x + start_down * scale)) for x, dots in enumerate(columns)]
    rows = _turned(columns)
    return [_moved(dots, round(right * y + start_right * scale)) for y, dots in enumerate(rows)]


def _turned(lines: Sequence[bytes]) -> list[bytes]:
    """Make columns of rows, or rows of columns."""
    long = len(lines[0])
    dots = b"".join(lines)
    return [dots[at::long] for at in range(long)]


def _moved(line: bytes, by: int) -> bytes:
    return (bytes(by) + line)[: len(line)] if by > 0 else line[-by:] + bytes(-by)


def _strokes(lines: Sequence[bytes], scale: float, least: float) -> Iterator[_Stroke]:
    """Yield the thin strokes along lines of dots; a slight slope takes two lines at a time."""
    begun: list[_Chain] = []
    for at, (line, after) in enumerate(pairwise((*lines, b""))):
        runs = (run.span() for run in _RUN.finditer(_either(line, after)))
        made = [_Chain(at, *run) for run in runs if run[1] - run[0] >= least * scale]
        for number, chain in enumerate(made):
            above = [other for other in begun if other.goes_on(chain)]
            begun = [other for other in begun if other not in above]
            made[number] = chain.behind(above)
        yield from (stroke for chain in begun for stroke in chain.stroke(at, scale))
        begun = made


def _whole(strokes: Iterable[_Stroke]) -> list[_Stroke]:
    """Join the pieces of one line, which lie beside each other or touch."""
    lines: list[_Stroke] = []
    for stroke in sorted(strokes, key=lambda stroke: stroke.start):
        for number, line in enumerate(lines):
            if abs(line.at - stroke.at) < THICK / 2 and stroke.start < line.end + 1:
                end, slope = max(line.end, stroke.end), max(line.slope, stroke.slope)
                lines[number] = line._replace(end=end, slope=slope)
                break
        else:
            lines.append(stroke)
    return lines


def _either(line: bytes, after: bytes) -> bytes:
    joined = int.from_bytes(line) | int.from_bytes(after)
    return joined.to_bytes(len(line))


def _ends_on(stroke: _Stroke, level: Sequence[_Stroke]) -> bool:
    """Tell that an upright ends on level lines: it may cross a thick one, as no letter does.

    One that is longer than letters may also end a bit off.
    """
    crossed = [line.at for line in level if line.start - MEETS < stroke.at < line.end + MEETS]
    far = 4 * MEETS
    short = far if stroke.end - stroke.start > 2 * UPRIGHT else MEETS
    return any(-short < at - stroke.start < far for at in crossed) and any(
        -far < at - stroke.end < short for at in crossed
    )
