"""Which figures a check disputes: in, the findings of an agency; out, the mark beside each figure.

A figure that is repeated without the check's doubt would be told as if it were certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mingzhang.model import Fact, Finding, Outcome, Severity

BOTH_SIDES = frozenset({"repeats", "names"})
"""Families whose checks doubt every figure that they name; others doubt the first one alone."""
ODD_WORDING = "odd_wording"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Disputes:
    """What checks found against figures, by the figure's id, and what is oddly worded."""

    found: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    odd: tuple[Finding, ...] = ()

    def of(self, *facts: Fact | None) -> Finding | None:
        """Give the gravest finding that disputes one of some figures."""
        all_found = (each for fact in facts if fact for each in self.found.get(fact.fact, ()))
        return min(all_found, key=lambda each: each.severity.rank, default=None)

    def oddity_of(self, fact: Fact) -> Finding | None:
        """Give what is odd in the sentence of a figure, such as an earlier year of some months."""
        return next((each for each in self.odd if _is_about(each, fact)), None)


def disputes(findings: Iterable[Finding]) -> Disputes:
    """Sort what does not agree or is doubtful by the figures that it is about."""
    by_fact: defaultdict[str, list[Finding]] = defaultdict(list)
    odd: list[Finding] = []
    for finding in findings:
        if finding.outcome is not Outcome.FAIL or finding.answer_status == WITHDRAWN:
            continue
        if finding.check == ODD_WORDING:
            odd.append(finding)
        if finding.severity is not Severity.NOTE:
            about = finding.facts if finding.family in BOTH_SIDES else finding.facts[:1]
            for fact in about:
                by_fact[fact].append(finding)
    return Disputes({fact: tuple(each) for fact, each in by_fact.items()}, tuple(odd))


def _is_about(finding: Finding, fact: Fact) -> bool:
    """Tell whether a finding on wording stands in the sentence that states a figure."""
    same = finding.disclosure == fact.disclosure and bool(fact.quote)
    return same and fact.quote in finding.quote
