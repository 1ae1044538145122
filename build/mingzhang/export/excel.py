"""Excel: in, tables; out, one workbook with a cover and a sheet for each table.

Text is always written as text, never as a formula or a link; text that begins like a formula also
carries the mark that makes Excel show it as typed (quotePrefix).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from rich.cells import cell_len

from mingzhang.common.published import Field, Rows, Table
from mingzhang.export.table_writer import exact_number, full_date

SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
CUT = "……（过长，全文见 CSV）"
IN_MEMORY_ROWS = 100_000
"""Larger workbooks are written by way of temporary files, so that memory does not grow. They are
half as large again, since each cell holds its text."""
HEAD_ROWS = 2
"""Every sheet begins with the Chinese headings and the names of the columns."""
COVER = "说明"
COVER_WIDTH = 100
LINE_HEIGHT, HIGHEST = 15, 405
"""Points of one line of the cover, and what Excel allows a row at most, nearly."""
LEGIBLE_WIDTH = 300
# What spreadsheets take for the beginning of a formula or command.
_RISKY = frozenset("=+-@\t\r\n＝＋－＠|%")
# Documents carry a date of creation by default; ours is a constant.
_NO_DATE = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
_WIDTHS: Mapping[str, int] = {"integer": 9, "year": 8, "number": 16, "date": 12, "boolean": 8}
_MONEY, _FINE_MONEY = "#,##0.00", "#,##0.00######"
_DATE, _WHOLE = "yyyy-mm-dd", "0"


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first sheet tells: a title and lines of heading and text."""

    title: str
    lines: Sequence[tuple[str, str]]


class ExcelWriter:
    """Writes one workbook; its `all_tables` are listed on its cover before their rows come.

    Rows of other tables are not written.
    """

    def __init__(self, path: Path, cover: Cover, all_tables: Sequence[Table]) -> None:
        large = sum(table.rows for table in all_tables) > IN_MEMORY_ROWS
        options = {
            "constant_memory": large,
            "in_memory": not large,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"title": cover.title, "created": _NO_DATE})
        self._formats: dict[tuple[str, bool], Any] = {}
        self._head = self._book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "valign": "top"}
        )
        self._name = self._book.add_format({"font_color": "#5A6772", "bg_color": "#F4F6F8"})
        self._cover_sheet = self._book.add_worksheet(COVER)
        self._cover_row = 0
        self._write_cover(cover, all_tables)
        self._listed = {table.name for table in all_tables}
        self._sheet: Any = None
        self._table: Table | None = None
        self._row = 0
        self._unit_at = -1
        self._cut: list[str] = []
        self._exact: list[str] = []

    def _write_cover(self, cover: Cover, all_tables: Sequence[Table]) -> None:
        sheet = self._cover_sheet
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, COVER_WIDTH)
        sheet.hide_gridlines(2)
        _set_paper(sheet, COVER_WIDTH)
        sheet.write_string(0, 0, cover.title, self._book.add_format({"bold": True, "size": 16}))
        self._cover_row = 2
        for heading, text in cover.lines:
            self._cover_line(heading, text)
        self._cover_row += 1
        self._cover_line("工作表", "内容（每张表的第一行是中文列名，第二行是数据中的列名）")
        blue = self._book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
        for table in all_tables:
            if _fits(table):
                link = f"internal:'{sheet_name(table)}'!A1"
                sheet.write_url(self._cover_row, 0, link, blue, sheet_name(table))
                text = f"{table.description_zh}（{table.rows:,} 行）"
            else:
                sheet.write_string(self._cover_row, 0, sheet_name(table), self._format("", False))
                text = f"{table.rows:,} 行，超过 Excel 一张表的行数，请用 CSV 等别的格式"
            self._cover_text(text)

    def _cover_line(self, heading: str, text: str) -> None:
        sheet = self._cover_sheet
        sheet.write_string(self._cover_row, 0, heading, self._head)
        self._cover_text(text)

    def _cover_text(self, text: str) -> None:
        """Write the text of a line, as high as it needs: not every program measures by itself."""
        sheet = self._cover_sheet
        high = LINE_HEIGHT * -(-cell_len(text) // COVER_WIDTH)
        sheet.set_row(self._cover_row, max(LINE_HEIGHT, min(high, HIGHEST)))
        sheet.write_string(self._cover_row, 1, text, self._wrapped(quoted=text[:1] in _RISKY))
        self._cover_row += 1

    def begin(self, table: Table) -> None:
        """Open a sheet with its two heading rows, frozen."""
        self._table = table if table.name in self._listed and _fits(table) else None
        if self._table is None:
            return
        self._row = HEAD_ROWS
        names = table.columns
        self._unit_at = names.index("unit") if "unit" in names and "value" in names else -1
        self._sheet = sheet = self._book.add_worksheet(sheet_name(table))
        for place, field in enumerate(table.fields):
            sheet.set_column(place, place, _width(field))
        _set_paper(sheet, sum(map(_width, table.fields)))
        sheet.repeat_rows(0, HEAD_ROWS - 1)
        sheet.freeze_panes(HEAD_ROWS, 1)
        sheet.autofilter(1, 0, max(1, table.rows + 1), len(table.fields) - 1)
        for place, field in enumerate(table.fields):
            sheet.write_string(0, place, field.title_zh, self._head)
        for place, field in enumerate(table.fields):
            sheet.write_string(1, place, field.name, self._name)

    def add(self, rows: Rows) -> None:
        """Write rows; an empty cell stays empty."""
        if self._table is None:
            return
        write, fields = self._sheet.write_string, self._table.fields
        is_text = [field.type not in _WIDTHS for field in fields]
        for row in rows:
            for place, text in enumerate(row):
                if not text:
                    continue
                if is_text[place] and text[0] not in _RISKY and len(text) <= CELL_CHARACTERS:
                    write(self._row, place, text)  # as most are
                else:
                    self._cell(place, text, fields[place], row)
            self._row += 1

    def _cell(self, place: int, text: str, field: Field, row: Sequence[str]) -> None:
        kind = field.type
        if kind in ("integer", "year", "number"):
            number = exact_number(text)
            if number is not None:
                unit = field.unit or (row[self._unit_at] if self._unit_at >= 0 else "")
                shape = _WHOLE if kind != "number" else _money(text) if unit == "CNY" else ""
                self._sheet.write_number(self._row, place, number, self._format(shape, False))
                return
            self._note(self._exact, field)
        elif kind == "date" and (day := full_date(text)) and day.year >= 1900:
            self._sheet.write_datetime(self._row, place, day, self._format(_DATE, False))
            return
        elif kind == "boolean":
            self._sheet.write_boolean(self._row, place, text == "true", self._format("", False))
            return
        if len(text) > CELL_CHARACTERS:
            self._note(self._cut, field)
            text = text[: CELL_CHARACTERS - len(CUT)] + CUT
        risky = text[0] in _RISKY
        self._sheet.write_string(self._row, place, text, self._format("", risky))

    def _note(self, places: list[str], field: Field) -> None:
        assert self._table is not None
        place = f"{sheet_name(self._table)}：{field.title_zh}"
        if place not in places:
            places.append(place)

    def end(self) -> None:
        """Do nothing: the sheet is complete."""

    def close(self) -> None:
        """Say on the cover what Excel cannot hold, and write the file."""
        if self._cut:
            places = "、".join(self._cut)
            note = f"{places} 中有的文字超过 Excel 一格的上限，已截短；全文见 CSV。"
            self._cover_line("过长的文字", note)
        if self._exact:
            note = f"{'、'.join(self._exact)} 中有的数超过 15 位，Excel 存不准，改以文字写出。"
            self._cover_line("位数过多的数", note)
        self._book.close()

    def _format(self, shape: str, quoted: bool) -> Any:
        """Give the format for a number shape, or for text (marked as text); most need none."""
        if not shape and not quoted:
            return None
        return self._made((shape, quoted), {"num_format": shape or "General", "valign": "top"})

    def _wrapped(self, quoted: bool = False) -> Any:
        return self._made(("wrapped", quoted), {"text_wrap": True, "valign": "top"})

    def _made(self, key: tuple[str, bool], properties: Mapping[str, Any]) -> Any:
        if key not in self._formats:
            self._formats[key] = self._book.add_format(dict(properties))
            if key[1]:
                self._formats[key].set_quote_prefix()
        return self._formats[key]


def sheet_name(table: Table) -> str:
    """Name the sheet of a table: its Chinese title and its name, as Excel allows."""
    return re.sub(r"[\[\]:*?/\\']", " ", f"{table.title_zh} {table.name}")[:31].strip()


def _fits(table: Table) -> bool:
    return table.rows + HEAD_ROWS <= SHEET_ROWS


def _money(text: str) -> str:
    """Choose the shape of an amount: two decimals, or all of them where there are more."""
    return _MONEY if len(text.partition(".")[2]) <= 2 else _FINE_MONEY


def _set_paper(sheet: Any, width: int) -> None:
    """Print on A4 across; all columns beside one another, if that can be read then."""
    sheet.set_paper(9)
    sheet.set_landscape()
    if width <= LEGIBLE_WIDTH:
        sheet.fit_to_pages(1, 0)


def _width(field: Field) -> int:
    """Choose a width: long text gets room, ids and numbers what they need."""
    if field.type in _WIDTHS:
        return max(_WIDTHS[field.type], min(2 * len(field.title_zh) + 2, 24))
    long = ("text", "quote", "definition", "description", "message", "section", "title", "reason")
    return 48 if any(part in field.name for part in long) else 18
