"""The clauses of a line: in, a line and what flows down; out, drafts added, the state moved on.

A stop ends a clause, a bracket holds parts or an aside, a figure takes its words from the clause.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from mingzhang.parse.figures.discourse import NOTHING_SPOKEN, Clause, Frame, Reading, State
from mingzhang.parse.figures.list_changes import end_bodies
from mingzhang.parse.figures.whose import (
    heads_item,
    named_alone,
    named_before_bracket,
    settle_after_sentence,
)
from mingzhang.parse.figures.zero_statements import stated_absence, stated_change
from mingzhang.parse.grammar import colons
from mingzhang.parse.grammar.clause_figures import STOPS, read_figure
from mingzhang.parse.grammar.clause_lists import (
    divides_by_bodies,
    open_announced,
    open_class,
    open_parts,
    open_within,
    take_apart,
    take_item,
    take_topic,
)
from mingzhang.parse.grammar.relations import MOST_WORDS

_BRACKET = re.compile("[（）]")


def read_clauses(r: Reading, state: State) -> None:
    """Read one line from its content to its end."""
    position, end, find = state.line.content, state.line.end, r.relations.event.search
    quantity = r.peek(end)
    while position < end:
        event = find(r.text, position, quantity.start if quantity else end)
        if event is not None:
            position = _event(r, state, event)
        elif quantity is not None:
            r.advance()
            read_figure(r, state, quantity)
            position = quantity.unit_end if quantity.unit_end > position else position + 1
            quantity = r.peek(end)
        else:
            break
    _boundary(r, state, end, "。")


def _event(r: Reading, state: State, event: re.Match[str]) -> int:
    mark, (position, behind) = event[0], event.span()
    if mark == "（":
        return _bracket(r, state, position)
    if mark == "）":
        _close_bracket(state, position)
    elif mark in STOPS:
        if mark != colons.MARK or not _labels(r, state, position):
            _boundary(r, state, position, mark)
    elif r.text[position - 1 : behind] in r.relations.no_change:
        stated_change(r, state, behind)
    return behind


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
            state.spoken = state.spoken._replace(years=years)
            state.clause = state.hard = min(closing + 1, state.line.end)
        return min(closing + 1, state.line.end)
    state.bracketed = r.relations.ends_with_base(r.text[state.clause : position])
    parent = last if after_figure and last is not None and last.is_level else None
    after_relation = after_figure and parent is None
    others = (last.of,) if after_relation and last is not None and last.of in state.sentence else ()
    opened = Frame(parent, "all", True, closed=after_relation, others=tuple(d for d in others if d))
    opened.spoken = state.spoken
    opened.said = len(state.sentence) if state.bracketed is None else 0
    state.frames.append(opened)
    if not after_figure:
        words = r.text[state.clause : position]
        named_before_bracket(r, state, words)
        opens = r.text[state.clause - 1] != "，"
        take_item(r, state, words, marked=False, opens=opens)
    state.clause = state.hard = position + 1
    return position + 1


def _close_bracket(state: State, position: int) -> None:
    if any(frame.bracket for frame in state.frames):
        frame = state.frames.pop()
        while not frame.bracket:
            frame = state.frames.pop()
        if frame.said:
            # What was said in brackets is no subject of what follows them.
            state.sentence = state.sentence[: frame.said]
        before = frame.spoken
        state.spoken = state.spoken._replace(body=before.body, years=before.years)
        state.clause = state.hard = position + 1


def _boundary(r: Reading, state: State, position: int, mark: str) -> None:
    """A stop: what the clause said of base, year and list goes into the state."""
    if position == state.clause and state.frames and mark in "，；":
        end_bodies(r, state, position)
    if mark == "，" and position == state.clause:  # right behind a figure
        state.told, state.clause, state.hard = False, position + 1, position + 1
        return
    if position - state.clause > MOST_WORDS:
        state.clause = position - MOST_WORDS
    clause = r.text[state.clause : position]
    figured = bool(state.drafts) and state.drafts[-1].unit_end >= state.hard
    if clause:
        _take(r, state, clause, position, mark, figured=figured)
    elif mark == colons.MARK and state.drafts and state.drafts[-1].unit_end == position:
        take_apart(state, state.drafts[-1])
    if mark == "、":
        if figured:
            state.clause = position + 1
            state.hard = state.clause if clause.strip() else state.hard
        return
    if mark == "；" or (clause and mark in "：，"):
        heads_item(r, state, clause, mark)
    if mark == "；" and figured:
        _ends_item(r, state)
    state.told = False
    begun, state.clause, state.hard = state.begun, position + 1, position + 1
    if mark in "。；":
        state.begun = position + 1
    if mark in "。！？\n" and not (state.frames and any(f.bracket for f in state.frames)):
        before = r.text[position - len(clause) - 1]
        _end_sentence(r, state)
        if clause and not figured and before != "，":
            # `公务接待费。2023年【2】万元`: the sentence to come is of it
            take_item(r, state, clause, marked=False, opens=before == "；")
    elif mark in "。；" and state.spoken.reason:
        goes_on = r.grammar["reason_goes_on"].match(r.text, position + 1) is not None
        begun = state.line.start if begun == state.line.content else begun
        if goes_on and r.grammar["reason_of_item"].match(r.text, begun, position):
            goes_on = False  # `一是接待费9万元，原因是批次减少；二是会议费【8】万元`
        state.spoken = state.spoken._replace(reason=goes_on)


def _take(
    r: Reading, state: State, clause: str, position: int, mark: str, *, figured: bool
) -> None:
    """Take what the words before a stop say into the state."""
    last = state.drafts[-1].parent if state.drafts else None
    if last is not None and r.grammar["and_others"].match(clause):
        last.list_kind = "some"
    first, told = not state.sentence, r.relations.ending(clause)
    if told.denies:
        stated_absence(r, state, clause, position, mark)
    state.take_words(r.relations, clause, opens=first)
    if told.lists and mark != "、":
        open_announced(r, state, clause, mark, told.lists)
    elif mark in "：，" and divides_by_bodies(r, state, clause):
        open_parts(r, state, "all")
    elif mark == colons.MARK:
        open_class(r, state, clause)
        if not figured and not told.lists and r.text[state.clause - 1] in "。；":
            take_item(r, state, clause, marked=told.item, opens=False)
    if mark == "，" and not figured:
        take_topic(r, state, clause, names_item=told.item)
    if mark in "，：" and told.within is not None and not told.lists:
        open_within(r, state, told.within)
    if mark in "。，" and (not state.sentence or state.begun == state.clause):
        named_alone(r, state, clause, mark)


def _ends_item(r: Reading, state: State) -> None:
    """`1、2022年报刊费16万元；2、书画展50万元`: the year is in the name of one project."""
    item = state.drafts[-1]
    if item.rule == "list_item" and r.relations.own_years(item.label):
        whole = item.parent.year_printed if item.parent is not None else None
        state.spoken = state.spoken._replace(years=(whole,) if whole else ())


def _end_sentence(r: Reading, state: State) -> None:
    settle_after_sentence(r, state)
    # `住房公积金：主要用于缴存。年初预算【9】万元`: no figure yet of what was named
    named = None if state.sentence else state.spoken.item
    state.before, state.sentence = state.sentence or state.before, []
    if state.frames:
        state.frames = [frame for frame in state.frames if frame.bracket]
    if state.compared is not None and r.grammar["reported_base"].search(state.compared.base):
        state.compared = None  # `比报告数增加5万元。…增长8%`: no longer than what was reported
    body = state.spoken.body
    state.spoken = Clause(body, item=named) if body or named else NOTHING_SPOKEN


@lru_cache(maxsize=4)
def _closings(text: str, start: int, end: int) -> Mapping[int, int]:
    """Where each bracket opened in a span is closed; those that never are stand not in it."""
    open_brackets: list[int] = []
    closings = {}
    for mark in _BRACKET.finditer(text, start, end):
        if mark[0] == "（":
            open_brackets.append(mark.start())
        elif open_brackets:
            closings[open_brackets.pop()] = mark.start()
    return closings
