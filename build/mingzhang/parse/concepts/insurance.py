"""Funds of the social insurance: in, names of concepts; out, the fund and what it tells.

`失业保险基金收入`, `…支出`, `…年末滚存结余`: a fund, and what is told of it.
"""

from __future__ import annotations

from mingzhang.vocab import Vocabulary

ALL_FUNDS = "social_insurance"
OF_ALL = tuple(f"{ALL_FUNDS}_{end}" for end in ("revenue", "expenditure", "surplus", "balance"))
_BEGIN = (f"{ALL_FUNDS}_", "function_209")


def is_insurance(ancestry: tuple[str, ...]) -> bool:
    """Tell a concept, with its wholes, of what the insurance takes in, pays and has left."""
    return any(concept.startswith(_BEGIN) for concept in ancestry)


class InsuranceFunds:
    """What is told of which fund, by the names of the concepts."""

    def __init__(self, vocab: Vocabulary) -> None:
        self._insured = vocab.grammar.patterns["insured"]
        split = {c.concept: self._split(c.name_zh) for c in vocab.concepts.values()}
        self._of = {concept: parts for concept, parts in split.items() if parts is not None}
        of_all = {concept: self._of[concept] for concept in OF_ALL}
        self._named = {parts: concept for concept, parts in (*self._of.items(), *of_all.items())}
        self._told = {concept: told for concept, (_, told) in of_all.items()}
        self.all_funds = of_all[OF_ALL[0]][0]
        """The words for all funds."""

    def _split(self, name: str) -> tuple[str, str] | None:
        match = self._insured.fullmatch(name)
        return (match["fund"], match["told"]) if match else None

    def of(self, concept: str) -> tuple[str, str] | None:
        """The words for a fund and for what the concept tells of it; None for any other."""
        return self._of.get(concept)

    def told(self, concept: str) -> str:
        """The word for what a concept of all funds tells of them, empty for any other."""
        return self._told.get(concept, "")

    def concept(self, fund: str, told: str) -> str:
        """The concept that tells this of a fund, empty if there is none."""
        return self._named.get((fund, told), "")
