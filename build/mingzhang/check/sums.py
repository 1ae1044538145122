"""Sums: a figure and the parts that the source lists under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from mingzhang.check.case import MONEY, Case
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval, Relation, total
from mingzhang.check.part_lists import UNMAPPED, Breakdown, breakdowns, comparable
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared, like, printed, unknown
from mingzhang.check.wording_en import added, said, said_like
from mingzhang.model import Fact, Outcome, Severity

STRAY = 4
"""Figures after the last part among which a part that was not linked may stand."""

OUTSIDE_LIST = {
    "total_expenditure": ("closing_carryover", "surplus_distribution"),
    "total_revenue": ("opening_carryover", "institutional_fund_used", "non_fiscal_surplus_used"),
    "fiscal_appropriation_total_expenditure": ("closing_fiscal_carryover",),
    "fiscal_appropriation_total_revenue": ("opening_fiscal_carryover",),
}
"""Parts of a grand total that many disclosures print in a paragraph of their own."""


@check(
    "sum_full_list",
    "sums",
    Severity.ERROR,
    titles=("合计等于各分项之和", "A figure equals the sum of its parts"),
    rule_en="Where a figure is followed by a list of its parts (“of which”, “comprising”), the "
    "parts add up to it within the rounding of every figure involved. Two breakdowns of one figure "
    "are added up separately; parts of parts are not counted twice. Parts that exceed the whole, "
    "or that fall short of it in a list that the rules close, cannot hold (error); other lists "
    "that fall short are doubtful (warning); a single “of which” and a list of projects are not.",
    absent=("没有列出分项的合计数", "no figure is followed by a list of its parts"),
)
def full_list(case: Case) -> Iterator[Verdict]:
    """一个数后面用“其中”“包括”列出各分项的，各分项之和应等于该数；每个数的舍入误差都计入容差。
    同一个数按性质、按科目等分别列示的，各自求和；分项下再列的细项不重复相加。
    分项之和大于合计，或者按制度已列全的分项之和小于合计，列为“对不上”；
    其他清单小于合计的列为“存疑”；“其中”只列一项的，以及列举项目的，允许小于合计。
    """
    for parent, group in groupby(breakdowns(case, "all"), key=lambda b: b.parent):
        for breakdown in _sure(parent, _joined(parent, list(group))):
            verdict = _full(case, breakdown)
            if verdict is not None:
                yield verdict


def _sure(parent: Fact, group: list[Breakdown]) -> list[Breakdown]:
    """Leave unclassified parts aside where the classified ones make up the figure already."""
    stated = Interval.of(parent)
    complete = any(
        total([Interval.of(part) for part in breakdown.parts]).meets(stated) is not Relation.BROKEN
        for breakdown in group
    )
    money = parent.measure in MONEY
    return [b for b in group if b.kind != UNMAPPED or (money and not complete)]


def _joined(parent: Fact, group: list[Breakdown]) -> list[Breakdown]:
    """Take lists that only together make up the figure as the one list that they are."""
    stated = Interval.of(parent)
    short = [b for b in group if total([Interval.of(part) for part in b.parts]).high < stated.low]
    parts = tuple(part for breakdown in short for part in breakdown.parts)
    if len(short) < 2 or total([Interval.of(p) for p in parts]).meets(stated) is Relation.BROKEN:
        return group
    together = replace(short[0], parts=parts, kind="joined")
    return [together, *(breakdown for breakdown in group if breakdown not in short)]


def _full(case: Case, breakdown: Breakdown) -> Verdict | None:
    stated = Interval.of(breakdown.parent)
    implied = total([Interval.of(part) for part in breakdown.parts])
    relation = implied.meets(stated)
    short = relation is Relation.BROKEN and implied.high < stated.low
    if relation is Relation.BROKEN and _belongs_above(case, breakdown, implied):
        return None
    if short and breakdown.unmapped:
        return unknown(
            breakdown.facts,
            "清单中有未能归类的分项，分项之和小于合计时无法判断",
            "the list holds parts that could not be classified",
        )
    loose = breakdown.alone or breakdown.kind == UNMAPPED or breakdown.kind in case.lexicon.items
    if short and not breakdown.closed and loose:
        return None
    if short:
        rest = _outside(case, breakdown, stated, implied) or _strays(case, breakdown)
        if rest:
            return _sum_verdict(case, breakdown.parent, (*breakdown.parts, *rest), Severity.ERROR)
    doubtful = (short and not breakdown.closed) or breakdown.kind == UNMAPPED
    severity = Severity.WARNING if doubtful else Severity.ERROR
    return _sum_verdict(case, breakdown.parent, breakdown.parts, severity)


def _belongs_above(case: Case, breakdown: Breakdown, implied: Interval) -> bool:
    """Tell whether the list is that of a figure further up, and only stands behind this one."""
    above = case.parents.get(breakdown.parent.fact)
    seen = {breakdown.parent.fact}
    while above is not None and above.fact not in seen:
        same_unit = above.unit == breakdown.parent.unit
        if same_unit and implied.meets(Interval.of(above)) is not Relation.BROKEN:
            return True
        seen.add(above.fact)
        above = case.parents.get(above.fact)
    return False


def _outside(
    case: Case, breakdown: Breakdown, stated: Interval, implied: Interval
) -> tuple[Fact, ...]:
    """Find figures printed outside the list that close the gap exactly."""
    listed = {part.concept for part in breakdown.parts}
    found: list[Fact] = []
    for concept in OUTSIDE_LIST.get(breakdown.parent.concept, ()):
        candidates = case.find(concept, breakdown.parent)
        if concept not in listed and candidates:
            found.append(candidates[0])
    with_rest = implied + total([Interval.of(fact) for fact in found])
    return tuple(found) if found and with_rest.meets(stated) is not Relation.BROKEN else ()


def _strays(case: Case, breakdown: Breakdown) -> tuple[Fact, ...]:
    """Find figures of no list that stand among the parts and close the gap: they are parts too."""
    places = [case.order[fact.fact] for fact in breakdown.facts]
    parent = breakdown.parent
    found = tuple(
        fact
        for fact in case.facts[min(places) + 1 : max(places) + STRAY]
        if fact.fact not in case.parents
        and fact.measure in MONEY
        and comparable(parent, fact)
        and fact.section_kind == parent.section_kind
    )
    with_strays = total([Interval.of(fact) for fact in (*breakdown.parts, *found)])
    return found if with_strays.meets(Interval.of(parent)) is not Relation.BROKEN else ()


def _sum_verdict(case: Case, parent: Fact, parts: Sequence[Fact], severity: Severity) -> Verdict:
    stated = Interval.of(parent)
    implied = total([Interval.of(part) for part in parts])
    sum_text = like(case, implied.middle, parent)
    terms = " + ".join(printed(part) for part in parts)
    terms_en = added([said(case, part) for part in parts])
    return compared(
        case,
        implied.meets(stated),
        (parent, *parts),
        stated,
        implied,
        f"“{case.name(parent)}”所列分项之和为{sum_text}（{terms}）",
        f"The parts listed under {case.name_en(parent)} add up to "
        f"{said_like(case, implied.middle, parent)} ({terms_en})",
        severity,
    )


@check(
    "sum_partial_list",
    "sums",
    Severity.ERROR,
    titles=("所列部分不超过合计", "A partial list does not exceed its whole"),
    rule_en="Where the list is introduced as partial (“mainly comprising”, “and so on”), its parts "
    "may fall short of the figure but may not exceed it beyond rounding.",
    absent=("没有以“主要包括”“等”列出的部分清单", "no partial list of parts"),
)
def partial_list(case: Case) -> Iterator[Verdict]:
    """用“主要包括”“等”列出部分分项的，所列各项之和可以小于该数，但在舍入误差之外不得大于该数。"""
    for breakdown in breakdowns(case, "some"):
        implied = total([Interval.of(part) for part in breakdown.parts])
        if not _belongs_above(case, breakdown, implied):
            yield _partial(case, breakdown)


def _partial(case: Case, breakdown: Breakdown) -> Verdict:
    parent, parts = breakdown.parent, breakdown.parts
    stated = Interval.of(parent)
    implied = total([Interval.of(part) for part in parts])
    relation = implied.may_reach(stated)
    sum_text = like(case, implied.middle, parent)
    if relation is Relation.HOLDS:
        return Verdict(
            Outcome.PASS,
            f"“{case.name(parent)}”{printed(parent)}，所列部分合计{sum_text}，未超过该数。",
            f"{case.name_en(parent)} is {said(case, parent)}; the parts listed add up to "
            f"{said_like(case, implied.middle, parent)} and do not exceed it.",
            breakdown.facts,
            printed=printed(parent),
            expected=f"≥{sum_text}",
        )
    return compared(
        case,
        relation,
        breakdown.facts,
        stated,
        implied,
        f"“{case.name(parent)}”所列部分合计{sum_text}，大于该数",
        f"The parts listed under {case.name_en(parent)} add up to "
        f"{said_like(case, implied.middle, parent)}, more than the whole",
    )
