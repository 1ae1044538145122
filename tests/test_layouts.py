"""The layout files: what they refer to exists, mistakes are told with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mingzhang.model import Measure, Stage, UserError
from mingzhang.parse.tables.figures import VALUE
from mingzhang.parse.tables.sheets import level
from mingzhang.vocab import layouts
from mingzhang.vocab.layers import Place
from test_tables import vocabulary

FOLDER = Path(__file__).resolve().parent.parent / "content" / "vocab" / "layouts"
FUNDS = {"", "fiscal_appropriation", "general_public_budget", "government_fund", "state_capital"}
COLUMN_ROLES = {
    "code", "code_class", "code_group", "code_item", "label", "body", "body_code", "line_number",
    "skip", "total", "by_row", "by_column", "by_name", "fund", "function_code", "function_label",
    "economic_code", "economic_label", "economic_class", "economic_group", "government_code",
    "government_label", "government_class", "government_group", "project_code", "year",
    "fund_label", "kind_label", "",
}  # fmt: skip


def test_everything_named_exists() -> None:
    vocab = vocabulary()
    rules = layouts.load(Place(FOLDER))
    concepts = [rule.total for rule in rules.tables]
    concepts += [rule.concept for rule in rules.columns]
    telling = [rule for rule in rules.rows if rule.role == "layout"]
    assert {rule.concept for rule in telling} <= {rule.layout for rule in rules.tables}
    items = [rule for rule in rules.rows if rule not in telling]
    concepts += [name for rule in items for name in (rule.concept, rule.after)]
    concepts += [name for (base, _), name in rules.funds.items()]
    concepts += [base for base, _ in rules.funds]
    concepts += [
        name for (row, column), met in rules.crossings.items() for name in (row, column, met)
    ]
    assert {name for name in concepts if name} <= {*vocab.concepts, VALUE}
    funds = {rule.fund for rule in (*rules.tables, *rules.columns, *rules.rows)}
    assert funds | {fund for _, fund in rules.funds} <= FUNDS
    sections = {section.section for section in vocab.sections}
    assert {rule.section for rule in rules.tables if rule.layout != "plain"} <= sections
    assert {rule.role for rule in rules.columns} <= COLUMN_ROLES
    assert {rule.measure for rule in rules.columns if rule.measure} <= {m.value for m in Measure}
    assert {rule.stage for rule in rules.periods} <= {stage.value for stage in Stage}
    known = {rule.layout for rule in rules.tables}
    used = {name for rule in (*rules.columns, *rules.rows) for name in rule.layouts}
    assert used <= known, "rules for a layout that no table has"


@pytest.mark.parametrize(
    ("title", "layout", "fund"),
    [
        ("部门综合预算政府采购（资产配置、购买服务）预算表", "procurement", ""),
        ("收入支出决算总表", "sides", ""),
        ("部门收支总体情况表", "sides", ""),
        ("2024年部门收支预算总表", "sides", ""),
        ("收入决算表", "function_revenue", ""),
        ("部门收入总体情况表", "function_revenue", ""),
        ("部门收入预算表", "function_revenue", ""),
        ("支出决算表", "function_expenditure", ""),
        ("部门支出总表", "function_expenditure", ""),
        ("支出预算总表（按功能分类）", "function_expenditure", ""),
        ("财政拨款收入支出决算总表", "sides", "fiscal_appropriation"),
        ("财政拨款收支总体情况表", "sides", "fiscal_appropriation"),
        ("一般公共预算财政拨款支出决算表", "function_expenditure", "general_public_budget"),
        ("一般公共预算支出表", "function_expenditure", "general_public_budget"),
        ("财政拨款支出明细表", "function_expenditure", "fiscal_appropriation"),
        ("一般公共预算财政拨款基本支出决算明细表", "economic", "general_public_budget"),
        ("一般公共预算基本支出表（按经济分类）", "economic", "general_public_budget"),
        ("一般公共预算“三公”经费支出表", "three_public", "fiscal_appropriation"),
        ("财政拨款三公经费支出决算表", "three_public", "fiscal_appropriation"),
        ("政府性基金预算财政拨款收入支出决算表", "fund_account", "government_fund"),
        ("政府性基金预算支出表", "function_expenditure", "government_fund"),
        ("国有资本经营预算财政拨款支出决算表", "function_expenditure", "state_capital"),
        ("国有资本经营预算支出情况表", "function_expenditure", "state_capital"),
        ("项目支出表", "project", ""),
        ("部门预算项目支出预算表", "project", ""),
        ("政府采购预算表", "procurement", ""),
        ("政府购买服务支出预算表", "service_purchase", ""),
        ("机关运行经费预算表", "running_costs", "general_public_budget"),
        ("机构运行信息表", "running_information", ""),
        ("部门预算支出经济分类情况表", "economic", ""),
        ("国有资产占有使用情况表", "assets", ""),
    ],
)
def test_titles(title: str, layout: str, fund: str) -> None:
    rule = layouts.load(Place(FOLDER)).table(level(title))
    assert rule is not None
    assert (rule.layout, rule.fund) == (layout, fund)


def test_titles_that_are_no_account_are_not_read() -> None:
    rules = layouts.load(Place(FOLDER))
    for title in ("部门整体支出绩效目标表", "财政专户管理资金支出表"):
        rule = rules.table(title)
        assert rule is not None
        assert not rule.layout
    assert rules.table("内设机构一览表") is None
    scored = rules.table("项目自评情况", "一级指标/二级指标/全年预算数/得分")
    assert scored is not None
    assert not scored.layout
    plain = rules.table("", "项目/金额/占比")
    assert plain is not None
    assert plain.layout == "plain"


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        ("rows.csv", "sides,revenue,,(,item,total_revenue,", "正则"),
        ("rows.csv", "sides,revenue", "列数"),
        ("tables.csv", "三公,three_public", "列数"),
        ("tables.csv", "三公,(,three_public,,,,,", "正则"),
        ("periods.csv", "去年,budget,final,上年", "year_offset"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, file: str, line: str, problem: str) -> None:
    folder = tmp_path / "layouts"
    shutil.copytree(FOLDER, folder)
    with (folder / file).open("a", encoding="utf-8") as written:
        written.write(line + "\n")
    with pytest.raises(UserError, match=problem) as caught:
        layouts.load(Place(folder))
    assert file in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="版式文件"):
        layouts.load(Place(tmp_path))


def test_a_spreadsheet_may_have_saved_it(tmp_path: Path) -> None:
    folder = tmp_path / "layouts"
    shutil.copytree(FOLDER, folder)
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8-sig", newline="\r\n")
    assert layouts.load(Place(folder)) == layouts.load(Place(FOLDER))
