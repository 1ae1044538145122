"""Parts and wholes in the prose: in, a placed figure; out, tied to the figure that it is part of.

The parts of a table are found by its rows and columns (`tables/parents.py`); both are tied in one
place, `Draft.tie`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mingzhang.common.clause_begins import behind_last
from mingzhang.model import Fund
from mingzhang.parse.figures.context import surroundings
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Frame, Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.siblings import beside, settle_resources
from mingzhang.parse.figures.treasury import SUBSIDY, TRANSFERS
from mingzhang.parse.grammar.by_words import gate

_ADDED_TO = gate("added_to")
_ONE_SENTENCE = 80
_MOVED = {
    TRANSFERS: (
        SUBSIDY,
        "superior_transfer_revenue",
        "transferred_in",
        "stabilisation_fund_used",
        "opening_carryover",
    ),
    "transfer_expenditure": ("closing_carryover",),
}
"""转移性收入 and 转移性支出 of a government hold what is handed on, moved and carried over."""
_CLASS = 3
"""Digits of a code of the highest level."""


def attach(r: Reading, state: State, draft: Draft) -> None:
    """Make a figure a part of its whole, where the text and the classification tell one."""
    if not _may_be_part(r, state, draft):
        return
    if r.treasury:
        settle_resources(r, state, draft)
    added = _added_from(r, state, draft)
    framed = [frame for frame in state.frames if frame.parent is not None]
    earlier = None if framed else _earlier_whole(r, state, draft) or _beside(state, draft)
    if earlier is not None and earlier.start < added:
        earlier = None
    same_body = earlier is not None and earlier.scope == draft.scope
    if earlier is not None and same_body and not _unannounced(r, earlier, draft):
        draft.tie(earlier, earlier.list_kind or "some")
        return
    for parent, bracket, frame in _candidates(r, state):
        if parent.start < added or (not draft.concept and _list_ended(r, state, parent, draft)):
            continue
        if not _may_hold(r, parent, draft, bracket, frame):
            continue
        if bracket and draft.concept == parent.concept and draft.scope != parent.scope:
            return  # `面积9平方米，其中：办公用房5平方米（本级【3】平方米…）`: of the 5, by bodies
        if draft.function_code and frame is not None and _by_nature(r, parent):
            return  # `项目支出48万元，其中：教育支出30万元`: of it or of the whole, who can tell
        if frame is None and _unannounced(r, parent, draft):
            continue
        listed = frame is not None and frame.parent is parent
        listed = listed and (_by_economy(r, parent, draft) or _within_item(r, state, parent, draft))
        if listed or compatible(r, parent, draft, bracket) or _of_item(r, state, parent, draft):
            nearer = _nearer_whole(r, parent, draft)
            nearer = parent if beside(r, state, draft, nearer) else nearer
            whole = _same_account(r, nearer, draft, listed=frame is not None)
            if whole is not None:
                again = nearer is not parent
                draft.tie(whole, _kind(r, state, whole, draft, frame, again=again))
            return
    _listed_under(r, state, draft, framed)


def _added_from(r: Reading, state: State, draft: Draft) -> int:
    """`收入9万元，加上上年结转【2】万元`: where the words add something to what stands before."""
    if _ADDED_TO not in state.may:
        return 0
    begin = behind_last("。", r.text, state.line.content, draft.start)
    added = r.grammar[_ADDED_TO].search(r.text, begin, draft.start)
    return added.start() if added is not None else 0


def _list_ended(r: Reading, state: State, whole: Draft, draft: Draft) -> bool:
    """`还本9万元，其中甲4万元、乙5万元；付息【2】万元`: the parts already make up the whole."""
    parts = [d for d in state.sentence[-MOST_SPOKEN:] if d.parent is whole]
    if not draft.value or len(parts) < 2:
        return False
    in_row = r.text[parts[-2].unit_end] == "、" and r.text[parts[-1].unit_end] in "，；"
    complete = sum(d.value for d in parts) == whole.value
    ended = "；" in r.text[parts[-1].unit_end : state.hard]
    return (ended and (in_row or complete)) or (in_row and complete and state.clause == state.hard)


def _listed_under(r: Reading, state: State, draft: Draft, framed: list[Frame]) -> None:
    """`收入预算9万元，其中：人员经费【6】万元` in a final account: planned, if no part of it."""
    listed = framed[-1].parent if framed and r.source.stage.is_final else None
    planned = listed is not None and listed in state.sentence and listed.unit == draft.unit
    if planned and listed is not None and not draft.stage and draft.value <= listed.value:
        draft.stage = listed.stage


def _may_be_part(r: Reading, state: State, draft: Draft) -> bool:
    if not draft.is_level or draft.in_reason or draft.other_year is not None:
        return False
    if not draft.concept and r.grammar["no_part"].search(draft.label):
        return False
    if not draft.concept and _explains_part(r, state, draft):
        return False
    if not draft.concept and r.index.side_of(r.text[state.clause : draft.start]):
        return False  # `幼儿园收入9万元，其中保教费3万元；支出【8】万元`: the other side
    left = draft.concept.startswith("closing_") and not state.frames
    if left and state.sentence and not _beside_current(state, draft):
        return False  # `总支出8万元，年末结转【2】万元`: what is not spent
    if r.treasury and (left or r.grammar["set_off"].search(r.text, state.begun, draft.start)):
        return False  # `支出总计9万元，结转下年【2】万元`: what is not spent
    if draft.of is None:
        return True
    # `…（项）22万元，用于注资。…，支出决算为【22】万元`: one part of the list, stated twice
    account = str(r.source.stage)
    asked = (draft.stage or account, draft.scope, draft.value)
    parts = (d for d in islice(draft.chain(), 1, None) if d.parent is not None)
    return all((d.stage or account, d.scope, d.value) != asked for d in parts)


def _beside_current(state: State, draft: Draft) -> bool:
    """`支出总计9万元，本年支出8万元，年末结转【1】万元`: the year's expenditure is listed, too."""
    near = [d for d in state.sentence[-MOST_SPOKEN:] if d.parent is not None]
    return any(d.stage == draft.stage and d.unit == draft.unit for d in near)


def _explains_part(r: Reading, state: State, draft: Draft) -> bool:
    """`其中：有偿使用收入75万元，主要是租金【75】万元`: of that part, not one more beside it."""
    begin = behind_last("，；。：", r.text, state.line.content, draft.start)
    last = next((d for d in reversed(state.sentence) if d.is_level and d.start < begin), None)
    behind_part = last is not None and last.parent is not None
    return behind_part and r.grammar["explains_part"].match(r.text, begin) is not None


def _may_hold(r: Reading, parent: Draft, draft: Draft, bracket: bool, frame: Frame | None) -> bool:
    """Tell whether unit, body and list allow the one to be part of the other."""
    if parent is draft or parent.unit != draft.unit:
        return False
    if parent.scope not in (draft.scope, r.bodies.whole.name):
        return False
    if frame is None and _one_of_two(r, parent):
        return False
    if draft.concept:
        # `中央基金收入9亿元；地方某某收入99亿元，其中，土地出让收入【87】亿元`: not of the 9
        listed = frame.parent if frame is not None else None
        unknown = listed is not None and listed is not parent and not listed.concept
        # Nor is an item of the function of an unknown figure that announces no list.
        apart = bool(draft.function_code) and not parent.concept and frame is None
        return not apart and not (unknown and draft.value > parent.value)
    if (draft.year_printed or 0) > max(r.source.fiscal_year, parent.year_printed or 0):
        return False  # `2023年9万元，其中基本支出6万元；2024年预算【8】万元`
    if frame is None or parent is not frame.parent:
        return False
    if any(r.text[d.unit_end] == "、" and d.unit == parent.unit for d in frame.others[-1:]):
        return False  # `新增债券6亿元、再融资债券4亿元，其中：一般债券【2】亿元`: of which of them?
    if draft.value <= parent.value:
        return True
    # `安排调节基金2万元（累计5万元）`, `本月新增债券9亿元…前11个月，新增债券【98】亿元`: no part;
    # nor of one of several (`新增债券6亿元、再融资债券4亿元，其中专项债券【8】亿元`)
    beside = any(other.unit == parent.unit for other in frame.others)
    between = r.text[parent.end : draft.start]
    aside = bracket or draft.label == parent.label or beside
    return not aside and ("。" not in between or "\n" in between)


def _listed_in_brackets(r: Reading, state: State, whole: Draft, draft: Draft) -> bool:
    """`转移性收入9万元（返还性收入2万元，…），一般债务收入【4】万元`: its list has closed."""
    if not r.text.startswith("（", whole.unit_end):
        return False
    closed = r.text.find("）", whole.unit_end, draft.start)
    near = islice(reversed(state.drafts), MOST_SPOKEN)
    return any(d.parent is whole and d.start < closed for d in near)


def _one_of_two(r: Reading, whole: Draft) -> bool:
    """`基本支出60万元，项目支出40万元。资本性支出【30】万元`: what follows is not of the first.

    Nor what follows two bodies: `“三公”经费10万元。区直“三公”经费7万元。⏎公务接待费【2】万元`.
    """
    projects = whole.concept.replace("basic_expenditure", "project_expenditure")
    told = (d for c in {whole.concept, projects} for d in r.levels.get((whole.section, c), ()))
    asked = (whole.concept, whole.scope)
    return any(d.start > whole.start and (d.concept, d.scope) != asked for d in told)


def _kind(
    r: Reading, state: State, whole: Draft, draft: Draft, frame: Frame | None, *, again: bool
) -> str:
    """How the parts of the whole are listed, now that this is one of them."""
    kind = whole.list_kind
    if again:
        return kind or "some"
    if frame is not None and kind != "some":
        # A report on a government's budget tells of the main items only.
        return "some" if r.treasury else frame.kind
    # What follows an item of the function may be about something else altogether.
    loose = not state.line.level and whole.function_code and draft.economic_code
    return kind or ("some" if loose else "all")


_FISCAL_TOTALS = {
    "fiscal_appropriation_total_revenue": {
        "fiscal_appropriation_revenue",
        "opening_fiscal_carryover",
        *(f"{fund}_revenue" for fund in Fund),
        *(f"opening_{fund}_carryover" for fund in Fund),
    },
    "fiscal_appropriation_total_expenditure": {
        "fiscal_appropriation_expenditure",
        "closing_fiscal_carryover",
        *(f"{fund}_expenditure" for fund in Fund),
    },
}
"""What makes up the totals of fiscal appropriation: the year's, and what is carried over."""
_ENTITY_FUNDS = (
    "institutional_revenue",
    "business_revenue",
    "superior_subsidy_revenue",
    "affiliate_remittance_revenue",
    "other_revenue",
    "non_fiscal_surplus_used",
)
"""`单位资金15万元，其中：事业收入10万元`: what it holds, each of the year's revenue too."""

_OTHER_HALF = {"public_funds": "personnel_funds", "personnel_funds": "public_funds"}


def _beside(state: State, draft: Draft) -> Draft | None:
    """`基本支出60万元，其中：人员经费50万元。公用经费【10】万元`: the other half of that whole."""
    other = _OTHER_HALF.get(draft.concept)
    if other is None:
        return None
    near = islice(reversed(state.drafts), MOST_SPOKEN)
    halves = (d for d in near if d.is_level and d.parent is not None)
    half = next((d for d in halves if d.concept == other), None)
    return half.parent if half is not None and half.stage == draft.stage else None


def _nearer_whole(r: Reading, parent: Draft, child: Draft) -> Draft:
    """`总收入…，其中：本年收入…。收入构成：财政拨款收入…`: part of 本年收入, which is of 总收入."""
    between = r.index.known[child.concept].ancestry[1:]
    if parent.concept not in between:
        return parent
    for concept in between[: between.index(parent.concept)]:
        other_nature = concept.replace("basic_expenditure", "project_expenditure")
        projects = r.levels.get((parent.section, other_nature), ())
        if other_nature != concept and any(d.parent is parent for d in projects):
            continue  # Of a whole taken apart by nature, what is listed again is of both.
        for other in reversed(r.levels.get((parent.section, concept), ())):
            is_part = other.parent is parent and other.scope == child.scope
            if is_part and other is not child and other.other_year is None:
                return other
    return parent


def _same_account(r: Reading, parent: Draft, child: Draft, *, listed: bool) -> Draft | None:
    """`年初预算为100万元，支出决算为65万元。其中：…`: parts belong to their account's whole."""
    account = child.stage or str(r.source.stage)
    if (parent.stage or str(r.source.stage)) == account:
        return parent
    past = parent.year_printed not in (None, r.source.fiscal_year)
    if past and not child.stage and child.year_printed == parent.year_printed:
        child.stage = parent.stage  # `…预算21万元。2023年决算18万元，其中公务接待费【6】万元`
        return parent
    for other in r.levels.get((parent.section, parent.concept), ()):
        near = abs(other.start - parent.start) < _ONE_SENTENCE and other.scope == parent.scope
        near = near and other.rule != "fund" and other.other_year is None
        near = near and bool(parent.concept or other.label == parent.label)
        if near and (other.stage or str(r.source.stage)) == account and other is not child:
            return other
    if not parent.concept:
        child.stage = child.stage or parent.stage
        return parent
    if not r.source.stage.is_final:
        return parent  # In a budget 年初预算 is but another word for the budget.
    if child.stage or (not listed and "\n" in r.text[parent.end : child.start]):
        return None  # `年初预算9万元。…⏎基本支出【8】万元`: no list of the budget goes on
    child.stage = parent.stage
    return parent


def compatible(r: Reading, parent: Draft, child: Draft, bracket: bool) -> bool:
    """Tell whether the classification lets one figure be part of the other."""
    if parent.concept == child.concept and parent.concept:
        within = bracket or child.rule == "fund"
        return within and child.fund != parent.fund == ""  # `…9万元（财政拨款【6】万元…）`
    if parent.function_code and child.function_code:
        return child.function_code.startswith(parent.function_code)
    if child.function_code and not parent.function_code:
        return r.about(parent.concept).breakdown == "function" or not parent.concept
    above = r.index.known[child.concept].ancestry
    if parent.concept in above or child.concept in _FISCAL_TOTALS.get(parent.concept, ()):
        return True
    if parent.concept != child.concept == _of_its_fund(r, parent, child):
        return True  # `基本支出9万元，其中：财政拨款【6】万元`
    if parent.concept == "entity_funds_revenue":
        return child.concept in _ENTITY_FUNDS
    if r.treasury and parent.concept == SUBSIDY:
        return TRANSFERS in above
    if r.treasury and child.concept in _MOVED.get(parent.concept, ()):
        return True
    if child.concept.startswith("function_item"):
        return bool(parent.function_code)
    if r.about(parent.concept).breakdown == "economic":
        return _spent_as(r, parent, child)
    if bracket and child.concept and parent.concept:
        return not (child.function_code or parent.function_code)
    if child.concept in ("basic_expenditure", "project_expenditure"):
        return r.about(parent.concept).breakdown == "function" and not parent.function_code
    return not child.concept and bool(child.label)


def _of_its_fund(r: Reading, parent: Draft, child: Draft) -> str:
    return r.index.vocab.layouts.funded(parent.concept, r.about(child.concept).fund)


def _of_item(r: Reading, state: State, parent: Draft, child: Draft) -> bool:
    """`初中教育支出…，其中：基本支出…`: expenditure by its nature within one item of the function.

    So all that is listed of what no vocabulary knows: `自有资金安排5万元，其中接待费【2】万元`.

    The child then carries the item's code: it is not all the basic expenditure of the body. After
    a row of several items the words mean the whole, not the last of them, unless 「；」 parts that.
    """
    natures = ("basic_expenditure", "project_expenditure")
    of_nature = any(concept.endswith(natures) for concept in r.index.known[child.concept].ancestry)
    innermost = state.frames[-1] if state.frames else None
    listed = innermost is not None and innermost.parent is parent
    if listed and innermost and not parent.concept and not innermost.others:
        return parent.year_printed in (None, child.year_printed)
    if child.function_code or not of_nature:
        return False
    unknown = not parent.concept or parent.concept.startswith("function_item")
    if unknown and any(frame.parent is parent for frame in state.frames):
        return True  # of an item whose code nobody knows, and of nothing more
    if not parent.function_code:
        return False
    spoken = state.sentence[-MOST_SPOKEN:]
    row = [d for d in spoken if d.is_level and d.function_code and d.parent is not None]
    apart = r.text.rfind("；", 0, parent.start) if child.value <= parent.value else 0
    own = any(f.bracket and f.parent is parent for f in state.frames)  # `…9万元（其中：基本支出`
    beside = [d for d in row if d is not parent and d.parent is parent.parent and d.start > apart]
    if beside and not own:
        return False
    behind = (d for d in r.drafts[-MOST_SPOKEN:] if d.is_level and d.section == parent.section)
    others = (d.function_code for d in behind if d.function_code and d.start > parent.start)
    if parent not in state.drafts and not all(
        code.startswith(parent.function_code) for code in others
    ):
        return False  # `教育支出9万元；卫生健康支出2万元。⏎基本支出【8】万元`: of all of them
    child.function_code = parent.function_code
    return True


def _by_economy(r: Reading, parent: Draft, child: Draft) -> bool:
    """`一般公共预算支出90万元，其中：⏎工资福利支出60万元`: a list may be by what is bought, too."""
    if len(child.economic_code) != _CLASS:
        return False
    return r.about(parent.concept).breakdown == "function" and not parent.function_code


def _within_item(r: Reading, state: State, parent: Draft, child: Draft) -> bool:
    """`环境整治38万元，其中垃圾清运【26】万元`: items of an item, as long as it can hold them."""
    above = r.index.known[child.concept].ancestry[1:2]
    if parent.concept != child.concept or not any(r.about(c).items == child.concept for c in above):
        return False
    between = r.text[parent.unit_end : child.start]
    if "；" in between and ("：" not in between or r.text[parent.label_start - 1] == "；"):
        return False  # `A5万元；B9万元，其中C2万元；D【3】万元`: beside B
    parts = (d.value for d in state.sentence[-MOST_SPOKEN:] if d.parent is parent)
    return sum(parts, child.value) <= parent.value


def _by_nature(r: Reading, parent: Draft) -> bool:
    """Tell basic or project expenditure: no item of the function, but of all functions."""
    return not parent.function_code and r.about(parent.concept).breakdown == "economic"


def _unannounced(r: Reading, parent: Draft, draft: Draft) -> bool:
    """`机关运行经费9万元。⏎培训费【8】万元`: it need not be of the costs that head its section."""
    return bool(draft.economic_code) and r.about(parent.concept).breakdown == "running_costs"


def _spent_as(r: Reading, parent: Draft, child: Draft) -> bool:
    """Basic and project expenditure of any fund break down into the economic classification."""
    if child.concept.startswith("economic_"):
        return True
    roots = [c for c in r.index.known[child.concept].ancestry[1:] if c.endswith("_expenditure")]
    return bool(roots) and parent.concept.endswith(roots[0])


def _candidates(r: Reading, state: State) -> Iterator[tuple[Draft, bool, Frame | None]]:
    """Figures that may be the parent, the innermost first: (figure, within brackets, frame)."""
    for frame in reversed(state.frames):
        if frame.parent is not None:
            yield frame.parent, frame.bracket or frame.within, frame
        for other in frame.others:
            yield other, False, frame
        if frame.closed:
            return
    yield from surroundings(r, state.line.section).parents


def _earlier_whole(r: Reading, state: State, draft: Draft) -> Draft | None:
    """A figure earlier in the line whose concept is an ancestor of the draft's."""
    above = r.index.known[draft.concept].ancestry[1:]
    if not above:
        return None  # and no long line is searched for every figure of it
    account, last = draft.stage or str(r.source.stage), None
    for d in islice(reversed(state.drafts), MOST_SPOKEN):
        if d.concept not in above or not d.is_level or d.in_reason or d.rule == "fund":
            continue
        if d.rule == "stated_nothing" and draft.value:
            continue  # `无财政拨款“三公”经费。自有资金安排接待费【3】万元`: not of nothing
        if d.unit != draft.unit or d.other_year != draft.other_year or _one_of_two(r, d):
            continue
        if _listed_in_brackets(r, state, d, draft):
            continue
        if d.year_printed and draft.year_printed and d.year_printed != draft.year_printed:
            continue
        if (d.stage or str(r.source.stage)) == account:
            return d
        last = last or d
    return last
