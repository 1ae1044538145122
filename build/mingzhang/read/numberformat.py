"""Spreadsheet numbers as a person sees them: in, a stored value and its format; out, printed text.

No digit is lost: where the format would hide some, the stored digits are given instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
"""Spreadsheets keep and show 15 significant digits; what a double holds beyond is noise."""
NOISE = Decimal("1e-9")
"""Sums of doubles carry errors of this order (relative above 1); no amount is that fine."""
MAX_ZEROS = 30
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[0#?,]*[0#?](?:\.([0#?]*))?")


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a number format. `literal` is its text, `whole` the least digits before the
    point, `decimals` the places after it, of which the last `optional` may be dropped.
    """

    literal: str
    suffix: str
    has_digits: bool
    has_zero: bool
    grouped: bool
    decimals: int
    optional: int
    whole: int


def printed(value: float | int, number_format: str) -> str:
    """Write a number as its cell shows it: 17.7 under `0.00` is `17.70`, 0 under `0;;` is blank.

    General and unknown formats give the shortest digits. A format that would round away digits that
    are stored (307.824 under `0.00`) is not followed: the number comes out whole.
    """
    exact = _FIFTEEN.create_decimal(repr(value) if isinstance(value, float) else value)
    if not exact.is_finite():
        return ""
    sections = number_format.split(";")
    if not number_format or number_format.lower() in ("general", "@") or "/" in number_format:
        return _plain(exact)
    section = _section(_chosen(sections, exact))
    if abs(exact) < NOISE and not section.has_zero:
        # "-" or nothing at all stands for zero: what the reader sees is that text.
        return section.literal.strip()
    if not section.has_digits:
        return _plain(exact)
    return _shown(exact, section)


def _chosen(sections: list[str], value: Decimal) -> str:
    if len(sections) >= 3 and abs(value) < NOISE:
        return sections[2]
    if len(sections) >= 2 and value < 0:
        return sections[1]
    return sections[0]


def _section(text: str) -> _Section:
    literal = _QUOTED.sub(lambda match: match[1] or match[2] or "", text)
    bare = _QUOTED.sub("", text)
    found = _DIGITS.search(bare)
    if found is None or re.search(r"[Ee][+-]", bare):
        return _Section(literal, "", False, False, False, 0, 0, 0)
    places = found[1] or ""
    whole = bare[found.start() : found.end()].partition(".")[0]
    return _Section(
        literal=re.sub(r"[?#]", "", literal),
        suffix="%" if "%" in bare[found.end() :] else "",
        has_digits=True,
        has_zero="0" in found[0],
        grouped="," in whole,
        decimals=min(len(places), MAX_ZEROS),
        optional=len(places) - len(places.rstrip("#?")),
        whole=min(whole.count("0"), MAX_ZEROS),
    )


def _shown(value: Decimal, section: _Section) -> str:
    scaled = value * 100 if section.suffix else value
    rounded = scaled.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP)
    if abs(rounded - scaled) > NOISE * max(Decimal(1), abs(scaled)):
        return _plain(scaled) + section.suffix
    digits = format(abs(rounded), ",f" if section.grouped else "f")
    whole, _, places = digits.partition(".")
    least = section.decimals - section.optional
    places = places[:least] + places[least:].rstrip("0")
    text = whole.rjust(section.whole, "0") + (f".{places}" if places else "")
    sign = "-" if rounded < 0 else ""
    return sign + text + section.suffix


def _plain(value: Decimal) -> str:
    """Write all digits of a number, no exponent, no zeros at the end."""
    if abs(value) < NOISE:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
