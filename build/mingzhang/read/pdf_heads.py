"""Heads of tables without ruling lines: in, texts above the figures; out, what spans which columns.

A head over several columns stands over their middle. Where its columns cannot be told, they get a
head that no rule knows, so that their figures are not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from mingzhang.model import UNCLEAR_HEAD
from mingzhang.read.blocks import BlockCell
from mingzhang.read.pdf_head_tree import tree_of
from mingzhang.read.pdf_page import Char
from mingzhang.read.pdf_spread import (
    BESIDE,
    CENTRE,
    LEFT,
    Extent,
    Head,
    head_of,
    runs,
    spread,
)
from mingzhang.read.pdf_text import Line, em_of, glued, segments
from mingzhang.read.pdf_wraps import NEAR

RIVER = 2.0
"""Points that a gap between columns is at least wide in every row."""
GAP = 0.8
"""Ems between the texts of two columns; words within a cell stand nearer."""
FINE_GAP = 0.3
"""Ems between two heads that stand close: nothing but a gap between columns parts them."""
LEAST_TOLD = 2
"""Heads that tell on which side of their columns all heads stand."""
WRAP = 1.75
"""Ems between two lines of one head."""
BETWEEN = 0.1
"""Ems between two amounts of cents that stand close; the digits of one touch."""
SEAM = 0.5
"""Points within which the figures of a column end, and by which what touches them may overlap."""

_AMOUNT_END = re.compile(r"\d\.\d\d(?:(?=[一-鿿])(?![万亿]?元)|(?=[235]\d\d(?:\d\d){0,2}[一-鿿]))")

_AMOUNT_BESIDE = re.compile(r"\d\.\d\d(?=-?\d{1,3}(?:,?\d{3})*\.\d\d)")

Row = tuple[list[Char], list[Line]]


def merged(spans: Iterable[Extent], seams: Sequence[float] = ()) -> list[Extent]:
    """Join spans that no river parts, nor one of the `seams` where they touch."""
    joined: list[Extent] = []
    for start, end in sorted(spans):
        parted = any(joined and joined[-1][1] - SEAM < seam <= start for seam in seams)
        if joined and start < joined[-1][1] + RIVER and not parted:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def behind_amounts(chars: Sequence[Char]) -> set[int]:
    """Return the places where words, or a code before words, touch an amount: its column ends.

    So does it where another amount stands near, but not as near as the digits of one.
    """
    text = "".join(char.text for char in chars)
    if len(text) != len(chars):
        return set()
    em = em_of(chars)
    beside = {
        at
        for at in (match.end() for match in _AMOUNT_BESIDE.finditer(text))
        if chars[at].x0 - chars[at - 1].x1 > BETWEEN * em
    }
    return beside | {match.end() for match in _AMOUNT_END.finditer(text)}


def finely(chars: Sequence[Char]) -> list[Line]:
    """Part the characters of a row (lines from left to right) at every gap, however narrow."""
    em = em_of(chars)
    behind = behind_amounts(chars)
    parts = [[chars[0]]]
    for at, (before, char) in enumerate(pairwise(chars), 1):
        if char.x0 - before.x1 > FINE_GAP * em or char.x0 < before.x0 or at in behind:
            parts.append([])
        parts[-1].append(char)
    return [line for part in parts for line in segments(part) if line.text]


def recut(row: Row, columns: Sequence[Extent]) -> Row:
    """Part the texts of a head row also at narrow gaps, where these stand between columns."""
    chars = row[0]
    em = em_of(chars)
    behind = behind_amounts(chars)
    parts = [[chars[0]]]
    for at, (before, char) in enumerate(pairwise(chars), 1):
        low, high = before.x1 + RIVER, char.x0 - RIVER
        within = any(start < high and low < end for start, end in columns) and not any(
            before.x1 < (left[1] + right[0]) / 2 < char.x0 for left, right in pairwise(columns)
        )
        wide = char.x0 - before.x1 > (GAP if within else FINE_GAP) * em
        if wide or char.x0 < before.x0 or at in behind:
            parts.append([])
        parts[-1].append(char)
    lines = (line for part in parts for line in segments(part))
    return chars, [line for line in lines if line.text]


def heads_of(
    rows: Sequence[Row], edges: Sequence[float], columns: Sequence[Extent]
) -> list[list[Head]]:
    """Give the texts of the rows of heads their columns, the uppermost row first.

    A head of one column may be as high as all rows down to the last, or the cells below it may be
    blank: where both fit, that holds which leaves nothing unclear, and else what is in both.
    """
    side = _side([line for row in rows for line in row[1]], edges, columns)
    whole, partly = (_levels(rows, edges, columns, begins, side) for begins in _begins(rows, edges))
    if _is_clear(whole) and (whole == partly or not _is_clear(partly)):
        return _joined(whole)
    if _is_clear(partly) > _is_clear(whole):
        return _joined(partly)
    if levels := tree_of([line for row in rows for line in row[1]], edges):
        return levels
    if whole == partly:
        return _joined(whole)
    paths = zip(_paths(whole, len(columns)), _paths(partly, len(columns)), strict=True)
    doubtful = {
        column
        for column, (first, other) in enumerate(paths)
        if first != other or UNCLEAR_HEAD in first + other
    }
    return _joined([[_doubted(head, doubtful) for head in level] for level in whole])


def _paths(levels: Sequence[Sequence[Head]], columns: int) -> list[tuple[str, ...]]:
    return [
        tuple(
            head.text
            for level in levels
            for head in level
            if head.column <= column < head.column + head.wide
        )
        for column in range(columns)
    ]


def _doubted(head: Head, columns: set[int]) -> Head:
    head_columns = range(head.column, head.column + head.wide)
    return replace(head, text=UNCLEAR_HEAD) if columns.intersection(head_columns) else head


def _is_clear(levels: Sequence[Sequence[Head]]) -> bool:
    return all(head.text != UNCLEAR_HEAD for level in levels for head in level)


def _levels(
    rows: Sequence[Row],
    edges: Sequence[float],
    columns: Sequence[Extent],
    begins: dict[int, int],
    side: str,
) -> list[list[Head]]:
    below: set[int] = set()
    levels: list[list[Head]] = []
    between = _between([{_column(line, edges) for line in row[1]} for row in rows])
    for index in range(len(rows) - 1, -1, -1):
        by_column: dict[int, list[Line]] = {}
        for line in rows[index][1]:
            by_column.setdefault(_column(line, edges), []).append(line)
        lower = {column for column in below if begins.get(column, len(rows)) > index}
        unsure = between - begins.keys()
        levels.insert(0, _level(by_column, lower, unsure, edges, columns, side))
        below |= set(by_column)
    return levels


def head_cells(levels: Sequence[list[Head]], columns: int, page: int) -> Iterator[BlockCell]:
    """Yield the cells of rows of heads; each is as high as the rows leave it room."""
    taken: dict[tuple[int, int], BlockCell | None] = {}
    for number, level in enumerate(levels):
        for head in level:
            head_columns = range(head.column, head.column + head.wide)
            top = _room(levels[:number][::-1], head_columns)
            low = _room(levels[number + 1 :], head_columns)
            first = number - top
            for row in range(first, number + low + 1):
                taken.update({(row, column): None for column in head_columns})
            high = top + low + 1
            taken[first, head.column] = BlockCell(
                first, head.column, head.text, high, head.wide, page
            )
    for row in range(len(levels)):
        for column in range(columns):
            cell = taken.get((row, column), BlockCell(row, column, "", page=page))
            if cell is not None:
                yield cell


def _room(levels: Sequence[list[Head]], columns: range) -> int:
    """Count the rows next to a head that have no other head in its columns."""
    for count, level in enumerate(levels):
        if any(
            head.column < columns.stop and columns.start < head.column + head.wide for head in level
        ):
            return count
    return len(levels)


def _column(line: Line, edges: Sequence[float]) -> int:
    return sum(edge < (line.x0 + line.x1) / 2 for edge in edges[1:-1])


def _between(rows: Sequence[set[int]]) -> set[int]:
    """Return the columns of one text between others: it stands for the whole height of the head."""
    inner = set().union(*rows[1:-1]) if len(rows) > 2 else set()
    return {column for column in inner if sum(column in row for row in rows) == 1}


def _side(lines: Sequence[Line], edges: Sequence[float], columns: Sequence[Extent]) -> str:
    """Tell where all heads of single columns stand, among those of which it can be told."""
    sides = [_aside(line, columns[_column(line, edges)]) for line in lines]
    aligned = {LEFT if left else CENTRE for left, centre in sides if left != centre}
    many = sum(left != centre for left, centre in sides) >= LEAST_TOLD
    return aligned.pop() if many and len(aligned) == 1 else ""


def _aside(line: Line, column: Extent) -> tuple[bool, bool]:
    """Tell whether a head begins where its column does, and whether it stands in the middle."""
    left = abs(line.x0 - column[0]) < BESIDE * line.em
    middle = abs(line.x0 + line.x1 - column[0] - column[1]) / 2 < BESIDE * line.em
    return left, middle


def _begins(rows: Sequence[Row], edges: Sequence[float]) -> list[dict[int, int]]:
    """Tell for columns of one text which row it begins in: it stands in the middle of its height.

    First if its height ends with the last row, then if it ends anywhere; columns of which that is
    not certain are left out.
    """
    counts = Counter(_column(line, edges) for row in rows for line in row[1])
    levels = [
        (number, min(line.y0 for line in others), max(line.y1 for line in others))
        for number, row in enumerate(rows)
        if (others := [line for line in row[1] if counts[_column(line, edges)] > 1])
    ]
    by_side: list[dict[int, int]] = [{}, {}]
    for line in (line for row in rows for line in row[1] if counts[_column(line, edges)] == 1):
        ends = [levels[-1:], levels]
        for begins, lowest in zip(by_side, ends, strict=True):
            fits = {
                number
                for number, top, _ in levels
                for last, _, low in lowest
                if number <= last and abs(line.middle - (top + low) / 2) < NEAR * line.em
            }
            if len(fits) == 1:
                begins[_column(line, edges)] = fits.pop()
    return by_side


def _level(
    by_column: dict[int, list[Line]],
    below: set[int],
    between: set[int],
    edges: Sequence[float],
    columns: Sequence[Extent],
    side: str,
) -> list[Head]:
    """Return the heads of one row, with or without those `between` rows below it.

    Where both ways fit and differ, it is not clear what stands below what.
    """
    ways = [
        sorted(_heads(by_column, lower, edges, columns, side), key=lambda head: head.column)
        for lower in (below, below - between)
    ]
    clear = [way for way in ways if all(head.text != UNCLEAR_HEAD for head in way)]
    if len(clear) == len(ways) and ways[0] != ways[1]:
        return [replace(head, text=UNCLEAR_HEAD) for head in ways[0]]
    return (clear or ways)[0]


def _heads(
    by_column: dict[int, list[Line]],
    below: set[int],
    edges: Sequence[float],
    columns: Sequence[Extent],
    side: str,
) -> Iterator[Head]:
    """Yield the heads of one row; `below` are the columns with heads in lower rows."""
    for column in by_column.keys() - below:
        line = by_column[column][0]
        inside = edges[column] - RIVER < line.x0 and line.x1 < edges[column + 1] + RIVER
        clear = inside and len(by_column[column]) == 1
        yield head_of(column, column, line, clear=clear)
    for first, last in runs(sorted(below)):
        lines = [line for column in range(first, last + 1) for line in by_column.get(column, ())]
        if lines:
            yield from spread(lines, first, last, edges, columns, side=side)


def _joined(levels: Sequence[list[Head]]) -> list[list[Head]]:
    """Join the lines of one head, which stand close below each other in one column."""
    made: list[list[Head]] = []
    for level in levels:
        level_heads: list[Head] = []
        for head in level:
            above = next((upper for row in made for upper in row if _goes_on(upper, head)), None)
            if above is None:
                level_heads.append(head)
                continue
            row = next(row for row in made if above in row)
            text = glued(above.text, head.text)
            row[row.index(above)] = replace(above, text=text, middle=head.middle)
        made.append(level_heads)
    return [row for row in made if row]


def _goes_on(above: Head, head: Head) -> bool:
    same = (above.column, above.wide) == (head.column, head.wide)
    return same and head.middle - above.middle < WRAP * head.em
