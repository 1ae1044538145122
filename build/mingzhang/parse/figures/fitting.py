"""What a figure can be of: in, figures that were spoken of; out, those that fit, and the one meant.

Units and measures tell what fits, years and lists which one of them is meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from mingzhang.model import Measure, Stage
from mingzhang.parse.concepts.labels import MONEY, Resolution
from mingzhang.parse.figures.context import context_of
from mingzhang.parse.figures.discourse import Reading, State, top_of, tops_of
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.list_changes import compared_again
from mingzhang.parse.text.spelling import clean

_MOST_NAME, _BEHIND_PEOPLE = 40, 5
"""Characters of a clause that may name something without a figure."""


def may_be_of(r: Reading, earlier: Draft, draft: Draft, money: bool) -> bool:
    """Tell whether a figure can be of an earlier one, or say something of it."""
    if not earlier.concept and (not earlier.label or earlier.unit == "percentage_point"):
        return False  # `快于序时进度3.4个百分点，下降【4】%`: not of the pace
    if not draft.is_level:
        unit = r.about(earlier.concept).unit
        if draft.measure.is_completion and unit not in ("", "CNY"):
            return False  # 完成预算的98%: what was spent of a budget is money
        if money and draft.unit == "CNY":
            return unit in ("", "CNY")
        counted = r.index.vocab.units.get(draft.unit)
        rate = counted is None or counted.kind != "count"
        return rate or unit in ("", draft.unit) or earlier.unit == draft.unit
    if not earlier.concept:
        return earlier.is_level and earlier.unit == draft.unit
    return earlier.unit == draft.unit or unit_fits(r, earlier.concept, draft)


def unit_fits(r: Reading, concept: str, draft: Draft) -> bool:
    """Tell whether a figure of that unit can be of the concept."""
    unit = r.about(concept).unit
    if not draft.is_level:
        return True
    return (unit == "CNY") == (draft.unit == "CNY") and (unit == "CNY" or unit == draft.unit)


def of_this_year(last: Draft, before: Iterable[Draft]) -> Draft:
    """`2023年43万元，2022年40万元，增加3万元`: what has grown is the figure of the later year."""
    if not last.is_level:
        return last
    levels = [d for d in before if d.is_level and not d.compared]
    alike = [d for d in levels if (d.concept or d.label) == (last.concept or last.label)]
    if not last.compared:  # `支出8万元，比年初预算数10万元减少2万元`
        alike = [d for d in alike if _is_later(d, last)]
    # `完成12万元，占年度预算11万元的109%，较上年10万元增收2万元`: no budget has grown
    done = (d for d in alike if d.stage in ("", last.stage, "final"))
    return next(done, alike[0] if alike else last)


def _is_later(draft: Draft, than: Draft) -> bool:
    if than.other_year is not None:
        return draft.other_year is None
    return (draft.year_printed or 0) > (than.year_printed or draft.year_printed or 0)


def that_changed(r: Reading, state: State, draft: Draft, level: Draft) -> Draft:
    """`收入9万元，其中：拨款8万元、结转1万元，比上年增加【2】万元`: no part alone has grown by it.

    What has grown has grown by no more than it is; and a comma cuts parts off that stand in a row.
    """
    if (again := compared_again(r, state, draft)) is not None:
        return again
    before, last = (None, *state.sentence)[-2:]
    whole, spoken = level.parent, (*state.sentence, *reversed(state.before))
    told = draft.measure.is_change or draft.measure.is_completion
    if whole is None or not told or last is not level:
        return of_the_account(r, spoken, level)
    more = draft.measure is Measure.CHANGE and draft.value > level.value
    beside = before is not None and before.parent is whole and r.text[before.unit_end] == "、"
    in_row = beside and r.text[level.unit_end] == "，"
    of_all = whole in state.sentence and (more or in_row)
    return whole if of_all else of_the_account(r, spoken, level)


def of_the_account(r: Reading, spoken: Iterable[Draft], level: Draft) -> Draft:
    """`支出3万元，预算4万元，比上年增加【1】万元`: what was carried out has grown, no budget.

    So too where a sentence of its own begins with the budget: `支出3万元。预算4万元，比上年…`.
    """
    stages = ("", str(r.source.stage))
    if level.stage in (*stages, Stage.FINAL):
        return level
    alike = (d for d in spoken if d.is_level and d.stage in stages and d.other_year is None)
    now = r.source.fiscal_year
    told = (level.concept, level.scope, level.year_printed or now)
    return next((d for d in alike if (d.concept, d.scope, d.year_printed or now) == told), level)


def contradicts(r: Reading, state: State, draft: Draft, head: Draft, label: str) -> bool:
    """`…支出46万元。⏎预算数37万元，决算数47万元`: another account than the paragraph before."""
    if not draft.is_level or r.index.stage_of(label) != "final":
        return False
    *_, first = head.chain()
    heads = (first, r.heads.get(state.line.section))
    return any(
        d is not None and d.concept == head.concept and d.value != draft.value
        for d in heads
        if d not in state.drafts and (d is None or d.stage in ("", "final"))
    )


def of_a_part(r: Reading, state: State, draft: Draft, subject: Draft) -> bool:
    """`税收收入8亿元。分级次看，市本级【3】亿元`: of the last one, or of the whole again?"""
    if not (r.treasury and draft.is_level):
        return False
    body = state.spoken.body
    other = r.bodies.apart(body) and body and subject.scope != body.name
    return bool(other) and subject.parent is not None and subject not in state.sentence


def of_part_or_whole(r: Reading, state: State, draft: Draft) -> bool:
    """`支出9万元，其中基本支出6万元，项目支出3万元；2022年【8】万元`: of the last or of all?

    So of a list of bodies: `支出9万元，其中局机关6万元，中心3万元；2022年【8】万元`.
    """
    last = state.sentence[-1] if state.sentence and draft.is_level else None
    listed = state.frames[-1].parent if state.frames else None
    if last is None:
        return False
    of_body = listed is not None and listed.scope != last.scope
    if (listed if of_body else last.parent) not in state.sentence:
        return False
    after = r.text[state.hard - 1 : state.hard] == "；"
    return after and bool(r.relations.own_years(r.text[state.hard : draft.start]))


def other_side_changed(r: Reading, subject: Draft | Resolution, label: str) -> bool:
    """`收入总计20万元，下降1%，支出增长【2】%`: what is said of the expenditure alone."""
    side = {"revenue": "expenditure", "expenditure": "revenue"}.get(r.index.side_of(label), "")
    return bool(side) and subject.concept.endswith(f"_{side}")


def named_between(r: Reading, state: State, share: Draft, subject: Draft) -> bool:
    """`采购支出9万元，全部授予小微企业，占【100】%`: something else was named before the share."""
    if not share.measure.is_share:
        return False
    begin = max(state.drafts[-1].unit_end, state.line.content) if state.drafts else 0
    words = clean(r.text[begin : share.label_start].strip("，；").rpartition("，")[2])
    if not words or len(words) > _MOST_NAME or r.index.is_empty(words):
        return False
    if r.grammar["used_for"].search(words):
        return False  # `接待费9万元，用于国内公务接待，占60%`: what it was spent on
    named = r.index.resolve(words, context_of(r, None, state.line, MONEY, state))
    return named is not None and named.concept != subject.concept


def sums_several(r: Reading, state: State, draft: Draft) -> bool:
    """`基本支出6万元，项目支出4万元，合计【10】万元`: a total of several, and none of them."""
    if r.grammar["total_alone"].match(r.text, state.clause, draft.start) is None:
        return False
    return draft.is_level and len({d.concept or d.label for d in _alike(state, draft)}) > 1


def comes_to_it(state: State, total: Draft) -> Draft | None:
    """The figure of the sentence that is as much as a total."""
    return next((d for d in _alike(state, total) if d.value == total.value), None)


def _alike(state: State, draft: Draft) -> list[Draft]:
    return [d for d in state.sentence or state.before if d.is_level and d.unit == draft.unit]


def whole_of(drafts: list[Draft]) -> Draft:
    """What a sentence was about: its outermost figure, or the whole of all the parts it listed."""
    tops = [draft for draft in tops_of(drafts) if draft.is_level]
    whole = tops[0].parent if tops else None
    several = len({top.concept for top in tops}) > 1
    if several and whole is not None:  # `其中：接待费4万元，预算5万元；…`: of either account
        wholes = {(top.parent.concept, top.parent.label) if top.parent else None for top in tops}
        if wholes == {(whole.concept, whole.label)}:
            return whole
    return top_of(drafts)


def beside_others(r: Reading, state: State, draft: Draft, before: list[Draft]) -> bool:
    """`编制80名，实有78人。比上年减少【3】人`: of the first of several things, or of another?"""
    line = state.line
    if line.start == line.content and r.text[max(0, line.start - 2) : line.start] == "；\n":
        return True  # `…4万元；⏎公务接待费2万元。减少【1】万元`: of the last part or of all lines?
    if r.grammar["unread_money"].search(r.text, state.begun, draft.start):
        return True  # `支出3亿元。接待费11.2亿，增加【2】万元`: of what was not read
    tops, first = {d.concept for d in tops_of(before) if d.is_level}, whole_of(before)
    several = first.concept in tops and len(tops) > 1
    return several and not draft.is_level and first.unit == draft.unit


def divided_before(r: Reading, state: State) -> Draft | None:
    """`事业收入中，市人民医院【6】万元`: what the words before a list of bodies name."""
    frame = state.frames[-1] if state.frames else None
    within = frame is not None and frame.within and not state.sentence
    other = state.spoken.body is not None and state.spoken.body.name != r.bodies.whole.name
    return frame.parent if frame and within and other else None


def spends(r: Reading, state: State, draft: Draft) -> bool:
    """`收入5万元，支出4万元。较上年【支出】增加1万元`: the change is that of the expenditure."""
    return r.grammar["spending"].search(r.text[state.clause : draft.start]) is not None


def of_other_people(r: Reading, state: State, draft: Draft) -> bool:
    """`退休0人，行政人员【0】人`, `事业编制人员【20】人，在岗人员18人`: retired; posts."""
    if not draft.measure.is_count:
        return False
    behind = r.text[draft.unit_end : draft.unit_end + _BEHIND_PEOPLE]
    words = r.text[state.line.content : draft.start] + behind
    return r.grammar["other_people"].search(words) is not None
