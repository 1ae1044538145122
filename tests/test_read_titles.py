"""Units of tables as the lines above them print them, and what is the frame of a table."""

from __future__ import annotations

import pytest

from mingzhang.read.titles import around, is_frame, unit_of


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位 :  人民币元", "元"),
        ("单 位：万　元", "万元"),
        ("公开01表　单位（万 元）", "万元"),
        ("货币单位：人民币：万元", "万元"),
        ("計量單位：萬元", "万元"),
        ("单位：元（列至角分）", "元"),
        ("编制单位：元氏县教育局  金额单位：万元", "万元"),
        ("预算单位：元宝山区水利局", ""),
        ("单位：英镑", ""),
    ],
)
def test_the_unit_of_a_table(line: str, unit: str) -> None:
    assert unit_of((line,)) == unit


@pytest.mark.parametrize(
    ("row", "frame"),
    [
        (["2024年度", "单位：万元"], True),
        (["2024 年度", "2024年度"], True),
        (["2024年度", "2023年度"], False),
        (["2023年", "2024年", "增减"], False),
    ],
)
def test_years_beside_each_other_are_heads(row: list[str], frame: bool) -> None:
    assert is_frame(row) is frame


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (["部门：某市乙局", "单位：", "万元"], "万元"),
        (["编制单位：", "元氏县教育局", "金额单位:", "元"], "元"),
        (["编制单位：", "某市乙局", "元"], ""),
    ],
)
def test_a_unit_stands_in_the_cell_behind_its_label(cells: list[str], unit: str) -> None:
    assert around(["支出预算表", *cells], ()) == ("支出预算表", unit)
