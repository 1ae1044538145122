"""The checks as pages show them: in, how each came out; out, views by check and by agency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mingzhang.model import Finding, Outcome, Severity
from mingzhang.site import addresses
from mingzhang.site.library import Library
from mingzhang.site.overview import CheckSummary, DisclosureSummary, State, state

REASONS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check as its page shows it."""

    check: str
    family: str
    outcomes: Mapping[str, int]
    severities: Mapping[str, int]
    failures: tuple[Finding, ...]
    reasons: Mapping[str, tuple[tuple[str, int], ...]]

    @property
    def page(self) -> str:
        """The address of its page."""
        return addresses.check_page(self.check)

    @property
    def told(self) -> tuple[int, int]:
        """How often it did not agree and was doubtful: what is more than a note."""
        return self.severities[Severity.ERROR], self.severities[Severity.WARNING]


def views(summaries: Mapping[str, CheckSummary], library: Library) -> tuple[CheckView, ...]:
    """Make a view of each check: those that the package describes, and any that findings name."""
    order = {check: place for place, check in enumerate(library.checks)}
    families = list(library.families)
    every = {**{c: CheckSummary(c, r["family"]) for c, r in library.checks.items()}, **summaries}
    made = [_view(summary) for summary in every.values()]
    return tuple(
        sorted(
            made,
            key=lambda v: (
                families.index(v.family) if v.family in families else len(families),
                order.get(v.check, len(order)),
                v.check,
            ),
        )
    )


def _view(summary: CheckSummary) -> CheckView:
    failures = sorted(summary.failures, key=lambda f: (f.severity.rank, f.disclosure, f.finding))
    return CheckView(
        check=summary.check,
        family=summary.family,
        outcomes={outcome: summary.outcomes[outcome] for outcome in Outcome},
        severities={severity: summary.severities[severity] for severity in Severity},
        failures=tuple(failures),
        reasons={
            outcome: tuple(counter.most_common(REASONS_SHOWN))
            for outcome, counter in summary.reasons.items()
        },
    )


def by_agency(summaries: Sequence[DisclosureSummary], most: int) -> tuple[tuple[str, State], ...]:
    """Add up the outcomes of each agency, by its id.

    Of very many agencies only the `most` with the most failures are listed; the list of agencies
    has them all.
    """
    groups: defaultdict[str, list[DisclosureSummary]] = defaultdict(list)
    for summary in summaries:
        groups[summary.agency].append(summary)
    counted = [(agency, state(group)) for agency, group in sorted(groups.items())]
    if len(counted) > most:
        counted.sort(key=lambda each: -each[1].outcomes[Outcome.FAIL])
    return tuple(counted[:most])
