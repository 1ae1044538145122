"""Replaces generated folders all at once, so that a failed run leaves the previous ones intact.

In: the folders to be replaced. Out: empty folders to fill, swapped in when all went well.

What a swap is going to do is written to a journal before the first rename. A run that is killed
within it has complete new folders beside the old ones, and the next run finishes the swap before it
does anything else. One run at a time holds the folder in which the targets lie; the system frees
the lock of a dead one, so whatever lies about under the lock is litter.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from mingzhang.model import UserError

JOURNAL = ".mingzhang-swap.json"
EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
HERE = -100  # AT_FDCWD
PUBLIC = 0o022
"""The umask of everything published: a web server of another user must be able to read it."""


@dataclass(frozen=True)
class Move:
    """A finished folder, the place where it belongs, and its inode, which tells if it is there."""

    fresh: str
    target: str
    inode: int


@contextmanager
def replacing(*targets: Path) -> Iterator[tuple[Path, ...]]:
    """Give a new empty folder for each target; swap them all in if the body raises nothing.

    A target that is a link to a folder is followed. Raises UserError where a file stands in its
    place, or another run is replacing folders here.
    """
    places = tuple(_place(target) for target in targets)
    parent = places[0].parent
    parent.mkdir(parents=True, exist_ok=True)
    umask = os.umask(PUBLIC)
    try:
        with _only_run(parent):
            _mend(parent, places)
            try:
                fresh = tuple(_sibling(place) for place in places)
                yield fresh
                _swap_all(parent, tuple(zip(fresh, places, strict=True)))
            finally:
                _sweep(places)
    finally:
        os.umask(umask)


def put_file(path: Path, data: bytes) -> None:
    """Write a file, or replace it, by a rename, so that it is never half written."""
    fresh = path.with_name(f".{path.name}.new-{os.getpid()}")
    try:
        fresh.write_bytes(data)
        if path.exists():
            shutil.copymode(path, fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def empty(folder: Path) -> None:
    """Make a folder, or take out all that is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for inside in folder.iterdir():
        shutil.rmtree(inside) if inside.is_dir() else inside.unlink()


def _place(target: Path) -> Path:
    try:
        place = target.resolve() if target.is_symlink() else target
    except (OSError, RuntimeError) as error:
        raise UserError(target, "这个链接指向它自己", "请删去它，再运行一次") from error
    if place.exists() and not place.is_dir():
        raise UserError(target, "这里是一个文件，不是文件夹", "请移开它，再运行一次")
    return place


@contextmanager
def _only_run(parent: Path) -> Iterator[None]:
    """Hold the lock of a folder. Raises UserError when another run has it."""
    try:
        import fcntl
    except ImportError:  # Windows: renames of open folders fail there, which keeps runs apart.
        yield
        return
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise UserError(
            parent, "另一个明账程序正在这里生成文件", "请等它结束，再运行一次"
        ) from error
    finally:
        os.close(handle)


def _mend(parent: Path, places: Sequence[Path]) -> None:
    """Finish a swap that was cut short, then sweep what dead runs left."""
    journal = parent / JOURNAL
    if journal.is_file():
        _complete(_journalled(journal))
        journal.unlink()
    _partial(journal).unlink(missing_ok=True)
    _sweep(places)


def _journalled(journal: Path) -> tuple[Move, ...]:
    """Read what a swap was going to do. Raises `UserError` where it is not of folders here."""
    try:
        moves = tuple(Move(**move) for move in json.loads(journal.read_text(encoding="utf-8")))
        ours = all(_can_go_on(Path(move.fresh), Path(move.target), move.inode) for move in moves)
    except (ValueError, TypeError, RecursionError):
        ours = False
    if not ours:
        problem = "上次没有做完的记录已损坏，或不是这个文件夹的"
        raise UserError(journal, problem, "请删去这个文件，再运行一次，网站会重新生成")
    return moves


def _can_go_on(fresh: Path, target: Path, inode: int) -> bool:
    """Tell whether a move is one of ours: a copy of the project has other folders."""
    is_named_so = fresh.name.startswith(_prefix(target)) and fresh.parent == target.parent
    return is_named_so and inode in (_inode(fresh), _inode(target))


def _sweep(places: Sequence[Path]) -> None:
    """Remove what this run or a dead one made beside the places and moved nowhere."""
    for place in places:
        name = place.name.lstrip(".")
        for kind in ("new", "old"):
            for litter in place.parent.glob(f".{name}.{kind}-*"):
                if litter.is_dir() and not litter.is_symlink():
                    shutil.rmtree(litter, ignore_errors=True)


def _swap_all(parent: Path, pairs: tuple[tuple[Path, Path], ...]) -> None:
    """Move every fresh folder into its place; when one cannot be moved, put all of them back."""
    moves = [Move(str(fresh), str(place), fresh.stat().st_ino) for fresh, place in pairs]
    journal = parent / JOURNAL
    with _signals_wait():
        try:
            _write_safely(journal, json.dumps([asdict(move) for move in moves]))
            _complete(moves)
        except OSError:
            _undo(moves)
            raise
        finally:
            journal.unlink(missing_ok=True)


def _complete(moves: Sequence[Move]) -> None:
    for move in moves:
        if _inode(Path(move.target)) != move.inode:
            _exchange(Path(move.fresh), Path(move.target))


def _undo(moves: Sequence[Move]) -> None:
    for move in moves:
        fresh, target = Path(move.fresh), Path(move.target)
        if _inode(target) != move.inode:
            continue
        if fresh.exists():
            _exchange(fresh, target)
        else:
            target.rename(fresh)
            if _aside(fresh).exists():
                _aside(fresh).rename(target)


def _inode(folder: Path) -> int:
    return folder.stat().st_ino if folder.exists() else 0


def _exchange(fresh: Path, target: Path) -> None:
    """Put `fresh` where `target` is; what was there lies under the name of `fresh` afterwards."""
    if not target.exists():
        fresh.rename(target)
    elif not _exchanged_at_once(fresh, target):
        aside = _aside(fresh)
        try:
            target.rename(aside)
            fresh.rename(target)
        except OSError:
            if aside.exists() and not target.exists():
                aside.rename(target)
            raise
        aside.rename(fresh)


def _aside(fresh: Path) -> Path:
    return fresh.with_name(f"{fresh.name}-old")


def _exchanged_at_once(fresh: Path, target: Path) -> bool:
    """Exchange two folders in one step where the system can."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    if renameat2 is None:
        return False
    done: int = renameat2(HERE, os.fsencode(fresh), HERE, os.fsencode(target), EXCHANGE)
    return done == 0


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Keep Ctrl-C and a polite kill waiting until the swap is done."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread().name != "MainThread":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _write_safely(path: Path, text: str) -> None:
    """Write a file so that it is whole or absent, after all that was written before it."""
    if hasattr(os, "sync"):
        os.sync()
    partial = _partial(path)
    try:
        with partial.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)


def _partial(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def _prefix(place: Path) -> str:
    return f".{place.name.lstrip('.')}.new-"


def _sibling(place: Path) -> Path:
    """Make a hidden folder beside the place: same file system, so that a rename is enough."""
    place.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=_prefix(place), dir=place.parent))
    folder.chmod(0o755)  # mkdtemp makes it private, but this becomes the published folder
    return folder
