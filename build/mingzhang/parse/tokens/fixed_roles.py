"""Numerals that a whole pattern settles: in, a text and its numerals; out, the role of each.

Dates, years, ordinals, numbers of documents and what stands in marks of titles and quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mingzhang.model import Role
from mingzhang.vocab.grammar import Patterns

NUMERAL = re.compile(
    r"[0-9](?:\d{0,2}(?:,\d{3})+(?:\.\d+)?"
    r"|(?<![\d.,] \d)(?<![\d.,]\d)\d{0,2}(?: \d{3})+\.\d{1,2}(?=[百千万亿]*元)"
    r"|\d*(?:\.\d+)?)"
)
_BOOK = re.compile(r"《[^》\n]{0,120}》")
_QUOTED = re.compile(r"“[^“”\n]{0,12}?\d[^“”\n]{0,12}?”")


def fixed_roles(
    text: str, spans: Sequence[tuple[int, int]], grammar: Patterns
) -> dict[int, tuple[Role, str]]:
    """Roles that a whole pattern settles, by the numeral's start. Later ones don't override."""
    roles: dict[int, tuple[Role, str]] = {}
    for match in grammar["web_address"].finditer(text) if "//" in text else ():
        roles |= dict.fromkeys(_starts(match), (Role.NAME, "web_address"))
    begins = _characters(grammar["before_number"])
    for start, end in spans:
        if start and text[start - 1] in begins:
            for name, digits, role, rule in _SEARCHED:
                near = max(0, start - _NAME_MOST), end + _SIGN_MOST
                for match in grammar[name].finditer(text, *near) if end - start >= digits else ():
                    _settle(match, roles, role, rule)
    for sign in grammar["number_sign"].finditer(text):
        for match in grammar["document_number"].finditer(
            text, max(0, sign.start() - _DOCREF_MOST), sign.end()
        ):
            _settle(match, roles, Role.DOCREF, "document_number")
    dated, led = (_characters(grammar[name]) for name in ("behind_numeral", "before_numeral"))
    at_numeral = [(grammar[name].match, role, rule) for name, role, rule in _ATNUMERAL]
    for start, end in spans:
        if text[end : end + 1] not in dated and text[start - 1 : start] not in led:
            continue
        for matched, role, rule in at_numeral:
            numeral_match = matched(text, start)
            if numeral_match is not None:
                _settle(numeral_match, roles, role, rule)
                break
    for match in _BOOK.finditer(text):
        _inside(text, match, roles, grammar, "in_title_marks")
    for match in _QUOTED.finditer(text):
        amount = grammar["quoted_amount"].match(text, match.start())
        if amount is None and grammar["money_or_share"].search(match[0]) is None:
            _inside(text, match, roles, grammar, "in_quotes")
    return roles


_SEARCHED = (
    ("filed_number", 6, Role.DOCREF, "document_number"),
    ("nth_of", 1, Role.ORDINAL, "nth"),
    ("titled_number", 1, Role.ORDINAL, "titled"),
)
"""With how many digits their shortest numeral has."""
_DOCREF_MOST = 24
_NAME_MOST, _SIGN_MOST = 12, 3
"""Characters before a numeral and behind it that tell of what it is the number."""
_ATNUMERAL = (
    ("named_rules", Role.NAME, "named_rules"),
    ("date", Role.DATE, "date"),
    ("year_or_span", Role.YEAR, "year"),
    ("level_code", Role.NAME, "classification_code"),
    ("ordinal_in_line", Role.ORDINAL, "inline_ordinal"),
)
"""These begin with the numeral itself, so they need be tried only there."""


@lru_cache(maxsize=8)
def _characters(pattern: re.Pattern[str]) -> frozenset[str]:
    """The characters that a pattern matches, which has one of them each time."""
    return frozenset(filter(pattern.fullmatch, pattern.pattern + "\n"))


def _settle(
    match: re.Match[str], roles: dict[int, tuple[Role, str]], role: Role, rule: str
) -> None:
    for group in range(1, match.re.groups + 1):
        if (start := match.start(group)) >= 0:
            roles.setdefault(start, (role, rule))


def _starts(match: re.Match[str]) -> Iterator[int]:
    return (numeral.start() for numeral in NUMERAL.finditer(match.string, *match.span()))


def _inside(
    text: str,
    match: re.Match[str],
    roles: dict[int, tuple[Role, str]],
    grammar: Patterns,
    rule: str,
) -> None:
    for numeral in NUMERAL.finditer(text, match.start(), match.end()):
        year = grammar["year_printed"].fullmatch(text, numeral.start(), numeral.end() + 1)
        roles.setdefault(numeral.start(), (Role.YEAR if year else Role.NAME, rule))
