"""The check stage: in, disclosures and the vocabulary; out, findings and derived facts.

Importing the modules of the families registers their checks.
"""

from __future__ import annotations

from collections.abc import Sequence

from mingzhang.check import (  # noqa: F401
    account_names,
    across,
    adjusted_budgets,
    base_changes,
    cells_alike,
    changes,
    code_rows,
    definitions,
    equations,
    headings,
    identities,
    implied,
    item_names,
    item_texts,
    left_out,
    logic,
    names,
    oddities,
    ordinals,
    other_tables,
    parts_at_most,
    printed_years,
    project_lists,
    purposes,
    quotients,
    reasons,
    repeated_figures,
    shares,
    side_lists,
    statutory_tables,
    structure,
    sums,
    table_rows,
    units,
    word_comparisons,
)
from mingzhang.check.engine import bodies, body_behind, cases_by_body
from mingzhang.check.engine import run as check
from mingzhang.check.estimates import derived_facts
from mingzhang.check.rules import RULES
from mingzhang.model import CheckRule, Disclosure, Fact
from mingzhang.vocab import Vocabulary

CHECKS: tuple[CheckRule, ...] = tuple(rule.published() for rule in RULES.values())
"""Every check as it is published, in the order of the methods page."""

__all__ = ["CHECKS", "bodies", "body_behind", "check", "derive"]


def derive(disclosures: Sequence[Disclosure], vocab: Vocabulary) -> tuple[Fact, ...]:
    """Compute the figures that follow from printed ones, as facts of origin `derived`.

    What the source prints itself is not derived.
    In the order of the disclosures; `derived_from` names the printed figures, `rule` tells how.
    """
    made: dict[str, list[Fact]] = {}
    for cases in cases_by_body(disclosures, vocab):
        for case in cases:
            follows = (f for f in derived_facts(case) if case.key(f) not in case.by_key)
            made[case.disclosure.source.disclosure] = list(follows)
    return tuple(fact for d in disclosures for fact in made[d.source.disclosure])
