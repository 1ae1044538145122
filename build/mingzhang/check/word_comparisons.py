"""Words that compare: 决算数大于（小于）预算数 against the figures beside them (family: logic)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from mingzhang.check.case import Case
from mingzhang.check.completion import budgets_of
from mingzhang.check.engine import check
from mingzhang.check.formulas import Result, evaluated
from mingzhang.check.interval import Interval, Relation
from mingzhang.check.rules import RULES, WORDS
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.common.clause_begins import behind_last
from mingzhang.common.english_nouns import quoted
from mingzhang.common.money import decimals
from mingzhang.model import Fact, Measure, Severity, Stage

_TERMS = RULES["comparison_words"].terms
_COMPARISON = re.compile(_TERMS["words"])
_LESS, _MORE, _MOST = frozenset(_TERMS["less"]), frozenset(_TERMS["more"]), _TERMS["most"]
NEAR = 60
"""Characters between the later of two figures and the words that compare them."""

WHOLE = 100
"""The rate of a budget carried out to the cent."""

HALF = Decimal("0.5")
"""How far a rate without decimals may be from what it rounds."""


@check("comparison_words")
def comparison_words(case: Case) -> Iterator[Verdict]:
    """Words that compare with the budget."""
    done: set[int] = set()
    rates = case.by_measure.get(Measure.COMPLETION_RATE, [])
    for rate, following in zip(rates, [*rates[1:], None], strict=False):
        if rate.end is None:
            continue
        stop = following.start if following is not None else None
        match = _COMPARISON.search(case.text, *_window(case, rate.end, stop))
        match = match or _begins_next(case, rate, rates)
        if match and not _of_another(case, rate, match.start()):
            done.add(match.start())
            yield _words(case, rate, _word(match), match.span())
    yield from _after_figures(case, done)


def _of_another(case: Case, rate: Fact, place: int) -> bool:
    """`教育支出…，完成99%；卫生健康支出6万元，与预算一致`: the words are about what follows."""
    near = (f for f in case.levels if f.table is None and (rate.end or 0) <= (f.start or 0) < place)
    return any(f.concept != rate.concept for f in near if f.unit == "CNY")


def _begins_next(case: Case, rate: Fact, rates: Sequence[Fact]) -> re.Match[str] | None:
    """Find the words that the sentence behind begins with: …，较上年增加…。决算数大于预算数….

    They are about the one completion rate of the sentence before, where it has but one.
    """
    begin, end = case.sentence(rate.start or 0, rate.end)
    told = [one for one in rates if one.start is not None and begin <= one.start < end]
    full_stop = case.text[end : end + 1] == "。"
    return _COMPARISON.match(case.text, end + 1) if full_stop and told == [rate] else None


def _word(match: re.Match[str]) -> str:
    """Give the word that compares; 控制在预算内 is 未超过."""
    group = match.lastgroup or ""
    return _MOST if group == "most" else match[group]


def _after_figures(case: Case, done: set[int]) -> Iterator[Verdict]:
    """Judge words that stand behind a budget and a final figure, in the same paragraph."""
    for match in _COMPARISON.finditer(case.text):
        if match.start() in done:
            continue
        pair = _pair_before(case, match.start()) or _pair_named(case, match.start())
        if pair is not None:
            yield _pair(case, *pair, _word(match), match.span())


def _pair_before(case: Case, place: int) -> tuple[Fact, Fact] | None:
    """Find the final and the budget figure of one item that are the last levels before a place."""
    text = case.once("levels of the text", lambda: [f for f in case.levels if f.table is None])
    index = bisect_left(text, place, key=lambda fact: fact.start or 0)
    if index < 2:
        return None
    first, two = text[index - 2 : index]
    if (first.start or 0) < case.line(place)[0] or place - (two.end or 0) > NEAR:
        return None
    level, budget = (two, first) if two.stage is Stage.FINAL else (first, two)
    if level.stage is not Stage.FINAL or not budget.stage.is_budget:
        return None
    same = case.key(budget)._replace(stage="") == case.key(level)._replace(stage="")
    return (level, budget) if same and level.concept and level.unit == budget.unit else None


def _pair_named(case: Case, place: int) -> tuple[Fact, Fact] | None:
    """Find the final and the budget figure that a sentence names: “三公”经费支出决算数小于预算数.

    Each must be printed with one value only, in the text, and the budget as the words name it.
    """
    begin = behind_last("。；\n", case.text, 0, place)
    subject = _letters(case.text[begin:place])
    final = case.once("final figures of the text", lambda: _final_figures(case))
    named = [f for f in final if subject and subject == _letters(f.label)]
    if not named:
        return None
    level = named[-1]
    levels = {f.value for f in case.by_key[case.key(level)] if f.unit == level.unit}
    budgets = case.budgets_of(level)
    if len(levels) != 1 or len({fact.value for fact in budgets}) != 1:
        return None
    return level, budgets[0]


def _final_figures(case: Case) -> list[Fact]:
    return [f for f in case.levels if f.table is None and f.concept and f.stage is Stage.FINAL]


def _letters(label: str) -> str:
    return re.sub(r"[^\w]|^.*?年度?", "", label)


def _relation(word: str, level: Fact, budget: Fact) -> Result:
    """Ask what a word says of two figures; smaller and larger hold at the edge, too."""
    if word in _LESS or word == _MOST:
        return evaluated("comparison_words.less", level=level, budget=budget)
    if word in _MORE:
        return evaluated("comparison_words.more", level=level, budget=budget)
    return evaluated("comparison_words.equal", level=level, budget=budget)


def _pair(case: Case, level: Fact, budget: Fact, word: str, span: tuple[int, int]) -> Verdict:
    budget = _budget_meant(case, level, budget, word, span)
    alike = level.value == budget.value and word in _LESS | _MORE
    said = {"level": level, "budget": budget, "verb": _verb(word)}
    if not alike and _agrees(word, Interval.of(level) - Interval.of(budget), 0):
        return passed(case, "comparison_words.pass", here=case.printed(*span), **said)
    severity, result = Severity.WARNING if alike else None, _relation(word, level, budget)
    name = "comparison_words.fail"
    return failed(case, name, severity=severity, result=result, span=span, verb=_verb(word))


def _budget_meant(case: Case, level: Fact, budget: Fact, word: str, span: tuple[int, int]) -> Fact:
    """Choose among the budgets of a line the one that words mean, else the budget that is given.

    年初预算为0万元，全年预算为30万元，支出决算为20万元: 决算数小于年初预算数 means the first, and
    决算数小于预算数 is true of the second.
    """
    line, text = case.text.rfind("\n", 0, span[0]), case.text[slice(*span)]
    of_line = [
        fact
        for fact in case.budgets_of(level)
        if fact.table is None and line < (fact.start or 0) < span[0]
    ]
    initial = bool(WORDS["initial"].search(text))
    if initial or WORDS["adjusted"].search(text):
        meant = [fact for fact in of_line if (fact.stage is Stage.INITIAL_BUDGET) == initial]
    else:
        gap = Interval.of(level)
        meant = [fact for fact in of_line if _agrees(word, gap - Interval.of(fact), 0)]
    return budget if budget in meant or not meant else meant[-1]


def _window(case: Case, start: int, stop: int | None) -> tuple[int, int]:
    _, end = case.sentence(start)
    return start, end if stop is None else min(stop, end)


def _words(case: Case, rate: Fact, word: str, span: tuple[int, int]) -> Verdict:
    level = case.level_of(rate)
    budgets = [] if level is None else budgets_of(case, level, rate)
    quotient = Interval.of(rate)
    full = False
    facts: tuple[Fact, ...] = (rate,)
    if level is not None and budgets:
        if _budget_meant(case, level, budgets[0], word, span) is not budgets[0]:
            return _pair(case, level, budgets[0], word, span)
        facts = (rate, level, budgets[0])
        gap = Interval.of(level) - Interval.of(budgets[0])
        agrees = _agrees(word, gap, 0)
        same = level.value == budgets[0].value and rate.value == WHOLE and word in _LESS | _MORE
        if (not agrees and _agrees(word, quotient, WHOLE)) or (same and _is_fine(case, level)):
            return _pair(case, level, budgets[0], word, span)
    else:
        agrees = _agrees(word, quotient, WHOLE)
        full = rate.value == WHOLE and word in _LESS | _MORE and _rates_have_decimals(case)
    said: dict[str, Any] = {"rate": rate, "verb": _verb(word), "facts": facts}
    if agrees and not full:
        return passed(case, "comparison_words.pass_2", here=case.printed(*span), **said)
    severity = Severity.WARNING if full else None
    return failed(case, "comparison_words.fail_2", severity=severity, span=span, **said)


def _is_fine(case: Case, level: Fact) -> bool:
    """Tell whether figures with a rate of 100% that print the same are the same, near enough."""
    return bool(decimals(level.value_printed)) or _rates_have_decimals(case)


def _rates_have_decimals(case: Case) -> bool:
    """Tell whether every rate but 0% and 100% has decimals: then these have them too, unwritten."""
    rates = [f for f in case.facts if f.unit == "percent" and f.value not in (0, WHOLE)]
    return bool(rates) and all(rate.tolerance < HALF for rate in rates)


def _verb(word: str) -> str:
    """Put words of comparison into English, with the word of the source."""
    way = "is below" if word in _LESS else "is above" if word in _MORE else "equals"
    way = "is not above" if word == _MOST else way
    return f"{way} ({quoted(word)})"


def _agrees(word: str, value: Interval, zero: int) -> bool:
    if word in _LESS:
        return value.low < zero
    if word in _MORE:
        return value.high > zero
    if word == _MOST:
        return value.low <= zero
    return value.meets(Interval.exact(zero)) is not Relation.BROKEN
