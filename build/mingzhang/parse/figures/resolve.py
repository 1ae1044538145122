"""Naming a figure: in, a draft and the words around it; out, its concept, label, stage and fund.

A figure is named by its own words, by the words after it, or by what is being spoken of.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from mingzhang.common.clause_begins import behind_last
from mingzhang.model import Fund, Stage
from mingzhang.parse.concepts.labels import Context, Resolution
from mingzhang.parse.figures.asked import unit_word
from mingzhang.parse.figures.context import context_of
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fund_sides import alike_sides, counterpart, of_listed
from mingzhang.parse.figures.insured import of_insured
from mingzhang.parse.figures.naming import Words, answers, decided
from mingzhang.parse.figures.other_meanings import is_move, means_else, whole_paid
from mingzhang.parse.figures.subjects import apply, take_subject
from mingzhang.parse.figures.treasury import of_level
from mingzhang.parse.figures.whose import (
    ends_bodies,
    listed_body,
    names_class,
    part_named,
    settle_body,
)
from mingzhang.parse.grammar.by_words import gate
from mingzhang.parse.grammar.told import Comparison
from mingzhang.parse.text.spelling import clean
from mingzhang.vocab import function_concept

_FUND_ROOTS = frozenset(
    f"{fund}_{side}"
    for fund in ("fiscal_appropriation", *Fund)
    for side in ("revenue", "expenditure")
)
FUNDS = "资金"
"""The name of money that was evaluated, whatever fund it is from."""
PERFORMANCE = "performance"
_NO_ACCOUNT = (PERFORMANCE, "organisation", "assets")
"""Groups whose labels may say 预算 without naming an account (涉及预算资金)."""


_MOST_ITEMS = 60
"""Figures back to which an item may have been named with its group."""
_BRACKET = 40
"""Characters before a figure among which the bracket opens that says what is compared with."""
_NOUN = re.compile(r"[一-鿿]")
_PLANNED_BEHIND = gate("planned_behind")
_ACCOUNT_FIRST = gate("account_first")
_OF_OTHER_YEAR = gate("of_other_year")
_SINGLED_OUT = gate("singled_out")


def name(r: Reading, state: State, draft: Draft, label: str) -> None:
    """Give the draft its concept: by its own words, by the words after it, or by its subject."""
    label = _singled_out(r, state, draft) or label
    if not draft.is_level and not label.strip("，的"):
        # `比上年增加5%`: a relation without words of its own is of what is spoken of.
        settle_body(r, state, draft, label, None)
        both = alike_sides(r, state)
        spent = both and both.fund and state.drafts[-1].concept.endswith("_expenditure")
        listed = spent and r.grammar["spent_behind"].match(r.text, draft.unit_end)
        if both is not None and not listed:  # `基金支出5万元，比上年减少1万元，其中：基本支出…`
            apply(r, draft, both)
        else:
            take_subject(r, state, draft)
    else:
        _by_words(r, state, draft, label)
    if draft.stage and r.about(draft.concept).group in _NO_ACCOUNT:
        draft.stage = ""
    if draft.is_level:
        _of_other_year(r, state, draft, label)
        draft.stage = draft.stage or _planned_too(r, state, label)
        if not draft.stage and _ACCOUNT_FIRST in state.may and r.source.stage.is_final:
            draft.stage = _in_account(r, state, draft, label)


def _singled_out(r: Reading, state: State, draft: Draft) -> str:
    """`支出增加9万元，增长较多的是农林水支出，增加【5】万元`: what is picked out."""
    if _SINGLED_OUT not in state.may:
        return ""
    begin = max(state.drafts[-1].unit_end if state.drafts else 0, state.line.content)
    picked = r.grammar[_SINGLED_OUT].search(r.text, begin, draft.start)
    return picked["name"] if picked else ""


def _planned_too(r: Reading, state: State, label: str) -> str:
    """`年初预算收入安排9万元，支出安排【8】万元` of a final account: planned as the one before.

    So of the year to come: `2024年部门预算收入9万元，支出【9】万元` in the account of 2023.
    """
    last = state.sentence[-1] if state.sentence and r.source.stage.is_final else None
    if last is None or not last.is_level or not last.stage or not Stage(last.stage).is_budget:
        return ""
    ahead = any(year > r.source.fiscal_year for year in state.spoken.years)
    told = _PLANNED_BEHIND in state.may and r.grammar[_PLANNED_BEHIND].search(label) is not None
    return last.stage if ahead or told else ""


def _in_account(r: Reading, state: State, draft: Draft, label: str) -> str:
    """`年初预算安排基本支出9万元，项目支出【8】万元`: the account that stands first goes on."""
    if not label or r.index.stage_of(label) or r.grammar["leaves_account"].search(label):
        return ""
    if (first := _account_first(r, draft)) is not None:
        return r.index.stage_of(first["named"] or "")
    levels = [other for other in state.sentence if other.is_level]
    heads = [other for other in levels if _account_first(r, other)]
    if not heads or "；" in r.text[heads[-1].start : draft.start]:
        return ""
    balanced = r.index.side_of(label) and heads[-1].value == draft.value
    if r.index.is_empty(label) and not balanced:
        return ""
    stage, listed = heads[-1].stage, levels[levels.index(heads[-1]) :]
    again = any(d.stage != stage or d.concept == draft.concept != "" for d in listed)
    return "" if again else stage


def _opened_with_year(r: Reading, state: State, draft: Draft, last: Draft) -> bool:
    """`上年会议费4万元，培训费【8】万元`: the year that opens the sentence is of both."""
    opened = r.grammar[_OF_OTHER_YEAR].match(r.text[state.begun : last.start])
    return opened is not None and draft.unit == last.unit == "CNY"


def _account_first(r: Reading, level: Draft) -> re.Match[str] | None:
    clause = behind_last("，、。；\n", r.text, 0, level.start)
    behind = behind_last("：", r.text, clause, level.start)
    pattern = r.grammar["account_first"]
    return pattern.match(r.text, clause, level.start) or pattern.match(r.text, behind, level.start)


def _of_other_year(r: Reading, state: State, draft: Draft, label: str) -> None:
    """`本年支出43万元，上年支出40万元，增加3万元`: the words before the label tell the year."""
    whole = state.frames[-1].parent if state.frames else None
    if whole is not None and whole.other_year is not None and whole.start >= state.begun:
        draft.other_year, draft.stage = whole.other_year, draft.stage or whole.stage
        return
    last = state.sentence[-1] if state.sentence and not label else None
    counts = last is not None and draft.measure.is_count and last.measure.is_count
    if counts and last is not None and last.concept != draft.concept:
        draft.other_year = last.other_year  # `去年接待5批次，【40】人次`
        return
    before = r.source.fiscal_year - 1
    words = r.text[max(0, draft.start - _BRACKET) : draft.start]
    base = r.grammar["base_in_brackets"].search(words) if "（" in words else None
    if base is not None and int(base["year"] or before) == before:
        draft.other_year = before  # `与上年度（决算数【40】万元）相比`
        return
    if (beside := _beside_other_year(r, state, draft, label)) is not None:
        draft.other_year = beside  # `与2022年预算12万元、决算【8】万元相比`
        return
    pattern = r.grammar[_OF_OTHER_YEAR]
    match = pattern.match(label) if _OF_OTHER_YEAR in state.may else None
    if match is None or (draft.concept and pattern.match(draft.label)):
        return
    if match["next"]:
        draft.other_year, draft.stage = before + 2, draft.stage or Stage.BUDGET.value
        return
    draft.other_year = before
    state.compared = Comparison(match[0], None, 0, 0)


def _beside_other_year(r: Reading, state: State, draft: Draft, label: str) -> int | None:
    """The year of the figure before, of which a bare word for another account tells no more."""
    last = state.sentence[-1] if state.sentence else None
    if last is None or not last.is_level or not draft.concept:
        return None
    beside = r.grammar["in_a_row"].match(r.text, last.unit_end)
    in_row = bool(beside and beside[0].strip("，"))
    if draft.concept != last.concept:
        goes_on = in_row or (beside and _opened_with_year(r, state, draft, last))
        own_time = last.rule != "label" or r.grammar["names_time"].search(label)
        return last.other_year if goes_on and not own_time else None
    now = r.index.stage_of(label)
    bare = r.index.is_empty(label) and bool(now)
    if bare and in_row and last.stage:  # `决算8万元、上年9万元、预算【10】万元`: of this year
        return last.other_year
    # `去年接待费预算12万元，实际支出【8】万元`: of that year, too, unless the own one is awaited
    told = [d for d in state.sentence if d.concept == last.concept and d.other_year is None]
    awaited = told and not any(d.is_level and d.stage in ("", now) for d in told)
    return last.other_year if bare and not awaited and last.stage not in ("", now) else None


def _by_words(r: Reading, state: State, draft: Draft, label: str) -> None:
    wording = _read(r, state, draft, label)
    draft.competed = tuple(rule.__name__ for rule, _ in answers(wording)) if r.explains else ()
    rule, answer = decided(wording)
    if answer.of_subject:
        take_subject(r, state, draft, wording.context, answer.label)
    elif answer.found is not None:
        apply(r, draft, answer.found)
    else:
        draft.label, draft.rule, draft.unmapped_by = answer.label, "unmapped", rule.__name__
    if answer.takes_stage:
        draft.stage = draft.stage or wording.stage


def _read(r: Reading, state: State, draft: Draft, label: str) -> Words:
    """Look up the words of a figure, and settle which body they speak of."""
    context = context_of(r, draft, state.line, unit_word(draft), state)
    divided = r.bodies.has_parts
    classed = divided and names_class(r, state, label)
    part = part_named(r, state, draft, label) if divided and not classed else None
    part = part or listed_body(r, state, draft, label)
    closing = r.bodies.closing(label) if divided and part is None else None
    part = closing if closing is not None and r.index.resolve(closing[1], context) else part
    text = part[1] if part else label
    if part is not None and not text:
        context = context._replace(clause="", around="")  # a name tells nothing of the figure
    resolution = _rated(r, draft, text, context) if draft.measure.is_count else None
    if resolution is None and (text or part is None):
        resolution = r.index.resolve(text, context)
        if r.insured:
            resolution = of_insured(r, state, text, context, resolution)
    if part and resolution is not None:
        resolution = of_listed(r, state, draft, resolution)
    if resolution is not None and resolution.concept.startswith("function_item"):
        resolution = _item_named(r, state, resolution)
    if resolution is not None and r.about(resolution.concept).group == PERFORMANCE:
        resolution = _of_one_project(r, state, draft) or resolution
    if resolution and resolution.function_code and draft.is_level and draft.unit != "CNY":
        resolution = None  # `事业机构【1】个` is no item of expenditure
    if r.treasury:
        other = counterpart(r, state, draft, text) if part is None else of_level(r, state, text)
        resolution = other or resolution
    if resolution is not None and resolution.rule != "counterpart":
        moved = is_move(r, state, draft, resolution, label)
        if moved or means_else(r, state, draft, resolution):
            if part is not None and _speaks_of_part(r, state, draft, text, resolution):
                state.speak_of(part[0])
            elif part is None:
                settle_body(r, state, draft, label, None)
            if (paid := whole_paid(r, state, draft, resolution)) is not None:
                draft.fund = paid.fund
            stage = r.index.stage_of(label)
            return Words(r, state, draft, label, text, context, None, stage, means_else=True)
        of_other = _of_other_class(r, state, resolution) or _of_a_body(r, resolution, text)
        if of_other or _of_unknown(state, draft, resolution):
            resolution = None
    resolution = _by_fund(r, state, draft, resolution, context)
    if part is None or text:
        resolution = resolution or counterpart(r, state, draft, text)
    if part is None:
        if not classed:
            settle_body(r, state, draft, label, resolution)
    elif not state.spoken.reason and (
        _speaks_of_part(r, state, draft, text, resolution) or ends_bodies(r, state, draft, label)
    ):
        state.speak_of(part[0])
    if resolution is None and draft.measure.is_count:
        resolution = _after(r, state, draft, context)
    if resolution is not None and resolution.rule == "label_ending" and draft.value:
        resolution = None if _sums_several(r, label, resolution, context) else resolution
    return Words(r, state, draft, label, text, context, resolution, r.index.stage_of(label))


def _of_one_project(r: Reading, state: State, draft: Draft) -> Resolution | None:
    """`道路修建项目，预算金额【8】万元`, `其中道路修建项目预算【8】万元`: not of all projects."""
    if not draft.is_level or draft.unit != "CNY":
        return None
    words = clean(r.text[state.clause if state.sentence else state.begun : draft.start])
    named = r.grammar["one_project"].match(words)
    return Resolution("project_item", named["name"], "", "list_item") if named else None


def _speaks_of_part(
    r: Reading, state: State, draft: Draft, text: str, resolution: Resolution | None
) -> bool:
    """Known words, none, a year, or a level of government (`市本级偿还本金【7】亿元`) tell."""
    bare = r.index.is_empty(text) or r.index.side_of(text)
    known = resolution is not None or bool(bare or r.relations.own_years(text))
    told = (r.grammar["does_itself"], r.grammar["holders_money"])
    known = known or any(pattern.match(text) for pattern in told)
    tier = r.grammar["tier_starts"]
    return known or tier.search(r.text, state.hard, draft.end) is not None


def _of_other_class(r: Reading, state: State, resolution: Resolution) -> bool:
    """`医疗卫生90万元，主要用于公立医院社会保险补贴【4】万元`: no item of another class.

    Nor of `固定资产9亿元，其中体育场馆【8】亿元`, `购买服务9万元，其中：养老服务类【8】万元`;
    `市本级9亿元（一般债务【6】亿元）`: of it alone.
    """
    whole, code = state.frames[-1].parent if state.frames else None, resolution.function_code
    if whole is None:
        return False
    if r.treasury and state.frames[-1].bracket and not whole.concept:
        return True
    about = r.about(whole.concept)
    if code and (about.kind == "balance" or about.group == "procurement"):
        return True
    other = bool(code and whole.function_code) and not code.startswith(whole.function_code)
    return other and resolution.rule == "label_ending"


def _item_named(r: Reading, state: State, resolution: Resolution) -> Resolution:
    """`司法（款）行政运行（项）60万元。行政运行增加【2】万元`: the one that was named."""
    near = islice(reversed(r.drafts), _MOST_ITEMS)
    codes = {d.function_code for d in near if d.section == state.line.section} - {""}
    functions = r.index.vocab.functions
    named = [c for c in codes if c in functions and functions[c].name_zh == resolution.label]
    if len(named) != 1:
        return resolution
    return replace(resolution, concept=function_concept(named[0]), function_code=named[0])


def _of_a_body(r: Reading, resolution: Resolution, text: str) -> bool:
    """`其中：县图书馆【4】万元`: what a body spent, no class of expenditure with half its name."""
    if resolution.rule != "label_ending" or not resolution.function_code:
        return False
    body = r.bodies.unlisted(clean(text))
    return body is not None and len(resolution.label) > len(body[1])


def _of_unknown(state: State, draft: Draft, resolution: Resolution) -> bool:
    """`拖拉机1辆、金额【18】万元`, `检查组2批【9】人`: behind what no vocabulary knows.

    So with `保有车辆7辆。比上年【20】万元下降7%`: a sentence that begins with a comparison.
    """
    last, item = state.sentence[-1] if state.sentence else None, state.spoken.item
    if item is not None and item.named is None and resolution.rule == "wildcard":
        return last is None or last.start < item.begin  # `培训60人；举办节庆活动，开支【5】万元`
    if last is None and resolution.rule == "wildcard" and draft.compared:
        return draft.unit == "CNY"
    if resolution.rule != "wildcard" or last is None or not last.is_level or last.concept:
        return False
    costs = last.unit == "CNY" and draft.start == last.unit_end + 1
    return costs or last.unit != "CNY" or draft.unit == "CNY"


def _by_fund(
    r: Reading, state: State, draft: Draft, resolution: Resolution | None, context: Context
) -> Resolution | None:
    """Where nothing but a fund is named, the figure is of what is spoken of, from that fund.

    `“三公”经费3.2万元（其中：一般公共预算支出3.2万元）` is no expenditure of the whole budget;
    nor is `涉及一般公共预算支出300万元` of projects that were evaluated.
    """
    if resolution is None or resolution.concept not in _FUND_ROOTS or not draft.is_level:
        return resolution
    fund = r.about(resolution.concept).fund
    if (item := _item_taken_apart(r, state, draft)) is not None:
        code = item.function_code
        return replace(resolution, concept=item.concept, function_code=code, rule="fund", fund=fund)
    whole = next((frame.parent for frame in reversed(state.frames) if frame.bracket), None)
    if whole is not None:
        concept = r.about(whole.concept)
        of_nature = concept.breakdown == "economic"
        if of_nature or concept.group not in ("revenue", "expenditure", "totals", "function"):
            stage = whole.stage or resolution.stage
            return replace(resolution, concept=whole.concept, rule="fund", fund=fund, stage=stage)
    covered = r.grammar["covered"].search(r.text, state.clause, draft.start)
    if covered or state.kind == "performance":
        funds = r.index.resolve(FUNDS, context)
        return replace(funds, label=resolution.label, fund=fund) if funds is not None else None
    return resolution


def _item_taken_apart(r: Reading, state: State, draft: Draft) -> Draft | None:
    """`城乡社区支出9万元，其中一般公共预算安排【6】万元；…`: the item whose money it is.

    Behind a row of items (`教育支出9万元；卫生健康支出5万元。⏎其中：…`) it is that of none of them.
    """
    whole = state.frames[-1].parent if state.frames else None
    if whole is None or not whole.function_code or whole.value < draft.value:
        return None
    since = (d for d in r.drafts[-MOST_SPOKEN:] if d.is_level and d.start > whole.start)
    own = all(not d.function_code or d.function_code.startswith(whole.function_code) for d in since)
    return whole if own else None


def _sums_several(r: Reading, label: str, ending: Resolution, context: Context) -> bool:
    """`工资福利支出、商品和服务支出共【100】万元`: the figure is of none of them alone."""
    text = clean(label)
    money = r.about(ending.concept).unit == "CNY"
    if money and r.grammar["joined_first"].search(text.partition(ending.label)[0]):
        return True  # `招待费、会议费【45】万元`, `社保和职业年金缴费【88】万元`
    if both := r.grammar["both_named"].match(text):
        return bool(both["sure"]) or r.index.resolve(both["first"], context) is not None
    if not r.grammar["together"].search(text):
        return False
    parts = [part for part in r.grammar["and_in_label"].split(text) if len(part) > 1]
    return any(r.index.resolve(part, context) is not None for part in parts[:-1])


def _rated(r: Reading, draft: Draft, text: str, context: Context) -> Resolution | None:
    """`36个项目评价等次为优，良的5个`: how projects were rated stands before or behind."""
    if PERFORMANCE not in context.tags:
        return None
    before = r.grammar["rated"].search(text)
    match = before or r.grammar["rated_behind"].match(r.text, draft.unit_end)
    if match is None:
        return None
    label = clean(text) if before else match[0]
    return Resolution(str(match.lastgroup), label.strip("，、；"), "", "rated")


def _after(r: Reading, state: State, draft: Draft, context: Context) -> Resolution | None:
    """`内设8个科室`, `1辆公务车辆`: the label may stand behind the count."""
    if r.grammar["sets_up"].search(r.text, state.clause, draft.start):
        context = context._replace(tags=(*context.tags, "organisation"))
    following = r.text[draft.unit_end : draft.unit_end + 14]
    stop = re.search(r"[，。；、：\n（]", following)
    text = following[: stop.start()] if stop else following
    upcoming = r.peek(state.line.end)
    if upcoming is not None and not _NOUN.match(r.text, upcoming.unit_end):
        # `1个单位团组【2】个`: the noun is of the next count
        text = text if upcoming.start >= draft.unit_end + len(text) else ""
    for size in range(len(text), 1, -1):
        resolution = r.index.resolve(text[:size], context)
        if resolution is None or resolution.rule != "label":
            continue
        if r.about(resolution.concept).kind == "count":
            return resolution
    return None
