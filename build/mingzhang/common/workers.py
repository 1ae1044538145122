"""Work on all cores: in, a function and what to apply it to; out, the results in their order.

One pool of processes serves a whole build, because starting one takes longer than many steps.
What all calls share is handed over as a file that each process opens once. With the address of a
Dask cluster, tasks that need no file of this machine run there instead.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import pickle
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from functools import lru_cache, partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from mingzhang.common import cluster
from mingzhang.common.defects import NO_MEMORY
from mingzhang.model import UserError

C = TypeVar("C")
T = TypeVar("T")
R = TypeVar("R")

_pool: list[ProcessPoolExecutor] = []
_cluster: list[Any] = []
_COLLECTED_AFTER = (10_000, 5, 30)
"""Objects after which circles among the youngest are looked for, and how often among older ones: a
build holds millions that stay, and Python's own numbers had it walk through all of them each time.
"""


def count() -> int:
    """Return how many processes work at once: as many as there are cores for us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def pool() -> Iterator[None]:
    """Let every `spread` inside share one pool, closed at the end."""
    outermost = not _pool
    if outermost:
        # "spawn": progress bars run a thread, and forking a process that has threads can hang.
        spawn = multiprocessing.get_context("spawn")
        _pool.append(ProcessPoolExecutor(count(), spawn, _begin_process))
        collected_after = gc.get_threshold()
        gc.set_threshold(*_COLLECTED_AFTER)
    try:
        yield
    finally:
        if outermost:
            gc.set_threshold(*collected_after)
            _pool.pop().shutdown(cancel_futures=True)


def _begin_process() -> None:
    """Let this process end when the one that started it is killed: it would wait for ever."""
    gc.set_threshold(*_COLLECTED_AFTER)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_ended_after, args=(parent,), daemon=True).start()


def _ended_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def working(scheduler: str) -> Iterator[None]:
    """Let every `spread` inside use one pool, and the cluster at `scheduler` where one is named.

    Raises UserError when the cluster does not answer.
    """
    with ExitStack() as stack:
        stack.enter_context(pool())
        if scheduler:
            _cluster.append(stack.enter_context(cluster.connected(scheduler)))
            stack.callback(_cluster.clear)
        yield


def spread(
    function: Callable[[C, T], R],
    shared: C,
    items: Sequence[T],
    least: int,
    chunk: int = 1,
    portable: bool = False,
    lost: Callable[[T], R] | None = None,
) -> Iterator[R]:
    """Apply `function(shared, item)` to each item, in processes when there are at least `least`.

    `portable`: the function needs nothing but its arguments, so it may run on another machine.
    `lost` tells what an item gives at which machine after machine broke down.
    Raises `UserError` when the system ends one of the processes.
    """
    if portable and _cluster:
        yield from cluster.spread(_cluster[0], function, shared, items, chunk, lost)
        return
    if len(items) < least or count() < 2:
        yield from (function(shared, item) for item in items)
        return
    with pool(), tempfile.TemporaryDirectory(prefix="mingzhang-") as folder:
        path = Path(folder, "shared")
        path.write_bytes(pickle.dumps(shared, pickle.HIGHEST_PROTOCOL))
        with _unbroken():
            yield from _pool[0].map(partial(_apply, function, path), items, chunksize=chunk)


def begin(function: Callable[[T], R], items: Iterable[T]) -> list[Future[R]]:
    """Begin work in the pool, beside what goes on here; nothing where no pool is open."""
    return [_pool[0].submit(function, item) for item in items] if _pool and count() > 1 else []


def wait_for(begun: Iterable[Future[R]]) -> list[R]:
    """Give what came of work that was begun. Raises `UserError` as `spread` does."""
    with _unbroken():
        return [each.result() for each in begun]


def load(modules: Sequence[str]) -> None:
    """Load modules, so that a process has them when it needs them."""
    for module in modules:
        importlib.import_module(module)


@contextmanager
def _unbroken() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise UserError("工作进程", "被系统终止，多半是内存不够", NO_MEMORY) from error


def _apply(function: Callable[[C, T], R], shared: Path, item: T) -> R:
    return function(_opened(shared), item)


@lru_cache(maxsize=2)
def _opened(path: Path) -> C:  # type: ignore[type-var]
    opened: C = pickle.loads(path.read_bytes())
    return opened
