"""Published figures for analysis: in, a package on disk or on the web; out, pandas frames."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mingzhang.common import published
from mingzhang.common.published import Package
from mingzhang.model import Measure, UserError
from mingzhang.paths import DESCRIPTOR

if TYPE_CHECKING:
    import pandas as pd

_BODY = ["agency", "scope", "fiscal_year", "stage"]


@dataclass(frozen=True)
class Data:
    """One package. Frames have the types of its schemas: codes stay strings, empty cells <NA>."""

    package: Package

    def table(self, name: str) -> pd.DataFrame:
        """Return a copy of one table. Raises UserError when the package has none of that name."""
        return self.package.frame(name)

    def figures(self) -> pd.DataFrame:
        """Return one row for each question; `value` is <NA> where the source disagrees."""
        return self.table("figures")

    def wide(self) -> pd.DataFrame:
        """Return one row for each body, year and stage, one column for each headline figure."""
        return self.table("headline")

    def series(self, concept: str) -> pd.DataFrame:
        """Return one concept over bodies, years and stages: its own levels, no parts by code."""
        figures = self.figures()
        concepts = self.table("concepts").set_index("concept")
        if concept not in concepts.index:
            raise UserError(concept, "没有这个概念", "请从 concepts 表的 concept 一列中选")
        for code in ("function_code", "economic_code"):
            figures = figures[figures[code].isna() | (figures[code] == concepts.loc[concept, code])]
        levels = figures["measure"].isin([measure for measure in Measure if measure.is_level])
        figures = figures[(figures["concept"] == concept) & levels]
        columns = [*_BODY, "fund", "value", "unit", "tolerance", "agree", "origin", "figure"]
        return figures[columns].sort_values([*_BODY, "fund"]).reset_index(drop=True)

    def explain(self, figure: str) -> pd.DataFrame:
        """Return every place that states a figure: words, place and the checks of it."""
        linked = self.table("figure_facts")
        places_of_figure = linked[linked["figure"] == figure]
        if places_of_figure.empty:
            raise UserError(figure, "没有这个数", "请从 figures 表的 figure 一列中选")
        columns = ["fact", "quote", "value_printed", "unit_printed", "value", "tolerance", "origin"]
        place = [
            "disclosure",
            "section",
            "start",
            "stop",
            "page",
            "grid",
            "row_index",
            "column_index",
        ]
        statements = places_of_figure.merge(self.table("facts")[[*columns, *place]], on="fact")
        return statements.merge(self._checks(), on="fact", how="left")

    def _checks(self) -> pd.DataFrame:
        checks = self.table("finding_facts").merge(self.table("findings"), on="finding")
        outcomes = checks["check_id"] + ": " + checks["outcome"]
        return outcomes.groupby(checks["fact"]).agg("; ".join).rename("checks").reset_index()


def open_data(place: str | Path) -> Data:
    """Open a package: its folder, its `datapackage.json`, or the address of either.

    Raises UserError when there is none.
    """
    text = str(place).removesuffix(DESCRIPTOR).rstrip("/")
    try:
        return Data(published.load(text))
    except UserError as error:
        remedy = "请检查路径或网址，它应当是含有 datapackage.json 的文件夹"
        raise UserError(text, "打不开数据包", remedy) from error
