"""The page of all data: in, the joined package; out, downloads, the API, traps and known limits."""

from __future__ import annotations

from mingzhang.common.formats import FORMATS
from mingzhang.site import paging
from mingzhang.site.names import Names
from mingzhang.site.page_kind import PageKind, Site
from mingzhang.site.pages import package


def write(site: Site, names: Names) -> None:
    """Write the page in a language."""
    shown = package.joined(site)
    language = names.language
    site.page(
        KIND,
        language,
        description=language.words.data.description.text(
            formats=language.words.comma.other.join(file_format.name for file_format in FORMATS)
        ),
        agencies=site.listed[: paging.PER_PAGE],
        agencies_in_all=len(site.agencies),
        **package.programmes(site, shown, language),
        **shown,
    )


KIND = PageKind("data", places=("data/",), group="data", is_translated=True, menu=5, of_all=write)
