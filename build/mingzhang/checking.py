"""From disclosures to findings: in, bodies; out, what the checks say of each, or what broke."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence

from mingzhang import check, parsing
from mingzhang.common import defects, kept, workers
from mingzhang.model import Disclosure, Fact, Finding

Body = tuple[Disclosure, ...]
Checked = tuple[tuple[Finding, ...], tuple[Fact, ...]]
"""Findings about a body's disclosures, and the figures that follow from them."""


def check_each(
    bodies: Sequence[Body], shared: parsing.Shared
) -> Iterator[Checked | defects.BodyError]:
    """Check each body, in processes where they are many; yield what came of it, in order."""

    def make(missing: Sequence[Body]) -> Iterator[Checked | defects.BodyError]:
        return workers.spread(_attempt, shared, missing, parsing.POOL_FROM, parsing.CHUNK, True)

    def recall(body: Body) -> Checked | defects.BodyError | None:
        return shared.known.recall(_name(shared, body), tuple)

    return parsing.kept_first(bodies, recall, make)


def _attempt(shared: parsing.Shared, body: Body) -> Checked | defects.BodyError:
    try:
        with defects.at_body(body[0].source.agency, "核对"):
            return _checked(shared, body)
    except defects.BodyError as error:
        return error


def _checked(shared: parsing.Shared, body: Body) -> Checked:
    vocabulary = shared.vocabulary
    made: Checked = (check.check(body, vocabulary), check.derive(body, vocabulary))
    shared.known.put(_name(shared, body), pickle.dumps(made))
    return made


def _name(shared: parsing.Shared, body: Body) -> str:
    return kept.key("checked", *(parsing.name_of(shared, each.source) for each in body))
