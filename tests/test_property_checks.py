"""Checks against disclosures whose contradictions are known: none, or exactly one."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

import truth
from mingzhang import check, synthetic
from mingzhang.check.rules import RULES
from mingzhang.model import Disclosure, Finding, Outcome, Severity
from test_check_english import faults

SEEDS = range(60)
PLANTS = range(4)


def failures(made: synthetic.Generated, disclosure: Disclosure) -> list[Finding]:
    """What does not agree; all that is said is said in sound English, too."""
    found = check.check((disclosure,), truth.vocabulary_of(made))
    assert not faults(list(found))
    return [one for one in found if one.outcome is Outcome.FAIL]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_told_of_a_disclosure_that_holds(seed: int) -> None:
    """Notes of structure apart (a part that is not in the text, an entry that no figure uses)."""
    made = truth.generator().generate(Random(seed))
    told = failures(made, truth.parsed(made))
    false = [f"{one.check}: {one.message_zh}" for one in told if one.severity is not Severity.NOTE]
    assert not false, "\n".join(false)


@pytest.mark.parametrize("kind", synthetic.KINDS)
def test_a_planted_contradiction_is_found_at_its_place(kind: str) -> None:
    for seed in PLANTS:
        made = synthetic.plant(truth.generator(), Random(seed), kind)
        disclosure = truth.parsed(made)
        told = failures(made, disclosure)
        found = [one for one in told if stands_at(one, made.planted[0], disclosure)]
        place = made.text[max(0, made.planted[0].start - 80) : made.planted[0].end + 40]
        counts = Counter(one.check for one in told)
        assert found, f"seed {seed}: …{place}…\nonly told: {dict(counts)}"


def stands_at(finding: Finding, planted: synthetic.Planted, disclosure: Disclosure) -> bool:
    """Whether a finding is of a check that must see this plant, or names it, at its place."""
    titles = (RULES[check].title.zh for check in planted.checks)
    if finding.check not in planted.checks and not any(t in finding.message_zh for t in titles):
        return False
    if planted.printed and len(planted.printed) > 8 and planted.printed in finding.message_zh:
        return True
    spans = [(finding.start, finding.end)]
    spans += [(f.start, f.end) for f in disclosure.facts if f.fact in finding.facts]
    return any(
        start is not None and end is not None and start <= planted.end and planted.start <= end
        for start, end in spans
    )


@pytest.mark.parametrize("kind", synthetic.KINDS)
def test_a_plant_says_where_it_is(kind: str) -> None:
    made = synthetic.plant(truth.generator(), Random(99), kind)
    (planted,) = made.planted
    assert made.text[planted.start : planted.end] == planted.printed
    assert planted.kind == kind
    for fact in made.facts:
        assert made.text[fact.start :].startswith(fact.printed)
