"""Rows of a table without lines: in, texts placed in its columns; out, which lines are one row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from mingzhang.read.pdf_cells import FIGURE, TOTAL
from mingzhang.read.pdf_head_wraps import Placed
from mingzhang.read.pdf_heads import Row
from mingzhang.read.pdf_text import ems_of, glued
from mingzhang.read.pdf_wraps import Words, owners

NEAR_LINES = 3
"""Lines above the first row of figures that may belong to its label."""
WHOLE_CODES = (3, 5, 7)
"""Digits of codes: class, group, item."""

_ITEM = r"\d{3}|[一二三四五六七八九十]{1,4}、|（[一二三四五六七八九十\d]"
_OWN_ROW = re.compile(rf"^({_ITEM}|合计|总计|其中|本年|年初|年末|上年)")


def settled(
    placed: dict[int, list[Placed]],
    lines: dict[int, Row],
    data: Sequence[int],
    body: int,
    closed: frozenset[int],
) -> tuple[int, int, dict[int, list[Placed]]]:
    """Put the lines of wrapped cells together; return where the body begins, ends, its rows.

    `closed` are rows that lines part from all others.
    """
    middles = {index: _middle(row) for index, row in lines.items()}
    near = [index for index in placed if index >= body - NEAR_LINES]
    near = [index for index in near if index >= body or not _is_head(placed, data, index)]
    loose = [index for index in near if index not in closed]
    texts = [_words(placed, lines, middles, loose, column) for column in _columns_in(placed)]
    made = owners(texts, {index: middles[index] for index in data if index not in closed})
    if made is None:
        made = [{index: index for index in data} for _ in texts]
    _part_rows(made, placed)
    owned = {row for partition in made for row, owner in partition.items() if owner != row}
    start = min((row for row in owned if row < body), default=body)
    if any(index not in owned for index in range(start, body)):
        start = body
    last = max(data)
    rows: dict[int, list[Placed]] = {}
    for index in near:
        if index < start or (index > last and index not in owned):
            continue
        for piece in placed[index]:
            partition = made[piece[0]] if _is_word(piece) else {}
            rows.setdefault(partition.get(index, index), []).append(piece)
    end = max(last, *owned) + 1 if owned else last + 1
    return start, end, {index: _glued(row) for index, row in rows.items()}


def _part_rows(made: Sequence[dict[int, int]], placed: dict[int, list[Placed]]) -> None:
    """Let what stands beside words of a row of their own be of that row, too."""
    for index, pieces in placed.items():
        columns = [piece[0] for piece in pieces if piece[1] == 1 and _is_word(piece)]
        if len({made[column].get(index) for column in columns}) > 1:
            for column in columns:
                made[column].pop(index, None)


def numbered(placed: dict[int, list[Placed]], data: Sequence[int]) -> set[int]:
    """Return the rows that show their number (行次) where the rows of figures show theirs."""
    numbers: dict[int, dict[int, int]] = {}
    for index in sorted(placed):
        for column, _, text in placed[index]:
            if text.isdigit() and len(text) < 4:
                numbers.setdefault(column, {})[index] = int(text)
    return {
        index
        for by_row in numbers.values()
        if all(number < after for number, after in pairwise(by_row.values()))
        and 2 * len(by_row.keys() & set(data)) > len(data)
        for index in by_row
    }


def coded(placed: dict[int, list[Placed]], data: Sequence[int]) -> set[int]:
    """Return the rows that show a code where most rows of figures do, and no code is cut in two."""
    codes: dict[int, dict[int, str]] = {}
    for index, pieces in placed.items():
        for column, _, text in pieces:
            if text.isdigit():
                codes.setdefault(column, {})[index] = text
    return {
        index
        for by_row in codes.values()
        if all(len(code) in WHOLE_CODES for code in by_row.values())
        and 2 * len(by_row.keys() & set(data)) > len(data)
        for index in by_row
    }


def _is_head(placed: dict[int, list[Placed]], data: Sequence[int], index: int) -> bool:
    """Tell that a row above the figures has words over them: it is no rest of a label below."""
    figures = {piece[0] for row in data for piece in placed[row] if not _is_word(piece)}
    return any(column in figures for column, _, _ in placed[index])


def _columns_in(placed: dict[int, list[Placed]]) -> range:
    return range(max(piece[0] for row in placed.values() for piece in row) + 1)


def _words(
    placed: dict[int, list[Placed]],
    lines: dict[int, Row],
    middles: dict[int, float],
    near: Sequence[int],
    column: int,
) -> list[Words]:
    """Return the lines of words in one column, from top to bottom."""
    return [
        Words(index, middles[index], _em(lines[index]), begins(piece[2]), ems_of(piece[2]))
        for index in near
        for piece in placed[index]
        if piece[0] == column and piece[1] == 1 and _is_word(piece)
    ]


def _em(row: Row) -> float:
    """Return the size of the words of a row, next to which digits take less."""
    return max(line.em for line in row[1])


def begins(text: str) -> bool:
    """Tell that a row begins with this text: a code, an ordinal, a total."""
    return bool(_OWN_ROW.match(text) or TOTAL.search(text))


def is_item(text: str) -> bool:
    """Tell the row of an item by its code or ordinal, which no head has."""
    return bool(re.match(_ITEM, text))


def _is_word(piece: Placed) -> bool:
    return not FIGURE.fullmatch(piece[2].replace(" ", ""))


def _middle(row: Row) -> float:
    return median((char.y0 + char.y1) / 2 for char in row[0])


def _glued(pieces: Sequence[Placed]) -> list[Placed]:
    """Join the texts of one row that stand in the same column, in the order of the lines."""
    made: dict[int, Placed] = {}
    for column, wide, text in pieces:
        old = made.get(column)
        made[column] = (
            (column, max(old[1], wide), glued(old[2], text)) if old else (column, wide, text)
        )
    return sorted(made.values())
