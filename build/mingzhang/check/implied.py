"""Implied figures: budgets and bases that follow from rates must agree with each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from mingzhang.check.case import Case, Key
from mingzhang.check.change_statements import Change
from mingzhang.check.engine import check
from mingzhang.check.equations import partitions
from mingzhang.check.estimates import Estimate, by_key, estimates, facts_of, implied_words
from mingzhang.check.formulas import change_of, evaluated
from mingzhang.check.interval import Interval, Relation, total
from mingzhang.check.part_lists import Breakdown, breakdowns
from mingzhang.check.rules import RULES, Words
from mingzhang.check.says import Amount
from mingzhang.check.tells import compared, failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import like, margin, printed, summed
from mingzhang.check.wording_en import added, difference, said, said_like, said_margin
from mingzhang.model import Fact, Severity, Stage


@dataclass(frozen=True, slots=True)
class Known:
    """A quantity as it is printed or as it follows: its interval, and the figures that say so."""

    interval: Interval
    middle: Fraction
    facts: tuple[Fact, ...]
    words: Words
    printed: bool = False

    @property
    def figure(self) -> Fact | Interval:
        """What a formula is asked with: the figure itself, so that it may be asked again."""
        return self.facts[0] if self.printed else self.interval


def known(case: Case, key: Key, implied: Mapping[Key, list[Estimate]]) -> Known | None:
    """Find a quantity: as printed if it is, else as the first statement implies it."""
    for fact in case.by_key.get(key, ()):
        words = Words(printed(fact), said(case, fact))
        return Known(Interval.of(fact), Fraction(fact.value), (fact,), words, printed=True)
    for estimate in implied.get(key, ()):
        words = implied_words(case, estimate)
        return Known(estimate.interval, estimate.middle, estimate.facts, words)
    return None


@check("implied_budget_of_parts")
def budget_of_parts(case: Case) -> Iterator[Verdict]:
    """Initial budgets of a whole and of its parts agree."""
    implied = by_key(estimates(case))
    if not implied:
        return
    done: set[frozenset[str]] = set()
    for breakdown in (*breakdowns(case, "all"), *_functional(case)):
        verdict = _budget_sum(case, breakdown, implied)
        figures = frozenset(fact.fact for fact in verdict.facts) if verdict else frozenset()
        if verdict is not None and figures not in done:
            done.add(figures)
            yield verdict


def _functional(case: Case) -> Iterator[Breakdown]:
    """Make the breakdown of an expenditure into its functional items, wherever they are printed."""
    for classes in breakdowns(case, "all"):
        if classes.kind != "function" or case.functional(classes.parent):
            continue
        items = [item for part in classes.parts for item in _leaves(case, part)]
        unique = {case.key(item): item for item in items}
        if len(unique) > 1:
            yield Breakdown(classes.parent, "function", tuple(unique.values()), True, False)


def _leaves(case: Case, part: Fact) -> Iterator[Fact]:
    """Yield the functional items below a class, from whichever of its printings lists them."""
    for printing in case.by_key.get(case.key(part), [part]):
        children = [f for f in case.children.get(printing.fact, ()) if case.functional(f)]
        if children:
            for child in children:
                yield from _leaves(case, child)
            return
    yield part


def _is_partial(breakdown: Breakdown) -> bool:
    """Tell that the parts do not make up the whole, as 基本支出, 项目支出 and a carry-over do."""
    parts = total([Interval.of(part) for part in breakdown.parts])
    return parts.meets(Interval.of(breakdown.parent)) is Relation.BROKEN


def _budget_sum(
    case: Case, breakdown: Breakdown, implied: Mapping[Key, list[Estimate]]
) -> Verdict | None:
    if breakdown.parent.stage != Stage.FINAL or not breakdown.closed or _is_partial(breakdown):
        return None
    stage = str(Stage.INITIAL_BUDGET)
    whole = known(case, case.key(breakdown.parent)._replace(stage=stage), implied)
    spent = [part for part in breakdown.parts if part.value]
    parts = [known(case, case.key(part)._replace(stage=stage), implied) for part in spent]
    known_parts = [part for part in parts if part is not None]
    if whole is None or len(known_parts) < len(parts) or len(known_parts) < 2:
        return None
    return _budget_verdict(case, breakdown.parent, whole, known_parts)


def _budget_verdict(case: Case, parent: Fact, whole: Known, parts: Sequence[Known]) -> Verdict:
    implied = total([part.interval for part in parts])
    figures = [part.figure for part in parts]
    outcome = evaluated("implied_budget_of_parts.sum", whole=whole.figure, parts=figures)
    terms = Words(
        " + ".join(part.words.zh for part in parts), added([part.words.en for part in parts])
    )
    facts = (*whole.facts, *(fact for part in parts for fact in part.facts))
    middle = sum((part.middle for part in parts), Fraction(0))
    apart, open_ended = abs(middle - whole.middle), implied.half_width + whole.interval.half_width
    allowed = margin(case, open_ended, parent)
    exceeds = implied.low > whole.interval.high
    values: dict[str, Any] = {
        "parent": parent,
        "budget": whole.words,
        "follows": Amount(middle, parent),
        "terms": terms,
        "gap": Amount(apart, parent),
        "apart": Words("", difference(case, apart, parent)),
        "allowed": Words(allowed.removeprefix("±"), said_margin(case, open_ended, parent)),
        "facts": facts,
    }
    name = "implied_budget_of_parts"
    if outcome.holds:
        return passed(case, f"{name}.pass", **values)
    verdict = failed(case, f"{name}.{'fail' if exceeds else 'short'}", result=outcome, **values)
    return replace(verdict, tolerance=allowed)


Changes = dict[tuple[Key, int | None], list[Change]]
"""The changes of figures with an amount, by what the figure is and the year compared with."""


@check("implied_changes_add_up")
def changes_add_up(case: Case) -> Iterator[Verdict]:
    """The change of a whole is the sum of its parts' changes."""
    changes: Changes = {}
    for change in case.changes:
        if change.level is not None and change.amount is not None:
            place = (case.key(change.level), change.amount.base_year)
            changes.setdefault(place, []).append(change)
    done: set[frozenset[str]] = set()
    declared = partitions(case, RULES["implied_changes_add_up"].terms)
    some = (b for b in breakdowns(case, "some") if b.kind in EXHAUSTED)
    for breakdown in (*breakdowns(case, "all"), *some, *declared):
        closed = breakdown.closed or breakdown.kind in EXHAUSTED
        whole = closed and not _is_partial(breakdown)
        verdict = _change_sum(case, breakdown, changes) if whole else None
        amounts = frozenset(fact.fact for fact in verdict.facts) if verdict else frozenset()
        if verdict is not None and amounts not in done:
            done.add(amounts)
            yield verdict


def _change_sum(case: Case, breakdown: Breakdown, changes: Changes) -> Verdict | None:
    years = {year for key, year in changes if key == case.key(breakdown.parent)}
    for year in years:
        whole = _change_of(case, breakdown.parent, year, changes)
        parts = {part: _change_of(case, part, year, changes) for part in breakdown.parts}
        complete = [change for change in parts.values() if change is not None]
        untold = [part for part, change in parts.items() if change is None]
        if whole is None or any(part.value or breakdown.kind not in EXHAUSTED for part in untold):
            continue
        some = bool(untold) or not breakdown.closed
        return _changes_verdict(case, breakdown, whole, complete, some=some)
    return None


def _change_of(case: Case, fact: Fact, year: int | None, changes: Changes) -> Change | None:
    """Find the change of this very figure, or of another printing of it.

    工资福利支出 is printed as part of 基本支出 and, with another amount, of 项目支出.
    """
    for change in changes.get((case.key(fact), year), ()):
        level = change.level
        if level and abs(level.value - fact.value) <= level.tolerance + fact.tolerance:
            return change
    return None


ENDING = ("function", "economic", "revenue")
"""Lists that name no item of the year before that has nothing left this year."""

EXHAUSTED = ("three_public",)
"""Lists of which an item that is not told, or told to be zero, cannot have grown."""


def _changes_verdict(
    case: Case, breakdown: Breakdown, whole: Change, parts: Sequence[Change], *, some: bool
) -> Verdict | None:
    amounts = [part.amount for part in parts if part.amount is not None]
    if whole.amount is None or whole.level is None or len(amounts) < len(parts):
        return None
    changes = [_widened(part) for part in parts]
    result = evaluated("implied_changes_add_up.sum", whole=_widened(whole), parts=changes)
    said = [said_like(case, Fraction(fact.value), whole.level) for fact in amounts]
    words = ("0" if fact.origin == "stated" else printed(fact) for fact in amounts)
    terms = Words(summed(words), added(said))
    ended = result.implied.low > result.stated.high
    if ended and some:
        return None
    return compared(
        case,
        "implied_changes_add_up.compare",
        result,
        level=whole.level,
        terms=terms,
        follows=Amount(result.exact, whole.level),
        facts=(whole.amount, *amounts),
        severity=Severity.NOTE if ended and breakdown.kind in ENDING else None,
    )


def _widened(change: Change) -> Fact | Interval:
    amount, level = change.amount, change.level
    if amount is None:
        return Interval.exact(0)
    return amount if level is None else change_of(level, amount)


@check("implied_by_bodies")
def by_bodies(case: Case) -> Iterator[Verdict]:
    """A department's total and its bodies' implied figures."""
    agency = case.disclosure.source.agency
    bodies = [record.agency for record in case.vocab.agencies.values() if record.parent == agency]
    if not bodies:
        return
    implied = by_key(e for e in estimates(case) if e.level.measure == "change")
    for key in dict.fromkeys(key._replace(scope=agency) for key in implied):
        whole = next(iter(case.by_key.get(key, ())), None)
        parts = [implied.get(key._replace(scope=body)) for body in bodies]
        firsts = [part[0] for part in parts if part]
        if whole is None or len(firsts) < len(bodies):
            continue
        sums = total([part.interval for part in firsts])
        result = evaluated("implied_by_bodies.sum", whole=whole, parts=sums)
        zh = " + ".join(like(case, part.middle, whole) for part in firsts)
        terms = Words(zh, added([said_like(case, part.middle, whole) for part in firsts]))
        facts = (whole, *facts_of(firsts))
        yield compared(case, "implied_by_bodies.compare", result, terms=terms, facts=facts)
