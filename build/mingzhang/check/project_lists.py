"""Projects that a text counts and lists: in, their number, their money and each of them by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.part_lists import comparable
from mingzhang.check.rules import RULES
from mingzhang.check.tells import compared, failed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact

TERMS = RULES["listed_projects"].terms
_OF_SEVERAL = re.compile(TERMS["of_several"])
_LISTS = re.compile(TERMS["lists"])
_AND_OTHERS = 6
"""Characters behind the last project in which a list may say that it goes on."""
_FEWEST = 3
"""Projects that make a list; two may be classes of projects."""


@check("listed_projects")
def listed_projects(case: Case) -> Iterator[Verdict]:
    """As many projects are listed as counted, and their money is what the text says of all."""
    for concept, money in TERMS["money_of"].items():
        for count in case.by_concept.get(concept, ()):
            whole, *projects = _listed(case, count, money) or (count,)
            if len(projects) >= _FEWEST:
                yield from _told(case, count, whole, projects)


def _told(case: Case, count: Fact, whole: Fact, projects: list[Fact]) -> Iterator[Verdict]:
    """Of number and money one proves that the list is whole, and the other is compared with it."""
    result = evaluated("listed_projects.sum", whole=whole, parts=projects)
    if count.value == len(projects):
        yield compared(case, "listed_projects.compare", result)
    elif result.holds:
        facts, listed = (count, whole, *projects), len(projects)
        yield failed(case, "listed_projects.count", count=count, listed=listed, facts=facts)


def _listed(case: Case, count: Fact, money: str) -> list[Fact]:
    """Give the money right behind a number, and its projects, if each is a single one by name."""
    place = case.order[count.fact]
    before, whole = case.facts[place - 1], case.facts[min(place + 1, len(case.facts) - 1)]
    parts = case.children.get(whole.fact, ())
    if count.table is not None or whole.concept != money or not parts:
        return []
    told = case.facts[place + 2 : case.order[parts[-1].fact] + 1]
    behind, end = whole.end or 0, (told[-1].end if told else 0) or 0
    if case.text.find("。", before.end or 0, behind) < 0 and before.unit == count.unit:
        return []  # `一级项目2个，二级项目3个，涉及资金90万元`: the money of which?
    listed = case.text[behind : end + _AND_OTHERS].replace("\n", "")
    begins = _LISTS.match(listed)
    several = begins is None or _OF_SEVERAL.search(listed, begins.end())
    single = all(
        comparable(whole, fact)
        and fact.measure.is_level
        and (not fact.concept or case.functional(fact) or fact.concept in case.lexicon.items)
        for fact in told
    )
    return [whole, *told] if single and not several else []
