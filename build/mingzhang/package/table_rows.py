"""Rows of the published tables: in, one `Disclosure` with its findings; out, rows for each table.

The columns are those of `schemas/*.yml`; a column takes the field of the same name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from mingzhang.model import UNPLACED, Disclosure, Fact, Finding, Origin, Outcome, Role, Severity
from mingzhang.package.csvfile import Row
from mingzhang.package.headline import headline_row
from mingzhang.package.schema import schema

_TERMINATOR = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Published:
    """One disclosure with all that is published of it."""

    disclosure: Disclosure
    findings: tuple[Finding, ...]
    derived: tuple[Fact, ...]


def rows(table: str, published: Published) -> Iterator[Row]:
    """Yield the rows that one disclosure contributes to a table, in the order of the document."""
    return _ROWS[table](published)


def record_rows(table: str, records: Iterable[object]) -> Iterator[Row]:
    """Yield one row for each record, taking the fields that the columns name."""
    pick = _picker(table)
    return map(pick, records)


@cache
def _picker(table: str) -> Callable[[object], Row]:
    pick = attrgetter(*schema(table).columns)
    return lambda record: tuple(pick(record))


def _of(table: str, attribute: str) -> Callable[[Published], Iterator[Row]]:
    return lambda published: record_rows(table, getattr(published.disclosure, attribute))


def _facts(published: Published) -> Iterator[Row]:
    return record_rows("facts", (*published.disclosure.facts, *published.derived))


def _headline(published: Published) -> Iterator[Row]:
    yield headline_row(published.disclosure.source, published.disclosure.facts)


def _findings(published: Published) -> Iterator[Row]:
    return record_rows("findings", published.findings)


def _disclosures(published: Published) -> Iterator[Row]:
    source = published.disclosure.source
    values: dict[str, object] = {
        "disclosure": source.disclosure,
        "agency": source.agency,
        "fiscal_year": source.fiscal_year,
        "stage": source.stage,
        "title": source.title,
        "source_file": source.path.name,
        "source_sha256": source.sha256,
        "source_url": source.source_url,
        "published_on": source.published_on,
        "year_in_title": source.year_in_title,
        "language": source.language,
        "encoding": published.disclosure.encoding,
        "attachments": tuple(path.name for path in source.attachments),
        "notes": "\n".join(source.notes),
        **counts(published),
    }
    yield tuple(values[column] for column in schema("disclosures").columns)


def counts(published: Published) -> dict[str, int]:
    """Count what the table `disclosures` tells of one disclosure, by the names of its columns."""
    disclosure = published.disclosure
    roles = Counter(numeral.role for numeral in disclosure.numerals)
    facts = (*disclosure.facts, *published.derived)
    stated = [fact for fact in facts if fact.origin is not Origin.DERIVED]
    outcomes = Counter(finding.outcome for finding in published.findings)
    failed = Counter(f.severity for f in published.findings if f.outcome is Outcome.FAIL)
    return {
        "pages": len(disclosure.pages),
        "pages_not_read": sum(note.kind == "page_without_text" for note in disclosure.notes),
        "grids": len(disclosure.grids),
        "characters": len(disclosure.text),
        "numerals": len(disclosure.numerals),
        "numerals_fact": roles[Role.FACT],
        "numerals_unaccounted": sum(
            numeral.role is Role.OTHER and numeral.rule == UNPLACED
            for numeral in disclosure.numerals
        ),
        "facts": len(stated),
        "facts_derived": len(facts) - len(stated),
        "unmapped": sum(not fact.concept for fact in stated),
        "findings_pass": outcomes[Outcome.PASS],
        "findings_fail": outcomes[Outcome.FAIL],
        "findings_error": failed[Severity.ERROR],
        "findings_warning": failed[Severity.WARNING],
        "findings_note": failed[Severity.NOTE],
        "findings_not_applicable": outcomes[Outcome.NOT_APPLICABLE],
        "findings_not_evaluable": outcomes[Outcome.NOT_EVALUABLE],
    }


def _sections(published: Published) -> Iterator[Row]:
    columns = schema("sections").columns[1:]
    pick = attrgetter(*columns)
    for section in published.disclosure.sections:
        yield (published.disclosure.source.disclosure, *pick(section))


def _notes(published: Published) -> Iterator[Row]:
    for number, note in enumerate(published.disclosure.notes, start=1):
        yield (
            published.disclosure.source.disclosure,
            number,
            note.kind,
            note.start,
            note.end,
            note.message_zh,
            note.message_en,
        )


def _passages(published: Published) -> Iterator[Row]:
    disclosure = published.disclosure
    headings = [(section.start, section.heading_end) for section in disclosure.sections]
    grids = [(grid.start, grid.end) for grid in disclosure.grids]
    in_heading, in_grid = _Spans(headings), _Spans(grids)
    page_at = _pages(disclosure)
    for number, (start, end) in enumerate(lines(disclosure.text), start=1):
        text = disclosure.text[start:end]
        stripped = text.strip("\ufeff" + _WHITESPACE)
        first = start + text.find(stripped)
        if not stripped:
            kind = "blank"
        elif in_heading.cover(first, first + len(stripped)) and not _PROSE.search(stripped):
            kind = "heading"
        else:
            kind = "table" if in_grid.cover(first, first + len(stripped)) else "text"
        yield (disclosure.source.disclosure, number, start, end, page_at(start), kind, text)


def _pages(disclosure: Disclosure) -> Callable[[int], int | None]:
    """Return what tells the page of an offset; `None` where the source has no pages."""
    pages = sorted((page.start, page.end, page.number) for page in disclosure.pages)
    starts = [start for start, _, _ in pages]

    def page_at(offset: int) -> int | None:
        place = bisect_right(starts, offset) - 1
        return pages[place][2] if place >= 0 and offset <= pages[place][1] else None

    return page_at


def _grids(published: Published) -> Iterator[Row]:
    page_at = _pages(published.disclosure)
    for grid in published.disclosure.grids:
        yield (
            published.disclosure.source.disclosure,
            grid.table,
            page_at(grid.start),
            grid.title,
            grid.unit,
            max((cell.row + cell.row_span for cell in grid.cells), default=0),
            max((cell.column + cell.column_span for cell in grid.cells), default=0),
            grid.start,
            grid.end,
        )


def _cells(published: Published) -> Iterator[Row]:
    page_at = _pages(published.disclosure)
    for grid in published.disclosure.grids:
        for cell in grid.cells:
            yield (
                published.disclosure.source.disclosure,
                grid.table,
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                page_at(cell.start),
                cell.start,
                cell.end,
                cell.text,
            )


# Numbered items are sections too; a whole sentence is no heading to a reader.
_PROSE = re.compile(r"[。；;，,]")
_WHITESPACE = " \t\f\v\u3000\xa0\u200b"


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line, without its terminator (LF, CR LF or CR).

    A terminator at the very end opens no further line; an empty text has no line.
    """
    position = 0
    while position < len(text):
        match = _TERMINATOR.search(text, position)
        yield position, match.start() if match else len(text)
        position = match.end() if match else len(text)


class _Spans:
    """Spans in order; tells whether one of them covers a stretch."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]
        self._furthest: list[int] = []
        for _, end in self._spans:
            self._furthest.append(max(end, self._furthest[-1] if self._furthest else 0))

    def cover(self, start: int, end: int) -> bool:
        """Whether some span that starts at or before `start` reaches to `end`."""
        place = bisect_right(self._starts, start) - 1
        return place >= 0 and self._furthest[place] >= end


_ROWS: Mapping[str, Callable[[Published], Iterator[Row]]] = {
    "disclosures": _disclosures,
    "facts": _facts,
    "headline": _headline,
    "numerals": _of("numerals", "numerals"),
    "findings": _findings,
    "glossary": _of("glossary", "glossary"),
    "duties": _of("duties", "duties"),
    "units": _of("units", "units"),
    "platforms": _of("platforms", "platforms"),
    "sections": _sections,
    "notes": _notes,
    "passages": _passages,
    "grids": _grids,
    "cells": _cells,
}


def group_by_disclosure(
    disclosures: Sequence[Disclosure], findings: Iterable[Finding], derived: Iterable[Fact]
) -> tuple[Published, ...]:
    """Give each disclosure its findings and derived facts, in the order of agency and id.

    Raises ValueError for two disclosures with one id, and for a finding or fact of none of them.
    """
    ids = [disclosure.source.disclosure for disclosure in disclosures]
    repeated = [name for name, times in Counter(ids).items() if times > 1]
    if repeated:
        raise ValueError(f"disclosures are there twice: {', '.join(repeated)}")
    found: dict[str, list[Finding]] = {name: [] for name in ids}
    computed: dict[str, list[Fact]] = {name: [] for name in ids}
    try:
        for finding in findings:
            found[finding.disclosure].append(finding)
        for fact in derived:
            computed[fact.disclosure].append(fact)
    except KeyError as error:
        raise ValueError(f"a finding or fact belongs to no disclosure: {error}") from error
    ordered = sorted(disclosures, key=lambda one: (one.source.agency, one.source.disclosure))
    return tuple(
        Published(one, tuple(found[one.source.disclosure]), tuple(computed[one.source.disclosure]))
        for one in ordered
    )
