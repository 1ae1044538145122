"""CSV as the data contract wants it: in, rows of Python values; out, files with bytes and hash.

UTF-8 without BOM, LF, comma, quotes only where needed, numbers written plainly, the same bytes for
the same rows.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from io import BufferedWriter
from pathlib import Path
from types import MappingProxyType, TracebackType

from mingzhang.common import parts
from mingzhang.package.schema import TableSchema

Cell = object
Row = Sequence[Cell]

# Not csv.writer: before Python 3.13 it leaves a lone carriage return unquoted when lines end in LF,
# and readers then see two rows. Blanks at the edges are quoted so that nobody strips them.
_QUOTED = re.compile(r'[",\r\n]|^\s|\s$')
LIST_DELIMITER = "|"


def plain_decimal(value: Decimal) -> str:
    """Write a decimal without exponent and without trailing zeros: `688772.52`, `3116900`, `0`.

    Raises ValueError for NaN and infinities.
    """
    if not value.is_finite():
        raise ValueError(f"not a number that can be published: {value}")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _text(value: Cell) -> str:
    if type(value) is str:
        return value
    if isinstance(value, tuple):
        return _list(value)
    return str(value.value) if isinstance(value, Enum) else str(value)


def _integer(value: Cell) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"not an integer: {value!r}")


def _number(value: Cell) -> str:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return _integer(value)


def _boolean(value: Cell) -> str:
    return "true" if value else "false"


def _list(values: tuple[object, ...]) -> str:
    parts = [str(part) for part in values]
    if any(LIST_DELIMITER in part for part in parts):
        raise ValueError(f"an item of a list contains {LIST_DELIMITER!r}: {values!r}")
    return LIST_DELIMITER.join(parts)


_WRITERS: Mapping[str, Callable[[Cell], str]] = MappingProxyType(
    {
        "string": _text,
        "date": _text,
        "integer": _integer,
        "year": _integer,
        "number": _number,
        "boolean": _boolean,
    }
)


def row_formatter(schema: TableSchema) -> Callable[[Row], list[str]]:
    """Return what turns the values of a row into the texts of its cells; None becomes empty."""
    writers = [_WRITERS[kind] for kind in schema.types.values()]

    def texts(row: Row) -> list[str]:
        pairs = zip(writers, row, strict=True)
        return ["" if value is None else write(value) for write, value in pairs]

    return texts


def line(cells: Iterable[str]) -> str:
    """Join the texts of a row into one line of CSV, with its LF."""
    return ",".join(map(_quoted, cells)) + "\n"


def head(schema: TableSchema) -> bytes:
    """Return the first line of a table: the names of its columns."""
    return line(schema.columns).encode("utf-8")


def _quoted(cell: str) -> str:
    if _QUOTED.search(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


class CsvFile:
    """One table file being written; counts rows and bytes and hashes as it goes."""

    def __init__(self, path: Path, schema: TableSchema) -> None:
        self.path = path
        self.paths: tuple[Path, ...] = (path,)
        self.schema = schema
        self.rows = 0
        self.bytes = 0
        self._sha256 = hashlib.sha256()
        self._file: BufferedWriter | None = None

    def __enter__(self) -> CsvFile:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("wb")
        self._write(head(self.schema))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def hash(self) -> str:
        """The hash of the file as descriptors write it."""
        return f"sha256:{self._sha256.hexdigest()}"

    @property
    def in_parts(self) -> bool:
        """Tell whether the table lies in several files."""
        return len(self.paths) > 1

    def add(self, text: str, rows: int) -> None:
        """Append lines that are formatted already."""
        if rows:
            self.add_bytes(text.encode("utf-8"), rows)

    def add_bytes(self, data: bytes, rows: int) -> None:
        """Append lines that are encoded already."""
        self._write(data)
        self.rows += rows

    def lie_in(self, paths: tuple[Path, ...]) -> None:
        """Know that the table lies in these files now: its hash is that of their rows in order."""
        self.paths, self._sha256 = paths, hashlib.sha256()
        for block in parts.blocks(paths):
            self._sha256.update(block)

    def _write(self, data: bytes) -> None:
        if self._file is None:
            raise ValueError("the file is not open")
        self._file.write(data)
        self._sha256.update(data)
        self.bytes += len(data)
