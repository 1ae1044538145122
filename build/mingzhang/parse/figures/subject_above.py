"""Rules of what stands above: in, a figure without words of its own; out, the subject told before.

The sentence before, the line, the heading or the section tell it (`subject_rules.py` asks them).
"""

from __future__ import annotations

from itertools import islice

from mingzhang.parse.concepts.labels import MONEY, Resolution
from mingzhang.parse.figures.asked import Answer, Asked
from mingzhang.parse.figures.context import context_of
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Reading
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fitting import (
    beside_others,
    comes_to_it,
    divided_before,
    may_be_of,
    of_the_account,
    of_this_year,
    spends,
    sums_several,
    unit_fits,
    whole_of,
)
from mingzhang.parse.figures.fund_sides import alike_sides
from mingzhang.parse.figures.list_changes import lists_bodies
from mingzhang.parse.figures.treasury import TOTALS
from mingzhang.parse.text.spelling import clean


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
        if named and named.concept != whole.concept and r.relations.own_years(asked.words):
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
    whole = of_year_named(asked, of_this_year(whole, fitting))
    return of_the_account(r, state.before, whole)


def of_year_named(asked: Asked, level: Draft) -> Draft:
    """`2023年9万元，2024年8万元。2024年比2023年下降【11】%`: of the year that the words name."""
    years = asked.r.relations.own_years(asked.words)
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
    return "nothing" if _of_all_items(asked, subject) else with_total(asked, subject)


def _of_all_items(asked: Asked, subject: Resolution) -> bool:
    """`3.公务接待费预算2万元。⏎合计：预算【12】万元`: a total behind items is not of the last."""
    r, line = asked.r, asked.state.line
    head = r.heads.get(line.section)
    if head is None or head.concept != subject.concept or head.start >= line.content:
        return False
    words = r.text[line.content : asked.draft.start].partition("：")[0]
    return r.grammar["total_alone"].match(words) is not None


def with_total(asked: Asked, subject: Resolution) -> Resolution:
    """`（二）收入。合计【9】万元`: 收入合计, which is not all that 收入 may mean."""
    r, words = asked.r, asked.words
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
