"""The clauses of a line: in, a line and what flows down; out, drafts added, the state moved on.

A stop ends a clause, a bracket holds parts or an aside, a figure takes its words from the clause.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from mingzhang.common.money import decimals
from mingzhang.model import Measure
from mingzhang.parse.concepts.labels import MONEY
from mingzhang.parse.figures.attach import add
from mingzhang.parse.figures.context import context_of
from mingzhang.parse.figures.discourse import (
    MOST_SPOKEN,
    NOTHING_SPOKEN,
    Frame,
    Reading,
    State,
    tops_of,
)
from mingzhang.parse.figures.enumerations import distributed, draft_of, settle_awaited
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.list_changes import settle_change
from mingzhang.parse.figures.naming import bare
from mingzhang.parse.figures.resolve import name
from mingzhang.parse.figures.subjects import apply
from mingzhang.parse.figures.zero_statements import stated_absence, stated_change
from mingzhang.parse.grammar import colons
from mingzhang.parse.grammar.relations import (
    BASE_AND_WORDS,
    MOST_WORDS,
    UNEXPLAINED,
    Comparison,
    Relation,
)
from mingzhang.parse.tokens.quantities import Quantity

_BRACKET = re.compile("[（）]")
_STOPS = "。！？；，、：\n"
_LEAST_NAME = 4
_DASHES = "—–"
"""Marks of a list without numbers: `——税收收入`."""


def read_clauses(r: Reading, state: State) -> None:
    """Read one line from its content to its end."""
    position, end = state.line.content, state.line.end
    while position < end:
        quantity = r.peek(end)
        event = r.relations.event.search(r.text, position, quantity.start if quantity else end)
        if event is not None:
            position = _event(r, state, event)
        elif quantity is not None:
            r.advance()
            _quantity(r, state, quantity)
            position = max(quantity.unit_end, position + 1)
        else:
            break
    _boundary(r, state, end, "。")


def _event(r: Reading, state: State, event: re.Match[str]) -> int:
    mark, position = event.group(), event.start()
    if mark == "（":
        return _bracket(r, state, position)
    if mark == "）":
        _close_bracket(r, state, position)
    elif mark == colons.MARK and _labels(r, state, position):
        return event.end()
    elif mark in _STOPS:
        _boundary(r, state, position, mark)
    elif r.text[position - 1 : position + 1] in r.relations.no_change:
        stated_change(r, state, event.end())
    return event.end()


def _labels(r: Reading, state: State, position: int) -> bool:
    """Tell whether the words before a colon are a label, and no opening of a list."""
    listing = r.relations.lists_parts(r.text[state.clause : position][-MOST_WORDS:])
    return not listing and colons.names_figure(r, state, position)


def _bracket(r: Reading, state: State, position: int) -> int:
    """Open a bracket: with figures inside it lists parts, without it is an aside."""
    closings = _closings(r.text, state.line.content, state.line.end)
    closing = closings.get(position, state.line.end)
    upcoming = r.peek(state.line.end)
    has_figure = upcoming is not None and upcoming.start < closing
    last = state.drafts[-1] if state.drafts else None
    after_figure = last is not None and last.unit_end == position
    if not has_figure or (upcoming is not None and upcoming.weak and not after_figure):
        if after_figure:
            years = state.spoken.years
            state.take_words(r.relations, r.text[position + 1 : closing])
            # An aside tells of the figure before it only.
            state.spoken = replace(state.spoken, years=years)
            state.clause = state.hard = min(closing + 1, state.line.end)
        return min(closing + 1, state.line.end)
    state.bracketed = r.relations.ends_with_base(r.text[state.clause : position])
    parent = last if after_figure and last is not None and last.is_level else None
    told = after_figure and parent is None
    others = (last.of,) if told and last is not None and last.of in state.sentence else ()
    opened = Frame(parent, "all", True, closed=told, others=tuple(d for d in others if d))
    opened.years, opened.body = state.spoken.years, state.body
    state.frames.append(opened)
    state.clause = state.hard = position + 1
    return position + 1


def _close_bracket(r: Reading, state: State, position: int) -> None:
    if any(frame.bracket for frame in state.frames):
        frame = state.frames.pop()
        while not frame.bracket:
            frame = state.frames.pop()
        if frame.parent in state.sentence:
            # What was said in brackets is no subject of what follows them.
            state.sentence = state.sentence[: state.sentence.index(frame.parent) + 1]
        state.spoken = replace(state.spoken, years=frame.years)
        state.body = frame.body
        state.clause = state.hard = position + 1


def _boundary(r: Reading, state: State, position: int, mark: str) -> None:
    """A stop: what the clause said of base, year and list goes into the state."""
    state.clause = max(state.clause, position - MOST_WORDS)
    words = r.text[state.clause : position]
    figured = bool(state.drafts) and state.drafts[-1].unit_end >= state.hard
    if words:
        _take(r, state, words, position, mark, figured=figured)
    elif mark == colons.MARK and state.drafts and state.drafts[-1].unit_end == position:
        _takes_apart(state, state.drafts[-1])
    if mark in "：，；":
        _heads_item(r, state, words, mark)
    if mark == "、" and not figured:
        return
    if mark == "、" and not words.strip():
        figured = False
    if mark != "、":
        state.told = False
    state.clause = position + 1
    if mark != "、" or figured:
        state.hard = position + 1
    if mark in "。！？\n" and not any(frame.bracket for frame in state.frames):
        _end_sentence(r, state)
    elif mark in "。；" and state.spoken.reason:
        state.spoken = replace(state.spoken, reason=False)


def _takes_apart(state: State, draft: Draft) -> None:
    """`采购预算22万元：货物12万元、服务10万元`: a colon right behind a figure lists its parts."""
    if _may_head(draft):
        state.frames.append(Frame(draft, "some", False))


def _take(r: Reading, state: State, words: str, position: int, mark: str, *, figured: bool) -> None:
    """Take what the words before a stop say into the state."""
    last = state.drafts[-1].parent if state.drafts else None
    if last is not None and r.grammar["and_others"].match(words):
        last.list_kind = "some"
    first = not state.sentence
    stated_absence(r, state, words, position)
    state.take_words(r.relations, words, opens=first)
    _lists(r, state, words, mark)
    if mark == "，" and not figured:
        _topic(r, state, words)
    if mark == "，" and (within := r.grammar["within"].search(words)):
        _within(r, state, words[: within.start()])
    if mark in "。，" and not state.sentence and (topic := r.bodies.part(words)):
        # `1.局机关。2024年“三公”经费预算…`
        state.body = topic


def _heads_item(r: Reading, state: State, words: str, mark: str) -> None:
    """`（1）某保育院：编制4人…；（2）某中心，编制9人…`: the name before a mark heads an item."""
    if mark == "；":
        state.body = r.body if state.item else state.body
    elif mark == colons.MARK and state.clause == state.line.content:
        state.body = r.bodies.heading(words + colons.MARK) or state.body
    elif (state.item or mark == colons.MARK) and r.text[state.clause - 1] in "：；":
        item = r.bodies.heading(words + colons.MARK)
        state.body, state.item = item or state.body, state.item or item is not None


def _lists(r: Reading, state: State, words: str, mark: str) -> None:
    kind = r.relations.lists_parts(words[-MOST_WORDS:])
    if not kind or mark == "、":
        return
    total = _total_before(r, state) if r.grammar["side_listed"].search(words) else None
    if total is not None:
        state.frames.append(Frame(total, kind, False))
        return
    if mark == "：" and (named := _named_whole(r, state, words)) is not None:
        state.frames.append(Frame(named, kind, False))
        state.named = named
        return
    _open(r, state, kind, again=r.grammar["divided_by"].match(words) is not None)


def _named_whole(r: Reading, state: State, words: str) -> Draft | None:
    """`财政拨款支出主要内容如下：`: the figure of the line that the announcing words name."""
    label = r.grammar["lists_all"].sub("", words[-MOST_WORDS:])
    label = r.grammar["announced"].sub("", r.grammar["lists_some"].sub("", label))
    if side := r.index.side_of(label):
        spoken = (*reversed(state.sentence), *reversed(state.before))
        return next((d for d in spoken if _may_head(d) and d.concept.endswith(side)), None)
    if len(label) < _LEAST_NAME or r.index.is_empty(label):
        return None
    found = r.index.resolve(label, context_of(r, None, state.line, MONEY, state))
    if found is None:
        return None
    fitting = (d for d in reversed(state.drafts) if _may_head(d) and d.concept == found.concept)
    return next(fitting, None)


def _total_before(r: Reading, state: State) -> Draft | None:
    """The total of both sides that `收入包括：…；支出包括：…` takes apart."""
    for group in (state.sentence, state.before, state.drafts):
        for draft in reversed(group):
            if _may_head(draft) and r.concept(draft.concept, "group") == "totals":
                return draft
    return None


def _may_head(draft: Draft) -> bool:
    """Tell a figure that may be taken apart: a level, not in a reason, not of another year."""
    return draft.is_level and not draft.in_reason and draft.other_year is None


def _topic(r: Reading, state: State, words: str) -> None:
    """`收入总计与上年相比，减少…`: what stands before a comparison is what changes."""
    if state.spoken.reason or r.relations.comparison(words) is None:
        return
    label, _ = r.relations.label_of_stated(words)
    if label and not r.index.is_empty(label):
        context = context_of(r, None, state.line, MONEY, state)
        state.spoken = replace(state.spoken, topic=r.index.resolve(label, context))


def _within(r: Reading, state: State, words: str) -> None:
    """`支出预算中，`, `在支出预算114.14万元中，`: what follows is part of that figure."""
    last = state.drafts[-1] if state.drafts else None
    if not words and last is not None and last.is_level:
        state.frames.append(Frame(last, "some", False, within=True))
        return
    found = r.index.resolve(words, context_of(r, None, state.line, MONEY, state))
    if found is None:
        return
    for draft in reversed(r.drafts):
        if draft.is_level and draft.concept == found.concept:
            state.frames.append(Frame(draft, "some", False, within=True))
            return


def _open(r: Reading, state: State, kind: str, *, again: bool = False) -> None:
    """Begin a list of parts; `again` takes apart once more what the sentence before took apart."""
    levels = [d for d in state.sentence[-MOST_SPOKEN:] if _may_head(d)]
    if levels:
        *others, parent = levels
        tops = tuple(d for d in tops_of(others) if parent.parent is not d) if others else ()
        state.frames.append(Frame(parent, kind, False, others=tops))
        return
    earlier = [d for d in state.before if _may_head(d)]
    if not earlier and state.before and all(d.of for d in state.before if not d.is_level):
        # `…支出100万元。与上年相比，增加5万元。其中：…`: the sentence between told of its change.
        earlier = [d for d in dict.fromkeys(b.of for b in state.before) if d and _may_head(d)]
    if earlier:
        parent, *others = tops_of(earlier)
        if again and others and parent.parent and all(o.parent is parent.parent for o in others):
            parent, others = parent.parent, []
        state.frames.append(Frame(parent, kind, False, others=tuple(others)))


def _of_assets(r: Reading, state: State) -> bool:
    """`资产总额1.26亿元，其中固定资产9,800万元`: what is named of assets may not be all."""
    last = state.sentence[-1] if state.sentence else None
    return last is not None and r.concept(last.concept, "kind") == "balance"


def _end_sentence(r: Reading, state: State) -> None:
    if len({draft.scope for draft in state.sentence if draft.is_level}) > 1:
        # `…其中局机关60万元，中心40万元。`: what follows is not of the last one only.
        state.body = r.body
    if state.item:
        state.body, state.item = r.body, False
    if state.sentence:
        state.before = state.sentence
    state.sentence = []
    state.frames = [frame for frame in state.frames if frame.bracket]
    if state.compared is not None and r.grammar["reported_base"].search(state.compared.base):
        state.compared = None  # `比报告数增加5万元。…增长8%`: no longer than what was reported
    state.spoken = NOTHING_SPOKEN


def _quantity(r: Reading, state: State, quantity: Quantity) -> None:
    state.clause = max(state.clause, quantity.start - MOST_WORDS)
    numbered = r.grammar["inline_ordinal"].match(r.text, state.clause, quantity.start)
    state.clause = numbered.end() if numbered else state.clause
    if r.treasury and r.grammar["adds_up"].match(r.text, state.clause):
        state.frames = [frame for frame in state.frames if frame.bracket]
    headed, words = colons.split(r.text[state.clause : quantity.start].lstrip(_DASHES))
    if quantity.weak:
        _weak(r, state, quantity, words)
        return
    led = r.relations.lead(words)
    if led.opens:
        _open(r, state, "some" if _of_assets(r, state) else led.opens)
        state.clause += led.opening
    state.take_words(r.relations, led.after)
    lead = led.words
    percent = quantity.unit.base_unit in ("percent", "percentage_point")
    default = Measure.AMOUNT if quantity.unit.base_unit == "CNY" else Measure.COUNT
    told = r.relations.relation(lead, percent=percent, default=default)
    if state.bracketed is not None:
        # `比2022年决算（【98】万元）增加2万元`: the figure compared with stands in brackets.
        told = told if lead else replace(told, previous=state.bracketed)
        state.bracketed = None
    if told.sign < 0 and quantity.value < 0:
        # `较上年下降【-10】万元`: a fall of ten, or of minus ten?
        told = replace(told, measure=Measure.UNKNOWN, sign=1)
    if told.compares and state.compared is None:
        told = replace(told, measure=Measure.UNKNOWN, sign=1)
    told = _moved(r, state, quantity, told) if told.measure is Measure.AMOUNT else told
    told = _rate(r, state, quantity, told, lead) if percent else _verb_lost(state, quantity, told)
    if percent and r.grammar["of_it"].fullmatch(lead) and state.awaited is not None:
        settle_awaited(r, state, quantity)
        return
    state.awaited = None if percent else led.awaited
    if state.awaited is not None:
        state.awaited_of = state.sentence[-1] if state.sentence else None
    if led.in_row and distributed(r, state, quantity, lead):
        return
    label = headed or told.label or _cut_off(r, state, quantity)
    if within := r.grammar["year_within"].match(label):
        label = within["name"] + within["account"]
    if state.hard < state.clause and not r.index.is_empty(label):
        since = max(state.hard, state.clause - MOST_WORDS)
        label = r.text[since : state.clause] + label
    draft = draft_of(r, state, quantity, told)
    if told.previous is not None:
        state.compared = told.previous
    if state.awaited is not None:
        label = r.grammar["rate_announced"].sub("", label)
    if state.told and draft.is_level:
        # `主要是减少人员经费8万元`: some part of the change, not all that goes by the name.
        draft.label, draft.rule = bare(r, label), "unmapped"
    else:
        name(r, state, draft, label, lead)
        if told.rule == BASE_AND_WORDS and draft.rule == "unmapped":
            # `较上年某变2万元`: no label, so perhaps a word of change that no row has.
            draft.measure, draft.relation = Measure.UNKNOWN, told.rule
        if headed and draft.is_level:
            draft.stage = r.index.stage_of(told.label) or draft.stage
    if told.previous is not None:
        _of_base(r, draft, told.previous)
    add(r, state, draft)
    settle_change(state, draft)


def _cut_off(r: Reading, state: State, quantity: Quantity) -> str:
    """`公务接待费，【5】万元`: a known label that a comma cuts off from its figure."""
    comma = quantity.start - 1
    if state.clause != quantity.start or state.spoken.reason or r.text[comma] != "，":
        return ""
    begin = max(r.text.rfind(stop, state.line.content, comma) for stop in _STOPS) + 1
    words = r.text[max(begin, state.line.content) : comma]
    last = state.drafts[-1].unit_end if state.drafts else 0
    if last > begin or not 3 < len(words) <= MOST_WORDS:
        return ""
    found = r.index.resolve(words, context_of(r, None, state.line, quantity.unit.unit, state))
    return words if found is not None and found.rule == "label" else ""


def _verb_lost(state: State, quantity: Quantity, told: Relation) -> Relation:
    """`较2022年决算数247万元【2】万元`: right behind what it is compared with."""
    last = state.drafts[-1] if state.drafts else None
    if last is None or last.unit_end != quantity.start or last.other_year is None:
        return told
    return replace(told, measure=Measure.UNKNOWN, rule=UNEXPLAINED)


def _moved(r: Reading, state: State, quantity: Quantity, told: Relation) -> Relation:
    """An amount that is a change after all, or the one that a change began with.

    `比上年增加项目支出【30】万元`: the verb stands before the noun; `由【55】万元下降到45万元`.
    """
    began = r.grammar["begins_change"].search(told.label)
    if began and r.grammar["level_follows"].match(r.text, quantity.unit_end):
        since = state.compared or Comparison("上年", None, 0, 0)
        return replace(
            told,
            label=told.label[: began.start()],
            previous=None if r.relations.with_budget(since) else since,
        )
    found = r.relations.change_of(told.label)
    if found is None:
        last = state.sentence[-1] if state.sentence else None
        aside = state.spoken.reason and last is not None and last.in_reason and not last.is_level
        # `原因为人员增加1人，公用经费【2】万元`: some more of it, not all that goes by the name.
        state.told = state.told or aside
        return told
    if told.previous is not None:
        state.compared = told.previous
        return Relation(Measure.CHANGE, found[1], found[0], told.previous.base, rule="verb_first")
    after_change = bool(state.sentence) and not state.sentence[-1].is_level
    state.told = (
        state.spoken.reason
        or after_change
        or r.grammar["reason_begins"].match(told.label) is not None
    )
    if state.told or r.grammar["adjective_first"].match(told.label):
        return told
    # `2024年增加人员经费【2】万元`: less or more of it, compared with what?
    return replace(told, measure=Measure.UNKNOWN, rule="verb_first")


def _rate(r: Reading, state: State, quantity: Quantity, told: Relation, lead: str) -> Relation:
    """A percentage whose words do not say what it measures.

    `…上升至【65.3】%` is what the figure before it was; `下降15万元（【11.11】%）` and
    `减少185万元，【-6.53】%` are changes.
    """
    last = state.sentence[-1] if state.sentence else None
    if told.measure is Measure.COUNT:
        known = last.measure if last is not None and not last.is_level else Measure.UNKNOWN
        return replace(told, measure=known)
    if told.measure is not Measure.UNKNOWN or told.rule != UNEXPLAINED:
        return told
    if not lead and last is not None and _is_share(last, quantity):
        return replace(told, measure=Measure.SHARE, rule="share_that_fits")
    bracketed = last is not None and r.text[last.unit_end : quantity.start] == "（"
    if bracketed and last is not None and last.measure is Measure.CHANGE and not lead:
        falls = last.value < 0 < quantity.value
        sign = -1 if falls else 1
        return replace(told, measure=Measure.CHANGE_RATE, sign=sign, rule="rate_in_brackets")
    if quantity.value >= 0:
        return told
    return replace(told, measure=Measure.CHANGE_RATE, rule="negative_rate")


def _is_share(level: Draft, rate: Quantity) -> bool:
    """`项目支出【20】万元，【20】%`: a bare rate that its figure makes of the whole."""
    whole = level.parent
    if not level.is_level or whole is None or not whole.value or whole.unit != level.unit:
        return False
    allowed = Decimal(1).scaleb(-decimals(rate.printed))
    return abs(level.value * 100 / whole.value - rate.value) <= allowed


def _of_base(r: Reading, draft: Draft, base: Comparison) -> None:
    """`比2023年年初预算数【10】万元`: the figure is of the year and account compared with."""
    year = base.year or r.source.fiscal_year - 1
    if year != r.source.fiscal_year:
        draft.other_year = year
    if r.concept(draft.concept, "group") not in ("performance", "organisation", "assets"):
        draft.stage = r.index.stage_of(base.base) or draft.stage


def _weak(r: Reading, state: State, quantity: Quantity, lead: str) -> None:
    """A count in Chinese characters: a fact only where a known label stands by it."""
    unit = quantity.unit.unit
    if (
        r.relations.relation(lead, percent=False, default=Measure.COUNT).measure
        is not Measure.COUNT
    ):
        return
    after = r.grammar["label_behind"].match(r.text, quantity.unit_end)
    context = context_of(r, None, state.line, unit)
    for words in (lead, after.group() if after else ""):
        if r.index.is_empty(words):
            continue
        found = r.index.resolve(words, context)
        if found is None or r.index.vocab.concepts[found.concept].kind != "count":
            continue
        draft = Draft(
            start=quantity.start,
            end=quantity.end,
            unit_end=quantity.unit_end,
            printed=quantity.printed,
            measure=Measure.COUNT,
            value=quantity.value,
            label_start=state.clause,
            unit=quantity.unit.base_unit,
            unit_printed=unit,
        )
        apply(r, draft, found)
        draft.rule = "chinese_numeral"
        add(r, state, draft)
        return


@lru_cache(maxsize=4)
def _closings(text: str, start: int, end: int) -> Mapping[int, int]:
    """Where each bracket opened in a span is closed; those that never are stand not in it."""
    open_brackets: list[int] = []
    found = {}
    for mark in _BRACKET.finditer(text, start, end):
        if mark.group() == "（":
            open_brackets.append(mark.start())
        elif open_brackets:
            found[open_brackets.pop()] = mark.start()
    return found
