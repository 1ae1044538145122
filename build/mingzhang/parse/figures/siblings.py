"""What figures beside each other tell of their names: in, figures; out, the earlier ones renamed.

`公务用车及运行维护费180万元；公务用车购置支出40万元`: the words may mean both parts together, but
where the purchase stands beside them and not within them, they mean the operation alone.
"""

from __future__ import annotations

from itertools import pairwise

from mingzhang.model import Fund
from mingzhang.parse.figures.discourse import Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fund_sides import OPENING

_FUND_OF_REVENUE = {f"{fund}_revenue": fund.value for fund in Fund}

_CLASS_DIGITS = 3
_LOCAL = ("general_public_budget_revenue", "tax_revenue")
_COLLECTED = ("general_public_budget_revenue", "government_fund_revenue", "state_capital_revenue")
_NOT_COLLECTED = (
    "superior_subsidy_revenue",
    "superior_transfer_revenue",
    "transfer_revenue",
    "transferred_in",
)
"""What a government's account has besides its own revenue."""
_OTHER_PART = {"vehicle_purchase": ("official_vehicles", "vehicle_operation")}
"""A part: the whole whose name may be meant loosely, and the part that it then means."""


def beside(r: Reading, state: State, part: Draft, whole: Draft) -> bool:
    """Tell whether the part stands beside what was taken for its whole; if so, rename that."""
    if part.concept not in _OTHER_PART:
        return False
    loose, other = _OTHER_PART[part.concept]
    framed = any(frame.parent is whole for frame in state.frames)
    if whole.concept != loose or whole.parent is None or framed:
        return False
    if r.grammar["purchase_named"].search(whole.label):
        return False
    for draft in _renamed(r, state, whole, other):
        draft.economic_code = r.about(other).economic_code
    return True


def settle_carryovers(r: Reading, state: State) -> None:
    """Give each fund its carry-over where one stands behind the revenue of each.

    `一般公共预算本年收入70万元、上年结转20万元，政府性基金预算本年收入6万元、上年结转4万元`. Behind
    the last fund alone, it may be that of all funds.
    """
    if {draft.concept for draft in state.drafts}.isdisjoint(OPENING):
        return
    levels = [draft for draft in state.drafts if draft.is_level]
    carried = [
        (_FUND_OF_REVENUE[before.concept], draft)
        for before, draft in pairwise(levels)
        if draft.concept in OPENING and before.concept in _FUND_OF_REVENUE
    ]
    several = carried and any(fund != carried[0][0] for fund, _ in carried)
    for fund, level in carried if several else ():
        for draft in _renamed(r, state, level, f"opening_{fund}_carryover"):
            draft.fund = fund


def settle_local(r: Reading, state: State) -> None:
    """`全区一般公共预算收入27亿元。地方一般公共预算收入4亿元`: the first is not all its own."""
    of_the_place = r.grammar["of_the_place"].match
    for local in [d for d in state.drafts if d.is_level and d.concept in _LOCAL]:
        if not of_the_place(local.label):
            continue
        own = r.levels[local.section, local.concept]
        for wide in own[: own.index(local)]:
            if wide.scope != local.scope or wide.stage != local.stage or wide.value <= local.value:
                continue
            if of_the_place(wide.label) or wide.year != local.year:
                continue
            _unmap(r, state, wide, settle_local.__name__)


def settle_resources(r: Reading, state: State, part: Draft) -> None:
    """`一般公共预算收入80亿元，其中：…，上级补助收入【29】亿元`: no revenue."""
    whole = state.frames[-1].parent if state.frames and part.concept in _NOT_COLLECTED else None
    if whole is None or whole.concept not in _COLLECTED or whole.unit != part.unit:
        return
    if part.value + sum(d.value for d in state.sentence if d.parent is whole) <= whole.value:
        _unmap(r, state, whole, settle_resources.__name__)


def settle_government(r: Reading) -> None:
    """`机关工资福利支出5万元，对个人和家庭的补助【1】万元`: of the government's classification.

    A class that both classifications have is of that of the class before it, else of the next.
    """
    codes, year = r.index.vocab.economics, r.source.fiscal_year
    listed: dict[Draft | int, list[Draft]] = {}
    for draft in r.drafts:
        if draft.is_level and len(draft.economic_code) == _CLASS_DIGITS:
            line = r.text.rfind("\n", 0, draft.start)
            listed.setdefault(draft.parent or line, []).append(draft)
    for parts in listed.values():
        named = [codes[part.economic_code] for part in parts]
        if not any(code.is_of_government for code in named):
            continue
        both = [r.index.codes.of_government(code.name_zh, year) for code in named]
        for at, (part, code) in enumerate(zip(parts, both, strict=True)):
            beside = (*named[:at][::-1], *named[at:])
            sure = next((c for c in beside if c.is_of_government or not both[named.index(c)]), None)
            if code and part.rule != "code" and sure is not None and sure.is_of_government:
                for draft in r.drafts:
                    if part in draft.chain():
                        draft.concept, draft.economic_code = f"economic_{code}", code


def _unmap(r: Reading, state: State, level: Draft, rule: str) -> None:
    for draft in _renamed(r, state, level, ""):
        draft.rule, draft.unmapped_by = "unmapped", rule


def _renamed(r: Reading, state: State, level: Draft, concept: str) -> list[Draft]:
    """Rename a level and what the line says of it."""
    before = level.concept
    r.levels[level.section, before].remove(level)
    r.levels[level.section, concept].append(level)
    renamed = [level]
    told = state.drafts if level in state.drafts else r.drafts
    for draft in told:
        if draft.of in renamed and draft.concept == before:
            renamed.append(draft)
    for draft in renamed:
        draft.concept = concept
    return renamed
