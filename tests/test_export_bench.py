"""The benchmark of the formats: what it tells is what the files weigh."""

from __future__ import annotations

from pathlib import Path

import pytest

import export_maker
from mingzhang.bench import format_costs
from mingzhang.bench.format_costs import COLUMNS, Cost
from mingzhang.cli.main import main
from mingzhang.model import UserError
from mingzhang.paths import Paths


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> export_maker.Exported:
    return export_maker.make(tmp_path_factory.mktemp("bench"))


def test_sizes_are_those_of_the_published_files(exported: export_maker.Exported) -> None:
    before = {path: path.stat().st_mtime_ns for path in exported.paths.root.rglob("*")}
    lines: list[str] = []
    costs = format_costs.run(exported.paths, lines.append)
    assert before == {path: path.stat().st_mtime_ns for path in exported.paths.root.rglob("*")}
    found = {(cost.package, cost.format): cost.size for cost in costs}
    data = exported.site / "data"
    for name in ("all", "baishi-library", "qingping-archives"):
        assert found[name, "Excel"] == (data / name / f"{name}.xlsx").stat().st_size
        assert found[name, "ZIP"] == (data / name / f"{name}.zip").stat().st_size
        tables = exported.tables(name).values()
        assert found[name, "CSV"] == sum(table.path.stat().st_size for table in tables)
        parquet = (data / name / "parquet").iterdir()
        assert found[name, "Parquet"] == sum(path.stat().st_size for path in parquet)
        assert found[name, "SQLite"] > 0
    body = "qingping-archives"
    files = [exported.site / "agencies" / f"{body}.json",
             exported.site / "disclosures" / f"{body}-2024-budget.json"]  # fmt: skip
    assert found[body, "JSON"] == sum(path.stat().st_size for path in files)
    assert ("all", "JSON") not in found
    assert all(cost.seconds > 0 for cost in costs)
    text = "\n".join(lines)
    for words in (*COLUMNS, "all", "baishi-library", body, "合计", "3 个数据包"):
        assert words in text


def test_totals_add_up_and_small_packages_share_a_line() -> None:
    costs = [
        Cost(f"body-{number:02}", name, 1024 * (number + 1), 0.5)
        for number in range(25)
        for name in COLUMNS
    ]
    lines = list(format_costs.told(costs))
    assert lines[2].startswith("body-24") and "25 KB 0.50秒" in lines[2]
    (rest,) = (line for line in lines if line.startswith("其余 5 个"))
    assert rest.count("15 KB 2.50秒") == len(COLUMNS)
    (total,) = (line for line in lines if line.startswith("合计"))
    assert total.count("325 KB 12.50秒") == len(COLUMNS)
    assert "75.00 秒" in lines[-1]


def test_without_packages_there_is_nothing_to_measure(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="还没有数据包"):
        format_costs.run(Paths(tmp_path), print)


def test_the_command(exported: export_maker.Exported, capsys: pytest.CaptureFixture[str]) -> None:
    root = exported.paths.root
    (root / "content/disclosures").mkdir(parents=True, exist_ok=True)
    for words in (["--formats"], ["--formats", "-q"]):
        assert main(["bench", *words, "--root", str(root)]) == 0
        assert "合计" in capsys.readouterr().out
