"""Failures that one misprint explains: in, verdicts; out, one for all that it makes.

A figure that is off breaks every relation in which it stands. Where one other value of it would
mend several of them and break none that holds, they are one fault, told at that figure. Two told at
one place, or in the text of the same figures, stay two: each is the other's evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from mingzhang.check.case import Case
from mingzhang.check.formulas import Result
from mingzhang.check.interval import Interval
from mingzhang.check.once import Told
from mingzhang.check.rules import PHRASES, RULES
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import like, printed
from mingzhang.check.wording_en import said
from mingzhang.model import Fact, Measure, Outcome, Severity

LEAST = 2
"""Failures that one figure must explain before they are told as one."""

_NEVER_NEGATIVE = (Measure.AMOUNT, Measure.COUNT, Measure.SHARE, Measure.COMPLETION_RATE)

STEPS = 6
"""Steps towards the value with which a relation holds; sums and parts of a rate need one."""


@dataclass(frozen=True, slots=True)
class _Fault:
    """A figure that is off, the places of the verdicts that another value mends, and that value."""

    figure: Fact
    places: tuple[int, ...]
    value: Interval


def each_misprint_once(case: Case, verdicts: Told) -> Told:
    """Let one failure stand for all that hold once one figure has another value."""
    left = {place: told for place, told in enumerate(verdicts) if _may_follow(told[1])}
    holding = _by_figure(v for _, v in verdicts if v.result is not None and v.result.holds)
    kept: dict[int, tuple[str, Verdict]] = dict(enumerate(verdicts))
    while fault := max(_faults(left, holding), key=lambda one: len(one.places), default=None):
        members = [left.pop(place) for place in fault.places]
        for place in fault.places:
            del kept[place]
        kept[min(fault.places)] = _joined(case, fault, members)
    return [kept[place] for place in sorted(kept)]


def _may_follow(verdict: Verdict) -> bool:
    failed = verdict.outcome is Outcome.FAIL and verdict.severity is not Severity.NOTE
    return failed and verdict.result is not None and not verdict.result.holds


def _by_figure(verdicts: Iterable[Verdict]) -> dict[str, list[Result]]:
    """Give the results of the relations in which each figure stands."""
    results: dict[str, list[Result]] = {}
    for verdict in verdicts:
        for fact in verdict.facts:
            if verdict.result is not None:
                results.setdefault(fact.fact, []).append(verdict.result)
    return results


def _faults(
    left: Mapping[int, tuple[str, Verdict]], holding: Mapping[str, list[Result]]
) -> Iterator[_Fault]:
    """Yield for every figure the most failures that one other value of it mends."""
    by_figure: dict[str, tuple[Fact, list[int]]] = {}
    for place, (_, verdict) in left.items():
        for fact in dict.fromkeys(verdict.facts):
            by_figure.setdefault(fact.fact, (fact, []))[1].append(place)
    for figure, places in by_figure.values():
        if len(places) < LEAST:
            continue
        broken = {place: result for place in places if (result := left[place][1].result)}
        beside = holding.get(figure.fact, ())
        faults = (_mended(figure, one, broken, beside) for one in _telling(broken.values()))
        most = max(filter(None, faults), key=lambda fault: len(fault.places), default=None)
        if most is not None and (len(most.places) > LEAST or _apart(most, left)):
            yield most


def _apart(fault: _Fault, left: Mapping[int, tuple[str, Verdict]]) -> bool:
    """Tell whether the failures of a fault are told at several places, in the text of others."""
    facts = [left[place][1].facts for place in fault.places]
    figures = [{fact.fact for fact in of_one} for of_one in facts]
    in_text = fault.figure.table is None
    nested = in_text and any(one < other for one in figures for other in figures)
    return not nested and len({of_one[0].fact for of_one in facts}) > 1


def _telling(broken: Iterable[Result]) -> Sequence[Result]:
    """Give the relations that tell what a figure should be: equalities, bounds where none is."""
    results = list(broken)
    return [result for result in results if result.formula.sign == "="] or results


def _mended(
    figure: Fact, one: Result, broken: Mapping[int, Result], beside: Iterable[Result]
) -> _Fault | None:
    """Give the failures that hold with the value of a figure that mends one of them.

    None, where that value breaks a relation that holds, or is less than nothing as no amount, share
    or number of the accounts is: then the fault is another figure's.
    """
    value = _solved(one, figure)
    if value is None or (value.high < 0 <= figure.value and figure.measure in _NEVER_NEGATIVE):
        return None
    values = {figure.fact: value}
    if not all(result.holds_with(values) for result in beside):
        return None
    places = (place for place, result in broken.items() if result.holds_with(values))
    return _Fault(figure, tuple(places), value)


def _solved(result: Result, figure: Fact) -> Interval | None:
    """Find the value of a figure with which a relation holds, and how sure it is of it."""
    here = Fraction(figure.value)
    there = here + (abs(here) / 8 or 1)
    gap = _gap(result, figure, here)
    for _ in range(STEPS):
        other = _gap(result, figure, there)
        if gap is None or other is None or gap == other:
            return None
        slope = (other - gap) / (there - here)
        here, gap = there, other
        there = (here - gap / slope).limit_denominator(10**9)
        if there == here:
            break
    again = result.with_values({figure.fact: Interval.exact(there)})
    if again is None:
        return None
    return Interval.around(there, abs((again.stated.half_width + again.implied.half_width) / slope))


def _gap(result: Result, figure: Fact, value: Fraction) -> Fraction | None:
    again = result.with_values({figure.fact: Interval.exact(value)})
    return again.stated.middle - again.exact if again else None


def _joined(
    case: Case, fault: _Fault, members: Sequence[tuple[str, Verdict]]
) -> tuple[str, Verdict]:
    """Tell the gravest failure at the figure, with what follows from it, and which others do."""
    figure = fault.figure
    check, main = min(members, key=lambda told: _order(told[1], figure))
    others = [told for told in members if told[1] is not main]
    titles = dict.fromkeys(RULES[name].title for name, _ in others)
    words = PHRASES["one_fault"]
    zh = words.zh.format(
        figure=PHRASES["this_figure"].zh.format(shown=printed(figure)),
        more=len(others),
        titles="、".join(title.zh for title in titles),
    )
    en = words.en.format(
        figure=PHRASES["this_figure"].en.format(shown=said(case, figure)),
        more=len(others),
        titles="; ".join(title.en for title in titles),
    )
    shown = (fact for _, verdict in [(check, main), *others] for fact in verdict.facts)
    here, message = main, main.message_zh
    if main.facts[0] is not figure:
        follows = like(case, fault.value.middle, figure)
        here = replace(main, printed=printed(figure), expected=follows, tolerance="", span=None)
        message = message.replace(PHRASES["printed_here"].zh, PHRASES["printed_there"].zh)
    return check, replace(
        here,
        message_zh=message + zh,
        message_en=main.message_en + en,
        facts=tuple(dict.fromkeys((figure, *shown))),
    )


def _order(verdict: Verdict, figure: Fact) -> tuple[int, bool, bool, int]:
    """Put the gravest first, then what stands at the figure, gives its value, and is simplest."""
    is_bound = verdict.result is not None and verdict.result.formula.sign != "="
    return verdict.severity.rank, verdict.facts[0] is not figure, is_bound, len(verdict.facts)
