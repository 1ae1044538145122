"""Whose list it is: in, a breakdown that does not add up; out, whether it is of another figure.

A list of the text is hung on the figure before it. Where it makes up another one, or says of
itself that it names some parts only, nothing contradicts that figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mingzhang.check.case import Case
from mingzhang.check.formulas import Result, evaluated
from mingzhang.check.part_lists import Breakdown, coded_rows, comparable
from mingzhang.check.rules import WORDS
from mingzhang.model import Fact, Measure

NEAR = 30
"""Figures before a list among which the one that it takes apart may stand."""


def of_another(case: Case, whole: Fact, parts: Sequence[Fact], result: Result) -> bool:
    """Tell whether a list that does not add up may well be of another figure than it hangs on."""
    if not parts or coded_rows(whole, parts):  # codes leave no doubt what a row is part of
        return False
    above = _above(case, whole)
    if any(sum_of(each, parts).holds for each in above) or _of_one_beside(case, whole, parts):
        return True
    # `采购20万元，货物17万元，服务3万元；其中预留【14】万元`: not of the last item
    loose = whole.table is None and not any(part.concept for part in parts)
    short = result.implied.high < result.stated.low
    sums = [sum_of(each, parts) for each in above[:1]]
    return not short and loose and any(one.implied.low <= one.stated.high for one in sums)


def sum_of(parent: Fact, parts: Sequence[Fact]) -> Result:
    """Set a figure against the sum of parts."""
    return evaluated("sum_full_list.sum", whole=parent, parts=parts)


def announces(case: Case, last: Fact, following: Fact) -> bool:
    """`按部门…分类：办公费5万元…。按政府…分类：商品和服务支出【5】万元…`: another list begins."""
    places = last.end, following.start
    return None not in places and "：" in case.text[slice(*places)]


def announced_as_some(case: Case, breakdown: Breakdown) -> bool:
    """Tell a list of its own behind another one of its whole: `主要支出科目为：教育支出5万元`."""
    first = min(breakdown.parts, key=lambda part: case.order[part.fact])
    before = case.facts[case.order[first.fact] - 1].end
    if first.start is None or first.table is not None or before is None:
        return False
    announced = re.split("[：；。\n]", case.text[before : first.start])[:-1]
    return any(case.vocab.grammar["lists_some"].search(words) for words in announced)


def goes_on(case: Case, breakdown: Breakdown) -> bool:
    """Tell a list that says of itself that it names some only: `奖金20万元……`, `水费2万元等`."""
    ends = [part.end for part in breakdown.parts if part.end is not None and part.table is None]
    return bool(ends) and WORDS["and_so_on"].match(case.text, max(ends)) is not None


def _above(case: Case, fact: Fact) -> list[Fact]:
    """Give the figures that a figure is part of, the nearest first."""
    found: dict[str, Fact] = {fact.fact: fact}
    above = case.parents.get(fact.fact)
    while above is not None and above.fact not in found:
        found[above.fact] = above
        above = case.parents.get(above.fact)
    return [each for each in found.values() if each is not fact and each.unit == fact.unit]


def _of_one_beside(case: Case, whole: Fact, parts: Sequence[Fact]) -> bool:
    """Tell whether a list of the text makes up another figure between its whole's line and it.

    `当年拨款80万元，加上年结转5万元后，支出【85】万元。⏎具体为：…`
    """
    first = min(parts, key=lambda part: case.order[part.fact])
    if whole.table is not None or whole.start is None or first.table is not None:
        return False
    begin = case.line(whole.start)[0]
    before = case.facts[: case.order[first.fact]]
    return any(
        sum_of(fact, parts).holds
        for fact in before[:-NEAR:-1]
        if fact.start is not None and fact.start >= begin and fact.measure.is_money
        if fact.value and comparable(whole, fact) and fact.fact != whole.fact
    )


def of_its_own_name(case: Case, fact: Fact) -> bool:
    """Tell a part of what is called as it is: `局本级支出【5】万元，占支出的50%`."""
    for one in (fact, case.parents.get(fact.fact)):
        shares = (
            s for s in case.by_measure.get(Measure.SHARE, ()) if one and s.of_fact == one.fact
        )
        wholes = (case.by_id.get(share.base_fact) for share in shares)
        if one and any(w and w.concept == one.concept and one.value < w.value for w in wholes):
            return True
    return False


def behind_unexplained(case: Case, fact: Fact) -> bool:
    """Tell a figure without own words behind one of which nobody knows what it is.

    `收入9万元。财政拨款占比最高，为78%，金额【7】万元`: of what those words named.
    """
    place = case.order.get(fact.fact)
    if not place or fact.start is None or not fact.rule.startswith("subject."):
        return False
    before = case.facts[place - 1]
    near = before.end is not None and case.sentence(fact.start)[0] <= before.end
    return near and before.unit == "percent" and before.measure is Measure.UNKNOWN


def of_nothing(case: Case, fact: Fact) -> bool:
    """Tell nothing of what is unknown: `4.单位资金0万元，其中事业收入0万元，上年结转【0】万元`."""
    if fact.value or fact.start is None or fact.table is not None:
        return False
    begin = case.sentence(fact.start)[0]
    first = next((f for f in case.levels if f.start is not None and f.start >= begin), fact)
    return not (first.value or first.concept)
