"""The terms of the glossary: in, what documents say of each; out, views by class and by term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup

from mingzhang.common.published import Row
from mingzhang.model import Fact, GlossaryEntry
from mingzhang.site import addresses
from mingzhang.site.language import CHINESE
from mingzhang.site.library import Library
from mingzhang.site.overview import TermSummary
from mingzhang.site.wording import html_text

OTHER = "other"
"""The class of terms that have no other."""
_GROUPS = tuple(CHINESE.words.groups)
WORDINGS_SHOWN = 12
SOURCES_SHOWN = 12
ALIKE = 0.5
"""Likeness from which marking differences helps more than it disturbs."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to word a term, the documents that use it, and how it differs from the nearest."""

    html: Markup
    entries: tuple[GlossaryEntry, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Term:
    """A term as its page shows it."""

    key: str
    name: str
    name_en: str
    concept: str
    group: str
    other_names: tuple[str, ...]
    path: tuple[tuple[str, str], ...]
    codes: tuple[tuple[str, str, str], ...]
    wordings: tuple[Wording, ...]
    wordings_in_all: int
    entries: int
    uses: tuple[Fact, ...]
    used: int

    @property
    def page(self) -> str:
        """The address of its page."""
        return addresses.term_page(self.key)

    @property
    def titled(self) -> str:
        """Its name, with the official codes that tell it from others of the same name."""
        return " ".join((self.name, *(code for _, code, _ in self.codes)))


def terms(summaries: Mapping[str, TermSummary], library: Library) -> Iterator[Term]:
    """Make the terms that documents explain or use, in the vocabulary's order."""
    order = {addresses.term_key(c, "", ""): n for n, c in enumerate(library.concepts)}
    keys = sorted(summaries, key=lambda key: (order.get(key, len(order)), key))
    for key in keys:
        yield _term(summaries[key], summaries, library)


def by_group(index_terms: Sequence[Term]) -> Sequence[tuple[str, tuple[Term, ...]]]:
    """Sort terms into the classes of the index, in the order of the words for them."""
    groups = {group: [term for term in index_terms if term.group == group] for group in _GROUPS}
    return [(group, tuple(members)) for group, members in groups.items() if members]


def _term(summary: TermSummary, known: Mapping[str, TermSummary], library: Library) -> Term:
    row: Row = library.concepts.get(summary.concept, {})
    printed = [name for name, _ in summary.names.most_common()]
    name = row.get("name_zh") or (printed[0] if printed else summary.term)
    wordings = tuple(_wordings(summary))
    return Term(
        key=summary.key,
        name=name,
        name_en=row.get("name_en", ""),
        concept=summary.concept,
        group=_group(row.get("concept_group", "function" if summary.function_code else "")),
        other_names=tuple(other for other in printed if other != name),
        path=tuple(_path(summary, known, library)),
        codes=tuple(_codes(row, summary, library)),
        wordings=wordings,
        wordings_in_all=len(summary.wordings),
        entries=sum(len(entries) for entries in summary.wordings.values()),
        uses=tuple(summary.uses),
        used=summary.used,
    )


def _group(group: str) -> str:
    return group if group in _GROUPS else OTHER


def _path(
    summary: TermSummary, known: Mapping[str, TermSummary], library: Library
) -> Iterator[tuple[str, str]]:
    """Yield the concepts above this one, the widest first: name, and key where it has a page."""
    above = []
    current = library.concepts.get(summary.concept, {}).get("parent", "")
    while current and current not in above:
        above.append(current)
        current = library.concepts.get(current, {}).get("parent", "")
    for concept in reversed(above):
        key = addresses.term_key(concept, "", "")
        name = library.concepts[concept]["name_zh"] if concept in library.concepts else concept
        yield name, key if key in known else ""


def _codes(row: Row, summary: TermSummary, library: Library) -> Iterator[tuple[str, str, str]]:
    """Yield the official codes: which classification, the code, and the years it was in force.

    Those of a concept stand in its row: a figure of it may have the code of any item.
    """
    function = row.get("function_code", "") if row else summary.function_code
    for kind, code, table in (
        ("function", function, library.functions),
        ("economic", row.get("economic_code", ""), library.economics),
    ):
        if code:
            yield kind, code, validity(table.get(code, {}))


def validity(row: Row) -> str:
    """Say in which years a code was in force, as far as the table knows."""
    first, last = row.get("valid_from", ""), row.get("valid_to", "")
    words = CHINESE.words.term
    if first and last:
        return str(words.valid_between.text(first=first, last=last))
    if last:
        return str(words.valid_until.text(last=last))
    return str(words.valid_since.text(first=first)) if first else ""


def _wordings(summary: TermSummary) -> Iterator[Wording]:
    """Yield the wordings, the commonest first; in each what differs from the nearest is marked."""
    groups = sorted(summary.wordings.values(), key=lambda g: (-len(g), g[0].entry))
    before: list[str] = []
    for entries in groups[:WORDINGS_SHOWN]:
        text = entries[0].definition.strip()
        near = _nearest(text, before)
        html = differences(near, text) if near else html_text(text)
        before.append(text)
        yield Wording(html, tuple(entries[:SOURCES_SHOWN]), max(len(entries) - SOURCES_SHOWN, 0))


def _nearest(text: str, others: Sequence[str]) -> str:
    """Find the text most like this one; nothing when none is like it enough to compare."""
    rated = [
        (SequenceMatcher(None, other, text, autojunk=False).ratio(), other) for other in others
    ]
    likeness, near = max(rated, default=(0.0, ""))
    return near if likeness >= ALIKE else ""


def differences(base: str, text: str) -> Markup:
    """Mark what a text says otherwise than another: `<ins>` for its own words, `<del>` for missing.

    >>> str(differences("省级财政拨付", "区级财政拨付"))
    '<del>省</del><ins>区</ins>级财政拨付'
    """
    parts = []
    matcher = SequenceMatcher(None, base, text, autojunk=False)
    for kind, start, end, own_start, own_end in matcher.get_opcodes():
        if kind == "equal":
            parts.append(html_text(text[own_start:own_end]))
            continue
        if end > start:
            parts.append(Markup("<del>{}</del>").format(base[start:end]))
        if own_end > own_start:
            parts.append(Markup("<ins>{}</ins>").format(text[own_start:own_end]))
    return Markup("").join(parts)
