"""One state of a package on disk: in, its folder; out, its tables row by row, and their names.

A package that was published once may have been damaged since: `Unreadable` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from mingzhang.common import published
from mingzhang.common.published import Package, Row, Table, Unreadable
from mingzhang.paths import DESCRIPTOR


@dataclass(frozen=True, slots=True)
class State:
    """A package, the short name of its licence, and ids that it has now by those of old."""

    package: Package
    licence: str
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> Mapping[str, Table]:
        """Its tables by name."""
        return self.package.tables

    def under_present_ids(self, renamed: Mapping[str, str]) -> State:
        """Return this state as it reads when its ids, the keys, are what they are now."""
        return replace(self, renamed=renamed)

    @property
    def hashes(self) -> dict[str, str]:
        """The hash of each table."""
        return {name: table.hash for name, table in self.tables.items()}

    def truths(self, table: str) -> frozenset[str]:
        """Name the columns of a table that hold true or false."""
        return frozenset(f.name for f in self.tables[table].fields if f.type == "boolean")

    def labels(self, table: str) -> dict[str, dict[str, str]]:
        """Name in Chinese the values of those columns that have a list of values."""
        return {
            field.name: {value.value: value.label_zh for value in field.values}
            for field in self.tables[table].fields
            if field.values and all(value.label_zh for value in field.values)
        }

    def titles(self, table: str) -> dict[str, str]:
        """Name the columns of a table in Chinese."""
        return {field.name: field.title_zh for field in self.tables[table].fields}

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table, none when there is no such table. Raises Unreadable."""
        present = _renaming(self.renamed) if self.renamed else None
        for row in self.package.records(table):
            yield {name: present(cell) for name, cell in row.items()} if present else row

    def keyed(self, table: str) -> dict[str, Row]:
        """Return the rows of a table whose key is its first column. Raises Unreadable."""
        return {next(iter(row.values())): row for row in self.rows(table)}


def _renaming(renamed: Mapping[str, str]) -> Callable[[str], str]:
    """Make what puts present ids for old ones, also within the ids of what belongs to them.

    A cell is an id or a list of them only when an id begins it, or follows the mark of lists.
    """
    # The longest first: a disclosure may have an id of its own beside that of its agency.
    ids = "|".join(map(re.escape, sorted(renamed, key=len, reverse=True)))
    ends = r"[|]|$|-\d{4}-(?:budget|final)\b|(?<=-budget)-|(?<=-final)-"
    old = re.compile(rf"(?<![^|])(?:{ids})(?={ends})")
    return lambda cell: old.sub(lambda match: renamed[match[0]], cell)


def state(folder: Path) -> State:
    """Read the descriptor of a package. Raises Unreadable."""
    package = published.load(folder)
    try:
        return State(package, str(package.descriptor["licenses"][0].get("title", "")))
    except (LookupError, TypeError, AttributeError) as error:
        remedy = "请运行 mingzhang package 重新生成数据包"
        raise Unreadable(folder / DESCRIPTOR, "数据包没有写明许可", remedy) from error
