"""The tables of all bodies as one dataset in parts: in, packages; out, Parquet by region and year.

A part has the rows of the disclosures of one region and year: `facts/region=211100/year=2024/`. The
target is a folder or an address that fsspec knows (`s3://…`). Only parts are written whose bodies
changed, and each is read and written by itself, so memory stays the same for any number of bodies.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Protocol

from mingzhang.common import published, workers
from mingzhang.common.kept import key, of_code
from mingzhang.common.progress import Advance, each
from mingzhang.common.published import CHUNK, Package, Table
from mingzhang.export.parquet import ParquetWriter
from mingzhang.export.table_writer import write
from mingzhang.model import UserError
from mingzhang.paths import DESCRIPTOR, JOINED

LIST, VIEWS = "parts.json", "views.sql"
POOL_FROM = 8
NOWHERE = "none"
"""The region of a body that no region is known of."""


class Store(Protocol):
    """Where parts lie: paths below one place."""

    def read(self, path: str) -> bytes:
        """Return a file. Raises OSError."""

    def put(self, file: Path, path: str) -> None:
        """Write a file there."""

    def remove(self, path: str) -> None:
        """Take a file away, if it is there."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine."""

    place: Path

    def read(self, path: str) -> bytes:
        """Return a file. Raises OSError."""
        return (self.place / path).read_bytes()

    def put(self, file: Path, path: str) -> None:
        """Write a file there."""
        (self.place / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, self.place / path)

    def remove(self, path: str) -> None:
        """Take a file away, if it is there."""
        (self.place / path).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Remote:
    """A place that fsspec knows."""

    system: Any
    place: str

    def read(self, path: str) -> bytes:
        """Return a file. Raises OSError."""
        data: bytes = self.system.cat_file(f"{self.place}/{path}")
        return data

    def put(self, file: Path, path: str) -> None:
        """Write a file there."""
        self.system.makedirs(f"{self.place}/{path}".rpartition("/")[0], exist_ok=True)
        self.system.put_file(str(file), f"{self.place}/{path}")

    def remove(self, path: str) -> None:
        """Take a file away, if it is there."""
        with suppress(OSError):
            self.system.rm_file(f"{self.place}/{path}")


def store(target: str) -> Store:
    """Open a target. Raises UserError where fsspec or what it needs for the address is missing."""
    if "://" not in target:
        return Folder(Path(target))
    try:
        from fsspec.core import url_to_fs

        system, place = url_to_fs(target)
    except (ImportError, ValueError) as error:
        remedy = "请安装 mingzhang[dask] 和这种地址要的库（如 s3fs），或写一个文件夹"
        raise UserError(target, f"打不开这个地址（{error}）", remedy) from error
    return Remote(system, place.rstrip("/"))


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the dataset: a table, its path, and whose rows it has."""

    table: str
    path: str
    packages: tuple[Path, ...]
    disclosures: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Rows(Table):
    """The rows of some tables that belong to some disclosures, as one table."""

    of: tuple[tuple[Table, int, frozenset[str]], ...] = ()
    """Each table, the place of the column that tells whose a row is, and what it must be."""

    def chunks(self, size: int = CHUNK) -> Iterator[list[list[str]]]:
        """Yield the rows, some at a time. Raises Unreadable."""
        block: list[list[str]] = []
        for table, place, wanted in self.of:
            for rows in table.chunks(size):
                block += [row for row in rows if row[place] in wanted]
                if len(block) >= size:
                    yield block
                    block = []
        if block:
            yield block


def write_parts(packages_dir: Path, target: str, advance: Advance = lambda _n: None) -> int:
    """Write the dataset of all packages of bodies; return how many parts were written anew.

    Raises UserError for a target that cannot be written and packages that cannot be read.
    """
    there = store(target)
    joined = published.load(packages_dir / JOINED)
    planned = _planned(packages_dir, joined)
    before = _listed(there)
    stale = [part for part in planned if before.get(part.path) != planned[part]]
    try:
        for _ in each(workers.spread(_write, there, stale, POOL_FROM), advance):
            pass
        for path in before.keys() - {part.path for part in planned}:
            there.remove(path)
        with tempfile.TemporaryDirectory() as folder:
            listed = {part.path: name for part, name in planned.items()}
            _put(there, folder, LIST, json.dumps(listed, indent=0, sort_keys=True) + "\n")
            _put(there, folder, VIEWS, "".join(_views(planned, target)))
    except OSError as error:
        remedy = "请核对地址、权限和剩余空间，再运行一次"
        raise UserError(target, f"写不进去（{error}）", remedy) from error
    return len(stale)


def _put(there: Store, folder: str, name: str, text: str) -> None:
    file = Path(folder, name)
    file.write_text(text, encoding="utf-8")
    there.put(file, name)


def _listed(there: Store) -> dict[str, str]:
    """Return the parts that the last run wrote, each with the name of what it came from."""
    try:
        listed = json.loads(there.read(LIST))
    except (OSError, ValueError):
        return {}
    return dict(listed) if isinstance(listed, dict) else {}


def _planned(packages_dir: Path, joined: Package) -> dict[Part, str]:
    """List all parts, each with the name of what it comes from."""
    code = of_code("model.py", "common", "export")
    regions = {row["agency"]: row["region"] for row in joined.records("agencies")}
    bodies: dict[tuple[str, str], dict[Path, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in joined.records("disclosures"):
        place = regions.get(row["agency"]) or NOWHERE, row["fiscal_year"]
        bodies[place][packages_dir / row["agency"]].append(row["disclosure"])
    described = {
        folder: key((folder / DESCRIPTOR).read_bytes()) for of in bodies.values() for folder in of
    }
    planned: dict[Part, str] = {}
    for (region, year), of in sorted(bodies.items()):
        ids = frozenset(name for names in of.values() for name in names)
        made_from = key("part", code, *sorted(ids), *(described[folder] for folder in sorted(of)))
        for table in joined.tables.values():
            if _column(table) is not None:
                path = f"{table.name}/region={region}/year={year}/{table.name}.parquet"
                planned[Part(table.name, path, tuple(sorted(of)), ids)] = made_from
    whole = (joined.folder,)
    for table in joined.tables.values():
        if _column(table) is None:
            part = Part(table.name, f"{table.name}/{table.name}.parquet", whole, frozenset())
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
    whole = first
    if column is not None:
        of = tuple(
            (of_body[part.table], first.columns.index(column[0]), _ids(of_body, column[1], part))
            for of_body in tables
        )
        whole = _Rows(**{field.name: getattr(first, field.name) for field in fields(first)}, of=of)
    with tempfile.TemporaryDirectory() as folder:
        write([whole], [ParquetWriter(Path(folder))])
        there.put(Path(folder, f"{part.table}.parquet"), part.path)


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
