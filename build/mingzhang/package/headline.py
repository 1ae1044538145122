"""The wide table for people: in, the figures of a body; out, rows of `headline`.

Which figures are columns, and which kinds of money they may be limited to, stands in
`schemas/headline.yml`: a new column is a new field there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from mingzhang.common.figure_index import Figure
from mingzhang.model import Origin, Source, Stage
from mingzhang.package.csvfile import Row
from mingzhang.package.schema import schema
from mingzhang.vocab import Vocabulary

TABLE = "headline"
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


def headline_row(source: Source, figures: Iterable[Figure], vocab: Vocabulary) -> Row:
    """Make the row of one disclosure from the figures of its agency, none of them derived."""
    own_figures = [figure for figure in figures if _is_own(figure, source.agency, vocab)]
    stocks = {
        c.name: _latest(f for f in own_figures if _fits(f, c)) for c in columns() if c.is_balance
    }
    years = {figure.key.fiscal_year for stock in stocks.values() for figure in stock}
    balance_year = max(years, default=None)
    chosen: dict[str, Decimal] = {}
    disagreeing: list[str] = []
    for column in columns():
        fitting = stocks.get(column.name)
        if fitting is None:
            fitting = [f for f in own_figures if _fits(f, column) and _is_of_year(f, source)]
        elif any(figure.key.fiscal_year != balance_year for figure in fitting):
            continue
        widest = _widest(fitting, column.funds)
        values = {figure.value for figure in widest}
        if len(values) > 1 or None in values:
            disagreeing.append(column.name)
        elif widest and widest[0].value is not None:
            chosen[column.name] = widest[0].value
    body = vocab.agencies.get(source.agency)
    values_of_row: dict[str, object] = {
        "agency": source.agency,
        "agency_zh": body.name_zh if body else next((figure.scope for figure in own_figures), ""),
        "agency_en": body.name_en if body else "",
        "region": body.region if body else "",
        "level": body.level if body else "",
        "fiscal_year": source.fiscal_year,
        "stage": source.stage,
        "disclosure": source.disclosure,
        "balance_year": balance_year if any(c in chosen for c in stocks) else None,
        "disagreeing": tuple(disagreeing),
    }
    return tuple(_cells(values_of_row, chosen))


def _cells(values: Mapping[str, object], chosen: Mapping[str, Decimal]) -> Iterator[object]:
    integers = {column.name for column in columns() if column.is_integer}
    for name in schema(TABLE).columns:
        if name in values:
            yield values[name]
        elif name not in chosen:
            yield None
        else:
            yield int(chosen[name]) if name in integers else chosen[name]


def _is_own(figure: Figure, agency: str, vocab: Vocabulary) -> bool:
    """Tell whether a figure is the whole body's own level: no part of it by another code."""
    key = figure.key
    concept = vocab.concepts.get(key.concept)
    codes = (concept.function_code, concept.economic_code) if concept else ("", "")
    return (
        figure.scope_id == agency
        and figure.best.measure.is_level
        and figure.best.origin is not Origin.DERIVED
        and all(
            code in ("", concept_code) for code, concept_code in zip(key[5:7], codes, strict=True)
        )
    )


def _fits(figure: Figure, column: Column) -> bool:
    return (
        figure.key.concept == column.concept
        and figure.key.unit == column.unit
        and figure.key.fund in column.funds
        and not (column.is_integer and figure.best.value != int(figure.best.value))
    )


def _is_of_year(figure: Figure, source: Source) -> bool:
    """Tell whether a figure is of the year and account of a row.

    What an account alone calls the budget may be the adjusted one: it is not the budget's.
    """
    key, stage = figure.key, source.stage
    stated = any(fact.disclosure.endswith(f"-{stage}") for fact in figure.facts)
    return (key.fiscal_year, key.stage) == (source.fiscal_year, stage) and (
        stated or stage is not Stage.BUDGET
    )


def _latest(figures: Iterable[Figure]) -> list[Figure]:
    """Keep the stocks of the latest year; budgets restated in an account are no stocks."""
    restated = (Stage.INITIAL_BUDGET, Stage.REVISED_BUDGET)
    stocks = [figure for figure in figures if figure.key.stage not in restated]
    year = max((figure.key.fiscal_year for figure in stocks), default=None)
    return [figure for figure in stocks if figure.key.fiscal_year == year]


def _widest(figures: Iterable[Figure], funds: tuple[str, ...]) -> list[Figure]:
    """Keep the figures of the widest kind of money that any of them has."""
    candidates = list(figures)
    fund = min((funds.index(figure.key.fund) for figure in candidates), default=None)
    return [figure for figure in candidates if funds.index(figure.key.fund) == fund]
