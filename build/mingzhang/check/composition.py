"""What expenditure and appropriation consist of, wherever the parts are printed (identities)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval, total
from mingzhang.check.label_names import labelled
from mingzhang.check.says import says
from mingzhang.check.terms import alike, balance, first, listed, quantities
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared
from mingzhang.model import Fact, Severity, Stage


@check("fiscal_only")
def fiscal_only(case: Case) -> Iterator[Verdict]:
    """With fiscal money only, all spending is fiscal."""
    for revenue in quantities(case, "total_revenue"):
        fiscal = first(case, "fiscal_appropriation_revenue", revenue)
        spent = first(case, "total_expenditure", revenue)
        fiscal_spent = first(case, "fiscal_appropriation_expenditure", revenue)
        opening = first(case, "opening_carryover", revenue)
        if fiscal is None or spent is None or fiscal_spent is None:
            continue
        if fiscal.value != revenue.value or (opening is not None and opening.value):
            continue
        yield compared(
            case,
            Interval.of(spent).meets(Interval.of(fiscal_spent)),
            (fiscal_spent, spent, fiscal, revenue),
            Interval.of(fiscal_spent),
            Interval.of(spent),
            *says(case, "fiscal_only.compare", revenue=revenue, spent=spent),
            Severity.WARNING,
        )


NATURES = {
    "": ("total_expenditure", "current_year_expenditure"),
    "fiscal_appropriation_": ("fiscal_appropriation_expenditure",),
    "general_public_budget_": ("general_public_budget_expenditure",),
}
"""Expenditures that consist of basic and project expenditure of the same money."""

OTHER_NATURES = (
    "remittance_to_superior",
    "business_expenditure",
    "subsidy_to_affiliates",
    "debt_expenditure",
)


@check("expenditure_by_nature")
def expenditure_by_nature(case: Case) -> Iterator[Verdict]:
    """Expenditure is basic plus project expenditure."""
    for prefix, totals in NATURES.items():
        for name in totals:
            for whole in quantities(case, name):
                if not labelled(case, whole):
                    continue
                parts = _natures(case, prefix, whole)
                if len(parts) < 2 or _broken_down(case, whole):
                    continue
                sums = total([Interval.of(part) for part in parts])
                short = sums.high < Interval.of(whole).low
                if short and name == "total_expenditure" and whole.stage == Stage.FINAL:
                    continue
                severity = Severity.WARNING if short else Severity.ERROR
                yield balance(case, whole, parts, [], severity)


def _natures(case: Case, prefix: str, whole: Fact) -> list[Fact]:
    names = [f"{prefix}basic_expenditure", f"{prefix}project_expenditure"]
    found = [fact for name in names if (fact := first(case, name, whole))]
    if len(found) < len(names):
        return []
    others = [] if prefix else OTHER_NATURES
    return [*found, *(fact for name in others if (fact := first(case, name, whole)))]


def _broken_down(case: Case, whole: Fact) -> bool:
    """Tell whether any printing of the total lists its basic expenditure itself."""
    return any(
        child.concept.endswith("basic_expenditure")
        for printing in case.by_key.get(case.key(whole), ())
        for child in case.children.get(printing.fact, ())
    )


@check("three_public_sum")
def three_public_sum(case: Case) -> Iterator[Verdict]:
    """The three public expenses are the sum of their items."""
    for whole in quantities(case, "three_public_expenses"):
        vehicles = [first(case, "official_vehicles", whole)]
        if vehicles == [None]:
            vehicles = [first(case, f"vehicle_{kind}", whole) for kind in ("purchase", "operation")]
        names = ("overseas_travel", "official_reception")
        found = [*(first(case, name, whole) for name in names), *vehicles]
        parts = [part for part in found if part is not None]
        if len(parts) < len(found) or listed(whole, parts):
            continue
        if any(part.section_kind != whole.section_kind for part in parts):
            continue  # the same item of running costs, or of another breakdown
        sure = all(part.table is not None or labelled(case, part) for part in (whole, *parts))
        yield balance(case, whole, parts, [], Severity.ERROR if sure else Severity.WARNING)


@check("funds_of_appropriation")
def funds_of_appropriation(case: Case) -> Iterator[Verdict]:
    """Fiscal appropriation is the sum of its three budgets."""
    for side in ("revenue", "expenditure"):
        for whole in quantities(case, f"fiscal_appropriation_{side}"):
            names = [f"{fund}_{side}" for fund in ("general_public_budget", "government_fund")]
            parts = [fact for name in names if (fact := first(case, name, whole))]
            state = first(case, f"state_capital_{side}", whole)
            if len(parts) < 2 or listed(whole, parts):
                continue
            all_parts = [*parts, state] if state else parts
            implied = total([Interval.of(part) for part in all_parts])
            if state is None and implied.high < Interval.of(whole).low:
                continue
            yield balance(case, whole, all_parts, [])


PERSONNEL = ("economic_301", "economic_303")
PUBLIC = ("economic_302", "economic_310")


@check("basic_by_economic_class")
def basic_by_economic_class(case: Case) -> Iterator[Verdict]:
    """Personnel and public funds agree with the classes."""
    for concept, needed in (("personnel_funds", PERSONNEL), ("public_funds", PUBLIC)):
        for whole in quantities(case, concept):
            parts = _classes(case, whole, needed)
            if parts:
                yield balance(case, whole, parts, [], Severity.WARNING)


def _classes(case: Case, whole: Fact, needed: Sequence[str]) -> list[Fact]:
    basic = case.parents.get(whole.fact)
    if basic is None:
        return []
    found: list[Fact] = []
    for name in needed:
        for fact in case.find(name, whole):
            parent = case.parents.get(fact.fact)
            inside = parent is not None and parent.concept.endswith("basic_expenditure")
            if inside and parent is not None and alike(parent, basic):
                found.append(fact)
                break
    listed = {fact.concept for fact in found}
    complete = set(needed) <= listed or (needed == PUBLIC and "economic_302" in listed)
    return found if complete else []
