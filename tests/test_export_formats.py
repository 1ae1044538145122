"""The same facts in every format, value by value, from text that tries to be a formula."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

import export_maker
import package_records as records
import site_built
import xlsx_raw
from export_maker import HOSTILE, HUGE, LONG, Exported
from mingzhang import datapackage, package
from mingzhang.export import excel, rows, sqlite
from mingzhang.export.rows import Field, Table
from mingzhang.model import Stage
from mingzhang.paths import Paths

PACKAGES = ("all", "baishi-library", "qingping-archives")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export_maker.make(tmp_path_factory.mktemp("export"))


def text_of(value: Any, field: Field) -> str:
    """Spell a value of any format as the CSV does."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if field.kind == "list" and not isinstance(value, str):
        return field.delimiter.join(value)
    if isinstance(value, datetime.date | datetime.datetime):
        return value.strftime("%Y-%m-%d")
    if field.kind == "boolean" and not isinstance(value, str):
        return "true" if value else "false"
    if field.kind in ("number", "integer", "year"):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(str(value))
        plain = format(number, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(value)


def assert_same(table: Table, found: list[tuple[Any, ...]]) -> None:
    expected = list(export_maker.cells(table))
    assert len(found) == len(expected), table.name
    for row, (mine, theirs) in enumerate(zip(expected, found, strict=True)):
        got = [text_of(value, field) for value, field in zip(theirs, table.fields, strict=True)]
        assert got == mine, (table.name, row)


def all_tables(exported: Exported) -> list[tuple[str, Table]]:
    return [(name, table) for name in PACKAGES for table in exported.tables(name).values()]


def test_the_fixture_has_every_table_filled(exported: Exported) -> None:
    for name, table in all_tables(exported):
        assert table.rows == len(list(export_maker.cells(table))) > 0, (name, table.name)


def sqlite_rows(database: sqlite3.Connection, table: Table) -> list[tuple[Any, ...]]:
    """Read a table; the digits in `<name>_exact` go before the double in `<name>`."""
    there = {row[1] for row in database.execute(f'PRAGMA table_info("{table.name}")')}
    columns = ", ".join(
        f'coalesce("{name}_exact", "{name}")' if f"{name}_exact" in there else f'"{name}"'
        for name in table.columns
    )
    return database.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY rowid').fetchall()


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
        noted = database.execute("SELECT title_zh FROM _columns WHERE \"column\" = 'value'")
        assert noted.fetchall() == [("数值",)]


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
    tables = rows.tables(datapackage.load(tmp_path / "all"))
    rows.write(tables, [sqlite.SqliteWriter(tmp_path / "a.sqlite", {})])
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


def duckdb_rows(source: str, columns: list[str], table: Table) -> list[tuple[Any, ...]]:
    wanted = ", ".join(
        f'coalesce("{name}_exact", CAST("{name}" AS VARCHAR)) AS "{name}"'
        if f"{name}_exact" in columns
        else f'"{name}"'
        for name in table.columns
    )
    return duckdb.sql(f"SELECT {wanted} FROM {source}").fetchall()


def test_duckdb_reads_the_parquet(exported: Exported) -> None:
    for name, table in all_tables(exported):
        source = f"'{exported.site / 'data' / name / 'parquet' / table.name}.parquet'"
        columns = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        assert_same(table, duckdb_rows(source, columns, table))


def test_pandas_and_duckdb_read_the_csv(exported: Exported) -> None:
    for name, table in all_tables(exported):
        path = exported.site / "data" / name / f"{table.name}.csv"
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


def sheet_rows(path: Path, table: Table) -> list[list[Any]]:
    """Read the rows of a sheet from its XML, below the two rows of headings."""
    found = xlsx_raw.read(path).rows(excel.sheet_name(table), len(table.fields))
    assert found[0] == [field.title for field in table.fields]
    assert found[1] == list(table.columns)
    return found[2:]


def excel_text(value: Any, field: Field) -> str:
    """Spell the value of a cell as the CSV does; a date is a number of days since 1899-12-30."""
    if field.kind == "date" and isinstance(value, float):
        return (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(value))).isoformat()
    return text_of(value, field)


def expected_cells(table: Table) -> list[list[str]]:
    return [
        [c if len(c) <= excel.CELL_CHARACTERS else shortened(c) for c in row]
        for row in export_maker.cells(table)
    ]


def test_excel_has_the_same_values(exported: Exported) -> None:
    for name, table in all_tables(exported):
        found = sheet_rows(exported.file(name, "xlsx"), table)
        got = [[excel_text(v, f) for v, f in zip(row, table.fields, strict=True)] for row in found]
        assert got == expected_cells(table), table.name


def test_openpyxl_reads_the_same_values(exported: Exported) -> None:
    """All but texts with escapes of OOXML, which it reads back in part only."""
    table = exported.tables("qingping-archives")["facts"]
    book = openpyxl.load_workbook(exported.file("qingping-archives", "xlsx"))
    found = list(book[excel.sheet_name(table)].iter_rows(min_row=3, values_only=True))
    assert_same(table, found)


def test_types_of_cells_are_those_of_the_schema(exported: Exported) -> None:
    """Codes stay text with their zeros, numbers are numbers unless digits would be lost."""
    for name in PACKAGES:
        book = xlsx_raw.read(exported.file(name, "xlsx"))
        for table in exported.tables(name).values():
            sheet = book.cells(excel.sheet_name(table))
            kinds = {cell.place: cell.kind for cell in sheet}
            for number, row in enumerate(export_maker.cells(table), start=3):
                for place, (text, field) in enumerate(zip(row, table.fields, strict=True)):
                    where = f"{openpyxl.utils.get_column_letter(place + 1)}{number}"
                    assert kinds.get(where) == expected_kind(text, field), (table.name, where)


def expected_kind(text: str, field: Field) -> str | None:
    if not text:
        return None
    if field.kind == "boolean":
        return "b"
    if field.kind in ("integer", "year"):
        return "n"
    if field.kind == "number":
        return "n" if len(text.replace(".", "").strip("-0")) <= 15 else "s"
    return "n" if field.kind == "date" and len(text) == 10 else "s"


def test_the_parts_of_a_workbook_are_sound(exported: Exported) -> None:
    for name in PACKAGES:
        assert list(xlsx_raw.faults(xlsx_raw.read(exported.file(name, "xlsx")))) == []


def shortened(text: str) -> str:
    return text[: excel.CELL_CHARACTERS - len(excel.CUT)] + excel.CUT


def test_no_cell_of_a_workbook_can_run(exported: Exported) -> None:
    for name in PACKAGES:
        book = xlsx_raw.read(exported.file(name, "xlsx"))
        assert not any("externalLink" in part or "connections" in part for part in book.parts)
        seen = set()
        for sheet in book.sheets:
            for cell in book.cells(sheet):
                assert not cell.formula, (sheet, cell.place)
                if isinstance(cell.value, str) and cell.value[0] in "=+-@\t\r\n＝":
                    assert cell.kind == "s" and cell.quoted, (sheet, cell.place)
                    seen.add(cell.value[0])
        assert seen == set("=+-@\t\r＝") or name == "baishi-library"


def test_a_formula_would_be_seen(tmp_path: Path) -> None:
    """The checks above can fail: a workbook with a formula, a link out and a text too long."""
    book = openpyxl.Workbook()
    book.active.append(["=1+1", "长" * 40_000])
    book.active["A2"].hyperlink = "https://example.org/"
    book.active["A3"] = "-x"
    book.save(tmp_path / "bad.xlsx")
    read = xlsx_raw.read(tmp_path / "bad.xlsx")
    told = " ".join(xlsx_raw.faults(read))
    assert "a formula" in told
    assert "leads out" in told
    (plain,) = (cell for cell in read.cells("Sheet") if cell.place == "A3")
    assert not plain.quoted


def test_the_csv_keeps_the_truth(exported: Exported) -> None:
    table = exported.tables("qingping-archives")["glossary"]
    short = exported.site / "data/qingping-archives/glossary.csv"
    assert short.read_bytes() == table.path.read_bytes()
    at = table.columns.index("definition")
    assert [row[at] for row in export_maker.cells(table)] == [*HOSTILE, LONG]


def test_the_workbook_is_pleasant(exported: Exported) -> None:
    book = openpyxl.load_workbook(exported.file("qingping-archives", "xlsx"))
    cover = book.worksheets[0]
    told = "\n".join(str(c.value) for row in cover.iter_rows() for c in row if c.value is not None)
    for part in (
        "青屏县档案馆预算决算公开数据",
        "CC BY 4.0",
        "2024",
        "青屏县档案馆2024年度部门预算",
        "名词解释 glossary",
        "已截短",
        "位数过多的数",
        "[DS/OL]",
    ):
        assert part in told, part
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B3"
        assert sheet.auto_filter.ref
        assert sheet.print_title_rows == "$1:$2"
        assert sheet.page_setup.orientation == "landscape"
        widths = [sheet.column_dimensions[c].width for c in sheet.column_dimensions]
        assert widths and all(8 <= width <= 50 for width in widths)
    (tall,) = (c.row for c in cover["B"] if "常用数字" in str(cover.cell(c.row, 1).value))
    assert cover.row_dimensions[tall].height == 30, "two lines are seen as two"
    facts = book["数据 facts"]
    heads = [cell.value for cell in facts[2]]
    value = facts.cell(3, heads.index("value") + 1)
    assert (value.value, value.number_format) == (688772.52, "#,##0.00")
    (fine,) = (row for row in facts.iter_rows(min_row=3) if row[0].value.endswith("-f97"))
    shown = fine[heads.index("value")]
    assert (shown.value, shown.number_format) == (-0.000125, "#,##0.00######")
    code = [c.value for c in facts[heads.index("function_code") + 1] if c.value]
    assert all(isinstance(c, str) for c in code)
    assert book.properties.created.year == book.properties.modified.year == 1980


def test_frictionless_reads_what_the_zip_holds(exported: Exported, tmp_path: Path) -> None:
    for name in PACKAGES:
        with zipfile.ZipFile(exported.file(name, "zip")) as packed:
            assert packed.testzip() is None
            packed.extractall(tmp_path)
        folder = tmp_path / name
        report = frictionless.validate(str(folder / "datapackage.json"))
        assert report.valid, report.flatten(["name", "type", "message"])
        opened = frictionless.Package(str(folder / "datapackage.json"))
        for table in exported.tables(name).values():
            rows_read = opened.get_resource(table.name).read_rows()
            assert_same(table, [tuple(row.values()) for row in rows_read])
        assert "GB/T 7714" in (folder / "CITATION.txt").read_text("utf-8")
        assert (folder / "README.md").is_file()


def test_a_second_export_gives_the_same_bytes(exported: Exported, tmp_path: Path) -> None:
    again = export_maker.make(tmp_path / "again")
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
    """The project's own content, every package, every table, every value."""
    built = site_built.real_site()
    real = Exported(replace(Paths(site_built.ROOT), datapackages=built.packages, site=built.html))
    names = sorted(path.parent.name for path in built.packages.glob("*/datapackage.json"))
    assert len(names) > 5
    for name in names:
        with sqlite3.connect(real.file(name, "sqlite")) as database:
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            for table in real.tables(name).values():
                assert_same(table, sqlite_rows(database, table))
        workbook = xlsx_raw.read(real.file(name, "xlsx"))
        assert list(xlsx_raw.faults(workbook)) == []
        for table in real.tables(name).values():
            rows_read = workbook.rows(excel.sheet_name(table), len(table.fields))[2:]
            got = [[excel_text(v, f) for v, f in zip(row, table.fields, strict=True)]
                   for row in rows_read]  # fmt: skip
            assert got == expected_cells(table), (name, table.name)
            source = f"'{real.site / 'data' / name / 'parquet' / table.name}.parquet'"
            columns = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()]
            assert_same(table, duckdb_rows(source, columns, table))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_and_keeps_every_cell(exported: Exported, tmp_path: Path) -> None:
    """A spreadsheet program that knows nothing of us reads the workbook and writes it again."""
    source = exported.file("qingping-archives", "xlsx")
    done = subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path, source],
        capture_output=True, text=True, check=True, timeout=180,
    )  # fmt: skip
    written = tmp_path / source.name
    assert written.is_file(), done.stderr
    book, again = openpyxl.load_workbook(source), openpyxl.load_workbook(written)
    assert again.sheetnames == book.sheetnames
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                other = again[sheet.title][cell.coordinate]
                if isinstance(cell.value, str) and re.search(r"[\x00-\x1f]|_x", cell.value):
                    continue  # both libraries have their own way with control characters
                value = cell.value
                if isinstance(value, bool):
                    value = f"={value}()".upper()  # so LibreOffice writes them
                assert other.value == value, (sheet.title, cell.coordinate)
                assert isinstance(cell.value, bool) or other.data_type != "f"


def test_a_large_workbook_is_written_in_pieces(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way through temporary files, which large packages take, gives the same cells."""
    monkeypatch.setattr(excel, "IN_MEMORY_ROWS", 0)
    tables = rows.tables(datapackage.load(exported.paths.datapackages / "qingping-archives"))
    path = tmp_path / "large.xlsx"
    rows.write(tables, [excel.ExcelWriter(path, excel.Cover("大", [("来源", "=1+1")]), tables)])
    small = exported.file("qingping-archives", "xlsx")
    for table in tables:
        assert sheet_rows(path, table) == sheet_rows(small, table)
    assert list(xlsx_raw.faults(xlsx_raw.read(path))) == []


def test_a_table_too_long_for_a_sheet_is_left_to_other_formats(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "SHEET_ROWS", 5)
    tables = rows.tables(datapackage.load(exported.paths.datapackages / "qingping-archives"))
    path = tmp_path / "short.xlsx"
    rows.write(tables, [excel.ExcelWriter(path, excel.Cover("短", []), tables)])
    book = openpyxl.load_workbook(path)
    told = "\n".join(str(c.value) for row in book.worksheets[0].iter_rows() for c in row)
    assert "超过 Excel 一张表的行数" in told
    assert excel.sheet_name(exported.tables("qingping-archives")["facts"]) not in book.sheetnames


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("688772.52", 688772.52), ("-3", -3), ("0.1", 0.1), ("999999999999999", 10**15 - 1),
     ("1000000000000000", None), (str(HUGE), None), ("0.12345678901234567", None)],
)  # fmt: skip
def test_a_number_is_a_number_only_when_nothing_is_lost(text: str, number: float | None) -> None:
    assert rows.exact_number(text) == number


def test_chunks_join_to_the_whole(exported: Exported) -> None:
    table = exported.tables("all")["numerals"]
    whole = [row for block in rows.chunks(table) for row in block]
    assert [row for block in rows.chunks(table, 3) for row in block] == whole
    assert [len(block) for block in rows.chunks(table, 3)][:-1] == [3] * ((len(whole) - 1) // 3)


@pytest.mark.parametrize("damage", ["cut", "columns", "gone"])
def test_a_damaged_table_is_told(tmp_path: Path, damage: str) -> None:
    export_maker.write_packages(tmp_path)
    table = rows.tables(datapackage.load(tmp_path / "all"))[0]
    text = table.path.read_text("utf-8")
    if damage == "gone":
        table.path.unlink()
    else:
        broken = text + '"half a row' if damage == "cut" else text.replace("agency", "body", 1)
        table.path.write_text(broken, "utf-8")
    with pytest.raises(export_maker.model.UserError, match="数据表缺失"):
        list(rows.chunks(table))
