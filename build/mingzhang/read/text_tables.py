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
from enum import Enum

from mingzhang.model import Cell, Grid
from mingzhang.read import limits, titles
from mingzhang.read.figure_words import FIGURE, MONEY, NOTHING
from mingzhang.read.text_heads import NUMBERS, Text, head_cells, heads_a_column
from mingzhang.read.text_stacks import stacks

_LINE = re.compile(r"[^\r\n]+|(?<=\n)\r?\n")
"""A line that says something, or an empty one."""
_CODE = re.compile(r"\d{1,7}")
_RULE = re.compile(r"\s*[|｜]?(?:\s*:?-{2,}:?\s*[|｜]?)+\s*")
"""The line of Markdown between heads and data."""
_PIPES = "|｜"
_ACROSS_LABELS = re.compile(rf"[\u4e00-\u9fff]{{0,6}}(?:合计|总计)|{NUMBERS}")
"""What is printed across all columns of labels: on the clipboard it leaves the others out."""
_LEVEL = "类"
"""Begins the lowest row of heads in forms that part a code into 类, 款 and 项."""
FEWEST = 2
"""Rows with figures, at least: one may be a line of prose with a tab in it."""
ALONE = 4
"""So many figures in one row are no prose."""


class _Kind(Enum):
    """What the cells of a column hold."""

    WORDS = "words"
    CODES = "codes"
    FIGURES = "figures"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line in its cells: each text as it stands, and where it begins."""

    cells: tuple[Text, ...]
    texts: tuple[str, ...]
    """The words of each cell up to the last that has any."""
    end: int
    closed: bool
    """Whether a pipe ends it."""

    @property
    def words(self) -> list[str]:
        """The words of the cells that have any."""
        return list(filter(None, self.texts))

    @property
    def has_figure(self) -> bool:
        return any(map(FIGURE.fullmatch, self.words))


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
    lines: list[_Line] = field(default_factory=list)
    """The lines of one cell since the last row."""

    def rows(self, block: Sequence[_Line]) -> None:
        """Take rows that stand below each other, and what was kept before them."""
        self._stacks()
        rows = list(block)
        while rows and titles.is_frame(rows[0].words):
            self.near += rows.pop(0).words
        cells = _cells(rows)
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


def _blocks(text: str) -> Iterator[Sequence[_Line]]:
    """Yield the lines in order: rows that stand below each other together, others one by one."""
    rows: list[_Line] = []
    for match in _LINE.finditer(text):
        line = _line(match[0], match.start())
        if len(line.cells) > 1:
            rows.append(line)
        elif not (rows and "-" in match[0] and _RULE.fullmatch(match[0])):
            yield rows
            yield [line]
            rows = []
    yield rows


def _line(text: str, start: int) -> _Line:
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
    return _Line(tuple(zip(texts, starts, strict=True)), tuple(stripped), start + len(text), closed)


def _filled(lines: Iterable[_Line]) -> Iterator[_Line]:
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


def _cells(rows: Sequence[_Line]) -> tuple[Cell, ...]:
    """Return the cells of a table; none where it is not certain in which columns they stand."""
    # Some programs end each row with a tab.
    spare = min((len(row.cells) - max(len(row.texts), 1) for row in rows), default=0)
    rows = [replace(row, cells=row.cells[: len(row.cells) - spare]) for row in rows]
    first = next(
        (n for n, row in enumerate(rows) if row.has_figure and row.texts[:1] != (_LEVEL,)), 0
    )
    heads, data = rows[:first], rows[first:]
    if not heads or not _are_rows(data) or not _has_money(data):
        return ()
    # Empty columns at the end may be without tabs, and tabs may stand behind the last column.
    printed = max(len(row.texts) for row in rows)
    parted = Counter(len(row.cells) for row in data).most_common(1)[0][0]
    for width in dict.fromkeys((max(printed, parted), printed)):
        if width > limits.MAX_COLUMNS:
            continue
        kinds = [_kind(data, column) for column in range(width)]
        texts = [_stripped(row.cells[: len(row.texts)]) for row in heads]
        above = head_cells(texts, [len(row.cells) for row in heads], width)
        below = _data_cells(data, first, kinds)
        if above and below and _are_told_apart(above, kinds):
            return (*above, *below)
    return ()


def _are_rows(data: Sequence[_Line]) -> bool:
    """Tell that figures stand in rows: in several, or many in one."""
    figures = [sum(map(bool, map(FIGURE.fullmatch, row.words))) for row in data]
    return sum(map(bool, figures)) >= FEWEST or max(figures, default=0) >= ALONE


def _has_money(rows: Iterable[_Line]) -> bool:
    """Tell tables of amounts from lists, such as one of contents with its numbers of pages."""
    return any(MONEY.fullmatch(text) for row in rows for text in row.texts[1:])


def _are_told_apart(heads: Sequence[Cell], kinds: Sequence[_Kind]) -> bool:
    """Tell whether no two columns of one side of a table have the same heads.

    Where they have, a head above them is missing, such as the years whose figures they hold.
    """
    seen: set[tuple[str, ...]] = set()
    for column, kind in enumerate(kinds):
        if kind is _Kind.WORDS:
            seen.clear()
            continue
        over = tuple(
            c.text
            for c in heads
            if c.column <= column < c.column + c.column_span and heads_a_column(c.text)
        )
        if over in seen:
            return False
        seen.add(over)
    return True


def _data_cells(data: Sequence[_Line], first: int, kinds: Sequence[_Kind]) -> tuple[Cell, ...]:
    """Place the rows below the heads, the first of which is row `first`; none where in doubt."""
    cells: list[Cell] = []
    for number, row in enumerate(data, first):
        shift = _shift(row, kinds)
        if not _fits(row, kinds, shift):
            return ()
        for at, (text, start) in enumerate(_stripped(row.cells[: len(kinds) - shift])):
            column, span = (at + shift, 1) if at else (0, shift + 1)
            cells.append(Cell(number, column, text, start, start + len(text), 1, span))
    return tuple(cells)


def _kind(data: Sequence[_Line], column: int) -> _Kind:
    """Tell what most cells of a column hold."""
    rows = [row.texts for row in data if not _is_across(row)]
    texts = [row[column] for row in rows if column < len(row)]
    texts = [text for text in texts if not NOTHING.fullmatch(text)]
    if not texts:
        return _Kind.NOTHING
    figures = [text for text in texts if FIGURE.fullmatch(text)]
    if 2 * len(figures) <= len(texts):
        return _Kind.WORDS
    return _Kind.CODES if all(map(_CODE.fullmatch, figures)) else _Kind.FIGURES


def _is_across(row: _Line) -> bool:
    return bool(row.texts) and _ACROSS_LABELS.fullmatch(re.sub(r"\s", "", row.texts[0])) is not None


def _shift(row: _Line, kinds: Sequence[_Kind]) -> int:
    """Count the columns of labels that a row's first cell covers beside its own."""
    missing = len(kinds) - len(row.cells)
    begins = row.texts[1:2]
    if missing <= 0 or not _is_across(row) or not any(map(FIGURE.fullmatch, begins)):
        return 0
    # The row begins with its figures where the first column of figures is due.
    labels = next((n for n, kind in enumerate(kinds) if kind is _Kind.FIGURES), 0)
    return missing if labels == missing + 1 and kinds[missing] is _Kind.WORDS else 0


def _fits(row: _Line, kinds: Sequence[_Kind], shift: int) -> bool:
    """Tell whether the cells of a row stand in their columns: one for each, no figure by words.

    A row with fewer may have lost an empty cell anywhere, and its figures may belong elsewhere.
    """
    if len(row.cells) + shift < len(kinds):
        return False
    return (
        NUMBERS in row.texts[:1]
        or _counts_columns(row.words)
        or not any(
            kind is _Kind.WORDS and FIGURE.fullmatch(text)
            for text, kind in zip(row.texts[1:], kinds[1 + shift :], strict=False)
        )
    )


def _counts_columns(words: Sequence[str]) -> bool:
    """Tell a row that numbers the columns, those of labels too: 甲 1 2 3, 1 2 3 4."""
    numbers = [int(word) for word in words if word.isdecimal()]
    letters = all(len(word) == 1 for word in words if not word.isdecimal())
    return len(numbers) > 1 and letters and numbers == list(range(1, len(numbers) + 1))


def _stripped(cells: Sequence[Text]) -> list[Text]:
    """Drop the blanks at both ends of each text."""
    return [(text.strip(), start + len(text) - len(text.lstrip())) for text, start in cells]
