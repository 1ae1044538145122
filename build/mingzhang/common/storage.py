"""Where many files lie: in, a folder or an address that fsspec knows; out, a `Store` of its files.

Paths are those below the place. A store travels to other machines, which open it by themselves;
secrets are where the library of that kind of address looks for them, never in what travels.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from mingzhang.common import folder_swap
from mingzhang.model import UserError


class Store(Protocol):
    """Files below one place."""

    @property
    def shown(self) -> str:
        """The place as people write it."""

    def read(self, path: str) -> bytes:
        """Return a file. Raises OSError."""

    def put(self, file: Path, path: str) -> None:
        """Write a file there."""

    def remove(self, path: str) -> None:
        """Take a file away, if it is there."""

    def names(self) -> list[str]:
        """Name the files and folders right below the place, in order; none where there is none."""

    def files(self, path: str) -> list[str]:
        """List all files below a folder, by their paths within it, in order."""


def fetch(store: Store, path: str, folder: Path) -> None:
    """Copy a folder of a store to this machine. Raises OSError, UserError for an odd name."""
    for name in store.files(path):
        if ".." in PurePosixPath(name).parts:
            problem = "文件名里有 .."
            raise UserError(f"{store.shown}/{path}/{name}", problem, "请改名，或移走这个文件")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(store.read(f"{path}/{name}"))


def fetch_all(store: Store, folder: Path, only: Collection[str] | None = None) -> None:
    """Copy all folders of a store, or some, into an empty folder. Raises UserError."""
    folder_swap.empty(folder)
    try:
        for name in store.names():
            if only is None or name in only:
                fetch(store, name, folder / name)
    except OSError as error:
        raise UserError(store.shown, f"取不到原文（{error}）", "请检查地址和权限") from error


def replace(store: Store, path: str, folder: Path, last: str) -> None:
    """Put a folder of this machine in the place of one of a store, the file `last` at its end."""
    stale, files = set(store.files(path)), Folder(folder).files("")
    for name in sorted(files, key=lambda name: name == last):
        store.put(folder / name, f"{path}/{name}")
    for name in stale.difference(files):
        store.remove(f"{path}/{name}")


def put_text(store: Store, path: str, text: str) -> None:
    """Write a text as a file of a store. Raises OSError."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "text")
        file.write_text(text, encoding="utf-8")
        store.put(file, path)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine."""

    place: Path

    @property
    def shown(self) -> str:
        """The place as people write it."""
        return str(self.place)

    def read(self, path: str) -> bytes:
        """Return a file. Raises OSError."""
        return (self.place / path).read_bytes()

    def put(self, file: Path, path: str) -> None:
        """Write a file there."""
        (self.place / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, self.place / path)

    def remove(self, path: str) -> None:
        """Take a file away, if it is there."""
        (self.place / path).unlink(missing_ok=True)

    def names(self) -> list[str]:
        """Name the files and folders right below the place, in order."""
        return sorted(path.name for path in self.place.glob("*"))

    def files(self, path: str) -> list[str]:
        """List all files below a folder, by their paths within it, in order."""
        ground = self.place / path
        files = (file for file in ground.rglob("*") if file.is_file())
        return sorted(file.relative_to(ground).as_posix() for file in files)


@dataclass(frozen=True, slots=True)
class Remote:
    """A place that fsspec knows."""

    system: Any
    place: str
    shown: str

    def read(self, path: str) -> bytes:
        """Return a file. Raises OSError."""
        data: bytes = self.system.cat_file(f"{self.place}/{path}")
        return data

    def put(self, file: Path, path: str) -> None:
        """Write a file there."""
        self.system.makedirs(f"{self.place}/{path}".rpartition("/")[0], exist_ok=True)
        self.system.put_file(str(file), f"{self.place}/{path}")

    def remove(self, path: str) -> None:
        """Take a file away, if it is there."""
        with suppress(OSError):
            self.system.rm_file(f"{self.place}/{path}")

    def names(self) -> list[str]:
        """Name the files and folders right below the place, in order."""
        try:
            listed = self.system.ls(self.place, detail=False)
        except FileNotFoundError:
            return []
        return sorted(path.rstrip("/").rpartition("/")[2] for path in listed)

    def files(self, path: str) -> list[str]:
        """List all files below a folder, by their paths within it, in order."""
        ground = f"{self.place}/{path}/"
        # Some kinds of address list what lies above, or folders, too.
        found = (f"/{each.lstrip('/')}".partition(f"/{ground.lstrip('/')}")[2]
                 for each in self.system.find(ground))  # fmt: skip
        return sorted(filter(None, found))


def store(target: str) -> Store:
    """Open a target. Raises UserError where fsspec or what it needs for the address is missing."""
    if "://" not in target:
        return Folder(Path(target).absolute())
    try:
        from fsspec.core import url_to_fs

        # What another machine has written meanwhile is to be seen.
        system, place = url_to_fs(target, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        remedy = "请安装 mingzhang[dask] 和这种地址要的库（如 s3fs），或写一个文件夹"
        raise UserError(target, f"打不开这个地址（{error}）", remedy) from error
    return Remote(system, place.rstrip("/"), target.rstrip("/"))
