"""Words for verdicts: in, exact numbers and figures; out, amounts, rates and neutral sentences.

Every message says what is printed, what follows from the other figures, and the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from mingzhang.check.case import Case
from mingzhang.check.digits import places, rounded, short
from mingzhang.check.formulas import Result
from mingzhang.check.interval import Interval, Relation
from mingzhang.check.rules import PHRASES
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording_en import PERCENT_SIGNS, difference, said_as_printed, said_margin
from mingzhang.common.money import decimals, unbroken
from mingzhang.model import Fact, Origin, Outcome, Severity

_BASE_UNITS = {"CNY": PHRASES["yuan"].zh, "percent": "%"}


def printed(fact: Fact) -> str:
    """Give a figure as the source prints it, else in its base unit."""
    if fact.value_printed:
        sign = "-" if fact.value < 0 and not fact.value_printed.startswith("-") else ""
        return f"{sign}{unbroken(fact.value_printed)}{fact.unit_printed}"
    return f"{rounded(Fraction(fact.value), 2)}{_BASE_UNITS.get(fact.unit, fact.unit)}"


def like(case: Case, value: Fraction, fact: Fact) -> str:
    """Write an exact number in the unit and with the decimals of a printed figure.

    Money gets two decimals at least.
    """
    factor = Fraction(case.factor(fact))
    return f"{rounded(value / factor, places(fact))}{_unit(fact)}"


def summed(terms: Iterable[str]) -> str:
    """Write terms as a sum: those below zero are taken away."""
    return " + ".join(terms).replace(" + -", " − ")


def margin(case: Case, half_width: Fraction, fact: Fact) -> str:
    """Write a tolerance in the unit of a figure: `±0.015万元`; exact comparisons give `±0`."""
    factor = Fraction(case.factor(fact))
    return f"±{short(half_width / factor)}{_unit(fact)}"


def _unit(fact: Fact) -> str:
    if fact.unit_printed and fact.unit_printed not in PERCENT_SIGNS:
        return fact.unit_printed
    return _BASE_UNITS.get(fact.unit, fact.unit)


def compared(
    case: Case,
    result: Result,
    facts: Sequence[Fact],
    words_zh: str,
    words_en: str,
    severity: Severity = Severity.ERROR,
    unit_of: Fact | None = None,
    shown: str = "",
) -> Verdict:
    """Make the verdict of a formula that compares the first of `facts` with what follows.

    `words_zh`,`words_en` tell how the implied number is computed, ending without a full stop.
    `unit_of` lends its unit and `shown` its words where the first figure is not what is compared.
    A broken relation fails; one that holds only at the edge passes with a warning.
    """
    main = unit_of or facts[0]
    stated, implied = result.stated, result.implied
    gap = abs(stated.middle - result.exact)
    allowed = stated.half_width + implied.half_width
    is_printed = not shown
    # 持平 has no unit: what it is a change of lends its own.
    unit = facts[1] if main.origin == Origin.STATED and len(facts) > 1 else main
    shown, follows = shown or printed(main), like(case, result.exact, unit)
    gap_text, allowed_text = like(case, gap, unit), margin(case, allowed, unit)
    if main.unit == "percent":
        gap_text, allowed_text = (
            text.replace("%", PHRASES["points"].zh) for text in (gap_text, allowed_text)
        )
    tail_zh = PHRASES["tail"].zh.format(shown=shown, gap=gap_text)
    if allowed:
        tail_zh += PHRASES["rounding"].zh.format(allowed=allowed_text.removeprefix("±"))
    tail_en = _tail_en(case, main, gap, allowed, is_printed)
    outcome, weight = Outcome.PASS, Severity.NOTE
    if result.relation is Relation.BROKEN and cut_off(case, main, result.exact):
        weight = Severity.WARNING
        tail_zh, tail_en = tail_zh + PHRASES["digit"].zh, tail_en + PHRASES["digit"].en
    elif result.relation is Relation.BROKEN:
        outcome, weight = Outcome.FAIL, severity
        if _last_digit(main, stated, implied):
            weight = Severity.NOTE if severity is Severity.NOTE else Severity.WARNING
            tail_zh, tail_en = tail_zh + PHRASES["digit"].zh, tail_en + PHRASES["digit"].en
    elif result.relation is Relation.EDGE:
        weight = Severity.WARNING
        tail_zh, tail_en = tail_zh + PHRASES["edge"].zh, tail_en + PHRASES["edge"].en
    return Verdict(
        outcome=outcome,
        message_zh=f"{words_zh}{tail_zh}。",
        message_en=f"{words_en}{tail_en}",
        facts=tuple(facts),
        severity=weight,
        printed=shown,
        expected=follows,
        tolerance=allowed_text,
        result=result,
    )


def _tail_en(case: Case, main: Fact, gap: Fraction, allowed: Fraction, is_printed: bool) -> str:
    """Say in English what is printed (where that is not said yet), and how far off it is."""
    start = f". The source prints {said_as_printed(case, main)}" if is_printed else ""
    margin_en = said_margin(case, allowed, main)
    return f"{start}; {difference(case, gap, main)}, and rounding allows {margin_en}."


def _last_digit(main: Fact, stated: Interval, implied: Interval) -> bool:
    """Tell whether a rate misses what is possible by less than one unit of its last digit.

    Rates are often cut off, or adjusted so that they add up to 100: doubtful, not impossible.
    """
    if main.unit != "percent":
        return False
    gap = max(stated.low - implied.high, implied.low - stated.high)
    return gap < Fraction(1, 10 ** decimals(main.value_printed))


def cut_off(case: Case, fact: Fact, exact: Fraction) -> bool:
    """Tell whether an amount in whole 万元 or 亿元 is another without its tail, not rounded."""
    unit = Fraction(case.factor(fact))
    if not fact.measure.is_money or unit == 1 or decimals(fact.value_printed):
        return False
    value = Fraction(fact.value)
    return value * exact > 0 and 0 < abs(exact) - abs(value) < unit


def passed(facts: Sequence[Fact], message_zh: str, message_en: str) -> Verdict:
    """Make the verdict that a rule holds."""
    return Verdict(Outcome.PASS, message_zh, message_en, tuple(facts))


def failed(
    facts: Sequence[Fact],
    severity: Severity,
    message_zh: str,
    message_en: str,
    shown: str = "",
    expected: str = "",
    result: Result | None = None,
    span: tuple[int, int] | None = None,
) -> Verdict:
    """Make the verdict that a rule does not hold."""
    return Verdict(
        Outcome.FAIL,
        message_zh,
        message_en,
        tuple(facts),
        severity,
        printed=shown,
        expected=expected,
        span=span,
        result=result,
    )


def unknown(facts: Sequence[Fact], reason_zh: str, reason_en: str) -> Verdict:
    """Make the verdict that a rule could not be evaluated, and why."""
    return Verdict(Outcome.NOT_EVALUABLE, reason_zh, reason_en, tuple(facts))
