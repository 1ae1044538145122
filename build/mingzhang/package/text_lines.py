"""Lines of a text: in, the text; out, where each stands, and whether spans cover it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

_TERMINATOR = re.compile(r"\r\n|\r|\n")


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line, without its terminator (LF, CR LF or CR).

    A terminator at the very end opens no further line; an empty text has no line.
    """
    position = 0
    while position < len(text):
        match = _TERMINATOR.search(text, position)
        yield position, match.start() if match else len(text)
        position = match.end() if match else len(text)


class Spans:
    """Spans in order; tells whether one of them covers a stretch."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]
        self._furthest: list[int] = []
        for _, end in self._spans:
            self._furthest.append(max(end, self._furthest[-1] if self._furthest else 0))

    def cover(self, start: int, end: int) -> bool:
        """Whether some span that starts at or before `start` reaches to `end`."""
        place = bisect_right(self._starts, start) - 1
        return place >= 0 and self._furthest[place] >= end
