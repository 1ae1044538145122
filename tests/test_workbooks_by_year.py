"""What lies in a file for each year is in a workbook of that year, and published as such."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

import export_maker
import format_readers
import xlsx_raw
from mingzhang.common import published
from mingzhang.common.formats import FOR_PROGRAMMES, large
from mingzhang.common.kept import Kept
from mingzhang.common.site_settings import settings
from mingzhang.export import format_makers
from mingzhang.package import by_year

YEARS = ("2023", "2024")


@pytest.fixture
def exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> export_maker.Exported:
    monkeypatch.setattr(by_year, "LIMIT", 0)
    return export_maker.make(tmp_path)


def sheets(path: Path) -> dict[str, str]:
    """Give the sheets of a workbook by the names of their tables."""
    book = openpyxl.load_workbook(path, read_only=True)
    return {name.rpartition(" ")[2]: name for name in book.sheetnames}


def test_each_year_has_a_workbook_with_its_rows(exported: export_maker.Exported) -> None:
    tables = published.load(exported.paths.datapackages / "all").tables
    apart = {name for name, table in tables.items() if table.is_parted} - FOR_PROGRAMMES
    assert {"facts", "findings", "glossary"} <= apart
    whole = sheets(exported.file("all", "xlsx"))
    assert not apart & whole.keys() and {"headline", "disclosures", "concepts"} <= whole.keys()
    for year in YEARS:
        path = exported.site / f"data/all/all-{year}.xlsx"
        assert {*sheets(path)} - {"说明"} == apart
        assert not list(xlsx_raw.faults(xlsx_raw.read(path)))
        for name in apart:
            part = tables[name].of_parts()[year]
            found = [[format_readers.excel_text(value, field)
                      for value, field in zip(row, part.fields, strict=True)]
                     for row in format_readers.sheet_rows(path, part)]  # fmt: skip
            assert found == format_readers.expected_cells(part), (year, name)
    cover = openpyxl.load_workbook(exported.file("all", "xlsx"))["说明"]
    told = [str(row[1].value) for row in cover.iter_rows() if row[0].value == "年度表"]
    assert len(told) == 1 and "all-2023.xlsx、all-2024.xlsx" in told[0]


def test_catalogues_name_the_workbooks(exported: export_maker.Exported) -> None:
    told = [(exported.site / name).read_text("utf-8")
            for name in ("catalog.jsonld", "catalog.ttl", "data/all/dataset.jsonld")]  # fmt: skip
    for year in YEARS:
        assert all(f"data/all/all-{year}.xlsx" in text for text in told)
    assert "Excel 工作簿（2024 年度）" in told[1]
    assert not any("baishi-library-2023.xlsx" in text for text in told)
    packages = json.loads((exported.site / "index.json").read_text("utf-8"))["packages"]
    assert [one["xlsx"] for one in packages if one["package"] == "all"] == ["data/all/all.xlsx"]


def test_a_change_of_one_year_makes_its_workbook_alone(
    exported: export_maker.Exported, tmp_path: Path
) -> None:
    paths, known = exported.paths, Kept(tmp_path / "kept")
    folder = paths.datapackages / "all"
    site = settings(paths.editorial)
    made = {}
    for place in ("first", "again"):
        making = format_makers.Making(folder, tmp_path / place, site)
        taken = [format_makers.take_year(making, year, known) for year in YEARS]
        assert taken == [place == "again"] * 2
        for year in YEARS:
            format_makers.make_year(making, year, known)
        made[place] = [file.read_bytes() for file in sorted((tmp_path / place).iterdir())]
    assert made["first"] == made["again"] and len(made["first"]) == 2
    moved = tmp_path / "moved"
    shutil.copytree(folder, moved / "all")
    file = moved / "all/data/facts/2023.csv"
    file.write_text(file.read_text("utf-8").replace("2023-final-f1", "2023-final-f9"), "utf-8")
    making = format_makers.Making(moved / "all", tmp_path / "changed", site)
    assert [format_makers.take_year(making, year, known) for year in YEARS] == [False, True]


def test_without_parts_there_is_one_workbook(tmp_path: Path) -> None:
    made = export_maker.make(tmp_path)
    assert large(published.load(made.paths.datapackages / "all")).years == ()
    assert [path.name for path in (made.site / "data/all").glob("*.xlsx")] == ["all.xlsx"]
    assert "facts" in sheets(made.file("all", "xlsx"))
