"""What frictionless says of a package: in, a package; out, its report, summed up for a page.

A report is kept under the hash of all that it is about, and nothing is validated twice.
"""

from __future__ import annotations

import copy
import hashlib
import json
import mmap
import pickle
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby, starmap
from operator import itemgetter
from pathlib import Path
from typing import Any

import frictionless

from mingzhang.common import parts, published, workers
from mingzhang.common.kept import NOTHING_KEPT, Kept, key, of_code, version
from mingzhang.common.published import ForeignKey, Package, Table
from mingzhang.model import UserError
from mingzhang.site import joined_report
from mingzhang.site.joined_report import Seen, rows, schemas

POOL_FROM = 8
"""Packages from which on starting other processes is worth their start."""
POOL_FROM_ROWS = 50_000
"""Rows of one package from which on it is."""
FEW = 4
"""The joined package is judged by its bodies where fewer than one in so many changed."""
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
    schemas = [resource["schema"] for resource in described if resource.get("type") == "table"]
    report = _report(package.folder, kept)
    counted = [task["stats"] for task in report["tasks"] if task["type"] == "table"]
    return Report(
        files=len(described),
        tables=len(schemas),
        rows=sum(stats.get("rows", 0) for stats in counted),
        cells=sum(stats.get("rows", 0) * stats.get("fields", 0) for stats in counted),
        primary_keys=sum(bool(schema.get("primaryKey")) for schema in schemas),
        foreign_keys=sum(len(schema.get("foreignKeys", ())) for schema in schemas),
        problems=tuple(_problems(report)),
    )


def prepare(folders: Sequence[Path], joined: Path, kept: Kept) -> None:
    """Validate the packages that changed since they last were, on all cores when there are many.

    A package whose rows all stand in the joined one, and whose schemas are the same, has their
    types and keys: it is opened by frictionless only when something of it is not as in there.
    """
    stale = [folder for folder in folders if kept.get(_key(folder, kept)) is None]
    if not stale:
        return
    whole = published.load(joined)
    if joined in stale:
        bodies = [folder for folder in folders if folder != joined]
        changed = [folder for folder in stale if folder != joined]
        if len(changed) * FEW < len(bodies) and _is_sum(whole, bodies, changed, kept):
            return
        if references_hold(whole):
            _keep_in_parts(whole, kept)
    is_sound = not validate(whole, kept).problems
    with Within(whole) as within:
        asked = [(folder, is_sound and within.has(published.load(folder))) for folder in stale]
    for _ in workers.spread(_validate_folder, kept, asked, POOL_FROM):
        pass


def _is_sum(whole: Package, bodies: Sequence[Path], changed: Sequence[Path], kept: Kept) -> bool:
    """Validate the changed bodies, and by all of them the joined package, as far as that goes."""
    for _ in workers.spread(_validate_folder, kept, [(body, False) for body in changed], POOL_FROM):
        pass
    if any(True for body in bodies for _ in _problems(_report(body, kept))):
        return False
    own = [
        name for name, table in whole.tables.items() if not joined_report.belongs_to_bodies(table)
    ]
    if not (
        files_hold(whole)
        and _is_described(whole)
        and joined_report.joins(whole, [(body, _seen(body, kept)) for body in bodies], kept)
        and references_hold(whole, own)
        and all(_is_sound_file(whole, name, kept) for name in own)
    ):
        return False
    stated = {name: table.rows for name, table in whole.tables.items()}
    kept.put(_key(whole.folder, kept), json.dumps(_sound(whole, stated)).encode())
    return True


def _seen(body: Path, kept: Kept) -> Seen:
    name = key("seen", of_code("site/joined_report.py"), kept.of_folder(body))
    return kept.once(name, Seen, lambda: joined_report.seen(published.load(body)))


def _is_sound_file(package: Package, name: str, kept: Kept) -> bool:
    """Ask frictionless about one table of a package, whose file has the stated hash."""
    is_sound: bool = kept.once(
        _table_key(package, name),
        bool,
        lambda: not any(_problems(_validate_file(package.place, name))),
    )
    return is_sound


def _table_key(package: Package, name: str) -> str:
    described = next(r for r in package.descriptor["resources"] if r["name"] == name)
    return key("validation of a table", version("frictionless"), json.dumps(described))


def _keep_in_parts(package: Package, kept: Kept) -> None:
    """Validate the files of a large package whose references hold, each by itself."""
    names = [str(resource["name"]) for resource in package.descriptor["resources"]]
    few = sum(table.rows for table in package.tables.values()) < POOL_FROM_ROWS
    reports = list(workers.spread(_validate_file, package.place, names, ALL if few else 2))
    for name, report in zip(names, reports, strict=True):
        if not any(_problems(report)):  # so its file has the stated hash, too
            kept.put(_table_key(package, name), pickle.dumps(True))
    parts = {
        part: [entry for report in reports for entry in report[part]]
        for part in ("tasks", "errors")
    }
    kept.put(_key(package.folder, kept), json.dumps(parts).encode())


def _validate_file(place: str, name: str) -> Mapping[str, Any]:
    described = published.load(place).descriptor
    only = [resource for resource in described["resources"] if resource["name"] == name]
    alone = _without_references({**described, "resources": only})
    return _frictionless(alone, place).to_descriptor()


def _validate_folder(kept: Kept, asked: tuple[Path, bool]) -> None:
    folder, is_within = asked
    package = published.load(folder)
    if is_within and references_hold(package) and files_hold(package) and _is_described(package):
        counted = {name: sum(map(len, t.chunks())) for name, t in package.tables.items()}
        kept.put(_key(folder, kept), json.dumps(_sound(package, counted)).encode())
    else:
        _report(folder, kept)


_SHAPES: set[str] = set()
"""How files are described that frictionless found sound: most packages describe the same tables."""
_HELD = frozenset({"schema", "bytes", "hash", "rows"})
"""What other checks hold to the files themselves."""


def _is_described(package: Package) -> bool:
    """Tell whether the descriptor is sound beside its schemas: they are those of the joined one."""
    described = package.descriptor["resources"]
    shapes = {
        json.dumps({name: value for name, value in resource.items() if name not in _HELD}): resource
        for resource in described
    }
    if len({resource["name"] for resource in described}) < len(described):
        return False
    asked = [resource for shape, resource in shapes.items() if shape not in _SHAPES]
    without_schemas = [
        {name: value for name, value in resource.items() if name != "schema"}
        for resource in asked or described[:1]
    ]
    try:
        frictionless.Package.from_descriptor({**package.descriptor, "resources": without_schemas})
    except frictionless.FrictionlessException:
        return False
    _SHAPES.update(shapes)
    return True


def _sound(package: Package, counted: Mapping[str, int]) -> Mapping[str, Any]:
    """Report what frictionless reports of a package without a problem."""
    tasks = []
    for table in package.tables.values():
        stats = {"rows": counted[table.name], "fields": len(table.fields)}
        tasks.append({"name": table.name, "type": "table", "stats": stats, "errors": []})
    return {"tasks": tasks, "errors": []}


def files_hold(package: Package) -> bool:
    """Tell whether every file has the bytes and the hash that the descriptor states."""
    for resource in package.descriptor["resources"]:
        digest, size = hashlib.sha256(), 0
        try:
            for block in parts.blocks([package.folder / path for path in parts.paths(resource)]):
                digest.update(block)
                size += len(block)
        except OSError:
            return False
        if (resource.get("bytes"), resource.get("hash")) != (size, f"sha256:{digest.hexdigest()}"):
            return False
    return True


class Within:
    """Finds the rows of packages in the joined one, which has them in the order of its packages."""

    def __init__(self, joined: Package) -> None:
        self._joined = joined
        self._schemas = schemas(joined)
        self._open: dict[str, mmap.mmap] = {}
        self._at: dict[str, int] = {}
        self._rows: dict[str, frozenset[tuple[str, ...]]] = {}
        self._in_parts: dict[str, joined_report.Followed] = {}

    def __enter__(self) -> Within:
        return self

    def __exit__(self, *_error: object) -> None:
        for mapped in self._open.values():
            mapped.close()
        for followed in self._in_parts.values():
            followed.close()

    def has(self, package: Package) -> bool:
        """Tell whether every row of a package stands in the joined one, below the same schemas."""
        if package.name == self._joined.name or schemas(package) != self._schemas:
            return False
        try:
            return all(self._has(table) for table in package.tables.values())
        except (OSError, UserError):
            return False

    def _has(self, table: Table) -> bool:
        joined = self._joined.tables[table.name]
        if not joined_report.belongs_to_bodies(table):
            if table.name not in self._rows:
                self._rows[table.name] = rows(joined)
            return rows(table) <= self._rows[table.name]
        if len(joined.paths) > 1:
            if table.name not in self._in_parts:
                self._in_parts[table.name] = joined_report.Followed(joined)
            return self._in_parts[table.name].has(table.path.read_bytes())
        if table.name not in self._open:
            with joined.path.open("rb") as file:
                self._open[table.name] = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        head, _, block = table.path.read_bytes().partition(b"\n")
        whole = self._open[table.name]
        position = whole.find(b"\n" + block, max(self._at.get(table.name, 0) - 1, 0))
        if position < 0 or whole[: len(head) + 1] != head + b"\n":
            return False
        self._at[table.name] = position + 1 + len(block)
        return True


def _report(folder: Path, kept: Kept) -> Mapping[str, Any]:
    """Take the report that is kept of these very bytes, or make and keep a new one."""
    name = _key(folder, kept)
    known = kept.get(name)
    if known is None:
        known = json.dumps(_asked(published.load(folder)).to_descriptor()).encode()
        kept.put(name, known)
    report: Mapping[str, Any] = json.loads(known)
    return report


def _asked(package: Package) -> frictionless.Report:
    """Ask frictionless about a package: about references only where one of them leads nowhere.

    It opens a whole table for each reference that leads to it: three quarters of its time.
    """
    if references_hold(package):
        return _frictionless(_without_references(package.descriptor), package.place)
    return _frictionless(package.descriptor, package.place)


def _without_references(descriptor: Mapping[str, Any]) -> Mapping[str, Any]:
    copied = copy.deepcopy(dict(descriptor))
    for resource in copied["resources"]:
        resource.get("schema", {}).pop("foreignKeys", None)
    return copied


def _frictionless(descriptor: Mapping[str, Any], place: str) -> frictionless.Report:
    report: frictionless.Report = frictionless.validate(
        dict(descriptor), type="package", basepath=place, limit_errors=ALL
    )
    return report


def references_hold(package: Package, of: Container[str] | None = None) -> bool:
    """Tell whether every reference from tables (`of` some, or all) leads to a row.

    False when one of them is unreadable.
    """
    links = [
        (table.name, key)
        for table in package.tables.values()
        if of is None or table.name in of
        for key in table.foreign_keys
    ]
    try:
        there = _values(package, {place for link in links for place in _ends(*link)})
    except (UserError, LookupError, ValueError):
        return False
    return all(there[here] <= there[target] for here, target in starmap(_ends, links))


Place = tuple[str, tuple[str, ...]]
"""A table and some of its columns."""


def _ends(table: str, link: ForeignKey) -> tuple[Place, Place]:
    """Give the columns that a reference is in, and those that it leads to."""
    return (table, link.columns), (link.table, link.there)


def _values(package: Package, wanted: Set[Place]) -> Mapping[Place, Set[object]]:
    """Collect what stands in some columns; a row in which all of them are empty refers to none.

    Each table is read once.
    """
    there: dict[Place, set[object]] = {}
    for name, places in groupby(sorted(wanted), itemgetter(0)):
        table = package.tables[name]
        taken = {place: itemgetter(*map(table.columns.index, place[1])) for place in places}
        there |= {place: set() for place in taken}
        for block in table.chunks():
            for place, cells in taken.items():
                there[place].update(map(cells, block))
    for (_, columns), values in there.items():
        values.discard("" if len(columns) == 1 else ("",) * len(columns))
    return there


def _key(folder: Path, kept: Kept) -> str:
    """Hash the validator's version and the bytes of each file."""
    return key("validation", version("frictionless"), kept.of_folder(folder))


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
