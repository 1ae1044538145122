"""A figure in its clause: in, a quantity and the words before it; out, its draft, named, kept."""

from __future__ import annotations

from dataclasses import replace

from mingzhang.common.clause_begins import behind_last
from mingzhang.model import Measure, Stage
from mingzhang.parse.figures.attach import add
from mingzhang.parse.figures.context import context_of
from mingzhang.parse.figures.discourse import Reading, State
from mingzhang.parse.figures.enumerations import distributed, draft_of, settle_awaited
from mingzhang.parse.figures.figure import Draft, comes_to
from mingzhang.parse.figures.list_changes import settle_change
from mingzhang.parse.figures.naming import bare
from mingzhang.parse.figures.resolve import name
from mingzhang.parse.figures.subjects import apply
from mingzhang.parse.grammar import colons
from mingzhang.parse.grammar.by_words import gate
from mingzhang.parse.grammar.clause_lists import of_assets, open_held, open_parts
from mingzhang.parse.grammar.relations import BASE_AND_WORDS, MOST_WORDS, UNEXPLAINED
from mingzhang.parse.grammar.told import Comparison, Relation
from mingzhang.parse.text.spelling import clean
from mingzhang.parse.tokens.quantities import Quantity

STOPS = "。！？；，、：\n"
"""Marks that end a clause."""
_DASHES = "—–"
"""Marks of a list without numbers: `——税收收入`."""
_VERB_FIRST = "verb_first"
_SPENDS_FIRST = gate("spends_first")
_SUBJECT_BEHIND = gate("subject_behind")
_BEGINS_CHANGE = gate("begins_change")
_HOLDS = gate("holds")
_ADDS_UP = gate("adds_up")


def read_figure(r: Reading, state: State, quantity: Quantity) -> None:
    """Read what the words say of a figure, name it, and place it."""
    if quantity.start - state.clause > MOST_WORDS:
        state.clause = quantity.start - MOST_WORDS
    if not r.text[state.clause].isalpha() and (
        numbered := r.grammar["inline_ordinal"].match(r.text, state.clause, quantity.start)
    ):
        state.clause = numbered.end()
    if _ADDS_UP in state.may and r.grammar[_ADDS_UP].match(r.text, state.clause):
        state.frames = [frame for frame in state.frames if frame.bracket]
    headed, clause = "", r.text[state.clause : quantity.start].lstrip(_DASHES)
    if colons.MARK in clause:
        headed, clause = colons.split(clause)
    if quantity.weak:
        _weak(r, state, quantity, clause)
        return
    if _HOLDS in state.may and (held := open_held(r, state, clause)):
        state.clause, clause = state.clause + held, clause[held:]
        state.hard = state.clause
    led = r.relations.lead(clause)
    if led.opens:
        open_parts(r, state, "some" if of_assets(r, state) else led.opens)
        state.clause += led.opening
    years = _years_behind(r, state, led.words)
    state.take_words(r.relations, led.after)
    lead = led.words
    percent = quantity.unit.percent
    relation = _relation(r, state, quantity, lead)
    if percent and r.grammar["of_it"].fullmatch(lead) and state.awaited is not None:
        settle_awaited(r, state, quantity)
        return
    state.awaited = None if percent else led.awaited
    if state.awaited is not None:
        # `9万元，车1辆，比上年8万元增长12.5%，完成预算10万元的【90】%`: of the 9
        told = [d for d in reversed(state.sentence) if d.unit == quantity.unit.base_unit]
        own = (d for d in told if d.is_level and d.other_year is None and not d.compared)
        state.awaited_of = next(own, next(iter(told), None))
    if led.in_row and distributed(r, state, quantity, lead):
        return
    label = _label(r, state, quantity, relation, headed)
    draft = draft_of(r, state, quantity, relation)
    if relation.previous is not None:
        state.compared = relation.previous
    if state.awaited is not None:
        label = r.grammar["rate_announced"].sub("", label)
    if state.told and draft.is_level:
        # `主要是减少人员经费8万元`: some part of the change, not all that goes by the name.
        draft.label, draft.rule = bare(r, label), "unmapped"
    else:
        name(r, state, draft, label)
        if relation.rule == BASE_AND_WORDS and draft.rule == "unmapped":
            # `较上年某变2万元`: no label, so perhaps a word of change that no row has.
            draft.turn(Measure.UNKNOWN)
            draft.relation = relation.rule
        if headed and draft.is_level:
            draft.stage = r.index.stage_of(relation.label) or draft.stage
    if relation.previous is not None:
        _of_base(r, draft, relation.previous)
    add(r, state, draft)
    if years is not None:
        state.spoken = state.spoken._replace(years=years)
    if draft.measure.is_change:
        settle_change(r, state, draft)


def _relation(r: Reading, state: State, quantity: Quantity, lead: str) -> Relation:
    """What the words before a figure, and the figures before it, say that it measures."""
    percent = quantity.unit.percent
    relation = r.relations.relation(lead, percent=percent, default=quantity.unit.plain)
    if state.bracketed is not None:
        # `比2022年决算（【98】万元）增加2万元`: the figure compared with stands in brackets.
        if not lead:
            named = _named_before(r, state, quantity)
            relation = replace(relation, previous=state.bracketed, label=named)
        state.bracketed = None
    if relation.sign < 0 and quantity.value < 0:
        # `较上年下降【-10】万元`: a fall of ten, or of minus ten?
        relation = replace(relation, measure=Measure.UNKNOWN, sign=1)
    if not percent and state.frames and state.frames[-1].parent in state.sentence[-1:]:
        # `债券9万元，其中新增【5】万元、再融资4万元`: a part, and no change
        new = r.grammar["new_part"].fullmatch(lead)
        relation = Relation(quantity.unit.plain, lead) if new else relation
    if relation.compares and state.compared is None:
        relation = replace(relation, measure=Measure.UNKNOWN, sign=1)
    grows = relation.measure.is_change and not percent
    if grows and (r.grammar["named_by_verb"].search(lead) or r.index.codes.knows(clean(lead))):
        # `人大代表履职能力提升【32】万元`, `饮水安全巩固提升【9】万元`: an item by its name.
        relation = Relation(quantity.unit.plain, lead)
    count_moves = relation.measure.is_count and r.grammar["level_follows"].match
    if relation.measure.is_amount or (count_moves and count_moves(r.text, quantity.unit_end)):
        relation = _moved(r, state, quantity, relation)
    if percent:
        return _rate(r, state, quantity, relation, lead)
    return _verb_lost(state, quantity, _counted_along(r, state, quantity, relation))


def _label(r: Reading, state: State, quantity: Quantity, relation: Relation, headed: str) -> str:
    """The words that name a figure, wherever in its clause or before it they stand."""
    label = headed or _cut_off(r, state, quantity) or relation.label
    label = label or _before_bracket(r, state, quantity)
    label = _named_behind(r, state, quantity, relation) or label
    if _SPENDS_FIRST in state.may and (spends := r.grammar[_SPENDS_FIRST].match(label)):
        label = spends["when"] + label[spends.end() :]  # `全年支出培训费【6】万元`
    if not label.isalpha() and (within := r.grammar["year_within"].match(label)):
        label = within["name"] + within["account"]
    if state.hard < state.clause and not r.index.is_empty(label):
        since = max(state.hard, state.clause - MOST_WORDS)
        label = r.text[since : state.clause] + label
    return label


def _years_behind(r: Reading, state: State, lead: str) -> tuple[int, ...] | None:
    """`支出预算10万元，2022年为【8】万元，支出决算9万元`: what follows is of the years before."""
    alone = r.grammar["year_alone"].fullmatch(lead) if state.sentence else None
    last = state.sentence[-1] if state.sentence else None
    if alone is None or last is None or int(alone["year"]) >= r.source.fiscal_year:
        return None
    return state.spoken.years if last.is_level else None


def _named_before(r: Reading, state: State, quantity: Quantity) -> str:
    """`本年收入比上年（【98】万元）增加2万元`: the words before the comparison and its bracket."""
    bracket = quantity.start - 1
    begin = behind_last(STOPS, r.text, state.line.content, bracket)
    last = state.drafts[-1].unit_end if state.drafts else 0
    words = r.text[max(begin, last, bracket - MOST_WORDS) : bracket]
    return r.relations.label_of_stated(words)[0]


def _before_bracket(r: Reading, state: State, quantity: Quantity) -> str:
    """`项目支出9万元，其中：设备购置（【5】万元）`: a name before its amount in brackets."""
    opened, bracket = state.frames[-1] if state.frames else None, quantity.start - 1
    alone = opened is not None and opened.bracket and opened.parent is None
    behind = bool(state.drafts) and state.drafts[-1].unit_end == bracket
    if not alone or behind or r.text[bracket] not in "（(":
        return ""
    return r.grammar["leads_label"].sub("", _named_before(r, state, quantity))


def _cut_off(r: Reading, state: State, quantity: Quantity) -> str:
    """`公务接待费，【5】万元`: a known label that a comma cuts off from its figure."""
    comma = state.clause - 1
    if comma < 0 or state.spoken.reason or r.text[comma] != "，":
        return ""
    words = r.text[state.clause : quantity.start]
    if words and not r.index.is_empty(words):
        return ""
    begin = behind_last(STOPS, r.text, state.line.content, comma)
    if state.drafts and state.drafts[-1].unit_end > begin:
        return ""
    label = r.text[begin:comma]
    about = r.grammar["in_respect_of"].fullmatch(label)
    if about and not r.index.side_of(about[1]):
        return about[1] + words  # `在公务接待方面，支出【5】万元`
    if words and not r.index.stage_of(words):
        return ""  # `公务接待费，决算【5】万元`
    if not 3 < len(label) <= MOST_WORDS or r.grammar["is_all"].match(label):
        return ""  # `“三公”经费9万元，全部为接待费，预算【10】万元`: of the whole
    resolution = r.index.resolve(label, context_of(r, None, state.line, quantity.unit.unit, state))
    return label + words if resolution is not None and resolution.rule == "label" else ""


def _named_behind(r: Reading, state: State, quantity: Quantity, relation: Relation) -> str:
    """`其中【5】万元为培训费`, `【12】万元用于公务接待`: the subject stands behind its figure."""
    told = _SUBJECT_BEHIND in state.may and relation.measure.is_amount
    told = told and relation.previous is None
    behind = r.grammar[_SUBJECT_BEHIND].match(r.text, quantity.unit_end) if told else None
    if behind is None or r.grammar["leads_label"].sub("", clean(relation.label)):
        return ""
    last = state.sentence[-1] if state.sentence else None
    before = r.grammar[_SUBJECT_BEHIND].match(r.text, last.unit_end) if last else None
    goes_on = before is not None and before.end() + 1 == quantity.start
    if goes_on or r.grammar["list_begun"].search(r.text, state.line.content, quantity.start):
        return behind["label"]
    context = context_of(r, None, state.line, quantity.unit.unit, state)
    resolution = r.index.resolve(behind["label"], context)
    return behind["label"] if resolution is not None and resolution.rule == "label" else ""


def _verb_lost(state: State, quantity: Quantity, relation: Relation) -> Relation:
    """`较2022年决算数247万元【2】万元`: right behind what it is compared with."""
    last = state.drafts[-1] if state.drafts else None
    if last is None or last.unit_end != quantity.start or last.other_year is None:
        return relation
    return replace(relation, measure=Measure.UNKNOWN, rule=UNEXPLAINED)


def _counted_along(r: Reading, state: State, quantity: Quantity, relation: Relation) -> Relation:
    """`增加1个团组【2】人次`: changed as well; of `减2万元、【3】万元` nobody can tell."""
    last = state.drafts[-1] if state.drafts else None
    if last is None or not last.measure.is_change or relation.measure is not quantity.unit.plain:
        return relation
    if r.grammar["counted_along"].fullmatch(r.text, last.unit_end, quantity.start) is None:
        return relation
    if not relation.measure.is_count or last.unit in ("CNY", "percent", quantity.unit.unit):
        return replace(relation, measure=Measure.UNKNOWN, rule=UNEXPLAINED)
    sign = -1 if last.value < 0 else 1
    return Relation(Measure.CHANGE, "", sign, last.base, rule=last.relation)


def _moved(r: Reading, state: State, quantity: Quantity, relation: Relation) -> Relation:
    """An amount that is a change after all, or the one that a change began with.

    `比上年增加项目支出【30】万元`: the verb stands before the noun; `由【55】万元下降到45万元`.
    """
    told = _BEGINS_CHANGE in state.may
    began = r.grammar[_BEGINS_CHANGE].search(relation.label) if told else None
    follows = r.grammar["level_follows"].match(r.text, quantity.unit_end)
    timed = began or relation.previous or r.grammar["time_told"].search(relation.label)
    if follows and not timed:
        return replace(relation, measure=Measure.UNKNOWN)  # `公务接待费：【3】万元→2万元`
    if began and follows:
        since = state.compared
        stop = max(r.text.rfind("。", state.line.content, state.clause), state.line.content)
        adjusted = began["planned"] or r.grammar["adjusted_to"].match(r.text, quantity.unit_end)
        adjusted = adjusted or r.grammar["after_adjustment"].search(r.text, stop, state.clause)
        relation = replace(relation, label=relation.label[: began.start()])
        if adjusted or since is None:  # of a budget, or of a time not told
            return replace(relation, measure=Measure.UNKNOWN)
        return replace(relation, previous=None if r.relations.with_budget(since) else since)
    change = r.relations.change_of(relation.label)
    if change is None:
        last = state.sentence[-1] if state.sentence else None
        if last is not None and _shares_verb(r, state, quantity, last) and relation.label:
            sign = -1 if last.value < 0 else 1
            return Relation(last.measure, relation.label, sign, last.base, rule=_VERB_FIRST)
        aside = last is not None and last.in_reason and not last.is_level
        # `原因为人员增加1人，公用经费【2】万元`, `…按要求压减办公费1万元、差旅费【2】万元`: some
        # more or less of it, not all that goes by the name.
        if state.spoken.reason and not state.told:
            state.told = aside or r.grammar["reason_moves"].search(relation.label) is not None
        return relation
    if relation.previous is not None:
        state.compared = relation.previous
    if (compared := relation.previous or _compared_before(r, state)) is not None:
        return Relation(Measure.CHANGE, change[1], change[0], compared.base, rule=_VERB_FIRST)
    after_change = bool(state.sentence) and not state.sentence[-1].is_level
    state.told = (
        state.spoken.reason
        or after_change
        or r.grammar["reason_begins"].match(relation.label) is not None
    )
    if state.told or r.grammar["adjective_first"].match(relation.label):
        return relation
    # `2024年增加人员经费【2】万元`: less or more of it, compared with what?
    return replace(relation, measure=Measure.UNKNOWN, rule=_VERB_FIRST)


def _shares_verb(r: Reading, state: State, quantity: Quantity, last: Draft) -> bool:
    """`压缩会议费1万元、培训费【2】万元`: changed as the one before it is."""
    same = last.relation == _VERB_FIRST and last.unit == quantity.unit.base_unit
    return same and r.text[last.unit_end : state.clause] == "、"


def _compared_before(r: Reading, state: State) -> Comparison | None:
    """`与2022年度相比，减少收入20万元，减少支出【15】万元`: what is compared with."""
    last = state.sentence[-1] if state.sentence else None
    if state.spoken.reason or state.told:
        return None
    if last is not None and not last.is_level:
        goes_on = last.relation == _VERB_FIRST and r.text[state.clause - 1] in "，、"
        return state.compared if goes_on else None
    begin = max(r.text.rfind("。", state.line.content, state.clause), state.line.content)
    begin = max(begin, last.unit_end if last is not None else 0)
    words = r.text[begin : state.clause].rstrip("，")[-MOST_WORDS:]
    compared = r.relations.comparison(words)
    return compared if compared is not None and compared.end == len(words) else None


def _rate(r: Reading, state: State, quantity: Quantity, relation: Relation, lead: str) -> Relation:
    """A percentage whose words do not say what it measures.

    `…上升至【65.3】%` is what the figure before it was; `下降15万元（【11.11】%）` and
    `减少185万元，【-6.53】%` are changes.
    """
    last = state.sentence[-1] if state.sentence else None
    if relation.measure.is_count:
        known = last.measure if last is not None and not last.is_level else Measure.UNKNOWN
        return replace(relation, measure=known)
    if relation.measure is not Measure.UNKNOWN or relation.rule != UNEXPLAINED:
        return relation
    if not lead and last is not None and _is_share(last, quantity):
        return replace(relation, measure=Measure.SHARE, rule="share_that_fits")
    behind = r.text[last.unit_end : quantity.start].rstrip("+") if last is not None else ""
    bracketed = behind in ("（", "、")
    if bracketed and last is not None and last.measure is Measure.CHANGE and not lead.strip("+"):
        falls = last.value < 0 < quantity.value
        sign = -1 if falls else 1
        return replace(relation, measure=Measure.CHANGE_RATE, sign=sign, rule="rate_in_brackets")
    if quantity.value >= 0:
        return relation
    return replace(relation, measure=Measure.CHANGE_RATE, rule="negative_rate")


def _is_share(level: Draft, rate: Quantity) -> bool:
    """`项目支出【20】万元，【20】%`: a bare rate that its figure makes of the whole."""
    whole = level.parent
    if not level.is_level or whole is None or whole.unit != level.unit:
        return False
    return comes_to(rate.value, rate.printed, level.value, whole.value)


def _of_base(r: Reading, draft: Draft, base: Comparison) -> None:
    """`比2023年年初预算数【10】万元`: the figure is of the year and account compared with."""
    planned = r.relations.with_budget(base)  # `比预算（【10】万元）减少2万元`
    draft.compared = draft.compared or planned
    year = base.year or r.source.fiscal_year - (0 if planned else 1)
    if year != r.source.fiscal_year:
        draft.other_year = year
    if r.about(draft.concept).group not in ("performance", "organisation", "assets"):
        done = Stage.FINAL.value if r.grammar["done_named"].search(base.base) else draft.stage
        draft.stage = r.index.stage_of(base.base) or done


def _weak(r: Reading, state: State, quantity: Quantity, lead: str) -> None:
    """A count in Chinese characters: a fact only where a known label stands by it."""
    unit = quantity.unit.unit
    told = r.relations.relation(lead, percent=False, default=Measure.COUNT).measure
    in_reason = state.spoken.reason or r.grammar["reason"].search(lead)
    if told is not Measure.COUNT or in_reason:
        return  # `主要原因是新招【一】名专业技术人员`: a reason counts not all of them
    after = r.grammar["label_behind"].match(r.text, quantity.unit_end)
    context = context_of(r, None, state.line, unit)
    for text in (lead, after[0] if after else ""):
        if r.index.is_empty(text):
            continue
        resolution = r.index.resolve(text, context)
        if resolution is None or r.about(resolution.concept).kind != "count":
            continue
        draft = draft_of(r, state, quantity, Relation(Measure.COUNT, ""))
        apply(r, draft, resolution)
        draft.rule = "chinese_numeral"
        add(r, state, draft)
        return
