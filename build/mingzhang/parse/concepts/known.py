"""What the vocabulary says of a concept: in, its name; out, what is known, or nothing at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from mingzhang.vocab import Concept, Vocabulary


@dataclass(frozen=True, slots=True)
class Known:
    """What the vocabulary says of a concept, ready to hand: itself and its ancestors first."""

    ancestry: tuple[str, ...] = ()
    family: str = ""
    function_code: str = ""
    items: str = ""


_NOTHING = Known()
NO_CONCEPT = Concept("", "", "", "", "", "")


def known_concepts(vocab: Vocabulary) -> Mapping[str, Known]:
    """Put what the vocabulary says of each concept ready to hand; nothing of an unknown one."""
    known = defaultdict(lambda: _NOTHING, {"": _NOTHING})
    for c in vocab.concepts.values():
        ancestry = (c.concept, *vocab.ancestors(c.concept))
        known[c.concept] = Known(ancestry, _family_of(c), c.function_code, c.items)
    return known


def _family_of(concept: Concept) -> str:
    """The classification that a concept's parts are items of."""
    if concept.function_code or concept.breakdown == "function":
        return "function"
    if concept.concept.startswith("economic_") or concept.breakdown == "economic":
        return "economic"
    return concept.breakdown
