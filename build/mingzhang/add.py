"""Puts a new disclosure into the content. In: a recognised `Source` and what the person said of it.
Out: a folder of `content/disclosures/` with the file, byte for byte, and its `source.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from mingzhang.content import load_folder
from mingzhang.model import Source, UserError
from mingzhang.publish import replacing
from mingzhang.vocab import Vocabulary

TITLE_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Given:
    """What the person said on the command line; empty or None: let the document tell."""

    agency: str | None = None
    year: int | None = None
    stage: str | None = None
    title: str = ""
    url: str = ""
    date: str = ""


def add(source: Source, text: str, given: Given, vocab: Vocabulary, disclosures_dir: Path) -> Path:
    """Make the folder of a disclosure and return it.

    Raises UserError when the body is not in the vocabulary or the folder is there already,
    UserErrors when an address or date that was given is not one.
    """
    agency = given.agency or source.agency
    if agency not in vocab.agencies:
        raise UserError(
            source.path,
            f"词表里没有这个机构（{agency}）",
            "请先在 content/vocab/agencies.csv 加一行，或用 --agency 指定已有的编号",
        )
    year = given.year or source.fiscal_year
    stage = given.stage or source.stage.value
    folder = disclosures_dir / agency / f"{year}-{stage}"
    if folder.exists():
        raise UserError(folder, "这份公开已经有了", "若要换成新的文件，请先移走原来的文件夹")
    record = {
        "file": source.path.name,
        "sha256": source.sha256,
        "agency": agency,
        "fiscal_year": year,
        "stage": stage,
        "language": source.language,
        "title": given.title or printed_title(text) or source.title,
        "source_url": given.url,
        "published_on": given.date,
    }
    if source.year_in_title not in (None, year):
        record["year_in_title"] = source.year_in_title
    with replacing(folder) as (fresh,):
        (fresh / source.path.name).write_bytes(source.data)
        (fresh / "source.yml").write_text(as_yaml(record), encoding="utf-8")
        load_folder(fresh, vocab)  # what the next build would refuse is refused now
    return folder


def printed_title(text: str) -> str:
    """Return the title that the document prints, when its first line is one."""
    first = next((line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()), "")
    is_title = len(first) <= TITLE_CHARACTERS and re.search("[预預决決]算", first)
    return first if is_title and not re.search("[。；]", first) else ""


def as_yaml(record: dict[str, object]) -> str:
    """Return the mapping as YAML, every text on one line."""
    head = "# 原文逐字节保留；不知道的网址与日期留空。\n"
    body = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=10_000)
    return head + str(body)
