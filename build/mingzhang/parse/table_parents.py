"""Wholes and parts within a table: in, its figures; out, for each figure the one it is a part of.

Items of a classification are parts of what stands above them in their column; natures of spending
(基本支出) and single funds are parts of what stands beside them in their row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from mingzhang.layouts import TableRule
from mingzhang.parse.table_figures import Figure
from mingzhang.parse.table_heads import level
from mingzhang.vocab import Vocabulary

PERSONAL = ("301", "303")
"""Economic classes of personnel funds; the other classes of basic expenditure are public funds."""


_ORDINALS = (
    re.compile(r"[一二三四五六七八九十]+、"),
    re.compile(r"（[一二三四五六七八九十]+）"),
    re.compile(r"\d+[、.]"),
    re.compile(r"（\d+）"),
)
"""Ordinals from the outermost to the innermost: 一、 （一） 1. （1）."""


def _depth(label: str) -> int:
    """Tell how deep the ordinal of a row stands; 0 without one."""
    plain = level(label)
    return next((n for n, ordinal in enumerate(_ORDINALS, 1) if ordinal.match(plain)), 0)


class Parents:
    """Finds the wholes of one table's figures. `year` is the fiscal year of the disclosure.

    `unread` are the rows (by index) with amounts in columns that are not read: single funds beside
    a total are no full list there.
    """

    def __init__(
        self,
        figures: Sequence[Figure],
        rule: TableRule,
        vocab: Vocabulary,
        year: int,
        unread: frozenset[int] = frozenset(),
    ) -> None:
        self.unread = unread
        self.rule = rule
        self.vocab = vocab
        self.year = year
        self._rows: dict[tuple[int, int], list[Figure]] = defaultdict(list)
        self._columns: dict[int, list[Figure]] = defaultdict(list)
        self._coded: dict[tuple[int, str], list[Figure]] = defaultdict(list)
        self._totals: dict[object, list[Figure]] = defaultdict(list)
        for figure in figures:
            if figure.is_level:
                self._rows[figure.row.index, figure.block].append(figure)
                self._coded[figure.column.index, figure.row.code].append(figure)
                if figure.column.role == "total" and figure.row.kind != "code":
                    self._totals[figure.period].append(figure)
                if figure.row.kind in ("total", "item", "body"):
                    self._columns[figure.column.index].append(figure)

    def of(self, figure: Figure) -> Figure | None:
        """Return the figure that this one is a part (or a rate or change) of, or `None`."""
        if not figure.is_level:
            return self._level(figure)
        if figure.column.role == "by_column":
            return self._beside(figure) or self._above(figure)
        first = self._principal(figure)
        if figure.row.kind in ("total", "item") and first is not None and first is not figure:
            return first
        return self._above(figure)

    def _level(self, figure: Figure) -> Figure | None:
        """Find the level of this year that a rate or change of the same row belongs to."""
        for other in self._rows[figure.row.index, figure.block]:
            same = other.base == figure.base and other.column.role == "total"
            if same and other.column.year == self.year:
                return other
        return None

    def _beside(self, figure: Figure) -> Figure | None:
        """Find the whole in the same row: the nearest that the vocabulary names as one."""
        row = [
            other
            for other in self._rows[figure.row.index, figure.block]
            if other.period == figure.period and other is not figure
        ]
        for ancestor in self.vocab.ancestors(figure.base):
            for fund in dict.fromkeys((figure.column.fund, "")):
                for other in row:
                    name = self.rule.total if other.column.role == "total" else other.base
                    if name == ancestor and other.column.fund == fund:
                        return other
        return None

    def _principal(self, figure: Figure) -> Figure | None:
        """Find the first total of the row and period, of which those of single funds are parts."""
        if figure.row.index in self.unread:
            return None
        for other in self._rows[figure.row.index, figure.block]:
            whole = other.column.role == "total" and other.column.fund == self.rule.fund
            if whole and other.period == figure.period:
                return other
        return None

    def _above(self, figure: Figure) -> Figure | None:
        """Find the whole in the same column: the code above, the body, the totals row."""
        row = figure.row
        column = [other for other in self._columns[figure.column.index] if other is not figure]
        if row.kind == "item" and row.concept and not row.code:
            return self._by_ordinal(figure, column) or self._by_vocabulary(figure, column)
        above = self._code_above(figure) if row.code else None
        if above is not None:
            return above
        bodies = [o for o in column if o.row.kind == "body" and o.row.index < row.index]
        if row.kind in ("code", "unknown") and bodies:
            return bodies[-1]
        totals = [other for other in column if other.row.kind == "total"]
        if row.kind != "total" and totals:
            return totals[0]
        return self._of_side(figure, column) if row.kind == "code" else None

    def _code_above(self, figure: Figure) -> Figure | None:
        """Find the nearest row above whose code this one's begins with."""
        code = figure.row.code
        for length in (5, 3):
            if length < len(code):
                above = [
                    other
                    for other in self._coded[figure.column.index, code[:length]]
                    if other.row.index < figure.row.index
                ]
                if above:
                    return above[-1]
        return None

    def _by_ordinal(self, figure: Figure, column: Sequence[Figure]) -> Figure | None:
        """Find the row 五、 that （一） stands below: numbered rows list its parts."""
        depth = _depth(figure.row.label)
        if self.rule.layout != "sides" or not depth or figure.row.fund:
            return None
        above = [other for other in column if other.row.index < figure.row.index]
        for other in reversed(above):
            if other.row.kind != "item" or not _depth(other.row.label):
                return None
            if _depth(other.row.label) < depth:
                return other
        return None

    def _by_vocabulary(self, figure: Figure, column: Sequence[Figure]) -> Figure | None:
        row = figure.row
        if row.fund:
            # 一、一般公共预算 below 年初结转: the carry-over of one money is part of all of it.
            whole = [o for o in column if o.row.concept == row.concept and not o.row.fund]
            return whole[-1] if whole else None
        for ancestor in self.vocab.ancestors(row.concept):
            for other in column:
                name = other.row.concept or self.rule.total
                if name == ancestor and other.row.kind in ("item", "total"):
                    return other
        totals = [other for other in column if other.row.kind == "total"]
        return totals[0] if totals and self.rule.layout != "sides" else None

    def _of_side(self, figure: Figure, column: Sequence[Figure]) -> Figure | None:
        """Find the whole of classes in a table of two sides: the year's expenditure, else all."""
        wanted = ["current_year_expenditure", "total_expenditure"]
        if self.rule.layout == "economic":
            personal = figure.row.code.startswith(PERSONAL)
            wanted = ["basic_expenditure", "personnel_funds" if personal else "public_funds"]
            # Three blocks side by side have one total for the last two: 公用经费合计.
            column = self._totals[figure.period]
        for concept in wanted:
            for other in column:
                if other.row.concept == concept:
                    return other
        return None
