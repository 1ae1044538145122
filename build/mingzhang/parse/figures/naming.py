"""The rules that name a figure by its words: in, the words and what they lead to; out, its name.

They are asked in the order of `RULES`; the first that answers decides. None of them changes
anything, so all may be asked what they would have said (`parse --explain`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from mingzhang.common.records import record
from mingzhang.model import Stage
from mingzhang.parse.concepts.labels import Context, Resolution
from mingzhang.parse.figures import topics
from mingzhang.parse.figures.discourse import Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fitting import of_other_people, of_part_or_whole, unit_fits
from mingzhang.parse.figures.fund_sides import (
    SPENT,
    both_sides,
    counterpart,
    of_fund,
    opens_side,
    other_side,
    same_account,
)
from mingzhang.parse.figures.other_meanings import less_or_more, of_counted_bodies
from mingzhang.parse.figures.subjects import spoken_of
from mingzhang.parse.figures.treasury import TOTALS
from mingzhang.parse.figures.whose import ends_bodies
from mingzhang.parse.grammar.by_words import ByWords
from mingzhang.parse.text.spelling import clean

_PROJECTS = 2
"""Characters of the word for a project, in which the words before a count may end."""
_NOUN = 12
"""Characters behind a count in which the noun that is counted stands."""


@record
class Words:
    """A figure, the words before it, and what they lead to.

    `own` are the words without the name of a body, `found` what they resolve to, `stage` the
    account that they name; `means_else`: here they mean something else than they do in general.
    """

    r: Reading
    state: State
    draft: Draft
    label: str
    own: str
    context: Context
    found: Resolution | None
    stage: str
    means_else: bool = False


@record
class Name:
    """What a rule answers: a concept (`found`), or what is spoken of, or a `label` unmapped."""

    found: Resolution | None = None
    label: str = ""
    of_subject: bool = False
    takes_stage: bool = True


def answers(wording: Words) -> Iterator[tuple[Callable[[Words], Name | None], Name]]:
    """The rules that have an answer, the one that decides first."""
    for rule in RULES.of(wording.state.may):
        answer = rule(wording)
        if answer is not None:
            yield rule, answer


def decided(wording: Words) -> tuple[Callable[[Words], Name | None], Name]:
    """The rule that decides, and its answer: the last one always has one."""
    return next(answers(wording))


def meant_otherwise(wording: Words) -> Name | None:
    """Words that mean something else here than they do in general are of nothing known."""
    r, state, draft, found = wording.r, wording.state, wording.draft, wording.found
    told = found is not None and draft.is_level and r.about(found.concept).group == "performance"
    others = wording.means_else or (told and of_counted_bodies(r, state))
    total = found is not None and found.concept in TOTALS
    others = others or (total and of_part_or_whole(r, state, draft))
    if found is not None and draft.unit == "CNY" and r.about(found.concept).kind == "count":
        others = True  # `在职人员支出【40】万元`: money is no number of people
    for otherwise in _OTHERWISE.of(state.may):
        others = others or otherwise(r, state, draft)
    return Name(label=bare(r, wording.label)) if others else None


_OTHERWISE: ByWords[Callable[[Reading, State, Draft], bool]] = ByWords(
    (of_other_people, "other_people"),
    (less_or_more, "adjusted other_span less_than_all until_month opens_part_year"),
)
_NO_PROJECT = ("money_source", "unit_price", "of_all_years", "no_project")


def bodies_counted(wording: Words) -> Name | None:
    """`6【个】预算单位编报绩效目标`: what is counted stands behind and is no project."""
    r, resolution = wording.r, wording.found
    if resolution is None or resolution.rule != "keyword":
        return None
    projects = r.grammar["counted_projects"].search
    if projects(wording.label[-_PROJECTS:]):
        return None
    behind = re.split(r"\d", topics.words_after(r, wording.draft))[0]
    counted = behind and projects(behind[:_NOUN]) is None
    of_projects = r.about(resolution.concept).group == "performance"
    return Name(label=behind, takes_stage=False) if counted and of_projects else None


def named_as_its_whole(wording: Words) -> Name | None:
    """`财政拨款收入780万元，包括财政补助收入500万元`: a part is not what its whole is."""
    r, state, draft, resolution = wording.r, wording.state, wording.draft, wording.found
    frame = state.frames[-1] if state.frames else None
    whole = frame.parent if frame is not None else None
    if resolution is None or frame is None or whole is None or not draft.is_level:
        return None
    if resolution.rule == "fund":
        return None  # `运行经费5万元（其中：一般公共预算支出5万元）`: of it, from that money
    if resolution.concept != whole.concept:
        return None
    told = wording.stage or r.index.stage_of(resolution.before)
    if told and whole.stage and told != whole.stage:
        return None  # `预算收入9万元，其中：财政拨款8万元；决算收入【9】万元`
    words = bare(r, wording.label)
    cut = resolution.label != words and not resolution.fund and draft.value < whole.value
    if cut and r.grammar["money_source"].search(words):
        return Name(label=words)  # `自评资金9万元，其中省级资金【3】万元`
    if not resolution.label:  # `9个项目开展自评，其中：100万元以上的【3】个`: only some of them
        some = wording.label if resolution.rule == "keyword" else state.sentence[-1:] != [whole]
        some = some and draft.unit == whole.unit
        return Name(label=bare(r, wording.label)) if some and draft.value < whole.value else None
    again = frame.bracket or r.text.startswith("：", whole.unit_end)
    if again and whole.value == draft.value:
        return None  # `三公经费5万元（财政拨款“三公”经费5万元）`: the same once more
    spending = r.grammar["spending_behind"]
    differs = spending.sub("", resolution.label) != spending.sub("", whole.label)
    same = (resolution.fund or whole.fund) == whole.fund
    same = same and (resolution.stage or "") in ("", whole.stage)
    bare_part = not frame.bracket and not resolution.before and draft.value < whole.value
    if not (differs or bare_part) or not same:  # `会议费3万元，其中三类会议1次，会议费【2】万元`
        return None
    if (state.spoken.body or r.bodies.whole).name != whole.scope:
        return None
    return Name(label=bare(r, wording.label), takes_stage=False)


def base_of_share(wording: Words) -> Name | None:
    """`一般公共预算支出1190万元，占本年支出【1500】万元的79%`: a whole is not what its part is."""
    r, state, draft, resolution = wording.r, wording.state, wording.draft, wording.found
    if resolution is None or not draft.is_level:
        return None
    part = next((d for d in reversed(state.sentence) if d.is_level), None)
    meant = of_fund(r, state, resolution)
    if part is None or meant is None or meant.concept != part.concept:
        return None
    if draft.value == part.value:
        return None
    if not r.grammar["share_announced"].search(r.text, state.clause, draft.start):
        return None
    if meant.concept != resolution.concept:
        return Name(resolution)  # under a heading of the part's fund, too
    return Name(label=bare(r, wording.label), takes_stage=False)


def account_of_heading(wording: Words) -> Name | None:
    """`（4）公务接待费情况。国内接待30批次，预算【3】万元`: the account is the heading's."""
    resolution, subject = wording.found, wording.state.subject
    if resolution is None or resolution.rule != "wildcard" or not wording.stage or subject is None:
        return None
    if wording.draft.unit != "CNY" or not wording.state.line.level:
        return None
    fits = unit_fits(wording.r, subject.concept, wording.draft)
    return Name(replace(subject, rule="subject.heading", stage=wording.stage)) if fits else None


def account_of_subject(wording: Words) -> Name | None:
    """`支出决算为`, `支出` after a subject mean the subject's account, not all expenditure."""
    meant = wording.found is not None and _means_subject(wording, wording.found)
    return Name(of_subject=True) if meant or _spent_before(wording) else None


def _spent_before(wording: Words) -> bool:
    """`公务接待费3万元，上年支出【4】万元`: of the one figure that stands before it."""
    r, sentence = wording.r, wording.state.sentence
    earlier = r.grammar["of_other_year"].match(wording.label)
    if earlier is None or r.index.side_of(wording.label[earlier.end() :]) != "expenditure":
        return False
    subject, (before, last) = wording.state.subject, (None, None, *sentence)[-2:]
    if last is None and subject is not None and subject.function_code:
        return True  # `公路养护（项）：上年支出【4】万元`
    if last is None or not last.is_level or last.unit_end + 1 != wording.state.clause:
        return False
    in_row = before is not None and r.text[before.unit_end] == "、"
    named = r.about(last.concept).group in SPENT and not last.concept.endswith("_expenditure")
    return named and not in_row


def own_words(wording: Words) -> Name | None:
    """The concept that the words lead to, of the fund that is meant."""
    r, state = wording.r, wording.state
    meant = of_fund(r, state, wording.found) if wording.found is not None else None
    if meant is None:
        return None
    return Name(same_account(r, state, _of_the_year(wording, meant), wording.label))


def _of_the_year(wording: Words, resolution: Resolution) -> Resolution:
    """`收入总计65万元，本年收入64万元。⏎2023年度收入【64】万元`: the year's, not the total."""
    r, draft = wording.r, wording.draft
    if resolution.concept not in TOTALS or not draft.is_level or r.source.stage is Stage.BUDGET:
        return resolution
    side, grand = r.index.side_of(resolution.label), r.grammar["grand_side"].search
    if resolution.concept != f"total_{side}" or grand(resolution.label):
        return resolution
    body = (wording.state.spoken.body or r.bodies.whole).name
    of_year = f"current_year_{side}"
    told = (d for d in r.drafts if d.concept in (resolution.concept, of_year))
    asked = (body, wording.stage)
    levels = [
        d for d in told if d.is_level and d.other_year is None and (d.scope, d.stage) == asked
    ]
    totals = (d.value for d in levels if d.concept != of_year and grand(d.label))
    current = (d.value for d in levels if d.concept == of_year)
    is_current = draft.value in current or any(total > draft.value for total in totals)
    # `收入9万元，加上年初结转2万元，收入总计11万元`
    is_current = is_current or r.grammar["carried_added"].match(r.text, draft.unit_end) is not None
    return replace(resolution, concept=of_year) if is_current else resolution


def opens_account(wording: Words) -> Name | None:
    """`2023年收入【520】万元`, where nothing has been spoken of: all the body's revenue."""
    r, state, draft = wording.r, wording.state, wording.draft
    money = draft.is_level and draft.unit == "CNY" and not state.spoken.reason
    side = opens_side(r, state, wording.label) if money else ""
    if not side or spoken_of(r, state, draft, wording.context) is not None:
        return None
    opened = Resolution(f"total_{side}", clean(wording.label), "", "label")
    return Name(_of_the_year(wording, opened))


def new_topic(wording: Words) -> Name | None:
    """`举办节庆活动，开支0万元`: a sentence that opens with its own words has its own subject."""
    topic = topics.new_topic(wording.r, wording.state, wording.draft, wording.label)
    return Name(label=clean(topic + wording.label)) if topic else None


def others_counted(wording: Words) -> Name | None:
    """`另有19【个】林业管理站`: what is counted is named behind, and no vocabulary knows it."""
    r, draft = wording.r, wording.draft
    if not draft.measure.is_count or not r.index.is_empty(wording.label):
        return None
    behind = topics.words_after(r, draft)
    return Name(label=behind) if r.grammar["noun"].match(behind) else None


def cost_of_unknown(wording: Words) -> Name | None:
    """`轿车1辆、金额20万元`: what an unknown thing costs is unknown too; its words tell of what."""
    draft, sentence = wording.draft, wording.state.sentence
    last = sentence[-1] if sentence else None
    if last is None or not draft.is_level or not last.is_level or last.concept:
        return None
    if last.unit == draft.unit or not wording.r.index.is_empty(wording.label):
        return None
    unknown = last.label + clean(wording.label)
    return Name(label=unknown) if unknown else None


def of_both_sides(wording: Words) -> Name | None:
    """`收入总计100万元，支出总计100万元，各增加5万元`: what is said of both of them."""
    both = None
    if not wording.draft.is_level:
        both = both_sides(wording.r, wording.state, wording.label)
    if both is not None and not both.concept:
        return Name(label=wording.label)
    return Name(both) if both is not None else None


def refers_back(wording: Words) -> Name | None:
    """Words that hold nothing but a comparison or a body are of what is spoken of."""
    r = wording.r
    if r.treasury and r.grammar["names_other"].search(wording.own):
        return None
    counted = wording.draft.measure.is_count and r.index.stage_of(wording.own)
    new = wording.draft.is_level and r.grammar["new_part"].fullmatch(bare(r, wording.label))
    if counted or new:
        return None  # `编制100人，预算人数【77】人`: counted otherwise; `其中新增【5】万元`: a part
    if spent := _side_behind(wording):
        return Name(label=spent)
    if wording.draft.is_level and r.grammar["used_for"].match(r.text, wording.draft.unit_end):
        return Name(label=bare(r, wording.label))  # `支出9万元，其中【4】万元用于维修`: some of it
    back = topics.refers_back(r, wording.draft, wording.own)
    return Name(of_subject=True, label=wording.label) if back else None


def _side_behind(wording: Words) -> str:
    """`土地出让收入25亿元，其中【21】亿元支出已安排`: the words behind name the other side."""
    r, state, draft = wording.r, wording.state, wording.draft
    behind = r.text[draft.unit_end : draft.unit_end + 2]
    if not draft.is_level or draft.unit != "CNY" or not r.index.side_of(behind):
        return ""
    subject = spoken_of(r, state, draft, wording.context)
    return behind if subject is not None and other_side(r, subject.concept, behind) else ""


def subject_described(wording: Words) -> Name | None:
    """`基本支出情况。用于保障机构运转的日常支出…`: a heading's subject described in other words."""
    r, state, draft = wording.r, wording.state, wording.draft
    subject = state.subject or r.subjects.get(state.line.section)
    if subject is None or any(d.is_level for d in state.drafts):
        return None
    if not draft.measure.is_amount or not unit_fits(r, subject.concept, draft):
        return None
    if not r.grammar["described_by_use"].search(wording.label):
        return None
    head = r.heads.get(state.line.section)
    if head is not None and head.concept == subject.concept and head.value != draft.value:
        return None  # `支出决算情况。…支出9万元。⏎用于乡村振兴支出【4】万元`: some of it
    return Name(replace(subject, rule="subject_described"), takes_stage=False)


def list_item(wording: Words) -> Name | None:
    """An unknown label within a list of projects is one of the projects."""
    items, label = wording.context.items, _unknown_label(wording)
    if not items or not wording.draft.measure.is_amount or not label or wording.state.spoken.reason:
        return None
    if ends_bodies(wording.r, wording.state, wording.draft, wording.label):
        return None  # what is left of a list of bodies may be that of other bodies
    if wording.r.treasury and any(f.parent and not f.parent.concept for f in wording.state.frames):
        return None  # `市对县区转移支付9万元（均衡性转移支付【3】万元）`: of what nobody knows
    if any(wording.r.grammar[told].search(label) for told in _NO_PROJECT):
        return None  # `财政专户管理资金20万元`, `街道每家1万元`, `保教费收入3万元`: no projects
    return Name(Resolution(items, label, "", "list_item", fund=wording.r.about(items).fund))


def unmapped(wording: Words) -> Name:
    """Nothing is known: the words are kept as they are printed."""
    return Name(label=_unknown_label(wording))


RULES: ByWords[Callable[[Words], Name | None]] = ByWords(
    meant_otherwise,
    bodies_counted,
    named_as_its_whole,
    (base_of_share, "share_announced"),
    account_of_heading,
    account_of_subject,
    own_words,
    opens_account,
    new_topic,
    others_counted,
    cost_of_unknown,
    of_both_sides,
    refers_back,
    (subject_described, "described_by_use"),
    list_item,
    unmapped,
)


def _unknown_label(wording: Words) -> str:
    return bare(wording.r, wording.label) or topics.words_after(wording.r, wording.draft)


def bare(r: Reading, label: str) -> str:
    """Give a label without the words that only lead to it: 其中, 包括."""
    return r.grammar["leads_label"].sub("", clean(label))


def _means_subject(wording: Words, resolution: Resolution) -> bool:
    r, state, draft, label = wording.r, wording.state, wording.draft, wording.label
    total = resolution.concept in ("total_revenue", "total_expenditure")
    item = state.subject is not None and state.subject.function_code
    total = total or bool(item and resolution.concept == "current_year_expenditure")
    opened = state.spoken.item is not None and r.index.side_of(label)
    if not total or not draft.is_level or not (opened or r.index.is_empty(label)):
        return False
    if not r.index.stage_of(label) and not r.index.side_of(label):
        return False
    if r.grammar["grand_total"].search(label):
        return False  # `加上补助等5万元，支出总计【9】万元`: a total of the account
    if r.grammar["share_announced"].search(r.text, state.clause, draft.start):
        return False  # `基本支出300万元，占总支出【500】万元的60%`
    if counterpart(r, state, draft, label) is not None:
        return False
    subject = spoken_of(r, state, draft, wording.context)
    if subject is None and (state.unknown or state.spoken.item):
        return True
    if isinstance(subject, Draft) and not subject.concept and subject in state.sentence:
        return True
    concept = r.index.vocab.concepts.get(subject.concept) if subject else None
    if concept is None or subject is None or subject.concept == resolution.concept:
        return False
    if other_side(r, subject.concept, label):
        return False
    named = state.spoken.item.named if state.spoken.item is not None else None
    near = subject in (state.drafts if isinstance(subject, Draft) else (state.subject, named))
    if not near and subject.rule != "wildcard":
        return False
    if concept.group == "revenue":  # `事业收入年初预算9万元，收入决算【8】万元`
        again = state.sentence[-1:] == [subject] and subject.stage != r.index.stage_of(label)
        of_item = named is not None and subject.concept == named.concept
        return of_item or (again and subject.stage != "")
    return concept.group != "totals"
