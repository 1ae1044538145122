"""What was read out of one file, numeral by numeral: in, a disclosure; out, lines for a person.

Columns bear the titles of the published tables, with their names, as do the values of lists.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

from mingzhang.cli import explained_tables
from mingzhang.cli.summary import ROLES, line_of, parsed, plain
from mingzhang.common.yaml_file import LOADER
from mingzhang.model import PUBLISHED_AS, Disclosure, Fact
from mingzhang.parse import matching_rules, naming_rules
from mingzhang.vocab import Vocabulary

_SCHEMA = Path(__file__).parent.parent / "package" / "schemas" / "facts.yml"
_TRUTH = {"True": "是", "False": "否"}


def explained(disclosure: Disclosure, vocab: Vocabulary) -> Iterator[str]:
    """Tell for every numeral its place, role and rule, and for a fact every column that is set."""
    facts = {fact.fact: fact for fact in disclosure.facts}
    named = naming_rules(disclosure, vocab)
    yield parsed(disclosure)
    for numeral in disclosure.numerals:
        place = _place(disclosure, numeral.start, numeral.end)
        yield f"{place} {numeral.token}  {ROLES[numeral.role]}  规则 {numeral.rule}"
        if numeral.fact in facts:
            yield from _columns(facts[numeral.fact])
            if rules := matching_rules(facts[numeral.fact], vocab):
                yield f"    合适的规则：{'、'.join(rules)}"
            if naming := named.get(numeral.fact):
                yield f"    命名的规则（先者为准）：{'、'.join(naming)}"
    yield from explained_tables.explained(disclosure, vocab)
    placed = {numeral.fact for numeral in disclosure.numerals}
    for fact in disclosure.facts:
        if fact.fact not in placed:
            yield f"（没有数字，以文字表述）  规则 {fact.rule}"
            yield from _columns(fact)
    for note in disclosure.notes:
        yield f"{_place(disclosure, note.start, note.end)} {note.kind}：{note.message_zh}"


def _place(disclosure: Disclosure, start: int, end: int) -> str:
    return f"第 {line_of(disclosure.text, start)} 行 [{start},{end})"


def _columns(fact: Fact) -> Iterator[str]:
    titles = _titles()
    for field in dataclasses.fields(fact):
        value, column = getattr(fact, field.name), PUBLISHED_AS.get(field.name, field.name)
        if value in ("", None, ()) or column not in titles:
            continue
        title, labels = titles[column]
        label = f"（{words}）" if (words := labels.get(str(value))) else ""
        shown = _TRUTH.get(str(value), plain(value))
        yield f"    {title} {column}：{shown}{label}"


@cache
def _titles() -> dict[str, tuple[str, dict[str, str]]]:
    """Give each column of the table of facts its title, and the values of lists their labels.

    The schema is read as it lies: what checks it is not installed with the core.
    """
    written = yaml.load(_SCHEMA.read_text(encoding="utf-8"), LOADER)
    return {
        field["name"]: (field["title"], _labels(field.get("categories", ())))
        for field in written["fields"]
    }


def _labels(categories: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {each["value"]: each.get("label", "") for each in categories}
