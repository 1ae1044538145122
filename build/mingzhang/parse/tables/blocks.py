"""Blocks and rows of a table: columns of labels with their figures; what a row is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from mingzhang.model import Cell
from mingzhang.parse.tables.columns import Column
from mingzhang.vocab import Concept

NATURES = ("basic_expenditure", "project_expenditure", "personnel_funds", "public_funds")
"""What spending is for, whichever function or class it is of."""

_RUNNING = re.compile(r"\d{1,2}(?=[^\d\W])")


@dataclass(frozen=True, slots=True)
class Block:
    """Columns of labels and the columns of figures that they label."""

    labels: tuple[Column, ...]
    amounts: tuple[Column, ...]

    @property
    def side(self) -> str:
        """Which side of the account the block shows: revenue | expenditure | ""."""
        columns = (*self.amounts[:1], *self.labels[-1:])
        return next((column.side for column in columns if column.side), "")

    @property
    def head(self) -> str:
        """The head that stands above all names and what they have in sum; else ""."""
        named = [column for column in self.labels if column.role not in ("body", "body_code")]
        sums = [column for column in self.amounts if column.role != "by_row"]
        upper = {column.upper for column in (*named, *sums)}
        return upper.pop() if len(upper) == 1 else ""

    def is_summed_up(self, cells: Sequence[Cell | None], blocks: Sequence[Block]) -> bool:
        """Tell that a row's label reaches over figures of a block before: 合计 of both."""
        first = self.labels[0].index if self.labels else 0
        begin = next((cell.column for cell in cells[first : first + 1] if cell), first)
        before = (column.index for block in blocks for column in block.amounts)
        return any(begin <= index < first for index in before)

    def labelled(
        self, cells: Sequence[Cell | None], blocks: Sequence[Block], is_sum: Callable[[str], object]
    ) -> Block:
        """Take the labels of the block before where that row has a sum's name and no figure.

        公用经费合计 of two blocks of names, whose cells are not merged, stands in the first.
        """

        def texts(columns: Sequence[Column]) -> list[str]:
            return [cell.text for column in columns if (cell := cells[column.index])]

        at = blocks.index(self)
        if not at or any(texts(self.labels)):
            return self
        before = blocks[at - 1]
        sums = any(map(is_sum, texts(before.labels))) and not any(texts(before.amounts))
        return replace(self, labels=before.labels) if self.labels and sums else self


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a block. `kind`: total | item | code | body | unknown.

    `concept` is what the row itself names (before the column's money is regarded); `code` a code
    of the functional (`family` function) or economic classification, known or not.
    """

    index: int
    number: int
    kind: str
    label: str
    concept: str = ""
    fund: str = ""
    code: str = ""
    family: str = ""
    economic: str = ""
    """The economic code of a row of a functional code, where the row bears both."""
    unit: str = ""
    """What a column of units says of the row: of its money (万元), or of things (辆)."""
    year: str = ""
    """What a column of years says of the row (2023, 2023年预算)."""
    body: str = ""
    """The body that the row is about, as printed: its own label, or that of the row above."""
    office: bool = False
    """The body is the department\'s own office: its name in a list of several."""
    torn: bool = False
    """Names of bodies run over several rows, so that nobody knows whose the figures are."""
    period: str = ""
    """The words of the row that tell account and year (预算数); empty: those of the column."""
    by_name: bool = False
    """The name alone tells the code: what the next names are below (行政运行) it does not tell."""
    measure: str = ""
    """What the figures of a row measure, where it is not what their columns do (增减额)."""
    unlisted: str = ""
    """A printed code that no classification lists; `code` is then told by the row's name, or ""."""

    def unknown(self) -> Row:
        """Return the row as one that means nobody knows what."""
        return replace(self, kind="unknown", concept="")


def blocks_of(columns: Sequence[Column], *, one_sided: bool = False) -> list[Block]:
    """Part the columns into blocks; a block without labels takes all its figures as totals.

    `one_sided`: figures of revenue and of expenditure have labels of their own, or are nobody's.
    """
    blocks: list[tuple[list[Column], list[Column]]] = []
    for column in columns:
        if column.is_label:
            if not blocks or blocks[-1][1]:
                blocks.append(([], []))
            blocks[-1][0].append(column)
        elif column.is_amount:
            if not blocks:
                blocks.append(([], []))
            blocks[-1][1].append(column)
    if len(blocks) > 1 and not blocks[-1][1]:
        # What stands behind the figures may say of which money or year each row is.
        last = blocks.pop()[0]
        blocks[-1][0].extend(column for column in last if column.role in ("fund_label", "year"))
    made = [Block(tuple(labels), tuple(amounts)) for labels, amounts in blocks if amounts]
    if not one_sided:
        return made
    return [block for block in made if len({column.side for column in block.amounts} - {""}) < 2]


def unnumbered(rows: list[Row]) -> list[Row]:
    """Take the running numbers from the names of bodies, which a table without lines glues on."""
    names = list(dict.fromkeys(row.label for row in rows if row.kind == "body"))
    matches = {name: match for name in names if (match := _RUNNING.match(name))}
    numbers = [int(match[0]) for match in matches.values()]
    if len(numbers) < 2 or numbers != sorted(set(numbers)):
        return rows
    shorter = {name: name[match.end() :] for name, match in matches.items()}
    return [
        replace(
            row,
            label=shorter.get(row.label, row.label) if row.kind == "body" else row.label,
            body=shorter.get(row.body, row.body),
        )
        for row in rows
    ]


def of_natures(rows: Sequence[Row]) -> list[Row]:
    """Let economic classes listed below 基本支出, with 项目支出 after them, be parts of it.

    Behind the last of the natures a list is of all spending, unless those before have lists, too.
    """
    stands = [at for at, row in enumerate(rows) if row.concept in NATURES]
    made, nature, listed = list(rows), "", False
    for at, row in enumerate(rows):
        if row.family == "economic" and nature and (listed or at < stands[-1]):
            made[at], listed = replace(row, concept=nature), True
        elif row.family != "economic":
            nature = row.concept if row.concept in NATURES else ""
    return made


def unrepeated(rows: list[Row], items: str) -> list[Row]:
    """Rows of the same codes that something else tells apart are each but a part of these.

    Rows of one code alone may also be of that code's `items`.
    """

    def place(row: Row) -> tuple[str, ...]:
        return row.code, row.economic, row.body, row.fund, row.concept

    seen = Counter(place(row) for row in rows if row.economic or not items)
    return [row.unknown() if row.kind == "code" and seen[place(row)] > 1 else row for row in rows]


def without_twins(rows: list[Row], items: str) -> list[Row]:
    """Beside rows of things of their own, a kind of them that is named twice is not told apart."""

    def place(row: Row) -> tuple[str, ...]:
        return row.kind, row.concept, row.body, row.fund, row.year

    seen = Counter(place(row) for row in rows if items and row.kind == "item")
    return [row.unknown() if row.concept != items and seen[place(row)] > 1 else row for row in rows]


def decided(
    rows: Sequence[Row], concepts: Mapping[str, Concept], is_partial: Callable[[Row], bool]
) -> list[Row]:
    """Decide rows that are the whole or a part of it, by what else the block has.

    A 小计 is a part: of what, is known where there is one of it and the whole beside it.
    """
    items = {row.concept for row in rows if row.kind == "item"}
    sums = Counter(row.concept for row in rows if row.kind == "sum")
    totals = sum(row.kind == "total" for row in rows)
    made = []
    for row in rows:
        if row.kind == "total" and totals > 1 and is_partial(row):
            row = row.unknown()
        if row.kind == "sum":
            known = concepts.get(row.concept)
            whole = known.parent if known else ""
            is_part = whole in items or not whole
            if is_partial(row) and not (is_part and sums[row.concept] == 1):
                row = row.unknown()
            else:
                row = replace(row, kind="item", concept=row.concept if is_part else whole)
        made.append(row)
    return made
