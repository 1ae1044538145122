"""What a form shows is published as that or not at all: counts are no money, labels no bodies."""

from __future__ import annotations

import dataclasses

import pytest

from account_maker import MadeTable, to_html
from mingzhang import check
from mingzhang.model import UNPLACED, Disclosure, Outcome, Stage
from mingzhang.parse import parse
from mingzhang.read import reader_of
from read_sources import source
from test_tables import vocabulary

OWN = "某省乙局"


def parsed(title: str, unit: str, table: str, stage: Stage = Stage.BUDGET) -> Disclosure:
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().split("\n")]
    kind = "预算" if stage is Stage.BUDGET else "决算"
    data = to_html([f"{OWN}2024年度部门{kind}"], [MadeTable(title, unit, rows)])
    made = source("account.html", data)
    made = dataclasses.replace(
        made, stage=stage, fiscal_year=2024, title=f"{OWN}2024年度部门{kind}"
    )
    return parse(reader_of(made.path)(made), vocabulary())


def said(disclosure: Disclosure) -> dict[tuple[int, str], str]:
    """Concept, value and unit by row of the table and words of its label."""
    agency = disclosure.source.agency
    return {
        (f.row or 0, f.concept): f"{f.value_printed} {f.unit}"
        + ("" if f.scope == agency else f" {f.scope}")
        for f in disclosure.facts
    }


def notes(disclosure: Disclosure) -> list[str]:
    return [note.kind for note in disclosure.notes if note.kind != "ordinal_missing"]


def test_a_row_that_numbers_and_sums_columns_is_no_data() -> None:
    table = """
    采购项目 | 采购目录 | 合计 | 一般公共预算 | 政府性基金
    1 | 2 | 3=4+5 | 4 | 5
    打印机 | A4黑白打印机 | 2.00 | 2.00 |
    合计 | | 2.00 | 2.00 |
    """
    assert [f.value_printed for f in parsed("政府采购预算表", "万元", table).facts] == ["2.00"] * 4


def test_numbers_of_columns_among_the_letters_of_heads_are_no_data() -> None:
    table = """
    “三公”经费合计 | 因公出国（境） | 公务用车购置费 | 公务用车运行 | 公务接待费
    1 | 费2 | 3 | 费4 | 5
    9.50 | 1.50 | 2.00 | 3.00 | 3.00
    """
    facts = parsed("一般公共预算“三公”经费支出表", "万元", table).facts
    assert {f.value_printed for f in facts} <= {"9.50", "1.50", "2.00", "3.00"}


def test_codes_below_a_head_of_a_total_are_no_amounts() -> None:
    table = """
    科目编码合计 | 科目名称 | 财政拨款收入
    205 | 教育支出 | 3.00
    20501 | 教育管理事务 | 3.00
    2050101 | 行政运行 | 3.00
    """
    facts = parsed("收入预算表", "万元", table).facts
    assert {fact.value_printed for fact in facts} == {"3.00"}


def test_pairs_of_label_and_value_are_read_each_by_its_own_label() -> None:
    table = """
    单位名称 | 某省乙局 | 预算年度 | 2024年
    收入预算合计 | 1,000.00 | 支出预算合计 | 1,001.00
    事业收入 | 100.00 | 项目支出 | 400.00
    没听说过的 | 3.00 | 机关运行经费预算 | 80.00
    """
    assert said(parsed("部门预算情况", "万元", table)) == {
        (1, "total_revenue"): "1,000.00 CNY",
        (1, "total_expenditure"): "1,001.00 CNY",
        (2, "institutional_revenue"): "100.00 CNY",
        (2, "project_expenditure"): "400.00 CNY",
        (3, "running_costs"): "80.00 CNY",
    }


def test_the_unit_in_a_label_is_that_of_its_value() -> None:
    table = """
    收入预算合计（万元） | 1,000.00 | 房屋面积（平方米） | 1,200
    事业收入（万元） | 100.00 | 项目支出（元） | 400.00
    """
    found = {f.concept: (f.value, f.unit) for f in parsed("部门预算情况", "", table).facts}
    assert found == {
        "total_revenue": (10_000_000, "CNY"),
        "buildings_area": (1200, "平方米"),
        "institutional_revenue": (1_000_000, "CNY"),
        "project_expenditure": (400, "CNY"),
    }


@pytest.mark.parametrize("unit", ["万元", ""])
def test_things_in_columns_are_counted_and_are_no_money(unit: str) -> None:
    table = """
    单位 | 车辆（台、辆） | 机要通信用车 | 其他用车 | 房屋面积（平方米） | 数量
    合计 | 4 | 1 | 3 | 1,200 | 9
    """
    assert said(parsed("国有资产占有使用情况表", unit, table, Stage.FINAL)) == {
        (1, "vehicles"): "4 辆",
        (1, "vehicles_confidential"): "1 辆",
        (1, "vehicles_other"): "3 辆",
        (1, "buildings_area"): "1,200 平方米",
    }


def test_posts_and_staff_by_body() -> None:
    table = """
    预算单位 | 编制数（人） | 在职人数（人） | 离休人数（人） | 退休人数（人） | 车辆数（辆）
    某省乙局本级 | 40 | 38 | 1 | 20 | 4
    某省丙局信息中心 | 20 | 17 | 0 | 3 | 1
    """
    centre = "某省丙局信息中心"
    assert said(parsed("人员基本情况表", "", table)) == {
        (row, concept): f"{value} {'辆' if concept == 'vehicles' else '人'} {body}"
        for row, body, values in (
            (1, f"{OWN}本级", (40, 38, 1, 20, 4)),
            (2, centre, (20, 17, 0, 3, 1)),
        )
        for concept, value in zip(
            ("authorised_posts", "staff_in_service", "retired_cadres", "retired_staff", "vehicles"),
            values,
            strict=True,
        )
    }


def test_posts_of_one_kind_of_staff_are_those_of_their_kind() -> None:
    table = """
    项目 | 编制数 | 实有人数
    行政人员 | 40 | 38
    退休人员 | 5 | 23
    """
    disclosure = parsed("单位基本情况表", "人", table)
    assert said(disclosure) == {
        (1, "administrative_posts"): "40 人",
        (1, "staff_administrative"): "38 人",
        (2, "retired_staff"): "23 人",
    }


def test_a_sum_of_more_than_three_public_expenses_is_not_theirs() -> None:
    table = """
    单位名称 | 合计 | “三公”经费预算 | | | 会议费 | 培训费 | 增减额
     | | 小计 | 公务接待费 | 公务用车运行维护费 | | |
    某省乙局 | 14.00 | 9.00 | 1.00 | 8.00 | 2.00 | 3.00 | -1.00
    """
    disclosure = parsed("“三公”经费及会议费、培训费支出预算表", "万元", table)
    found = said(disclosure)
    assert found[2, "three_public_expenses"] == "9.00 CNY"
    assert {concept for _, concept in found} == {
        "three_public_expenses", "official_reception", "vehicle_operation",
        "conference_expenses", "training_expenses",
    }  # fmt: skip
    assert notes(disclosure) == ["column_not_mapped"]


def test_goods_and_services_by_a_column_of_kinds() -> None:
    table = """
    单位名称 | 采购类别 | 金额
    合计 | | 1,200
    某省乙局 | A 货物 | 200
    某省乙局 | C 服务 | 1,000
    """
    assert said(parsed("政府采购预算明细表", "元", table)) == {
        (1, "government_procurement"): "1,200 CNY",
        (2, "procurement_goods"): "200 CNY",
        (3, "procurement_services"): "1,000 CNY",
    }


def test_what_was_planned_is_the_budget_of_an_account() -> None:
    table = """
    项目 | 采购计划金额 | 实际采购金额
    合计 | 100.00 | 95.00
    """
    facts = parsed("政府采购情况表", "万元", table, Stage.FINAL).facts
    assert [(f.value_printed, f.stage) for f in facts] == [
        ("100.00", Stage.BUDGET),
        ("95.00", Stage.FINAL),
    ]


def test_a_total_below_a_head_that_nobody_knows_is_the_total() -> None:
    table = """
    项目（预算单位） | 采购品目名称 | 采购品目编码 | 总计
    合计 | | | 20.00
    计算机更新 | 台式计算机 | A02010105 | 20.00
    """
    facts = parsed("政府采购支出表", "万元", table).facts
    assert [(f.concept, f.label_printed) for f in facts] == [
        ("government_procurement", "合计"),
        ("procurement_item", "台式计算机"),
    ]


def test_the_office_beside_its_items_is_a_body() -> None:
    table = """
    单位（项目）名称 | 采购目录 | 预算金额
    合计 | | 80.00
    某省乙局 | | 80.00
    某省乙局本级 | | 80.00
    办公设备购置 | 台式计算机 | 80.00
    """
    facts = parsed("政府采购预算表", "万元", table).facts
    assert [(f.concept, f.scope_printed) for f in facts] == [
        ("government_procurement", ""),
        ("government_procurement", ""),
        ("government_procurement", f"{OWN}本级"),
        ("procurement_item", f"{OWN}本级"),
    ]


@pytest.mark.parametrize(
    ("title", "table", "wanted"),
    [
        (
            "对下转移支付预算表",
            "单位名称 | 合计 | 甲市 | 乙市\n某省乙局 | 300.00 | 200.00 | 100.00",
            {(1, "transfers_to_lower_levels"): "300.00 CNY"},
        ),
        (
            "部门管理转移支付表",
            "科目编码 | 科目名称 | 合计 | 基本支出\n213 | 农林水支出 | 5.00 | 5.00",
            {(1, "transfers_to_lower_levels"): "5.00 CNY"},
        ),
        (
            "新增资产配置表",
            "资产名称 | 数量 | 单价 | 金额\n计算机 | 10 | 5.00 | 50.00\n合计 | 10 | | 50.00",
            {(1, "new_asset_item"): "50.00 CNY", (2, "new_assets"): "50.00 CNY"},
        ),
    ],
)
def test_transfers_and_new_assets_take_nothing_of_columns_that_say_more(
    title: str, table: str, wanted: dict[tuple[int, str], str]
) -> None:
    assert said(parsed(title, "万元", table)) == wanted


def test_a_table_that_nobody_knows_is_told_and_not_read() -> None:
    table = "区县 | 任务数 | 完成数\n甲县 | 120 | 118\n乙县 | 80 | 80"
    disclosure = parsed("重点项目完成情况", "万元", table)
    assert not disclosure.facts
    assert notes(disclosure) == ["table_not_mapped"]


def test_words_below_an_unknown_head_end_the_block_before_them() -> None:
    table = """
    收入 | 预算数 | 支出 | 预算数 | 怪名 | 预算数
    事业收入 | 20.00 | 住房保障支出 | 30.00 | 工资福利支出 | 60.00
    """
    found = said(parsed("部门收支总表", "万元", table))
    assert found == {
        (1, "institutional_revenue"): "20.00 CNY",
        (1, "function_221"): "30.00 CNY",
    }


THREE_PUBLIC = """
    单位名称 | 合计 | 公务接待费
    合计 | 12.00 | 12.00
    {first} | 6.00 | 6.00
    {second} | |
    {third} | 6.00 | 6.00
    """


@pytest.mark.parametrize(
    ("second", "torn"), [("信息中心", True), ("二、事业单位", False), ("事业单位", False)]
)
def test_a_name_that_its_next_row_may_continue_is_told(second: str, torn: bool) -> None:
    rows = THREE_PUBLIC.format(first="某省丙管理局", second=second, third="某省丁局")
    disclosure = parsed("“三公”经费支出情况表", "万元", rows)
    assert ("body_names_torn" in notes(disclosure)) is torn
    scopes = {f.scope_printed for f in disclosure.facts}
    assert scopes == ({""} if torn else {"", "某省丙管理局", "某省丁局"})


def test_running_numbers_are_taken_off_though_one_is_missing() -> None:
    rows = THREE_PUBLIC.format(first="2某省丙管理局", second="", third="4某省丁局")
    disclosure = parsed("“三公”经费支出情况表", "万元", rows)
    assert {f.scope_printed for f in disclosure.facts} == {"", "某省丙管理局", "某省丁局"}


@pytest.mark.parametrize("heads", ["支出功能分类科目编码>3", "类 | 款 | 项"])
def test_codes_in_three_columns_are_one_code(heads: str) -> None:
    table = f"""
    {heads} | 科目名称 | 合计
    208 | | | 社会保障和就业支出 | 30.00
    208 | 5 | | 行政事业单位养老支出 | 30.00
    208 | 05 | 05 | 机关事业单位基本养老保险缴费支出 | 30.00
    """
    codes = [f.function_code for f in parsed("支出决算表", "万元", table).facts]
    assert codes == ["208", "20805", "2080505"]


def test_parts_named_below_a_head_are_heads_and_no_row() -> None:
    table = """
    科目名称^2 | 本年收入合计^2 | 事业收入>2 | 其他收入^2
    小计 | 其中：教育收费
    栏次 | 1 | 2 | 3 | 4
    合计 | 30.00 | 20.00 | 8.00 | 10.00
    """
    facts = said(parsed("收入决算表", "万元", table, Stage.FINAL))
    assert facts == {
        (3, "current_year_revenue"): "30.00 CNY",
        (3, "institutional_revenue"): "20.00 CNY",
        (3, "education_fee_revenue"): "8.00 CNY",
        (3, "other_revenue"): "10.00 CNY",
    }


@pytest.mark.parametrize("rows", ["10.00 | 5.00", "10.00 | 5.00\n7.00 | 2.00"])
def test_several_rows_without_words_are_nobodys(rows: str) -> None:
    table = f"经营收入 | 其他收入\n{rows}"
    parse_ = parsed("收入决算表", "万元", table, Stage.FINAL)
    one_row = "\n" not in rows
    assert len(parse_.facts) == (2 if one_row else 0)
    assert notes(parse_) == ([] if one_row else ["table_not_mapped"])


@pytest.mark.parametrize("title", ["附表 一般公共预算支出表", "附表一 一般公共预算支出表"])
def test_the_one_of_a_word_is_no_number_of_a_form(title: str) -> None:
    table = """
    科目编码 | 科目名称 | 合计
    205 | 教育支出 | 30.00
    """
    assert [fact.fund for fact in parsed(title, "万元", table).facts] == ["general_public_budget"]


@pytest.mark.parametrize(
    ("title", "unclear"),
    [
        ("债务还本付息支出预算表", "债务还本付息"),
        ("某市某局教育专户支出表", "教育"),
        ("2024年民生支出情况表", "民生"),
        ("社会保险基金收支预算总表", "社会保险"),
        ("社会保险经办业务费支出表", "社会保险经办"),
        ("一般公共预算债务付息支出表", "债务付息"),
        ("财政拨款上年结转支出表", "结转"),
        ("表3 2024年政府性基金预算土地出让金收支表", "土地出让金"),
        ("人员经费支出表", "人员"),
        ("补贴支出情况表", "补贴"),
        ("敬老院支出预算表", "敬老院"),
        ("下属单位支出预算表", "下属单位"),
        ("乡镇支出预算公示表", "乡镇"),
        ("县直敬老院支出预算表", "县直敬老院"),
        ("学校支出预算总表", "学校"),
        ("一般公共预算支出申报表", "申报"),
    ],
)
def test_a_table_whose_title_has_words_that_nobody_knows_is_told(title: str, unclear: str) -> None:
    table = """
    科目编码 | 科目名称 | 合计
    205 | 教育支出 | 30.00
    | 合计 | 30.00
    """
    parse_ = parsed(title, "万元", table)
    assert not parse_.facts
    told = "".join(note.message_zh for note in parse_.notes)
    assert unclear in told.partition("含义不明的字")[2], told


@pytest.mark.parametrize(
    "title",
    [
        "部门公开表3 2024年市级部门一般公共预算支出表",
        "部门综合预算一般公共预算支出明细表（按功能科目分类，不含上年结转）",
        "一般公共预算拨款（补助）安排支出表（到项级）",
        "一般公共预算支出审批明细表",
        "部门支出预算公示表（定稿）",
        "局机关及所属单位支出预算总表",
        "县直部门支出预算总表",
        "部门支出预算网上公开表",
    ],
)
def test_words_that_say_nothing_of_the_money_do_not_hide_a_table(title: str) -> None:
    table = """
    科目编码 | 科目名称 | 合计
    205 | 教育支出 | 30.00
    | 合计 | 30.00
    """
    assert {fact.concept for fact in parsed(title, "万元", table).facts} >= {"function_205"}


WHOLE = """
    科目编码 | 科目名称 | 合计
    205 | 教育支出 | 30.00
    | 合计 | 30.00
"""


@pytest.mark.parametrize(
    ("title", "total", "is_read"),
    [
        ("部门支出预算归集表", "30.00", True),
        ("直达部门支出预算表", "20.00", False),
        ("部门支出预算申报表", "30.00", False),
        ("2023年部门支出预算表", "30.00", False),
        ("敬老院支出预算表", "20.00", False),
    ],
)
def test_another_table_proves_that_words_of_a_title_say_nothing(
    title: str, total: str, is_read: bool
) -> None:
    rows = [[cell.strip() for cell in line.split("|")] for line in WHOLE.strip().split("\n")]
    again = [[cell.replace("30.00", total) for cell in row] for row in rows]
    tables = [MadeTable("部门支出总表", "万元", rows), MadeTable(title, "万元", again)]
    head = f"{OWN}2024年度部门预算"
    made = source("account.html", to_html([head], tables))
    made = dataclasses.replace(made, stage=Stage.BUDGET, fiscal_year=2024, title=head)
    facts = [fact for fact in parse(reader_of(made.path)(made), vocabulary()).facts if fact.table]
    assert [fact.value_printed for fact in facts] == ([total, total] if is_read else [])


@pytest.mark.parametrize(("total", "special"), [("60.00", "project_expenditure"), ("70.00", "")])
def test_special_business_funds_are_of_projects_where_sums_prove_it(
    total: str, special: str
) -> None:
    table = f"""
    科目编码 | 科目名称 | 合计 | 人员经费支出 | 公用经费支出 | 专项业务经费支出
    201 | 一般公共服务支出 | {total} | 40.00 | 8.00 | 12.00
    | 合计 | {total} | 40.00 | 8.00 | 12.00
    """
    facts = parsed("部门支出总表", "万元", table).facts
    assert {fact.concept for fact in facts if fact.value_printed == "12.00"} == {special}


def test_a_table_titled_with_another_body_is_that_body_s() -> None:
    facts = parsed("某省某县敬老院支出预算表", "万元", WHOLE).facts
    assert {fact.scope for fact in facts} == {"某省某县敬老院"}


def test_columns_below_a_head_that_nobody_knows_are_nobodys() -> None:
    table = """
    科目名称^2 | 本年收入合计^2 | 没听说过>2
    小计 | 其他收入
    合计 | 30.00 | 20.00 | 8.00
    """
    assert said(parsed("收入决算表", "万元", table, Stage.FINAL)) == {
        (2, "current_year_revenue"): "30.00 CNY",
    }


@pytest.mark.parametrize("before", ["", "财政拨款收入 | "])
def test_a_lone_subtotal_is_the_total_only_before_all_other_figures(before: str) -> None:
    figure = before and "90.00 | "
    table = f"科目名称 | {before}小计 | 其他收入\n合计 | {figure}20.00 | 8.00"
    concepts = [concept for _, concept in said(parsed("收入决算表", "万元", table, Stage.FINAL))]
    assert ("current_year_revenue" in concepts) == (not before)


def test_revenue_of_projects_is_not_that_of_the_body() -> None:
    disclosure = parsed(
        "项目收入支出决算表",
        "万元",
        """科目编码 | 科目名称（项目） | 本年收入 | 本年支出
         | 合计 | 100.00 | 110.00
        2130106 | 科技转化与推广服务 | 100.00 | 110.00""",
        Stage.FINAL,
    )
    assert said(disclosure) == {}
    assert {one.rule for one in disclosure.numerals if "." in one.token} == {"table_not_read"}


def test_codes_without_a_title_are_of_nobody_knows_which_spending() -> None:
    disclosure = parsed(
        "附件",
        "万元",
        """科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
         | 合计 | 26.00 | 24.00 | 2.00
        30201 | 办公费 | 20.00 | 18.00 | 2.00""",
    )
    assert said(disclosure) == {}
    assert {one.rule for one in disclosure.numerals if "." in one.token} == {UNPLACED}


def test_what_a_column_of_units_says_is_no_body() -> None:
    disclosure = parsed(
        "国有资产占用情况表",
        "万元",
        """项目 | 单位 | 数量
        车辆合计 | 辆 | 5
        单价100万元（含）以上设备（不含车辆） | 台（套） | 1""",
        Stage.FINAL,
    )
    assert said(disclosure) == {(1, "vehicles"): "5 辆", (2, "equipment_over_1m"): "1 台（套）"}


def test_a_total_beside_a_body_is_that_of_the_body() -> None:
    disclosure = parsed(
        "“三公”经费支出表",
        "万元",
        """单位名称 | 项目 | 预算数
        合计 | “三公”经费合计 | 9.00
         | 公务接待费 | 9.00
        某省乙局信息中心 | “三公”经费合计 | 5.00
         | 公务接待费 | 5.00
        某省乙局数据中心 | “三公”经费合计 | 4.00
         | 公务接待费 | 4.00""",
    )
    whole, rest = "three_public_expenses", "official_reception"
    assert said(disclosure) == {
        (1, whole): "9.00 CNY",
        (2, rest): "9.00 CNY",
        (3, whole): "5.00 CNY 某省乙局信息中心",
        (4, rest): "5.00 CNY 某省乙局信息中心",
        (5, whole): "4.00 CNY 某省乙局数据中心",
        (6, rest): "4.00 CNY 某省乙局数据中心",
    }


@pytest.mark.parametrize("head", ["完成年初预算的%", "决算数为年初预算数的%"])
def test_a_completion_is_of_what_was_carried_out_and_of_the_budget_that_its_head_names(
    head: str,
) -> None:
    disclosure = parsed(
        "一般公共预算财政拨款支出决算表",
        "万元",
        f"""科目编码 | 科目名称 | 年初预算数 | 全年预算数 | 决算数 | {head}
        205 | 教育支出 | 400.00 | 500.00 | 420.00 | 105.00
         | 合计 | 400.00 | 500.00 | 420.00 | 105.00""",
        Stage.FINAL,
    )
    rates = [fact for fact in disclosure.facts if fact.measure == "completion_rate"]
    assert len(disclosure.facts) == 8
    assert [(rate.stage, rate.base_printed) for rate in rates] == [(Stage.FINAL, "年初预算")] * 2
    found = check.check((disclosure,), vocabulary())
    assert [f.outcome for f in found if f.check == "completion_rate"] == [Outcome.PASS] * 2


def test_changes_of_parts_that_a_carry_over_completes_are_not_added_up() -> None:
    disclosure = parsed(
        "部门决算收支对比表",
        "万元",
        """指标 | 2024年决算数 | 2023年决算数 | 比上年增减额
        总支出 | 425.00 | 410.00 | 15.00
        其中：基本支出 | 330.00 | 320.00 | 10.00
        项目支出 | 85.00 | 75.00 | 10.00""",
        Stage.FINAL,
    )
    assert len(disclosure.facts) == 9
    found = check.check((disclosure,), vocabulary())
    failed = [f.check for f in found if f.outcome is Outcome.FAIL and f.severity != "note"]
    assert failed == []
