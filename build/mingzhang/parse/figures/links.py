"""Links between figures: in, the drafts of one text in order; out, what each relation is of.

A link that the text leaves open stays empty: nothing is chosen by distance alone. A relation that
prints its own label is of the figure of the section that has the same key, if all agree on it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, takewhile

from mingzhang.common.money import decimals
from mingzhang.model import Measure, Stage
from mingzhang.parse.figures.discourse import MOST_SPOKEN
from mingzhang.parse.figures.figure import Draft, Links
from mingzhang.vocab.grammar import Patterns

_ROUNDING = Decimal("0.6")
"""Of the last digit of a share: half of it, and some for the rounding of the amounts."""
_SENTENCE_ENDS = "。\n"
_CLAUSE_ENDS = "。；\n"


def link(drafts: Sequence[Draft], text: str, grammar: Patterns) -> None:
    """Tie every relation to the figures that it is of, stands against or goes with."""
    stated = _Stated(grammar["total_words"])
    for place, draft in enumerate(drafts):
        if draft.is_level:
            stated.add(draft)
            continue
        before = _same_sentence(drafts, place, text)
        of, base = _of_and_base(draft, before)
        of = of or stated.level_of(draft)
        if base is None and draft.measure is Measure.SHARE and of is not None:
            base = stated.whole_of(draft, of)
        draft.links = Links(of, base, _pair(drafts, place, text))
    _of_one_list(drafts)


def _of_one_list(drafts: Sequence[Draft]) -> None:
    """The shares of one list are all worked out on one figure: nought, and what is misprinted, too.

    `收入合计…，包括本年收入…。其中：…占75%；…占0%`: of 收入合计, as those that are not nought tell.
    """
    lists: dict[Draft, list[Draft]] = defaultdict(list)
    for share in drafts:
        of = share.links.of
        if share.measure is Measure.SHARE and not share.base and of is not None and of.parent:
            lists[of.parent].append(share)
    for shares in lists.values():
        bases = {s.links.base for s in shares if s.links.base and s.value}
        if len(bases) == 1:
            (base,) = bases
            for share in shares:
                share.links = replace(share.links, base=base)


class _Stated:
    """The levels that were stated so far, by what they are of and by their label."""

    def __init__(self, total: re.Pattern[str]) -> None:
        self._total = total
        self.by_key: dict[tuple[object, ...], list[Draft]] = defaultdict(list)
        self.by_label: dict[str, list[Draft]] = defaultdict(list)

    def add(self, draft: Draft) -> None:
        """Remember a level; one of another year or within a reason is none to come back to."""
        if not draft.in_reason and draft.other_year is None:
            self.by_key[_key(draft)].append(draft)
            self.by_label[self._bare(draft.label)].append(draft)

    def _bare(self, label: str) -> str:
        return self._total.sub("", label)

    def level_of(self, draft: Draft) -> Draft | None:
        """`支出100万元。与上年相比，支出增加【5】万元`: the figure of the section with this key."""
        if draft.in_reason or not draft.concept:
            return None
        alike = [one for one in self.by_key.get(_key(draft), ()) if _may_be_of(draft, one)]
        return alike[-1] if len({one.value for one in alike}) == 1 else None

    def whole_of(self, share: Draft, part: Draft) -> Draft | None:
        """What a share was worked out on: the list's whole, or the figure that its words name."""
        base = self._bare(share.base)
        named: Iterable[Draft] = reversed(self.by_label.get(base, ())) if base else ()
        listed = [whole for whole in _wholes(part) if self._bare(whole.label).endswith(base)]
        if base and listed and self._bare(listed[0].label) == base and listed[0].value:
            return listed[0]
        wholes = chain(listed, named)
        return next(
            (one for one in wholes if one is not part and _is_share(share, part, one)), None
        )


def _key(draft: Draft) -> tuple[object, ...]:
    codes = (draft.function_code, draft.economic_code)
    return draft.section, draft.concept, *codes, draft.scope, draft.account, draft.year


def _wholes(part: Draft) -> Iterator[Draft]:
    """What a figure is part of, the nearest first."""
    begun = {part}
    while part.parent is not None and part.parent not in begun:
        part = part.parent
        begun.add(part)
        yield part


def _may_be_of(draft: Draft, level: Draft) -> bool:
    funds = {draft.fund, level.fund} - {""}
    return len(funds) < 2 and (draft.measure.is_rate or level.unit == draft.unit)


def _is_share(share: Draft, part: Draft, whole: Draft) -> bool:
    """Tell whether the share is that of the part in the whole, within rounding."""
    if part.unit != whole.unit or part.scope != whole.scope or not whole.value:
        return False
    allowed = _ROUNDING.scaleb(-decimals(share.printed))
    return abs(part.value * 100 / whole.value - share.value) <= allowed


def _same_sentence(drafts: Sequence[Draft], place: int, text: str) -> list[Draft]:
    """Return the figures before a draft in its sentence, the nearest first."""
    first = max(0, place - MOST_SPOKEN)
    begin = max(text.rfind(m, drafts[first].start, drafts[place].start) for m in _SENTENCE_ENDS)
    earlier = (drafts[at] for at in range(place - 1, first - 1, -1))
    return list(takewhile(lambda other: other.start > begin, earlier))


def _of_and_base(draft: Draft, before: Sequence[Draft]) -> tuple[Draft | None, Draft | None]:
    of = next((told for told in draft.chain() if told.is_level), None)
    alike = [one for one in before if one.is_level and _same_quantity(one, draft)]
    if draft.measure.is_change:
        if of is not None and of.other_year is not None:
            return _only([one for one in alike if one.other_year is None]), of
        nearest = next((one for one in before if not one.measure.is_change), None)
        if nearest is not None and nearest in alike and nearest.compared:
            return of, nearest if nearest is not of else None
        return of, _only([one for one in alike if one.other_year is not None])
    if draft.measure is Measure.COMPLETION_RATE:
        budgets = [one for one in alike if one.stage and Stage(one.stage).is_budget]
        if of in budgets:
            return _only([one for one in alike if one not in budgets]), of
        return of, _only(budgets)
    named = [one for one in before if draft.base and one.is_level and one.label == draft.base]
    return of, _only([one for one in named if one is not of])


def _same_quantity(one: Draft, other: Draft) -> bool:
    return bool(one.concept) and (one.concept, one.scope) == (other.concept, other.scope)


def _only(found: Sequence[Draft]) -> Draft | None:
    """Return the one that is meant; None when several could be."""
    return found[0] if len(found) == 1 else None


def _pair(drafts: Sequence[Draft], place: int, text: str) -> Draft | None:
    """Find the rate beside the amount of a change, or the amount beside the rate."""
    draft = drafts[place]
    if not draft.measure.is_change:
        return None
    for other in (*drafts[place + 1 : place + 2], *drafts[max(0, place - 1) : place]):
        if {draft.measure, other.measure} == {Measure.CHANGE, Measure.CHANGE_RATE}:
            first, last = sorted((draft, other), key=lambda one: one.start)
            between = text[first.unit_end : last.start]
            same = (first.concept, first.scope) == (last.concept, last.scope)
            if same and not any(mark in between for mark in _CLAUSE_ENDS):
                return other
    return None
