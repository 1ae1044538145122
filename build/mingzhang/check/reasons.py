"""Reasons given for a change: do they point the way that the figures go (family: changes)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.change_statements import Change
from mingzhang.check.engine import check
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import failed, passed, printed
from mingzhang.check.wording_en import said
from mingzhang.common.english_nouns import quoted
from mingzhang.model import Fact, Severity
from mingzhang.vocab.grammar import Grammar

_EARLIER = re.compile(r"上年|去年|以前年度|上一年|年初|上期|20\d\d年")


@check(
    "change_reason",
    "changes",
    Severity.WARNING,
    titles=("增减方向与所述原因一致", "The direction of a change agrees with its reason"),
    rule_en="A reason that speaks only of money going up (支出增加, 经费增加 …) does not explain a "
    "decrease, nor one that speaks only of money going down an increase. Reasons that speak of "
    "both, of other things than money, or of an earlier year are not judged.",
    absent=("没有可与方向比较的变动原因", "no reason speaks of a direction"),
)
def reason(case: Case) -> Iterator[Verdict]:
    """所述原因只讲支出、收入、经费等增加的，不能解释减少；只讲其减少的，不能解释增加。
    原因中增减并存、所讲并非资金、或者讲的是以前年度的，不作判断。
    """
    for change in case.changes:
        main = change.amount or change.rate
        if main is None or main.value == 0:
            continue
        words = main.reason_printed or _reason_after(case, change)
        direction = _direction(case.vocab.grammar, words)
        if _mixed(case, change) and not _same_side(main, words):
            continue
        if direction == 0:
            continue
        facts = (main, *(fact for fact in change.facts if fact is not main))
        if (main.value > 0) == (direction > 0):
            yield passed(
                facts,
                f"增减方向与所述原因“{words}”一致。",
                f"The direction agrees with the reason given, {quoted(words)}.",
            )
            continue
        word, word_en = ("增加", "an increase") if main.value > 0 else ("减少", "a decrease")
        yield failed(
            facts,
            Severity.WARNING,
            f"“{case.name(main)}”列示为{word}（{printed(main)}），所述原因为“{words}”，"
            "两者方向不一致。",
            f"{case.name_en(main)} shows {word_en} ({said(case, main)}); the reason given, "
            f"{quoted(words)}, points the other way.",
            shown=printed(main),
            expected=words,
        )


NEAR = 80
"""Characters within which changes share a sentence, and its reason."""


def _mixed(case: Case, change: Change) -> bool:
    """Tell whether changes of the other direction stand beside a change: whose is the reason?"""
    main = change.amount or change.rate
    if main is None or main.start is None:
        return False
    signs = case.once("signs of changes", lambda: _signs(case))
    begin = bisect_left(signs, (main.start - NEAR, 0))
    end = bisect_left(signs, (main.start + NEAR, 0))
    return any(sign * main.value < 0 for _, sign in signs[begin:end])


def _signs(case: Case) -> list[tuple[int, int]]:
    """Tell where each change stands and which way it goes, in the order of the text."""
    facts = (other.main for other in case.changes)
    return sorted((f.start, 1 if f.value > 0 else -1) for f in facts if f.value and f.start)


def _same_side(fact: Fact, words: str) -> bool:
    """Tell whether a reason speaks of the very side of the account that the figure is of."""
    sides = (("收入", "revenue"), ("支出", "expenditure"))
    return any(word in words and side in fact.concept for word, side in sides)


def _direction(grammar: Grammar, words: str) -> int:
    """Tell which way a reason points: 1 up, -1 down, 0 when it does not say or says both."""
    if not words or _EARLIER.search(words):
        return 0
    if grammar["reason_money_up"].search(words) and not grammar["reason_down"].search(words):
        return 1
    if grammar["reason_money_down"].search(words) and not grammar["reason_up"].search(words):
        return -1
    return 0


_REASON = re.compile(
    r"[％%万亿元]*[。；，]\s*(?:上述|以上|收支)?(?:增减|增加|减少)?(?:变化|变动)?(?:情况)?的?(?:主要)?原因"
    r"(?:是|为|：|:)(?P<reason>[^。\n]+)"
)


def _reason_after(case: Case, change: Change) -> str:
    """Find the reason in the sentence right after a change, where it was not read with it."""
    ends = [fact.end for fact in (change.amount, change.rate) if fact is not None and fact.end]
    found = _REASON.match(case.disclosure.text, max(ends)) if ends else None
    return found["reason"] if found else ""
