"""Look-ups in the vocabularies that many disclosures share: in, a `Vocabulary`; out, names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from mingzhang.vocab import Vocabulary, WordsKey


@dataclass(frozen=True)
class Lexicon:
    """Look-ups in the vocabularies that many disclosures share."""

    vocab: Vocabulary

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        return _names(WordsKey(self.vocab))

    @cached_property
    def items(self) -> frozenset[str]:
        """Concepts that stand for any item of a list, so that the label tells the items apart."""
        return frozenset(c.items for c in self.vocab.concepts.values() if c.items)

    @cached_property
    def bodies(self) -> frozenset[str]:
        """Every name of every body of the vocabulary."""
        return frozenset(
            name
            for record in self.vocab.agencies.values()
            for name in (record.name_zh, *record.former_names, *record.aliases)
        )

    def concepts(self, label: str) -> frozenset[str]:
        """Name the concepts that printed words can mean, by official name or by label."""
        return self._names.get(_bare(label), frozenset())

    def sure(self, label: str) -> frozenset[str]:
        """Name the concepts that printed words mean whatever stands around them."""
        return _names(WordsKey(self.vocab), anywhere=True).get(_bare(label), frozenset())


_MARKS = str.maketrans("", "", "“” ")


def _bare(label: str) -> str:
    return label.translate(_MARKS).strip("的")


@lru_cache(maxsize=8)
def _names(key: WordsKey, *, anywhere: bool = False) -> Mapping[str, frozenset[str]]:
    """The concepts that each printed name can mean, over all vocabularies."""
    names: dict[str, set[str]] = {}
    for concept in key.vocab.concepts.values():
        names.setdefault(_bare(concept.name_zh), set()).add(concept.concept)
    for code in key.vocab.functions.values():
        for name in (code.name_zh, *code.aliases):
            names.setdefault(_bare(name), set()).add(f"function_{code.code}")
    for label in key.vocab.labels:
        if anywhere and label.context:
            continue
        names.setdefault(_bare(label.label), set()).add(label.concept)
    return {name: frozenset(concepts) for name, concepts in names.items()}
