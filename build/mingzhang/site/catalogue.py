"""The data pages: in, the descriptors of the packages; out, files with sizes, fields, previews."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mingzhang.datapackage import Package
from mingzhang.model import Measure
from mingzhang.site import tables

PREVIEW_ROWS = 3
PREVIEW_COLUMNS = (
    "scope",
    "fiscal_year",
    "stage",
    "concept_zh",
    "measure",
    "value_printed",
    "unit_printed",
    "value",
    "unit",
)
TABLES_FIRST = ("disclosures", "facts", "numerals", "findings", "glossary", "duties", "units")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a published table, described in both languages."""

    name: str
    type: str
    title_zh: str
    title_en: str
    description_zh: str
    description_en: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of a package. `rows` is None for a file that is no table."""

    name: str
    path: str
    title_zh: str
    title_en: str
    description_zh: str
    size: str
    rows: int | None
    fields: tuple[Field, ...]


def resources(package: Package) -> tuple[Resource, ...]:
    """List the files of a package: tables first."""
    found = [_resource(package, each) for each in package.descriptor.get("resources", [])]
    return tuple(sorted(found, key=lambda resource: resource.rows is None))


def _resource(package: Package, described: Mapping[str, Any]) -> Resource:
    path = str(described["path"])
    is_table = described.get("type") == "table"
    name = str(described["name"])
    size = int(described.get("bytes") or (package.folder / path).stat().st_size)
    return Resource(
        name=name,
        path=path,
        title_zh=bilingual(described, "title")[0] or name,
        title_en=bilingual(described, "title")[1],
        description_zh=bilingual(described, "description")[0],
        size=size_text(size),
        rows=_count(package, name, described) if is_table else None,
        fields=tuple(_fields(described.get("schema") or {})),
    )


def _count(package: Package, name: str, described: Mapping[str, Any]) -> int:
    """Take the number of rows from the descriptor, or count them."""
    stated = described.get("rows")
    return int(stated) if stated is not None else sum(1 for _ in tables.rows(package, name))


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    for field in schema.get("fields", []):
        yield Field(
            str(field["name"]),
            str(field.get("type", "")),
            *bilingual(field, "title"),
            *bilingual(field, "description"),
        )


def bilingual(described: Mapping[str, Any], key: str) -> tuple[str, str]:
    """Take a text in Chinese and English, however the descriptor keeps the two."""
    chinese = described.get(f"{key}_zh") or described.get(key) or ""
    english = described.get(f"{key}_en") or ""
    if isinstance(chinese, Mapping):
        return str(chinese.get("zh", "")), str(chinese.get("en", english))
    return str(chinese), str(english)


def size_text(size: int) -> str:
    """Print a size in bytes for people.

    >>> size_text(512), size_text(20_480), size_text(3_250_000)
    ('512 B', '20 KB', '3.1 MB')
    """
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def preview(package: Package) -> list[dict[str, str]]:
    """Take the first amounts of a package, by the columns that most people ask for."""
    amounts = (row for row in tables.rows(package, "facts") if row["measure"] == Measure.AMOUNT)
    first = itertools.islice(amounts, PREVIEW_ROWS)
    return [{name: row[name] for name in PREVIEW_COLUMNS if name in row} for row in first]
