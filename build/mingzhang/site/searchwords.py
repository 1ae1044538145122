"""Words for the search: in, official names; out, the pieces by which a reader may ask for them.

The search cuts a question into words with the browser's dictionary, and the pages with another one:
公务用车购置及运行维护费 is cut differently by the two and would not be found by its own name. So a
page is also indexed under every piece of its names of one to four characters, each cut on its own.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from mingzhang.model import Fact
from mingzhang.site.sounds import sounds

LONGEST = 4
"""Characters of the longest piece; words of either dictionary are seldom longer."""
FEWEST_DIGITS = 3
MOST_NAMES = 3000
NAMES = "search/names.json"
_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A page, or a part of one, that bears a name: its kind, its address, and its other names."""

    kind: str
    name: str
    address: str
    also: tuple[str, ...] = ()


def names_file(named: Iterable[Named]) -> str:
    """Write the names that the search answers with at once, before its index is there.

    Each is found by its sound too. Of very many only the first are written: the file has to stay
    small.
    """
    rows = [
        [each.kind, each.name, each.address, *each.also, *sounds((each.name, *each.also))]
        for each in itertools.islice(named, MOST_NAMES)
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n"


def words(names: Iterable[str]) -> str:
    """List the pieces of some names, and the names themselves, separated by spaces.

    >>> words(["“三公”经费", "30201"])
    '三公 三 公 经费 经 费 30201'
    """
    pieces: dict[str, None] = {}
    for name in names:
        for run in _RUN.findall(name):
            pieces[run] = None
            if not run.isascii():
                pieces |= dict.fromkeys(_pieces(run))
    return " ".join(pieces)


def amounts(facts: Iterable[Fact]) -> tuple[str, ...]:
    """List the figures of a document as a reader may type them: as printed, and in yuan.

    The search knows words by their letters and digits alone, so separators and points are left
    out: 1,550.17 and 1550.17 are one word. Figures of one or two digits say too little.
    """
    numbers: dict[str, None] = {}
    for fact in facts:
        in_yuan = whole(f"{fact.value:f}") if fact.unit == "CNY" else ""
        for number in (fact.value_printed, in_yuan):
            digits = "".join(re.findall("[0-9]", number))
            if len(digits) >= FEWEST_DIGITS:
                numbers[digits] = None
    return tuple(numbers)


def whole(number: str) -> str:
    """Drop the zeros behind the point.

    >>> whole("1388400.00"), whole("0.50"), whole("120")
    ('1388400', '0.5', '120')
    """
    return number.rstrip("0").rstrip(".") if "." in number else number


def _pieces(run: str) -> Iterable[str]:
    for length in range(min(LONGEST, len(run)), 0, -1):
        yield from (run[start : start + length] for start in range(len(run) - length + 1))
