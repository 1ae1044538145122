"""Packages and exports for the tests of the export stage, made of hand-written hostile records.

In: nothing; out, a folder with `datapackages/`, settings and a site of bare pages with all exports.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import package_records as records
from mingzhang import model, package
from mingzhang.common import published, urls
from mingzhang.common.formats import CHOICE
from mingzhang.common.progress import Silent
from mingzhang.export import files
from mingzhang.model import Disclosure
from mingzhang.paths import Paths
from mingzhang.site.build import copy_packages

HOSTILE = (
    "=cmd|'/c calc'!A1",
    "+SUM(1,2)",
    "-2+3",
    '@HYPERLINK("http://evil")',
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "一行\r\n又一行\r末行",
    "响铃\x07 退格\x08 换页\x0c 转义\x1b 删除\x7f 下一行\x85 行分隔\u2028",
    "表情😀与𠮷字",
    "从右到左\u202e反\u202c 零宽\u200b\ufeff",
    "_x0041__x005F_ _xZZZZ_ _x000D_",
    " 两端空格 ",
    "NA",
    "TRUE",
    "1.0",
    "2024-01-31",
    "00012604",
    "https://example.org/a",
    "007",
    "1E5",
    "_x0041_ 　全角空格",
    '第一行\n第二行，“引号"与<b>标签</b>&amp;]]></script>',
)
LONG = "长" * 40_000
HUGE = Decimal("1234567890123456.78")
"""More digits than a double or a spreadsheet can hold."""
FINE = Decimal("-0.000125")
"""Fewer than a fen: two decimals would show nothing of it."""
PAGE = "<!doctype html><html><head><title>t</title></head><body>{}</body></html>"


@dataclass(frozen=True)
class Exported:
    """What was exported: the packages and the site."""

    paths: Paths

    @property
    def site(self) -> Path:
        return self.paths.site

    def tables(self, name: str) -> dict[str, published.Table]:
        opened = published.load(self.paths.datapackages / name)
        return dict(opened.tables)

    def file(self, name: str, suffix: str) -> Path:
        path = self.site / "data" / name / f"{name}.{suffix}"
        if suffix != "sqlite":
            return path
        # The real site is that of the project: nothing is written beside it.
        unpacked = tempfile.mkdtemp(dir=os.environ["MINGZHANG_TEST_FOLDER"])
        with zipfile.ZipFile(f"{path}.zip") as archive:
            return Path(archive.extract(path.name, unpacked))


def hostile_disclosure() -> Disclosure:
    """The disclosure of the records, with glossary entries and a figure that try every reader."""
    one = records.disclosure()
    entry = one.glossary[0]
    entries = tuple(
        replace(entry, entry=f"{one.source.disclosure}-g{n}", number=str(n), definition=text)
        for n, text in enumerate((*HOSTILE, LONG), start=1)
    )
    huge = replace(one.facts[0], fact=f"{one.source.disclosure}-f99", value=HUGE, fund="")
    huge = replace(huge, concept="", concept_zh="", parent_fact="", label_printed="+大数")
    fine = replace(huge, fact=f"{one.source.disclosure}-f97", value=FINE, label_printed="-细数")
    return replace(one, glossary=entries, facts=(*one.facts, huge, fine))


def write_packages(folder: Path) -> None:
    """Write the packages of two bodies and the joined one."""
    first = hostile_disclosure()
    second = records.disclosure(records.source("baishi-library", 2023, model.Stage.FINAL))
    findings = (records.finding(first), records.finding(second))
    derived = (records.derived(first),)
    package.write((first, second), findings, derived, records.vocabulary(), folder)


def make(root: Path, **settings: str) -> Exported:
    """Make packages, a site of bare pages and all exports below `root`.

    `settings` are lines of site.yml besides the title, the region and all formats for bodies.
    """
    paths = Paths(root)
    write_packages(paths.datapackages)
    paths.editorial.mkdir(parents=True)
    lines = {"title": "试验站", "region": "河北省", "formats": "、".join(CHOICE), **settings}
    text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in lines.items())
    (paths.editorial / "site.yml").write_text(text, encoding="utf-8")
    bare_site(paths)
    files.build(paths, Silent())
    return Exported(paths)


def bare_site(paths: Paths) -> None:
    """Put down the pages and copies that the site stage would have made."""
    copy_packages(paths.datapackages, paths.site / "data")
    for folder in sorted(path.parent for path in paths.datapackages.glob("*/datapackage.json")):
        _page(paths.site / "data" / folder.name)
        if folder.name != "all":
            _page(paths.site / "agencies" / folder.name)
    with (paths.datapackages / "all/data/disclosures.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            _page(paths.site / urls.disclosure_page(row["disclosure"]))
    size = '<span data-bytes="all/all.xlsx"></span><span data-bytes="no.zip"></span>'
    (paths.site / "data/index.html").write_text(PAGE.format(size), encoding="utf-8")


def _page(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(PAGE.format("正文"), encoding="utf-8")


def cells(table: published.Table) -> Iterator[list[str]]:
    """Yield the rows of a CSV by the standard library alone."""
    with table.path.open(encoding="utf-8", newline="") as file:
        yield from list(csv.reader(file, strict=True))[1:]
