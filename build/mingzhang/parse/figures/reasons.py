"""Why a figure changed: in, a figure and the text behind it; out, the reason that the text gives.

A reason stands behind the change in its sentence, or opens the sentence that follows it.
"""

from __future__ import annotations

import re
from itertools import takewhile

from mingzhang.parse.figures.figure import Draft
from mingzhang.vocab.grammar import Patterns

_MOST = 240
"""Characters of the sentence behind that may be its reason."""


def reason_of(grammar: Patterns, text: str, draft: Draft) -> str:
    """The reason given for a change, share or completion; empty for none."""
    line = _before(text, "\n", draft.unit_end, len(text))
    stop = _before(text, "。", draft.unit_end, line)
    return _within(grammar, text, draft, stop) or _behind(grammar, text, draft, stop, line)


def _within(grammar: Patterns, text: str, draft: Draft, stop: int) -> str:
    given = grammar["reason_given"]
    reason = given.search(text, draft.unit_end, min(stop, draft.unit_end + _MOST))
    if reason is not None:
        return _told(grammar, given.match(text, reason.start(), stop))
    if draft.measure.is_change:
        reason = grammar["mainly_given"].match(text[draft.unit_end : stop])
    return _told(grammar, reason)


def _behind(grammar: Patterns, text: str, draft: Draft, stop: int, line: int) -> str:
    """`比上年增加5万元。主要原因：人员增加。`, `完成预算的50%。决算数小于预算数的主要原因是…`."""
    following = text[stop + 1 : min(line, stop + _MOST)]
    reason = grammar["reason_opens"].match(following)
    if reason is None:
        return ""
    budget = grammar["budget_word"].search(reason["of"]) is not None
    explains = draft.measure.is_completion if budget else draft.measure.is_change
    if not explains and not (budget and grammar["budget_word"].search(draft.base)):
        return ""
    return _told(grammar, reason)


def _before(text: str, mark: str, start: int, end: int) -> int:
    position = text.find(mark, start, end)
    return end if position < 0 else position


def _told(grammar: Patterns, reason: re.Match[str] | None) -> str:
    """The words of a reason, as far as the next clause that gives a reason of its own."""
    if reason is None:
        return ""
    told = (value for name, value in reason.groupdict().items() if value and name != "of")
    first, *clauses = next(told, "").split("；")
    own = takewhile(lambda clause: not grammar["reason"].search(clause), clauses)
    return "；".join((first, *own)).strip("，：。")
