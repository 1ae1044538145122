"""Two pages on one sheet: in, what a sheet shows; out, its left and its right page.

A file is printed so when all of its sheets are wide and nothing stands across their middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mingzhang.read import titles
from mingzhang.read.blocks import Block, Paragraph
from mingzhang.read.pdf_page import Char, PageGeometry, Rule
from mingzhang.read.pdf_table import PageTable
from mingzhang.read.pdf_text import Line

GUTTER = 12.0
"""Points on either side of a sheet's middle that both of its pages leave free."""
SHAPE = 2**0.5
"""How many times longer a page is one way than the other."""


def is_double(sheet: PageGeometry) -> bool:
    """Tell that two pages may stand on a sheet side by side."""
    left, right = sheet.width / 2 - GUTTER, sheet.width / 2 + GUTTER
    return sheet.width > sheet.height and not any(
        box.x0 < right and box.x1 > left for boxes in (sheet.chars, sheet.rules) for box in boxes
    )


def is_parted(sheet: PageGeometry) -> bool:
    """Tell that text stands on both sides of a sheet's middle."""
    return len({char.x0 < sheet.width / 2 for char in sheet.chars}) > 1


def halves(sheet: PageGeometry) -> Iterator[PageGeometry]:
    """Yield both pages of a sheet, numbered through; one of them tells what was not read of it."""
    middle = sheet.width / 2
    chars = [char for char in sheet.chars if char.x0 < middle]
    rules = [rule for rule in sheet.rules if rule.x0 < middle]
    left = replace(sheet, number=2 * sheet.number - 1, width=middle, chars=chars, rules=rules)
    chars = [
        Char(text, x0 - middle, y0, x1 - middle, y1)
        for text, x0, y0, x1, y1 in sheet.chars
        if x0 >= middle
    ]
    rules = [
        Rule(x0 - middle, y0, x1 - middle, y1) for x0, y0, x1, y1 in sheet.rules if x0 >= middle
    ]
    yield _lying(left)
    yield _lying(PageGeometry(2 * sheet.number, middle, sheet.height, chars, rules, 0, 0, 0))


def _lying(half: PageGeometry) -> PageGeometry:
    """Return a landscape page, made as wide as its half of the sheet, without what it leaves free.

    It stands half way down the sheet, and its own number at its own foot.
    """
    high = half.width / SHAPE
    top = (half.height - high) / 2
    if not half.rules or any(
        box.y0 < top or box.y1 > top + high for boxes in (half.chars, half.rules) for box in boxes
    ):
        return half
    chars = [Char(text, x0, y0 - top, x1, y1 - top) for text, x0, y0, x1, y1 in half.chars]
    rules = [Rule(x0, y0 - top, x1, y1 - top) for x0, y0, x1, y1 in half.rules]
    return replace(half, height=high, chars=chars, rules=rules)


def sheet_of(page: int) -> int:
    """Return the number of the sheet that a page stands on."""
    return (page + 1) // 2


def on_sheets(block: Block) -> Block:
    """Number a block by the sheets that it stands on."""
    if isinstance(block, Paragraph):
        breaks = tuple((offset, sheet_of(page)) for offset, page in block.breaks if page % 2)
        return replace(block, page=sheet_of(block.page), breaks=breaks)
    cells = tuple(replace(cell, page=sheet_of(cell.page)) for cell in block.cells)
    return replace(block, page=sheet_of(block.page), cells=cells)


def has_tables_beside(items: Sequence[Line | PageTable], middle: float) -> bool:
    """Tell that nothing stands across a page's middle, and a table under a title on each side."""
    extents = [(*extent(item), item) for item in items]
    if any(left < middle < right for left, right, _ in extents):
        return False
    tables = {left > middle for left, _, item in extents if isinstance(item, PageTable)}
    titled = {
        left > middle
        for left, _, item in extents
        if isinstance(item, Line) and titles.is_title(item.text)
    }
    return len(tables) == len(titled) == 2


def extent(item: Line | PageTable) -> tuple[float, float]:
    """Return how far to the left and to the right a line or a table reaches."""
    return (item.xs[0], item.xs[-1]) if isinstance(item, PageTable) else (item.x0, item.x1)
