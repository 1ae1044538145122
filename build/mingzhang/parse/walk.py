"""The walk over a text: in, outline, numerals and vocabulary; out, drafts of all figures in order.

A text is read line by line, clause by clause. What flows down — body, year, comparison, parent
figure, subject — is kept in `_Line`; what a figure says of its concept comes from `relations`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from mingzhang.model import Measure, Origin, Source, Stage
from mingzhang.parse import relations
from mingzhang.parse.bodies import Body, BodyFinder
from mingzhang.parse.drafts import Draft
from mingzhang.parse.labels import Context, LabelIndex, Resolution, clean
from mingzhang.parse.quantities import Quantity
from mingzhang.parse.relations import Comparison
from mingzhang.parse.sections import Line, Outline
from mingzhang.vocab import Concept

_EVENT = re.compile(r"[。！？；，、：（）\n]|持平|变化|变动|无增减|不变|一致|相同")
_STOPS = "。！？；，、：\n"
_LISTS_ALL = re.compile(
    r"(?:其中|包括|具体包括|具体是|具体为|分别是|分别为|如下|下列|以下方面|构成如下|科目分|用途分|类型分|性质分|分类)$"
)
_LISTS_SOME = re.compile(r"(?:主要包括|主要是|主要有|主要为|主要用于以下方面|主要用于)$")
_LEADS_LIST = re.compile(r"^(?:其中|包括|具体包括|主要包括|分别是|具体为)[，：]?")
_REASON = re.compile(
    r"(?:主要)?(?:的)?(?:变动|增减|变化|增加|减少|增长|下降)?(?:主要)?原因|主要由于|主要系|主要因|是由于|是因为|由于"
)
_REASON_END = re.compile(
    r"原因(?:主要)?(?:是|为|系|在于)?|主要由于|主要系|主要因|是由于|是因为|由于"
)
_AS_OF = re.compile(
    r"截[至止](?:到)?(?:((?:19|20)\d{2})年)?|((?:19|20)\d{2})年(?:度)?(?:期末|年末|年底|末|底|12月31日)"
)
_FLOW = re.compile(r"(?:安排|计划|拟|本年|当年|新增|更新)购置|处置|报废|报损|出租|出借|收入")
_LEAST_TOPIC = 6
_NO_ACCOUNT = ("performance", "organisation", "assets")
"""Groups whose labels may say 预算 without naming an account (涉及预算资金)."""
_BARE_BASE = re.compile(r"(上一?年度?|去年|(?:19|20)\d{2}年度?)(?:预算|决算)?数?$")
_DISTRIBUTED = re.compile(r"(?:分别|依次|各)(?:为|是|安排|完成|支出)?$")
_LABEL_AFTER = re.compile(r"[一-鿿（）]{1,16}?(?=[，。；、：\n（的]|分别|共|为|$)")


@dataclass(slots=True)
class _Frame:
    """A figure whose parts are being listed. `bracket`: until the bracket closes.

    `within`: the text says that what follows is in it (支出预算中，…), whatever the vocabulary says.
    """

    parent: Draft | None
    kind: str
    bracket: bool
    within: bool = False


@dataclass(slots=True)
class _State:
    """What flows down within one line."""

    line: Line
    clause: int
    hard: int
    frames: list[_Frame] = field(default_factory=list)
    sentence: list[Draft] = field(default_factory=list)
    before: list[Draft] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    compared: Comparison | None = None
    years: list[int] = field(default_factory=list)
    body: Body | None = None
    reason: bool = False
    reason_start: int = -1
    as_of: bool = False
    dated: bool = False
    as_of_year: int | None = None
    subject: Resolution | None = None
    subject_words: str = ""
    awaited: relations.Relation | None = None
    awaited_of: Draft | None = None


def _awaited(lead: str) -> relations.Relation | None:
    """`完成全年预算【8】万元的78%`, `占全部项目【18】个的100%`: the percentage comes after the figure."""
    completes = re.search(r"(?:完成|达到|占)((?:年初|全年|调整后?|当年)?预算(?:数)?)$", lead)
    if completes:
        return relations.Relation(Measure.COMPLETION_RATE, "", base=completes[1])
    shares = re.search(r"占([^占]{2,20})$", lead)
    return relations.Relation(Measure.SHARE, "", base=shares[1]) if shares else None


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
    ) -> None:
        self.text = text
        self.outline = outline
        self.quantities = quantities
        self.index = index
        self.source = source
        self.bodies = bodies
        self.heads: dict[int, Draft] = {}
        self.subjects: dict[int, Resolution] = {}
        self.scopes: dict[int, Body] = {}
        self.open_list: _Frame | None = None
        self.drafts: list[Draft] = []
        self.body: Body | None = None
        self.list_body: Body | None = None
        self.as_of: tuple[bool, int | None, int] = (False, None, -1)
        self.kinds = {k.section: k.concept for k in index.vocab.sections}
        self._next = 0

    def walk(self) -> list[Draft]:
        """Read all lines; returns the drafts in the order of the text."""
        for line in self.outline.lines:
            self._line(line)
        return self.drafts

    # ---- lines

    def _line(self, line: Line) -> None:
        kind = self._kind(line.section)
        start, end = self.outline.contents
        if start <= line.start < end or (kind == "glossary" and line.level != 1):
            self._skip(line.end)
            return
        if line.level and line.level <= 3:
            self._enter(line)
        switched = self.bodies.heading(self.text[line.start : line.end])
        if switched is not None:
            self.body = switched
            self._skip(line.end)
            return
        self._switch(line)
        state = _State(line, line.content, line.content)
        state.body = self.body
        state.subject_words = _title(self.text[line.content : line.end])
        state.subject = self._subject(line, state.subject_words)
        if kind == "assets":
            state.as_of, state.as_of_year = self.as_of[:2]
        self._clauses(state)
        self._finish(state)

    def _switch(self, line: Line) -> None:
        """A line that announces a list may name the body it is of; a new list ends the last one's."""
        words = self.text[line.start : line.end]
        upcoming = self._peek(line.end)
        if not words.endswith("：") or line.level:
            return
        if upcoming is None:
            named = self.bodies.in_words(words)
            if named is not None and words.startswith(named.printed):
                self.body = named
        elif self.open_list is not None:
            self.body = self.list_body

    def _enter(self, line: Line) -> None:
        self.open_list = None
        self.body = None
        self.as_of = (False, None, -1)

    def _skip(self, end: int) -> None:
        while self._next < len(self.quantities) and self.quantities[self._next].start < end:
            self._next += 1

    def _kind(self, section: int) -> str:
        return self.outline.sections[section].kind if section >= 0 else ""

    def _subject(self, line: Line, title: str) -> Resolution | None:
        """What the heading or the first words of a numbered line are about."""
        if not line.level and "（类）" not in title:
            return self.subjects.get(line.section)
        found = self.index.resolve(title, self._context(None, line, "万元")) if title else None
        if found is not None and found.rule == "label_ending" and not line.heading:
            found = None
        if found is not None and line.section >= 0:
            self.subjects[line.section] = found
        return found

    def _finish(self, state: _State) -> None:
        words = self.text[state.line.content : state.line.end].rstrip("，")
        levels = [d for d in state.drafts if d.is_level and not d.in_reason]
        section = state.line.section
        if levels and section >= 0:
            self.heads.setdefault(section, levels[0])
        if words.endswith("：") or _LISTS_ALL.search(words) or _LISTS_SOME.search(words):
            parent = next((f.parent for f in reversed(state.frames) if f.parent), None)
            parent = parent or (_top(levels) if levels else None)
            if parent is not None and parent.rule != "list_item":
                self.list_body = self.body
                kind = "some" if _LISTS_SOME.search(words.rstrip("：")) else "all"
                self.open_list = _Frame(parent, kind, False)
        if state.as_of:
            self.as_of = (True, state.as_of_year, section)

    # ---- clauses

    def _clauses(self, state: _State) -> None:
        position, end = state.line.content, state.line.end
        while position < end:
            quantity = self._peek(end)
            event = _EVENT.search(self.text, position, quantity.start if quantity else end)
            if event is not None:
                position = self._event(state, event)
            elif quantity is not None:
                self._next += 1
                self._quantity(state, quantity)
                position = max(quantity.unit_end, position + 1)
            else:
                break
        self._boundary(state, end, "。")

    def _peek(self, end: int) -> Quantity | None:
        if self._next < len(self.quantities) and self.quantities[self._next].start < end:
            return self.quantities[self._next]
        return None

    def _event(self, state: _State, event: re.Match[str]) -> int:
        mark, position = event.group(), event.start()
        if mark == "（":
            return self._bracket(state, position)
        if mark == "）":
            self._close_bracket(state, position)
        elif mark in _STOPS:
            self._boundary(state, position, mark)
        else:
            self._stated(state, event.end())
        return event.end()

    def _bracket(self, state: _State, position: int) -> int:
        """Open a bracket: with figures inside it lists parts, without it is an aside."""
        closing = _closing(self.text, position, state.line.end)
        upcoming = self._peek(state.line.end)
        has_figure = upcoming is not None and upcoming.start < closing
        last = state.drafts[-1] if state.drafts else None
        after_figure = last is not None and last.unit_end == position
        if not has_figure or (upcoming is not None and upcoming.weak and not after_figure):
            if after_figure:
                self._take_words(state, self.text[position + 1 : closing])
                state.clause = state.hard = min(closing + 1, state.line.end)
            return min(closing + 1, state.line.end)
        parent = last if after_figure and last is not None and last.is_level else None
        state.frames.append(_Frame(parent, "all", True))
        state.clause = state.hard = position + 1
        return position + 1

    def _close_bracket(self, state: _State, position: int) -> None:
        if any(frame.bracket for frame in state.frames):
            frame = state.frames.pop()
            while not frame.bracket:
                frame = state.frames.pop()
            if frame.parent in state.sentence:
                # What was said in brackets is no subject of what follows them.
                state.sentence = state.sentence[: state.sentence.index(frame.parent) + 1]
            state.clause = state.hard = position + 1

    def _boundary(self, state: _State, position: int, mark: str) -> None:
        """A stop: what the clause said of base, year and list goes into the state."""
        words = self.text[state.clause : position]
        figured = bool(state.drafts) and state.drafts[-1].unit_end >= state.hard
        if words.startswith("等") and state.drafts and state.drafts[-1].parent is not None:
            state.drafts[-1].parent.list_kind = "some"
        self._absolute(state, words, position)
        self._take_words(state, words)
        self._lists(state, words, mark)
        if mark == "，" and words.endswith("中"):
            self._within(state, words[:-1])
        if mark == "：" and state.clause == state.line.content:
            state.body = self.bodies.heading(words + "：") or state.body
        if mark == "、" and not figured:
            return
        if mark == "、" and not words.strip():
            figured = False
        state.clause = position + 1
        if mark != "、" or figured:
            state.hard = position + 1
        if mark in "。！？\n":
            self._end_sentence(state)
        elif mark == "；":
            state.reason = False

    def _take_words(self, state: _State, words: str) -> None:
        compared = relations.comparison(words)
        if compared is not None and (len(compared.base) > 1 or state.compared is None):
            state.compared = compared
        years = relations.own_years(words)
        if years and not _AS_OF.search(words):
            state.years = years
        as_of = _AS_OF.search(words)
        if as_of:
            state.as_of = True
            year = as_of[1] or as_of[2]
            state.as_of_year = int(year) if year else None
            state.dated = True
        if _REASON.search(words):
            state.reason = True

    def _lists(self, state: _State, words: str, mark: str) -> None:
        some, every = _LISTS_SOME.search(words), _LISTS_ALL.search(words)
        if not (some or every) or mark == "、":
            return
        self._open(state, "some" if some else "all")

    def _within(self, state: _State, words: str) -> None:
        """`支出预算中，`, `在支出预算114.14万元中，`: what follows is part of that figure."""
        last = state.drafts[-1] if state.drafts else None
        if not words and last is not None and last.is_level:
            state.frames.append(_Frame(last, "some", False, within=True))
            return
        found = self.index.resolve(words, self._context(None, state.line, "万元", state))
        if found is None:
            return
        for draft in reversed(self.drafts):
            if draft.is_level and draft.concept == found.concept:
                state.frames.append(_Frame(draft, "some", False, within=True))
                return

    def _open(self, state: _State, kind: str) -> None:
        levels = [d for d in state.sentence if d.is_level and not d.in_reason]
        if not levels:
            levels = [_top(earlier)] if (earlier := [d for d in state.before if d.is_level]) else []
        if levels:
            state.frames.append(_Frame(levels[-1], kind, False))

    def _end_sentence(self, state: _State) -> None:
        if state.sentence:
            state.before = state.sentence
        state.sentence = []
        state.frames = [frame for frame in state.frames if frame.bracket]
        state.years = []
        state.dated = False
        state.reason = False

    # ---- figures

    def _quantity(self, state: _State, quantity: Quantity) -> None:
        lead = self.text[state.clause : quantity.start]
        if quantity.weak:
            self._weak(state, quantity, lead)
            return
        led = _LEADS_LIST.match(lead)
        if led:
            self._open(state, "some" if "主要" in led.group() else "all")
            state.clause += led.end()
            lead = lead[led.end() :]
        self._take_words(state, lead)
        reason = None
        for reason in _REASON_END.finditer(lead):
            pass
        if reason is not None:
            lead = lead[reason.end() :]
        percent = quantity.unit.base_unit in ("percent", "percentage_point")
        default = Measure.AMOUNT if quantity.unit.base_unit == "CNY" else Measure.COUNT
        told = relations.relation(lead, percent=percent, default=default)
        if percent and lead in ("的", "") and state.awaited is not None:
            self._await(state, quantity)
            return
        state.awaited = None if percent else _awaited(lead)
        if state.awaited is not None:
            state.awaited_of = state.sentence[-1] if state.sentence else None
        if self._distributed(state, quantity, lead):
            return
        label = told.label
        if state.hard < state.clause and not self.index.is_empty(label):
            label = self.text[state.hard : state.clause] + label
        draft = self._draft(state, quantity, told)
        if told.previous is not None:
            year = told.previous.year or self.source.fiscal_year - 1
            draft.other_year = year
            state.compared = told.previous
        if state.awaited is not None:
            label = re.sub(r"^.*?(?:占|完成|达到)", "", label)
        self._name(state, draft, label, lead)
        self._add(state, draft)

    def _distributed(self, state: _State, quantity: Quantity, lead: str) -> bool:
        """`基本支出和项目支出分别为100万元和50万元`: the labels come first, the figures after."""
        if not _DISTRIBUTED.search(lead):
            return False
        words = _DISTRIBUTED.sub("", self.text[state.hard : quantity.start])
        figures = self._figures_in_row(state, quantity)
        labels = _split_labels(words, len(figures))
        if labels is None:
            return self._shares_in_row(state, figures, words)
        self._next += len(figures) - 1
        start = state.hard
        for label, figure in zip(labels, figures, strict=True):
            default = Measure.AMOUNT if figure.unit.base_unit == "CNY" else Measure.COUNT
            percent = figure.unit.base_unit == "percent"
            told = relations.relation(label, percent=percent, default=default)
            draft = self._draft(state, figure, told)
            draft.label_start = start
            self._name(state, draft, told.label, label)
            self._add(state, draft)
        return True

    def _await(self, state: _State, quantity: Quantity) -> None:
        """The percentage that a figure announced: it is of what stood before that figure."""
        told, of = state.awaited, state.awaited_of
        state.awaited = None
        if told is None:
            return
        draft = self._draft(state, quantity, told)
        if of is None:
            self._from_subject(state, draft)
        else:
            draft.of = of
            draft.concept, draft.label, draft.fund = of.concept, of.label, of.fund
            draft.function_code, draft.economic_code = of.function_code, of.economic_code
            draft.stage, draft.rule = of.stage, "subject"
        self._add(state, draft)

    def _figures_in_row(self, state: _State, first: Quantity) -> list[Quantity]:
        figures = [first]
        for following in self.quantities[self._next :]:
            gap = self.text[figures[-1].unit_end : following.start]
            if following.start >= state.line.end or not re.fullmatch(r"[、，和与及以]*", gap):
                break
            figures.append(following)
        return figures

    def _shares_in_row(self, state: _State, figures: list[Quantity], words: str) -> bool:
        """`…100万元、50万元，占比分别为66.67%、33.33%`: shares of the figures just before."""
        levels = [d for d in state.sentence if d.is_level][-len(figures) :]
        share = re.search(r"(?:所?占(?P<of>.*?)(?:的)?(?:比重|比例|比)?)$", words)
        percent = all(f.unit.base_unit == "percent" for f in figures)
        if len(figures) < 2 or len(levels) != len(figures) or share is None or not percent:
            return False
        self._next += len(figures) - 1
        for level, figure in zip(levels, figures, strict=True):
            draft = self._draft(
                state, figure, relations.Relation(Measure.SHARE, "", base=share["of"])
            )
            draft.of = level
            draft.concept, draft.label, draft.fund = level.concept, level.label, level.fund
            draft.function_code, draft.economic_code = level.function_code, level.economic_code
            draft.stage, draft.rule = level.stage, "shares_in_row"
            self._add(state, draft)
        return True

    def _draft(self, state: _State, figure: Quantity, told: relations.Relation) -> Draft:
        return Draft(
            start=figure.start,
            end=figure.end,
            unit_end=figure.unit_end,
            printed=figure.printed,
            measure=told.measure,
            value=figure.value * told.sign,
            label_start=state.clause,
            unit=figure.unit.base_unit,
            unit_printed=self.text[figure.end : figure.unit_end],
            factor=figure.unit.factor,
            base=told.base,
        )

    def _weak(self, state: _State, quantity: Quantity, lead: str) -> None:
        """A count in Chinese characters: a fact only where a known label stands by it."""
        unit = quantity.unit.unit
        if (
            relations.relation(lead, percent=False, default=Measure.COUNT).measure
            is not Measure.COUNT
        ):
            return
        after = _LABEL_AFTER.match(self.text, quantity.unit_end)
        context = self._context(None, state.line, unit)
        for words in (lead, after.group() if after else ""):
            if self.index.is_empty(words):
                continue
            found = self.index.resolve(words, context)
            if found is None or self.index.vocab.concepts[found.concept].kind != "count":
                continue
            draft = Draft(
                start=quantity.start,
                end=quantity.end,
                unit_end=quantity.unit_end,
                printed=quantity.printed,
                measure=Measure.COUNT,
                value=quantity.value,
                label_start=state.clause,
                unit=quantity.unit.base_unit,
                unit_printed=unit,
            )
            self._apply(draft, found)
            draft.rule = "chinese_numeral"
            self._add(state, draft)
            return

    def _name(self, state: _State, draft: Draft, label: str, lead: str) -> None:
        """Give the draft its concept: by its own words, by the words after it, or by its subject."""
        context = self._context(draft, state.line, draft.unit_printed, state)
        found = self.index.resolve(label, context)
        self._body(state, draft, label, found)
        stage = self.index.stage_of(label)
        if found is None and draft.measure is Measure.COUNT:
            found = self._after(state, draft, context)
        if found is not None and stage and self._means_subject(state, draft, label, found):
            self._from_subject(state, draft)
        elif found is None and (topic := self._new_topic(state, draft, label)):
            draft.label, draft.rule = clean(topic + label), "unmapped"
        elif found is None and self._refers_back(state, draft, label):
            self._from_subject(state, draft)
        elif found is not None:
            self._apply(draft, found)
        else:
            draft.label = clean(label)
            draft.rule = "unmapped"
            if self._described(state, draft, label):
                return
            self._as_item(state, draft, context)
        draft.stage = draft.stage or stage
        if self._concept(draft.concept, "group") in _NO_ACCOUNT:
            draft.stage = ""

    def _means_subject(self, state: _State, draft: Draft, label: str, found: Resolution) -> bool:
        """`支出决算为` after a subject means the subject's account, not all expenditure."""
        if not draft.is_level or not self.index.is_empty(label):
            return False
        if found.concept not in ("total_revenue", "total_expenditure"):
            return False
        subject = self._spoken_of(state, draft)
        concept = self.index.vocab.concepts.get(subject.concept) if subject else None
        if concept is None or subject is None:
            return False
        near = (
            subject in state.drafts
            if isinstance(subject, Draft)
            else (
                subject is state.subject and (state.line.level > 0 or bool(concept.function_code))
            )
        )
        if not near:
            return False
        return concept.group not in ("revenue", "totals")

    def _new_topic(self, state: _State, draft: Draft, label: str) -> str:
        """`举办节庆活动，开支0万元`: a sentence that opens with words of its own has its own subject."""
        if not draft.is_level or state.sentence or not state.drafts or state.subject is not None:
            return ""
        begin = max(self.text.rfind(mark, 0, draft.start) for mark in "。；\n") + 1
        words = self.text[begin : state.clause].strip("，：")
        if len(words) < _LEAST_TOPIC or self.index.is_empty(words) or "用于" in words:
            return ""
        if relations.comparison(words) or _AS_OF.search(words) or _REASON.search(words):
            return ""
        return words if self.index.is_empty(label) else ""

    def _refers_back(self, state: _State, draft: Draft, label: str) -> bool:
        if self.index.is_empty(label):
            return True
        bare = label
        body = self.bodies.in_words(bare)
        if body is not None:
            bare = bare.replace(body.printed, "", 1)
        bare = re.sub(r"(?:与上|比上|较上|同上|分别|各)$|^(?:与上|比上|较上)", "", bare)
        bare = re.sub(r"^(?:增减|变动|变化)(?:额|率)?|^(?:减少|增加)?(?:比例|幅度)", "", bare)
        return self.index.is_empty(bare) or (not draft.is_level and len(bare) <= 1)

    def _after(self, state: _State, draft: Draft, context: Context) -> Resolution | None:
        """`内设8个科室`, `1辆公务车辆`: the label may stand behind the count."""
        following = self.text[draft.unit_end : draft.unit_end + 14]
        stop = re.search(r"[，。；、：\n（]", following)
        words = following[: stop.start()] if stop else following
        for size in range(len(words), 1, -1):
            found = self.index.resolve(words[:size], context)
            if found is None or found.rule != "label":
                continue
            if self.index.vocab.concepts[found.concept].kind == "count":
                return found
        return None

    def _apply(self, draft: Draft, found: Resolution) -> None:
        concept = self.index.vocab.concepts[found.concept]
        draft.concept = found.concept
        draft.label = found.label
        draft.function_code = found.function_code or concept.function_code
        draft.economic_code = found.economic_code or concept.economic_code
        draft.stage = found.stage
        draft.fund = found.fund or concept.fund
        draft.rule = draft.rule or found.rule
        if draft.measure is Measure.AMOUNT and concept.kind == "balance":
            draft.measure = Measure.BALANCE

    def _from_subject(self, state: _State, draft: Draft) -> None:
        """Take the concept of what the sentence, the line or the section speaks of."""
        subject = self._spoken_of(state, draft)
        if isinstance(subject, Draft):
            draft.of = subject
            draft.concept, draft.label = subject.concept, subject.label
            draft.function_code, draft.economic_code = subject.function_code, subject.economic_code
            draft.fund, draft.rule = subject.fund, "subject"
            if not draft.is_level:
                draft.stage = subject.stage
            draft.label_start = min(draft.label_start, subject.label_start)
            if draft.is_level and not draft.concept:
                draft.rule = "unmapped"
        elif subject is not None:
            self._apply(draft, subject)
            draft.rule = "subject"
            draft.stage = ""
        else:
            draft.rule = "unmapped"
        if draft.measure is Measure.AMOUNT and self._concept(draft.concept, "kind") == "balance":
            draft.measure = Measure.BALANCE

    def _concept(self, concept: str, column: str) -> str:
        known = self.index.vocab.concepts.get(concept)
        return str(getattr(known, column)) if known else ""

    def _spoken_of(self, state: _State, draft: Draft) -> Draft | Resolution | None:
        if draft.is_level:
            wildcard = self.index.resolve(
                "", self._context(draft, state.line, draft.unit_printed, state)
            )
            if wildcard is not None:
                return wildcard
        money = draft.unit in ("CNY", "percent", "percentage_point", "")
        for group in (state.sentence, state.before, state.drafts):
            fitting = [d for d in group if not d.in_reason and self._fits(d, draft, money)]
            if not fitting:
                continue
            if group is state.sentence:
                far = draft.is_level and fitting[-1] is not group[-1]
                return None if far and self._kind(state.line.section) == "assets" else fitting[-1]
            pending = state.subject if draft.is_level else None
            return pending or (_top(fitting) if group is state.before else fitting[0])
        if state.subject is not None and self._unit_fits(state.subject.concept, draft):
            return state.subject
        return self._section_subject(state, draft)

    def _fits(self, earlier: Draft, draft: Draft, money: bool) -> bool:
        if not earlier.concept and not earlier.label:
            return False
        if not draft.is_level:
            own = self._concept(earlier.concept, "unit")
            return (
                own in ("", "CNY")
                if money and draft.unit == "CNY"
                else (own in ("CNY", "") or draft.unit == "percent" or own == draft.unit)
            )
        return self._unit_fits(earlier.concept, draft)

    def _unit_fits(self, concept: str, draft: Draft) -> bool:
        unit = self._concept(concept, "unit")
        if not draft.is_level:
            return True
        return (unit == "CNY") == (draft.unit == "CNY") and (unit == "CNY" or unit == draft.unit)

    def _section_subject(self, state: _State, draft: Draft) -> Draft | Resolution | None:
        section = state.line.section
        while section >= 0:
            head = self.heads.get(section)
            if head is not None and self._fits(head, draft, money=True):
                return head
            named = self.subjects.get(section)
            if named is not None and self._unit_fits(named.concept, draft):
                return named
            section = self.outline.sections[section].parent
        kind = self._kind(state.line.section)
        concept = self.kinds.get(kind, "")
        total = concept in ("total_revenue", "total_expenditure") and draft.is_level
        if concept and not total and self._unit_fits(concept, draft):
            return Resolution(concept, "", "", "section")
        return None

    def _described(self, state: _State, draft: Draft, label: str) -> bool:
        """`基本支出情况。用于保障机构运转的日常支出…`: a heading's subject described in other words."""
        first = not any(d.is_level for d in state.drafts)
        subject = state.subject or self.subjects.get(state.line.section)
        if not first or subject is None or not re.search(r"用于|保障", label):
            return False
        if draft.measure is not Measure.AMOUNT or not self._unit_fits(subject.concept, draft):
            return False
        self._apply(draft, subject)
        draft.rule = "subject_described"
        return True

    def _as_item(self, state: _State, draft: Draft, context: Context) -> None:
        """An unknown label within a list of projects is one of the projects."""
        if context.items and draft.measure is Measure.AMOUNT and draft.label and not state.reason:
            draft.concept = context.items
            draft.fund = self._concept(context.items, "fund")
            draft.rule = "list_item"

    # ---- context

    def _candidates(
        self, state: _State | None, line: Line
    ) -> Iterator[tuple[Draft, bool, _Frame | None]]:
        """Figures that may be the parent, the innermost first: (figure, within brackets, frame)."""
        if state is not None:
            for frame in reversed(state.frames):
                if frame.parent is not None:
                    yield frame.parent, frame.bracket or frame.within, frame
        if self.open_list is not None and self.open_list.parent is not None:
            yield self.open_list.parent, False, self.open_list
        section = line.section
        while section >= 0:
            head = self.heads.get(section)
            if head is not None:
                yield head, False, None
            section = self.outline.sections[section].parent

    def _earlier(self, state: _State, draft: Draft) -> Draft | None:
        """A figure earlier in the line whose concept is an ancestor of the draft's."""
        above = self.index.ancestry(draft.concept)[1:]
        fitting = (d for d in reversed(state.drafts) if d.is_level and not d.in_reason)
        return next((d for d in fitting if d.concept in above and d.unit == draft.unit), None)

    def _context(
        self, draft: Draft | None, line: Line, unit: str, state: _State | None = None
    ) -> Context:
        tags: list[str] = []
        family, code, items = "", "", ""
        listed = state is not None and any(f.parent for f in state.frames)
        listed = listed or self.open_list is not None or line.level > 0
        if state is not None:
            for earlier in reversed(state.sentence[-3:] or state.before[-1:]):
                tags.append(earlier.concept)
            if state.subject is not None:
                tags.append(state.subject.concept)
        for parent, _, _ in self._candidates(state, line):
            tags.extend(self.index.ancestry(parent.concept))
            concept = self.index.vocab.concepts.get(parent.concept)
            if concept is not None and not family:
                family = _family(concept)
                code = concept.function_code if family == "function" else ""
            if concept is not None and listed and not items:
                items = concept.items
        section = line.section
        while section >= 0:
            node = self.outline.sections[section]
            tags.extend((f"{node.kind}:{self.source.stage}", node.kind) if node.kind else ())
            subject = self.subjects.get(section)
            if subject is not None:
                tags.append(subject.concept)
            section = node.parent
        kinds = self.kinds
        if not items and (line.level > 3 or self._kind(line.section) == "projects"):
            own = self.index.vocab.concepts.get(kinds.get(self._kind(line.section), ""))
            items = own.items if own else ""
        tags.extend(kinds[t] for t in list(tags) if kinds.get(t))
        if not family:
            known = (self.index.vocab.concepts.get(t) for t in tags)
            family = next((f for c in known if c is not None and (f := _family(c))), "")
        tags.append(family)
        loose = state is not None and state.reason
        clause, around = "", ""
        if state is not None and draft is not None:
            clause, around = self._words_around(state, draft)
        known_tags = tuple(tag for tag in tags if tag)
        near = 1 if state is not None and state.sentence else len(known_tags)
        unit = unit.removeprefix("个") or unit
        return Context(
            known_tags,
            unit,
            family,
            code,
            items,
            self.source.fiscal_year,
            loose,
            clause,
            around,
            near,
        )

    def _words_around(self, state: _State, draft: Draft) -> tuple[str, str]:
        """The clause of the figure, and all words since the figure or the full stop before it."""
        end = re.search(r"[，。；：\n]", self.text[draft.unit_end : draft.unit_end + 40])
        stop = draft.unit_end + (end.start() if end else 40)
        before = max(self.text.rfind(mark, 0, draft.start) for mark in "。；\n") + 1
        earlier = state.drafts[-1].unit_end if state.drafts else 0
        return self.text[state.clause : stop], self.text[max(before, earlier) : stop]

    def _body(self, state: _State, draft: Draft, label: str, found: Resolution | None) -> None:
        words = found.before if found is not None else label
        known = self.bodies.in_words(words) or self.bodies.in_words(
            self.text[state.hard : draft.start]
        )
        if known is not None:
            state.body = known
            return
        foreign = self.bodies.foreign(words) if words else None
        if (
            (foreign is not None
            and state.clause == state.line.content)
            or (foreign is not None and self.text[state.clause - 1 : state.clause] in "。\n")
        ):
            # The words name a body that is none of the disclosure's own: the figure is that body's.
            state.body = foreign

    def _absolute(self, state: _State, words: str, position: int) -> None:
        """`本年度无政府性基金预算财政拨款收入和支出`: nothing, stated in words."""
        for draft in stated_nothing(self, state, words, state.clause):
            draft.unit_end = position
            self._add(state, draft)

    def _stated(self, state: _State, end: int) -> None:
        """`与上年持平`: a change of nought, stated in words."""
        match = None
        for match in relations.STATED.finditer(self.text, state.clause, end):
            pass
        if match is None or match.end() != end:
            return
        words = self.text[state.clause : match.start()]
        label, base = relations.label_of_stated(words)
        if relations.comparison(words) is None and state.compared is None:
            bare = _BARE_BASE.search(words)
            if bare is None:
                return
            base, label = bare[1], words[: bare.start()]
            state.compared = Comparison(base, int(base[:4]) if base[0].isdecimal() else None, 0, 0)
        if re.search(r"基本$|是否|未$|不$", words):
            return
        self._take_words(state, words)
        draft = Draft(
            start=match.start(),
            end=match.end(),
            unit_end=match.end(),
            printed=match.group(),
            measure=Measure.CHANGE,
            value=Decimal(0),
            label_start=state.clause,
            unit="CNY",
            origin=Origin.STATED,
            base=base,
        )
        if re.search(r"(?:预算|决算|支出)数?$", label) and self.index.is_empty(label):
            label = ""
        self._name(state, draft, label, words)
        if not draft.concept:
            return
        draft.unit = self._concept(draft.concept, "unit") or "CNY"
        draft.stage = ""
        self._add(state, draft)

    def _add(self, state: _State, draft: Draft) -> None:
        draft.section = state.line.section
        draft.in_reason = state.reason
        self._place_in_time(state, draft)
        body = state.body or self.bodies.whole
        draft.scope = body.name
        draft.scope_printed = draft.scope_printed or body.printed
        self._parent(state, draft)
        state.sentence.append(draft)
        state.drafts.append(draft)
        self.drafts.append(draft)
        state.clause = state.hard = draft.unit_end

    def _place_in_time(self, state: _State, draft: Draft) -> None:
        draft.year_printed = state.years[-1] if state.years else None
        if draft.year_printed is None and state.dated and draft.is_level:
            draft.year_printed = state.as_of_year
        if draft.measure in (Measure.CHANGE, Measure.CHANGE_RATE):
            self._base(state, draft)
        concept = self.index.vocab.concepts.get(draft.concept)
        if not draft.is_level:
            return
        if concept is None:
            if self._kind(state.line.section) == "assets":
                self._unknown_asset(state, draft)
            return
        held = concept.group == "assets" or concept.concept == "vehicles_held"
        if held and self._bought(state, draft):
            draft.measure = Measure.AMOUNT if draft.unit == "CNY" else draft.measure
            return
        if held or (state.as_of and concept.group == "organisation"):
            draft.point_in_time = True
            draft.balance_year = state.as_of_year

    def _bought(self, state: _State, draft: Draft) -> bool:
        """Tell a purchase, sale or lease of assets (安排购置…辆) from what is held."""
        begin = max(self.text.rfind(stop, 0, draft.start) for stop in "。；\n")
        return bool(_FLOW.search(self.text, begin + 1, draft.start))

    def _unknown_asset(self, state: _State, draft: Draft) -> None:
        """What stands among the assets is held at a date, known or not."""
        if self._bought(state, draft):
            return
        draft.point_in_time, draft.balance_year = True, state.as_of_year
        if draft.measure is Measure.AMOUNT:
            draft.measure = Measure.BALANCE

    def _base(self, state: _State, draft: Draft) -> None:
        compared = relations.comparison(draft.base) if draft.base else None
        compared = compared or state.compared
        if compared is None:
            return
        draft.base = draft.base or compared.base
        draft.base_year = compared.year
        if compared.year is None:
            draft.base_year = self.source.fiscal_year - (0 if compared.with_budget else 1)

    def _parent(self, state: _State, draft: Draft) -> None:
        if not draft.is_level or draft.in_reason:
            return
        framed = any(frame.parent is not None for frame in state.frames)
        earlier = None if framed else self._earlier(state, draft)
        if earlier is not None and earlier.scope == draft.scope:
            draft.parent = earlier
            earlier.list_kind = earlier.list_kind or "some"
            return
        for parent, bracket, frame in self._candidates(state, state.line):
            if parent is draft or (parent.unit != draft.unit and not bracket):
                continue
            if parent.scope not in (draft.scope, self.bodies.whole.name):
                continue
            if self.compatible(parent, draft, bracket):
                draft.parent = parent
                if frame is not None and parent.list_kind != "some":
                    parent.list_kind = frame.kind
                elif not parent.list_kind:
                    parent.list_kind = "all"
                return

    def compatible(self, parent: Draft, child: Draft, bracket: bool) -> bool:
        """Tell whether the classification lets one figure be part of the other."""
        if parent.concept == child.concept and parent.concept:
            return False
        if parent.function_code and child.function_code:
            return child.function_code.startswith(parent.function_code)
        if child.function_code and not parent.function_code:
            return self._concept(parent.concept, "breakdown") == "function" or not parent.concept
        if parent.concept in self.index.ancestry(child.concept):
            return True
        if child.concept.startswith("function_item"):
            return bool(parent.function_code)
        if self._concept(parent.concept, "breakdown") == "economic":
            return self._spent_as(parent, child)
        if bracket and child.concept and parent.concept:
            return not (child.function_code or parent.function_code)
        generic = {"basic_expenditure", "project_expenditure"} & set(
            self.index.ancestry(child.concept)
        )
        if generic and child.concept in generic:
            return self._concept(parent.concept, "breakdown") == "function"
        return not child.concept and bool(child.label)

    def _spent_as(self, parent: Draft, child: Draft) -> bool:
        """Basic and project expenditure of any fund break down into the economic classification."""
        if child.concept.startswith("economic_"):
            return True
        roots = [c for c in self.index.ancestry(child.concept)[1:] if c.endswith("_expenditure")]
        return bool(roots) and parent.concept.endswith(roots[0])


def _split_labels(words: str, count: int) -> list[str] | None:
    """Split a row of labels into as many as there are figures; None when it cannot be done."""
    if count < 2:
        return None
    parts = [part for part in re.split(r"[、，]", words) if part]
    if len(parts) == count:
        return parts
    *first, last = parts or [""]
    for match in re.finditer(r"和|以及|及|与", last):
        pair = [last[: match.start()], last[match.end() :]]
        if len(first) + 2 == count and all(pair):
            return [*first, *pair]
    return None


def _family(concept: Concept) -> str:
    """The classification that a concept's parts are items of."""
    if concept.function_code or concept.breakdown == "function":
        return "function"
    if concept.concept.startswith("economic_") or concept.breakdown == "economic":
        return "economic"
    return concept.breakdown


def _top(drafts: list[Draft]) -> Draft:
    """The outermost of the figures: the first that is no part of another of them."""
    return next((d for d in drafts if d.parent is None or d.parent not in drafts), drafts[0])


def _closing(text: str, opening: int, end: int) -> int:
    depth = 0
    for position in range(opening, end):
        if text[position] == "（":
            depth += 1
        elif text[position] == "）":
            depth -= 1
            if depth == 0:
                return position
    return end


def _title(words: str) -> str:
    """The words of a line up to its first stop outside brackets."""
    depth = 0
    for position, char in enumerate(words):
        depth += (char == "（") - (char == "）")
        if char in "，。；：" and depth <= 0:
            return words[:position]
    return words


_NOTHING = re.compile(
    r"(?:^|[，：；度年门位关心局委办]|均|本级|目前|暂)(?:使用)?(?:无|没有使用|没有安排|没有发生|没有|未安排|未发生|未使用|不涉及|年没有使用)(?P<what>[一-鿿“”（）、/]{2,40})$"
)
_NONE_AFTER = re.compile(r"^无$")


def stated_nothing(walker: Walker, state: _State, words: str, start: int) -> Iterator[Draft]:
    """Find what the words say there is none of; the concept must be known, else nothing is said."""
    if state.reason or _REASON.search(words):
        return
    bare = words.strip()
    match = _NOTHING.search(bare)
    if match:
        yield from _none_of(walker, state, match["what"], start + match.start("what") - 1, bare)
    elif _NONE_AFTER.match(bare):
        label = _label_before(walker.text, start)
        yield from _none_of(walker, state, label, start + words.index("无"), "无")


def _label_before(text: str, start: int) -> str:
    end = text.rfind("：", 0, start)
    if end < 0 or text[end + 1 : start].strip():
        return ""
    begin = max(text.rfind(stop, 0, end) for stop in "。；，\n")
    return text[begin + 1 : end]


def _none_of(walker: Walker, state: _State, what: str, start: int, words: str) -> Iterator[Draft]:
    label = re.sub(
        r"(?:设置)?如下$|包括$|(?:的)?(?:收入和支出|情况|发生)$|(?:财政)?(?:拨款)?(?:安排)?的支出$",
        "",
        what,
    )
    described = re.sub(r"(?:财政)?(?:拨款)?(?:安排)?的支出$", "支出", what)
    whole = what if label == what else what.removesuffix("情况")
    context = walker._context(None, state.line, "", state)
    found = None
    for candidate in (described, whole, label):
        if not candidate or walker.index.is_empty(candidate):
            continue
        found = walker.index.resolve(candidate, context)
        if found is not None:
            break
    if found is None:
        return
    concept = walker.index.vocab.concepts[found.concept]
    begin = walker.text.find("无", max(0, start - 6))
    begin = begin if 0 <= begin <= start + 1 else max(0, start)
    draft = Draft(
        start=begin,
        end=begin + 1,
        unit_end=begin + 1,
        printed=walker.text[begin : begin + 1],
        measure=Measure.BALANCE
        if concept.kind == "balance"
        else (Measure.COUNT if concept.kind == "count" else Measure.AMOUNT),
        value=Decimal(0),
        label_start=state.clause,
        unit=concept.unit,
        origin=Origin.STATED,
    )
    walker._apply(draft, found)
    draft.rule = "stated_nothing"
    yield draft


__all__ = ["Stage", "Walker"]
