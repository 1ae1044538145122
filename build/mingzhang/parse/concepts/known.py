"""What the vocabulary says of a concept: in, its name; out, what is known, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass

from mingzhang.vocab import Concept, Vocabulary


@dataclass(frozen=True, slots=True)
class Known:
    """What the vocabulary says of a concept, ready to hand: itself and its ancestors first."""

    ancestry: tuple[str, ...] = ()
    family: str = ""
    function_code: str = ""
    items: str = ""


class KnownConcepts(dict[str, Known]):
    """What is known of each concept; nothing at all of an unknown or empty one."""

    def __missing__(self, concept: str) -> Known:
        return _NOTHING


class Concepts(dict[str, Concept]):
    """The concepts as the vocabulary writes them; a blank one for an unknown name."""

    def __missing__(self, concept: str) -> Concept:
        return NO_CONCEPT


_NOTHING = Known()
NO_CONCEPT = Concept("", "", "", "", "", "")


def known_concepts(vocab: Vocabulary) -> KnownConcepts:
    """Put what the vocabulary says of each concept ready to hand."""
    known = KnownConcepts({"": _NOTHING})
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
