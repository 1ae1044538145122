"""Reasons given for a change: do they point the way that the figures go (family: changes)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.change_statements import Change
from mingzhang.check.engine import check
from mingzhang.check.label_names import loose
from mingzhang.check.rules import PHRASES, WORDS
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact
from mingzhang.vocab.grammar import Grammar

_EARLIER = WORDS["reason_of_earlier"]
_SIDES = ("revenue", "expenditure")


@check("change_reason")
def reason(case: Case) -> Iterator[Verdict]:
    """The direction of a change agrees with its reason."""
    for change in case.changes:
        main = change.amount or change.rate
        if main is None or main.value == 0:
            continue
        announced = _announced_otherwise(case, change, main)
        if announced:
            yield _opposite(case, change, main, "change_reason.named", announced)
            continue
        reason_text = main.reason_printed or _reason_after(case, change)
        direction = _direction(case.vocab.grammar, reason_text)
        if direction == 0 or _mixed(case, change, reason_text):
            continue
        facts = (main, *(fact for fact in change.facts if fact is not main))
        if (main.value > 0) == (direction > 0):
            yield passed(case, "change_reason.pass", words=reason_text, facts=facts)
            continue
        yield _opposite(case, change, main, "change_reason.fail", reason_text)
    yield from _sentences_of_reasons(case)


def _sentences_of_reasons(case: Case) -> Iterator[Verdict]:
    """Judge sentences that begin with the reason why a figure rose: “三公”经费增长的主要原因."""
    for match in WORDS["reason_of_its_own"].finditer(case.text):
        begin = case.line(match.start())[0]
        subject = _core(match["whose"])
        both = _sides(match["whose"])
        if both:  # each side may have a paragraph of its own
            begin = case.line(max(0, begin - 1))[0]
        of_subject = [
            change
            for change in case.changes
            if begin <= (change.main.start or 0) < match.start()
            if change.main.value
            if (both and loose(change.main.label).startswith(both))
            or (not both and subject and _core(change.main.label) == subject)
        ]
        if of_subject and all((c.main.value > 0) != bool(match["up"]) for c in of_subject):
            words, change = case.printed(*match.span("said")), of_subject[0]
            yield _opposite(case, change, change.main, "change_reason.named", words)


def _sides(words: str) -> tuple[str, ...]:
    """Name both sides that a sentence is about: 财政拨款收入支出."""
    both = WORDS["sides_joined"].fullmatch(loose(words))
    return tuple(both["whose"] + PHRASES[side].zh for side in _SIDES) if both else ()


def _core(label: str) -> str:
    """Strip a name of the words for money and account that its printings differ in."""
    return WORDS["money_words"].sub("", loose(label))


def _opposite(case: Case, change: Change, main: Fact, name: str, words: str) -> Verdict:
    facts = (main, *(fact for fact in change.facts if fact is not main))
    return failed(
        case,
        name,
        main=main,
        word=PHRASES["increase" if main.value > 0 else "decrease"],
        words=words,
        facts=facts,
    )


def _announced_otherwise(case: Case, change: Change, main: Fact) -> str:
    """Find 增长的主要原因 right behind a decrease of that figure, or 下降 behind an increase."""
    ends = [fact.end for fact in (change.amount, change.rate) if fact is not None and fact.end]
    match = WORDS["direction_of_reason"].match(case.text, max(ends)) if ends else None
    if match is None or bool(match["up"]) == (main.value > 0):
        return ""
    subject = loose(match["whose"])
    whose = loose(change.level.label if change.level else main.label)
    if not (subject.startswith(whose) or whose.startswith(subject)):
        return ""
    return case.printed(*match.span("said"))


NEAR = 80
"""Characters within which changes share a sentence, and its reason."""


def _mixed(case: Case, change: Change, text: str) -> bool:
    """Tell whether changes of the other direction stand beside a change: whose is the reason?

    One that names a side of the account (收入减少) is of none of the other side.
    """
    main = change.amount or change.rate
    if main is None or main.start is None:
        return False
    told = case.once("changes in order", lambda: _in_order(case))
    begin = bisect_left(told, main.start - NEAR, key=lambda other: other.start or 0)
    end = bisect_left(told, main.start + NEAR, key=lambda other: other.start or 0)
    side = next((s for s in _SIDES if s in main.concept and PHRASES[s].zh in text), "")
    return any(f.value * main.value < 0 and side in f.concept for f in told[begin:end])


def _in_order(case: Case) -> list[Fact]:
    """Give what changed in the order of the text."""
    facts = (other.main for other in case.changes)
    return sorted((f for f in facts if f.value and f.start), key=lambda f: f.start or 0)


def _direction(grammar: Grammar, text: str) -> int:
    """Tell which way a reason points: 1 up, -1 down, 0 when it does not say or says both."""
    if not text or _EARLIER.search(text):
        return 0
    if grammar["reason_money_up"].search(text) and not grammar["reason_down"].search(text):
        return 1
    if grammar["reason_money_down"].search(text) and not grammar["reason_up"].search(text):
        return -1
    return 0


_REASON = WORDS["reason_behind"]


def _reason_after(case: Case, change: Change) -> str:
    """Find the reason in the sentence right after a change, where it was not read with it."""
    ends = [fact.end for fact in (change.amount, change.rate) if fact is not None and fact.end]
    match = _REASON.match(case.text, max(ends)) if ends else None
    return match["reason"] if match else ""
