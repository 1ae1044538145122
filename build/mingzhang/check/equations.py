"""The one evaluator of declared identities: in, the `equations` of a rule; out, its verdicts.

An equation says that a figure is the sum of others less others, wherever they are printed. Every
rule that has equations and no function of its own in Python is asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.identity_terms import alike, balance, first, listed, quantities
from mingzhang.check.interval import Interval, Relation, total
from mingzhang.check.label_names import labelled
from mingzhang.check.part_lists import Breakdown
from mingzhang.check.rules import RULES, WORDS
from mingzhang.check.tells import compared
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Measure, Severity, Stage

Parts = Sequence[Fact]


def _broken_down(case: Case, whole: Fact, parts: Parts) -> bool:
    """Tell whether any printing of a total lists its basic expenditure itself."""
    return any(
        child.concept.endswith("basic_expenditure")
        for printing in case.by_key.get(case.key(whole), ())
        for child in case.children.get(printing.fact, ())
    )


def _several_basic(case: Case, whole: Fact, parts: Parts) -> bool:
    """Tell that the section prints basic expenditure of several moneys."""
    levels = (f for f in case.levels if f.section == whole.section and f.table is None)
    return len({f.value for f in levels if f.concept.endswith("basic_expenditure")}) > 1


def _other_sections(case: Case, whole: Fact, parts: Parts) -> bool:
    return any(part.section_kind != whole.section_kind for part in parts)


def _with_carry_over(case: Case, whole: Fact, parts: Parts) -> bool:
    """Tell that only one side has the carry-over: the parts (按资金来源分), or the whole."""
    kept = first(case, "opening_fiscal_carryover", whole)
    if kept is None:
        return False
    sides = total([Interval.of(part) for part in parts]), Interval.of(whole)
    carried = Interval.of(kept)
    return any(
        total([one, carried]).meets(other) is not Relation.BROKEN
        for one, other in (sides, reversed(sides))
    )


def _carried_over(case: Case, whole: Fact, parts: Parts) -> bool:
    kept = (first(case, name, whole) for name in ("opening_carryover", "closing_carryover"))
    return any(fact is not None and fact.value for fact in kept)


UNLESS: Mapping[str, Callable[[Case, Fact, Parts], bool]] = {
    "listed": lambda case, whole, parts: listed(whole, parts),
    "all_listed": lambda case, whole, parts: all(f.parent_fact == whole.fact for f in parts),
    "summed": lambda case, whole, parts: (
        case.lists.get(whole.fact) != "some" and all(f.parent_fact == whole.fact for f in parts)
    ),
    "broken_down": _broken_down,
    "unlabelled": lambda case, whole, parts: not labelled(case, whole),
    "other_sections": _other_sections,
    "several_basic": _several_basic,
    "with_carry_over": _with_carry_over,
    "carried_over": _carried_over,
    "of_the_year_alone": lambda case, whole, parts: alike(whole, parts[0]) and bool(parts[1].value),
}
"""Why an equation is not asked of a figure, by the word that the table uses for it."""

LABELS: Mapping[str, Callable[[Case, Parts], bool]] = {
    "own": lambda case, facts: all(f.table is not None or labelled(case, f) for f in facts),
    "total": lambda case, facts: all(WORDS["total"].search(f.label) for f in facts),
}
"""What the figures of an equation are called, if it is to be more than a doubt."""


def _register(name: str) -> None:
    @check(name)
    def ask(case: Case) -> Iterator[Verdict]:
        for equation in RULES[name].equations:
            for whole in _wholes(case, equation):
                yield from _asked(case, name, equation, whole)


def partitions(case: Case, names: Sequence[str]) -> Iterator[Breakdown]:
    """Yield figures with the parts that the equations of some rules take them apart into."""
    for name in names:
        for equation in RULES[name].equations:
            for whole in quantities(case, equation["whole"]):
                maybe = (_found(case, equation, n, whole) for n in equation.get("maybe", ()))
                parts = (*_parts(case, equation, whole), *filter(None, maybe))
                if len(parts) > 1:
                    yield Breakdown(whole, name, parts, True, False)


def _wholes(case: Case, equation: Mapping[str, Any]) -> Iterator[Fact]:
    """Yield the figures that an equation is asked of: levels, or changes that stand without one.

    In a column every cell is asked, else the first printing.
    """
    if equation.get("where") == "column":
        yield from filter(_is_total, case.by_concept.get(equation["whole"], ()))
        return
    if equation.get("of") != "changes":
        yield from quantities(case, equation["whole"])
        return
    yield from (amount for amount in _bare(case) if amount.concept == equation["whole"])


def _bare(case: Case) -> Iterator[Fact]:
    """Yield the changes whose figure is not printed."""
    for change in case.changes:
        if change.level is None and change.amount is not None:
            yield change.amount


def _found(case: Case, equation: Mapping[str, Any], concept: str, whole: Fact) -> Fact | None:
    if equation.get("where") == "section":
        return _beside(case, concept, whole)
    if equation.get("where") == "basic":
        return _of_basic(case, concept, whole)
    if equation.get("where") == "column":
        cells = filter(_is_total, case.by_concept.get(concept, ()))
        return next((cell for cell in cells if _column(cell) == _column(whole)), None)
    if equation.get("of") != "changes":
        return first(case, concept, whole)
    same = [f for f in _bare(case) if f.concept == concept and same_base(f, whole)]
    return same[0] if len(same) == 1 else None


def _is_total(fact: Fact) -> bool:
    """Tell the cell of a table that is of no item."""
    of_item = fact.function_code or fact.economic_code
    return fact.table is not None and fact.measure is Measure.AMOUNT and not of_item


def _column(fact: Fact) -> object:
    return fact.table, fact.fiscal_year, fact.stage, fact.fund, fact.scope, fact.unit


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


def _asked(case: Case, name: str, equation: Mapping[str, Any], whole: Fact) -> Iterator[Verdict]:
    parts = _parts(case, equation, whole)
    maybe = [_found(case, equation, name, whole) for name in equation.get("maybe", ())]
    more = [fact for fact in maybe if fact is not None]
    terms = (*parts, *more)
    if not parts or any(UNLESS[word](case, whole, terms) for word in equation.get("unless", ())):
        return
    sums = total([Interval.of(part) for part in terms])
    severity = Severity(equation.get("severity", Severity.ERROR))
    if sums.high < Interval.of(whole).low:
        short = _short(equation, whole, len(more) == len(maybe))
        left_over = (_found(case, equation, name, whole) for name in equation.get("left_over", ()))
        if short is None or any(fact is not None and fact.value for fact in left_over):
            return
        severity = short
    given = [(first(case, a, whole), first(case, b, whole)) for a, b in equation.get("given", ())]
    beside = [fact for pair in given for fact in pair if fact is not None]
    if any(one is None or other is None or one.value != other.value for one, other in given):
        return
    if equation.get("labels") and not LABELS[equation["labels"]](case, [whole, *parts]):
        severity = Severity.WARNING
    if "compare" not in RULES[name].says:
        yield balance(case, whole, terms, [], severity, f"{name}.sum")
        return
    result = evaluated(f"{name}.sum", left=whole, plus=terms, minus=())
    facts = (whole, *terms, *beside)
    named: dict[str, Any] = {fact.concept: fact for fact in facts}
    yield compared(case, f"{name}.compare", result, facts=facts, severity=severity, **named)


def _short(equation: Mapping[str, Any], whole: Fact, complete: bool) -> Severity | None:
    """Tell how much a sum matters that falls short of its whole; None: it is not told."""
    if equation.get("short_in_final") == "left" and whole.stage is Stage.FINAL:
        return None
    if equation.get("short_without_maybe") == "left" and not complete:
        return None
    return Severity(equation.get("short", Severity.ERROR))


def _parts(case: Case, equation: Mapping[str, Any], whole: Fact) -> list[Fact]:
    """Find all terms of a sum, of `[a, b, c]` a or else b and c; none where one is missing."""
    collected: list[Fact | None] = []
    for name in equation["plus"]:
        preferred, *instead = [name] if isinstance(name, str) else name
        fact = _found(case, equation, preferred, whole)
        others = [_found(case, equation, n, whole) for n in instead]
        collected += [fact] if fact or not instead else others
    parts = [fact for fact in collected if fact is not None]
    return parts if len(parts) == len(collected) else []


for _rule in RULES.values():
    if _rule.equations:
        _register(_rule.check)
