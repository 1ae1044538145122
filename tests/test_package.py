"""Data packages: what is written, that it validates, that it is stable, that it cannot dangle."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pytest
import yaml

import package_records as records
from mingzhang import model, package, vocab
from mingzhang.check.rules import PHRASES
from mingzhang.common import published
from mingzhang.common.defects import BodyError
from mingzhang.common.kept import Kept
from mingzhang.model import Disclosure, Fact, Finding, Origin, Outcome, Role, Severity, UserError
from mingzhang.package.csvfile import plain_decimal
from mingzhang.package.keys import KeysBroken
from mingzhang.package.schema import TABLES, VOCABULARIES, schema
from mingzhang.package.table_rows import RULES_EN
from mingzhang.package.text_lines import lines


def write(
    out: Path,
    disclosures: tuple[Disclosure, ...],
    findings: tuple[Finding, ...] = (),
    derived: tuple[Fact, ...] = (),
    vocabulary: vocab.Vocabulary | None = None,
) -> package.PackageSummary:
    return package.write(disclosures, findings, derived, vocabulary or records.vocabulary(), out)


def read_rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def descriptor(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def two() -> tuple[Disclosure, ...]:
    first = records.disclosure()
    second = records.disclosure(records.source("baishi-library", 2023, model.Stage.FINAL))
    return first, second


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, two: tuple[Disclosure, ...]) -> Path:
    out = tmp_path_factory.mktemp("made") / "datapackages"
    cross = records.finding(two[1], other_disclosure=two[0].source.disclosure)
    findings = (records.finding(two[0]), replace(cross, facts=(two[0].facts[0].fact,)))
    write(out, two, findings, (records.derived(two[0]),))
    return out


def test_a_body_is_packaged_again_only_when_it_or_what_is_said_of_it_changed(
    tmp_path: Path, made: Path, two: tuple[Disclosure, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged: list[str] = []
    make = package._made
    monkeypatch.setattr(
        package, "_made", lambda agency, *rest: packaged.append(agency) or make(agency, *rest)
    )
    known = Kept(tmp_path / "kept")
    keeping = package.Keeping(known, lambda one: repr(one.source), "code")
    cross = records.finding(two[1], other_disclosure=two[0].source.disclosure)
    findings = (records.finding(two[0]), replace(cross, facts=(two[0].facts[0].fact,)))

    def packages(name: str, findings: tuple[Finding, ...]) -> dict[str, bytes]:
        packaged.clear()
        derived, words = (records.derived(two[0]),), records.vocabulary()
        package.write(two, findings, derived, words, tmp_path / name, package.OURS, keeping)
        return folder_bytes(tmp_path / name)

    bodies = [one.source.agency for one in two]
    assert packages("first", findings) == folder_bytes(made) and packaged == sorted(bodies)
    assert packages("again", findings) == folder_bytes(made) and packaged == []
    other = packages("other", (findings[0], replace(findings[1], outcome=Outcome.PASS)))
    assert other != folder_bytes(made) and packaged == [bodies[1]]


def folder_bytes(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def written(tmp_path: Path, made: Path) -> Path:
    """A copy that a test may damage."""
    return shutil.copytree(made, tmp_path / "datapackages")


PACKAGES = ("all", "baishi-library", "qingping-archives")


@pytest.mark.parametrize("table", [*TABLES, *VOCABULARIES])
def test_no_column_is_a_word_of_sql(table: str) -> None:
    """Columns are named without quotes, as people write queries."""
    columns = ", ".join(schema(table).columns)
    for database in (sqlite3.connect(":memory:"), duckdb.connect()):
        database.execute(f"CREATE TABLE asked ({columns.replace(', ', ' TEXT, ')} TEXT)")
        database.execute(f"SELECT {columns} FROM asked")
        database.close()


@pytest.mark.parametrize("name", PACKAGES)
def test_packages_validate_with_frictionless(written: Path, name: str) -> None:
    report = frictionless.validate(str(written / name / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])
    assert {task.name for task in report.tasks} >= {*TABLES, *VOCABULARIES}
    filled = set(TABLES) - {"derivations"}  # one of the two derives nothing
    assert all(task.stats["rows"] for task in report.tasks if task.name in filled)


DAMAGES = (
    ("facts", "parent_fact", "nobody-2024-budget-f1"),
    ("facts", "concept", "no_such_concept"),
    ("facts", "fiscal_year", "二〇二四"),
    ("facts", "measure", "guess"),
    ("facts", "value", "1,000"),
    ("concepts", "parent", "no_such_concept"),
    ("numerals", "fact", "nobody-2024-budget-f1"),
    ("disclosures", "agency", "nobody"),
    ("disclosures", "source_sha256", "abc"),
)


def test_validation_is_not_idle(written: Path) -> None:
    """Damage cells, keep bytes and hash out of it: the schemas themselves must object to each."""
    folder = written / "qingping-archives"
    for table, column, value in DAMAGES:
        rows = read_rows(folder, table)
        rows[0][column] = value
        with (folder / "data" / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    described = descriptor(folder)
    for resource in described["resources"]:
        resource.pop("bytes"), resource.pop("hash")
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    report = frictionless.validate(str(folder / "datapackage.json"))
    refused = {
        (task.name, column)
        for task in report.tasks
        for error in task.errors
        for column in getattr(error, "field_names", None) or [getattr(error, "field_name", "")]
    }
    assert refused >= {(table, column) for table, column, _ in DAMAGES}


def test_descriptor_says_what_it_must(written: Path) -> None:
    described = descriptor(written / "qingping-archives")
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert described["licenses"][0]["name"] == "CC-BY-4.0"
    assert described["title"].startswith("青屏县档案馆")
    assert described["version"] == "2.0.0"
    assert described["id"].endswith("/qingping-archives")
    assert described["contributors"][0]["roles"] == ["publisher"]
    assert "created" not in described
    tables = [one for one in described["resources"] if "schema" in one]
    assert [one["name"] for one in tables] == [*TABLES, *VOCABULARIES]
    for one in described["resources"]:
        data = (written / "qingping-archives" / one["path"]).read_bytes()
        assert one["bytes"] == len(data)
        assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    for one in tables:
        assert (one["type"], one["format"], one["mediatype"]) == ("table", "csv", "text/csv")
        assert (one["encoding"], one["path"]) == ("utf-8", f"data/{one['name']}.csv")
        assert one["schema"]["missingValues"] == [""]
        for field in one["schema"]["fields"]:
            for key in ("title", "title_en", "description", "description_en", "type"):
                assert field[key], f"{one['name']}.{field['name']} lacks {key}"


@pytest.mark.parametrize("name", PACKAGES)
def test_descriptors_have_a_line_for_each_field(written: Path, name: str) -> None:
    text = (written / name / "datapackage.json").read_text(encoding="utf-8")
    lines = {line.strip().removesuffix(",") for line in text.splitlines()}
    for resource in json.loads(text)["resources"]:
        for field in resource.get("schema", {}).get("fields", ()):
            assert json.dumps(field, ensure_ascii=False) in lines


def test_the_original_is_copied_byte_for_byte(written: Path, two: tuple[Disclosure, ...]) -> None:
    of = two[0].source
    copied = written / of.agency / "sources" / of.disclosure / of.path.name
    assert copied.read_bytes() == of.data
    (resource,) = (r for r in descriptor(written / of.agency)["resources"] if "schema" not in r)
    assert resource["path"] == f"sources/{of.disclosure}/{of.path.name}"
    assert resource["encoding"] == "utf-8"
    assert "type" not in resource
    assert not (written / "all" / "sources").exists()


def test_attachments_of_any_format_are_files_not_tables(tmp_path: Path) -> None:
    names = ("附件.xlsx", "附件.csv", "附件.PDF", "网页.html", "没有扩展名")
    paths = tuple(tmp_path / name for name in names)
    for path in paths:
        path.write_bytes(b"a,b\n1,2,3\n\xff\x00")
    of = replace(records.source(), attachments=paths)
    write(tmp_path / "out", (records.disclosure(of),))
    folder = tmp_path / "out" / of.agency
    assert read_rows(folder, "disclosures")[0]["attachments"] == "|".join(names)
    resources = [r for r in descriptor(folder)["resources"] if "attachment" in r["name"]]
    assert [r["path"] for r in resources] == [f"sources/{of.disclosure}/{name}" for name in names]
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])


def test_a_rebuild_is_byte_identical(tmp_path: Path, two: tuple[Disclosure, ...]) -> None:
    findings = (records.finding(two[0]), records.finding(two[1]))
    for name in ("first", "second"):
        order = two if name == "first" else two[::-1]
        write(tmp_path / name, order, findings, (records.derived(two[0]),))
    first, second = (
        {p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*.*")}
        for n in ("first", "second")
    )
    assert first == second
    for path, data in first.items():
        assert str(tmp_path).encode() not in data, path
        assert not data.startswith(b"\xef\xbb\xbf"), path
        if path.suffix in (".csv", ".json", ".md") and "sources" not in path.parts:
            assert b"\r" not in data, path


def test_the_joined_package_holds_the_same_rows(written: Path) -> None:
    for table in TABLES:
        parts = [row for name in PACKAGES[1:] for row in read_rows(written / name, table)]
        assert read_rows(written / "all", table) == parts


def test_agency_packages_ship_what_they_use_with_parents(written: Path) -> None:
    folder = written / "qingping-archives"

    def keys(table: str, column: str) -> set[str]:
        return {row[column] for row in read_rows(folder, table)}

    assert keys("concepts", "concept") == {
        "total_revenue",
        "current_revenue",
        "fiscal_revenue",
        "function_2012604",
        "function_20126",
        "function_201",
    }
    assert keys("functions", "code") == {"2012604", "20126", "201"}
    assert keys("economics", "code") == {"30201", "302"}
    assert keys("agencies", "agency") == {
        "qingping-archives",
        "qingping-office",
        "qingping-committee",
    }
    assert keys("regions", "code") == {"130123", "130100", "130000"}
    assert keys("units_of_measure", "unit") == {"万元", "%"}
    assert keys("section_kinds", "section") == {"overview", "accounts"}
    everything = {row["concept"] for row in read_rows(written / "all", "concepts")}
    assert "never_used" in everything
    (revenue,) = (r for r in read_rows(folder, "concepts") if r["concept"] == "total_revenue")
    assert revenue["plain_zh"] == "一年里所有进账"


def test_numbers_are_plain(written: Path) -> None:
    values = {row["fact"]: row["value"] for row in read_rows(written / "all", "facts")}
    assert "688772.52" in values.values()
    assert "100" in values.values()
    assert values["qingping-archives-2024-budget-d-total_revenue-2023"] == "3116900"


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("688772.5200", "688772.52"),
        ("3.1169E+6", "3116900"),
        ("-0.00", "0"),
        ("-503.3700", "-503.37"),
        ("0E-9", "0"),
        ("1E-7", "0.0000001"),
        ("123456789012345678901234567890.120", "123456789012345678901234567890.12"),
    ],
)
def test_plain_decimal(value: str, plain: str) -> None:
    assert plain_decimal(Decimal(value)) == plain


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_no_number_is_not_published(value: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        plain_decimal(Decimal(value))


HOSTILE = (
    "=cmd|'/c calc'!A1",
    '带"引号"的,逗号',
    "换\n行\r\n与\r回车",
    "  两端空白\u3000",
    "\ufeff标记",
    "NA",
    "null",
    "+1",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "\\n",
    "'",
    "𠮷",
)


def test_hostile_text_round_trips(tmp_path: Path) -> None:
    one = records.disclosure()
    hostile = {f"{one.source.disclosure}-h{n}": words for n, words in enumerate(HOSTILE)}
    added = [
        replace(one.facts[0], fact=fact, label_printed=words, quote=words, reason_printed=words)
        for fact, words in hostile.items()
    ]
    out = tmp_path / "out"
    write(out, (replace(one, facts=(*one.facts, *added)),))
    folder = out / one.source.agency
    rows = {row["fact"]: row for row in read_rows(folder, "facts")}
    frame = published.load(folder).frame("facts").set_index("fact")
    assert len(frame) == len(rows) == 3 + len(HOSTILE)
    for fact, words in hostile.items():
        assert rows[fact]["quote"] == words
        assert frame["label_printed"][fact] == words
        assert frame["reason_printed"][fact] == words
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])


def test_passages_give_back_the_text(written: Path) -> None:
    rows = read_rows(written / "qingping-archives", "passages")
    assert "".join(row["text"] + "\n" for row in rows) == records.TEXT
    for row in rows:
        assert records.TEXT[int(row["start"]) : int(row["stop"])] == row["text"]
    assert [(row["kind"], row["page"]) for row in rows] == [
        ("heading", "1"),
        ("text", "1"),
        ("blank", "1"),
        ("heading", "2"),
        ("table", "2"),
    ]


def test_tables_of_the_source_are_published_cell_by_cell(written: Path) -> None:
    (grid,) = read_rows(written / "qingping-archives", "grids")
    assert [grid[name] for name in ("grid", "page", "title", "unit", "rows", "columns")] == [
        "0", "2", "收支表", "元", "2", "3",
    ]  # fmt: skip
    cells = read_rows(written / "qingping-archives", "cells")
    columns = ("row_index", "column_index", "row_span", "column_span", "page")
    assert [tuple(c[name] for name in columns) for c in cells] == [
        ("0", "0", "1", "2", "2"), ("0", "2", "2", "1", "2"), ("1", "0", "1", "1", "2"),
    ]  # fmt: skip
    for cell in cells:
        assert records.TEXT[int(cell["start"]) : int(cell["stop"])] == cell["text"]


def test_pages_that_were_not_read_are_counted(tmp_path: Path) -> None:
    made = records.disclosure()
    note = model.Note("page_without_text", 0, 0, "第 1 页是图片", "Page 1 is a picture")
    write(tmp_path, (replace(made, notes=(note, note)),), (), ())
    (row,) = read_rows(tmp_path / "qingping-archives", "disclosures")
    assert row["pages_not_read"] == "2"


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("甲", [(0, 1)]),
        ("甲\n", [(0, 1)]),
        ("甲\n\n乙", [(0, 1), (2, 2), (3, 4)]),
        ("甲\r\n乙\r丙\n", [(0, 1), (3, 4), (5, 6)]),
        ("\n甲\u2028乙\f", [(0, 0), (1, 5)]),
    ],
)
def test_lines(text: str, spans: list[tuple[int, int]]) -> None:
    assert list(lines(text)) == spans


def test_counts_of_a_disclosure(tmp_path: Path) -> None:
    one = records.disclosure()
    outcomes = [
        (Outcome.PASS, Severity.ERROR),
        (Outcome.FAIL, Severity.ERROR),
        (Outcome.FAIL, Severity.WARNING),
        (Outcome.FAIL, Severity.WARNING),
        (Outcome.FAIL, Severity.NOTE),
        (Outcome.NOT_APPLICABLE, Severity.ERROR),
        (Outcome.NOT_EVALUABLE, Severity.ERROR),
    ]
    findings = tuple(
        records.finding(one, number, outcome=outcome, severity=severity)
        for number, (outcome, severity) in enumerate(outcomes)
    )
    write(tmp_path / "out", (one,), findings, (records.derived(one),))
    (row,) = read_rows(tmp_path / "out" / "all", "disclosures")
    expected = {
        "characters": len(records.TEXT),
        "numerals": 4,
        "numerals_fact": 3,
        "numerals_unaccounted": 1,
        "facts": 3,
        "facts_derived": 1,
        "unmapped": 1,
        "findings_pass": 1,
        "findings_fail": 4,
        "findings_error": 1,
        "findings_warning": 2,
        "findings_note": 1,
        "findings_not_applicable": 1,
        "findings_not_evaluable": 1,
        "pages": 2,
        "pages_not_read": 0,
        "grids": 1,
    }
    assert {key: int(row[key]) for key in expected} == expected
    assert row["notes"].split("\n") == list(one.source.notes)


def _fact(one: Disclosure, **changes: Any) -> Disclosure:
    return replace(one, facts=(*one.facts[:2], replace(one.facts[2], **changes)))


BROKEN = {
    "unknown concept": lambda one: _fact(one, concept="no_such_concept"),
    "unknown functional code": lambda one: _fact(one, function_code="999"),
    "unknown body": lambda one: _fact(one, scope_id="nobody"),
    "unknown section": lambda one: _fact(one, section_kind="nowhere"),
    "parent that does not exist": lambda one: _fact(one, parent_fact="x"),
    "fund that is not listed": lambda one: _fact(one, fund="pocket"),
    "source of a derived fact missing": lambda one: _fact(one, derived_from=("x",)),
    "fact twice": lambda one: replace(one, facts=(*one.facts, one.facts[0])),
    "numeral of no fact": lambda one: replace(
        one, numerals=(replace(one.numerals[0], fact="x", role=Role.FACT),)
    ),
    "numeral twice": lambda one: replace(one, numerals=(one.numerals[0],) * 2),
    "entry of no concept": lambda one: replace(
        one, glossary=(replace(one.glossary[0], concept="x"),)
    ),
    "unit of no kind": lambda one: replace(one, units=(replace(one.units[0], kind=""),)),
    "empty title": lambda one: replace(one, source=replace(one.source, title="")),
}


@pytest.mark.parametrize("why", BROKEN)
def test_nothing_that_dangles_is_published(tmp_path: Path, why: str) -> None:
    with pytest.raises((BodyError, KeysBroken), match=r"package [a-z-]+: "):
        write(tmp_path / "out", (BROKEN[why](records.disclosure()),))


@pytest.mark.parametrize(
    "changes",
    [{"facts": ("nobody-2024-budget-f1",)}, {"other_disclosure": "nobody-2024-budget"}],
)
def test_findings_lead_to_rows_of_some_package(tmp_path: Path, changes: dict[str, Any]) -> None:
    one = records.disclosure()
    with pytest.raises(KeysBroken, match="nobody-2024-budget"):
        write(tmp_path / "out", (one,), (records.finding(one, **changes),))


def test_ids_may_not_meet_across_packages(tmp_path: Path, two: tuple[Disclosure, ...]) -> None:
    findings = tuple(records.finding(one, finding="the-same") for one in two)
    with pytest.raises(KeysBroken, match="the-same"):
        write(tmp_path / "out", two, findings)


def test_a_finding_of_no_disclosure_is_refused(tmp_path: Path) -> None:
    one = records.disclosure()
    stray = records.finding(one, disclosure="nobody-2024-budget")
    with pytest.raises(ValueError, match="nobody-2024-budget"):
        write(tmp_path / "out", (one,), (stray,))


def test_a_disclosure_may_not_be_there_twice(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="qingping-archives-2024-budget"):
        write(tmp_path / "out", (records.disclosure(), records.disclosure()))


def test_no_body_may_take_the_name_of_the_joined_package(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="all"):
        write(tmp_path / "out", (records.disclosure(records.source("all")),))


def test_no_disclosures_still_give_a_valid_joined_package(tmp_path: Path) -> None:
    summary = write(tmp_path / "out", ())
    assert summary.packages == ("all",)
    report = frictionless.validate(str(tmp_path / "out" / "all" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])


def test_readme_says_what_a_reader_needs(written: Path) -> None:
    text = (written / "qingping-archives" / "README.md").read_text(encoding="utf-8")
    for words in ("怎样引用", "许可", "已知的局限", "怎样核对一个数字", "Cite as", "Known limits"):
        assert words in text
    for table in (*TABLES, *VOCABULARIES):
        rows = len(read_rows(written / "qingping-archives", table))
        assert re.search(rf"\[`{table}`\]\(data/{table}\.csv\).*\| {rows} \|", text)
    assert "4 串数字，其中 3 串成为数据，1 串没认出" in text
    listed = (written / "README.md").read_text(encoding="utf-8")
    assert "| [`qingping-archives`](qingping-archives/README.md) | 青屏县档案馆 | 1 | 4 |" in listed
    assert "| [`all`](all/README.md) | 合并 | 2 | 7 |" in listed


def test_readme_snippet_runs(written: Path, two: tuple[Disclosure, ...]) -> None:
    folder = written / "qingping-archives"
    text = (folder / "README.md").read_text(encoding="utf-8")
    (snippet,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    snippet = snippet.replace("<数据编号>", two[0].facts[1].fact)
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", snippet], cwd=folder, capture_output=True, check=True
    )
    assert run.stdout.decode().strip() == "68.877252 = 688772.52 CNY"


def test_readme_keeps_hostile_titles_harmless(tmp_path: Path) -> None:
    of = replace(records.source(), title="<script>x</script> | [a](javascript:b)\n# c")
    write(tmp_path / "out", (records.disclosure(of),))
    text = (tmp_path / "out" / of.agency / "README.md").read_text(encoding="utf-8")
    assert "<script" not in text.replace(r"\<script", "")
    assert "](javascript" not in text.replace(r"\](javascript", "")
    assert "\n# c" not in text


# The schemas agree with the records


ENUMS = {
    ("disclosures", "stage"): [model.Stage.BUDGET, model.Stage.FINAL],
    ("facts", "stage"): list(model.Stage),
    ("facts", "measure"): list(model.Measure),
    ("facts", "origin"): list(model.Origin),
    ("numerals", "role"): list(model.Role),
    ("findings", "outcome"): list(model.Outcome),
    ("findings", "severity"): list(model.Severity),
}


@pytest.mark.parametrize(("table", "column"), ENUMS)
def test_lists_of_values_are_those_of_the_records(table: str, column: str) -> None:
    assert list(schema(table).enums[column]) == [str(value) for value in ENUMS[table, column]]


RECORDS = {
    "facts": model.Fact,
    "numerals": model.Numeral,
    "findings": model.Finding,
    "glossary": model.GlossaryEntry,
    "duties": model.Duty,
    "units": model.Unit,
    "platforms": model.Platform,
    "sections": model.Section,
    "notes": model.Note,
    "concepts": vocab.Concept,
    "functions": vocab.ClassificationCode,
    "economics": vocab.ClassificationCode,
    "agencies": vocab.Agency,
    "regions": vocab.Region,
    "units_of_measure": vocab.UnitOfMeasure,
}


@pytest.mark.parametrize("table", RECORDS)
def test_every_field_of_a_record_is_published(table: str) -> None:
    fields = {field.name for field in dataclasses.fields(RECORDS[table])}
    columns = set(schema(table).columns)
    assert {
        model.PUBLISHED_AS.get(name, name) for name in fields - LINKED.get(table, set())
    } <= columns


LINKED = {"facts": {"derived_from", "label"}, "findings": {"facts"}}
"""What tables of links publish (`derivations`, `finding_facts`), and labels to compare by."""


@pytest.mark.parametrize("table", [*TABLES, *VOCABULARIES])
def test_no_column_is_a_list_or_an_sql_word(table: str) -> None:
    assert "list" not in schema(table).types.values()
    assert not {"end", "table", "row", "column", "check"} & set(schema(table).columns)


@pytest.mark.parametrize("table", [*TABLES, *VOCABULARIES])
def test_schemas_are_complete(table: str) -> None:
    path = Path(package.__file__).parent / "schemas" / f"{table}.yml"
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = [field["name"] for field in written["fields"]]
    assert len(names) == len(set(names))
    assert set(written["primaryKey"]) <= set(names)
    for field in written["fields"]:
        assert re.search(r"[\u4e00-\u9fff]", field["title"]), field["name"]
        assert re.search(r"[\u4e00-\u9fff]", field["description"]), field["name"]
        assert not re.search(r"[\u4e00-\u9fff]{8}", field["description_en"]), field["name"]
    for key in written.get("foreignKeys", []):
        target = schema(key["reference"].get("resource", table))
        assert set(key["fields"]) <= set(names)
        assert tuple(key["reference"]["fields"]) == target.primary_key


# Reading packages back


def test_frames_have_the_types_of_the_schemas(written: Path) -> None:
    opened = published.load(written / "qingping-archives")
    assert opened.title == "青屏县档案馆预算决算公开数据"
    facts = opened.frame("facts")
    assert facts["value"].dtype == "float64"
    assert facts["value"].tolist()[0] == 688772.52
    assert facts["function_code"].fillna("").tolist() == ["", "2012604", "", ""]
    assert facts["function_code"].isna().tolist() == [True, False, True, True]
    assert facts["start"].dtype == "Int64"
    assert facts["start"].isna().tolist() == [False, False, False, True]
    derivations = opened.frame("derivations")
    assert set(derivations["fact"]) == {facts["fact"].tolist()[3]}
    assert derivations["from_fact"].isin(facts["fact"]).tolist() == [True, True]
    assert opened.frame("regions")["code"].tolist() == ["130000", "130100", "130123"]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_table_can_be_read(written: Path, name: str) -> None:
    opened = published.load(written / name)
    for table in (*TABLES, *VOCABULARIES):
        assert len(opened.frame(table)) == len(read_rows(written / name, table))


def test_unreadable_packages_are_told_in_one_line(written: Path) -> None:
    folder = written / "qingping-archives"
    opened = published.load(folder)
    with pytest.raises(UserError, match="没有表 nothing"):
        opened.frame("nothing")
    (folder / "data" / "facts.csv").unlink()
    with pytest.raises(UserError, match=r"facts\.csv"):
        opened.frame("facts")
    (folder / "data" / "duties.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"duties\.csv"):
        opened.frame("duties")
    (folder / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="已损坏"):
        published.load(folder)


def test_derived_facts_are_marked(written: Path) -> None:
    facts = published.load(written / "all").frame("facts")
    derived = facts[facts["origin"] == Origin.DERIVED]
    assert derived["fact"].tolist() == ["qingping-archives-2024-budget-d-total_revenue-2023"]
    assert pd.isna(derived["stop"].iloc[0])


def test_every_rule_of_a_derived_figure_has_an_english_name():
    derived = (text for text in PHRASES.values() if re.search(r"数除以|额除以|数减", text.zh))
    assert {text.zh: text.en for text in derived} == RULES_EN
