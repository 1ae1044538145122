"""Changes against a printed base: 43.00万元，比2024年度的40.00万元增长7.50% (family: changes)."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.change_statements import Change
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.interval import Interval, Relation
from mingzhang.check.rules import WORDS
from mingzhang.check.says import Amount
from mingzhang.check.tells import failed, judged, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Measure, Stage

NEAR = 120
"""Characters before a change within which its figure and its base stand."""

MAY_BE_NEGATIVE = ("carryover", "balance", "surplus")
"""Parts of the names of concepts that may lie below zero."""


@check("change_of_printed_base")
def change_of_printed_base(case: Case) -> Iterator[Verdict]:
    """A change agrees with the earlier figure printed beside it."""
    for change in case.changes:
        level, stated = change.level, change.amount or change.rate
        if level is None or stated is None or level.table is not None:
            continue
        base = _base(case, level, stated)
        if base is None:
            continue
        if change.rate is not None and not Interval.of(base).contains(0):
            yield judged(
                case, "change_of_printed_base.rate", rate=change.rate, level=level, base=base
            )
        if change.amount is not None:
            yield judged(
                case, "change_of_printed_base.amount", amount=change.amount, level=level, base=base
            )


def _base(case: Case, level: Fact, stated: Fact) -> Fact | None:
    """Find the one level of the year before that the paragraph of a change prints."""
    if stated.start is None or level.start is None:
        return None
    if stated.base_year != level.fiscal_year - 1:
        return None
    begin = max(case.text.rfind("\n", 0, stated.start), stated.start - NEAR)
    if level.start < begin:
        return None
    key = case.key(level)
    bases = [
        fact
        for fact in case.between(begin, stated.start)
        if fact.measure.is_level
        and case.key(fact)._replace(stage="", year=0) == key._replace(stage="", year=0)
    ]
    earlier = [fact for fact in bases if fact.fiscal_year == level.fiscal_year - 1]
    now = {(fact.value, fact.stage) for fact in bases if fact.fiscal_year == level.fiscal_year}
    if len(earlier) != 1 or len(now) != 1 or not level.concept:
        return None
    return earlier[0] if _is_named(stated.base_printed, earlier[0]) else None


def _is_named(text: str, base: Fact) -> bool:
    """Tell whether an earlier figure is of the account that a change says it is against."""
    if WORDS["of_account"].search(text):
        return base.stage is Stage.FINAL
    return not WORDS["budget"].search(text) or base.stage is not Stage.FINAL


@check("change_exceeds_level")
def change_exceeds_level(case: Case) -> Iterator[Verdict]:
    """An increase is larger than the figure itself."""
    for change in case.changes:
        level, amount = change.level, change.amount
        if level is None or amount is None or not _judged(change):
            continue
        before = evaluated("change_exceeds_level.base", level=level, amount=amount)
        if before.relation is not Relation.BROKEN:
            yield passed(case, "change_exceeds_level.pass", amount=amount, level=level)
            continue
        yield failed(
            case,
            "change_exceeds_level.fail",
            amount=amount,
            level=level,
            follows=Amount(before.exact, level),
        )


def _judged(change: Change) -> bool:
    """Tell whether an increase stands with its figure; with a rate another check asks already."""
    level, amount = change.level, change.amount
    if level is None or amount is None or change.rate is not None or amount.value <= 0:
        return False
    if level.measure is not Measure.AMOUNT or level.value < 0 or level.unit != amount.unit:
        return False
    return bool(level.concept) and not any(name in level.concept for name in MAY_BE_NEGATIVE)
