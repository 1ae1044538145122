"""Headings beside one another: the same twice, one of the other account (family: structure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.label_names import number_of
from mingzhang.check.rules import RULES
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.common.years import years_in
from mingzhang.model import Section

SHORT = 6
"""Headings of fewer characters are often the same: 总体情况, 其他说明."""


@check("headings")
def headings(case: Case) -> Iterator[Verdict]:
    """Headings of one row are different ones, and of the account that the others are of."""
    rows: dict[tuple[int, int], list[Section]] = {}
    for section in case.disclosure.sections:
        if number_of(section.ordinal) is not None:
            rows.setdefault((section.parent, section.level), []).append(section)
    terms = RULES["headings"].terms[str(case.disclosure.source.stage)]
    own = [row for row in rows.values() if not _of_other_year(case, row[0])]
    told = [verdict for row in own for verdict in _row(case, row, terms)]
    yield from told
    if not told and any(len(row) > 1 for row in rows.values()):
        yield passed(case, "headings.pass")


def _of_other_year(case: Case, section: Section) -> bool:
    """Tell whether a heading stands below one that names other years than the account's alone."""
    year, above = case.disclosure.source.fiscal_year, section.parent
    while above >= 0:
        named = years_in(case.disclosure.sections[above].title)
        if named:
            return year not in named
        above = case.disclosure.sections[above].parent
    return False


def _row(case: Case, row: Sequence[Section], terms: Mapping[str, str]) -> Iterator[Verdict]:
    own = sum(bool(re.search(terms["own"], section.title)) for section in row)
    seen: dict[str, int] = {}
    last = 0
    for section in row:
        number, title = number_of(section.ordinal) or 0, "".join(section.title.split())
        if number <= last:
            seen = {}  # another row begins
        last = number
        if len(title) >= SHORT and title in seen:
            yield _told(case, section, "repeated")
        elif own > 1 and re.search(terms["other"], title):
            yield _told(case, section, "other_account")
        seen[title] = number


def _told(case: Case, section: Section, how: str) -> Verdict:
    span = section.start, section.heading_end
    return failed(case, f"headings.{how}", title=section.title, shown=section.title, span=span)
