"""Across disclosures of one body: what one says of a year, another says of the same year too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mingzhang.check.case import MONEY, Case, Key
from mingzhang.check.engine import check
from mingzhang.check.estimates import estimates, implied_words
from mingzhang.check.interval import Interval
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared, printed
from mingzhang.check.wording_en import said
from mingzhang.model import Fact, Outcome, Severity, Stage

OWN = "（本单位）"
EARLY_ZH = "（编制预算时上年决算尚未完成，预算中的“执行数”多为预计数）"
EARLY_EN = (
    " When a budget is drawn up, the accounts of the year before are not settled: what it says was "
    "carried out is mostly an estimate."
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A quantity as one disclosure prints or implies it."""

    interval: Interval
    facts: tuple[Fact, ...]
    words: str
    words_en: str
    implied: bool
    level: Fact
    stage: str


Statements = dict[Key, list[Statement]]


@check(
    "across_disclosures",
    "implied",
    Severity.WARNING,
    titles=("与本单位其他公开文件相符", "Agreement with other disclosures of the body"),
    rule_en="Budgets and final figures of one year, as one disclosure prints or implies them "
    "(initial budget by a completion rate, base by a change), agree with what another disclosure "
    "of the same body prints or implies. Bases may be restated after a reorganisation: a warning. "
    "What a budget calls carried out (执行数) of the year before is mostly an estimate: a note.",
    absent=(
        "没有本单位其他公开文件涉及同一年度的同一数字",
        "no other disclosure of the body speaks of the same figures",
    ),
)
def across_disclosures(case: Case) -> Iterator[Verdict]:
    """同一单位的不同公开文件对同一年度同一数字的表述（直接列示的，或由完成率、增减额推算的）应相符，
    如上年预算与本年所述“上年预算”、决算所述年初预算与当年预算；误差范围计入容差。
    机构调整等可能使上年数重新列示，不符的列为“存疑”；预算中的上年“执行数”多为预计数，与决算不符的列为“提示”。
    """
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
    one = min(mine, key=lambda s: (s.implied, s.interval.half_width))
    two = min(theirs, key=lambda s: (s.implied, s.interval.half_width))
    if one.level.unit != two.level.unit:
        return
    relation = one.interval.meets(two.interval)
    early = _before_the_account(case, one) or _before_the_account(other, two)
    verdict = compared(
        case,
        relation,
        (*one.facts, *two.facts),
        one.interval,
        two.interval,
        f"“{case.name(one.level)}”本文件为{one.words}，{other.disclosure.source.title}为{two.words}",
        f"{case.name_en(one.level)} is {one.words_en} here and {two.words_en} in the "
        f"{_account(other)}",
        Severity.NOTE if early else Severity.WARNING,
        unit_of=one.level,
        shown=one.words,
    )
    if early and verdict.outcome == Outcome.FAIL:
        zh, en = f"{verdict.message_zh[:-1]}{EARLY_ZH}。", verdict.message_en + EARLY_EN
        verdict = replace(verdict, message_zh=zh, message_en=en)
    yield replace(verdict, other=other.disclosure.source.disclosure)


def _before_the_account(case: Case, statement: Statement) -> bool:
    """Tell what a budget says was carried out the year before, when no account was settled yet."""
    account = statement.stage == Stage.FINAL and case.disclosure.source.stage == Stage.BUDGET
    return account and not any("决算" in f.base_printed + f.quote for f in statement.facts)


def _account(case: Case) -> str:
    """Name a disclosure in English: its year and stage, and its id to tell it from all others."""
    source = case.disclosure.source
    stage = "final account" if source.stage == Stage.FINAL else "budget"
    return f"{source.fiscal_year} {stage} ({source.disclosure})"


def _statements(case: Case) -> Statements:
    """Collect what a disclosure says of the body's amounts, by quantity and year."""
    result: Statements = {}
    own = case.disclosure.source.agency
    for fact in case.levels:
        if fact.measure in MONEY and fact.concept and fact.table is None:
            words = printed(fact), said(case, fact)
            statement = Statement(Interval.of(fact), (fact,), *words, False, fact, fact.stage)
            _add(case, result, case.key(fact), own, statement)
    for estimate in estimates(case):
        words = implied_words(case, estimate)
        level = estimate.level
        stage = str(estimate.stage)
        statement = Statement(estimate.interval, estimate.facts, *words, True, level, stage)
        if estimate.main.concept:
            _add(case, result, estimate.key, own, statement)
    return result


def _add(case: Case, result: Statements, key: Key, own: str, statement: Statement) -> None:
    if key.concept in case.lexicon.items:
        return
    stage = str(Stage.BUDGET) if key.stage == Stage.INITIAL_BUDGET else key.stage
    from_final = case.disclosure.source.stage == Stage.FINAL and key.stage == Stage.BUDGET
    if from_final or key.stage == Stage.REVISED_BUDGET or case.classified(statement.level):
        return
    scope = OWN if key.scope == own else key.scope
    result.setdefault(key._replace(scope=scope, stage=stage), []).append(statement)
