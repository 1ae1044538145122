"""Units in brackets beside heads and labels: in, words; out, their money, or that they count."""

from __future__ import annotations

import re
from collections.abc import Collection

from mingzhang.vocab import Vocabulary
from mingzhang.vocab.layouts import Layouts

_BETWEEN = re.compile("[、/，]")
_PARTS = re.compile("[、/，（）]")
_OTHER_THAN_THINGS = ("money", "money_per", "percent", "percentage_point", "ratio")


def money_of(text: str, layouts: Layouts) -> str:
    """Return the unit of money that words print in brackets, else ""."""
    match = layouts["head_money"].search(text)
    return match[1] if match else ""


def without_unit(text: str, layouts: Layouts) -> str:
    """Leave out the unit in brackets."""
    return layouts["head_unit"].sub("", text)


def count_things(text: str, vocab: Vocabulary) -> bool:
    """Tell whether the unit in brackets is one of things （辆, 台、套, 平方米） and no money."""
    printed = vocab.layouts["bracketed_unit"].findall(text)
    named = (part for unit in printed for part in _BETWEEN.split(unit))
    units = vocab.units
    return any(units[part].kind not in _OTHER_THAN_THINGS for part in named if part in units)


def names_units(texts: Collection[str], vocab: Vocabulary) -> bool:
    """Tell that all of several texts are units: 辆, 台（套）, 平方米."""
    parts = [part for text in texts for part in _PARTS.split(text) if part]
    return bool(parts) and all(part in vocab.units for part in parts)
