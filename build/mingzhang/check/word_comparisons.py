"""Words that compare: 决算数大于（小于）预算数 against the figures beside them (family: logic)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.completion import budgets_of
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval, Relation
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import failed, passed, printed
from mingzhang.check.wording_en import said
from mingzhang.common.english_nouns import quoted
from mingzhang.model import Fact, Measure, Severity

_COMPARISON = re.compile(
    r"决算数?(?:为|较|比)?(?P<word>小于|低于|少于|大于|高于|多于|超过|等于|持平)(?:于)?(?:年初|全年|调整)?预算"
)
_LESS, _MORE = frozenset({"小于", "低于", "少于"}), frozenset({"大于", "高于", "多于", "超过"})
_SENTENCE_END = re.compile(r"[。\n]")


@check(
    "comparison_words",
    "logic",
    Severity.ERROR,
    titles=("“决算数大于（小于）预算数”与数字一致", "Words that compare with the budget"),
    rule_en="Where the text says that the final figure is smaller or larger than the budget or "
    "equal to it, the completion rate (or the two figures) says the same, within rounding.",
    absent=("没有“决算数大于（小于）预算数”的表述", "no words compare with the budget"),
)
def comparison_words(case: Case) -> Iterator[Verdict]:
    """文中说决算数大于、小于或等于预算数的，应与完成率（列示了预算数的，与两个数）一致，舍入误差计入容差。"""
    rates = case.by_measure.get(Measure.COMPLETION_RATE, [])
    for rate, following in zip(rates, [*rates[1:], None], strict=False):
        if rate.end is None:
            continue
        stop = following.start if following is not None else None
        found = _COMPARISON.search(case.disclosure.text, *_window(case, rate.end, stop))
        if found:
            yield _words(case, rate, found["word"], found.span())


def _window(case: Case, start: int, stop: int | None) -> tuple[int, int]:
    end = _SENTENCE_END.search(case.disclosure.text, start)
    limit = end.start() if end else len(case.disclosure.text)
    return start, limit if stop is None else min(stop, limit)


def _words(case: Case, rate: Fact, word: str, span: tuple[int, int]) -> Verdict:
    level = case.level_of(rate)
    budgets = [] if level is None else budgets_of(case, level, rate.base_printed)
    quotient = Interval.of(rate)
    facts: tuple[Fact, ...] = (rate,)
    if level is not None and budgets:
        facts = (rate, level, budgets[0])
        gap = Interval.of(level) - Interval.of(budgets[0])
        agrees = _agrees(word, gap, 0)
    else:
        agrees = _agrees(word, quotient, 100)
    if agrees:
        return passed(
            facts,
            f"文中说决算数{word}预算数，完成率{printed(rate)}与之一致。",
            f"The text says that the final figure {_verb(word)} the budget; the completion rate "
            f"of {said(case, rate)} agrees with it.",
        )
    return failed(
        facts,
        Severity.ERROR,
        f"文中说决算数{word}预算数，完成率列示为{printed(rate)}，两者不一致。",
        f"The text says that the final figure {_verb(word)} the budget; the completion rate is "
        f"printed as {said(case, rate)}.",
        shown=case.disclosure.text[slice(*span)],
        expected=f"完成率{printed(rate)}",
        span=span,
    )


def _verb(word: str) -> str:
    """Put words of comparison into English, with the word of the source."""
    way = "is below" if word in _LESS else "is above" if word in _MORE else "equals"
    return f"{way} ({quoted(word)})"


def _agrees(word: str, value: Interval, zero: int) -> bool:
    if word in _LESS:
        return value.low < zero
    if word in _MORE:
        return value.high > zero
    return value.meets(Interval.exact(zero)) is not Relation.BROKEN
