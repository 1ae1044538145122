"""What frictionless says of a package: in, a package; out, its report, summed up for a page.

A report is kept under the hash of all that it is about, and nothing is validated twice.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import frictionless

from mingzhang.common import published, workers
from mingzhang.common.kept import NOTHING_KEPT, Kept, key
from mingzhang.common.published import ForeignKey, Package, Table
from mingzhang.model import UserError
from mingzhang.paths import DESCRIPTOR

POOL_FROM = 8
"""Packages from which on starting other processes is worth their start."""
ALL = 1_000_000
"""Errors of one table after which frictionless stops looking."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Errors of one type in one column: where, what, how often, and one example.

    `area` is the line of the page that counts it: files | tables | cells | keys | references.
    """

    table: str
    field: str
    kind: str
    area: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked of one package, and what was wrong."""

    files: int
    tables: int
    rows: int
    cells: int
    primary_keys: int
    foreign_keys: int
    problems: tuple[Problem, ...]


def validate(package: Package, kept: Kept = NOTHING_KEPT) -> Report:
    """Return what frictionless says of a package, from what is kept where it is the same."""
    described: Sequence[Mapping[str, Any]] = package.descriptor["resources"]
    schemas = [one["schema"] for one in described if one.get("type") == "table"]
    report = _report(package, kept)
    counted = [task["stats"] for task in report["tasks"] if task["type"] == "table"]
    return Report(
        files=len(described),
        tables=len(schemas),
        rows=sum(one.get("rows", 0) for one in counted),
        cells=sum(one.get("rows", 0) * one.get("fields", 0) for one in counted),
        primary_keys=sum(bool(schema.get("primaryKey")) for schema in schemas),
        foreign_keys=sum(len(schema.get("foreignKeys", ())) for schema in schemas),
        problems=tuple(_problems(report)),
    )


def prepare(folders: Sequence[Path], kept: Kept) -> None:
    """Validate the packages that changed since they last were, on all cores when there are many."""
    stale = [one for one in folders if kept.get(_key(published.load(one))) is None]
    for _ in workers.spread(_validate_folder, kept, stale, POOL_FROM):
        pass


def _validate_folder(kept: Kept, folder: Path) -> None:
    _report(published.load(folder), kept)


def _report(package: Package, kept: Kept) -> Mapping[str, Any]:
    """Take the report that is kept of these very bytes, or make and keep a new one."""
    name = _key(package)
    known = kept.get(name)
    if known is None:
        known = json.dumps(_asked(package).to_descriptor()).encode()
        kept.put(name, known)
    report: Mapping[str, Any] = json.loads(known)
    return report


def _asked(package: Package) -> frictionless.Report:
    """Ask frictionless about a package: about references only where one of them leads nowhere.

    It opens a whole table for each reference that leads to it: three quarters of its time.
    """
    descriptor = copy.deepcopy(dict(package.descriptor))
    if references_hold(package):
        for one in descriptor["resources"]:
            one.get("schema", {}).pop("foreignKeys", None)
    report: frictionless.Report = frictionless.validate(
        descriptor, type="package", basepath=package.place, limit_errors=ALL
    )
    return report


def references_hold(package: Package) -> bool:
    """Tell whether every reference between tables leads to a row; False when one is unreadable."""
    links = [(table.name, key) for table in package.tables.values() for key in table.foreign_keys]
    wanted = {place for name, key in links for place in ((name, key.columns), _target(key))}
    try:
        there = {place: _values(package.tables[place[0]], place[1]) for place in sorted(wanted)}
    except (UserError, LookupError, ValueError):
        return False
    return all(there[name, key.columns] <= there[_target(key)] for name, key in links)


def _target(key: ForeignKey) -> tuple[str, tuple[str, ...]]:
    return key.table, key.there


def _values(table: Table, columns: Sequence[str]) -> set[tuple[str, ...]]:
    """Collect what stands in some columns; a row in which all of them are empty refers to none."""
    places = [table.columns.index(column) for column in columns]
    rows = {tuple(row[place] for place in places) for block in table.chunks() for row in block}
    return rows - {("",) * len(places)}


def _key(package: Package) -> str:
    """Hash the validator's version, the descriptor and the bytes of each file."""
    parts = ["validation", version("frictionless")]
    for path in (DESCRIPTOR, *(str(one["path"]) for one in package.descriptor["resources"])):
        try:
            with (package.folder / path).open("rb") as file:
                parts.append(hashlib.file_digest(file, "sha256").hexdigest())
        except OSError:
            parts.append("missing")
    return key(*parts)


def _problems(report: Mapping[str, Any]) -> Iterator[Problem]:
    errors: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    tasks = [*report["tasks"], {"name": "", "errors": report["errors"]}]
    for task in tasks:
        for error in task["errors"]:
            place = (task["name"], str(error.get("fieldName", "")), error["type"])
            errors.setdefault(place, []).append(error)
    for (table, field, kind), alike in errors.items():
        example = str(alike[0].get("cell") or alike[0]["note"])
        yield Problem(table, field, kind, _area(alike[0]), len(alike), example)


def _area(error: Mapping[str, Any]) -> str:
    if error["type"] in _KEYS:
        return _KEYS[error["type"]]
    tags = error["tags"]
    return "cells" if "#cell" in tags else "tables" if "#table" in tags else "files"


_KEYS = {"primary-key": "keys", "foreign-key": "references"}
