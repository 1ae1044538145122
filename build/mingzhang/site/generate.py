"""The pages: in, data packages, prose and templates; out, a folder of plain Markdown.

Packages are read one after the other: only short summaries are kept for the pages about everything.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mingzhang.common import published
from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.common.published import Package
from mingzhang.common.site_settings import settings
from mingzhang.paths import JOINED
from mingzhang.site import charts, discovery, known_limits, mentions, theme
from mingzhang.site.agency_data import disclosures, keyed, package_names, rows
from mingzhang.site.agency_summary import agency_summary, proof
from mingzhang.site.figures import Figures
from mingzhang.site.highlights import highlights
from mingzhang.site.kinds import KINDS
from mingzhang.site.language import LANGUAGES
from mingzhang.site.library import library
from mingzhang.site.names import Names
from mingzhang.site.overview import Overview
from mingzhang.site.page_files import Renderer
from mingzhang.site.page_kind import AgencyWork, Site
from mingzhang.site.pages import disclosure

CHART_SCRIPT = "assets/vega.js"


@dataclass(frozen=True, slots=True)
class PageSummary:
    """What was written: pages, and the disclosures and agencies that they are about."""

    pages: int
    agencies: int
    disclosures: int


def generate(
    packages_dir: Path,
    editorial_dir: Path,
    site_src: Path,
    docs_dir: Path,
    advance: Callable[[int], None] = lambda _count: None,
    kept: Kept = NOTHING_KEPT,
) -> PageSummary:
    """Write all pages into `docs_dir`, which is emptied first.

    `advance` is called after each agency; `kept` holds what is costly to find again. Raises
    `UserError` when packages or settings are missing or broken.
    """
    site = _open(packages_dir, editorial_dir, site_src, docs_dir, kept)
    _empty(docs_dir)
    shutil.copytree(site_src / "assets", docs_dir / "assets")
    _paint(site)
    site.renderer.file(CHART_SCRIPT, charts.javascript())
    for name in package_names(packages_dir):
        _write_agency(site, published.load(packages_dir / name))
        advance(1)
    for kind in KINDS.values():
        if kind.of_all:
            kind.of_all(site)
    site.renderer.file(discovery.FEED, discovery.feed(site.overview.disclosures, site.settings))
    return PageSummary(site.renderer.pages, len(site.agencies), len(site.overview.disclosures))


def _open(
    packages_dir: Path, editorial_dir: Path, site_src: Path, docs_dir: Path, kept: Kept
) -> Site:
    chosen, shown = settings(editorial_dir), highlights(site_src)
    joined = published.load(packages_dir / JOINED)
    vocabulary = library(joined)
    units = keyed(joined, "units_of_measure", "unit")
    languages = [each for each in LANGUAGES if each.title_in(editorial_dir, chosen)]
    names = {each.code: Names(each, vocabulary, units) for each in languages}
    overview = Overview(shown.spending)
    renderer = Renderer(site_src / "templates", docs_dir, tuple(names.values()))
    renderer.share(
        {
            "site": chosen,
            "library": vocabulary,
            "reader": disclosure,
            "evidence_labels": overview.evidence,
        }
    )
    return Site(
        packages_dir,
        editorial_dir,
        site_src,
        chosen,
        shown,
        vocabulary,
        joined,
        renderer,
        overview,
        mentions.terms(joined, vocabulary),
        names,
        KINDS,
        kept,
    )


def _empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for child in folder.iterdir():
        shutil.rmtree(child) if child.is_dir() else child.unlink()


def _paint(site: Site) -> None:
    """Put the colours that the site chose into its stylesheets and marks."""
    sheet = theme.stylesheet(site.settings)
    if sheet:
        site.renderer.file(theme.STYLESHEET, sheet)
    for name in theme.MARKS:
        drawn = (site.renderer.docs_dir / name).read_text(encoding="utf-8")
        site.renderer.file(name, theme.mark(drawn, site.settings))


def _write_agency(site: Site, package: Package) -> None:
    """Read one agency, write the pages about it, and remember what lists show of it."""
    data = disclosures(package)
    if not data:
        return
    name = data[0].agency
    figures = Figures(name, [fact for one in data for fact in one.facts], site.library.concepts)
    title = site.library.agency_name(name)
    site.comparison.add(name, figures, site.library)
    site.overview.add_evidence(data)
    summaries = [site.overview.add(one, title, figures) for one in data]
    limits = known_limits.of_agency(data, rows(package, "headline"), site.library)
    work = AgencyWork(package, title, data, figures, summaries, limits)
    for kind in KINDS.values():
        if kind.of_agency:
            kind.of_agency(site, work)
    site.limits.append(limits)
    site.agencies.append(
        agency_summary(name, site.library, summaries, proof(data[-1], summaries[-1]))
    )
