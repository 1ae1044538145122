"""A grid as a sheet: in, a grid; out, its rows as matrices of cells, and how many are its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mingzhang.model import Cell, Grid
from mingzhang.parse.tables.numerals import is_numeral
from mingzhang.parse.text.compact import normalise
from mingzhang.vocab.layouts import Layouts

CODE = re.compile(r"\[?(\d{3}(?:\d{2}){0,2})\]?")
CODES = 4
"""So many codes and nothing else in a row are those of the columns; a row has three at most."""
_INTEGER = re.compile(r"\d{1,3}")
_AMOUNT = re.compile(r"\d,\d{3}|\d\.\d\d$")
FORMULA = re.compile(r"(\d{1,3}|[A-Z])[=＝][\dA-Z+＋\-－×/÷（）()*%]+")
"""The number of a column and the columns that it sums up: 7=8+9+10."""
_BLANK = re.compile(r"[\s\"'“”]+")
_LONE_LABEL = 4
"""So many characters are no rest of a head that its cell wrapped."""
_DASHES = re.compile(r"[-—–－/／*＊…]*")


def level(text: str) -> str:
    """Level the words of a head, label or title: no blanks and quotes, one form of brackets."""
    return _BLANK.sub("", normalise(text))


def is_blank(text: str) -> bool:
    """Tell whether a cell holds nothing: blank or dashes."""
    return not text or _DASHES.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A grid as rows of cells by column; a merged cell stands in every place that it covers."""

    rows: tuple[tuple[int, tuple[Cell | None, ...]], ...]
    texts: dict[int, str]
    """Levelled text of each cell, by the cell's start."""

    def text(self, cell: Cell | None) -> str:
        """Return the levelled text of a cell."""
        return self.texts[cell.start] if cell else ""


def sheet_of(grid: Grid) -> Sheet:
    """Spread a grid out; rows keep their numbers, columns count from the grid's own 0."""
    columns = max((cell.column + cell.column_span for cell in grid.cells), default=0)
    rows: dict[int, list[Cell | None]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, [None] * columns)
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            if row in rows:
                for column in range(cell.column, cell.column + cell.column_span):
                    rows[row][column] = cell
    texts = {cell.start: level(cell.text) for cell in grid.cells if cell.text}
    texts.update(
        {cell.start: "" for cell in grid.cells if not cell.text and cell.start not in texts}
    )
    return Sheet(tuple((number, tuple(rows[number])) for number in sorted(rows)), texts)


def head_rows(sheet: Sheet, layouts: Layouts) -> int:
    """Count the rows of the head: all before the first row of data."""
    for index, (number, row) in enumerate(sheet.rows):
        if _is_data(sheet, number, row, layouts):
            return index
    return len(sheet.rows)


def begun_in(number: int, row: Sequence[Cell | None]) -> list[Cell]:
    """Return the cells that begin in a row, from left to right, each once."""
    by_column = {cell.column: cell for cell in row if cell is not None and cell.row == number}
    return list(by_column.values())


def own_texts(sheet: Sheet, number: int, row: Sequence[Cell | None]) -> list[str]:
    """Return the texts of the cells that begin in a row and are not blank."""
    texts = (sheet.text(cell) for cell in begun_in(number, row) if cell.text)
    return [text for text in texts if text]


def is_counting(texts: Sequence[str], layouts: Layouts) -> bool:
    """Tell rows that number the columns (栏次 1 2 3), or give their codes, which are no data."""
    if len(texts) >= CODES and all(map(CODE.fullmatch, texts)):
        return True
    texts = [match[1] if (match := FORMULA.fullmatch(text)) else text for text in texts]
    numbers = [int(text) for text in texts if _INTEGER.fullmatch(text)]
    labels = [text for text in texts if not _INTEGER.fullmatch(text)]
    steps = all(b == a + 1 for a, b in pairwise(numbers))
    if len(numbers) >= len(labels) and _count_on(texts):
        return True
    if len(texts) > 1 and labels and all(map(layouts["numbers_columns"].match, labels)):
        return True  # whatever they are: no amounts
    if not labels and len(numbers) > 1 and steps:
        return True  # 7 8 9: the right part of a sheet printed on two pages
    if not numbers or not steps or numbers[0] not in (0, 1) or any(map(_AMOUNT.search, labels)):
        return False  # 款 01 and 项 02 before amounts are codes
    return len(numbers) >= 2 or any(map(layouts["numbers_columns"].match, labels))


def _count_on(texts: Sequence[str]) -> bool:
    """Tell numbers of columns of which some stand among the letters of a head (1, 费2, 3)."""
    numbers = ["".join(filter(str.isdecimal, text)) for text in texts]
    return len(texts) >= CODES and numbers == [str(at + 1) for at in range(len(texts))]


def _is_data(sheet: Sheet, number: int, row: Sequence[Cell | None], layouts: Layouts) -> bool:
    texts = own_texts(sheet, number, row)
    filled = [text for text in texts if not is_blank(text)]
    if not filled or is_counting(filled, layouts):
        return False
    year = layouts["head_year"].fullmatch
    if any((is_numeral(t) and not year(t)) or CODE.fullmatch(t) for t in filled):
        return True
    if row[0] is not None and row[0].row < number:
        return False  # 小计 and 其中：教育收费 below 事业收入, beside heads two rows high
    if _are_parted(sheet, number, row):
        return False
    if _is_lone_label(sheet, number, row, filled):
        return True
    return all(map(layouts["row_starts"].fullmatch, filled)) and len(filled) <= 3


def _are_parted(sheet: Sheet, number: int, row: Sequence[Cell | None]) -> bool:
    """Tell that all words of a row part wider heads right above them (2024年预算: 合计, 其中)."""
    above = next((cells for at, cells in reversed(sheet.rows) if at < number), None)
    if above is None or (row[0] is not None and row[0].row == number and sheet.text(row[0])):
        return False
    heads = [above[cell.column] for cell in begun_in(number, row) if sheet.text(cell)]
    return all(head is not None and head.column_span > 1 and head.text for head in heads)


def _is_lone_label(
    sheet: Sheet, number: int, row: Sequence[Cell | None], filled: Sequence[str]
) -> bool:
    """Tell the first item of a table, which has no figures: each other column has its head."""
    first = row[0]
    if first is None or len(filled) != 1 or sheet.text(first) != filled[0]:
        return False
    if len(filled[0]) < _LONE_LABEL or first.column_span > 1 or len(row) < 2:
        return False
    above = (cells for at, cells in sheet.rows if at < number)
    heads = {
        at
        for cells in above
        for at, cell in enumerate(cells)
        if cell is not None and cell.text and cell.column_span == 1
    }
    return len(heads) == len(row) and all(cell and cell.row == number for cell in row)
