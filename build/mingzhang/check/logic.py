"""Logic: parts larger than wholes, rates of nothing, costs without counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from mingzhang.check.averages import averages, told_beside
from mingzhang.check.case import Case
from mingzhang.check.completion import budgets_of, covered
from mingzhang.check.disclosed import CLASS
from mingzhang.check.engine import check
from mingzhang.check.formulas import evaluated
from mingzhang.check.interval import Interval
from mingzhang.check.label_names import in_reason, labelled
from mingzhang.check.part_lists import comparable
from mingzhang.check.rules import CONCEPTS, RULES, WORDS
from mingzhang.check.tells import failed, passed
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import cut_off
from mingzhang.common.money import decimals
from mingzhang.model import Fact, Fund, Measure, Severity, Stage

OUTSIDE, AT_COST = CONCEPTS["beside_total"], CONCEPTS["at_cost"]
SURE_COUNTS = CONCEPTS["sure_counts"]

REVENUES = frozenset(
    {"general_public_budget_revenue", "fiscal_appropriation_revenue", "current_year_revenue"}
)
"""What a budget prints both of the year alone and with what was carried over into it."""

WITHIN = RULES["part_exceeds_whole"].terms
"""Part and whole where the vocabulary files the part under another heading."""


@check("part_exceeds_whole")
def part_exceeds_whole(case: Case) -> Iterator[Verdict]:
    """A part is larger than its whole."""
    within = dict.fromkeys(part for part, _ in WITHIN)
    compared_pairs: list[Fact] = []
    for part in case.levels:
        if part.value <= 0 or not _whole_concept(case, part) or _overlaps(case, part):
            continue
        for whole, severity in _wholes(case, part, part.concept in within):
            if _beside_negative(case, part, whole) or _spends_carry_over(case, part, whole):
                continue
            if cut_off(case, whole, Fraction(part.value)):
                continue
            compared_pairs.append(part)
            result = evaluated("part_exceeds_whole.at_most", part=part, whole=whole)
            if not result.holds:
                yield failed(case, "part_exceeds_whole.fail", severity=severity, result=result)
                break
    if compared_pairs:
        count = len({fact.fact for fact in compared_pairs})
        yield passed(case, "part_exceeds_whole.pass", count=count, facts=())


def _overlaps(case: Case, part: Fact) -> bool:
    """Tell what is of no known concept: `…；服务3万元；其中面向某类企业14万元`, of all before it.

    Visitors and occasions are counted one by one.
    """
    parent = case.parents.get(part.fact)
    whole = case.vocab.concepts.get(parent.concept) if parent else None
    counted = part.measure is Measure.COUNT and whole and whole.group == "three_public"
    return not part.concept and not counted


def _beside_negative(case: Case, part: Fact, whole: Fact) -> bool:
    """Tell whether a figure below zero stands beside a part: then a part may exceed its whole."""
    below = case.once("figures below zero", lambda: [f for f in case.levels if f.value < 0])
    return any(
        fact.parent_fact == part.parent_fact == whole.fact
        or (fact.table is not None and (fact.page, fact.table) == (part.page, part.table))
        for fact in below
    )


def _spends_carry_over(case: Case, part: Fact, whole: Fact) -> bool:
    """Tell appropriations of a budget with the carry-over, beside the revenue of the year alone."""
    if part.stage is not Stage.BUDGET or not {part.concept, whole.concept} <= REVENUES:
        return False
    kept = case.find("opening_fiscal_carryover", part) + case.find("opening_carryover", part)
    over = part.value - whole.value
    return not WORDS["of_the_year"].search(part.label) and any(
        0 < over <= fact.value for fact in kept
    )


def _whole_concept(case: Case, part: Fact) -> bool:
    return case.plain(part) or part.concept in case.lexicon.items or bool(part.parent_fact)


def _one_of_several(case: Case, whole: Fact) -> bool:
    """`一般公共预算项目14个；政府性基金项目2个。其中13个为优`: of all of them, not of the last."""
    counted = whole.measure is Measure.COUNT and whole.table is None
    return counted and any(
        fact.section == whole.section and fact.value != whole.value
        for fact in case.find(whole.concept, whole)
    )


def _wholes(case: Case, part: Fact, within: bool) -> Iterator[tuple[Fact, Severity]]:
    """Yield the printed figures that a part cannot exceed."""
    of_contracts = WORDS["contract"].search(part.label) is not None
    doubtful = Severity.WARNING if part.concept in AT_COST or of_contracts else Severity.ERROR
    if part.rule == "list_item" and WORDS["any_total"].search(part.label):
        return  # `货物20万元、服务40万元；合同金额合计68万元`: a total is no item of a list
    shares = (
        share for share in case.by_measure.get(Measure.SHARE, ()) if share.of_fact == part.fact
    )
    if any(WORDS["share_of_contracts"].search(share.quote) for share in shares):
        return  # of what was signed, not of what was paid in the year
    parent = case.parents.get(part.fact)
    if parent is not None and (_is_itself(case, parent, part) or _one_of_several(case, parent)):
        return
    if parent is not None and comparable(parent, part):
        known = case.descends(part.concept, parent.concept) or case.functional(part)
        yield parent, doubtful if known else Severity.WARNING
        yield from _class_of(case, part)
        return
    if not part.concept:
        return
    of_costs = case.vocab.concepts[part.concept].group == "running_costs" and part.economic_code
    unannounced = of_costs and part.table is None  # no words call it part of a figure
    if part.concept in OUTSIDE or case.classified(part) or unannounced:
        yield from _class_of(case, part)
        return
    if part.concept in AT_COST and case.find("fixed_assets_gross", part):
        return  # `资产总计58万元…固定资产原值96万元，其中：房屋60万元`: of these 96
    counted = part.measure == Measure.COUNT and part.concept not in SURE_COUNTS
    for ancestor in () if counted else case.vocab.ancestors(part.concept):
        whole = _largest(case, ancestor, part)
        if whole is not None:
            yield whole, doubtful
            break
    if within:
        for ancestor in (whole for inner, whole in WITHIN if inner == part.concept):
            whole = _largest(case, ancestor, part)
            if whole is not None:
                yield whole, Severity.WARNING


def _class_of(case: Case, part: Fact) -> Iterator[tuple[Fact, Severity]]:
    """Yield the class of a functional item that stands in another list of the same section."""
    if part.table is not None or len(part.function_code) <= CLASS:
        return
    key = case.key(part)._replace(concept=f"function_{part.function_code[:CLASS]}", label="")
    for whole in case.by_key.get(key, ()):
        if whole.table is None and whole.section_kind == part.section_kind:
            yield whole, Severity.WARNING
            return


def _is_itself(case: Case, parent: Fact, part: Fact) -> bool:
    """Tell a part that was read as the very thing it is part of: one of the two was misread."""
    return case.key(parent)._replace(code="") == case.key(part)._replace(code="") and (
        case.within(parent) == case.within(part)
    )


def _largest(case: Case, concept: str, part: Fact) -> Fact | None:
    """Choose the largest printing of a whole: a whole printed twice is another check's matter."""
    candidates = [
        fact
        for fact in case.find(concept, part)
        if comparable(fact, part)
        and (fact.fund == part.fund or not {fact.fund, part.fund} <= set(Fund))
        and case.plain(fact)
        and labelled(case, fact)
        and not in_reason(case, fact)
    ]
    return max(candidates, key=lambda fact: fact.value, default=None)


@check("rate_of_nothing")
def rate_of_nothing(case: Case) -> Iterator[Verdict]:
    """A rate computed from nothing."""
    for rate, part, whole in covered(case):
        if part is None or whole is None or whole.measure is not Measure.COUNT:
            continue
        if whole.value:
            yield passed(case, "rate_of_nothing.pass", whole=whole, facts=(rate, part, whole))
        else:
            yield failed(case, "rate_of_nothing.fail", rate=rate, part=part, whole=whole)


@check("completion_of_zero_budget")
def completion_of_zero_budget(case: Case) -> Iterator[Verdict]:
    """Completion of a budget of zero."""
    for rate in case.by_measure.get(Measure.COMPLETION_RATE, ()):
        level = case.level_of(rate)
        budgets = [] if level is None else budgets_of(case, level, rate)
        if level is not None and not budgets and not level.value and rate.value not in (0, 100):
            yield failed(case, "completion_of_zero_budget.nothing_spent", rate=rate, level=level)
        if level is None or not budgets:
            continue
        facts = (rate, budgets[0], level)
        if budgets[0].value:
            yield passed(case, "completion_of_zero_budget.pass", budget=budgets[0], facts=facts)
        elif rate.value:
            yield failed(
                case,
                "completion_of_zero_budget.fail",
                rate=rate,
                budget=budgets[0],
                level=level,
                severity=None if level.value else Severity.NOTE,
            )


@check("rate_out_of_range")
def rate_out_of_range(case: Case) -> Iterator[Verdict]:
    """A rate outside its possible range."""
    limits = RULES["rate_out_of_range"].terms
    rates = [fact for fact in case.facts if fact.measure in limits]
    told = []
    for rate in rates:
        of_rate = rate.concept if rate.measure is Measure.COVERAGE_RATE else ""
        ends = limits.get(of_rate) or limits[rate.measure]
        least, most = (None if end is None else Interval.exact(end) for end in ends)
        bounds = (("rate_out_of_range.least", least), ("rate_out_of_range.most", most))
        asked = (evaluated(how, rate=rate, bound=end) for how, end in bounds if end is not None)
        broken = next((result for result in asked if not result.holds), None)
        if broken is not None and not _may_leave_its_range(case, rate, rates):
            how = "rate_out_of_range." + ("fail_2" if most is None else "fail")
            told.append(failed(case, how, least=ends[0], result=broken))
    yield from told
    if rates and not told:
        yield passed(case, "rate_out_of_range.pass", count=len(rates))


def _may_leave_its_range(case: Case, rate: Fact, rates: Sequence[Fact]) -> bool:
    """Tell a rate of what is negative or may turn so, and a share beside a negative one.

    `年末结余-56.3万元，较上年的23.7万元下降337.55%`; `财政拨款占105%；其他收入-6万元，占-5%`.
    """
    level = case.level_of(rate)
    negative = level is not None and level.value < 0
    if rate.measure is Measure.SHARE and rate.value > 0:
        return any(other.value < 0 for other in rates if other.measure is Measure.SHARE)
    return rate.value < 0 and (
        negative
        or (rate.measure is Measure.CHANGE_RATE and WORDS["balance"].search(rate.label) is not None)
    )


@check("cost_and_count")
def cost_and_count(case: Case) -> Iterator[Verdict]:
    """Costs and counts bear each other out."""
    for cost_concept, count_concept, severity in RULES["cost_and_count"].terms["pairs"]:
        for cost in _firsts(case, cost_concept):
            count = _count_of(case, cost, count_concept)
            if count is not None and not _rounded_off(case, cost):
                # What is bought may be paid with other money than the costs listed elsewhere.
                near = cost.section_kind == count.section_kind
                yield _cost_verdict(
                    case, cost, count, Severity(severity) if near else Severity.NOTE
                )

    yield from averages(case, RULES["cost_and_count"].terms["averages"])
    yield from told_beside(case)


def _firsts(case: Case, concept: str) -> Iterator[Fact]:
    seen: set[object] = set()
    for fact in case.by_concept.get(concept, ()):
        if fact.measure.is_money and case.key(fact) not in seen:
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
        names = [concept, *(f"{kind}_{concept}" for kind in RECEPTIONS)]
        counts = [fact for name in names for fact in case.find(name, cost)]
        if all(fact.concept.startswith(("foreign", "overseas")) for fact in counts):
            return None  # guests of the country may have been received
        return max(counts, key=lambda fact: fact.value)
    counts = case.find(concept, cost) or case.find(concept, cost, stage=Stage.POINT_IN_TIME)
    return counts[0] if counts else None


def _rounded_off(case: Case, cost: Fact) -> bool:
    """Tell a nought that may be 3,000元: 0万元 of a text that tells all in whole 万元."""
    if cost.value or cost.table is not None or decimals(cost.value_printed):
        return False
    text = (f for f in case.levels if f.table is None and f.value)
    alike = [f.value_printed for f in text if f.unit_printed == cost.unit_printed]
    shown = len(alike) > 1  # one amount alone shows no habit
    return shown and case.factor(cost) > 1 and not any(map(decimals, alike))


def _cost_verdict(case: Case, cost: Fact, count: Fact, severity: Severity) -> Verdict:
    if (cost.value > 0) == (count.value > 0):
        return passed(case, "cost_and_count.pass", cost=cost, count=count)
    if cost.value > 0:
        return failed(case, "cost_and_count.fail_2", cost=cost, count=count)
    return failed(case, "cost_and_count.fail", cost=cost, count=count, severity=severity)
