"""Wrapped cells of tables without lines: in, words of a column and rows of figures; out, whose.

The lines of a cell stand closely below each other, and all of them in the middle of its row, or
from its top, or down to its bottom: one way must fit the whole table. Where two partitions fit
equally well, nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

MOST_LINES = 6
"""Lines of one cell."""
WRAP = 1.75
"""Ems between two lines of one cell."""
NEAR = 0.35
"""Ems that the lines of a cell may stand beside the middle (top, bottom) of its row."""
ROOM = 2.5
"""Ems that a line which wraps leaves free at most: the next letter, and marks that it takes along.
"""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words: the row that it stands in, its height, its size, whether it begins one.

    `wide` tells how many ems its letters take.
    """

    row: int
    middle: float
    em: float
    begins: bool
    wide: float


Partition = dict[int, int]
"""The row that each row of words belongs to, for one column."""
_Score = tuple[int, int, int]
"""Rows that have words, lines that belong to rows, and how many partitions do so."""

_WAYS: tuple[Callable[[Sequence[Words]], float], ...] = (
    lambda lines: (lines[0].middle + lines[-1].middle) / 2,
    lambda lines: lines[0].middle,
    lambda lines: lines[-1].middle,
)


def owners(columns: Sequence[Sequence[Words]], rows: dict[int, float]) -> list[Partition] | None:
    """Tell for each column which row of figures each line of words belongs to.

    `columns` are the lines of each column from top to bottom, `rows` the rows of figures with their
    heights. Lines that belong to none are left out; `None` where that is not certain.
    """
    scored = [_all_columns(columns, rows, way) for way in _WAYS]
    best = max(score for score, _ in scored)
    fits = [made for score, made in scored if score == best]
    first = fits[0]
    return first if first is not None and all(made in (first, None) for made in fits) else None


def _all_columns(
    columns: Sequence[Sequence[Words]],
    rows: dict[int, float],
    way: Callable[[Sequence[Words]], float],
) -> tuple[tuple[int, int], list[Partition] | None]:
    parts = [_partition(lines, rows, way) for lines in columns]
    total = sum(score[0] for score, _ in parts), sum(score[1] for score, _ in parts)
    certain = all(score[2] == 1 for score, _ in parts)
    return total, [partition for _, partition in parts] if certain else None


def _partition(
    lines: Sequence[Words], rows: dict[int, float], way: Callable[[Sequence[Words]], float]
) -> tuple[_Score, Partition]:
    """Give consecutive lines to the rows that they fit; the most rows win, then lines."""
    numbers = list(rows)
    full = max((line.wide for line in lines), default=0.0) - ROOM

    @cache
    def best(line: int, row: int) -> tuple[_Score, tuple[tuple[int, int, int], ...]]:
        if line == len(lines) or row == len(numbers):
            return (0, 0, 1), ()
        choices = [best(line, row + 1), best(line + 1, row)]
        for count in _counts(lines, line, full):
            group = lines[line : line + count]
            if abs(way(group) - rows[numbers[row]]) < NEAR * group[0].em:
                (owned, covered, ways), rest = best(line + count, row + 1)
                choices.append(
                    ((owned + 1, covered + count, ways), ((numbers[row], line, count), *rest))
                )
        top = max(score[:2] for score, _ in choices)
        winners = {groups: score for score, groups in choices if score[:2] == top}
        groups, score = next(iter(winners.items()))
        return (*top, max(len(winners), score[2])), groups

    score, groups = best(0, 0)
    return score, {
        lines[at].row: row for row, start, count in groups for at in range(start, start + count)
    }


def _counts(lines: Sequence[Words], first: int, full: float) -> list[int]:
    """How many lines from `first` on may be one cell.

    They stand close to each other, none begins another, and all but the last are `full`.
    """
    counts = [1]
    for at in range(first + 1, min(first + MOST_LINES, len(lines))):
        near = lines[at].middle - lines[at - 1].middle < WRAP * lines[at].em
        if not near or lines[at].begins or lines[at - 1].wide < full:
            break
        counts.append(at - first + 1)
    return counts
