"""Words that mean something else here: in, a figure, what its words led to; out, whether they do.

By what stands around them they are another's (`代县残联支付的公务接待费`), of less or more than the
year's all (`上半年公务接待费`), paid and not taken in, moved and not held, or of no class at all.
"""

from __future__ import annotations

from itertools import islice

from mingzhang.common.clause_begins import behind_last
from mingzhang.model import Measure
from mingzhang.parse.concepts.labels import Resolution
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fund_sides import FUND_KINDS, OPENING, SPENT
from mingzhang.parse.figures.treasury import unclear
from mingzhang.parse.grammar.by_words import gate

_NEAR = 160
"""Characters before a figure among which its sentence says so."""
_INDICATOR = 20
"""Points that one indicator has at most."""
_DUTIES, _MONEY = "duties", ("CNY", "percent")
_PUBLIC = ("three_public_expenses", "official_vehicles")
"""What their parts are spent on is counted: visitors, vehicles."""
_CLASS = 3
"""Digits of the code of a class."""
_THEIRS = "subordinate_units"
_HANDED = ("transfer_revenue", "returned_revenue")
_PARTS_FOLLOW = gate("parts_follow")
_OTHER_TIMES = frozenset(map(gate, ("other_span", "less_than_all", "until_month")))
"""Patterns of the words before a figure that make it more or less than the year's all."""


def means_else(r: Reading, state: State, draft: Draft, resolution: Resolution) -> bool:
    """Tell words that mean something else here than they do in general.

    Under government procurement 财政专户管理的资金 is what pays for it, no revenue of the body; the
    其他支出 of a list that is not by function (医疗业务支出、管理费用、其他支出) is no class of it.
    """
    words = r.text[state.clause : draft.start]
    moved = resolution.concept.endswith(_HANDED) and draft.is_level
    if moved and r.grammar["handed_down"].search(r.text, state.begun, draft.start):
        return True  # `县对乡镇转移支付9万元，其中一般性转移支付【8】万元`: no revenue
    if r.treasury and unclear(r, state, resolution, words):
        return True
    if whole_paid(r, state, draft, resolution) is not None:
        return True
    if draft.measure.is_count and r.grammar["each_has"].search(words):
        return True  # `两馆公务用车各【1】辆`: of each of them
    if _is_marked(r, draft, resolution) or _of_others(r, state, draft, resolution):
        return True
    if _of_an_item(r, state, resolution):
        return True
    aside = state.spoken.reason and draft.is_level and resolution.rule == "label_ending"
    if resolution.function_code and (aside or _is_no_class(r, words, resolution)):
        return True  # `主要原因是下达大气污染防治资金【9】万元`: some of it, if any
    rated = "of_indicator" if draft.value <= _INDICATOR else "rated_by_others"
    performance = r.about(resolution.concept).group == "performance"
    performance = performance and r.source.stage.is_final
    if performance and r.grammar["managed"].search(r.text, state.begun, draft.start):
        return True  # `纳入绩效管理的项目6个，涉及资金【9】万元`: set, tracked or evaluated?
    ours = resolution.concept in ("self_evaluation_score", "self_evaluated_funds")
    if ours and r.grammar[rated].search(r.text, state.begun, draft.start):
        return True  # `预算执行（10分），得分【9】分`: of that alone
    # `债务增加9亿元，其中：转贷收入9亿元`
    taken_in = draft.is_level and r.about(resolution.concept).group == "revenue"
    bracketed = bool(state.frames) and state.frames[-1].bracket and state.frames[-1].closed
    parts = draft.is_level and (bracketed or _PARTS_FOLLOW in state.may)
    if parts and not taken_in and _of_some_more(r, state, draft):
        return True
    if _of_what_is_counted(r, state, draft, resolution):
        return True
    if _is_aimed_at(r, state, draft) or _of_subordinates(r, state, draft, resolution.concept):
        return True
    narrow = draft.is_level and state.kind in FUND_KINDS
    if narrow and r.grammar["grand_total"].search(words):
        # `收入总计6万元。其中：本年收入5万元，年初结转1万元`: more than the fund's revenue.
        return r.grammar["carried"].search(r.text[draft.end : state.line.end]) is not None
    if taken_in:
        return _is_no_revenue(r, state, words, resolution)
    classed = draft.is_level and (resolution.function_code or resolution.economic_code)
    if classed and _of_other_list(r, state, draft, resolution):
        return True
    return _is_not_held(r, state, draft, resolution) or _is_of_a_part(r, state, resolution)


def _of_an_item(r: Reading, state: State, resolution: Resolution) -> bool:
    """`驻村项目5万元，其中财政拨款【3】万元`: of that item, not of all that it is an item of."""
    whole = state.frames[-1].parent if state.frames else None
    holder = r.about(whole.concept).parent if whole is not None else ""
    is_item = whole is not None and r.index.known[holder].items == whole.concept != ""
    return is_item and holder in r.index.known[resolution.concept].ancestry[1:]


def whole_paid(r: Reading, state: State, draft: Draft, found: Resolution) -> Draft | None:
    """`设备购置84万元（上年结转【14】万元）`: what is paid with money of the year before."""
    whole = state.frames[-1].parent if state.frames else None
    opening = draft.is_level and found.concept in OPENING
    if whole is None or not whole.concept or not opening:
        return None
    about = r.about(whole.concept)
    item = bool(about.parent) and r.about(about.parent).items == whole.concept
    return whole if about.function_code or item or about.breakdown == "economic" else None


def _of_others(r: Reading, state: State, draft: Draft, resolution: Resolution) -> bool:
    """Tell by the words before a label that it is what others spend, or nobody yet."""
    before = resolution.before
    if not draft.is_level:
        return False
    last = state.sentence[-1] if state.sentence else None
    in_row = last is not None and r.text[last.unit_end : state.clause] == "、"
    if in_row and last is not None and last.unmapped_by == "meant_otherwise" and last.unit == "CNY":
        # `单位资金安排接待费5万元、公务用车运行维护费【12】万元`: in one row, of one money
        return draft.unit == "CNY" and r.about(resolution.concept).group == "three_public"
    if not before:
        return False
    theirs, supposed = r.grammar["not_spent_by_us"], r.grammar["supposed"]
    if not r.treasury and (theirs.search(before) or supposed.search(before)):
        return True  # `代县残联支付的公务接待费1万元`
    about = r.about(resolution.concept)
    if about.group == "three_public" and r.grammar["own_money"].search(before):
        return True  # `财政拨款“三公”经费0万元；经营收入安排公务用车运行维护费【12】万元`
    # `市财政局下达我市一般公共预算支出5万元`
    spent = about.group in SPENT
    return spent and r.grammar["handed_on"].search(before) is not None


def _is_no_class(r: Reading, words: str, resolution: Resolution) -> bool:
    """`一般公共预算教育经费20亿元` of the statistics, `其他支出（含预备费）5万元`."""
    if r.grammar["school_funds"].search(words):
        return True
    return r.grammar["less_of_class"].fullmatch(resolution.label) is not None


def _of_what_is_counted(r: Reading, state: State, draft: Draft, resolution: Resolution) -> bool:
    """`转拨12家乡镇卫生院【120】万元`: what was counted right before is no class of expenditure.

    `12个项目，涉及资金9万元，其中：人员类项目4个，涉及资金【3】万元`: of some of the projects.
    """
    last = state.sentence[-1] if state.sentence else None
    if last is None or not last.measure.is_count or not draft.is_level:
        return False
    if resolution.function_code:
        return last.unit_end == state.clause
    if draft.unit != "CNY" or not state.frames:
        return False
    concept = r.about(resolution.concept)
    if concept.group == "performance":
        # `14个项目自评，其中以自评表开展14项，涉及资金【9】万元`: of all
        return not any(d.concept for d in state.sentence if d.value == last.value)
    return concept.parent in _PUBLIC and _of_some_counted(state, last)


def _of_subordinates(r: Reading, state: State, draft: Draft, concept: str) -> bool:
    """`编制9名。下属单位4个，编制【60】名，在职50人`: theirs, if ours were told before."""
    if not draft.measure.is_count or _THEIRS not in [d.concept for d in state.sentence]:
        return False
    told = r.levels.get((state.line.section, concept), ())
    ours = any(d not in state.sentence for d in told)
    return ours or not state.sentence[-1].concept


def _of_some_counted(state: State, last: Draft) -> bool:
    """`接待12批次，其中：外宾接待1批次，接待费【0.3】万元`: of that part of what is counted."""
    frame = state.frames[-1]
    wholes = (d for d in (frame.parent, *frame.others) if d is not None and d.unit == last.unit)
    whole = next(wholes, None)
    if whole is None or whole is last:
        return False
    listed = [d for d in state.sentence if d.start > whole.start and d.is_level]
    counted = sum(d.value for d in listed if d.unit == whole.unit)
    return counted < whole.value or any(d.unit == "CNY" for d in listed)


def _of_some_more(r: Reading, state: State, draft: Draft) -> bool:
    """`追加项目支出20万元，其中：人员经费【5】万元`: so much more of it, not all of it.

    Behind `支出10万元，比预算减少4万元` the 10 are taken apart, not their change; a bracket right
    behind a change (`年中追加8万元（基本支出【5】万元）`) takes that apart.
    """
    more = next((d for d in reversed(state.sentence) if not d.is_level), None)
    if more is None or more.unit != draft.unit or draft.value > abs(more.value):
        return False
    if more.measure not in (Measure.CHANGE, Measure.UNKNOWN):
        return False
    if r.text[more.unit_end] == "（" and "）" not in r.text[more.unit_end : draft.start]:
        return draft.other_year is None
    if more.concept or more.of:
        return False
    opens = r.grammar[_PARTS_FOLLOW].match
    return any(opens(r.text, more.unit_end + bracket) for bracket in (0, 1))


def _is_aimed_at(r: Reading, state: State, draft: Draft) -> bool:
    """`重点工作。力争一般公共预算收入完成【9】亿元` among the duties: no figure of the account."""
    return state.kind == _DUTIES and draft.unit in _MONEY and not r.treasury


def _is_no_revenue(r: Reading, state: State, words: str, resolution: Resolution) -> bool:
    """`培训费5万元，由事业收入列支【2】万元`: paid, not taken in."""
    if state.kind == "procurement" or r.grammar["paid_from"].search(words):
        return True
    begin = behind_last("。", r.text, state.line.content, state.clause)
    if r.grammar["within_spending"].match(r.text, begin):
        return True  # `项目支出中，事业收入安排【5】万元`
    listed = state.frames[-1].parent if state.frames else None
    if listed is not None and not listed.concept and r.grammar["of_project"].search(listed.label):
        return True  # `课后服务项目：2023年预算9万元，其中其他收入【4】万元`: paid from
    # `政府性基金预算0万元` in the fund's own section: of either side.
    named = r.grammar["fund_alone"].fullmatch(resolution.label)
    return state.kind in FUND_KINDS and named is not None


def _is_not_held(r: Reading, state: State, draft: Draft, resolution: Resolution) -> bool:
    """`划转公务用车2辆、固定资产【60】万元`: moved, to be bought, or held by others."""
    about = r.about(resolution.concept)
    balance = about.kind == "balance"
    if balance and draft.is_level and r.grammar["others_assets"].search(resolution.before):
        return True  # `全市资产总额9亿元，其中：行政单位资产总额【3】亿元`: of some only
    if draft.is_level and about.group == "assets":
        begin = behind_last("，。；", r.text, state.line.content, draft.start)
        if r.grammar["asset_moved"].search(r.text, begin, draft.start):
            return True
    if _one_of_bought(r, state, draft, resolution):
        return True
    if "equipment_over_" in resolution.concept:
        # `安排购置车辆1辆；单价50万元以上通用设备2台`: to be bought, not held.
        flows = r.grammar["asset_flow"].search(r.text, state.begun, draft.start)
        return flows is not None or any("vehicles_purchased" in d.concept for d in state.sentence)
    return balance and bool(state.sentence) and _of_other_assets(r, state.sentence[-1])


def _is_of_a_part(r: Reading, state: State, resolution: Resolution) -> bool:
    """`其他收入5万元，其中：体育馆收入【3】万元`: only what opens a sentence may be the total."""
    if not state.sentence or resolution.rule != "label_ending":
        return False
    alone = r.grammar["side_alone"].fullmatch(resolution.label) is not None
    return alone and resolution.concept in ("total_revenue", "total_expenditure")


def _is_marked(r: Reading, draft: Draft, resolution: Resolution) -> bool:
    """Tell by what stands in brackets within the words that they mean something else."""
    if resolution.label.isalpha():
        return False
    if draft.is_level and r.grammar["other_basis"].search(resolution.label):
        return True  # `一般公共预算收入（同口径）30亿元`: not what was taken in
    # `文化事业建设费安排的支出（款）100万元`: a class that no vocabulary knows
    if not resolution.function_code:
        return r.grammar["class_marked"].search(resolution.label) is not None
    # `…安排的支出（款）其他支出（项）9万元`: an item is no class
    whole_class = len(resolution.function_code) == _CLASS
    return whole_class and r.grammar["item_marked"].search(resolution.label) is not None


def _of_other_list(r: Reading, state: State, draft: Draft, resolution: Resolution) -> bool:
    """`经营支出28万元，占1%；其他支出11万元`: what a list that is by no class leaves over."""
    if r.grammar["other_spending"].fullmatch(resolution.label) is None:
        return False
    wholes = [frame.parent for frame in state.frames]
    spoken = islice(reversed(state.sentence or state.before), MOST_SPOKEN)
    last = next((d for d in spoken if d.is_level and d.unit == draft.unit), None)
    if last is None or last in wholes or "。" in r.text[last.end : draft.start]:
        return False
    return not (last.function_code or last.economic_code)


def _one_of_bought(r: Reading, state: State, draft: Draft, resolution: Resolution) -> bool:
    """`购置车辆3辆，包括领导干部用车【1】辆`: one of those bought, and none that is held."""
    if r.about(resolution.concept).parent != "vehicles":
        return False
    known = (d for d in reversed(state.sentence) if d.concept and d.unit == draft.unit)
    return "_purchased" in next((d.concept for d in known), "")


def _of_other_assets(r: Reading, last: Draft) -> bool:
    """`国有企业资产总额9亿元，负债总额【5】亿元`: of whoever's assets those are."""
    if last.concept or not last.is_level:
        return False
    return last.unit == "CNY" and r.grammar["assets_told"].search(last.label) is not None


def less_or_more(r: Reading, state: State, draft: Draft) -> bool:
    """`上半年公务接待费1万元`, `扣除购置费后，“三公”经费8万元`: not what the year's all is."""
    if r.treasury:
        return False
    begin = max(state.begun, draft.start - _NEAR)
    if not draft.is_level:
        # `剔除购置费，“三公”经费下降【3】%`: of less than is known of
        begin = max(begin, state.drafts[-1].unit_end if state.drafts else 0)
        return r.grammar["adjusted"].search(r.text, begin, draft.start) is not None
    for other in _OTHER_TIMES & state.may:
        if r.grammar[other].search(r.text, begin, draft.start):
            return True
    # `1-4月，基本支出9万元。公务接待费1万元`: the line goes on so until it tells another time
    opened = state.part_year
    return opened is not None and not r.grammar["all_year"].search(r.text, opened, draft.start)


def is_move(r: Reading, state: State, draft: Draft, found: Resolution, label: str) -> bool:
    """`主要原因是压减接待批次【12】批，退休【3】人`: so many more or less, not all of them."""
    cut = draft.is_level and found.rule == "label_ending"
    if cut and r.grammar["changed_first"].search(found.before):
        return True  # `主要是教育支出增加经费拨款【51】万元`
    if not found.label or not draft.measure.is_count:
        return False
    if state.spoken.reason and r.about(found.concept).group == "organisation":
        return r.relations.change_of(found.label) is None
    verb = r.relations.change_of(label)
    return verb is not None and found.label in verb[1]


def of_counted_bodies(r: Reading, state: State) -> bool:
    """`99个部门公开了【128】个项目的绩效目标`: of bodies that are counted, not ours alone."""
    counts = (d for d in state.sentence[-MOST_SPOKEN:] if d.is_level and not d.concept)
    counted = next((d for d in counts if r.grammar["bodies_behind"].match(r.text, d.end)), None)
    if counted is None:
        return False
    begin = behind_last("。；", r.text, state.line.content, counted.start)
    return r.grammar["own_bodies"].search(r.text, begin, counted.start) is None
