"""Amounts that their cells cut off: in, the texts of a ruled table; out, those that go on unseen.

A cell too low for the second line of a number hides it. What is left fills its cell from side to
side, and has fewer decimals than the other amounts of the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

LEAST = 3
"""So many other amounts tell how many decimals the table has."""
ALIKE = 0.9
"""Share of them with the same decimals."""
CENTS = 2
"""Decimals of an amount of money."""

_MARKS = re.compile("[.,]")
"""What whole numbers of people or rows have not."""


class InCell(NamedTuple):
    """A number in a cell: the room to its left and right, and how wide one of its characters is."""

    column: int
    text: str
    left: float
    right: float
    wide: float


def clipped(texts: Sequence[InCell]) -> list[InCell]:
    """Return the amounts whose last digits are hidden."""
    margin = min((min(text.left, text.right) for text in texts), default=0.0)
    short = [
        text
        for text in texts
        if _decimals(text) < CENTS and text.left + text.right - 2 * margin < text.wide
    ]
    others = [_decimals(text) for text in texts if text not in short and "." in text.text]
    if len(others) < LEAST or others.count(CENTS) < ALIKE * len(others):
        return []
    columns = {text.column for text in texts if _decimals(text) == CENTS}
    return [text for text in short if text.column in columns or _MARKS.search(text.text)]


def _decimals(text: InCell) -> int:
    return len(text.text.partition(".")[2])
