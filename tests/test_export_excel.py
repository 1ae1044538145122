"""Workbooks: nothing in them can run, every spreadsheet opens them, and they read well."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

import export_maker
import xlsx_raw
from export_maker import Exported
from format_readers import (
    PACKAGES,
    all_tables,
    assert_same,
    excel_text,
    expected_cells,
    sheet_rows,
)
from mingzhang.common import published
from mingzhang.common.formats import FOR_PROGRAMMES
from mingzhang.common.published import Field
from mingzhang.export import excel, table_writer


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export_maker.make(tmp_path_factory.mktemp("export"))


def sheets(exported: Exported) -> list[tuple[str, published.Table]]:
    """List the tables that workbooks hold: all but those for programmes."""
    return [one for one in all_tables(exported) if one[1].name not in FOR_PROGRAMMES]


def test_excel_has_the_same_values(exported: Exported) -> None:
    for name, table in sheets(exported):
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
        for table in (table for of, table in sheets(exported) if of == name):
            sheet = book.cells(excel.sheet_name(table))
            kinds = {cell.place: cell.kind for cell in sheet}
            for number, row in enumerate(export_maker.cells(table), start=3):
                for place, (text, field) in enumerate(zip(row, table.fields, strict=True)):
                    where = f"{openpyxl.utils.get_column_letter(place + 1)}{number}"
                    assert kinds.get(where) == expected_kind(text, field), (table.name, where)


def expected_kind(text: str, field: Field) -> str | None:
    if not text:
        return None
    if field.type == "boolean":
        return "b"
    if field.type in ("integer", "year"):
        return "n"
    if field.type == "number":
        return "n" if len(text.replace(".", "").strip("-0")) <= 15 else "s"
    return "n" if field.type == "date" and len(text) == 10 else "s"


def test_the_parts_of_a_workbook_are_sound(exported: Exported) -> None:
    for name in PACKAGES:
        assert list(xlsx_raw.faults(xlsx_raw.read(exported.file(name, "xlsx")))) == []


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
    tables = tuple(table for of, table in sheets(exported) if of == "all")
    path = tmp_path / "large.xlsx"
    table_writer.write(
        tables, [excel.ExcelWriter(path, excel.Cover("大", [("来源", "=1+1")]), tables)]
    )
    small = exported.file("all", "xlsx")
    for table in tables:
        assert sheet_rows(path, table) == sheet_rows(small, table)
    assert list(xlsx_raw.faults(xlsx_raw.read(path))) == []


def test_a_table_too_long_for_a_sheet_is_left_to_other_formats(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "SHEET_ROWS", 5)
    tables = tuple(
        published.load(exported.paths.datapackages / "qingping-archives").tables.values()
    )
    path = tmp_path / "short.xlsx"
    table_writer.write(tables, [excel.ExcelWriter(path, excel.Cover("短", []), tables)])
    book = openpyxl.load_workbook(path)
    told = "\n".join(str(c.value) for row in book.worksheets[0].iter_rows() for c in row)
    assert "超过 Excel 一张表的行数" in told
    assert excel.sheet_name(exported.tables("qingping-archives")["facts"]) not in book.sheetnames
