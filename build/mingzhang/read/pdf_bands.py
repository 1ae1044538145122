"""Rows without lines between: in, the cells of a ruled band; out, the edges of its rows.

Figures below each other in several cells tell the rows; numbers and codes that wrap tell none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from mingzhang.read.pdf_cuts import are_cut_codes, is_cut, is_cut_code
from mingzhang.read.pdf_page import Char
from mingzhang.read.pdf_text import em_of, rows_of

LEAST_ROWS = 3
"""So many numbers below each other in two cells of one field are rows without lines between."""
LEVEL = 0.3
"""Ems by which a label and its figure may stand apart in height."""
NEAR = 0.75
"""Share of the distance of rows within which a line of words belongs to one."""

LEAST_HEADED = 2
"""Columns with a head above an amount that make a band of heads and figures."""

DECIMAL = re.compile(r"\d\.\d")
_FIGURES = re.compile(r"\d[.,]\d|^[-\d.,%]+$")
"""A line with an amount, or the beginning of one that a narrow column breaks: no head."""
NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?%?")


def is_number(line: Sequence[Char]) -> bool:
    """Tell a number from words."""
    return bool(NUMBER.fullmatch("".join(char.text for char in line)))


def unruled_rows(cells: Iterable[Sequence[Char]]) -> list[tuple[float, float]]:
    """Find the rows of a band of cells that holds several without lines between: their edges."""
    columns: list[list[str]] = []
    lines: list[tuple[float, float]] = []
    figures: list[float] = []
    rows_of_words: list[list[float]] = []
    filled = [rows_of(chars) for chars in cells if len(chars) > 1]
    # The numbers of the columns (栏次 1 2 3) may stand above figures with decimals.
    counted = are_counting("".join(c.text for c in rows[0]) for rows in filled if rows[1:])
    said = [["".join(char.text for char in row) for row in rows] for rows in filled]
    if any(map(is_cut, said)) or are_cut_codes(said):
        return []
    for rows, texts in zip(filled, said, strict=True):
        middles = [sum(c.y0 + c.y1 for c in row) / len(row) / 2 for row in rows]
        lines.extend((middle, em_of(row)) for middle, row in zip(middles, rows, strict=True))
        matches = [NUMBER.fullmatch(text) for text in texts]
        places = {len(match[1] or "") for match in matches[counted:] if match}
        if len(texts) > 1 and all(matches) and len(places) == 1:
            columns.append(texts)
            figures.extend(middles)
        elif len(texts) > 1:
            rows_of_words.append(middles)
    level = any(_are_level(middles, figures, lines[0][1]) for middles in rows_of_words)
    tall = sum(len(texts) >= LEAST_ROWS for texts in columns) > 1
    agree = tall or len(columns) >= LEAST_ROWS
    if not figures or not (agree or level):
        return []
    middles = _row_middles(sorted(lines), sorted(figures))
    edges = [(above + below) / 2 for above, below in pairwise(middles)]
    if _are_crossed(edges, [rows[0] for rows in filled if len(rows) == 1], columns):
        return []
    return list(pairwise((float("-inf"), *edges, float("inf"))))


def under_heads(cells: Iterable[Sequence[Char]]) -> list[tuple[float, float]]:
    """Part a first band that holds the heads of its columns and the first row of figures.

    Amounts stand on one level, each the last line of its cell, with words above in several.
    """
    filled = [rows_of(chars) for chars in cells if len(chars) > 1]
    amounts = [rows[-1] for rows in filled if _is_amount(rows[-1])]
    headed = [rows for rows in filled if _is_amount(rows[-1]) and rows[1:]]
    if len(headed) < LEAST_HEADED or len(headed) < len(amounts):
        return []
    top, bottom = min(row[0].y0 for row in amounts), max(row[0].y0 for row in amounts)
    near = LEVEL * em_of(amounts[0])
    lines = [line for rows in filled for line in rows]
    above = [line for line in lines if _middle(line) < top]
    crossed = any(char.y0 < top - near < char.y1 - near for line in above for char in line)
    figures = any(_FIGURES.search("".join(char.text for char in line)) for line in above)
    if bottom - top > near or crossed or figures:
        return []
    return [(float("-inf"), top - near), (top - near, float("inf"))]


def _is_amount(line: Sequence[Char]) -> bool:
    return is_number(line) and DECIMAL.search("".join(char.text for char in line)) is not None


def _middle(line: Sequence[Char]) -> float:
    return sum(char.y0 + char.y1 for char in line) / len(line) / 2


def _are_crossed(
    edges: Sequence[float], alone: Iterable[list[Char]], columns: Iterable[Sequence[str]]
) -> bool:
    """Tell that a text stands in the middle of two lines: these are one row, and what wraps in it.

    `alone` are the cells of one line.
    """
    return all(map(is_cut_code, columns)) or any(
        row[0].y0 + LEVEL * em_of(row) < edge < row[0].y1 - LEVEL * em_of(row)
        for row in alone
        if is_number(row)
        for edge in edges
    )


def are_counting(texts: Iterable[str]) -> bool:
    """Tell the numbers of columns (栏次 1 2 3)."""
    numbers = [int(text) for text in texts if text.isdigit() and len(text) < 3]
    return len(numbers) > 1 and all(b == a + 1 for a, b in pairwise(numbers))


def _are_level(labels: Sequence[float], figures: Sequence[float], em: float) -> bool:
    """Tell whether each line of a column of labels has figures beside it, and all figures one."""

    def level(ys: Sequence[float], others: Sequence[float]) -> bool:
        return all(any(abs(a - b) < LEVEL * em for b in others) for a in ys)

    return level(labels, figures) and level(figures, labels)


def _row_middles(lines: Sequence[tuple[float, float]], figures: Sequence[float]) -> list[float]:
    """Return the middles of rows: where figures stand, and lines of words that stand apart.

    A line nearer to a row of figures than rows are to each other is the rest of a wrapped label.
    """
    rows: list[float] = []
    for middle in figures:
        if not rows or middle - rows[-1] > 0.6 * lines[0][1]:
            rows.append(middle)
    pitch = min((below - above for above, below in pairwise(rows)), default=0.0)
    alone = [m for m, _ in lines if min(abs(m - row) for row in rows) > NEAR * pitch]
    for middle in alone:
        if min(abs(middle - row) for row in rows) > 0.6 * lines[0][1]:
            rows.append(middle)
    return sorted(rows)
