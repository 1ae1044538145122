"""Statutory tables: in, a document's grids, vocabularies and layouts; out, a fact for each figure.

Row × column decides: a row of a code is that function or class, a totals row what the column sums
up, and the column tells nature, money, account and year. Blank cells state nothing; 0 is a figure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from mingzhang.layouts import Layouts, TableRule
from mingzhang.model import Cell, Document, Fact, Grid, Measure, Note, Origin, Role, Stage
from mingzhang.money import amount_tolerance, decimals, half_last_digit
from mingzhang.parse.table_heads import (
    AMOUNT,
    LABEL_ROLES,
    Column,
    Sheet,
    columns_of,
    head_paths,
    head_rows,
    is_counting,
    level,
    sheet_of,
)
from mingzhang.parse.table_rows import Block, Row, RowReader, blocks_of, label_runs
from mingzhang.vocab import Vocabulary

Span = tuple[int, int, Role, str, str]
"""start, end (of the document's text), role, fact id, rule."""

OPEN_LISTS = ("project", "procurement", "service_purchase", "performance")
"""Layouts whose rows may repeat each other (by unit and again by project): no list to add up."""

ONE_FUND = ("general_public_budget", "government_fund", "state_capital")
"""The three budgets that fiscal appropriation consists of."""

PERSONAL = ("301", "303")
"""Economic classes of personnel funds; the other classes of basic expenditure are public funds."""

_RUN = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_RATES = (Measure.SHARE, Measure.CHANGE_RATE, Measure.COMPLETION_RATE)
_KINDS = {"count": Measure.COUNT, "balance": Measure.BALANCE}
_FULL_WIDTH_SIGN = "-－−"


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What the tables of a document state; every run of digits in them has a span."""

    facts: tuple[Fact, ...]
    spans: tuple[Span, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Figure:
    """One figure: its cell, row and column, what it is called and what it says."""

    cell: Cell
    block: int
    row: Row
    column: Column
    base: str
    """The concept before the column's money is regarded: what parents are found by."""
    concept: str
    measure: Measure
    value: Decimal
    start: int
    end: int
    digits: str
    percent: bool

    @property
    def period(self) -> tuple[Stage, int]:
        """Account and year: figures of different periods are no parts of each other."""
        return self.column.stage, self.column.year

    @property
    def is_level(self) -> bool:
        """Tell whether the figure states a quantity, not a relation."""
        return self.measure in (Measure.AMOUNT, Measure.BALANCE, Measure.COUNT)


def facts(document: Document, vocab: Vocabulary) -> TableFacts:
    """Read the statutory tables of a document by the layouts of the vocabulary.

    Returns facts in the order of the text, spans for the ledger (one for each run of digits in any
    grid) and notes on tables that no layout knows or that print no unit. Pure; never raises on odd
    tables.
    """
    found: list[Fact] = []
    spans: list[Span] = []
    notes: list[Note] = []
    common = _common_unit(document.grids)
    for grid in document.grids:
        table = _Table(document, grid, vocab, vocab.layouts, grid.unit or common)
        found.extend(table.facts())
        spans.extend(table.spans())
        notes.extend(table.notes())
    return TableFacts(tuple(found), tuple(spans), tuple(notes))


def _common_unit(grids: Sequence[Grid]) -> str:
    """Return the unit that all tables with a printed unit share; "" when they differ."""
    units = {grid.unit for grid in grids if grid.unit}
    return units.pop() if len(units) == 1 else ""


@dataclass(slots=True)
class _Table:
    """One grid while it is read."""

    document: Document
    grid: Grid
    vocab: Vocabulary
    layouts: Layouts
    unit: str
    sheet: Sheet = field(init=False)
    heads: int = field(init=False)
    rule: TableRule | None = field(init=False)
    columns: tuple[Column, ...] = field(init=False)
    figures: list[_Figure] = field(init=False)
    ids: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.sheet = sheet_of(self.grid)
        self.heads = head_rows(self.sheet)
        heads = "/".join(head_paths(self.sheet, self.heads))
        rule = self.layouts.table(level(self.grid.title), heads) if self.grid.title else None
        self.rule = rule if rule is not None and rule.layout else None
        self.columns = columns_of(
            self.sheet,
            self.heads,
            self.rule,
            self.layouts,
            self.document.source,
        )
        self.figures = list(self._figures(self.rule)) if self.rule else []
        self.ids = {id(figure): self._id(figure.cell) for figure in self.figures}

    def _id(self, cell: Cell) -> str:
        place = f"p{self._page(cell)}t{self.grid.table}r{cell.row}c{cell.column}"
        return f"{self.document.source.disclosure}-{place}"

    def _page(self, cell: Cell) -> int:
        pages = self.document.pages
        if not pages:
            return self.grid.page
        starts = [page.start for page in pages]
        return pages[max(0, bisect_right(starts, cell.start) - 1)].number

    def _figures(self, rule: TableRule) -> Iterator[_Figure]:
        reader = RowReader(self.sheet, rule, self.layouts, self.vocab)
        for number, block in enumerate(blocks_of(self.columns)):
            for row in reader.rows(block, self.heads):
                yield from self._row_figures(rule, number, block, row)

    def _row_figures(
        self, rule: TableRule, number: int, block: Block, row: Row
    ) -> Iterator[_Figure]:
        cells = self.sheet.rows[row.index][1]
        own = [cell for cell in cells if cell is not None and cell.row == row.number]
        if is_counting([self.sheet.text(cell) for cell in own if cell.text]):
            return
        for column in block.amounts:
            cell = cells[column.index]
            if cell is None or cell.row != row.number or cell.column != column.index:
                continue
            figure = self._figure(rule, number, row, column, cell)
            if figure is not None:
                yield figure

    def _figure(
        self, rule: TableRule, block: int, row: Row, column: Column, cell: Cell
    ) -> _Figure | None:
        match = AMOUNT.fullmatch(self.sheet.text(cell)) if cell.text else None
        if match is None:
            return None
        base, concept = self._concept(rule, row, column)
        known = self.vocab.concepts.get(concept)
        measure = _KINDS.get(known.kind if known else "", Measure.AMOUNT)
        if column.role == "by_row":
            measure = Measure(column.measure)
        percent = bool(match["percent"]) or measure in _RATES
        if percent and measure not in _RATES:
            return None
        value = Decimal(match["digits"].replace(",", ""))
        # Brackets around a figure stand for minus in accounts.
        value = -value if match["sign"] or match["open"] else value
        start, end = _numeral(cell)
        return _Figure(
            cell, block, row, column, base, concept, measure, value, start, end,
            match["digits"], percent,
        )  # fmt: skip

    def _concept(self, rule: TableRule, row: Row, column: Column) -> tuple[str, str]:
        """Return the concept where row and column meet, before and after the money is regarded."""
        by_code = row.kind == "code" and rule.layout == "function_revenue"
        if column.role == "by_column":
            base = column.concept
        elif by_code or (row.kind in ("total", "body") and not row.concept):
            base = rule.total
        else:
            base = row.concept
        return base, self.layouts.funded(base, row.fund or column.fund)

    def facts(self) -> Iterator[Fact]:
        """Yield the facts of the table, parents and lists tied."""
        if self.rule is None:
            return
        parents = {id(figure): self._parent(figure) for figure in self.figures}
        wholes = {id(parent) for parent in parents.values() if parent is not None}
        lists = self.rule.layout not in OPEN_LISTS
        for figure in self.figures:
            unit = self._unit(figure)
            if unit is None:
                continue
            parent = parents[id(figure)]
            yield replace(
                self._fact(self.rule, figure, *unit),
                parent_fact=self.ids[id(parent)] if parent is not None else "",
                list_kind="all" if lists and id(figure) in wholes else "",
            )

    def _unit(self, figure: _Figure) -> tuple[str, str, Decimal] | None:
        """Return printed unit, base unit and factor; None for money without a known unit."""
        if figure.percent:
            return "%", "percent", Decimal(1)
        concept = self.vocab.concepts.get(figure.concept)
        if concept is not None and concept.kind == "count":
            return "", concept.unit, Decimal(1)
        unit = self.vocab.units.get(self.unit)
        return (self.unit, unit.base_unit, unit.factor) if unit else None

    def _fact(
        self, rule: TableRule, figure: _Figure, printed: str, unit: str, factor: Decimal
    ) -> Fact:
        source = self.document.source
        row, column = figure.row, figure.column
        concept = self.vocab.concepts.get(figure.concept)
        scope, scope_id, scope_printed = self._scope(row)
        function = row.code if row.family == "function" else ""
        economic = row.code if row.family == "economic" else ""
        point = concept is not None and (concept.kind == "balance" or concept.group == "assets")
        relation = figure.measure in (Measure.CHANGE, Measure.CHANGE_RATE)
        return Fact(
            fact=self.ids[id(figure)],
            disclosure=source.disclosure,
            agency=source.agency,
            fiscal_year=source.fiscal_year if relation else column.year,
            stage=Stage.POINT_IN_TIME if point else source.stage if relation else column.stage,
            scope=scope,
            scope_id=scope_id,
            scope_printed=scope_printed,
            measure=figure.measure,
            value=_plain(figure.value * factor),
            unit=unit,
            origin=Origin.PRINTED,
            concept=figure.concept if concept else "",
            concept_zh=concept.name_zh if concept else "",
            concept_en=concept.name_en if concept else "",
            label_printed=row.label or column.head.rpartition("/")[2],
            function_code=function if function in self.vocab.functions else "",
            economic_code=(economic if economic in self.vocab.economics else "")
            or (concept.economic_code if concept else ""),
            fund=self._fund(row, column, concept.fund if concept else ""),
            value_printed=self.document.text[figure.start : figure.end],
            unit_printed=printed,
            tolerance=_tolerance(figure, unit, factor),
            year_printed=column.year_printed,
            base_year=source.fiscal_year - 1 if relation else None,
            base_printed="上年" if relation else "",
            section=self.grid.title,
            section_kind=rule.section,
            start=figure.start,
            end=figure.end,
            page=self._page(figure.cell) or None,
            table=self.grid.table,
            row=figure.cell.row,
            column=figure.cell.column,
            quote=self._quote(figure),
            rule=f"table:{rule.layout}",
        )

    @staticmethod
    def _fund(row: Row, column: Column, own: str) -> str:
        """Name the money: that of the row, else the narrower of column (or table) and concept."""
        return row.fund or (column.fund if column.fund in ONE_FUND else own or column.fund)

    def _scope(self, row: Row) -> tuple[str, str, str]:
        own = self.vocab.agencies.get(self.document.source.agency)
        name, agency = (own.name_zh, own.agency) if own else (self.document.source.agency, "")
        if row.kind != "body":
            return name, agency, ""
        named = next(
            (
                known
                for known in self.vocab.agencies.values()
                if row.label in (known.name_zh, *known.former_names, *known.aliases)
            ),
            None,
        )
        return (named.name_zh, named.agency, row.label) if named else (row.label, "", row.label)

    def _quote(self, figure: _Figure) -> str:
        """Return the row of the figure's block up to the figure, as printed."""
        cells = self.sheet.rows[figure.row.index][1]
        block = blocks_of(self.columns)[figure.block]
        columns = [column.index for column in (*block.labels, *block.amounts)]
        texts: dict[int, str] = {}
        for index in sorted(columns):
            cell = cells[index]
            if cell is not None and cell.text and index <= figure.column.index:
                texts[cell.start] = cell.text
        return " ".join(texts[start] for start in sorted(texts))

    def _parent(self, figure: _Figure) -> _Figure | None:
        """Find the figure that this one is a part of, within the table."""
        if not figure.is_level:
            return self._across(figure, same_base=True)
        if figure.column.role == "by_column":
            return self._across(figure) or self._enclosing(figure)
        first = self._principal(figure)
        if figure.row.kind in ("total", "item") and first is not None and first is not figure:
            return first
        return self._enclosing(figure)

    def _same_row(self, figure: _Figure) -> list[_Figure]:
        return [
            other
            for other in self.figures
            if other.row.index == figure.row.index
            and other.block == figure.block
            and other.is_level
            and other is not figure
        ]

    def _across(self, figure: _Figure, *, same_base: bool = False) -> _Figure | None:
        """Find the whole in the same row: the nearest that the concepts name as one."""
        row = [
            other for other in self._same_row(figure) if same_base or other.period == figure.period
        ]
        if same_base:
            own = [o for o in row if o.base == figure.base and o.column.role == "total"]
            years = self.document.source.fiscal_year
            return next((o for o in own if o.column.year == years), None)
        rule = self.rule
        for ancestor in self.vocab.ancestors(figure.base):
            for other in row:
                name = rule.total if rule and other.column.role == "total" else other.base
                if name == ancestor and other.column.fund in (figure.column.fund, ""):
                    return other
        return None

    def _principal(self, figure: _Figure) -> _Figure | None:
        """Find the first total of the row and period, of which those of single funds are parts."""
        totals = [
            other
            for other in self.figures
            if other.row.index == figure.row.index
            and other.block == figure.block
            and other.column.role == "total"
            and other.period == figure.period
            and other.is_level
        ]
        whole = self.rule.fund if self.rule else ""
        return next((other for other in totals if other.column.fund == whole), None)

    def _enclosing(self, figure: _Figure) -> _Figure | None:
        """Find the whole in the same column: the code above, the body, the totals row."""
        column = [
            other
            for other in self.figures
            if other.column.index == figure.column.index and other is not figure
        ]
        if figure.row.kind == "item" and figure.row.concept and not figure.row.code:
            return self._by_vocabulary(figure, column)
        if figure.row.kind == "code" or figure.row.code:
            above = self._code_above(figure, column)
            if above is not None:
                return above
        body = [o for o in column if o.row.kind == "body" and o.row.index < figure.row.index]
        if figure.row.kind in ("code", "unknown") and body:
            return body[-1]
        totals = [other for other in column if other.row.kind == "total"]
        if figure.row.kind != "total" and totals:
            return totals[0]
        return self._of_side(figure, column) if figure.row.kind == "code" else None

    @staticmethod
    def _code_above(figure: _Figure, column: Sequence[_Figure]) -> _Figure | None:
        """Find the nearest row above whose code this one's begins with."""
        code = figure.row.code
        above = [
            other
            for other in column
            if other.row.code
            and other.row.index < figure.row.index
            and len(other.row.code) < len(code)
            and code.startswith(other.row.code)
        ]
        longest = max((len(other.row.code) for other in above), default=0)
        near = [other for other in above if len(other.row.code) == longest]
        return near[-1] if near else None

    def _by_vocabulary(self, figure: _Figure, column: Sequence[_Figure]) -> _Figure | None:
        if figure.row.fund:
            # 一、一般公共预算 below 年初结转: the carry-over of one money is part of all of it.
            whole = [o for o in column if o.row.concept == figure.row.concept and not o.row.fund]
            return whole[-1] if whole else None
        for ancestor in self.vocab.ancestors(figure.row.concept):
            for other in column:
                base = other.row.concept or (self.rule.total if self.rule else "")
                if base == ancestor and other.row.kind in ("item", "total"):
                    return other
        totals = [other for other in column if other.row.kind == "total"]
        return totals[0] if totals and self.rule and self.rule.layout not in ("sides",) else None

    def _of_side(self, figure: _Figure, column: Sequence[_Figure]) -> _Figure | None:
        """Find the whole of classes in a table of two sides: the year's expenditure, else all."""
        wanted = ["current_year_expenditure", "total_expenditure"]
        if self.rule and self.rule.layout == "economic":
            personal = figure.row.code.startswith(PERSONAL)
            wanted = ["basic_expenditure", "personnel_funds" if personal else "public_funds"]
            # Three blocks side by side have one total for the last two: 公用经费合计.
            column = [
                other
                for other in self.figures
                if other.column.role == "total" and other.period == figure.period
            ]
        for concept in wanted:
            found = [other for other in column if other.row.concept == concept]
            if found:
                return found[0]
        return None

    def spans(self) -> Iterator[Span]:
        """Yield a span for every run of digits in the grid."""
        stated = {figure.cell.start: figure for figure in self.figures}
        heads = {number for number, _ in self.sheet.rows[: self.heads]}
        for cell in self.grid.cells:
            if not cell.text:
                continue
            figure = stated.get(cell.start)
            if figure is not None and self._unit(figure) is not None:
                fact = self.ids[id(figure)]
                yield figure.start, figure.end, Role.FACT, fact, f"table:{self._layout}"
                continue
            yield from self._other_spans(cell, cell.row in heads)

    @property
    def _layout(self) -> str:
        return self.rule.layout if self.rule else ""

    def _other_spans(self, cell: Cell, in_head: bool) -> Iterator[Span]:
        role = self.columns[cell.column].role if cell.column < len(self.columns) else ""
        counting = in_head and cell.text.strip().isdigit()
        label = role in LABEL_ROLES
        if label and not in_head:
            for start, end, rule in label_runs(cell.text):
                kind = Role.ORDINAL if rule == "row_ordinal" else Role.NAME
                yield cell.start + start, cell.start + end, kind, "", rule
            return
        for match in _RUN.finditer(cell.text):
            start, end = cell.start + match.start(), cell.start + match.end()
            if role == "line_number" or counting:
                yield start, end, Role.ORDINAL, "", "line_number"
            elif in_head:
                year = _YEAR.fullmatch(match.group())
                yield start, end, Role.YEAR if year else Role.NAME, "", "table_head"
            else:
                yield start, end, Role.OTHER, "", self._reason(role)

    def _reason(self, role: str) -> str:
        if self.rule is None:
            return "table_not_mapped"
        if role == "skip":
            return "column_not_read"
        return "column_not_mapped" if not role else "cell_not_read"

    def notes(self) -> Iterator[Note]:
        """Yield what a person should know: a table without a layout, or without a unit."""
        name = self.grid.title or "（无标题）"
        if self.rule is None and self._holds_amounts():
            yield Note(
                "table_not_mapped",
                self.grid.start,
                self.grid.end,
                f"表“{name}”不在已知的版式中，表中的数字没有归类。",
                f"No layout knows the table “{name}”; its figures are not classified.",
            )
        if any(self._unit(figure) is None for figure in self.figures):
            yield Note(
                "table_without_unit",
                self.grid.start,
                self.grid.end,
                f"表“{name}”没有印出金额单位，表中的金额没有读取。",
                f"The table “{name}” prints no unit of money; its amounts were not read.",
            )

    def _holds_amounts(self) -> bool:
        return any(re.search(r"\d\.\d", cell.text) for cell in self.grid.cells)


def _numeral(cell: Cell) -> tuple[int, int]:
    """Return where the numeral of a cell stands in the text, its minus sign included."""
    match = re.search(r"\d(?:[\d,，\s]*\d)?(?:[.．]\d+)?", cell.text)
    if match is None:
        return cell.start, cell.end
    start = match.start()
    before = cell.text[:start].rstrip("¥￥ ")
    if before and before[-1] in _FULL_WIDTH_SIGN:
        start = len(before) - 1
    return cell.start + start, cell.start + match.end()


def _plain(value: Decimal) -> Decimal:
    return Decimal(format(value.normalize(), "f")) if value else Decimal(0)


def _tolerance(figure: _Figure, unit: str, factor: Decimal) -> Decimal:
    if figure.measure is Measure.COUNT:
        return Decimal(0)
    if unit == "CNY":
        return amount_tolerance(figure.digits, factor)
    if figure.measure in _RATES:
        return half_last_digit(figure.digits)
    return half_last_digit(figure.digits) * factor if decimals(figure.digits) else Decimal(0)
