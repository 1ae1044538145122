"""Sentences of the rules filled in: in, a sentence of `rules.yml` and figures; out, both languages.

Within the braces of a sentence a figure is told as the source prints it (in English in yuan), and
`{figure:name}` its name as printed, `{figure:concept}` its official one; `{facts:names}` lists
names, and `{words:q}` quotes in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from mingzhang.check.case import Case
from mingzhang.check.digits import percent
from mingzhang.check.rules import RULES
from mingzhang.check.wording import like, printed
from mingzhang.check.wording_en import (
    names_of,
    percent_en,
    said,
    said_as_printed,
    said_gap,
    said_like,
)
from mingzhang.common.english_nouns import quoted
from mingzhang.model import Fact

_INNER_QUOTES = str.maketrans("“”", "‘’")


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact number, told in the unit and with the decimals of a figure."""

    value: Fraction
    fact: Fact


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate in percent, with so many decimals."""

    value: Fraction
    digits: int = 2


def says(case: Case, sentence: str, **values: object) -> tuple[str, str]:
    """Fill in a sentence, named `check.sentence`: in Chinese and in English."""
    check, _, name = sentence.partition(".")
    texts = RULES[check].says[name]
    zh = texts.zh.format(**{key: _Chinese(case, value) for key, value in values.items()})
    en = texts.en.format(**{key: _English(case, value) for key, value in values.items()})
    return zh, en


@dataclass(frozen=True, slots=True)
class _Chinese:
    case: Case
    value: object

    def __format__(self, spec: str) -> str:
        match self.value:
            case Fact() as fact:
                return self._fact(fact, spec)
            case Amount(value, fact):
                return like(self.case, value, fact)
            case Rate(value, digits):
                return percent(value, digits)
            case str() as words:
                return words
            case int() as number:
                return format(number, spec)
            case list() | tuple() as facts:
                return "、".join(dict.fromkeys(self.case.name(fact) for fact in facts))
        raise TypeError(f"{self.value!r} is told nowhere")

    def _fact(self, fact: Fact, spec: str) -> str:
        if not spec:
            return printed(fact)
        name = fact.concept_zh if spec == "concept" else self.case.name(fact)
        return name.translate(_INNER_QUOTES)


@dataclass(frozen=True, slots=True)
class _English:
    case: Case
    value: object

    def __format__(self, spec: str) -> str:
        match self.value:
            case Fact() as fact:
                return self._fact(fact, spec)
            case Amount(value, fact):
                return (said_gap if spec == "gap" else said_like)(self.case, value, fact)
            case Rate(value, digits):
                return percent_en(value, digits)
            case str() as words:
                return quoted(words) if spec == "q" else words
            case int() as number:
                return format(number, spec)
            case list() | tuple() as facts:
                return names_of(self.case, facts)
        raise TypeError(f"{self.value!r} is told nowhere")

    def _fact(self, fact: Fact, spec: str) -> str:
        if spec == "name":
            return self.case.name_en(fact)
        return (said_as_printed if spec == "as_printed" else said)(self.case, fact)
