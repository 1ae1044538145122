"""Logic: parts larger than wholes, rates of nothing, costs without counts."""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.check.case import MONEY, Case
from mingzhang.check.completion import budgets_of, covered
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval
from mingzhang.check.label_names import labelled
from mingzhang.check.part_lists import comparable
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import failed, like, passed, printed
from mingzhang.check.wording_en import said, said_gap
from mingzhang.model import Fact, Measure, Severity, Stage

OUTSIDE = frozenset({"closing_carryover", "closing_fiscal_carryover", "surplus_distribution"})
"""Printed beside a total of the year's expenditure as often as inside it."""

AT_COST = frozenset({"vehicles_value", "equipment_value", "buildings_value"})
"""Often printed at cost below an asset total that is net of depreciation: doubtful, no more."""

SURE_COUNTS = frozenset({"performance_projects_set", "vehicles_purchased"})
"""Counts that are compared with their whole without being printed below it."""

WITHIN = (
    ("government_procurement", "total_expenditure"),
    ("service_purchase", "total_expenditure"),
    ("three_public_expenses", "total_expenditure"),
    ("running_costs", "public_funds"),
    ("running_costs", "basic_expenditure"),
    ("fiscal_appropriation_basic_expenditure", "basic_expenditure"),
    ("fiscal_appropriation_project_expenditure", "project_expenditure"),
    ("general_public_budget_basic_expenditure", "basic_expenditure"),
    ("general_public_budget_project_expenditure", "project_expenditure"),
)
"""Part and whole where the vocabulary files the part under another heading."""


@check(
    "part_exceeds_whole",
    "logic",
    Severity.ERROR,
    titles=("分项大于总数", "A part is larger than its whole"),
    rule_en="No part is larger than the figure it is printed or defined as part of: same body, "
    "year and account, beyond rounding. Procurement, running costs and values at cost are counted "
    "on another basis and only give a warning.",
    absent=("没有可与总数比较的分项", "no part is printed together with its whole"),
)
def part_exceeds_whole(case: Case) -> Iterator[Verdict]:
    """同一单位、年度、口径下，任何分项都不应大于它所属的总数；两个数的舍入误差都计入容差。
    采购、机关运行经费、按原值列示的资产与总数的口径可能不同，超过时只列为“存疑”。
    """
    within = dict.fromkeys(part for part, _ in WITHIN)
    compared_pairs: list[Fact] = []
    for part in case.levels:
        if not part.concept or part.value <= 0 or not _whole_concept(case, part):
            continue
        for whole, severity in _wholes(case, part, part.concept in within):
            if _beside_negative(case, part, whole):
                continue
            compared_pairs.append(part)
            if Interval.of(part).low > Interval.of(whole).high:
                yield _exceeds(case, part, whole, severity)
                break
    if compared_pairs:
        count = len({fact.fact for fact in compared_pairs})
        yield passed(
            (),
            f"已将{count}个分项与所属总数比较；大于总数的另行列出。",
            f"The number of parts compared with their wholes is {count:,}; those that exceed "
            "theirs are listed apart.",
        )


def _beside_negative(case: Case, part: Fact, whole: Fact) -> bool:
    """Tell whether a figure below zero stands beside a part: then a part may exceed its whole."""
    below = case.once("figures below zero", lambda: [f for f in case.levels if f.value < 0])
    return any(
        fact.parent_fact == part.parent_fact == whole.fact
        or (fact.table is not None and (fact.page, fact.table) == (part.page, part.table))
        for fact in below
    )


def _whole_concept(case: Case, part: Fact) -> bool:
    return case.plain(part) or part.concept in case.lexicon.items or bool(part.parent_fact)


def _wholes(case: Case, part: Fact, within: bool) -> Iterator[tuple[Fact, Severity]]:
    """Yield the printed figures that a part cannot exceed."""
    doubtful = Severity.WARNING if part.concept in AT_COST else Severity.ERROR
    parent = case.parents.get(part.fact)
    if parent is not None and _is_itself(case, parent, part):
        return
    if parent is not None and comparable(parent, part):
        known = case.descends(part.concept, parent.concept) or case.functional(part)
        yield parent, doubtful if known else Severity.WARNING
        return
    if part.concept in OUTSIDE or case.classified(part):
        return
    counted = part.measure == Measure.COUNT and part.concept not in SURE_COUNTS
    for ancestor in () if counted else case.vocab.ancestors(part.concept):
        whole = _largest(case, ancestor, part)
        if whole is not None:
            yield whole, doubtful
            break
    if within:
        for ancestor in (whole for one, whole in WITHIN if one == part.concept):
            whole = _largest(case, ancestor, part)
            if whole is not None:
                yield whole, Severity.WARNING


def _is_itself(case: Case, parent: Fact, part: Fact) -> bool:
    """Tell a part that was read as the very thing it is part of: one of the two was misread."""
    return case.key(parent)._replace(code="") == case.key(part)._replace(code="") and (
        case.within(parent) == case.within(part)
    )


def _largest(case: Case, concept: str, part: Fact) -> Fact | None:
    """Choose the largest printing of a whole: a whole printed twice is another check's matter."""
    found = [
        fact
        for fact in case.find(concept, part)
        if comparable(fact, part) and case.plain(fact) and labelled(case, fact)
    ]
    return max(found, key=lambda fact: fact.value, default=None)


def _exceeds(case: Case, part: Fact, whole: Fact, severity: Severity) -> Verdict:
    over = Interval.of(part).middle - Interval.of(whole).middle
    gap = like(case, over, part)
    return failed(
        (part, whole),
        severity,
        f"“{case.name(part)}”{printed(part)}是“{case.name(whole)}”{printed(whole)}的一部分，"
        f"却比它大{gap}。",
        f"{case.name_en(part)} ({said(case, part)}) is part of {case.name_en(whole)} "
        f"({said(case, whole)}) but exceeds it by {said_gap(case, over, part)}.",
        shown=printed(part),
        expected=f"≤{printed(whole)}",
    )


@check(
    "rate_of_nothing",
    "logic",
    Severity.WARNING,
    titles=("由0个项目计算的比率", "A rate computed from nothing"),
    rule_en="A coverage of performance targets computed from 0 projects of 0 is not defined.",
    absent=("没有同时列示覆盖率和两个项目数", "no coverage is printed with its two counts"),
)
def rate_of_nothing(case: Case) -> Iterator[Verdict]:
    """应编制绩效目标的项目为0个时，覆盖率没有意义；此时仍列示覆盖率的，列为“存疑”。"""
    for rate, part, whole in covered(case):
        if part is None or whole is None:
            continue
        if whole.value:
            yield passed(
                (rate, part, whole),
                f"应编制{printed(whole)}，分母不为0。",
                f"The projects to be covered number {said(case, whole)}, not zero.",
            )
        else:
            yield failed(
                (rate, part, whole),
                Severity.WARNING,
                f"应编制{printed(whole)}、实际编制{printed(part)}，分母为0，覆盖率无法计算，"
                f"列示为{printed(rate)}。",
                f"Of {said(case, whole)} to be covered {said(case, part)} are covered, so no rate "
                f"is defined; the source prints {said(case, rate)}.",
                shown=printed(rate),
                expected="无法计算（分母为0）",
            )


@check(
    "completion_of_zero_budget",
    "logic",
    Severity.WARNING,
    titles=("年初预算为0的完成率", "Completion of a budget of zero"),
    rule_en="Where the budget that a completion rate refers to is printed as zero, no rate "
    "follows; a "
    "rate that is printed nevertheless is doubtful (it may refer to another budget).",
    absent=("没有同时列示完成率和所对应的预算数", "no completion rate is printed with its budget"),
)
def completion_of_zero_budget(case: Case) -> Iterator[Verdict]:
    """完成率所对应的预算数列示为0的，完成率无法计算；此时仍列示完成率的，列为“存疑”（可能是相对于另一预算数）。"""
    for rate in case.by_measure.get(Measure.COMPLETION_RATE, ()):
        level = case.level_of(rate)
        budgets = [] if level is None else budgets_of(case, level, rate.base_printed)
        if level is None or not budgets:
            continue
        facts = (rate, budgets[0], level)
        if budgets[0].value:
            budget = printed(budgets[0])
            words_en = f"The budget is {said(case, budgets[0])}, not zero."
            yield passed(facts, f"预算数为{budget}，不为0。", words_en)
        elif rate.value:
            yield failed(
                facts,
                Severity.WARNING,
                f"“{case.name(level)}”的预算数列示为{printed(budgets[0])}，完成率无法计算，"
                f"列示为{printed(rate)}。",
                f"The budget of {case.name_en(level)} is printed as {said(case, budgets[0])}, so "
                f"no rate follows; the source prints {said(case, rate)}.",
                shown=printed(rate),
                expected="无法计算（预算数为0）",
            )


@check(
    "rate_out_of_range",
    "logic",
    Severity.ERROR,
    titles=("比率超出可能范围", "A rate outside its possible range"),
    rule_en="The share of a part and a coverage lie between 0 and 100%; nothing that cannot be "
    "negative decreases by more than 100%; a completion rate is not negative.",
    absent=("没有列示占比、覆盖率、完成率或增减率", "no rate is printed"),
)
def rate_out_of_range(case: Case) -> Iterator[Verdict]:
    """占比和覆盖率应在0到100%之间；收支数下降不应超过100%；完成率不应为负数。"""
    limits = {
        Measure.SHARE: (0, 100),
        Measure.COVERAGE_RATE: (0, 100),
        Measure.COMPLETION_RATE: (0, None),
        Measure.CHANGE_RATE: (-100, None),
    }
    rates = [fact for fact in case.facts if fact.measure in limits]
    bad = 0
    for rate in rates:
        low, high = limits[rate.measure]
        interval = Interval.of(rate)
        if interval.high < low and _falls_below_nought(case, rate):
            continue
        if interval.high < low or (high is not None and interval.low > high):
            bad += 1
            span = f"{low}%～{high}%" if high is not None else f"≥{low}%"
            range_en = f"{low}% to {high}%" if high is not None else f"{low}% or more"
            range_en = range_en.replace("-", "−")
            yield failed(
                (rate,),
                Severity.ERROR,
                f"“{case.name(rate)}”的比率列示为{printed(rate)}，超出可能范围{span}。",
                f"The rate of {case.name_en(rate)} is printed as {said(case, rate)}; "
                f"{range_en} is possible.",
                shown=printed(rate),
                expected=span,
            )
    if rates and not bad:
        yield passed(
            (),
            f"{len(rates)}个比率都在可能范围内。",
            f"All rates printed ({len(rates):,}) lie in their range.",
        )


def _falls_below_nought(case: Case, rate: Fact) -> bool:
    """Tell a rate of what may turn negative: 年末结余-56.3万元，较上年的23.7万元下降337.55%."""
    level = case.level_of(rate)
    negative = level is not None and level.value < 0
    return rate.measure is Measure.CHANGE_RATE and (negative or "结余" in rate.label_printed)


COUNTED = (
    ("vehicle_operation", "vehicles_held", Severity.NOTE),
    ("vehicle_purchase", "vehicles_purchased", Severity.WARNING),
    ("domestic_reception", "domestic_reception_batches", Severity.WARNING),
    ("domestic_reception", "domestic_reception_visitors", Severity.WARNING),
    ("official_reception", "reception_batches", Severity.WARNING),
    ("official_reception", "reception_visitors", Severity.WARNING),
    ("foreign_affairs_reception", "foreign_reception_batches", Severity.WARNING),
    ("foreign_affairs_reception", "foreign_reception_visitors", Severity.WARNING),
    ("overseas_travel", "overseas_groups", Severity.WARNING),
    ("overseas_travel", "overseas_trips", Severity.WARNING),
)
"""Cost, the count of what it is spent on, and how much a count without a cost matters (a vehicle
may stand unused; a reception costs something)."""


@check(
    "cost_and_count",
    "logic",
    Severity.WARNING,
    titles=("费用与数量相互印证", "Costs and counts bear each other out"),
    rule_en="Where the cost of vehicles, receptions or travel is not zero, the count of what it "
    "was spent on is not zero either, and the other way round. A vehicle held without a cost is a "
    "note.",
    absent=("没有同时列示费用和数量", "no cost is printed beside its count"),
)
def cost_and_count(case: Case) -> Iterator[Verdict]:
    """公务用车、公务接待、因公出国（境）的费用不为0的，对应的辆数、批次、人次也不应为0，反之亦然。
    有车辆而运行维护费为0的，只作提示。
    """
    for cost_concept, count_concept, severity in COUNTED:
        for cost in _firsts(case, cost_concept):
            count = _count_of(case, cost, count_concept)
            if count is not None:
                yield _cost_verdict(case, cost, count, severity)


def _firsts(case: Case, concept: str) -> Iterator[Fact]:
    seen: set[object] = set()
    for fact in case.by_concept.get(concept, ()):
        if fact.measure in MONEY and case.key(fact) not in seen:
            seen.add(case.key(fact))
            yield fact


RECEPTIONS = ("domestic", "foreign", "overseas")
"""Kinds of reception whose counts are printed instead of one count of all."""


def _count_of(case: Case, cost: Fact, concept: str) -> Fact | None:
    if cost.stage not in (Stage.FINAL, Stage.BUDGET):
        return None
    if concept in ("reception_batches", "reception_visitors"):
        if any(case.find(f"{kind}_reception", cost) for kind in RECEPTIONS):
            return None
        counts = [case.find(f"{kind}_{concept}", cost) for kind in RECEPTIONS]
        printed_counts = [fact for found in counts for fact in found]
        if printed_counts:
            return max(printed_counts, key=lambda fact: fact.value)
    found = case.find(concept, cost) or case.find(concept, cost, stage=Stage.POINT_IN_TIME)
    return found[0] if found else None


def _cost_verdict(case: Case, cost: Fact, count: Fact, severity: Severity) -> Verdict:
    pair = f"“{case.name(cost)}”{printed(cost)}，“{case.name(count)}”{printed(count)}"
    pair_en = (
        f"{case.name_en(cost)} is {said(case, cost)} and {case.name_en(count)} is "
        f"{said(case, count)}"
    )
    if (cost.value > 0) == (count.value > 0):
        return passed((cost, count), f"{pair}。", f"{pair_en}.")
    if cost.value > 0:
        return failed(
            (cost, count),
            Severity.WARNING,
            f"{pair}：有费用而没有对应的数量。",
            f"{pair_en}: a cost without a count.",
            shown=printed(count),
            expected=">0",
        )
    return failed(
        (cost, count),
        severity,
        f"{pair}：有数量而没有对应的费用。",
        f"{pair_en}: a count without a cost.",
        shown=printed(cost),
        expected=">0",
    )
