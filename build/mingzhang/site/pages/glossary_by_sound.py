"""The glossary by sound: in, terms; out, their names, other ones too, by the initials of pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from mingzhang.common.kept import key, of_code, version
from mingzhang.site.glossary_terms import Term
from mingzhang.site.names import Names
from mingzhang.site.page_kind import PageKind, Site

_LEVEL = re.compile(r"[（(][类款项目][)）]")
NO_SOUND = "#"
"""Where names stand that begin with no letter and no character that has a reading: 2010350."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the index: a name, and the term it leads to; `see` when that has another name."""

    name: str
    page: str
    see: str
    codes: tuple[str, ...]


def write(site: Site, names: Names) -> None:
    """Write the index."""
    made_by = of_code("site/pages/glossary_by_sound.py"), version("pypinyin")
    name = key("by sound", *made_by, repr([*_entries(site.glossary)]))
    letters = site.kept.once(name, dict, lambda: by_initial(site.glossary))
    site.page(KIND, names.language, letters=letters)


def by_initial(terms: Iterable[Term]) -> dict[str, tuple[Entry, ...]]:
    """Sort all names of terms under their first letter, A to Z, then those that have none."""
    by_letter: dict[str, list[Entry]] = {}
    for entry in sorted(_entries(terms), key=lambda each: (_readings(each.name), each.codes)):
        by_letter.setdefault(initial(entry.name), []).append(entry)
    letters = sorted(by_letter, key=lambda letter: (letter == NO_SOUND, letter))
    return {letter: tuple(by_letter[letter]) for letter in letters}


def initial(name: str) -> str:
    """Tell the letter that a name is filed under; marks in front of it do not count.

    >>> initial("“三公”经费"), initial("重点项目"), initial("App 建设"), initial("5G")
    ('S', 'Z', 'A', '#')
    """
    first = next(iter(_readings(name)), "")[:1].upper()
    return first if first.isascii() and first.isalpha() else NO_SOUND


def _entries(terms: Iterable[Term]) -> Iterator[Entry]:
    for term in terms:
        codes = tuple(code for _, code, _ in term.codes)
        yield Entry(term.name, term.page, "", codes)
        others = dict.fromkeys(map(last_level, term.other_names))
        for other in others:
            if other and other != term.name:
                yield Entry(other, term.page, term.name, ())


def last_level(name: str) -> str:
    """Take the last name of a path through the classification; people look for that one.

    >>> last_level("卫生健康支出（类）行政事业单位医疗（款）事业单位医疗（项）")
    '事业单位医疗'
    """
    names = [part for part in _LEVEL.split(name) if part.strip()]
    return names[-1].strip() if names else name


@lru_cache(maxsize=16384)
def _readings(name: str) -> tuple[str, ...]:
    """Read a name, syllable by syllable with the tones, as dictionaries order their entries."""
    from pypinyin import Style, lazy_pinyin  # slow to import, and few commands make pages

    spoken = "".join(letter for letter in name if letter.isalnum())
    return tuple(syllable.lower() for syllable in lazy_pinyin(spoken, style=Style.TONE3))


KIND = PageKind("glossary_by_sound", places=("glossary/by-sound/",), of_all=write)
