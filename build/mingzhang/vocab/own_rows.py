"""What a project's vocabularies hold: in, their folder; out, each file's rows beside the program's.

A project has only rows of its own. A whole copy, as older versions made, would hide what the
program has learnt since: it is refused where it lacks rows, and told of where it differs.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mingzhang.model import UserError, UserErrors
from mingzhang.vocab import csv_file
from mingzhang.vocab.grammar import entries
from mingzhang.vocab.layers import KEYS, Key, key_of, own_rows, place_of

_TOLD = 3
_SMALL = 20
"""Files with fewer rows of the program's tell nothing about being copies."""


@dataclass(frozen=True, slots=True)
class OwnRows:
    """One file by the keys of its rows: as the program has them, other than it, not known to it.

    `lacking`: keys that the program alone has.
    """

    path: Path
    same: tuple[Key, ...]
    changed: tuple[Key, ...]
    added: tuple[Key, ...]
    lacking: tuple[Key, ...]

    @property
    def is_copy(self) -> bool:
        """Tell a copy of the program's file from a few rows of somebody's own."""
        shared = len(self.same) + len(self.changed)
        return shared > len(self.lacking) and shared + len(self.lacking) >= _SMALL


def compared(vocab_dir: Path) -> tuple[OwnRows, ...]:
    """Compare each file of a project with the program's; nothing for the program's own folder.

    A file that cannot be read is left to its loader, which tells what is wrong with it.
    """
    place = place_of(vocab_dir)
    if place.below is None:
        return ()
    return tuple(_compared(place.own, place.below))


def check(vocab_dir: Path) -> None:
    """Refuse whole copies of older vocabularies. Raises `UserError`, or `UserErrors` for several.

    They lack what the program has learnt since, and hide the rest of it.
    """
    errors = tuple(_older(file) for file in compared(vocab_dir) if file.is_copy and file.lacking)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise UserErrors(errors)


def _older(file: OwnRows) -> UserError:
    problem = f"是整份拷贝的旧词表，没有程序现有的 {len(file.lacking)} 行（{named(file.lacking)}）"
    if file.changed:
        problem += f"，另有 {len(file.changed)} 行与程序不同"
    return UserError(file.path, problem, "请运行 mingzhang upgrade：它只留下您自己加的行")


def named(keys: tuple[Key, ...]) -> str:
    """Name the first rows of several."""
    names = "、".join(" ".join(filter(None, key)) for key in keys[:_TOLD])
    return f"{names} 等" if len(keys) > _TOLD else names


def _compared(project: Path, below: Path) -> Iterator[OwnRows]:
    for name, key in KEYS.items():
        if (project / name).is_file():
            with contextlib.suppress(UserError):
                yield _rows_of(project / name, below / name, key)
    with contextlib.suppress(UserError):
        yield from _entries_of(project / "grammar", below / "grammar")


def _rows_of(path: Path, below: Path, key: tuple[str, ...]) -> OwnRows:
    theirs = {key_of(row, key): row for _, row in csv_file.rows(below, key)}
    project_rows = own_rows(path, key)
    # A column that the project leaves out, or that the program does not have, says nothing.
    same = {
        name
        for name, listed in project_rows.items()
        if name in theirs and all(_fits(row, theirs[name]) for _, row in listed)
    }
    return _sorted_out(path, project_rows, theirs, same)


def _fits(row: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    return all(value == theirs.get(column, value) for column, value in row.items())


def _sorted_out(
    path: Path, ours: Mapping[Key, object], theirs: Mapping[Key, object], same: set[Key]
) -> OwnRows:
    return OwnRows(
        path,
        same=tuple(name for name in ours if name in same),
        changed=tuple(name for name in ours if name in theirs and name not in same),
        added=tuple(name for name in ours if name not in theirs),
        lacking=tuple(name for name in theirs if name not in ours),
    )


def _entries_of(project: Path, below: Path) -> Iterator[OwnRows]:
    """Compare the entries of the rules, which a project may keep in other files."""
    mine, theirs = entries(project, whole=False), entries(below)
    for path in sorted({entry.path for entry in mine.values()}):
        here = {key: entry.written for key, entry in mine.items() if entry.path == path}
        named_there = {k: e.written for k, e in theirs.items() if e.path.name == path.name}
        everywhere = {key: entry.written for key, entry in theirs.items() if key in here}
        same = {key for key, written in here.items() if everywhere.get(key) == written}
        lacking = {key: entry for key, entry in named_there.items() if key not in mine}
        yield _sorted_out(path, here, {**everywhere, **lacking}, same)
