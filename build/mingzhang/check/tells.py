"""Verdicts in the sentences of the table: in, a sentence and figures; out, what a check yields.

A verdict is about the figures of its sentence, in the order in which they are given, unless it is
told which (`facts`). What it shows as printed and expected, and how much it matters, stands beside
the sentence in the table. Messages of a formula say what is printed, what follows, and the gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from mingzhang.check.case import Case
from mingzhang.check.digits import rate_places
from mingzhang.check.formulas import Figure, Result, evaluated
from mingzhang.check.interval import Interval, Relation
from mingzhang.check.rules import PHRASES, Words, sentence_of
from mingzhang.check.says import Amount, Rate, in_chinese, says
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import cut_off, like, margin, printed
from mingzhang.check.wording_en import difference, said_as_printed, said_margin
from mingzhang.common.money import decimals
from mingzhang.model import Fact, Origin, Outcome, Severity


def passed(case: Case, sentence: str, /, **values: object) -> Verdict:
    """Make the verdict that a rule holds, in a sentence named `check.sentence`."""
    shown, expected = _compared_words(case, sentence, values)
    words = says(case, sentence, **values)
    return Verdict(Outcome.PASS, *words, _facts(values), printed=shown, expected=expected)


def unknown(case: Case, sentence: str, /, **values: object) -> Verdict:
    """Make the verdict that a rule could not be evaluated, and why."""
    return Verdict(Outcome.NOT_EVALUABLE, *says(case, sentence, **values), _facts(values))


def failed(
    case: Case,
    sentence: str,
    /,
    *,
    severity: Severity | None = None,
    result: Result | None = None,
    span: tuple[int, int] | None = None,
    **values: object,
) -> Verdict:
    """Make the verdict that a rule does not hold; a formula (`result`) is off by `over`."""
    if result is not None:
        values = {**result.figures, **values}
        over = Amount(abs(result.stated.middle - result.exact), _facts(values)[0])
        values = {**values, "over": over}
    if span is not None:
        values = {**values, "here": case.printed(*span)}
    shown, expected = _compared_words(case, sentence, values)
    return Verdict(
        Outcome.FAIL,
        *says(case, sentence, **values),
        _facts(values),
        severity or sentence_of(sentence).severity,
        printed=shown,
        expected=expected,
        span=span,
        result=result,
    )


def _compared_words(case: Case, sentence: str, values: dict[str, object]) -> tuple[str, str]:
    """Say in Chinese what a sentence shows as printed, and what as expected."""
    row = sentence_of(sentence)
    return (
        in_chinese(case, row.shown, {"shown": "", **values}),
        in_chinese(case, row.expected, {"expected": "", **values}),
    )


def _facts(values: dict[str, object]) -> tuple[Fact, ...]:
    """Give the figures of a sentence, or those that it is said to be about."""
    return tuple(_flat([values["facts"]] if "facts" in values else values.values()))


def _flat(values: Iterable[object]) -> Iterator[Fact]:
    for value in values:
        if isinstance(value, Fact):
            yield value
        elif isinstance(value, list | tuple):
            yield from _flat(value)


def judged(
    case: Case, name: str, /, *, severity: Severity | None = None, **figures: Figure
) -> Verdict:
    """Evaluate a formula, and tell how it came out in the sentence of the same name."""
    return compared(case, name, evaluated(name, **figures), severity=severity)


def compared(
    case: Case,
    sentence: str,
    result: Result,
    /,
    *,
    severity: Severity | None = None,
    unit_of: Fact | None = None,
    shown: str = "",
    **values: object,
) -> Verdict:
    """Tell how a formula came out, in a sentence about its figures and what `follows`."""
    facts = _facts(values if "facts" in values else dict(result.figures))
    main = unit_of or facts[0]
    percent = main.unit == "percent"
    follows = Rate(result.exact, rate_places(main)) if percent else Amount(result.exact, main)
    words = says(case, sentence, **{"follows": follows, **result.figures, **values})
    weight = severity or sentence_of(sentence).severity
    return told(case, words, result, facts, weight, unit_of, shown)


def told(
    case: Case,
    words: tuple[str, str],
    result: Result,
    facts: Sequence[Fact],
    severity: Severity,
    unit_of: Fact | None = None,
    shown: str = "",
) -> Verdict:
    """Make the verdict of a formula that compares the first of `facts` with what follows.

    `words` tell how the implied number is computed, ending without a full stop.
    `unit_of` lends its unit and `shown` its words where the first figure is not what is compared.
    """
    main = unit_of or facts[0]
    gap = abs(result.stated.middle - result.exact)
    allowed = result.stated.half_width + result.implied.half_width
    # 持平 has no unit: what it is a change of lends its own.
    unit = facts[1] if main.origin == Origin.STATED and len(facts) > 1 else main
    gap_text, allowed_text = like(case, gap, unit), margin(case, allowed, unit)
    if main.unit == "percent":
        gap_text, allowed_text = (
            text.replace("%", PHRASES["points"].zh) for text in (gap_text, allowed_text)
        )
    zh = PHRASES["tail"].zh.format(shown=shown or printed(main), gap=gap_text)
    if allowed:
        zh += PHRASES["rounding"].zh.format(allowed=allowed_text.removeprefix("±"))
    outcome, weight, remark = _weighed(case, result, main, severity)
    tail_en = _tail_en(case, main, gap, allowed, not shown)
    return Verdict(
        outcome=outcome,
        message_zh=f"{words[0]}{zh}{remark.zh}。",
        message_en=f"{words[1]}{tail_en}{remark.en}",
        facts=tuple(facts),
        severity=weight,
        printed=shown or printed(main),
        expected=like(case, result.exact, unit),
        tolerance=allowed_text,
        result=result,
    )


def _weighed(
    case: Case, result: Result, main: Fact, severity: Severity
) -> tuple[Outcome, Severity, Words]:
    """Tell what a relation comes to, how much that matters, and what is to be remarked.

    A broken relation fails; one that holds only at the edge passes with a warning.
    """
    if result.relation is Relation.HOLDS:
        return Outcome.PASS, Severity.NOTE, Words("", "")
    if result.relation is Relation.EDGE:
        return Outcome.PASS, Severity.WARNING, PHRASES["edge"]
    if cut_off(case, main, result.exact):
        return Outcome.PASS, Severity.WARNING, PHRASES["digit"]
    if not _last_digit(main, result.stated, result.implied):
        return Outcome.FAIL, severity, Words("", "")
    doubtful = Severity.NOTE if severity is Severity.NOTE else Severity.WARNING
    return Outcome.FAIL, doubtful, PHRASES["digit"]


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
