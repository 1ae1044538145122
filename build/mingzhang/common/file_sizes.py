"""Sizes of files: in, bytes or a folder; out, the text that people read, the folder's weight."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mingzhang.common import below

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
    sizes = {name: (folder / name).stat().st_size for name in below.files(folder)}
    largest = max(sizes, key=lambda name: sizes[name], default="")
    return Weight(sum(sizes.values()), f"{folder.name}/{largest}", sizes.get(largest, 0))
