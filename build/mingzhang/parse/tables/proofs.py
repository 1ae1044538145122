"""Whether other tables prove what a table is about: in, figures; out, yes or no.

A table of a part (直达资金支出表) has another total than the tables of the whole.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from mingzhang.parse.tables.figures import Entry


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
