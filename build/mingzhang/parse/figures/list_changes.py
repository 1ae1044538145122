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
    part = first.of.level() if first.of is not None and last.of in (first, first.of) else None
    if part is None:
        return
    told = [draft for draft in (change, rate) if draft is not None]
    whole = part.parent or _listed(state)
    both = change is not None and rate is not None and rate.unit == "percent"
    if both and change and rate and _fits(part, change, rate):
        return
    if whole is not None and _changed_already(state, whole):
        return
    if both and change and rate and whole in state.sentence and _fits(whole, change, rate):
        for draft in told:
            draft.speak_of(whole)
            draft.stage = whole.stage
            draft.label_start = min(draft.label_start, whole.label_start)
    elif _beside_another(r, state, part, told) and (both or not _rate_follows(r, state, last)):
        for draft in told:
            draft.speak_of(NOBODY)
            draft.of, draft.rule, draft.unmapped_by = None, "unmapped", settle_change.__name__


def _changed_already(state: State, level: Draft) -> bool:
    """Tell whether the sentence has told of a change of a level."""
    return any(draft.measure.is_change and draft.level() is level for draft in state.sentence)


def _beside_another(r: Reading, state: State, part: Draft, told: list[Draft]) -> bool:
    """Tell the last of several parts that commas cut off, before what is said of a change.

    `基本支出30万元，占60%，项目支出20万元，占40%，增加【3】万元`: shares may stand between.
    Where the part before it has a change of its own, so has this one.
    """
    said = state.sentence[: -len(told)]
    within = r.text[part.unit_end : told[0].start]
    if part not in said or part.in_reason or (within.startswith("（") and "）" not in within):
        return False  # `运行费20万元（下降【2】%）`: brackets tell of what they stand behind
    at = said.index(part)
    # Of `购置费0万元，运行费3万元，减少【1】万元` what is nought is no other that may have changed.
    before = next((draft for draft in reversed(said[:at]) if draft.is_level and draft.value), None)
    # `行政30人，事业46人，比上年减少【2】人`: of one of them, or of all?
    parts = before is not None and part.parent is not None and before.unit == part.unit
    if part.unit != "CNY" and not parts:
        return _of_counts(r, state, said[:at], part, told)
    if before is None or not _alike(r, before, part) or _changed_already(state, before):
        return False
    if any(draft.is_level or draft.level() is not part for draft in said[at + 1 :]):
        return False
    in_row = _PART_ENDS.isdisjoint(r.text[before.unit_end : part.start])
    return in_row or "；" in r.text[said[-1].unit_end : told[0].start]


def _of_counts(
    r: Reading, state: State, before: list[Draft], count: Draft, told: list[Draft]
) -> bool:
    """`接待费2万元，接待9批次、67人次，下降【5】%`: the money or those that it was spent on."""
    money = next((d for d in reversed(before) if d.is_level and d.unit == "CNY"), None)
    if money is None or _changed_already(state, money) or len(told) > 1:
        return False
    same = r.about(money.concept).group == r.about(count.concept).group != ""
    in_row = _PART_ENDS.isdisjoint(r.text[money.unit_end : count.start])
    return same and in_row and told[0].unit == "percent"


def _alike(r: Reading, before: Draft, part: Draft) -> bool:
    """Tell parts of one whole, which the text or, where it names none, the vocabulary knows."""
    if (before.concept, before.label) == (part.concept, part.label):
        return False
    if before.parent is not None or part.parent is not None:
        return before.parent is part.parent
    group = r.about(before.concept).group
    same = (before.stage, before.other_year) == (part.stage, part.other_year)
    return same and group != "" and group == r.about(part.concept).group


def _rate_follows(r: Reading, state: State, change: Draft) -> bool:
    """Tell whether the next figure is the rate that goes with a change."""
    following = r.peek(state.line.end) if change.measure is Measure.CHANGE else None
    if following is None or following.unit.base_unit != "percent":
        return False
    return _PART_ENDS.isdisjoint(r.text[change.unit_end : following.start])


def compared_in_list(r: Reading, state: State, base: Draft, last: Draft) -> Draft | None:
    """`运行费37万元，其中：…，保险13万元，比预算【51】万元减少14万元`: of the part or of all?

    What is said to have changed tells, where it fits one of the two alone.
    """
    part = last.level() or last
    whole = part.parent or _listed(state)
    if whole is None or whole not in state.sentence:
        return part
    change = r.peek(state.line.end)
    changed = [d for d in (part, whole) if change is not None and _changed(d, base, change)]
    alone = len(changed) > 1 and part.value == whole.value
    if len(changed) != 1 and not alone:
        base.label = r.text[state.clause : base.start]
        return None
    return changed[0]


def end_bodies(r: Reading, state: State, position: int) -> None:
    """`经费9万元，其中局机关6万元、中心3万元，比上年减少【2】万元`: all bodies again."""
    whole, last = _listed(state), state.sentence[-1] if state.sentence else None
    if whole is None or last is None or last.scope == whole.scope or not whole.concept:
        return
    asked = (whole.concept, whole.unit)
    parts = [d for d in state.sentence if d.is_level and (d.concept, d.unit) == asked]
    bodies = [d for d in parts if d.scope != whole.scope]
    in_row = bodies[1:] and bodies[-1] is last and r.text[bodies[-2].unit_end] == "、"
    if not in_row or sum(d.value for d in bodies) != whole.value:
        return
    if r.grammar["bodies_over"].match(r.text, position + 1):
        state.speak_of(r.body)
        state.sentence.append(whole)


def compared_again(r: Reading, state: State, draft: Draft) -> Draft | None:
    """`支出9万元，比上年增加2万元，其中：…；比预算增加【3】万元`: of the 9 once more.

    Not where a part was compared with the same account, too.
    """
    whole = _listed(state)
    if whole not in state.sentence or r.text[state.hard - 1 : state.hard] != "；":
        return None
    first = next((d for d in state.sentence if d.measure.is_change and d.level() is whole), None)
    if first is None:
        return None
    compared = r.relations.comparison(r.text[state.hard : draft.start])
    if compared is None or compared.start:
        return None
    parts = (d for d in state.sentence if d.measure.is_change and d.level() is not whole)
    account = r.index.stage_of(compared.base)
    return None if any(r.index.stage_of(d.base) == account for d in parts) else whole


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


def lists_bodies(r: Reading, state: State, draft: Draft, whole: Draft) -> bool:
    """`收入预算900万元。其中：局机关【600】万元`: the words since the stop name a body only."""
    named = r.bodies.part(r.text[state.hard : draft.start])
    return named is not None and whole.is_level and whole.scope == r.bodies.whole.name
