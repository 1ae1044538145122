"""Every format read back, for tests of the exports: in, a file; out, rows spelt as in the CSV."""

from __future__ import annotations

import datetime
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

import export_maker
import xlsx_raw
from export_maker import Exported
from mingzhang.common.published import Field, Table
from mingzhang.export import excel

PACKAGES = ("all", "baishi-library", "qingping-archives")


def text_of(value: Any, field: Field) -> str:
    """Spell a value of any format as the CSV does."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if field.type == "list" and not isinstance(value, str):
        return field.delimiter.join(value)
    if isinstance(value, datetime.date | datetime.datetime):
        return value.strftime("%Y-%m-%d")
    if field.type == "boolean" and not isinstance(value, str):
        return "true" if value else "false"
    if field.type in ("number", "integer", "year"):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(str(value))
        plain = format(number, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(value)


def assert_same(table: Table, found: list[tuple[Any, ...]]) -> None:
    expected = list(export_maker.cells(table))
    assert len(found) == len(expected), table.name
    for row, (mine, theirs) in enumerate(zip(expected, found, strict=True)):
        got = [text_of(value, field) for value, field in zip(theirs, table.fields, strict=True)]
        assert got == mine, (table.name, row)


def all_tables(exported: Exported) -> list[tuple[str, Table]]:
    return [(name, table) for name in PACKAGES for table in exported.tables(name).values()]


def sqlite_rows(database: sqlite3.Connection, table: Table) -> list[tuple[Any, ...]]:
    """Read a table; the digits in `<name>_exact` go before the double in `<name>`."""
    there = {row[1] for row in database.execute(f'PRAGMA table_info("{table.name}")')}
    columns = ", ".join(
        f'coalesce("{name}_exact", "{name}")' if f"{name}_exact" in there else f'"{name}"'
        for name in table.columns
    )
    asked = f'SELECT {columns} FROM "{table.name}"'
    try:
        return database.execute(f"{asked} ORDER BY rowid").fetchall()
    except sqlite3.OperationalError:  # a table of links has no order of its own
        return in_order(table, database.execute(asked).fetchall())


def in_order(table: Table, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Sort rows as the CSV has them; a row that it does not have stays, at the end."""
    place = {tuple(row): number for number, row in enumerate(export_maker.cells(table))}
    told = [tuple("" if cell is None else str(cell) for cell in row) for row in rows]
    return [row for _, row in sorted(zip(told, rows, strict=True),
            key=lambda pair: place.get(pair[0], len(place)))]  # fmt: skip


def duckdb_rows(source: str, columns: list[str], table: Table) -> list[tuple[Any, ...]]:
    wanted = ", ".join(
        f'coalesce("{name}_exact", CAST("{name}" AS VARCHAR)) AS "{name}"'
        if f"{name}_exact" in columns
        else f'"{name}"'
        for name in table.columns
    )
    return duckdb.sql(f"SELECT {wanted} FROM {source}").fetchall()


def sheet_rows(path: Path, table: Table) -> list[list[Any]]:
    """Read the rows of a sheet from its XML, below the two rows of headings."""
    found = xlsx_raw.read(path).rows(excel.sheet_name(table), len(table.fields))
    assert found[0] == [field.title_zh for field in table.fields]
    assert found[1] == list(table.columns)
    return found[2:]


def excel_text(value: Any, field: Field) -> str:
    """Spell the value of a cell as the CSV does; a date is a number of days since 1899-12-30."""
    if field.type == "date" and isinstance(value, float):
        return (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(value))).isoformat()
    return text_of(value, field)


def expected_cells(table: Table) -> list[list[str]]:
    return [
        [c if len(c) <= excel.CELL_CHARACTERS else shortened(c) for c in row]
        for row in export_maker.cells(table)
    ]


def shortened(text: str) -> str:
    return text[: excel.CELL_CHARACTERS - len(excel.CUT)] + excel.CUT
