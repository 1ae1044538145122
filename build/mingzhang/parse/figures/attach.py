"""Placing a figure: in, a named draft; out, its time, its body and the figure it is part of."""

from __future__ import annotations

from itertools import islice

from mingzhang.model import Measure, Stage
from mingzhang.parse.bodies.finder import Body
from mingzhang.parse.concepts.labels import Resolution
from mingzhang.parse.figures.context import candidates, earlier_whole
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Frame, Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.siblings import beside
from mingzhang.parse.grammar.relations import LAST_YEAR, MOST_WORDS, compared_with

_ONE_SENTENCE = 80
_CLASS = 3
"""Digits of a code of the highest level."""
_VEHICLES = "辆"


def add(r: Reading, state: State, draft: Draft) -> None:
    """Place a named draft and keep it: from now on it can be spoken of and taken apart."""
    draft.section = state.line.section
    _executed(r, state, draft)
    draft.in_reason = state.spoken.reason or (state.told and draft.is_level)
    _place_in_time(r, state, draft)
    body = state.body or r.bodies.whole
    draft.scope = body.name
    draft.scope_printed = draft.scope_printed or body.printed
    _parent(r, state, draft)
    _money_of_totals(r, state, draft)
    state.sentence.append(draft)
    state.drafts.append(draft)
    r.drafts.append(draft)
    if draft.is_level:
        r.levels.setdefault((draft.section, draft.concept), []).append(draft)
    state.clause = state.hard = draft.unit_end


def _money_of_totals(r: Reading, state: State, draft: Draft) -> None:
    """`财政拨款收支总预算10万元。…支出包括：教育支出【9】万元`: of the money of those totals."""
    frame = state.frames[-1] if state.frames else None
    whole = frame.parent if frame is not None else None
    if whole is None or draft.parent is not None or draft.fund or draft.unit != "CNY":
        return
    if r.concept(whole.concept, "group") == "totals" and draft.is_level and draft.concept:
        draft.fund = whole.fund


def _executed(r: Reading, state: State, draft: Draft) -> None:
    """`一般公共预算收入20万元，为预算的【98】%`: what completes a budget is no budget itself.

    A rate that is named (`预算执行率100%`) may be what is aimed at.
    """
    of = draft.of
    if draft.measure is not Measure.COMPLETION_RATE or of is None:
        return
    if r.grammar["rate_named"].search(r.text, state.clause, draft.start):
        return
    if r.source.stage is Stage.BUDGET and of.is_level and of.unit == "CNY" and not of.stage:
        of.stage = Stage.FINAL.value


def names_class(r: Reading, state: State, label: str) -> bool:
    """`文化支出…万元，其中：行政运行…，图书馆…`: 图书馆 is a class of expenditure, no body."""
    last = state.sentence[-1] if state.sentence else None
    if last is None or not last.concept.startswith("function_") or last.unit != "CNY":
        return False
    return r.bodies.part(label) is not None


def part_named(r: Reading, state: State, label: str) -> tuple[Body, str] | None:
    """The body within the disclosure's that a label begins with, and the words after its name."""
    found = r.bodies.opening(label)
    return found or (r.bodies.unlisted(label) if r.bodies.apart(state.body) else None)


def settle_body(
    r: Reading, state: State, draft: Draft, label: str, found: Resolution | None
) -> None:
    """Let the words before a figure switch the body that is spoken of."""
    words = found.before if found is not None else label
    known = r.bodies.in_words(words) or r.bodies.in_words(r.text[state.hard : draft.start])
    if known is not None:
        # Under the heading of a body `本单位` is that body.
        own = r.bodies.speaks_for(known)
        state.body = (r.body or known) if own else _office(r, state, draft, known, found)
        return
    if found is not None and _of_all_again(r, state, found.concept):
        state.body = r.body
    foreign = r.bodies.foreign(words) if words else None
    if (foreign is not None and state.clause == state.line.content) or (
        foreign is not None and r.text[state.clause - 1 : state.clause] in "。\n"
    ):
        # The words name a body that is none of the disclosure's own: the figure is that body's.
        state.body = foreign


def _office(r: Reading, state: State, draft: Draft, known: Body, found: Resolution | None) -> Body:
    """`“三公”经费8万元，其中：市商务局5万元，中心3万元`: the department's name means its office."""
    if r.bodies.office is None or known.name != r.bodies.whole.name or not state.frames:
        return known
    same = (
        d
        for d in state.sentence or state.before
        if d.is_level and d.scope == known.name and d.unit == draft.unit
        if found is None or d.concept == found.concept
    )
    office = r.bodies.office
    return Body(office.name, office.agency, known.printed) if any(same) else known


def _of_all_again(r: Reading, state: State, concept: str) -> bool:
    """`车辆14辆，其中：局机关6辆，中心8辆；设备5台`: another matter, not of the last body."""
    if not r.bodies.apart(state.body) or r.text[state.hard - 1 : state.hard] != "；":
        return False
    whole = (r.body or r.bodies.whole).name
    listed = {d.concept for d in state.sentence if d.is_level and d.scope == whole}
    return bool(listed) and listed.isdisjoint(r.index.ancestry(concept))


def _place_in_time(r: Reading, state: State, draft: Draft) -> None:
    years = state.spoken.years
    draft.year_printed = years[-1] if years else None
    if draft.year_printed is None and state.spoken.dated and draft.is_level:
        year = state.as_of.year if state.as_of is not None else None
        draft.year_printed = year if year != LAST_YEAR else None
    if not draft.is_level and draft.of is not None and not _names_year(r, state, draft):
        draft.year_printed = draft.of.year_printed
    other = r.other_account(state.line.section)
    if draft.year_printed is not None:
        state.own_year = draft.year_printed == r.source.fiscal_year
    if (
        other is not None
        and not state.own_year
        and draft.year_printed in (None, other[0])
        and draft.other_year is None
    ):
        draft.account_year = other[0]
        draft.stage = draft.stage or other[1]
    if draft.account_year is None and r.past_year(state.line.section, draft.year_printed):
        draft.account_year = draft.year_printed
    if draft.measure.is_change:
        _base(r, state, draft)
    if draft.unit == _VEHICLES and draft.is_level:
        _newly_bought(r, state, draft)
    concept = r.index.vocab.concepts.get(draft.concept)
    if not draft.is_level:
        return
    if concept is None:
        if r.kind(state.line.section) == "assets":
            _unknown_asset(r, state, draft)
        elif state.spoken.dated and state.as_of:
            # `截至2020年12月31日，职工30人，护林员14人`: the date is of all that is counted.
            draft.point_in_time, draft.balance_year = True, _balance_year(r, state)
        return
    held = concept.group == "assets" or "vehicles_held" in r.index.ancestry(concept.concept)
    if held and _bought(r, state, draft):
        if draft.unit == "CNY":
            draft.measure = Measure.AMOUNT
        if draft.unit == "CNY" and concept.kind == "balance":
            draft.concept, draft.rule = "", "unmapped"  # what is bought is no balance
        return
    if held or (state.as_of and concept.group == "organisation"):
        draft.point_in_time = True
        draft.balance_year = _balance_year(r, state)


def _names_year(r: Reading, state: State, draft: Draft) -> bool:
    """Tell whether the clause of a change or share names its own year."""
    return bool(r.relations.own_years(r.text[state.clause : draft.start]))


def _balance_year(r: Reading, state: State) -> int | None:
    """The year at whose end a balance is held, if the text names one."""
    year = state.as_of.year if state.as_of is not None else None
    return r.source.fiscal_year - 1 if year == LAST_YEAR else year


def _bought(r: Reading, state: State, draft: Draft) -> bool:
    """Tell a purchase, sale or lease of assets (安排购置…辆) from what is held."""
    line = state.line.content
    begin = max(r.text.rfind(stop, line, draft.start) for stop in "。；")
    begin = max(begin + 1, line, draft.start - MOST_WORDS)
    return bool(r.grammar["asset_flow"].search(r.text, begin, draft.start))


def _newly_bought(r: Reading, state: State, draft: Draft) -> None:
    """`采购公务用车【1】辆` is no holding; within a reason it may be of any account."""
    held = {"vehicles", "vehicles_held"} & set(r.index.ancestry(draft.concept))
    words = r.text[state.clause : draft.start]
    if not held or not r.grammar["bought"].search(words) or r.grammar["in_stock"].search(words):
        return
    known = draft.concept in ("vehicles", "vehicles_held") and not draft.in_reason
    draft.concept = "vehicles_purchased" if known else ""
    draft.rule = draft.rule if known else "unmapped"


def _unknown_asset(r: Reading, state: State, draft: Draft) -> None:
    """What stands among the assets is held at a date, known or not."""
    if _bought(r, state, draft):
        return
    draft.point_in_time, draft.balance_year = True, _balance_year(r, state)
    if draft.measure is Measure.AMOUNT:
        draft.measure = Measure.BALANCE


def _base(r: Reading, state: State, draft: Draft) -> None:
    compared = compared_with(draft.base) if draft.base else state.compared
    if compared is None:
        return
    draft.base = draft.base or compared.base
    draft.base_year = compared.year
    if compared.year is None:
        own = draft.account_year or r.source.fiscal_year
        draft.base_year = own - (0 if r.relations.with_budget(compared) else 1)


def _parent(r: Reading, state: State, draft: Draft) -> None:
    if not draft.is_level or draft.in_reason or draft.other_year is not None:
        return
    if not draft.concept and r.grammar["no_part"].search(draft.label):
        return
    if _stated_again(r, draft):
        return
    framed = any(frame.parent is not None for frame in state.frames)
    earlier = None if framed else earlier_whole(r, state, draft) or _beside(state, draft)
    if earlier is not None and beside(r, state, draft, earlier):
        earlier = earlier.parent
    if earlier is not None and earlier.scope == draft.scope:
        draft.tie(earlier, earlier.list_kind or "some")
        return
    for parent, bracket, frame in candidates(r, state, state.line):
        if parent is draft or (parent.unit != draft.unit and not bracket):
            continue
        if parent.scope not in (draft.scope, r.bodies.whole.name):
            continue
        if not draft.concept and (frame is None or parent is not frame.parent):
            continue
        if not draft.concept and bracket and draft.value > parent.value:
            continue  # `安排调节基金2万元（累计5万元）`: an aside, no part
        if draft.function_code and frame is not None and _by_nature(r, parent):
            return  # `项目支出48万元，其中：教育支出30万元`: of it or of the whole, who can tell
        spent = _listed_by_economy(r, parent, draft, frame)
        if spent or compatible(r, parent, draft, bracket) or _of_item(r, state, parent, draft):
            nearer = _nearer_whole(r, parent, draft)
            nearer = parent if beside(r, state, draft, nearer) else nearer
            whole = _same_account(r, nearer, draft)
            if whole is None:
                return
            kind = whole.list_kind
            if nearer is not parent:
                kind = kind or "some"
            elif frame is not None and kind != "some":
                # A report on a government's budget tells of the main items only.
                kind = "some" if r.treasury else frame.kind
            elif not kind:
                # What follows an item of the function may be about something else altogether.
                loose = not state.line.level and whole.function_code and draft.economic_code
                kind = "some" if loose else "all"
            draft.tie(whole, kind)
            return


_OTHER_HALF = {"public_funds": "personnel_funds", "personnel_funds": "public_funds"}


def _beside(state: State, draft: Draft) -> Draft | None:
    """`基本支出60万元，其中：人员经费50万元。公用经费【10】万元`: the other half of that whole."""
    other = _OTHER_HALF.get(draft.concept)
    near = islice(reversed(state.drafts), MOST_SPOKEN if other else 0)
    halves = (d for d in near if d.is_level and d.parent is not None)
    half = next((d for d in halves if d.concept == other), None)
    return half.parent if half is not None and half.stage == draft.stage else None


def _stated_again(r: Reading, draft: Draft) -> bool:
    """`…（项）22万元，用于注资。…，支出决算为22万元`: one part of the list, stated twice."""
    account = str(r.source.stage)
    for first in islice(draft.chain(), 1, None):
        same = (draft.stage or account) == (first.stage or account)
        if same and first.parent is not None and draft.scope == first.scope:
            return draft.value == first.value
    return False


def _nearer_whole(r: Reading, parent: Draft, child: Draft) -> Draft:
    """`总收入…，其中：本年收入…。收入构成：财政拨款收入…`: part of 本年收入, which is of 总收入."""
    between = r.index.ancestry(child.concept)[1:]
    if parent.concept not in between:
        return parent
    for concept in between[: between.index(parent.concept)]:
        other_nature = concept.replace("basic_expenditure", "project_expenditure")
        projects = r.levels.get((parent.section, other_nature), ())
        if other_nature != concept and any(d.parent is parent for d in projects):
            continue  # Of a whole taken apart by nature, what is listed again is of both.
        for other in reversed(r.levels.get((parent.section, concept), ())):
            own = other.parent is parent and other.scope == child.scope
            if own and other is not child and other.other_year is None:
                return other
    return parent


def _same_account(r: Reading, parent: Draft, child: Draft) -> Draft | None:
    """`年初预算为100万元，支出决算为65万元。其中：…`: parts belong to their account's whole."""
    account = child.stage or str(r.source.stage)
    if (parent.stage or str(r.source.stage)) == account or not parent.concept:
        return parent
    for other in r.levels.get((parent.section, parent.concept), ()):
        near = abs(other.start - parent.start) < _ONE_SENTENCE and other.scope == parent.scope
        near = near and other.rule != "fund" and other.other_year is None
        if near and (other.stage or str(r.source.stage)) == account and other is not child:
            return other
    if r.source.stage is not Stage.FINAL:
        return parent  # In a budget 年初预算 is but another word for the budget.
    if child.stage:
        return None
    child.stage = parent.stage
    return parent


def compatible(r: Reading, parent: Draft, child: Draft, bracket: bool) -> bool:
    """Tell whether the classification lets one figure be part of the other."""
    if parent.concept == child.concept and parent.concept:
        return False
    if parent.function_code and child.function_code:
        return child.function_code.startswith(parent.function_code)
    if child.function_code and not parent.function_code:
        return r.concept(parent.concept, "breakdown") == "function" or not parent.concept
    if parent.concept in r.index.ancestry(child.concept):
        return True
    if child.concept.startswith("function_item"):
        return bool(parent.function_code)
    if r.concept(parent.concept, "breakdown") == "economic":
        return _spent_as(r, parent, child)
    if bracket and child.concept and parent.concept:
        return not (child.function_code or parent.function_code)
    generic = {"basic_expenditure", "project_expenditure"} & set(r.index.ancestry(child.concept))
    if generic and child.concept in generic:
        return r.concept(parent.concept, "breakdown") == "function"
    return not child.concept and bool(child.label)


def _of_item(r: Reading, state: State, parent: Draft, child: Draft) -> bool:
    """`初中教育支出…，其中：基本支出…`: expenditure by its nature within one item of the function.

    The child then carries the item's code: it is not all the basic expenditure of the body. After
    a row of several items the words mean the whole, not the last of them.
    """
    natures = ("basic_expenditure", "project_expenditure")
    of_nature = any(concept.endswith(natures) for concept in r.index.ancestry(child.concept))
    if child.function_code or not of_nature:
        return False
    unknown = not parent.concept or parent.concept.startswith("function_item")
    if unknown and any(frame.parent is parent for frame in state.frames):
        return True  # of an item whose code nobody knows, and of nothing more
    if not parent.function_code:
        return False
    spoken = state.sentence[-MOST_SPOKEN:]
    row = [d for d in spoken if d.is_level and d.function_code and d.parent is not None]
    if any(d is not parent and d.parent is parent.parent for d in row):
        return False
    child.function_code = parent.function_code
    return True


def _listed_by_economy(r: Reading, parent: Draft, child: Draft, frame: Frame | None) -> bool:
    """`一般公共预算支出90万元，其中：⏎工资福利支出60万元`: a list may be by what is bought, too."""
    if frame is None or frame.parent is not parent or len(child.economic_code) != _CLASS:
        return False
    return r.concept(parent.concept, "breakdown") == "function" and not parent.function_code


def _by_nature(r: Reading, parent: Draft) -> bool:
    """Tell basic or project expenditure: no item of the function, but of all functions."""
    return not parent.function_code and r.concept(parent.concept, "breakdown") == "economic"


def _spent_as(r: Reading, parent: Draft, child: Draft) -> bool:
    """Basic and project expenditure of any fund break down into the economic classification."""
    if child.concept.startswith("economic_"):
        return True
    roots = [c for c in r.index.ancestry(child.concept)[1:] if c.endswith("_expenditure")]
    return bool(roots) and parent.concept.endswith(roots[0])
