"""Links between figures: in, the drafts of one text in order; out, what each relation is of.

A link that the text leaves open stays empty: nothing is chosen by distance alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from mingzhang.model import Measure, Stage
from mingzhang.parse.figures.figure import Draft, Links

_SENTENCE_ENDS = "。\n"
_CLAUSE_ENDS = "。；\n"


def link(drafts: Sequence[Draft], text: str) -> None:
    """Tie every relation to the figures that it is of, stands against or goes with."""
    for place, draft in enumerate(drafts):
        if not draft.measure.is_level:
            before = _same_sentence(drafts, place, text)
            of, base = _of_and_base(draft, before)
            draft.links = Links(of, base, _pair(drafts, place, text))


def _same_sentence(drafts: Sequence[Draft], place: int, text: str) -> list[Draft]:
    """Return the figures before a draft in its sentence, the nearest first."""
    begin = max(text.rfind(mark, 0, drafts[place].start) for mark in _SENTENCE_ENDS)
    earlier = (drafts[at] for at in range(place - 1, -1, -1))
    return list(takewhile(lambda other: other.start > begin, earlier))


def _of_and_base(draft: Draft, before: Sequence[Draft]) -> tuple[Draft | None, Draft | None]:
    of = draft.of if draft.of is None or draft.of.is_level else draft.of.of
    alike = [one for one in before if one.is_level and _same_quantity(one, draft)]
    if draft.measure.is_change:
        if of is not None and of.other_year is not None:
            return _only([one for one in alike if one.other_year is None]), of
        return of, _only([one for one in alike if one.other_year is not None])
    if draft.measure is Measure.COMPLETION_RATE:
        budgets = [one for one in alike if one.stage and Stage(one.stage).is_budget]
        if of in budgets:
            return _only([one for one in alike if one not in budgets]), of
        return of, _only(budgets)
    named = [one for one in before if draft.base and one.is_level and one.label == draft.base]
    return of, _only([one for one in named if one is not of])


def _same_quantity(one: Draft, other: Draft) -> bool:
    return bool(one.concept) and (one.concept, one.scope) == (other.concept, other.scope)


def _only(found: Sequence[Draft]) -> Draft | None:
    """Return the one that is meant; None when several could be."""
    return found[0] if len(found) == 1 else None


def _pair(drafts: Sequence[Draft], place: int, text: str) -> Draft | None:
    """Find the rate beside the amount of a change, or the amount beside the rate."""
    draft = drafts[place]
    if not draft.measure.is_change:
        return None
    for other in (*drafts[place + 1 : place + 2], *drafts[max(0, place - 1) : place]):
        if {draft.measure, other.measure} == {Measure.CHANGE, Measure.CHANGE_RATE}:
            first, last = sorted((draft, other), key=lambda one: one.start)
            between = text[first.unit_end : last.start]
            same = (first.concept, first.scope) == (last.concept, last.scope)
            if same and not any(mark in between for mark in _CLAUSE_ENDS):
                return other
    return None
