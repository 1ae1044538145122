"""A published package: in, a folder with `datapackage.json`; out, what the descriptor says of it.

The rows are read by those who need them, each in its own way: `site/tables.py`, `export/rows.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingzhang.model import UserError
from mingzhang.paths import DESCRIPTOR


@dataclass(frozen=True)
class Package:
    """One package on disk. `tables` maps the name of each table to its resource descriptor."""

    folder: Path
    descriptor: Mapping[str, Any]
    tables: Mapping[str, Mapping[str, Any]]

    @property
    def name(self) -> str:
        """The name of the folder: the agency's id, or `all`."""
        return self.folder.name

    @property
    def title(self) -> str:
        """The Chinese title."""
        return str(self.descriptor.get("title", self.name))

    @property
    def years(self) -> tuple[int, ...]:
        """The fiscal years that it covers."""
        return tuple(self.descriptor.get("fiscal_years", ()))


def load(folder: Path) -> Package:
    """Open the package in a folder. Raises UserError when its descriptor cannot be read."""
    path = folder / DESCRIPTOR
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        resources = descriptor["resources"]
        tables = {one["name"]: one for one in resources if one.get("type") == "table"}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        remedy = "请运行 mingzhang package 重新生成数据包"
        raise UserError(path, "数据包的说明文件缺失或已损坏", remedy) from error
    return Package(folder, descriptor, tables)
