"""The English twin: in, what the Chinese pages show; out, `en/` with a page for each agency.

The prose lies in `content/editorial/en/`; where that folder is missing there is no twin at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup

from mingzhang.common import citation
from mingzhang.common.citation import Citation, Publisher
from mingzhang.common.english_nouns import counted
from mingzhang.common.published import Package
from mingzhang.common.site_settings import settings
from mingzhang.common.urls import agency_page
from mingzhang.model import Finding, Outcome, Severity
from mingzhang.site import (
    addresses,
    checks,
    compare_view,
    drawings,
    english,
    english_compare,
    english_glossary,
    glossary_views,
    home,
    package_pages,
    paging,
    prose_text,
    searchwords,
)
from mingzhang.site.chart_words import ENGLISH, Bar
from mingzhang.site.charts import Chart, bar_chart
from mingzhang.site.comparison_data import Comparison
from mingzhang.site.english import FOLDER, Words
from mingzhang.site.library import Library
from mingzhang.site.overview import DisclosureSummary, Overview, state
from mingzhang.site.page_files import Renderer, front_matter

AGENCIES, TERMS, CHECKS, DATA, PAGES = "Agencies", "Terms", "Checks", "Data", "Pages"
"""Kinds of pages by which the search groups its results."""
KINDS = {"agencies": AGENCIES, "checks": CHECKS, "compare": DATA, "data": DATA, "glossary": TERMS}
FIXED = ("index", "agencies", "checks", "compare", "data", "glossary")
"""Texts that stand above generated parts; every other text is a page of its own."""
ON_HOME = 12


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the twin: what its head says, and its Markdown."""

    head: Mapping[str, Any]
    body: str


CONTACT = prose_text.ContactWords(
    "this site's contact page", "this site's repository", "(no contact has been published yet)"
)


@dataclass(frozen=True, slots=True)
class Twin:
    """What all English pages share."""

    pages: Renderer
    words: Words
    library: Library
    name: str
    texts: Mapping[str, Text]
    licence: str
    """The licence of the data, named and linked."""
    publisher: Publisher
    """The site as English citations name it."""
    contact: str
    """How to reach whoever keeps the site, as Markdown."""


def twin(pages: Renderer, joined: Package, library: Library, editorial_dir: Path) -> Twin | None:
    """Prepare the twin, if there is one. Raises `UserError` when a text lacks its title."""
    folder = editorial_dir / english.EDITORIAL
    if not (folder / english.HOME).is_file():
        return None
    texts = {path.stem: Text(*prose_text.split(path)) for path in sorted(folder.glob("*.md"))}
    name = english.site_name(editorial_dir)
    chosen = settings(editorial_dir)
    publisher = Publisher(name, chosen.publisher, chosen.address)
    licence = chosen.terms.link_en
    contact = prose_text.contact_link(chosen, CONTACT)
    words = english.words(joined, library)
    return Twin(pages, words, library, name, texts, licence, publisher, contact)


def write_agency(
    site: Twin | None,
    summaries: Sequence[DisclosureSummary],
    shown: Mapping[str, Any],
    package: Package,
    cited: Citation,
) -> None:
    """Write the English page of one agency, from what its Chinese page shows."""
    if site is None:
        return
    agency = str(shown["agency"])
    title = site.words.agency_text(agency)
    drawn = _charts(site, shown)
    for each in (chart for charts in drawn.values() for chart in charts):
        site.pages.chart(FOLDER + agency_page(agency), each)
    _page(
        site,
        "english_agency",
        agency_page(agency),
        title=title,
        description=_description(title, summaries),
        kind=AGENCIES,
        also=_other_names(site, agency),
        summaries=summaries,
        state=state(summaries),
        findings=_findings(shown["failures"]),
        charts=drawn,
        cited=cited,
        cited_en=_citation(site, title, package, summaries),
        package=package,
        **{name: shown[name] for name in SHOWN},
    )


SHOWN = (
    "agency",
    "row",
    "linked",
    "below",
    "blocks",
    "key_figures",
    "change_years",
    "latest",
    "duties",
    "units",
    "platforms",
)
"""What the page takes from the Chinese one. Duties, units and platforms are only counted."""


def _charts(site: Twin, shown: Mapping[str, Any]) -> Mapping[str, list[Chart]]:
    """Draw the charts of the Chinese page in English, by block; under "" the one over time."""
    drawn = {
        view.block.id: [drawings.in_english(each, site.words) for each in view.drawings]
        for view in shown["blocks"]
    }
    over_time = shown["over_time"]
    return drawn | {"": [drawings.in_english(over_time, site.words)] if over_time else []}


def _description(title: str, summaries: Sequence[DisclosureSummary]) -> str:
    """Say in one sentence what the page shows, for search engines and previews."""
    return (
        f"{title}: its budgets and final accounts of {_span(summaries)} in figures, "
        "what does not add up, and where each figure is stated."
    )


def _citation(
    site: Twin, title: str, package: Package, summaries: Sequence[DisclosureSummary]
) -> Citation:
    """Cite the data of an agency in English."""
    whole = f"{title}: budgets and final accounts, {_span(summaries)}"
    return citation.of_package(site.publisher, package.name, whole)


def _span(summaries: Sequence[DisclosureSummary]) -> str:
    years = sorted({one.fiscal_year for one in summaries})
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _other_names(site: Twin, agency: str) -> tuple[str, ...]:
    """List the Chinese names of an agency, former ones and aliases with it, to be found by."""
    name = site.library.agencies.get(agency, {}).get("name_zh", "")
    return (*((name,) if name else ()), *site.library.other_names(agency))


def _findings(failures: Sequence[Finding]) -> Mapping[str, list[Finding]]:
    """Sort the failures: those about figures, and mere notes."""
    groups: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in failures:
        groups["notes" if finding.severity is Severity.NOTE else "open"].append(finding)
    return groups


def write_overviews(
    site: Twin | None,
    overview: Overview,
    agencies: Sequence[home.AgencySummary],
    summaries: Sequence[DisclosureSummary],
    data: Mapping[str, Any],
) -> None:
    """Write the English pages about everything, and the prose.

    `data` is what the Chinese page about all data shows.
    """
    if site is None:
        return
    totals = home.year_totals(summaries)
    chart = _spending_chart(totals)
    if chart:
        site.pages.chart(FOLDER, chart)
    _text_page(
        site,
        "index",
        "english_home",
        "",
        agencies=agencies[:ON_HOME],
        agencies_in_all=len(agencies),
        years=totals,
        chart=chart,
        state=state(summaries),
        disclosures=len(summaries),
        facts=sum(summary.facts for summary in summaries),
    )
    for part in paging.parts(agencies, "agencies/"):
        places = home.by_place(part.items, site.library)
        _text_page(site, "agencies", "english_agencies", part.address, part=part, places=places)
    _write_checks(site, overview, summaries)
    _text_page(site, "data", "english_data", "data/", **package_pages.in_english(data))
    _page(
        site,
        "english_dictionary",
        "data/dictionary/",
        title="Data dictionary",
        description="Every field of every table: name, type and meaning.",
        kind=DATA,
        resources=[resource for resource in data["resources"] if resource.fields],
    )
    _page(
        site,
        "english_search",
        "search/",
        title="Search",
        description="Search the English pages: agencies, terms, checks and data.",
        kind="",
        hidden=True,
    )
    for name, text in site.texts.items():
        if name not in FIXED:
            _write_prose(site, name, text)


def _spending_chart(totals: Sequence[home.YearTotal]) -> Chart | None:
    """Draw the chart of the Chinese home page in English."""
    bars = [
        Bar(
            f"{one.year} {english.STAGES[one.stage].lower()} ({counted(one.stating, 'documents')})",
            one.total,
            one.stage,
            one.year,
        )
        for one in home.drawn_totals(totals)
    ]
    if len(bars) < 2:
        return None
    title, subtitle = "Spending of the documents covered", "by year and stage; in CNY"
    return bar_chart("spending-en", title, subtitle, bars, over_time=True, language=ENGLISH)


def _write_checks(site: Twin, overview: Overview, summaries: Sequence[DisclosureSummary]) -> None:
    """Write the page of all checks, by family; each check has a place on it."""
    views = checks.views(overview.checks, site.library)
    rules = [
        (view, site.library.checks[view.check])
        for view in views
        if view.check in site.library.checks
    ]
    families: defaultdict[str, list[object]] = defaultdict(list)
    for view, row in rules:
        families[row["family_en"]].append((view, row))
    site.pages.named += [
        searchwords.Named(CHECKS, row["title_en"], f"{FOLDER}checks/#{addresses.slug(view.check)}")
        for view, row in rules
    ]
    _text_page(
        site, "checks", "english_checks", "checks/", families=families, state=state(summaries)
    )


def write_names(site: Twin | None) -> None:
    """Write the names of English pages for the search. All other pages must be written."""
    if site is not None:
        named = [each for each in site.pages.named if each.address.startswith(FOLDER)]
        site.pages.file(FOLDER + searchwords.NAMES, searchwords.names_file(named))


def write_glossary(site: Twin | None, terms: Sequence[glossary_views.Term]) -> None:
    """Write the English index of the glossary, from the terms that have a Chinese page."""
    if site is not None:
        groups = english_glossary.by_group(terms, site.library)
        entries = [entry for each in groups.values() for entry in each]
        also = tuple(name for entry in entries for name in (entry.name_zh, entry.code))
        site.pages.named += [
            searchwords.Named(
                TERMS,
                entry.name or entry.name_zh,
                f"{FOLDER}glossary/#{entry.key}",
                tuple(name for name in (entry.name_zh, entry.code) if name),
            )
            for entry in entries
        ]
        _text_page(site, "glossary", "english_glossary", "glossary/", groups=groups, also=also)


def write_compare(site: Twin | None, comparison: Comparison) -> None:
    """Write the English page for comparing; the data that its script loads is that of both."""
    if site is not None:
        view = compare_view.first_view(comparison, site.library)
        said = english_compare.script_words(site.words)
        _text_page(site, "compare", "english_compare", "compare/", view=view, script_words=said)


def _text_page(site: Twin, name: str, template: str, address: str, **shown: Any) -> None:
    """Write a page that opens with a text; the text may lack, the page not."""
    text = site.texts.get(name, Text({"title": name.title()}, ""))
    _page(
        site,
        template,
        address,
        # The home page is called what the site is called.
        title=str(text.head["title"]) if address else site.name,
        description=str(text.head.get("description", "")),
        kind=KINDS.get(name, PAGES),
        body=Markup(_filled(site, text)),
        **shown,
    )


def _page(
    site: Twin,
    template: str,
    address: str,
    *,
    title: str,
    description: str,
    kind: str,
    hidden: bool = False,
    **shown: Any,
) -> None:
    """Write a page; one that is `hidden` is not found by the search."""
    meta: dict[str, Any] = {"lang": "en", **({"unlisted": True} if hidden else {})}
    site.pages.page(
        template,
        FOLDER + address,
        title=title,
        description=description,
        kind=kind,
        meta=meta,
        words=site.words,
        mixed=english.mixed,
        picture=english.picture,
        chinese=english.chinese,
        counted=counted,
        outcome=Outcome,
        **shown,
    )


def _write_prose(site: Twin, name: str, text: Text) -> None:
    front = {"layout": "prose", "kind": PAGES, "outline": True, "lang": "en"}
    target = site.pages.docs_dir / FOLDER / name / "index.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    page = front_matter({**front, **text.head}) + _filled(site, text)
    target.write_text(page, encoding="utf-8", newline="\n")
    site.pages.pages += 1


def _filled(site: Twin, text: Text) -> str:
    """Put in the English name of the site, and its licence."""
    places = {"title": escape(site.name), "licence": site.licence, "contact": site.contact}
    return prose_text.filled(text.body, places)
