"""The same facts in every format, value by value, from text that tries to be a formula."""

from __future__ import annotations

import datetime
import re
import sqlite3
import zipfile
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
from export_maker import HOSTILE, HUGE, LONG, Exported
from mingzhang import datapackage
from mingzhang.export import excel, rows
from mingzhang.export.rows import Field, Table

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


def test_sqlite_has_the_same_values(exported: Exported) -> None:
    for name in PACKAGES:
        with sqlite3.connect(exported.file(name, "sqlite")) as database:
            for table in exported.tables(name).values():
                found = database.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid').fetchall()
                assert_same(table, found)
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
    table = exported.tables("all")["facts"]
    path = exported.site / "data/all/parquet/facts.parquet"
    columns = ", ".join(f'"{field.name}"' for field in table.fields if field.name != "value")
    found = duckdb.sql(f"SELECT {columns} FROM '{path}'").fetchall()
    fields = [field for field in table.fields if field.name != "value"]
    at = table.columns.index("value")
    expected = [[*row[:at], *row[at + 1 :]] for row in export_maker.cells(table)]
    got = [[text_of(v, f) for v, f in zip(row, fields, strict=True)] for row in found]
    assert got == expected


def sheet_rows(path: Path, table: Table) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path, data_only=False)
    sheet = book[excel.sheet_name(table)]
    found = list(sheet.iter_rows(values_only=True))
    assert found[0] == tuple(field.title for field in table.fields)
    assert found[1] == table.columns
    return found[2:]


def unescaped(value: Any) -> Any:
    """Read the escapes of OOXML back (ECMA-376, 22.9.2.19), which openpyxl does for some only."""
    if isinstance(value, str):
        return re.sub(r"_x(005F|00[01][0-9A-F])_", lambda m: chr(int(m[1], 16)), value)
    return value


def test_excel_has_the_same_values(exported: Exported) -> None:
    for name in PACKAGES:
        for table in exported.tables(name).values():
            found = sheet_rows(exported.file(name, "xlsx"), table)
            width = len(table.fields)
            found = [tuple(map(unescaped, row + (None,) * (width - len(row)))) for row in found]
            expected = [
                [c if len(c) <= excel.CELL_CHARACTERS else shortened(c) for c in row]
                for row in export_maker.cells(table)
            ]
            got = [[text_of(v, f) for v, f in zip(row, table.fields, strict=True)] for row in found]
            assert got == expected, table.name


def shortened(text: str) -> str:
    return text[: excel.CELL_CHARACTERS - len(excel.CUT)] + excel.CUT


def test_no_cell_of_a_workbook_can_run(exported: Exported) -> None:
    for name in PACKAGES:
        book = openpyxl.load_workbook(exported.file(name, "xlsx"))
        seen = 0
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (sheet.title, cell.coordinate)
                    if cell.hyperlink is not None:
                        assert not cell.hyperlink.target, "a link leads out of the workbook"
                    if isinstance(cell.value, str) and cell.value[:1] in "=+-@\t" and cell.value:
                        assert cell.data_type == "s" and cell.quotePrefix, cell.coordinate
                        seen += 1
        assert seen or name == "baishi-library"
    with zipfile.ZipFile(exported.file("all", "xlsx")) as packed:
        for part in packed.namelist():
            assert "externalLink" not in part and "connections" not in part
            if part.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in packed.read(part) and b"<f " not in packed.read(part)


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
        "被截短",
        "[DS/OL]",
    ):
        assert part in told, part
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B3"
        assert sheet.auto_filter.ref
    facts = book["数据 facts"]
    heads = [cell.value for cell in facts[2]]
    value = facts.cell(3, heads.index("value") + 1)
    assert (value.value, value.number_format) == (688772.52, "#,##0.00")
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
        table = exported.tables(name)["headline"]
        found = [tuple(row.values()) for row in opened.get_resource("headline").read_rows()]
        assert_same(
            table, [tuple("|".join(v) if isinstance(v, list) else v for v in row) for row in found]
        )
        assert "GB/T 7714" in (folder / "CITATION.txt").read_text("utf-8")
        assert (folder / "README.md").is_file()


def test_a_second_export_gives_the_same_bytes(exported: Exported, tmp_path: Path) -> None:
    again = export_maker.make(tmp_path / "again")
    mine, theirs = ({p.relative_to(e.site) for p in e.site.rglob("*") if p.is_file()}
                    for e in (exported, again))  # fmt: skip
    assert mine == theirs
    for name in sorted(mine):
        assert (exported.site / name).read_bytes() == (again.site / name).read_bytes(), name


def test_a_large_workbook_is_written_in_pieces(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way through temporary files, which large packages take, gives the same cells."""
    monkeypatch.setattr(excel, "IN_MEMORY_ROWS", 0)
    package = datapackage.load(exported.paths.datapackages / "qingping-archives")
    tables = rows.tables(package)
    path = tmp_path / "large.xlsx"
    rows.write(tables, [excel.ExcelWriter(path, excel.Cover("大", [("来源", "=1+1")]), tables)])
    small = exported.file("qingping-archives", "xlsx")
    for table in tables:
        large, whole = (
            [[unescaped(cell) for cell in row] for row in sheet_rows(file, table)]
            for file in (path, small)
        )
        assert large == whole


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
