"""The curated content: good folders load, bad ones are told in one clear line each."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import opencc
import pytest
import yaml

import factories
import package_records as records
from mingzhang import content
from mingzhang.content import checksums
from mingzhang.content.recognise import recognise
from mingzhang.model import Correction, Stage, UserError, UserErrors

BODY = "青屏县档案馆2024年度部门预算\n\n收入总计68.88万元。\n".encode()
SHA256 = hashlib.sha256(BODY).hexdigest()
GOOD = f"""\
file: 原文.txt
sha256: {SHA256}
agency: qingping-archives
fiscal_year: 2024
stage: budget
title: 青屏县档案馆2024年度部门预算
"""
VOCABULARY = records.vocabulary()


def put(
    root: Path, place: str = "qingping-archives/2024-budget", text: str = GOOD, body: bytes = BODY
) -> Path:
    folder = root / place
    folder.mkdir(parents=True)
    (folder / "source.yml").write_text(text, encoding="utf-8")
    (folder / "原文.txt").write_bytes(body)
    return folder


def problems(root: Path) -> list[str]:
    with pytest.raises(UserErrors) as caught:
        content.load(root, VOCABULARY)
    lines = [str(error) for error in caught.value.errors]
    assert str(caught.value) == "\n".join(lines)
    for error, line in zip(caught.value.errors, lines, strict=True):
        assert "\n" not in line
        assert error.file
        assert error.problem
        assert error.remedy
        assert re.search(r"[\u4e00-\u9fff]", error.problem + error.remedy), line
    return lines


@pytest.mark.parametrize(
    "text",
    [
        "".join(one for one in GOOD.splitlines(keepends=True) if not one.startswith("sha256")),
        GOOD.replace(SHA256, ""),
        GOOD.replace(SHA256, '""  # 由程序填写'),
        GOOD.replace(f"sha256: {SHA256}\n", "").replace("\n", "\r\n"),
    ],
)
def test_a_checksum_that_nobody_wrote_is_filled_in(tmp_path: Path, text: str) -> None:
    folder = put(tmp_path, text=text)
    described = folder / "source.yml"
    described.write_bytes(text.encode())
    assert content.load_folder(folder, VOCABULARY).sha256 == SHA256
    assert list(checksums.fill_in(tmp_path, "source.yml")) == [described]
    assert yaml.safe_load(described.read_bytes()) == yaml.safe_load(GOOD)
    assert described.read_bytes().count(b"\r") == (text.count("\r") and text.count("\r") + 1)
    assert list(checksums.fill_in(tmp_path, "source.yml")) == []
    (folder / "原文.txt").write_bytes(BODY + b" ")
    assert any("sha256" in problem for problem in problems(tmp_path))


@pytest.mark.parametrize("text", ["file: [", "- a", "file: ../别处.txt\n", "file: 没有.txt\n"])
def test_metadata_that_are_not_as_they_should_be_are_left_alone(tmp_path: Path, text: str) -> None:
    folder = put(tmp_path, text=text)
    assert list(checksums.fill_in(tmp_path, "source.yml")) == []
    assert (folder / "source.yml").read_text(encoding="utf-8") == text


def test_a_good_folder(tmp_path: Path) -> None:
    folder = put(tmp_path)
    (source,) = content.load(tmp_path, VOCABULARY)
    assert source.disclosure == "qingping-archives-2024-budget"
    assert (source.agency, source.fiscal_year) == ("qingping-archives", 2024)
    assert source.stage is Stage.BUDGET
    assert source.path == folder / "原文.txt"
    assert source.data == BODY
    assert source.sha256 == SHA256
    assert source.language == "zh-CN"
    assert (source.source_url, source.published_on, source.year_in_title) == ("", "", None)
    assert (source.notes, source.corrections, source.attachments) == ((), (), ())


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    more = """\
language: zh-Hant
source_url: https://example.org/a?b=1
published_on: 2024-02-29
year_in_title: 2023
notes:
  - 第一条
  - "第二条：带冒号"
attachments:
  - 附表.xlsx
"""
    folder = put(tmp_path, text=GOOD + more)
    (folder / "附表.xlsx").write_bytes(b"x")
    (folder / "corrections.yml").write_text(
        "- start: 3\n  expect: ' 8'\n  action: value\n  replacement: '9.5'\n  reason: 印错\n"
        "- {start: 9, expect: '2', action: ignore, reason: 页码}\n",
        encoding="utf-8",
    )
    (source,) = content.load(tmp_path, VOCABULARY)
    assert source.language == "zh-Hant"
    assert source.source_url == "https://example.org/a?b=1"
    assert source.published_on == "2024-02-29"
    assert source.year_in_title == 2023
    assert source.notes == ("第一条", "第二条：带冒号")
    assert source.attachments == (folder / "附表.xlsx",)
    assert source.corrections == (
        Correction(3, " 8", "value", "9.5", "印错"),
        Correction(9, "2", "ignore", "", "页码"),
    )


def test_furniture_of_systems_is_not_content(tmp_path: Path) -> None:
    folder = put(tmp_path)
    for place in (tmp_path, tmp_path / "qingping-archives", folder):
        for name in (".DS_Store", "Thumbs.db", "README.md", "~$原文.docx"):
            (place / name).write_bytes(b"x")
    assert len(content.load(tmp_path, VOCABULARY)) == 1


def test_disclosures_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    for year in (2024, 2022, 2023):
        body = f"{year}".encode()
        text = GOOD.replace("2024", str(year)).replace(SHA256, hashlib.sha256(body).hexdigest())
        put(tmp_path, f"qingping-archives/{year}-budget", text, body)
    loaded = content.load(tmp_path, VOCABULARY)
    assert [one.fiscal_year for one in loaded] == [2022, 2023, 2024]


def test_the_content_of_the_project_loads(repo_root: Path) -> None:
    vocabulary = factories.vocabulary()
    loaded = content.load(repo_root / "content" / "disclosures", vocabulary)
    assert len({one.disclosure for one in loaded}) == len(loaded) >= 5


def line(text: str, key: str, value: str) -> str:
    changed, times = re.subn(rf"^{key}:.*$", f"{key}: {value}", text, flags=re.MULTILINE)
    assert times == 1
    return changed


def without(text: str, key: str) -> str:
    return re.sub(rf"^{key}:.*\n", "", text, flags=re.MULTILINE)


BAD_METADATA: dict[str, tuple[str, tuple[str, ...]]] = {
    "empty": ("", ("source.yml", "是空的")),
    "only comments": ("# nothing\n", ("source.yml", "是空的")),
    "a list": ("- a\n- b\n", ("键: 值",)),
    "a word": ("预算\n", ("键: 值",)),
    "not YAML": (GOOD + "notes: [a, b\nlanguage: zh\n", ("不是合法的 YAML", "行")),
    "a tab": (GOOD + "notes:\n\t- a\n", ("第 8 行", "不是合法的 YAML")),
    "unquoted colon": (line(GOOD, "title", "a: b"), ("第 6 行", "不是合法的 YAML")),
    "a control character": (GOOD + "language: \x07\n", ("不是合法的 YAML",)),
    "an escaped control character": (line(GOOD, "title", r'"a\\0b"'), ("第 6 行", "控制字符")),
    "an escaped one in a list": (GOOD + 'notes:\n  - "\\x1b[31m"\n', ("第 7 行", "控制字符")),
    "no agency": (without(GOOD, "agency"), ("缺少 agency",)),
    "no title": (without(GOOD, "title"), ("缺少 title",)),
    "empty title": (line(GOOD, "title", ""), ("第 6 行", "title 是空的")),
    "blank title": (line(GOOD, "title", "'  '"), ("第 6 行", "title 是空的")),
    "null stage": (line(GOOD, "stage", "~"), ("第 5 行", "stage 是空的")),
    "unknown key": (GOOD + "titel: x\n", ("第 7 行", "不认识的键 titel", "最接近的是 title")),
    "key twice": (GOOD + "stage: final\n", ("第 7 行", "stage 写了两次")),
    "a mapping as value": (GOOD + "language: {a: b}\n", ("第 7 行", "language 应是一个值")),
    "notes as mapping": (GOOD + "notes: {a: b}\n", ("第 7 行", "notes 应是列表")),
    "notes with a colon": (GOOD + "notes:\n  - a: b\n", ("第 7 行", "notes 应是列表")),
    "unknown agency": (
        line(GOOD, "agency", "qingping-archive"),
        ("第 3 行", "没有机构 qingping-archive", "最接近的是 qingping-archives"),
    ),
    "agency by name": (
        line(GOOD, "agency", "青屏县档案馆"),
        ("应写机构编号", "请改为 qingping-archives"),
    ),
    "stage in Chinese": (line(GOOD, "stage", "预算"), ("第 5 行", "请改为 budget")),
    "stage of figures": (line(GOOD, "stage", "initial_budget"), ("不认识“initial_budget”",)),
    "absurd year": (line(GOOD, "fiscal_year", "20244"), ("第 4 行", "“20244”不是年度")),
    "year before there were any": (line(GOOD, "fiscal_year", "0024"), ("不是年度",)),
    "year of another age": (line(GOOD, "fiscal_year", "9999"), ("不是年度",)),
    "negative year": (line(GOOD, "fiscal_year", "-2024"), ("不是年度",)),
    "fractional year": (line(GOOD, "fiscal_year", "2024.0"), ("不是年度",)),
    "full-width year": (line(GOOD, "fiscal_year", "２０２４"), ("不是年度",)),
    "year with its word": (line(GOOD, "fiscal_year", "2024年"), ("不是年度",)),
    "year in title": (GOOD + "year_in_title: 24\n", ("第 7 行", "year_in_title")),
    "short hash": (line(GOOD, "sha256", SHA256[:-1]), ("第 2 行", "不是 SHA-256")),
    "upper-case hash": (line(GOOD, "sha256", SHA256.upper()), ("不是 SHA-256",)),
    "language by name": (GOOD + "language: 中文\n", ("不是语言代码",)),
    "no web address": (GOOD + "source_url: www.example.org\n", ("不是网址",)),
    "a script as address": (GOOD + 'source_url: "javascript:alert(1)"\n', ("不是网址",)),
    "an address with markup": (GOOD + "source_url: 'https://a/\"><b>'\n", ("不是网址",)),
    "a date in words": (GOOD + "published_on: 2024年2月\n", ("不是日期",)),
    "no day of the calendar": (GOOD + "published_on: 2023-02-29\n", ("不是日历上的日期",)),
    "a path as file": (line(GOOD, "file", "../原文.txt"), ("第 1 行", "不是单纯的文件名")),
    "an absolute path": (line(GOOD, "file", "/etc/passwd"), ("不是单纯的文件名",)),
    "a drive": (line(GOOD, "file", "'C:原文.txt'"), ("不是单纯的文件名",)),
    "a name that Windows lacks": (line(GOOD, "file", "'a|b.txt'"), ("不能用的字符",)),
    "a name longer than disks hold": (line(GOOD, "file", f"{'长' * 90}.txt"), ("太长",)),
    "a path as attachment": (
        GOOD + "attachments:\n  - ../../x\n",
        ("attachments", "不是单纯的文件名"),
    ),
    "file missing": (
        line(GOOD, "file", "原文2.txt"),
        ("原文2.txt", "不存在", "最接近的是 原文.txt"),
    ),
    "attachment missing": (GOOD + "attachments: [附表.xlsx]\n", ("附表.xlsx", "不存在")),
    "file listed twice": (GOOD + "attachments: [原文.txt]\n", ("登记了两次",)),
    "metadata as file": (line(GOOD, "file", "source.yml"), ("把 source.yml 登记成了原文",)),
    "hash of another file": (
        line(GOOD, "sha256", "0" * 64),
        ("与登记的 sha256 不符", SHA256, "恢复原件"),
    ),
    "other folder than metadata": (
        line(GOOD, "fiscal_year", "2023"),
        ("qingping-archives/2024-budget", "qingping-archives/2023-budget", "不一致"),
    ),
}


@pytest.mark.parametrize("why", BAD_METADATA)
def test_bad_metadata_is_told(tmp_path: Path, why: str) -> None:
    text, words = BAD_METADATA[why]
    put(tmp_path, text=text)
    lines = problems(tmp_path)
    assert any(all(word in one for word in words) for one in lines), lines


@pytest.mark.parametrize(
    "why", [why for why in BAD_METADATA if why not in ("file missing", "metadata as file")]
)
def test_one_fault_is_one_line(tmp_path: Path, why: str) -> None:
    put(tmp_path, text=BAD_METADATA[why][0])
    if why == "empty":
        return
    assert len(problems(tmp_path)) == 1


def test_metadata_of_another_encoding(tmp_path: Path) -> None:
    folder = put(tmp_path)
    (folder / "source.yml").write_bytes(GOOD.encode("gb18030"))
    (one,) = problems(tmp_path)
    assert "source.yml" in one
    assert "不是 UTF-8" in one


def test_metadata_may_have_a_byte_order_mark_and_crlf(tmp_path: Path) -> None:
    folder = put(tmp_path)
    (folder / "source.yml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert content.load(tmp_path, VOCABULARY)[0].title == "青屏县档案馆2024年度部门预算"


NESTED = ("[" * 2000, "[" * 150_000, "- " * 90_000, "{a: " * 2000, "? " * 90_000)


@pytest.mark.parametrize("text", NESTED, ids=lambda text: f"{text[:4].strip()}-{len(text)}")
def test_metadata_that_nests_without_end_is_refused_quickly(tmp_path: Path, text: str) -> None:
    put(tmp_path, text=text)
    began = time.process_time()
    assert len(problems(tmp_path)) == 1
    assert time.process_time() - began < 10


def test_metadata_that_explodes_is_not_expanded(tmp_path: Path) -> None:
    letters = "bcdefghi"
    bomb = "a: &a [x]\n" + "".join(
        f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("a" + letters, letters, strict=False)
    )
    put(tmp_path, text=GOOD + bomb)
    assert len(problems(tmp_path)) == 9


def remove(*names: str) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return do


def add(name: str, data: bytes = b"x") -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    return do


BAD_FILES: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "no metadata": (remove("source.yml"), ("source.yml", "缺少这个文件")),
    "empty folder": (remove("source.yml", "原文.txt"), ("source.yml", "缺少这个文件")),
    "no source": (remove("原文.txt"), ("原文.txt", "不存在")),
    "empty source": (add("原文.txt", b""), ("原文.txt", "是空的（0 字节）")),
    "changed source": (add("原文.txt", BODY + b" "), ("原文.txt", "sha256 不符")),
    "two sources": (add("另一份.txt"), ("另一份.txt", "没有登记")),
    "a file above": (add("../note.txt"), ("note.txt", "不在任何一份公开的文件夹里")),
    "a file at the top": (add("../../note.txt"), ("note.txt", "不在任何一份公开的文件夹里")),
    "a folder instead": (
        lambda folder: (remove("原文.txt")(folder), (folder / "原文.txt").mkdir()),
        ("原文.txt", "不存在"),
    ),
}


@pytest.mark.parametrize("why", BAD_FILES)
def test_bad_files_are_told(tmp_path: Path, why: str) -> None:
    root = tmp_path / "disclosures"
    damage, words = BAD_FILES[why]
    damage(put(root))
    lines = problems(root)
    assert any(all(word in one for word in words) for one in lines), lines


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = put(tmp_path / "disclosures")
    (tmp_path / "elsewhere.txt").write_bytes(BODY)
    (folder / "原文.txt").unlink()
    (folder / "原文.txt").symlink_to(tmp_path / "elsewhere.txt")
    (one,) = problems(tmp_path / "disclosures")
    assert "文件夹之外" in one


@pytest.mark.parametrize("what", ["source.yml", "corrections.yml", "", ".."])
def test_nothing_of_a_disclosure_is_a_link_out_of_the_project(tmp_path: Path, what: str) -> None:
    root, outside = tmp_path / "disclosures", put(tmp_path / "elsewhere")
    linked = (put(root) / what).resolve()
    real = outside / what if what != ".." else outside.parent
    shutil.rmtree(linked) if linked.is_dir() else linked.unlink(missing_ok=True)
    if not real.exists():
        real.write_text("[]\n", "utf-8")
    linked.symlink_to(real, target_is_directory=real.is_dir())
    before = (outside / "source.yml").read_bytes().replace(SHA256.encode(), b"")
    (outside / "source.yml").write_bytes(before)
    assert not list(checksums.fill_in(root, "source.yml"))
    (one,) = problems(root)
    assert "文件夹之外" in one
    assert (outside / "source.yml").read_bytes() == before


def test_a_link_that_leads_round_in_a_circle_is_refused(tmp_path: Path) -> None:
    folder = put(tmp_path / "disclosures")
    (folder / "a.txt").symlink_to(folder / "a.txt")
    assert any("文件夹之外" in one for one in problems(tmp_path / "disclosures"))


def test_a_missing_folder_of_disclosures(tmp_path: Path) -> None:
    (one,) = problems(tmp_path / "nowhere")
    assert "没有这个文件夹" in one


def test_a_disclosure_may_be_there_only_once(tmp_path: Path) -> None:
    put(tmp_path)
    put(tmp_path, "qingping-archives/0000-copy")
    (one,) = problems(tmp_path)
    assert "0000-copy" in one
    assert "与 qingping-archives/2024-budget 登记的是同一份公开" in one


def test_one_file_is_not_two_disclosures_of_a_body(tmp_path: Path) -> None:
    put(tmp_path)
    put(tmp_path, "qingping-archives/2023-budget", line(GOOD, "fiscal_year", "2023"))
    (one,) = problems(tmp_path)
    assert "完全相同" in one


def test_one_file_is_a_disclosure_of_two_bodies_only_when_a_person_confirms(tmp_path: Path) -> None:
    put(tmp_path)
    other = line(GOOD, "agency", "baishi-library")
    folder = put(tmp_path, "baishi-library/2024-budget", other)
    (one,) = problems(tmp_path)
    assert "confirmed: [agency]" in one
    (folder / "source.yml").write_text(other + "confirmed: [agency]\n", encoding="utf-8")
    assert len(content.load(tmp_path, VOCABULARY)) == 2


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    put(tmp_path, text=line(line(GOOD, "agency", "nobody"), "fiscal_year", "1") + "x: y\n")
    folder = put(tmp_path, "baishi-library/2024-budget", line(GOOD, "agency", "baishi-library"))
    (folder / "corrections.yml").write_text("- {start: x}\n", encoding="utf-8")
    (folder / "原文.txt").write_bytes(b"")
    (tmp_path / "stray.txt").write_bytes(b"x")
    lines = problems(tmp_path)
    assert len(lines) == 6
    for word in ("nobody", "“1”", "键 x", "corrections.yml", "0 字节", "stray.txt"):
        assert sum(word in one for one in lines) == 1, word


GOOD_CORRECTION = "- {start: 3, expect: '1', action: value, replacement: '2', reason: 印错}\n"
BAD_CORRECTIONS = {
    "empty": ("", ("是空的",)),
    "a mapping": ("start: 3\n", ("应是更正的列表",)),
    "not YAML": ("- {\n", ("不是合法的 YAML",)),
    "a word": ("- 改\n", ("第 1 行", "不是“键: 值”")),
    "no reason": ("- {start: 3, expect: a, action: ignore}\n", ("第 1 行", "缺少 reason")),
    "no replacement": (
        "- {start: 3, expect: a, action: value, reason: b}\n",
        ("缺少 replacement",),
    ),
    "negative start": (GOOD_CORRECTION.replace("start: 3", "start: -3"), ("“-3”不是位置",)),
    "start in words": (GOOD_CORRECTION.replace("start: 3", "start: 三"), ("“三”不是位置",)),
    "unknown action": (GOOD_CORRECTION.replace("value", "valu"), ("不认识“valu”", "ignore")),
    "unknown key": (GOOD_CORRECTION.replace("reason", "reasn"), ("最接近的是 reason",)),
    "no number": (GOOD_CORRECTION.replace("'2'", "两万"), ("“两万”不是数字",)),
    "no year": (GOOD_CORRECTION.replace("value", "year"), ("“2”不是年度",)),
    "no concept": (
        GOOD_CORRECTION.replace("value", "concept").replace("'2'", "total_revenu"),
        ("没有概念 total_revenu", "total_revenue"),
    ),
    "twice": (GOOD_CORRECTION * 2, ("位置 3", "写了两次")),
}


@pytest.mark.parametrize("why", BAD_CORRECTIONS)
def test_bad_corrections_are_told(tmp_path: Path, why: str) -> None:
    text, words = BAD_CORRECTIONS[why]
    folder = put(tmp_path)
    (folder / "corrections.yml").write_text(text, encoding="utf-8")
    lines = problems(tmp_path)
    assert all("corrections.yml" in one for one in lines)
    assert any(all(word in one for word in words) for one in lines), lines


# Loose files


def test_a_loose_file_beside_its_metadata(tmp_path: Path) -> None:
    folder = put(tmp_path, "anywhere/at-all", line(GOOD, "title", "自己起的标题"))
    source = content.from_loose_file(folder / "原文.txt", VOCABULARY)
    assert source.title == "自己起的标题"
    assert source.disclosure == "qingping-archives-2024-budget"
    (folder / "source.yml").write_text("titel: x\n", encoding="utf-8")
    with pytest.raises(UserErrors, match="titel"):
        content.from_loose_file(folder / "原文.txt", VOCABULARY)


def test_a_loose_file_beside_the_metadata_of_another(tmp_path: Path) -> None:
    folder = put(tmp_path)
    loose = folder / "别的.txt"
    loose.write_text("白石市图书馆2022年度部门决算\n一、收入支出决算情况说明\n", encoding="utf-8")
    source = content.from_loose_file(loose, VOCABULARY)
    assert source.disclosure == "baishi-library-2022-final"


def loose(tmp_path: Path, text: str, name: str = "x.txt") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_loose_file_of_a_body_that_is_not_listed(tmp_path: Path) -> None:
    text = "云津市凤鸣区卫生健康局2023年度部门决算\n目录\n第一部分 云津市凤鸣区卫生健康局概况\n"
    source = content.from_loose_file(loose(tmp_path, text), VOCABULARY)
    assert re.fullmatch(r"unknown-[0-9a-f]{8}-2023-final", source.disclosure)
    assert source.title == "云津市凤鸣区卫生健康局2023年度部门决算"
    again = content.from_loose_file(loose(tmp_path, text + "\n多一行", "y.txt"), VOCABULARY)
    assert again.agency == source.agency


def test_a_loose_file_without_year_or_stage_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="年度"):
        content.from_loose_file(loose(tmp_path, "一份没头没尾的文字。"), VOCABULARY)
    named = loose(tmp_path, "一份没头没尾的文字。", "白石市图书馆2021年部门预算.txt")
    source = content.from_loose_file(named, VOCABULARY)
    assert source.disclosure == "baishi-library-2021-budget"


def test_loose_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有这个文件"):
        content.from_loose_file(tmp_path / "nowhere.txt", VOCABULARY)
    with pytest.raises(UserError, match="0 字节"):
        content.from_loose_file(loose(tmp_path, ""), VOCABULARY)
    with pytest.raises(UserError, match="文件夹"):
        content.from_loose_file(tmp_path, VOCABULARY)


def test_a_reader_may_give_the_text(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.7")
    source = content.from_loose_file(path, VOCABULARY, "白石市图书馆2022年度部门决算\n")
    assert source.disclosure == "baishi-library-2022-final"


@pytest.mark.parametrize(
    ("text", "name", "year", "stage", "year_in_title"),
    [
        (
            "云津市财政局2024年部门预算\n2024年预算比2023年预算增加3万元",
            "云津市财政局",
            2024,
            "budget",
            None,
        ),
        ("2023年度云津市财政局部门决算公开\n年初预算为3万元", "云津市财政局", 2023, "final", None),
        ("雲津市財政局2022年度部門決算\n一、收入決算情況說明", "雲津市財政局", 2022, "final", None),
        ("二〇二四年云津市财政局部门预算", "云津市财政局", 2024, "budget", None),
        ("云津市财政局２０２１年度单位决算", "云津市财政局", 2021, "final", None),
        ("关于云津市凤鸣区教育局2020年部门预算的说明", "云津市凤鸣区教育局", 2020, "budget", None),
        (
            "云津市财政局2021年度部门预算\n"
            + "2022年收支预算3万元。2022年“三公”经费预算2万元。" * 2,
            "云津市财政局",
            2022,
            "budget",
            2021,
        ),
    ],
)
def test_recognising(
    text: str, name: str, year: int, stage: str, year_in_title: int | None
) -> None:
    found = recognise(text, "x", VOCABULARY)
    assert (found.name, found.fiscal_year, found.stage) == (name, year, stage)
    assert found.year_in_title == year_in_title
    assert not found.known


def test_names_without_a_place_fit_no_listed_body() -> None:
    agencies = dict(VOCABULARY.agencies)
    agencies["qingping-archives"] = replace(agencies["qingping-archives"], aliases=("县档案馆",))
    vocabulary = replace(VOCABULARY, agencies=agencies)
    found = recognise("云津县档案馆2024年度部门预算\n县档案馆\n", "x", vocabulary)
    assert found.name == "云津县档案馆"
    assert not found.known


def test_a_former_name_leads_to_the_body() -> None:
    agencies = dict(VOCABULARY.agencies)
    agencies["baishi-library"] = replace(agencies["baishi-library"], former_names=("白石市书院",))
    vocabulary = replace(VOCABULARY, agencies=agencies)
    found = recognise("白石市书院2019年度部门决算\n", "x", vocabulary)
    assert (found.agency, found.known) == ("baishi-library", True)


def test_the_project_s_own_documents_are_recognised(repo_root: Path, tmp_path: Path) -> None:
    vocabulary = factories.vocabulary()
    for source in content.load(repo_root / "content" / "disclosures", vocabulary):
        alone = tmp_path / "x.txt"
        shutil.copyfile(source.path, alone)
        found = content.from_loose_file(alone, vocabulary)
        assert found.disclosure == source.disclosure
        assert found.year_in_title == source.year_in_title


CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.yml"))


@pytest.mark.parametrize(
    "path", [p for p in CORPUS if p.with_suffix(".txt").exists()], ids=lambda p: p.stem
)
def test_documents_of_other_provinces_are_recognised(path: Path) -> None:
    truth = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = recognise(path.with_suffix(".txt").read_text(encoding="utf-8"), "x", VOCABULARY)
    assert (found.fiscal_year, found.stage) == (truth["fiscal_year"], truth["stage"])
    assert opencc.OpenCC("t2s").convert(found.name) == truth["name_zh"]


def test_a_listed_body_is_found_in_traditional_characters() -> None:
    agencies = {"a": records.agency("a", "云津市残疾人联合会")}
    vocabulary = replace(VOCABULARY, agencies=agencies)
    found = recognise("雲津市殘疾人聯合會2022年度部門決算", "x", vocabulary)
    assert (found.agency, found.name) == ("a", "云津市残疾人联合会")
