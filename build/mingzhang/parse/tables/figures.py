"""The figures of a table: in, its rows and columns; out, each figure and what it is a figure of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.model import Cell, Measure, Source, Stage
from mingzhang.parse.tables.blocks import Block, Row
from mingzhang.parse.tables.columns import Column
from mingzhang.parse.tables.heads import Sheet, dated, is_counting, of_year
from mingzhang.parse.tables.numerals import numeral
from mingzhang.parse.tables.rows import PLAIN, Naming, RowReader
from mingzhang.parse.tables.units import count_things, money_of
from mingzhang.vocab import Vocabulary
from mingzhang.vocab.layouts import Layouts, TableRule

_KINDS = {"count": Measure.COUNT, "balance": Measure.BALANCE}


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One figure: its cell, row and column, what it is called and what it says.

    `base` is the concept before the column's money is regarded: what parents are found by.
    `start`,`end` is the numeral in the document's text, `digits` the numeral without its sign,
    `unit` the unit of money that the cell itself prints.
    """

    cell: Cell
    block: int
    row: Row
    column: Column
    base: str
    concept: str
    measure: Measure
    value: Decimal
    start: int
    end: int
    digits: str
    unit: str
    percent: bool

    @property
    def period(self) -> tuple[Stage, int]:
        """Account and year: figures of different periods are no parts of each other."""
        return self.column.stage, self.column.year

    @property
    def is_level(self) -> bool:
        """Tell whether the figure states a quantity, not a relation."""
        return self.measure.is_level


@dataclass(frozen=True, slots=True)
class FigureReader:
    """Reads the figures of one table of a known kind."""

    sheet: Sheet
    rule: TableRule
    layouts: Layouts
    vocab: Vocabulary
    source: Source
    naming: Naming | None = None

    def figures(self, blocks: Sequence[Block], first: int) -> Iterator[Figure]:
        """Yield the figures of the data rows, which begin at index `first`, block by block."""
        reader = RowReader(
            self.sheet, self.rule, self.layouts, self.vocab, self.naming, self._own_names()
        )
        for number, block in enumerate(blocks):
            for row in reader.rows(block, first):
                yield from self._row(number, block, row)

    def _own_names(self) -> tuple[str, ...]:
        """Names of the body whose disclosure it is: a row of that name is the total."""
        known = self.vocab.agencies.get(self.source.agency)
        names = (known.name_zh, *known.former_names, *known.aliases) if known else ()
        titled = self.layouts["titled_body"].match(self.source.title)
        return (*names, titled[1]) if titled else names

    def _row(self, number: int, block: Block, row: Row) -> Iterator[Figure]:
        cells = self.sheet.rows[row.index][1]
        own = [cell for cell in cells if cell is not None and cell.row == row.number]
        if is_counting([self.sheet.text(cell) for cell in own if cell.text], self.layouts):
            return
        for column in block.amounts:
            cell = cells[column.index]
            if cell is None or cell.row != row.number or cell.column != column.index:
                continue
            if row.period:
                column = dated(column, row.period, self.layouts, self.source)
            if row.year:
                column = of_year(column, row.year, self.layouts, self.source)
            figure = self._figure(number, row, column, cell)
            if figure is not None:
                yield figure

    def _figure(self, block: int, row: Row, column: Column, cell: Cell) -> Figure | None:
        printed = numeral(cell.text)
        if printed is None:
            return None
        base, concept = self._concept(row, column)
        if not concept and (self.rule.layout == PLAIN or self._is_count(row, column)):
            return None
        known = self.vocab.concepts.get(concept)
        measure = _KINDS.get(known.kind if known else "", Measure.AMOUNT)
        if column.role == "by_row" or column.measure not in ("", Measure.AMOUNT):
            measure = Measure(column.measure)
        if printed.percent and not measure.is_rate:
            return None
        if self._are_things(row, column, known.kind if known else "", measure):
            return None
        return Figure(
            cell=cell,
            block=block,
            row=row,
            column=column,
            base=base,
            concept=concept,
            measure=measure,
            value=printed.value,
            start=cell.start + printed.start,
            end=cell.start + printed.end,
            digits=printed.digits,
            unit=printed.unit or money_of(row.label, self.layouts),
            percent=measure.is_rate,
        )

    def _are_things(self, row: Row, column: Column, kind: str, measure: Measure) -> bool:
        """Tell that head or label counts things (辆, 人), and the concept is none of a count."""
        if kind == "count" or measure.is_rate:
            return False
        words = f"{column.head}{row.label}"
        return measure is Measure.COUNT or count_things(words, self.vocab)

    def _is_count(self, row: Row, column: Column) -> bool:
        """Tell that row or column count things, so that what they meet at is no money."""
        known = (self.vocab.concepts.get(name) for name in (row.concept, column.concept))
        return any(concept is not None and concept.kind == "count" for concept in known)

    def _fits(self, row: Row, column: Column) -> bool:
        """Tell that a column's concept goes with its row: 编制数 of 行政人员 is another one."""
        named = self.vocab.concepts.get(row.concept)
        return named is None or named.kind != "count" or row.concept == column.concept

    def _is_understood(self, row: Row) -> bool:
        """Tell whether it is known what a row is about; else its figures are not the total's."""
        known = row.code in self.vocab.functions or row.code in self.vocab.economics
        return row.kind != "unknown" and (row.kind != "code" or known)

    def _concept(self, row: Row, column: Column) -> tuple[str, str]:
        """Return the concept where row and column meet, before and after the money is regarded."""
        by_code = row.kind == "code" and self.layouts.kind(self.rule.layout).column_first
        if column.role == "by_column":
            base = column.concept if self._is_understood(row) and self._fits(row, column) else ""
        elif by_code or (row.kind in ("total", "body") and not row.concept):
            base = self.rule.total
        else:
            base = row.concept
        return base, self.layouts.funded(base, row.fund or column.fund)
