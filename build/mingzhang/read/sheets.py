"""What XLSX and XLS share: in, the cells of a sheet as printed; out, a table block."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from mingzhang.model import Source, UserError
from mingzhang.read import limits, titles
from mingzhang.read.blocks import Block, BlockCell, Paragraph, Remark, Table, unwrapped
from mingzhang.read.numberformat import NOISE, printed, scale

Area = tuple[int, int, int, int]
"""A merged area: first row, first column, row after the last, column after the last."""

_POWERS = {"元": 0, "百元": 2, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}
"""Units of money, and how many digits of yuan they leave out."""


@dataclass(slots=True)
class SheetCells:
    """Collects what a sheet shows, and what is odd about it."""

    source: Source
    name: str
    values: dict[tuple[int, int], str] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)
    scales: set[int] = field(default_factory=set)
    """The powers of ten by which number formats make the figures smaller than they are."""
    shows_zeros: bool = True
    """Whether zeros are seen at all: a sheet can show every cell of the value 0 as blank."""
    hidden_rows: int = 0
    hidden_columns: int = 0

    def check_place(self, row: int, column: int) -> None:
        """Raise `UserError` when a cell lies beyond what is read of a sheet."""
        if row >= limits.MAX_ROWS:
            raise limits.too_large(self.source, f"工作表“{self.name}”的行数", limits.MAX_ROWS)
        if column >= limits.MAX_COLUMNS:
            raise limits.too_large(self.source, f"工作表“{self.name}”的列数", limits.MAX_COLUMNS)

    def put(self, place: tuple[int, int], text: str) -> None:
        """Set what a cell shows."""
        self.values[place] = text
        if len(self.values) > limits.MAX_CELLS:
            raise limits.too_large(self.source, "单元格数", limits.MAX_CELLS)

    def number(self, place: tuple[int, int], value: float | str, number_format: str) -> None:
        """Set a number, as its format shows it; words that are no number stay as they are."""
        try:
            exact = float(value) if isinstance(value, str) else value
        except ValueError:
            self.put(place, str(value))
            return
        seen = self.shows_zeros or abs(exact) >= NOISE
        text = printed(exact, number_format) if seen else ""
        power = scale(exact, number_format)
        if power and not text.endswith(("元", "万", "亿")):
            self.scales.add(power)
        self.put(place, text)

    def blocks(self) -> Iterator[Block]:
        """Yield prose and tables of the sheet, unless no unit fits what it shows."""
        table = sheet_table(self.source, self.name, self.values, self.areas)
        if table.cells and self._is_in_unit():
            for part in _beside_one_another(table):
                yield from _parted(part)

    def remarks(self, block: int) -> Iterator[Remark]:
        """Tell what a reader of the figures should know of the sheet."""
        if not self._is_in_unit():
            yield Remark(
                "scaled_numbers",
                f"工作表“{self.name}”的数字格式把数字缩小了显示，与表中写明的单位不符，"
                "金额无法确定，没有读取。",
                f"Number formats of the sheet “{self.name}” show other than its unit says; "
                "it was not read.",
            )
        elif self.hidden_rows or self.hidden_columns:
            yield Remark(
                "hidden_cells",
                f"工作表“{self.name}”有 {self.hidden_rows} 行、{self.hidden_columns} 列是隐藏的，"
                "同样读取了。",
                f"The sheet “{self.name}” hides {self.hidden_rows} row(s) and "
                f"{self.hidden_columns} column(s); they were read as well.",
                block=block,
            )

    def _is_in_unit(self) -> bool:
        """Tell whether the figures shown are in the unit that the sheet prints."""
        if not self.scales:
            return True
        texts = list(self.values.values())
        units = {titles.unit_of([text]) or titles.unit_in_head([text]) for text in texts} - {""}
        return {_POWERS.get(unit) for unit in units} == self.scales


def sheet_table(
    source: Source, name: str, values: Mapping[tuple[int, int], str], areas: Iterable[Area]
) -> Table:
    """Make the table of one sheet; rows and columns keep the sheet's own numbers (from 0).

    Cells without text are kept inside the used rectangle, so that rows and columns stay whole.
    Raises `UserError` when the rectangle passes `limits.MAX_CELLS`.
    """
    filled = {place: unwrapped(text) for place, text in values.items()}
    filled = {place: text for place, text in filled.items() if text}
    if not filled:
        return Table((), name=name)
    rows = range(min(r for r, _ in filled), max(r for r, _ in filled) + 1)
    columns = range(min(c for _, c in filled), max(c for _, c in filled) + 1)
    used_rows = sorted({row for row, _ in filled})
    if len(used_rows) * len(columns) > limits.MAX_CELLS:
        raise limits.too_large(source, f"工作表“{name}”的单元格数", limits.MAX_CELLS)
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in areas:
        bottom, right = min(bottom, rows.stop), min(right, columns.stop)
        if top not in rows or left not in columns or bottom <= top or right <= left:
            continue
        if (bottom - top) * (right - left) + len(covered) > limits.MAX_CELLS:
            raise limits.too_large(source, f"工作表“{name}”的合并单元格数", limits.MAX_CELLS)
        spans[top, left] = (bottom - top, right - left)
        covered.update((row, column) for row in range(top, bottom) for column in range(left, right))
        covered.discard((top, left))
    cells = tuple(
        BlockCell(row, column, filled.get((row, column), ""), *spans.get((row, column), (1, 1)))
        for row in used_rows
        for column in columns
        if (row, column) not in covered
    )
    return Table(cells, name=name)


def _beside_one_another(table: Table) -> Iterator[Table]:
    """Part a sheet where a blank column stands between two titles, or before mere figures."""
    filled = [cell for cell in table.cells if cell.text]
    covered = {c for cell in filled for c in range(cell.column, cell.column + cell.column_span)}
    starts = sorted(at for at in covered if at - 1 not in covered)
    edges = [at for at in starts[1:] if _is_apart(filled, at)]
    for left, right in itertools.pairwise([0, *edges, limits.MAX_COLUMNS + 1]):
        cells = [cell for cell in table.cells if left <= cell.column < right - 1]
        yield replace(table, cells=tuple(replace(c, column=c.column - left) for c in cells))


def _is_apart(filled: list[BlockCell], edge: int) -> bool:
    right = [cell for cell in filled if cell.column >= edge]
    top = [cell.text for cell in right if cell.row == right[0].row]
    beside = [cell.text for cell in filled if cell.column < edge and cell.row == right[0].row]
    if titles.is_title(top[0]):
        return any(map(titles.is_title, beside))
    below = right[0].row > filled[0].row
    return below and all(_NUMERAL.fullmatch(cell.text) for cell in right)


def _parted(table: Table) -> Iterator[Block]:
    """Part a sheet into tables and the prose that people write between them, one cell a row."""
    rows = [list(row) for _, row in itertools.groupby(table.cells, key=lambda cell: cell.row)]
    texts = [[cell.text for cell in row if cell.text] for row in rows]
    parts = [_part(row) for row in texts]
    if _ROW not in parts and not any(_NUMERAL.fullmatch(text) for row in texts for text in row):
        yield from (Paragraph(part[0]) for part in texts if part)
        return
    begin = at = 0
    while at < len(rows):
        lone = list(itertools.takewhile(lambda part: part != _ROW, parts[at:]))
        after = at + len(lone)
        if _PROSE in lone:
            # Short lines behind the prose are the title of the table below, if there is one.
            last = at + len(lone) - lone[::-1].index(_PROSE) if after < len(rows) else after
            yield from _table_of(table, rows[begin:at])
            yield from (Paragraph(part[0]) for part in texts[at:last] if part)
            begin = last
        at = after + 1
    yield from _table_of(table, rows[begin:])


_ROW, _LONE, _PROSE = "row", "lone", "prose"
_NUMERAL = re.compile(r"-?[\d,.]+")
_SENTENCES = re.compile(r"[。；]|，.*，")
PROSE_LENGTH = 40
"""Characters of a lone cell from which on it is prose, when it has the stops of a sentence."""
SENTENCE_LENGTH = 20
"""Characters of a lone cell from which on it is prose, when it is a sentence to its end."""


def _part(texts: list[str]) -> str:
    if len(texts) != 1:
        return _ROW if texts else _LONE
    text = texts[0]
    stops = len(text) >= PROSE_LENGTH and _SENTENCES.search(text)
    sentence = len(text) >= SENTENCE_LENGTH and text.endswith("。")
    return _PROSE if (stops or sentence) and not titles.NOTE_ROW.match(text) else _LONE


def _table_of(table: Table, rows: list[list[BlockCell]]) -> Iterator[Table]:
    cells = tuple(cell for row in rows for cell in row)
    if any(cell.text for cell in cells):
        yield replace(table, cells=cells)


def date_text(value: datetime.datetime | datetime.date | datetime.time) -> str:
    """Write a date cell as ISO; a time of midnight is left out."""
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return value.isoformat()


def hidden_sheet(name: str) -> Remark:
    """Tell that a hidden sheet was not read."""
    return Remark(
        "hidden_sheet",
        f"工作表“{name}”是隐藏的，没有读取。",
        f"The sheet “{name}” is hidden; it was not read.",
    )


def nothing_read(source: Source, kind: str, remarks: Iterable[Remark]) -> UserError:
    """Make the error of a workbook of which no sheet was read, with the reason for it."""
    remark_text = next(
        (remark.message_zh for remark in remarks if remark.kind == "scaled_numbers"), ""
    )
    if remark_text:
        remedy = "请把单元格设为常规格式，核对单位后另存再加入"
        return UserError(source.path, remark_text.rstrip("。"), remedy)
    return limits.damaged(source, f"{kind} 文件里没有内容")
