"""Page numbers and running heads: in, the lines of all pages; out, those that belong to no text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mingzhang.common.gaps import PICTURE
from mingzhang.read import page_numbers, pdf_aside, titles
from mingzhang.read.blocks import CJK_LETTER, Remark
from mingzhang.read.pdf_page import Char
from mingzhang.read.pdf_table import PageTable
from mingzhang.read.pdf_text import Line, segments

MARGIN = 0.13
"""Share of a page's height at its top and foot where running heads and numbers stand."""
LEAST_PAGES = 3
"""A head runs over at least so many pages, and over half of all."""
OUTERMOST = 2
"""Lines at the very top and the very foot that may be furniture."""
EACH = 2
"""Stands for left and right pages."""
SAME_HEIGHT = 4.0
"""Points by which a running head may move from page to page."""


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of one page that stand outside of tables, and its tables.

    It is as wide as the page, or as the column where prose stands in two.
    """

    number: int
    height: float
    width: float
    lines: tuple[Line, ...]
    tables: tuple[PageTable, ...]
    aside: tuple[Line, ...] = ()
    """What drawings beside its text say."""


def loosened(pages: Sequence[PageLines]) -> Sequence[PageLines]:
    """Set tables that stand at the head or foot of most pages, and say the same, as lines."""
    said = Counter(key for page in pages for key in {_key(page, table) for table in page.tables})
    least = max(LEAST_PAGES, len(pages) / 2)
    running = {key for key, count in said.items() if key and count >= least}
    return [_without(page, running) for page in pages] if running else pages


def _key(page: PageLines, table: PageTable) -> str:
    """Return what a table in a margin says but for its digits; of other tables nothing."""
    high, foot = MARGIN * page.height, (1 - MARGIN) * page.height
    return "" if high < table.bottom and table.top < foot else _shape(table.text)


def _without(page: PageLines, running: set[str]) -> PageLines:
    kept = tuple(table for table in page.tables if _key(page, table) not in running)
    freed = (
        Line(table.text, table.xs[0], table.top, table.xs[-1], table.bottom, 1.0)
        for table in page.tables
        if table not in kept
    )
    lines = sorted((*page.lines, *freed), key=lambda line: line.middle)
    return replace(page, lines=tuple(lines), tables=kept)


def furniture(pages: Sequence[PageLines]) -> dict[int, set[int]]:
    """Find the lines that are page numbers or running heads: page → indexes of its lines."""
    numbers = _page_numbers(pages)
    heads = _running_heads(pages)
    by_page: dict[int, set[int]] = {}
    for page_number, index in (*numbers, *heads):
        by_page.setdefault(page_number, set()).add(index)
    return by_page


def skips(pages: Sequence[PageLines], by_page: dict[int, set[int]]) -> dict[int, tuple[int, int]]:
    """Find the pages before which numbers of pages are left out: page → number before, its own."""
    numbers = [
        [page_numbers.number_of(page.lines[index].text) for index in by_page.get(page.number, ())]
        for page in pages
    ]
    known = [[number for number in some if number is not None] for some in numbers]
    return {
        page.number: (max(before), min(here))
        for page, (before, here) in zip(pages[1:], pairwise(known), strict=True)
        if before and here and min(here) > max(before) + 1
    }


def is_number(line: Line, height: float) -> bool:
    """Tell that a line at the foot of a page of some height is or shows the number of the page."""
    at_foot = line.y0 > (1 - MARGIN) * height
    text = line.text
    is_one = page_numbers.number_of(text) is not None or page_numbers.is_roman(text)
    return at_foot and (is_one or page_numbers.ends_with_one(text))


def remarks(
    pages: Sequence[PageLines], by_page: dict[int, set[int]], sheet_of: Callable[[int], int] = int
) -> Iterator[Remark]:
    """Tell once what was left out, with its words; where pages may be missing, by their numbers.

    `sheet_of` tells the number of the sheet that a page stands on.
    """
    for at, (before, here) in skips(pages, by_page).items():
        page = sheet_of(at)
        yield Remark(
            "pages_skipped",
            f"第 {page} 页印的页码是 {here}，前一页是 {before}：中间可能缺页。",
            f"Page {page} is numbered {here}, the one before it {before}: pages may be missing.",
            page,
        )
    for of_page in pages:
        dropped = by_page.get(of_page.number, set())
        lines = [line.text for index, line in enumerate(of_page.lines) if index not in dropped]
        page = sheet_of(of_page.number)
        if count := lines.count(PICTURE):
            yield Remark(
                "headings_not_read",
                f"第 {page} 页有 {count} 行是图片，可能是标题，没有读取。",
                f"On page {page} {count} lines are pictures, maybe headings; not read.",
                page,
            )
    texts = Counter(
        _shape(page.lines[index].text)
        for page in pages
        for index in sorted(by_page.get(page.number, ()))
    )
    if texts:
        shown = "、".join(f"“{text}”（{count} 次）" for text, count in texts.most_common(5))
        shown_en = ", ".join(f"“{text}” ({count}×)" for text, count in texts.most_common(5))
        yield Remark(
            "page_furniture_dropped",
            f"页眉、页脚和页码不进入正文：{shown}；# 表示页码数字。",
            f"Running heads, feet and page numbers are left out of the text: {shown_en}; # digits.",
        )


def _outer(page: PageLines) -> Iterator[int]:
    """Yield the indexes of the lines in the margins, with nothing between them and the edge."""
    tops = [table.top for table in page.tables]
    feet = [table.bottom for table in page.tables]
    aside = [
        index for index, line in enumerate(page.lines) if pdf_aside.is_in_margin(line, page.width)
    ]
    yield from aside
    inner = [index for index in range(len(page.lines)) if index not in aside]
    for index in {*inner[:OUTERMOST], *inner[-OUTERMOST:]}:
        line = page.lines[index]
        above = line.y1 < MARGIN * page.height and all(line.y1 <= top for top in tops)
        below = line.y0 > (1 - MARGIN) * page.height and all(line.y0 >= foot for foot in feet)
        if above or below:
            yield index


def _is_content(line: Line, height: float) -> bool:
    """Tell lines that repeat with good reason: titles and units of tables, sentences.

    At the foot of a page stands who printed it and when (打印时间：…), often with its number.
    """
    text = line.text
    if line.middle > height / 2:
        return bool(re.search("[。；]", text) or titles.unit_of((text,)))
    is_frame = titles.is_header_line(text) or titles.is_title(text)
    return is_frame or bool(re.search(r"[。；：]|:(?!\d)", text))


def _page_numbers(pages: Sequence[PageLines]) -> Iterator[tuple[int, int]]:
    """Yield numbers that run with the pages; on a lone page only those dressed as page numbers."""
    candidates: list[tuple[int, int, int, bool]] = []
    for page in pages:
        for index in _outer(page):
            text = page.lines[index].text
            number = page_numbers.number_of(text)
            if number is not None:
                dressed = not text.strip().isdigit()
                candidates.append((page.number, index, number, dressed))
            elif page_numbers.is_roman(text):
                yield page.number, index
    offsets = Counter(value - number for number, _, value, _ in candidates)
    for number, index, value, dressed in candidates:
        if dressed or offsets[value - number] >= 2:
            yield number, index


def _running_heads(pages: Sequence[PageLines]) -> Iterator[tuple[int, int]]:
    """Yield what stands at one height on half of all pages, or on all of prose of one size.

    Landscape pages have heads of their own, and so have left and right pages.
    """
    places: dict[str, list[tuple[float, int, int]]] = {}
    for page in pages:
        for index in _outer(page):
            line = page.lines[index]
            if not _is_content(line, page.height):
                edge = page.height if line.middle > page.height / 2 else 0.0
                place = line.middle - edge, page.number, index
                places.setdefault(_shape(line.text), []).append(place)
    for repeated in places.values():
        same = [place for at_one in _by_height(repeated) for place in at_one]
        on = {number for number, _ in same}
        if 2 * len(on) >= len(pages) or (on and _are_all_prose(on, pages)):
            yield from same


def _are_all_prose(on: set[int], pages: Sequence[PageLines]) -> bool:
    """Tell that some pages are all of prose (but for one) of one size, or all left or right ones.

    Pages of tables may have a title in two lines, whose upper one is that of all tables.
    """
    prose: dict[tuple[float, int], set[int]] = {}
    for page in pages:
        if not page.tables and not any(titles.is_title(line.text) for line in page.lines):
            for side in (page.number % 2, EACH):
                prose.setdefault((round(page.height), side), set()).add(page.number)
    return any(
        len(on & of_one) >= LEAST_PAGES and len(of_one - on) < 2 for of_one in prose.values()
    )


def _by_height(repeated: Sequence[tuple[float, int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield the page and index of what stands at one height on several pages."""
    group: list[tuple[float, int, int]] = []
    for place in (*sorted(repeated), (float("inf"), 0, 0)):
        if group and place[0] - group[-1][0] >= SAME_HEIGHT:
            if len({number for _, number, _ in group}) >= LEAST_PAGES:
                yield [(number, index) for _, number, index in group]
            group = []
        group.append(place)


def _shape(text: str) -> str:
    """Return a text but for its digits."""
    return re.sub(r"\d+", "#", text)


def said_above(page: PageLines) -> set[str]:
    """Return what the outermost lines at the head of a page say but for their digits."""
    lines = (page.lines[index] for index in _outer(page))
    return {
        _shape(line.text)
        for line in lines
        if line.middle < page.height / 2 and CJK_LETTER.search(line.text)
        if not _is_content(line, page.height)
    }


def repeats(row: Sequence[Char], said: set[str]) -> bool:
    """Tell that a row says what stands at the head of a page before."""
    return bool(said) and all(_shape(line.text) in said for line in segments(row))
