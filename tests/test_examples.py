"""The programmes of `examples/`: each is run as its README says, its answers computed anew here."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

import programs
import site_built

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
README = (EXAMPLES / "README.md").read_text(encoding="utf-8")
GUIDE = (EXAMPLES / "excel/README.md").read_text(encoding="utf-8")
WAN = Decimal(10_000)
ITEMS = (
    "three_public_expenses", "overseas_travel", "official_reception", "official_vehicles",
    "vehicle_purchase", "vehicle_operation",
)  # fmt: skip

Rows = list[dict[str, str]]


def table(folder: Path, name: str) -> Rows:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published() -> Path:
    return site_built.real_site().packages / "all" / "data"


@pytest.fixture(scope="module")
def paired(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published tables, with a second document of the other stage for each year of a body.

    Its figures are those of the first, each multiplied by a number of its own.
    """
    folder = tmp_path_factory.mktemp("paired")
    for name in ("headline", "facts"):
        rows = table(published(), name)
        if name == "headline":
            rows += [other(row, number) for number, row in enumerate(rows, 2)]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def other(row: dict[str, str], factor: int) -> dict[str, str]:
    figures = [name for name in row if row[name].replace(".", "").isdigit()]
    grown = {name: str(Decimal(row[name]) * factor) for name in figures if "year" not in name}
    stage = "final" if row["stage"] == "budget" else "budget"
    return {**row, **grown, "stage": stage, "disagreeing": "vehicle_purchase|basic_expenditure"}


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a programme as the README says, with this interpreter."""
    assert f"python3 examples/{script} datapackages/all/data" in README
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, f"examples/{script}", str(folder)],
        cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


def read(text: str) -> Rows:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("is_paired", [False, True])
def test_three_public_expenses(is_paired: bool, paired: Path) -> None:
    folder = paired if is_paired else published()
    done = run("pandas/three_public.py", folder)
    found = {
        (row["机构"], row["年度"], row["项目"].strip()): (row["预算"], row["决算"])
        for row in read(done.stdout)
    }
    titles = dict(zip(ITEMS, dict.fromkeys(key[2] for key in ordered(done.stdout)), strict=True))
    expected: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    for row in table(folder, "headline"):
        for item in ITEMS:
            if row[item]:
                key = (row["agency"], row["fiscal_year"], titles[item])
                expected.setdefault(key, {})[row["stage"]] = Decimal(row[item]) / WAN
    assert found.keys() == expected.keys() and found
    for key, (budget, final) in found.items():
        for stage, printed in (("budget", budget), ("final", final)):
            value = expected[key].get(stage)
            assert (Decimal(printed) if printed else None) == value, (key, stage)
    told = sum("前后不一" in line for line in done.stderr.splitlines())
    listed = [row["disagreeing"].split("|") for row in table(folder, "headline")]
    assert told == sum(len(set(ITEMS) & set(names)) for names in listed)
    assert not is_paired or told


def ordered(text: str) -> list[tuple[str, str, str]]:
    """List the lines in which items stand in their order, those of the fullest year first."""
    rows = [(row["机构"], row["年度"], row["项目"].strip()) for row in read(text)]
    counts = Counter(row[:2] for row in rows)
    fullest = max(counts, key=lambda key: counts[key])
    return [row for row in rows if row[:2] == fullest]


def test_execution_rates(paired: Path) -> None:
    done = run("pandas/execution_rate.py", paired)
    computed, printed = done.stdout.split("\n\n")
    headline = {(r["agency"], r["fiscal_year"], r["stage"]): r for r in table(paired, "headline")}
    expected = Counter(
        (agency, year, Decimal(row[name]), Decimal(final[name]))
        for (agency, year, stage), row in headline.items()
        if stage == "budget" and (final := headline[agency, year, "final"])
        for name in (
            "total_expenditure", "fiscal_appropriation_expenditure", "basic_expenditure",
            "project_expenditure", "three_public_expenses", "running_costs",
        )
        if row[name] and final[name] and Decimal(row[name])
    )  # fmt: skip
    found = read(computed)
    assert expected and expected == Counter(
        (r["agency"], r["fiscal_year"], Decimal(r["budget"]), Decimal(r["final"])) for r in found
    )
    for row in found:
        rate = Decimal(row["final"]) / Decimal(row["budget"]) * 100
        assert abs(Decimal(row["rate"]) - rate) <= Decimal("0.005")
    facts = [r for r in table(paired, "facts") if r["measure"] == "completion_rate"]
    assert [(r["agency"], Decimal(r["value"]), r["quote"]) for r in read(printed)] == [
        (r["agency"], Decimal(r["value"]), r["quote"]) for r in facts if r["origin"] != "derived"
    ]


def test_execution_rates_without_a_pair_are_not_made_up() -> None:
    done = run("pandas/execution_rate.py", published())
    stages = Counter((r["agency"], r["fiscal_year"]) for r in table(published(), "headline"))
    if max(stages.values()) == 1:
        assert "还没有" in done.stderr and "\n\n" not in done.stdout


def test_spending_by_function(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines of Python in the README, run in the folder that it names."""
    folder = site_built.real_site().html / "data/all/parquet"
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert code and "site/data/all/parquet/" in README
    monkeypatch.chdir(folder)
    query = "examples/duckdb/spending_by_function.sql"
    printed = code[1].replace(f"../../../../{query}", (ROOT / query).as_posix())
    assert printed != code[1]
    named = os.path.normpath(f"site/data/all/parquet/../../../../{query}")
    assert named == os.path.normpath(query) and (ROOT / query).is_file()
    said: dict[str, Any] = {}
    exec(compile(printed, "README.md", "exec"), said)
    rows = duckdb.sql(said["query"]).fetchall()
    names = {row["agency"]: row["name_zh"] for row in table(published(), "agencies")}
    expected: dict[tuple[str, int, str, str, str], dict[str, str]] = {}
    for one in table(published(), "figures"):
        own = one["scope_id"] == one["agency"] and one["origin"] != "derived"
        if (
            own
            and one["concept"] == f"function_{one['function_code']}"
            and one["measure"] == "amount"
        ):
            key = (names[one["agency"]], int(one["fiscal_year"]), one["stage"], one["fund"])
            if len(one["function_code"]) == 3:
                expected[(*key, one["function_code"])] = one
    found = {(row[0], row[1], row[2], row[3] or "", row[4]): row[6:] for row in rows}
    assert len(found) == len(rows) and found.keys() == expected.keys() and found
    for key, one in expected.items():
        low, high, times = found[key]
        assert Decimal(str(low)) == Decimal(one["value"] or one["lowest"]) / WAN
        assert (high is None) == (one["agree"] == "true")
        assert high is None or Decimal(str(high)) == Decimal(one["highest"]) / WAN
        assert times == int(one["printings"])


def test_contradictions_in_r() -> None:
    script = "examples/r/contradictions.R"
    assert f"Rscript {script} datapackages/all/data" in README
    assert "LC_ALL=C.UTF-8" in README, "what `run_r` sets, a reader needs too"
    printed = programs.run_r([script, str(published())], ROOT)
    counts, _, told = printed.partition("\n\n")
    failed = [row for row in table(published(), "findings") if row["outcome"] == "fail"]
    by = Counter((row["disclosure"], row["severity"]) for row in failed)
    disclosures = [row["disclosure"] for row in table(published(), "disclosures")]
    assert [tuple(row.values()) for row in read(counts)] == [
        (one, *(str(by[one, severity]) for severity in ("error", "warning", "note")))
        for one in disclosures
    ]
    errors = [row for row in failed if row["severity"] == "error"]
    assert errors
    heads = [line.split("\t") for line in told.splitlines() if not line.startswith("\t")]
    assert sorted(head[-1] for head in heads) == sorted(row["message_zh"] for row in errors)
    for row in errors:
        if row["printed"]:
            assert f"原文 {row['printed']}，按其他数字算 {row['expected']}" in told


def test_excel_formulas(tmp_path: Path) -> None:
    """Each formula of the guide, for each document and two items, as LibreOffice computes it."""
    formulas = re.findall(r"```excel\n(.*?)\n```", GUIDE, re.DOTALL)
    assert len(formulas) == 4
    data = published()
    rows = table(data, "headline")
    figures = [name for name in rows[0] if any(row[name].isdigit() for row in rows)]
    wanted = [name for name in ("three_public_expenses", "total_expenditure") if name in figures]
    disagreeing = [name for row in rows for name in row["disagreeing"].split("|") if name]
    asked = [(row, name) for row in rows for name in {*wanted, *disagreeing}]
    cells = [
        {"A1": r["agency"], "B1": int(r["fiscal_year"]), "C1": r["stage"], "D1": name}
        for r, name in asked
    ]
    workbook = site_built.real_site().html / "data/all/all.xlsx"
    found = programs.evaluate(workbook, [(one, formulas) for one in cells], tmp_path)
    findings, facts = table(data, "findings"), table(data, "facts")
    for (row, name), (value, doubt, errors, quote) in zip(asked, found, strict=True):
        place = (row["disclosure"], name)
        assert value == (float(row[name]) if row[name] else "原文没有列出"), place
        is_open = name in row["disagreeing"].split("|")
        assert doubt == ("前后不一" if is_open else "没有发现"), place
        assert errors == sum(
            one["disclosure"] == row["disclosure"]
            and (one["outcome"], one["severity"]) == ("fail", "error")
            for one in findings
        ), place
        said = [
            fact["quote"]
            for fact in facts
            if (fact["disclosure"], fact["concept"]) == place and fact["measure"] == "amount"
        ]
        assert quote == (said[0] if said else "原文没有列出"), place
    assert any(row["disagreeing"] for row in rows)


def test_the_index_names_every_programme() -> None:
    programmes = [
        path.relative_to(EXAMPLES).as_posix()
        for path in EXAMPLES.rglob("*")
        if path.is_file() and path != EXAMPLES / "README.md" and "__pycache__" not in path.parts
    ]
    assert programmes and all(f"]({name})" in README for name in programmes)
