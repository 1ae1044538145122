"""The change log of the data: in, the packages before and now; out, a CHANGELOG.md in each.

A package whose data are the same keeps its log to the byte, so that a second build changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from mingzhang.common.published import Row, Unreadable
from mingzhang.history import data_branch, log_prose
from mingzhang.history.last_published import PACKAGES, published_before
from mingzhang.history.package_changes import (
    NONE,
    PackageChange,
    Renamings,
    compare,
    compare_vocabularies,
)
from mingzhang.history.state import state
from mingzhang.paths import DESCRIPTOR, JOINED

__all__ = ["LOG", "PACKAGES", "data_branch", "figures", "published_before", "write"]

LOG = "CHANGELOG.md"
_ONE_BODY = 2
"""Packages of a site with one body: its own and the joined one."""


def write(before: Path | None, now: Path, renamed: Renamings = NONE) -> None:
    """Write the log of every package in the folder `now`, against those in the folder `before`.

    The log of a package goes on under the new id of its agency. Where several bodies were published
    and none of them is left, this is another site, a fork with content of its own: its log begins.
    """
    old = _names(before) if before else []
    new = _names(now)
    former = _former(old, new, renamed)
    left = {*former.values(), *old} & {*former.values(), *new} - {JOINED}
    if not left and len(old) > _ONE_BODY:
        before, old = None, []
    changed: dict[str, PackageChange] = {}
    came: dict[str, Sequence[Row]] = {}
    for name in new:
        if name == JOINED:
            continue
        if before is None or former.get(name, name) not in old:
            came[name] = tuple(state(now / name).rows("disclosures"))
            _put(now / name, _first(now / name))
            continue
        was = before / former.get(name, name)
        change = compare(was, now / name, renamed)
        if not change.is_empty:
            changed[name] = change
        _put(now / name, _carried(was, list(log_prose.agency_lines(change))))
    if JOINED not in new:
        return
    if before is None or JOINED not in old:
        _put(now / JOINED, _first(now / JOINED))
        return
    gone = {
        name: renamed.get(name, ("", ""))
        for name in old
        if name not in new and name not in former.values()
    }
    joined = compare_vocabularies(before / JOINED, now / JOINED, renamed)
    names = {**_bodies(before / JOINED), **_bodies(now / JOINED)}
    lines = list(log_prose.joined_lines(changed, came, gone, joined, names))
    _put(now / JOINED, _carried(before / JOINED, lines))


def figures(before: Path, now: Path) -> Iterator[str]:
    """Tell how figures of the packages of agencies differ, by disclosure, then one by one."""
    changes = {
        name: compare(before / name, now / name)
        for name in _names(now)
        if name != JOINED and (before / name / DESCRIPTOR).is_file()
    }
    counts = [line for change in changes.values() for line in log_prose.counted(change)]
    yield from counts or ["没有变化"]
    for name, change in changes.items():
        if change.unreadable:
            yield f"{name}：已发布的数据包读不出来，没有比较"
        yield from (line for line in log_prose.figure_lines(change) if line.startswith("- "))


def _bodies(joined: Path) -> dict[str, str]:
    """Name the agencies of a joined package in Chinese; none when it cannot be read."""
    try:
        return {row["agency"]: row.get("name_zh", "") for row in state(joined).rows("agencies")}
    except (Unreadable, KeyError):
        return {}


def _former(old: Sequence[str], new: Sequence[str], renamed: Renamings) -> dict[str, str]:
    """Name the former package of each that has another id now; of two made one, the first."""
    former: dict[str, str] = {}
    for old_id, (name, _) in sorted(renamed.items()):
        if old_id in old and old_id not in new and name in new and name not in old:
            former.setdefault(name, old_id)
    return former


def _carried(before: Path, lines: list[str]) -> str:
    """Carry the log on: as it was when there is nothing to tell, else with a version on top."""
    text = _log(before)
    return log_prose.next_version(text, lines) if lines else text


def _log(before: Path) -> str:
    """Return the log as it was; of a package without one, what its first version would tell."""
    try:
        return (before / LOG).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        pass
    try:
        return _first(before)
    except Unreadable:
        return ""


def _first(folder: Path) -> str:
    """Tell the first version. Raises Unreadable."""
    package = state(folder)
    origins = Counter(row.get("origin") == "derived" for row in package.rows("facts"))
    return log_prose.first(tuple(package.rows("disclosures")), origins.total(), origins[True])


def _names(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.glob(f"*/{DESCRIPTOR}"))


def _put(folder: Path, text: str) -> None:
    (folder / LOG).write_bytes(text.encode())
