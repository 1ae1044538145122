"""What shares were worked out on, where another sentence states it: in, figures with their links.

A figure is taken for the whole only where the printed share comes out of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from mingzhang.parse.concepts.labels import Context, LabelIndex
from mingzhang.parse.figures.discourse import MOST_SPOKEN
from mingzhang.parse.figures.figure import Draft, comes_to
from mingzhang.parse.text.spelling import clean

_WHOLE = Decimal(99), Decimal(101)
"""Between these lies what the shares of a full list come to."""
_ROUNDING = Decimal("0.5")
_REVENUE = "revenue"


def find_bases(drafts: Sequence[Draft], index: LabelIndex) -> None:
    """Find what shares are of: by the name that their words give, or as the sum of their list."""
    levels: dict[Hashable, list[Draft]] = defaultdict(list)
    """What was stated before, by what it may be the whole of."""
    open_lists: dict[Hashable, list[Draft]] = defaultdict(list)
    for share in drafts:
        of = share.links.of
        if share.is_level and not share.in_reason and share.concept and share.value:
            levels[_alike(share)].append(share)
        if not share.measure.is_share or of is None or share.links.base:
            continue
        _tie(share, _named(share, of, levels[_alike(of)], index) if share.base else None)
        if share.links.base is None and of.parent is None:
            listed = open_lists[share.base, _alike(of)]
            listed.append(share)
            come_to = sum(each.value for each in listed)
            if come_to >= _WHOLE[0]:
                if come_to <= _WHOLE[1] and len(listed) > 1:
                    whole = _sum(listed, levels[_alike(of)], index)
                    for each in listed:
                        _tie(each, whole)
                listed.clear()


def _alike(level: Draft) -> Hashable:
    return level.unit, level.scope, level.year, level.account


def _tie(share: Draft, whole: Draft | None) -> None:
    share.links = replace(share.links, base=whole)


def _named(share: Draft, of: Draft, levels: Sequence[Draft], index: LabelIndex) -> Draft | None:
    """`占本年收入的98.74%`: the figure of the concept that the words name, the nearest before."""
    meant = index.resolve(clean(share.base), Context((), of.unit_printed, year=of.year))
    concept = meant.concept if meant else ""
    named = (d for d in _nearest(levels) if d.concept == concept and d is not of)
    return next((d for d in named if _comes_to(share, d)), None)


def _sum(shares: Sequence[Draft], levels: Sequence[Draft], index: LabelIndex) -> Draft | None:
    """`结构情况：教育支出80万元，占80%；…占20%`: the figure before that all of the list make up."""
    parts = [share.links.of for share in shares if share.links.of is not None]
    total = sum(part.value for part in parts)
    rounding = max(part.factor for part in parts) * _ROUNDING.scaleb(-2) * len(parts)
    of_revenue = all(index.about(part.concept).group == _REVENUE for part in parts)
    wholes = (
        level
        for level in _nearest(levels)
        if level not in parts
        and (index.about(level.concept).group == _REVENUE) == of_revenue
        and abs(level.value - total) <= rounding
    )
    return next((d for d in wholes if all(_comes_to(share, d) for share in shares)), None)


def _comes_to(share: Draft, whole: Draft) -> bool:
    of = share.links.of
    return of is not None and comes_to(share.value, share.printed, of.value, whole.value)


def _nearest(levels: Sequence[Draft]) -> Iterator[Draft]:
    return islice(reversed(levels), MOST_SPOKEN)
