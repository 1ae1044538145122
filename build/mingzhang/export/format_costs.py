"""What each format costs: in, a package and an empty folder; out, bytes and seconds of each.

Every format is made alone, so that its seconds are its own; all but the CSV read the tables once
more, and the seconds that reading takes are those of the CSV.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mingzhang.common import published, urls
from mingzhang.common.site_settings import Settings
from mingzhang.export import api, dataset
from mingzhang.export.archive import write_zip
from mingzhang.export.excel import ExcelWriter
from mingzhang.export.files import cover, members, short_addresses
from mingzhang.export.parquet import ParquetWriter
from mingzhang.export.sqlite import SqliteWriter
from mingzhang.export.table_reader import Table, Writer, chunks, tables, write
from mingzhang.paths import JOINED

FORMATS = ("CSV", "Excel", "Parquet", "SQLite", "ZIP", "JSON")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one format of one package costs: bytes of all its files, and seconds to make them."""

    package: str
    format: str
    size: int
    seconds: float


def measure(folder: Path, site_dir: Path, site: Settings) -> Iterator[Cost]:
    """Make every format of the package in `folder` below `site_dir`, and yield what each cost.

    Raises UserError for a package that is not sound.
    """
    package = published.load(folder)
    all_tables = tables(package)
    target = site_dir / "data" / package.name
    target.mkdir(parents=True)

    def one(name: str, make: Callable[[], object], *made: Path) -> Cost:
        began = time.perf_counter()
        make()
        seconds = time.perf_counter() - began
        return Cost(package.name, name, sum(map(_size, made)), seconds)

    def through(writer: Callable[[], Writer]) -> Callable[[], None]:
        return lambda: write(all_tables, [writer()])

    file = target / package.name
    excel, sqlite, packed = (file.with_name(f"{package.name}.{kind}")
                             for kind in ("xlsx", "sqlite", "zip"))  # fmt: skip
    yield one("CSV", lambda: _read(all_tables), *(table.path for table in all_tables))
    workbook = through(lambda: ExcelWriter(excel, cover(package, site), all_tables))
    yield one("Excel", workbook, excel)
    yield one("Parquet", through(lambda: ParquetWriter(target / "parquet")), target / "parquet")
    yield one("SQLite", through(lambda: SqliteWriter(sqlite, {})), sqlite)
    yield one("ZIP", lambda: write_zip(packed, members(package, site)), packed)
    if package.name != JOINED:
        short_addresses(all_tables, target)
        described = dataset.dataset(package, all_tables, site_dir)
        by_name = {table.name: table for table in all_tables}
        folders = site_dir / "agencies", site_dir / "disclosures"
        before = sum(map(_size, folders))
        cost = one("JSON", lambda: _write_json(described, by_name, site, site_dir), *folders)
        yield Cost(cost.package, cost.format, cost.size - before, cost.seconds)


def _read(all_tables: Sequence[Table]) -> None:
    for table in all_tables:
        for _ in chunks(table):
            pass


def _write_json(
    described: dataset.Dataset, by_name: Mapping[str, Table], site: Settings, site_dir: Path
) -> None:
    whole = api.agency(described, by_name, site)
    api.write_json(site_dir / urls.agency_json(described.name), whole)
    for name, content in api.disclosures(described, by_name, site):
        api.write_json(site_dir / urls.disclosure_json(name), content)


def _size(path: Path) -> int:
    """Return the bytes of a file, or of all files of a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
