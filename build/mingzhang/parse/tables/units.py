"""Units in brackets beside heads and labels: in, words; out, their money, or that they count."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mingzhang.vocab import UnitOfMeasure

_MONEY = re.compile(r"（(?:金额)?(?:单位：)?([亿万千百]?元)）")
_ANY = re.compile(r"（(?:金额)?(?:单位：)?[亿万千百]?元）|（单位：.*?）")
_BRACKETS = re.compile(r"（(?:单位：)?([^（）]+)）")
_OTHER_THAN_THINGS = ("money", "money_per", "percent", "percentage_point", "ratio")


def money_of(words: str) -> str:
    """Return the unit of money that words print in brackets, else ""."""
    match = _MONEY.search(words)
    return match[1] if match else ""


def without_unit(words: str) -> str:
    """Leave out the unit in brackets."""
    return _ANY.sub("", words)


def count_things(words: str, units: Mapping[str, UnitOfMeasure]) -> bool:
    """Tell whether the unit in brackets is one of things （辆, 台、套, 平方米） and no money."""
    named = (part for match in _BRACKETS.finditer(words) for part in re.split("[、/，]", match[1]))
    return any(units[part].kind not in _OTHER_THAN_THINGS for part in named if part in units)
