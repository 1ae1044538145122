"""One state of a package on disk: in, its folder; out, its tables row by row, and their names.

A package that was published once may have been damaged since: `Unreadable` says so.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mingzhang.paths import DESCRIPTOR

csv.field_size_limit(sys.maxsize)

Row = Mapping[str, str]


class Unreadable(Exception):
    """The package in `folder` is not what its descriptor says."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder


@dataclass(frozen=True, slots=True)
class State:
    """A package: its folder, the resources of its tables by name, the short name of its licence."""

    folder: Path
    tables: Mapping[str, Mapping[str, Any]]
    licence: str
    renamed: Mapping[str, str] = field(default_factory=dict)

    def under_present_ids(self, renamed: Mapping[str, str]) -> State:
        """Return this state as it reads when its ids, the keys, are what they are now."""
        return replace(self, renamed=renamed)

    @property
    def hashes(self) -> dict[str, object]:
        """The hash of each table."""
        return {name: one.get("hash") for name, one in self.tables.items()}

    def columns(self, table: str) -> tuple[str, ...]:
        """Name the columns of a table."""
        return tuple(field["name"] for field in self.tables[table]["schema"]["fields"])

    def keys(self, table: str) -> tuple[str, ...]:
        """Name the columns of the primary key, if there is one."""
        keys = self.tables[table]["schema"].get("primaryKey", [])
        return (keys,) if isinstance(keys, str) else tuple(keys)

    def title(self, table: str) -> str:
        """Name a table in Chinese."""
        return str(self.tables[table].get("title", table))

    def title_en(self, table: str) -> str:
        """Name a table in English, "" when it is not said."""
        return str(self.tables[table].get("title_en", ""))

    def truths(self, table: str) -> frozenset[str]:
        """Name the columns of a table that hold true or false."""
        fields = self.tables[table]["schema"]["fields"]
        return frozenset(field["name"] for field in fields if field.get("type") == "boolean")

    def labels(self, table: str) -> dict[str, dict[str, str]]:
        """Name in Chinese the values of those columns that have a list of values."""
        return {
            field["name"]: {one["value"]: one["label"] for one in field["categories"]}
            for field in self.tables[table]["schema"]["fields"]
            if all(isinstance(one, dict) for one in field.get("categories") or [""])
        }

    def titles(self, table: str) -> dict[str, str]:
        """Name the columns of a table in Chinese."""
        fields = self.tables[table]["schema"]["fields"]
        return {field["name"]: str(field.get("title", field["name"])) for field in fields}

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table, none when there is no such table. Raises Unreadable."""
        if table not in self.tables:
            return
        path = self.folder / self.tables[table]["path"]
        present = _renaming(self.renamed)
        try:
            with path.open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file, restkey="", restval=None, strict=True)
                if tuple(reader.fieldnames or ()) != self.columns(table):
                    raise Unreadable(self.folder)
                for row in reader:
                    if "" in row or None in row.values():
                        raise Unreadable(self.folder)
                    yield {name: present(cell) for name, cell in row.items()}
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise Unreadable(self.folder) from error

    def keyed(self, table: str) -> dict[str, Row]:
        """Return the rows of a table whose key is its first column. Raises Unreadable."""
        return {next(iter(row.values())): row for row in self.rows(table)}


def _renaming(renamed: Mapping[str, str]) -> Callable[[str], str]:
    """Make what puts present ids for old ones, also within the ids of what belongs to them.

    A cell is an id or a list of them only when an id begins it, or follows the mark of lists.
    """
    if not renamed:
        return lambda cell: cell
    # The longest first: a disclosure may have an id of its own beside that of its agency.
    ids = "|".join(map(re.escape, sorted(renamed, key=len, reverse=True)))
    ends = r"[|]|$|-\d{4}-(?:budget|final)\b|(?<=-budget)-|(?<=-final)-"
    old = re.compile(rf"(?<![^|])(?:{ids})(?={ends})")
    return lambda cell: old.sub(lambda match: renamed[match[0]], cell)


def state(folder: Path) -> State:
    """Read the descriptor of a package. Raises Unreadable."""
    try:
        described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        tables = {one["name"]: one for one in described["resources"] if one.get("type") == "table"}
        found = State(folder, tables, str(described["licenses"][0].get("title", "")))
        for table in tables:
            found.titles(table), found.labels(table), found.keys(table), tables[table]["path"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(folder) from error
    return found
