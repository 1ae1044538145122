"""What changed in a package: in, its folder before and now; out, `PackageChange`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mingzhang.common.published import Row, Unreadable
from mingzhang.history.state import State, state
from mingzhang.history.table_changes import TELLING, TableChange, is_of_disclosures, table_changes
from mingzhang.paths import DESCRIPTOR

# A figure is the same figure when these agree, wherever in the text it stands.
_SAME = ("disclosure", "scope", "concept", "label_printed", "fiscal_year", "stage", "measure",
         "fund", "origin")  # fmt: skip

Renamings = Mapping[str, tuple[str, str]]
"""By the old id of an agency or a disclosure: the id that it has now, and why it changed."""
NONE: Renamings = MappingProxyType({})


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
class PackageChange:
    """All that changed in one package; figures only of disclosures that were and are there.

    `figures_moved` counts those of which only the place, and with it the id, is another; `failed`
    counts the checks that failed before and now, by severity. `renamed` has the old ids of the
    agency and its disclosures; all else is told as if they had always had the present ones.
    `labels` names the values of the columns of figures, `licence` is the licence before and now.
    """

    unreadable: bool = False
    renamed: Renamings = field(default_factory=dict)
    licence: tuple[str, str] | None = None
    disclosures_added: tuple[Row, ...] = ()
    disclosures_removed: tuple[Row, ...] = ()
    sources_changed: tuple[Row, ...] = ()
    notes_changed: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[FigureChange, ...] = ()
    figures_added: tuple[Row, ...] = ()
    figures_removed: tuple[Row, ...] = ()
    figures_moved: int = 0
    failed: tuple[Mapping[str, int], Mapping[str, int]] = field(default_factory=lambda: ({}, {}))
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tables: tuple[TableChange, ...] = ()
    tables_added: tuple[tuple[str, str], ...] = ()
    tables_removed: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether the data are the same."""
        return not (self.unreadable or self.renamed or self.licence or self.tables
                    or self.tables_added or self.tables_removed)  # fmt: skip


def compare(before: Path, now: Path, renamed: Renamings = NONE) -> PackageChange:
    """Compare two states of an agency's package, by the hashes of its tables first.

    A state before that is damaged gives a change that says so and nothing else.
    """
    try:
        if _described(before) == _described(now) != b"":
            return PackageChange()
        return _compare(state(before), state(now), renamed)
    except Unreadable as error:
        if not Path(error.file).is_relative_to(before):
            raise
        return PackageChange(unreadable=True)


def _described(folder: Path) -> bytes:
    """Return the bytes of a descriptor, which has the hash of each table; none where it is gone."""
    try:
        return (folder / DESCRIPTOR).read_bytes()
    except OSError:
        return b""


def _compare(old: State, new: State, renamed: Renamings) -> PackageChange:
    licence = _licence(old, new)
    if old.hashes == new.hashes:
        return PackageChange(licence=licence)
    ids = {row[name] for row in old.rows("disclosures") for name in ("agency", "disclosure")}
    renamed_here = {old_id: to for old_id, to in renamed.items() if old_id in ids}
    old = old.under_present_ids({old_id: to for old_id, (to, _) in renamed_here.items()})
    disclosures = old.keyed("disclosures"), new.keyed("disclosures")
    kept = disclosures[0].keys() & disclosures[1].keys()
    return PackageChange(
        renamed=renamed_here,
        licence=licence,
        disclosures_added=_without(disclosures[1], disclosures[0]),
        disclosures_removed=_without(disclosures[0], disclosures[1]),
        sources_changed=_differing(*disclosures, "source_sha256"),
        notes_changed={
            row["disclosure"]: row["notes"]
            for row in _differing(*disclosures, "notes")
            if row["notes"]
        },
        failed=(_failed(old, kept), _failed(new, kept)),
        labels=new.labels("facts"),
        tables=table_changes(old, new),
        tables_added=_titled(new, old),
        tables_removed=_titled(old, new),
        **_figures(old.keyed("facts"), new.keyed("facts"), disclosures),
    )


def compare_vocabularies(before: Path, now: Path, renamed: Renamings = NONE) -> PackageChange:
    """Compare the tables of the joined package that no agency's package tells of.

    The others are as long as all documents together and have been compared piece by piece.
    """
    try:
        old, new = state(before), state(now)
        old = old.under_present_ids({old_id: to for old_id, (to, _) in renamed.items()})
        shared = [table for table in new.tables if not is_of_disclosures(new, table)]
        return PackageChange(
            licence=_licence(old, new),
            tables=table_changes(old, new, shared),
            tables_added=_titled(new, old),
            tables_removed=_titled(old, new),
        )
    except Unreadable as error:
        if not Path(error.file).is_relative_to(before):
            raise
        return PackageChange(unreadable=True)


def _licence(old: State, new: State) -> tuple[str, str] | None:
    return (old.licence, new.licence) if old.licence != new.licence else None


def _titled(some: State, other: State) -> tuple[tuple[str, str], ...]:
    """Name the tables that only the first of two states has, with their titles."""
    return tuple(
        (name, table.title_zh) for name, table in some.tables.items() if name not in other.tables
    )


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
            change = FigureChange(others[0], rows[0])
            changed.append(change)
            moved += not change.columns
            del gone[meaning]
        else:
            added.extend(rows)
    return {
        "figures": tuple(change for change in changed if change.columns),
        "figures_added": tuple(added),
        "figures_removed": tuple(row for rows in gone.values() for row in rows),
        "figures_moved": moved,
    }


def _failed(package: State, kept: Collection[str]) -> Mapping[str, int]:
    """Count by severity the checks that failed, of the disclosures that were and are there."""
    return Counter(
        row.get("severity", "")
        for row in package.rows("findings")
        if row.get("outcome") == "fail" and row.get("disclosure") in kept
    )


def _by_meaning(rows: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    groups: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row.get(column, "") for column in _SAME)].append(row)
    return dict(groups)


def _without(some: Mapping[str, Row], others: Mapping[str, Row]) -> tuple[Row, ...]:
    return tuple(row for key, row in some.items() if key not in others)


def _differing(
    before: Mapping[str, Row], now: Mapping[str, Row], column: str
) -> tuple[Row, ...]:  # fmt: skip
    return tuple(
        row
        for key, row in now.items()
        if key in before and before[key].get(column, "") != row.get(column, "")
    )
