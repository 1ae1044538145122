"""Keys: in, the rows of one package as text; out, nothing, or `KeysBroken` naming what dangles.

Nothing is published whose keys repeat or whose references lead nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mingzhang.package.schema import MISSING, TableSchema, schema
from mingzhang.paths import JOINED

Texts = Sequence[str]
_SHOWN = 5


class KeysBroken(ValueError):
    """Rows that would make a package invalid: a fault of the stages before, not of the content."""

    def __init__(self, package: str, problems: Sequence[str]) -> None:
        shown = "; ".join(problems[:_SHOWN])
        rest = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        super().__init__(f"package {package}: {shown}{rest}")


@dataclass
class _Reference:
    table: str
    columns: tuple[str, ...]
    target: tuple[str, tuple[str, ...]]
    values: set[tuple[str, ...]] = field(default_factory=set)


def check_keys(package: str, tables: Mapping[str, Sequence[Texts]]) -> None:
    """Check that all tables are sound by themselves and with one another.

    Raises KeysBroken for a repeated or missing key, an empty cell that is required, a value that is
    not in its list, and a reference to a row that is not in the package.
    """
    problems: list[str] = []
    references: list[_Reference] = []
    for table, rows in tables.items():
        description = schema(table)
        problems.extend(_table_problems(description, rows))
        references.extend(_references(description, rows))
    wanted = {reference.target for reference in references}
    there = {(t, columns): _values(schema(t), tables[t], columns) for t, columns in sorted(wanted)}
    for reference in references:
        for value in sorted(reference.values - there[reference.target]):
            place = f"{reference.table}.{'+'.join(reference.columns)}"
            problems.append(f"{place} {'/'.join(value)} is not in {reference.target[0]}")
    if problems:
        raise KeysBroken(package, problems)


def _table_problems(description: TableSchema, rows: Sequence[Texts]) -> Iterable[str]:
    index = {name: place for place, name in enumerate(description.columns)}
    required = [(name, index[name]) for name in description.columns if name in description.required]
    listed = [
        (name, index[name], frozenset((*values, MISSING)))
        for name, values in description.enums.items()
    ]
    key_places = [index[name] for name in description.primary_key]
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        key = tuple(row[place] for place in key_places)
        if key in seen:
            yield f"{description.table} has {'/'.join(key)} twice"
        seen.add(key)
        for name, place in required:
            if row[place] == MISSING:
                yield f"{description.table} {'/'.join(key)}: {name} is empty"
        for name, place, values in listed:
            if row[place] not in values:
                yield f"{description.table} {'/'.join(key)}: {name} is {row[place]!r}"


def _references(description: TableSchema, rows: Sequence[Texts]) -> Iterable[_Reference]:
    for key in description.foreign_keys:
        values = _values(description, rows, key.columns)
        values.discard((MISSING,) * len(key.columns))
        yield _Reference(description.table, key.columns, (key.table, key.columns_there), values)


def _values(
    description: TableSchema, rows: Sequence[Texts], columns: Sequence[str]
) -> set[tuple[str, ...]]:
    places = [description.columns.index(column) for column in columns]
    return {tuple(row[place] for place in places) for row in rows}


class Joined:
    """What must hold over all packages together: keys stay unique, lists of ids lead to rows."""

    def __init__(self) -> None:
        self._disclosures: set[str] = set()
        self._loose_keys: dict[tuple[str, str], int] = {}
        self._unresolved: set[str] = set()
        self._facts: set[str] = set()
        self._others: set[str] = set()

    def note(self, tables: Mapping[str, Sequence[Texts]]) -> None:
        """Take in one agency's package, which is sound by itself."""
        self._disclosures.update(row[0] for row in tables["disclosures"])
        for table, rows in tables.items():
            description = schema(table)
            if "disclosure" in description.columns and len(description.primary_key) == 1:
                self._note_keys(table, description, rows)
        facts = {row[0] for row in tables["facts"]}
        self._facts |= facts
        self._unresolved |= {
            *(row[1] for row in tables["finding_facts"]),
            *(row[1] for row in tables["derivations"]),
        } - facts
        others = _values(schema("findings"), tables["findings"], ("other_disclosure",))
        self._others |= {value for (value,) in others if value}

    def _note_keys(self, table: str, description: TableSchema, rows: Sequence[Texts]) -> None:
        """Keys that begin with their disclosure cannot meet another package's; keep the others."""
        key = description.columns.index(description.primary_key[0])
        disclosure = description.columns.index("disclosure")
        for row in rows:
            if row[key] != row[disclosure] and not row[key].startswith(f"{row[disclosure]}-"):
                place = (table, row[key])
                self._loose_keys[place] = self._loose_keys.get(place, 0) + 1

    def check(self) -> None:
        """Raise KeysBroken for keys that repeat over packages and for ids that lead nowhere."""
        problems = [
            f"{table} has {key} twice"
            for (table, key), times in sorted(self._loose_keys.items())
            if times > 1
        ]
        missing = sorted(self._unresolved - self._facts)
        problems.extend(f"fact {fact} is referred to but does not exist" for fact in missing)
        others = sorted(self._others - self._disclosures)
        problems.extend(
            f"findings.other_disclosure {disclosure} does not exist" for disclosure in others
        )
        if problems:
            raise KeysBroken(JOINED, problems)
