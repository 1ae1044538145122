"""What sums prove of a table: in, figures; out, whether they are what their words may mean.

A table of a part (直达资金支出表) has another total than the tables of the whole. 专项业务经费支出
is the expenditure on projects where it is all that the total holds beside basic expenditure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal

from mingzhang.parse.tables.figures import Entry
from mingzhang.vocab.layouts import Layouts


def is_proven(figures: Sequence[Entry], known: Iterable[Entry]) -> bool:
    """Tell that the greatest figure is printed elsewhere of the same, and none otherwise."""
    stated = {_what(figure): figure.value for figure in known if figure.unit}
    counted = [figure for figure in figures if figure.unit]
    shared = [figure for figure in counted if _what(figure) in stated]
    greatest = max((abs(figure.value) for figure in counted), default=0)
    return (
        bool(greatest)
        and any(figure.value == greatest for figure in shared)
        and all(stated[_what(figure)] == figure.value for figure in shared)
    )


def _what(figure: Entry) -> Hashable:
    return (
        figure.concept, figure.function_code, figure.economic_code, figure.fund,
        figure.measure, figure.period, figure.scope_printed, figure.unit,
    )  # fmt: skip


def without_unproven_rests(figures: Sequence[Entry], layouts: Layouts) -> None:
    """Take the concept of figures that may be the rest of a total, if no line adds up so."""
    named = layouts["rest_of_total"].search
    of_projects = [figure for figure in figures if figure.meant == "project_expenditure"]
    rests = [f for f in of_projects if named(f.row.label) or named(f.column.head)]
    lines: dict[Hashable, list[Entry]] = defaultdict(list)
    for figure in figures:
        if figure.measure.is_amount:
            lines["row", figure.row.index, figure.block].append(figure)
            lines["column", figure.column.index].append(figure)
    found = [
        _is_rest(figure, lines["column", figure.column.index])
        if named(figure.row.label)
        else _is_rest(figure, lines["row", figure.row.index, figure.block])
        for figure in rests
        if figure.value
    ]
    if None in found or True not in found:
        below = [f for f in of_projects if f.row.code and f.row.concept == f.meant]
        for figure in (*rests, *(below if rests else ())):
            figure.concept = figure.meant = ""


def _is_rest(figure: Entry, line: Iterable[Entry]) -> bool | None:
    """Tell that figure and basic expenditure are a total; None: they are not; False: no basic."""
    code = figure.economic_code
    others = [other for other in line if other is not figure and other.economic_code == code]
    stated = {other.meant: other.value for other in others if other.meant in _BASIC}
    parts = stated.get("personnel_funds", _NONE) + stated.get("public_funds", _NONE)
    basic = stated.get("basic_expenditure", parts)
    return bool(basic) if any(other.value == basic + figure.value for other in others) else None


_BASIC = ("basic_expenditure", "personnel_funds", "public_funds")
_NONE = Decimal(0)
