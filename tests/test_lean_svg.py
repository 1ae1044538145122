"""A drawing is written briefly and shows the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mingzhang.model import Stage
from mingzhang.site import charts
from mingzhang.site.lean_svg import lean

pytestmark = pytest.mark.unit
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'


def svg(inner: str) -> str:
    return f"{HEAD}{inner}</svg>"


GROUPS = '<g class="mark"><g opacity="1"><text y="1">甲 &lt;</text></g></g>'
PLACES = '<g transform="translate(0,0)"><path d="M0,0h1.23456v-0.5" fill="#000"/></g>'
FRAME = '<path class="background" d="M0,0h9"/>'
EMPTY = '<g><text font-size="9">1.23456</text><text font-size="9"/></g>'
ALIKE = (
    '<g fill="red"><text y="1" fill-opacity="0.5">a</text>'
    '<text y="1" fill-opacity="0.5">b</text></g>'
)


@pytest.mark.parametrize(
    "long, short",
    [
        (GROUPS, '<text y="1">甲 &lt;</text>'),
        (PLACES, '<path d="M0,0h1.23v-0.5" fill="#000"/>'),
        (f'{FRAME}<path d="M1,1h2" stroke="#000"/>', '<path d="M1,1h2" stroke="#000"/>'),
        (EMPTY, '<text font-size="9">1.23456</text>'),
        (ALIKE, '<g fill="red" fill-opacity="0.5"><text y="1">a</text><text y="1">b</text></g>'),
    ],
)
def test_a_drawing_says_what_it_shows_and_no_more(long, short):
    assert lean(svg(long)) == svg(short)


def test_what_differs_stays_with_its_element():
    kept = '<g fill="none"><text fill="red">a</text><text fill="blue">b</text><text>c</text></g>'
    assert lean(svg(kept)) == svg(kept)
    places = '<g fill="none"><line x2="0" y2="-9"/><line x2="0" y2="-9"/></g>'
    assert lean(svg(places)) == svg(places)


def test_texts_that_nobody_measures_are_drawn_where_measured_ones_are(monkeypatch):
    bars = [charts.Bar(f"甲{n}款" * n, Decimal(9 * 10**n), Stage.FINAL, 2023) for n in range(1, 8)]
    drawn = []
    for font in (charts.UNMEASURED, charts.FONT):
        monkeypatch.setattr(charts, "UNMEASURED", font)
        charts._template.cache_clear()
        drawn.append(str(charts.bar_chart("a", "题", "元", bars).svg))
    charts._template.cache_clear()
    assert drawn[0] == drawn[1] and "甲1款" in drawn[0]
