"""The one reading of the published tables that every format is made of.

In: a data package on disk; out, `Table`s, and their rows as text in chunks, exactly as the CSV has
them. Memory stays the same however long a table is.
"""

from __future__ import annotations

import csv
import datetime
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from mingzhang.common.published import Package
from mingzhang.model import UserError

CHUNK = 8192
EXACT = "_exact"
"""Ends the name of the column that holds, as text, the numbers which a double cannot hold."""
# A passage is a line of a document, which may be longer than the csv module allows by default.
csv.field_size_limit(sys.maxsize)

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `kind` is its Table Schema type, `unit` that of all its numbers."""

    name: str
    kind: str
    title: str
    title_en: str
    description: str
    description_en: str
    delimiter: str
    required: bool
    unit: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a package: where its CSV lies, its columns, its keys and its number of rows."""

    name: str
    path: Path
    title: str
    title_en: str
    description: str
    description_en: str
    rows: int
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(field.name for field in self.fields)


class Writer(Protocol):
    """A format: takes the tables one after the other, each in chunks of rows."""

    def begin(self, table: Table) -> None:
        """Open a table."""

    def add(self, rows: Rows) -> None:
        """Take some rows of the open table."""

    def end(self) -> None:
        """Finish the open table."""

    def close(self) -> None:
        """Finish the file."""


def tables(package: Package) -> tuple[Table, ...]:
    """List the tables of a package in the order of its descriptor."""
    return tuple(_table(package.folder, one) for one in package.tables.values())


def _table(folder: Path, resource: Mapping[str, Any]) -> Table:
    schema = resource["schema"]
    keys = schema.get("primaryKey", [])
    return Table(
        name=resource["name"],
        path=folder / resource["path"],
        title=resource["title"],
        title_en=resource["title_en"],
        description=resource["description"],
        description_en=resource["description_en"],
        rows=int(resource["rows"]),
        fields=tuple(map(_field, schema["fields"])),
        primary_key=(keys,) if isinstance(keys, str) else tuple(keys),
        foreign_keys=tuple(
            (
                tuple(key["fields"]),
                key["reference"].get("resource") or resource["name"],
                tuple(key["reference"]["fields"]),
            )
            for key in schema.get("foreignKeys", [])
        ),
    )


def _field(written: Mapping[str, Any]) -> Field:
    return Field(
        name=written["name"],
        kind=written["type"],
        title=written.get("title", written["name"]),
        title_en=written.get("title_en", written["name"]),
        description=written.get("description", ""),
        description_en=written.get("description_en", ""),
        delimiter=written.get("delimiter", ","),
        required=bool(written.get("constraints", {}).get("required")),
        unit=written.get("unit", ""),
    )


def chunks(table: Table, size: int = CHUNK) -> Iterator[list[list[str]]]:
    """Yield the rows of a table, as text, some at a time. Raises UserError when it is not as told.

    A cell is empty where the table says nothing.
    """
    try:
        with table.path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            if tuple(next(reader, ())) != table.columns:
                raise ValueError("columns that the schema does not know")
            block: list[list[str]] = []
            for row in reader:
                if len(row) != len(table.fields):
                    raise ValueError(f"line {reader.line_num}")
                block.append(row)
                if len(block) == size:
                    yield block
                    block = []
            if block:
                yield block
    except (OSError, UnicodeDecodeError, ValueError, csv.Error) as error:
        remedy = "请运行 mingzhang package 重新生成数据包"
        raise UserError(table.path, "数据表缺失，或与数据包的说明不符", remedy) from error


def records(table: Table) -> Iterator[dict[str, str]]:
    """Yield the rows of a table, each by the names of its columns."""
    columns = table.columns
    for block in chunks(table):
        for row in block:
            yield dict(zip(columns, row, strict=True))


def write(all_tables: Sequence[Table], writers: Sequence[Writer]) -> None:
    """Feed every table to every writer, reading each table once."""
    for table in all_tables:
        for writer in writers:
            writer.begin(table)
        for block in chunks(table):
            for writer in writers:
                writer.add(block)
        for writer in writers:
            writer.end()
    for writer in writers:
        writer.close()


def exact_number(text: str) -> int | float | None:
    """Return the number that a decimal text means, or None when a double cannot hold it exactly.

    Exactly: printing the number gives the same digits back. Spreadsheets keep 15 digits.
    """
    value = Decimal(text)
    digits = value.as_tuple().digits
    if len(digits) > 15 and any(digits[15:]):
        return None
    if value == value.to_integral_value():
        whole = int(value)
        return whole if abs(whole) < 10**15 else None
    number = float(value)
    return number if Decimal(repr(number)) == value else None


def fits_integer(text: str) -> bool:
    """Tell whether a whole number fits 64 bits, as databases want it."""
    return -(2**63) <= int(text) < 2**63


def exact_field(field: Field) -> Field:
    """Describe the column that stands beside a number column for what a double cannot hold."""
    return replace(
        field,
        name=field.name + EXACT,
        kind="string",
        title=f"{field.title}（全部数位）",
        title_en=f"{field.title_en} (all digits)",
        description=f"{field.name} 的数位超出双精度浮点数时，这里是原样的数字，否则为空。",
        description_en=f"The digits of {field.name} where a double cannot hold them, else empty.",
        required=False,
    )


def full_date(text: str) -> datetime.date | None:
    """Return a date that is written in full (`2024-01-31`), else None."""
    try:
        return datetime.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
