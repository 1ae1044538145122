"""Whether a package is what its descriptor says: in, a package; out, a report of every check.

The same questions that `frictionless validate` asks (and its tests compare the two), answered by
columns instead of cells, so that each build can answer them anew for every package.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from mingzhang.common.published import Package

Described = Mapping[str, Any]

BLOCK = 4 << 20
"""Bytes that are read at a time; no row is longer."""
JOIN = "\x1f"
_SHAPES: Mapping[str, str] = {
    "integer": r"[+-]?\d+",
    "year": r"\d{4}",
    "number": r"[+-]?\d+(\.\d+)?",
    "boolean": "true|false",
    "date": r"\d{4}-\d{2}-\d{2}",
}
_URI = r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+"
_NUMBERS = frozenset({"integer", "year", "number"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as the descriptor says: where, what, how often, and one example."""

    table: str
    field: str
    kind: str
    count: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class TableReport:
    """What was checked of one table, and what was wrong."""

    table: str
    rows: int
    fields: int
    primary_key: tuple[str, ...]
    foreign_keys: int
    problems: tuple[Problem, ...]

    @property
    def cells(self) -> int:
        """How many cells were looked at."""
        return self.rows * self.fields


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked of one package. `files` had their bytes and SHA-256 compared."""

    tables: tuple[TableReport, ...]
    files: int
    file_problems: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong, tables first."""
        return (*(one for table in self.tables for one in table.problems), *self.file_problems)

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def cells(self) -> int:
        """The cells of all tables."""
        return sum(table.cells for table in self.tables)

    @property
    def keys(self) -> int:
        """The primary keys and foreign keys that were followed."""
        return sum(bool(table.primary_key) + table.foreign_keys for table in self.tables)


@dataclass
class _Seen:
    """What one pass over a table leaves for the keys: some columns, whole; none if it failed."""

    rows: int
    columns: dict[tuple[str, ...], Any]
    problems: list[Problem]


def validate(package: Package) -> Report:
    """Check files, headings, types, constraints and keys of a package. Never raises for its data.

    The package itself must have been opened, so that its descriptor is known to be readable.
    """
    resources: Sequence[Described] = package.descriptor["resources"]
    tables = {str(one["name"]): one for one in resources if one.get("type") == "table"}
    wanted = _wanted(tables)
    seen = {name: _read(package.folder, one, wanted[name]) for name, one in tables.items()}
    reports = tuple(_report(name, one, seen) for name, one in tables.items())
    files = tuple(one for each in resources for one in _file(package.folder, each))
    return Report(reports, len(resources), files)


def _wanted(tables: Mapping[str, Described]) -> dict[str, set[tuple[str, ...]]]:
    """Say which columns of each table take part in keys, or must be unique."""
    wanted: dict[str, set[tuple[str, ...]]] = {name: set() for name in tables}
    for name, one in tables.items():
        schema = one["schema"]
        wanted[name] |= {(field["name"],) for field in _unique(schema)}
        if schema.get("primaryKey"):
            wanted[name].add(_names(schema["primaryKey"]))
        for key in schema.get("foreignKeys", ()):
            wanted[name].add(_names(key["fields"]))
            target = key["reference"].get("resource") or name
            if target in wanted:
                wanted[target].add(_names(key["reference"]["fields"]))
    return wanted


def _unique(schema: Described) -> Iterator[Described]:
    for field in schema["fields"]:
        if field.get("constraints", {}).get("unique"):
            yield field


def _names(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _read(folder: Path, described: Described, wanted: set[tuple[str, ...]]) -> _Seen:
    """Go through a table once, block by block."""
    name = str(described["name"])
    fields = described["schema"]["fields"]
    names = [str(field["name"]) for field in fields]
    parts: dict[tuple[str, ...], list[Any]] = {key: [] for key in wanted}
    seen = _Seen(0, {}, [])
    path = folder / str(described["path"])
    counts: dict[tuple[str, str], tuple[int, str]] = {}
    try:
        with arrow_csv.open_csv(
            path,
            read_options=arrow_csv.ReadOptions(block_size=BLOCK, use_threads=False),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types={each: pa.string() for each in names}, strings_can_be_null=False
            ),
        ) as reader:
            if reader.schema.names != names:
                heading = ",".join(reader.schema.names)
                seen.problems.append(Problem(name, "", "heading", 1, heading))
                return seen
            for batch in reader:
                seen.rows += batch.num_rows
                _look(batch, fields, counts)
                for key, found in parts.items():
                    found.append(_joined([batch.column(each) for each in key]))
    except (OSError, pa.ArrowInvalid) as error:
        seen.problems.append(Problem(name, "", "unreadable", 1, str(error).splitlines()[0]))
        return seen
    seen.columns = {key: _chunked(found) for key, found in parts.items()}
    for (field, kind), (count, example) in counts.items():
        seen.problems.append(Problem(name, field, kind, count, example))
    if int(described.get("rows", seen.rows)) != seen.rows:
        seen.problems.append(Problem(name, "", "rows", 1, str(seen.rows)))
    return seen


def _chunked(parts: Sequence[Any]) -> Any:
    return pa.chunked_array(list(parts), type=pa.string())


def _joined(columns: Sequence[Any]) -> Any:
    """Join the cells of a key of several columns; all of them empty make the empty key."""
    if len(columns) == 1:
        return columns[0]
    joined = pc.binary_join_element_wise(*columns, JOIN)
    nothing = JOIN * (len(columns) - 1)
    return pc.if_else(pc.equal(joined, nothing), "", joined)


def _look(
    batch: Any, fields: Sequence[Described], counts: dict[tuple[str, str], tuple[int, str]]
) -> None:
    """Count the cells of a block that break a rule of their column."""
    for place, field in enumerate(fields):
        column = batch.column(place)
        for kind, bad in _rules(column, field):
            found = pc.sum(bad).as_py() or 0
            if found:
                key = (str(field["name"]), kind)
                before, example = counts.get(key, (0, ""))
                first = example or column.filter(bad)[0].as_py()
                counts[key] = (before + found, first)


def _rules(column: Any, field: Described) -> Iterator[tuple[str, Any]]:
    """Yield each rule of a field with the cells that break it. Empty cells break only one rule."""
    given = pc.not_equal(column, "")
    constraints = field.get("constraints", {})
    if constraints.get("required"):
        yield "required", pc.invert(given)
    shape = _SHAPES.get(str(field.get("type")), _URI if field.get("format") == "uri" else "")
    fits = pc.match_substring_regex(column, f"^({shape})$") if shape else None
    if fits is not None:
        yield "type", pc.and_(given, pc.invert(fits))
    if constraints.get("pattern"):
        matched = pc.match_substring_regex(column, f"^({constraints['pattern']})$")
        yield "pattern", pc.and_(given, pc.invert(matched))
    if constraints.get("enum"):
        listed = pc.is_in(column, value_set=pa.array(list(map(str, constraints["enum"]))))
        yield "enum", pc.and_(given, pc.invert(listed))
    if field.get("type") in _NUMBERS and {"minimum", "maximum"} & set(constraints):
        numbers = pc.if_else(pc.and_(given, fits), column, None).cast(pa.float64())
        for kind, beyond in (("minimum", pc.less), ("maximum", pc.greater)):
            if kind in constraints:
                yield kind, pc.fill_null(beyond(numbers, float(constraints[kind])), False)


def _report(name: str, described: Described, seen: Mapping[str, _Seen]) -> TableReport:
    schema = described["schema"]
    own = seen[name]
    key = _names(schema.get("primaryKey", ()))
    foreign = schema.get("foreignKeys", ())
    problems = [*own.problems]
    if own.columns:
        kinds: dict[tuple[str, ...], str] = {(str(f["name"]),): "unique" for f in _unique(schema)}
        if key:
            kinds[key] = "primary_key"
        for columns, kind in kinds.items():
            problems += _repeated(name, columns, kind, own.columns[columns])
        for each in foreign:
            target = seen.get(each["reference"].get("resource") or name)
            if target is not None and not target.columns:
                continue  # It could not be read, which is told already.
            there = target.columns[_names(each["reference"]["fields"])] if target else None
            columns = _names(each["fields"])
            problems += _dangling(name, columns, own.columns[columns], there)
    return TableReport(name, own.rows, len(schema["fields"]), key, len(foreign), tuple(problems))


def _repeated(table: str, columns: tuple[str, ...], kind: str, values: Any) -> Iterator[Problem]:
    """A primary key may not repeat; a column that is merely unique may be empty often."""
    if kind == "unique":
        values = values.filter(pc.not_equal(values, ""))
    extra = len(values) - pc.count_distinct(values).as_py()
    if extra:
        counts = pc.value_counts(values)
        often = counts.filter(pc.greater(counts.field("counts"), 1))
        example = often.field("values")[0].as_py().replace(JOIN, ", ")
        yield Problem(table, ", ".join(columns), kind, extra, example)


def _dangling(table: str, columns: tuple[str, ...], values: Any, there: Any) -> Iterator[Problem]:
    given = values.filter(pc.not_equal(values, ""))
    known = there.combine_chunks() if there is not None else pa.array([], pa.string())
    lost = given.filter(pc.invert(pc.is_in(given, value_set=known)))
    if len(lost):
        example = lost[0].as_py().replace(JOIN, ", ")
        yield Problem(table, ", ".join(columns), "foreign_key", len(lost), example)


def _file(folder: Path, described: Described) -> Iterator[Problem]:
    """Compare a file with the bytes and the hash that the descriptor states."""
    name, path = str(described["name"]), folder / str(described["path"])
    try:
        size = path.stat().st_size
        if size != int(described.get("bytes", size)):
            yield Problem(name, "", "bytes", 1, str(size))
        stated = re.fullmatch(r"sha256:([0-9a-f]{64})", str(described.get("hash", "")))
        if stated:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != stated[1]:
                yield Problem(name, "", "hash", 1, digest)
    except OSError:
        yield Problem(name, "", "missing", 1, str(described["path"]))
