"""The reader of published packages: in, a folder or the address of one; out, a `Package`.

Its tables are read as text in chunks, as rows by the names of their columns, or as pandas frames
with the types of the schema. Text is exactly what was published; codes are never taken for numbers.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import marshal
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO
from urllib.request import urlopen

from mingzhang.common import extras, parts
from mingzhang.model import UserError
from mingzhang.paths import DESCRIPTOR

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 8192
# A passage is a line of a document, which may be longer than the csv module allows by default.
csv.field_size_limit(sys.maxsize)
_FRAME_TYPES = {"integer": "Int64", "year": "Int64", "number": "float64", "boolean": "boolean"}
_REMEDY = "请运行 mingzhang package 重新生成数据包"

Rows = Sequence[Sequence[str]]
Row = Mapping[str, str]


class Unreadable(UserError):
    """A package that is not there, or not what its descriptor says."""


@dataclass(frozen=True, slots=True)
class Value:
    """One of the values that a column may have, with its labels ("" where it has none)."""

    value: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `type` is its Table Schema type, `unit` that of all its numbers."""

    name: str
    type: str
    title_zh: str
    title_en: str
    description_zh: str
    description_en: str
    unit: str = ""
    delimiter: str = ","
    required: bool = False
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values stand in columns of a table."""

    columns: tuple[str, ...]
    table: str
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: where its CSV lies, its columns, its keys, its rows and bytes as stated.

    A large one lies in several files, `places`, one after the other.
    """

    name: str
    places: tuple[str, ...]
    title_zh: str
    title_en: str
    description_zh: str
    description_en: str
    rows: int
    hash: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    size: int = 0

    @property
    def path(self) -> Path:
        """The file, or the first of several, for a package on disk."""
        return self.paths[0]

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, for a package on disk."""
        return tuple(map(Path, self.places))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(field.name for field in self.fields)

    @property
    def is_parted(self) -> bool:
        """Tell whether it lies in several files, one for each year."""
        return len(self.places) > 1

    def of_parts(self) -> Mapping[str, Table]:
        """Give its parts by their year; how many rows each has is not stated."""
        return {
            place.rpartition("/")[2].partition(".")[0]: replace(
                self, places=(place,), rows=0, size=0, hash=""
            )
            for place in (self.places if self.is_parted else ())
        }

    def chunks(self, size: int = CHUNK) -> Iterator[list[list[str]]]:
        """Yield the rows as text, some at a time, so that memory stays the same for any length.

        A cell is empty where the table says nothing. Raises Unreadable.
        """
        try:
            for place in self.places:
                with _opened(place) as file:
                    yield from self._chunks(file, size)
        except (OSError, EOFError, ValueError, csv.Error) as error:
            raise self.unreadable() from error

    def _chunks(self, file: TextIO, size: int) -> Iterator[list[list[str]]]:
        reader = csv.reader(file, strict=True)
        self._expect(tuple(next(reader, ())))
        block: list[list[str]] = []
        for row in reader:
            if len(row) != len(self.fields):
                raise ValueError(f"line {reader.line_num}")
            block.append(row)
            if len(block) == size:
                yield block
                block = []
        if block:
            yield block

    def records(self) -> Iterator[dict[str, str]]:
        """Yield the rows as text, each by the names of its columns. Raises Unreadable."""
        columns = self.columns
        for block in self.chunks():
            for row in block:
                yield dict(zip(columns, row, strict=True))

    def frame(self) -> pd.DataFrame:
        """Read all of it: codes are strings, empty cells <NA>. Raises Unreadable."""
        extras.need("data")
        # Loading pandas takes a second, which commands that ask for no frame need not wait.
        import pandas as pd

        types = {field.name: _FRAME_TYPES.get(field.type, "string") for field in self.fields}
        frames = []
        try:
            for place in self.places:
                with _opened(place) as file:
                    frame = pd.read_csv(file, dtype=types, keep_default_na=False, na_values=[""])
                self._expect(tuple(frame.columns))
                frames.append(frame)
        except (OSError, ValueError) as error:
            raise self.unreadable() from error
        return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)

    def _expect(self, columns: tuple[str, ...]) -> None:
        if columns != self.columns:
            raise ValueError("columns that the schema does not know")

    def unreadable(self) -> Unreadable:
        """Say that the table is not there, or is not what the descriptor says."""
        return Unreadable(self.places[0], "数据表缺失，或与数据包的说明不符", _REMEDY)


@dataclass(frozen=True)
class Package:
    """One package. `place` is its folder or address, `tables` are its tables by name."""

    place: str
    descriptor: Mapping[str, Any]
    tables: Mapping[str, Table]
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    @property
    def folder(self) -> Path:
        """The folder, for a package on disk."""
        return Path(self.place)

    @property
    def name(self) -> str:
        """The name of the folder: the agency's id, or `all`."""
        return self.folder.name

    @property
    def title(self) -> str:
        """The Chinese title."""
        return str(self.descriptor.get("title", self.name))

    @property
    def years(self) -> tuple[int, ...]:
        """The fiscal years that it covers."""
        return tuple(self.descriptor.get("fiscal_years", ()))

    def records(self, table: str) -> Iterator[dict[str, str]]:
        """Yield the rows of a table, none where there is no such table. Raises Unreadable."""
        if table in self.tables:
            yield from self.tables[table].records()

    def keyed(self, table: str, key: str) -> dict[str, dict[str, str]]:
        """Give the rows of a table by a column. Raises Unreadable."""
        return {row[key]: row for row in self.records(table)}

    def frame(self, table: str) -> pd.DataFrame:
        """Return a copy of a table as a frame. Raises UserError where there is no such table."""
        if table not in self.tables:
            raise UserError(f"{self.place}/{DESCRIPTOR}", f"数据包里没有表 {table}", _REMEDY)
        if table not in self._frames:
            self._frames[table] = self.tables[table].frame()
        return self._frames[table].copy()


def load(place: Path | str) -> Package:
    """Open a package. Raises Unreadable when its descriptor is missing or broken."""
    descriptor_place = f"{place}/{DESCRIPTOR}"
    try:
        with _opened(descriptor_place) as file:
            descriptor = json.load(file)
        described = [
            resource for resource in descriptor["resources"] if resource.get("type") == "table"
        ]
        tables = {resource["name"]: _table(str(place), resource) for resource in described}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        problem = "数据包的说明文件缺失或已损坏"
        raise Unreadable(descriptor_place, problem, _REMEDY) from error
    return Package(str(place), descriptor, tables)


def opened(place: str) -> BinaryIO:
    """Open a file, wherever it lies, as what it is unpacked. Raises OSError."""
    if place.endswith(".gz"):
        return gzip.GzipFile(fileobj=_stored(place))  # type: ignore[return-value]
    return _stored(place)


def _stored(place: str) -> BinaryIO:
    if place.startswith(("http://", "https://")):
        return urlopen(place)  # type: ignore[no-any-return]
    if "://" in place:
        import fsspec  # of the extra `dask`, with which packages lie elsewhere

        return io.BytesIO(fsspec.open(place).open().read())
    return Path(place).open("rb")


def _opened(place: str) -> TextIO:
    return io.TextIOWrapper(opened(place), encoding="utf-8", newline="")


def _table(place: str, described: Mapping[str, Any]) -> Table:
    name, schema = described["name"], described["schema"]
    return Table(
        name=name,
        places=tuple(f"{place}/{path}" for path in parts.paths(described)),
        title_zh=described.get("title", name),
        title_en=described.get("title_en", ""),
        description_zh=described.get("description", ""),
        description_en=described.get("description_en", ""),
        rows=int(described.get("rows", 0)),
        hash=described.get("hash", ""),
        fields=_fields(schema["fields"]),
        primary_key=_names(schema.get("primaryKey", ())),
        foreign_keys=tuple(
            ForeignKey(
                _names(key["fields"]),
                key["reference"].get("resource") or name,
                _names(key["reference"]["fields"]),
            )
            for key in schema.get("foreignKeys", ())
        ),
        size=int(described.get("bytes", 0)),
    )


_read_fields: dict[bytes, tuple[Field, ...]] = {}
"""Columns by their description: bodies have the same, and reading one takes as long as a file."""


def _fields(described: Any) -> tuple[Field, ...]:
    text = marshal.dumps(described, 0)
    if text not in _read_fields:
        _read_fields[text] = tuple(map(_field, described))
    return _read_fields[text]


def _field(described: Mapping[str, Any]) -> Field:
    constraints = described.get("constraints", {})
    return Field(
        name=described["name"],
        type=described.get("type", ""),
        title_zh=described.get("title", described["name"]),
        title_en=described.get("title_en", described["name"]),
        description_zh=described.get("description", ""),
        description_en=described.get("description_en", ""),
        unit=described.get("unit", ""),
        delimiter=described.get("delimiter", ","),
        required=bool(constraints.get("required")),
        values=tuple(map(_value, described.get("categories") or constraints.get("enum", ()))),
    )


def _value(described: Mapping[str, Any] | str) -> Value:
    known = described if isinstance(described, Mapping) else {"value": described}
    return Value(str(known["value"]), known.get("label", ""), known.get("label_en", ""))


def _names(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
