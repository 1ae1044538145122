"""The data dictionary: in, the schemas of the joined package; out, every field of every table."""

from __future__ import annotations

from mingzhang.site import data_files
from mingzhang.site.page_kind import PageKind, Site


def write(site: Site) -> None:
    """Write the dictionary in each language."""
    resources = [each for each in data_files.resources(site.joined) if each.fields]
    for language, _ in site.languages_of(KIND):
        words = language.words.dictionary
        site.page(
            KIND,
            language,
            KIND.places[0],
            title=str(words.title),
            description=str(words.description),
            resources=resources,
        )


KIND = PageKind(
    "dictionary",
    places=("data/dictionary/",),
    group="data",
    languages=("zh", "en"),
    of_all=write,
)
