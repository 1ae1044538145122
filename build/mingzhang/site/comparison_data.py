"""Comparison across bodies: in, the level figures of each agency; out, one small table a concept.

Only level figures are compared (amounts, balances, counts); each keeps its stage, how it came to be
and where it is stated, so budget and final account can never be taken for one another.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import yaml

from mingzhang.common.yaml_file import LOADER
from mingzhang.model import Fact, Origin, UserError
from mingzhang.site import addresses
from mingzhang.site.figures import STAGE_ORDER, Figures
from mingzhang.site.language import CHINESE, ENGLISH, Language
from mingzhang.site.library import Library

SETTINGS = "compare.yml"
ORIGINS = tuple(str(origin) for origin in Origin)


@dataclass(frozen=True, slots=True)
class Body:
    """One body that can be compared. `key` is its id; one without id is named by its agency's.

    `above` is the id of the body that it is a part of, where the table of bodies says so.
    """

    key: str
    name: str
    agency: str
    place: str
    above: str = ""

    def related(self, library: Library, language: Language) -> str:
        """Say what it is a part of, or in whose documents alone it is named; else ""."""
        key = (
            "partOf"
            if self.above
            else "writtenIn"
            if self.key.startswith(f"{self.agency}.")
            else ""
        )
        row = library.agencies.get(self.above or self.agency, {})
        name = row.get(f"name_{language.code}") or row.get("name_zh") or self.agency
        return str(language.words.compared[key].other.format(name)) if key else ""


@dataclass(frozen=True, slots=True)
class Point:
    """One stated value: of which body, year and stage, in the base unit, and by which fact.

    `tolerance` is how far a derived value may be off, in the same unit. The last two are what the
    source prints, for those who quote it.
    """

    body: str
    year: int
    stage: str
    value: Decimal
    unit: str
    origin: str
    fact: str
    tolerance: Decimal = Decimal(0)
    value_printed: str = ""
    unit_printed: str = ""

    @property
    def order(self) -> tuple[str, int, int]:
        """Sort by body, the latest year first, in a year the final account first."""
        return self.body, -self.year, -STAGE_ORDER.index(self.stage)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: a point, its body, and whether other sources state another value."""

    point: Point
    body: Body
    contradicted: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A concept that has a page of its own. `term` is the key of its entry in the glossary."""

    concept: str
    name: str
    page: str
    term: str
    bodies: int


@dataclass
class Comparison:
    """All bodies and points, gathered agency by agency."""

    bodies: dict[str, Body] = field(default_factory=dict)
    points: defaultdict[str, list[Point]] = field(default_factory=lambda: defaultdict(list))

    def add(self, agency: str, figures: Figures, library: Library) -> None:
        """Take over the level figures that an agency's disclosures state, of all its bodies."""
        for level in figures.levels():
            if level.concept in library.concepts:
                body = self._body(agency, level.scope, level.scope_name, library)
                self.points[level.concept] += [
                    _point(body.key, level.period.year, level.period.stage, fact)
                    for fact in level.cell.facts
                ]

    def join(self, later: Comparison) -> None:
        """Take over the bodies and points that were gathered of other agencies."""
        for key, body in later.bodies.items():
            self.bodies.setdefault(key, body)
        for concept, points in later.points.items():
            self.points[concept] += points

    def _body(self, agency: str, scope: str, name: str, library: Library) -> Body:
        known = library.agencies.get(scope)
        key = scope if known or scope == agency else _nameless(agency, name)
        if key not in self.bodies:
            row = known or library.agencies.get(agency, {})
            place = library.place_name(row.get("region", ""))
            shown = library.agency_name(scope) if known else name
            above = known["parent"] if known else ""
            self.bodies[key] = Body(key, shown, agency, place, above)
        return self.bodies[key]

    def of(self, concept: str) -> tuple[Point, ...]:
        """List the points of a concept, body by body, the same each time."""
        return tuple(sorted(self.points[concept], key=lambda point: (point.order, point.fact)))

    def concepts(self, library: Library) -> tuple[str, ...]:
        """List the concepts that are stated anywhere, in the order of the vocabulary."""
        return tuple(concept for concept in library.concepts if self.points.get(concept))


def _nameless(agency: str, name: str) -> str:
    """Name a body that has no id of its own: lasting, and fit for an address."""
    return f"{agency}.{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def _point(body: str, year: int, stage: str, fact: Fact) -> Point:
    off = fact.tolerance if fact.origin is Origin.DERIVED else Decimal(0)
    printed = fact.value_printed, fact.unit_printed
    return Point(
        body, year, stage, fact.value, fact.unit, str(fact.origin), fact.fact, off, *printed
    )


def exact(value: Decimal) -> str:
    """Write a value in full, without exponent or superfluous zeros, as data.

    >>> exact(Decimal("1388400.00")), exact(Decimal("1E+3")), exact(Decimal("-0"))
    ('1388400', '1000', '0')
    """
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def column_file(points: Sequence[Point]) -> str:
    """Write the points of one concept as columns: short, since names are listed once.

    `body`, `document` and `unit` are positions in the lists `bodies`, `documents` and `units`,
    `stage` and `origin` in the lists of the index. `value` and `tolerance` are exact text; `fact`
    is the id of the fact without its disclosure.
    """
    disclosures = [addresses.disclosure_of(point.fact) for point in points]
    columns: dict[str, list[str]] = {
        "body": [point.body for point in points],
        "document": disclosures,
        "unit": [point.unit for point in points],
    }
    lists = {name: list(dict.fromkeys(values)) for name, values in columns.items()}
    places = {name: {value: n for n, value in enumerate(each)} for name, each in lists.items()}
    return _json(
        {
            "bodies": lists["body"],
            "documents": lists["document"],
            "units": lists["unit"],
            **{name: [places[name][value] for value in each] for name, each in columns.items()},
            "year": [point.year for point in points],
            "stage": [STAGE_ORDER.index(point.stage) for point in points],
            "value": [exact(point.value) for point in points],
            "tolerance": [exact(point.tolerance) for point in points],
            "origin": [ORIGINS.index(point.origin) for point in points],
            "fact": [
                point.fact.removeprefix(f"{disclosure}-")
                for point, disclosure in zip(points, disclosures, strict=True)
            ],
        }
    )


def index_file(comparison: Comparison, library: Library) -> str:
    """Write what can be compared: concepts by group, bodies by key, and the names of codes."""
    bodies = sorted(comparison.bodies.values(), key=lambda body: (body.agency, body.key))
    return _json(
        {
            "stages": list(STAGE_ORDER),
            "origins": list(ORIGINS),
            "concepts": [_concept(c, comparison, library) for c in comparison.concepts(library)],
            "bodies": {
                "key": [body.key for body in bodies],
                "name": [body.name for body in bodies],
                "name_en": [library.agencies.get(b.key, {}).get("name_en", "") for b in bodies],
                "place": [body.place for body in bodies],
                "related": [body.related(library, CHINESE) for body in bodies],
                "related_en": [body.related(library, ENGLISH) for body in bodies],
            },
        }
    )


def _concept(concept: str, comparison: Comparison, library: Library) -> dict[str, object]:
    row = library.concepts[concept]
    return {
        "id": concept,
        "name": row["name_zh"],
        "name_en": row.get("name_en", ""),
        "code": row.get("function_code") or row.get("economic_code") or "",
        "group": CHINESE.words.groups.named(row.get("concept_group") or "other"),
        "group_en": ENGLISH.words.groups.named(row.get("concept_group") or "other"),
        "bodies": len({point.body for point in comparison.points[concept]}),
    }


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def chosen_concepts(site_src: Path, library: Library) -> tuple[str, ...]:
    """Read which concepts get a page. Raises `UserError` when one is not in the vocabulary."""
    path = site_src / SETTINGS
    try:
        chosen = tuple(str(each) for each in yaml.load(path.read_text("utf-8"), LOADER)["pages"])
    except (OSError, KeyError, TypeError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(path, "缺少该设置文件，或内容不完整", "请从原仓库恢复该文件") from error
    unknown = [concept for concept in chosen if concept not in library.concepts]
    if unknown:
        raise UserError(path, f"词表中没有概念 {'、'.join(unknown)}", "请改正名称或删去该行")
    return chosen


def largest(points: Sequence[Point], most: int) -> tuple[Point, ...]:
    """Take the points to draw, in their own order: all, or of many the ones of largest value."""
    if len(points) <= most:
        return tuple(points)
    kept = set(sorted(points, key=lambda p: (-abs(p.value), p.order, p.fact))[:most])
    return tuple(point for point in points if point in kept)


def marked(points: Sequence[Point]) -> Iterator[tuple[Point, bool]]:
    """Yield each point, and whether the sources state another value of the same quantity."""
    counts: defaultdict[object, int] = defaultdict(int)
    for point in points:
        counts[point.order] += 1
    for point in points:
        yield point, counts[point.order] > 1


def offers(
    site_src: Path, comparison: Comparison, library: Library, terms: Container[str] = ()
) -> list[Offer]:
    """List the concepts that have a page and are stated; `terms` are the keys that have one."""
    return [
        _offer(concept, comparison, library, terms)
        for concept in chosen_concepts(site_src, library)
        if comparison.points.get(concept)
    ]


def _offer(concept: str, comparison: Comparison, library: Library, terms: Container[str]) -> Offer:
    key = addresses.term_key(concept, "", "")
    return Offer(
        concept=concept,
        name=library.concepts[concept]["name_zh"],
        page=f"compare/{key}/",
        term=key if key in terms else "",
        bodies=len({point.body for point in comparison.points[concept]}),
    )
