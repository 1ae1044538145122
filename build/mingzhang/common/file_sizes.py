"""Sizes of files: in, bytes or a folder; out, the text that people read, the folder's weight."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

KB, MB, GB = 1024, 1024**2, 1024**3


def size_text(size: int) -> str:
    """Print a size in bytes for people.

    >>> size_text(512), size_text(20_480), size_text(3_250_000)
    ('512 B', '20 KB', '3.1 MB')
    """
    if size < KB:
        return f"{size} B"
    if size < MB:
        return f"{size / KB:.0f} KB"
    return f"{size / MB:.1f} MB"


@dataclass(frozen=True, slots=True)
class Weight:
    """What a folder holds: bytes of all its files, and the largest of them with its bytes."""

    total: int
    largest: str
    most: int


def weigh(folder: Path) -> Weight:
    """Weigh a folder as hosts do: a file that has two names counts twice."""
    sizes = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    largest = max(sizes, key=lambda path: sizes[path], default=folder)
    name = largest.relative_to(folder.parent).as_posix()
    return Weight(sum(sizes.values()), name, sizes.get(largest, 0))
