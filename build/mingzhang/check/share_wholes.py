"""Which figure a share is a share of: in, the share and its part; out, the printed wholes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile

from mingzhang.check.case import Case
from mingzhang.check.change_statements import BOTH_SIDES
from mingzhang.check.formulas import evaluated
from mingzhang.check.identity_terms import alike
from mingzhang.check.interval import Interval, Relation
from mingzhang.check.label_names import loose
from mingzhang.check.part_lists import comparable
from mingzhang.check.rules import PHRASES, RULES, WORDS
from mingzhang.check.same_quantity import TWINS, YEARS
from mingzhang.common.money import decimals
from mingzhang.model import Fact, Fund, Measure

PRINTINGS = 4
"""Values of one whole, where it is printed with several, that a share is compared with."""


LIST = 2
"""So many parts with a share each are a list."""

SIDES = {PHRASES[side].zh: side for side in ("revenue", "expenditure")}
"""The sides of an account by their names."""

_CALLED = re.compile(RULES["share_of_whole"].terms["called"])
"""Words that the name of a whole may carry: 总支出 of a fund is its 支出."""


def whole_of(case: Case, share: Fact, part: Fact | None) -> tuple[Fact, ...]:
    """Find the figures that a share may be measured against, the likeliest first.

    Where the sentence names the whole (`占支出总计的`), only figures of that name count, by their
    printed label or by a label of the vocabulary: the figure that the part belongs to if it has
    that name, else the nearest, with its other printings. Without a name it is the former.
    总收入 behind 收入合计 is that total, with or without what was carried over.
    A name may mean two totals (`收入合计`: of all revenue, of appropriations): it is the one whose
    share is printed, where there is one.
    """
    if part is None:
        return ()
    parent = case.parents.get(part.fact)
    if parent is not None and not comparable(parent, part):
        parent = None
    share = _with_base_of_list(case, share, parent)
    if not share.base_printed and parent is None:
        parent = _of_section(case, share, part) or _of_list(case, share, part)
        if parent is None:
            return ()
    base = case.by_id.get(share.base_fact)
    if not share.base_printed and base is not None and comparable(base, part):
        parent = base
    choose = _with_name if share.base_printed else _without_name
    named = choose(case, share, part, parent)
    several = len({fact.concept for fact in named}) > 1
    named = [fact for fact in named if fact.value] or named  # nought of another fund, beside it
    named.sort(
        key=lambda fact: (
            several and not is_share(share, part, fact),
            fact.fact != share.base_fact,
            fact is not parent,
            abs(case.order[fact.fact] - case.order[share.fact]),
        )
    )
    wholes: list[Fact] = []
    for fact in named:
        if fact.concept == named[0].concept and not any(alike(fact, one) for one in wholes):
            wholes.append(fact)
    return tuple(wholes[:PRINTINGS])


def _with_name(case: Case, share: Fact, part: Fact, parent: Fact | None) -> list[Fact]:
    """Find the figures that the sentence names; where none makes the share, those surely meant."""
    named = [fact for fact in _candidates(case, share, part) if fact.fact != part.fact]
    if parent is not None and any(TWINS.get(parent.concept) == fact.concept for fact in named):
        named.append(parent)
    if any(is_share(share, part, fact) for fact in named):
        return named
    named = [fact for fact in named if fact is parent or _surely_named(case, share, fact)]
    fits = any(is_share(share, part, fact) for fact in named)
    return named if fits else _of_fiscal_money(case, share, part, named) or named


def _without_name(case: Case, share: Fact, part: Fact, parent: Fact | None) -> list[Fact]:
    """Find the printings of the whole; where none makes the share, a total or amount beside it."""
    whole = [*case.around(share, _printings(case, parent), PRINTINGS)]
    if any(is_share(share, part, fact) for fact in whole):
        return whole
    beside = _of_year_beside(case, share, part, whole) or _told_before(case, share, part, parent)
    return beside or whole


def _told_before(case: Case, share: Fact, part: Fact, parent: Fact | None) -> list[Fact]:
    """Find what a share that names no whole fits, before it in its line, or in its parent's.

    `采购支出50万元，授予中小企业40万元，占80%，其中小微企业20万元，占【40】%`
    `项目支出90万元，其中当年安排80万元：⏎1.防火项目40万元，占【50】%`
    """
    if share.start is None or share.table is not None:
        return []
    begin = case.line(share.start)[0]
    before = case.facts[: case.order[share.fact]][::-1]
    inside = [*takewhile(lambda fact: fact.start is not None and fact.start >= begin, before)]
    if parent is not None and parent.start is not None and parent.table is None:
        first, last = case.line(parent.start)
        inside += [f for f in before if f.start is not None and first <= f.start < min(last, begin)]
    apart = (fact for fact in inside if fact.fact != part.fact and comparable(fact, part))
    return [fact for fact in apart if is_share(share, part, fact)][:1]


def _of_year_beside(case: Case, share: Fact, part: Fact, named: Sequence[Fact]) -> list[Fact]:
    """`总支出100万元，其中本年支出80万元。…用于：教育支出40万元，占50%`: of these 80."""
    twins = dict.fromkeys(TWINS.get(fact.concept, "") for fact in named)
    beside = (fact for twin in twins for fact in case.find(twin, part))
    return [f for f in beside if f.section == part.section and is_share(share, part, f)]


def _with_base_of_list(case: Case, share: Fact, parent: Fact | None) -> Fact:
    """Give a share the base that the first share of its list names, and stands for all of them.

    `支出总计90万元。其中：教育支出60万元，占本年支出的75%；住房保障支出20万元，占25%`
    """
    if share.base_printed or parent is None or share.table is not None:
        return share
    shares = case.once("first shares of lists", lambda: _first_shares(case))
    first = shares.get(parent.fact)
    return replace(share, base_printed=first.base_printed) if first is not None else share


def _first_shares(case: Case) -> dict[str, Fact]:
    """Give the first share of a part of each whole of the text."""
    result: dict[str, Fact] = {}
    for share in case.by_measure.get(Measure.SHARE, ()):
        parent = case.parents.get(share.of_fact)
        if parent is not None and share.table is None:
            result.setdefault(parent.fact, share)
    return result


def _surely_named(case: Case, share: Fact, whole: Fact) -> bool:
    """Tell whether the name means that figure wherever it stands (本年收入 may be any fund's)."""
    called = share.base_printed
    sure = case.lexicon.sure(called) or case.lexicon.sure(_CALLED.sub("", called))
    of_both = whole.concept in BOTH_SIDES and WORDS["ends_in_grand_budget"].search(called)
    return bool(of_both) or whole.concept in sure or loose(whole.label) == loose(called)


def _of_fiscal_money(case: Case, share: Fact, part: Fact, named: Sequence[Fact]) -> list[Fact]:
    """`总支出90万元，财政拨款支出80万元…：教育支出40万元，占总支出的50%`: of these 80."""
    of_money = share.section_kind == "fiscal_appropriation"  # what its heading says
    totals = {
        case.vocab.layouts.funded(total, "fiscal_appropriation")
        for fact in named
        if of_money or fact.section_kind == share.section_kind
        for total in (fact.concept, YEARS.get(fact.concept, fact.concept))
    }
    return [
        fact
        for total in sorted(totals - {fact.concept for fact in named})
        for fact in case.find(total, part)
        if of_money or fact.section_kind == share.section_kind
        if is_share(share, part, fact)
    ]


def _of_section(case: Case, share: Fact, part: Fact) -> Fact | None:
    """Find the expenditure of the budget that a section is about: its classes, each with a share.

    Most of the shares of that section must be measured against it.
    """
    if part.table is not None or not case.functional(part) or part.section_kind not in tuple(Fund):
        return None
    wholes = case.find(f"{part.section_kind}_expenditure", part)
    if not wholes:
        return None
    shares = case.once("shares without a whole", lambda: _bare_shares(case))
    fitting = [is_share(*pair, wholes[0]) for pair in shares.get(case.list_at(part), ())]
    sure = fitting.count(True) > max(1, fitting.count(False))
    return wholes[0] if sure and not _is_adjusted(share, part, wholes[0]) else None


def _is_adjusted(share: Fact, part: Fact, whole: Fact) -> bool:
    """Tell a share less than one unit of its last digit off, so that all of them make up 100%."""
    if is_share(share, part, whole) or not whole.value:
        return False
    gap = abs(100 * part.value / whole.value - share.value)
    return gap < Decimal(1).scaleb(-decimals(share.value_printed))


def _bare_shares(case: Case) -> dict[int, list[tuple[Fact, Fact]]]:
    """Give the shares of functional items that hang on nothing, with their parts, by section."""
    result: dict[int, list[tuple[Fact, Fact]]] = {}
    for share in case.by_measure.get(Measure.SHARE, ()):
        part = case.level_of(share)
        if part is None or share.base_printed or part.fact in case.parents:
            continue
        if case.functional(part):
            result.setdefault(case.list_at(part), []).append((share, part))
    return result


def _of_list(case: Case, share: Fact, part: Fact) -> Fact | None:
    """`支出90万元。甲站60万元，占66.67%；乙站30万元，占33.33%`: of the figure before such a list.

    The parts make up that figure or the shares 100%, and half of the shares of the list are of it.
    """
    begin, end = case.sentence(share.start or 0)
    listed = [
        (one, of)
        for one in case.by_measure[Measure.SHARE]
        if one.start is not None and begin <= one.start < end and not one.base_printed
        if one.table is None and (of := case.level_of(one)) and begin <= (of.start or 0)
    ]
    if len(listed) < LIST or (share, part) not in listed:
        return None
    hundred = evaluated("shares_add_up.hundred", shares=[one for one, _ in listed]).holds
    parts = [of for _, of in listed]
    before = case.facts[: case.order[parts[0].fact]][::-1]
    for place, whole in enumerate(before if hundred else before[:PRINTINGS]):
        shares = [one for one, of in listed if one.value and is_share(one, of, whole)]
        some = len(shares) > (place >= PRINTINGS)  # nought is that share of anything
        some = some and 2 * len(shares) >= sum(bool(one.value) for one, _ in listed)
        fits = some and comparable(whole, part)
        if fits and (hundred or evaluated("sum_full_list.sum", whole=whole, parts=parts).holds):
            return None if _is_adjusted(share, part, whole) else whole
    return None


def is_share(share: Fact, part: Fact, whole: Fact) -> bool:
    """Tell whether the share is that of the part in the whole, within their rounding."""
    divisor = Interval.of(whole)
    if divisor.contains(0):
        return False
    implied = (Interval.of(part) / divisor).scaled(100)
    return implied.meets(Interval.of(share)) is not Relation.BROKEN


def _printings(case: Case, whole: Fact | None) -> Sequence[Fact]:
    """Find the printings of a whole that is printed more than once."""
    if whole is None:
        return ()
    unique = whole.concept and whole.concept not in case.lexicon.items
    return case.by_key.get(case.key(whole), (whole,)) if unique else (whole,)


def _totals_of_year(case: Case, share: Fact, part: Fact, named: Sequence[Fact]) -> Iterator[Fact]:
    """`占支出的` is said of 本年支出合计 as well as of 支出总计: those that make the share."""
    called = share.base_printed
    totals = dict.fromkeys(fact.concept for fact in named if fact.label != called)
    for twin in filter(None, map(TWINS.get, totals)):
        yield from (fact for fact in case.find(twin, part) if is_share(share, part, fact))


def _of_both_sides(case: Case, called: str, part: Fact) -> list[Fact]:
    """`占总支出预算的`, where a budget prints 收支总预算 alone."""
    named = WORDS["ends_in_grand_budget"].search(called)
    both = (
        name for name, sides in BOTH_SIDES.items() if named and f"total_{SIDES[named[1]]}" in sides
    )
    return [fact for name in both for fact in case.find(name, part) if fact.unit == part.unit]


def _candidates(case: Case, share: Fact, part: Fact) -> list[Fact]:
    """Find the figures of the name; where the name's own total is not printed, one that fits.

    本年收入合计 is not the 收入总计 that a share names, though it may be all that is printed.
    """
    called = share.base_printed
    concepts = case.lexicon.concepts(called) or case.lexicon.concepts(_CALLED.sub("", called))
    exact = [
        fact
        for concept in sorted(concepts)
        for fact in case.around(share, case.find(concept, part), PRINTINGS)
        if fact.unit == part.unit
    ]
    exact = exact or _of_both_sides(case, called, part)
    if exact:
        return [*exact, *_totals_of_year(case, share, part, exact)]
    base = loose(share.base_printed)
    if not base:
        return []  # 占总额的: no name
    return [
        fact
        for fact in case.levels
        if fact.label
        and loose(fact.label) == base
        and (
            not concepts
            or (not fact.concept and fact.label == share.base_printed)  # below another heading
            or is_share(share, part, fact)
        )
        and (fact.scope, fact.stage, fact.fiscal_year, fact.unit)
        == (part.scope, part.stage, part.fiscal_year, part.unit)
    ]
