"""A lattice and the characters in it to a table: in, one page's; out, cells with their text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from mingzhang.model import CUT_OFF
from mingzhang.read.blocks import BlockCell
from mingzhang.read.pdf_bands import (
    DECIMAL,
    NUMBER,
    under_heads,
    unruled_rows,
)
from mingzhang.read.pdf_clipped import InCell, clipped
from mingzhang.read.pdf_lattice import SNAP, Lattice
from mingzhang.read.pdf_overflow import amounts_apart, overflowing, touching
from mingzhang.read.pdf_page import Char, Rule
from mingzhang.read.pdf_piles import is_displaced, unclear
from mingzhang.read.pdf_sequence import in_sequence
from mingzhang.read.pdf_spread import runs, spread
from mingzhang.read.pdf_text import Line, cell_text, em_of
from mingzhang.read.pdf_walls import parted

LINES = 2.0
"""Heights of letters from which a cell shows a second line."""
CENTRED = 0.1
"""Share of a cell's width by which twice the middle of a text may stand off that of its cell."""


_COMPLETE = re.compile(r"\d\.\d\d$")
_YEAR = re.compile(r"(19|20)\d\d")
_NUMBER_CHAR = re.compile(rf"[\d.,%{CUT_OFF}-]")


@dataclass(frozen=True, slots=True)
class PageTable:
    """One table of one page: its cells, the columns' edges and its height on the page."""

    cells: tuple[BlockCell, ...]
    xs: tuple[float, ...]
    top: float
    bottom: float
    ys: tuple[float, ...] = ()
    """The edges of its rows, where lines are drawn between all of them."""
    open_left: frozenset[int] = frozenset()
    open_right: frozenset[int] = frozenset()
    """Rows without a line at the table's outer edge: the page's edge cuts what they say."""
    inks: tuple[tuple[float, float], ...] = ()
    """Where the texts of each column stand, if no uprights part them."""

    @property
    def columns(self) -> int:
        """Number of columns of the lattice."""
        return len(self.xs) - 1

    @property
    def text(self) -> str:
        """What its cells say, in one line."""
        return " ".join(cell.text for cell in self.cells if cell.text)


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of a lattice: where it stands and the characters in it."""

    row: int
    column: int
    row_span: int
    column_span: int
    chars: list[Char]
    head: str = ""
    """What it says, where that is more than its characters."""


def page_table(lattice: Lattice, chars: Sequence[Char], page: int) -> PageTable:
    """Fill a lattice with the characters that stand in it (`chars`, in the order of the file).

    Rows that have no line between them are parted where two columns of numbers agree.
    """
    fields = fields_of(lattice, chars)
    fields = _spanned(fields, lattice) if lattice.implied else _marked(fields, lattice)
    cells: list[BlockCell] = []
    shift = 0
    rows = len(lattice.ys) - 1
    for row in range(rows):
        row_fields = [field for field in fields if field.row == row]
        inside_fields = [field.chars for field in row_fields]
        parts = unruled_rows(inside_fields) or ([] if row else under_heads(inside_fields))
        if len(parts) > 1 and all(field.row_span == 1 for field in row_fields):
            for part in parts:
                for field in row_fields:
                    inside = [c for c in field.chars if part[0] <= (c.y0 + c.y1) / 2 < part[1]]
                    cells.append(_cell(field, cell_text(inside), row + shift, page))
                shift += 1
            shift -= 1
        else:
            cells.extend(
                _cell(field, field.head or cell_text(field.chars), row + shift, page)
                for field in row_fields
            )
    if any(is_displaced(field.chars) for field in fields):
        cells = unclear(cells, body_of(fields) or 0)
    return PageTable(tuple(cells), lattice.xs, lattice.ys[0], lattice.ys[-1])


def _marked(fields: list[Field], lattice: Lattice) -> list[Field]:
    """Mark the amounts that their cells cut off."""
    texts = [_in_cell(field, lattice) for field in fields]
    cut = clipped([text for text in texts if text])
    return [
        replace(field, head=text.text + CUT_OFF) if text and text in cut else field
        for field, text in zip(fields, texts, strict=True)
    ]


def _in_cell(field: Field, lattice: Lattice) -> InCell | None:
    """Tell how the digits of a cell fill it, if it has no room for a second line of them."""
    chars = field.chars
    text = cell_text(chars)
    high = lattice.ys[field.row + field.row_span] - lattice.ys[field.row]
    if not NUMBER.fullmatch(text.removesuffix(".")) or high > LINES * (chars[0].y1 - chars[0].y0):
        return None
    left, right = lattice.xs[field.column], lattice.xs[field.column + field.column_span]
    x0, x1 = min(char.x0 for char in chars), max(char.x1 for char in chars)
    wide = max(char.x1 - char.x0 for char in chars)
    return InCell(field.column, text, x0 - left, right - x1, wide)


def with_edges(table: PageTable, lattice: Lattice, rules: Sequence[Rule]) -> PageTable:
    """Tell a table the heights of its rows, and where its outer edges are not drawn."""
    rows = {cell.row for cell in table.cells}
    if lattice.implied or len(rows) != len(lattice.ys) - 1:
        return table
    left, right = (_undrawn(lattice.ys, x, rules) for x in (lattice.xs[0], lattice.xs[-1]))
    return replace(table, ys=lattice.ys, open_left=left, open_right=right)


def _undrawn(ys: Sequence[float], x: float, rules: Sequence[Rule]) -> frozenset[int]:
    upright = [rule for rule in rules if rule.x0 == rule.x1 and abs(rule.x0 - x) < SNAP]
    middles = [(above + below) / 2 for above, below in pairwise(ys)]
    return frozenset(
        row
        for row, middle in enumerate(middles)
        if not any(rule.y0 < middle < rule.y1 for rule in upright)
    )


def body_of(fields: Sequence[Field]) -> int | None:
    """Return the first row that holds a figure with decimals, or several whole numbers."""
    texts = [(field.row, cell_text(field.chars)) for field in fields if field.chars]
    decimal = (row for row, text in texts if DECIMAL.search(text))
    whole = Counter(row for row, text in texts if _is_count(text))
    return min((*decimal, *(row for row in whole if whole[row] > 1)), default=None)


def _is_count(text: str) -> bool:
    """Tell a whole number, or several below each other, that is no year of a head."""
    parts = text.split()
    return bool(parts) and all(
        NUMBER.fullmatch(part) and not _YEAR.fullmatch(part) for part in parts
    )


def _spanned(fields: list[Field], lattice: Lattice) -> list[Field]:
    """Let heads span the columns that they stand over, where no drawn line tells which."""
    body = body_of(fields) or 0
    left = _left_edges(fields, lattice)
    made = list(fields)
    for row in range(body - 1):
        lower = {f.column for f in fields if row < f.row < body and f.chars}
        single = {f.column: f for f in fields if f.row == row and f.row_span == f.column_span == 1}
        for first, last in runs(sorted(single.keys() & lower)):
            inside = [single[column] for column in range(first, last + 1)]
            if all(field.chars for field in inside) or not any(field.chars for field in inside):
                continue
            lines = [_box(field.chars) for field in inside if field.chars]
            heads = spread(lines, first, last, lattice.xs, left)
            made = [field for field in made if field not in inside]
            made.extend(Field(row, h.column, 1, h.wide, [], h.text) for h in heads)
    return made


def _left_edges(fields: Sequence[Field], lattice: Lattice) -> list[tuple[float, float]]:
    """Return for each column where its leftmost text begins, and its right edge."""
    begins = list(lattice.xs[1:])
    for field in fields:
        if field.chars:
            first = min(char.x0 for char in field.chars)
            begins[field.column] = min(begins[field.column], first)
    return list(zip(begins, lattice.xs[1:], strict=True))


def _box(chars: Sequence[Char]) -> Line:
    x0, x1 = min(char.x0 for char in chars), max(char.x1 for char in chars)
    y0, y1 = min(char.y0 for char in chars), max(char.y1 for char in chars)
    return Line(cell_text(chars), x0, y0, x1, y1, em_of(list(chars)))


def _cell(field: Field, text: str, row: int, page: int) -> BlockCell:
    return BlockCell(row, field.column, text, field.row_span, field.column_span, page)


def fields_of(lattice: Lattice, chars: Sequence[Char]) -> list[Field]:
    """Return the cells of a lattice, each with its characters."""
    placed = _placed(lattice, chars)
    places: dict[int, list[tuple[int, int]]] = {}
    for row, line in enumerate(lattice.cell_of):
        for column, cell in enumerate(line):
            places.setdefault(cell, []).append((row, column))
    fields: list[Field] = []
    for cell, where in places.items():
        chars = placed.get(cell, [])
        parts = parted(where, chars, lattice) or [(where, chars)]
        fields.extend(_field(part, inside) for part, inside in parts)
    return fields


def _field(places: Sequence[tuple[int, int]], chars: list[Char]) -> Field:
    rows, columns = zip(*places, strict=True)
    top, left = min(rows), min(columns)
    return Field(top, left, max(rows) - top + 1, max(columns) - left + 1, chars)


def _placed(lattice: Lattice, chars: Sequence[Char]) -> dict[int, list[Char]]:
    """Give each character to its cell; a number or word that runs over a line stays whole."""
    placed: dict[int, list[Char]] = {}
    all_runs = [part for run in touching(chars) for part in amounts_apart(run)]
    overflow = (
        {}
        if lattice.implied
        else {**overflowing(all_runs, lattice), **in_sequence(all_runs, lattice)}
    )
    for at, run in enumerate(all_runs):
        cells = [_cell_at(lattice, char) for char in run]
        if at in overflow:
            cells = [overflow[at]] * len(run)
        elif len(set(cells)) > 1:
            cells = _of_run(run, cells, lattice)
        for char, cell in zip(run, cells, strict=True):
            placed.setdefault(cell, []).append(char)
    return placed


def _of_run(run: list[Char], cells: list[int], lattice: Lattice) -> list[int]:
    """Return the cell of each character of a run that stands across uprights."""
    if lattice.implied:
        return _of_amounts(run, cells)
    left, right = run[0].x0, run[-1].x1
    row, column = lattice.field((left + right) / 2, (run[0].y0 + run[0].y1) / 2)
    own = lattice.cell_of[row][column]
    columns = [at for at, cell in enumerate(lattice.cell_of[row]) if cell == own]
    x0, x1 = lattice.xs[columns[0]], lattice.xs[columns[-1] + 1]
    if left < x0 and right > x1 and abs(left + right - x0 - x1) < CENTRED * (x1 - x0):
        return [own] * len(run)  # in the middle of a cell that is too narrow for it
    return _kept_whole(run, cells)


def _of_amounts(run: list[Char], cells: list[int]) -> list[int]:
    """Keep a run whole where no upright is drawn, but for an amount that touches what is beside it.

    Words are where they begin, a number is where most of it stands.
    """
    first = sum(1 for _ in takewhile(lambda cell: cell == cells[0], cells))
    text = "".join(char.text for char in run)
    if first < len(run) and _COMPLETE.search(text[:first]):
        return cells[:first] + _of_amounts(run[first:], cells[first:])
    own = max(set(cells), key=cells.count) if NUMBER.fullmatch(text) else cells[0]
    return [own] * len(cells)


def _cell_at(lattice: Lattice, char: Char) -> int:
    row, column = lattice.field((char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2)
    return lattice.cell_of[row][column]


def _kept_whole(run: list[Char], cells: list[int]) -> list[int]:
    """Move the characters of a number, or of a word, that stand beyond a line back to their own."""
    result = list(cells)
    for start, end in _tokens(run):
        inside = cells[start:end]
        if len(set(inside)) == 1:
            continue
        text = "".join(char.text for char in run[start:end])
        if _NUMBER_CHAR.match(text):
            # Behind a whole amount another number begins: the code of the cell beside it.
            touches = _COMPLETE.search(text[: inside.count(inside[0])])
            if CUT_OFF in text or (NUMBER.fullmatch(text) and not touches):
                result[start:end] = [max(set(inside), key=inside.count)] * len(inside)
        else:
            result[start:end] = [inside[0]] * len(inside)
    return result


def _tokens(run: list[Char]) -> Iterator[tuple[int, int]]:
    start = 0
    for index in range(1, len(run) + 1):
        if index == len(run) or bool(_NUMBER_CHAR.match(run[index].text)) != bool(
            _NUMBER_CHAR.match(run[start].text)
        ):
            yield start, index
            start = index
