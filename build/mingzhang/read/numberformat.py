"""Spreadsheet numbers as a person sees them: in, a stored value and its format; out, printed text.

No digit is lost: where the format would hide some, the stored digits are given instead.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
"""Spreadsheets keep and show 15 significant digits; what a double holds beyond is noise."""
NOISE = Decimal("1e-9")
"""Sums of doubles carry errors of this order (relative above 1); no amount is that fine."""
MAX_ZEROS = 30
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
"""A double has up to 309 digits before the point."""
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[[^\]]*\]|(?P<digit>[0#?])|(?P<other>.)',
    re.DOTALL,
)
_MONEY = re.compile(r"[亿万千百]?元|[亿万]")
"""Words behind the digits that say in which unit of money a cell is shown."""


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a number format. `literal` is its text, `whole` the least digits before the
    point, `decimals` the places after it, of which the last `optional` may be dropped.

    `scale` is the power of ten that the section divides by: `0.00,` shows thousands, and `0!.0,`
    with a point written into the digits shows 万元 of a value in yuan.
    """

    literal: str
    suffix: str = ""
    has_digits: bool = False
    has_zero: bool = False
    grouped: bool = False
    decimals: int = 0
    optional: int = 0
    whole: int = 0
    scale: int = 0


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


def scale(value: float | int, number_format: str) -> int:
    """Tell by which power of ten a cell shows less than it holds: 4 for 万元 of yuan."""
    section = _section(_chosen(number_format.split(";"), Decimal(value)))
    return section.scale if value and section.has_digits else 0


def as_shown(value: Decimal, shown: str) -> tuple[str, int]:
    """Return what to print for a value of which only the text shown is known, and its scale.

    The text is kept where it says the value; where it hides digits they are given in full.
    """
    exact = _FIFTEEN.create_decimal(value)
    match = _SHOWN.search(shown)
    if match is None:
        return shown, 0
    printed = Decimal(match[0].replace(",", ""))
    place = Decimal(1).scaleb(-len(match[0].partition(".")[2]))
    percent = 2 if "%" in shown else 0
    for power in (0, 3, 4, 6, 8):
        scaled = exact.copy_abs().scaleb(percent - power)
        if _WIDE.quantize(scaled, place) != printed:
            continue
        money = _MONEY.search(shown, match.end())
        suffix = "%" if percent else money[0] if money else ""
        as_printed = match[0] if scaled == printed else _plain(scaled)
        return ("-" if exact < 0 else "") + as_printed + suffix, 0 if money else power
    return _plain(exact), 0


_SHOWN = re.compile(r"\d[\d,]*(?:\.\d+)?")


def _chosen(sections: list[str], value: Decimal) -> str:
    if len(sections) >= 3 and abs(value) < NOISE:
        return sections[2]
    if len(sections) >= 2 and value < 0:
        return sections[1]
    return sections[0]


def _section(text: str) -> _Section:
    tokens = list(_TOKEN.finditer(text))
    places = [n for n, token in enumerate(tokens) if token["digit"]]
    literal = "".join(_said(token) for token in tokens if not token["digit"])
    plain_text = "".join(token["other"] or "" for token in tokens)
    if not places or re.search(r"[Ee][+-]", plain_text):
        return _Section(literal.replace(",", ""))
    first, last = places[0], places[-1]
    inner = tokens[first : last + 1]
    commas = _commas(tokens, last) + sum(_commas(tokens, n) for n in _before_point(tokens, places))
    points = [n for n, token in enumerate(inner) if token[0] == "."]
    written = [n for n, token in enumerate(inner) if _literal(token)]
    if len(points) + len(written) > 1 or any(_literal(inner[n]) != "." for n in written):
        return _Section(literal.replace(",", ""))  # words among the digits: a date or a code
    point = (points + written or [len(inner)])[0]
    shown = "".join(token["digit"] or "" for token in inner[point:])
    whole = "".join(token["digit"] or "" for token in inner[:point])
    after = "".join(_said(token) for token in tokens[last + 1 :]).lstrip(",")
    money = _MONEY.fullmatch(after.strip())
    return _Section(
        literal=literal.replace(",", ""),
        suffix="%" if "%" in after else money[0] if money else "",
        has_digits=True,
        has_zero="0" in whole + shown,
        grouped=any(token[0] == "," for token in inner[:point]),
        decimals=min(len(shown), MAX_ZEROS),
        optional=len(shown) - len(shown.rstrip("#?")),
        whole=min(whole.count("0"), MAX_ZEROS),
        scale=3 * commas + (len(shown) if written else 0),
    )


def _said(token: re.Match[str]) -> str:
    return token["quoted"] or token["escaped"] or token["other"] or ""


def _literal(token: re.Match[str]) -> str:
    return token["quoted"] or token["escaped"] or ""


def _commas(tokens: Sequence[re.Match[str]], place: int) -> int:
    """Count the commas right behind a digit: each of them divides by a thousand."""
    behind = itertools.takewhile(lambda token: token["other"] == ",", tokens[place + 1 :])
    return sum(1 for _ in behind)


def _before_point(tokens: Sequence[re.Match[str]], places: Sequence[int]) -> list[int]:
    """The last digit before the point, when commas stand between the two (`0,.00`)."""
    points = [n for n, token in enumerate(tokens) if token["other"] == "."]
    before = [n for n in places if points and n < points[0]]
    return before[-1:]


def _shown(value: Decimal, section: _Section) -> str:
    scaled = value.scaleb((2 if section.suffix == "%" else 0) - section.scale)
    rounded = _WIDE.quantize(scaled, Decimal(1).scaleb(-section.decimals))
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
