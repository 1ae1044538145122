"""Sentences of the rules filled in: in, a sentence of `rules.yml` and figures; out, both languages.

Within the braces of a sentence a figure is told as the source prints it (in English in yuan), and
`{figure:name}` its name as printed, `{figure:concept}` its official one; `{facts:names}` lists
names, `{facts:terms}` makes a sum of them, and `{words:q}` quotes in English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mingzhang.check.case import Case
from mingzhang.check.digits import percent
from mingzhang.check.rules import Words, sentence_of
from mingzhang.check.wording import like, printed, summed
from mingzhang.check.wording_en import (
    added,
    listing,
    names_of,
    percent_en,
    said,
    said_as_printed,
    said_gap,
    said_like,
)
from mingzhang.common.english_nouns import quoted
from mingzhang.model import Fact
from mingzhang.vocab import Concept, SectionKind

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
    texts = sentence_of(sentence)
    en = texts.en.format(**{key: _English(case, value) for key, value in values.items()})
    return in_chinese(case, texts.zh, values), en


def in_chinese(case: Case, words: str, values: Mapping[str, object]) -> str:
    """Fill in words as the source has the figures."""
    return words.format(**{key: _Chinese(case, value) for key, value in values.items()})


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
            case Words(zh, _):
                return zh
            case list() | tuple() as several:
                return self._several(several, spec)
        raise TypeError(f"{self.value!r} is told nowhere")

    def _fact(self, fact: Fact, spec: str) -> str:
        if not spec:
            return printed(fact)
        name = fact.concept_zh if spec == "concept" else self.case.name(fact)
        return name.translate(_INNER_QUOTES)

    def _several(self, several: Sequence[object], spec: str) -> str:
        facts = [each for each in several if isinstance(each, Fact)]
        if spec == "terms":
            return summed(map(printed, facts))
        if spec == "amounts":
            return "、".join(f"“{fact.concept_zh}”{printed(fact)}" for fact in facts)
        if spec == "quoted":
            return "、".join(f"“{self.case.name(fact)}”" for fact in facts)
        words = [each for each in several if isinstance(each, str)]
        kinds = [each.name_zh for each in several if isinstance(each, Concept | SectionKind)]
        kinds += [each.zh for each in several if isinstance(each, Words)]
        return "、".join(dict.fromkeys([*map(self.case.name, facts), *words, *kinds]))


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
                told = percent_en(value, digits)
                return told.removesuffix("%") if spec == "digits" else told
            case str() as words:
                return quoted(words) if spec == "q" else words
            case int() as number:
                return format(number, spec)
            case Words(_, en):
                return en
            case list() | tuple() as several:
                return self._several(several, spec)
        raise TypeError(f"{self.value!r} is told nowhere")

    def _fact(self, fact: Fact, spec: str) -> str:
        if spec == "name":
            return self.case.name_en(fact)
        return (said_as_printed if spec == "as_printed" else said)(self.case, fact)

    def _several(self, several: Sequence[object], spec: str) -> str:
        facts = [each for each in several if isinstance(each, Fact)]
        if spec == "terms":
            return added([said(self.case, fact) for fact in facts])
        if facts:
            return names_of(self.case, facts)
        words = [each for each in several if isinstance(each, str)]
        kinds = [each.name_en for each in several if isinstance(each, Concept | SectionKind)]
        kinds += [each.en for each in several if isinstance(each, Words)]
        if kinds:
            return listing([quoted(kind) for kind in kinds])
        return ", ".join(map(quoted, words) if spec == "q" else words)
