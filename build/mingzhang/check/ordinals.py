"""Ordinals of headings: lost, skipped, repeated, out of order (family: structure)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.label_names import number_of
from mingzhang.check.rules import PHRASES
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Section

_WAYS = {0: "repeats", 1: "jumps", -1: "falls"}
HEAD = 30
"""Characters of a line without an ordinal that heads a row of its own."""
TAIL = frozenset({"tables", "appendix", "toc", "glossary", ""})
"""Kinds of sections that may stand unnumbered at the end of a numbered row."""


@check("ordinals")
def ordinals(case: Case) -> Iterator[Verdict]:
    """Ordinals run on."""
    rows: dict[tuple[int, int, int], list[Section]] = {}
    for section in case.disclosure.sections:
        gaps = bisect_right(case.gaps, section.start) if section.parent < 0 else 0
        rows.setdefault((section.parent, section.level, gaps), []).append(section)
    any_jump = False
    for (*_, gaps), row in rows.items():
        if any(section.ordinal for section in row):
            for verdict in _row(case, row, begun=gaps > 0):
                any_jump = True
                yield verdict
    if not any_jump and any(section.ordinal for section in case.disclosure.sections):
        yield passed(case, "ordinals.pass")


def _headed(case: Case, section: Section) -> bool:
    """Tell whether a line of its own stands above: `总工会：`（一）…`文化宫：`（一）…."""
    above = case.text[: section.start].rstrip().rpartition("\n")[2].strip()
    return len(above) <= HEAD and above.endswith(("：", ":"))


def _jumped(case: Case, section: Section, last: int, number: int) -> Iterator[Verdict]:
    if not _in_line(case, section, last, number):
        yield _jump(case, section, last, number)


def _in_line(case: Case, section: Section, last: int, number: int) -> bool:
    """Tell whether the ordinal left out stands within a line above: `五、…（一）…`."""
    parent = case.disclosure.sections[section.parent].start if section.parent >= 0 else 0
    heading = case.disclosure.text[section.start : section.heading_end].lstrip()
    before, _, behind = heading.partition(section.ordinal)
    ordinal = f"{re.escape(before)}([0-9〇一二三四五六七八九十]+){re.escape(behind[:1])}"
    above = re.findall(ordinal, case.text[parent : section.start])
    return number == last + 2 and bool(behind) and last + 1 in map(number_of, above)


def _row(case: Case, row: Sequence[Section], *, begun: bool) -> Iterator[Verdict]:
    """Judge the sections of a row, the first of which may be missing where it had begun."""
    numbers = (number_of(section.ordinal) for section in row)
    last = next((number - 1 for number in numbers if number), 0) if begun else 0
    unnumbered: list[Section] = []
    for section in row:
        number = number_of(section.ordinal)
        if number is None:
            first = section is case.disclosure.sections[0]
            titled = first and case.vocab.grammar["year_in_heading"].search(section.title)
            unnumbered += () if titled else (section,)
            continue
        if unnumbered and number == last + 1 + len(unnumbered):
            yield from (_lost(case, lost) for lost in unnumbered)
        elif number not in (last + 1, 1) or (number == 1 == last and not _headed(case, section)):
            yield from _jumped(case, section, last, number)
        last, unnumbered = number, []
    if last and len(unnumbered) == 1 and unnumbered[0].kind not in TAIL:
        yield _lost(case, unnumbered[0])


def _lost(case: Case, section: Section) -> Verdict:
    title = section.title or case.printed(section.start, section.heading_end)
    return failed(case, "ordinals.fail", title=title, span=(section.start, section.heading_end))


def _jump(case: Case, section: Section, last: int, number: int) -> Verdict:
    heading = case.printed(section.start, section.heading_end)[:40]
    way = "begins" if not last else _WAYS[(number > last) - (number < last)]
    odd = PHRASES[f"ordinal_{way}"]
    zh, en = (phrase.format(last=last, number=number) for phrase in odd)
    return failed(
        case,
        "ordinals.fail_2",
        words=heading,
        zh=zh,
        en=en,
        span=(section.start, section.heading_end),
    )
