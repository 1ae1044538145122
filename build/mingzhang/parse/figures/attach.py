"""Placing a figure: in, a named draft; out, its time and its body; it is kept."""

from __future__ import annotations

from itertools import islice

from mingzhang.common.money import decimals
from mingzhang.model import Measure, Stage
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.wholes import attach
from mingzhang.parse.grammar.by_words import gate
from mingzhang.parse.grammar.relations import MOST_WORDS, compared_with
from mingzhang.parse.grammar.told import LAST_YEAR

_VEHICLES = "辆"
_REVISED = Stage.REVISED_BUDGET.value
_NEAR = 3
"""Characters before a figure that may say that it is none of the exact ones."""
_ROUGH = gate("rough")
_IS_ADJUSTED_TO = gate("is_adjusted_to")
_PLANNED_AHEAD = gate("planned_ahead")


def add(r: Reading, state: State, draft: Draft) -> None:
    """Place a named draft and keep it: from now on it can be spoken of and taken apart."""
    draft.section = state.line.section
    if not draft.is_level and draft.measure.is_completion:
        _executed(r, state, draft)
    points = draft.unit == "percentage_point" and draft.measure is Measure.CHANGE_RATE
    if points and r.about(draft.concept).unit in ("", "CNY"):
        # `税收收入60亿元，占比提升【4.8】个百分点`: the share has grown, not the amount
        draft.turn(Measure.UNKNOWN)
    if _ROUGH in state.may:
        _roughly(r, draft)
    draft.in_reason = state.spoken.reason or (state.told and draft.is_level)
    _place_in_time(r, state, draft)
    body = state.spoken.body or r.bodies.whole
    draft.scope = body.name
    draft.scope_printed = draft.scope_printed or body.printed
    attach(r, state, draft)
    if state.frames:
        _money_of_totals(r, state.frames[-1].parent, draft)
    state.sentence.append(draft)
    state.drafts.append(draft)
    r.drafts.append(draft)
    if draft.is_level:
        r.levels[draft.section, draft.concept].append(draft)
    state.clause = state.hard = draft.unit_end


def _roughly(r: Reading, draft: Draft) -> None:
    """`教育支出超【3000】万元` is so much or more; `超【10.27】万元` is above its budget."""
    rough = r.grammar[_ROUGH].search(r.text, max(draft.start - _NEAR, 0), draft.start)
    over = rough is not None and bool(rough["over"])
    draft.rough = rough is not None and (draft.is_level or not over)
    if over and draft.is_level and decimals(draft.printed) > 1:
        draft.turn(Measure.UNKNOWN)
        draft.concept = draft.function_code = draft.economic_code = ""
        draft.rule = "unmapped"


def _money_of_totals(r: Reading, whole: Draft | None, draft: Draft) -> None:
    """`财政拨款收支总预算10万元。…支出包括：教育支出【9】万元`: of the money of those totals."""
    if whole is None or draft.parent is not None or draft.fund or draft.unit != "CNY":
        return
    if r.about(whole.concept).group == "totals" and draft.is_level and draft.concept:
        draft.fund = whole.fund


def _executed(r: Reading, state: State, draft: Draft) -> None:
    """`一般公共预算收入20万元，为预算的【98】%`: what completes a budget is no budget itself.

    A rate that is named (`预算执行率100%`) may be what is aimed at.
    """
    of = draft.of
    if of is None or r.grammar["rate_named"].search(r.text, state.clause, draft.start):
        return
    if r.source.stage is Stage.BUDGET and of.is_level and of.unit == "CNY" and not of.stage:
        of.stage = Stage.FINAL.value


def _place_in_time(r: Reading, state: State, draft: Draft) -> None:
    _take_year(r, state, draft)
    _take_account(r, state, draft)
    _plan_ahead(r, state, draft)
    if draft.measure.is_change:
        _base(r, state, draft)
    if draft.unit == _VEHICLES and draft.is_level:
        _newly_bought(r, state, draft)
    if draft.is_level:
        _take_date(r, state, draft)
    elif draft.of is None and r.about(draft.concept).group == "assets":
        _changed_until(r, state, draft)


def _take_year(r: Reading, state: State, draft: Draft) -> None:
    """The year as it is printed: by the words before, by the date, or with the figure it is of."""
    years = state.spoken.years
    draft.year_printed = years[-1] if years else None
    if draft.year_printed is None and state.spoken.dated and draft.is_level:
        year = state.as_of.year if state.as_of is not None else None
        draft.year_printed = year if year != LAST_YEAR else None
    words = r.text[state.clause : draft.start]
    if not draft.is_level and draft.of is not None and not r.relations.own_years(words):
        draft.year_printed = draft.of.year_printed
    if draft.year_printed is not None:
        state.own_year = draft.year_printed == r.source.fiscal_year


def _take_account(r: Reading, state: State, draft: Draft) -> None:
    """The account that heading, sentence or words name, where it is not the disclosure's own."""
    other = state.spoken.account or state.account
    if (
        other is not None
        and (not state.own_year or other[0] == r.source.fiscal_year)
        and draft.year_printed in (None, other[0])
        and draft.other_year is None
    ):
        draft.account_year = other[0]
        draft.stage = draft.stage or other[1]
    told = _IS_ADJUSTED_TO in state.may
    adjusted = told and r.grammar[_IS_ADJUSTED_TO].search(r.text, state.clause, draft.start)
    named = draft.stage == _REVISED and r.source.stage is Stage.BUDGET
    if named and r.grammar["budget_of_all_year"].search(r.text, state.clause, draft.start):
        draft.stage, named = "", False  # nothing has been adjusted when a budget is drawn up
    if draft.is_level and (adjusted or (named and draft.other_year is None)):
        draft.stage = _REVISED
        if draft.year_printed in (None, r.source.fiscal_year):
            draft.account_year = draft.account_year or r.source.fiscal_year
        if not adjusted:
            _from_initial(state, draft)
    elif r.treasury and draft.is_level and not draft.stage:
        draft.stage = _planned(r, state, draft)
    if draft.account_year is None and draft.year_printed is None:
        draft.account_year = _past_year_before(r, draft)
    elif draft.account_year is None and r.past_year(state.line.section, draft.year_printed):
        draft.account_year = draft.year_printed
    if draft.account_year is None and _debt_of_year_before(r, state, draft):
        draft.account_year = r.source.fiscal_year - 1
        draft.stage = draft.stage or Stage.FINAL.value


def _from_initial(state: State, adjusted: Draft) -> None:
    """`年初支出预算【80】万元，调整后支出预算83万元`: in a budget, of the year's beginning."""
    for before in state.sentence:
        same = before.is_level and before.concept == adjusted.concept != ""
        if same and before.year_printed in (None, adjusted.account_year):
            before.stage, before.account_year = Stage.INITIAL_BUDGET.value, adjusted.account_year


def _take_date(r: Reading, state: State, draft: Draft) -> None:
    """What is held or counted at a date is of that date; what is bought or planned is not."""
    concept = r.index.vocab.concepts.get(draft.concept)
    if concept is None:
        if draft.year_printed != _balance_year(r, state) and _planned_for(r, state, draft):
            return
        if state.kind == "assets":
            _unknown_asset(r, state, draft)
        elif draft.unit == "CNY" and r.grammar["flow_told"].search(draft.label):
            return  # `截至8月底，税务局完成13亿元`: what came in until then
        elif _listed_on(state, draft) or (state.as_of and state.spoken.dated):
            # `截至2020年12月31日，职工30人，护林员14人`: the date is of all that is counted.
            draft.point_in_time, draft.balance_year = True, _balance_year(r, state)
        return
    held = concept.group == "assets" or "vehicles_held" in r.index.known[concept.concept].ancestry
    if held and _bought(r, state, draft):
        if draft.unit == "CNY":
            draft.turn(Measure.AMOUNT)
        if draft.unit == "CNY" and concept.kind == "balance":
            draft.concept, draft.rule = "", "unmapped"  # what is bought is no balance
        _disposed(r, state, draft)
        return
    dated = concept.kind == "balance" and state.spoken.dated and _past_date(r, state) is not None
    if held or dated or (state.as_of and concept.group == "organisation"):
        draft.point_in_time = True
        draft.balance_year = _balance_year(r, state)


def _past_year_before(r: Reading, draft: Draft) -> int | None:
    """`（一）2021年债务情况。2021年收入5万元。支出【4】万元`: of the year that goes on."""
    last = r.drafts[-1] if r.drafts else None
    if last is None or last.section != draft.section or last.account_year is None:
        return None
    return last.account_year if r.past_year(draft.section, last.account_year) else None


def _listed_on(state: State, draft: Draft) -> bool:
    """`公务用车48辆，其中：轿车35辆，多功能乘用车【8】辆`: one more of those that are held."""
    whole = state.frames[-1].parent if state.frames else None
    last = state.sentence[-1] if state.sentence and whole is not None else None
    if last is None or not (last is whole or last.parent is whole):
        return False
    return last.point_in_time and last.unit == draft.unit


def _debt_of_year_before(r: Reading, state: State, draft: Draft) -> bool:
    """`2022年政府债务限额5亿元。债务余额【4】亿元` in the budget of 2023: what the debt was.

    A budget tells of the year before, until it tells another year, or what is planned.
    """
    before = r.source.fiscal_year - 1
    debt = r.source.stage is Stage.BUDGET and r.about(draft.concept).group == "debt"
    if not debt or not draft.is_level or draft.year_printed is not None:
        return debt and draft.is_level and draft.year_printed == before
    last = next((d for d in islice(reversed(r.drafts), MOST_SPOKEN) if d.concept), None)
    if last is None or (last.section, last.account_year) != (draft.section, before):
        return False
    begin = max(state.begun, last.unit_end)
    planned = r.grammar[_PLANNED_AHEAD].search(r.text, begin, draft.start) is not None
    planned = Stage(draft.stage).is_budget if draft.stage else planned
    return r.about(last.concept).group == "debt" and not planned


def _planned(r: Reading, state: State, draft: Draft) -> str:
    """`经县人民代表大会批准，全县一般公共预算收入【8】亿元`: a budget, whatever the report."""
    begin = max(r.text.rfind("。", state.line.content, draft.start), state.line.content)
    approved = r.grammar["approved"].search(r.text, begin, draft.start) is not None
    return Stage.INITIAL_BUDGET.value if approved else ""


def _plan_ahead(r: Reading, state: State, draft: Draft) -> None:
    """`2024年拟新购车辆【2】辆` in the final account of 2023: a budget of the year to come.

    `2024年收入安排5亿元。支出安排【4】亿元`: what goes on, until another year is told, is so, too.
    """
    ahead = r.source.fiscal_year + 1
    may_be = r.source.stage.is_final and draft.is_level
    if not may_be or draft.year_printed not in (None, ahead):
        return
    planned = _PLANNED_AHEAD in state.may and _planned_before(r, state, draft)
    told = planned and draft.year_printed == ahead
    if told or _after_plan(r, state, draft, planned=planned):
        draft.account_year = draft.year_printed = ahead
        draft.stage = Stage.BUDGET.value


def _after_plan(r: Reading, state: State, draft: Draft, *, planned: bool) -> bool:
    """Tell whether the level before is planned for the year to come, and this one with it."""
    last = next((d for d in reversed(r.drafts) if d.is_level), None)
    if last is None or last.section != draft.section or last.stage != Stage.BUDGET.value:
        return False
    listed = bool(state.frames) and state.frames[-1].parent is last
    near = planned or listed or (r.treasury and last.start >= state.line.content)
    return near and last.account_year == r.source.fiscal_year + 1


def _planned_for(r: Reading, state: State, draft: Draft) -> bool:
    """`截至2022年末车辆4辆。2023年拟购【2】辆`: what is planned for a year is not held yet."""
    told = draft.year_printed in (r.source.fiscal_year, r.source.fiscal_year + 1)
    return told and _planned_before(r, state, draft)


def _planned_before(r: Reading, state: State, draft: Draft) -> bool:
    return r.grammar[_PLANNED_AHEAD].search(r.text, state.begun, draft.start) is not None


def _balance_year(r: Reading, state: State) -> int | None:
    """The year at whose end a balance is held, if the text names one."""
    year = state.as_of.year if state.as_of is not None else None
    return r.source.fiscal_year - 1 if year == LAST_YEAR else year


def _past_date(r: Reading, state: State) -> int | None:
    """The year of a budget's date of assets, where it lies before the budget's own."""
    year = _balance_year(r, state)
    past = r.source.stage is Stage.BUDGET and year is not None and year < r.source.fiscal_year
    return year if past else None


def _changed_until(r: Reading, state: State, draft: Draft) -> None:
    """`截至2021年末资产9万元。比上年，资产总额增加【2】万元` of a budget of 2022: by that date."""
    year = _past_date(r, state)
    if year is not None and not _bought(r, state, draft):
        draft.point_in_time, draft.balance_year = True, year


def _disposed(r: Reading, state: State, draft: Draft) -> None:
    """`截至2021年末资产9万元。处置车辆【1】辆` of a budget of 2022: it was done in that year."""
    done = r.grammar["asset_disposed"].match(r.text, state.begun, draft.start) is not None
    if done and (year := _past_date(r, state)) is not None:
        draft.account_year, draft.stage = year, Stage.FINAL.value


def _bought(r: Reading, state: State, draft: Draft) -> bool:
    """Tell a purchase, sale or lease of assets (安排购置…辆) from what is held."""
    begin = max(state.begun, draft.start - MOST_WORDS)
    return bool(r.grammar["asset_flow"].search(r.text, begin, draft.start))


def _newly_bought(r: Reading, state: State, draft: Draft) -> None:
    """`采购公务用车【1】辆` is no holding; within a reason it may be of any account."""
    held = {"vehicles", "vehicles_held"} & set(r.index.known[draft.concept].ancestry)
    clause = r.text[state.clause : draft.start]
    if not held or not r.grammar["bought"].search(clause) or r.grammar["in_stock"].search(clause):
        return
    known = draft.concept in ("vehicles", "vehicles_held") and not draft.in_reason
    draft.concept = "vehicles_purchased" if known else ""
    draft.rule = draft.rule if known else "unmapped"


def _unknown_asset(r: Reading, state: State, draft: Draft) -> None:
    """What stands among the assets is held at a date, known or not."""
    if _bought(r, state, draft):
        return
    draft.point_in_time, draft.balance_year = True, _balance_year(r, state)
    if draft.measure.is_amount:
        draft.turn(Measure.BALANCE)


def _base(r: Reading, state: State, draft: Draft) -> None:
    compared = compared_with(draft.base) if draft.base else state.compared
    last = state.sentence[-1] if state.sentence and r.source.stage.is_final else None
    planned = last and last.is_level and not last.compared and last.other_year is None
    if planned and last and not draft.base and last.stage and Stage(last.stage).is_budget:
        return  # `同比减少3万元；2023年预算20万元，节约【8】万元`: the comparison was another one
    if compared is None:
        return
    draft.base = draft.base or compared.base
    draft.base_year = compared.year
    if compared.year is None:
        level = draft.level()
        year = draft.account_year or (level and level.account_year) or r.source.fiscal_year
        draft.base_year = year - (0 if r.relations.with_budget(compared) else 1)
