"""The declared rules: in, `rules.yml`; out, what every check is called, says and compares."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from mingzhang.common.yaml_file import LOADER
from mingzhang.model import CheckRule, Fund, Severity

TABLE = Path(__file__).with_name("rules.yml")


class Words(NamedTuple):
    """The same words in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a rule tells, what it shows beside it as printed and expected, how much it matters."""

    zh: str
    en: str
    shown: str
    expected: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `absent` says why it has nothing to do, `says` holds the sentences it may tell.

    `terms` are the figures that it compares and the words that it looks for; `formulas` its
    arithmetic, which `formulas.py` evaluates; `equations` are identities and
    `quotient` a rate that need no code of their own; what rules `echo_of` told is not told again.
    """

    check: str
    family: str
    severity: Severity
    title: Words
    rule: Words
    absent: Words
    says: Mapping[str, Sentence]
    terms: Any
    formulas: Mapping[str, str]
    equations: tuple[Mapping[str, Any], ...]
    quotient: str
    echo_of: tuple[str, ...]

    def published(self) -> CheckRule:
        """Give the rule as the public reads it."""
        family = FAMILIES[self.family]
        return CheckRule(self.check, self.family, *family, self.severity, *self.title, *self.rule)


def _words(written: Mapping[str, str]) -> Words:
    return Words(written["zh"], written["en"])


def _sentence(written: Mapping[str, str], rule: Mapping[str, Any]) -> Sentence:
    shown, expected = written.get("shown", "{shown}"), written.get("expected", "{expected}")
    severity = Severity(written.get("severity", rule["severity"]))
    return Sentence(written["zh"], written["en"], shown, expected, severity)


def _of_funds(equation: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give an equation that is written for any `{fund}` once for each of them."""
    written = json.dumps(equation)
    yield from map(json.loads, dict.fromkeys(written.replace("{fund}", fund) for fund in Fund))


def _rule(check: str, row: Mapping[str, Any]) -> Rule:
    return Rule(
        check,
        row["family"],
        Severity(row["severity"]),
        _words(row["title"]),
        _words(row["rule"]),
        _words(row["absent"]),
        {name: _sentence(texts, row) for name, texts in row.get("says", {}).items()},
        row.get("terms", ()),
        row.get("formulas", {}),
        tuple(each for written in row.get("equations", ()) for each in _of_funds(written)),
        row.get("quotient", ""),
        tuple(row.get("echo_of", ())),
    )


_written = yaml.load(TABLE.read_text(encoding="utf-8"), LOADER)
FAMILIES: Mapping[str, Words] = MappingProxyType(
    {name: _words(words) for name, words in _written["families"].items()}
)
"""Families of checks in the order in which they are shown."""

PHRASES: Mapping[str, Words] = MappingProxyType(
    {name: _words(words) for name, words in _written["phrases"].items()}
)
"""What several rules say, or say beside a figure."""

DERIVATIONS: Mapping[str, str] = MappingProxyType(_written["derivations"])
"""The arithmetic of figures that follow from others, by the phrase that tells of it."""

WORDS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {name: re.compile(pattern) for name, pattern in _written["words"].items()}
)
"""What several rules look for in a text or in a printed name."""

CONCEPTS: Mapping[str, Any] = MappingProxyType(_written["concepts"])
"""Which figures belong together, by their concepts: what several rules ask."""

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        name: _rule(name, row)
        for family in FAMILIES
        for name, row in _written["rules"].items()
        if row["family"] == family
    }
)
"""Every rule, by family and in the order of the table: the order of the methods page."""


def sentence_of(name: str) -> Sentence:
    """Find a sentence that is named `check.sentence`."""
    check, _, of_rule = name.partition(".")
    return RULES[check].says[of_rule]
