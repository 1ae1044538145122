"""Names and remnants: another body, what a template left, a party's name for a government's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.rules import RULES
from mingzhang.check.tells import failed, passed, unknown
from mingzhang.check.verdict import Verdict
from mingzhang.common.english_nouns import quoted
from mingzhang.common.years import before_year
from mingzhang.model import Fact
from mingzhang.vocab.bodies import BodyGrammar
from mingzhang.vocab.remnants import pattern_of
from mingzhang.vocab.short_names import related

USUAL = 3
"""So many names at the same place make one of them the usual one."""

NEAR = 80
"""Characters before a numeral among which its label and its subject stand."""

FEW = 10
"""A body that is named with more figures than this is a unit of the department, not a slip."""


SAME_KIND = len("人民政府")
"""So many characters at the end of two names make them bodies of one kind."""

FEW_SELVES = 2
"""A body that calls itself so more often than this means it: it may have had that name."""

NOBODY = "unknown"
"""The body of a file that does not tell whose account it is."""


@check("other_body")
def other_body(case: Case) -> Iterator[Verdict]:
    """Figures are given for the body itself."""
    named: dict[str, list[Fact]] = {}
    for fact in case.facts:
        name = _name_with(case, fact)
        if name:
            named.setdefault(name, []).append(fact)
    if named and case.disclosure.source.agency == NOBODY:
        yield unknown(case, "other_body.unknown")
        return
    own_names, listed = _own_names(case), _listed_in_tables(case)
    listed |= {word.word for word in case.vocab.grammar.of("tier")}
    apart = _set_apart(case)
    apart |= _beside_others(case, named, own_names)
    for name, facts in named.items():
        known = _known(name, own_names, case.vocab.bodies) or _listed_with_office(case, facts[0])
        known = known or name in listed or name in case.disclosure.source.title
        scopes = (f.scope for f in facts if f.scope and f.scope_printed)
        known = known or any(_introduced(case, spelling) for spelling in (name, *scopes))
        known = known or any(_alike(name, apart_name, case.vocab.bodies) for apart_name in apart)
        if known or len(facts) > FEW:
            yield passed(case, "other_body.pass", name=name, facts=(facts[0],))
        else:
            yield _other_verdict(case, name, facts)
    yield from _other_in_sentences(case, own_names, set(named))
    yield from _other_duties(case, own_names)
    yield from _other_town(case, set(named))
    yield from _above_tables(case, own_names)
    yield from _other_self(case, own_names)


def _other_in_sentences(case: Case, own_names: set[str], done: set[str]) -> Iterator[Verdict]:
    """Tell of another body's full name before the year, where sentences begin with the own name."""
    pattern = re.compile(RULES["other_body"].terms["subject"], re.M)
    matches = list(pattern.finditer(case.text))
    names = Counter(match["name"] for match in matches)
    grammar = case.vocab.bodies
    usual, count = names.most_common(1)[0] if names else ("", 0)
    is_clear = count >= USUAL and count >= 2 * (len(matches) - count)
    itself = _title_name(case)
    for match in matches:
        name = match["name"]
        # A heading that alone names a body is no evidence of the body's own name.
        by = usual if is_clear or not match["part"] else itself
        kin = _known(name, {*own_names, by}, grammar) or name in by
        kin = kin or _introduced(case, name, match.start("name"))
        if _heads_all(case, match.start("name"), name, itself):
            is_clear, usual = True, itself
            kin = _known(name, {*own_names, itself}, grammar)
        alike = bool(itself) and name[-SAME_KIND:] == itself[-SAME_KIND:]  # 乙镇人民政府 for 甲镇…
        alike = alike or (bool(match["of_part"]) and _alone(case, name, itself))
        if not kin and (is_clear or alike) and names[name] < USUAL and name not in done:
            expected = usual if is_clear else itself
            span = match.span("name")
            yield failed(case, "other_body.subject", name=name, usual=expected, span=span)


def _alone(case: Case, name: str, itself: str) -> bool:
    """Tell a body that only one heading of a part names, while the own one is named too."""
    return case.text.count(name) == 1 and bool(itself) and itself in case.text


def _heads_all(case: Case, place: int, name: str, itself: str) -> bool:
    """Tell a first line whose body is named nowhere else, while the own one is.

    Above it may stand the title that a page has in its head.
    """
    line = case.text[place:].partition("\n")[0]
    first = len(case.text[:place].split()) <= 1 and not set("。，；：") & set(line)
    return first and itself != name and case.text.count(name) == 1 and itself in case.text


def _other_duties(case: Case, own_names: set[str]) -> Iterator[Verdict]:
    """Tell of another body whose duties are divided: `根据某市民政局部门职责分工，本部门内设…`."""
    itself = _title_name(case)
    for match in re.finditer(RULES["other_body"].terms["duties"], case.text):
        name, named_again = match["name"], case.text.count(match["name"]) > 1
        if itself and not named_again and not _known(name, own_names, case.vocab.bodies):
            span = match.span("name")
            yield failed(case, "other_body.subject", name=name, usual=itself, span=span)


def _other_town(case: Case, done: set[str]) -> Iterator[Verdict]:
    """Tell of another town before what is received or spent, in the account of a town."""
    itself, terms = _title_name(case), RULES["other_body"].terms
    if not re.search(terms["own_town"], itself):
        return
    matches = list(re.finditer(terms["town"], case.text, re.M))
    names = Counter(match["name"] for match in matches)
    for match in matches:
        name = match["name"]
        strange = names.pop(name, USUAL) < USUAL and not _introduced(case, name)
        if strange and name not in done and name not in itself and case.text.count(name) < USUAL:
            span = match.span("name")
            yield failed(case, "other_body.subject", name=name, usual=itself, span=span)


def _above_tables(case: Case, own_names: set[str]) -> Iterator[Verdict]:
    """Tell of the one table that another body is said to have filled in: `编制单位：某县林业局`."""
    matches = list(re.finditer(RULES["other_body"].terms["above_table"], case.text))
    names = Counter(match["name"] for match in matches)
    usual, count = names.most_common(1)[0] if names else ("", 0)
    for match in matches if count >= USUAL and _known(usual, own_names, case.vocab.bodies) else ():
        name, span = match["name"], match.span("name")
        if case.text.count(name) == 1 and not _known(name, {*own_names, usual}, case.vocab.bodies):
            yield failed(case, "other_body.subject", name=name, usual=usual, span=span)


def _other_self(case: Case, own_names: set[str]) -> Iterator[Verdict]:
    """Tell of a school that calls itself 我局 once or twice, as in a sentence that was copied."""
    itself = _title_name(case)
    for word, kinds in RULES["other_body"].terms["itself"].items():
        matches = list(re.finditer(word, case.text))
        ours = any(re.search(kinds, name) for name in own_names)
        if not itself or ours or not 0 < len(matches) <= FEW_SELVES or _of_unit(case, kinds):
            continue
        for match in matches:
            span = match.span()
            yield failed(case, "other_body.itself", name=word, usual=itself, span=span)


def _of_unit(case: Case, kinds: str) -> bool:
    """Tell whether a body of a kind is introduced: a unit may speak for itself."""
    tail = rf"[\u4e00-\u9fff]{{2}}(?:{kinds})"
    sections = (s for s in case.disclosure.sections if s.kind in ABOUT and s.kind != "duties")
    return any(re.search(tail, case.text[s.start : s.end]) for s in sections)


def _set_apart(case: Case) -> set[str]:
    """Name the bodies whose names head paragraphs of their own, where there are several."""
    tail = case.vocab.bodies.tail
    heads = re.findall(rf"^\s*([\u4e00-\u9fff（）]{{2,24}}?{tail})[：:]\s*$", case.text, re.M)
    return set(heads) if len(set(heads)) > 1 else set()


def _beside_others(case: Case, named: dict[str, list[Fact]], own_names: set[str]) -> set[str]:
    """Name the bodies of lists with figures of several, or of a part of the whole: its units.

    The department's own office beside one of them makes them several.
    """
    grammar, lists = case.vocab.bodies, dict[int, set[str]]()
    apart = set()
    for name, facts in named.items():
        if _known(name, own_names, grammar) and not grammar["own_ending"].search(name):
            continue
        for fact in facts:
            lists.setdefault(_list_around(case, fact), set()).add(name)
            whole = case.by_id.get(fact.parent_fact)
            if whole is not None and fact.concept and whole.concept == fact.concept:
                apart.add(name)
    return apart.union(*(names for names in lists.values() if len(names) > 1))


def _list_around(case: Case, fact: Fact) -> int:
    """Find the section of the lines that a figure's line is one of: its index."""
    start = fact.start or 0
    index = case.section_at(start)
    is_line = index >= 0 and case.disclosure.sections[index].start >= case.line(start)[0]
    return case.disclosure.sections[index].parent if is_line else index


def _alike(name: str, other: str, grammar: BodyGrammar) -> bool:
    return name.endswith(other) or other.endswith(name) or related(name, other, grammar)


def _known(name: str, own_names: set[str], grammar: BodyGrammar) -> bool:
    """Tell a name, or several joined, that may all be short forms of the body's own names."""
    if grammar["office_called"].fullmatch(name) or any(
        related(name, own_name, grammar) or own_name in name for own_name in own_names
    ):
        return True
    # A title may run on behind the name: `某区审计局财政拨款“三公”经费决算`.
    if any(own.startswith(name) and not grammar.is_name(own) for own in own_names):
        return True
    pieces = name.split("、")
    return len(pieces) > 1 and all(_known(piece, own_names, grammar) for piece in pieces)


def _listed_with_office(case: Case, fact: Fact) -> bool:
    """Tell a figure of a sentence that lists the department's own office beside other bodies."""
    if fact.start is None or not fact.scope_printed:
        return False
    begin, _ = case.sentence(fact.start)
    return case.vocab.bodies["office_listed"].search(case.text, begin, fact.start) is not None


def _listed_in_tables(case: Case) -> set[str]:
    """Name the bodies in tables whose rows are about several: the department and its units."""
    named: dict[tuple[int | None, int], set[str]] = {}
    for fact in case.facts:
        if fact.table is not None and fact.scope_printed:
            named.setdefault((fact.page, fact.table), set()).add(fact.scope_printed)
    return set().union(*(bodies for bodies in named.values() if len(bodies) > 1))


ABOUT = frozenset({"overview", "organisation", "composition", "duties", "staff"})
"""Sections in which a department introduces its units."""


@lru_cache(maxsize=4)
def _placed_name(grammar: BodyGrammar) -> re.Pattern[str]:
    """Finds a full name of a public body that stands right before a label."""
    return re.compile(
        rf"(?:^|[，,。；：\s日年度末])(?P<name>[\u4e00-\u9fff]{{2,12}}[{grammar.marks}镇乡]"
        rf"[\u4e00-\u9fff（）]{{0,20}}?{grammar.tail}){RULES['other_body'].terms['behind_name']}"
    )


def _name_with(case: Case, fact: Fact) -> str:
    """Find the name of the body that stands with a figure; words as 其他单位 name nobody."""
    if fact.scope:
        return fact.scope_printed or _name_before(case, fact)
    name = case.vocab.bodies.bare(fact.scope_printed)
    return name if case.vocab.bodies.is_placed(name) else ""


def _name_before(case: Case, fact: Fact) -> str:
    """Find the full name of a body right before the label of a figure, where none was parsed.

    In a table it would be that of another cell: a head, or the row above.
    """
    if (
        fact.start is None
        or fact.table is not None
        or not fact.label_printed
        or not fact.measure.is_level
    ):
        return ""
    text = case.text[max(0, fact.start - NEAR) : fact.start]
    place = text.rfind(fact.label_printed)
    grammar = case.vocab.bodies
    match = _placed_name(grammar).search(text[:place]) if place > 0 else None
    return grammar.bare(match["name"]) if match else ""


def _introduced(case: Case, name: str, beside: int = -1) -> bool:
    """Tell whether the text names a body where it introduces itself and its units.

    The place `beside` which it is asked of is no introduction.
    """
    if "、" in name:
        return all(_introduced(case, piece) for piece in name.split("、"))
    text, place = case.text, -1
    while (place := text.find(name, place + 1)) >= 0:
        index = case.section_at(place) if place != beside else -1
        if index >= 0 and case.disclosure.sections[index].kind in ABOUT:
            return True
    return False


def _title_name(case: Case) -> str:
    """Name the body as the title does, or as the vocabulary does where the year comes first."""
    source = case.disclosure.source
    record = case.vocab.agencies.get(source.agency)
    return before_year(source.title) or (record.name_zh if record else "")


def _own_names(case: Case) -> set[str]:
    """Collect every name by which the body and its units may go."""
    source, vocab = case.disclosure.source, case.vocab
    names = {_title_name(case), *(unit.name for unit in case.disclosure.units)}
    for record in vocab.agencies.values():
        if source.agency in (record.agency, record.parent, record.same_body_as):
            names.update((record.name_zh, *record.aliases, *record.former_names))
    usual = (fact for fact in case.facts if fact.table is not None or not fact.scope_printed)
    scopes = Counter(fact.scope for fact in usual)
    if scopes:
        names.add(scopes.most_common(1)[0][0])
    joined = case.vocab.bodies["joined_in_bracket"]
    for name in tuple(names):
        names.update(part for rest in joined.findall(name) for part in rest.split("、"))
    return {name for name in names if name}


def _other_verdict(case: Case, name: str, facts: Sequence[Fact]) -> Verdict:
    first = facts[0]
    text = case.text
    start = text.rfind(name, 0, first.start) if first.start is not None else -1
    source = case.disclosure.source
    figures = "、".join(dict.fromkeys(case.name(fact) for fact in facts))
    record = case.vocab.agencies.get(source.agency)
    expected = record.name_zh if record else _title_name(case) or source.title
    return failed(
        case,
        "other_body.fail",
        facts=facts,
        name=name,
        expected=expected,
        figures=figures,
        expected_en=record.name_en if record and record.name_en else quoted(expected),
        span=(start, start + len(name)) if start >= 0 else None,
    )


@check("template_remnant")
def template_remnant(case: Case) -> Iterator[Verdict]:
    """Remnants of a template."""
    text = case.text
    matches = list(pattern_of(case.vocab.remnants).finditer(text))
    for match in matches:
        yield failed(case, "template_remnant.fail", span=match.span())
    if text.strip() and not matches:
        yield passed(case, "template_remnant.pass")


@check("party_and_government")
def party_and_government(case: Case) -> Iterator[Verdict]:
    """Party committee and government of one level."""
    matches = list(case.vocab.grammar["party_and_people"].finditer(case.text))
    odd = [match for match in matches if match["party"] != match["people"]]
    for match in odd:
        yield failed(
            case,
            "party_and_government.fail",
            party=match["party"],
            people=match["people"],
            span=match.span(),
        )
    if matches and not odd:
        yield passed(case, "party_and_government.pass", count=len(matches))
