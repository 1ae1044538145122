"""Line breaks inside sentences of a text: which are taken out, and which part two paragraphs."""

from __future__ import annotations

import pytest

from factories import vocabulary
from mingzhang.parse.text.compact import compact

EVEN = """某局2025年度部门预算
2025年，某局收入预算500.00万元，其中：财政拨款收入500.00万元，比2024年减少9.00万元；事业单
位经营收入0万元；其他收入0万元。
支出预算500.00万元，其中：财政拨款支出预算500.00万元，比2024年预算减少9.00万元，一般公共预
算拨款支出500.00万元。
（一）公务用车购置及运行费3.22万元，与2024年持平，其中：公务用车购置费0.00万元，公务用车运行
费3.22万元，与2024年预算持平。
"""


def joined(text: str) -> str:
    return compact(text, vocabulary().grammar.patterns).text


def test_a_short_text_whose_open_lines_end_at_one_place_is_wrapped() -> None:
    assert joined(EVEN).splitlines() == [
        "某局2025年度部门预算",
        (
            "2025年，某局收入预算500.00万元，其中：财政拨款收入500.00万元，比2024年减少9.00万元；"
            "事业单位经营收入0万元；其他收入0万元。"
        ),
        (
            "支出预算500.00万元，其中：财政拨款支出预算500.00万元，比2024年预算减少9.00万元，"
            "一般公共预算拨款支出500.00万元。"
        ),
        (
            "（一）公务用车购置及运行费3.22万元，与2024年持平，其中：公务用车购置费0.00万元，"
            "公务用车运行费3.22万元，与2024年预算持平。"
        ),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("“三公”经费支出年初预算为9.00万元，支出决算", "为3.00万元，完成预算的33.33%。"),
        ("因公出国（境）费0.00万元；公务用车购置及运行维护费", "支出决算为3.00万元。"),
        ("共有车辆2辆，其中：机要通信用车0辆、应急保", "障用车0辆、其他用车0辆。"),
        ("支出预算500.00万元，事业单位经营收入0.", "00万元；其他收入0.00万元。"),
        ("其他收入12", ".50万元。"),
        ("支出决算为3.00万", "元。"),
        ("决算数比2024年度增加", "5.07万元，增长42.68%。"),
        ("与上年相比下降", "4.1%。"),
        ("截至年末共有车辆12", "辆，其中：其他用车3辆。"),
        ("执法执勤用车3辆、特种专业技术用车2辆、其他用车", "2辆；设备4台（套）。"),
        ("资产总额500.00万元，比上年增加5.00万元。2024年拟购", "置固定资产30.00万元。"),
        (
            "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养",
            "老保险缴费支出（项）。年初预算为3.00万元。",
        ),
    ],
)
def test_a_line_cut_by_hand_inside_a_number_or_a_clause_goes_on(before: str, after: str) -> None:
    assert joined(f"{before}\n{after}\n") == f"{before}{after}\n"


def test_a_number_cut_behind_its_point_goes_on_though_a_blank_stands_before_it() -> None:
    assert joined("收入完成 1.\n26亿元，增长3%。\n") == "收入完成1.26亿元，增长3%。\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("收入决算500.00万元，支出决算480.00万元", "支出决算480.00万元，其中：基本支出1万元。"),
        ("二、关于财政拨款收入、支出及“三公”经费决算情况", "本年收入总计500.00万元，支出1万元。"),
        ("本年收入总计500.00万元，主要用于以下几个方面的支出", "（一）基本支出480.00万元。"),
        ("本年收入500.00万元，主要原因是人员增加。", "支出预算480.00万元。"),
        ("编制部门：某市某局，单位：万元，填表人：张三，科室：财务科", "收入总表"),
        ("见表2.", "2024年收入500.00万元。"),
        ("2025年收支增加", "1.人员经费500.00万元。"),
        ("公务用车购置费预算安排0万元，与2021年预算持平", "公务用车运行维护费预算8万元，下降5%。"),
        ("公务用车购置费预算安排0万元，与上年预算一致", "公务用车运行维护费预算8万元，下降5%。"),
        ("3.教育支出（类）普通教育及其他教育支出（款）", "2050203初中教育：2023年预算安排5万元。"),
    ],
)
def test_what_ends_or_begins_a_paragraph_stays_parted(before: str, after: str) -> None:
    assert joined(f"{before}\n{after}\n") == f"{before}\n{after}\n"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("运行维护费1, 537.4万元", "运行维护费1,537.4万元"),
        ("接待费1 ,239.7万元", "接待费1,239.7万元"),
        ("占地68，400.00平方米", "占地68,400.00平方米"),
        ("第1, 120人", "第1，120人"),
        ("12 345", "12 345"),
        ("实有人数小计___17_，预算____万元", "实有人数小计17，预算____万元"),
        ("2023_12_31.xls", "2023_12_31.xls"),
    ],
)
def test_blanks_beside_a_comma_between_thousands_are_dropped(printed: str, read: str) -> None:
    assert joined(printed) == read
