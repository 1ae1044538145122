"""Change the look of a finished disclosure without changing what it says.

In: `Generated`; out: the same with other characters or line breaks, its places moved along.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Any

import opencc

from mingzhang.synthetic.amounts import FULL_WIDTH
from mingzhang.synthetic.truth import Generated

HALF_WIDTH = str.maketrans("，：；（）", ",:;()")
KEEP_WHOLE = re.compile(
    r"[\d０-９][\d０-９,.，]*(?:[%％]|万元|元|个|人次|批次|辆|台（套）|年度?|月|日)?"
    r"|持平|[无無][变變]化"
)


def full_width(rng: Random, made: Generated) -> Generated:
    """Print every fifth figure, roughly, with full-width digits."""
    letters, facts = list(made.text), []
    for fact in made.facts:
        if rng.random() < 0.2:
            wide = fact.printed.translate(FULL_WIDTH)
            letters[fact.start : fact.start + len(wide)] = wide
            facts.append(replace(fact, printed=wide))
        else:
            facts.append(fact)
    return replace(made, text="".join(letters), facts=tuple(facts))


def half_width(made: Generated) -> Generated:
    """Punctuate as people do who do not switch their keyboard."""
    duties = (replace(duty, text=duty.text.translate(HALF_WIDTH)) for duty in made.duties)
    entries = (replace(entry, term=entry.term.translate(HALF_WIDTH)) for entry in made.glossary)
    return replace(
        made,
        text=made.text.translate(HALF_WIDTH),
        duties=tuple(duties),
        glossary=tuple(entries),
    )


@lru_cache(maxsize=1)
def _converter() -> Any:
    return opencc.OpenCC("s2t")


def traditional(made: Generated) -> Generated:
    """Write in Traditional characters, line by line; a line whose length would change stays."""
    lines = []
    for line in made.text.split("\n"):
        other = _converter().convert(line)
        lines.append(other if len(other) == len(line) else line)
    text = "\n".join(lines)
    said = (replace(f, printed=text[f.start : f.start + len(f.printed)]) for f in made.facts)
    return replace(made, text=text, facts=tuple(said))


def wrapped(made: Generated, width: int) -> Generated:
    """Break long lines as text copied from a page is broken; numbers and their units stay whole."""
    breaks = sorted(_breaks(made.text, width))
    parts = [made.text[i:j] for i, j in zip([0, *breaks], [*breaks, None], strict=True)]

    def moved(start: int) -> int:
        return start + bisect_right(breaks, start)

    return replace(
        made,
        text="\n".join(parts),
        facts=tuple(replace(fact, start=moved(fact.start)) for fact in made.facts),
        roles=tuple((moved(start), role) for start, role in made.roles),
        duties=tuple(replace(duty, start=moved(duty.start)) for duty in made.duties),
        glossary=tuple(replace(entry, start=moved(entry.start)) for entry in made.glossary),
        planted=tuple(
            replace(planted, start=moved(planted.start), end=moved(planted.end - 1) + 1)
            for planted in made.planted
        ),
    )


def _breaks(text: str, width: int) -> list[int]:
    whole = [(m.start(), m.end()) for m in KEEP_WHOLE.finditer(text)]
    starts = [start for start, _ in whole]
    places: list[int] = []
    line = 0
    for at, letter in enumerate(text):
        if letter == "\n":
            line = at + 1
        elif at - line >= width:
            index = bisect_right(starts, at) - 1
            inside = index >= 0 and whole[index][0] < at < whole[index][1]
            if not inside and letter not in "，。；：、）”,;:)%":
                places.append(at)
                line = at
    return places
