"""The settings of a site: in, `content/editorial/site.yml` as people fill it in; out, `Settings`.

Everything wrong is told at once, each with its line and the remedy. Used by several stages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from mingzhang.common import colours
from mingzhang.common.citation import Publisher
from mingzhang.common.formats import CHOICE
from mingzhang.common.licences import DEFAULT, LICENCES, Licence
from mingzhang.common.yaml_file import Entry, Problem, Report, compose, mapping_entries
from mingzhang.model import UserErrors

FILE = "site.yml"
LONGEST = {"title": 40, "title_en": 60, "tagline": 80, "region": 40, "publisher": 80}
"""Characters that the header, the tab and citations can bear."""
NO_ANALYTICS = "none"
SWITCH = {"有": True, "yes": True, "true": True, "无": False, "no": False, "false": False}
BRANCH = "branch:"
FORGES = frozenset({"github.com", "gitee.com", "codeberg.org"})
"""Hosts whose page for a new issue takes a title and a text from its address."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The identity of one site. Empty texts are not known and not shown.

    Colours are `#rrggbb` or "" (the ones of the stylesheet); `licence` is a name of `LICENCES`;
    `formats` are those of the packages of bodies beside the CSV; `offline` tells whether the whole
    site is offered in one ZIP, `share_cards` whether each body gets a picture to be shared.
    `front` is the address of the site over this one, where it is one of several by region.
    `data_in` is where packages are published if not with the code: `branch:NAME`, or a ZIP.
    """

    title: str
    title_en: str = ""
    tagline: str = ""
    region: str = ""
    publisher: str = ""
    contact: str = ""
    address: str = ""
    front: str = ""
    repository: str = ""
    colour_primary: str = ""
    colour_accent: str = ""
    licence: str = DEFAULT.name
    formats: tuple[str, ...] = ()
    share_cards: bool = True
    offline: bool = True
    data_in: str = ""

    @property
    def cited(self) -> Publisher:
        """The site as citations name it."""
        return Publisher(self.title, self.publisher, self.address)

    @property
    def terms(self) -> Licence:
        """The licence of the data."""
        return LICENCES[self.licence]

    @property
    def report(self) -> str:
        """The address that takes a report of a misread figure: mail, or issues of the repository.

        Empty where neither is known; pages then give the text of the report to be copied.
        """
        if self.has_mail:
            return f"mailto:{self.contact}"
        forge = urlsplit(self.repository)
        return f"{self.repository.rstrip('/')}/issues/new" if forge.hostname in FORGES else ""

    @property
    def has_mail(self) -> bool:
        """Tell whether the contact is an address of mail and not of a page."""
        return "@" in self.contact and not self.contact.startswith("http")

    @property
    def reachable(self) -> bool:
        """Tell whether a reader has any way to reach whoever keeps the site."""
        return bool(self.contact or self.repository)

    @property
    def described(self) -> str:
        """Say in one line what the site is, and of which region."""
        if not self.region or self.region in self.tagline:
            return self.tagline
        about = f"{self.region}部门预算、决算公开数据"
        return f"{about}。{self.tagline}" if self.tagline else about

    def at(self, place: str, here: str = "") -> str:
        """Address a place: in full when the site's address is known, else relative to `here`.

        `here` is the path of the file or page that holds the link, from the root of the site.
        """
        return self.cited.at(place) or f"{'../' * here.count('/')}{place}" or "./"


KEYS = (*(field.name for field in fields(Settings)), "analytics")


def settings(editorial_dir: Path) -> Settings:
    """Read the settings of the site. Raises `UserErrors` with all that is wrong."""
    path = editorial_dir / FILE
    report = Report(path)
    if not path.is_file():
        report.add(0, "没有这个网站设置文件", "请从原仓库取回它，至少写明 title: 网站名称")
        raise UserErrors(tuple(report.errors))
    entries = _entries(path, report)
    for key, entry in entries.items():
        if not entry.broken:
            _check(key, entry, path, report)
    if report.errors:
        raise UserErrors(tuple(report.errors))
    return _settings(entries)


def _entries(path: Path, report: Report) -> Mapping[str, Entry]:
    node = compose(path, report, "title: 网站名称")
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        report.add(1, "应是“名称: 值”的列表", "请照说明每行写一项，例如 title: 我们市的明账")
        return {}
    entries = mapping_entries(node, KEYS, report)
    if not report.errors and "title" not in entries:
        report.add(0, "缺少网站名称 title", "请加上一行 title: 网站名称")
    return entries


def _check(key: str, entry: Entry, path: Path, report: Report) -> None:
    value = entry.scalar.strip()
    if key == "title" and not value:
        report.add(entry.line, "缺少网站名称 title", "请在冒号后填写网站名称")
    problem = None
    if not value:
        problem = _lost_colour(key, entry.line, path)
    elif key in _CHECKS:
        problem = _CHECKS[key](value)
    elif len(value) > LONGEST[key]:
        remedy = f"请缩短到 {LONGEST[key]} 个字以内"
        problem = f"太长，有 {len(value)} 个字", remedy
    if problem:
        report.add(entry.line, f"{key}：{problem[0]}", problem[1])


def _settings(entries: Mapping[str, Entry]) -> Settings:
    given = {
        key: " ".join(entry.scalar.split())
        for key, entry in entries.items()
        if entry.scalar.strip()
    }
    given.pop("analytics", None)
    for key in ("colour_primary", "colour_accent"):
        if key in given:
            given[key] = colours.parsed(given[key]) or ""
    read: dict[str, Any] = {**given, "formats": _listed(given.get("formats", ""))}
    for key in {"offline", "share_cards"} & given.keys():
        read[key] = SWITCH[given[key].lower()]
    return Settings(**read)


def _lost_colour(key: str, line: int, path: Path) -> Problem:
    """Tell when YAML took a colour for a comment: `colour_primary: #1d5580`."""
    written = path.read_text(encoding="utf-8-sig").splitlines()[line - 1]
    match = re.match(rf"\s*{key}\s*:\s*#([0-9A-Fa-f]{{3,6}})\s*$", written)
    if not key.startswith("colour_") or match is None:
        return None
    return "颜色没有加引号，# 后面的字被当成了注释", f'请写成 {key}: "#{match[1]}"'


def _web_address(value: str) -> Problem:
    if re.fullmatch(r"https?://[^\s/<>\"'?#]+(:\d+)?(/[^\s<>\"'?#]*)?", value):
        return None
    return f"“{value}”不是完整的网址", "请填写以 https:// 开头的完整地址；还没有就留空"


def _site_address(value: str) -> Problem:
    if re.search(r"\.html?/?$", value):
        return f"“{value}”是一个网页，不是网站的地址", "请去掉末尾的文件名，只到最后一个 /"
    return _web_address(value)


def _contact(value: str) -> Problem:
    if re.fullmatch(r"[^\s@<>\"',;:]+@[^\s@<>\"',;:]+\.[^\s@<>\"',;:]+", value):
        return None
    if re.match(r"https?://", value):
        return _web_address(value)
    remedy = "请填写邮箱（如 open@example.org）或以 https:// 开头的网址；没有就留空"
    return f"“{value}”既不是邮箱，也不是网址", remedy


def _primary(value: str) -> Problem:
    return _colour(value, colours.TEXT, "文字会看不清")


def _accent(value: str) -> Problem:
    return _colour(value, colours.MARK, "线条会看不清")


def _colour(value: str, wanted: float, why: str) -> Problem:
    colour = colours.parsed(value)
    if colour is None:
        return f"“{value}”不是颜色", '请写成 "#1d5580" 的样子：# 和六位数字或 a 到 f 的字母'
    reached = colours.on_light(colour)
    if reached >= wanted:
        return None
    better = colours.readable(colour, wanted)
    problem = f"“{value}”在浅色底上的对比度只有 {reached:.1f}，{why}（至少要 {wanted:g}）"
    return problem, f'请换深一些的颜色，最接近的是 "{better}"'


def _licence(value: str) -> Problem:
    if value in LICENCES:
        return None
    return f"不认识许可“{value}”", f"请从这几种里选一种：{'、'.join(LICENCES)}"


def _listed(value: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\s,，、]+", value))


def _formats(value: str) -> Problem:
    unknown = [format_id for format_id in _listed(value) if format_id not in CHOICE]
    if not unknown:
        return None
    remedy = f"请从这几种里选几种，用顿号或逗号隔开：{'、'.join(CHOICE)}；CSV 总是有的"
    return f"不认识格式“{unknown[0]}”", remedy


def _switch(value: str) -> Problem:
    if value.lower() in SWITCH:
        return None
    return f"不能是“{value}”", "请写 有 或 无"


def _data_in(value: str) -> Problem:
    if re.fullmatch(rf"{BRANCH}[A-Za-z0-9][A-Za-z0-9._/-]*|[^\s:]+\.zip", value):
        return None
    if value.endswith(".zip"):
        return _web_address(value)
    remedy = f"请写 {BRANCH}分支名，或 ZIP 文件的网址；随代码一起提交就留空"
    return f"不认识“{value}”", remedy


def _analytics(value: str) -> Problem:
    if value.lower() == NO_ANALYTICS:
        return None
    remedy = "请写 none：明账的网站不向其他网站请求任何东西，不统计读者"
    return f"不能是“{value}”", remedy


_CHECKS: Mapping[str, Callable[[str], Problem]] = {
    "contact": _contact,
    "address": _site_address,
    "front": _site_address,
    "repository": _web_address,
    "colour_primary": _primary,
    "colour_accent": _accent,
    "licence": _licence,
    "formats": _formats,
    "offline": _switch,
    "data_in": _data_in,
    "share_cards": _switch,
    "analytics": _analytics,
}
