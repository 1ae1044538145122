"""Figures that stand in a row: in, `A和B分别为1和2`; out, a draft for each, with its own label."""

from __future__ import annotations

import re
from dataclasses import replace

from mingzhang.common.records import blank
from mingzhang.model import Measure
from mingzhang.parse.concepts.labels import Resolution
from mingzhang.parse.figures.attach import add
from mingzhang.parse.figures.context import context_of
from mingzhang.parse.figures.discourse import MOST_SPOKEN, Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fitting import of_this_year
from mingzhang.parse.figures.resolve import name
from mingzhang.parse.figures.subjects import take_subject
from mingzhang.parse.grammar.relations import BASE_LEVEL, MOST_WORDS, compared_with
from mingzhang.parse.grammar.told import Relation
from mingzhang.parse.text.spelling import clean
from mingzhang.parse.tokens.quantities import Quantity

_TWO = ("first", "second")


def distributed(r: Reading, state: State, quantity: Quantity, lead: str) -> bool:
    """`基本支出和项目支出分别为100万元和50万元`: the labels come first, the figures after."""
    return (
        _against_two(r, state, quantity)
        or _alike(r, state, quantity, lead)
        or _labelled(r, state, quantity, lead)
        or _told_of_each(r, state, quantity, lead)
    )


def _against_two(r: Reading, state: State, quantity: Quantity) -> bool:
    """`与上年、年初预算相比分别下降【10】%和5%`: one change against each of the two."""
    last = state.drafts[-1].unit_end if state.drafts else state.line.content
    begin = max(last, state.line.content, quantity.start - MOST_WORDS)
    row = r.grammar["two_bases_in_row"].search(r.text, begin, quantity.start)
    figures = _figures_in_row(r, state, quantity) if row is not None else []
    if row is None or len(figures) != len(_TWO):
        return False
    for which, figure in zip(_TWO, figures, strict=True):
        percent, default = figure.unit.percent, Measure.AMOUNT
        relation = r.relations.relation(row["change"], percent=percent, default=default)
        draft = draft_of(r, state, figure, replace(relation, base=row[which]))
        name(r, state, draft, r.text[begin : row.start()].lstrip("，"))
        add(r, state, draft)
    r.advance(len(figures) - 1)
    return True


def _alike(r: Reading, state: State, quantity: Quantity, lead: str) -> bool:
    """`公务接待费、会议费均为【0】万元`: the figure is said of each of them."""
    match = r.grammar["each_alike"].search(lead)
    relation = r.relations.relation(lead, percent=False, default=quantity.unit.plain)
    if match is None or quantity.unit.percent or not relation.measure.is_level:
        return False
    text = r.text[max(state.hard, quantity.start - MOST_WORDS) : quantity.start]
    text = text[: len(text) - len(match[0])]
    if r.index.is_empty(text) and (shared := shared_before(state)):
        for level in shared:  # `会议费、培训费预算均为2万元，决算均为【1】万元`
            draft = draft_of(r, state, quantity, relation)
            _level_again(r, state, draft, level, r.index.stage_of(text))
        return True
    labels = labels_alike(r, state, text, quantity.unit.unit)
    if not labels or len(labels) == len(_figures_in_row(r, state, quantity)):
        return False  # `货物、工程采购金额各为1万元、2万元`: one for each of them
    stage = r.index.stage_of(labels[-1][0])
    for label, _ in labels:
        draft = draft_of(r, state, quantity, replace(relation, label=label))
        draft.label_start = state.hard
        name(r, state, draft, label)
        draft.stage = draft.stage or stage
        add(r, state, draft)
    return True


def shared_before(state: State) -> list[Draft]:
    """The figures just before that are one printed figure, said of several things."""
    near = state.sentence[-MOST_SPOKEN:]
    levels = [d for d in near if d.is_level and d.start == near[-1].start]
    return levels if len(levels) > 1 else []


def labels_alike(r: Reading, state: State, text: str, unit: str) -> list[tuple[str, Resolution]]:
    """`公务接待费、会议费和培训费`: the labels of which one thing is said, each of them known."""
    context = context_of(r, None, state.line, unit, state)
    if (whole := r.index.resolve(text, context)) is not None and whole.rule == "label":
        return []  # `收入、支出总计`: one label for both
    *first, last = [part for part in text.split("、") if part] or [""]
    pairs = [[last[: m.start()], last[m.end() :]] for m in r.grammar["joined"].finditer(last)]
    for ends in ([last], *pairs):
        found = [(part, r.index.resolve(part, context)) for part in (*first, *ends)]
        known = [(part, named) for part, named in found if named is not None and part]
        if 1 < len(found) == len(known) == len({named.concept for _, named in known}):
            return known
    return []


def _labelled(r: Reading, state: State, quantity: Quantity, lead: str) -> bool:
    """Give each figure of a row its own label, or what stood before."""
    match = r.grammar["distributed"].search(lead)
    if match is None:
        shares = r.grammar["shares_each"].search(lead)
        if shares is None:
            return _rates_in_row(r, state, quantity, lead)
        return _shares_in_row(r, state, _figures_in_row(r, state, quantity), shares["share"])
    change = match["change"] or ""
    text = r.grammar["distributed"].sub("", r.text[state.hard : quantity.start][-MOST_WORDS:])
    if change:
        text, _ = r.relations.label_of_stated(text)
    figures, changes = _changes_each(r, _figures_in_row(r, state, quantity), change)
    labels = _split_labels(r, text, len(figures))
    if labels is None and change:
        return _changes_in_row(r, state, figures, changes)
    if labels is None and (account := r.index.is_empty(text) and r.index.stage_of(text)):
        return _accounts_in_row(r, state, figures, account)
    if labels is None:
        return _shares_in_row(r, state, figures, text)
    r.advance(len(figures) - 1)
    start = state.hard
    for label, figure, changed in zip(_by_years(r, labels), figures, changes, strict=True):
        if year := r.grammar["year_labelled"].match(label):
            # `2022年和2023年` compares nothing
            state.spoken, state.compared = state.spoken._replace(years=(int(year[1]),)), None
        text = label + changed
        relation = r.relations.relation(
            text, percent=figure.unit.percent, default=figure.unit.plain
        )
        draft = draft_of(r, state, figure, relation)
        draft.label_start = start
        name(r, state, draft, relation.label)
        add(r, state, draft)
    return True


def settle_awaited(r: Reading, state: State, quantity: Quantity) -> None:
    """The percentage that a figure announced: it is of what stood before that figure."""
    relation, of = state.awaited, state.awaited_of
    state.awaited = None
    if relation is None:
        return
    draft = draft_of(r, state, quantity, relation)
    if of is None:
        take_subject(r, state, draft)
        add(r, state, draft)
    else:
        _relate(r, state, draft, of, "subject.rate_announced")


def _figures_in_row(r: Reading, state: State, first: Quantity) -> list[Quantity]:
    figures = [first]
    for at in range(r.next, len(r.quantities)):
        following = r.quantities[at]
        gap = r.text[figures[-1].unit_end : following.start]
        if following.start >= state.line.end or not r.grammar["in_a_row"].fullmatch(gap):
            break
        figures.append(following)
    return figures


def _shares_in_row(r: Reading, state: State, figures: list[Quantity], text: str) -> bool:
    """`…100万元、50万元，占比分别为66.67%、33.33%`: shares of the figures just before."""
    levels = _told_before(state.sentence, len(figures))
    share = r.grammar["share_row"].search(text)
    percent = all(f.unit.base_unit == "percent" for f in figures)
    if len(figures) < 2 or len(levels) != len(figures) or share is None or not percent:
        return False
    relation = Relation(Measure.SHARE, "", base=share["of"], rule="share_row")
    for level, figure in zip(levels, figures, strict=True):
        _relate(r, state, draft_of(r, state, figure, relation), level, "shares_in_row")
    r.advance(len(figures) - 1)
    return True


def _accounts_in_row(r: Reading, state: State, figures: list[Quantity], stage: str) -> bool:
    """`会议费、培训费预算分别为5万元、4万元，决算分别为【3】万元、2万元`: the other account."""
    levels = _told_before(state.sentence, len(figures)) if state.sentence else []
    if len(figures) < 2 or len(levels) != len(figures) or not levels[0].is_level:
        return False
    for level, figure in zip(levels, figures, strict=True):
        _level_again(
            r, state, draft_of(r, state, figure, Relation(figure.unit.plain, "")), level, stage
        )
    r.advance(len(figures) - 1)
    return True


def _level_again(r: Reading, state: State, draft: Draft, level: Draft, stage: str) -> None:
    """Add what the other account says of a thing."""
    draft.speak_of(level)
    draft.of, draft.stage, draft.rule = None, stage, "subject.sentence"
    add(r, state, draft)


def _changes_each(
    r: Reading, figures: list[Quantity], change: str
) -> tuple[list[Quantity], list[str]]:
    """`分别下降【20】%和增长8%`: each figure with a word of change, the first one's or its own."""
    changes = [change] * len(figures)
    if not change:
        return figures, changes
    for following in r.quantities[r.next + len(figures) - 1 :]:
        own = r.grammar["changed_each"].fullmatch(r.text, figures[-1].unit_end, following.start)
        if own is None or following.unit.percent is not figures[0].unit.percent:
            break
        figures, changes = [*figures, following], [*changes, own[1]]
    return figures, changes


def _changes_in_row(r: Reading, state: State, figures: list[Quantity], changes: list[str]) -> bool:
    """`收入减少84万元、支出减少99万元，分别下降18%、21%`: rates of what stood just before."""
    count = len(figures)
    spoken = state.sentence or [d for d in state.before if d.is_level]
    if not figures[0].unit.percent:  # `举办8次、620人次。分别增加【8】万元、1万元`: of money
        spoken = [d for d in spoken if d.unit == figures[0].unit.base_unit]
    earlier = _told_before(spoken, count) if spoken else []
    siblings = bool(state.sentence) or len({id(d.parent) for d in earlier}) == 1
    if count < 2 or len(earlier) != count or not siblings:
        return False
    earlier = [of_this_year(d, reversed(state.drafts)) for d in earlier]
    for before, figure, change in zip(earlier, figures, changes, strict=True):
        relation = r.relations.relation(change, percent=figure.unit.percent, default=Measure.AMOUNT)
        state.compared = compared_with(before.base) if before.base else state.compared
        _relate(r, state, draft_of(r, state, figure, relation), before, "changes_in_row")
    r.advance(count - 1)
    return True


def _told_before(spoken: list[Draft], count: int) -> list[Draft]:
    """The last figures that a row of so many speaks of: none where more of them stand in a row."""
    # Of `预算9万元、决算8万元` the last one counts.
    alike = (d for d in spoken if d.is_level == spoken[-1].is_level)
    last_of = {(d.concept or d.label, d.base_year): d for d in alike}
    told_of = sorted(last_of.values(), key=lambda d: d.start)
    told, before = told_of[-count:], told_of[:-count][-1:]
    for other in before:
        asked = (told[0].unit, told[0].parent, told[0].stage)
        beside = (other.unit, other.parent, other.stage) == asked
        if beside and other.value != (sum(d.value for d in told) or None):
            return []
    return told


def _rates_in_row(r: Reading, state: State, quantity: Quantity, lead: str) -> bool:
    """`分别减少1000元、8000元，下降16.67%和20%`: one word of change for the rates of both."""
    changed = r.grammar["changed_alone"].match(lead)
    if changed is None or quantity.unit.base_unit != "percent":
        return False
    figures = _figures_in_row(r, state, quantity)
    gap = r.text[figures[0].unit_end : figures[-1].start]
    if len(figures) < 2 or "，" in gap:
        return False
    return _changes_in_row(r, state, figures, [changed[1]] * len(figures))


def _told_of_each(r: Reading, state: State, quantity: Quantity, lead: str) -> bool:
    """`会议费1万元，培训费9万元，分别为预算的【85】%和96%`: what is told of each.

    A row that cannot be shared out is of nothing known.
    """
    row = r.grammar["row"].search(lead)
    if row is None:
        return False
    words, percent = lead[: row.start()] + lead[row.end() :], quantity.unit.percent
    relation = r.relations.relation(words, percent=percent, default=quantity.unit.plain)
    change = words if relation.measure.is_change else ""
    figures, changes = _changes_each(r, _figures_in_row(r, state, quantity), change)
    if len(figures) < 2 or len({f.unit.base_unit for f in figures}) > 1:
        return False
    levels = _told_before(state.sentence, len(figures))
    each = relation.measure.is_completion and len(levels) == len(figures)
    for at, figure in enumerate(figures):
        if change:
            relation = r.relations.relation(changes[at], percent=percent, default=Measure.AMOUNT)
        draft = draft_of(r, state, figure, relation)
        if each:
            _relate(r, state, draft, levels[at], "rates_in_row")
        else:
            draft.label, draft.rule = clean(words), "unmapped"
            add(r, state, draft)
    r.advance(len(figures) - 1)
    return True


def _relate(r: Reading, state: State, draft: Draft, level: Draft, rule: str) -> None:
    """Add a figure that says something of another."""
    draft.speak_of(level)
    draft.stage, draft.rule = level.stage, rule
    add(r, state, draft)


def draft_of(r: Reading, state: State, figure: Quantity, relation: Relation) -> Draft:
    """Begin the draft of a figure whose relation is known."""
    draft: Draft = blank(Draft)
    Draft.__init__(
        draft,
        start=figure.start,
        end=figure.end,
        unit_end=figure.unit_end,
        printed=figure.printed,
        measure=relation.measure,
        value=figure.value.copy_negate() if relation.sign < 0 else figure.value,
        label_start=state.clause,
        unit=figure.unit.base_unit,
        unit_printed=r.text[figure.end : figure.unit_end],
        factor=figure.unit.factor,
        base=relation.base,
        relation="" if relation.measure.is_level else relation.rule,
        compared=relation.rule == BASE_LEVEL,
    )
    return draft


def _by_years(r: Reading, labels: list[str]) -> list[str]:
    """`2021年、2022年运行经费分别为`: what follows the last year belongs to each of them."""
    years = [r.grammar["year_labelled"].match(label) for label in labels]
    *first, last = years
    if last is None or not all(y and y.end() == len(y.string) for y in first):
        return labels
    return [*(label + last.string[last.end() :] for label in labels[:-1]), labels[-1]]


def _completed(r: Reading, label: str, ending: re.Match[str]) -> str:
    """`会议费、培训费支出预算`: the last label's ending is that of the labels before, too."""
    if not ending["stage"]:
        return label + ending[0] if r.grammar["cut_label"].search(label) else label
    if r.grammar["shared_ending"].search(label):
        return label
    return label + ending["stage" if r.grammar["ends_with_side"].search(label) else 0]


def _split_labels(r: Reading, text: str, count: int) -> list[str] | None:
    """Split a row of labels into as many as there are figures; None when it cannot be done."""
    if count < 2:
        return None
    parts = [part for part in re.split(r"[、，]", text) if part]
    if len(parts) == count:
        ending = r.grammar["shared_ending"].search(parts[-1])
        if ending is None:
            return parts
        return [_completed(r, part, ending) for part in parts]
    *first, last = parts or [""]
    for match in r.grammar["joined"].finditer(last):
        pair = [last[: match.start()], last[match.end() :]]
        if len(first) + 2 == count and all(pair):
            return [*first, *pair]
    return None
