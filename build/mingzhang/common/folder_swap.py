"""Replaces generated folders all at once, so that a failed run leaves the previous ones intact.

In: the folders to be replaced. Out: empty folders to fill, swapped in when all went well.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Left behind by a run that was killed; younger ones may belong to a run that is still going on.
STALE_SECONDS = 24 * 3600


@contextmanager
def replacing(*targets: Path) -> Iterator[tuple[Path, ...]]:
    """Give a new empty folder for each target; swap them all in if the body raises nothing."""
    for target in targets:
        _sweep(target)
    fresh = tuple(_sibling(target, "new") for target in targets)
    try:
        yield fresh
        _swap_all(tuple(zip(fresh, targets, strict=True)))
    finally:
        for folder in fresh:
            shutil.rmtree(folder, ignore_errors=True)


def _swap_all(pairs: tuple[tuple[Path, Path], ...]) -> None:
    """Move every fresh folder into its place; when one cannot be moved, put all of them back."""
    done: list[tuple[Path, Path, Path | None]] = []
    try:
        for fresh, target in pairs:
            aside = _put_aside(target)
            done.append((fresh, target, aside))
            fresh.rename(target)
    except OSError:
        for fresh, target, aside in reversed(done):
            if target.exists():
                target.rename(fresh)
            if aside is not None:
                aside.rename(target)
        raise
    for _, _, aside in done:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)


def _put_aside(target: Path) -> Path | None:
    if not target.exists():
        return None
    aside = _sibling(target, "old")
    aside.rmdir()
    target.rename(aside)
    return aside


def _sibling(target: Path, kind: str) -> Path:
    """Make a hidden folder beside the target: same file system, so that a rename is enough."""
    target.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{target.name.lstrip('.')}.{kind}-"
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    folder.chmod(0o755)  # mkdtemp makes it private, but this becomes the published folder
    return folder


def _sweep(target: Path) -> None:
    """Mend what a killed run left: put back a folder moved aside, delete the stale rest."""
    name = target.name.lstrip(".")
    aside = sorted(target.parent.glob(f".{name}.old-*"), key=lambda folder: folder.stat().st_mtime)
    if aside and not target.exists():
        aside.pop().rename(target)
    for folder in [*aside, *target.parent.glob(f".{name}.new-*")]:
        if time.time() - folder.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
