"""Numerals of cells: in, the text of a cell; out, the amount that it prints, or its doubt.

A cell that holds nothing but a number is read in every spelling that accounts use. One whose digits
are parted in a way that leaves open which number is meant (`1234。50`, `12 34.50`) is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.model import CUT_OFF
from mingzhang.parse.text.compact import normalise

_NUMERAL = re.compile(
    r"\s*(?P<open>（)?\s*[¥￥]?\s*(?P<sign>[-−–—△▲负])?\s*\+?\s*[¥￥]?\s*"
    r"(?P<digits>\d(?:[\d,，.·。\s']*\d)?)"
    r"\s*(?P<percent>%)?\s*(?P<close>）)?\s*(?P<unit>[亿万千百]?元|[亿万])?[*※①-⑳¹²³⁰⁴-⁹]*\s*"
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_BLANK = re.compile(r"\s+")
_AT_MARK = re.compile(r"(?<=[,.])\s+|\s+(?=[,.])")
"""Blanks beside a comma or a point: a cell too narrow for its number wraps it there."""
_IN_THREES = re.compile(r"\d{1,3}(?:\s\d{3})+\.\d+")
_LETTERSPACED = re.compile(r"\S(?:\s\S){3,}")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a cell. `digits` has no sign, blank or comma; `start`,`end` is where it stands.

    `unit` is the unit of money printed in the cell, else "".
    """

    digits: str
    value: Decimal
    percent: bool
    unit: str
    start: int
    end: int


def numeral(text: str) -> Numeral | None:
    """Read the number that a cell consists of; `None` when it holds anything else, or is in doubt.

    △ and ▲ before it and brackets around it stand for minus.
    """
    match = _match(text)
    digits = _digits(match["digits"]) if match else ""
    if match is None or not digits:
        return None
    negative = bool(match["sign"] or match["open"])
    value = Decimal(digits)
    unit = match["unit"] or ""
    return Numeral(
        digits=digits,
        value=value.copy_negate() if negative and value else value,
        percent=bool(match["percent"]),
        unit=unit + "元" if unit in ("亿", "万") else unit,
        start=match.start("sign" if match["sign"] else "digits"),
        end=match.end("digits"),
    )


def is_numeral(text: str) -> bool:
    """Tell whether a cell holds a number, and nothing else."""
    return numeral(text) is not None


def is_doubtful(text: str) -> bool:
    """Tell whether a cell looks like a number, but leaves open which."""
    match = _match(text.rstrip(f".,{CUT_OFF}"))
    return match is not None and (text.endswith(CUT_OFF) or not _digits(match["digits"]))


def _match(text: str) -> re.Match[str] | None:
    match = _NUMERAL.fullmatch(normalise(text)) if text else None
    return match if match is None or bool(match["open"]) == bool(match["close"]) else None


def _digits(printed: str) -> str:
    """Return the digits and the point of a number; "" when its marks leave it open."""
    text = _AT_MARK.sub("", printed.replace("，", ","))
    if _LETTERSPACED.fullmatch(printed) or _IN_THREES.fullmatch(text) or _is_wrapped(text):
        text = _BLANK.sub("", text)
    return text.replace(",", "") if _GROUPED.fullmatch(text) else ""


def _is_wrapped(text: str) -> bool:
    """Tell a number that its cell wraps once: only as a whole are its groups of three complete."""
    parts = _BLANK.split(text)
    return len(parts) == 2 and "," in parts[0] and not _GROUPED.fullmatch(parts[0])
