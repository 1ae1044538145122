"""Tables pasted into plain text: in, a text; out, grids over its very characters.

Cells are parted by tabs, as a sheet or a web page leaves them on the clipboard, or by | as in
Markdown. Nothing tells which cells were merged, so a table is taken only where its columns leave no
doubt; else its lines stay prose, and their numerals are listed as not placed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from mingzhang.model import Cell, Grid
from mingzhang.read import limits, pasted_heads, titles
from mingzhang.read.figure_words import FIGURE, amount_of
from mingzhang.read.text_rows import (
    NUMBERS,
    Kind,
    Line,
    Text,
    cell_of,
    counts_columns,
    is_figure,
    kind_of,
    places_of,
)
from mingzhang.read.text_stacks import stacks

_LINE = re.compile(r"[^\r\n]+|(?<=\n)\r?\n")
"""A line that says something, or an empty one."""
_RULE = re.compile(r"\s*[|｜]?(?:\s*:?-{2,}:?\s*[|｜]?)+\s*")
"""The line of Markdown between heads and data."""
_CONTENTS = re.compile(r"目\s*录|页\s*码")
"""Stands above a list of contents, whose numbers are those of pages."""
_PIPES = "|｜"
_LEVEL = "类"
"""Begins the lowest row of heads in forms that part a code into 类, 款 and 项."""
FEWEST = 2
"""Rows with figures, at least: one may be a line of prose with a tab in it."""
ALONE = 4
"""So many figures in one row are no prose."""


_EMPTY: Text = ("", 0)


def grids(text: str) -> tuple[Grid, ...]:
    """Find the tables of a text, in order; all offsets are those of the text itself."""
    finder = _Finder()
    for block in _blocks(text):
        if len(block) > 1 or (block and len(block[0].cells) > 1):
            finder.rows(block)
        else:
            finder.lines.extend(block)
    finder.rows(())
    return tuple(finder.found)


@dataclass(slots=True)
class _Finder:
    """Takes the lines of a text in order and keeps the tables found among them."""

    found: list[Grid] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    """The words since the last table: title and unit of the next one are among them."""
    lines: list[Line] = field(default_factory=list)
    """The lines of one cell since the last row."""

    def rows(self, block: Sequence[Line]) -> None:
        """Take rows that stand below each other, and what was kept before them."""
        self._stacks()
        rows = list(block)
        while rows and titles.is_frame(rows[0].words):
            self.near += rows.pop(0).words
        heads = rows[0].words if rows else []
        above = (*self.near[-2:], *heads, "".join(heads))
        cells = () if any(map(_CONTENTS.fullmatch, above)) else _cells(rows)
        if cells:
            self._grid(cells, rows[0].cells[0][1], rows[-1].end)
        else:
            self.near += [text for line in rows for text in line.words]

    def _stacks(self) -> None:
        """Find the tables of one cell a line among the lines kept."""
        # A blank line is an empty cell where the numbers of the columns bear it out, else nothing.
        lines = self.lines
        found = list(stacks([_stripped(line.cells)[0] for line in lines]))
        if not any(not cell.text for stack in found for cell in stack.cells):
            lines = list(_filled(self.lines))
            found = list(stacks([_stripped(line.cells)[0] for line in lines]))
        after = 0
        for stack in found:
            self.near += [text for line in lines[after : stack.first] for text in line.words]
            after = stack.last
            self._grid(stack.cells, stack.cells[0].start, lines[after - 1].end)
        self.near += [text for line in lines[after:] for text in line.words]
        self.lines.clear()

    def _grid(self, cells: tuple[Cell, ...], start: int, end: int) -> None:
        heads = [cell.text for cell in cells if cell.row < titles.HEAD_ROWS]
        title, unit = titles.around(self.near, heads)
        self.found.append(Grid(0, len(self.found), title, unit, cells, start, end))
        self.near.clear()


def _blocks(text: str) -> Iterator[Sequence[Line]]:
    """Yield the lines in order: rows that stand below each other together, others one by one."""
    rows: list[Line] = []
    for match in _LINE.finditer(text):
        line = _line(match[0], match.start())
        if len(line.cells) > 1:
            rows.append(line)
        elif not (rows and "-" in match[0] and _RULE.fullmatch(match[0])):
            yield rows
            yield [line]
            rows = []
    yield rows


def _line(text: str, start: int) -> Line:
    # One tab before the first word indents a paragraph; in a row more of them are empty cells.
    is_row = "\t" in text.lstrip() or text.startswith("\t\t")
    texts = text.split("\t") if is_row else _piped(text)
    starts = [start]
    for cell_text in texts[:-1]:
        starts.append(starts[-1] + len(cell_text) + 1)
    if len(texts) > 1 and text.lstrip().startswith(("|", "｜")):
        texts, starts = texts[1:], starts[1:]  # a line drawn before the first cell
    stripped = [cell.strip() for cell in texts]
    while stripped and not stripped[-1]:
        stripped.pop()
    closed = text.rstrip().endswith(tuple(_PIPES))
    return Line(tuple(zip(texts, starts, strict=True)), tuple(stripped), start + len(text), closed)


def _filled(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield lines with words and blank cells: a pipe alone closes the cell above, or is one."""
    is_open = False
    for line in lines:
        if line.words or (line.closed and not is_open):
            yield line
        if line.words or line.closed:
            is_open = not line.closed


def _piped(text: str) -> list[str]:
    """Part a line at its pipes; one that only ends with a pipe is a single cell."""
    inner = text.strip().strip(_PIPES).strip()
    if _RULE.fullmatch(text) or not any(mark in inner for mark in _PIPES):
        return [text.rstrip().rstrip(_PIPES)]
    return re.split(f"[{_PIPES}]", text)


def _cells(rows: Sequence[Line]) -> tuple[Cell, ...]:
    """Return the cells of a table; none where it is not certain in which columns they stand."""
    # Some programs end each row with a tab.
    spare = min((len(row.cells) - max(len(row.texts), 1) for row in rows), default=0)
    rows = [replace(row, cells=row.cells[: len(row.cells) - spare]) for row in rows]
    first = next(
        (n for n, row in enumerate(rows) if row.has_figure and row.texts[:1] != (_LEVEL,)), 0
    )
    heads, data = rows[:first], rows[first:]
    if not heads or not _are_rows(data):
        return ()
    # Empty columns at the end may be without tabs, and tabs may stand behind the last column.
    printed = max(len(row.texts) for row in rows)
    shortest = min(len(row.cells) for row in data)
    parted = Counter(len(row.cells) for row in data).most_common(1)[0][0]
    for width in dict.fromkeys((max(printed, parted), printed)):
        # A column without figures may have a head all the same.
        if width > limits.MAX_COLUMNS or shortest > width >= len(heads[-1].cells):
            continue
        kinds = [kind_of(data, column) for column in range(width)]
        above, below = _head_cells(heads, data, kinds), _data_cells(data, first, kinds)
        if above and below and _are_told_apart(above, kinds):
            return (*above, *below)
    return ()


def _are_rows(data: Sequence[Line]) -> bool:
    """Tell that figures stand in rows: in several, or many in one."""
    figures = [sum(map(bool, map(FIGURE.fullmatch, row.words))) for row in data]
    return sum(map(bool, figures)) >= FEWEST or max(figures, default=0) >= ALONE


def _are_told_apart(heads: Sequence[Cell], kinds: Sequence[Kind]) -> bool:
    """Tell whether no two columns of one side of a table have the same heads.

    Where they have, a head above them is missing, such as the years whose figures they hold.
    """
    seen: set[tuple[str, ...]] = set()
    for column, kind in enumerate(kinds):
        if kind is Kind.WORDS:
            seen.clear()
            continue
        over = tuple(
            c.text
            for c in heads
            if c.column <= column < c.column + c.column_span and _heads(c.text)
        )
        if over in seen:
            return False
        seen.add(over)
    return True


def _data_cells(data: Sequence[Line], first: int, kinds: Sequence[Kind]) -> tuple[Cell, ...]:
    """Place the rows below the heads, the first of which is row `first`; none where in doubt."""
    cells: list[Cell] = []
    for number, row in enumerate(data, first):
        places = places_of(row, kinds)
        if not _fits(row, kinds, places):
            return ()
        inside = [place for place in places if place[0] < len(kinds)]
        for text, (column, span) in zip(_stripped(row.cells), inside, strict=False):
            cells.append(cell_of(text, number, column, 1, span))
    return tuple(cells)


def _fits(row: Line, kinds: Sequence[Kind], places: Sequence[tuple[int, int]]) -> bool:
    """Tell whether the cells of a row stand in their columns: one for each, no figure by words.

    A row with fewer may have lost an empty cell anywhere, and its figures may belong elsewhere.
    """
    if sum(span for _, span in places) < len(kinds):
        return False
    return (
        NUMBERS in row.texts[:1]
        or counts_columns(row.words)
        or not any(
            0 < column < len(kinds) and kinds[column] is Kind.WORDS and is_figure(text)
            for text, (column, _) in zip(row.texts, places, strict=False)
        )
    )


def _head_cells(
    heads: Sequence[Line], data: Sequence[Line], kinds: Sequence[Kind]
) -> tuple[Cell, ...]:
    """Place the heads; none where one of them may stand above another column."""
    width = len(kinds)
    rows = [_spread(row, heads[-1], width) for row in heads]
    if any(not row for row in rows):
        return _merged_heads(heads, data, kinds)
    if not all(any(row[n][0] and not row[n][0].isdigit() for row in rows) for n in range(1, width)):
        return ()
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        below = rows[number + 1 :]
        under = [any(_heads(other[column][0]) for other in below) for column in range(width)]
        for column, text in enumerate(row):
            if not text[0]:
                continue
            end = column + 1
            while under[column] and end < width and not row[end][0] and under[end]:
                end += 1
            above = 0 if under[column] else sum(not other[column][0] for other in below)
            cells.append(cell_of(text, number, column, 1 + above, end - column))
    return tuple(cells)


def _heads(text: str) -> bool:
    """Tell words that head a column; its running number does not."""
    return bool(text) and text != NUMBERS and not text.isdigit()


def _spread(row: Line, last: Line, width: int) -> list[Text]:
    """Return the words of a head, and where they begin, for each column; [] where in doubt."""
    cells = _stripped(row.cells[: len(row.texts)])
    if len(row.cells) >= width >= len(cells):
        return cells + [_EMPTY] * (width - len(cells))
    # Two sides of one table, as of revenue and of expenditure, begin with the same head.
    sides = [n for n, text in enumerate(last.texts) if text.startswith(last.texts[0])]
    if len(last.texts) != width or not len(sides) == len(row.words) == 2:
        return []
    if len(cells) not in (2, sides[1] + 1):
        return []
    gap, rest = sides[1] - 1, width - sides[1] - 1
    return [cells[0], *[_EMPTY] * gap, cells[-1], *[_EMPTY] * rest]


def _merged_heads(
    heads: Sequence[Line], data: Sequence[Line], kinds: Sequence[Kind]
) -> tuple[Cell, ...]:
    """Place heads of which those that were merged are said once."""
    rows = [_stripped(row.cells[: len(row.texts)]) for row in heads]
    figures = [_amounts(row, kinds) for row in data if not counts_columns(row.words)]
    labels = frozenset(n for n, kind in enumerate(kinds) if kind in (Kind.WORDS, Kind.CODES))
    amounts = frozenset(n for n, kind in enumerate(kinds) if kind is Kind.FIGURES)
    columns = pasted_heads.Columns(labels, amounts, figures, len(kinds))
    way = pasted_heads.placed([[text for text, _ in row] for row in rows], columns)
    cells = (
        cell_of(rows[h.row][h.number], h.row, h.column, h.height, h.width)
        for h in pasted_heads.flat(way)
    )
    return tuple(sorted(cells, key=lambda cell: cell.start))


def _amounts(row: Line, kinds: Sequence[Kind]) -> dict[int, Decimal]:
    """Return the figures of a row that are amounts, by column."""
    places = zip(places_of(row, kinds), row.texts, strict=False)
    amounts = ((column, amount_of(text)) for (column, _), text in places)
    return {column: amount for column, amount in amounts if amount is not None}


def _stripped(cells: Sequence[Text]) -> list[Text]:
    """Drop the blanks at both ends of each text."""
    return [(text.strip(), start + len(text) - len(text.lstrip())) for text, start in cells]
