"""The road as a whole: bad input is told line by line and harms nothing; files can be added."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

import factories
import mingzhang
from mingzhang import content, parsing, pipeline, vocab
from mingzhang.bench import builds
from mingzhang.cli import main, summary
from mingzhang.common import file_sizes, run_summary
from mingzhang.common.kept import NOTHING_KEPT
from mingzhang.common.progress import Silent
from mingzhang.model import UNPLACED, Finding, Outcome, Severity
from mingzhang.paths import Paths


def folders(clone: Path) -> list[Path]:
    return sorted(path.parent for path in clone.glob("content/disclosures/*/*/source.yml"))


def original(folder: Path) -> Path:
    return folder / yaml.safe_load((folder / "source.yml").read_text("utf-8"))["file"]


def register(folder: Path, **changes: object) -> None:
    """Change `source.yml`; by default only so that its hash fits the file again."""
    path = folder / "source.yml"
    metadata = yaml.safe_load(path.read_text("utf-8"))
    digest = hashlib.sha256(original(folder).read_bytes()).hexdigest()
    metadata |= {"sha256": digest} | changes
    path.write_text(yaml.safe_dump(metadata, allow_unicode=True), "utf-8")


# Each takes a disclosure folder and breaks it; the words must stand in the one line that tells it.
def empty_file(folder):
    original(folder).write_bytes(b"")
    register(folder)


def not_text(folder):
    original(folder).write_bytes(b"\xff\x81\x00\xff" * 50)
    register(folder)


def no_metadata(folder):
    (folder / "source.yml").unlink()


def malformed_metadata(folder):
    (folder / "source.yml").write_text("title: [a\nfile: b: c\n", "utf-8")


def unknown_agency(folder):
    register(folder, agency="nowhere-bureau")


def wrong_hash(folder):
    with original(folder).open("ab") as file:
        file.write("。".encode())


def duplicate(folder):
    shutil.copytree(folder, folder.parent / "1999-budget")
    register(folder.parent / "1999-budget")


BREAKS = [
    (empty_file, "空"),
    (not_text, "UTF-"),
    (no_metadata, "source.yml"),
    (malformed_metadata, "YAML"),
    (unknown_agency, "nowhere-bureau"),
    (wrong_hash, "sha256"),
    (duplicate, "1999-budget"),
]


@pytest.fixture
def published(clone):
    """The clone with the data and the site of an earlier run."""
    for name in ("datapackages/all/datapackage.json", "site/index.html"):
        path = clone / name
        path.parent.mkdir(parents=True)
        path.write_text("previous")
    return clone


def untouched(clone: Path) -> bool:
    kept = [clone / "datapackages/all/datapackage.json", clone / "site/index.html"]
    generated = ("datapackages", ".datapackages", "site", ".site", ".docs")
    leftovers = [path.name for path in clone.iterdir() if path.name.startswith(generated)]
    return all(path.read_text() == "previous" for path in kept) and sorted(leftovers) == [
        "datapackages",
        "site",
        *(["site_src"] if (clone / "site_src").exists() else []),
    ]


@pytest.mark.parametrize(("harm", "words"), BREAKS, ids=lambda one: getattr(one, "__name__", ""))
def test_bad_input_is_one_line_and_leaves_everything(published, capsys, harm, words):
    folder = folders(published)[0]
    harm(folder)
    code = main.main(["build", "-q", "--root", str(published)])
    captured = capsys.readouterr()
    assert code == 1
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1, captured.err
    assert words in captured.err
    assert folder.name in captured.err, "the line names the place"
    assert "Traceback" not in captured.err
    assert "缺陷" not in captured.err, "bad input is no defect of ours"
    assert untouched(published)


def test_all_bad_input_is_told_at_once(published, capsys):
    for folder, (harm, _) in zip(
        folders(published), [BREAKS[2], BREAKS[4], BREAKS[5]], strict=False
    ):
        harm(folder)
    assert main.main(["package", "-q", "--root", str(published)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 3
    assert untouched(published)


def test_a_failure_while_writing_leaves_everything(published, monkeypatch, capsys):
    def fail(*_args):
        raise OSError(28, "No space left on device", "facts.csv")

    monkeypatch.setattr(pipeline, "write_packages", fail)
    assert main.main(["build", "-q", "--root", str(published)]) == 1
    assert "facts.csv" in capsys.readouterr().err
    assert untouched(published)


def test_gb18030_is_read_and_told(clone):
    folder = folders(clone)[0]
    text = original(folder).read_text("utf-8")
    before = pipeline.parse_all(Paths(clone), Silent()).disclosures[0]
    original(folder).write_bytes(text.encode("gb18030"))
    register(folder)
    work = pipeline.parse_all(Paths(clone), Silent())
    after = work.disclosures[0]
    assert any("GB18030" in line for line in summary.summary(pipeline.summarise(work)))
    assert "GB18030" in summary.parsed(after)
    assert after.encoding == "gb18030"
    assert after.text == before.text
    assert [fact.value for fact in after.facts] == [fact.value for fact in before.facts]
    assert any("GB18030" in note.message_zh for note in after.notes)


@pytest.mark.usefixtures("two_processes")
def test_many_sources_are_parsed_by_processes_to_the_same_result(clone, monkeypatch):
    paths = Paths(clone)
    alone = pipeline.parse_all(paths, Silent())
    monkeypatch.setattr(parsing, "POOL_FROM", 1)
    monkeypatch.setattr(parsing, "CHUNK", 2)
    assert pipeline.parse_all(paths, Silent()).disclosures == alone.disclosures


# One file


def test_a_file_outside_the_content_is_parsed_and_explained(clone, tmp_path, capsys):
    source = original(folders(clone)[0])
    loose = tmp_path / source.name
    shutil.copy(source, loose)
    assert main.main(["parse", str(loose), "--explain", "--root", str(clone)]) == 0
    told = capsys.readouterr().out
    disclosure = mingzhang.parse_file(source, root=clone)
    placed = [
        f"[{one.start},{one.end}) {one.token}  {summary.ROLES[one.role]}  "
        for one in disclosure.numerals
    ]
    assert len(placed) > 50
    assert [line for line in placed if line not in told] == []
    fact = next(fact for fact in disclosure.facts if fact.value_printed)
    for value in (fact.concept_zh, fact.quote, fact.value_printed, fact.unit_printed, fact.section):
        assert value in told


def test_a_file_is_checked_before_it_is_published(clone, tmp_path, capsys):
    source = original(folders(clone)[0])
    loose = tmp_path / source.name
    shutil.copy(source, loose)
    code = main.main(["check", str(loose), "--format", "json", "--root", str(clone)])
    rows = json.loads(capsys.readouterr().out)
    findings = mingzhang.check_file(loose, root=clone).findings
    assert [row["finding"] for row in rows] == [one.finding for one in findings]
    errors = [
        one for one in findings if (one.outcome, one.severity) == (Outcome.FAIL, Severity.ERROR)
    ]
    assert code == int(bool(errors))
    main.main(["check", str(loose), "--root", str(clone)])
    told = capsys.readouterr().out
    assert all(one.message_zh in told for one in findings if one.outcome is Outcome.FAIL)


# Adding


@pytest.fixture
def taken_out(clone, tmp_path):
    """A file whose folder was taken out of the content, and where it had been."""
    folder = folders(clone)[-1]
    loose = tmp_path / "来文.txt"
    shutil.copy(original(folder), loose)
    shutil.rmtree(folder)
    return loose, folder


def test_a_file_is_added_and_builds(clone, taken_out, capsys):
    loose, folder = taken_out
    words = ["--url", "https://example.org/a", "--date", "2024-01-31", "--root", str(clone)]
    agency, year_stage = folder.parent.name, folder.name
    year, stage = year_stage.split("-")
    given = ["--agency", agency, "--year", year, "--stage", stage]
    assert main.main(["add", str(loose), *given, *words]) == 0, capsys.readouterr().err
    assert (folder / loose.name).read_bytes() == loose.read_bytes()
    metadata = yaml.safe_load((folder / "source.yml").read_text("utf-8"))
    assert metadata["source_url"] == "https://example.org/a"
    ids = {one.disclosure for one in content.load(clone / "content/disclosures", vocabulary(clone))}
    assert f"{agency}-{year_stage}" in ids
    assert main.main(["add", str(loose), *given, "--root", str(clone)]) == 1
    assert "已经有了" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--agency", "nowhere"], "agencies.csv"),
        (["--url", "javascript:alert(1)"], "网址"),
        (["--date", "2024-02-31"], "日期"),
    ],
)
def test_what_cannot_be_added_leaves_nothing(clone, taken_out, capsys, words, message):
    loose, folder = taken_out
    year, stage = folder.name.split("-")
    given = ["--agency", folder.parent.name, "--year", year, "--stage", stage, *words]
    assert main.main(["add", str(loose), *given, "--root", str(clone)]) == 1
    assert message in capsys.readouterr().err
    assert not folder.exists()
    assert not list(clone.glob("content/disclosures/*/.*"))


def vocabulary(clone: Path) -> vocab.Vocabulary:
    return vocab.load(clone / "content/vocab")


# The summary and the benchmark


def test_the_summary_counts_what_is_there(clone):
    work = pipeline.parse_all(Paths(clone), Silent())
    result = pipeline.summarise(work)
    assert result.disclosures == len(folders(clone))
    assert result.facts == sum(len(one.facts) for one in work.disclosures)
    every = [one for each in work.disclosures for one in each.numerals]
    assert result.numerals == len(every)
    assert result.unaccounted == sum(one.rule == UNPLACED for one in every)
    told = "\n".join(summary.summary(result))
    assert f"公开文件 {result.disclosures} 份" in told
    assert f"事实 {result.facts} 条" in told


def test_sizes_are_told_and_limits_before_they_are_reached(tmp_path: Path) -> None:
    (tmp_path / "site/data").mkdir(parents=True)
    (tmp_path / "site/data/a.csv").write_bytes(b"1" * 3_000)
    (tmp_path / "site/b.html").write_bytes(b"1" * 1_000)
    weight = file_sizes.weigh(tmp_path / "site")
    assert weight == file_sizes.Weight(4_000, "site/data/a.csv", 3_000)
    counted = pipeline.Summary(0, 0, 0, 0, 0, 0)

    def told(site: int, most: int) -> str:
        one = replace(weight, total=site)
        data = file_sizes.Weight(most, "datapackages/all/data/facts.csv", most)
        return "\n".join(summary.summary(replace(counted, site_weight=one, data_weight=data)))

    gigabyte, file = 1024**3, 100 * 1024**2
    small = told(gigabyte // 2, file // 2)
    assert "大小：网站 512.0 MB · 数据包 50.0 MB" in small and "提醒" not in small
    large = told(gigabyte * 9 // 10, file * 9 // 10)
    assert "GitHub Pages 最多收 1 GB" in large
    assert "提醒：datapackages/all/data/facts.csv 有 90.0 MB" in large


def test_a_numeral_that_the_ledger_misses_is_counted(clone):
    disclosure = pipeline.parse_all(Paths(clone), Silent()).disclosures[0]
    before = run_summary.unaccounted(disclosure)
    gap = type(disclosure)(
        **{name: getattr(disclosure, name) for name in disclosure.__slots__}
        | {"numerals": disclosure.numerals[1:]}
    )
    assert run_summary.unaccounted(gap) == before + 1


def test_what_a_finding_has_no_words_for_is_not_told():
    missing = Finding(
        "x", "statutory_parts", "structure", "d", Outcome.FAIL, Severity.NOTE, "未见公开表。", "",
        expected="公开表",
    )  # fmt: skip
    one, counts = summary.findings_text([missing])
    assert one == "提示  未见公开表。（statutory_parts）"
    assert counts.startswith("对不上 0 · 存疑 0 · 提示 1 · 相符 0")
    share = replace(missing, printed="10%", expected="12%", tolerance="±0.5%")
    told = list(summary.findings_text([share]))
    assert told[1] == "    原文：10%；按其他数字算：12%；四舍五入允许的误差 ±0.5%"


def test_values_are_told_without_exponents():
    assert summary.plain(Decimal("1E+6")) == "1000000"


def test_the_benchmark_grows_the_content(clone, tmp_path):
    paths = Paths(clone)
    sources = content.load(paths.disclosures, vocabulary(clone))
    grown = Paths(tmp_path / "grown")
    size = 2 * len(sources) + 1
    builds.grow(paths, sources, size, grown)
    work = pipeline.parse_all(grown, Silent())
    assert len({one.source.agency for one in work.disclosures}) > len(sources)
    assert len(work.disclosures) == size
    facts = {one.source.disclosure: len(one.facts) for one in work.disclosures}
    first = sources[0]
    copy = f"{first.agency}-1-{first.fiscal_year}-{first.stage}"
    assert facts[copy] == facts[first.disclosure], "a copy says the same of another body"


def test_the_benchmark_tells_what_kinds_of_files_a_site_is(tmp_path):
    files = {"index.html": 1, "agencies/a/index.html": 20, "agencies/b/index.html": 3,
             "en/agencies/a/index.html": 5, "data/a/data/facts.csv.gz": 7}  # fmt: skip
    for name, size in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)
    kinds = {"agencies html": 23, "data csv.gz": 7, "en/agencies html": 5, "html": 1}
    assert list(builds.by_kind(tmp_path).most_common()) == list(kinds.items())


def test_a_file_that_we_fail_at_is_named_with_the_stage(monkeypatch, tmp_path, repo_root):
    """The other files are told of as well: one defect of ours hides nothing."""
    good, bad, broken = (tmp_path / name for name in ("good.txt", "bad.txt", "broken.docx"))
    good.write_text("2024年度收入总计3万元。", "utf-8")
    bad.write_text("2024年度收入总计4万元。", "utf-8")
    broken.write_bytes(b"PK\x03\x04 word/document.xml")

    def fails(document, _vocabulary):
        assert "4万元" not in document.text, "ours"
        return document

    monkeypatch.setattr("mingzhang.parse.parse", fails)
    sources = [parsing.bare_source(file) for file in (good, bad, broken)]
    _, (first, second) = parsing.parse_each(sources, factories.vocabulary(), print, NOTHING_KEPT)
    assert (first.file, second.file) == (str(bad), str(broken))
    assert "程序内部出错（AssertionError: ours" in first.problem
    assert "明账的缺陷" in first.remedy
    assert "明账的缺陷" not in second.remedy
