"""What lists show of an agency: in, its disclosures; out, a summary with one figure as proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mingzhang.common import urls
from mingzhang.model import Fact
from mingzhang.site.agency_data import DisclosureData
from mingzhang.site.library import Library
from mingzhang.site.markup import ROW
from mingzhang.site.overview import DisclosureSummary, state

AROUND = 22
"""Characters of the source on either side of the figure that the home page shows."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A figure with the words of its source around it: a sentence, or a row of a table."""

    fact: Fact
    summary: DisclosureSummary
    before: str
    printed: str
    after: str
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class AgencySummary:
    """An agency in a list or on a card."""

    agency: str
    name: str
    region: str
    level: str
    summaries: tuple[DisclosureSummary, ...]
    severities: Mapping[str, int]
    proof: Proof | None = None

    @property
    def page(self) -> str:
        """The address of its page."""
        return urls.agency_page(self.agency)

    @property
    def latest(self) -> DisclosureSummary:
        """Its latest disclosure."""
        return self.summaries[-1]

    @property
    def order(self) -> tuple[str, str]:
        """Sort by region, then id."""
        return self.region, self.agency


def agency_summary(
    agency: str,
    library: Library,
    summaries: Sequence[DisclosureSummary],
    proof: Proof | None = None,
) -> AgencySummary:
    """Sum up an agency; `summaries` run from the earliest to the latest."""
    row = library.agencies.get(agency, {})
    return AgencySummary(
        agency=agency,
        name=library.agency_name(agency),
        region=row.get("region", ""),
        level=row.get("level", ""),
        summaries=tuple(summaries),
        severities=state(summaries).severities,
        proof=proof,
    )


def proof(data: DisclosureData, summary: DisclosureSummary) -> Proof | None:
    """Show the spending of a disclosure in the sentence that prints it; None if none does."""
    fact = summary.spending
    if fact is None or fact.start is None or not fact.value_printed:
        return None
    for passage in data.passages:
        if passage.start <= fact.start < passage.end:
            start = fact.start - passage.start
            end = start + len(fact.value_printed)
            before, printed, after = (
                passage.text[:start],
                passage.text[start:end],
                passage.text[end:],
            )
            if printed == fact.value_printed:
                is_row = passage.kind == ROW
                return Proof(fact, summary, _tail(before), printed, _head(after), is_row)
    return None


def best_proof(agencies: Iterable[AgencySummary]) -> Proof | None:
    """Take the first figure that a sentence prints, else the first that a row of a table does."""
    proofs = [each.proof for each in agencies if each.proof]
    return next((each for each in proofs if not each.is_row), next(iter(proofs), None))


def _tail(text: str) -> str:
    return text if len(text) <= AROUND else f"…{text[-AROUND:]}"


def _head(text: str) -> str:
    return text if len(text) <= AROUND else f"{text[:AROUND]}…"
