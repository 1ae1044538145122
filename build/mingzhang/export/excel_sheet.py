"""A sheet of a workbook: in, rows as XML; out, the sheet that XlsxWriter makes, with these rows.

XlsxWriter takes a cell through a dozen calls; a large workbook took five times as long so.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from typing import IO, Any, cast

from xlsxwriter.worksheet import Worksheet

IN_MEMORY = 4_000_000
"""Characters of a sheet from which on its rows wait in a temporary file."""
_WHITE = (" ", "\t", "\n", "\r")


class RowSheet(Worksheet):  # type: ignore[misc]
    """Heads of columns are written as in any sheet, then rows by `add_row`."""

    def __init__(self) -> None:
        super().__init__()
        waiting = tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="")  # noqa: SIM115
        self._rows = cast(IO[str], waiting)
        self._added = 0

    def add_row(self, cells: Iterable[str]) -> None:
        """Add a row of the number that `next_row` gives, even where it has no cells."""
        self._rows.write(f'<row r="{self.next_row}">{"".join(cells)}</row>')
        self._added += 1

    @property
    def next_row(self) -> int:
        """The number of the next row, as it stands in its cells: `A3`."""
        return len(self.table) + self._added + 1

    def text(self, text: str, is_shared: bool) -> str:
        """Write the kind and value of a cell with a text, kept once for all sheets or just here."""
        if is_shared:
            return f' t="s"><v>{self.str_table._get_shared_string_index(text)}</v>'
        keeps = ' xml:space="preserve"' if text.startswith(_WHITE) or text.endswith(_WHITE) else ""
        text = self._escape_data(self._escape_control_characters(text))
        return f' t="inlineStr"><is><t{keeps}>{text}</t></is>'

    def _write_dimension(self) -> None:
        heads = self.dim_rowmax
        self.dim_rowmax: int = self.next_row - 2
        super()._write_dimension()
        self.dim_rowmax = heads

    def _write_rows(self) -> None:
        """Write the heads, which XlsxWriter has, and the rows after them (it calls this)."""
        super()._write_rows()
        self._rows.seek(0)
        shutil.copyfileobj(self._rows, self.fh)
        self._rows.close()


def style_of(of_cells: Any) -> int:
    """Return the number of a format of XlsxWriter, as cells name it."""
    return int(of_cells._get_xf_index())
