"""What changed in a package: in, its folder before and now; out, `PackageChange`."""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

csv.field_size_limit(sys.maxsize)

Row = Mapping[str, str]
_DESCRIPTOR = "datapackage.json"
# A figure is the same figure when these agree, wherever in the text it stands.
_SAME = ("disclosure", "scope", "concept", "label_printed", "fiscal_year", "stage", "measure",
         "fund", "origin")  # fmt: skip
TELLING = ("value", "unit", "concept", "fiscal_year", "stage", "scope", "measure", "fund")
"""The columns of a figure whose change is told one by one."""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure that reads otherwise now: its row before and now."""

    before: Row
    now: Row

    @property
    def columns(self) -> tuple[str, ...]:
        """The telling columns that differ."""
        return tuple(c for c in TELLING if self.before.get(c, "") != self.now.get(c, ""))


@dataclass(frozen=True, slots=True)
class TableChange:
    """How many rows of a table came, went and changed; which columns came and went."""

    table: str
    added: int
    removed: int
    changed: int
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changed after all (the order of rows, say)."""
        return not (self.added or self.removed or self.changed or self.columns_added
                    or self.columns_removed)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PackageChange:
    """All that changed in one package; figures only of disclosures that were and are there."""

    disclosures_added: tuple[Row, ...] = ()
    disclosures_removed: tuple[Row, ...] = ()
    sources_changed: frozenset[str] = frozenset()
    notes_changed: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[FigureChange, ...] = ()
    figures_added: tuple[Row, ...] = ()
    figures_removed: tuple[Row, ...] = ()
    figures_moved: int = 0
    tables: tuple[TableChange, ...] = ()
    tables_added: tuple[str, ...] = ()
    tables_removed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether the data are the same."""
        return not (self.tables or self.tables_added or self.tables_removed)


def compare(before: Path, now: Path) -> PackageChange:
    """Compare two states of an agency's package, by the hashes of its tables first."""
    old, new = _tables(before), _tables(now)
    if _hashes(old) == _hashes(new):
        return PackageChange()
    disclosures = _keyed(before, old, "disclosures"), _keyed(now, new, "disclosures")
    return PackageChange(
        disclosures_added=_without(disclosures[1], disclosures[0]),
        disclosures_removed=_without(disclosures[0], disclosures[1]),
        sources_changed=frozenset(_differing(*disclosures, "source_sha256")),
        notes_changed={
            key: disclosures[1][key]["notes"]
            for key in _differing(*disclosures, "notes")
            if disclosures[1][key]["notes"]
        },
        tables=_table_changes(before, now, old, new),
        tables_added=tuple(t for t in new if t not in old),
        tables_removed=tuple(t for t in old if t not in new),
        **_figures(_keyed(before, old, "facts"), _keyed(now, new, "facts"), disclosures),
    )


def compare_vocabularies(before: Path, now: Path) -> PackageChange:
    """Compare the tables of the joined package that no agency's package tells of.

    The others are as long as all documents together and have been compared piece by piece.
    """
    old, new = _tables(before), _tables(now)
    both = tuple({t: one for t, one in part.items() if not _is_of_disclosures(one)}
                 for part in (old, new))  # fmt: skip
    return PackageChange(
        tables=_table_changes(before, now, *both),
        tables_added=tuple(t for t in new if t not in old),
        tables_removed=tuple(t for t in old if t not in new),
    )


def _hashes(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, object]:
    return {name: one.get("hash") for name, one in tables.items()}


def _is_of_disclosures(table: Mapping[str, Any]) -> bool:
    return any(field["name"] == "disclosure" for field in table["schema"]["fields"])


def _table_changes(
    before: Path, now: Path, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[TableChange, ...]:
    found = (
        _table_change(table, before, now, old[table], new[table])
        for table in new
        if table in old and old[table].get("hash") != new[table].get("hash")
    )
    return tuple(change for change in found if not change.is_empty)


def _figures(
    old: Mapping[str, Row], new: Mapping[str, Row],
    disclosures: tuple[Mapping[str, Row], Mapping[str, Row]],
) -> dict[str, Any]:  # fmt: skip
    """Match the figures of disclosures that were there and still are, by id, then by meaning."""
    kept = disclosures[0].keys() & disclosures[1].keys()
    before = {key: row for key, row in old.items() if row["disclosure"] in kept}
    now = {key: row for key, row in new.items() if row["disclosure"] in kept}
    changed = [FigureChange(before[key], row) for key, row in now.items() if key in before]
    gone = _by_meaning(row for key, row in before.items() if key not in now)
    moved, added = 0, []
    for meaning, rows in _by_meaning(r for key, r in now.items() if key not in before).items():
        others = gone.get(meaning, [])
        if len(rows) == len(others) == 1:
            changed.append(FigureChange(others[0], rows[0]))
            moved += 1
            del gone[meaning]
        else:
            added.extend(rows)
    return {
        "figures": tuple(change for change in changed if change.columns),
        "figures_added": tuple(added),
        "figures_removed": tuple(row for rows in gone.values() for row in rows),
        "figures_moved": moved,
    }


def _by_meaning(rows: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    groups: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row.get(column, "") for column in _SAME)].append(row)
    return dict(groups)


def _table_change(
    table: str, before: Path, now: Path, old: Mapping[str, Any], new: Mapping[str, Any]
) -> TableChange:
    names = tuple(tuple(f["name"] for f in one["schema"]["fields"]) for one in (old, new))
    both = [name for name in names[1] if name in names[0]]
    keys = [key for key in new["schema"].get("primaryKey", []) if key in both] or both
    rows_before = _picked(before / old["path"], keys, both)
    rows_now = _picked(now / new["path"], keys, both)
    return TableChange(
        table=table,
        added=len(rows_now.keys() - rows_before.keys()),
        removed=len(rows_before.keys() - rows_now.keys()),
        changed=sum(row != rows_before[key] for key, row in rows_now.items() if key in rows_before),
        columns_added=tuple(name for name in names[1] if name not in names[0]),
        columns_removed=tuple(name for name in names[0] if name not in names[1]),
    )


def _picked(
    path: Path, keys: Sequence[str], columns: Sequence[str]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {
            tuple(row[key] for key in keys): tuple(row[column] for column in columns)
            for row in csv.DictReader(file)
        }


def _tables(folder: Path) -> dict[str, Mapping[str, Any]]:
    """List the tables that a descriptor names; none when it cannot be read."""
    try:
        resources = json.loads((folder / _DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
    except (OSError, ValueError, KeyError):
        return {}
    return {one["name"]: one for one in resources if one.get("type") == "table"}


def _keyed(folder: Path, tables: Mapping[str, Mapping[str, Any]], table: str) -> dict[str, Row]:
    """Read a table whose key is its first column."""
    if table not in tables:
        return {}
    with (folder / tables[table]["path"]).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        first = (reader.fieldnames or [""])[0]
        return {row[first]: row for row in reader}


def _without(some: Mapping[str, Row], others: Mapping[str, Row]) -> tuple[Row, ...]:
    return tuple(row for key, row in some.items() if key not in others)


def _differing(before: Mapping[str, Row], now: Mapping[str, Row], column: str) -> Iterable[str]:
    return [
        key
        for key, row in now.items()
        if key in before and before[key].get(column, "") != row.get(column, "")
    ]
