"""An account with nine tables, the same without them, and one that contradicts itself.

Every column of `headline` is as a person read it; pages say the same; the programmes of
`examples/questions/` give the same answers in pandas, DuckDB, SQLite, R and Excel.
"""

from __future__ import annotations

import csv
import re
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import programs
import test_figures
from mingzhang import check, package
from mingzhang.common.formats import BY_ID
from mingzhang.common.site_settings import Settings
from mingzhang.export import format_makers
from mingzhang.vocab import Vocabulary

known = test_figures.known
QUESTIONS = Path(__file__).resolve().parent.parent / "examples/questions"
NINE = (Path(__file__).parent / "account_nine_tables.html").read_text(encoding="utf-8")
TEXT_ONLY = re.sub(r"<table>.*?</table>", "", NINE, flags=re.DOTALL)
CONTRADICTORY = NINE.replace("收入总计515.00万元", "收入总计517.00万元")
PRINTED_IN_TEXT = {
    "total_revenue": "5150000",
    "total_expenditure": "5150000",
    "current_year_revenue": "5100000",
    "current_year_expenditure": "5100000",
    "fiscal_appropriation_revenue": "5000000",
    "basic_expenditure": "3400000",
    "project_expenditure": "1700000",
    "three_public_expenses": "70000",
    "government_procurement": "300000",
    "vehicles": "2",
}
PRINTED = {
    **PRINTED_IN_TEXT,
    "fiscal_appropriation_expenditure": "5000000",
    "general_public_budget_expenditure": "4800000",
    "government_fund_expenditure": "200000",
    "personnel_funds": "2800000",
    "public_funds": "500000",
    "overseas_travel": "0",
    "official_reception": "20000",
    "official_vehicles": "50000",
    "vehicle_purchase": "0",
    "vehicle_operation": "50000",
}
WITHOUT_THE_DISPUTED = {name: cell for name, cell in PRINTED.items() if name != "total_revenue"}
ANSWERS = [
    ("final_minus_budget", "jia", 2023, -20000.0),
    ("largest_class", "jia", 2023, 201.0),
    ("personnel_share", "jia", 2023, 84.85),
]


@pytest.mark.parametrize(
    ("page", "printed", "disagreeing"),
    [
        (NINE, PRINTED, ""),
        (TEXT_ONLY, PRINTED_IN_TEXT, ""),
        (CONTRADICTORY, WITHOUT_THE_DISPUTED, "total_revenue"),
    ],
    ids=["nine tables", "text only", "contradictory"],
)
def test_every_column_is_as_printed(
    page: str, printed: dict[str, str], disagreeing: str, tmp_path: Path, known: Vocabulary
) -> None:
    (row,) = test_figures.tables(tmp_path / "out", page, known)["headline"]
    filled = test_figures.filled(row)
    assert filled.pop("disagreeing", "") == disagreeing
    assert filled == printed
    assert row["balance_year"] == "2023"
    test_figures.test_site_and_downloads_say_the_same(page, tmp_path / "site", known)


def test_classes_add_up_to_the_total_of_the_body(tmp_path: Path, known: Vocabulary) -> None:
    found = test_figures.tables(tmp_path / "out", NINE, known)["figures"]
    classes = [
        Decimal(row["value"])
        for row in found
        if row["fund"] == "" and row["concept"] == f"function_{row['function_code']}"
    ]
    assert len(classes) == 4
    assert sum(classes) == Decimal(PRINTED["current_year_expenditure"])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, known: Vocabulary) -> Path:
    out = tmp_path_factory.mktemp("questions") / "out"
    one = test_figures.disclosed(NINE, known)
    package.write([one], check.check([one], known), (), known, out)
    return out / "all" / "data"


def test_tables_are_read_without_options(data: Path) -> None:
    with duckdb.connect() as database:
        for file in sorted(data.glob("*.csv")):
            with file.open(encoding="utf-8", newline="") as opened:
                head, *rows = csv.reader(opened)
            for found in (database.execute(f"SELECT * FROM '{file}'").df(), pd.read_csv(file)):
                assert (list(found), len(found)) == (head, len(rows)), file.name
        asked = f"SELECT grid, row_index FROM '{data / 'facts.csv'}' WHERE grid IS NOT NULL"
        assert database.execute(asked).fetchone() == (0, 2)


def answers(text: str) -> list[tuple[str, str, int, float]]:
    rows = list(csv.DictReader(text.splitlines()))
    return sorted((r["question"], r["body"], int(r["year"]), float(r["answer"])) for r in rows)


def test_pandas_answers(data: Path) -> None:
    command = [sys.executable, str(QUESTIONS / "questions.py"), str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answers(done.stdout) == ANSWERS


def test_r_answers(data: Path) -> None:
    done = programs.run_r([str(QUESTIONS / "questions.R"), str(data)], data)
    assert answers(done) == ANSWERS


def test_duckdb_answers(data: Path) -> None:
    with duckdb.connect() as database:
        database.execute(
            f"CREATE VIEW figures AS FROM read_csv('{data / 'figures.csv'}', all_varchar = true)"
        )
        found = database.execute((QUESTIONS / "questions.sql").read_text("utf-8")).fetchall()
    assert [(a, b, int(c), float(d)) for a, b, c, d in found] == ANSWERS


def test_sqlite_answers(data: Path) -> None:
    with (data / "figures.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    with sqlite3.connect(":memory:") as database:
        database.execute(f"CREATE TABLE figures ({', '.join(head)})")
        marks = ", ".join("?" * len(head))
        filled = [[cell or None for cell in row] for row in rows]
        database.executemany(f"INSERT INTO figures VALUES ({marks})", filled)
        found = database.execute((QUESTIONS / "questions.sql").read_text("utf-8")).fetchall()
    assert [(a, b, int(c), float(d)) for a, b, c, d in found] == ANSWERS


def test_excel_answers(data: Path, tmp_path: Path) -> None:
    making = format_makers.Making(data.parent, tmp_path, Settings("试验站"))
    format_makers.make(making, [BY_ID["xlsx"]])
    guide = (QUESTIONS / "excel.md").read_text("utf-8")
    share, over, largest_amount, largest = re.findall(r"```excel\n(.*?)\n```", guide, re.DOTALL)
    formulas = [share, over, largest]
    asked = [
        ({"A1": body, "B1": 2023, "C1": fund, "D1": largest_amount}, formulas)
        for body, fund in (("jia", "general_public_budget"), ("jia", "fiscal_appropriation"),
                           ("yi", None))
    ]  # fmt: skip
    found = programs.evaluate(making.path("xlsx"), asked, tmp_path)
    unknown = "没有这样的数"
    assert found == [[84.85, unknown, "201"], [unknown, -20000, "201"], [unknown] * 3]
