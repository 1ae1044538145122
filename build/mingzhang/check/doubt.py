"""When a check may speak: in, a verdict's figures; out, why their meaning is not beyond doubt.

A disagreement that may come from reading is nobody's mistake but ours, so it is not told as one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from mingzhang.check.case import Case
from mingzhang.check.formulas import evaluated
from mingzhang.check.identity_terms import alike
from mingzhang.check.label_names import loose, names_earlier_year, number_of
from mingzhang.check.other_reading import another_reading
from mingzhang.check.rules import PHRASES, RULES, WORDS, Words
from mingzhang.check.verdict import Verdict
from mingzhang.common.clause_begins import behind_last
from mingzhang.model import UNPLACED, Fact, Fund, Grid, Measure, Outcome, Severity

ARITHMETIC = frozenset({"sums", "shares", "changes", "identities", "implied", "repeats", "logic"})
"""Families whose rules compare figures."""

FIGURES_POORLY_READ = "figures_poorly_read"
POORLY_READ = frozenset({"poorly_read", FIGURES_POORLY_READ})
FEW = 3
"""So many figures without a place are odd ones of any text."""
"""Notes on a file that was not read well enough to publish."""

UNREAD = PHRASES["unread"]
UNKNOWN = PHRASES["unknown"]
EARLIER = PHRASES["earlier"]
SCANNED = PHRASES["scanned"]
CARRIED = PHRASES["carried"]
OF_ONE_MONEY = PHRASES["of_one_money"]
FISCAL = "fiscal_appropriation_"
UNDECIDED = "choice_left"
"""The oddity of two opposite words of which neither was struck out."""
BEFORE = 10
"""So many figures before a rate may be those of its sentence."""
NEAR = 40
"""Characters before a change among which the words for its basis stand."""
_END = re.compile(r"[。；\n]")


def in_doubt(case: Case, family: str, verdict: Verdict) -> Verdict:
    """Turn a failure whose figures are not beyond doubt into one that could not be evaluated."""
    if verdict.outcome is not Outcome.FAIL or not verdict.facts:
        return verdict
    if verdict.severity is Severity.NOTE:
        return verdict
    error = verdict.severity is Severity.ERROR
    reason = (_recognised(verdict.facts) if error else None) or _misread(case, verdict)
    if reason is None and family in ARITHMETIC and not verdict.of_cells:
        reason = _reason(case, family, verdict.facts, error, _falls_short(verdict))
        reason = reason or another_reading(case, verdict)
    if reason is None:
        return verdict
    return replace(
        verdict,
        outcome=Outcome.NOT_EVALUABLE,
        severity=Severity.NOTE,
        message_zh=reason.zh,
        message_en=reason.en,
        printed="",
        expected="",
        tolerance="",
    )


def _recognised(facts: tuple[Fact, ...]) -> Words | None:
    """A figure recognised in an image makes no error, in whatever rule."""
    return SCANNED if any(str(fact.origin) == "ocr" for fact in facts) else None


def _misread(case: Case, verdict: Verdict) -> Words | None:
    """Where a file was not read well enough to publish, nothing in it is beyond doubt.

    Tables pasted without their columns leave the prose around them as sound as it was.
    """
    poor = {note.kind for note in case.disclosure.notes} & POORLY_READ
    of_prose = all(fact.table is None for fact in verdict.facts)
    start, end = verdict.span or (0, 0)
    of_prose &= not any(grid.start <= start < end <= grid.end for grid in case.grids)
    if poor == {FIGURES_POORLY_READ} and of_prose:
        poor = poor if case.once("unread in prose", lambda: _unread_in_prose(case)) else set()
    return PHRASES["poorly_read"] if poor else None


def _unread_in_prose(case: Case) -> bool:
    """Tell whether figures were left unplaced elsewhere than in lines pasted from tables."""
    places = (n.start for n in case.disclosure.numerals if n.rule == UNPLACED)
    lines = [case.text[slice(*case.line(place))] for place in places]
    pasted = sum("\t" in line for line in lines)
    return not pasted or len(lines) - pasted > FEW


def _reason(
    case: Case, family: str, facts: tuple[Fact, ...], error: bool, short: bool
) -> Words | None:
    if any(_beside_unread(case, fact) for fact in facts) or (
        family == "sums" and _unread_between(case, facts)
    ):
        return UNREAD
    if family == "shares" and _of_other_budget(case, facts):
        return PHRASES["other_whole"]
    if family == "sums" and short and _jumping(case, facts):
        return PHRASES["jumping"]
    if any(names_earlier_year(case, fact) for fact in facts if fact.measure.is_level):
        return EARLIER
    if any(_of_one_money(case, fact) for fact in facts):
        return OF_ONE_MONEY
    of_level = family == "changes" and any(fact.measure.is_level for fact in facts)
    if of_level and any(_on_other_basis(case, fact) for fact in facts):
        return PHRASES["other_basis"]
    if any(_undecided(case, fact) for fact in facts):
        return PHRASES["undecided"]
    unlinked = facts if family == "repeats" else [f for f in facts if f.fact not in case.parents]
    if any(_of_several_wholes(case, fact) for fact in unlinked):
        return PHRASES["several_wholes"]
    if not error or _one_change(facts) or _one_quotient(case, facts):
        return None
    tables = {(fact.page, fact.table) for fact in facts}
    of_one_table = len(tables) == 1 and facts[0].table is not None
    if (
        family == "identities"
        and not of_one_table
        and any(_told_otherwise(case, fact, facts) for fact in facts)
    ):
        return PHRASES["several_printings"]
    if any(_carried_over_unknown(case, fact) for fact in facts):
        return CARRIED
    return None if all(fact.concept for fact in facts) else UNKNOWN


def _one_change(facts: tuple[Fact, ...]) -> bool:
    """Tell the amount and the rate of one change, which are alike whatever it is that changed."""
    return len(facts) == 2 and any(
        fact.pair_fact == other.fact for fact, other in (facts, facts[::-1])
    )


def _one_quotient(case: Case, facts: tuple[Fact, ...]) -> bool:
    """`某项目全年预算9万元，执行8万元，执行率90%`: linked in one sentence, of whatever they are."""
    if len(facts) != len(("rate", "part", "whole")) or any(fact.start is None for fact in facts):
        return False
    rate, part, whole = facts
    places = [case.order[fact.fact] for fact in (whole, part, rate)]
    in_a_row = places == [*range(places[0], places[0] + len(places))]
    linked = (rate.of_fact, rate.base_fact) == (part.fact, whole.fact)
    begin, end = case.sentence(rate.start or 0)
    return linked and in_a_row and rate.table is None and begin <= (whole.start or 0) < end


def _of_other_budget(case: Case, facts: tuple[Fact, ...]) -> bool:
    """`预算80万元，其中拨款50万元，执行72万元，执行率90%`: another amount makes up the rate."""
    if len(facts) != len(("rate", "part", "whole")) or facts[0].table is not None:
        return False
    rate, part, _ = facts
    if rate.measure is not Measure.COMPLETION_RATE or rate.start is None:
        return False
    begin, _ = case.sentence(rate.start)
    here = case.order[rate.fact]
    before = case.facts[max(0, here - BEFORE) : here]
    others = [
        f
        for f in before
        if f not in facts and begin <= (f.start or 0) and f.unit == part.unit and f.value
    ]
    asked = (evaluated(f"{rate.measure}.rate", rate=rate, part=part, whole=f) for f in others)
    return any(result.holds for result in asked)


def _of_one_money(case: Case, fact: Fact) -> bool:
    """Tell whether 财政拨款支出 under the heading of one budget may be of that budget alone.

    It surely is not where that budget's own figure is printed too and is another one.
    """
    if fact.table is not None or fact.start is None or not fact.concept.startswith(FISCAL):
        return False
    money = next((kind for kind in case.kinds_at(fact.start) if kind in tuple(Fund)), None)
    if money is None:
        return False
    of_money = case.find(f"{money}_{fact.concept.removeprefix(FISCAL)}", fact)
    return not of_money or any(other.value == fact.value for other in of_money)


def _on_other_basis(case: Case, fact: Fact) -> bool:
    """Tell a change that is not against the earlier figure: （同口径）…增长14.6%."""
    before = case.text[max(0, fact.start - NEAR) : fact.start] if fact.start is not None else ""
    words = fact.label + re.split("[。；，\n]", before)[-1]
    return WORDS["comparable_basis"].search(words) is not None


def _undecided(case: Case, fact: Fact) -> bool:
    """Tell a change before which 增加（减少） stands: nobody struck out the one or the other."""
    if fact.start is None or fact.measure.is_level:
        return False
    return any(
        match.end() > fact.start
        for oddity in case.vocab.oddities
        if oddity.oddity == UNDECIDED
        for match in oddity.pattern.finditer(case.text, fact.start - NEAR, fact.start + 1)
    )


def _of_several_wholes(case: Case, fact: Fact) -> bool:
    """Tell a part that several totals have, where more than one of them is printed."""
    return any(
        fact.concept in row["parts"]
        and sum(bool(case.by_concept.get(whole)) for whole in row["wholes"]) > 1
        for row in RULES["repeated_figure"].terms
    )


def _told_otherwise(case: Case, fact: Fact, compared: tuple[Fact, ...]) -> bool:
    """Tell a total beside which another total of the kind is printed, by another name.

    The cell of a table called 总计 is what it is, and a figure of the text that all tables
    contradict alike is alone.
    """
    if not case.plain(fact) or (fact.table is not None and not loose(fact.label)):
        return False
    others = [
        other
        for other in case.find(fact.concept, fact)
        if other.unit == fact.unit and other not in compared
        if not other.fund or not fact.fund or other.fund == fact.fund
    ]
    apart = [
        other
        for other in others
        if loose(other.label) not in ("", loose(fact.label)) and not alike(other, fact)
    ]
    against = [other for other in compared if other is not fact and other.concept == fact.concept]
    alone = fact.table is None and not any(alike(other, fact) for other in others)
    return any(not (alone and any(alike(other, one) for one in against)) for other in apart)


def carried_over(fact: Fact) -> bool:
    """Tell whether a figure without words of its own has the concept of what was spoken of.

    日常支出 that is described (保障机构正常运转的) has words, though not the name.
    """
    return fact.table is None and not fact.label_own and fact.rule != "subject_described"


def _carried_over_unknown(case: Case, fact: Fact) -> bool:
    """Tell whether a figure takes its subject from before a level that no concept is known for."""
    if not carried_over(fact) or _counted_beside(case, fact):
        return False
    for place in range(case.order[fact.fact] - 1, -1, -1):
        other = case.facts[place]
        if other.concept == fact.concept and not carried_over(other):
            return False
        if other.measure.is_level and not other.concept and other.table is None:
            return True
    return False


def _counted_beside(case: Case, fact: Fact) -> bool:
    """`接待国内来访团组29个，232人次`: the unit tells what is counted right behind a name."""
    before = case.facts[max(0, case.order[fact.fact] - 1)]
    begin = case.sentence(fact.start or 0)[0]
    named = bool(before.concept and before.label_own) and (before.start or 0) >= begin
    return fact.rule == "wildcard" and before.table is None and named


@dataclass(frozen=True, slots=True)
class _Unread:
    """Numerals that no rule placed: their places in the text, and their rows and columns.

    `cut` are the tables with many right behind them: their rows on the next page were not read.
    """

    places: list[int]
    cut: frozenset[int]
    rows: frozenset[tuple[int, int, int]]
    columns: frozenset[tuple[int, int, int]]


def _beside_unread(case: Case, fact: Fact) -> bool:
    unread = case.once("unread numerals", lambda: _unread(case))
    if fact.table is not None and fact.row is not None and fact.column is not None:
        grid = (fact.page or 0, fact.table)
        return (
            fact.table in unread.cut
            or (*grid, fact.row) in unread.rows
            or (*grid, fact.column) in unread.columns
        )
    if fact.start is None or fact.table is not None or not unread.places:
        return False
    text = case.text
    begin = behind_last("。；\n", text, 0, fact.start)
    ending = _END.search(text, fact.end or fact.start)
    index = bisect_left(unread.places, begin)
    end = ending.start() if ending else len(text)
    return index < len(unread.places) and unread.places[index] < end


def _unread_between(case: Case, facts: tuple[Fact, ...]) -> bool:
    """Tell whether a numeral was not understood within a list of the text, or its end not read."""
    places = [f.start for f in facts if f.start is not None and f.table is None]
    if len(places) < len(facts):
        return False
    unread = case.once("unread numerals", lambda: _unread(case)).places
    index = case.section_at(min(places))
    end = case.disclosure.sections[index].end if index >= 0 else len(case.text)
    is_cut = any(min(places) < gap <= end for gap in case.gaps)
    return is_cut or bisect_left(unread, min(places)) < bisect_left(unread, max(places))


def _falls_short(verdict: Verdict) -> bool:
    """Tell whether what follows from the other figures is less than what is printed."""
    result = verdict.result
    return result is not None and result.implied.high < result.stated.low


def _jumping(case: Case, facts: tuple[Fact, ...]) -> bool:
    """Tell a list of the text one of whose ordinals is left out: 1、…2、…4、…."""
    places = sorted(f.start for f in facts if f.start is not None and f.table is None)
    if len(places) < len(facts):
        return False
    rows: dict[tuple[str, str, bool], list[int]] = {}
    for ordinal in WORDS["list_ordinal"].finditer(case.text, places[0], places[-1]):
        number = number_of(ordinal["number"])
        row = ordinal["open"], ordinal["close"], ordinal["number"].isdecimal()
        if number is not None:
            rows.setdefault(row, []).append(number)
    return any(b > a + 1 for row in rows.values() for a, b in pairwise(row))


def _unread(case: Case) -> _Unread:
    unplaced = [n for n in case.disclosure.numerals if n.rule == UNPLACED]
    places = sorted(n.start for n in unplaced)
    telling = sorted(n.start for n in unplaced if n.token.strip("0.,"))  # a nil changes no sum
    cells = list(_cells(case.disclosure.grids, telling))
    return _Unread(
        places,
        frozenset(_cut(case, places)),
        frozenset((page, table, row) for page, table, row, _ in cells),
        frozenset((page, table, column) for page, table, _, column in cells),
    )


BEHIND = 200
"""Characters behind a table within which its cut off rows begin."""
ROWS = 3
"""So many numerals behind a table are rows of it, and no number of a page."""


def _cut(case: Case, places: list[int]) -> Iterable[int]:
    grids = case.grids
    for grid, following in zip(grids, [*grids[1:], None], strict=False):
        named = following is not None and following.title  # what is in it are no rows of this one
        end = min(following.start if following and named else len(case.text), grid.end + BEHIND)
        title = WORDS["table_line"].search(case.text, grid.end, end)
        end = title.start() if title else end
        if bisect_left(places, end) - bisect_left(places, grid.end) >= ROWS:
            yield grid.table


def _cells(grids: Iterable[Grid], places: list[int]) -> Iterable[tuple[int, int, int, int]]:
    """Yield page, table, row and column of every cell that holds one of the places."""
    for grid in grids:
        first = bisect_left(places, grid.start)
        if first == len(places) or places[first] >= grid.end:
            continue
        for cell in grid.cells:
            index = bisect_left(places, cell.start)
            if index < len(places) and places[index] < cell.end:
                yield grid.page, grid.table, cell.row, cell.column
