"""Odd wording: words that contradict each other, lost signs and units, doubled marks (names)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.rules import WORDS, Words
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict

HEAD = 120
"""Characters at the beginning of a document among which its title stands."""


@check("odd_wording")
def odd_wording(case: Case) -> Iterator[Verdict]:
    """Odd wording: at one place only what the table of oddities has first."""
    text = case.text
    told: list[tuple[int, int]] = []
    for oddity in case.vocab.oddities:
        if oddity.opening.pattern and not oddity.opening.search(text[:HEAD]):
            continue
        for match in oddity.pattern.finditer(text):
            if _in_table(case, match.start()):
                continue
            if oddity.oddity == "unit_lost" and _unit_above(case, match.start()):
                continue
            begin, end = match.span()
            if any(begin < last and first < end for first, last in told):
                continue
            told.append((begin, end))
            message = Words(oddity.message_zh, oddity.message_en)
            yield failed(
                case,
                "odd_wording.fail",
                message=message,
                severity=oddity.severity,
                span=match.span(),
            )
    if text.strip() and not told:
        yield passed(case, "odd_wording.pass")


def _unit_above(case: Case, place: int) -> bool:
    """Tell whether the unit is told once for all amounts: for the section, or for what follows."""
    index = case.section_at(place)
    begin = case.disclosure.sections[index].start if index >= 0 else 0
    units = WORDS["unit_of_all"].finditer(case.text, 0, place)
    return any(unit.start() >= begin or unit["all"] or unit["below"] for unit in units)


def _in_table(case: Case, place: int) -> bool:
    grids = case.once(
        "places of grids", lambda: sorted((g.start, g.end) for g in case.disclosure.grids)
    )
    index = bisect_right(grids, (place, len(case.text))) - 1
    return index >= 0 and place < grids[index][1]
