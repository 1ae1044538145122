"""How figures look in plain text: in, nothing; out, the patterns by which its tables are told."""

from __future__ import annotations

import re

_SIGN = r"[（(]?[-－−–△▲+＋]?\s*"
FIGURE = re.compile(_SIGN + r"\d(?:[\d,，.．。\s]*\d)?[）)]?[%％]?(?:[亿万千百]?元)?")
MONEY = re.compile(
    _SIGN + r"(?:\d{4,}|[\d,，\s]+[.．]\d+|\d{1,3}(?:[,，]\d{3})+)[）)]?(?:[亿万千百]?元)?"
)
"""A figure with decimals, in groups of three, or of four digits and more."""
NOTHING = re.compile(r"[-－−—–…/*#]*|无")
"""What stands for no figure, in a column of figures as in one of words."""
