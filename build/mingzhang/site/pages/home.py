"""The home page: in, summaries of everything; out, totals, one chart, one proof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

from mingzhang.site import charts
from mingzhang.site.agency_summary import best_proof
from mingzhang.site.language import Language
from mingzhang.site.names import Names
from mingzhang.site.overview import DisclosureSummary, state
from mingzhang.site.page_kind import PageKind, Site

LATEST = 6
BARS = 12


def write(site: Site, names: Names) -> None:
    """Write the home page of a language."""
    totals = year_totals(site.summaries)
    latest_first = sorted(site.listed, key=lambda each: each.latest.order, reverse=True)
    language = names.language
    chart = spending_chart(totals, language)
    if chart:
        site.renderer.chart(language.folder, chart)
    words = language.words.home
    title = language.site_title(site.settings)
    site.page(
        KIND,
        language,
        "",
        title=title,
        description=words.description.text(described=site.settings.described),
        heading=_heading(site, language),
        lead=_lead(site, language, title),
        agencies=site.listed,
        latest=site.summaries[:LATEST],
        years=totals,
        state=state(site.summaries),
        summaries=site.summaries,
        chart=chart,
        proof=best_proof(latest_first),
        facts=sum(summary.facts for summary in site.summaries),
    )


def _heading(site: Site, language: Language) -> Markup:
    """Say in one line what the site is for; a Chinese one may break behind its comma."""
    chosen = site.settings
    heading = escape(language.words.home.heading.text(tagline=chosen.tagline or chosen.title))
    return heading.replace("，", Markup("，<br>"), 1)


def _lead(site: Site, language: Language, title: str) -> Markup:
    words, region = language.words.home, site.settings.region
    if region:
        return Markup(words.lead(region=region, site=title))
    return Markup(words.lead_anywhere(site=title))


@dataclass(frozen=True, slots=True)
class YearTotal:
    """The disclosures of one year and stage, and the sum of their spending."""

    year: int
    stage: str
    disclosures: int
    stating: int
    total: Decimal


def year_totals(summaries: Sequence[DisclosureSummary]) -> tuple[YearTotal, ...]:
    """Add up the spending by year and stage; only what disclosures state is added."""
    groups: defaultdict[tuple[int, str], list[DisclosureSummary]] = defaultdict(list)
    for summary in summaries:
        groups[summary.fiscal_year, summary.stage].append(summary)
    totals = []
    for (year, stage), group in sorted(groups.items(), reverse=True):
        stated = [summary.spending.value for summary in group if summary.spending]
        total = sum(stated, Decimal(0))
        totals.append(YearTotal(year, stage, len(group), len(stated), total))
    return tuple(totals)


def drawn_totals(totals: Sequence[YearTotal]) -> tuple[YearTotal, ...]:
    """Choose what the chart of totals draws: the latest ones, the earliest first."""
    return tuple(reversed([each for each in totals if each.stating][:BARS]))


def spending_chart(totals: Sequence[YearTotal], language: Language) -> charts.Chart | None:
    """Draw the latest totals of the table beside it, the earliest first; stages are told apart."""
    words = language.words.home
    bars = [
        charts.Bar(
            words.chart_bar.text(account=language.account(one.year, one.stage), n=one.stating),
            one.total,
            one.stage,
            one.year,
        )
        for one in drawn_totals(totals)
    ]
    if len(bars) < 2:
        return None
    name = "spending" if language.is_of_sources else f"spending-{language.code}"
    title, unit = str(words.chart), str(words.chart_unit)
    return charts.bar_chart(name, title, unit, bars, over_time=True, language=language)


KIND = PageKind("home", places=("",), is_translated=True, of_all=write)
