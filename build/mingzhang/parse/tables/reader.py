"""Statutory tables: in, a document's grids, vocabularies and layouts; out, their figures.

Row × column decides: a row of a code is that function or class, a totals row what the column sums
up, and the column tells nature, money, account and year. Blank cells state nothing; 0 is a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mingzhang.model import UNCLEAR_HEAD, UNPLACED, Cell, Document, Grid, Note, Role
from mingzhang.parse.concepts.labels import Resolution
from mingzhang.parse.notes import note, untitled
from mingzhang.parse.tables.blocks import Block, blocks_of
from mingzhang.parse.tables.class_columns import class_columns
from mingzhang.parse.tables.columns import LABEL_ROLES, Column
from mingzhang.parse.tables.figures import Entry, FigureReader
from mingzhang.parse.tables.heads import (
    Sheet,
    columns_of,
    head_paths,
    head_rows,
    level,
    sheet_of,
    sided,
    with_label,
)
from mingzhang.parse.tables.label_columns import without_wider_sums
from mingzhang.parse.tables.numerals import is_doubtful, is_numeral
from mingzhang.parse.tables.pairs import Pairs, are_headed, paired, pairs_of
from mingzhang.parse.tables.parents import Parents
from mingzhang.parse.tables.row_words import TableWords
from mingzhang.parse.tables.rows import PLAIN, label_runs
from mingzhang.vocab import Vocabulary
from mingzhang.vocab.layouts import Layouts, TableRule

Span = tuple[int, int, Role, str, str]
"""start, end (of the document's text), role, fact id, rule."""

WHOLE_NUMBERS = 4
"""So many whole numbers make a table of figures, told when nobody knows what they are."""

_RUN = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True, slots=True)
class Tables:
    """What the tables of a document state; every run of digits in them has a span."""

    figures: tuple[Entry, ...]
    spans: tuple[Span, ...]
    notes: tuple[Note, ...]


def read(document: Document, vocab: Vocabulary, words: TableWords | None = None) -> Tables:
    """Read the tables of a document by the layouts of the vocabulary.

    `words` tells the rows of tables without a statutory title; without it those are not read.
    Returns figures in the order of the text, spans for the ledger (one for each run of digits in
    any grid) and notes on tables that no layout knows or that print no unit. Pure; never raises on
    odd tables.
    """
    figures: list[Entry] = []
    spans: list[Span] = []
    notes: list[Note] = []
    common = _common_unit(document.grids)
    for grid in document.grids:
        table = _Table(document, grid, vocab, vocab.layouts, grid.unit, common, words)
        figures.extend(table.tied())
        spans.extend(table.spans())
        notes.extend(table.notes())
    return Tables(tuple(figures), tuple(spans), tuple(notes))


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
    common: str
    words: TableWords | None
    sheet: Sheet = field(init=False)
    heads: int = field(init=False)
    rule: TableRule | None = field(init=False)
    known: bool = field(init=False)
    """The table is of a kind that is known and on purpose not read."""
    is_form: bool = field(init=False)
    """Labels and values stand in pairs, without heads."""
    columns: tuple[Column, ...] = field(init=False)
    blocks: list[Block] = field(init=False)
    figures: list[Entry] = field(init=False)

    def __post_init__(self) -> None:
        self.sheet = sheet_of(self.grid)
        self.heads = head_rows(self.sheet, self.layouts)
        heads = list(head_paths(self.sheet, self.heads, self.layouts))
        rule = self.layouts.table(level(self.grid.title), "/".join(heads))
        self.known = rule is not None and not rule.layout
        pairs = pairs_of(self.sheet) if rule is None or rule.layout == PLAIN else None
        self.rule = self._rule(rule or (self.layouts.of(PLAIN) if pairs else None))
        self._tell_columns(heads, pairs)
        self.blocks = blocks_of(self.columns)
        if self.rule and not self._is_too_odd():
            reader = FigureReader(
                self.document, self.grid, self.sheet, self.rule, self.vocab, self.unit, self._name
            )
            self.figures = list(reader.figures(self.blocks, self.heads))
        else:
            self.figures = []

    def _tell_columns(self, heads: Sequence[str], pairs: Pairs | None) -> None:
        """Tell what the columns mean, by their heads or as the pairs of a form."""
        source = self.document.source
        classes = class_columns(heads, self.grid.title, self.vocab)
        self.columns = columns_of(
            self.sheet, self.heads, self.rule, self.layouts, source, self._name, classes
        )
        self.is_form = pairs is not None and not are_headed(self.columns, pairs)
        if pairs is not None and self.is_form:
            self.columns = paired(self.columns, pairs, source)
            self.heads = pairs.first
        elif self.rule and self.rule.layout == PLAIN:
            self.columns = with_label(self.sheet, self.heads, self.columns)
        else:
            self.unit = self.unit or self.common
        if self.rule and self.rule.total:
            self.columns = without_wider_sums(self.columns, self._is_part_of_total)
        if self.rule and self.layouts.kind(self.rule.layout).two_sided:
            self.columns = sided(self.sheet, self.heads, self.columns, self.layouts)

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
        stated = [row for row in rows if any(is_numeral(row[one.index]) for one in block.amounts)]
        words = any(text and not is_numeral(text) for row in stated for text in row)
        return len(stated) > 1 and not words

    def _has_words(self, column: Column) -> bool:
        rows = self.sheet.rows[self.heads :]
        cells = (row[column.index] for _, row in rows)
        return any(cell is not None and not is_numeral(cell.text) and cell.text for cell in cells)

    def _name(self, words: str) -> Resolution | None:
        return self.words.label(words, self.grid, self.unit) if self.words else None

    def tied(self) -> Iterator[Entry]:
        """Yield the figures of the table whose unit is known, tied to their wholes."""
        if self.rule is None:
            return
        stated = [figure for figure in self.figures if figure.unit]
        parents = Parents(
            stated, self.rule, self.vocab, self.document.source.fiscal_year, self._partly_read()
        )
        unread = {self.columns[cell.column].index for cell in self._unread()}
        full = not self.layouts.kind(self.rule.layout).open_list
        for figure in stated:
            if (whole := parents.of(figure)) is not None:
                all_read = full and whole.column.index not in unread
                figure.tie(whole, "all" if all_read else "")
        yield from stated

    def _partly_read(self) -> frozenset[int]:
        """Return the rows (by index) with amounts but nought in columns that are not read."""
        unread = [column.index for column in self.columns if column.role in ("", "skip")]
        rows = set()
        for index, (_, cells) in enumerate(self.sheet.rows[self.heads :], self.heads):
            texts = (self.sheet.text(cells[column]) for column in unread)
            if any(is_numeral(text) and text.strip("0.-") for text in texts):
                rows.add(index)
        return frozenset(rows)

    def spans(self) -> Iterator[Span]:
        """Yield a span for every run of digits in the grid."""
        stated = {figure.cell.start: figure for figure in self.figures}
        heads = {number for number, _ in self.sheet.rows[: self.heads]}
        for cell in self.grid.cells:
            if not cell.text:
                continue
            figure = stated.get(cell.start)
            if figure is not None and figure.unit:
                yield figure.start, figure.end, Role.FACT, figure.place.fact, figure.rule
                continue
            yield from self._other_spans(cell, cell.row in heads)

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
        if self.known:
            return "table_not_read"
        return "column_not_read" if self.rule is not None and role == "skip" else UNPLACED

    def notes(self) -> Iterator[Note]:
        """Yield what a person should know: a table without a layout, or without a unit."""
        told = {"table": self.grid.title or untitled()}
        if not self.figures and not self.known and self._holds_figures():
            yield note("table_not_mapped", self.grid.start, self.grid.end, **told)
        if not all(figure.unit for figure in self.figures):
            yield note("table_without_unit", self.grid.start, self.grid.end, **told)
        if any(figure.row.torn for figure in self.figures):
            yield note("body_names_torn", self.grid.start, self.grid.end, **told)
        yield from self._notes_on_columns(told)
        yield from self._notes_on_codes(told)
        for cell in self._unread():
            if is_doubtful(cell.text):
                yield note("doubtful_numeral", cell.start, cell.end, cell=cell.text, **told)

    def _notes_on_columns(self, told: Mapping[str, str]) -> Iterator[Note]:
        """Tell of columns of figures whose head no layout knows, in a table that is read."""
        read = {figure.column.index for figure in self.figures}
        columns = [c for c in self.columns if not c.role or (c.is_amount and c.index not in read)]
        unknown = {column.head: column for column in columns if column.head}
        firsts = {head: self._first_numeral(column) for head, column in unknown.items()}
        found = {head: cell for head, cell in firsts.items() if cell is not None}
        if not self.figures or not found:
            return
        first = min(found.values(), key=lambda cell: cell.start)
        heads = "、".join(f"“{head}”" for head in found)
        yield note("column_not_mapped", first.start, first.end, heads=heads, **told)

    def _first_numeral(self, column: Column) -> Cell | None:
        cells = (row[column.index] for _, row in self.sheet.rows[self.heads :])
        return next((c for c in cells if c is not None and is_numeral(c.text)), None)

    def _notes_on_codes(self, told: Mapping[str, str]) -> Iterator[Note]:
        """Tell of codes that no classification lists."""
        seen: set[int] = set()
        for figure in self.figures:
            row, cell = figure.row, figure.cell
            if not row.unlisted or row.index in seen:
                continue
            seen.add(row.index)
            kind = "code_not_listed" + ("/by_name" if row.code != row.unlisted else "")
            words = {"row": row.label, "code": row.unlisted, "read": row.code, **told}
            yield note(kind, cell.start, cell.end, **words)

    def _unread(self) -> Iterator[Cell]:
        """Yield the cells in columns of figures that print digits and yet no number."""
        data = {number for number, _ in self.sheet.rows[self.heads :]}
        for cell in self.grid.cells:
            figures = cell.column < len(self.columns) and self.columns[cell.column].is_amount
            printed = figures and cell.row in data and _RUN.search(cell.text)
            if printed and not is_numeral(cell.text):
                yield cell

    def _is_part_of_total(self, concept: str) -> bool:
        assert self.rule is not None
        return self.rule.total in (concept, *self.vocab.ancestors(concept))

    def _holds_figures(self) -> bool:
        """Tell whether a table shows amounts, or so many whole numbers that it must count things.

        Running numbers, codes and years are none.
        """
        if any(re.search(r"\d\.\d", cell.text) for cell in self.grid.cells):
            return True
        columns = {c.index for c in self.columns if not c.is_label and c.role != "line_number"}
        data = {number for number, _ in self.sheet.rows[self.heads :]}
        cells = [c for c in self.grid.cells if c.column in columns and c.row in data]
        whole = [c for c in cells if is_numeral(c.text) and not _YEAR.fullmatch(c.text)]
        return len(whole) >= WHOLE_NUMBERS
