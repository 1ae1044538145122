"""The names of public bodies as data: in, `grammar/bodies.csv`; out, one grammar of names.

Whoever asks whether words are the name of a body, how it ends, what place it begins with or how
people shorten it, asks here: titles, sentences, lists of units, tables and checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from mingzhang.model import UserError
from mingzhang.vocab.csv_file import listed
from mingzhang.vocab.grammar import NO_PATTERNS, Patterns
from mingzhang.vocab.layers import Place, rows

_CLASSES = frozenset(
    (
        "end",
        "inner",
        "office",
        "short",
        "short.alone",
        "region",
        "region.not",
        "named",
        "self",
        "before",
        "own",
        "own.alone",
        "own.behind",
        "own.level",
    )
)
_EFFECTS = ("", "line", "placed")
_HAN = "一-鿿"
_LEAST_CORE = 3
"""Characters that are left of a name when its region is dropped; fewer might be any word."""
_BRACKET = re.compile(r"（[^）]*）$")


@dataclass(frozen=True, slots=True)
class BodyWord:
    """A row. `effect` of an ending: where it counts without a place's name in front.

    Empty: everywhere; `line`: on a line of its own; `placed`: nowhere.
    """

    word_class: str
    word: str
    short: tuple[str, ...]
    effect: str


@dataclass(frozen=True, eq=False)
class BodyGrammar:
    """How names of bodies are built. `places`: names of listed regions without their marks.

    `patterns`: those of the grammar, of which `bodies.yml` are about names.
    """

    words: tuple[BodyWord, ...] = ()
    places: frozenset[str] = frozenset()
    patterns: Patterns = field(default_factory=dict)

    def __getitem__(self, pattern: str) -> re.Pattern[str]:
        return self.patterns[pattern]

    def of(self, word_class: str) -> tuple[str, ...]:
        """The words of a class, the longest first."""
        return self._classes.get(word_class, ())

    @cached_property
    def _classes(self) -> dict[str, tuple[str, ...]]:
        by_class: dict[str, list[str]] = {}
        for row in sorted(self.words, key=lambda row: (-len(row.word), row.word)):
            by_class.setdefault(row.word_class, []).append(row.word)
        return {word_class: tuple(words) for word_class, words in by_class.items()}

    def any_of(self, word_class: str) -> str:
        """The words of a class as one pattern."""
        return _any(self.of(word_class))

    @cached_property
    def own_words(self) -> frozenset[str]:
        """The words for whoever writes: 本单位, 我局."""
        return frozenset(self.of("self"))

    @cached_property
    def writer(self) -> re.Pattern[str]:
        """Matches words for whoever writes at the start of a name."""
        return re.compile(f"{self.any_of('self')}|{self['names_writer'].pattern}")

    @cached_property
    def tail(self) -> str:
        """All endings as one pattern."""
        return self.any_of("end")

    @cached_property
    def tail_at_end(self) -> re.Pattern[str]:
        """Finds the longest ending of a name."""
        return re.compile(f"{self.tail}$")

    @cached_property
    def office_at_end(self) -> re.Pattern[str]:
        """Finds an ending that names an office within a body as often as a body."""
        return re.compile(f"{self.any_of('office')}$")

    @cached_property
    def marks(self) -> str:
        """The marks of regions that are one character."""
        return "".join(mark for mark in self.of("region") if len(mark) == 1)

    @cached_property
    def region(self) -> re.Pattern[str]:
        """Finds the region that a name begins with, where two characters or more follow."""
        # 苏州市: the place is not 苏州.
        return re.compile(
            rf"^(?!{self.any_of('region.not')})[{_HAN}]{{1,8}}?{self.any_of('region')}"
            rf"(?<!州(?=[市区县]))(?=[{_HAN}]{{2}})"
        )

    def name(self, *, line: bool = False, inner: bool = False) -> str:
        """The pattern of a name: any ending behind a place, else one that says enough by itself.

        `line`: the name stands on a line of its own; `inner`: units within a body count too.
        """
        effects = ("", "line") if line or inner else ("",)
        ends = {r.word for r in self.words if r.word_class == "end" and r.effect in effects}
        if inner:
            ends.update(self.of("inner"))
        alone = _any(sorted(ends, key=lambda word: (-len(word), word)))
        not_placed = self.any_of("region.not")
        mark = rf"[{self.marks}](?![级本直属])"
        placed = (
            rf"(?!{not_placed})(?:(?:[{_HAN}]{{1,12}}?(?:(?!{not_placed})[{_HAN}])?"
            rf"{self.any_of('region')}|{mark}(?=[{_HAN}]{{2}}))"
            rf"[{_HAN}（）·]{{1,28}}?{self.tail}|{mark}{self['numbered'].pattern})"
        )
        return rf"(?:[{_HAN}（）·]{{2,30}}?{alone}|{placed}){self['name_ends'].pattern}"

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile(rf"[{_HAN}·]{{2,40}}{self.tail}")

    def is_name(self, text: str) -> bool:
        """Tell whether words are built as the name of a body, and nothing else stands there."""
        return self._whole.fullmatch(text) is not None

    @cached_property
    def whole_name(self) -> re.Pattern[str]:
        """A name that begins with a place, or whose ending says enough by itself."""
        return re.compile(self.name())

    def stands_alone(self, text: str) -> bool:
        """Tell a name that begins with a place, or whose ending says enough by itself."""
        return self.whole_name.fullmatch(text) is not None

    def is_placed(self, text: str) -> bool:
        """Tell a name that begins with a place."""
        return self.is_name(text) and self.region.match(text) is not None

    def bare(self, text: str) -> str:
        """The name without what leads to it: `全年使用财政拨款安排某县种子站` → 某县种子站.

        Empty when words lead to what is no name, or to one without a place, which might be any.
        Behind a word of the name (医疗保障局) there is nothing but its ending.
        """
        found = (match.end() for match in self._before.finditer(text))
        ends = [end for end in found if not re.fullmatch(self.tail, text[end:])]
        if not ends:
            return text
        rest = text[ends[-1] :]
        return rest if self.is_placed(rest) else ""

    @cached_property
    def _before(self) -> re.Pattern[str]:
        return re.compile(self.any_of("before"))

    @cached_property
    def _shorter(self) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        """Endings with their short forms, by their last character, the longest first."""
        short_forms = [(row.word, row.short) for row in self.words if row.word_class == "short"]
        by_end: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for long, forms in sorted(short_forms, key=lambda pair: (-len(pair[0]), pair[0])):
            by_end.setdefault(long[-1], []).append((long, forms))
        return by_end

    def shortened(self, name: str) -> tuple[str, ...]:
        """The name with each short form of its ending: 某县卫生健康委员会 → 某县卫健委.

        What stands before the place goes before its mark: 共青团某区委员会 is 团区委.
        """
        shorter = [
            name.removesuffix(long) + short
            for long, forms in self._shorter.get(name[-1:], ())
            if name.endswith(long)
            for short in forms
        ]
        if (league := self["league"].match(name)) is not None:
            ends = [form[-2:] for form in shorter if form[-1] == "委" and form[-2] in self.marks]
            shorter.extend(league["short"] + end for end in ends)
        return tuple(dict.fromkeys(shorter))

    def short_ends(self, name: str) -> tuple[str, ...]:
        """The short forms of its ending that may name a body: 某市公路质量监督站 is 质监站."""
        rows = self._shorter.get(name[-1:], ())
        forms = (short for long, forms in rows if name.endswith(long) for short in forms)
        return tuple(short for short in forms if len(short) >= _LEAST_CORE)

    def without_region(self, name: str) -> Iterator[tuple[str, str]]:
        """Drop one region after the other: (its mark, what is left of the name)."""
        rest = name
        while (region := self.region.match(rest)) is not None:
            rest = rest[region.end() :]
            yield region.group()[-1], rest

    def place(self, name: str) -> str:
        """The place that a name begins with, 区 or 市 alone too; empty for none."""
        if name and name[0] in self.marks:
            return name[0]
        cores = [core for _, core in self.without_region(name)]
        return name.removesuffix(cores[-1]) if cores else ""

    def places_of(self, name: str) -> tuple[str, ...]:
        """The places that a name begins with, one by one: 银川市, 金凤区."""
        cores = [name, *(core for _, core in self.without_region(name))]
        return tuple(cores[n].removesuffix(after) for n, after in enumerate(cores[1:]))

    @cached_property
    def _alone(self) -> frozenset[str]:
        return frozenset(self.of("short.alone"))

    def spellings(self, name: str) -> tuple[str, ...]:
        """The name as printed, shortened, without its regions, with 区 or 市 or 县 in their place.

        盘锦市大洼区网格管理中心 is also 大洼区网格管理中心, 区网格管理中心 and 网格管理中心.
        """
        unbracketed = _BRACKET.sub("", name)
        forms = [name]
        for form in (unbracketed, *self.shortened(unbracketed)):
            if len(form) >= _LEAST_CORE or form in self._alone:
                forms.append(form)
            forms.extend(self._regionless(form))
        return tuple(dict.fromkeys(forms))

    def _regionless(self, form: str) -> Iterator[str]:
        for mark, core in self.without_region(form):
            if len(core) >= _LEAST_CORE or core in self._alone:
                yield from (mark + core, core)
            elif core in self.short_forms:
                yield mark + core

    @cached_property
    def short_forms(self) -> frozenset[str]:
        """The short forms of endings: 卫健委, 一中."""
        rows = (row for row in self.words if row.word_class == "short")
        return frozenset(short for row in rows for short in row.short)

    @cached_property
    def ends_of_names(self) -> tuple[str, ...]:
        """How names and their short forms end, where that is more than one character."""
        ends = (*self.of("end"), *sorted(self.short_forms))
        return tuple(word for word in ends if len(word) > 1)

    def elsewhere(self, before: str, spelling: str) -> bool:
        """Tell whether the words before a shortened name put it into another place: 某市|检察院."""
        if not before:
            return False
        if spelling[0] in self.marks:
            return any(before.endswith(place) for place in _ends(before) if place in self.places)
        return before[-1] in self.marks and not self._not_at_end.search(before)

    @cached_property
    def _not_at_end(self) -> re.Pattern[str]:
        return re.compile(f"{self.any_of('region.not')}$")


def _ends(text: str) -> Iterator[str]:
    return (text[-length:] for length in (2, 3, 4) if length <= len(text))


def _any(alternatives: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, alternatives)) or '(?!)'})"


def load(path: Place, regions: Iterable[str], patterns: Patterns = NO_PATTERNS) -> BodyGrammar:
    """Read the rows; `regions` are the full names of the listed regions.

    Raises `UserError` naming file and row for an unknown class or effect, or a word written twice.
    """
    by_key: dict[tuple[str, str], BodyWord] = {}
    for number, row in rows(path, ("class", "word", "short", "effect", "note")):
        problem = _problem(row, by_key)
        if problem:
            raise UserError(path.own, f"第 {number} 行{problem}", "写法见同一文件夹的 README.md")
        word = BodyWord(row["class"], row["word"], listed(row["short"]), row["effect"])
        by_key[word.word_class, word.word] = word
    words = tuple(by_key.values())
    marks = re.compile(f"{BodyGrammar(words).any_of('region')}$")
    places = frozenset(stem for name in regions if len(stem := marks.sub("", name)) > 1)
    return BodyGrammar(words, places, patterns)


def _problem(row: dict[str, str], by_key: dict[tuple[str, str], BodyWord]) -> str:
    if row["class"] not in _CLASSES or row["effect"] not in _EFFECTS or not row["word"]:
        return f"的词类“{row['class']}”、词或效果“{row['effect']}”不认识"
    if (row["class"], row["word"]) in by_key:
        return f"的“{row['word']}”在 {row['class']} 中已经有了"
    if (row["class"] == "short") != bool(row["short"]):
        return "的简称：short 一类要写，别的类不写"
    return ""
