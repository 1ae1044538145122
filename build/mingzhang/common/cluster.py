"""A Dask cluster at work: in, its address and tasks; out, their results in order.

Only tasks that need no file of this machine go there: what they need travels with them, and their
results come back. A worker that dies loses nothing, because Dask gives its tasks to another.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from mingzhang.common.defects import NO_MEMORY
from mingzhang.model import UserError

C = TypeVar("C")
T = TypeVar("T")
R = TypeVar("R")

SECONDS_TO_CONNECT = 10
LOCAL = "local"
"""The word, instead of an address, for a cluster of this machine's cores."""


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """Open a client of the cluster at `address` (`tcp://host:8786`, or `local`).

    Raises UserError when Dask is not installed or nobody answers there.
    """
    if address == LOCAL:
        with local() as client:
            yield client
        return
    dask = _dask()
    try:
        client = dask.Client(address, timeout=SECONDS_TO_CONNECT)
    except (OSError, ValueError) as error:
        problem = f"连不上 Dask 调度器 {address}（{error}）"
        raise UserError("--scheduler", problem, "请先运行 dask scheduler，再核对地址") from error
    with client:
        yield client


@contextmanager
def local(workers: int | None = None) -> Iterator[Any]:
    """Open a client of a cluster of this machine, with so many processes, else one for each core.

    Raises UserError when Dask is not installed.
    """
    dask = _dask()
    with (
        dask.LocalCluster(n_workers=workers, dashboard_address="", threads_per_worker=1) as ours,
        dask.Client(ours) as client,
    ):
        yield client


def _dask() -> Any:
    try:
        import distributed
    except ImportError as error:
        remedy = "请安装：pip install -c constraints.txt 'mingzhang[dask]'"
        raise UserError("--scheduler", "这里没有安装 Dask", remedy) from error
    return distributed


def spread(
    client: Any,
    function: Callable[[C, T], R],
    shared: C,
    items: Sequence[T],
    chunk: int,
    lost: Callable[[T], R] | None = None,
) -> Iterator[R]:
    """Apply `function(shared, item)` to each item on the cluster, `chunk` items in one task.

    Raises UserError for a task at which worker after worker died, where `lost` gives no result.
    """
    from distributed import KilledWorker

    # A task, not scattered data: what only a dead worker had is made again elsewhere.
    handed = client.submit(pickle.loads, pickle.dumps(shared), pure=False)
    parts = [items[start : start + chunk] for start in range(0, len(items), chunk)]
    tasks = [client.submit(_apply, function, handed, part, pure=False) for part in parts]
    for task, part in zip(tasks, parts, strict=True):
        try:
            yield from task.result()
        except KilledWorker as error:
            if lost is None:
                problem = "几个工作进程在同一项工作上异常结束，多半是内存不够"
                raise UserError("--scheduler", problem, NO_MEMORY) from error
            yield from map(lost, part)


def _apply(function: Callable[[C, T], R], shared: C, items: Sequence[T]) -> list[R]:
    return [function(shared, item) for item in items]
