"""One script: in, text in Traditional characters; out, the same in Simplified ones."""

from __future__ import annotations

from functools import cache

import opencc


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Write Traditional characters as Simplified ones, words as they are usually written."""
    return str(_converter().convert(text))


def one_for_one(characters: list[str]) -> dict[int, str]:
    """Give the Simplified character of each that has just one, as `str.translate` takes it."""
    lines = simplified("\n".join(characters)).split("\n")
    pairs = zip(characters, lines, strict=False)  # of no characters comes one empty line
    return {
        ord(traditional): simple
        for traditional, simple in pairs
        if traditional != simple and len(simple) == 1
    }
