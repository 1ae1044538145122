"""Terms of identities: in, a concept; out, its printed figures, and the verdict of a balance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.check.case import Case
from mingzhang.check.formulas import Result, evaluated
from mingzhang.check.interval import Interval, Relation
from mingzhang.check.label_names import loose
from mingzhang.check.rules import PHRASES
from mingzhang.check.tells import told
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import like, printed, summed
from mingzhang.check.wording_en import added, names_of, said, said_like
from mingzhang.model import Fact, Measure, Severity


def quantities(case: Case, concept: str) -> Iterator[Fact]:
    """Yield the first printing of each quantity of a concept in the text or in a table."""
    seen: set[object] = set()
    for fact in case.by_concept.get(concept, ()):
        if case.key(fact) not in seen and case.plain(fact):
            seen.add(case.key(fact))
            yield fact


def first(case: Case, concept: str, like_fact: Fact) -> Fact | None:
    """Find the first printing of a whole concept, of the body, year and account of a figure.

    The one that is listed under the figure itself comes before any other.
    """
    facts = [
        fact
        for fact in case.find(concept, like_fact)
        if fact.unit == like_fact.unit or fact.measure is like_fact.measure is Measure.COUNT
        if case.plain(fact)
    ]
    facts.sort(key=lambda fact: fact.parent_fact != like_fact.fact)
    return facts[0] if facts else None


def alike(fact: Fact, other: Fact) -> bool:
    """Tell whether two figures may be the same number."""
    return Interval.of(fact).meets(Interval.of(other)) is not Relation.BROKEN


def adds_up(left: Fact, plus: Sequence[Fact], minus: Sequence[Fact]) -> bool:
    """Tell whether a figure may be the sum of some less the sum of others."""
    return evaluated("budget_balance.left", left=left, plus=plus, minus=minus).holds


def balance(
    case: Case,
    result: Result,
    left: Fact,
    plus: Sequence[Fact],
    minus: Sequence[Fact],
    severity: Severity,
) -> Verdict:
    """Tell how `left` compares with the sum of `plus` less the sum of `minus`."""
    terms = summed(printed(fact) for fact in plus)
    terms_en = added([said(case, fact) for fact in plus])
    if minus:
        terms += " − " + " − ".join(printed(fact) for fact in minus)
        terms_en = added([terms_en, *(said(case, fact) for fact in minus)], "−")
    follows, follows_en = like(case, result.exact, left), said_like(case, result.exact, left)
    if len(plus) + len(minus) > 1:
        follows, follows_en = f"{terms} = {follows}", f"{terms_en} = {follows_en}"
    terms_of = (*plus, *minus)
    names, names_en = "、".join(_name(case, fact) for fact in terms_of), names_of(case, terms_of)
    verb = "follow" if len(terms_of) > 1 else "equal"
    of_changes = left.measure is Measure.CHANGE
    told_in = PHRASES[f"changes_{verb}" if of_changes else f"{verb}s"]
    zh = told_in.zh.format(names=names, left=_name(case, left), follows=follows)
    en = told_in.en.format(names=names_en, left=case.name_en(left), follows=follows_en)
    return told(case, (zh, en), result, (left, *terms_of), severity)


def _name(case: Case, fact: Fact) -> str:
    """Name a figure; a cell of a table that is called 合计 only by what it is the total of."""
    return case.name(fact) if loose(case.name(fact)) else fact.concept_zh or case.name(fact)


def listed(whole: Fact, parts: Sequence[Fact]) -> bool:
    """Tell whether the parts are printed as the list of the whole: then it is a sum like any."""
    return any(part.parent_fact == whole.fact for part in parts)
