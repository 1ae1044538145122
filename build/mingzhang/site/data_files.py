"""The data pages: in, the descriptors of the packages; out, files with sizes, fields, previews."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mingzhang.common import parts
from mingzhang.common.file_sizes import size_text
from mingzhang.common.published import Field, ForeignKey, Package
from mingzhang.model import Fact, Measure, Origin
from mingzhang.site import agency_data, wording

PREVIEW_ROWS = 5
PREVIEW_COLUMNS = 6
"""Figures of the wide table that a preview shows: the first ones that have a value."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of a package. `rows` is None for a file that is no table."""

    name: str
    path: str
    title_zh: str
    title_en: str
    description_zh: str
    description_en: str
    size: str
    rows: int | None
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    links: tuple[ForeignKey, ...] = ()


def resources(package: Package) -> tuple[Resource, ...]:
    """List the files of a package: tables first."""
    listed = [_resource(package, each) for each in package.descriptor.get("resources", [])]
    return tuple(sorted(listed, key=lambda resource: resource.rows is None))


def _resource(package: Package, described: Mapping[str, Any]) -> Resource:
    name, path = str(described["name"]), parts.paths(described)[0]
    table = package.tables.get(name)
    return Resource(
        name=name,
        path=path,
        title_zh=str(described.get("title", name)),
        title_en=str(described.get("title_en", "")),
        description_zh=str(described.get("description", "")),
        description_en=str(described.get("description_en", "")),
        size=size_text(int(described.get("bytes") or (package.folder / path).stat().st_size)),
        rows=table.rows if table else None,
        fields=table.fields if table else (),
        primary_key=table.primary_key if table else (),
        links=table.foreign_keys if table else (),
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """Some rows of the wide table: the columns with figures, and the rows with all their cells.

    The cells of the figures are spelled for people.
    """

    figures: tuple[Field, ...]
    rows: tuple[Mapping[str, str], ...]


def headline_preview(
    package: Package, wide: Resource | None, preferred: Iterable[Sequence[str]]
) -> Preview | None:
    """Take the first rows of the wide table, with preferred figures, then those most of them have.

    `preferred` are lines of concepts, as the settings bring them to the front.
    """
    if wide is None:
        return None
    rows = tuple(itertools.islice(package.records(wide.name), PREVIEW_ROWS))
    money = [field for field in wide.fields if field.unit == "CNY"]
    filled = {field.name: sum(bool(row[field.name]) for row in rows) for field in money}
    wanted = {name for line in preferred for name in line}
    some = [field for field in money if filled[field.name]]
    best = sorted(some, key=lambda field: (field.name not in wanted, -filled[field.name]))
    shown = {field.name for field in best[:PREVIEW_COLUMNS]}
    figures = tuple(field for field in money if field.name in shown)
    if not figures:
        return None
    spelled = tuple(
        {name: _spelled(text) if name in shown else text for name, text in row.items()}
        for row in rows
    )
    return Preview(figures, spelled)


def _spelled(text: str) -> str:
    return wording.plain(Decimal(text)) if text else ""


def fact_preview(package: Package) -> list[Fact]:
    """Take the first printed amounts of a package, from as many disclosures as there are."""
    first: list[Fact] = []
    of: dict[str, list[Fact]] = {}
    for row in package.records("facts"):
        if row["measure"] != Measure.AMOUNT or row["origin"] != Origin.PRINTED:
            continue
        taken = of.setdefault(row["disclosure"], [])
        if len(taken) < PREVIEW_ROWS:
            taken.append(agency_data.record(row, Fact))
        if len(of) >= PREVIEW_ROWS:
            break
    for place in range(PREVIEW_ROWS):
        first += [facts[place] for facts in of.values() if place < len(facts)]
    return first[:PREVIEW_ROWS]
