"""Parquet in parts: DuckDB reads them as the one table that they are parts of, and no part twice.

Only parts whose bodies changed are written again, into a folder or where fsspec leads.
"""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import fsspec
import pytest

import package_records as records
from mingzhang import package
from mingzhang.export import parquet_parts
from mingzhang.model import Disclosure, Stage
from mingzhang.package.schema import TABLES, VOCABULARIES


def packages(folder: Path, *made: Disclosure) -> Path:
    words = records.vocabulary()
    agencies = words.agencies
    moved = {"baishi-library": replace(agencies["baishi-library"], region="130100")}
    findings = [records.finding(one) for one in made]
    derived = [records.derived(one) for one in made]
    shutil.rmtree(folder, ignore_errors=True)
    package.write(made, findings, derived, replace(words, agencies=agencies | moved), folder)
    return folder


@pytest.fixture(scope="module")
def three() -> tuple[Disclosure, ...]:
    places = (("qingping-archives", 2024), ("qingping-archives", 2023), ("baishi-library", 2023))
    return tuple(records.disclosure(records.source(*at, Stage.BUDGET)) for at in places)


def rows(folder: Path, table: str) -> int:
    with (folder / "all/data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def test_duckdb_reads_the_parts_as_the_joined_tables(
    tmp_path: Path, three: tuple[Disclosure, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = packages(tmp_path / "packages", *three)
    parquet_parts.write_parts(made, str(tmp_path / "parts"))
    monkeypatch.chdir(tmp_path / "parts")
    database = duckdb.connect()
    database.execute(Path(parquet_parts.VIEWS).read_text("utf-8"))
    for table in (*TABLES, *VOCABULARIES):
        assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (rows(made, table),)
    places = "SELECT DISTINCT region, year, disclosure FROM facts ORDER BY ALL"
    assert database.execute(places).fetchall() == [
        ("130100", "2023", three[2].source.disclosure),
        ("130123", "2023", three[1].source.disclosure),
        ("130123", "2024", three[0].source.disclosure),
    ]  # fmt: skip


def test_only_parts_of_changed_bodies_are_written_again(
    tmp_path: Path, three: tuple[Disclosure, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_parts, "POOL_FROM", 1000)  # `memory:` is that of one process
    written: list[str] = []
    write = parquet_parts._write
    monkeypatch.setattr(
        parquet_parts, "_write", lambda there, part: written.append(part.path) or write(there, part)
    )
    target, made = "memory://mingzhang/parts", tmp_path / "packages"
    parquet_parts.write_parts(packages(made, *three), target)
    assert len(written) == 3 * len(TABLES) + len(VOCABULARIES)
    written.clear()
    parquet_parts.write_parts(packages(made, *three), target)
    assert written == []
    parquet_parts.write_parts(packages(made, *three[:2]), target)
    assert not any("130100" in path for path in written)
    system = fsspec.filesystem("memory")
    facts = system.find("/mingzhang/parts/facts")
    assert {path.split("/")[-3] for path in facts} == {"region=130123"} and len(facts) == 2
