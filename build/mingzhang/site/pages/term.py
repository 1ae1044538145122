"""The page of a term: in, what documents say of it; out, wordings side by side, and its figures."""

from __future__ import annotations

from mingzhang.site.names import Names
from mingzhang.site.page_kind import PageKind, Site


def write(site: Site, names: Names) -> None:
    """Write a page for each term."""
    labels = site.overview.labels
    language = names.language
    for term in site.glossary:
        site.page(
            KIND,
            language,
            term.page,
            title=names.term(term) or term.name,
            description=language.words.term.description.text(name=term.titled),
            also=(*term.other_names, *(code for _, code, _ in term.codes)),
            term=term,
            compared=term.concept in site.comparison.points,
            labels=labels,
        )


KIND = PageKind("term", places=("glossary/*/",), group="terms", of_all=write)
