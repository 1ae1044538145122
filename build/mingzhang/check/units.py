"""Units: a table whose figures are those of other places, in a unit 10,000 times as large."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.rules import PHRASES, RULES
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact

Place = tuple[int | None, int | None]
"""Page and table; no table is the text."""

LEAST = RULES["unit_of_table"].terms["least"]
"""So many different figures that are off by just that factor are no misprints."""


USUAL = 3
"""So many tables with their unit, to one without, tell that it was left out."""


@check("unit_of_table")
def unit_of_table(case: Case) -> Iterator[Verdict]:
    """A table is in the unit that it prints."""
    off: dict[Place, dict[object, tuple[Fact, Fact]]] = {}
    right: dict[Place, set[object]] = {}
    for facts in case.by_key.values():
        for fact, other in permutations((f for f in facts if f.unit == "CNY" and f.value), 2):
            place = _place(fact)
            if fact.table is None or place == _place(other):
                continue
            if fact.value == other.value:
                right.setdefault(place, set()).add(fact.value)
            elif fact.unit_printed != other.unit_printed and _is_off(fact, other):
                off.setdefault(place, {}).setdefault(fact.value, (fact, other))
    told: set[Place] = set()
    for place in sorted(off, key=lambda place: len(right.get(place, ())) - len(off[place])):
        pairs = [pair for pair in off[place].values() if _place(pair[1]) not in told]
        if len(pairs) >= LEAST and len(right.get(place, ())) < len(pairs):
            told.add(place)
            yield _told(case, pairs)
    if right and not off:
        yield passed(case, "unit_of_table.pass")


@check("unit_not_printed")
def unit_not_printed(case: Case) -> Iterator[Verdict]:
    """A table of amounts prints its unit, where the tables around it do."""
    paid = {(f.page or 0, f.table) for f in case.levels if f.measure.is_money and f.value}
    grids = [grid for grid in case.disclosure.grids if (grid.page, grid.table) in paid]
    titles = Counter(grid.title for grid in grids)
    named = [grid for grid in grids if titles[grid.title] == 1 and grid.title]
    yuan = PHRASES["yuan"].zh
    blank = (grid for grid in named if not grid.unit)
    bare = [grid for grid in blank if not any(yuan in cell.text for cell in grid.cells)]
    told = len(named) - len(bare)
    if not bare and told:
        yield passed(case, "unit_not_printed.pass")
    if told < USUAL * len(bare):
        return  # printed once for all, or in a way that nobody read
    for grid in bare:
        span = (grid.start, grid.start)
        yield failed(case, "unit_not_printed.fail", title=grid.title, span=span)


def _place(fact: Fact) -> Place:
    return fact.page, fact.table


def _is_off(fact: Fact, other: Fact) -> bool:
    less, more = sorted((fact, other), key=lambda one: abs(one.value))
    return evaluated("unit_of_table.factor", less=less, more=more).holds


def _told(case: Case, pairs: list[tuple[Fact, Fact]]) -> Verdict:
    fact, other = pairs[0]
    facts = tuple(dict.fromkeys(one for pair in pairs for one in pair))
    verdict = failed(
        case, "unit_of_table.fail", fact=fact, other=other, count=len(pairs), facts=facts
    )
    return replace(verdict, more=len(pairs) - 1)
