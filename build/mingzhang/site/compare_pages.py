"""The pages for comparing: in, all points; out, `compare/`, its data, and a page a key concept."""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mingzhang.common import citation
from mingzhang.model import Origin
from mingzhang.site import (
    addresses,
    charts,
    compare_view,
    comparison_data,
    decimal_alignment,
    paging,
)
from mingzhang.site.compare_view import Line
from mingzhang.site.comparison_data import Body, Comparison, Point
from mingzhang.site.library import Library
from mingzhang.site.page_files import Renderer
from mingzhang.site.wording import ORIGINS, STAGES, UNITS_ZH

FOLDER = "compare/"
BARS = 24
CSV_HEAD = ("机构", "年度", "阶段", "项目", "数值", "计量单位", "误差", "来源", "数据编号")


@dataclass(frozen=True, slots=True)
class Offer:
    """A concept that has a page of its own. `term` is the key of its entry in the glossary."""

    concept: str
    name: str
    page: str
    term: str
    bodies: int


def write(
    pages: Renderer,
    comparison: Comparison,
    library: Library,
    site_src: Path,
    terms: Container[str],
) -> None:
    """Write the pages and the data that they load. `terms` are the keys that have a page."""
    pages.file(f"{FOLDER}data/index.json", comparison_data.index_file(comparison, library))
    for concept in comparison.concepts(library):
        points = comparison.of(concept)
        pages.file(f"{FOLDER}data/{concept}.json", comparison_data.column_file(points))
    chosen = comparison_data.chosen_concepts(site_src, library)
    offers = [
        _offer(concept, comparison, library, terms)
        for concept in chosen
        if comparison.points.get(concept)
    ]
    pages.page(
        "compare",
        FOLDER,
        title="比较",
        description="任选一个项目，比较不同机构、不同年度的预算与决算：有图、有表、可下载。",
        kind="数据",
        offers=offers,
        view=compare_view.first_view(comparison, library),
        bodies=len(comparison.bodies),
        concepts=len(comparison.concepts(library)),
    )
    for offer in offers:
        _write_concept(pages, offer, comparison)


def _offer(concept: str, comparison: Comparison, library: Library, terms: Container[str]) -> Offer:
    key = addresses.term_key(concept, "", "")
    return Offer(
        concept=concept,
        name=library.concepts[concept]["name_zh"],
        page=f"{FOLDER}{key}/",
        term=key if key in terms else "",
        bodies=len({point.body for point in comparison.points[concept]}),
    )


def _write_concept(pages: Renderer, offer: Offer, comparison: Comparison) -> None:
    """Write the table of one concept, in parts where it is long, with one chart on the first."""
    points = comparison.of(offer.concept)
    lines = [
        Line(point, comparison.bodies[point.body], contradicted)
        for point, contradicted in comparison_data.marked(points)
    ]
    chart = _chart(offer, points, comparison)
    if chart:
        pages.chart(offer.page, chart)
    pages.file(f"{offer.page}{offer.concept}.csv", table(lines, offer.name))
    years = tuple(point.year for point in points)
    for part in paging.parts(lines, offer.page):
        pages.page(
            "compare_concept",
            part.address,
            title=f"{offer.name}：各机构比较",
            description=f"{offer.name}：{offer.bodies}个机构的预算与决算，逐一注明出处。",
            kind="数据",
            offer=offer,
            part=part,
            lines=part.items,
            values=len(points),
            span=f"{citation.span(years)}年",
            chart=chart if part.number == 1 else None,
            most=BARS,
            places=decimal_alignment.most(line.point for line in lines),
        )


def _chart(offer: Offer, points: Sequence[Point], comparison: Comparison) -> charts.Chart | None:
    """Draw amounts of money; a count of vehicles or people is read as well from the table."""
    if any(point.unit != "CNY" for point in points) or len(points) < 2:
        return None
    drawn = comparison_data.largest(points, BARS)
    bars = [
        charts.Bar(
            _bar_label(point, comparison.bodies[point.body]),
            point.value,
            point.stage,
            point.year,
            derived=point.origin == Origin.DERIVED,
            rough=bool(point.tolerance),
        )
        for point in drawn
    ]
    title = offer.name if len(drawn) == len(points) else f"{offer.name}：数额最大的{BARS}项"
    return charts.bar_chart(f"compare-{offer.concept}", title, "按机构、年度；单位：元", bars)


def _bar_label(point: Point, body: Body) -> str:
    derived = "（推算）" if point.origin == Origin.DERIVED else ""
    return f"{point.year}年{STAGES[point.stage]}{derived} {body.name}"


def table(lines: Iterable[Line], concept: str) -> str:
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
                ORIGINS[point.origin],
                point.fact,
            ]
        )
    return "\ufeff" + text.getvalue()
