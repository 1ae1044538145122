"""Programmes that tests run: R and LibreOffice. In: what to run; out, what came of it.

Where one is missing its tests are skipped, unless MINGZHANG_REQUIRE_R or
MINGZHANG_REQUIRE_OFFICE (on CI) forbids it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest


def rscript() -> str:
    """The path of Rscript; skips the test, or fails it where R is required."""
    found = shutil.which("Rscript")
    if found is None and os.environ.get("MINGZHANG_REQUIRE_R") == "1":
        pytest.fail("MINGZHANG_REQUIRE_R=1, yet there is no Rscript")
    if found is None:
        pytest.skip("R is not installed")
    return found


def soffice() -> str:
    """The path of LibreOffice; skips the test, or fails it where LibreOffice is required."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None and os.environ.get("MINGZHANG_REQUIRE_OFFICE") == "1":
        pytest.fail("MINGZHANG_REQUIRE_OFFICE=1, yet there is no LibreOffice")
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return found


def run_r(arguments: Sequence[str], folder: Path) -> str:
    """Run Rscript in a folder; return what it printed."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [rscript(), *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


Sheets = Sequence[tuple[Mapping[str, object], Sequence[str]]]
"""New sheets of a workbook: for each its filled cells and its formulas."""


def evaluate(workbook: Path, sheets: Sheets, folder: Path) -> list[list[object]]:
    """Put formulas into new sheets of a workbook and let LibreOffice compute them.

    Returned are the values of the formulas, sheet by sheet.
    """
    (values,) = evaluate_all([(workbook, sheets)], folder)
    return values


def evaluate_all(books: Sequence[tuple[Path, Sheets]], folder: Path) -> list[list[list[object]]]:
    """Compute formulas in several workbooks with one start of LibreOffice."""
    asked = [
        _with_sheets(workbook, sheets, folder / f"asked{number}.xlsx")
        for number, (workbook, sheets) in enumerate(books)
    ]
    subprocess.run(
        [soffice(), "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "computed"), *map(str, asked)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return [
        _values(folder / "computed" / path.name, sheets)
        for path, (_, sheets) in zip(asked, books, strict=True)
    ]


def _with_sheets(workbook: Path, sheets: Sheets, out: Path) -> Path:
    book = openpyxl.load_workbook(workbook)
    asked = str(sheets)
    for sheet in book.worksheets:  # LibreOffice need not compute what is not asked for
        if sheet.title not in asked:
            book.remove(sheet)
    for number, (cells, formulas) in enumerate(sheets):
        sheet = book.create_sheet(f"t{number}")
        for place, value in cells.items():
            sheet[place] = value
        for row, formula in enumerate(formulas, 3):
            sheet.cell(row, 6).value = formula
    book.save(out)
    return out


def _values(workbook: Path, sheets: Sheets) -> list[list[object]]:
    book = openpyxl.load_workbook(workbook, data_only=True, read_only=True)
    return [
        [book[f"t{number}"].cell(row, 6).value for row, _ in enumerate(formulas, 3)]
        for number, (_, formulas) in enumerate(sheets)
    ]
