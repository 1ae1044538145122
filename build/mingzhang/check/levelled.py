"""Text to look for words in: in, a text as published; out, the same with simplified characters."""

from __future__ import annotations

from mingzhang.common.simplified import one_for_one

SHARE = 0.05
"""So many of its characters must be Traditional for a text to be one: 著 alone is none."""


def levelled(text: str) -> str:
    """Level a text in Traditional characters one for one, so that every place stays what it was."""
    kinds = sorted({character for character in text if "\u3400" <= character < "\ua000"})
    table = one_for_one(kinds)
    return text if len(table) < SHARE * len(kinds) else text.translate(table)
