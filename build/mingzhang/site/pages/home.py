"""The home page: in, summaries of everything; out, what is here, each body, one proof."""

from __future__ import annotations

from markupsafe import Markup, escape

from mingzhang.site.agency_summary import best_proof
from mingzhang.site.language import Language
from mingzhang.site.names import Names
from mingzhang.site.overview import state
from mingzhang.site.page_kind import PageKind, Site

LATEST = 6
PLACES = 3
"""Prefectures that the page names; of more it says that there are more."""


def write(site: Site, names: Names) -> None:
    """Write the home page of a language."""
    latest_first = sorted(site.listed, key=lambda each: each.latest.order, reverse=True)
    language = names.language
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
        covered=_covered(site, names),
        agencies=site.listed,
        latest=site.summaries[:LATEST],
        state=state(site.summaries),
        summaries=site.summaries,
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


def _covered(site: Site, names: Names) -> Markup:
    """Say which places, bodies and years are here; "" where nothing is or no place is known."""
    words = names.language.words.home
    codes = dict.fromkeys(f"{each.region[:4]}00" for each in site.listed if each.region)
    known = [code for code in codes if code in site.library.regions]
    if not known:
        return Markup("")
    places = Markup(str(names.language.words.comma)).join(map(names.place, known[:PLACES]))
    years = sorted({summary.fiscal_year for summary in site.summaries})
    return Markup(
        (words.covers_more if len(known) > PLACES else words.covers)(
            places=places, n=len(site.listed), first=years[0], last=years[-1]
        )
    )


KIND = PageKind("home", places=("",), is_translated=True, of_all=write)
