"""The 名词解释 part: in, the outline; out, entries, split into 类 款 项 where they explain one."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.model import GlossaryEntry, Source
from mingzhang.parse.concepts.labels import MONEY, Context, LabelIndex
from mingzhang.parse.text.compact import Compact
from mingzhang.parse.text.outline import ARABIC, CHINESE, CHINESE_PAREN, Line, Outline
from mingzhang.vocab.grammar import Patterns

_LONGEST_TERM = 40


def glossary(
    view: Compact, outline: Outline, source: Source, source_text: str, index: LabelIndex
) -> tuple[GlossaryEntry, ...]:
    """Read the entries. `start`..`end` covers term and definition, ordinal left out."""
    entries, grammar = [], index.vocab.grammar.patterns
    for number, (ordinal, start, end) in enumerate(_items(view, outline, grammar), start=1):
        text = view.text[start:end]
        match = grammar["term"].match(text.replace("\n", ""))
        if match is None:
            continue
        if "\n" in text:
            match = grammar["term"].match(text.replace("\n", " "))
        cut = start + len(match["term"]) if match else end
        entries.append(_entry(view, source, source_text, index, number, ordinal, start, cut, end))
    return tuple(entries)


def _items(view: Compact, outline: Outline, grammar: Patterns) -> Iterator[tuple[str, int, int]]:
    """Yield (ordinal, start, end) of each entry; lines that open no entry go on with the last."""
    open_item: tuple[str, int, int] | None = None
    within = _parts(outline)
    for line in outline.lines:
        if line.section not in within or (line.heading and not line.ordinal):
            continue
        if line.heading and _names_part(outline, line, grammar):
            continue
        if _opens(view, line, grammar):
            if open_item is not None:
                yield open_item
            open_item = (line.ordinal, line.content, line.end)
        elif open_item is not None:
            open_item = (open_item[0], open_item[1], line.end)
    if open_item is not None:
        yield open_item


def _parts(outline: Outline) -> set[int]:
    """The sections of the part, at whatever depth: terms may be headings below it.

    Attached files come after all parts, whatever level their heading seems to have.
    """
    within: set[int] = set()
    for number, section in enumerate(outline.sections):
        is_glossary = section.kind == "glossary" or (
            section.kind != "appendix" and section.parent in within
        )
        within.update((number,) if is_glossary else ())
    return within


def _names_part(outline: Outline, line: Line, grammar: Patterns) -> bool:
    section = outline.sections[line.section]
    named = grammar["terms_heading"].search(section.title) is not None
    return named and line.level in (1, 2) and section.level == line.level


def _opens(view: Compact, line: Line, grammar: Patterns) -> bool:
    text = view.text[line.content : line.end]
    if line.level in (ARABIC, CHINESE, CHINESE_PAREN):
        return True
    term = grammar["term"].match(text)
    if term is None or len(term["term"]) > _LONGEST_TERM:
        return False
    return grammar["no_term"].search(term["term"]) is None


def _entry(
    view: Compact,
    source: Source,
    source_text: str,
    index: LabelIndex,
    number: int,
    ordinal: str,
    start: int,
    cut: int,
    end: int,
) -> GlossaryEntry:
    begin, stop = view.original(start, end)
    term = source_text[begin : view.offsets[cut - 1] + 1].strip()
    definition_start = view.original(cut, end)[0]
    definition = source_text[definition_start:stop].lstrip("：:，, ").strip()
    names, code = _classified(view.text[start:cut], index, source.fiscal_year)
    concept = _concept(view.text[start:cut], code, index, source.fiscal_year)
    entry = f"{source.disclosure}-g{number}"
    told = (ordinal, term, definition, begin, stop)
    return GlossaryEntry(entry, source.disclosure, *told, *names, code, concept)


def _classified(term: str, index: LabelIndex, year: int) -> tuple[tuple[str, str, str], str]:
    match = index.vocab.grammar.patterns["term_steps"].match(term)
    if match is None:
        return ("", "", ""), ""
    groups = match.groupdict()
    names = [
        groups.get(k) or groups.get(k + "2") or groups.get(k + "3") or ""
        for k in ("class", "group", "item")
    ]
    printed = tuple(filter(None, names))
    codes = index.codes.path_codes(printed, year)
    code = codes[-1].code if len(codes) == len(printed) else ""
    return (names[0], names[1], names[2]), code


def _concept(term: str, code: str, index: LabelIndex, year: int) -> str:
    if code:
        return f"function_{code}"
    if index.vocab.grammar.patterns["class_printed"].search(term):
        return ""
    resolution = index.resolve(term, Context((), MONEY, year=year))
    return resolution.concept if resolution is not None and resolution.rule == "label" else ""
