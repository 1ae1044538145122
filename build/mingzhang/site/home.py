"""Home and lists: in, summaries of all disclosures and agencies; out, groups, totals, one chart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingzhang.common import urls
from mingzhang.model import Fact
from mingzhang.site import charts
from mingzhang.site.agency import KeyFigure
from mingzhang.site.agency_data import DisclosureData
from mingzhang.site.library import Library
from mingzhang.site.markup import ROW
from mingzhang.site.overview import DisclosureSummary, state
from mingzhang.site.wording import STAGES, wan

LATEST = 6
AROUND = 22
"""Characters of the source on either side of the figure that the home page shows."""
BARS = 12


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
    place: str
    level: str
    summaries: tuple[DisclosureSummary, ...]
    figures: tuple[KeyFigure, ...]
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
    figures: Sequence[KeyFigure],
    proof: Proof | None = None,
) -> AgencySummary:
    """Sum up an agency; `summaries` run from the earliest to the latest."""
    row = library.agencies.get(agency, {})
    region = row.get("region", "")
    return AgencySummary(
        agency=agency,
        name=library.agency_name(agency),
        region=region,
        place=library.regions[region]["name_zh"] if region in library.regions else "",
        level=row.get("level", ""),
        summaries=tuple(summaries),
        figures=tuple(figures),
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
    found = [each.proof for each in agencies if each.proof]
    return next((each for each in found if not each.is_row), next(iter(found), None))


def _tail(text: str) -> str:
    return text if len(text) <= AROUND else f"…{text[-AROUND:]}"


def _head(text: str) -> str:
    return text if len(text) <= AROUND else f"{text[:AROUND]}…"


def description(name: str, summaries: Sequence[DisclosureSummary]) -> str:
    """Say in one sentence what an agency's page shows, for search engines and previews."""
    latest = summaries[-1]
    spent = f"支出{wan(latest.spending.value)}万元，" if latest.spending else ""
    return f"{name}：{latest.period}{spent}钱花在哪里、数字对不对得上，每个数字都链接到原文。"


def by_place(
    agencies: Iterable[AgencySummary], library: Library
) -> Mapping[str, tuple[AgencySummary, ...]]:
    """Group agencies by region, in the order of the codes."""
    groups: defaultdict[str, list[AgencySummary]] = defaultdict(list)
    for agency in agencies:
        groups[library.place_name(agency.region) or "未标明地区"].append(agency)
    return {place: tuple(group) for place, group in groups.items()}


def by_year(
    summaries: Iterable[DisclosureSummary],
) -> Mapping[int, tuple[DisclosureSummary, ...]]:
    """Group disclosures by fiscal year, as they come."""
    groups: defaultdict[int, list[DisclosureSummary]] = defaultdict(list)
    for summary in summaries:
        groups[summary.fiscal_year].append(summary)
    return {year: tuple(group) for year, group in groups.items()}


@dataclass(frozen=True, slots=True)
class YearTotal:
    """The disclosures of one year and stage, and the sum of their spending."""

    year: int
    stage: str
    disclosures: int
    stating: int
    total: Decimal

    @property
    def title(self) -> str:
        """Name it: `2018年决算`."""
        return f"{self.year}年{STAGES[self.stage]}"


def year_totals(summaries: Sequence[DisclosureSummary]) -> tuple[YearTotal, ...]:
    """Add up the spending by year and stage; only what disclosures state is added."""
    groups: defaultdict[tuple[int, str], list[DisclosureSummary]] = defaultdict(list)
    for summary in summaries:
        groups[summary.fiscal_year, summary.stage].append(summary)
    totals = []
    for (year, stage), group in sorted(groups.items(), reverse=True):
        stated = [summary.spending.value for summary in group if summary.spending]
        total = sum(stated, Decimal(0))
        totals.append(YearTotal(year, stage, len(group), len(stated), total))
    return tuple(totals)


def drawn_totals(totals: Sequence[YearTotal]) -> tuple[YearTotal, ...]:
    """Choose what the chart of totals draws: the latest ones, the earliest first."""
    return tuple(reversed([each for each in totals if each.stating][:BARS]))


def spending_chart(totals: Sequence[YearTotal]) -> charts.Chart | None:
    """Draw the latest totals of the table beside it, the earliest first; stages are told apart."""
    bars = [
        charts.Bar(f"{one.title}（{one.stating} 份文件）", one.total, one.stage, one.year)
        for one in drawn_totals(totals)
    ]
    if len(bars) < 2:
        return None
    return charts.bar_chart(
        "spending", "已收录文件的支出合计", "按年度与阶段；单位：元", bars, over_time=True
    )


def role_totals(summaries: Sequence[DisclosureSummary]) -> Mapping[str, int]:
    """Add up the numerals by role."""
    total: Counter[str] = Counter()
    for summary in summaries:
        total.update(summary.numerals)
    return total
