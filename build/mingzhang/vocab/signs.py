"""What words may hold: in, named patterns; out, those of them that some words may be found by.

Each match of a pattern holds one of its signs: characters that are read off the pattern, so that no
row has to name them. Words without any of them need not be searched.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

parsed = importlib.import_module("re._parser").parse
"""A pattern taken apart, for which `re` has no public function (this one is there from 3.11 on)."""
_NONE: frozenset[str] = frozenset()


class Signs:
    """The signs of patterns; where several would do, those that are rare in `examples`."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]], examples: Iterable[str]) -> None:
        self._common = Counter(c for example in examples for c in set(example))
        self._signs = [(name, self.of(pattern)) for name, pattern in patterns.items()]

    def of(self, pattern: re.Pattern[str]) -> frozenset[str]:
        """The characters of which each match holds one; none where nothing tells."""
        plain = not pattern.flags & re.IGNORECASE
        return _signs(parsed(pattern.pattern), self._weigh) if plain else _NONE

    def found_by(self, text: str) -> frozenset[str]:
        """The names of the patterns that something in the text may be found by."""
        text_signs = set(text)
        return frozenset(
            [name for name, signs in self._signs if not signs or not text_signs.isdisjoint(signs)]
        )

    def _weigh(self, signs: frozenset[str]) -> int:
        return sum(self._common[sign] + 1 for sign in signs)


def _signs(pieces: Any, weigh: Callable[[frozenset[str]], int]) -> frozenset[str]:
    """The signs of what stands in a row: those of the piece with the rarest."""
    told = (_signs_of(str(kind), what, weigh) for kind, what in pieces)
    return min(filter(None, told), key=weigh, default=_NONE)


def _signs_of(kind: str, what: Any, weigh: Callable[[frozenset[str]], int]) -> frozenset[str]:
    if kind == "LITERAL":
        return frozenset(chr(what))
    if kind == "IN" and all(str(each) == "LITERAL" for each, _ in what):
        return frozenset(chr(character) for _, character in what)
    if kind == "SUBPATTERN" and not what[1]:
        return _signs(what[3], weigh)
    if kind in ("MAX_REPEAT", "MIN_REPEAT") and what[0]:
        return _signs(what[2], weigh)
    branches = [_signs(branch, weigh) for branch in what[1]] if kind == "BRANCH" else [_NONE]
    return frozenset().union(*branches) if all(branches) else _NONE
