"""Numbers of pages: in, a text that stands alone; out, whether it is one, and which."""

from __future__ import annotations

import re

_DASH = "[-—–－~·•]"
_PAGE = r"第\s*(\d{1,4})\s*页(?:[,，/\s]*共\s*\d{1,4}\s*页)?\s*"
_DRESSED = re.compile(
    rf"\s*{_PAGE}|\s*(\d{{1,4}})\s*/\s*\d{{1,4}}\s*"
    rf"|\s*{_DASH}(?:{_DASH}|\s)*(\d{{1,4}})(?:{_DASH}|\s)*{_DASH}\s*"
)
_AT_END = re.compile(f"{_PAGE}$")
_PLAIN = re.compile(rf"(?:{_DASH}|[.\s])*(\d{{1,4}})(?:{_DASH}|[.\s])*")
_ROMAN = re.compile(r"[-—\s]*[IVXivxⅠ-Ⅻ]{1,6}[-—\s]*")


def is_dressed(text: str) -> bool:
    """Tell what is dressed as one (第3页, 3/12, — 3 —) from a numeral, alone or behind a sign."""
    return _DRESSED.fullmatch(text) is not None


def ends_with_one(text: str) -> bool:
    """Tell that a text ends with one (打印时间：… 第3页)."""
    return _AT_END.search(text) is not None


def is_roman(text: str) -> bool:
    """Tell a number of the pages before the first."""
    return _ROMAN.fullmatch(text) is not None


def number_of(text: str) -> int | None:
    """Return the number of a page that a text may be, dressed or not."""
    match = _DRESSED.fullmatch(text) or _PLAIN.fullmatch(text)
    return int(match[match.lastindex or 0]) if match else None
