"""Relations of a table: in, its figures; out, each rate and change tied to what it compares.

The heads say what a column may compare (what was carried out with a budget, a year with the year
before); of several such columns it compares those that its own rows are worked out on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from mingzhang.common.money import decimals
from mingzhang.model import Measure
from mingzhang.parse.figures.figure import Draft, comes_to
from mingzhang.parse.tables.figures import Entry

_ROUNDING = Decimal("1.5")
"""Of the last place: half of it for each of two amounts and their difference."""
Rows = Mapping[Hashable, Sequence[Entry]]
Kind = tuple[int, int]
"""Two columns: of what is compared, and what it is compared with."""


def relate(figures: Sequence[Entry]) -> None:
    """Tie changes, completions and shares of one table to what they are worked out on."""
    rows: dict[Hashable, list[Entry]] = defaultdict(list)
    columns: dict[int, list[Entry]] = defaultdict(list)
    shares: dict[Hashable, list[Entry]] = defaultdict(list)
    for figure in figures:
        if figure.is_level:
            rows[_place(figure)].append(figure)
        elif figure.measure.is_change or figure.measure.is_completion:
            columns[figure.column.index].append(figure)
        elif figure.measure.is_share and figure.links.of:
            shares[figure.block, figure.column.index].append(figure)
    for listed in shares.values():
        _tie_shares(listed, figures)
    for column in columns.values():
        kind = _compared(column, rows)
        for figure in column:
            for of, base in _candidates(figure, rows):
                if _kind(of, base) == kind:
                    _tie(figure, of, base)
    _pair([figure for column in columns.values() for figure in column])


def _tie_shares(shares: Sequence[Entry], figures: Sequence[Entry]) -> None:
    """Tie the shares of a column to the total of the amounts that all of them come out of.

    Nothing is tied where it could be two figures, or where a single share is all that tells.
    """
    parts = [(share, share.links.of) for share in shares if share.links.of is not None]
    places = {_column(of) for _, of in parts if isinstance(of, Entry)}
    totals = (one for one in figures if one.is_level and places == {_column(one)})
    fitting = [total for total in totals if _all_come_to(parts, total)]
    for share, of in parts if len(fitting) == 1 else ():
        share.links = replace(share.links, base=fitting[0] if fitting[0] is not of else None)


def _column(figure: Entry) -> Hashable:
    return figure.block, figure.column.index, figure.unit, figure.scope


def _all_come_to(parts: Sequence[tuple[Entry, Draft]], total: Entry) -> bool:
    """Tell whether each share is that of its part in the total; the total itself tells nothing."""
    told = [(share, of) for share, of in parts if of is not total and share.value]
    return len(told) > 1 and all(
        comes_to(share.value, share.printed, of.value, total.value) for share, of in told
    )


def _place(figure: Entry) -> Hashable:
    return figure.block, figure.row.index, figure.meant, figure.scope, figure.fund


def _kind(of: Entry, base: Entry) -> Kind:
    return of.column.index, base.column.index


def _compared(column: Sequence[Entry], rows: Rows) -> Kind | None:
    """Which two columns a column compares: those that most of its rows are worked out on."""
    fitting: Counter[Kind] = Counter()
    asked = 0
    for figure in column:
        found = list(_candidates(figure, rows))
        asked += any(base.value for _, base in found)
        fitting.update(_kind(of, base) for of, base in found if _fits(figure, of, base))
    kinds = [kind for kind, fit in fitting.items() if fit * 2 > asked]
    ofs = {figure.links.of.start for figure in column if figure.links.of}
    said = {of.column.index for row in rows.values() for of in row if of.start in ofs}
    kinds = [kind for kind in kinds if kind[0] in said] or kinds
    return kinds[0] if len(kinds) == 1 else None


def _candidates(figure: Entry, rows: Rows) -> Iterator[tuple[Entry, Entry]]:
    """What a figure may compare, by the accounts and years of the amounts of its row."""
    row = rows.get(_place(figure), ())
    for of in row:
        for base in row:
            may_be = (
                base.year == of.year - 1
                if figure.measure.is_change
                else base.year == of.year and base.account.is_budget and not of.account.is_budget
            )
            if may_be and of.unit == base.unit:
                yield of, base


def _fits(figure: Entry, of: Entry, base: Entry) -> bool:
    change = of.value - base.value
    if figure.measure is Measure.CHANGE:
        place = max(decimals(each.printed) for each in (figure, of, base))
        return abs(change - figure.value) <= _ROUNDING.scaleb(-place) * figure.factor
    part = change if figure.measure.is_change else of.value
    return comes_to(figure.value, figure.printed, part, base.value)


def _tie(figure: Entry, of: Entry, base: Entry) -> None:
    if figure.measure.is_change:
        figure.base_year = base.year
        figure.account = figure.account if figure.links.of is of else of.account
    figure.year = of.year
    figure.links = replace(figure.links, of=of, base=base)


def _pair(figures: Sequence[Entry]) -> None:
    """Let the one amount and the one rate of a change in a row point at each other."""
    changes: dict[Hashable, list[Entry]] = defaultdict(list)
    for figure in figures:
        if figure.measure.is_change:
            changes[_place(figure), figure.links.of, figure.base_year].append(figure)
    for both in changes.values():
        if len(both) == 2 and both[0].measure is not both[1].measure:
            for figure, other in (both, both[::-1]):
                figure.links = replace(figure.links, pair=other)
