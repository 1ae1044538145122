"""Sums: a figure and the parts that the source lists under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, groupby

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import Result, evaluated
from mingzhang.check.label_names import number_of
from mingzhang.check.part_lists import NATURE, UNMAPPED, Breakdown, breakdowns, comparable
from mingzhang.check.read_in_part import is_read_in_part
from mingzhang.check.rules import CONCEPTS, RULES
from mingzhang.check.share_wholes import is_share
from mingzhang.check.tells import compared, unknown
from mingzhang.check.verdict import Verdict
from mingzhang.check.whose_list import (
    announced_as_some,
    announces,
    goes_on,
    sum_of,
)
from mingzhang.model import Fact, Fund, Measure, Severity

_ABOVE, _ADDED, _NOT_ADDED, _GRAND = (
    re.compile(RULES["sum_of_those_above"].terms[name])
    for name in ("above", "added", "not_added", "grand")
)
STRAY = 8
"""Figures after the last part among which a part that was not linked may stand."""

_SIDES = ("revenue", "expenditure")
OUTSIDE_LIST: Mapping[str, Sequence[str]] = CONCEPTS["outside_list"]
"""Parts of a grand total that many disclosures print in a paragraph of their own."""


@check("sum_full_list")
def full_list(case: Case) -> Iterator[Verdict]:
    """A figure equals the sum of its parts."""
    for parent, group in groupby(breakdowns(case, "all"), key=lambda b: b.parent):
        for breakdown in _sure(case, parent, _joined(parent, list(group))):
            verdict = _full(case, breakdown)
            if verdict is not None:
                yield verdict


@check("sum_of_those_above")
def of_those_above(case: Case) -> Iterator[Verdict]:
    """What is called the sum of so many items above it is just that."""
    for whole in case.levels:
        named = _ABOVE.fullmatch(whole.label) if whole.table is None else None
        count = number_of(named["count"]) if named and whole.start is not None else None
        if named and count:
            begin, _ = case.line(whole.start or 0)
            before = case.facts[: case.order[whole.fact]]
            line = [f for f in before if f.start is not None and begin <= f.start]
            parts = [
                f for f in line if f.table is None and f.measure.is_level and comparable(whole, f)
            ]
            if len(parts) == count:
                result = evaluated("sum_of_those_above.sum", whole=whole, parts=parts)
                yield compared(case, "sum_of_those_above.compare", result)
    yield from _added_to(case)


def _added_to(case: Case) -> Iterator[Verdict]:
    """`支出安排90万元，加上上解支出6万元、还本支出4万元，支出总计100万元`: of all of these."""
    for whole in case.levels:
        if whole.table is not None or whole.start is None or not _GRAND.search(whole.label):
            continue
        begin, _ = case.sentence(whole.start)
        parts = case.between(begin, whole.start)
        if len(parts) < len(("first", "added")) or not all(comparable(whole, f) for f in parts):
            continue
        first, second = (fact.start or 0 for fact in parts[:2])
        alone = not _NOT_ADDED.search(case.text, begin, whole.start)
        if alone and _ADDED.search(case.text, first, second):
            result = evaluated("sum_of_those_above.sum", whole=whole, parts=parts)
            yield compared(case, "sum_of_those_above.added", result)


def _sure(case: Case, parent: Fact, group: list[Breakdown]) -> list[Breakdown]:
    """Leave unclassified parts and items aside where others make up the figure already."""
    complete = {b.kind for b in group if sum_of(parent, b.parts).holds}
    money = parent.measure.is_money
    loose = {UNMAPPED, *case.lexicon.items}
    return [
        b for b in group if b.kind not in loose or (money and (b.closed or not complete - {b.kind}))
    ]


def _joined(parent: Fact, group: list[Breakdown]) -> list[Breakdown]:
    """Take lists that only together make up the figure as the one list that they are."""
    short = [b for b in group if _short(sum_of(parent, b.parts))]
    parts = tuple(part for breakdown in short for part in breakdown.parts)
    if len(short) < 2 or not sum_of(parent, parts).holds:
        return group
    together = replace(short[0], parts=parts, kind="joined")
    return [together, *(breakdown for breakdown in group if breakdown not in short)]


def _of_the_year(breakdown: Breakdown) -> Breakdown:
    """`支出100万元，其中：基本支出…，项目支出…。年末结转5万元`: 支出 is often the year's alone."""
    beside = OUTSIDE_LIST.get(breakdown.parent.concept, ())
    parts = tuple(part for part in breakdown.parts if part.concept not in beside)
    if sum_of(breakdown.parent, breakdown.parts).holds or not parts:
        return breakdown
    of_year = sum_of(breakdown.parent, parts).holds and breakdown.parent.table is None
    return replace(breakdown, parts=parts) if of_year else breakdown


def _until_full(case: Case, breakdown: Breakdown) -> Breakdown:
    """`收入30万元，其中学费28万元，书费2万元，支出【29】万元`: behind (or before) all, no part."""
    parts = breakdown.parts if breakdown.parent.table is None else ()
    lists = (*(parts[:size] for size in range(2, len(parts))), parts[1:] if parts[2:] else ())
    is_full = (some for some in lists if some and sum_of(breakdown.parent, some).holds)
    loose = breakdown.kind == UNMAPPED
    ends = (some for some in is_full if loose or announces(case, some[-1], parts[len(some)]))
    full = next(ends, None)
    return replace(breakdown, parts=full) if full is not None else breakdown


def _taken_apart_once(breakdown: Breakdown) -> Breakdown:
    """`资产9亿元，机关4亿元，负债1亿元，净资产3亿元；学校5亿元`: 1 and 3 are of the 4."""
    parent, outer = breakdown.parent, list[Fact]()
    money = parent.unit == "CNY"  # counts are so small that they add up by chance
    parts = tuple(part for part in breakdown.parts if part.value) if money else ()
    rest = range(len(parts)) if parent.table is None else range(0)
    while rest:
        outer.append(parts[rest[0]])
        ends = range(rest[0] + 3, len(parts) + 1)
        inner = (end for end in ends if sum_of(outer[-1], parts[rest[1] : end]).holds)
        rest = range(next(inner, rest[0] + 1), len(parts))
    is_less = 1 < len(outer) < len(parts)
    holds = is_less and sum_of(parent, outer).holds
    return replace(breakdown, parts=tuple(outer)) if holds else breakdown


def _full(case: Case, breakdown: Breakdown) -> Verdict | None:
    breakdown = _taken_apart_once(_until_full(case, _of_the_year(breakdown)))
    result = sum_of(breakdown.parent, breakdown.parts)
    short = _short(result)
    one_word = breakdown.parent.table is None and _named_by_one_word(breakdown)
    nameless = not result.holds and (
        one_word
        or (not breakdown.parent.concept and _of_account(case, breakdown))
        or (not breakdown.parent.concept and breakdown.alone and breakdown.kind == UNMAPPED)
    )
    if nameless or (short and (breakdown.unmapped or _unknown_among(case, breakdown))):
        return unknown(case, "sum_full_list.unknown", facts=breakdown.facts)
    if short and is_read_in_part(case, breakdown.parent):
        return unknown(case, "sum_full_list.unread", facts=breakdown.facts)
    if short and (_lacks_account(case, breakdown) or goes_on(case, breakdown)):
        return None  # an item's year before is told, but not its budget
    if short and (breakdown.kind == "people" or announced_as_some(case, breakdown)):
        return None
    parent, parts = breakdown.parent, sorted(breakdown.parts, key=lambda part: part.value)
    few = not any(p.value for p in parts) or (breakdown.kind == "economic" and parent.table is None)
    usual = parts[(len(parts) - 1) // 2]
    if few and not breakdown.closed and _short(sum_of(parent, (*parts, usual))):
        return None  # `工资90万元，其中津贴9万元、奖金8万元`, `…其中基金0万元`: some only
    beside = OUTSIDE_LIST.get(breakdown.parent.concept, ())
    if short and not breakdown.closed and all(p.concept in beside for p in breakdown.parts):
        return None  # `收入总计23万元，其中：年初结转5万元`: the year's is not repeated
    blank = breakdown.alone and _beside_blank(case, breakdown)
    loose = (breakdown.alone and not blank) or breakdown.kind in {UNMAPPED, *case.lexicon.items}
    if short and not breakdown.closed and loose:
        return None
    if short:
        rest = _outside(case, breakdown) or _strays(case, breakdown) or _beside(case, breakdown)
        if rest:
            return _sum_verdict(case, breakdown.parent, (*breakdown.parts, *rest), Severity.ERROR)
        if all(map(_of_a_fund, breakdown.parts)):
            return _by_fund(case, breakdown)
    doubtful = (
        short
        and (
            not breakdown.closed
            or _of_some(case, breakdown)
            or breakdown.kind in case.lexicon.items
        )
    ) or breakdown.kind == UNMAPPED
    severity = Severity.WARNING if doubtful else Severity.ERROR
    return _sum_verdict(case, breakdown.parent, breakdown.parts, severity)


def _named_by_one_word(breakdown: Breakdown) -> bool:
    """`行政运行：批复5万元，执行4万元；…`: a word that comes again and again names no part."""
    names = {part.label for part in breakdown.parts}
    return breakdown.kind == UNMAPPED and 2 * len(names) <= len(breakdown.parts)


def _of_some(case: Case, breakdown: Breakdown) -> bool:
    """Tell classes each with a share that is right: the list may well name some of them only."""
    if breakdown.kind != "function":
        return False
    of_parts = {part.fact: part for part in breakdown.parts}
    right = {
        share.of_fact
        for share in case.by_measure.get(Measure.SHARE, ())
        if share.of_fact in of_parts and is_share(share, of_parts[share.of_fact], breakdown.parent)
    }
    return right == of_parts.keys()


def _lacks_account(case: Case, breakdown: Breakdown) -> bool:
    """Tell whether items of the list are printed for the whole's other account only."""
    parent = breakdown.parent
    listed = {part.function_code or part.concept for part in breakdown.parts}
    others = (
        fact
        for fact in case.by_concept.get(parent.concept, ())
        if fact.section == parent.section and fact.stage != parent.stage
    )
    return any(
        (child.function_code or child.concept) not in {*listed, ""} and child.stage == other.stage
        for other in others
        for child in case.children.get(other.fact, ())
    )


def _of_account(case: Case, breakdown: Breakdown) -> bool:
    """Tell parts that are totals of an account: no whole that nobody can name holds such."""
    groups = {case.vocab.concepts[part.concept].group for part in breakdown.parts if part.concept}
    return not groups.isdisjoint(("revenue", "totals", "three_public"))


def _beside_blank(case: Case, breakdown: Breakdown) -> bool:
    """Tell whether the other columns of a table that splits a figure are blank in this row.

    So is a class with a single item, in a table whose other classes add up.
    """
    parent, part = breakdown.parent, breakdown.parts[0]
    if parent.table is None or (part.row != parent.row and not breakdown.coded):
        return False
    tables = case.once("natures of tables", lambda: _natures(case))
    if breakdown.coded and part.row == _last_row(case, parent) and part.value >= 0:
        return False  # its other items may stand on the next page
    if breakdown.kind == "nature" and len(tables.get((parent.page, parent.table), ())) > 1:
        return True
    sums = case.once("sums of tables", lambda: _sums_of_tables(case))
    holding = sums.get(_columns(breakdown), ())
    return holding.count(True) > max(1, 2 * holding.count(False))


def _last_row(case: Case, like: Fact) -> int:
    """Give the last row of a figure's table."""
    rows = case.once("last rows of tables", lambda: _last_rows(case))
    return rows.get((like.page, like.table), 0)


def _last_rows(case: Case) -> dict[object, int]:
    result: dict[object, int] = {}
    for fact in case.levels:
        if fact.table is not None:
            place = fact.page, fact.table
            result[place] = max(result.get(place, 0), fact.row or 0)
    return result


def _columns(breakdown: Breakdown) -> object:
    """Tell which table a breakdown is of: by rows, or the column of its whole in one row."""
    parent, by_rows = breakdown.parent, breakdown.coded
    return parent.page, parent.table, breakdown.kind, None if by_rows else parent.column


def _sums_of_tables(case: Case) -> dict[object, list[bool]]:
    """Tell of each table and its column of wholes which of them its rows or columns make up."""
    result: dict[object, list[bool]] = {}
    for breakdown in breakdowns(case, "all"):
        parent = breakdown.parent
        of_row = all(part.row == parent.row for part in breakdown.parts)
        if parent.table is not None and (of_row or breakdown.coded):
            holds = sum_of(parent, breakdown.parts).holds
            result.setdefault(_columns(breakdown), []).append(holds)
    return result


def _natures(case: Case) -> dict[tuple[int | None, int], set[str]]:
    """Tell which natures of expenditure each table has figures of."""
    result: dict[tuple[int | None, int], set[str]] = {}
    for fact in case.levels:
        if fact.table is not None and fact.concept in NATURE:
            result.setdefault((fact.page, fact.table), set()).add(fact.concept)
    return result


def _unknown_among(case: Case, breakdown: Breakdown) -> bool:
    """Tell whether a figure of no known concept or code is among the parts, whosever it is."""
    if any(fact.table is not None for fact in breakdown.facts):
        return False
    places = [case.order[fact.fact] for fact in breakdown.facts]
    among = case.facts[min(places) : max(places)]
    alike = [f for f in among if f.measure is breakdown.parent.measure]
    return any(not f.concept or (case.functional(f) and not f.function_code) for f in alike)


def _short(result: Result) -> bool:
    """Tell whether the parts fall short of their whole beyond rounding."""
    return result.implied.high < result.stated.low


def _outside(case: Case, breakdown: Breakdown) -> tuple[Fact, ...]:
    """Find figures printed outside the list that close the gap exactly."""
    listed = {part.concept for part in breakdown.parts}
    beside = OUTSIDE_LIST.get(breakdown.parent.concept, ())
    found = (case.find(concept, breakdown.parent) for concept in beside if concept not in listed)
    outside = [candidates[0] for candidates in found if candidates]
    some = (rest for size in range(len(outside), 0, -1) for rest in combinations(outside, size))
    full = (rest for rest in some if sum_of(breakdown.parent, (*breakdown.parts, *rest)).holds)
    return next(full, ())


def _by_fund(case: Case, breakdown: Breakdown) -> Verdict | None:
    """`财政拨款收入总计9万元，其中：政府性基金2万元`: unless it is told what was carried over."""
    parent, beside = breakdown.parent, OUTSIDE_LIST.get(breakdown.parent.concept, ())
    carried = [c for c in case.children.get(parent.fact, ()) if c.concept in beside]
    if beside and not carried and not breakdown.closed:
        return None
    parts = (*breakdown.parts, *(c for c in carried if c not in breakdown.parts))
    return _sum_verdict(case, parent, parts, Severity.ERROR)


def _of_a_fund(part: Fact) -> bool:
    """Tell the year's revenue or expenditure of one fund."""
    return part.concept in (f"{fund}_{side}" for fund in Fund for side in _SIDES)


def _strays(case: Case, breakdown: Breakdown) -> tuple[Fact, ...]:
    """Find figures of no list that stand among the parts and close the gap: they are parts too."""
    places = [case.order[fact.fact] for fact in breakdown.facts]
    parent = breakdown.parent
    strays = tuple(
        fact
        for fact in case.facts[min(places) + 1 : max(places) + STRAY]
        if fact.fact not in case.parents
        and fact.measure.is_money
        and comparable(parent, fact)
        and fact.section_kind == parent.section_kind
    )
    grown = (strays[:size] for size in range(1, len(strays) + 1))
    return next((more for more in grown if sum_of(parent, (*breakdown.parts, *more)).holds), ())


def _beside(case: Case, breakdown: Breakdown) -> tuple[Fact, ...]:
    """Find what closes the gap: printed beside a part that in general contains it, or within one.

    `年初预算10万元，其中：接待费年初预算2万元；公车费支出9万元，其中购置费年初预算8万元`.
    """
    parent, parts = breakdown.parent, breakdown.parts
    inner = (child for part in parts for child in case.children.get(part.fact, ()))
    own = (
        child
        for child in case.children.get(parent.fact, ())
        if any(case.descends(child.concept, part.concept) for part in parts)
    )
    beside = tuple(child for child in (*inner, *own) if child.concept and child not in parts)
    if beside and sum_of(parent, (*parts, *beside)).holds:
        return beside
    listed = {part.concept for part in parts}
    scattered = {
        fact.concept: fact
        for fact in reversed(case.levels)
        if case.descends(fact.concept, parent.concept)
        and fact.concept not in listed
        and listed.isdisjoint(case.vocab.ancestors(fact.concept))
        and fact.section_kind == parent.section_kind
        and fact.table == parent.table
        and comparable(parent, fact)
    }
    missing = tuple(
        fact
        for name, fact in scattered.items()
        if scattered.keys().isdisjoint(case.vocab.ancestors(name))
    )
    return missing if missing and sum_of(parent, (*parts, *missing)).holds else ()


def _sum_verdict(case: Case, parent: Fact, parts: Sequence[Fact], severity: Severity) -> Verdict:
    return compared(case, "sum_full_list.compare", sum_of(parent, parts), severity=severity)
