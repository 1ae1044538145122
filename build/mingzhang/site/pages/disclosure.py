"""The page of a disclosure: in, its tables; out, the whole text with every figure marked."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mingzhang.common import citation, urls
from mingzhang.common.citation import Publisher
from mingzhang.model import Fact, Finding, Measure, Numeral, Outcome, Section
from mingzhang.site import addresses, markup, mentions, searchwords
from mingzhang.site.agency_data import DisclosureData, Passage
from mingzhang.site.library import Library
from mingzhang.site.overview import DisclosureSummary
from mingzhang.site.page_kind import AgencyWork, PageKind, Site
from mingzhang.site.wording import ROLES

OUTLINE_LEVELS = 2
NOT_READ = "page_without_text"
"""The kind of note that tells of a page without a text layer."""
INERT = frozenset(
    """
    .txt .csv .tsv .md .json .pdf .doc .docx .wps .rtf .odt .xls .xlsx .xlsm .xlsb .et .ods
    .ppt .pptx .png .jpg .jpeg .gif .webp .bmp .tif .tiff .zip .rar .7z
    """.split()  # noqa: SIM905 - a list of that many strings is not read
)
"""Kinds of files that no browser and no web server runs. All others are served as plain text."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of the list of figures: the figure, and the open findings that it takes part in."""

    fact: Fact
    findings: tuple[Finding, ...]
    passed: int


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the outline."""

    index: int
    level: int
    text: str


def write(site: Site, work: AgencyWork) -> None:
    """Write the page of each disclosure of an agency."""
    for data, summary in zip(work.data, work.summaries, strict=True):
        view = shown(data, site.library, site.terms)
        for language, names in site.languages_of(KIND):
            name = names.agency_text(work.name)
            site.page(
                KIND,
                language,
                summary.page,
                title=summary.title,
                description=language.words.disclosure.description.text(
                    name=name, account=names.account(summary)
                ),
                also=searchwords.amounts(data.facts),
                summary=summary,
                agency_name=name,
                **_cited(site.settings.cited, work.title, summary),
                **view,
            )


def _cited(publisher: Publisher, agency: str, summary: DisclosureSummary) -> Mapping[str, Any]:
    """Cite the text, and give the pattern by which each figure is cited."""
    title, place = summary.title, f"{summary.page}#f-{{fragment}}"
    return {
        "cited": citation.of_disclosure(publisher, summary.id, agency, title, summary.page),
        "cited_figure": citation.of_figure(publisher, "{fact}", agency, title, "{figure}", place),
    }


def shown(data: DisclosureData, library: Library, known: mentions.Terms) -> dict[str, Any]:
    """Collect what the reader's template shows, beside the disclosure itself."""
    failures = sorted(
        (f for f in data.findings if f.outcome is Outcome.FAIL),
        key=lambda f: (f.severity.rank, f.start or 0),
    )
    rows = fact_rows(data.facts, data.findings)
    anchored = (
        *(entry.start for entry in data.glossary),
        *(duty.start for duty in data.duties),
        *(unit.start for unit in data.units),
        *(platform.start for platform in data.platforms),
        *(note.start for note in data.notes),
        *(finding.start for finding in data.findings),
        *(fact.start for fact in data.facts if not addresses.is_in_text(fact)),
    )
    marked = markup.places(data.facts, data.sections, failures, anchored, data.cells)
    contents = outline(data.sections, data.passages)
    explained = mentions.explanations(data.glossary, known)
    marked = replace(marked, mentions=_mentions(data, marked, contents, known, explained))
    return {
        "data": data,
        "blocks": tuple(markup.blocks(markup.lines(with_unread(data), marked))),
        "outline": contents,
        "explained": [explained[key] for key in sorted({m.key for m in marked.mentions.values()})],
        "rows": rows,
        "first_amount": first_amount(data.facts),
        "failures": failures,
        "unplaced": [finding for finding in failures if finding.start is None],
        "findings": by_outcome(data.findings),
        "roles": roles(data.numerals),
        "groups": facts_by_group(data.facts, library),
        "unmapped": [fact for fact in data.facts if not fact.concept],
        "facts_by_id": {fact.fact: fact for fact in data.facts},
        "original": original_file(data),
        "web_address": web_address(data),
        "original_pages": has_pages(data),
        "not_read": [note for note in data.notes if note.kind == NOT_READ],
    }


def first_amount(facts: Iterable[Fact]) -> Fact | None:
    """Find where the text speaks of money for the first time."""
    amounts = (f for f in facts if f.measure is Measure.AMOUNT and addresses.is_in_text(f))
    return min(amounts, key=lambda fact: fact.start or 0, default=None)


def with_unread(data: DisclosureData) -> list[Passage]:
    """Put a line for each page without text among the lines of the text."""
    pages = [
        Passage(-1, note.start, note.start, note.message_zh, kind=markup.UNREAD)
        for note in data.notes
        if note.kind == NOT_READ
    ]
    # Sorting is stable: the pages stand in their order, before the line that begins there.
    return sorted((*pages, *data.passages), key=lambda passage: passage.start)


def has_pages(data: DisclosureData) -> bool:
    """Tell whether page numbers are those of the original file, so that links can name them."""
    is_pdf = data.row["source_file"].lower().endswith(".pdf")
    return is_pdf and not data.row.get("attachments")


def _mentions(
    data: DisclosureData,
    marked: markup.Places,
    contents: Sequence[Heading],
    known: mentions.Terms,
    explained: Mapping[str, mentions.Explanation],
) -> Mapping[int, mentions.Mention]:
    """Find the terms to explain, each once below each heading of the outline."""
    listed = {heading.index for heading in contents}
    figures = [(start, facts[0].end or start) for start, facts in marked.figures.items()]
    return mentions.mentions(
        [passage for passage in data.passages if passage.kind != markup.HEADING],
        sorted(section.start for section in data.sections if section.index in listed),
        data.glossary,
        mentions.Taken(figures, (*marked.headings, *marked.anchors)),
        known,
        explained,
        urls.up(urls.disclosure_page(data.id)),
    )


def original_file(data: DisclosureData) -> str:
    """Address the original file in the copy of the package that the site carries."""
    name = published_name(data.row["source_file"])
    return f"data/{data.agency}/sources/{data.id}/{name}"


def web_address(data: DisclosureData) -> str:
    """Address the source on the web, where what is registered can be followed."""
    address = data.row.get("source_url", "")
    return address if address.startswith(("https://", "http://")) else ""


def published_name(file: str) -> str:
    """Name an original on the site, so that nothing in it runs: by a list of what is harmless.

    >>> [published_name(name) for name in ("a.PDF", "x.shtml", "x.svgz", ".htaccess", "x.php.txt")]
    ['a.PDF', 'x.shtml.txt', 'x.svgz.txt', '_.htaccess.txt', 'x.php.txt']
    """
    shown = f"_{file}" if file.startswith(".") else file
    return shown if Path(file).suffix.lower() in INERT else f"{shown}.txt"


def roles(numerals: Iterable[Numeral]) -> Mapping[str, int]:
    """Count numerals by role, in the fixed order of roles."""
    counts = Counter(str(numeral.role) for numeral in numerals)
    return {role: counts[role] for role in ROLES}


def fact_rows(facts: Sequence[Fact], findings: Iterable[Finding]) -> tuple[FactRow, ...]:
    """Join each figure with the checks it takes part in."""
    failed: defaultdict[str, list[Finding]] = defaultdict(list)
    passed: Counter[str] = Counter()
    for finding in findings:
        for fact in finding.facts:
            if finding.outcome is Outcome.FAIL:
                failed[fact].append(finding)
            elif finding.outcome is Outcome.PASS:
                passed[fact] += 1
    ordered = sorted(facts, key=lambda f: (f.start is None, f.start or 0, f.fact))
    return tuple(FactRow(f, tuple(failed[f.fact]), passed[f.fact]) for f in ordered)


def outline(sections: Sequence[Section], passages: Sequence[Passage]) -> tuple[Heading, ...]:
    """List the headings of the upper two levels that occur; deeper ones would bury them."""
    heads = {p.start: p for p in passages if p.kind == markup.HEADING}
    starts = sorted(heads)
    headings = []
    for section in sections:
        line = heads.get(starts[bisect_right(starts, section.start) - 1]) if starts else None
        if line is not None and section.start < line.end:
            headings.append((section, _heading_text(section, passages)))
    levels = sorted({section.level for section, _ in headings})[:OUTLINE_LEVELS]
    return tuple(
        Heading(section.index, levels.index(section.level), text)
        for section, text in headings
        if section.level in levels
    )


def _heading_text(section: Section, passages: Sequence[Passage]) -> str:
    """Take the words of a heading as printed, over line breaks."""
    first = bisect_right(passages, section.start, key=lambda p: p.start) - 1
    parts = []
    for passage in passages[max(first, 0) :]:
        if passage.start >= section.heading_end:
            break
        cut = slice(max(section.start - passage.start, 0), section.heading_end - passage.start)
        parts.append(passage.text[cut].strip())
    return " ".join("".join(parts).split()) or section.title


def by_outcome(findings: Iterable[Finding]) -> Mapping[str, tuple[Finding, ...]]:
    """Sort findings into the four outcomes."""
    groups: dict[str, list[Finding]] = {outcome: [] for outcome in Outcome}
    for finding in findings:
        groups[finding.outcome].append(finding)
    return {outcome: tuple(group) for outcome, group in groups.items()}


def facts_by_group(facts: Iterable[Fact], library: Library) -> Mapping[str, int]:
    """Count figures by the family of their concept."""
    groups = Counter(
        library.concepts.get(fact.concept, {}).get("concept_group", "") if fact.concept else "?"
        for fact in facts
    )
    return dict(sorted(groups.items(), key=lambda item: -item[1]))


def anchor(finding: Finding) -> str:
    """Name the place of a finding within its page."""
    suffix = finding.finding.removeprefix(f"{finding.disclosure}-")
    return f"c-{addresses.slug(suffix)}"


def finding_place(finding: Finding) -> str:
    """Address a finding beside the text that it is about."""
    return f"{urls.disclosure_page(finding.disclosure)}#{anchor(finding)}"


KIND = PageKind(
    "disclosure",
    places=("disclosures/*/*/",),
    group="documents",
    layout="reader",
    of_agency=write,
)
