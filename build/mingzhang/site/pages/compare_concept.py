"""The page of a compared concept: in, its points; out, a table, a chart and a CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from mingzhang.common import citation
from mingzhang.common.kept import key
from mingzhang.model import Origin
from mingzhang.site import (
    addresses,
    chart_words,
    charts,
    comparison_data,
    decimal_alignment,
    paging,
    wording,
)
from mingzhang.site.comparison_data import Body, Line, Offer, Point
from mingzhang.site.language import CHINESE, Language
from mingzhang.site.names import Names
from mingzhang.site.page_kind import PageKind, Site
from mingzhang.site.wording import STAGES, UNITS_ZH

BARS = 24
CSV_HEAD = tuple(str(CHINESE.words.compared.csv).split("|"))


def write(site: Site, names: Names) -> None:
    """Write a page for each concept that people compare most."""
    terms = site.overview.terms
    offers = comparison_data.offers(site.site_src, site.comparison, site.library, terms)
    language = names.language
    for offer in offers:
        points = site.comparison.of(offer.concept)
        lines = [
            Line(point, site.comparison.bodies[point.body], contradicted)
            for point, contradicted in comparison_data.marked(points)
        ]
        name = key("compared", site.frame, language.code, repr((offer, lines)))
        site.renderer.once(name, partial(_write_concept, site, language, offer, points, lines))


def _write_concept(
    site: Site, language: Language, offer: Offer, points: Sequence[Point], lines: Sequence[Line]
) -> None:
    """Write the table of one concept, in parts where it is long, with one chart on the first."""
    words = language.words.compare_concept
    chart = _chart(offer, points, site, language)
    if chart:
        site.chart(language, offer.page, chart)
    whole = table(lines, offer.name, site.settings.address)
    site.renderer.file(f"{offer.page}{offer.concept}.csv", whole)
    years = tuple(point.year for point in points)
    for part in paging.parts(lines, offer.page):
        site.page(
            KIND,
            language,
            part.address,
            title=words.title.text(name=offer.name),
            description=words.description.text(name=offer.name, bodies=offer.bodies),
            offer=offer,
            part=part,
            lines=part.items,
            values=len(points),
            span=words.span.text(years=citation.span(years)),
            chart=chart if part.number == 1 else None,
            places=decimal_alignment.most(line.point for line in lines),
        )


def _chart(
    offer: Offer,
    points: Sequence[Point],
    site: Site,
    language: Language,
) -> charts.Chart | None:
    """Draw amounts of money; a count of vehicles or people is read as well from the table."""
    if any(point.unit != "CNY" for point in points) or len(points) < 2:
        return None
    words = language.words.compare_concept
    drawn = comparison_data.largest(points, BARS)
    bars = [_bar(point, site.comparison.bodies[point.body], language) for point in drawn]
    is_whole = len(drawn) == len(points)
    title = offer.name if is_whole else words.chart.text(name=offer.name, n=BARS)
    name = f"compare-{offer.concept}"
    unit = str(words.chart_unit)
    return charts.bar_chart(
        name, title, unit, bars, language=language, address=site.settings.address, kept=site.kept
    )


def _bar(point: Point, body: Body, language: Language) -> charts.Bar:
    bar = charts.Bar(
        "",
        point.value,
        point.stage,
        point.year,
        derived=point.origin == Origin.DERIVED,
        rough=bool(point.tolerance),
        places=wording.places_printed(point),
        place=addresses.fact_place(point.fact),
    )
    account = chart_words.account(bar, language)
    label = language.words.compare_concept.chart_bar.text(account=account, body=body.name)
    return replace(bar, label=label)


def table(lines: Iterable[Line], concept: str, address: str) -> str:
    """Write lines as CSV with a byte order mark: this file is for a click in Excel.

    The script of the page writes the same columns for what it shows.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CSV_HEAD)
    for line in lines:
        point = line.point
        writer.writerow(
            [
                line.body.name,
                point.year,
                STAGES[point.stage],
                concept,
                comparison_data.exact(point.value),
                UNITS_ZH.get(point.unit, point.unit),
                comparison_data.exact(point.tolerance),
                CHINESE.words.origins[point.origin],
                point.fact,
                address + addresses.fact_place(point.fact),
            ]
        )
    return "\ufeff" + text.getvalue()


KIND = PageKind(
    "compare_concept", places=("compare/*/", "compare/*/*/"), group="data", of_all=write
)
