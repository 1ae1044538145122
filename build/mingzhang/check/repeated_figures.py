"""Repeats: one quantity printed in two places; and the text against the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mingzhang.check.case import Case
from mingzhang.check.change_statements import BOTH_SIDES
from mingzhang.check.engine import check
from mingzhang.check.formulas import Result, evaluated
from mingzhang.check.identity_terms import quantities
from mingzhang.check.interval import Relation
from mingzhang.check.label_names import loose, names_earlier_year, restated
from mingzhang.check.residuals import of_longer_list
from mingzhang.check.rules import WORDS
from mingzhang.check.same_quantity import YEARS, printings
from mingzhang.check.says import says
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared, passed
from mingzhang.common.money import decimals
from mingzhang.model import Fact, Fund, Outcome, Severity, Stage

_TOTAL, _ENDS_IN_TOTAL = WORDS["grand_total"], WORDS["ends_in_grand_total"]


@check("repeated_figure")
def repeated_figure(case: Case) -> Iterator[Verdict]:
    """One quantity, one value."""
    for group in printings(case):
        text = [fact for fact in group if fact.table is None and _is_restated(case, fact)]
        if len(text) > 1:
            yield from _differences(case, text)


def _is_restated(case: Case, fact: Fact) -> bool:
    return restated(case, fact) and not names_earlier_year(case, fact)


@check("text_against_table")
def text_against_table(case: Case) -> Iterator[Verdict]:
    """Text agrees with the tables."""
    for group in printings(case):
        text = [f for f in group if f.table is None and not names_earlier_year(case, f)]
        cells = [fact for fact in group if fact.table is not None]
        if text and cells and len(cells[0].function_code) < len("2010101"):
            yield from _differences(case, [cells[0], *text])
    for concept in TOTALS:
        for fact in case.by_concept.get(concept, ()):
            if fact.table is None and case.plain(fact) and not names_earlier_year(case, fact):
                yield from _of_no_total(case, fact)
    for concept, sides in BOTH_SIDES.items():
        for fact in quantities(case, concept):
            if fact.table is None and WORDS["total_of_both_sides"].search(fact.label):
                yield from _against_both(case, fact, sides)


def _of_no_total(case: Case, fact: Fact) -> Iterator[Verdict]:
    """Compare 总支出 of the text with a table's totals: of the year, and with the carry-over."""
    year, full = (
        [cell for cell in case.find(name, fact) if cell.table is not None and case.plain(cell)]
        for name in (YEARS[fact.concept], fact.concept)
    )
    totals = [cell for cell in full if _ENDS_IN_TOTAL.search(cell.label)]
    if not year or not totals or _one_total(totals[0], fact) or len({c.value for c in totals}) > 1:
        return
    for cell in (*year, *full):
        same = evaluated("repeated_figure.equal", one=fact, other=cell).holds
        if same or _cut_off(case, fact, cell):
            return
    result = evaluated("repeated_figure.equal", one=fact, other=totals[0])
    sentence = says(case, "table_against_table.in_table", named=fact, first=totals[0])
    yield compared(case, result, (fact, totals[0]), *sentence, Severity.WARNING)


def _against_both(case: Case, fact: Fact, sides: Sequence[str]) -> Iterator[Verdict]:
    """Compare 收入支出总计 of the text with the totals of both sides, where a table has them."""
    cells = [
        cell
        for side in sides
        for cell in case.find(side, fact)
        if cell.table is not None and _ENDS_IN_TOTAL.search(cell.label)
        if cell.fund in ("", fact.fund)
    ]
    if len(cells) > 1 and len({cell.value for cell in cells}) == 1:
        verdict = _difference(case, cells[0], fact)
        if verdict is not None:
            yield verdict


@check("table_against_table")
def table_against_table(case: Case) -> Iterator[Verdict]:
    """Tables agree with each other."""
    for group in printings(case):
        cells = [fact for fact in group if fact.table is not None]
        if len({(fact.page, fact.table) for fact in cells}) > 1:
            yield from _differences(case, cells)


_SENTENCE_ENDS = frozenset("。\n")
TOTALS = frozenset({"total_revenue", "total_expenditure"})
"""Totals that are printed with the carry-over and without it: only equal names are one total."""

_CARRY_OVERS = ("opening_carryover", "opening_fiscal_carryover")
_CARRIED = {
    "revenue": _CARRY_OVERS,
    "expenditure": ("closing_carryover", "closing_fiscal_carryover"),
}

OF_ONE_FUND = frozenset({*Fund, "general_public_budget_basic", "fiscal_appropriation"})
"""Sections that are about part of the money: a figure there may silently be that part."""


def _differences(case: Case, group: Sequence[Fact]) -> Iterator[Verdict]:
    """Compare each new value with the first; of equal printings only the first is told."""
    first = group[0]
    values: dict[str, Fact] = {}
    for fact in group[1:]:
        if _inside(case, first, fact) or _inside(case, fact, first) or _siblings(case, first, fact):
            continue
        if _of_other_years(first, fact):
            continue
        verdict = _difference(case, first, fact)
        if verdict is not None:
            values.setdefault(str(fact.value), fact)
            if values[str(fact.value)] is fact:
                yield verdict
    if not values:
        places = f"{len(group)}处"
        yield passed(
            tuple(group),
            *says(case, "table_against_table.pass", first=first, places=places, count=len(group)),
        )


def _of_other_years(fact: Fact, other: Fact) -> bool:
    """Tell whether the headings above two figures of the text name a year each, and not the same.

    One heading that names another year than the account may be left over from the year before.
    """
    headed = [re.findall(r"20\d\d", each.section) for each in (fact, other) if each.table is None]
    return len(headed) > 1 and all(headed) and not set(headed[0]) & set(headed[1])


def _siblings(case: Case, fact: Fact, other: Fact) -> bool:
    """Tell whether two parts of one list, or sentence, were named by the ends of their names."""
    if "label_ending" not in (fact.rule, other.rule):
        return False
    in_one_list = bool(fact.parent_fact) and fact.parent_fact == other.parent_fact
    of_tables = fact.table is not None and other.table is not None
    if in_one_list or of_tables or fact.start is None or other.start is None:
        return in_one_list
    begin, end = sorted((fact.start, other.start))
    return not set("。\n") & set(case.text[begin:end])


def _inside(case: Case, part: Fact, whole: Fact) -> bool:
    """Tell whether a figure is printed as a part of another: then they are no printings of one."""
    seen: set[str] = set()
    above = case.parents.get(part.fact)
    while above is not None and above.fact not in seen:
        if above.fact == whole.fact:
            return True
        seen.add(above.fact)
        above = case.parents.get(above.fact)
    return False


def _cut_off(case: Case, fact: Fact, other: Fact) -> bool:
    """Tell whether the coarser of two printings, in larger units, is the other without its tail."""
    coarse, fine = (fact, other) if case.factor(fact) > case.factor(other) else (other, fact)
    unit = case.factor(coarse).scaleb(-decimals(coarse.value_printed))
    if case.factor(coarse) == case.factor(fine):
        whole = not decimals(coarse.value_printed)
        if not whole or not decimals(fine.value_printed):
            return False
    gap = abs(fine.value) - abs(coarse.value)
    return coarse.value * fine.value > 0 and 0 <= gap < unit


def _difference(case: Case, first: Fact, fact: Fact) -> Verdict | None:
    one_total = first.concept not in TOTALS or _one_total(first, fact)
    if not one_total and not _of_whole_budget(case, first, fact):
        return None
    if first.concept in TOTALS and _without_carry_over(case, first, fact):
        return None
    if _is_total(case, first) or _is_total(case, fact):
        return None
    result = evaluated("repeated_figure.equal", one=fact, other=first)
    if not differs(result, first, fact):
        return None
    if (first.table is None) != (fact.table is None) and _cut_off(case, first, fact):
        return None
    if _of_the_section(case, first, fact) or _of_the_section(case, fact, first):
        return None
    if _of_one_budget(case, first, fact) or _beside_one_money(case, first, fact):
        return None
    if _paid_from_carry_over(case, first, fact) or _holds_carry_over(case, first, fact):
        return None
    if of_longer_list(case, first, fact):
        return None
    against_table = first.table is not None and fact.table is None
    how = "in_table" if against_table else "compare"
    named = fact if against_table else first  # the cell of a table may be called 合计 or 决算数
    sentence = says(case, f"table_against_table.{how}", named=named, first=first)
    verdict = compared(case, result, (fact, first), *sentence, _severity(first, fact))
    return replace(verdict, outcome=Outcome.FAIL)


def differs(result: Result, fact: Fact, other: Fact) -> bool:
    """Tell whether two printings differ: by one in their last digit too, if they are alike."""
    alike = fact.unit_printed == other.unit_printed
    alike = alike and decimals(fact.value_printed) == decimals(other.value_printed)
    return not result.holds or (result.relation is Relation.EDGE and alike)


def _of_the_section(case: Case, fact: Fact, other: Fact) -> bool:
    """Tell whether a figure under one money's heading is a figure of that money printed too.

    支出总预算 behind 财政拨款收入总预算 of the same amount is the expenditure of appropriations.
    """
    kind = fact.section_kind
    if fact.table is not None or kind not in OF_ONE_FUND or kind == other.section_kind:
        return False
    if fact.concept.startswith(fact.fund or "?") and WORDS["one_budget"].search(fact.label):
        return False  # its own name tells its money
    return any(
        level.value == fact.value
        for level in case.levels
        if level.fact != fact.fact and level.unit == fact.unit
        if level.concept.startswith(kind.removesuffix("_basic")) or level.section == fact.section
        if not case.classified(level)
        if (level.stage, level.fiscal_year) == (fact.stage, fact.fiscal_year)
    )


def _of_one_budget(case: Case, first: Fact, other: Fact) -> bool:
    """Tell 一般公共预算“三公”经费 beside the “三公”经费 of all appropriations, which is more."""
    less, more = sorted((first, other), key=lambda fact: fact.value)
    concept = case.vocab.concepts.get(less.concept)
    of_three_public = concept is not None and concept.group == "three_public"
    apart = less.section != more.section or not of_three_public
    if apart and not _paid_by_other_funds(case, less):
        return False
    return _budget_named(case, less) and not _budget_named(case, more)


def _beside_one_money(case: Case, first: Fact, other: Fact) -> bool:
    """Tell 上年结转 in no list, of whatever fund: a figure of one fund stands before it."""
    text = [f for f in (first, other) if f.table is None and f.concept in _CARRY_OVERS]
    return any(_names_one_money(case, fact) for fact in text if not case.parents.get(fact.fact))


def _names_one_money(case: Case, fact: Fact) -> bool:
    """Tell whether the figure before one in its sentence is of one fund."""
    place = case.order[fact.fact]
    before = case.facts[place - 1] if place else fact
    if before.start is None or fact.start is None or before.section != fact.section:
        return False
    concept = case.vocab.concepts.get(before.concept)
    money = before.fund or (concept.fund if concept else "")
    apart = _SENTENCE_ENDS & set(case.text[before.start : fact.start])
    return bool(money) and not fact.fund and not apart


def _paid_by_other_funds(case: Case, fact: Fact) -> bool:
    """Tell whether the same expense is printed for another of the funds too, and is not nil."""
    funds = frozenset(Fund) - {fact.fund}
    others = case.by_concept.get(fact.concept, ())
    return any(f.value and f.fund in funds and f.fiscal_year == fact.fiscal_year for f in others)


def _budget_named(case: Case, fact: Fact) -> bool:
    """Tell whether a figure, or what it is a part of, is called that of one budget."""
    if fact.concept.endswith("_fiscal_carryover"):
        return fact.fund in frozenset(Fund)
    whole = case.parents.get(fact.fact)
    labels = fact.label + (whole.label if whole else "")
    return WORDS["one_budget"].search(labels) is not None


def _paid_from_carry_over(case: Case, first: Fact, other: Fact) -> bool:
    """Tell an item of a budget with the money carried over, beside one of this year's money.

    财政拨款收支总表 spends the carry-over that it lists; 一般公共预算支出表 is of this year alone.
    """
    less, more = sorted((first, other), key=lambda fact: fact.value)
    if not more.function_code or more.stage is not Stage.BUDGET or more.table == less.table:
        return False
    kept = (fact for name in _CARRY_OVERS for fact in case.find(name, more))
    return any(
        fact.table == more.table is not None and more.value - less.value <= fact.value
        for fact in kept
    )


def _holds_carry_over(case: Case, first: Fact, other: Fact) -> bool:
    """Tell a fund's revenue or expenditure with what was carried over beside the year's alone."""
    less, more = sorted((first, other), key=lambda fact: fact.value)
    fund, _, side = less.concept.rpartition("_")
    if fund not in (*Fund, "fiscal_appropriation") or side not in _CARRIED:
        return False
    opening = _CARRY_OVERS if less.stage is Stage.BUDGET else ()
    names = (*_CARRIED[side], *opening, f"opening_{fund}_carryover")
    kept = (fact for name in names for fact in case.find(name, less))
    return any(
        evaluated("repeated_figure.carried", whole=more, parts=(less, fact)).holds
        for fact in kept
        if fact.value
    )


def _one_total(fact: Fact, other: Fact) -> bool:
    """Tell whether two printings name one total; 总计 of a table's side is 收入总计 or 支出总计."""
    if loose(fact.label) == loose(other.label):
        return True
    return _is_bare_cell(fact, other) or _is_bare_cell(other, fact)


def _of_whole_budget(case: Case, first: Fact, other: Fact) -> bool:
    """Tell 收入预算 of the text beside 收入总计 of a table, in a budget without a carry-over."""
    cell, stated = (first, other) if first.table is not None else (other, first)
    if cell.table is None or stated.table is not None or stated.stage is not Stage.BUDGET:
        return False
    if not loose(stated.label).endswith("预算") or not _TOTAL.search(cell.label):
        return False
    return not (_has_carry_over(case, stated) or _is_of_the_year(case, stated, first.concept))


def _without_carry_over(case: Case, first: Fact, other: Fact) -> bool:
    """Tell 支出预算合计 of the year alone beside 支出总计 with the carry-over that is printed."""
    less = min(first, other, key=lambda fact: fact.value)
    return _has_carry_over(case, less) and _is_of_the_year(case, less, first.concept)


def _is_total(case: Case, stated: Fact) -> bool:
    """Tell 收入合计 of the text, not called 本年, that is 收入总计 with its carry-over."""
    if stated.table is not None or WORDS["of_the_year"].search(stated.label):
        return False
    return any(
        evaluated("repeated_figure.equal", one=stated, other=fact).holds
        for total, year in YEARS.items()
        if stated.concept == year and _has_carry_over(case, stated)
        for fact in case.find(total, stated)
    )


def _has_carry_over(case: Case, total: Fact) -> bool:
    kept = case.find("opening_carryover", total) + case.find("closing_carryover", total)
    return any(fact.value for fact in kept)


def _is_of_the_year(case: Case, total: Fact, concept: str) -> bool:
    """Tell whether the same value is printed as the total of a concept without the carry-over."""
    return any(
        evaluated("repeated_figure.equal", one=total, other=fact).holds
        for fact in case.find(YEARS[concept], total)
    )


def _is_bare_cell(cell: Fact, other: Fact) -> bool:
    is_unlabelled = cell.table is not None and not loose(cell.label)
    return is_unlabelled and all(_TOTAL.search(fact.label) for fact in (cell, other))


def _severity(fact: Fact, other: Fact) -> Severity:
    if fact.concept in TOTALS and loose(fact.label) != loose(other.label):
        return Severity.WARNING
    if fact.section_kind == other.section_kind:
        return Severity.ERROR
    narrowed = {fact.section_kind, other.section_kind} & OF_ONE_FUND
    return Severity.WARNING if narrowed else Severity.ERROR
