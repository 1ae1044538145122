"""The coverage of the parser: in, summaries of disclosures; out, a table of where numerals went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from mingzhang.site import paging
from mingzhang.site.names import Names
from mingzhang.site.overview import DisclosureSummary
from mingzhang.site.page_kind import PageKind, Site


def write(site: Site, names: Names) -> None:
    """Write the table in each language, in parts where it is long."""
    totals = role_totals(site.summaries)
    sums = {
        name: sum(getattr(summary, name) for summary in site.summaries)
        for name in ("unmapped", "notes", "pages_not_read")
    }
    language = names.language
    words = language.words.coverage
    for part in paging.parts(site.summaries, KIND.places[0]):
        site.page(
            KIND,
            language,
            part.address,
            description=f"{words.description}{part.mark(language)}",
            part=part,
            summaries=part.items,
            totals=totals,
            sums=sums,
        )


def role_totals(summaries: Sequence[DisclosureSummary]) -> Mapping[str, int]:
    """Add up the numerals by role."""
    total: Counter[str] = Counter()
    for summary in summaries:
        total.update(summary.numerals)
    return total


KIND = PageKind("coverage", places=("coverage/", "coverage/*/"), group="methods", of_all=write)
