"""Two classifications in one table, and the government's beside the departments'."""

from __future__ import annotations

from pathlib import Path

import factories
from mingzhang import parse, read
from mingzhang.model import Fact, Source, Stage

VOCABULARY = factories.vocabulary()


def facts(title: str, *rows: str) -> list[Fact]:
    """Read a table of one title, its rows as cells parted by `|`."""
    cells = "".join(f"<tr><td>{'<td>'.join(row.split('|'))}</tr>" for row in rows)
    html = f"<h1>某市乙局2024年度部门预算</h1><h3>{title}</h3><p>单位：元</p><table>{cells}</table>"
    source = Source(
        disclosure="x-2024-budget",
        agency="x",
        fiscal_year=2024,
        stage=Stage.BUDGET,
        title="某市乙局2024年度部门预算",
        path=Path("x.html"),
        data=html.encode(),
        sha256="",
    )
    return list(parse.parse(read.read(source), VOCABULARY).facts)


def told(made: list[Fact]) -> list[tuple[str, str, str, str]]:
    return [(f.concept, f.function_code, f.economic_code, f.value_printed) for f in made]


BOTH = "项目编码|项目名称|功能科目编码|功能科目名称|部门经济科目编码|部门经济科目名称|总计"


def test_a_row_keeps_its_functional_and_its_economic_code() -> None:
    made = facts(
        "部门基本支出预算表",
        BOTH,
        "5325|工资支出|2012601|行政运行|30101|基本工资|800000",
        "5326|公用经费|2012601|行政运行|30201|办公费|700000",
        "合计||||||1500000",
    )
    assert told(made) == [
        ("function_2012601", "2012601", "30101", "800000"),
        ("function_2012601", "2012601", "30201", "700000"),
        ("basic_expenditure", "", "", "1500000"),
    ]


def test_a_class_over_several_rows_leaves_codes_that_are_no_numbers_of_columns() -> None:
    made = facts(
        "支出预算表",
        "科目编码<td><td>|科目名称|合计",
        "类|款|项||</tr><tr><td rowspan=3>210|01||卫生健康管理事务|900,000",
        "01|01|行政运行|500,000",
        "01|02|一般行政管理事务|400,000",
    )
    assert [(f.function_code, f.value_printed) for f in made] == [
        ("21001", "900,000"), ("2100101", "500,000"), ("2100102", "400,000"),
    ]  # fmt: skip


def test_rows_that_a_project_tells_apart_are_no_whole_of_their_codes() -> None:
    made = facts(
        "部门基本支出预算表",
        BOTH,
        "5325|办公经费|2012601|行政运行|30201|办公费|800000",
        "5326|公用经费|2012601|行政运行|30201|办公费|700000",
        "合计||||||1500000",
    )
    assert [concept for concept, *_ in told(made)] == ["", "", "basic_expenditure"]


def test_the_government_s_classification_by_code_and_by_name() -> None:
    made = facts(
        "一般公共预算基本支出表",
        "政府预算支出经济分类科目编码|科目名称|合计",
        "502|机关商品和服务支出|100",
        "50299|其他商品和服务支出|100",
        "|合计|100",
    )
    assert [code for _, _, code, _ in told(made)] == ["502", "50299", ""]
    named = facts(
        "一般公共预算支出表（按政府预算支出经济分类）",
        "政府预算支出经济分类|金额",
        "对个人和家庭的补助|100",
        "合计|100",
    )
    assert [code for _, _, code, _ in told(named)] == ["509", ""]
    assert named[1].concept == "general_public_budget_expenditure"


def test_the_total_of_an_economic_table_is_that_of_its_title() -> None:
    made = facts("支出经济分类表", "科目编码|科目名称|金额", "301|工资福利支出|70", "|合计|70")
    assert told(made)[-1] == ("current_year_expenditure", "", "", "70")


def test_economic_classes_in_columns_are_told_by_their_names() -> None:
    made = facts(
        "支出预算分类汇总表（按政府预算经济分类）",
        "科目编码|科目名称|总计|机关工资福利支出|对个人和家庭的补助",
        "|合计|90|70|20",
        "2010301|行政运行|90|70|20",
    )
    assert told(made)[:3] == [
        ("current_year_expenditure", "", "", "90"),
        ("economic_501", "", "501", "70"),
        ("economic_509", "", "509", "20"),
    ]
    below = facts(
        "部门支出预算明细表",
        "科目编码|科目名称|总计|工资福利支出||",
        "|||合计|基本工资|住房公积金",
        "2010301|行政运行|90|90|70|20",
    )
    assert [code for _, _, code, _ in told(below)] == ["", "301", "30101", "30113"]


def test_money_of_the_year_beside_a_carry_over_is_not_the_whole() -> None:
    made = facts(
        "一般公共预算支出预算表",
        "科目编码|科目名称|合计|当年安排||上年结转",
        "|||小计|基本支出|",
        "2010301|行政运行|90|70|70|20",
    )
    # What is financed from the carry-over may be basic expenditure too.
    assert told(made) == [("function_2010301", "2010301", "", "90")]


def test_a_column_of_years_dates_its_rows() -> None:
    made = facts(
        "“三公”经费支出表", "单位名称|年度|合计", "某市乙局|2023|12.00", "某市乙局|2024|10.00"
    )
    assert [(f.fiscal_year, f.value_printed) for f in made] == [(2023, "12.00"), (2024, "10.00")]


def test_a_rate_is_that_of_what_its_head_names() -> None:
    made = facts(
        "一般公共预算支出预算表",
        "科目编码|科目名称|2024年预算数||比上年增减%|",
        "||合计|基本支出|合计|基本支出",
        "2010301|行政运行|90|70|10.00|20.00",
    )
    rates = [(f.concept, f.value_printed) for f in made if f.measure == "change_rate"]
    assert rates == [
        ("function_2010301", "10.00"),
        ("general_public_budget_basic_expenditure", "20.00"),
    ]


def test_a_column_below_a_sum_is_its_part() -> None:
    made = facts(
        "部门收入预算总表",
        "单位名称|总计|一般公共预算|单位资金||",
        "|||小计|事业收入|其他收入",
        "合计|90|60|30|20|10",
    )
    by_concept = {f.concept: f for f in made}
    whole = by_concept["entity_funds_revenue"].fact
    assert by_concept["institutional_revenue"].parent_fact == whole
    assert by_concept["other_revenue"].parent_fact == whole


def test_the_only_named_row_beside_a_total_is_no_total() -> None:
    made = facts("项目支出预算表", "用途|总计", "合计|90", "档案数字化|90")
    assert told(made) == [("project_expenditure", "", "", "90")]


def test_a_column_of_amounts_is_no_label() -> None:
    made = facts(
        "部门支出总表",
        "科目编码|科目名称|合计|一般性项目|专项资金",
        "2010301|行政运行|90.00|60.00|30.00",
    )
    assert told(made) == [("function_2010301", "2010301", "", "90.00")]


def test_two_sides_without_heads_that_name_them_are_told_by_their_rows() -> None:
    made = facts(
        "部门收支总表",
        "项目|预算数|项目|预算数",
        "一、财政拨款收入|90|一、一般公共服务支出|90",
        "二、其他收入|10|二、住房保障支出|10",
        "总计|100|总计|100",
    )
    assert [f.concept for f in made if f.label_printed == "总计"] == [
        "total_revenue",
        "total_expenditure",
    ]
