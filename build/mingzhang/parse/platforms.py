"""Information systems and platforms named in duties: in, a duty's words; out, names with verbs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEAD = re.compile(r"平台|系统(?!性|化|内|外|推进|谋划|治理|观念|思维|集成)|门户网站|公众号|热线")
_DELIMITER = re.compile(r"[，。；、：（）！？\n]|[的对将把与和或为]|以及|及(?!时)|等")
_CUT_AFTER = re.compile(
    r"负责|承担|做好|建立|搭建|建设|续建|新建|改建|开发|协助|统筹协调|统筹|组织|指导|推进|推广|运维|维护|接听|利用|通过"
    r"|提供|实施|开展|完善|升级|打造|提交|依托|参与|落实|使用|引进|接入|介入|整合|优化|运营"
)
_LOCAL = re.compile(
    r"^(?:全(?:区|市|县|省|旗|州|镇|局|系统)|本(?:区|市|县|省|级|单位|部门)|各(?:类|级|镇街|部门|县区|街道|单位|科室|乡镇|有关)*|有关|相关|统一|区、)+"
)
_GENERIC = frozenset({"系统", "平台", "热线", "信息平台", "有关系统", "相关系统", "业务平台"})
_LEAST_BEFORE = 2
_VERBS = (
    "技术支撑",
    "规划建设",
    "建设管理",
    "运行维护",
    "运营维护",
    "接诉即办",
    "内容保障",
    "日常运行监管",
    "探索建立",
    "组织建立",
    "统筹协调",
    "协调处理",
    "建设",
    "建立",
    "搭建",
    "开发",
    "运维",
    "维护",
    "管理",
    "运行",
    "运营",
    "接听",
    "监管",
    "更新",
    "升级",
    "应用",
    "推广",
    "使用",
    "指导",
    "培训",
    "规划",
    "处理",
    "提交",
    "介入",
    "保障",
    "整合",
    "审核",
    "验收",
    "负责",
)
_VERB_ROW = re.compile(
    rf"(?:{'|'.join(_VERBS)})(?:[、与和及](?:{'|'.join(_VERBS)})|{'|'.join(_VERBS)})*"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A platform found in some words: where its name stands, the verb that ties the body to it."""

    start: int
    end: int
    verb: str


def platforms(words: str) -> Iterator[Named]:
    """Find the platforms that the words name. Spans are of `words`."""
    found = [span for head in _HEAD.finditer(words) if (span := _name(words, head))]
    for start, end in found:
        yield Named(start, end, _verb(words, start, end, found))


def _name(words: str, head: re.Match[str]) -> tuple[int, int] | None:
    """Walk back from the head noun to where the name begins; None when nothing is named."""
    start = 0
    for stop in _DELIMITER.finditer(words, 0, head.start()):
        start = stop.end()
    for verb in _CUT_AFTER.finditer(words, start, head.start()):
        start = verb.end()
    local = _LOCAL.match(words[start : head.start()])
    start += local.end() if local else 0
    name = words[start : head.end()]
    if name in _GENERIC or head.start() - start < _LEAST_BEFORE or len(name) > 30:
        return None
    return start, head.end()


def _verb(words: str, start: int, end: int, names: list[tuple[int, int]]) -> str:
    """The verb behind the name, or behind the list that it stands in, or else the one before it."""
    stop = re.search(r"[，。；\n]", words[end:])
    rest = words[end : end + stop.start()] if stop else words[end:]
    direct = re.match(rf"(?:的)?(?:建设的)?({_VERB_ROW.pattern})", rest)
    if direct:
        return direct[1]
    for other_start, other_end in sorted(names, reverse=True):
        if end <= other_start < end + len(rest):
            rest = rest[: other_start - end] + rest[other_end - end :]
    tail = rest.rpartition("的")[2] if "的" in rest else rest
    row = _VERB_ROW.search(tail)
    if row:
        return row.group()
    begin = max(words.rfind(mark, 0, start) for mark in "，。；\n") + 1
    before = list(_VERB_ROW.finditer(words, begin, start))
    return before[-1].group() if before else ""
