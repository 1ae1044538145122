"""What people set: in, `content/editorial/site.yml` and `site_src/figures.yml`; out, records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mingzhang.citation import Publisher
from mingzhang.model import UserError


@dataclass(frozen=True, slots=True)
class Settings:
    """The identity of one site. Empty texts are not shown."""

    title: str
    tagline: str = ""
    publisher: str = ""
    address: str = ""
    repository: str = ""
    licence: str = ""
    region: str = ""
    contact: str = ""

    @property
    def cited(self) -> Publisher:
        """The site as citations name it."""
        return Publisher(self.title, self.publisher, self.address)


@dataclass(frozen=True, slots=True)
class Block:
    """One table of an agency's page.

    `chart` is the depth whose amounts are drawn (-1: none); where `digits` is given, only official
    codes of so many digits are. `history` adds the chart of spending over the years.
    """

    id: str
    groups: tuple[str, ...]
    title: str
    chart: int
    lead: str
    digits: int = 0
    history: bool = False


@dataclass(frozen=True, slots=True)
class Highlights:
    """The concepts that pages bring to the front."""

    spending: tuple[str, ...]
    key_figures: tuple[tuple[str, ...], ...]
    blocks: tuple[Block, ...]


def settings(editorial_dir: Path) -> Settings:
    """Read the settings of the site. Raises `UserError` naming the file and the key."""
    path = editorial_dir / "site.yml"
    values = _mapping(path)
    known = {name: str(values.get(name) or "") for name in Settings.__dataclass_fields__}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise UserError(path, f"不认识的设置 {'、'.join(unknown)}", "请对照说明改正名称或删去该行")
    if not known["title"]:
        raise UserError(path, "缺少网站名称 title", "请填写网站名称")
    address = known["address"]
    if address and not address.startswith(("https://", "http://")):
        remedy = "请填写以 https:// 开头的完整地址，或留空"
        raise UserError(path, f"网站地址 address 不完整：{address}", remedy)
    return Settings(**known)


def highlights(site_src: Path) -> Highlights:
    """Read which concepts the pages bring to the front."""
    path = site_src / "figures.yml"
    values = _mapping(path)
    try:
        return Highlights(
            spending=tuple(values["spending"]),
            key_figures=tuple(tuple(line) for line in values["key_figures"]),
            blocks=tuple(_block(block) for block in values["blocks"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(path, f"内容不完整：{error}", "请对照仓库中的原文件改正") from error


def _block(values: dict[str, Any]) -> Block:
    return Block(
        id=values["id"],
        groups=tuple(values["groups"]),
        title=values["title"],
        chart=int(values["chart"]),
        lead=values["lead"] or "",
        digits=int(values.get("digits", 0)),
        history=bool(values.get("history", False)),
    )


def _mapping(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserError(path, "缺少这个设置文件", "请从原仓库恢复该文件") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(path, "不是有效的 UTF-8 YAML", "请检查缩进、引号与编码") from error
    if not isinstance(values, dict):
        raise UserError(path, "应当是“名称: 值”的列表", "请对照原仓库的文件改正")
    return values
