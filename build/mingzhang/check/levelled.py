"""Text to look for words in: in, a text as published; out, the same with simplified characters."""

from __future__ import annotations

from functools import lru_cache

import opencc

SHARE = 0.05
"""So many of its characters must be Traditional for a text to be one: 著 alone is none."""


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def levelled(text: str) -> str:
    """Level a text in Traditional characters one for one, so that every place stays what it was."""
    kinds = sorted({character for character in text if "\u3400" <= character < "\ua000"})
    simple = _converter().convert("\n".join(kinds)).split("\n")
    table = {a: b for a, b in zip(kinds, simple, strict=False) if a != b and len(b) == 1}
    if len(table) < SHARE * len(kinds):
        return text
    return text.translate({ord(a): b for a, b in table.items()})
