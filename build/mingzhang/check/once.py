"""One fault is told once: in, verdicts and findings; out, the same without what repeats them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mingzhang.check.rules import PHRASES
from mingzhang.check.verdict import Verdict
from mingzhang.model import Finding, Outcome

MANY = 4
"""So many failures of one rule in one table are one fault, as of a column shifted by a row."""

ECHOES = {
    "part_exceeds_whole": ("sum_full_list",),
    "text_against_table": ("item_against_table",),
    "change_against_printed_base": ("comparison_words",),
}
"""What a check says again of figures that another check has already told."""


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
    told: dict[object, Verdict] = {}
    for number, verdict in enumerate(verdicts):
        again = verdict.outcome is Outcome.FAIL and verdict.facts and verdict.span is None
        key = verdict.message_zh if again else number
        first = told.setdefault(key, verdict)
        if first is not verdict:
            facts = tuple(dict.fromkeys((*first.facts, *verdict.facts)))
            told[key] = replace(first, facts=facts)
    return told.values()


def _joined(group: list[Verdict]) -> Verdict:
    """Tell the gravest failure, and that the same table has more of them."""
    first = min(group, key=lambda one: one.severity.rank)
    facts = [fact for verdict in group if verdict is not first for fact in verdict.facts]
    more = len(group) - 1
    return replace(
        first,
        message_zh=first.message_zh + PHRASES["shifted"].zh.format(more=more),
        message_en=first.message_en + PHRASES["shifted"].en.format(more=more),
        facts=tuple(dict.fromkeys((*first.facts, *facts))),
    )


def without_echoes(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out failures whose figures are those of a failure of another check."""
    known = list(findings)
    failed = [one for one in known if one.outcome is Outcome.FAIL]
    return [one for one in known if one.outcome is not Outcome.FAIL or not _echoes(one, failed)]


def _echoes(finding: Finding, failed: Iterable[Finding]) -> bool:
    others = ECHOES.get(finding.check, ())
    facts = set(finding.facts)
    return any(other.check in others and facts >= set(other.facts) for other in failed)
