"""Figures of the text that a table has: all but one of a list are alike, and one is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mingzhang.check.case import Case
from mingzhang.check.formulas import evaluated
from mingzhang.check.identity_terms import alike
from mingzhang.check.tells import compared
from mingzhang.check.verdict import Verdict
from mingzhang.model import Fact, Measure, Severity

FEW = 2
"""So many figures beside one that a table has alike tell that it is of that table."""


def odd_ones(case: Case) -> Iterator[Verdict]:
    """Tell of the one project, or change of an item, of a section that is not what its row says."""
    things = case.once("things by name", lambda: _by(case, Measure.AMOUNT, _named))
    changes = case.once("changes by item", lambda: _by(case, Measure.CHANGE, case.key))
    yield from _odd(case, things, _named)
    yield from _odd(case, changes, case.key)


def _named(fact: Fact) -> object:
    return fact.label, fact.stage, fact.fiscal_year, fact.unit


def _by(case: Case, measure: Measure, key: Callable[[Fact], object]) -> dict[object, list[Fact]]:
    """Group the figures of tables: projects by their names, changes by what changed."""
    result: dict[object, list[Fact]] = {}
    for cell in case.by_measure.get(measure, ()):
        thing = measure is Measure.CHANGE or cell.concept in case.lexicon.items
        if cell.table is not None and cell.concept and thing and cell.unit == "CNY":
            result.setdefault(key(cell), []).append(cell)
    return result


def _odd(
    case: Case, rows: dict[object, list[Fact]], key: Callable[[Fact], object]
) -> Iterator[Verdict]:
    measure = next((cells[0].measure for cells in rows.values()), Measure.COUNT)
    sections: dict[int, list[tuple[Fact, list[Fact]]]] = {}
    for fact in case.by_measure.get(measure, ()):
        bare = not fact.concept or fact.concept in case.lexicon.items or measure.is_change
        if fact.table is None and fact.start is not None and bare and key(fact) in rows:
            sections.setdefault(case.list_at(fact), []).append((fact, rows[key(fact)]))
    for told in sections.values():
        yield from _of_section(case, told)


def _of_section(case: Case, told: Sequence[tuple[Fact, list[Fact]]]) -> Iterator[Verdict]:
    same = {key for key, (fact, cells) in enumerate(told) if any(alike(fact, c) for c in cells)}
    odd = [pair for key, pair in enumerate(told) if key not in same]
    names = {told[key][0].label for key in same if told[key][0].value}
    few = 1 if odd and odd[0][0].measure.is_change else FEW  # no change is alike by chance
    if len(odd) != 1 or len(names - {odd[0][0].label}) < few:
        return
    ((fact, cells),) = odd
    if len({cell.value for cell in cells}) > 1 and not fact.measure.is_change:
        cells = cells[:1] if len({cell.row for cell in cells}) == 1 else []
    for cell in cells[:1]:
        result = evaluated("repeated_figure.equal", one=fact, other=cell)
        yield compared(
            case,
            "table_against_table.in_table",
            result,
            named=fact,
            first=cell,
            severity=Severity.WARNING,
        )
