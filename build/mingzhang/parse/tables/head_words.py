"""The words of a table's heads: in, a sheet; out, for each column what its heads print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.model import Cell
from mingzhang.parse.tables.sheets import FORMULA, Sheet, is_blank, is_counting, own_texts
from mingzhang.parse.tables.units import money_of, without_unit
from mingzhang.vocab.layouts import Layouts


def head_unit(sheet: Sheet, heads: int, column: int, layouts: Layouts) -> str:
    """Return the unit in the heads of one column, the lowest first; "" where they print none."""
    for _, row in reversed(sheet.rows[:heads]):
        unit = money_of(sheet.text(row[column]), layouts)
        if unit:
            return unit
    return ""


def head_paths(sheet: Sheet, heads: int, layouts: Layouts) -> Iterator[str]:
    """Yield for each column its heads joined by `/`; numbers of columns (栏次 1 2) are left out.

    A blank column below a wider head has none: it is not the sum of what stands beside it.
    """
    width = len(sheet.rows[0][1]) if sheet.rows else 0
    counting = [
        is_counting(own_texts(sheet, number, row), layouts) for number, row in sheet.rows[:heads]
    ]
    spread = _spread([row for _, row in sheet.rows[:heads]], width)
    for column in range(width):
        parts: list[str] = []
        last: Cell | None = None
        if _is_blank_below(sheet, heads, column):
            yield ""
            continue
        for index, row in enumerate(spread):
            cell = row[column]
            if cell is None or cell is last:
                continue
            last = cell
            text = without_unit(sheet.text(cell), layouts).rstrip("：") if cell.text else ""
            text = layouts["translation"].sub("", text)
            numbers = layouts["column_numbers"].match(text) or (
                counting[index]
                and (
                    text.isdigit()
                    or FORMULA.fullmatch(text)
                    or layouts["numbers_columns"].match(text)
                )
            )
            repeated = parts[-1:] == [text]  # a cell that was merged with the one below it
            if not is_blank(text) and not numbers and not repeated:
                parts.append(text)
        # Some forms print 类 款 项 in the row of the total, below their common head.
        first = sheet.rows[heads][1][column] if heads < len(sheet.rows) else None
        if first is not None and layouts["level_head"].match(sheet.text(first)):
            parts.append(sheet.text(first))
        yield layouts["torn_money"].sub("", "/".join(parts))


def _is_blank_below(sheet: Sheet, heads: int, column: int) -> bool:
    cells = [row[column] for _, row in sheet.rows]
    own = any(_filled(cell) and cell.column_span == 1 for cell in cells[:heads] if cell)
    return not own and not any(map(_filled, cells[heads:]))


def _filled(cell: Cell | None) -> bool:
    return cell is not None and bool(cell.text)


def _spread(rows: Sequence[Sequence[Cell | None]], width: int) -> list[list[Cell | None]]:
    """Let an upper head reach over the empty cells to its right, as if it were merged with them.

    Copied tables lose what was merged. A head stays below the head above it, and reaches only over
    columns with heads of their own further down, not over a cell that is merged and blank.
    """
    made = [list(row) for row in rows]
    for index, row in enumerate(made[:-1]):
        below = made[index + 1 :]
        for column in range(1, width):
            cell = row[column]
            empty = cell is None or (not cell.text and cell.column_span == 1)
            above = [upper[column] is upper[column - 1] for upper in made[:index]]
            headed = any(_filled(lower[column]) for lower in below)
            if empty and headed and all(above):
                row[column] = row[column - 1]
    return made
