"""Tables that a program cut in two: in, blocks in order; out, the rows of both in the first.

Word shows tables with nothing between them as one, and people part a table to begin a new page.
The next rows have as many columns, and no head of their own or the same again, without what stood
above it. A line that says so (续表) may stand between, or the title again: unless the rows begin as
those above do, which is the table of another body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mingzhang.read import titles
from mingzhang.read.blocks import Block, BlockCell, Paragraph, Table

LEAST_COLUMNS = 3
"""A table of fewer columns may be a form, or the frame of a page."""
MAX_HEAD_ROWS = 6

_FIGURE = re.compile(r"-?[\d,]+(?:\.\d+)?%?")
_YEAR = re.compile(r"(?:19|20)\d\d")


def whole(blocks: Sequence[Block]) -> list[Block]:
    """Join tables to those before them; what was joined leaves an empty table in its place."""
    made = list(blocks)
    first: int | None = None
    latest: int | None = None
    told = False
    frame: list[str] = []
    since: dict[int, str] = {}
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            told = told or titles.goes_on(block.text)
            between = not block.text.strip() or (told and titles.is_header_line(block.text))
            first = first if between or titles.goes_on(block.text) else None
            since[at] = block.text
        elif block.cells:
            told = False
            before = made[first] if first is not None else None
            longer = _longer(before, block) if isinstance(before, Table) else None
            lines = [titles.squeezed(line) for line in since.values() if line]
            if longer is None and latest is not None and _is_said_again(frame, lines):
                longer = _next_page(made[latest], block)
                if longer is not None:
                    first = latest
                    made[:] = [Paragraph("") if line in since else b for line, b in enumerate(made)]
            if longer is None or first is None:
                first, frame = at, lines
            else:
                made[first], made[at] = longer, replace(block, cells=())
            latest, since = first, {}
    return made


def _is_said_again(frame: Sequence[str], lines: Sequence[str]) -> bool:
    """Tell the title, and what stands with it, printed again for the next page of a table."""
    return any(map(titles.is_title, lines)) and frame[-len(lines) :] == lines


def _next_page(earlier: Block, later: Table) -> Table | None:
    """Return a table with the rows of a later one under the same title and heads, else `None`."""
    if not isinstance(earlier, Table) or earlier.page or earlier.name != later.name:
        return None
    above, below = _rows(earlier), _rows(later)
    again = _common(above, below) if _width(earlier) == _width(later) else 0
    return _joined(earlier, above, below[again:]) if again else None


def on_pages(tables: list[list[list[BlockCell]]]) -> list[list[list[BlockCell]]]:
    """Join the parts of one table below each other, each under the same title and heads."""
    made: list[list[list[BlockCell]]] = []
    for rows in tables:
        again = _common(made[-1], rows) if made else 0
        if again and rows[again:]:
            made[-1] = made[-1] + rows[again:]
        else:
            made.append(rows)
    return made


def _common(above: Sequence[list[BlockCell]], below: Sequence[list[BlockCell]]) -> int:
    """Count the rows of title and heads that are the same in both; 0 when these are two tables."""
    rows = 0
    for before, after in zip(_texts(above), _texts(below), strict=False):
        if before != after:
            break
        rows += 1
    used = {cell.column for row in (*above, *below) for cell in row if cell.text}
    named = {cell.column for row in below[:rows] for cell in row if cell.text}
    if rows in (len(above), len(below)) or used > named:
        return 0
    first, other = (
        [text for text in row if text and not _FIGURE.fullmatch(text)]
        for row in _texts([above[rows], below[rows]])
    )
    return rows if first != other else 0


def _longer(earlier: Table, later: Table) -> Table | None:
    """Return a table with the rows of a later one that goes on with it, else `None`."""
    if earlier.page or earlier.name != later.name or later.caption:
        return None
    above, below = _rows(earlier), _rows(later)
    if _width(earlier) != _width(later) or _width(earlier) < LEAST_COLUMNS or _is_note(above[-1]):
        return None
    head = _head(above)
    skip = 0
    if not _states(below[0]):
        if head == len(above):
            return None
        skip = _repeated(above, below, head)
        if not skip:
            return None
    elif head == len(above) and head > MAX_HEAD_ROWS:
        return None
    return _joined(earlier, above, below[skip:])


def _joined(
    earlier: Table, above: Sequence[list[BlockCell]], rows: Sequence[list[BlockCell]]
) -> Table:
    shift = above[-1][0].row + 1 - rows[0][0].row
    added = (replace(cell, row=cell.row + shift) for row in rows for cell in row)
    return replace(earlier, cells=(*earlier.cells, *added))


def _repeated(above: list[list[BlockCell]], below: list[list[BlockCell]], head: int) -> int:
    """Count the rows with which a table says the head above again; they may be no others' too.

    The last rows of that head; or the first rows, when they name each column or nothing stands
    between them and the figures.
    """
    for rows in range(min(head, len(below) - 1), 0, -1):
        said = _texts(below[:rows])
        if said == _texts(above[head - rows : head]):
            return rows
        whole_head = rows == _head(below) or _names_each_column(below[:rows])
        if said == _texts(above[:rows]) and whole_head:
            return rows
    return 0


def _names_each_column(rows: Sequence[Sequence[BlockCell]]) -> bool:
    cells = [cell for row in rows for cell in row]
    columns = {cell.column for cell in cells}
    return bool(columns) and columns == {cell.column for cell in cells if cell.text}


def _rows(table: Table) -> list[list[BlockCell]]:
    rows: dict[int, list[BlockCell]] = {}
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(cell)
    return [rows[row] for row in sorted(rows)]


def _width(table: Table) -> int:
    return max(cell.column + cell.column_span for cell in table.cells)


def _states(row: Sequence[BlockCell]) -> bool:
    """Tell a row that holds a figure, or a code."""
    texts = (titles.squeezed(cell.text) for cell in row)
    return any(_FIGURE.fullmatch(text) and not _YEAR.fullmatch(text) for text in texts)


def _head(rows: Sequence[Sequence[BlockCell]]) -> int:
    return next((number for number, row in enumerate(rows) if _states(row)), len(rows))


def _texts(rows: Sequence[Sequence[BlockCell]]) -> list[list[str]]:
    return [[titles.squeezed(cell.text) for cell in row] for row in rows]


def _is_note(row: Sequence[BlockCell]) -> bool:
    filled = [cell.text for cell in row if cell.text]
    return len(filled) == 1 and bool(titles.NOTE_ROW.search(filled[0]))
