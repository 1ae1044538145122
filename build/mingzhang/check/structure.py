"""Structure: statutory parts, announced lists, ordinals, the glossary against the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.rules import RULES, WORDS
from mingzhang.check.tells import failed, passed, unknown
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import printed
from mingzhang.check.wording_en import listing
from mingzhang.common.english_nouns import counted
from mingzhang.model import Fact, GlossaryEntry, Measure, Section, Unit


@check("statutory_parts")
def statutory_parts(case: Case) -> Iterator[Verdict]:
    """Statutory parts are present."""
    stage = str(case.disclosure.source.stage)
    wanted = [kind for kind in case.vocab.sections if kind.statutory in ("both", stage)]
    if not wanted:
        return
    present = {section.kind for section in case.disclosure.sections}
    present |= {fact.section_kind for fact in case.facts}
    if case.disclosure.grids:
        present.add("tables")
    instead = RULES["statutory_parts"].terms["instead"]
    present |= {kind for kind, others in instead.items() if present & set(others)}
    missing = [
        kind
        for kind in wanted
        if kind.section not in present and not (kind.concept and _stated(case, kind.concept))
    ]
    if not missing:
        yield passed(case, "statutory_parts.pass")
        return
    unread = case.unread_pages
    if unread:
        yield unknown(
            case,
            "statutory_parts.unknown",
            missing=missing,
            unread=unread,
            pages=counted(unread, "pages"),
        )
        return
    yield failed(case, "statutory_parts.fail", missing=missing)


def _stated(case: Case, concept: str) -> bool:
    """Tell whether a concept or a part of it has a figure anywhere."""
    if concept in case.by_concept:
        return True
    return any(case.descends(stated, concept) for stated in case.by_concept)


_PUBLISHED = WORDS["published"]
"""What these words announce is the whole document that follows."""

_ANNOUNCEMENT = WORDS["announcement"]
_FIRST = WORDS["first_ordinal"]


@check("announced_list")
def announced_list(case: Case) -> Iterator[Verdict]:
    """A list announced and empty."""
    text = case.text
    sections = {section.start: section for section in case.disclosure.sections}
    announced = 0
    lines = list(re.finditer(r"[^\n]*\S[^\n]*", text))
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        if not _ANNOUNCEMENT.search(line[0]) or _PUBLISHED.search(line[0]):
            continue
        announced += 1
        if following is None or _closes(case, sections, line.start(), following):
            opening = re.split(r"[，。；;]|,(?!\d)", line[0].strip())[-1]
            yield failed(
                case,
                "announced_list.fail",
                word=opening[-40:],
                facts=(),
                span=(line.start(), line.end()),
            )
    if announced:
        yield passed(case, "announced_list.pass", announced=announced)


def _closes(case: Case, sections: dict[int, Section], start: int, following: re.Match[str]) -> bool:
    """Tell whether the next line is a heading that ends the section of the announcement."""
    begin = following.start() + len(following[0]) - len(following[0].lstrip())
    heading = sections.get(begin) or sections.get(following.start())
    if heading is None or _FIRST.fullmatch(heading.ordinal):
        return False  # `具体情况如下：` and then 一、: the list itself
    inside = [s for s in case.disclosure.sections if s.heading_end <= start < s.end]
    return bool(inside) and heading.start >= max(inside, key=lambda s: s.level).end


@check("glossary_unused")
def glossary_unused(case: Case) -> Iterator[Verdict]:
    """Functional items explained that no figure uses."""
    codes = {fact.function_code for fact in case.facts if fact.function_code}
    entries = [entry for entry in case.disclosure.glossary if entry.function_code]
    if not entries or not codes:
        return
    labels = {_bare(fact.label) for fact in case.facts}
    deepest = max(map(len, codes))
    unused = [entry for entry in entries if not _used(entry, labels, codes, deepest)]
    if not unused:
        yield passed(case, "glossary_unused.pass")
        return
    names = "；".join(f"{entry.number}.{entry.term}" for entry in unused)
    yield failed(
        case,
        "glossary_unused.fail",
        count=len(entries),
        few=len(unused),
        names=names,
        names_en=listing([case.term_en(entry) for entry in unused]),
        entries=counted(len(entries), "functional items"),
        span=(unused[0].start, unused[0].end),
    )


def _used(entry: GlossaryEntry, labels: set[str], codes: set[str], deepest: int) -> bool:
    """Tell whether a figure is of an item, or of its class where figures go no deeper."""
    code = entry.function_code[:deepest]
    return _bare(entry.function_item) in labels or any(used.startswith(code) for used in codes)


def _bare(label: str) -> str:
    """Strip a name of quotation marks, brackets and the words 类 款 项 支出 around it."""
    return re.sub(r"[（(][类款项][)）]|[\s“”\"（）()]|支出$", "", label)


@check("terms_unexplained")
def terms_unexplained(case: Case) -> Iterator[Verdict]:
    """Functional items used and not explained."""
    explained = [entry for entry in case.disclosure.glossary if entry.function_item]
    names = {_bare(entry.function_item) for entry in explained}
    codes = {entry.function_code for entry in explained if entry.function_code}
    used = {
        _bare(fact.label): fact
        for fact in case.facts
        if fact.measure == Measure.AMOUNT and case.functional(fact)
        if len(fact.function_code) in (0, len("2010101"))  # an item, or its group is not stated
    }
    if not explained or not used:
        return
    missing = [
        fact
        for name, fact in used.items()
        if name not in names and fact.function_code not in codes and fact.label
    ]
    if not missing:
        yield passed(case, "terms_unexplained.pass", facts=tuple(used.values()))
        return
    listed = "、".join(fact.label for fact in missing)
    yield failed(case, "terms_unexplained.fail", missing=missing, words=listed)


JOINED = RULES["announced_count"].terms["joined"]
_AND_OTHERS = 8
"""Characters behind the last unit that is known in which a list may say that it goes on."""
_NEAR = 4
"""Lines from the number of units to the first of them."""
COUNTED_UNITS = (
    (("internal_units", "branch_units"), ("internal", "branch")),
    (("subordinate_units",), ("subordinate",)),
    (("budget_units",), ("budget_unit",)),
)
"""Concepts of numbers of units, and the kinds of units that are counted so."""


@check("announced_count")
def announced_count(case: Case) -> Iterator[Verdict]:
    """The announced number of units is the number listed."""
    for concepts, kinds in COUNTED_UNITS:
        announced: dict[str, list[Fact]] = {}
        for concept in concepts:
            for fact in case.by_concept.get(concept, ()):
                announced.setdefault(fact.scope, []).append(fact)
        for scope, facts in announced.items():
            units = [u for u in case.disclosure.units if u.scope == scope and u.kind in kinds]
            before = [unit for unit in units if unit.start < (facts[-1].start or 0)]
            if len(before) == sum(int(fact.value) for fact in facts):
                units = before  # `A、B2个机构。另设机关党委`: beyond the number
            if "subordinate" in kinds:
                units = [unit for unit in units if _behind(case, facts[-1], unit)]
            if "budget_unit" in kinds:
                units = _numbered(case, facts[-1], units) if len(facts) == 1 else []
            behind = case.text[units[-1].end : units[-1].end + _AND_OTHERS] if units else ""
            if units and not WORDS["and_others"].search(behind.partition("\n")[0]):
                yield from _counted(case, facts, [unit.name for unit in units])


def _behind(case: Case, fact: Fact, unit: Unit) -> bool:
    """Tell whether a unit is named in the line of a number, behind it."""
    start = fact.start or 0
    return start < unit.start < case.line(start)[1]


def _numbered(case: Case, fact: Fact, units: Sequence[Unit]) -> list[Unit]:
    """Give the units of a list or table that follows a number, numbered from 1 to its end."""
    behind = [unit for unit in units if unit.start > (fact.start or 0)]
    in_order = [unit.number for unit in behind] == [str(n + 1) for n in range(len(behind))]
    first = behind[0].start if behind else 0
    if not in_order or case.text.count("\n", fact.start or 0, first) > _NEAR:
        return []
    next_line = case.text[case.line(behind[-1].end - 1)[1] :].lstrip() if behind else ""
    return [] if _NUMBERED.match(next_line) else behind


def _counted(case: Case, facts: Sequence[Fact], names: Sequence[str]) -> Iterator[Verdict]:
    said = sum(int(fact.value) for fact in facts)
    listed = "、".join(printed(fact) for fact in facts)
    if said != len(names) and any(re.search(JOINED, name) for name in names):
        return  # 水利站和农机站 are two, 财务和审计科 is one
    how = "pass" if said == len(names) else "fail"
    values: dict[str, Any] = {"words": listed, "count": len(names), "units": counted(said, "units")}
    make = passed if said == len(names) else failed
    yield make(case, f"announced_count.{how}", facts=facts, **values)


@check("class_out_of_place")
def class_out_of_place(case: Case) -> Iterator[Verdict]:
    """A functional class printed under another class."""
    classes = [f for f in case.levels if len(f.function_code) == 3 and f.table is None]
    headings = _headings(case, classes)
    checked = 0
    for fact in classes:
        above = [headings[place] for place in _sections_above(case, fact) if place in headings]
        checked += 1 if headings else 0
        if (
            above
            and above[0].function_code != fact.function_code
            and not _next(case, above[0], fact)
        ):
            yield failed(case, "class_out_of_place.fail", fact=fact, above=above[0])
    if checked:
        yield passed(case, "class_out_of_place.pass", count=checked)


def _next(case: Case, above: Fact, fact: Fact) -> bool:
    """Tell whether the lines of two figures are numbered one after the other: 10. and 11“."""
    lines = (case.line(either.start or 0)[0] for either in (above, fact))
    first, second = (_NUMBERED.match(case.text, line) for line in lines)
    return first is not None and second is not None and int(second[0]) == int(first[0]) + 1


_NUMBERED = re.compile(r"\d+")


def _headings(case: Case, classes: Sequence[Fact]) -> dict[int, Fact]:
    """Map sections to the class whose figure their heading states."""
    result: dict[int, Fact] = {}
    for fact in classes:
        place = case.section_at(fact.start or 0)
        section = case.disclosure.sections[place] if place >= 0 else None
        if section and (fact.start or 0) < section.heading_end:
            result.setdefault(place, fact)
    return result


def _sections_above(case: Case, fact: Fact) -> Iterator[int]:
    """Yield the sections around a figure but the one that it heads, innermost first."""
    place = case.section_at(fact.start or 0)
    sections = case.disclosure.sections
    while place >= 0:
        if not sections[place].start <= (fact.start or 0) < sections[place].heading_end:
            yield place
        place = sections[place].parent
