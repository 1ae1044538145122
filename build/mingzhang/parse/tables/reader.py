"""Statutory tables: in, a document's grids, vocabularies and layouts; out, a fact for each figure.

Row × column decides: a row of a code is that function or class, a totals row what the column sums
up, and the column tells nature, money, account and year. Blank cells state nothing; 0 is a figure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from mingzhang.common.exact import shortest, times
from mingzhang.common.money import amount_tolerance, decimals, half_last_digit
from mingzhang.model import (
    UNCLEAR_HEAD,
    UNPLACED,
    Cell,
    Document,
    Fact,
    Fund,
    Grid,
    Measure,
    Note,
    Origin,
    Role,
    Stage,
)
from mingzhang.parse.concepts.labels import Resolution
from mingzhang.parse.notes import note, untitled
from mingzhang.parse.tables.blocks import Block, Row, blocks_of
from mingzhang.parse.tables.class_columns import class_columns
from mingzhang.parse.tables.columns import LABEL_ROLES, Column
from mingzhang.parse.tables.figures import Figure, FigureReader
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

"""The three budgets that fiscal appropriation consists of."""

WHOLE_NUMBERS = 4
"""So many whole numbers make a table of figures, told when nobody knows what they are."""

_RUN = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What the tables of a document state; every run of digits in them has a span."""

    facts: tuple[Fact, ...]
    spans: tuple[Span, ...]
    notes: tuple[Note, ...]


def facts(document: Document, vocab: Vocabulary, words: TableWords | None = None) -> TableFacts:
    """Read the tables of a document by the layouts of the vocabulary.

    `words` tells the rows of tables without a statutory title; without it those are not read.
    Returns facts in the order of the text, spans for the ledger (one for each run of digits in any
    grid) and notes on tables that no layout knows or that print no unit. Pure; never raises on odd
    tables.
    """
    found: list[Fact] = []
    spans: list[Span] = []
    notes: list[Note] = []
    common = _common_unit(document.grids)
    for grid in document.grids:
        table = _Table(document, grid, vocab, vocab.layouts, grid.unit, common, words)
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
    figures: list[Figure] = field(init=False)
    page_starts: list[int] = field(init=False)
    ids: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.page_starts = [page.start for page in self.document.pages]
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
            source = self.document.source
            reader = FigureReader(
                self.sheet, self.rule, self.layouts, self.vocab, source, self._name
            )
            self.figures = list(reader.figures(self.blocks, self.heads))
        else:
            self.figures = []
        self.ids = {id(figure): self._id(figure.cell) for figure in self.figures}

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
        return (
            self.rule.layout == PLAIN
            and not self.is_form
            and (len(self.blocks) != 1 or not self.blocks[0].labels or not self.heads)
        )

    def _has_words(self, column: Column) -> bool:
        rows = self.sheet.rows[self.heads :]
        cells = (row[column.index] for _, row in rows)
        return any(cell is not None and not is_numeral(cell.text) and cell.text for cell in cells)

    def _name(self, words: str) -> Resolution | None:
        return self.words.label(words, self.grid, self.unit) if self.words else None

    def _id(self, cell: Cell) -> str:
        place = f"p{self._page(cell)}t{self.grid.table}r{cell.row}c{cell.column}"
        return f"{self.document.source.disclosure}-{place}"

    def _page(self, cell: Cell) -> int:
        pages = self.document.pages
        if not pages:
            return self.grid.page
        return pages[max(0, bisect_right(self.page_starts, cell.start) - 1)].number

    def facts(self) -> Iterator[Fact]:
        """Yield the facts of the table, parents and lists tied."""
        if self.rule is None:
            return
        stated = [figure for figure in self.figures if self._unit(figure) is not None]
        year = self.document.source.fiscal_year
        parents = Parents(stated, self.rule, self.vocab, year, self._partly_read())
        wholes = {id(figure): parents.of(figure) for figure in stated}
        with_parts = {id(whole) for whole in wholes.values() if whole is not None}
        unread = {self.columns[cell.column].index for cell in self._unread()}
        lists = not self.layouts.kind(self.rule.layout).open_list
        for figure in stated:
            unit = self._unit(figure)
            parent = wholes[id(figure)]
            assert unit is not None
            tied = self.ids[id(parent)] if parent is not None else ""
            whole = lists and id(figure) in with_parts and figure.column.index not in unread
            kind = "all" if whole else ""
            yield self._fact(self.rule, figure, unit, tied, kind)

    def _partly_read(self) -> frozenset[int]:
        """Return the rows (by index) with amounts but nought in columns that are not read."""
        unread = [column.index for column in self.columns if column.role in ("", "skip")]
        rows = set()
        for index, (_, cells) in enumerate(self.sheet.rows[self.heads :], self.heads):
            texts = (self.sheet.text(cells[column]) for column in unread)
            if any(is_numeral(text) and text.strip("0.-") for text in texts):
                rows.add(index)
        return frozenset(rows)

    def _unit(self, figure: Figure) -> tuple[str, str, Decimal] | None:
        """Return printed unit, base unit and factor; None for money without a known unit."""
        if figure.percent:
            return "%", "percent", Decimal(1)
        concept = self.vocab.concepts.get(figure.concept)
        if concept is not None and concept.kind == "count":
            return "", concept.unit, Decimal(1)
        printed = figure.unit or figure.column.unit or self.unit
        unit = self.vocab.units.get(printed)
        return (printed, unit.base_unit, unit.factor) if unit and unit.kind == "money" else None

    def _fact(
        self,
        rule: TableRule,
        figure: Figure,
        units: tuple[str, str, Decimal],
        parent: str,
        list_kind: str,
    ) -> Fact:
        printed, unit, factor = units
        source = self.document.source
        row, column = figure.row, figure.column
        concept = self.vocab.concepts.get(figure.concept)
        scope, scope_id, scope_printed = self._scope(row)
        function = row.code if row.family == "function" else ""
        economic = row.code if row.family == "economic" else row.economic
        # Counts of things held without a date are of the account's year, like all else in a table.
        kind = self.layouts.kind(rule.layout)
        dated = kind.at_date or bool(
            self.layouts["held_at_date"].search(self.grid.title + column.head)
        )
        point = concept is not None and (
            concept.kind == "balance"
            or (concept.group == "assets" and (dated or concept.kind != "count"))
        )
        relation = figure.measure.is_change
        year = source.fiscal_year if relation else column.year
        return Fact(
            fact=self.ids[id(figure)],
            disclosure=source.disclosure,
            agency=source.agency,
            fiscal_year=year,
            stage=Stage.POINT_IN_TIME if point else source.stage if relation else column.stage,
            scope=scope,
            scope_id=scope_id,
            scope_printed=scope_printed,
            measure=figure.measure,
            value=shortest(times(figure.value, factor)),
            unit=unit,
            origin=Origin.PRINTED,
            concept=figure.concept if concept else "",
            concept_zh=self.vocab.name_zh(figure.concept, year),
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
            of_fact="" if figure.is_level else parent,
            parent_fact=parent if figure.is_level else "",
            list_kind=list_kind,
            rule=f"table:{rule.layout}",
        )

    @staticmethod
    def _fund(row: Row, column: Column, own: str) -> str:
        """Name the money: that of the row, else the narrower of column (or table) and concept."""
        return row.fund or (column.fund if column.fund in tuple(Fund) else own or column.fund)

    def _scope(self, row: Row) -> tuple[str, str, str]:
        own = self.vocab.agencies.get(self.document.source.agency)
        name, agency = (own.name_zh, own.agency) if own else (self.document.source.agency, "")
        if not row.body:
            return name, agency, ""
        if row.office:
            return f"{name}本级", "", row.body
        named = next(
            (
                known
                for known in self.vocab.agencies.values()
                if row.body in (known.name_zh, *known.former_names, *known.aliases)
            ),
            None,
        )
        return (named.name_zh, named.agency, row.body) if named else (row.body, "", row.body)

    def _quote(self, figure: Figure) -> str:
        """Return the row of the figure's block up to the figure, "…" for cells left out."""
        cells = self.sheet.rows[figure.row.index][1]
        block = self.blocks[figure.block]
        shown = {column.index for column in (*block.labels, *block.amounts)}
        first, last = min(shown), figure.column.index
        texts: dict[int, str] = {}
        for index in range(first, last + 1):
            cell = cells[index]
            if cell is not None and cell.text:
                texts[cell.start] = cell.text if index in shown else texts.get(cell.start, "…")
        return re.sub(r"…(?: …)+", "…", " ".join(texts[start] for start in sorted(texts)))

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
        if self.known:
            return "table_not_read"
        return "column_not_read" if self.rule is not None and role == "skip" else UNPLACED

    def notes(self) -> Iterator[Note]:
        """Yield what a person should know: a table without a layout, or without a unit."""
        told = {"table": self.grid.title or untitled()}
        if not self.figures and not self.known and self._holds_figures():
            yield note("table_not_mapped", self.grid.start, self.grid.end, **told)
        if any(self._unit(figure) is None for figure in self.figures):
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


def _tolerance(figure: Figure, unit: str, factor: Decimal) -> Decimal:
    if figure.measure is Measure.COUNT:
        return Decimal(0)
    if unit == "CNY":
        return amount_tolerance(figure.digits, factor)
    if figure.measure.is_rate:
        return half_last_digit(figure.digits)
    return half_last_digit(figure.digits) * factor if decimals(figure.digits) else Decimal(0)
