"""Text that UTF-8 can hold: in, any reader's `Document`; out, the same without half characters.

Some files write a rare character (𠮷) as the two halves of UTF-16, or leave one half alone. Pairs
are joined, lone halves become U+FFFD and are told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from mingzhang.model import Document, Grid, Note

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")


def encodable(document: Document) -> Document:
    """Return the document itself when its text is sound, else one with whole characters."""
    if document.text.isascii() or not _HALF.search(document.text):
        return document
    joined = [match.end() - 1 for match in _PAIR.finditer(document.text)]
    lone = len(_HALF.findall(_PAIR.sub("", document.text)))
    moved = _mover(joined)
    notes = tuple(replace(n, start=moved(n.start), end=moved(n.end)) for n in document.notes)
    return replace(
        document,
        text=whole(document.text),
        grids=tuple(_grid(grid, moved) for grid in document.grids),
        pages=tuple(replace(p, start=moved(p.start), end=moved(p.end)) for p in document.pages),
        notes=(*notes, *([_note(lone)] if lone else [])),
    )


def whole(text: str) -> str:
    """Join the halves of characters in a text; a lone half becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _mover(joined: list[int]) -> Callable[[int], int]:
    """Lead an offset of the old text to the new one, where each pair takes one place."""
    return lambda offset: offset - sum(place < offset for place in joined)


def _grid(grid: Grid, moved: Callable[[int], int]) -> Grid:
    cells = tuple(
        replace(cell, text=whole(cell.text), start=moved(cell.start), end=moved(cell.end))
        for cell in grid.cells
    )
    title, start, end = whole(grid.title), moved(grid.start), moved(grid.end)
    return replace(grid, title=title, cells=cells, start=start, end=end)


def _note(count: int) -> Note:
    return Note(
        "unmapped_characters",
        0,
        0,
        f"原文有 {count} 个字符只剩一半，无法认出，以“\ufffd”代替。",
        f"{count} characters of the source are broken in half; U+FFFD stands for them.",
    )
