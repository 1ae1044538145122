"""Copies the built site into a folder of this machine without rsync: in, both; out, what changes.

As with rsync: files are compared by what they hold, hidden ones at the target's root are the
server's own, new files take their places first and old ones go last. Windows has no rsync; there
this was written for and has not been tried.
"""

from __future__ import annotations

import filecmp
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

UNFINISHED = ".mingzhang-new"
"""The end of the name of a file that is being copied."""


def is_folder(target: str, system: str = os.name) -> bool:
    """Tell a folder of this machine (or a share of it) from one on a server: `host:folder`."""
    drive = system == "nt" and re.match(r"[A-Za-z]:[\\/]", target)
    return bool(drive) or ":" not in target


def names_at(folder: Path) -> frozenset[str]:
    """Name what lies in the folder; nothing when it is not there yet. Raises OSError."""
    if not folder.exists():
        return frozenset()
    return frozenset(path.name for path in folder.iterdir())


def changes(site: Path, folder: Path) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Name the files that are new, that hold something else, and that the site does not have."""
    here, there = set(_files(site)), {n for n in _files(folder) if not n.startswith(".")}
    changed = (
        name for name in here & there
        if not filecmp.cmp(site / name, folder / name, shallow=False)
    )  # fmt: skip
    return tuple(sorted(here - there)), tuple(sorted(changed)), tuple(sorted(there - here))


def copy(site: Path, folder: Path) -> None:
    """Make the folder hold the site: copies first, all into place, then the old ones go."""
    new, changed, deleted = changes(site, folder)
    copied = []
    try:
        for name in (*new, *changed):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(target.name + UNFINISHED)
            copied.append((unfinished, target))
            shutil.copyfile(site / name, unfinished)
        for unfinished, target in copied:
            unfinished.replace(target)
    finally:
        for unfinished, _ in copied:
            unfinished.unlink(missing_ok=True)
    for name in deleted:
        (folder / name).unlink()
    for inside in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        if not inside.relative_to(folder).parts[0].startswith(".") and not any(inside.iterdir()):
            inside.rmdir()


def _files(folder: Path) -> Iterator[str]:
    return (p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())
