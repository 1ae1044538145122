"""What stands beside the text: in, what a page shows; out, texts in its margins and of drawings.

They are part of no paragraph: the text goes on past them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from mingzhang.read import page_numbers, titles
from mingzhang.read.blocks import CJK_LETTER
from mingzhang.read.pdf_lattice import Lattice
from mingzhang.read.pdf_margins import FULL_LINES
from mingzhang.read.pdf_page import Char, PageGeometry
from mingzhang.read.pdf_text import SMALL, Line, is_upright, segments

SIDE = 0.065
"""Share of a page's width at its sides where numbers and running heads may stand, too."""
GAP = 10.0
"""Points between what stands in a margin and the text at least."""
LONG = 15.0
"""Ems of a line of the text."""
UPRIGHT = 1.5
"""Times its width a line is high that is set from letter to letter down."""
NEAR = 1.2
"""Ems between the middles of a line of the text and of what stands beside it."""


def in_margins(page: PageGeometry, found: Sequence[Lattice]) -> Iterator[list[Char]]:
    """Yield what stands in a margin beside the text: letter below letter, or a number alone."""
    for side in (
        [char for char in page.chars if char.x1 < SIDE * page.width],
        [char for char in page.chars if char.x0 > (1 - SIDE) * page.width],
    ):
        down = sorted(side, key=lambda char: (char.y0, char.x0))
        number = page_numbers.number_of("".join(char.text for char in down)) is not None
        upright = is_upright(side) and any(CJK_LETTER.match(char.text) for char in side)
        if (upright or number) and not any(
            _touches(page, char, side)
            or any(lattice.contains(char.x0, (char.y0 + char.y1) / 2) for lattice in found)
            for char in side
        ):
            yield down if number else side


def _touches(page: PageGeometry, char: Char, side: Sequence[Char]) -> bool:
    """Tell that a letter has others of the page beside it: it is part of the text."""
    left, right = char.x0 - GAP, char.x1 + GAP
    middle = (char.y0 + char.y1) / 2
    return any(
        other.x0 < right and other.x1 > left and other.y0 <= middle <= other.y1
        for other in page.chars
        if other not in side
    )


def line_of(chars: Sequence[Char]) -> Line:
    """Return what stands in a margin as one line, in the order of the file."""
    x0, y0 = min(char.x0 for char in chars), min(char.y0 for char in chars)
    x1, y1 = max(char.x1 for char in chars), max(char.y1 for char in chars)
    return Line("".join(char.text for char in chars), x0, y0, x1, y1, chars[0].x1 - chars[0].x0)


def is_in_margin(line: Line, width: float) -> bool:
    """Tell a number, or letters below letters, in a margin; the rest of a cut heading is none."""
    upright = len(line.text) > 1 and line.y1 - line.y0 > UPRIGHT * (line.x1 - line.x0)
    if not upright and page_numbers.number_of(line.text) is None:
        return False
    return line.x1 < SIDE * width or line.x0 > (1 - SIDE) * width


def labels(rows: Sequence[Sequence[Char]]) -> list[Line]:
    """Return the texts of drawings beside the text, in smaller letters.

    All lines of the text that are near to one end, or begin, beside it.
    """
    heights = [char.y1 - char.y0 for row in rows for char in row]
    if not heights or min(heights) > SMALL * median(heights):
        return []
    lines = [line for row in rows for line in segments(row)]
    long = [line for line in lines if line.x1 - line.x0 > LONG * line.em]
    sizes = Counter(round(line.y1 - line.y0) for line in long).most_common(1)
    high, count = sizes[0] if sizes else (0, 0)
    text = [line for line in lines if abs(line.y1 - line.y0 - high) < 1]
    if count < FULL_LINES:
        return []
    return [
        line
        for line in lines
        if line.y1 - line.y0 < SMALL * high
        and (near := [other for other in text if abs(other.middle - line.middle) < NEAR * other.em])
        and not any(map(line.is_over, near))
        and not titles.is_header_line(line.text)
        and min(other.y0 for other in near) < line.middle < max(other.y1 for other in near)
    ]
