"""Structure: statutory parts, announced lists, ordinals, the glossary against the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import failed, passed, printed, unknown
from mingzhang.check.wording_en import listing, names_of
from mingzhang.common.english_nouns import counted, quoted
from mingzhang.model import Fact, GlossaryEntry, Measure, Section, Severity


@check(
    "statutory_parts",
    "structure",
    Severity.NOTE,
    titles=("法定内容是否齐全", "Statutory parts are present"),
    rule_en="A disclosure has the parts that the rules on budget disclosure require of it: duties, "
    "composition, tables, explanation, three public expenses, running costs, procurement, state "
    "assets, performance, glossary. Parts may stand in attachments: a note. "
    "Not judged where pages were not read.",
    absent=("没有可对照的法定内容清单", "there is no list of statutory parts"),
)
def statutory_parts(case: Case) -> Iterator[Verdict]:
    """预算、决算公开应包括主要职责、单位构成、公开表、情况说明、“三公”经费、机关运行经费、政府采购、国有资产、
    预算绩效、名词解释等部分；未见的列出（可能在附件中，只作提示）。有的页没有读取时，不作判断。
    """
    stage = str(case.disclosure.source.stage)
    wanted = [kind for kind in case.vocab.sections if kind.statutory in ("both", stage)]
    if not wanted:
        return
    present = {section.kind for section in case.disclosure.sections}
    present |= {fact.section_kind for fact in case.facts}
    if case.disclosure.grids:
        present.add("tables")
    missing = [
        kind
        for kind in wanted
        if kind.section not in present and not (kind.concept and _stated(case, kind.concept))
    ]
    if not missing:
        yield passed((), "法定内容均有列示。", "All statutory parts are present.")
        return
    names = "、".join(kind.name_zh for kind in missing)
    unread = sum(note.kind == "page_without_text" for note in case.disclosure.notes)
    if unread:
        yield unknown(
            (),
            f"有 {unread} 页没有文字层、没有读取，其余页中未见：{names}。",
            f"Without a text layer {counted(unread, 'pages')} could not be read; the others lack "
            f"these parts: {listing([quoted(kind.name_en) for kind in missing])}.",
        )
        return
    yield failed(
        (),
        Severity.NOTE,
        f"正文中未见以下部分：{names}（可能另见附件）。",
        "These parts are not in the text (they may be attached): "
        f"{listing([quoted(kind.name_en) for kind in missing])}.",
        expected=names,
    )


def _stated(case: Case, concept: str) -> bool:
    """Tell whether a concept or a part of it has a figure anywhere."""
    if concept in case.by_concept:
        return True
    return any(case.descends(found, concept) for found in case.by_concept)


_PUBLISHED = re.compile(r"(?:公开|公布|公示|报告|说明|汇报)如下\s*[:：]\s*$")
"""What these words announce is the whole document that follows."""

_ANNOUNCEMENT = re.compile(r"(?:包括|如下|分别是|分别为|有|由)\s*[:：]\s*$")


@check(
    "announced_list",
    "structure",
    Severity.WARNING,
    titles=("写明“包括：”而没有列出内容", "A list announced and empty"),
    rule_en="A sentence that announces a list (“comprises:”) is followed by it and not by the next "
    "heading.",
    absent=("没有以“包括：”等引出的清单", "no list is announced"),
)
def announced_list(case: Case) -> Iterator[Verdict]:
    """以“包括：”“如下：”引出清单的，其后应列出内容；紧接着就是下一个标题或全文结束的，列为“存疑”。"""
    text = case.disclosure.text
    sections = {section.start: section for section in case.disclosure.sections}
    announced = 0
    lines = list(re.finditer(r"[^\n]*\S[^\n]*", text))
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        if not _ANNOUNCEMENT.search(line[0]) or _PUBLISHED.search(line[0]):
            continue
        announced += 1
        if following is None or _closes(case, sections, line.start(), following):
            words = line[0].strip()
            yield failed(
                (),
                Severity.WARNING,
                f"“{words[-30:]}”之后没有列出内容。",
                f"Nothing is listed after the words {quoted(words[-30:])}.",
                shown=words[-40:],
                span=(line.start(), line.end()),
            )
    if announced:
        yield passed(
            (),
            f"查看了{announced}处引出清单的文字。",
            f"The number of announced lists looked at is {announced}.",
        )


def _closes(case: Case, sections: dict[int, Section], start: int, following: re.Match[str]) -> bool:
    """Tell whether the next line is a heading that ends the section of the announcement."""
    begin = following.start() + len(following[0]) - len(following[0].lstrip())
    heading = sections.get(begin) or sections.get(following.start())
    if heading is None:
        return False
    inside = [s for s in case.disclosure.sections if s.heading_end <= start < s.end]
    return bool(inside) and heading.start >= max(inside, key=lambda s: s.level).end


@check(
    "glossary_unused",
    "structure",
    Severity.NOTE,
    titles=("名词解释中未使用的条目", "Glossary entries that no figure uses"),
    rule_en="Every entry of the glossary explains a figure that the disclosure states; entries "
    "that no figure uses are listed.",
    absent=("没有名词解释", "there is no glossary"),
)
def glossary_unused(case: Case) -> Iterator[Verdict]:
    """名词解释的条目应是本文件的数字用到的名词；没有数字用到的条目列出，只作提示。"""
    entries = case.disclosure.glossary
    if not entries:
        return
    concepts = {fact.concept for fact in case.facts if fact.concept}
    concepts |= {parent for concept in concepts for parent in case.vocab.ancestors(concept)}
    labels = {_bare(fact.label_printed) for fact in case.facts}
    codes = {fact.function_code for fact in case.facts if fact.function_code}
    unused = [entry for entry in entries if not _used(entry, concepts, labels, codes)]
    if not unused:
        yield passed((), "名词解释的条目都有数字用到。", "Every entry explains a stated figure.")
        return
    names = "；".join(f"{entry.number}.{entry.term}" for entry in unused)
    yield failed(
        (),
        Severity.NOTE,
        f"{len(entries)}条名词解释中，有{len(unused)}条没有对应的数字：{names}。",
        f"The glossary explains {listing([case.term_en(entry) for entry in unused])}, for which "
        f"there is no figure here: {len(unused)} of {counted(len(entries), 'entries')}.",
        shown=names,
        span=(unused[0].start, unused[0].end),
    )


def _used(entry: GlossaryEntry, concepts: set[str], labels: set[str], codes: set[str]) -> bool:
    """Tell whether a figure of the disclosure is what the entry explains, or a part of it."""
    item = entry.function_item or entry.function_group or entry.function_class
    if item:
        code = entry.function_code
        return _bare(item) in labels or any(bool(code) and c.startswith(code) for c in codes)
    if entry.concept:
        return entry.concept in concepts
    term = _bare(entry.term)
    return any(term in label for label in labels)


def _bare(words: str) -> str:
    """Strip a name of quotation marks, brackets and the words 类 款 项 支出 around it."""
    return re.sub(r"[（(][类款项][)）]|[\s“”\"（）()]|支出$", "", words)


@check(
    "terms_unexplained",
    "structure",
    Severity.NOTE,
    titles=("使用而未解释的功能分类科目", "Functional items used and not explained"),
    rule_en="Where the glossary explains functional items, it explains those that the figures use.",
    absent=(
        "名词解释不解释功能分类科目，或正文没有功能分类数字",
        "the glossary explains no functional items, or no figure uses one",
    ),
)
def terms_unexplained(case: Case) -> Iterator[Verdict]:
    """名词解释解释了支出功能分类科目的，正文用到的项级科目都应有解释；没有解释的列出，只作提示。"""
    explained = [entry for entry in case.disclosure.glossary if entry.function_item]
    names = {_bare(entry.function_item) for entry in explained}
    codes = {entry.function_code for entry in explained if entry.function_code}
    used = {
        _bare(fact.label_printed): fact
        for fact in case.facts
        if fact.measure == Measure.AMOUNT and case.functional(fact) and _is_item(fact)
    }
    if not explained or not used:
        return
    missing = [
        fact
        for name, fact in used.items()
        if name not in names and fact.function_code not in codes and fact.label_printed
    ]
    if not missing:
        yield passed(tuple(used.values()), "用到的项级科目都有解释。", "Every item is explained.")
        return
    words = "、".join(fact.label_printed for fact in missing)
    yield failed(
        missing,
        Severity.NOTE,
        f"正文用到而名词解释没有解释的项级科目：{words}。",
        f"The glossary does not explain these functional items with figures: "
        f"{names_of(case, missing)}.",
        shown=words,
    )


def _is_item(fact: Fact) -> bool:
    """Tell whether a functional figure is an item (项): seven digits, or its group not stated."""
    return len(fact.function_code) in (0, len("2010101"))


COUNTED_UNITS = {"internal_units": "internal", "branch_units": "branch"}


@check(
    "announced_count",
    "structure",
    Severity.NOTE,
    titles=("写明的机构数与所列机构一致", "The announced number of units is the number listed"),
    rule_en="Where the text announces a number of internal units and lists them, as many are "
    "listed.",
    absent=("没有既写明数目又逐一列出的机构", "no units are both counted and listed"),
)
def announced_count(case: Case) -> Iterator[Verdict]:
    """写明内设机构（分支机构）数目并逐一列出名称的，所列个数应与写明的数目一致；不一致的只作提示。"""
    announced: dict[str, list[Fact]] = {}
    for concept in COUNTED_UNITS:
        for fact in case.by_concept.get(concept, ()):
            announced.setdefault(fact.scope, []).append(fact)
    for scope, facts in announced.items():
        kinds = set(COUNTED_UNITS.values())
        listed = [u for u in case.disclosure.units if u.scope == scope and u.kind in kinds]
        if not listed:
            continue
        said = sum(int(fact.value) for fact in facts)
        words = "、".join(printed(fact) for fact in facts)
        if said == len(listed):
            yield passed(
                tuple(facts),
                f"写明{words}，列出{len(listed)}个。",
                f"The text announces {counted(said, 'units')} and lists as many.",
            )
        else:
            yield failed(
                tuple(facts),
                Severity.NOTE,
                f"写明的机构数为{words}，列出名称的有{len(listed)}个。",
                f"The text announces {counted(said, 'units')} and lists {len(listed)} by name.",
                shown=words,
                expected=f"{len(listed)}个",
            )


@check(
    "class_out_of_place",
    "structure",
    Severity.NOTE,
    titles=("功能分类科目列在其他类之下", "A functional class printed under another class"),
    rule_en="An item of the functional classification is printed under its own class. Printed "
    "elsewhere, the classification decides where it is counted; the place is noted.",
    absent=("没有分类列示的功能科目", "no functional items are printed under classes"),
)
def class_out_of_place(case: Case) -> Iterator[Verdict]:
    """支出功能分类的科目应列在它所属的类之下；列在其他类之下的，按科目归类计算，位置只作提示。"""
    classes = [f for f in case.levels if len(f.function_code) == 3 and f.table is None]
    headings = _headings(case, classes)
    checked = 0
    for fact in classes:
        above = [headings[place] for place in _sections_above(case, fact) if place in headings]
        checked += 1 if headings else 0
        if above and above[0].function_code != fact.function_code:
            yield failed(
                (fact, above[0]),
                Severity.NOTE,
                f"“{case.name(fact)}”与“{case.name(above[0])}”是并列的类，却列在后者之下。",
                f"{case.name_en(fact)} is a class beside {case.name_en(above[0])} but is printed "
                "under it.",
                shown=case.name(fact),
                expected=case.name(above[0]),
            )
    if checked:
        words_en = f"The number of classes whose place was looked at is {checked}."
        yield passed((), f"查看了{checked}个类级科目的位置。", words_en)


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
