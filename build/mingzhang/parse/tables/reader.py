"""Statutory tables: in, a document's grids, vocabularies and layouts; out, their figures.

Row × column decides: a row of a code is that function or class, a totals row what the column sums
up, and the column tells nature, money, account and year. Blank cells state nothing; 0 is a figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mingzhang.model import UNCLEAR_HEAD, Document, Grid, Note
from mingzhang.parse.concepts.labels import Resolution
from mingzhang.parse.tables.blocks import Block, blocks_of
from mingzhang.parse.tables.body_columns import BodyHead, body_columns, without_bodies
from mingzhang.parse.tables.class_columns import class_columns
from mingzhang.parse.tables.columns import Column
from mingzhang.parse.tables.figures import Entry, FigureReader
from mingzhang.parse.tables.head_words import head_paths
from mingzhang.parse.tables.heads import columns_of
from mingzhang.parse.tables.label_columns import (
    of_one_side,
    without_wider_sums,
    without_years_money,
)
from mingzhang.parse.tables.numerals import is_numeral, numeral
from mingzhang.parse.tables.pairs import Pairs, are_headed, paired, pairs_of
from mingzhang.parse.tables.parents import OWN_FUNDS, Parents, is_of_which
from mingzhang.parse.tables.proofs import is_proven, without_unproven_rests
from mingzhang.parse.tables.relations import relate
from mingzhang.parse.tables.remains import Remains, Span
from mingzhang.parse.tables.row_labels import depth
from mingzhang.parse.tables.row_meanings import PLAIN
from mingzhang.parse.tables.row_words import TableWords
from mingzhang.parse.tables.sheets import Sheet, head_rows, level, sheet_of
from mingzhang.parse.tables.sides import sided, with_label
from mingzhang.parse.tables.titles import body_of, known_words, own_names, rule_of
from mingzhang.parse.tables.units import names_units
from mingzhang.vocab import Vocabulary
from mingzhang.vocab.layouts import Layouts, TableRule

_WITH_CARRY_OVERS = ("total_revenue", "total_expenditure")
"""What 其中：基本支出, 项目支出 below it need not make up."""


@dataclass(frozen=True, slots=True)
class Tables:
    """What the tables of a document state; every run of digits in them has a span."""

    figures: tuple[Entry, ...]
    spans: tuple[Span, ...]
    notes: tuple[Note, ...]


def read(document: Document, vocab: Vocabulary, table_labels: TableWords | None = None) -> Tables:
    """Read the tables of a document by the layouts of the vocabulary.

    `table_labels` tells the rows of tables without a statutory title, which else are not read.
    Returns figures in the order of the text, spans for the ledger (one for each run of digits in
    any grid) and notes on tables that no layout knows or that print no unit. Pure; never raises on
    odd tables.
    """
    figures: list[Entry] = []
    spans: list[Span] = []
    notes: list[Note] = []
    common = _common_unit(document.grids)
    tables = [
        _Table(document, grid, vocab, vocab.layouts, grid.unit, common, table_labels)
        for grid in document.grids
    ]
    for table in _with_proven_titles(tables):
        remains = table.remains()
        figures.extend(table.tied(remains))
        spans.extend(remains.spans())
        notes.extend(remains.notes())
    return Tables(tuple(figures), tuple(spans), tuple(notes))


def _common_unit(grids: Sequence[Grid]) -> str:
    """Return the unit that all tables with a printed unit share; "" when they differ."""
    units = {grid.unit for grid in grids if grid.unit}
    return units.pop() if len(units) == 1 else ""


def _with_proven_titles(tables: Sequence[_Table]) -> Iterator[_Table]:
    """Yield the tables; one whose title holds words that nobody knows is read where sums prove it.

    All its heads are understood, its greatest figure is what another table says, and no other
    figure says otherwise: the words do not make it a part of the whole.
    """
    known = [figure for table in tables for figure in table.figures]
    for table in tables:
        trial = table.in_spite_of_title() if not (table.figures or table.known) else None
        yield trial if trial and is_proven(trial.figures, known) else table


@dataclass(slots=True)
class _Table:
    """One grid while it is read."""

    document: Document
    grid: Grid
    vocab: Vocabulary
    layouts: Layouts
    unit: str
    common: str
    words: TableWords | None
    trusted: bool = False
    """The words of its title that nobody knows are taken for harmless."""
    sheet: Sheet = field(init=False)
    heads: int = field(init=False)
    rule: TableRule | None = field(init=False)
    known: bool = field(init=False)
    """The table is of a kind that is known and on purpose not read."""
    unclear: str = field(init=False)
    """Words of the title that nobody knows: what the table is about is not certain."""
    is_form: bool = field(init=False)
    """Labels and values stand in pairs, without heads."""
    columns: tuple[Column, ...] = field(init=False)
    blocks: list[Block] = field(init=False)
    figures: list[Entry] = field(init=False)

    def __post_init__(self) -> None:
        self.sheet = sheet_of(self.grid)
        self.heads = head_rows(self.sheet, self.layouts)
        source = self.document.source
        printed = list(head_paths(self.sheet, self.heads, self.layouts))
        bodies = body_columns(printed, own_names(source, self.vocab), self.vocab)
        heads = without_bodies(printed, bodies)
        title = known_words(self.grid.title, self.vocab) if self.trusted else self.grid.title
        rule, self.unclear = rule_of(title, heads, self.sheet, self.vocab, source)
        rule = None if self.unclear else rule
        self.known = rule is not None and not rule.layout
        plain = not self.unclear and (rule is None or rule.layout == PLAIN)
        pairs = pairs_of(self.sheet) if plain else None
        self.rule = self._rule(rule or (self.layouts.of(PLAIN) if pairs else None))
        self._tell_columns(heads, bodies, pairs)
        kind = self.layouts.kind(self.rule.layout if self.rule else "")
        self.blocks = blocks_of(self.columns, one_sided=kind.two_sided)
        if self.rule and not self._is_too_odd():
            reader = FigureReader(
                self.document, self.grid, self.sheet, self.rule, self.vocab, self.unit, self._name,
                body_of(self.grid.title, self.rule.layout, self.document, self.vocab),
            )  # fmt: skip
            self.figures = list(reader.figures(self.blocks, self.heads))
            without_unproven_rests(self.figures, self.layouts)
        else:
            self.figures = []

    def _tell_columns(
        self, heads: Sequence[str], bodies: Mapping[int, BodyHead], pairs: Pairs | None
    ) -> None:
        """Tell what the columns mean, by their heads or as the pairs of a form."""
        source = self.document.source
        classes = class_columns(heads, self.grid.title, self.vocab)
        self.columns = columns_of(
            self.sheet, self.heads, self.rule, self.layouts, source, self._name, classes, bodies
        )
        first = next((column.index for column in self.columns if column.is_amount), 0)
        self.columns = tuple(
            replace(column, role="unit" if column.index < first else "skip")
            if column.role in ("body", "skip") and self._are_units(column)
            else column
            for column in self.columns
        )
        self.is_form = pairs is not None and not are_headed(self.columns, pairs)
        if pairs is not None and self.is_form:
            self.columns = paired(self.columns, pairs, source)
            self.heads = pairs.first
        elif self.rule and (self.rule.layout == PLAIN or self._has_blank_corner()):
            self.columns = with_label(self.sheet, self.heads, self.columns)
        else:
            self.unit = self.unit or self.common
        self.columns = tuple(
            replace(column, role="aside") if self._names_total(column) else column
            for column in self.columns
        )
        if self.rule and self.rule.total:
            self.columns = without_wider_sums(self.columns, self._is_part_of_total)
        kind = self.layouts.kind(self.rule.layout if self.rule else "")
        if not kind.two_sided:
            total = self.vocab.concepts.get(self.rule.total if self.rule else "")
            group = total.group if total else ""
            side = group if group == "revenue" else group and "expenditure"
            self.columns = of_one_side(self.columns, side, self.layouts)
        if kind.class_columns or kind.two_sided:
            self.columns = without_years_money(self.columns, self._is_filled, self.layouts)
        if kind.two_sided:
            self.columns = sided(
                self.sheet, self.heads, self.columns, self.layouts, self.grid.title
            )

    def _rule(self, rule: TableRule | None) -> TableRule | None:
        """Return the rule to read by: none for kinds that are not read, the whole of plain ones."""
        if rule is None or not rule.layout:
            return None
        if rule.layout != PLAIN:
            return rule
        if self.words is None:
            return None
        subject = self.words.subject(self.grid)
        kind = self.words.section_kind(self.grid)
        return replace(rule, total=subject.concept if subject else "", section=kind)

    def _is_too_odd(self) -> bool:
        """Tell whether a table without a title is more than labels on the left, figures right.

        So is any whose labels or codes stand in a column of which the head is not clear.
        """
        assert self.rule is not None
        unclear = [column for column in self.columns if UNCLEAR_HEAD in column.head]
        first = min((column.index for column in self.columns if column.is_amount), default=0)
        if any(self._has_words(column) or column.index < first for column in unclear):
            return True
        if any(self._is_nameless(block) for block in self.blocks):
            return True
        coded = any(column.role.startswith("code") for column in self.columns)
        if self.rule.layout == PLAIN and coded and not self.rule.total:
            return True  # of which money and spending the classes are, only a title would tell
        return (
            self.rule.layout == PLAIN
            and not self.is_form
            and (len(self.blocks) != 1 or not self.blocks[0].labels or not self.heads)
        )

    def _is_nameless(self, block: Block) -> bool:
        """Tell that several rows have no words: the right half of a sheet printed on two pages."""
        if block.labels:
            return False
        rows = [[self.sheet.text(cell) for cell in row] for _, row in self.sheet.rows[self.heads :]]
        stated = [
            row for row in rows if any(is_numeral(row[column.index]) for column in block.amounts)
        ]
        has_words = any(text and not is_numeral(text) for row in stated for text in row)
        return len(stated) > 1 and not has_words

    def _has_words(self, column: Column) -> bool:
        rows = self.sheet.rows[self.heads :]
        cells = (row[column.index] for _, row in rows)
        return any(cell is not None and not is_numeral(cell.text) and cell.text for cell in cells)

    def _has_blank_corner(self) -> bool:
        """Tell that no head stands above the names of the rows, nor does any say that it does."""
        first = min((column.index for column in self.columns if column.is_amount), default=0)
        labelled = any(column.is_label for column in self.columns[:first])
        corner = self.columns[0]
        blank = not (corner.head or corner.role) and self._has_words(corner)
        return first > 0 and blank and not labelled

    def _names_total(self, column: Column) -> bool:
        """Tell that a column of no labels (序号, 类别) left of the figures holds 合计."""
        first = min((other.index for other in self.columns if other.is_amount), default=0)
        labelled = any(other.is_label for other in self.columns[:first])
        if column.index >= first or not labelled or column.role not in ("", "skip", "line_number"):
            return False
        texts = (self.sheet.text(row[column.index]) for _, row in self.sheet.rows[self.heads :])
        return any(self.layouts["row_total"].fullmatch(text) for text in texts)

    def _are_units(self, column: Column) -> bool:
        """Tell that a column 单位 names units of measure (辆, 台（套）), not bodies."""
        texts = {self.sheet.text(row[column.index]) for _, row in self.sheet.rows[self.heads :]}
        return names_units(texts - {""}, self.vocab)

    def _is_filled(self, column: Column) -> bool:
        cells = (row[column.index] for _, row in self.sheet.rows[self.heads :])
        numbers = (numeral(cell.text) for cell in cells if cell is not None)
        return any(number is not None and number.value for number in numbers)

    def _name(self, label: str) -> Resolution | None:
        return self.words.label(label, self.grid, self.unit) if self.words else None

    def in_spite_of_title(self) -> _Table | None:
        """Read the table as if its title were clear; none if a head or the title forbids it."""
        if self.layouts["unlike_whole"].search(f"{self.unclear}|{level(self.grid.title)}"):
            return None
        trial = replace(self, trusted=True)
        if trial.rule is None or trial.rule.layout == PLAIN:
            return None
        read = {figure.column.index for figure in trial.figures}
        amounts = (column for column in trial.columns if column.is_amount or not column.role)
        unread = (column for column in amounts if column.index not in read)
        return None if any(map(trial._is_filled, unread)) else trial

    def remains(self) -> Remains:
        """Return what is left of the table for the ledger and for notes."""
        has_rule = self.rule is not None
        return Remains(
            self.grid, self.sheet, self.heads, self.columns, self.figures, self.known, has_rule,
            self.unclear,
        )  # fmt: skip

    def tied(self, remains: Remains) -> Iterator[Entry]:
        """Yield the figures of the table whose unit is known, tied to their wholes."""
        if self.rule is None:
            return
        stated = [figure for figure in self.figures if figure.unit]
        parents = Parents(
            stated, self.rule, self.vocab, self.document.source.fiscal_year, self._partly_read()
        )
        unread = {self.columns[cell.column].index for cell in remains.unread()}
        full = not self.layouts.kind(self.rule.layout).open_list
        wholes = [parents.of(figure) for figure in stated]
        unread |= {
            figure.column.index
            for figure, whole in zip(stated, wholes, strict=True)
            if figure.value
            and ((whole is None and figure.row.kind == "unknown") or self._is_worth(figure))
        }
        led = {
            id(whole)
            for figure, whole in zip(stated, wholes, strict=True)
            if whole is not None and self._lists_some(whole, figure)
        }
        named = Counter(column.body for column in self.columns if column.role == "by_column")
        for figure, whole in zip(stated, wholes, strict=True):
            if whole is not None:
                alone = named[figure.column.body] == 1 and whole.row is figure.row
                beside = whole.row is figure.row and whole.row.index in parents.unread
                some = id(whole) in led or is_of_which(figure.column, self.layouts)
                some = some or id(figure) in parents.some
                partly = alone or beside or whole.column.index in unread or some
                all_read = full and not partly
                figure.tie(whole, "all" if all_read else "")
        relate(stated)
        yield from stated

    def _is_worth(self, figure: Entry) -> bool:
        """Tell the value of things that are counted beside it: a choice, not all that is held."""
        counted = self.vocab.concepts.get(figure.row.concept)
        return figure.unit == "CNY" and counted is not None and counted.kind == "count"

    def _lists_some(self, whole: Entry, part: Entry) -> bool:
        """Tell a part that its whole does not list among all others: 其中：基本支出 of a total."""
        if whole.concept == OWN_FUNDS:
            return not depth(part.row.label, self.layouts)
        led_by = self.layouts["of_which"].match(part.row.label)
        is_some = whole.concept in _WITH_CARRY_OVERS or part.row.family == "economic"
        return is_some and led_by is not None

    def _partly_read(self) -> frozenset[int]:
        """Return the rows (by index) with amounts but nought in columns that are not read."""
        unread = [column.index for column in self.columns if column.role in ("", "skip")]
        rows = set()
        for index, (_, cells) in enumerate(self.sheet.rows[self.heads :], self.heads):
            texts = (self.sheet.text(cells[column]) for column in unread)
            if any(is_numeral(text) and text.strip("0.-") for text in texts):
                rows.add(index)
        return frozenset(rows)

    def _is_part_of_total(self, concept: str) -> bool:
        assert self.rule is not None
        return self.rule.total in (concept, *self.vocab.ancestors(concept))
