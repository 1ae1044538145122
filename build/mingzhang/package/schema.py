"""The schemas of the published tables: in, `schemas/*.yml`; out, `TableSchema`, frictionless's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from frictionless import Schema

from mingzhang.common.yaml_file import LOADER

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


@dataclass(frozen=True)
class TableSchema:
    """One table: its titles, its schema as frictionless knows it, and as descriptors write it."""

    table: str
    model: Schema
    descriptor: Mapping[str, Any]
    title_zh: str
    title_en: str
    description_zh: str
    description_en: str

    @cached_property
    def types(self) -> Mapping[str, str]:
        """The type of each column."""
        return {field.name: field.type for field in self.model.fields}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the file."""
        return tuple(self.model.field_names)

    @cached_property
    def required(self) -> frozenset[str]:
        """The columns that are never empty."""
        return frozenset(field.name for field in self.model.fields if field.required)

    @cached_property
    def enums(self) -> Mapping[str, tuple[str, ...]]:
        """The values of columns that have a list of them."""
        constraints = {field.name: field.constraints for field in self.model.fields}
        return {
            name: tuple(rules["enum"]) for name, rules in constraints.items() if "enum" in rules
        }

    @cached_property
    def primary_key(self) -> tuple[str, ...]:
        """The columns that tell rows apart."""
        return tuple(self.model.primary_key)

    @cached_property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        """What leads to other rows; frictionless names the table itself by the empty name."""
        return tuple(
            ForeignKey(
                tuple(key["fields"]),
                key["reference"]["resource"] or self.table,
                tuple(key["reference"]["fields"]),
            )
            for key in self.model.foreign_keys
        )


@cache
def schema(table: str) -> TableSchema:
    """Load the schema of one table. Raises FileNotFoundError for a table that there is not.

    Raises FrictionlessException for what is no Table Schema.
    """
    written = yaml.load((_SCHEMAS / f"{table}.yml").read_text(encoding="utf-8"), LOADER)
    keys = written.get("foreignKeys", [])
    descriptor = {
        "$schema": SCHEMA_PROFILE,
        "fields": [_field(field) for field in written["fields"]],
        "missingValues": [MISSING],
        "primaryKey": written["primaryKey"],
        **({"foreignKeys": keys} if keys else {}),
    }
    return TableSchema(
        table=table,
        model=Schema.from_descriptor(descriptor),
        descriptor=descriptor,
        title_zh=written["title"],
        title_en=written["title_en"],
        description_zh=written["description"],
        description_en=written["description_en"],
    )


def _field(written: Mapping[str, Any]) -> dict[str, Any]:
    """A field of the descriptor: categories also become the `enum` that validators enforce."""
    field = dict(written)
    if "categories" in field:
        values = [category["value"] for category in field["categories"]]
        field["constraints"] = {**field.get("constraints", {}), "enum": values}
    return field
