"""What a figure can be of: in, figures that were spoken of; out, those that fit, and the one meant.

Units and measures tell what fits, years and lists which one of them is meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from mingzhang.model import Measure
from mingzhang.parse.figures.discourse import Reading, top_of, tops_of
from mingzhang.parse.figures.figure import Draft


def may_be_of(r: Reading, earlier: Draft, draft: Draft, money: bool) -> bool:
    """Tell whether a figure can be of an earlier one, or say something of it."""
    if not earlier.concept and (not earlier.label or earlier.unit == "percentage_point"):
        return False  # `快于序时进度3.4个百分点，下降【4】%`: not of the pace
    if not draft.is_level:
        unit = r.about(earlier.concept).unit
        if draft.measure is Measure.COMPLETION_RATE and unit not in ("", "CNY"):
            return False  # 完成预算的98%: what was spent of a budget is money
        return (
            unit in ("", "CNY")
            if money and draft.unit == "CNY"
            else (unit in ("CNY", "") or draft.unit == "percent" or unit == draft.unit)
        )
    if not earlier.concept:
        return earlier.is_level and earlier.unit == draft.unit
    return unit_fits(r, earlier.concept, draft)


def unit_fits(r: Reading, concept: str, draft: Draft) -> bool:
    """Tell whether a figure of that unit can be of the concept."""
    unit = r.about(concept).unit
    if not draft.is_level:
        return True
    return (unit == "CNY") == (draft.unit == "CNY") and (unit == "CNY" or unit == draft.unit)


def of_this_year(last: Draft, before: Iterable[Draft]) -> Draft:
    """`2023年43万元，2022年40万元，增加3万元`: what has grown is the figure of the later year."""
    if not last.is_level:
        return last
    levels = [d for d in before if d.is_level and not d.compared]
    alike = [d for d in levels if (d.concept or d.label) == (last.concept or last.label)]
    if not last.compared:  # `支出8万元，比年初预算数10万元减少2万元`
        alike = [d for d in alike if _is_later(d, last)]
    # `完成12万元，占年度预算11万元的109%，较上年10万元增收2万元`: no budget has grown
    done = (d for d in alike if d.stage in ("", last.stage, "final"))
    return next(done, alike[0] if alike else last)


def _is_later(draft: Draft, than: Draft) -> bool:
    if than.other_year is not None:
        return draft.other_year is None
    return (draft.year_printed or 0) > (than.year_printed or draft.year_printed or 0)


def whole_of(drafts: list[Draft]) -> Draft:
    """What a sentence was about: its outermost figure, or the whole of all the parts it listed."""
    tops = [draft for draft in tops_of(drafts) if draft.is_level]
    whole = tops[0].parent if tops else None
    several = len({top.concept for top in tops}) > 1
    if several and whole is not None and all(top.parent is whole for top in tops):
        return whole
    return top_of(drafts)
