"""HTML within Markdown: in, a page; out, the page with its large HTML set aside, and back again.

A Markdown parser leaves such HTML as it is, but reads all of it to find its end: most of its time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

LEAST = 1000
"""Characters of an element from which on it is set aside."""
_OPENED = re.compile(r"^<(div|dl|details|figure|ol|p|section|table|ul)\b", re.MULTILINE)
_TAB = 4
_BLANK = re.compile(r"(?<=\n) +\n")
_FENCES = ("```", "~~~")
"""Within code that is shown, HTML is text."""
_PLACE = re.compile(r'<div data-set-aside="(\d+)"></div>')


def set_aside(page: str) -> tuple[str, list[str]]:
    """Put a small mark in the place of each large element that begins a line."""
    if any(fence in page for fence in _FENCES) or _PLACE.search(page):
        return page, []
    page = _BLANK.sub("\n", page.expandtabs(_TAB))  # as the parser does with what it reads
    pieces: list[str] = []
    text, last = [], 0
    for start, stop in _elements(page):
        text += [page[last:start], f'<div data-set-aside="{len(pieces)}"></div>']
        pieces.append(page[start:stop])
        last = stop
    return "".join([*text, page[last:]]), pieces


def put_back(page: str, pieces: Sequence[str]) -> str:
    """Put what was set aside of a page into the HTML that was made of the rest."""
    return _PLACE.sub(lambda match: pieces[int(match[1])], page) if pieces else page


def _elements(page: str) -> Iterator[tuple[int, int]]:
    """Yield where large elements begin and end: whole ones, with their lines to themselves."""
    last = 0
    while opened := _OPENED.search(page, last):
        stop = _end(page, opened.start(), opened[1])
        last = stop or opened.end()
        if stop - opened.start() >= LEAST and page[stop : stop + 1] in ("", "\n"):
            yield opened.start(), stop


def _end(page: str, start: int, tag: str) -> int:
    """Find the end of an element; 0 when it has none."""
    depth = 0
    for match in re.compile(rf"<(/?){tag}\b[^>]*>").finditer(page, start):
        depth += -1 if match[1] else 1
        if not depth:
            return match.end()
    return 0
