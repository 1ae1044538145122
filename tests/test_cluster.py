"""A Dask cluster gives the results that this machine gives, also when one of its workers dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import distributed
import pytest

from mingzhang import content, parsing, pipeline, vocab
from mingzhang.common import cluster, workers
from mingzhang.common.kept import NOTHING_KEPT
from mingzhang.common.progress import Silent
from mingzhang.model import UserError
from mingzhang.paths import Paths
from mingzhang.pipeline import Work

T = TypeVar("T")
WAIT = 1800
"""Seconds after which a cluster is dead: far longer than a busy machine needs."""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A scheduler and two workers, as an operator starts them; nobody restarts a dead one."""
    place = tmp_path_factory.mktemp("dask") / "scheduler.json"
    known = ["--scheduler-file", str(place)]
    path = os.pathsep.join(filter(None, sys.path))
    run = [sys.executable, "-m"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "PYTHONPATH": path}
    commands = [
        [*run, "distributed.cli.dask_scheduler", *known, "--host", "127.0.0.1", "--port", "0",
         "--no-dashboard"],
        *[[*run, "distributed.cli.dask_worker", *known, "--no-nanny", "--nthreads", "1",
           "--memory-limit", "0", "--no-dashboard", "--local-directory", str(place.parent)]] * 2,
    ]  # fmt: skip
    started = [subprocess.Popen(command, env=environment, **quiet) for command in commands]
    try:
        with distributed.Client(scheduler_file=str(place), timeout=WAIT) as client:
            client.wait_for_workers(2, timeout=WAIT)
            yield client.scheduler.address
    finally:
        for one in started:
            one.kill()
            one.wait()


def within(seconds: float, work: Callable[[], T]) -> T:
    """Return what `work` gives; a cluster that never answers is a failure and not a wait."""
    results: list[T] = []
    thread = threading.Thread(target=lambda: results.append(work()), daemon=True)
    thread.start()
    thread.join(seconds)
    assert results, f"no answer within {seconds} seconds"
    return results[0]


def _checked(paths: Paths) -> Work:
    return pipeline.check_all(pipeline.parse_all(paths, Silent()), Silent())


def test_parsed_and_checked_on_a_cluster(repo_root: Path, address: str):
    alone = _checked(Paths(repo_root))
    with workers.working(address):
        together = _checked(Paths(repo_root))
    assert together.disclosures == alone.disclosures
    assert together.findings == alone.findings
    assert together.derived == alone.derived


def _slowly(folder: str, number: int) -> int:
    """Tell who works, long enough for somebody to be killed at it."""
    Path(folder, str(os.getpid())).touch()
    time.sleep(0.2)
    return number


def test_a_worker_that_dies_loses_nothing(tmp_path: Path, address: str):
    def work() -> list[int]:
        with workers.working(address):
            made = workers.spread(_slowly, str(tmp_path), range(20), 1, portable=True)
            results = [next(made)]
            os.kill(int(next(tmp_path.iterdir()).name), signal.SIGKILL)
            return results + list(made)

    assert within(WAIT, work) == list(range(20))


def test_a_file_at_which_a_worker_fails_is_named(repo_root: Path, address: str, tmp_path: Path):
    broken = tmp_path / "坏文件.docx"
    broken.write_bytes(b"PK\x03\x04 word/document.xml")
    vocabulary = vocab.load(repo_root / "content/vocab")
    good = content.load(repo_root / "content/disclosures", vocabulary)[0]
    with workers.working(address):
        sources = good, parsing.bare_source(broken)
        (read,), errors = parsing.parse_each(sources, vocabulary, print, NOTHING_KEPT)
    assert read.source == good and [error.file for error in errors] == [str(broken)]


def test_nobody_at_the_address(monkeypatch):
    monkeypatch.setattr("mingzhang.common.cluster.SECONDS_TO_CONNECT", 1)
    with pytest.raises(UserError, match="dask scheduler"), workers.working("tcp://127.0.0.1:1"):
        pass


def test_the_cluster_is_left_when_the_work_is_done(address: str):
    with workers.working(address):
        pass
    assert list(workers.spread(divmod, 7, [2], 9, portable=True)) == [(3, 1)]


def test_a_cluster_of_this_machine_has_as_many_workers_as_asked_for():
    with cluster.local(1) as client:
        assert len(client.scheduler_info(n_workers=-1)["workers"]) == 1
