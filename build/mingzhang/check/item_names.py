"""Names of functional and economic items: in, text and tables; out, names that are another's."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.item_texts import ITEM, items_of_text
from mingzhang.check.rules import WORDS
from mingzhang.check.says import says
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import failed, passed
from mingzhang.model import Fact, Severity
from mingzhang.vocab import ClassificationCode

GROUP = len("20101")
"""Digits of the code of a group (款)."""

_PATH, _LEVEL, _ENDING = WORDS["item_path"], WORDS["item_level"], WORDS["item_ending"]


@check("item_names")
def item_names(case: Case) -> Iterator[Verdict]:
    """Items are called as in their table."""
    names: dict[str, set[str]] = {}
    for cell in case.levels:
        if cell.table is not None and cell.concept == f"function_{cell.function_code}":
            names.setdefault(cell.function_code, set()).add(_bare(cell.label_printed))
    told: set[str] = set()
    seen: set[str] = set()
    for fact in items_of_text(case):
        found = _PATH.search(fact.label_printed)
        if found is None:
            continue
        codes = (fact.function_code[:length] for length in (3, 5, ITEM))
        for words, code in zip(found.groups(), codes, strict=True):
            if words and code in names and words not in seen:
                seen.add(words)
                verdict = _name(case, fact, words, names[code], _given_up(case, fact, code))
                told |= {words, verdict.printed} if verdict.printed else set()
                yield verdict
    yield from _former_names(case, told)
    yield from _headed_by_former(case, told)


def _former_names(case: Case, told: set[str]) -> Iterator[Verdict]:
    """Tell of names that the classification gave up before the year of the figure."""
    for fact in case.levels:
        words = _plain(fact.label_printed)
        if fact.concept != f"function_{fact.function_code}" or words in told:
            continue
        if words in _given_up(case, fact, fact.function_code):
            told.add(words)
            other = case.vocab.name_zh(fact.concept, fact.fiscal_year)
            sentence = says(case, "item_names.former", bare=words, other=other)
            yield failed((fact,), Severity.WARNING, *sentence, shown=words, expected=other)


def _headed_by_former(case: Case, told: set[str]) -> Iterator[Verdict]:
    """Tell of headings by a name that the classification gave up, where no figure bears it."""
    year = case.disclosure.source.fiscal_year
    former = {
        name: concept
        for concept, names in case.vocab.former_names.items()
        for last, name in names
        if last < year
    }
    for section in case.disclosure.sections:
        name = _plain(section.title) if _LEVEL.search(section.title) else ""
        if name in former and name not in told and section.kind != "glossary":
            told.add(name)
            other = case.vocab.name_zh(former[name], year)
            sentence = says(case, "item_names.former", bare=name, other=other)
            span = (section.start, section.heading_end)
            yield failed((), Severity.WARNING, *sentence, shown=name, expected=other, span=span)


def _plain(label: str) -> str:
    """Strip a printed name of its ordinal and of the marks of its level."""
    return re.sub(r"^\W+", "", _bare(_LEVEL.sub("", label)))


def _given_up(case: Case, fact: Fact, code: str) -> set[str]:
    """Give the names of an item that the classification gave up before the year of a figure."""
    former = case.vocab.former_names.get(f"function_{code}", ())
    return {name for last, name in former if last < fact.fiscal_year}


def _name(case: Case, fact: Fact, words: str, names: set[str], former: set[str]) -> Verdict:
    bare = re.sub(r"^[\d、.．（）()\s]*", "", words)
    own = _ENDING.sub("", _bare(bare))  # 农林水（类） is 农林水支出
    known = [_ENDING.sub("", name) for name in names]
    alike = any(own.endswith(name) or name.endswith(own) for name in known)
    if alike and bare not in former - names:
        return passed((fact,), *says(case, "item_names.pass", bare=bare))
    other = "、".join(sorted(names))
    return failed(
        (fact,),
        Severity.WARNING if bare in former else Severity.NOTE,
        *says(case, "item_names.fail", bare=bare, other=other),
        shown=bare,
        expected=other,
    )


def _bare(words: str) -> str:
    return re.sub(r"[\s（）()“”]|^[\d、.．]+", "", words)


@check("item_not_in_tables")
def item_not_in_tables(case: Case) -> Iterator[Verdict]:
    """Items of the text are in the tables."""
    rows = {
        cell.function_code: _bare(cell.label_printed)
        for cell in case.levels
        if cell.table is not None and len(cell.function_code) == ITEM
        if cell.fiscal_year == case.disclosure.source.fiscal_year
    }
    if rows:
        yield from _unheard_of(case, rows)
    told: set[str] = set()
    for fact in items_of_text(case) if rows else ():
        code, found = fact.function_code, _PATH.search(fact.label_printed)
        beside = {name for row, name in rows.items() if row[:5] == code[:5]}
        if found is None or code in told or not fact.value or not beside:
            continue
        told.add(code)
        name = _bare(found["three"])
        if code in rows or name in beside:
            yield passed((fact,), *says(case, "item_not_in_tables.pass", name=name))
        else:
            others = "、".join(sorted(beside))
            sentence = says(case, "item_not_in_tables.fail", name=name, fact=fact, others=others)
            yield failed((fact,), Severity.WARNING, *sentence, shown=name, expected=others)


def _unheard_of(case: Case, rows: Mapping[str, str]) -> Iterator[Verdict]:
    """Tell of names behind a group (款) of the tables that are no item of that group there.

    They were not understood as an item: misspelt, another group's, or the group's own name.
    """
    groups: dict[str, set[str]] = {}
    for cell in case.levels:
        code = cell.function_code
        if cell.table is not None and len(code) == GROUP and cell.concept == f"function_{code}":
            groups.setdefault(_bare(cell.label_printed), set()).add(code)
    known = {fact.start for fact in items_of_text(case) if _PATH.search(fact.label_printed)}
    for found in _PATH.finditer(case.text):
        codes = groups.get(_plain(found["two"].rpartition("\n")[2]), set())
        beside = {name for row, name in rows.items() if row[:GROUP] in codes}
        name = _bare(found["three"])
        place = bisect_left(case.starts, found.end())
        start = case.starts[place] if place < len(case.starts) else None
        if not beside or start in known or _called_alike(name, beside):
            continue
        others = "、".join(sorted(beside))
        sentence = says(case, "item_not_in_tables.other", name=name, others=others)
        span = found.span("three")
        yield failed((), Severity.WARNING, *sentence, shown=name, expected=found["two"], span=span)


def _called_alike(name: str, others: Iterable[str]) -> bool:
    return any(name in other or other in name for other in others)


@check("code_and_name")
def code_and_name(case: Case) -> Iterator[Verdict]:
    """A code stands beside its own name."""
    right = 0
    for fact in case.levels:
        own = _coded(case, fact)
        if own is None:
            continue
        words = _plain(fact.label_printed)
        if words in {_bare(name) for name in (own.name_zh, *own.aliases)}:
            right += 1
            continue
        other = _item_called(case, words, own)
        if other is not None:
            sentence = says(
                case,
                "code_and_name.fail",
                code=own.code,
                name=words,
                own=own.name_zh,
                other=other.code,
            )
            yield failed((fact,), Severity.WARNING, *sentence, shown=words, expected=own.name_zh)
    if right:
        yield passed((), *says(case, "code_and_name.pass", count=right))


def _coded(case: Case, fact: Fact) -> ClassificationCode | None:
    """Find the item of the code that is printed with a figure."""
    code = fact.function_code or fact.economic_code
    codes = case.vocab.functions if fact.function_code else case.vocab.economics
    printed = fact.table is not None or code in fact.quote
    return codes.get(code) if printed and fact.concept.endswith(f"_{code}") else None


def _item_called(case: Case, words: str, own: ClassificationCode) -> ClassificationCode | None:
    """Find another item of the same group and level that goes by a name."""
    codes = case.vocab.functions if own.code in case.vocab.functions else case.vocab.economics
    for one in codes.values():
        beside = one.parent == own.parent and one.is_of_government == own.is_of_government
        if beside and one.code != own.code and words == _bare(one.name_zh):
            return one
    return None
