"""Rules of what is being spoken of: in, a figure without words of its own; out, its subject.

They are asked in the order of `RULES`. What carries on is the subject of changes, rates, shares
and bare account words (`支出决算为`), within its paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Literal

from mingzhang.model import Measure
from mingzhang.parse.figures.asked import Answer, Asked, unit_word
from mingzhang.parse.figures.context import context_of
from mingzhang.parse.figures.discourse import MOST_SPOKEN
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fitting import (
    comes_to_it,
    of_part_or_whole,
    of_this_year,
    sums_several,
    that_changed,
    unit_fits,
)
from mingzhang.parse.figures.list_changes import compared_again, compared_in_list
from mingzhang.parse.figures.subject_above import (
    heading,
    line,
    of_year_named,
    open_list,
    project_before,
    section,
    section_kind,
    sentence_before,
    unknown_item,
    with_total,
)
from mingzhang.parse.text.spelling import clean


def no_words(asked: Asked) -> Answer:
    """`公务接待费1.5万元，【12】批次`: the unit says it all."""
    money = asked.draft.unit == "CNY" and asked.draft.compared and not asked.state.sentence
    if money or not asked.draft.is_level:
        return (
            None  # `保有车辆7辆。比上年【20】万元下降7%`: a sentence that begins with a comparison
        )
    r, unit = asked.r, unit_word(asked.draft)
    context = asked.context or context_of(r, asked.draft, asked.state.line, unit, asked.state)
    return r.index.resolve("", context)


def compared_topic(asked: Asked) -> Answer:
    """`收入总计与上年相比，减少【2】万元`: what was named before the comparison."""
    named, state, r = asked.state.spoken.topic, asked.state, asked.r
    if named is None or not asked.draft.is_level:
        return named
    # `接待费同比下降，为【2】万元`, whatever stands before in the sentence
    begin = state.sentence[-1].unit_end if state.sentence else state.begun
    compared = r.relations.comparison(r.text[begin : state.clause].strip("，"))
    return named if compared and unit_fits(r, named.concept, asked.draft) else None


def unread_before(asked: Asked) -> Answer:
    """`教育支出138.50，占【85】%`: of the figure before it, which has no unit and is not read."""
    if asked.draft.is_level or asked.state.sentence:
        return None
    r, begin = asked.r, max(asked.state.begun, asked.state.line.content)
    return (
        "nothing" if r.grammar["unread_figure"].search(r.text, begin, asked.draft.start) else None
    )


def adjusted(asked: Asked) -> Answer:
    """`支出168亿元，剔除一次性因素后，为【165】亿元，增长【5】%`: of something less."""
    state = asked.state
    begin = state.drafts[-1].unit_end if state.drafts else state.line.content
    match = asked.r.grammar["adjusted"].search(asked.r.text, begin, asked.draft.start)
    if match is None:
        return None
    asked.draft.label = asked.r.text[match.start() : asked.draft.start]
    return "nothing"


def reason_apart(asked: Asked) -> Answer:
    """`…5万元。主要原因：较上年增加【3】万元`: a reason's sentence is a scope of its own.

    `车辆14辆，与保有量差异原因是：差异【5】辆为作业车`: in both of them, and of neither.
    """
    alone = not asked.state.sentence and not asked.draft.is_level
    alone = alone or bool(asked.r.grammar["total_alone"].match(asked.words))
    differs = asked.draft.relation == "difference" and asked.draft.unit != "CNY"
    return "nothing" if asked.state.spoken.reason and (alone or differs) else None


def told_in_reason(asked: Asked) -> Answer:
    """`…主要原因是人员经费增加3万元，增长【5】%`: of what the reason told of."""
    last = asked.state.sentence[-1] if asked.state.sentence else None
    if last is None or not (last.in_reason and asked.state.spoken.reason):
        return None
    if asked.draft.is_level:  # `…是项目支出由9万元压减至【8】万元`: what the reason names
        moved = asked.r.grammar["level_follows"].match(asked.r.text, last.unit_end)
        return last if moved and last.is_level and last.unit == asked.draft.unit else None
    before = [d for d in islice(reversed(asked.state.sentence), MOST_SPOKEN) if d.in_reason]
    if asked.draft.measure is Measure.CHANGE:
        # `接待8批次60人次，减少【2】批次`: of what is counted alike
        before = [d for d in before if d.unit == asked.draft.unit]
    return (before[0].of or of_this_year(before[0], before[1:])) if before else "nothing"


def together(asked: Asked) -> Answer:
    """`住房公积金9万元，购房补贴2万元，合计比预算减少【1】万元`: of the whole, not of the last."""
    r, state, draft = asked.r, asked.state, asked.draft
    if draft.is_level:
        return None
    last = next((d for d in reversed(state.sentence) if d.is_level), None)
    if last is None:
        return None
    if not r.grammar["compared_together"].search(r.text, last.unit_end, draft.start):
        return None
    whole = last.parent
    return whole if whole is not None and whole.unit == "CNY" else "nothing"


def list_begun(asked: Asked) -> Answer:
    """`项目支出2万元；按来源分：当年安排【9】万元`: none of the item before the list."""
    r, state, draft = asked.r, asked.state, asked.draft
    announced = r.text[state.clause - 1 : state.clause] == "：" and bool(state.sentence)
    if not announced or not draft.is_level or r.bodies.apart(state.spoken.body):
        return None
    begin = state.sentence[-1].unit_end
    divided = r.grammar["divides_again"].search(r.text, begin, state.clause - 1)
    return "nothing" if divided else None


def account_of_whole(asked: Asked) -> Answer:
    """`“三公”经费预算9万元，其中：接待费2万元；决算【8】万元`: of the whole, known or not."""
    r, state, draft = asked.r, asked.state, asked.draft
    last = state.sentence[-1] if state.sentence and draft.is_level else None
    whole = last.parent if last is not None else None
    if last is None or whole is None or r.text[state.clause - 1 : state.clause] != "；":
        return None
    words = (asked.words, *(r.text[d.label_start : d.start] for d in (whole, last)))
    now, told, of_part = (r.index.stage_of(clean(each)) for each in words)
    again = now and told and now != told and not of_part and whole.unit == draft.unit
    return (whole if whole.concept else "nothing") if again else None


def next_body(asked: Asked) -> Answer:
    """`局机关9万元，其中接待费2万元；中心【5】万元`: of what was told of the body before.

    `编制9名：局机关行政编制4名、工勤编制1名；中心【4】名`: of what is listed by bodies.
    """
    r, state = asked.r, asked.state
    last = state.sentence[-1] if state.sentence else None
    whole = last.parent if last is not None and asked.draft.is_level else None
    if last is None or whole is None or whole not in state.sentence:
        return None
    theirs = {d.concept for d in state.sentence[-MOST_SPOKEN:] if d.scope == last.scope}
    listed = whole.scope != last.scope and len(theirs) > 1 and whole.concept not in theirs
    if whole.scope in ("", r.bodies.whole.name) and not listed:
        return None
    alone = r.text[state.hard - 1 : state.hard] == "；" and whole.unit == asked.draft.unit
    return whole if alone and r.bodies.part(r.text[state.hard : asked.draft.start]) else None


def sentence(asked: Asked) -> Answer:
    """The last figure of the sentence that this one can be of."""
    fitting = asked.fitting(_outside_bracket(asked))
    before = asked.state.sentence[-1] if asked.state.sentence else None
    if before is not None and before.is_level and not before.concept and not before.label:
        return None if asked.draft.is_level else "nothing"  # `【4】万元用于维修，占5%`
    if (unknown := _unmeasured(asked)) is not None:
        asked.draft.label = unknown.label
        return "nothing"
    if asked.r.grammar["unadjusted"].search(asked.r.text, asked.state.clause, asked.draft.start):
        fitting = (d for d in fitting if d.is_level)
    last = next(fitting, None)
    if last is None:
        return None
    if not asked.draft.is_level:
        if last.compared:  # `…2万元。较预算【5】万元节约3万元`: told of in the sentence before
            fitting = chain(fitting, asked.fitting(reversed(asked.state.drafts)))
        if _part_or_list(asked, last):
            return "nothing"
        last = of_this_year(last, fitting)
        return that_changed(asked.r, asked.state, asked.draft, of_year_named(asked, last))
    if sums_several(asked.r, asked.state, asked.draft):
        return comes_to_it(asked.state, asked.draft) or "nothing"
    if (divided := _divided(asked, last)) is not None:
        return divided
    if of_part_or_whole(asked.r, asked.state, asked.draft):
        return "nothing"
    if asked.draft.compared:
        return compared_in_list(asked.r, asked.state, asked.draft, last) or "nothing"
    if _within_itself(asked, last):
        return "nothing"
    behind = asked.state.sentence[-1]  # `车辆9万元，设备12台【5】万元`: of those, and not of it
    apart = asked.state.kind == "assets" or behind.unit_end == asked.draft.start
    return "nothing" if last is not behind and apart else last


def _part_or_list(asked: Asked, last: Draft) -> bool:
    """`用车费9万元，其中运行费5万元；较上年减少【1】万元`: of the part or of all, who can tell?"""
    r, state = asked.r, asked.state
    listed, before = state.frames[-1].parent if state.frames else None, state.sentence[-1]
    if before.rule == "unmapped" and before.measure is Measure.CHANGE and not before.label:
        return asked.draft.measure is Measure.CHANGE_RATE  # `…；较上年减少1万元，下降【10】%`
    if listed not in state.sentence or last is listed or r.text[state.hard - 1] != "；":
        return False
    if asked.draft.measure is Measure.CHANGE and asked.draft.value > last.value:
        return False
    alone = r.relations.comparison(asked.words)
    return alone is not None and not alone.start and not compared_again(r, state, asked.draft)


def _outside_bracket(asked: Asked) -> Iterator[Draft]:
    """`减少8万元（接待费减少3万元），比上年减少【4】万元`: what a bracket holds comes last."""
    spoken, text = asked.state.sentence, asked.r.text
    if not spoken or asked.draft.is_level or text[spoken[-1].unit_end] != "）":
        return reversed(spoken)
    if spoken[-1].other_year is not None or spoken[-1].compared:
        return reversed(spoken)  # `本年支出比上年（9万元）增加【2】万元`
    opened = text.rfind("（", 0, spoken[-1].start)
    held = [d for d in spoken if d.start > opened]
    return chain(reversed(spoken[: len(spoken) - len(held)]), reversed(held))


def _unmeasured(asked: Asked) -> Draft | None:
    """`调整后，赤字由3亿元增加到【4】亿元`: the figure before, whose words name both.

    `年初预算9万元，年中追加3万元，支出决算为【12】万元`: an account is of what is spoken of.
    """
    last = asked.state.sentence[-1] if asked.state.sentence and asked.draft.is_level else None
    if last is None or last.concept:
        return None
    if last.measure is Measure.CHANGE and last.label and not last.of:
        return last  # `某某支出增加3万元，达到【9】万元`: of what changed, known or not
    if last.measure is not Measure.UNKNOWN:
        return None
    stage = asked.r.index.stage_of(clean(asked.r.text[last.unit_end : asked.draft.start]))
    return last if last.unit == asked.draft.unit and stage != "final" else None


def _divided(asked: Asked, last: Draft) -> Draft | Literal["nothing"] | None:
    """`支出9万元，其中：某某队2万元，县图书馆【3】万元`: of the whole, as all that is listed."""
    state = asked.state
    whole = state.frames[-1].parent if state.frames else None
    body = (state.spoken.body or asked.r.bodies.whole).name
    by_bodies = asked.r.bodies.grammar["divides_by_bodies"].search
    again = by_bodies(asked.r.text, last.unit_end, state.clause) is not None
    if whole is not None and last.parent is whole and _behind_item(asked, last, whole, body):
        return whole if asked.r.text[state.hard - 1] == "；" else "nothing"
    one_more = again or (not last.concept and last.parent is whole)
    one_more = one_more and body not in ("", last.scope)
    fits = whole is not None and whole.unit == asked.draft.unit and whole.scope != body
    return whole if one_more and fits else None


def _within_itself(asked: Asked, last: Draft) -> bool:
    """`支出9万元，其中本年【8】万元`: no other body, time or account, and yet but a part of it."""
    r, state, draft = asked.r, asked.state, asked.draft
    whole = state.frames[-1].parent if state.frames else None
    again = draft.value == last.value  # `196,000元（即【19.6】万元）`
    if last is not whole or again or draft.unit != last.unit or draft.other_year is not None:
        return False
    body, words = state.spoken.body or r.bodies.whole, asked.words
    if r.grammar["of_other_year"].match(words):
        return False  # `支出9万元（上年【8】万元）`
    told = r.index.stage_of(clean(words)) or r.relations.own_years(words)
    return not told and body.name == last.scope


def _behind_item(asked: Asked, last: Draft, whole: Draft, body: str) -> bool:
    """`采购9万元，其中货物8万元，工程1万元，局机关【2】万元`: of 工程, or of all of it?"""
    told = last.concept and last.scope != whole.scope  # `接待费局机关3万元、中心【1】万元`
    if told or whole.scope == body or whole.unit != asked.draft.unit:
        return False
    item = next((d for d in reversed(asked.state.sentence) if d.scope == whole.scope), last)
    return item.parent is whole and item.concept != whole.concept


def item_opened(asked: Asked) -> Answer:
    """`2.教育支出（类）…（项），年初预算为【20】万元`: the item that the words before name."""
    r, item, headed = asked.r, asked.state.spoken.item, asked.state.subject
    if item is None or any(d.concept for d in asked.state.sentence if d.start > item.begin):
        return None
    if item.named is None:
        return "nothing"
    if item.named == headed and not asked.state.sentence:
        return None  # what the line is about anyhow
    return with_total(asked, item.named) if unit_fits(r, item.named.concept, asked.draft) else None


def counted_before(asked: Asked) -> Answer:
    """`大型设备2台，合计【43】万元`: of what is counted, and of nothing further back."""
    draft, last = asked.draft, (None, *asked.state.sentence)[-1]
    if not draft.is_level or draft.unit != "CNY" or last is None or not last.measure.is_count:
        return None
    subject, above = asked.state.subject, asked.r.index.known[last.concept].ancestry[1:2]
    return None if subject is not None and subject.concept in above else "nothing"


RULES: tuple[Callable[[Asked], Answer], ...] = (
    no_words,
    compared_topic,
    unread_before,
    adjusted,
    told_in_reason,
    reason_apart,
    together,
    list_begun,
    item_opened,
    account_of_whole,
    next_body,
    sentence,
    counted_before,
    sentence_before,
    line,
    heading,
    unknown_item,
    project_before,
    open_list,
    section,
    section_kind,
)
