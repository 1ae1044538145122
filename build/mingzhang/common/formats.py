"""The formats of a published package, each declared once: in, nothing; out, `FORMATS`.

The joined package comes in all of them, that of a body as CSV and in those that `site.yml` names.
Where it is large its tables are packed, a tenth as large, and the long ones of bodies; workbooks
and the tables that people open are there as they are.

`export/format_makers.py` knows how each is made. Downloads, catalogues, the API and its schema,
pages, the offline site and the benchmark read this list.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace

from mingzhang.common.file_sizes import MB
from mingzhang.common.published import Package
from mingzhang.paths import JOINED

LARGE, SMALL = 2 * MB, 0.1
"""Bytes of a table that make the joined package a large one, and the part of them that is small."""
PACKED = ".gz"
FOR_PROGRAMMES = frozenset(
    {"figure_facts", "finding_facts", "numerals", "sections", "passages", "grids", "cells"}
)
"""Tables that workbooks leave out: links, the ledger, the text in pieces."""
SAME_IN_ALL = frozenset({"checks", "concepts"})
"""Vocabularies, which the joined package has in full."""
LONG = frozenset({"facts", "figures", "findings"})
"""Tables of a body that are most of its bytes; who opens no programme finds them on its pages."""
OPENED = frozenset({"headline", "disclosures"})
"""Tables of the joined package that people open, whatever their size."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format of a package: one file for all of it, or (`each_table`) one for each table.

    `id` is the suffix of its files; a `packed` one lies in a ZIP, a tenth as large. `file_type` is
    its name in the EU's authority table of file types, if it has one there. `offline` tells whether
    the offline site holds it, of the joined package. `folder` is where files of tables lie within
    the package. Pages offer what is `is_chief` before all others. Tables that are `large` are
    packed by gzip. Of the joined workbook, `years` have one of their own, with the tables that lie
    in a file for each year.
    """

    id: str
    name: str
    media_type: str
    title_zh: str
    title_en: str
    note_zh: str
    note_en: str
    each_table: bool = False
    folder: str = ""
    file_type: str = ""
    offline: bool = False
    is_chief: bool = False
    packed: bool = False
    large: frozenset[str] = field(default=frozenset(), compare=False)
    years: tuple[str, ...] = field(default=(), compare=False)

    def path(self, name: str) -> str:
        """Give the file of a package or table of that name, from the folder of the package."""
        packed = ".zip" if self.packed else PACKED if name in self.large else ""
        return f"{self.folder}{name}.{self.id}{packed}"

    def of_year(self, name: str, year: str) -> str:
        """Give the file of one year of a package."""
        return self.path(f"{name}-{year}")


@dataclass(frozen=True, slots=True)
class Large:
    """What is large of the joined package: the tables that the site has packed, and the years that
    have a workbook of their own.
    """

    tables: frozenset[str] = frozenset()
    years: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tables)


SMALL_ENOUGH = Large()


FORMATS = (
    Format(
        "xlsx",
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel 工作簿",
        "Excel workbook",
        "一个工作表一类数据，表头是中文，首页写明来源和用法",
        "one sheet for each table, with a cover that names sources and units",
        file_type="XLSX",
        offline=True,
        is_chief=True,
    ),
    Format(
        "zip",
        "ZIP",
        "application/zip",
        "整包 ZIP",
        "Everything (ZIP)",
        "全部 CSV、原文与说明",
        "all CSV files with originals and descriptions",
        file_type="ZIP",
    ),
    Format(
        "sqlite",
        "SQLite",
        "application/zip",
        "SQLite 数据库",
        "SQLite database",
        "带主键、外键与视图，解压后使用",
        "with keys and views, in a ZIP",
        packed=True,
    ),
    Format(
        "csv",
        "CSV",
        "text/csv",
        "CSV",
        "CSV",
        "一个表一个文件",
        "one file for each table",
        each_table=True,
        folder="data/",
        file_type="CSV",
        is_chief=True,
    ),
    Format(
        "parquet",
        "Parquet",
        "application/vnd.apache.parquet",
        "Parquet",
        "Parquet",
        "一个表一个文件，列带类型",
        "one file for each table, with types",
        each_table=True,
        folder="parquet/",
    ),
)
WHOLE = tuple(export_format for export_format in FORMATS if not export_format.each_table)
BY_ID = {export_format.id: export_format for export_format in FORMATS}
CSV = BY_ID["csv"]
EXCEL = BY_ID["xlsx"]
CHOICE = tuple(export_format.id for export_format in FORMATS if export_format is not CSV)
"""What a site may choose for the packages of bodies, beside the CSV that all have."""


def of_package(
    name: str, chosen: Container[str], large: Large = SMALL_ENOUGH
) -> tuple[Format, ...]:
    """List the formats of a package; `chosen` are the ids that bodies have beside the CSV."""
    made = {
        CSV: replace(CSV, large=packed(name, large.tables)),
        EXCEL: replace(EXCEL, years=large.years if name == JOINED else ()),
    }
    return tuple(
        made.get(export_format, export_format)
        for export_format in FORMATS
        if name == JOINED or export_format is CSV or export_format.id in chosen
    )


def large(joined: Package) -> Large:
    """Tell what is large of the joined package: nothing of a small one."""
    tables = [table for table in joined.tables.values() if table.name not in OPENED]
    most = max((table.size for table in tables), default=0)
    least = LARGE * SMALL if most >= LARGE else float("inf")
    parted = [table for table in tables if table.is_parted]
    years = sorted({year for table in parted for year in table.of_parts()})
    packed = {table.name for table in tables if table.size >= least}
    return Large(frozenset(packed | {table.name for table in parted}), tuple(years))


def packed(name: str, large: frozenset[str]) -> frozenset[str]:
    """Name the tables of a package that are packed where those of the joined one are `large`."""
    return large if name == JOINED or not large else FOR_PROGRAMMES | SAME_IN_ALL | LONG


def paths(
    package: str, tables: Sequence[str], formats: Sequence[Format]
) -> Iterator[tuple[Format, str, str]]:
    """Yield each file of a package: its format, its table or year ("": all), its path."""
    for export_format in formats:
        if not export_format.each_table:
            yield export_format, "", export_format.path(package)
            for year in export_format.years:
                yield export_format, year, export_format.of_year(package, year)
    for table in tables:
        for export_format in formats:
            if export_format.each_table:
                yield export_format, table, export_format.path(table)
