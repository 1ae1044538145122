"""The joined package, judged by those of its bodies: in, packages; out, whether it is sound.

A body's package that has a sound report is not read again: its rows stand in the joined tables byte
for byte, so they have the types there that they have in it. What only the joined package can break
is asked here: the order of rows, keys over all bodies, the vocabularies.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import csv as arrow_csv

from mingzhang.common.kept import NOTHING_KEPT, Kept, key, of_code, of_files
from mingzhang.common.published import Package, Table
from mingzhang.model import UserError


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a body's package is compared: the hash of its schemas, where its tables lie with the
    hash of each, and the rows of its vocabularies.
    """

    schemas: str
    tables: Mapping[str, str]
    hashes: Mapping[str, str]
    vocabularies: Mapping[str, frozenset[tuple[str, ...]]]

    def table(self, folder: Path, name: str) -> bytes:
        """Read a table of the package in a folder. Raises OSError or LookupError."""
        return (folder / self.tables[name]).read_bytes()


Body = tuple[Path, Seen]


def seen(package: Package) -> Seen:
    """Look at a package; of one that did not change that is kept."""
    tables = {
        name: table.path.relative_to(package.folder).as_posix()
        for name, table in package.tables.items()
    }
    vocabularies = {
        name: rows(table) for name, table in package.tables.items() if not belongs_to_bodies(table)
    }
    hashes = {name: of_files(table.path) for name, table in package.tables.items()}
    return Seen(key(json.dumps(schemas(package))), tables, hashes, vocabularies)


def schemas(package: Package) -> Mapping[str, Any]:
    """Name the schemas of a package's tables."""
    described = package.descriptor["resources"]
    return {
        str(resource["name"]): resource["schema"]
        for resource in described
        if resource.get("type") == "table"
    }


def belongs_to_bodies(table: Table) -> bool:
    """Tell whether the rows of a joined table are those of the bodies, one after the other."""
    return "disclosure" in table.columns or table.name in _LINKS


_LINKS = frozenset({"figure_facts", "finding_facts", "derivations"})


def joins(joined: Package, bodies: Sequence[Body], kept: Kept = NOTHING_KEPT) -> bool:
    """Tell whether the joined package is its bodies' rows, one after the other, with unique keys.

    Of its vocabularies it must have each row that a body has.
    """
    wanted = key(json.dumps(schemas(joined)))
    if any(body.schemas != wanted for _, body in bodies):
        return False
    try:
        return all(
            kept.once(_sum_key(table, wanted, bodies), bool, partial(_is_sum, table, bodies))
            if belongs_to_bodies(table)
            else _has_rows(table, bodies)
            for table in joined.tables.values()
        )
    except (OSError, ValueError, LookupError, UserError, pa.ArrowException):
        return False


def _sum_key(table: Table, wanted: str, bodies: Iterable[Body]) -> str:
    """Name the answer for a table after its files and those of bodies, which need not be read."""
    about = (wanted, table.name, str(table.rows), *map(of_files, table.paths), "of bodies")
    hashes = (body.hashes[table.name] for _, body in bodies)
    return key("sum", of_code("site/joined_report.py"), *about, *hashes)


def _has_rows(table: Table, bodies: Iterable[Body]) -> bool:
    there = rows(table)
    return all(body.vocabularies[table.name] <= there for _, body in bodies)


def rows(table: Table) -> frozenset[tuple[str, ...]]:
    """Collect the rows of a table. Raises Unreadable."""
    return frozenset(tuple(row) for block in table.chunks() for row in block)


def _is_sum(table: Table, bodies: Iterable[Body]) -> bool:
    """Compare the bytes of a joined table with those of the bodies' tables, then count its keys."""
    with Followed(table) as followed:
        is_sum = all(followed.has(body.table(folder, table.name)) for folder, body in bodies)
        return is_sum and followed.is_read and _has_unique_keys(table)


@dataclass
class _File:
    """A file of a joined table, and how far it has been compared."""

    whole: mmap.mmap
    at: int

    def take(self, block: bytes) -> int:
        """Go past the lines that a block begins with, as far as they stand here; count bytes."""
        size = _shared(block, self.whole, self.at)
        self.at += size
        return size


def _shared(block: bytes, whole: mmap.mmap, at: int) -> int:
    """Count the bytes of the whole lines at the beginning of a block that stand in `whole`."""
    if whole[at : at + len(block)] == block:
        return len(block)
    same, other = 0, len(block)
    while other - same > 1:
        middle = (same + other) // 2
        if whole[at + same : at + middle] == block[same:middle]:
            same = middle
        else:
            other = middle
    return block.rfind(b"\n", 0, same) + 1


class Followed:
    """A joined table, compared with the tables of bodies in their order.

    In several files, each has the rows of its year in that order, and a body has some in each.
    """

    def __init__(self, table: Table) -> None:
        self._head = (",".join(table.columns) + "\n").encode()
        self._stack = ExitStack()
        self._files: list[_File] = []
        for path in table.paths:
            file = self._stack.enter_context(path.open("rb"))
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._files.append(_File(self._stack.enter_context(whole), len(self._head)))
        self._is_headed = all(each.whole[: each.at] == self._head for each in self._files)

    def __enter__(self) -> Followed:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._stack.close()

    def has(self, data: bytes) -> bool:
        """Tell whether the rows of the next body's table come next."""
        if not self._is_headed or not data.startswith(self._head):
            return False
        rest = data[len(self._head) :]
        while rest:
            taken = next((size for file in self._files if (size := file.take(rest))), 0)
            if not taken:
                return False
            rest = rest[taken:]
        return True

    @property
    def is_read(self) -> bool:
        """Tell whether there is nothing else in the table."""
        return all(file.at == len(file.whole) for file in self._files)


def _has_unique_keys(table: Table) -> bool:
    """Tell whether a table has as many rows as stated, and no key twice."""
    keys = list(table.primary_key)
    wanted = keys or list(table.columns[:1])
    parsed = arrow_csv.ParseOptions(newlines_in_values=True)
    converted = arrow_csv.ConvertOptions(
        include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string())
    )
    read = pa.concat_tables(
        arrow_csv.read_csv(path, parse_options=parsed, convert_options=converted)
        for path in table.paths
    )
    if read.num_rows != table.rows:
        return False
    columns = (column.to_pylist() for column in read.select(keys).columns)
    return not keys or len(set(zip(*columns, strict=True))) == table.rows
