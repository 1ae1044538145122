"""Old addresses keep leading somewhere: in, `content/editorial/redirects.csv`; out, redirects.

A row says that an agency or a disclosure, known as `old` before, is `new` now. Pages lead on, JSON
tells where it went, and the files of a data package lie under their old addresses too.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from mingzhang.common import urls
from mingzhang.common.formats import CSV, PACKED, packed
from mingzhang.common.hard_links import link_or_copy
from mingzhang.export.api import write_json
from mingzhang.model import UserError, UserErrors
from mingzhang.paths import JOINED

FILE = "redirects.csv"
RULES = "_redirects"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COLUMNS = ("old", "new", "reason")

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>地址已改变</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="canonical" href="{to}">
<script>
location.replace(document.querySelector("link[rel=canonical]").href + location.hash)
</script>
<meta http-equiv="refresh" content="1; url={to}">
</head>
<body>
<p>这个地址已改为 <a href="{to}">{name}</a>。{why}</p>
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
    rows: dict[str, tuple[str, str]] = {}
    errors = []
    for line, (old, new, reason) in _rows(path):
        if old in rows:
            errors.append(UserError(path, f"第 {line} 行：{old} 出现了两次", "每个旧编号只留一行"))
        rows.setdefault(old, (new, reason))
    targets = {}
    for old, (_, reason) in rows.items():
        chain = _chain(old, rows)
        problem = _problem(chain, ids)
        if problem:
            errors.append(UserError(path, *problem))
        else:
            targets[old] = (chain[-1], reason)
    if errors:
        raise UserErrors(tuple(errors))
    return targets


def _rows(path: Path) -> list[tuple[int, tuple[str, str, str]]]:
    """Read the rows with their lines: old, new, reason. Raises UserError when it is no such CSV."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            # Strict, lest a quotation mark that is never closed swallow the rows below it unseen.
            reader = csv.DictReader(file, restkey="more", restval="", strict=True)
            if tuple(reader.fieldnames or ()) != _COLUMNS:
                raise UserError(path, "表头不对", "请把第一行写成 old,new,reason")
            rows = []
            for row in reader:
                if "more" in row:
                    problem = f"第 {reader.line_num} 行多于三列"
                    raise UserError(path, problem, "原因里有英文逗号时，请用英文双引号括起来")
                old, new, reason = (row[column].strip() for column in _COLUMNS)
                rows.append((reader.line_num, (old, new, reason)))
            return rows
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        remedy = "请另存为 UTF-8 编码的 CSV，并检查引号是否成对"
        raise UserError(path, "不是有效的 UTF-8 CSV", remedy) from error


def _problem(chain: Sequence[str], ids: Collection[str]) -> tuple[str, str] | None:
    """Tell what is wrong with an old id and where it leads, and the remedy."""
    old, present = chain[0], chain[-1]
    if present in chain[:-1]:
        return f"{' → '.join(chain)} 绕成了圈，到不了现在的页面", "请改其中一行，让它指向现有的编号"
    if old in ids:
        return f"{old} 仍在使用，不能再指向别处", "请删去这一行，或检查编号"
    if present not in ids:
        return f"{old} 指向的 {present} 不存在", "new 应当是现有的机构编号或公开编号"
    if not _ID.fullmatch(old) or urls.is_disclosure(old) != urls.is_disclosure(present):
        remedy = "机构编号只能指向机构编号，公开编号（…-年度-budget 或 final）只能指向公开编号"
        return f"{old} 与 {present} 不是同一类编号", remedy
    return None


def _chain(old: str, rows: Mapping[str, tuple[str, str]]) -> list[str]:
    """List the ids from an old one to where it leads; in a circle, the last one is there twice."""
    chain = [old]
    while chain[-1] in rows:
        new = rows[chain[-1]][0]
        chain.append(new)
        if new in chain[:-1]:
            break
    return chain


def moved(old: str, new: str, disclosures: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield every old address with its new one, both from the root of the site.

    A disclosure takes its page and its data along, an agency also its disclosures.
    """
    if new in disclosures:
        yield urls.disclosure_page(old), urls.disclosure_page(new)
        yield urls.disclosure_json(old), urls.disclosure_json(new)
        return
    yield urls.agency_page(old), urls.agency_page(new)
    yield urls.agency_json(old), urls.agency_json(new)
    yield urls.package_page(old), urls.package_page(new)
    yield urls.moved_json(old), urls.package_page(new)
    yield urls.english_page(old), urls.english_page(new)
    for disclosure in sorted(disclosures):
        if disclosure.startswith(f"{new}-") and disclosure[len(new) + 1 :].count("-") == 1:
            before = f"{old}{disclosure.removeprefix(new)}"
            yield urls.disclosure_page(before), urls.disclosure_page(disclosure)
            yield urls.disclosure_json(before), urls.disclosure_json(disclosure)


def write(
    site_dir: Path, targets: Mapping[str, tuple[str, str]], disclosures: Collection[str]
) -> None:
    """Put something at every old address: a page, a JSON note, or the same file. Living ones stay.

    Everything else of the site must be there already.
    """
    # What is said of a single disclosure goes before what follows from its agency's new id.
    for old, (new, reason) in sorted(
        targets.items(), key=lambda redirect: redirect[1][0] not in disclosures
    ):
        for before, after in moved(old, new, disclosures):
            if not _there(site_dir / after):
                continue  # a site may do without English pages
            target = site_dir / before
            if before.endswith("/"):
                target = target / "index.html"
            if target.exists():
                continue
            if before.endswith("/"):
                to = urls.up(before) + after
                why = f"原因：{escape(reason.rstrip('。'))}。" if reason else ""
                text = _PAGE.format(to=escape(to), name=escape(new), why=why)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="")
            else:
                write_json(target, note(after, reason))
        if new not in disclosures:
            _keep_files(site_dir, old, new)


def _there(place: Path) -> bool:
    return place.is_file() or (place / "index.html").is_file()


def note(to: str, reason: str) -> dict[str, str]:
    """Make the JSON that stands where a file of the API was. `to` is from the root of the site."""
    return {
        "api": urls.API,
        "schema": f"{urls.SCHEMAS}moved.json",
        "moved_to": to,
        "reason": reason,
    }


def write_rules(site_dir: Path) -> None:
    """Send who asks for `data/<package>/<table>.csv` to the table, where the host reads rules.

    Hosts of the kind of Cloudflare Pages do; their sites lie at the root of a domain.
    """
    large = sorted(
        f"/{file.relative_to(site_dir).as_posix()}"
        for file in (site_dir / "data" / JOINED / CSV.folder).glob(f"*{PACKED}")
    )
    rules = [f"{address.removesuffix(PACKED)} {address} 301" for address in large]
    if large:
        folder = f"/data/:package/{CSV.folder}"
        rules += [f"{folder}{table}.csv {folder}{table}.csv{PACKED} 301"
                  for table in sorted(packed("", frozenset(large)))]  # fmt: skip
    rules.append(f"/data/:package/:table.csv /data/:package/{CSV.folder}:table.csv 301")
    (site_dir / RULES).write_text("".join(f"{rule}\n" for rule in rules), encoding="ascii")


def _keep_files(site_dir: Path, old: str, new: str) -> None:
    """Keep all files of a package under its old id, those that are called after it also so.

    A CSV or a workbook cannot say that it moved: programs that ask for the old address get the
    file, and the old descriptor still describes what lies beside it.
    """
    before, after = (site_dir / urls.package_page(name) for name in (old, new))
    called = re.compile(rf"(^|/){re.escape(new)}(?=\.|-\d{{4}}-)")
    for path in sorted(path for path in after.rglob("*") if path.is_file()):
        name = path.relative_to(after).as_posix()
        for kept in {name, called.sub(rf"\g<1>{old}", name)}:
            target = before / kept
            if not target.exists():
                link_or_copy(path, target)
