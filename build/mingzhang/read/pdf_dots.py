"""Dotted and dashed lines: in, the dots of a page; out, the ruling lines that they make.

Some programs draw such a border as one small box for each dot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Line = tuple[float, float, float, float]

LEAST = 5
"""Dots that make a line."""
SNAP = 0.6
"""Points by which the dots of one line may stand apart across it."""
GAPS = 4.0
"""Times its own size that a dot may stand from the next one."""


def lines_of(dots: Sequence[Box]) -> Iterator[Line]:
    """Yield a thin box for every row and every column of dots."""
    yield from _rows(dots)
    turned = [(y0, x0, y1, x1) for x0, y0, x1, y1 in dots]
    yield from ((x0, y0, x1, y1) for y0, x0, y1, x1 in _rows(turned))


def _rows(dots: Sequence[Box]) -> Iterator[Line]:
    for level in _levels(dots):
        run = level[:1]
        for before, dot in pairwise(level):
            size = max(before[2] - before[0], dot[2] - dot[0], 0.3)
            if dot[0] - before[2] > GAPS * size:
                yield from _line(run)
                run = []
            run.append(dot)
        yield from _line(run)


def _levels(dots: Sequence[Box]) -> Iterator[list[Box]]:
    """Group dots of one height, each group from left to right."""
    group: list[Box] = []
    for dot in sorted(dots, key=lambda dot: dot[1]):
        if group and dot[1] - group[0][1] > SNAP:
            yield sorted(group)
            group = []
        group.append(dot)
    if group:
        yield sorted(group)


def _line(run: Sequence[Box]) -> Iterator[Line]:
    if len(run) >= LEAST:
        middle = sum(dot[1] + dot[3] for dot in run) / len(run) / 2
        yield run[0][0], middle, run[-1][2], middle
