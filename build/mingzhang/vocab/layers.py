"""A project's vocabularies over the program's: in, two folders; out, each file as one, row by row.

A project writes only what it adds or wants otherwise. A row with the key of one of the program's
takes its place, a row with a new key joins them, and the public bodies are the project's alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mingzhang.paths import program
from mingzhang.vocab import csv_file
from mingzhang.vocab.csv_file import Row

KEYS = {
    "concepts.csv": ("concept",),
    "economics.csv": ("code",),
    "function_names.csv": ("code", "valid_to"),
    "functions.csv": ("code",),
    "labels.csv": ("label", "context", "unit", "stage"),
    "names.csv": ("name",),
    "oddities.csv": ("oddity", "pattern"),
    "plain.csv": ("concept",),
    "regions.csv": ("code",),
    "remnants.csv": ("kind", "pattern"),
    "sections.csv": ("section",),
    "units.csv": ("unit",),
    "grammar/bodies.csv": ("class", "word"),
    "grammar/words.csv": ("class", "word"),
    "layouts/columns.csv": ("layout", "pattern", "role"),
    "layouts/crossings.csv": ("row", "column"),
    "layouts/funds.csv": ("concept", "fund"),
    "layouts/kinds.csv": ("layout",),
    "layouts/periods.csv": ("pattern", "document"),
    "layouts/rows.csv": ("layout", "side", "after", "pattern"),
    "layouts/tables.csv": ("pattern", "heads"),
    "layouts/known_words.csv": ("place", "word"),
}
"""The columns that tell the rows of a file from one another; other files are never laid over."""
FIRST_FITS = frozenset(("sections.csv", "columns.csv", "periods.csv", "rows.csv", "tables.csv"))
"""Files of which the first row that fits is taken: a project's own rows go in front."""
Key = tuple[str, ...]
Numbered = tuple[int, Row]
_KEYS = {Path(name).name: key for name, key in KEYS.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder of vocabularies; `below`: the program's, where a project's lies over it."""

    own: Path
    below: Path | None = None

    def __truediv__(self, name: str) -> Place:
        return Place(self.own / name, self.below / name if self.below else None)

    @property
    def is_there(self) -> bool:
        """Tell whether there is anything to read."""
        return self.own.exists() or (self.below is not None and self.below.exists())


def brought() -> Path:
    """The folder of the vocabularies that the program brings."""
    return program().vocab.resolve()


def place_of(vocab_dir: Path) -> Place:
    """Return where vocabularies are read: a project's over the program's, or those alone."""
    below = brought()
    return Place(vocab_dir, None if vocab_dir.resolve() == below else below)


def folders(vocab_dir: Path) -> tuple[Path, ...]:
    """Name all folders that what is read from a folder of vocabularies depends on."""
    place = place_of(vocab_dir)
    return (place.own, place.below) if place.below else (place.own,)


def rows(place: Place, columns: Sequence[str], what: str = "词表") -> Iterator[tuple[int, Row]]:
    """Yield the rows of a file as `csv_file.rows` does, a project's laid over the program's.

    A column that a project leaves out is as in the program's row, or empty in a row of its own.
    Raises `UserError` for what `csv_file.rows` refuses.
    """
    key = _KEYS.get(place.own.name)
    if place.below is None or key is None:
        yield from csv_file.rows(place.own, columns, what)
        return
    project_rows = own_rows(place.own, key, what)
    listed = tuple(csv_file.rows(place.below, columns, what))
    known = {key_of(row, key) for _, row in listed}
    blank = dict.fromkeys(columns, "")
    added = [
        (n, {**blank, **row})
        for name in project_rows
        if name not in known
        for n, row in project_rows[name]
    ]
    in_front = place.own.name in FIRST_FITS
    yield from added if in_front else ()
    replaced: set[Key] = set()
    for number, row in listed:
        name = key_of(row, key)
        if name not in project_rows:
            yield number, row
        elif name not in replaced:
            # Where the program has several rows of a key, all of them give way.
            replaced.add(name)
            yield from ((n, {**row, **other}) for n, other in project_rows[name])
    yield from () if in_front else added


def own_rows(path: Path, key: Sequence[str], what: str = "词表") -> dict[Key, list[Numbered]]:
    """Read the rows of a project's file by their keys; none where there is no such file."""
    by_key: dict[Key, list[Numbered]] = {}
    for number, row in csv_file.rows(path, key, what) if path.exists() else ():
        by_key.setdefault(key_of(row, key), []).append((number, row))
    return by_key


def key_of(row: Row, key: Sequence[str]) -> Key:
    """Tell a row from the others of its file."""
    return tuple(row[column] for column in key)
