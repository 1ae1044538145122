"""Tables against what is said elsewhere: 无 beside money, items above their whole, contents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.label_names import labelled
from mingzhang.check.rules import RULES, WORDS
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.common.clause_begins import behind_last
from mingzhang.model import Fact, Grid, Measure, Severity, Stage


@check("item_exceeds_elsewhere")
def item_exceeds_elsewhere(case: Case) -> Iterator[Verdict]:
    """An item is not above the same item elsewhere."""
    for part_concept, whole_concept, *weight in RULES["item_exceeds_elsewhere"].terms:
        for part in case.by_concept.get(part_concept, ()):
            wholes = [
                fact
                for fact in case.find(whole_concept, part)
                if part.measure is fact.measure is Measure.COUNT  # no more occasions than visitors
                or (fact.measure.is_money and fact.unit == part.unit and _is_apart(part, fact))
            ]
            wholes += _budgets(case, part) if wholes and part_concept == TARGETS else []
            comparable = part.measure.is_money or part.measure is Measure.COUNT
            if comparable and wholes and not _is_more(case, part):
                severity = Severity(*weight) if weight else Severity.WARNING
                yield _not_above(case, part, max(wholes, key=lambda fact: fact.value), severity)


TARGETS = "performance_target_funds"
"""The money of projects with targets: in a final account mostly what was budgeted for them."""


def _budgets(case: Case, part: Fact) -> list[Fact]:
    """Give the budgets that a final account prints."""
    if part.stage.is_budget:
        return []
    return [fact for fact in case.levels if fact.stage.is_budget and fact.unit == part.unit]


def _is_more(case: Case, part: Fact) -> bool:
    """Tell whether a figure is of one functional item, or of the targets of the body as a whole."""
    start = part.start or 0
    begin = behind_last("。；\n", case.text, 0, start)
    return bool(case.within(part)) or bool(WORDS["as_a_whole"].search(case.text, begin, start))


def _is_apart(fact: Fact, other: Fact) -> bool:
    return (fact.page, fact.table) != (other.page, other.table) or fact.table is None


def _not_above(case: Case, part: Fact, whole: Fact, severity: Severity) -> Verdict:
    result = evaluated("item_exceeds_elsewhere.bound", part=part, whole=whole)
    if result.holds:
        return passed(case, "item_exceeds_elsewhere.pass", part=part, whole=whole)
    return failed(case, "item_exceeds_elsewhere.fail", severity=severity, result=result)


BOTH_SIDES = "_revenue_and_expenditure"


@check("nothing_said_of_money")
def nothing_said_of_money(case: Case) -> Iterator[Verdict]:
    """The text says none and the table has money."""
    done: set[str] = set()
    for fact in case.levels:
        told = fact.rule == "stated_nothing" and fact.concept and fact.table is None
        if not told or fact.concept in done:
            continue
        cells = _cells_of(case, fact)
        full = [cell for cell in cells if cell.value]
        done.add(fact.concept)
        if full:
            yield _said_none(case, fact, max(full, key=lambda cell: abs(cell.value)))
        elif cells:
            yield passed(case, "nothing_said_of_money.pass", fact=fact, facts=(fact, *cells))


def _cells_of(case: Case, fact: Fact) -> list[Fact]:
    """Find what is printed of a quantity that a sentence says there is none of."""
    names = [fact.concept]
    if fact.concept.endswith(BOTH_SIDES):
        fund = fact.concept.removesuffix(BOTH_SIDES)
        names = [f"{fund}_revenue", f"{fund}_expenditure"]
    cells = [cell for name in names for cell in case.find(name, fact)]
    any_money = fact.fund in ("", case.vocab.concepts[fact.concept].fund)
    return [
        cell
        for cell in cells
        if cell.table is not None or labelled(case, cell)
        if any_money or cell.fund == fact.fund  # `基金…，年初无结转` says nothing of other money
    ]


def _said_none(case: Case, fact: Fact, cell: Fact) -> Verdict:
    return failed(case, "nothing_said_of_money.fail", fact=fact, cell=cell, shown=fact.quote)


_BLANK, _TABLE_LINE = WORDS["blank"], WORDS["table_line"]
NOTE = 120
"""Characters behind a table within which its note stands."""


@check("note_of_other_table")
def note_of_other_table(case: Case) -> Iterator[Verdict]:
    """The note of a blank table speaks of another."""
    text = case.text
    for grid, following in zip(case.grids, [*case.grids[1:], None], strict=False):
        end = min(following.start if following else len(text), grid.end + NOTE)
        note = _BLANK.search(text, grid.end, end)
        if note is None or _TABLE_LINE.search(text, grid.end, note.start()):
            continue  # no note, or that of a table without rows, whose title stands between
        line = text[case.line(note.start())[0] : note.end()]
        if not _is_of_one_fund(grid) or any(f in grid.title and f in line for f in TABLE_FUNDS):
            yield passed(case, "note_of_other_table.pass")
            continue
        yield failed(
            case, "note_of_other_table.fail", title=grid.title, found=note["fund"], span=note.span()
        )


TABLE_FUNDS = RULES["note_of_other_table"].terms["funds"]
"""Money that has a table of its own, blank where there is none of it."""


def _is_of_one_fund(grid: Grid) -> bool:
    return sum(fund in grid.title for fund in TABLE_FUNDS) == 1


FEW = 3


@check("announced_tables")
def announced_tables(case: Case) -> Iterator[Verdict]:
    """The tables of the contents are there."""
    if case.unread_pages:
        return
    lines = list(_TABLE_LINE.finditer(case.text))
    names = list(dict.fromkeys(line["name"] for line in lines))
    if len(names) < FEW:
        return
    if case.disclosure.grids or any(fact.table is not None for fact in case.facts):
        yield passed(case, "announced_tables.pass")
        return
    listed = "、".join(names)
    yield failed(
        case, "announced_tables.fail", words=listed, count=len(names), span=lines[0].span("name")
    )


THREE_PUBLIC = ("overseas_travel", "vehicle_purchase", "vehicle_operation", "official_reception")


@check("three_public_items")
def three_public_items(case: Case) -> Iterator[Verdict]:
    """The three public expenses name all their items."""
    named = [f for name in THREE_PUBLIC for f in case.by_concept.get(name, ()) if f.table is None]
    if len({fact.concept for fact in named}) < 2:
        return
    no_vehicles = {fact.value for fact in case.by_concept.get("official_vehicles", ())} == {0}
    missing = [
        name
        for name in THREE_PUBLIC
        if not (no_vehicles and name.startswith("vehicle")) and not _names(case, name)
    ]
    missing += [] if _counts_receptions(case) else [OCCASIONS]
    if not missing:
        yield passed(case, "three_public_items.pass", facts=tuple(named))
        return
    items = [case.vocab.concepts[name] for name in missing]
    yield failed(case, "three_public_items.fail", items=items, facts=named)


OCCASIONS = "domestic_reception_batches"


def _counts_receptions(case: Case) -> bool:
    """Tell whether a final account tells how often guests were received, foreign ones apart."""
    final = case.disclosure.source.stage == Stage.FINAL
    received = any(fact.table is None for fact in case.by_concept.get("official_reception", ()))
    if (
        not final
        or not received
        or OCCASIONS in case.by_concept
        or "reception_batches" in case.by_concept
    ):
        return True
    terms = RULES["three_public_items"].terms
    return re.search(terms["occasions"], re.sub(terms["foreign"], "", _prose(case))) is not None


def _prose(case: Case) -> str:
    """Give the text without its tables."""
    spans = sorted((grid.start, grid.end) for grid in case.disclosure.grids)
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), None]
    return "\n".join(case.text[start:end] for start, end in zip(starts, ends, strict=True))


def _names(case: Case, concept: str) -> bool:
    """Tell whether the text states or at least names an item."""
    if any(fact.table is None for fact in case.by_concept.get(concept, ())):
        return True
    labels = (label.label for label in case.vocab.labels if label.concept == concept)
    names = [case.vocab.concepts[concept].name_zh, *labels]
    alternatives = "|".join(map(re.escape, names))
    return re.search(f"(?:{alternatives}){WORDS['not_joined'].pattern}", _prose(case)) is not None
