"""Rows of the published tables: in, one `Disclosure` with its findings; out, rows for each table.

The columns are those of `schemas/*.yml`; a column takes the field of the same name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from operator import attrgetter

from mingzhang.common.figure_index import Figure, figures, item_concepts
from mingzhang.model import (
    PUBLISHED_AS,
    UNPLACED,
    Disclosure,
    Fact,
    Finding,
    Origin,
    Outcome,
    Role,
    Severity,
)
from mingzhang.package.csvfile import Row
from mingzhang.package.headline import headline_row
from mingzhang.package.schema import schema
from mingzhang.package.text_lines import Spans, lines
from mingzhang.vocab import UnitOfMeasure, Vocabulary

# Numbered items are sections too; a whole sentence is no heading to a reader.
_PROSE = re.compile(r"[。；;，,]")
_WHITESPACE = " \t\f\v\u3000\xa0\u200b"


@dataclass(frozen=True, slots=True)
class Published:
    """One disclosure with all that is published of it."""

    disclosure: Disclosure
    findings: tuple[Finding, ...]
    derived: tuple[Fact, ...]
    figures: tuple[Figure, ...] = ()
    """All figures of the agency, whichever of its disclosures states them."""
    vocab: Vocabulary | None = None

    @property
    def own_figures(self) -> Iterator[Figure]:
        """The figures whose finest printing stands in this disclosure."""
        disclosure_id = self.disclosure.source.disclosure
        return (figure for figure in self.figures if figure.best.disclosure == disclosure_id)


def with_figures(published: Sequence[Published], vocab: Vocabulary) -> tuple[Published, ...]:
    """Give the disclosures of one agency the figures that they state together."""
    facts = [fact for item in published for fact in (*item.disclosure.facts, *item.derived)]
    agency = published[0].disclosure.source.agency
    stated = figures(
        agency, facts, item_concepts(concept.items for concept in vocab.concepts.values())
    )
    return tuple(replace(item, figures=stated, vocab=vocab) for item in published)


def rows(table: str, published: Published) -> Iterator[Row]:
    """Yield the rows that one disclosure contributes to a table, in the order of the document."""
    return _ROWS[table](published)


def record_rows(table: str, records: Iterable[object]) -> Iterator[Row]:
    """Yield one row for each record, taking the fields that the columns name."""
    pick = _picker(table)
    return map(pick, records)


FIELDS = {column: name for name, column in PUBLISHED_AS.items()}
"""Columns, and the fields of records that fill them, where the names differ."""


@cache
def _picker(table: str) -> Callable[[object], Row]:
    pick = attrgetter(*(FIELDS.get(name, name) for name in schema(table).columns))
    return lambda record: tuple(pick(record))


def _of(table: str, attribute: str) -> Callable[[Published], Iterator[Row]]:
    return lambda published: record_rows(table, getattr(published.disclosure, attribute))


def _facts(published: Published) -> Iterator[Row]:
    return record_rows("facts", (*published.disclosure.facts, *published.derived))


def _headline(published: Published) -> Iterator[Row]:
    assert published.vocab is not None
    yield headline_row(published.disclosure.source, published.figures, published.vocab)


def _figures(published: Published) -> Iterator[Row]:
    columns = schema("figures").columns
    for figure in published.own_figures:
        key, best = figure.key, figure.best
        printed = [fact for fact in figure.facts if fact.origin is not Origin.DERIVED]
        values = {
            **key._asdict(),
            "figure": figure.figure,
            "agency": figure.agency,
            "disclosure": best.disclosure,
            "scope": figure.scope,
            "scope_id": figure.scope_id,
            "concept_zh": best.concept_zh,
            "concept_en": best.concept_en,
            "value": figure.value,
            "tolerance": best.tolerance,
            "printings": len(printed),
            "agree": figure.agree,
            "restated": figure.restated,
            "lowest": figure.lowest,
            "highest": figure.highest,
            "origin": best.origin,
            "fact": best.fact,
        }
        yield tuple(values[column] for column in columns)


def _figure_facts(published: Published) -> Iterator[Row]:
    for figure in published.own_figures:
        for fact in figure.facts:
            yield figure.figure, fact.fact


def _derivations(published: Published) -> Iterator[Row]:
    for fact in (*published.disclosure.facts, *published.derived):
        for source in dict.fromkeys(fact.derived_from):
            yield fact.fact, source, fact.rule, RULES_EN.get(fact.rule, fact.rule)


RULES_EN = {
    "决算数除以完成率": "final account divided by the completion rate",
    "本期数减增减额": "this period less the change",
    "增减额除以增减率": "change divided by the rate of change",
    "增减额除以增减率加增减额": "change divided by the rate of change, plus the change",
    "本期数除以（1＋增减率）": "this period divided by (1 + rate of change)",
}
"""The English names of the rules by which figures are derived."""


def _findings(published: Published) -> Iterator[Row]:
    columns = schema("findings").columns
    units = published.vocab.units if published.vocab else {}
    for finding in published.findings:
        yield tuple(
            _number(finding, column, units)
            if column in _NUMBERS
            else getattr(finding, FIELDS.get(column, column))
            for column in columns
        )


_NUMBERS = ("printed_value", "expected_value", "tolerance_value", "unit")
_QUANTITY = re.compile(r"±?(-?[\d,]+(?:\.\d+)?)(\D*)")


def _number(finding: Finding, column: str, units: Mapping[str, UnitOfMeasure]) -> object:
    """Read a number out of the words of a finding, in the base unit; None for other words."""
    if column == "unit":
        quantities = (_quantity(text, units) for text in (finding.printed, finding.expected))
        return next((unit for value, unit in quantities if value is not None), "")
    value, _ = _quantity(getattr(finding, column.removesuffix("_value")), units)
    return value


def _quantity(text: str, units: Mapping[str, UnitOfMeasure]) -> tuple[Decimal | None, str]:
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return None, ""
    value, name = Decimal(match[1].replace(",", "")), match[2].strip()
    unit = units.get(name)
    if unit is None:
        return (value, "percent") if name == "个百分点" else (value, name)
    return value * unit.factor, unit.base_unit


def _finding_facts(published: Published) -> Iterator[Row]:
    for finding in published.findings:
        sides = ("printed", "expected") if finding.expected else ("", "")
        for place, fact in enumerate(finding.facts):
            yield finding.finding, fact, sides[min(place, 1)]


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
    pick = attrgetter(*(FIELDS.get(name, name) for name in columns))
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
    in_heading, in_grid = Spans(headings), Spans(grids)
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


_ROWS: Mapping[str, Callable[[Published], Iterator[Row]]] = {
    "disclosures": _disclosures,
    "facts": _facts,
    "figures": _figures,
    "figure_facts": _figure_facts,
    "derivations": _derivations,
    "headline": _headline,
    "numerals": _of("numerals", "numerals"),
    "findings": _findings,
    "finding_facts": _finding_facts,
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
    findings_by_id: dict[str, list[Finding]] = {name: [] for name in ids}
    computed: dict[str, list[Fact]] = {name: [] for name in ids}
    try:
        for finding in findings:
            findings_by_id[finding.disclosure].append(finding)
        for fact in derived:
            computed[fact.disclosure].append(fact)
    except KeyError as error:
        raise ValueError(f"a finding or fact belongs to no disclosure: {error}") from error
    ordered = sorted(
        disclosures, key=lambda disclosure: (disclosure.source.agency, disclosure.source.disclosure)
    )
    return tuple(
        Published(
            disclosure,
            tuple(findings_by_id[disclosure.source.disclosure]),
            tuple(computed[disclosure.source.disclosure]),
        )
        for disclosure in ordered
    )
