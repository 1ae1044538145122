"""Naming a figure: in, a draft and the words around it; out, its concept, label, stage and fund.

A figure is named by its own words, by the words after it, or by what is being spoken of.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mingzhang.model import Fund, Measure
from mingzhang.parse.concepts.labels import Context, Resolution
from mingzhang.parse.figures.attach import names_class, part_named, settle_body
from mingzhang.parse.figures.context import context_of
from mingzhang.parse.figures.discourse import Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fund_sides import (
    bare_side,
    both_sides,
    counterpart,
    means_else,
    of_fund,
    other_side,
    same_account,
)
from mingzhang.parse.figures.subjects import apply, spoken_of, take_subject, unit_fits, unit_word
from mingzhang.parse.grammar.relations import Comparison
from mingzhang.parse.text.spelling import clean

_LEAST_TOPIC = 6
_NOUN = 8
"""Characters behind a count in which the noun that is counted stands."""
_FUND_ROOTS = frozenset(f"{fund}_{side}" for fund in Fund for side in ("revenue", "expenditure"))
FUNDS = "资金"
"""The name of money that was evaluated, whatever fund it is from."""
_NO_ACCOUNT = ("performance", "organisation", "assets")
"""Groups whose labels may say 预算 without naming an account (涉及预算资金)."""


def bare(r: Reading, label: str) -> str:
    """Give a label without the words that only lead to it: 其中, 包括."""
    return r.grammar["leads_label"].sub("", clean(label))


def name(r: Reading, state: State, draft: Draft, label: str, lead: str) -> None:
    """Give the draft its concept: by its own words, by the words after it, or by its subject."""
    if not draft.is_level and not label.strip("，的"):
        # `比上年增加5%`: a relation without words of its own is of what is spoken of.
        settle_body(r, state, draft, label, None)
        take_subject(r, state, draft)
        draft.stage = draft.stage or r.index.stage_of(label)
    else:
        _by_words(r, state, draft, label)
    if r.concept(draft.concept, "group") in _NO_ACCOUNT:
        draft.stage = ""
    _of_other_year(r, state, draft, label)


def _of_other_year(r: Reading, state: State, draft: Draft, label: str) -> None:
    """`本年支出43万元，上年支出40万元，增加3万元`: the words before the label tell the year."""
    pattern = r.grammar["of_other_year"]
    told = pattern.match(label) if draft.is_level else None
    if told is None or (draft.concept and pattern.match(draft.label)):
        return
    draft.other_year = r.source.fiscal_year - 1
    state.compared = Comparison(told.group(), None, 0, 0)


def _by_words(r: Reading, state: State, draft: Draft, label: str) -> None:
    context = context_of(r, draft, state.line, unit_word(draft), state)
    classed = names_class(r, state, label)
    part = None if classed else part_named(r, state, label)
    words = part[1] if part else label
    if part is not None and not words:
        context = replace(context, clause="", around="")  # a name tells nothing of the figure
    found = r.index.resolve(words, context) if words or part is None else None
    if found is not None and means_else(r, state, draft, found):
        draft.label, draft.rule = bare(r, label), "unmapped"
        return
    found = _by_fund(r, state, draft, found, context)
    if part is None or words:
        found = found or counterpart(r, state, draft, words)
    if part is None:
        if not classed:
            settle_body(r, state, draft, label, found)
    elif (found is not None or r.index.is_empty(words)) and not state.reason:
        state.body = part[0]
    stage = r.index.stage_of(label)
    if found is None and draft.measure is Measure.COUNT:
        found = _after(r, state, draft, context)
    if found is not None and found.rule == "label_ending" and draft.value:
        found = None if _sums_several(r, label, context) else found
    if found is not None and _counts_bodies(r, draft, found):
        draft.label, draft.rule = _words_after(r, draft), "unmapped"
        return
    if found is not None and _is_its_whole(r, state, draft, found):
        draft.label, draft.rule = bare(r, label), "unmapped"
        return
    if found is not None and found.rule == "wildcard" and stage and _headed(r, state, draft):
        apply(r, draft, replace(state.subject or found, rule="subject", stage=stage))
    elif found is not None and _means_subject(r, state, draft, label, found, context):
        take_subject(r, state, draft, context)
    elif found is not None and (meant := of_fund(r, state, found)) is not None:
        apply(r, draft, same_account(r, state, meant, label))
    elif unknown := _other_words(r, state, draft, label):
        draft.label, draft.rule = unknown, "unmapped"
    elif not draft.is_level and (both := both_sides(r, state, label)) is not None:
        apply(r, draft, both)
    elif _refers_back(r, state, draft, words):
        take_subject(r, state, draft, context, label)
    else:
        draft.label = bare(r, label) or _words_after(r, draft)
        draft.rule = "unmapped"
        if _described(r, state, draft, label):
            return
        _as_item(r, state, draft, context)
    draft.stage = draft.stage or stage


def _other_words(r: Reading, state: State, draft: Draft, label: str) -> str:
    """Words that show that a figure without a label is of something no vocabulary knows."""
    if topic := _new_topic(r, state, draft, label):
        return clean(topic + label)
    if _counts_other(r, draft, label):
        return _words_after(r, draft)
    return _of_unknown(r, state, draft, label)


def _by_fund(
    r: Reading, state: State, draft: Draft, found: Resolution | None, context: Context
) -> Resolution | None:
    """Where nothing but a fund is named, the figure is of what is spoken of, from that fund.

    `“三公”经费3.2万元（其中：一般公共预算支出3.2万元）` is no expenditure of the whole budget;
    nor is `涉及一般公共预算支出300万元` of projects that were evaluated.
    """
    if found is None or found.concept not in _FUND_ROOTS or not draft.is_level:
        return found
    fund = r.concept(found.concept, "fund")
    whole = next((frame.parent for frame in reversed(state.frames) if frame.bracket), None)
    if whole is not None and whole.concept:
        own = r.index.vocab.concepts[whole.concept]
        if own.group not in ("revenue", "expenditure", "totals", "function"):
            stage = whole.stage or found.stage
            return replace(found, concept=whole.concept, rule="fund", fund=fund, stage=stage)
    if r.kind(state.line.section) == "performance":
        funds = r.index.resolve(FUNDS, context)
        return replace(funds, label=found.label, fund=fund) if funds is not None else None
    return found


def _means_subject(
    r: Reading, state: State, draft: Draft, label: str, found: Resolution, context: Context
) -> bool:
    """`支出决算为`, `支出` after a subject mean the subject's account, not all expenditure."""
    told = r.index.stage_of(label) or bare_side(r, label)
    if not draft.is_level or not told or not r.index.is_empty(label):
        return False
    total = found.concept in ("total_revenue", "total_expenditure")
    if not total or counterpart(r, state, draft, label) is not None:
        return False
    subject = spoken_of(r, state, draft, context)
    if subject is None and state.unknown:
        return True
    if isinstance(subject, Draft) and not subject.concept and subject in state.sentence:
        return True
    concept = r.index.vocab.concepts.get(subject.concept) if subject else None
    if concept is None or subject is None or subject.concept == found.concept:
        return False
    if other_side(r, subject.concept, label):
        return False
    near = subject in state.drafts if isinstance(subject, Draft) else subject is state.subject
    if not near:
        return False
    return concept.group not in ("revenue", "totals")


def _new_topic(r: Reading, state: State, draft: Draft, label: str) -> str:
    """`举办节庆活动，开支0万元`: a sentence that opens with its own words has its own subject."""
    if not draft.is_level or not state.drafts or state.subject is not None:
        return ""
    begin = max(r.text.rfind(mark, 0, draft.start) for mark in "。；\n") + 1
    if state.drafts[-1].start >= begin:
        return ""
    words = r.text[begin : state.clause].strip("，：")
    if len(words) < _LEAST_TOPIC or r.index.is_empty(words):
        return ""
    if r.grammar["used_for"].search(words) and any(d.value == draft.value for d in state.drafts):
        return ""  # `公务接待费2万元。主要用于接待检查组，共支出2万元`: the same once more
    if (
        r.relations.comparison(words)
        or r.grammar["as_of"].search(words)
        or r.grammar["reason"].search(words)
    ):
        return ""
    return words if r.index.is_empty(label) else ""


def _refers_back(r: Reading, state: State, draft: Draft, label: str) -> bool:
    if r.index.is_empty(label):
        return True
    bare = label
    body = r.bodies.in_words(bare)
    if body is not None:
        bare = bare.replace(body.printed, "", 1)
    bare = r.grammar["change_around"].sub("", r.grammar["compares_around"].sub("", bare))
    return r.index.is_empty(bare) or (not draft.is_level and len(bare) <= 1)


def _is_its_whole(r: Reading, state: State, draft: Draft, found: Resolution) -> bool:
    """`财政拨款收入780万元，包括财政补助收入500万元`: a part is not what its whole is."""
    frame = state.frames[-1] if state.frames else None
    whole = frame.parent if frame is not None and not frame.bracket else None
    if whole is None or not draft.is_level or found.concept != whole.concept or not found.label:
        return False
    own = _without_spending(r, found.label) != _without_spending(r, whole.label)
    same = (found.fund or whole.fund) == whole.fund and (found.stage or "") in ("", whole.stage)
    return own and same and (state.body or r.bodies.whole).name == whole.scope


def _without_spending(r: Reading, label: str) -> str:
    return r.grammar["spending_behind"].sub("", label)


def _headed(r: Reading, state: State, draft: Draft) -> bool:
    """`（4）公务接待费情况。国内接待30批次，预算【3】万元`: the account is the heading's."""
    if state.subject is None or draft.unit != "CNY" or not state.line.level:
        return False
    return unit_fits(r, state.subject.concept, draft)


def _sums_several(r: Reading, label: str, context: Context) -> bool:
    """`工资福利支出、商品和服务支出共【100】万元`: the figure is of none of them alone."""
    words = clean(label)
    if not r.grammar["together"].search(words):
        return False
    parts = [part for part in r.grammar["and_in_label"].split(words) if len(part) > 1]
    return any(r.index.resolve(part, context) is not None for part in parts[:-1])


def _counts_other(r: Reading, draft: Draft, label: str) -> bool:
    """`另有19【个】林业管理站`: what is counted is named behind, and no vocabulary knows it."""
    if draft.measure is not Measure.COUNT or not r.index.is_empty(label):
        return False
    return r.grammar["noun"].match(_words_after(r, draft)) is not None


def _counts_bodies(r: Reading, draft: Draft, found: Resolution) -> bool:
    """`6【个】预算单位编报绩效目标`: what is counted stands behind and is no project."""
    if found.rule != "keyword" or r.concept(found.concept, "group") != "performance":
        return False
    behind = _words_after(r, draft)[:_NOUN]
    return bool(behind) and r.grammar["counted_projects"].search(behind) is None


def _of_unknown(r: Reading, state: State, draft: Draft, label: str) -> str:
    """`轿车1辆、金额20万元`: what an unknown thing costs is unknown too; its words tell of what."""
    last = state.sentence[-1] if state.sentence else None
    if last is None or not draft.is_level or not last.is_level or last.concept:
        return ""
    if last.unit == draft.unit or not r.index.is_empty(label):
        return ""
    return last.label + clean(label)


def _after(r: Reading, state: State, draft: Draft, context: Context) -> Resolution | None:
    """`内设8个科室`, `1辆公务车辆`: the label may stand behind the count."""
    following = r.text[draft.unit_end : draft.unit_end + 14]
    stop = re.search(r"[，。；、：\n（]", following)
    words = following[: stop.start()] if stop else following
    for size in range(len(words), 1, -1):
        found = r.index.resolve(words[:size], context)
        if found is None or found.rule != "label":
            continue
        if r.index.vocab.concepts[found.concept].kind == "count":
            return found
    return None


def _words_after(r: Reading, draft: Draft) -> str:
    """The words behind a count that has none before it: 62【名】职工工资调标."""
    if draft.measure is not Measure.COUNT:
        return ""
    stop = re.search(r"[，。；、：\n（）]", r.text[draft.unit_end : draft.unit_end + 20])
    return clean(r.text[draft.unit_end : draft.unit_end + (stop.start() if stop else 20)])


def _described(r: Reading, state: State, draft: Draft, label: str) -> bool:
    """`基本支出情况。用于保障机构运转的日常支出…`: a heading's subject described in other words."""
    first = not any(d.is_level for d in state.drafts)
    subject = state.subject or r.subjects.get(state.line.section)
    if not first or subject is None or not r.grammar["described_by_use"].search(label):
        return False
    if draft.measure is not Measure.AMOUNT or not unit_fits(r, subject.concept, draft):
        return False
    apply(r, draft, subject)
    draft.rule = "subject_described"
    return True


def _as_item(r: Reading, state: State, draft: Draft, context: Context) -> None:
    """An unknown label within a list of projects is one of the projects."""
    if context.items and draft.measure is Measure.AMOUNT and draft.label and not state.reason:
        draft.concept = context.items
        draft.fund = r.concept(context.items, "fund")
        draft.rule = "list_item"
