"""How figures look in plain text: in, a text; out, whether it is one, and which amount."""

from __future__ import annotations

import re
from decimal import Decimal

_SIGN = r"[（(]?[-－−–△▲+＋]?\s*"
FIGURE = re.compile(_SIGN + r"\d(?:[\d,，.．。\s]*\d)?[）)]?[%％]?(?:[亿万千百]?元)?")
MONEY = re.compile(
    _SIGN + r"(?:\d{4,}|[\d,，\s]+[.．]\d+|\d{1,3}(?:[,，]\d{3})+)[）)]?(?:[亿万千百]?元)?"
)
"""A figure with decimals, in groups of three, or of four digits and more."""
NOTHING = re.compile(r"[-－−—–…/*#]*|无")
"""What stands for no figure, in a column of figures as in one of words."""

SENTENCE = re.compile(r"[。；！？]|[:：]$")
"""What no cell of a pasted table holds, but a line of prose."""

_AMOUNT = re.compile(r"-?\d+(?:\.\d+)?")


def amount_of(text: str) -> Decimal | None:
    """Return the amount that a text is, its marks of thousands aside."""
    plain = re.sub(r"[,，\s]", "", text)
    return Decimal(plain) if _AMOUNT.fullmatch(plain) else None
