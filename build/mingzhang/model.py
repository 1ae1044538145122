"""The typed records that travel between the stages, without behaviour.

In: nothing. Out: `Source`, `Document`, `Disclosure`, `Fact`, `Finding` and their parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from mingzhang.common.errors import UserError as UserError
from mingzhang.common.errors import UserErrors as UserErrors
from mingzhang.common.records import record
from mingzhang.terms import NOBODY as NOBODY
from mingzhang.terms import PUBLISHED_AS as PUBLISHED_AS
from mingzhang.terms import Fund as Fund
from mingzhang.terms import Measure as Measure
from mingzhang.terms import Origin as Origin
from mingzhang.terms import Outcome as Outcome
from mingzhang.terms import Role as Role
from mingzhang.terms import Severity as Severity
from mingzhang.terms import Stage as Stage


@dataclass(frozen=True, slots=True)
class Correction:
    """A declared correction of one place of a source (`corrections.yml`).

    `start` is a character offset; `expect` must stand there, else the build fails.
    `action` is `value` (read `replacement` for the numeral), `concept`, `year` or `scope` (take
    `replacement` for that column), or `ignore` (no fact).
    """

    start: int
    expect: str
    action: str
    replacement: str
    reason: str


@dataclass(frozen=True, slots=True)
class Erratum:
    """What became of one finding at its source (`errata.yml`): told to the body, and its answer.

    `status`: asked | acknowledged | corrected | explained | withdrawn (the finding was ours to
    answer for). `answer` is the body's words or their gist, `url` where it or the corrected
    document stands.
    """

    finding: str
    status: str
    answer: str = ""
    answered_on: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One disclosure as it lies in `content/disclosures/`: the curator's metadata and the bytes."""

    disclosure: str
    agency: str
    fiscal_year: int
    stage: Stage
    title: str
    path: Path
    data: bytes
    sha256: str
    language: str = "zh-CN"
    source_url: str = ""
    published_on: str = ""
    year_in_title: int | None = None
    notes: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    errata: tuple[Erratum, ...] = ()
    attachments: tuple[Path, ...] = ()
    confirmed: tuple[str, ...] = ()
    """Keys of `source.yml` that a person confirmed although the document says otherwise."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid. `start`,`end` point into `Document.text`; rows, columns count from 0."""

    row: int
    column: int
    text: str
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of a source. `page` counts from 1 (0: the format has no pages), `table` from 0."""

    page: int
    table: int
    title: str
    unit: str
    cells: tuple[Cell, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """Where one page of the source stands in `Document.text`. `number` counts from 1."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd that was met while reading or parsing: a slug and two sentences."""

    kind: str
    start: int
    end: int
    message_zh: str
    message_en: str


class Seen(NamedTuple):
    """One line that was recognised in a picture: its text, how sure its reading is, its page."""

    text: str
    sure: float
    """From 0 to 1."""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A source as text and grids. All offsets of later stages are offsets into `text`.

    For a text source `text` is the decoded file, character for character.
    `encoding` is the encoding that the bytes were read with.
    """

    source: Source
    text: str
    encoding: str = "utf-8"
    grids: tuple[Grid, ...] = ()
    pages: tuple[Page, ...] = ()
    notes: tuple[Note, ...] = ()
    seen: tuple[Seen, ...] = ()
    """The lines of pages that are pictures."""


@record
class Section:
    """One heading and what stands under it.

    `start`..`end` covers heading, body and children; `heading_end` closes the heading.
    `kind` is a section of the section vocabulary, empty when the heading is none of them.
    `path` is the headings from the root down, joined by " / ". `parent` is an index (root: -1).
    """

    index: int
    level: int
    ordinal: str
    title: str
    kind: str
    start: int
    heading_end: int
    end: int
    parent: int
    path: str


@record
class Fact:
    """One figure stated by a disclosure. See `package/schemas/facts.yml` for every column.

    `value` is signed and in the base unit `unit` (CNY, percent, or the counted thing); `tolerance`
    is half a unit of the last digit that the source could have printed, in the same unit (0 when
    the figure is exact). `start`,`end` is the numeral's span in the document's text.
    """

    fact: str
    disclosure: str
    agency: str
    fiscal_year: int
    stage: Stage
    scope: str
    measure: Measure
    value: Decimal
    unit: str
    origin: Origin
    concept: str = ""
    concept_zh: str = ""
    concept_en: str = ""
    label_printed: str = ""
    """The words of the source: in one piece of its text, or of a cell (of several cells together,
    where codes stand in columns of their own). What a line break parts is joined without it.
    Empty also where the source has no such words in one piece."""
    label: str = ""
    """The same words levelled (one form of brackets, no quotation marks): to compare by, not
    published."""
    label_own: bool | None = None
    """Whether the label stands with this very figure; None where that is not known."""
    function_code: str = ""
    economic_code: str = ""
    fund: str = ""
    value_printed: str = ""
    unit_printed: str = ""
    tolerance: Decimal = Decimal(0)
    year_printed: int | None = None
    base_year: int | None = None
    base_printed: str = ""
    scope_id: str = ""
    scope_printed: str = ""
    section: str = ""
    section_kind: str = ""
    start: int | None = None
    end: int | None = None
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    quote: str = ""
    of_fact: str = ""
    """What a share, change or completion is of."""
    base_fact: str = ""
    """The denominator of a share or completion, or the earlier figure that a change is from."""
    pair_fact: str = ""
    """Amount and rate of one change point at each other."""
    parent_fact: str = ""
    list_kind: str = ""
    """How the children of this figure are introduced: "all" (其中/包括, a full list), "some"
    (主要包括/等: parts may fall short), "" (it has no printed children)."""
    reason_printed: str = ""
    certainty: Decimal | None = None
    """How sure a figure recognised in a picture is, from 0 to 1; None: it was read as text."""
    derived_from: tuple[str, ...] = ()
    rule: str = ""


UNCLEAR_HEAD = "？"
"""The head of a column of which it cannot be told which of the printed heads is its own."""
CUT_OFF = "…"
"""Stands behind a number whose last digits its cell hides: which number is meant is not known."""
UNPLACED = "unplaced"
"""The rule of a numeral that no rule could place; it is published as such."""


@record
class Numeral:
    """One run of Arabic digits of the text and what it is. `rule` names the rule that decided."""

    disclosure: str
    start: int
    end: int
    token: str
    role: Role
    fact: str
    rule: str


@record
class GlossaryEntry:
    """One entry of the 名词解释 part. `number` is printed; the function_* fields split 类 款 项."""

    entry: str
    disclosure: str
    number: str
    term: str
    definition: str
    start: int
    end: int
    function_class: str = ""
    function_group: str = ""
    function_item: str = ""
    function_code: str = ""
    concept: str = ""


@record
class Duty:
    """One duty of a body, with the number that is printed before it (empty when lost)."""

    duty: str
    disclosure: str
    agency: str
    scope: str
    scope_id: str
    number: str
    text: str
    start: int
    end: int


@record
class Unit:
    """An internal or subordinate body that the text lists.

    `kind`: internal | branch | subordinate | budget_unit. `rank` is printed (职级正股), else empty.
    """

    unit: str
    disclosure: str
    agency: str
    scope: str
    number: str
    name: str
    kind: str
    rank: str
    parent: str
    duties: str
    start: int
    end: int


@record
class Platform:
    """An information system or platform named in a duty, with the verb that ties the body to it."""

    platform: str
    disclosure: str
    agency: str
    scope: str
    name: str
    verb: str
    duty: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """All that was read out of one disclosure."""

    source: Source
    text: str
    encoding: str
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    numerals: tuple[Numeral, ...]
    glossary: tuple[GlossaryEntry, ...]
    duties: tuple[Duty, ...]
    units: tuple[Unit, ...]
    platforms: tuple[Platform, ...]
    notes: tuple[Note, ...] = ()
    pages: tuple[Page, ...] = ()
    grids: tuple[Grid, ...] = ()
    breaks: tuple[tuple[int, int], ...] = ()
    """What parts two lines of one sentence: line breaks, numbers of pages."""


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A check as the public reads it: what it is called, what it says, how severe a failure is."""

    check: str
    family: str
    family_zh: str
    family_en: str
    severity: Severity
    title_zh: str
    title_en: str
    rule_zh: str
    rule_en: str


@record
class Finding:
    """The outcome of one check on one disclosure (or on a pair of them).

    `facts` are the ids on both sides; `printed` what the source prints, `expected` what follows
    from the other figures, `tolerance` the rounding allowed, all as plain text with unit.
    """

    finding: str
    check: str
    family: str
    disclosure: str
    outcome: Outcome
    severity: Severity
    message_zh: str
    message_en: str
    other_disclosure: str = ""
    start: int | None = None
    end: int | None = None
    quote: str = ""
    facts: tuple[str, ...] = field(default=())
    printed: str = ""
    expected: str = ""
    tolerance: str = ""
    answer_status: str = ""
    """What became of it at its source, from `errata.yml`; empty where nothing is known."""
    answer: str = ""
    answered_on: str = ""
    answer_url: str = ""
