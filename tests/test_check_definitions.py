"""Whose level of government a definition may name, by where the body stands."""

from __future__ import annotations

import pytest

from corpus import score
from mingzhang import check
from mingzhang.model import Finding, Outcome


def outcomes(name: str) -> list[Finding]:
    vocabulary = score.vocabulary(score.settings(name))
    findings = check.check([score.parsed(name)], vocabulary)
    return [one for one in findings if one.check == "definition_level"]


@pytest.mark.parametrize("name", ["guizhou-street-2022-final"])
def test_a_street_office_may_name_the_treasury_of_its_district(name: str) -> None:
    assert {one.outcome for one in outcomes(name)} <= {Outcome.PASS}
