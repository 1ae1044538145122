"""Layouts of statutory tables: in, the CSV files of `content/vocab/layouts/`; out, frozen rules.

A layout of another province is a row in these files, not code. In each file the first rule whose
pattern fits wins; patterns are regular expressions over levelled text (no blanks, no quotation
marks, full-width brackets, Simplified characters).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mingzhang.model import UserError

FILES = {
    "tables.csv": ("pattern", "heads", "layout", "total", "fund", "section", "name_zh", "name_en"),
    "columns.csv": ("layout", "pattern", "role", "concept", "fund", "measure"),
    "rows.csv": ("layout", "side", "after", "pattern", "role", "concept", "fund"),
    "periods.csv": ("pattern", "document", "stage", "year_offset"),
    "funds.csv": ("concept", "fund", "becomes"),
}


@dataclass(frozen=True, slots=True)
class TableRule:
    """A kind of table, told by its title and, where `heads` is not empty, by words of its heads.

    `total` is the concept where its totals row and its
    totals column meet; `fund` the money that all of it is about; no `layout`: not read.
    """

    pattern: re.Pattern[str]
    heads: re.Pattern[str]
    layout: str
    total: str
    fund: str
    section: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """What a column means, told by its heads joined with `/` from the top.

    `role`: code, code_class, code_group, code_item, label, body, body_code, line_number, skip;
    `total` (an
    amount of what the row says), `by_row` (a rate or change of it), `by_column` (an amount of
    `concept`), `fund` (only tells the money of a column whose role another rule tells).
    """

    layouts: tuple[str, ...]
    pattern: re.Pattern[str]
    role: str
    concept: str
    fund: str
    measure: str


@dataclass(frozen=True, slots=True)
class RowRule:
    """What a row means, told by its whole label without its ordinal.

    `role`: total (of the table), item (`concept`), sum (`concept` where the table also has a row
    of the whole, else the whole itself), skip. `side`: revenue | expenditure | "". `after`: only
    in the rows that follow a row of that concept.
    """

    layouts: tuple[str, ...]
    side: str
    after: str
    pattern: re.Pattern[str]
    role: str
    concept: str
    fund: str


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """Which account and year the words of a head mean in a budget or in a final account."""

    pattern: re.Pattern[str]
    document: str
    stage: str
    year_offset: int


@dataclass(frozen=True, slots=True)
class Layouts:
    """All rules, in the order of the files. `funds`: (concept, fund) → concept of that money."""

    tables: tuple[TableRule, ...] = ()
    columns: tuple[ColumnRule, ...] = ()
    rows: tuple[RowRule, ...] = ()
    periods: tuple[PeriodRule, ...] = ()
    funds: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def table(self, title: str, heads: str = "") -> TableRule | None:
        """Find the kind of a table by its (levelled) title and heads."""
        return next(
            (
                rule
                for rule in self.tables
                if rule.pattern.search(title) and rule.heads.search(heads)
            ),
            None,
        )

    def column(self, layout: str, head: str) -> ColumnRule | None:
        """Find what a column means by its (levelled) heads."""
        return self._column(layout, head, fund=False)

    def column_fund(self, layout: str, head: str) -> str:
        """Find the money that the heads of a column name, else ""."""
        rule = self._column(layout, head, fund=True)
        return rule.fund if rule else ""

    def _column(self, layout: str, head: str, *, fund: bool) -> ColumnRule | None:
        return next(
            (
                rule
                for rule in self.columns
                if (rule.role == "fund") is fund
                and (not rule.layouts or layout in rule.layouts)
                and rule.pattern.search(head)
            ),
            None,
        )

    def row(self, layout: str, side: str, after: str, label: str) -> RowRule | None:
        """Find what a row means by its (levelled) label; `after` is the last row's concept."""
        return next(
            (
                rule
                for rule in self.rows
                if (not rule.layouts or layout in rule.layouts)
                and rule.side in ("", side)
                and rule.after in ("", after)
                and rule.pattern.fullmatch(label)
            ),
            None,
        )

    def funded(self, concept: str, fund: str) -> str:
        """Name the concept that is `concept` of one money, where there is one."""
        return self.funds.get((concept, fund), concept)


def load(folder: Path) -> Layouts:
    """Read the layout files.

    Raises `UserError` naming file and line when one is missing, lacks a column or has a bad
    pattern.
    """
    tables = [
        TableRule(
            pattern=pattern,
            heads=re.compile(row["heads"]),
            layout=row["layout"],
            total=row["total"],
            fund=row["fund"],
            section=row["section"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
        )
        for pattern, row in _rows(folder, "tables.csv")
    ]  # fmt: skip
    columns = [
        ColumnRule(
            _names(row["layout"]), pattern, row["role"], row["concept"], row["fund"], row["measure"]
        )
        for pattern, row in _rows(folder, "columns.csv")
    ]
    rows = [
        RowRule(
            _names(row["layout"]), row["side"], row["after"], pattern,
            row["role"], row["concept"], row["fund"],
        )
        for pattern, row in _rows(folder, "rows.csv")
    ]  # fmt: skip
    periods = [
        PeriodRule(pattern, row["document"], row["stage"], int(row["year_offset"]))
        for pattern, row in _rows(folder, "periods.csv")
    ]
    funds = {(row["concept"], row["fund"]): row["becomes"] for _, row in _rows(folder, "funds.csv")}
    return Layouts(tuple(tables), tuple(columns), tuple(rows), tuple(periods), funds)


def _names(value: str) -> tuple[str, ...]:
    return tuple(filter(None, value.split("|")))


def _rows(folder: Path, name: str) -> Iterator[tuple[re.Pattern[str], dict[str, str]]]:
    path = folder / name
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise UserError(path, "缺少表格版式文件，或不是 UTF-8", "请从原仓库恢复该文件") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in FILES[name] if column not in (reader.fieldnames or [])]
    if missing:
        raise UserError(path, f"缺少列 {'、'.join(missing)}", "请补上表头中的这些列")
    for number, row in enumerate(reader, start=2):
        if None in row or None in row.values():
            raise UserError(path, f"第 {number} 行的列数与表头不符", "请检查该行的逗号与引号")
        try:
            yield re.compile(row.get("pattern", "")), row
        except re.error as error:
            problem = f"第 {number} 行的 pattern 不是合法的正则表达式（{error}）"
            raise UserError(path, problem, "请检查括号是否成对") from error
