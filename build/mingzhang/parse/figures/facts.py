"""From figures to facts: in, the figures of prose and tables; out, a fact for each.

What the rounding of an amount leaves open one numeral does not tell: whether zeros at its end are
dropped shows in the amounts beside it, those of its table or of its section.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from mingzhang.common.exact import shortest
from mingzhang.common.money import Style, amount_tolerance, decimals, half_last_digit, rounded_to
from mingzhang.common.records import blank
from mingzhang.model import NOBODY, Document, Fact, Origin
from mingzhang.parse.figures.figure import ALL_MONEY, Draft
from mingzhang.parse.text.compact import normalise
from mingzhang.vocab import Vocabulary


def facts_of(drafts: Sequence[Draft], document: Document, vocab: Vocabulary) -> tuple[Fact, ...]:
    """Make the facts of all figures, in the order that they are given in."""
    source, funds = document.source, dict[Draft | None, str]()
    agencies = _ids(vocab)
    pictures = [(note.start, note.end) for note in document.notes if note.kind == "page_by_ocr"]
    for start, end in pictures:
        for draft in drafts:
            if start <= draft.place.start < end:
                draft.origin = Origin.OCR
    tolerance = _tolerances(drafts)
    certainty = _certainties(document) if document.seen else None

    def made(draft: Draft) -> Any:
        place, links, parent = draft.place, draft.links, draft.parent
        concept = vocab.concepts.get(draft.concept)
        name_zh = concept.name_zh if concept else ""
        was_renamed = draft.concept in vocab.former_names
        fact = blank(Fact)
        fact.fact = place.fact
        fact.disclosure = source.disclosure
        fact.agency = source.agency
        fact.fiscal_year = draft.year
        fact.stage = draft.account
        fact.scope = "" if draft.scope == NOBODY else draft.scope
        fact.measure = draft.measure
        fact.value = shortest(draft.value)
        fact.unit = draft.unit
        fact.origin = draft.origin
        fact.concept = draft.concept
        fact.concept_zh = vocab.name_zh(draft.concept, draft.year) if was_renamed else name_zh
        fact.concept_en = concept.name_en if concept else ""
        fact.label_printed = draft.label_printed
        fact.label = draft.label
        fact.label_own = draft.own
        fact.function_code = draft.function_code
        fact.economic_code = draft.economic_code
        fund = draft.money_of(funds)
        fact.fund = "" if fund == ALL_MONEY else fund
        fact.value_printed = document.text[place.start : place.end]
        fact.unit_printed = draft.unit_printed
        fact.tolerance = tolerance(draft)
        fact.year_printed = draft.year_printed
        fact.base_year = draft.base_year
        fact.base_printed = draft.base
        fact.scope_id = agencies.get(draft.scope, "")
        fact.scope_printed = draft.scope_printed
        fact.section = place.section
        fact.section_kind = place.section_kind
        fact.start = place.start
        fact.end = place.end
        fact.page = place.page
        fact.table = place.table
        fact.row = place.row
        fact.column = place.column
        fact.quote = place.quote
        fact.of_fact = links.of.place.fact if links.of else ""
        fact.base_fact = links.base.place.fact if links.base else ""
        fact.pair_fact = links.pair.place.fact if links.pair else ""
        fact.parent_fact = parent.place.fact if parent and draft.is_level else ""
        fact.list_kind = draft.list_kind
        fact.reason_printed = draft.reason
        fact.certainty = certainty(draft) if certainty else None
        fact.derived_from, fact.rule = (), draft.decided_by
        return fact

    return tuple(map(made, drafts))


@lru_cache(maxsize=4)
def _ids(vocab: Vocabulary) -> Mapping[str, str]:
    """The ids of the known bodies, by name."""
    return {agency.name_zh: agency.agency for agency in vocab.agencies.values()}


def _certainties(document: Document) -> Callable[[Draft], Decimal | None]:
    """How to tell how sure a recognised figure is: as the least sure line that may hold it."""
    pages: dict[int, list[tuple[str, float]]] = {}
    for line in document.seen:
        pages.setdefault(line.page, []).append((normalise(line.text), line.sure))

    def told(draft: Draft) -> Decimal | None:
        lines = pages.get(draft.place.page or 0, [])
        if draft.origin is not Origin.OCR or not lines:
            return None
        numeral = normalise(document.text[draft.place.start : draft.place.end])
        sureties = [sure for text, sure in lines if numeral in text] or [sure for _, sure in lines]
        return Decimal(f"{min(sureties):.2f}")

    return told


def _tolerances(drafts: Iterable[Draft]) -> Callable[[Draft], Decimal]:
    """How to tell the tolerance of each figure: of amounts by the style of those beside them.

    A section without any decimal is judged with the rest of the text.
    """
    near: dict[Hashable, list[str]] = defaultdict(list)
    all_of: dict[tuple[Decimal, bool], list[str]] = defaultdict(list)
    passages: dict[Draft, Hashable] = {}
    printed = Origin.PRINTED
    for draft in drafts:
        if draft.unit != "CNY" or not draft.unit_printed or draft.origin is not printed:
            continue
        passage = passages[draft] = _passage(draft)
        near[passage].append(draft.printed)
        all_of[draft.factor, draft.place.table is None].append(draft.printed)
    whole = {kind: Style.of_all(all_of[kind], is_text=kind[1]) for kind in all_of}
    styles: dict[Hashable, Style] = {}
    for draft, passage in passages.items():
        if passage not in styles:
            is_text = draft.place.table is None
            style = Style.of(near[passage]) if is_text else Style.of_all(near[passage])
            styles[passage] = style.within(whole[draft.factor, is_text], is_text=is_text)

    def told(draft: Draft) -> Decimal:
        if draft.rough:
            return rounded_to(draft.printed) * draft.factor
        if draft.measure.is_count or not draft.printed[-1:].isdigit():
            return Decimal(0)  # counted, or stated in words
        if draft.unit != "CNY" or draft.measure.is_rate:
            exact = not (draft.measure.is_rate or decimals(draft.printed))
            return Decimal(0) if exact else shortest(half_last_digit(draft.printed) * draft.factor)
        style = styles[passages[draft]] if draft in passages else None
        return amount_tolerance(draft.printed, draft.factor, style)

    return told


def _passage(draft: Draft) -> Hashable:
    """Name the table or the section whose amounts are rounded alike."""
    place = draft.place
    if place.table is not None:
        return "table", place.page, place.table, draft.factor
    return "text", place.section, draft.factor
