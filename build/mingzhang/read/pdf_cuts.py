"""Numbers and codes cut by narrow columns: in, the lines of cells; out, which are one text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import islice, pairwise

from mingzhang.read.pdf_place import Char
from mingzhang.read.pdf_text import rows_of

LOOK_BACK = 3
"""Rows among which the lines of one wrapped number stand: its row's label stands between them."""
WRAP = 1.75
"""Heights of letters between two lines of one number."""
CLOSE = 1.25
"""Heights of letters between lines closer than those of two rows."""
APART = 0.3
"""Heights of letters between two texts."""
SLIGHT = 0.05
"""Points that a digit put behind its number takes: it must not reach into the next column."""

Row = list[Char]

_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_CUT_CODE = re.compile(r"[235]\d\d(?:\d\d){0,2}|\d\d")
AMOUNT = re.compile(r"\d\.\d\d")
_CUT_CENT = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)\.\d\n\d")
_AMOUNT = re.compile(r"-?(?:\d+\.\d\d|\d{1,3}(?:,\d{3})+(?:\.\d\d)?)")
_BEGUN = re.compile(r"-?\d{1,3}(?:,\d{3})*(?:,\d{0,2}|\.)?|-?\d+\.?")
_NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?%?")
_WHOLE_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?%?")


def is_cut(lines: Sequence[str]) -> bool:
    """Tell that the lines of a cell are one number or code, wrapped in a column too narrow for it.

    A line that ends inside a number is full, and one of the lines is no number by itself.
    """
    joined = "".join(lines)
    if len(lines) < 2 or len(lines[0]) < max(map(len, lines)):
        return False
    if _CODE.fullmatch(joined):
        return len(lines[0]) > 3 and not all(map(_CODE.fullmatch, lines))
    if _CUT_CENT.fullmatch("\n".join(lines)):
        return True
    parts = map(_WHOLE_NUMBER.fullmatch, lines)
    return bool(_WHOLE_NUMBER.fullmatch(joined)) and not all(parts)


def is_cut_code(lines: Sequence[str]) -> bool:
    """Tell that digits are the end of a code (303, 10) that is one without them too."""
    above, *rest = lines
    return (
        len(rest) == 1
        and bool(_CODE.fullmatch(above) and _CODE.fullmatch(above + rest[0]))
        and not _CODE.fullmatch(rest[0])
    )


def are_cut_codes(columns: Sequence[Sequence[str]]) -> bool:
    """Tell that only codes left of the words have several lines (21/2), beside amounts of one."""
    words = next((at for at, lines in enumerate(columns) if not _are_numbers(lines)), len(columns))
    numbers = [lines for lines in columns if _are_numbers(lines)]
    stacked = [lines for lines in numbers if len(lines) > 1]
    beside = any(len(lines) == 1 and "." in lines[0] for lines in columns[words:])
    return (
        beside
        and stacked == [lines for lines in columns[:words] if len(lines) > 1]
        and any(len(lines[-1]) < len(lines[0]) or len(lines[0]) == 1 for lines in stacked)
        and all(_CUT_CODE.fullmatch("".join(lines)) for lines in stacked)
    )


def _are_numbers(lines: Sequence[str]) -> bool:
    return all(map(_NUMBER.fullmatch, lines))


def rejoined(rows: list[Row]) -> list[Row]:
    """Put the last digits of numbers that columns without rules wrap back behind the others.

    Below such numbers stand digits alone, in a row without figures of its own. The whole number
    then stands in the middle of its lines, as what the row says beside it does, or on the first of
    them where the row's first text does.
    """
    cuts = [(at, *cut) for at in range(1, len(rows)) for cut in _cuts(rows, at)]
    if not cuts:
        return rows
    gone = {char for _, above, below in cuts for char in (*above, *below)}
    made = [char for row in rows for char in row if char not in gone]
    levels = [_is_level(rows, *cut, gone) for cut in cuts]
    for (at, above, below), level in zip(cuts, levels, strict=True):
        is_first = level and (all(levels) or not _is_beside_lines(rows, at, gone))
        made.extend(_whole(above, below, is_first=is_first))
    return rows_of(made)


def _is_beside_lines(rows: Sequence[Row], at: int, cut: Set[Char]) -> bool:
    """Tell that the row's first text has a line level with the last digits, too.

    Whether its lines and the number begin or end together, or have one middle, cannot be seen.
    """
    words = rows[at][0]
    above = [row for row in rows[max(0, at - LOOK_BACK) : at] if row[0] not in cut]
    return words not in cut and any(words.x0 < next(_parted(row))[-1].x1 for row in above)


def _is_level(rows: Sequence[Row], at: int, above: Row, below: Row, cut: Set[Char]) -> bool:
    """Tell that the first text of the rows of a wrapped number stands level with its first line.

    Where that is `cut` itself, an amount beside tells; a text between the two lines tells that the
    number stands in the middle of its row.
    """
    slight = APART * (below[0].y0 - above[0].y0)
    if any(above[0].y0 + slight < row[0].y0 < below[0].y0 - slight for row in rows[:at]):
        return False
    lines = [row for row in rows[max(0, at - LOOK_BACK) : at + 1] if row[0].y1 > above[0].y0]
    first = min(lines, key=lambda row: row[0].x0)
    if first[0] not in cut:
        return above[0] in first
    beside = next(row for row in lines if above[0] in row)
    return any(AMOUNT.search(_said(part)) for part in _parted(beside) if part[0] not in cut)


def _cuts(rows: Sequence[Row], at: int) -> Iterator[tuple[Row, Row]]:
    """Yield the characters of numbers that end in a row and begin in one above it.

    Figures may stand beside one of both only: a row of labels that is level with the last digits.
    That does not matter where neither line is a number without the other.
    """
    if not any(char.text.isdigit() for char in rows[at]):
        return
    stated = any(char.text == "." for char in rows[at])
    cuts = list(_below_others(rows, at))
    halved = {id(row) for row, *pair in cuts if _are_halves(*map(_said, pair))}
    for row, part, rest in cuts:
        said = _said(part), _said(rest)
        down = (rest[0].y0 - part[0].y0) / (rest[0].y1 - rest[0].y0)
        if down <= WRAP and _are_halves(*said):
            yield part, rest
            continue
        shows = stated and id(row) not in halved
        if not _are_digits(rest) or down > (CLOSE if shows else WRAP):
            continue
        if stated and any(AMOUNT.search(_said(other)) for other in _parted(row)):
            continue
        if _CUT_CENT.fullmatch("\n".join(said)) or (
            _is_cut_code(*said) and part[0] is row[0] and rest[0] is rows[at][0]
        ):
            yield part, rest


def _below_others(rows: Sequence[Row], at: int) -> Iterator[tuple[Row, Row, Row]]:
    """Yield the figures of a row, each with the nearest text above it and the row of that."""
    for rest in filter(_are_figures, _parted(rows[at])):
        near = (
            (row, part, rest)
            for row in reversed(rows[max(0, at - LOOK_BACK) : at])
            for part in _parted(row)
            if part[0].x0 < rest[-1].x1 and rest[0].x0 < part[-1].x1
        )
        yield from islice(near, 1)


def _are_halves(above: str, rest: str) -> bool:
    """Tell the two lines of an amount, the first of which ends in the middle of it."""
    return bool(_BEGUN.fullmatch(above) and _AMOUNT.fullmatch(above + rest)) and (
        not _WHOLE_NUMBER.fullmatch(above) or not _WHOLE_NUMBER.fullmatch(rest)
    )


def _is_cut_code(above: str, rest: str) -> bool:
    """Tell the two lines of a code, the first text of its row, that is none without the second."""
    whole = _CUT_CODE.fullmatch(above + rest) and len(above) >= LOOK_BACK
    return bool(whole) and above.isdigit() and not _CODE.fullmatch(rest)


def _said(row: Row) -> str:
    return "".join(char.text for char in row)


def _parted(row: Row) -> Iterator[Row]:
    """Part a row wherever its characters do not touch."""
    part = row[:1]
    for before, char in pairwise(row):
        if char.x0 - before.x1 > APART * (char.y1 - char.y0):
            yield part
            part = []
        part.append(char)
    yield part


def _are_figures(row: Row) -> bool:
    return all(char.text.isdigit() or char.text in ",." for char in row)


def _are_digits(row: Row) -> bool:
    return len(row) < LOOK_BACK and all(char.text.isdigit() for char in row)


def _whole(above: Row, below: Row, *, is_first: bool) -> Iterator[Char]:
    """Yield the characters of both lines on the first or in the middle of them.

    Those of the lower take no room behind the upper.
    """
    down = 0.0 if is_first else (below[0].y0 - above[0].y0) / 2
    yield from (char._replace(y0=char.y0 + down, y1=char.y1 + down) for char in above)
    for number, char in enumerate(below, 1):
        place = above[-1].x1 + number * SLIGHT
        yield Char(char.text, place, above[-1].y0 + down, place + SLIGHT, above[-1].y1 + down)
