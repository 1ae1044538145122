"""What changed in each table of a package: in, two states; out, `TableChange`s, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mingzhang.history.state import State

Column = tuple[str, str]
"""The name of a column and its Chinese title."""
_DISCLOSURES = ("disclosure", "other_disclosure")
_NAMES_ZH, _NAMES_EN = ("name_zh", "title_zh"), ("name_en", "title_en")
FIGURES = "facts"
OF_DISCLOSURES = frozenset({"disclosure", "fact", "figure", "finding"})
"""Keys of what is read; no vocabulary has one of them."""
TELLING = ("value", "unit", "concept", "fiscal_year", "stage", "scope", "measure", "fund")
"""The columns of a figure whose change is told one by one, beside the tables."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that came, went or reads otherwise: its key, its names ("" where it has none).

    `disclosures` are those that the row belongs to, its own first; `cells` are the cells that
    differ: the column, what it read before and what it reads now.
    """

    key: tuple[str, ...]
    name_zh: str = ""
    name_en: str = ""
    disclosures: tuple[str, ...] = ()
    cells: tuple[tuple[Column, str, str], ...] = ()

    @property
    def is_told(self) -> bool:
        """Tell whether it changed in a column that is told of figures one by one."""
        return any(name in TELLING for (name, _), _, _ in self.cells)


@dataclass(frozen=True, slots=True)
class TableChange:
    """Which rows of a table came, went and changed, and in what; which columns came and went.

    `title_en` is the English title of the table; `truths` are its columns of true and false.
    """

    table: str
    title: str
    title_en: str = ""
    added: tuple[RowChange, ...] = ()
    removed: tuple[RowChange, ...] = ()
    changed: tuple[RowChange, ...] = ()
    columns_changed: tuple[Column, ...] = ()
    columns_added: tuple[Column, ...] = ()
    columns_removed: tuple[Column, ...] = ()
    is_vocabulary: bool = False
    truths: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changed after all (the order of rows, say)."""
        return not (self.added or self.removed or self.changed or self.columns_added
                    or self.columns_removed)  # fmt: skip

    @property
    def rows(self) -> tuple[RowChange, ...]:
        """All rows that changed, went or came, but figures only where nothing else tells them."""
        if self.table != FIGURES:
            return (*self.changed, *self.removed, *self.added)
        return tuple(row for row in self.changed if not row.is_told)


def table_changes(
    old: State, new: State, wanted: Iterable[str] | None = None
) -> tuple[TableChange, ...]:
    """Compare the tables that both states have, or the wanted ones of them."""
    changes = (
        _table_change(table, old, new)
        for table in (new.tables if wanted is None else wanted)
        if table in old.tables and old.hashes[table] != new.hashes[table]
    )
    return tuple(change for change in changes if not change.is_empty)


def is_of_disclosures(state: State, table: str) -> bool:
    """Tell a table that is read from disclosures, or made of such, from a vocabulary."""
    return not OF_DISCLOSURES.isdisjoint(state.tables[table].columns)


def _table_change(table: str, old: State, new: State) -> TableChange:
    before, now = old.tables[table].columns, new.tables[table].columns
    both = tuple(name for name in now if name in before)
    keys = tuple(key for key in new.tables[table].primary_key if key in both) or both
    rows_before, rows_now = _picked(old, table, keys, both), _picked(new, table, keys, both)
    titles = {**old.titles(table), **new.titles(table)}
    columns = tuple((name, titles[name]) for name in both)
    changed = tuple(
        _row(key, row, columns, rows_before[key])
        for key, row in rows_now.items()
        if key in rows_before and row != rows_before[key]
    )
    differing = {column for row in changed for column, _, _ in row.cells}
    return TableChange(
        table=table,
        title=new.tables[table].title_zh,
        title_en=new.tables[table].title_en,
        added=_only(rows_now, rows_before, columns),
        removed=_only(rows_before, rows_now, columns),
        changed=changed,
        columns_changed=tuple(column for column in columns if column in differing),
        columns_added=tuple((name, titles[name]) for name in now if name not in before),
        columns_removed=tuple((name, titles[name]) for name in before if name not in now),
        is_vocabulary=not is_of_disclosures(new, table),
        truths=new.truths(table),
    )


_Rows = Mapping[tuple[str, ...], tuple[str, ...]]


def _picked(state: State, table: str, keys: Iterable[str], columns: Iterable[str]) -> _Rows:
    return {
        tuple(row[key] for key in keys): tuple(row[column] for column in columns)
        for row in state.rows(table)
    }


def _only(some: _Rows, others: _Rows, columns: tuple[Column, ...]) -> tuple[RowChange, ...]:
    return tuple(_row(key, row, columns) for key, row in some.items() if key not in others)


def _row(
    key: tuple[str, ...], row: tuple[str, ...], columns: tuple[Column, ...],
    before: tuple[str, ...] | None = None,
) -> RowChange:  # fmt: skip
    cells = dict(zip((name for name, _ in columns), row, strict=True))
    return RowChange(
        key=key,
        name_zh=next((cells[name] for name in _NAMES_ZH if cells.get(name)), ""),
        name_en=next((cells[name] for name in _NAMES_EN if cells.get(name)), ""),
        disclosures=tuple(cells[name] for name in _DISCLOSURES if cells.get(name)),
        cells=tuple(
            (column, was, now)
            for column, was, now in zip(columns, before or row, row, strict=True)
            if was != now
        ),
    )
