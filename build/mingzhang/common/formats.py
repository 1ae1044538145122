"""The formats of a published package, each declared once: in, nothing; out, `FORMATS`.

`export/format_makers.py` knows how each is made. Downloads, catalogues, the API and its schema,
pages, the offline site and the benchmark read this list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """One format of a package: one file for all of it, or (`each_table`) one for each table.

    `id` is the suffix of its files. `file_type` is its name in the EU's authority table of file
    types, if it has one there. `offline` says of which packages the offline site holds it:
    all | joined | none. `folder` is where files of tables lie within the package. Pages offer what
    is `is_chief` before all others.
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
    offline: str = "all"
    is_chief: bool = False

    def path(self, name: str) -> str:
        """Give the file of a package or table of that name, from the folder of the package."""
        return f"{self.folder}{name}.{self.id}"


FORMATS = (
    Format(
        "xlsx",
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel 工作簿",
        "Excel workbook",
        "每表一页，中文表头，首页写明来源与口径",
        "one sheet for each table, with a cover that names sources and units",
        file_type="XLSX",
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
        offline="none",
    ),
    Format(
        "sqlite",
        "SQLite",
        "application/vnd.sqlite3",
        "SQLite 数据库",
        "SQLite database",
        "带主键、外键与视图",
        "with keys and views",
        offline="joined",
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
        offline="joined",
    ),
)
WHOLE = tuple(one for one in FORMATS if not one.each_table)
OF_TABLES = tuple(one for one in FORMATS if one.each_table)
BY_ID = {one.id: one for one in FORMATS}


def paths(package: str, tables: Sequence[str]) -> Iterator[tuple[Format, str, str]]:
    """Yield each file of a package: its format, the name of its table ("": all), its path."""
    for kind in WHOLE:
        yield kind, "", kind.path(package)
    for table in tables:
        for kind in OF_TABLES:
            yield kind, table, kind.path(table)
