"""Tables of one cell a line, as copied from a page: in, lines; out, the rows and columns they made.

The line breaks of such a copy tell nothing of its rows. They are told by counting: below the heads,
each label is followed by as many figures as there are heads beside 项目. Where one row has more or
fewer, the whole is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingzhang.model import Cell
from mingzhang.read.figure_words import FIGURE, MONEY, NOTHING, SENTENCE
from mingzhang.read.numbered_stacks import numbered
from mingzhang.read.pasted_heads import is_like
from mingzhang.read.proven_stacks import proven
from mingzhang.read.text_rows import Text, cell_of

_FIRST_HEAD = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}项目|(?:[\u4e00-\u9fff]{0,4}科目)|单位|部门|类别)(?:名称)?(?:[（(].{1,6}[）)])?"
)
MAX_LABEL = 40
MOST = 8
"""Columns of figures at most: beyond, heads of several levels are likely."""
FEWEST = 2
"""Rows at least."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A table found in lines `first` to `last` (excluded)."""

    first: int
    last: int
    cells: tuple[Cell, ...]


def stacks(lines: Sequence[Text]) -> Iterator[Stack]:
    """Yield the tables of lines of one cell each, in order."""
    found = (numbered(lines, at) for at in range(len(lines)))
    sure = {made[0]: Stack(*made) for made in found if made}
    at = 0
    while at < len(lines):
        stack = sure.get(at)
        if stack is None and _FIRST_HEAD.fullmatch(_plain(lines[at][0])):
            stack = _stack(lines, at)
        if stack is None and (made := proven(lines, at)) and not sure.keys() & range(*made[:2]):
            stack = Stack(*made)
        if stack is not None:
            yield stack
        at = stack.last if stack else at + 1


def _stack(lines: Sequence[Text], first: int) -> Stack | None:
    end = min(len(lines), first + MOST + 3)
    texts = [text for text, _ in lines[first:end]]
    filled = (n for n, text in enumerate(texts) if not text or FIGURE.fullmatch(text))
    figure = first + next(filled, 0)
    columns = figure - first - 2
    if columns < 1 or any(not _is_label(lines[n][0]) for n in range(first, figure)):
        return None
    above = lines[first - 1][0] if first else ""
    if above in texts[: columns + 1] or is_like("codes", _plain(above)):
        return None  # other heads of the same table stand before these, or codes before its labels
    last = figure - 1
    while _figures(lines, last + 1) == columns and _is_label(lines[last][0]):
        last += columns + 1
        if last >= len(lines):
            break
    # A label without figures ends the table; a row of another length makes all of it doubtful.
    if last < len(lines) and (_figures(lines, last) or _figures(lines, last + 1)):
        return None
    taken = lines[first:last]
    rows, width = divmod(len(taken), columns + 1)
    if width or rows - 1 < FEWEST or not any(MONEY.fullmatch(text) for text, _ in taken):
        return None
    cells = (cell_of(line, *divmod(number, columns + 1)) for number, line in enumerate(taken))
    return Stack(first, last, tuple(cells))


def _figures(lines: Sequence[Text], first: int) -> int:
    """Count the lines from `first` on that hold a figure, or a mark for none."""
    for number, (text, _) in enumerate(lines[first:]):
        if not FIGURE.fullmatch(text) and not NOTHING.fullmatch(text):
            return number
    return len(lines[first:])


def _is_label(text: str) -> bool:
    return len(text) <= MAX_LABEL and not SENTENCE.search(text) and not NOTHING.fullmatch(text)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)
