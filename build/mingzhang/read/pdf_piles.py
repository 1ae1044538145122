"""Heads whose letters are printed over each other: in, the characters of cells; out, if so.

A program that cannot set upright heads puts all letters of one on the same spot. Alone in its cell
such a head is read in the order of the file; beside others it has left its own cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mingzhang.model import UNCLEAR_HEAD
from mingzhang.read.blocks import BlockCell
from mingzhang.read.pdf_place import Char
from mingzhang.read.pdf_text import is_square

LEAST = 2
"""Letters of a pile behind its first."""
SAME_SPOT = 0.3
"""Share of a letter's size by which the next one stands from it at least."""


def is_displaced(chars: Sequence[Char]) -> bool:
    """Tell a pile of letters that has others beside it."""
    pile = [
        other
        for one, other in pairwise(chars)
        if abs(one.x0 - other.x0) < SAME_SPOT * (one.x1 - one.x0)
        and one.text != other.text
        and abs(one.y0 - other.y0) < SAME_SPOT * (one.y1 - one.y0)
        and is_square(one.text)
        and is_square(other.text)
    ]
    if len(pile) < LEAST:
        return False
    left, right = min(char.x0 for char in pile), max(char.x1 for char in pile)
    top, bottom = min(char.y0 for char in pile), max(char.y1 for char in pile)
    level = [char for char in chars if char.y0 < bottom and char.y1 > top]
    return any(char.x0 >= right or char.x1 <= left for char in level)


def unclear(cells: Sequence[BlockCell], heads: int) -> list[BlockCell]:
    """Call all heads of a table unclear; `heads` is the number of their rows."""
    return [
        replace(cell, text=UNCLEAR_HEAD) if cell.row < heads and cell.text else cell
        for cell in cells
    ]
