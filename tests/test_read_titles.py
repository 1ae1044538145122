"""Units of tables as the lines above them print them."""

from __future__ import annotations

import pytest

from mingzhang.read.titles import unit_of


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
