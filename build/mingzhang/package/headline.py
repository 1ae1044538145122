"""The wide table for people: in, one disclosure; out, its row of `headline`.

Which figures are columns, and which kinds of money they may be limited to, stands in
`schemas/headline.yml`: a new column is a new field there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from mingzhang.model import Fact, Measure, Origin, Source, Stage
from mingzhang.package.csvfile import Row
from mingzhang.package.schema import schema

TABLE = "headline"
_LEVELS = frozenset({Measure.AMOUNT, Measure.BALANCE, Measure.COUNT})
_ALL_MONEY = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One figure: its concept, the kinds of money it may be limited to, the widest first."""

    name: str
    concept: str
    unit: str
    funds: tuple[str, ...]
    is_balance: bool
    is_integer: bool


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns that hold figures, in the order of the table."""
    return tuple(
        Column(
            field["name"],
            field["concept"],
            field["unit"],
            (_ALL_MONEY, *field["funds"]),
            bool(field.get("balance")),
            field["type"] == "integer",
        )
        for field in schema(TABLE).descriptor["fields"]
        if "concept" in field
    )


def headline_row(source: Source, facts: Iterable[Fact]) -> Row:
    """Make the row of one disclosure from its facts, printed, stated or corrected."""
    own = [fact for fact in facts if _is_own(fact, source)]
    stocks = {c.name: _latest(f for f in own if _fits(f, c)) for c in columns() if c.is_balance}
    years = {fact.fiscal_year for found in stocks.values() for fact in found}
    balance_year = max(years, default=None)
    chosen: dict[str, Fact] = {}
    disagreeing: list[str] = []
    for column in columns():
        found = stocks.get(column.name)
        if found is None:
            found = [f for f in own if _fits(f, column) and _is_of_year(f, source)]
        elif any(fact.fiscal_year != balance_year for fact in found):
            continue
        widest = _widest(found, column.funds)
        if len({fact.value for fact in widest}) > 1:
            disagreeing.append(column.name)
        elif widest:
            chosen[column.name] = min(widest, key=_place)
    values: dict[str, object] = {
        "agency": source.agency,
        "agency_zh": next((fact.scope for fact in own), ""),
        "fiscal_year": source.fiscal_year,
        "stage": source.stage,
        "disclosure": source.disclosure,
        "balance_year": balance_year if any(c in chosen for c in stocks) else None,
        "disagreeing": tuple(disagreeing),
        "facts": tuple(fact.fact for fact in chosen.values()),
    }
    return tuple(_cells(values, chosen))


def _cells(values: Mapping[str, object], chosen: Mapping[str, Fact]) -> Iterator[object]:
    integers = {column.name for column in columns() if column.is_integer}
    for name in schema(TABLE).columns:
        if name in values:
            yield values[name]
        elif name not in chosen:
            yield None
        else:
            value = chosen[name].value
            yield int(value) if name in integers else value


def _is_own(fact: Fact, source: Source) -> bool:
    """Tell whether the document states a figure for the whole body."""
    return (
        fact.scope_id == source.agency
        and fact.measure in _LEVELS
        and fact.origin is not Origin.DERIVED
        and bool(fact.concept)
    )


def _fits(fact: Fact, column: Column) -> bool:
    return (
        fact.concept == column.concept
        and fact.unit == column.unit
        and fact.fund in column.funds
        and not (column.is_integer and fact.value != Decimal(int(fact.value)))
    )


def _is_of_year(fact: Fact, source: Source) -> bool:
    return fact.fiscal_year == source.fiscal_year and fact.stage == source.stage


def _latest(facts: Iterable[Fact]) -> list[Fact]:
    """Keep the stocks of the latest year; initial budgets are no stocks."""
    found = [fact for fact in facts if fact.stage is not Stage.INITIAL_BUDGET]
    year = max((fact.fiscal_year for fact in found), default=None)
    return [fact for fact in found if fact.fiscal_year == year]


def _widest(facts: Iterable[Fact], funds: tuple[str, ...]) -> list[Fact]:
    """Keep the figures of the widest kind of money that any of them has."""
    found = list(facts)
    fund = min((funds.index(fact.fund) for fact in found), default=None)
    return [fact for fact in found if funds.index(fact.fund) == fund]


def _place(fact: Fact) -> tuple[int, str]:
    return fact.start if fact.start is not None else 0, fact.fact
