"""From drafts to facts: in, drafts of the compact text; out, facts with spans of the source."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from mingzhang.common.exact import shortest
from mingzhang.common.money import amount_tolerance, decimals, half_last_digit
from mingzhang.model import Document, Fact, Measure, Origin, Section, Stage
from mingzhang.parse.bodies.finder import BodyFinder
from mingzhang.parse.figures.figure import ALL_MONEY, Draft
from mingzhang.parse.figures.links import NONE, link
from mingzhang.parse.figures.reasons import reason_of
from mingzhang.parse.text.compact import Compact
from mingzhang.vocab import Vocabulary

_QUOTE_STOPS = "。；\n，、：（"


_MARKS = str.maketrans("", "", '“”‘’"（）() ')


class FactMaker:
    """Turns the drafts of one disclosure into facts."""

    def __init__(
        self,
        view: Compact,
        document: Document,
        sections: Sequence[Section],
        vocab: Vocabulary,
        bodies: BodyFinder,
    ) -> None:
        self.view = view
        self.source_text = document.text
        self.pages = [page for page in document.pages if page.end > page.start]
        self.page_starts = [page.start for page in self.pages]
        self.sections = sections
        self.source = document.source
        self.vocab = vocab
        self.agencies = {a.name_zh: a.agency for a in vocab.agencies.values()}
        self.bodies = bodies
        self._funds: dict[Draft, str] = {}

    def make(self, drafts: list[Draft]) -> tuple[Fact, ...]:
        """Make the facts of drafts that stand in the order of the text; ids are unique."""
        ids = self._ids(drafts)
        self._years_by_line = self._line_years(drafts)
        self._links = link(drafts, self.view.text, self.source)
        self._ends_before = {id(b): a.unit_end for a, b in pairwise(drafts)}
        return tuple(self._fact(draft, ids) for draft in drafts)

    def _ids(self, drafts: Sequence[Draft]) -> dict[int, str]:
        used: Counter[str] = Counter()
        result = {}
        for draft in drafts:
            start, _ = self.view.original(draft.start, draft.end)
            name = f"{self.source.disclosure}-f{start}"
            used[name] += 1
            result[id(draft)] = name if used[name] == 1 else f"{name}-{used[name]}"
        return result

    def _line_years(self, drafts: Sequence[Draft]) -> dict[int, set[int]]:
        years: dict[int, set[int]] = {}
        for draft in drafts:
            if draft.year_printed:
                years.setdefault(self._line_of(draft), set()).add(draft.year_printed)
        return years

    def _line_of(self, draft: Draft) -> int:
        return self.view.text.rfind("\n", 0, draft.start)

    def _fact(self, draft: Draft, ids: dict[int, str]) -> Fact:
        start, end = self.view.original(draft.start, draft.end)
        section = self.sections[draft.section] if draft.section >= 0 else None
        concept = self.vocab.concepts.get(draft.concept)
        year, base_year = self._years(draft)
        links = self._links.get(id(draft), NONE)
        return Fact(
            fact=ids[id(draft)],
            disclosure=self.source.disclosure,
            agency=self.source.agency,
            fiscal_year=year,
            stage=self._stage(draft),
            scope=draft.scope,
            measure=draft.measure,
            value=shortest(draft.value),
            unit=draft.unit,
            origin=draft.origin,
            concept=draft.concept,
            concept_zh=self.vocab.name_zh(draft.concept, year),
            concept_en=concept.name_en if concept else "",
            label_printed=self._label(draft),
            label_own=self._label_own(draft),
            function_code=draft.function_code,
            economic_code=draft.economic_code,
            fund=draft.money_of(self._funds).replace(ALL_MONEY, ""),
            value_printed=self.source_text[start:end],
            unit_printed=self._unit(draft),
            tolerance=_tolerance(draft),
            year_printed=draft.year_printed,
            base_year=base_year,
            base_printed=draft.base,
            scope_id=self.agencies.get(draft.scope, ""),
            scope_printed=draft.scope_printed,
            section=section.path if section else "",
            section_kind=section.kind if section else "",
            start=start,
            end=end,
            page=self._page(start),
            quote=self._quote(draft),
            of_fact=ids.get(id(links.of), ""),
            base_fact=ids.get(id(links.base), ""),
            pair_fact=ids.get(id(links.pair), ""),
            parent_fact=ids.get(id(draft.parent), "") if draft.is_level else "",
            list_kind=draft.list_kind,
            reason_printed=reason_of(self.vocab.grammar.patterns, self.view.text, draft),
            rule="/".join(filter(None, (draft.relation, _rule_of_name(draft)))),
        )

    def _page(self, start: int) -> int | None:
        """Return the page of the source that a figure begins on, where its pages are known."""
        at = bisect_right(self.page_starts, start) - 1
        return self.pages[at].number if at >= 0 else None

    def _unit(self, draft: Draft) -> str:
        if not draft.unit_printed:
            return ""
        start, end = self.view.original(draft.end, draft.unit_end)
        return self.source_text[start:end].strip()

    def _label(self, draft: Draft) -> str:
        return draft.label

    def _label_own(self, draft: Draft) -> bool | None:
        """Tell whether the label stands by the figure: after the one before it, or right behind."""
        label = _bare(draft.label)
        if not label:
            return None
        begin = max(self._ends_before.get(id(draft), 0), self._line_of(draft) + 1)
        behind = draft.unit_end + len(draft.label) + 1
        words = self.view.text[begin:behind]
        return label in words or label in _bare(words)

    def _stage(self, draft: Draft) -> Stage:
        if draft.point_in_time:
            return Stage.POINT_IN_TIME
        if draft.account_year is not None and draft.stage:
            return Stage(draft.stage)
        if self.source.stage is Stage.FINAL and draft.is_level and draft.stage:
            return Stage(draft.stage)
        told = draft
        while not told.is_level and told.of is not None:
            told = told.of
        if self.source.stage is Stage.BUDGET and told.is_level and told.stage == "final":
            return Stage.FINAL  # and so is what is said of a figure of the final account
        return self.source.stage

    def _years(self, draft: Draft) -> tuple[int, int | None]:
        """The year that the figure belongs to, and the base year; a slip of the text moves both."""
        own, fiscal, base = draft.year_printed, self.source.fiscal_year, draft.base_year
        if draft.other_year is not None:
            return draft.other_year, base
        if draft.account_year is not None and not draft.point_in_time:
            return draft.account_year, base
        if draft.point_in_time:
            return draft.balance_year or fiscal, base
        if own is None or own == fiscal:
            return fiscal, base
        if self._belongs_elsewhere(draft, own):
            return own, base
        shift = own - fiscal
        if base is not None and base == own - 1 and base != fiscal - 1:
            base -= shift
        return fiscal, base

    def _belongs_elsewhere(self, draft: Draft, own: int) -> bool:
        """A year other than the disclosure's is meant when the same line also speaks of its own."""
        fiscal = self.source.fiscal_year
        named = self._years_by_line.get(self._line_of(draft), set())
        future = own > fiscal and self.source.stage is Stage.FINAL
        return fiscal in named and not future and abs(own - fiscal) <= 10

    def _quote(self, draft: Draft) -> str:
        text = self.view.text
        begin = min(draft.label_start, draft.start)
        while begin < draft.start and text[begin] in _QUOTE_STOPS:
            begin += 1
        stop = draft.unit_end
        if draft.measure is Measure.COUNT and text[stop : stop + 1] not in _QUOTE_STOPS:
            while stop < len(text) and text[stop] not in _QUOTE_STOPS + "）":
                stop += 1
        start, end = self.view.original(begin, max(stop, draft.unit_end))
        return " ".join(self.source_text[start:end].split())


def _rule_of_name(draft: Draft) -> str:
    """The rule that named a figure, or that left it without a concept."""
    return draft.unmapped_by or draft.rule if draft.rule == "unmapped" else draft.rule


def _bare(words: str) -> str:
    return words.translate(_MARKS)


def _tolerance(draft: Draft) -> Decimal:
    if draft.origin is Origin.STATED or draft.measure is Measure.COUNT:
        return Decimal(0)
    if draft.unit == "CNY" and not draft.measure.is_rate:
        return shortest(amount_tolerance(draft.printed.lstrip("-"), draft.factor))
    whole = not (draft.measure.is_rate or decimals(draft.printed))
    return Decimal(0) if whole else shortest(half_last_digit(draft.printed) * draft.factor)
