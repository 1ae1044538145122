"""YAML that people write: in, a file; out, its values with their lines, and all that is wrong.

Faults are collected, each with its line and remedy, so that all of them can be mended in one go.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

from mingzhang.model import UserError

T = TypeVar("T")
Problem = tuple[str, str] | None
"""What is wrong with a value, and the remedy; None: nothing is."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads what the program brings: safe, and ten times as fast where libyaml is there."""
MAX_BYTES = 200_000
MAX_BRACKETS = 2_000
"""Nested brackets take the YAML library quadratic time; nobody writes this many by hand."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping: its line (from 1) and its value as written."""

    line: int
    scalar: str = ""
    items: tuple[str, ...] = ()
    node: yaml.Node | None = None
    """The value itself, for keys whose form the reader of the file knows."""
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


def compose(path: Path, report: Report, wanted: str) -> yaml.Node | None:
    """Parse YAML into nodes, which know their lines. None when it cannot be; see the report.

    `wanted` tells what belongs into a file that is empty.
    """
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
        report.add(0, "是空的", f"请写明 {wanted}")
    return node


def mapping_entries(
    node: yaml.MappingNode,
    scalars: tuple[str, ...],
    report: Report,
    lists: tuple[str, ...] = (),
    others: tuple[str, ...] = (),
) -> dict[str, Entry]:
    """Return the keys of a mapping with their lines and values; what is wrong goes to `report`.

    The values of `scalars` and `lists` are read; those of `others` are left as nodes.
    """
    keys = (*scalars, *lists, *others)
    entries: dict[str, Entry] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
        if key not in keys:
            near = closest(key, keys)
            report.add(line, f"不认识的键 {key or '（空）'}", f"请删去或改正{near}")
        elif key in entries:
            report.add(line, f"{key} 写了两次", "请只保留一行")
        elif key in others:
            entries[key] = Entry(line, node=value_node)
        elif key in lists:
            entries[key] = Entry(line, items=items(key, line, value_node, report))
        elif isinstance(value_node, yaml.ScalarNode):
            entries[key] = Entry(line, scalar(value_node))
        else:
            report.add(line, f"{key} 应是一个值", "请写在同一行；值里有冒号时请加引号")
            entries[key] = Entry(line, broken=True)
    for key, entry in entries.items():
        # Escapes bring in what a file itself may not hold; readers of CSV stop at a NUL.
        if any(map(_CONTROL.search, (entry.scalar, *entry.items))):
            report.add(entry.line, f"{key} 里有控制字符", r"请删去 \0、\x07 一类的转义")
    return entries


def read_list(
    path: Path,
    kind: str,
    first: str,
    read: Callable[[yaml.Node, Report], T | None],
    name: Callable[[T], str],
) -> tuple[tuple[T, ...], list[UserError]]:
    """Read a file that is a list of `kind`, each entry beginning with the key `first`.

    A missing file means none. `read` makes an entry of its node or reports why not; no two may
    have one `name`. Returns the entries and what is wrong.
    """
    if not path.exists():
        return (), []
    report = Report(path)
    node = compose(path, report, f"{kind}，每条以“- {first}: …”开头")
    if node is None:
        return (), report.errors
    if not isinstance(node, yaml.SequenceNode):
        report.add(1, f"应是{kind}的列表", f"每条以“- {first}: …”开头")
        return (), report.errors
    entries = [read(item, report) for item in node.value]
    kept = tuple(entry for entry in entries if entry is not None)
    for twice, count in Counter(map(name, kept)).items():
        if count > 1:
            report.add(0, f"{twice} 写了两次", "请只保留一条")
    return (() if report.errors else kept), report.errors


def items(key: str, line: int, node: yaml.Node, report: Report) -> tuple[str, ...]:
    """Return the texts of a list; of anything else nothing, and the report says so."""
    if isinstance(node, yaml.ScalarNode) and not scalar(node):
        return ()
    if isinstance(node, yaml.SequenceNode) and all(
        isinstance(item, yaml.ScalarNode) for item in node.value
    ):
        return tuple(filter(None, (scalar(item) for item in node.value)))
    report.add(line, f"{key} 应是列表", "请每项一行，以“- ”开头；项里有冒号时请加引号")
    return ()


def scalar(node: yaml.ScalarNode) -> str:
    """Return a value as it is written; `null` and nothing are ""."""
    null = node.tag == "tag:yaml.org,2002:null"
    return "" if null else str(node.value)


def closest(word: str, known: Iterable[str]) -> str:
    """Return `，最接近的是 a、b` for the known words nearest to `word`, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"，最接近的是 {'、'.join(near)}" if near else ""
