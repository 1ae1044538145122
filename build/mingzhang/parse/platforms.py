"""Information systems and platforms named in duties: in, a duty's words; out, names with verbs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.common.clause_begins import behind_last
from mingzhang.common.records import record
from mingzhang.parse.grammar.relations import last_match
from mingzhang.vocab.grammar import Patterns

_LEAST_BEFORE, _LONGEST = 2, 30
_STOP = re.compile(r"[，。；\n]")


@record
class Named:
    """A platform found in some words: where its name stands, the verb that ties the body to it."""

    start: int
    end: int
    verb: str


def platforms(grammar: Patterns, text: str) -> Iterator[Named]:
    """Find the platforms that the words name. Spans are of `text`."""
    heads = grammar["platform_noun"].finditer(text)
    spans = [span for head in heads if (span := _name(grammar, text, head))]
    for start, end in spans:
        yield Named(start, end, _verb(grammar, text, start, end, spans))


def _name(grammar: Patterns, text: str, head: re.Match[str]) -> tuple[int, int] | None:
    """Walk back from the head noun to where the name begins; None when nothing is named."""
    noun, end = head.span()
    start = max(0, noun - 2 * _LONGEST)  # what begins further off is no name
    for words in ("platform_stop", "platform_led"):
        last = last_match(grammar[words], text, start, noun)
        start = last.end() if last else start
    local = grammar["platform_local"].match(text[start:noun])
    start += local.end() if local else 0
    name = text[start:end]
    generic = grammar["platform_generic"].fullmatch(name)
    if generic or noun - start < _LEAST_BEFORE or len(name) > _LONGEST:
        return None
    return start, end


def _verb(grammar: Patterns, text: str, start: int, end: int, names: list[tuple[int, int]]) -> str:
    """The verb behind the name, or behind the list that it stands in, or else the one before it."""
    stop = _STOP.search(text, end)
    rest = text[end : stop.start()] if stop else text[end:]
    direct = grammar["platform_verbs_behind"].match(rest)
    if direct:
        return direct["verbs"]
    for other_start, other_end in sorted(names, reverse=True):
        if end <= other_start < end + len(rest):
            rest = rest[: other_start - end] + rest[other_end - end :]
    row = grammar["platform_verbs"].search(rest.rpartition("的")[2])
    if row:
        return row[0]
    begin = behind_last("，。；\n", text, 0, start)
    before = list(grammar["platform_verbs"].finditer(text, begin, start))
    return before[-1][0] if before else ""
