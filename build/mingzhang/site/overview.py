"""What the pages about everything need: in, each disclosure once; out, short summaries of them.

Only counts, headline figures and open findings are kept, so memory grows slowly with the content.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mingzhang.common.urls import disclosure_page
from mingzhang.model import Fact, Finding, GlossaryEntry, Origin, Outcome, Severity
from mingzhang.site import addresses
from mingzhang.site.agency_data import DisclosureData
from mingzhang.site.figures import Cell, Figures, Period
from mingzhang.site.wording import STAGES, as_printed

USES_KEPT = 40
"""Uses of a term that its page lists; the rest is counted and stands in the data."""
FAILURES_KEPT = 500


@dataclass(frozen=True, slots=True)
class DisclosureSummary:
    """One disclosure in a list. `spending` is the one number for how much was spent."""

    id: str
    agency: str
    agency_name: str
    fiscal_year: int
    stage: str
    title: str
    published_on: str
    spending: Fact | None
    facts: int
    unmapped: int
    notes: int
    numerals: Mapping[str, int]
    outcomes: Mapping[str, int]
    severities: Mapping[str, int]
    pages: int = 0
    pages_not_read: int = 0
    year_in_title: str = ""
    """The year that the title names, where it is not that of the document."""
    is_poorly_read: bool = False
    """The file was not read well enough to rely on its figures."""

    @property
    def page(self) -> str:
        """The address of its reader page."""
        return disclosure_page(self.id)

    @property
    def period(self) -> str:
        """Name year and stage: `2018年决算`."""
        return f"{self.fiscal_year}年{STAGES[self.stage]}"

    @property
    def order(self) -> tuple[int, str, str]:
        """Sort by year, then stage, then body."""
        return self.fiscal_year, self.stage, self.agency


@dataclass
class CheckSummary:
    """How one check came out everywhere."""

    check: str
    family: str
    outcomes: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    failures: list[Finding] = field(default_factory=list)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Count a finding; keep failures, and of the others only why they gave no answer."""
        self.outcomes[finding.outcome] += 1
        if finding.outcome is Outcome.FAIL:
            self.severities[finding.severity] += 1
            if len(self.failures) < FAILURES_KEPT:
                self.failures.append(finding)
        elif finding.outcome is not Outcome.PASS:
            reasons = self.reasons.setdefault(finding.outcome, Counter())
            reasons[finding.message_zh] += 1

    def join(self, later: CheckSummary) -> None:
        """Take over what was counted of other disclosures."""
        self.outcomes += later.outcomes
        self.severities += later.severities
        self.failures += later.failures[: FAILURES_KEPT - len(self.failures)]
        for outcome, reasons in later.reasons.items():
            self.reasons.setdefault(outcome, Counter()).update(reasons)


@dataclass
class TermSummary:
    """A term or concept: how documents word it, and where its figures are."""

    key: str
    concept: str
    function_code: str
    term: str
    names: Counter[str] = field(default_factory=Counter)
    wordings: dict[str, list[GlossaryEntry]] = field(default_factory=dict)
    uses: list[Fact] = field(default_factory=list)
    used: int = 0

    def join(self, later: TermSummary) -> None:
        """Take over what other disclosures say and where they use it."""
        self.names += later.names
        for wording, entries in later.wordings.items():
            self.wordings.setdefault(wording, []).extend(entries)
        self.uses += later.uses[: USES_KEPT - len(self.uses)]
        self.used += later.used


@dataclass
class Overview:
    """All that is remembered across agencies."""

    spending: Sequence[str]
    disclosures: list[DisclosureSummary] = field(default_factory=list)
    checks: dict[str, CheckSummary] = field(default_factory=dict)
    terms: dict[str, TermSummary] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    """How each figure that takes part in an open finding is printed."""

    @property
    def labels(self) -> dict[str, str]:
        """A short name for each disclosure: body, year and stage."""
        return {
            disclosure.id: f"{disclosure.agency_name}{disclosure.period}"
            for disclosure in self.disclosures
        }

    def add(self, data: DisclosureData, agency_name: str, figures: Figures) -> DisclosureSummary:
        """Remember one disclosure; return its summary."""
        summary = summarise(data, agency_name, figures, self.spending)
        self.disclosures.append(summary)
        for finding in data.findings:
            check = self.checks.setdefault(
                finding.check, CheckSummary(finding.check, finding.family)
            )
            check.add(finding)
        for entry in data.glossary:
            self._add_entry(entry)
        for fact in data.facts:
            if fact.concept and fact.origin is not Origin.DERIVED:
                self._add_use(fact)
        return summary

    def join(self, later: Overview) -> None:
        """Take over what was remembered of other agencies, as if they had been added here."""
        self.disclosures += later.disclosures
        self.evidence |= later.evidence
        for name, check in later.checks.items():
            self.checks.setdefault(name, CheckSummary(check.check, check.family)).join(check)
        for key, term in later.terms.items():
            self._term(key, term.concept, term.function_code, term.term).join(term)

    def add_evidence(self, data: Sequence[DisclosureData]) -> set[str]:
        """Remember how the figures behind the failures of some disclosures are printed.

        Returns the ids of those figures that stand in none of them.
        """
        wanted = {
            fact
            for document in data
            for finding in document.findings
            if finding.outcome is Outcome.FAIL
            for fact in finding.facts
        }
        for disclosure in data:
            self.add_printed(disclosure.facts, wanted)
        return wanted - self.evidence.keys()

    def add_printed(self, facts: Iterable[Fact], wanted: Container[str]) -> None:
        """Remember how some of the facts are printed."""
        self.evidence |= {fact.fact: as_printed(fact) for fact in facts if fact.fact in wanted}

    def _add_entry(self, entry: GlossaryEntry) -> None:
        key = addresses.term_key(entry.concept, entry.function_code, entry.term)
        term = self._term(key, entry.concept, entry.function_code, entry.term)
        term.names[entry.term] += 1
        term.wordings.setdefault("".join(entry.definition.split()), []).append(entry)

    def _add_use(self, fact: Fact) -> None:
        key = addresses.term_key(fact.concept, "", "")
        term = self._term(key, fact.concept, fact.function_code, fact.concept_zh)
        term.used += 1
        if len(term.uses) < USES_KEPT:
            term.uses.append(fact)

    def _term(self, key: str, concept: str, function_code: str, name: str) -> TermSummary:
        return self.terms.setdefault(key, TermSummary(key, concept, function_code, name))


_POORLY_READ = ("poorly_read", "figures_poorly_read")


def summarise(
    data: DisclosureData, agency_name: str, figures: Figures, spending: Sequence[str]
) -> DisclosureSummary:
    """Sum up a disclosure. `figures` are those of its agency."""
    failures = [f for f in data.findings if f.outcome is Outcome.FAIL]
    return DisclosureSummary(
        id=data.id,
        agency=data.agency,
        agency_name=agency_name,
        fiscal_year=data.fiscal_year,
        stage=data.stage,
        title=data.row["title"],
        published_on=data.row.get("published_on", ""),
        spending=first_fact(figures, data, spending),
        facts=len(data.facts),
        unmapped=sum(not fact.concept for fact in data.facts),
        notes=len(data.notes),
        numerals=Counter(str(numeral.role) for numeral in data.numerals),
        outcomes=Counter(str(finding.outcome) for finding in data.findings),
        severities=Counter(str(finding.severity) for finding in failures),
        pages=int(data.row.get("pages") or 0),
        pages_not_read=int(data.row.get("pages_not_read") or 0),
        year_in_title=data.row.get("year_in_title", ""),
        is_poorly_read=any(note.kind in _POORLY_READ for note in data.notes),
    )


def first_cell(figures: Figures, data: DisclosureData, concepts: Sequence[str]) -> Cell:
    """Look up the first of some concepts that the agency itself prints for a disclosure's year.

    What other documents imply for that year is no figure of its own; the tables show it, marked.
    """
    period = Period(data.fiscal_year, list(STAGES).index(data.stage), data.stage)
    cells = (figures.cell(data.agency, concept, period) for concept in concepts)
    return next((cell for cell in cells if cell.facts and not cell.is_derived), Cell(()))


def first_fact(figures: Figures, data: DisclosureData, concepts: Sequence[str]) -> Fact | None:
    """Take the first fact of the first cell, if there is one."""
    return next(iter(first_cell(figures, data, concepts).facts), None)


@dataclass(frozen=True, slots=True)
class State:
    """The counts of outcomes of some disclosures together."""

    outcomes: Mapping[str, int]
    severities: Mapping[str, int]

    @property
    def agreeing(self) -> int:
        """What was checked and agrees."""
        return self.outcomes.get(Outcome.PASS, 0)

    @property
    def disputed(self) -> int:
        """What does not agree or is doubtful; notes are no verdict on a sum."""
        return self.severities.get(Severity.ERROR, 0) + self.severities.get(Severity.WARNING, 0)

    @property
    def total(self) -> int:
        """All findings."""
        return sum(self.outcomes.values())


def state(summaries: Sequence[DisclosureSummary]) -> State:
    """Add up how the checks came out, in the fixed order of outcomes and severities."""
    outcomes: Counter[str] = Counter()
    severities: Counter[str] = Counter()
    for summary in summaries:
        outcomes.update(summary.outcomes)
        severities.update(summary.severities)
    return State(
        {str(key): outcomes[key] for key in Outcome}, {str(k): severities[k] for k in Severity}
    )
