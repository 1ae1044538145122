"""The list of what is to be added: in, a table of files and addresses; out, items to add.

What was fetched lies beside the list, each address in a folder of its own with the day; run again,
nothing is fetched twice.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mingzhang.common.encoding import decode
from mingzhang.content.body_names import known_by_name
from mingzhang.intake.batch import Item, Outcome, State, reasons
from mingzhang.intake.decide import STAGES, Given, check_given
from mingzhang.intake.fetch import Fetcher
from mingzhang.model import UserError, UserErrors
from mingzhang.vocab import Vocabulary

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "file": ("file", "文件", "文件名"),
    "url": ("url", "网址", "地址", "链接", "source_url"),
    "agency": ("agency", "机构编号", "编号"),
    "name": ("name", "单位", "单位名称", "部门", "机构"),
    "year": ("year", "年度", "年份", "fiscal_year"),
    "stage": ("stage", "阶段", "预决算"),
    "date": ("date", "公开日期", "日期", "published_on"),
    "title": ("title", "标题"),
    "region": ("region", "行政区划", "地区"),
    "name_en": ("name_en", "英文名"),
}
_ADDRESS_FILE = "address.txt"


def items(
    table: Path, vocab: Vocabulary, given: Given, fetcher: Fetcher, today: datetime.date
) -> Iterator[Item | Outcome]:
    """Read a list; a row that cannot be used comes back as an outcome with its reason.

    `given` holds for every row that does not say otherwise. Raises UserError for a file that is no
    such table.
    """
    for number, row in _rows(table):
        place = row.get("file") or row.get("url") or f"第 {number} 行"
        try:
            yield _item(row, place, table, vocab, given, fetcher, today)
        except (UserError, UserErrors) as error:
            told = tuple(f"第 {number} 行：{reason}" for reason in reasons(error))
            name, year, stage = (row.get(key, "") for key in ("name", "year", "stage"))
            yield Outcome((place,), name, year, stage, State.OPEN, told)


def _rows(table: Path) -> Iterator[tuple[int, dict[str, str]]]:
    text = decode(table.read_bytes(), table)[0].removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""))
    heads = [_column(head.strip()) for head in next(reader, [])]
    if not {"file", "url"} & set(heads):
        raise UserError(table, "表头里没有“文件”或“网址”一列", "请写 文件,网址,单位,年度,阶段 等列")
    for number, cells in enumerate(reader, start=2):
        if any(cell.strip() for cell in cells):
            named = zip(heads, cells, strict=False)
            yield number, {head: cell.strip() for head, cell in named if head}


def _column(head: str) -> str:
    return next((name for name, heads in _COLUMNS.items() if head.lower() in heads), "")


def _item(
    row: Mapping[str, str],
    place: str,
    table: Path,
    vocab: Vocabulary,
    given: Given,
    fetcher: Fetcher,
    today: datetime.date,
) -> Item:
    known = _known(row, vocab, given)
    file, url = row.get("file", ""), row.get("url", "")
    if file.startswith(("http://", "https://")):
        file, url = "", url or file
    known = replace(known, url=url or known.url)
    check_given(known)
    if file:
        path = table.parent / file
        if not _is_file(path):
            raise UserError(path, "没有这个文件", "文件名从清单所在的文件夹算起")
        return Item(place, path, known)
    if not url:
        raise UserError(table, "没有写文件，也没有写网址", "请至少写一样")
    path, day = fetched(url, table.with_suffix(".files"), fetcher, today)
    return Item(place, path, replace(known, retrieved=day))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the system can hold
        return False


def _known(row: Mapping[str, str], vocab: Vocabulary, given: Given) -> Given:
    said: dict[str, Any] = {
        key: row[key] for key in ("title", "date", "region", "name_en") if row.get(key)
    }
    name, agency = row.get("name", ""), row.get("agency", "")
    listed = known_by_name(name, vocab) if name else None
    if agency or listed is not None:
        said |= {"agency": agency or (listed.agency if listed else ""), "name": ""}
    elif name in vocab.agencies:
        said |= {"agency": name, "name": ""}
    elif name:
        said |= {"name": name, "agency": ""}
    known = replace(given, **said)
    year, stage = row.get("year", ""), row.get("stage", "")
    if year:
        digits = year.removesuffix("年度").removesuffix("年")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 4:
            raise UserError("年度", f"“{year}”不是年度", "请填写四位年份，例如 2024")
        known = replace(known, year=int(digits))
    if stage:
        if stage not in STAGES:
            raise UserError("阶段", f"“{stage}”不认识", "请写 预算 或 决算")
        known = replace(known, stage=STAGES[stage].value)
    return known


def fetched(url: str, folder: Path, fetcher: Fetcher, today: datetime.date) -> tuple[Path, str]:
    """The file of an address and the day on which it was fetched; fetch it if it is not there."""
    place = folder / hashlib.sha256(url.encode()).hexdigest()[:12]
    note = place / _ADDRESS_FILE
    if note.is_file():
        _, day, name = note.read_text(encoding="utf-8").split("\n")[:3]
        if (place / name).is_file():
            return place / name, day
    got = fetcher.fetch(url)
    place.mkdir(parents=True, exist_ok=True)
    (place / got.name).write_bytes(got.data)
    # Written last: what was broken off is fetched again.
    note.write_text(f"{url}\n{today.isoformat()}\n{got.name}\n", encoding="utf-8")
    return place / got.name, today.isoformat()
