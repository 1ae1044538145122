"""SQLite: in, tables; out, one database with types, keys, notes on its columns, and views.

Numbers are REAL, so that they can be compared and added up. Where a column has a number that a
double cannot hold exactly, a column `<name>_exact` has the digits of that number as text.
The same rows give the same bytes: no time is written, and the one field of the header that tells
the version of the library is set to a constant.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from mingzhang.common.published import Field, Rows, Table
from mingzhang.export.archive import write_zip
from mingzhang.export.table_writer import SURE, exact_field, exact_number

VIEWS = Path(__file__).with_name("views.sql")
_TYPES: Mapping[str, str] = {"integer": "INTEGER", "year": "INTEGER", "number": "REAL",
                             "boolean": "INTEGER"}  # fmt: skip
# Offset and value of SQLITE_VERSION_NUMBER in the header (the file format, section 1.3).
_VERSION_AT, _VERSION = 96, (3_040_000).to_bytes(4, "big")
_COLUMNS = (
    'CREATE TABLE "_columns" ("table" TEXT, "column" TEXT, type TEXT, title_zh TEXT, '
    'title_en TEXT, description_zh TEXT, description_en TEXT, PRIMARY KEY ("table", "column"))'
)
_ABOUT = 'CREATE TABLE "_about" (key TEXT PRIMARY KEY, value TEXT)'


_MARK = "nullif(?,'')"
_MARKS: Mapping[str, str] = {"number": "?", "boolean": f"{_MARK} = 'true'"}
"""What makes of a text the value of a column; the type of the column makes it a whole number."""
# Small pages: most packages have many tables of few rows, each with pages of its own for its rows
# and its keys. They are a fifth smaller so, and the joined package no larger.
_SETTINGS = ("page_size = 2048", "journal_mode = OFF", "synchronous = OFF")


class SqliteWriter:
    """Writes one database. `about` is kept in the table `_about`; `archive` takes it in, packed."""

    def __init__(self, path: Path, about: Mapping[str, str], archive: Path | None = None) -> None:
        path.unlink(missing_ok=True)
        self._path, self._archive = path, archive
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for setting in _SETTINGS:
            self._connection.execute(f"PRAGMA {setting}")
        self._connection.execute("BEGIN")
        self._connection.execute(_ABOUT)
        self._connection.executemany('INSERT INTO "_about" VALUES (?, ?)', about.items())
        self._connection.execute(_COLUMNS)
        self._table: Table | None = None
        self._insert = ""
        self._row = 0
        self._inexact: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)

    def begin(self, table: Table) -> None:
        """Create the table with its keys, and note what its columns mean."""
        self._table, self._row = table, 0
        self._inexact.clear()
        self._connection.execute(_create(table))
        for field in table.fields:
            self._note(table, field)
        marks = ",".join(_MARKS.get(field.type, _MARK) for field in table.fields)
        self._insert = f"INSERT INTO {_quoted(table.name)} VALUES ({marks})"

    def add(self, rows: Rows) -> None:
        """Insert rows; an empty cell becomes NULL, and other texts what their column holds."""
        assert self._table is not None
        columns: list[Sequence[str] | Sequence[float | None]] = list(zip(*rows, strict=True))
        for place, field in enumerate(self._table.fields):
            if field.type == "number":
                texts = [row[place] for row in rows]
                columns[place] = [float(text) if text else None for text in texts]
                for at, text in enumerate(texts, start=self._row + 1):
                    if len(text) > SURE and exact_number(text) is None:
                        self._inexact[place].append((text, at))
        self._connection.executemany(self._insert, zip(*columns, strict=True))
        self._row += len(rows)

    def end(self) -> None:
        """Put the digits that a double cannot hold beside their column."""
        assert self._table is not None
        name = _quoted(self._table.name)
        for place, exact in sorted(self._inexact.items()):
            field = exact_field(self._table.fields[place])
            column = _quoted(field.name)
            self._connection.execute(f"ALTER TABLE {name} ADD COLUMN {column} TEXT")
            self._connection.executemany(f"UPDATE {name} SET {column} = ? WHERE rowid = ?", exact)
            self._note(self._table, field)

    def _note(self, table: Table, field: Field) -> None:
        values = (field.name, field.type, field.title_zh, field.title_en,
                field.description_zh, field.description_en)  # fmt: skip
        self._connection.execute(
            'INSERT INTO "_columns" VALUES (?,?,?,?,?,?,?)', (table.name, *values)
        )

    def close(self) -> None:
        """Add the views, write all of it and make the header independent of the library."""
        self._connection.execute("COMMIT")
        self._connection.executescript(VIEWS.read_text(encoding="utf-8"))
        self._connection.close()
        with self._path.open("r+b") as file:
            file.seek(_VERSION_AT)
            file.write(_VERSION)
        if self._archive:
            write_zip(self._archive, [(self._path.name, self._path)])
            self._path.unlink()


def _create(table: Table) -> str:
    lines = [
        f"{_quoted(field.name)} {_TYPES.get(field.type, 'TEXT')}".rstrip()
        + (" NOT NULL" if field.required else "")
        for field in table.fields
    ]
    if table.primary_key:
        lines.append(f"PRIMARY KEY ({_list(table.primary_key)})")
    lines.extend(
        f"FOREIGN KEY ({_list(key.columns)}) REFERENCES {_quoted(key.table)} ({_list(key.there)})"
        for key in table.foreign_keys
    )
    numbers = any(field.type == "number" for field in table.fields)
    # A table of links is its own index. What has numbers may get columns of exact ones, by rowid.
    kind = " WITHOUT ROWID" if len(table.primary_key) > 1 and not numbers else ""
    return f"CREATE TABLE {_quoted(table.name)} ({', '.join(lines)}){kind}"


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
