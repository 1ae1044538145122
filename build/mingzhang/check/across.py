"""Across disclosures of one body: what one says of a year, another says of the same year too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from mingzhang.check.case import Case, Key
from mingzhang.check.engine import check
from mingzhang.check.estimates import estimates, implied_words
from mingzhang.check.formulas import evaluated
from mingzhang.check.interval import Interval
from mingzhang.check.rules import PHRASES, WORDS, Words
from mingzhang.check.tells import compared
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import printed
from mingzhang.check.wording_en import said
from mingzhang.model import Fact, Outcome, Severity, Stage

OWN = "（本单位）"


@dataclass(frozen=True, slots=True)
class Statement:
    """A quantity as one disclosure prints or implies it."""

    interval: Interval
    facts: tuple[Fact, ...]
    words: Words
    implied: bool
    level: Fact
    stage: str


Statements = dict[Key, list[Statement]]


@check("across_disclosures")
def across_disclosures(case: Case) -> Iterator[Verdict]:
    """Agreement with other disclosures of the body."""
    if not case.earlier:
        return
    mine = _statements(case)
    for other in reversed(case.earlier):
        theirs = _statements(other)
        for key, statements in mine.items():
            if key in theirs:
                yield from _compare(case, other, statements, theirs[key])


def _compare(
    case: Case, other: Case, mine: list[Statement], theirs: list[Statement]
) -> Iterator[Verdict]:
    """Compare the most certain statement of either side; two printed figures are the best pair."""
    closest = min(mine, key=lambda s: (s.implied, s.interval.half_width))
    two = min(theirs, key=lambda s: (s.implied, s.interval.half_width))
    if closest.level.unit != two.level.unit:
        return
    result = evaluated("across_disclosures.equal", one=closest.interval, other=two.interval)
    early = _before_the_account(case, closest) or _before_the_account(other, two)
    weight = Severity.NOTE if early else None
    level, here = closest.level, closest.words
    file = Words(other.disclosure.source.title, _account(other))
    facts = (*closest.facts, *two.facts)
    said: dict[str, Any] = {"words": here, "theirs": two.words, "file": file, "facts": facts}
    said |= {"level": level, "shown": here.zh}
    verdict = compared(
        case,
        "across_disclosures.compare",
        result,
        unit_of=level,
        severity=weight,
        **said,
    )
    if early and verdict.outcome == Outcome.FAIL:
        phrase = PHRASES["before_the_account"]
        zh, en = f"{verdict.message_zh[:-1]}{phrase.zh}。", verdict.message_en + phrase.en
        verdict = replace(verdict, message_zh=zh, message_en=en)
    yield replace(verdict, other=other.disclosure.source.disclosure)


def _before_the_account(case: Case, statement: Statement) -> bool:
    """Tell what a budget says was carried out the year before, when no account was settled yet."""
    account = statement.stage == Stage.FINAL and case.disclosure.source.stage == Stage.BUDGET
    return account and not any(
        WORDS["account"].search(f.base_printed + f.quote) for f in statement.facts
    )


def _account(case: Case) -> str:
    """Name a disclosure in English: its year and stage, and its id to tell it from all others."""
    source = case.disclosure.source
    stage = "final account" if source.stage == Stage.FINAL else "budget"
    return f"{source.fiscal_year} {stage} ({source.disclosure})"


def _statements(case: Case) -> Statements:
    """Collect what a disclosure says of the body's amounts, by quantity and year."""
    result: Statements = {}
    agency = case.disclosure.source.agency
    for fact in case.levels:
        if fact.measure.is_money and fact.concept and fact.table is None:
            words = Words(printed(fact), said(case, fact))
            statement = Statement(Interval.of(fact), (fact,), words, False, fact, fact.stage)
            _add(case, result, case.key(fact), agency, statement)
    for estimate in estimates(case):
        words = implied_words(case, estimate)
        level = estimate.level
        stage = str(estimate.stage)
        statement = Statement(estimate.interval, estimate.facts, words, True, level, stage)
        if estimate.main.concept:
            _add(case, result, estimate.key, agency, statement)
    return result


def _add(case: Case, result: Statements, key: Key, agency: str, statement: Statement) -> None:
    if key.concept in case.lexicon.items:
        return
    stage = str(Stage.BUDGET) if key.stage == Stage.INITIAL_BUDGET else key.stage
    from_final = case.disclosure.source.stage == Stage.FINAL and key.stage == Stage.BUDGET
    if from_final or key.stage == Stage.REVISED_BUDGET or case.classified(statement.level):
        return
    scope = OWN if key.scope == agency else key.scope
    result.setdefault(key._replace(scope=scope, stage=stage), []).append(statement)
