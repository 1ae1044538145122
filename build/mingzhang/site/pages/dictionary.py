"""The data dictionary: in, the schemas of the joined package; out, every field of every table."""

from __future__ import annotations

from mingzhang.site import data_files
from mingzhang.site.names import Names
from mingzhang.site.page_kind import PageKind, Site


def write(site: Site, names: Names) -> None:
    """Write the dictionary in a language."""
    resources = [each for each in data_files.resources(site.joined) if each.fields]
    language = names.language
    site.page(
        KIND,
        language,
        resources=resources,
    )


KIND = PageKind(
    "dictionary",
    places=("data/dictionary/",),
    group="data",
    is_translated=True,
    of_all=write,
)
