"""The page for comparing: in, all points; out, one view of them, and the data of all others.

The script of the page shows the same for the same choice, with the same words: those of `compared`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from markupsafe import Markup

from mingzhang.common.english_nouns import singular
from mingzhang.model import Origin
from mingzhang.site import comparison_data
from mingzhang.site.comparison_data import Body, Comparison, Line, Point
from mingzhang.site.figures import STAGE_ORDER
from mingzhang.site.names import Names
from mingzhang.site.page_kind import PageKind, Site
from mingzhang.site.wording import UNITS_ZH, YI, plain, wan

FIRST = "total_expenditure"
AT_ONCE = 20
"""Bodies shown while none is chosen."""
DRAWN = 60
"""Bars. Where all years would be more, only the latest year is ticked at first."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: the point, its caption, its printed value and its length between 0 and 1."""

    point: Point
    caption: str
    text: str
    length: Decimal


@dataclass(frozen=True, slots=True)
class Tick:
    """A box of the form."""

    value: str
    checked: bool


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of one concept: texts, boxes, bars body by body, and rows."""

    concept: str
    name: str
    title: str
    subtitle: str
    alt: str
    state: str
    picked: str
    stages: tuple[Tick, ...]
    years: tuple[Tick, ...]
    drawn_stages: tuple[str, ...]
    has_derived: bool
    groups: tuple[tuple[Body, tuple[Bar, ...]], ...]
    lines: tuple[Line, ...]


def write(site: Site, names: Names) -> None:
    """Write the page in each language, and what its script loads."""
    comparison, library = site.comparison, site.library
    folder = f"{KIND.places[0]}data/"
    site.renderer.file(f"{folder}index.json", comparison_data.index_file(comparison, library))
    for concept in comparison.concepts(library):
        points = comparison.of(concept)
        site.renderer.file(f"{folder}{concept}.json", comparison_data.column_file(points))
    language = names.language
    site.page(
        KIND,
        language,
        offers=comparison_data.offers(site.site_src, comparison, library),
        view=first_view(comparison, names),
        script_words=script_words(names),
        bodies=len(comparison.bodies),
        concepts=len(comparison.concepts(library)),
    )


def script_words(names: Names) -> Markup:
    """Write the words of the script as JSON that may stand inside a script element."""
    words = names.language.words
    said: dict[str, object] = dict(words.compared.by_key())
    coded = () if names.language.is_of_sources else names.units
    units = {unit: names.unit_text(unit) for unit in ("CNY", "percent", *coded)}
    said |= {
        "csv": str(words.compared.csv).split("|"),
        "contradicted": [str(words.compare.another_sign), str(words.compare.another)],
        "stages": words.stages.by_key(),
        "origins": words.origins.by_key(),
        "signs": words.signs.by_key(),
        "units": units,
        "one": {unit: singular(name) for unit, name in units.items()},
    }
    text = json.dumps(said, ensure_ascii=not names.language.is_of_sources, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def first_view(comparison: Comparison, names: Names) -> View | None:
    """Show the first concept of all bodies, or of many the largest; None when nothing is stated."""
    concepts = comparison.concepts(names.library)
    if not concepts:
        return None
    concept = FIRST if FIRST in concepts else concepts[0]
    points = comparison.of(concept)
    years = _years(points)
    wanted = [point for point in points if point.year in years]
    bodies = _largest(wanted)
    stated = len({point.body for point in wanted})
    shown = [point for point in wanted if point.body in bodies]
    kept = set(shown)
    lines = tuple(
        Line(point, comparison.bodies[point.body], contradicted)
        for point, contradicted in comparison_data.marked(points)
        if point in kept
    )
    said = Said(names)
    title = names.concept(concept) + said.span(shown)
    bars = [point for point in shown if point.unit == shown[0].unit and point.value >= 0][:DRAWN]
    every_year = sorted({point.year for point in points}, reverse=True)
    stages = {point.stage for point in points}
    is_cut = stated > len(bodies)
    return View(
        concept=concept,
        name=names.concept(concept),
        title=title,
        subtitle=said.subtitle(bars, len(shown)),
        alt=said.alternative(title, bars, comparison),
        state=said.state(shown, stated, is_cut, len(every_year) - len(years)),
        picked=said.picked(stated, is_cut),
        stages=tuple(Tick(s, True) for s in STAGE_ORDER if s in stages),
        years=tuple(Tick(str(year), year in years) for year in every_year),
        drawn_stages=tuple(s for s in STAGE_ORDER if any(bar.stage == s for bar in bars)),
        has_derived=any(bar.origin == Origin.DERIVED for bar in bars),
        groups=tuple(_groups(bars, comparison, said)),
        lines=lines,
    )


def _years(points: Sequence[Point]) -> set[int]:
    """Choose all years, or the latest one where all of them would be too many to see."""
    years = {point.year for point in points}
    return years if len(points) <= DRAWN else {max(years)}


def _largest(points: Sequence[Point]) -> set[str]:
    most: dict[str, Decimal] = {}
    for point in points:
        most[point.body] = max(most.get(point.body, Decimal(0)), abs(point.value))
    return set(sorted(most, key=lambda body: -most[body])[:AT_ONCE])


def _groups(
    bars: Sequence[Point], comparison: Comparison, said: Said
) -> Iterator[tuple[Body, tuple[Bar, ...]]]:
    largest = max((bar.value for bar in bars), default=Decimal(0)) or Decimal(1)
    for body, group in groupby(bars, key=lambda point: point.body):
        yield (
            comparison.bodies[body],
            tuple(
                Bar(
                    point,
                    said.caption(point),
                    said.short(point),
                    (point.value / largest).quantize(Decimal("0.0001")),
                )
                for point in group
            ),
        )


@dataclass(frozen=True)
class Said:
    """What a view says by itself, in the words that its script uses too."""

    names: Names

    def _fill(self, key: str, *values: object) -> str:
        return str(self.names.language.words.compared[key].other.format(*values))

    def span(self, points: Sequence[Point]) -> str:
        """Say which years: `，2018—2022年`; nothing when there are no points."""
        years = [point.year for point in points]
        if not years:
            return ""
        first, last = min(years), max(years)
        return self._fill("year", first) if first == last else self._fill("years", first, last)

    def caption(self, point: Point) -> str:
        """Name the bar of a body: `2018年决算（推）`."""
        derived = self._fill("derived") if point.origin == Origin.DERIVED else ""
        return self._account(point) + derived

    def _account(self, point: Point) -> str:
        stages = self.names.language.words.stages
        return self._fill("period", point.year, stages[point.stage])

    def short(self, point: Point) -> str:
        """Print a value beside its bar; in Chinese in 万元 or, with at most four decimals, 亿元."""
        about = self._fill("about") if point.tolerance else ""
        if not self.names.language.is_of_sources:
            return about + self.names.value_text(point)
        if point.unit != "CNY":
            return f"{about}{plain(point.value)}{UNITS_ZH.get(point.unit, point.unit)}"
        if abs(point.value) >= YI:
            return f"{about}{plain((point.value / YI).quantize(Decimal('0.0001')))}亿元"
        return f"{about}{wan(point.value)}万元" if point.value else f"{about}0"

    def subtitle(self, bars: Sequence[Point], shown: int) -> str:
        """Name the unit, and how many of the points are drawn."""
        if not bars:
            return ""
        unit = bars[0].unit
        named = self._in_money(bars) if unit == "CNY" else self.names.unit_text(unit)
        left = self._fill("drawn", len(bars)) if shown > len(bars) else ""
        return self._fill("subtitle", named) + left

    def _in_money(self, bars: Sequence[Point]) -> str:
        """Name the units that the labels of amounts bear."""
        units = (self._fill("inYi" if abs(bar.value) >= YI else "inYuan") for bar in bars)
        return str(self.names.language.words.compared.comma).join(dict.fromkeys(units))

    def alternative(self, title: str, bars: Sequence[Point], comparison: Comparison) -> str:
        """Say what can be seen."""
        if not bars:
            return ""
        words = self.names.language.words
        stages = str(words.comma).join(dict.fromkeys(str(words.stages[b.stage]) for b in bars))
        largest = max(bars, key=lambda bar: bar.value)
        body = comparison.bodies[largest.body]
        before = self._fill("before") if largest.unit == "CNY" else ""
        return self._fill(
            "alt",
            title,
            len(bars),
            stages,
            self.names.body_text(body.key, body.name),
            self._account(largest),
            before + self._in_full(largest),
        )

    def _in_full(self, point: Point) -> str:
        if self.names.language.is_of_sources and point.unit == "CNY":
            return f"{wan(point.value)}万元"
        return self.names.value_text(point)

    def state(self, shown: Sequence[Point], stated: int, is_cut: bool, more_years: int) -> str:
        """Say how much is shown of how much there is."""
        return "".join(
            [
                self._fill("shown", len(shown), len({point.body for point in shown})),
                self._fill("largest", stated, AT_ONCE) if is_cut else "",
                self._fill("moreYears", more_years) if more_years else "",
            ]
        )

    def picked(self, stated: int, is_cut: bool) -> str:
        """Say which bodies are shown while none is chosen."""
        return self._fill("pickedLargest", AT_ONCE) if is_cut else self._fill("pickedAll", stated)


KIND = PageKind(
    "compare", places=("compare/",), group="data", is_translated=True, menu=3, of_all=write
)
