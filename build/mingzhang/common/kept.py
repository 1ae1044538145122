"""Results kept between builds: in, what a result was made from; out, the result, if it is kept.

A result's name is the hash of everything that went into it, so a kept one is never stale. A file
that is broken, or that we did not write, counts as absent.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TypeVar

from mingzhang.common import below

T = TypeVar("T")

_DIGEST = hashlib.sha256().digest_size
_SEPARATOR = b"\x00\x01"


@dataclass(frozen=True, slots=True)
class Kept:
    """Results below one folder; without a folder nothing is kept."""

    folder: Path | None
    inputs: str = ""
    """The hash of what every result depends on, such as the vocabularies."""
    hashes: dict[Path, str] | None = field(default=None, compare=False, repr=False)
    """The hashes of folders that stay as they are, once they are known."""
    made: set[str] = field(default_factory=set, compare=False, repr=False)
    """What this process kept anew."""
    asked: set[str] | None = field(default=None, compare=False, repr=False)
    """Takes down what is asked for, where somebody wants to know."""

    def settled(self) -> Kept:
        """Give the same for a stage during which no folder changes that it asks `of_folder`."""
        return replace(self, hashes={})

    def of_folder(self, folder: Path) -> str:
        """Hash a folder: the names within it and their bytes."""
        if self.hashes is None:
            return of_files(folder)
        if folder not in self.hashes:
            self.hashes[folder] = of_files(folder)
        return self.hashes[folder]

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key; None when nothing sound is there."""
        if self.folder is None:
            return None
        if self.asked is not None:
            self.asked.add(key)
        path = _path(self.folder, key)
        try:
            stored = path.read_bytes()
            data = zlib.decompress(stored[_DIGEST:])
            os.utime(path)  # `sweep` forgets what a build did not touch
        except (OSError, zlib.error):
            return None
        return data if stored[:_DIGEST] == _sealed(key, data) else None

    def has(self, key: str) -> bool:
        """Tell whether something is kept under a key, be it sound or not."""
        if self.asked is not None:
            self.asked.add(key)
        return self.folder is not None and _path(self.folder, key).is_file()

    def put(self, key: str, data: bytes, level: int = 1) -> None:
        """Keep a result. A full or read-only disk only means that it is made again next time.

        `level`: how hard it is packed; 0 for what is packed already.
        """
        if self.folder is None:
            return
        self.made.add(key)
        path = _path(self.folder, key)
        unfinished = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(_sealed(key, data) + zlib.compress(data, level))
            unfinished.replace(path)
        except OSError:
            with suppress(OSError):
                unfinished.unlink()

    def recall(self, key: str, kind: type[T]) -> T | None:
        """Return the object that is kept under a key; None when there is none of this kind."""
        data = self.get(key)
        if data is None:
            return None
        value = pickle.loads(data)
        return value if isinstance(value, kind) else None

    def once(self, key: str, kind: type[T], make: Callable[[], T]) -> T:
        """Return the object that is kept under a key; where there is none, make and keep it."""
        known = self.recall(key, kind)
        if known is None:
            known = make()
            self.put(key, pickle.dumps(known))
        return known

    def touch(self, key: str) -> None:
        """Keep a result for another build, though this one did not ask for it."""
        if self.folder is not None:
            with suppress(OSError):
                os.utime(_path(self.folder, key))

    def sweep(self, before: float) -> None:
        """Forget every result that nobody used since `before` (seconds of the epoch)."""
        if self.folder is None or not self.folder.is_dir():
            return
        for path in self.folder.glob("??/*"):
            with suppress(OSError):
                if path.stat().st_mtime < before:
                    path.unlink()


NOTHING_KEPT = Kept(None)
version = cache(metadata.version)
"""The version of a library, read once: each time it would be searched for on disk."""


def key(*parts: bytes | str) -> str:
    """Name a result after all that it was made from."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(str(len(data)).encode() + _SEPARATOR)
        digest.update(data)
    return digest.hexdigest()


def of_files(*places: Path) -> str:
    """Hash files and whole folders: the names within them and their bytes."""
    parts: list[bytes | str] = []
    for place in places:
        names = below.files(place) if place.is_dir() else ["."] * place.is_file()
        for name in names:
            if not name.endswith(".pyc"):
                parts += [name, (place / name).read_bytes()]
    return key(*parts)


@cache
def of_code(*rooms: str) -> str:
    """Hash the program's own code in some rooms (`site`, `common`); all of it without a name."""
    ground = Path(__file__).resolve().parents[1]
    return of_files(*(ground / room for room in rooms)) if rooms else of_files(ground)


def _path(folder: Path, name: str) -> Path:
    return folder / name[:2] / name[2:]


def _sealed(name: str, data: bytes) -> bytes:
    """Return the seal of a result: only its own key and bytes have it."""
    return hashlib.sha256(name.encode() + data).digest()
