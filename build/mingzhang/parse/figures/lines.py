"""The walk over a text: in, outline, numerals and vocabulary; out, drafts of all figures in order.

A text is read line by line (here), clause by clause (`clauses`). What flows down is kept in
`reading`; what a figure says of its concept is found by `name`, where it belongs by `place`.
"""

from __future__ import annotations

import re

from mingzhang.model import Fund, Source
from mingzhang.parse.bodies.finder import Body, BodyFinder
from mingzhang.parse.concepts.labels import MONEY, Context, LabelIndex, Resolution
from mingzhang.parse.figures.context import context_of
from mingzhang.parse.figures.discourse import Frame, Reading, State, top_of
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fund_sides import CLOSING, OPENING, SPENT, heading_of_fund
from mingzhang.parse.figures.siblings import settle_carryovers, settle_government, settle_local
from mingzhang.parse.figures.years import settle_part_years, settle_years
from mingzhang.parse.grammar.by_words import gate
from mingzhang.parse.grammar.clause_lists import named_whole
from mingzhang.parse.grammar.clauses import read_clauses
from mingzhang.parse.grammar.colons import MARK
from mingzhang.parse.grammar.relations import MOST_WORDS
from mingzhang.parse.text.outline import Line, Outline
from mingzhang.parse.tokens.quantities import Quantity

_TITLE_MARK = re.compile("[，。；：（）]")
_ITEM_ENDS = ("。", "；")
"""What ends so is one of a list of bodies: `2.局属交通警察大队。`."""
_REVENUES = tuple(f"{of}_revenue" for of in ("total", *Fund))
_ORGANISING = ("duties", "organisation", "composition", "toc")
_OPENS_PART_YEAR = gate("opens_part_year")


class Walker:
    """Walks over one text."""

    def __init__(
        self,
        text: str,
        outline: Outline,
        quantities: tuple[Quantity, ...],
        index: LabelIndex,
        source: Source,
        bodies: BodyFinder,
        *,
        report: bool,
    ) -> None:
        kinds = {kind.section: kind.concept for kind in index.vocab.sections}
        self.reading = Reading(text, outline, quantities, index, source, bodies, kinds, report)

    def walk(self) -> list[Draft]:
        """Read all lines; returns the drafts in the order of the text."""
        for line in self.reading.outline.lines:
            _line(self.reading, line)
        settle_government(self.reading)
        settle_years(self.reading.drafts, self.reading.source)
        settle_part_years(self.reading)
        return self.reading.drafts


def _line(r: Reading, line: Line) -> None:
    kind = r.kind(line.section)
    start, end = r.outline.contents
    if start <= line.start < end or (kind == "glossary" and line.level != 1):
        r.skip(line.end)
        return
    if line.level and line.level <= (r.body_level or 3):
        r.body, r.body_level = None, 0
    if line.level and line.level <= 3:
        _enter(r)
    text = r.text[line.content : line.end]
    opens = r.text[line.end - 1] == MARK
    headed = r.bodies.heading(r.text[line.start : line.end]) if opens else None
    switched = headed or r.bodies.part(text)
    if switched is not None:
        in_list = not line.level and r.named_until + 1 >= line.start  # bodies that are only listed
        r.body, r.body_level = (None if in_list else switched), line.level
        r.named_until = line.end
        r.skip(line.end)
        return
    title = _title(text)
    named = _named(r, line, text, title) if line.level else None
    if named is not None:
        r.body, r.body_level = named, line.level
    if opens and not line.level:
        _switch(r, line)
    silent = r.peek(line.end) is None and not r.grammar["states_in_words"].search(
        r.text, line.content, line.end
    )
    if silent and kind in _ORGANISING:
        return
    classed = r.grammar["class_marked"].search(title) is not None
    subject = _subject(r, line, title, classed=classed)
    if silent:
        if opens or line.heading:
            _announced(r, line, kind)
        return
    state = _opened(r, line, kind)
    state.subject = subject
    state.speak_of(r.body)
    if line.level:
        state.compared = r.compared
    if r.spoken and r.spoken[-1].section == line.section and not line.level:
        # `收入总计10万元。⏎其中：财政拨款收入8万元`: a new line, but of the sentence before it
        state.before = r.spoken if r.grammar["leads_list"].match(text) else []
    item = classed or (subject is None and r.index.codes.opens_with_class(title))
    if subject is None and (item or _topic(r, line, title)):
        state.unknown = title
    whole = r.open_list.parent if r.open_list is not None else None
    if kind == "assets" or r.dated or (whole is not None and whole.point_in_time):
        state.as_of = r.as_of
    state.keyed = r.index.any_keyword.search(r.text, line.content, line.end) is not None
    read_clauses(r, state)
    _finish(r, state)


def _opened(r: Reading, line: Line, kind: str) -> State:
    """The state in which a line is read; what holds for all of it is decided here."""
    begin = line.content
    may = r.relations.found_by(r.text[begin : line.end])
    in_part = _OPENS_PART_YEAR in may and not r.treasury
    opens = r.grammar[_OPENS_PART_YEAR].match(r.text, begin) if in_part else None
    account, part_year = r.other_account(line.section), opens.end() if opens else None
    return State(line, kind, begin, begin, begin, may, account=account, part_year=part_year)


def _announced(r: Reading, line: Line, kind: str) -> None:
    """`一般公共预算支出安排如下：`, then a line for each part: of that figure of the section."""
    text = r.text[line.content : line.end].rstrip(f"{MARK}。")
    if line.section < 0 or not r.relations.lists_parts(text[-MOST_WORDS:]):
        return
    item = r.heads.get(line.section) if r.grammar["divided_by"].match(text) else None
    named = named_whole(r, _opened(r, line, kind), text)
    whole = named or (item.parent if item is not None else None)
    if whole is not None:
        r.heads[line.section] = whole
        r.outer.pop(line.section, None)


def _topic(r: Reading, line: Line, title: str) -> bool:
    """`1.某某费。2023年度决算数31万元`: the line has a topic of its own, known or not."""
    runs_on = r.text.startswith("。", line.content + len(title))
    return line.level > 0 and runs_on and bool(r.grammar["money_topic"].fullmatch(title))


def _named(r: Reading, line: Line, text: str, title: str) -> Body | None:
    """The body that a heading opens with, also one that runs on: `2.市本级执行情况。…`."""
    if line.heading:
        opening = r.bodies.opening(text)
        return opening[0] if opening is not None else _of_body(r, line, text)
    if not r.treasury or not text.startswith("。", len(title)):
        return None
    opening = r.bodies.opening(title) if r.peek(line.content + len(title)) is None else None
    return opening[0] if opening is not None else None


def _of_body(r: Reading, line: Line, text: str) -> Body | None:
    """`二、县社会保险中心`: a heading that is nothing but the name of another body."""
    if r.kind(line.section) or text.endswith(_ITEM_ENDS):
        return None
    return r.bodies.named_by_heading(text)


def _switch(r: Reading, line: Line) -> None:
    """A line that announces a list may name the body it is of; a new list ends the last one's."""
    text = r.text[line.start : line.end]
    if r.peek(line.end) is None:
        named = r.bodies.in_words(text)
        if named is not None and text.startswith(named.printed):
            r.body = named
    elif r.open_list is not None:
        r.body = r.list_body


def _enter(r: Reading) -> None:
    r.surround(None)
    r.compared = r.as_of = None
    r.dated = False


def _subject(r: Reading, line: Line, title: str, *, classed: bool) -> Resolution | None:
    """What the heading or the first words of a numbered line are about."""
    if not line.level and not classed:
        r.pass_by(line)
        return _before_colon(r, line, title) or r.subjects.get(line.section)
    figure = r.peek(line.content + len(title)) if classed else None
    if figure is not None:  # `1、农林水支出（类）水利（款）防汛（项）27.50万元，主要用于：`
        title = title[: figure.start - line.content]
    resolution = _meant(r, line, title)
    if (
        resolution is None
        and (explained := r.grammar["explained"].search(title))
        and line.content + len(title) + 1 < line.end
    ):
        # `（2）公务用车购置费用支出情况说明。购置车辆0台，预算…`: good for this line only.
        return _meant(r, line, title[: explained.start()])
    if resolution is not None and resolution.rule == "label_ending" and not line.heading:
        resolution = None
    if resolution is not None and line.section >= 0:
        r.speak_of(line, resolution)
    return resolution


def _before_colon(r: Reading, line: Line, title: str) -> Resolution | None:
    """`因公出国（境）费：根据安排，2024年5万元`: what a line opens with is what it is about."""
    if not r.text.startswith(MARK, line.content + len(title)):
        return None
    resolution = _meant(r, line, title)
    if resolution is None or resolution.rule != "label":
        return None
    if line.section >= 0 and line.content + len(title) + 1 == line.end:
        r.speak_of(line, resolution)  # `基本支出：⏎2023年预算【5】万元`
    return resolution


def _meant(r: Reading, line: Line, text: str) -> Resolution | None:
    """What the words of a heading lead to; most lead to nothing, whatever stands around them."""
    if not text or not r.index.words.may_be_label(text):
        return None
    context = context_of(r, None, line, MONEY)
    found = r.index.resolve(text, context) or _other_side(r, line, text, context)
    return heading_of_fund(r, found, line.section) if found is not None else None


def _other_side(r: Reading, line: Line, text: str, context: Context) -> Resolution | None:
    """`（一）收入预算：…⏎（二）支出预算：…`: beside a total of the one side, that of the other."""
    told = r.subjects.get(line.section - 1) if line.section > 0 and line.level else None
    if told is None or told.concept not in _REVENUES:
        return None
    before, this = r.outline.sections[line.section - 1 : line.section + 1]
    beside = context._replace(tags=(*context.tags, _REVENUES[0]))
    return r.index.resolve(text, beside) if before.level == this.level else None


def _finish(r: Reading, state: State) -> None:
    r.spoken = state.before
    settle_carryovers(r, state)
    if r.treasury:
        settle_local(r, state)
    text = r.text[state.line.content : state.line.end].rstrip("，")
    levels = [d for d in state.drafts if d.is_level and not d.in_reason]
    section = state.line.section
    if levels and section >= 0:
        r.head(section, levels[0])
        r.pass_on(section, levels[0])
    if r.open_list is not None and levels and _ends_list(r.open_list, levels[0]):
        r.surround(None)
    if text.endswith("：") or r.relations.lists_parts(text):
        parent = next((f.parent for f in reversed(state.frames) if f.parent), None)
        parent = _spent_of_fund(r, parent, levels) or parent or state.named
        parent = parent or (_taken_apart(r, state, levels) if levels else None)
        if parent is not None and parent.rule != "list_item":
            r.list_body = r.body
            kind = r.relations.lists_parts(text.rstrip("：")) or "all"
            r.surround(Frame(parent, kind, False))
    if text.endswith("：") and r.grammar["reason"].search(text[-MOST_WORDS:]):
        r.compared = state.compared  # `比上年减少9万元，主要原因是：⏎1.公务接待费减少【3】万元`
    elif not state.line.level:
        r.compared = None
    r.as_of = state.as_of or r.as_of
    told = state.drafts[-1].unit_end if state.drafts else state.line.content
    dated = state.as_of is not None and r.grammar["as_of"].search(r.text, told, state.line.end)
    if dated and text.endswith("："):
        r.dated = True  # `截至2018年12月，部门基本情况如下：`: the date of all that follows


def _spent_of_fund(r: Reading, framed: Draft | None, levels: list[Draft]) -> Draft | None:
    """`基金收入9万元，支出9万元，年末结转0万元。具体如下：`: what was spent of it."""
    if not levels or levels[-1].concept not in CLOSING or framed not in (None, *levels):
        return None
    groups = [(d, r.about(d.concept)) for d in levels]
    return next((d for d, about in groups if about.fund and about.group in SPENT), None)


def _taken_apart(r: Reading, state: State, levels: list[Draft]) -> Draft | None:
    """`编制12人，实有人数【11】人，其中：`: what the words behind it, or the line, take apart."""
    last, top = levels[-1], top_of(levels)
    behind = r.text[last.unit_end : state.line.end]
    ended = behind[0] == "。" and last.parent is not None  # `…，项目支出4万元。主要用于：`: of all
    if not ended and r.grammar["parts_follow"].fullmatch(behind):
        return last
    # `年初结转5万元，支出9万元，具体科目：`: it is not what was carried over that is taken apart
    return top if top is last or top.concept not in OPENING else None


def _ends_list(listed: Frame, first: Draft) -> bool:
    """Tell a line that begins with a known figure which is no part of the open list."""
    whole = listed.parent
    if whole is None or not first.concept or first.parent is not None:
        return False
    asked = (first.unit, first.scope)  # `其中：⏎局机关编制9人；⏎中心编制8人`: by bodies it goes on
    return asked == (whole.unit, whole.scope) and first.concept != whole.concept


def _title(text: str) -> str:
    """The words of a line up to its first stop outside brackets."""
    first, depth = _TITLE_MARK.search(text), 0
    if first is None or first[0] not in "（）":
        return text[: first.start()] if first else text
    for mark in _TITLE_MARK.finditer(text):
        if mark[0] in "（）":
            depth += 1 if mark[0] == "（" else -1
        elif depth <= 0:
            return text[: mark.start()]
    return text
