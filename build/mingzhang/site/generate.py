"""The pages: in, data packages, prose and templates; out, a folder of plain Markdown.

Agencies are written on all cores; only short summaries of them are kept for the pages about all.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mingzhang.common import folder_swap, formats, published
from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.common.progress import each
from mingzhang.common.site_settings import Settings, settings
from mingzhang.common.standing import Standing
from mingzhang.paths import JOINED
from mingzhang.site import agency_pages, discovery, mentions, theme, third_party
from mingzhang.site.agency_data import package_names
from mingzhang.site.highlights import highlights
from mingzhang.site.kinds import KINDS
from mingzhang.site.language import LANGUAGES
from mingzhang.site.library import Library, library
from mingzhang.site.names import Names
from mingzhang.site.overview import Overview
from mingzhang.site.page_files import Renderer
from mingzhang.site.page_kind import Site
from mingzhang.site.pages import disclosure


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
    standing: Standing | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> PageSummary:
    """Write all pages into `docs_dir`, which is emptied first, but for those of bodies that stand.

    `advance` is called after each agency, `meanwhile` after the last, when processes are at rest;
    `kept` holds what is costly to find again. Raises `UserError` when packages or settings are
    missing or broken.
    """
    opened = partial(_open, packages_dir, editorial_dir, site_src, docs_dir, kept)
    site = opened()
    folder_swap.empty(docs_dir)
    shutil.copytree(site_src / "assets", docs_dir / "assets")
    (docs_dir / third_party.FILE).write_bytes(third_party.text().encode())
    paint(site.renderer, site.settings)
    again = partial(opened, site.library, site.terms)
    written = agency_pages.write(
        site, again, package_names(packages_dir), standing or Standing(docs_dir)
    )
    for made in each(written, advance):
        if made is not None:
            agency_pages.remember(site, made)
    meanwhile()
    for kind in KINDS.values():
        for _, names in site.languages_of(kind):
            if kind.of_all:
                kind.of_all(site, names)
    site.renderer.file(discovery.FEED, discovery.feed(site.overview.disclosures, site.settings))
    return PageSummary(site.renderer.pages, len(site.agencies), len(site.overview.disclosures))


def _open(
    packages_dir: Path,
    editorial_dir: Path,
    site_src: Path,
    docs_dir: Path,
    kept: Kept,
    vocabulary: Library | None = None,
    terms: mentions.Terms | None = None,
) -> Site:
    """Open a site of which nothing is written; vocabulary and terms are read where not given."""
    chosen, shown = settings(editorial_dir), highlights(site_src)
    joined = published.load(packages_dir / JOINED)
    vocabulary = vocabulary or library(joined)
    units = joined.keyed("units_of_measure", "unit")
    languages = [language for language in LANGUAGES if language.title_in(editorial_dir, chosen)]
    names = {language.code: Names(language, vocabulary, units) for language in languages}
    overview = Overview(shown.spending)
    large = formats.large(joined)
    renderer = Renderer(site_src / "templates", docs_dir, tuple(names.values()), kept)
    renderer.share(
        {
            "site": chosen,
            "library": vocabulary,
            "reader": disclosure,
            "evidence_labels": overview.evidence,
            "formats_of": partial(formats.of_package, chosen=chosen.formats, large=large),
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
        terms or mentions.terms(joined, vocabulary),
        names,
        KINDS,
        kept,
    )


def paint(renderer: Renderer, chosen: Settings) -> None:
    """Put the colours that the site chose into its stylesheets and marks."""
    sheet = theme.stylesheet(chosen)
    if sheet:
        renderer.file(theme.STYLESHEET, sheet)
    for name in theme.MARKS:
        drawn = (renderer.docs_dir / name).read_text(encoding="utf-8")
        renderer.file(name, theme.mark(drawn, chosen))
