"""The statutory tables one by one: present, in order, blank only where the text has nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.label_names import number_of
from mingzhang.check.rules import RULES, WORDS, Words
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.common.years import years_in
from mingzhang.model import Fact, Grid, Stage

TABLES: dict[str, list[dict[str, str]]] = RULES["statutory_tables"].terms
ENOUGH = 5
"""So many of the tables must be there before the others are missed: else they are attached."""

NOTE = 160
"""Characters behind a table within which its note stands."""


@check("statutory_tables")
def statutory_tables(case: Case) -> Iterator[Verdict]:
    """The statutory tables are all there, in their order: that of budgets differs by province."""
    stage = case.disclosure.source.stage
    wanted = TABLES.get(str(stage), [])
    tables = [(_kind(grid.title, wanted), grid) for grid in case.grids]
    places = [place for place, _ in tables if place is not None]
    if len(set(places)) < ENOUGH or case.unread_pages:
        return
    shown = {*places, *_titled(case, wanted)}
    missing = [place for place in range(len(wanted)) if place not in shown]
    for place, grid in _misnamed(case, wanted):
        missing = [other for other in missing if other != place]
        name = wanted[place]["zh"]
        span = _span(grid)
        yield failed(case, "statutory_tables.misnamed", title=grid.title, expected=name, span=span)
    announced = [place for place in missing if _only_announced(case, place, wanted)]
    other = [place for place in missing if place not in announced]
    skips = len(other) == 1 and _skips_one(case)
    for told, how in ((announced, "announced"), (other, "skipped" if skips else "missing")):
        if told:
            names = [Words(wanted[place]["zh"], wanted[place]["en"]) for place in told]
            span = _span(tables[0][1])
            yield failed(case, f"statutory_tables.{how}", tables=names, span=span)
    firsts = [place for place in dict.fromkeys(places) if "anywhere" not in wanted[place]]
    late = next((b for a, b in pairwise(firsts) if b < a and stage is Stage.FINAL), None)
    if late is not None:
        grid = next(grid for place, grid in tables if place == late)
        yield failed(case, "statutory_tables.order", title=grid.title, span=_span(grid))
    if not missing and late is None:
        yield passed(case, "statutory_tables.pass")


def _skips_one(case: Case) -> bool:
    """Tell whether the numbers before the titles of the tables leave out just one."""
    number = re.compile(RULES["statutory_tables"].terms["number"])
    named = [match for grid in case.grids if (match := number.match(grid.title))]
    numbers = {number_of(match["number"]) for match in named}
    known = [number for number in numbers if number is not None]
    return len(known) >= ENOUGH and max(known) - min(known) == len(known)


def _misnamed(case: Case, wanted: Sequence[dict[str, str]]) -> Iterator[tuple[int, Grid]]:
    """Yield the only table of its kind, where it is called as of the other account."""
    source = case.disclosure.source
    other, own = RULES["statutory_tables"].terms["names"][str(source.stage)]
    kinds = Counter(_kind(grid.title, wanted) for grid in case.grids)
    for grid in case.grids:
        title = re.sub(other, own, grid.title)
        place = _kind(title, wanted) if title != grid.title else None
        of_year = set(years_in(title)) <= {source.fiscal_year}
        alone = not kinds[place] - (_kind(grid.title, wanted) == place)
        if place is not None and of_year and alone:
            yield place, grid


def _only_announced(case: Case, place: int, wanted: Sequence[dict[str, str]]) -> bool:
    """Tell whether only the contents name a table: one line of them, that is not the last.

    The last line before the first table may be its title.
    """
    first = min(grid.start for grid in case.disclosure.grids)
    lines = WORDS["table_line"].finditer(case.text, 0, first)
    kinds = [_kind(line["name"], wanted) for line in lines]
    behind = _kind(case.text[first:], wanted[place : place + 1])
    return kinds.count(place) == 1 and kinds[-1] != place and behind is None


def _titled(case: Case, wanted: Sequence[dict[str, str]]) -> set[int | None]:
    """Tell which tables have a title of their own among the tables, with rows or without."""
    first = min(grid.end for grid in case.disclosure.grids)
    lines = WORDS["table_line"].finditer(case.text, first)
    return {_kind(line["name"], wanted) for line in lines}


def _span(grid: Grid) -> tuple[int, int]:
    return grid.start, min(grid.end, grid.start + len(grid.title))


def _kind(title: str, wanted: Sequence[dict[str, str]]) -> int | None:
    """Tell which of the statutory tables a title names."""
    plain = re.sub(r"[\s“”\"（）()]", "", title)
    return next((i for i, table in enumerate(wanted) if re.search(table["title"], plain)), None)


def is_statutory(case: Case, grid: Grid) -> bool:
    """Tell whether a table is one of those that such a document publishes."""
    return _kind(grid.title, TABLES.get(str(case.disclosure.source.stage), [])) is not None


@check("blank_table")
def blank_table(case: Case) -> Iterator[Verdict]:
    """A table without figures says why, and nothing else states its money."""
    wanted = TABLES.get(str(case.disclosure.source.stage), [])
    for title, place, span, grid in _blank(case, wanted):
        stated = _stated(case, wanted[place]["concept"].split())
        if stated is not None:
            yield _told(case, title, span, stated)
        elif grid is None or _zeros(grid):
            continue
        elif re.search(RULES["blank_table"].terms["note"], _behind(case, grid)) is None:
            yield failed(case, "blank_table.no_note", title=title, span=span)
        else:
            yield passed(case, "blank_table.pass", title=title)


Blank = tuple[str, int, tuple[int, int], Grid | None]
"""The title of a table without figures, which of the statutory ones it is, where it stands."""


def _blank(case: Case, wanted: Sequence[dict[str, str]]) -> Iterator[Blank]:
    """Yield the statutory tables without figures: grids, and titles with nothing but words below.

    Not one that has figures elsewhere: on its next page, in its right half, below without a title.
    """
    full = {(f.page, f.table) for f in case.levels if f.table is not None and f.value}
    grids = case.grids
    shown = {_kind(grid.title, wanted) for grid in grids if _figures(grid)}
    for grid, following in zip(grids, [*grids[1:], None], strict=False):
        place = _kind(grid.title, wanted)
        if place is None or (grid.page or None, grid.table) in full or place in shown:
            continue
        if grid is not grids[0] and grids[grids.index(grid) - 1].title == grid.title:
            continue
        cut = not any(cell.row for cell in grid.cells)  # its head alone, before the next page
        if following is None or (following.title and not cut) or not _figures(following):
            yield grid.title, place, _span(grid), grid
    there = {_kind(grid.title, wanted) for grid in grids}
    for line in _lines(case, grids):
        place = _kind(line["name"], wanted)
        if place is not None and place not in there:
            yield line["name"], place, line.span("name"), None


def _lines(case: Case, grids: Sequence[Grid]) -> Iterator[re.Match[str]]:
    """Yield the titles between tables that have rows of words below, and no amount."""
    if len(grids) < ENOUGH or case.unread_pages:
        return
    lines = list(WORDS["table_line"].finditer(case.text, grids[0].end))
    stops = sorted({*(line.start() for line in lines), *(grid.start for grid in grids)})
    for line in lines:
        end = next((stop for stop in stops if stop > line.start()), line.end())
        below = case.text[line.end() : end]
        if re.search(RULES["blank_table"].terms["rows"], below) and not _AMOUNT.search(below):
            yield line


def _behind(case: Case, grid: Grid) -> str:
    """Give what stands behind a table, up to the next one with a title.

    A row on the next page, read as a table without a title, does not part it from its note.
    """
    ends = (other.start for other in case.grids if other.start >= grid.end and other.title)
    return case.text[grid.end : min(next(ends, grid.end + NOTE), grid.end + NOTE)]


_AMOUNT = re.compile(r"[1-9][\d,，]*\.\d|\.0*[1-9]|[1-9]\d{0,2}[,，]\d|#{2}")
"""An amount above nought, or what a narrow column leaves of one: 41,364,6, ###."""


def _figures(grid: Grid) -> bool:
    """Tell whether a grid shows an amount, read or not."""
    return any(_AMOUNT.search(cell.text) for cell in grid.cells)


def _zeros(grid: Grid) -> bool:
    """Tell whether a grid says that nothing was spent: `0.00` in its cells."""
    return any(re.fullmatch(r"0\.0+", cell.text.strip()) for cell in grid.cells)


def _stated(case: Case, concepts: Sequence[str]) -> Fact | None:
    """Find what the text, or else another table, states of a table's money in the year itself."""
    source = case.disclosure.source
    stated = [
        fact
        for concept in concepts
        for fact in case.by_concept.get(concept, ())
        if fact.value and (fact.stage, fact.fiscal_year) == (source.stage, source.fiscal_year)
    ]
    return min(stated, key=lambda fact: fact.table is not None, default=None)


def _told(case: Case, title: str, span: tuple[int, int], stated: Fact) -> Verdict:
    how = "fail" if stated.table is None else "in_table"
    return failed(case, f"blank_table.{how}", fact=stated, title=title, span=span)
