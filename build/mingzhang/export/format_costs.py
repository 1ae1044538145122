"""What each format costs: in, a package and an empty folder; out, bytes and seconds of each.

Every format is made alone, so that its seconds are its own; all but the CSV read the tables once
more, and the seconds that reading takes are those of the CSV.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mingzhang.common import published, urls
from mingzhang.common.formats import FORMATS, paths
from mingzhang.common.published import Table
from mingzhang.common.site_settings import Settings
from mingzhang.export import api, dataset
from mingzhang.export.formats import Making, make
from mingzhang.paths import JOINED

COLUMNS = (*(one.name for one in FORMATS), "JSON")


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
    all_tables = tuple(package.tables.values())
    making = Making(package, all_tables, site_dir / "data" / package.name, site)
    files = list(paths(package.name, [table.name for table in all_tables], FORMATS))
    for kind in FORMATS:
        seconds = _seconds(partial(make, making, [kind]))
        if kind.id == "csv":
            seconds = _seconds(partial(_read, all_tables))
        size = sum(_size(making.target / path) for one, _, path in files if one is kind)
        yield Cost(package.name, kind.name, size, seconds)
    if package.name != JOINED:
        described = dataset.dataset(package, all_tables, site_dir, FORMATS)
        by_name = {table.name: table for table in all_tables}
        folders = site_dir / "agencies", site_dir / "disclosures"
        before = sum(map(_size, folders))
        seconds = _seconds(partial(_write_json, described, by_name, site, site_dir))
        yield Cost(package.name, "JSON", sum(map(_size, folders)) - before, seconds)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _read(all_tables: Sequence[Table]) -> None:
    for table in all_tables:
        for _ in table.chunks():
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
