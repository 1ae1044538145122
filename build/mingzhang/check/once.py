"""One fault is told once: in, verdicts and findings; out, the same without what repeats them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mingzhang.check.interval import Interval
from mingzhang.check.rules import PHRASES, RULES
from mingzhang.check.verdict import Verdict
from mingzhang.model import Finding, Outcome, Severity

Told = list[tuple[str, Verdict]]
"""What is told, each with the name of its check, in the order of the rules."""

MANY = 4
"""So many failures of one rule in one table are one fault, as of a column shifted by a row."""

AGAINST_TABLES = frozenset({"text_against_table", "item_against_table"})
"""Checks that set a figure of the text beside the cell of a table that states the same."""

OF_THE_UNIT = "unit_of_table"
"""The check that tells of all figures of a table, none of which is shifted."""


def told_once(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Join the failures of one rule in one table into one where they are many."""
    tables: dict[tuple[int | None, int], list[Verdict]] = {}
    rest: list[Verdict] = []
    for verdict in _worded_apart(verdicts):
        main = verdict.facts[0] if verdict.facts else None
        if verdict.outcome is Outcome.FAIL and main is not None and main.table is not None:
            tables.setdefault((main.page, main.table), []).append(verdict)
        else:
            rest.append(verdict)
    for group in tables.values():
        yield from [_joined(group)] if len(group) >= MANY else group
    yield from rest


def _worded_apart(verdicts: Iterable[Verdict]) -> Iterable[Verdict]:
    """Join failures that say the same of other printings of the same figures."""
    by_wording: dict[object, Verdict] = {}
    for number, verdict in enumerate(verdicts):
        again = verdict.outcome is Outcome.FAIL and verdict.facts and verdict.span is None
        key = verdict.message_zh if again else number
        first = by_wording.setdefault(key, verdict)
        if first is not verdict:
            facts = tuple(dict.fromkeys((*first.facts, *verdict.facts)))
            by_wording[key] = replace(first, facts=facts)
    return by_wording.values()


def _joined(group: list[Verdict]) -> Verdict:
    """Tell the gravest failure for all of them."""
    first = min(group, key=lambda verdict: verdict.severity.rank)
    facts = [fact for verdict in group if verdict is not first for fact in verdict.facts]
    facts_of_all = tuple(dict.fromkeys((*first.facts, *facts)))
    return replace(first, facts=facts_of_all, more=len(group) - 1)


def each_fault_once(verdicts: Told) -> Told:
    """Leave out what follows from a fault that is told: in a shifted table, or in a sum."""
    kept = _one_of_each_table(verdicts)
    cells = {
        verdict.facts[0].fact: Interval.of(verdict.facts[1])
        for check, verdict in kept
        if check in AGAINST_TABLES and _is_failure(verdict)
    }
    return [
        (check, verdict if check == OF_THE_UNIT else _with_more(verdict))
        for check, verdict in kept
        if check in AGAINST_TABLES or not _is_failure(verdict) or not _follows(verdict, cells)
    ]


def _is_failure(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.FAIL and verdict.severity is not Severity.NOTE


def _one_of_each_table(verdicts: Told) -> Told:
    """Let one failure stand for all others that have a figure of a table with many of them."""
    first: dict[tuple[int | None, int | None], int] = {}
    unit_first = sorted(enumerate(verdicts), key=lambda told: told[1][0] != OF_THE_UNIT)
    for place, (_, verdict) in unit_first:
        if verdict.more:
            main = verdict.facts[0]
            first.setdefault((main.page, main.table), place)
    kept: dict[int, tuple[str, Verdict]] = dict(enumerate(verdicts))
    standing = set(first.values())  # one may have figures of two such tables, and is told
    for place, (_, verdict) in enumerate(verdicts):
        tables = {(fact.page, fact.table) for fact in verdict.facts}
        stands = next((first[table] for table in first if table in tables), place)
        if place not in standing and stands != place and _is_failure(verdict):
            check, whole = kept[stands]
            kept[stands] = check, replace(whole, more=whole.more + verdict.more + 1)
            del kept[place]
    return list(kept.values())


def _with_more(verdict: Verdict) -> Verdict:
    """Say that the same table has more failures."""
    if not verdict.more:
        return verdict
    phrase = PHRASES["shifted"]
    return replace(
        verdict,
        message_zh=verdict.message_zh + phrase.zh.format(more=verdict.more),
        message_en=verdict.message_en + phrase.en.format(more=verdict.more),
    )


def _follows(verdict: Verdict, cells: Mapping[str, Interval]) -> bool:
    """Tell whether a failure is gone once its figures are what a table has in their place."""
    if verdict.result is None or not cells.keys() & {fact.fact for fact in verdict.facts}:
        return False
    return verdict.result.holds_with(cells)


def without_echoes(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out failures at the figure, or of all figures, of a failure of another check."""
    known = list(findings)
    failed = [finding for finding in known if finding.outcome is Outcome.FAIL]
    return [
        finding
        for finding in known
        if finding.outcome is not Outcome.FAIL or not _echoes(finding, failed)
    ]


def _echoes(finding: Finding, failed: Iterable[Finding]) -> bool:
    others = RULES[finding.check].echo_of
    facts = set(finding.facts)
    first = finding.facts[:1]
    return any(
        other.check in others and (facts >= set(other.facts) or first == other.facts[:1])
        for other in failed
    )
