"""A Dask cluster gives the results that this machine gives, also when one of its workers dies."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from distributed import LocalCluster

from mingzhang import content, pipeline, vocab
from mingzhang.common import workers
from mingzhang.common.progress import Silent
from mingzhang.model import UserError
from mingzhang.paths import Paths
from mingzhang.pipeline import Work


@pytest.fixture(scope="module")
def address():
    """A cluster of two worker processes that were started as an operator would start them."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="") as cluster:
        yield cluster.scheduler_address


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
    with workers.working(address):
        made = workers.spread(_slowly, str(tmp_path), range(20), 1, portable=True)
        results = [next(made)]
        os.kill(int(next(tmp_path.iterdir()).name), signal.SIGKILL)
        results += made
    assert results == list(range(20))


def test_a_file_at_which_a_worker_fails_is_named(repo_root: Path, address: str, tmp_path: Path):
    broken = tmp_path / "坏文件.docx"
    broken.write_bytes(b"PK\x03\x04 word/document.xml")
    vocabulary = vocab.load(repo_root / "content/vocab")
    good = content.load(repo_root / "content/disclosures", vocabulary)[0]
    with workers.working(address), pytest.raises(pipeline.UserErrors) as caught:
        pipeline.parse_sources([good, pipeline.bare_source(broken)], vocabulary)
    assert [error.file for error in caught.value.errors] == [str(broken)]


def test_nobody_at_the_address(monkeypatch):
    monkeypatch.setattr("mingzhang.common.cluster.SECONDS_TO_CONNECT", 1)
    with pytest.raises(UserError, match="dask scheduler"), workers.working("tcp://127.0.0.1:1"):
        pass


def test_the_cluster_is_left_when_the_work_is_done(address: str):
    with workers.working(address):
        pass
    assert list(workers.spread(divmod, 7, [2], 9, portable=True)) == [(3, 1)]
