"""Decimal points below one another: in, figures of a table; out, how far each is set in.

Figures keep the decimals of their source, so that none pretends to a precision that it has not.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from mingzhang.model import Fact
from mingzhang.site.comparison_data import Point
from mingzhang.site.figures import Table
from mingzhang.site.wording import WAN, places_printed

MOST = 6


def decimals(value: Decimal, unit: str) -> int:
    """Count the decimals that a value is shown with; amounts are shown in 万元.

    >>> decimals(Decimal("1388400"), "CNY"), decimals(Decimal("19414000.00"), "CNY")
    (2, 1)
    >>> decimals(Decimal("24.510"), "percent"), decimals(Decimal("1E+3"), "个")
    (2, 0)
    """
    shown = (value / WAN if unit == "CNY" else value).normalize()
    exponent = shown.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _shown(fact: Fact | Point) -> int:
    written = places_printed(fact) if isinstance(fact, Fact) else 0
    return max(written, decimals(fact.value, fact.unit))


def places(table: Table) -> tuple[int, ...]:
    """Count for each column of a table the most decimals that the last figure of a cell has."""
    columns = zip(*(line.cells for line in table.busy), strict=True)
    return tuple(most(cell.facts[-1] for cell in column if cell.facts) for column in columns)


def most(figures: Iterable[Fact | Point]) -> int:
    """Count the most decimals of some figures, up to six."""
    return min(MOST, max(map(_shown, figures), default=0))


def inset(fact: Fact | Point, most: int) -> str:
    """Name the class that sets a figure in by the decimals that it lacks: `p2`, or `p2 pp`.

    `pp` adds the breadth of the point, for a figure that has none.
    """
    shown_places = _shown(fact)
    if shown_places >= most:
        return ""
    return f"p{most - shown_places}" if shown_places else f"p{most} pp"
