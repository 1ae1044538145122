"""Years of other accounts: in, all figures of a text; out, those that a printed year moves.

A year other than the disclosure's may be a slip of the pen; then the figure stays and a check
says so. It is meant where the text tells the years apart itself, and where it only tells a story.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from mingzhang.model import Measure, Source, Stage
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Reading
from mingzhang.parse.figures.figure import Draft

_MOST = 10
"""Years further away than this are no accounts."""


_TITLE = 60
"""Characters of a title."""
_OPENING = 12
"""Characters of a line within which it tells its time."""
_NEAR = 12
"""So many figures back the one is told that a figure of the year before is compared with."""


def settle_years(drafts: list[Draft], source: Source) -> None:
    """Give the figures of other years their year."""
    _settle_dates(drafts, source)
    if {draft.year_printed for draft in drafts} - {None, source.fiscal_year}:
        for draft in list(_other_years(drafts, source)):
            draft.account_year = draft.year_printed
        earlier = [place for place, draft in enumerate(drafts) if _of_year_before(draft, source)]
        for place in earlier:
            said = (
                now for now in _before(drafts, place) if _said_again(now, drafts[place], source)
            )
            if any(now is drafts[place - 1] or _unnamed(drafts[place]) for now in said):
                drafts[place].other_year = drafts[place].year_printed
        for place in earlier:
            base, change = drafts[place], drafts[min(place + 1, len(drafts) - 1)]
            if not _of_year_before(base, source) or change.measure is not Measure.CHANGE:
                continue
            if any(_compared(now, base, change, source) for now in _before(drafts, place)):
                base.other_year = base.year_printed
                for draft in drafts:
                    draft.year_printed = None if draft.of in (base, change) else draft.year_printed
    if all(draft.account_year is None for draft in drafts):
        return
    for place, draft in enumerate(drafts):
        if draft.of is not None and _follows(draft, draft.of):
            draft.account_year = draft.year_printed
        elif (told := _told_with(drafts, place)) is not None:
            draft.account_year, draft.stage = told.account_year, told.stage
        elif draft.parent is not None and _slips_with(draft, draft.parent):
            draft.account_year = None


def _slips_with(draft: Draft, whole: Draft) -> bool:
    """A part printed with the year of its whole is of another year only if that is."""
    unknown = draft.account_year is not None and not draft.concept
    return unknown and whole.account_year is None and whole.year_printed == draft.year_printed


def _told_with(drafts: Sequence[Draft], place: int) -> Draft | None:
    """`2022年执行数70万元，减少9万元。其中，公务接待费12万元，减少【3】万元`: what it goes with."""
    draft = drafts[place]
    if draft.account_year not in (None, draft.year_printed):
        return None
    near = drafts[max(place - _NEAR, 0) : place]
    changed = (d for d in reversed(near) if not draft.is_level and d.measure is draft.measure)
    told = draft.parent or next(changed, None)
    if told is None or told.account_year is None or told.section != draft.section:
        return None
    if draft.stage not in ("", told.stage):
        return None
    return told if told.account_year == draft.year_printed else None


def settle_part_years(r: Reading) -> None:
    """`二、2024年上半年预算执行情况` in the report on 2023: no figures of all that year.

    A report on a part of its own year counts for it; other disclosures are of whole years.
    """
    opening = () if r.treasury else _title_of(r)
    of_part = {-1: any(_of_part(r, title) for title in opening)}
    for around in map(r.sections_up, {draft.section for draft in r.drafts}):
        for above in reversed(around):
            section = r.outline.sections[above]
            if above not in of_part:
                told = _of_part(r, section.title)
                of_part[above] = of_part[section.parent] if told is None else told
    with_next = _with_next_part(r)
    for draft in r.drafts if with_next or any(of_part.values()) else ():
        ahead = with_next and draft.year_printed is None and _line_of_part(r, draft)
        if ahead:
            draft.account_year = r.source.fiscal_year + 1
        own = draft.account_year in (None, r.source.fiscal_year)
        planned = draft.stage != "" and Stage(draft.stage).is_budget
        if ahead or (of_part[draft.section] and not (own if r.treasury else planned)):
            draft.concept = draft.function_code = draft.economic_code = ""
            draft.rule, draft.unmapped_by = "unmapped", settle_part_years.__name__


def _with_next_part(r: Reading) -> bool:
    """`2023年决算和2024年上半年预算执行情况的报告`: of a part of the next year, too."""
    ahead, part = str(r.source.fiscal_year + 1), r.grammar["part_year"].match
    may_be = r.source.stage.is_final and ahead in r.text
    years = r.grammar["year_named"].finditer(r.text) if may_be else ()
    return any(part(r.text, year.end() + 1) for year in years if year[0] == ahead)


def _line_of_part(r: Reading, draft: Draft) -> bool:
    """`今年1至6月，收入5亿元。支出【4】亿元`: a line that opens with a part of the year."""
    begin = r.text.rfind("\n", 0, draft.start) + 1
    return r.grammar["part_year"].search(r.text, begin, begin + _OPENING) is not None


def _title_of(r: Reading) -> tuple[str, ...]:
    """The line that a text opens with, if it is its title and no heading."""
    lines = (r.text[line.content : line.end] for line in r.outline.lines[:1] if not line.level)
    return tuple(line for line in lines if len(line) <= _TITLE and "。" not in line)


def _of_part(r: Reading, title: str) -> bool | None:
    """Whether a title tells of a part of the year; None where it tells no time."""
    if r.grammar["all_year"].search(title):
        return False
    return True if r.grammar["part_year"].search(title) else None


def _settle_dates(drafts: list[Draft], source: Source) -> None:
    """`截至2023年12月31日` in the final account of 2024: perhaps a slip, so no figure of 2023.

    Where the text also tells of the end of the account's own year, both dates are meant. A budget
    tells what there is at the end of the year before.
    """
    fiscal = source.fiscal_year
    held = [draft for draft in drafts if draft.point_in_time]
    if not source.stage.is_final or any(d.balance_year == fiscal for d in held):
        return
    printed = {draft.year_printed for draft in held}
    for draft in held:
        if draft.balance_year in printed and (draft.balance_year or fiscal) < fiscal:
            draft.balance_year = None


def _of_year_before(draft: Draft, source: Source) -> bool:
    """Tell a level printed with the year before, of which nothing says yet that it is meant."""
    year = source.fiscal_year - 1
    return draft.year_printed == year and draft.is_level and not draft.other_year


def _compared(before: Draft, base: Draft, change: Draft, source: Source) -> bool:
    """`收入240万元，2024年收入总计363万元，同比降低123万元`: the figure compared with."""
    if base.account_year is not None:
        return False
    now = before.is_level and before.year_printed in (None, source.fiscal_year)
    return now and base.unit == before.unit and base.value + change.value == before.value


def _before(drafts: Sequence[Draft], place: int) -> Iterator[Draft]:
    """Yield the figure right before a place, and the last one of the same thing there.

    `“三公”经费62万元，其中：公务接待费7万元。2023年为【65】万元，减少3万元`
    """
    base = drafts[place]
    yield from drafts[max(place - 1, 0) : place]
    near = reversed(drafts[max(place - _NEAR, 0) : place])
    same = (d for d in near if d.is_level and _question(d) == _question(base))
    yield from islice(same, 1)


def _unnamed(draft: Draft) -> bool:
    return draft.rule == "subject.sentence"


def _said_again(now: Draft, base: Draft, source: Source) -> bool:
    """`接待费预算2万元，2022年预算【2】万元`: the same of the year before, in the same sentence.

    Under its own label (`接待费决算2万元，2022年接待费决算【1】万元`) it is no slip if it differs.
    """
    if now.measure.is_change and now.concept and now.base_year == base.year_printed:
        # `比上年增加2万元（2024年【7】万元）`: what it is compared with
        return _unnamed(base) and now.concept == base.concept
    differs = base.value != now.value and base.concept and _question(base) == _question(now)
    if not now.is_level or not (_unnamed(base) or differs):
        return False
    told = now.year_printed in (None, source.fiscal_year) and not now.other_year
    same_account = base.stage in ("", now.stage)
    return told and same_account and (now.concept, now.unit) == (base.concept, base.unit)


def _other_years(drafts: list[Draft], source: Source) -> Iterator[Draft]:
    fiscal = source.fiscal_year
    asked = {_question(d) for d in drafts if d.year_printed == fiscal and d.concept}
    asked |= set(_of_several_years(drafts))
    asked |= {_question(d) for d in drafts if _looks_back(d, source)}
    final, planning = source.stage.is_final, Stage.BUDGET.value
    done = {(d.section, d.year_printed) for d in drafts if not final or d.stage != planning}
    for draft in drafts:
        year = draft.year_printed
        if year in (None, fiscal) or draft.account_year or draft.other_year:
            continue
        only_told = draft.in_reason or not draft.concept or _looks_back(draft, source)
        near = year is not None and abs(year - fiscal) <= _MOST
        # `2024年支出预算【9】万元` in the account of 2023, where nothing was done in 2024: no slip
        planned = draft.stage == planning and (draft.section, year) not in done
        asks = _question(draft) in asked or planned
        if near and (only_told or (asks and _account_of(draft, source))):
            yield draft


def _of_several_years(drafts: list[Draft]) -> Iterator[tuple[int, str, str, str]]:
    """`教育支出2021年为【25】万元，2022年降到【16】万元`: two years that are no two slips."""
    levels = [d for d in drafts if d.is_level and d.concept and d.year_printed is not None]
    for before, draft in pairwise(levels):
        question = _question(before)
        if before.year_printed != draft.year_printed and question == _question(draft):
            yield question


def _looks_back(draft: Draft, source: Source) -> bool:
    """`“三公”经费2022年执行数80万元` in the budget of 2023, which has no final account yet."""
    past = draft.year_printed == source.fiscal_year - 1
    return past and source.stage is Stage.BUDGET and draft.stage == Stage.FINAL.value


def _follows(draft: Draft, of: Draft) -> bool:
    """A change or share printed with the year of its figure is of that year."""
    if draft.is_level or draft.account_year is not None:
        return False
    return of.account_year is not None and of.account_year == draft.year_printed


def _question(draft: Draft) -> tuple[int, str, str, str]:
    """What two figures must share to answer one question for two years."""
    relation = "" if draft.is_level else draft.measure.value
    return (draft.section, draft.scope, draft.concept, relation)


def _account_of(draft: Draft, source: Source) -> bool:
    """Tell whether there is such an account: one of the past, or the budget of the year to come."""
    ahead = (draft.year_printed or 0) - source.fiscal_year
    return ahead < 0 or draft.stage == Stage.BUDGET.value


def belong(drafts: Sequence[Draft], source: Source, text: str) -> None:
    """Give every figure the year and the account that it belongs to."""
    fiscal = source.fiscal_year
    strays = [d for d in drafts if d.year_printed not in (None, fiscal)]
    now = [d for d in drafts if strays and d.year_printed == fiscal]
    this_year = {text.rfind("\n", 0, d.start) for d in now}
    told_apart = {d for d in strays if text.rfind("\n", 0, d.start) in this_year}
    for draft in drafts:
        level = draft.level()
        earlier = 0 if draft.is_level else _years_before(level or draft, source)
        draft.account = Stage.POINT_IN_TIME if earlier else _account(draft, level, source)
        apart = draft in told_apart
        draft.year, draft.base_year = _years(draft, level or draft, source, earlier, apart)
    if strays:
        _year_of_bracket(drafts, text)
        _tie_by_year(drafts)


def _year_of_bracket(drafts: Sequence[Draft], text: str) -> None:
    """`2023年预算9万元，2022年预算8万元（公务接待费【3】万元）`: of 2022, as what it is part of."""
    for part in drafts:
        whole = part.parent
        if whole is None or not part.is_level or whole.year == part.year:
            continue
        between = text[whole.unit_end : part.start]
        if between.startswith("（") and "）" not in between and str(part.year) not in between:
            part.year, part.account = whole.year, whole.account


def _tie_by_year(drafts: Sequence[Draft]) -> None:
    """`支出10万元，2022年为8万元，其中：公务接待费【2】万元`: part of the 10, not of the 8."""
    for place, part in enumerate(drafts):
        whole = part.parent
        if whole is None or not part.is_level or whole.year == part.year:
            continue
        near = reversed(drafts[max(place - MOST_SPOKEN, 0) : place])
        same = (
            d for d in near if d.is_level and d is not whole and _question(d) == _question(whole)
        )
        told = next((d for d in same if (d.year, d.account) == (part.year, part.account)), None)
        if told is not None and told.unit == part.unit:
            part.tie(told, told.list_kind or whole.list_kind)
        elif part.concept and whole.concept:
            part.parent, whole.list_kind = None, "some"


def _account(draft: Draft, level: Draft | None, source: Source) -> Stage:
    if draft.point_in_time:
        return Stage.POINT_IN_TIME
    if draft.account_year is not None and draft.stage:
        return Stage(draft.stage)
    if draft.other_year is not None and draft.stage == Stage.REVISED_BUDGET:
        return Stage.REVISED_BUDGET  # `比2024年调整预算【5】万元减少`, in a budget
    told = level.stage if level is not None else ""
    own = source.stage.is_final and not draft.measure.is_completion
    if told == "final" or (told and own):
        return Stage(told)  # and so is what is said of it: `支出预算12万元，比上年下降【3】%`
    return source.stage


def _years_before(held: Draft, source: Source) -> int:
    """`截至2023年末资产5万元，较上年增加【1】万元` of a budget of 2024: years between."""
    if not held.point_in_time or held.balance_year is None:
        return 0
    return max(source.fiscal_year - held.balance_year, 0)


def _years(
    draft: Draft, of: Draft, source: Source, earlier: int, told_apart: bool
) -> tuple[int, int | None]:
    """The year that the figure belongs to, and the base year; a slip of the text moves both.

    Another year than the disclosure's is meant when the same line also speaks of its own.
    """
    printed, fiscal, base = draft.year_printed, source.fiscal_year, draft.base_year
    if draft.measure.is_change and (of.other_year or 0) < fiscal:
        of = draft  # `上年接待费2万元，减少【1】万元`: what has changed until this year
    if of.other_year is not None:
        return of.other_year, base  # `上年接待费2万元，完成预算的【50】%`
    if earlier:
        return fiscal - earlier, base - earlier if base == fiscal - 1 else base
    if draft.account_year is not None and not draft.point_in_time:
        if base is not None and base == fiscal - 1 > draft.account_year:
            base = draft.account_year - 1  # `2021年降到5万元，比上年减少【2】万元`
        return draft.account_year, base
    if draft.point_in_time:
        return draft.balance_year or fiscal, base
    if printed is None or printed == fiscal:
        return fiscal, base
    ahead = printed - fiscal
    if told_apart and abs(ahead) <= _MOST and not (ahead > 0 and source.stage.is_final):
        return printed, base
    slipped = base is not None and base == printed - 1 and base != fiscal - 1
    return fiscal, base - ahead if slipped and base is not None else base
