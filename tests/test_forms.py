"""Forms of statutory tables of the whole country: each numeral is read as a person read it.

`forms/` holds invented disclosures of one table each, `forms/gold/` a row for each numeral. What is
not read yet is counted, so that a form may only get better; nothing may be read wrongly.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import factories
from mingzhang import check, parse, read
from mingzhang.model import Disclosure, Fact, Outcome, Severity, Source, Stage

FORMS = Path(__file__).parent / "forms"
VOCABULARY = factories.vocabulary()
NOT_READ_YET = {
    "b12_guangdong_admin": 4,  # 行政经费 is not the running costs of government bodies
    "b19_perf_project": 2,  # a form filled in, not a table
}
FUNDS = {"general_public_budget", "government_fund", "state_capital"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


INDEX = {row["form"]: row for row in rows(FORMS / "index.csv")}


def source(form: str) -> Source:
    row = INDEX[form]
    path = FORMS / row["file"]
    stage = Stage(row["stage"])
    return Source(
        disclosure=f"{form}-{row['year']}-{stage}",
        agency=form,
        fiscal_year=int(row["year"]),
        stage=stage,
        title=f"{row['body']}{row['year']}年度部门{'预算' if stage == 'budget' else '决算'}",
        path=path,
        data=path.read_bytes(),
        sha256="",
    )


@cache
def parsed(form: str) -> Disclosure:
    return parse.parse(read.read(source(form)), VOCABULARY)


def question(concept: str, fund: str) -> tuple[str, str]:
    """Name what is asked: a concept of one money is the concept with that money."""
    for (general, money), narrow in VOCABULARY.layouts.funds.items():
        if narrow == concept:
            return general, fund if fund in FUNDS else money
    known = VOCABULARY.concepts.get(concept)
    return concept, fund if fund in FUNDS else (known.fund if known and known.fund else fund)


def faults(form: str) -> Iterator[tuple[str, str]]:
    """Yield what differs from the reading of a person, as kind and words."""
    at: dict[tuple[int | None, int | None], Fact] = {
        (fact.row, fact.column): fact for fact in parsed(form).facts
    }
    for gold in rows(FORMS / "gold" / f"{form}.csv"):
        fact = at.get((int(gold["row"]), int(gold["column"])))
        place = f"row {gold['row']} column {gold['column']} {gold['text']}"
        if gold["kind"] != "fact":
            unknown = gold["kind"] == "unknown" and fact is not None and fact.concept
            if unknown or (fact is not None and gold["kind"] == "other"):
                yield "wrong", f"{place}: no figure, read as {fact.concept}"
        elif fact is None or not fact.concept:
            yield "not read", f"{place}: {gold['concept']}"
        else:
            differing = dict(differences(fact, gold, INDEX[form]["body"], form))
            if differing:
                yield "wrong", f"{place}: {differing}"


def differences(
    fact: Fact, gold: dict[str, str], body: str, agency: str
) -> Iterator[tuple[str, object]]:
    asked = question(gold["concept"], gold["fund"])
    told = question(fact.concept, fact.fund)
    if fact.concept != gold["concept"] and told[0] != asked[0]:
        yield "concept", fact.concept
    if asked[1] and told[1] != asked[1]:
        yield "fund", fact.fund
    if fact.function_code != gold["function_code"]:
        yield "function_code", fact.function_code
    if gold["economic_code"] and fact.economic_code != gold["economic_code"]:
        yield "economic_code", fact.economic_code
    for column in ("measure", "stage"):
        if getattr(fact, column) != gold[column]:
            yield column, getattr(fact, column)
    if str(fact.fiscal_year) != gold["year"]:
        yield "year", fact.fiscal_year
    own = fact.scope in (agency, body)
    if gold["body"] != fact.scope and not (own and gold["body"] == body):
        yield "body", fact.scope


@pytest.mark.parametrize("form", INDEX)
def test_a_form_is_read_as_a_person_reads_it(form: str) -> None:
    found = list(faults(form))
    kinds = Counter(kind for kind, _ in found)
    allowed = NOT_READ_YET.get(form, 0)
    assert kinds["wrong"] == 0, found
    assert kinds["not read"] == allowed, found


@pytest.mark.parametrize("form", INDEX)
def test_a_form_that_adds_up_raises_no_doubt(form: str) -> None:
    doubts = [
        finding.message_zh
        for finding in check.check([parsed(form)], VOCABULARY)
        if finding.outcome is Outcome.FAIL and finding.severity is not Severity.NOTE
    ]
    assert doubts == []


def table(head: str, *lines: str, title: str = "支出决算表", body: str = "某市乙局") -> Disclosure:
    """Parse a table written with | as one of a disclosure of 2024."""
    cells = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in line.split('|'))}</tr>"
        for line in (head, *lines)
    )
    text = f"<h1>{body}2024年度部门决算</h1><p>{title}</p><p>单位：万元</p><table>{cells}</table>"
    source = Source(
        disclosure="o-2024-final",
        agency="o",
        fiscal_year=2024,
        stage=Stage.FINAL,
        title=f"{body}2024年度部门决算",
        path=Path("a.html"),
        data=text.encode(),
        sha256="",
    )
    return parse.parse(read.read(source), VOCABULARY)


def read_as(found: Disclosure) -> list[tuple[str, str, str]]:
    return [(fact.concept, fact.function_code, fact.value_printed) for fact in found.facts]


def test_codes_stored_as_numbers_are_padded() -> None:
    head = "类|款|项|科目名称|合计"
    found = table(head, "201|3|1|行政运行|9.50", "201|3|2|一般行政管理事务|3.00")
    assert read_as(found) == [
        ("function_2010301", "2010301", "9.50"),
        ("function_2010302", "2010302", "3.00"),
    ]


def test_the_heads_of_codes_may_stand_in_the_row_of_the_total() -> None:
    found = table("科目编码|科目编码|科目编码|科目名称|合计", "类|款|项|合计|30.00",
                  "208|05|05|机关事业单位基本养老保险缴费支出|30.00")  # fmt: skip
    assert read_as(found) == [
        ("current_year_expenditure", "", "30.00"),
        ("function_2080505", "2080505", "30.00"),
    ]


def test_an_unlisted_code_is_read_by_its_name_and_told() -> None:
    found = table("类|款|项|科目名称|基本支出", "210|11|01|行政单位医疗|30.00",
                  "7|11|02|事业单位医疗|5.00", "7|11|77|某种医疗|1.00")  # fmt: skip
    assert read_as(found) == [
        ("basic_expenditure", "2101101", "30.00"),
        ("basic_expenditure", "2101102", "5.00"),
        ("", "", "1.00"),
    ]
    told = [note.message_zh for note in found.notes if note.kind == "code_not_listed"]
    assert len(told) == 2
    assert "按名称读作 2101102" in told[0]


def test_a_column_that_nobody_knows_has_no_concept_and_is_told() -> None:
    found = table("科目编码|科目名称|合计|不知何款", "208|社会保障和就业支出|30.00|4.00")
    assert read_as(found) == [("function_208", "208", "30.00")]
    told = [note.message_zh for note in found.notes if note.kind == "column_not_mapped"]
    assert told == ["表“支出决算表”的列“不知何款”含义不明，这些列的数字没有归类。"]


def test_spending_in_a_table_of_carry_overs_is_no_carry_over() -> None:
    found = table("项目|年初余额|本年支出|年末余额", "合计|5.00|3.00|2.00",
                  title="财政拨款结转结余情况表")  # fmt: skip
    assert not any(fact.concept for fact in found.facts)


def test_the_name_of_a_money_may_stand_in_two_cells() -> None:
    found = table("科目编码|科目名称|合计|政府性基金|国有资本经营", "|||预算财政拨款|预算财政拨款",
                  "|合计|9.00|4.00|3.00", title="收入决算表")  # fmt: skip
    assert [(fact.concept, fact.fund, fact.stage) for fact in found.facts[1:]] == [
        ("government_fund_revenue", "government_fund", Stage.FINAL),
        ("state_capital_revenue", "state_capital", Stage.FINAL),
    ]


def test_running_costs_beside_three_public_expenses_are_their_own() -> None:
    found = table("“三公”经费合计|公务接待费|机关运行经费预算数", "8.00|0.50|95.00",
                  title="“三公”经费和机关运行经费预算表")  # fmt: skip
    facts = {fact.concept: fact for fact in found.facts}
    assert facts["running_costs"].value_printed == "95.00"
    assert facts["running_costs"].parent_fact == ""
    assert facts["three_public_expenses"].value_printed == "8.00"


def test_heads_reach_over_the_empty_cells_that_were_merged_with_them() -> None:
    found = table(
        "合计||因公出国（境）费||公务用车购置及运行维护费||||||公务接待费|",
        "||||小计||公务用车购置费||公务用车运行维护费|||",
        "预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数|预算数|决算数",
        "9.00|4.20|0.00|0.00|5.00|3.00|0.00|0.00|5.00|3.00|4.00|1.20",
        title="财政拨款“三公”经费支出决算表",
    )
    final = {fact.concept: fact.value_printed for fact in found.facts if fact.stage == "final"}
    assert final == {
        "three_public_expenses": "4.20",
        "overseas_travel": "0.00",
        "official_vehicles": "3.00",
        "vehicle_purchase": "0.00",
        "vehicle_operation": "3.00",
        "official_reception": "1.20",
    }


def test_a_total_is_never_a_body() -> None:
    found = table("单位名称|收入合计|支出合计", "合 计|9.00|9.00", "某市乙局本级|4.00|4.00",
                  "某市乙局第一中学|5.00|5.00", title="所属单位收支表")  # fmt: skip
    assert {fact.scope for fact in found.facts} == {"o", "某市乙局本级", "某市乙局第一中学"}


def test_a_body_in_a_head_is_not_whom_the_figures_are_of() -> None:
    found = table("项目|合计|某市乙局本级|某市丙局", "一、一般公共预算拨款收入|9.00|4.00|5.00",
                  "收入总计|9.00|4.00|5.00", title="部门收支总表")  # fmt: skip
    findings = check.check([found], VOCABULARY)
    assert not [finding for finding in findings if finding.outcome is Outcome.FAIL
                and finding.check == "other_body"]  # fmt: skip


def test_a_plan_is_a_budget() -> None:
    found = table("科目编码|科目名称|2024年计划数|2024年完成数", "201|一般公共服务支出|5.00|4.00")
    assert [fact.stage for fact in found.facts] == [Stage.BUDGET, Stage.FINAL]


def test_a_title_may_name_another_body_than_the_file() -> None:
    lines = "合计|9.00|", "201|9.00|"
    other = table(
        "项目|合计|基本支出", *lines, title="某市乙局招待所2024年支出决算表", body="某市丙局"
    )
    assert {fact.scope for fact in other.facts} == {"某市乙局招待所"}
    for own in ("某市卫健委", "某市卫生健康委员会", "某县某市卫生健康委"):
        found = table("项目|合计|基本支出", *lines, title=f"{own}2024年支出决算表",
                      body="某市卫生健康委员会")  # fmt: skip
        assert {fact.scope for fact in found.facts} == {"o"}


def test_spending_of_own_money_is_not_the_spending() -> None:
    found = table("科目编码|科目名称|合计", "201|一般公共服务支出|9.00", "|合计|9.00",
                  title="单位资金支出预算表")  # fmt: skip
    assert not found.facts


def test_money_remitted_by_units_is_no_subsidy_to_them() -> None:
    found = table("科目编码|科目名称|合计|附属单位上缴收入", "201|一般公共服务支出|9.00|1.00")
    assert [fact.concept for fact in found.facts] == ["function_201"]


def test_steps_of_a_code_before_its_name_may_be_parted_by_dots() -> None:
    found = table("功能分类科目|合计", "201.一般公共服务支出|9.00", "201.08.审计事务|9.00",
                  "201.08.01行政运行|9.00", "200.00万元以上的项目|1.00")  # fmt: skip
    assert [fact.function_code for fact in found.facts] == ["201", "20108", "2010801", ""]
    assert not found.facts[-1].concept


def test_a_total_with_what_is_carried_over_is_all_expenditure() -> None:
    found = table("科目编码|科目名称|合计", "|本年支出合计|9.00", "201|一般公共服务支出|9.00",
                  "|结转下年|1.00", "|支出总计|10.00")  # fmt: skip
    assert [fact.concept for fact in found.facts] == [
        "current_year_expenditure",
        "function_201",
        "closing_carryover",
        "total_expenditure",
    ]


def test_a_year_and_an_account_may_stand_in_two_columns_of_a_row() -> None:
    found = table("年度|项目|合计|公务接待费", "2023年|决算数|7.00|2.00", "2024年|预算数|8.00|2.00",
                  "2024年|决算数|6.50|1.50", title="财政拨款“三公”经费支出表")  # fmt: skip
    totals = [fact for fact in found.facts if fact.concept == "three_public_expenses"]
    assert [(fact.fiscal_year, fact.stage) for fact in totals] == [
        (2023, "final"),
        (2024, "budget"),
        (2024, "final"),
    ]


def test_subsidies_of_a_higher_level_are_none_of_a_body_s() -> None:
    found = table("项目|决算数", "一般公共预算收入|9.00", "上级补助收入|5.00", "收入总计|14.00",
                  title="财政收支平衡表")  # fmt: skip
    assert [fact.concept for fact in found.facts] == ["general_public_budget_revenue", "", ""]


@pytest.mark.parametrize(
    "head",
    [
        "科目编码|科目名称|合计|一般公共预算拨款收入|其中：经费拨款|其中：非税收入",
        "科目编码|科目名称|合计|一般公共预算|一般公共预算|一般公共预算~|||预算拨款小计|经费拨款|非税收入",
    ],
)
def test_what_is_headed_of_which_is_part_of_the_column_before(head: str) -> None:
    found = table(*head.split("~"), "201|一般公共服务支出|9.00|9.00|7.00|2.00",
                  "|合计|9.00|9.00|7.00|2.00",
                  title="收入预算表")  # fmt: skip
    findings = check.check([found], VOCABULARY)
    assert not [finding for finding in findings if finding.severity is Severity.ERROR
                and finding.outcome is Outcome.FAIL]  # fmt: skip


@pytest.mark.parametrize("title", ["镇级财政收支总表", "收支决算总表", "财政收入决算表"])
def test_an_account_with_taxes_is_a_government_s_whatever_its_title(title: str) -> None:
    found = table("项目|决算数", "一、税收收入|9.00", "二、非税收入|1.00", "三、上级补助收入|5.00",
                  "收入总计|15.00", title=title)  # fmt: skip
    concepts = [fact.concept for fact in found.facts]
    assert concepts == ["tax_revenue", "public_nontax_revenue", "", ""]


def test_an_account_with_appropriations_is_a_department_s() -> None:
    found = table("收入|收入|支出|支出", "项目|预算数|项目|预算数",
                  "政府性基金预算财政拨款|20.00|城乡社区支出|25.00",
                  "上年结余、结转|5.00|结转下年|0.00",
                  "收入总计|25.00|支出总计|25.00", title="政府性基金预算收支表")  # fmt: skip
    assert [fact.concept for fact in found.facts] == [
        "government_fund_revenue", "function_212", "opening_fiscal_carryover",
        "closing_fiscal_carryover",
        "fiscal_appropriation_total_revenue", "fiscal_appropriation_total_expenditure",
    ]  # fmt: skip


def test_a_total_below_a_head_is_the_whole_of_what_stands_beside_it() -> None:
    found = table("项目|总计|财政拨款|财政拨款|财政拨款", "||合计|一般公共预算|政府性基金预算",
                  "合计|9.00|8.00|7.00|1.00", "工资福利支出|9.00|8.00|7.00|1.00",
                  title="基本支出预算表")  # fmt: skip
    printed = {fact.fact: fact.value_printed for fact in found.facts}
    wholes = [printed.get(fact.parent_fact) for fact in found.facts[:4]]
    assert wholes == [None, "9.00", "8.00", "8.00"]


def test_the_number_of_a_body_is_no_code_of_a_class() -> None:
    found = table("科目编码|单位（科目名称）|合计", "|合计|9.00", "301|某市甲局|9.00",
                  "301001|某市甲局机关|6.00", "2010101|行政运行|6.00",
                  "301002|某市种子站|3.00", body="某市甲局")  # fmt: skip
    assert [fact.concept for fact in found.facts].count("current_year_expenditure") == 4


@pytest.mark.parametrize(
    "rows",
    [
        ("其中：非税收入安排|4.00",),
        ("其中：经费拨款|5.00", "非税收入|4.00"),
        ("其中:经费拨款|5.00", "     非税收入安排|4.00"),
    ],
)
def test_rows_below_of_which_are_some_of_the_row_before(rows: tuple[str, ...]) -> None:
    found = table("项目|预算数", "一、一般公共预算拨款收入|9.00", *rows, "二、其他收入|1.00",
                  "本年收入合计|10.00", title="收支总表")  # fmt: skip
    printed = {fact.fact: fact.value_printed for fact in found.facts}
    (some,) = [fact for fact in found.facts if fact.concept == "nontax_revenue"]
    assert (printed[some.parent_fact], some.list_kind) == ("9.00", "")
    findings = check.check([found], VOCABULARY)
    assert not [finding for finding in findings if finding.severity is Severity.ERROR
                and finding.outcome is Outcome.FAIL]  # fmt: skip


@pytest.mark.parametrize(("title", "other"), [("支出预算表", "收入"), ("收入预算表", "支出")])
def test_the_sum_of_the_other_side_is_not_what_the_table_is_about(title: str, other: str) -> None:
    found = table("科目编码|科目名称|合计", "201|一般公共服务支出|9.00", "|合计|9.00",
                  f"|{other}合计|8.00", title=title)  # fmt: skip
    assert [fact.concept for fact in found.facts][1:] == [
        "total_revenue" if other == "支出" else "current_year_expenditure",
        "",
    ]


@pytest.mark.parametrize(
    ("title", "head", "years"),
    [
        ("2023年支出决算表", "科目编码|科目名称|合计", []),
        ("2023年支出决算表", "科目编码|科目名称|2024年决算数", [2024, 2024]),
        ("2024年支出决算表", "科目编码|科目名称|合计", [2024, 2024]),
    ],
)
def test_what_only_a_title_of_another_year_dates_is_nobodys(
    title: str, head: str, years: list[int]
) -> None:
    facts = table(head, "|合计|10.00", "201|一般公共服务支出|10.00", title=title).facts
    assert [fact.fiscal_year for fact in facts if fact.concept] == years


@pytest.mark.parametrize(
    "label",
    [
        "上年公务接待费",
        "公务接待费（上年）",
        "新增公务接待费",
        "公务接待费（不含外事）",
        "上半年公务接待费",
        "累计公务接待费",
        "公务接待费（剔除外宾）",
        "公务接待费（自筹）",
        "公务接待费（市级）",
        "公务接待费（调增）",
    ],
)
def test_a_row_of_another_time_or_part_is_not_what_its_noun_says(label: str) -> None:
    facts = table(
        "项目|决算数", "合计|9.00", "公务接待费|5.00", f"{label}|4.00", title="“三公”经费支出决算表"
    ).facts
    assert [fact.concept for fact in facts] == ["three_public_expenses", "official_reception", ""]


@pytest.mark.parametrize("head", ["追加{}", "下级{}", "占用{}", "存量{}", "专户{}", "申请{}"])
def test_a_word_before_a_head_turns_it(head: str) -> None:
    heads = f"科目编码|科目名称|合计|{head.format('基本支出')}"
    facts = table(heads, "201|一般公共服务支出|9.00|4.00", title="支出决算表").facts
    assert [fact.value_printed for fact in facts if fact.concept] == ["9.00"]


@pytest.mark.parametrize("head", ["基本支出占比", "基本支出比例（%）", "基本支出占总支出比重"])
def test_a_share_column_that_names_what_it_is_of_is_no_share_of_the_row(head: str) -> None:
    heads = f"科目编码|科目名称|合计|基本支出|{head}"
    facts = table(heads, "201|一般公共服务支出|10.00|7.50|75", title="支出决算表").facts
    *_, basic, share = facts
    assert (share.concept, share.measure.value, share.of_fact) == (
        "basic_expenditure", "share", basic.fact)  # fmt: skip


@pytest.mark.parametrize(
    ("label", "concept"),
    [("上年结转", "opening_carryover"), ("上年结转收入", "opening_carryover"),
     ("上年结转缺口", ""), ("上年结转占比", ""), ("上年结转（剔除专项）", "")],
)  # fmt: skip
def test_what_is_said_of_a_carryover_is_not_the_carryover(label: str, concept: str) -> None:
    facts = table("收入项目|决算数|支出项目|决算数", f"{label}|7.00|一、教育支出|30.00",
                  title="收入支出决算总表").facts  # fmt: skip
    assert [fact.concept for fact in facts if fact.value_printed == "7.00"] == [concept]


@pytest.mark.parametrize(
    ("head", "concepts"), [("合计", {""}), ("2024年决算数", {"", "function_201"})]
)
def test_a_comparison_that_tells_no_year_may_be_only_the_change(
    head: str, concepts: set[str]
) -> None:
    facts = table(f"科目编码|科目名称|{head}", "201|一般公共服务支出|9.00",
                  title="一般公共预算支出增减表").facts  # fmt: skip
    assert {"", *(fact.concept for fact in facts)} == concepts


@pytest.mark.parametrize(
    ("label", "concept"),
    [
        ("事业收入（含教育收费）", ""),
        ("事业收入（不含财政专户管理资金）", "institutional_revenue"),
        ("其他收入（涉密）", ""), ("其他收入（万元）", "other_revenue"),
        ("本年收入合计（1+2）", "current_year_revenue"), ("本年收入合计（其中：专户）", ""),
        ("上年结转（一般公共预算）", ""), ("上年结转（含结余）", "opening_carryover"),
        ("收入总计（部分）", ""), ("使用非财政拨款结余（含专用结余）", "non_fiscal_surplus_used"),
    ],
)  # fmt: skip
def test_a_bracket_that_nobody_knows_makes_a_row_unknown(label: str, concept: str) -> None:
    found = table("收入|决算数|支出|决算数", f"{label}|7.00|一、教育支出|30.00",
                  title="收入支出决算总表")  # fmt: skip
    assert [f.concept for f in found.facts if f.value_printed == "7.00"] == [concept]


def test_a_bracket_that_nobody_knows_makes_a_row_of_a_code_or_of_items_unknown() -> None:
    coded = table(
        "科目编码|科目名称|决算数",
        "205|教育支出（不含高等教育）|7.00",
        "206|科学技术支出（类）|2.00",
    )
    assert read_as(coded) == [("", "", "7.00"), ("function_206", "206", "2.00")]
    items = table("项目|决算数", "合计|9.00", "政府采购货物支出（含车辆）|7.00",
                  "复印机（彩色）|2.00", title="政府采购情况表")  # fmt: skip
    assert [f.concept for f in items.facts] == ["government_procurement", "", "procurement_item"]


def test_a_class_below_project_expenditure_is_a_part_of_it() -> None:
    """The same class of basic expenditure beside it has a key of its own (decision 22)."""
    head = "科目编码|科目名称|合计|基本支出/商品和服务支出|项目支出/商品和服务支出"
    found = table(head, "201|一般公共服务支出|9.00|5.00|4.00", title="支出决算表")
    assert [(f.concept, f.function_code, f.economic_code) for f in found.facts] == [
        ("function_201", "201", ""),
        ("economic_302", "201", "302"),
        ("project_expenditure", "201", "302"),
    ]


def test_the_sum_of_staff_stands_beside_its_kinds() -> None:
    head = "单位名称|编制数/小计|实有人数/小计|实有人数/行政人员|实有人数/事业人员"
    found = table(head, "某市乙局|120|110|40|70", title="人员编制情况表")
    assert [fact.concept for fact in found.facts] == [
        "authorised_posts", "staff", "staff_administrative", "staff_institutional",
    ]  # fmt: skip


def test_kinds_of_staff_may_be_called_by_one_word() -> None:
    found = table("人员类别|编制数|年末实有人数", "行政|20|19", "事业|30|28", title="人员情况表")
    assert [fact.concept for fact in found.facts] == [
        "administrative_posts", "staff_administrative",
        "institutional_posts", "staff_institutional",
    ]  # fmt: skip


def test_a_class_led_by_of_which_needs_the_head_that_it_is_of() -> None:
    """人员经费, led so, is what it is of any whole."""
    found = table("科目编码|科目名称|合计|其中：人员经费|其中：资本性支出",
                  "201|一般公共服务支出|9.00|5.00|4.00", title="支出决算表（含结转）")  # fmt: skip
    assert [fact.concept for fact in found.facts] == ["function_201", "personnel_funds"]


def test_the_money_may_stand_in_brackets_of_a_head_or_title() -> None:
    head = table("科目编码|科目名称|合计（财政拨款）", "201|一般公共服务支出|9.00")
    title = table("科目编码|科目名称|合计", "201|一般公共服务支出|9.00",
                  title="支出决算表（财政拨款）")  # fmt: skip
    for found in (head, title):
        assert [fact.fund for fact in found.facts] == ["fiscal_appropriation"]


def test_notes_below_a_table_are_of_its_money() -> None:
    lines = ["2130122|农业生产发展|425.00|425.00", "|合计|425.00|425.00"]
    funds = [
        ("一般公共预算支出表", lines, "注：项目支出425.00万元，其中上年结转20.00万元。"),
        ("政府性基金预算支出表", ["2121401|污水处理|55.00|55.00", "|合计|55.00|55.00"],
         "注：1.本年支出合计55.00万元，比上年减少5.00万元。\n2.项目支出55.00万元，其中上年结转5.00万元。"),
    ]  # fmt: skip
    parts = ["某县乙局2024年度部门决算", "一、部门收支情况说明"]
    for title, rows, note in funds:
        head = "科目编码|科目名称|合计|项目支出"
        parts += [title, "单位：万元", *(row.replace("|", "\t") for row in (head, *rows)), note]
    found = parse.parse(
        read.read(
            Source("o-2024-final", "o", 2024, Stage.FINAL, parts[0], Path("a.txt"),
                   "\n".join(parts).encode(), "")
        ), VOCABULARY,
    )  # fmt: skip
    assert {section.parent for section in found.sections if not section.ordinal} == {0}
    said = [(fact.value_printed, fact.fund) for fact in found.facts if fact.row is None]
    public, fund = "general_public_budget", "government_fund"
    assert said == [("425.00", public), ("20.00", public), ("55.00", fund), ("5.00", fund),
                    ("55.00", fund), ("5.00", fund)]  # fmt: skip
    findings = check.check([found], VOCABULARY)
    assert not [f for f in findings if f.outcome is Outcome.FAIL and f.severity is Severity.ERROR]


def test_shares_below_a_head_that_was_lost_are_not_added_up() -> None:
    found = table(
        "项目|合同金额|||占比（%）|",
        "|合计|授予中小企业|其中：小微企业|中小企业|小微企业",
        "货物|20.00|20.00|12.00|100.00|60.00",
        "工程|300.00|200.00|50.00|66.67|16.67",
        "服务|180.00|180.00|150.00|100.00|83.33",
        "合计|500.00|400.00|212.00|80.00|42.40",
        title="政府采购授予中小企业合同情况表",
    )
    failed = {f.check for f in check.check([found], VOCABULARY) if f.outcome is Outcome.FAIL}
    assert "columns_of_items" not in failed
