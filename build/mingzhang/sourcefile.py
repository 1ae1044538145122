"""`source.yml` and `corrections.yml`: in, the YAML that a curator wrote; out, checked metadata.

Everything wrong is collected, each with its line, so that all of it can be mended in one go.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from mingzhang.model import Correction, Stage, UserError
from mingzhang.vocab import Vocabulary

FIRST_YEAR, LAST_YEAR = 1950, 2099
MAX_BYTES = 200_000
MAX_BRACKETS = 2_000
"""Nested brackets take the YAML library quadratic time; nobody writes this many by hand."""

REQUIRED = ("file", "sha256", "agency", "fiscal_year", "stage", "title")
OPTIONAL = ("language", "source_url", "published_on", "year_in_title")
LISTS = ("notes", "attachments")
CORRECTION_KEYS = ("start", "expect", "action", "replacement", "reason")
ACTIONS = ("value", "concept", "year", "scope", "ignore")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What `source.yml` says, checked by itself (not yet against the files beside it)."""

    file: str
    sha256: str
    agency: str
    fiscal_year: int
    stage: Stage
    title: str
    language: str
    source_url: str
    published_on: str
    year_in_title: int | None
    notes: tuple[str, ...]
    attachments: tuple[str, ...]
    attachment_hashes: tuple[str, ...]
    """The SHA-256 of each attachment, in their order; empty where none is registered."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping: its line (from 1) and its value as written."""

    line: int
    scalar: str = ""
    items: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()
    broken: bool = False
    """It was reported already: of the wrong kind."""


class Report:
    """Collects the problems of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.errors: list[UserError] = []

    def add(self, line: int, problem: str, remedy: str) -> None:
        """Note a problem at a line (from 1; 0: of the whole file)."""
        place = f"第 {line} 行 " if line else ""
        self.errors.append(UserError(self.path, f"{place}{problem}", remedy))


def read_metadata(path: Path, vocab: Vocabulary) -> tuple[Metadata | None, list[UserError]]:
    """Read `source.yml`. Returns the metadata, or None and what is wrong with it."""
    report = Report(path)
    node = compose(path, report)
    if node is None:
        return None, report.errors
    if not isinstance(node, yaml.MappingNode):
        report.add(1, "应是“键: 值”的列表", f"请至少写明 {'、'.join(REQUIRED)}")
        return None, report.errors
    entries = mapping_entries(node, (*REQUIRED, *OPTIONAL), LISTS, report)
    for key in REQUIRED:
        if key not in entries:
            report.add(0, f"缺少 {key}", f"请加上一行“{key}: {_EXAMPLES[key]}”")
        elif not entries[key].scalar.strip() and not entries[key].broken:
            report.add(entries[key].line, f"{key} 是空的", f"请填写，例如 {_EXAMPLES[key]}")
    _check_agency(entries.get("agency"), vocab, report)
    for key, check in _CHECKS.items():
        entry = entries.get(key)
        if entry is not None and entry.scalar:
            problem = check(entry.scalar)
            if problem:
                report.add(entry.line, f"{key}：{problem[0]}", problem[1])
    _check_attachments(entries.get("attachments"), report)
    if report.errors:
        return None, report.errors
    return _metadata(entries), []


def _metadata(entries: Mapping[str, Entry]) -> Metadata:
    text = {key: entry.scalar for key, entry in entries.items()}
    year_in_title = text.get("year_in_title")
    return Metadata(
        file=text["file"],
        sha256=text["sha256"],
        agency=text["agency"],
        fiscal_year=int(text["fiscal_year"]),
        stage=Stage(text["stage"]),
        title=text["title"],
        language=text.get("language") or "zh-CN",
        source_url=text.get("source_url", ""),
        published_on=text.get("published_on", ""),
        year_in_title=int(year_in_title) if year_in_title else None,
        notes=_list(entries, "notes"),
        attachments=_list(entries, "attachments"),
        attachment_hashes=entries["attachments"].hashes if "attachments" in entries else (),
    )


def _check_attachments(entry: Entry | None, report: Report) -> None:
    if entry is None:
        return
    problems = [_file_name(name) for name in entry.items]
    problems += [_sha256(digest) for digest in entry.hashes if digest]
    for problem in problems:
        if problem:
            report.add(entry.line, f"attachments：{problem[0]}", problem[1])


def _list(entries: Mapping[str, Entry], key: str) -> tuple[str, ...]:
    entry = entries.get(key)
    return entry.items if entry is not None else ()


def read_corrections(
    path: Path, vocab: Vocabulary
) -> tuple[tuple[Correction, ...], list[UserError]]:
    """Read `corrections.yml` (a missing file means none). Returns them and what is wrong."""
    if not path.exists():
        return (), []
    report = Report(path)
    node = compose(path, report)
    if node is None:
        return (), report.errors
    if not isinstance(node, yaml.SequenceNode):
        report.add(1, "应是更正的列表", "每条以“- start: …”开头")
        return (), report.errors
    corrections = [_correction(item, vocab, report) for item in node.value]
    kept = tuple(correction for correction in corrections if correction is not None)
    seen: set[tuple[int, str]] = set()
    for correction in kept:
        key = (correction.start, correction.action)
        if key in seen:
            problem = f"位置 {correction.start} 的 {correction.action} 更正写了两次"
            report.add(0, problem, "请只保留一条")
        seen.add(key)
    return (() if report.errors else kept), report.errors


def _correction(node: yaml.Node, vocab: Vocabulary, report: Report) -> Correction | None:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        report.add(line, "这一条更正不是“键: 值”的列表", f"请写明 {'、'.join(CORRECTION_KEYS)}")
        return None
    before = len(report.errors)
    entries = mapping_entries(node, CORRECTION_KEYS, (), report)
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


Problem = tuple[str, str] | None


def _replacement(action: str, value: str, vocab: Vocabulary) -> Problem:
    if action == "value" and not re.fullmatch(r"-?[0-9][0-9,]*(\.[0-9]+)?", value):
        return f"“{value}”不是数字", "请填写应有的数字，例如 114.14"
    if action == "year":
        return _year(value)
    if action == "concept" and value not in vocab.concepts:
        return f"没有概念 {value}", f"请用 concepts.csv 中的概念{closest(value, vocab.concepts)}"
    return None


def closest(word: str, known: Iterable[str]) -> str:
    """Return `，最接近的是 a、b` for the known words nearest to `word`, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"，最接近的是 {'、'.join(near)}" if near else ""


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
    "year_in_title": _year,
}
_EXAMPLES = {
    "file": "原文.txt",
    "sha256": "（64 位十六进制数）",
    "agency": "（agencies.csv 中的编号）",
    "fiscal_year": "2024",
    "stage": "budget（预算）或 final（决算）",
    "title": "（公开文件的标题）",
}


def compose(path: Path, report: Report) -> yaml.Node | None:
    """Parse YAML into nodes, which know their lines. None when it cannot be; see the report."""
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            report.add(
                0, "文件过大", f"元数据不应超过 {MAX_BYTES // 1000} KB，请检查是否放错了文件"
            )
            return None
        if data.count(b"[") + data.count(b"{") > MAX_BRACKETS:
            report.add(0, "方括号或花括号过多", "每项请单独成行，以“- ”开头")
            return None
        node = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        report.add(0, "不是 UTF-8 编码", "请另存为 UTF-8 编码后重试")
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        remedy = "请检查冒号后的空格、引号是否成对、缩进是否对齐；值里有冒号或 # 时请加引号"
        report.add(line, f"第 {column} 列处不是合法的 YAML", remedy)
        return None
    except (yaml.YAMLError, RecursionError):
        report.add(0, "不是合法的 YAML", "请检查是否混入了控制字符或无法辨认的内容")
        return None
    if node is None:
        report.add(0, "是空的", f"请写明 {'、'.join(REQUIRED)}")
    return node


def mapping_entries(
    node: yaml.MappingNode, scalars: tuple[str, ...], lists: tuple[str, ...], report: Report
) -> dict[str, Entry]:
    """Return the keys of a mapping with their lines and values; what is wrong goes to `report`."""
    entries: dict[str, Entry] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
        if key not in (*scalars, *lists):
            near = closest(key, (*scalars, *lists))
            report.add(line, f"不认识的键 {key or '（空）'}", f"请删去或改正{near}")
        elif key in entries:
            report.add(line, f"{key} 写了两次", "请只保留一行")
        elif key == "attachments":
            names, hashes = _attachments(line, value_node, report)
            entries[key] = Entry(line, items=names, hashes=hashes)
        elif key in lists:
            entries[key] = Entry(line, items=_items(key, line, value_node, report))
        elif isinstance(value_node, yaml.ScalarNode):
            entries[key] = Entry(line, _scalar(value_node))
        else:
            report.add(line, f"{key} 应是一个值", "请写在同一行；值里有冒号时请加引号")
            entries[key] = Entry(line, broken=True)
    return entries


def _attachments(
    line: int, node: yaml.Node, report: Report
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the list of attachments: file names, or mappings of `file` and `sha256`."""
    if not isinstance(node, yaml.SequenceNode):
        return _items("attachments", line, node, report), ()
    pairs: list[tuple[str, str]] = []
    for item in node.value:
        if isinstance(item, yaml.ScalarNode):
            pairs.append((_scalar(item), ""))
        elif isinstance(item, yaml.MappingNode):
            entries = mapping_entries(item, ("file", "sha256"), (), report)
            if "file" not in entries:
                report.add(item.start_mark.line + 1, "这个附件缺少 file", "请写明附件的文件名")
            else:
                digest = entries["sha256"].scalar if "sha256" in entries else ""
                pairs.append((entries["file"].scalar, digest))
        else:
            remedy = "请每项一行，以“- ”开头"
            report.add(item.start_mark.line + 1, "attachments 应是列表", remedy)
    kept = [pair for pair in pairs if pair[0]]
    return tuple(name for name, _ in kept), tuple(digest for _, digest in kept)


def _items(key: str, line: int, node: yaml.Node, report: Report) -> tuple[str, ...]:
    if isinstance(node, yaml.ScalarNode) and not _scalar(node):
        return ()
    if isinstance(node, yaml.SequenceNode) and all(
        isinstance(item, yaml.ScalarNode) for item in node.value
    ):
        return tuple(filter(None, (_scalar(item) for item in node.value)))
    report.add(line, f"{key} 应是列表", "请每项一行，以“- ”开头；项里有冒号时请加引号")
    return ()


def _scalar(node: yaml.ScalarNode) -> str:
    null = node.tag == "tag:yaml.org,2002:null"
    return "" if null else str(node.value)
