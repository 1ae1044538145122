"""Rows of changes below rows of years: in, the rows of a block; out, those that say a change.

增减额 below 2024年预算数 and 2025年预算数 is the change of each column, where its figures bear it
out: each is the later less the earlier (增减率: as a share of the earlier). Of several rows of
years one pair alone may bear it out, and it must be the year and the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from mingzhang.model import Measure
from mingzhang.parse.tables.blocks import Row
from mingzhang.parse.tables.row_labels import bare
from mingzhang.vocab.layouts import Layouts

_ROUNDING = Decimal("0.02")
_HUNDRED = Decimal(100)

Amounts = Sequence[Decimal | None]
"""The figures of a row, by column."""


def with_changes(
    rows: Sequence[Row],
    years: Callable[[Row], int],
    amounts: Callable[[Row], Amounts],
    year: int,
    layouts: Layouts,
) -> list[Row]:
    """Give the rows that say how the year changed against the one before their measure."""
    made: list[Row] = []
    for at, row in enumerate(rows):
        measure = _measure(bare(row.year or row.label, layouts), layouts)
        dated = [r for r in rows[:at] if r.kind == "total" and (r.year or r.period)]
        if measure and row.kind == "unknown":
            fitting = [
                (years(earlier), years(later))
                for earlier, later in permutations(dated, 2)
                if _is_borne_out(measure, amounts(earlier), amounts(later), amounts(row))
            ]
            if fitting == [(year - 1, year)]:
                row = replace(row, kind="total", year="", measure=measure)
        made.append(row)
    return made


def _measure(words: str, layouts: Layouts) -> str:
    if layouts["row_change_rate"].fullmatch(words):
        return Measure.CHANGE_RATE
    return Measure.CHANGE if layouts["row_change"].fullmatch(words) else ""


def _is_borne_out(measure: str, earlier: Amounts, later: Amounts, said: Amounts) -> bool:
    """Tell that all figures of the row follow from those of the years, and that one is not 0."""
    figures = [
        (figure, old, new)
        for figure, old, new in zip(said, earlier, later, strict=True)
        if figure is not None
    ]
    return any(figure for figure, _, _ in figures) and all(
        old is not None
        and new is not None
        and abs(_change(measure, old, new) - figure) <= _ROUNDING
        for figure, old, new in figures
    )


def _change(measure: str, old: Decimal, new: Decimal) -> Decimal:
    if measure == Measure.CHANGE:
        return new - old
    return (new - old) / old * _HUNDRED if old else Decimal(0)
