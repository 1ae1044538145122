"""Whose change it is: in, a change and its rate behind `其中`; out, both given to the whole.

`收入总计110万元，其中年初结转20万元，较上年增加10万元，增长10%`: the words leave open whether the
total or its part grew; where the figures fit the total alone, it is the total.
"""

from __future__ import annotations

from decimal import Decimal

from mingzhang.common.money import half_last_digit
from mingzhang.model import Measure
from mingzhang.parse.figures.discourse import Reading, State
from mingzhang.parse.figures.figure import Draft, comes_to
from mingzhang.parse.tokens.quantities import Quantity

_PART_ENDS = frozenset("；。")
NOBODY = Draft(0, 0, 0, "", Measure.UNKNOWN, Decimal(0))
"""What a relation speaks of that may be of either of two figures."""


def settle_change(r: Reading, state: State, last: Draft) -> None:
    """Give a change and its rate to what they fit: the last part of a list, or its whole.

    `采购100万元，其中：货物40万元，服务60万元，增加【8】万元`: of which of them, nobody can tell.
    """
    pair = {draft.measure: draft for draft in state.sentence[-2:] if not draft.is_level}
    change, rate = pair.get(Measure.CHANGE), pair.get(Measure.CHANGE_RATE)
    first = rate if last is change and rate is not None else change or rate or last
    part = first.of if last.of in (first, first.of) else None
    whole = (part.parent or _listed(state)) if part is not None else None
    if part is None or whole is None or whole not in state.sentence:
        return
    if any(draft.of is whole for draft in state.sentence if not draft.is_level):
        return
    both = change is not None and rate is not None and rate.unit == "percent"
    if both and change and rate and _fits(part, change, rate):
        return
    told = [draft for draft in (change, rate) if draft is not None]
    if both and change and rate and _fits(whole, change, rate):
        for draft in told:
            draft.speak_of(whole)
            draft.stage = whole.stage
            draft.label_start = min(draft.label_start, whole.label_start)
    elif _beside_another(r, state, part, told) and (both or not _rate_follows(r, state, last)):
        for draft in told:
            draft.speak_of(NOBODY)
            draft.of, draft.rule, draft.unmapped_by = None, "unmapped", settle_change.__name__


def _beside_another(r: Reading, state: State, part: Draft, told: list[Draft]) -> bool:
    """Tell the last of several parts that commas cut off, right before what is said of a change."""
    before, *rest = state.sentence[-2 - len(told) :]
    if rest != [part, *told] or part.in_reason or part.unit != "CNY":
        return False
    beside = before.is_level and before.parent is part.parent is not None
    return beside and _PART_ENDS.isdisjoint(r.text[before.unit_end : part.start])


def _rate_follows(r: Reading, state: State, change: Draft) -> bool:
    """Tell whether the next figure is the rate that goes with a change."""
    following = r.peek(state.line.end) if change.measure is Measure.CHANGE else None
    if following is None or following.unit.base_unit != "percent":
        return False
    return _PART_ENDS.isdisjoint(r.text[change.unit_end : following.start])


def compared_in_list(r: Reading, state: State, base: Draft, part: Draft) -> Draft | None:
    """`运行费37万元，其中：…，保险13万元，比预算【51】万元减少14万元`: of the part or of all?

    What is said to have changed tells, where it fits one of the two alone.
    """
    whole = part.parent or _listed(state)
    if whole is None or whole not in state.sentence:
        return part
    change = r.peek(state.line.end)
    changed = [d for d in (part, whole) if change is not None and _changed(d, base, change)]
    if len(changed) != 1:
        base.label = r.text[state.clause : base.start]
        return None
    return changed[0]


def _changed(level: Draft, base: Draft, change: Quantity) -> bool:
    """Tell whether a level differs from the base by the change or the rate, within rounding."""
    difference = abs(level.value - base.value)
    if change.unit.base_unit == "percent":
        return comes_to(abs(change.value), change.printed, difference, base.value)
    last_digit = 2 * half_last_digit(change.printed) * change.unit.factor
    alike = change.unit.base_unit == level.unit == base.unit
    return alike and abs(difference - abs(change.value)) <= last_digit


def _listed(state: State) -> Draft | None:
    """The figure that is being taken apart, be it one that no vocabulary knows."""
    open_lists = (f.parent for f in reversed(state.frames) if f.parent and not f.bracket)
    return next(open_lists, None)


def _fits(level: Draft, change: Draft, rate: Draft) -> bool:
    """Tell whether a level grew by the change at the rate, within rounding."""
    base = level.value - change.value
    alike = bool(change.value) and level.unit == change.unit
    return alike and comes_to(rate.value, rate.printed, change.value, base)
