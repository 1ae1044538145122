"""The tables of all bodies as one dataset in parts: in, packages; out, Parquet by region and year.

A part has the rows of the disclosures of one region and year: `facts/region=211100/year=2024/`. The
target is a folder or an address that fsspec knows (`s3://…`). Only parts are written whose bodies
changed, and each is read and written by itself, so memory stays the same for any number of bodies.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mingzhang.common import published, storage, workers
from mingzhang.common.kept import key, of_code
from mingzhang.common.progress import Advance, each
from mingzhang.common.published import Package, Table
from mingzhang.common.storage import Store
from mingzhang.export import parquet
from mingzhang.model import UserError
from mingzhang.paths import DESCRIPTOR, JOINED

LIST, VIEWS = "parts.json", "views.sql"
POOL_FROM = 8
NOWHERE = "none"
"""The region of a body that no region is known of."""


@dataclass(frozen=True, slots=True)
class OfBody:
    """A package of a body: its folder or address, its region, what it is made from.

    `disclosures` are its disclosures with their years.
    """

    place: str
    region: str
    made_from: str
    disclosures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the dataset: a table, its path, and whose rows it has."""

    table: str
    path: str
    packages: tuple[str, ...]
    disclosures: frozenset[str]


def write_parts(packages_dir: Path, target: str, advance: Advance = lambda _n: None) -> int:
    """Write the dataset of all packages of bodies; return how many parts were written anew.

    Raises UserError for a target that cannot be written and packages that cannot be read.
    """
    joined = published.load(packages_dir / JOINED)
    return write_of(list(_bodies(packages_dir, joined)), joined, target, advance)


def write_of(
    bodies: Sequence[OfBody], joined: Package, target: str, advance: Advance = lambda _n: None
) -> int:
    """Write the dataset of some packages, with the vocabularies of `joined`, as `write_parts` does.

    Parts of bodies are written on the cluster where one is at work.
    """
    there = storage.store(target)
    planned = _planned(bodies, joined)
    before = _listed(there)
    stale = [part for part in planned if before.get(part.path) != planned[part]]
    is_far = all("://" in body.place for body in bodies)
    try:
        for of_bodies in (True, False):
            parts = [part for part in stale if bool(part.disclosures) is of_bodies]
            portable = is_far and of_bodies
            made = workers.spread(_write, there, parts, POOL_FROM, portable=portable)
            for _ in each(made, advance):
                pass
        for path in before.keys() - {part.path for part in planned}:
            there.remove(path)
        listed = {part.path: name for part, name in planned.items()}
        storage.put_text(there, LIST, json.dumps(listed, indent=0, sort_keys=True) + "\n")
        storage.put_text(there, VIEWS, "".join(_views(planned, target)))
    except OSError as error:
        remedy = "请核对地址、权限和剩余空间，再运行一次"
        raise UserError(target, f"写不进去（{error}）", remedy) from error
    return len(stale)


def _bodies(packages_dir: Path, joined: Package) -> Iterator[OfBody]:
    regions = {row["agency"]: row["region"] for row in joined.records("agencies")}
    years: dict[str, dict[str, str]] = defaultdict(dict)
    for row in joined.records("disclosures"):
        years[row["agency"]][row["disclosure"]] = row["fiscal_year"]
    for agency, of_agency in years.items():
        folder = packages_dir / agency
        made_from = key((folder / DESCRIPTOR).read_bytes())
        yield OfBody(str(folder), regions.get(agency, ""), made_from, of_agency)


def _listed(there: Store) -> dict[str, str]:
    """Return the parts that the last run wrote, each with the name of what it came from."""
    try:
        listed = json.loads(there.read(LIST))
    except (OSError, ValueError):
        return {}
    return dict(listed) if isinstance(listed, dict) else {}


def _planned(bodies: Sequence[OfBody], joined: Package) -> dict[Part, str]:
    """List all parts, each with the name of what it comes from."""
    code = of_code("model.py", "common", "export")
    places: dict[tuple[str, str], list[tuple[OfBody, str]]] = defaultdict(list)
    for body in bodies:
        for disclosure, year in body.disclosures.items():
            places[body.region or NOWHERE, year].append((body, disclosure))
    planned: dict[Part, str] = {}
    for (region, year), of in sorted(places.items()):
        ids = frozenset(disclosure for _, disclosure in of)
        made_from = {body.place: body.made_from for body, _ in of}
        packages = tuple(sorted(made_from))
        name = key("part", code, *sorted(ids), *(made_from[package] for package in packages))
        for table in joined.tables.values():
            if _column(table) is not None:
                path = f"{table.name}/region={region}/year={year}/{table.name}.parquet"
                planned[Part(table.name, path, packages, ids)] = name
    for table in joined.tables.values():
        if _column(table) is None:
            path = f"{table.name}/{table.name}.parquet"
            part = Part(table.name, path, (joined.place,), frozenset())
            planned[part] = key("vocabulary", code, table.hash)
    return planned


def _column(table: Table) -> tuple[str, str] | None:
    """Name the column that tells whose a row is, and the table that it leads to; None if none does.

    Rows of links belong to the disclosure of what they link.
    """
    if "disclosure" in table.columns:
        return "disclosure", ""
    for link in table.foreign_keys:
        if link.columns[0] == table.columns[0] and link.table in _LINKED:
            return link.columns[0], link.table
    return None


_LINKED = frozenset({"facts", "figures", "findings"})


def _write(there: Store, part: Part) -> None:
    """Write one part into a file of this machine, then where it belongs."""
    tables = [published.load(folder).tables for folder in part.packages]
    first = tables[0][part.table]
    column = _column(first) if part.disclosures else None
    texts = None
    if column is not None:
        of = [
            (of_body[part.table], column[0], _ids(of_body, column[1], part)) for of_body in tables
        ]
        texts = partial(_rows, of)
    with tempfile.TemporaryDirectory() as folder:
        parquet.write(first, Path(folder), texts)
        there.put(Path(folder, f"{part.table}.parquet"), part.path)


def _rows(of: Sequence[tuple[Table, str, frozenset[str]]]) -> Iterator[Any]:
    """Give rows of some tables; with each the column that tells whose they are, what it must be."""
    for table, column, wanted in of:
        ids = pa.array(sorted(wanted), pa.string())
        for batch in parquet.read(table):
            yield batch.filter(pc.is_in(batch.column(column), ids))


def _ids(tables: Mapping[str, Table], linked: str, part: Part) -> frozenset[str]:
    """Return what the column that tells whose a row is must be, in one body's package."""
    if not linked:
        return part.disclosures
    rows = tables[linked].records()
    return frozenset(
        next(iter(row.values())) for row in rows if row["disclosure"] in part.disclosures
    )


def _views(planned: Mapping[Part, str], target: str) -> Iterator[str]:
    """Say in DuckDB's words that the parts of a table are one; a folder is read from within."""
    place = f"{target.rstrip('/')}/".replace("'", "''") if "://" in target else ""
    yield "-- duckdb -init views.sql\n"
    for table in sorted({part.table for part in planned}):
        yield (
            f"CREATE OR REPLACE VIEW {table} AS SELECT * FROM read_parquet("
            f"'{place}{table}/**/*.parquet', hive_partitioning = true,"
            " hive_types_autocast = false, union_by_name = true);\n"
        )
