"""A frame around a page: in, the page; out, the page without it.

A table may end so near to the frame that the lines of both would be taken for those of one table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mingzhang.read.pdf_lattice import SNAP
from mingzhang.read.pdf_page import PageGeometry, Rule

LEAST = 0.5
"""Share of the page that a frame reaches over, across and down."""
WHOLE = 0.95
"""Share of a side that each of its lines is long."""


def without_frame(page: PageGeometry) -> PageGeometry:
    """Leave out four whole sides around all other lines of a page, which none of these meets."""
    flat = [rule for rule in page.rules if rule.y0 == rule.y1]
    tall = [rule for rule in page.rules if rule.x0 == rule.x1]
    if min(len(flat), len(tall)) < 3:
        return page
    left, right = min(rule.x0 for rule in tall), max(rule.x0 for rule in tall)
    top, foot = min(rule.y0 for rule in flat), max(rule.y0 for rule in flat)
    wide, high = right - left, foot - top
    if wide < LEAST * page.width or high < LEAST * page.height:
        return page
    sides = [
        _whole([(rule, rule.x0) for rule in tall if rule.y1 - rule.y0 > WHOLE * high], left, right),
        _whole([(rule, rule.y0) for rule in flat if rule.x1 - rule.x0 > WHOLE * wide], top, foot),
    ]
    inner = [rule for rule in page.rules if not any(rule in pair for pair in sides)]
    apart = all(
        min(rule.x0 - left, right - rule.x1, rule.y0 - top, foot - rule.y1) > SNAP for rule in inner
    )
    return replace(page, rules=inner) if all(sides) and inner and apart else page


def _whole(rules: Sequence[tuple[Rule, float]], first: float, last: float) -> list[Rule]:
    """Return the lines, each with where it is, that stand at two ends; none unless at both."""
    begins = [rule for rule, at in rules if at - first <= SNAP]
    ends = [rule for rule, at in rules if last - at <= SNAP]
    return [*begins, *ends] if begins and ends else []
