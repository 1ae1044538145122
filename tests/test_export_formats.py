"""The same facts in every format, value by value, from text that tries to be a formula."""

from __future__ import annotations

import datetime
import os
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest

import export_maker
import package_records as records
import site_built
import xlsx_raw
from export_maker import HOSTILE, HUGE, LONG, Exported
from format_readers import (
    PACKAGES,
    all_tables,
    assert_same,
    duckdb_rows,
    excel_text,
    expected_cells,
    sqlite_rows,
)
from mingzhang import package
from mingzhang.common import published, workers
from mingzhang.common.formats import CSV, FOR_PROGRAMMES
from mingzhang.common.kept import NOTHING_KEPT
from mingzhang.common.progress import Progress
from mingzhang.common.standing import Standing
from mingzhang.export import excel, files, sqlite, table_writer
from mingzhang.model import Stage
from mingzhang.paths import Paths


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export_maker.make(tmp_path_factory.mktemp("export"))


def test_the_fixture_has_every_table_filled(exported: Exported) -> None:
    for name, table in all_tables(exported):
        rows = len(list(export_maker.cells(table)))
        # One of the two bodies derives nothing.
        assert table.rows == rows and (rows or table.name == "derivations"), (name, table.name)


def test_sqlite_has_the_same_values(exported: Exported) -> None:
    for name in PACKAGES:
        with sqlite3.connect(exported.file(name, "sqlite")) as database:
            for table in exported.tables(name).values():
                assert_same(table, sqlite_rows(database, table))
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_sqlite_keys_hold_and_views_answer(exported: Exported) -> None:
    for name in PACKAGES:
        with sqlite3.connect(exported.file(name, "sqlite")) as database:
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            keys = database.execute("PRAGMA foreign_key_list(facts)").fetchall()
            assert {key[2] for key in keys} >= {"disclosures", "concepts", "facts"}
            database.execute("PRAGMA foreign_keys = ON")
            with pytest.raises(sqlite3.IntegrityError):
                database.execute("INSERT INTO duties SELECT * FROM duties")
            views = [
                v for (v,) in database.execute("SELECT name FROM sqlite_master WHERE type='view'")
            ]
            assert len(views) == 4
            for view in views:
                database.execute(f'SELECT * FROM "{view}"').fetchall()
    with sqlite3.connect(exported.file("all", "sqlite")) as database:
        read = "SELECT value_wan, printed FROM readable_facts WHERE printed = '68.877252万元'"
        assert database.execute(read).fetchall()[0] == (68.877252, "68.877252万元")
        noted = database.execute("SELECT title_zh FROM _columns WHERE \"column\" = 'value_printed'")
        assert noted.fetchall() == [("原文数字",)]


def test_budget_stands_beside_final_account_once(tmp_path: Path) -> None:
    """Repeated statements give one row, statements that differ give none."""
    budget = records.disclosure()
    final = records.disclosure(records.source(stage=Stage.FINAL))
    total, part, share = final.facts
    total, part = replace(total, value=Decimal(700000)), replace(part, value=Decimal(5))
    repeated = replace(total, fact=f"{total.fact}1")
    other = replace(part, fact=f"{part.fact}1", value=Decimal(6))
    final = replace(final, facts=(total, part, share, repeated, other))
    package.write((budget, final), (), (), records.vocabulary(), tmp_path)
    tables = tuple(published.load(tmp_path / "all").tables.values())
    table_writer.write(tables, [sqlite.SqliteWriter(tmp_path / "a.sqlite", {})])
    with sqlite3.connect(tmp_path / "a.sqlite") as database:
        found = database.execute(
            "SELECT scope, fiscal_year, concept, fund, budget_stage, budget, final, difference, "
            "budget_fact, final_fact FROM budget_and_final"
        ).fetchall()
    assert found == [
        ("青屏县档案馆", 2024, "total_revenue", None, "budget", 688772.52, 700000.0,
         pytest.approx(11227.48), budget.facts[0].fact, total.fact)
    ]  # fmt: skip


def test_parquet_has_the_same_values(exported: Exported) -> None:
    for name, table in all_tables(exported):
        path = exported.site / "data" / name / "parquet" / f"{table.name}.parquet"
        read = pq.read_table(path)
        columns = [read.column(field.name).to_pylist() for field in table.fields]
        found = [list(row) for row in zip(*columns, strict=True)]
        for place, field in enumerate(table.fields):
            if f"{field.name}_exact" in read.column_names:
                for row, exact in zip(
                    found, read.column(f"{field.name}_exact").to_pylist(), strict=True
                ):
                    row[place] = exact if exact is not None else row[place]
        assert_same(table, [tuple(row) for row in found])


def test_parquet_types_are_those_of_the_schema(exported: Exported) -> None:
    facts = pd.read_parquet(exported.site / "data/all/parquet/facts.parquet")
    assert facts["fiscal_year"].dtype.kind == "i"
    assert facts["value"].dtype.kind == "f"
    assert set(facts["function_code"].dropna()) == {"2012604"}


def test_duckdb_reads_the_parquet(exported: Exported) -> None:
    for name, table in all_tables(exported):
        source = f"'{exported.site / 'data' / name / 'parquet' / table.name}.parquet'"
        columns = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        assert_same(table, duckdb_rows(source, columns, table))


def test_pandas_and_duckdb_read_the_csv(exported: Exported) -> None:
    for name, table in all_tables(exported):
        path = exported.site / "data" / name / CSV.path(table.name)
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        expected = list(export_maker.cells(table))
        assert frame.to_numpy().tolist() == expected, table.name
        read = f"read_csv('{path}', all_varchar = true, header = true, delim = ',', quote = '\"')"
        found = duckdb_rows(read, [], table)
        assert [[cell or "" for cell in row] for row in found] == expected, table.name


def test_pandas_reads_sqlite_and_excel(exported: Exported) -> None:
    """Without any option that only we would know: codes stay text, amounts are numbers."""
    facts = exported.tables("all")["facts"]
    with sqlite3.connect(exported.file("all", "sqlite")) as database:
        frame = pd.read_sql("SELECT * FROM facts", database)
    assert frame["value"].dtype.kind == "f"
    assert frame["fiscal_year"].dtype.kind == "i"
    assert set(frame["function_code"].dropna()) == {"2012604"}
    assert list(frame["value_exact"].dropna()) == [str(HUGE)]
    sheet = pd.read_excel(
        exported.file("all", "xlsx"),
        sheet_name=excel.sheet_name(facts),
        header=1,
        dtype={"function_code": str},
    )
    assert set(sheet["function_code"].dropna()) == {"2012604"}
    assert len(sheet) == facts.rows


def test_the_csv_keeps_the_truth(exported: Exported) -> None:
    table = exported.tables("qingping-archives")["glossary"]
    short = exported.site / "data/qingping-archives/data/glossary.csv"
    assert short.read_bytes() == table.path.read_bytes()
    at = table.columns.index("definition")
    assert [row[at] for row in export_maker.cells(table)] == [*HOSTILE, LONG]


def test_the_zip_holds_the_package(exported: Exported, tmp_path: Path) -> None:
    """Byte for byte: `test_package.py` and `test_export_metadata.py` let frictionless check it."""
    for name in PACKAGES:
        with zipfile.ZipFile(exported.file(name, "zip")) as packed:
            assert packed.testzip() is None
            packed.extractall(tmp_path)
        package_of = exported.paths.datapackages / name
        files = [path for path in package_of.rglob("*") if path.is_file()]
        assert files
        for path in files:
            packed_file = tmp_path / name / path.relative_to(package_of)
            assert packed_file.read_bytes() == path.read_bytes(), packed_file
        assert "GB/T 7714" in (tmp_path / name / "CITATION.txt").read_text("utf-8")


def test_frictionless_reads_hostile_text(exported: Exported) -> None:
    name = "qingping-archives"
    opened = frictionless.Package(str(exported.paths.datapackages / name / "datapackage.json"))
    for table in exported.tables(name).values():
        rows_read = opened.get_resource(table.name).read_rows()
        assert_same(table, [tuple(row.values()) for row in rows_read])


@pytest.mark.usefixtures("two_processes")
@pytest.mark.parametrize("is_begun", [False, True], ids=["at once", "beside other work"])
def test_a_second_export_gives_the_same_bytes(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_begun: bool
) -> None:
    def build(paths: Paths, progress: Progress) -> None:
        begin = partial(files.begin, paths, NOTHING_KEPT, Standing(paths.site))
        with workers.pool():
            begun = [*begin(of_bodies=False), *begin(of_bodies=True)]
            assert [len(each.parts) for each in begun] == [1, 2]
            built(paths, progress, begun=begun)

    built = files.build
    if is_begun:
        for name, value in (("build", build), ("POOL_FROM", 2), ("BEGUN_FROM_ROWS", 0)):
            monkeypatch.setattr(files, name, value)
    again = export_maker.make(tmp_path / "again")
    assert not [*again.site.parent.glob("site-*")]
    mine, theirs = ({p.relative_to(e.site) for p in e.site.rglob("*") if p.is_file()}
                    for e in (exported, again))  # fmt: skip
    assert mine == theirs
    for name in sorted(mine):
        assert (exported.site / name).read_bytes() == (again.site / name).read_bytes(), name


def test_no_file_tells_where_or_when_it_was_made(exported: Exported) -> None:
    """No path of this machine, no day: also not within the packed formats."""
    told = str(exported.paths.root).encode()
    today = datetime.datetime.now(tz=datetime.UTC).strftime("%Y-%m-%d").encode()
    for path in sorted(one for one in exported.site.rglob("*") if one.is_file()):
        contents = {path.name: path.read_bytes()}
        if path.suffix in (".xlsx", ".zip"):
            with zipfile.ZipFile(path) as packed:
                contents |= {name: packed.read(name) for name in packed.namelist()}
                assert {entry.date_time[0] for entry in packed.infolist()} == {1980}
        for name, data in contents.items():
            assert told not in data and today not in data, (path, name)


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "77", "TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8"},
    ],
)
def test_surroundings_change_no_byte(
    exported: Exported, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    """Another seed of hashes, zone and locale, in a process of its own."""
    code = "import sys, pathlib, export_maker; export_maker.make(pathlib.Path(sys.argv[1]))"
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "again")],
        env={**os.environ, **surroundings, "PYTHONPATH": path},
        check=True,
    )
    names = sorted(p.relative_to(exported.site) for p in exported.site.rglob("*") if p.is_file())
    assert names
    for name in names:
        other = tmp_path / "again/site" / name
        assert (exported.site / name).read_bytes() == other.read_bytes(), name


@pytest.mark.slow
def test_the_real_packages_read_the_same_in_every_format() -> None:
    """The project's own content, all of it, every table, every value."""
    built = site_built.real_site()
    real = Exported(replace(Paths(site_built.ROOT), datapackages=built.packages, site=built.html))
    tables = real.tables("all").values()
    with sqlite3.connect(real.file("all", "sqlite")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in tables:
            assert_same(table, sqlite_rows(database, table))
    workbook = xlsx_raw.read(real.file("all", "xlsx"))
    assert list(xlsx_raw.faults(workbook)) == []
    for table in tables:
        if table.name not in FOR_PROGRAMMES:
            rows_read = workbook.rows(excel.sheet_name(table), len(table.fields))[2:]
            got = [[excel_text(v, f) for v, f in zip(row, table.fields, strict=True)]
                   for row in rows_read]  # fmt: skip
            assert got == expected_cells(table), table.name
        source = f"'{real.site / 'data/all/parquet' / table.name}.parquet'"
        columns = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        assert_same(table, duckdb_rows(source, columns, table))


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("688772.52", 688772.52), ("-3", -3), ("0.1", 0.1), ("999999999999999", 10**15 - 1),
     ("1000000000000000", None), (str(HUGE), None), ("0.12345678901234567", None)],
)  # fmt: skip
def test_a_number_is_a_number_only_when_nothing_is_lost(text: str, number: float | None) -> None:
    assert table_writer.exact_number(text) == number


def test_chunks_join_to_the_whole(exported: Exported) -> None:
    table = exported.tables("all")["numerals"]
    whole = [row for block in table.chunks() for row in block]
    assert [row for block in table.chunks(3) for row in block] == whole
    assert [len(block) for block in table.chunks(3)][:-1] == [3] * ((len(whole) - 1) // 3)


@pytest.mark.parametrize("damage", ["cut", "columns", "gone"])
def test_a_damaged_table_is_told(tmp_path: Path, damage: str) -> None:
    export_maker.write_packages(tmp_path)
    table = next(iter(published.load(tmp_path / "all").tables.values()))
    text = table.path.read_text("utf-8")
    if damage == "gone":
        table.path.unlink()
    else:
        broken = text + '"half a row' if damage == "cut" else text.replace("agency", "body", 1)
        table.path.write_text(broken, "utf-8")
    with pytest.raises(export_maker.model.UserError, match="数据表缺失"):
        list(table.chunks())
