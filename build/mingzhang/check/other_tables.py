"""Tables against what is said elsewhere: 无 beside money, items above their whole, contents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingzhang.check.case import MONEY, Case
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import failed, like, passed, printed
from mingzhang.check.wording_en import said, said_gap
from mingzhang.common.english_nouns import quoted
from mingzhang.model import Fact, Grid, Severity

ELSEWHERE = (
    ("economic_30212", "overseas_travel"),
    ("economic_30217", "official_reception"),
    ("economic_30231", "vehicle_operation"),
    ("economic_31013", "vehicle_purchase"),
    ("performance_target_funds", "project_expenditure"),
)
"""What cannot exceed what, where the two stand in different tables: the items of basic expenditure
are within the same item of 三公, performance targets of projects within project expenditure."""


@check(
    "item_exceeds_elsewhere",
    "logic",
    Severity.WARNING,
    titles=("经济科目不大于“三公”经费同项", "An item is not above the same item elsewhere"),
    rule_en="Travel abroad, reception, vehicles (30212, 30217, 30231, 31013) within basic "
    "expenditure do not exceed the same item of the three public expenses, and the money of "
    "projects with performance targets does not exceed project expenditure.",
    absent=("没有同时列示可比较的两处", "the two figures are not both printed"),
)
def item_exceeds_elsewhere(case: Case) -> Iterator[Verdict]:
    """基本支出经济科目中的因公出国（境）费用、公务接待费、公务用车运行维护费、公务用车购置，不应大于“三公”经费的同一项；
    编报绩效目标的项目资金不应大于项目支出。超过舍入误差的列为“存疑”。
    """
    for part_concept, whole_concept in ELSEWHERE:
        for part in case.by_concept.get(part_concept, ()):
            wholes = [
                fact
                for fact in case.find(whole_concept, part)
                if fact.measure in MONEY and fact.unit == part.unit and _is_apart(part, fact)
            ]
            if part.measure in MONEY and wholes and not _is_more(case, part):
                yield _not_above(case, part, max(wholes, key=lambda fact: fact.value))


def _is_more(case: Case, part: Fact) -> bool:
    """Tell whether a figure is of one functional item, or of the targets of the body as a whole."""
    start = part.start or 0
    begin = max(case.disclosure.text.rfind(stop, 0, start) for stop in "。；\n")
    return bool(case.within(part)) or "整体" in case.disclosure.text[begin + 1 : start]


def _is_apart(one: Fact, other: Fact) -> bool:
    return (one.page, one.table) != (other.page, other.table) or one.table is None


def _not_above(case: Case, part: Fact, whole: Fact) -> Verdict:
    if Interval.of(part).low <= Interval.of(whole).high:
        return passed(
            (part, whole),
            f"“{case.name(part)}”{printed(part)}不大于另处的{printed(whole)}。",
            f"{case.name_en(part)} ({said(case, part)}) is not above {said(case, whole)}.",
        )
    over = Interval.of(part).middle - Interval.of(whole).middle
    return failed(
        (part, whole),
        Severity.WARNING,
        f"“{case.name(part)}”{printed(part)}大于“{whole.concept_zh}”{printed(whole)}，"
        f"多{like(case, over, part)}。",
        f"{case.name_en(part)} ({said(case, part)}) exceeds {case.name_en(whole)} "
        f"({said(case, whole)}) by {said_gap(case, over, part)}.",
        shown=printed(part),
        expected=f"≤{printed(whole)}",
    )


BOTH_SIDES = "_revenue_and_expenditure"


@check(
    "nothing_said_of_money",
    "identities",
    Severity.WARNING,
    titles=("文字称“无”而表中有数", "The text says none and the table has money"),
    rule_en="Where the text says that there is no revenue or expenditure of a kind, the tables "
    "have none of it in that year either.",
    absent=(
        "没有称“无”的收支，或表中没有对应的数",
        "nothing is said to be none, or no table has it",
    ),
)
def nothing_said_of_money(case: Case) -> Iterator[Verdict]:
    """文字说明写明没有某项收入、支出的，公开表中同年度的该项应为0或空白；表中有数的列为“存疑”。"""
    told: set[str] = set()
    for fact in case.levels:
        if fact.rule != "stated_nothing" or fact.table is not None or fact.concept in told:
            continue
        cells = _cells_of(case, fact)
        full = [cell for cell in cells if cell.value]
        told.add(fact.concept)
        if full:
            yield _said_none(case, fact, max(full, key=lambda cell: abs(cell.value)))
        elif cells:
            yield passed(
                (fact, *cells),
                f"文字写明没有“{fact.concept_zh}”，表中也没有。",
                f"The text and the tables have no {case.name_en(fact)}.",
            )


def _cells_of(case: Case, fact: Fact) -> list[Fact]:
    names = [fact.concept]
    if fact.concept.endswith(BOTH_SIDES):
        fund = fact.concept.removesuffix(BOTH_SIDES)
        names = [f"{fund}_revenue", f"{fund}_expenditure"]
    return [cell for name in names for cell in case.find(name, fact) if cell.table is not None]


def _said_none(case: Case, fact: Fact, cell: Fact) -> Verdict:
    return failed(
        (fact, cell),
        Severity.WARNING,
        f"文字写明没有“{fact.concept_zh}”，表中“{cell.concept_zh}”列示为{printed(cell)}。",
        f"The text says that there is no {case.name_en(fact)}; the table prints "
        f"{said(case, cell)} for {case.name_en(cell)}.",
        shown=fact.quote,
        expected=printed(cell),
    )


_BLANK = re.compile(
    r"(?:没有|无|未)[^。\n]{0,40}(?P<fund>政府性基金|国有资本经营)[^。\n]{0,40}(?:空表|空白)"
)
NOTE = 120
"""Characters behind a table within which its note stands."""


@check(
    "note_of_other_table",
    "structure",
    Severity.WARNING,
    titles=("空表说明写的是另一张表", "The note of a blank table speaks of another"),
    rule_en="The note that says why a table is blank names the money of that table.",
    absent=("没有说明空表原因的附注", "no note says why a table is blank"),
)
def note_of_other_table(case: Case) -> Iterator[Verdict]:
    """公开表下说明空表原因的附注，所写的资金应与该表一致（如国有资本经营预算表下不应写政府性基金）。"""
    grids = sorted(case.disclosure.grids, key=lambda grid: grid.start)
    text = case.disclosure.text
    for grid, following in zip(grids, [*grids[1:], None], strict=False):
        end = min(following.start if following else len(text), grid.end + NOTE)
        found = _BLANK.search(text, grid.end, end)
        if found is None:
            continue
        if not _is_of_one_fund(grid) or found["fund"] in grid.title:
            yield passed((), "空表说明与该表一致。", "The note is about its own table.")
            continue
        yield failed(
            (),
            Severity.WARNING,
            f"“{grid.title}”之下的说明写的是“{found['fund']}”。",
            f"The note below {quoted(grid.title)} speaks of {quoted(found['fund'])}.",
            shown=found[0],
            span=found.span(),
        )


def _is_of_one_fund(grid: Grid) -> bool:
    return ("政府性基金" in grid.title) != ("国有资本经营" in grid.title)


_TABLE_LINE = re.compile(
    r"^[ \t\u3000]*(?:[\d一二三四五六七八九十]+[、.．]|[（(][\d一二三四五六七八九十]+[)）])?"
    r"(?P<name>[\u4e00-\u9fff“”（）()]{2,30}(?:总表|决算表|预算表|支出表|收入表|情况表))(?:[.…\s]*\d{0,3})$",
    re.M,
)
FEW = 3


@check(
    "announced_tables",
    "structure",
    Severity.NOTE,
    titles=("目录列出的公开表都在文中", "The tables of the contents are there"),
    rule_en="Where the contents list tables, the document holds them; none at all is noted (they "
    "may be attached).",
    absent=("目录没有列出公开表", "no contents list tables"),
)
def announced_tables(case: Case) -> Iterator[Verdict]:
    """目录中列出公开表的，文中应有这些表；文中一张表也没有的只作提示（可能另见附件）。"""
    if any(note.kind == "page_without_text" for note in case.disclosure.notes):
        return
    lines = list(_TABLE_LINE.finditer(case.disclosure.text))
    names = list(dict.fromkeys(line["name"] for line in lines))
    if len(names) < FEW:
        return
    if case.disclosure.grids or any(fact.table is not None for fact in case.facts):
        yield passed((), "目录列出公开表，文中有表。", "The contents list tables; there are some.")
        return
    words = "、".join(names)
    yield failed(
        (),
        Severity.NOTE,
        f"目录列出了公开表（{words}），文中没有一张表（可能另见附件）。",
        f"The contents list {len(names)} tables; the document holds none (they may be attached).",
        shown=words,
        span=lines[0].span("name"),
    )


THREE_PUBLIC = ("overseas_travel", "vehicle_purchase", "vehicle_operation", "official_reception")


@check(
    "three_public_items",
    "structure",
    Severity.NOTE,
    titles=("“三公”说明列全各项", "The three public expenses name all their items"),
    rule_en="The explanation of the three public expenses names travel abroad, the purchase of "
    "vehicles, their running and reception; items that are not named are noted.",
    absent=("没有“三公”经费的文字说明", "the three public expenses are not explained"),
)
def three_public_items(case: Case) -> Iterator[Verdict]:
    """“三公”经费说明应分别列示因公出国（境）费、公务用车购置费、公务用车运行维护费、公务接待费（没有的也应写明为0）；
    缺项的只作提示。
    """
    named = [f for name in THREE_PUBLIC for f in case.by_concept.get(name, ()) if f.table is None]
    if len({fact.concept for fact in named}) < 2:
        return
    no_vehicles = {fact.value for fact in case.by_concept.get("official_vehicles", ())} == {0}
    missing = [
        name
        for name in THREE_PUBLIC
        if not (no_vehicles and name.startswith("vehicle")) and not _names(case, name)
    ]
    if not missing:
        yield passed(tuple(named), "“三公”经费各项都有列示。", "All items are named.")
        return
    concepts = [case.vocab.concepts[name] for name in missing]
    words = "、".join(concept.name_zh for concept in concepts)
    yield failed(
        tuple(named),
        Severity.NOTE,
        f"“三公”经费说明中未见：{words}。",
        "The explanation of the three public expenses does not name "
        + ", ".join(quoted(concept.name_en) for concept in concepts)
        + ".",
        shown=words,
    )


def _names(case: Case, concept: str) -> bool:
    """Tell whether the text states or at least names an item."""
    if concept in case.by_concept:
        return True
    words = (label.label for label in case.vocab.labels if label.concept == concept)
    names = [case.vocab.concepts[concept].name_zh, *words]
    found = "|".join(map(re.escape, names))
    return re.search(rf"(?:{found})(?![及和与、])", case.disclosure.text) is not None
