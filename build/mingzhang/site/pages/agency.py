"""The page of an agency: in, its tables; out, figures, changes, checks and sources on one page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any

from mingzhang.common import citation, urls
from mingzhang.common.citation import Citation, Publisher
from mingzhang.model import Finding, Outcome, Platform, Unit
from mingzhang.site import addresses, cards, data_files, decimal_alignment, drawings, opening
from mingzhang.site.agency_data import DisclosureData
from mingzhang.site.agency_summary import proof
from mingzhang.site.charts import Chart
from mingzhang.site.disputes import Disputes, disputes
from mingzhang.site.drawings import Drawing
from mingzhang.site.figures import Change, Figures, Table, changes
from mingzhang.site.highlights import Block, Highlights
from mingzhang.site.language import CHINESE, Language
from mingzhang.site.library import Library
from mingzhang.site.mentions import Explanation, Terms, explanations
from mingzhang.site.money_flow import Strand, money_flow
from mingzhang.site.names import Names
from mingzhang.site.opening import KeyFigure
from mingzhang.site.overview import state
from mingzhang.site.page_kind import AgencyWork, PageKind, Site
from mingzhang.site.wording import wan

CHARTED_BODIES = 2
"""Bodies of one agency whose amounts are drawn; all of them stand in the table."""
NARROW_PERIODS = 2


@dataclass(frozen=True, slots=True)
class BlockView:
    """One part of the page: a table and what the charts of its latest period draw.

    `places` is the most decimals that a figure has, column by column of the table.
    """

    block: Block
    table: Table
    drawings: tuple[Drawing, ...]
    places: tuple[int, ...]
    has_flow: bool = False
    """The bar of where the money comes from and goes stands beside its table."""

    @property
    def is_narrow(self) -> bool:
        """Tell whether two such parts fit side by side."""
        is_drawn = bool(self.drawings) or self.has_flow
        return not is_drawn and len(self.table.periods) <= NARROW_PERIODS


@dataclass(frozen=True, slots=True)
class PlatformView:
    """A platform and every mention of it."""

    name: str
    mentions: tuple[Platform, ...]

    @property
    def verbs(self) -> tuple[str, ...]:
        """What the body does with it, in the words of the sources."""
        return tuple(dict.fromkeys(m.verb for m in self.mentions if m.verb))


def write(site: Site, work: AgencyWork) -> None:
    """Write the page in each language, with its charts."""
    view = shown(work.name, work.data, work.figures, site.library, site.highlights, site.terms)
    view |= {
        "summaries": work.summaries,
        "explained_in": {summary.id: summary.period for summary in work.summaries},
        "state": state(work.summaries),
        "resources": data_files.resources(work.package),
        "package": work.package,
    }
    view["card"] = _card(site, work, view)
    for language, names in site.languages_of(KIND):
        history, charts = _charts(view, names, site)
        flow = _flow(view, names, site)
        whole_page = [chart for chart in (history, flow) if chart]
        for chart in (*whole_page, *chain.from_iterable(charts.values())):
            site.chart(language, urls.agency_page(work.name), chart)
        site.page(
            KIND,
            language,
            urls.agency_page(work.name),
            title=names.agency_text(work.name),
            description=_description(work, names),
            also=_other_names(site, work, language),
            meta=view["card"],
            place=names.place(view["row"].get("region", "")),
            history=history,
            flow=flow,
            charts=charts,
            cited=_cited(site, work, names),
            **view,
        )


def _card(site: Site, work: AgencyWork, view: Mapping[str, Any]) -> Mapping[str, str]:
    """Draw the card of the body's headline figure; say where it is and what it shows."""
    head = next(iter(view["headlines"]), None)
    if head is None or not site.settings.share_cards or not cards.can_draw():
        return {}
    summary = next(each for each in work.summaries if each.id == head.disclosure.id)
    evidence = proof(head.disclosure, summary)
    if evidence is None or head.figure.contradicted:
        return {}
    card = cards.card(evidence, view["disputes"], site.names[CHINESE.code], site.settings)
    address = urls.agency_page(work.name) + cards.FILE
    picture = site.kept.once(cards.name_of(card), bytes, lambda: cards.drawn(card))
    site.renderer.place(address).write_bytes(picture)
    return {"card": address, "card_says": card.says}


def _charts(
    view: Mapping[str, Any], names: Names, site: Site
) -> tuple[Chart | None, Mapping[str, list[Chart]]]:
    """Draw the chart over time, and those of each block."""
    drawn = partial(drawings.drawn, names=names, address=site.settings.address, kept=site.kept)
    over_time = view["over_time"]
    return drawn(over_time) if over_time else None, {
        block.block.id: [drawn(each) for each in block.drawings] for block in view["blocks"]
    }


def _flow(view: Mapping[str, Any], names: Names, site: Site) -> Chart | None:
    """Draw where the money of the latest account comes from and goes."""
    if not view["flowing"]:
        return None
    strands, address = view["flowing"], site.settings.address
    return drawings.drawn_flow(view["agency"], strands, view["disputes"], names, address, site.kept)


def _description(work: AgencyWork, names: Names) -> str:
    """Say in one sentence what the page shows, for search engines and previews."""
    latest, words = work.summaries[-1], names.language.words.agency
    spent = latest.spending
    return str(
        words.description.text(
            name=names.agency_text(work.name),
            account=names.account(latest),
            years=_years(work, names.language),
            spent=words.description_spent.text(amount=f"{wan(spent.value)}万元") if spent else "，",
        )
    )


def _years(work: AgencyWork, language: Language) -> str:
    years = [summary.fiscal_year for summary in work.summaries]
    span = dict.fromkeys((min(years), max(years)))
    return str(language.words.dash).join(map(str, span))


def _other_names(site: Site, work: AgencyWork, language: Language) -> tuple[str, ...]:
    """List the Chinese names of the agency, former ones and aliases with it, to be found by."""
    others = site.library.other_names(work.name)
    row = site.library.agencies.get(work.name)
    return others if language.is_of_sources or not row else (row["name_zh"], *others)


def _cited(site: Site, work: AgencyWork, names: Names) -> Citation:
    """Cite the data; GB/T 7714 asks for the Chinese title whatever the language of the page."""
    cited = citation.of_data(site.settings.cited, work.package)
    language = names.language
    if language.is_of_sources:
        return cited
    title = language.site_title(site.settings)
    publisher = Publisher(title, site.settings.publisher, site.settings.address)
    whole = language.words.agency.cited.text(
        name=names.agency_text(work.name), years=_years(work, language)
    )
    return replace(citation.of_package(publisher, work.package.name, whole), gbt7714=cited.gbt7714)


def shown(
    agency: str,
    data: Sequence[DisclosureData],
    figures: Figures,
    library: Library,
    highlights: Highlights,
    known: Terms,
) -> dict[str, Any]:
    """Collect what the agency's template shows. `data` runs from the earliest to the latest."""
    latest = data[-1]
    compared = tuple(change for disclosure in data for change in changes(disclosure.facts))
    disputed = disputes(finding for disclosure in data for finding in disclosure.findings)
    heads = opening.headlines(data, figures, highlights, compared)
    flows = (money_flow(head.disclosure, figures, highlights) for head in heads)
    flowing = next(filter(None, flows), ())
    blocks = tuple(_block(agency, block, figures, disputed, flowing) for block in highlights.blocks)
    shown_blocks = tuple(view for view in blocks if view.table.lines)
    key_figures = opening.key_figures(latest, figures, highlights, compared)
    return {
        "agency": agency,
        "explained": _explained(data, key_figures, blocks, known),
        "row": library.agencies.get(agency, {}),
        "name_zh": library.agency_name(agency),
        "linked": library.linked(agency),
        "below": library.children.get(agency, ()),
        "disclosures": data,
        "latest": latest,
        "headlines": heads,
        "disputes": disputed,
        "over_time": drawings.history(agency, figures, highlights.spending, disputed, compared),
        "flowing": flowing,
        "key_figures": key_figures,
        "blocks": shown_blocks,
        "rows": side_by_side(shown_blocks),
        "changes": sorted(compared, key=lambda change: change.period, reverse=True),
        "change_years": changes_by_year(compared),
        "duties": _duties(latest),
        "units": organisation(next((d.units for d in reversed(data) if d.units), ())),
        "platforms": platforms(data),
        "failures": [
            finding
            for disclosure in reversed(data)
            for finding in disclosure.findings
            if finding.outcome is Outcome.FAIL
        ],
        "unjudged": unjudged(finding for disclosure in data for finding in disclosure.findings),
    }


def unjudged(findings: Iterable[Finding]) -> tuple[tuple[Finding, int], ...]:
    """Group what could not be evaluated by its reason: one finding for each, how many figures."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.outcome is Outcome.NOT_EVALUABLE:
            groups.setdefault(finding.message_zh, []).append(finding)
    return tuple(
        sorted(
            ((each[0], sum(len(member.facts) or 1 for member in each)) for each in groups.values()),
            key=lambda pair: -pair[1],
        )
    )


def changes_by_year(compared: Sequence[Change]) -> tuple[tuple[int, tuple[Change, ...]], ...]:
    """Group changes by the year that they lead to, the latest first; of a year, finals first."""
    groups: defaultdict[int, list[Change]] = defaultdict(list)
    for change in sorted(compared, key=lambda each: each.period, reverse=True):
        groups[change.period.year].append(change)
    return tuple((year, tuple(each)) for year, each in groups.items())


def _explained(
    data: Sequence[DisclosureData],
    key_figures: Sequence[KeyFigure],
    blocks: Sequence[BlockView],
    known: Terms,
) -> list[Explanation]:
    """Explain the terms that the page shows: in the latest words of the body itself, else ours."""
    explained = explanations((entry for disclosure in data for entry in disclosure.glossary), known)
    concepts = {item.fact.concept for item in key_figures}
    concepts |= {line.concept for view in blocks for line in view.table.lines}
    keys = {addresses.term_key(concept, "", "") for concept in concepts if concept}
    return [explained[key] for key in sorted(keys & explained.keys())]


def _block(
    agency: str, block: Block, figures: Figures, disputed: Disputes, flowing: Sequence[Strand]
) -> BlockView:
    """Make one part of the page; what the flow of money shows is not drawn again."""
    concepts = [concept for group in block.groups for concept in figures.in_group(group)]
    table = figures.table(concepts)
    drawn: list[Drawing] = []
    if block.chart >= 0 and table.periods and block.id not in {each.id for each in flowing}:
        for scope in table.scopes[:CHARTED_BODIES]:
            drawing = drawings.latest(agency, block, table, scope, len(drawn), disputed)
            if drawing:
                drawn.append(drawing)
    has_flow = bool(flowing) and block.id == "totals"
    return BlockView(block, table, tuple(drawn), decimal_alignment.places(table), has_flow)


def side_by_side(views: Sequence[BlockView]) -> tuple[tuple[BlockView, ...], ...]:
    """Group the parts of the page, in their order: narrow neighbours share a group."""
    groups: list[tuple[BlockView, ...]] = []
    for view in views:
        if groups and view.is_narrow and groups[-1][-1].is_narrow:
            groups[-1] += (view,)
        else:
            groups.append((view,))
    return tuple(groups)


def _duties(latest: DisclosureData) -> dict[str, list[Any]]:
    """Sort the duties of the latest disclosure by body."""
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for duty in latest.duties:
        groups[duty.scope].append(duty)
    return dict(groups)


@dataclass(frozen=True, slots=True)
class Node:
    """A body of the organisation and those below it; `unit` is None for the one at the top."""

    name: str
    unit: Unit | None
    below: tuple[Node, ...]


def organisation(units: Sequence[Unit]) -> tuple[Node, ...]:
    """Arrange units below the bodies that they belong to, as far as the source tells."""
    below: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        below[unit.parent or unit.scope].append(unit)
    named = {unit.name for unit in units}
    tops = [parent for parent in below if parent not in named] or list(below)
    return tuple(Node(top, None, _nodes(below.pop(top), below)) for top in tops if top in below)


def _nodes(units: Sequence[Unit], below: defaultdict[str, list[Unit]]) -> tuple[Node, ...]:
    # Each group is taken out as it is used, so that bodies that name each other end somewhere.
    return tuple(Node(u.name, u, _nodes(below.pop(u.name, []), below)) for u in units)


def platforms(data: Sequence[DisclosureData]) -> tuple[PlatformView, ...]:
    """Gather the mentions of each platform."""
    groups: defaultdict[str, list[Platform]] = defaultdict(list)
    for disclosure in data:
        for platform in disclosure.platforms:
            groups[platform.name].append(platform)
    return tuple(PlatformView(name, tuple(mentions)) for name, mentions in groups.items())


KIND = PageKind(
    "agency",
    places=("agencies/*/",),
    group="agencies",
    is_translated=True,
    of_agency=write,
)
