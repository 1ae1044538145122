"""Sheets printed with the letters of their columns and the numbers of their rows.

In: a page and its lattices; out, both without these, which are no part of the tables.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter
from string import ascii_uppercase

from mingzhang.read.pdf_lattice import Lattice
from mingzhang.read.pdf_page import PageGeometry
from mingzhang.read.pdf_place import Char

_LETTERS = frozenset(ascii_uppercase)
LEAST = 2
"""Letters of columns, and numbers of rows, that tell such a sheet."""


def without_headings(
    page: PageGeometry, lattices: list[Lattice]
) -> tuple[PageGeometry, list[Lattice]]:
    """Take the letters and numbers off a page, and their row and column off its lattices."""
    if _LETTERS.isdisjoint(map(itemgetter(0), page.chars)):
        return page, lattices
    kept: list[Lattice] = []
    for lattice in lattices:
        headings = _headings(lattice, page.chars)
        if headings:
            page = replace(page, chars=[char for char in page.chars if char not in headings])
        kept.append(_inner(lattice) if headings else lattice)
    return page, kept


def _inner(lattice: Lattice) -> Lattice:
    """Return a lattice without its first row and column, and without the titles in one field."""
    cell_of = [row[1:] for row in lattice.cell_of[1:]]
    first = 0
    while first + 1 < len(cell_of) and len({*cell_of[first], *cell_of[first + 1]}) == 1:
        first += 1
    first += first > 0
    ys = lattice.ys[1 + first :]
    return replace(lattice, xs=lattice.xs[1:], ys=ys, cell_of=tuple(cell_of[first:]))


def _headings(lattice: Lattice, chars: Sequence[Char]) -> set[Char]:
    """Return the characters of the first row, if it says A B C, and column, if it counts rows."""
    xs, ys = lattice.xs, lattice.ys
    top: list[Char] = []
    for char in chars:
        text, x0, y0, _, _ = char
        if ys[0] < y0 < ys[1] and x0 > xs[0]:
            if not "A" <= text <= "Z":
                return set()
            top.append(char)
    if not top:
        return set()
    left = [char for char in chars if xs[0] < char.x0 < xs[1] and ys[1] < char.y0 < ys[-1]]
    if not left or not all("0" <= char.text <= "9" for char in left):
        return set()
    letters, numbers = defaultdict[int, str](str), defaultdict[int, str](str)
    for char in sorted(top, key=lambda char: char.x0):
        letters[bisect(xs, char.x0)] += char.text
    for char in sorted(left, key=lambda char: char.x0):
        numbers[bisect(ys, (char.y0 + char.y1) / 2)] += char.text
    places = {column: _number(text) for column, text in sorted(letters.items())}
    counts = {row: int(text) for row, text in sorted(numbers.items())}
    following = all(after == before + 1 for before, after in pairwise(places.values()))
    told = following and _count(places, xs) and _count(counts, ys)
    return {*top, *left} if told else set()


def _number(letters: str) -> int:
    """Return which column has these letters: A is 1, AA follows Z."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _count(numbers: dict[int, int], edges: Sequence[float]) -> bool:
    """Tell that all places but the first are numbered, ever higher; heads printed again are low."""
    rising = all(after > before for before, after in pairwise(numbers.values()))
    return len(numbers) >= LEAST and list(numbers) == list(range(2, len(edges))) and rising
