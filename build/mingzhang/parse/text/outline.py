"""The section tree: in, compact text and section vocabulary; out, headings and odd structure.

Real files lose and repeat ordinals, restart numbering, cut headings in two and glue them to text;
what was odd is returned as notes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import inf

from mingzhang.common.chinese_numbers import chinese_number
from mingzhang.common.memo import remembers
from mingzhang.common.records import blank
from mingzhang.model import Grid, Note, Section
from mingzhang.parse.notes import note
from mingzhang.parse.text.compact import Compact
from mingzhang.vocab import SectionKind
from mingzhang.vocab.grammar import Patterns

PART, CHINESE, CHINESE_PAREN, ARABIC, ARABIC_PAREN, CIRCLED = range(1, 7)
_NUMBER = "一二三四五六七八九十"
_ORDINALS = (
    (PART, re.compile(rf"第([{_NUMBER}]+)(?:部分|章|篇)[、：，.]?")),
    (CHINESE, re.compile(rf"([{_NUMBER}]{{1,3}})(?:[、.，]|：(?=[^\n]))")),
    (CHINESE_PAREN, re.compile(rf"（([{_NUMBER}]{{1,3}})）[、.]?|([{_NUMBER}]{{1,3}})）")),
    (ARABIC, re.compile(r"(\d{1,2})(?:、|\.(?!\d)|\.(?=\d{4,}[一-鿿])(?!\d[\d,.]*[万亿千百]?元))")),
    (ARABIC_PAREN, re.compile(r"（(\d{1,2})）[、.]?|(\d{1,2})）")),
    (CIRCLED, re.compile(r"([①-⑳])")),
)
_ORDINALS_AT = {
    first: tuple(_ORDINALS[level - 1] for level in levels)
    for starts, levels in (
        ("第", (PART,)),
        ("（", (CHINESE_PAREN, ARABIC_PAREN)),
        (_NUMBER, (CHINESE, CHINESE_PAREN)),
        ("0123456789", (ARABIC, ARABIC_PAREN)),
        ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", (CIRCLED,)),
    )
    for first in starts
}
"""The ordinals that can begin with a character."""
_PRINTED_LINE = re.compile("[^\n]+")
_HEADING_MOST = 60
_TITLE_END = re.compile(r"[，。；：！？\n]")


@dataclass(slots=True)
class Line:
    """One line of the compact text: `content` is where it goes on after the ordinal.

    Within a table of contents every line is a heading of no level and no section; `odd` is what is
    odd about the heading.
    """

    start: int
    end: int
    content: int
    level: int
    ordinal: str
    heading: bool
    odd: str = ""
    section: int = -1


@dataclass(frozen=True, slots=True)
class Outline:
    """The tree, the lines with the section each belongs to, and what was odd.

    Spans of `sections` are spans of the source text; those of `lines` of the compact text.
    `contents` is the span of a table of contents in the compact text, empty if there is none.
    """

    sections: tuple[Section, ...]
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
    contents: tuple[int, int]


def outline(
    view: Compact, kinds: Kinds, gaps: Sequence[int] = (), grids: Sequence[Grid] = ()
) -> Outline:
    """Make the section tree of a compact text; no section goes on over a gap in what was read."""
    lines = _join_cut_headings(view.text, _lines(view.text, kinds), kinds.grammar)
    contents = _contents(view.text, lines, kinds.grammar)
    below = _notes_below(view, lines, kinds, grids)
    return _Builder(view, kinds, contents).build(lines, gaps, below)


def _notes_below(
    view: Compact, lines: Sequence[Line], kinds: Kinds, grids: Sequence[Grid]
) -> dict[int, str]:
    """Return the tables whose notes (`注：1.…⏎2.…`) are lines: the titles, by the line's start."""
    starts = [view.offsets[line.start] for line in lines]
    found = {}
    for grid, following in zip(grids, [*(grid.start for grid in grids), inf][1:], strict=True):
        run = lines[bisect_left(starts, grid.end) : bisect_left(starts, following)]
        noted = run and kinds.grammar["note_lead"].match(view.text[run[0].start : run[0].end])
        items = takewhile(lambda line: line.ordinal and not line.heading, run[1:])
        for line in (run[0], *items) if noted and kinds.of_table(grid.title) else ():
            if any(map(str.isdecimal, view.text[line.start : line.end])):
                found[line.start] = grid.title
    return found


class Kinds:
    """The section vocabulary as a look-up that remembers the headings it has seen."""

    def __init__(self, kinds: Sequence[SectionKind], grammar: Patterns) -> None:
        self.grammar = grammar
        self._patterns = [(kind.section, re.compile(kind.pattern).search) for kind in kinds]
        self.of = remembers(4096)(self._find)

    def of_table(self, title: str) -> str:
        """Tell the kind of section that a table belongs to from its title."""
        return self.of(self.grammar["table_of"].sub("", title))

    def _find(self, title: str) -> str:
        """Tell the kind of section from its heading; empty when it is none of them."""
        heading = title.translate(_QUOTES).strip("：:。.、")
        return next((kind for kind, finds in self._patterns if finds(heading)), "")


_QUOTES = str.maketrans("", "", '"“”')


def _lines(text: str, kinds: Kinds) -> list[Line]:
    """The lines as printed; a heading that stands in a paragraph begins one, too."""
    result = []
    cuts = (cut.end() for cut in kinds.grammar["runs_on"].finditer(text))
    cut = next(cuts, len(text))
    for printed in _PRINTED_LINE.finditer(text):
        start, end = printed.span()
        while cut < end:
            result.append(_raw_line(text, start, cut, kinds))
            start, cut = cut, next(cuts, len(text))
        result.append(_raw_line(text, start, end, kinds))
    return result


def _raw_line(text: str, start: int, end: int, kinds: Kinds) -> Line:
    line = text[start:end]
    for level, pattern in _ORDINALS_AT.get(line[0], ()):
        match = pattern.match(line)
        if match:
            ordinal = match[match.lastindex or 0]
            content = start + match.end()
            is_title = _is_title(text[content:end], kinds.grammar)
            return Line(start, end, content, level, ordinal, is_title)
    cut = kinds.grammar["part_ordinal_cut"].match(line)
    if cut and len(line) <= _HEADING_MOST and not _TITLE_END.search(line):
        return Line(start, end, start + cut.end(), PART, "", True, "heading_cut")
    if _is_bare_heading(line, kinds):
        return Line(start, end, start, CHINESE, "", True, "ordinal_missing")
    return Line(start, end, start, 0, "", False)


def _is_title(title: str, grammar: Patterns) -> bool:
    heading = title.rstrip("。：:.")
    short = len(heading) <= _HEADING_MOST and not _TITLE_END.search(heading)
    return short and not grammar["heading_figure"].search(heading)


_BARE_MOST = 45
_LEADERS = " \t.…·0123456789"


def _is_bare_heading(line: str, kinds: Kinds) -> bool:
    """Tell a heading that lost its ordinal: short, no sentence, known words, a heading's ending."""
    heading = line.rstrip("：。")
    grammar = kinds.grammar
    if len(heading) > _BARE_MOST or not grammar["heading_end"].search(line):
        return False
    if grammar["goes_on_behind"].search(heading) or grammar["note_lead"].match(line):
        return False
    return not grammar["in_sentence"].search(heading.replace("、", "", 1)) and bool(
        kinds.of(heading)
    )


def _join_cut_headings(text: str, lines: list[Line], grammar: Patterns) -> list[Line]:
    """Join a part heading with its next lines until its title says what the part is."""
    result: list[Line] = []
    for line in lines:
        last = result[-1] if result else None
        opens = last is not None and last.level == PART and last.heading
        if opens and last is not None and _continues(text, last, line, grammar):
            last.end, last.odd = line.end, last.odd or "heading_in_two_lines"
        else:
            result.append(line)
    return result


def _continues(text: str, part: Line, line: Line, grammar: Patterns) -> bool:
    titled = grammar["part_titled"].search(text, part.content, part.end)
    if titled or (line.level and line.ordinal):
        return False
    title = text[line.start : line.end]
    return len(title) <= _HEADING_MOST and not _TITLE_END.search(title.rstrip("：。"))


def _key(text: str, line: Line) -> str:
    key = text[line.start : line.end].rstrip(_LEADERS)
    return key.replace("\n", "") if "\n" in key else key


def _contents(text: str, lines: list[Line], grammar: Patterns) -> tuple[int, int]:
    """Find the table of contents: from 目录 (or the first heading) to where headings come again."""
    titled = grammar["contents_heading"].match
    marked = next((i for i, x in enumerate(lines[:40]) if titled(_key(text, x))), None)
    first = marked + 1 if marked is not None else 0
    heads = [i for i in range(first, len(lines)) if lines[i].level in (PART, CHINESE)]
    if not heads or (marked is None and lines[heads[0]].level != PART):
        return (0, 0)
    opening = _key(text, lines[heads[0]])
    again = next((i for i in heads[1:] if _same_heading(_key(text, lines[i]), opening)), None)
    if again is None:
        return (0, 0) if marked is None else _listed(lines, marked, first)
    between = lines[heads[0] : again]
    if any(x.end - x.start > _HEADING_MOST + 20 for x in between):
        return (0, 0)
    start = lines[marked].start if marked is not None else lines[heads[0]].start
    return (start, lines[again].start)


def _same_heading(heading: str, other: str) -> bool:
    return heading == other or (min(len(heading), len(other)) >= 6 and heading[:12] == other[:12])


def _listed(lines: list[Line], marked: int, first: int) -> tuple[int, int]:
    last = first
    while last < len(lines) and lines[last].heading:
        last += 1
    if lines[first].ordinal and lines[last - 1].odd == "ordinal_missing":
        last -= 1  # behind numbered entries: the first heading of the text
    return (lines[marked].start, lines[last - 1].end + 1) if last - first > 3 else (0, 0)


_HEAD_MOST = 30
"""Characters of a line that heads what follows without an ordinal of its own: `总工会：`."""
_ORGANISING = ("duties", "organisation", "composition")
_WITHIN_ORGANISING = ("duties", "organisation", "composition", "staff")


class _Builder:
    """Builds the tree from the lines; keeps the path of open sections."""

    def __init__(self, view: Compact, kinds: Kinds, contents: tuple[int, int]) -> None:
        self.view = view
        self.kinds = kinds
        self._tells_kind = kinds.grammar["tells_kind"].search
        self.contents = contents
        self.sections: list[Section] = []
        self.open: list[Section] = []
        self.counts: dict[tuple[int, int], tuple[int, str]] = {}
        self.headed = self.begins_anew = False
        self.items: set[int] = set()
        self.notes: list[Note] = []

    def build(self, lines: list[Line], gaps: Sequence[int], below: Mapping[int, str]) -> Outline:
        text, (first, last) = self.view.text, self.contents
        ends = self._ends([line for line in lines if not first <= line.start < last], gaps)
        missing = list(gaps)
        for line in lines:
            while missing and missing[0] <= self.view.offsets[line.start]:
                missing.pop(0)
                self.open.clear()
                self.counts.clear()
                self.begins_anew = True
            short = not line.level and line.end - line.start <= _HEAD_MOST
            if first <= line.start < last:
                line.level, line.heading = 0, True
            else:
                if title := below.get(line.start):
                    line.level, line.section = 0, self._below_table(line, title)
                    continue
                if line.level:
                    self._push(line, ends[line.start])
                elif self.items:
                    self._leave_items(text[line.start : line.end])
                line.section = self.open[-1].index if self.open else -1
            self.headed = short and text.endswith("：", line.start, line.end)
        return Outline(tuple(self.sections), tuple(lines), tuple(self.notes), self.contents)

    def _below_table(self, line: Line, title: str) -> int:
        """Make a section of a note's line, of the kind of its table; the open ones stay open."""
        start, end = self.view.original(line.start, line.end)
        if lead := self.kinds.grammar["note_lead"].match(self.view.text[line.start : line.end]):
            line.content = line.start + lead.end()
        index, kind = len(self.sections), self.kinds.of_table(title)
        above = self.open[-1] if self.open else None
        parent, path = (above.index, f"{above.path} / {title}") if above else (-1, title)
        place = (start, start, end, parent, path)
        self.sections.append(Section(index, CIRCLED, "", title, kind, *place))
        return index

    def _leave_items(self, line: str) -> None:
        """`1.财政拨款9万元。⏎2.单位资金3万元。⏎按支出类别：基本支出【8】万元`: not of the last."""
        if self.kinds.grammar["listed_anew"].match(line):
            while self.open and self.open[-1].index in self.items:
                self.open.pop()

    def _ends(self, lines: list[Line], gaps: Sequence[int]) -> dict[int, int]:
        """Where the section of each numbered line ends: where the next as high or higher begins."""
        missing = list(gaps)
        ends: dict[int, int] = {}
        last, _ = self.view.original(len(self.view.text), 0)
        until = [last] * (CIRCLED + 1)
        for line in reversed(lines):
            while missing and missing[-1] > self.view.offsets[line.start]:
                until = [missing.pop()] * (CIRCLED + 1)
            if line.level:
                ends[line.start] = until[line.level]
                begun = [self.view.offsets[line.start]]
                until[line.level :] = begun * (CIRCLED + 1 - line.level)
        return ends

    def _push(self, line: Line, end: int) -> None:
        text = self.view.text
        while self.open and self.open[-1].level >= line.level:
            self.open.pop()
        above = self.open[-1] if self.open else None
        parent = above.index if above else -1
        self._count(parent, line)
        body = text[line.content : line.end]
        body = body.replace("\n", "") if "\n" in body else body
        title = body.rstrip("：。") if line.heading else _before_figure(body, self.kinds)
        explained = above is not None and above.kind == "glossary" and not line.heading
        named = line.level <= CHINESE or line.heading or self._tells_kind(title) is not None
        kind = self.kinds.of(title) if named and not explained else ""
        if above is not None and above.kind in _ORGANISING and line.level >= CHINESE_PAREN:
            # A duty or a unit may be called 绩效考评室 or 其他事项: no section of accounts.
            kind = kind if kind in _WITHIN_ORGANISING else ""
        printed = text[line.start : line.content] + title
        section = blank(Section)
        section.index = len(self.sections)
        section.level = line.level
        section.ordinal = line.ordinal
        section.title = title
        section.kind = kind or (above.kind if above else "")
        section.start = self.view.offsets[line.start]
        section.heading_end = self.view.offsets[line.end - 1] + 1
        section.end = end
        section.parent = parent
        section.path = f"{above.path} / {printed}" if above else printed
        if not line.heading:
            self.items.add(section.index)
        self.open.append(section)
        self.sections.append(section)

    def _count(self, parent: int, line: Line) -> None:
        """Compare the ordinal with the one before it at the same level and note what is odd."""
        if line.odd:
            self._note(line.odd, line)
        number, place = _ordinal_value(line.ordinal), (parent, line.level)
        last, how = self.counts.get(place, (0, ""))
        if number is not None:
            is_next = not last and parent < 0 and self.begins_anew
            if not is_next and (odd := self._odd(number, last, how)):
                self._note(odd, line, number=number, last=last)
            self.counts[place] = (number, "")
        elif not line.ordinal:
            self.counts[place] = (last + 1, "lost")

    def _odd(self, number: int, last: int, how: str) -> str:
        """What is odd about an ordinal behind the one before it; empty for nothing."""
        if number == last == 1 and self.headed:
            return ""  # `总工会：`（一）…`文化宫：`（一）…: each heading's own list has one item
        if number == last and how != "lost":
            return "ordinal_repeated"
        if number == 1 and last >= 1:
            return "ordinal_restarted"
        if number > last + 1:
            return "ordinal_gap" if last else "ordinal_gap/first"
        return "ordinal_backwards" if number < last else ""

    def _note(self, kind: str, line: Line, **details: object) -> None:
        start, end = self.view.original(line.start, line.end)
        self.notes.append(note(kind, start, end, ordinal=line.ordinal, **details))


def _before_figure(body: str, kinds: Kinds) -> str:
    """The title of a line that goes on as a sentence: what stands before its first figure."""
    stop = _TITLE_END.search(body)
    figure = kinds.grammar["heading_figure"].search(body, 0, stop.start() if stop else len(body))
    return body[: figure.start()] if figure else body[: stop.start()] if stop else body


@remembers(1024)
def _ordinal_value(ordinal: str) -> int | None:
    if ordinal.isdecimal():
        return int(ordinal) if len(ordinal) < 5 else None
    if ordinal and "①" <= ordinal <= "⑳":
        return ord(ordinal) - ord("①") + 1
    return chinese_number(ordinal) if ordinal else None
