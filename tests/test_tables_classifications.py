"""Two classifications in one table, and the government's beside the departments'."""

from __future__ import annotations

from pathlib import Path

from mingzhang import parse, read, vocab
from mingzhang.model import Fact, Source, Stage

VOCABULARY = vocab.load(Path(__file__).parent.parent / "content/vocab")


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
