"""Classes and items that a list of the text leaves out or prints twice, told by the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mingzhang.check.case import Case
from mingzhang.check.disclosed import CLASS, ITEM, item_digits
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.identity_terms import alike
from mingzhang.check.part_lists import breakdowns
from mingzhang.check.rules import RULES
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Fund, Measure

LEVELS = (CLASS, ITEM)
"""Digits of the codes that texts list: classes (类) and items (项)."""
FEW = 2
"""A list that leaves out more than this is a selection."""


class Listed(NamedTuple):
    """The rows of one level in one list of the text, and the money that its section is about."""

    money: str
    rows: list[Fact]


@check("row_left_out")
def row_left_out(case: Case) -> Iterator[Verdict]:
    """A list of the text names every row of the table that makes up its total."""
    for listed in _lists(case):
        for whole in _wholes(case, listed):
            yield from _against(case, listed, whole)
    yield from _halves(case)


def _halves(case: Case) -> Iterator[Verdict]:
    """Tell of a list that names basic expenditure alone, or projects alone, with its share."""
    halves = RULES["row_left_out"].terms["halves"]
    shares = {share.of_fact for share in case.by_measure.get(Measure.SHARE, ())}
    for breakdown in breakdowns(case, "all"):
        whole, first = breakdown.parent, breakdown.parts[0]
        ends = [end for end in halves if first.concept.endswith(end)]
        if not (breakdown.alone and ends and first.table is None and first.fact in shares):
            continue
        other = first.concept.removesuffix(ends[0]) + next(e for e in halves if e != ends[0])
        said = any(f.table is None and f.section == first.section for f in case.find(other, first))
        cells = [cell for cell in case.find(other, first) if cell.table is not None and cell.value]
        rest = next((cell for cell in cells if _adds_up(whole, [first, cell])), None)
        if rest is not None and not said:
            yield failed(
                case,
                "row_left_out.fail",
                whole=whole,
                rows=[rest],
                facts=(first, whole, rest),
                expected=case.name(rest),
            )


def _lists(case: Case) -> list[Listed]:
    """Group the functional rows of the text by the list they stand in."""
    groups: dict[object, list[Fact]] = {}
    source = case.disclosure.source
    moneys = RULES["row_left_out"].terms["moneys"]
    for fact in case.levels:
        level = item_digits(fact) if fact.measure is Measure.AMOUNT else 0
        of_year = (fact.stage, fact.fiscal_year) == (source.stage, source.fiscal_year)
        stated = of_year and fact.table is None and fact.section_kind in moneys
        if stated and level in LEVELS:
            list_of = case.list_at(fact), level, case.body(fact), fact.unit
            groups.setdefault(list_of, []).append(fact)
    lists = [rows for rows in groups.values() if len(rows) >= FEW]
    return [Listed(_money(case, rows[0]), rows) for rows in lists]


def _money(case: Case, fact: Fact) -> str:
    """Name the money of a row: its own, or that of a heading above a wider 财政拨款."""
    of_one = frozenset(Fund)
    if fact.fund in of_one:
        return fact.fund
    above = (kind for kind in case.kinds_at(fact.start or 0) if kind in of_one)
    return next(above, fact.section_kind)


def _wholes(case: Case, listed: Listed) -> Iterator[Fact]:
    """Yield the one value of the total, where all printings have it."""
    like = listed.rows[0]
    printings = [
        fact
        for fact in case.find(f"{listed.money}_expenditure", like)
        if fact.unit == like.unit and case.plain(fact)
    ]
    if printings and all(alike(printings[0], fact) for fact in printings):
        yield min(printings, key=lambda fact: fact.table is not None)


def _against(case: Case, listed: Listed, whole: Fact) -> Iterator[Verdict]:
    if _adds_up(whole, listed.rows):
        yield passed(case, "row_left_out.pass", whole=whole, facts=(whole, *listed.rows))
        return
    twice = _twice(listed.rows)
    once = [fact for fact in listed.rows if fact not in twice]
    if 0 < len(twice) <= FEW and _adds_up(whole, once):
        yield failed(case, "row_left_out.twice", rows=twice, whole=whole, shown=twice[0].label)
        return
    missing = _missing(case, listed, whole)
    if 0 < len(missing) <= FEW and len(missing) < len(listed.rows):
        facts = (listed.rows[-1], whole, *missing)
        yield failed(
            case,
            "row_left_out.fail",
            whole=whole,
            rows=missing,
            facts=facts,
            expected=case.name(missing[0]),
        )


def _twice(rows: Sequence[Fact]) -> list[Fact]:
    """Give the items that repeat one before them, in its words (classes are listed again)."""
    if len(rows[0].function_code) != max(LEVELS):
        return []
    counted: Counter[object] = Counter()
    again = []
    for fact in rows:
        key = fact.function_code, fact.value, fact.label
        again += [fact] if counted[key] else []
        counted[key] += 1
    return again


def _missing(case: Case, listed: Listed, whole: Fact) -> list[Fact]:
    """Find the rows of one table that, with those listed, make up the total.

    A row whose name stands in the section was not left out: its figure was not read.
    """
    like, codes = listed.rows[0], {fact.function_code for fact in listed.rows}
    section = case.disclosure.sections[case.list_at(like)]
    said = case.text[section.start : section.end]
    tables: dict[object, list[Fact]] = {}
    for cell in case.levels:
        if cell.table is not None and cell.value and _is_row_like(case, cell, like):
            tables.setdefault((cell.page, cell.table, cell.column), []).append(cell)
    classes = {code[: LEVELS[0]] for code in codes}
    for cells in tables.values():
        missing = [cell for cell in cells if cell.function_code not in codes]
        if any(_is_named(cell, said) for cell in missing):
            continue
        others = {cell.function_code[: LEVELS[0]] for cell in missing}
        if len(like.function_code) > LEVELS[0] and len(classes) == 1 and not classes & others:
            continue  # the items of one class alone, as below its own heading
        if _adds_up(whole, cells) and _adds_up(whole, [*listed.rows, *missing]):
            return missing
    return []


def _is_row_like(case: Case, fact: Fact, like: Fact) -> bool:
    """Tell whether a figure is a functional row of the level and the account of another."""
    return (
        item_digits(fact) == len(like.function_code)
        and (fact.stage, fact.fiscal_year, fact.unit) == (like.stage, like.fiscal_year, like.unit)
        and case.body(fact) == case.body(like)
    )


def _is_named(cell: Fact, text: str) -> bool:
    """Tell whether a text names a row: 住房保障（类） is 四、住房保障支出."""
    names = cell.concept_zh, cell.label.rpartition("、")[2]
    return any(name.removesuffix(RULES["row_left_out"].terms["ending"]) in text for name in names)


def _adds_up(whole: Fact, parts: Sequence[Fact]) -> bool:
    return evaluated("row_left_out.sum", whole=whole, parts=parts).holds
