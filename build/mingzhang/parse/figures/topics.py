"""What the words around a figure speak of: in, a figure in its sentence; out, words or none."""

from __future__ import annotations

import re

from mingzhang.common.clause_begins import behind_last
from mingzhang.parse.figures.discourse import Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.text.spelling import clean

_LEAST_TOPIC = 6
"""Characters of the words that open a sentence of their own."""


def new_topic(r: Reading, state: State, draft: Draft, label: str) -> str:
    """The words with which a sentence opens, where they are what its money is spent on."""
    if not draft.is_level or not state.drafts or state.subject is not None:
        return ""
    begin = behind_last("。；\n", r.text, state.line.start, draft.start)
    item = state.spoken.item
    if state.drafts[-1].start >= begin or (item is not None and item.named is not None):
        return ""
    topic = r.text[begin : state.clause].strip("，：")
    if len(topic) < _LEAST_TOPIC or r.index.is_empty(topic):
        return ""
    if r.grammar["used_for"].search(topic) and any(d.value == draft.value for d in state.drafts):
        return ""  # `公务接待费2万元。主要用于接待检查组，共支出2万元`: the same once more
    if (
        r.relations.comparison(topic)
        or r.grammar["as_of"].search(topic)
        or r.grammar["reason"].search(topic)
    ):
        return ""
    return topic if r.index.is_empty(label) else ""


def refers_back(r: Reading, draft: Draft, label: str) -> bool:
    """Tell words that hold nothing but a comparison or a body, or that do not tell anything."""
    if r.index.is_empty(label):
        source = draft.is_level and r.grammar["money_source"].search(clean(label).strip("、，"))
        return not source  # `上级资金2万元、本级资金【8】万元`
    rest = label
    body = r.bodies.in_words(rest)
    if body is not None:
        rest = rest.replace(body.printed, "", 1)
    rest = r.grammar["change_around"].sub("", r.grammar["compares_around"].sub("", rest))
    return r.index.is_empty(rest) or (not draft.is_level and len(rest) <= 1)


def words_after(r: Reading, draft: Draft) -> str:
    """The words behind a count that has none before it: 62【名】职工工资调标."""
    if not draft.measure.is_count:
        return ""
    stop = re.search(r"[，。；、：\n（）]", r.text[draft.unit_end : draft.unit_end + 20])
    return clean(r.text[draft.unit_end : draft.unit_end + (stop.start() if stop else 20)])
