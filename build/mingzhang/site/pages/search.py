"""The page of the search, with the names and figures that it has at hand before its index is."""

from __future__ import annotations

from mingzhang.site import figure_answers, searchwords
from mingzhang.site.names import Names
from mingzhang.site.page_kind import PageKind, Site


def write(site: Site, names: Names) -> None:
    """Write the page in a language. Pages that bear names must have been written."""
    language = names.language
    site.page(KIND, language)
    groups = list(language.words.search_groups.by_key().values())
    named = sorted(site.renderer.named[language.code], key=lambda entry: groups.index(entry.kind))
    names_file = searchwords.names_file(named)
    site.renderer.file(language.folder + searchwords.NAMES, names_file)
    answers = figure_answers.answers(site, names)
    site.renderer.file(language.folder + figure_answers.FILE, answers)


KIND = PageKind(
    "search",
    places=("search/",),
    is_translated=True,
    layout="prose",
    unlisted=True,
    comes_last=True,
    of_all=write,
)
