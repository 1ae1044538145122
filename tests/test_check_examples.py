"""Every check tells of its examples what passes, what fails and where, what does not apply."""

from __future__ import annotations

import pytest

import check_examples_accounts
import check_examples_figures
import check_examples_texts
import check_examples_words
import test_check_texts
from check_examples import EXAMPLES, Example
from factories import Story, vocabulary
from mingzhang.check import CHECKS, check, engine
from mingzhang.model import Disclosure, Finding, Outcome, Severity
from test_check_english import faults

MODULES = (
    check_examples_figures,
    check_examples_accounts,
    check_examples_words,
    check_examples_texts,
)
KINDS = ("pass", "fail", "edge")


@pytest.fixture(autouse=True)
def _each_rule_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows from a misprint that another rule tells is no finding of its own otherwise."""
    monkeypatch.setattr(engine, "each_misprint_once", lambda _, verdicts: verdicts)


def findings(example: Example) -> tuple[Disclosure, list[Finding]]:
    made = example.make()
    stories = made if isinstance(made, list) else [made]
    disclosures = [story.disclosure() for story in stories]
    last = disclosures[-1]
    found = [
        finding
        for finding in check(disclosures, vocabulary())
        if finding.check == example.check and finding.disclosure == last.source.disclosure
    ]
    return last, found


def assert_well_formed(disclosure: Disclosure, found: list[Finding]) -> None:
    known = {fact.fact for fact in disclosure.facts}
    ids = [finding.finding for finding in found]
    assert len(ids) == len(set(ids))
    for finding in found:
        assert finding.message_zh and finding.message_en
        assert "错误" not in finding.message_zh and "mistake" not in finding.message_en.lower()
        if not finding.other_disclosure:
            assert set(finding.facts) <= known
        if finding.outcome == Outcome.FAIL:
            assert finding.facts or finding.start is not None or finding.check == "statutory_parts"
        if finding.outcome in (Outcome.NOT_APPLICABLE, Outcome.NOT_EVALUABLE):
            assert finding.severity == Severity.NOTE


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.name)
def test_example(example: Example) -> None:
    disclosure, found = findings(example)
    failures = [finding for finding in found if finding.outcome == Outcome.FAIL]
    assert found, "a check always has an outcome"
    assert_well_formed(disclosure, found)
    assert not faults(found)
    if example.kind == "fail":
        assert len(failures) == 1, [finding.message_zh for finding in found]
        told = failures[0]
        assert told.severity == example.severity, told.message_zh
        if example.printed:
            assert told.printed == example.printed, told.message_zh
        if example.expected:
            assert told.expected == example.expected, told.message_zh
        if example.at:
            assert disclosure.text[slice(told.start, told.end)] == example.at
        return
    if example.kind == "edge" and found[0].family not in ("names", "structure"):
        assert Outcome.PASS in {finding.outcome for finding in found}
    assert not failures, [finding.message_zh for finding in failures]
    if example.kind == "absent":
        assert [finding.outcome for finding in found] == [Outcome.NOT_APPLICABLE]
    elif example.kind == "unknown":
        assert Outcome.NOT_EVALUABLE in {finding.outcome for finding in found}
    elif example.kind == "pass":
        assert Outcome.PASS in {finding.outcome for finding in found}
    elif example.kind == "edge" and example.severity:
        assert [f.severity for f in found if f.outcome == Outcome.PASS] == [example.severity]


@pytest.mark.parametrize("rule", CHECKS, ids=lambda c: c.check)
def test_every_check_has_examples(rule: object) -> None:
    name = rule.check  # type: ignore[attr-defined]
    kinds = {example.kind for example in EXAMPLES if example.check == name}
    assert kinds | set(test_check_texts.EXAMPLES.get(name, ())) >= set(KINDS)


def test_nothing_to_check_is_told_once_with_a_reason() -> None:
    found = check([Story().disclosure()], vocabulary())
    # The list of parts applies to every disclosure.
    found = [finding for finding in found if finding.check != "statutory_parts"]
    told = sorted((finding.check, finding.outcome) for finding in found)
    others = sorted(rule.check for rule in CHECKS if rule.check != "statutory_parts")
    assert told == [(check, Outcome.NOT_APPLICABLE) for check in others]
    assert all(finding.message_zh and finding.message_en for finding in found)
