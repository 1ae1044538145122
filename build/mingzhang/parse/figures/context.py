"""The context of a figure: in, what flows down; out, a `Context` that chooses among meanings."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from functools import partial
from itertools import takewhile

from mingzhang.common.clause_begins import behind_last
from mingzhang.model import Measure
from mingzhang.parse.concepts.labels import Context
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Frame, Outer, Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fund_sides import told_of_all
from mingzhang.parse.text.outline import Line

_CLAUSE_END = re.compile(r"[，。；：\n]")
MOST_FRAMES = 40
"""Lists within lists that a figure is read in: so many that none is printed with more."""
_CLASSIFIED = ("function", "economic")
_CLASS_DIGITS = 3
_SEVERAL_MATTERS = "other_matters"
"""Sections in which each paragraph is about something else, whatever the first was about."""
_NO_ITEMS = ("performance", "assets", "organisation")
"""Groups of figures whose parts are no items of the money around them."""


def surroundings(r: Reading, section: int) -> Outer:
    """What stands around a section; kept until a head, a list or a subject changes."""
    if section not in r.outer:
        r.outer[section] = _outer_of(r, section)
    return r.outer[section]


def _outer_of(r: Reading, section: int) -> Outer:
    parents = _parents(r, section)
    tags: list[str] = []
    family, at, code, items = "", -1, "", ""
    for parent, _, _ in parents:
        about = r.index.known[parent.concept]
        if not family and about.family:
            family, at = about.family, len(tags)
            code = about.function_code if family == "function" else ""
        items = items or about.items
        tags += about.ancestry
    tags += _section_tags(r, section)
    told = _family_among(r, tags) if not family else ("", -1)
    return Outer(r.kind(section), parents, tuple(tags), family, at, code, items, told)


def _parents(r: Reading, section: int) -> tuple[tuple[Draft, bool, Frame | None], ...]:
    """The figures around a section, the innermost first."""
    listed = r.open_list.parent if r.open_list is not None else None
    parents: list[tuple[Draft, bool, Frame | None]] = []
    for above in r.sections_up(section):
        if listed is not None and above <= listed.section:
            parents.append((listed, False, r.open_list))
            listed = None
        if above in r.heads and r.kind(above) != _SEVERAL_MATTERS:
            parents.append((r.heads[above], False, None))
    if listed is not None:
        parents.append((listed, False, r.open_list))
    return tuple(parents)


def _family_among(r: Reading, tags: list[str]) -> tuple[str, int]:
    """The first classification that any of the tags tells, and where it stands."""
    tag = next(filter(r.index.families.__contains__, tags), "")
    return (r.index.families[tag], tags.index(tag)) if tag else ("", -1)


def context_of(
    r: Reading, draft: Draft | None, line: Line, unit: str, state: State | None = None
) -> Context:
    """Gather the tags around a figure (nearest first), the classification listed, the words."""
    known = r.index.known
    tags: list[str] = []
    family, code, items, family_at = "", "", "", 99
    apart: list[str] = []
    listed, inner_of = line.level > 0 or r.open_list is not None, ""
    if state is not None:
        spoken = takewhile(partial(_holds, unit), state.sentence[:-4:-1])
        tags = [d.concept for d in spoken if d.concept]
        if not tags and state.before and state.named is None:
            tags = [d.concept for d in state.before[:-4:-1] if d.concept][:1]
        if state.subject is not None and state.subject.concept:
            tags.append(state.subject.concept)
        for number, parent in enumerate(_framed(state.frames) if state.frames else ()):
            about = known[parent.concept]
            if not number:
                listed, inner_of = True, r.about(parent.concept).group
            if not family and about.family:
                family, family_at = about.family, len(tags)
                code = about.function_code if family == "function" else ""
            items = items or about.items
            tags += about.ancestry
            if not parent.concept and parent.parent is None:
                break  # `财政拨款9万元，…；非财政拨款2万元，其中基本支出【1】万元`: not of the 9
        apart = _incomplete(state) if state.frames else apart
        tags += apart
        beside = _family_beside(r, state)
        if beside and family in ("", *_CLASSIFIED) and family != beside:
            family, family_at, code = beside, 0, ""
    outer = surroundings(r, line.section)
    if not family and outer.family:
        family, family_at, code = outer.family, len(tags) + outer.at, outer.code
    elif not family:
        family, family_at = _family_among(r, tags)
        if not family and outer.told[0]:
            family, family_at = outer.told[0], len(tags) + outer.told[1]
    tags += outer.tags
    if state is not None and not r.treasury:
        tags += _side_headed(r, state)
    if family == "function" and not code:
        codes = (known[tag].function_code for tag in tags if tag in known)
        code = next(filter(None, codes), "")
    if not listed:
        items = ""
    elif not items and inner_of not in _NO_ITEMS:
        items = outer.items
    if not items and (line.level > 3 or outer.kind == "projects"):
        items = known[r.kinds.get(outer.kind, "")].items
    if family:
        tags.append(family)
    loose = state is not None and state.spoken.reason
    clause, around = "", ""
    if state is not None and draft is not None and state.keyed:
        clause, around = _words_around(r, state, draft)
    near = 1 if state is not None and state.sentence else len(tags)
    tagged, asked, year = tuple(tags), r.index.asked_unit(unit), r.source.fiscal_year
    told = (loose, clause, around, near, family_at, (*apart, "")[0])
    return Context(tagged, asked, family, code, items, year, *told)


def _holds(unit: str, spoken: Draft) -> bool:
    """`编报目标的项目9个，抽查的项目3个，资金【2】万元`: an unknown count is of something new."""
    unknown = not spoken.concept and spoken.measure is Measure.COUNT
    return not unknown or spoken.unit_printed == unit


def _side_headed(r: Reading, state: State) -> list[str]:
    """`收入：财政拨款【9】万元；捐赠收入2万元`: of that side, whose total is not printed."""
    colon = r.text.rfind("：", state.line.content, state.clause)
    begin = behind_last("。", r.text, state.line.content, state.clause) if colon > 0 else 0
    head = r.grammar["side_heads"].search(r.text, begin, colon) if begin < colon else None
    return [f"total_{head.lastgroup}"] if head and told_of_all(r, state) else []


def _incomplete(state: State) -> list[str]:
    """What is still taken apart, the innermost first.

    `一般公共预算9万元，其中经费拨款9万元；上级补助【1】万元`: there the parts make up the whole.
    """
    told: dict[Draft | None, Decimal] = defaultdict(Decimal)
    for draft in state.sentence[-MOST_SPOKEN:]:
        told[draft.parent] += draft.value
    wholes = (frame.parent for frame in reversed(state.frames[-MOST_FRAMES:]) if frame.parent)
    return [f"in:{w.concept}" for w in wholes if not w.value or told.get(w) != w.value]


def _family_beside(r: Reading, state: State) -> str:
    """`工资福利支出60万元，其他支出40万元`: which classification the class before it is of."""
    for before in reversed(state.sentence or state.before):
        if before.is_level and before.concept:
            of_class = len(before.function_code or before.economic_code) == _CLASS_DIGITS
            if not of_class or any(frame.parent is before for frame in state.frames):
                return ""
            return r.index.known[before.concept].family
    return ""


def _framed(frames: list[Frame]) -> list[Draft]:
    """The figures of the frames that are open, the innermost first."""
    figures = []
    for frame in reversed(frames[-MOST_FRAMES:]):
        if frame.parent is not None:
            figures.append(frame.parent)
        figures += frame.others
    return figures


def _section_tags(r: Reading, section: int) -> list[str]:
    """The kinds of the section and of those around it, and what their headings are about."""
    tags: list[str] = []
    for above in r.sections_up(section):
        if kind := r.kind(above):
            tags += r.kind_tags[kind]
        if above in r.subjects:
            tags.append(r.subjects[above].concept)
    return [*tags, *filter(None, map(r.kinds.get, tags))]


def _words_around(r: Reading, state: State, draft: Draft) -> tuple[str, str]:
    """The clause of the figure, and all words since the figure or the full stop before it.

    Nothing where neither holds a word that tells a concept from anywhere.
    """
    text = r.text
    end = _CLAUSE_END.search(text, draft.unit_end, draft.unit_end + 40)
    stop = end.start() if end else draft.unit_end + 40
    begin = max(state.begun, state.drafts[-1].unit_end if state.drafts else 0)
    tells = r.index.any_keyword.search
    if not tells(text, begin, stop) and not tells(text, state.clause, stop):
        return "", ""
    return text[state.clause : stop], text[begin:stop]
