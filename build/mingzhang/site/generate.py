"""The pages: in, data packages, prose and templates; out, a folder of plain Markdown.

Packages are read one after the other: only short summaries are kept for the pages about everything.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mingzhang.common import citation, formats, published, urls
from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.common.published import Package
from mingzhang.common.site_settings import Settings, settings
from mingzhang.paths import JOINED
from mingzhang.site import (
    agency,
    charts,
    checks,
    compare_pages,
    comparison_data,
    data_files,
    discovery,
    english,
    english_pages,
    glossary_views,
    home,
    known_limits,
    mentions,
    paging,
    pinyin_index,
    prose,
    reader,
    searchwords,
    theme,
)
from mingzhang.site.agency_data import DisclosureData, disclosures, package_names, rows
from mingzhang.site.figures import Figures
from mingzhang.site.highlights import Highlights, highlights
from mingzhang.site.library import Library, library
from mingzhang.site.overview import DisclosureSummary, Overview, state
from mingzhang.site.package_pages import DataPages
from mingzhang.site.page_files import Renderer

CHART_SCRIPT = "assets/vega.js"


@dataclass(frozen=True, slots=True)
class PageSummary:
    """What was written: pages, and the disclosures and agencies that they are about."""

    pages: int
    agencies: int
    disclosures: int


@dataclass
class Site:
    """What the steps share while the pages are written."""

    packages_dir: Path
    settings: Settings
    highlights: Highlights
    library: Library
    joined: Package
    pages: Renderer
    overview: Overview
    terms: mentions.Terms
    data: DataPages
    agencies: list[home.AgencySummary] = field(default_factory=list)
    twin: english_pages.Twin | None = None
    comparison: comparison_data.Comparison = field(default_factory=comparison_data.Comparison)


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
    site = _open(packages_dir, editorial_dir, site_src, docs_dir)
    site.data.kept = kept
    _empty(docs_dir)
    shutil.copytree(site_src / "assets", docs_dir / "assets")
    _paint(site)
    site.pages.file(CHART_SCRIPT, charts.javascript())
    for name in package_names(packages_dir):
        _write_agency(site, published.load(packages_dir / name))
        advance(1)
    _write_overviews(site)
    site.pages.file(discovery.FEED, discovery.feed(site.overview.disclosures, site.settings))
    compare_pages.write(site.pages, site.comparison, site.library, site_src, site.overview.terms)
    english_pages.write_compare(site.twin, site.comparison)
    _write_names(site)
    prose.write(site.pages, editorial_dir, site.settings)
    return PageSummary(site.pages.pages, len(site.agencies), len(site.overview.disclosures))


def _write_names(site: Site) -> None:
    """Write the names that the search has at hand, of each language."""
    named = [each for each in site.pages.named if not each.address.startswith(english.FOLDER)]
    site.pages.file(searchwords.NAMES, searchwords.names_file(named))
    english_pages.write_names(site.twin)


def _open(packages_dir: Path, editorial_dir: Path, site_src: Path, docs_dir: Path) -> Site:
    chosen, shown = settings(editorial_dir), highlights(site_src)
    joined = published.load(packages_dir / JOINED)
    vocabulary = library(joined)
    overview = Overview(shown.spending)
    shared = {
        "site": chosen,
        "library": vocabulary,
        "reader": reader,
        "formats": formats.FORMATS,
        "group_names": glossary_views.GROUPS,
        "evidence_labels": overview.evidence,
    }
    pages = Renderer(site_src / "templates", docs_dir, shared)
    terms = mentions.terms(joined, vocabulary)
    data = DataPages(pages, chosen, shown)
    site = Site(packages_dir, chosen, shown, vocabulary, joined, pages, overview, terms, data)
    site.twin = english_pages.twin(pages, joined, vocabulary, editorial_dir)
    return site


def _empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for child in folder.iterdir():
        shutil.rmtree(child) if child.is_dir() else child.unlink()


def _paint(site: Site) -> None:
    """Put the colours that the site chose into its stylesheets and marks."""
    sheet = theme.stylesheet(site.settings)
    if sheet:
        site.pages.file(theme.STYLESHEET, sheet)
    for name in theme.MARKS:
        drawn = (site.pages.docs_dir / name).read_text(encoding="utf-8")
        site.pages.file(name, theme.mark(drawn, site.settings))


def _write_agency(site: Site, package: Package) -> None:
    """Write the page of one agency and the reader pages of its disclosures."""
    data = disclosures(package)
    if not data:
        return
    name = data[0].agency
    facts = [fact for one in data for fact in one.facts]
    figures = Figures(name, facts, site.library.concepts)
    title = site.library.agency_name(name)
    site.comparison.add(name, figures, site.library)
    site.overview.add_evidence(data)
    summaries = [site.overview.add(one, title, figures) for one in data]
    for one, summary in zip(data, summaries, strict=True):
        _write_disclosure(site, one, summary, title)
    shown = agency.shown(name, data, figures, site.library, site.highlights, site.terms)
    _write_charts(site, urls.agency_page(name), shown)
    resources = data_files.resources(package)
    site.pages.page(
        "agency",
        urls.agency_page(name),
        title=title,
        description=home.description(title, summaries),
        kind="机构",
        also=site.library.other_names(name),
        summaries=summaries,
        explained_in={summary.id: summary.period for summary in summaries},
        state=state(summaries),
        resources=resources,
        package=package,
        cited=citation.of_data(site.settings.cited, package),
        **shown,
    )
    english_pages.write_agency(
        site.twin, summaries, shown, package, citation.of_data(site.settings.cited, package)
    )
    found = known_limits.of_agency(data, rows(package, "headline"), site.library)
    site.data.write_package(package, title, found, summaries)
    proof = home.proof(data[-1], summaries[-1])
    site.agencies.append(
        home.agency_summary(name, site.library, summaries, shown["key_figures"], proof)
    )


def _write_disclosure(
    site: Site, one: DisclosureData, summary: DisclosureSummary, agency_name: str
) -> None:
    """Write the reader page of one disclosure."""
    cited, there = site.settings.cited, f"{summary.page}#f-{{fragment}}"
    site.pages.page(
        "disclosure",
        summary.page,
        title=summary.title,
        description=f"{agency_name}{summary.period}公开说明全文，逐一标出其中的数字与核对结果。",
        kind="公开文件",
        layout="reader",
        also=searchwords.amounts(one.facts),
        summary=summary,
        agency_name=agency_name,
        cited=citation.of_disclosure(cited, one.id, agency_name, summary.title, summary.page),
        cited_figure=citation.of_figure(
            cited, "{fact}", agency_name, summary.title, "{figure}", there
        ),
        **reader.shown(one, site.library, site.terms),
    )


def _write_charts(site: Site, page: str, shown: dict[str, Any]) -> None:
    drawn = [chart for view in shown["blocks"] for chart in view.charts]
    for chart in (shown["history"], *drawn):
        if chart:
            site.pages.chart(page, chart)


def _write_overviews(site: Site) -> None:
    """Write the pages about everything: lists, glossary, checks, coverage, data and home."""
    summaries = sorted(site.overview.disclosures, key=lambda s: s.order, reverse=True)
    agencies = sorted(site.agencies, key=lambda each: each.order)
    _write_lists(site, agencies, summaries)
    _write_glossary(site)
    _write_checks(site, summaries)
    data = site.data.write_overviews(site.joined, agencies, summaries)
    _write_home(site, agencies, summaries)
    english_pages.write_overviews(site.twin, site.overview, agencies, summaries, data)
    site.pages.page(
        "search",
        "search/",
        title="搜索",
        description="搜索机构、公开文件与术语。",
        layout="prose",
        meta={"unlisted": True},
    )


def _write_lists(
    site: Site, agencies: list[home.AgencySummary], summaries: list[DisclosureSummary]
) -> None:
    """Write the lists, in parts where they are long."""
    page = site.pages.page
    for each in paging.parts(agencies, "agencies/"):
        page(
            "agencies",
            each.address,
            title="机构",
            description=f"已收录的机构，按行政区划排列。{each.mark}",
            kind="机构",
            part=each,
            places=home.by_place(each.items, site.library),
        )
    for one in paging.parts(summaries, "disclosures/"):
        page(
            "disclosures",
            one.address,
            title="公开文件",
            description=f"已收录的部门预算、决算公开文件，按年度排列。{one.mark}",
            kind="公开文件",
            part=one,
            years=home.by_year(one.items),
        )
    totals = home.role_totals(summaries)
    sums = {
        "unmapped": sum(s.unmapped for s in summaries),
        "notes": sum(s.notes for s in summaries),
        "pages_not_read": sum(s.pages_not_read for s in summaries),
    }
    for one in paging.parts(summaries, "coverage/"):
        page(
            "coverage",
            one.address,
            title="解析覆盖",
            description=f"每份文件的每个数字各归何处、哪些名称没有识别、结构有何异常。{one.mark}",
            kind="方法",
            part=one,
            summaries=one.items,
            totals=totals,
            sums=sums,
        )


def _write_glossary(site: Site) -> None:
    found = tuple(glossary_views.terms(site.overview.terms, site.library))
    labels = site.overview.labels
    for term in found:
        site.pages.page(
            "term",
            term.page,
            title=term.name,
            description=f"“{term.titled}”：各份公开文件怎样解释，数字在哪里。",
            kind="术语",
            also=(*term.other_names, *(code for _, code, _ in term.codes)),
            term=term,
            compared=term.concept in site.comparison.points,
            labels=labels,
        )
    site.pages.page(
        "glossary",
        "glossary/",
        title="术语",
        description="预算、决算公开文件中的名词：通俗解释、官方释义与出处。",
        kind="术语",
        groups=glossary_views.by_group(found),
    )
    site.pages.page(
        "glossary_sound",
        "glossary/by-sound/",
        title="术语（按音序）",
        description="预算、决算公开文件中的名词，按汉语拼音排列，别称也在内。",
        kind="",
        letters=pinyin_index.by_initial(found),
    )
    english_pages.write_glossary(site.twin, found)


def _write_checks(site: Site, summaries: list[DisclosureSummary]) -> None:
    views = checks.views(site.overview.checks, site.library)
    labels = site.overview.labels
    for view in views:
        site.pages.page(
            "check",
            view.page,
            title=view.title,
            description=f"勾稽核对“{view.title}”：规则、容差与各份文件的结果。",
            kind="核对",
            view=view,
            labels=labels,
        )
    site.pages.page(
        "checks",
        "checks/",
        title="勾稽核对",
        description="对每份公开文件逐项核对：合计、占比、增减、年度与名称是否前后一致。",
        kind="核对",
        families=checks.by_family(views),
        state=state(summaries),
        by_agency=checks.by_agency(summaries, paging.PER_PAGE),
    )


def _latest_first(agencies: list[home.AgencySummary]) -> list[home.AgencySummary]:
    return sorted(agencies, key=lambda each: each.latest.order, reverse=True)


def _write_home(
    site: Site, agencies: list[home.AgencySummary], summaries: list[DisclosureSummary]
) -> None:
    totals = home.year_totals(summaries)
    chart = home.spending_chart(totals)
    if chart:
        site.pages.chart("", chart)
    site.pages.page(
        "home",
        "",
        title=site.settings.title,
        description=site.settings.described,
        kind="",
        agencies=agencies,
        latest=summaries[: home.LATEST],
        years=totals,
        state=state(summaries),
        summaries=summaries,
        chart=chart,
        proof=home.best_proof(_latest_first(agencies)),
        facts=sum(summary.facts for summary in summaries),
        numerals=sum(sum(summary.numerals.values()) for summary in summaries),
    )
