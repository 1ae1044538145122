"""What is larger than its cell: in, characters in and about a lattice; out, the cell they are of.

People fix the height of rows; a head of several lines then stands across the lines around it, and
its middle alone tells whose it is. Amounts too wide for the last column go on beyond the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from mingzhang.model import CUT_OFF
from mingzhang.read.pdf_lattice import Lattice
from mingzhang.read.pdf_page import Char
from mingzhang.read.pdf_turn import Box

TOUCH = 0.15
"""Ems: characters nearer than this across a ruling line are one text that overflows its cell."""
ACROSS = 0.2
"""Share of a text's height that stands on either side of a line which it crosses."""
ASIDE = 1.0
"""Points by which the middles of the lines of one head may differ."""
PITCH = (0.9, 1.5)
"""Heights of letters between two lines of one head."""
FAR = 100.0
"""Points beyond the right edge of a table that its amounts reach at most."""
AMOUNT_LETTERS = frozenset("0123456789.,")
OFF = 0.15
"""Heights of letters by which the middle of a head may stand off that of its cell."""


_NEXT_AMOUNT = re.compile(
    r"(?<=\.\d\d)(?=-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d(?!\d))|(?<=,\d{3})(?=-?\d{1,3}(?:,\d{3})+$)"
)


def overflowing(runs: Sequence[Sequence[Char]], lattice: Lattice) -> dict[int, int]:
    """Return the cell of each run (by its place) that is a line of a head across a ruling line."""
    boxes = [box_of(run) for run in runs]
    cells: dict[int, int] = {}
    for at, box in enumerate(boxes):
        if at not in cells and crosses(box, lattice):
            stack = sorted(_stack(at, boxes), key=lambda n: boxes[n][1])
            cells.update(_of_one_cell(at, stack, boxes, lattice))
    return cells


def box_of(run: Sequence[Char]) -> Box:
    """Return the box of a run."""
    return run[0].x0, min(c.y0 for c in run), run[-1].x1, max(c.y1 for c in run)


def crosses(box: Box, lattice: Lattice) -> bool:
    """Tell that a text stands across a ruling line below or above it."""
    column = lattice.field((box[0] + box[2]) / 2, box[1])[1]
    edge = ACROSS * (box[3] - box[1])
    return any(
        box[1] + edge < y < box[3] - edge and above[column] != below[column]
        for y, (above, below) in zip(lattice.ys[1:-1], pairwise(lattice.cell_of), strict=True)
    )


def _stack(at: int, boxes: Sequence[Box]) -> Iterator[int]:
    """Yield a text and those closely above and below it, with one middle."""
    x = boxes[at][0] + boxes[at][2]
    aligned = [n for n, box in enumerate(boxes) if abs(box[0] + box[2] - x) < 2 * ASIDE]
    yield at
    tall = boxes[at][3] - boxes[at][1]
    for way in (1, -1):
        last: int | None = at
        while last is not None:
            y = boxes[last][1]
            near = (n for n in aligned if PITCH[0] < way * (boxes[n][1] - y) / tall < PITCH[1])
            last = next((n for n in near if not _are_parted(boxes[n], boxes[last], boxes)), None)
            if last is not None:
                yield last


def _are_parted(box: Box, other: Box, boxes: Sequence[Box]) -> bool:
    """Tell that a text of another width stands between two lines: the end of the upper."""
    upper, lower = sorted((box[1], other[1]))
    slight = ACROSS * (box[3] - box[1])
    return any(
        upper + slight < y < lower - slight and x0 < box[2] and box[0] < x1
        for x0, y, x1, _ in boxes
    )


def _of_one_cell(
    at: int, stack: Sequence[int], boxes: Sequence[Box], lattice: Lattice
) -> dict[int, int]:
    """Return the fewest lines around a text, and their cell, that stand in the middle of one."""
    place = stack.index(at)
    for count in range(2, len(stack) + 1):
        for first in range(max(0, place - count + 1), min(place, len(stack) - count) + 1):
            lines = stack[first : first + count]
            top, bottom = boxes[lines[0]][1], boxes[lines[-1]][3]
            row, column = lattice.field((boxes[at][0] + boxes[at][2]) / 2, (top + bottom) / 2)
            cell = lattice.cell_of[row][column]
            rows = [n for n, line in enumerate(lattice.cell_of) if line[column] == cell]
            middle = (lattice.ys[rows[0]] + lattice.ys[rows[-1] + 1]) / 2
            if abs(middle - (top + bottom) / 2) < OFF * (boxes[at][3] - boxes[at][1]):
                return dict.fromkeys(lines, cell)
    return {}


def touching(chars: Sequence[Char]) -> Iterator[list[Char]]:
    """Part characters into runs that touch on one line, as the file orders them."""
    run: list[Char] = []
    for char in chars:
        if run:
            last = run[-1]
            em = max(char.y1 - char.y0, 1.0)
            apart = char.x0 - last.x1
            level = abs((char.y0 + char.y1) - (last.y0 + last.y1)) / 2 < 0.3 * em
            is_crossed = CUT_OFF in (char.text, last.text)
            if not level or not -(em if is_crossed else TOUCH * em) < apart < TOUCH * em:
                yield run
                run = []
        run.append(char)
    if run:
        yield run


def amounts_apart(run: list[Char]) -> Iterator[list[Char]]:
    """Part a run behind each amount, with two decimals or none, that another one touches."""
    first = 0
    for match in _NEXT_AMOUNT.finditer("".join(char.text for char in run)):
        yield run[first : match.start()]
        first = match.start()
    yield run[first:]


def beyond(lattice: Lattice, chars: Sequence[Char]) -> list[int]:
    """Return the characters to the right of a table in which its amounts go on, by their places."""
    edge, low, high = lattice.xs[-1], lattice.ys[0], lattice.ys[-1]
    if max(map(itemgetter(3), chars), default=0.0) <= edge:
        return []
    outside: list[int] = []
    ends: list[Char] = []
    for at, char in enumerate(chars):
        if char.text in AMOUNT_LETTERS and 2 * low < char.y0 + char.y1 < 2 * high:
            if 2 * edge < char.x0 + char.x1 < 2 * (edge + FAR):
                outside.append(at)
            elif edge - FAR < char.x1 < edge + FAR:
                ends.append(char)
    found: list[int] = []
    for at in sorted(outside, key=lambda at: chars[at].x0):
        char = chars[at]
        if any(_touch(end, char) for end in ends):
            ends.append(char)
            found.append(at)
    return found


def _touch(before: Char, char: Char) -> bool:
    em = max(char.y1 - char.y0, 1.0)
    level = abs(char.y0 + char.y1 - before.y0 - before.y1) / 2 < 0.3 * em
    return level and abs(char.x0 - before.x1) < TOUCH * em
