"""What is asked only of words that may hold it: in, the words of a line; out, what to ask of them.

A pattern that is made a `gate` is searched where a line may hold what it finds (`State.may`), and a
rule that needs gates is asked where one of them may find something.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Generic, TypeVar

R = TypeVar("R")

GATES: set[str] = set()
"""The names of the patterns that every line is asked for."""


def gate(pattern: str) -> str:
    """Have every line asked whether it may hold what a pattern finds; returns its name."""
    GATES.add(pattern)
    return pattern


class ByWords(Generic[R]):
    """Rules in their order, some with patterns: without words for any of these they say nothing."""

    def __init__(self, *rules: R | tuple[R, str]) -> None:
        self._rules: list[tuple[R, set[str]]] = []
        for rule in rules:
            asked, needs = rule if isinstance(rule, tuple) else (rule, "")
            self._rules.append((asked, set(map(gate, needs.split()))))
        self.of = lru_cache(maxsize=4096)(self._of)

    def _of(self, may: frozenset[str]) -> tuple[R, ...]:
        """The rules to be asked where the patterns `may` find something."""
        return tuple(rule for rule, needs in self._rules if not needs or not may.isdisjoint(needs))
