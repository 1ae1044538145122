"""What a second worker is worth: in, the content of a clone; out, the same work by one and by two.

The content is copied under other bodies' names, and a cluster of this machine makes the packages of
all of them, once with one worker process and once with two. On a busy machine the clock tells
little; the processor time of the workers tells whether two of them work more than one.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingzhang import by_body, content, vocab
from mingzhang.bench import builds
from mingzhang.common import cluster, workers
from mingzhang.common.progress import Silent
from mingzhang.model import UserErrors
from mingzhang.paths import Paths

TWO = 2


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds of the clock, and of the processor in the workers and in the client."""

    clock: float
    workers: float
    client: float


def run(paths: Paths, size: int, tell: Callable[[str], None]) -> float:
    """Tell what one and two workers take for `size` disclosures; return the efficiency of two.

    That is the clock of one over twice the clock of two. Raises UserError without Dask, UserErrors
    for bodies that fail.
    """
    sources = content.load(paths.disclosures, vocab.load(paths.vocab))
    with tempfile.TemporaryDirectory(prefix="mingzhang-cluster-") as folder:
        clone = Paths(Path(folder).resolve())
        builds.grow(paths, sources, size, clone)
        one, two = (measure(clone, number) for number in (1, TWO))
    efficiency = one.clock / (TWO * two.clock)
    for number, made in ((1, one), (TWO, two)):
        tell(
            f"{number} 个工作进程，{size:,} 份：{made.clock:.2f} 秒；处理器时间 "
            f"{made.workers:.2f} 秒，另有调度 {made.client:.2f} 秒"
        )
    tell(
        f"两个的效率 {efficiency:.2f}（1 是恰好快一倍）；按处理器时间 "
        f"{(one.workers + one.client) / (two.workers + two.client):.2f}；"
        f"这台机器可用 {workers.count()} 个处理器，闲着的时候量才准"
    )
    return efficiency


def measure(clone: Paths, number: int) -> Run:
    """Make the packages of a clone with so many workers. Raises UserErrors."""
    with cluster.local(number) as client:
        # Loading the program is no part of the work, of which there is much more on a real one.
        client.run(_ready)
        before, began, client_began = _used(client), time.perf_counter(), time.process_time()
        results = clone.root / f"results-{number}"
        told = by_body.build(clone, str(clone.disclosures), str(results), Silent(),
                             client.scheduler.address)  # fmt: skip
        if told.left_out:
            raise UserErrors(told.left_out)
        clock, of_client = time.perf_counter() - began, time.process_time() - client_began
        return Run(clock, _used(client) - before, of_client)


def _ready() -> None:
    from mingzhang import pipeline, package, read  # noqa: F401, I001 # what a task needs


def _used(client: Any) -> float:
    return float(sum(client.run(time.process_time).values()))
