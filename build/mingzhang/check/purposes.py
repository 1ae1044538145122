"""What money is said to be for: 主要包括办公费、邮电费 against the rows of the economic table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.rules import RULES
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact

TERMS = RULES["purposes_named"].terms
ITEM = len("30201")
DEPARTMENT = "3"
"""The first digit of the economic items of departments (5: of governments)."""
FEW = 4
"""Fewer names than this are no list of what was paid."""


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(TERMS[name])


@check("purposes_named")
def purposes_named(case: Case) -> Iterator[Verdict]:
    """Purposes of basic expenditure agree with the economic table."""
    for concept, classes in TERMS["classes"].items():
        for fact in case.by_concept.get(concept, ()):
            named = _names_beside(case, fact) if fact.table is None and fact.value > 0 else None
            if named is not None:
                yield from _compare(case, fact, named, tuple(classes))
    for named in _pattern("of_class").finditer(case.text):
        code = TERMS["class_codes"][named["class"]]
        cells = [f for f in case.by_concept.get(f"economic_{code}", ()) if f.table is not None]
        if cells and cells[0].value:
            yield from _compare(case, cells[0], named, (code,))


def _names_beside(case: Case, fact: Fact) -> re.Match[str] | None:
    """Find the purposes listed behind an amount, or before it: `办公费、水费等公用经费41万元`."""
    start, end = fact.start or 0, fact.end or 0
    behind = _pattern("list").match(case.text, end)
    return behind or _pattern("before").search(case.text[case.line(start)[0] : start])


def _rows(case: Case, like: Fact, classes: tuple[str, ...]) -> dict[str, Fact]:
    """Give the rows of the economic table of the figure's account, where it has figures."""
    rows: dict[str, Fact] = {}
    for fact in case.levels:
        code = fact.economic_code
        is_own_row = fact.table is not None and fact.concept == f"economic_{code}"
        same = (fact.fiscal_year, fact.stage) == (like.fiscal_year, like.stage)
        if is_own_row and same and len(code) == ITEM and code.startswith(classes):
            rows.setdefault(code, fact)
    return rows if any(fact.value for fact in rows.values()) else {}


def _compare(
    case: Case, fact: Fact, named: re.Match[str], classes: tuple[str, ...]
) -> Iterator[Verdict]:
    rows = _rows(case, fact, classes)
    codes = dict(_coded(case, named["names"]))
    if not rows or sum(bool(code) for code in codes.values()) < FEW:
        return
    closed = evaluated("purposes_named.sum", whole=fact, parts=list(rows.values())).holds
    nil = [
        word
        for word, code in codes.items()
        if code.startswith(classes) and (not rows[code].value if code in rows else closed)
    ]
    if nil:
        facts = (fact, *(rows[codes[word]] for word in nil if codes[word] in rows))
        yield failed(case, "purposes_named.nil", fact=fact, nil=nil, facts=facts)
    # A name that is not understood may be any row that was paid.
    complete = not named["more"] and all(codes.values())
    paid = [row for code, row in rows.items() if row.value and code not in codes.values()]
    if paid and complete:
        yield failed(case, "purposes_named.left_out", fact=fact, paid=paid)
    if not nil and not (paid and complete):
        yield passed(case, "purposes_named.pass", fact=fact)


def _coded(case: Case, names: str) -> Iterator[tuple[str, str]]:
    """Yield each name of a list with its code; 和 joins two names, or is part of one."""
    for part in re.split(TERMS["stops"], names):
        code = _code(case, part)
        pieces = [part] if code else re.split(TERMS["joins"], part)
        yield from ((piece, code or _code(case, piece)) for piece in pieces if piece)


def _code(case: Case, word: str) -> str:
    """Find the one economic item that goes by a name."""
    plain = word.replace("(", "（").replace(")", "）").strip()
    endings = TERMS["endings"]
    codes = {
        concept.removeprefix("economic_")
        for name in (*(plain + ending for ending in endings), plain.removesuffix(endings[-1]))
        for concept in case.lexicon.concepts(name)
        if concept.startswith("economic_")
    }
    items = {code for code in codes if len(code) == ITEM and code.startswith(DEPARTMENT)}
    return items.pop() if len(items) == 1 else ""


@check("purpose_of_other_item")
def purpose_of_other_item(case: Case) -> Iterator[Verdict]:
    """An item is spent on what it is for."""
    names = _item_names(case)
    pattern = re.compile(RULES["purpose_of_other_item"].terms["purpose"])
    for match in pattern.finditer(case.text) if names else ():
        item, purpose = match["item"], match["purpose"]
        others = [
            name for name in names if name in purpose and name not in item and item not in name
        ]
        if others and item not in purpose and not _shares(item, purpose, others):
            yield failed(
                case,
                "purpose_of_other_item.fail",
                own=item,
                purpose=purpose,
                other=others[0],
                span=match.span("purpose"),
            )
        else:
            yield passed(case, "purpose_of_other_item.pass", own=item)


def _item_names(case: Case) -> list[str]:
    """Name the functional items that the document gives figures for, the longest first."""
    codes = {f.function_code for f in case.levels if len(f.function_code) == len("2010101")}
    known = (case.vocab.functions.get(code) for code in codes)
    names = {code.name_zh for code in known if code is not None}
    return sorted((name for name in names if len(name) >= FEW), key=len, reverse=True)


def _shares(item: str, purpose: str, others: list[str]) -> bool:
    """Tell whether a purpose has a word of the item itself beside the name of another."""
    rest = purpose
    for name in others:
        rest = rest.replace(name, "")
    return any(item[place : place + 2] in rest for place in range(len(item) - 1))
