"""A workbook as its XML has it: in, an .xlsx; out, cells with their types, and faults of the parts.

Independent of the libraries that the project reads and writes workbooks with.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL_LIMIT = 32_767


@dataclass(frozen=True)
class Cell:
    """One cell: its place, kind (`s`, `n`, `b`, `inlineStr` …), value, and what its style says."""

    place: str
    kind: str
    value: Any
    quoted: bool
    formula: bool


@dataclass(frozen=True)
class Workbook:
    """The parts of a workbook, parsed; `sheets` maps the names shown to the parts."""

    parts: dict[str, bytes]
    sheets: dict[str, str]

    def cells(self, sheet: str) -> Iterator[Cell]:
        strings = self._strings()
        quoted = self._quoted_styles()
        for cell in etree.fromstring(self.parts[self.sheets[sheet]]).iter(f"{MAIN}c"):
            kind = cell.get("t", "n")
            style = int(cell.get("s", "0"))
            yield Cell(
                cell.get("r"),
                kind,
                _value(cell, kind, strings),
                quoted[style],
                cell.find(f"{MAIN}f") is not None,
            )

    def rows(self, sheet: str, width: int) -> list[list[Any]]:
        """Return all rows from the first, each `width` cells wide, None where a cell is empty."""
        found: dict[int, list[Any]] = {}
        for cell in self.cells(sheet):
            letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell.place).groups()
            row = found.setdefault(int(number), [None] * width)
            row[_column(letters)] = cell.value
        return [found.get(number, [None] * width) for number in range(1, max(found) + 1)]

    def _strings(self) -> list[str]:
        part = self.parts.get("xl/sharedStrings.xml")
        if part is None:
            return []
        return [_text(one) for one in etree.fromstring(part).iter(f"{MAIN}si")]

    def _quoted_styles(self) -> list[bool]:
        formats = etree.fromstring(self.parts["xl/styles.xml"]).find(f"{MAIN}cellXfs")
        return [one.get("quotePrefix") == "1" for one in formats]


def read(path: Path) -> Workbook:
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    targets = dict(_targets(parts, "xl/workbook.xml"))
    book = etree.fromstring(parts["xl/workbook.xml"])
    sheets = {one.get("name"): targets[one.get(RELATION)] for one in book.iter(f"{MAIN}sheet")}
    return Workbook(parts, sheets)


def faults(book: Workbook) -> Iterator[str]:
    """Yield what would make a spreadsheet offer to repair the file, or reach out of it."""
    types = etree.fromstring(book.parts["[Content_Types].xml"])
    known = {one.get("PartName") for one in types if one.get("PartName")}
    kinds = {one.get("Extension") for one in types if one.get("Extension")}
    for name, data in book.parts.items():
        etree.fromstring(data)  # raises where XML is broken
        if f"/{name}" not in known and name.rpartition(".")[2] not in kinds:
            yield f"{name}: no content type"
        if name.endswith(".rels"):
            owner = posixpath.normpath(posixpath.join(posixpath.dirname(name), ".."))
            for one in etree.fromstring(data):
                if one.get("TargetMode") == "External":
                    yield f"{name}: leads out to {one.get('Target')}"
                elif _inside(owner, one.get("Target")) not in book.parts:
                    yield f"{name}: {one.get('Target')} is not there"
    for part in known:
        if part.lstrip("/") not in book.parts:
            yield f"{part}: has a content type and is not there"
    if len({name.lower() for name in book.sheets}) != len(book.sheets):
        yield "two sheets have one name"
    for name in book.sheets:
        if len(name) > 31 or re.search(r"[\[\]:*?/\\]", name):
            yield f"{name}: no name for a sheet"
        yield from _sheet_faults(book, name)


def _sheet_faults(book: Workbook, name: str) -> Iterator[str]:
    seen = set()
    for cell in book.cells(name):
        if cell.formula or cell.kind in ("str", "e"):
            yield f"{name}!{cell.place}: a formula or its result"
        if cell.place in seen:
            yield f"{name}!{cell.place}: there twice"
        seen.add(cell.place)
        if isinstance(cell.value, str) and len(cell.value) > CELL_LIMIT:
            yield f"{name}!{cell.place}: too long"
    links = [one.get("location") for one in
             etree.fromstring(book.parts[book.sheets[name]]).iter(f"{MAIN}hyperlink")]  # fmt: skip
    for link in links:
        if link is None or link.rpartition("!")[0].strip("'") not in book.sheets:
            yield f"{name}: a link leads to {link}"


def _targets(parts: dict[str, bytes], owner: str) -> Iterator[tuple[str, str]]:
    folder, file = posixpath.split(owner)
    for one in etree.fromstring(parts[f"{folder}/_rels/{file}.rels"]):
        yield one.get("Id"), _inside(folder, one.get("Target"))


def _inside(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _value(cell: Any, kind: str, strings: list[str]) -> Any:
    if kind == "inlineStr":
        return _text(cell.find(f"{MAIN}is"))
    value = cell.find(f"{MAIN}v")
    if value is None or value.text is None:
        return None
    if kind == "s":
        return strings[int(value.text)]
    return value.text == "1" if kind == "b" else float(value.text)


def _text(element: Any) -> str:
    """Join the runs of a text and read its escapes (ECMA-376, part 1, 22.9.2.19)."""
    text = "".join(one.text or "" for one in element.iter(f"{MAIN}t"))
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
