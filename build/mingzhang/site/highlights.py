"""What the pages bring to the front: in, `site_src/figures.yml`; out, `Highlights`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mingzhang.common.yaml_file import LOADER
from mingzhang.model import UserError


@dataclass(frozen=True, slots=True)
class Block:
    """One table of an agency's page.

    `chart` is the depth whose amounts are drawn (-1: none); where `digits` is given, only official
    codes of so many digits are.
    """

    id: str
    groups: tuple[str, ...]
    chart: int
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """How money is split: `whole` is the first of these that is stated.

    Its parts are the concepts `under` one, or of `groups` the codes of so many `digits`. `more` are
    parts only where with them nothing is left: some totals count what is carried over, some do not.
    """

    id: str
    whole: tuple[str, ...]
    under: str = ""
    more: tuple[tuple[str, ...], ...] = ()
    groups: tuple[str, ...] = ()
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Highlights:
    """The concepts that pages bring to the front."""

    spending: tuple[str, ...]
    key_figures: tuple[tuple[str, ...], ...]
    blocks: tuple[Block, ...]
    parts: tuple[tuple[str, ...], ...] = ()
    flow: tuple[Branch, ...] = ()
    per_head: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def highlights(site_src: Path) -> Highlights:
    """Read which concepts the pages bring to the front."""
    path = site_src / "figures.yml"
    values = _mapping(path)
    try:
        return Highlights(
            spending=tuple(values["spending"]),
            key_figures=tuple(tuple(line) for line in values["key_figures"]),
            blocks=tuple(_block(block) for block in values["blocks"]),
            parts=tuple(tuple(line) for line in values.get("parts", ())),
            flow=tuple(_branch(branch) for branch in values.get("flow", ())),
            per_head=tuple(values.get("per_head", ())),
            people=tuple(values.get("people", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(path, f"内容不完整：{error}", "请对照仓库中的原文件改正") from error


def _block(values: dict[str, Any]) -> Block:
    return Block(
        id=values["id"],
        groups=tuple(values["groups"]),
        chart=int(values["chart"]),
        digits=int(values.get("digits", 0)),
    )


def _branch(branch: dict[str, Any]) -> Branch:
    return Branch(
        id=branch["id"],
        whole=tuple(branch["whole"]),
        under=branch.get("under", ""),
        more=tuple((concept,) for concept in branch.get("more", ())),
        groups=tuple(branch.get("groups", ())),
        digits=int(branch.get("digits", 0)),
    )


def _mapping(path: Path) -> dict[str, Any]:
    try:
        values = yaml.load(path.read_text(encoding="utf-8"), LOADER)
    except FileNotFoundError as error:
        raise UserError(path, "缺少这个设置文件", "请从原仓库恢复该文件") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(path, "不是有效的 UTF-8 YAML", "请检查缩进、引号与编码") from error
    if not isinstance(values, dict):
        raise UserError(path, "应当是“名称: 值”的列表", "请对照原仓库的文件改正")
    return values
