"""Rules of what is being spoken of: in, a figure without words of its own; out, its subject.

They are asked in the order of `RULES`. What carries on is the subject of changes, rates, shares
and bare account words (`支出决算为`), within its paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Literal

from mingzhang.common.records import record
from mingzhang.model import Measure
from mingzhang.parse.concepts.labels import MONEY, Context, Resolution
from mingzhang.parse.figures.context import context_of
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fitting import (
    beside_others,
    comes_to_it,
    divided_before,
    may_be_of,
    of_part_or_whole,
    of_the_account,
    of_this_year,
    spends,
    sums_several,
    that_changed,
    unit_fits,
    whole_of,
)
from mingzhang.parse.figures.fund_sides import alike_sides
from mingzhang.parse.figures.list_changes import compared_again, compared_in_list, lists_bodies
from mingzhang.parse.figures.treasury import TOTALS
from mingzhang.parse.text.spelling import clean


@record
class Asked:
    """The figure whose subject is looked for, and what is known around it."""

    r: Reading
    state: State
    draft: Draft
    context: Context | None

    @property
    def money(self) -> bool:
        """Tell whether the figure is money or says something of money."""
        return self.draft.unit in ("CNY", "percent", "percentage_point", "")

    def fitting(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """Those of the first of the figures that this one can be of."""
        money = self.money
        near: Iterator[Draft] = islice(drafts, MOST_SPOKEN)
        if self._of_account:
            near = (d for d in near if self.r.about(d.concept).unit in ("", "CNY"))
        return (d for d in near if not d.in_reason and may_be_of(self.r, d, self.draft, money))

    @property
    def _of_account(self) -> bool:
        """`保有量9辆。决算数比预算数下降【5】%`: what an account holds is money."""
        if self.draft.measure is not Measure.CHANGE_RATE:
            return False
        said = self.r.grammar["account_said"]
        return said.search(self.r.text, self.state.clause, self.draft.start) is not None


Subject = Draft | Resolution
Answer = Subject | Literal["nothing"] | None
"""What is spoken of; `nothing` where no later rule may be asked; None where the rule is silent."""


def _words(asked: Asked) -> str:
    return asked.r.text[asked.state.clause : asked.draft.start]


def unit_word(draft: Draft) -> str:
    """The unit as printed; where it was left out, as it would be printed."""
    return draft.unit_printed or {"CNY": MONEY, "percent": "%"}.get(draft.unit, draft.unit)


def no_words(asked: Asked) -> Answer:
    """`公务接待费1.5万元，【12】批次`: the unit says it all."""
    money = asked.draft.unit == "CNY" and asked.draft.compared and not asked.state.sentence
    if money or not asked.draft.is_level:
        return (
            None  # `保有车辆7辆。比上年【20】万元下降7%`: a sentence that begins with a comparison
        )
    r, unit = asked.r, unit_word(asked.draft)
    context = asked.context or context_of(r, asked.draft, asked.state.line, unit, asked.state)
    return r.index.resolve("", context)


def compared_topic(asked: Asked) -> Answer:
    """`收入总计与上年相比，减少【2】万元`: what was named before the comparison."""
    named, state, r = asked.state.spoken.topic, asked.state, asked.r
    if named is None or not asked.draft.is_level:
        return named
    # `接待费同比下降，为【2】万元`, whatever stands before in the sentence
    begin = state.sentence[-1].unit_end if state.sentence else state.begun
    compared = r.relations.comparison(r.text[begin : state.clause].strip("，"))
    return named if compared and unit_fits(r, named.concept, asked.draft) else None


def unread_before(asked: Asked) -> Answer:
    """`教育支出138.50，占【85】%`: of the figure before it, which has no unit and is not read."""
    if asked.draft.is_level or asked.state.sentence:
        return None
    r, begin = asked.r, max(asked.state.begun, asked.state.line.content)
    return (
        "nothing" if r.grammar["unread_figure"].search(r.text, begin, asked.draft.start) else None
    )


def adjusted(asked: Asked) -> Answer:
    """`支出168亿元，剔除一次性因素后，为【165】亿元，增长【5】%`: of something less."""
    state = asked.state
    begin = state.drafts[-1].unit_end if state.drafts else state.line.content
    match = asked.r.grammar["adjusted"].search(asked.r.text, begin, asked.draft.start)
    if match is None:
        return None
    asked.draft.label = asked.r.text[match.start() : asked.draft.start]
    return "nothing"


def reason_apart(asked: Asked) -> Answer:
    """`…5万元。主要原因：较上年增加【3】万元`: a reason's sentence is a scope of its own.

    `车辆14辆，与保有量差异原因是：差异【5】辆为作业车`: in both of them, and of neither.
    """
    alone = not asked.state.sentence and not asked.draft.is_level
    alone = alone or bool(asked.r.grammar["total_alone"].match(_words(asked)))
    differs = asked.draft.relation == "difference" and asked.draft.unit != "CNY"
    return "nothing" if asked.state.spoken.reason and (alone or differs) else None


def told_in_reason(asked: Asked) -> Answer:
    """`…主要原因是人员经费增加3万元，增长【5】%`: of what the reason told of."""
    last = asked.state.sentence[-1] if asked.state.sentence else None
    if last is None or not (last.in_reason and asked.state.spoken.reason):
        return None
    if asked.draft.is_level:  # `…是项目支出由9万元压减至【8】万元`: what the reason names
        moved = asked.r.grammar["level_follows"].match(asked.r.text, last.unit_end)
        return last if moved and last.is_level and last.unit == asked.draft.unit else None
    before = [d for d in islice(reversed(asked.state.sentence), MOST_SPOKEN) if d.in_reason]
    if asked.draft.measure is Measure.CHANGE:
        # `接待8批次60人次，减少【2】批次`: of what is counted alike
        before = [d for d in before if d.unit == asked.draft.unit]
    return (before[0].of or of_this_year(before[0], before[1:])) if before else "nothing"


def together(asked: Asked) -> Answer:
    """`住房公积金9万元，购房补贴2万元，合计比预算减少【1】万元`: of the whole, not of the last."""
    r, state, draft = asked.r, asked.state, asked.draft
    last = next((d for d in reversed(state.sentence) if d.is_level), None)
    if draft.is_level or last is None:
        return None
    if not r.grammar["compared_together"].search(r.text, last.unit_end, draft.start):
        return None
    whole = last.parent
    return whole if whole is not None and whole.unit == "CNY" else "nothing"


def list_begun(asked: Asked) -> Answer:
    """`项目支出2万元；按来源分：当年安排【9】万元`: none of the item before the list."""
    r, state, draft = asked.r, asked.state, asked.draft
    announced = r.text[state.clause - 1 : state.clause] == "：" and bool(state.sentence)
    if not announced or not draft.is_level or r.bodies.apart(state.spoken.body):
        return None
    begin = state.sentence[-1].unit_end
    divided = r.grammar["divides_again"].search(r.text, begin, state.clause - 1)
    return "nothing" if divided else None


def account_of_whole(asked: Asked) -> Answer:
    """`“三公”经费预算9万元，其中：接待费2万元；决算【8】万元`: of the whole, known or not."""
    r, state, draft = asked.r, asked.state, asked.draft
    last = state.sentence[-1] if state.sentence and draft.is_level else None
    whole = last.parent if last is not None else None
    if last is None or whole is None or r.text[state.clause - 1 : state.clause] != "；":
        return None
    words = (_words(asked), *(r.text[d.label_start : d.start] for d in (whole, last)))
    now, told, of_part = (r.index.stage_of(clean(each)) for each in words)
    again = now and told and now != told and not of_part and whole.unit == draft.unit
    return (whole if whole.concept else "nothing") if again else None


def next_body(asked: Asked) -> Answer:
    """`局机关9万元，其中接待费2万元；中心【5】万元`: of what was told of the body before.

    `编制9名：局机关行政编制4名、工勤编制1名；中心【4】名`: of what is listed by bodies.
    """
    r, state = asked.r, asked.state
    last = state.sentence[-1] if state.sentence else None
    whole = last.parent if last is not None and asked.draft.is_level else None
    if last is None or whole is None or whole not in state.sentence:
        return None
    theirs = {d.concept for d in state.sentence[-MOST_SPOKEN:] if d.scope == last.scope}
    listed = whole.scope != last.scope and len(theirs) > 1 and whole.concept not in theirs
    if whole.scope in ("", r.bodies.whole.name) and not listed:
        return None
    alone = r.text[state.hard - 1 : state.hard] == "；" and whole.unit == asked.draft.unit
    return whole if alone and r.bodies.part(r.text[state.hard : asked.draft.start]) else None


def sentence(asked: Asked) -> Answer:
    """The last figure of the sentence that this one can be of."""
    fitting = asked.fitting(_outside_bracket(asked))
    if (unknown := _unmeasured(asked)) is not None:
        asked.draft.label = unknown.label
        return "nothing"
    if asked.r.grammar["unadjusted"].search(asked.r.text, asked.state.clause, asked.draft.start):
        fitting = (d for d in fitting if d.is_level)
    last = next(fitting, None)
    if last is None:
        return None
    if not asked.draft.is_level:
        if last.compared:  # `…2万元。较预算【5】万元节约3万元`: told of in the sentence before
            fitting = chain(fitting, asked.fitting(reversed(asked.state.drafts)))
        if _part_or_list(asked, last):
            return "nothing"
        last = of_this_year(last, fitting)
        return that_changed(asked.r, asked.state, asked.draft, _of_year_named(asked, last))
    if sums_several(asked.r, asked.state, asked.draft):
        return comes_to_it(asked.state, asked.draft) or "nothing"
    if (divided := _divided(asked, last)) is not None:
        return divided
    if of_part_or_whole(asked.r, asked.state, asked.draft):
        return "nothing"
    if asked.draft.compared:
        return compared_in_list(asked.r, asked.state, asked.draft, last) or "nothing"
    if _within_itself(asked, last):
        return "nothing"
    behind = asked.state.sentence[-1]  # `车辆9万元，设备12台【5】万元`: of those, and not of it
    apart = asked.state.kind == "assets" or behind.unit_end == asked.draft.start
    return "nothing" if last is not behind and apart else last


def _part_or_list(asked: Asked, last: Draft) -> bool:
    """`用车费9万元，其中运行费5万元；较上年减少【1】万元`: of the part or of all, who can tell?"""
    r, state = asked.r, asked.state
    listed, before = state.frames[-1].parent if state.frames else None, state.sentence[-1]
    if before.rule == "unmapped" and before.measure is Measure.CHANGE and not before.label:
        return asked.draft.measure is Measure.CHANGE_RATE  # `…；较上年减少1万元，下降【10】%`
    if listed not in state.sentence or last is listed or r.text[state.hard - 1] != "；":
        return False
    if asked.draft.measure is Measure.CHANGE and asked.draft.value > last.value:
        return False
    alone = r.relations.comparison(_words(asked))
    return alone is not None and not alone.start and not compared_again(r, state, asked.draft)


def _outside_bracket(asked: Asked) -> Iterator[Draft]:
    """`减少8万元（接待费减少3万元），比上年减少【4】万元`: what a bracket holds comes last."""
    spoken, text = asked.state.sentence, asked.r.text
    if not spoken or asked.draft.is_level or text[spoken[-1].unit_end] != "）":
        return reversed(spoken)
    if spoken[-1].other_year is not None or spoken[-1].compared:
        return reversed(spoken)  # `本年支出比上年（9万元）增加【2】万元`
    opened = text.rfind("（", 0, spoken[-1].start)
    held = [d for d in spoken if d.start > opened]
    return chain(reversed(spoken[: len(spoken) - len(held)]), reversed(held))


def _unmeasured(asked: Asked) -> Draft | None:
    """`调整后，赤字由3亿元增加到【4】亿元`: the figure before, whose words name both.

    `年初预算9万元，年中追加3万元，支出决算为【12】万元`: an account is of what is spoken of.
    """
    last = asked.state.sentence[-1] if asked.state.sentence and asked.draft.is_level else None
    if last is None or last.concept or last.measure is not Measure.UNKNOWN:
        return None
    stage = asked.r.index.stage_of(clean(asked.r.text[last.unit_end : asked.draft.start]))
    return last if last.unit == asked.draft.unit and stage != "final" else None


def _divided(asked: Asked, last: Draft) -> Draft | Literal["nothing"] | None:
    """`支出9万元，其中：某某队2万元，县图书馆【3】万元`: of the whole, as all that is listed."""
    state = asked.state
    whole = state.frames[-1].parent if state.frames else None
    body = (state.spoken.body or asked.r.bodies.whole).name
    by_bodies = asked.r.bodies.grammar["divides_by_bodies"].search
    again = by_bodies(asked.r.text, last.unit_end, state.clause) is not None
    if whole is not None and last.parent is whole and _behind_item(asked, last, whole, body):
        return whole if asked.r.text[state.hard - 1] == "；" else "nothing"
    one_more = again or (not last.concept and last.parent is whole)
    one_more = one_more and body not in ("", last.scope)
    fits = whole is not None and whole.unit == asked.draft.unit and whole.scope != body
    return whole if one_more and fits else None


def _within_itself(asked: Asked, last: Draft) -> bool:
    """`支出9万元，其中本年【8】万元`: no other body, time or account, and yet but a part of it."""
    r, state, draft = asked.r, asked.state, asked.draft
    whole = state.frames[-1].parent if state.frames else None
    again = draft.value == last.value  # `196,000元（即【19.6】万元）`
    if last is not whole or again or draft.unit != last.unit or draft.other_year is not None:
        return False
    body, words = state.spoken.body or r.bodies.whole, _words(asked)
    told = r.index.stage_of(clean(words)) or r.relations.own_years(words)
    return not told and body.name == last.scope


def _behind_item(asked: Asked, last: Draft, whole: Draft, body: str) -> bool:
    """`采购9万元，其中货物8万元，工程1万元，局机关【2】万元`: of 工程, or of all of it?"""
    told = last.concept and last.scope != whole.scope  # `接待费局机关3万元、中心【1】万元`
    if told or whole.scope == body or whole.unit != asked.draft.unit:
        return False
    item = next((d for d in reversed(asked.state.sentence) if d.scope == whole.scope), last)
    return item.parent is whole and item.concept != whole.concept


def item_opened(asked: Asked) -> Answer:
    """`…120%。2.教育支出（类）…（项），年初预算为【20】万元`: the item that the sentence opens."""
    named = asked.state.spoken.item
    if named is None or asked.state.sentence or not asked.draft.is_level:
        return None
    return named if unit_fits(asked.r, named.concept, asked.draft) else None


def counted_before(asked: Asked) -> Answer:
    """`大型设备2台，合计【43】万元`: of what is counted, and of nothing further back."""
    draft, last = asked.draft, (None, *asked.state.sentence)[-1]
    if not draft.is_level or draft.unit != "CNY" or last is None or not last.measure.is_count:
        return None
    subject, above = asked.state.subject, asked.r.index.known[last.concept].ancestry[1:2]
    return None if subject is not None and subject.concept in above else "nothing"


def sentence_before(asked: Asked) -> Answer:
    """What the sentence before was about; of a level, the heading tells it first."""
    r, state, draft = asked.r, asked.state, asked.draft
    part_of = state.frames[-1].parent if state.frames else None
    if part_of is not None and draft.is_level and (part_of.in_reason or not part_of.concept):
        return "nothing"  # `主要原因是购置费9万元，其中：局机关【6】万元`: not of what is before
    divided = divided_before(r, state)
    if divided is not None and draft.is_level and may_be_of(r, divided, draft, money=asked.money):
        return divided
    if sums_several(r, state, draft):
        return comes_to_it(state, draft) or "nothing"  # `…项目支出4万元。合计【10】万元`
    if part_of is not None and draft.is_level and state.frames[-1].within:
        return "nothing"  # `基本支出中，…。项目支出中，当年安排【9】万元`: some part of it
    fitting = list(asked.fitting(state.before))
    if not fitting:
        return None
    whole = whole_of(fitting)
    listed = draft.is_level and lists_bodies(r, state, draft, whole)
    if listed and alike_sides(r, state) is not None:
        return "nothing"  # `收入总计9万元，支出总计9万元。分单位看，局机关【6】万元`: of either
    if draft.is_level and not draft.compared:
        named = _heading_first(asked)
        if named and named.concept != whole.concept and r.relations.own_years(_words(asked)):
            named = None  # `公务接待费2万元。2022年为【3】万元`: of what the sentence before told
        own = r.grammar["own_bodies"].match(r.text, state.clause, draft.start)
        if own and not named and whole.concept not in TOTALS:
            return "nothing"  # `项目支出5万元。本局支出预算【98】万元`: of the project, or of all?
        return whole if listed else named or whole
    if r.about(whole.concept).group == "revenue" and spends(r, state, draft):
        spent = [d for d in fitting if r.about(d.concept).group == "expenditure"]
        return of_the_account(r, state.before, spent[0]) if spent else "nothing"
    if beside_others(r, state, draft, fitting):
        return "nothing"
    whole = _of_year_named(asked, whole)
    return of_the_account(r, state.before, whole)


def _of_year_named(asked: Asked, level: Draft) -> Draft:
    """`2023年9万元，2024年8万元。2024年比2023年下降【11】%`: of the year that the words name."""
    years = asked.r.relations.own_years(_words(asked))
    near = islice(reversed(asked.state.drafts), MOST_SPOKEN) if years else ()
    told = [d for d in near if d.is_level and d.concept == level.concept != ""]
    of_year = [d for d in told if d.year_printed == years[-1] and d.scope == level.scope]
    return of_year[0] if len(of_year) == 1 else level


def _heading_first(asked: Asked) -> Resolution | None:
    """The heading's subject; `（二）支出情况` of a government's report names no account."""
    subject = asked.state.subject if asked.draft.is_level else None
    unclear = asked.r.treasury and subject is not None and subject.concept in TOTALS
    return None if unclear else subject


def line(asked: Asked) -> Answer:
    """What the paragraph began with."""
    first = next(asked.fitting(asked.state.drafts), None)
    return (_heading_first(asked) or first) if first else None


def heading(asked: Asked) -> Answer:
    """What the heading or the first words of the line are about."""
    subject = asked.state.subject
    if subject is None or not unit_fits(asked.r, subject.concept, asked.draft):
        return None
    return "nothing" if _of_all_items(asked, subject) else _with_total(asked, subject)


def _of_all_items(asked: Asked, subject: Resolution) -> bool:
    """`3.公务接待费预算2万元。⏎合计：预算【12】万元`: a total behind items is not of the last."""
    r, line = asked.r, asked.state.line
    head = r.heads.get(line.section)
    if head is None or head.concept != subject.concept or head.start >= line.content:
        return False
    words = r.text[line.content : asked.draft.start].partition("：")[0]
    return r.grammar["total_alone"].match(words) is not None


def _with_total(asked: Asked, subject: Resolution) -> Resolution:
    """`（二）收入。合计【9】万元`: 收入合计, which is not all that 收入 may mean."""
    r, words = asked.r, _words(asked)
    if subject.concept not in TOTALS or not r.grammar["total_alone"].match(words):
        return subject
    context = context_of(r, None, asked.state.line, MONEY, asked.state)
    return r.index.resolve(subject.label + words, context) or subject


def unknown_item(asked: Asked) -> Answer:
    """The line is about an item that no vocabulary knows: the figure is that item's."""
    if not asked.state.unknown:
        return None
    asked.draft.label = asked.state.unknown
    return "nothing"


def project_before(asked: Asked) -> Answer:
    """`文化惠民工程，预算【5】万元` in a list of projects: of what the sentence begins with."""
    r, state, draft = asked.r, asked.state, asked.draft
    listed = r.index.known[r.kinds.get(state.kind, "")]
    items = listed.items if state.kind == "projects" else ""
    if not items or state.sentence or not draft.is_level or draft.unit != "CNY":
        return None
    words = clean(r.text[state.begun : state.clause]).strip("，")
    if r.grammar["project_opens"].fullmatch(words) is None:
        return None
    return Resolution(items, words, "", "list_item")


def open_list(asked: Asked) -> Answer:
    """`各单位支出预算如下：`, then a line for each body."""
    r = asked.r
    listed = r.open_list.parent if r.open_list is not None else None
    apart = listed is not None and r.bodies.apart(asked.state.spoken.body)
    return listed if apart and listed and may_be_of(r, listed, asked.draft, money=True) else None


def section(asked: Asked) -> Answer:
    """The first figure or the heading of the section, the innermost first."""
    r, draft = asked.r, asked.draft
    for above in r.sections_up(asked.state.line.section):
        head = r.heads.get(above)
        one_of_many = head is not None and head.rule.endswith(("list_item", "project_before"))
        if head is not None and not one_of_many and _may_head(r, head, draft):
            if not draft.measure.is_change:
                return head
            return of_the_account(r, (d for d in r.drafts if d.section == head.section), head)
        passed = above in r.passing and above != asked.state.line.section
        named = None if passed else r.subjects.get(above)
        if named is not None and unit_fits(r, named.concept, draft):
            return named
    return None


def _may_head(r: Reading, head: Draft, draft: Draft) -> bool:
    """A level without words of its own is of a section's first figure in the next line only."""
    if not may_be_of(r, head, draft, money=True):
        return False
    return not draft.is_level or "\n" not in r.text[head.start : r.drafts[-1].start]


def section_kind(asked: Asked) -> Answer:
    """What sections of this kind are about; a total is printed with words of its own."""
    r, draft = asked.r, asked.draft
    concept = r.kinds.get(r.kind(asked.state.line.section), "")
    total = concept in ("total_revenue", "total_expenditure") and draft.is_level
    if not concept or total or not unit_fits(r, concept, draft):
        return None
    return Resolution(concept, "", "", "section")


RULES: tuple[Callable[[Asked], Answer], ...] = (
    no_words,
    compared_topic,
    unread_before,
    adjusted,
    told_in_reason,
    reason_apart,
    together,
    list_begun,
    account_of_whole,
    next_body,
    sentence,
    item_opened,
    counted_before,
    sentence_before,
    line,
    heading,
    unknown_item,
    project_before,
    open_list,
    section,
    section_kind,
)
