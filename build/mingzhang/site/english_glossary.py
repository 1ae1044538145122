"""The English glossary: in, the terms of the Chinese one; out, classes of terms in English.

Nothing is translated by machine: a term has the English name that the vocabularies give, or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mingzhang.site.glossary_views import Term
from mingzhang.site.library import Library

GROUPS: Mapping[str, str] = {
    "totals": "Totals of revenue and expenditure",
    "revenue": "Revenue",
    "expenditure": "Expenditure",
    "three_public": "Official travel, vehicles and receptions; meetings and training",
    "running_costs": "Running costs of government bodies",
    "procurement": "Government procurement",
    "assets": "State assets",
    "performance": "Performance management",
    "organisation": "Organisation and staff",
    "function": "Items of the functional classification (what the money is for)",
    "economic": "Items of the economic classification (how it is spent)",
    "": "Other terms",
}
"""Classes in their order, by the key that the vocabulary gives to concepts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A term in English: `name` is "" where the vocabularies have no English name for it."""

    name: str
    name_zh: str
    code: str
    plain: str
    page: str
    entries: int
    used: int

    @property
    def key(self) -> str:
        """Its anchor on the page of the glossary."""
        return self.page.rstrip("/").rpartition("/")[2]


def by_group(terms: Sequence[Term], library: Library) -> Mapping[str, tuple[Entry, ...]]:
    """Sort terms into classes, those with an English name first; empty classes are left out."""
    found: dict[str, list[Entry]] = {title: [] for title in GROUPS.values()}
    for term in terms:
        found[GROUPS.get(term.group, GROUPS[""])].append(_entry(term, library))
    return {
        title: tuple(sorted(entries, key=lambda entry: not entry.name))
        for title, entries in found.items()
        if entries
    }


def _entry(term: Term, library: Library) -> Entry:
    code = next((code for _, code, _ in term.codes), "")
    return Entry(
        name=term.name_en or next(_names_of(code, library), ""),
        name_zh=term.name,
        code=code,
        plain=library.concepts.get(term.concept, {}).get("plain_en", ""),
        page=term.page,
        entries=term.entries,
        used=term.used,
    )


def _names_of(code: str, library: Library) -> Iterator[str]:
    for table in (library.functions, library.economics):
        if table.get(code, {}).get("name_en"):
            yield table[code]["name_en"]
