"""Examples of the families identities, implied, repeats and logic."""

from __future__ import annotations

from check_examples import Told, example, examples
from factories import Story
from mingzhang.model import Measure, Stage

DONE = Measure.COMPLETION_RATE


# carryover


def _carryover(revenue: str, spent: str, closing: str) -> Story:
    story = Story()
    story.figure("收入总计", revenue, "total_revenue")
    story.figure("支出总计", spent, "total_expenditure")
    story.figure("年末结转和结余", closing, "closing_carryover")
    return story


examples(
    "carryover",
    _carryover,
    ("revenue less expenditure", "pass", "158.61", "138.84", "19.77"),
    (
        "carryover disagrees",
        Told("error", "19.77万元", "20.77万元", at="19.77"),
        "158.61",
        "137.84",
        "19.77",
    ),
    ("carryover by rounding", "edge", "158.61", "138.83", "19.77"),
    ("totals that hold the carryover", "unknown", "158.61", "158.61", "19.77"),
    # A deficit, or an opening that nobody printed: nothing can be said of the carry-over.
    ("more spent than came in", "unknown", "138.84", "158.61", "19.77"),
)


@example("carryover", "fail", "error", "19.77万元", "18.77万元")
def opening_plus_the_year() -> Story:
    story = _carryover("158.61", "158.61", "19.77")
    story.figure("年初结转和结余", "8.61", "opening_carryover")
    story.figure("本年收入合计", "150", "current_year_revenue")
    story.figure("本年支出合计", "139.84", "current_year_expenditure")
    return story


# opening_carryover


def _opening(opening: str) -> Story:
    story = Story()
    story.figure("上年结转和结余", opening, "opening_carryover")
    story.figure("年末结转和结余", "19.77", "closing_carryover")
    story.change("增加", "15", "closing_carryover")
    return story


examples(
    "opening_carryover",
    _opening,
    ("opening", "pass", "4.77"),
    ("opening disagrees", Told("warning", "0万元", "4.77万元", at="0"), "0"),
    ("opening by rounding", "edge", "4.78"),
)


def _two_accounts(opening: str) -> list[Story]:
    last = Story("some-county-bureau", 2022, Stage.FINAL)
    last.figure("年末结转和结余", "8.61", "closing_carryover")
    account = Story("some-county-bureau", 2023, Stage.FINAL)
    account.figure("年初结转和结余", opening, "opening_carryover")
    return [last, account]


examples(
    "opening_carryover",
    _two_accounts,
    ("opening is what last year left", "pass", "8.61"),
    (
        "opening is not what last year left",
        Told("warning", "6.81万元", "8.61万元", at="6.81"),
        "6.81",
    ),
)


# revenue_composition


def _composition(total: str) -> Story:
    story = Story()
    story.figure("收入总计", total, "total_revenue")
    story.figure("本年收入合计", "150", "current_year_revenue")
    story.figure("年初结转和结余", "8.61", "opening_carryover")
    return story


examples(
    "revenue_composition",
    _composition,
    ("composed", "pass", "158.61"),
    ("composed of more", Told("error", "155.61万元", "158.61万元", at="155.61"), "155.61"),
    ("composed by rounding", "edge", "158.62"),
)


@example("revenue_composition", "absent")
def the_carryover_of_one_fund_is_not_all() -> Story:
    story = Story()
    story.figure("收支总计", "1270.47", "fiscal_appropriation_revenue_and_expenditure")
    story.figure("财政拨款收入", "1252.35", "fiscal_appropriation_revenue")
    story.figure(
        "政府性基金年初结转和结余", "0", "opening_fiscal_carryover", section_kind="government_fund"
    )
    return story


# fiscal_only


def _fiscal(spent: str, fiscal: str = "158.61", opening: str = "0") -> Story:
    story = Story()
    story.figure("收入总计", "158.61", "total_revenue")
    story.figure("财政拨款收入", fiscal, "fiscal_appropriation_revenue")
    story.figure("上年结转", opening, "opening_carryover")
    story.figure("支出总计", "138.84", "total_expenditure")
    story.figure("财政拨款支出", spent, "fiscal_appropriation_expenditure")
    return story


examples(
    "fiscal_only",
    _fiscal,
    ("all fiscal", "pass", "138.84"),
    ("not all spent is fiscal", Told("warning", "137.84万元", "138.84万元", at="137.84"), "137.84"),
    ("all fiscal by rounding", "edge", "138.83"),
)


@example("fiscal_only", "absent")
def other_money_too() -> Story:
    return _fiscal("100", fiscal="120")


# budget_balance


def _budget(revenue: str, spent: str, up: str = "", down: str = "") -> Story:
    story = Story(stage=Stage.BUDGET)
    story.figure("收入预算", revenue, "total_revenue")
    story.figure("支出预算", spent, "total_expenditure")
    if up:
        story.change("收入增加", up, "total_revenue")
        story.change("支出减少", down, "total_expenditure")
    return story


examples(
    "budget_balance",
    _budget,
    ("balanced", "pass", "311.69", "311.69", "94.37", "94.37"),
    (
        "revenue up expenditure down",
        Told("warning", "-13.96万元", "13.96万元", at="13.96"),
        "835.22",
        "835.22",
        "13.96",
        "-13.96",
    ),
    ("not balanced", Told("warning", "321.69万元", "311.69万元", at="321.69"), "311.69", "321.69"),
    ("balanced by rounding", "edge", "311.69", "311.7"),
)


# expenditure_by_nature


def _natures(basic: str, project: str) -> Story:
    story = Story(stage=Stage.BUDGET)
    story.figure("支出预算", "1164.01", "total_expenditure")
    story.figure("基本支出", basic, "basic_expenditure")
    story.figure("项目支出", project, "project_expenditure")
    return story


examples(
    "expenditure_by_nature",
    _natures,
    ("natures", "pass", "797.29", "366.72"),
    (
        "natures exceed",
        Told("error", "1164.01万元", "1864.01万元", at="1164.01"),
        "1497.29",
        "366.72",
    ),
    ("natures fall short", Told("warning", "1164.01万元", "1064.01万元"), "697.29", "366.72"),
    ("natures by rounding", "edge", "797.3", "366.72"),
)


# funds_of_appropriation


def _funds(total: str, general: str = "120", fund: str = "36") -> Story:
    story = Story()
    story.figure("财政拨款支出", total, "fiscal_appropriation_expenditure")
    story.figure("一般公共预算财政拨款支出", general, "general_public_budget_expenditure")
    story.figure("政府性基金预算支出", fund, "government_fund_expenditure")
    story.figure("国有资本经营预算支出", "0", "state_capital_expenditure")
    return story


examples(
    "funds_of_appropriation",
    _funds,
    ("funds", "pass", "156"),
    ("funds exceed", Told("error", "150万元", "156.00万元", at="150"), "150"),
    ("funds by rounding", "edge", "156.02"),
)


# basic_by_economic_class


def _basic(personnel: str, wages: str = "131.58", basic: str = "137.87") -> Story:
    story = Story()
    one = story.figure("基本支出", "137.87", "basic_expenditure")
    story.figure("工资福利支出", wages, "economic_301", parent=one)
    story.figure("对个人和家庭的补助", "0", "economic_303", parent=one)
    two = story.figure("一般公共预算基本支出", basic, "general_public_budget_basic_expenditure")
    story.figure("人员经费", personnel, "personnel_funds", parent=two)
    return story


examples(
    "basic_by_economic_class",
    _basic,
    ("personnel", "pass", "131.58"),
    ("personnel disagrees", Told("warning", "130.58万元", "131.58万元", at="130.58"), "130.58"),
    ("personnel by rounding", "edge", "131.59"),
)


@example("basic_by_economic_class", "absent")
def another_basic_expenditure() -> Story:
    return _basic("100", basic="110")


# implied_budget_of_parts


def _budgets(total: str, basic: str, project: str) -> Story:
    story = Story()
    whole = story.figure("财政拨款支出", "138.84", "fiscal_appropriation_expenditure")
    parts = (
        ("基本支出", "137.87", "fiscal_appropriation_basic_expenditure", basic),
        ("项目支出", "0.97", "fiscal_appropriation_project_expenditure", project),
    )
    for label, value, concept, _ in parts:
        story.figure(label, value, concept, parent=whole)
    story.rate("完成年初预算的", total, whole.concept, DONE, base_printed="年初预算")
    for label, _, concept, rate in parts:
        story.rate(f"{label}完成", rate, concept, DONE, base_printed="年初预算")
    return story


examples(
    "implied_budget_of_parts",
    _budgets,
    ("budgets agree", "pass", "63.89", "75.63", "2.77"),
    (
        "budgets exceed",
        Told("error", "217.31万元（推算）", "255.26万元", at="63.89"),
        "63.89",
        "62.6",
        "2.77",
    ),
    (
        "budgets fall short",
        Told("note", "217.31万元（推算）", "209.98万元"),
        "63.89",
        "78.8",
        "2.77",
    ),
    ("budgets within what the rates leave open", "edge", "63.9", "75.63", "2.8"),
)


# implied_changes_add_up


def _changes(total: str, vehicles: str = "-0.44") -> Story:
    story = Story()
    whole = story.figure("三公", "7.46", "three_public_expenses")
    story.change("减少", total, "three_public_expenses")
    for label, value, concept, change in (
        ("出国", "0", "overseas_travel", "无变化"),
        ("接待", "2.58", "official_reception", "-0.56"),
        ("车辆", "4.88", "official_vehicles", vehicles),
    ):
        story.figure(label, value, concept, parent=whole)
        story.change("变动", change, concept, unit="") if change == "无变化" else story.change(
            "变动", change, concept
        )
    return story


examples(
    "implied_changes_add_up",
    _changes,
    ("changes agree", "pass", "-1"),
    ("changes disagree", Told("error", "-0.44万元", "-1.00万元", at="0.44"), "-0.44"),
    ("changes by rounding", "edge", "-1.02"),
)


def _one_class_within_two(within_project: str) -> Story:
    """301 and 302 are parts of basic and, with other amounts and changes, of project spending."""
    story = Story()
    for whole, total, change, parts in (
        ("basic_expenditure", "240", "-3", (("200", "1"), ("40", "-4"))),
        ("project_expenditure", "56", "7", (("6", "2"), ("50", within_project))),
    ):
        parent = story.figure("支出", total, whole)
        story.change("变动", change, whole)
        for code, (amount, moved) in zip(("301", "302"), parts, strict=True):
            story.figure("某类", amount, f"economic_{code}", parent=parent)
            story.change("变动", moved, f"economic_{code}")
    return story


examples(
    "implied_changes_add_up",
    _one_class_within_two,
    ("changes of one class within two", "pass", "5"),
    ("changes of one class within one of two", Told("error", "7万元", "6.00万元", at="7"), "4"),
)


# implied_by_bodies: the department of the vocabulary with two bodies

DEPARTMENT = "panjin-business-environment-department"
BODIES = ("panjin-business-environment-bureau", "panjin-smart-city-center")


def _bodies(total: str) -> Story:
    story = Story(DEPARTMENT, 2022, Stage.BUDGET)
    story.figure("收入预算", total, "total_revenue", scope_id=DEPARTMENT)
    for body, amount, rate in zip(BODIES, ("13.96", "175.46"), ("1.7", "7.2"), strict=True):
        story.change("收入增加", amount, "total_revenue", scope_id=body)
        story.rate(
            "增长", rate, "total_revenue", Measure.CHANGE_RATE, scope_id=body, base_year=2021
        )
    return story


examples(
    "implied_by_bodies",
    _bodies,
    ("bodies agree", "pass", "3453.09"),
    ("bodies disagree", Told("warning", "3653.09万元", at="3653.09"), "3653.09"),
    ("bodies within what the rates leave open", "edge", "3480"),
)


# across_disclosures


def years(budget: str, base_change: str = "0") -> list[Story]:
    final = Story("some-county-bureau", 2022, Stage.FINAL)
    final.figure("三公", "0.88", "three_public_expenses")
    final.rate("完成年初预算的", "35.2", "three_public_expenses", DONE, base_printed="年初预算")
    following = Story("some-county-bureau", 2023, Stage.BUDGET)
    following.figure("三公", budget, "three_public_expenses")
    following.change("增加", base_change, "three_public_expenses", base_printed="上年预算")
    return [final, following]


examples(
    "across_disclosures",
    years,
    ("years agree", "pass", "2.5"),
    ("years disagree", Told("warning", "3.50万元（推算）", "2.50万元"), "3.5"),
    ("years within what the rate leaves open", "edge", "2.52"),
)


@example("across_disclosures", "fail", "note", "0.95万元（推算）", "0.88万元")
def what_a_budget_calls_carried_out_is_an_estimate() -> list[Story]:
    final, _ = years("2.5")
    following = Story("some-county-bureau", 2023, Stage.BUDGET)
    following.figure("三公", "1.00", "three_public_expenses")
    following.change("增加", "0.05", "three_public_expenses", base_printed="上年执行数")
    return [final, following]


@example("across_disclosures", "absent")
def budget_and_final_are_two_quantities() -> list[Story]:
    budget = Story("some-county-bureau", 2023, Stage.BUDGET)
    budget.figure("三公", "5", "three_public_expenses")
    final = Story("some-county-bureau", 2023, Stage.FINAL)
    final.figure("三公", "3", "three_public_expenses")
    return [budget, final]


@example("across_disclosures", "absent")
def other_bodies_are_not_compared() -> list[Story]:
    one, two = years("3.5")
    one.facts.clear()
    return [one, two]


# repeated_figure


def twice(one: str, two: str, **columns: object) -> Story:
    story = Story()
    story.figure("政府采购预算", one, "government_procurement")
    story.say("安排")
    story.figure("政府采购预算", two, "government_procurement", **columns)  # type: ignore[arg-type]
    return story


examples(
    "repeated_figure",
    twice,
    ("alike", "pass", "1088.8", "1088.8"),
    ("two values", Told("error", "958.8万元", "1088.80万元", at="958.8"), "1088.8", "958.8"),
)


@example("repeated_figure", "fail", "warning", "65.90万元", "65.91万元", at="65.90")
def one_unit_of_the_last_digit() -> Story:
    story = Story()
    whole = story.figure("一般公共预算财政拨款支出", "65.91", "general_public_budget_expenditure")
    story.figure("住房保障支出", "65.91", "function_221", parent=whole)
    heading = story.figure("住房保障支出", "65.90", "function_221")
    story.figure("住房公积金", "65.90", "function_2210201", parent=heading)
    return story


@example("repeated_figure", "absent")
def two_economic_breakdowns() -> Story:
    story = Story()
    basic = story.figure("基本支出", "162.2", "basic_expenditure")
    story.figure("商品和服务支出", "92.2", "economic_302", parent=basic)
    story.say("按经济分类：")
    story.figure("商品和服务支出", "562.2", "economic_302")
    return story


@example("repeated_figure", "edge")
def restated_with_fewer_decimals() -> Story:
    return twice("1088.8", "0.11", unit="亿元")


@example("repeated_figure", "absent")
def another_year() -> Story:
    return twice("1088.8", "958.8", fiscal_year=2022)


@example("repeated_figure", "absent")
def another_body() -> Story:
    return twice("1088.8", "958.8", scope_id="panjin-smart-city-center")


@example("repeated_figure", "absent")
def basic_expenditure_of_an_item() -> Story:
    story = Story()
    story.figure("基本支出", "803.79", "basic_expenditure")
    item = story.figure("行政运行", "536.87", "function_2010301")
    story.figure("其中基本支出", "500", "basic_expenditure", parent=item, parent_list="some")
    return story


@example("repeated_figure", "absent")
def a_figure_without_its_own_label() -> Story:
    story = Story()
    story.figure("培训费", "0.80", "training_expenses")
    story.figure("未举办节庆活动，开支", "0", "training_expenses", label_printed="培训费")
    return story


# text_against_table, table_against_table


def _cell(story: Story, printed: str, table: int = 0) -> None:
    story.figure(
        "支出总计", printed, "total_expenditure", "元", page=3, table=table, row=9, column=2
    )


def _tables(text: str, cell: str) -> Story:
    story = Story()
    story.figure("支出总计", text, "total_expenditure")
    _cell(story, cell)
    return story


examples(
    "text_against_table",
    _tables,
    ("text rounds the cell", "pass", "138.84", "1388412.07"),
    (
        "text disagrees with the cell",
        Told("error", "148.84万元", "138.84万元", at="148.84"),
        "148.84",
        "1388412.07",
    ),
    ("text at the edge of the cell", "edge", "138.84", "1388450.00"),
)


@example("text_against_table", "unknown")
def what_hangs_on_a_class_is_as_much_as_the_whole_has() -> Story:
    story = Story()
    housing = story.figure("住房保障支出", "9.00", "function_221", function_code="221")
    basic, within = "basic_expenditure", {"function_code": "221"}
    story.figure("基本支出", "60.00", basic, parent=housing, **within)
    row = story.figure("住房保障支出", "9.00", "function_221", table=0, row=2, column=2, **within)
    story.figure("基本支出", "9.00", basic, table=0, row=2, column=3, parent=row, **within)
    story.figure("基本支出", "60.00", basic, table=0, row=1, column=3)
    return story


@example("text_against_table", "unknown")
def a_figure_is_as_much_as_the_row_of_a_unit_has() -> Story:
    story = Story()
    story.figure("县图书馆基本支出", "20.00", "basic_expenditure")
    story.figure("合计", "60.00", "basic_expenditure", table=0, row=1, column=3)
    story.figure(
        "县图书馆", "20.00", "basic_expenditure", table=0, row=2, column=3, scope="library"
    )
    return story


def _two_cells(one: str, two: str) -> Story:
    story = Story()
    _cell(story, one, 0)
    _cell(story, two, 1)
    return story


@example("text_against_table", "fail", "warning", "139.84万元", "138.84万元", at="139.84")
def a_side_of_a_table_has_its_total_without_its_name() -> Story:
    story = Story()
    story.figure("支出总计", "139.84", "total_expenditure")
    story.figure("总计", "138.84", "total_expenditure", page=3, table=0, row=9, column=2)
    return story


@example("text_against_table", "edge")
def a_sum_may_leave_the_carryover_out() -> Story:
    story = Story()
    story.figure("支出合计", "128.84", "total_expenditure")
    story.figure("总计", "138.84", "total_expenditure", page=3, table=0, row=9, column=2)
    return story


examples(
    "table_against_table",
    _two_cells,
    ("tables agree", "pass", "1388412.07", "1388412.07"),
    (
        "tables disagree",
        Told("error", "1388512.07元", "1388412.07元", at="1388512.07"),
        "1388412.07",
        "1388512.07",
    ),
)


@example("table_against_table", "edge")
def tables_in_two_units() -> Story:
    story = _two_cells("1388412.07", "1388412.07")
    story.figure("支出总计", "138.84", "total_expenditure", page=5, table=2, row=1, column=1)
    return story


def _with_carry_over(spent: str) -> Story:
    """One item in a table that lists a carry-over of 60 and in one of this year's money."""
    story = Story(stage=Stage.BUDGET)
    item = {"function_code": "206"}
    story.figure("上年结转", "60.00", "opening_fiscal_carryover", table=0, row=5, column=1)
    story.figure("科学技术支出", spent, "function_206", table=0, row=2, column=3, **item)
    story.figure("科学技术支出", "600.00", "function_206", table=1, row=1, column=2, **item)
    return story


examples(
    "table_against_table",
    _with_carry_over,
    ("an item is paid from the carry over too", "unknown", "640.00"),
    ("more is spent than carried over", Told("error", "600.00万元", "680.00万元"), "680.00"),
)


def _special_funds(rule: str) -> Story:
    """All projects in one table, and some of them in a table of special funds."""
    story = Story(stage=Stage.BUDGET)
    story.figure("项目支出", "600.00", "project_expenditure", table=0, row=2, column=3)
    story.figure("合计", "160.00", "project_expenditure", table=1, row=1, column=2, rule=rule)
    return story


examples(
    "table_against_table",
    _special_funds,
    ("special funds are some of the projects", "absent", "table:special_funds"),
    (
        "a table of all projects says less",
        Told("error", "160.00万元", "600.00万元"),
        "table:project",
    ),
)


def _purchases(goods: str) -> Story:
    """Procurement of all moneys, and of one beside it, with its kinds in the rows below."""
    story = Story(stage=Stage.BUDGET)
    cell = {"table": 0, "column": 5}
    whole = story.figure("合计", "780.00", "government_procurement", row=5, **cell)
    money = {"fund": "general_public_budget", "parent": whole, "parent_list": "some"}
    story.figure("合计", "700.00", "government_procurement", table=0, row=5, column=6, **money)
    story.figure("货物", goods, "procurement_goods", row=6, **cell)
    story.figure("服务", "500.00", "procurement_services", row=9, **cell)
    return story


examples(
    "procurement_sum",
    _purchases,
    ("one money stands beside all procurement", "pass", "280.00"),
    ("goods are more than all less services", Told("error", "780.00万元", "800.00万元"), "300.00"),
)


# two_sides


def _sides(revenue: str, spent: str, label: str = "总计", unit: str = "万元") -> Story:
    story = Story()
    where = {"page": 1, "table": 1, "row": 9}
    story.figure(label, revenue, "total_revenue", unit, column=1, **where)
    story.figure(label, spent, "total_expenditure", unit, column=3, **where)
    return story


examples(
    "two_sides",
    _sides,
    ("sides are equal", "pass", "812.50", "812.50"),
    ("sides differ", Told("error", "813.50万元", "812.50万元", at="813.50"), "812.50", "813.50"),
    (
        "sums may leave the carryover out",
        Told("warning", "813.50万元", "812.50万元"),
        "812.50",
        "813.50",
        "合计",
    ),
    ("sides are rounded one by one", "edge", "812.50", "812.51"),
)


@example("two_sides", "absent")
def sides_of_different_tables() -> Story:
    story = Story()
    story.figure("总计", "812.50", "total_revenue", page=1, table=1, row=9, column=1)
    story.figure("总计", "713.50", "total_expenditure", page=1, table=2, row=9, column=3)
    return story


@example("repeated_figure", "absent")
def a_row_of_a_table_is_not_the_total() -> Story:
    story = Story()
    for code, value in (("", "307.82"), ("201", "264.87")):
        story.figure(
            "本年收入合计", value, "current_year_revenue", function_code=code, page=1, table=1
        )
    return story


# part_exceeds_whole


def _part(part: str) -> Story:
    story = Story()
    whole = story.figure("资产总额", "31162788.13", "total_assets", "元", measure=Measure.BALANCE)
    story.figure(
        "固定资产", part, "fixed_assets", "元", measure=Measure.BALANCE, parent=whole,
        parent_list="some",
    )  # fmt: skip
    return story


examples(
    "part_exceeds_whole",
    _part,
    ("part within", "pass", "27406158.53"),
    ("part exceeds", Told("error", "37406158.53元", at="37406158.53"), "37406158.53"),
)


@example("part_exceeds_whole", "edge")
def part_equal_to_its_whole() -> Story:
    story = Story()
    story.figure("支出总计", "138.84", "total_expenditure")
    story.figure("财政拨款支出", "138.85", "fiscal_appropriation_expenditure")
    return story


@example("part_exceeds_whole", "fail", "warning", "200万元")
def procurement_beyond_expenditure() -> Story:
    story = Story()
    story.figure("支出总计", "138.84", "total_expenditure")
    story.figure("政府采购支出", "200", "government_procurement")
    return story


@example("part_exceeds_whole", "absent")
def a_carryover_may_exceed_the_expenditure() -> Story:
    story = Story()
    story.figure("支出总计", "30", "total_expenditure")
    story.figure("年末结转和结余", "70", "closing_carryover")
    return story


# rate_of_nothing


def _nothing(due: str) -> Story:
    story = Story(stage=Stage.BUDGET)
    story.figure("应编制", due, "performance_projects_due", "个", Measure.COUNT)
    story.figure("实际编制", due, "performance_projects_set", "个", Measure.COUNT)
    story.rate("覆盖率", "100", "performance_target_coverage", Measure.COVERAGE_RATE)
    return story


examples(
    "rate_of_nothing",
    _nothing,
    ("rate of something", "pass", "10"),
    ("rate of zero projects", Told("warning", "100%", at="100"), "0"),
    ("rate of one project", "edge", "1"),
)


# completion_of_zero_budget


def _zero_budget(budget: str, rate: str = "95.89") -> Story:
    story = Story()
    story.figure("年初预算为", budget, "total_expenditure", stage=Stage.INITIAL_BUDGET)
    story.figure("支出决算为", "307.82", "total_expenditure")
    story.rate("完成年初预算的", rate, "total_expenditure", DONE, base_printed="年初预算")
    return story


examples(
    "completion_of_zero_budget",
    _zero_budget,
    ("completion of some budget", "pass", "321.02"),
    ("completion of no budget", Told("warning", "95.89%", at="95.89"), "0"),
    ("completion of the smallest budget", "edge", "0.01", "3078200"),
)


# rate_out_of_range


def _range(rate: str, measure: Measure) -> Story:
    story = Story()
    story.figure("支出总计", "100", "total_expenditure")
    story.rate("比率", rate, "total_expenditure", measure)
    return story


examples(
    "rate_out_of_range",
    _range,
    ("a completion may exceed 100", "pass", "350", DONE),
    ("a share above 100", Told("error", "120%", at="120"), "120", Measure.SHARE),
    ("a decrease by more than all", Told("error", "-150%", at="150"), "-150", Measure.CHANGE_RATE),
)


@example("rate_out_of_range", "pass")
def what_turned_negative_fell_by_more_than_all() -> Story:
    story = Story()
    story.figure("年末结转和结余", "-56.3", "closing_carryover")
    story.rate("下降", "-337.55", "closing_carryover", Measure.CHANGE_RATE)
    return story


@example("rate_out_of_range", "pass")
def the_share_of_what_is_negative_and_the_one_beside_it() -> Story:
    story = Story()
    whole = story.figure("收入合计", "120", "current_year_revenue")
    story.figure("财政拨款收入", "126", "fiscal_appropriation_revenue", parent=whole)
    story.rate("占", "105", "fiscal_appropriation_revenue", Measure.SHARE)
    story.figure("其他收入", "-6", "other_revenue", parent=whole)
    story.rate("占", "-5", "other_revenue", Measure.SHARE)
    return story


@example("rate_out_of_range", "edge")
def a_share_that_rounds_to_100() -> Story:
    return _range("100.00", Measure.SHARE)


# cost_and_count


def _vehicles(cost: str, held: str) -> Story:
    story = Story()
    story.figure("公务用车运行维护费", cost, "vehicle_operation")
    story.figure("保有量", held, "vehicles_held", "辆", Measure.COUNT, stage=Stage.POINT_IN_TIME)
    return story


examples(
    "cost_and_count",
    _vehicles,
    ("cost and vehicle", "pass", "0.88", "1"),
    ("cost without vehicle", Told("warning", "0辆", at="0.88"), "0.88", "0"),
    ("vehicle without cost", Told("note", "0万元"), "0", "2"),
    ("the smallest cost", "edge", "0.01", "1"),
)


@example("cost_and_count", "pass")
def no_domestic_count_is_no_count_of_all() -> Story:
    story = Story()
    story.figure("公务接待费", "2.58", "official_reception")
    story.figure("来访团组", "0", "reception_batches", "个", Measure.COUNT)
    story.figure("国内来访", "31", "domestic_reception_batches", "个", Measure.COUNT)
    return story


# comparison_words


def _words(rate: str, words: str) -> Story:
    story = Story()
    story.figure("事业运行", "103.27", "function_2010350")
    story.rate("完成年初预算的", rate, "function_2010350", DONE, base_printed="年初预算")
    story.say(words + "。")
    return story


examples(
    "comparison_words",
    _words,
    ("smaller as said", "pass", "94.34", "决算数小于年初预算数的原因主要是人员调动"),
    (
        "said smaller but larger",
        Told("error", "决算数小于年初预算", at="决算数小于年初预算"),
        "104.34",
        "决算数小于年初预算数的原因主要是人员调动",
    ),
    ("a rate that rounds to 100", "edge", "100", "决算数小于年初预算数的主要原因是压减支出"),
)


@example("comparison_words", "fail", "warning", "决算数大于年初预算", at="决算数大于年初预算")
def a_full_rate_among_rates_with_decimals() -> Story:
    story = Story()
    story.figure("行政运行", "94.34", "function_2010301")
    story.rate("完成年初预算的", "94.34", "function_2010301", DONE, base_printed="年初预算")
    story.figure("事业运行", "103.27", "function_2010350")
    story.rate("完成年初预算的", "100", "function_2010350", DONE, base_printed="年初预算")
    story.say("决算数大于年初预算数的原因主要是人员增加。")
    return story


@example("comparison_words", "pass")
def equal_as_said() -> Story:
    return _words("100", "决算数等于预算数")
