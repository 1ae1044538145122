"""What is being spoken of: in, a figure without words of its own; out, the same with its subject.

The first of `subject_rules.RULES` that knows what is spoken of decides; what contradicts the
figure's words leaves it unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mingzhang.model import Measure
from mingzhang.parse.concepts.labels import Context, Resolution
from mingzhang.parse.figures.asked import Answer, Asked, Subject
from mingzhang.parse.figures.discourse import Reading, State
from mingzhang.parse.figures.figure import Draft
from mingzhang.parse.figures.fitting import (
    contradicts,
    named_between,
    of_a_part,
    other_side_changed,
)
from mingzhang.parse.figures.fund_sides import of_other_account, opens_expenditure
from mingzhang.parse.figures.subject_rules import RULES
from mingzhang.parse.text.spelling import clean


def apply(r: Reading, draft: Draft, resolution: Resolution) -> None:
    """Give the draft the concept that its words led to."""
    concept = r.about(resolution.concept)
    draft.concept = resolution.concept
    draft.label = resolution.label
    draft.function_code = resolution.function_code or concept.function_code
    draft.economic_code = resolution.economic_code or concept.economic_code
    draft.stage = resolution.stage
    draft.fund = (resolution.fund or concept.fund) if concept.unit == "CNY" else ""
    draft.rule = draft.rule or resolution.rule
    _turn_balance(r, draft)


def _turn_balance(r: Reading, draft: Draft) -> None:
    """Let an amount of what is held be a balance."""
    if draft.measure.is_amount and r.about(draft.concept).kind == "balance":
        draft.turn(Measure.BALANCE)


def take_subject(
    r: Reading, state: State, draft: Draft, context: Context | None = None, label: str = ""
) -> None:
    """Take the concept of what the sentence, the line or the section speaks of."""
    if r.explains:
        competing = _answers(Asked(r, state, replace(draft), context))
        draft.competed = (*draft.competed, *(rule for _, rule in competing))
    subject, rule = _decided(Asked(r, state, draft, context))
    strange = of_other_account if draft.is_level else other_side_changed
    if subject is not None and strange(r, subject, label):
        draft.label, draft.rule = clean(label), "unmapped"
        return
    if isinstance(subject, Draft) and (
        contradicts(r, state, draft, subject, label)
        or of_a_part(r, state, draft, subject)
        or named_between(r, state, draft, subject)
    ):
        draft.label, draft.rule = clean(label), "unmapped"
        return
    if isinstance(subject, Draft):
        draft.speak_of(subject)
        draft.rule = rule
        if not draft.is_level:
            draft.stage = subject.stage
        draft.label_start = min(draft.label_start, subject.label_start)
        if draft.is_level and not draft.concept:
            draft.rule = "unmapped"
    elif subject is not None:
        apply(r, draft, subject)
        draft.rule = rule
        draft.stage = ""
    elif draft.is_level and opens_expenditure(r, state, label):
        apply(r, draft, Resolution("total_expenditure", clean(label), "", "label"))
    else:
        draft.rule, draft.label = "unmapped", draft.label or clean(label)
    _turn_balance(r, draft)


def spoken_of(r: Reading, state: State, draft: Draft, context: Context | None) -> Subject | None:
    """What a figure without words of its own is of; None where nothing tells."""
    return _decided(Asked(r, state, draft, context))[0]


def _decided(asked: Asked) -> tuple[Subject | None, str]:
    """What is spoken of, and the id of the rule that knows."""
    answer, rule = next(_answers(asked), (None, ""))
    return (None if answer == "nothing" else answer), rule


def _answers(asked: Asked) -> Iterator[tuple[Answer, str]]:
    """What the rules know of what is spoken of, each with its id; the first one decides."""
    for rule in RULES:
        answer = rule(asked)
        if answer is not None:
            yield answer, f"subject.{rule.__name__}"
