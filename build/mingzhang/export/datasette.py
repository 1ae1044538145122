"""Metadata for Datasette: in, the tables of a package; out, `metadata.json` beside its database.

`datasette all.sqlite -m metadata.json` then shows names for ids, what each column means, and the
facets that people filter by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mingzhang.common.published import Package, Table

_LABELS = ("name_zh", "title_zh", "title", "concept_zh", "term", "name")
"""What names a row, the first that a table has: foreign keys to it show that."""
_FACETS = ("agency", "fiscal_year", "stage", "measure", "origin", "outcome", "severity", "check_id")
_MOST_FACETS = 4


def metadata(package: Package, tables: Sequence[Table]) -> dict[str, Any]:
    """Describe a package's database as Datasette reads it."""
    licence: Mapping[str, Any] = package.descriptor["licenses"][0]
    return {
        "title": package.title,
        "description": str(package.descriptor["description"]),
        "license": str(licence["title"]),
        "license_url": str(licence["path"]),
        "databases": {package.name: {"tables": {table.name: _table(table) for table in tables}}},
    }


def _table(table: Table) -> dict[str, Any]:
    columns = [field.name for field in table.fields]
    facets = [name for name in _FACETS if name in columns and name not in table.primary_key]
    label = next((name for name in _LABELS if name in columns), None)
    return {
        "title": f"{table.title_zh} {table.name}",
        "columns": {f.name: f"{f.title_zh}：{f.description_zh}" for f in table.fields},
        **({"label_column": label} if label else {}),
        **({"facets": facets[:_MOST_FACETS]} if facets else {}),
    }
