"""What each download format costs: in, `datapackages/`; out, bytes and seconds, a table in Chinese.

Every format is made alone, so that its seconds are its own; all but the CSV read the tables once
more, and the seconds that reading takes are those of the CSV. All files are temporary.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.table import Table

from mingzhang.common import published, urls
from mingzhang.common.file_sizes import size_text, weigh
from mingzhang.common.formats import CSV, EXCEL, FORMATS, Format, large, paths
from mingzhang.common.hard_links import link_or_copy
from mingzhang.common.kept import NOTHING_KEPT
from mingzhang.common.site_settings import Settings, settings
from mingzhang.export import api, dataset
from mingzhang.export.format_makers import Making, make, make_year
from mingzhang.model import UserError
from mingzhang.paths import DESCRIPTOR, JOINED, Paths

COLUMNS = (*(kind.name for kind in FORMATS), "JSON")
SHOWN = 20
"""So many packages, the largest, have a line of their own; the others are added up in one."""
WIDTH = 118


@dataclass(frozen=True, slots=True)
class Cost:
    """What one format of one package costs: bytes of all its files, and seconds to make them."""

    package: str
    format: str
    size: int
    seconds: float


def run(places: Paths, tell: Callable[[str], None]) -> tuple[Cost, ...]:
    """Make every format of every package and tell what each costs.

    Raises UserError or UserErrors for packages or settings that are not sound.
    """
    folders = sorted(path.parent for path in places.datapackages.glob(f"*/{DESCRIPTOR}"))
    if not folders:
        raise UserError(places.datapackages, "里面还没有数据包", "请先运行 mingzhang package")
    site = settings(places.editorial)
    with tempfile.TemporaryDirectory(prefix="mingzhang-formats-") as place:
        costs = tuple(
            cost
            for number, folder in enumerate(folders)
            for cost in measure(folder, Path(place) / str(number), site)
        )
    for line in told(costs):
        tell(line)
    return costs


def told(costs: Sequence[Cost]) -> Iterator[str]:
    """Print costs: a line for each package, the largest first, and one for all of them."""
    yield "各格式的大小与用时（每种格式单独做一遍；CSV 一列是读一遍的用时）："
    table = Table("数据包", *COLUMNS, box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    packages = list(dict.fromkeys(cost.package for cost in costs))
    packages.sort(key=lambda name: -sum(c.size for c in costs if c.package == name))
    for name in packages[:SHOWN]:
        table.add_row(name, *_cells(cost for cost in costs if cost.package == name))
    rest = set(packages[SHOWN:])
    if rest:
        others = (cost for cost in costs if cost.package in rest)
        table.add_row(f"其余 {len(rest)} 个", *_cells(others))
    table.add_row("合计", *_cells(costs))
    page = StringIO()
    Console(file=page, width=WIDTH, color_system=None).print(table)
    yield from (line.rstrip() for line in page.getvalue().splitlines())
    total = sum(cost.seconds for cost in costs)
    yield f"{len(packages)} 个数据包，各种格式单独做共 {total:.2f} 秒。"


def _cells(costs: Iterable[Cost]) -> Iterator[str]:
    measured = list(costs)
    for name in COLUMNS:
        of = [cost for cost in measured if cost.format == name]
        seconds = sum(cost.seconds for cost in of)
        yield f"{size_text(sum(cost.size for cost in of))} {seconds:.2f}秒" if of else "—"


def measure(folder: Path, site_dir: Path, site: Settings) -> Iterator[Cost]:
    """Make every format of the package in `folder` below `site_dir`, and yield what each cost.

    Raises UserError for a package that is not sound.
    """
    package = published.load(folder)
    all_tables = tuple(package.tables.values())
    making = Making(folder, site_dir / "data" / package.name, site)
    kinds = [replace(EXCEL, years=large(package).years), *(k for k in FORMATS if k is not EXCEL)]
    files = list(paths(package.name, [table.name for table in all_tables], kinds))
    for kind in kinds:
        if kind is CSV:  # which a site copies with the package
            for table in all_tables:
                link_or_copy(table.path, making.target / CSV.path(table.name))
            seconds = _seconds(partial(_read, all_tables))
        else:
            seconds = _seconds(partial(_make, making, kind))
        size = sum(_size(making.target / path) for of, _, path in files if of is kind)
        yield Cost(package.name, kind.name, size, seconds)
    if package.name != JOINED:
        described = dataset.dataset(package, all_tables, site_dir, FORMATS)
        by_name = {table.name: table for table in all_tables}
        folders = site_dir / "agencies", site_dir / "disclosures"
        before = sum(map(_size, folders))
        seconds = _seconds(partial(_write_json, described, by_name, site, site_dir))
        yield Cost(package.name, "JSON", sum(map(_size, folders)) - before, seconds)


def _make(making: Making, kind: Format) -> None:
    make(making, [kind])
    for year in kind.years:
        make_year(making, year, NOTHING_KEPT)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _read(all_tables: Sequence[published.Table]) -> None:
    for table in all_tables:
        for _ in table.chunks():
            pass


def _write_json(
    described: dataset.Dataset,
    by_name: Mapping[str, published.Table],
    site: Settings,
    site_dir: Path,
) -> None:
    whole = api.agency(described, by_name, site)
    api.write_json(site_dir / urls.agency_json(described.name), whole)
    for name, content in api.disclosures(described, by_name, site):
        api.write_json(site_dir / urls.disclosure_json(name), content)


def _size(path: Path) -> int:
    """Return the bytes of a file, or of all files of a folder."""
    return path.stat().st_size if path.is_file() else weigh(path).total
