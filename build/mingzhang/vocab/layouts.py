"""Layouts of statutory tables: in, the CSV files of `content/vocab/layouts/`; out, frozen rules.

A layout of another province is a row in these files, not code. In each file the first rule whose
pattern fits wins; patterns are regular expressions over levelled text (no blanks, no quotation
marks, full-width brackets, Simplified characters).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from mingzhang.model import UserError
from mingzhang.vocab.csv_file import Row, compiled, listed, pattern
from mingzhang.vocab.grammar import NO_PATTERNS, Patterns
from mingzhang.vocab.layers import Place, rows

FILES = {
    "tables.csv": ("pattern", "heads", "layout", "total", "fund", "section", "name_zh", "name_en"),
    "columns.csv": ("layout", "pattern", "role", "concept", "fund", "measure"),
    "rows.csv": ("layout", "side", "after", "pattern", "role", "concept", "fund"),
    "periods.csv": ("pattern", "document", "stage", "year_offset"),
    "funds.csv": ("concept", "fund", "becomes"),
    "crossings.csv": ("row", "column", "becomes"),
    "known_words.csv": ("place", "word"),
    "kinds.csv": (
        "layout",
        "codes",
        "open_list",
        "two_sided",
        "column_first",
        "at_date",
        "class_columns",
        "dated_rows",
        "rows_of",
    ),
}


WORD_PLACES = ("title", "head")
FLAGS = FILES["kinds.csv"][2:-1]


@dataclass(frozen=True, slots=True)
class Kind:
    """What all tables of a layout have in common.

    `codes`: the classification of its codes and names, function | economic. `open_list`: its rows
    may repeat each other (by unit and again by project), so they are no list to add up.
    `two_sided`: revenue stands beside expenditure. `column_first`: a row of a code is that code's
    share of what the column says, not a figure of the code itself. `at_date`: counts of things
    held are those of a day, though the table may not print it. `class_columns`: columns may be
    economic classes, told by their names. `dated_rows`: the year in a row's label is that of its
    figures. `rows_of`: another layout whose rules of rows and columns serve this one, too.
    """

    codes: str = "function"
    open_list: bool = False
    two_sided: bool = False
    column_first: bool = False
    at_date: bool = False
    class_columns: bool = False
    dated_rows: bool = False
    rows_of: str = ""


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
    `total` (an amount of what the row says), `by_row` (a rate or change of it), `by_column` (an
    amount of `concept`), `by_name` (an amount of the item that its lowest head names), `fund`
    (only tells the money of a column whose role another rule tells).
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

    `role`: total (of the table), period (the table's total in the account that the label names:
    预算数, 决算数), item (`concept`), sum (`concept` where the table also has a row
    of the whole, else the whole itself), layout (a table with this row is read by the layout in
    `concept`), unknown, skip. `side`: revenue | expenditure | "".
    `after`: only in the rows that follow a row of that concept.
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
    """All rules, in the order of the files. `funds`: (concept, fund) → concept of that money.

    `crossings`: (concept of a row, concept of a column) → concept where they meet, or none.

    `words`: for titles and heads of each layout, the words that say nothing against a rule.
    `patterns`: those of the grammar, of which `tables.yml` are about tables.
    """

    tables: tuple[TableRule, ...] = ()
    columns: tuple[ColumnRule, ...] = ()
    rows: tuple[RowRule, ...] = ()
    periods: tuple[PeriodRule, ...] = ()
    funds: Mapping[tuple[str, str], str] = field(default_factory=dict)
    crossings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    words: Mapping[tuple[str, str], re.Pattern[str]] = field(default_factory=dict)
    patterns: Patterns = field(default_factory=dict)

    def __getitem__(self, pattern: str) -> re.Pattern[str]:
        return self.patterns[pattern]

    def kind(self, layout: str) -> Kind:
        """Return what tables of a layout have in common."""
        return self.kinds.get(layout, Kind())

    def table(self, title: str, heads: str = "") -> TableRule | None:
        """Find the kind of a table by its (levelled) title and heads.

        A title that names one kind of money and no rule of its own keeps the money.
        """
        table_rule = next(
            (
                rule
                for rule in self.tables
                if rule.pattern.search(title) and rule.heads.search(heads)
            ),
            None,
        )
        if table_rule is None or table_rule.fund:
            return table_rule
        return replace(table_rule, fund=self.column_fund(table_rule.layout, title))

    def by_rows(self, rule: TableRule, labels: Iterable[str]) -> TableRule:
        """Return the rule with the layout that a row of the table tells: taxes are a government's.

        `labels` are levelled and without ordinals.
        """
        telling = [row for row in self.rows if row.role == "layout" and rule.layout in row.layouts]
        if not telling:
            return rule
        found = (row for label in labels for row in telling if row.pattern.fullmatch(label))
        told = next(found, None)
        return replace(rule, layout=told.concept) if told else rule

    def of(self, layout: str) -> TableRule | None:
        """Find the first rule of a layout."""
        return next((rule for rule in self.tables if rule.layout == layout), None)

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

    def unexplained(
        self, text: str, rule: re.Pattern[str] | None, place: str, layout: str = ""
    ) -> str:
        """Return what is left of a title or head beside a rule's own words and known ones.

        In a title what stands between the words of a rule is not the rule's own either.
        """
        in_title = place == "title"
        asked = _with_gaps(rule.pattern) if rule and in_title else rule
        match = asked.search(text) if asked else None
        words = self.words.get((place, layout)) or self.words.get((place, ""))
        if words is None:
            return ""
        parts: tuple[str, ...] = (text,)
        if match:
            known = [word.span() for word in words.finditer(text)]
            begin = min(start for start, end in [match.span(), *known] if end > match.start())
            behind = max(end for start, end in [match.span(), *known] if start < match.end())
            gaps = match.groups("") if in_title else ()
            parts = (text[:begin], *gaps, text[behind:])
        return " ".join(self["no_words"].sub("", words.sub("", part)) for part in parts).strip()

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


@lru_cache
def _with_gaps(written: str) -> re.Pattern[str]:
    """Compile a rule so that its groups are the gaps between its own words (`.*`), and only those.

    What stands there is no word of the rule. What a lookahead passes over is no gap.
    """
    ungrouped = re.sub(r"(?<!\\)\((?!\?)", "(?:", written)
    return re.compile(re.sub(r"(?<!\(\?[!=])\.\*", "(.*)", ungrouped))


def load(folder: Place, patterns: Patterns = NO_PATTERNS) -> Layouts:
    """Read the layout files.

    Raises `UserError` naming file and row when one is missing, lacks a column or has a bad
    pattern or offset of years.
    """
    kinds = dict(_kinds(folder / "kinds.csv"))
    _refuse_unknown_rows(folder / "kinds.csv", kinds)
    return Layouts(
        tables=tuple(_tables(folder / "tables.csv", kinds)),
        columns=tuple(_columns(folder / "columns.csv", kinds)),
        rows=tuple(_row_rules(folder / "rows.csv", kinds)),
        periods=tuple(_periods(folder / "periods.csv")),
        funds={
            (row["concept"], row["fund"]): row["becomes"] for _, row in _rows(folder / "funds.csv")
        },
        crossings={
            (row["row"], row["column"]): row["becomes"]
            for _, row in _rows(folder / "crossings.csv")
        },
        kinds=kinds,
        words=_words(folder / "known_words.csv", kinds),
        patterns=patterns,
    )


def _words(path: Place, kinds: Mapping[str, Kind]) -> dict[tuple[str, str], re.Pattern[str]]:
    """Read the words that titles and heads may hold beside those of a rule, also by layout.

    `place`: title, head, or a layout, in whose titles and heads the word may stand.
    """
    written: dict[str, list[str]] = {}
    for number, row in _rows(path):
        if row["place"] not in ("", *WORD_PLACES, *kinds):
            problem = f"第 {number} 行的 place“{row['place']}”不认识"
            remedy = "请写 title（表题）、head（表头）或一种版式，或者留空（处处可用）"
            raise UserError(path.own, problem, remedy)
        written.setdefault(row["place"], []).append(row["word"])
    return {
        (place, layout): _any_of(
            {word for where in ("", place, *own) for word in written.get(where, ())}
        )
        for place in WORD_PLACES
        for layout, own in {
            "": (),
            **{name: (name, k.rows_of) for name, k in kinds.items()},
        }.items()
    }


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Find any of some words, the longest first."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return compiled("|".join(map(re.escape, longest_first)) or "(?!)")


def _kinds(path: Place) -> Iterator[tuple[str, Kind]]:
    for number, row in _rows(path):
        if row["codes"] not in ("function", "economic"):
            problem = f"第 {number} 行的 codes“{row['codes']}”不认识"
            raise UserError(path.own, problem, "请写 function（功能分类）或 economic（经济分类）")
        flags = {name: bool(row[name]) for name in FLAGS}
        yield row["layout"], Kind(row["codes"], **flags, rows_of=row["rows_of"])


def _served(written: str, kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    """The layouts that a rule is written for, and those that take over their rules."""
    named = listed(written)
    heirs = (layout for layout, kind in kinds.items() if kind.rows_of in named and kind.rows_of)
    return tuple(dict.fromkeys((*named, *heirs)))


def _refuse_unknown_rows(path: Place, kinds: Mapping[str, Kind]) -> None:
    for layout, kind in kinds.items():
        if kind.rows_of and kind.rows_of not in kinds:
            problem = f"版式“{layout}”的 rows_of“{kind.rows_of}”没有写在这里"
            raise UserError(path.own, problem, "请改用已有的版式，或者留空")


def _tables(path: Place, kinds: Mapping[str, Kind]) -> Iterator[TableRule]:
    texts = ("layout", "total", "fund", "section", "name_zh", "name_en")
    for number, row in _rows(path):
        if row["layout"] and row["layout"] not in kinds:
            problem = f"第 {number} 行的版式“{row['layout']}”没有写在 kinds.csv 里"
            raise UserError(path.own, problem, "请在 kinds.csv 加一行，或改用已有的版式")
        yield TableRule(
            pattern=pattern(path.own, number, row["pattern"]),
            heads=pattern(path.own, number, row["heads"]),
            **{column: row[column] for column in texts},
        )


def _columns(path: Place, kinds: Mapping[str, Kind]) -> Iterator[ColumnRule]:
    for number, row in _rows(path):
        yield ColumnRule(
            layouts=_served(row["layout"], kinds),
            pattern=pattern(path.own, number, row["pattern"]),
            **{column: row[column] for column in ("role", "concept", "fund", "measure")},
        )


def _row_rules(path: Place, kinds: Mapping[str, Kind]) -> Iterator[RowRule]:
    for number, row in _rows(path):
        if row["role"] == "layout" and row["concept"] not in kinds:
            problem = f"第 {number} 行的版式“{row['concept']}”没有写在 kinds.csv 里"
            raise UserError(path.own, problem, "请在 kinds.csv 加一行，或改用已有的版式")
        own = row["role"] == "layout"
        yield RowRule(
            layouts=listed(row["layout"]) if own else _served(row["layout"], kinds),
            pattern=pattern(path.own, number, row["pattern"]),
            **{column: row[column] for column in ("side", "after", "role", "concept", "fund")},
        )


def _periods(path: Place) -> Iterator[PeriodRule]:
    for number, row in _rows(path):
        if not re.fullmatch(r"-?\d{1,2}", row["year_offset"]):
            problem = f"第 {number} 行的 year_offset“{row['year_offset']}”不是整数"
            raise UserError(path.own, problem, "请写 0（本年）、-1（上年）等")
        yield PeriodRule(
            pattern=pattern(path.own, number, row["pattern"]),
            document=row["document"],
            stage=row["stage"],
            year_offset=int(row["year_offset"]),
        )


def _rows(path: Place) -> Iterator[tuple[int, Row]]:
    return rows(path, FILES[path.own.name], "表格版式")
