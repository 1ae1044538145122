"""Links between figures: in, the drafts of one text in order; out, what each relation is of.

A link that the text leaves open stays empty: nothing is chosen by distance alone. A relation that
prints its own label is of the figure of the section that has the same key, if all agree on it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice, pairwise

from mingzhang.common.clause_begins import behind_last
from mingzhang.common.money import Style, amount_tolerance
from mingzhang.model import Measure, Section, Stage
from mingzhang.parse.figures.discourse import MOST_SPOKEN
from mingzhang.parse.figures.figure import Draft, Links, comes_to
from mingzhang.vocab.grammar import Patterns

_IN_ROW = "changes_in_row"
_NAMED = 4
"""Characters that name a whole apart from others of its section."""
_ROW = 8
"""Figures ahead among which the rate of a change in a row stands."""
_HELD, _DONE = Stage.POINT_IN_TIME, Stage.FINAL
_CLAUSE_ENDS = frozenset("。；\n")


def link(
    drafts: Sequence[Draft], text: str, sections: Sequence[Section], grammar: Patterns
) -> None:
    """Tie every relation to the figures that it is of, stands against or goes with."""
    stated = _Stated(drafts, sections, grammar["total_words"])
    _shares_beside(drafts, text)
    for place, draft in enumerate(drafts):
        if draft.is_level:
            continue
        before = _same_sentence(drafts, place, text)
        of, base = _of_and_base(draft, before)
        of = of or stated.level_of(draft)
        if base is None and draft.measure.is_share:
            base = stated.whole_of(draft, of) if of is not None else stated.whole_named(draft)
        draft.links = Links(of, base, _pair(drafts, place, text))
        if of is not None and base is not None and draft.year_printed == base.year_printed:
            # `预算5万元，2023年【6】万元，减少1万元`: the year is of what it is compared with.
            draft.year_printed = of.year_printed
        if of is not None and draft.measure.is_change and of.account.is_final:
            _as_past_as(of, base, draft, alone=bool(grammar["year_before"].match(draft.base)))
        if of is not None and draft.measure.is_change and draft.year_printed is None:
            draft.year = of.year  # `9万元，上年为8万元，增加【1】万元`: of the 9
    _of_one_list(drafts)
    _with_carry_over(drafts, text, grammar)


_FISCAL = "fiscal_appropriation"
_HOLDING = {
    ("current_year_revenue", "opening_carryover"): "total_revenue",
    ("current_year_expenditure", "closing_carryover"): "total_expenditure",
    (f"{_FISCAL}_revenue", "opening_fiscal_carryover"): f"{_FISCAL}_total_revenue",
    (f"{_FISCAL}_expenditure", "closing_fiscal_carryover"): f"{_FISCAL}_total_expenditure",
}
"""What a total is that lists a carry-over among its parts."""
_KEPT = frozenset(kept for _, kept in _HOLDING)


def _with_carry_over(drafts: Sequence[Draft], text: str, grammar: Patterns) -> None:
    """`收入合计【20】万元，其中：拨款收入15万元；上年结转5万元`: not the year's revenue.

    Nor is `财政拨款收入【20】万元（含上年结转5万元）`.
    """
    parts: dict[Draft, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.is_level and draft.parent is not None:
            parts[draft.parent].append(draft)
    holding: dict[Draft, str] = {}
    for place, kept in enumerate(drafts):
        if kept.concept not in _KEPT or not kept.is_level or not kept.value:
            continue
        for whole in _same_sentence(drafts, place, text):
            concept = _HOLDING.get((whole.concept, kept.concept), "")
            if not concept or not whole.is_level or grammar["of_this_year"].search(whole.label):
                continue
            listed = parts[whole] if kept.parent is None else []
            within = grammar["held_in_bracket"].match(text, whole.unit_end, kept.start)
            first = [d for d in listed if d.start < kept.start]  # and then what these are made of
            told = any(_make_up([*some, kept], whole) for some in (listed, first))
            told = told and not _make_up(listed, whole)
            if (within and kept.parent in (None, whole)) or (listed and told):
                holding[whole], kept.parent = concept, whole
                break
    for draft in drafts if holding else ():
        of = draft if draft.is_level else draft.links.of
        if of is not None and of in holding and draft.concept:
            draft.concept = holding[of]


def _make_up(parts: Sequence[Draft], whole: Draft) -> bool:
    """Tell whether parts are the whole within the rounding that they are printed with."""
    amounts = [draft for draft in (*parts, whole) if draft.value]
    style = Style.of(draft.printed for draft in amounts)
    gap = abs(sum(part.value for part in parts) - whole.value)
    return gap <= sum(amount_tolerance(d.printed, d.factor, style) for d in amounts)


def _as_past_as(of: Draft, base: Draft | None, change: Draft, *, alone: bool) -> None:
    """`2022年支出10万元，比2021年的【12】万元减少` in the budget of 2023: both are final accounts.

    With `比上年` alone, the year before is that of the figure and not that of the budget.
    """
    if alone and change.base_year == of.year:
        change.base_year -= 1
        if base is not None and not base.stage and base.year == of.year:
            base.year -= 1
    if base is not None and not base.stage and base.year < of.year:
        base.account = of.account if base.account is Stage.BUDGET else base.account


_BESIDE = 2
"""Shares in brackets behind other parts of a list that tell what one more is."""


def _shares_beside(drafts: Sequence[Draft], text: str) -> None:
    """`拨款80万元（90%），事业收入10万元（10%），其他收入10万元（10%）`: shares, a misprint too."""
    behind = [
        (share, part)
        for part, share in pairwise(drafts)
        if share.of is part and part.parent is not None and share.unit == "percent"
        if part.is_level and text[part.unit_end : share.start] == "（"
    ]
    fitting = Counter(p.parent for share, p in behind if share.measure.is_share and share.value)
    for share, part in behind:
        if share.measure is Measure.UNKNOWN and fitting[part.parent] >= _BESIDE:
            share.turn(Measure.SHARE)


def _of_one_list(drafts: Sequence[Draft]) -> None:
    """The shares of one list are all worked out on one figure: nought, and what is misprinted, too.

    `收入合计…，包括本年收入…。其中：…占75%；…占0%`: of 收入合计, as those that are not nought tell.
    """
    lists: dict[Draft, list[Draft]] = defaultdict(list)
    for share in drafts:
        of = share.links.of
        if of is not None and of.parent and share.measure.is_share and not share.base:
            lists[of.parent].append(share)
    for shares in lists.values():
        bases = {s.links.base for s in shares if s.links.base and s.value}
        if len(bases) == 1:
            (base,) = bases
            for share in shares:
                share.links = replace(share.links, base=base)


class _Stated:
    """The levels that were stated so far, by what they are of and by their label.

    They are sorted only once a relation asks, and the last of them answer: what a relation is of
    stands no further off.
    """

    def __init__(
        self, drafts: Sequence[Draft], sections: Sequence[Section], total: re.Pattern[str]
    ) -> None:
        self._sections = sections
        # One of another year or within a reason is none to come back to.
        self._levels = [d for d in drafts if d.is_level and not d.in_reason and not d.other_year]
        self._bare = bare = lru_cache(maxsize=1024)(lambda label: total.sub("", label))
        self._by_key = _Sorted(self._levels, lambda level: _key(level, level.section))
        self._by_meaning = _Sorted(self._levels, lambda level: _key(level, 0))
        self._by_section = _Sorted(self._levels, lambda level: level.section)
        self._by_label = _Sorted(self._levels, lambda level: bare(level.label))

    def level_of(self, draft: Draft) -> Draft | None:
        """`支出100万元。与上年相比，支出增加【5】万元`: the figure of the section with this key.

        Where the section prints none, it is that of the section around it.
        """
        section = draft.section if draft.concept and not draft.in_reason else None
        while section is not None:
            before = self._by_key.before(draft, _key(draft, section))
            alike = [level for level in before if _may_be_of(draft, level)]
            if alike:
                return alike[0] if len({level.value for level in alike}) == 1 else None
            section = self._sections[section].parent if section >= 0 else None
        return self._anywhere(draft) if draft.concept and not draft.in_reason else None

    def _anywhere(self, draft: Draft) -> Draft | None:
        """`基本支出80万元。…3.增减情况：基本支出增加【5】万元`: all the text states it alike."""
        before = self._by_meaning.before(draft, _key(draft, 0))
        alike = [level for level in before if _may_be_of(draft, level)]
        same = len({(level.value, level.fund) for level in alike}) == 1
        return alike[0] if same and alike[0].fund == draft.fund else None

    def whole_of(self, share: Draft, part: Draft) -> Draft | None:
        """What a share was worked out on: the list's whole, or the figure that its words name."""
        base = self._bare(share.base)
        listed = [whole for whole in _wholes(part) if _shortens(base, self._bare(whole.label))]
        if base and listed and self._bare(listed[0].label) == base and listed[0].value:
            return listed[0]
        named = self._by_label.before(share, base) if base else ()
        fitting = (d for d in chain(listed, named) if d is not part and _is_share(share, part, d))
        return next(fitting, None)

    def whole_named(self, share: Draft) -> Draft | None:
        """`货物支出5万元。授予中小企业占货物支出金额的【80】%`: what is named, if it is but one."""
        base = self._bare(share.base)
        near = islice(self._by_section.before(share, share.section), MOST_SPOKEN)
        named = [d for d in near if len(base) >= _NAMED and self._bare(d.label).endswith(base)]
        return named[0] if len({d.value for d in named}) == 1 else None


class _Sorted:
    """Levels by a key; those before a relation are sorted in when it asks."""

    def __init__(self, levels: Sequence[Draft], key: Callable[[Draft], Hashable]) -> None:
        self._levels, self._key, self._next = levels, key, 0
        self._known: dict[Hashable, list[Draft]] = defaultdict(list)

    def before(self, draft: Draft, key: Hashable) -> Iterator[Draft]:
        """The last levels before a draft that have the key, the nearest first."""
        levels = self._levels
        while self._next < len(levels) and levels[self._next].start < draft.start:
            self._known[self._key(levels[self._next])].append(levels[self._next])
            self._next += 1
        return islice(reversed(self._known.get(key, ())), MOST_SPOKEN)


def _key(draft: Draft, section: int) -> Hashable:
    codes = (draft.function_code, draft.economic_code)
    # `年末资产9万元。与上年相比，资产减少【1】万元`: the change of the year is of what is held.
    account = _DONE if draft.account is _HELD else draft.account
    return section, draft.concept, *codes, draft.scope, account, draft.year


def _wholes(part: Draft) -> Iterator[Draft]:
    """What a figure is part of, the nearest first."""
    begun = {part}
    while part.parent is not None and part.parent not in begun:
        part = part.parent
        begun.add(part)
        yield part


def _shortens(words: str, label: str) -> bool:
    """`预留份额` of `面向中小企业预留采购份额`: the end of its words, some of them left out."""
    letters = iter(label)
    return label.endswith(words[-1:]) and all(letter in letters for letter in words)


def _may_be_of(draft: Draft, level: Draft) -> bool:
    funds = {draft.fund, level.fund} - {""}
    return len(funds) < 2 and (draft.measure.is_rate or level.unit == draft.unit)


def _is_share(share: Draft, part: Draft, whole: Draft) -> bool:
    alike = part.unit == whole.unit and part.scope == whole.scope
    return alike and comes_to(share.value, share.printed, part.value, whole.value)


def _same_sentence(drafts: Sequence[Draft], place: int, text: str) -> list[Draft]:
    """Return the figures before a draft in its sentence, the nearest first."""
    first = max(0, place - MOST_SPOKEN)
    begin = behind_last("\n。", text, drafts[first].start, drafts[place].start)
    return [other for other in reversed(drafts[first:place]) if other.start >= begin]


def _of_and_base(draft: Draft, before: Sequence[Draft]) -> tuple[Draft | None, Draft | None]:
    of = draft.level()
    alike = [level for level in before if level.is_level and _same_quantity(level, draft)]
    budgets = [level for level in alike if level.stage and Stage(level.stage).is_budget]
    if draft.measure.is_change:
        if of is not None and of.other_year is not None:
            return _only([level for level in alike if level.other_year is None]), of
        nearest = next((level for level in before if not level.measure.is_change), None)
        against = nearest is not None and nearest in alike and nearest.compared
        if against and of is not None and draft.base_year is not None and draft.base_year < of.year:
            # `与预算9万元相比增加1万元；与上年相比增加【2】万元`: not against the budget
            against = nearest not in budgets or nearest.other_year is not None
        if against and nearest is not None:
            return of, nearest if nearest is not of else None
        if of is not None and of not in budgets and draft.base_year == of.year:
            return of, _only(budgets)  # `年初预算5万元，支出决算4万元，比年初预算减少【1】万元`
        return of, _only([level for level in alike if level.other_year is not None])
    if draft.measure.is_completion:
        if of in budgets:
            return _only([level for level in alike if level not in budgets]), of
        return of, _only(budgets)
    named = [
        level for level in before if draft.base and level.is_level and level.label == draft.base
    ]
    return of, _only([level for level in named if level is not of])


def _same_quantity(draft: Draft, other: Draft) -> bool:
    return bool(draft.concept) and (draft.concept, draft.scope) == (other.concept, other.scope)


def _only(drafts: Sequence[Draft]) -> Draft | None:
    """Return the one that is meant; None when several could be."""
    return drafts[0] if len(drafts) == 1 else None


def _against(draft: Draft) -> Hashable:
    """What a change is of, and of what year the figure is that it is compared with."""
    return draft.concept, draft.scope, draft.base_year


def _pair(drafts: Sequence[Draft], place: int, text: str) -> Draft | None:
    """Find the rate beside the amount of a change, or the amount beside the rate."""
    draft = drafts[place]
    if not draft.measure.is_change:
        return None
    if place and drafts[place - 1].links.pair is draft:
        return drafts[place - 1]
    for other in drafts[place + 1 : place + _ROW] if draft.measure is Measure.CHANGE else ():
        if other.of is draft and other.rule == _IN_ROW:
            return other  # `各减少【1】万元、2万元，各下降3%、4%`
    if draft.rule == _IN_ROW and draft.of is not None and draft.of.links.pair is draft:
        return draft.of
    for other in (*drafts[place + 1 : place + 2], *drafts[max(0, place - 1) : place]):
        if {draft.measure, other.measure} == {Measure.CHANGE, Measure.CHANGE_RATE}:
            first, last = (draft, other) if draft.start <= other.start else (other, draft)
            between = text[first.unit_end : last.start]
            same = _against(first) == _against(last)
            if same and _CLAUSE_ENDS.isdisjoint(between):
                return other
    return None
