"""Parquet: in, tables; out, one file for each, typed as the schema says.

Arrow reads the CSV and gives each column its type. Numbers are doubles. Where a column has a number
that a double cannot hold exactly, a column `<name>_exact` beside it has the digits of that number
as text. A column of dates or whole numbers with a value that is none (`2024-05`, more than 64 bits)
is a column of texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from mingzhang.common import published
from mingzhang.common.published import CHUNK, Table
from mingzhang.export.table_writer import SURE, exact_field, exact_number, full_date

Texts = Callable[[], Iterator[Any]]
"""Gives the rows of a table as Arrow's batches of texts, as often as it is called."""

_BLOCK = 1 << 24
"""Bytes that are read at once, more than any row has."""
_TYPES: Mapping[str, Any] = {
    "integer": pa.int64(),
    "year": pa.int32(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def write(table: Table, folder: Path, texts: Texts | None = None) -> None:
    """Write a table, or what `texts` gives of it, into a folder. Raises Unreadable."""
    rows = texts or partial(read, table)
    odd = _odd(table, rows())
    fields = [pa.field(field.name, _TYPES.get(field.type, pa.string())) for field in table.fields]
    exact = {f.name: exact_field(f).name for f in table.fields if f.name in odd}
    columns: list[tuple[str, Any, bool]] = []
    for field in fields:
        is_number = field.type == pa.float64()
        is_text = field.name in odd and not is_number
        columns.append((field.name, field.with_type(pa.string()) if is_text else field, False))
        if field.name in odd and is_number:
            columns.append((field.name, pa.field(exact[field.name], pa.string()), True))
    notes = {"title": table.title_zh, "title_en": table.title_en,
             "description": table.description_zh}  # fmt: skip
    schema = pa.schema([field for _, field, _ in columns], metadata=notes)
    settings = {"version": "2.6", "compression": "zstd", "store_schema": False}
    with pq.ParquetWriter(folder / f"{table.name}.parquet", schema, **settings) as file:
        for batch in _grouped(rows()):
            arrays = [
                _inexact(batch[name]) if is_exact else batch[name].cast(field.type)
                for name, field, is_exact in columns
            ]
            file.write_table(pa.Table.from_arrays(arrays, schema=schema))


def read(table: Table) -> Iterator[Any]:
    """Read a table as batches of texts; an empty cell is null. Raises Unreadable."""
    types = dict.fromkeys(table.columns, pa.string())
    try:
        for place in table.places:
            with published.opened(place) as file, csv.open_csv(
                file,
                csv.ReadOptions(use_threads=False, block_size=_BLOCK),
                csv.ParseOptions(newlines_in_values=True),
                csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""]),
            ) as batches:  # fmt: skip
                if tuple(batches.schema.names) != table.columns:
                    raise ValueError("columns that the schema does not know")
                yield from batches
    except (OSError, ValueError) as error:
        raise table.unreadable() from error


def _grouped(batches: Iterable[Any]) -> Iterator[Any]:
    """Put small batches together: each becomes a group of rows of the file."""
    some: list[Any] = []
    for batch in batches:
        some.append(batch)
        if sum(map(len, some)) >= CHUNK:
            yield pa.Table.from_batches(some)
            some = []
    if some:
        yield pa.Table.from_batches(some)


def _odd(table: Table, batches: Iterable[Any]) -> frozenset[str]:
    """Name the columns with a value that the type of the column cannot hold."""
    checked = [(field.name, _HOLDS[field.type]) for field in table.fields if field.type in _HOLDS]
    if not checked:
        return frozenset()
    return frozenset(
        name for batch in batches for name, holds in checked if not holds(batch.column(name))
    )


def _are_dates(column: Any) -> bool:
    return all(map(full_date, pc.unique(column.drop_null()).to_pylist()))


def _are_whole(column: Any) -> bool:
    try:
        column.cast(pa.int64())
    except pa.ArrowInvalid:
        return False
    return True


def _are_exact(column: Any) -> bool:
    """Tell whether doubles hold the numbers of a column."""
    return not _inexact(column).drop_null()


def _inexact(column: Any) -> Any:
    """Give the numbers of a column that a double cannot hold, null in place of the others."""
    doubtful = column.filter(pc.greater(pc.utf8_length(column), SURE))
    lost = [text for text in pc.unique(doubtful).to_pylist() if text and exact_number(text) is None]
    is_lost = pc.is_in(column, pa.array(lost, pa.string()))
    return pc.if_else(is_lost, column, pa.scalar(None, pa.string()))


_HOLDS: Mapping[str, Callable[[Any], bool]] = {
    "date": _are_dates,
    "integer": _are_whole,
    "number": _are_exact,
}
