"""Figures stated in words: in, `与上年持平`, `本年无此项支出`; out, drafts of nought."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from decimal import Decimal
from functools import lru_cache
from itertools import product

from mingzhang.common.clause_begins import behind_last
from mingzhang.model import Measure, Origin
from mingzhang.parse.concepts.labels import MONEY, Resolution
from mingzhang.parse.figures.attach import add
from mingzhang.parse.figures.context import context_of
from mingzhang.parse.figures.discourse import Reading, State
from mingzhang.parse.figures.enumerations import labels_alike, shared_before
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.resolve import name
from mingzhang.parse.figures.subjects import apply
from mingzhang.parse.grammar.relations import MOST_WORDS, last_match
from mingzhang.parse.grammar.told import Comparison

_LEAST_OPENING = 4


def stated_absence(r: Reading, state: State, clause: str, position: int, mark: str) -> None:
    """`本年度无政府性基金预算财政拨款收入和支出`: nothing, stated in words."""
    if mark == "、" and _goes_on(r, position):
        return  # `未安排公务接待费、会议费`: denied of all that is named up to the stop
    if state.spoken.reason or _of_a_form(r, state):
        return
    begin = max(state.begun, position - MOST_WORDS)
    if (named := r.bodies.in_words(r.text[begin:position])) and r.bodies.apart(named):
        state.speak_of(named)
    for draft in _stated_nothing(r, state, clause, state.clause):
        draft.unit_end = position
        add(r, state, draft)


def _goes_on(r: Reading, position: int) -> bool:
    """Tell whether no figure stands before the stop behind a mark of enumeration."""
    stop = r.grammar["clause_stop"].search(r.text, position)
    upcoming = r.peek(stop.start() if stop else len(r.text))
    return upcoming is None


def stated_change(r: Reading, state: State, end: int) -> None:
    """`与上年持平`: a change of nought, stated in words."""
    match = last_match(r.grammar["stated_no_change"], r.text, state.clause, end)
    if match is None or match.end() != end or state.spoken.reason or _of_a_form(r, state):
        return
    last = state.drafts[-1] if state.drafts else None
    if last is not None and _says_so(last) and r.text[last.unit_end : match.start()] == "，":
        return  # `与上年持平，无增减变化`: the same once more
    clause = r.text[state.clause : match.start()]
    if two := r.grammar["two_bases"].search(clause):
        # `与年初预算及上年均持平`: two changes of nought; none of them is of the other
        label, bases = clause[: two.start()], two.group("first", "second")
        _add_all(r, state, clause, [_unchanged(r, state, match, label, base) for base in bases])
        return
    label, base = r.relations.label_of_stated(clause)
    behind = r.grammar["base_behind"].match(r.text, end)
    if behind is None and r.grammar["needs_base"].fullmatch(match[0]):
        return
    if behind or (r.relations.comparison(clause) is None and state.compared is None):
        base_match = behind or r.grammar["bare_base"].search(clause)
        if base_match is None:
            return
        base, label = base_match[1], clause if behind else clause[: base_match.start()]
        state.compared = Comparison(base, int(base[:4]) if base[0].isdecimal() else None, 0, 0)
    _add_all(r, state, clause, [_unchanged(r, state, match, label, base)])


def _unchanged(r: Reading, state: State, match: re.Match[str], label: str, base: str) -> Draft:
    """A change of nought against one base, as yet of nothing; its label are the words before."""
    if r.grammar["account_behind"].search(label) and r.index.is_empty(label):
        label = ""
    draft = _stated(state, match.start(), match[0], Measure.CHANGE, "CNY")
    draft.label, draft.base = label, base
    return draft


def _stated(state: State, start: int, words: str, measure: Measure, unit: str) -> Draft:
    """A nought that is stated in words."""
    end = start + len(words)
    draft = Draft(start, end, end, words, measure, Decimal(0), unit=unit, origin=Origin.STATED)
    draft.label_start = state.clause
    return draft


def _add_all(r: Reading, state: State, clause: str, drafts: list[Draft]) -> None:
    """Name the changes of nought, then place them, where the words really state them."""
    if r.grammar["not_quite_stated"].search(clause):
        return
    state.take_words(r.relations, clause)
    last = state.drafts[-1] if state.drafts else None
    counted = last is not None and r.text[last.unit_end : state.clause] == "，"
    if (shared := shared_before(state)) and counted and not any(d.label for d in drafts):
        # `会议费、培训费均为0万元，与上年持平`: none of them has changed
        for level, draft in product(shared, drafts):
            unchanged = copy(draft)
            unchanged.speak_of(level)
            unchanged.unit, unchanged.rule = level.unit, "subject.sentence"
            add(r, state, unchanged)
        return
    for draft in drafts:
        label, draft.label = draft.label, ""
        if not label and last is not None and last.is_level and last.concept and counted:
            draft.unit = last.unit  # `接待0人次，与上年持平`: of what was counted right before
        name(r, state, draft, label)
        if not draft.concept or (not label and _of_something_else(r, state)):
            return
        draft.unit = r.about(draft.concept).unit or "CNY"
        draft.stage = ""
    for draft in drafts:
        add(r, state, draft)


def _of_something_else(r: Reading, state: State) -> bool:
    """`区本级收支平衡，与报告数一致`: a sentence without figures that opens with its own words."""
    if state.sentence:
        return False
    begin = behind_last("。", r.text, state.line.content, state.clause)
    opening = r.text[begin : state.clause].rstrip("，：")
    if len(opening) < _LEAST_OPENING or r.index.is_empty(opening):
        return False
    return r.treasury and r.index.resolve(opening, context_of(r, None, state.line, MONEY)) is None


def _says_so(draft: Draft) -> bool:
    return draft.origin is Origin.STATED and draft.measure is Measure.CHANGE


def _of_a_form(r: Reading, state: State) -> bool:
    """Tell whether the sentence at the clause is one that a template leaves to be filled in."""
    text = r.text
    start = text.rfind("。", state.line.start, state.clause) + 1 or state.line.start
    end = text.find("。", state.clause, state.line.end)
    return _left_open(r.grammar["form_left"], text, start, end if end >= 0 else state.line.end)


@lru_cache(maxsize=4)
def _left_open(form: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Asked for every clause of a sentence, and looked for once."""
    return form.search(text, start, end) is not None


def _stated_nothing(r: Reading, state: State, clause: str, start: int) -> Iterator[Draft]:
    """Find what the words say there is none of; the concept must be known, else nothing is said."""
    stripped = clause.strip()
    denial = _denied(r, stripped)
    if denial is not None:
        first, what = denial.span()
        if (none := r.grammar["none_alone"].fullmatch(denial[0])) is not None:
            first, denied = what - 1, none["none"]
        else:
            denied = denial[0]
        yield from _none_of(r, state, stripped[what:], start + first, denied)
    elif carried := r.grammar["none_carried"].search(stripped):
        here = start + carried.start("none")
        draft = _stated(state, here, carried["none"], Measure.AMOUNT, "CNY")
        name(r, state, draft, carried["when"] + carried["what"])  # of the money spoken of
        draft.rule = "stated_nothing"
        yield draft
    elif after := r.grammar["negation_behind"].match(stripped):
        label = after["what"] or _label_before(r.text, start)
        yield from _none_of(r, state, label, start + clause.rindex(after["none"]), after["none"])


def _denied(r: Reading, clause: str) -> re.Match[str] | None:
    """The words that deny what follows them: 无, 没有安排; None when nothing is denied."""
    for match in r.grammar["negation"].finditer(clause):
        before = clause[: match.start()]
        if r.grammar["before_negation"].search(before) and r.grammar["thing"].fullmatch(
            clause, match.end()
        ):
            return match
    return None


def _label_before(text: str, start: int) -> str:
    end = text.rfind("：", 0, start)
    if end < 0 or text[end + 1 : start].strip():
        return ""
    begin = max(text.rfind(stop, 0, end) for stop in "。；，\n")
    return text[begin + 1 : end]


def _none_of(r: Reading, state: State, what: str, start: int, denial: str) -> Iterator[Draft]:
    """A figure of nought for `what`: the words of `denial` from `start` on say there is none."""
    label = r.grammar["denied_ending"].sub("", what)
    described = r.grammar["spending_of"].sub(r"\g<spending>", what)
    whole = what if label == what else r.grammar["matters"].sub("", what)
    context = context_of(r, None, state.line, "", state)
    if several := labels_alike(r, state, label, ""):
        for _, named in several:
            yield _nought(r, state, named, start, denial)
        return
    telling = (
        words for words in (described, whole, label) if words and not r.index.is_empty(words)
    )
    found = (r.index.resolve(words, context) for words in telling)
    if (resolution := next(filter(None, found), None)) is not None:
        yield _nought(r, state, resolution, start, denial)


def _nought(r: Reading, state: State, resolution: Resolution, start: int, denial: str) -> Draft:
    concept = r.about(resolution.concept)
    measure = Measure.COUNT if concept.kind == "count" else Measure.AMOUNT
    words = r.text[start : start + len(denial)]
    draft = _stated(state, start, words, measure, concept.unit)
    apply(r, draft, resolution)
    draft.rule = "stated_nothing"
    return draft
