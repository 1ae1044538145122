"""The comparison that stands on the page before any script runs: in, all points; out, one view.

The script of the page shows the same for the same choice: the words and the order are kept alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from mingzhang.common import citation
from mingzhang.model import Origin
from mingzhang.site import comparison_data
from mingzhang.site.comparison_data import Body, Comparison, Point
from mingzhang.site.figures import STAGE_ORDER
from mingzhang.site.library import Library
from mingzhang.site.wording import STAGES, UNITS_ZH, YI, plain, wan

FIRST = "total_expenditure"
AT_ONCE = 20
"""Bodies shown while none is chosen."""
DRAWN = 60
"""Bars. Where all years would be more, only the latest year is ticked at first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: a point, its body, and whether other sources state another value."""

    point: Point
    body: Body
    contradicted: bool


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
    label: str
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


def first_view(comparison: Comparison, library: Library) -> View | None:
    """Show the first concept of all bodies, or of many the largest; None when nothing is stated."""
    concepts = comparison.concepts(library)
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
    name = library.concepts[concept]["name_zh"]
    bars = [point for point in shown if point.unit == shown[0].unit and point.value >= 0][:DRAWN]
    every_year = sorted({point.year for point in points}, reverse=True)
    found = {point.stage for point in points}
    is_cut = stated > len(bodies)
    return View(
        concept=concept,
        name=name,
        title=f"{name}{span(shown)}",
        subtitle=_subtitle(bars, len(shown)),
        alt=_alternative_text(name, shown, bars, comparison),
        state=_state(shown, stated, is_cut, years, every_year),
        picked=f"数额最大的 {AT_ONCE} 个，可自选" if is_cut else f"全部 {stated} 个，可自选",
        stages=tuple(Tick(s, STAGES[s], True) for s in STAGE_ORDER if s in found),
        years=tuple(Tick(str(year), str(year), year in years) for year in every_year),
        drawn_stages=tuple(s for s in STAGE_ORDER if any(bar.stage == s for bar in bars)),
        has_derived=any(bar.origin == Origin.DERIVED for bar in bars),
        groups=tuple(_groups(bars, comparison)),
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


def span(points: Sequence[Point]) -> str:
    """Say which years: `，2018—2022年`; nothing when there are no points."""
    years = tuple(point.year for point in points)
    return f"，{citation.span(years)}年" if years else ""


def short(point: Point) -> str:
    """Print a value beside its bar: amounts in 万 or, with at most four decimals, in 亿.

    >>> from dataclasses import replace
    >>> one = Point("a", 2020, "budget", Decimal("1388400"), "CNY", "printed", "f")
    >>> short(one), short(replace(one, value=Decimal("123456780000"), tolerance=Decimal(5)))
    ('138.84万', '约1,234.5678亿')
    """
    about = "约" if point.tolerance else ""
    if point.unit != "CNY":
        return f"{about}{plain(point.value)}{UNITS_ZH.get(point.unit, point.unit)}"
    if abs(point.value) >= YI:
        return f"{about}{plain((point.value / YI).quantize(Decimal('0.0001')))}亿"
    return f"{about}{wan(point.value)}万" if point.value else f"{about}0"


def caption(point: Point) -> str:
    """Name the bar of a body: `2018年决算（推）`."""
    derived = "（推）" if point.origin == Origin.DERIVED else ""
    return f"{point.year}年{STAGES[point.stage]}{derived}"


def _groups(
    bars: Sequence[Point], comparison: Comparison
) -> Iterator[tuple[Body, tuple[Bar, ...]]]:
    largest = max((bar.value for bar in bars), default=Decimal(0)) or Decimal(1)
    for body, group in groupby(bars, key=lambda point: point.body):
        yield (
            comparison.bodies[body],
            tuple(
                Bar(p, caption(p), short(p), (p.value / largest).quantize(Decimal("0.0001")))
                for p in group
            ),
        )


def _subtitle(bars: Sequence[Point], shown: int) -> str:
    if not bars:
        return ""
    unit = bars[0].unit
    told = "元，按万、亿标示" if unit == "CNY" else UNITS_ZH.get(unit, unit)
    left = f"；图中画出 {len(bars)} 个数，其余见表" if shown > len(bars) else ""
    return f"单位：{told}{left}"


def _alternative_text(
    name: str, shown: Sequence[Point], bars: Sequence[Point], comparison: Comparison
) -> str:
    if not bars:
        return ""
    stages = "、".join(dict.fromkeys(STAGES[bar.stage] for bar in bars))
    largest = max(bars, key=lambda bar: bar.value)
    said = (
        f"{wan(largest.value)}万元"
        if largest.unit == "CNY"
        else f"{plain(largest.value)}{UNITS_ZH.get(largest.unit, largest.unit)}"
    )
    return (
        f"条形图：{name}{span(shown)}，共{len(bars)}个数（{stages}）。"
        f"最大的是{comparison.bodies[largest.body].name}{largest.year}年"
        f"{STAGES[largest.stage]}，{said}。数据见下表。"
    )


def _state(
    shown: Sequence[Point], stated: int, is_cut: bool, years: set[int], every_year: Sequence[int]
) -> str:
    bodies = len({point.body for point in shown})
    return "".join(
        [
            f"共 {len(shown)} 个数，来自 {bodies} 个机构。",
            f"有这一项的机构共 {stated} 个，先列数额最大的 {AT_ONCE} 个。" if is_cut else "",
            f"另有 {len(every_year) - len(years)} 个年度，可在上面勾选。"
            if len(years) < len(every_year)
            else "",
        ]
    )
