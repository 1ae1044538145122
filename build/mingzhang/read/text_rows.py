"""Rows of tables pasted into text: in, their cells; out, what columns hold, where cells stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from mingzhang.model import Cell
from mingzhang.read.figure_words import FIGURE, NOTHING

_CODE = re.compile(r"\d{1,7}")
NUMBERS = "栏次"
"""Labels the row that numbers the columns."""
_ACROSS_LABELS = re.compile(rf"[\u4e00-\u9fff]{{0,6}}(?:合计|总计)|{NUMBERS}")
"""What is printed across all columns of labels: on the clipboard it leaves the others out."""

Text = tuple[str, int]
"""A text and where it begins."""


def cell_of(text: Text, row: int, column: int, rows: int = 1, columns: int = 1) -> Cell:
    """Make the cell that holds a text."""
    return Cell(row, column, text[0], text[1], text[1] + len(text[0]), rows, columns)


class Kind(Enum):
    """What the cells of a column hold."""

    WORDS = "words"
    CODES = "codes"
    FIGURES = "figures"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Line:
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
        """Whether one of the cells holds a figure alone."""
        return any(map(FIGURE.fullmatch, self.words))


def kind_of(data: Sequence[Line], column: int) -> Kind:
    """Tell what most cells of a column hold."""
    rows = [row.texts for row in data if not _is_sum(next(iter(row.texts), ""))]
    texts = [row[column] for row in rows if column < len(row)]
    texts = [text for text in texts if not NOTHING.fullmatch(text)]
    if not texts:
        return Kind.NOTHING
    figures = [text for text in texts if FIGURE.fullmatch(text)]
    if 2 * len(figures) <= len(texts):
        return Kind.WORDS
    return Kind.CODES if all(map(_CODE.fullmatch, figures)) else Kind.FIGURES


def _is_sum(text: str) -> bool:
    return _ACROSS_LABELS.fullmatch(re.sub(r"\s", "", text)) is not None


def is_figure(text: str) -> bool:
    """Tell a text that is a figure alone."""
    return FIGURE.fullmatch(text) is not None


def places_of(row: Line, kinds: Sequence[Kind]) -> list[tuple[int, int]]:
    """Return the column of each cell of a row, and how many columns it covers.

    The label of a sum may cover all columns of labels on its side, when its figures begin where the
    first column of figures is due.
    """
    missing = len(kinds) - len(row.cells)
    places: list[tuple[int, int]] = []
    column = 0
    for at, (text, _) in enumerate(row.cells):
        labels = _labels_from(kinds, column)
        begins = row.texts[at + 1 : at + 2]
        covers = 0 < labels - 1 <= missing and _is_sum(text) and any(map(is_figure, begins))
        span = labels if covers else 1
        missing -= span - 1
        places.append((column, span))
        column += span
    return places


def _labels_from(kinds: Sequence[Kind], column: int) -> int:
    """Count the columns of labels from one on that begins a side, up to its first figures."""
    if column and kinds[column - 1 : column] != [Kind.FIGURES]:
        return 0
    after = (n for n, kind in enumerate(kinds[column:]) if kind is Kind.FIGURES)
    labels = next(after, 0)
    return labels if labels and kinds[column + labels - 1] is Kind.WORDS else 0


def counts_columns(words: Sequence[str]) -> bool:
    """Tell a row that numbers the columns, those of labels too: 甲 1 2 3, 1 2 3 4."""
    numbers = [int(word) for word in words if word.isdecimal()]
    letters = all(len(word) == 1 for word in words if not word.isdecimal())
    return len(numbers) > 1 and letters and numbers == list(range(1, len(numbers) + 1))
