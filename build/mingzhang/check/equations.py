"""The one evaluator of declared identities: in, the `equations` of a rule; out, its verdicts.

An equation says that a figure is the sum of others less others (`plus`, `minus`; `a?` may be
missing), wherever they are printed, or where it says so (`where`). Where it is the sum of `or`,
that is told instead. Every rule that has equations and no function of its own is asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, product
from typing import Any, NamedTuple

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.equation_exceptions import UNLESS
from mingzhang.check.formulas import Result, evaluated
from mingzhang.check.identity_terms import alike, balance, first, quantities
from mingzhang.check.label_names import labelled
from mingzhang.check.part_lists import Breakdown
from mingzhang.check.rules import RULES, WORDS
from mingzhang.check.tells import compared, unknown
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Fund, Measure, Severity, Stage

Parts = Sequence[Fact]
Equation = Mapping[str, Any]


class Terms(NamedTuple):
    """Terms of a sum that are printed; `complete`: none of those that may be missing is."""

    facts: list[Fact]
    complete: bool


class Sum(NamedTuple):
    """What is added up and taken off, whether nothing of it is missing, and what it comes to."""

    plus: list[Fact]
    minus: list[Fact]
    complete: bool
    result: Result


LABELS: Mapping[str, Callable[[Case, Parts], bool]] = {
    "own": lambda case, facts: all(f.table is not None or labelled(case, f) for f in facts),
    "total": lambda case, facts: all(WORDS["total"].search(f.label) for f in facts),
}
"""What the figures of an equation are called, if it is to be more than a doubt."""


def _register(name: str) -> None:
    rule = RULES[name]

    @check(name)
    def ask(case: Case) -> Iterator[Verdict]:
        for (_, where, _), alike_asked in groupby(
            rule.equations, lambda e: (e["whole"], e.get("where"), e.get("of"))
        ):
            equations = tuple(alike_asked)
            for whole in _wholes(case, equations[0]):
                verdicts = [v for e in equations for v in _asked(case, name, e, whole)]
                yield from verdicts
                if not verdicts and not where and "unknown" in rule.says:
                    yield unknown(case, f"{name}.unknown", facts=(whole,))


def partitions(case: Case, names: Sequence[str]) -> Iterator[Breakdown]:
    """Yield figures with the parts that the equations of some rules take them apart into."""
    for name in names:
        for equation in RULES[name].equations:
            for whole in quantities(case, equation["whole"]):
                found = _terms(case, equation, equation["plus"], whole)
                if found is not None and len(found.facts) > 1:
                    yield Breakdown(whole, name, tuple(found.facts), True, False)


def _wholes(case: Case, equation: Equation) -> Iterator[Fact]:
    """Yield the figures that an equation is asked of: levels, or changes that stand without one.

    In a column or an account every cell is asked, else the first printing.
    """
    concept = equation["whole"]
    if equation.get("where") == "column":
        yield from filter(_is_total, case.by_concept.get(concept, ()))
    elif equation.get("where") == "account":
        yield from (fact for fact in _accounts(case).values() if fact.concept == concept)
    elif "of" in equation:
        yield from (amount for amount in _changes(case, equation) if amount.concept == concept)
    else:
        yield from quantities(case, concept)


def _changes(case: Case, equation: Equation) -> Iterator[Fact]:
    """Yield the changes whose figure is not printed, or all of a budget."""
    of_budget = equation["of"] == "budget_changes"
    for change in case.changes:
        amount = change.amount
        if amount is None or (of_budget and case.ambiguous(change)):
            continue
        if amount.stage is Stage.BUDGET if of_budget else change.level is None:
            yield amount


def _found(case: Case, equation: Equation, concept: str, whole: Fact) -> Fact | None:
    if equation.get("where") == "section":
        return _beside(case, concept, whole)
    if equation.get("where") == "basic":
        return _of_basic(case, concept, whole)
    if equation.get("where") == "column":
        cells = filter(_is_total, case.by_concept.get(concept, ()))
        return next((cell for cell in cells if _column(cell) == _column(whole)), None)
    if equation.get("where") == "account":
        return _accounts(case).get((concept, *_account(case, whole)))
    if "of" not in equation:
        return first(case, concept, whole)
    same = [f for f in _changes(case, equation) if f.concept == concept and same_base(f, whole)]
    return same[0] if len(same) == 1 or (same and equation["of"] == "budget_changes") else None


def _is_total(fact: Fact) -> bool:
    """Tell the cell of a table that is of no item."""
    of_item = fact.function_code or fact.economic_code
    return fact.table is not None and fact.measure is Measure.AMOUNT and not of_item


def _column(fact: Fact) -> object:
    return fact.page, fact.table, fact.fiscal_year, fact.stage, fact.fund, fact.scope, fact.unit


def _accounts(case: Case) -> Mapping[tuple[object, ...], Fact]:
    """Give the figures of each row of a table of a fund, and of each section of the text on one."""
    of_funds = (f for f in case.levels if f.section_kind == f.fund and f.fund in tuple(Fund))
    return case.once(
        "accounts of funds",
        lambda: {(f.concept, *_account(case, f)): f for f in reversed(list(of_funds))},
    )


def _account(case: Case, fact: Fact) -> tuple[object, ...]:
    place = (fact.fund, fact.page, fact.table, fact.row, fact.section)
    return (*place, case.body(fact), fact.stage, fact.fiscal_year)


def _beside(case: Case, concept: str, whole: Fact) -> Fact | None:
    """Find the one value of a concept that the section of a figure of the text prints."""
    same = [
        fact
        for fact in case.find(concept, whole)
        if fact.table is None is whole.table and fact.section == whole.section
        if fact.unit == whole.unit and not case.within(fact)
    ]
    return same[0] if len({fact.value for fact in same}) == 1 else None


def _of_basic(case: Case, concept: str, whole: Fact) -> Fact | None:
    """Find a class that is printed as part of the same basic expenditure as one use of it.

    A table with a column for either use may split the class: then only its own column tells.
    """
    basic = case.parents.get(whole.fact)
    uses = (f for f in case.by_concept.get(whole.concept, ()) if f.stage == whole.stage)
    if basic is None or any(fact.table is not None and fact.economic_code for fact in uses):
        return None
    inside = (
        fact
        for fact in case.find(concept, whole)
        if (parent := case.parents.get(fact.fact)) is not None
        if parent.concept.endswith("basic_expenditure") and alike(parent, basic)
    )
    return next(inside, None)


def same_base(fact: Fact, other: Fact) -> bool:
    """Tell whether two changes are those of one account against one year."""
    names = ("scope", "stage", "fiscal_year", "base_year", "unit")
    return all(getattr(fact, name) == getattr(other, name) for name in names)


def _asked(case: Case, name: str, equation: Equation, whole: Fact) -> Iterator[Verdict]:
    terms = _sum(case, equation, name, whole)
    if terms is None or any(_found(case, equation, n, whole) for n in equation.get("without", ())):
        return
    asked = (*terms.plus, *terms.minus)
    if any(UNLESS[word](case, whole, asked) for word in equation.get("unless", ())):
        return
    instead = _sum(case, equation, name, whole, "or")
    plus, minus, complete, result = instead if instead and instead.result.holds else terms
    severity = Severity(equation.get("severity", Severity.ERROR))
    if result.implied.high < result.stated.low:
        short = _short(equation, whole, complete)
        left_over = (_found(case, equation, name, whole) for name in equation.get("left_over", ()))
        if short is None or any(fact is not None and fact.value for fact in left_over):
            return
        severity = short
    given = [_alike(case, whole, pair) for pair in equation.get("given", ())]
    if not all(given):
        return
    beside = [fact for pair in given for fact in pair]
    if equation.get("labels") and not LABELS[equation["labels"]](case, [whole, *plus]):
        severity = Severity.WARNING
    if "compare" not in RULES[name].says:
        yield balance(case, result, whole, plus, minus, severity)
        return
    facts = (whole, *plus, *minus, *beside)
    named: dict[str, Any] = {fact.concept: fact for fact in facts}
    yield compared(case, f"{name}.compare", result, facts=facts, severity=severity, **named)


def _alike(case: Case, whole: Fact, concepts: Sequence[str]) -> Parts:
    """Find printings of two concepts that have one value."""
    ones, others = (filter(case.plain, case.find(name, whole)) for name in concepts)
    return next((pair for pair in product(ones, [*others]) if pair[0].value == pair[1].value), ())


def _short(equation: Equation, whole: Fact, complete: bool) -> Severity | None:
    """Tell how much a sum matters that falls short of its whole; None: it is not told."""
    if equation.get("short_in_final") == "left" and whole.stage is Stage.FINAL:
        return None
    if equation.get("short_without_all") == "left" and not complete:
        return None
    return Severity(equation.get("short", Severity.ERROR))


def _sum(case: Case, equation: Equation, name: str, whole: Fact, side: str = "plus") -> Sum | None:
    plus = _terms(case, equation, equation.get(side, ()), whole)
    minus = _terms(case, equation, equation.get("minus", ()), whole)
    if not plus or not minus or not plus.facts:
        return None
    result = evaluated(f"{name}.sum", left=whole, plus=plus.facts, minus=minus.facts)
    return Sum(plus.facts, minus.facts, plus.complete and minus.complete, result)


def _terms(
    case: Case, equation: Equation, names: Sequence[str | list[str]], whole: Fact
) -> Terms | None:
    """Find the terms of a sum, of `[a, b, c]` a or else b and c.

    None where one is missing that is not marked as one that may be (`a?`).
    """
    facts: list[Fact] = []
    complete = True
    for name in names:
        preferred, *instead = [name] if isinstance(name, str) else name
        fact = _found(case, equation, preferred.removesuffix("?"), whole)
        others = [_found(case, equation, n, whole) for n in instead] if fact is None else []
        found = [one for one in others or [fact] if one is not None]
        if len(found) < len(others or [fact]):
            if not preferred.endswith("?"):
                return None
            complete = False
        facts += found
    return Terms(facts, complete)


for _rule in RULES.values():
    if _rule.equations:
        _register(_rule.check)
