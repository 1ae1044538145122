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
    en = texts.en.format(**{key: _Told(case, value, True) for key, value in values.items()})
    return in_chinese(case, texts.zh, values), en


def in_chinese(case: Case, words: str, values: Mapping[str, object]) -> str:
    """Fill in words as the source has the figures."""
    return words.format(**{key: _Told(case, value, False) for key, value in values.items()})


@dataclass(frozen=True, slots=True)
class _Told:
    """A value that knows how it is told in one of the languages."""

    case: Case
    value: object
    in_english: bool

    def __format__(self, spec: str) -> str:
        match self.value:
            case Fact() as fact:
                return self._figure_en(fact, spec) if self.in_english else self._figure(fact, spec)
            case Amount(value, fact) if self.in_english:
                return (said_gap if spec == "gap" else said_like)(self.case, value, fact)
            case Amount(value, fact):
                return like(self.case, value, fact)
            case Rate(value, digits):
                told = (percent_en if self.in_english else percent)(value, digits)
                return told.removesuffix("%") if spec == "digits" else told
            case str() as words:
                return quoted(words) if spec == "q" and self.in_english else words
            case int() as number:
                return format(number, spec).replace("-", "−" if self.in_english else "-")
            case Words(zh, en):
                return en if self.in_english else zh
            case list() | tuple() as several:
                return (
                    self._several_en(several, spec)
                    if self.in_english
                    else self._several(several, spec)
                )
        raise TypeError(f"{self.value!r} is told nowhere")

    def _figure(self, fact: Fact, spec: str) -> str:
        if not spec:
            return printed(fact)
        name = fact.concept_zh if spec == "concept" else self.case.name(fact)
        return name.translate(_INNER_QUOTES)

    def _figure_en(self, fact: Fact, spec: str) -> str:
        if spec == "name":
            return self.case.name_en(fact)
        return (said_as_printed if spec == "as_printed" else said)(self.case, fact)

    def _several(self, several: Sequence[object], spec: str) -> str:
        facts = [each for each in several if isinstance(each, Fact)]
        if spec == "terms":
            return summed(map(printed, facts))
        if spec == "amounts":
            return "、".join(f"“{fact.concept_zh}”{printed(fact)}" for fact in facts)
        if spec == "quoted":
            return "、".join(f"“{self.case.name(fact)}”" for fact in facts)
        others = (each for each in several if not isinstance(each, Fact))
        return "、".join(
            dict.fromkeys([*map(self.case.name, facts), *(_words(o).zh for o in others)])
        )

    def _several_en(self, several: Sequence[object], spec: str) -> str:
        facts = [each for each in several if isinstance(each, Fact)]
        if spec == "terms":
            return added([said(self.case, fact) for fact in facts])
        if facts:
            return names_of(self.case, facts)
        if not all(isinstance(each, str) for each in several):
            return listing([quoted(_words(each).en) for each in several])
        words = map(str, several)
        return ", ".join(map(quoted, words) if spec == "q" else words)


def _words(value: object) -> Words:
    """Give words in both languages: what is printed, a phrase, or the name of a kind."""
    match value:
        case Words():
            return value
        case Concept() | SectionKind():
            return Words(value.name_zh, value.name_en)
    return Words(str(value), str(value))
