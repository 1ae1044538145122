"""The registry of checks and the one loop that runs them: in, disclosures; out, findings.

A check is a function from a `Case` to `Verdict`s, one for each place where its rule applies. Where
it yields none, the engine records why the rule has nothing to do in that disclosure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from mingzhang.check.blanks import without_blanks
from mingzhang.check.case import Case
from mingzhang.check.doubt import in_doubt
from mingzhang.check.lexicon import Lexicon
from mingzhang.check.once import each_fault_once, told_once, without_echoes
from mingzhang.check.one_fault import each_misprint_once
from mingzhang.check.other_reading import unlike_in_doubt
from mingzhang.check.rules import RULES, Rule
from mingzhang.check.verdict import Verdict
from mingzhang.common.english_nouns import sentence
from mingzhang.model import Disclosure, Fact, Finding, Outcome
from mingzhang.vocab import Vocabulary

AROUND = 40
"""Characters of context on either side of words that are quoted."""

Function = Callable[[Case], Iterator[Verdict]]
_functions: dict[str, Function] = {}


def check(name: str) -> Callable[[Function], Function]:
    """Register the function that asks a rule of the table.

    Raises `ValueError` when the table has no such rule or the rule is asked already.
    """

    def register(function: Function) -> Function:
        if name not in RULES or name in _functions:
            raise ValueError(f"check {name}: not in the table of rules, or taken")
        _functions[name] = function
        return function

    return register


def run(disclosures: Sequence[Disclosure], vocab: Vocabulary) -> tuple[Finding, ...]:
    """Run every check on every disclosure; findings in the order of disclosures and checks."""
    findings: dict[str, list[Finding]] = {}
    for cases in cases_by_body(disclosures, vocab):
        for case in cases:
            findings[case.disclosure.source.disclosure] = without_echoes(_findings(case))
    return tuple(f for d in disclosures for f in findings[d.source.disclosure])


def cases_by_body(disclosures: Sequence[Disclosure], vocab: Vocabulary) -> Iterator[list[Case]]:
    """Group disclosures by body, oldest first; each case knows the earlier ones of its body."""
    lexicon = Lexicon(vocab)
    for group in bodies(disclosures, vocab):
        cases: list[Case] = []
        for disclosure in sorted(group, key=_age):
            dense, blanks = without_blanks(disclosure)
            cases.append(Case(dense, lexicon, blanks, tuple(cases)))
        yield cases


def bodies(
    disclosures: Sequence[Disclosure], vocab: Vocabulary
) -> tuple[tuple[Disclosure, ...], ...]:
    """Group disclosures by body; no check looks beyond one group."""
    groups: dict[str, list[Disclosure]] = {}
    for disclosure in disclosures:
        groups.setdefault(body_behind(disclosure.source.agency, vocab), []).append(disclosure)
    return tuple(map(tuple, groups.values()))


def body_behind(agency: str, vocab: Vocabulary) -> str:
    """Name the body behind an agency: one name for agencies that are links of one chain."""
    chain = {agency}
    record = vocab.agencies.get(agency)
    while record is not None and record.same_body_as and record.same_body_as not in chain:
        chain.add(record.same_body_as)
        record = vocab.agencies.get(record.same_body_as)
    return min(chain)


def _age(disclosure: Disclosure) -> tuple[int, int, str]:
    """Order disclosures of a body: by year, the budget before the final account."""
    source = disclosure.source
    return source.fiscal_year, 0 if source.stage == "budget" else 1, source.disclosure


def _findings(case: Case) -> Iterator[Finding]:
    taken: dict[str, int] = {}
    named_verdicts: list[tuple[str, Verdict]] = []
    for rule in RULES.values():
        verdicts = list(_functions[rule.check](case)) or [_absent(rule)]
        judged = (in_doubt(case, rule.family, verdict) for verdict in verdicts)
        named_verdicts += [(rule.check, verdict) for verdict in told_once(_merged(judged))]
    once = each_fault_once(each_misprint_once(case, named_verdicts))
    for check_of, verdict in unlike_in_doubt(once):
        yield _finding(case, RULES[check_of], verdict, taken)


def _absent(rule: Rule) -> Verdict:
    return Verdict(Outcome.NOT_APPLICABLE, *rule.absent)


def _merged(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Join the verdicts that could not be reached for one and the same reason into one."""
    unknown: dict[str, Verdict] = {}
    for verdict in verdicts:
        if verdict.outcome != Outcome.NOT_EVALUABLE:
            yield verdict
        elif verdict.message_zh in unknown:
            first = unknown[verdict.message_zh]
            facts = tuple(dict.fromkeys(first.facts + verdict.facts))
            unknown[verdict.message_zh] = replace(first, facts=facts)
        else:
            unknown[verdict.message_zh] = verdict
    yield from unknown.values()


def _finding(case: Case, rule: Rule, verdict: Verdict, taken: dict[str, int]) -> Finding:
    disclosure = case.disclosure.source.disclosure
    main = verdict.facts[0] if verdict.facts else None
    start, end = verdict.span or ((main.start, main.end) if main else (None, None))
    if start is not None and end is not None:
        start, end = case.blanks.back(start), case.blanks.back(end, at_end=True)
    place = _place(disclosure, main, start)
    name = "-".join(part for part in (disclosure, rule.check, place) if part)
    taken[name] = taken.get(name, 0) + 1
    return Finding(
        finding=name if taken[name] == 1 else f"{name}-{taken[name]}",
        check=rule.check,
        family=rule.family,
        disclosure=disclosure,
        outcome=verdict.outcome,
        severity=verdict.severity,
        message_zh=verdict.message_zh,
        message_en=sentence(verdict.message_en),
        other_disclosure=verdict.other,
        start=start,
        end=end,
        quote=_quote(case, verdict, main, start, end),
        facts=tuple(dict.fromkeys(fact.fact for fact in verdict.facts)),
        printed=verdict.printed,
        expected=verdict.expected,
        tolerance=verdict.tolerance,
    )


def _place(disclosure: str, main: Fact | None, start: int | None) -> str:
    if main is not None and main.fact.startswith(disclosure + "-"):
        return main.fact[len(disclosure) + 1 :]
    return "" if start is None else str(start)


def _quote(
    case: Case, verdict: Verdict, main: Fact | None, start: int | None, end: int | None
) -> str:
    if verdict.span is None and main is not None:
        return main.quote
    if start is None or end is None:
        return ""
    return _clause(case.blanks.source or case.disclosure.text, start, end)


def _clause(text: str, start: int, end: int) -> str:
    """Cut out a span with what stands around it, up to the next stop or `AROUND` characters."""
    before = re.split(r"[。；\n]", text[max(0, start - AROUND) : start])[-1]
    after = re.split(r"[。；\n]", text[end : end + AROUND])[0]
    return f"{before}{text[start:end]}{after}".strip()
