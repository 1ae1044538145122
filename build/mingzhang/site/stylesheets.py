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


def lighten(site_dir: Path) -> None:
    """Take out of the theme's stylesheets what no page of the site can use."""
    assets = site_dir / "assets"
    pages = (site_dir / page for page in below.files(site_dir, ".html"))
    used = _words([*pages, *assets.glob("*.js")])
    sheets = {
        path: tuple(usable(parsed(path.read_text(encoding="utf-8")), used))
        for path in (site_dir / THEME).rglob("*.css")
    }
    # A variable may be asked for in another sheet than the one that sets it.
    asked = used | _words(assets.glob("*.css"))
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
    names = _WORD.findall(_LOOSE.sub("", selector).encode())
    return "\\" in selector or all(name.decode() in used for name in names)


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


def _words(paths: Iterable[Path]) -> set[str]:
    pieces: set[bytes] = set()
    for path in paths:
        pieces.update(path.read_bytes().translate(_APART).split())
    return {word.decode() for word in _WORD.findall(b" ".join(pieces))}
