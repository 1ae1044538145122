"""The page of the search, and the names that it has at hand before its index is there."""

from __future__ import annotations

from mingzhang.site import searchwords
from mingzhang.site.page_kind import PageKind, Site


def write(site: Site) -> None:
    """Write the page in each language. Pages that bear names must have been written."""
    for language, _ in site.languages_of(KIND):
        words = language.words.search
        site.page(
            KIND,
            language,
            KIND.places[0],
            title=str(words.title),
            description=str(words.description),
        )
        names = searchwords.names_file(site.renderer.named[language.code])
        site.renderer.file(language.folder + searchwords.NAMES, names)


KIND = PageKind(
    "search",
    places=("search/",),
    languages=("zh", "en"),
    layout="prose",
    unlisted=True,
    of_all=write,
)
