"""What a share is worked out on, where it is not said beside it: by its name, or as a sum."""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
from mingzhang import parse, read
from mingzhang.model import Measure, Source, Stage

VOCAB = factories.vocabulary()
TOTAL = "一般公共预算财政拨款支出100.00万元，比上年增加10.00万元。\n"

BASES = {
    "收入合计126.80万元。其中：财政拨款收入125.20万元，占本年收入98.74%；其他收入1.60万元，"
    "占本年收入1.26%。": ["126.80", "126.80"],
    "“三公”经费支出5.50万元，比上年减少0.50万元。其中，公务用车运行维护费4.00万元，"
    "占“三公”经费的72.73%。": ["5.50"],
    f"{TOTAL}（二）结构情况\n教育支出80.00万元，占80.00%；住房保障支出20.00万元，占20.00%。": [
        "100.00",
        "100.00",
    ],
    f"{TOTAL}（二）结构情况\n1.教育支出80.00万元，占80.00%。\n2.住房保障支出20.00万元，"
    "占20.00%。": ["100.00", "100.00"],
    # What the parts do not make up is not their whole.
    f"{TOTAL}（二）结构情况\n教育支出40.00万元，占80.00%；住房保障支出10.00万元，占20.00%。": [
        "",
        "",
    ],
    # Nor is what the share does not come out of, whatever it is called.
    f"{TOTAL}（二）绩效\n项目支出45.00万元，占一般公共预算财政拨款支出的90.00%。": [""],
    # Nor is a revenue what its spending is a share of.
    "一般公共预算财政拨款收入100.00万元。\n（二）结构情况\n教育支出80.00万元，占80.00%；"
    "住房保障支出20.00万元，占20.00%。": ["", ""],
}  # fmt: skip


@pytest.mark.parametrize("text", BASES)
def test_a_share_is_of_what_it_was_worked_out_on(text: str) -> None:
    source = Source("某局-2023-final", "某局", 2023, Stage.FINAL, "某局2023年度部门决算",
                    Path("a.txt"), f"某局2023年度部门决算\n{text}".encode(), "")  # fmt: skip
    facts = parse.parse(read.read(source), VOCAB).facts
    by_id = {fact.fact: fact.value_printed for fact in facts}
    shares = [fact for fact in facts if fact.measure is Measure.SHARE]
    assert [by_id.get(share.base_fact, "") for share in shares] == BASES[text]
