"""Lists of parts: in, the words before a stop; out, the figure that they take apart, as a frame.

`其中：`, `包括`, `支出预算中，` open a list; what follows them are parts of a figure before them.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import chain

from mingzhang.model import Stage
from mingzhang.parse.concepts.labels import MONEY
from mingzhang.parse.figures.context import context_of
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Frame, Item, Reading, State, tops_of
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fund_sides import alike_sides
from mingzhang.parse.grammar.relations import MOST_WORDS
from mingzhang.parse.text.spelling import clean

_LEAST_NAME = 4
_PARAGRAPH = 12
"""Figures of a paragraph and of the one before it."""


def take_apart(state: State, draft: Draft) -> None:
    """`采购预算22万元：货物12万元、服务10万元`: a colon right behind a figure lists its parts."""
    if _may_head(draft):
        state.frames.append(Frame(draft, "some", False))


def open_announced(r: Reading, state: State, clause: str, mark: str, kind: str) -> None:
    """Open the list that the words before a mark announce."""
    by_bodies = mark == "：" and r.bodies.grammar["divides_by_bodies"].fullmatch(clause)
    again = r.grammar["divided_by"].match(clause) is not None
    total = _total_before(r, state) if r.grammar["side_listed"].search(clause) else None
    item = None if state.drafts else r.heads.get(state.line.section)
    if total is not None:
        state.frames.append(Frame(total, kind, False))
    elif mark == "：" and (named := named_whole(r, state, clause)) is not None:
        state.frames.append(Frame(named, kind, False))
        state.named = named
    elif again and item is not None and item.parent is not None:
        # `（二）住房保障支出20万元；⏎按支出性质分类：…`: of what the items before are parts of
        state.frames.append(Frame(item.parent, kind, False))
    elif by_bodies and item is not None and not state.before:
        state.frames.append(Frame(item, kind, False))
    elif again and item is not None and _beside_others(r, item):
        # `基本支出60万元；项目支出40万元。⏎按经济分类：…`: of both, whose whole is not printed
        state.frames.append(Frame(None, kind, False, closed=True))
    else:
        open_parts(r, state, kind, again=again)


def divides_by_bodies(r: Reading, state: State, clause: str) -> bool:
    """`支出9万元。分单位看，局机关6万元`: of that figure; of two that are alike who can tell?"""
    divides = r.bodies.grammar["divides_by_bodies"].fullmatch(clause) is not None
    return divides and alike_sides(r, state) is None


def _beside_others(r: Reading, item: Draft) -> bool:
    """Tell whether a class, or expenditure by its nature, is told of beside another, or near it."""
    natures = ("basic_expenditure", "project_expenditure")
    near = [d for d in r.drafts[-_PARAGRAPH:] if d.is_level and d.scope == item.scope]
    others = (d for d in near if d.concept != item.concept and _classes(r, d, item))
    if (item.function_code or item.economic_code) and any(others):
        return True
    near += [d for d in r.drafts[-MOST_SPOKEN:] if d.section == item.section and d.is_level]
    named = {end for d in (item, *near) for end in natures if d.concept.endswith(end)}
    return item.concept.endswith(natures) and len(named) > 1


def named_whole(r: Reading, state: State, clause: str) -> Draft | None:
    """`财政拨款支出主要内容如下：`: the figure that the announcing words name."""
    label = r.grammar["lists_all"].sub("", clause[-MOST_WORDS:])
    label = r.grammar["announced"].sub("", r.grammar["lists_some"].sub("", label))
    taken = r.grammar["side_taken_apart"].search(clause)
    exact = _printed_by_name(r, state, label)
    if exact is None and (side := taken.lastgroup if taken else r.index.side_of(label)):
        spoken = chain(reversed(state.sentence), reversed(state.before), reversed(state.drafts))
        found = next((d for d in spoken if _may_head(d) and d.concept.endswith(side)), None)
        return found or (_total_of_section(r, state, side) if taken else None)
    return exact


def _printed_by_name(r: Reading, state: State, label: str) -> Draft | None:
    """The figure of the line, or of the sections told so far, that has the concept of a name."""
    if len(label) < _LEAST_NAME or r.index.is_empty(label):
        return None
    resolution = r.index.resolve(label, context_of(r, None, state.line, MONEY, state))
    if resolution is None:
        return None
    asked = [(section, resolution.concept) for section in _told_up_to(r, state.line.section)]
    known = [draft for told in asked for draft in r.levels.get(told, ())]
    fitting = (d for d in (*reversed(state.drafts), *reversed(known)) if _may_head(d))
    return next((d for d in fitting if d.concept == resolution.concept), None)


def _told_up_to(r: Reading, section: int) -> range:
    """`（一）总体情况…⏎（二）结构情况…`: the section, and those before it within the same one."""
    around = r.sections_up(section)
    within = around[1] if len(around) > 1 else section
    return range(min(within, section), section + 1)


def _total_of_section(r: Reading, state: State, side: str) -> Draft | None:
    """`收入总计9万元，支出总计9万元。⏎收入来源：…⏎支出结构：…`: the total of that side above."""
    section, names = state.line.section, (f"total_{side}", f"current_year_{side}")
    told = (d for name in names for d in reversed(r.levels.get((section, name), ())))
    return next(filter(_may_head, told), None)


def _total_before(r: Reading, state: State) -> Draft | None:
    """The total of both sides that `收入包括：…；支出包括：…` takes apart."""
    spoken = chain(reversed(state.sentence), reversed(state.before), reversed(state.drafts))
    return next((d for d in spoken if _may_head(d) and r.about(d.concept).group == "totals"), None)


def _may_head(draft: Draft) -> bool:
    """Tell a figure that may be taken apart: a level, not in a reason, not of another year."""
    return draft.is_level and not draft.in_reason and draft.other_year is None


def take_topic(r: Reading, state: State, clause: str, *, names_item: bool) -> None:
    """`收入总计与上年相比，减少…`: what stands before a comparison is what changes."""
    if r.text[state.clause - 1] != "，" or (names_item and not state.sentence):
        take_item(r, state, clause, marked=names_item)
    compared = r.relations.comparison(clause)
    if state.spoken.reason or compared is None:
        return
    label = clause[: compared.start] or r.relations.label_of_stated(clause)[0]
    if label and not r.index.is_empty(label):
        context = context_of(r, None, state.line, MONEY, state)
        state.spoken = state.spoken._replace(topic=r.index.resolve(label, context))


_BY_NAME = ("label", "code", "function_path")
"""Rules that find a concept by all of the words."""


def take_item(r: Reading, state: State, clause: str, *, marked: bool, opens: bool = True) -> None:
    """`…；卫生健康支出，年初预算【5】万元`: what the words name, not what was before.

    `marked`: they mark an item of the classification; `opens`: nothing else stands before them, so
    that words for money which no vocabulary knows name something unknown.
    """
    opening = r.grammar["item_opening"].match(clean(clause))
    name = opening["name"] if opening else ""
    known = name and r.index.words.may_be_label(name)
    named = r.index.resolve(name, context_of(r, None, state.line, MONEY, state)) if known else None
    whole = named is not None and named.rule in _BY_NAME and named.label == name
    unknown = opens and not r.index.is_empty(name) and r.grammar["money_topic"].fullmatch(name)
    if marked or whole or (unknown and not r.grammar["used_for"].search(name)):
        item = Item(named if marked or whole else None, state.clause)
        state.spoken = state.spoken._replace(item=item)


def open_held(r: Reading, state: State, clause: str) -> int:
    """`基本支出包括人员经费【60】万元`: parts of that figure; gives where their names begin."""
    holds = r.grammar["holds"].match(clause)
    if holds is None or not state.drafts:
        return 0
    meant = r.index.resolve(holds["whole"], context_of(r, None, state.line, MONEY, state))
    near = (d for d in reversed(state.drafts[-MOST_SPOKEN:]) if _may_head(d))
    whole = next((d for d in near if meant and d.concept == meant.concept), None)
    if whole is None:
        return 0
    kind = "some" if holds["some"] or holds["within"] else "all"
    state.frames.append(Frame(whole, kind, False, within=True))
    return holds.end()


def open_within(r: Reading, state: State, clause: str) -> None:
    """`支出预算中，`, `在支出预算114.14万元中，`: what follows is part of that figure.

    `预算调整后，一般公共预算收入仍为【8】万元` is of the account that the words name.
    """
    last = state.drafts[-1] if state.drafts else None
    if not clause and last is not None and last.is_level:
        state.frames.append(Frame(last, "some", False, within=True))
        return
    account = r.index.stage_of(clause)
    if account and (r.source.stage.is_final or account == Stage.REVISED_BUDGET):
        year = (*r.relations.own_years(clause), r.source.fiscal_year)[0]
        own = Stage(account) is Stage.FINAL and year == r.source.fiscal_year
        state.spoken = state.spoken._replace(account=None if own else (year, account))
    resolution = r.index.resolve(clause, context_of(r, None, state.line, MONEY, state))
    label = clean(clause)
    for draft in reversed(r.drafts):
        same = draft.concept == resolution.concept if resolution else draft.label == label
        if draft.is_level and same:
            state.frames.append(Frame(draft, "some", False, within=True))
            return


def open_class(r: Reading, state: State, clause: str) -> None:
    """`其中，教育支出（类）普通教育（款）：小学教育【6】万元`: of that class, not of the last."""
    if not r.grammar["class_marked"].search(clause):
        return
    resolution = r.index.resolve(clause, context_of(r, None, state.line, MONEY, state))
    named = r.index.known[resolution.concept].ancestry if resolution is not None else ()
    told = (
        d for concept in named for d in reversed(r.levels.get((state.line.section, concept), ()))
    )
    whole = next(filter(_may_head, told), None)
    state.frames.append(Frame(whole, "some", False, closed=whole is None, within=True))


def open_parts(r: Reading, state: State, kind: str, *, again: bool = False) -> None:
    """Begin a list of parts; `again` takes apart once more what the sentence before took apart."""
    last = state.sentence[-1] if state.sentence else None
    told = last.level() if last is not None else None
    year = told.other_year if told is not None else None
    ahead = year is not None and year > r.source.fiscal_year
    if ahead or (year is not None and told is last is _only_told(state)):
        # `本年支出9万元；上年支出8万元，其中：基本支出【5】万元`: of that year
        state.frames.append(Frame(told, kind, False))
        return
    each = r.grammar["unit_price"].search
    near = [d for d in state.sentence[-MOST_SPOKEN:] if _may_head(d)]
    priced = [d for d in near if d.factor == _next_factor(r, state)]
    # `公用经费9万元，人均2万元，包括：`: of the 9; but `人均94元，其中中央【56】元`: of the 94
    levels = [d for d in near if d.concept or not each(d.label) or priced == [d]]
    if levels:
        *others, parent = levels
        whole = parent.parent
        several = again and others and others[-1].scope != parent.scope
        if several and (whole is None or whole.scope != parent.scope):
            state.speak_of(r.body)
        if again and others and not whole and (several or _classes(r, others[-1], parent)):
            # `教育支出9万元，住房保障支出2万元；按经济分类，…`: of all of them, with no whole
            # So with `局机关9万元、县林场2万元；按来源分：…`.
            state.frames.append(Frame(None, kind, False, closed=True))
            return
        if again and others and whole and (whole in others or _all_of(whole, others)):
            # `支出10万元，按性质分：基本支出6万元，项目支出4万元；按来源分：…`: the whole once more
            state.frames.append(Frame(whole, kind, False))
            return
        planned = (parent.year_printed or 0) > r.source.fiscal_year  # `2024年预算6万元，其中：`
        meant = parent if planned else state.sentence[-1].level()
        if meant is not parent and meant in others and meant.concept == parent.concept:
            # `2023年预算5万元，2022年预算6万元，下降17%，其中：`: what has changed is taken apart.
            parent, others = meant, [d for d in others if d is not meant]
            if state.spoken.years:
                years = () if meant.year_printed is None else (meant.year_printed,)
                state.spoken = state.spoken._replace(years=years)
        tops = tuple(d for d in tops_of(others) if parent.parent is not d) if others else ()
        state.frames.append(Frame(parent, kind, False, others=tops))
        return
    told = next((d for d in reversed(state.sentence) if d.is_level and d.in_reason), None)
    if told is not None:
        # `主要原因是安排购置费8万元，其中：…`: of what the reason tells, not of what it explains
        state.frames.append(Frame(told, kind, False))
        return
    earlier = [d for d in state.before if _may_head(d)]
    if not earlier and state.before and all(d.of for d in state.before if not d.is_level):
        # `…支出100万元。与上年相比，增加5万元。其中：…`: the sentence between told of its change.
        earlier = [d for d in dict.fromkeys(b.of for b in state.before) if d and _may_head(d)]
    if earlier:
        # `共涉及项目4个，资金90万元。其中：甲项目【50】万元`: of what is counted as its parts are
        upcoming = r.peek(state.line.end)
        counted = [d for d in earlier if upcoming and d.unit == upcoming.unit.base_unit]
        parent, *others = tops_of(counted if len(counted) == 1 else earlier)
        now = (None, r.source.fiscal_year)  # `2022年支出8万元，2023年支出9万元。其中：`: of these 9
        alike = [d for d in earlier if d.concept in ("", parent.concept) and d.year_printed in now]
        done = [d for d in alike if r.source.stage.is_final and d.stage in ("", "final")]
        if parent.stage and done and not done[0].concept:
            # `年初预算8万元，调整预算10万元；全年实现9万元。其中：`: of what was done
            state.frames.append(Frame(done[0], kind, False, closed=True))
            return
        parent = next((d for d in alike if d.concept), parent)
        among = again and _beside_others(r, parent)
        if again and parent.parent and (_all_of(parent.parent, others) if others else among):
            parent, others = parent.parent, []
        elif among and not parent.parent:
            # `基本支出6万元；项目支出4万元。按经济分类，工资【5】万元`
            state.frames.append(Frame(None, kind, False))
            return
        state.frames.append(Frame(parent, kind, False, others=tuple(others)))
    _go_on_in_year(r, state, parent if earlier else next(reversed(state.before), None))


def _next_factor(r: Reading, state: State) -> Decimal | None:
    upcoming = r.peek(state.line.end)
    return upcoming.unit.factor if upcoming is not None else None


def _only_told(state: State) -> Draft | None:
    """The first level since the sentence began, or since its last semicolon."""
    return next((d for d in state.sentence if d.is_level and d.start >= state.begun), None)


def _all_of(whole: Draft, parts: list[Draft]) -> bool:
    return all(part.parent is whole for part in parts)


def _classes(r: Reading, one: Draft, other: Draft) -> bool:
    family = r.index.known[other.concept].family
    return bool(family) and family == r.index.known[one.concept].family


def _go_on_in_year(r: Reading, state: State, whole: Draft | None) -> None:
    """`2022年“三公”经费执行数70万元。其中，公务接待费【12】万元`: of the year of its whole."""
    year = whole.year_printed if whole is not None else None
    if year is not None and year < r.source.fiscal_year and not state.spoken.years:
        state.spoken = state.spoken._replace(years=(year,))


def of_assets(r: Reading, state: State) -> bool:
    """`资产总额1.26亿元，其中固定资产9,800万元`: what is named of assets may not be all."""
    last = state.sentence[-1] if state.sentence else None
    return last is not None and r.about(last.concept).kind == "balance"
