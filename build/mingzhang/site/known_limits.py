"""What the data of a package do not hold: in, its disclosures; out, counts, each with its evidence.

Only counts and a few places are kept, so the limits of all packages together are those of each,
added up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mingzhang.common.published import Row
from mingzhang.common.urls import disclosure_page
from mingzhang.model import UNPLACED, Fact, Origin, Stage
from mingzhang.site import addresses
from mingzhang.site.agency_data import DisclosureData
from mingzhang.site.library import Library

PLACES_KEPT = 6
"""Places that are named for each limit; the coverage page has the others."""
NOT_CLASSIFIED = ("table_not_read", "column_not_read")
"""Rules of the ledger for numerals of tables that no layout, or no column of it, explains."""
_NOTES: Mapping[str, str] = {
    "table_not_mapped": "tables_not_mapped",
    "table_without_unit": "tables_without_unit",
    "image_not_read": "images_not_read",
    "attachment_not_read": "attachments_not_read",
    "page_without_text": "pages_not_read",
}
"""Kinds of notes that have a limit of their own; all others are odd structure."""
_ORIGINS: Mapping[Origin, str] = {
    Origin.PRINTED: "printed",
    Origin.STATED: "stated",
    Origin.DERIVED: "derived",
    Origin.CORRECTED: "corrected",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a limit shows: in which disclosure, how often, and the address of the first time."""

    agency: str
    fiscal_year: int
    stage: str
    count: int
    address: str


@dataclass(frozen=True)
class Limits:
    """The limits of some disclosures. `codes` are those that their figures use."""

    counts: Counter[str] = field(default_factory=Counter)
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    unverified: frozenset[str] = frozenset()
    periods: frozenset[tuple[str, int, str]] = frozenset()

    @property
    def agencies(self) -> int:
        """How many bodies."""
        return len({agency for agency, _, _ in self.periods})

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the disclosures, in order."""
        return tuple(sorted({year for _, year, _ in self.periods}))

    @property
    def both_stages(self) -> int:
        """For how many years of a body both its budget and its final account are there."""
        return sum(number > 1 for number in self._by_year.values())

    @property
    def one_stage(self) -> int:
        """For how many years of a body only one of the two is there."""
        return sum(number == 1 for number in self._by_year.values())

    @property
    def alone(self) -> int:
        """How many bodies have one disclosure only: nothing to compare it with."""
        return sum(count == 1 for count in Counter(each for each, _, _ in self.periods).values())

    @property
    def _by_year(self) -> Counter[tuple[str, int]]:
        return Counter((agency, year) for agency, year, _ in self.periods)

    @property
    def gaps(self) -> tuple[tuple[int, str], ...]:
        """Years and stages that lack between the first and the last year of the only body."""
        if self.agencies != 1:
            return ()
        there = {(year, stage) for _, year, stage in self.periods}
        years = range(self.years[0], self.years[-1] + 1)
        stages = (Stage.BUDGET, Stage.FINAL)
        return tuple((y, str(s)) for y in years for s in stages if (y, s) not in there)


def together(each: Sequence[Limits]) -> Limits:
    """Add up the limits of several packages."""
    counts: Counter[str] = Counter()
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for limits in each:
        counts.update(limits.counts)
        for kind, more in limits.places.items():
            places[kind] += more
    return Limits(
        counts,
        {kind: tuple(_most(listed)) for kind, listed in places.items()},
        frozenset().union(*(package.codes for package in each)),
        frozenset().union(*(package.unverified for package in each)),
        frozenset().union(*(package.periods for package in each)),
    )


def of_agency(data: Sequence[DisclosureData], headline: Iterable[Row], library: Library) -> Limits:
    """Count the limits of the disclosures of one agency; `headline` are its rows of that table."""
    codes = frozenset(code for document in data for fact in document.facts for code in _codes(fact))
    disagreeing = {row["disclosure"] for row in headline if row.get("disagreeing")}
    counts: Counter[str] = Counter()
    places: dict[str, list[Place]] = {}
    for disclosure in data:
        for kind, count, address in _found(disclosure, disagreeing):
            if count:
                counts[kind] += count
                place = Place(
                    disclosure.agency, disclosure.fiscal_year, disclosure.stage, count, address
                )
                places.setdefault(kind, []).append(place)
    return Limits(
        counts,
        {kind: tuple(_most(listed)) for kind, listed in places.items()},
        codes,
        frozenset(code for code in codes if not _is_verified(code, library)),
        frozenset((document.agency, document.fiscal_year, document.stage) for document in data),
    )


def _most(places: Iterable[Place]) -> list[Place]:
    """Keep the places where most is amiss, the first of equals."""
    return sorted(places, key=lambda place: -place.count)[:PLACES_KEPT]


def _codes(fact: Fact) -> Iterator[str]:
    if fact.function_code:
        yield f"functions/{fact.function_code}"
    if fact.economic_code:
        yield f"economics/{fact.economic_code}"


def _is_verified(code: str, library: Library) -> bool:
    table, _, number = code.partition("/")
    known = library.functions if table == "functions" else library.economics
    return known.get(number, {}).get("verified") == "true"


def _found(data: DisclosureData, disagreeing: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """Yield each kind of limit of one disclosure, how often it shows, and where."""
    page = disclosure_page(data.id)
    coverage = f"{page}#coverage"
    yield "disclosures", 1, page
    yield data.stage, 1, page
    yield from _of_facts(data, page)
    yield "numerals", len(data.numerals), coverage
    yield "unplaced", sum(numeral.rule == UNPLACED for numeral in data.numerals), coverage
    yield "unclassified", sum(numeral.rule in NOT_CLASSIFIED for numeral in data.numerals), coverage
    yield "pages", int(data.row.get("pages") or 0), page
    yield "grids", int(data.row.get("grids") or 0), page
    yield from _of_notes(data, coverage)
    yield "without_address", not data.row.get("source_url"), page
    yield "without_date", not data.row.get("published_on"), page
    yield "year_in_title", bool(data.row.get("year_in_title")), page
    yield "disagreeing", data.id in disagreeing, f"{page}#figures"


def _of_facts(data: DisclosureData, page: str) -> Iterator[tuple[str, int, str]]:
    origins = Counter(fact.origin for fact in data.facts)
    yield "facts", len(data.facts), f"{page}#figures"
    for origin, name in _ORIGINS.items():
        yield name, origins[origin], f"{page}#figures"
    rounded = [fact for fact in data.facts if fact.tolerance and fact.origin is not Origin.DERIVED]
    yield "rounded", len(rounded), f"{page}#figures"
    unmapped = [fact for fact in data.facts if not fact.concept]
    yield "unmapped", len(unmapped), addresses.fact_place(unmapped[0].fact) if unmapped else page


def _of_notes(data: DisclosureData, coverage: str) -> Iterator[tuple[str, int, str]]:
    kinds = Counter(_NOTES.get(note.kind, "odd") for note in data.notes)
    pages = int(data.row.get("pages_not_read") or 0)
    for kind, count in kinds.items():
        if kind != "pages_not_read":
            yield kind, count, coverage
    yield "pages_not_read", pages, coverage
