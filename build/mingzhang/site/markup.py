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
from mingzhang.site.agency_data import GridCell, Passage
from mingzhang.site.mentions import Mention
from mingzhang.site.wording import KINDS, html_text

DEEPEST_HEADING = 6
HEADING = "heading"
"""The kind of passage that is a heading; a numbered sentence is a section too, but stays text."""
ROW = "table"
"""The kind of passage that is a row of a table, its cells parted by tabs."""
UNREAD = "unread"
"""A line of ours that stands for a page of the source without text."""
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
    cells: Mapping[int, GridCell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the reader: its HTML, the tag it becomes, and the findings that stand there.

    A row of a table also has its `cells` one by one, each with its place in the table.
    """

    tag: str
    css: str
    html: Markup
    page: int | None
    findings: tuple[Finding, ...]
    cells: tuple[tuple[GridCell | None, Markup], ...] = ()

    @property
    def table(self) -> int | None:
        """The table that the row belongs to, where that is known."""
        first = self.cells[0][0] if self.cells else None
        return first.table if first is not None else None


def places(
    facts: Iterable[Fact],
    sections: Iterable[Section],
    findings: Iterable[Finding],
    anchored: Iterable[int | None],
    cells: Iterable[GridCell] = (),
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
        cells={cell.start: cell for cell in cells},
    )


def lines(passages: Sequence[Passage], marked: Places) -> Iterable[Line]:
    """Turn the lines of a source into HTML, one by one."""
    offsets = sorted({*marked.figures, *marked.headings, *marked.anchors, *marked.mentions})
    previous = TOP_HEADING - 1
    position = 0
    for passage in passages:
        if passage.kind == UNREAD:
            yield Line("p", "unread", html_text(passage.text), passage.page, ())
            continue
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
    findings = tuple(f for offset in offsets for f in marked.findings.get(offset, ()))
    if passage.kind == ROW:
        cells = tuple(_cells(passage, offsets, marked))
        html = Markup("".join(cell for _, cell in cells))
        return Line("tr", "", html, passage.page, findings, cells)
    heading = next((marked.headings[o] for o in offsets if o in marked.headings), None)
    tag, css = "p", "" if passage.text.strip() else "blank"
    if heading is not None and passage.kind == HEADING and _fills(heading, passage):
        # A level may be skipped in the source; a page that skips one is hard to listen to.
        level = min(TOP_HEADING - 1 + max(heading.level, 1), previous + 1, DEEPEST_HEADING)
        tag = f"h{max(level, TOP_HEADING)}"
    elif heading is not None:
        css = "lead"
    return Line(tag, css, _marked_text(passage, offsets, marked), passage.page, findings)


def _cells(
    passage: Passage, offsets: Sequence[int], marked: Places
) -> Iterator[tuple[GridCell | None, Markup]]:
    """Turn a row into cells; the tab between two cells is the border between them."""
    start = passage.start
    texts = passage.text.split("\t")
    for number, text in enumerate(texts):
        is_last = number == len(texts) - 1
        cell = replace(passage, start=start, end=start + len(text), text=text)
        own_offsets = [o for o in offsets if start <= o <= cell.end or (not number and o < start)]
        place = marked.cells.get(start + len(text) - len(text.lstrip()))
        start = cell.end + 1
        offsets = [o for o in offsets if o > cell.end] if not is_last else offsets
        if place is None and marked.cells and not text.strip() and not own_offsets:
            # In pasted tables a tab stands for what a merged cell covers; the table has no cell.
            continue
        css = _kind(text, any(o in marked.figures for o in own_offsets))
        spans = _spans(place) if place is not None else ""
        yield place, Markup(f"<td{css}{spans}>{_marked_text(cell, own_offsets, marked)}</td>")


def _kind(text: str, has_figure: bool) -> str:
    """Tell numbers (`n`), which stand at the right, from codes (`c`) and words that wrap (`w`)."""
    if _NUMBER.fullmatch(text):
        return ' class="n"' if has_figure or not text.strip().isdigit() else ' class="c"'
    return ' class="w"' if len(text.strip()) > SHORT else ""


def _spans(cell: GridCell) -> str:
    down = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    return f' colspan="{cell.column_span}"{down}' if cell.column_span > 1 else down


SHORT = 6
"""Characters of a cell that stay on one line; longer ones get a column wide enough to read."""
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


def blocks(page_lines: Iterable[Line]) -> Iterator[Block]:
    """Group lines into tables and text, at most a page at a time."""
    for (is_table, page, _), group in groupby(
        page_lines, key=lambda line: (line.tag == "tr", line.page, line.table)
    ):
        members = tuple(group)
        columns = max(map(_width, members))
        yield Block(tuple(_aligned(members)) if is_table else members, page, is_table, columns)


def _width(line: Line) -> int:
    ends = [cell.column + cell.column_span for cell, _ in line.cells if cell is not None]
    return max([*ends, len(line.cells)])


def _aligned(rows: Iterable[Line]) -> Iterator[Line]:
    """Set the cells of each row under their columns: what a cell of a page before covers is blank.

    A finding stands below its row; where a cell reaches further down, below that cell.
    """
    covered: dict[int, int] = {}
    """Rows that a cell above still covers, by column."""
    held: tuple[Finding, ...] = ()
    waiting: Line | None = None
    for row in rows:
        if waiting is not None:
            yield waiting
        covered = {column: left - 1 for column, left in covered.items() if left > 1}
        html = Markup("".join(_placed(row, covered)))
        is_open = any(left > 1 for left in covered.values())
        now = () if is_open else (*held, *row.findings)
        held = (*held, *row.findings) if is_open else ()
        waiting = replace(row, html=html, findings=now)
    if waiting is not None:
        yield replace(waiting, findings=(*waiting.findings, *held))


def _placed(row: Line, covered: dict[int, int]) -> Iterator[str]:
    """Yield the cells of a row with blanks before them; notes in `covered` what they cover."""
    column = 0
    for cell, html in row.cells:
        if cell is not None:
            for blank in range(column, cell.column):
                if blank not in covered:
                    yield "<td></td>"
            column = cell.column + cell.column_span
            if cell.row_span > 1:
                for under in range(cell.column, column):
                    covered[under] = cell.row_span
        yield str(html)
