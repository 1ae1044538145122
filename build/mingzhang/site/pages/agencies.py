"""The list of agencies: in, their summaries; out, cards by region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from mingzhang.site import paging
from mingzhang.site.agency_summary import AgencySummary
from mingzhang.site.library import Library
from mingzhang.site.names import Names
from mingzhang.site.page_kind import PageKind, Site


def write(site: Site, names: Names) -> None:
    """Write the list in a language."""
    language = names.language
    words = language.words
    for part in paging.parts(site.listed, KIND.places[0]):
        site.page(
            KIND,
            language,
            part.address,
            description=f"{words.agencies.description}{part.mark(language)}",
            part=part,
            places=by_place(part.items, site.library),
        )


def by_place(agencies: Iterable[AgencySummary], library: Library) -> list[list[AgencySummary]]:
    """Group agencies by region, in the order of the codes."""
    groups: defaultdict[str, list[AgencySummary]] = defaultdict(list)
    for agency in agencies:
        groups[library.place_name(agency.region)].append(agency)
    return list(groups.values())


KIND = PageKind(
    "agencies",
    places=("agencies/",),
    group="agencies",
    is_translated=True,
    menu=1,
    of_all=write,
)
