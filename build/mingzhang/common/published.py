"""Published packages as pandas frames: in, a folder with `datapackage.json`; out, a `Package`.

The types are those of the schemas in the descriptor, never guessed: codes stay strings. Tables are
read when they are first asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingzhang.model import UserError
from mingzhang.paths import DESCRIPTOR

if TYPE_CHECKING:
    import pandas as pd

EXACT = "_exact"
"""A number column `value` is a float for drawing; the digits as published are in `value_exact`."""

_REMEDY = "请运行 mingzhang package 重新生成数据包"


@dataclass(frozen=True)
class Package:
    """One package on disk. `tables` maps the name of each table to its resource descriptor."""

    folder: Path
    descriptor: Mapping[str, Any]
    tables: Mapping[str, Mapping[str, Any]]
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

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

    def table(self, name: str) -> pd.DataFrame:
        """Return one table; the same frame each time, so copy it before changing it.

        string, date → str ("" where empty) · integer, year → Int64 (<NA>) · boolean → boolean ·
        number → float64 (NaN), and beside it a column `<name>_exact` with
        the published digits as str.
        Raises UserError when the table is not in the package or not readable as its schema says.
        """
        if name not in self._frames:
            self._frames[name] = self._read(name)
        return self._frames[name]

    def _read(self, name: str) -> pd.DataFrame:
        # Loading pandas takes a second, which commands that ask for no frame need not wait.
        import pandas as pd

        if name not in self.tables:
            raise UserError(self.folder / DESCRIPTOR, f"数据包里没有表 {name}", _REMEDY)
        resource = self.tables[name]
        path = self.folder / resource["path"]
        try:
            frame = pd.read_csv(
                path, dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8"
            )
            return _typed(frame, resource["schema"]["fields"])
        except (OSError, UnicodeDecodeError, ValueError, KeyError) as error:
            raise UserError(path, "数据表缺失，或与数据包的说明不符", _REMEDY) from error


def load(folder: Path) -> Package:
    """Open the package in a folder. Raises UserError when its descriptor cannot be read."""
    path = folder / DESCRIPTOR
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        resources = descriptor["resources"]
        tables = {one["name"]: one for one in resources if one.get("type") == "table"}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(path, "数据包的说明文件缺失或已损坏", _REMEDY) from error
    return Package(folder, descriptor, tables)


def load_all(folder: Path) -> tuple[Package, ...]:
    """Open every package in `datapackages/`, by name. Raises UserError when there is none."""
    found = sorted(path.parent for path in folder.glob(f"*/{DESCRIPTOR}"))
    if not found:
        raise UserError(folder, "里面没有数据包", _REMEDY)
    return tuple(load(one) for one in found)


def _typed(frame: pd.DataFrame, fields: list[Mapping[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    columns: dict[str, Any] = {}
    for one in fields:
        name, kind = one["name"], one["type"]
        column = frame[name]
        if kind in ("integer", "year"):
            columns[name] = pd.to_numeric(column.replace("", None)).astype("Int64")
        elif kind == "number":
            columns[name] = pd.to_numeric(column.replace("", None)).astype("float64")
            columns[name + EXACT] = column
        elif kind == "boolean":
            columns[name] = column.map({"true": True, "false": False}).astype("boolean")
        else:
            columns[name] = column
    if len(fields) != len(frame.columns):
        raise ValueError("columns that the schema does not know")
    return pd.DataFrame(columns, index=frame.index)
