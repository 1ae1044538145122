"""Tables of which a row or a figure was not read: in, a case; out, whether a list may lack parts.

A figure that nobody can tell (cut off by its cell, ###, a formula without its value) is a part that
the sum lacks; so is what stands on a page that is missing, or on another one under the same title,
where its table was not put together.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mingzhang.check.case import Case
from mingzhang.model import Fact

FORMULA = "formula_without_value"
"""Told of a sheet as a whole."""
UNREAD = ("doubtful_numeral", "figures_hidden", "pages_skipped", FORMULA)
"""Kinds of notes that tell of a figure that was not read, in a table or right behind it."""


def is_read_in_part(case: Case, fact: Fact) -> bool:
    """Tell that the table which prints a figure was not read as a whole."""
    return fact.table is not None and fact.table in tables_read_in_part(case)


def tables_read_in_part(case: Case) -> frozenset[int]:
    """Give the tables that were not read as a whole."""
    return case.once("tables read in part", lambda: frozenset(_tables(case)))


def _tables(case: Case) -> Iterator[int]:
    grids = case.grids
    spans = [
        (note.start, note.end if note.kind == FORMULA else note.start)
        for note in case.disclosure.notes
        if note.kind in UNREAD
    ]
    for grid in grids:
        if any(start <= grid.end and grid.start <= end for start, end in spans):
            yield grid.table
    for earlier, later in pairwise(grids):
        if earlier.title == later.title != "" and earlier.page + 1 == later.page:
            yield from (earlier.table, later.table)
