"""Measures every format of every package: in, `datapackages/`; out, lines of a table in Chinese.

Nothing of the clone is changed: all files are made in a temporary folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.table import Table

from mingzhang.common.file_sizes import size_text
from mingzhang.common.site_settings import settings
from mingzhang.export.format_costs import COLUMNS, Cost, measure
from mingzhang.model import UserError
from mingzhang.paths import DESCRIPTOR, Paths

SHOWN = 20
"""So many packages, the largest, have a line of their own; the others are added up in one."""
WIDTH = 118


def run(paths: Paths, tell: Callable[[str], None]) -> tuple[Cost, ...]:
    """Make every format of every package and tell what each costs.

    Raises UserError or UserErrors for packages or settings that are not sound.
    """
    folders = sorted(path.parent for path in paths.datapackages.glob(f"*/{DESCRIPTOR}"))
    if not folders:
        raise UserError(paths.datapackages, "里面还没有数据包", "请先运行 mingzhang package")
    site = settings(paths.editorial)
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
    found = list(costs)
    for name in COLUMNS:
        of = [cost for cost in found if cost.format == name]
        seconds = sum(cost.seconds for cost in of)
        yield f"{size_text(sum(cost.size for cost in of))} {seconds:.2f}秒" if of else "—"
