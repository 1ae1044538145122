"""Data packages as typed records: in, the folder `datapackages/`; out, `DisclosureData`.

Nothing else is read, so that anyone can build the same site from the published data alone.
"""

from __future__ import annotations

import types
import typing
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from mingzhang.common.published import Package, Row
from mingzhang.model import (
    PUBLISHED_AS,
    Duty,
    Fact,
    Finding,
    GlossaryEntry,
    Note,
    Numeral,
    Platform,
    Section,
    Unit,
    UserError,
)
from mingzhang.paths import DESCRIPTOR, JOINED

T = TypeVar("T")
LIST_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of a source: `text` stands at `start`..`end` of the document's text."""

    passage: int
    start: int
    end: int
    text: str
    page: int | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a table of the source; it covers `row_span` rows and `column_span` columns."""

    table: int
    row: int
    column: int
    row_span: int
    column_span: int
    start: int


@dataclass(frozen=True, slots=True)
class DisclosureData:
    """All that the tables say of one disclosure. `row` is its row of `disclosures`."""

    row: Row
    facts: tuple[Fact, ...]
    numerals: tuple[Numeral, ...]
    findings: tuple[Finding, ...]
    glossary: tuple[GlossaryEntry, ...]
    duties: tuple[Duty, ...]
    units: tuple[Unit, ...]
    platforms: tuple[Platform, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    passages: tuple[Passage, ...]
    cells: tuple[GridCell, ...] = ()

    @property
    def id(self) -> str:
        """The id, `<agency>-<year>-<budget|final>`."""
        return self.row["disclosure"]

    @property
    def agency(self) -> str:
        """The id of the agency that published it."""
        return self.row["agency"]

    @property
    def fiscal_year(self) -> int:
        """The year that the disclosure is about."""
        return int(self.row["fiscal_year"])

    @property
    def stage(self) -> str:
        """`budget` or `final`."""
        return self.row["stage"]


def package_names(packages_dir: Path) -> tuple[str, ...]:
    """Name the agencies' packages, in order; a new project has none yet, only the joined one.

    Raises `UserError` when there is not even that.
    """
    names = {path.parent.name for path in packages_dir.glob(f"*/{DESCRIPTOR}")}
    if JOINED not in names:
        raise UserError(packages_dir, "里面没有任何数据包", "请先运行 mingzhang package")
    return tuple(sorted(names - {JOINED}))


def disclosures(package: Package) -> tuple[DisclosureData, ...]:
    """Read all disclosures of an agency's package, earliest year first, budget before final."""
    tables = {name: _grouped(package, name, kind) for name, kind in _TABLES.items()}
    listed = sorted(package.records("disclosures"), key=lambda r: (r["fiscal_year"], r["stage"]))
    return tuple(
        DisclosureData(row, **{name: table[row["disclosure"]] for name, table in tables.items()})
        for row in listed
    )


_TABLES: Mapping[str, type[Any]] = {
    "facts": Fact,
    "numerals": Numeral,
    "findings": Finding,
    "glossary": GlossaryEntry,
    "duties": Duty,
    "units": Unit,
    "platforms": Platform,
    "sections": Section,
    "notes": Note,
    "passages": Passage,
    "cells": GridCell,
}


_LINKED = {
    "facts": ("derived_from", "derivations", "fact", "from_fact"),
    "findings": ("facts", "finding_facts", "finding", "fact"),
}
"""Fields of records that hold many ids: the field, its link table, the key there, and the ids."""


def _grouped(package: Package, table: str, kind: type[T]) -> defaultdict[str, tuple[T, ...]]:
    groups: defaultdict[str, list[T]] = defaultdict(list)
    column, links, key, many = _LINKED.get(table, ("", "", "", ""))
    linked: defaultdict[str, list[str]] = defaultdict(list)
    for row in package.records(links):
        linked[row[key]].append(row[many])
    for row in package.records(table):
        if column:
            row[column] = LIST_SEPARATOR.join(linked[row[key]])
        groups[row["disclosure"]].append(record(row, kind))
    return defaultdict(tuple, {key: tuple(records) for key, records in groups.items()})


def record(row: Row, kind: type[T]) -> T:
    """Make a record of a row. An empty cell of an optional column is None, of a list nothing.

    Raises `KeyError` naming the column when one that the record requires is missing.
    """
    values: dict[str, Any] = {}
    for name, (convert, required) in _columns(cast(Any, kind)).items():
        column = PUBLISHED_AS.get(name, name)
        if column in row:
            values[name] = convert(row[column])
        elif required:
            raise KeyError(f"{kind.__name__}: {name}")
    return kind(**values)


@cache
def _columns(kind: Any) -> dict[str, tuple[Callable[[str], Any], bool]]:
    """Say for each field of a record how its cell is read, and whether it must be there."""
    hints = typing.get_type_hints(kind)
    optional = {f.name for f in fields(kind) if _has_default(f)}
    return {f.name: (_reader(hints[f.name]), f.name not in optional) for f in fields(kind)}


def _has_default(field: Any) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _reader(hint: Any) -> Callable[[str], Any]:
    if isinstance(hint, types.UnionType):
        inner = _reader(next(part for part in hint.__args__ if part is not type(None)))
        return lambda text: inner(text) if text else None
    if typing.get_origin(hint) is tuple:
        return lambda text: tuple(part for part in text.split(LIST_SEPARATOR) if part)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    if hint is bool:
        return lambda text: text == "true"
    return {int: int, Decimal: Decimal, str: str}[hint]
