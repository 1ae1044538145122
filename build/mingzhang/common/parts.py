"""Tables that lie in several files: in, their paths; out, their bytes as those of one file.

Each file begins with the names of the columns; those of the second and later ones are no rows.
Hashes and bytes that descriptors state are of the table as one file, as Frictionless reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

BLOCK = 1 << 20


def paths(resource: Mapping[str, Any]) -> tuple[str, ...]:
    """List the files of a resource: its `path` is one or a list of them."""
    path = resource["path"]
    return (path,) if isinstance(path, str) else tuple(path)


def each(files: Iterable[Path]) -> Iterator[bytes]:
    """Yield the rows of each file, those of the first with the names of the columns."""
    for number, path in enumerate(files):
        data = path.read_bytes()
        yield data[data.index(b"\n") + 1 :] if number else data


def blocks(files: Sequence[Path]) -> Iterator[bytes]:
    """Yield the bytes of a table, some at a time. Raises OSError."""
    for number, path in enumerate(files):
        with path.open("rb") as file:
            if number:
                file.readline()
            while block := file.read(BLOCK):
                yield block
