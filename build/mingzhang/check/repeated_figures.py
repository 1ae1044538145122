"""Repeats: one quantity printed in two places; and the text against the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mingzhang.check.case import Case
from mingzhang.check.change_statements import BOTH_SIDES
from mingzhang.check.engine import check
from mingzhang.check.formulas import Result, evaluated
from mingzhang.check.identity_terms import alike, quantities
from mingzhang.check.interval import Relation
from mingzhang.check.label_names import loose, names_earlier_year, restated
from mingzhang.check.most_alike import odd_ones
from mingzhang.check.other_reading import OF_ONE_FUND, TOTALS, has_carry_over, of_its_twin
from mingzhang.check.rules import WORDS
from mingzhang.check.same_quantity import YEARS, printings
from mingzhang.check.tells import compared, passed
from mingzhang.check.verdict import Verdict
from mingzhang.common.money import decimals
from mingzhang.common.years import years_in
from mingzhang.model import Fact, Fund, Outcome, Severity, Stage

_TOTAL, _ENDS_IN_TOTAL = WORDS["grand_total"], WORDS["ends_in_grand_total"]


@check("repeated_figure")
def repeated_figure(case: Case) -> Iterator[Verdict]:
    """One quantity, one value."""
    for group in printings(case):
        named = [fact for fact in group if fact.table is None and restated(case, fact)]
        text = [fact for fact in named if not names_earlier_year(case, fact)]
        if len(text) > 1:
            yield from _differences(case, text)


@check("text_against_table")
def text_against_table(case: Case) -> Iterator[Verdict]:
    """Text agrees with the tables."""
    for group in printings(case):
        text = [f for f in group if f.table is None and not names_earlier_year(case, f)]
        text = [f for f in text if not _of_one_fund(case, f)]
        cells = [fact for fact in group if fact.table is not None]
        if text and cells and len(cells[0].function_code) < len("2010101"):
            yield from _differences(case, [cells[0], *text])
    yield from odd_ones(case)
    for concept in TOTALS:
        for fact in case.by_concept.get(concept, ()):
            if fact.table is None and case.plain(fact) and not names_earlier_year(case, fact):
                yield from _of_no_total(case, fact)
    for concept, sides in BOTH_SIDES.items():
        for fact in quantities(case, concept):
            if fact.table is None and WORDS["total_of_both_sides"].search(fact.label):
                yield from _against_both(case, fact, sides)


def _of_one_fund(case: Case, fact: Fact) -> bool:
    """Tell 基本支出 of the text that is just what a table has of one fund: it may mean that."""
    if fact.fund or not fact.value:
        return False
    funded = (f"{fund}_{fact.concept}" for fund in ("fiscal_appropriation", *Fund))
    found = (cell for concept in funded for cell in case.find(concept, fact))
    return any(cell.table is not None and cell.value == fact.value for cell in found)


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
    yield compared(case, "table_against_table.in_table", result, named=fact, first=totals[0])


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


def _differences(case: Case, group: Sequence[Fact]) -> Iterator[Verdict]:
    """Compare each new value with the first; of equal printings only the first is told."""
    first = group[0]
    values: dict[str, Fact] = {}
    for fact in group[1:]:
        if _inside(case, first, fact) or _inside(case, fact, first) or _siblings(case, first, fact):
            continue
        if _of_other_years(first, fact) or _until(case, first) != _until(case, fact):
            continue
        if first.table is fact.table is None and _grand(first) != _grand(fact):
            continue  # `支出90万元，加上上解支出10万元，支出总计100万元`
        verdict = _difference(case, first, fact)
        if verdict is not None:
            values.setdefault(str(fact.value), fact)
            if values[str(fact.value)] is fact:
                yield verdict
    if not values:
        yield passed(case, "table_against_table.pass", first=first, count=len(group), facts=group)


def _grand(fact: Fact) -> bool:
    return _ENDS_IN_TOTAL.search(fact.label) is not None


def _of_other_years(fact: Fact, other: Fact) -> bool:
    """Tell whether the headings above two figures of the text name a year each, and not the same.

    One heading that names another year than the account may be left over from the year before.
    """
    headed = [years_in(each.section) for each in (fact, other) if each.table is None]
    return len(headed) > 1 and all(headed) and not set(headed[0]) & set(headed[1])


def _until(case: Case, fact: Fact) -> str:
    """Give the part of the year that the sentence of a figure names: `1-11月累计，支出9万元`."""
    if fact.table is not None or fact.start is None:
        return ""
    begin = case.sentence(fact.start)[0]
    named = case.vocab.grammar["part_year"].search(case.text, begin, fact.start)
    return named[0] if named else ""


def _siblings(case: Case, fact: Fact, other: Fact) -> bool:
    """Tell whether two parts of one list, or sentence, were named by the ends of their names."""
    if "label_ending" not in (fact.rule, other.rule):
        return False
    in_one_list = bool(fact.parent_fact) and fact.parent_fact == other.parent_fact
    of_tables = fact.table is not None and other.table is not None
    if in_one_list or of_tables or fact.start is None or other.start is None:
        return in_one_list
    begin, end = sorted((fact.start, other.start))
    return end <= case.sentence(begin)[1]


def _inside(case: Case, part: Fact, whole: Fact) -> bool:
    """Tell whether a figure is printed as a part of another: then they are no printings of one."""
    listed = (f for f in case.children.get(whole.fact, ()) if f.concept in ("", part.concept))
    if any(alike(child, part) for child in listed):
        return True
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
    result = evaluated("repeated_figure.equal", one=fact, other=first)
    if not differs(result, first, fact):
        return None
    if (first.table is None) != (fact.table is None) and _cut_off(case, first, fact):
        return None
    against_table = first.table is not None and fact.table is None
    how = "in_table" if against_table else "compare"
    named = fact if against_table else first  # the cell of a table may be called 合计 or 决算数
    verdict = compared(
        case,
        f"table_against_table.{how}",
        result,
        named=named,
        first=first,
        severity=_severity(first, fact),
    )
    return replace(verdict, outcome=Outcome.FAIL)


def differs(result: Result, fact: Fact, other: Fact) -> bool:
    """Tell whether two printings differ: by one in their last digit too, if they are alike."""
    in_one_unit = fact.unit_printed == other.unit_printed
    as_fine = in_one_unit and decimals(fact.value_printed) == decimals(other.value_printed)
    return not result.holds or (result.relation is Relation.EDGE and as_fine)


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
    if not WORDS["ends_in_budget"].search(loose(stated.label)) or not _TOTAL.search(cell.label):
        return False
    return not (has_carry_over(case, stated) or of_its_twin(case, stated))


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
