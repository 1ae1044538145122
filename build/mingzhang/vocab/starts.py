"""Where a pattern may begin: in, a regular expression; out, one that finds the same, looking there.

`re` reads by itself what a pattern begins with only where it begins with a character or a set.
"""

from __future__ import annotations

import re
from typing import Any

from mingzhang.vocab.signs import parsed

_SURE = ("LITERAL", "IN", "NOT_LITERAL", "ANY", "AT")
"""What `re` looks for quickly, or what holds at one place only."""
_NO_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
_DIGIT = r"\d"


def looks_first(expression: str) -> str:
    """The expression behind a look at the characters that a match can begin with, if it helps."""
    pieces = parsed(expression)
    plain = pieces.state.flags == re.UNICODE and len(pieces) > 0
    first = _first(pieces) if plain and not _is_sure(pieces) else None
    if not first or "" in first:
        return expression
    return f"(?=[{''.join(sorted(first))}])(?:{expression})"


def _is_sure(pieces: Any) -> bool:
    kind, what = str(pieces[0][0]), pieces[0][1]
    if kind == "BRANCH":
        return all(branch and str(branch[0][0]) == "LITERAL" for branch in what[1])
    return _is_sure(what[3]) if kind == "SUBPATTERN" and what[3] else kind in _SURE


def _first(pieces: Any) -> set[str] | None:
    """What the pieces in a row can begin with, as members of a set; None where nothing tells.

    An empty one is among them, if the pieces may match no character at all.
    """
    first: set[str] = set()
    for kind, what in pieces:
        begins = _first_of(str(kind), what)
        if begins is None:
            return None
        first |= begins - {""}
        if "" not in begins:
            return first
    return first | {""}


def _first_of(kind: str, what: Any) -> set[str] | None:
    if kind == "LITERAL":
        return {re.escape(chr(what))}
    if kind == "IN":
        told = [_member(str(each), value) for each, value in what]
        return set(told) if all(told) else None
    if kind in _NO_WIDTH:
        return {""}
    if kind == "SUBPATTERN":
        return None if what[1] & re.IGNORECASE else _first(what[3])
    if kind in _REPEATS:
        begins = _first(what[2])
        return begins if begins is None or what[0] else begins | {""}
    if kind != "BRANCH":
        return None
    branches = [first for branch in what[1] if (first := _first(branch)) is not None]
    return set().union(*branches) if len(branches) == len(what[1]) else None


def _member(kind: str, value: Any) -> str:
    """How a member of a set is written; empty where it is none of a few."""
    if kind == "LITERAL":
        return re.escape(chr(value))
    if kind == "RANGE":
        return "-".join(re.escape(chr(end)) for end in value)
    return _DIGIT if str(value) == "CATEGORY_DIGIT" else ""
