"""Lightens the theme's stylesheets: in, a finished site; out, only rules that some page can use.

A rule stays when each name that its selector asks for is a word of some page or script: where it
cannot be told, it stays. Four fifths of the theme's style are for pages that this site has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from string import ascii_letters, digits

from mingzhang.common import below
from mingzhang.common.standing import Standing

THEME = "assets/stylesheets"
_GROUPS = ("@media", "@supports", "@layer", "@container")
_PIECE = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\([^\"')]*\)|[{};]|[^\"'{};u]+|u")
_WORD = re.compile(rb"-{0,2}[A-Za-z_][\w-]*")
_APART = bytes(c if chr(c) in f"{ascii_letters}{digits}-_" else 32 for c in range(256))
"""Sets blanks for what stands between words."""
_LOOSE = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)|::?[\w-]+(?:\([^()]*\))?")
"""Conditions that name what need not be there, and states of an element."""
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_COMMA = re.compile(r",(?![^(\[]*[)\]])")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, a group of rules with its condition, or a statement (which has no braces)."""

    head: str
    body: str = ""
    rules: tuple[Rule, ...] = ()

    @property
    def text(self) -> str:
        """The rule as it is written."""
        inner = self.body or "".join(rule.text for rule in self.rules)
        return f"{self.head}{{{inner}}}" if inner else self.head


def lighten(site_dir: Path, standing: Standing | None = None) -> None:
    """Take out of the theme's stylesheets what no page of the site can use."""
    assets = site_dir / "assets"
    whole = {path: path.read_text(encoding="utf-8") for path in (site_dir / THEME).rglob("*.css")}
    read = {path: parsed(text) for path, text in whole.items()}
    asked_for = _words(text.encode() for text in whole.values())
    asked_for.update(name for rules in read.values() for name in _names(rules))

    def words(page: bytes) -> frozenset[str]:
        return frozenset(_words([page]) & asked_for)

    of_page = (standing or Standing(site_dir)).of_page
    used = _words(_read(assets.glob("*.js")))
    used.update(*(of_page("words", page, words) for page in below.files(site_dir, ".html")))
    sheets = {path: tuple(usable(rules, used)) for path, rules in read.items()}
    # A variable may be asked for in another sheet than the one that sets it.
    asked = used | _words(_read(assets.glob("*.css")))
    asked.update(*(_VARIABLE.findall(rule.text) for rules in sheets.values() for rule in rules))
    for path, rules in sheets.items():
        text = "".join(rule.text for rule in _asked_for(rules, asked))
        path.write_text(text, encoding="utf-8")


def parsed(text: str) -> tuple[Rule, ...]:
    """Read a stylesheet without comments into its rules."""
    return tuple(_rules(iter(_PIECE.findall(text))))


def usable(rules: Iterable[Rule], used: set[str]) -> Iterator[Rule]:
    """Yield the rules with the selectors that pages made of the words `used` can meet."""
    for rule in rules:
        if rule.rules:
            inner = tuple(usable(rule.rules, used))
            if inner:
                yield replace(rule, rules=inner)
        elif rule.head.startswith("@"):
            yield rule
        else:
            heads = [head for head in _COMMA.split(rule.head) if _can_be(head, used)]
            if heads:
                yield replace(rule, head=",".join(heads))


def _can_be(selector: str, used: set[str]) -> bool:
    return "\\" in selector or all(name in used for name in _asked_by(selector))


def _asked_by(selector: str) -> Iterator[str]:
    return (name.decode() for name in _WORD.findall(_LOOSE.sub("", selector).encode()))


def _names(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the names that selectors ask for."""
    for rule in rules:
        yield from _names(rule.rules)
        for selector in _COMMA.split(rule.head):
            yield from _asked_by(selector)


def _rules(pieces: Iterator[str]) -> Iterator[Rule]:
    head = ""
    for piece in pieces:
        if piece == "}":
            return
        if piece == "{":
            if head.startswith(_GROUPS):
                yield Rule(head, rules=tuple(_rules(pieces)))
            else:
                yield Rule(head, body=_body(pieces))
            head = ""
        else:
            head += piece
            if piece == ";":
                yield Rule(head)
                head = ""


def _body(pieces: Iterator[str]) -> str:
    inside, depth = [], 1
    for piece in pieces:
        depth += (piece == "{") - (piece == "}")
        if not depth:
            break
        inside.append(piece)
    return "".join(inside)


def _asked_for(rules: Iterable[Rule], needed: set[str]) -> Iterator[Rule]:
    """Yield the rules without variables that nothing asks for."""
    for rule in rules:
        if rule.rules:
            rule = replace(rule, rules=tuple(_asked_for(rule.rules, needed)))
        elif "--" in rule.body and not rule.head.startswith("@"):
            rule = replace(rule, body="".join(_declarations(rule.body, needed)))
        if rule.rules or rule.body or rule.head.endswith(";"):
            yield rule


def _declarations(body: str, needed: set[str]) -> Iterator[str]:
    declaration = ""
    for piece in [*_PIECE.findall(body), ""]:
        declaration += piece
        if piece in (";", ""):
            name = declaration.partition(":")[0].strip()
            if not name.startswith("--") or name in needed:
                yield declaration
            declaration = ""


def _read(paths: Iterable[Path]) -> Iterator[bytes]:
    return (path.read_bytes() for path in paths)


def _words(texts: Iterable[bytes]) -> set[str]:
    pieces: set[bytes] = set()
    for text in texts:
        pieces.update(text.translate(_APART).split())
    return {word.decode() for word in _WORD.findall(b" ".join(pieces))}
