"""Names of functional and economic items: in, text and tables; out, names that are another's."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from mingzhang.check.case import Case
from mingzhang.check.disclosed import CLASS, GROUP, ITEM, item_digits
from mingzhang.check.engine import check
from mingzhang.check.item_texts import items_of_text
from mingzhang.check.rules import WORDS
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Severity
from mingzhang.vocab import ClassificationCode

_PATH, _LEVEL, _ENDING = WORDS["item_path"], WORDS["item_level"], WORDS["item_ending"]


@check("item_names")
def item_names(case: Case) -> Iterator[Verdict]:
    """Items are called as in their table."""
    names: dict[str, set[str]] = {}
    for cell in case.levels:
        if cell.table is not None and item_digits(cell):
            names.setdefault(cell.function_code, set()).add(_bare(cell.label))
    done: set[str] = set()
    seen: set[str] = set()
    for fact in items_of_text(case):
        path = _PATH.search(fact.label)
        if path is None:
            continue
        codes = (fact.function_code[:length] for length in (3, 5, ITEM))
        for item, code in zip(path.groups(), codes, strict=True):
            if item and code in names and item not in seen:
                seen.add(item)
                verdict = _name(case, fact, item, names[code], _given_up(case, fact, code))
                done |= {item, verdict.printed} if verdict.printed else set()
                yield verdict
    yield from _former_names(case, done)
    yield from _headed_by_former(case, done)
    yield from _listed_by_former(case, done)


def _former_names(case: Case, done: set[str]) -> Iterator[Verdict]:
    """Tell of names that the classification gave up before the year of the figure."""
    for fact in case.levels:
        label = _plain(fact.label)
        if not item_digits(fact) or label in done:
            continue
        if label in _given_up(case, fact, fact.function_code):
            done.add(label)
            yield _called_formerly(case, label, fact.concept, fact.fiscal_year, (fact,))


def _headed_by_former(case: Case, done: set[str]) -> Iterator[Verdict]:
    """Tell of headings by a name that the classification gave up, where no figure bears it."""
    year = case.disclosure.source.fiscal_year
    former = {
        name: concept
        for concept, names in case.vocab.former_names.items()
        for name in _before(names, year)
    }
    for section in case.disclosure.sections:
        name = _plain(section.title) if _LEVEL.search(section.title) else ""
        if name in former and name not in done and section.kind != "glossary":
            done.add(name)
            span = (section.start, section.heading_end)
            yield _called_formerly(case, name, former[name], year, span=span)


def _listed_by_former(case: Case, done: set[str]) -> Iterator[Verdict]:
    """Tell of classes that a text names as neither its year nor the year before calls them."""
    year = case.disclosure.source.fiscal_year
    for concept, names in case.vocab.former_names.items():
        for name in _before(names, year - 1) - done:
            if not (WORDS["stem_of_class"].search(name) and _ENDING.search(name)):
                continue  # 农林水事务 may be anything
            place = case.text.find(name)
            if place >= 0 and "glossary" not in case.kinds_at(place):
                span = (place, place + len(name))
                yield _called_formerly(case, name, concept, year, span=span)


def _called_formerly(
    case: Case,
    name: str,
    concept: str,
    year: int,
    facts: tuple[Fact, ...] = (),
    span: tuple[int, int] | None = None,
) -> Verdict:
    """Tell of a name that the classification gave up, and of the one that it has in that year."""
    other = case.vocab.name_zh(concept, year)
    return failed(case, "item_names.former", bare=name, other=other, facts=facts, span=span)


def _plain(label: str) -> str:
    """Strip a printed name of its ordinal and of the marks of its level."""
    return re.sub(r"^\W+", "", _bare(_LEVEL.sub("", label)))


def _given_up(case: Case, fact: Fact, code: str) -> set[str]:
    """Give the names of an item that the classification gave up before the year of a figure."""
    former = case.vocab.former_names.get(f"function_{code}", ())
    return _before(former, fact.fiscal_year)


def _before(names: Iterable[tuple[int, str]], year: int) -> set[str]:
    """Give the names that ended before a year, also without 支出 where a name is still told by it.

    医疗卫生与计划生育 can only be that class, 医疗卫生 may be anything.
    """
    given_up = {name for last, name in names if last < year}
    stems = {_ENDING.sub("", name) for name in given_up}
    return given_up | {stem for stem in stems if WORDS["stem_of_class"].search(stem)}


def _name(case: Case, fact: Fact, label: str, names: set[str], former: set[str]) -> Verdict:
    unnumbered = re.sub(r"^[\d、.．（）()\s]*", "", label)
    core = _ENDING.sub("", _bare(unnumbered))  # 农林水（类） is 农林水支出
    known = [_ENDING.sub("", name) for name in names]
    alike = any(core.endswith(name) or name.endswith(core) for name in known)
    if alike and unnumbered not in former - names:
        return passed(case, "item_names.pass", bare=unnumbered, facts=(fact,))
    other = "、".join(sorted(names))
    return failed(
        case,
        "item_names.fail",
        fact=fact,
        bare=unnumbered,
        other=other,
        severity=None if unnumbered in former else Severity.NOTE,
    )


def _bare(label: str) -> str:
    return re.sub(r"[\s（）()“”]|^[\d、.．]+", "", label)


@check("item_not_in_tables")
def item_not_in_tables(case: Case) -> Iterator[Verdict]:
    """Items of the text are in the tables."""
    rows = {
        cell.function_code: _bare(cell.label)
        for cell in case.levels
        if cell.table is not None and len(cell.function_code) == ITEM
        if cell.fiscal_year == case.disclosure.source.fiscal_year
    }
    if rows:
        yield from _unheard_of(case, rows)
    yield from _classes(case)
    yield from _other_rows(case)
    done: set[str] = set()
    for fact in items_of_text(case) if rows else ():
        code, path = fact.function_code, _PATH.search(fact.label)
        beside = {name for row, name in rows.items() if row[:5] == code[:5]}
        named = path["three"] if path else fact.label if code in fact.label else ""
        if not named or code in done or not fact.value or not beside:
            continue
        done.add(code)
        name = _bare(named)
        if code in rows or name in beside:
            yield passed(case, "item_not_in_tables.pass", name=name, facts=(fact,))
        else:
            others = "、".join(sorted(beside))
            yield failed(case, "item_not_in_tables.fail", fact=fact, name=name, others=others)


def _classes(case: Case) -> Iterator[Verdict]:
    """Tell of classes of the text whose amount is that of another class in all tables."""
    of_year = case.disclosure.source.fiscal_year, case.disclosure.source.stage
    rows = [
        fact
        for fact in case.levels
        if item_digits(fact) == CLASS
        if (fact.fiscal_year, fact.stage) == of_year and fact.value
    ]
    cells = [fact for fact in rows if fact.table is not None]
    known = {cell.function_code for cell in cells}
    texts = [fact for fact in rows if fact.table is None]
    done: set[str] = set()
    for fact in texts:
        code = fact.function_code
        if not known or code in known or code in done:
            continue
        listed = {f.function_code for f in texts if case.list_at(f) == case.list_at(fact)}
        like = [c for c in cells if c.value == fact.value and c.function_code not in listed]
        if len({cell.function_code for cell in like}) == 1:
            done.add(code)
            name, others = fact.concept_zh, like[0].concept_zh
            yield failed(
                case, "item_not_in_tables.class", fact=fact, cell=like[0], name=name, others=others
            )


def _unheard_of(case: Case, rows: Mapping[str, str]) -> Iterator[Verdict]:
    """Tell of names behind a group (款) of the tables that are no item of that group there.

    They were not understood as an item: misspelt, another group's, or the group's own name.
    """
    groups: dict[str, set[str]] = {}
    for cell in case.levels:
        code = cell.function_code
        if cell.table is not None and item_digits(cell) == GROUP:
            groups.setdefault(_bare(cell.label), set()).add(code)
    known = {fact.start for fact in items_of_text(case) if _PATH.search(fact.label)}
    for path in _PATH.finditer(case.text):
        codes = groups.get(_plain(path["two"].rpartition("\n")[2]), set())
        beside = {name for row, name in rows.items() if row[:GROUP] in codes}
        name = _bare(path["three"])
        place = bisect_left(case.starts, path.end())
        start = case.starts[place] if place < len(case.starts) else None
        if not beside or start in known or any(name in b or b in name for b in beside):
            continue
        others = "、".join(sorted(beside))
        span = path.span("three")
        yield failed(
            case,
            "item_not_in_tables.other",
            name=name,
            others=others,
            expected=path["two"],
            span=span,
        )


@check("code_and_name")
def code_and_name(case: Case) -> Iterator[Verdict]:
    """A code stands beside its own name."""
    right = 0
    rows: set[object] = set()
    for fact in case.levels:
        of_code = _coded(case, fact)
        if of_code is None:
            continue
        row = fact.page, fact.table, fact.row if fact.table is not None else fact.start, of_code
        if row in rows:
            continue
        rows.add(row)
        label = _plain(fact.label)
        if label in {_bare(name) for name in (of_code.name_zh, *of_code.aliases)}:
            right += 1
            continue
        other = _item_called(case, label, of_code) or _item_elsewhere(case, label, of_code)
        other = other or _item_of_none(case, label, of_code)
        if other is not None:
            yield failed(
                case,
                "code_and_name.fail",
                fact=fact,
                code=of_code.code,
                name=label,
                own=of_code.name_zh,
                other=other.code,
            )
    if right:
        yield passed(case, "code_and_name.pass", count=right)


def _other_rows(case: Case) -> Iterator[Verdict]:
    """Tell of the one item of a table that no other has, in the place of the one that it lacks.

    Both have one amount in one group; the latter stands in a third table, too.
    """
    tables: dict[object, dict[str, Fact]] = {}
    for fact in case.levels:
        if fact.table is not None and len(fact.function_code) == ITEM:
            tables.setdefault((fact.page, fact.table), {}).setdefault(fact.function_code, fact)
    for place, rows in tables.items():
        others = [other for key, other in tables.items() if key != place]
        own = [code for code in rows if not any(code in other for other in others)]
        for other in others if len(own) == 1 else ():
            lacks = [code for code in other if code not in rows]
            alone = len(rows) == len(other) and len(lacks) == 1 and lacks[0][:5] == own[0][:5]
            usual = alone and sum(lacks[0] in table for table in tables.values()) > 1
            if usual and rows[own[0]].value == other[lacks[0]].value:
                fact, cell = rows[own[0]], other[lacks[0]]
                name, named = fact.label, cell.label
                yield failed(
                    case, "item_not_in_tables.row", fact=fact, cell=cell, name=name, others=named
                )
                return


def _coded(case: Case, fact: Fact) -> ClassificationCode | None:
    """Find the item of the code that is printed with a figure."""
    code = fact.function_code or fact.economic_code
    codes = case.vocab.functions if fact.function_code else case.vocab.economics
    of_row = fact.table is not None and code == fact.function_code == case.within(fact)
    own = fact.concept.endswith(f"_{code}") and (fact.table is not None or code in fact.quote)
    is_thing = fact.concept in case.lexicon.items  # called by its own name, not by its code's
    return codes.get(code) if (own or of_row) and not is_thing else None


def _item_called(case: Case, label: str, of_code: ClassificationCode) -> ClassificationCode | None:
    """Find another item of the same group and level that goes by a name."""
    codes = case.vocab.functions if of_code.code in case.vocab.functions else case.vocab.economics
    for code in codes.values():
        beside = code.parent == of_code.parent and code.is_of_government == of_code.is_of_government
        if beside and code.code != of_code.code and label == _bare(code.name_zh):
            return code
    return None


def _item_elsewhere(
    case: Case, label: str, of_code: ClassificationCode
) -> ClassificationCode | None:
    """Find the item that other tables call so, where they call this one by its own name."""
    named = case.once("names of rows", lambda: _names_of_rows(case))
    codes = case.vocab.functions if of_code.code in case.vocab.functions else case.vocab.economics
    own = {_bare(name) for name in (of_code.name_zh, *of_code.aliases)}
    others = [
        code for code in codes.values() if label == _bare(code.name_zh) and code.code in named
    ]
    right = [code for code in others if label in named[code.code]]
    if own.isdisjoint(named.get(of_code.code, ())):  # names of two economic classes, swapped
        economic = of_code.code in case.vocab.economics
        return next(iter(others), None) if economic and not right else None
    return next(iter(right), None)


def _item_of_none(case: Case, label: str, of_code: ClassificationCode) -> ClassificationCode | None:
    """Find the item of a name that no table has, where other tables call this one by its own.

    A name whose letters all stand in the own one may be short for it: 其他支出.
    """
    named = case.once("names of rows", lambda: _names_of_rows(case))
    own = _bare(of_code.name_zh)
    letters = iter(own)
    if own not in named.get(of_code.code, ()) or all(letter in letters for letter in label):
        return None
    codes = case.vocab.functions if of_code.code in case.vocab.functions else case.vocab.economics
    of_level = (code for code in codes.values() if len(code.code) == len(of_code.code))
    return next((code for code in of_level if _bare(code.name_zh) == label), None)


def _names_of_rows(case: Case) -> Mapping[str, set[str]]:
    """Tell by which names the tables call each code."""
    result: dict[str, set[str]] = {}
    for fact in case.levels:
        if fact.table is not None and (code := fact.function_code or fact.economic_code):
            result.setdefault(code, set()).add(_plain(fact.label))
    return result
