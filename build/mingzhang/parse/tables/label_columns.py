"""Columns of codes and names: in, their roles; out, which of them say what a row is.

A row may bear a functional and an economic code, and be of a project: the one that the table is
about names it, an economic code beside a functional one is kept, the others stand aside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from mingzhang.parse.tables.columns import Column

_CODES = {"code", "code_class", "function_code"}
_FUNCTION = {*_CODES, "function_label"}
_ECONOMIC = {"economic_code", "economic_label"}


def settled(columns: Sequence[Column], items: bool) -> tuple[Column, ...]:
    """Give the columns of labels their final roles, block by block.

    `items`: the rows of the table are things of their own (projects), not codes.
    """
    runs = (list(run) for _, run in groupby(columns, lambda column: column.is_amount))
    return tuple(made for run in runs for made in _settled(run, items))


def _settled(run: Sequence[Column], items: bool) -> Iterator[Column]:
    roles = {column.role for column in run}
    becomes = {"function_code": "code", "function_label": "label", "project_code": "code"}
    if roles & (_CODES | {"economic_code"}):
        becomes["project_code"] = "aside"
    if not (roles & _FUNCTION and roles & _ECONOMIC):
        becomes |= {"economic_code": "code", "economic_label": "label"}
    if {"function_label", "label"} <= roles:
        becomes["function_label" if items else "label"] = "aside"
    for column in run:
        yield replace(column, role=becomes.get(column.role, column.role))
