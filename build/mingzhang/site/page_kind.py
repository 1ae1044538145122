"""What a kind of page is, and what all kinds share while a site is written.

A kind is one module in `pages/`: its view, its addresses, and a function that writes its pages.
What it says stands in `words/` under its name, how it looks in `<name>.md.j2`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from mingzhang.common import formats
from mingzhang.common.kept import Kept, key, of_code, of_files
from mingzhang.common.published import Package
from mingzhang.common.site_settings import Settings
from mingzhang.site import cards, check_views, glossary_terms, mentions
from mingzhang.site.agency_data import DisclosureData
from mingzhang.site.agency_summary import AgencySummary
from mingzhang.site.charts import Chart
from mingzhang.site.check_views import CheckView
from mingzhang.site.comparison_data import Comparison
from mingzhang.site.figures import Figures
from mingzhang.site.glossary_terms import Term
from mingzhang.site.highlights import Highlights
from mingzhang.site.known_limits import Limits
from mingzhang.site.language import LANGUAGES, Language
from mingzhang.site.library import Library
from mingzhang.site.names import Names
from mingzhang.site.overview import DisclosureSummary, Overview
from mingzhang.site.page_files import Renderer


@dataclass
class AgencyWork:
    """One agency while its pages are written. `data` runs from the earliest to the latest."""

    package: Package
    title: str
    data: Sequence[DisclosureData]
    figures: Figures
    summaries: Sequence[DisclosureSummary]
    limits: Limits

    @property
    def name(self) -> str:
        """Its id."""
        return self.data[0].agency


@dataclass
class Site:
    """What the kinds share: settings and vocabularies, and what was remembered of each agency."""

    packages_dir: Path
    editorial_dir: Path
    site_src: Path
    settings: Settings
    highlights: Highlights
    library: Library
    joined: Package
    renderer: Renderer
    overview: Overview
    terms: mentions.Terms
    names: Mapping[str, Names]
    """The names of each language that the site has, by its code."""
    kinds: Mapping[str, PageKind]
    kept: Kept
    """Where reports of validation are kept."""
    agencies: list[AgencySummary] = field(default_factory=list)
    limits: list[Limits] = field(default_factory=list)
    comparison: Comparison = field(default_factory=Comparison)
    joined_view: Mapping[str, Any] | None = None
    """What pages show of the joined package, once one of them has asked."""

    @cached_property
    def summaries(self) -> Sequence[DisclosureSummary]:
        """All disclosures, the latest first. All agencies must have been read."""
        return sorted(self.overview.disclosures, key=lambda s: s.order, reverse=True)

    @cached_property
    def agency_of(self) -> Mapping[str, str]:
        """The agency of each disclosure."""
        return {row["disclosure"]: row["agency"] for row in self.joined.records("disclosures")}

    @cached_property
    def glossary(self) -> Sequence[Term]:
        """All terms, in the order of the vocabulary. All agencies must have been read."""
        return tuple(glossary_terms.terms(self.overview.terms, self.library))

    @cached_property
    def checks(self) -> Sequence[CheckView]:
        """All checks with their outcomes. All agencies must have been read."""
        return check_views.views(self.overview.checks, self.library)

    @cached_property
    def listed(self) -> Sequence[AgencySummary]:
        """All agencies by region. All of them must have been read."""
        return sorted(self.agencies, key=lambda each: each.order)

    @cached_property
    def frame(self) -> str:
        """The hash of all that pages show besides what they are about."""
        packed = bool(formats.large(self.joined))
        shown = repr((self.settings, self.names, self.terms, cards.can_draw(), packed))
        return key(of_code("model.py", "common", "site"), of_files(self.site_src), shown)

    def languages_of(self, kind: PageKind) -> Iterator[tuple[Language, Names]]:
        """Yield the languages of the site in which a kind is written, with their names."""
        for names in self.names.values():
            if names.language.code in kind.languages:
                yield names.language, names

    def has(self, address: str, language: str) -> bool:
        """Tell whether the page at an address, named without its language, is in a language."""
        kind = kind_of(address, tuple(self.kinds.values()))
        return kind is not None and language in kind.languages

    def chart(self, language: Language, address: str, chart: Chart) -> None:
        """Write the files of a chart of a page, with the site, its licence and the address."""
        page = language.at(address)
        whole = self.settings.address + page if self.settings.address else ""
        credit = language.words.chart.credit.text(
            site=language.site_title(self.settings), licence=self.settings.terms.name
        )
        self.renderer.chart(page, chart, (credit, whole), self.settings.address)

    def _twin(self, address: str, language: Language) -> str:
        """Say where the same page stands in the language that it is linked with, if it does."""
        other = language.twin
        return (
            other.at(address) if other.code in self.names and self.has(address, other.code) else ""
        )

    def page(
        self,
        kind: PageKind,
        language: Language,
        address: str | None = None,
        *,
        title: str = "",
        description: str = "",
        also: Sequence[str] = (),
        meta: Mapping[str, Any] | None = None,
        **shown: Any,
    ) -> None:
        """Write one page of a kind, where nothing else is said the one that its words describe.

        `also` are further names to find it by, `meta` what its frame shows besides.
        """
        words = language.words[kind.name]
        place = kind.places[0] if address is None else address
        self.renderer.page(
            kind.name,
            place,
            language,
            self.has,
            title=title or str(words.title),
            description=description or str(words.description),
            group=kind.group,
            layout=kind.layout,
            also=also,
            meta={
                "twin": self._twin(place, language),
                "unlisted": kind.unlisted or None,
                **(meta or {}),
            },
            has_kind=lambda name: language.code in self.kinds[name].languages,
            **shown,
        )


@dataclass(frozen=True)
class PageKind:
    """A kind of pages.

    `places` are its addresses, `*` for any one step: they tell what a page is, and whether it is
    there in a language; `is_translated` tells that it is written in every language of the site, not
    only in that of the sources. `group` is the heading under which the search lists it
    (`words.groups`), `menu` its place in the menus, from 1. `comes_last` tells that all other pages
    must have been written. `of_agency` writes what there is for each agency, in all languages;
    `of_all` what is about everything, in one language at a time.
    """

    name: str
    places: tuple[str, ...]
    group: str = ""
    is_translated: bool = False
    layout: str = "wide"
    unlisted: bool = False
    menu: int = 0
    comes_last: bool = False
    of_agency: Callable[[Site, AgencyWork], None] | None = None
    of_all: Callable[[Site, Names], None] | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages in which it is written."""
        return tuple(
            language.code for language in LANGUAGES if self.is_translated or language.is_of_sources
        )

    def has(self, address: str) -> bool:
        """Tell whether a page stands at one of the places of this kind."""
        steps = address.split("/")
        return any(_fits(steps, place.split("/")) for place in self.places)


def _fits(steps: Sequence[str], place: Sequence[str]) -> bool:
    return len(steps) == len(place) and all(
        wanted in ("*", step) and (wanted != "*" or step)
        for step, wanted in zip(steps, place, strict=True)
    )


def kind_of(address: str, kinds: Sequence[PageKind]) -> PageKind | None:
    """Find the kind of the page at an address; a place that is named goes before one with `*`."""
    named = [kind for kind in kinds if address in kind.places]
    return next(iter(named), None) or next((kind for kind in kinds if kind.has(address)), None)
