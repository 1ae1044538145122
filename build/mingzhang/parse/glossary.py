"""The 名词解释 part: in, the outline; out, entries, split into 类 款 项 where they explain one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.model import GlossaryEntry, Source
from mingzhang.parse.concepts.labels import Context, LabelIndex
from mingzhang.parse.text.compact import Compact
from mingzhang.parse.text.outline import ARABIC, CHINESE, CHINESE_PAREN, Line, Outline

_TERM = re.compile(r"^(?P<term>[^：。]{1,90}?)(?:：|(?=是指|指为|，是指|，指))(?P<definition>.+)$")
_PATH = re.compile(
    r"^(?P<class>.+?)（类）(?P<group>.+?)（款）(?P<item>.+?)（项）$|^(?P<class2>.+?)（类）(?P<group2>.+?)（款）$|^(?P<class3>.+?)（类）$"
)


def glossary(
    view: Compact, outline: Outline, source: Source, source_text: str, index: LabelIndex
) -> tuple[GlossaryEntry, ...]:
    """Read the entries. `start`..`end` covers term and definition, ordinal left out."""
    entries = []
    for number, (ordinal, start, end) in enumerate(_items(view, outline), start=1):
        match = _TERM.match(view.text[start:end].replace("\n", ""))
        if match is None:
            continue
        entries.append(_entry(view, source, source_text, index, number, ordinal, start, end))
    return tuple(entries)


def _items(view: Compact, outline: Outline) -> Iterator[tuple[str, int, int]]:
    """Yield (ordinal, start, end) of each entry; lines that open no entry go on with the last."""
    open_item: tuple[str, int, int] | None = None
    for line in outline.lines:
        if not _within(outline, line) or (line.heading and not line.ordinal):
            continue
        if line.heading and _names_part(outline, line):
            continue
        if _opens(view, line, open_item is not None):
            if open_item is not None:
                yield open_item
            open_item = (line.ordinal, line.content, line.end)
        elif open_item is not None:
            open_item = (open_item[0], open_item[1], line.end)
    if open_item is not None:
        yield open_item


def _within(outline: Outline, line: Line) -> bool:
    """Tell whether a line stands in the part, at whatever depth: terms may be headings below it.

    Attached files come after all parts, whatever level their heading seems to have.
    """
    number = line.section
    while number >= 0 and outline.sections[number].kind not in ("glossary", "appendix"):
        number = outline.sections[number].parent
    return number >= 0 and outline.sections[number].kind == "glossary"


def _names_part(outline: Outline, line: Line) -> bool:
    section = outline.sections[line.section]
    return "名词" in section.title and line.level in (1, 2) and section.level == line.level


def _opens(view: Compact, line: Line, inside: bool) -> bool:
    words = view.text[line.content : line.end]
    if line.level in (ARABIC, CHINESE, CHINESE_PAREN):
        return True
    term = _TERM.match(words)
    return (
        term is not None and len(term["term"]) <= 40 and not re.search(r"其中|，|；", term["term"])
    )


def _entry(
    view: Compact,
    source: Source,
    source_text: str,
    index: LabelIndex,
    number: int,
    ordinal: str,
    start: int,
    end: int,
) -> GlossaryEntry:
    words = view.text[start:end]
    match = _TERM.match(words.replace("\n", " "))
    cut = start + len(match["term"]) if match else end
    begin, stop = view.original(start, end)
    term = source_text[begin : view.original(start, cut)[1]].strip()
    definition_start = view.original(cut, end)[0]
    definition = source_text[definition_start:stop].lstrip("：:，, ").strip()
    names, code = _classified(view.text[start:cut], index, source.fiscal_year)
    return GlossaryEntry(
        entry=f"{source.disclosure}-g{number}",
        disclosure=source.disclosure,
        number=ordinal,
        term=term,
        definition=definition,
        start=begin,
        end=stop,
        function_class=names[0],
        function_group=names[1],
        function_item=names[2],
        function_code=code,
        concept=_concept(view.text[start:cut], code, index, source.fiscal_year),
    )


def _classified(term: str, index: LabelIndex, year: int) -> tuple[tuple[str, str, str], str]:
    match = _PATH.match(term)
    if match is None:
        return ("", "", ""), ""
    groups = match.groupdict()
    names = tuple(
        next((groups[key] for key in (k, k + "2", k + "3") if groups.get(key)), "")
        for k in ("class", "group", "item")
    )
    printed = [name for name in names if name]
    codes = index.codes.path_codes(printed, year)
    code = codes[-1].code if len(codes) == len(printed) else ""
    return (names[0], names[1], names[2]), code


def _concept(term: str, code: str, index: LabelIndex, year: int) -> str:
    if code:
        return f"function_{code}"
    if "（类）" in term:
        return ""
    found = index.resolve(term, Context((), "万元", year=year))
    return found.concept if found is not None and found.rule == "label" else ""
