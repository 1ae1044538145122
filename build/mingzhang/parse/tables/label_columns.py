"""Columns in their block: in, what the heads of each say; out, what each means beside the others.

A row may bear a functional and an economic code, and be of a project: the one that the table is
about names it, an economic code beside a functional one is kept, the others stand aside. Two
columns of figures that would answer one question are not told apart: only the first is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from mingzhang.parse.tables.columns import Column
from mingzhang.vocab.layouts import Layouts

_CODES = {"code", "code_class", "function_code"}
_FUNCTION = {*_CODES, "function_label"}
_NAMED_FUNCTION = {"function_code", "function_label"}
_STEPS = {
    "code": ("code_class", "code_group", "code_item"),
    "function_code": ("code_class", "code_group", "code_item"),
    "economic_code": ("economic_class", "economic_group"),
    "government_code": ("government_class", "government_group"),
}
_PLAIN = {"code": "code", "label": "label", "class": "code_class", "group": "code_group"}
_NAMED = {"label": "aside"}
_ECONOMIC = {f"economic_{part}": role for part, role in _PLAIN.items()}
_GOVERNMENT = {f"government_{part}": role for part, role in _PLAIN.items()}


def settled(columns: Sequence[Column], items: bool, economic: bool) -> tuple[Column, ...]:
    """Give the columns their final roles, block by block.

    `items`: the rows of the table are things of their own (projects), not codes; `economic`: codes
    of which the heads do not say more are those of economic classes.
    """
    return tuple(
        made
        for block in _blocks(tuple(_with_money(columns)))
        for made in _unlike(_settled(_stepped(block), items, economic))
    )


def _with_money(columns: Sequence[Column]) -> Iterator[Column]:
    """Let the money of the rows be told beside their figures: alone it is what they are called."""
    amounts = [column.index for column in columns if column.is_amount]
    first, last = min(amounts, default=0), max(amounts, default=0)
    others = any(column.is_label and column.role != "fund_label" for column in columns[:first])
    for column in columns:
        between = first < column.index < last
        if column.role == "fund_label" and (between or not others):
            column = replace(column, role="skip" if column.index > first else "label")
        yield column


def _stepped(block: Sequence[Column]) -> list[Column]:
    """Let codes in several columns below one head be 类, 款 and 项, in this order."""
    seen: Counter[tuple[str, str]] = Counter()
    made = []
    for column in block:
        step = seen[column.role, column.head]
        seen[column.role, column.head] += 1
        steps = _STEPS.get(column.role, ())
        several = sum((other.role, other.head) == (column.role, column.head) for other in block) > 1
        made.append(replace(column, role=steps[step]) if several and step < len(steps) else column)
    return made


def _blocks(columns: Sequence[Column]) -> Iterator[list[Column]]:
    """Part the columns where labels follow figures."""
    block: list[Column] = []
    for column in columns:
        is_label = not column.is_amount and column.role not in ("", "skip", "line_number")
        if is_label and any(other.is_amount for other in block):
            yield block
            block = []
        block.append(column)
    yield block


def _settled(block: Sequence[Column], items: bool, of_economic: bool) -> list[Column]:
    roles = {column.role for column in block}
    becomes = {"function_code": "code", "function_label": "label", "project_code": "code"}
    if roles & (_CODES | set(_ECONOMIC)):
        becomes["project_code"] = "aside"
    function = bool(roles & (_NAMED_FUNCTION if of_economic else _FUNCTION))
    economic = bool(roles & set(_ECONOMIC))
    if not function:
        becomes |= _ECONOMIC
    if items and "label" in roles and roles & set(_ECONOMIC) == {"economic_label"}:
        becomes["economic_label"] = "economic_label"
    others = function or economic
    becomes |= dict.fromkeys(_GOVERNMENT, "aside") if others else _GOVERNMENT
    if {"function_label", "label"} <= roles:
        coded = bool(roles & _CODES)
        becomes |= {"function_label": "aside" if coded else "function_words"} if items else _NAMED
    return [
        replace(
            column,
            role=becomes.get(column.role, column.role),
            family="government" if column.role in _GOVERNMENT and not others else "",
        )
        for column in block
    ]


def _unlike(block: Sequence[Column]) -> list[Column]:
    """Of columns of one meaning keep the one that is named, else the one of the fewest heads.

    The others mean more.
    """
    first: dict[object, Column] = {}
    for column in filter(lambda candidate: candidate.is_amount, block):
        kept = first.setdefault(_meaning(column), column)
        if _plainness(column) < _plainness(kept):
            first[_meaning(column)] = column
    return [c.nobodys(when=c.is_amount and first[_meaning(c)] is not c) for c in block]


def without_wider_sums(
    columns: Sequence[Column], is_part: Callable[[str], bool]
) -> tuple[Column, ...]:
    """Take out sums of more than the table is about, and the changes of such sums.

    Where 三公经费/小计 stands beside 会议费, which is no part of it, a plain 合计 is of both.
    """
    others = any(
        column.role == "by_column" and column.concept and not is_part(column.concept)
        for column in columns
    )
    periods = {(column.stage, column.year) for column in columns if column.named}
    if not others or not periods:
        return tuple(columns)
    wider = (c.role == "by_row" or (c.role == "total" and _period(c) in periods) for c in columns)
    return tuple(c.nobodys(when=out and not c.named) for c, out in zip(columns, wider, strict=True))


def of_one_side(columns: Sequence[Column], side: str, layouts: Layouts) -> tuple[Column, ...]:
    """Where totals of revenue and of expenditure stand side by side, keep those of one side.

    Where money came from (资金来源), with a sum of its own, is revenue beside what was spent.
    """
    is_source = layouts["source_head"].match
    totals = [column for column in columns if column.role == "total"]
    sides = {c.index: c.side or ("revenue" if is_source(c.head) else "") for c in totals}
    sums = {sides[column.index] for column in totals if column.side or not column.fund}
    if not {"revenue", "expenditure"} <= sums:
        return tuple(columns)
    return tuple(c.nobodys(when=sides.get(c.index, side) not in ("", side)) for c in columns)


def without_years_money(
    columns: Sequence[Column], filled: Callable[[Column], bool], layouts: Layouts
) -> tuple[Column, ...]:
    """Take out what is of this year's money alone, where `filled` columns hold other money beside.

    What is financed from a carry-over, or told in advance, is no less a part of the whole.
    """
    apart = [column for column in columns if layouts["money_apart"].search(column.head)]
    if not any(map(filled, apart)):
        return tuple(columns)
    of_year = layouts["money_of_year"].search
    return tuple(c.nobodys(when=c in apart or of_year(c.head) is not None) for c in columns)


def _period(column: Column) -> tuple[str, int]:
    return column.stage, column.year


def _plainness(column: Column) -> tuple[bool, int]:
    return not column.named, column.head.count("/")


def _meaning(column: Column) -> object:
    return (
        column.role, column.concept, column.fund, column.measure, column.stage, column.year,
        column.side, column.body, column.economic,
    )  # fmt: skip
