"""`source.yml` and `corrections.yml`: in, the YAML that a curator wrote; out, checked metadata.

Everything wrong is collected, each with its line, so that all of it can be mended in one go.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from mingzhang.common.yaml_file import (
    Entry,
    Problem,
    Report,
    closest,
    compose,
    items,
    mapping_entries,
    read_list,
    scalar,
)
from mingzhang.model import Correction, Stage, UserError
from mingzhang.vocab import Vocabulary

_LONGEST_NAME = 240
"""Bytes: the systems' limit is 255, and some names get a suffix when they are published."""
FIRST_YEAR, LAST_YEAR = 1950, 2099
REQUIRED = ("file", "agency", "fiscal_year", "stage", "title")
OPTIONAL = ("sha256", "language", "source_url", "published_on", "retrieved_on", "year_in_title")
CORRECTION_KEYS = ("start", "expect", "action", "replacement", "reason")
CONFIRMABLE = ("agency", "fiscal_year", "stage", "attachments")
"""What `confirmed` may list: what a person vouches for although the document says otherwise."""
ACTIONS = ("value", "concept", "year", "scope", "ignore")

Attached = tuple[tuple[str, str], ...]
"""The attachments: file name and SHA-256, "" where none is registered."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What `source.yml` says, checked by itself (not yet against the files beside it)."""

    file: str
    sha256: str
    """Empty: nobody has registered it yet; the build fills it in."""
    agency: str
    fiscal_year: int
    stage: Stage
    title: str
    language: str
    source_url: str
    published_on: str
    retrieved_on: str
    """The day on which the file was fetched from `source_url`."""
    year_in_title: int | None
    notes: tuple[str, ...]
    attachments: tuple[str, ...]
    attachment_hashes: tuple[str, ...]
    """The SHA-256 of each attachment, in their order; empty where none is registered."""
    confirmed: tuple[str, ...] = ()


def read_metadata(path: Path, vocab: Vocabulary) -> tuple[Metadata | None, list[UserError]]:
    """Read `source.yml`. Returns the metadata, or None and what is wrong with it."""
    report = Report(path)
    node = compose(path, report, "、".join(REQUIRED))
    if node is None:
        return None, report.errors
    if not isinstance(node, yaml.MappingNode):
        report.add(1, "应是“键: 值”的列表", f"请至少写明 {'、'.join(REQUIRED)}")
        return None, report.errors
    scalars = (*REQUIRED, *OPTIONAL)
    entries = mapping_entries(node, scalars, report, ("notes", "confirmed"), ("attachments",))
    attached = _attachments(entries.get("attachments"), report)
    for key in REQUIRED:
        if key not in entries:
            report.add(0, f"缺少 {key}", f"请加上一行“{key}: {_EXAMPLES[key]}”")
        elif not entries[key].scalar.strip() and not entries[key].broken:
            report.add(entries[key].line, f"{key} 是空的", f"请填写，例如 {_EXAMPLES[key]}")
    _check_agency(entries.get("agency"), vocab, report)
    _check_confirmed(entries.get("confirmed"), report)
    for key, check in _CHECKS.items():
        entry = entries.get(key)
        if entry is not None and entry.scalar:
            problem = check(entry.scalar)
            if problem:
                report.add(entry.line, f"{key}：{problem[0]}", problem[1])
    if report.errors:
        return None, report.errors
    return _metadata(entries, attached), []


def _metadata(entries: Mapping[str, Entry], attached: Attached) -> Metadata:
    text = {key: entry.scalar for key, entry in entries.items()}
    year_in_title = text.get("year_in_title")
    return Metadata(
        file=text["file"],
        sha256=text.get("sha256", ""),
        agency=text["agency"],
        fiscal_year=int(text["fiscal_year"]),
        stage=Stage(text["stage"]),
        title=text["title"],
        language=text.get("language") or "zh-CN",
        source_url=text.get("source_url", ""),
        published_on=text.get("published_on", ""),
        retrieved_on=text.get("retrieved_on", ""),
        year_in_title=int(year_in_title) if year_in_title else None,
        notes=entries["notes"].items if "notes" in entries else (),
        confirmed=entries["confirmed"].items if "confirmed" in entries else (),
        attachments=tuple(name for name, _ in attached),
        attachment_hashes=tuple(digest for _, digest in attached),
    )


def _check_confirmed(entry: Entry | None, report: Report) -> None:
    if entry is None:
        return
    for key in entry.items:
        if key not in CONFIRMABLE:
            report.add(entry.line, f"confirmed：不认识“{key}”", f"可写 {'、'.join(CONFIRMABLE)}")


def _attachments(entry: Entry | None, report: Report) -> Attached:
    """Read the list of attachments: file names, or mappings of `file` and `sha256`."""
    if entry is None or entry.node is None:
        return ()
    if isinstance(entry.node, yaml.SequenceNode):
        pairs = [_attachment(item, report) for item in entry.node.value]
    else:
        pairs = [(name, "") for name in items("attachments", entry.line, entry.node, report)]
    attached = tuple(pair for pair in pairs if pair[0])
    problems = [_file_name(name) for name, _ in attached]
    problems += [_sha256(digest) for _, digest in attached if digest]
    for problem in problems:
        if problem:
            report.add(entry.line, f"attachments：{problem[0]}", problem[1])
    return attached


def _attachment(item: yaml.Node, report: Report) -> tuple[str, str]:
    line = item.start_mark.line + 1
    if isinstance(item, yaml.ScalarNode):
        return scalar(item), ""
    if not isinstance(item, yaml.MappingNode):
        report.add(line, "attachments 应是列表", "请每项一行，以“- ”开头")
        return "", ""
    entries = mapping_entries(item, ("file", "sha256"), report)
    if "file" not in entries:
        report.add(line, "这个附件缺少 file", "请写明附件的文件名")
        return "", ""
    return entries["file"].scalar, entries["sha256"].scalar if "sha256" in entries else ""


def read_corrections(
    path: Path, vocab: Vocabulary
) -> tuple[tuple[Correction, ...], list[UserError]]:
    """Read `corrections.yml` (a missing file means none). Returns them and what is wrong."""
    return read_list(
        path,
        "更正",
        "start",
        lambda node, report: _correction(node, vocab, report),
        lambda correction: f"位置 {correction.start} 的 {correction.action} 更正",
    )


def _correction(node: yaml.Node, vocab: Vocabulary, report: Report) -> Correction | None:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        report.add(line, "这一条更正不是“键: 值”的列表", f"请写明 {'、'.join(CORRECTION_KEYS)}")
        return None
    before = len(report.errors)
    entries = mapping_entries(node, CORRECTION_KEYS, report)
    text = {key: entries[key].scalar if key in entries else "" for key in CORRECTION_KEYS}
    wanted = [key for key in CORRECTION_KEYS if key != "replacement" or text["action"] != "ignore"]
    missing = [key for key in wanted if not text[key]]
    if missing:
        report.add(line, f"这一条更正缺少 {'、'.join(missing)}", "请补上")
    elif not re.fullmatch(r"[0-9]{1,9}", text["start"]):
        remedy = "请填写字符位置，从 0 数起的整数"
        report.add(entries["start"].line, f"start：“{text['start']}”不是位置", remedy)
    elif text["action"] not in ACTIONS:
        remedy = f"可以是 {'、'.join(ACTIONS)}"
        report.add(entries["action"].line, f"action：不认识“{text['action']}”", remedy)
    else:
        problem = _replacement(text["action"], text["replacement"], vocab)
        if problem:
            report.add(entries["replacement"].line, f"replacement：{problem[0]}", problem[1])
    if len(report.errors) > before:
        return None
    return Correction(
        int(text["start"]), text["expect"], text["action"], text["replacement"], text["reason"]
    )


def _replacement(action: str, value: str, vocab: Vocabulary) -> Problem:
    if action == "value" and not re.fullmatch(r"-?[0-9][0-9,]*(\.[0-9]+)?", value):
        return f"“{value}”不是数字", "请填写应有的数字，例如 114.14"
    if action == "year":
        return _year(value)
    if action == "concept" and value not in vocab.concepts:
        return f"没有概念 {value}", f"请用 concepts.csv 中的概念{closest(value, vocab.concepts)}"
    return None


def _check_agency(entry: Entry | None, vocab: Vocabulary, report: Report) -> None:
    if entry is None or not entry.scalar or entry.scalar in vocab.agencies:
        return
    names = {agency.name_zh: agency.agency for agency in vocab.agencies.values()}
    if entry.scalar in names:
        problem = f"agency 应写机构编号，不写名称“{entry.scalar}”"
        report.add(entry.line, problem, f"请改为 {names[entry.scalar]}")
        return
    remedy = "请改用 content/vocab/agencies.csv 中的编号，或先在其中加上这个机构"
    near = closest(entry.scalar, vocab.agencies)
    report.add(entry.line, f"没有机构 {entry.scalar}", remedy + near)


def _year(value: str) -> Problem:
    if re.fullmatch(r"[0-9]{4}", value) and FIRST_YEAR <= int(value) <= LAST_YEAR:
        return None
    return f"“{value}”不是年度", f"请填写四位年份（{FIRST_YEAR}–{LAST_YEAR}），例如 2024"


def _stage(value: str) -> Problem:
    if value in (Stage.BUDGET, Stage.FINAL):
        return None
    meant = {"预算": "budget", "决算": "final", "預算": "budget", "決算": "final"}.get(value)
    if meant:
        return f"“{value}”应写成英文", f"请改为 {meant}"
    return f"不认识“{value}”", "预算写 budget，决算写 final"


def _sha256(value: str) -> Problem:
    if re.fullmatch(r"[0-9a-f]{64}", value):
        return None
    return "不是 SHA-256 校验值", "应是 64 位小写的十六进制数，可用 mingzhang add 或 sha256sum 得到"


def _file_name(value: str) -> Problem:
    if value in (".", "..") or re.search(r"[/\\:]", value):
        return f"“{value}”不是单纯的文件名", "文件须与 source.yml 放在同一文件夹，只写文件名"
    if len(value.encode()) > _LONGEST_NAME:
        return f"文件名“{value[:20]}…”太长", "请给文件改一个短些的名字"
    # Some systems cannot hold such names, and | separates lists in the published tables.
    if re.search(r'[|<>"*?\x00-\x1f]', value):
        return f"文件名“{value}”里有不能用的字符", '请给文件改名，不要用 | < > " * ? 和控制字符'
    return None


def _language(value: str) -> Problem:
    if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        return None
    return f"“{value}”不是语言代码", "简体中文写 zh-CN，繁体写 zh-Hant，其他见 BCP 47"


def _url(value: str) -> Problem:
    # Links on the site come from here: nothing but web addresses may pass.
    if re.fullmatch(r"https?://[^\s<>\"'\x00-\x1f]+", value):
        return None
    return f"“{value}”不是网址", "请填写以 http:// 或 https:// 开头的完整网址；不知道就留空"


def _date(value: str) -> Problem:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            datetime.date.fromisoformat(value)
        except ValueError:
            return f"“{value}”不是日历上的日期", "请改正；不知道就留空"
        return None
    return f"“{value}”不是日期", "请写成 2024-01-31 的样子；不知道就留空"


def problem_of(key: str, value: str) -> Problem:
    """Tell what is wrong with a value of `source.yml`, and the remedy; None when it is right."""
    return _CHECKS[key](value)


_CHECKS: Mapping[str, Callable[[str], Problem]] = {
    "file": _file_name,
    "sha256": _sha256,
    "fiscal_year": _year,
    "stage": _stage,
    "language": _language,
    "source_url": _url,
    "published_on": _date,
    "retrieved_on": _date,
    "year_in_title": _year,
}
_EXAMPLES = {
    "file": "原文.txt",
    "agency": "（agencies.csv 中的编号）",
    "fiscal_year": "2024",
    "stage": "budget（预算）或 final（决算）",
    "title": "（公开文件的标题）",
}
