"""Wrapped heads of tables without lines: in, lines of text above the figures; out, whole heads.

The lines of one head stand closely below each other, and the middle of them is that of the heads
beside it. A head over several columns and the first of these below it are no such lines: the other
columns' heads stand lower than the middle of the two.

The letters of a head over others may stand far apart (收　入).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from mingzhang.read.pdf_head_columns import is_upper
from mingzhang.read.pdf_page import Rule
from mingzhang.read.pdf_spread import Extent
from mingzhang.read.pdf_text import Line, glued, is_square
from mingzhang.read.pdf_wraps import NEAR, WRAP

BESIDE = 0.3
"""Ems that the lines of one head may stand aside of each other."""
FULL = 2.0
"""Ems by which a line that goes on in another, set to the left, is shorter at most."""
LEVEL = 0.15
"""Ems by which two lines at one height may differ."""
SAME_ROW = 0.6
"""Ems in height within which heads stand in one row."""
SPACED = 6.0
"""Ems between two letters of one head that is printed spaced out."""
EVEN = 1.5
"""Times the narrowest gap between letters: wider ones part two heads."""

Chain = tuple[Line, ...]
Placed = tuple[int, int, str]
"""First column, number of columns, text."""


def whole_heads(lines: Iterable[Line], drawn: Sequence[Rule] = ()) -> list[list[Line]]:
    """Join the lines of wrapped heads; return the heads in rows from top to bottom.

    Between two lines of one head no level line is drawn.
    """
    ordered = sorted(_unspaced(list(lines)), key=lambda line: line.middle)
    chains = _chains(ordered, drawn)
    parts = chains
    for _ in range(2):  # what a head is over may be known only once others are parted
        by_line = {line: part for part in parts for line in part}
        parts = [part for chain in chains for part in _parts(chain, ordered, by_line)]
    heads = map(_joined, parts)
    rows: list[list[Line]] = []
    for head in sorted(heads, key=lambda line: line.middle):
        if rows and head.middle - rows[-1][0].middle < SAME_ROW * head.em:
            rows[-1].append(head)
        else:
            rows.append([head])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _unspaced(lines: Sequence[Line]) -> Iterator[Line]:
    """Join the letters of heads that are printed spaced out over others; yield all lines."""
    letters = sorted(
        (line for line in lines if len(line.text) == 1 and is_square(line.text)),
        key=lambda line: line.x0,
    )
    others = [line for line in lines if line not in letters]
    yield from others
    gaps = [right.x0 - left.x1 for left, right in pairwise(letters) if _level(left, right)]
    most = EVEN * min(gaps, default=0.0)
    words: list[Chain] = []
    for line in letters:
        last = words[-1][-1] if words else line
        near = last is not line and line.x0 - last.x1 < min(most, SPACED * line.em)
        if near and _level(last, line):
            words[-1] = (*words[-1], line)
        else:
            words.append((line,))
    for word in words:
        whole = _joined(word)
        yield from (whole,) if is_upper(whole, others) else word


def is_number(line: Line) -> bool:
    """Tell what numbers a column (栏次 1 2), which no head goes on with."""
    return line.text.isdigit() or line.text == "栏次"


def counting(numbers: Sequence[Line], columns: Sequence[Extent]) -> list[Placed]:
    """Put the numbers of columns (栏次 1 2 3) in the columns that they stand nearest to."""
    row: list[Placed] = []
    for line in sorted(numbers, key=lambda line: line.x0):
        left = row[-1][0] + 1 if row else 0
        after = range(left, len(columns))
        aside = {
            column: max(columns[column][0] - line.x1, line.x0 - columns[column][1], 0)
            for column in after
        }
        if aside:
            row.append((min(after, key=lambda column: aside[column]), 1, line.text))
    return row


def _chains(lines: Sequence[Line], drawn: Sequence[Rule]) -> list[Chain]:
    """Return the lines that may be one head: close, and with one left edge or middle."""
    following: dict[Line, Line] = {}
    begun = set(lines)
    for index, line in enumerate(lines):
        above = next((upper for upper in reversed(lines[:index]) if _overlap(upper, line)), None)
        if not above or above in following or not _may_follow(above, line, lines):
            continue
        uppers = _uppers(above, following)
        if not any(_is_over_more(upper, line, lines) for upper in uppers) and not any(
            above.middle < rule.y0 < line.middle and rule.x0 < above.x0 and above.x1 < rule.x1
            for rule in drawn
        ):
            following[above] = line
            begun.discard(line)
    return [tuple(_run(line, following)) for line in lines if line in begun]


def _uppers(line: Line, following: dict[Line, Line]) -> Iterator[Line]:
    """Yield the lines of one head above a line of it."""
    above = {lower: upper for upper, lower in following.items()}
    while line in above:
        line = above[line]
        yield line


def _is_over_more(upper: Line, line: Line, lines: Sequence[Line]) -> bool:
    """Tell that an upper line stands over another text beside a line, too: over two heads."""
    return any(mate is not line and _level(mate, line) and _overlap(upper, mate) for mate in lines)


def _run(line: Line, following: dict[Line, Line]) -> Iterator[Line]:
    yield line
    while line in following:
        line = following[line]
        yield line


def _overlap(line: Line, other: Line) -> bool:
    apart = other.middle - line.middle > NEAR * other.em
    return apart and line.is_over(other)


def _may_follow(above: Line, line: Line, lines: Sequence[Line]) -> bool:
    left = abs(above.x0 - line.x0) < BESIDE * line.em and line.x1 - above.x1 < FULL * line.em
    centre = abs(above.x0 + above.x1 - line.x0 - line.x1) / 2 < BESIDE * line.em
    aligned = left or centre
    close = line.middle - above.middle < WRAP * line.em
    if not aligned or not close or is_number(line) or is_number(above):
        return False
    return not _is_over_more(above, line, lines)


def _level(line: Line, other: Line) -> bool:
    return abs(line.middle - other.middle) < LEVEL * other.em


def _parts(chain: Chain, lines: Sequence[Line], chains: dict[Line, Chain]) -> Iterator[Chain]:
    """Part a chain so that each part is a head in the row of the heads beside it."""
    start = next(at for at in range(len(chain)) if _fits(chain[at:], lines, chains))
    if start:
        yield from _parts(chain[:start], lines, chains)
    yield chain[start:]


def _fits(part: Chain, lines: Sequence[Line], chains: dict[Line, Chain]) -> bool:
    """Tell that a part is one line, or has a row: all heads close beside it, and some head.

    A head beside one of its lines may stand in another row, below a head of its own.
    """
    if len(part) == 1:
        return True
    if len(part) > 2 and _is_over_others(part, lines, chains):
        return False
    chain = chains[part[0]]
    mates = (mate for mate in lines if mate not in chain)
    return any(_has_row_mate(part, mate, chains[mate]) for mate in mates) and all(
        _has_row_mate(part, beside, chains[beside]) or _is_covered(part, beside, chains)
        for line in part
        for beside in _beside(line, lines)
    )


def _is_over_others(part: Chain, lines: Sequence[Line], chains: dict[Line, Chain]) -> bool:
    """Tell that a head next to a part stands beside its lower lines alone, in their middle.

    Below no other head, it must be below the first line, which then is over the part's others too.
    """
    left, right = min(line.x0 for line in part), max(line.x1 for line in part)
    before = max((line for line in lines if line.x1 <= left), key=lambda x: x.x1, default=None)
    behind = min((line for line in lines if line.x0 >= right), key=lambda x: x.x0, default=None)
    return any(
        abs(_middle(chains[line]) - _middle(part[1:])) < LEVEL * line.em
        and not any(_overlap(upper, chains[line][0]) for upper in lines)
        for line in (before, behind)
        if line
    )


def _is_covered(part: Chain, beside: Line, chains: dict[Line, Chain]) -> bool:
    """Tell that a head a line higher, with no line of the part between, may stand over another."""
    left, right = min(line.x0 for line in part), max(line.x1 for line in part)
    return any(
        _middle(chain) < beside.middle - upper.em
        and upper not in part
        and not (upper.x1 <= left and right <= beside.x0)
        and not (beside.x1 <= left and right <= upper.x0)
        for upper, chain in chains.items()
    )


def _beside(line: Line, lines: Sequence[Line]) -> list[Line]:
    """Return the lines on both sides at the same height, with nothing at any height between."""
    left = max(
        (other for other in lines if other.x1 <= line.x0), key=lambda other: other.x1, default=line
    )
    right = min(
        (other for other in lines if other.x0 >= line.x1), key=lambda other: other.x0, default=line
    )
    return [
        other
        for other in lines
        if other is not line
        and _level(other, line)
        and (other.x1 >= left.x0 if other.x1 <= line.x0 else other.x0 <= right.x1)
    ]


def _has_row_mate(part: Chain, beside: Line, chain: Chain) -> bool:
    """Tell whether a line is in a head, whole or not, with the same middle as the part."""
    at = chain.index(beside)
    return any(
        abs(_middle(chain[first:end]) - _middle(part)) < NEAR * beside.em
        for first in range(at + 1)
        for end in range(at + 1, len(chain) + 1)
    )


def _middle(chain: Chain) -> float:
    return (chain[0].middle + chain[-1].middle) / 2


def _joined(chain: Chain) -> Line:
    text = ""
    for line in chain:
        text = glued(text, line.text)
    return Line(
        text,
        min(line.x0 for line in chain),
        chain[0].y0,
        max(line.x1 for line in chain),
        chain[-1].y1,
        chain[0].em,
    )
