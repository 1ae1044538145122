"""Whose figure: in, the words before a figure; out, the body that is spoken of from there on.

What no words tell is of nobody known (`nobody`), never of the one spoken of before.
"""

from __future__ import annotations

from itertools import islice

from mingzhang.parse.bodies.finder import Body, nobody
from mingzhang.parse.concepts.labels import Resolution
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.grammar.colons import MARK
from mingzhang.parse.text.spelling import clean

_COUNTS_OF_BODIES = frozenset(("budget_units", "subordinate_units"))
_NAME = 12
"""Characters behind a count in which the bodies that it counts are named."""


def names_class(r: Reading, state: State, label: str) -> bool:
    """`文化支出…万元，其中：行政运行…，图书馆…`: 图书馆 is a class of expenditure, no body."""
    last = state.sentence[-1] if state.sentence else None
    if last is None or not last.concept.startswith("function_") or last.unit != "CNY":
        return False
    part = r.bodies.part(label)
    return r.index.codes.knows(part.printed if part is not None else clean(label))


def part_named(r: Reading, state: State, draft: Draft, label: str) -> tuple[Body, str] | None:
    """The body within the disclosure's that a label begins with, and the words after its name."""
    named = r.bodies.opening(label)
    if named is None and (alone := r.bodies.part(label)) is not None:
        named = alone, ""
    if named is not None:
        joined = r.grammar["counted_with_others"].match(r.text, draft.end)
        return (r.bodies.whole, named[1]) if joined else named
    apart = r.bodies.apart(state.spoken.body)
    if apart and draft.measure.is_count:
        # `局机关12万元，其余【7】个单位14万元`
        counted = r.bodies.rest(label + r.text[draft.start : draft.unit_end + _NAME])
        if counted is not None and len(counted[0].printed) > len(label):
            return counted[0], ""
    listed = (apart or _list_opened(r, state)) and not _counts_bodies(r, draft)
    rest = r.bodies.rest(label) if listed else None
    return rest or (r.bodies.unlisted(label) if apart else None)


def listed_body(r: Reading, state: State, draft: Draft, label: str) -> tuple[Body, str] | None:
    """`车辆9辆，其中县草原站【4】辆`: a body with its place, and nothing else."""
    body = r.bodies.unlisted(label) if _list_opened(r, state) else None
    if body is None or body[1] or _counts_bodies(r, draft) or names_class(r, state, label):
        return None
    named = r.bodies.named_by_heading(body[0].name)
    if named is None and any(draft.scope == body[0].name for draft in r.drafts):
        named = body[0]  # its place was not named before either
    return (named, "") if named is not None else None


def _list_opened(r: Reading, state: State) -> bool:
    """Tell whether what follows is listed as part of a figure, of this line or a line before."""
    listed = state.frames[-1] if state.frames else r.open_list
    return listed is not None and listed.parent is not None


def _counts_bodies(r: Reading, draft: Draft) -> bool:
    """`乡镇卫生院【3】所`: so many of them, and not what one of them has."""
    return r.grammar["counts_bodies"].match(r.text, draft.end) is not None


def _bodies_counted(state: State, draft: Draft) -> bool:
    """`预算单位9个，其中：局机关1个，二级单位【8】个`: as many of those that are counted."""
    whole = state.frames[-1].parent if state.frames else None
    return whole is not None and whole.unit == draft.unit and whole.concept in _COUNTS_OF_BODIES


def settle_body(
    r: Reading, state: State, draft: Draft, label: str, resolution: Resolution | None
) -> None:
    """Let the words before a figure switch the body that is spoken of."""
    if _bodies_counted(state, draft) and r.bodies.apart(state.spoken.body):
        state.speak_of(r.body)
        return
    text = resolution.before if resolution is not None else label
    named = r.bodies.in_words(text) if text else None
    words = r.text[state.hard : draft.start]
    known = named or (r.bodies.in_words(words) if words != text else None)
    if known is not None:
        # Under the heading of a body, also one that the line runs on from, `本单位` is that body.
        is_own, headed = r.bodies.speaks_for(known), r.body or state.headed
        state.speak_of((headed or known) if is_own else _office(r, state, draft, known, resolution))
        return
    body = state.spoken.body
    ending = resolution is not None and resolution.rule == "label_ending"  # `路灯处支出【4】万元`
    if (alike := _listed_like_bodies(r, state, draft, label, resolution)) is not None:
        body = alike
    elif resolution is not None:
        if text and (name := r.bodies.built_as_name(text, apart=ending or r.bodies.apart(body))):
            body = nobody(name)
        elif _sums_bodies(r, state, draft) or _of_all_again(r, state, resolution.concept):
            body = r.body
        elif _of_last_or_all(r, state, resolution.concept):
            body = nobody(text)
    elif _sums_bodies(r, state, draft):
        body = r.body
    elif _changes_last_or_all(r, state, draft):
        body = nobody(label)
    elif (
        _of_unknown_body(r, state, draft, label)
        or _told_before(r, state, draft)
        or r.bodies.grammar["of_a_town"].match(text)  # `托管…。石桥乡卫生院医疗收入【6】万元`
    ):
        body = nobody(text)
    if r.treasury and (unit := r.bodies.unit_of_place(text or "")):
        body = nobody(unit)  # `全镇支出9万元。镇文化站支出【2】万元`
    # `下辖自来水公司、园林处等【8】个二级单位`: the bodies listed are those that are counted
    listed = "、" in text and r.grammar["bodies_behind"].match(r.text, draft.end) is not None
    counted = listed or (resolution is None and _counts_bodies(r, draft))
    foreign = r.bodies.foreign(text) if text and not counted else None
    opens = state.clause == state.line.content or r.text[state.clause - 1 : state.clause] in "。\n"
    if foreign is not None and opens:
        # The words name a body that is none of the disclosure's own: the figure is that body's.
        body = foreign
    state.speak_of(_opens_line(r, state, draft) or body)


def _listed_like_bodies(
    r: Reading, state: State, draft: Draft, label: str, resolution: Resolution | None
) -> Body | None:
    """`1.服务站总收入8万元。⏎2.示范茶圃总收入【7】万元`: what opens a line as a body did is one."""
    known = resolution is not None and resolution.rule != "label_ending"
    if known or state.clause != state.line.content:
        return None
    words = clean(label)
    whole = (r.body or r.bodies.whole).name
    near = (d for d in islice(reversed(r.drafts), MOST_SPOKEN) if d.is_level)
    least = 0 if draft.measure.is_count else 2  # `局机关编制9人；⏎区一中编制【7】人`
    last = next((d for d in near if d.label[least:] and words.endswith(d.label)), None)
    if last is None or last.scope == whole:
        return None
    name = words.removesuffix(last.label)
    return None if r.index.is_empty(name) else nobody(name)


def _of_unknown_body(r: Reading, state: State, draft: Draft, label: str) -> bool:
    """`局机关20万元，收费所【3】万元`, `其中：东湖区【8】万元`: of a body that no list names."""
    words = clean(label)
    money = not draft.measure.is_count  # 村干部70人 are no body
    listed = (r.bodies.has_parts or money) and _list_opened(r, state)
    apart = r.bodies.apart(state.spoken.body)
    if (listed or apart) and r.bodies.grammar.is_name(words):
        return True
    named = r.bodies.unlisted(words)  # `交警支队支出9万元，刑警支队支出【8】万元`
    if named is not None and money and (r.index.side_of(named[1]) or (apart and named[1])):
        return True
    place = draft.is_level and _list_opened(r, state) and r.grammar["place_alone"].search(words)
    return bool(place) or ends_bodies(r, state, draft, label)


def _told_before(r: Reading, state: State, draft: Draft) -> bool:
    """`县级“三公”经费9万元。投入振兴资金【3】万元`: of whom are unknown words behind a stop?"""
    body = state.spoken.body
    if state.sentence or state.frames or not (state.before and draft.is_level):
        return False
    if body is None or body is r.body or body.name == r.bodies.whole.name:
        return False
    again = body.printed in r.text[state.begun : draft.start]
    return not again and (r.treasury or state.drafts[0].scope != body.name)


def _sums_bodies(r: Reading, state: State, draft: Draft) -> bool:
    """`局机关5辆，中心8辆，合计【13】辆`: of all of them; so if they add up to it."""
    if len(state.sentence) < 2:
        return False
    told = [d for d in state.sentence[:-MOST_SPOKEN:-1] if d.is_level]
    if len({d.scope for d in told}) < 2:
        return False
    if r.grammar["total_alone"].match(r.text, state.clause, draft.start):
        return True
    apart = draft.is_level and all(d.scope != r.bodies.whole.name for d in told)
    alike = len({d.scope for d in told}) == len(told) and {d.unit for d in told} == {draft.unit}
    return apart and alike and sum(d.value for d in told) == draft.value


def _changes_last_or_all(r: Reading, state: State, draft: Draft) -> bool:
    """`局机关7万元，中心5万元，比上年减少【1】万元`: of the last body listed, or of all?"""
    if not draft.measure.is_change or not state.frames or len(state.sentence) < 2:
        return False
    if state.spoken.body is r.body:
        return False  # they make up the whole, and it is spoken of again
    before, last = state.sentence[-2:]
    if before is state.frames[-1].parent:
        return False  # one body alone is taken out of the whole
    alike = (before.concept, before.unit) == (last.concept, last.unit)
    return alike and before.is_level and last.is_level and before.scope != last.scope


def ends_bodies(r: Reading, state: State, draft: Draft, label: str) -> bool:
    """`其中：局机关20万元，中心5万元，应急抢险【3】万元`: a list of bodies goes on with none.

    So with `局机关9万元；检测机构【3】万元`, where the first one's name is all that is printed.
    """
    whole = state.frames[-1].parent if state.frames else None
    if not draft.is_level or r.index.is_empty(label) or r.bodies.part(label):
        return False
    if whole is None:
        last = state.sentence[-1] if state.sentence else None
        if last is None or not last.is_level or not last.rule.startswith("subject."):
            return False
        return last.unit == draft.unit and r.bodies.apart(state.spoken.body)
    asked = (whole.concept, draft.unit)
    levels = (d for d in state.sentence[:-MOST_SPOKEN:-1] if d.is_level and d.scope != whole.scope)
    return any((d.concept, d.unit) == asked for d in levels)


def _office(
    r: Reading, state: State, draft: Draft, known: Body, resolution: Resolution | None
) -> Body:
    """`“三公”经费8万元，其中：市商务局5万元，中心3万元`: the department's name means its office."""
    if r.bodies.office is None or known.name != r.bodies.whole.name or not state.frames:
        return known
    same = (
        d
        for d in state.sentence or state.before
        if d.is_level and d.scope == known.name and d.unit == draft.unit
        if resolution is None or d.concept == resolution.concept
    )
    office = r.bodies.office
    return Body(office.name, office.agency, known.printed) if any(same) else known


def _opens_line(r: Reading, state: State, draft: Draft) -> Body | None:
    """`某县幼儿园，收入【9】万元`: the first figure of a line that opens with a body's name."""
    if state.sentence or state.before:
        return None
    name, comma, _ = r.text[state.line.content : draft.start].partition("，")
    return r.bodies.named_by_heading(clean(name)) if comma else None


def _of_all_again(r: Reading, state: State, concept: str) -> bool:
    """`车辆14辆，其中：局机关6辆，中心8辆；设备5台`: another matter, not of the last body.

    So with `支出9万元：基本支出6万元，其中局机关2万元、中心4万元；项目支出【3】万元`.
    """
    whole = (r.body or r.bodies.whole).name
    if (state.spoken.body or r.bodies.whole).name == whole:
        return False
    if not state.sentence and state.before and state.drafts:
        return _opens_with_year(r, state, concept, whole)
    if r.text[state.hard - 1 : state.hard] != "；":
        return False
    listed = {d.concept for d in state.sentence if d.is_level and d.scope == whole}
    above = r.index.known[concept].ancestry
    divided = state.sentence[-1].concept in listed.difference(above)
    return divided or (bool(listed) and listed.isdisjoint(above))


def _of_last_or_all(r: Reading, state: State, concept: str) -> bool:
    """`“三公”经费9万元，其中：局机关6万元，中心3万元；接待费【2】万元`: of the last or of all?

    So with `局机关在职6人，中心3人；退休【2】人`, where no whole is told before.
    """
    last = state.sentence[-1] if state.sentence else None
    if last is None or r.text[state.hard - 1] != "；" or last.concept in ("", concept):
        return False
    whole = state.frames[-1].parent if state.frames else None
    if whole is not None and last.concept == whole.concept and last.scope != whole.scope:
        return whole.concept in r.index.known[concept].ancestry[1:]
    alike = (d for d in state.sentence[:-MOST_SPOKEN:-1] if d.is_level)
    bodies = {d.scope for d in alike if d.concept == last.concept}
    return len(bodies - {r.bodies.whole.name}) > 1


def _opens_with_year(r: Reading, state: State, concept: str, whole: str) -> bool:
    """`2024年会议费5万元。中心培训费2万元。2024年接待费【3】万元`: another matter, and its year."""
    if not (state.spoken.years or state.spoken.dated) or state.drafts[0].scope != whole:
        return False
    told = {d.concept for d in state.before}
    return told.isdisjoint(r.index.known[concept].ancestry)


def named_alone(r: Reading, state: State, clause: str, mark: str) -> None:
    """`1.局机关。2024年“三公”经费预算…`, `（二）丁县种子站。…`: a name and nothing else.

    So with `县林场为公益一类事业单位，编制【6】名。`, until the sentence ends.
    """
    opens = state.clause == state.line.content
    told = r.bodies.grammar["described_as"].search(clause) if mark == "，" else None
    if told is not None:
        words = clause[: told.start()]
        name = r.bodies.built_as_name(words, apart=r.bodies.has_parts)
        if (described := r.bodies.part(words) or (nobody(name) if name else None)) is not None:
            state.speak_of(described)
            state.item = True
        return
    named = r.bodies.part(clause)
    if named is None and mark == "。" and opens and state.line.level:
        named = r.bodies.named_by_heading(clause) or r.bodies.own_office(clause)
    if named is not None:
        state.speak_of(named)
        state.headed = named if opens else None


def heads_item(r: Reading, state: State, clause: str, mark: str) -> None:
    """`（1）某保育院：编制4人…；（2）某中心，编制9人…`: the name before a mark heads an item."""
    if mark == "；":
        if state.item:
            state.speak_of(r.body)
    elif mark == MARK and state.clause == state.line.content:
        opening = r.bodies.opening(clause)  # `县级主要支出完成情况：教育支出6亿元，…`
        headed = r.bodies.own_office(clause) or r.bodies.heading(clause + MARK)
        state.headed = headed
        state.speak_of(headed or (opening[0] if opening is not None else state.spoken.body))
    elif (state.item or mark == MARK) and r.text[state.clause - 1] in "：；":
        item = r.bodies.heading(clause + MARK)
        state.speak_of(item or state.spoken.body)
        state.item = state.item or item is not None


def named_before_bracket(r: Reading, state: State, words: str) -> None:
    """`下属环卫所（编制【9】人）、园林所（编制3人）`: the bracket tells of the body before it."""
    part = r.bodies.part(words)
    name = "" if part is not None else r.bodies.built_as_name(words, apart=True)
    if part is not None or name:
        state.speak_of(part or nobody(name))


def settle_after_sentence(r: Reading, state: State) -> None:
    """`…其中局机关60万元，中心40万元。`: what follows is not of the last one only."""
    if state.spoken.body is not r.body and (state.item or _of_all_behind(r, state)):
        state.speak_of(r.body)
    state.item = False


def _of_all_behind(r: Reading, state: State) -> bool:
    scopes = {d.scope for d in state.sentence if d.is_level}
    if state.sentence and state.frames:
        scopes.update(f.parent.scope for f in state.frames if f.parent and f.parent.is_level)
    if r.treasury and r.grammar["whole_again"].match(r.text, state.clause):
        return True
    return len(scopes) > 1 or r.bodies.whole_opens(r.text, state.clause)
