"""Pages to blocks: in, the lines and tables of each page; out, paragraphs and tables made whole.

A paragraph that was broken into lines and over pages is one again, a table over pages too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from mingzhang.common.gaps import PICTURE
from mingzhang.read import titles
from mingzhang.read.blocks import Block, Paragraph
from mingzhang.read.pdf_margins import Margins, margins_of
from mingzhang.read.pdf_over_pages import OpenTable, add_table
from mingzhang.read.pdf_table import PageTable
from mingzhang.read.pdf_text import Line, glued

INDENT = 1.2
"""Ems from the margin: a line that starts further right begins a paragraph (usually two ems)."""
CENTRED = 4.0
"""Ems from the margin: a line that starts further right is centred or set to the right."""
PARAGRAPH_GAP = 1.35
"""Times the usual distance of lines, where paragraphs are parted by distance."""
SECTION_GAP = 2.6
"""Times the usual distance of lines: nothing goes on across such a gap."""
SAME_EDGE = 0.3
"""Ems within which two lines of a paragraph begin at one place."""
LONG = 15.0
"""Ems of a line that is running text, not a heading."""
SAME_SIZE = 0.12
"""Share by which the letters of one paragraph may differ."""
TITLE_ASIDE, TITLE_PITCH = 0.6, 2.2
"""Ems by which the middles of two lines of a title may differ; ems between them."""

_HEADING = re.compile(
    r"^(第[一二三四五六七八九十百]+(部分|章|节|篇)|[一二三四五六七八九十]{1,4}[、.．]"
    r"|[（(][一二三四五六七八九十]{1,4}[)）]|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[（(]\d{1,2}[)）]"
    r"|[①-⑳]|附件|附表|表\s*\d+[:：\s]|注[:：]|说明[:：]|备注[:：]|单位[:：])"
)
_CONTENTS = re.compile(r"[.…·．⋯]{3,}\s*-?\s*\d{1,4}\s*-?$")
_TOKEN = re.compile(
    r"^[（(“‘《「『【〔]*([A-Za-z0-9.,%+\-]+|.(?:-[\d.,]+%?)?)[，。、；：？！）)》”’」』】〕%％]*(?:(?<=[）)])[\d.,]+)?"
)
"""What may not be parted at a line's end: （项）。 stays together, （项）2024 and 入-1.25."""
_STOPS = "。；：！？"
_CLAUSES = re.compile("[，；。]")
_CUT_NUMBER = re.compile(
    r"[^\s\d.,][\d,]*\d(?:\.\n\d+(?=[万亿]?元|%)|,\n\d{3}(?!\d)|\n(?:\.\d|,\d{3}|[万亿]?元|%)"
    r"|\n\d[\d,]*\.\d+(?:[万亿]?元|%)|\.\d+\n\d+(?:[万亿]?元|%))"
    r"|\d[万亿]\n元|\w-\n\d"
)


@dataclass(frozen=True, slots=True)
class FlowPage:
    """One page without its furniture: lines and tables in order from top to bottom."""

    number: int
    width: float
    items: tuple[Line | PageTable, ...]
    through: int = 0
    """The last page that parts of its table stand on, if not this one."""
    skips: bool = False
    """Pages between the one before and this are missing: nothing goes on here."""
    aside: tuple[Line, ...] = ()
    """What stands beside the text, which goes on past it."""


@dataclass(frozen=True, slots=True)
class _Style:
    """How the lines of a document are set: margins by page, distance of lines, indents."""

    margins: dict[int, Margins]
    pitch: float
    indented: bool


@dataclass(slots=True)
class _Open:
    """A paragraph that may go on: its text so far, the last line, where new pages begin."""

    text: str
    page: int
    first: Line
    last: Line
    last_page: FlowPage
    breaks: list[tuple[int, int]] = field(default_factory=list)


def blocks_of(pages: Sequence[FlowPage]) -> list[Block]:
    """Join the lines and tables of all pages to paragraphs and tables, in reading order."""
    style = _style(pages)
    blocks: list[Block] = []
    tables: list[OpenTable] = []
    paragraph: _Open | None = None
    aside: list[Paragraph] = []
    for page in pages:
        for item in page.items:
            if isinstance(item, PageTable):
                blocks.extend(_closed(paragraph))
                paragraph = None
                add_table(blocks, tables, item, page.number, page.through or page.number)
            elif paragraph and _goes_on(paragraph, item, page, style):
                joined = glued(paragraph.text, item.text)
                if page.number != paragraph.last_page.number:
                    paragraph.breaks.append((len(joined) - len(item.text), page.number))
                paragraph.text, paragraph.last, paragraph.last_page = joined, item, page
            else:
                blocks.extend(_closed(paragraph))
                blocks.extend(aside)
                aside.clear()
                paragraph = _Open(item.text, page.number, item, item, page)
        aside.extend(Paragraph(line.text, page.number) for line in page.aside)
    return [*blocks, *_closed(paragraph), *aside]


def _closed(paragraph: _Open | None) -> Iterator[Paragraph]:
    if paragraph:
        yield Paragraph(paragraph.text, paragraph.page, tuple(paragraph.breaks))


def _style(pages: Sequence[FlowPage]) -> _Style:
    sizes = [
        (page.number, page.width, [item for item in page.items if isinstance(item, Line)])
        for page in pages
    ]
    pitches = [
        below.middle - above.middle
        for *_, lines in sizes
        for above, below in pairwise(lines)
        if 0 < below.middle - above.middle < 5 * above.em
    ]
    margins = margins_of(sizes)
    body = [(line, margins[number].left) for number, _, lines in sizes for line in lines]
    indents = sum(INDENT < (line.x0 - edge) / line.em < CENTRED for line, edge in body)
    full = sum(abs(line.x0 - edge) < INDENT * line.em for line, edge in body)
    return _Style(margins, median(pitches) if pitches else 0.0, 8 * indents >= full > 0)


def _goes_on(paragraph: _Open, line: Line, page: FlowPage, style: _Style) -> bool:
    """Tell whether a line continues the paragraph above it."""
    last = paragraph.last
    same_page = page.number == paragraph.last_page.number
    if (page.skips and not same_page) or PICTURE in (line.text, last.text):
        return False
    if abs(last.em - line.em) > SAME_SIZE * max(last.em, line.em) or _CONTENTS.search(last.text):
        return False
    if _HEADING.match(line.text) and (_is_heading(paragraph) or last.text[-1] in _STOPS):
        return False
    if titles.is_header_line(paragraph.text) and not _CLAUSES.search(paragraph.text):
        return False  # 公开01表, set to the right: what follows is no rest of it
    if last.text.endswith("表") and titles.is_header_line(line.text):
        return False  # the body or the unit, below a title that ends at the margin
    gap = line.middle - last.middle
    if same_page and (gap <= 0.5 * last.em or (style.pitch and gap > SECTION_GAP * style.pitch)):
        return False
    margins = style.margins[page.number]
    indent = (line.x0 - margins.left) / line.em
    if same_page and _is_rest_of_title(paragraph, line):
        return True
    if same_page and _is_heading(paragraph) and indent > CENTRED:
        return _is_rest_of_heading(last, line, margins)
    aside = (line.x0 - last.x0) / line.em
    if same_page and min(indent, aside) <= INDENT and _is_cut(paragraph, line, style):
        return True
    token = _TOKEN.match(line.text)
    room = style.margins[paragraph.last_page.number].right - last.x1
    if room > _width(token[0] if token else "", line.em) + 0.7 * line.em or indent > INDENT:
        return False
    if style.indented:
        return not line.text.startswith(("注：", "说明："))
    near = not same_page or not style.pitch or gap <= PARAGRAPH_GAP * style.pitch
    return near and not _HEADING.match(line.text)


def _is_cut(paragraph: _Open, line: Line, style: _Style) -> bool:
    """Tell that a line goes on however narrow the page is: inside a number, or an open sentence.

    The paragraph began with an indent, did not end, and this line stands further left.
    """
    last = paragraph.last
    if _CUT_NUMBER.search(f"{last.text}\n{line.text}"):
        return True
    begun = last is paragraph.first
    may_end = last.text[-1] in _STOPS and (begun or not style.indented)
    if may_end or _HEADING.match(line.text):
        return False
    outdent = (paragraph.first.x0 - line.x0) / line.em
    is_open = style.indented or "，" in last.text
    if not begun:
        is_open = abs(last.x0 - line.x0) < SAME_EDGE * line.em
    return is_open and last.x1 - last.x0 > LONG * last.em and INDENT < outdent < CENTRED


def _is_rest_of_heading(last: Line, line: Line, margins: Margins) -> bool:
    """Tell whether a short centred line ends the long heading above it."""
    left, right = margins.left, margins.right
    centred = abs((line.x0 + line.x1) - (left + right)) / 2 < 2 * line.em
    return centred and len(line.text) < 20 and last.x1 - last.x0 > 0.7 * (right - left)


def _is_rest_of_title(paragraph: _Open, line: Line) -> bool:
    """Tell that a title of a table goes on in a second line, below the middle of the first."""
    last = paragraph.last
    middles = abs(last.x0 + last.x1 - line.x0 - line.x1) / 2
    begun = paragraph.text == last.text and not titles.is_title(last.text)
    return (
        begun
        and middles < TITLE_ASIDE * line.em
        and line.middle - last.middle < TITLE_PITCH * line.em
        and titles.is_title(last.text + line.text)
        and not any(character.isdigit() for character in line.text)
        and not _HEADING.match(last.text)
        and not _CLAUSES.search(last.text)
    )


def _is_heading(paragraph: _Open) -> bool:
    """Tell whether a paragraph is one line so far and begins as headings do."""
    one_line = paragraph.text == paragraph.last.text
    return one_line and bool(_HEADING.match(paragraph.text)) and "。" not in paragraph.text


def _width(text: str, em: float) -> float:
    return sum(0.55 * em if character < "\u2000" else em for character in text)
