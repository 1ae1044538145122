"""The joined package, judged by those of its bodies: in, packages; out, whether it is sound.

A body's package that has a sound report is not read again: its rows stand in the joined tables byte
for byte, so they have the types there that they have in it. What only the joined package can break
is asked here: the order of rows, keys over all bodies, the vocabularies.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import Any

import pyarrow as pa
from pyarrow import csv as arrow_csv

from mingzhang.common.published import Package, Table
from mingzhang.model import UserError

Tables = Mapping[str, Table]


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


def joins(joined: Package, bodies: Iterable[Package]) -> bool:
    """Tell whether the joined package is its bodies' rows, one after the other, with unique keys.

    Of its vocabularies it must have each row that a body has.
    """
    wanted = schemas(joined)
    theirs: list[Tables] = []
    for body in bodies:  # no more of a package than its tables is held, for there are many
        if schemas(body) != wanted:
            return False
        theirs.append(body.tables)
    try:
        return all(
            _is_sum(table, theirs) if belongs_to_bodies(table) else _has_rows(table, theirs)
            for table in joined.tables.values()
        )
    except (OSError, ValueError, LookupError, UserError, pa.ArrowException):
        return False


def _has_rows(table: Table, bodies: Iterable[Tables]) -> bool:
    there = rows(table)
    return all(rows(body[table.name]) <= there for body in bodies)


def rows(table: Table) -> set[tuple[str, ...]]:
    """Collect the rows of a table."""
    return {tuple(row) for block in table.chunks() for row in block}


def _is_sum(table: Table, bodies: Iterable[Tables]) -> bool:
    """Compare the bytes of a joined table with those of the bodies' tables, then count its keys."""
    head = (",".join(table.columns) + "\n").encode()
    with ExitStack() as stack:
        file = stack.enter_context(table.path.open("rb"))
        whole = stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        if whole[: len(head)] != head:
            return False
        at = len(head)
        for body in bodies:
            data = body[table.name].path.read_bytes()
            block = data[len(head) :]
            if data[: len(head)] != head or whole[at : at + len(block)] != block:
                return False
            at += len(block)
        return at == len(whole) and _has_unique_keys(table)


def _has_unique_keys(table: Table) -> bool:
    """Tell whether a table has as many rows as stated, and no key twice."""
    keys = list(table.primary_key)
    wanted = keys or list(table.columns[:1])
    read = arrow_csv.read_csv(
        table.path,
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string())
        ),
    )
    if read.num_rows != table.rows:
        return False
    columns = (column.to_pylist() for column in read.select(keys).columns)
    return not keys or len(set(zip(*columns, strict=True))) == table.rows
