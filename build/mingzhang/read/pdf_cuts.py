"""Numbers and codes cut by narrow columns: in, the lines of cells; out, which are one text."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_CUT_CODE = re.compile(r"[235]\d\d(?:\d\d){0,2}|\d\d")
_CUT_CENT = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)\.\d\n\d")
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
