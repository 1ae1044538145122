"""The index of the glossary: in, terms; out, lists by class; whole entries without pages."""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.site import glossary_terms
from mingzhang.site.glossary_terms import Term
from mingzhang.site.names import Names
from mingzhang.site.page_kind import PageKind, Site

TERM = "term"


def write(site: Site, names: Names) -> None:
    """Write the index in each language; what has a name in the language goes before the rest."""
    language = names.language
    groups = [
        (group, sorted(members, key=lambda term: not names.term(term)))
        for group, members in glossary_terms.by_group(site.glossary)
    ]
    listed = [term for _, members in groups for term in members]
    has_pages = language.code in site.kinds[TERM].languages
    site.page(
        KIND,
        language,
        also=() if has_pages else [name for term in listed for name in _chinese(term)],
        groups=groups,
    )
    if not has_pages:
        _name_entries(site, names, listed)


def _chinese(term: Term) -> tuple[str, ...]:
    return (term.name, *(code for _, code, _ in term.codes[:1]))


def _name_entries(site: Site, names: Names, listed: Sequence[Term]) -> None:
    """Let the search find the entries."""
    for term in listed:
        title = names.term(term) or term.name
        address = f"{KIND.places[0]}#{term.key}"
        site.renderer.name(names.language, KIND.group, title, address, _chinese(term))


KIND = PageKind(
    "glossary", places=("glossary/",), group="terms", is_translated=True, menu=4, of_all=write
)
