"""Figures that the search answers with: in, all that is compared; out, one small file.

A question names an item, and perhaps a body and a year; the answer is the amount with its words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from mingzhang.model import Origin
from mingzhang.site import addresses, wording
from mingzhang.site.comparison_data import Point
from mingzhang.site.names import Names
from mingzhang.site.page_kind import Site
from mingzhang.site.sounds import sounds

FILE = "search/figures.json"
MOST = 4000
"""Figures that the file holds; of more, those of the items that pages bring to the front."""


def answers(site: Site, names: Names) -> str:
    """Write bodies and items with all their names, and the figures that documents state of them.

    The first name is shown; they are found by all of them, and by the sound of Chinese ones.
    A figure is the places of its body and item in the lists, its year, account, amount and address.
    """
    others = {term.concept: term.other_names for term in site.glossary if term.concept}
    bodies: dict[str, int] = {}
    concepts: dict[str, int] = {}
    rows: list[list[object]] = []
    for concept in _in_front(site):
        for point in site.comparison.of(concept):
            if point.origin != Origin.DERIVED and len(rows) < MOST:
                body = bodies.setdefault(point.body, len(bodies))
                item = concepts.setdefault(concept, len(concepts))
                account = names.language.account(point.year, point.stage)
                amount = _amount(point, names)
                place = addresses.fact_place(point.fact)
                rows.append([body, item, point.year, account, amount, place])
    index = {
        "bodies": [_sounding(_body(site, names, key)) for key in bodies],
        "items": [_sounding([names.concept(each), *others.get(each, ())]) for each in concepts],
        "rows": rows,
    }
    return json.dumps(index, ensure_ascii=False, separators=(",", ":")) + "\n"


def _sounding(called: list[str]) -> list[str]:
    return [*called, *sounds(called)]


def _amount(point: Point, names: Names) -> str:
    if not names.language.is_of_sources:
        return names.amount(point.value, point.unit)
    printed = point.value_printed, point.unit_printed
    as_written = wording.in_unit_printed(point.value, point.unit, *printed)
    return as_written or names.value_text(point)


def _in_front(site: Site) -> Iterator[str]:
    """Yield the concepts that are stated, those of the key figures first."""
    first = [concept for line in site.highlights.key_figures for concept in line]
    stated = site.comparison.concepts(site.library)
    yield from dict.fromkeys([*(each for each in first if each in stated), *stated])


def _body(site: Site, names: Names, key: str) -> list[str]:
    body = site.comparison.bodies[key]
    called = (names.body_text(key, body.name), body.name, *site.library.other_names(key))
    return list(dict.fromkeys(called))
