"""How each format of a package is made: in, its tables; out, files in the folder of its downloads.

One pass over the tables feeds all formats that are made row by row.
"""

from __future__ import annotations

import pickle
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from mingzhang.common import citation, published
from mingzhang.common.file_sizes import MB
from mingzhang.common.formats import BY_ID, CSV, EXCEL, FOR_PROGRAMMES, Format
from mingzhang.common.kept import NOTHING_KEPT, Kept, key, of_code, version
from mingzhang.common.published import Package, Table
from mingzhang.common.site_settings import Settings
from mingzhang.export import parquet
from mingzhang.export.archive import Content, Deflated, deflated, write_zip
from mingzhang.export.excel import Cover, ExcelWriter
from mingzhang.export.sqlite import SqliteWriter
from mingzhang.export.table_writer import Writer, write

MOST_KEPT = 64 * MB
"""Files of one package in all formats that are kept at most: memory stays bounded."""


@dataclass(frozen=True)
class Making:
    """The folder of a package whose formats are made, and the folder `target` that they go into."""

    folder: Path
    target: Path
    site: Settings
    leaves_out: frozenset[str] = frozenset()
    """Tables that its workbook leaves out because the joined package has them in full."""
    kept: Kept = field(default=NOTHING_KEPT, compare=False)

    @cached_property
    def package(self) -> Package:
        """The package, read when it is first asked for: what is kept needs none."""
        return published.load(self.folder)

    @property
    def tables(self) -> Sequence[Table]:
        """The tables of the package."""
        return tuple(self.package.tables.values())

    def path(self, kind: str) -> Path:
        """Give the file that holds the whole package in a format."""
        return self.target / BY_ID[kind].path(self.folder.name)

    @property
    def citation(self) -> citation.Citation:
        """How to cite the package."""
        return citation.of_data(self.site.cited, self.package)


def make(making: Making, formats: Iterable[Format]) -> None:
    """Make a package in some formats; those that take rows share one reading of the tables."""
    making.target.mkdir(parents=True, exist_ok=True)
    chosen = [file_format.id for file_format in formats]
    with ThreadPoolExecutor(max_workers=1) as beside:  # most of what they do is not Python's
        made = [beside.submit(AT_ONCE[kind], making) for kind in chosen if kind in AT_ONCE]
        writers = [BY_ROWS[kind](making) for kind in chosen if kind in BY_ROWS]
        if writers:
            write(making.tables, writers)
        for each in made:
            each.result()


def make_once(making: Making, formats: Sequence[Format], kept: Kept) -> None:
    """Make a package in some formats, or take them from what was kept of this very package."""
    if take(making, formats, kept):
        return
    make(making, formats)
    made = [
        path
        for file_format in formats
        if file_format.id != CSV.id
        for path in _files(making, file_format)
    ]
    if sum(path.stat().st_size for path in made) <= MOST_KEPT:
        files = {path.relative_to(making.target).as_posix(): path.read_bytes() for path in made}
        kept.put(name_of(making, formats, kept), pickle.dumps(files), level=0)


def take(making: Making, formats: Sequence[Format], kept: Kept) -> bool:
    """Place what is kept of this very package in some formats; tell whether anything is."""
    known: dict[str, bytes] | None = kept.recall(name_of(making, formats, kept), dict)
    for path, data in (known or {}).items():
        place(making.target / path, data)
    return known is not None


def _files(making: Making, of: Format) -> Iterable[Path]:
    if of.each_table:
        return sorted((making.target / of.folder).glob(f"*.{of.id}"))
    return [making.path(of.id)]


def place(path: Path, data: bytes) -> None:
    """Write a file, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def name_of(making: Making, formats: Iterable[Format], kept: Kept) -> str:
    """Name a package in some formats after all that they are made from."""
    libraries = (f"{library} {version(library)}" for library in ("XlsxWriter", "pyarrow"))
    code = of_code("model.py", "common", "export")
    made_by = (code, *libraries, sqlite3.sqlite_version, zlib.ZLIB_RUNTIME_VERSION)
    names = ",".join(file_format.id for file_format in formats)
    about = repr((making.site, sorted(making.leaves_out)))
    return key("formats", *made_by, names, about, kept.of_folder(making.folder))


def make_year(making: Making, year: str, kept: Kept) -> None:
    """Make the workbook of one year, or take it from what was kept of these very tables."""
    if not take_year(making, year, kept):
        tables, cover = _of_year(making, year)
        counted = [replace(table, rows=sum(map(len, table.chunks()))) for table in tables]
        path = making.target / EXCEL.of_year(making.folder.name, year)
        path.parent.mkdir(parents=True, exist_ok=True)
        write(counted, [ExcelWriter(path, cover, counted)])
        kept.put(name_of_year(making, year), path.read_bytes(), level=0)


def take_year(making: Making, year: str, kept: Kept) -> bool:
    """Place what is kept of the workbook of a year; tell whether anything is."""
    known = kept.get(name_of_year(making, year))
    if known is not None:
        place(making.target / EXCEL.of_year(making.folder.name, year), known)
    return known is not None


def name_of_year(making: Making, year: str) -> str:
    """Name the workbook of a year after all that it is made from."""
    tables, cover = _of_year(making, year)
    code = of_code("model.py", "common", "export")
    rows = (table.path.read_bytes() for table in tables)
    about = repr((cover, [replace(table, places=()) for table in tables]))
    return key("workbook", code, version("XlsxWriter"), year, about, *rows)


def _of_year(making: Making, year: str) -> tuple[Sequence[Table], Cover]:
    """Give the tables that the workbook of a year has, and what it says of itself."""
    tables = [parts[year] for table in _shown(making) if year in (parts := table.of_parts())]
    whole = EXCEL.path(making.folder.name)
    lines = [
        ("内容", f"{making.package.descriptor['description']}这里是 {year} 年度的几张大表。"),
        ("其余", f"机构、公开文件、主要数字和词表在 {whole} 里，别的年度各在一个工作簿里。"),
        *_used(making),
    ]
    return tables, Cover(f"{making.package.title} {year} 年度", lines)


def _shown(making: Making) -> Sequence[Table]:
    left_out = FOR_PROGRAMMES | making.leaves_out
    return [table for table in making.tables if table.name not in left_out]


def _excel(making: Making) -> Writer:
    tables = [table for table in _shown(making) if not table.is_parted]
    return ExcelWriter(making.path("xlsx"), _cover(making), tables)


def _cover(making: Making) -> Cover:
    """Say on the cover of the workbook what it is, whence it comes and how to use it."""
    described, apart = making.package.descriptor, _apart(making)
    years = described["fiscal_years"]
    shown = 20
    sources = [str(source["title"]) for source in described["sources"]]
    more = f"；另有 {len(sources) - shown} 份" if len(sources) > shown else ""
    lines = [
        ("内容", described["description"]),
        ("年度", citation.span(tuple(years)) if years else ""),
        ("来源", "；".join(sources[:shown]) + more),
        *([("年度表", apart)] if apart else []),
        *_used(making),
    ]
    return Cover(making.package.title, [(heading, text) for heading, text in lines if text])


def _used(making: Making) -> list[tuple[str, str]]:
    """Say on every cover who publishes the tables and how to use them."""
    licence, site = making.package.descriptor["licenses"][0], making.site
    lines = [
        ("发布", " ".join(part for part in (site.publisher or site.title, site.address) if part)),
        ("许可", f"{licence['title']} {licence['path']}"),
        ("引用", making.citation.gbt7714),
        ("单位", "金额以元为单位；空格子表示原文没有或不适用，不是 0。科目代码是文字，不是数。"),
        ("范围", "数字串总账、原文的章节段落与表格、各表之间的对应，在 CSV 等别的格式里。"),
        *([("词表", "项目和检查规则的说明，在合并的数据包里。")] if making.leaves_out else []),
        ("核对", "每个数字在“数据 facts”表中都有原文位置和引文；推算的数 origin 为 derived。"),
    ]
    return [(heading, text) for heading, text in lines if text]


def _apart(making: Making) -> str:
    """Say which tables lie in workbooks of a year, and in which."""
    tables = [table for table in _shown(making) if table.is_parted]
    years = sorted({year for table in tables for year in table.of_parts()})
    if not years:
        return ""
    names = "、".join(table.title_zh for table in tables)
    books = "、".join(EXCEL.of_year(making.folder.name, year) for year in years)
    return f"{names}太大，按年度分在 {books} 里。"


def _sqlite(making: Making) -> Writer:
    described = making.package.descriptor
    about = {
        "title": making.package.title,
        "title_en": str(described["title_en"]),
        "description": str(described["description"]),
        "licence": str(described["licenses"][0]["path"]),
        "citation": making.citation.gbt7714,
    }
    archive = making.path("sqlite")
    return SqliteWriter(archive.with_suffix(""), about, archive)


def _parquet(making: Making) -> None:
    folder = making.target / BY_ID["parquet"].folder
    folder.mkdir(parents=True, exist_ok=True)
    for table in making.tables:
        path, name = folder / f"{table.name}.parquet", _name_in_parquet(table)
        known = making.kept.get(name)
        if known is not None:
            place(path, known)
        else:
            parquet.write(table, folder)
            making.kept.put(name, path.read_bytes(), level=0)


def _name_in_parquet(table: Table) -> str:
    """Name a table in Parquet after all that it is made from: a change leaves most as they were."""
    code = of_code("model.py", "common", "export")
    rows = (key(path.read_bytes()) for path in table.paths)
    return key("parquet", code, version("pyarrow"), repr(replace(table, places=())), *rows)


def _zip(making: Making) -> None:
    write_zip(making.path("zip"), _members(making))


def _members(making: Making) -> Iterator[tuple[str, Content]]:
    """List what goes into the ZIP of a package: all of it, and how to cite it."""
    name, folder = making.package.name, making.package.folder
    yield f"{name}/CITATION.txt", making.citation.text.encode()
    yield f"{name}/citation.bib", f"{making.citation.bibtex}\n".encode()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        member = f"{name}/{file.relative_to(folder).as_posix()}"
        yield member, _deflated(making, file) if file.suffix == ".csv" else file


def _deflated(making: Making, part: Path) -> Deflated:
    """Deflate a table or a year of it, or take it from what was kept of these very rows."""
    data = part.read_bytes()
    name = key("part of a ZIP", of_code("export/archive.py"), zlib.ZLIB_RUNTIME_VERSION, data)
    return making.kept.once(name, Deflated, partial(deflated, data))


AT_ONCE: Mapping[str, Callable[[Making], None]] = {
    "zip": _zip,
    "parquet": _parquet,
}
BY_ROWS: Mapping[str, Callable[[Making], Writer]] = {
    "xlsx": _excel,
    "sqlite": _sqlite,
}
"""For each format what makes it: at once, or as rows come."""
