"""What is known of words: in, a function of them; out, the same one, that remembers its answers.

Texts print the same words over and over. Whoever measures forgets them before each text, so that no
text profits from another, or from having been read before.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar
from weakref import WeakSet

P = ParamSpec("P")
T = TypeVar("T")

_MEMOS: WeakSet[Any] = WeakSet()


def remembers(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function remember its last answers; a method is wrapped for each object."""

    def made(function: Callable[P, T]) -> Callable[P, T]:
        memo: Any = lru_cache(maxsize=most)(function)
        _MEMOS.add(memo)
        return memo  # type: ignore[no-any-return]

    return made


def forget() -> None:
    """Forget all answers."""
    for memo in _MEMOS:
        memo.cache_clear()
