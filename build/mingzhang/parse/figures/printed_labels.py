"""Labels as printed: in, a levelled label and its figure; out, the words of the source for it."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.text.compact import Compact
from mingzhang.parse.text.spelling import last_spelled, may_be_spelled
from mingzhang.vocab.grammar import Patterns

_FAR = 3000
"""So far before a figure its label may stand: in the heading of a long section."""
_MARKS = (("“", "”"), ("‘", "’"), ("《", "》"))


class PrintedLabels:
    """Finds the labels of the figures of one text, asked for in the order of the text."""

    def __init__(self, view: Compact, source_text: str, grammar: Patterns) -> None:
        self._view, self._source, self._year = view, source_text, grammar["year_first"].pattern
        self._behind = grammar["subject_behind"]
        self._known: dict[str, str] = {}
        """What was printed last for a label."""

    def of(self, draft: Draft, begin: int) -> tuple[str, bool]:
        """The words of a label, and whether they stand by the figure, between `begin` and its end.

        Those nearest to the figure, else as printed last. Words that a line break (or the number of
        a page) parts are joined without it. Empty where they do not stand together in the text.
        """
        label = draft.label
        behind = self._behind.match(self._view.text, draft.unit_end)
        stop = behind.end() if behind else draft.unit_end + len(label) + 1
        own = place = self._last(label, begin, stop)
        if place is None and label not in self._known:
            place = self._last(label, max(0, draft.start - _FAR), draft.start)
        if place is not None:
            self._known[label] = self._cut(*place)
        return self._known.get(label, ""), own is not None

    def _last(self, label: str, begin: int, stop: int) -> tuple[int, int] | None:
        """Find the last place of a label in a part of the text, marks of quotation included."""
        text = self._view.text
        at = text.rfind(label, begin, stop)
        if at >= 0:
            return at, at + len(label)
        words = text[begin:stop]
        found = last_spelled(label, words, self._year) if may_be_spelled(label, words) else None
        return _with_marks(text, begin + found[0], begin + found[1]) if found else None

    def _cut(self, start: int, end: int) -> str:
        first, stop = self._view.original(start, end)
        if "\n" not in self._source[first:stop]:
            return self._source[first:stop]
        return "".join(line.strip() for line in self._lines(first, stop))

    def _lines(self, first: int, stop: int) -> Iterator[str]:
        """The lines of a part of the source, without those that only number a page."""
        for begin, end in self._view.pages:
            if first <= begin and end <= stop:
                yield from self._source[first:begin].splitlines()
                first = end
        yield from self._source[first:stop].splitlines()


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Take the mark along that opens (or closes) what is quoted at the edge of the words."""
    for opening, closing in _MARKS:
        more = text.count(opening, start, end) - text.count(closing, start, end)
        if more < 0 and text[start - 1 : start] == opening:
            start -= 1
        elif more > 0 and text[end : end + 1] == closing:
            end += 1
    return start, end
