"""The years that a disclosure prints: another year in a figure, a base, a closing, a heading."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.label_names import in_reason
from mingzhang.check.rules import RULES, WORDS
from mingzhang.check.statutory_tables import is_statutory
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.common.clause_begins import behind_last
from mingzhang.common.years import years_in
from mingzhang.model import Fact, Measure, Role, Section, Stage


@check("year_printed")
def year_printed(case: Case) -> Iterator[Verdict]:
    """The printed year is the year of the account."""
    slips: dict[int, list[Fact]] = {}
    checked = 0
    for fact in case.facts:
        if fact.year_printed is None or fact.start is None:
            continue
        checked += 1
        if _slip(case, fact):
            slips.setdefault(_year_place(case, fact), []).append(fact)
    for place, facts in slips.items():
        yield _year_verdict(case, place, facts)
    of_slips = {fact.fact for facts in slips.values() for fact in facts}
    closings = (
        closing
        for closing in _other_closings(case)
        if of_slips.isdisjoint(f.fact for f in closing.facts)
    )
    others = [*_other_bases(case), *closings, *_composed(case), *_other_columns(case)]
    yield from others
    headings = sorted({*_heading_years(case), *_other_titles(case)})
    for start, year in headings:
        if year != case.disclosure.source.fiscal_year:
            yield _heading_verdict(case, start, year)
    if (
        (checked or headings)
        and not slips
        and not others
        and all(year == case.disclosure.source.fiscal_year for _, year in headings)
    ):
        yield passed(case, "year_printed.pass")


def _slip(case: Case, fact: Fact) -> bool:
    """Tell whether a figure of the account's year stands in a sentence that prints another.

    Not where another year is spoken of on purpose: in a reason, or beside the figure of this year;
    a year before counted things may tell since when they are there.
    """
    right = case.disclosure.source.fiscal_year
    if fact.fiscal_year != right or fact.year_printed in (None, right) or not fact.concept:
        return False
    numbers = fact.measure.is_change and fact.unit not in ("CNY", "percent", "percentage_point")
    counted = (numbers or fact.measure is Measure.COUNT) and fact.stage is not Stage.POINT_IN_TIME
    since_when = counted and (fact.year_printed or 0) < right
    if since_when or in_reason(case, fact):
        return False
    beside = case.by_key.get(case.key(fact), ()) if fact.measure.is_level else ()
    return not any(other.value != fact.value and other.section == fact.section for other in beside)


TITLE = 120
"""Characters before the first cell of a table among which its title stands."""

USUAL = 2
"""So many comparisons with the year before make it the year that a document compares with."""
RARE = 10
"""So many of them to each sentence with another year, where several have one."""


def _other_bases(case: Case) -> Iterator[Verdict]:
    """Tell of the few sentences that compare with another year than all the others do."""
    usual = case.disclosure.source.fiscal_year - 1
    mains = [change.main for change in case.changes if change.main.table is None]
    compared = {fact.concept for fact in mains if fact.base_year == usual}
    odd = [
        fact
        for fact in mains
        if fact.base_year != usual and str(fact.base_year) in fact.base_printed
        if fact.concept not in compared and not _with_budget(case, fact)
        if not _between_closings(case, fact)
    ]
    lines = {case.text.rfind("\n", 0, fact.start or 0) for fact in odd}
    least = USUAL if len(lines) == 1 else RARE * len(lines)
    if not odd or sum(fact.base_year == usual for fact in mains) < least:
        return
    if len({fact.base_year for fact in odd}) == 1 and not any(in_reason(case, f) for f in odd):
        yield failed(case, "year_printed.base", facts=odd, year=odd[0].base_year, usual=usual)


def _between_closings(case: Case, fact: Fact) -> bool:
    """`2024年底固定资产50万元，比2023年底增加5万元`: in a budget, one closing after another."""
    level = case.level_of(fact)
    year = level.year_printed if level is not None else None
    closing = level is not None and level.stage is Stage.POINT_IN_TIME
    return closing and year is not None and fact.base_year == year - 1


def _with_budget(case: Case, fact: Fact) -> bool:
    """Tell a comparison of an account with a budget, whose year may be the account's own."""
    if case.disclosure.source.stage is Stage.BUDGET:
        return False
    start = fact.start or 0
    begin = behind_last("，。；\n", case.text, 0, start)
    budget = WORDS["budget"]
    return bool(budget.search(fact.base_printed) or budget.search(case.text, begin, start))


def _composed(case: Case) -> Iterator[Verdict]:
    """Tell of the sentence that names the units of another year's account: 纳入…年度决算编制."""
    right = case.disclosure.source.fiscal_year
    for match in re.finditer(RULES["year_printed"].terms["composed"], case.text):
        if int(match["year"]) != right:
            yield failed(
                case,
                "year_printed.composed",
                right=right,
                year=match["year"],
                words=match[0],
                span=match.span(),
            )


def _other_columns(case: Case) -> Iterator[Verdict]:
    """Tell of the one statutory table whose only year is another, while its title has none."""
    right = case.disclosure.source.fiscal_year
    years: dict[object, set[int]] = defaultdict(set)
    for fact in case.levels:
        if fact.table is not None and fact.stage is case.disclosure.source.stage:
            years[fact.page or 0, fact.table].add(fact.fiscal_year)
    odd = [
        (cell, year)
        for grid in case.disclosure.grids
        for year in (years[grid.page, grid.table] if is_statutory(case, grid) else ())
        if len(years[grid.page, grid.table]) == 1 and year != right
        for cell in grid.cells
        if str(year) in cell.text and not years_in(grid.title)
    ]
    if len(odd) == 1 and {right} in years.values():
        ((cell, year),) = odd
        yield failed(
            case,
            "year_printed.column",
            right=right,
            year=year,
            words=cell.text.strip(),
            span=(cell.start, cell.end),
        )


def _other_titles(case: Case) -> Iterator[tuple[int, int]]:
    """Yield place and year of the one statutory table whose title prints another year.

    Not where the same table of the document's own year is there too: two years side by side.
    """
    right = case.disclosure.source.fiscal_year
    not_name = RULES["year_printed"].terms["not_name"]
    titled = [
        (re.sub(not_name, "", grid.title), years.pop(), grid)
        for grid in case.disclosure.grids
        if is_statutory(case, grid)
        if len(years := set(years_in(grid.title))) == 1
    ]
    odd = [(name, year, grid) for name, year, grid in titled if year != right]
    statutory = [grid for grid in case.disclosure.grids if is_statutory(case, grid)]
    usual = titled if len(titled) > len(odd) else statutory  # no other title prints a year
    if len(odd) != 1 or len(usual) - len(odd) < USUAL:
        return
    ((odd_name, odd_year, grid),) = odd
    if any(name == odd_name and year == right for name, year, _ in titled):
        return
    if any(other.title == odd_name for other in statutory):
        return
    told = {year for cell in grid.cells for year in years_in(cell.text)}
    if odd_year in told and right not in told:
        return  # it looks back on purpose: 2024年预算执行情况表 in the budget of 2025
    first = min((cell.start for cell in grid.cells), default=0)
    place = case.text.rfind(str(odd_year), max(0, first - TITLE), first)
    if place >= 0:
        yield place, odd_year


def _other_closings(case: Case) -> Iterator[Verdict]:
    """Tell of figures of an account that are said to be as of the end of another year."""
    source = case.disclosure.source
    budget, right = source.stage is Stage.BUDGET, source.fiscal_year
    # A budget may be made before the year before it ends.
    rights = {right} if not budget else {right - 1, right - 2}
    text = case.text
    for match in re.finditer(RULES["year_printed"].terms["closing"], text):
        facts = _closed(case, match.end())
        if int(match["year"]) not in rights and facts and not in_reason(case, facts[0]):
            said = "year_printed." + ("closing_of_budget" if budget else "closing")
            words, span, usual = match[0].strip(), match.span(), right - budget
            values: dict[str, Any] = {
                "facts": facts,
                "words": words,
                "right": right,
                "usual": usual,
            }
            yield failed(case, said, span=span, **values)


def _closed(case: Case, place: int) -> tuple[Fact, ...]:
    """Give the assets of a sentence, or of the next where it has none: 截至…见附表。其中车辆5辆."""
    _, first = case.sentence(place)
    facts = _assets(case, place, first)
    if not facts and case.text[first : first + 1] == "。":
        facts = _assets(case, first, case.sentence(first + 1)[1])
    return tuple(facts)


def _assets(case: Case, start: int, end: int) -> list[Fact]:
    """Give the counts and balances of a sentence that are of assets or as of a date."""
    concepts = case.vocab.concepts
    return [
        fact
        for fact in case.levels
        if fact.start is not None and fact.table is None and start <= fact.start < end
        if fact.concept in concepts
        if concepts[fact.concept].group == "assets" or fact.stage is Stage.POINT_IN_TIME
    ]


def _year_place(case: Case, fact: Fact) -> int:
    """Find the numeral of the year that a figure's sentence prints: the last one before it.

    Between a figure and its change the year stands that it is compared with.
    """
    places = _years(case, fact.year_printed or 0)
    changed = case.by_id.get(fact.of_fact, fact)
    start = (changed if changed.year_printed == fact.year_printed else fact).start or 0
    here = bisect_right(places, start)
    return places[here - 1] if here else start


def _years(case: Case, year: int) -> list[int]:
    return [
        numeral.start
        for numeral in case.disclosure.numerals
        if numeral.token == str(year) and numeral.role in (Role.YEAR, Role.DATE)
    ]


def _year_verdict(case: Case, place: int, facts: Sequence[Fact]) -> Verdict:
    year, right = facts[0].year_printed, facts[0].fiscal_year
    span = (place, place + 4) if case.text[place : place + 4] == str(year) else None
    return failed(case, "year_printed.fail", facts=facts, right=right, year=year, span=span)


def _heading_years(case: Case) -> Iterator[tuple[int, int]]:
    """Yield place and year of headings that name the budget or final account of one single year."""
    text = case.text
    for section in case.disclosure.sections:
        heading = text[section.start : section.heading_end]
        years = set(years_in(heading))
        match = case.vocab.grammar["year_in_heading"].search(heading)
        spoken = "，" in heading  # `三、无“三公”经费预算，2024年也无此项预算`: a sentence
        if match and len(years) == 1 and not spoken and not _states(case, section):
            if _looks_elsewhere(case, section, int(match["year"])):
                continue
            yield section.start + match.start("year"), int(match["year"])
    yield from _years_in_contents(case)


def _years_in_contents(case: Case) -> Iterator[tuple[int, int]]:
    """Yield place and year of the parts that the contents name, before the first of them begins."""
    first = min((s.start for s in case.disclosure.sections if s.kind), default=0)
    part = re.compile(RULES["year_printed"].terms["part"], re.M)
    for line in part.finditer(case.text, 0, first):
        match = case.vocab.grammar["year_in_heading"].search(line[0])
        if match and len(set(years_in(line[0]))) == 1:
            yield line.start() + match.start("year"), int(match["year"])


def _looks_elsewhere(case: Case, section: Section, year: int) -> bool:
    """Tell a heading that looks back or ahead on purpose: its figures are read as of that year."""
    if year == case.disclosure.source.fiscal_year:
        return False
    years = {
        fact.fiscal_year
        for fact in case.facts
        if fact.start is not None and section.start <= fact.start < section.end
        if fact.measure.is_level
    }
    return years == {year}


def _states(case: Case, section: Section) -> bool:
    """Tell whether a heading states figures: then it is a sentence, and may compare with a year."""
    place = bisect_right(case.starts, section.start)
    return place < len(case.starts) and case.starts[place] < section.heading_end


def _heading_verdict(case: Case, start: int, year: int) -> Verdict:
    right = case.disclosure.source.fiscal_year
    return failed(case, "year_printed.fail_2", right=right, year=year, span=(start, start + 4))
