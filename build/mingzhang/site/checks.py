"""The pages of the checks: in, how each check came out; out, views by check, family and agency."""

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
    family_title: str
    title: str
    rule: str
    outcomes: Mapping[str, int]
    severities: Mapping[str, int]
    failures: tuple[Finding, ...]
    reasons: Mapping[str, tuple[tuple[str, int], ...]]

    @property
    def page(self) -> str:
        """The address of its page."""
        return addresses.check_page(self.check)


def views(summaries: Mapping[str, CheckSummary], library: Library) -> tuple[CheckView, ...]:
    """Make a view of each check: those that the package describes, and any that findings name."""
    order = {check: place for place, check in enumerate(library.checks)}
    every = {**{c: CheckSummary(c, r["family"]) for c, r in library.checks.items()}, **summaries}
    made = [_view(summary, library) for summary in every.values()]
    return tuple(
        sorted(
            made,
            key=lambda v: (order.get(v.check, len(order)), v.check),
        )
    )


def _view(summary: CheckSummary, library: Library) -> CheckView:
    row = library.checks.get(summary.check, {})
    failures = sorted(
        summary.failures, key=lambda f: (list(Severity).index(f.severity), f.disclosure, f.finding)
    )
    return CheckView(
        check=summary.check,
        family=summary.family,
        family_title=row.get("family_zh") or summary.family,
        title=row.get("title_zh") or f"{summary.family}：{summary.check}",
        rule=row.get("rule_zh", ""),
        outcomes={outcome: summary.outcomes[outcome] for outcome in Outcome},
        severities={severity: summary.severities[severity] for severity in Severity},
        failures=tuple(failures),
        reasons={
            outcome: tuple(counter.most_common(REASONS_SHOWN))
            for outcome, counter in summary.reasons.items()
        },
    )


def by_family(found: Sequence[CheckView]) -> Mapping[str, tuple[CheckView, ...]]:
    """Sort checks into families."""
    groups: defaultdict[str, list[CheckView]] = defaultdict(list)
    for view in found:
        groups[view.family_title].append(view)
    return {title: tuple(group) for title, group in groups.items()}


def by_agency(
    summaries: Sequence[DisclosureSummary], most: int
) -> tuple[tuple[str, str, State], ...]:
    """Add up the outcomes of each agency: its id, its name, the counts.

    Of very many agencies only the `most` with the most failures are listed; the list of agencies
    has them all.
    """
    groups: defaultdict[tuple[str, str], list[DisclosureSummary]] = defaultdict(list)
    for summary in summaries:
        groups[summary.agency, summary.agency_name].append(summary)
    counted = [(agency, name, state(group)) for (agency, name), group in sorted(groups.items())]
    if len(counted) > most:
        counted.sort(key=lambda each: -each[2].outcomes[Outcome.FAIL])
    return tuple(counted[:most])
