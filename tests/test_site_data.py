"""The pages of the data: programmes run as printed, limits and reports as counted anew."""

from __future__ import annotations

import csv
import doctest
import html
import json
import re
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pytest
import yaml

import programs
import site_built
import site_html
from mingzhang.cli import server
from mingzhang.common import file_sizes, published
from mingzhang.common.kept import NOTHING_KEPT, Kept
from mingzhang.package.schema import VOCABULARIES
from mingzhang.site import changelog, joined_report, snippets, validation
from mingzhang.site.generate import generate

ROOT = Path(__file__).resolve().parent.parent
BOTH = pytest.mark.parametrize("built", [site_built.sample_site, site_built.real_site])
TOOLS = ("pandas", "r", "duckdb", "excel")
WIDE, LONG = "headline", "facts"

Rows = list[dict[str, str]]


def table(folder: Path, name: str) -> Rows:
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def packages(built: site_built.Built) -> list[Path]:
    return sorted(path.parent for path in built.packages.glob("*/datapackage.json"))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def part(text: str, name: str) -> str:
    """Take the part of a page below the heading of level 2 with this id."""
    found = re.search(rf'<h2 id="{name}".*?(?=<h2 |</article>)', text, re.DOTALL)
    assert found, name
    return found[0]


@dataclass(frozen=True)
class Page:
    """A page with programmes, and the package that they are about."""

    path: Path
    package: Path

    @property
    def text(self) -> str:
        return text_of(self.path)

    def code(self, tool: str) -> str:
        found = re.search(rf'<code id="code-{tool}">(.*?)</code>', self.text, re.DOTALL)
        assert found, (self.path, tool)
        return plain(found[1])

    def fetch(self, tool: str, folder: Path) -> None:
        """Download what the page says is to be downloaded first."""
        section = re.search(rf'<section[^>]*aria-labelledby="{tool}">(.*?)<pre>', self.text, re.S)
        assert section
        links = re.findall(r'<a href="([^"]+)" download', section[1])
        assert links, (self.path, tool)
        for link in links:
            shutil.copy(self.path.parent / link, folder)


def pages() -> Iterator[Page]:
    for built in (site_built.sample_site(), site_built.real_site()):
        joined = built.packages / "all"
        yield Page(built.html / "data/index.html", joined)
        yield Page(built.html / "en/data/index.html", joined)
        for package in packages(built):
            yield Page(built.html / "data" / package.name / "index.html", package)


def example(package: Path) -> str:
    """Choose the amount that most rows have, of those that the settings bring to the front."""
    rows = table(package, WIDE)
    settings = yaml.safe_load((ROOT / "site_src/figures.yml").read_text(encoding="utf-8"))
    preferred = [name for line in settings["key_figures"] for name in line if name in rows[0]]
    return max(preferred, key=lambda name: sum(bool(row[name]) for row in rows))


def expected_wide(package: Path, name: str) -> Counter[tuple[str, str, str]]:
    rows = table(package, WIDE)
    return Counter((r["fiscal_year"], r["stage"], spelled(r[name])) for r in rows)


def expected_long(package: Path, name: str) -> Counter[tuple[str, ...]]:
    return Counter(
        (r["scope"], r["fiscal_year"], r["stage"], spelled(r["value"]), r["quote"])
        for r in table(package, LONG)
        if r["concept"] == name and r["measure"] == "amount" and r["origin"] != "derived"
    )


def spelled(value: Any) -> str:
    """Spell a number as any tool gives it; nothing, however it is told, is empty."""
    if value is None or value == "" or value != value or value == "NA":
        return ""
    return format(Decimal(str(value)).normalize(), "f")


def test_all_pages_have_their_programmes() -> None:
    found = list(pages())
    assert len({page.path for page in found}) == len(found) > 8
    assert all(page.code(tool) for page in found for tool in TOOLS)


def test_pandas_runs_as_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, page in enumerate(pages()):
        monkeypatch.chdir(fetched(page, "pandas", tmp_path, number))
        _check_pandas(page.code("pandas"), page.package)
        assert capsys.readouterr().out


def fetched(page: Page, tool: str, tmp_path: Path, number: int) -> Path:
    folder = tmp_path / f"{tool}{number}"
    folder.mkdir()
    page.fetch(tool, folder)
    return folder


def _check_pandas(code: str, package: Path) -> None:
    said: dict[str, Any] = {}
    exec(compile(code, "page.py", "exec"), said)
    name = example(package)
    wide, long = said["headline"], said.get("chosen")
    got = Counter((str(r.fiscal_year), r.stage, spelled(r[name])) for _, r in wide.iterrows())
    assert got == expected_wide(package, name)
    assert (long is not None) == bool(expected_long(package, name))
    if long is not None:
        rows = long[["scope", "fiscal_year", "stage", "value", "quote"]].itertuples(index=False)
        found = Counter((r[0], str(r[1]), r[2], spelled(r[3]), r[4]) for r in rows)
        assert found == expected_long(package, name)
        codes = set(said["facts"]["function_code"].dropna())
        assert codes == {row["function_code"] for row in table(package, LONG)} - {""}


def test_r_runs_as_printed(tmp_path: Path) -> None:
    for number, page in enumerate(pages()):
        _check_r(page.code("r"), page.package, fetched(page, "r", tmp_path, number))


def _check_r(code: str, package: Path, folder: Path) -> None:
    """Run the programme; then let R write what it holds, to be compared."""
    long = expected_long(package, example(package))
    code += "write.csv(headline, 'wide.csv', row.names = FALSE, na = '')\n"
    if long:
        code += "write.csv(chosen, 'long.csv', row.names = FALSE, na = '')\n"
    (folder / "page.R").write_text(code, encoding="utf-8")
    assert programs.run_r(["page.R"], folder)
    name = example(package)
    with (folder / "wide.csv").open(encoding="utf-8", newline="") as file:
        found = Counter(
            (r["fiscal_year"], r["stage"], spelled(r[name])) for r in csv.DictReader(file)
        )
    assert found == expected_wide(package, name)
    if long:
        with (folder / "long.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        names = ("scope", "fiscal_year", "stage", "value", "quote")
        cells = [[r[n] if n != "value" else spelled(r[n]) for n in names] for r in rows]
        assert Counter(map(tuple, cells)) == long


def test_duckdb_runs_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, page in enumerate(pages()):
        monkeypatch.chdir(fetched(page, "duckdb", tmp_path, number))
        name = example(page.package)
        wide, *long = page.code("duckdb").split(";\n\n")
        rows = duckdb.sql(wide.removesuffix(";\n")).fetchall()
        found = Counter((str(row[1]), row[2], spelled(row[3])) for row in rows)
        assert found == expected_wide(page.package, name)
        assert bool(long) == bool(expected_long(page.package, name))
        for query in long:
            cells = duckdb.sql(query).fetchall()
            got = Counter((r[0], str(r[1]), r[2], spelled(r[3]), r[4]) for r in cells)
            assert got == expected_long(page.package, name)


def test_the_formula_computes_as_printed(tmp_path: Path) -> None:
    """The pages of one package in two languages ask one workbook, all in one LibreOffice."""
    found = list(pages())
    joined = site_built.sample_site().packages / "all"
    asked: dict[Path, list[Page]] = {}
    for page in [page for page in found if page.package == joined] + found[-1:]:
        asked.setdefault(page.package, []).append(page)
    assert list(map(len, asked.values())) == [3, 1]
    books = []
    for number, printed in enumerate(asked.values()):
        (workbook,) = fetched(printed[0], "excel", tmp_path, number).glob("*.xlsx")
        books.append((workbook, [({}, [page.code("excel")]) for page in printed]))
    for (package, printed), values in zip(
        asked.items(), programs.evaluate_all(books, tmp_path), strict=True
    ):
        name = example(package)
        row = next(row for row in table(package, WIDE) if row[name])
        assert len(values) == len(printed)
        for page, (value,) in zip(printed, values, strict=True):
            assert Decimal(str(value)) == Decimal(row[name]), page.path


def test_with_an_address_the_programmes_read_from_it(tmp_path: Path) -> None:
    """The page prints full addresses, and what it prints works over HTTP."""
    site = site_built.real_site()
    with server.open_server(site.html, 0, "/m/") as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        try:
            docs = _with_address(running.address, tmp_path)
            for language in ("", "en/"):
                text = text_of(docs / f"{language}data/index.md")
                codes = {
                    tool: plain(re.search(rf'<code id="code-{tool}">(.*?)</code>', text, re.S)[1])
                    for tool in TOOLS
                }
                folder = f"{running.address}data/all/data/"
                assert all(f'"{folder}{WIDE}.csv"' in codes[tool] for tool in ("pandas", "r"))
                assert "http" not in codes["duckdb"]
                _check_pandas(codes["pandas"], site.packages / "all")
                _check_r(codes["r"], site.packages / "all", tmp_path)
        finally:
            running.shutdown()


def _with_address(address: str, folder: Path) -> Path:
    """Write the pages of the same packages for a site that knows its address."""
    editorial = folder / "editorial"
    shutil.copytree(ROOT / "content/editorial", editorial)
    path = editorial / "site.yml"
    text = re.sub(r"(?m)^address:.*$", f"address: {address}", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    docs = folder / "docs"
    generate(
        site_built.real_site().packages, editorial, ROOT / "site_src", docs, kept=site_built.KEPT
    )
    return docs


def test_the_examples_in_the_documentation_hold() -> None:
    for module in (changelog, file_sizes):
        result = doctest.testmod(module)
        assert result.attempted and not result.failed


# Traps of newcomers: what the pages warn of is so -------------------------------------------------


def test_the_traps_are_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(
        site_built.real_site().html / "data/index.html", site_built.real_site().packages / "all"
    )
    page.fetch("pandas", tmp_path)
    path = tmp_path / "facts.csv"
    naive = pd.read_csv(path)
    codes = naive["function_code"].dropna()
    assert len(codes) and all(str(code).endswith(".0") for code in codes)
    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert any(not re.fullmatch(r"[\d.]+", str(v)) for v in naive["value_printed"].dropna())
    heads = path.read_text(encoding="utf-8").partition("\n")[0].split(",")
    assert len(set(heads)) == len(heads)
    values = [row["value"] for row in table(page.package, LONG)]
    stages = {row["stage"] for row in table(page.package, LONG)}
    assert values and all(value and Decimal(value).is_finite() for value in values)
    warned = part(page.text, "traps")
    assert all(f"<code>{stage}</code>" in warned for stage in stages)
    assert "2010301.0" in warned and "BOM" in warned and "15 位" in warned


def test_every_tool_reads_every_row(tmp_path: Path) -> None:
    """By default, without a word about types or quotes: no row, column or text is lost."""
    for built in (site_built.sample_site(), site_built.real_site()):
        folder = built.packages / "all/data"
        for path in sorted(folder.glob("*.csv")):
            rows = table(folder.parent, path.stem)
            frame = pd.read_csv(path, low_memory=False)
            read = duckdb.sql(f"SELECT * FROM '{path}'")
            assert len(frame) == len(rows), path
            assert len(read.fetchall()) == len(rows), path
            heads = path.read_text(encoding="utf-8").partition("\n")[0].split(",")
            assert list(frame.columns) == heads == list(read.columns), path
            for name in heads:
                # "NA", "None" and the like are no missing values in these tables.
                empty = sum(row[name] == "" for row in rows)
                assert frame[name].isna().sum() == empty, (path, name)
        _check_rows_in_r(folder, tmp_path)


def _check_rows_in_r(folder: Path, tmp_path: Path) -> None:
    script = tmp_path / "rows.R"
    script.write_text(
        "for (path in sort(list.files(commandArgs(TRUE), '[.]csv$', full.names = TRUE)))\n"
        "  cat(basename(path), dim(read.csv(path, encoding = 'UTF-8')), '\\n')\n",
        encoding="utf-8",
    )
    for line in programs.run_r([str(script), str(folder)], tmp_path).splitlines():
        name, rows, columns = line.split()
        expected = table(folder.parent, name.removesuffix(".csv"))
        assert int(rows) == len(expected), name
        assert not expected or int(columns) == len(expected[0]), name


# Limits -------------------------------------------------------------------------------------------


@BOTH
def test_the_limits_are_those_of_the_tables(built) -> None:
    site = built()
    for package in packages(site):
        facts, ledger = table(package, LONG), table(package, "numerals")
        documents, notes = table(package, "disclosures"), table(package, "notes")
        text = plain(part(text_of(site.html / "data" / package.name / "index.html"), "limits"))
        listed = re.sub(r"\s+", " ", text)
        unmapped = sum(not row["concept"] for row in facts)
        assert (f"{len(facts):,} 个里有 {unmapped} 个，concept 为空" in listed) == bool(unmapped)
        unplaced = sum(row["rule"] == "unplaced" for row in ledger)
        skipped = sum(row["rule"] in ("table_not_read", "column_not_read") for row in ledger)
        told = f"{len(ledger):,} 串数字里，{unplaced} 串没能判断是什么，{skipped} 串"
        assert (told in listed) == bool(unplaced or skipped)
        unread = sum(int(row["pages_not_read"]) for row in documents)
        assert (f"{unread} 页没有文字层" in listed) == bool(unread)
        origins = Counter(row["origin"] for row in facts)
        if len(facts) != origins["printed"]:
            assert f"推算 {origins['derived']} 个" in listed
            assert f"用文字说明 {origins['stated']} 个" in listed
        rounded = sum(
            bool(row["tolerance"]) and Decimal(row["tolerance"]) != 0
            for row in facts
            if row["origin"] != "derived"
        )
        assert (f"{rounded:,} 个数字在原文里已四舍五入" in listed) == bool(rounded)
        own = {"table_not_mapped", "table_without_unit", "image_not_read", "page_without_text"}
        odd = sum(note["kind"] not in own | {"attachment_not_read"} for note in notes)
        assert (f"标题断行等 {odd} 处" in listed) == bool(odd)
        assert f"{sum(not row['source_url'] for row in documents)} 份文件不知道来源网址" in listed
        _check_codes(package, facts, listed)
        outcomes = Counter(
            row["severity"] for row in table(package, "findings") if row["outcome"] == "fail"
        )
        if outcomes["error"] or outcomes["warning"]:
            assert f"{outcomes['error']} 处对不上，{outcomes['warning']} 处存疑" in listed


def test_what_was_not_read_is_told(tmp_path: Path) -> None:
    """Scans, images, attachments, unknown tables and unplaced numerals, each with its place."""
    folder = tmp_path / "packages"
    shutil.copytree(site_built.sample_site().packages, folder)
    package = folder / "sample-bureau"
    for column, value in (("pages", "5"), ("pages_not_read", "2"), ("grids", "7")):
        _cell("disclosures", column, value)(package)
    _cell("numerals", "rule", "unplaced")(package)
    for row, rule in ((1, "table_not_read"), (2, "column_not_read")):
        _cell("numerals", "rule", rule, row)(package)
    note = table(package, "notes")[0]
    kinds = ["table_not_mapped"] * 3 + ["table_without_unit", "image_not_read"]
    kinds += ["attachment_not_read", "heading_cut", "poorly_read"]
    notes = [{**note, "number": str(n), "kind": kind} for n, kind in enumerate(kinds, 1)]
    _write(package / "data/notes.csv", notes)
    docs = tmp_path / "docs"
    generate(folder, ROOT / "content/editorial", ROOT / "site_src", docs, kept=site_built.KEPT)
    numerals = len(table(package, "numerals"))
    everywhere = numerals + len(table(folder / "sample-centre", "numerals"))
    assert text_of(docs / "coverage/index.md").count("没有读好，数字请对照原件") == 1
    for page, total in (("sample-bureau", numerals), ("all", everywhere)):
        text = text_of(docs / f"data/{page}/index.md")
        limits = text[text.index("{#limits}") : text.index("{#validation}")]
        told = re.sub(r"\s+", " ", plain(limits))
        for words in (
            f"{total} 串数字里，1 串没能判断是什么，2 串在没有识别的表格或列里",
            "5 页里有 2 页没有文字层",
            "图片 1 处、附件 1 个",
            "7 张表格里，3 张不在已知的版式中，1 张没有写金额单位",
            "标题断行等 2 处",
        ):
            assert words in told, (page, words)
        assert limits.count('disclosures/sample-bureau/2019-budget/#coverage"') >= 5
        assert "已核查，未发现" not in told or "读不出的页面" not in told.split("已核查，未发现")[1]
    english = re.sub(r"\s+", " ", plain(text_of(docs / "en/data/index.md")))
    for words in (
        f"Of {everywhere} numerals, 1 could not be explained and 2 stand in tables",
        "2 of 5 pages have no text (most likely scans).",
        "Images: 1. Attachments: 1.",
        "Of 7 tables 3 have an unknown layout and 1 no unit of money",
    ):
        assert words in english, words


def _check_codes(package: Path, facts: Rows, listed: str) -> None:
    verified = {
        (kind, row["code"]): row["verified"] == "true"
        for kind in ("functions", "economics")
        for row in table(package, kind)
    }
    used = {("functions", row["function_code"]) for row in facts if row["function_code"]}
    used |= {("economics", row["economic_code"]) for row in facts if row["economic_code"]}
    unverified = sum(not verified.get(code, False) for code in used)
    told = f"数据用到 {len(used)} 个科目代码，其中 {unverified} 个"
    assert (told in listed) == bool(unverified)


@BOTH
def test_gaps_are_named(built) -> None:
    site = built()
    for package in packages(site):
        rows = table(package, "disclosures")
        there = {(int(row["fiscal_year"]), row["stage"]) for row in rows}
        if package.name == "all":
            continue
        years = sorted({year for year, _ in there})
        text = part(text_of(site.html / "data" / package.name / "index.html"), "limits")
        for year in range(years[0], years[-1] + 1):
            for stage, name in (("budget", "预算"), ("final", "决算")):
                said = re.search(rf"未收录：[^。]*{year}年{name}", plain(text))
                assert bool(said) == ((year, stage) not in there)


@BOTH
def test_every_limit_leads_to_its_evidence(built) -> None:
    site = built()
    text = part(text_of(site.html / "data/all/index.html"), "limits")
    places = re.findall(r'<small class="mz-where">(.*?)</small>', text, re.DOTALL)
    links = [link for place in places for link in re.findall(r'href="([^"]+)"', place)]
    assert len(links) > 5 and any("/disclosures/" in link for link in links)


# Validation ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("built", "number"), [(site_built.real_site, 0), (site_built.sample_site, 1)]
)
def test_the_report_tells_what_frictionless_counted(built, number: int) -> None:
    """Of the joined package of one site, and of a body's of the other."""
    site = built()
    package = packages(site)[number]
    theirs = frictionless.validate(str(package / "datapackage.json"))
    assert theirs.valid
    rows = sum(task.stats.get("rows") or 0 for task in theirs.tasks)
    cells = sum((t.stats.get("rows") or 0) * (t.stats.get("fields") or 0) for t in theirs.tasks)
    text = text_of(site.html / "data" / package.name / "index.html")
    report = plain(part(text, "validation"))
    assert "0 处错误" in report and f"{rows:,} 行" in report
    assert f"{cells:,} 个格子" in report and "有问题" not in report.split("核对")[0]
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert f"{len(described['resources'])} 个文件" in report
    schemas = [one["schema"] for one in described["resources"] if "schema" in one]
    assert f"{sum('primaryKey' in one for one in schemas)} 个主键" in report
    assert f"{sum(len(one.get('foreignKeys', ())) for one in schemas)} 个外键" in report


def _cell(name: str, column: str, value: str, row: int = 0) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "data" / f"{name}.csv"
        rows = table(folder, name)
        rows[row][column] = value
        _write(path, rows)

    return change


def _write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _twice(folder: Path) -> None:
    rows = table(folder, LONG)
    _write(folder / "data/facts.csv", [*rows, rows[0]])


def _short_row(folder: Path) -> None:
    path = folder / "data/facts.csv"
    path.write_text(path.read_text(encoding="utf-8") + "only,two\n", encoding="utf-8")


def _renamed(folder: Path) -> None:
    path = folder / "data/facts.csv"
    text = path.read_text(encoding="utf-8").replace("concept_zh", "concept_cn", 1)
    path.write_text(text, encoding="utf-8")


def _not_utf8(folder: Path) -> None:
    path = folder / "data/facts.csv"
    path.write_bytes(path.read_bytes().replace("预算".encode(), "预算".encode("gb18030")))


def _source(folder: Path) -> None:
    path = next(path for path in (folder / "sources").rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes() + b" ")


FAULTS: dict[str, tuple[str, str, Callable[[Path], None]]] = {
    "number": ("type-error", "cells", _cell(LONG, "value", "12万")),
    "year": ("type-error", "cells", _cell(LONG, "fiscal_year", "20x8")),
    "integer": ("type-error", "cells", _cell("numerals", "start", "1.5")),
    "boolean": ("type-error", "cells", _cell("functions", "verified", "maybe")),
    "required": ("constraint-error", "cells", _cell("disclosures", "title", "")),
    "enum": ("constraint-error", "cells", _cell(LONG, "measure", "guess")),
    "pattern": ("constraint-error", "cells", _cell("disclosures", "source_sha256", "abc")),
    "minimum": ("constraint-error", "cells", _cell("disclosures", "facts", "-1")),
    "primary key": ("primary-key", "keys", _twice),
    "foreign key": ("foreign-key", "references", _cell("findings", "disclosure", "no-2020-final")),
    "short row": ("missing-cell", "cells", _short_row),
    "heading": ("incorrect-label", "tables", _renamed),
    "encoding": ("encoding-error", "files", _not_utf8),
    "source": ("hash-count", "files", _source),
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """What is kept of the joined package, found sound once."""
    return Kept(tmp_path_factory.mktemp("kept"))


TOGETHER = (
    ("number", "year", "integer", "boolean", "required", "enum", "pattern", "minimum",
     "foreign key", "source"),
    ("primary key",),
    ("short row",),
    ("heading",),
    ("encoding",),
)  # fmt: skip
"""Faults that do not hide one another, in one package each."""


def test_every_fault_is_tried() -> None:
    assert sorted(fault for faults in TOGETHER for fault in faults) == sorted(FAULTS)


@pytest.mark.parametrize("faults", TOGETHER, ids=lambda faults: faults[0])
def test_each_fault_is_counted_where_a_reader_looks(
    faults: tuple[str, ...], tmp_path: Path, known: Kept
) -> None:
    """Also where the joined package, which is sound, has the rows that the body's should have."""
    site = site_built.real_site()
    before = next(path for path in packages(site) if (path / "sources").is_dir())
    folder = tmp_path / "package"
    shutil.copytree(before, folder)
    for fault in faults:
        FAULTS[fault][2](folder)
    problems = validation.validate(published.load(folder)).problems
    counted = Counter()
    for problem in problems:
        counted[problem.kind, problem.area] += problem.count
    wanted = Counter((kind, area) for kind, area, _ in map(FAULTS.__getitem__, faults))
    assert counted >= wanted, problems
    joined = site.packages / "all"
    validation.prepare([folder, joined], joined, known)
    assert validation.validate(published.load(folder), known).problems == problems


def test_a_body_whose_rows_the_joined_package_has_is_not_validated_row_by_row(
    tmp_path: Path, known: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = site_built.real_site()
    joined, folder = site.packages / "all", tmp_path / "package"
    shutil.copytree(packages(site)[1], folder)
    report = validation.validate(published.load(folder))
    validation.prepare([joined], joined, known)
    monkeypatch.setattr(validation, "_report", None)
    monkeypatch.setattr(validation, "validate", lambda *_: report)
    validation.prepare([folder], joined, known)
    monkeypatch.undo()
    assert validation.validate(published.load(folder), known) == report


@pytest.mark.parametrize("fault", ["", "number", "primary key", "short row", "heading", "encoding"])
def test_the_joined_package_is_judged_by_its_bodies_where_it_is_their_sum(
    fault: str, tmp_path: Path, known: Kept
) -> None:
    whole, *folders = packages(site_built.real_site())
    joined = tmp_path / "all"
    shutil.copytree(whole, joined)
    if fault:
        FAULTS[fault][2](joined)
    bodies = [(folder, joined_report.seen(published.load(folder))) for folder in folders]
    assert joined_report.joins(published.load(whole), bodies, known)
    for kept in (NOTHING_KEPT, known, known):  # nothing is kept of files with other bytes
        assert joined_report.joins(published.load(joined), bodies, kept) is (not fault)
        assert not joined_report.joins(published.load(joined), bodies[1:], kept)


def test_of_a_sound_sum_only_the_vocabularies_are_read_by_frictionless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, *folders = packages(site_built.real_site())
    known = Kept(tmp_path)
    for body in map(published.load, folders):
        validation.validate(body, site_built.KEPT)  # it was when the site was built
        name = validation._key(body.folder, known)
        known.put(name, site_built.KEPT.get(name))
    asked: list[str] = []
    validate_file = validation._validate_file
    monkeypatch.setattr(
        validation, "_validate_file", lambda p, name: asked.append(name) or validate_file(p, name)
    )
    validation.prepare([whole, *folders], whole, known)
    assert set(asked) == set(VOCABULARIES)
    assert validation.validate(published.load(whole), known) == validation.validate(
        published.load(whole)
    )


def test_a_package_is_validated_again_only_when_it_changed(tmp_path: Path, monkeypatch) -> None:
    folder, known = tmp_path / "package", Kept(tmp_path / "kept")
    shutil.copytree(site_built.sample_site().packages / "sample-bureau", folder)
    runs: list[str] = []
    validate = frictionless.validate
    monkeypatch.setattr(
        validation.frictionless, "validate", lambda *a, **o: runs.append(a[0]) or validate(*a, **o)
    )
    first = validation.validate(published.load(folder), known)
    assert validation.validate(published.load(folder), known) == first and len(runs) == 1
    _cell("disclosures", "source_sha256", "abc")(folder)
    assert validation.validate(published.load(folder), known).problems and len(runs) == 2
    known.sweep(before=float("inf"))
    assert validation.validate(published.load(folder), known).problems and len(runs) == 3


def test_a_report_with_faults_is_shown(tmp_path: Path) -> None:
    folder = tmp_path / "packages"
    shutil.copytree(site_built.sample_site().packages, folder)
    _cell("disclosures", "source_sha256", "<b>abc")(folder / "sample-bureau")
    docs = tmp_path / "docs"
    generate(folder, ROOT / "content/editorial", ROOT / "site_src", docs, kept=site_built.KEPT)
    whole = text_of(docs / "data/sample-bureau/index.md")
    shown = whole[whole.index("{#validation}") : whole.index("{#cite}")]
    assert "0 处错误" not in shown and "<b>abc" not in shown
    assert "disclosures.source_sha256 constraint-error：1 处，例如“<b>abc”" in plain(shown)
    assert "0 处错误" in text_of(docs / "data/sample-centre/index.md")


# What a page shows --------------------------------------------------------------------------------


@BOTH
def test_previews_are_rows_of_the_tables(built) -> None:
    site = built()
    for package in packages(site):
        text = part(text_of(site.html / "data" / package.name / "index.html"), "preview")
        rows = table(package, WIDE)
        shown = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", text.split("</table>")[0], re.S)
        names = re.findall(r"<th scope=\"col\">[^<]*<br><code>(\w+)</code>", text)
        columns = [name for name in names if name in rows[0] and name.count("_") and name in text]
        columns = [name for name in columns if name not in ("concept_zh",)]
        for row, line in zip(rows, shown, strict=False):
            cells = [plain(cell) for cell in re.findall(r"<td>(.*?)</td>", line, re.S)][1:]
            expected = [f"{Decimal(row[n]):,f}" if row[n] else "" for n in columns]
            assert [cell if cell not in "—／" else "" for cell in cells] == expected
        assert len(shown) == min(5, len(rows))
        facts = {row["fact"]: row for row in table(package, LONG)}
        second = text.split("</table>")[1]
        links = re.findall(r'<a href="[^"]*#f-([\w-]+)">(\d+)–(\d+)</a>', second)
        assert links
        for local, start, end in links:
            found = [f for f in facts.values() if f["fact"].endswith(f"f{local}")]
            assert any((f["start"], f["stop"]) == (start, end) for f in found)


@BOTH
def test_every_column_of_every_table_is_explained(built) -> None:
    """Of the joined package on its page; what bodies' columns mean is the same."""
    site = built()
    for package in packages(site):
        text = part(text_of(site.html / "data" / package.name / "index.html"), "tables")
        described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
        for one in described["resources"]:
            if "schema" not in one:
                continue
            details = re.search(
                rf'<details[^>]*id="table-{one["name"]}">(.*?)</details>', text, re.S
            )
            assert details and f"{one['rows']:,} 行" in plain(details[1])
            columns = re.findall(r'<th scope="row"><code>(\w+)</code></th>', details[1])
            fields = [field["name"] for field in one["schema"]["fields"]]
            assert columns == (fields if one["rows"] and package.name == "all" else [])
            listed = [
                value
                for field in one["schema"]["fields"]
                for value in field.get("constraints", {}).get("enum", ())
            ]
            if columns:
                codes = re.findall(r"<small>(.*?)</small>", details[1], re.S)
                shown = re.findall(r"<code>([^<]*)</code>", "".join(codes))
                assert shown == listed, one["name"]


@BOTH
def test_the_dictionaries_tell_values_and_keys(built) -> None:
    site = built()
    described = json.loads((site.packages / "all/datapackage.json").read_text(encoding="utf-8"))
    for address, primary in (("data", "主键"), ("en/data", "Primary key")):
        text = text_of(site.html / address / "dictionary/index.html")
        for one in described["resources"]:
            told = plain(part(text, one["name"]))
            keys = one["schema"]["primaryKey"]
            keys = [keys] if isinstance(keys, str) else keys
            assert re.search(rf"{primary}[：:] ?{re.escape(' + '.join(keys))}", told), one["name"]
            for key in one["schema"].get("foreignKeys", ()):
                fields = [key["fields"]] if isinstance(key["fields"], str) else key["fields"]
                target = key["reference"].get("resource") or one["name"]
                assert f"{' + '.join(fields)} → {target}" in told, one["name"]
            for field in one["schema"]["fields"]:
                for category in field.get("categories", ()):
                    label = "label" if address == "data" else "label_en"
                    assert f"{category['value']} {category[label]}" in told, field["name"]


@BOTH
def test_sizes_are_those_of_the_files(built) -> None:
    site = built()
    sized = [page for page in site.html.rglob("index.html") if "data-bytes=" in text_of(page)]
    folders = {page.relative_to(site.html).parts[0] for page in sized}
    assert {"agencies", "data", "en"} <= folders
    for page in sized:
        for link, size in re.findall(r'data-bytes="([^"]+)">([^<]*)<', text_of(page)):
            bytes_ = (page.parent / link).stat().st_size
            number, unit = size.split()
            factor = {"B": 1, "KB": 1024, "MB": 1024**2}[unit]
            assert abs(float(number) * factor - bytes_) <= factor * (0.5 if unit != "MB" else 0.05)


def test_the_change_log_is_shown() -> None:
    site = site_built.real_site()
    for package in packages(site):
        log = (package / changelog.FILE).read_text(encoding="utf-8")
        text = part(text_of(site.html / "data" / package.name / "index.html"), "changes")
        newest = re.search(r"^## (.*)$", log, re.M)
        assert newest and f"<h3>{newest[1]}</h3>" in text
        for line in re.findall(r"^- (.*)$", log.split("\n## ")[1], re.M)[:5]:
            words = re.sub(r"\\(.)", r"\1", re.sub(r"[`\[\]]|\(\.\./[^)]*\)", "", line))
            assert words in plain(text)


def test_a_change_log_cannot_bring_markup() -> None:
    made = changelog.html(r"- 甲\<script\>alert(1)\</script\> <img src=x> `<b>`", "../")
    assert "<script" not in made and "<img" not in made and "<b>" not in made
    assert plain(str(made)).strip() == "甲<script>alert(1)</script> <img src=x> <b>"


@pytest.mark.parametrize("items", [1, 8, 10, 11, 50])
def test_long_lists_are_folded_and_whole(items: int) -> None:
    body = "\n".join(["新的：", "", *(f"- 第{n}项" for n in range(items)), "", "### 完"])
    made = str(changelog.html(body, "../"))
    assert re.findall(r"<li>第(\d+)项</li>", made) == [str(n) for n in range(items)]
    assert ("其余" in made) == (items > 10) and made.count("<ul") == made.count("</ul>")
    assert made.startswith("<p>新的：</p>") and made.endswith("<h4>完</h4>\n")


@BOTH
def test_citations_are_ready(built) -> None:
    site = built()
    for package in packages(site):
        text = part(text_of(site.html / "data" / package.name / "index.html"), "cite")
        cited = (site.html / "data" / package.name / "citation.txt").read_text(encoding="utf-8")
        blocks = [plain(one) for one in re.findall(r"<code>(.*?)</code>", text, re.S)]
        assert len(blocks) >= 3 and all(block.strip() in cited for block in blocks[:3])


@pytest.mark.parametrize("column", ["A", "Z", "AA", "AZ", "BA", "ZZ"])
def test_columns_are_named_as_in_sheets(column: str) -> None:
    place = 0
    for letter in column:
        place = place * 26 + ord(letter) - ord("A") + 1
    assert snippets.xl_col_to_name(place - 1) == column


def test_pages_have_no_broken_parts() -> None:
    for built in (site_built.sample_site(), site_built.real_site()):
        for page in [built.html / "data/index.html", *built.html.glob("data/*/index.html")]:
            read = site_html.read(page)
            assert read.unclosed == []
            assert "None" not in plain(text_of(page).split("<article")[1].split("<pre>")[0])
