"""Which side, which fund: in, a figure's words and its section; out, the concept that they mean.

`收入120万元，支出110万元` under a fund's heading are that fund's; a bare 支出 after a revenue or a
carry-over is no word for that figure; 政府性基金…基本支出 is none of the general public budget's.
"""

from __future__ import annotations

from dataclasses import replace

from mingzhang.common.clause_begins import behind_last
from mingzhang.model import Fund
from mingzhang.parse.concepts.labels import OF_FUND, Resolution
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Reading, State, tops_of
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.treasury import KEPT, TOTALS, all_added, of_treasury
from mingzhang.parse.text.spelling import clean

_FUNDS = tuple(Fund)
FUND_KINDS = tuple(fund for fund in Fund if fund.is_narrow)
"""Kinds of sections that are about one fund alone."""
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
_OF_YEAR = ("current_year_revenue", "current_year_expenditure")
_TOTAL = "fiscal_appropriation_total_"
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
SPENT = frozenset({"expenditure", "function", "three_public", "running_costs", "procurement"})
"""Groups of concepts of which no revenue can be."""
_NATURES = ("basic_expenditure", "project_expenditure")


def counterpart(r: Reading, state: State, draft: Draft, label: str) -> Resolution | None:
    """`…财政拨款收入100万元，支出90万元`: the other side of the account that was opened."""
    rates = draft.measure.is_change or draft.measure.is_completion
    said = r.treasury and rates  # `…预算收入下降1%，支出增长【2】%`
    money = draft.measure.is_amount and draft.unit == "CNY"
    side = r.index.side_of(label) if money or said else ""
    if not side:
        return None
    other = "revenue" if side == "expenditure" else "expenditure"
    spoken = state.sentence or [top for top in tops_of(state.before) if top.is_level][:1]
    if r.treasury:
        opened = _opens_account(r, state, label, side) if money and not spoken else None
        return opened or _counterpart_of_account(r, spoken, label, side, other)
    for earlier in reversed(spoken[-MOST_SPOKEN:]):
        account = earlier.concept.removesuffix(f"_{other}")
        concept = r.index.vocab.concepts.get(f"{account}_{side}")
        if account != earlier.concept and concept is not None and not earlier.in_reason:
            return Resolution(concept.concept, label, "", "counterpart", fund=concept.fund)
    kind = state.kind
    item = any(d.function_code or not d.concept for d in spoken) or bool(state.unknown)
    item = item or (state.subject is not None and bool(state.subject.function_code))
    if kind in FUND_KINDS and not item:
        return Resolution(f"{kind}_{side}", label, "", "counterpart", fund=kind)
    return None


def _opens_account(r: Reading, state: State, label: str, side: str) -> Resolution | None:
    """`三、国有资本经营预算⏎收入【9】万元`: what opens the section of an account is of its side."""
    account, section = r.kind(state.line.section), state.line.section
    if account not in KEPT or section in r.heads or not r.grammar["side_told"].fullmatch(label):
        return None
    fund = account if account in FUND_KINDS else ""
    return Resolution(f"{account}_{side}", label, "", "counterpart", fund=fund)


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
    before = state.before[0].concept if state.before and not state.sentence else ""
    if before.startswith(_TOTAL) and resolution.concept in TOTALS and not resolution.fund:
        # `财政拨款收入总计9万元，其中：本年收入8万元…。支出总计【9】万元`
        total = f"fiscal_appropriation_{resolution.concept}"
        return replace(resolution, concept=total, rule="counterpart")
    if r.treasury or not state.sentence:
        return resolution
    side, opened = r.index.side_of(label), state.sentence[0].concept
    earlier = r.grammar["of_other_year"].match(label)  # `政府性基金支出42万元；上年支出【26】万元`
    side = side or (r.index.side_of(label[earlier.end() :]) if earlier else "")
    carried = opened == OPENING[1] and not resolution.fund
    money = ""
    if carried:
        money = next((d.fund for d in reversed(state.sentence) if d.concept == opened), "")
    if carried and resolution.concept in OF_FUND:
        # `财政拨款年初结转9万元，本年收入53万元，…，年末结转【4】万元`
        return replace(resolution, concept=OF_FUND[resolution.concept], fund=money)
    if not side or resolution.concept not in _WHOLE or (opened.endswith(side) and not earlier):
        return resolution
    if not carried and (opened not in _ACCOUNTS or _of_more(r, state.sentence)):
        return resolution
    account = money if carried else opened.rsplit("_", 1)[0]
    concept = r.index.vocab.concepts.get(f"{account}_{side}")
    if concept is None:
        return resolution
    return replace(resolution, concept=concept.concept, rule="counterpart", fund=concept.fund)


def _of_more(r: Reading, sentence: list[Draft]) -> bool:
    """`一般预算收入9万元，其中：其他收入1万元；预算支出【9】万元`: of more than one account."""
    opened = sentence[0].concept
    after = (d for d in sentence[1:] if d.is_level and d.concept)
    others = (d for d in after if opened not in r.index.known[d.concept].ancestry)
    return any(r.about(d.concept).group == "revenue" for d in others)


def other_side(r: Reading, subject: str, label: str) -> bool:
    """Tell whether a bare 收入 or 支出 cannot mean the concept that is being spoken of."""
    side = r.index.side_of(label)
    if not side or not subject:
        return False
    if subject.endswith(("carryover", "surplus_used", "surplus_distribution", "fund_used")):
        return True
    group = r.about(subject).group
    return group == "revenue" if side == "expenditure" else group in SPENT


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
    added = all_added(r, state, resolution)
    if added is not None and r.treasury:
        return of_treasury(r, state, added)
    if added is not resolution:
        return added
    listed = state.frames[-1].parent if state.frames else None
    spoken = listed or state.subject  # `年初结转和结余：一般公共预算财政拨款【8】万元`
    if spoken is not None and spoken.concept in OPENING:
        return _carried_over(r, resolution)
    if spoken is not None and spoken.concept in CLOSING and resolution.concept in _ACCOUNTS:
        fund = r.about(resolution.concept).fund
        return replace(resolution, concept="closing_fiscal_carryover", fund=fund)
    kind = state.kind if state.kind not in _PLAIN_KINDS else _kind_above(r, state.line.section)
    kind = kind or _fund_within(r, state)
    if (whole := of_section(r, resolution, kind)) is not resolution:
        return whole
    if resolution.concept.endswith(_NATURES) and not resolution.fund:
        fund = kind if kind in FUND_KINDS else _fund_within(r, state)
        if fund:
            return _of_nature(r, resolution, fund)
    carried = resolution.concept in OF_FUND and not resolution.fund
    one_fund = listed is not None and _of_one_fund(r, state, listed)
    if listed is not None and one_fund and _of_no_other_money(listed, resolution, carried):
        return None
    total = listed is not None and (one_fund or listed.concept.startswith(_TOTAL)) and listed.fund
    if carried and (above := total or _fund_above(r, state) or _fund_within(r, state)):
        return replace(resolution, concept=OF_FUND[resolution.concept], fund=above)
    if listed is not None and listed.fund in _FUNDS and resolution.concept.endswith(_NATURES):
        return _of_nature(r, resolution, listed.fund) if not resolution.fund else resolution
    if listed is not None and listed.concept in _NATURES and resolution.concept in _ACCOUNTS:
        # `项目支出9万元，其中一般公共预算【6】万元`: the part of it that this fund pays
        fund = r.about(resolution.concept).fund
        return _of_nature(r, replace(resolution, concept=listed.concept), fund)
    if resolution.concept in OF_FUND.values():
        named = r.grammar["fund_named"].search(resolution.label)
        return replace(resolution, fund=str(named.lastgroup)) if named else resolution
    if not resolution.fund:
        return resolution
    if resolution.concept in _WHOLE:
        concept = r.index.vocab.concepts.get(f"{resolution.fund}_{_WHOLE[resolution.concept]}")
        return replace(resolution, concept=concept.concept) if concept is not None else resolution
    fund = r.about(resolution.concept).fund
    if fund not in ("", "fiscal_appropriation", resolution.fund):
        return _of_nature(r, resolution, resolution.fund)
    return resolution


def _of_one_fund(r: Reading, state: State, listed: Draft) -> bool:
    """Tell a figure of one kind of money whose parts follow at once."""
    account = listed.concept.rpartition("_")[0]
    near = "；" not in r.text[listed.unit_end : state.clause]
    return near and (account in _FUNDS or account == "entity_funds")


def _of_no_other_money(listed: Draft, part: Resolution, carried: bool) -> bool:
    """`一般公共预算收入9万元，其中：本年收入【8】万元`, `单位资金9万元，其中：结转【1】万元`."""
    side = listed.concept.rpartition("_")[2]
    return (part.concept in _OF_YEAR and part.concept.endswith(side)) or (
        carried and not listed.fund
    )


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


def _fund_within(r: Reading, state: State) -> str:
    """`一般公共预算中，基本支出【9】万元`: the fund that a sentence opens with."""
    for stops in ("。；", "。"):
        begin = behind_last(stops, r.text, state.line.content, state.clause)
        if match := r.grammar["within_fund"].match(r.text, begin):
            return str(match.lastgroup)
    return ""


def _carried_over(r: Reading, resolution: Resolution) -> Resolution:
    """`上年结转收入80万元，包括：一般公共预算拨款收入【80】万元`: what was carried over of it."""
    money = resolution.concept.removesuffix("_revenue").removesuffix("_appropriation")
    carried = f"opening_{money}_carryover"
    known = resolution.concept.endswith("_revenue") and carried in r.index.vocab.concepts
    return replace(resolution, concept=carried) if known else resolution


def _of_nature(r: Reading, resolution: Resolution, fund: str) -> Resolution | None:
    """Basic or project expenditure from the fund that is meant; nothing else is known of it."""
    nature = next((nature for nature in _NATURES if resolution.concept.endswith(nature)), "")
    if not nature:
        return None
    concept = f"{fund}_{nature}"
    return replace(resolution, concept=concept if r.about(concept).concept else nature, fund=fund)


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
    words = clean(label)
    of_writer = r.grammar["names_writer"].sub("", words)
    if (body := r.bodies.in_words(of_writer)) is not None:
        of_writer = of_writer.removeprefix(body.printed)
    named = r.grammar["opens_side"].fullmatch(of_writer)
    if named is None or r.treasury or state.drafts or state.subject or state.unknown:
        return ""
    if not named["year"] and of_writer == words:
        return ""  # `支出【5】万元` tells neither of which year nor of whom
    return str(named.lastgroup) if told_of_all(r, state) else ""


def told_of_all(r: Reading, state: State) -> bool:
    """Tell whether no heading may tell of less than all money: `“三公”经费情况⏎2023年支出5万元`."""
    if r.grammar["tells_of_less"].search(r.text, 0, state.line.start):
        return False
    kinds = [r.kind(section) for section in r.sections_up(state.line.section)]
    return all(kind and kind in _OF_ALL for kind in kinds)
