"""Rows of words alone in tables without ruling lines: in, rows of text; out, those without figures.

A page may end with labels of which none has a figure, and begin with such.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mingzhang.read.pdf_cells import FIGURE
from mingzhang.read.pdf_heads import SEAM, Row
from mingzhang.read.pdf_rows import begins, is_item
from mingzhang.read.pdf_text import Line
from mingzhang.read.pdf_wraps import ROOM, WRAP

OTHER_SIZE = 0.15
"""Share of their size by which letters differ that are not set alike."""


def blank_rows(
    rows: Sequence[Row],
    body: int,
    end: int,
    is_end: Callable[[Row], bool],
    closed: frozenset[int],
) -> tuple[set[int], int]:
    """Return the rows of words alone below the last figures that stand as those above them do.

    `is_end` tells rows that end a table, `closed` are those that lines part from all others. Tell
    also where those of words end.
    """
    words = [line for row in rows[body:end] for line in row[1] if not FIGURE.fullmatch(line.text)]
    pitch = max((_down(rows, index) for index in range(body + 1, end)), default=0.0)
    begun: set[int] = set()
    for index in range(end, len(rows)):
        row = rows[index]
        starts = _starts(row, rows[index - 1], words)
        far = pitch + 1 if starts else WRAP * row[1][0].em
        near = index in closed or _down(rows, index) < far
        placed = all(any(_are_alike(line, other) for other in words) for line in row[1])
        if not (near and placed) or is_end(row):
            return begun, index if begun else end
        begun |= {index} if starts else set()
    return begun, len(rows) if begun else end


def items_above(rows: Sequence[Row], first: int, body: int) -> set[int]:
    """Return the rows of items without figures that a page begins with.

    Where the first row of figures has no such words below theirs, these may be its own, which wrap.
    """
    own = [line for line in rows[body][1] if is_item(line.text)]
    found = {
        index: line for index in range(first, body) for line in rows[index][1] if is_item(line.text)
    }
    placed = all(any(_are_alike(line, other) for other in own) for line in found.values())
    return set(found) if placed else set()


def _starts(row: Row, above: Row, words: Sequence[Line]) -> bool:
    """Tell that a row begins: it says so, or the text above it is none that wraps."""
    over = [(line, other) for line in row[1] for other in above[1] if _are_alike(line, other)]
    return any(begins(line.text) for line in row[1]) or any(
        other.x1 + ROOM * line.em
        < max((word.x1 for word in words if _are_alike(word, line)), default=0.0)
        for line, other in over
    )


def _down(rows: Sequence[Row], index: int) -> float:
    return rows[index][1][0].middle - rows[index - 1][1][0].middle


def _are_alike(line: Line, other: Line) -> bool:
    """Tell texts that begin at one place, with letters of one size."""
    return abs(line.x0 - other.x0) < SEAM and abs(line.em - other.em) < OTHER_SIZE * other.em
