"""The list of disclosures: in, their summaries; out, a table by year, in parts where it is long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from mingzhang.site import paging
from mingzhang.site.names import Names
from mingzhang.site.overview import DisclosureSummary
from mingzhang.site.page_kind import PageKind, Site


def write(site: Site, names: Names) -> None:
    """Write the list in a language."""
    language = names.language
    words = language.words.disclosures
    for part in paging.parts(site.summaries, KIND.places[0]):
        site.page(
            KIND,
            language,
            part.address,
            description=f"{words.description}{part.mark(language)}",
            part=part,
            years=by_year(part.items),
        )


def by_year(summaries: Iterable[DisclosureSummary]) -> Mapping[int, list[DisclosureSummary]]:
    """Group disclosures by fiscal year, as they come."""
    groups: defaultdict[int, list[DisclosureSummary]] = defaultdict(list)
    for summary in summaries:
        groups[summary.fiscal_year].append(summary)
    return groups


KIND = PageKind(
    "disclosures",
    places=("disclosures/", "disclosures/*/"),
    group="documents",
    menu=2,
    of_all=write,
)
