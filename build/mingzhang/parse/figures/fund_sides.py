"""Which side, which fund: in, a figure's words and its section; out, the concept that they mean.

`收入120万元，支出110万元` under a fund's heading are that fund's; a bare 支出 after a revenue or a
carry-over is no word for that figure; 政府性基金…基本支出 is none of the general public budget's.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from mingzhang.common.clause_begins import behind_last
from mingzhang.model import Fund, Measure
from mingzhang.parse.concepts.labels import OF_FUND, Resolution
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Reading, State, tops_of
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.treasury import KEPT, TOTALS, of_treasury, unclear
from mingzhang.parse.text.spelling import clean

_FUNDS = tuple(Fund)
_FUND_KINDS = tuple(fund for fund in Fund if fund.is_narrow)
_WHOLE = {
    "total_revenue": "revenue",
    "current_year_revenue": "revenue",
    "fiscal_appropriation_revenue": "revenue",
    "total_expenditure": "expenditure",
    "current_year_expenditure": "expenditure",
    "fiscal_appropriation_expenditure": "expenditure",
    "revenue_and_expenditure": "revenue_and_expenditure",
}
_PLAIN_KINDS = ("", "revenue", "expenditure", "revenue_and_expenditure")
_ACCOUNTS = frozenset(
    f"{account}_{side}"
    for account in ("fiscal_appropriation", *Fund)
    for side in ("revenue", "expenditure")
)
_SIDES = ("revenue", "expenditure")
_PAIRS = {
    frozenset((f"{prefix}total_revenue", f"{prefix}total_expenditure")): (
        f"{prefix}revenue_and_expenditure"
    )
    for prefix in ("", "fiscal_appropriation_")
}
OPENING = ("opening_carryover", "opening_fiscal_carryover")
"""What was carried over of all money, or of the appropriation; each fund has a concept too."""
CLOSING = ("closing_carryover", "closing_fiscal_carryover")
_OF_FUNDS = frozenset(f"{fund}_{side}" for fund in Fund for side in ("revenue", "expenditure"))
_SPENT = frozenset({"expenditure", "function", "three_public", "running_costs", "procurement"})
"""Groups of concepts of which no revenue can be."""
_NEAR = 160
"""Characters before a figure among which its sentence says so."""
_NOT_OURS = ("not_spent_by_us", "supposed")
"""Patterns of the words before a label that make it another's, or nobody's yet."""
_NATURES = ("basic_expenditure", "project_expenditure")


def counterpart(r: Reading, state: State, draft: Draft, label: str) -> Resolution | None:
    """`…财政拨款收入100万元，支出90万元`: the other side of the account that was opened."""
    rates = draft.measure.is_change or draft.measure.is_completion
    said = r.treasury and rates  # `…预算收入下降1%，支出增长【2】%`
    money = draft.measure is Measure.AMOUNT and draft.unit == "CNY"
    side = r.index.side_of(label) if money or said else ""
    if not side:
        return None
    other = "revenue" if side == "expenditure" else "expenditure"
    spoken = state.sentence or [top for top in tops_of(state.before) if top.is_level][:1]
    if r.treasury:
        return _counterpart_of_account(r, spoken, label, side, other)
    for earlier in reversed(spoken[-MOST_SPOKEN:]):
        account = earlier.concept.removesuffix(f"_{other}")
        concept = r.index.vocab.concepts.get(f"{account}_{side}")
        if account != earlier.concept and concept is not None and not earlier.in_reason:
            return Resolution(concept.concept, label, "", "counterpart", fund=concept.fund)
    kind = state.kind
    item = any(d.function_code or not d.concept for d in spoken) or bool(state.unknown)
    item = item or (state.subject is not None and bool(state.subject.function_code))
    if kind in _FUND_KINDS and not item:
        return Resolution(f"{kind}_{side}", label, "", "counterpart", fund=kind)
    return None


def of_listed(r: Reading, state: State, draft: Draft, named: Resolution) -> Resolution:
    """`一般公共预算支出90万元，按单位划分：局机关支出【60】万元`: of what is divided."""
    listed = state.frames[-1] if state.frames else r.open_list
    whole = listed.parent if listed is not None else None
    if whole is None or not whole.concept or draft.unit != whole.unit or not draft.is_level:
        return named
    bare = named.concept in TOTALS and r.grammar["bare_side"].fullmatch(named.label)
    both = r.about(whole.concept).group == "totals"
    if not bare or both or other_side(r, whole.concept, named.label):
        return named
    return replace(named, concept=whole.concept, rule="counterpart", fund=whole.fund)


def _counterpart_of_account(
    r: Reading, spoken: list[Draft], label: str, side: str, other: str
) -> Resolution | None:
    """`政府性基金收入40万元，支出【38】万元`: the other side of the account just spoken of."""
    last = next((d for d in reversed(spoken) if d.is_level), spoken[-1] if spoken else None)
    if last is None or last.in_reason or r.grammar["grand_total"].search(label):
        return None
    account = last.concept.removesuffix(f"_{other}")
    if account == last.concept or account not in KEPT:
        return None
    concept = r.index.vocab.concepts[f"{account}_{side}"]
    return Resolution(concept.concept, label, "", "counterpart", fund=concept.fund)


def both_sides(r: Reading, state: State, label: str) -> Resolution | None:
    """`收入总计100万元，支出总计100万元，与上年相比，各增加5万元`: what is said of both of them.

    Of two figures that make up no known whole, no concept can be told.
    """
    if r.grammar["of_each"].fullmatch(label) is None:
        return None
    spoken = [d for d in state.sentence or state.before if d.concept][-MOST_SPOKEN:]
    last_of = {d.concept: d for d in spoken}
    two = sorted(last_of.values(), key=lambda d: d.start)[-2:]
    if len(two) < 2 or two[1].parent is two[0] or two[1].concept in _PAIRS.values():
        return None
    whole = _PAIRS.get(frozenset(draft.concept for draft in two), "")
    if not whole and "；" in r.text[two[0].end : two[1].start]:
        return None  # `运行费3万元；接待费2万元，较预算和上年均下降3%`: of the last one, twice
    alike = len({(draft.is_level, draft.value) for draft in two}) == 1
    concept = whole if alike else ""
    return Resolution(concept, "", "", "of_both_sides", fund=r.about(concept).fund)


def alike_sides(r: Reading, state: State) -> Resolution | None:
    """`收入总计100万元、支出总计100万元，比上年增加5万元`: of both, which no figure parts."""
    near = (state.sentence or state.before)[-2:]
    if r.treasury or len(near) < len(_SIDES) or near != state.drafts[-2:]:
        return None
    one, other = near
    if not (one.is_level and other.is_level) or (one.value, one.unit) != (other.value, "CNY"):
        return None
    account = one.concept.removesuffix("revenue").removesuffix("expenditure")
    if {one.concept, other.concept} != {f"{account}{side}" for side in _SIDES}:
        return None
    both = f"{account.replace('total_', '')}revenue_and_expenditure"
    concept = both if both in r.index.vocab.concepts else ""
    return Resolution(concept, "", "", "of_both_sides", fund=r.about(concept).fund)


def same_account(r: Reading, state: State, resolution: Resolution, label: str) -> Resolution:
    """`财政拨款本年收入53万元，…；本年支出52万元`: the sentence speaks of one account all along."""
    if r.treasury or not state.sentence:
        return resolution
    side, opened = r.index.side_of(label), state.sentence[0].concept
    earlier = r.grammar["of_other_year"].match(label)  # `政府性基金支出42万元；上年支出【26】万元`
    side = side or (r.index.side_of(label[earlier.end() :]) if earlier else "")
    carried = opened == OPENING[1] and not resolution.fund
    if carried and resolution.concept in OF_FUND:
        # `财政拨款年初结转9万元，本年收入53万元，…，年末结转【4】万元`
        return replace(resolution, concept=OF_FUND[resolution.concept])
    if not side or resolution.concept not in _WHOLE or (opened.endswith(side) and not earlier):
        return resolution
    if not carried and opened not in _ACCOUNTS:
        return resolution
    account = "fiscal_appropriation" if carried else opened.rsplit("_", 1)[0]
    concept = r.index.vocab.concepts.get(f"{account}_{side}")
    if concept is None:
        return resolution
    return replace(resolution, concept=concept.concept, rule="counterpart", fund=concept.fund)


def other_side(r: Reading, subject: str, label: str) -> bool:
    """Tell whether a bare 收入 or 支出 cannot mean the concept that is being spoken of."""
    side = r.index.side_of(label)
    if not side or not subject:
        return False
    if subject.endswith(("carryover", "surplus_used", "surplus_distribution", "fund_used")):
        return True
    group = r.about(subject).group
    return group == "revenue" if side == "expenditure" else group in _SPENT


def of_other_account(r: Reading, subject: Draft | Resolution, label: str) -> bool:
    """`一般公共预算支出40万元。政府性基金累计支出【9】万元`: another side or fund than before."""
    if other_side(r, subject.concept, label) or _names_other_side(r, subject, label):
        return True
    match = r.grammar["fund_named"].search(label)
    fund = subject.fund or r.about(subject.concept).fund
    return match is not None and fund in match.groupdict() and fund != match.lastgroup


def _names_other_side(r: Reading, subject: Draft | Resolution, label: str) -> bool:
    """`税收收入下降8%；财政支出【38】亿元`: words that end with the other side."""
    named = r.grammar["ends_with_side"].search(clean(label))
    if named is None:
        return False
    if subject.concept:
        return {"revenue": "expenditure", "expenditure": "revenue"}[str(named.lastgroup)] == (
            r.about(subject.concept).group.replace("function", "expenditure")
        )
    own = r.grammar["ends_with_side"].search(subject.label)
    return own is not None and own.lastgroup != named.lastgroup


def of_fund(r: Reading, state: State, resolution: Resolution) -> Resolution | None:
    """Under a fund's own heading the wholes are the fund's; named money is never another's."""
    if r.treasury:
        return of_treasury(r, state, resolution)
    listed = state.frames[-1].parent if state.frames else None
    spoken = listed or state.subject  # `年初结转和结余：一般公共预算财政拨款【8】万元`
    if spoken is not None and spoken.concept in OPENING:
        return _carried_over(r, resolution)
    if spoken is not None and spoken.concept in CLOSING and resolution.concept in _OF_FUNDS:
        fund = r.about(resolution.concept).fund
        return replace(resolution, concept="closing_fiscal_carryover", fund=fund)
    kind = state.kind if state.kind not in _PLAIN_KINDS else _kind_above(r, state.line.section)
    if (whole := of_section(r, resolution, kind)) is not resolution:
        return whole
    if kind in _FUND_KINDS and resolution.concept.endswith(_NATURES) and not resolution.fund:
        return _of_nature(r, resolution, kind)
    carried = resolution.concept in OF_FUND and not resolution.fund
    if carried and (above := _fund_above(r, state)):
        return replace(resolution, concept=OF_FUND[resolution.concept], fund=above)
    if listed is not None and listed.fund in _FUNDS and resolution.concept.endswith(_NATURES):
        return _of_nature(r, resolution, listed.fund) if not resolution.fund else resolution
    if not resolution.fund:
        return resolution
    if resolution.concept in _WHOLE:
        concept = r.index.vocab.concepts.get(f"{resolution.fund}_{_WHOLE[resolution.concept]}")
        return replace(resolution, concept=concept.concept) if concept is not None else resolution
    fund = r.about(resolution.concept).fund
    if fund not in ("", "fiscal_appropriation", resolution.fund):
        return _of_nature(r, resolution, resolution.fund)
    return resolution


def of_section(r: Reading, resolution: Resolution, kind: str) -> Resolution:
    """The whole of a fund, where a section of that kind speaks of a total."""
    if kind not in _FUNDS or resolution.concept not in _WHOLE or resolution.fund:
        return resolution
    concept = r.index.vocab.concepts.get(f"{kind}_{_WHOLE[resolution.concept]}")
    return (
        replace(resolution, concept=concept.concept, fund=concept.fund) if concept else resolution
    )


def heading_of_fund(r: Reading, resolution: Resolution, section: int) -> Resolution:
    """`四、政府性基金预算⏎（一）收入预算：2023年【5】万元`: what a heading says, of the fund."""
    return resolution if r.treasury else of_section(r, resolution, _kind_above(r, section))


def _kind_above(r: Reading, section: int) -> str:
    """`四、政府性基金收支情况⏎（一）收入情况`: the nearest kind of section that tells more."""
    kinds = map(r.kind, r.sections_up(section))
    return next((kind for kind in kinds if kind not in _PLAIN_KINDS), "")


def _fund_above(r: Reading, state: State) -> str:
    """The fund that the nearest heading names: that of a section, or of one around it."""
    kinds = map(r.kind, r.sections_up(state.line.section))
    return next((kind for kind in kinds if kind in _FUNDS), "")


def _carried_over(r: Reading, resolution: Resolution) -> Resolution:
    """`上年结转收入80万元，包括：一般公共预算拨款收入【80】万元`: what was carried over of it."""
    carried = f"opening_{resolution.concept.removesuffix('_revenue')}_carryover"
    known = resolution.concept.endswith("_revenue") and carried in r.index.vocab.concepts
    return replace(resolution, concept=carried) if known else resolution


def _of_nature(r: Reading, resolution: Resolution, fund: str) -> Resolution | None:
    """Basic or project expenditure from the fund that is meant; nothing else is known of it."""
    nature = next((nature for nature in _NATURES if resolution.concept.endswith(nature)), "")
    if not nature:
        return None
    concept = f"{fund}_{nature}"
    return replace(resolution, concept=concept if r.about(concept).concept else nature, fund=fund)


def means_else(r: Reading, state: State, draft: Draft, resolution: Resolution) -> bool:
    """Tell words that mean something else here than they do in general.

    Under government procurement 财政专户管理的资金 is what pays for it, no revenue of the body; the
    其他支出 of a list that is not by function (医疗业务支出、管理费用、其他支出) is no class of it.
    """
    if r.treasury and unclear(r, state, resolution, r.text[state.clause : draft.start]):
        return True
    if not resolution.label.isalpha() and _is_marked(r, draft, resolution):
        return True
    words = r.text[state.clause : draft.start]
    if resolution.function_code and r.grammar["school_funds"].search(words):
        return True  # `一般公共预算教育经费20亿元` of the statistics is no class of expenditure
    before = resolution.before if draft.is_level and not r.treasury else ""
    if before and any(r.grammar[told].search(before) for told in _NOT_OURS):
        return True  # `代县残联支付的公务接待费1万元`
    spent = draft.is_level and r.about(resolution.concept).group in _SPENT
    if spent and r.grammar["handed_on"].search(resolution.before):
        return True  # `市财政局下达我市一般公共预算支出5万元`
    if resolution.function_code and r.grammar["less_of_class"].fullmatch(resolution.label):
        return True  # `其他支出（含预备费）5万元`
    kind = state.kind
    if kind in _FUND_KINDS and draft.is_level and r.grammar["grand_total"].search(words):
        # `收入总计6万元。其中：本年收入5万元，年初结转1万元`: more than the fund's revenue.
        return r.grammar["carried"].search(r.text[draft.end : state.line.end]) is not None
    about = r.about(resolution.concept)
    if draft.is_level and about.group == "revenue" and r.grammar["paid_from"].search(words):
        return True  # `培训费5万元，由事业收入列支2万元`: paid, not taken in
    if draft.is_level and about.group == "revenue":
        # `政府性基金预算0万元` in the fund's own section: of either side.
        unsaid = kind in _FUND_KINDS and r.grammar["fund_alone"].fullmatch(resolution.label)
        return kind == "procurement" or bool(unsaid)
    if draft.is_level and about.kind == "balance" and _of_a_holder(r, resolution):
        return True
    if draft.is_level and about.group == "assets":
        begin = behind_last("，。；", r.text, state.line.content, draft.start)
        if r.grammar["asset_moved"].search(r.text, begin, draft.start):
            return True  # `划转公务用车2辆、固定资产【60】万元`: not what is held
    classed = resolution.function_code or resolution.economic_code
    if draft.is_level and classed and _of_other_list(r, state, draft, resolution):
        return True
    if _one_of_bought(r, state, draft, resolution):
        return True
    if "equipment_over_" in resolution.concept:
        # `安排购置车辆1辆；单价50万元以上通用设备2台`: to be bought, not held.
        begin = behind_last("。；", r.text, state.line.content, draft.start)
        flows = r.grammar["asset_flow"].search(r.text, begin, draft.start)
        return flows is not None or any("vehicles_purchased" in d.concept for d in state.sentence)
    if not state.sentence:
        return False
    if about.kind == "balance" and _of_other_assets(r, state.sentence[-1]):
        return True
    if resolution.rule == "label_ending" and r.grammar["side_alone"].fullmatch(resolution.label):
        # `其他收入5万元，其中：体育馆收入3万元`: only what opens a sentence may be a body's total.
        return resolution.concept in ("total_revenue", "total_expenditure")
    return False


def _one_of_bought(r: Reading, state: State, draft: Draft, resolution: Resolution) -> bool:
    """`购置车辆3辆，包括领导干部用车【1】辆`: one of those bought, and none that is held."""
    last = state.sentence[-1] if state.sentence else None
    if last is None or draft.unit != last.unit or "_purchased" not in last.concept:
        return False
    return r.about(resolution.concept).parent == "vehicles"


def _is_marked(r: Reading, draft: Draft, resolution: Resolution) -> bool:
    """Tell by what stands in brackets within the words that they mean something else."""
    if draft.is_level and r.grammar["other_basis"].search(resolution.label):
        return True  # `一般公共预算收入（同口径）30亿元`: not what was taken in
    # `文化事业建设费安排的支出（款）100万元`: a class that no vocabulary knows
    unknown = not resolution.function_code
    return unknown and r.grammar["class_marked"].search(resolution.label) is not None


def less_or_more(r: Reading, state: State, draft: Draft) -> bool:
    """`上半年公务接待费1万元`, `扣除购置费后，“三公”经费8万元`: not what the year's all is."""
    if r.treasury:
        return False
    near = max(state.line.content, draft.start - _NEAR)
    begin = behind_last("。；", r.text, near, draft.start)
    if not draft.is_level:
        # `剔除购置费，“三公”经费下降【3】%`: of less than is known of
        begin = max(begin, state.drafts[-1].unit_end if state.drafts else 0)
        return r.grammar["adjusted"].search(r.text, begin, draft.start) is not None
    span, less = r.grammar["other_span"], r.grammar["less_than_all"]
    if span.search(r.text, begin, draft.start) or less.search(r.text, begin, draft.start):
        return True
    # `1-4月，基本支出9万元。公务接待费1万元`: the line goes on so until it tells another time
    opens = r.grammar["opens_part_year"].match(r.text, state.line.content)
    return opens is not None and not r.grammar["all_year"].search(r.text, opens.end(), draft.start)


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


def of_counted_bodies(r: Reading, state: State) -> bool:
    """`99个部门公开了【128】个项目的绩效目标`: of bodies that are counted, not ours alone."""
    counts = (d for d in state.sentence[-MOST_SPOKEN:] if d.is_level and not d.concept)
    counted = next((d for d in counts if r.grammar["bodies_behind"].match(r.text, d.end)), None)
    if counted is None:
        return False
    begin = behind_last("。；", r.text, state.line.content, counted.start)
    return r.grammar["own_bodies"].search(r.text, begin, counted.start) is None


def _of_a_holder(r: Reading, resolution: Resolution) -> bool:
    """`全市资产总额9亿元，其中：行政单位资产总额【3】亿元`: not of all that hold assets."""
    return r.grammar["others_assets"].search(resolution.before) is not None


def _of_other_assets(r: Reading, last: Draft) -> bool:
    """`国有企业资产总额9亿元，负债总额【5】亿元`: of whoever's assets those are."""
    if last.concept or not last.is_level:
        return False
    return last.unit == "CNY" and r.grammar["assets_told"].search(last.label) is not None


_OF_ALL = ("", "explanation", "overview", "revenue_and_expenditure", "revenue", "expenditure")
"""Kinds of sections that speak of the whole body's money."""


def opens_expenditure(r: Reading, state: State, label: str) -> bool:
    """`2023年支出预算2,345万元`: a line's first figure, where nothing else is spoken of."""
    if state.drafts or state.subject or not r.grammar["opens_expenditure"].fullmatch(clean(label)):
        return False
    above = r.sections_up(state.line.section)
    return all(r.kind(section) in _OF_ALL for section in above)


def opens_side(r: Reading, state: State, label: str) -> str:
    """`2023年收入【520】万元`: the side that a line's first words name, of all the body's money.

    Only where no heading may tell of less than all of it.
    """
    of_writer = r.grammar["names_writer"].sub("", clean(label))
    if (body := r.bodies.in_words(of_writer)) is not None:
        of_writer = of_writer.removeprefix(body.printed)
    named = r.grammar["opens_side"].fullmatch(of_writer)
    if named is None or r.treasury or state.drafts or state.subject or state.unknown:
        return ""
    if r.grammar["tells_of_less"].search(r.text, 0, state.line.start):
        return ""  # `“三公”经费情况⏎2023年支出5万元`
    kinds = [r.kind(section) for section in r.sections_up(state.line.section)]
    return str(named.lastgroup) if all(kind and kind in _OF_ALL for kind in kinds) else ""
