"""The same table laid out otherwise is read alike: every form, the nine tables of an account."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import factories
import test_forms as forms
from mingzhang import parse, read
from mingzhang.model import Disclosure, Fact, Source, Stage

EVERY = 4
"""Each edit is tried on one form of so many, each form with a quarter of the edits."""
NINE = Path(__file__).parent / "account_nine_tables.html"
TABLES = [*(form for form, row in forms.INDEX.items() if row["file"].endswith(".html")), "nine"]
_TABLE = re.compile(r"<table[^>]*>(.*?)</table>", re.DOTALL)
_ROW = re.compile(r"<tr[^>]*>(.*?)(?=<tr|$)", re.DOTALL)
_CELL = re.compile(r"<t[dh]([^>]*)>(.*?)(?=<t[dh]|</t[dhr]>|$)", re.DOTALL)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_CODE = re.compile(r"\d{2,7}")


@dataclass(eq=False)
class Cell:
    """A cell of a table in HTML; `figure` tells that it holds one of the facts."""

    row: int
    column: int
    height: int
    width: int
    text: str
    figure: bool = False

    def covers(self, row: int, column: int) -> bool:
        return 0 <= row - self.row < self.height and 0 <= column - self.column < self.width


@dataclass
class Table:
    """The cells of a table, and the HTML before it."""

    before: str
    cells: list[Cell] = field(default_factory=list)

    @property
    def height(self) -> int:
        return max(cell.row + cell.height for cell in self.cells)

    @property
    def width(self) -> int:
        return max(cell.column + cell.width for cell in self.cells)

    @property
    def heads(self) -> int:
        return min((cell.row for cell in self.cells if cell.figure), default=0)

    @property
    def first_head(self) -> int:
        """The first row of the heads, below the title and the unit."""
        begun = [sum(cell.row == row for cell in self.cells) for row in range(self.heads)]
        return next((row for row, cells in enumerate(begun) if cells > 2), self.heads)

    def body(self) -> Iterator[Cell]:
        return (cell for cell in self.cells if cell.row >= self.heads and not cell.figure)

    def free(self, row: int, column: int) -> bool:
        return not any(cell.covers(row, column) for cell in self.cells)

    def fill(self) -> None:
        """Put an empty cell in each place that none covers."""
        places = [(row, at) for row in range(self.height) for at in range(self.width)]
        self.cells += [Cell(*place, 1, 1, "") for place in places if self.free(*place)]

    def insert_row(self, at: int) -> None:
        for cell in self.cells:
            if cell.row >= at:
                cell.row += 1
            elif cell.row + cell.height > at:
                cell.height += 1
        self.cells.append(Cell(at, 0, 1, 1, ""))
        self.fill()

    def insert_column(self, at: int) -> None:
        for cell in self.cells:
            cell.column += cell.column >= at
        self.cells.append(Cell(0, at, 1, 1, ""))
        self.fill()

    def html(self) -> str:
        lines = []
        for row in range(self.height):
            begun = sorted((c for c in self.cells if c.row == row), key=lambda c: c.column)
            cells = (f'<td rowspan="{c.height}" colspan="{c.width}">{c.text}</td>' for c in begun)
            lines.append(f"<tr>{''.join(cells)}</tr>")
        return f"{self.before}<table>{''.join(lines)}</table>"


Edit = Callable[[Table], None]


def _texts(change: Callable[[str], str], which: str = "words") -> Edit:
    """An edit of the texts of figures, of codes, or of all other cells."""

    def edit(table: Table) -> None:
        codes = [cell for cell in table.body() if _CODE.fullmatch(cell.text)]
        for cell in table.cells:
            kind = "figures" if cell.figure else "codes" if cell in codes else "words"
            if kind == which:
                cell.text = change(cell.text)

    return edit


def _halves(between: str) -> Edit:
    return _texts(
        lambda t: t[: len(t) // 2] + between + t[len(t) // 2 :] if _HAN.fullmatch(t) else t
    )


def _unmerged(*, repeated: bool) -> Edit:
    def edit(table: Table) -> None:
        heads = range(table.first_head, table.heads)
        if any(table.free(row, column) for row in heads for column in range(table.width)):
            return
        for cell in [cell for cell in table.cells if cell.row in heads]:
            whole, cell.height, cell.width = replace(cell), 1, 1
            for row in range(whole.row, whole.row + whole.height):
                for column in range(whole.column, whole.column + whole.width):
                    if table.free(row, column):
                        text = whole.text if repeated else ""
                        table.cells.append(Cell(row, column, 1, 1, text))

    return edit


def _with_dashes(table: Table) -> None:
    columns = {cell.column for cell in table.cells if cell.figure}
    for cell in table.body():
        cell.text = cell.text or ("——" if cell.column in columns else "")


def _with_serial_numbers(table: Table) -> None:
    first, heads = table.first_head, table.heads
    if first < heads:
        table.insert_column(0)
        table.cells = [c for c in table.cells if c.column or not first <= c.row < heads]
        table.cells.append(Cell(first, 0, heads - first, 1, "序号"))
        for cell in table.cells:
            if not cell.column and cell.row >= heads:
                cell.text = str(cell.row - heads + 1)


def _with_numbered_columns(table: Table) -> None:
    row = table.heads
    if row and not any(cell.text == "栏次" for cell in table.cells):
        table.insert_row(row)
        for cell in table.cells:
            cell.text = str(cell.column + 1) if cell.row == row else cell.text


def _title_inside(table: Table) -> None:
    """Move the lines between the last heading and the table into rows over its whole width."""
    lines = re.findall(r"<(?:h3|p)>([^<]*(?:表|单位[：:]\S*元))</(?:h3|p)>", table.before)
    if len(lines) > 1:
        table.before = table.before[: table.before.index(f">{lines[0]}<")].rpartition("<")[0]
        for line in reversed(lines):
            width = table.width
            table.insert_row(0)
            table.cells = [cell for cell in table.cells if cell.row]
            table.cells.append(Cell(0, 0, 1, width, line))


def _total_last(table: Table) -> None:
    first, last = table.heads, max((c.row for c in table.cells if c.figure), default=0)
    sums = [c.row for c in table.body() if c.text in ("合计", "总计")]
    alone = sum(cell.row == first and cell.text != "" for cell in table.body()) == 1
    if (
        first
        and alone
        and sums == [first]
        and all(c.height == 1 for c in table.cells if c.row >= first)
    ):
        for cell in table.cells:
            if first <= cell.row <= last:
                cell.row = last if cell.row == first else cell.row - 1


def _more(amount: str) -> str:
    return f"{amount}00" if re.fullmatch(r"[\d,]+\.\d\d", amount) else amount


EDITS: dict[str, Edit] = {
    "a blank column on the right": lambda table: table.insert_column(table.width),
    "a blank column on the left": lambda table: table.insert_column(0),
    "a blank row above": lambda table: table.insert_row(0),
    "a blank row below the heads": lambda table: table.insert_row(table.heads),
    "a blank row at the end": lambda table: table.insert_row(table.height),
    "heads unmerged, blank": _unmerged(repeated=False),
    "heads unmerged, repeated": _unmerged(repeated=True),
    "the total last": _total_last,
    "no commas": _texts(lambda text: text.replace(",", ""), "figures"),
    "blanks round figures": _texts(lambda text: f"&nbsp;{text} ", "figures"),
    "more decimals": _texts(_more, "figures"),
    "no decimals where whole": _texts(lambda text: text.removesuffix(".00"), "figures"),
    "dashes for nothing": _with_dashes,
    "codes set in": _texts(lambda text: f"&nbsp;&nbsp;{text} ", "codes"),
    "codes as text of a spreadsheet": _texts(lambda text: f"'{text}", "codes"),
    "codes in wide digits": _texts(
        lambda text: text.translate({ord("0") + i: ord("０") + i for i in range(10)}), "codes"
    ),
    "words of two characters spaced": _texts(
        lambda t: "\u3000".join(t) if _HAN.fullmatch(t) and len(t) == 2 else t
    ),
    "line breaks in words": _halves("<br>"),
    "items set in": _texts(lambda t: f"\u3000\u3000{t}" if _HAN.match(t) else t),
    "narrow brackets": _texts(lambda t: t.translate(str.maketrans("（）：", "():"))),
    "no quotes": _texts(lambda text: re.sub("[“”]", "", text)),
    "no numbers of items": _texts(lambda text: re.sub("^[一二三四五六七八九十]+、", "", text)),
    "serial numbers": _with_serial_numbers,
    "numbered columns": _with_numbered_columns,
    "title and unit inside": _title_inside,
}


def _source(form: str) -> Source:
    if form in forms.INDEX:
        return forms.source(form)
    title = "某区甲局2023年度部门决算"
    return Source("n-2023-final", "n", 2023, Stage.FINAL, title, NINE, NINE.read_bytes(), "")


@functools.cache
def _read(source: Source) -> Disclosure:
    return parse.parse(read.read(source), factories.vocabulary())


def _meanings(disclosure: Disclosure) -> list[tuple[object, ...]]:
    """What each figure of the tables is, without the place where it stands."""

    def meaning(fact: Fact) -> tuple[object, ...]:
        return (
            *(fact.concept, fact.fund, fact.function_code, fact.economic_code, fact.measure),
            *(fact.value, fact.stage, fact.fiscal_year, fact.scope),
        )

    return sorted((meaning(fact) for fact in disclosure.facts if fact.row is not None), key=str)


def _tables(source: Source) -> tuple[list[Table], str]:
    """The tables of a source, with the HTML before each, and the HTML behind the last."""
    html = source.data.decode()
    facts = {(fact.table, fact.row, fact.column) for fact in _read(source).facts}
    tables, end = [], 0
    for number, match in enumerate(_TABLE.finditer(html)):
        table = Table(html[end : match.start()])
        for row, line in enumerate(_ROW.findall(match[1])):
            for attributes, text in _CELL.findall(line):
                column = next(at for at in range(99) if table.free(row, at))
                height, width = (
                    int(span[1]) if (span := re.search(rf'{name}="?(\d+)', attributes)) else 1
                    for name in ("rowspan", "colspan")
                )
                figure = (number, row, column) in facts
                table.cells.append(Cell(row, column, height, width, text.strip(), figure))
        tables.append(table)
        end = match.end()
    return tables, html[end:]


@pytest.mark.parametrize("edit", EDITS)
def test_another_layout_means_the_same(edit: str) -> None:
    changed = 0
    for form in TABLES[list(EDITS).index(edit) % EVERY :: EVERY]:
        source = _source(form)
        tables, behind = _tables(source)
        plain = "".join(table.html() for table in tables)
        for table in tables:
            EDITS[edit](table)
        html = "".join(table.html() for table in tables)
        if html != plain:
            changed += 1
            other = replace(source, data=f"{html}{behind}".encode())
            assert _meanings(_read(other)) == _meanings(_read(source)), form
    assert changed
