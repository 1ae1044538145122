"""Shares of one whole that add up to 100% (family: shares and rates)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mingzhang.check.case import Case
from mingzhang.check.digits import short
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.part_lists import CLOSED, NATURE
from mingzhang.check.says import Rate
from mingzhang.check.share_wholes import whole_of
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Measure


@check("shares_add_up")
def shares_add_up(case: Case) -> Iterator[Verdict]:
    """Shares of one whole add up to 100%."""
    groups: dict[tuple[str, str], list[tuple[Fact, Fact]]] = {}
    for share in case.by_measure.get(Measure.SHARE, ()):
        part = case.level_of(share)
        wholes = whole_of(case, share, part)
        if part is not None and wholes:
            groups.setdefault((wholes[0].fact, _breakdown(case, part)), []).append((share, part))
    for (whole, _), members in groups.items():
        if len(members) > 1:
            yield from _adds_up(case, case.by_id[whole], members)


def _breakdown(case: Case, part: Fact) -> str:
    concept = case.vocab.concepts.get(part.concept)
    if concept is None:
        return f"unmapped {part.parent_fact}"
    if concept.group == "function":
        return f"function {len(concept.function_code)}"
    if part.concept in NATURE:
        return "nature"
    closed = next((i for i, kinds in enumerate(CLOSED) if part.concept in kinds), None)
    return f"closed {closed}" if closed is not None else f"{concept.group} {concept.parent}"


def _more_beside(case: Case, shares: list[Fact]) -> bool:
    """Tell whether the sentences of some shares print more shares: 其他收入0万元，占0.03%."""
    places = [fact.start for fact in shares if fact.start is not None and fact.table is None]
    if not places:
        return False
    _, stop = case.sentence(max(places))
    told = (fact.start for fact in case.by_measure[Measure.SHARE] if fact.table is None)
    return sum(min(places) <= start <= stop for start in told if start is not None) > len(places)


def _adds_up(case: Case, whole: Fact, members: list[tuple[Fact, Fact]]) -> Iterator[Verdict]:
    unique = {case.key(part): (share, part) for share, part in reversed(members)}
    shares = [share for share, _ in reversed(unique.values())]
    parts = [part for _, part in reversed(unique.values())]
    if len(shares) < 2 or not whole.value:
        return
    result = evaluated("shares_add_up.hundred", shares=shares)
    together = evaluated("shares_add_up.parts", whole=whole, parts=parts)
    if together.implied.low > together.stated.high:
        return  # parts that overlap: by nature and by money
    sums = result.implied
    falls_short = not result.holds and sums.high < 100
    if falls_short and (not together.holds or _more_beside(case, shares)):
        return
    rate, allowed = Rate(sums.middle), short(sums.half_width)
    said: dict[str, Any] = {
        "whole": whole,
        "rate": rate,
        "allowed": allowed,
        "facts": (*shares, whole),
    }
    if result.holds:
        yield passed(case, "shares_add_up.pass", shares=shares, **said)
        return
    away = Rate(abs(sums.middle - 100))
    yield failed(case, "shares_add_up.fail", parts=parts, away=away, result=result, **said)
