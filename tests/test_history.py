"""The change log of the data: what came, went and changed, and why, as a reader finds it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import package_records as records
from mingzhang import history, package
from mingzhang.common.published import Unreadable
from mingzhang.history.package_changes import compare
from mingzhang.history.state import state
from mingzhang.model import (
    Disclosure,
    Fact,
    Origin,
    Outcome,
    Severity,
    Source,
    Stage,
    UserError,
)
from mingzhang.site import changelog
from mingzhang.vocab import Concept

NAME = "qingping-archives"
HEAD = "# 数据改动记录 Changes of the data\n"


def packages(folder: Path, disclosures: Sequence[Disclosure], derived: Sequence[Fact] = ()) -> Path:
    package.write(disclosures, (), derived, records.vocabulary(), folder)
    return folder


def log(folder: Path, name: str = NAME) -> str:
    return (folder / name / history.LOG).read_text(encoding="utf-8")


def told(tmp_path: Path, before: Sequence[Disclosure], now: Sequence[Disclosure],
         derived: tuple[Sequence[Fact], Sequence[Fact]] = ((), ())) -> tuple[str, str]:  # fmt: skip
    """Write both states with their logs; return what is new in those of the body and of all."""
    old = packages(tmp_path / "old", before, derived[0])
    history.write(None, old)
    new = packages(tmp_path / "new", now, derived[1])
    history.write(old, new)
    return newest(log(new)), newest(log(new, "all"))


def newest(text: str) -> str:
    assert text.startswith(HEAD)
    return re.split(r"^## ", text, flags=re.MULTILINE)[1]


def another_text(of: Source) -> Source:
    data = of.data + b"\n"
    return replace(of, data=data, sha256=hashlib.sha256(data).hexdigest())


def with_value(one: Disclosure, value: str) -> Disclosure:
    """Change the figure of the total, as a parser that reads it otherwise would."""
    first, *rest = one.facts
    return replace(one, facts=(replace(first, value=Decimal(value)), *rest))


@pytest.fixture
def one() -> Disclosure:
    return records.disclosure()


@pytest.fixture
def other() -> Disclosure:
    return records.disclosure(records.source("baishi-library", 2023, Stage.FINAL))


def test_the_first_version_lists_what_there_is(tmp_path: Path, one: Disclosure) -> None:
    folder = packages(tmp_path, (one,))
    history.write(None, folder)
    assert log(folder) == (
        f"{HEAD}\n每一版相对于上一版的变化，新的在前。日期见仓库的提交与发行记录。\n"
        "Newest first; the releases and commits carry the dates.\n\n"
        "## 第 1 版\n\n首次收录 1 份公开文件、3 条数据。\n\n"
        "- 青屏县档案馆2024年度部门预算（`qingping-archives-2024-budget`）\n"
    )
    assert "首次收录 1 份公开文件" in log(folder, "all")


def test_a_second_build_writes_nothing_new(tmp_path: Path, one: Disclosure) -> None:
    before = packages(tmp_path / "0", (one,))
    history.write(None, before)
    for number in (1, 2):
        now = packages(tmp_path / str(number), (one,))
        history.write(before, now)
        for name in (NAME, "all"):
            assert log(now, name) == log(before, name)
        before = now


def test_versions_pile_up_and_older_ones_stay(tmp_path: Path, one: Disclosure) -> None:
    before = packages(tmp_path / "0", (one,))
    history.write(None, before)
    for number in (1, 2):
        now = packages(tmp_path / str(number), (with_value(one, str(number)),))
        history.write(before, now)
        assert log(now).endswith(log(before).split("\n\n", 2)[2])
        before = now
    assert re.findall(r"^## 第 (\d) 版$", log(before), re.MULTILINE) == ["3", "2", "1"]


def test_a_new_disclosure_is_told(tmp_path: Path, one: Disclosure) -> None:
    later = records.disclosure(replace(records.source(year=2025), title="青屏*县*2025年度部门预算"))
    body, whole = told(tmp_path, (one,), (one, later))
    assert "### 新收录\n\n- 青屏\\*县\\*2025年度部门预算（`qingping-archives-2025-budget`）" in body
    assert "数字有" not in body, "figures of a new disclosure are no changes"
    assert f"- 青屏县档案馆 [`{NAME}`](../{NAME}/CHANGELOG.md)：新收录 1 份" in whole


def test_a_disclosure_that_is_gone_is_told(tmp_path: Path, one: Disclosure) -> None:
    later = records.disclosure(records.source(year=2025))
    body, whole = told(tmp_path, (one, later), (one,))
    assert (
        "### 不再收录\n\n- 青屏县档案馆2024年度部门预算（`qingping-archives-2025-budget`）" in body
    )
    assert "不再收录 1 份" in whole


def test_bodies_come_and_go(tmp_path: Path, one: Disclosure, other: Disclosure) -> None:
    _, whole = told(tmp_path / "came", (one,), (one, other))
    assert (
        "- 新机构 白石市图书馆 [`baishi-library`](../baishi-library/CHANGELOG.md)：1 份公开文件"
        in whole
    )
    _, whole = told(tmp_path / "gone", (one, other), (one,))
    assert "- 不再收录的机构 `baishi-library`（白石市图书馆）\n" in whole


def test_a_fork_with_bodies_of_its_own_begins_its_own_log(
    tmp_path: Path, one: Disclosure, other: Disclosure
) -> None:
    third = records.disclosure(records.source("unused-body"))
    old = packages(tmp_path / "old", (one, other))
    history.write(None, old)
    now = packages(tmp_path / "now", (third,))
    history.write(old, now)
    whole = log(now, "all")
    assert "## 第 1 版\n\n首次收录 1 份公开文件" in whole and "不再收录" not in whole
    # One body in place of one other may be the same site: what went is told.
    old = packages(tmp_path / "single", (one,))
    history.write(None, old)
    now = packages(tmp_path / "later", (third,))
    history.write(old, now)
    assert "- 不再收录的机构 `qingping-archives`" in newest(log(now, "all"))


def renamed_body(tmp_path: Path, now: Disclosure, reason: str = "编号写错了") -> Path:
    """Write two bodies, then one of them under another id, with `redirects.csv` telling so."""
    words = records.vocabulary()
    body = replace(words.agencies["baishi-library"], agency="baishi-town-library")
    words = replace(words, agencies={**words.agencies, body.agency: body})
    before = (records.disclosure(records.source("baishi-library", 2023, Stage.FINAL)),
              records.disclosure())  # fmt: skip
    old, new = tmp_path / "old", tmp_path / "new"
    package.write(before, (), (), words, old)
    history.write(None, old)
    package.write((now, before[1]), (), (), words, new)
    history.write(old, new, {"baishi-library": ("baishi-town-library", reason)})
    return new


def test_another_id_is_no_new_body_and_the_log_goes_on(tmp_path: Path) -> None:
    same = records.disclosure(records.source("baishi-town-library", 2023, Stage.FINAL))
    new = renamed_body(tmp_path, same)
    text = log(new, "baishi-town-library")
    assert newest(text).startswith(
        "第 2 版\n\n### 编号有更换\n\n"
        "- `baishi-library` 改为 `baishi-town-library`。原因：编号写错了。\n\n"
    )
    assert "数字" not in newest(text) and "收录" not in newest(text), "nothing else changed"
    assert text.endswith("（`baishi-library-2023-final`）\n"), "the first version stays"
    whole = newest(log(new, "all"))
    assert "[`baishi-town-library`](../baishi-town-library/CHANGELOG.md)：编号原为" in whole
    assert "新机构" not in whole and "不再收录" not in whole
    history.write(new, new, {"baishi-library": ("baishi-town-library", "编号写错了")})
    assert log(new, "baishi-town-library") == text, "told once"


def test_a_body_that_went_into_another_is_not_told_as_dropped(
    tmp_path: Path, one: Disclosure, other: Disclosure
) -> None:
    old = packages(tmp_path / "old", (one, other))
    history.write(None, old)
    later = records.disclosure(records.source(year=2023, stage=Stage.FINAL))
    new = packages(tmp_path / "new", (one, later))
    history.write(old, new, {"baishi-library": (NAME, "机构改革。")})
    whole = newest(log(new, "all"))
    assert (
        "- 机构 `baishi-library`（白石市图书馆）并入 "
        f"青屏县档案馆 [`{NAME}`](../{NAME}/CHANGELOG.md)。原因：机构改革。\n"
    ) in whole
    assert "不再收录" not in whole


def test_figures_are_compared_across_another_id(tmp_path: Path) -> None:
    same = records.disclosure(records.source("baishi-town-library", 2023, Stage.FINAL))
    new = newest(log(renamed_body(tmp_path, with_value(same, "688772.5")), "baishi-town-library"))
    assert re.search(r"### 数字有改动\n\n- .*688,772.52 元 → 688,772.5 元。原因：", new), new
    assert "增减" not in new


def test_another_year_of_a_disclosure_is_the_same_disclosure(tmp_path: Path) -> None:
    was, now = (records.disclosure(records.source(year=year)) for year in (2024, 2025))
    old = packages(tmp_path / "old", (was,))
    history.write(None, old)
    new = packages(tmp_path / "new", (now,))
    moved = {f"{NAME}-2024-budget": (f"{NAME}-2025-budget", "年度认错了")}
    history.write(old, new, moved)
    text = newest(log(new))
    assert f"- `{NAME}-2024-budget` 改为 `{NAME}-2025-budget`。原因：年度认错了。" in text
    assert "新收录" not in text and "不再收录" not in text
    assert "更换公开编号 1 份" in newest(log(new, "all"))


def test_ids_that_only_begin_alike_stay(tmp_path: Path, one: Disclosure) -> None:
    read = state(packages(tmp_path, (one,)) / NAME).under_present_ids({"qingping": "other"})
    assert {row["agency"] for row in read.rows("facts")} == {NAME}


def test_a_figure_read_otherwise_tells_that_we_changed(tmp_path: Path, one: Disclosure) -> None:
    body, whole = told(tmp_path, (one,), (with_value(one, "688772.5"),))
    fact = one.facts[0].fact
    assert (
        f"- 2024年预算 收入总计（青屏县档案馆，`{fact}`）：688,772.52 元 → 688,772.5 元。"
        "原因：原文未变，读取方法或词表有改动。\n"
    ) in body
    assert "- 数据 `facts`：修改 1 行（列 数值 `value`）\n" in body
    assert "改动数字 1 个" in whole


def test_a_figure_of_another_file_tells_that_the_source_changed(
    tmp_path: Path, one: Disclosure
) -> None:
    now = replace(with_value(one, "1"), source=another_text(one.source))
    body, whole = told(tmp_path, (one,), (now,))
    assert "### 原文有更换\n\n- 青屏县档案馆2024年度部门预算" in body
    assert "688,772.52 元 → 1 元。原因：原文文件换了。" in body
    assert "更换原文 1 份" in whole


def test_a_source_that_changes_no_figure_is_told_too(tmp_path: Path, one: Disclosure) -> None:
    body, _ = told(tmp_path, (one,), (replace(one, source=another_text(one.source)),))
    assert "### 原文有更换" in body
    assert "数字有改动" not in body


def test_a_correction_is_a_reason(tmp_path: Path, one: Disclosure) -> None:
    now = with_value(one, "1")
    now = replace(now, facts=(replace(now.facts[0], origin=Origin.CORRECTED), *now.facts[1:]))
    body, _ = told(tmp_path, (one,), (now,))
    assert "→ 1 元。原因：公开的更正（corrections.yml）有增改。" in body


def test_a_derived_figure_has_its_own_reason(tmp_path: Path, one: Disclosure) -> None:
    made = records.derived(one)
    derived = ((made,), (replace(made, value=Decimal(5)),))
    body, _ = told(tmp_path, (one,), (one,), derived)
    assert "3,116,900 元 → 5 元。原因：推算所依据的数字或方法有变。" in body


def test_meanings_are_told_in_words(tmp_path: Path, one: Disclosure) -> None:
    first, part, share = one.facts
    now = replace(
        one,
        facts=(
            replace(first, concept="fiscal_revenue", concept_zh="财政拨款收入", stage=Stage.FINAL),
            replace(part, fund="", scope=""),
            replace(share, base_year=None, value=Decimal(99)),
        ),
    )
    body, _ = told(tmp_path, (one,), (now,))
    assert "概念由“收入总计”（`total_revenue`）改为“财政拨款收入”（`fiscal_revenue`）" in body
    assert "口径由“预算”改为“决算”" in body
    assert "资金范围由“财政拨款”改为空" in body
    assert "所指单位由“青屏县档案馆”改为空" in body
    assert "收入总计的占比（青屏县档案馆，" in body and "：100 % → 99 %" in body
    assert "修改 3 行（列 口径 `stage`、所指单位 `scope`、概念 `concept` 等 6 列）" in body
    assert "涉及 。" not in body
    words = re.sub(r"`[^`]+`", "", body)
    for raw in ("fiscal_appropriation", "的share", "的 share", "由“final", "None"):
        assert raw not in words


def test_figures_that_come_and_go_have_reasons(tmp_path: Path, one: Disclosure) -> None:
    fewer = replace(one, facts=one.facts[:2], numerals=one.numerals[:3])
    body, whole = told(tmp_path / "less", (one,), (fewer,))
    assert re.search(r"- 不再读作数据：.*100 %。原因：原文未变", body)
    assert "不再读作数据 1 个" in whole
    body, whole = told(tmp_path / "more", (fewer,), (one,))
    assert re.search(r"- 新读出：.*100 %。原因：原文未变", body)
    assert "新读出数字 1 个" in whole


def test_figures_that_only_stand_elsewhere_are_counted(tmp_path: Path, one: Disclosure) -> None:
    first, part, share = one.facts
    moved = replace(share, fact=f"{share.fact}9")
    numerals = tuple(
        replace(n, fact=moved.fact) if n.fact == share.fact else n for n in one.numerals
    )
    now = replace(one, facts=(first, part, moved), numerals=numerals)
    body, _ = told(tmp_path, (one,), (now,))
    assert "另有 1 条数据只换了编号" in body
    assert "数字有" not in body


def test_results_of_checks_are_counted(tmp_path: Path, one: Disclosure) -> None:
    two = [records.finding(one, number) for number in (1, 2)]
    passed = replace(two[1], outcome=Outcome.PASS)
    doubtful = records.finding(one, 3, severity=Severity.WARNING)
    old, new = tmp_path / "old", tmp_path / "new"
    package.write((one,), two, (), records.vocabulary(), old)
    package.write((one,), (two[0], passed, doubtful), (), records.vocabulary(), new)
    history.write(None, old)
    history.write(old, new)
    assert "### 核对结果有变化\n\n- 对不上：2 项 → 1 项\n- 存疑：0 项 → 1 项\n\n" in log(new)
    assert "提示" not in log(new)


def test_notes_of_the_curator_are_told(tmp_path: Path, one: Disclosure) -> None:
    now = replace(one, source=replace(one.source, notes=("原文 第2页模糊。", "*已* 换成清晰的")))
    body, _ = told(tmp_path, (one,), (now,))
    assert f"编者说明（`{one.source.disclosure}`）：原文 第2页模糊；\\*已\\* 换成清晰的。" in body


def test_columns_and_tables_are_told(tmp_path: Path, one: Disclosure) -> None:
    old, new = packages(tmp_path / "old", (one,)), packages(tmp_path / "new", (one,))
    edit(old / NAME, drop_column="tolerance", drop_table="grids")
    history.write(None, old)
    history.write(old, new)
    body = newest(log(new))
    assert "- 数据 `facts`：新增列 舍入误差 `tolerance`" in body
    assert re.search(r"- \S+ `grids`：新设的表", body)


def edit(folder: Path, drop_column: str, drop_table: str) -> None:
    """Make a package as it would have been before a column and a table came."""
    path = folder / "datapackage.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    described["resources"] = [r for r in described["resources"] if r["name"] != drop_table]
    facts = next(r for r in described["resources"] if r["name"] == "facts")
    kept = [f for f in facts["schema"]["fields"] if f["name"] != drop_column]
    at = [f["name"] for f in facts["schema"]["fields"]].index(drop_column)
    facts["schema"]["fields"], facts["hash"] = kept, "sha256:0"
    path.write_text(json.dumps(described), encoding="utf-8")
    table = folder / facts["path"]
    lines = [line.split(",") for line in table.read_text(encoding="utf-8").splitlines()]
    text = "".join(",".join([*line[:at], *line[at + 1 :]]) + "\n" for line in lines)
    table.write_text(text, encoding="utf-8")


def with_words(tmp_path: Path, one: Disclosure, *changed: Concept) -> tuple[str, str]:
    """Write the same disclosure with other concepts; return what is told of the body and of all."""
    words = records.vocabulary()
    old, new = tmp_path / "old", tmp_path / "new"
    package.write((one,), (), (), words, old)
    history.write(None, old)
    concepts = {**words.concepts, **{each.concept: each for each in changed}}
    package.write((one,), (), (), replace(words, concepts=concepts), new)
    history.write(old, new)
    return newest(log(new)), newest(log(new, "all"))


def test_edits_of_the_vocabulary_are_told_row_by_row(tmp_path: Path, one: Disclosure) -> None:
    total = records.vocabulary().concepts["total_revenue"]
    longer = replace(total, name_zh="收入*总计*", group="长" * 70)
    new = records.concept("pets", "宠物费")
    body, whole = with_words(tmp_path, one, longer, new)
    heading = "### 词表：概念 Concepts\n\n"
    changed = (
        "- 修改“收入\\*总计\\*” English of total\\_revenue（`total_revenue`）："
        f"名称由“收入总计”改为“收入\\*总计\\*”；分组由“revenue”改为“{'长' * 60}…”\n"
    )
    assert heading + changed in whole and heading + changed in body
    assert "- 新增“宠物费” English of pets（`pets`）\n" in whole
    assert "宠物" not in body, "a package of a body has only the words that it uses"
    read = changelog.read(tmp_path / "new/all", "../../")
    assert not re.search(r"[`#\\]", str(read.versions[0].body))


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("短", "长", "由“短”改为“长”"),
        ("头" * 90 + "甲", "头" * 90 + "乙", f"由“…{'头' * 8}甲”改为“…{'头' * 8}乙”"),
        ("甲" + "尾" * 90, "尾" * 90, f"由“甲{'尾' * 8}…”改为“{'尾' * 8}…”"),
        ("头" * 50 + "甲" + "尾" * 50, "头" * 50 + "尾" * 50,
         f"由“…{'头' * 8}甲{'尾' * 8}…”改为“…{'头' * 8}{'尾' * 8}…”"),
        ("头" * 70, "头" * 71, f"由“…{'头' * 8}”改为“…{'头' * 9}”"),
        ("甲" * 70, "乙" * 70, f"由“{'甲' * 60}…”改为“{'乙' * 60}…”"),
    ],
)  # fmt: skip
def test_long_texts_are_cut_to_where_they_differ(
    tmp_path: Path, one: Disclosure, was: str, now: str, told: str
) -> None:
    """Two texts that begin alike would else read the same in the log."""
    for name, rule in (("old", was), ("new", now)):
        words = records.vocabulary()
        checks = {"sums": replace(words.checks["sums"], rule_zh=rule)}
        package.write((one,), (), (), replace(words, checks=checks), tmp_path / name)
    history.write(None, tmp_path / "old")
    history.write(tmp_path / "old", tmp_path / "new")
    assert f"- 修改“合计” Sums（`sums`）：规则{told}\n" in newest(log(tmp_path / "new", "all"))


def test_words_that_a_body_begins_to_use_are_no_new_words(tmp_path: Path, one: Disclosure) -> None:
    first, *rest = one.facts
    now = replace(one, facts=(replace(first, concept="pets", concept_zh="宠物费"), *rest))
    words = records.vocabulary()
    pets = records.concept("pets", "宠物费")
    words = replace(words, concepts={**words.concepts, "pets": pets})
    for name, each in (("old", one), ("new", now)):
        package.write((each,), (), (), words, tmp_path / name)
    history.write(None, tmp_path / "old")
    history.write(tmp_path / "old", tmp_path / "new")
    assert "- 新用到“宠物费” English of pets（`pets`）\n" in newest(log(tmp_path / "new"))
    assert "词表" not in newest(log(tmp_path / "new", "all")).replace("词表有改动", "")


def test_many_edits_of_one_kind_are_one_line(tmp_path: Path, one: Disclosure) -> None:
    words = records.vocabulary()
    same = [replace(each, unit="percent") for each in words.concepts.values()]
    added = [records.concept(f"new_{n}", f"新词{n}") for n in range(20)]
    _, whole = with_words(tmp_path, one, *same, *added)
    line = next(line for line in whole.splitlines() if line.startswith("- 修改 "))
    assert line.startswith(f"- 修改 {len(same)} 项（“") and line.count("“") <= 5 + 2
    assert line.endswith("由“CNY”改为“percent”") and "等）" in line
    assert whole.count("- 新增“新词") == 12 and "- 另有 8 项新增\n" in whole


def test_rows_of_other_tables_have_reasons(tmp_path: Path, one: Disclosure) -> None:
    later = records.disclosure(records.source(year=2025))
    entry = replace(one.glossary[0], definition="另一种解释")
    now = replace(one, glossary=(entry, *one.glossary[1:]))
    body, _ = told(tmp_path, (one,), (now, later))
    line = next(line for line in body.splitlines() if "`glossary`" in line)
    assert "1 行，原文未变，读取方法、核对规则、词表或公开的更正有改动" in line
    assert f"{len(later.glossary)} 行，属于新收录的公开文件" in line
    assert f"`{NAME}-2025-budget`" in line or f"`{later.glossary[0].entry}`" in line
    body, _ = told(tmp_path / "source", (one,), (replace(now, source=another_text(one.source)),))
    assert f"涉及 `{entry.entry}`。原因：原文文件换了。" in body


def test_other_words_in_a_finding_are_no_other_result(tmp_path: Path, one: Disclosure) -> None:
    finding = records.finding(one)
    for name, each in (("old", finding), ("new", replace(finding, message_en="Other words."))):
        package.write((one,), (each,), (), records.vocabulary(), tmp_path / name)
    history.write(None, tmp_path / "old")
    history.write(tmp_path / "old", tmp_path / "new")
    body, whole = newest(log(tmp_path / "new")), newest(log(tmp_path / "new", "all"))
    assert f"涉及 `{finding.finding}`。只改了文字，数字与结论没有变。" in body
    assert "数字没有变，改动在核对结果（1 行）" in whole


def test_a_site_without_disclosures_says_so(tmp_path: Path, one: Disclosure) -> None:
    before = packages(tmp_path / "old", ())
    history.write(None, before)
    assert log(before, "all").endswith("## 第 1 版\n\n还没有收录公开文件，数据包里只有词表。\n")
    now = packages(tmp_path / "new", (one,))
    history.write(before, now)
    assert "- 新机构 青屏县档案馆 " in newest(log(now, "all"))
    assert "首次收录 1 份公开文件、3 条数据。" in log(now)


def test_figures_of_ours_are_counted_apart(tmp_path: Path, one: Disclosure) -> None:
    folder = packages(tmp_path, (one,), (records.derived(one),))
    history.write(None, folder)
    assert "首次收录 1 份公开文件、4 条数据（其中推算 1 条）。" in log(folder)


def test_another_licence_is_told(tmp_path: Path, one: Disclosure) -> None:
    old, new = packages(tmp_path / "old", (one,)), packages(tmp_path / "new", (one,))
    for name in (NAME, "all"):
        path = old / name / "datapackage.json"
        text = path.read_text(encoding="utf-8").replace("CC BY 4.0）", "ODbL 1.0）")
        path.write_text(text, encoding="utf-8")
    history.write(None, old)
    history.write(old, new)
    for name in (NAME, "all"):
        assert re.search(r"数据许可由 .*ODbL 1.0.* 改为 .*CC BY 4.0", newest(log(new, name)))


def test_long_lists_are_cut_and_counted(tmp_path: Path, one: Disclosure) -> None:
    more = [records.disclosure(records.source(year=1950 + n)) for n in range(60)]
    body, _ = told(tmp_path, (one,), (one, *more))
    assert body.count("\n- 青屏县档案馆") == 50
    assert "- 另有 10 项\n" in body


@pytest.mark.parametrize("damage", ["json", "table", "columns", "cut", "licences", "bytes"])
def test_a_damaged_package_before_is_told_and_stops_nothing(
    tmp_path: Path, one: Disclosure, damage: str
) -> None:
    old, new = (
        packages(tmp_path / "old", (one,)),
        packages(tmp_path / "new", (with_value(one, "1"),)),
    )
    history.write(None, old)
    descriptor, table = old / NAME / "datapackage.json", old / NAME / "data/facts.csv"
    if damage == "json":
        descriptor.write_text("{", encoding="utf-8")
    elif damage == "licences":
        descriptor.write_text('{"resources": []}', encoding="utf-8")
    elif damage == "table":
        table.unlink()
    elif damage == "columns":
        table.write_text("a,b\n1,2\n", encoding="utf-8")
    elif damage == "cut":
        table.write_text(table.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    else:
        table.write_bytes(b"\xff\xfe\x00")
    history.write(old, new)
    body = log(new)
    assert "## 第 2 版\n\n上一版的数据包缺损，读不出来，所以没有逐项比较" in body
    assert "## 第 1 版" in body, "the log itself is carried on"
    assert f"- 青屏县档案馆 [`{NAME}`](../{NAME}/CHANGELOG.md)：上一版缺损，没有比较" in newest(
        log(new, "all")
    )


def test_a_damaged_package_now_is_our_own_fault(tmp_path: Path, one: Disclosure) -> None:
    old, new = (
        packages(tmp_path / "old", (one,)),
        packages(tmp_path / "new", (with_value(one, "1"),)),
    )
    (new / NAME / "data/facts.csv").unlink()
    with pytest.raises(Unreadable):
        compare(old / NAME, new / NAME)
    with pytest.raises(Unreadable):
        state(tmp_path)


def test_a_log_that_was_lost_begins_anew(tmp_path: Path, one: Disclosure) -> None:
    old, new = (
        packages(tmp_path / "old", (one,)),
        packages(tmp_path / "new", (with_value(one, "1"),)),
    )
    (old / NAME / history.LOG).write_bytes(b"\xff")
    history.write(old, new)
    assert re.findall(r"^## 第 (\d) 版$", log(new), re.MULTILINE) == ["2", "1"]


def test_logs_hold_no_date_and_no_path(tmp_path: Path, one: Disclosure) -> None:
    body, whole = told(tmp_path, (one,), (with_value(one, "1"),))
    for text in (body, whole):
        assert str(tmp_path) not in text
        assert not re.search(r"\d{4}-\d{2}-\d{2}|\b[0-9a-f]{40}\b", text)


def test_the_site_reads_every_line(tmp_path: Path, one: Disclosure) -> None:
    """The page of the package shows the log: no mark of Markdown is left over in it."""
    later = records.disclosure(records.source(year=2025))
    told(tmp_path, (one, later), (with_value(one, "1"),))
    for name in (NAME, "all"):
        read = changelog.read(tmp_path / "new" / name, "../../")
        assert [one.title for one in read.versions] == ["第 2 版", "第 1 版"]
        for version in read.versions:
            assert not re.search(r"[`#\\]|\]\(", str(version.body)), version.body


# What was published before


def git(folder: Path, *words: str) -> None:
    settings = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", "-C", folder, *settings, *words], check=True, capture_output=True)


def names(folder: Path | None) -> list[str] | None:
    return None if folder is None else sorted(path.name for path in folder.iterdir())


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("within", [".", "部/下属"])
def test_packages_on_a_branch_of_their_own_are_what_was_published(
    tmp_path: Path, within: str
) -> None:
    """At the remote, whatever lies in the folder; the code's branch and index stay as they are."""
    remote, clone = tmp_path / "remote.git", tmp_path / "clone"
    git(tmp_path, "init", "-q", "--bare", str(remote))
    git(tmp_path, "clone", "-q", str(remote), str(clone))
    root = clone / within
    (root / "datapackages/a").mkdir(parents=True)
    (root / "datapackages/a/one").write_text("1", encoding="utf-8")
    (clone / ".gitignore").write_text("datapackages/\n", encoding="utf-8")
    with history.published_before(root, "branch:data") as before:
        assert before is None, "nothing was published yet"
    assert history.data_branch.publish(root, "data") is True
    assert history.data_branch.publish(root, "data") is False, "nothing changed"
    (root / "datapackages/a/one").write_text("2", encoding="utf-8")
    (root / "datapackages/b").mkdir()
    (root / "datapackages/b/two").write_text("2", encoding="utf-8")
    with history.published_before(root, "branch:data") as before:
        assert names(before) == ["a"]
        assert before and (before / "a/one").read_text(encoding="utf-8") == "1"
    other = tmp_path / "other"
    git(tmp_path, "clone", "-q", str(remote), str(other))
    assert history.data_branch.publish(root, "data") is True
    with history.published_before(other, "branch:data") as before:
        assert names(before) == ["a", "b"], "another clone sees what the first one published"
    told = subprocess.run(
        ["git", "-C", clone, "status", "--porcelain"], capture_output=True, check=True
    )
    assert told.stdout == b"?? .gitignore\n"
    shutil.rmtree(remote)
    with (
        pytest.raises(UserError, match="取不到分支 data"),
        history.published_before(root, "branch:data"),
    ):
        pass


def test_packages_in_a_zip_are_what_was_published(tmp_path: Path) -> None:
    with history.published_before(tmp_path, "last.zip") as before:
        assert before is None
    with zipfile.ZipFile(tmp_path / "last.zip", "w") as packed:
        packed.writestr("datapackages/a/one", "1")
    with history.published_before(tmp_path, "last.zip") as before:
        assert names(before) == ["a"]
    (tmp_path / "last.zip").write_text("no archive", encoding="utf-8")
    with pytest.raises(UserError, match="不是 ZIP"), history.published_before(tmp_path, "last.zip"):
        pass
    with (
        pytest.raises(UserError, match="取不到上次发布的数据包"),
        history.published_before(tmp_path, "http://127.0.0.1:9/last.zip"),
    ):
        pass


def test_without_git_the_last_build_counts(tmp_path: Path) -> None:
    with history.published_before(tmp_path) as before:
        assert before is None
    (tmp_path / "datapackages").mkdir()
    with history.published_before(tmp_path) as before:
        assert before == tmp_path / "datapackages"


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("within", [".", "部/下属"])
def test_under_git_the_last_commit_counts(tmp_path: Path, within: str) -> None:
    """Also when the clone is a folder of a larger repository."""
    git(tmp_path, "init", "-q")
    root = tmp_path / within
    root.mkdir(parents=True, exist_ok=True)
    (tmp_path / "x").write_text("", encoding="utf-8")
    git(tmp_path, "add", "x")
    git(tmp_path, "commit", "-qm", "x")
    (root / "datapackages").mkdir()
    (root / "datapackages/uncommitted").write_text("", encoding="utf-8")
    with history.published_before(root) as before:
        assert before is None, "nothing was published yet"
    (root / "datapackages/committed").write_text("1", encoding="utf-8")
    git(root, "add", "datapackages/committed")
    git(root, "commit", "-qm", "y")
    (root / "datapackages/committed").write_text("2", encoding="utf-8")
    with history.published_before(root) as before:
        assert names(before) == ["committed"]
        assert before and (before / "committed").read_text(encoding="utf-8") == "1"
    git(root, "add", ".")
    git(root, "commit", "-qm", "z")
    with history.published_before(root) as before:
        assert before == root / "datapackages", "the tree is as committed: nothing is unpacked"
