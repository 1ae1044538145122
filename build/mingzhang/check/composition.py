"""What expenditure and appropriation consist of, wherever the parts are printed (identities)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingzhang.check.case import Case
from mingzhang.check.engine import check
from mingzhang.check.interval import Interval, total
from mingzhang.check.label_names import labelled
from mingzhang.check.terms import alike, balance, first, listed, quantities
from mingzhang.check.verdict import Verdict
from mingzhang.check.wording import compared, printed
from mingzhang.check.wording_en import said
from mingzhang.model import Fact, Severity, Stage


@check(
    "fiscal_only",
    "identities",
    Severity.WARNING,
    titles=(
        "只有财政拨款时，支出全部为财政拨款支出",
        "With fiscal money only, all spending is fiscal",
    ),
    rule_en="Where fiscal appropriation is all the revenue there is, opening carry-over "
    "included, the "
    "expenditure from fiscal appropriation equals total expenditure.",
    absent=(
        "收入不全是财政拨款，或没有同时列示财政拨款支出与支出总计",
        "revenue is not all fiscal, or the two expenditures are not both printed",
    ),
)
def fiscal_only(case: Case) -> Iterator[Verdict]:
    """收入总计全部为财政拨款收入（没有年初结转和其他收入）的，财政拨款支出应等于支出总计；舍入误差计入容差。"""
    for revenue in quantities(case, "total_revenue"):
        fiscal = first(case, "fiscal_appropriation_revenue", revenue)
        spent = first(case, "total_expenditure", revenue)
        fiscal_spent = first(case, "fiscal_appropriation_expenditure", revenue)
        opening = first(case, "opening_carryover", revenue)
        if fiscal is None or spent is None or fiscal_spent is None:
            continue
        if fiscal.value != revenue.value or (opening is not None and opening.value):
            continue
        yield compared(
            case,
            Interval.of(spent).meets(Interval.of(fiscal_spent)),
            (fiscal_spent, spent, fiscal, revenue),
            Interval.of(fiscal_spent),
            Interval.of(spent),
            f"收入总计{printed(revenue)}全部为财政拨款收入，支出总计为{printed(spent)}",
            f"All revenue ({said(case, revenue)}) is fiscal appropriation and total expenditure "
            f"is {said(case, spent)}, so expenditure from fiscal appropriation should be the same",
            Severity.WARNING,
        )


NATURES = {
    "": ("total_expenditure", "current_year_expenditure"),
    "fiscal_appropriation_": ("fiscal_appropriation_expenditure",),
    "general_public_budget_": ("general_public_budget_expenditure",),
}
"""Expenditures that consist of basic and project expenditure of the same money."""

OTHER_NATURES = (
    "remittance_to_superior",
    "business_expenditure",
    "subsidy_to_affiliates",
    "debt_expenditure",
)


@check(
    "expenditure_by_nature",
    "identities",
    Severity.ERROR,
    titles=("支出等于基本支出加项目支出", "Expenditure is basic plus project expenditure"),
    rule_en="Expenditure = basic + project expenditure (+ remittance to superiors, business "
    "expenditure, subsidies to affiliates, debt), wherever the parts are printed. A sum that "
    "exceeds the total cannot hold; one that falls short may lack a carry-over: a warning in a "
    "budget; in a final account only the expenditure of the year is compared.",
    absent=(
        "支出总数与基本支出、项目支出已作为合计与分项检查，或没有都列示",
        "the three figures are checked as a list already, or not all printed",
    ),
)
def expenditure_by_nature(case: Case) -> Iterator[Verdict]:
    """支出总数应等于基本支出加项目支出（加上缴上级、经营、对附属单位补助、债务支出），不论在文中何处列示；舍入误差计入容差。
    各项之和大于总数的不能成立；小于总数的可能未含结转，预算中列为“存疑”，决算中只与本年支出比较。
    """
    for prefix, totals in NATURES.items():
        for name in totals:
            for whole in quantities(case, name):
                if not labelled(case, whole):
                    continue
                parts = _natures(case, prefix, whole)
                if len(parts) < 2 or _broken_down(case, whole):
                    continue
                sums = total([Interval.of(part) for part in parts])
                short = sums.high < Interval.of(whole).low
                if short and name == "total_expenditure" and whole.stage == Stage.FINAL:
                    continue
                severity = Severity.WARNING if short else Severity.ERROR
                yield balance(case, whole, parts, [], severity)


def _natures(case: Case, prefix: str, whole: Fact) -> list[Fact]:
    names = [f"{prefix}basic_expenditure", f"{prefix}project_expenditure"]
    found = [fact for name in names if (fact := first(case, name, whole))]
    if len(found) < len(names):
        return []
    others = [] if prefix else OTHER_NATURES
    return [*found, *(fact for name in others if (fact := first(case, name, whole)))]


def _broken_down(case: Case, whole: Fact) -> bool:
    """Tell whether any printing of the total lists its basic expenditure itself."""
    return any(
        child.concept.endswith("basic_expenditure")
        for printing in case.by_key.get(case.key(whole), ())
        for child in case.children.get(printing.fact, ())
    )


@check(
    "three_public_sum",
    "identities",
    Severity.ERROR,
    titles=("“三公”经费等于各项之和", "The three public expenses are the sum of their items"),
    rule_en="The three public expenses = travel abroad + vehicles (purchase and running) + "
    "reception, wherever in the text or the tables the items are printed.",
    absent=(
        "“三公”经费合计与各项已作为合计与分项检查，或没有都列示",
        "the total and its items are checked as a list already, or not all printed",
    ),
)
def three_public_sum(case: Case) -> Iterator[Verdict]:
    """“三公”经费合计应等于因公出国（境）费、公务用车购置及运行维护费、公务接待费之和，不论在何处列示；舍入误差计入容差。"""
    for whole in quantities(case, "three_public_expenses"):
        vehicles = [first(case, "official_vehicles", whole)]
        if vehicles == [None]:
            vehicles = [first(case, f"vehicle_{kind}", whole) for kind in ("purchase", "operation")]
        names = ("overseas_travel", "official_reception")
        found = [*(first(case, name, whole) for name in names), *vehicles]
        parts = [part for part in found if part is not None]
        if len(parts) < len(found) or listed(whole, parts):
            continue
        if any(part.section_kind != whole.section_kind for part in parts):
            continue  # the same item of running costs, or of another breakdown
        sure = all(part.table is not None or labelled(case, part) for part in (whole, *parts))
        yield balance(case, whole, parts, [], Severity.ERROR if sure else Severity.WARNING)


@check(
    "funds_of_appropriation",
    "identities",
    Severity.ERROR,
    titles=("财政拨款等于三本预算之和", "Fiscal appropriation is the sum of its three budgets"),
    rule_en="Fiscal appropriation = general public budget + government-managed funds + state "
    "capital, for revenue and for expenditure, wherever in the text the parts are printed.",
    absent=(
        "没有在不同位置分别列示财政拨款和三本预算",
        "fiscal appropriation and its budgets are not printed apart from each other",
    ),
)
def funds_of_appropriation(case: Case) -> Iterator[Verdict]:
    """财政拨款收入（支出）应等于一般公共预算、政府性基金预算、国有资本经营预算三者之和，不论在文中何处列示；舍入误差计入容差。"""
    for side in ("revenue", "expenditure"):
        for whole in quantities(case, f"fiscal_appropriation_{side}"):
            names = [f"{fund}_{side}" for fund in ("general_public_budget", "government_fund")]
            parts = [fact for name in names if (fact := first(case, name, whole))]
            state = first(case, f"state_capital_{side}", whole)
            if len(parts) < 2 or listed(whole, parts):
                continue
            all_parts = [*parts, state] if state else parts
            implied = total([Interval.of(part) for part in all_parts])
            if state is None and implied.high < Interval.of(whole).low:
                continue
            yield balance(case, whole, all_parts, [])


PERSONNEL = ("economic_301", "economic_303")
PUBLIC = ("economic_302", "economic_310")


@check(
    "basic_by_economic_class",
    "identities",
    Severity.WARNING,
    titles=(
        "人员经费、公用经费与经济科目相符",
        "Personnel and public funds agree with the classes",
    ),
    rule_en="Personnel funds = wages and benefits (301) + subsidies to persons (303); public "
    "funds = "
    "goods and services (302) + capital expenditure (310), where basic expenditure is the same "
    "figure in both places.",
    absent=(
        "没有同时列示人员经费（公用经费）和基本支出的经济分类",
        "the two breakdowns of basic expenditure are not both printed",
    ),
)
def basic_by_economic_class(case: Case) -> Iterator[Verdict]:
    """人员经费应等于工资福利支出加对个人和家庭的补助，公用经费应等于商品和服务支出加资本性支出；
    只在两处的基本支出相同时比较，舍入误差计入容差，不符的列为“存疑”。
    """
    for concept, needed in (("personnel_funds", PERSONNEL), ("public_funds", PUBLIC)):
        for whole in quantities(case, concept):
            parts = _classes(case, whole, needed)
            if parts:
                yield balance(case, whole, parts, [], Severity.WARNING)


def _classes(case: Case, whole: Fact, needed: Sequence[str]) -> list[Fact]:
    basic = case.parents.get(whole.fact)
    if basic is None:
        return []
    found: list[Fact] = []
    for name in needed:
        for fact in case.find(name, whole):
            parent = case.parents.get(fact.fact)
            inside = parent is not None and parent.concept.endswith("basic_expenditure")
            if inside and parent is not None and alike(parent, basic):
                found.append(fact)
                break
    listed = {fact.concept for fact in found}
    complete = set(needed) <= listed or (needed == PUBLIC and "economic_302" in listed)
    return found if complete else []
