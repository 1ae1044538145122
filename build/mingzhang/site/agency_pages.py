"""The pages about each agency: in, its package; out, its pages, and what lists show of it.

Agencies are written on all cores. What was made of one is kept by the hash of its package and of
what all pages share, so an agency that did not change is not even read.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from mingzhang.common import defects, published, workers
from mingzhang.common.kept import Kept, key
from mingzhang.common.standing import Standing
from mingzhang.site import known_limits
from mingzhang.site.addresses import disclosure_of
from mingzhang.site.agency_data import disclosures
from mingzhang.site.agency_summary import AgencySummary, agency_summary, proof
from mingzhang.site.comparison_data import Comparison
from mingzhang.site.figures import Figures
from mingzhang.site.kinds import KINDS
from mingzhang.site.known_limits import Limits
from mingzhang.site.overview import Overview
from mingzhang.site.page_kind import AgencyWork, Site
from mingzhang.site.searchwords import Named

WRITTEN = "written"
POOL_FROM = 12
"""Agencies from which on processes are worth their start."""


@dataclass(frozen=True)
class Written:
    """What was made of one agency: how many pages, the names for the search, what lists show."""

    pages: int
    named: Mapping[str, Sequence[Named]]
    overview: Overview
    comparison: Comparison
    limits: Limits
    summary: AgencySummary
    shows: Mapping[str, str]
    """Other agencies whose figures its pages print, with the hashes of their packages."""


@dataclass(frozen=True)
class Shared:
    """What every agency needs: how a process opens the site, and the hash of what pages share."""

    opened: Callable[[], Site]
    kept: Kept
    frame: str

    @cached_property
    def site(self) -> Site:
        """The site, opened once in each process."""
        return self.opened()


def write(
    site: Site, opened: Callable[[], Site], names: Sequence[str], standing: Standing
) -> Iterator[Written | None]:
    """Write the pages of each agency, in order; None for one that has no disclosure.

    `opened` opens the same site in another process. Of an agency that stands nothing is written.
    """
    shared = Shared(opened, site.kept, site.frame)
    known: dict[str, tuple[Written | None] | None] = {}
    for name in names:
        standing.find(name, site.frame, site.kept.of_folder(site.packages_dir / name))
    for name, written in [*standing.told(WRITTEN)]:
        if _shows_what_is(site, written):
            known[name] = (written,)
        else:
            del standing.found[name]
    for name in names:
        if name not in known:
            known[name] = _recalled(replace(shared, kept=standing.of(name)), site, name)
    missing = [name for name in names if known[name] is None]
    made = workers.spread(_of_agency, shared, missing, POOL_FROM)
    for name in names:
        kept = known.pop(name)
        written = next(made) if kept is None else kept[0]
        standing.tell(WRITTEN, name, written)
        yield written


def remember(site: Site, made: Written) -> None:
    """Add what was made of an agency to what the pages about everything show."""
    site.renderer.pages += made.pages
    for language, named in made.named.items():
        site.renderer.named[language] += named
    site.overview.join(made.overview)
    site.comparison.join(made.comparison)
    site.limits.append(made.limits)
    site.agencies.append(made.summary)


def _key(shared: Shared, site: Site, name: str) -> str:
    return key("agency", shared.frame, site.kept.of_folder(site.packages_dir / name))


def _recalled(shared: Shared, site: Site, name: str) -> tuple[Written | None] | None:
    """Write the pages that are kept of an agency, and return what was made of it."""
    known: tuple[Written | None, Mapping[str, bytes]] | None
    known = shared.kept.recall(_key(shared, site, name), tuple)
    if known is None or not _shows_what_is(site, known[0]):
        return None
    for address, data in known[1].items():
        path = site.renderer.docs_dir / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return known[:1]


def _shows_what_is(site: Site, made: Written | None) -> bool:
    """Tell whether the figures of other agencies, which pages print, are still these."""
    shows = made.shows.items() if made else ()
    return all(site.kept.of_folder(site.packages_dir / other) == was for other, was in shows)


def _of_agency(shared: Shared, name: str) -> Written | None:
    site = _fresh(shared.site)
    docs = site.renderer.docs_dir
    with defects.at_body(name, "写网页"):
        made = _written(site, name)
    files = {address: (docs / address).read_bytes() for address in site.renderer.written}
    shared.kept.put(_key(shared, site, name), pickle.dumps((made, files)))
    return made


def _fresh(site: Site) -> Site:
    """Give the site as if nothing had been written yet."""
    overview = Overview(site.overview.spending)
    site.renderer.forget()
    site.renderer.share({"evidence_labels": overview.evidence})
    return replace(site, overview=overview, comparison=Comparison(), agencies=[], limits=[])


def _written(site: Site, name: str) -> Written | None:
    """Read one agency and write the pages about it."""
    package = published.load(site.packages_dir / name)
    data = disclosures(package)
    if not data:
        return None
    figures = Figures(
        name, [fact for disclosure in data for fact in disclosure.facts], site.library.concepts
    )
    title = site.library.agency_name(name)
    site.comparison.add(name, figures, site.library)
    shows = _add_foreign_evidence(site, site.overview.add_evidence(data))
    summaries = [site.overview.add(disclosure, title, figures) for disclosure in data]
    limits = known_limits.of_agency(data, package.records("headline"), site.library)
    work = AgencyWork(package, title, data, figures, summaries, limits)
    for kind in KINDS.values():
        if kind.of_agency:
            kind.of_agency(site, work)
    return Written(
        site.renderer.pages,
        site.renderer.named,
        site.overview,
        site.comparison,
        limits,
        agency_summary(name, site.library, summaries, proof(data[-1], summaries[-1])),
        shows,
    )


def _add_foreign_evidence(site: Site, facts: Set[str]) -> Mapping[str, str]:
    """Remember how figures are printed that stand in packages of other agencies (one body's).

    Returns the hashes of these packages.
    """
    owners = sorted({site.agency_of[disclosure_of(fact)] for fact in facts})
    for owner in owners:
        for disclosure in disclosures(published.load(site.packages_dir / owner)):
            site.overview.add_printed(disclosure.facts, facts)
    return {owner: site.kept.of_folder(site.packages_dir / owner) for owner in owners}
