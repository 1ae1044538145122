"""The schemas of the published tables: in, `schemas/*.yml`; out, `TableSchema` and descriptors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
MISSING = ""
_SCHEMAS = Path(__file__).parent / "schemas"

TABLES = (
    "disclosures",
    "facts",
    "figures",
    "figure_facts",
    "derivations",
    "headline",
    "numerals",
    "findings",
    "finding_facts",
    "glossary",
    "duties",
    "units",
    "platforms",
    "sections",
    "notes",
    "passages",
    "grids",
    "cells",
)
"""The tables whose rows belong to one disclosure, in the order in which packages list them."""

VOCABULARIES = (
    "concepts",
    "functions",
    "economics",
    "agencies",
    "regions",
    "units_of_measure",
    "section_kinds",
    "checks",
)
"""The tables that the others refer to."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values stand in `columns_there` of the table `table`."""

    columns: tuple[str, ...]
    table: str
    columns_there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: its columns with their types, its keys, and its Table Schema descriptor."""

    table: str
    title_zh: str
    title_en: str
    description_zh: str
    description_en: str
    types: Mapping[str, str]
    required: frozenset[str]
    enums: Mapping[str, tuple[str, ...]]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    descriptor: Mapping[str, Any]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the file."""
        return tuple(self.types)


@cache
def schema(table: str) -> TableSchema:
    """Load the schema of one table. Raises FileNotFoundError for a table that there is not."""
    written = yaml.safe_load((_SCHEMAS / f"{table}.yml").read_text(encoding="utf-8"))
    fields = [_field(field) for field in written["fields"]]
    keys = written.get("foreignKeys", [])
    return TableSchema(
        table=table,
        title_zh=written["title"],
        title_en=written["title_en"],
        description_zh=written["description"],
        description_en=written["description_en"],
        types={field["name"]: field["type"] for field in fields},
        required=frozenset(
            field["name"] for field in fields if field.get("constraints", {}).get("required")
        ),
        enums={
            field["name"]: tuple(field["constraints"]["enum"])
            for field in fields
            if "enum" in field.get("constraints", {})
        },
        primary_key=tuple(written["primaryKey"]),
        foreign_keys=tuple(_foreign_key(key, table) for key in keys),
        descriptor={
            "$schema": SCHEMA_PROFILE,
            "fields": fields,
            "missingValues": [MISSING],
            "primaryKey": written["primaryKey"],
            **({"foreignKeys": keys} if keys else {}),
        },
    )


def _field(written: Mapping[str, Any]) -> dict[str, Any]:
    """A field of the descriptor: categories also become the `enum` that validators enforce."""
    field = dict(written)
    if "categories" in field:
        values = [category["value"] for category in field["categories"]]
        field["constraints"] = {**field.get("constraints", {}), "enum": values}
    return field


def _foreign_key(written: Mapping[str, Any], table: str) -> ForeignKey:
    reference = written["reference"]
    return ForeignKey(
        tuple(written["fields"]), reference.get("resource", table), tuple(reference["fields"])
    )
