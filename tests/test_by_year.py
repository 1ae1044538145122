"""Joined tables above a size lie in a file for each year, and everyone reads them as one."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import frictionless
import pytest

import package_records as records
from mingzhang import history, package
from mingzhang.common import parts, published
from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.model import Disclosure, Stage
from mingzhang.package import by_year
from mingzhang.package.schema import TABLES
from mingzhang.site import joined_report, validation
from mingzhang.site.build import copy_packages

BODIES = ("baishi-library", "qingping-archives")
SOURCES = ((0, 2022), (0, 2023), (1, 2021), (1, 2023))
ONE_FILE = {"disclosures", "headline"}


def made() -> Sequence[Disclosure]:
    return [
        records.disclosure(records.source(BODIES[number], year, Stage.FINAL))
        for number, year in SOURCES
    ]


def write(out: Path, keeping: package.Keeping | None = None, of: Sequence[Disclosure] = ()) -> Path:
    of = of or made()
    findings = [records.finding(one) for one in of]
    package.write(of, findings, (), records.vocabulary(), out, package.OURS, keeping)
    return out


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return write(tmp_path / "whole")


@pytest.fixture
def parted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(by_year, "LIMIT", 0)
    return write(tmp_path / "parted")


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    return list(published.load(folder).records(table))


def test_each_file_has_the_rows_of_its_year(whole: Path, parted: Path) -> None:
    for table in sorted({*TABLES} - ONE_FILE):
        assert not (parted / f"all/data/{table}.csv").exists()
        files = sorted((parted / f"all/data/{table}").iterdir())
        assert [file.stem for file in files] == ["2021", "2022", "2023"]
        for file in files:
            with file.open(encoding="utf-8", newline="") as opened:
                for row in csv.DictReader(opened, strict=True):
                    assert f"-{file.stem}-final" in next(iter(row.values())).replace(".", "-")
        of_all = rows(parted / "all", table)
        assert sorted(map(repr, of_all)) == sorted(map(repr, rows(whole / "all", table)))
    for name in BODIES:
        same = [(folder / name / "data/facts.csv").read_bytes() for folder in (whole, parted)]
        assert same[0] == same[1]


def test_the_descriptor_lists_the_files_and_frictionless_reads_them(parted: Path) -> None:
    described = json.loads((parted / "all/datapackage.json").read_text("utf-8"))["resources"]
    paths = {resource["name"]: resource["path"] for resource in described}
    assert paths["facts"] == [f"data/facts/{year}.csv" for year in (2021, 2022, 2023)]
    assert {name for name in TABLES if isinstance(paths[name], str)} == ONE_FILE
    report = frictionless.validate(str(parted / "all/datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])
    counted = {task.name: task.stats.get("rows") for task in report.tasks}
    assert {name: counted[name] or 0 for name in TABLES} == {
        name: len(rows(parted / "all", name)) for name in TABLES
    }


def test_frames_are_of_all_files(whole: Path, parted: Path) -> None:
    frames = [published.load(folder / "all").frame("facts") for folder in (whole, parted)]
    assert frames[0].dtypes.equals(frames[1].dtypes)
    assert set(frames[0]["fact"]) == set(frames[1]["fact"]) and len(frames[0]) == len(frames[1])


def test_a_package_that_is_kept_gives_the_same_files(parted: Path, tmp_path: Path) -> None:
    keeping = package.Keeping(Kept(tmp_path / "kept"), lambda one: repr(one.source), "code")
    for name in ("first", "again"):
        write(tmp_path / name, keeping)
        for file in filter(Path.is_file, parted.rglob("*")):
            assert (tmp_path / name / file.relative_to(parted)).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("damage", ["", "cell", "order", "heading", "more"])
def test_it_is_compared_with_the_bodies(parted: Path, damage: str) -> None:
    file = parted / "all/data/facts/2023.csv"
    lines = file.read_bytes().splitlines(keepends=True)
    if damage == "cell":
        lines[-1] = lines[-1].replace(b"2023", b"2024", 1)
    elif damage == "order":
        lines[1:] = reversed(lines[1:])
    elif damage == "heading":
        lines[0] = lines[0].replace(b"fact", b"act", 1)
    elif damage == "more":
        lines.append(lines[-1])
    file.write_bytes(b"".join(lines))
    bodies = [published.load(parted / name) for name in BODIES]
    joined = published.load(parted / "all")
    seen = [(body.folder, joined_report.seen(body)) for body in bodies]
    assert joined_report.joins(joined, seen) is (not damage)
    assert validation.files_hold(joined) is (damage in ("", "heading"))  # of rows
    with validation.Within(joined) as within:
        assert all(within.has(body) for body in bodies) is (damage in ("", "more"))


def test_the_report_of_it_is_that_of_one_file(whole: Path, parted: Path, tmp_path: Path) -> None:
    reports = []
    for folder in (whole, parted):
        known = Kept(tmp_path / f"kept-{folder.name}")
        validation.prepare([folder / "all"], folder / "all", known)
        reports.append(validation.validate(published.load(folder / "all"), known))
    assert reports[0] == reports[1] and not reports[1].problems


def test_the_site_has_each_table_as_one_file(parted: Path, tmp_path: Path) -> None:
    copy_packages(parted, tmp_path / "data", NOTHING_KEPT)
    there = tmp_path / "data/all"
    packed = {file.name.partition(".")[0] for file in (there / "data").glob("*.csv.gz")}
    assert packed == {*TABLES} - ONE_FILE
    assert not [path for path in (there / "data").iterdir() if path.is_dir()]
    for table in TABLES:
        assert rows(there, table) == rows(parted / "all", table)
    one = zlib.decompressobj(wbits=31)  # a browser reads no further than the first of several
    files = sorted((parted / "all/data/facts").iterdir())
    packed_facts = (there / "data/facts.csv.gz").read_bytes()
    assert one.decompress(packed_facts) == b"".join(parts.blocks(files)) and not one.unused_data
    assert one.eof
    known = Kept(tmp_path / "kept")
    for name in ("first", "again"):
        copy_packages(parted, tmp_path / name, known)
        assert (tmp_path / name / "all/data/facts.csv.gz").read_bytes() == packed_facts
        assert not (tmp_path / name / "all/data/facts").exists()
    described = json.loads((there / "datapackage.json").read_bytes())
    for one in described["resources"]:
        one.get("schema", {}).pop("foreignKeys", None)
    assert frictionless.validate(described, type="package", basepath=str(there)).valid
    assert "](data/facts.csv.gz)" in (there / "README.md").read_text("utf-8")


def told(folder: Path) -> str:
    """Run what the README of a package shows, for its second figure."""
    text = (folder / "README.md").read_text("utf-8")
    snippet = text.partition("```python\n")[2].partition("```")[0]
    fact = rows(folder, "facts")[1]["fact"]
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", snippet.replace("<数据编号>", fact)],
        cwd=folder, capture_output=True, check=True,
    )  # fmt: skip
    return run.stdout.decode().strip()


def test_the_readme_reads_them(parted: Path, tmp_path: Path) -> None:
    text = (parted / "all/README.md").read_text("utf-8")
    assert "[`facts`](data/facts/)" in text and "[`headline`](data/headline.csv)" in text
    copy_packages(parted, tmp_path / "data", NOTHING_KEPT)
    for folder in (parted / "all", tmp_path / "data/all", tmp_path / "data" / BODIES[0]):
        assert told(folder) == "68.877252 = 688772.52 CNY"
    assert "`data/facts/2024.csv`" not in (parted / BODIES[0] / "README.md").read_text("utf-8")


def logs(folder: Path) -> dict[str, str]:
    return {path.parent.name: path.read_text("utf-8") for path in folder.glob("*/CHANGELOG.md")}


VALUE = "123,456,789"
"""What a figure is after a change."""


def changed(out: Path) -> Path:
    """Write the same packages with another value of one figure."""
    one, *others = made()
    fact = replace(one.facts[0], value=Decimal(VALUE.replace(",", "")))
    return write(out, of=(replace(one, facts=(fact, *one.facts[1:])), *others))


def test_the_change_log_goes_on_when_tables_are_first_divided(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.write(None, whole)
    told = {}
    for limit in (by_year.LIMIT, 0):
        monkeypatch.setattr(by_year, "LIMIT", limit)
        same, other = write(tmp_path / f"same{limit}"), changed(tmp_path / f"other{limit}")
        assert (other / "all/data/facts").is_dir() is (limit == 0)
        history.write(whole, same)
        assert logs(same) == logs(whole)  # to divide a table changes nothing of the data
        history.write(whole, other)
        told[limit] = logs(other)
        assert told[limit]["all"] != logs(whole)["all"] and VALUE in told[limit][BODIES[0]]
        back = changed(tmp_path / f"back{limit}")
        history.write(other, back)
        assert logs(back) == told[limit]
    assert len({repr(sorted(each.items())) for each in told.values()}) == 1
    history.write(None, parted := write(tmp_path / "parted"))
    assert logs(parted) == logs(whole)  # a first version counts the figures of all parts


@pytest.mark.parametrize("data_in", ["branch:data", "last.zip"])
def test_what_was_published_elsewhere_may_lie_in_parts(
    parted: Path, tmp_path: Path, data_in: str
) -> None:
    if data_in == "last.zip":
        with zipfile.ZipFile(tmp_path / data_in, "w") as packed:
            for file in filter(Path.is_file, parted.rglob("*")):
                packed.write(file, f"datapackages/{file.relative_to(parted)}")
    else:
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        parted.rename(tmp_path / "datapackages")
        assert history.data_branch.publish(tmp_path, "data")
        parted = tmp_path / "datapackages"
    with history.published_before(tmp_path, data_in) as before:
        assert before
        for file in filter(Path.is_file, parted.rglob("*")):
            assert (before / file.relative_to(parted)).read_bytes() == file.read_bytes()
        history.write(before, now := changed(tmp_path / "now"))
    assert len(list((now / "all/data/facts").iterdir())) == 3
    assert VALUE in logs(now)[BODIES[0]] and BODIES[0] not in logs(now)[BODIES[1]]
