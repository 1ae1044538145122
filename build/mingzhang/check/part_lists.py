"""Which printed figures are parts of which: in, a parent figure; out, lists that may be added.

One figure is often broken down twice under one heading (by nature and again by function). Each
breakdown is a list of its own; figures that are parts of other listed parts are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mingzhang.check.case import Case
from mingzhang.check.rules import CONCEPTS
from mingzhang.model import Fact, Fund, Measure

NATURE, USES = frozenset(CONCEPTS["natures"]), frozenset(CONCEPTS["uses"])
CLASSES = tuple(CONCEPTS["classes"])
PURCHASES = frozenset(CONCEPTS["purchases"])
PEOPLE = frozenset(CONCEPTS["people"])
CLOSED = tuple(map(frozenset, CONCEPTS["closed"]))
"""Breakdowns that the rules close: where all of these are listed, nothing else can be."""

LISTS = frozenset({"revenue", "economic", "three_public", "running_costs", "assets"})
"""Groups of concepts whose members under one parent do not overlap (contracts awarded to small
enterprises overlap with goods and services)."""

RESIDUALS = tuple(CONCEPTS["residuals"])
"""Parts that take in whatever the other parts of their list leave over."""

NEVER_FULL = frozenset({"fixed_assets"})
"""Wholes of which forms list what they ask for (房屋、车辆), whatever stands in the head above."""

OPPOSITES = tuple(map(tuple, CONCEPTS["opposites"]))
"""Words of two parts that together are the whole: 集中采购目录内, 目录外."""

UNMAPPED = "unmapped"
ADDITIVE = frozenset({"function", "nature", "class", "funding", "use", "economic", UNMAPPED})
"""Breakdowns of any amount. A part of another kind must be a part of its parent by the vocabulary:
procurement is printed under 支出预算 yet overlaps with what else is printed there."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A parent figure, one list of its parts, and whether nothing can be missing from the list."""

    parent: Fact
    kind: str
    parts: tuple[Fact, ...]
    closed: bool
    unmapped: bool

    @property
    def alone(self) -> bool:
        """Tell whether the list names a single part, as “of which” often does."""
        return len(self.parts) == 1

    @property
    def coded(self) -> bool:
        """Tell rows of a table under the row whose code begins theirs."""
        return coded_rows(self.parent, self.parts)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The parent and its parts."""
        return (self.parent, *self.parts)


def breakdowns(case: Case, list_kind: str) -> tuple[Breakdown, ...]:
    """Give the breakdowns of every figure whose list is introduced as `all` or as `some`."""
    return case.once(
        f"breakdowns {list_kind}",
        lambda: tuple(
            breakdown
            for parent in case.levels
            if _list_of(case, parent) == list_kind and parent.fact in case.children
            for breakdown in _of(case, parent)
        ),
    )


def _list_of(case: Case, parent: Fact) -> str | None:
    kind = case.lists.get(parent.fact)
    return "some" if kind and parent.concept in NEVER_FULL else kind


def _of(case: Case, parent: Fact) -> Iterator[Breakdown]:
    parts = [
        part
        for part in case.children[parent.fact]
        if comparable(parent, part)
        and _same_body(case, parent, part)
        and part.section_kind == parent.section_kind
    ]
    parts = _outermost(case, _once(case, parts))
    elsewhere = any(
        comparable(parent, part) and not _same_body(case, parent, part)
        for part in case.children[parent.fact]
    )
    unmapped = elsewhere or any(not part.concept for part in parts)
    groups: dict[str, list[Fact]] = {}
    beside, classes = _uses_beside_projects(parts), _classes_among(parts)
    for part in parts:
        kind = "nature" if beside and part.concept in USES else _kind(case, parent, part)
        kind = "class" if part.concept in classes else kind
        if kind in ADDITIVE or (kind and case.descends(part.concept, parent.concept)):
            groups.setdefault(kind, []).append(part)
    for kind, members in groups.items():
        closed = _closed(parent, kind, members)
        yield Breakdown(parent, kind, tuple(members), closed, unmapped and kind != UNMAPPED)


def _uses_beside_projects(parts: Sequence[Fact]) -> bool:
    """`人员经费…；公用经费…；项目支出…`: the uses stand for the basic expenditure they make up."""
    concepts = {part.concept for part in parts}
    natures = concepts & NATURE
    projects = any(concept.endswith(("project_expenditure", "_projects")) for concept in natures)
    basic = any(concept.endswith("basic_expenditure") for concept in natures)
    return bool(concepts & USES) and projects and not basic


def _classes_among(parts: Sequence[Fact]) -> frozenset[str]:
    """`人员类项目…；公用经费…；特定目标类项目…`: a total listed by classes of projects."""
    personnel, operation, targets, *within = CLASSES
    concepts = {part.concept for part in parts}
    if personnel not in concepts:
        return frozenset()
    return frozenset((personnel, targets, *((operation,) if operation in concepts else within)))


def coded_rows(parent: Fact, parts: Sequence[Fact]) -> bool:
    """Tell rows of a table under the row whose code begins theirs."""
    return parent.table is not None and all(
        part.function_code != parent.function_code != ""
        or part.economic_code != parent.economic_code != ""
        for part in parts
    )


def comparable(whole: Fact, part: Fact) -> bool:
    """Tell whether a part is counted like its whole: same money or thing, year and account.

    An item printed under a class that it does not belong to is no part of that class.
    """
    same_kind = whole.measure == part.measure or (whole.measure.is_money and part.measure.is_money)
    return (
        same_kind
        and whole.unit == part.unit
        and whole.fiscal_year == part.fiscal_year
        and whole.stage == part.stage
        and part.function_code.startswith(whole.function_code if part.function_code else "")
    )


def _same_body(case: Case, whole: Fact, part: Fact) -> bool:
    """Tell whether a part covers the body of its whole; items of a list may cover one unit each."""
    if case.body(whole) == case.body(part):
        return True
    return part.concept in case.lexicon.items and not whole.scope_printed


def _once(case: Case, parts: Iterable[Fact]) -> list[Fact]:
    """Leave out a figure that is only printed again (with another value: a check of repeats)."""
    seen: dict[object, Fact] = {}
    for part in parts:
        unique = part.concept and part.concept not in case.lexicon.items
        again = part.fact if part.concept else (part.label, part.value, part.table)
        ending = part.label if part.rule == "label_ending" else ""  # read by its end alone
        own = seen.get((case.key(part), ""))
        if unique and ending and own is not None and own.value == part.value:
            continue  # `其中：基本支出60万元，…。用于保障机构正常运转的基本支出60万元`
        seen.setdefault((case.key(part), ending) if unique else again, part)
    return list(seen.values())


def _outermost(case: Case, parts: list[Fact]) -> list[Fact]:
    concepts = {part.concept for part in parts if part.concept and not case.within(part)}
    return [
        part
        for part in parts
        if not part.concept
        or case.within(part)
        or concepts.isdisjoint(case.vocab.ancestors(part.concept))
    ]


def _kind(case: Case, parent: Fact, part: Fact) -> str:
    """Name the breakdown that a part belongs to; "" where it cannot be added to others."""
    concept = case.vocab.concepts.get(part.concept)
    if concept is None:
        return UNMAPPED
    row = part.function_code if case.within(part) else ""
    if concept.group == "function" or (row and row != parent.function_code):
        return "function"
    if part.concept in case.lexicon.items:
        return part.concept
    if part.concept == parent.concept and part.fund in tuple(Fund) and part.fund != parent.fund:
        return "funding"
    if part.concept == "fiscal_appropriation_expenditure" and parent.concept == "total_expenditure":
        return "funding"  # 基本支出 beside it is of all money
    if part.concept in NATURE:
        # 其中：财政拨款 of 基本支出 is its money, not another nature beside it.
        of_fund = case.vocab.layouts.funded(parent.concept, concept.fund)
        return "funding" if part.concept == of_fund != parent.concept else "nature"
    funding = part.concept.startswith(tuple(Fund)) and concept.fund in tuple(Fund)
    if funding and (parent.concept.startswith("fiscal_app") or concept.group != "revenue"):
        return "funding"
    if part.concept in USES:
        return "use"
    if part.concept in PURCHASES:
        return "purchases"
    if part.concept in PEOPLE and _of_one_count(case, parent, part):
        return "people"
    return concept.group if concept.group in LISTS else ""


def _of_one_count(case: Case, whole: Fact, part: Fact) -> bool:
    """Tell a count in whose line stands no other of its kind: `项目9个和项目2个，优【9】个`."""
    if whole.start is None or part.start is None or whole.table is not None:
        return False
    begin, end = case.line(whole.start)
    alike = (f for f in case.by_concept[whole.concept] if begin <= (f.start or 0) < end)
    return begin <= part.start < end and [f.measure.is_level for f in alike].count(True) == 1


def _closed(parent: Fact, kind: str, parts: list[Fact]) -> bool:
    concepts = {part.concept for part in parts}
    labels = " ".join(part.label for part in parts)
    if len(parts) == 2 and any(one in labels and two in labels for one, two in OPPOSITES):
        return True
    if any(concept.endswith(RESIDUALS) for concept in concepts) and len(parts) > 1:
        return True
    if any(closed <= concepts for closed in CLOSED):
        return True
    if kind == "nature":
        endings = ("basic_expenditure", "project_expenditure")
        return all(any(c.endswith(end) for c in concepts) for end in endings)
    if kind == "function":
        classes = all(len(part.function_code) == len("201") for part in parts)
        in_rows = bool(parent.function_code) and parent.table is not None
        return len(parts) > 1 and (classes or in_rows)  # `其中` may name some items of a class
    if kind == "funding":
        fiscal = parent.concept.startswith("fiscal_appropriation")
        return fiscal and all(any(c.startswith(fund) for c in concepts) for fund in Fund)
    if kind == "economic":
        return {"economic_301", "economic_302"} <= concepts
    if kind == "revenue":
        return len(concepts) >= 3 and parent.measure == Measure.AMOUNT
    return False
