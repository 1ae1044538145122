"""Edges of columns without uprights: in, where texts stand; out, where the cells around them part.

Ink tells the middle of a gap only. Figures end at one place before their column's right edge, words
begin at one place behind the left, heads and centred figures stand in the middle: what all columns
tell together, and the ends of level lines, leave little open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.read.pdf_page import Rule
from mingzhang.read.pdf_spread import CENTRE, LEFT, Extent
from mingzhang.read.pdf_text import Line

RIGHT = "right"
RIVER = 2.0
"""Points by which ink may stand over an edge."""
EVEN = 1.0
"""Points by which texts that end (begin, have their middle) at one place may differ."""
LEAST_TEXTS = 3
"""Texts of a column that tell how they are set."""
MOST = 0.75
"""Share of a column's texts that are set alike; the words of a total may stand in its middle."""
PADDING = 3.0
"""Points between a text and the edge of its cell, where nothing tells better."""
MOST_COLUMNS = 60
"""Columns of a table that fits a page; what has more is none, and its equations take long."""
TALLEST = 20.0
"""Points above its first text and below its last within which a table's outer lines stand."""
WEAK = 0.03
"""Weight of what is only likely: an edge stands in the middle of its gap."""

_FIGURE = re.compile(r"-?[\d,]+\.\d+%?|-?\d{1,3}(,\d{3})+|0|-")


@dataclass(frozen=True, slots=True)
class _Equation:
    """A weighted sum of unknowns and what it should be."""

    factors: dict[int, float]
    value: float
    weight: float = 1.0


def edges_of(
    columns: Sequence[Extent],
    body: Iterable[Line],
    heads: Iterable[Line],
    outer: Extent | None = None,
) -> tuple[float, ...]:
    """Estimate the edges of cells from ink (`columns`), texts below, heads, ends of level lines."""
    if len(columns) > MOST_COLUMNS:
        return between(columns)
    texts = _by_column(columns, body)
    lowest = {
        column: max(lines, key=lambda line: line.middle)
        for column, lines in _by_column(columns, heads).items()
    }
    ink = [_ink(at, column, texts, lowest) for at, column in enumerate(columns)]
    centred, left_set = (_way(ink, texts, lowest, side, outer) for side in (CENTRE, LEFT))
    strained = centred[0] > len(columns) * EVEN and centred[0] > 2 * left_set[0]
    edges = left_set[1] if strained else centred[1]
    fits = all(
        edges[at] < left + RIVER and right < edges[at + 1] + RIVER
        for at, (left, right) in enumerate(ink)
    )
    return edges if fits else between(columns)


def places_below(columns: Sequence[Extent], others: Sequence[Extent]) -> list[int]:
    """Return which of other columns each column is set below, one by one; [] where that is open.

    Its texts begin, end or stand in the middle where theirs do, and below no others.
    """
    places: list[int] = []
    for left, right in columns:
        over = [at for at, (x0, x1) in enumerate(others) if x0 < right and left < x1]
        if len(over) != 1 or over[0] in places:
            return []
        x0, x1 = others[over[0]]
        if min(abs(left - x0), abs(right - x1), abs(left + right - x0 - x1) / 2) >= RIVER:
            return []
        places.append(over[0])
    return places


def _way(
    ink: Sequence[Extent],
    texts: Mapping[int, list[Line]],
    heads: Mapping[int, Line],
    side: str,
    outer: Extent | None,
) -> tuple[float, tuple[float, ...]]:
    """Return the edges if all heads stand on a side, and how little all that is known fits them."""
    padding = len(ink) + 1
    middles = {column: _place(head, CENTRE) for column, head in heads.items()}
    sure = [
        _setting(column, way, place, padding)
        for column, way, place in _settings(texts, middles if side == CENTRE else {})
    ]
    sure += [_setting(at, side, _place(head, side), padding) for at, head in heads.items()]
    if outer is not None:
        sure += [_Equation({0: 1.0}, outer[0]), _Equation({padding - 1: 1.0}, outer[1])]
    likely = [_Equation({padding: 1.0}, PADDING, WEAK), *_gaps(ink)]
    unknowns = _solved([*sure, *likely], padding + 1)
    strain = sum(
        (sum(factor * unknowns[at] for at, factor in known.factors.items()) - known.value) ** 2
        for known in sure
    )
    return strain, tuple(unknowns[:padding])


def between(columns: Sequence[Extent]) -> tuple[float, ...]:
    """Return the middles of the gaps, where nothing tells better."""
    inner = [(left[1] + right[0]) / 2 for left, right in pairwise(columns)]
    return (columns[0][0], *inner, columns[-1][1])


def outer_of(
    level: Sequence[Rule], top: float, bottom: float, columns: Sequence[Extent]
) -> Extent | None:
    """Return where the level lines of a table begin and end, if all do alike, around its columns.

    The line below one head tells nothing.
    """
    own = [rule for rule in level if top - TALLEST < rule.y0 < bottom + TALLEST]
    ends = {(round(rule.x0), round(rule.x1)) for rule in own}
    if len(ends) != 1:
        return None
    around = own[0].x0 < columns[0][0] + RIVER and columns[-1][1] - RIVER < own[0].x1
    return (own[0].x0, own[0].x1) if around else None


def _ink(
    at: int, column: Extent, texts: Mapping[int, Sequence[Line]], heads: Mapping[int, Line]
) -> Extent:
    """Return where the texts of a column and its own head stand, without heads over several."""
    lines = [*texts.get(at, ()), *([heads[at]] if at in heads else ())]
    return (min(x.x0 for x in lines), max(x.x1 for x in lines)) if lines else column


def _gaps(columns: Sequence[Extent]) -> Iterator[_Equation]:
    padding = len(columns) + 1
    yield _Equation({0: 1.0, padding: 1.0}, columns[0][0], WEAK)
    for edge, (left, right) in enumerate(pairwise(columns), 1):
        yield _Equation({edge: 1.0}, (left[1] + right[0]) / 2, WEAK)
    yield _Equation({padding - 1: 1.0, padding: -1.0}, columns[-1][1], WEAK)


def _setting(column: int, side: str, place: float, padding: int) -> _Equation:
    if side == LEFT:
        return _Equation({column: 1.0, padding: 1.0}, place)
    if side == RIGHT:
        return _Equation({column + 1: 1.0, padding: -1.0}, place)
    return _Equation({column: 0.5, column + 1: 0.5}, place)


def _inside(columns: Sequence[Extent], line: Line) -> int | None:
    """Return the only column that a text stands in."""
    over = [at for at, (left, right) in enumerate(columns) if line.x0 < right and left < line.x1]
    return over[0] if len(over) == 1 else None


def _by_column(columns: Sequence[Extent], lines: Iterable[Line]) -> dict[int, list[Line]]:
    by_column: dict[int, list[Line]] = {}
    for line in lines:
        column = _inside(columns, line)
        if column is not None:
            by_column.setdefault(column, []).append(line)
    return by_column


def _settings(
    texts_of: Mapping[int, list[Line]], middles: Mapping[int, float]
) -> Iterator[tuple[int, str, float]]:
    """Yield how the texts of columns are set, and where.

    Texts of one width are set as most of their kind are, or in the middle if their head stands so.
    In a table of one or two rows each column has no more.
    """
    least = min(LEAST_TEXTS, max(map(len, texts_of.values()), default=0))
    by_column = {column: texts for column, texts in texts_of.items() if len(texts) >= least}
    fitting = {column: _sides(texts, least) for column, texts in by_column.items()}
    figures = {column: _are_figures(texts) for column, texts in by_column.items()}
    usual = Counter(
        (sides[0], figures[column]) for column, sides in fitting.items() if len(sides) == 1
    )
    for column, sides in fitting.items():
        texts = by_column[column]
        kind = figures[column]
        side = max(sides, key=lambda known: usual[known, kind], default="")
        if len(sides) > 1 and not usual[side, kind]:
            centred = abs(middles.get(column, 0.0) - _usual_place(texts, CENTRE)) < EVEN
            side = CENTRE if centred else RIGHT if kind else LEFT
        # Words are indented by blanks, which a head is not.
        if side and (kind or side != CENTRE or column not in middles):
            yield column, side, _usual_place(texts, side)


def _sides(texts: Sequence[Line], least: int) -> list[str]:
    """Return the sides on which most texts of a column are set alike, several if as many are."""
    alike = {
        side: sum(abs(_place(line, side) - place) < EVEN for line in texts)
        for side in (RIGHT, LEFT, CENTRE)
        for place in (_usual_place(texts, side),)
    }
    most = max(alike.values())
    enough = most >= max(least, MOST * len(texts))
    return [side for side in alike if alike[side] == most and enough]


def _usual_place(texts: Sequence[Line], side: str) -> float:
    places = sorted(_place(line, side) for line in texts)
    return places[len(places) // 2]


def _are_figures(texts: Sequence[Line]) -> bool:
    return 2 * sum(bool(_FIGURE.fullmatch(line.text)) for line in texts) > len(texts)


def _place(line: Line, side: str) -> float:
    return {LEFT: line.x0, RIGHT: line.x1, CENTRE: (line.x0 + line.x1) / 2}[side]


def _solved(equations: Sequence[_Equation], count: int) -> list[float]:
    """Return the unknowns that all equations together fit best: least squares."""
    rows = [[0.0] * (count + 1) for _ in range(count)]
    for equation in equations:
        for at, factor in equation.factors.items():
            for other, second in equation.factors.items():
                rows[at][other] += equation.weight * factor * second
            rows[at][count] += equation.weight * factor * equation.value
    for at in range(count):
        best = max(range(at, count), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        for row in range(count):
            if row != at:
                share = rows[row][at] / rows[at][at]
                rows[row] = [a - share * b for a, b in zip(rows[row], rows[at], strict=True)]
    return [rows[at][count] / rows[at][at] for at in range(count)]
