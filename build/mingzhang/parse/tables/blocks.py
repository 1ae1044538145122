"""Blocks and rows of a table: columns of labels with their figures; what a row is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingzhang.parse.tables.columns import Column


@dataclass(frozen=True, slots=True)
class Block:
    """Columns of labels and the columns of figures that they label."""

    labels: tuple[Column, ...]
    amounts: tuple[Column, ...]

    @property
    def side(self) -> str:
        """Which side of the account the block shows: revenue | expenditure | ""."""
        columns = (*self.labels[-1:], *self.amounts[:1])
        return next((column.side for column in columns if column.side), "")

    @property
    def head(self) -> str:
        """The head that stands above all names and figures of the block; else ""."""
        named = [column for column in self.labels if column.role not in ("body", "body_code")]
        upper = {column.upper for column in (*named, *self.amounts)}
        return upper.pop() if len(upper) == 1 else ""


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
    concept: str
    fund: str
    code: str = ""
    family: str = ""
    economic: str = ""
    """The economic code of a row of a functional code, where the row bears both."""
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
    unlisted: str = ""
    """A printed code that no classification lists; `code` is then told by the row's name, or ""."""


def blocks_of(columns: Sequence[Column]) -> list[Block]:
    """Part the columns into blocks; a block without labels takes all its figures as totals."""
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
    return [Block(tuple(labels), tuple(amounts)) for labels, amounts in blocks if amounts]
