"""What every reader makes before the text is assembled: paragraphs, tables and remarks, in order.

In: nothing. Out: `Paragraph`, `Table`, `BlockCell`, `Remark`; `read/assemble.py` turns them into a
`Document`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, without a line break. `page` counts from 1 (0: no pages).

    `breaks` are the places where a new page begins inside the paragraph: (offset, page number).
    """

    text: str
    page: int = 0
    breaks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BlockCell:
    """One cell of a table, with its spans; rows and columns count from 0, pages from 1."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    page: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `name` is a name that the format itself gives (a sheet's name), else empty.

    `caption` is printed above the table and belongs to it alone; it is part of the text.
    """

    cells: tuple[BlockCell, ...]
    page: int = 0
    name: str = ""
    caption: str = ""


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd met while reading, tied to a page (0: to all) or to a block (-1: none)."""

    kind: str
    message_zh: str
    message_en: str
    page: int = 0
    block: int = -1


CJK = (
    "\u2e80-\u303f\u3041-\u30ff\u3105-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
)
"""Ideographs and the punctuation set in the same square: no space belongs between two of them."""

CJK_LETTER = re.compile(f"[{CJK}]")

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_BLANK = re.compile(r"\s+")
_WRAP = re.compile(rf"(?<=[{CJK}“”‘’])[^\S\n]*\n\s*|[^\S\n]*\n\s*(?=[{CJK}“”‘’])")


def one_line(text: str) -> str:
    """Make one line of a paragraph: no invisible characters, each run of blanks one space."""
    return _BLANK.sub(" ", _INVISIBLE.sub("", text)).strip()


def unwrapped(text: str) -> str:
    """Make one line of text broken by layout: no space where an ideograph stood at the break."""
    return one_line(_WRAP.sub("", _INVISIBLE.sub("", text)))
