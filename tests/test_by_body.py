"""Packages made body by body, wherever sources and results lie, are those that one build makes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from mingzhang import by_body, pipeline
from mingzhang.bench import cluster_efficiency
from mingzhang.bench.cluster_efficiency import Run
from mingzhang.cli import main
from mingzhang.common import storage
from mingzhang.common.progress import Silent
from mingzhang.export import parquet_parts
from mingzhang.model import UserError
from mingzhang.paths import Paths
from test_cluster import WAIT, address, within

__all__ = ["address"]
BROKEN = "panjin-xinglongtai-smart-city-center"
Files = dict[str, str]
"""The hash of each file: of bytes that differ nothing is to be learnt by eye."""


def files(folder: Path) -> Files:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in found
    }


def of_bodies(packages: Path) -> Files:
    """The files of the packages of bodies, without the lists beside them."""
    return {name: data for name, data in files(packages).items()
            if "/" in name and not name.startswith("all/")}  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, repo_root: Path) -> Path:
    """A small project with the packages that one build makes of it."""
    root = tmp_path_factory.mktemp("whole")
    shutil.copytree(repo_root / "content", root / "content")
    pipeline.build_packages(Paths(root), Silent())
    return root


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bodies whose packages are made, where no other process makes them."""
    made: list[str] = []
    write = by_body.package.write_bodies
    monkeypatch.setattr(by_body.workers, "count", lambda: 1)
    monkeypatch.setattr(
        by_body.package, "write_bodies",
        lambda documents, *rest: (made.extend(d.source.agency for d in documents),
                                  write(documents, *rest)),
    )  # fmt: skip
    return made


def run(root: Path, results: str, sources: str = "", **more: str):
    there = sources or str(root / "content/disclosures")
    return by_body.build(Paths(root), there, results, Silent(), **more)


def test_a_cluster_whose_worker_is_killed_makes_the_same_bytes(whole, address, tmp_path):
    """Workers fetch and put by themselves; the address is one of fsspec, of this machine."""
    results = tmp_path / "results"

    def kill(steps: Callable[[], bool]) -> None:
        import distributed

        with distributed.Client(address) as client:
            while not steps():
                time.sleep(0.02)
            worker = next(iter(client.run(os.getpid).values()))
            os.kill(worker, signal.SIGKILL)

    begun = lambda: any(results.glob("*/data/*.csv"))  # noqa: E731
    killer = threading.Thread(target=kill, args=(begun,), daemon=True)
    killer.start()
    told = within(WAIT, lambda: run(
        whole, f"file://{results}", f"file://{whole}/content/disclosures", scheduler=address,
        parquet=f"file://{tmp_path}/parts",
    ))  # fmt: skip
    killer.join(WAIT)
    assert told.left_out == () and told.disclosures == 5
    assert of_bodies(results) == of_bodies(whole / "datapackages")
    database = duckdb.connect()
    database.execute((tmp_path / "parts" / parquet_parts.VIEWS).read_text("utf-8")
                     .replace("file://", ""))  # fmt: skip
    assert database.execute("SELECT count(*) FROM facts").fetchone() == (told.facts + told.derived,)
    assert database.execute("SELECT count(*) FROM concepts").fetchone() > (100,)


def test_what_did_not_change_is_not_made_again(whole, tmp_path, done):
    """Not even where both places are known to this process alone."""
    sources, results = "memory://mingzhang/sources", "memory://mingzhang/results"
    memory = storage.store(sources)
    for name in storage.Folder(whole / "content").files("disclosures"):
        memory.put(whole / "content/disclosures" / name, name)
    first = run(whole, results, sources)
    assert len(done) == 5
    done.clear()
    assert run(whole, results, sources).facts == first.facts and done == []
    there = storage.store(results)
    for agency in by_body.listed(there):
        storage.fetch(there, agency, tmp_path / agency)
    assert of_bodies(tmp_path) == of_bodies(whole / "datapackages")
    for name in memory.files(BROKEN):
        memory.remove(f"{BROKEN}/{name}")
    assert run(whole, results, sources).disclosures == 4 and done == []
    assert there.files(BROKEN) == [] and BROKEN not in by_body.listed(there)


def test_a_body_that_fails_is_told_of_and_the_others_are_made(whole, tmp_path, capsys, done):
    sources, results = tmp_path / "sources", tmp_path / "results"
    shutil.copytree(whole / "content/disclosures", sources)
    run(whole, str(results), str(sources))
    before = files(results / BROKEN)
    described = next((sources / BROKEN).glob("*/source.yml"))
    described.write_text("file: [", encoding="utf-8")
    twin = next((sources / "panjin-dawa-grid-management-center").iterdir())
    done.clear()
    command = ["package", "-q", "--root", str(whole), "--results", str(results)]
    assert main.main([*command, "--sources", str(sources)]) == 3
    told = capsys.readouterr().err
    assert str(described) in told and "有 1 处出错" in told and done == []
    assert files(results / BROKEN) == before and BROKEN in by_body.listed(
        storage.store(str(results))
    )
    assert twin.is_dir() and json.loads((results / by_body.LIST).read_bytes())


def test_a_file_is_not_published_as_that_of_two_bodies(whole, tmp_path, done):
    sources, results = tmp_path / "sources", tmp_path / "results"
    shutil.copytree(whole / "content/disclosures", sources)
    first = sorted(sources.iterdir())[0]
    copy = sources / BROKEN
    shutil.rmtree(copy)
    shutil.copytree(first, copy)
    for described in copy.glob("*/source.yml"):
        text = described.read_text("utf-8").replace(f"agency: {first.name}", f"agency: {BROKEN}")
        described.write_text(f"{text}\nconfirmed: []\n", encoding="utf-8")
    told = run(whole, str(results), str(sources))
    assert len(told.left_out) >= 1 and BROKEN not in by_body.listed(storage.store(str(results)))
    assert told.disclosures == 4


def test_the_bench_tells_what_a_second_worker_is_worth(whole, monkeypatch, capsys):
    runs = {1: Run(10.0, 9.0, 1.0), 2: Run(6.25, 9.5, 1.0)}
    monkeypatch.setattr(cluster_efficiency, "measure", lambda _clone, number: runs[number])
    assert main.main(["bench", "--cluster", "--sizes", "6", "--root", str(whole)]) == 0
    assert "两个的效率 0.80" in capsys.readouterr().out


def test_places_that_cannot_be_used_are_told_of(whole, tmp_path, capsys):
    with pytest.raises(UserError, match="里面没有公开文件"):
        run(whole, str(tmp_path), "memory://mingzhang/nothing")
    assert main.main(["package", "--root", str(whole), "--scheduler", "local"]) == 2
    assert "--results" in capsys.readouterr().err
    odd = Odd(tmp_path)
    with pytest.raises(UserError, match="里有"):
        storage.fetch(odd, "a", tmp_path)


class Odd(storage.Folder):
    """A place with a file whose name leads out of it."""

    def files(self, path: str) -> list[str]:
        return [f"../../{path}"]
