"""What a table leaves behind besides its figures: in, a table that was read; out, spans and notes.

Every run of digits gets a span for the ledger; what a person should know is a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mingzhang.model import CUT_OFF, UNPLACED, Cell, Grid, Note, Role
from mingzhang.parse.notes import note, untitled
from mingzhang.parse.tables.columns import LABEL_ROLES, Column
from mingzhang.parse.tables.figures import Entry
from mingzhang.parse.tables.numerals import is_doubtful, is_numeral
from mingzhang.parse.tables.row_labels import label_runs
from mingzhang.parse.tables.sheets import Sheet

Span = tuple[int, int, Role, str, str]
"""start, end (of the document's text), role, fact id, rule."""

WHOLE_NUMBERS = 4
"""So many whole numbers make a table of figures, told when nobody knows what they are."""

_RUN = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_HASHES = re.compile(r"#{2,}")
"""What a sheet prints of a number for which its column is too narrow."""


@dataclass(frozen=True, slots=True)
class Remains:
    """One table after it was read; `known`: its kind is known and on purpose not read.

    `unclear`: the words of its title for which it was not read.
    """

    grid: Grid
    sheet: Sheet
    heads: int
    columns: tuple[Column, ...]
    figures: Sequence[Entry]
    known: bool
    has_rule: bool
    unclear: str

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
                year = _YEAR.fullmatch(match[0])
                yield start, end, Role.YEAR if year else Role.NAME, "", "table_head"
            else:
                yield start, end, Role.OTHER, "", self._reason(role)

    def _reason(self, role: str) -> str:
        if self.known:
            return "table_not_read"
        return "column_not_read" if self.has_rule and role == "skip" else UNPLACED

    def notes(self) -> Iterator[Note]:
        """Yield what a person should know: a table without a layout, or without a unit."""
        details = {"table": self.grid.title or untitled()}
        if not self.figures and not self.known and self._holds_figures():
            kind = "table_not_mapped/words" if self.unclear else "table_not_mapped"
            yield note(kind, self.grid.start, self.grid.end, words=self.unclear, **details)
        if not all(figure.unit for figure in self.figures):
            yield note("table_without_unit", self.grid.start, self.grid.end, **details)
        if any(figure.row.torn for figure in self.figures):
            yield note("body_names_torn", self.grid.start, self.grid.end, **details)
        yield from self._notes_on_columns(details)
        yield from self._notes_on_codes(details)
        hidden = [cell for cell in self.grid.cells if _HASHES.fullmatch(cell.text)]
        if hidden:
            first = hidden[0]
            yield note("figures_hidden", first.start, first.end, count=len(hidden), **details)
        for cell in self.unread():
            if is_doubtful(cell.text):
                kind = "doubtful_numeral" + ("/cut_off" if cell.text.endswith(CUT_OFF) else "")
                yield note(kind, cell.start, cell.end, cell=cell.text, **details)

    def _notes_on_columns(self, details: Mapping[str, str]) -> Iterator[Note]:
        """Tell of columns of figures whose head no layout knows, in a table that is read."""
        read = {figure.column.index for figure in self.figures}
        columns = [c for c in self.columns if not c.role or (c.is_amount and c.index not in read)]
        unknown = {column.head: column for column in columns if column.head}
        firsts = {head: self._first_numeral(column) for head, column in unknown.items()}
        unmapped = {head: cell for head, cell in firsts.items() if cell is not None}
        if not self.figures or not unmapped:
            return
        first = min(unmapped.values(), key=lambda cell: cell.start)
        heads = "、".join(f"“{head}”" for head in unmapped)
        yield note("column_not_mapped", first.start, first.end, heads=heads, **details)

    def _first_numeral(self, column: Column) -> Cell | None:
        cells = (row[column.index] for _, row in self.sheet.rows[self.heads :])
        return next((c for c in cells if c is not None and is_numeral(c.text)), None)

    def _notes_on_codes(self, details: Mapping[str, str]) -> Iterator[Note]:
        """Tell of codes that no classification lists."""
        seen: set[int] = set()
        for figure in self.figures:
            row, cell = figure.row, figure.cell
            if not row.unlisted or row.index in seen:
                continue
            seen.add(row.index)
            kind = "code_not_listed" + ("/by_name" if row.code != row.unlisted else "")
            values = {"row": row.label, "code": row.unlisted, "read": row.code, **details}
            yield note(kind, cell.start, cell.end, **values)

    def unread(self) -> Iterator[Cell]:
        """Yield the cells in columns of figures that print digits and yet no number."""
        data = {number for number, _ in self.sheet.rows[self.heads :]}
        for cell in self.grid.cells:
            figures = cell.column < len(self.columns) and self.columns[cell.column].is_amount
            printed = figures and cell.row in data and _RUN.search(cell.text)
            if printed and not is_numeral(cell.text):
                yield cell

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
        running = [str(number) for number in range(1, len(whole) + 1)]
        return len(whole) >= WHOLE_NUMBERS and [c.text.strip() for c in whole] != running
