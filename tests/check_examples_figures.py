"""Examples of the families sums, shares and changes."""

from __future__ import annotations

from check_examples import Told, example, examples
from factories import Story
from mingzhang.model import Measure, Stage

SHARE, DONE = Measure.SHARE, Measure.COMPLETION_RATE


# sum_full_list


def _spending(total: str, basic: str, project: str, kind: str = "all") -> Story:
    story = Story()
    whole = story.figure("支出总计", total, "total_expenditure")
    story.figure("基本支出", basic, "basic_expenditure", parent=whole, parent_list=kind)
    story.figure("项目支出", project, "project_expenditure", parent=whole, parent_list=kind)
    return story


examples(
    "sum_full_list",
    _spending,
    ("nature", "pass", "138.84", "137.87", "0.97"),
    ("exceeds", Told("error", "138.84万元", "138.94万元", at="138.84"), "138.84", "137.97", "0.97"),
    ("closed list short", Told("error", "138.84万元", "138.74万元"), "138.84", "137.77", "0.97"),
    ("rounding of three", "edge", "100", "60.01", "39.98"),
)


@example("sum_full_list", "edge", "warning")
def last_point_of_rounding() -> Story:
    """100 ± 0.005 and 60.02 + 39.995 ± 0.01 share one point: it holds, with a warning."""
    story = Story()
    whole = story.figure("机关运行经费", "100.015", "running_costs", tolerance=50)
    for code, value in (("30201", "60"), ("30202", "40")):
        story.figure("某费", value, f"running_costs_{code}", parent=whole)
    return story


@example("sum_full_list", "fail", "warning", "16.1万元", "15.10万元")
def open_list_short() -> Story:
    story = Story()
    whole = story.figure("机关运行经费", "16.1", "running_costs")
    story.figure("办公费", "14.1", "running_costs_30201", parent=whole)
    story.figure("印刷费", "1", "running_costs_30202", parent=whole)
    return story


@example("sum_full_list", "fail", "error", "5辆", "4辆")
def a_residual_part_closes_the_list() -> Story:
    story = Story()
    whole = story.figure("车辆", "5", "vehicles", "辆", Measure.COUNT)
    story.figure("执法用车", "3", "vehicles_law_enforcement", "辆", Measure.COUNT, parent=whole)
    story.figure("其他用车", "1", "vehicles_other", "辆", Measure.COUNT, parent=whole)
    return story


@example("sum_full_list", "absent")
def a_single_of_which() -> Story:
    story = Story()
    whole = story.figure("固定资产", "50", "fixed_assets", measure=Measure.BALANCE)
    story.figure("车辆价值", "19", "vehicles_value", measure=Measure.BALANCE, parent=whole)
    return story


@example("sum_full_list", "pass")
def two_breakdowns_of_one_figure() -> Story:
    story = Story()
    whole = story.figure("财政拨款支出", "100", "fiscal_appropriation_expenditure")
    for label, value, concept in (
        ("基本支出", "70", "fiscal_appropriation_basic_expenditure"),
        ("项目支出", "30", "fiscal_appropriation_project_expenditure"),
        ("一般公共服务支出", "80", "function_201"),
        ("住房保障支出", "20", "function_221"),
        ("一般公共预算", "90", "general_public_budget_expenditure"),
        ("政府性基金", "10", "government_fund_expenditure"),
        ("国有资本经营", "0", "state_capital_expenditure"),
    ):
        story.figure(label, value, concept, parent=whole)
    return story


@example("sum_full_list", "pass")
def parts_of_parts_are_not_added() -> Story:
    story = Story()
    whole = story.figure("三公", "2.5", "three_public_expenses")
    story.figure("因公出国", "0", "overseas_travel", parent=whole)
    story.figure("接待", "0", "official_reception", parent=whole)
    story.figure("车辆", "2.5", "official_vehicles", parent=whole)
    story.figure("其中购置", "0", "vehicle_purchase", parent=whole)
    story.figure("运行", "2.5", "vehicle_operation", parent=whole)
    return story


@example("sum_full_list", "pass")
def mixed_units() -> Story:
    story = Story()
    whole = story.figure("资产总额", "68.88", "total_assets", measure=Measure.BALANCE)
    story.figure(
        "流动资产", "423064.55", "current_assets", "元", measure=Measure.BALANCE, parent=whole
    )
    story.figure("固定资产", "26.57", "fixed_assets", measure=Measure.BALANCE, parent=whole)
    return story


@example("sum_full_list", "pass")
def lists_that_only_together_make_the_total() -> Story:
    story = Story()
    whole = story.figure("收入预算总额", "18.62", "total_revenue", "亿元")
    for concept, value in (
        ("general_public_budget_revenue", "12.35"),
        ("government_fund_revenue", "3.2"),
        ("institutional_revenue", "2.07"),
        ("opening_carryover", "1"),
    ):
        story.figure("某收入", value, concept, "亿元", parent=whole)
    return story


@example("sum_full_list", "pass")
def a_carryover_printed_elsewhere_closes_the_gap() -> Story:
    story = _spending("158.61", "137.87", "0.97")
    story.figure("年末结转和结余", "19.77", "closing_carryover")
    return story


@example("sum_full_list", "unknown")
def an_unknown_label_may_fill_the_gap() -> Story:
    story = Story()
    whole = story.figure("支出总计", "100", "total_expenditure")
    story.figure("基本支出", "60", "basic_expenditure", parent=whole)
    story.figure("项目支出", "30", "project_expenditure", parent=whole)
    story.figure("生僻支出", "5", "", parent=whole)
    return story


@example("sum_full_list", "absent")
def contracts_with_small_enterprises_overlap_with_goods() -> Story:
    story = Story()
    whole = story.figure("政府采购支出总额", "58.6", "government_procurement")
    story.figure("授予中小企业", "54.3", "procurement_to_smes", parent=whole)
    story.figure("授予小微企业", "40", "procurement_to_small_micro", parent=whole)
    return story


@example("sum_full_list", "pass")
def an_item_of_another_class_is_no_part() -> Story:
    story = Story()
    whole = story.figure("社会保障和就业支出", "20.01", "function_208")
    story.figure("基本养老保险缴费", "20.01", "function_2080505", parent=whole)
    story.figure("医疗卫生支出", "3.02", "function_210", parent=whole)
    return story


@example("sum_full_list", "fail", "error", "958.8万元", "1088.80万元")
def items_of_several_bodies() -> Story:
    story = Story()
    whole = story.figure("政府采购预算", "958.8", "government_procurement")
    story.figure("热线经费", "318", "procurement_item", parent=whole, scope="甲", scope_id="")
    story.figure("专线费", "770.8", "procurement_item", parent=whole, scope="乙", scope_id="")
    return story


@example("sum_full_list", "absent")
def a_part_of_another_year_is_not_added() -> Story:
    story = Story()
    whole = story.figure("支出总计", "100", "total_expenditure")
    story.figure("基本支出", "120", "basic_expenditure", parent=whole, fiscal_year=2022)
    story.figure("项目支出", "30", "project_expenditure", parent=whole, stage=Stage.BUDGET)
    return story


# sum_partial_list


def _partial(total: str, *values: str) -> Story:
    story = Story()
    whole = story.figure("机关运行经费", total, "running_costs")
    for code, value in zip(("30201", "30202", "30211"), values, strict=False):
        story.figure("某费", value, f"running_costs_{code}", parent=whole, parent_list="some")
    return story


@example("sum_full_list", "pass")
def columns_and_rows_of_a_table() -> Story:
    story = Story()
    cell = {"page": 6, "table": 2}
    whole = story.figure("合计", "307.82", "current_year_revenue", row=2, column=2, **cell)
    story.figure(
        "", "307.82", "fiscal_appropriation_revenue", parent=whole, row=2, column=3, **cell
    )
    for row, (code, value) in enumerate((("201", "278.4"), ("221", "29.42")), 3):
        story.figure(
            "某类", value, "current_year_revenue", parent=whole, function_code=code,
            row=row, column=2, **cell,
        )  # fmt: skip
    return story


@example("sum_full_list", "pass")
def a_class_of_a_table_by_nature_and_by_group() -> Story:
    story = Story()
    cell = {"page": 8, "table": 3}
    whole = story.figure("一般公共服务支出", "264.87", "function_201", **cell)
    for label, value, concept, code in (
        ("基本支出", "62.63", "basic_expenditure", "201"),
        ("项目支出", "202.24", "project_expenditure", "201"),
        ("社会工作事务", "264.87", "function_20103", "20103"),
    ):
        story.figure(label, value, concept, parent=whole, function_code=code, **cell)
    return story


examples(
    "sum_partial_list",
    _partial,
    ("mainly", "pass", "136.28", "10", "0.5", "3"),
    (
        "more than the whole",
        Told("error", "77.57万元", "77.60万元", at="77.57"),
        "77.57",
        "70",
        "7.6",
    ),
    ("more by rounding", "edge", "77.57", "70", "7.58"),
)


# share_of_whole


def _share(
    share: str, part: str = "137.87", whole: str = "138.84", base: str = "支出总计"
) -> Story:
    story = Story()
    total = story.figure("支出总计", whole, "total_expenditure")
    story.figure("基本支出", part, "basic_expenditure", parent=total)
    story.rate("占", share, "basic_expenditure", SHARE, base_printed=base)
    return story


examples(
    "share_of_whole",
    _share,
    ("share", "pass", "99.3"),
    ("share of another line", Told("error", "86.38%", "99.30%", at="86.38"), "86.38"),
    ("a share cut off or adjusted", Told("warning", "9.55%", "9.56%"), "9.55", "29.42", "307.82"),
    # 0.97 may be up to 0.975 of 138.84: 0.7022%; printed 0.7% reaches down to 0.65.
    ("share at the edge", "edge", "0.65", "0.9", "138.84"),
)


@example("share_of_whole", "unknown")
def whole_not_printed() -> Story:
    return _share("50", base="本年收入合计")


@example("share_of_whole", "pass")
def zero_of_zero() -> Story:
    return _share("0", "0", "0")


def _share_of_all_revenue(share: str) -> Story:
    """`收入合计` may mean all revenue or all appropriations; the part belongs to the latter."""
    story = Story()
    story.figure("本年收入合计", "17786.1", "current_year_revenue")
    whole = story.figure("财政拨款收入", "17776.1", "fiscal_appropriation_revenue")
    own = "general_public_budget_revenue"
    story.figure("一般公共预算财政拨款收入", "17776.1", own, parent=whole)
    story.rate("占", share, own, SHARE, base_printed="收入合计")
    return story


examples(
    "share_of_whole",
    _share_of_all_revenue,
    ("share of a whole that is not the parent", "pass", "99.94"),
    ("share of neither whole", Told("error", "98.5%", "100.00%"), "98.5"),
)


# shares_add_up


def _shares(*values: str, whole: str = "100") -> Story:
    story = Story()
    total = story.figure("支出总计", whole, "total_expenditure")
    for value, code in zip(values, ("201", "208", "210", "221"), strict=False):
        amount, share = value.split("/")
        story.figure("某支出", amount, f"function_{code}", parent=total)
        story.rate("占", share, f"function_{code}", SHARE, base_printed="")
    return story


examples(
    "shares_add_up",
    _shares,
    ("shares of classes", "pass", "84.03/84.03", "8.46/8.46", "7.51/7.51"),
    ("shares fall short", Told("error", "87.08%", "100%"), "99.3/86.38", "0.7/0.7"),
)


@example("shares_add_up", "pass")
def shares_of_procurement_told_apart_twice() -> Story:
    story = Story()
    total = story.figure("政府采购预算", "10", "government_procurement")
    for concept, amount in (
        ("procurement_centralised", "10"),
        ("procurement_decentralised", "0"),
        ("procurement_goods", "6"),
        ("procurement_works", "0"),
        ("procurement_services", "4"),
    ):
        story.figure("采购", amount, concept, parent=total)
        story.rate("占", f"{amount}0" if amount != "0" else "0", concept, SHARE, base_printed="")
    return story


examples(
    "shares_add_up",
    _shares,
    ("shares off by rounding", "edge", "84.03/84.03", "8.46/8.46", "3.25/3.25", "4.26/4.25"),
    ("shares of a partial list", "absent", "30/30", "20/20"),
)


# completion_rate


def _completion(rate: str, base: str = "完成年初预算的", budget: str = "120.00") -> Story:
    story = Story()
    story.figure("年初预算为", budget, "function_2080801", stage=Stage.INITIAL_BUDGET)
    story.figure("支出决算为", "153.36", "function_2080801")
    story.rate(base, rate, "function_2080801", DONE, base_printed=base[2:-1])
    return story


examples(
    "completion_rate",
    _completion,
    ("completion", "pass", "127.8"),
    ("completion transposed", Told("error", "172.8%", "127.80%", at="172.8"), "172.8"),
    ("completion by rounding", "edge", "127.81"),
    ("the adjusted budget is another budget", "unknown", "99", "完成全年预算的"),
)


@example("completion_rate", "unknown")
def budget_of_zero() -> Story:
    return _completion("100", budget="0")


# coverage_rate


def _coverage(rate: str, done: str, due: str) -> Story:
    story = Story(stage=Stage.BUDGET)
    story.figure("应编制", due, "performance_projects_due", "个", Measure.COUNT)
    story.figure("实际编制", done, "performance_projects_set", "个", Measure.COUNT)
    story.rate("覆盖率", rate, "performance_target_coverage", Measure.COVERAGE_RATE)
    return story


examples(
    "coverage_rate",
    _coverage,
    ("covered", "pass", "100", "11", "11"),
    ("not all covered", Told("error", "100%", "90.91%", at="100"), "100", "10", "11"),
    ("covered and rounded", "edge", "90.9", "10", "11"),
    ("nothing to cover", "absent", "100", "0", "0"),
)


# change_amount_and_rate


def _change(level: str, amount: str, rate: str, concept: str = "total_expenditure") -> Story:
    story = Story()
    story.figure("支出总计", level, concept)
    story.change("增加", amount, concept, rate)
    return story


examples(
    "change_amount_and_rate",
    _change,
    ("change", "pass", "1550.17", "-503.37", "-24.51"),
    (
        "rate of another line",
        Told("error", "22.68%", "26.99%", at="22.68"),
        "138.84",
        "29.51",
        "22.68",
    ),
    (
        "digits transposed",
        Told("error", "-68.87%", "-69.76%"),
        "0.88",
        "-2.03",
        "-68.87",
        "official_vehicles",
    ),
    # 1.02 of 137.30 is 0.743%, yet 1.025 of 137.29 is 0.7466%, which prints as 0.75.
    ("small figures leave room", "edge", "136.28", "-1.02", "-0.75"),
)


@example("change_amount_and_rate", "unknown")
def level_not_printed() -> Story:
    story = Story()
    story.change("收入增加", "13.96", "total_revenue", "1.7")
    return story


@example("change_amount_and_rate", "unknown")
def two_changes_of_one_level() -> Story:
    story = _change("4210", "80", "2.05")
    story.say(
        "青少年中心的支出情况另行说明，与上一年度的可比口径相比较，具体的增减变动情况说明如下，"
    )
    story.change("减少", "-10", "total_expenditure", "-4.17")
    return story


# change_signs


examples(
    "change_signs",
    _change,
    ("same direction", "pass", "100", "-10", "-9.09"),
    ("opposite direction", Told("error", "9.09%", at="9.09"), "100", "-10", "9.09"),
    ("a rate that rounds to zero", "edge", "10000", "0.01", "0"),
)


# change_rate_of_zero_base


examples(
    "change_rate_of_zero_base",
    _change,
    ("all new", Told("warning", "100%", at="100"), "19.77", "19.77", "100", "closing_carryover"),
    ("an ordinary base", "pass", "158.61", "29.51", "22.86"),
    ("zero rate of nothing", "absent", "0", "0", "0", "closing_carryover"),
    ("a base of one hundredth", "edge", "19.77", "19.76", "197600", "closing_carryover"),
)


# change_against_printed_base


def _base(amount: str, base: str, level: str = "158.61") -> Story:
    story = Story()
    story.figure("上年支出", base, "total_expenditure", fiscal_year=2022)
    story.figure("支出总计", level, "total_expenditure")
    story.change("增加", amount, "total_expenditure")
    return story


examples(
    "change_against_printed_base",
    _base,
    ("base printed", "pass", "29.51", "129.1"),
    ("base disagrees", Told("error", "29.51万元", "39.51万元", at="29.51"), "29.51", "119.1"),
    ("base rounded", "edge", "29.51", "129.09"),
)


@example("change_against_printed_base", "pass")
def against_the_initial_budget() -> Story:
    story = Story()
    story.figure("年初预算", "40", "three_public_expenses", stage=Stage.INITIAL_BUDGET)
    story.figure("决算", "35.64", "three_public_expenses")
    story.change(
        "较年初预算数减少",
        "-4.36",
        "three_public_expenses",
        base_year=2023,
        base_printed="年初预算",
    )
    return story


# change_reason


def _reason(amount: str, reason: str) -> Story:
    story = Story()
    story.figure("支出总计", "807.22", "total_expenditure")
    story.change("变动", amount, "total_expenditure", reason_printed=reason)
    return story


examples(
    "change_reason",
    _reason,
    ("reason agrees", "pass", "13.96", "项目支出增加"),
    (
        "reason points the other way",
        Told("warning", "-13.96万元", "项目支出增加", at="13.96"),
        "-13.96",
        "项目支出增加",
    ),
)


@example("change_reason", "fail", "warning", "-13.96万元", "项目支出增加")
def reason_in_the_next_sentence() -> Story:
    story = Story()
    story.change("支出减少", "-13.96", "total_expenditure", after="。")
    story.say("增减变化的主要原因是项目支出增加。")
    return story


examples(
    "change_reason",
    _reason,
    ("a saving explains a decrease", "edge", "-13.96", "压缩一般性支出，公用经费减少"),
    ("reasons of both kinds", "absent", "-13.96", "人员减少，同时项目支出增加"),
    ("reason of last year", "absent", "-13.96", "上年一次性项目支出增加"),
    ("reason not about money", "absent", "-13.96", "退休人员增加"),
)


# change_repeated


def _twice(first: str, second: str) -> Story:
    story = Story()
    story.figure("收入总计", first, "total_revenue")
    story.change("今年收入增加", "29.51", "total_revenue", "22.68")
    story.figure("支出总计", second, "total_expenditure")
    story.change("今年支出增加", "29.51", "total_expenditure", "22.68")
    return story


examples(
    "change_repeated",
    _twice,
    ("equal figures change alike", "pass", "159.62", "159.62"),
    ("copied sentence", Told("error", at="22.68"), "158.61", "138.84"),
    ("nearly equal figures", "edge", "159.62", "159.65"),
)
