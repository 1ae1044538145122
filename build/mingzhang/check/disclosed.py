"""What one disclosure prints, for the checks: in, a `Disclosure`; out, its text, figures, names.

Every look-up here is a dictionary, so a check costs what it touches and not the whole disclosure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TypeVar, cast

from mingzhang.check.blanks import Blanks
from mingzhang.check.levelled import levelled
from mingzhang.check.lexicon import Lexicon
from mingzhang.check.rules import WORDS
from mingzhang.common.clause_begins import behind_last
from mingzhang.common.english_nouns import quoted
from mingzhang.common.gaps import gaps
from mingzhang.model import Disclosure, Fact, GlossaryEntry, Grid, Measure, Origin
from mingzhang.vocab import Vocabulary

CLASS, GROUP, ITEM = len("201"), len("20101"), len("2010101")
"""Digits of the functional codes of classes (类), groups (款) and items (项)."""

K = TypeVar("K")
T = TypeVar("T")

_AMOUNT_BEHIND = re.compile(r"[\d,，.]+[万亿]?元$")
"""The amount of an item, where the words up to a later figure were taken for its label."""

_SIMPLIFIED = str.maketrans("萬億圓", "万亿元")


@dataclass(frozen=True)
class Disclosed:
    """A disclosure with its text, its figures by what they are, and its sections.

    `blanks` tells the way back to the places and the text of the source.
    """

    disclosure: Disclosure
    lexicon: Lexicon
    blanks: Blanks = field(default=Blanks(), compare=False)
    _kept: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Keep what several checks compute alike; `name` stands for one kind of thing only."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast(T, self._kept[name])

    @property
    def vocab(self) -> Vocabulary:
        """The vocabularies."""
        return self.lexicon.vocab

    @cached_property
    def text(self) -> str:
        """The text that words are looked for in: as published, Traditional characters levelled."""
        return levelled(self.disclosure.text)

    def printed(self, start: int, end: int) -> str:
        """Give what stands at a place of `text` as the source has it, in one line."""
        source = self.blanks.source or self.disclosure.text
        lines = source[self.blanks.back(start) : self.blanks.back(end, at_end=True)].splitlines()
        return "".join(map(str.strip, lines))

    def line(self, place: int) -> tuple[int, int]:
        """Tell where the line of a place begins and ends."""
        end = self.text.find("\n", place)
        return self.text.rfind("\n", 0, place) + 1, end if end >= 0 else len(self.text)

    def sentence(self, start: int, end: int | None = None) -> tuple[int, int]:
        """Tell where the sentence of a place, or of what stands up to `end`, begins and ends."""
        places = (self.text.find(stop, start if end is None else end) for stop in "。\n")
        ends = min((at for at in places if at >= 0), default=len(self.text))
        return behind_last("。\n", self.text, 0, start), ends

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that the source prints or states, in the order of the source.

        Of what belongs to a body that nobody knows no concept is told: nothing is compared with it.
        """
        stated = (f for f in self.disclosure.facts if f.origin != Origin.DERIVED)
        return tuple(f if f.scope else replace(f, concept="") for f in stated)

    @cached_property
    def by_id(self) -> Mapping[str, Fact]:
        """Facts by id."""
        return {fact.fact: fact for fact in self.facts}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each fact in the order of the source."""
        return {fact.fact: index for index, fact in enumerate(self.facts)}

    @cached_property
    def levels(self) -> tuple[Fact, ...]:
        """Amounts, balances and counts."""
        return tuple(fact for fact in self.facts if fact.measure.is_level)

    @cached_property
    def by_concept(self) -> Mapping[str, list[Fact]]:
        """Levels of each concept, whatever the body, the year or the stage."""
        return grouped((f for f in self.levels if f.concept), lambda f: f.concept)

    @cached_property
    def by_measure(self) -> Mapping[Measure, list[Fact]]:
        """Facts of each measure."""
        return grouped(self.facts, lambda f: f.measure)

    @cached_property
    def starts(self) -> list[int]:
        """Where the figures of the text stand, in order."""
        return sorted(fact.start for fact in self.facts if fact.start is not None)

    @cached_property
    def grids(self) -> list[Grid]:
        """The tables, in the order of the text."""
        return sorted(self.disclosure.grids, key=lambda grid: grid.start)

    @property
    def unread_pages(self) -> int:
        """How many pages have no text that could be read, or are missing, or their headings are."""
        return len(self.gaps)

    @cached_property
    def gaps(self) -> list[int]:
        """Where something is missing between what was read."""
        return gaps(self.text, self.disclosure.notes)

    @cached_property
    def _facts_of_text(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.table is None and fact.start is not None]

    def between(self, start: int, end: int) -> list[Fact]:
        """Give the figures of the text between two places."""
        text = self._facts_of_text
        return text[
            slice(*(bisect_left(text, at, key=lambda f: f.start or 0) for at in (start, end)))
        ]

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.disclosure.sections]

    def section_at(self, place: int) -> int:
        """Find the innermost section around a place of the text: its index, -1 outside all."""
        index = bisect_right(self._section_starts, place) - 1
        sections = self.disclosure.sections
        while index >= 0 and sections[index].end <= place:
            index = sections[index].parent
        return index

    def kinds_at(self, place: int) -> Iterator[str]:
        """Yield the kinds of the sections around a place of the text, the innermost first."""
        index = self.section_at(place)
        while index >= 0:
            section = self.disclosure.sections[index]
            yield section.kind
            index = section.parent

    def list_at(self, fact: Fact) -> int:
        """Find the section of the list that a classified figure is a row of: its index.

        That is above the headings that are its rows, or their classes, themselves.
        """
        index, sections = self.section_at(fact.start or 0), self.disclosure.sections
        while index >= 0 and (
            sections[index].title in fact.label or WORDS["item_level"].search(sections[index].title)
        ):
            index = sections[index].parent
        return index

    def factor(self, fact: Fact) -> Decimal:
        """Tell how many base units the printed unit of a figure is (1 when unknown)."""
        printed = fact.unit_printed.translate(_SIMPLIFIED)
        cut = f"{printed}元" if fact.unit == "CNY" and printed[-1:] in ("万", "亿") else printed
        unit = self.vocab.units.get(cut)
        return unit.factor if unit is not None and unit.factor else Decimal(1)

    def name(self, fact: Fact) -> str:
        """Name a figure as the source does, else by its official name."""
        return _AMOUNT_BEHIND.sub("", fact.label) or fact.concept_zh or "该数"

    def name_en(self, fact: Fact) -> str:
        """Name a figure in English, in quotes: officially, else as the source does.

        An entry of a list (its concept stands for any entry) is told by its printed label as well.
        """
        if fact.concept in self.lexicon.items and fact.label:
            return quoted(f"{fact.label} ({fact.concept_en})")
        return quoted(fact.concept_en or fact.label or "the figure")

    def term_en(self, entry: GlossaryEntry) -> str:
        """Name a term of the glossary in English, in quotes, else as the source does."""
        concept = self.vocab.concepts.get(entry.concept)
        return quoted(concept.name_en if concept and concept.name_en else entry.term)

    def functional(self, fact: Fact) -> bool:
        """Tell whether a figure is one of the functional classification, its code known or not."""
        concept = self.vocab.concepts.get(fact.concept)
        return concept is not None and concept.group == "function"

    def classified(self, fact: Fact) -> bool:
        """Tell whether a figure is an item of the functional or economic classification."""
        concept = self.vocab.concepts.get(fact.concept)
        return concept is not None and concept.group in ("function", "economic")

    def descends(self, concept: str, ancestor: str) -> bool:
        """Tell whether a concept is part of another by the vocabulary."""
        return ancestor in self.vocab.ancestors(concept)


def item_digits(fact: Fact) -> int:
    """Count the digits of the functional code that a figure is the whole amount of; else 0."""
    code = fact.function_code
    return len(code) if code and fact.concept == f"function_{code}" else 0


def grouped(items: Iterable[Fact], key: Callable[[Fact], K]) -> dict[K, list[Fact]]:
    """Group figures, in their order."""
    result: dict[K, list[Fact]] = {}
    for item in items:
        result.setdefault(key(item), []).append(item)
    return result
