"""Compare a parsed disclosure with what the generator knows of it: in, both; out, disputes."""

from __future__ import annotations

import functools
from dataclasses import replace

from factories import vocabulary
from mingzhang import parse, synthetic, vocab
from mingzhang.model import Disclosure, Document, Fact, Origin

NEAR = 24


@functools.cache
def generator() -> synthetic.Generator:
    return synthetic.Generator(vocabulary())


def vocabulary_of(made: synthetic.Generated) -> vocab.Vocabulary:
    """The vocabularies, with the invented bodies among the agencies."""
    words = vocabulary()
    return replace(words, agencies={**words.agencies, **synthetic.agencies(made)})


def parsed(made: synthetic.Generated) -> Disclosure:
    return parse.parse(Document(synthetic.source(made), made.text), vocabulary_of(made))


def disputes(made: synthetic.Generated, disclosure: Disclosure) -> list[str]:
    """Tell every figure that was missed, read otherwise than meant, or found where none is."""
    by_id = {fact.fact: fact for fact in disclosure.facts}
    told = []
    for true in made.facts:
        found = [fact for fact in disclosure.facts if _there(true, fact)]
        best = min(
            (_differences(true, fact, by_id) for fact in found), key=len, default=["missing"]
        )
        if best:
            words = made.text[max(0, true.start - 30) : true.start]
            told.append(f"{words}【{true.printed}】 {true.key}: {'; '.join(best)}")
    meant = {true.start for true in made.facts}
    for fact in disclosure.facts:
        if fact.origin is Origin.PRINTED and fact.start not in meant:
            words = made.text[max(0, (fact.start or 0) - 30) : fact.start]
            told.append(f"{words}【{fact.value_printed}】: no such figure ({fact.concept})")
    return told


def _there(true: synthetic.TrueFact, fact: Fact) -> bool:
    if fact.start is None or fact.end is None or fact.origin is not true.origin:
        return False
    if true.origin is Origin.STATED:
        near = fact.start - NEAR <= true.start <= fact.end + NEAR
        return near and fact.concept == true.concept
    return fact.start == true.start


def _differences(true: synthetic.TrueFact, fact: Fact, by_id: dict[str, Fact]) -> list[str]:
    columns = {
        "concept": (true.concept, fact.concept),
        "measure": (true.measure, fact.measure),
        "stage": (true.stage, fact.stage),
        "fiscal_year": (true.fiscal_year, fact.fiscal_year),
        "scope": (true.scope, fact.scope),
    }
    if true.origin is Origin.PRINTED:
        columns["value"] = (true.value, fact.value)
        columns["unit"] = (true.unit, fact.unit)
    if true.base_year:
        columns["base_year"] = (true.base_year, fact.base_year)
    if true.parent:
        parent = by_id.get(fact.parent_fact)
        columns["parent"] = (true.parent, parent.concept if parent else "")
    return [f"{name} {a} ≠ {b}" for name, (a, b) in columns.items() if a != b]
