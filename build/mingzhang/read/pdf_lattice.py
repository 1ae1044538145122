"""Ruling lines to tables: in, the rules of one page; out, lattices: where rows and columns part.

Lines that cross form one lattice; two neighbouring fields without a line between them are one cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mingzhang.read.pdf_page import Rule

SNAP = 2.5
"""Lines nearer than this are one line: double rules, edges of neighbouring cells drawn apart."""
REACH = 4.0
"""A line that ends this near to another meets it: pens are thick and drawn ends imprecise."""
LEAST = 6.0
"""No row is lower and no column narrower than this."""
LEAST_ENDS = 4
"""Places where the pieces of two level lines both end that make them lines of one table."""
TALLEST_ROW = 160.0
"""Points; further apart, lines belong to two tables."""
MAX_LINES = 3_000
"""Lines of one page after joining; a page with more shows a drawing."""
MAX_FIELDS = 60_000
"""Fields of one lattice: 300 rows of 200 columns do not fit a page."""


@dataclass(frozen=True, slots=True)
class Span:
    """One straight line: its place across and where it runs from and to."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Lattice:
    """One ruled table: the edges of its columns and rows, and which cell each field belongs to.

    `cell_of[row][column]` is a number that fields of one merged cell share.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cell_of: tuple[tuple[int, ...], ...]
    implied: bool = False
    """Its upright lines are not drawn; a text may stand across them."""
    parted_rows: int | None = None
    """The rows that uprights part, where they end above the last one."""

    def contains(self, x: float, y: float) -> bool:
        """Tell whether a point lies within the outer edges."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def field(self, x: float, y: float) -> tuple[int, int]:
        """Return row and column of the field at a point within the lattice."""
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        return row, column

    @property
    def area(self) -> float:
        """Area within the outer edges, in square points."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])


def _uprights(rules: Sequence[Rule], titles: Sequence[float]) -> list[Span]:
    """Return the uprights that level lines imply on a page without any.

    Programs draw a border cell by cell: where the pieces of several lines end, columns part. No
    column reaches over a title or a unit (`titles`: their heights), below which a table begins.
    """
    ends = sorted((x, rule.y0) for rule in rules for x in (rule.x0, rule.x1))
    places: list[list[tuple[float, float]]] = []
    for end in ends:
        if places and end[0] - places[-1][-1][0] < SNAP:
            places[-1].append(end)
        else:
            places.append([end])
    ends_at: dict[float, set[int]] = {}
    for number, place in enumerate(places):
        for _, y in place:
            ends_at.setdefault(y, set()).add(number)
    return [
        Span(place[0][0], above, below)
        for number, place in enumerate(places)
        for above, below in pairwise(sorted({y for _, y in place}))
        if below - above < TALLEST_ROW
        if _same_columns(ends_at[above], ends_at[below])
        or _bounds_one(number, ends_at[above], ends_at[below])
        if not any(above < title < below for title in titles)
    ]


def _bounds_one(place: int, above: set[int], below: set[int]) -> bool:
    """Tell that a place is the end of one piece above that several pieces below part.

    Such is the head over several columns: the line below it is drawn below this head only.
    """
    for start, end in pairwise(sorted(above)):
        inner = {number for number in below if start < number < end}
        if place in {start, end} and inner and {start, end} <= below:
            return True
    return False


def _same_columns(above: set[int], below: set[int]) -> bool:
    """Tell whether two level lines part the same columns, all those of the one with fewer."""
    common = len(above & below)
    return common >= LEAST_ENDS or (common == min(len(above), len(below)) and common > 2)


def lattices(
    rules: Iterable[Rule], titles: Callable[[], Sequence[float]] = lambda: ()
) -> list[Lattice]:
    """Find the ruled tables of a page, from top to bottom.

    `titles` tells at what heights titles and units stand; asked on pages without upright lines.

    A frame around a text (one field) is none beside others; alone it may be the rest of one. Lines
    that cross nothing are left out.
    """
    rules = list(rules)
    flat = _joined(Span(r.y0, r.x0, r.x1) for r in rules if r.y0 == r.y1)
    tall = _joined(Span(r.x0, r.y0, r.y1) for r in rules if r.x0 == r.x1)
    implied = not tall and bool(flat)
    tall = _joined(_uprights(rules, titles())) if implied else tall
    if not flat or not tall or len(flat) + len(tall) > MAX_LINES:
        return []
    grids = []
    groups = _groups(flat, tall)
    lone = set(flat).difference(*(rows for rows, _ in groups))
    for rows, columns in groups:
        lattice = _lattice(rows, columns)
        if lattice is not None:
            whole = lattice if implied else _with_body(lattice, lone, titles)
            grids.append(replace(whole, implied=implied))
    tables = [grid for grid in grids if len({cell for row in grid.cell_of for cell in row}) > 1]
    tables = tables or (grids if len(grids) == 1 else [])
    return sorted(tables, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _with_body(
    lattice: Lattice, lone: Iterable[Span], titles: Callable[[], Sequence[float]]
) -> Lattice:
    """Add the rows of a table whose uprights end with its heads: lone lines as wide as it is.

    What stands in such a row is parted later, by the texts.
    """
    below = sorted(
        span.at
        for span in lone
        if span.at > lattice.ys[-1] + SNAP
        and abs(span.start - lattice.xs[0]) < REACH
        and abs(span.end - lattice.xs[-1]) < REACH
    )
    ys = list(lattice.ys)
    heights = titles() if below else ()
    for y in below:
        far = y - ys[-1] > TALLEST_ROW and len(below) > 1
        if far or any(ys[-1] < title < y for title in heights):
            break
        ys.append(y)
    rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    added = tuple((row * columns,) * columns for row in range(rows, len(ys) - 1))
    cell_of = (*lattice.cell_of, *added)
    return replace(lattice, ys=tuple(ys), cell_of=cell_of, parted_rows=rows if added else None)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Join pieces of one line, and lines that lie on each other."""
    joined: list[Span] = []
    for group in _clusters(sorted(spans, key=lambda span: span.at)):
        at = sum(span.at for span in group) / len(group)
        start = end = None
        for span in sorted(group, key=lambda span: span.start):
            if end is None or start is None or span.start > end + REACH:
                if start is not None and end is not None:
                    joined.append(Span(at, start, end))
                start, end = span.start, span.end
            else:
                end = max(end, span.end)
        if start is not None and end is not None:
            joined.append(Span(at, start, end))
    return [span for span in joined if span.end - span.start >= LEAST]


def _clusters(ordered: Sequence[Span]) -> Iterable[list[Span]]:
    """Group lines whose places lie within SNAP of the first of the group."""
    group: list[Span] = []
    for span in ordered:
        if group and span.at - group[0].at > SNAP:
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _root(parent: list[int], item: int) -> int:
    """The one that stands for all that hang together with an item."""
    while parent[item] != item:
        parent[item] = parent[parent[item]]
        item = parent[item]
    return item


def _groups(flat: list[Span], tall: list[Span]) -> list[tuple[list[Span], list[Span]]]:
    """Part the lines into sets that hang together by crossings."""
    parent = list(range(len(flat) + len(tall)))
    for column, upright in enumerate(tall, start=len(flat)):
        for row, level in enumerate(flat):
            meets_row = upright.start - REACH <= level.at <= upright.end + REACH
            if meets_row and level.start - REACH <= upright.at <= level.end + REACH:
                parent[_root(parent, row)] = _root(parent, column)
    groups: dict[int, tuple[list[Span], list[Span]]] = {}
    for row, span in enumerate(flat):
        groups.setdefault(_root(parent, row), ([], []))[0].append(span)
    for column, span in enumerate(tall, start=len(flat)):
        groups.setdefault(_root(parent, column), ([], []))[1].append(span)
    return [group for group in groups.values() if group[0] and group[1]]


def _lattice(flat: list[Span], tall: list[Span]) -> Lattice | None:
    # Tables drawn without their outer lines still end where the crossing lines end.
    xs = _edges([s.at for s in tall], [min(s.start for s in flat), max(s.end for s in flat)])
    ys = _edges([s.at for s in flat], [min(s.start for s in tall), max(s.end for s in tall)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > MAX_FIELDS:
        return None
    right_wall = _walls(tall, xs[1:-1], ys)
    floor = _walls(flat, ys[1:-1], xs)
    parent = list(range(rows * columns))
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and row not in right_wall[column]:
                parent[_root(parent, here + 1)] = _root(parent, here)
            if row + 1 < rows and column not in floor[row]:
                parent[_root(parent, here + columns)] = _root(parent, here)
    cell_of = tuple(
        tuple(_root(parent, row * columns + column) for column in range(columns))
        for row in range(rows)
    )
    return Lattice(xs, ys, cell_of)


def _edges(places: list[float], ends: list[float]) -> tuple[float, ...]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > SNAP:
            edges.append(place)
    if ends[0] < edges[0] - LEAST:
        edges.insert(0, ends[0])
    if ends[1] > edges[-1] + LEAST:
        edges.append(ends[1])
    return tuple(edges)


def _walls(spans: list[Span], places: Sequence[float], steps: Sequence[float]) -> list[set[int]]:
    """For each inner edge, the numbers of the fields along it that a line closes off."""
    walls: list[set[int]] = [set() for _ in places]
    for index, place in enumerate(places):
        for span in spans:
            if abs(span.at - place) > SNAP:
                continue
            for step in range(len(steps) - 1):
                middle = (steps[step] + steps[step + 1]) / 2
                if span.start <= middle <= span.end:
                    walls[index].add(step)
    return walls
