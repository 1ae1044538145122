"""Which figure a share is a share of: in, the share and its part; out, the printed wholes."""

from __future__ import annotations

import re

from mingzhang.check.case import Case
from mingzhang.check.parts import comparable
from mingzhang.model import Fact

_LOOSE = re.compile(
    r"[的数额金“”\"\s（）()]|总额|总计|合计|总量|总数|本年|当年|全年|年度|20\d\d年?"
)
"""Words that printed names of one total carry or lack: 本年支出合计, 支出, 支出总额."""


def whole_of(case: Case, share: Fact, part: Fact | None) -> tuple[Fact, ...]:
    """Find the figures that a share may be measured against, the likeliest first.

    Where the sentence names the whole (`占支出总计的`), only figures of that name count, by their
    printed label or by a label of the vocabulary; else it is the figure that the part belongs to.
    """
    if part is None:
        return ()
    parent = case.parents.get(part.fact)
    if parent is not None and not comparable(parent, part):
        parent = None
    if not share.base_printed:
        return (parent,) if parent is not None else ()
    named = [fact for fact in _candidates(case, share, part) if fact.fact != part.fact]
    if parent is not None and parent in named:
        named.remove(parent)
        return (parent, *named)
    here = case.order[share.fact]
    return tuple(sorted(named, key=lambda fact: abs(case.order[fact.fact] - here)))


def _candidates(case: Case, share: Fact, part: Fact) -> list[Fact]:
    concepts = case.lexicon.concepts(share.base_printed)
    exact = [
        fact for concept in concepts for fact in case.find(concept, part) if fact.unit == part.unit
    ]
    if exact:
        return exact
    base = loose(share.base_printed)
    return [
        fact
        for fact in case.levels
        if fact.label_printed
        and loose(fact.label_printed) == base
        and (fact.scope, fact.stage, fact.fiscal_year, fact.unit)
        == (part.scope, part.stage, part.fiscal_year, part.unit)
    ]


def loose(words: str) -> str:
    """Strip a printed name of the words that two printings of one total may differ in."""
    return _LOOSE.sub("", words)
