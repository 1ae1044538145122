"""Parquet: in, tables; out, one file for each, typed as the schema says.

Numbers are doubles. Where a column has a number that a double cannot hold exactly, a column
`<name>_exact` beside it has the digits of that number as text. A column of dates or whole numbers
with a value that is none (`2024-05`, more than 64 bits) is a column of texts.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mingzhang.common.published import Field, Rows, Table
from mingzhang.export.table_writer import exact_field, exact_number, fits_integer, full_date

_TYPES: Mapping[str, Any] = {
    "integer": pa.int64(),
    "year": pa.int32(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


class ParquetWriter:
    """Writes the tables into a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._columns: list[tuple[int, Field, bool]] = []
        self._schema: Any = None
        self._writer: Any = None

    def begin(self, table: Table) -> None:
        """Open the file of a table."""
        odd = _odd(table)
        self._columns = []
        fields = []
        for place, field in enumerate(table.fields):
            inexact = field.name in odd and field.type == "number"
            kind = pa.string() if field.name in odd and not inexact else _TYPES.get(field.type)
            self._columns.append((place, field, False))
            fields.append(pa.field(field.name, kind or pa.string()))
            if inexact:
                self._columns.append((place, field, True))
                fields.append(pa.field(exact_field(field).name, pa.string()))
        notes = {
            "title": table.title_zh,
            "title_en": table.title_en,
            "description": table.description_zh,
        }
        self._schema = pa.schema(fields, metadata=notes)
        self._writer = pq.ParquetWriter(
            self._folder / f"{table.name}.parquet",
            self._schema,
            version="2.6",
            compression="zstd",
            store_schema=False,
        )

    def add(self, rows: Rows) -> None:
        """Write rows as one group; an empty cell becomes null, an empty list stays a list."""
        columns: list[tuple[str, ...]] = list(zip(*rows, strict=True))
        arrays = [
            _array(columns[place], field, exact, self._schema.field(at).type)
            for at, (place, field, exact) in enumerate(self._columns)
        ]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def end(self) -> None:
        """Finish the file."""
        self._writer.close()

    def close(self) -> None:
        """Do nothing: each table is a file of its own."""


def _odd(table: Table) -> frozenset[str]:
    """Name the columns with a value that the type of the column cannot hold."""
    kinds = [(place, f.name, _HOLDS[f.type]) for place, f in enumerate(table.fields)
             if f.type in _HOLDS]  # fmt: skip
    if not kinds:
        return frozenset()
    rows = itertools.chain.from_iterable(table.chunks())
    return frozenset(
        name for row in rows for place, name, holds in kinds if row[place] and not holds(row[place])
    )


@functools.lru_cache(maxsize=65536)
def _is_exact(text: str) -> bool:
    return exact_number(text) is not None


_HOLDS: Mapping[str, Callable[[str], object]] = {
    "date": functools.lru_cache(maxsize=4096)(full_date),
    "integer": fits_integer,
    "number": _is_exact,
}


def _array(cells: Sequence[str], field: Field, exact: bool, kind: Any) -> Any:
    if exact:
        return pa.array([None if not c or _is_exact(c) else c for c in cells], kind)
    if kind == pa.string():
        return pa.array([cell or None for cell in cells], kind)
    if kind == pa.float64():
        return pa.array([float(cell) if cell else None for cell in cells], kind)
    if kind == pa.bool_():
        return pa.array([cell == "true" if cell else None for cell in cells], kind)
    if kind == pa.date32():
        return pa.array([full_date(cell) for cell in cells], kind)
    return pa.array([int(cell) if cell else None for cell in cells], kind)
