"""What expenditure and appropriation consist of, wherever the parts are printed (identities)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.identity_terms import alike, balance, first, quantities
from mingzhang.check.rules import RULES
from mingzhang.check.says import says
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared
from mingzhang.model import Fact, Severity


@check("fiscal_only")
def fiscal_only(case: Case) -> Iterator[Verdict]:
    """With fiscal money only, all spending is fiscal."""
    for revenue in quantities(case, "total_revenue"):
        fiscal = first(case, "fiscal_appropriation_revenue", revenue)
        spent = first(case, "total_expenditure", revenue)
        fiscal_spent = first(case, "fiscal_appropriation_expenditure", revenue)
        kept = (first(case, side, revenue) for side in ("opening_carryover", "closing_carryover"))
        if fiscal is None or spent is None or fiscal_spent is None:
            continue
        if fiscal.value != revenue.value or any(fact and fact.value for fact in kept):
            continue
        yield compared(
            case,
            evaluated("fiscal_only.equal", fiscal=fiscal_spent, spent=spent),
            (fiscal_spent, spent, fiscal, revenue),
            *says(case, "fiscal_only.compare", revenue=revenue, spent=spent),
            Severity.WARNING,
        )


@check("basic_by_economic_class")
def basic_by_economic_class(case: Case) -> Iterator[Verdict]:
    """Personnel and public funds agree with the classes."""
    for concept, classes in RULES["basic_by_economic_class"].terms.items():
        needed, maybe = classes["needed"], classes.get("maybe", [])
        for whole in quantities(case, concept):
            parts = _classes(case, whole, [*needed, *maybe])
            if set(needed) <= {part.concept for part in parts}:
                yield balance(
                    case, whole, parts, [], Severity.WARNING, "basic_by_economic_class.sum"
                )


def _classes(case: Case, whole: Fact, names: Sequence[str]) -> list[Fact]:
    """Find the classes that make up a part of basic expenditure.

    A table with a column for either part may split a class between the two: then only its own
    column tells.
    """
    basic = case.parents.get(whole.fact)
    if basic is None or _has_column(case, whole):
        return []
    classes: list[Fact] = []
    for name in names:
        for fact in case.find(name, whole):
            parent = case.parents.get(fact.fact)
            inside = parent is not None and parent.concept.endswith("basic_expenditure")
            if inside and parent is not None and alike(parent, basic):
                classes.append(fact)
                break
    return classes


def _has_column(case: Case, whole: Fact) -> bool:
    return any(
        fact.table is not None and fact.economic_code and fact.stage == whole.stage
        for fact in case.by_concept.get(whole.concept, ())
    )
