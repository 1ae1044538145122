"""Columns that a sheet cut in two leaves alone on a page: in, a table; out, if it is such."""

from __future__ import annotations

import re

from mingzhang.read.pdf_bands import NUMBER
from mingzhang.read.pdf_cuts import AMOUNT
from mingzhang.read.pdf_table import PageTable

LABELS = 6
"""Texts in a ruled column from which on they are the labels of rows."""
_PROSE = re.compile("[。，；]")


def is_rest(table: PageTable) -> bool:
    """Tell figures below each other, or one alone: the last column of a sheet cut in two."""
    texts = [cell.text for cell in table.cells if cell.text]
    *heads, last = texts or [""]
    return bool(AMOUNT.search(last) and NUMBER.fullmatch(last)) and not any(
        map(_PROSE.search, heads)
    )


def is_labels(table: PageTable) -> bool:
    """Tell labels below each other, each between lines: the first column of a sheet cut in two."""
    texts = [cell.text for cell in table.cells if cell.text]
    return len(texts) >= LABELS and not any(map(_PROSE.search, texts))
