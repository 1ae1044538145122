"""Wholes and parts within a table: in, its figures; out, for each figure the one it is a part of.

Items of a classification are parts of what stands above them in their column; natures of spending
(基本支出) and single funds are parts of what stands beside them in their row.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from mingzhang.model import Stage
from mingzhang.parse.tables.blocks import NATURES
from mingzhang.parse.tables.columns import Column
from mingzhang.parse.tables.figures import Entry
from mingzhang.parse.tables.row_labels import depth
from mingzhang.vocab import Vocabulary
from mingzhang.vocab.layouts import Layouts, TableRule

PERSONAL = ("301", "303")
"""Economic classes of personnel funds; the other classes of basic expenditure are public funds."""


OWN_FUNDS = "entity_funds_revenue"
_OF_OWN_FUNDS = (
    "institutional_revenue", "business_revenue", "superior_subsidy_revenue",
    "affiliate_remittance_revenue", "other_revenue",
)  # fmt: skip
"""What 单位资金 is made of, where it has a row of its own above them."""


def is_of_which(column: Column, layouts: Layouts) -> bool:
    """Tell a column of a concept that is some of the one before it: 其中：经费拨款."""
    led = layouts["of_which"].match(column.head.rpartition("/")[2])
    return column.role == "by_column" and led is not None


class Parents:
    """Finds the wholes of one table's figures. `year` is the fiscal year of the disclosure.

    `unread` are the rows (by index) with amounts in columns that are not read: single funds beside
    a total are no full list there. Everything is looked up, so that time grows with the table.
    """

    def __init__(
        self,
        figures: Sequence[Entry],
        rule: TableRule,
        vocab: Vocabulary,
        year: int,
        unread: frozenset[int] = frozenset(),
    ) -> None:
        self.unread = unread
        self.rule = rule
        self.is_two_sided = vocab.layouts.kind(rule.layout).two_sided
        self.vocab = vocab
        self.year = year
        self._rows: dict[object, Entry] = {}
        self._coded: dict[tuple[int, str], list[Entry]] = defaultdict(list)
        self._bodies: dict[int, list[Entry]] = defaultdict(list)
        self._totals: dict[int, list[Entry]] = defaultdict(list)
        self._named: dict[object, Entry] = {}
        self._sums: dict[object, Entry] = {}
        self._whole_funds: dict[tuple[int, str], Entry] = {}
        amounts = {figure.column for figure in figures if figure.is_level}
        leading = (column for column in amounts if not is_of_which(column, vocab.layouts))
        self._leading = sorted({column.index for column in leading})
        """The columns (by place) of which those headed 其中 behind them are parts."""
        columns: dict[int, list[Entry]] = defaultdict(list)
        for figure in filter(lambda level: level.is_level, figures):
            self._note(figure)
            if figure.row.kind in ("total", "item", "body", "unknown"):
                columns[figure.column.index].append(figure)
        self._ordered: dict[int, Entry] = {}
        self.some: dict[int, Entry] = {}
        """By the id of a figure below 其中: the whole that the rows there do not make up."""
        if self.is_two_sided:
            for column in columns.values():
                known = [figure for figure in column if figure.row.kind != "unknown"]
                self._ordered.update(_by_ordinals(known, vocab.layouts))
                self.some.update(self._of_which(column))

    def _note(self, figure: Entry) -> None:
        """Enter one figure into the look-ups; of several of one name the first is found."""
        row, column = figure.row, figure.column
        place = _place(figure)
        is_total = column.role == "total"
        name = self.rule.total if is_total else figure.meant
        self._rows[place, "column", column.index] = figure
        if column.sums_heads:
            self._rows.setdefault((place, "heads", column.upper), figure)
        self._rows.setdefault((place, "named", figure.period, name, column.fund), figure)
        same = self._rows.setdefault((place, "level", figure.meant, column.year), figure)
        if is_total:
            if column.stage == Stage.FINAL != same.column.stage:
                # 比上年增减 beside 预算数 and 决算数 of one year is said of what was carried out.
                self._rows[place, "level", figure.meant, column.year] = figure
            self._rows.setdefault((place, "principal", column.fund, figure.period), figure)
        self._coded[column.index, row.code].append(figure)
        if is_total and row.kind != "code":
            name = row.concept or self.rule.total
            self._sums.setdefault((figure.period, column.body, name), figure)
        if row.kind == "body":
            self._bodies[column.index].append(figure)
        if row.kind == "total":
            self._totals[column.index].append(figure)
        if row.kind in ("item", "total"):
            concept = row.concept or self.rule.total
            self._named.setdefault((column.index, "named", concept), figure)
        if row.kind in ("item", "total", "body"):
            self._named.setdefault((column.index, "row", row.concept), figure)
            if not row.fund:
                self._whole_funds[column.index, row.concept] = figure

    def of(self, figure: Entry) -> Entry | None:
        """Return the figure that this one is a part (or a rate or change) of, or `None`."""
        if not figure.is_level:
            return self._level(figure)
        whole = self._whole(figure)
        return whole if whole is not None and self._unit(whole) == self._unit(figure) else None

    def _unit(self, figure: Entry) -> str:
        """The unit of the concept: vehicles listed below 机关运行经费 are no part of its money."""
        concept = self.vocab.concepts.get(figure.concept)
        return concept.unit if concept is not None else ""

    def _whole(self, figure: Entry) -> Entry | None:
        if figure.column.role == "by_column":
            return self._beside(figure) or self._above(figure)
        first = self._of_heads(figure) or self._principal(figure)
        if figure.row.kind in ("total", "item") and first is not None and first is not figure:
            return first
        return self._above(figure)

    def _level(self, figure: Entry) -> Entry | None:
        """Find the level of this year that a rate or change of the same row belongs to."""
        place = _place(figure)
        return self._rows.get((place, "level", figure.meant, self.year))

    def _beside(self, figure: Entry) -> Entry | None:
        """Find the whole in the same row: the nearest that the vocabulary names as one."""
        place = _place(figure)
        if is_of_which(figure.column, self.vocab.layouts):
            before = bisect_left(self._leading, figure.column.index) - 1
            return self._rows.get((place, "column", self._leading[before])) if before >= 0 else None
        named = self._ancestor_beside(figure)
        sum_of_heads = self._of_heads(figure)
        if sum_of_heads is None:
            return named
        # 基本支出小计, 人员经费, 公用经费 below one head: the nearer whole stands beside them.
        is_nearer = named is not None and named.column.upper == figure.column.upper
        return named if is_nearer else sum_of_heads

    def _of_heads(self, figure: Entry) -> Entry | None:
        """Find what sums up the columns below the same upper head: 财政拨款/合计.

        Of counts, those alone that are of it by name: 离退休 below 实有人数 is not in its 小计.
        """
        sum_of_heads = self._rows.get((_place(figure), "heads", figure.column.upper))
        if sum_of_heads is None or sum_of_heads is figure:
            return None
        known = self.vocab.concepts.get(sum_of_heads.meant)
        counts = known is not None and known.kind == "count"
        is_part = not counts or sum_of_heads.meant in self.vocab.ancestors(figure.meant)
        return sum_of_heads if is_part else None

    def _ancestor_beside(self, figure: Entry) -> Entry | None:
        place = _place(figure)
        for ancestor in self.vocab.ancestors(figure.meant):
            for fund in (figure.column.fund, ""):
                whole = self._rows.get((place, "named", figure.period, ancestor, fund))
                if whole is not None and whole is not figure:
                    return whole
        return None

    def _principal(self, figure: Entry) -> Entry | None:
        """Find the first total of the row and period, of which those of single funds are parts."""
        if figure.row.index in self.unread:
            return None
        place = _place(figure)
        return self._rows.get((place, "principal", self.rule.fund, figure.period))

    def _of_which(self, column: Sequence[Entry]) -> Iterator[tuple[int, Entry]]:
        """Yield for rows from 其中 to the next ordinal the row before, of which they are some.

        Where the vocabulary says so anyway (事业收入, 其中：教育收费) it also says whether they
        make it up. A row that is no sister of the row before ends the list: 本年收入合计.
        """
        last: Entry | None = None
        whole: Entry | None = None
        for figure in column:
            row, layouts = figure.row, self.vocab.layouts
            if layouts["of_which"].match(row.label):
                whole = whole or last
            elif whole and (depth(row.label, layouts) or not self._is_sister(figure, whole)):
                whole = None
            if whole is None:
                last = figure if row.kind == "item" and row.concept else None
                continue
            known = whole.row.concept in self.vocab.ancestors(row.concept)
            if row.concept and not row.fund and not known:
                yield id(figure), whole

    def _is_sister(self, figure: Entry, other: Entry) -> bool:
        """Tell rows that the vocabulary lets stand beside each other, below a part of an account.

        Only where ordinals part the rows; a row that nobody knows may be any.
        """
        if not depth(other.row.label, self.vocab.layouts):
            return False
        if figure.row.kind == "unknown":
            return True
        above = tuple(self.vocab.ancestors(figure.row.concept))
        return len(above) > 1 and above[0] in self.vocab.ancestors(other.row.concept)

    def _above(self, figure: Entry) -> Entry | None:
        """Find the whole in the same column: the code above, the body, the totals row."""
        row, column = figure.row, figure.column.index
        if row.kind == "item" and row.concept and not row.code:
            ordered = self.some.get(id(figure)) or self._ordered.get(id(figure))
            return ordered or self._by_vocabulary(figure)
        above = self._code_above(figure) if row.code else None
        if above is not None:
            return above
        if row.kind in ("code", "unknown"):
            body = _last_before(self._bodies[column], row.index)
            if body is not None and body.row.body == row.body:
                return body
        totals = self._totals[column]
        if row.kind != "total" and totals:
            return totals[0]
        return self._of_side(figure) if row.kind == "code" else None

    def _code_above(self, figure: Entry) -> Entry | None:
        """Find the nearest row above whose code this one's begins with."""
        code = figure.row.code
        for length in (7, 5, 3):
            if length < len(code) or (figure.row.economic and length == len(code)):
                coded = self._coded.get((figure.column.index, code[:length]), [])
                wholes = [coded_whole for coded_whole in coded if not coded_whole.row.economic]
                same = [
                    coded_whole for coded_whole in wholes if coded_whole.row.body == figure.row.body
                ]
                above = _last_before(same, figure.row.index)
                if above is not None:
                    return above
        return None

    def _by_vocabulary(self, figure: Entry) -> Entry | None:
        row, column = figure.row, figure.column.index
        if row.fund:
            # 一、一般公共预算 below 年初结转: the carry-over of one money is part of all of it.
            return self._whole_funds.get((column, row.concept))
        own_funds = self._named.get((column, "named", OWN_FUNDS))
        if row.concept in _OF_OWN_FUNDS and own_funds and own_funds.row.index < row.index:
            return own_funds
        for ancestor in self.vocab.ancestors(row.concept):
            whole = self._named.get((column, "named", ancestor))
            if whole is not None and whole is not figure and self._may_hold(whole, figure):
                return whole
        known = self.vocab.concepts.get(row.concept)
        if known is None or not known.parent:
            return None  # 机关运行经费 below the items of 三公经费 is a whole of its own
        totals = self._totals[column]
        return totals[0] if totals and not self.is_two_sided else None

    def _may_hold(self, whole: Entry, part: Entry) -> bool:
        """Tell that a row is listed below its whole, or above a 合计."""
        above = whole.row.index <= part.row.index
        sums = self.vocab.layouts["no_item"].match(whole.row.label)
        return above or sums is not None

    def _of_side(self, figure: Entry) -> Entry | None:
        """Find the whole of classes: the nature they are of, the year's expenditure, else all."""
        if self.rule.layout == "economic":
            personal = figure.row.code.startswith(PERSONAL)
            wanted = ["basic_expenditure", "personnel_funds" if personal else "public_funds"]
            # Three blocks side by side have one total for the last two: 公用经费合计.
            body = figure.column.body
            wholes = (self._sums.get((figure.period, body, concept)) for concept in wanted)
        else:
            wanted = ["current_year_expenditure", "total_expenditure"]
            wanted = [figure.meant] if figure.meant in NATURES else wanted
            column = figure.column.index
            wholes = (self._named.get((column, "row", concept)) for concept in wanted)
        return next((whole for whole in wholes if whole is not None), None)


def _place(figure: Entry) -> tuple[int, int, str]:
    """Row, block and the body of the column: what stands there may be a whole and its parts."""
    return figure.row.index, figure.block, figure.column.body


def _last_before(figures: Sequence[Entry], row: int) -> Entry | None:
    """Return the last of some figures, in order of rows, that stands above a row."""
    place = bisect_left(figures, row, key=lambda figure: figure.row.index)
    return figures[place - 1] if place else None


def _by_ordinals(column: Sequence[Entry], layouts: Layouts) -> Iterator[tuple[int, Entry]]:
    """Yield for rows （一） the row 五、 that they stand below, whose parts they list.

    A row without an ordinal, or one that is no item, ends what stood above it.
    """
    open_rows: list[tuple[int, Entry]] = []
    for figure in column:
        deep = depth(figure.row.label, layouts) if figure.row.kind == "item" else 0
        if not deep:
            open_rows.clear()
            continue
        while open_rows and open_rows[-1][0] >= deep:
            open_rows.pop()
        if open_rows and not figure.row.fund:
            yield id(figure), open_rows[-1][1]
        open_rows.append((deep, figure))
