"""The reader's text: in, lines of a source and what stands where in it; out, HTML.

Every character of the source appears once and in order. Nothing of it is read as HTML: all text is
escaped, and tags stand only where this module puts them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from markupsafe import Markup, escape

from mingzhang.model import Fact, Finding, Section
from mingzhang.site import addresses
from mingzhang.site.mentions import Mention
from mingzhang.site.tables import Passage
from mingzhang.site.wording import KINDS, html_text

DEEPEST_HEADING = 6
HEADING = "heading"
"""The kind of passage that is a heading; a numbered sentence is a section too, but stays text."""
ROW = "table"
"""The kind of passage that is a row of a table, its cells parted by tabs."""
TOP_HEADING = 3
"""Headings of the source stand below the page's own h1 and the h2 of the reader."""


@dataclass(frozen=True, slots=True)
class Places:
    """What stands where in a text. Keys are offsets."""

    figures: Mapping[int, tuple[Fact, ...]]
    headings: Mapping[int, Section]
    anchors: frozenset[int]
    findings: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict)
    mentions: Mapping[int, Mention] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the reader: its HTML, the tag it becomes, and the findings that stand there."""

    tag: str
    css: str
    html: Markup
    page: int | None
    findings: tuple[Finding, ...]


def places(
    facts: Iterable[Fact],
    sections: Iterable[Section],
    findings: Iterable[Finding],
    anchored: Iterable[int | None],
) -> Places:
    """Sort everything by where it stands. `anchored` are further offsets that others link to."""
    figures: defaultdict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        if addresses.is_in_text(fact) and fact.start is not None:
            figures[fact.start].append(fact)
    at: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.start is not None:
            at[finding.start].append(finding)
    return Places(
        figures={start: tuple(group) for start, group in figures.items()},
        headings={section.start: section for section in sections},
        anchors=frozenset(start for start in (*anchored, *at) if start is not None),
        findings={start: tuple(group) for start, group in at.items()},
    )


def lines(passages: Sequence[Passage], marked: Places) -> Iterable[Line]:
    """Turn the lines of a source into HTML, one by one."""
    offsets = sorted({*marked.figures, *marked.headings, *marked.anchors, *marked.mentions})
    previous = TOP_HEADING - 1
    position = 0
    for passage in passages:
        first = position
        while position < len(offsets) and offsets[position] < passage.end:
            position += 1
        line = _line(passage, offsets[first:position], marked, previous)
        if line.tag.startswith("h"):
            previous = int(line.tag[1])
        yield line
    if position < len(offsets):
        end = offsets[position]
        yield _line(Passage(-1, end, end, ""), offsets[position:], marked, previous)


def _line(passage: Passage, offsets: Sequence[int], marked: Places, previous: int) -> Line:
    found = tuple(f for offset in offsets for f in marked.findings.get(offset, ()))
    if passage.kind == ROW:
        return Line("tr", "", _cells(passage, offsets, marked), passage.page, found)
    heading = next((marked.headings[o] for o in offsets if o in marked.headings), None)
    tag, css = "p", "" if passage.text.strip() else "blank"
    if heading is not None and passage.kind == HEADING and _fills(heading, passage):
        # A level may be skipped in the source; a page that skips one is hard to listen to.
        level = min(TOP_HEADING - 1 + max(heading.level, 1), previous + 1, DEEPEST_HEADING)
        tag = f"h{max(level, TOP_HEADING)}"
    elif heading is not None:
        css = "lead"
    return Line(tag, css, _marked_text(passage, offsets, marked), passage.page, found)


def _cells(passage: Passage, offsets: Sequence[int], marked: Places) -> Markup:
    """Turn a row into cells; the tab between two cells is the border between them."""
    cells = []
    start = passage.start
    texts = passage.text.split("\t")
    for number, text in enumerate(texts):
        is_last = number == len(texts) - 1
        cell = replace(passage, start=start, end=start + len(text), text=text)
        own = [o for o in offsets if start <= o <= cell.end or (not number and o < start)]
        start = cell.end + 1
        offsets = [o for o in offsets if o > cell.end] if not is_last else offsets
        css = ' class="n"' if _NUMBER.fullmatch(text) else ""
        cells.append(f"<td{css}>{_marked_text(cell, own, marked)}</td>")
    return Markup("".join(cells))


_NUMBER = re.compile(r"\s*-?\d[\d,.]*%?\s*")


def _fills(section: Section, passage: Passage) -> bool:
    """Tell whether a heading has its line for itself."""
    before = passage.text[: max(section.start - passage.start, 0)]
    after = passage.text[max(section.heading_end - passage.start, 0) :]
    return section.heading_end <= passage.end and not before.strip() and not after.strip()


def _marked_text(passage: Passage, offsets: Sequence[int], marked: Places) -> Markup:
    parts: list[str] = []
    done = passage.start
    for offset in offsets:
        # An offset in a line break stands at the next line's start, one in a numeral after it.
        here = min(max(offset, done), passage.end)
        parts.append(html_text(passage.text[done - passage.start : here - passage.start]))
        done = here
        if offset in marked.headings:
            parts.append(f'<span id="s-{marked.headings[offset].index}"></span>')
        if offset in marked.anchors:
            parts.append(f'<span id="t-{offset}"></span>')
        if offset in marked.figures and here > offset:
            parts.append(_anchors(marked.figures[offset]))
        elif offset in marked.figures:
            facts = marked.figures[offset]
            done = min(facts[0].end or offset, passage.end)
            text = passage.text[offset - passage.start : done - passage.start]
            parts.append(_mark(facts, text))
        elif offset in marked.mentions and here == offset:
            mention = marked.mentions[offset]
            done = min(mention.end, passage.end)
            text = passage.text[offset - passage.start : done - passage.start]
            href = escape(mention.href)
            parts.append(f'<a class="mz-term" href="{href}">{html_text(text)}</a>')
    parts.append(html_text(passage.text[done - passage.start :]))
    return Markup("".join(parts))


def _mark(facts: Sequence[Fact], text: str) -> str:
    """Mark a numeral and link it to its row; further facts of the same numeral get anchors."""
    first = facts[0]
    name = escape(addresses.local(first.fact))
    kind = KINDS[first.measure] if first.concept else "unmapped"
    link = f'<a href="#r-{name}">{html_text(text)}</a>'
    return f'{_anchors(facts[1:])}<mark id="f-{name}" class="{kind}">{link}</mark>'


def _anchors(facts: Sequence[Fact]) -> str:
    return "".join(f'<span id="f-{escape(addresses.local(f.fact))}"></span>' for f in facts)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: rows of one table on one page, or any other lines."""

    lines: tuple[Line, ...]
    page: int | None
    is_table: bool
    columns: int


def blocks(found: Iterable[Line]) -> Iterator[Block]:
    """Group lines into tables and text, at most a page at a time."""
    for (is_table, page), group in groupby(found, key=lambda line: (line.tag == "tr", line.page)):
        members = tuple(group)
        columns = max(line.html.count("<td") for line in members)
        if is_table:
            members = tuple(replace(line, html=_spread(line.html, columns)) for line in members)
        yield Block(members, page, is_table, columns)


def _spread(cells: Markup, columns: int) -> Markup:
    """Widen the cells of a short row so that its figures stand under their heads.

    The text has lost which cells were merged. One cell too few means a first cell over the columns
    of code and name; a whole fraction of the columns means heads of equal groups.
    """
    count = cells.count("<td")
    if count == columns - 1 > 1:
        return Markup(str(cells).replace("<td", '<td colspan="2"', 1))
    if count > 1 and columns % count == 0 and columns > count:
        return Markup(str(cells).replace("<td", f'<td colspan="{columns // count}"'))
    return cells
