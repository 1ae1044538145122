"""Old addresses keep leading somewhere: in, `content/editorial/redirects.csv`; out, redirects.

A row says that an agency or a disclosure, known as `old` before, is `new` now.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection, Iterator, Mapping
from html import escape
from pathlib import Path

from mingzhang.export import places
from mingzhang.model import UserError, UserErrors

FILE = "redirects.csv"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COLUMNS = ("old", "new", "reason")

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>地址已改变</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="{to}">
<script>location.replace("{to}" + location.hash)</script>
<meta http-equiv="refresh" content="1; url={to}">
</head>
<body>
<p>这个地址已改为 <a href="{to}">{name}</a>。{reason}</p>
<p lang="en">This page has moved to <a href="{to}">{name}</a>.</p>
</body>
</html>
"""


def redirects(editorial: Path, ids: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Read the redirects: each old id with its present id (chains are followed) and the reason.

    `ids` are the agencies and disclosures of the site. A missing file means that nothing ever
    moved. Raises UserErrors for rows that lead nowhere, in circles, or away from a living page.
    """
    path = editorial / FILE
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != _COLUMNS:
                remedy = "请把第一行写成 old,new,reason"
                raise UserError(path, "表头不对", remedy)
            rows = {row["old"]: (row["new"] or "", row["reason"] or "") for row in reader}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(path, "不是有效的 UTF-8 CSV", "请另存为 UTF-8 编码的 CSV") from error
    errors = []
    found = {}
    for old, (_, reason) in rows.items():
        present = _follow(old, rows)
        problem = _problem(old, present, rows[old][0], ids)
        if problem:
            errors.append(UserError(path, *problem))
        else:
            found[old] = (present, reason)
    if errors:
        raise UserErrors(tuple(errors))
    return found


def _problem(old: str, present: str, new: str, ids: Collection[str]) -> tuple[str, str] | None:
    """Tell what is wrong with a row, and the remedy."""
    if old in ids:
        return f"{old} 仍在使用，不能再指向别处", "请删去这一行，或检查编号"
    if present not in ids:
        return f"{old} 指向的 {new} 不存在", "new 应当是现有的机构编号或公开编号"
    if not _ID.fullmatch(old) or places.is_disclosure(old) != places.is_disclosure(present):
        remedy = "机构编号只能指向机构编号，公开编号（…-年度-budget 或 final）只能指向公开编号"
        return f"{old} 与 {present} 不是同一类编号", remedy
    return None


def _follow(old: str, rows: Mapping[str, tuple[str, str]]) -> str:
    """Return where a chain of redirects ends; a circle ends at an id that leads on."""
    seen = {old}
    present = rows[old][0]
    while present in rows and present not in seen:
        seen.add(present)
        present = rows[present][0]
    return present


def moved(old: str, new: str, disclosures: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield every old address with its new one, both from the root of the site.

    A disclosure takes its page and its data along, an agency also its disclosures.
    """
    if new in disclosures:
        yield places.disclosure_page(old), places.disclosure_page(new)
        yield places.disclosure_json(old), places.disclosure_json(new)
        return
    yield places.agency_page(old), places.agency_page(new)
    yield places.agency_json(old), places.agency_json(new)
    yield places.package_page(old), places.package_page(new)
    for disclosure in sorted(disclosures):
        if disclosure.startswith(f"{new}-") and disclosure[len(new) + 1 :].count("-") == 1:
            before = f"{old}{disclosure.removeprefix(new)}"
            yield places.disclosure_page(before), places.disclosure_page(disclosure)
            yield places.disclosure_json(before), places.disclosure_json(disclosure)


def write(
    site_dir: Path, found: Mapping[str, tuple[str, str]], disclosures: Collection[str]
) -> None:
    """Write a page (or, beside data, a JSON note) at every old address. Living pages stay."""
    for old, (new, reason) in found.items():
        for before, after in moved(old, new, disclosures):
            target = site_dir / before
            to = places.up(before) + after
            if before.endswith("/"):
                target = target / "index.html"
                text = _PAGE.format(to=escape(to), name=escape(new), reason=escape(reason))
            else:
                note = {"api": places.API, "moved_to": to, "reason": reason}
                text = json.dumps(note, ensure_ascii=False, indent=2) + "\n"
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="")
