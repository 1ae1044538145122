"""Keys: in, the rows of one package as text; out, nothing, or `KeysBroken` naming what dangles.

Nothing is published whose keys repeat or whose references lead nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

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
    cells = (map(itemgetter(description.columns.index(column)), rows) for column in columns)
    return set(zip(*cells, strict=True))


@dataclass(frozen=True, slots=True)
class BodyKeys:
    """What the keys of one body's package, which is sound by itself, are to the others."""

    disclosures: frozenset[str]
    loose: tuple[tuple[str, str], ...]
    """Tables with keys that do not begin with their disclosure, so that another may have them."""
    facts: frozenset[str]
    unresolved: frozenset[str]
    others: frozenset[str]


def body_keys(tables: Mapping[str, Sequence[Texts]]) -> BodyKeys:
    """Pick the keys of one body's package that the joined package must look at."""
    facts = frozenset(row[0] for row in tables["facts"])
    referred = (tables["finding_facts"], tables["derivations"])
    others = _values(schema("findings"), tables["findings"], ("other_disclosure",))
    return BodyKeys(
        frozenset(row[0] for row in tables["disclosures"]),
        tuple(key for table, rows in tables.items() for key in _loose_keys(schema(table), rows)),
        facts,
        frozenset(row[1] for rows in referred for row in rows) - facts,
        frozenset(value for (value,) in others if value),
    )


def _loose_keys(description: TableSchema, rows: Sequence[Texts]) -> Iterable[tuple[str, str]]:
    """Keys that begin with their disclosure cannot meet another package's; yield the others."""
    if "disclosure" not in description.columns or len(description.primary_key) != 1:
        return
    key = description.columns.index(description.primary_key[0])
    disclosure = description.columns.index("disclosure")
    for row in rows:
        if row[key] != row[disclosure] and not row[key].startswith(f"{row[disclosure]}-"):
            yield description.table, row[key]


def check_joined(bodies: Sequence[BodyKeys]) -> None:
    """Check what must hold over all bodies: keys stay unique, lists of ids lead to rows.

    Raises KeysBroken for keys that repeat over packages and for ids that lead nowhere.
    """
    loose = Counter(key for body in bodies for key in body.loose)
    problems = [f"{table} has {key} twice" for (table, key), n in sorted(loose.items()) if n > 1]
    unresolved = _all(body.unresolved for body in bodies)
    missing = sorted(unresolved - _all(body.facts for body in bodies)) if unresolved else []
    problems.extend(f"fact {fact} is referred to but does not exist" for fact in missing)
    others = _all(body.others for body in bodies) - _all(body.disclosures for body in bodies)
    problems.extend(f"findings.other_disclosure {name} does not exist" for name in sorted(others))
    if problems:
        raise KeysBroken(JOINED, problems)


def _all(ids: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*ids)
