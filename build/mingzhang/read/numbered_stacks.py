"""Tables of one cell a line whose columns are numbered: in, lines; out, where rows and cells lie.

The row 栏次 1 2 3 tells how many columns there are and which hold figures, blank lines where a cell
is empty. Heads are read where they stand in one row, in one row below two (收入 and 支出, 项目 and
本年支出), or beside 项目 above codes and names; otherwise nothing tells what stands above what.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mingzhang.model import Cell
from mingzhang.read.figure_words import FIGURE, MONEY, NOTHING
from mingzhang.read.text_rows import NUMBERS, Text, cell_of

_OVER_LABELS = "项目"
_SIDES = re.compile(r"(?:本年)?(?:收入|支出)")
_CODES = re.compile(r".*(?:编码|代码|名称)|[类款项]")
_MOST = 20
"""Columns at most."""
FEWEST = 1
"""Rows of figures at least: the numbers of the columns say the rest."""


@dataclass(frozen=True, slots=True)
class _Head:
    """A head: its line, and the columns and rows over which it stands."""

    line: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


def numbered(lines: Sequence[Text], at: int) -> tuple[int, int, tuple[Cell, ...]] | None:
    """Read the table whose row of column numbers begins at line `at`: its lines and cells."""
    if lines[at][0] != NUMBERS:
        return None
    figured = _numbers(lines, at)
    width = max(figured, default=-1) + 1
    heads = _heads(lines, at, width, min(figured)) if figured and figured[0] else None
    if heads is None:
        return None
    last = at + width
    while _is_row(lines[last : last + width], width, figured):
        last += width
    rest = lines[last + 1 : last + 2]
    if last < at + width * (1 + FEWEST) or (rest and FIGURE.fullmatch(rest[0][0])):
        return None
    deep = max(head.row + head.rows for head in heads)
    cells = [cell_of(lines[h.line], h.row, h.column, h.rows, h.columns) for h in heads]
    body = enumerate(lines[at:last])
    cells += [cell_of(line, deep + n // width, n % width) for n, line in body]
    return min(head.line for head in heads), last, tuple(cells)


def _numbers(lines: Sequence[Text], at: int) -> list[int]:
    """Return the places in the row of numbers that bear 1, 2, 3 …"""
    places: list[int] = []
    for place, (text, _) in enumerate(lines[at : at + _MOST]):
        if text == str(len(places) + 1):
            places.append(place)
        elif text not in ("", NUMBERS):
            break
    return places


def _heads(lines: Sequence[Text], at: int, width: int, labels: int) -> list[_Head] | None:
    """Tell which lines above are heads; `labels` is the number of columns before the first 1."""
    begin = at - width
    if begin < 2 or any(not text or FIGURE.fullmatch(text) for text, _ in lines[begin:at]):
        return None
    half = width // 2
    texts = [text for text, _ in lines[begin:at]]
    if lines[begin - 1][0] == _OVER_LABELS and all(map(_CODES.fullmatch, texts[-labels:])):
        wide = [_Head(begin - 1, 0, 0, columns=labels)]
        wide += [_Head(begin + n, 0, labels + n, rows=2) for n in range(width - labels)]
        return wide + [_Head(at - labels + n, 1, n) for n in range(labels)]
    if lines[begin - 2][0] == _OVER_LABELS and all(map(_CODES.fullmatch, texts[:labels])):
        wide = [_Head(begin - 2, 0, 0, columns=labels)]
        wide += [_Head(begin - 1, 0, labels, columns=width - labels)]
        return wide + [_Head(begin + n, 1, n) for n in range(width)]
    if texts[:half] == texts[half:]:
        above = begin - 2
        if all(_SIDES.fullmatch(text) for text, _ in lines[above:begin]):
            sides = [_Head(above + n, 0, n * half, columns=half) for n in range(2)]
            return sides + [_Head(begin + n, 1, n) for n in range(width)]
    if _OVER_LABELS in texts[0]:
        return [_Head(begin + n, 0, n) for n in range(width)]
    return None


def _is_row(row: Sequence[Text], width: int, figured: Sequence[int]) -> bool:
    """Tell a row: figures or nothing in the numbered columns, no money in the others, a label."""
    if len(row) < width:
        return False
    texts = [text for text, _ in row]
    labels = [text for place, text in enumerate(texts) if place not in figured]
    return (
        any(not FIGURE.fullmatch(text) and not NOTHING.fullmatch(text) for text in labels)
        and not any("." in text and MONEY.fullmatch(text) for text in labels)
        and all(FIGURE.fullmatch(texts[at]) or NOTHING.fullmatch(texts[at]) for at in figured)
    )
