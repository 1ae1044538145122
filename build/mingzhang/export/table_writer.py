"""What all formats share: in, tables of a package; out, their rows for each writer, read once.

Nothing is parsed twice, and memory stays the same however long a table is.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from mingzhang.common.published import Field, Rows, Table

EXACT = "_exact"
"""Ends the name of the column that holds, as text, the numbers which a double cannot hold."""


SURE = 15
"""Characters of a decimal text up to which a double holds its number: spreadsheets keep as many."""


class Writer(Protocol):
    """A format: takes the tables one after the other, each in chunks of rows."""

    def begin(self, table: Table) -> None:
        """Open a table."""

    def add(self, rows: Rows) -> None:
        """Take some rows of the open table."""

    def end(self) -> None:
        """Finish the open table."""

    def close(self) -> None:
        """Finish the file."""


def write(all_tables: Sequence[Table], writers: Sequence[Writer]) -> None:
    """Feed every table to every writer, reading each table once."""
    for table in all_tables:
        for writer in writers:
            writer.begin(table)
        for block in table.chunks():
            for writer in writers:
                writer.add(block)
        for writer in writers:
            writer.end()
    with ThreadPoolExecutor() as beside:  # to pack a file, Python need not wait
        for _ in beside.map(lambda writer: writer.close(), writers):
            pass


def exact_number(text: str) -> int | float | None:
    """Return the number that a decimal text means, or None when a double cannot hold it exactly.

    Exactly: printing the number gives the same digits back. Spreadsheets keep 15 digits.
    """
    if len(text) <= SURE and text.isascii() and text.lstrip("-").replace(".", "", 1).isdigit():
        plain = float(text)  # of so few digits each number is a double of its own
        return int(plain) if plain.is_integer() else plain
    value = Decimal(text)
    digits = value.as_tuple().digits
    if len(digits) > 15 and any(digits[15:]):
        return None
    if value == value.to_integral_value():
        whole = int(value)
        return whole if abs(whole) < 10**15 else None
    number = float(value)
    return number if Decimal(repr(number)) == value else None


def exact_field(field: Field) -> Field:
    """Describe the column that stands beside a number column for what a double cannot hold."""
    return replace(
        field,
        name=field.name + EXACT,
        type="string",
        title_zh=f"{field.title_zh}（全部数位）",
        title_en=f"{field.title_en} (all digits)",
        description_zh=f"{field.name} 的数位超出双精度浮点数时，这里是原样的数字，否则为空。",
        description_en=f"The digits of {field.name} where a double cannot hold them, else empty.",
        required=False,
    )


def full_date(text: str) -> datetime.date | None:
    """Return a date that is written in full (`2024-01-31`), else None."""
    try:
        return datetime.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
