"""Printed labels: in, a figure or words; out, whether they name a quantity, and its loose name."""

from __future__ import annotations

import re
from bisect import bisect_left

from mingzhang.check.case import Case
from mingzhang.check.rules import WORDS
from mingzhang.common.chinese_numbers import chinese_number
from mingzhang.model import Fact

UNSTABLE = frozenset({"organisation", "performance"})
"""Groups of concepts that are printed for changing subsets (staff, units, projects)."""

NEAR = 60
"""Characters before a numeral in which its own label stands."""

TELLING = 3
"""Fewer letters than this (支出, 价值) may name anything."""

_LOOSE = WORDS["loose"]
"""Words that printed names of one total carry or lack: 本年支出合计, 支出, 支出总额."""


def loose(label: str) -> str:
    """Strip a printed name of the words that two printings of one total may differ in."""
    return _LOOSE.sub("", label)


def labelled(case: Case, fact: Fact) -> bool:
    """Tell whether a figure bears a telling label of its own, not only its neighbour's.

    The label stands before the numeral with no other figure between; 支出 or 价值 alone, which
    may mean anything, does not tell.
    """
    label = _letters(fact.label)
    if len(label) < TELLING or fact.start is None:
        return False
    place = bisect_left(case.starts, fact.start)
    begin = max(case.starts[place - 1] if place else 0, fact.start - NEAR)
    return label in _letters(case.text[begin : fact.start])


_EARLIER = WORDS["earlier"]
_STOPS = re.compile(r"[，。；：:,;、（）()\n]")


def names_earlier_year(case: Case, fact: Fact) -> bool:
    """Tell whether the words right before a figure say that it is of another year than its own.

    A figure that was read as of an earlier year than the document's is of that year indeed.
    """
    fiscal_year = case.disclosure.source.fiscal_year
    if fact.start is None or fact.table is not None or fact.fiscal_year < fiscal_year:
        return False
    if fact.year_printed is not None and fact.year_printed < fact.fiscal_year:
        return True
    place = bisect_left(case.starts, fact.start)
    begin = max(case.starts[place - 1] if place else 0, fact.start - NEAR)
    clause = _STOPS.split(case.text[begin : fact.start])[-1]
    return _EARLIER.search(clause) is not None


_REASON = WORDS["reason"]


def in_reason(case: Case, fact: Fact) -> bool:
    """Tell whether the sentence of a figure gave a reason before it came to the figure."""
    start = fact.start
    if start is None or fact.table is not None:
        return False
    return _REASON.search(case.text, case.sentence(start)[0], start) is not None


def restated(case: Case, fact: Fact) -> bool:
    """Tell whether a figure surely is a printing of its concept as a whole."""
    concept = case.vocab.concepts[fact.concept]
    if concept.group in UNSTABLE or not labelled(case, fact):
        return False
    if fact.concept in case.lexicon.concepts(fact.label):
        return True
    label, name = loose(fact.label), loose(concept.name_zh)
    return bool(label) and (label in name or name in label)


def _letters(label: str) -> str:
    return re.sub(r"\W", "", label)


def number_of(ordinal: str) -> int | None:
    """Read an ordinal, in Arabic digits (four at most) or Chinese; `None` for anything else."""
    if ordinal.isdecimal():
        return int(ordinal) if len(ordinal) < 5 else None
    return chinese_number(ordinal)
