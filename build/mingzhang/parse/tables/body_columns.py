"""Columns of bodies: in, the heads of a table; out, whose each column is, and its other heads.

Where units stand beside each other over the amounts, each column is of its unit. One body in the
heads is whom the table is about.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mingzhang.parse.tables.row_labels import without_number
from mingzhang.vocab import Vocabulary


@dataclass(frozen=True, slots=True)
class BodyHead:
    """The body that a head names ("": the whole department), and the heads beside its name."""

    body: str
    rest: str


def body_columns(
    heads: Sequence[str], own: Collection[str], vocab: Vocabulary
) -> dict[int, BodyHead]:
    """Return the columns (by place) that are of a body of their own, where these are several.

    The department's own name is its own office beside a total of all, else the whole.
    """
    found = {place: _parted(head, own, vocab) for place, head in enumerate(heads)}
    named = {place: head for place, head in found.items() if head.body}
    bodies = {head.body for head in named.values()}
    if len(bodies) < 2:
        return {}
    summed = any(_sums(head, vocab) for place, head in enumerate(heads) if place not in named)
    office = summed and not any(_office(body, own, vocab) for body in bodies)
    return {
        place: head if head.body not in own or office else BodyHead("", head.rest)
        for place, head in named.items()
    }


def without_bodies(heads: Sequence[str], bodies: Mapping[int, BodyHead]) -> list[str]:
    """Leave out the names of bodies."""
    return [bodies[place].rest if place in bodies else head for place, head in enumerate(heads)]


def _parted(head: str, own: Collection[str], vocab: Vocabulary) -> BodyHead:
    steps = head.split("/")
    names = [without_number(step) for step in steps]
    behind = vocab.layouts["office_behind"]
    bodies = [
        place
        for place, name in enumerate(names)
        if behind.sub("", name) in own or vocab.bodies.is_placed(behind.sub("", name))
    ]
    if not bodies:
        return BodyHead("", head)
    rest = [step for place, step in enumerate(steps) if place not in bodies]
    return BodyHead(names[bodies[-1]], "/".join(rest))


def _sums(head: str, vocab: Vocabulary) -> bool:
    return any(vocab.layouts["row_total"].fullmatch(step) for step in head.split("/"))


def _office(body: str, own: Collection[str], vocab: Vocabulary) -> bool:
    return body not in own and vocab.layouts["office_behind"].sub("", body) in own
