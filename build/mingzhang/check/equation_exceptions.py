"""Why an equation is not asked of a figure: in, the figure and the terms; out, yes or no.

The terms are those that are added up, then those that are taken off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mingzhang.check.case import Case
from mingzhang.check.identity_terms import adds_up, alike, first, listed
from mingzhang.check.interval import Interval, Relation, total
from mingzhang.check.label_names import labelled
from mingzhang.check.rules import CONCEPTS, WORDS
from mingzhang.model import Fact, Stage

Parts = Sequence[Fact]

HEADER = 4
"""Rows of a table among which its header stands."""


def _broken_down(case: Case, whole: Fact, parts: Parts) -> bool:
    """Tell whether any printing of a total lists its basic expenditure itself."""
    return any(
        child.concept.endswith("basic_expenditure")
        for printing in case.by_key.get(case.key(whole), ())
        for child in case.children.get(printing.fact, ())
    )


def _several_basic(case: Case, whole: Fact, parts: Parts) -> bool:
    """Tell that the section prints basic expenditure of several moneys."""
    levels = (f for f in case.levels if f.section == whole.section and f.table is None)
    return len({f.value for f in levels if f.concept.endswith("basic_expenditure")}) > 1


def _other_sections(case: Case, whole: Fact, parts: Parts) -> bool:
    return any(part.section_kind != whole.section_kind for part in parts)


def _other_sentences(case: Case, whole: Fact, parts: Parts) -> bool:
    begin, end = case.sentence(whole.start or 0)
    return not all(begin <= (part.start or 0) < end for part in parts)


def _with_carry_over(case: Case, whole: Fact, parts: Parts) -> bool:
    """Tell that only one side has the carry-over: the parts (按资金来源分), or the whole."""
    kept = first(case, CONCEPTS["kept"][whole.concept], whole)
    if kept is None:
        return False
    sides = total([Interval.of(part) for part in parts]), Interval.of(whole)
    carried = Interval.of(kept)
    return any(
        total([one, carried]).meets(other) is not Relation.BROKEN
        for one, other in (sides, reversed(sides))
    )


def _carried_over(case: Case, whole: Fact, parts: Parts) -> bool:
    kept = (first(case, name, whole) for name in ("opening_carryover", "closing_carryover"))
    return any(fact is not None and fact.value for fact in kept)


def _opening_left_out(case: Case, whole: Fact, parts: Parts) -> bool:
    """Tell totals that need not hold the carry-over (no 总计), and more left than they leave.

    Nobody printed an opening; it is missing, too, where more was spent than came in.
    """
    revenue, spent = parts[:2]
    if first(case, whole.concept.replace("closing", "opening"), whole) is not None:
        return False
    named = any(WORDS["any_total"].search(fact.label) for fact in (revenue, spent))
    left = revenue.value - spent.value
    return left < 0 or (not named and whole.value > left)


def _grown_by(case: Case, whole: Fact, parts: Parts) -> bool:
    """Tell whether the carry-over is said to have grown by just what the year left."""
    revenue, spent = parts[:2]
    grown = (c.amount for c in case.changes if c.level is whole and c.amount is not None)
    return (
        whole.value != 0
        and not adds_up(whole, [revenue], [spent])  # nothing was carried over before
        and any(amount.value and adds_up(amount, [revenue], [spent]) for amount in grown)
    )


def _unread(case: Case, whole: Fact, parts: Parts) -> bool:
    """`收入总计…，其中：本年收入…，某某结余【20】万元`: one more term, perhaps."""
    beside = case.between(parts[0].start or 0, whole.start or 0)
    if any(not f.concept and WORDS["given_back"].search(f.label_printed) for f in beside):
        return True  # `本年支出390万元，收回存量资金【12】万元，年末结转28万元`
    return any(
        not fact.concept and fact.measure.is_money
        for part in parts
        for printing in case.by_key.get(case.key(part), ())
        if (parent := case.parents.get(printing.fact)) is not None
        for fact in case.children[parent.fact]
    )


def _held(case: Case, whole: Fact, parts: Parts) -> bool:
    """`收入合计20万元，其中：…上年结转5万元`: no totals of the year alone."""
    return any(_holds(case, part, carried) for part in parts for carried in (whole, parts[0]))


def _holds(case: Case, whole: Fact, carried: Fact) -> bool:
    """Tell whether the parts listed under a total make it up together with the carry-over only."""
    for printing in case.by_key.get(case.key(whole), ()):
        under = case.children.get(printing.fact, ())
        parts = [f for f in under if f.concept != carried.concept and f.measure.is_money]
        if parts and carried.value and adds_up(whole, [*parts, carried], []):
            return not adds_up(whole, parts, [])
    return False


def _no_blank_column(case: Case, whole: Fact, parts: Parts) -> bool:
    """Tell that a carry-over is missing, and not only blank in a table with a column for it."""
    if {"opening", "closing"} <= {fact.concept.partition("_")[0] for fact in (whole, *parts)}:
        return False
    head = "".join(
        case.text[cell.start : cell.end]
        for grid in case.disclosure.grids
        if (grid.page, grid.table) == (whole.page or 0, whole.table)
        for cell in grid.cells
        if cell.row < HEADER
    )
    return not all(WORDS[f"{kind}_column"].search(head) for kind in ("opening", "closing"))


def _made_up_otherwise(case: Case, whole: Fact, parts: Parts) -> bool:
    """Tell whether the total of all money in the same row is made up of other rows than these."""
    row, rows = _row(whole), {_row(part) for part in parts}
    for total_of_all in case.by_concept[whole.concept]:
        if _row(total_of_all) == row and total_of_all.fund == "fiscal_appropriation":
            column = (f for f in case.levels if f.column == total_of_all.column and _row(f) in rows)
            return not adds_up(total_of_all, list(column), [])
    return True


def _need_not_balance(case: Case, whole: Fact, parts: Parts) -> bool:
    """Tell sides of a budget that leave a carry-over out, and of an account no grand totals.

    Where what is left is printed as the carry-over, the text calls something else 总计.
    """
    revenue = parts[0]
    if whole.stage is not Stage.FINAL:
        less = revenue.concept == "revenue_and_expenditure" or whole.value < revenue.value
        more_left = less and (_carries_on(case, whole) or _grand_one(case, whole, revenue))
        return whole.stage is not Stage.BUDGET or more_left
    closing = case.find("closing_carryover", revenue)
    return not all(WORDS["ends_in_grand_total"].search(f.label) for f in (whole, revenue)) or any(
        adds_up(fact, [revenue], [whole]) for fact in closing
    )


def _grand_one(case: Case, whole: Fact, revenue: Fact) -> bool:
    """`支出安排28万元，调出资金12万元，支出总计40万元`: the totals that balance are others."""
    spent, came = (
        [f for f in case.find(side.concept, side) if WORDS["ends_in_grand_total"].search(f.label)]
        for side in (whole, revenue)
    )
    balanced = any(alike(one, other) for one in spent for other in came)
    return balanced and whole not in spent and all(f.table is None for f in spent)


def _more_added(case: Case, whole: Fact, parts: Parts) -> bool:
    """`上年结转1万元，上级转移支付【3】万元，收入总计40万元`: more is added than is asked of."""
    at, of_them = parts[1].start or 0, {whole.fact, *(part.fact for part in parts)}
    begin, _ = case.sentence(whole.start or 0)
    return any(
        fact.measure.is_money and fact.table is None and not {fact.fact, fact.parent_fact} & of_them
        for fact in case.levels
        if begin <= at < (fact.start or 0) < (whole.start or 0)
    )


def _carries_on(case: Case, whole: Fact) -> bool:
    """`支出包括：…、结转下年`, the amount of which is printed nowhere, is left of the revenue."""
    places = [match.start() for match in WORDS["carried_on"].finditer(case.text)]
    grids = case.disclosure.grids
    of_text = [at for at in places if not any(grid.start <= at < grid.end for grid in grids)]
    return not case.find("closing_carryover", whole) and bool(of_text)


def _row(fact: Fact) -> tuple[object, ...]:
    return fact.page, fact.table, fact.row


def _all_listed(case: Case, whole: Fact, parts: Parts) -> bool:
    return all(part.parent_fact == whole.fact for part in parts)


UNLESS: Mapping[str, Callable[[Case, Fact, Parts], bool]] = {
    "listed": lambda case, whole, parts: listed(whole, parts),
    "all_listed": _all_listed,
    "summed": lambda case, whole, parts: (
        case.lists.get(whole.fact) != "some" and _all_listed(case, whole, parts)
    ),
    "broken_down": _broken_down,
    "more_added": _more_added,
    "unlabelled": lambda case, whole, parts: not labelled(case, whole),
    "other_sections": _other_sections,
    "other_sentences": _other_sentences,
    "several_basic": _several_basic,
    "with_carry_over": _with_carry_over,
    "carried_over": _carried_over,
    "opening_left_out": _opening_left_out,
    "grown_by": _grown_by,
    "unread": _unread,
    "held": _held,
    "both_hold_it": lambda case, whole, parts: alike(*parts[:2]) and bool(whole.value),
    "need_not_balance": _need_not_balance,
    "of_an_account": lambda case, whole, parts: whole.stage is not Stage.BUDGET,
    # 收入合计 and 支出合计 of a unit in a row of an account leave its carry-over out.
    "account_of_a_unit": lambda case, whole, parts: (
        whole.stage is Stage.FINAL and bool(whole.scope_printed)
    ),
    "in_tables": lambda case, whole, parts: any(f.table is not None for f in (whole, *parts)),
    "no_blank_column": _no_blank_column,
    # More is left than is carried over, and nobody says what surplus was distributed.
    "perhaps_distributed": lambda case, whole, parts: (
        parts[0].value > parts[1].value + whole.value and not WORDS["distributed"].search(case.text)
    ),
    "made_up_otherwise": _made_up_otherwise,
    "of_the_year_alone": lambda case, whole, parts: alike(whole, parts[0]) and bool(parts[1].value),
}
"""Why an equation is not asked of a figure, by the word that the table uses for it."""
