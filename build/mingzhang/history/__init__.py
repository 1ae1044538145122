"""The change log of the data: in, the packages before and now; out, a CHANGELOG.md in each.

A package whose data are the same keeps its log to the byte, so that a second build changes nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from mingzhang.history import tell
from mingzhang.history.base import published_before
from mingzhang.history.compare import PackageChange, Row, compare, compare_vocabularies

__all__ = ["LOG", "published_before", "write"]

LOG = "CHANGELOG.md"
JOINED = "all"
_DESCRIPTOR = "datapackage.json"


def write(before: Path | None, now: Path) -> None:
    """Write the log of every package in the folder `now`, against those in the folder `before`."""
    old = _names(before) if before else []
    new = _names(now)
    changed: dict[str, PackageChange] = {}
    came: dict[str, Sequence[Row]] = {}
    for name in new:
        if name == JOINED:
            continue
        if before is None or name not in old:
            came[name] = _disclosures(now / name)
            _put(now / name, _first(now / name))
            continue
        change = compare(before / name, now / name)
        if not change.is_empty:
            changed[name] = change
        _put(now / name, _carried(before / name, list(tell.agency_lines(change))))
    if JOINED not in new:
        return
    if before is None or JOINED not in old:
        _put(now / JOINED, _first(now / JOINED))
        return
    gone = [name for name in old if name not in new]
    joined = compare_vocabularies(before / JOINED, now / JOINED)
    lines = list(tell.joined_lines(changed, came, gone, joined))
    _put(now / JOINED, _carried(before / JOINED, lines))


def _carried(before: Path, lines: list[str]) -> str:
    """Carry the log on: as it was when there is nothing to tell, else with a version on top."""
    log = before / LOG
    text = log.read_text(encoding="utf-8") if log.is_file() else _first(before)
    return tell.next_version(text, lines) if lines else text


def _first(folder: Path) -> str:
    return tell.first(_disclosures(folder), sum(1 for _ in _rows(folder, "facts")))


def _disclosures(folder: Path) -> list[Row]:
    return list(_rows(folder, "disclosures"))


def _rows(folder: Path, table: str) -> Iterator[Row]:
    with (folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _names(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.glob(f"*/{_DESCRIPTOR}"))


def _put(folder: Path, text: str) -> None:
    (folder / LOG).write_bytes(text.encode())
