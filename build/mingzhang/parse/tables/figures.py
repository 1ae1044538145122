"""The figures of a table: in, its rows and columns; out, each figure and what it is a figure of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mingzhang.common.exact import times
from mingzhang.model import Cell, Document, Fund, Grid, Measure, Stage
from mingzhang.parse.figures.figure import Draft, Place
from mingzhang.parse.tables.blocks import NATURES, Block, Row
from mingzhang.parse.tables.columns import Column
from mingzhang.parse.tables.heads import dated, of_year
from mingzhang.parse.tables.numerals import Numeral, numeral
from mingzhang.parse.tables.row_changes import with_changes
from mingzhang.parse.tables.row_labels import bare
from mingzhang.parse.tables.row_meanings import PLAIN, Naming
from mingzhang.parse.tables.rows import RowReader
from mingzhang.parse.tables.sheets import Sheet, is_counting, level
from mingzhang.parse.tables.titles import own_names
from mingzhang.parse.tables.units import count_things, money_of
from mingzhang.vocab import Concept, Vocabulary
from mingzhang.vocab.layouts import Layouts, TableRule

_KINDS = {"count": Measure.COUNT, "balance": Measure.BALANCE}
_ONE = Decimal(1)
_FUNDS = tuple(Fund)


@dataclass(slots=True, eq=False, kw_only=True)
class Entry(Draft):
    """A figure in a cell, where row and column meet.

    `meant` is the concept before the column's money is regarded: what parents are found by.
    """

    cell: Cell
    block: int
    row: Row
    column: Column
    meant: str

    @property
    def period(self) -> tuple[Stage, int]:
        """Account and year: figures of different periods are no parts of each other."""
        return self.column.stage, self.column.year

    def money_of(self, known: dict[Draft | None, str]) -> str:
        """The fund: row and column have told it."""
        return self.fund


@dataclass(frozen=True, slots=True)
class FigureReader:
    """Reads the figures of one table of a known kind; `unit` is that of its money."""

    document: Document
    grid: Grid
    sheet: Sheet
    rule: TableRule
    vocab: Vocabulary
    unit: str
    naming: Naming | None = None
    titled: str = ""
    """The other body that the title names."""

    @property
    def layouts(self) -> Layouts:
        """How tables are laid out."""
        return self.vocab.layouts

    def figures(self, blocks: Sequence[Block], first: int) -> Iterator[Entry]:
        """Yield the figures of the data rows, which begin at index `first`, block by block.

        One whose unit nobody knows has none.
        """
        reader = RowReader(
            self.sheet,
            self.rule,
            self.layouts,
            self.vocab,
            self.naming,
            own_names(self.document.source, self.vocab),
            blocks,
            self.document.source.fiscal_year,
        )
        for number, block in enumerate(blocks):
            rows = self._without_total_of_many(reader.rows(block, first))
            for row in self._with_changes(rows, block):
                for figure in self._row(number, block, row):
                    figure.place = self._place(figure, block)
                    yield figure

    def _without_total_of_many(self, rows: list[Row]) -> list[Row]:
        """The total of the departments of a place (县直部门), which rows name, is nobody's own.

        That of a department's units is its own where the department's office is one of them. That
        of projects is not told where 人员类项目 are among them: it holds basic expenditure, too.
        """
        of_many = self.layouts["title_departments"].search(level(self.grid.title))
        own, office = own_names(self.document.source, self.vocab), self.layouts["office_behind"]
        of_units = of_many is not None and of_many["units"]
        if of_units and any(r.office or office.sub("", r.body) in own for r in rows):
            return rows
        several = any(r.concept == "personnel_projects" or (of_many and r.body) for r in rows)
        return [r.unknown() if several and r.kind == "total" else r for r in rows]

    def _with_changes(self, rows: Sequence[Row], block: Block) -> list[Row]:
        def year_of(row: Row) -> int:
            return self._of_row(block.amounts[0], row).year

        def amounts(row: Row) -> list[Decimal | None]:
            cells = (self.sheet.rows[row.index][1][column.index] for column in block.amounts)
            printed = (numeral(cell.text) if cell else None for cell in cells)
            return [number.value if number else None for number in printed]

        year = self.document.source.fiscal_year
        return with_changes(rows, year_of, amounts, year, self.layouts)

    def _of_row(self, column: Column, row: Row) -> Column:
        """Return the column with what the words of the row tell of year, account and measure."""
        source = self.document.source
        if row.measure:
            return replace(column, measure=row.measure)
        if row.year:
            return of_year(column, row.year + row.period, self.layouts, source)
        return dated(column, row.period, self.layouts, source) if row.period else column

    def _row(self, number: int, block: Block, row: Row) -> Iterator[Entry]:
        cells = self.sheet.rows[row.index][1]
        row_cells = [cell for cell in cells if cell is not None and cell.row == row.number]
        texts = [self.sheet.text(cell) for cell in row_cells if cell.text]
        counted = self.vocab.concepts.get(row.concept)
        if is_counting(texts, self.layouts) and not (counted and counted.kind == "count"):
            return
        for column in block.amounts:
            cell = cells[column.index]
            if cell is None or cell.row != row.number or cell.column != column.index:
                continue
            figure = self._figure(number, row, self._of_row(column, row), cell)
            if figure is not None:
                yield figure

    def _figure(self, block: int, row: Row, column: Column, cell: Cell) -> Entry | None:
        printed = numeral(cell.text)
        if printed is None:
            return None
        meant, named = self._concept(row, column)
        if not named and (self.rule.layout == PLAIN or self._is_count(row, column)):
            return None
        concept = self.vocab.concepts.get(named)
        measure = _KINDS.get(concept.kind if concept else "", Measure.AMOUNT)
        if column.role == "by_row" or column.measure not in ("", Measure.AMOUNT):
            measure = Measure(column.measure)
        if printed.percent and not measure.is_rate:
            return None
        if self._are_things(row, column, concept.kind if concept else "", measure):
            return None
        unit_printed, unit, factor = self._unit(measure, concept, printed, row, column)
        end = cell.start + printed.end
        year = self._year_of_change(column) if measure.is_change else column.year
        scope, scope_printed = self._scope(row, column)
        return Entry(
            cell=cell,
            block=block,
            row=row,
            column=column,
            meant=meant,
            start=cell.start + printed.start,
            end=end,
            unit_end=end,
            printed=printed.digits,
            measure=measure,
            value=times(printed.value, factor),
            concept=concept.concept if concept else "",
            label=row.label or (head := column.head.rpartition("/")[2]),
            label_printed=row.label or self._head_printed(cell, head),
            function_code=self._function_code(row),
            economic_code=self._economic_code(row)
            or column.economic
            or (concept.economic_code if concept else ""),
            unit=unit,
            unit_printed=unit_printed,
            factor=factor,
            fund=_fund(row, column, concept.fund if concept else ""),
            base=self._base(measure, column),
            base_year=year - 1 if measure.is_change else None,
            year_printed=column.year_printed,
            scope=scope,
            scope_printed=scope_printed,
            rule=f"table:{self.rule.layout}",
            year=year,
            account=self._account(measure, concept, column),
        )

    def _head_printed(self, cell: Cell, head: str) -> str:
        """The words of the levelled head above a cell, joined where they wrap over cells."""
        above = [
            other.text
            for other in self.grid.cells
            if other.row < cell.row and 0 <= cell.column - other.column < other.column_span
        ]
        joined = ("".join(above[start:]) for start in range(len(above)))
        bare_of = self.layouts["translation"].sub
        return next(
            (words for words in (*above, *joined) if head and bare_of("", level(words)) == head), ""
        )

    def _unit(
        self,
        measure: Measure,
        concept: Concept | None,
        printed: Numeral,
        row: Row,
        column: Column,
    ) -> tuple[str, str, Decimal]:
        """Return printed unit, base unit and factor; no unit for money whose unit is not known."""
        if measure.is_rate:
            return "%", "percent", _ONE
        if concept is not None and concept.kind == "count":
            return "", concept.unit, _ONE
        own = money_of(row.label, self.layouts) or column.unit
        name = printed.unit or own or money_of(row.unit, self.layouts) or self.unit
        unit = self.vocab.units.get(name)
        known = unit is not None and unit.kind == "money"
        return (name, unit.base_unit, unit.factor) if unit and known else ("", "", _ONE)

    def _account(self, measure: Measure, concept: Concept | None, column: Column) -> Stage:
        """The account of the figure: what is held is held at a date.

        Counts of things held without a date are of the account's year, like all else in a table.
        """
        if concept is not None and concept.kind == "balance":
            return Stage.POINT_IN_TIME
        if concept is not None and concept.group == "assets":
            at_date = self.layouts.kind(self.rule.layout).at_date or self.layouts[
                "held_at_date"
            ].search(self.grid.title + column.head)
            if at_date or concept.kind != "count":
                return Stage.POINT_IN_TIME
        if measure.is_completion:
            return Stage.FINAL  # what was carried out of a budget, whichever the head names
        return self.document.source.stage if measure.is_change else column.stage

    def _year_of_change(self, column: Column) -> int:
        """The year of an upper head (2021年/比上年增减); one in the head itself may be the base."""
        years = {int(year) for year in self.layouts["head_year"].findall(column.upper)}
        return years.pop() if len(years) == 1 else self.document.source.fiscal_year

    def _base(self, measure: Measure, column: Column) -> str:
        """What a change or a completion is measured by: the year before, the budget of the head."""
        if measure.is_change:
            return "上年"
        match = self.layouts["head_budget"].search(column.head)
        return match[0] if match and measure.is_completion else ""

    def _function_code(self, row: Row) -> str:
        known = row.family == "function" and row.code in self.vocab.functions
        return row.code if known else ""

    def _economic_code(self, row: Row) -> str:
        code = row.code if row.family == "economic" else row.economic
        return code if code in self.vocab.economics else ""

    def _scope(self, row: Row, column: Column) -> tuple[str, str]:
        """The body that a row or column is about, and its name as printed there."""
        agencies, agency = self.vocab.agencies, self.document.source.agency
        agency_name = agencies[agency].name_zh if agency in agencies else agency
        printed = row.body or column.body or self.titled
        if not printed:
            return agency_name, ""
        if row.office or column.body in own_names(self.document.source, self.vocab):
            return agency_name + self.vocab.bodies.of("own.level")[0], printed
        body = "".join(printed.split())
        named = (
            known.name_zh
            for known in agencies.values()
            if body in (known.name_zh, *known.former_names, *known.aliases)
        )
        return next(named, body), printed

    def _place(self, figure: Entry, block: Block) -> Place:
        cell, grid, page = figure.cell, self.grid, self._page(figure.cell)
        place = f"p{page}t{grid.table}r{cell.row}c{cell.column}"
        return Place(
            fact=f"{self.document.source.disclosure}-{place}",
            start=figure.start,
            end=figure.end,
            section=grid.title,
            section_kind=self.rule.section,
            quote=self._quote(figure, block),
            page=page or None,
            table=grid.table,
            row=cell.row,
            column=cell.column,
        )

    def _page(self, cell: Cell) -> int:
        pages = self.document.pages
        if not pages:
            return self.grid.page
        at = bisect_right(pages, cell.start, key=lambda page: page.start) - 1
        return pages[max(0, at)].number

    def _quote(self, figure: Entry, block: Block) -> str:
        """Return the row of the figure's block up to the figure, "…" for cells left out."""
        cells = self.sheet.rows[figure.row.index][1]
        shown = {column.index for column in (*block.labels, *block.amounts)}
        first, last = min(shown), figure.column.index
        texts: dict[int, str] = {}
        for index in range(first, last + 1):
            cell = cells[index]
            if cell is not None and cell.text:
                texts[cell.start] = cell.text if index in shown else texts.get(cell.start, "…")
        return _LEFT_OUT.sub("…", " ".join(texts[start] for start in sorted(texts)))

    def _are_things(self, row: Row, column: Column, kind: str, measure: Measure) -> bool:
        """Tell that head or label counts things (辆, 人), and the concept is none of a count."""
        if kind == "count" or measure.is_rate:
            return False
        label = "" if self.layouts["head_value"].search(column.head) else row.label
        text = f"{column.head}{bare(label, self.layouts)}"
        return measure.is_count or count_things(text, self.vocab)

    def _is_count(self, row: Row, column: Column) -> bool:
        """Tell that row or column count things, so that what they meet at is no money."""
        known = (self.vocab.concepts.get(name) for name in (row.concept, column.concept))
        return any(concept is not None and concept.kind == "count" for concept in known)

    def _fits(self, row: Row, column: Column) -> bool:
        """Tell that a column's concept goes with its row: 编制数 of 行政人员 is another one.

        So is 基本支出 of 年初结转和结余, and 货物 of one project; not that of 本年支出合计.
        """
        named = self.vocab.concepts.get(row.concept)
        if named is None or row.concept == column.concept:
            return True
        wholes = (self.rule.total, *self.vocab.ancestors(column.concept))
        return named.kind != "count" and (row.kind != "item" or row.concept in wholes)

    def _is_understood(self, row: Row) -> bool:
        """Tell whether it is known what a row is about; else its figures are not the total's."""
        known = row.code in self.vocab.functions or row.code in self.vocab.economics
        return row.kind != "unknown" and (row.kind != "code" or known)

    def _concept(self, row: Row, column: Column) -> tuple[str, str]:
        """Return the concept where row and column meet, before and after the money is regarded."""
        total = self.vocab.concepts.get(self.rule.total)
        of_part = total is not None and (total.economic_code or total.group not in _GROUPS)
        kind = self.layouts.kind(self.rule.layout)
        of_nature = self.rule.total in NATURES[:2] and not (row.economic or kind.open_list)
        by_code = row.kind == "code" and (
            (row.family == "function" and (of_part or of_nature)) or kind.column_first
        )
        if column.role == "by_column":
            fits = self._is_understood(row) and self._fits(row, column)
            own = column.concept if fits else ""
            meant = self.layouts.crossings.get((row.concept, column.concept), own)
        elif by_code or (row.kind in ("total", "body") and not row.concept):
            meant = self.rule.total if self._is_understood(row) else ""
        else:
            meant = row.concept
        known = self.vocab.concepts.get(meant)
        if known and known.kind == "count" and self.layouts["head_value"].search(column.head):
            meant = self.layouts.crossings.get((meant, VALUE), "")
        return meant, self.layouts.funded(meant, row.fund or column.fund)


_GROUPS = ("revenue", "expenditure")
"""Groups of what functions and economic classes part; what is of another is a part of each."""
VALUE = "value"
"""Stands among the columns of crossings for what counted things are worth."""

_LEFT_OUT = re.compile(r"…(?: …)+")


def _fund(row: Row, column: Column, concept_fund: str) -> str:
    """Name the money: that of the row, else the narrower of column (or table) and concept."""
    return row.fund or (column.fund if column.fund in _FUNDS else concept_fund or column.fund)
