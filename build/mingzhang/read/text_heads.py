"""Heads of a table pasted into plain text: in, their rows; out, cells over the columns.

A head that was merged is printed once, and the clipboard does not say over how many columns. Where
the words of the heads allow one place for each of them, they are placed; else none is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mingzhang.model import Cell

Text = tuple[str, int]
"""A text and where it begins."""
_EMPTY: Text = ("", 0)
_Row = list[Text]
_Spans = tuple[int, ...]
"""How many heads of the next row each head stands over; 0: over none, it is as high as both."""

NUMBERS = "栏次"
"""Labels the row that numbers the columns."""
_OF_LABELS = r"(?:(?:支出)?(?:功能|经济)分类)?科目(?:编码|代码|名称)|编码|代码|名称|类|款|项"
"""Heads of the columns that label a row."""
_SUM = r"小计|合计"
"""Heads the first of the columns into which a head is parted."""
_PARTED = [
    (re.compile(upper), re.compile(lower))
    for upper, lower in (
        (r"项目|.*科目(?:编码|代码)?", _OF_LABELS),
        (r"(?:本年)?收入(?:预算)?(?:合计)?", rf"{_SUM}|.*(?:收入|预算|拨款|资金)"),
        (r".*(?:支出|预算数?|决算数?)", rf"{_SUM}|基本支出|项目支出|人员经费|(?:日常)?公用经费"),
        (r"公务用车购置[及和]?运行(?:维护)?费?", rf"{_SUM}|(?:公务用车)?(?:购置|运行(?:维护)?)费?"),
    )
]
"""Words of a head and of those that it may stand over."""


def head_cells(heads: Sequence[_Row], parted: Sequence[int], width: int) -> tuple[Cell, ...]:
    """Place the heads; none where one of them may stand above another column.

    `parted` is the number of cells of each row, empty ones at its end counted.
    """
    rows = [_spread(row, cells, heads[-1], width) for row, cells in zip(heads, parted, strict=True)]
    if any(not row for row in rows):
        rows = _over_parts(heads, width)
    if any(not row for row in rows):
        return ()
    covered = [any(heads_a_column(row[column][0]) for row in rows) for column in range(width)]
    if not rows or not all(covered[1:]):
        return ()
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        below = rows[number + 1 :]
        under = [
            any(heads_a_column(other[column][0]) for other in below) for column in range(width)
        ]
        for column, (text, start) in enumerate(row):
            if not text:
                continue
            end = column + 1
            while under[column] and end < width and not row[end][0] and under[end]:
                end += 1
            above = 0 if under[column] else sum(not other[column][0] for other in below)
            high = 1 + above
            cells.append(Cell(number, column, text, start, start + len(text), high, end - column))
    return tuple(cells)


def heads_a_column(text: str) -> bool:
    """Tell words that head a column; its running number does not."""
    return bool(text) and text != NUMBERS and not text.isdigit()


def _spread(row: _Row, parted: int, last: _Row, width: int) -> _Row:
    """Return the words of a head, and where they begin, for each column; [] where in doubt."""
    if parted >= width >= len(row):
        return row + [_EMPTY] * (width - len(row))
    # Two sides of one table, as of revenue and of expenditure, begin with the same head.
    sides = [n for n, (text, _) in enumerate(last) if text.startswith(last[0][0])]
    if len(last) != width or not len(sides) == sum(bool(text) for text, _ in row) == 2:
        return []
    if len(row) not in (2, sides[1] + 1):
        return []
    gap, rest = sides[1] - 1, width - sides[1] - 1
    return [row[0], *[_EMPTY] * gap, row[-1], *[_EMPTY] * rest]


def _over_parts(heads: Sequence[_Row], width: int) -> list[_Row]:
    """Place two or three rows of heads that stand over parts of themselves; [] where in doubt."""
    if not 2 <= len(heads) <= 3 or any(not text for row in heads for text, _ in row):
        return []
    found = list(_placed(heads, width))
    return found[0] if len(found) == 1 else []


def _placed(heads: Sequence[_Row], width: int) -> Iterator[list[_Row]]:
    """Yield each way to place rows of heads over so many columns."""
    upper, *rest = heads
    if not rest:
        if len(upper) == width:
            yield [upper]
        return
    for whole in range(len(upper)):  # heads that are as high as all rows
        for below in _placed(rest, width - whole):
            for spans in _ways(upper, rest[0]):
                if spans.count(0) == whole:
                    yield _laid(upper, spans, below)


def _ways(upper: _Row, lower: _Row) -> list[_Spans]:
    """Tell how heads may stand over those below: by their words, or each over the same ones."""
    names, parts = (["".join(text.split()) for text, _ in row] for row in (upper, lower))
    high, rest = divmod(len(parts), len(names))
    if len(names) > 1 and high > 1 and not rest and parts == parts[:high] * len(names):
        return [(high,) * len(names)]
    return list(_by_words(names, parts, True))


def _by_words(names: Sequence[str], parts: Sequence[str], first: bool) -> Iterator[_Spans]:
    if not names:
        if not parts:
            yield ()
        return
    for span in (0, *range(2, len(parts) + 1)):
        if not span or _may_stand_over(names[0], parts[:span], first):
            yield from ((span, *more) for more in _by_words(names[1:], parts[span:], False))


def _may_stand_over(name: str, parts: Sequence[str], first: bool) -> bool:
    if len(set(parts)) < len(parts) or any(re.fullmatch(_SUM, part) for part in parts[1:]):
        return False
    if first and all(re.fullmatch(_OF_LABELS, part) for part in parts):
        return True
    return any(
        upper.fullmatch(name) and all(map(lower.fullmatch, parts)) for upper, lower in _PARTED
    )


def _laid(upper: _Row, spans: _Spans, below: Sequence[_Row]) -> list[_Row]:
    """Lay a row of heads over rows whose first has a place for each head that is parted."""
    rows: list[_Row] = [[] for _ in range(len(below) + 1)]
    starts = [column for column, (text, _) in enumerate(below[0]) if text] + [len(below[0])]
    at = 0
    for head, span in zip(upper, spans, strict=True):
        columns = range(starts[at], starts[at + span])
        rows[0] += [head, *[_EMPTY] * (max(1, len(columns)) - 1)]
        for row, under in zip(rows[1:], below, strict=True):
            row += [under[column] for column in columns] or [_EMPTY]
        at += span
    return rows
