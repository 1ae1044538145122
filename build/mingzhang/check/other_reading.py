"""Other readings of a disagreement: in, a verdict that something is off; out, why it may not be.

Asked once, of everything that would be told. Where another reading of the same words contradicts
nothing (the money is another, printed figures explain the difference, a figure or a list suits
another whole than it was hung on), the fault may well lie in the reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, takewhile

from mingzhang.check.case import Case
from mingzhang.check.formulas import Result, evaluated
from mingzhang.check.interval import Interval, total
from mingzhang.check.once import Told
from mingzhang.check.part_lists import NATURE
from mingzhang.check.rules import PHRASES, WORDS, Words
from mingzhang.check.same_quantity import TWINS, YEARS
from mingzhang.check.verdict import Verdict
from mingzhang.check.whose_list import (
    behind_unexplained,
    of_another,
    of_its_own_name,
    of_nothing,
    sum_of,
)
from mingzhang.model import Fact, Fund, Measure, Severity, Stage

TOTALS = frozenset(YEARS)
"""Totals that are printed with the carry-over and without it: only equal names are one total."""
OF_ONE_FUND = frozenset({*Fund, "general_public_budget_basic", "fiscal_appropriation"})
"""Sections that are about part of the money: a figure there may silently be that part."""
_CARRIED = {"revenue": ("opening",), "expenditure": ("closing",)}
"""What was carried over that the figures of a side may hold."""
_OF_ALL = ("opening_carryover", "opening_fiscal_carryover")
REACH = 200
"""Characters of a sentence within which the figure of a change stands."""
MANY = 2
"""So many printings are compared, and so many parts with a share make a list."""
NEIGHBOURS = 2
"""So many digits beside each other are off in one slip."""
MOST = 6
"""Items beside a residual one; of more than these no sum is tried."""


def another_reading(case: Case, verdict: Verdict) -> Words | None:
    """Tell why a disagreement may lie in the reading of its figures, `None` where it does not."""
    result, facts = verdict.result, verdict.facts
    if result is None:
        return None
    whole, parts = result.figures.get("whole"), result.figures.get("parts")
    if isinstance(whole, Fact) and isinstance(parts, Sequence):
        listed = tuple(part for part in parts if isinstance(part, Fact))
        if of_another(case, whole, listed, result):
            return PHRASES["other_whole"]
    if _share_of_its_list(case, result):
        return PHRASES["other_whole"]
    apart = (_hung_wrongly, of_its_own_name, behind_unexplained, of_nothing)
    if any(doubts(case, fact) for fact in facts for doubts in apart):
        return PHRASES["other_whole"]
    if _changed_before(case, verdict):
        return PHRASES["other_whole"]
    if len(facts) != 2 or not facts[0].concept or facts[0].concept != facts[1].concept:
        return None
    if _of_other_money(case, *facts) or _of_other_money(case, *facts[::-1]):
        return PHRASES["other_money"]
    less, more = sorted(facts, key=lambda fact: fact.value)
    if _of_one_budget(case, less, more):
        return PHRASES["other_money"]
    if _part_of(case, less, more):
        return PHRASES["other_whole"]
    explained = _holds_carry_over(case, less, more) or _holds_items(case, less, more)
    return PHRASES["gap_printed"] if explained else None


def unlike_in_doubt(told: Told) -> Told:
    """Make an error of two unlike printings a doubt, unless other errors have one of them too."""
    errors = [(v, _unlike(v.facts)) for _, v in told if v.severity is Severity.ERROR]
    sure = {fact.fact for verdict, unlike in errors if not unlike for fact in verdict.facts}
    doubted = [v for v, unlike in errors if unlike and not sure & {f.fact for f in v.facts}]
    return [(c, replace(v, severity=Severity.WARNING) if v in doubted else v) for c, v in told]


def _unlike(facts: Sequence[Fact]) -> bool:
    """Tell two printings that do not differ as a slip has it: they may be of two things.

    In a slip two neighbours among the digits are swapped, wrong, lost or too many; nought is no
    slip of anything, and what one section says twice is one thing.
    """
    kinds = {(f.concept, f.unit, f.measure, f.stage, f.fiscal_year) for f in facts}
    if len(facts) < MANY or len(kinds) > 1:
        return False
    fact, other = facts[:MANY]
    in_text = [f.section for f in (fact, other) if f.table is None]
    if not in_text or (len(in_text) == MANY and len(set(in_text)) == 1):
        return False
    unit = max(fact.tolerance, other.tolerance) * 2 or 1
    one, two = (str(abs(round(f.value / unit))) for f in (fact, other))
    if "0" in (one, two) or one.rstrip("0") == two.rstrip("0"):
        return "0" in (one, two) or one == two
    begin = _alike(one, two)
    end = _alike(one[begin:][::-1], two[begin:][::-1])
    return max(len(one), len(two)) - begin - end > NEIGHBOURS


def _alike(one: str, two: str) -> int:
    """Count the characters with which two texts begin alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))


def _share_of_its_list(case: Case, result: Result) -> bool:
    """Tell a share that is one of all that its list holds, and not of the figure above it.

    `项目支出90万元。其中：办案经费30万元，占60%；修缮20万元，占40%`: of these 50.
    """
    whole, part = result.figures.get("whole"), result.figures.get("part")
    if not isinstance(whole, Fact) or not isinstance(part, Fact) or part.table is not None:
        return False
    concept = case.vocab.concepts.get(part.concept)
    of_kind = concept.parent if concept and part.concept not in case.lexicon.items else None
    if of_kind in (whole.concept, TWINS.get(whole.concept, whole.concept)):
        return False  # whose list it is needs no guess
    levels = (case.level_of(share) for share in case.by_measure.get(Measure.SHARE, ()))
    parent = case.parents.get(part.fact)
    beside = {
        level.fact: Interval.of(level)
        for level in levels
        if level is not None and level.unit == part.unit and level.table is None
        if case.parents.get(level.fact) is parent
        if parent or level.section == part.section
    }
    return len(beside) >= MANY and result.holds_with({whole.fact: total([*beside.values()])})


def _changed_before(case: Case, verdict: Verdict) -> bool:
    """Tell a change that a figure before in the sentence suits: it may be the one that changed.

    `总预算…，其中：…，项目支出…，同比增加…，增长…%`: what follows the parts may be of the whole.
    """
    stated, result = verdict.facts[0], verdict.result
    level = result.figures.get("level") if result is not None and stated.measure.is_change else None
    if result is None or not isinstance(level, Fact) or stated.start is None:
        return False
    begin = max(case.text.rfind("。", 0, stated.start), stated.start - REACH)
    for fact in reversed(case.facts[: case.order[level.fact]]):
        if fact.start is None or fact.start < begin:
            return False
        alike = fact.measure.is_level and fact.unit == level.unit and fact.table is None
        if alike and result.holds_with({level.fact: Interval.of(fact)}):
            return True
    return False


def _equal(fact: Fact, other: Fact) -> bool:
    return evaluated("repeated_figure.equal", one=fact, other=other).holds


def _same(case: Case, fact: Fact) -> list[Fact]:
    """Give the other printings of a figure's value under the same concept, year and account."""
    if not fact.value or not fact.concept or fact.concept in case.lexicon.items:
        return []
    return [
        other
        for other in case.by_concept.get(fact.concept, ())
        if other.fact != fact.fact and other.unit == fact.unit and _equal(fact, other)
        if (other.stage, other.fiscal_year) == (fact.stage, fact.fiscal_year)
    ]


def _hung_wrongly(case: Case, fact: Fact) -> bool:
    """Tell a figure of the text, within an item or of a unit, that is printed as the whole's too.

    `5、住房保障支出【9】万元⏎基本支出【60】万元`: all the basic expenditure, as the table has it.
    """
    if fact.table is not None or not (within := case.within(fact)):
        return False
    return any(within != case.within(other) == "" for other in _same(case, fact))


def _part_of(case: Case, less: Fact, more: Fact) -> bool:
    """Tell a figure of the text that is printed for an item, or for a unit, and not for the whole.

    `县图书馆基本支出【20】万元`, where the name of the unit was not seen, and its row has it.
    """
    if less.table is not None:
        return False
    apart = case.within(more), case.body(more)
    return any((case.within(other), case.body(other)) != apart for other in _same(case, less))


def _of_other_money(case: Case, fact: Fact, other: Fact) -> bool:
    """Tell whether a figure of the text may be of other money than the other printing."""
    if fact.table is not None:
        return False
    return (
        _of_the_section(case, fact, other)
        or _by_class(case, fact, other)
        or _behind_one_money(case, fact)
        or _named_in_bracket(case, fact, other)
        or _within_a_nature(case, fact)
        or _headed_by_money(case, fact, other)
        or _of_more_money(case, fact, other)
    )


def _of_the_section(case: Case, fact: Fact, other: Fact) -> bool:
    """Tell whether a figure under one money's heading is a figure of that money printed too.

    支出总预算 behind 财政拨款收入总预算 of the same amount is the expenditure of appropriations.
    """
    kind = fact.section_kind
    if kind not in OF_ONE_FUND or kind == other.section_kind:
        return False
    if fact.concept.startswith(fact.fund or "?") and WORDS["one_budget"].search(fact.label):
        return False  # its own name tells its money
    return any(
        level.value == fact.value
        for level in case.levels
        if level.fact != fact.fact and level.unit == fact.unit
        if level.concept.startswith(kind.removesuffix("_basic")) or level.section == fact.section
        if not case.classified(level)
        if (level.stage, level.fiscal_year) == (fact.stage, fact.fiscal_year)
    )


def _by_class(case: Case, fact: Fact, other: Fact) -> bool:
    """Tell 基本支出 divided by economic class: that of one fund, where others pay too."""
    parts = case.children.get(fact.fact, ())
    if not any(part.economic_code for part in parts):
        return False
    funds = [f for fund in Fund for f in case.find(f"{fund}_expenditure", fact)]
    spent = [f.value for f in case.find("current_year_expenditure", fact)]
    others_pay = any(f.value < value for f in funds for value in spent)
    apart = fact.value < other.value and fact.section != other.section
    return others_pay and apart and sum_of(fact, parts).holds


def _behind_one_money(case: Case, fact: Fact) -> bool:
    """Tell 上年结转 in no list, of whatever fund: a figure of one fund stands before it."""
    place = case.order[fact.fact]
    if fact.concept not in _OF_ALL or fact.fact in case.parents or fact.fund or not place:
        return False
    before = case.facts[place - 1]
    if before.start is None or fact.start is None or before.section != fact.section:
        return False
    concept = case.vocab.concepts.get(before.concept)
    money = before.fund or (concept.fund if concept else "")
    return bool(money) and fact.start <= case.sentence(before.start)[1]


def _named_in_bracket(case: Case, fact: Fact, other: Fact) -> bool:
    """Tell `日常支出【90】万元（一般公共预算财政拨款）` beside a figure of all money."""
    if fact.end is None or other.fund in tuple(Fund):
        return False
    return WORDS["money_behind"].match(case.text, fact.end) is not None


def _headed_by_money(case: Case, fact: Fact, other: Fact) -> bool:
    """Tell 基本支出 under 财政拨款执行: of appropriations, though nothing else says so."""
    concept, money = case.vocab.concepts.get(fact.concept), WORDS["money_heading"]
    if concept is None or concept.fund or fact.concept not in NATURE:
        return False
    here, there = (each.section.split(" / ") for each in (fact, other))
    return any(map(money.search, here)) and not any(map(money.search, there))


def _within_a_nature(case: Case, fact: Fact) -> bool:
    """Tell 一般公共预算 alone, in a line about basic expenditure: `基本支出9万元。按资金：…`."""
    if fact.start is None or not WORDS["bare_money"].fullmatch(fact.label):
        return False
    begin = case.line(fact.start)[0]
    head = next((f for f in case.levels if f.start is not None and f.start >= begin), fact)
    return head.concept in NATURE and head.value >= fact.value


def _of_more_money(case: Case, fact: Fact, cell: Fact) -> bool:
    """Tell an item of the text under no fund's heading beside the table of one fund.

    They surely are of one money where that fund is all the expenditure that is printed.
    """
    money = next((fund for fund in Fund if fund in (cell.fund, cell.section_kind)), None)
    if cell.table is None or money is None or {fact.fund, fact.section_kind} & {money}:
        return False
    if not case.classified(fact):
        return False
    side = "fiscal_appropriation_" if fact.section_kind == "fiscal_appropriation" else "total_"
    wholes = [f for name in (side, "current_year_") for f in case.find(f"{name}expenditure", cell)]
    of_money = case.find(f"{money}_expenditure", cell)
    pairs = [(whole, one) for whole in wholes for one in of_money]
    return bool(pairs) and not any(_equal(*pair) for pair in pairs)


def _of_one_budget(case: Case, less: Fact, more: Fact) -> bool:
    """Tell 一般公共预算“三公”经费 beside the “三公”经费 of all appropriations, which is more."""
    concept = case.vocab.concepts.get(less.concept)
    of_three_public = concept is not None and concept.group == "three_public"
    apart = less.section != more.section or not of_three_public
    if apart and not _paid_by_other_funds(case, less):
        return False
    return _budget_named(case, less) and not _budget_named(case, more)


def _paid_by_other_funds(case: Case, fact: Fact) -> bool:
    """Tell whether the same expense is printed for another of the funds too, and is not nil."""
    funds = frozenset(Fund) - {fact.fund}
    others = case.by_concept.get(fact.concept, ())
    return any(f.value and f.fund in funds and f.fiscal_year == fact.fiscal_year for f in others)


def _budget_named(case: Case, fact: Fact) -> bool:
    """Tell whether a figure, or what it is a part of, is called that of one budget."""
    if fact.concept.endswith("_fiscal_carryover"):
        return fact.fund in frozenset(Fund)
    whole = case.parents.get(fact.fact)
    labels = fact.label + (whole.label if whole else "")
    return WORDS["one_budget"].search(labels) is not None


def _holds_carry_over(case: Case, less: Fact, more: Fact) -> bool:
    """Tell whether what was carried over makes the difference, or is known to make such ones."""
    if any(_with_or_without(case, fact, less) for fact in (less, more)):
        return True
    kept = [
        fact
        for name in case.by_concept
        if name.endswith("carryover")
        for fact in case.find(name, more)
        if fact.value
    ]
    budget = more.stage is Stage.BUDGET
    if more.function_code and budget and more.table not in (None, less.table):
        # 财政拨款收支总表 spends the carry-over that it lists; the other table is of this year's
        return any(more.value - less.value <= f.value for f in kept if f.table == more.table)
    fund, _, side = less.concept.rpartition("_")
    if fund not in (*Fund, "fiscal_appropriation") or side not in _CARRIED:
        return False
    begins = ("opening", *_CARRIED[side]) if budget else _CARRIED[side]
    return any(
        evaluated("repeated_figure.carried", whole=more, parts=(less, fact)).holds
        for fact in kept
        if fact.concept.startswith(begins)
    )


def _with_or_without(case: Case, fact: Fact, less: Fact) -> bool:
    """Tell a total that is printed as the other one of its side, where money was carried over.

    The lesser of two 支出总计 is the year's, 收入合计 of the text holds the carry-over.
    """
    of_year = fact.table is not None or WORDS["of_the_year"].search(fact.label)
    told = fact is less if fact.concept in TOTALS else not of_year
    return told and has_carry_over(case, fact) and of_its_twin(case, fact)


def has_carry_over(case: Case, total: Fact) -> bool:
    """Tell whether money was carried over, from the year before or to the next."""
    kept = case.find("opening_carryover", total) + case.find("closing_carryover", total)
    return any(fact.value for fact in kept)


def of_its_twin(case: Case, total: Fact) -> bool:
    """Tell whether a total's value is printed as the total with, or without, the carry-over."""
    return any(_equal(total, fact) for fact in case.find(TWINS.get(total.concept, ""), total))


def _holds_items(case: Case, less: Fact, more: Fact) -> bool:
    """Tell a residual item that holds items which the list of the other printing names apart.

    Its own list names none of them: `拨款80万元，其他来源收入【9】万元` beside a table with
    事业收入 5万元 and 其他收入 4万元.
    """
    concept = case.vocab.concepts.get(less.concept)
    if concept is None or not WORDS["residual"].match(concept.name_zh):
        return False
    named = {each.concept for each in _beside(case, more, concept.parent)}
    apart = [f for f in _beside(case, less, concept.parent) if f.concept not in named and f.value]
    return len(apart) <= MOST and any(
        evaluated("repeated_figure.carried", whole=more, parts=(less, *some)).holds
        for size in range(1, len(apart) + 1)
        for some in combinations(apart, size)
    )


def _beside(case: Case, fact: Fact, parent: str) -> list[Fact]:
    """Give the items printed in the table, or in the section, of a figure: one of each concept."""
    found: dict[str, Fact] = {}
    for other in case.levels:
        concept = case.vocab.concepts.get(other.concept)
        same_list = (other.page, other.table) == (fact.page, fact.table)
        same_list = same_list and (fact.table is not None or other.section == fact.section)
        alike = (case.body(other), other.stage, other.fiscal_year, other.unit) == (
            case.body(fact),
            fact.stage,
            fact.fiscal_year,
            fact.unit,
        )
        if concept and concept.parent == parent and same_list and alike and other is not fact:
            found.setdefault(other.concept, other)
    found.pop(fact.concept, None)
    return list(found.values())
