"""A sheet of Excel: in, cells of rows as they come; out, XlsxWriter's own bytes, in half its time.

The library keeps every cell and writes all of them at the end, each through a dozen calls. Here the
cells below the head are XML at once. Tests hold that to what the library writes.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from typing import Any

from xlsxwriter.utility import _preserve_whitespace, xl_col_to_name
from xlsxwriter.worksheet import Worksheet

BLOCK = 16
"""Rows that tell together which columns they reach."""
IN_MEMORY = 1 << 26
"""Characters of a sheet that are held in memory at most."""


class Sheet(Worksheet):  # type: ignore[misc]  # it has no types
    """A sheet whose head, of less than a block of rows, was written by the library's own means."""

    def begin(self, rows: int, columns: int, inline: bool) -> None:
        """Take the size of the head; `inline`: each cell holds its text, so that none is kept."""
        self._head, self._row, self._inline = rows, rows, inline
        self._names = [xl_col_to_name(column) for column in range(columns)]
        self._rows = tempfile.SpooledTemporaryFile(  # noqa: SIM115  # closed in `_write_rows`
            IN_MEMORY, "w+", encoding="utf-8", newline=""
        )
        self._block: list[tuple[int, str]] = []
        self._reach: tuple[int, ...] = 0, columns - 1

    def add(self, cells: Iterable[tuple[int, str]]) -> None:
        """Write a row: the places of its cells, and what `text`, `number` and `truth` give."""
        number = str(self._row + 1)
        names, places, made = self._names, [], []
        for place, cell in cells:
            places.append(place)
            made.append(f'<c r="{names[place]}{number}"{cell}</c>')
        if places:
            low, high = self._reach or (places[0], places[-1])
            self._reach = min(low, places[0]), max(high, places[-1])
            self._block.append((self._row, "".join(made)))
            self.dim_rowmax = self._row
        self._row += 1
        if self._row % BLOCK == 0:
            self._end_block()

    def _end_block(self) -> None:
        if self._reach:
            spans = f"{self._reach[0] + 1}:{self._reach[1] + 1}"
            self._rows.writelines(
                f'<row r="{row + 1}" spans="{spans}">{cells}</row>' for row, cells in self._block
            )
        self._block, self._reach = [], ()

    def text(self, text: str, style: Any = None) -> str:
        """Give a cell of text."""
        if self._inline:
            space = ' xml:space="preserve"' if _preserve_whitespace(text) else ""
            shown = self._escape_data(self._escape_control_characters(text))
            return f'{_styled(style)} t="inlineStr"><is><t{space}>{shown}</t></is>'
        index = self.str_table._get_shared_string_index(text)
        return f'{_styled(style)} t="s"><v>{index}</v>'

    def number(self, value: float, style: Any = None) -> str:
        """Give a cell of a number."""
        return f"{_styled(style)}><v>{value:.16G}</v>"

    def truth(self, value: bool) -> str:
        """Give a cell that says whether something is so."""
        return f' t="b"><v>{value:d}</v>'

    def _write_rows(self) -> None:
        self._end_block()
        last, self.dim_rowmax = self.dim_rowmax, self._head - 1
        super()._write_rows()
        self.dim_rowmax = last
        self._rows.seek(0)
        shutil.copyfileobj(self._rows, self.fh)
        self._rows.close()


def _styled(style: Any) -> str:
    return f' s="{style._get_xf_index()}"' if style else ""
