"""Terms that can be explained where they stand: in, known terms and the lines of a source; out,
the places of a text where a term is marked, and what is told there.

All terms of all documents make one regular expression, so that each line is read once and the
longest term wins: part of a longer name is never taken for a shorter one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingzhang.common.published import Package
from mingzhang.model import GlossaryEntry, Origin
from mingzhang.site import addresses
from mingzhang.site.agency_data import Passage
from mingzhang.site.library import Library

FEWEST_CHARACTERS = 3
"""Shorter words (收入, 车辆) stand inside too many others to be a term each time."""
_QUOTES = re.compile("[“”\"'‘’「」]")


@dataclass(frozen=True, slots=True)
class Terms:
    """What can be explained: `names` leads from printed words to the key of a term's page.

    `plain` holds the explanation in plain language and `titles` the official name, by key.
    """

    names: Mapping[str, str]
    plain: Mapping[str, str]
    titles: Mapping[str, str]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is told of a term: `plain` words of ours, and how a document defines it at `start`.

    One of the two may be missing; then `plain` or `text` is empty.
    """

    key: str
    term: str
    plain: str = ""
    text: str = ""
    disclosure: str = ""
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A term in a text, up to the offset `end`; `href` leads to its page."""

    end: int
    key: str
    href: str


def terms(joined: Package, library: Library) -> Terms:
    """Collect the terms that have a page: those that documents define, or use and we explain."""
    used = {
        fact["concept"] for fact in joined.records("facts") if fact["origin"] != Origin.DERIVED
    } & library.concepts.keys()
    keys = {concept: addresses.term_key(concept, "", "") for concept in sorted(used)}
    plain = {
        key: library.concepts[concept]["plain_zh"]
        for concept, key in keys.items()
        if library.concepts[concept]["plain_zh"]
    }
    titles = {key: library.concepts[concept]["name_zh"] for concept, key in keys.items()}
    names: dict[str, str] = {}
    for row in joined.records("glossary"):
        key = addresses.term_key(row["concept"], row["function_code"], row["term"])
        names.setdefault(row["term"], key)
    names |= {titles[key]: key for key in plain}
    names |= {_QUOTES.sub("", name): key for name, key in names.items() if _QUOTES.search(name)}
    names = {name: key for name, key in names.items() if len(name) >= FEWEST_CHARACTERS}
    return Terms(names, plain, titles, any_of(names))


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Make one expression that finds the longest of some words, sharing their beginnings.

    >>> any_of(["基本支出", "基本", "基金"]).findall("基本支出、基本、基金")
    ['基本支出', '基本', '基金']
    """
    tree: dict[str, Any] = {}
    for word in filter(None, words):
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return re.compile(_expression(tree) if tree else "(?!)")


def _expression(tree: Mapping[str, Any]) -> str:
    branches = [
        re.escape(character) + _expression(tree[character])
        for character in sorted(tree)
        if character
    ]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{joined})?" if "" in tree else joined


def explanations(entries: Iterable[GlossaryEntry], known: Terms) -> dict[str, Explanation]:
    """Say what is told of each term: our plain words, and those of the last document."""
    explained = {
        key: Explanation(key, known.titles[key], plain) for key, plain in known.plain.items()
    }
    for entry in entries:
        key = addresses.term_key(entry.concept, entry.function_code, entry.term)
        text = entry.definition.strip()
        if text:
            plain = known.plain.get(key, "")
            explained[key] = Explanation(
                key, entry.term, plain, text, entry.disclosure, entry.start
            )
    return explained


def mentions(
    passages: Iterable[Passage],
    sections: Sequence[int],
    entries: Iterable[GlossaryEntry],
    taken: Taken,
    known: Terms,
    explained: Mapping[str, Explanation],
    root: str,
) -> dict[int, Mention]:
    """Find the first mention of each term in each section, outside figures.

    `passages` are the lines in which terms may be marked, so no headings; `sections` are offsets at
    which sections begin, ascending. A term is not marked within its own definition. Keys of the
    result are offsets.
    """
    by_offset: dict[int, Mention] = {}
    seen: set[tuple[int, str]] = set()
    listed = sorted(entries, key=lambda entry: entry.start)
    own_keys = {entry.term: _key(entry) for entry in listed}
    begins = [entry.start for entry in listed]
    for start, end, word in _words(passages, known.pattern):
        key = own_keys.get(word) or known.names[word]
        place = bisect_right(sections, start), key
        if key not in explained or place in seen or not taken.leaves(start, end):
            continue
        at = bisect_right(begins, start) - 1
        if at >= 0 and start < listed[at].end and _key(listed[at]) == key:
            continue
        seen.add(place)
        by_offset[start] = Mention(end, key, root + addresses.term_page(key))
    return by_offset


def _key(entry: GlossaryEntry) -> str:
    return addresses.term_key(entry.concept, entry.function_code, entry.term)


def _words(passages: Iterable[Passage], pattern: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    for passage in passages:
        for match in pattern.finditer(passage.text):
            yield passage.start + match.start(), passage.start + match.end(), match[0]


class Taken:
    """The places that a mention may not cover: figures, and offsets that others link to."""

    def __init__(self, figures: Iterable[tuple[int, int]], offsets: Iterable[int]) -> None:
        self._figures = sorted(figures)
        self._starts = [start for start, _ in self._figures]
        self._offsets = sorted({*self._starts, *offsets})

    def leaves(self, start: int, end: int) -> bool:
        """Tell whether `start`..`end` covers no figure and has no offset strictly inside."""
        before = bisect_right(self._starts, start) - 1
        if before >= 0 and self._figures[before][1] > start:
            return False
        inside = bisect_right(self._offsets, start)
        return inside == bisect_left(self._offsets, end)
