"""The data pages: in, the descriptors of the packages; out, files with sizes, fields, previews."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mingzhang.common.file_sizes import size_text
from mingzhang.common.published import Package
from mingzhang.model import Fact, Measure, Origin
from mingzhang.site import agency_data, wording

PREVIEW_ROWS = 5
PREVIEW_COLUMNS = 6
"""Figures of the wide table that a preview shows: the first ones that have a value."""


@dataclass(frozen=True, slots=True)
class Value:
    """One of the values that a column may have, with its labels ("" where it has none)."""

    value: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a published table, described in both languages."""

    name: str
    type: str
    title_zh: str
    title_en: str
    description_zh: str
    description_en: str
    unit: str = ""
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Columns whose values stand in columns of another table: a foreign key."""

    columns: tuple[str, ...]
    table: str


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
    links: tuple[Link, ...] = ()


def resources(package: Package) -> tuple[Resource, ...]:
    """List the files of a package: tables first."""
    found = [_resource(package, each) for each in package.descriptor.get("resources", [])]
    return tuple(sorted(found, key=lambda resource: resource.rows is None))


def _resource(package: Package, described: Mapping[str, Any]) -> Resource:
    path = str(described["path"])
    is_table = described.get("type") == "table"
    name = str(described["name"])
    schema = described.get("schema") or {}
    size = int(described.get("bytes") or (package.folder / path).stat().st_size)
    return Resource(
        name=name,
        path=path,
        title_zh=bilingual(described, "title")[0] or name,
        title_en=bilingual(described, "title")[1],
        description_zh=bilingual(described, "description")[0],
        description_en=bilingual(described, "description")[1],
        size=size_text(size),
        rows=_count(package, name, described) if is_table else None,
        fields=tuple(_fields(schema)),
        primary_key=_names(schema.get("primaryKey", ())),
        links=tuple(
            Link(_names(key["fields"]), str(key["reference"].get("resource") or name))
            for key in schema.get("foreignKeys", ())
        ),
    )


def _count(package: Package, name: str, described: Mapping[str, Any]) -> int:
    """Take the number of rows from the descriptor, or count them."""
    stated = described.get("rows")
    return int(stated) if stated is not None else sum(1 for _ in agency_data.rows(package, name))


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    for field in schema.get("fields", []):
        yield Field(
            str(field["name"]),
            str(field.get("type", "")),
            *bilingual(field, "title"),
            *bilingual(field, "description"),
            str(field.get("unit", "")),
            tuple(_values(field)),
        )


def _values(field: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the values that a field may have, with labels where the schema gives them."""
    for one in field.get("categories") or field.get("constraints", {}).get("enum", ()):
        known = one if isinstance(one, Mapping) else {"value": one}
        yield Value(str(known["value"]), known.get("label", ""), known.get("label_en", ""))


def _names(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def bilingual(described: Mapping[str, Any], key: str) -> tuple[str, str]:
    """Take a text in Chinese and English, however the descriptor keeps the two."""
    chinese = described.get(f"{key}_zh") or described.get(key) or ""
    english = described.get(f"{key}_en") or ""
    if isinstance(chinese, Mapping):
        return str(chinese.get("zh", "")), str(chinese.get("en", english))
    return str(chinese), str(english)


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
    rows = tuple(itertools.islice(agency_data.rows(package, wide.name), PREVIEW_ROWS))
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
    for row in agency_data.rows(package, "facts"):
        if row["measure"] != Measure.AMOUNT or row["origin"] != Origin.PRINTED:
            continue
        found = of.setdefault(row["disclosure"], [])
        if len(found) < PREVIEW_ROWS:
            found.append(agency_data.record(row, Fact))
        if len(of) >= PREVIEW_ROWS:
            break
    for place in range(PREVIEW_ROWS):
        first += [found[place] for found in of.values() if place < len(found)]
    return first[:PREVIEW_ROWS]
